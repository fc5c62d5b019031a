from __future__ import annotations

from typing import Any

import polars as pl
from hand_made_logs import cell, column, core, crunch, days_of, on, pain, phase


def log(*days: int) -> list[dict[str, Any]]:
    return [pain(day, "low_back", 1) for day in days]


def marked(days: pl.DataFrame) -> list[int]:
    """Numbers of the run-in days."""
    return [i for i, flag in enumerate(column(days, "run_in")) if flag]


def test_a_run_in_phase_is_the_run_in() -> None:
    days = days_of(pain=log(*range(20)), phases=[phase(0, 9, "run_in"), phase(10, None, "core_focused")])
    assert marked(days) == list(range(10))
    assert column(days, "time_zero") == [None] * 10 + [on(10)] * 10
    assert column(days, "day_in_phase") == [None] * 10 + list(range(10))
    assert set(column(days, "continuing")) == {False}
    assert column(days, "phase") == [1] * 10 + [2] * 10


def test_time_zero_is_the_first_day_of_the_phase_even_if_nothing_was_done() -> None:
    days = days_of(pain=log(0, 13, 30), sets=core(25), phases=[phase(14, None, "core_focused")])
    assert cell(days, 25, "time_zero") == on(14)
    assert cell(days, 25, "day_in_phase") == 11


def test_without_a_run_in_phase_it_is_the_fourteen_days_before() -> None:
    days = days_of(pain=log(0, 40), phases=[phase(20, None, "standard_crunch")])
    assert marked(days) == list(range(6, 20))
    assert column(days, "day_in_phase") == [None] * 20 + list(range(21))
    assert set(column(days, "continuing")) == {False}


def test_the_run_in_is_as_long_as_the_log_allows() -> None:
    days = days_of(pain=log(0, 40), phases=[phase(5, None, "standard_crunch")])
    assert marked(days) == list(range(5))


def test_a_phase_that_begins_with_the_log_has_no_run_in() -> None:
    days = days_of(pain=log(0, 40), phases=[phase(0, None, "standard_crunch")])
    assert marked(days) == []
    assert column(days, "day_in_phase") == list(range(41))
    assert set(column(days, "continuing")) == {False}


def test_the_length_of_the_run_in_is_an_argument() -> None:
    rows = {"pain": log(0, 40), "phases": [phase(20, None, "standard_crunch")]}
    assert marked(days_of(**rows, options={"run_in_days": 7})) == list(range(13, 20))
    continuing = {"pain": log(*range(40)), "phases": [phase(-5, None, "standard_crunch")]}
    assert marked(days_of(**continuing, options={"run_in_days": 7})) == list(range(7))


def test_a_continuing_users_clock_starts_after_their_run_in() -> None:
    # began before the log; first fourteen days are run-in; nothing logged on days 14 to 16
    days = days_of(pain=log(0, 3, 13, 17, 30), phases=[phase(-100, None, "core_focused")])
    assert marked(days) == list(range(14))
    assert set(column(days, "continuing")) == {True}
    assert set(column(days, "time_zero")) == {on(17)}
    assert set(column(days, "phase_start")) == {on(-100)}
    assert column(days, "day_in_phase") == [None] * 17 + list(range(14))


def test_any_log_starts_a_continuing_users_clock() -> None:
    days = days_of(pain=log(0, 30), sets=core(15), phases=[phase(-1, None, "core_focused")])
    assert cell(days, 30, "time_zero") == on(15)


def test_a_continuing_user_who_stops_logging_has_no_time_zero() -> None:
    days = days_of(pain=log(0, 12), phases=[phase(-1, None, "core_focused")])
    assert marked(days) == list(range(13))
    assert set(column(days, "time_zero")) == {None}
    assert set(column(days, "day_in_phase")) == {None}


def test_a_continuing_user_whose_phase_ends_early() -> None:
    days = days_of(
        pain=log(*range(30)), phases=[phase(-20, 9, "standard_crunch"), phase(10, None, "core_focused")]
    )
    assert marked(days) == list(range(14))
    assert column(days, "time_zero") == [None] * 10 + [on(10)] * 20
    # run-in days are never outcomes, in whatever phase they lie
    assert column(days, "day_in_phase") == [None] * 14 + list(range(4, 20))


def test_later_phases_have_no_run_in_and_start_at_once() -> None:
    days = days_of(
        pain=log(*range(60)),
        phases=[
            phase(0, 13, "run_in"),
            phase(14, 29, "core_focused"),
            phase(30, 39, "washout"),
            phase(40, None, "standard_crunch"),
        ],
    )
    assert marked(days) == list(range(14))
    assert cell(days, 35, "time_zero") == on(30)
    assert cell(days, 40, "day_in_phase") == 0
    assert cell(days, 59, "day_in_phase") == 19
    assert column(days, "phase")[13:41:9] == [1, 2, 3, 4]


def test_a_second_run_in_phase_is_no_baseline_and_no_outcome() -> None:
    days = days_of(
        pain=log(*range(50)),
        phases=[phase(20, 29, "core_focused"), phase(30, 39, "run_in"), phase(40, None, "standard_crunch")],
    )
    assert marked(days) == list(range(6, 20))
    assert column(days, "day_in_phase")[30:40] == [None] * 10
    assert cell(days, 45, "day_in_phase") == 5


def test_the_first_time_zero_is_of_the_first_arm() -> None:
    days = days_of(pain=log(0, 50), phases=[phase(0, 29, "none"), phase(30, None, "core_focused")])
    assert marked(days) == list(range(16, 30))
    assert column(days, "day_in_phase") == [*range(16), *[None] * 14, *range(21)]


def test_a_phase_that_ended_before_the_log_is_nobodys_time_zero() -> None:
    days = days_of(
        pain=log(0, 40),
        phases=[phase(-90, -30, "core_focused"), phase(20, None, "standard_crunch")],
    )
    assert marked(days) == list(range(6, 20))
    assert set(column(days, "continuing")) == {False}
    assert cell(days, 40, "phase") == 2


def test_who_only_mixes_has_a_run_in_too() -> None:
    days = days_of(pain=log(*range(30)), phases=[phase(-5, None, "mixed")])
    assert marked(days) == list(range(14))
    assert cell(days, 29, "day_in_phase") == 15


def test_who_follows_no_program_has_none() -> None:
    days = days_of(pain=log(*range(30)), phases=[phase(-5, None, "none")])
    assert marked(days) == []


def test_an_inferred_first_segment_is_continuing() -> None:
    sets = [row for day in range(0, 40, 2) for row in crunch(day, 4)]
    sets += [row for day in range(40, 80, 2) for row in core(day, 4)]
    days = days_of(sets=sets)
    assert set(column(days, "continuing")) == {True}
    assert marked(days) == list(range(14))
    assert cell(days, 20, "time_zero") == on(14)
    assert cell(days, 20, "program") == "standard_crunch"
    assert cell(days, 20, "day_in_phase") == 6
    assert cell(days, 45, "program") == "core_focused"
    assert cell(days, 45, "time_zero") == on(40)
    assert cell(days, 45, "day_in_phase") == 5


def test_who_begins_ab_work_within_their_log_is_not_continuing() -> None:
    sets = [row for day in range(30, 80, 2) for row in core(day, 4)]
    days = days_of(pain=log(0), sets=sets)
    assert cell(days, 29, "program") == "none"
    assert cell(days, 30, "day_in_phase") == 0
    assert set(column(days, "continuing")) == {False}
    assert marked(days) == list(range(16, 30))


def test_a_day_that_no_phase_covers_has_no_clock() -> None:
    days = days_of(pain=log(0, 40), phases=[phase(20, 29, "core_focused")])
    assert column(days, "day_in_phase")[29:32] == [9, None, None]
    assert column(days, "time_zero")[29:32] == [on(20), None, None]
    assert column(days, "run_in")[30:] == [False] * 11


def test_people_without_phases_that_cover_their_log() -> None:
    days = days_of(pain=log(0, 5), phases=[phase(100, None, "core_focused")])
    assert set(column(days, "program")) == {None}
    assert marked(days) == []
