"""What is asked of all claims alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from coreanalytics.effects.results import Interval, check_level
from coreanalytics.effects.verdicts import Verdict, check_delta, judge
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, Program

if TYPE_CHECKING:
    import polars as pl

#: Smallest difference between two days, or two sets, that matters: ours; none is published. Half of what
#: matters within a person over weeks.
DELTA_DAY: Final = 1.0
#: Smallest difference in a share of sets that matters, percentage points: ours; none is published.
DELTA_SHARE: Final = 10.0
#: Smallest difference in how much the abs are felt that matters, points: ours; none is published.
DELTA_FELT: Final = 1.0
#: Capacity is asked about in steps of ten percent.
STEP: Final = 0.10


@dataclass(frozen=True, slots=True)
class ClaimQuestion:
    """What is asked of all claims alike.

    Attributes
    ----------
    treatment, control
        Routines compared.
    weeks
        Horizon of the comparison of routines, weeks after time zero.
    level
        Level of intervals; the two sites of C5 share it as comparisons do.
    delta_within, delta_between, delta_day
        Smallest difference that matters, points: within one person over weeks, between groups, and between
        one day and another.
    delta_share
        Smallest difference in a share of sets that matters, percentage points.
    delta_felt
        Smallest difference in how much the abs are felt that matters, points.
    until
        Last day that is read; None: all.
    seed
        Of whatever is drawn by lot.
    """

    treatment: str = Program.CORE_FOCUSED.value
    control: str = Program.STANDARD_CRUNCH.value
    weeks: float = 8
    level: float = 0.95
    delta_within: float = DELTA_WITHIN.value
    delta_between: float = DELTA_BETWEEN.value
    delta_day: float = DELTA_DAY
    delta_share: float = DELTA_SHARE
    delta_felt: float = DELTA_FELT
    until: date | None = None
    seed: int = 20260105

    def __post_init__(self) -> None:
        check_level(self.level)
        deltas = (self.delta_within, self.delta_between, self.delta_day, self.delta_share, self.delta_felt)
        for delta in deltas:
            check_delta(delta)

    @property
    def delta_capacity(self) -> float:
        """Smallest change that matters per step of capacity: twice as strong goes with `delta_within`."""
        return self.delta_within * math.log1p(STEP) / math.log(2)

    def delta_of(self, claim: str) -> float | None:
        """Return the smallest amount that matters for a claim, in its unit; None: claim 5 tells its own."""
        named = {"C2": self.delta_share, "C6": self.delta_capacity, "C7": self.delta_felt}
        return {**named, **dict.fromkeys(("C1", "C3", "C4", "C8"), self.delta_day)}.get(claim)

    def cut(self, days: pl.DataFrame) -> pl.DataFrame:
        """Return the person-days that are read, sorted by person and date."""
        import polars as pl

        kept = days if self.until is None else days.filter(pl.col("date") <= self.until)
        return kept.sort("person", "date")

    def judge(self, interval: Interval) -> Verdict:
        """Return the verdict on a difference between days, of the seven of comparisons."""
        return judge(interval.low, interval.high, self.delta_day)

    def judge_at(self, interval: Interval, delta: float) -> Verdict:
        """Return the verdict on an interval with another yardstick."""
        return judge(interval.low, interval.high, delta)
