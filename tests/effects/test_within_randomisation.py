"""Randomisation tests: which schedules could have been drawn, and how rare the real one is."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.within.person_rows import WithinEntry, enter_outcome, read_rows
from coreanalytics.effects.within.randomisation import _studentise, permute_schedules

CORE, CRUNCH = "core_focused", "standard_crunch"
FIRST = dt.date(2026, 1, 5)
ORACLES = Path(__file__).parent / "oracles"


def make_rows(order, length=14, *, shift=0.0, schedule=None, seed=0, rho=0.5, missing=0.2, lengths=None):
    rng = np.random.default_rng(seed)
    lengths = lengths or [length] * len(order)
    records, day, course = [], 0, 0.0
    for number, (treated, span) in enumerate(zip(order, lengths, strict=True), start=1):
        start = FIRST + dt.timedelta(days=day)
        for offset in range(span):
            course = rho * course + np.sqrt(1 - rho**2) * rng.normal()
            score = int(np.clip(np.rint(5 + 1.6 * course + shift * treated), 0, 10))
            records.append(
                {
                    "person": "a",
                    "date": FIRST + dt.timedelta(days=day),
                    "low_back": None if rng.random() < missing else score,
                    "program": CORE if treated else CRUNCH,
                    "assigned": "randomised",
                    "phase": number,
                    "phase_start": start,
                    "day_in_phase": offset,
                    "run_in": False,
                    "schedule": schedule,
                }
            )
            day += 1
    kinds = {"schedule": pl.String(), "phase": pl.Int32(), "day_in_phase": pl.Int32(), "low_back": pl.Int32()}
    frame = pl.DataFrame(records, infer_schema_length=None, schema_overrides=kinds)
    return read_rows(frame, "a", (CORE, CRUNCH), ["low_back"])


def run(rows, **kwargs):
    return permute_schedules(rows, enter_outcome(rows, "low_back", WithinEntry()), wash_in=3, **kwargs)


PAIRS = (1, 0, 0, 1, 0, 1, 1, 0, 1, 0)


def test_pairs_are_recognised_and_counted():
    test = run(make_rows(PAIRS, shift=-3))
    assert (test.plan, test.n_possible, test.n_schedules) == ("pairs", 32, 32)
    assert test.p == pytest.approx(2 / 32)  # the real order and its mirror image
    assert test.estimate < -1.5
    assert test.least == pytest.approx(2 / 32)
    assert "cannot be less than 6.2" in test.to_aside().sentence


def test_enough_schedules_say_nothing_of_the_least_share():
    test = run(make_rows((*PAIRS, 1, 0), shift=-1))
    assert test.least == pytest.approx(2 / 64)
    assert "cannot be less" not in test.to_aside().sentence


def test_any_balanced_order():
    test = run(make_rows((0, 0, 1, 1, 0, 1, 1, 0), shift=-3))
    assert (test.plan, test.n_possible) == ("blocks", 70)
    told = run(make_rows(PAIRS, shift=-3, schedule="blocks"))
    assert (told.plan, told.n_possible) == ("blocks", 252)


def test_a_cut_short_last_block_is_allowed():
    test = run(make_rows(PAIRS[:9], lengths=[14] * 8 + [6], schedule="pairs"))
    assert test.n_possible == 32


def test_the_day_of_the_switch():
    window = f"start:{FIRST + dt.timedelta(days=25)}/{FIRST + dt.timedelta(days=65)}"
    test = run(make_rows((0, 1), lengths=[40, 50], shift=-4, schedule=window, rho=0.2))
    assert (test.plan, test.n_possible, test.n_schedules) == ("start", 41, 41)
    assert test.p <= 0.1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ({"order": (0, 1), "length": 40}, "are not known"),
        ({"order": (0, 1, 1, 0)}, "only 4 schedules"),
        ({"order": (0, 1, 0, 1), "lengths": [14, 20, 14, 14]}, "not equally long"),
        ({"order": (0, 0, 1, 1, 0, 1), "schedule": "pairs"}, "do not come in pairs"),
        ({"order": (0, 0, 1, 0, 0, 1)}, "not known how the order"),
        ({"order": (0, 1), "length": 40, "schedule": "start:2026-05-01/2026-06-30"}, "does not lie within"),
        ({"order": (0, 1, 0), "length": 40, "schedule": "start:2026-01-01/2026-06-30"}, "needs two phases"),
    ],
)
def test_refusals_say_why(rows, reason):
    test = run(make_rows(**rows))
    assert test.p is None
    sentence = test.to_aside().sentence
    assert sentence.startswith("No randomisation test: ")
    assert reason in sentence


def test_many_schedules_are_drawn_and_the_seed_decides():
    rows = make_rows((1, 0) * 8, schedule="blocks")
    one, two, other = run(rows, most=500), run(rows, most=500), run(rows, most=500, seed=4)
    assert one.n_possible == 12_870
    assert one.n_schedules == 500
    assert one.p == two.p
    assert one.p >= 1 / 500
    assert "500 of the schedules" in one.to_aside().sentence
    exact = run(rows, most=20_000)
    assert other.p == pytest.approx(exact.p, abs=0.08)


def test_it_errs_as_often_as_it_says():
    """Nulls of very persistent days, where tests that take days for independent err in every fourth."""
    rng = np.random.default_rng(1)
    drawn = []
    for seed in range(300):
        first = rng.integers(0, 2, 5)
        order = np.stack([first, 1 - first], axis=1).ravel().tolist()
        drawn.append(run(make_rows(order, 7, seed=seed, rho=0.9)).p)
    assert np.mean(np.array(drawn) <= 0.125) < 0.125 + 3 * np.sqrt(0.125 * 0.875 / 300)


def test_studentised_difference_against_dense_least_squares():
    rng = np.random.default_rng(2)
    day = np.cumsum(rng.integers(1, 3, 30))
    score, treated = rng.normal(size=30), rng.random(30) < 0.5
    t, estimate = _studentise(treated[None, :], score, day, (0.6, 0.2), trend=True)
    v = 0.8 * 0.6 ** np.abs(day[:, None] - day[None, :]).astype(float) + 0.2 * np.eye(30)
    x = np.column_stack([np.ones(30), day, treated])
    inverse = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    beta = inverse @ x.T @ np.linalg.solve(v, score)
    rest = score - x @ beta
    se = np.sqrt(inverse[2, 2] * (rest @ np.linalg.solve(v, rest)) / 27)
    assert estimate[0] == pytest.approx(beta[2], rel=1e-9)
    assert t[0] == pytest.approx(beta[2] / se, rel=1e-9)


def test_start_points_of_three_cases():
    """exampleAB of R's scan (Wilbert & Lueke): 1,331 starts, mean B - A 20.55556, p .03606."""
    frame = pl.read_csv(ORACLES / "single_case.csv")
    shifts = []
    for name in ("Johanna", "Karolina", "Anja"):
        case = frame.filter(pl.col("case") == name)
        day, value = case["day"].to_numpy(), case["value"].to_numpy().astype(float)
        starts = [day > before for before in range(5, 16)]
        shifts.append([_studentise(b[None, :], value, day, (0.0, 0.0), False)[1][0] for b in starts])
    means = np.array([np.mean(combination) for combination in product(*shifts)])
    observed = np.mean([case[0] for case in shifts])
    assert means.size == 1331
    assert observed == pytest.approx(20.55556, abs=5e-6)
    assert np.mean(means >= observed - 1e-9) == pytest.approx(0.03606, abs=5e-6)
