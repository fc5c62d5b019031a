"""Readings: one kept file made into screened tables. A pure function of bytes and manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Draft
from coreanalytics.logbook.screening import screen
from coreanalytics.logbook.settling import fold_sessions, settle
from coreanalytics.logbook.tables import REJECTED

#: Raise it whenever settling or screening gives other tables for the same draft.
VERSION: Final = "1"

#: What makes two rows of a table the same entry; what is null is left out.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "sets": ("person", "session", "exercise_logged", "occurrence", "set_index"),
    "sessions": ("person", "session"),
    "pain": ("person", "date", "site", "side", "timing", "moment"),
    "habits": ("person", "date"),
    "phases": ("person", "start"),
    "people": ("person",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds.

    Attributes
    ----------
    format
        Reader that read it.
    tables
        Accepted rows by table name; `folded` are sessions that are only known from their sets.
    rejected
        Columns of `tables.REJECTED` and `key` (of the row, null if it could not be told).
    records, accepted, set_aside
        Counts of records; with `not_ours` they add up.
    not_ours
        Records that are no logs of ours, by reason.
    notices
        What the person should be told about the file as a whole.
    """

    format: str
    tables: dict[str, pl.DataFrame]
    rejected: pl.DataFrame
    records: int
    accepted: int
    set_aside: int
    not_ours: dict[str, int]
    notices: tuple[str, ...]


def read_file(data: bytes, manifest: Manifest, draft: Draft | None = None) -> Reading:
    """Read, settle and screen one file.

    Parameters
    ----------
    data
        The file's bytes.
    manifest
        What was told about it.
    draft
        The reader's draft, where it is at hand already.

    Raises
    ------
    LogFileError
        The file cannot be read.
    QuestionError
        Something must be told first.
    """
    if draft is None:
        draft = read_draft(data, manifest.name, format=manifest.format, options=manifest.options)
    settled = settle(draft, manifest.context, manifest.source_file)
    screened = screen(
        settled,
        draft.problems,
        file=manifest.name,
        source_file=manifest.source_file,
        today=manifest.added_on,
    )
    tables = dict(screened.accepted)
    if "sets" in tables:
        tables["folded"] = fold_sessions(tables["sets"])
        tables["sets"] = tables["sets"].drop("title", "minutes", "session_note")
    # a record that could not be read names nobody: it is whoever's the file is
    rejected = screened.rejected.with_columns(
        pl.col("person").fill_null(pl.lit(manifest.person, pl.String))
    ).join(_keys_by_line(settled), on=["table", "line"], how="left")
    lines = [frame["source_line"] for name, frame in tables.items() if name != "folded"]
    return Reading(
        format=draft.app,
        tables=tables,
        rejected=rejected,
        records=draft.records,
        accepted=pl.concat(lines).n_unique() if lines else 0,
        set_aside=rejected["line"].n_unique(),
        not_ours=dict(draft.not_ours),
        notices=draft.notices,
    )


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
    return pl.concat_str(parts, separator="\x1f", ignore_nulls=True).alias("key")


def entry_rows(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the files themselves say in rows of `table`: neither where, nor what aliases add."""
    added = {"source_file", "exercise", "family"} | ({"hands", "side"} if table == "sets" else set())
    return rows.drop([column for column in rows.columns if column in added])


def _keys_by_line(settled: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """One key a record and table, for records whose person and day are known."""
    parts = [pl.DataFrame(schema={"table": REJECTED["table"], "line": pl.Int32, "key": pl.String})]
    for name, frame in settled.items():
        day = next((c for c in ("date", "start") if c in frame.columns), "person")
        parts.append(
            frame.filter(pl.col("person").is_not_null() & pl.col(day).is_not_null())
            .select(pl.lit(name).alias("table"), pl.col("source_line").alias("line"), entry_key(name))
            .unique(subset=["table", "line"], keep="first", maintain_order=True)
        )
    return pl.concat(parts)
