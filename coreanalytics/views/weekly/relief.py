"""Stretching and massage beside the discomfort of the same weeks, without a word of cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl

from coreanalytics.views.weekly.calendar import Week
from coreanalytics.vocabulary import Site

#: Weeks that the small lines show.
RELIEF_WEEKS: Final = 12
#: What is done for relief, and the site that it is meant for (claims C3 and C4 of the article).
HABITS: Final[tuple[tuple[str, Site], ...]] = (
    ("stretch_min", Site.THIGH_ROOT),
    ("massage_min", Site.LOW_BACK),
)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of a week: their sum over the days that were answered; None without an answer, never 0."""

    total: float | None
    days: int

    @property
    def a_day(self) -> float | None:
        """Mean of the days answered; None without any."""
        return self.total / self.days if self.total is not None and self.days else None


@dataclass(frozen=True, slots=True)
class Relief:
    """One habit beside the discomfort of its site.

    Attributes
    ----------
    habit, site
        Column of the person-days, and the site it is meant for.
    this, last
        Minutes of this week and of last week.
    weekly
        Minutes a day, mean of the days answered, of the last `RELIEF_WEEKS` weeks, the oldest first; None
        without an answer.
    discomfort
        Mean score of the site in the same weeks, 0-10; None without a report.
    reports, reports_last
        Days with a report of the site, this week and last week.
    """

    habit: str
    site: Site
    this: Minutes
    last: Minutes
    weekly: tuple[float | None, ...]
    discomfort: tuple[float | None, ...]
    reports: int
    reports_last: int

    @property
    def is_logged(self) -> bool:
        """Whether any of the weeks shown has an answer."""
        return any(value is not None for value in self.weekly)


@dataclass(frozen=True, slots=True)
class ReliefWeek:
    """Stretching and massage of one week."""

    habits: tuple[Relief, ...]

    @property
    def is_logged(self) -> bool:
        """Whether either was logged in the weeks shown."""
        return any(one.is_logged for one in self.habits)


def relief_week(days: pl.DataFrame, week: Week) -> ReliefWeek:
    """Return stretching and massage beside the discomfort, from one person's days."""
    mondays = [week.monday - timedelta(weeks=back) for back in reversed(range(RELIEF_WEEKS))]
    columns = [name for pair in HABITS for name in pair]
    weeks = (
        days.lazy()
        .filter(pl.col("date").is_between(mondays[0], week.sunday))
        .group_by(pl.col("date").dt.truncate("1w").alias("monday"))
        .agg(pl.col(*columns).sum().name.suffix("_sum"), pl.col(*columns).count().name.suffix("_days"))
        .collect()
    )
    rows = {row["monday"]: row for row in weeks.iter_rows(named=True)}

    def read(column: str) -> list[Minutes]:
        found = [rows.get(monday, {}) for monday in mondays]
        counts = [int(row.get(f"{column}_days", 0)) for row in found]
        return [
            Minutes(float(row[f"{column}_sum"]), n) if n else Minutes(None, 0)
            for row, n in zip(found, counts, strict=True)
        ]

    def relief(habit: str, site: Site) -> Relief:
        minutes, scores = read(habit), read(site)
        return Relief(
            habit,
            site,
            this=minutes[-1],
            last=minutes[-2],
            weekly=tuple(one.a_day for one in minutes),
            discomfort=tuple(one.a_day for one in scores),
            reports=scores[-1].days,
            reports_last=scores[-2].days,
        )

    return ReliefWeek(tuple(relief(habit, site) for habit, site in HABITS))
