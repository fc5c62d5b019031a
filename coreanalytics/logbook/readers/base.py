"""What every reader stands on: the types that flow, and the helpers that read text cells.

A reader is one module in this package with `NAME`, `VERSION`, `matches(header)` and
`parse(table, options)`; it is found by itself (see `coreanalytics.logbook.readers`). Reading is a
pure function of the bytes: no person, zone or weight unit is known here, that is settled later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.logbook.readers.delimited import TextTable, open_table
from coreanalytics.logbook.readers.problems import PROBLEMS, gather_problems, no_problems, problems_frame
from coreanalytics.logbook.readers.quantities import (
    Cells,
    by_distinct,
    parse_duration,
    parse_number,
    read_cells,
    read_durations,
    read_numbers,
)
from coreanalytics.logbook.readers.sources import Source

__all__ = [
    "PROBLEMS",
    "Cells",
    "Draft",
    "FrameReader",
    "Options",
    "Reader",
    "Source",
    "SourceReader",
    "TextTable",
    "by_distinct",
    "gather_problems",
    "make_draft",
    "no_problems",
    "open_table",
    "parse_duration",
    "parse_number",
    "problems_frame",
    "read_cells",
    "read_durations",
    "read_numbers",
    "unaccounted",
]


@dataclass(frozen=True, slots=True)
class Options:
    """What a person can tell a reader.

    Attributes
    ----------
    day_first
        Whether ``3/4/2026`` is the third of April; None: infer from the whole column.
    severity
        Words for how bad it is, in lower case, and what they are on the 0-10 scale.
    mapping
        How a table is read whose columns no reader knows (see `mapped`).
    corrections
        What stands in the place of some records, by line (see `corrections`).
    recall
        From column names to how a table with them was told to be read before; None: never.
    """

    day_first: bool | None = None
    severity: Mapping[str, int] = field(default_factory=lambda: v.SEVERITY)
    mapping: Mapping[str, Any] | None = None
    corrections: Mapping[int, Any] = field(default_factory=dict)
    recall: Callable[[Sequence[str]], Mapping[str, Any] | None] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What one file says, before it is known whose it is.

    Attributes
    ----------
    app
        Name of the app that speaks: strong, hevy, form, plain.
    tables
        Frames with columns of `coreanalytics.logbook.tables`, with `local_time` (naive, the person's
        wall clock) instead of UTC instants and `load` with `load_unit` instead of `load_kg`.
    problems
        Columns of `PROBLEMS`, one row a reason. A record with a problem may still stand in `tables`.
    records
        Data records in the file; blank lines are none.
    not_ours
        Records that are no logs of ours, counted by reason (rest timer, note).
    notices
        What the person should be told about the file as a whole.
    reader
        Name of the reader that reads such bytes; empty: that of the app.
    mapping
        How the columns were told to be read, where no reader knows them (see `mapped`).
    """

    app: str
    tables: dict[str, pl.DataFrame]
    problems: pl.DataFrame
    records: int
    not_ours: dict[str, int]
    notices: tuple[str, ...]
    reader: str = ""
    mapping: Mapping[str, Any] | None = None

    @property
    def format(self) -> str:
        """Name of the reader that made it, and would again."""
        return self.reader or self.app


class Reader(Protocol):
    """A module that reads one format."""

    NAME: str
    VERSION: str

    def matches(self, header: Sequence[str]) -> bool:
        """Tell whether a file with these column names (as written) is of this format."""
        ...

    def parse(self, table: TextTable, options: Options) -> Draft:
        """Read a table of this format; raise LogFileError or QuestionError where that cannot be done."""
        ...


class SourceReader(Protocol):
    """A module that reads one format that is no delimited text."""

    NAME: str
    VERSION: str

    def knows(self, source: Source) -> bool:
        """Tell from its first bytes (or its contents, never its name) whether a file is of this format."""
        ...

    def parse_source(self, source: Source, options: Options) -> Draft:
        """Read a file of this format; raise LogFileError or QuestionError where that cannot be done."""
        ...


class FrameReader(Protocol):
    """A reader that also reads Parquet files."""

    def parse_frame(self, frame: pl.DataFrame, name: str, options: Options) -> Draft:
        """Read a typed frame; the line of a record is its row number, from 1."""
        ...


def make_draft(
    app: str,
    table: TextTable,
    tables: Mapping[str, pl.DataFrame],
    *,
    main: str,
    problems: Iterable[pl.DataFrame] = (),
    not_ours: Mapping[str, int] | None = None,
    notices: Iterable[str] = (),
) -> Draft:
    """Return the draft of a text table, with the table's own problems and notices included.

    Parameters
    ----------
    app
        Name of the format.
    table
        The opened file.
    tables
        Frames by table name; each has `source_line`.
    main
        Table that records which could not even be split were meant for.
    problems
        Frames with the columns of `PROBLEMS` found by the reader.
    not_ours
        Records that are not ours, by reason; reasons with no record are left out.
    notices
        What else the person should be told.
    """
    torn = table.problems.with_columns(table=pl.lit(main, pl.String))
    return Draft(
        app=app,
        tables=dict(tables),
        problems=gather_problems(torn, *problems),
        records=table.records,
        not_ours={reason: count for reason, count in (not_ours or {}).items() if count},
        notices=(*table.notices, *notices),
    )


def unaccounted(draft: Draft) -> int:
    """Return how many records of a draft are neither in a table, nor a problem, nor not ours.

    It is 0 for every correct reader; negative if a record is counted twice.
    """
    lines = [frame["source_line"].cast(pl.Int32).alias("line") for frame in draft.tables.values()]
    told = (
        pl.concat([draft.problems["line"], *lines]).n_unique() if lines else draft.problems["line"].n_unique()
    )
    return draft.records - told - sum(draft.not_ours.values())
