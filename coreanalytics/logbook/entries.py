"""Entries: what makes two records tell of the same thing, in one file or in several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from coreanalytics.logbook.readers.plain_headings import find_columns, tidy
from coreanalytics.logbook.tables import TABLES

#: What makes two rows of a table the same entry; what is null is left out.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "sets": ("person", "session", "exercise_logged", "occurrence", "set_index"),
    "sessions": ("person", "session"),
    "pain": ("person", "date", "site", "side", "timing", "moment"),
    "habits": ("person", "date"),
    "phases": ("person", "start"),
    "people": ("person",),
}
#: What a newer file replaces as a whole, where that is more than one entry.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "sets": ("person", "session"),
    "sessions": ("person", "session"),
    "phases": ("person",),
}
#: Tables that are merged field by field: there each field is an entry of its own.
FIELDWISE: Final = ("habits", "people")
#: Entries of set-aside records; `group` is what a newer file replaces as a whole, else equal to `key`.
ENTRIES: Final[dict[str, pl.DataType]] = {
    "line": pl.Int32(),
    "table": pl.String(),
    "group": pl.String(),
    "key": pl.String(),
}
#: Broken rules and columns after which nobody knows which entry a record was meant to be.
_MISPLACED: Final = ("date", "date_order", "month", "future", "too_old", "missing")
_PLACING: Final = ("person", "session", "site", "side", "timing", "exercise_logged")
_SEPARATOR: Final = "\x1f"


def entry_key(table: str) -> pl.Expr:
    """Return the expression of the text that identifies an entry of `table`."""
    parts: list[pl.Expr] = []
    for column in KEYS[table]:
        if column == "moment":
            loose = pl.col("timing").is_in(["before", "during", "after"])
            moment = pl.coalesce("session", pl.col("reported_at").dt.to_string("%Y-%m-%dT%H:%M:%S"))
            parts.append(pl.when(loose).then(moment))
        else:
            parts.append(pl.col(column).cast(pl.String))
    return pl.concat_str(parts, separator=_SEPARATOR, ignore_nulls=True).alias("key")


def entry_group(table: str) -> pl.Expr:
    """Return the expression of the text that identifies what a newer file replaces as a whole."""
    if table not in GROUPS:
        return entry_key(table).alias("group")
    return pl.concat_str(GROUPS[table], separator=_SEPARATOR, ignore_nulls=True).alias("group")


def list_entries(table: str, rows: pl.DataFrame, keep: str = "source_line") -> pl.DataFrame:
    """Return the entries that rows of `table` tell of: `keep`, table, group and key.

    Parameters
    ----------
    table
        Name of the table.
    rows
        Settled rows; those whose person or day is unknown tell of no entry.
    keep
        Column of `rows` that goes along, such as the line of the record.
    """
    day = next((name for name in ("date", "start") if name in rows.columns), "person")
    known = rows.filter(pl.col("person").is_not_null() & pl.col(day).is_not_null())
    index = [pl.col(keep), pl.lit(table).alias("table"), entry_group(table), entry_key(table)]
    if table not in FIELDWISE:
        return known.select(index)
    names = ["table", "group", "key"]
    fields = [name for name in TABLES[table] if name not in (*KEYS[table], "source_file", "source_line")]
    return (
        known.select(*index, *(pl.col(name).cast(pl.String) for name in fields))
        .unpivot(fields, index=[keep, *names], variable_name="field")
        .drop_nulls("value")
        .with_columns(pl.concat_str(name, "field", separator=_SEPARATOR) for name in ("group", "key"))
        .select(keep, *names)
    )


def find_entries(settled: Mapping[str, pl.DataFrame], rejected: pl.DataFrame) -> pl.DataFrame:
    """Return the entries that set-aside records tell of, so that they are known again when corrected.

    Parameters
    ----------
    settled
        Tables of a file before screening.
    rejected
        Its set-aside records (columns of `tables.REJECTED`).

    Returns
    -------
    DataFrame
        Columns of `ENTRIES`; none of records whose person, day, place or moment is what was wrong.
    """
    reasons = _tell_fields(rejected)
    unclear = pl.col("rule").is_in(_MISPLACED) | pl.col("field").is_in(_PLACING)
    placed = reasons.filter(~unclear.fill_null(False).any().over("line"))
    lines = placed.select("line").unique()
    parts = [pl.DataFrame(schema=ENTRIES)]
    for table, frame in settled.items():
        rows = frame.join(lines, left_on="source_line", right_on="line", how="semi")
        if table in FIELDWISE:
            rows = rows.with_columns(_with_unread(rows, placed.filter(pl.col("table") == table)))
        parts.append(list_entries(table, rows).rename({"source_line": "line"}).unique())
    return pl.concat(parts)


def _tell_fields(rejected: pl.DataFrame) -> pl.DataFrame:
    """Add `field`: the column of our table that a heading of the file means."""
    headings = rejected.select("table", "column").unique().drop_nulls()
    meant = [
        next(iter(find_columns(table, [tidy(column)])), tidy(column))
        for table, column in headings.iter_rows()
    ]
    told = headings.with_columns(pl.Series("field", meant, pl.String))
    return rejected.join(told, on=["table", "column"], how="left")


def _with_unread(rows: pl.DataFrame, reasons: pl.DataFrame) -> list[pl.Expr]:
    """Put something into the cells that could not be read: they tell of their field all the same."""
    filled = []
    for field in reasons["field"].drop_nulls().unique():
        if field in rows.columns:
            broken = reasons.filter(pl.col("field") == field)["line"].implode()
            unread = pl.when(pl.col("source_line").is_in(broken)).then(pl.lit("?"))
            filled.append(pl.coalesce(pl.col(field).cast(pl.String), unread).alias(field))
    return filled
