"""Next week: at most one small step, by rules that stand in this order.

====================  ====================================================================================
rule                  fires when
====================  ====================================================================================
safety                a safety flag stands
step back             any rating of the week, at a site other than the control, was above 5
plan                  the phase was drawn at random, or its plan was fixed beforehand
report                no day of the week was reported
hold                  a rating of 4 or 5 was not known to be 3 or less by the next morning
no program, outside   no phase covers the end of the week, or the five moves are not its program
phase ends            the phase ends with the week
even out              sides of the side support differ by 15 % or more: the weaker one first
step up               a move done on 2 days or more in each of the last two weeks, whose best set held or
                      rose; among several the one whose best is oldest, then the article's order
steady                none of these
====================  ====================================================================================

The rule of 3, 4-5 and above 5 was made for Achilles tendons (Silbernagel 2007): it is borrowed, and every
sentence that rests on it says so. With discomfort at the thigh root, or without a word on it, the anchored
crunch is never the one to go up in, since the evidence for it is contested. Nothing here says that a move
is good for a site that hurts. Steps and limits are ours; ten percent at most is what the American College
of Sports Medicine advises for loads (2009, doi 10.1249/MSS.0b013e3181915670).
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.small_steps import BOTH_SIDES, KNOBS, NextStep, StepKind, StepRules
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import PRIMARY_SITES, Assigned, Move, Program

#: Programs of which the five moves are a part.
_PROGRAMS: Final = (Program.CORE_FOCUSED, Program.MIXED)
_TIMINGS: Final = ("", "_before", "_during", "_after")
_LEFT, _RIGHT = "side_support_left_s", "side_support_right_s"

_KNOB_COLUMNS: Final = tuple(k[0] for knobs in KNOBS.values() for k in knobs if k[0] != BOTH_SIDES)
NEEDED: Final = (
    "date", "reported", "worst_intensity", "program", "assigned", "schedule", "phase_end", _LEFT, _RIGHT,
    *_KNOB_COLUMNS,
    *(f"sets_{move}" for move in Move),
    *(f"{site}{timing}" for site in PRIMARY_SITES for timing in (*_TIMINGS, "_next_morning")),
)  # fmt: skip


def suggest_step(
    days: pl.DataFrame,
    monday: dt.date,
    *,
    flagged: bool,
    fixed: bool = False,
    rules: StepRules | None = None,
) -> NextStep:
    """Return next week's suggestion for one person.

    Parameters
    ----------
    days
        Person-days of one person; days after the week are not read.
    monday
        First day of the week that just passed.
    flagged
        Whether a safety flag stands (see `safety.find_flags`).
    fixed
        Whether the plan was fixed beforehand in some way that `assigned` does not tell (preregistered).
    rules
        Limits.

    Raises
    ------
    DataError
        Columns are missing.
    """
    missing = [name for name in NEEDED if name not in days.columns]
    if missing:
        raise DataError(f"the person-day table lacks {', '.join(missing)}", where="days")
    limits = rules or StepRules()
    if flagged:
        return _say(StepKind.SAFETY, texts.STEP_SAFETY, texts.RULE_SAFETY)
    sunday = monday + dt.timedelta(days=6)
    seen = days.select(*NEEDED).filter(pl.col("date") <= sunday).sort("date")
    now = seen.filter(pl.col("date") >= monday)
    worst = _find_worst(now)
    if worst is not None and worst > limits.most:
        return _say(StepKind.STEP_BACK, texts.STEP_BACK, texts.rule_step_back(worst, limits.most))
    drawn = (pl.col("assigned") == Assigned.RANDOMISED) | pl.col("schedule").is_not_null()
    if fixed or bool(now.select(drawn.any()).item()):
        return _say(StepKind.PLAN, texts.STEP_PLAN, texts.RULE_PLAN)
    last = seen.filter(pl.col("date").is_between(monday - dt.timedelta(days=7), monday, closed="left"))
    caution = _caution(now, last)
    if not bool(now["reported"].any()):
        return _say(StepKind.REPORT, texts.STEP_REPORT, texts.RULE_REPORT, caution)
    if _has_no_core(now):
        return _say(StepKind.OUTSIDE, texts.STEP_NO_CORE, texts.RULE_NO_CORE)
    if _is_unsettled(now, limits):
        rule = texts.rule_hold(limits.fair, limits.most, limits.settled)
        return _say(StepKind.HOLD, texts.STEP_HOLD, rule, caution)
    return (
        _stay_within(now, sunday)
        or _even_out(now, last, limits)
        or _step_up(seen, now, last, limits, caution)
        or _say(StepKind.STEADY, texts.STEP_STEADY, texts.RULE_STEADY.format(days=limits.days), caution)
    )


def _say(kind: StepKind, sentence: str, rule: str, caution: str = "") -> NextStep:
    return NextStep(kind, None, None, None, None, sentence, rule, caution=caution)


def _find_worst(now: pl.DataFrame) -> int | None:
    # the sites' own columns are read as well, so that a frame without other timings is not silent
    columns = ["worst_intensity", *(f"{s}{t}" for s in PRIMARY_SITES for t in (*_TIMINGS, "_next_morning"))]
    worst = now.select(pl.max_horizontal(pl.col(*columns).max())).item()
    return None if worst is None else int(worst)


def _is_unsettled(now: pl.DataFrame, limits: StepRules) -> bool:
    """Tell whether a fair rating did not settle by the next morning, or nobody said that it did."""
    for site in PRIMARY_SITES:
        morning = pl.col(f"{site}_next_morning")
        # the day's own rating of the next day stands in where the morning was not rated
        after = pl.coalesce(morning.shift(-1), pl.col(site).shift(-1))
        is_next = (pl.col("date").shift(-1) - pl.col("date")).dt.total_days() == 1
        has_settled = (is_next & (after <= limits.settled)).fill_null(False)
        peak = pl.max_horizontal(*(pl.col(f"{site}{timing}") for timing in _TIMINGS))
        open_ = ((peak >= limits.fair) & ~has_settled) | (morning >= limits.fair)
        if now.select(open_.fill_null(False).any()).item():
            return True
    return False


def _caution(now: pl.DataFrame, last: pl.DataFrame) -> str:
    """Return what is contested about the anchored crunch where it is done and the thigh root is not free."""
    is_done = any(int(part["sets_anchored_crunch"].fill_null(0).sum()) for part in (now, last))
    return texts.CONTESTED if is_done and not _is_free(now) else ""


def _is_free(now: pl.DataFrame) -> bool:
    """Tell whether the thigh root was reported this week, and never above 0."""
    columns = [f"thigh_root{timing}" for timing in (*_TIMINGS, "_next_morning")]
    worst = now.select(pl.max_horizontal(pl.col(*columns).max())).item()
    return worst is not None and int(worst) == 0


def _has_no_core(now: pl.DataFrame) -> bool:
    """Tell whether nobody chose a program, and no core training shows one."""
    if now.is_empty():
        return False
    return bool(now["program"][-1] == Program.NONE and now["assigned"][-1] == Assigned.INFERRED)


def _stay_within(now: pl.DataFrame, sunday: dt.date) -> NextStep | None:
    program, end = now["program"][-1], now["phase_end"][-1]
    if program is None:
        return _say(StepKind.OUTSIDE, texts.STEP_NO_PROGRAM, texts.RULE_OUTSIDE)
    if program not in _PROGRAMS:
        return _say(StepKind.OUTSIDE, texts.STEP_OUTSIDE, texts.RULE_OUTSIDE)
    if end is not None and end <= sunday:
        return _say(StepKind.PHASE_ENDS, texts.STEP_ENDS, texts.RULE_ENDS)
    return None


def _is_regular(move: Move, now: pl.DataFrame, last: pl.DataFrame, limits: StepRules) -> bool:
    column = f"sets_{move}"
    return all(part.filter(pl.col(column) > 0).height >= limits.days for part in (now, last))


def _even_out(now: pl.DataFrame, last: pl.DataFrame, limits: StepRules) -> NextStep | None:
    if not _is_regular(Move.SIDE_SUPPORT, now, last, limits):
        return None
    best = {"left": now[_LEFT].max(), "right": now[_RIGHT].max()}
    left, right = (float(str(v)) if v is not None else math.nan for v in best.values())
    longer, shorter = max(left, right), min(left, right)
    if math.isnan(left + right) or longer <= 0 or (longer - shorter) / longer < limits.uneven:
        return None
    weaker, stronger = ("left", "right") if left < right else ("right", "left")
    amount = min(_size(shorter, 1, 5, limits), longer - shorter)
    return NextStep(
        StepKind.EVEN_OUT,
        Move.SIDE_SUPPORT,
        f"side_support_{weaker}_s",
        amount,
        "s",
        texts.step_even_out(weaker, stronger, shorter, amount),
        texts.rule_even_out(weaker, (longer - shorter) / longer, limits.uneven),
        now=shorter,
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    reached: dt.date
    order: int
    move: Move
    knob: str
    unit: str
    smallest: float
    largest: float
    best: float


def _step_up(
    seen: pl.DataFrame, now: pl.DataFrame, last: pl.DataFrame, limits: StepRules, caution: str
) -> NextStep | None:
    free = _is_free(now)
    found = [
        one
        for order, move in enumerate(KNOBS)
        if (free or move is not Move.ANCHORED_CRUNCH)
        and _is_regular(move, now, last, limits)
        and (one := _weigh(order, move, seen, now, last)) is not None
    ]
    if not found:
        return None
    chosen = min(found, key=lambda one: (one.reached, one.order))
    amount = _size(chosen.best, chosen.smallest, chosen.largest, limits)
    weeks = (now["date"][0] - chosen.reached).days
    is_crunch = chosen.move is Move.ANCHORED_CRUNCH
    return NextStep(
        StepKind.STEP_UP,
        chosen.move,
        chosen.knob,
        amount,
        chosen.unit,
        texts.step_up(chosen.move, chosen.knob, chosen.best, amount),
        texts.rule_step_up(
            limits.days, max(math.ceil(weeks / 7), 0), limits.settled, without_crunch=bool(caution)
        ),
        now=chosen.best,
        caution=texts.CONTESTED if is_crunch else caution,
    )


def _weigh(
    order: int, move: Move, seen: pl.DataFrame, now: pl.DataFrame, last: pl.DataFrame
) -> _Candidate | None:
    """Return a move as a candidate if its best on its own knob held or rose."""
    for knob, unit, smallest, largest in KNOBS[move]:
        value = pl.min_horizontal(_LEFT, _RIGHT) if knob == BOTH_SIDES else pl.col(knob)
        if knob == BOTH_SIDES:  # one side alone says nothing of the weaker one
            value = pl.when(pl.col(_LEFT).is_not_null() & pl.col(_RIGHT).is_not_null()).then(value)
        best, before = (part.select(value.max()).item() for part in (now, last))
        if best is None or before is None:
            continue
        if best < before or best <= 0:
            return None
        reached = seen.select(pl.col("date").filter(value >= value.max()).min()).item()
        return _Candidate(reached, order, move, knob, unit, smallest, largest, float(best))
    return None


def _size(best: float, smallest: float, largest: float, limits: StepRules) -> float:
    """Return a step of about `limits.step` of the best, in whole smallest steps."""
    steps = math.floor(limits.step * best / smallest + 1e-9)
    return round(min(max(steps, 1) * smallest, largest), 6)
