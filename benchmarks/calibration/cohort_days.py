"""Simulated cohorts as person-days, with a truth that is known on the reported scale.

A latent score is a person's own level and slope plus AR(1) noise; what is reported is rounded and cut to
0..10, and a quarter of the days is missing at random. Two weeks of run-in come before time zero. The truth
is the population's mean difference of *reported* scores (expectation over people and noise, in closed form:
`expect_reported`): the latent drift is solved so that it is exactly `effect` at week 8 and grows linearly
before and after, whatever floor, rounding and the arms' spread do to it. Without an effect the arms'
reported means are equal every day, and stay as they are but for a `course` that everybody shares.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.logbook.simulation.calibration import expect_reported

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LEVEL, BETWEEN, SLOPE, NOISE, RHO = 4.0, 1.5, 0.15, 1.4, 0.5  #: latent points; SLOPE is the SD per week
COURSE_WEEKS: Final = 3.0
MISSING: Final = 0.25
RUN_IN: Final = 14
WEEKS: Final = 8
HORIZON: Final = 7 * WEEKS
FLOOR: Final = 0.8  #: least mean reported score that an effect may lead to
FIRST_SWITCH, LAST_SWITCH = 3, 9  #: weeks, multiple baseline
TREATMENT, CONTROL, SITE = "core_focused", "standard_crunch", "low_back"
START: Final = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Cell:
    """One kind of cohort.

    Attributes
    ----------
    label
        In words, without the effect.
    treated, controls
        People in each arm. Of people who switch: `treated` is everybody, `controls` 0.
    effect
        True difference of mean reported scores after 8 weeks.
    plan
        "parallel"; "baselines" (everybody begins with the control routine and switches at staggered weeks
        3 to 9, 16 weeks in all); "crossover" (half A then B, half B then A, 8 weeks each).
    weeks
        Length of the log after time zero.
    spread
        Slope SD in the treated arm relative to the other.
    dropout
        Share of people who stop at a random week from 2 to 11.
    response
        SD between people of what the treatment does to them, latent points a week.
    course
        How much better everybody gets whatever they do, in reported points, most of it in the first month.
    shape
        Of the effect over time: "linear", or "early" (grows to its full size in four weeks and stays).
    level
        Of the intervals.
    target
        Criteria of its own; None: the usual ones of `targets`.
    """

    label: str
    treated: int
    controls: int
    effect: float = 0.0
    plan: str = "parallel"
    weeks: int = 12
    spread: float = 1.0
    dropout: float = 0.0
    response: float = 0.0
    course: float = 0.0
    shape: str = "linear"
    level: float = 0.95
    target: tuple[tuple[str, str, float], ...] | None = None

    @property
    def times(self) -> int:
        """How many times the usual replications: more for three a group, whose coverage is at its bound."""
        return 4 if 0 < min(self.treated, self.controls) <= 3 else 1

    @property
    def name(self) -> str:
        """Tells the cell apart."""
        return f"{self.label}, {'no effect' if self.effect == 0 else f'{self.effect:+g} at week 8'}"

    @property
    def people(self) -> int:
        """Everybody."""
        return self.treated + self.controls


@dataclass(frozen=True)
class Plan:
    """Who does what when: arrays (people, days), the days counted from time zero (run-in below 0).

    `treated` marks days under the treatment, `since` counts the days since that began, `phase` is 1 in the
    run-in.
    """

    day: Ints
    treated: Bools
    since: Ints
    phase: Ints


def lay_out(cell: Cell) -> Plan:
    """Return the plan of a cell, the same in every replication."""
    day = np.arange(-RUN_IN, 7 * cell.weeks)
    last = 7 * cell.weeks
    if cell.plan == "parallel":
        begins = np.repeat([0, last], [cell.treated, cell.controls])
        ends = np.full(cell.people, last)
    elif cell.plan == "baselines":
        begins = 7 * np.rint(np.linspace(FIRST_SWITCH, LAST_SWITCH, cell.people)).astype(int)
        ends = np.full(cell.people, last)
    else:
        first = np.arange(cell.people) % 2 == 0
        begins, ends = np.where(first, 0, last // 2), np.where(first, last // 2, last)
    treated = (day >= begins[:, None]) & (day < ends[:, None]) & (day >= 0)
    since = np.where(treated, day - begins[:, None], 0)
    moved = ((begins > 0) & (day[:, None] >= begins)).T | ((ends < last) & (day[:, None] >= ends)).T
    return Plan(day, treated, since, np.where(day < 0, 1, 2 + moved))


def reach(cell: Cell, since: Array) -> Array:
    """Return the true effect on the mean reported score `since` days after the treatment began; 0 before."""
    share = since / HORIZON if cell.shape == "linear" else np.minimum(since / 28, 1.0)
    return cell.effect * share


@lru_cache(maxsize=64)
def solve_drift(cell: Cell) -> Array:
    """Return the latent drift (people, days) under which the mean reported effect is `reach`."""
    plan = lay_out(cell)
    _, which, back = np.unique(plan.treated, axis=0, return_index=True, return_inverse=True)
    treated, since = plan.treated[which], plan.since[which]  # people with the same plan share a drift
    week = np.maximum(plan.day, 0) / 7
    begin = expect_reported(LEVEL, np.hypot(BETWEEN, NOISE))
    without = begin - cell.course * (1 - np.exp(-week / COURSE_WEEKS))
    own = np.where(treated.any(axis=1) & (cell.plan == "parallel"), cell.spread, 1.0)[:, None] * SLOPE
    spread = np.sqrt(BETWEEN**2 + NOISE**2 + (own * week) ** 2 + (cell.response * since / 7) ** 2)
    goal = np.maximum(without + reach(cell, since), FLOOR)
    low, high = np.full(goal.shape, -30.0), np.full(goal.shape, 30.0)
    for _ in range(50):
        middle = (low + high) / 2
        short = expect_reported(LEVEL + middle, spread) < goal
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    drift = np.where(plan.day < 0, 0.0, (low + high) / 2)[back.ravel()]
    drift.setflags(write=False)
    return drift


def draw_scores(cell: Cell, seed: int) -> tuple[Array, Bools]:
    """Return whole scores (people, days) and which of them were reported."""
    plan, rng = lay_out(cell), np.random.default_rng([zlib.crc32(cell.name.encode()), seed])
    shape = plan.treated.shape
    noise = rng.standard_normal(shape)
    for at in range(1, shape[1]):
        noise[:, at] = RHO * noise[:, at - 1] + np.sqrt(1 - RHO**2) * noise[:, at]
    level, slope, response = rng.standard_normal((3, shape[0], 1))
    slope = slope * SLOPE
    if cell.plan == "parallel":
        slope[: cell.treated] *= cell.spread
    week = np.maximum(plan.day, 0) / 7
    latent = LEVEL + BETWEEN * level + slope * week + NOISE * noise
    latent += solve_drift(cell) + cell.response * response * plan.since / 7
    seen = rng.random(shape) >= MISSING
    if cell.dropout:
        leaves = rng.random(shape[0]) < cell.dropout
        stop = np.where(leaves, 7 * rng.integers(2, 12, shape[0]), 7 * cell.weeks)
        seen &= plan.day < stop[:, None]
    return np.clip(np.rint(latent), 0, 10), seen


@lru_cache(maxsize=4)
def _build_frame(cell: Cell) -> pl.DataFrame:
    """Return the person-days of a cell without scores."""
    plan = lay_out(cell)
    people, days = plan.treated.shape
    is_run_in = np.broadcast_to(plan.day < 0, plan.treated.shape)
    begins = np.where(plan.phase == 1, 0, np.where(plan.phase == 3, _find_switches(plan)[:, None], 0))
    program = np.where(is_run_in, "run_in", np.where(plan.treated, TREATMENT, CONTROL))
    day = np.tile(plan.day, people)
    start, is_outcome = pl.lit(START), ~pl.col("run_in")
    return pl.DataFrame(
        {
            "person": np.repeat([f"p{k:03d}" for k in range(people)], days),
            "day": day,
            "program": program.ravel(),
            "phase": plan.phase.ravel(),
            "begins": begins.ravel(),
            "run_in": is_run_in.ravel(),
        }
    ).with_columns(
        (start + pl.duration(days="day")).alias("date"),
        pl.lit("randomised").alias("assigned"),
        pl.col("phase").cast(pl.Int32),
        (start + pl.duration(days="begins")).alias("time_zero"),
        (start + pl.duration(days=pl.when("run_in").then(-RUN_IN).otherwise("begins"))).alias("phase_start"),
        pl.when(is_outcome).then(pl.col("day") - pl.col("begins")).cast(pl.Int32).alias("day_in_phase"),
        pl.lit(False).alias("continuing"),
        pl.lit(None, pl.String).alias("schedule"),
    )


def _find_switches(plan: Plan) -> Ints:
    """Return the day on which each person's second phase begins; 0 where there is none."""
    later = plan.phase == 3
    return np.where(later.any(axis=1), plan.day[later.argmax(axis=1)], 0)


def draw_days(cell: Cell, seed: int) -> pl.DataFrame:
    """Return one cohort as person-days, as `build_days` makes them."""
    scores, seen = draw_scores(cell, seed)
    values = np.where(seen, scores, np.nan).ravel()
    return _build_frame(cell).with_columns(
        pl.Series(SITE, values, nan_to_null=True).cast(pl.Int32), reported=pl.Series(seen.ravel())
    )
