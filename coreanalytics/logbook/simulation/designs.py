"""Designs: who follows which program when, and how that was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.schedules import write_window
from coreanalytics.logbook.simulation.population import Bools, Floats, open_streams
from coreanalytics.vocabulary import Assigned, Schedule

Ints = NDArray[np.int64]

BLOCK_DAYS: Final = 14  #: length of a block in `Design.BLOCKS`
#: Dates that a randomised switch may fall on, at the least: a randomisation test needs as many.
LEAST_DATES: Final = 20
#: Days that stay on either side of a randomised switch.
MARGIN_DAYS: Final = 14
#: Share of the days that the switch of one person, and those of a multiple baseline, may fall on.
WINDOW_SHARE: Final = 0.25
STAGGER_SHARE: Final = 0.5


class Design(StrEnum):
    """Designs that can be simulated; all but the first have people switch."""

    PARALLEL = "parallel"  # half and half, drawn once; nobody switches
    ONE_SWITCH = "one_switch"  # standard crunches first; the day of the switch is drawn from a window
    ABAB = "abab"  # standard, core, standard, core: four equal phases, chosen rather than drawn
    BLOCKS = "blocks"  # two-week blocks; the order within each pair of consecutive blocks is drawn
    MULTIPLE_BASELINE = "multiple_baseline"  # standard crunches first; people switch one after another
    CROSSOVER = "crossover"  # each program for half the time; half the people begin with either


#: Weeks must be a multiple of the first number and at least the second; at least so many people.
_NEEDS: Final[dict[Design, tuple[int, int, int]]] = {
    Design.PARALLEL: (1, 1, 1),
    Design.ONE_SWITCH: (1, 7, 1),  # two margins and `LEAST_DATES`
    Design.ABAB: (4, 4, 1),
    Design.BLOCKS: (4, 4, 1),
    Design.MULTIPLE_BASELINE: (1, 7, 2),
    Design.CROSSOVER: (2, 2, 1),
}


@dataclass(frozen=True, slots=True)
class Timetable:
    """Who follows which program when, from time zero on.

    Attributes
    ----------
    starts
        First day of each phase, days since time zero, shape (people, phases); the first phase begins on 0.
    core
        Whether a phase is core-focused (else standard crunches), same shape.
    assigned
        How the phases came about.
    schedule
        How they were drawn, as in the table of phases; None where it does not tell.
    """

    starts: Ints
    core: Bools
    assigned: Assigned
    schedule: str | None

    def number_phases(self, days: int) -> Ints:
        """Return the 0-based phase of each day from time zero on, shape (people, days)."""
        begun = np.arange(days)[None, :, None] >= self.starts[:, None, :]
        return np.asarray(begun.sum(axis=2) - 1, dtype=np.int64)

    def mark_core(self, days: int) -> Bools:
        """Return on which days from time zero on people are core-focused, shape (people, days)."""
        marked: Bools = np.take_along_axis(self.core, self.number_phases(days), axis=1)
        return marked


def read_design(design: str, people: int, weeks: int, onset_days: int) -> Design:
    """Return the design of that name, if so many people and weeks allow it.

    Raises
    ------
    ArgumentError
        If there is none of that name, or people, weeks or onset do not fit it.
    """
    if design not in list(Design):
        raise ArgumentError(
            f"there is no design called {design!r}", where="design", hint=f"choose one of {', '.join(Design)}"
        )
    known = Design(design)
    multiple, least, least_people = _NEEDS[known]
    if people < least_people:
        raise ArgumentError(
            f"{people} person is too few for {known}", where="people", hint=f"give at least {least_people}"
        )
    if weeks < least or weeks % multiple:
        fitting = max(least, multiple * round(weeks / multiple))
        wanted = f"at least {least} weeks" if multiple == 1 else f"a multiple of {multiple} weeks"
        raise ArgumentError(
            f"{weeks} weeks do not suit {known}, which needs {wanted}", where="weeks", hint=f"try {fitting}"
        )
    shortest = {Design.ABAB: 7 * weeks // 4, Design.CROSSOVER: 7 * weeks // 2}.get(known, BLOCK_DAYS)
    if not 0 <= onset_days < shortest:
        raise ArgumentError(
            f"an effect cannot take {onset_days} days to come on in phases of {shortest}",
            where="onset_days",
            hint=f"give 0 to {shortest - 1}",
        )
    return known


def draw_timetable(design: Design, treated: Bools, days: int, time_zero: date, seed: int) -> Timetable:
    """Draw everybody's phases.

    Parameters
    ----------
    design
        As checked by `read_design`.
    treated
        Who was drawn for core-focused training (parallel) or to begin with it (crossover), shape (people,).
    days
        Days from time zero to the last.
    time_zero
        Of everybody.
    seed
        The study's; the draws here have a stream of their own.

    Notes
    -----
    In a multiple baseline the window of switches is cut into as many parts as there are people and one
    is dealt to each, so that switches are spread out while every single person's date is still uniform
    over the whole window.
    """
    rng = open_streams(seed)["schedule"]
    people = treated.size
    match design:
        case Design.PARALLEL:
            return Timetable(
                np.zeros((people, 1), dtype=np.int64), treated[:, None], Assigned.RANDOMISED, None
            )
        case Design.ONE_SWITCH:
            return _switch_once(rng.random(people), _place_window(days, WINDOW_SHARE), time_zero)
        case Design.MULTIPLE_BASELINE:
            turn = rng.random(people).argsort().argsort()
            place = (turn + rng.random(people)) / people
            return _switch_once(place, _place_window(days, STAGGER_SHARE), time_zero)
        case Design.ABAB:
            core = np.tile([False, True, False, True], (people, 1))
            return Timetable(
                _begin_equal(core, days), core, Assigned.SELF if people == 1 else Assigned.COACH, None
            )
        case Design.BLOCKS:
            first = rng.random((people, days // (2 * BLOCK_DAYS))) < 0.5
        case Design.CROSSOVER:
            first = treated[:, None]
    core = np.stack([first, ~first], axis=2).reshape(people, -1)
    return Timetable(_begin_equal(core, days), core, Assigned.RANDOMISED, Schedule.PAIRS.value)


def raise_effect(core: Bools, onset_days: int) -> Floats:
    """Return the share of the effect that is there on each day, shape (people, days).

    After a switch to core-focused training it comes on in equal steps, and is all there from the day
    `onset_days` after the switch (the day of the switch is 0); after switching back it goes likewise.

    Parameters
    ----------
    core
        Core-focused days from time zero on, shape (people, days); before time zero nobody was.
    onset_days
        Days that it takes.

    Examples
    --------
    >>> raise_effect(np.array([[False, True, True, True, False, False, False]]), 1)[0].tolist()
    [0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 0.0]
    """
    steps = onset_days + 1
    level = np.zeros(core.shape[0], dtype=np.int64)
    share = np.empty(core.shape)
    for day in range(core.shape[1]):
        level = np.clip(level + np.where(core[:, day], 1, -1), 0, steps)
        share[:, day] = level / steps
    return share


def _place_window(days: int, share: float) -> tuple[int, int]:
    """Return first day and length of the window of switches, in the middle of the days."""
    length = min(max(LEAST_DATES, int(share * days)), days - 2 * MARGIN_DAYS)
    return (days - length) // 2, length


def _switch_once(place: NDArray[Any], window: tuple[int, int], time_zero: date) -> Timetable:
    """Return a timetable of one switch each, `place` (0 to 1) telling where in the window it falls."""
    first, length = window
    switch = first + np.floor(place * length).astype(np.int64)
    earliest, latest = (time_zero + timedelta(days=day) for day in (first, first + length - 1))
    return Timetable(
        np.stack([np.zeros_like(switch), switch], axis=1),
        np.tile([False, True], (switch.size, 1)),
        Assigned.RANDOMISED,
        write_window(earliest, latest),
    )


def _begin_equal(core: Bools, days: int) -> Ints:
    """Return the first days of equal phases, as many as `core` has."""
    people, phases = core.shape
    return np.tile(np.arange(phases, dtype=np.int64) * (days // phases), (people, 1))
