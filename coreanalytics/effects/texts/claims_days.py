"""Sentences about claims of days: what follows a session, stretching and relaxing, side support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import at_site

if TYPE_CHECKING:
    from coreanalytics.effects.results import Interval

UNIT_FIVE_SETS: Final = "points per five sets"
UNIT_NEXT_DAY: Final = "points the next day"
CLAIM_NO_ANSWER: Final = "{question} There is no answer yet."

_MOMENTS: Final = {
    "during": "during the session",
    "after": "within the hour after the session",
    "next_morning": "the next morning",
    "next_day": "the day after",
    "two_days_later": "two days later",
}
_LAG_LOG: Final = {
    "during": "rate discomfort during training (timing “during”)",
    "after": "rate discomfort within the hour after training (timing “after”)",
    "next_morning": "rate discomfort each morning (timing “next_morning”)",
    "next_day": "rate discomfort every day, training days and rest days alike",
    "two_days_later": "rate discomfort every day, training days and rest days alike",
}
_HABITS: Final = {"stretch_min": "stretching", "massage_min": "massage or relaxing"}

#: What the literature says to the contrary, or beside, with its citation.
CLAIM_CAUTIONS: Final = {
    "C1": (
        "Soreness peaks one to two days after unusual training whatever the muscle, so that this alone "
        "does not show a weak core. Hip-flexor demand differs much between standard exercises: a crunch "
        "with free feet has little (psoas about 10 % of its maximum, Juker 1998), leg raises have most "
        "(Andersson 1997)."
    ),
    "C2": (
        "What gives out first is a feeling, answered only for some sets. Anchoring the feet makes the rectus "
        "femoris work more, not less (Burden & Redmond 2013; Parfrey 2008): how the ankle-anchored crunch is "
        "meant to spare it is contested."
    ),
    "C3": (
        "People stretch when it hurts. Today's and yesterday's scores are taken into account, but a reason "
        "that no score shows is not. This speaks of the next day only, not of stretching for months."
    ),
    "C4": (
        "People rest a sore back. Today's and yesterday's scores are taken into account, but a reason that "
        "no score shows is not. This speaks of the next day only."
    ),
    "C5": (
        "Trials of core programs against sit-up programs found no difference in injuries or low-back pain "
        "(Childs 2010, 1,141 people; George 2011, 4,325 people). No trial of thigh-root discomfort was "
        "found. A null answer is a good answer."
    ),
    "C6": (
        "Both may rise and fall with something else: better sleep, fewer hours sitting, an easier month. "
        "That they go together within a person does not show that one moves the other."
    ),
    "C7": (
        "Feeling a muscle is not the same as training it, and whoever expects to feel the abs feels them "
        "sooner. No trial of this was found."
    ),
    "C8": (
        "People choose what to do on days when the back hurts, and the gentler days may be the "
        "side-support days. Never do an exercise because the back hurts: if it keeps hurting, please get "
        "it checked."
    ),
}


def caution_of(claim: str) -> str:
    """Return what weakens a claim, and the literature's contrary findings."""
    return CLAIM_CAUTIONS[claim]


def ask_lag(site: str, moment: str) -> str:
    """Return the question of claim 1 at a site and moment."""
    when = f"{at_site(site)} {_MOMENTS[moment]}"
    return f"Is there more discomfort {when} when more hip-flexor-demanding sets were done?"


def miss_lag(site: str, moment: str, needed: int, found: int) -> str:
    """Return what to log for claim 1."""
    return (
        f"Needed are {needed} training days with hip-flexor-demanding sets and a rating {at_site(site)} "
        f"{_MOMENTS[moment]}; there are {found}. To answer it, {_LAG_LOG[moment]}."
    )


def tell_lag(site: str, moment: str, value: float, interval: Interval, people: int, days: int) -> str:
    """Return the size of what follows five demanding sets, its range, people and days."""
    return (
        f"Five more hip-flexor-demanding sets went with {_more(value)} {at_site(site)} {_MOMENTS[moment]} "
        f"{_range(interval)}, from {_base(people, days)}."
    )


def ask_relief(habit: str, site: str) -> str:
    """Return the question of claims 3 and 4."""
    return f"Does {_HABITS[habit]} change the next day's discomfort {at_site(site)}?"


def miss_relief(habit: str, needed: int, done: int, not_done: int) -> str:
    """Return what to log for claims 3 and 4."""
    return (
        f"Needed are {needed} days with {_HABITS[habit]} and {needed} days with 0 minutes noted, each with "
        f"ratings on that day, the day before and the day after; there are {done} and {not_done}. To answer "
        "it, note the minutes on every day, zeros too."
    )


def tell_relief(
    habit: str,
    site: str,
    usual: float,
    value: float,
    interval: Interval,
    people: int,
    days: int,
    delta: float,
) -> str:
    """Return what follows the usual minutes, its range, the yardstick, people and days."""
    inside = -delta < interval.low and interval.high < delta
    yardstick = (
        f"That lies inside {words.trimmed(delta, 1)} {words.plural(delta, 'point')} either way, the smallest "
        "difference between two days that matters (ours)."
        if inside
        else "A difference that matters is not ruled out."
    )
    return (
        f"The day after {words.trimmed(usual, 0)} minutes of {_HABITS[habit]} (the usual amount), discomfort "
        f"{at_site(site)} was {_against(value)} than the day after none, given the same scores before "
        f"{_range(interval)}, from {_base(people, days)}. {yardstick}"
    )


def ask_side_support(timing: str) -> str:
    """Return the question of claim 8."""
    what = f"is there less discomfort in the lower back {_MOMENTS[timing]}"
    return f"When the back hurts, {what} with side support than with other core sets?"


def miss_side_support(timing: str, needed: int, done: int, not_done: int) -> str:
    """Return what to log for claim 8."""
    return (
        f"Needed are {needed} sessions with side-support sets and {needed} without, on days on which the "
        f"back hurt before, each rated {_MOMENTS[timing]}; there are {done} and {not_done}. To answer it, "
        f"{_LAG_LOG[timing]}."
    )


def tell_side_support(timing: str, value: float, interval: Interval, people: int, days: int) -> str:
    """Return the difference between side support and other sets, its range, people and days."""
    return (
        f"On days when the back hurt, five side-support sets in place of five other core sets went with "
        f"{_more(value)} in the lower back {_MOMENTS[timing]} {_range(interval)}, from {_base(people, days)}."
    )


def _more(value: float) -> str:
    size = words.number(abs(value), 2)
    if not any(digit in size for digit in "123456789"):
        return "no more and no less discomfort"
    return f"{size} points {'more' if value > 0 else 'less'} discomfort"


def _against(value: float) -> str:
    size = words.number(abs(value), 2)
    return f"{size} points {'higher' if value > 0 else 'lower'}"


def _range(interval: Interval) -> str:
    ends = words.span(interval.low, interval.high, 2, (0.0,))
    return f"({words.percent(interval.level)} range {ends}, on the 0–10 scale)"


def _base(people: int, days: int) -> str:
    return f"{words.people(people)} and {words.count(days, 'day')}"
