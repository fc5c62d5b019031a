"""The five moves, each with its own progression in its own unit; units are never added up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from coreanalytics.views.weekly.calendar import Week
from coreanalytics.vocabulary import Move

#: Weeks that a progression shows.
PROGRESS_WEEKS: Final = 12

#: How each move is measured: (column of the person-days, unit).
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
_COLUMNS: Final = tuple(column for measures in MEASURES.values() for column, _ in measures)
_SETS: Final = tuple(f"sets_{move}" for move in Move)
_RAISED: Final = "side_support_leg_raised"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of one move: the best set of each week, in its own unit.

    Attributes
    ----------
    column, unit
        Which measure, and its unit.
    this, last, before
        Best of this week, of last week, and of all days before this week; None where not done.
    weekly
        Best of each of the last `PROGRESS_WEEKS` weeks, the oldest first, this week last; None where not
        done.
    weeks_since_best
        Weeks since the best of all days up to this week was first reached, 0: this week; None if never
        logged.
    """

    column: str
    unit: str
    this: float | None
    last: float | None
    before: float | None
    weekly: tuple[float | None, ...] = ()
    weeks_since_best: int | None = None

    @property
    def best_so_far(self) -> bool:
        """Whether this week beats all before; False if there was nothing to beat."""
        return self.this is not None and self.before is not None and self.this > self.before

    @property
    def best(self) -> float | None:
        """Best of all days up to this week; None if never logged."""
        return max((value for value in (self.this, self.before) if value is not None), default=None)


@dataclass(frozen=True, slots=True)
class MoveProgress:
    """One of the five moves, up to a week.

    Attributes
    ----------
    move
        Which move.
    days, days_last
        Days of this week and of last week on which it was done.
    sets, sets_last
        Its sets (working, drop and failure) of this week and of last week.
    ever
        Whether it was done at all up to the end of this week.
    measures
        Its measures that were ever logged up to this week.
    """

    move: Move
    days: int
    days_last: int
    sets: int
    sets_last: int
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


def progress_of_moves(days: pl.DataFrame, week: Week) -> tuple[MoveProgress, ...]:
    """Return the five moves, in the article's order, from one person's days up to a week."""
    seen = days.lazy().filter(pl.col("date") <= week.sunday)
    weeks = (
        seen.group_by(pl.col("date").dt.truncate("1w").alias("monday"))
        .agg(
            pl.col(*_COLUMNS).max(),
            *((pl.col(name).fill_null(0) > 0).sum().alias(f"days_{name}") for name in _SETS),
            pl.col(*_SETS).sum(),
        )
        .sort("monday")
        .collect()
    )
    return tuple(_progress(move, weeks, week) for move in Move)


def _progress(move: Move, weeks: pl.DataFrame, week: Week) -> MoveProgress:
    mondays: list[date] = weeks["monday"].to_list()
    at = {monday: row for row, monday in enumerate(mondays)}
    now, last = at.get(week.monday), at.get(week.before.monday)
    sets, days = weeks[f"sets_{move}"], weeks[f"days_sets_{move}"]
    measures = (_measure(column, unit, weeks[column].to_list(), at, week) for column, unit in MEASURES[move])
    return MoveProgress(
        move=move,
        days=_pick(days, now),
        days_last=_pick(days, last),
        sets=_pick(sets, now),
        sets_last=_pick(sets, last),
        ever=bool(sets.sum()),
        measures=tuple(measure for measure in measures if measure.best is not None),
    )


def _measure(column: str, unit: str, best: list[float | None], at: dict[date, int], week: Week) -> Measure:
    def of(monday: date) -> float | None:
        row = at.get(monday)
        return None if row is None else best[row]

    shown = [week.monday - timedelta(weeks=back) for back in reversed(range(PROGRESS_WEEKS))]
    earlier = [best[row] for monday, row in at.items() if monday < week.monday]
    before = max((value for value in earlier if value is not None), default=None)
    this = of(week.monday)
    top = max((value for value in (this, before) if value is not None), default=None)
    first = next((monday for monday, row in at.items() if best[row] is not None and best[row] == top), None)
    return Measure(
        column=column,
        unit=unit,
        this=this,
        last=of(week.before.monday),
        before=before,
        weekly=tuple(of(monday) for monday in shown),
        weeks_since_best=(week.monday - first).days // 7 if first is not None else None,
    )


def sides_of_week(days: pl.DataFrame) -> SideSupport:
    """Return left and right of the side support of one week's days."""
    left, right = _best(days, "side_support_left_s"), _best(days, "side_support_right_s")
    raised = days[_RAISED].drop_nulls()
    difference = left - right if left is not None and right is not None else None
    longer = max(left or 0.0, right or 0.0)
    return SideSupport(
        left=left,
        right=right,
        difference=difference,
        share=abs(difference) / longer if difference is not None and longer > 0 else None,
        unsided=_best(days, "side_support_unsided_s"),
        leg_raised=bool(raised.any()) if len(raised) else None,
    )


def _pick(values: pl.Series, row: int | None) -> int:
    return int(values[row]) if row is not None else 0


def _best(days: pl.DataFrame, column: str) -> float | None:
    values = days[column].drop_nulls()
    return float(str(values.max())) if len(values) else None
