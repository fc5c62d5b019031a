"""The daily life of a book: ratings, habits and session answers told in a line, and taken back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from coreanalytics import vocabulary as v
from coreanalytics.errors import ArgumentError, BookError, QuestionError
from coreanalytics.logbook import texts_of_entries as texts
from coreanalytics.logbook.adding import Offer, Told, check_told
from coreanalytics.logbook.book_history import BookHistory
from coreanalytics.logbook.events import Entry, Event, find_active
from coreanalytics.logbook.moments import find_moment
from coreanalytics.logbook.paths import as_text
from coreanalytics.logbook.quick_entries import Table, check_answers, parse_answers
from coreanalytics.logbook.quick_files import (
    BESIDE,
    FILE_NAME,
    QuickEntry,
    clean,
    make_manifest,
    read_cells,
    read_entry,
    read_kept,
    tell_instant,
    write_entry,
)
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.settings import FILE_NAME as SETTINGS_FILE
from coreanalytics.logbook.settings import TIMINGS, fix_primary_timing
from coreanalytics.logbook.store import explain_failure, is_book, write_private


class BookEntries(BookHistory):
    """Quick entries: they go through the same door as any file, and are read when it is next needed."""

    @abstractmethod
    def _keep(self, fresh: Sequence[Offer], *, quick: bool = False) -> int:
        """Put what is new into the book; return the number of the add."""

    def log_pain(
        self,
        values: Mapping[str, Any],
        *,
        timing: str | None = None,
        date: str | date | None = None,
        time: str | time | None = None,
        note: str | None = None,
        person: str | None = None,
        timezone: str | None = None,
    ) -> QuickEntry:
        """Log ratings of discomfort, 0-10, and answers to the safety questions.

        Of several ratings of the same day and place the one given last counts.

        Parameters
        ----------
        values
            By key (`quick_entries.ANSWERS`), such as ``{"low_back": 2, "thigh_root_left": 3}``.
        timing
            Which rating it is (`vocabulary.Timing`); None: the book's primary timing, else `day`.
        date
            ``2026-11-22``, ``today``, ``yesterday`` or a date; None: today, until 04:00 the day before.
        time
            ``21:30``, on the person's own clock; a rating before 04:00 belongs to the day before.
        note
            Anything in the person's own words.
        person
            Whose; None: the settings' person, else the only one in the book.
        timezone
            IANA zone of the person's clock, where the book does not know it.

        Returns
        -------
        QuickEntry

        Raises
        ------
        ArgumentError
            A key or a value makes no sense; nothing was logged.
        QuestionError
            It is not clear whose it is, or a time was told and the zone is not known.
        """
        chosen = _read_timing(timing or (self.settings.primary_timing if self._is_there() else None))
        told = (timing, date, time, note, person, timezone)
        return self._log("pain", values, chosen, *told[1:])

    def log_habits(
        self, values: Mapping[str, Any], *, date: str | date | None = None, person: str | None = None
    ) -> QuickEntry:
        """Log habits of a day, such as ``{"sleep": 7, "stretch": 10}``; see `log_pain`."""
        return self._log("habits", values, None, date, None, None, person, None)

    def log_training(
        self, values: Mapping[str, Any], *, date: str | date | None = None, person: str | None = None
    ) -> QuickEntry:
        """Log what the daily form asks after training, such as ``{"gave_out_first": "abs", "rpe": 7}``.

        The answers join what was logged in a line for the same day before; see `log_pain` for the rest.
        """
        return self._log("training", values, None, date, None, None, person, None)

    def undo_entry(self, person: str | None = None) -> QuickEntry:
        """Take the last quick entry back; `redo` brings it in again.

        Parameters
        ----------
        person
            Only entries of this person are meant; None: anybody's.

        Raises
        ------
        BookError
            There is no quick entry.
        """
        self._require_now()
        events = [
            event for event in self._quick_events() if person is None or person in event.entries[0].people
        ]
        if not events:
            said = texts.NO_QUICK_ENTRY if person is None else texts.no_quick_entry_of(person)
            raise BookError(said, where=str(self.folder), hint=texts.SEE_HISTORY)
        told = read_kept(self.folder, events[-1].entries[0])
        self.undo(events[-1].number)
        return told

    def find_person(self, told: str | None = None) -> str:
        """Return whom a name means; None: the settings' person, else the only one in the book.

        Whoever plans before they log is known too: the settings' person, and anybody while the book is empty.

        Raises
        ------
        ArgumentError
            Nobody in the book has this name.
        QuestionError
            It is not clear who is meant.
        """
        entries = self._entries()
        name, is_new = self._find_person(told, entries)
        known = sorted({person for entry in entries for person in entry.people})
        if is_new and known and name != self.settings.person:
            raise ArgumentError(texts.nobody(name), where="person", hint=texts.choose_person(known))
        return name

    # --- the way in ----------------------------------------------------------------------------

    def _log(
        self,
        table: Table,
        values: Mapping[str, Any],
        timing: v.Timing | None,
        day: str | date | None,
        clock: str | time | None,
        note: str | None,
        person: str | None,
        timezone: str | None,
    ) -> QuickEntry:
        self._require_now()
        written = parse_answers(table, values)
        entries = self._entries() if self._is_there() else ()
        whose, is_new = self._find_person(person, entries)
        told_zone = check_told(Told(timezone=timezone)).timezone
        zone = told_zone or find_zone(self.folder, entries, whose)
        now = datetime.now(UTC)
        moment = find_moment(day, clock, zone, now.astimezone())
        check_answers(table, written, person=whose, day=moment.day, timing=timing, today=now.date())
        if table == "training":
            written = self._recall_answers(whose, moment.day) | written
        beside = {
            "person": whose,
            "date": moment.day.isoformat(),
            "reported_at": tell_instant(table, timing, moment, now),
            "timing": timing or "",
            "note": clean(note or ""),
        }
        data = write_entry(table, written, beside)
        timed = {whose: zone} if moment.instant and zone else {}
        manifest = make_manifest(table, data, whose, moment.day, now, timed, told_zone)
        if timing in TIMINGS:
            self._make_sure()
            self._fix_to(timing)
        number = self._keep(
            [Offer(Path(manifest.name), manifest.name, Source(manifest.name, data), manifest=manifest)],
            quick=True,
        )
        return read_entry(data, manifest, number, is_new=is_new)

    def _is_there(self) -> bool:
        return is_book(self.folder)

    @abstractmethod
    def _make_sure(self) -> None:
        """Make the folder a book, unless it is one."""

    def _fix_to(self, timing: str) -> None:
        """Fix the primary timing, where the settings leave it open."""
        if self.settings.primary_timing is None:
            file = self.folder / SETTINGS_FILE
            with explain_failure(self.folder):
                write_private(file, fix_primary_timing(file.read_text(encoding="utf-8"), timing).encode())

    def _find_person(self, told: str | None, entries: Sequence[Entry]) -> tuple[str, bool]:
        """Return whose an entry is, and whether the book does not know them yet."""
        known = sorted({name for entry in entries for name in entry.people})
        name = clean(as_text(told)) if told is not None else None
        if name is None:
            name = self.settings.person if self._is_there() else None
            if name is None and len(known) == 1:
                name = known[0]
        if not name:
            hint = texts.choose_person(known) if known else texts.SAY_FIRST_PERSON
            raise QuestionError(texts.WHOSE, where="person", hint=hint, asks="person")
        if name not in known:
            from coreanalytics.logbook.names_of_people import find_near_names

            for _, like in find_near_names([name], known):
                raise ArgumentError(
                    texts.near_person(name, like), where="person", hint=texts.new_person(name)
                )
        return name, name not in known

    def _quick_events(self) -> list[Event]:
        """Return the quick entries that count, in their order."""
        events = self._events()
        active = find_active(events)
        return [event for event in events if event.is_quick and active.get(event.number) and event.entries]

    def _recall_answers(self, person: str, day: date) -> dict[str, str]:
        """Return what was told in a line of the same day's training: a session is told as a whole."""
        name = FILE_NAME.format(table="training", day=day)
        for event in reversed(self._quick_events() if self._is_there() else []):
            for entry in event.entries:
                if entry.people == (person,) and entry.manifest.name == name:
                    cells = read_cells(entry.open_in(self.folder).path.read_bytes())
                    return {key: value for key, value in cells.items() if key not in BESIDE}
        return {}


def _read_timing(told: str | None) -> v.Timing:
    text = (told or v.Timing.DAY).strip().lower().replace("-", "_").replace(" ", "_")
    if text in list(v.Timing):
        return v.Timing(text)
    from difflib import get_close_matches

    near = get_close_matches(text, list(v.Timing), n=2, cutoff=0.5)
    raise ArgumentError(
        texts.not_allowed(told or "", texts.A_TIMING),
        where="timing",
        hint=texts.suggest(near, list(v.Timing)),
    )


def find_zone(book: Path, entries: Sequence[Entry], person: str) -> str | None:
    """Return the time zone told last of a person; tables of people are opened only where it takes that."""
    mine = [entry.manifest for entry in reversed(entries) if person in entry.people]
    for told in mine:
        if zone := told.timezones.get(person) or told.told_timezone:
            return zone
    if any("people" in told.tables for told in mine):
        from coreanalytics.logbook.deriving import read_table_of_people

        rows = read_table_of_people(book, entries).filter(person=person)["timezone"]
        return str(rows[0]) if rows.len() and rows[0] else None
    return None
