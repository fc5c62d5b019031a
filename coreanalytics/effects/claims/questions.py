"""What is asked of all claims alike."""

from __future__ import annotations

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
    until: date | None = None
    seed: int = 20260105

    def __post_init__(self) -> None:
        check_level(self.level)
        for delta in (self.delta_within, self.delta_between, self.delta_day):
            check_delta(delta)

    def cut(self, days: pl.DataFrame) -> pl.DataFrame:
        """Return the person-days that are read, sorted by person and date."""
        import polars as pl

        kept = days if self.until is None else days.filter(pl.col("date") <= self.until)
        return kept.sort("person", "date")

    def judge(self, interval: Interval) -> Verdict:
        """Return the verdict on a difference between days, of the seven of comparisons."""
        return judge(interval.low, interval.high, self.delta_day)
