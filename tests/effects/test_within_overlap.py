"""Non-overlap effect sizes against published numbers."""

import pytest

from coreanalytics.effects.within import describe_overlap
from coreanalytics.errors import ArgumentError, DataError

NINE = ([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29])


def test_the_review_of_nine_techniques():
    """Parker, Vannest & Davis (2011), also in the tests of SingleCaseES."""
    found = describe_overlap(*NINE, "increase")
    assert found.pnd == pytest.approx(5 / 7)
    assert found.pand == pytest.approx(11 / 13)
    assert found.pem == 1
    assert found.ird == pytest.approx(6 / 7 - 1 / 6)
    assert found.nap == pytest.approx(38.5 / 42)
    assert found.tau == pytest.approx(35 / 42)


def test_tau_u():
    """Parker, Vannest, Davis & Sauber (2011), as in SingleCaseES and in scan."""
    first = describe_overlap([3, 3, 4, 5], [4, 5, 6, 7, 7], "increase")
    assert (first.tau, first.tau_u) == pytest.approx((0.80, 0.55))
    second = describe_overlap([2, 3, 5, 3], [4, 5, 5, 7, 6], "increase")
    assert (second.tau, second.tau_u) == pytest.approx((0.80, 0.65))
    assert second.tau_u_both == pytest.approx(0.56, abs=0.005)


def test_less_is_better_unless_said_otherwise():
    up = describe_overlap(*NINE, "increase")
    down = describe_overlap([-v for v in NINE[0]], [-v for v in NINE[1]])
    for name in ("nap", "tau", "tau_u", "tau_u_both", "baseline_corrected_tau", "pnd", "pem", "pand", "ird"):
        assert getattr(down, name) == pytest.approx(getattr(up, name)), name
    assert describe_overlap(*NINE).nap == pytest.approx(3.5 / 42)


def test_a_baseline_trend_is_taken_out_only_where_there_is_one():
    """Tarlow (2017): a straight rise through both phases is no effect; without a trend nothing changes."""
    rising = describe_overlap([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], "increase")
    assert rising.is_corrected
    assert rising.tau == 1
    assert rising.baseline_corrected_tau == 0
    flat = describe_overlap([9, 6, 11, 5], [4, 7, 8, 7, 3, 7, 1], "increase")
    assert not flat.is_corrected
    assert flat.baseline_corrected_tau == pytest.approx(-0.3145, abs=1e-4)


def test_phases_that_do_not_overlap_and_phases_that_are_alike():
    apart = describe_overlap([8, 9, 7], [1, 2, 3])
    assert (apart.nap, apart.tau, apart.pnd, apart.pand, apart.ird) == (1, 1, 1, 1, 1)
    alike = describe_overlap([4, 4, 4], [4, 4, 4])
    assert (alike.nap, alike.tau, alike.pnd, alike.pem) == (0.5, 0, 0, 0.5)
    assert alike.baseline_corrected_tau == 0


def test_bad_input_is_named():
    with pytest.raises(ArgumentError, match="sideways"):
        describe_overlap([1], [2], "sideways")  # type: ignore[arg-type]
    with pytest.raises(DataError):
        describe_overlap([], [2])
    with pytest.raises(DataError):
        describe_overlap([1, float("nan")], [2])


def test_it_says_that_it_only_describes():
    said = describe_overlap([8, 9, 7], [1, 2, 3]).to_sentence()
    assert "100" in said
    assert "says nothing of others" in said
