"""Daily scores of a simulated cohort: the fast path, without files and workouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from coreanalytics.logbook.simulation.calibration import Course, solve_course, solve_plateau
from coreanalytics.logbook.simulation.designs import Design, Timetable, draw_timetable, raise_effect
from coreanalytics.logbook.simulation.plans import HORIZON_WEEKS, LAST_DAY, ONSET_DAYS, Plan, make_plan
from coreanalytics.logbook.simulation.population import (
    Bools,
    Cohort,
    Floats,
    Population,
    draw_cohort,
    draw_reported,
    round_scores,
)
from coreanalytics.logbook.simulation.truth import Truth, measure_switches, measure_truth
from coreanalytics.vocabulary import OUTCOMES, Program


@dataclass(frozen=True, slots=True)
class Draw:
    """A cohort with its scores.

    Attributes
    ----------
    plan
        What was asked.
    people
        Names, in order.
    treated
        Who was drawn for the core-focused arm, shape (people,); see `Cohort`.
    timetable
        Who follows which program when.
    core
        Core-focused days, shape (people, days); the run-in is none of them.
    scores
        Reported-scale scores as they would be written down, shape (people, days, sites).
    reported
        On which days they were, shape (people, days).
    truth
        The effects inside.
    """

    plan: Plan
    people: tuple[str, ...]
    treated: Bools
    timetable: Timetable
    core: Bools
    scores: Floats
    reported: Bools
    truth: Truth


def draw_study(plan: Plan) -> Draw:
    """Draw people, latent days, programs, effects, floor, rounding and missing days of `plan`."""
    # the horizon may lie after the last day: the truth of a parallel study speaks about it all the same
    days = plan.days if plan.switches else max(plan.days, 7 * plan.horizon_weeks + 1)
    cohort = draw_cohort(plan.population, plan.people, plan.run_in_days, days, plan.seed)
    timetable = draw_timetable(plan.design, cohort.treated, plan.days, plan.time_zero, plan.seed)
    core = timetable.mark_core(days)
    share = raise_effect(core, plan.onset_days) if plan.switches else core.astype(np.float64)
    courses = tuple(
        solve_plateau(plan.population, site, effect, plan.run_in_days, days)
        if plan.switches
        else solve_course(plan.population, site, effect, plan.horizon_weeks, plan.run_in_days, days)
        for site, effect in zip(OUTCOMES, plan.effects, strict=True)
    )
    scores = _score(cohort, courses, share)
    reported = draw_reported(plan.population, cohort, scores[:, :, :2].max(axis=2), plan.seed)
    kept = plan.run_in_days + plan.days
    before = np.zeros((plan.people, plan.run_in_days), dtype=np.bool_)
    return Draw(
        plan=plan,
        people=_name_people(plan),
        treated=cohort.treated,
        timetable=timetable,
        core=np.hstack([before, core])[:, :kept],
        scores=scores[:, :kept],
        reported=reported[:, :kept],
        truth=measure_switches(plan.population, cohort, courses, share, plan.horizon_weeks, plan.onset_days)
        if plan.switches
        else measure_truth(plan.population, cohort, courses, plan.horizon_weeks, plan.days),
    )


def _name_people(plan: Plan) -> tuple[str, ...]:
    if plan.people == 1 and plan.switches:
        return ("me",)
    width = max(len(str(plan.people)), 2)
    return tuple(f"p{number:0{width}d}" for number in range(1, plan.people + 1))


def draw_scores(
    people: int = 24,
    weeks: int = 12,
    effect: float = -1.0,
    effect_low_back: float | None = None,
    effect_control: float = 0.0,
    run_in_weeks: int = 2,
    seed: int = 1,
    *,
    horizon_weeks: int = HORIZON_WEEKS,
    last_day: date = LAST_DAY,
    population: Population | None = None,
    design: str = Design.PARALLEL,
    onset_days: int = ONSET_DAYS,
) -> tuple[pl.DataFrame, Truth]:
    """Draw the daily scores of a cohort without writing workouts: some 10 ms for 30 people.

    Parameters are those of `simulate_study`, and the same arguments give the same scores.

    Returns
    -------
    polars.DataFrame
        One row per person and date, sorted, with the columns of the person-day table that a comparison
        needs: person, date, reported, thigh_root, low_back, control (Int32, null where not reported),
        program, assigned, phase, phase_start, time_zero (that of the phase), day_in_phase (null in the
        run-in), run_in, schedule.
    Truth
        The effects inside.
    """
    plan = make_plan(
        people,
        weeks,
        effect,
        effect_low_back,
        effect_control,
        run_in_weeks,
        seed,
        horizon_weeks,
        last_day,
        population,
        design,
        onset_days,
    )
    draw = draw_study(plan)
    return frame_scores(draw), draw.truth


def frame_scores(draw: Draw) -> pl.DataFrame:
    """Return the scores of `draw` as the table that `draw_scores` describes."""
    plan, timetable = draw.plan, draw.timetable
    people, days = draw.reported.shape
    offset = np.arange(days) - plan.run_in_days
    phase = np.zeros((people, days), dtype=np.int64)
    phase[:, offset >= 0] = timetable.number_phases(plan.days)
    start = np.take_along_axis(timetable.starts, phase, axis=1)
    after = pl.col("offset") >= 0
    program = pl.when(pl.col("core")).then(pl.lit(Program.CORE_FOCUSED.value))
    frame = pl.DataFrame(
        {
            "person": np.repeat(np.array(draw.people), days),
            "offset": np.tile(offset, people).astype(np.int32),
            "core": draw.core.ravel(),
            "phase": phase.ravel().astype(np.int32),
            "start": start.ravel().astype(np.int32),
            "reported": draw.reported.ravel(),
            **{site.value: draw.scores[:, :, i].ravel().astype(np.int32) for i, site in enumerate(OUTCOMES)},
        }
    )
    time_zero = pl.lit(plan.time_zero) + pl.duration(days="start")
    return frame.select(
        "person",
        date=pl.lit(plan.time_zero) + pl.duration(days="offset"),
        reported="reported",
        **{site.value: pl.when("reported").then(pl.col(site.value)) for site in OUTCOMES},
        program=pl.when(after)
        .then(program.otherwise(pl.lit(Program.STANDARD_CRUNCH.value)))
        .otherwise(pl.lit(Program.RUN_IN.value)),
        assigned=pl.when(after)
        .then(pl.lit(timetable.assigned.value))
        .otherwise(pl.lit(plan.run_in_assigned.value)),
        phase=pl.col("phase") + 1 + (after & (plan.run_in_days > 0)).cast(pl.Int32),
        phase_start=pl.when(after).then(time_zero).otherwise(pl.lit(plan.first_day)),
        time_zero=time_zero,
        day_in_phase=pl.when(after).then(pl.col("offset") - pl.col("start")),
        run_in=~after,
        schedule=pl.when(after).then(pl.lit(timetable.schedule, pl.String)),
    )


def _score(cohort: Cohort, courses: tuple[Course, ...], share: Floats) -> Floats:
    """Return reported-scale scores with the share of the effect that is there, (people, days, sites).

    `share` has shape (people, days from time zero on).
    """
    latent = cohort.expected + cohort.noise
    drift = np.stack([course.drift[: share.shape[1]] for course in courses], axis=-1)
    latent[:, cohort.day >= 0] += share[:, :, None] * drift
    return round_scores(latent)
