"""Records with too many fields, put together again by readers that know where the odd delimiters stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import polars as pl

from coreanalytics.logbook.readers.base import TextTable
from coreanalytics.logbook.readers.torn import to_columns

#: From the cells of a record to as many as the header names; None where it cannot be told how.
Mend = Callable[[list[str]], "list[str] | None"]


def mend_records(table: TextTable, mend: Mend, suspects: pl.Expr) -> tuple[TextTable, int]:
    """Mend records that unquoted delimiters tore apart.

    Parameters
    ----------
    table
        The opened file.
    mend
        Called with all cells of each ragged record that has too many, and of each suspect.
    suspects
        Rows of `table.frame` whose cells stand in wrong columns. They are looked at where empty fields
        were cut from their end, or where columns at the end of the header have no name (a spreadsheet
        saved the file again).

    Returns
    -------
    table, mended
        The table with the mended records in their places, and how many they are. What cannot be mended
        stays what it was.
    """
    width = len(table.header)
    mended: dict[int, list[str]] = {}
    cut = {line: spare for line, spare in table.loose.items() if isinstance(spare, int)}
    torn = {line: list(cells) for line, cells in table.loose.items() if not isinstance(cells, int)}
    rows = table.frame
    if table.header[-1]:
        rows = rows.filter(pl.col("source_line").is_in(pl.Series(list(cut), dtype=pl.Int32).implode()))
    for *row, line in rows.filter(suspects).iter_rows():
        torn[line] = [cell or "" for cell in row] + [""] * cut.get(line, 0)
    for line, cells in torn.items():
        whole = mend(cells)
        if whole is not None:
            mended[line] = whole
    if not mended:
        return table, 0
    lines = pl.Series(list(mended), dtype=pl.Int32).implode()
    kept = table.frame.filter(~pl.col("source_line").is_in(lines))
    added = to_columns(list(mended.values()), list(mended), width)
    return dataclasses.replace(
        table,
        frame=pl.concat([kept, added]).sort("source_line"),
        problems=table.problems.filter(~pl.col("line").is_in(lines)),
        loose={line: cells for line, cells in table.loose.items() if line not in mended},
    ), len(mended)
