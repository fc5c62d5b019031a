"""Events: what happened to a book, in order, and which files count because of it.

An add brings files and `plan` a plan on record; an undo takes either back and a redo brings it in again;
`forget` tells that somebody was forgotten. An event also keeps a copy of the alias file and the settings
whenever they are found changed, and is nothing else then (`notes`) where nothing else happened. Replaying the
events up to one of them gives the book as it was then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from coreanalytics.errors import BookError
from coreanalytics.logbook import texts
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.store import NOTE, PLAN, KeptFile, event_folder
from coreanalytics.shown import Shown


class Happening(StrEnum):
    """What an event is."""

    ADD = "add"
    UNDO = "undo"
    REDO = "redo"
    NOTES = "notes"
    FORGET = "forget"
    PLAN = "plan"


#: What can be taken back.
_KEPT = (Happening.ADD, Happening.PLAN)


@dataclass(frozen=True)
class Entry:
    """One kept file, as the history lists it; its manifest is only parsed where it is needed.

    Attributes
    ----------
    number
        Number of the add that brought it.
    file
        Its name within the folder of the add.
    sha256, owner
        What makes two entries tell of the same file (`Manifest.identity`).
    people
        Whom it concerns.
    tables
        Tables in it, where the manifest tells them.
    mends
        Source files (`Manifest.source_file`) of which it corrects records.
    told
        The manifest, as JSON.
    """

    number: int
    file: str
    sha256: str
    owner: str | None
    people: tuple[str, ...]
    tables: tuple[str, ...]
    mends: tuple[str, ...]
    told: str

    @property
    def identity(self) -> tuple[str, str | None]:
        """What makes two entries tell of the same file."""
        return self.sha256, self.owner

    @property
    def source_file(self) -> str:
        """Identity of the bytes in the tables."""
        return self.sha256[:16]

    @cached_property
    def manifest(self) -> Manifest:
        """What was told about it."""
        return Manifest.from_dict(json.loads(self.told))

    def open_in(self, book: Path) -> KeptFile:
        """Return the file with its path."""
        return KeptFile(self.number, event_folder(book, self.number) / self.file, self.manifest)


@dataclass(frozen=True)
class Event(Shown):
    """One event of a book's history.

    Attributes
    ----------
    number
        Its number, from 1.
    kind
        A `Happening`.
    at
        When, UTC, ISO 8601.
    software
        Version that wrote it.
    target
        Number of the add that an undo or redo is about.
    is_quick
        Whether an add is a quick entry.
    has_notes
        Whether copies of the alias file and the settings were kept with it.
    entries
        Files of an add.
    """

    number: int
    kind: str
    at: str
    software: str
    target: int | None
    is_quick: bool
    has_notes: bool
    entries: tuple[Entry, ...]

    @property
    def names(self) -> list[str]:
        """Names of the files that it brought."""
        return [PLAN] if self.kind == Happening.PLAN else [entry.manifest.name for entry in self.entries]

    def __str__(self) -> str:
        return texts.tell_event(self.number, self.kind, self.at, self.target, self.names)


def read_event(book: Path, number: int) -> Event:
    """Read one event.

    Raises
    ------
    BookError
        It is damaged.
    """
    note = event_folder(book, number) / NOTE
    try:
        told = json.loads(note.read_bytes())
        entries = tuple(_read_entry(number, entry) for entry in told["files"])
        at = told.get("at") or (entries[0].manifest.added_at if entries else "")
        software = told.get("software") or (entries[0].manifest.software if entries else "")
        target = told.get("target")
        flags = bool(told.get("quick")), bool(told.get("notes"))
        return Event(number, told["kind"], at, software, target, *flags, entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BookError(
            f"this add cannot be read ({problem})",
            where=str(note),
            hint="restore the folder from a backup; the other adds are untouched",
        ) from problem


def _read_entry(number: int, told: dict[str, Any]) -> Entry:
    manifest = Manifest.from_dict(told)
    return Entry(
        number=number,
        file=str(told["file"]),
        sha256=manifest.sha256,
        owner=manifest.identity[1],
        people=manifest.people,
        tables=manifest.tables,
        mends=manifest.mends,
        told=json.dumps(told, ensure_ascii=False),
    )


def find_active(events: Sequence[Event]) -> dict[int, bool]:
    """For each add and plan whether it counts, by number: the last undo or redo of it decides."""
    active: dict[int, bool] = {}
    for event in events:
        if event.kind in _KEPT:
            active[event.number] = True
        elif event.target in active:
            active[event.target] = event.kind == Happening.REDO
    return active


def replay(events: Sequence[Event]) -> tuple[Entry, ...]:
    """Return the files that count after some events, in the order of adds.

    Where the same bytes were added again with another person, zone or unit, the last reading counts.
    """
    active = find_active(events)
    kept: dict[tuple[str, str | None], Entry] = {}
    for event in events:
        if event.kind == Happening.ADD and active[event.number]:
            for entry in event.entries:
                kept.pop(entry.identity, None)
                kept[entry.identity] = entry
    return tuple(kept.values())


def find_to_undo(events: Sequence[Event], *, quick: bool = False) -> Event | None:
    """Return what would be undone next: the last that counts (`quick`: of the quick entries)."""
    active = find_active(events)
    counting = [
        event
        for event in events
        if active.get(event.number)
        and (event.entries or event.kind == Happening.PLAN)
        and (event.is_quick or not quick)
    ]
    return counting[-1] if counting else None


def find_to_redo(events: Sequence[Event]) -> int | None:
    """Return the number of what would come back next: the last undone, unless something was added since."""
    undone: list[int] = []
    # its files were forgotten
    empty = {event.number for event in events if not event.entries and event.kind != Happening.PLAN}
    for event in events:
        if event.kind in _KEPT:
            undone.clear()
        elif event.kind == Happening.UNDO and event.target is not None and event.target not in empty:
            undone.append(event.target)
        elif event.kind == Happening.REDO and event.target in undone:
            undone.remove(event.target)
    return undone[-1] if undone else None
