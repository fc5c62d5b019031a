"""Programs of a book: the phases of a person shown, begun, ended and taken out.

Each edit writes all phases of the person anew as a quick entry: the newest file that names a person replaces
all their phases, so that an edit can be taken back like any other entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts_of_entries as texts
from coreanalytics.logbook.adding import Offer
from coreanalytics.logbook.book_entries import BookEntries, find_zone
from coreanalytics.logbook.logs import LogTables
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.moments import find_day
from coreanalytics.logbook.phase_edits import (
    COLUMNS,
    Phase,
    close_phase,
    drop_phase,
    insert_phases,
    open_phase,
    read_rows,
    write_phases,
)
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.store import is_book
from coreanalytics.logbook.zone_plans import find_zone_at
from coreanalytics.version import __version__

FILE_NAME = "log-phases-{day}.csv"


class BookPhases(BookEntries, LogTables):
    """Edits of the phases of a person."""

    def set_phases(
        self, phases: pl.DataFrame | Sequence[Mapping[str, Any]], *, person: str | None = None
    ) -> pl.DataFrame:
        """Replace all phases of a person.

        Parameters
        ----------
        phases
            Rows with start, program, and perhaps end, assigned, planned_sessions, planned_sets, schedule;
            none: the person has no phases.
        person
            Whose; None: the settings' person, else the only one in the book.

        Returns
        -------
        DataFrame
            The phases as they are now (columns of `tables.PHASES`).

        Raises
        ------
        ArgumentError
            A phase breaks a rule: it overlaps another, ends before it starts, or its program is unknown.
            Nothing was changed.
        """
        rows = phases.to_dicts() if isinstance(phases, pl.DataFrame) else list(phases)
        whose = self._whose(person)
        return self._write_phases(whose, read_rows(rows, whose))

    def plan_phases(self, phases: pl.DataFrame) -> pl.DataFrame:
        """Add planned phases of one person or several beside those that are there, as one add.

        The phase that runs on the day before somebody's first planned one ends there.

        Parameters
        ----------
        phases
            Rows as in `set_phases`, with person.

        Returns
        -------
        DataFrame
            The phases of these people as they are now.

        Raises
        ------
        ArgumentError
            A phase is in the way or breaks a rule. Nobody's phases were changed then.
        """
        planned = {}
        for (told,), rows in phases.group_by("person", maintain_order=True):
            whose = self._whose(str(told))
            new = read_rows(rows.drop("person").to_dicts(), whose)
            try:
                planned[whose] = insert_phases(self._phases_of(whose), new)
            except ArgumentError as problem:
                problem.where = f"phases of {whose}"
                raise
        # one add: it is in the book whole or not at all, and is taken back as a whole
        offers = [self._offer_phases(whose, rows) for whose, rows in planned.items()]
        self._keep(offers, quick=len(offers) == 1)
        return self.tables(list(planned))["phases"].filter(pl.col("person").is_in(list(planned)))

    def start_phase(
        self,
        program: str,
        *,
        date: str | date | None = None,
        until: str | date | None = None,
        assigned: str | None = None,
        sessions: float | None = None,
        sets: float | None = None,
        schedule: str | None = None,
        person: str | None = None,
    ) -> pl.DataFrame:
        """Begin a phase; the one that runs on the day before ends there.

        Parameters
        ----------
        program
            `vocabulary.Program`.
        date
            Its first day (see `log_pain`); None: today.
        until
            Its last day; None: it goes on.
        assigned
            Who or what chose it: `self`, `coach` or `randomised`; None: not told.
        sessions, sets
            Sessions and hard sets planned a week.
        schedule
            How a randomised phase was drawn (see `schedules`).
        person
            Whose; None: the settings' person, else the only one in the book.

        Returns
        -------
        DataFrame
            The phases as they are now.

        Raises
        ------
        ArgumentError
            It overlaps a later phase, ends before it starts, or the program is unknown.
        """
        whose = self._whose(person)
        now = self._now_of(whose)
        told = {
            "start": find_day(date, now),
            "end": None if until is None else find_day(until, now),
            "program": program,
            "assigned": assigned,
            "planned_sessions": sessions,
            "planned_sets": sets,
            "schedule": schedule,
        }
        phase = read_rows([told], whose)[0]
        return self._write_phases(whose, open_phase(self._phases_of(whose), phase))

    def end_phase(self, *, date: str | date | None = None, person: str | None = None) -> pl.DataFrame:
        """End the phase that runs on a day with that day; return the phases as they are now.

        Raises
        ------
        ArgumentError
            No phase runs on that day.
        """
        whose = self._whose(person)
        day = find_day(date, self._now_of(whose))
        return self._write_phases(whose, close_phase(self._phases_of(whose), day))

    def drop_phase(self, start: str | date, *, person: str | None = None) -> pl.DataFrame:
        """Take out the phase that starts on a day; return the phases as they are now.

        Raises
        ------
        ArgumentError
            No phase starts on that day.
        """
        whose = self._whose(person)
        day = find_day(start, self._now_of(whose))
        return self._write_phases(whose, drop_phase(self._phases_of(whose), day))

    def _whose(self, person: str | None) -> str:
        self._require_now()
        return self._find_person(person, self._entries() if is_book(self.folder) else ())[0]

    def _now_of(self, person: str) -> datetime:
        """Return the present moment where a person is, as far as the book knows."""
        now = datetime.now(UTC)
        zone = find_zone(self.folder, self._entries(), person) if is_book(self.folder) else None
        return now.astimezone(ZoneInfo(find_zone_at(zone, now))) if zone else now.astimezone()

    def _phases_of(self, person: str) -> list[Phase]:
        if not is_book(self.folder):
            return []
        rows = self.tables([person])["phases"].filter(person=person).sort("start")
        return [Phase(**row) for row in rows.select(COLUMNS).to_dicts()]

    def _write_phases(self, person: str, phases: Sequence[Phase]) -> pl.DataFrame:
        self._keep([self._offer_phases(person, phases)], quick=True)
        return self.tables([person])["phases"].filter(person=person)

    def _offer_phases(self, person: str, phases: Sequence[Phase]) -> Offer:
        """Return all phases of a person as a file to be kept."""
        from coreanalytics.logbook.readings import read_file

        now = datetime.now(UTC)
        name = FILE_NAME.format(day=now.date())
        source = Source(name, write_phases(person, phases))
        manifest = Manifest(
            name=name,
            sha256=source.sha256,
            format="plain",
            person=person,
            people=(person,),
            tables=("phases",),
            added_at=now.isoformat(timespec="seconds"),
            software=__version__,
        )
        reading = read_file(source, manifest)
        if reading.set_aside:
            row = reading.rejected.row(0, named=True)
            hint = texts.GIVE_UNTIL if row["rule"] == "overlap" else texts.NOTHING_CHANGED
            raise ArgumentError(row["sentence"], where=row["column"], hint=hint)
        return Offer(Path(name), name, source, manifest=manifest, reading=reading)
