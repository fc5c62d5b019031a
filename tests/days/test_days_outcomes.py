from __future__ import annotations

import polars as pl
import pytest
from hand_made_logs import at, cell, days_of, pain, session

from coreanalytics.days.columns import PERSON_DAYS


def test_thigh_root_is_the_worse_side_and_keeps_the_difference() -> None:
    days = days_of(pain=[pain(0, "thigh_root", 2, side="left"), pain(0, "thigh_root", 5, side="right")])
    assert days.select("thigh_root", "thigh_root_left", "thigh_root_right", "thigh_root_difference").row(
        0
    ) == (
        5,
        2,
        5,
        -3,
    )


def test_both_counts_for_each_side() -> None:
    days = days_of(pain=[pain(0, "thigh_root", 4, side="both")])
    assert days.select("thigh_root", "thigh_root_left", "thigh_root_right", "thigh_root_difference").row(
        0
    ) == (
        4,
        4,
        4,
        0,
    )


def test_both_and_one_side_take_the_worse_on_that_side() -> None:
    days = days_of(pain=[pain(0, "thigh_root", 4, side="both"), pain(0, "thigh_root", 6, side="right")])
    assert days.select("thigh_root", "thigh_root_left", "thigh_root_right", "thigh_root_difference").row(
        0
    ) == (
        6,
        4,
        6,
        -2,
    )


def test_a_rating_without_side_is_no_side() -> None:
    days = days_of(pain=[pain(0, "thigh_root", 7), pain(0, "thigh_root", 3, side="left")])
    assert cell(days, 0, "thigh_root") == 7
    assert cell(days, 0, "thigh_root_left") == 3
    assert cell(days, 0, "thigh_root_right") is None
    assert cell(days, 0, "thigh_root_difference") is None


def test_zero_is_a_report_and_nothing_is_not() -> None:
    days = days_of(pain=[pain(0, "low_back", 0), pain(2, "low_back", 3)])
    assert days["reported"].to_list() == [True, False, True]
    assert days["pain"].to_list() == [False, None, True]
    assert days["low_back"].to_list() == [0, None, 3]
    assert days["thigh_root"].to_list() == [None, None, None]


def test_the_control_site_alone_is_a_report() -> None:
    days = days_of(pain=[pain(0, "control", 2)])
    assert days.select("reported", "pain", "control", "worst_intensity").row(0) == (True, True, 2, None)


def test_other_timings_never_enter_the_primary_outcome() -> None:
    rows = [
        pain(0, "low_back", 2),
        pain(0, "low_back", 9, timing="after"),
        pain(0, "low_back", 4, timing="during"),
        pain(0, "low_back", 6, timing="during"),
        pain(0, "low_back", 5, timing="next_morning"),
        pain(0, "thigh_root", 1, timing="before", side="left"),
        pain(1, "low_back", 8, timing="during"),
    ]
    days = days_of(pain=rows)
    assert days["low_back"].to_list() == [2, None]
    assert days["low_back_during"].to_list() == [6, 8]
    assert days["low_back_after"].to_list() == [9, None]
    assert days["low_back_next_morning"].to_list() == [5, None]
    assert days["thigh_root_before"].to_list() == [1, None]
    assert days["thigh_root"].to_list() == [None, None]
    assert days["reported"].to_list() == [True, False]
    assert days["pain"].to_list() == [True, None]
    assert days["worst_intensity"].to_list() == [9, 8]


def test_timing_is_day_if_any_else_next_morning() -> None:
    morning = pain(0, "low_back", 5, timing="next_morning")
    assert cell(days_of(pain=[morning]), 0, "low_back") == 5
    days = days_of(pain=[morning, pain(1, "low_back", 2)])
    assert days["low_back"].to_list() == [None, 2]
    assert days["low_back_next_morning"].to_list() == [5, None]


def test_the_argument_decides_the_timing() -> None:
    rows = [pain(0, "low_back", 5, timing="next_morning"), pain(0, "low_back", 2)]
    assert cell(days_of(pain=rows, options={"primary_timing": "next_morning"}), 0, "low_back") == 5
    assert cell(days_of(pain=rows, options={"primary_timing": "day"}), 0, "low_back") == 2


def test_the_date_of_the_table_is_final() -> None:
    # reported at 02:30 of the third day, dated by the logbook to the second
    days = days_of(pain=[pain(0, "low_back", 1), pain(1, "low_back", 6, reported_at=at(2, 2, 30))])
    assert days["low_back"].to_list() == [1, 6]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([None], None),
        (["no"], "no"),
        (["no", "below_knee"], "below_knee"),
        (["emergency", "below_knee", "no"], "emergency"),
        (["no", None], "no"),
    ],
)
def test_the_worst_red_flag_of_the_day(answers: list[str | None], expected: str | None) -> None:
    days = days_of(pain=[pain(0, "whole_body", None, red_flag=answer) for answer in answers])
    assert cell(days, 0, "red_flag") == expected
    assert cell(days, 0, "reported") is False


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (pain(0, "below_knee", 3), "below_knee"),
        (pain(0, "below_knee", 0), None),
        (pain(0, "below_knee", None, quality="numb"), "below_knee"),
        (pain(0, "below_knee", 0, red_flag="no"), "no"),
        (pain(0, "low_back", 9, quality="numb"), None),
    ],
)
def test_radiation_is_a_flag_however_it_was_logged(row: dict[str, object], expected: str | None) -> None:
    days = days_of(pain=[row])
    assert cell(days, 0, "red_flag") == expected


def test_radiation_is_no_outcome() -> None:
    days = days_of(pain=[pain(0, "below_knee", 9)])
    assert days.select("reported", "pain", "worst_intensity").row(0) == (False, None, None)


def test_sharp_thigh_root() -> None:
    rows = [
        pain(0, "thigh_root", 3, quality="ache"),
        pain(0, "thigh_root", 3, quality="pinch", timing="during", side="left"),
        pain(1, "thigh_root", 3),
        pain(2, "low_back", 3, quality="sharp"),
        pain(3, "thigh_root", 1, quality="sharp"),
    ]
    assert days_of(pain=rows)["sharp_thigh_root"].to_list() == [True, False, None, True]


def test_a_person_with_only_pain_has_no_zeros() -> None:
    days = days_of(pain=[pain(0, "low_back", 1), pain(1, "low_back", 1)])
    assert days["trained"].to_list() == [False, False]
    doses = [c for c in PERSON_DAYS if c.startswith(("hard_sets", "session_load", "gave_out", "sets_"))]
    for name in ["sessions", "minutes", "session_rpe", "abs_felt", "sleep_h", *doses]:
        assert days[name].null_count() == 2, name


def test_a_person_with_only_workouts_has_no_pain() -> None:
    days = days_of(sessions=[session(0, minutes=40.0), session(3, minutes=30.0)])
    assert days["reported"].to_list() == [False] * 4
    assert days["trained"].to_list() == [True, False, False, True]
    for name in (
        "pain",
        "thigh_root",
        "low_back",
        "control",
        "worst_intensity",
        "red_flag",
        "sharp_thigh_root",
    ):
        assert days[name].null_count() == 4, name


@pytest.mark.parametrize(
    ("row", "emergency", "below_knee", "numb"),
    [
        (pain(0, "whole_body", None, red_flag="emergency"), True, None, None),
        (pain(0, "whole_body", None, red_flag="no"), False, None, None),
        (pain(0, "below_knee", None, red_flag="below_knee"), None, True, None),
        (pain(0, "below_knee", None, red_flag="no"), None, False, None),
        (pain(0, "low_back", 3, red_flag="no"), False, False, None),
        (pain(0, "low_back", 3, quality="numb"), None, None, True),
        (pain(0, "low_back", 3, quality="ache"), None, None, False),
        (pain(0, "control", 3, quality="numb"), None, None, None),
        (pain(0, "below_knee", 2), None, True, None),
    ],
)
def test_each_safety_question_keeps_its_own_answer(row, emergency, below_knee, numb) -> None:
    days = days_of(pain=[row])
    assert (cell(days, 0, "emergency"), cell(days, 0, "below_knee"), cell(days, 0, "numb")) == (
        emergency,
        below_knee,
        numb,
    )


def test_without_any_rating_the_day_is_what_would_count() -> None:
    from coreanalytics.days.sources import choose_timing
    from coreanalytics.vocabulary import Timing

    def chosen(*timings: str) -> Timing:
        rows = {"timing": list(timings), "intensity": [3] * len(timings)}
        frame = pl.LazyFrame(rows, schema={"timing": pl.String, "intensity": pl.Int32})
        return choose_timing({}, frame)

    assert chosen() == Timing.DAY
    assert chosen("during") == Timing.DAY
    assert chosen("next_morning", "during") == Timing.NEXT_MORNING
    assert chosen("next_morning", "day") == Timing.DAY
