"""All weekly reports of a book, and the page that leads to them: one row a person, attention first."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from coreanalytics import words
from coreanalytics.views import texts
from coreanalytics.views.hostile import clip
from coreanalytics.views.page import render_page, save_page
from coreanalytics.views.weekly.calendar import Week, parse_week
from coreanalytics.views.weekly.facts import WeekFacts
from coreanalytics.views.weekly.page import make_report
from coreanalytics.views.weekly.quality import SetAsideFlag, set_aside_flags
from coreanalytics.views.weekly.source import NO_NAMES, Book, Source, open_source
from coreanalytics.views.weekly.verdicts import Verdicts, judge_cohort
from coreanalytics.vocabulary import PRIMARY_SITES

INDEX_NAME: Final = "index.html"
#: People named above the comparison at most; the table below holds everybody.
_NAMED: Final = 12
_ORDER: Final = ("emergency", "check", "")


@dataclass(frozen=True, slots=True)
class ReportIndex:
    """The index page.

    Attributes
    ----------
    rows
        (facts, file name) of each person, those who need attention first.
    html
        The page.
    """

    rows: tuple[tuple[WeekFacts, str], ...]
    html: str = field(repr=False)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``index.html`` into `folder`, whole or not at all, readable by its owner only."""
        return save_page(self.html, Path(folder) / INDEX_NAME)


@dataclass(frozen=True, slots=True)
class WeeklyReports:
    """Where the reports of a book were written.

    Attributes
    ----------
    index
        The index page.
    reports
        One file a person, in the order of the index.
    facts
        The numbers of each report, in the same order.
    verdicts
        What may be said of the two routines between people; None where there is one person only.
    """

    index: Path
    reports: tuple[Path, ...]
    facts: tuple[WeekFacts, ...] = field(repr=False)
    verdicts: Verdicts | None = field(default=None, repr=False)


def weekly_reports(
    book: Book | Mapping[str, pl.DataFrame],
    out: str | os.PathLike[str],
    week: str | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> WeeklyReports:
    """Write the weekly report of everybody, and an index.

    Parameters
    ----------
    book
        A `Logbook`, or a dict of its tables.
    out
        Folder to write into; made if it is not there.
    week
        ISO week; None: each person's newest week with data.
    progress
        Called with (reports done, reports in all) after each.

    Raises
    ------
    ArgumentError
        If the week does not exist, or the folder cannot be written.
    """
    chosen = parse_week(week) if week is not None else None
    source = open_source(book)
    people = source.people
    alone = len(people) == 1
    days = source.days_of()
    split = {str(key[0]): part for key, part in days.partition_by("person", as_dict=True).items()}
    names = source.unmapped_of()
    made: dict[str, tuple[WeekFacts, Path]] = {}
    for person in people:
        own = split.get(person, days.clear())
        report = make_report(source, person, chosen, days=own, names=names.get(person, NO_NAMES), alone=alone)
        made[person] = (report.facts, report.save(out))
        if progress is not None:
            progress(len(made), len(people))
    homeless = () if alone else set_aside_flags(source.rejected, "", alone=False)
    verdicts = _judge_between(source, days, chosen) if len(people) > 1 else None
    index = report_index([(facts, path.name) for facts, path in made.values()], homeless, verdicts)
    order = [made[facts.person] for facts, _ in index.rows]
    return WeeklyReports(index.save(out), tuple(p for _, p in order), tuple(f for f, _ in order), verdicts)


def _judge_between(source: Source, days: pl.DataFrame, week: Week | None) -> Verdicts:
    """Return what a look at everybody's days says, once for all pages."""
    last = days["date"].max()
    sunday = (week or Week.of(last if isinstance(last, date) else datetime.now(UTC).date())).sunday
    until = source.read_until(last, sunday)
    return judge_cohort(days, until, phases=source.tables["phases"], delta=source.delta_between)


def report_index(
    rows: Sequence[tuple[WeekFacts, str]],
    homeless: Sequence[SetAsideFlag] = (),
    verdicts: Verdicts | None = None,
) -> ReportIndex:
    """Make the index page.

    Parameters
    ----------
    rows
        For each person the numbers of the report and the name of its file.
    homeless
        Safety answers of set-aside rows that name nobody.
    verdicts
        What may be said of the two routines between people; None: nothing is said.
    """
    ordered = tuple(
        sorted(rows, key=lambda row: (_ORDER.index(attention(row[0])), row[0].person.casefold(), row[1]))
    )
    shown = [
        {
            "f": facts,
            "file": file,
            "name": clip(facts.person, 60),
            "attention": attention(facts),
            "sites": {site.site: site for site in facts.sites},
        }
        for facts, file in ordered
    ]
    urgent = [row for row in shown if row["attention"]]
    html = render_page(
        texts.INDEX_TITLE,
        "report_index.html",
        context={
            "t": texts,
            "clip": clip,
            "homeless": homeless,
            "v": verdicts,
            "sites": PRIMARY_SITES,
            "lead": texts.INDEX_LEAD.format(people=words.people(len(ordered))),
            "rows": shown,
            "urgent": urgent[:_NAMED],
            "n_urgent": len(urgent),
        },
    )
    return ReportIndex(ordered, html)


def attention(facts: WeekFacts) -> str:
    """Return what a person needs: ``emergency``, ``check``, or nothing."""
    if facts.emergency:
        return "emergency"
    return "check" if facts.flags or any(flag.named for flag in facts.flags_set_aside) else ""
