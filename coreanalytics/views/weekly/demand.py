"""How much of the week's work asks the hip flexors: hard sets by demand class, and what has no class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.views.weekly.calendar import Week
from coreanalytics.views.weekly.discomfort import in_week
from coreanalytics.vocabulary import DEMANDING, Family

#: Demand classes of the catalogue: highest hip-flexor activity below 10, 20, 35 % of the most, and above.
CLASSES: Final = (0, 1, 2, 3)
_FAMILIES: Final = (Family.ARTICLE_MOVE, Family.STANDARD_AB, Family.OTHER_CORE)


@dataclass(frozen=True, slots=True)
class Demand:
    """The hip-flexor demand of some days' hard sets.

    Attributes
    ----------
    by_class
        Hard sets of each class, 0 to 3.
    unclassed
        Hard core sets whose exercise has no class.
    unmapped
        Sets whose exercise name is not mapped, so that nothing is known of them.
    """

    by_class: tuple[int, int, int, int]
    unclassed: int
    unmapped: int

    @property
    def classed(self) -> int:
        """Hard sets with a class."""
        return sum(self.by_class)

    @property
    def demanding(self) -> int:
        """Hard sets of class `vocabulary.DEMANDING` or above."""
        return sum(self.by_class[DEMANDING:])

    @property
    def share(self) -> float | None:
        """Share of demanding sets among those with a class, 0-1; None without any."""
        return self.demanding / self.classed if self.classed else None


@dataclass(frozen=True, slots=True)
class DemandWeek:
    """The demand of this week and of last week."""

    this: Demand
    last: Demand


def demand_week(days: pl.DataFrame, week: Week) -> DemandWeek:
    """Return the hip-flexor demand of one person's week and of the week before."""
    return DemandWeek(_read(in_week(days, week)), _read(in_week(days, week.before)))


def _read(days: pl.DataFrame) -> Demand:
    names = [f"hard_sets_demand_{k}" for k in CLASSES]
    sums = days.select(pl.col(*names, "sets_unmapped", *(f"hard_sets_{f}" for f in _FAMILIES)).sum())
    zero, one, two, three, unmapped, *families = (int(n) for n in sums.row(0))
    by_class = (zero, one, two, three)
    return Demand(by_class, max(sum(families) - sum(by_class), 0), unmapped)
