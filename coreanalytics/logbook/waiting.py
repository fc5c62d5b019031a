"""Waiting: which set-aside records still wait to be mended, over all files of a book.

A record no longer waits once a newer file counts for everything that it tells of: each of its entries
(`entries.KEYS`) was accepted from a later file, its session is told by another file as a whole, or all
phases of its person were replaced. A record of which nobody knows what it was meant to be (its date
cannot be read) is found again by its line, in a new version of the same file. One that stands in several
files is shown once, from the newest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from coreanalytics.logbook.entries import ENTRIES, list_entries
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readings import Reading
from coreanalytics.logbook.tables import REJECTED, TABLES

Kept = Sequence[tuple[Manifest, Reading]]
_RECORD: Final = ["order", "line"]
#: Share of a file's accepted entries that a later file must hold on the same lines to be its new version, if
#: it has the same name and if not; and how many entries that must be at least where it has another name.
_SAME_NAME: Final = 0.5  # a mended record may move the start of its session, and so all of its sets
_SAME_FILE: Final = 0.9
_ENOUGH_LINES: Final = 5


def gather(kept: Kept, table: str) -> pl.DataFrame:
    """Stack one table of all files, with `order`, the place of the file in the order of adds."""
    schema = TABLES["sessions" if table == "folded" else table]
    parts = [
        reading.tables[table].with_columns(pl.lit(order, pl.Int32).alias("order"))
        for order, (_, reading) in enumerate(kept)
        if table in reading.tables
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={**schema, "order": pl.Int32})


def find_waiting(kept: Kept, winners: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the set-aside records that still wait, one row a reason (columns of `tables.REJECTED`).

    Parameters
    ----------
    kept
        The files of a book in the order of adds.
    winners
        For `sets` and `sessions`: person, session, and `winner`, the place of the file that counts.
    """
    rejected = _stack([reading.rejected for _, reading in kept], REJECTED)
    if rejected.is_empty():
        return rejected.drop("order")
    entries = _stack([reading.entries for _, reading in kept], ENTRIES)
    gone = [_mended(entries, _counting(kept, winners)), _repeated(entries)]
    known = rejected.join(entries, on=_RECORD, how="semi")
    unknown = rejected.join(entries, on=_RECORD, how="anti")
    gone.append(_followed_lines(kept, unknown))
    unknown = unknown.unique(["file", "line", "column", "rule", "value"], keep="last", maintain_order=True)
    return (
        pl.concat([known, unknown])
        .join(pl.concat(gone), on=_RECORD, how="anti")
        .sort("order", "line", maintain_order=True)
        .select(list(REJECTED))
    )


def _stack(frames: Sequence[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    ordered = [frame.with_columns(pl.lit(i, pl.Int32).alias("order")) for i, frame in enumerate(frames)]
    return pl.concat([pl.DataFrame(schema={**schema, "order": pl.Int32}), *ordered])


def _counting(kept: Kept, winners: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """For each table and group the file that counts: `counts`, its place in the order of adds."""
    parts = [
        list_entries(table, gather(kept, table), "order")
        .group_by("table", "group")
        .agg(pl.col("order").max().alias("counts"))
        for table in TABLES
        if table not in winners
    ]
    for table, rows in winners.items():
        group = pl.concat_str("person", "session", separator="\x1f").alias("group")
        parts.append(rows.select(pl.lit(table).alias("table"), group, pl.col("winner").alias("counts")))
    return pl.concat(parts)


def _mended(entries: pl.DataFrame, counting: pl.DataFrame) -> pl.DataFrame:
    """Records of which every entry is told by another file that counts."""
    # a session's file may count although it was added earlier: the record then stands in an old backup
    whole = pl.col("table").is_in(["sets", "sessions"]) & (pl.col("counts") != pl.col("order"))
    return (
        entries.join(counting, on=["table", "group"], how="left")
        .group_by(_RECORD)
        .agg(((pl.col("counts") > pl.col("order")) | whole).fill_null(False).all().alias("mended"))
        .filter("mended")
        .select(_RECORD)
    )


def _repeated(entries: pl.DataFrame) -> pl.DataFrame:
    """Records that a later file tells of again, set aside again: its copy is shown."""
    name = pl.concat_str("table", "key", separator="\x1f").sort().str.join("\x1e").alias("name")
    records = entries.group_by(_RECORD).agg(name)
    return records.filter(pl.col("order") < pl.col("order").max().over("name")).select(_RECORD)


def _followed_lines(kept: Kept, rejected: pl.DataFrame) -> pl.DataFrame:
    """Lines of earlier files that are accepted, or told of again, in a new version of the same file."""
    found = [pl.DataFrame(schema={"order": pl.Int32, "line": pl.Int32})]
    lines: dict[int, pl.DataFrame] = {}

    def lines_of(order: int) -> pl.DataFrame:
        if order not in lines:
            lines[order] = _lines(kept[order][1])
        return lines[order]

    for order in rejected["order"].unique().sort():
        manifest, before = kept[order][0], lines_of(order)
        for later in range(len(kept) - 1, order, -1):
            other, reading = kept[later]
            is_named = other.name == manifest.name
            known = is_named or before.height >= _ENOUGH_LINES
            if not known or (other.format, other.person) != (manifest.format, manifest.person):
                continue
            after = lines_of(later)
            shared = before.join(after, on=["line", "table", "key"], how="semi").height
            if before.height and shared >= (_SAME_NAME if is_named else _SAME_FILE) * before.height:
                told = pl.concat([after["line"], reading.rejected["line"]]).unique()
                found.append(told.to_frame("line").select(pl.lit(order, pl.Int32).alias("order"), "line"))
                break
    return pl.concat(found).unique()


def _lines(reading: Reading) -> pl.DataFrame:
    """Entries of a file by line, as far as no other line decides how they are called.

    A mended set moves the numbers of those after it in its session, and the line that a session begins on.
    """
    sets = reading.tables.get("sets")
    has_sets = sets is not None and not sets.is_empty()
    left = ("folded", "sets", "sessions") if has_sets else ("folded", "sets")
    parts = [list_entries(name, rows) for name, rows in reading.tables.items() if name not in left]
    if sets is not None and has_sets:
        loose = pl.concat_str("person", "session", "exercise_logged", separator="\x1f", ignore_nulls=True)
        parts.append(
            sets.select("source_line", table=pl.lit("sets"), group=pl.col("session"), key=loose).drop_nulls(
                "key"
            )
        )
    empty = pl.DataFrame(
        schema={"source_line": pl.Int32, "table": pl.String, "group": pl.String, "key": pl.String}
    )
    return pl.concat([empty, *parts]).select(pl.col("source_line").alias("line"), "table", "key")
