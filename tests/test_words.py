"""Numbers into words."""

import datetime as dt
import math

from hypothesis import given
from hypothesis import strategies as st

from coreanalytics import words

reals = st.floats(-20, 20, allow_nan=False)


def test_minus_is_a_real_minus_and_zero_has_no_sign():
    assert words.number(-1.26) == "−1.3"
    assert words.number(-0.04) == "0.0"
    assert words.signed(-0.04) == "0.0"
    assert words.signed(0.04) == "0.0"
    assert words.signed(2) == "+2.0"
    assert words.signed(math.inf) == "+∞"
    assert words.signed(-math.inf) == "−∞"
    assert words.signed(math.nan) == "–"


@given(reals, st.integers(0, 3))
def test_a_number_can_be_read_back(value: float, digits: int):
    text = words.number(value, digits).replace("−", "-")
    assert abs(float(text) - value) <= 0.5 * 10**-digits + 1e-9


@given(reals, reals, st.sampled_from([0.5, 1.0, 2.0]))
def test_a_range_never_hides_the_side_it_lies_on(a: float, b: float, delta: float):
    low, high = sorted((round(a, 3), round(b, 3)))
    shown = [
        float(part.replace("−", "-")) for part in words.span(low, high, 1, (-delta, 0, delta)).split(" to ")
    ]
    for end, told in zip((low, high), shown, strict=True):
        for mark in (-delta, 0, delta):
            assert (end > mark) == (told > mark)
            assert (end < mark) == (told < mark)


def test_a_range_is_short_where_it_can_be():
    assert words.span(-1.24, 0.37, 1, (0, 1)) == "−1.2 to 0.4"
    assert words.span(-1.24, 0.97, 1, (0, 1)) == "−1.24 to 0.97"


def test_a_percentage_does_not_break_over_a_line():
    assert words.percent(0.975) == "97.5\u00a0%"
    assert words.percent(0.541, 0) == "54\u00a0%"


def test_counts_agree_with_their_noun():
    assert words.people(1) == "1 person"
    assert words.people(0) == "0 people"
    assert words.count(12345, "day") == "12,345 days"
    assert words.points(-1.0) == "1 point"
    assert words.points(1.04) == "1 point"
    assert words.points(0.25, 2) == "0.25 points"


def test_dates_do_not_follow_the_locale():
    assert words.day(dt.date(2026, 3, 1)) == "1 March 2026"
    assert words.day_span(dt.date(2026, 3, 1), dt.date(2026, 3, 7)) == "1 to 7 March 2026"


def test_sentences_end_once():
    assert words.sentence("too few people") == "Too few people."
    assert words.sentence("really?") == "Really?"
    assert words.listing(["one", "two"], last="or") == "one or two"
