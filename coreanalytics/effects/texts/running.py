"""The running verdict in words: size, range, yardstick, cause, and what would settle it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.effect import round_up
from coreanalytics.effects.texts.names import program_name, site_name, weeks_text
from coreanalytics.effects.verdicts import Verdict, small_difference_likely
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN

if TYPE_CHECKING:
    from coreanalytics.effects.results import Interval
    from coreanalytics.effects.running import RunningVerdict

NO_LOOK_YET: Final = "no whole week is over yet"
NO_SWITCH_YET: Final = "only one of the two routines has been followed so far"
BLOCKS_WOULD: Final = "A new start in randomised two-week blocks usually settles it sooner."
MORE_THAN_MANY_RUNNING: Final = "More people than such a study can find would be needed to settle it."
_MATTERS: Final = (Verdict.LOWER_MATTERS, Verdict.HIGHER_MATTERS)
_DIRECTIONS: Final = (Verdict.LOWER, Verdict.HIGHER, *_MATTERS)


def tell_running(running: RunningVerdict) -> str:
    """Return one running verdict as a paragraph."""
    start = (
        f"{site_name(running.outcome)}, looked at every week "
        f"({words.count(running.planned, 'look')} planned): "
    )
    if running.estimate is None or running.interval is None:
        parts = [start + _tell_blank(running), _tell_standing(running)]
    else:
        size = f"in week {running.look}, {_tell_size(running)} ({_tell_range(running)}; 0–10 scale)."
        parts = [start + size, _tell_verdict(running), _tell_cause(running), _tell_present(running)]
        parts.append(_tell_running_basis(running))
    is_open = not running.path
    parts += [running.settling if is_open else "", _tell_end(running)]
    return " ".join(part for part in parts if part)


def running_span(interval: Interval, delta: float) -> str:
    """Return "−3.9 to −0.9", with the decimals that its side of 0 and of the yardstick needs."""
    return words.span(interval.low, interval.high, 1, (-delta, 0.0, delta))


def refuse_no_routine(arms: tuple[str, str]) -> str:
    """Say that nobody has followed either routine."""
    return f"nobody has a phase of {program_name(arms[0])} or {program_name(arms[1])}"


def refuse_early(first_look: int, date: dt.date) -> str:
    """Say when the first look is due."""
    when = words.day(date)
    return f"the first look is after week {first_look}, on {when}; before it there is only the picture"


def refuse_running_days(days: Mapping[str, int], needed: int) -> str:
    """Say how many reported days each routine has, and how many it needs."""
    told = words.listing(
        f"{words.count(n, 'reported day')} on {program_name(program)}" for program, n in days.items()
    )
    return (
        f"{told} count so far, and {words.number(needed, 0)} on each are needed before a routine's doing can "
        "be told from ups and downs"
    )


def refuse_indistinct() -> str:
    """Say that the days of the routines cannot be told apart from time."""
    return "the days that count do not let the routines be told apart"


def refuse_flat() -> str:
    """Say that every day has the same score."""
    return "the scores never change within a routine, so there is no noise to hold a difference against"


def tell_settling_week(week: int) -> str:
    """Say by when it would be settled at the present noise."""
    return f"At the present noise it would be settled, whichever way it falls, by about week {week}."


def tell_outlook(week: int | None, visible: float, in_blocks: bool, is_open: bool) -> str:
    """Say by when it would be settled at the present noise, or what would still show by the last look.

    Parameters
    ----------
    week
        Week by which it would be settled whichever way it falls; None: not within the planned looks.
    visible
        Smallest difference that would be told from none at the last look, points.
    in_blocks
        Whether the routines already come in blocks.
    is_open
        Whether any look is left.
    """
    advice = [] if in_blocks else [BLOCKS_WOULD]
    if not is_open:
        return " ".join(advice)
    if week is not None:
        return tell_settling_week(week)
    told = (
        f"At the present noise a difference of {words.points(visible)} or more would show by the last look; "
        "a smaller one, or none, may stay open."
    )
    return " ".join([told, *advice])


def tell_settling_people(more: int) -> str:
    """Say how many more people would settle it by the last look."""
    people = words.count(round_up(more), "more person", "more people")
    return (
        f"About {people}, at the present noise and in the same proportion, would settle it by the last look, "
        "whichever way it falls."
    )


def _tell_blank(running: RunningVerdict) -> str:
    when = f"in week {running.look}" if running.looks.height else "yet"
    return f"no answer {when}. {words.sentence(running.refusal)}"


def _tell_standing(running: RunningVerdict) -> str:
    if not running.path:
        return ""
    return f"What was told in week {running.week} stands: {_name_verdict(running)}."


def _tell_size(running: RunningVerdict) -> str:
    treatment, control = program_name(running.treatment), program_name(running.control)
    estimate = running.estimate or 0.0
    if words.number(estimate, 1) == words.number(0.0, 1):
        size, than = "about the same", "as"
    else:
        size, than = f"{words.points(estimate)} {'less' if estimate < 0 else 'more'}", "than"
    if running.person is not None:
        return f"{size} on {treatment} {than} on {control}"
    after = weeks_text(running.horizon_now or 0.0)
    return f"after {after}, people on {treatment} reported {size} {than} people on {control}"


def _tell_range(running: RunningVerdict) -> str:
    if running.interval is None:
        return "no range"
    level = words.percent(running.interval.level, 2)
    return f"{level} weekly range {running_span(running.interval, running.delta)}"


def _tell_verdict(running: RunningVerdict) -> str:
    verdict, yardstick = running.verdict, _name_yardstick(running)
    if verdict in _DIRECTIONS:
        since = _name_verdict(running)
        if verdict in _MATTERS:
            return f"{words.sentence(since).rstrip('.')} ({yardstick})."
        return (
            f"{words.sentence(since).rstrip('.')}; whether by an amount that matters ({yardstick}) cannot be "
            "told yet."
        )
    if verdict is Verdict.NO_DIFFERENCE:
        small = ""
        if running.interval and small_difference_likely(running.interval.low, running.interval.high):
            small = " A small difference is likely."
        return f"{words.sentence(_name_verdict(running)).rstrip('.')}: it is smaller than {yardstick}.{small}"
    if running.now is Verdict.NO_DIFFERENCE:
        return (
            f"So far that is no difference that matters ({yardstick}); whether one grows until "
            f"{weeks_text(running.horizon or 0.0)} cannot be told yet."
        )
    return f"Whether there is a difference cannot be told yet: {_tell_doubt(running)}"


def _name_verdict(running: RunningVerdict) -> str:
    """Return "since week 9 lower, and since week 14 by an amount that matters"."""
    told = f"since week {running.path[0][0]} {running.path[0][1].value}"
    if len(running.path) > 1:
        told += f", and since week {running.path[1][0]} by an amount that matters"
    return told


def _tell_doubt(running: RunningVerdict) -> str:
    interval, delta = running.interval, running.delta
    if interval is None:
        return ""
    yardstick = _name_yardstick(running)
    if interval.low <= -delta and interval.high >= delta:
        return f"the range allows for a difference that matters in either direction ({yardstick})."
    side = "lower" if interval.low <= -delta else "higher"
    return (
        f"the range allows for no difference at all as well as for scores {side} by an amount that "
        f"matters ({yardstick})."
    )


def _name_yardstick(running: RunningVerdict) -> str:
    size = words.points(running.delta, 2)
    if running.person is not None and running.delta == DELTA_WITHIN.value:
        return f"{size}, the published yardstick for back pain in one person"
    if running.person is None and running.delta == DELTA_BETWEEN.value:
        return f"{size}, our yardstick"
    return f"{size}, the yardstick given"


def _tell_running_basis(running: RunningVerdict) -> str:
    """Name people or days, and the method."""
    last = running.looks.row(-1, named=True)
    counts = (
        f"{words.number(last['n_treatment'] or 0, 0)} on {program_name(running.treatment)} and "
        f"{words.number(last['n_control'] or 0, 0)} on {program_name(running.control)}"
    )
    if running.person is not None:
        allowed = "the range allows for days that resemble their neighbours"
        return f"One person, reported days: {counts}; phase means; {allowed}."
    return f"People: {counts}; mixed model with AR(1) errors, CR2."


def _tell_cause(running: RunningVerdict) -> str:
    """Return causal words, which only randomised routines with a clear direction earn."""
    if not running.randomised or running.verdict not in _DIRECTIONS:
        return ""
    word = "helps" if running.verdict in (Verdict.LOWER, Verdict.LOWER_MATTERS) else "hurts"
    order = (
        "What to follow when was drawn at random"
        if running.person is not None
        else "The routines were assigned at random"
    )
    whom = " this person" if running.person is not None else ""
    return (
        f"{order}, so this speaks for the routine itself: compared with {program_name(running.control)}, "
        f"following {program_name(running.treatment)} {word}{whom}."
    )


def _tell_present(running: RunningVerdict) -> str:
    """Say what the present range alone would, where that is not what stands."""
    if not running.path or running.now in {verdict for _, verdict in running.path}:
        return ""
    return (
        f"The present range alone would say: {running.now.value}. The ranges of all weeks hold together, so "
        "what was told first stands."
    )


def _tell_end(running: RunningVerdict) -> str:
    if not running.frozen:
        return ""
    return f"All {words.count(running.planned, 'look')} are spent, so this verdict does not change any more."
