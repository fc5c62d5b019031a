"""What a weekly report reads from: a book, or plain tables, one person at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, runtime_checkable

import polars as pl

from coreanalytics import words
from coreanalytics.days import build_days
from coreanalytics.days.sources import choose_timing
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.book_history import BookHistory
from coreanalytics.logbook.book_plans import BookPlans, KeptPlan
from coreanalytics.logbook.logs import LogTables
from coreanalytics.logbook.tables import REJECTED, TABLES, empty
from coreanalytics.logbook.versions import State, Versions
from coreanalytics.views import texts
from coreanalytics.views.hostile import clip
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, Timing

#: How many names an error lists; a book of ten thousand would flood the screen.
_LISTED = 12


class HasTiming(Protocol):
    """Settings that say which rating is the day's own."""

    @property
    def primary_timing(self) -> str | None:
        """``day``, ``next_morning``, or None while not fixed."""


@runtime_checkable
class Book(Protocol):
    """What a report needs of a `Logbook`."""

    @property
    def settings(self) -> HasTiming:
        """The book's settings."""

    def tables(self, people: Collection[str] | None = None) -> dict[str, pl.DataFrame]:
        """Return the six typed tables, of some people or of everybody."""

    def rejected(self) -> pl.DataFrame:
        """Return the set-aside rows."""

    def unmapped(self) -> pl.DataFrame:
        """Return the exercise names without a mapping."""


@dataclass(frozen=True, slots=True)
class Source:
    """The tables of a book, read once.

    Attributes
    ----------
    tables
        The six tables.
    rejected
        Set-aside rows.
    candidates
        exercise_logged, candidates: what an unmapped name may be.
    timing
        Which rating is the day's own.
    told_on
        Date of the newest add to the book; None where there is no book.
    delta_within, delta_between
        Smallest difference that matters, points: within a person, and between groups.
    known
        Everybody in the book, where the tables are one person's; None: the tables name them.
    versions
        Which events of a book's history concern whom; None where there is no book.
    plans
        Plans on record.
    """

    tables: dict[str, pl.DataFrame] = field(repr=False)
    rejected: pl.DataFrame = field(repr=False)
    candidates: pl.DataFrame = field(repr=False)
    timing: Timing
    told_on: date | None = None
    delta_within: float = DELTA_WITHIN.value
    delta_between: float = DELTA_BETWEEN.value
    known: tuple[str, ...] | None = None
    versions: Versions | None = field(default=None, repr=False)
    plans: tuple[KeptPlan, ...] = field(default=(), repr=False)

    @property
    def people(self) -> list[str]:
        """Everybody that a row of any table names, in order of name."""
        if self.known is not None:
            return sorted({*self.known, *self.rejected["person"].drop_nulls()})
        named = [t["person"] for t in self.tables.values() if t.height]
        named.append(self.rejected["person"])
        return pl.concat(named).drop_nulls().unique().sort().to_list()

    def days_of(self, person: str | None = None) -> pl.DataFrame:
        """Return the person-days of one person, or of everybody."""
        tables = self.tables
        if person is not None:
            tables = {name: t.filter(pl.col("person") == person) for name, t in tables.items()}
        return build_days(tables, primary_timing=self.timing)

    def narrow(self, person: str, sunday: date, *, alone: bool) -> Source:
        """Return what the report of one person's week still needs once their days are made.

        Parameters
        ----------
        person
            Whose report.
        sunday
            Last day of its week.
        alone
            Whether they are the only one in the book.
        """
        mine = pl.col("person") == person
        tables = {name: table.clear() for name, table in self.tables.items()}
        version = self.version_of(person, sunday)
        state = None if version is None else State(version, self.told_on, alone)
        return replace(
            self,
            tables=tables | {"phases": self.tables["phases"].filter(mine)},
            rejected=self.rejected.filter(mine | pl.col("person").is_null()),
            known=(person,),
            versions=None if state is None else Versions({}, state.number, (state,)),
            plans=tuple(plan for plan in self.plans if not plan.people or person in plan.people),
        )

    def version_of(self, person: str, sunday: date) -> int | None:
        """Return the event of the book's history on which a week of a person stands; None without a book.

        Parameters
        ----------
        person
            Whose week.
        sunday
            Its last day.
        """
        return None if self.versions is None else self.versions.of(person, sunday) or None

    def read_until(self, last: object, sunday: date) -> date:
        """Return the last day that a look at a week reads: its Sunday, or the last logged day before it.

        Parameters
        ----------
        last
            Last logged day; anything but a date: none.
        sunday
            Last day of the week.
        """
        is_over = self.told_on is not None and self.told_on > sunday
        return sunday if is_over or not isinstance(last, date) else min(last, sunday)

    def unmapped_of(self) -> dict[str, pl.DataFrame]:
        """Return, for each person who has any, their unmapped names: exercise_logged, n_sets, candidates."""
        names = (
            self.tables["sets"]
            .filter(pl.col("family").is_null() & pl.col("exercise_logged").is_not_null())
            .group_by("person", "exercise_logged")
            .agg(n_sets=pl.len().cast(pl.Int32))
            .join(self.candidates, on="exercise_logged", how="left")
        )
        return {str(key[0]): part for key, part in names.partition_by("person", as_dict=True).items()}


#: Unmapped names of somebody who has none.
NO_NAMES = pl.DataFrame(
    schema={"exercise_logged": pl.String, "n_sets": pl.Int32, "candidates": pl.List(pl.String)}
)


def open_source(book: Book | Mapping[str, pl.DataFrame], person: str | None = None) -> Source:
    """Read what the reports need, once.

    Parameters
    ----------
    book
        A `Logbook`, or a dict of some of the six tables (then nothing is known of set-aside rows).
    person
        Whose report it will be: of a `Logbook` only their tables are read, and all set-aside rows, since a
        safety answer may stand in one that names nobody. None, or nobody in the book: all is read.
    """
    if isinstance(book, Mapping):
        tables = {name: book.get(name, empty(name)) for name in TABLES}
        timing = choose_timing(tables, tables["pain"].lazy())
        return Source(tables, pl.DataFrame(schema=REJECTED), NO_NAMES.drop("n_sets"), timing)
    known: tuple[str, ...] | None = None
    if person is not None and isinstance(book, LogTables) and person in (everybody := book.everybody):
        known, tables, unmapped = everybody, book.tables([person]), book.unmapped([person])
    else:
        tables, unmapped = book.tables(), book.unmapped()
    candidates = unmapped.select("exercise_logged", "candidates").unique("exercise_logged")
    timing = choose_timing(book, tables["pain"].lazy())
    rejected = book.rejected()
    # frames that only look like a book know no adds
    return Source(
        tables,
        rejected,
        candidates,
        timing,
        getattr(book, "told_on", None),
        float(getattr(book.settings, "delta_within", DELTA_WITHIN.value)),
        float(getattr(book.settings, "delta_between", DELTA_BETWEEN.value)),
        known,
        _list_versions(book, rejected),
        book.plans() if isinstance(book, BookPlans) else (),
    )


def _list_versions(book: Book, rejected: pl.DataFrame) -> Versions | None:
    if not isinstance(book, BookHistory):
        return None
    unowned = pl.col("person").is_null() & pl.col("red_flag").is_not_null()
    return book.list_versions(rejected.filter(unowned)["source_file"].drop_nulls().unique().to_list())


def choose_person(source: Source, person: str | None) -> str:
    """Return whose report it is.

    Raises
    ------
    ArgumentError
        If nobody of that name is known, or if several people are and none was named.
    """
    people = source.people
    if not people:
        raise ArgumentError(texts.BOOK_EMPTY, hint=texts.BOOK_EMPTY_HINT)
    if person is None:
        if len(people) == 1:
            return people[0]
        raise ArgumentError(
            texts.PERSON_NEEDED.format(n=len(people)),
            where="person",
            hint=texts.PERSON_NEEDED_HINT.format(names=_names(people)),
        )
    if person in people:
        return person
    near = _near(person, people)
    hint = texts.PERSON_NEAR.format(names=words.listing(near, "or")) if near else ""
    raise ArgumentError(
        texts.PERSON_UNKNOWN.format(person=clip(person, 40)),
        where="person",
        hint=hint or texts.PERSON_HINT.format(names=_names(people)),
    )


def _near(person: str, people: list[str]) -> list[str]:
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        person, people, scorer=fuzz.WRatio, processor=utils.default_process, limit=3, score_cutoff=70
    )
    return [clip(name, 40) for name, _, _ in found]


def _names(people: list[str]) -> str:
    shown = [clip(name, 40) for name in people[:_LISTED]]
    rest = len(people) - len(shown)
    return texts.AND_MORE.format(names=", ".join(shown), n=rest) if rest else words.listing(shown)
