"""The numbers about the data behind a weekly report: days reported, rows set aside, unmapped names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.views.weekly.calendar import Week
from coreanalytics.views.weekly.discomfort import in_week
from coreanalytics.vocabulary import RedFlag

#: How many set-aside rows, and how many unmapped names, a page shows; the rest are counted.
SHOWN_ROWS: Final = 5
SHOWN_NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that was set aside: where it stands and why."""

    file: str
    line: int | None
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An exercise name that is not mapped yet, how many sets carry it, and what it may be."""

    name: str
    sets: int
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """How much data stands behind the page.

    Attributes
    ----------
    days_reported
        Days of the week with any report of the day's own rating.
    days_logged
        Days of the week that lie between the person's first and last log.
    safety_asked
        Days of the week on which a safety question was answered.
    rows_set_aside
        Records of this person that were set aside, over the whole log.
    rules
        Records a rule, most frequent first; a record that breaks two rules counts in both.
    newest
        The rows set aside last, at most `SHOWN_ROWS`.
    unmapped
        Exercise names without a mapping, most sets first, at most `SHOWN_NAMES`.
    unmapped_names, unmapped_sets
        How many names and sets there are in all.
    """

    days_reported: int
    days_logged: int
    safety_asked: int
    rows_set_aside: int
    rules: tuple[tuple[str, int], ...]
    newest: tuple[SetAside, ...]
    unmapped: tuple[Unmapped, ...]
    unmapped_names: int
    unmapped_sets: int


@dataclass(frozen=True, slots=True)
class SetAsideFlag:
    """A set-aside row that answered a safety question with yes.

    Attributes
    ----------
    red_flag
        Which question.
    file, line
        Where the row stands.
    named
        Whether the row belongs to the person of the page; False: to nobody known.
    """

    red_flag: RedFlag
    file: str
    line: int | None
    named: bool


def quality_of_week(
    days: pl.DataFrame, week: Week, rejected: pl.DataFrame, unmapped: pl.DataFrame
) -> Quality:
    """Return the numbers about data quality.

    Parameters
    ----------
    days
        Person-days of one person.
    week
        The week reported on.
    rejected
        Their set-aside rows, columns as in `logbook.tables.REJECTED`.
    unmapped
        Their unmapped names: exercise_logged, n_sets, candidates (List of String).
    """
    now = in_week(days, week)
    # a record of which neither file nor line is known still counts, as one
    records = rejected.select(pl.struct("source_file", "file", "line").alias("record"), "rule")
    rules = (
        records.group_by("rule")
        .agg(n=pl.col("record").n_unique())
        .sort(["n", "rule"], descending=[True, False])
    )
    names = unmapped.sort(["n_sets", "exercise_logged"], descending=[True, False])
    return Quality(
        days_reported=int(now["reported"].fill_null(False).sum()),
        days_logged=now.height,
        safety_asked=now["red_flag"].count(),
        rows_set_aside=records["record"].n_unique(),
        rules=tuple((str(rule or "unknown"), n) for rule, n in rules.iter_rows()),
        newest=_newest(rejected),
        unmapped=tuple(
            Unmapped(name, n, tuple(candidates or ()))
            for name, n, candidates in names.head(SHOWN_NAMES)
            .select("exercise_logged", "n_sets", "candidates")
            .iter_rows()
        ),
        unmapped_names=names.height,
        unmapped_sets=int(names["n_sets"].sum()),
    )


def set_aside_flags(rejected: pl.DataFrame, person: str, *, alone: bool) -> tuple[SetAsideFlag, ...]:
    """Return safety answers that set-aside rows carry: safety never waits for a row to be mended.

    Parameters
    ----------
    rejected
        Set-aside rows of the whole book.
    person
        The person of the page. Rows that name nobody are included, marked as such.
    alone
        Whether the book knows one person only, so that rows that name nobody are theirs.
    """
    flagged = rejected.filter(
        pl.col("red_flag").is_in([RedFlag.EMERGENCY, RedFlag.BELOW_KNEE])
        & (pl.col("person").is_null() | (pl.col("person") == person))
    ).unique(["source_file", "file", "line", "red_flag"], maintain_order=True)
    return tuple(
        SetAsideFlag(RedFlag(flag), str(file or ""), line, named=owner is not None or alone)
        for flag, file, line, owner in flagged.select("red_flag", "file", "line", "person").iter_rows()
    )


def _newest(rejected: pl.DataFrame) -> tuple[SetAside, ...]:
    rows = rejected.tail(SHOWN_ROWS).reverse()
    return tuple(
        SetAside(str(file or ""), line, str(column or ""), str(sentence or rule or ""))
        for file, line, column, sentence, rule in rows.select(
            "file", "line", "column", "sentence", "rule"
        ).iter_rows()
    )
