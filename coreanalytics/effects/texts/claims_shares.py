"""Sentences about claims of answers, routines and capacity, and about looking at many numbers together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import at_site, program_name, weeks_text

if TYPE_CHECKING:
    from coreanalytics.effects.claims.questions import ClaimQuestion
    from coreanalytics.effects.results import Interval

PERCENTAGE_POINTS: Final = "percentage points"
UNITS_GAVE_OUT: Final = {
    "routine": PERCENTAGE_POINTS,
    "over_time": f"{PERCENTAGE_POINTS} per four weeks",
    "before_abs": PERCENTAGE_POINTS,
}
UNITS_ABS_FELT: Final = {"routine": "points (0–10)", "over_time": "points per four weeks"}
UNIT_TENTH: Final = "points per 10 % more capacity"

METHOD_COURSES: Final = "change within people's phases, people as clusters (CR2)"
METHOD_SESSIONS: Final = "one person's sessions, averaged over memory"
METHOD_SHUFFLED: Final = "one person's sessions, averaged over memory, and shuffled within phases"

ANSWERS_NONE: Final = "there are no answers on these routines yet"
ANSWERS_ALIKE: Final = "the answers do not differ enough between sessions or people to tell a range"

_SITES: Final = {"thigh_root": "the thigh root", "low_back": "the lower back"}


def name_clusters(adjusted: bool) -> str:
    """Return the method of several people's answers."""
    said = "estimating equations, people as clusters (CR2)"
    return f"{said}, adjusted for the run-in" if adjusted else said


# --- why there is no number ---------------------------------------------------------------------------


def miss_people(found: int, needed: int) -> str:
    """Return why a few people give no number."""
    return (
        f"answers come from {words.people(found)}; needed are {needed}, or one person looked at alone "
        "(too few people cannot show how much people differ)"
    )


def miss_arms(arms: Sequence[str], found: Sequence[int], needed: int) -> str:
    """Return why routines that few people followed give no number."""
    told = words.listing(
        f"{words.people(n)} on {program_name(arm)}" for arm, n in zip(arms, found, strict=True)
    )
    return f"answers come from {told}; needed are {needed} on each"


def miss_sessions(arms: Sequence[str], found: Sequence[int], needed: int) -> str:
    """Return why few sessions of one person give no number."""
    told = words.listing(
        f"{words.count(n, 'session')} on {program_name(arm)}" for arm, n in zip(arms, found, strict=True)
    )
    return f"there are answers for {told}; needed are {needed} on each"


def miss_answered(needed: int, found: int) -> str:
    """Return why few sessions give no number."""
    return f"there are answers for {words.count(found, 'session')}; needed are {needed}"


def miss_span(needed: int, found: int) -> str:
    """Return why a short time gives no course."""
    return f"the answers span {words.count(found, 'day')}; needed are {needed}"


def miss_events(hip: int, others: int, needed: int) -> str:
    """Return why a share of nearly all or nearly none says nothing."""
    return (
        f"the hip flexors gave out first in {hip} of {words.count(hip + others, 'answer')}; nothing can be "
        f"told from fewer than {needed} with them and {needed} without"
    )


def miss_gave_out(why: str) -> str:
    """Return why claim 2 has no number, and what to log."""
    return (
        f"{words.sentence(why)} To answer it, note after each set or session what gave out first: abs, hip "
        "flexors, low back, grip, other or none."
    )


def miss_abs_felt(why: str) -> str:
    """Return why claim 7 has no number, and what to log."""
    return f"{words.sentence(why)} To answer it, note after each session how much the abs were felt (0–10)."


def miss_capacity(needed: int) -> str:
    """Return what to log for claim 6."""
    return (
        f"Needed are {needed} weeks or more in which the five moves are logged with their repetitions, "
        "seconds, kilograms or metres, and a discomfort score on most days."
    )


def miss_routine(why: str, hint: str) -> str:
    """Return why claim 5 has no number, and what would give one."""
    return " ".join(words.sentence(part) for part in (why, hint) if part)


# --- claim 2 ------------------------------------------------------------------------------------------


def ask_gave_out(part: str, treatment: str, control: str) -> str:
    """Return the question of claim 2."""
    if part == "routine":
        return (
            f"Do the hip flexors give out first less often with {program_name(treatment)} than with "
            f"{program_name(control)}?"
        )
    if part == "over_time":
        return f"Do the hip flexors give out first less often, the longer {program_name(treatment)} last?"
    return f"Do the hip flexors give out before the abs with {program_name(control)}?"


def tell_gave_out(
    part: str,
    value: float,
    interval: Interval,
    question: ClaimQuestion,
    shares: Mapping[str, tuple[int, int, int]],
    people: int,
    *,
    adjusted: bool,
    shuffled: float | None,
) -> str:
    """Return the shares, their difference, its range and the yardstick.

    `shares` holds per program how often hip flexors and abs gave out first, and of how many answers.
    """
    treatment, control = question.treatment, question.control
    rest = _tell_rest(interval, value, question.delta_share, PERCENTAGE_POINTS, shuffled)
    if part == "over_time":
        moved = _move(value, 0, "percentage point")
        return (
            f"With {program_name(treatment)}, the share of answers in which the hip flexors gave out first "
            f"{moved} per four weeks ({_span(interval, 0)} percentage points; {words.people(people)}, "
            f"{words.count(shares[treatment][2], 'answer')}). {rest}"
        )
    if part == "before_abs":
        hip, abs_, sets = shares[control]
        return (
            f"With {program_name(control)}, the hip flexors gave out first in {_share(hip, sets)} and the "
            f"abs in {_share(abs_, sets)} of {words.count(sets, 'answer')} that named something. That is "
            f"{_size(value, 'percentage point', 0)} {'more' if value > 0 else 'less'} often the hip flexors "
            f"({_span(interval, 0)} percentage points; {words.people(people)}). {rest}"
        )
    first, second = (
        f"{_share(shares[arm][0], shares[arm][2])} of {words.count(shares[arm][2], 'answer')} with "
        f"{program_name(arm)}"
        for arm in (treatment, control)
    )
    so = "Adjusted for the run-in, the share is" if adjusted else "The share is"
    return (
        f"The hip flexors gave out first in {first} and in {second}. {so} "
        f"{_size(value, 'percentage point', 0)} {'higher' if value > 0 else 'lower'} with "
        f"{program_name(treatment)} ({_span(interval, 0)} percentage points; {words.people(people)}). {rest}"
    )


# --- claim 7 ------------------------------------------------------------------------------------------


def ask_abs_felt(part: str, treatment: str, control: str) -> str:
    """Return the question of claim 7."""
    if part == "routine":
        return f"Are the abs felt more with {program_name(treatment)} than with {program_name(control)}?"
    return f"Are the abs felt more, the longer {program_name(treatment)} last?"


def tell_abs_felt(
    part: str,
    value: float,
    interval: Interval,
    question: ClaimQuestion,
    people: int,
    sessions: int,
    means: Mapping[str, float],
    *,
    adjusted: bool,
    shuffled: float | None,
) -> str:
    """Return the difference or the change, its range and the yardstick; `means` are those of routines."""
    rest = _tell_rest(interval, value, question.delta_felt, "points", shuffled)
    base = f"{words.people(people)}, {words.count(sessions, 'session')}"
    if part == "over_time":
        return (
            f"With {program_name(question.treatment)}, how much the abs were felt {_move(value, 1, 'point')} "
            f"per four weeks ({_span(interval, 1)}, on the 0–10 scale; {base}). {rest}"
        )
    so = "Adjusted for the run-in, that is" if adjusted else "That is"
    first, second = (
        f"{words.number(means[arm])} with {program_name(arm)}"
        for arm in (question.treatment, question.control)
    )
    return (
        f"How much the abs were felt was {first} and {second}, on average (0–10). {so} "
        f"{_size(value, 'point', 1)} {'more' if value > 0 else 'less'} with "
        f"{program_name(question.treatment)} ({_span(interval, 1)}; {base}). {rest}"
    )


# --- claim 6 ------------------------------------------------------------------------------------------


def ask_capacity(site: str) -> str:
    """Return the question of claim 6."""
    return f"Is there less discomfort {at_site(site)} when the core is stronger?"


def tell_capacity(
    site: str,
    value: float,
    interval: Interval,
    people: int,
    days: int,
    delta: float,
    within: float,
    gain: tuple[float, float | None, float | None] | None,
) -> str:
    """Return what goes with 10 % more capacity, its range and the yardstick, and how much was gained."""
    size = _size(value, "point", 2)
    gained = ""
    if gain is not None and gain[1] is not None and gain[2] is not None:
        gained = (
            f" Over the log the moves gained {words.number(gain[0], 0)} % on average "
            f"({words.percent(interval.level)} range {words.span(gain[1], gain[2], 0, (0.0,))} %), "
            "each in its own unit."
        )
    is_apart = interval.low > 0 or interval.high < 0
    weighed = "" if is_apart else "Whether they go together cannot be told yet. "
    return (
        f"In weeks after capacity had risen by 10 % beyond a person's own trend, discomfort {at_site(site)} "
        f"was {size} {'higher' if value > 0 else 'lower'} ({_span(interval, 2)}, on the 0–10 scale; "
        f"{words.people(people)}, {words.count(days, 'day')}). {weighed}For twice the capacity to go with "
        f"{words.points(within)}, it would have to be {words.number(delta, 2)} points. Best sets differ from "
        f"week to week by chance, which pulls this number towards 0.{gained}"
    )


# --- claim 5 and all together ---------------------------------------------------------------------------


def ask_routine(site: str, treatment: str, control: str, weeks: float) -> str:
    """Return the question of claim 5."""
    return (
        f"Is discomfort {at_site(site)} lower after {weeks_text(weeks)} of {program_name(treatment)} than of "
        f"{program_name(control)}?"
    )


def tell_many(looked_at: int) -> str:
    """Return why a range that leaves out 0 is not called."""
    return (
        f"The range leaves out 0, but {looked_at} such numbers were looked at together, and about one in "
        "twenty does so by chance alone. Allowing for that, it cannot be told yet."
    )


# --- pieces -------------------------------------------------------------------------------------------


def _tell_rest(interval: Interval, value: float, delta: float, unit: str, shuffled: float | None) -> str:
    size = words.points(delta) if unit == "points" else f"{words.trimmed(delta, 1)} {unit}"
    yardstick = f"The yardstick is {size} (ours)."
    told = _weigh(interval, value, delta, yardstick)
    if shuffled is None:
        return told
    return (
        f"{told} Shuffling the same sessions within phases gives as large a change in "
        f"{words.percent(shuffled, 0)} of orders."
    )


def _weigh(interval: Interval, value: float, delta: float, yardstick: str) -> str:
    """Return what the range says beside the yardstick."""
    if -delta < interval.low and interval.high < delta:
        said = "The whole range is smaller than what matters."
    elif interval.high <= -delta or interval.low >= delta:
        said = "The whole range is an amount that matters."
    elif interval.low > 0 or interval.high < 0:
        said = "Whether it is an amount that matters cannot be told yet."
    else:
        said = "The range holds no difference at all, and also one that matters."
    return f"{yardstick} {said}"


def _move(value: float, digits: int, unit: str) -> str:
    if not any(digit in words.number(value, digits) for digit in "123456789"):
        return "stayed about the same"
    return f"{'rose' if value > 0 else 'fell'} by {_size(value, unit, digits)}"


def _size(value: float, unit: str, digits: int) -> str:
    text = words.trimmed(abs(value), digits)
    return f"{text} {unit if text == '1' else unit + 's'}"


def _span(interval: Interval, digits: int) -> str:
    return f"{words.percent(interval.level)} range {words.span(interval.low, interval.high, digits, (0.0,))}"


def _share(k: int, n: int) -> str:
    return words.percent(k / n, 0)
