"""Sentences of the checks of data: ordinal, floor, influence, missing reports, as done, balance."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Final

from coreanalytics import words
from coreanalytics.effects.texts.checks_design import _span, _wide
from coreanalytics.effects.texts.names import at_site, program_name, site_name

ASK_ORDINAL: Final = "Does an answer from ranks instead of points say the same?"
ASK_FLOOR: Final = "Is there room below the scores, or do too many lie at 0?"
ASK_INFLUENCE: Final = "Does the answer hang on one person or one week?"
ASK_INFLUENCE_ONE: Final = "Does the answer hang on one week?"
ASK_RATE: Final = "Were days rated as often on both routines?"
ASK_AFTER: Final = "Do people rate as often after a bad day as after a good one?"
ASK_TIPPING: Final = "Would worse scores on the days without a rating change the verdict?"
ASK_AS_DONE: Final = "Does the answer stay the same by what was done instead of what was planned?"
ASK_BALANCE: Final = "Were the groups alike before they began?"

LINEAR: Final = "linear answer, points"
IMPLIED: Final = "ordinal model, implied difference in points"
ODDS: Final = "ordinal model, odds ratio"
ONE_CUT: Final = "odds ratio of a score at or above the cut"
WORSE_DAY: Final = "chance that a treatment day is the worse one, %"

NO_LINEAR_ANSWER: Final = "The comparison has no answer here, so there is nothing to hold another against."
NO_MIXED_MODEL: Final = "This needs the mixed model; compare with it (it is the default)."
NO_ORDINAL_ANSWER: Final = "Too few people, or too few different scores, for an ordinal answer with a range."
FEW_SCORES: Final = "Fewer than {n} ratings on one of the routines."
MANY_ZEROS: Final = "With so many zeros there is little room to see a score fall further."
NO_FLOOR_MODEL: Final = "There are too few people to fit a model that knows the floor."
METHOD_ORDINAL: Final = "proportional odds, CR2 over people"
METHOD_RANKS: Final = "mean ranks of one person's days, averaged over memory"
METHOD_COUNTS: Final = "counts"
METHOD_LEFT_OUT: Final = "each left out in turn"
FEW_TO_LEAVE_OUT: Final = "A side has fewer than {n} people ({found}), so none can be left out."
FEW_WEEKS: Final = "Fewer than {n} weeks have ratings."


def tell_ordinal(
    site: str,
    arm: str,
    linear: float,
    value: float,
    low: float,
    high: float,
    level: float,
    passed: bool | None,
) -> str:
    """Return the odds ratio beside the difference in points."""
    ratio, span = words.number(math.exp(value), 2), words.span(math.exp(low), math.exp(high), 2, (1.0,))
    told = (
        f"By the order of the scores alone, the odds of a worse day {at_site(site)} are {ratio} times as "
        f"high on {program_name(arm).lower()} ({words.percent(level)} range {span}), beside "
        f"{words.signed(linear, 2)} points by the linear model."
    )
    return told + _contradicts(passed)


def tell_implied(value: float, low: float, high: float, level: float) -> str:
    """Return the difference in points that an odds ratio implies."""
    return f"In points such odds would be {words.signed(value, 2)} {_span(low, high, level)}."


def tell_unlike_odds(low_cut: int, high_cut: int, low: float, high: float) -> str:
    """Return how the odds ratio differs over the scale."""
    return (
        f"One ratio does not serve the whole scale: it is {words.number(low, 2)} for scores of {low_cut} or "
        f"more and {words.number(high, 2)} for scores of {high_cut} or more."
    )


def tell_ranks(
    site: str,
    arm: str,
    linear: float,
    value: float,
    low: float,
    high: float,
    level: float,
    passed: bool | None,
) -> str:
    """Return the chance that a day on the treatment is the worse one."""
    low, high = max(50 + 100 * low, 0.0), min(50 + 100 * high, 100.0)
    told = (
        f"Of one day on each routine, the one on {program_name(arm).lower()} is the worse {at_site(site)} in "
        f"{words.percent(0.5 + value, 0)} of pairs ({words.percent(level)} range "
        f"{words.span(low, high, 0, (50.0,))} %; 50 % means no difference), beside "
        f"{words.signed(linear, 2)} points."
    )
    return told + _contradicts(passed)


def _contradicts(passed: bool | None) -> str:
    if passed is False:
        return " The two answers contradict each other: distances between scores matter here."
    return " Both are too wide to hold one against the other." if passed is None else ""


def tell_zeros(site: str, shares: Sequence[tuple[str, float]]) -> str:
    """Return how many scores are 0 on either routine."""
    parts = [f"{words.percent(share, 0)} on {program_name(arm).lower()}" for arm, share in shares]
    return f"{site_name(site)}: scores of 0 are {words.listing(parts)}."


def tell_floor(value: float, low: float, high: float, level: float, delta: float, passed: bool | None) -> str:
    """Return by how much the answer changes under a model that knows the floor."""
    told = (
        f"A model that knows the floor changes the answer by {words.signed(value, 2)} points "
        f"{_span(low, high, level)}."
    )
    if passed is False:
        told += f" That is more than half of the {words.trimmed(delta, 2)} points that matter."
    return told + _wide(passed)


def tell_influence(
    site: str,
    estimate: float,
    far: tuple[str, str, float],
    turning: Sequence[tuple[str, str, float]],
    moving: Sequence[tuple[str, str, float]],
    passed: bool | None,
) -> str:
    """Return who or what week moves the answer most, and on whom it hangs."""
    answer = f"The answer {at_site(site)} ({words.signed(estimate, 2)} points)"
    most = f"leaving out {_left_out(*far[:2])} moves it most, to {words.signed(far[2], 2)}"
    if moving:
        hangs = f"{answer} hangs on {_list_left(moving, 'and')}, far from the others."
        return f"{hangs} {words.sentence(most)}"
    if turning:
        one = "any one of " if len(turning) > 1 else ""
        close = f"{answer} is close: left out {one}{_list_left(turning)}, its range would take in 0."
        return f"{close} {words.sentence(most)}"
    hangs = "" if passed is None else " hangs on nobody" if far[0] == "person" else " hangs on no week"
    return f"{answer}{hangs}: {most}.{_wide(passed)}"


def _list_left(found: Sequence[tuple[str, str, float]], last: str = "or") -> str:
    dated = all(kind == "week" and "-" in who for kind, who, _ in found)
    names = [_left_out(kind, who) for kind, who, _ in found[:3]]
    if dated:  # one person's weeks: their first days
        names = [words.day(dt.date.fromisoformat(who), year=False) for _, who, _ in found[:3]]
    rest = len(found) - len(names)
    told = words.listing([*names, f"{rest} more"] if rest else names, last)
    return f"the week from {told}" if dated else told


def _left_out(kind: str, who: str) -> str:
    if kind == "person":
        return who
    if "-" in who:
        return f"the week from {words.day(dt.date.fromisoformat(who), year=False)}"
    return f"week {who}"


FEW_SHARES: Final = "Too few people have {days} days on either routine."
FEW_MISSING: Final = "Fewer than {n} days after a rated one went without a rating ({found})."
FEW_MISSING_EACH: Final = "Hardly anybody left {n} days or more unrated; which days those were tells nothing."
ALL_RATED: Final = "No day is without a rating, so there is nothing that could be missing for a reason."
NO_VERDICT: Final = "There is no verdict yet that worse days could change."
METHOD_SHARES: Final = "people's shares of rated days, Welch's t"
METHOD_SHARES_WITHIN: Final = "people's shares of rated days under either routine, one-sample t"
METHOD_TIPPING: Final = "delta adjustment of means"
SHARE_A_POINT: Final = "percentage points of days without a rating, a point of discomfort the day before"
ODDS_A_POINT: Final = "odds ratio a point"


def tell_rates(
    shares: Sequence[tuple[str, float]],
    value: float,
    low: float,
    high: float,
    level: float,
    passed: bool | None,
) -> str:
    """Return the share of rated days on either routine."""
    parts = [f"{words.percent(share, 0)} on {program_name(arm).lower()}" for arm, share in shares]
    span = words.span(100 * low, 100 * high, 0, (0.0,))
    told = (
        f"Rated were {words.listing(parts)}; the difference is {words.signed(100 * value, 0)} percentage "
        f"points ({words.percent(level)} range {span})."
    )
    if passed is False:
        told += " People who felt worse, or better, may have stopped rating on one of them."
    return told + (_WIDE_SHARES if passed is None else "")


_WIDE_SHARES: Final = " The range is too wide to have seen an uneven share of ratings."


def tell_after(
    site: str,
    value: float,
    low: float,
    high: float,
    odds: float,
    level: float,
    people: int,
    days: int,
    passed: bool | None,
) -> str:
    """Return how a day without a rating goes with the score of the day before."""
    span = words.span(100 * low, 100 * high, 1, (0.0,))
    told = (
        f"Each point more {at_site(site)} goes with {words.signed(100 * value, 1)} percentage points of "
        f"next days without a rating ({words.percent(level)} range {span}; about an odds ratio of "
        f"{words.number(odds, 2)}), from {words.people(people)} and {words.count(days, 'day')}."
    )
    if passed is False:
        told += " So the mean of rated days is not that of all days."
    return told + (" The range is too wide to have seen it." if passed is None else "")


def tell_tipping(site: str, verdict: str, tip: float, missing: float, plausible: float, passed: bool) -> str:
    """Return how much worse unrated days would have to be for the verdict to change."""
    told = (
        f"The verdict “{verdict}” {at_site(site)} would change if the days without a rating "
        f"({words.percent(missing, 0)} of all) were {words.number(tip, 1)} points worse than the rated ones "
        "on one routine, and as much better on the other."
    )
    if not passed:
        told += (
            f" Up to {words.points(plausible)} can happen, so the verdict hangs on days that nobody rated."
        )
    return told


NO_FAMILY: Final = "A routine is not made of one family of exercises, so what was done cannot be told."
DONE_IS_PLAN: Final = "The routines were read off the sets, so plan and deed are the same here."
FEW_AS_DONE: Final = "Too few days or people are left by what was done."
METHOD_AS_DONE: Final = "the same model on days that were done"


def tell_adherence(site: str, rates: Sequence[tuple[str, float | None]]) -> str:
    """Return how many days were done as planned."""
    parts = [
        f"{words.percent(rate, 0) if rate is not None else 'an unknown share'} of days of "
        f"{program_name(arm).lower()}"
        for arm, rate in rates
    ]
    return f"{site_name(site)}: on {words.listing(parts)}, the last two weeks' sets were as planned."


def tell_as_done(plan: float, done: float, low: float, high: float, level: float, passed: bool | None) -> str:
    """Return the answer by plan and by what was done."""
    told = f"By plan {words.signed(plan, 2)} points, by what was done {words.signed(done, 2)}"
    span = f" (change: {words.percent(level)} range {words.span(low, high, 2, (0.0,))})" if high > low else ""
    told += f"{span}."
    if passed is False:
        told += " Who departs from a plan is not drawn by lot, so the planned answer stands."
    return told + _wide(passed)


BALANCE_ONE: Final = "One person is compared with themselves, so no groups could differ."
BALANCE_BOTH: Final = "Everybody followed both routines, so no groups could differ."
FEW_BALANCE: Final = "Fewer than {n} people a group have days from before."
METHOD_BALANCE: Final = "standardised differences; largest t among shuffled groups"
_COVARIATES: Final = {
    "thigh_root": "discomfort at the thigh root",
    "low_back": "discomfort in the lower back",
    "sleep_h": "sleep",
    "sitting_h": "sitting",
    "weekly_sets": "hard sets a week",
    "weekly_minutes": "minutes of training a week",
    "expectation": "expectation",
}


def tell_balance(
    covariate: str, value: float, ends: tuple[float, float], level: float, many: int, passed: bool | None
) -> str:
    """Return where the groups differed most before they began."""
    name = _COVARIATES.get(covariate, covariate)
    told = (
        f"Of {words.count(many, 'thing')} known from before, the groups differ most in {name}, by "
        f"{words.signed(value, 2)} standard deviations {_span(*ends, level)}."
    )
    if passed is False:
        return told + " They were not alike to begin with, beyond what chance explains."
    return told + (
        " That is large, but chance alone does as much in groups of this size." if passed is None else ""
    )
