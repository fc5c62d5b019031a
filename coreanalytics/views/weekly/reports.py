"""All weekly reports of a book, written as files beside each other; only what changed is made again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from coreanalytics.effects.attention import Signal, find_signals
from coreanalytics.shown import Shown
from coreanalytics.views.saving import sweep_folder
from coreanalytics.views.texts import framing as texts
from coreanalytics.views.weekly.calendar import Week, check_begun, parse_week
from coreanalytics.views.weekly.facts import newest_week
from coreanalytics.views.weekly.fingerprints import take_fingerprint
from coreanalytics.views.weekly.index import report_index
from coreanalytics.views.weekly.index_rows import IndexRow
from coreanalytics.views.weekly.page import make_report, name_file
from coreanalytics.views.weekly.pdf import check_typst
from coreanalytics.views.weekly.quality import set_aside_flags
from coreanalytics.views.weekly.report_files import ReportFiles, find_report, write_report
from coreanalytics.views.weekly.source import NO_NAMES, Book, Source, open_source
from coreanalytics.views.weekly.verdicts import Verdicts, judge_cohort
from coreanalytics.views.weekly.workers import count_jobs, do_tasks


@dataclass(frozen=True, slots=True)
class WeeklyReports(Shown):
    """Where the reports of a book were written.

    Attributes
    ----------
    index
        The index page.
    files
        The files of each person, in the order of the index.
    verdicts
        What may be said of the two routines between people; None where there is one person only.
    signals
        Who needs a look, by person (`effects.attention`).
    """

    index: Path
    files: tuple[ReportFiles, ...]
    verdicts: Verdicts | None = field(default=None, repr=False)
    signals: Mapping[str, Signal] = field(default_factory=dict, repr=False)

    @property
    def reports(self) -> tuple[Path, ...]:
        """One page a person, in the order of the index."""
        return tuple(one.html for one in self.files)

    @property
    def rows(self) -> tuple[IndexRow, ...]:
        """The few numbers of each person on the index, in its order."""
        return tuple(one.row for one in self.files)

    @property
    def made(self) -> int:
        """How many reports were made; nothing had changed for the others."""
        return sum(one.is_new for one in self.files)

    def __str__(self) -> str:
        return texts.tell_reports(len(self.files), self.made, self.index)


@dataclass(frozen=True, slots=True)
class Task:
    """One report to be made, with all that it takes.

    Attributes
    ----------
    source
        What concerns this person (`Source.narrow`).
    person, week, days, names, alone, fingerprint
        As in `page.make_report`.
    out
        Folder to write into.
    json, pdf
        Whether the record and the PDF are written beside the page.
    """

    source: Source
    person: str
    week: Week
    days: pl.DataFrame
    names: pl.DataFrame
    alone: bool
    fingerprint: str
    out: str
    json: bool
    pdf: bool


def weekly_reports(
    book: Book | Mapping[str, pl.DataFrame],
    out: str | os.PathLike[str],
    week: str | None = None,
    progress: Callable[[int, int], object] | None = None,
    *,
    json: bool = True,
    pdf: bool = False,
    jobs: int | None = None,
) -> WeeklyReports:
    """Write the weekly report of everybody, and an index.

    A report is made only if anything that goes into it has changed since it was written into this folder
    (the log, settings, the software), or if one of its files is not as it was written then.

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
    json
        Whether the numbers and sentences are written beside each page, for other programs. Without them
        every report is made anew each time.
    pdf
        Whether a PDF is written beside each page.
    jobs
        Processes that make them; 1: this one alone. None: one a core, but none for a few reports.

    Raises
    ------
    ArgumentError
        If the week does not exist, if the folder cannot be written, or if PDFs are asked for and the extra
        ``pdf`` is not installed.
    """
    chosen = parse_week(week) if week is not None else None
    if pdf:
        check_typst()
    source = open_source(book)
    days = source.days_of()
    if chosen is not None:
        check_begun(chosen, days["date"].max())
    sweep_folder(out)
    tasks = list(_list_tasks(source, days, chosen, os.fspath(out), json=json, pdf=pdf))
    done: dict[str, ReportFiles] = {}
    for person, files in _make_all(tasks, jobs):
        done[person] = files
        if progress is not None:
            progress(len(done), len(tasks))
    alone = len(tasks) == 1
    homeless = () if alone else set_aside_flags(source.rejected, "", alone=False)
    verdicts = _judge_between(source, days, chosen) if len(tasks) > 1 else None
    signals = _look(days, chosen)
    # in the order of the people, whoever was done first
    rows = [done[task.person].row for task in tasks]
    index = report_index(rows, homeless, verdicts, signals)
    ordered = tuple(done[row.person] for row in index.rows)
    return WeeklyReports(index.save(out), ordered, verdicts, signals)


def _list_tasks(
    source: Source, days: pl.DataFrame, chosen: Week | None, out: str, *, json: bool, pdf: bool
) -> Iterator[Task]:
    people = source.people
    split = {str(key[0]): part for key, part in days.partition_by("person", as_dict=True).items()}
    names = source.unmapped_of()
    alone = len(people) == 1
    for person in people:
        own = split.get(person, days.clear())
        week = chosen or newest_week(own) or Week.of(datetime.now(UTC).date())
        narrow = source.narrow(person, week.sunday, alone=alone)
        theirs = names.get(person, NO_NAMES)
        mark = take_fingerprint(narrow, person, week, own, theirs, alone=alone)
        yield Task(narrow, person, week, own, theirs, alone, mark, out, json, pdf)


def _make_all(tasks: Sequence[Task], jobs: int | None) -> Iterator[tuple[str, ReportFiles]]:
    """Return everybody's files: those that are up to date at once, the others as they get done."""
    waiting = []
    for task in tasks:
        found = find_task(task)
        if found is not None:
            yield task.person, found
        else:
            waiting.append(task)
    for place, files in do_tasks(make_task, waiting, count_jobs(len(waiting), jobs)):
        yield waiting[place].person, files


def find_task(task: Task) -> ReportFiles | None:
    """Return the files of a report that need not be made again; None: it has to be made."""
    if not task.json:
        return None
    page = Path(task.out) / name_file(task.person, task.week)
    return find_report(page, task.fingerprint, json=task.json, pdf=task.pdf)


def make_task(task: Task) -> ReportFiles:
    """Make a report and write its files."""
    report = make_report(
        task.source,
        task.person,
        task.week,
        days=task.days,
        names=task.names,
        alone=task.alone,
        fingerprint=task.fingerprint,
    )
    return write_report(report, task.out, json=task.json, pdf=task.pdf)


def _judge_between(source: Source, days: pl.DataFrame, week: Week | None) -> Verdicts:
    """Return what a look at everybody's days says, once for all pages."""
    last = days["date"].max()
    sunday = (week or Week.of(last if isinstance(last, date) else datetime.now(UTC).date())).sunday
    until = source.read_until(last, sunday)
    phases, delta = source.tables["phases"], source.delta_between
    return judge_cohort(days, until, phases=phases, delta=delta, plans=source.plans)


def _look(days: pl.DataFrame, week: Week | None) -> dict[str, Signal]:
    """Return who needs a look: on one day for everybody, the last that anybody logged anything on."""
    last = days["date"].max()
    if not isinstance(last, date):
        return {}
    return find_signals(days, last if week is None else min(last, week.sunday))
