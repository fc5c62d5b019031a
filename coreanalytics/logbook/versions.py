"""Versions: up to which event of the history the numbers of one person stand, whatever others have added."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from coreanalytics.logbook.events import Entry, Event, Happening, replay


@dataclass(frozen=True, slots=True)
class State:
    """What a book tells about everybody after an event.

    Attributes
    ----------
    number
        The event.
    told_on
        Date (UTC) of the newest add that counts then; None: there is none.
    is_alone
        Whether the book knows one person only.
    """

    number: int
    told_on: date | None
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """The newest events that concern each person.

    Attributes
    ----------
    own
        Number of the newest event about a person alone, by name.
    shared
        Number of the newest event about everybody; 0: there is none.
    states
        What the book told about everybody after each event, in order.
    """

    own: dict[str, int]
    shared: int
    states: tuple[State, ...]

    def of(self, person: str, day: date) -> int:
        """Return the number of an event: the book as of it says the same about a person as it says now.

        It is the newest event that concerns the person; later events of others count only where they end
        the time up to `day` (a week is over once anything was added after it) or where the second person
        came into the book.

        Parameters
        ----------
        person
            Whom it is about.
        day
            Last day that is told about.

        Returns
        -------
        int
            0 where the book is empty.
        """
        if not self.states:
            return 0
        first = bisect_left(self.states, max(self.own.get(person, 0), self.shared), key=_number)
        now = _tell(self.states[-1], day)
        return next(state.number for state in self.states[first:] if _tell(state, day) == now)


def _number(state: State) -> int:
    return state.number


def _tell(state: State, day: date) -> tuple[bool, bool]:
    return state.told_on is not None and state.told_on > day, state.is_alone


def find_versions(events: Sequence[Event], homeless: Collection[str] = ()) -> Versions:
    """Find the newest event that concerns each person.

    Everybody is concerned by changed settings or aliases, by mended files, by files that name nobody or are
    in `homeless`, by somebody being forgotten, and by an undo or redo of anything but a quick entry.

    Parameters
    ----------
    events
        Events in order, from the first one on.
    homeless
        Source files with records that name nobody and yet are told to everybody (safety answers).
    """
    by_number = {event.number: event for event in events}
    own: dict[str, int] = {}
    shared = 0
    for event in events:
        about = by_number.get(event.target or 0) or event
        if _is_shared(event, about, homeless):
            shared = event.number
        own |= {name: event.number for entry in about.entries for name in entry.people}
    return Versions(own, shared, _list_states(events))


def _is_shared(event: Event, about: Event, homeless: Collection[str]) -> bool:
    if event.has_notes or event.kind not in (Happening.ADD, Happening.UNDO, Happening.REDO):
        return True
    if event.kind != Happening.ADD and not about.is_quick:
        return True
    return any(not entry.people or entry.mends or entry.source_file in homeless for entry in about.entries)


def _list_states(events: Sequence[Event]) -> tuple[State, ...]:
    """Return a state after each event; only an undo or redo makes anything be counted anew."""
    states: list[State] = []
    newest: date | None = None
    people: frozenset[str] = frozenset()
    for place, event in enumerate(events):
        if event.kind in (Happening.UNDO, Happening.REDO):
            newest, people = _count(replay(events[: place + 1]))
        elif event.entries:
            own_newest, own_people = _count(event.entries)
            newest = max(filter(None, (newest, own_newest)))
            people |= own_people
        states.append(State(event.number, newest, len(people) == 1))
    return tuple(states)


def _count(entries: Sequence[Entry]) -> tuple[date | None, frozenset[str]]:
    newest = max((entry.manifest.added_on for entry in entries), default=None)
    return newest, frozenset(name for entry in entries for name in entry.people)
