"""Edits of the phases of one person: pure functions from phases to phases."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from coreanalytics import vocabulary as v
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts_of_entries as texts
from coreanalytics.logbook.moments import find_day
from coreanalytics.logbook.tables import PHASES

_DAY: Final = timedelta(days=1)
#: Who or what may be told to have chosen a phase: what is inferred from sets is no phase.
ASSIGNED: Final = (v.Assigned.SELF, v.Assigned.COACH, v.Assigned.RANDOMISED)


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of a program; columns of `tables.PHASES`."""

    start: date
    end: date | None = None
    program: str = ""
    assigned: str | None = None
    planned_sessions: float | None = None
    planned_sets: float | None = None
    schedule: str | None = None

    def runs_on(self, day: date) -> bool:
        """Tell whether the phase runs on a day."""
        return self.start <= day and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        return texts.tell_phase(self.start, self.end, self.program)


COLUMNS: Final = tuple(field.name for field in fields(Phase))


def read_rows(rows: Sequence[Mapping[str, Any]], person: str) -> list[Phase]:
    """Return phases from rows with the columns of `tables.PHASES`; where they came from is left out.

    Raises
    ------
    ArgumentError
        A column is unknown, a row is somebody else's, or a program or date makes no sense.
    """
    from difflib import get_close_matches

    phases = []
    for row in rows:
        for column in row:
            if column not in PHASES:
                near = get_close_matches(str(column), COLUMNS, n=2, cutoff=0.5)
                raise ArgumentError(
                    texts.no_column(str(column)), where="phases", hint=texts.suggest_phase(near, COLUMNS)
                )
        if row.get("person") not in (None, person):
            raise ArgumentError(texts.other_person(str(row["person"]), person), hint=texts.ONE_PERSON)
        told: dict[str, Any] = {column: row.get(column) for column in COLUMNS}
        told["program"] = _read_word("program", told["program"], list(v.Program))
        if told["assigned"]:
            told["assigned"] = _read_word("assigned", told["assigned"], ASSIGNED)
        told["start"], told["end"] = _read_date("start", told["start"]), _read_date("end", told["end"])
        if told["start"] is None:
            raise ArgumentError(texts.NO_VALUE, where="start", hint=texts.WRITE_DATE)
        phases.append(Phase(**told))
    return sorted(phases, key=lambda phase: phase.start)


def _read_word(column: str, told: Any, allowed: Sequence[str]) -> str:
    text = str(told or "").strip().lower().replace("-", "_").replace(" ", "_")
    if text in allowed:
        return text
    from difflib import get_close_matches

    near = get_close_matches(text, allowed, n=2, cutoff=0.5)
    raise ArgumentError(
        texts.not_allowed(str(told or ""), texts.known(column)),
        where=column,
        hint=texts.suggest_phase(near, list(allowed)),
    )


def _read_date(column: str, told: Any) -> date | None:
    if told is None or isinstance(told, date):
        return told.date() if isinstance(told, datetime) else told
    try:
        return find_day(str(told), datetime.now()) if str(told).strip() else None
    except ArgumentError as error:
        error.where = column
        raise


def open_phase(phases: Sequence[Phase], new: Phase) -> list[Phase]:
    """Return the phases with a new one; the one that runs on the day before it ends there."""
    eve = new.start - _DAY
    kept = [replace(phase, end=eve) if phase.runs_on(eve) else phase for phase in phases]
    return sorted([*kept, new], key=lambda phase: phase.start)


def insert_phases(phases: Sequence[Phase], new: Sequence[Phase]) -> list[Phase]:
    """Return the phases with planned ones; the one that runs on the day before the first ends there.

    Raises
    ------
    ArgumentError
        Another phase begins while the planned ones run.
    """
    first = min(phase.start for phase in new)
    last = max(phase.end or date.max for phase in new)
    eve = first - _DAY
    kept = [replace(phase, end=eve) if phase.runs_on(eve) else phase for phase in phases]
    in_the_way = [phase for phase in kept if first <= phase.start <= last]
    if in_the_way:
        said = texts.phases_in_the_way(first, tell_phases(in_the_way))
        raise ArgumentError(said, where="phases", hint=texts.DROP_FIRST)
    return sorted([*kept, *new], key=lambda phase: phase.start)


def close_phase(phases: Sequence[Phase], day: date) -> list[Phase]:
    """Return the phases with the one that runs on `day` ending there.

    Raises
    ------
    ArgumentError
        None runs on that day, or it ends there already.
    """
    running = next((phase for phase in phases if phase.runs_on(day)), None)
    if running is None:
        said = texts.no_phase_on(day, tell_phases(phases))
        raise ArgumentError(said, where="date", hint=texts.SEE_PHASES)
    if running.end == day:
        raise ArgumentError(texts.ends_already(day), where="date", hint=texts.SEE_PHASES)
    return [replace(phase, end=day) if phase is running else phase for phase in phases]


def drop_phase(phases: Sequence[Phase], start: date) -> list[Phase]:
    """Return the phases without the one that starts on a day.

    Raises
    ------
    ArgumentError
        None starts on that day.
    """
    kept = [phase for phase in phases if phase.start != start]
    if len(kept) == len(phases):
        said = texts.no_phase_from(start, tell_phases(phases))
        raise ArgumentError(said, where="date", hint=texts.SEE_PHASES)
    return kept


def tell_phases(phases: Sequence[Phase]) -> list[str]:
    """Name each phase in a few words."""
    return [str(phase) for phase in phases]


def write_phases(person: str, phases: Sequence[Phase]) -> bytes:
    """Return the phases of a person as a file of our own tables; without a row there are none."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["person", *COLUMNS])
    for phase in phases:
        writer.writerow([person, *(_write_cell(getattr(phase, column)) for column in COLUMNS)])
    return stream.getvalue().encode()


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
