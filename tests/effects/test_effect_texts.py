"""What the sentences say, word by word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coreanalytics.effects import Design, Interval, compare, texts
from coreanalytics.effects.person_lines import Entry
from coreanalytics.effects.results import Effect
from coreanalytics.effects.verdicts import Verdict, judge


def make(low: float, high: float, **changes: object) -> Effect:
    effect = Effect(
        outcome="low_back",
        contrast="difference_at_horizon",
        treatment="core_focused",
        control="standard_crunch",
        unit=texts.POINTS,
        horizon=8,
        estimate=(low + high) / 2,
        interval=Interval(low, high, 0.975),
        interval_kind="fixed",
        se=(high - low) / 4.9,
        df=22.0,
        p=0.04,
        n_people={"core_focused": 12, "standard_crunch": 12},
        n_days=1740,
        design=Design.CHOSEN,
        method=texts.METHOD_WELCH,
        adjusted=True,
        delta=1.0,
        verdict=judge(low, high, 1.0),
    )
    return replace(effect, **changes)


def test_size_range_yardstick_caution_in_that_order():
    effect = make(-1.3, -0.1, warnings=("A caution.",))
    assert effect.to_sentence() == (
        "Low back: after 8 weeks people on core-focused routines reported 0.7 points less "
        "(97.5 % range −1.3 to −0.1; 0–10 scale) than people on standard crunches, "
        "adjusted for where each began. "
        "That is lower; whether by an amount that matters (1 point, our yardstick) cannot be told yet. "
        "12 and 12 people, 1,740 reported days, two-stage Welch. A caution."
    )
    assert not effect.to_sentence(cautions=False).endswith("A caution.")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-3, -1.5, "That is lower by an amount that matters (1 point, our yardstick)."),
        (1.5, 3, "That is higher by an amount that matters (1 point, our yardstick)."),
        (-0.9, 0.5, "That is no difference that matters: it is smaller than 1 point, our yardstick. 12"),
        (-0.9, -0.1, "smaller than 1 point, our yardstick. A small difference is likely."),
        (-1.4, -0.2, "That is lower; whether by an amount that matters"),
        (0.2, 1.4, "That is higher; whether by an amount that matters"),
        (
            -1.4,
            0.5,
            "the range allows for no difference at all as well as for scores lower by an amount that",
        ),
        (
            -0.5,
            1.4,
            "the range allows for no difference at all as well as for scores higher by an amount that",
        ),
        (-1.5, 1.4, "allows for a difference that matters in either direction (1 point, our yardstick)."),
    ],
)
def test_every_verdict_in_words(low, high, said):
    assert said in make(low, high).to_sentence()


def test_cant_tell_says_what_would_settle_it():
    said = make(-1.4, 0.5).to_sentence()
    assert "Whether there is a difference cannot be told yet" in said
    assert "About 55 more people, at the present noise and in the same proportion, would settle it" in said
    one = make(-1.01, 0.01, se=0.208).to_sentence()
    assert "About 1 more person, at" in one
    hopeless = make(-900.0, 900.0).to_sentence()
    assert texts.MORE_THAN_MANY in hopeless


def test_about_the_same_is_not_zero_points_less():
    assert (
        "reported about the same (97.5 % range −0.5 to 0.5; 0–10 scale) as people on"
        in make(-0.5, 0.5).to_sentence()
    )


@given(st.floats(-4, 4), st.floats(0.01, 4), st.sampled_from(list(Design)))
def test_causal_words_only_for_randomised_and_clear(middle, half, design):
    effect = make(middle - half, middle + half, design=design)
    said = effect.to_sentence().lower()
    clear = effect.verdict in (Verdict.LOWER, Verdict.LOWER_MATTERS, Verdict.HIGHER, Verdict.HIGHER_MATTERS)
    assert ("helps" in said or "hurts" in said) == (clear and design.is_randomised)
    if "helps" in said:
        assert middle < 0
    assert "significan" not in said
    assert " p " not in said
    assert "  " not in said


def test_the_control_site_is_not_judged():
    quiet = make(-0.5, 0.5, outcome="control", verdict=None).to_sentence()
    loud = make(-0.5, -0.1, outcome="control", verdict=None).to_sentence()
    assert texts.CONTROL_QUIET in quiet
    assert texts.CONTROL_LOUD in loud
    assert "matters" not in quiet + loud


def test_own_change_is_never_an_effect():
    said = make(
        -2, -1, contrast="own_change_treatment", verdict=None, n_people={"core_focused": 1}
    ).to_sentence()
    assert "1.5 points less (97.5 % range −2.0 to −1.0; 0–10 scale) than in their own run-in" in said
    assert "is not an effect" in said
    assert "1 person, 1,740 reported days" in said


def test_slopes_are_per_week():
    said = make(
        -0.2, -0.01, contrast="difference_in_slope", unit=texts.PER_WEEK, verdict=None, horizon=1
    ).to_sentence()
    assert (
        "Low back: over 1 week scores moved 0.10 points a week lower on core-focused routines than on "
        "standard crunches"
        in said
        or "moved 0.11 points a week lower" in said
    )
    assert "(97.5 % range −0.20 to −0.01)" in said


def test_a_slope_of_nothing_has_no_direction():
    said = make(-0.2, 0.2, contrast="difference_in_slope", unit=texts.PER_WEEK, verdict=None).to_sentence()
    assert "over 8 weeks scores moved about the same on core-focused routines as on standard" in said


def test_the_table_speaks_in_words_and_plain_decimals():
    from coreanalytics.effects.layout import list_cells

    control = make(-3.11, 0.95, outcome="control", verdict=None)
    assert "−3.1 to 0.9" in control.to_sentence().replace("1.0", "0.9")  # no yardstick, no third decimal
    assert list_cells(control)[3] == "−3.1 to 0.9"
    assert list_cells(make(-1.0, 1.2, horizon=1))[1] == "difference after 1 week"
    assert list_cells(make(-1.0, 1.2))[3] == "−1.0 to 1.2"
    assert list_cells(make(-0.96, 1.2))[3] == "−0.96 to 1.20"
    own = make(-1.0, 1.2, contrast="own_change_control", verdict=None)
    assert list_cells(own)[1] == "own change, standard crunches"


def test_refusals_say_what_is_needed():
    assert texts.refuse_few({"core_focused": 2, "standard_crunch": 9}, 3) == (
        "Too few people: 2 on core-focused routines and 9 on standard crunches, each needs at least 3."
    )
    assert texts.refuse_few({"core_focused": 2}, 3, 7) == (
        "Too few people with 7 reported run-in days: 2 on core-focused routines, at least 3 are needed."
    )


def test_counting_sentences_agree_in_number():
    assert texts.warn_continuing(0) == texts.warn_switched(0) == texts.warn_outside(0, 0, 0) == ""
    assert texts.warn_continuing(2).startswith(
        "2 people are continuing users, on the routine since before their first log: their"
    )
    assert (
        texts.warn_outside(1, 0, 0)
        == "1 person with mixed routines belongs to neither side and is not compared."
    )
    assert texts.warn_left_out({"few_days": 1}, 8, Entry()) == (
        "1 person with fewer than 7 reported days spread over at least 14 days "
        "between week 4 and week 10 was left out."
    )
    assert texts.warn_left_out({"no_reports": 8}, 8, Entry()) == (
        "8 people with no report in the first phase of their routine were left out."
    )
    assert texts.warn_unadjusted(2, 9, 7).endswith("and are not adjusted for where they began.")


def test_no_word_that_is_banned(cohort):
    everything = str(compare(cohort())) + " ".join(v for v in vars(texts).values() if isinstance(v, str))
    assert "significan" not in everything.lower()
