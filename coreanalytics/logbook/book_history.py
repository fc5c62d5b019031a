"""The history of a book: its events up to now or up to a day, what can be undone, and its notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook import texts
from coreanalytics.logbook.aliases import FILE_NAME as ALIAS_FILE
from coreanalytics.logbook.amendments import finish_amendment, is_amending
from coreanalytics.logbook.events import (
    Entry,
    Event,
    Happening,
    find_active,
    find_to_redo,
    find_to_undo,
    replay,
)
from coreanalytics.logbook.history import read_history
from coreanalytics.logbook.settings import FILE_NAME as SETTINGS_FILE
from coreanalytics.logbook.settings import Settings, read_settings_text
from coreanalytics.logbook.store import event_folder, explain_failure, is_book, keep_event, list_numbers
from coreanalytics.logbook.versions import Versions, find_versions
from coreanalytics.version import __version__

AsOf = int | str | date | None
#: Files that a person edits; a copy is kept with the history whenever they are found changed.
NOTED: Final = (ALIAS_FILE, SETTINGS_FILE)
HISTORY_COLUMNS: Final = {
    "number": pl.Int64(),
    "kind": pl.String(),
    "at": pl.String(),
    "counts": pl.Boolean(),
    "target": pl.Int64(),
    "files": pl.List(pl.String()),
    "people": pl.List(pl.String()),
    "software": pl.String(),
}


class BookHistory:
    """A folder with a history; `Logbook` adds what the files in it say.

    Parameters
    ----------
    folder
        Where the book is.
    as_of
        Number of an event, or a date (UTC, ``2026-11-22``): the book as it was after that event, or at the
        end of that day. None: as it is now.
    """

    def __init__(self, folder: str | Path, as_of: AsOf = None) -> None:
        self.folder = Path(folder).expanduser()
        self.as_of = as_of
        self._known_events: tuple[list[tuple[int, int]], tuple[Event, ...]] | None = None

    def _require(self) -> None:
        if not is_book(self.folder):
            raise BookError(
                "there is no book here",
                where=str(self.folder),
                hint="make one with coreanalytics init, or name another with --book",
            )
        if is_amending(self.folder):
            finish_amendment(self.folder)

    def _require_now(self) -> None:
        if self.as_of is not None:
            raise BookError(
                "this is the book as it was, which cannot be changed",
                where=str(self.folder),
                hint="open it without as_of (--as-of) to change it",
            )

    def _events(self) -> Sequence[Event]:
        """Return the events that the book as asked for consists of."""
        self._require()
        events = self._all_events()
        return events if self.as_of is None else cut_history(events, self.as_of)

    def _all_events(self) -> tuple[Event, ...]:
        """Return all events up to now, read anew where any folder of theirs has changed."""
        listed = list_numbers(self.folder)
        if self._known_events is None or self._known_events[0] != listed:
            self._known_events = listed, read_history(self.folder, listed)
        return self._known_events[1]

    def _entries(self) -> tuple[Entry, ...]:
        """Return the files that count."""
        return replay(self._events())

    def _require_person(self, person: str) -> None:
        """Raise unless somebody of this name is in the book."""
        people = sorted({name for entry in self._entries() for name in entry.people})
        if person not in people:
            hint = texts.list_people(people) if people else texts.NOBODY
            raise ArgumentError(texts.unknown_person(person), where=str(self.folder), hint=hint)

    @property
    def version(self) -> int:
        """Number of the last event: `as_of` it the book is what it is now."""
        events = self._events()
        return events[-1].number if events else 0

    def list_versions(self, homeless: Collection[str] = ()) -> Versions:
        """Return the newest event that concerns each person, changed settings and aliases kept first.

        Parameters
        ----------
        homeless
            Source files of which records are told to everybody (`versions.find_versions`).
        """
        self._note_changes()
        return find_versions(self._events(), homeless)

    def tell_differences(self) -> list[str]:
        """Return why the book as it was may not be quite what was seen then; nothing for the book as it is.

        A newer version of the software may read a file better, and who was forgotten is gone from all of
        the history.
        """
        if self.as_of is None:
            return []
        events = self._events()
        then = events[-1] if events else None
        later = [event for event in read_history(self.folder) if then and event.number > then.number]
        told = []
        if then is not None and then.software != __version__:
            told.append(texts.other_software(then.software, __version__))
        forgotten = sum(event.kind == Happening.FORGET for event in later)
        if forgotten:
            told.append(texts.forgotten_since(forgotten))
        return told

    @property
    def settings(self) -> Settings:
        """The settings, read anew each time."""
        self._require()
        return read_settings_text(
            self._noted(SETTINGS_FILE).decode("utf-8", errors="replace"), self.folder / SETTINGS_FILE
        )

    def _noted(self, name: str) -> bytes:
        """Return the alias file or the settings, as they were."""
        file = self.folder / name
        if self.as_of is not None:
            noting = [event.number for event in self._all_events() if event.has_notes]
            known = [number for number in noting if number <= self.version] or noting[:1]
            if known:
                file = event_folder(self.folder, known[-1]) / name
        return file.read_bytes() if file.exists() else b""

    def _changed_notes(self, events: Sequence[Event] | None = None) -> dict[str, bytes]:
        """Return alias file and settings if they are not what the history last kept a copy of."""
        now = {name: self._noted(name) for name in NOTED}
        events = self._all_events() if events is None else events
        noting = [event.number for event in events if event.has_notes]
        if noting:
            folder = event_folder(self.folder, noting[-1])
            kept = {name: (folder / name).read_bytes() for name in NOTED if (folder / name).exists()}
            if kept == {name: data for name, data in now.items() if data}:
                return {}
        return {name: data for name, data in now.items() if data}

    def _note_changes(self) -> None:
        """Keep a copy of alias file and settings if they changed; where nothing may be written, go on."""
        if self.as_of is not None:
            return
        # they were read a moment ago, as a rule
        events = self._known_events[1] if self._known_events else self._all_events()
        if events:
            with suppress(BookError):
                if beside := self._changed_notes(events):
                    keep_event(self.folder, {"kind": Happening.NOTES, "notes": True}, beside=beside)

    # --- undoing -------------------------------------------------------------------------------

    def history(self) -> pl.DataFrame:
        """Return one row an event: number, kind, at, counts, target, files, people, software.

        `counts` tells of an add or a plan whether it is in the book now, or was taken back.
        """
        events = self._events()
        active = find_active(events)
        rows = [
            (
                event.number,
                event.kind,
                event.at,
                active.get(event.number),
                event.target,
                event.names,
                sorted({name for entry in event.entries for name in entry.people}),
                event.software,
            )
            for event in events
        ]
        return pl.DataFrame(rows, schema=HISTORY_COLUMNS, orient="row")

    def undo(self, number: int | None = None, *, quick: bool = False) -> Event:
        """Take an add or a plan back; it stays in the history, and `redo` brings it in again.

        Parameters
        ----------
        number
            Its number; None: the last one that counts.
        quick
            Only quick entries are meant.

        Returns
        -------
        Event
            What was taken back.

        Raises
        ------
        BookError
            There is nothing to undo.
        """
        self._require_now()
        events = self._events()
        active = find_active(events)
        if number is None:
            found = find_to_undo(events, quick=quick)
        else:
            found = next((event for event in events if event.number == number and active.get(number)), None)
        if found is None:
            said = texts.NOTHING_TO_UNDO if number is None else texts.NOT_THERE_TO_UNDO.format(number=number)
            raise BookError(said, where=str(self.folder), hint=texts.SEE_HISTORY)
        self._turn(Happening.UNDO, found.number)
        return found

    def redo(self) -> Event:
        """Bring in again what was undone last, unless something was added since.

        Returns
        -------
        Event
            What counts again.

        Raises
        ------
        BookError
            There is nothing to redo.
        """
        self._require_now()
        events = self._events()
        number = find_to_redo(events)
        if number is None:
            raise BookError(texts.NOTHING_TO_REDO, where=str(self.folder), hint=texts.SEE_HISTORY)
        self._turn(Happening.REDO, number)
        return next(event for event in events if event.number == number)

    def _turn(self, kind: Happening, number: int) -> None:
        notes: Mapping[str, bytes] = self._changed_notes()
        told = {"kind": kind, "target": number, "notes": bool(notes)}
        with explain_failure(self.folder):
            keep_event(self.folder, told, beside=notes)


def cut_history(events: Sequence[Event], as_of: int | str | date) -> Sequence[Event]:
    """Return the events up to a number or to the end of a day (UTC).

    Raises
    ------
    ArgumentError
        `as_of` is neither, or lies before the first event.
    """
    text = str(as_of).strip()
    if isinstance(as_of, int) or text.isdigit():
        kept = [event for event in events if event.number <= int(text)]
        if events and int(text) > events[-1].number:
            raise ArgumentError(texts.not_yet(text, events[-1].number), where="as_of", hint=texts.SEE_HISTORY)
    else:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ArgumentError(texts.no_moment(text), where="as_of", hint=texts.SEE_HISTORY) from None
        kept = [event for event in events if event.at[:10] <= day.isoformat()]
    if events and not kept:
        raise ArgumentError(texts.before_history(text, events[0].at), where="as_of", hint=texts.SEE_HISTORY)
    return kept
