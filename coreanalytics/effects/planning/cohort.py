"""Simulated studies of several people: parallel groups and multiple baselines by `compare`, turns by `pool`.

A latent score is a person's own level and slope plus AR(1) noise, rounded and cut to 0..10, on some days of
each week, after two weeks of run-in. The latent drift of the treatment is solved so that mean *reported*
scores differ by the effect that is asked about at the horizon, and grow to it along a line.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.planning.layouts import HORIZON_WEEKS, RUN_IN, SPAN, PlanDesign
from coreanalytics.effects.planning.noise import Noise
from coreanalytics.effects.planning.one_person import WEEK, PersonAnswers, find_latent
from coreanalytics.errors import DataError
from coreanalytics.logbook.simulation.calibration import expect_reported
from coreanalytics.vocabulary import INTENSITY_RANGE, Program, Site

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SITE: Final = str(Site.THIGH_ROOT)
START: Final = dt.date(2026, 1, 5)  # any Monday: no date is ever shown
_FLOOR: Final = 0.05


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One kind of study of several people: `effect` at the horizon; other fields as in `PersonCell`."""

    design: PlanDesign
    people: int
    weeks: int
    reports: float
    effect: float
    noise: Noise
    delta: float
    level: float
    seed: int

    @property
    def horizon(self) -> int:
        """Weeks after which the difference is asked for."""
        if self.design == PlanDesign.PARALLEL:
            return min(HORIZON_WEEKS, self.weeks)
        return min(HORIZON_WEEKS, self.weeks // 2)

    @property
    def key(self) -> list[int]:
        """What seeds this kind of study."""
        told = f"{self.design} {self.people} {self.weeks} {self.reports:g}"
        return [self.seed, zlib.crc32(told.encode())]


@dataclass(frozen=True, slots=True)
class CohortAnswers:
    """Ends of the range, estimate, standard error and degrees of freedom of B studies; NaN where refused."""

    low: Array
    high: Array
    se: Array
    df: Array

    @staticmethod
    def join(parts: Sequence[CohortAnswers]) -> CohortAnswers:
        """Put chunks together."""
        names = ("low", "high", "se", "df")
        return CohortAnswers(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def run_cohorts(task: tuple[CohortCell, int, int]) -> CohortAnswers:
    """Simulate and answer the studies from `first` to below `last` of a cell, by `compare`."""
    from coreanalytics.effects.comparison import compare
    from coreanalytics.effects.results import Contrast

    cell, first, last = task
    found = np.full((4, last - first), np.nan)
    for at, study in enumerate(range(first, last)):
        try:
            effect = compare(
                draw_cohort(cell, study),
                Program.CORE_FOCUSED,
                versus=Program.STANDARD_CRUNCH,
                weeks=cell.horizon,
                outcomes=(SITE,),
                level=cell.level,
                delta=cell.delta,
                contrasts=(Contrast.DIFFERENCE_AT_HORIZON,),
                beside=False,
            )[SITE]
        except DataError:
            continue
        if effect.interval is not None and effect.se is not None and effect.df is not None:
            found[:, at] = effect.interval.low, effect.interval.high, effect.se, effect.df
    return CohortAnswers(*found)


def draw_cohort(cell: CohortCell, study: int) -> pl.DataFrame:
    """Return one study as person-days, as `build_days` makes them."""
    import polars as pl

    rng = np.random.default_rng([*cell.key, study])
    weeks = cell.weeks
    if cell.design == PlanDesign.PARALLEL:  # what comes later is not read
        weeks = min(weeks, int(np.ceil(SPAN * cell.horizon)))
    day = np.arange(-RUN_IN, WEEK * weeks)
    begins = _draw_begins(cell, rng)
    treated = day >= begins[:, None]
    since = np.where(treated, day - begins[:, None], 0)
    values = _draw_scores(cell, rng, day, since).ravel()
    people, run_in = cell.people, np.broadcast_to(day < 0, treated.shape)
    program = np.where(
        run_in,
        Program.RUN_IN.value,
        np.where(treated, Program.CORE_FOCUSED.value, Program.STANDARD_CRUNCH.value),
    )
    start = np.where(treated & (begins[:, None] > 0), begins[:, None], np.where(run_in, -RUN_IN, 0))
    phase = np.where(run_in, 1, np.where(start > 0, 3, 2))
    return pl.DataFrame(
        {
            "person": np.repeat([f"p{k:03d}" for k in range(people)], day.size),
            "day": np.tile(day, people),
            "start": start.ravel(),
            "program": program.ravel(),
            "phase": phase.ravel().astype(np.int32),
            "run_in": run_in.ravel(),
            SITE: pl.Series(values, nan_to_null=True).cast(pl.Int32),
        }
    ).with_columns(
        date=pl.lit(START) + pl.duration(days="day"),
        time_zero=pl.lit(START) + pl.duration(days=pl.when("run_in").then(0).otherwise("start")),
        phase_start=pl.lit(START) + pl.duration(days="start"),
        day_in_phase=pl.when(~pl.col("run_in")).then(pl.col("day") - pl.col("start")).cast(pl.Int32),
        assigned=pl.lit("randomised"),
        schedule=pl.lit(None, pl.String),
        continuing=pl.lit(False),
        reported=pl.col(SITE).is_not_null(),
    )


def _draw_begins(cell: CohortCell, rng: np.random.Generator) -> Ints:
    """Return the day on which each person begins the treatment; one after the last: never."""
    if cell.design == PlanDesign.PARALLEL:
        drawn = rng.random(cell.people).argsort().argsort() < cell.people // 2
        return np.where(drawn, 0, WEEK * cell.weeks + 1).astype(np.int64)
    first, last = WEEK * max(2, cell.weeks // 4), WEEK * (cell.weeks - cell.horizon)
    # dates are spread out: the window is cut into as many parts as there are people
    place = (rng.random(cell.people).argsort().argsort() + rng.random(cell.people)) / cell.people
    return (first + np.floor(place * (last - first + 1))).astype(np.int64)


def _draw_scores(cell: CohortCell, rng: np.random.Generator, day: Ints, since: Ints) -> Array:
    """Return whole scores (people, days), NaN where not reported."""
    noise, shape = cell.noise, (cell.people, day.size)
    rho, kappa, sd = noise.draw(rng)
    level, slope = rng.standard_normal((2, cell.people, 1))
    course = rng.standard_normal(shape)
    for at in range(1, shape[1]):
        course[:, at] = rho * course[:, at - 1] + np.sqrt(1 - rho**2) * course[:, at]
    wobble = sd * (np.sqrt(1 - kappa) * course + np.sqrt(kappa) * rng.standard_normal(shape))
    week = np.maximum(day, 0) / WEEK
    spread = np.sqrt(noise.between_sd**2 + sd**2 + (noise.slope_sd * week) ** 2)
    base = float(find_latent(noise.baseline, np.hypot(noise.between_sd, sd)))
    shift = _find_shifts(cell, base, np.broadcast_to(spread, shape), since)
    latent = base + noise.between_sd * level + noise.slope_sd * slope * week + shift + wobble
    seen = rng.random(shape) < cell.reports / WEEK
    return np.where(seen, np.clip(np.rint(latent), *INTENSITY_RANGE), np.nan)


def _find_shifts(cell: CohortCell, base: float, spread: Array, since: Ints) -> Array:
    """Return the latent shifts (people, days) that change mean reported scores along a line to the effect."""
    shift = np.zeros(since.shape)
    moved = (since > 0) & (cell.effect != 0)
    # many share a spread and a number of days: each pair is solved once
    pairs, back = np.unique(np.stack([spread[moved], since[moved]]), axis=1, return_inverse=True)
    goal = expect_reported(base, pairs[0]) + cell.effect * pairs[1] / (WEEK * cell.horizon)
    shift[moved] = (find_latent(np.maximum(goal, _FLOOR), pairs[0]) - base)[back.ravel()]
    return shift


def pool_people(answers: PersonAnswers, people: int, level: float) -> CohortAnswers:
    """Return what studies of `people` say that try both routines in turn, as `pool` puts them together.

    Parameters
    ----------
    answers
        Of many people, one (the first) effect; they are dealt into as many studies as they make.
    people
        How many a study.
    level
        Of the range.

    Returns
    -------
    CohortAnswers
        (W, B) arrays.
    """
    from coreanalytics.effects.meta_analysis import MIN_PEOPLE, fit_pooled

    value, error = answers.estimate[:, 0], answers.se[:, 0]
    studies = value.shape[1] // people
    found = np.full((4, value.shape[0], studies), np.nan)
    for length in range(value.shape[0]):
        for study in range(studies):
            # neighbours share a stratum of the drawn day, so that people are dealt out one to each study
            mine = slice(study, study + people * studies, studies)
            has = ~np.isnan(value[length, mine])
            if has.sum() < MIN_PEOPLE:
                continue
            fit = fit_pooled(value[length, mine][has], error[length, mine][has]).estimate
            half = fit.half_width(level)
            found[:, length, study] = fit.value - half, fit.value + half, fit.se, fit.df
    return CohortAnswers(*found)
