"""What keeps one person's days from an answer, and what must be said beside one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from coreanalytics.effects import texts
from coreanalytics.effects.questions import PRIMARY_LEVEL, Question
from coreanalytics.effects.results import Contrast, Design
from coreanalytics.effects.within.models import build_columns, is_estimable
from coreanalytics.effects.within.person_rows import (
    Entered,
    PersonRows,
    WithinEntry,
    all_randomised,
    alternates,
    count_switches,
    days_required,
)
from coreanalytics.vocabulary import DELTA_WITHIN, PRIMARY_SITES, Assigned

if TYPE_CHECKING:
    from coreanalytics.effects.within.fits import WithinFit

PERSISTENT: Final = 0.8  #: autocorrelation above which the range is warned of (calibration)
NO_NOISE: Final = 1e-9  #: scores that vary less are all the same


@dataclass(frozen=True, slots=True)
class Study:
    """What was asked of one person, and their days."""

    question: Question
    rows: PersonRows
    entry: WithinEntry
    wash_in: int
    trend: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Task:
    """One outcome and contrast, with its refusal (empty: to be fitted)."""

    entered: Entered
    contrast: Contrast
    refusal: str


def refuse_outcome(study: Study, entered: Entered) -> str:
    """Return why an outcome cannot be answered at all; empty if it can."""
    rows = study.rows
    required = days_required(rows, entered, study.entry)
    if min(entered.days) < required:
        sides = (rows.treated, ~rows.treated)
        means = {
            arm: (float(entered.score[entered.seen & side].mean()) if n else float("nan"), n)
            for arm, side, n in zip(rows.arms, sides, entered.days, strict=True)
        }
        return texts.refuse_few_days(means, required, entered.dropped, study.entry.min_phase)
    scores = [entered.score[entered.seen & side] for side in (rows.treated, ~rows.treated)]
    if all(float(np.ptp(side)) < NO_NOISE for side in scores):
        return texts.NO_NOISE_WITHIN
    return ""


def refuse_course(study: Study, entered: Entered, contrast: Contrast) -> str:
    """Return why a course within phases cannot be told; empty if it can."""
    rows = study.rows
    if not alternates(rows, entered.phases):
        return texts.COURSE_NOT_SEEN
    longest = min(float(rows.week[entered.seen & side].max()) for side in (rows.treated, ~rows.treated))
    if contrast is Contrast.DIFFERENCE_AT_HORIZON and study.question.weeks > longest + 1e-9:
        return texts.refuse_horizon(study.question.weeks, longest)
    design = build_columns(rows.day, rows.treated, rows.week)[entered.seen]
    return "" if is_estimable(design) else texts.COURSE_TOO_FEW


def read_design(rows: PersonRows, entered: Entered) -> Design:
    """Return how the phases came about: of those that enter, or of all where none does."""
    used = entered.phases or tuple(range(len(rows.phases)))
    if all_randomised(rows, used):
        return Design.WITHIN_RANDOMISED
    is_inferred = any(rows.phases[k].assigned == Assigned.INFERRED for k in used)
    return Design.WITHIN_INFERRED if is_inferred else Design.WITHIN_CHOSEN


def list_warnings(study: Study, task: Task, fit: WithinFit | None, design: Design) -> tuple[str, ...]:
    """Return what a reader must know, one sentence each."""
    question, rows, entered = study.question, study.rows, task.entered
    outcome = entered.outcome
    said: list[str] = []
    if fit is not None:
        is_primary = outcome in PRIMARY_SITES and task.contrast is Contrast.DIFFERENCE_OF_PHASE_MEANS
        one_switch = count_switches(rows, entered.phases) == 1
        level = question.level_of(outcome)
        shared = is_primary and level < PRIMARY_LEVEL and set(PRIMARY_SITES) <= set(question.outcomes)
        borrowed = is_primary and outcome == PRIMARY_SITES[0] and question.delta == DELTA_WITHIN.value
        said = [
            texts.warn_persistent(fit.rho) if fit.rho > PERSISTENT else "",
            (texts.ONE_SWITCH_TREND if study.trend else texts.ONE_SWITCH) if one_switch else "",
            texts.warn_level(level) if shared else "",
            texts.warn_within_design(design),
            texts.warn_borrowed() if borrowed else "",
            texts.warn_dropped(entered.dropped, study.entry.min_phase),
        ]
    first = rows.phases[0]
    if first.began_before:
        said.append(texts.warn_began_before(rows.arms[0] if first.treated else rows.arms[1]))
    said.append(texts.warn_other_days(rows.other_days))
    return tuple(text for text in said if text)
