"""The catalogue: which exercises are known, and which of them a logged name means."""

from __future__ import annotations

from coreanalytics.catalogue.exercise_table import exercises
from coreanalytics.catalogue.names import match_names
from coreanalytics.catalogue.spelling import normalise

__all__ = ["exercises", "match_names", "normalise"]
