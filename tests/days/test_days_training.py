from __future__ import annotations

import pytest
from hand_made_logs import at, cell, core, crunch, days_of, on, pain, session, work


@pytest.mark.parametrize(
    ("more", "hard"),
    [
        ({}, 1),
        ({"rpe": 6.0}, 1),
        ({"rpe": 5.5}, 0),
        ({"kind": "warmup"}, 0),
        ({"kind": "warmup", "rpe": 9.0}, 0),
        ({"kind": "drop"}, 1),
        ({"kind": "failure", "rpe": 10.0}, 1),
        ({"kind": None}, 1),
    ],
)
def test_hard_sets(more: dict[str, object], hard: int) -> None:
    assert cell(days_of(sets=core(0, **more)), 0, "hard_sets_article_move") == hard


def test_hard_sets_by_family_and_demand_are_two_different_counts() -> None:
    rows = [
        *core(0, 3),  # demand 1
        *crunch(0, 2),  # demand 0: a standard exercise that asks little of the hip flexors
        *work(0, "hanging_leg_raise", "standard_ab", 4),  # demand 3
        *work(0, "swiss_pike", "other_core", 1),  # demand 2
        *work(0, None, "not_core", 5),
        *work(0, None, None, 2),
    ]
    days = days_of(sets=rows)
    families = [cell(days, 0, f"hard_sets_{f}") for f in ("article_move", "standard_ab", "other_core")]
    assert families == [3, 6, 1]
    assert [cell(days, 0, f"hard_sets_demand_{d}") for d in range(4)] == [2, 3, 1, 4]
    assert cell(days, 0, "sets_unmapped") == 2
    assert cell(days, 0, "sessions") == 1


def test_the_rpe_of_a_hard_set_is_an_argument() -> None:
    days = days_of(sets=core(0, rpe=6.5), options={"hard_set_rpe": 7.0})
    assert cell(days, 0, "hard_sets_article_move") == 0


def test_a_form_answer_is_about_the_session_of_the_app() -> None:
    days = days_of(
        sets=[*core(0, 2)],
        sessions=[
            session(0, minutes=40.0),
            session(0, "form", session_rpe=7.0, gave_out_first="abs", abs_felt=6),
        ],
    )
    row = days.row(0, named=True)
    assert row["sessions"] == 1
    assert row["minutes"] == 40.0
    assert row["session_rpe"] == 7.0
    assert row["session_load"] == 280.0
    assert (row["gave_out_answered"], row["gave_out_abs"], row["gave_out_grip"]) == (1, 1, 0)
    assert row["abs_felt"] == 6.0
    assert row["hard_sets_article_move"] == 2


def test_the_apps_own_rpe_comes_first() -> None:
    days = days_of(
        sessions=[session(0, minutes=10.0, session_rpe=8.0), session(0, "form", session_rpe=4.0)],
    )
    assert days.select("session_rpe", "session_load").row(0) == (8.0, 80.0)


def test_a_form_answer_alone_is_a_session_with_unknown_sets() -> None:
    days = days_of(sets=core(0), sessions=[session(2, "form", session_rpe=6.0)])
    assert days["sessions"].to_list() == [1, 0, 1]
    assert days["trained"].to_list() == [True, False, True]
    assert days["hard_sets_article_move"].to_list() == [1, 0, None]
    assert days["session_load"].to_list() == [None, None, None]
    assert days["session_rpe"].to_list() == [None, None, 6.0]


def test_a_form_that_answers_nothing_about_training_is_no_session() -> None:
    days = days_of(
        sessions=[session(0, "form"), session(1, "form", abs_felt=0)], pain=[pain(0, "low_back", 1)]
    )
    assert days["trained"].to_list() == [False, True]
    assert days["abs_felt"].to_list() == [None, 0.0]


def test_several_apps_on_one_date_are_several_sessions() -> None:
    days = days_of(
        sets=[*core(0, 2, started_at=at(0, 8)), *crunch(0, 3, app="hevy", started_at=at(0, 18))],
        sessions=[
            session(0, started_at=at(0, 8), minutes=30.0),
            session(0, "hevy", started_at=at(0, 18), minutes=50.0, session_rpe=6.0),
            session(0, "form", session_rpe=8.0),
        ],
    )
    row = days.row(0, named=True)
    assert (row["sessions"], row["minutes"]) == (2, 80.0)
    assert row["session_rpe"] == 7.0  # 8 for the session without an answer of its own, and 6
    assert row["session_load"] == 30 * 8 + 50 * 6
    assert (row["hard_sets_article_move"], row["hard_sets_standard_ab"]) == (2, 3)


def test_a_session_told_by_two_apps_counts_once() -> None:
    # a history moved from one app to another: the same minute, the seconds lost
    days = days_of(
        sets=[
            *core(0, 3, started_at=at(0, 18, 5, 42)),
            *core(0, 2, app="hevy", started_at=at(0, 18, 5)),
        ],
        sessions=[
            session(0, started_at=at(0, 18, 5, 42), minutes=40.0),
            session(0, "hevy", started_at=at(0, 18, 5), minutes=41.0),
        ],
    )
    assert days.select("sessions", "minutes", "hard_sets_article_move").row(0) == (1, 40.0, 3)


def test_logs_without_a_time_are_never_taken_for_the_same_session() -> None:
    days = days_of(sets=[*core(0, 3), *core(0, 2, app="plain")])
    assert days.select("sessions", "hard_sets_article_move").row(0) == (2, 5)


def test_load_and_minutes_are_missing_where_a_session_lacks_them() -> None:
    days = days_of(
        sessions=[
            session(0, session="a", minutes=30.0, session_rpe=5.0),
            session(0, session="b", minutes=None, session_rpe=7.0),
            session(1, minutes=20.0),
            session(2, minutes=20.0, session_rpe=5.0),
        ]
    )
    assert days["sessions"].to_list() == [2, 1, 1]
    assert days["minutes"].to_list() == [None, 20.0, 20.0]
    assert days["session_rpe"].to_list() == [6.0, None, 5.0]
    assert days["session_load"].to_list() == [None, None, 100.0]


def test_what_gave_out_counts_answers_of_sets_and_sessions() -> None:
    days = days_of(
        sets=[
            *core(0, 2, gave_out_first="hip_flexors", abs_felt=3),
            *core(0, 1, gave_out_first="none"),
            *core(0, 4),
            *core(1, 1),
        ],
        sessions=[session(0, "form", gave_out_first="abs", abs_felt=9)],
        pain=[pain(2, "low_back", 1)],
    )
    counts = days.select("gave_out_answered", "gave_out_hip_flexors", "gave_out_abs", "gave_out_none").rows()
    # unanswered is missing: no counts on the second day; the third was no training
    assert counts == [(4, 2, 1, 1), (0, None, None, None), (None, None, None, None)]
    assert days["abs_felt"].to_list() == [5.0, None, None]  # (3 + 3 + 9) / 3


def test_habits_are_kept_and_never_made_up() -> None:
    days = days_of(
        habits=[{"date": on(0), "sleep_h": 7.5, "analgesic": True}, {"date": on(2), "stretch_min": 0.0}],
    )
    assert days["sleep_h"].to_list() == [7.5, None, None]
    assert days["analgesic"].to_list() == [True, None, None]
    assert days["stretch_min"].to_list() == [None, None, 0.0]
