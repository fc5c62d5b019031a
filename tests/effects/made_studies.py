"""Made person-days of a comparison: run-in and one routine a person, with what a sceptic fears put in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Fears:
    """What may be wrong in a study; 0 everywhere: nothing is.

    Attributes
    ----------
    effect
        Points that the core-focused routine adds, from time zero on.
    step
        Points added in the second half of the run-in of those who go on to the core-focused routine.
    slope
        Points a week by which the two groups go apart during the run-in.
    control
        Points added at the control site after time zero, core-focused routine.
    lead
        Sets (hundredths) fewer in the seven days after a day, for each point of discomfort on it.
    entry
        Points added on the first day of the log.
    """

    effect: float = 0.0
    step: float = 0.0
    slope: float = 0.0
    control: float = 0.0
    lead: float = 0.0
    entry: float = 0.0


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
    days = run_in + 7 * weeks
    shape = (people, days)
    treated = (np.arange(people) % 2 == 0)[:, None]
    day = np.arange(days)[None, :]
    sites = {}
    for site in ("thigh_root", "low_back", "control"):
        course = rng.normal(size=shape)
        for at in range(1, days):
            course[:, at] = rho * course[:, at - 1] + np.sqrt(1 - rho**2) * course[:, at]
        score = rng.normal(4.0, 1.2, (people, 1)) + sd * course
        is_control = site == "control"
        score = score + treated * (day >= run_in) * (fears.control if is_control else fears.effect)
        if not is_control:
            score = score + treated * fears.step * ((day >= run_in // 2) & (day < run_in))
            score = score + treated * fears.slope * np.minimum(day, run_in) / 7
            score = score + fears.entry * (day == 0)
        sites[site] = np.clip(np.rint(score), 0, 10)
    sore = sites["thigh_root"] - sites["thigh_root"].mean(axis=1, keepdims=True)
    trains = rng.random(shape) < 3 / 7
    wish = 6.0 - fears.lead * np.roll(sore, 1, axis=1)
    sets = np.where(trains, rng.poisson(np.clip(wish, 0.2, 20)), 0)
    seen = rng.random(shape) < reported
    seen[:, 0] = True
    start = 20_000
    in_arm = np.broadcast_to(day >= run_in, shape)
    names = np.where(treated, "core_focused", "standard_crunch")
    flat = {
        "person": np.repeat([f"p{i:03d}" for i in range(people)], days),
        "date": pl.Series(np.tile(np.arange(days), people) + start).cast(pl.Int32).cast(pl.Date),
        **{
            site: pl.Series(np.where(seen, score, np.nan).ravel()).fill_nan(None).cast(pl.Int32)
            for site, score in sites.items()
        },
        "program": np.where(in_arm, names, "run_in").ravel(),
        "assigned": np.full(people * days, "randomised"),
        "phase": np.where(in_arm, 2, 1).ravel().astype(np.int32),
        "day_in_phase": pl.Series(np.where(in_arm, day - run_in, -1).ravel().astype(np.int32)),
        "run_in": (~in_arm).ravel(),
        "continuing": np.zeros(people * days, dtype=bool),
        "trained": trains.ravel(),
        "reported": seen.ravel(),
        "hard_sets_article_move": np.where(treated, sets, 0).ravel().astype(np.int32),
        "hard_sets_standard_ab": np.where(treated, 0, sets).ravel().astype(np.int32),
    }
    zero = pl.lit(start + run_in, dtype=pl.Int32).cast(pl.Date)
    return pl.DataFrame(flat).with_columns(
        day_in_phase=pl.when("run_in").then(None).otherwise("day_in_phase"),
        time_zero=pl.when("run_in").then(None).otherwise(zero),
        phase_start=pl.when("run_in").then(pl.lit(start, dtype=pl.Int32).cast(pl.Date)).otherwise(zero),
        phase_end=pl.lit(None, dtype=pl.Date),
    )
