"""The second stage against scipy, statsmodels, clubSandwich, dense matrices and simulation."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coreanalytics.effects.two_stage import _satterthwaite, average, compare_arms, varies_within_arms

ORACLES = Path(__file__).parent / "oracles"


@given(st.integers(2, 20), st.integers(2, 20), st.integers(0, 2**31))
def test_without_covariate_it_is_welch_exactly(a: int, b: int, seed: int):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(3, 2, a), rng.normal(4, 0.7, b)
    ours = compare_arms(np.concatenate([x, y]), np.arange(a + b) < a)
    welch = stats.ttest_ind(x, y, equal_var=False)
    low, high = welch.confidence_interval(0.975)
    assert ours.value == pytest.approx(x.mean() - y.mean(), rel=1e-10, abs=1e-12)
    assert ours.df == pytest.approx(welch.df, rel=1e-9)
    assert ours.p == pytest.approx(welch.pvalue, rel=1e-8)
    assert ours.value - ours.half_width(0.975) == pytest.approx(low, rel=1e-8, abs=1e-10)
    assert ours.value + ours.half_width(0.975) == pytest.approx(high, rel=1e-8, abs=1e-10)


def draw(a: int, b: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    treated = np.arange(a + b) < a
    x = rng.normal(3, 1.5, a + b)
    return 0.7 * x - treated + rng.normal(0, 1, a + b) * np.where(treated, 2, 1), treated, x


@pytest.mark.parametrize(("a", "b"), [(3, 3), (4, 8), (12, 12), (50, 7)])
def test_with_covariate_the_standard_error_is_hc2(a: int, b: int):
    import statsmodels.api as sm

    y, treated, x = draw(a, b, a + b)
    ours = compare_arms(y, treated, x)
    fit = sm.OLS(y, np.column_stack([np.ones(a + b), treated, x])).fit()
    assert ours.value == pytest.approx(fit.params[1], rel=1e-10)
    assert ours.se == pytest.approx(fit.HC2_se[1], rel=1e-10)


def test_estimate_se_and_df_match_clubsandwich():
    golden = pl.read_csv(ORACLES / "hc2_satterthwaite.csv")
    people = pl.read_csv(ORACLES / "people.csv")
    for row in golden.iter_rows(named=True):
        d = people.filter(pl.col("set") == row["set"])
        treated = d["treated"].to_numpy() == 1
        x, y = d["x"].to_numpy(), d["y"].to_numpy()
        ours = compare_arms(y, treated, x)
        assert ours.value == pytest.approx(row["estimate"], rel=1e-10)
        assert ours.se == pytest.approx(row["se"], rel=1e-8)
        # clubSandwich's working covariance is the identity; ours has a variance an arm
        design = np.column_stack([np.ones(len(y)), treated, x - x.mean()])
        inverse = np.linalg.inv(design.T @ design)
        leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
        scale = (design @ inverse[1]) ** 2 / (1 - leverage)
        assert _satterthwaite(design, inverse, scale, np.ones(len(y))) == pytest.approx(row["df"], rel=1e-8)


@pytest.mark.parametrize(("a", "b"), [(3, 3), (4, 8), (12, 12)])
def test_df_matches_dense_matrices(a: int, b: int):
    y, treated, x = draw(a, b, 3)
    design = np.column_stack([np.ones(a + b), treated, x - x.mean()])
    inverse = np.linalg.inv(design.T @ design)
    hat = design @ inverse @ design.T
    annihilator = np.eye(a + b) - hat
    squares = (annihilator @ y) ** 2 / (1 - np.diag(hat))
    omega = np.diag(np.where(treated, squares[treated].mean(), squares[~treated].mean()))
    scale = np.diag((design @ inverse[1]) ** 2 / (1 - np.diag(hat)))
    form = scale @ annihilator @ omega @ annihilator
    dense = np.trace(form) ** 2 / np.trace(form @ form)
    assert compare_arms(y, treated, x).df == pytest.approx(dense, rel=1e-9)


def test_df_is_that_of_the_variance_estimate_by_simulation():
    rng = np.random.default_rng(8)
    _, treated, x = draw(5, 9, 1)
    draws = rng.normal(size=(20_000, 14)) * np.where(treated, 2.0, 1.0)
    design = np.column_stack([np.ones(14), treated, x - x.mean()])
    inverse = np.linalg.inv(design.T @ design)
    hat = design @ inverse @ design.T
    scale = (design @ inverse[1]) ** 2 / (1 - np.diag(hat))
    variances = ((draws - draws @ hat) ** 2) @ scale
    simulated = 2 * variances.mean() ** 2 / variances.var()
    ours = _satterthwaite(design, inverse, scale, np.where(treated, 4.0, 1.0))
    assert ours == pytest.approx(simulated, rel=0.05)


def test_shift_and_scale_change_nothing_else():
    y, treated, x = draw(6, 6, 2)
    one, two = compare_arms(y, treated, x), compare_arms(10 + 2 * y, treated, 5 - 3 * x)
    assert two.value == pytest.approx(2 * one.value)
    assert two.se == pytest.approx(2 * one.se)
    assert two.df == pytest.approx(one.df)


def test_a_covariate_must_vary_within_an_arm():
    treated = np.array([True, True, False, False])
    assert not varies_within_arms(np.array([1.0, 1.0, 3.0, 3.0]), treated)
    assert varies_within_arms(np.array([1.0, 1.0, 3.0, 4.0]), treated)


def test_no_noise_is_seen():
    nothing = compare_arms(np.zeros(6), np.arange(6) < 3)
    assert nothing.se == 0
    assert np.isnan(nothing.df)


def test_average_is_the_one_sample_t_range():
    values = np.array([-1.0, 0.5, -2.0, -0.5, 0.2])
    ours = average(values)
    low, high = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert ours.value - ours.half_width(0.95) == pytest.approx(low)
    assert ours.value + ours.half_width(0.95) == pytest.approx(high)
