"""The first stage: each person's own numbers."""

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.person_lines import Entry, fit_lines

ARMS = ("core_focused", "standard_crunch")
SITES = ("thigh_root", "low_back")


def fit(days: pl.DataFrame, horizon: int = 56, **entry: int) -> pl.DataFrame:
    return fit_lines(days.lazy(), ARMS, SITES, horizon, Entry(**entry))


def random_scores(seed: int, days: int = 84, missing: float = 0.3) -> list[int | None]:
    rng = np.random.default_rng(seed)
    values = np.clip(np.rint(rng.normal(4, 2, days)), 0, 10).astype(int)
    return [None if gone else int(v) for v, gone in zip(values, rng.random(days) < missing, strict=True)]


def test_lines_equal_polyfit_person_by_person(person):
    given = {f"p{k}": random_scores(k) for k in range(5)}
    days = pl.concat([person(name, "core_focused", scores) for name, scores in given.items()])
    found = fit(days).filter(pl.col("outcome") == "low_back")
    assert found["person"].to_list() == sorted(given)
    for row in found.iter_rows(named=True):
        pairs = [(t, v) for t, v in enumerate(given[row["person"]]) if v is not None]
        near = np.array([(t, v) for t, v in pairs if 28 <= t <= 70])
        early = np.array([(t, v) for t, v in pairs if t <= 56])
        assert row["score"] == pytest.approx(np.polyval(np.polyfit(near[:, 0], near[:, 1], 1), 56), abs=1e-9)
        assert row["slope"] == pytest.approx(7 * np.polyfit(early[:, 0], early[:, 1], 1)[0], abs=1e-9)
        assert (row["n_days"], row["n_slope_days"]) == (len(near), len(early))
        assert row["reason"] is None


def test_the_order_of_rows_does_not_matter(person):
    days = pl.concat(
        [person("a", "core_focused", random_scores(1)), person("b", "standard_crunch", random_scores(2))]
    )
    shuffled = days.sample(fraction=1, shuffle=True, seed=3)
    assert fit(days).equals(fit(shuffled), null_equal=True)


def test_a_straight_course_is_read_off_exactly(person):
    scores = [round(t / 14) if t % 14 == 0 else None for t in range(99)]
    row = fit(person("a", "core_focused", scores), min_days=2).row(0, named=True)
    assert row["score"] == pytest.approx(4)
    assert row["slope"] == pytest.approx(0.5)


def test_missing_is_never_zero(person):
    all_five = [5 if t % 2 else None for t in range(84)]
    row = fit(person("a", "core_focused", all_five)).row(0, named=True)
    assert row["score"] == pytest.approx(5)
    assert row["slope"] == pytest.approx(0)


def test_run_in_days_are_never_outcomes(person):
    high, low = (
        fit(person("a", "core_focused", [2] * 84, run_in=[v] * 14)).row(0, named=True) for v in (9, 1)
    )
    assert (high["score"], high["slope"], high["n_days"]) == (low["score"], low["slope"], low["n_days"])
    assert (high["run_in_mean"], low["run_in_mean"], high["n_run_in"]) == (9, 1, 14)


def test_a_run_in_inside_the_phase_is_kept_apart(person):
    # a continuing user: the first 14 days of the phase are the run-in, with days counted after it
    days = person("a", "core_focused", [8] * 14 + [2] * 84, run_in=(), continuing=True).with_columns(
        (pl.col("day_in_phase") - 14).alias("day_in_phase"), (pl.col("day_in_phase") < 14).alias("run_in")
    )
    row = fit(days).row(0, named=True)
    assert (row["score"], row["run_in_mean"]) == (pytest.approx(2), 8)
    assert row["continuing"]


def test_only_the_first_arm_phase_counts(person):
    days = person("a", "core_focused", [2] * 84, later="standard_crunch", later_scores=[9] * 84)
    row = fit(days).row(0, named=True)
    assert (row["arm"], row["score"], row["switched"]) == ("core_focused", pytest.approx(2), True)


def test_mixed_and_others_are_in_no_arm(person):
    assert fit(person("a", "mixed", [2] * 84)).is_empty()


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([None] * 84, "no_reports"),
        ([3] * 49, "ends_early"),  # last day is 48
        ([3] * 50, None),
        ([3 if t in (30, 45, 50, 52, 55, 60) else None for t in range(84)], "few_days"),
        ([3 if t in (30, 45, 50, 52, 55, 60, 61) else None for t in range(84)], None),
        ([3 if t > 55 and t < 69 else None for t in range(84)], "few_days"),  # 13 days, but bunched together
    ],
)
def test_who_enters(person, scores, reason):
    row = fit(person("a", "core_focused", scores)).row(0, named=True)
    assert row["reason"] == reason
    assert (row["score"] is None) == (reason is not None)


def test_sites_are_judged_one_by_one(person):
    days = person("a", "core_focused", [3] * 84).with_columns(pl.lit(None, dtype=pl.Int32).alias("low_back"))
    reasons = dict(fit(days).select("outcome", "reason").iter_rows())
    assert reasons == {"thigh_root": None, "low_back": "no_reports"}
