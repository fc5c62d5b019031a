"""The permutation test against scipy, least squares on every arrangement, and simulation."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from coreanalytics.effects.permutation import permute_arms
from coreanalytics.effects.two_stage import compare_arms
from coreanalytics.errors import ArgumentError


def draw(a: int, b: int, seed: int, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    treated = np.arange(a + b) < a
    covariate = rng.normal(3, 1.5, a + b)
    return covariate + rng.normal(0, 1, a + b) * np.where(treated, spread, 1), treated, covariate


@pytest.mark.parametrize(("a", "b"), [(4, 4), (3, 5), (5, 6), (2, 9)])
def test_all_arrangements_as_scipy_lists_them(a: int, b: int):
    y, treated, _ = draw(a, b, a * b)

    def welch(x, z, axis=-1):
        return np.abs(stats.ttest_ind(x, z, equal_var=False, axis=axis).statistic)

    oracle = stats.permutation_test(
        (y[treated], y[~treated]), welch, n_resamples=np.inf, alternative="greater", vectorized=True
    )
    ours = permute_arms(y, treated)
    assert ours.exact
    assert ours.n_arrangements == ours.n_possible == math.comb(a + b, a)
    assert ours.p == pytest.approx(oracle.pvalue, abs=1e-12)
    assert abs(ours.t) == pytest.approx(oracle.statistic, rel=1e-10)


@pytest.mark.parametrize(("a", "b"), [(4, 4), (3, 6)])
def test_with_a_covariate_every_arrangement_is_the_comparison_itself(a: int, b: int):
    y, treated, covariate = draw(a, b, 7)
    t = []
    for chosen in itertools.combinations(range(a + b), a):
        fit = compare_arms(y, np.isin(np.arange(a + b), chosen), covariate)
        t.append(abs(fit.value / fit.se))
    real = compare_arms(y, treated, covariate)
    ours = permute_arms(y, treated, covariate)
    assert ours.t == pytest.approx(real.value / real.se, rel=1e-9)
    assert ours.p == pytest.approx(np.mean(np.array(t) >= abs(ours.t) * (1 - 1e-9)), abs=1e-12)


def test_drawn_arrangements_come_close_to_all_of_them_and_count_the_real_one():
    y, treated, covariate = draw(7, 7, 3)
    y = y - 1.2 * treated
    every = permute_arms(y, treated, covariate)
    drawn = permute_arms(y, treated, covariate, most=3000)
    assert (every.exact, drawn.exact, drawn.n_arrangements) == (True, False, 3000)
    error = np.sqrt(every.p * (1 - every.p) / 3000)
    assert drawn.p == pytest.approx(every.p, abs=4 * error)
    assert drawn.p == permute_arms(y, treated, covariate, most=3000).p
    assert drawn.p != permute_arms(y, treated, covariate, most=3000, seed=1).p
    y, treated, covariate = draw(12, 12, 3)
    far = permute_arms(y - 100 * treated, treated, covariate, most=3000)
    assert far.p == pytest.approx(1 / 3000) == far.smallest_p  # add-one: never 0


def test_the_smallest_possible_p_decides_whether_there_is_a_test():
    for a, b, smallest in ((3, 3, 2 / 20), (4, 4, 2 / 70), (3, 4, 1 / 35), (2, 4, 1 / 15), (2, 5, 1 / 21)):
        y, treated, _ = draw(a, b, 1)
        y[treated] += 1000 + 100 * y[treated]
        test = permute_arms(y, treated)
        assert test.smallest_p == pytest.approx(smallest)
        if smallest < 0.05:
            assert test.p >= smallest - 1e-12
        else:
            assert test.p is None
            assert test.n_arrangements == 0
            assert "no permutation test" in test.to_sentence()
    apart = np.array([1.0, 2, 1, 2, 8, 9, 9, 8])
    assert permute_arms(apart, np.arange(8) < 4).p == pytest.approx(2 / 70)


def test_it_tells_itself_beside_an_effect():
    y, treated, _ = draw(6, 6, 2)
    aside = permute_arms(y, treated).to_aside()
    assert (aside.name, aside.interval) == ("permutation test", None)
    assert "all 924 ways" in aside.sentence
    assert "more than a million ways" in permute_arms(*draw(20, 20, 1)[:2], most=200).to_sentence()
    assert "significant" not in aside.sentence


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 5), st.integers(4, 6), st.integers(0, 2**31), st.booleans())
def test_order_shift_scale_and_sides_change_nothing(a: int, b: int, seed: int, adjusted: bool):
    y, treated, covariate = draw(a, b, seed)
    x = covariate if adjusted else None
    base = permute_arms(y, treated, x)
    order = np.random.default_rng(seed).permutation(a + b)
    for other in (
        permute_arms(y[order], treated[order], None if x is None else x[order]),
        permute_arms(3 * y - 50, treated, None if x is None else 10 - 7 * x),
        permute_arms(y, ~treated, x),
    ):
        assert other.p == pytest.approx(base.p, abs=1e-12)
        assert abs(other.t) == pytest.approx(abs(base.t), rel=1e-7, abs=1e-9)


def test_scores_without_noise_and_ties():
    treated = np.arange(8) < 4
    assert permute_arms(np.full(8, 3.0), treated).p == 1
    assert permute_arms(np.where(treated, 2.0, 3.0), treated).p == pytest.approx(2 / 70)
    even = permute_arms(np.array([1.0, 2, 3, 4, 1, 2, 3, 4]), treated)
    assert (even.t, even.p) == (0, 1)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"treated": np.arange(8) < 1}, "treated"),
        ({"most": 99}, "most"),
        ({"values": np.full(8, np.nan)}, "values, covariate"),
        ({"covariate": (np.arange(8) < 4) * 1.0}, "covariate"),
    ],
)
def test_what_cannot_be_shuffled_is_said(change, where):
    arguments = {"values": np.arange(8.0), "treated": np.arange(8) < 4, "most": 1000} | change
    with pytest.raises(ArgumentError) as told:
        permute_arms(**arguments)
    assert told.value.where == where


@pytest.mark.parametrize(
    ("a", "b", "spread", "adjusted", "most"),
    [(4, 4, 1, False, 0.05), (6, 6, 1, True, 0.05), (4, 8, 2, False, 0.085), (4, 8, 2, True, 0.085)],
)
def test_a_null_is_called_real_as_rarely_as_said(a: int, b: int, spread: float, adjusted: bool, most: float):
    n, times = a + b, 1500
    hits = 0
    for seed in range(times):
        y, treated, covariate = draw(a, b, [seed, n], spread)
        hits += permute_arms(y, treated, covariate if adjusted else None).p <= 0.05
    assert hits / times <= most + 3 * np.sqrt(most * (1 - most) / times)
    assert hits / times >= 0.02  # a test that never speaks would pass otherwise
