"""Lines: where in a file a record stands, as one number, and how a person reads it.

A record of a text file is known by its line. A workbook has rows on several sheets: those of the first
sheet keep their number, those of a later one lie beyond every line that a file can have.
"""

from __future__ import annotations

from typing import Final

import polars as pl

#: More rows than a sheet can have.
SHEET_STRIDE: Final = 10_000_000
#: Lines from here on are rows of a second or later sheet; no text file has so many.
SHEETS_FROM: Final = 1_000_000_000
#: Sheets that can be told apart by an Int32.
MOST_SHEETS: Final = (2**31 - 1 - SHEETS_FROM) // SHEET_STRIDE


def sheet_offset(sheet: int) -> int:
    """Return what is added to the row numbers of a sheet (0 is the first) to make lines of them.

    Examples
    --------
    >>> sheet_offset(0), sheet_offset(1)
    (0, 1010000000)
    """
    return SHEETS_FROM + sheet * SHEET_STRIDE if sheet else 0


def tell_place(line: int) -> str:
    """Say where a record stands.

    Examples
    --------
    >>> tell_place(14), tell_place(sheet_offset(1) + 14)
    ('line 14', 'sheet 2 row 14')
    """
    if line < SHEETS_FROM:
        return f"line {line}"
    sheet, row = divmod(line - SHEETS_FROM, SHEET_STRIDE)
    return f"sheet {sheet + 1} row {row}"


def tell_places(line: pl.Expr) -> pl.Expr:
    """Return the expression that says where records stand (see `tell_place`).

    Examples
    --------
    >>> pl.select(tell_places(pl.lit(1_010_000_014))).item()
    'sheet 2 row 14'
    """
    beyond = line - SHEETS_FROM
    row = pl.format("sheet {} row {}", beyond // SHEET_STRIDE + 1, beyond % SHEET_STRIDE)
    return pl.when(line < SHEETS_FROM).then(pl.format("line {}", line)).otherwise(row)
