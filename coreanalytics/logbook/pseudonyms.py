"""Pseudonyms: the tables of a book without what tells who is in them.

People become P01, P02 and so on in random order. Which pseudonym is whose, and by how many weeks each
person's dates are moved back, stands in the book's key file and nowhere else: the same person keeps both
in every export. Whoever has the key can undo it, so it never leaves the book.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.errors import BookError
from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.exports import Export
from coreanalytics.logbook.tables import TABLES
from coreanalytics.shown import Shown

KEY_FILE: Final = "pseudonyms.csv"
_HEADER: Final = ("person", "pseudonym", "weeks_back")
#: Dates are moved back by one of these numbers of weeks: by up to two years, never into the future.
_WEEKS: Final = range(1, 105)
#: What a set's exercise is called that is not in the catalogue; the matcher knows the first.
OTHER_EXERCISE: Final = "other exercise"
UNKNOWN_EXERCISE: Final = "unknown exercise"
#: Columns that hold words of a person's own, what tells the hour or the place, or where a row came from.
_DROPPED: Final = ("note", "title", "started_at", "reported_at", "timezone", "source_file", "source_line")
_MOVED: Final = ("date", "start", "end")
#: With fewer people than this, whoever knows that somebody took part may well find them.
_FEW: Final = 12
#: Exercises and programs that so few people have are told about.
_RARE: Final = 2


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """What stands for a person in a shared export.

    Attributes
    ----------
    name
        Such as P07.
    weeks_back
        By how many weeks dates are moved back.
    """

    name: str
    weeks_back: int


@dataclass(frozen=True, slots=True)
class SharedExport(Shown):
    """An export without names.

    Attributes
    ----------
    export
        What was written.
    people
        How many people are in it.
    left_out
        Set-aside records that are not in it: they hold what people wrote.
    shifted
        Whether dates were moved.
    risks
        What may still identify somebody, in sentences.
    """

    export: Export
    people: int
    left_out: int
    shifted: bool
    risks: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the export as plain JSON types."""
        told = {"people": self.people, "left_out": self.left_out, "shifted": self.shifted}
        return {**self.export.to_dict(), **told, "risks": list(self.risks)}

    def __str__(self) -> str:
        return f"{self.export}\n{texts.tell_sharing(self.people, self.left_out, self.shifted, self.risks)}"


# --- the key --------------------------------------------------------------------------------------------


def read_key(data: bytes, where: str) -> dict[str, Pseudonym]:
    """Read a key file; a pseudonym whose person was forgotten stands under its own name, behind a colon.

    Raises
    ------
    BookError
        It is damaged.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline="")))
    if not rows:
        return {}
    try:
        if tuple(rows[0]) != _HEADER:
            raise ValueError(texts.key_header(_HEADER))
        found = [(person, name, int(weeks)) for person, name, weeks in filter(None, rows[1:])]
        if len({name for _, name, _ in found}) < len(found):
            raise ValueError(texts.KEY_TWICE)
    except ValueError as problem:
        raise BookError(texts.damaged_key(str(problem)), where=where, hint=texts.RESTORE_KEY) from problem
    return {person or _vacant(name): Pseudonym(name, weeks) for person, name, weeks in found}


def write_key(key: Mapping[str, Pseudonym]) -> bytes:
    """Return the bytes of a key file."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADER)
    for person, held in sorted(key.items(), key=lambda pair: int(pair[1].name[1:])):
        writer.writerow(["" if person == _vacant(held.name) else person, held.name, held.weeks_back])
    return stream.getvalue().encode()


def extend_key(key: Mapping[str, Pseudonym], people: Iterable[str]) -> dict[str, Pseudonym]:
    """Return a key in which everybody has a pseudonym; old ones stay, new ones are drawn by lot.

    Examples
    --------
    >>> key = extend_key({}, ["ann", "bob"])
    >>> sorted(held.name for held in key.values()), extend_key(key, ["bob"]) == key
    (['P01', 'P02'], True)
    """
    draw = secrets.SystemRandom()  # nobody can work out the order again from a seed
    new = sorted(set(people) - set(key))
    draw.shuffle(new)
    last = max((int(held.name[1:]) for held in key.values()), default=0)
    drawn = {
        name: Pseudonym(f"P{number:02d}", draw.choice(_WEEKS)) for number, name in enumerate(new, last + 1)
    }
    return {**key, **drawn}


def forget_in_key(key: Mapping[str, Pseudonym], person: str) -> dict[str, Pseudonym]:
    """Return a key without a person; their pseudonym is never given to anybody else."""
    return {
        (_vacant(held.name) if name == person else name): (
            replace(held, weeks_back=0) if name == person else held
        )
        for name, held in key.items()
    }


def _vacant(pseudonym: str) -> str:
    return f"\x00{pseudonym}"


# --- the tables -----------------------------------------------------------------------------------------


def recode_tables(
    tables: Mapping[str, pl.DataFrame], key: Mapping[str, Pseudonym], *, shift_dates: bool
) -> dict[str, pl.DataFrame]:
    """Return the six tables under pseudonyms, without words, hours, zones and sources.

    Parameters
    ----------
    tables
        The six tables of a book.
    key
        Everybody's pseudonym.
    shift_dates
        Whether dates are moved back by the person's number of weeks; days of the week stay.

    Returns
    -------
    dict
        Frames with the columns of `tables.TABLES`; sessions are numbered per person in order of time, and an
        exercise is called by its catalogue id.
    """
    sessions = _number_sessions(tables)
    weeks = {person: held.weeks_back if shift_dates else 0 for person, held in key.items()}
    names = {person: held.name for person, held in key.items()}
    recoded = {}
    for name, frame in tables.items():
        coded = frame
        if "session" in frame.columns:
            coded = frame.join(sessions, on=["person", "session"], how="left", maintain_order="left")
            coded = coded.with_columns(session="_code")
        days = pl.duration(weeks=pl.col("person").replace_strict(weeks, return_dtype=pl.Int64))
        changes = [
            *((pl.col(day) - days).alias(day) for day in _MOVED if day in frame.columns),
            *(pl.lit(None, frame.schema[c]).alias(c) for c in _DROPPED if c in frame.columns),
            *([_call_exercises()] if name == "sets" else []),
            *([_shift_schedules(weeks)] if name == "phases" else []),
            pl.col("person").replace_strict(names, return_dtype=pl.String),
        ]
        recoded[name] = (
            coded.with_columns(changes).select(list(TABLES[name])).sort("person", maintain_order=True)
        )
    return recoded


def _number_sessions(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return person, session and `_code`: S001 and so on, per person, in order of time."""
    moments = {"sets": "started_at", "sessions": "started_at", "pain": "reported_at"}
    told = pl.concat(
        tables[name].select("person", "session", "date", pl.col(moment).alias("moment"))
        for name, moment in moments.items()
    ).drop_nulls("session")
    order = told.group_by("person", "session").agg(pl.col("date").min(), pl.col("moment").min())
    number = pl.int_range(1, pl.len() + 1).over("person")
    return order.sort("person", "date", "moment", "session").select(
        "person", "session", pl.format("S{}", number.cast(pl.String).str.zfill(3)).alias("_code")
    )


def _call_exercises() -> pl.Expr:
    """Call an exercise by its catalogue id; a name of the person's own is not kept."""
    other = (
        pl.when(pl.col("family").is_not_null())
        .then(pl.lit(OTHER_EXERCISE))
        .otherwise(pl.lit(UNKNOWN_EXERCISE))
    )
    return pl.coalesce("exercise", other).alias("exercise_logged")


def _shift_schedules(weeks: Mapping[str, int]) -> pl.Expr:
    """Move the dates in the schedules of a draw along."""
    days = pl.duration(weeks=pl.col("person").replace_strict(dict(weeks), return_dtype=pl.Int64))
    first, last = (
        (pl.col("schedule").str.extract(pattern).str.to_date("%Y-%m-%d", strict=False) - days).dt.to_string(
            "%Y-%m-%d"
        )
        for pattern in (r"^start:(\d{4}-\d{2}-\d{2})/", r"/(\d{4}-\d{2}-\d{2})$")
    )
    return pl.coalesce(pl.format("start:{}/{}", first, last), "schedule").alias("schedule")


def find_risks(tables: Mapping[str, pl.DataFrame], *, shifted: bool) -> tuple[str, ...]:
    """Return what may still identify somebody in shared tables, in sentences.

    Parameters
    ----------
    tables
        From `recode_tables`.
    shifted
        Whether dates were moved.
    """
    people = pl.concat(frame.select("person") for frame in tables.values())["person"].n_unique()
    exercises = _find_rare(tables["sets"], "exercise")
    programs = _find_rare(tables["phases"], "program")
    flags = tables["pain"].filter(pl.col("red_flag").is_in(["emergency", "below_knee"]))["person"].n_unique()
    told = [
        texts.few_people(people) if 0 < people < _FEW else "",
        texts.rare_exercises(exercises, _RARE) if exercises and people > _RARE else "",
        texts.rare_programs(programs, _RARE) if programs and people > _RARE else "",
        texts.flagged(flags) if 0 < flags <= _RARE else "",
        "" if shifted else texts.TRUE_DATES,
        texts.PATTERNS,
    ]
    return tuple(sentence for sentence in told if sentence)


def _find_rare(rows: pl.DataFrame, column: str) -> list[str]:
    counted = rows.drop_nulls(column).group_by(column).agg(pl.col("person").n_unique().alias("n"))
    return counted.filter(pl.col("n") <= _RARE)[column].sort().to_list()


def make_readme(*, shifted: bool) -> bytes:
    """Return the text that goes with a shared export: what was done to it."""
    return texts.shared_readme(shifted=shifted).encode()


def open_key(book: Path) -> dict[str, Pseudonym]:
    """Return the key of a book; there is none before the first shared export."""
    file = book / KEY_FILE
    return read_key(file.read_bytes(), str(file)) if file.exists() else {}
