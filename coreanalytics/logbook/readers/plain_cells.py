"""Cells of our own tables: each column read as its kind, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import TextTable
from coreanalytics.logbook.readers.plain_columns import COLUMNS, Column
from coreanalytics.logbook.readers.problems import gather_problems
from coreanalytics.logbook.readers.quantities import parse_duration, parse_number, read_cells
from coreanalytics.logbook.readers.words import (
    drop_blanks,
    enum_parser,
    fold_words,
    parse_yes_no,
    read_ratings,
    word_parser,
)
from coreanalytics.logbook.schedules import tidy_schedules

Parser = Callable[[pl.Expr], pl.Expr]

_UNITS: Final = {
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), "lb"),
}
_FLAGS: Final = {
    **{str(flag): str(flag) for flag in v.RedFlag},
    **dict.fromkeys(("nein", "n", "false", "0"), str(v.RedFlag.NO)),
}
#: What a yes means depends on where; `settle_flags` resolves it.
YES: Final = "yes"
#: Columns that `plain_time` reads.
TIME_COLUMNS: Final = frozenset({"moment", "date", "time", "start", "end"})


@dataclass(frozen=True, slots=True)
class Part:
    """One table's columns of a file, read.

    Attributes
    ----------
    values
        One row a record, in the order of the file.
    answered
        Boolean, one value a record: whether it says anything for this table.
    problems
        Columns of `PROBLEMS`.
    notices
        What the person should be told.
    """

    values: pl.DataFrame
    answered: pl.Series
    problems: pl.DataFrame
    notices: tuple[str, ...] = ()


def parse_whole(text: pl.Expr) -> pl.Expr:
    """Return a whole number as Int32; null where it is none."""
    number = parse_number(text)
    return pl.when((number == number.round()) & (number.abs() < 1e9)).then(number).cast(pl.Int32)


def parse_flag(text: pl.Expr) -> pl.Expr:
    """Return the answer to a safety question; a yes stays `YES` until it is known where."""
    yes = fold_words(text).str.contains(r"^(yes|y|yeah|ja|si|true|1)\b")
    return pl.when(yes).then(pl.lit(YES)).otherwise(word_parser(_FLAGS, pl.String())(text))


def _parser(column: Column) -> tuple[Parser, str, str]:
    """Return how a cell is parsed, the rule that it may break, and what was wanted."""
    if column.words is not None:
        return enum_parser(column.words), "word", texts.one_of(column.words)
    return {
        "number": (parse_number, "number", texts.A_NUMBER),
        "whole": (parse_whole, "whole", texts.A_WHOLE_NUMBER),
        "duration": (parse_duration, "duration", texts.A_DURATION),
        "yes_no": (parse_yes_no, "word", texts.YES_OR_NO),
        "unit": (word_parser(_UNITS, pl.String()), "word", texts.one_of(v.WEIGHT_UNITS)),
        "flag": (parse_flag, "word", texts.one_of((YES, *v.RedFlag))),
    }[column.kind]


def read_part(file: TextTable, table: str, found: Mapping[str, Sequence[int]]) -> Part:
    """Read the columns of one table; those of the time are read by `plain_time`.

    Parameters
    ----------
    file
        The opened file.
    table
        Name of the table.
    found
        Draft name -> positions in the header (see `plain_headings.find_columns`).
    """
    columns = [c for c in COLUMNS[table] if c.name in found and c.name not in TIME_COLUMNS]
    labels = {column.name: file.header[found[column.name][0]] for column in columns}
    picked = file.pick({column.name: found[column.name][0] for column in columns})
    bare = [
        pl.col(c.name).str.strip_chars().replace("", None)
        if c.kind == "text"
        else drop_blanks(pl.col(c.name))
        for c in columns
    ]
    cells = picked.select(*bare, "source_line")
    ratings = {c.name: labels[c.name] for c in columns if c.kind == "rating"}
    rated = read_ratings(cells, ratings, table=table)
    values: dict[str, pl.Series] = {series.name: series for series in rated.values.get_columns()}
    problems = [rated.problems]
    for column in columns:
        if column.kind == "text":
            values[column.name] = cells[column.name]
        elif column.kind == "schedule":  # what is none stays as written, for screening to name it
            values[column.name] = cells.select(pl.coalesce(tidy_schedules(pl.col(column.name)), column.name))[
                column.name
            ]
        elif column.kind != "rating":
            parse, rule, wanted = _parser(column)
            read = read_cells(
                cells, column.name, parse, table=table, label=labels[column.name], rule=rule, wanted=wanted
            )
            values[column.name] = read.values
            problems.append(read.problems)
    asked = [pl.col(c.name).is_not_null() for c in columns if c.answer]
    answered = cells.select(pl.any_horizontal(pl.lit(False), *asked).alias("answered"))["answered"]
    if answered.len() != cells.height:  # no answer column: a lone literal
        answered = pl.Series("answered", [False]).new_from_index(0, cells.height)
    frame = pl.DataFrame([*values.values(), cells["source_line"]])
    return Part(frame, answered, gather_problems(*problems), rated.notices)
