"""A person's own noise band: what it is made of, whom it holds for, and that it covers what it says."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.effects.noise_bands import ROUNDING, BandSource, estimate_bands, read_band
from coreanalytics.effects.within.weekly_noise import band_grid, fit_noise, lay_columns, weigh_days
from coreanalytics.effects.within.whitening import Grid
from coreanalytics.errors import DataError

MONDAY = dt.date(2026, 6, 1)


def diary(values, *, programs=None, until=MONDAY + dt.timedelta(days=6)) -> pl.DataFrame:
    """One row a day, the last of them on `until`."""
    n = len(values)
    return pl.DataFrame(
        {
            "date": [until - dt.timedelta(days=n - 1 - i) for i in range(n)],
            "program": programs or ["core_focused"] * n,
            "low_back": values,
        },
        schema_overrides={"low_back": pl.Int32},
    )


def draw(n: int, *, rho: float = 0.4, sd: float = 1.3, level: float = 3.0, seed: int = 0) -> list[int]:
    rng = np.random.default_rng(seed)
    course = [rng.normal()]
    for _ in range(n - 1):
        course.append(rho * course[-1] + math.sqrt(1 - rho**2) * rng.normal())
    return [int(v) for v in np.clip(np.rint(level + sd * np.array(course)), 0, 10)]


def band_of(values, **more):
    return estimate_bands(diary(values, **more), MONDAY, ["low_back"])["low_back"]


# ---- the closed form ------------------------------------------------------------------------------
@given(
    days=st.sets(st.integers(0, 13), min_size=1, max_size=14),
    rho=st.floats(0, 0.98),
    kappa=st.floats(0, 0.9),
)
@settings(max_examples=40, deadline=None)
def test_the_variance_of_a_weighted_mean_is_that_of_the_whole_matrix(days, rho, kappa):
    day = np.array(sorted(days))
    weight = np.random.default_rng(len(days)).normal(size=day.size)
    matrix = (1 - kappa) * rho ** np.abs(day[:, None] - day[None, :]) + kappa * np.eye(day.size)
    grid = Grid(np.array([rho]), np.array([kappa]), np.zeros(1))
    assert weigh_days(grid, day, weight)[0] == pytest.approx(weight @ matrix @ weight, abs=1e-12)


def test_seven_days_that_are_alike_say_less_than_seven_that_are_not():
    grid = Grid(np.array([0.0, 0.5, 0.9]), np.zeros(3), np.zeros(3))
    variance = weigh_days(grid, np.arange(7), np.full(7, 1 / 7))
    assert variance[0] == pytest.approx(1 / 7)
    assert list(variance) == sorted(variance)


# ---- own, or a population's -----------------------------------------------------------------------
def test_from_thirty_reported_days_before_the_week_the_band_is_the_persons_own():
    assert band_of(draw(30 + 7)).source is BandSource.OWN
    assert band_of(draw(30 + 7)).days == 30
    few = band_of(draw(29 + 7))
    assert (few.source, few.half_width, few.days) == (BandSource.POPULATION, 1.7, 29)
    assert few.low is None


def test_the_week_itself_does_not_tell_its_own_noise():
    calm = draw(60)
    wild = [*calm[:-7], 10, 0, 10, 0, 10, 0, 10]
    assert band_of(wild).sd == band_of(calm).sd
    assert band_of(wild).half_width == band_of(calm).half_width


def test_a_steadier_person_has_a_narrower_band():
    assert band_of(draw(90, sd=0.7)).half_width < band_of(draw(90, sd=2.0)).half_width


def test_a_week_with_fewer_reports_has_a_wider_band():
    values = draw(90)
    gaps = [*values[:-7], values[-7], None, None, values[-4], None, None, None]
    assert band_of(gaps).half_width > band_of(values).half_width
    assert band_of(gaps).high - band_of(gaps).low > band_of(values).high - band_of(values).low


def test_a_week_without_a_report_has_no_band_but_the_noise_is_known():
    empty = band_of([*draw(83), *[None] * 7])
    assert empty.is_own
    assert (empty.half_width, empty.low, empty.high) == (None, None, None)
    assert empty.sd > 0
    no_last = band_of([*draw(76), *[None] * 7, *[3] * 7])
    assert no_last.half_width is None
    assert no_last.low is not None


def test_scores_that_never_vary_give_no_own_band():
    for value in (0, 10):
        flat = band_of([value] * 70)
        assert (flat.source, flat.is_flat, flat.half_width) == (BandSource.POPULATION, True, 1.7)


def test_no_band_is_narrower_than_rounding_makes_it():
    values = [3] * 69 + [4] + [3] * 14
    band = band_of(values)
    assert band.is_own
    assert band.half_width >= 1.9 * math.sqrt(2 * ROUNDING / 7)


def test_a_level_that_changed_with_the_program_is_no_noise():
    values = [v + 4 * (i < 45) for i, v in enumerate(draw(97, level=2.0, sd=1.0))]
    programs = ["run_in"] * 45 + ["core_focused"] * 52
    assert band_of(values, programs=programs).sd < 1.2
    assert band_of(values).sd > 1.2


def test_a_trend_is_no_noise():
    values = [round(8 - 7 * i / 182) for i in range(182 + 7)]
    assert band_of(values).half_width < 0.6


def test_columns_that_cannot_be_told_apart_are_left_out():
    design, ahead = lay_columns(np.arange(40), ["a"] * 38 + ["b"] * 2, 43)
    assert design.shape == (40, 2)  # b has too few days for a level of its own
    assert ahead.tolist()[0] == 1.0
    design, ahead = lay_columns(np.arange(40), ["a"] * 20 + [None] * 20, 43)
    assert design.shape == (40, 3)
    assert ahead.tolist()[2] == 1.0


def test_days_after_the_week_and_days_long_before_are_not_read():
    values = draw(90)
    later = diary([*values, *[10, 0] * 20], until=MONDAY + dt.timedelta(days=46))
    assert estimate_bands(later, MONDAY, ["low_back"]) == estimate_bands(diary(values), MONDAY, ["low_back"])
    long = [*[10, 0] * 100, *draw(182 + 7)]
    assert band_of(long) == band_of(long[200:])


def test_a_frame_without_columns_is_refused():
    with pytest.raises(DataError, match="thigh_root"):
        estimate_bands(diary([1]), MONDAY, ["thigh_root"])
    twice = pl.concat([diary([1]), diary([1])])
    with pytest.raises(DataError, match="more than one row"):
        estimate_bands(twice, MONDAY, ["low_back"])


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=0, max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_diary_has_a_band_that_is_finite_and_not_negative(values):
    band = band_of(values) if values else estimate_bands(diary([None]), MONDAY, ["low_back"])["low_back"]
    if band.half_width is not None:
        assert 0 < band.half_width < 30
    if band.low is not None:
        assert 0 <= band.low <= band.high <= 10


# ---- coverage -------------------------------------------------------------------------------------
def cover(rho: float, days: int, n: int, *, seed: int = 1, missing: float = 0.15) -> tuple[float, float]:
    """Return how often the bands hold the next difference and the next weekly mean, of n diaries."""
    rng = np.random.default_rng([seed, days, int(100 * rho)])
    whole = days + 7
    course = np.empty((n, whole))
    course[:, 0] = rng.normal(size=n)
    for t in range(1, whole):
        course[:, t] = rho * course[:, t - 1] + math.sqrt(1 - rho**2) * rng.normal(size=n)
    level = rng.uniform(2, 5, size=(n, 1))
    score = np.clip(np.rint(level + 1.3 * course), 0, 10)
    seen = rng.random((n, whole)) >= missing
    old = np.arange(days)
    design, ahead = lay_columns(old, ["core_focused"] * days, days + 3)
    shared = np.broadcast_to(design, (n, *design.shape))
    fit, grid = fit_noise(shared, score[:, :days], seen[:, :days], old)
    differences, means = [], []
    for k in range(n):
        this = np.flatnonzero(seen[k, days:])
        last = np.flatnonzero(seen[k, days - 7 : days]) - 7
        if not this.size or not last.size:
            continue
        band = read_band(fit, grid, ahead, this, last, days=int(seen[k, :days].sum()), study=k)
        now = score[k, days + this].mean()
        differences.append(abs(now - score[k, days + last].mean()) <= band.half_width)
        means.append(band.low <= now <= band.high)
    return float(np.mean(differences)), float(np.mean(means))


#: What coverage may be off beyond chance; after 36 days, rho hardly known, too wide is the safe side.
LOW, HIGH = 0.94, 0.98


def check(rho: float, days: int, n: int) -> None:
    chance = 3 * math.sqrt(0.05 * 0.95 / n)
    for covered in cover(rho, days, n):
        assert LOW - chance <= covered <= HIGH + chance, (rho, days, covered)


@pytest.mark.parametrize("rho", [0.2, 0.55])
@pytest.mark.parametrize("days", [36, 120])
def test_the_bands_hold_what_they_say_reduced(rho, days):
    check(rho, days, 300)


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.2, 0.4, 0.55])
@pytest.mark.parametrize("days", [36, 60, 120, 182])
def test_the_bands_hold_what_they_say(rho, days):
    check(rho, days, 4000)


def test_the_prior_leans_away_from_courses_slower_than_diaries_show():
    weight = np.exp(band_grid().log_weight)
    assert float(weight[band_grid().rho > 0.9].sum() / weight.sum()) < 0.03
