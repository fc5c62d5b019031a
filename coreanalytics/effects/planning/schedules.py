"""Schedules drawn by lot: who follows which routine when, with the seed that they can be drawn from again.

Every admissible schedule is equally likely, which is what the randomisation test takes for granted:

``pairs``: equal blocks; in each pair of consecutive blocks the order of the two routines is drawn.
``blocks``: equal blocks, as many of each routine; any order can be drawn.
``start``: the control routine first, then one switch on a day drawn from a window.
``multiple_baseline``: like ``start`` for several people, their days spread over the window (each person's own
day is still uniform, so that their test holds).
``parallel``: half of the people on each routine for the whole time.

Draws are NumPy's ``default_rng([seed, crc32(person)])`` (PCG64) and use ``Generator.random`` alone, its most
stable stream: one person's schedule does not depend on who else takes part, except where people are drawn
together (``multiple_baseline``, ``parallel``: ``default_rng([seed])``, people in alphabetical order).
"""

from __future__ import annotations

import datetime as dt
import math
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from coreanalytics.effects.planning.layouts import RUN_IN, place_window
from coreanalytics.effects.texts import planning as texts
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.schedules import parse_window, write_window
from coreanalytics.logbook.simulation.designs import BLOCK_DAYS, LEAST_DATES
from coreanalytics.shown import Shown
from coreanalytics.vocabulary import Assigned, Program, Schedule

if TYPE_CHECKING:
    import polars as pl

DESIGNS: Final = ("pairs", "blocks", "start", "multiple_baseline", "parallel")
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase that was planned: a row of the table of phases."""

    person: str
    start: dt.date
    end: dt.date
    program: str
    assigned: str
    planned_sessions: float | None = None
    planned_sets: float | None = None
    schedule: str | None = None


@dataclass(frozen=True, slots=True)
class RandomisedSchedule(Shown):
    """A schedule drawn by lot.

    Attributes
    ----------
    phases
        Everybody's, in time order.
    design
        One of `DESIGNS`.
    seed
        Draws it again, with the same arguments; None: read from phases, which do not tell it.
    block_days, blocks
        Length and number of blocks (where there are none: their product is the length).
    possible
        How many schedules each person could have been dealt.
    wash_in
        Days after each switch that count for neither routine; told in the calendar.
    """

    phases: tuple[PlannedPhase, ...]
    design: str
    seed: int | None
    block_days: int
    blocks: int
    possible: int
    wash_in: int

    @property
    def people(self) -> tuple[str, ...]:
        """Who takes part."""
        return tuple(dict.fromkeys(phase.person for phase in self.phases))

    @property
    def first(self) -> dt.date:
        """First day."""
        return min(phase.start for phase in self.phases)

    @property
    def last(self) -> dt.date:
        """Last day."""
        return max(phase.end for phase in self.phases)

    def of(self, person: str) -> tuple[PlannedPhase, ...]:
        """Return the phases of one person."""
        return tuple(phase for phase in self.phases if phase.person == person)

    def to_phases(self) -> pl.DataFrame:
        """Return rows of the table of phases: person, start, end, program, assigned, planned_*, schedule."""
        import polars as pl

        schema = {
            "person": pl.String, "start": pl.Date, "end": pl.Date, "program": pl.String,
            "assigned": pl.String, "planned_sessions": pl.Float64, "planned_sets": pl.Float64,
            "schedule": pl.String,
        }  # fmt: skip
        rows = [[getattr(phase, name) for name in schema] for phase in self.phases]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def to_polars(self) -> pl.DataFrame:
        """Return the same as `to_phases`."""
        return self.to_phases()

    def to_ics(self, person: str | None = None, *, remind_at: dt.time | None = dt.time(20)) -> str:
        """Return a calendar (RFC 5545) of one person: the routine of each phase, and a daily reminder to log.

        Parameters
        ----------
        person
            Whose; None: the only one's.
        remind_at
            Local time of the reminder; None: none.

        Raises
        ------
        ArgumentError
            Nobody of that name takes part, or several do and none is named.
        """
        from coreanalytics.effects.planning.calendars import write_calendar

        if person is None and len(self.people) == 1:
            person = self.people[0]
        if person not in self.people:
            raise ArgumentError(
                texts.not_in_schedule(person), where="person", hint=texts.hint_people(self.people)
            )
        return write_calendar(self, person, remind_at)

    def to_sentence(self) -> str:
        """Return what was drawn, and how to draw it again."""
        return texts.tell_schedule(self)

    def __str__(self) -> str:
        return "\n".join([self.to_sentence(), "", *texts.list_schedule(self)])


def randomise(
    people: str | Sequence[str],
    *,
    design: str = "pairs",
    start: dt.date,
    block_days: int = BLOCK_DAYS,
    blocks: int = 6,
    window: tuple[dt.date, dt.date] | None = None,
    run_in: int = 0,
    sessions: float | None = None,
    sets: float | None = None,
    wash_in: int = 3,
    treatment: str = Program.CORE_FOCUSED,
    control: str = Program.STANDARD_CRUNCH,
    seed: int | None = None,
) -> RandomisedSchedule:
    """Draw who follows which routine when.

    Parameters
    ----------
    people
        Who takes part, by their names in the book.
    design
        One of `DESIGNS`.
    start
        First day of the first routine.
    block_days, blocks
        Length of a block and their number, which is even; in the designs without blocks, their product is the
        length of the study.
    window
        First and last day on which a switch may fall; None: the middle third of the days, 20 at the least.
    run_in
        Days of run-in before `start`, in which everybody trains as always; 0: none. Groups want 14.
    sessions, sets
        Sessions and hard sets planned a week.
    wash_in
        Days after each switch that will count for neither routine.
    treatment, control
        The two programs.
    seed
        Of the draw; None: a fresh one, which the schedule names.

    Raises
    ------
    ArgumentError
        An argument makes no sense.

    Examples
    --------
    >>> drawn = randomise("me", start=dt.date(2026, 11, 30), blocks=4, seed=7)
    >>> [(str(phase.start), phase.program) for phase in drawn.phases][:2]
    [('2026-11-30', 'standard_crunch'), ('2026-12-14', 'core_focused')]
    """
    names = _check(people, design, block_days, blocks, run_in, wash_in, treatment, control, start)
    chosen = secrets.randbelow(2**32) if seed is None else seed
    if chosen < 0:
        raise ArgumentError(texts.NO_SENSE, where="seed", hint=texts.HINT_SEED)
    days, possible, schedule = block_days * blocks, 2 ** (blocks // 2), str(Schedule.PAIRS)
    if design in ("start", "multiple_baseline"):
        first, last = _check_window(window, start, days, wash_in)
        possible, schedule = last - first + 1, write_window(start + first * _DAY, start + last * _DAY)
        turns = _deal_switches(names, design, chosen, first, last)
        courses = {name: [(0, control), (turns[name], treatment)] for name in names}
    elif design == "parallel":
        half = _deal_halves(names, chosen)
        possible, schedule = 2, ""
        courses = {name: [(0, treatment if name in half else control)] for name in names}
    else:
        if design == "blocks":
            possible, schedule = math.comb(blocks, blocks // 2), str(Schedule.BLOCKS)
        courses = {}
        for name in names:
            sides = draw_order(_open(chosen, name), design, blocks)
            courses[name] = [(k * block_days, treatment if side else control) for k, side in enumerate(sides)]
    phases: list[PlannedPhase] = []
    for name in names:
        phases += _lay_phases(name, courses[name], start, days, run_in, (sessions, sets), schedule or None)
    return RandomisedSchedule(tuple(phases), design, chosen, block_days, blocks, possible, wash_in)


def read_schedule(
    phases: pl.DataFrame,
    *,
    since: dt.date,
    wash_in: int = 3,
    seed: int | None = None,
    programs: Sequence[str] = (Program.CORE_FOCUSED, Program.STANDARD_CRUNCH),
) -> RandomisedSchedule:
    """Return the schedule drawn by lot that stands in a table of phases.

    Parameters
    ----------
    phases
        Table of phases.
    since
        Phases that begin earlier are left out.
    wash_in
        Days after each switch that will count for neither routine.
    seed
        As it was told when the schedule was drawn.
    programs
        The two programs.

    Raises
    ------
    ArgumentError
        No phase of theirs, drawn by lot and with an end, begins then or later, or they were drawn in
        different ways.
    """
    import polars as pl

    kept = phases.filter(
        pl.col("program").is_in([str(program) for program in programs]),
        pl.col("assigned") == Assigned.RANDOMISED,
        pl.col("start") >= since,
        pl.col("end").is_not_null(),
    ).sort("person", "start")
    if kept.is_empty():
        raise ArgumentError(texts.no_schedule(since), where="phases", hint=texts.HINT_NO_SCHEDULE)
    told = kept["schedule"].unique().to_list()
    if len(told) > 1:
        raise ArgumentError(texts.DRAWN_DIFFERENTLY, where="phases", hint=texts.HINT_ONE_PERSON)
    rows = tuple(PlannedPhase(**row) for row in kept.select(PlannedPhase.__slots__).to_dicts())
    each = kept.group_by("person").agg(
        pl.len().alias("n"), (pl.col("program") == str(programs[0])).sum().alias("k")
    )
    blocks, treated = (int(value) for value in each.select("n", "k").row(0))
    length = (rows[0].end - rows[0].start).days + 1
    kind = (told[0] or "parallel").partition(":")[0]
    if kind == Schedule.START:
        window = parse_window(told[0])
        possible = (window[1] - window[0]).days + 1 if window else 1
    else:
        possible = {"pairs": 2 ** (blocks // 2), "blocks": math.comb(blocks, treated)}.get(kind, 2)
    return RandomisedSchedule(rows, kind, seed, length, blocks, possible, wash_in)


def _check(
    people: str | Sequence[str], design: str, block_days: int, blocks: int, run_in: int, wash_in: int,
    treatment: str, control: str, start: dt.date,
) -> tuple[str, ...]:  # fmt: skip
    names = (people,) if isinstance(people, str) else tuple(people)
    least = {"parallel": 2, "multiple_baseline": 2}.get(design, 1)
    programs = list(Program)
    for where, is_wrong, hint in (
        ("design", design not in DESIGNS, texts.hint_designs(DESIGNS)),
        ("people", len(names) < least or len(set(names)) < len(names) or not all(names), texts.HINT_NAMES),
        ("block_days", not 7 <= block_days <= 182, texts.HINT_BLOCK_DAYS),
        ("wash_in", not 0 <= wash_in < block_days, texts.HINT_WASH_IN_BLOCKS),
        ("blocks", blocks < 2 or blocks % 2 == 1 or blocks * block_days > 728, texts.HINT_BLOCKS),
        ("run_in", not 0 <= run_in <= 12 * RUN_IN, texts.HINT_RUN_IN),
        ("treatment", treatment not in programs or treatment == control, texts.hint_designs(programs)),
        ("control", control not in programs, texts.hint_designs(programs)),
        ("start", not isinstance(start, dt.date), texts.HINT_START),
    ):
        if is_wrong:
            raise ArgumentError(texts.NO_SENSE_SCHEDULE, where=where, hint=hint)
    return names


def _check_window(
    window: tuple[dt.date, dt.date] | None, start: dt.date, days: int, wash_in: int
) -> tuple[int, int]:
    """Return first and last day of the switch, counted from the start."""
    if window is None:
        if days < LEAST_DATES + 2 * BLOCK_DAYS:
            raise ArgumentError(texts.refuse_window(days), where="blocks", hint=texts.HINT_LONGER)
        return place_window(days)
    first, last = ((day - start).days for day in window)
    if not wash_in < first <= last < days - wash_in:
        raise ArgumentError(texts.NO_SENSE_SCHEDULE, where="window", hint=texts.HINT_WINDOW)
    if last - first + 1 < LEAST_DATES:
        raise ArgumentError(texts.refuse_window(days), where="window", hint=texts.HINT_WINDOW)
    return first, last


def _open(seed: int, person: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(person.encode())])


def draw_order(rng: np.random.Generator, design: str, blocks: int) -> tuple[bool, ...]:
    """Draw which blocks are the treatment's; every admissible order is equally likely."""
    draws = rng.random(blocks)
    if design == "pairs":
        return tuple(side for draw in draws[: blocks // 2] for side in (bool(draw < 0.5), bool(draw >= 0.5)))
    chosen = set(np.argsort(draws)[: blocks // 2].tolist())
    return tuple(k in chosen for k in range(blocks))


def _deal_switches(names: Sequence[str], design: str, seed: int, first: int, last: int) -> dict[str, int]:
    length = last - first + 1
    if design == "start":
        return {name: first + int(_open(seed, name).random() * length) for name in names}
    rng, ordered = np.random.default_rng([seed]), sorted(names)
    turn = rng.random(len(ordered)).argsort().argsort()
    place = (turn + rng.random(len(ordered))) / len(ordered)
    return {name: first + int(at * length) for name, at in zip(ordered, place.tolist(), strict=True)}


def _deal_halves(names: Sequence[str], seed: int) -> set[str]:
    """Return those on the treatment: half, and of an odd number one more or less by lot."""
    rng, ordered = np.random.default_rng([seed]), sorted(names)
    order = rng.random(len(ordered)).argsort()
    size = len(ordered) // 2 + int(len(ordered) % 2 == 1 and rng.random() < 0.5)
    return {ordered[k] for k in order[:size].tolist()}


def _lay_phases(
    person: str, course: Sequence[tuple[int, str]], start: dt.date, days: int, run_in: int,
    planned: tuple[float | None, float | None], schedule: str | None,
) -> list[PlannedPhase]:  # fmt: skip
    phases = []
    if run_in:
        phases.append(
            PlannedPhase(person, start - run_in * _DAY, start - _DAY, Program.RUN_IN, Assigned.SELF)
        )
    ends = [*(at for at, _ in course[1:]), days]
    for (at, program), end in zip(course, ends, strict=True):
        first, last = start + at * _DAY, start + (end - 1) * _DAY
        phases.append(
            PlannedPhase(person, first, last, str(program), Assigned.RANDOMISED, *planned, schedule)
        )
    return phases
