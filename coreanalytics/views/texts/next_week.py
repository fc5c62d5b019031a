"""Next week, the hip-flexor demand of the sets, and stretching and massage beside the discomfort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.small_steps import StepKind
from coreanalytics.views.texts.names import SITES_INSIDE
from coreanalytics.views.texts.numbers import score
from coreanalytics.vocabulary import Site

if TYPE_CHECKING:
    from coreanalytics.effects.small_steps import NextStep
    from coreanalytics.views.weekly.demand import Demand, DemandWeek
    from coreanalytics.views.weekly.relief import Minutes, Relief, ReliefWeek

# ---- next week ----
H_NEXT: Final = "Next week"
NEXT_SO_FAR: Final = "The week is not over, so this may still change."
RULE: Final = "The rule: {rule}"
NEXT_NOTE: Final = (
    "One small step at most, and nothing that has to be done. It follows from what was logged, by a fixed "
    "rule; it is not advice for pain."
)


def next_rule(step: NextStep) -> str:
    """Return the rule that produced a suggestion, as a sentence."""
    return RULE.format(rule=step.rule)


def next_note(step: NextStep, *, so_far: bool) -> str:
    """Return the small print of a suggestion; the safety line needs none."""
    if step.kind is StepKind.SAFETY:
        return ""
    return f"{NEXT_SO_FAR} {NEXT_NOTE}" if so_far else NEXT_NOTE


# ---- hip-flexor demand ----
H_DEMAND: Final = "How much the sets asked of the hip flexors"
DEMAND_CLASSES: Final = ("Hardly", "A little", "Some", "Much")
DEMAND_RANGES: Final = ("below 10 %", "10 to 19 %", "20 to 34 %", "35 % and more")
C_DEMAND: Final = "Asks of the hip flexors"
NO_DEMAND: Final = "No hard set of this week has a class of demand, so there is no share to tell."
DEMAND_NOTE: Final = (
    "In brackets: the hip flexors’ highest activity in that exercise, as a share of the most they can do. "
    "For some exercises it is measured, for others worked out from like ones. It is not the same as the "
    "kind of routine: a crunch with free feet asks little."
)


def demand_class(number: int) -> str:
    """Return the name of a demand class with its range.

    Examples
    --------
    >>> demand_class(2)
    'Some (20 to 34 %)'
    """
    return f"{DEMAND_CLASSES[number]} ({DEMAND_RANGES[number]})"


def demand(week: DemandWeek) -> str:
    """Return how many of the hard sets asked much of the hip flexors, this week and last."""
    this, last = week.this, week.last
    if not this.classed:
        return NO_DEMAND
    said = (
        f"{this.demanding} of {words.count(this.classed, 'hard set')} asked some or much of the hip "
        f"flexors ({_share(this)})"
    )
    if not last.classed:
        return f"{said}. Last week has no set to compare with."
    return f"{said}; last week {last.demanding} of {last.classed} ({_share(last)})."


def sets_of(count: int, demand: Demand) -> str:
    """Return sets of a class among those with one; a dash where there is none."""
    return f"{count} of {demand.classed}" if demand.classed else "–"


def demand_missing(demand: Demand) -> str:
    """Return what of the week has no class; empty if all has one."""
    said = []
    if demand.unclassed:
        said.append(f"{words.count(demand.unclassed, 'hard core set')} without a class")
    if demand.unmapped:
        said.append(f"{words.count(demand.unmapped, 'set')} with a name that is not mapped yet")
    return f"Not counted here: {words.listing(said)}." if said else ""


def _share(demand: Demand) -> str:
    return words.percent(demand.share, 0) if demand.share is not None else "–"


# ---- stretching and massage ----
H_RELIEF: Final = "Stretching and massage beside the discomfort"
HABITS: Final = {"stretch_min": "Stretching", "massage_min": "Massage and relaxing"}
C_HABIT: Final = "Minutes a day"
NO_RELIEF: Final = "Neither stretching nor massage was logged in the last 12 weeks. That is missing, not 0."
CLAIMS: Final = {
    "stretch_min": "that stretching the thigh root does not ease it",
    "massage_min": "that relaxing the low back does it no good",
}
RELIEF_NOTE: Final = (
    "People stretch more when it hurts, so minutes and scores that move together do not say which came "
    "first. A day without an answer is left out, never counted as 0."
)


def minutes(value: Minutes) -> str:
    """Return minutes of a week with the days they come from.

    Examples
    --------
    >>> from coreanalytics.views.weekly.relief import Minutes
    >>> minutes(Minutes(60.0, 5)), minutes(Minutes(None, 0))
    ('60 min on 5 days answered', 'no answer')
    """
    if value.total is None:
        return "no answer"
    return f"{words.trimmed(value.total, 0)} min on {words.count(value.days, 'day')} answered"


def relief(one: Relief) -> str:
    """Return the minutes of this week and last beside the scores of the same weeks."""
    if one.this.total is None:
        return "Not answered this week."
    said = f"This week {minutes(one.this)}, last week {minutes(one.last)}."
    means = one.discomfort[-2:]
    site = SITES_INSIDE[one.site]
    if means[1] is None:
        return f"{said} No report of {site} this week."
    beside = f"In the same weeks {site} averaged {score(means[1])}"
    return f"{said} {beside} and {score(means[0])} (0–10)." if means[0] is not None else f"{said} {beside}."


def relief_claim(one: Relief) -> str:
    """Return which claim of the article this is about, and that the page cannot tell."""
    return f"The article claims {CLAIMS[one.habit]}. This page cannot tell."


def relief_missing(week: ReliefWeek) -> str:
    """Return which of the two was not logged at all; empty if both were or neither was."""
    none = [HABITS[one.habit].lower() for one in week.habits if not one.is_logged]
    if len(none) != 1:
        return ""
    return f"{none[0].capitalize()} was not logged in the last 12 weeks."


def minutes_label(one: Relief) -> str:
    """Return what the small line of minutes shows, for somebody who cannot see it."""
    return f"{HABITS[one.habit]}: minutes a day, week by week, last 12 weeks; {_ends(one.weekly, 0, ' min')}"


def discomfort_label(one: Relief) -> str:
    """Return what the small line of scores shows, for somebody who cannot see it."""
    name = "Thigh root" if one.site is Site.THIGH_ROOT else "Low back"
    return f"{name}: weekly mean, 0 to 10, last 12 weeks; {_ends(one.discomfort, 1, '')}"


def _ends(values: tuple[float | None, ...], digits: int, unit: str) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "no value"
    first, last = (words.trimmed(value, digits) + unit for value in (known[0], known[-1]))
    return f"from {first} to {last}"
