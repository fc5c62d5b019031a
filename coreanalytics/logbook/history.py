"""History: the events of a book, read from an index that covers most of them.

Reading ten thousand small notes takes longer than anything else that opening a book does; so their content
is packed into one cache entry, named by the numbers and times of the folders that it covers. Events after
it are read one by one, and a new index is written once there are many of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.logbook.cache import load_entry, save_entry
from coreanalytics.logbook.events import Entry, Event, read_event
from coreanalytics.logbook.store import CACHE, list_numbers

INDEX: Final = "index"
_FORM: Final = "2"  # raise it whenever the columns below change
_MANY: Final = 64  #: events read one by one before they are packed
_EVENTS: Final[dict[str, Any]] = {
    "number": pl.Int64,
    "kind": pl.String,
    "at": pl.String,
    "software": pl.String,
    "target": pl.Int64,
    "is_quick": pl.Boolean,
    "has_notes": pl.Boolean,
}
_ENTRIES: Final[dict[str, Any]] = {
    "number": pl.Int64,
    "file": pl.String,
    "sha256": pl.String,
    "owner": pl.String,
    "people": pl.List(pl.String),
    "tables": pl.List(pl.String),
    "mends": pl.List(pl.String),
    "told": pl.String,
}


def read_history(book: Path, listed: Sequence[tuple[int, int]] | None = None) -> tuple[Event, ...]:
    """Return all events of a book in order.

    Parameters
    ----------
    book
        The book's folder.
    listed
        What `store.list_numbers` just returned for it; None: that is called here.

    Raises
    ------
    BookError
        An event is damaged.
    """
    listed = list_numbers(book) if listed is None else listed
    known = _load_index(book, listed)
    events = [*known, *(read_event(book, number) for number, _ in listed[len(known) :])]
    if len(events) - len(known) >= max(_MANY, len(known) // 10):
        _save_index(book, listed, events)
    return tuple(events)


def _name(listed: Sequence[tuple[int, int]]) -> str:
    digest = hashlib.sha256("\n".join([_FORM, *(f"{n} {at}" for n, at in listed)]).encode())
    return f"{len(listed):08d}-{digest.hexdigest()[:16]}"


def _load_index(book: Path, listed: Sequence[tuple[int, int]]) -> list[Event]:
    folder = book / CACHE / INDEX
    names = sorted((path.name for path in folder.glob("*-*")), reverse=True) if folder.is_dir() else []
    for name in names:
        count = int(name.partition("-")[0]) if name[:8].isdigit() else 0
        if 0 < count <= len(listed) and name == _name(listed[:count]):
            found = load_entry(folder / name)
            if found is not None:
                return _unpack(found[0]["events"], found[0]["entries"])
    return []


def _save_index(book: Path, listed: Sequence[tuple[int, int]], events: Sequence[Event]) -> None:
    told = [
        (*(event.number, event.kind, event.at, event.software, event.target), event.is_quick, event.has_notes)
        for event in events
    ]
    entries = [
        (entry.number, entry.file, entry.sha256, entry.owner, *lists, entry.told)
        for event in events
        for entry in event.entries
        for lists in [(list(entry.people), list(entry.tables), list(entry.mends))]
    ]
    frames = {
        "events": pl.DataFrame(told, schema=_EVENTS, orient="row"),
        "entries": pl.DataFrame(entries, schema=_ENTRIES, orient="row"),
    }
    save_entry(book / CACHE / INDEX / _name(listed), frames, {})


def _unpack(events: pl.DataFrame, entries: pl.DataFrame) -> list[Event]:
    files: dict[int, list[Entry]] = {}
    for number, file, sha256, owner, people, tables, mends, told in entries.iter_rows():
        entry = Entry(number, file, sha256, owner, tuple(people), tuple(tables), tuple(mends), told)
        files.setdefault(number, []).append(entry)
    return [
        Event(number, kind, at, software, target, quick, notes, tuple(files.get(number, ())))
        for number, kind, at, software, target, quick, notes in events.iter_rows()
    ]
