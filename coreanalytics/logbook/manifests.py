"""Manifests: what was told about a kept file when it was added. They are plain JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from coreanalytics import vocabulary as v
from coreanalytics.logbook.readers.base import Options
from coreanalytics.logbook.settling import Context

#: What does not decide how the bytes are read.
_BESIDE: Final = ("software", "told_timezone", "told_weight_unit", "people", "origin", "tables", "mends")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One kept file.

    Attributes
    ----------
    name
        File name as added (no folder).
    sha256
        SHA-256 of the bytes, hex.
    format
        Reader that reads it.
    person
        Whom rows without a person belong to; None if the file names everybody.
    origin
        Where the person comes from: `told`, `folder` (clients/NAME) or `file`.
    people
        Everybody in the file, under the names of the book.
    timezones, weight_units
        What was known of each person when the file was added; zones as plans (`zone_plans`).
    told_timezone, told_weight_unit
        What was told with this add, kept in the table of people.
    day_first
        How ``3/4/2026`` is to be read; None: inferred.
    severity
        Words for how bad it is where another number than the usual one was told for them.
    mapping
        How the columns of a foreign table are read; None: a reader knows them.
    renamed
        Names in the file, and the names they stand for.
    tables
        Tables that the file holds.
    mends
        Source files of which it corrects records.
    added_at
        When, UTC, ISO 8601.
    software
        Version that added it.
    """

    name: str
    sha256: str
    format: str
    person: str | None = None
    origin: str = "told"
    people: tuple[str, ...] = ()
    timezones: Mapping[str, str] = field(default_factory=dict)
    weight_units: Mapping[str, str] = field(default_factory=dict)
    told_timezone: str | None = None
    told_weight_unit: str | None = None
    day_first: bool | None = None
    severity: Mapping[str, int] = field(default_factory=dict)
    mapping: Mapping[str, Any] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()
    added_at: str = ""
    software: str = ""

    @property
    def source_file(self) -> str:
        """Identity of the bytes in the tables: the first 16 hex digits of their SHA-256."""
        return self.sha256[:16]

    @property
    def identity(self) -> tuple[str, str | None]:
        """What makes two manifests tell of the same file.

        The same bytes told to be somebody else's are corrected so; the same bytes in the folders of
        two clients (a common training plan) are two files.
        """
        return self.sha256, self.person if self.origin == "folder" else None

    @property
    def added_on(self) -> date:
        """Date (UTC) on which the file was added."""
        return datetime.fromisoformat(self.added_at).astimezone(UTC).date()

    @property
    def context(self) -> Context:
        """What settling needs to know."""
        return Context(self.person, self.timezones, self.weight_units, self.renamed)

    @property
    def options(self) -> Options:
        """What the reader needs to know."""
        return Options(self.day_first, {**v.SEVERITY, **self.severity}, self.mapping)

    def reading_key(self, reader_version: str) -> str:
        """Return a hash of all that decides how the bytes are read."""
        # `asdict` copies deeply, which takes longer than all else here
        told = {name: getattr(self, name) for name in self.__slots__ if name not in _BESIDE}
        told["added_at"] = self.added_on.isoformat()
        text = json.dumps([told, reader_version], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def same_reading(self, other: Manifest) -> bool:
        """Tell whether both manifests read the same bytes in the same way."""
        return all(
            getattr(self, what) == getattr(other, what)
            for what in (
                *("sha256", "format", "person", "timezones", "weight_units"),
                *("day_first", "severity", "mapping", "renamed"),
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the manifest as plain JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Manifest:
        """Return the manifest that `to_dict` wrote; unknown keys of newer versions are left out."""
        known = {key: told[key] for key in cls.__slots__ if key in told}
        return cls(**known | {what: tuple(known.get(what, ())) for what in ("people", "tables", "mends")})
