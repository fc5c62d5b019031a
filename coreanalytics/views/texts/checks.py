"""Every sentence that the pictures of checks show."""

from __future__ import annotations

from typing import Final

#: Groups of checks: their heading, and the checks in them.
GROUPS: Final = {
    "Could chance or a trend do this?": (
        "assignment",
        "placebo_dates",
        "pre_trend",
        "balance",
        "control_site",
        "lead_exposure",
        "regression_to_the_mean",
    ),
    "Is enough of the days told?": (
        "missing_by_routine",
        "missing_after_discomfort",
        "missing_tipping_point",
        "floor",
    ),
    "Would other ways say the same?": ("ordinal", "influence", "as_done", "agreement"),
}
OTHER_GROUP: Final = "Other checks"
#: A check in a few words, where its question is too long.
SHORT: Final = {
    "assignment": "drawn by lot",
    "placebo_dates": "made-up dates",
    "pre_trend": "trend before",
    "balance": "groups alike",
    "control_site": "control site",
    "lead_exposure": "training to come",
    "regression_to_the_mean": "began on bad days",
    "ordinal": "ranks for points",
    "floor": "room below",
    "influence": "one person or week",
    "missing_by_routine": "rated on both",
    "missing_after_discomfort": "rated after bad days",
    "missing_tipping_point": "days not rated",
    "as_done": "by what was done",
    "agreement": "other ways",
}
WITH_SITE: Final = "{site}: {what}"
CHECKS_TITLE: Final = "{failed} of {all} failed"
CHECKS_NONE_FAILED: Final = "None of {all} failed"
CHECKS_SUBTITLE: Final = (
    "{passed} passed, {blind} cannot tell. A check that cannot tell had too little to look at, which is no "
    "pass; a failed check weakens the answer, and says how."
)
CHECKS_LABEL: Final = (
    "The checks of the comparison, one row each, failed ones first in their group: {failed} failed, {blind} "
    "cannot tell, {passed} passed. The table holds what each found."
)
CHECKS_TABLE: Final = "The checks"
NOTHING_CHECKED: Final = "there are no checks to draw"
QUESTION: Final = "Check"
ANSWER: Final = "Answer"
FOUND: Final = "What was found"
CHECK_TITLE: Final = "{answer}: {question}{where}"

# the numbers behind one check
CHANGE_AXIS: Final = "Change from the first half of the days before to the second, points"
SLOPE_AXIS: Final = "Trend before the routines began, points a week"
SHARE_AXIS: Final = "Days rated in 100"
ENTRY_AXIS: Final = "First rated day minus the rest of the run-in, points"
EFFECT_AXIS: Final = "Difference, points (0–10 scale)"
BALANCE_AXIS: Final = "Difference between the groups, standard deviations"
ODDS_AXIS: Final = "Odds ratio (1: no difference; each step doubles or halves)"
CHANCE_AXIS: Final = "Chance that a day on the first routine is the worse one, %"
LEFT_OUT_AXIS: Final = "Difference without this one, points (0–10 scale)"
#: How the picture of a check is read.
READING: Final = {
    **dict.fromkeys(
        ("placebo_dates", "pre_trend", "regression_to_the_mean", "missing_by_routine"),
        "Ticks: people; diamond and line: their mean and its 95 % range.",
    ),
    "influence": "Rows: the answer without one of them; dashed line: the answer with all of them.",
    "missing_tipping_point": "Dashed line: as far as it can happen.",
    "balance": "Dot: difference between the groups; line: its 95 % range.",
}
TURNS: Final = "turns the answer"
MORE_LEFT_OUT: Final = "The {n} that move it most of {all}."
WITHOUT: Final = "Without {who}"
WITHOUT_WEEK: Final = "Without week {week}"
WITHOUT_WEEK_OF: Final = "Without the week of {day}"
FLAGGED: Final = "{label}: {why}"
OUTLIER: Final = "moves it more than chance"
GROUP_OF: Final = "{program}: {n}"
EVERYBODY: Final = "Everybody: {n}"
COVARIATES: Final = {
    "thigh_root": "Discomfort at the thigh root",
    "low_back": "Discomfort in the lower back",
    "control": "Discomfort at the control site",
    "sleep_h": "Sleep",
    "sitting_h": "Sitting",
    "weekly_sets": "Hard sets a week",
    "weekly_minutes": "Minutes of training a week",
}
SETS_AXIS: Final = "Points of discomfort today per ten sets"
AFTER_AXIS: Final = "Percentage points of next days without a rating, per point of discomfort"
TIPPING_ROW: Final = "The verdict “{verdict}” turns at {points}"
TIPPING_AXIS: Final = "How much worse the days without a rating would have to be, points"
ZEROS_AXIS: Final = "Scores in 100 that are 0"
BY_PLAN: Final = "By plan"
BY_DONE: Final = "By what was done"
DONE_CHANGE: Final = "The one less the other"
DATE_ROW: Final = "A switch on {date}"
DAYS_AXIS: Final = "Days"
ASSIGNED: Final = {
    "randomised": "drawn by lot",
    "self": "chosen",
    "coach": "chosen by a coach",
    "inferred": "read off the sets",
}
ASSIGNED_ROW: Final = "{program}, {how}"
MORE_ROWS: Final = "{n} more rows are in the table."
OF_POINTS: Final = "In points"
OF_RATIOS: Final = "As odds"
OF_CHANCES: Final = "As chances"
