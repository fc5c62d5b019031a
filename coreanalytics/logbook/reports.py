"""What an add reports: every record of every file accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from coreanalytics.errors import CoreAnalyticsError
from coreanalytics.logbook import texts
from coreanalytics.shown import Shown


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes
    ----------
    name
        File as given, shortened to what tells it apart.
    status
        `added`, `unchanged`, `replaced` (the same bytes, read anew), `failed`, or `skipped` (found in
        a folder, but no log).
    format
        Reader that read it.
    people
        Whom it concerns.
    records, accepted, set_aside
        Counts of records; with the sum of `not_ours` they add up.
    not_ours
        Records that are no logs of ours, by reason.
    unchanged
        Accepted records that the book knew already, word for word.
    reasons
        Set-aside records by sentence, with their lines: what, where.
    notices
        What the person should know about the file as a whole.
    error
        Why the file failed.
    """

    name: str
    status: str
    format: str = ""
    people: tuple[str, ...] = ()
    records: int = 0
    accepted: int = 0
    set_aside: int = 0
    not_ours: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    reasons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    error: CoreAnalyticsError | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON types."""
        told: dict[str, Any] = {
            "file": self.name,
            "status": self.status,
            "format": self.format,
            "people": list(self.people),
            "records": self.records,
            "accepted": self.accepted,
            "set_aside": self.set_aside,
            "not_ours": sum(self.not_ours.values()),
            "not_ours_by_reason": self.not_ours,
            "unchanged": self.unchanged,
            "reasons": list(self.reasons),
            "notices": list(self.notices),
        }
        if self.error is not None:
            told |= {"error": self.error.what, "where": self.error.where, "hint": self.error.hint}
        return told


@dataclass(frozen=True, slots=True)
class AddReport(Shown):
    """What became of the files of one add.

    Attributes
    ----------
    files
        One report a file, in the order given.
    """

    files: tuple[FileReport, ...]

    def __iter__(self) -> Iterator[FileReport]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """Files that could not be added."""
        return tuple(report for report in self.files if report.error is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return the reports as plain JSON types, with totals."""
        files = [report.to_dict() for report in self.files]
        counted = ("records", "accepted", "set_aside", "not_ours", "unchanged")
        return {"files": files, "total": {key: sum(file[key] for file in files) for key in counted}}

    def to_polars(self) -> pl.DataFrame:
        """Return one row a file: file, status, format, people and the counts of records."""
        rows = [
            {**report.to_dict(), "people": ", ".join(report.people)}
            | {"not_ours": sum(report.not_ours.values())}
            for report in self.files
        ]
        schema = {
            "file": pl.String,
            "status": pl.String,
            "format": pl.String,
            "people": pl.String,
            "records": pl.Int64,
            "accepted": pl.Int64,
            "set_aside": pl.Int64,
            "not_ours": pl.Int64,
            "unchanged": pl.Int64,
        }
        return pl.DataFrame([{key: row[key] for key in schema} for row in rows], schema=schema)

    def to_sentences(self) -> list[str]:
        """Return what a person should read: notices, set-aside records and failures, file by file."""
        return [sentence for report in self.files for sentence in texts.tell_file(report)]

    def __str__(self) -> str:
        return "\n".join([texts.file_table(self.files), *self.to_sentences()])
