"""Readings: one kept file made into screened tables. A pure function of bytes and manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from coreanalytics.logbook import texts
from coreanalytics.logbook.entries import ENTRIES, find_entries
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Draft, Source, gather_problems, problems_frame
from coreanalytics.logbook.readers.corrections import NAME as CORRECTIONS
from coreanalytics.logbook.readers.corrections import Correction
from coreanalytics.logbook.screening import screen
from coreanalytics.logbook.settling import fold_sessions, settle

#: Raise it whenever settling or screening gives other tables for the same draft.
VERSION: Final = "5"


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


def read_file(
    source: Source,
    manifest: Manifest,
    draft: Draft | None = None,
    *,
    corrections: Mapping[int, Correction] | None = None,
) -> Reading:
    """Read, settle and screen one file.

    Parameters
    ----------
    source
        The file.
    manifest
        What was told about it.
    draft
        The reader's draft, where it is at hand already.
    corrections
        What was told later to stand in the place of some records, by their lines.

    Raises
    ------
    LogFileError
        The file cannot be read.
    QuestionError
        Something must be told first.
    """
    if draft is None:
        options = replace(manifest.options, corrections=corrections or {})
        draft = read_draft(source, format=manifest.format, options=options)
    mends = draft.app == CORRECTIONS
    if mends:  # its records stand in other files
        draft = replace(draft, tables={})
    placed = settle(draft, manifest.context, manifest.source_file)
    settled = placed.tables
    problems = gather_problems(draft.problems, *(_find_strangers(settled, manifest) if corrections else ()))
    screened = screen(
        settled,
        problems,
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
        entries=pl.DataFrame(schema=ENTRIES) if mends else find_entries(settled, rejected),
        records=draft.records,
        accepted=pl.concat(lines).n_unique()
        if lines
        else mends * (draft.records - rejected["line"].n_unique()),
        set_aside=rejected["line"].n_unique(),
        not_ours=dict(draft.not_ours),
        notices=(*draft.notices, *placed.notices),
    )


def _find_strangers(settled: Mapping[str, pl.DataFrame], manifest: Manifest) -> list[pl.DataFrame]:
    """Records that were mended so that they name somebody whom their file did not know."""
    known = [*manifest.people, *([manifest.person] if manifest.person else [])]
    return [
        problems_frame(
            frame,
            ~pl.col("person").is_in(known),
            table=name,
            column="person",
            rule="stranger",
            value=pl.col("person"),
            sentence=texts.STRANGER,
        )
        for name, frame in settled.items()
    ]


def entry_rows(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the files themselves say in rows of `table`: neither where, nor what aliases add."""
    added = {"source_file", "exercise", "family"} | ({"hands", "side"} if table == "sets" else set())
    return rows.drop([column for column in rows.columns if column in added])
