"""Person-days with a known truth about each claim: memory, white noise, a floor, whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Truth:
    """What is true in made days; 0 everywhere: nothing goes with anything.

    `next_day`, `two_days_later`, `after` are points per five hip-flexor-demanding sets; `relief` points the
    next day per ten minutes; `side` points per five side-support sets more than for other sets.
    """

    next_day: float = 0.0
    two_days_later: float = 0.0
    after: float = 0.0
    relief: float = 0.0
    side: float = 0.0


def make_days(
    rng: np.random.Generator,
    people: int,
    days: int,
    truth: Truth = Truth(),
    *,
    rho: float = 0.6,
    white: float = 0.2,
    reported: float = 0.82,
    because_it_hurts: float = 0.25,
) -> pl.DataFrame:
    """Return person-days. Half the people switch from crunches to the moves half-way, half the other way.

    Parameters
    ----------
    rho, white
        Memory of the course from day to day; share of white noise in a day.
    because_it_hurts
        How much likelier (log odds a point) stretching and massage are on a day that hurts.
    """
    shape = (people, days)
    course = rng.normal(size=shape)
    for day in range(1, days):
        course[:, day] = rho * course[:, day - 1] + np.sqrt(1 - rho**2) * course[:, day]
    spread = 1.3 * np.exp(rng.normal(0, 0.25, (people, 1)))
    noise = spread * (np.sqrt(1 - white) * course + np.sqrt(white) * rng.normal(size=shape))
    level = rng.normal(3.5, 1.2, (people, 1)) - 0.05 * np.arange(days) / 7
    late = np.arange(days) >= days // 2
    moves_now = late[None, :] ^ (np.arange(people) % 2 == 1)[:, None]
    trains = rng.random(shape) < 3 / 7
    # both routines hold some of both: within a routine, days differ
    demanding = np.where(trains, rng.poisson(np.where(moves_now, 2.0, 5.0)), 0)
    moves = np.where(trains, rng.poisson(np.where(moves_now, 5.0, 2.0)), 0)
    side = np.where(trains & (rng.random(shape) < 0.5), rng.poisson(3.0, shape), 0)
    carried = truth.next_day * _earlier(demanding, 1) / 5 + truth.two_days_later * _earlier(demanding, 2) / 5
    thigh, back, minutes, rubbed = (np.zeros(shape) for _ in range(4))
    for day in range(days):
        before = truth.relief / 10 if day else 0.0
        thigh[:, day] = _round(
            level[:, 0] + noise[:, day] + carried[:, day] + before * minutes[:, day - 1] * bool(day)
        )
        back[:, day] = _round(
            level[:, 0] + noise[::-1, day] + carried[:, day] + before * rubbed[:, day - 1] * bool(day)
        )
        for habit, score in ((minutes, thigh), (rubbed, back)):
            odds = -1.0 + because_it_hurts * (score[:, day] - 3)
            habit[:, day] = 10.0 * (rng.random(people) < 1 / (1 + np.exp(-odds)))
    after = _round(back + truth.after * demanding / 5 + truth.side * side / 5 + rng.normal(0, 1, shape))
    seen = rng.random(shape) < reported
    told = trains & (rng.random(shape) < 0.8)
    program = np.where(moves_now, "core_focused", "standard_crunch")

    def maybe(values: np.ndarray, where: np.ndarray) -> pl.Series:
        return pl.Series(np.where(where, values, np.nan).ravel()).fill_nan(None)

    return pl.DataFrame(
        {
            "person": np.repeat([f"p{i:03d}" for i in range(people)], days),
            "date": pl.Series(np.tile(np.arange(days), people) + 20_000).cast(pl.Int32).cast(pl.Date),
            "thigh_root": maybe(thigh, seen).cast(pl.Int32),
            "low_back": maybe(back, seen).cast(pl.Int32),
            "thigh_root_after": maybe(after, told).cast(pl.Int32),
            "low_back_after": maybe(after, told).cast(pl.Int32),
            "low_back_before": maybe(back, told).cast(pl.Int32),
            "stretch_min": maybe(minutes, rng.random(shape) < 0.9),
            "massage_min": maybe(rubbed, rng.random(shape) < 0.9),
            "trained": trains.ravel(),
            "hard_sets_demand_2": demanding.ravel().astype(np.int32),
            "hard_sets_demand_3": np.zeros(people * days, dtype=np.int32),
            "hard_sets_article_move": (moves + side).ravel().astype(np.int32),
            "hard_sets_standard_ab": demanding.ravel().astype(np.int32),
            "hard_sets_other_core": np.zeros(people * days, dtype=np.int32),
            "sets_side_support": side.ravel().astype(np.int32),
            "program": program.ravel(),
            "run_in": np.zeros(people * days, dtype=bool),
        }
    ).with_columns(
        pl.lit(None, dtype=pl.Int32).alias(name)
        for name in (
            "thigh_root_during",
            "low_back_during",
            "thigh_root_next_morning",
            "low_back_next_morning",
        )
    )


def _earlier(values: np.ndarray, lag: int) -> np.ndarray:
    out = np.zeros_like(values)
    out[:, lag:] = values[:, :-lag]
    return out


def _round(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 10)
