"""One person compared with themselves: person-days in, effects out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.questions import check_question
from coreanalytics.effects.results import Aside, Contrast, Design, Effect, Effects, Interval, Kind
from coreanalytics.effects.verdicts import Verdict, judge
from coreanalytics.effects.within.conditions import (
    Study,
    Task,
    list_warnings,
    read_design,
    refuse_course,
    refuse_outcome,
)
from coreanalytics.effects.within.fits import WithinFit, summarise_noise
from coreanalytics.effects.within.mixtures import GridFit, fit_grid, mix
from coreanalytics.effects.within.models import build_columns, contrast_of
from coreanalytics.effects.within.person_rows import (
    WASH_IN_DAYS,
    WithinEntry,
    all_randomised,
    alternates,
    enter_outcome,
    read_rows,
)
from coreanalytics.effects.within.randomisation import permute_schedules
from coreanalytics.effects.within.whitening import default_grid, whiten
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import DELTA_WITHIN, OUTCOMES, PRIMARY_SITES, Program

Array = npt.NDArray[np.float64]

MEANS: Final = ("mean without the treatment", "difference")
COURSE: Final = (
    "level without the treatment",
    "difference",
    "trend",
    "slope within phases",
    "slope difference",
)
CONTRASTS: Final = (
    Contrast.DIFFERENCE_OF_PHASE_MEANS,
    Contrast.DIFFERENCE_AT_HORIZON,
    Contrast.DIFFERENCE_IN_SLOPE,
)


def compare_within(
    days: pl.DataFrame | pl.LazyFrame,
    person: str,
    treatment: str = Program.CORE_FOCUSED,
    *,
    versus: str = Program.STANDARD_CRUNCH,
    wash_in: int = WASH_IN_DAYS,
    trend: bool = False,
    weeks: float = 8,
    delta: float = DELTA_WITHIN.value,
    level: float | None = None,
    outcomes: Sequence[str] = OUTCOMES,
    until: date | None = None,
    entry: WithinEntry | None = None,
    seed: int = 0,
) -> Effects:
    """Compare two routines within one person who has followed both.

    Days resemble their neighbours, so the model is ``score = a + difference on treatment days (+ trend) + e``
    with errors of covariance ``(1 - kappa) rho^|days apart| + kappa`` and everything averaged over (rho,
    kappa): see `whitening` and `mixtures`. Where chance assigned the phases, a randomisation test stands
    beside it (`Effect.asides`).

    Parameters
    ----------
    days
        Person-day table (`days.columns.PERSON_DAYS`), eager or lazy.
    person
        Whom to compare.
    treatment, versus
        The two programs. Differences are treatment minus control: less discomfort is negative.
    wash_in
        Days left out from the first day of each phase on. A phase that began before the first log keeps
        its days.
    trend
        Whether the phases share a straight trend in calendar time.
    weeks
        Horizon of the secondary contrast, weeks since a phase began.
    delta
        Smallest difference that matters, points.
    level
        Level of every interval; by default .975 for the two primary sites and .95 for the control site.
    outcomes
        Outcome columns.
    until
        Last day that is read (to look as of then); None: all.
    entry
        What the days must hold; see `WithinEntry`.
    seed
        Of the randomisation test, where schedules are drawn.

    Returns
    -------
    Effects
        Per outcome the difference of phase means (primary), the difference `weeks` into a phase and the
        difference in slope within phases (both only where phases of the two programs alternate, within
        the time seen under both). What cannot be answered carries its refusal.

    Raises
    ------
    ArgumentError
        The person is unknown, or an argument makes no sense.
    DataError
        Columns are missing, or the person has followed neither routine.
    """
    question = check_question(treatment, versus, weeks, delta, level, outcomes, None)
    arms = (question.treatment, question.control)
    rows = read_rows(days, person, arms, question.outcomes, wash_in=wash_in, until=until)
    if not rows.phases:
        raise DataError(texts.refuse_no_program(person, *arms), where="days", hint=texts.HINT_NO_PROGRAM)
    study = Study(question, rows, entry or WithinEntry(), wash_in, trend, seed)
    tasks = [task for outcome in question.outcomes for task in _list_tasks(study, outcome)]
    fits = _fit_tasks(study, tasks)
    return Effects(tuple(_answer(study, task, fits.get(place)) for place, task in enumerate(tasks)))


def _list_tasks(study: Study, outcome: str) -> list[Task]:
    entered = enter_outcome(study.rows, outcome, study.entry)
    refusal = refuse_outcome(study, entered)
    tasks = [Task(entered, CONTRASTS[0], refusal)]
    for contrast in CONTRASTS[1:]:
        tasks.append(Task(entered, contrast, refusal or refuse_course(study, entered, contrast)))
    return tasks


def _fit_tasks(study: Study, tasks: Sequence[Task]) -> dict[int, WithinFit]:
    """Fit all tasks of a kind in one pass over the days."""
    fits: dict[int, WithinFit] = {}
    for is_course in (False, True):
        places = [
            place
            for place, task in enumerate(tasks)
            if not task.refusal and (task.contrast is not CONTRASTS[0]) == is_course
        ]
        outcomes = list(dict.fromkeys(tasks[place].entered.outcome for place in places))
        if not outcomes:
            continue
        rows = study.rows
        design = build_columns(rows.day, rows.treated, rows.week if is_course else None, trend=study.trend)
        entered = {tasks[place].entered.outcome: tasks[place].entered for place in places}
        columns = np.stack([np.column_stack([design, entered[name].score]) for name in outcomes])
        seen = np.stack([entered[name].seen for name in outcomes])
        grid = default_grid()
        fit = fit_grid(whiten(columns, seen, rows.day, grid), grid)
        for place in places:
            fits[place] = _read_fit(
                study, tasks[place], design, fit, outcomes.index(tasks[place].entered.outcome)
            )
    return fits


def _read_fit(study: Study, task: Task, design: Array, fit: GridFit, at: int) -> WithinFit:
    rows, entered = study.rows, task.entered
    contrast = contrast_of(task.contrast, weeks=study.question.weeks, trend=study.trend)
    rho, kappa, sd, log_likelihood = summarise_noise(fit, default_grid(), at)
    means = (*MEANS, "trend") if study.trend else MEANS
    names = means if task.contrast is CONTRASTS[0] else COURSE
    beta = fit.weight[at] @ fit.beta[at]
    return WithinFit(
        person=rows.person,
        outcome=entered.outcome,
        treatment=rows.arms[0],
        control=rows.arms[1],
        mixture=mix(fit, contrast, at),
        rho=rho,
        kappa=kappa,
        log_likelihood=log_likelihood,
        n=int(entered.seen.sum()),
        p=design.shape[1],
        coefficients=dict(zip(names, beta.tolist(), strict=True)),
        sd=sd,
        alternates=alternates(rows, entered.phases),
        design=design,
        day=rows.day,
        seen=entered.seen,
        score=entered.score,
        phase=np.array([phase.number for phase in rows.phases])[rows.phase],
        treated=rows.treated,
        contrast=contrast,
    )


def _answer(study: Study, task: Task, fit: WithinFit | None) -> Effect:
    """Return the effect of a task, fitted or refused."""
    question, rows, outcome = study.question, study.rows, task.entered.outcome
    level = question.level_of(outcome)
    is_judged = task.contrast is CONTRASTS[0] and outcome in PRIMARY_SITES
    interval = None if fit is None else Interval(*fit.range_at(level), level)
    verdict: str | None = None
    if is_judged:
        verdict = Verdict.REFUSED if interval is None else judge(interval.low, interval.high, question.delta)
    mixture = None if fit is None else fit.mixture
    design = read_design(rows, task.entered)
    return Effect(
        outcome=outcome,
        contrast=task.contrast,
        treatment=question.treatment,
        control=question.control,
        unit=texts.UNITS[task.contrast],
        horizon=question.weeks,
        estimate=mixture.mean if mixture else None,
        interval=interval,
        interval_kind=Kind.FIXED,
        se=mixture.sd if mixture else None,
        df=mixture.df if mixture else None,
        p=mixture.two_sided_p() if mixture else None,
        n_people=dict.fromkeys(rows.arms, 1),
        n_days=sum(task.entered.days),
        design=design,
        method=texts.name_within_method(study.wash_in, study.trend, task.contrast is not CONTRASTS[0]),
        adjusted=False,
        delta=question.delta,
        warnings=list_warnings(study, task, fit, design),
        verdict=verdict,
        refusal=task.refusal,
        fit=fit,
        person=rows.person,
        days_by_program=dict(zip(rows.arms, task.entered.days, strict=True)),
        asides=_list_asides(study, task, design) if fit else (),
    )


def _list_asides(study: Study, task: Task, design: Design) -> tuple[Aside, ...]:
    """Return the randomisation test, where chance assigned every phase."""
    every = range(len(study.rows.phases))
    if task.contrast is not CONTRASTS[0] or not design.is_randomised or not all_randomised(study.rows, every):
        return ()
    test = permute_schedules(
        study.rows,
        task.entered,
        wash_in=study.wash_in,
        trend=study.trend,
        entry=study.entry,
        seed=study.seed,
    )
    return (test.to_aside(),)
