"""The sections of a record about what was done: sessions, moves, what gave out, demand and relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coreanalytics.views import texts
from coreanalytics.views.weekly.record_blocks import Section, make_card, make_section, make_tile

if TYPE_CHECKING:
    from coreanalytics.views.weekly.demand import DemandWeek
    from coreanalytics.views.weekly.facts import WeekFacts
    from coreanalytics.views.weekly.moves import Measure, MoveProgress
    from coreanalytics.views.weekly.relief import Relief, ReliefWeek
    from coreanalytics.views.weekly.training import TrainingWeek


def tell_training(facts: WeekFacts) -> Section:
    """Return sessions and sets, planned and done."""
    training = facts.training
    changed = training.sessions.plan_changed or training.sets.plan_changed
    return make_section(
        "training",
        texts.H_TRAINING,
        tiles=(
            make_tile(texts.L_SESSIONS, training.sessions.done, texts.planned(training.sessions)),
            make_tile(texts.L_SETS, training.sets.done, texts.planned(training.sets)),
            make_tile(texts.L_DAYS_TRAINED, training.days_trained, texts.OF_SEVEN),
            make_tile(texts.L_DAYS_REPORTED, facts.quality.days_reported, texts.OF_SEVEN),
        ),
        lines=(
            texts.trained(training),
            texts.unmapped_sets(training.sets_unmapped) if training.sets_unmapped else "",
            texts.PLAN_CHANGED if changed else "",
        ),
        notes=(
            texts.adherence(training.sessions, "session"),
            texts.adherence(training.sets, "hard set"),
        ),
        numbers={
            "sessions": training.sessions,
            "sessions_unit": "sessions in the week",
            "hard_sets": training.sets,
            "hard_sets_unit": "hard sets of core exercises in the week",
            "hard_sets_by_family": dict(training.sets_by_family),
            "sets_unmapped": training.sets_unmapped,
            "days_trained": training.days_trained,
            "days_reported": facts.quality.days_reported,
            "days_unit": "days of 7",
        },
    )


def tell_moves(training: TrainingWeek) -> Section:
    """Return the five moves, each with its own progression in its own unit."""
    done = [move for move in training.moves if move.ever]
    missing = [move.move for move in training.moves if not move.ever]
    return make_section(
        "moves",
        texts.H_MOVES,
        cards=[_tell_move(move, training) for move in done],
        lines=[] if done else [texts.NO_MOVES],
        notes=[texts.MOVES_NOTE, texts.moves_missing(missing) if missing else ""] if done else [],
        numbers={"moves": training.moves, "side_support": training.side_support},
    )


def _tell_move(move: MoveProgress, training: TrainingWeek) -> Section:
    headings = [texts.C_MEASURE, texts.THIS_WEEK, texts.LAST_WEEK, texts.BEST_EVER]
    rows = [_tell_measure(one) for one in move.measures]
    return make_card(
        texts.MOVES[move.move],
        lines=[texts.move_done(move)],
        notes=[texts.move_note(move, training.side_support)],
        table={"headings": headings, "rows": rows} if rows else None,
    )


def _tell_measure(one: Measure) -> list[str]:
    this = texts.measured(one, one.this)
    return [
        texts.MEASURES[one.column],
        f"{this}, {texts.BEST_SO_FAR}" if one.best_so_far else this,
        texts.measured(one, one.last),
        texts.since_best(one),
    ]


def tell_gave_out(training: TrainingWeek) -> Section:
    """Return what gave out first, and how much the abs were felt."""
    gave, felt = training.gave_out, training.abs_felt
    rows = [
        [texts.GAVE_OUT[cause], texts.share(n, gave.answered), texts.share(before, gave.answered_last)]
        for (cause, n), (_, before) in zip(gave.counts, gave.counts_last, strict=True)
        if n or before
    ]
    headings = [texts.C_CAUSE, texts.THIS_WEEK, texts.LAST_WEEK]
    return make_section(
        "gave_out",
        texts.H_GAVE_OUT,
        tables=[{"headings": headings, "rows": rows}] if gave.answered else [],
        lines=(
            "" if gave.answered else texts.GAVE_OUT_NONE,
            texts.abs_felt(felt.this, felt.days, felt.last, felt.days_last),
        ),
        notes=[texts.answers(gave.answered, gave.answered_last) if gave.answered else ""],
        numbers={
            "answered": gave.answered,
            "answered_last_week": gave.answered_last,
            "counts": dict(gave.counts),
            "counts_last_week": dict(gave.counts_last),
            "unit": "answers (sets and sessions)",
            "abs_felt": felt,
            "abs_felt_unit": "0 (not at all) to 10, mean of training days with an answer",
        },
    )


def tell_demand(demand: DemandWeek) -> Section:
    """Return how much the week's hard sets asked of the hip flexors."""
    this, last = demand.this, demand.last
    known = bool(this.classed or last.classed)
    rows = [
        [texts.demand_class(k), texts.sets_of(n, this), texts.sets_of(last.by_class[k], last)]
        for k, n in enumerate(this.by_class)
    ]
    headings = [texts.C_DEMAND, texts.THIS_WEEK, texts.LAST_WEEK]
    return make_section(
        "demand",
        texts.H_DEMAND,
        tables=[{"headings": headings, "rows": rows}] if known else [],
        lines=[f"{texts.demand(demand)} {texts.demand_missing(this)}".strip()],
        notes=[texts.DEMAND_NOTE if known else ""],
        numbers={
            "unit": "hard sets of core exercises, by class of hip-flexor demand (0 to 3)",
            "this_week": demand.this,
            "last_week": demand.last,
        },
    )


def tell_relief(relief: ReliefWeek) -> Section:
    """Return stretching and massage beside the discomfort of the same weeks."""
    return make_section(
        "relief",
        texts.H_RELIEF,
        cards=[_tell_habit(one) for one in relief.habits if one.is_logged],
        lines=[] if relief.is_logged else [texts.NO_RELIEF],
        notes=[f"{texts.RELIEF_NOTE} {texts.relief_missing(relief)}".strip() if relief.is_logged else ""],
        numbers={"unit": "minutes; scores in points, 0 to 10", "habits": relief.habits},
    )


def _tell_habit(one: Relief) -> Section:
    return make_card(
        texts.HABITS[one.habit],
        lines=[texts.relief(one)],
        notes=[f"{texts.minutes_label(one)}. {texts.discomfort_label(one)}.", texts.relief_claim(one)],
    )
