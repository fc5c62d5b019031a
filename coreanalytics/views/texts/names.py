"""Names of things, headings and labels."""

from __future__ import annotations

from typing import Final

from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.vocabulary import Assigned, Family, GaveOut, Move, Site, Timing

SITES: Final = chart_texts.SITE_NAMES
SITES_INSIDE: Final = {Site.THIGH_ROOT: "the thigh root", Site.LOW_BACK: "the low back"}
PROGRAMS: Final = {code: name.lower() for code, name in chart_texts.PROGRAM_NAMES.items()}
ASSIGNED: Final = {
    Assigned.RANDOMISED: "drawn at random",
    Assigned.COACH: "chosen by the coach",
    Assigned.SELF: "chosen by the person",
    Assigned.INFERRED: "worked out from the sets",
}
FAMILIES: Final = {
    Family.ARTICLE_MOVE: "of the five moves",
    Family.STANDARD_AB: "of standard ab work",
    Family.OTHER_CORE: "of other core work",
}
MOVES: Final = {
    Move.ANCHORED_CRUNCH: "Ankle-anchored crunch",
    Move.SUPPORT_PELVIC_TILT: "Support pelvic tilt",
    Move.ROTATION: "Band or cable rotation",
    Move.LOADED_CARRY: "Loaded carry",
    Move.SIDE_SUPPORT: "Side support",
}
MEASURES: Final = {
    "anchored_crunch_reps": "Reps in one set",
    "support_pelvic_tilt_reps": "Reps in one set",
    "support_pelvic_tilt_hold_s": "Hold",
    "rotation_band_distance_m": "Distance from the anchor",
    "rotation_load_kg": "Load",
    "rotation_reps": "Reps in one set",
    "rotation_hold_s": "Hold",
    "loaded_carry_kg_m": "Load × metres (kg·m)",
    "loaded_carry_kg_per_hand": "Load per hand",
    "loaded_carry_unhanded_kg": "Load, hands not logged",
    "loaded_carry_distance_m": "Distance in one set",
    "loaded_carry_duration_s": "Time in one set",
    "side_support_left_s": "Left side",
    "side_support_right_s": "Right side",
    "side_support_unsided_s": "Side not logged",
}
UNITS: Final = {"reps": "", "kg·m": "", "kg": " kg", "m": " m", "s": " s"}
GAVE_OUT: Final = {
    GaveOut.ABS: "Abs",
    GaveOut.HIP_FLEXORS: "Thigh root (hip flexors)",
    GaveOut.LOW_BACK: "Low back",
    GaveOut.GRIP: "Grip",
    GaveOut.OTHER: "Something else",
    GaveOut.NONE: "Nothing gave out",
}
TIMINGS: Final = {
    Timing.DAY: "“today, on average”, asked once a day on training days and rest days alike",
    Timing.NEXT_MORNING: "the rating of the next morning, which belongs to the date it is given on",
}

# ---- headings and labels ----
TITLE: Final = "{person}, week {week}"
SO_FAR: Final = "so far"
THIS_WEEK: Final = "This week"
LAST_WEEK: Final = "Last week"
RUN_IN: Final = "Run-in"
BEST_BEFORE: Final = "Best before"
BEST_EVER: Final = "Best"
BEST_SO_FAR: Final = "new best"
PLANNED: Final = "of {n} planned"
NO_PLAN: Final = "no plan noted"
NO_REPORT: Final = "no report"
H_CHECK: Final = "Please get this checked"
H_EMERGENCY: Final = "Get help now"
H_WEEK: Final = "The week in one sentence"
H_TRAINING: Final = "Training"
H_DISCOMFORT: Final = "Discomfort"
H_TREND: Final = "Day by day"
H_MOVES: Final = "The five moves"
H_GAVE_OUT: Final = "What gave out first"
H_QUALITY: Final = "How complete the log is"
H_HOW: Final = "How these numbers were made"
L_SESSIONS: Final = "Sessions"
L_SETS: Final = "Hard core sets"
L_DAYS_TRAINED: Final = "Days trained"
L_DAYS_REPORTED: Final = "Days reported"
OF_SEVEN: Final = "of 7"
C_MEASURE: Final = "Best set"
C_CAUSE: Final = "First to give out"
C_FILE: Final = "File"
C_LINE: Final = "Line"
C_WHY: Final = "Why"
