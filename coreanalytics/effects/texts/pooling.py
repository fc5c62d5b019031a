"""Several people's own results taken together, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import PER_WEEK, program_name, site_name, weeks_text
from coreanalytics.effects.verdicts import Verdict, small_difference_likely

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Interval

METHOD_POOLED: Final = "random-effects meta-analysis (REML, Hartung–Knapp)"
PREDICTION: Final = "range for one more person"


def tell_pooled(effect: Effect) -> str:
    """Return the paragraph of a pooled effect: size, range, yardstick, spread, basis."""
    spread = " ".join(aside.sentence for aside in effect.asides)
    parts = (_tell_size(effect), _tell_yardstick(effect), spread, _tell_basis(effect))
    return " ".join(part for part in parts if part)


def _tell_size(effect: Effect) -> str:
    estimate = effect.estimate or 0.0
    is_slope = effect.unit == PER_WEEK
    size = words.points(estimate, 2 if is_slope else 1)
    size = f"{size} a week" if is_slope else size
    is_none = not any(digit in size for digit in "123456789")
    way = "about the same" if is_none else f"{size} {'less' if estimate < 0 else 'more'}"
    after = f" after {weeks_text(effect.horizon)}" if effect.contrast == "difference_at_horizon" else ""
    people = words.people(max(effect.n_people.values()))
    return (
        f"{site_name(effect.outcome)}: taken together, {people}, each compared with themselves, reported "
        f"{way}{after} on {program_name(effect.treatment)} {'as' if is_none else 'than'} on "
        f"{program_name(effect.control)} ({_tell_range(effect)})."
    )


def _tell_range(effect: Effect) -> str:
    interval = effect.interval
    if interval is None:
        return "no range"
    scale = "" if effect.unit == PER_WEEK else "; 0–10 scale"
    marks = (0.0,) if effect.verdict is None else (-effect.delta, 0.0, effect.delta)
    return f"{words.percent(interval.level)} range {_span(effect, interval, marks)}{scale}"


def _span(effect: Effect, interval: Interval, marks: tuple[float, ...]) -> str:
    return words.span(interval.low, interval.high, 2 if effect.unit == PER_WEEK else 1, marks)


def _tell_yardstick(effect: Effect) -> str:
    interval = effect.interval
    if interval is None or effect.verdict is None:
        return ""
    yardstick = f"{words.points(effect.delta, 2)}, the yardstick within a person"
    if effect.verdict == Verdict.NO_DIFFERENCE:
        small = (
            " A small difference is likely." if small_difference_likely(interval.low, interval.high) else ""
        )
        return f"That is no difference that matters: it is smaller than {yardstick}.{small}"
    if effect.verdict == Verdict.CANT_TELL:
        return (
            "Whether there is a difference cannot be told yet: the range allows for none at all as well as "
            f"for one that matters ({yardstick}). More people with a result of their own, or more days for "
            "those whose own range is wide, would narrow it."
        )
    matters = effect.verdict in (Verdict.LOWER_MATTERS, Verdict.HIGHER_MATTERS)
    told = (
        f"That is {effect.verdict} ({yardstick})."
        if matters
        else f"That is {effect.verdict}; whether by an amount that matters ({yardstick}) cannot be told yet."
    )
    return f"{told} {_tell_cause(effect)}".strip()


def _tell_cause(effect: Effect) -> str:
    if effect.design != "people who changed routine, randomised":
        return ""
    word = "helps" if effect.verdict in (Verdict.LOWER_MATTERS, Verdict.LOWER) else "hurts"
    return (
        "Chance decided for everybody what was followed when, so this speaks for the routine itself: "
        f"compared with {program_name(effect.control)}, following {program_name(effect.treatment)} {word}."
    )


def _tell_basis(effect: Effect) -> str:
    people = words.people(max(effect.n_people.values()))
    return f"{people}, {words.count(effect.n_days, 'reported day')}, {effect.method}."


def tell_prediction(tau: float, interval: Interval, unit: str) -> str:
    """Say how much people differ, and what one more person may expect.

    Parameters
    ----------
    tau
        Standard deviation of people's true differences.
    interval
        Where one more person's true difference is expected.
    unit
        Unit of both.
    """
    is_slope = unit == PER_WEEK
    digits = 2 if is_slope else 1
    week = " a week" if is_slope else ""
    size = words.number(tau, digits)
    if size == words.number(0.0, digits):
        differ = "Beyond their own days' noise these people hardly differ in it"
    else:
        differ = f"These people differ in it by about {words.points(tau, digits)}{week} (standard deviation)"
    low, high = words.number(interval.low, digits), words.number(interval.high, digits)
    return f"{differ}; for one more person like them it would roughly lie between {low} and {high}."


def warn_pooled_design(people: int, randomised: int, inferred: int) -> str:
    """Say what keeps it from being the routine's doing; empty where chance decided for everybody."""
    if randomised == people:
        return ""
    chosen = people - randomised - inferred
    parts = [
        f"{words.people(n)} {what}"
        for n, what in (
            (chosen, "who chose when to change routine"),
            (inferred, "whose routines were inferred from the sets logged"),
        )
        if n
    ]
    return (
        f"This holds {words.listing(parts)}: what else changed for them at the same time would show as a "
        "difference too."
    )


def warn_pooled_refused(people: int) -> str:
    """Count those whose own result was refused."""
    if not people:
        return ""
    verb = "is" if people == 1 else "are"
    return f"{words.people(people)} without an answer of their own {verb} left out."


def refuse_few_results(people: int, minimum: int) -> str:
    """Say that too few people have a result."""
    return f"Too few people with an answer of their own: {people}, at least {minimum} are needed."


HINT_POOL: Final = "compare each person first: pool(compare_within(days, person) for person in people)"
