"""The numbers about training on a weekly report: sessions, sets, the five moves, what gave out first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.views.weekly.calendar import Week
from coreanalytics.views.weekly.discomfort import in_week
from coreanalytics.vocabulary import Family, GaveOut, Move

#: How each move is measured: (column of the person-days, unit). Units are never added up.
MEASURES: Final[dict[Move, tuple[tuple[str, str], ...]]] = {
    Move.ANCHORED_CRUNCH: (("anchored_crunch_reps", "reps"),),
    Move.SUPPORT_PELVIC_TILT: (
        ("support_pelvic_tilt_reps", "reps"),
        ("support_pelvic_tilt_hold_s", "s"),
    ),
    Move.ROTATION: (
        ("rotation_band_distance_m", "m"),
        ("rotation_load_kg", "kg"),
        ("rotation_reps", "reps"),
        ("rotation_hold_s", "s"),
    ),
    Move.LOADED_CARRY: (
        ("loaded_carry_kg_m", "kg·m"),
        ("loaded_carry_kg_per_hand", "kg"),
        ("loaded_carry_unhanded_kg", "kg"),
        ("loaded_carry_distance_m", "m"),
        ("loaded_carry_duration_s", "s"),
    ),
    Move.SIDE_SUPPORT: (
        ("side_support_left_s", "s"),
        ("side_support_right_s", "s"),
        ("side_support_unsided_s", "s"),
    ),
}
CORE_FAMILIES: Final = (Family.ARTICLE_MOVE, Family.STANDARD_AB, Family.OTHER_CORE)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done beside what was planned, for one week.

    Attributes
    ----------
    done
        Number done.
    planned
        Number planned a week; None if no plan was noted. Where the plan changed inside the week, the
        plan of most of its days.
    plan_changed
        Whether it did.
    """

    done: int
    planned: float | None
    plan_changed: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """The best of one measure of one move.

    Attributes
    ----------
    column, unit
        Which measure, and its unit.
    this, last, before
        Best of this week, of last week, and of all days before this week; None where not done.
    """

    column: str
    unit: str
    this: float | None
    last: float | None
    before: float | None

    @property
    def best_so_far(self) -> bool:
        """Whether this week beats all before; False if there was nothing to beat."""
        return self.this is not None and self.before is not None and self.this > self.before


@dataclass(frozen=True, slots=True)
class MoveWeek:
    """One of the five moves in one week.

    Attributes
    ----------
    move
        Which move.
    days
        Days of this week on which it was done.
    ever
        Whether it was done at all up to the end of this week.
    measures
        Its measures that were ever logged up to this week.
    """

    move: Move
    days: int
    ever: bool
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class SideSupport:
    """Left and right of the side support this week.

    Attributes
    ----------
    left, right
        Best seconds of each side this week; None where not logged.
    difference
        Left minus right, seconds; None unless both were logged.
    share
        Absolute difference over the longer side, 0-1; None unless both were logged.
    unsided
        Best seconds whose side was not logged; None if there are none.
    leg_raised
        Whether the leg was raised in any of them; None if not logged.
    """

    left: float | None
    right: float | None
    difference: float | None
    share: float | None
    unsided: float | None
    leg_raised: bool | None


@dataclass(frozen=True, slots=True)
class GaveOutWeek:
    """What gave out first, among the answers.

    Attributes
    ----------
    answered, answered_last
        Answers this week and last week (sets and sessions).
    counts, counts_last
        Answers a cause, in the order of `vocabulary.GaveOut`.
    """

    answered: int
    answered_last: int
    counts: tuple[tuple[GaveOut, int], ...]
    counts_last: tuple[tuple[GaveOut, int], ...]

    def share(self, cause: GaveOut) -> float | None:
        """Return the share of `cause` among this week's answers, 0-1; None without answers."""
        return dict(self.counts)[cause] / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Felt:
    """How much the abs were felt: mean of training days with an answer, 0-10, and how many there were."""

    this: float | None
    days: int
    last: float | None
    days_last: int


@dataclass(frozen=True, slots=True)
class TrainingWeek:
    """All numbers about training in one week.

    Attributes
    ----------
    days_trained
        Days with any set or session.
    sessions, sets
        Sessions, and hard sets of core exercises, done and planned.
    sets_by_family
        Hard sets a family; they add up to ``sets.done``.
    sets_unmapped
        Sets whose exercise name is not mapped yet, so that they count for nothing.
    moves
        The five moves, in the article's order.
    side_support
        Left and right.
    gave_out, abs_felt
        What gave out first; how much the abs were felt.
    """

    days_trained: int
    sessions: Done
    sets: Done
    sets_by_family: tuple[tuple[Family, int], ...]
    sets_unmapped: int
    moves: tuple[MoveWeek, ...]
    side_support: SideSupport
    gave_out: GaveOutWeek
    abs_felt: Felt


def training_week(days: pl.DataFrame, week: Week) -> TrainingWeek:
    """Return the training numbers of one person's week from their person-days."""
    now, last = in_week(days, week), in_week(days, week.before)
    before = days.filter(pl.col("date") < week.monday)
    families = tuple((f, _sum(now, f"hard_sets_{f}")) for f in CORE_FAMILIES)
    return TrainingWeek(
        days_trained=int(now["trained"].fill_null(False).sum()),
        sessions=_done(now, _sum(now, "sessions"), "planned_sessions"),
        sets=_done(now, sum(n for _, n in families), "planned_sets"),
        sets_by_family=families,
        sets_unmapped=_sum(now, "sets_unmapped"),
        moves=tuple(_move(move, now, last, before) for move in Move),
        side_support=_side_support(now),
        gave_out=GaveOutWeek(
            _sum(now, "gave_out_answered"), _sum(last, "gave_out_answered"), _causes(now), _causes(last)
        ),
        abs_felt=Felt(
            _mean(now, "abs_felt"), now["abs_felt"].count(), _mean(last, "abs_felt"), last["abs_felt"].count()
        ),
    )


def _done(now: pl.DataFrame, done: int, plan: str) -> Done:
    plans = now[plan].drop_nulls().value_counts(sort=True)
    if plans.is_empty():
        return Done(done, None)
    return Done(done, float(plans[plan][0]), plan_changed=len(plans) > 1)


def _move(move: Move, now: pl.DataFrame, last: pl.DataFrame, before: pl.DataFrame) -> MoveWeek:
    sets = f"sets_{move}"
    measures = (Measure(c, u, _best(now, c), _best(last, c), _best(before, c)) for c, u in MEASURES[move])
    kept = tuple(m for m in measures if m.this is not None or m.before is not None)
    days = now.filter(pl.col(sets) > 0).height
    return MoveWeek(move, days, days > 0 or _sum(before, sets) > 0, kept)


def _side_support(now: pl.DataFrame) -> SideSupport:
    left, right = _best(now, "side_support_left_s"), _best(now, "side_support_right_s")
    raised = now["side_support_leg_raised"].drop_nulls()
    both = left is not None and right is not None
    difference = left - right if left is not None and right is not None else None
    longer = max(left or 0.0, right or 0.0)
    return SideSupport(
        left=left,
        right=right,
        difference=difference,
        share=abs(difference) / longer if both and difference is not None and longer > 0 else None,
        unsided=_best(now, "side_support_unsided_s"),
        leg_raised=bool(raised.any()) if len(raised) else None,
    )


def _causes(days: pl.DataFrame) -> tuple[tuple[GaveOut, int], ...]:
    return tuple((cause, _sum(days, f"gave_out_{cause}")) for cause in GaveOut)


def _sum(days: pl.DataFrame, column: str) -> int:
    return int(days[column].fill_null(0).sum())


def _mean(days: pl.DataFrame, column: str) -> float | None:
    values = days[column].drop_nulls()
    return float(values.sum()) / len(values) if len(values) else None


def _best(days: pl.DataFrame, column: str) -> float | None:
    values = days[column].drop_nulls()
    return float(str(values.max())) if len(values) else None
