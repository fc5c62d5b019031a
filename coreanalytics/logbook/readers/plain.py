"""Our own tables as CSV or Parquet: all six of them, pain in the long or the wide layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.formulas import unescape_formulas
from coreanalytics.logbook.readers import corrections, form, texts
from coreanalytics.logbook.readers.base import Draft, Options, TextTable, make_draft
from coreanalytics.logbook.readers.plain_cells import Part, read_part
from coreanalytics.logbook.readers.plain_frames import as_text_table
from coreanalytics.logbook.readers.plain_headings import (
    DERIVED,
    WideColumn,
    find_columns,
    find_tables,
    find_wide,
    tidy,
)
from coreanalytics.logbook.readers.plain_pain import melt_wide, read_wide, settle_long
from coreanalytics.logbook.readers.plain_sets import finish_sets
from coreanalytics.logbook.readers.plain_time import read_time
from coreanalytics.logbook.readers.problems import gather_problems
from coreanalytics.logbook.readers.words import carry_flags
from coreanalytics.vocabulary import NIGHT_ENDS_HOUR

NAME: Final = "plain"
VERSION: Final = "3"

#: Columns that stand beside the pain columns of the wide layout.
_BESIDE_WIDE: Final = ("person", "session", "timing", "note")
#: Tables in which a record says something even if only its day is filled in.
_ALWAYS_TOLD: Final = frozenset({"sets", "sessions", "phases", "people"})


def matches(header: Sequence[str]) -> bool:
    """Tell whether a file with these column names holds tables of our own."""
    others = form.matches(header) or corrections.matches(header)
    return bool(find_tables([tidy(name) for name in header])) and not others


def parse_frame(frame: pl.DataFrame, name: str, options: Options) -> Draft:
    """Read a typed frame, such as a Parquet file; the line of a record is its row number, from 1.

    Raises
    ------
    LogFileError
        The columns make none of our tables, or a column that is needed holds lists or records.
    QuestionError
        Dates are text, and every one can be read day first or month first.
    """
    return _parse_table(as_text_table(frame, name), options)


def parse(table: TextTable, options: Options) -> Draft:
    """Read a file of our own tables.

    Parameters
    ----------
    table
        The opened file.
    options
        `day_first` settles the order of day and month.

    Returns
    -------
    Draft
        The tables found (see `plain_headings.find_tables`). Where the file has a column `session`, it is
        kept as written.

    Raises
    ------
    LogFileError
        The columns make none of our tables.
    QuestionError
        Every date can be read day first or month first.
    """
    return _parse_table(_without_apostrophes(table), options)


def _without_apostrophes(table: TextTable) -> TextTable:
    """Take the apostrophes off that an export puts before what a spreadsheet would run."""
    cells = [column for column in table.frame.columns if column != "source_line"]
    begun = table.frame.select(pl.col(cells).str.starts_with("'").any()) if cells else pl.DataFrame()
    escaped = [column for column in begun.columns if begun[column][0]]
    if not escaped:
        return table
    return replace(
        table, frame=table.frame.with_columns(unescape_formulas(pl.col(name)).alias(name) for name in escaped)
    )


def _parse_table(table: TextTable, options: Options) -> Draft:
    return parse_named(table, [tidy(name) for name in table.header], options)


def parse_named(table: TextTable, names: Sequence[str], options: Options) -> Draft:
    """Read a file whose columns are those of our own tables under other headings.

    Parameters
    ----------
    table
        The opened file.
    names
        What each column is, as the tidied headings of our own tables name it.
    options
        As in `parse`.
    """
    found = find_tables(names)
    if not found:
        raise LogFileError(texts.NO_TABLE, where=table.name, hint=texts.NAME_COLUMNS)
    parts = {name: _read_table(table, name, names) for name in found}
    time, late = _read_time(table, found[0], names, options)
    mixed = [texts.MIXED_ORDER] if "date_order" in late["rule"] else []
    alone = len(found) == 1
    told = pl.DataFrame([part.answered.alias(name) for name, part in parts.items()])
    kept = told.select(pl.any_horizontal(pl.all()) | (alone and found[0] in _ALWAYS_TOLD)).to_series()
    tables = {}
    for name, part in parts.items():
        rows = pl.concat([part.values, time], how="horizontal")
        if name != found[0]:
            rows = _make_secondary(rows, parts[found[0]])
        tables[name] = _finish(name, rows.filter(kept if alone else part.answered), names)
    lines = table.lines.filter(kept)
    problems = gather_problems(late, *(part.problems for part in parts.values()))
    problems = problems.filter(pl.col("line").is_in(lines.implode()))
    return make_draft(
        NAME,
        table,
        tables,
        main=found[0],
        problems=[carry_flags(problems, tables["pain"]) if "pain" in tables else problems],
        not_ours={texts.NOTHING_ANSWERED: table.frame.height - lines.len()},
        notices=[
            *(notice for part in parts.values() for notice in part.notices),
            *mixed,
            *_column_notices(table, names),
        ],
    )


def _wide_columns(names: Sequence[str]) -> list[WideColumn]:
    """Return the pain columns of the wide layout; the long layout has a column `site` instead.

    Of several columns that mean the same rating the first is read.
    """
    if "site" in find_columns("pain", names):
        return []
    first = {(column.site, column.side, column.timing): column for column in reversed(find_wide(names))}
    return sorted(first.values(), key=lambda column: column.position)


def _read_table(table: TextTable, name: str, names: Sequence[str]) -> Part:
    found = find_columns(name, names)
    if name != "pain":
        return read_part(table, name, found)
    wide = _wide_columns(names)
    if not wide:
        return settle_long(read_part(table, name, found), table, found)
    beside = {key: found[key] for key in found if key in _BESIDE_WIDE}
    shared, answers = read_part(table, name, beside), read_wide(table, wide)
    values = pl.concat([shared.values, answers.values.drop("source_line")], how="horizontal")
    return Part(values, answers.answered, gather_problems(shared.problems, answers.problems), answers.notices)


def _read_time(
    table: TextTable, main: str, names: Sequence[str], options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the columns that tell when, as many rows as records, and their problems."""
    if main == "people":
        return pl.DataFrame(), gather_problems()
    found = find_columns("phases" if main == "phases" else "pain", names)
    return read_time(table, names, found, main, options)


def _make_secondary(rows: pl.DataFrame, first: Part) -> pl.DataFrame:
    """Take what a diary says beside its first table: its clock is that of the report, not of a session.

    The note of a record stands once, with the first table that the record has a row in.
    """
    day = (pl.col("local_time") - pl.duration(hours=NIGHT_ENDS_HOUR)).dt.date()
    rows = rows.with_columns(pl.coalesce("date", day).alias("date")).drop("local_time", "instant")
    if "note" in rows.columns:
        told = pl.Series("told", first.answered)
        rows = rows.with_columns(pl.when(~told).then("note").alias("note"))
    return rows


def _finish(name: str, rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Give the rows of a table their last shape."""
    if name == "sets":
        return finish_sets(rows)
    if name == "pain" and (wide := _wide_columns(names)):
        when = ("person", "session", "date", "local_time", "instant", "source_line")
        return melt_wide(rows, wide, [column for column in when if column in rows.columns])
    if name == "habits" and "local_time" in rows.columns:
        day = pl.coalesce("date", pl.col("local_time").dt.date())  # a habit belongs to the day as written
        return rows.with_columns(day.alias("date")).drop("local_time", "instant")
    return rows


def _column_notices(table: TextTable, names: Sequence[str]) -> list[str]:
    """Tell which columns were not read, and why."""
    tables = find_tables(names)
    used: dict[int, bool] = {}
    if "pain" in tables and (wide := _wide_columns(names)):
        used.update({column.position: False for column in find_wide(names)})
        used.update({column.position: True for column in wide})
    for name in tables:
        for first, *others in find_columns(name, names).values():
            used[first] = True
            for other in others:
                used.setdefault(other, False)
    repeated = [table.header[position] for position, read in used.items() if not read]
    unused = [position for position in range(len(names)) if position not in used]
    derived = [table.header[position] for position in unused if names[position] in DERIVED]
    ignored = [table.header[position] for position in unused if names[position] not in DERIVED]
    return [
        say(columns)
        for say, columns in (
            (texts.repeated_columns, repeated),
            (texts.derived_columns, derived),
            (texts.ignored_columns, ignored),
        )
        if columns
    ]
