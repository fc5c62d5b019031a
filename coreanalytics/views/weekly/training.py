"""The numbers about training on a weekly report: sessions, sets, the five moves, what gave out first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.views.weekly.calendar import Week
from coreanalytics.views.weekly.discomfort import in_week
from coreanalytics.views.weekly.moves import MoveProgress, SideSupport, progress_of_moves, sides_of_week
from coreanalytics.vocabulary import Family, GaveOut

CORE_FAMILIES: Final = (Family.ARTICLE_MOVE, Family.STANDARD_AB, Family.OTHER_CORE)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done beside what was planned, for one week and for the phase so far.

    Attributes
    ----------
    done
        Number done.
    planned
        Number planned a week; None if no plan was noted. Where the plan changed inside the week, the
        plan of most of its days.
    plan_changed
        Whether it did.
    phase_done, phase_planned
        The same since the first day of the phase that the week ends in, as far as it was logged; what was
        planned is the plan a week times the weeks so far. None without a phase, or without a plan on any
        of its days.
    phase_weeks
        Weeks of the phase so far, not whole ones; None without a phase.
    """

    done: int
    planned: float | None
    plan_changed: bool = False
    phase_done: int | None = None
    phase_planned: float | None = None
    phase_weeks: float | None = None

    @property
    def share(self) -> float | None:
        """Done over planned of the week, may exceed 1; None where nothing was planned."""
        return self.done / self.planned if self.planned else None

    @property
    def phase_share(self) -> float | None:
        """Done over planned of the phase so far; None where nothing was planned."""
        if self.phase_done is None or not self.phase_planned:
            return None
        return self.phase_done / self.phase_planned


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
        The five moves, in the article's order, each up to this week.
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
    moves: tuple[MoveProgress, ...]
    side_support: SideSupport
    gave_out: GaveOutWeek
    abs_felt: Felt


def training_week(days: pl.DataFrame, week: Week, noted: pl.DataFrame | None = None) -> TrainingWeek:
    """Return the training numbers of one person's week from their person-days.

    Parameters
    ----------
    days
        The person's days.
    week
        Which week.
    noted
        The phase of a week without any day (`facts.phase_of_quiet_week`), for what was planned.
    """
    now, last = in_week(days, week), in_week(days, week.before)
    families = tuple((f, _sum(now, f"hard_sets_{f}")) for f in CORE_FAMILIES)
    phase = _phase_so_far(days, now, week)
    return TrainingWeek(
        days_trained=int(now["trained"].fill_null(False).sum()),
        sessions=_done(now, phase, ("sessions",), "planned_sessions", noted),
        sets=_done(now, phase, tuple(f"hard_sets_{f}" for f in CORE_FAMILIES), "planned_sets", noted),
        sets_by_family=families,
        sets_unmapped=_sum(now, "sets_unmapped"),
        moves=progress_of_moves(days, week),
        side_support=sides_of_week(now),
        gave_out=GaveOutWeek(
            _sum(now, "gave_out_answered"), _sum(last, "gave_out_answered"), _causes(now), _causes(last)
        ),
        abs_felt=Felt(
            _mean(now, "abs_felt"), now["abs_felt"].count(), _mean(last, "abs_felt"), last["abs_felt"].count()
        ),
    )


def _phase_so_far(days: pl.DataFrame, now: pl.DataFrame, week: Week) -> pl.DataFrame:
    """Return the days, up to the week's end, of the phase that the week ends in; none without a phase."""
    phase = now["phase"][-1] if now.height else None
    if phase is None:
        return days.clear()
    return days.filter((pl.col("phase") == phase) & (pl.col("date") <= week.sunday))


def _done(
    now: pl.DataFrame,
    phase: pl.DataFrame,
    counted: tuple[str, ...],
    plan: str,
    noted: pl.DataFrame | None,
) -> Done:
    done = sum(_sum(now, column) for column in counted)
    if now.is_empty() and noted is not None and noted.height:
        return Done(done, noted[plan][0])
    plans = now[plan].drop_nulls().value_counts(sort=True)
    so_far = phase.filter(pl.col(plan).is_not_null())
    planned = float(so_far[plan].sum()) / 7 if so_far.height else None
    return Done(
        done,
        float(plans[plan][0]) if len(plans) else None,
        plan_changed=len(plans) > 1,
        phase_done=sum(_sum(so_far, column) for column in counted) if so_far.height else None,
        phase_planned=round(planned, 9) if planned is not None else None,
        phase_weeks=phase.height / 7 if phase.height else None,
    )


def _causes(days: pl.DataFrame) -> tuple[tuple[GaveOut, int], ...]:
    return tuple((cause, _sum(days, f"gave_out_{cause}")) for cause in GaveOut)


def _sum(days: pl.DataFrame, column: str) -> int:
    return int(days[column].fill_null(0).sum())


def _mean(days: pl.DataFrame, column: str) -> float | None:
    values = days[column].drop_nulls()
    return float(values.sum()) / len(values) if len(values) else None
