"""The verdict rule, in its order, and what would settle it."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import t

from coreanalytics.effects.verdicts import Verdict, count_people_needed, judge, small_difference_likely
from coreanalytics.errors import ArgumentError

ends = st.integers(-40, 40).map(lambda k: k / 10)  # a grid, so that ties with 0 and delta really occur
deltas = st.sampled_from([0.5, 1.0, 2.0])


@given(ends, ends, deltas)
def test_the_rule_says_what_the_words_mean(a: float, b: float, delta: float):
    low, high = sorted((a, b))
    verdict = judge(low, high, delta)
    said = {
        Verdict.LOWER_MATTERS: high <= -delta,
        Verdict.HIGHER_MATTERS: low >= delta,
        Verdict.NO_DIFFERENCE: -delta < low and high < delta,
        Verdict.LOWER: high < 0,
        Verdict.HIGHER: low > 0,
        Verdict.CANT_TELL: low <= 0 <= high and (low <= -delta or high >= delta),
    }
    assert said[verdict]
    # the order: nothing that is asked earlier may hold as well
    order = list(said)
    assert not any(said[earlier] for earlier in order[: order.index(verdict)])


@given(ends, ends, deltas)
def test_mirroring_the_interval_mirrors_the_verdict(a: float, b: float, delta: float):
    low, high = sorted((a, b))
    mirror = {
        Verdict.LOWER: Verdict.HIGHER,
        Verdict.HIGHER: Verdict.LOWER,
        Verdict.LOWER_MATTERS: Verdict.HIGHER_MATTERS,
        Verdict.HIGHER_MATTERS: Verdict.LOWER_MATTERS,
    }
    verdict = judge(low, high, delta)
    assert judge(-high, -low, delta) == mirror.get(verdict, verdict)


@given(ends, st.floats(0, 0.999), deltas)
def test_a_range_narrower_than_the_yardstick_always_tells(low: float, width: float, delta: float):
    assert judge(low, low + width * delta, delta) is not Verdict.CANT_TELL


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-3, -1, Verdict.LOWER_MATTERS),
        (1, 3, Verdict.HIGHER_MATTERS),
        (-0.9, -0.1, Verdict.NO_DIFFERENCE),
        (-1, 0.5, Verdict.CANT_TELL),
        (-1, 0, Verdict.CANT_TELL),
        (-1, -0.01, Verdict.LOWER),
        (0.01, 1, Verdict.HIGHER),
        (-math.inf, math.inf, Verdict.CANT_TELL),
    ],
)
def test_edges(low: float, high: float, verdict: Verdict):
    assert judge(low, high, 1.0) is verdict


def test_small_difference_is_told_apart():
    assert small_difference_likely(-0.9, -0.1)
    assert not small_difference_likely(-0.9, 0.0)


@pytest.mark.parametrize("delta", [0, -1, math.nan, math.inf])
def test_a_yardstick_must_be_above_zero(delta: float):
    with pytest.raises(ArgumentError, match="above 0"):
        judge(-1, 1, delta)


def test_an_interval_must_be_one():
    with pytest.raises(ArgumentError):
        judge(1, -1, 1)
    with pytest.raises(ArgumentError):
        judge(math.nan, 1, 1)


@given(st.floats(0.3, 3), st.integers(6, 60), deltas)
def test_people_needed_is_the_smallest_number_that_settles(se: float, n: int, delta: float):
    need = count_people_needed(se, n - 2, n, 0.975, delta)
    assume(need is not None and need > n)
    assert need is not None

    def width(people: int) -> float:
        return float(2 * t.ppf(0.9875, (n - 2) * people / n) * se * math.sqrt(n / people))

    assert width(need) < delta <= width(need - 1)


def test_hopeless_noise_has_no_number():
    assert count_people_needed(1000.0, 4, 6, 0.975, 0.5) is None
