from __future__ import annotations

from typing import Any

from hand_made_logs import days_of, work

from coreanalytics.days.capacity import CAPACITY


def best(*rows: Any) -> dict[str, Any]:
    """The capacity columns of the first day that are not null."""
    row = days_of(sets=[one for group in rows for one in group]).row(0, named=True)
    return {name: row[name] for name in CAPACITY if row[name] is not None}


def move(exercise: str, **more: Any) -> list[dict[str, Any]]:
    return work(0, exercise, "article_move", **more)


def test_anchored_crunch_and_pelvic_tilt() -> None:
    rows = [
        move("ankle_band_crunch", reps=12.0),
        move("ankle_band_crunch", reps=15.0),
        move("ankle_band_crunch", reps=30.0, kind="warmup"),
        move("support_posterior_tilt", reps=8.0),
        move("support_posterior_tilt", duration_s=20.0),
    ]
    assert best(*rows) == {
        "anchored_crunch_reps": 15.0,
        "support_pelvic_tilt_reps": 8.0,
        "support_pelvic_tilt_hold_s": 20.0,
    }


def test_an_easy_working_set_counts_for_capacity() -> None:
    assert best(move("ankle_band_crunch", reps=20.0, rpe=3.0)) == {"anchored_crunch_reps": 20.0}


def test_rotation() -> None:
    rows = [
        move("standing_band_rotation", reps=12.0, band_distance_m=1.5, side="left"),
        move("standing_band_rotation", reps=10.0, band_distance_m=2.0, side="right"),
        move("pallof_press", reps=8.0, load_kg=17.5),
    ]
    assert best(*rows) == {"rotation_reps": 12.0, "rotation_load_kg": 17.5, "rotation_band_distance_m": 2.0}


def test_carry_is_per_hand_only_where_hands_were_logged() -> None:
    rows = [
        move("farmer_carry", load_kg=40.0, distance_m=20.0),
        move("farmer_carry", load_kg=24.0, hands=2, distance_m=40.0),
        move("suitcase_carry", load_kg=28.0, hands=1, distance_m=30.0),
    ]
    assert best(*rows) == {
        "loaded_carry_kg_per_hand": 28.0,
        "loaded_carry_unhanded_kg": 40.0,
        "loaded_carry_distance_m": 40.0,
        "loaded_carry_kg_m": 960.0,  # of one set: 24 x 40, not the best load times the best distance
    }


def test_side_support_never_assumes_a_side() -> None:
    rows = [
        move("side_plank", duration_s=40.0, side="left"),
        move("side_plank", duration_s=45.0, side="both"),
        move("side_plank", duration_s=60.0),
    ]
    assert best(*rows) == {
        "side_support_left_s": 45.0,
        "side_support_right_s": 45.0,
        "side_support_unsided_s": 60.0,
    }


def test_a_side_that_was_logged_is_never_unsided() -> None:
    assert best(move("side_plank", duration_s=40.0, side="right")) == {"side_support_right_s": 40.0}


def test_leg_raised() -> None:
    assert best(move("side_plank", duration_s=40.0, leg_raised=False))["side_support_leg_raised"] is False
    assert best(move("side_plank", leg_raised=False), move("side_plank", leg_raised=True)) == {
        "side_support_leg_raised": True
    }
    assert best(move("side_plank_leg_raise", duration_s=20.0)) == {
        "side_support_unsided_s": 20.0,
        "side_support_leg_raised": True,
    }


def test_other_exercises_have_no_capacity() -> None:
    assert best(work(0, "crunch", "standard_ab", reps=50.0), work(0, None, "not_core", load_kg=100.0)) == {}


def test_a_rotation_may_be_held() -> None:
    assert best(move("pallof_press", duration_s=30.0)) == {"rotation_hold_s": 30.0}
