"""Daily scores of a simulated cohort: the fast path, without files and workouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation.calibration import Course, solve_course
from coreanalytics.logbook.simulation.population import (
    Bools,
    Cohort,
    Floats,
    Population,
    draw_cohort,
    draw_reported,
    round_scores,
)
from coreanalytics.logbook.simulation.truth import Truth, measure_truth
from coreanalytics.vocabulary import OUTCOMES, Assigned, Program

#: Sunday of 2026-W46; a fixed default, so that the same seed means the same study on any day.
LAST_DAY: Final = date(2026, 11, 15)
#: The low back answers to the program a little less than the thigh root, unless told otherwise.
LOW_BACK_SHARE: Final = 0.7
HORIZON_WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What a simulated study looks like.

    Attributes
    ----------
    people, weeks, run_in_weeks, seed
        As in `simulate_study`.
    effects
        Asked effect of each outcome site at `horizon_weeks`, points on the reported scale.
    horizon_weeks
        Weeks after time zero at which the effects are reached.
    last_day
        Local date of the last day.
    population
        What people are drawn from.
    """

    people: int
    weeks: int
    run_in_weeks: int
    seed: int
    effects: tuple[float, ...]
    horizon_weeks: int
    last_day: date
    population: Population

    @property
    def run_in_days(self) -> int:
        """Days before time zero."""
        return 7 * self.run_in_weeks

    @property
    def days(self) -> int:
        """Days from time zero to the last day."""
        return 7 * self.weeks

    @property
    def time_zero(self) -> date:
        """First day of the assigned program."""
        return self.last_day - timedelta(days=self.days - 1)

    @property
    def first_day(self) -> date:
        """First day of the log."""
        return self.time_zero - timedelta(days=self.run_in_days)


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
        Who is in the core-focused arm, shape (people,).
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
    scores: Floats
    reported: Bools
    truth: Truth


def make_plan(
    people: int,
    weeks: int,
    effect: float,
    effect_low_back: float | None,
    effect_control: float,
    run_in_weeks: int,
    seed: int,
    horizon_weeks: int,
    last_day: date,
    population: Population | None,
) -> Plan:
    """Check the arguments of `simulate_study` and fill in what follows from others."""
    for name, value, least in (
        ("people", people, 1),
        ("weeks", weeks, 1),
        ("run_in_weeks", run_in_weeks, 0),
        ("seed", seed, 0),
        ("horizon_weeks", horizon_weeks, 1),
    ):
        if value < least:
            raise ArgumentError(f"{value} is too small", where=name, hint=f"give at least {least}")
    low_back = LOW_BACK_SHARE * effect if effect_low_back is None else effect_low_back
    return Plan(
        people=people,
        weeks=weeks,
        run_in_weeks=run_in_weeks,
        seed=seed,
        effects=(float(effect), round(float(low_back), 10), float(effect_control)),
        horizon_weeks=horizon_weeks,
        last_day=last_day,
        population=population or Population(),
    )


def draw_study(plan: Plan) -> Draw:
    """Draw people, latent days, effects, floor, rounding and missing days of `plan`."""
    # the horizon may lie after the last day: the truth speaks about it all the same
    drawn_days = max(plan.days, 7 * plan.horizon_weeks + 1)
    cohort = draw_cohort(plan.population, plan.people, plan.run_in_days, drawn_days, plan.seed)
    courses = tuple(
        solve_course(plan.population, site, effect, plan.horizon_weeks, plan.run_in_days, drawn_days)
        for site, effect in zip(OUTCOMES, plan.effects, strict=True)
    )
    scores = _score(cohort, courses, cohort.treated)
    reported = draw_reported(plan.population, cohort, scores[:, :, :2].max(axis=2), plan.seed)
    kept = plan.run_in_days + plan.days
    width = len(str(plan.people))
    return Draw(
        plan=plan,
        people=tuple(f"p{number:0{max(width, 2)}d}" for number in range(1, plan.people + 1)),
        treated=cohort.treated,
        scores=scores[:, :kept],
        reported=reported[:, :kept],
        truth=measure_truth(plan.population, cohort, courses, plan.horizon_weeks, plan.days),
    )


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
) -> tuple[pl.DataFrame, Truth]:
    """Draw the daily scores of a cohort without writing workouts: some 10 ms for 30 people.

    Parameters are those of `simulate_study`, and the same arguments give the same scores.

    Returns
    -------
    polars.DataFrame
        One row per person and date, sorted, with the columns of the person-day table that a comparison
        needs: person, date, reported, thigh_root, low_back, control (Int32, null where not reported),
        program, assigned, phase, phase_start, time_zero, day_in_phase (null in the run-in), run_in.
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
    )
    draw = draw_study(plan)
    return frame_scores(draw), draw.truth


def frame_scores(draw: Draw) -> pl.DataFrame:
    """Return the scores of `draw` as the table that `draw_scores` describes."""
    plan = draw.plan
    people, days = draw.reported.shape
    offset = np.tile(np.arange(days) - plan.run_in_days, people)
    after = pl.col("offset") >= 0
    arm = pl.when(pl.col("treated")).then(pl.lit(Program.CORE_FOCUSED.value))
    frame = pl.DataFrame(
        {
            "person": np.repeat(np.array(draw.people), days),
            "offset": offset.astype(np.int32),
            "treated": np.repeat(draw.treated, days),
            "reported": draw.reported.ravel(),
            **{site.value: draw.scores[:, :, i].ravel().astype(np.int32) for i, site in enumerate(OUTCOMES)},
        }
    )
    first = pl.lit(plan.first_day)
    return frame.select(
        "person",
        date=pl.lit(plan.time_zero) + pl.duration(days="offset"),
        reported="reported",
        **{site.value: pl.when("reported").then(pl.col(site.value)) for site in OUTCOMES},
        program=pl.when(after)
        .then(arm.otherwise(pl.lit(Program.STANDARD_CRUNCH.value)))
        .otherwise(pl.lit(Program.RUN_IN.value)),
        assigned=pl.when(after)
        .then(pl.lit(Assigned.RANDOMISED.value))
        .otherwise(pl.lit(Assigned.COACH.value)),
        phase=pl.when(after & (plan.run_in_days > 0)).then(2).otherwise(1).cast(pl.Int32),
        phase_start=pl.when(after).then(pl.lit(plan.time_zero)).otherwise(first),
        time_zero=pl.lit(plan.time_zero),
        day_in_phase=pl.when(after).then(pl.col("offset")),
        run_in=~after,
    )


def _score(cohort: Cohort, courses: tuple[Course, ...], treated: Bools) -> Floats:
    """Return reported-scale scores with the effect for `treated`, shape (people, days, sites)."""
    latent = cohort.expected + cohort.noise
    drift = np.zeros(latent.shape[1:])
    after = cohort.day >= 0
    drift[after] = np.stack([course.drift[: int(after.sum())] for course in courses], axis=-1)
    return round_scores(latent + treated[:, None, None] * drift)
