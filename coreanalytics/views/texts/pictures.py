"""Every sentence of the pictures of many people, of the five moves and of the days after a session."""

from __future__ import annotations

from typing import Final

from coreanalytics.vocabulary import GaveOut

# the five moves
#: Column of capacity: name of its small panel, with the unit; in the order of the moves.
MEASURE_NAMES: Final[dict[str, str]] = {
    "anchored_crunch_reps": "Anchored crunch, reps",
    "support_pelvic_tilt_hold_s": "Pelvic tilt, hold in seconds",
    "support_pelvic_tilt_reps": "Pelvic tilt, reps",
    "rotation_load_kg": "Rotation, kg",
    "rotation_band_distance_m": "Rotation, metres from the anchor",
    "rotation_reps": "Rotation, reps",
    "rotation_hold_s": "Rotation, hold in seconds",
    "loaded_carry_kg_m": "Loaded carry, kg × metres",
    "loaded_carry_kg_per_hand": "Loaded carry, kg per hand",
    "loaded_carry_unhanded_kg": "Loaded carry, kg (hands not logged)",
    "side_support_left_s": "Side support left, seconds",
    "side_support_right_s": "Side support right, seconds",
    "side_support_unsided_s": "Side support, seconds (side not logged)",
}
GAVE_OUT_NAMES: Final[dict[str, str]] = {
    GaveOut.ABS: "Abs",
    GaveOut.HIP_FLEXORS: "Thigh root (hip flexors)",
    GaveOut.LOW_BACK: "Low back",
    GaveOut.GRIP: "Grip",
    GaveOut.OTHER: "Something else",
    GaveOut.NONE: "Nothing gave out",
}
DEMAND_NAMES: Final = ("Hardly (< 10 %)", "A little (10–19 %)", "Some (20–34 %)", "Much (35 % +)")
DEMAND: Final = "Hip-flexor demand"
MEASURE: Final = "Measure"
BEST: Final = "Best set of the week"
MOVES_TITLE: Final = "The five moves: is the best set of each week going up?"
MOVES_SUBTITLE: Final = (
    "One dot a week: its best set, each move in its own unit, from 0. Weeks without a dot: the move was not "
    "logged, which is not the same as 0."
)
MOVES_LABEL: Final = "The best set of each week for each of the five moves, each in its own unit."
LEFT: Final = "Left"
RIGHT: Final = "Right"
SIDE: Final = "Side"
SECONDS: Final = "Best hold, seconds"
SIDES_TITLE: Final = "Side support: does one side hold longer?"
SIDES_SUBTITLE: Final = (
    "Best hold of each week, from 0. Below, where both sides were timed: how much less the weaker side held, "
    "in percent of the stronger one; bars up: left is stronger, bars down: right is stronger."
)
SIDES_LABEL: Final = "Side support in seconds, left and right, and the difference in percent, by week."
SIDES_HEADING: Final = "Best hold, seconds"
ASYMMETRY: Final = "Left minus right, % of the stronger side"
ASYMMETRY_HEADING: Final = "Left minus right, % of the stronger side"
ANSWERS_TITLE: Final = "What gave out first?"
ANSWERS_SUBTITLE: Final = (
    "Shares of each week's answers, as given after sets and sessions; the number on top is how many were "
    "answered. A share of two answers says little."
)
ANSWERS_LABEL: Final = "Shares of what gave out first by week, stacked, with the number of answers."
CAUSE: Final = "Gave out first"
ANSWERS: Final = "Answers"
ANSWERED_IN_ALL: Final = "Answers in all"
SHARE_OF_ANSWERS: Final = "Share"
NO_MOVES: Final = "none of the five moves was logged, and no answer on what gave out first"
NO_MOVES_HINT: Final = (
    "log sets of the five moves, or answer what gave out first: coreanalytics log training gave_out_first=abs"
)

# the days after a session
LAG_NAMES: Final = ("Day of a session", "Next day", "Two days after", "Three days or more")
SINCE_SESSION: Final = "Since the last session"
MEAN: Final = "Mean score"
N_DAYS: Final = "n = "
TOO_FEW_DAYS: Final = "too few reports"
DAY_AFTER_TITLE: Final = "The day after: discomfort by the days since the last session"
DAY_AFTER_SUBTITLE: Final = (
    "Dot: mean of the days reported; band: {spread}; n: days. A day or two of soreness after training is "
    "common (DOMS) and no proof that the training harms; hard weeks and bad days may also go together."
)
DAY_AFTER_ONE: Final = "the middle half of these days"
DAY_AFTER_MANY: Final = "the middle half of the people, each counted once"
DAY_AFTER_LABEL: Final = (
    "Mean discomfort on the day of a session, the next day, two days after, and three days or more after the "
    "last session, per site."
)
NO_DAY_AFTER: Final = "there are too few reports beside a logged session to set days after it side by side"
NO_DAY_AFTER_HINT: Final = "log sessions, and the daily score on training days and rest days alike"

# many people
COACH_TITLE: Final = "Everybody, week by week"
COACH_SUBTITLE: Final = (
    "One square a person and week: the darker, the more discomfort. A dash: fewer than three reports, which "
    "is not the same as 0. Who hurt most over the last four weeks, both sites taken together, comes first."
)
HEAT_TITLE: Final = "{site}: who hurts, and since when?"
HEAT_LABEL: Final = (
    "Weekly mean discomfort at the {site}, a row a person and a column a week, from 0 to 10; a dash where "
    "there were fewer than three reports."
)
REPORTING_HEADING: Final = "Days reported in each week"
REPORTING_TITLE: Final = "Who reports, and who has gone quiet?"
REPORTING_SUBTITLE: Final = (
    "Days with a discomfort report in each week, 0 to 7: the darker, the more. The first and the last week "
    "of a log may have fewer than seven days."
)
REPORTING_LABEL: Final = "Days reported in each week from 0 to 7, a row a person and a column a week."
DAYS_OF_SEVEN: Final = "Days reported, of 7"
DAYS_LOGGED: Final = "Days of this log in the week"
ONLY_WEEKS: Final = "To stay quick, the picture shows the last {n} weeks; the table below it holds all."

# courses
TRAJECTORIES_TITLE: Final = "Person by person: each grey line is somebody's weeks"
TRAJECTORIES_SUBTITLE: Final = (
    "Weekly means since time zero (dashed line): {sizes}. Thick line: mean of the people who reported that "
    "week (at least {n}). Run-in weeks are left of the dashed line."
)
TRAJECTORIES_SOME: Final = "{n} people are drawn, evenly picked in order of name; the means hold everybody."
TRAJECTORIES_LABEL: Final = (
    "Weekly mean discomfort of each person as thin lines, by site and routine, with the mean of the people."
)
PANEL_HEADING: Final = "{site} · {program}"
LINES_TITLE: Final = "What the model expects of an average person, up to week {weeks}"
LINES_SUBTITLE: Final = (
    "Line: estimated mean score of somebody with an average run-in; band: its {level} range at each week. "
    "Where bands overlap, the difference may still be clear: its own range stands in the first picture."
)
LINES_LABEL: Final = "Estimated mean discomfort on each routine from time zero to the horizon, with bands."
ESTIMATED_MEAN: Final = "Estimated mean"
PEOPLE_LABEL: Final = (
    "Each person's own level at the horizon with its range, sorted, and their run-in mean as a hollow mark."
)
RESPONDERS_LABEL: Final = "Share of people who were much lower than in their own run-in, by routine."
