"""The person-day table: column names, types and meanings."""

from __future__ import annotations

from typing import Final

import polars as pl

_F: Final = pl.Float64()
_I: Final = pl.Int32()
_B: Final = pl.Boolean()

#: One row per person and local date between the first and the last log, days with nothing included.
PERSON_DAYS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "date": pl.Date(),
    "week": pl.String(),  # ISO week, e.g. 2026-W46
    # three separate facts; a missing value is never 0
    "reported": _B,  # any primary rating of any outcome site
    "trained": _B,  # any set or session
    "pain": _B,  # any primary rating above 0; null where not reported
    # the primary outcome of the day (one timing, fixed in the book), 0-10
    "thigh_root": _I,  # the worse side
    "thigh_root_left": _I,
    "thigh_root_right": _I,
    "thigh_root_difference": _I,  # left minus right; null unless both were given
    "low_back": _I,
    "control": _I,
    # other timings, worst rating of the day, never mixed into the primary outcome
    "thigh_root_next_morning": _I,
    "low_back_next_morning": _I,
    "thigh_root_before": _I,
    "low_back_before": _I,
    "thigh_root_during": _I,
    "low_back_during": _I,
    "thigh_root_after": _I,
    "low_back_after": _I,
    # safety
    "emergency": _B,  # a yes to the emergency question; null: not asked
    "below_knee": _B,  # numbness or pain below the knee; null: not asked
    "numb": _B,  # numbness anywhere but at the control site; null: no quality told
    "red_flag": pl.String(),  # worst answer of the day: emergency > below_knee > no; null: not asked
    "worst_intensity": _I,  # highest rating of the day, any timing, outcome sites only (not control)
    "sharp_thigh_root": _B,  # a sharp or pinching thigh root that day; null: no thigh-root report
    # training
    "sessions": _I,
    "minutes": _F,
    "session_rpe": _F,  # mean over the day's sessions
    "session_load": _F,  # sum of session-RPE x minutes (Foster 2001); null where either is missing
    "session_load_ewma_7": _F,
    "session_load_ewma_28": _F,
    "hard_sets_article_move": _I,
    "hard_sets_standard_ab": _I,
    "hard_sets_other_core": _I,
    "hard_sets_demand_0": _I,
    "hard_sets_demand_1": _I,
    "hard_sets_demand_2": _I,
    "hard_sets_demand_3": _I,
    "hard_sets_article_move_ewma_7": _F,
    "hard_sets_article_move_ewma_28": _F,
    "hard_sets_standard_ab_ewma_7": _F,
    "hard_sets_standard_ab_ewma_28": _F,
    "sets_unmapped": _I,  # sets whose name is not mapped yet
    # working, drop and failure sets of each move, whatever was measured of them
    "sets_anchored_crunch": _I,
    "sets_support_pelvic_tilt": _I,
    "sets_rotation": _I,
    "sets_loaded_carry": _I,
    "sets_side_support": _I,
    # capacity: the best set of the day, each move in its own unit; null: move not done
    "anchored_crunch_reps": _F,
    "support_pelvic_tilt_reps": _F,
    "support_pelvic_tilt_hold_s": _F,
    "rotation_reps": _F,
    "rotation_hold_s": _F,
    "rotation_load_kg": _F,
    "rotation_band_distance_m": _F,
    "loaded_carry_kg_per_hand": _F,
    "loaded_carry_unhanded_kg": _F,  # load as logged, hands not: never taken to be per hand
    "loaded_carry_distance_m": _F,
    "loaded_carry_duration_s": _F,
    "loaded_carry_kg_m": _F,  # best load x metres of one set
    "side_support_left_s": _F,
    "side_support_right_s": _F,
    "side_support_unsided_s": _F,  # side not logged: never assumed
    "side_support_leg_raised": _B,
    # what gave out first, counted over the day's answers (sets and sessions); abs felt 0-10, mean
    "gave_out_answered": _I,
    "gave_out_abs": _I,
    "gave_out_hip_flexors": _I,
    "gave_out_low_back": _I,
    "gave_out_grip": _I,
    "gave_out_other": _I,
    "gave_out_none": _I,
    "abs_felt": _F,
    # habits
    "sleep_h": _F,
    "stretch_min": _F,
    "massage_min": _F,
    "analgesic": _B,
    "squat_sets": _F,
    "run_km": _F,
    "sitting_h": _F,
    # program and clock
    "program": pl.String(),  # vocabulary.Program; null: no phase covers the day
    "assigned": pl.String(),  # vocabulary.Assigned; null where program is null
    "phase": _I,  # 1-based number of the person's phase in time order; null where program is null
    "phase_start": pl.Date(),  # first day of that phase
    "phase_end": pl.Date(),  # last day of that phase if given
    "time_zero": pl.Date(),  # the clock's start: phase_start, or for continuing users see design
    "day_in_phase": _I,  # days since time_zero (0 on it; negative or null where not an outcome day)
    "continuing": _B,  # the person's arm phase began before their first log
    "run_in": _B,  # the day belongs to the person's run-in; run-in days are never outcomes
    "planned_sessions": _F,  # a week, from the phase
    "planned_sets": _F,
    "schedule": pl.String(),  # how a randomised phase was drawn (logbook.schedules); null: not told
}
