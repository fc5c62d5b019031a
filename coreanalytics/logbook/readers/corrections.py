"""Corrections: set-aside records as they were exported to be mended, and as they come back.

The table begins with `source_file` (identity of the file that a record stands in), `source_line` and
`reason`; then come the columns of that file as they are named there. A record that could not even be split
into fields stands whole in `whole_record`. Each row takes the place of exactly the record that it names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from coreanalytics.logbook.formulas import unescape_formulas
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Draft, Options, TextTable, make_draft, problems_frame
from coreanalytics.logbook.readers.torn import to_columns

NAME: Final = "corrections"
VERSION: Final = "1"
FIRST: Final = ("source_file", "source_line", "reason")
WHOLE: Final = "whole_record"
#: Columns of the list of set-aside records of files that are no delimited text: nothing to be filled in.
OTHERS: Final = ("file", "line", "column", "value", "reason")
_IDENTITY: Final = r"^[0-9a-f]{16}$"


@dataclass(frozen=True, slots=True)
class Correction:
    """What shall stand in the place of one record.

    Attributes
    ----------
    names
        Columns that it tells, as named in the file of the record.
    cells
        What stands in them.
    whole
        The record as one text, where it could not be split.
    """

    names: tuple[str, ...]
    cells: tuple[str | None, ...]
    whole: str | None


def matches(header: Sequence[str]) -> bool:
    """Tell whether a table is one of mended records."""
    return tuple(name.strip().casefold() for name in header[: len(FIRST)]) == FIRST


def parse(table: TextTable, options: Options) -> Draft:
    """Read mended records.

    Returns
    -------
    Draft
        One table, `corrections`: source_file, target (line of the record there), cells, whole, source_line.
        Rows that name no record are problems.
    """
    width = len(table.header)
    names = [f"c{index}" for index in range(len(FIRST), width)]
    whole = next((f"c{i}" for i, name in enumerate(table.header) if name.strip() == WHOLE), None)
    named = [name for name in names if name != whole]
    rows = table.frame.select(
        "source_line",
        pl.col("c0").str.strip_chars().str.to_lowercase().alias("source_file"),
        pl.col("c1").str.strip_chars().cast(pl.Int32, strict=False).alias("target"),
        pl.concat_list(unescape_formulas(pl.col(name)) for name in named).alias("cells")
        if named
        else pl.lit(None, pl.List(pl.String)).alias("cells"),
        (unescape_formulas(pl.col(whole)) if whole else pl.lit(None, pl.String)).alias("whole"),
        pl.concat_str("c0", "c1", separator=" ", ignore_nulls=True).alias("told"),
    )
    lost = ~(pl.col("source_file").str.contains(_IDENTITY) & (pl.col("target") > 0)).fill_null(False)
    problems = problems_frame(
        rows,
        lost,
        table=NAME,
        column=FIRST[0],
        rule="lost",
        value=pl.col("told"),
        sentence=texts.NAMES_NO_RECORD,
    )
    return make_draft(NAME, table, {NAME: rows.filter(~lost).drop("told")}, main=NAME, problems=[problems])


def list_corrections(table: TextTable, draft: Draft) -> dict[str, dict[int, Correction]]:
    """Return what a table of mended records tells, by source file and line there; later rows win."""
    names = tuple(name for name in table.header[len(FIRST) :] if name.strip() != WHOLE)
    found: dict[str, dict[int, Correction]] = {}
    rows = draft.tables[NAME].select("source_file", "target", "cells", "whole")
    for source_file, target, cells, whole in rows.iter_rows():
        found.setdefault(source_file, {})[target] = Correction(names, tuple(cells or ()), whole)
    return found


def correct_table(table: TextTable, corrections: Mapping[int, Correction]) -> TextTable:
    """Return a table in which mended records stand in the place of the old ones.

    Lines that hold no record are left alone; a record that still cannot be split stays a problem.
    """
    known = {*table.lines, *table.problems["line"]}
    width = len(table.header)
    lines, rows = [], []
    for line, correction in corrections.items():
        cells = _fill_in(table, line, correction) if line in known else None
        if cells is not None and len(cells) == width:
            lines.append(line)
            rows.append(cells)
    if not rows:
        return table
    mended = pl.Series("line", lines, pl.Int32).implode()
    frame = pl.concat(
        [table.frame.filter(~pl.col("source_line").is_in(mended)), to_columns(rows, lines, width)]
    )
    return replace(
        table,
        frame=frame.sort("source_line"),
        problems=table.problems.filter(~pl.col("line").is_in(mended)),
        loose={line: cells for line, cells in table.loose.items() if line not in set(lines)},
    )


def _fill_in(table: TextTable, line: int, correction: Correction) -> list[str] | None:
    """Return the cells of a mended record; columns that it does not tell stay as they were."""
    told = [cell for cell in correction.cells if cell]
    if correction.whole is not None and not told:
        rows = csv.reader(io.StringIO(correction.whole, newline=""), delimiter=table.delimiter)
        return [cell for row in rows for cell in row]
    before = table.frame.filter(pl.col("source_line") == line).drop("source_line")
    cells = [cell or "" for cell in before.row(0)] if before.height else [""] * len(table.header)
    waiting = list(enumerate(correction.names))
    for place, name in enumerate(table.header):
        found = next((at for at, (_, other) in enumerate(waiting) if other.strip() == name.strip()), None)
        if found is not None:
            index, _ = waiting.pop(found)
            cells[place] = correction.cells[index] or ""
    return cells
