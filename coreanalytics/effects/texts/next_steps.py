"""Next week: at most one small step, and the rule behind it."""

from __future__ import annotations

from typing import Final

from coreanalytics import words
from coreanalytics.vocabulary import Move

MOVE_NAMES: Final = {
    Move.ANCHORED_CRUNCH: "Ankle-anchored crunch",
    Move.SUPPORT_PELVIC_TILT: "Support pelvic tilt",
    Move.ROTATION: "Band or cable rotation",
    Move.LOADED_CARRY: "Loaded carry",
    Move.SIDE_SUPPORT: "Side support",
}
CONTESTED: Final = (
    "Contested: in the laboratory, holding the feet down made the front of the thigh work harder, not "
    "less (Parfrey 2008; Burden and Redmond 2013)."
)
BORROWED: Final = "The rule is borrowed: it was made for sore Achilles tendons (Silbernagel 2007)."

STEP_SAFETY: Final = "No next step for now. Please get this checked first."
RULE_SAFETY: Final = "A safety flag comes before any step."
STEP_BACK: Final = "Take a step back: make next week a little easier than this one, and go up in no move."
STEP_PLAN: Final = "Keep to the plan as it was drawn. This page suggests nothing here."
RULE_PLAN: Final = "The plan was fixed before it began, so only safety may speak."
STEP_REPORT: Final = "First score a few days next week. Until then, go up in no move."
RULE_REPORT: Final = "No day was reported this week. A missing score is not taken for a good one."
STEP_HOLD: Final = "Stay where you are next week: go up in no move."
STEP_OUTSIDE: Final = "No step is suggested: the five moves are not what this phase is about."
RULE_OUTSIDE: Final = "A step must lie within the program of the phase."
STEP_NO_PROGRAM: Final = "No step is suggested: no program is noted for the end of this week."
STEP_NO_CORE: Final = "No step is suggested: no core training is logged."
RULE_NO_CORE: Final = "A step goes up in a move that is trained already."
STEP_ENDS: Final = "No step is suggested: this phase ends with this week."
RULE_ENDS: Final = "A step must lie within the program of the phase; the next one has its own plan."
STEP_STEADY: Final = "Keep every move as it is next week."
RULE_STEADY: Final = (
    "A step up needs a move that was done on at least {days} days in each of the last two weeks, with a "
    "best set that held or rose. This week there is none."
)
NOT_THE_CRUNCH: Final = (
    " The ankle-anchored crunch is left out while there is discomfort at the thigh root, or no word on it."
)


def rule_step_back(worst: int, limit: int) -> str:
    """Return why a step back is due."""
    return f"A rating of {worst} (0–10) was reported this week, which is above {limit}. {BORROWED}"


def rule_hold(low: int, high: int, settled: int) -> str:
    """Return why no step up is due."""
    return (
        f"A rating of {low} or {high} (0–10) was not known to be down to {settled} or less by the next "
        f"morning. {BORROWED}"
    )


def rule_step_up(days: int, weeks: int, settled: int, *, without_crunch: bool) -> str:
    """Return why this move is the one to go up in."""
    age = f"{words.count(weeks, 'week')} old" if weeks else "from this week"
    return (
        f"It was done on at least {days} days in each of the last two weeks, and its best set held or rose. "
        f"Among such moves it has waited longest: its best set is {age}. No rating stayed above {settled} "
        f"overnight. {BORROWED}{NOT_THE_CRUNCH if without_crunch else ''}"
    )


def rule_even_out(weaker: str, share: float, limit: float) -> str:
    """Return why the weaker side comes first."""
    return (
        f"The {weaker} side was held {words.percent(share, 0)} shorter. From {words.percent(limit, 0)} on, "
        "the weaker side comes first (our rule)."
    )


def step_even_out(weaker: str, stronger: str, now: float, amount: float) -> str:
    """Return the step that evens out the sides."""
    return (
        f"Side support: hold the {weaker} side {words.trimmed(amount, 1)} s longer, from "
        f"{words.trimmed(now, 1)} to {words.trimmed(now + amount, 1)} s. Leave the {stronger} side as it is."
    )


_KNOBS: Final = {
    "anchored_crunch_reps": "do {amount} more {reps} a set, {now} to {then}",
    "support_pelvic_tilt_hold_s": "hold {amount}{gap}s longer, {now} to {then}{gap}s",
    "support_pelvic_tilt_reps": "do {amount} more {reps} a set, {now} to {then}",
    "rotation_band_distance_m": "stand {amount}{gap}m farther from the anchor, {now} to {then}{gap}m",
    "rotation_reps": "do {amount} more {reps} a set, {now} to {then}",
    "rotation_hold_s": "hold {amount}{gap}s longer, {now} to {then}{gap}s",
    "rotation_load_kg": "take {amount}{gap}kg more, {now} to {then}{gap}kg",
    "loaded_carry_distance_m": "walk {amount}{gap}m farther with the same weight, {now} to {then}{gap}m",
    "loaded_carry_kg_per_hand": "take {amount}{gap}kg more in each hand used, {now} to {then}{gap}kg",
    "loaded_carry_duration_s": "walk {amount}{gap}s longer with the same weight, {now} to {then}{gap}s",
    "side_support_s": "hold each side {amount}{gap}s longer than the weaker one now, {now} to {then}{gap}s",
    "side_support_unsided_s": "hold {amount}{gap}s longer, {now} to {then}{gap}s",
}


def step_up(move: Move, knob: str, now: float, amount: float) -> str:
    """Return one small step.

    Examples
    --------
    >>> step_up(Move.ANCHORED_CRUNCH, "anchored_crunch_reps", 12.0, 1.0)
    'Ankle-anchored crunch: do 1 more rep a set, 12 to 13. Change nothing else.'
    """
    told = _KNOBS[knob].format(
        amount=words.trimmed(amount, 1),
        reps=words.plural(amount, "rep"),
        now=words.trimmed(now, 1),
        then=words.trimmed(now + amount, 1),
        gap=words.NO_BREAK,
    )
    return f"{MOVE_NAMES[move]}: {told}. Change nothing else."
