"""Person-days with a known truth about each claim: memory, white noise, a floor, whole numbers.

The calibration of claims and the tests draw their studies here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from coreanalytics.days.columns import PERSON_DAYS
from coreanalytics.vocabulary import Assigned, Program

RUN_IN = 14
MEASURES = (
    ("anchored_crunch_reps", 12, 0),
    ("support_pelvic_tilt_reps", 8, 0),
    ("rotation_load_kg", 10, 1),
    ("loaded_carry_kg_m", 900, 0),
    ("side_support_unsided_s", 30, 0),
)


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
    gave_out: float = 0.0
    gave_out_learned: float = 0.0
    felt: float = 0.0
    felt_learned: float = 0.0
    capacity: float = 0.0


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
    design: str = "crossing",
    slow: float = 0.0,
    mood: float = 0.5,
) -> pl.DataFrame:
    """Return person-days.

    Half the people switch from crunches to the moves half-way, half the other way ("crossing"); or half are
    on either after two weeks of run-in ("parallel").

    Parameters
    ----------
    rho, white
        Memory of the course from day to day; share of white noise in a day.
    because_it_hurts
        How much likelier (log odds a point) stretching and massage are on a day that hurts.
    slow
        SD, points, of a course of correlation .99 from day to day beside the other.
    mood
        Memory of what is answered after training, from day to day.
    """
    shape = (people, days)
    course = rng.normal(size=shape)
    for day in range(1, days):
        course[:, day] = rho * course[:, day - 1] + np.sqrt(1 - rho**2) * course[:, day]
    spread = 1.3 * np.exp(rng.normal(0, 0.25, (people, 1)))
    noise = spread * (np.sqrt(1 - white) * course + np.sqrt(white) * rng.normal(size=shape))
    level = rng.normal(3.5, 1.2, (people, 1)) - 0.05 * np.arange(days) / 7
    late = np.arange(days) >= days // 2
    odd = (np.arange(people) % 2 == 1)[:, None]
    is_parallel = design == "parallel"
    warm_up = (np.arange(days) < RUN_IN)[None, :] & np.full((people, 1), is_parallel)
    moves_now = np.where(is_parallel, odd & ~warm_up, late[None, :] ^ odd)
    # what came later draws from streams of its own, so that it moves nothing that was there
    apart = rng.spawn(1)[0]
    work = _draw_capacity(apart, people, days)
    noise = noise + slow * _draw_course(apart, shape, 0.99)
    back_noise = noise[::-1] if people > 1 else spread * _draw_course(apart, shape, rho)
    level = level + truth.capacity * np.repeat(work[1], 7, axis=1)[:, :days] / np.log(1.1)
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
            level[:, day] + noise[:, day] + carried[:, day] + before * minutes[:, day - 1] * bool(day)
        )
        back[:, day] = _round(
            level[:, day] + back_noise[:, day] + carried[:, day] + before * rubbed[:, day - 1] * bool(day)
        )
        for habit, score in ((minutes, thigh), (rubbed, back)):
            odds = -1.0 + because_it_hurts * (score[:, day] - 3)
            habit[:, day] = 10.0 * (rng.random(people) < 1 / (1 + np.exp(-odds)))
    after = _round(back + truth.after * demanding / 5 + truth.side * side / 5 + rng.normal(0, 1, shape))
    seen = rng.random(shape) < reported
    told = trains & (rng.random(shape) < 0.8)
    program = np.where(moves_now, Program.CORE_FOCUSED.value, Program.STANDARD_CRUNCH.value)
    program = np.where(warm_up, Program.RUN_IN.value, program)
    number = np.where(warm_up, 1, 1 + is_parallel + (0 if is_parallel else late[None, :]))
    begins = np.where(warm_up, 0, RUN_IN * is_parallel + (0 if is_parallel else late[None, :] * (days // 2)))
    in_phase = np.arange(days)[None, :] - begins
    answers = _draw_answers(apart, truth, trains, moves_now, in_phase, mood)

    def maybe(values: np.ndarray, where: np.ndarray) -> pl.Series:
        return pl.Series(np.where(where, values, np.nan).ravel()).fill_nan(None)

    frame = pl.DataFrame(
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
            "assigned": np.full(people * days, Assigned.RANDOMISED.value),
            "run_in": warm_up.ravel(),
            "phase": np.broadcast_to(number, shape).ravel().astype(np.int32),
            "phase_start": _dates(np.broadcast_to(begins, shape)),
            "time_zero": _dates(np.broadcast_to(begins, shape)),
            "day_in_phase": pl.Series(np.broadcast_to(in_phase, shape).ravel().astype(np.int32)),
            "continuing": np.zeros(people * days, dtype=bool),
            "reported": seen.ravel(),
            **answers,
            **_tell_capacity(apart, work[0], trains & (moves + side > 0)),
        }
    )
    there = set(frame.columns)
    others = [pl.lit(None, dtype=kind).alias(name) for name, kind in PERSON_DAYS.items() if name not in there]
    return frame.with_columns(others)


def _draw_course(rng: np.random.Generator, shape: tuple[int, int], rho: float) -> np.ndarray:
    course = rng.normal(size=shape)
    for day in range(1, shape[1]):
        course[:, day] = rho * course[:, day - 1] + np.sqrt(1 - rho**2) * course[:, day]
    return course


def _draw_capacity(rng: np.random.Generator, people: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return log capacity per person, move and week, and its mean over moves as known a week later."""
    weeks = -(-days // 7)
    # good and bad months are shared by the moves; the rest is each move's own
    shared = rng.normal(0.035, 0.02, (people, 1, 1)) + rng.normal(0, 0.05, (people, 1, weeks))
    gain = shared + rng.normal(0, 0.03, (people, len(MEASURES), weeks))
    logs = np.cumsum(gain, axis=2)
    return logs, np.concatenate([np.zeros((people, 1)), logs.mean(axis=1)[:, :-1]], axis=1)


def _tell_capacity(rng: np.random.Generator, logs: np.ndarray, does: np.ndarray) -> dict[str, pl.Series]:
    """Return the best sets of days on which moves were done, each move on half of them."""
    people = logs.shape[0]
    days = does.shape[1]
    told = {}
    for at, (name, base, digits) in enumerate(MEASURES):
        daily = np.repeat(logs[:, at], 7, axis=1)[:, :days] + rng.normal(0, 0.06, (people, days))
        best = np.round(base * np.exp(daily), digits)
        where = does & (rng.random((people, days)) < 0.5)
        told[name] = pl.Series(np.where(where, best, np.nan).ravel()).fill_nan(None)
    return told


def _draw_answers(
    rng: np.random.Generator,
    truth: Truth,
    trains: np.ndarray,
    moves_now: np.ndarray,
    in_phase: np.ndarray,
    mood: float,
) -> dict[str, pl.Series]:
    """Return what gave out first (of one to four answers a session) and how much the abs were felt."""
    shape = trains.shape
    people = shape[0]
    busy = np.exp(rng.normal(0, 0.4, (people, 1)))  # some answer more sets than others
    told = np.where(trains & (rng.random(shape) < 0.85), 1 + rng.poisson(np.minimum(busy, 3), shape), 0)
    months = np.where(moves_now, in_phase / 28, 0.0)
    logit = rng.normal(-0.4, 0.8, (people, 1)) + 0.7 * _draw_course(rng, shape, mood)
    logit = logit + truth.gave_out * moves_now + truth.gave_out_learned * months
    nothing = rng.binomial(told, 0.08)
    hip = rng.binomial(told - nothing, 1 / (1 + np.exp(-logit)))
    # without an effect the abs give out first as often as the hip flexors
    abs_ = rng.binomial(told - nothing - hip, 0.7226)
    felt = rng.normal(5.0, 1.5, (people, 1)) + 1.2 * _draw_course(rng, shape, mood) + rng.normal(0, 1, shape)
    felt = _round(felt + truth.felt * moves_now + truth.felt_learned * months)
    is_told = trains & (rng.random(shape) < 0.85)
    counts = {
        "gave_out_answered": told,
        "gave_out_hip_flexors": hip,
        "gave_out_abs": abs_,
        "gave_out_low_back": told - nothing - hip - abs_,
        "gave_out_grip": np.zeros_like(told),
        "gave_out_other": np.zeros_like(told),
        "gave_out_none": nothing,
    }
    series = {
        name: pl.Series(np.where(trains, values, np.nan).ravel()).fill_nan(None).cast(pl.Int32)
        for name, values in counts.items()
    }
    return series | {"abs_felt": pl.Series(np.where(is_told, felt, np.nan).ravel()).fill_nan(None)}


def _dates(days: np.ndarray) -> pl.Series:
    return pl.Series(days.ravel() + 20_000).cast(pl.Int32).cast(pl.Date)


def _earlier(values: np.ndarray, lag: int) -> np.ndarray:
    out = np.zeros_like(values)
    out[:, lag:] = values[:, :-lag]
    return out


def _round(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 10)
