"""Readings: one kept file made into screened tables. A pure function of bytes and manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.entries import find_entries
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Draft, Source
from coreanalytics.logbook.screening import screen
from coreanalytics.logbook.settling import fold_sessions, settle

#: Raise it whenever settling or screening gives other tables for the same draft.
VERSION: Final = "4"


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
        Columns of `tables.REJECTED`.
    entries
        Columns of `entries.ENTRIES`: what each set-aside record tells of; a record of which nobody knows that
        (its date cannot be read) has none.
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
    entries: pl.DataFrame
    records: int
    accepted: int
    set_aside: int
    not_ours: dict[str, int]
    notices: tuple[str, ...]


def read_file(source: Source, manifest: Manifest, draft: Draft | None = None) -> Reading:
    """Read, settle and screen one file.

    Parameters
    ----------
    source
        The file.
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
        draft = read_draft(source, format=manifest.format, options=manifest.options)
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
    rejected = screened.rejected.with_columns(pl.col("person").fill_null(pl.lit(manifest.person, pl.String)))
    lines = [frame["source_line"] for name, frame in tables.items() if name != "folded"]
    return Reading(
        format=draft.format,
        tables=tables,
        rejected=rejected,
        entries=find_entries(settled, rejected),
        records=draft.records,
        accepted=pl.concat(lines).n_unique() if lines else 0,
        set_aside=rejected["line"].n_unique(),
        not_ours=dict(draft.not_ours),
        notices=draft.notices,
    )


def entry_rows(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the files themselves say in rows of `table`: neither where, nor what aliases add."""
    added = {"source_file", "exercise", "family"} | ({"hands", "side"} if table == "sets" else set())
    return rows.drop([column for column in rows.columns if column in added])
