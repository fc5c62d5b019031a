"""Safety rules: each with a case that fires, one that stays silent, and one with missing data."""

import datetime as dt

import polars as pl
import pytest

from coreanalytics.effects import find_flags
from coreanalytics.effects.safety import SafetyRules
from coreanalytics.errors import ArgumentError, DataError

END = dt.date(2026, 3, 29)  # 84 days from 5 January
CHECK = "Please get this checked"


@pytest.fixture
def days(person):
    """84 quiet days; `put` sets a column on days counted back from the last."""

    def build(scores=(2,) * 84, **columns: dict[int, object]) -> pl.DataFrame:
        frame = person("a", "core_focused", list(scores), run_in=())
        for back, answer in columns.pop("red_flag", {}).items():  # the form asks both questions
            for question in ("emergency", "below_knee") if answer == "no" else (answer,):
                columns.setdefault(question, {})[back] = answer != "no"
        ago = (pl.lit(END) - pl.col("date")).dt.total_days()
        for name, values in columns.items():
            kind = frame.schema[name]
            expr = pl.col(name)
            for back, value in values.items():
                expr = pl.when(ago == back).then(pl.lit(value, dtype=kind)).otherwise(expr)
            frame = frame.with_columns(expr.alias(name))
        return frame

    return build


def rules(frame: pl.DataFrame, until: dt.date = END) -> list[str]:
    return [flag.rule for flag in find_flags(frame, "a", until=until)]


def test_quiet_days_raise_nothing(days):
    assert rules(days()) == []


def test_emergency_comes_first_and_tells_where_to_go(days):
    flags = find_flags(days(red_flag={3: "emergency"}, worst_intensity={3: 9}), "a", until=END)
    assert [flag.rule for flag in flags] == ["emergency", "strong"]
    assert flags[0].level == "emergency"
    assert "saddle" in flags[0].sentence
    assert flags[0].days == (dt.date(2026, 3, 26),)


@pytest.mark.parametrize("answer", ["emergency", "below_knee"])
def test_answers_of_the_last_week_fire_and_older_ones_only_unanswered(days, answer):
    assert rules(days(red_flag={6: answer, 1: "no"})) == [answer]
    assert rules(days(red_flag={7: answer, 1: "no"})) == []
    assert rules(days(red_flag={20: answer})) == [answer]  # nothing newer was answered
    assert rules(days(red_flag={1: "no"})) == []
    assert rules(days()) == []  # not asked


def test_an_emergency_stands_until_it_is_answered_again(days):
    """Silence for many weeks is no "no": the last word on it was yes."""
    (flag,) = find_flags(days(red_flag={60: "emergency"}), "a", until=END)
    assert flag.rule == "emergency"
    assert "has not been answered with no since" in flag.sentence
    assert rules(days(red_flag={60: "emergency"}), until=END + dt.timedelta(days=200)) == ["emergency"]
    assert rules(days(red_flag={60: "emergency", 30: "no"})) == []
    # numbness below the knee is another question: it does not take the first one back
    assert rules(days(red_flag={60: "emergency", 9: "below_knee"})) == ["emergency", "below_knee"]
    assert rules(days(red_flag={20: "below_knee", 15: "emergency", 9: "no"})) == []
    assert rules(days(red_flag={60: "emergency"}, scores=[None] * 84)) == ["emergency"]
    (recent,) = find_flags(days(red_flag={0: "emergency"}), "a", until=END)
    assert "since" not in recent.sentence
    assert rules(days(red_flag={28: "below_knee"})) == []


def test_below_knee_asks_for_a_check(days):
    (flag,) = find_flags(days(red_flag={2: "below_knee"}), "a", until=END)
    assert flag.level == "check"
    assert CHECK in flag.sentence


def test_a_no_answers_its_own_question_only(days):
    """A diary that asks only about the knee must not take an emergency back."""
    assert rules(days(emergency={9: True}, below_knee={3: False})) == ["emergency"]
    assert rules(days(emergency={9: True, 3: False})) == []
    assert rules(days(below_knee={9: True}, emergency={3: False})) == ["below_knee"]


def test_numbness_asks_for_a_check(days):
    (flag,) = find_flags(days(numb={27: True}), "a", until=END)
    assert (flag.rule, flag.level) == ("numb", "check")
    assert CHECK in flag.sentence
    assert rules(days(numb={28: True})) == []
    assert rules(days(numb={3: False})) == []
    assert rules(days(numb={3: True}, below_knee={3: True})) == ["below_knee"]  # told once


def test_one_rating_of_eight_is_enough(days):
    assert rules(days(worst_intensity={6: 8})) == ["strong"]
    assert rules(days(worst_intensity={6: 7})) == []
    assert rules(days(worst_intensity={7: 9})) == []  # last week's report had it
    assert rules(days(scores=[2] * 83 + [8])) == ["strong"]  # the day's own rating as well
    assert rules(days(scores=[2] * 70 + [None] * 14)) == []


def long_flags(frame: pl.DataFrame) -> list[str]:
    return [rule for rule in rules(frame) if rule == "long"]


def test_seven_weeks_at_four_fire(days):
    assert long_flags(days(scores=[2] * 35 + [4] * 49)) == ["long", "long"]  # both sites
    assert long_flags(days(scores=[2] * 36 + [4] * 48)) == []  # the first of seven weeks is not whole
    assert long_flags(days(scores=[4] * 77 + [3] * 7)) == []  # eased


def test_easing_is_silent(days):
    course = [7 - k // 14 for k in range(49)]  # 7 down to 4, always 4 or more
    assert long_flags(days(scores=[2] * 35 + course)) == []
    assert long_flags(days(scores=[2] * 35 + course[::-1])) == ["long", "long"]


def test_missing_weeks_are_neither_high_nor_low(days):
    gap = [2] * 35 + [4] * 14 + [None] * 14 + [4] * 21
    assert long_flags(days(scores=gap)) == ["long", "long"]  # two silent weeks do not hide five high ones
    wide = [2] * 35 + [4] * 14 + [None] * 21 + [4] * 14
    assert long_flags(days(scores=wide)) == []
    assert long_flags(days(scores=[4] * 77 + [None] * 7)) == []  # nothing is known of this week
    assert long_flags(days(scores=[None] * 84)) == []


def test_a_rise_of_two_within_two_weeks_fires(days):
    assert rules(days(scores=[2] * 77 + [4] * 7)) == ["rising", "rising"]
    assert rules(days(scores=[2] * 70 + [3] * 7 + [4] * 7)) == ["rising", "rising"]
    assert rules(days(scores=[2] * 63 + [3] * 7 + [3] * 7 + [4] * 7)) == []  # three weeks
    assert rules(days(scores=[4] * 77 + [2] * 7)) == []  # a fall


def test_a_rise_needs_four_reports_in_each_week(days):
    three = [None, None, None, None, 4, 4, 4]
    assert rules(days(scores=[2] * 77 + three)) == []
    assert rules(days(scores=[2] * 77 + [None, None, None, 4, 4, 4, 4])) == ["rising", "rising"]
    assert rules(days(scores=[2] * 63 + [None] * 14 + [4] * 7)) == []


def test_two_bad_mornings_fire(days):
    assert rules(days(thigh_root_next_morning={2: 6, 27: 6})) == ["mornings"]
    assert rules(days(thigh_root_next_morning={2: 6}, low_back_next_morning={9: 7})) == ["mornings"]
    assert rules(days(thigh_root_next_morning={2: 6}, low_back_next_morning={2: 7})) == []  # one morning
    assert rules(days(thigh_root_next_morning={2: 5, 9: 5})) == []
    assert rules(days(thigh_root_next_morning={2: 6, 28: 6})) == []
    assert rules(days(thigh_root_next_morning={2: 6, 3: None})) == []


def test_two_sharp_days_fire(days):
    assert rules(days(sharp_thigh_root={2: True, 20: True})) == ["sharp"]
    assert rules(days(sharp_thigh_root={2: True, 20: False})) == []
    assert rules(days(sharp_thigh_root={2: True, 20: None})) == []
    assert rules(days(sharp_thigh_root={2: True, 28: True})) == []


def test_later_days_are_not_read(days):
    frame = days(worst_intensity={0: 10})
    assert rules(frame, END) == ["strong"]
    assert rules(frame, END - dt.timedelta(days=1)) == []
    assert rules(frame, dt.date(2020, 1, 1)) == []


def test_thresholds_are_arguments(days):
    frame = days(worst_intensity={0: 7})
    assert [flag.rule for flag in find_flags(frame, "a", until=END, rules=SafetyRules(strong=7))] == [
        "strong"
    ]


def test_no_sentence_diagnoses(days):
    frame = days(
        scores=[2] * 35 + [4] * 42 + [8] * 7,
        red_flag={1: "below_knee"},
        sharp_thigh_root={1: True, 2: True},
        thigh_root_next_morning={1: 7, 2: 7},
    )
    flags = find_flags(frame, "a", until=END)
    assert {flag.rule for flag in flags} == {"below_knee", "strong", "long", "rising", "mornings", "sharp"}
    for flag in flags:
        assert CHECK in flag.sentence
        assert str(flag) == flag.sentence
        assert flag.days == tuple(sorted(flag.days))


def test_unknown_people_and_columns_are_named(days):
    with pytest.raises(ArgumentError, match="'b'"):
        find_flags(days(), "b", until=END)
    with pytest.raises(DataError, match="emergency"):
        find_flags(days().drop("emergency"), "a", until=END)


def test_a_strong_rating_names_its_site_where_that_is_known(days):
    (flag,) = find_flags(days(low_back={2: 9}), "a", until=END)
    assert "9 at the low back" in flag.sentence
    (flag,) = find_flags(days(worst_intensity={2: 9}), "a", until=END)  # rated during training
    assert "A rating of 9 was reported" in flag.sentence
