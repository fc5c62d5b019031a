"""Outlines: what the draft of a kept file showed, noted so that the same bytes need not be read again.

Whose a file is, and which zone and unit it lacks, is found out anew each time that it is added, since more
may be told or known by then. All that this needs of the file itself is a handful of names: the outline.
It stands in the cache under a hash of the bytes, of what the reader was told, and of the readers' versions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from coreanalytics.logbook.cache import load_entry, save_entry
from coreanalytics.logbook.cached_readings import load_reading_facts
from coreanalytics.logbook.deriving import reading_key
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers import formats, reader_version
from coreanalytics.logbook.readers.base import Draft, Options
from coreanalytics.logbook.readers.corrections import NAME as CORRECTIONS
from coreanalytics.logbook.readings import VERSION, Reading
from coreanalytics.logbook.settling import Needs, find_needs
from coreanalytics.logbook.store import CACHE
from coreanalytics.version import __version__

OUTLINES: Final = "outlines"


@dataclass(frozen=True, slots=True)
class Outline:
    """What a manifest needs to know of a draft.

    Attributes
    ----------
    format
        Reader that reads the file.
    tables
        Tables in it.
    needs
        What it does not know by itself.
    mapping
        How its columns were told to be read, where no reader knows them.
    """

    format: str
    tables: tuple[str, ...]
    needs: Needs
    mapping: Mapping[str, Any] | None = None


def outline_draft(draft: Draft) -> Outline:
    """Return the outline of a draft; corrections need nothing, their records are other files'."""
    if draft.app == CORRECTIONS:
        return Outline(draft.format, tuple(draft.tables), Needs((), False, frozenset(), frozenset(), False))
    return Outline(draft.format, tuple(draft.tables), find_needs(draft), draft.mapping)


def outline_key(sha256: str, format: str | None, options: Options) -> str:
    """Return the name under which an outline is cached.

    Parameters
    ----------
    sha256
        SHA-256 of the bytes, in hex.
    format
        Name of the reader as told; None: told from the bytes.
    options
        What the reader was told.
    """
    versions = [(name, reader_version(name)) for name in formats()]
    told = [sha256, format, options.day_first, sorted(options.severity.items()), options.mapping]
    text = json.dumps([told, versions, VERSION, __version__], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def keep_outline(book: Path, key: str, outline: Outline) -> None:
    """Note the outline of a file, unless more than that of it is needed each time."""
    if outline.format == CORRECTIONS or "people" in outline.tables:
        return
    needs = {
        what: sorted(told, key=str) if isinstance(told, frozenset) else told
        for what, told in asdict(outline.needs).items()
    }
    save_entry(
        book / CACHE / OUTLINES / key,
        {},
        {
            "format": outline.format,
            "tables": list(outline.tables),
            "needs": needs,
            "mapping": outline.mapping,
        },
    )


def load_outline(book: Path, key: str) -> Outline | None:
    """Return a noted outline, if there is one."""
    found = load_entry(book / CACHE / OUTLINES / key)
    if found is None:
        return None
    facts = found[1]
    needs: dict[str, Any] = facts["needs"]
    return Outline(
        format=facts["format"],
        tables=tuple(facts["tables"]),
        needs=Needs(
            people=tuple(needs["people"]),
            person=needs["person"],
            timezone=frozenset(needs["timezone"]),
            weight_unit=frozenset(needs["weight_unit"]),
            dated=needs["dated"],
        ),
        mapping=facts.get("mapping"),
    )


def recall_reading(book: Path, entries: Sequence[Entry], manifest: Manifest) -> Reading | None:
    """Return what a file of the book came to that was read in the same way, without its tables.

    None where no such file is in the book, or the cache has forgotten.
    """
    for entry in entries:
        if entry.sha256 == manifest.sha256 and entry.manifest.same_reading(manifest):
            return load_reading_facts(book, reading_key(entry.manifest))
    return None
