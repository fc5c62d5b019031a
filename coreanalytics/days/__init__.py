"""The person-day table: what a person did, felt and followed on every day of their log."""

from __future__ import annotations

from coreanalytics.days.columns import PERSON_DAYS
from coreanalytics.days.person_days import build_days
from coreanalytics.days.run_ins import summarise_run_in

__all__ = ["PERSON_DAYS", "build_days", "summarise_run_in"]
