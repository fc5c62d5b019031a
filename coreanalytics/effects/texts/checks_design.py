"""Sentences of the checks of design: placebo dates, trends, control site, lead, regression, agreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import at_site, site_name

if TYPE_CHECKING:
    from coreanalytics.effects.results import Design

#: Site, value, low, high, level, people, whether two routines are compared, whether it passed.
TellCheck = Callable[[str, float, float, float, float, int, bool, "bool | None"], str]

ASK_PLACEBO: Final = "Does a switch that never was show an effect?"
ASK_TREND: Final = "Did discomfort already go apart before the routines began?"
ASK_CONTROL: Final = "Does the control site, which no routine should change, stay the same?"
ASK_LEAD: Final = "Does next week's training go with today's discomfort?"
ASK_REGRESSION: Final = "Did people begin to log on worse days than usual?"
ASK_AGREEMENT: Final = "Do other ways to the same number agree?"
ASK_ASSIGNMENT: Final = "Were the routines drawn by lot?"

FEW_BEFORE: Final = (
    "Too few people have enough ratings from before ({n}); log two weeks of run-in before the routines begin."
)
FEW_BEFORE_ONE: Final = (
    "Fewer than {n} ratings from before the first switch, or they never vary. Next time rate a month before."
)
NO_SPREAD_BEFORE: Final = "The ratings from before never vary, so that nothing can be seen in them."
NO_CONTROL_SITE: Final = (
    "No control site was logged. Rate a place that no ab routine should change (jaw or teeth) too."
)
CONTROL_REFUSED: Final = "The control site was rated too seldom: {reason}."
NO_OTHER_WAY: Final = "There is no other way to this number here."
NO_SETS_LOGGED: Final = "No sets are logged."
FEW_LEAD: Final = (
    "Fewer than {n} rated days have a week of log before and after them ({found}), or no sets are logged."
)
FEW_RUN_INS: Final = "Fewer than {n} people have a run-in of {days} rated days ({found})."
METHOD_WELCH_CHECK: Final = "people's own changes, Welch's t with HC2"
METHOD_T_CHECK: Final = "people's own changes, one-sample t"
METHOD_ALONE_CHECK: Final = "regression of one person's days, averaged over memory"
UNKNOWN_CHECK: Final = "there is no check called {name}"
UNKNOWN_CHECK_HINT: Final = "choose from {names}"
NO_EFFECTS: Final = "there is nothing to check: the comparison is empty"

_WIDE: Final = " The range is too wide to have seen a difference that matters."


def sentence_of(reason: str) -> str:
    """Return a reason as a sentence of its own."""
    return words.sentence(reason)


def _span(low: float, high: float, level: float) -> str:
    return f"({words.percent(level)} range {words.span(low, high, 2, (0.0,))})"


def _wide(passed: bool | None) -> str:
    return _WIDE if passed is None else ""


def tell_placebo(
    site: str,
    value: float,
    low: float,
    high: float,
    level: float,
    people: int,
    both: bool,
    passed: bool | None,
) -> str:
    """Return what a switch in the middle of the days before shows."""
    seems = "the routines would seem to differ" if both else "discomfort would seem to change"
    told = (
        f"Had they begun half-way through the days before, {seems} {at_site(site)} by "
        f"{words.signed(value, 2)} points {_span(low, high, level)}, from {words.people(people)}."
    )
    if passed is False:
        told += " Nothing had begun then, so the real difference may be of the same kind."
    return told + _wide(passed)


def tell_placebo_alone(
    site: str, value: float, low: float, high: float, level: float, dates: int, days: int, passed: bool | None
) -> str:
    """Return the largest of the steps at dates without a switch."""
    told = (
        f"Of {dates} dates without a switch in the first phase, the clearest step {at_site(site)} was "
        f"{words.signed(value, 2)} points {_span(low, high, level)}, from {words.count(days, 'day')}."
    )
    if passed is False:
        told += " Nothing was switched then, so the real switch may show a step of the same kind."
    return told + _wide(passed)


def tell_pre_trend(
    site: str,
    value: float,
    low: float,
    high: float,
    level: float,
    people: int,
    both: bool,
    passed: bool | None,
) -> str:
    """Return the slope before time zero, or how it differed."""
    what = "differed between those who would follow either routine by" if both else "was"
    told = (
        f"Before the routines began, the trend {at_site(site)} {what} {words.signed(value, 2)} points a week "
        f"{_span(low, high, level)}, from {words.people(people)}."
    )
    if passed is False:
        told += " Had it only gone on, there would be a difference without any routine."
    return told + _wide(passed)


def tell_control(value: float, low: float, high: float, level: float, passed: bool | None) -> str:
    """Return the difference at the control site."""
    told = f"The control site differed by {words.signed(value, 2)} points {_span(low, high, level)}."
    if passed is False:
        told += " Something other than the routine went apart, and may have moved the other sites too."
    return told + _wide(passed)


def tell_lead(
    site: str,
    value: float,
    low: float,
    high: float,
    level: float,
    people: int,
    days: int,
    passed: bool | None,
) -> str:
    """Return how training to come goes with discomfort now."""
    told = (
        f"Ten more sets in the seven days to come went with {words.signed(value, 2)} points {at_site(site)} "
        f"today {_span(low, high, level)}, from {words.people(people)} and {words.count(days, 'day')}."
    )
    if passed is False:
        told += " So discomfort changes training, or something else changes both."
    return told + _wide(passed)


def tell_regression(
    site: str,
    value: float,
    low: float,
    high: float,
    level: float,
    people: int,
    reliability: float,
    change: float | None,
    passed: bool | None,
) -> str:
    """Return how the day of entry differs from the run-in, and what that could explain."""
    told = (
        f"People's first rated day {at_site(site)} was {words.number(abs(value), 2)} points "
        f"{'worse' if value > 0 else 'better'} than the rest of their run-in "
        f"{_span(low, high, level)}, from {words.people(people)}"
    )
    told += ": they began to log on bad days, and bad days pass by themselves." if passed is False else "."
    if change is not None and value > 0 and change < 0:
        share = min(1.0, value / (value - change))
        told += (
            f" Counted from that first day, {words.percent(share, 0)} of the change since would be nothing "
            "but that."
        )
    return (
        f"{told} The comparison counts from the mean of the run-in, and "
        f"{words.percent(reliability, 0)} of how people's means differ is more than noise of their days."
        f"{_wide(passed)}"
    )


def tell_agreement(
    site: str,
    estimate: float,
    others: Sequence[tuple[str, float | None]],
    odd: Sequence[str],
    passed: bool | None,
) -> str:
    """Return the other ways' numbers, and which of them disagree."""
    numbers = [f"{name} {words.signed(value, 2)}" for name, value in others if value is not None]
    tests = [name for name, value in others if value is None]
    told = (
        f"{site_name(site)}: {words.signed(estimate, 2)} points; beside it {words.listing(numbers + tests)}."
    )
    if odd:
        verb = "disagrees" if len(odd) == 1 else "disagree"
        return f"{told} {words.sentence(f'{words.listing(list(odd))} {verb}')}"
    return f"{told}{' They agree.' if passed else ''}{_wide(passed)}"


def tell_assignment(design: Design) -> str:
    """Return how people came to their routines."""
    if design.is_randomised:
        return "Drawn by lot: nothing but chance decided who did what."
    if design.is_inferred:
        return "Read off the sets: who felt better may have trained differently, so no cause can be named."
    return "Chosen, not drawn by lot: what made people choose may also have changed their discomfort."
