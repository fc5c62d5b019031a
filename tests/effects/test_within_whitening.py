"""The filter against dense algebra, and the mixture against Student's t and a dense REML likelihood."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from scipy.optimize import brentq

from coreanalytics.effects.within.mixtures import (
    SMALL_SAMPLE,
    Mixture,
    cdf_many,
    contrast_mixture,
    fit_grid,
    mix,
    quantile_many,
)
from coreanalytics.effects.within.models import build_columns
from coreanalytics.effects.within.whitening import Grid, default_grid, make_grid, whiten

ORACLES = Path(__file__).parent / "oracles"


def cover(grid, k, day):
    gap = np.abs(day[:, None] - day[None, :])
    return (1 - grid.kappa[k]) * grid.rho[k] ** gap.astype(float) + grid.kappa[k] * np.eye(len(day))


@pytest.fixture
def study():
    rng = np.random.default_rng(3)
    day = np.cumsum(rng.integers(1, 4, 60))
    seen = rng.random(60) < 0.75
    columns = np.column_stack([build_columns(day, day > 50, trend=True), rng.normal(4, 2, 60)])
    return day, seen, columns


def test_every_grid_point_agrees_with_a_dense_cholesky(study):
    day, seen, columns = study
    grid = default_grid()
    sums = whiten(columns, seen, day, grid)
    kept = columns[seen]
    for k in range(len(grid.rho)):
        root = np.linalg.cholesky(cover(grid, k, day[seen]))
        white = np.linalg.solve(root, kept)
        assert_allclose(sums.cross[0, k], white.T @ white, rtol=1e-10, atol=1e-9)
        assert_allclose(sums.log_det[0, k], 2 * np.log(np.diag(root)).sum(), rtol=1e-10, atol=1e-10)
    assert sums.n.tolist() == [seen.sum()]


def test_log_reml_agrees_with_the_dense_formula(study):
    day, seen, columns = study
    grid = default_grid()
    fit = fit_grid(whiten(columns, seen, day, grid), grid)
    x, y = columns[seen, :-1], columns[seen, -1]
    n, p = x.shape
    for k in (0, 40, 77, len(grid.rho) - 1):
        v = cover(grid, k, day[seen])
        xvx = x.T @ np.linalg.solve(v, x)
        beta = np.linalg.solve(xvx, x.T @ np.linalg.solve(v, y))
        rest = y - x @ beta
        variance = rest @ np.linalg.solve(v, rest) / (n - p)
        # density of the n - p error contrasts (Harville 1974), up to log|X'X| / 2
        full = variance * v
        reml = -0.5 * (
            (n - p) * np.log(2 * np.pi)
            + np.linalg.slogdet(full)[1]
            + np.linalg.slogdet(x.T @ np.linalg.solve(full, x))[1]
            + rest @ np.linalg.solve(full, rest)
        )
        assert_allclose(fit.log_reml[0, k], reml, rtol=1e-9)
        assert_allclose(fit.beta[0, k], beta, rtol=1e-8)
        assert_allclose(fit.variance[0, k], variance, rtol=1e-9)


def test_studies_are_filtered_as_if_alone(study):
    day, _, columns = study
    rng = np.random.default_rng(4)
    many = np.stack([columns + rng.normal(size=columns.shape) for _ in range(5)])
    masks = rng.random((5, 60)) < 0.7
    grid = default_grid()
    together = whiten(many, masks, day, grid)
    for k in range(5):
        alone = whiten(many[k], masks[k], day, grid)
        assert_allclose(together.cross[k], alone.cross[0], rtol=1e-9, atol=1e-9)
        assert_allclose(together.log_det[k], alone.log_det[0], rtol=1e-9, atol=1e-9)


def test_checkpoints_are_what_was_known_then(study):
    day, seen, columns = study
    grid = make_grid((0.0, 0.5, 0.9), (0.0, 0.3))
    looks = whiten(columns, seen, day, grid, checkpoints=(10, 33, 60))
    for look, stop in enumerate((10, 33, 60)):
        then = whiten(columns[:stop], seen[:stop], day[:stop], grid)
        assert_allclose(looks[look].cross, then.cross, rtol=1e-12)
        assert_allclose(looks[look].log_det, then.log_det, atol=1e-12)
        assert looks[look].n.tolist() == then.n.tolist()


def test_what_is_not_seen_does_not_matter(study):
    day, seen, columns = study
    hollow = np.where(seen[:, None], columns, np.nan)
    grid = make_grid((0.2, 0.9), (0.0, 0.4))
    one, two = whiten(columns, seen, day, grid), whiten(hollow, seen, day, grid)
    assert_allclose(one.cross, two.cross)


def test_neither_a_shift_nor_the_unit_of_time_changes_the_difference(study):
    day, seen, columns = study
    shifted = columns.copy()
    shifted[:, -1] += 100
    one = contrast_mixture(whiten(columns, seen, day, default_grid()), [0, 1, 0])
    two = contrast_mixture(whiten(shifted, seen, day + 20_000, default_grid()), [0, 1, 0])
    assert_allclose(one.interval(0.975), two.interval(0.975), atol=1e-7)


def test_days_must_increase(study):
    day, seen, columns = study
    with pytest.raises(ValueError, match="increase"):
        whiten(columns, seen, day[::-1], default_grid())
    with pytest.raises(ValueError, match="checkpoints"):
        whiten(columns, seen, day, default_grid(), checkpoints=(30, 10))


def test_white_noise_alone_is_least_squares():
    """Piecewise regression of the case Johanna of R's scan (exampleAB; Wilbert & Lueke), contrast W."""
    case = pl.read_csv(ORACLES / "single_case.csv").filter(pl.col("case") == "Johanna")
    day, after = case["day"].to_numpy(), (case["phase"] == "B").to_numpy().astype(float)
    columns = np.column_stack([np.ones(20), day - 1, after, after * (day - 6), case["value"].to_numpy()])
    none = Grid(np.zeros(1), np.zeros(1), np.zeros(1))
    fit = fit_grid(whiten(columns, None, day, none), none)
    assert_allclose(fit.beta[0, 0], [54.400, 0.100, 7.858, 1.525], atol=5e-4)
    scale = [fit.read_contrast(np.eye(4)[k])[1][0, 0] / np.sqrt(1 + SMALL_SAMPLE / 20) for k in range(4)]
    assert_allclose(scale, [3.890, 1.588, 5.816, 1.616], atol=5e-4)
    assert fit.df.tolist() == [16]


def test_a_mixture_of_one_is_student():
    one = Mixture(np.ones(1), np.array([-1.5]), np.array([0.4]), 17.0)
    low, high = one.interval(0.975)
    assert_allclose([low, high], stats.t.interval(0.975, 17, -1.5, 0.4), rtol=1e-9)
    assert_allclose(one.two_sided_p(), 2 * stats.t.sf(1.5 / 0.4, 17), rtol=1e-9)
    assert one.mean == -1.5


def test_quantiles_are_those_of_the_mixture():
    rng = np.random.default_rng(5)
    weights = rng.dirichlet(np.ones(40), 30)
    centre, scale = rng.normal(0, 2, (30, 40)), rng.gamma(2, 0.5, (30, 40)) + 0.01
    df = np.full(30, 9.0)
    for p in (7e-4, 0.0125, 0.5, 0.999):
        found = quantile_many(weights, centre, scale, df, p)
        assert_allclose(cdf_many(weights, centre, scale, df, found), p, rtol=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    parts=st.integers(1, 60),
    df=st.floats(1.0, 400.0),
    p=st.floats(5e-4, 1 - 5e-4),
    narrow=st.floats(1e-3, 3.0),
)
def test_quantiles_have_ten_digits_whatever_stands_beside_them(seed, parts, df, p, narrow):
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.full(parts, 0.3), 6)
    centre, scale = rng.normal(0, 2, (6, parts)), narrow + rng.gamma(0.7, 1.0, (6, parts))
    found = quantile_many(weights, centre, scale, df, p)
    for study in range(6):
        w, m, s = weights[study], centre[study], scale[study]
        ends = m + s * stats.t.ppf(p, df)
        low, high = ends[w > 0].min(), ends[w > 0].max()
        reach = 1e-9 * (1 + abs(low) + abs(high))
        true = brentq(
            lambda x: w @ stats.t.cdf((x - m) / s, df) - p,  # noqa: B023 - used at once
            low - reach,
            high + reach,
            xtol=1e-14,
            rtol=1e-14,
        )
        known_to = 1e-13 / (w @ (stats.t.pdf((true - m) / s, df) / s))  # a share has 15 digits itself
        assert abs(found[study] - true) <= 1e-10 * (high - low) + known_to + 1e-13 * abs(true)
        alone = quantile_many(w[None], m[None], s[None], df, p)
        assert abs(alone[0] - found[study]) <= 1e-13 * (1 + abs(true))


def test_the_interval_holds_what_its_level_says(study):
    day, seen, columns = study
    mixture = mix(fit_grid(whiten(columns, seen, day, default_grid())), [0, 1, 0])
    low, high = mixture.interval(0.9)
    assert_allclose(mixture.cdf(high) - mixture.cdf(low), 0.9, atol=1e-7)
    assert low < mixture.mean < high
    assert_allclose(mixture.weight.sum(), 1)
