"""The running verdict: every weekly look replayed from the days as they stand now.

Looks are taken at fixed days, whole weeks after an origin that is known once a comparison can begin, and
never when somebody happens to open a report: 26 of them, then the verdict is frozen. So opening a report
twice, late, or after a holiday changes nothing, and the error that the boundaries of `sequential` spend is
all that there is. A look that has too few days spends nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.comparison import compare
from coreanalytics.effects.looks import Look, conclude, count_looks, date_look
from coreanalytics.effects.questions import Question, check_days, check_question
from coreanalytics.effects.results import Contrast, Design, Effect, check_level
from coreanalytics.effects.running import RunningVerdict, RunningVerdicts
from coreanalytics.effects.sequential import (
    ALPHA_BETWEEN,
    ALPHA_WITHIN,
    LOOKS,
    boundaries,
    carry_to_interval,
    carry_to_t,
    level_of,
)
from coreanalytics.effects.verdicts import count_people_needed
from coreanalytics.effects.within.person_rows import WASH_IN_DAYS, WithinEntry, read_rows
from coreanalytics.effects.within.replay import Course, look_ahead, read_course, take_looks
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, PRIMARY_SITES, Program

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FIRST_LOOK_WITHIN: Final = 6  #: one person's looks before it show the picture only


def watch_within(
    days: pl.DataFrame | pl.LazyFrame,
    person: str,
    treatment: str = Program.CORE_FOCUSED,
    *,
    versus: str = Program.STANDARD_CRUNCH,
    until: dt.date,
    outcomes: Sequence[str] = PRIMARY_SITES,
    wash_in: int = WASH_IN_DAYS,
    trend: bool = False,
    delta: float = DELTA_WITHIN.value,
    alpha: float = ALPHA_WITHIN,
    entry: WithinEntry | None = None,
) -> RunningVerdicts:
    """Return what one person's weekly looks have told by the end of `until`.

    The contrast of every look is the difference of phase means after wash-in, as in `compare_within`, from
    the days up to that look; all looks come out of one pass over the days. Weeks count from the first day
    of the first routine where it came in blocks (so drawn, or at most `replay.BLOCK_DAYS` long), else from
    the first switch. The first verdict may fall in week 6.

    Parameters
    ----------
    days
        Person-day table, as it stands now: a report added late for an old day counts at its day.
    person
        Whom to look at.
    treatment, versus
        The two programs; differences are treatment minus control.
    until
        Last day that is looked at.
    outcomes
        Outcome columns.
    wash_in
        Days from the first day of each phase on that belong to neither routine.
    trend
        Whether the phases share a straight trend in time.
    delta
        Smallest difference that matters, points.
    alpha
        Error over all looks of one outcome.
    entry
        What the days must hold for an answer.

    Raises
    ------
    ArgumentError
        The person is unknown, or an argument makes no sense.
    DataError
        Columns are missing, or the person has followed neither routine.
    """
    question = check_question(treatment, versus, 1, delta, None, outcomes, None)
    check_level(alpha)
    arms = (question.treatment, question.control)
    rows = read_rows(days, person, arms, question.outcomes, wash_in=wash_in, until=until)
    if not rows.phases:
        raise DataError(texts.refuse_no_program(person, *arms), where="days", hint=texts.HINT_NO_PROGRAM)
    course = read_course(rows, until, entry or WithinEntry())
    return RunningVerdicts(
        tuple(_watch_outcome(outcome, course, question, trend, alpha) for outcome in question.outcomes)
    )


def _watch_outcome(
    outcome: str, course: Course, question: Question, trend: bool, alpha: float
) -> RunningVerdict:
    looks, known = take_looks(course, outcome, range(FIRST_LOOK_WITHIN, course.due + 1), trend, alpha)
    waiting = texts.refuse_early(FIRST_LOOK_WITHIN, date_look(course.origin, FIRST_LOOK_WITHIN))
    settling = ""
    if looks and looks[-1].estimate is not None:
        outlook = look_ahead(course, looks[-1], known, question.delta, alpha)
        is_open = course.due < LOOKS
        settling = texts.tell_outlook(outlook.week, outlook.visible, course.in_blocks, is_open)
    return conclude(
        outcome,
        question,
        looks,
        origin=course.origin,
        due=course.due,
        first_look=FIRST_LOOK_WITHIN,
        alpha=alpha,
        waiting=waiting if course.has_switched else texts.NO_SWITCH_YET,
        person=course.rows.person,
        settling=settling,
        randomised=course.randomised,
    )


def watch_between(
    days: pl.DataFrame | pl.LazyFrame,
    treatment: str = Program.CORE_FOCUSED,
    *,
    versus: str = Program.STANDARD_CRUNCH,
    until: dt.date,
    weeks: float = 8,
    outcomes: Sequence[str] = PRIMARY_SITES,
    delta: float = DELTA_BETWEEN.value,
    alpha: float = ALPHA_BETWEEN,
    looks: int = LOOKS,
) -> RunningVerdicts:
    """Return what a cohort's weekly looks have told by the end of `until`.

    Each look asks `compare` for the difference `weeks` after time zero, and before that week for the
    difference so far: nothing is extrapolated, and *no difference that matters* is not concluded before
    the horizon. Weeks count from the cohort's first time zero.

    Parameters
    ----------
    days
        Person-day table, as it stands now.
    treatment, versus
        The two programs; differences are treatment minus control.
    until
        Last day that is looked at.
    weeks
        Horizon, weeks after time zero.
    outcomes
        Outcome columns.
    delta
        Smallest difference that matters, points.
    alpha
        Error over all looks of one outcome.
    looks
        Weekly looks planned, to be chosen before the first one. Fewer decide sooner: where everybody
        begins together, nothing new comes after 1.27 times the horizon, and 11 do for 8 weeks.

    Raises
    ------
    ArgumentError
        An argument makes no sense.
    DataError
        Columns are missing, or nobody has followed either routine.
    """
    question = check_question(treatment, versus, weeks, delta, None, outcomes, None, until=until)
    check_level(alpha)
    frame = check_days(days, question.outcomes, ("date", "time_zero")).collect()
    arms = (question.treatment, question.control)
    origin = frame.filter(pl.col("program").is_in(list(arms))).select(pl.col("time_zero").min()).item()
    if origin is None:
        raise DataError(texts.refuse_no_routine(arms), where="days", hint=texts.HINT_NO_PROGRAM)
    effects = _compare_weekly(frame, question, origin, looks)
    edges = boundaries(alpha, looks)
    verdicts = []
    for outcome in question.outcomes:
        own = [found[outcome] for found in effects]
        taken = [
            _take_look(effect, look, origin, float(edges[look - 1]))
            for look, effect in enumerate(own, start=1)
        ]
        last = own[-1] if own else None
        settling, randomised = "", False
        if isinstance(last, Effect) and last.is_answered:
            settling = _tell_need(last, len(taken), question, edges)
            randomised = Design(last.design).is_randomised
        verdicts.append(
            conclude(
                outcome,
                question,
                taken,
                origin=origin,
                due=len(taken),
                first_look=1,
                alpha=alpha,
                planned=looks,
                waiting=texts.NO_LOOK_YET,
                horizon=question.weeks,
                settling=settling,
                randomised=randomised,
            )
        )
    return RunningVerdicts(tuple(verdicts))


def _compare_weekly(
    frame: pl.DataFrame, question: Question, origin: dt.date, looks: int
) -> list[dict[str, Effect | str]]:
    """Return at every look that is due, by outcome, the primary effect or why there is none."""
    found: list[dict[str, Effect | str]] = []
    before = (0.0, 0)
    scores = pl.sum_horizontal(pl.col(*question.outcomes).count())
    due = count_looks(origin, question.until or origin, looks)
    for look in range(1, due + 1):
        weeks = min(float(look), question.weeks)
        last = date_look(origin, look)
        end = math.ceil(question.entry.span * round(7 * weeks))
        is_near = (pl.col("day_in_phase") <= end).fill_null(True)
        # where people change routine, all days under control are read (`Cohort.in_span`)
        is_near = is_near | (pl.col("program") == question.control).fill_null(False)
        is_read = (pl.col("date") <= last) & is_near
        now = (weeks, int(frame.filter(is_read).select(scores).item()))
        # the same scores and the same question have the same answer
        found.append(found[-1] if now == before else _compare_once(frame, question, weeks, last))
        before = now
    return found


def _compare_once(
    frame: pl.DataFrame, question: Question, weeks: float, last: dt.date
) -> dict[str, Effect | str]:
    try:
        effects = compare(
            frame,
            question.treatment,
            versus=question.control,
            weeks=weeks,
            delta=question.delta,
            outcomes=question.outcomes,
            until=last,
            contrasts=(Contrast.DIFFERENCE_AT_HORIZON,),
            beside=False,
        )
    except DataError as problem:
        return dict.fromkeys(question.outcomes, problem.what)
    return {outcome: effects[outcome] for outcome in question.outcomes}


def _take_look(effect: Effect | str, look: int, origin: dt.date, edge: float) -> Look:
    """Return a look at a cohort: its fixed interval exchanged for the running one."""
    last = date_look(origin, look)
    if isinstance(effect, str):
        return Look(look, last, refused=effect)
    sizes = (effect.n_people.get(effect.treatment, 0), effect.n_people.get(effect.control, 0))
    blank = Look(look, last, effect.horizon, n_treatment=sizes[0], n_control=sizes[1], refused=effect.refusal)
    if effect.estimate is None or effect.se is None or effect.df is None:
        return blank
    try:
        low, high = carry_to_interval(edge, effect.estimate, effect.se, effect.df)
    except DataError as problem:
        return replace(blank, refused=problem.what)
    return replace(
        blank, estimate=effect.estimate, low=low, high=high, df=effect.df, boundary=edge, refused=None
    )


def _tell_need(effect: Effect, look: int, question: Question, edges: npt.NDArray[np.float64]) -> str:
    """Say in which week the range is narrow enough as things are, or how many more people it would take."""
    planned = len(edges)
    if effect.se is None or effect.df is None or look >= planned:
        return ""
    if look >= question.weeks:
        for week in range(look + 1, planned + 1):
            if 2 * effect.se * carry_to_t(float(edges[week - 1]), effect.df) < question.delta:
                return texts.tell_settling_week(week)
    people = effect.n_people_in_all
    need = count_people_needed(effect.se, effect.df, people, level_of(float(edges[-1])), question.delta)
    if need is None:
        return texts.MORE_THAN_MANY_RUNNING
    return texts.tell_settling_people(need - people) if need > people else ""
