"""Sentences of the simulation."""

from __future__ import annotations

from typing import Final

TRUTH_HEAD: Final = (
    "Simulated truth (core_focused - standard_crunch, points on the reported 0-10 scale, mean over paired "
    "counterfactuals after floor and rounding), {horizon} weeks after time zero:"
)
TRUTH_SITE: Final = "{site} {population:+.2f} in the population ({people:+.2f} over these very {n} people)"
