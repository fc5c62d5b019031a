"""Boundaries of weekly looks against published numbers, other integrals and simulated paths."""

import math
import time

import numpy as np
import pytest
from scipy import stats

from coreanalytics.effects import crossing, sequential
from coreanalytics.effects.sequential import (
    ALPHA_BETWEEN,
    ALPHA_WITHIN,
    boundaries,
    carry_to_t,
    observed_boundaries,
    running_interval_mixture,
    running_interval_t,
)
from coreanalytics.effects.within.mixtures import Mixture
from coreanalytics.errors import ArgumentError, DataError

#: Equal spending over 26 looks, two decimals, computed elsewhere.
KNOWN = {
    0.05: "3.10 3.05 3.00 2.95 2.90 2.86 2.83 2.79 2.76 2.73 2.71 2.68 2.66 2.63 2.61 2.59 2.57 2.55 2.53 "
    "2.52 2.50 2.48 2.47 2.45 2.44 2.42",
    0.035: "3.21 3.16 3.11 3.06 3.02 2.98 2.95 2.92 2.89 2.86 2.84 2.81 2.79 2.77 2.75 2.73 2.71 2.69 2.68 "
    "2.66 2.64 2.63 2.61 2.60 2.58 2.57",
}


@pytest.mark.parametrize("alpha", KNOWN)
def test_all_26_known_boundaries_are_met(alpha):
    known = np.array(KNOWN[alpha].split(), dtype=float)
    assert np.abs(boundaries(alpha) - known).max() <= 0.005 + 1e-9


def test_one_look_is_the_ordinary_quantile():
    assert boundaries(0.05, 1)[0] == pytest.approx(1.959963985, abs=1e-8)


@pytest.mark.parametrize("alpha", [0.05, ALPHA_BETWEEN, ALPHA_WITHIN])
def test_the_second_look_against_the_bivariate_normal(alpha):
    first, second = boundaries(alpha, 2)
    root = math.sqrt(0.5)
    joint = stats.multivariate_normal([0, 0], [[1, root], [root, 1]])
    inside_both = joint.cdf([first, second], lower_limit=[-first, -second])
    assert 2 * stats.norm.sf(first) == pytest.approx(alpha / 2, rel=1e-10)
    assert 1 - inside_both == pytest.approx(alpha, abs=1e-6)


def test_observed_looks_against_the_multivariate_normal():
    """Looks only in some weeks, with uneven news: each spends what the weeks before it left."""
    known = np.array([math.nan, math.nan, 6.0, 7.0, math.nan, 9.0, 14.0, math.nan])
    edges = observed_boundaries(0.05, known)
    taken = ~np.isnan(known)
    assert (np.isnan(edges) == ~taken).all()
    times, edges = known[taken], edges[taken]
    likeness = np.minimum.outer(times, times) / np.sqrt(np.outer(times, times))
    for looks, spent in enumerate((3, 4, 6, 7), start=1):
        joint = stats.multivariate_normal(
            np.zeros(looks), likeness[:looks, :looks], maxpts=400_000, abseps=1e-7, seed=1
        )
        inside = (
            joint.cdf(edges[:looks], lower_limit=-edges[:looks])
            if looks > 1
            else 1 - 2 * stats.norm.sf(edges[0])
        )
        assert 1 - inside == pytest.approx(0.05 * spent / 8, abs=2e-5)


def test_observed_boundaries_of_even_news_are_the_planned_ones():
    for unit in (1.0, 7.0, 0.013):
        edges = observed_boundaries(0.05, unit * np.arange(1, 27))
        assert edges == pytest.approx(boundaries(0.05), abs=1e-9)


def test_many_studies_at_once_are_each_alone():
    rng = np.random.default_rng(4)
    known = rng.uniform(0.01, 1.0, (6, 26)).cumsum(axis=1)
    known[:, :5] = math.nan
    known[rng.random(known.shape) < 0.2] = math.nan
    together = observed_boundaries(ALPHA_WITHIN, known)
    for row, edges in zip(known, together, strict=True):
        assert observed_boundaries(ALPHA_WITHIN, row) == pytest.approx(edges, abs=1e-9, nan_ok=True)


def test_a_look_without_news_keeps_the_boundary_and_its_error_is_spent_later():
    stale = observed_boundaries(0.05, [1.0, 1.0, 1.005, 2.0])
    assert stale[1] == stale[0] == stale[2]
    assert stale[3] == pytest.approx(observed_boundaries(0.05, [1.0, math.nan, math.nan, 2.0])[3], abs=1e-9)


def test_late_looks_inherit_what_was_not_spent():
    late = observed_boundaries(0.05, np.where(np.arange(1, 27) < 6, math.nan, np.arange(1.0, 27)))
    assert late[5] == pytest.approx(stats.norm.isf(0.05 * 6 / 26 / 2), abs=1e-9)
    assert late[5] < boundaries(0.05)[5]


@pytest.mark.slow
@pytest.mark.parametrize("alpha", [0.05, 0.035, ALPHA_BETWEEN, ALPHA_WITHIN])
def test_simulated_paths_cross_as_often_as_they_should(alpha):
    edges = boundaries(alpha)
    crossed = np.zeros(26)
    for seed in range(10):
        steps = np.random.default_rng(seed).standard_normal((20_000, 26))
        out = np.abs(steps.cumsum(axis=1)) / np.sqrt(np.arange(1, 27)) > edges
        first = np.where(out.any(axis=1), out.argmax(axis=1), 26)
        crossed += np.bincount(first, minlength=27)[:26]
    expected = 200_000 * alpha / 26
    assert abs(crossed.sum() - 200_000 * alpha) < 4 * math.sqrt(200_000 * alpha)
    assert np.abs(crossed - expected).max() < 4.5 * math.sqrt(expected)


def test_more_nodes_change_nothing(monkeypatch):
    usual = {alpha: boundaries(alpha).copy() for alpha in (0.05, ALPHA_WITHIN)}
    long = boundaries(0.05, 104).copy()
    known = np.concatenate([np.full(5, math.nan), 1 - 0.8 ** np.arange(1, 22)])  # less and less news
    observed = observed_boundaries(0.05, known)
    monkeypatch.setattr(crossing, "_NODES_PER_STEP", 6.0)
    sequential._solve_planned.cache_clear()
    for alpha, edges in usual.items():
        assert boundaries(alpha) == pytest.approx(edges, abs=1e-7)
    assert boundaries(0.05, 104) == pytest.approx(long, abs=1e-7)
    assert observed_boundaries(0.05, known) == pytest.approx(observed, abs=1e-7, nan_ok=True)
    sequential._solve_planned.cache_clear()


def test_boundaries_fall_and_grow_with_less_error():
    for alpha in (0.05, ALPHA_BETWEEN, ALPHA_WITHIN):
        assert (np.diff(boundaries(alpha)) < 0).all()
    assert (boundaries(ALPHA_WITHIN) > boundaries(ALPHA_BETWEEN)).all()


def test_they_are_quick_and_kept():
    sequential._solve_planned.cache_clear()
    started = time.perf_counter()
    edges = boundaries(0.0123)
    assert time.perf_counter() - started < 0.25  # about 5 ms; the margin is for busy machines
    assert boundaries(0.0123) is edges
    with pytest.raises(ValueError, match="read-only"):
        edges[0] = 1.0


@pytest.mark.parametrize(
    "arguments", [(0.0, 26), (1.0, 26), (0.05, 0), (0.05, 2.5)], ids=["none", "all", "no look", "half a look"]
)
def test_senseless_arguments_are_refused(arguments):
    with pytest.raises(ArgumentError):
        boundaries(*arguments)


@pytest.mark.parametrize("information", [[0.0, 1.0], [2.0, 1.0], [2.0, math.nan, 1.0], [1.0, math.inf]])
def test_information_must_not_shrink(information):
    with pytest.raises(ArgumentError):
        observed_boundaries(0.05, information)


@pytest.mark.parametrize("df", [3.0, 7.3, 40.0, 1e7])
@pytest.mark.parametrize("c", [0.5, 2.42, 3.5, 8.0])
def test_the_tail_is_carried_over_precisely(c, df):
    """The tail area of t beyond the carried boundary is the normal's, far out too."""
    assert stats.t.sf(carry_to_t(c, df), df) == pytest.approx(stats.norm.sf(c), rel=1e-6)


def test_the_interval_of_a_cohort():
    low, high = running_interval_t(-1.0, 0.4, 12.0, 8, 0.05)
    half = 0.4 * stats.t.isf(stats.norm.sf(boundaries(0.05)[7]), 12.0)
    assert (low, high) == pytest.approx((-1 - half, -1 + half), rel=1e-9)


def test_few_degrees_of_freedom_and_unplanned_looks_are_refused():
    with pytest.raises(DataError, match="degrees of freedom"):
        running_interval_t(0.0, 1.0, 2.9, 5)
    for nothing in (0.0, math.nan, math.inf):
        with pytest.raises(DataError):
            running_interval_t(0.0, nothing, 8, 5)
    with pytest.raises(DataError):
        running_interval_t(0.0, 1.0, math.nan, 5)
    for look in (0, 27):
        with pytest.raises(ArgumentError, match="planned"):
            running_interval_t(0.0, 1.0, 8, look)
    few = Mixture(np.ones(1), np.zeros(1), np.ones(1), 2.0)
    with pytest.raises(DataError, match="degrees of freedom"):
        running_interval_mixture(few, 6)


def test_a_mixture_of_one_is_students_t():
    one = Mixture(np.ones(1), np.array([-1.0]), np.array([0.4]), 50.0)
    assert running_interval_mixture(one, 9) == pytest.approx(
        running_interval_t(-1.0, 0.4, 50.0, 9, ALPHA_WITHIN), abs=1e-8
    )


def test_the_ends_of_a_mixture_have_the_tails_of_the_boundary():
    mixture = Mixture(np.array([0.7, 0.3]), np.array([-1.0, -0.5]), np.array([0.3, 0.9]), 60.0)
    low, high = running_interval_mixture(mixture, 6)
    tail = stats.norm.sf(boundaries(ALPHA_WITHIN)[5])
    assert mixture.cdf(low) == pytest.approx(tail, rel=1e-6)
    assert 1 - mixture.cdf(high) == pytest.approx(tail, rel=1e-6)
