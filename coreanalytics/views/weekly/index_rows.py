"""One row of the index: the few numbers of a weekly report that a coach scans, and no more.

A row holds plain values only, so that it can be pickled, sent between processes, and written beside the
report as JSON and read back: an index of thousands needs no report to be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from coreanalytics.effects.small_steps import StepKind
from coreanalytics.vocabulary import PRIMARY_SITES

if TYPE_CHECKING:
    from coreanalytics.views.weekly.calendar import Week
    from coreanalytics.views.weekly.facts import WeekFacts

#: Weeks that the small lines show.
SPARK_WEEKS: Final = 12


@dataclass(frozen=True, slots=True)
class IndexSite:
    """One site of a row.

    Attributes
    ----------
    site
        A `vocabulary.Site` as text.
    this, last, run_in
        Mean score, 0-10, of the week, the week before and the run-in; None without a report (never 0).
    days
        Days of this week with a report of it.
    weeks
        Weekly means of the last `SPARK_WEEKS` weeks, oldest first; None: no report that week.
    """

    site: str
    this: float | None
    last: float | None
    run_in: float | None
    days: int
    weeks: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One person on the index.

    Attributes
    ----------
    person
        Whose row, as logged: hostile text.
    file
        Name of the file of their report.
    week, so_far
        ISO week of the report, and whether it is not over yet.
    last_day
        Last logged day, ISO; None if nothing usable was logged.
    emergency
        Whether an emergency question was answered with yes.
    flags
        Names of the safety rules that fire (`effects.safety.Flag.rule`), in the order of the report.
    set_aside
        Safety answers of their rows that were set aside (`vocabulary.RedFlag`).
    sites
        The primary sites.
    days_reported
        Days of the week with a report, of 7.
    sessions, planned
        Sessions of the week, and how many were planned; None: no plan.
    next_step
        The one small step for next week, in a sentence; empty if there is none.
    """

    person: str
    file: str
    week: str
    so_far: bool
    last_day: str | None
    emergency: bool
    flags: tuple[str, ...]
    set_aside: tuple[str, ...]
    sites: tuple[IndexSite, ...]
    days_reported: int
    sessions: int
    planned: float | None
    next_step: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain values that JSON can hold; `read_row` reads them back."""
        return asdict(self)


def make_row(facts: WeekFacts, file: str) -> IndexRow:
    """Make the row of one report.

    Parameters
    ----------
    facts
        The numbers of the report.
    file
        Name of its file, beside the index.
    """
    rules = tuple(dict.fromkeys(flag.rule for flag in facts.flags))
    return IndexRow(
        person=facts.person,
        file=file,
        week=facts.week.name,
        so_far=facts.so_far,
        last_day=facts.last_day.isoformat() if facts.last_day else None,
        emergency=facts.emergency,
        flags=rules,
        set_aside=tuple(dict.fromkeys(str(flag.red_flag) for flag in facts.flags_set_aside if flag.named)),
        sites=tuple(
            IndexSite(
                str(one.site),
                one.this.mean,
                one.last.mean,
                one.run_in.mean,
                one.this.days,
                _list_weeks(facts.trend, str(one.site), facts.week),
            )
            for one in facts.sites
            if one.site in PRIMARY_SITES
        ),
        days_reported=facts.quality.days_reported,
        sessions=facts.training.sessions.done,
        planned=facts.training.sessions.planned,
        next_step=_tell_step(facts),
    )


def _tell_step(facts: WeekFacts) -> str:
    """Return the step in its first sentence; "stay as you are" is no step."""
    step = facts.next_step
    is_told = step.is_progression or step.kind is StepKind.STEP_BACK
    return step.sentence.partition(". ")[0].rstrip(".") if is_told else ""


def _list_weeks(trend: pl.DataFrame, site: str, week: Week) -> tuple[float | None, ...]:
    own = trend.filter(pl.col("site") == site)
    means: dict[object, float | None] = dict(own.select("monday", "mean").iter_rows())
    mondays = [week.monday - timedelta(days=7 * ago) for ago in reversed(range(SPARK_WEEKS))]
    # two decimals: rows stay small, and no eye sees more
    return tuple(None if (mean := means.get(day)) is None else round(mean, 2) for day in mondays)


def read_row(values: Mapping[str, Any]) -> IndexRow:
    """Read a row back from `IndexRow.to_dict`, also after a way through JSON.

    Raises
    ------
    KeyError, TypeError
        The values are not those of a row, for example one that another version wrote.
    """
    sites = tuple(IndexSite(**{**site, "weeks": tuple(site["weeks"])}) for site in values["sites"])
    lists = {key: tuple(values[key]) for key in ("flags", "set_aside")}
    return IndexRow(**{**values, **lists, "sites": sites})
