"""Training, the five moves, what gave out first, and how much the abs were felt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects import texts as _steps
from coreanalytics.views.texts.names import FAMILIES, MEASURES, MOVES, NO_PLAN, PLANNED, UNITS
from coreanalytics.views.texts.numbers import score
from coreanalytics.vocabulary import Move

if TYPE_CHECKING:
    from coreanalytics.views.weekly.moves import Measure, MoveProgress, SideSupport
    from coreanalytics.views.weekly.training import Done, TrainingWeek

SETS_NOTE: Final = (
    "A hard set is a working, drop or failure set with an effort (RPE) of 6 or more, or with none logged."
)
PLAN_CHANGED: Final = "The plan changed during this week; the one of most days is shown."
NO_TRAINING: Final = "No training was logged this week."
NO_MOVES: Final = "None of the five moves has been logged so far."
MOVES_NOTE: Final = "Each in its own unit; the units are never added up. “–” means not logged."
ANCHOR_CAUTION: Final = _steps.CONTESTED
PROGRESS_NOTE: Final = "The small line is the best set of each week, last 12 weeks."
NO_MEASURE: Final = "Done, but without a number in the units followed here."
FARTHER: Final = "The farther from the anchor, the harder."
HANDS_MISSING: Final = "The hands were not logged, so the load is not known to be per hand."


def trained(training: TrainingWeek) -> str:
    """Return the hard sets of each family, or that there was no training."""
    if not training.days_trained:
        return NO_TRAINING
    if not training.sets.done:
        return "No hard set of a core exercise was logged this week."
    parts = [(n, FAMILIES[family]) for family, n in training.sets_by_family if n]
    told = words.count(training.sets.done, "hard set")
    if len(parts) == 1:
        return f"{told}, {'all ' if training.sets.done > 1 else ''}{parts[0][1]}."
    return f"{told}: {words.listing(f'{n} {family}' for n, family in parts)}."


def unmapped_sets(n: int) -> str:
    """Return how many of the week's sets count for nothing because their name is not mapped."""
    verb = "carries a name that is" if n == 1 else "carry names that are"
    return f"{words.count(n, 'set')} of this week {verb} not mapped yet and not counted here."


def planned(done: Done) -> str:
    """Return the small print under a number done."""
    return NO_PLAN if done.planned is None else PLANNED.format(n=words.trimmed(done.planned))


def adherence(done: Done, what: str) -> str:
    """Return what was done of the plan, this week and in the phase so far; empty without a plan.

    Examples
    --------
    >>> from coreanalytics.views.weekly.training import Done
    >>> adherence(Done(2, 3.0, False, 10, 12.0, 4.0), "session").replace(words.NO_BREAK, " ")
    'Sessions: 2 of 3 this week (67 %); 10 of 12 in the 4 weeks of this phase so far (83 %).'
    """
    if done.planned is None or done.share is None:
        return ""
    said = (
        f"{what.capitalize()}s: {done.done} of {words.trimmed(done.planned, 1)} this week "
        f"({words.percent(done.share, 0)})"
    )
    if done.phase_share is None or done.phase_planned is None or done.phase_weeks is None:
        return f"{said}."
    weeks = f"{words.trimmed(done.phase_weeks, 1)} {words.plural(round(done.phase_weeks, 1), 'week')}"
    return (
        f"{said}; {done.phase_done} of {words.trimmed(done.phase_planned, 0)} in the {weeks} "
        f"of this phase so far ({words.percent(done.phase_share, 0)})."
    )


def since_best(measure: Measure) -> str:
    """Return the best so far and how old it is.

    Examples
    --------
    >>> from coreanalytics.views.weekly.moves import Measure
    >>> since_best(Measure("loaded_carry_kg_per_hand", "kg", 20.0, 24.0, 24.0, (), 3))
    '24 kg, 3 weeks ago'
    """
    if measure.best is None:
        return "–"
    return f"{measured(measure, measure.best)}, {best_age(measure)}"


def best_age(measure: Measure) -> str:
    """Return how old the best so far is."""
    weeks = measure.weeks_since_best
    if weeks is None:
        return ""
    return "this week" if weeks == 0 else f"{words.count(weeks, 'week')} ago"


def move_done(move: MoveProgress) -> str:
    """Return how often a move was done, this week and last."""
    if not move.days and not move.days_last:
        return "Not done in the last two weeks."
    last = f"{move.sets_last} on {move.days_last}" if move.days_last else "not done"
    if not move.days:
        return f"Not done this week; last week {words.count(move.sets_last, 'set')} on {move.days_last}."
    return f"{words.count(move.sets, 'set')} on {words.count(move.days, 'day')}; last week {last}."


def progress_label(measure: Measure) -> str:
    """Return what the small line of a measure shows, for somebody who cannot see it."""
    known = [value for value in measure.weekly if value is not None]
    name = f"{MEASURES[measure.column]}, best set a week, last {len(measure.weekly)} weeks"
    if not known:
        return f"{name}: not done"
    return f"{name}: from {measured(measure, known[0])} to {measured(measure, known[-1])}"


def measured(measure: Measure, value: float | None) -> str:
    """Return one best with its unit; a dash where there is none."""
    return "–" if value is None else words.trimmed(value, 1) + UNITS[measure.unit]


def side_support(sides: SideSupport) -> str:
    """Return left against right, or what is missing to compare them."""
    said = []
    if sides.difference is not None and sides.left is not None:
        longer = "left" if sides.difference > 0 else "right"
        if sides.difference == 0:
            said.append("Left and right were equal.")
        elif sides.share is not None:
            said.append(
                f"The {longer} side was held {words.trimmed(abs(sides.difference))} s longer "
                f"({words.percent(sides.share, 0)})."
            )
    elif sides.left is not None or sides.right is not None:
        said.append(f"Only the {'left' if sides.left is not None else 'right'} side was logged this week.")
    if sides.unsided is not None:
        said.append("Some sets do not say which side, so they are not compared.")
    if sides.leg_raised is not None:
        said.append("With the leg raised." if sides.leg_raised else "Without raising the leg.")
    return " ".join(said)


def move_note(move: MoveProgress, sides: SideSupport) -> str:
    """Return what a reader should know of one move this week; may be empty."""
    done = {measure.column: measure.this for measure in move.measures}
    if not move.measures:
        return NO_MEASURE
    if move.move is Move.ANCHORED_CRUNCH:
        return ANCHOR_CAUTION
    if move.move is Move.ROTATION and "rotation_band_distance_m" in done:
        return FARTHER
    if move.move is Move.LOADED_CARRY:
        return HANDS_MISSING if done.get("loaded_carry_unhanded_kg") is not None else ""
    return side_support(sides) if move.move is Move.SIDE_SUPPORT else ""


def moves_missing(moves: Iterable[Move]) -> str:
    """Return which of the five moves were never logged."""
    return f"Not logged so far: {words.listing(MOVES[move].lower() for move in moves)}."


# ---- gave out, abs felt ----
GAVE_OUT_NONE: Final = "Nobody answered what gave out first this week; unanswered is missing, not “nothing”."
ABS_FELT_NONE: Final = "How much the abs were felt was not answered this week."


def answers(n: int, n_last: int) -> str:
    """Return how many answers the shares rest on."""
    return (
        f"Shares of {words.count(n, 'answer')} this week and {words.trimmed(n_last)} last week. "
        "Sets and sessions without an answer are left out."
    )


def share(count: int, answered: int) -> str:
    r"""Return a count of answers, and from five answers on its share.

    Examples
    --------
    >>> share(1, 2), share(3, 8), share(0, 0)
    ('1 of 2', '3 of 8 (38\xa0%)', '–')
    """
    if not answered:
        return "–"
    return f"{count} of {answered}" + (f" ({words.percent(count / answered, 0)})" if answered >= 5 else "")


def abs_felt(mean: float | None, days: int, last: float | None, days_last: int) -> str:
    """Return how much the abs were felt, this week and last."""
    if mean is None:
        return ABS_FELT_NONE
    said = f"Abs felt: {score(mean)} of 10 on average ({words.count(days, 'training day')} answered)"
    return f"{said}; last week {score(last)} ({days_last})." if last is not None else f"{said}."
