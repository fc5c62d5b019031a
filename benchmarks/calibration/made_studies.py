"""Made person-days of a comparison, with what a sceptic fears put in: for the checks' calibration and tests.

Groups: run-in and one routine a person. One person: four weeks on either routine in turn. Scores have memory
and are whole numbers from 0 to 10; days go without a rating at random unless a fear says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

SITES = ("thigh_root", "low_back", "control")
START = 20_000


@dataclass(frozen=True)
class Fears:
    """What may be wrong in a study; 0 everywhere: nothing is.

    Attributes
    ----------
    effect
        Points that the core-focused routine adds, from time zero on.
    step, slope
        Of those who go on to the core-focused routine: points added in the second half of the run-in (of one
        person: of the first phase), and points a week before they begin.
    control
        Points added at the control site on the core-focused routine.
    lead
        Sets fewer in the seven days after a day, for each point of discomfort on it.
    entry
        Points added on the first day of the log.
    before
        Points by which those who go on to the core-focused routine differ before they begin.
    crises
        Share of days on the core-focused routine that are 7 points worse, the others a little better: means
        hardly differ, ranks do.
    low
        Points by which everybody's level is lower, so that zeros pile up.
    odd
        Points added to one person's days on the core-focused routine.
    odd_week
        Points added to the eighth week on the core-focused routine.
    fewer
        Share of days on the core-focused routine that go without a rating beside the others.
    hidden
        Log odds of no rating, for each point of discomfort the day before.
    strays
        Share of people on the core-focused routine who do the other one's sets after two weeks; their
        `effect` is gone then.
    quits
        Share of people on the core-focused routine who get 1.5 points worse a week and rate nothing from the
        fourth week on: their own lines point far up, a model of everybody believes them less.
    """

    effect: float = 0.0
    step: float = 0.0
    slope: float = 0.0
    control: float = 0.0
    lead: float = 0.0
    entry: float = 0.0
    before: float = 0.0
    crises: float = 0.0
    low: float = 0.0
    odd: float = 0.0
    odd_week: float = 0.0
    fewer: float = 0.0
    hidden: float = 0.0
    strays: float = 0.0
    quits: float = 0.0


@dataclass(frozen=True)
class _Plan:
    """Who is on what when: arrays (people, days)."""

    core: np.ndarray  # on the core-focused routine
    in_arm: np.ndarray  # on either
    early: np.ndarray  # the days before anything changes
    begins: np.ndarray  # first day of the phase
    phase: np.ndarray
    to_come: np.ndarray  # (people, 1) goes on to the core-focused routine


def make_study(
    rng: np.random.Generator,
    people: int,
    fears: Fears = Fears(),
    *,
    run_in: int = 14,
    weeks: int = 8,
    rho: float = 0.4,
    sd: float = 1.3,
    reported: float = 0.85,
) -> pl.DataFrame:
    """Return person-days of `people`, every other one core-focused after the run-in."""
    shape = (people, run_in + 7 * weeks)
    day = np.broadcast_to(np.arange(shape[1]), shape)
    treated = (np.arange(people) % 2 == 0)[:, None]
    in_arm = day >= run_in
    begins = np.where(in_arm, run_in, 0)
    plan = _Plan(in_arm & treated, in_arm, ~in_arm, begins, np.where(in_arm, 2, 1), treated)
    return _fill(rng, plan, fears, rho, sd, reported)


def make_alone(
    rng: np.random.Generator,
    fears: Fears = Fears(),
    *,
    phases: int = 6,
    phase_days: int = 28,
    rho: float = 0.5,
    sd: float = 1.3,
    reported: float = 0.85,
) -> pl.DataFrame:
    """Return one person's days, phases of either routine in turn, the first of them drawn by lot."""
    day = np.arange(phases * phase_days)[None, :]
    number = day // phase_days
    core = number % 2 == rng.integers(2)
    plan = _Plan(core, day >= 0, number == 0, number * phase_days, number + 1, np.ones((1, 1), dtype=bool))
    return _fill(rng, plan, fears, rho, sd, reported)


def _fill(
    rng: np.random.Generator, plan: _Plan, fears: Fears, rho: float, sd: float, reported: float
) -> pl.DataFrame:
    shape = plan.core.shape
    people, days = shape
    since = np.arange(days)[None, :] - plan.begins
    strays = plan.core & (since >= 14) & (np.arange(people) < fears.strays * people)[:, None]
    does_core = plan.core & ~strays
    scores = {}
    for site in SITES:
        course = rng.normal(size=shape)
        for at in range(1, days):
            course[:, at] = rho * course[:, at - 1] + np.sqrt(1 - rho**2) * course[:, at]
        score = rng.normal(4.0, 1.2, (people, 1)) + sd * course
        if site == "control":
            score = score + plan.core * fears.control
        else:
            score = score + does_core * fears.effect + _add_fears(plan, fears, since)
        scores[site] = score
    # what came later draws from a stream of its own, so that it moves nothing that was there
    apart = rng.spawn(1)[0]
    for site in SITES[:2]:
        crisis = apart.random(shape) < fears.crises
        scores[site] = scores[site] + plan.core * np.where(crisis, 7.0, -6.0 * fears.crises)
    scores = {site: np.clip(np.rint(score), 0, 10) for site, score in scores.items()}
    trains, sets = _draw_sets(rng, scores["thigh_root"], fears.lead)
    seen = rng.random(shape) < reported - fears.fewer * plan.core
    if fears.hidden:
        pain = scores["thigh_root"] - scores["thigh_root"].mean()
        odds = np.log((1 - reported) / reported) + fears.hidden * np.roll(pain, 1, axis=1)
        seen = apart.random(shape) >= 1 / (1 + np.exp(-odds))
    quits = plan.core & (np.arange(people) < fears.quits * people)[:, None]
    seen &= ~(quits & (since >= 21))
    seen[:, 0] = True
    habits = {"sleep_h": apart.normal(7, 1, shape), "sitting_h": apart.normal(8, 2, shape)}
    return _lay_out(plan, scores, seen, trains, np.where(does_core, sets, 0), sets, does_core, habits)


def _add_fears(plan: _Plan, fears: Fears, since: np.ndarray) -> np.ndarray:
    """Return what is added at the primary sites."""
    days = np.arange(plan.core.shape[1])[None, :]
    last = int(plan.early.sum(axis=1).max())
    near = (since >= 49) & (since < 56)
    first = days == 0
    person = np.arange(plan.core.shape[0])[:, None]
    one, quits = person == 0, person < fears.quits * len(person)
    return (
        plan.to_come * fears.step * (plan.early & (days >= last // 2))
        + plan.to_come * fears.slope * np.minimum(days, last) / 7
        + plan.to_come * fears.before * plan.early
        + fears.entry * first
        - fears.low
        + plan.core * one * fears.odd
        + plan.core * quits * 1.5 * since / 7
        + plan.core * near * fears.odd_week
    )


def _draw_sets(rng: np.random.Generator, score: np.ndarray, lead: float) -> tuple[np.ndarray, np.ndarray]:
    trains = rng.random(score.shape) < 3 / 7
    wish = 6.0 - lead * np.roll(score - score.mean(axis=1, keepdims=True), 1, axis=1)
    return trains, np.where(trains, rng.poisson(np.clip(wish, 0.2, 20)), 0)


def _lay_out(
    plan: _Plan,
    scores: dict[str, np.ndarray],
    seen: np.ndarray,
    trains: np.ndarray,
    moves: np.ndarray,
    sets: np.ndarray,
    does_core: np.ndarray,
    habits: dict[str, np.ndarray],
) -> pl.DataFrame:
    people, days = plan.core.shape
    names = np.where(plan.core, "core_focused", "standard_crunch")
    in_arm = plan.in_arm.ravel()
    dates = pl.Series(plan.begins.ravel() + START).cast(pl.Int32).cast(pl.Date)
    since = (np.arange(days)[None, :] - plan.begins).ravel().astype(np.int32)
    frame = pl.DataFrame(
        {
            "person": np.repeat([f"p{i:03d}" for i in range(people)], days),
            "date": pl.Series(np.tile(np.arange(days), people) + START).cast(pl.Int32).cast(pl.Date),
            **{
                site: pl.Series(np.where(seen, score, np.nan).ravel()).fill_nan(None).cast(pl.Int32)
                for site, score in scores.items()
            },
            "program": np.where(plan.in_arm, names, "run_in").ravel(),
            "assigned": np.full(people * days, "randomised"),
            "phase": plan.phase.ravel().astype(np.int32),
            "day_in_phase": since,
            "run_in": ~in_arm,
            "continuing": np.zeros(people * days, dtype=bool),
            "trained": trains.ravel(),
            "reported": seen.ravel(),
            "hard_sets_article_move": moves.ravel().astype(np.int32),
            "hard_sets_standard_ab": np.where(plan.in_arm & ~does_core, sets, 0).ravel().astype(np.int32),
            **{name: values.ravel() for name, values in habits.items()},
            "phase_start": dates,
            "time_zero": dates,
        }
    )
    outcome_day = ~pl.col("run_in")
    return frame.with_columns(
        day_in_phase=pl.when(outcome_day).then("day_in_phase"),
        time_zero=pl.when(outcome_day).then("time_zero"),
        phase_end=pl.lit(None, dtype=pl.Date),
    )
