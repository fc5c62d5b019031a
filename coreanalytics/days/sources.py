"""Where person-days come from: a book, or the tables of one handed over from Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol, TypeAlias

import polars as pl

from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.logbook.tables import TABLES
from coreanalytics.vocabulary import Timing

Tables: TypeAlias = Mapping[str, pl.DataFrame | pl.LazyFrame]

#: Timings that can be the day's own rating.
PRIMARY_TIMINGS: Final = (Timing.DAY, Timing.NEXT_MORNING)

#: Columns that person-days are made of; others (notes, where a row came from) may be absent.
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "sets": (
        "person", "session", "app", "started_at", "date", "exercise", "family", "kind", "reps", "load_kg",
        "hands", "duration_s", "distance_m", "band_distance_m", "leg_raised", "side", "rpe",
        "gave_out_first", "abs_felt",
    ),
    "sessions": (
        "person", "session", "app", "started_at", "date", "minutes", "session_rpe", "gave_out_first",
        "abs_felt",
    ),
    "pain": ("person", "date", "site", "side", "timing", "intensity", "quality", "red_flag"),
    "habits": (
        "person", "date", "sleep_h", "stretch_min", "massage_min", "analgesic", "squat_sets", "run_km",
        "sitting_h",
    ),
    "phases": ("person", "start", "end", "program", "assigned", "planned_sessions", "planned_sets"),
    "people": (),
}  # fmt: skip
#: Columns that tables handed over may lack; they are null then.
OPTIONAL: Final[dict[str, tuple[str, ...]]] = {"pain": ("mapped",), "phases": ("schedule",)}


class Book(Protocol):
    """Anything that holds the six tables and knows which rating is the day's own."""

    def tables(self, people: Collection[str] | None = None) -> Mapping[str, pl.DataFrame]:
        """Return the six tables by name, of some people or of everybody."""

    @property
    def settings(self) -> Any:
        """The book's settings; `primary_timing` is read."""


def open_tables(
    book_or_tables: Book | Tables, people: Collection[str] | None = None
) -> dict[str, pl.LazyFrame]:
    """Return the six tables as lazy frames, columns `NEEDED` and `OPTIONAL`, typed as in the logbook.

    A table that is not given is empty. A column without any value may have the type Null.

    Parameters
    ----------
    book_or_tables
        A book, or tables by name.
    people
        Of whom a book opens its tables; tables that are given stay whole. None: everybody.

    Raises
    ------
    ArgumentError
        If neither a book nor a mapping is given.
    DataError
        If a table is unknown, lacks columns, or has columns of another type.
    """
    if isinstance(book_or_tables, Mapping):
        given: Tables = book_or_tables
    elif hasattr(book_or_tables, "tables"):
        given = book_or_tables.tables() if people is None else book_or_tables.tables(people)
    else:
        raise ArgumentError(
            f"a {type(book_or_tables).__name__} is neither a book nor a mapping of tables",
            where="build_days",
            hint='give a Logbook, or a dict such as {"pain": frame, "sets": frame}',
        )
    unknown = sorted(set(given) - set(TABLES))
    if unknown:
        raise DataError(
            f"there is no table called {', '.join(map(repr, unknown))}",
            where="build_days",
            hint=f"the tables are {', '.join(TABLES)}",
        )
    return {name: _open_table(name, given.get(name)) for name in TABLES}


def _open_table(name: str, frame: pl.DataFrame | pl.LazyFrame | None) -> pl.LazyFrame:
    optional = OPTIONAL.get(name, ())
    wanted = {column: TABLES[name][column] for column in (*NEEDED[name], *optional)}
    if frame is None:
        return pl.LazyFrame(schema=wanted)
    if not isinstance(frame, pl.DataFrame | pl.LazyFrame):
        raise DataError(f"it is a {type(frame).__name__}, not a Polars frame", where=f"table {name}")
    schema = frame.lazy().collect_schema()
    frame = frame.lazy().with_columns(pl.lit(None).alias(name) for name in optional if name not in schema)
    schema = frame.collect_schema()
    missing = [column for column in wanted if column not in schema]
    if missing:
        raise DataError(
            f"{_count(missing, 'column')} missing: {', '.join(missing)}",
            where=f"table {name}",
            hint="a column with nothing in it must be there all the same, filled with nulls",
        )
    wrong = [column for column, dtype in wanted.items() if schema[column] not in (dtype, pl.Null)]
    if wrong:
        told = ", ".join(f"{column} is {schema[column]}, should be {wanted[column]}" for column in wrong)
        raise DataError(f"{_count(wrong, 'column')} of another type: {told}", where=f"table {name}",
                        hint="cast them first; see coreanalytics.logbook.tables")  # fmt: skip
    return frame.select(pl.col(column).cast(dtype) for column, dtype in wanted.items())


def _count(names: list[str], noun: str) -> str:
    return f"{len(names)} {noun}{'' if len(names) == 1 else 's'}"


def choose_timing(
    book_or_tables: Book | Tables, pain: pl.LazyFrame, primary_timing: str | None = None
) -> Timing:
    """Return the timing of the primary outcome: one for the whole book, never mixed.

    The argument wins, then the book's setting; tables without a book are rated `next_morning` if that is
    the only one of the two in them, else `day`.

    Raises
    ------
    ArgumentError
        If the timing asked for is not a day's own.
    """
    wanted = primary_timing
    if wanted is None and not isinstance(book_or_tables, Mapping):
        wanted = getattr(getattr(book_or_tables, "settings", None), "primary_timing", None)
    if wanted is None:
        rated = pain.filter(pl.col("intensity").is_not_null()).select(pl.col("timing").unique())
        found = set(rated.collect()["timing"])
        return Timing.NEXT_MORNING if found & set(PRIMARY_TIMINGS) == {Timing.NEXT_MORNING} else Timing.DAY
    if wanted not in PRIMARY_TIMINGS:
        raise ArgumentError(
            f"{wanted!r} is not a rating that is asked once every day",
            where="primary_timing",
            hint=f"choose one of {', '.join(PRIMARY_TIMINGS)}",
        )
    return Timing(wanted)
