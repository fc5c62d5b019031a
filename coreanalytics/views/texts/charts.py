"""Every sentence that charts, the dashboard and the page around them show."""

from __future__ import annotations

from typing import Final

from coreanalytics.vocabulary import Family, Program, Site

YES: Final = "yes"
NO: Final = "no"

# the page
DATA_BEHIND: Final = "The numbers behind this picture"
MORE_ROWS: Final = "{n} more rows are not shown here."
NEEDS_SCRIPT: Final = "The pictures on this page are drawn by your browser: please allow JavaScript."
MADE_HERE: Final = (
    "Made on this computer by coreanalytics; nothing on this page is fetched from or sent to the internet."
)
NOT_ADVICE: Final = "Not medical advice."

# names of things, as pictures write them
SITE_NAMES: Final[dict[str, str]] = {
    Site.THIGH_ROOT: "Thigh root",
    Site.LOW_BACK: "Low back",
    Site.CONTROL: "Control site",
}
PROGRAM_NAMES: Final[dict[str, str]] = {
    Program.RUN_IN: "Run-in",
    Program.CORE_FOCUSED: "Core-focused",
    Program.STANDARD_CRUNCH: "Standard crunch",
    Program.MIXED: "Mixed",
    Program.WASHOUT: "Washout",
    Program.NONE: "No program",
}
FAMILY_NAMES: Final[dict[str, str]] = {
    Family.ARTICLE_MOVE: "The five moves",
    Family.STANDARD_AB: "Standard ab work",
    Family.OTHER_CORE: "Other core work",
}
#: Habit column: name of its small panel, with the unit.
HABIT_NAMES: Final[dict[str, str]] = {
    "sleep_h": "Sleep, hours",
    "sitting_h": "Sitting, hours",
    "stretch_min": "Stretching, minutes",
    "massage_min": "Massage, minutes",
    "squat_sets": "Squats, sets",
    "run_km": "Running, km",
}
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

DATE: Final = "Date"
WEEK_OF: Final = "Week of"
PERSON: Final = "Person"
PROGRAM: Final = "Program"
SITE: Final = "Site"
SCORE: Final = "Score, 0–10"
WEEKLY_MEAN: Final = "Weekly mean"
DAYS_REPORTED: Final = "Days reported"
TRAINED: Final = "Trained"
HARD_SETS: Final = "Hard sets a day"
HARD_SETS_BY_FAMILY: Final = "Hard sets a week, by family"
HARD_SETS_BY_DEMAND: Final = "Hard sets a week, by hip-flexor demand"
HARD_SETS_PLAIN: Final = "Hard sets"
FAMILY: Final = "Family"
PEOPLE: Final = "People"
NO_REPORT: Final = "no report"
DRAG_HERE: Final = "Drag here to choose a time; double-click for all of it"

PERSON_TITLE: Final = "Discomfort day by day"
PERSON_SUBTITLE: Final = (
    "Dots are the days reported, lines weekly means (weeks with at least {n} reports); "
    "shading is the program followed."
)
EXPLORE_TITLE: Final = "Discomfort, training and habits on one clock"
EXPLORE_SUBTITLE: Final = (
    "Dots are days, lines weekly means (of scores: weeks with at least {n} reports), bars sums; days without "
    "a dot were not reported, which is not the same as no discomfort. Shading is the program followed."
)
EXPLORE_LABEL: Final = (
    "Time line of one person: discomfort per site from 0 to 10, hard sets by family and by hip-flexor "
    "demand, and habits, with the programs shaded behind."
)
CALENDAR_TITLE: Final = "Every day at a glance"
CALENDAR_SUBTITLE: Final = (
    "One square a day: the darker, the more discomfort; outlined squares were not reported; "
    "a dot marks a training day."
)
CALENDAR_LABEL: Final = "Calendar of one person: a square per day, coloured by the day's discomfort per site."
WEEKS_TITLE: Final = "Weekly discomfort, person by person"
WEEKS_SUBTITLE: Final = "One thin line a person; hover to see whose."
WEEKS_CROWD: Final = "Too many people to draw each: the mean of the people in each program."
ARMS_TITLE: Final = "Weekly discomfort since the start of each routine"
ARMS_SUBTITLE: Final = (
    "Thin lines are people, thick lines the mean of the people who reported that week "
    "(at least {n} people); week 0 begins at time zero, weeks before it are the run-in."
)
ARMS_LABEL: Final = (
    "Weekly mean discomfort per site for each person and for each routine, from run-in to the end."
)
ARMS_AXIS: Final = "Weeks since time zero"
FOREST_HEAD: Final = "{site}: {said}"
FOREST_JOIN: Final = " · "
FOREST_SUBTITLE: Final = (
    "{treatment} minus {control}, {weeks} weeks after time zero. Dot: estimated difference; line: its "
    "{level} range. Left of 0: less discomfort under {treatment_lower}. Inside the grey band (±{delta}) a "
    "difference would not matter."
)
FOREST_WITHIN: Final = (
    "{treatment} minus {control}, means of the days on each. Dot: estimated difference; line: its {level} "
    "range. Left of 0: less discomfort under {treatment_lower}. Inside the grey band (±{delta}) a "
    "difference would not matter."
)
FOREST_OTHER: Final = "{what}, {weeks} weeks after time zero. Dot: estimate; line: its {level} range."
CONTRAST_NAMES: Final[dict[str, str]] = {
    "difference_at_horizon": "Difference",
    "difference_of_phase_means": "Difference",
    "difference_in_slope": "Difference in change a week",
    "own_change_treatment": "Own change since the run-in",
    "own_change_control": "Own change since the run-in",
}
FOREST_AXIS_WEEK: Final = "Difference in reported points a week (0–10 scale)"
FOREST_AXIS_CHANGE: Final = "Change in reported points (0–10 scale); not an effect"
FOREST_LABEL: Final = "Estimated differences between the two routines per site, with intervals."
FOREST_AXIS: Final = "Difference in reported points (0–10 scale)"
FOREST_REFUSED: Final = "no number: see the sentence below"
DIFFERENCE: Final = "Difference"
LOW: Final = "From"
HIGH: Final = "To"
LEVEL: Final = "Level"
VERDICT: Final = "Verdict"

NOTHING_TO_DRAW: Final = "there is nothing to draw: the table of days is empty"
NOTHING_TO_DRAW_HINT: Final = "add logs first, for example: coreanalytics add pain.csv"
CANNOT_DRAW: Final = "there is no picture for an object of type {kind}"
CANNOT_DRAW_HINT: Final = (
    "draw() knows the person-day table and the results of compare, compare_within, watch_between, "
    "watch_within, count_responders, diagnose, examine_claims, check, plan_study and randomise"
)
NOT_DAYS: Final = "this is not the person-day table: it lacks {columns}"
NOT_DAYS_HINT: Final = "make it with coreanalytics.build_days(book)"
NOTHING_LOGGED: Final = (
    "there is nothing to draw: no discomfort, no sets of the core families and no habits were logged"
)
UNKNOWN_KIND: Final = "there is no picture called {kind!r}"
UNKNOWN_KIND_HINT: Final = (
    "choose explore, person, calendar, day_after, moves, coach, trajectories, weeks or arms"
)
UNKNOWN_EFFECTS_KIND_HINT: Final = "choose {kinds}"
ONE_PERSON: Final = "this picture shows one person, but the days are those of {n}"
ONE_PERSON_HINT: Final = "say whom: person=..."
NOBODY_FOLLOWED: Final = "nobody followed one of the two routines and reported often enough to draw a week"
NOBODY_FOLLOWED_HINT: Final = "give phases (phases.csv), or log more sets so that they can be inferred"
UNKNOWN_PERSON: Final = "there is nobody called {person!r} in these days"
FOREST_TOLD: Final = "{estimate} ({span})"
CONTROL_SITE: Final = "no verdict, a check only"

# one person's phases, people, weekly looks, responders
PHASES_TITLE: Final = "Daily scores and the mean of each phase"
PHASES_SUBTITLE: Final = (
    "{treatment} against {control}, one person. Dots: days reported (pale: not counted); line and shade: "
    "mean of the phase with its {level} range, which allows for days that resemble their neighbours."
)
PHASES_LABEL: Final = "One person's daily scores per site, with the mean of each phase and its range."
PHASE_MEAN: Final = "Mean of the phase"
COUNTED: Final = "Counted"
DRAW_DAYS_HINT: Final = "draw(days, person=...) shows what was reported"
PEOPLE_TITLE: Final = "Each person's own level {weeks} weeks after time zero"
PEOPLE_SUBTITLE: Final = (
    "Dot: what the model makes of a person's own days, drawn towards the others the fewer the days; line: "
    "its 95 % range; hollow mark: the person's run-in mean. What one person's routine did cannot be read "
    "off: scores also fall by themselves. At most {n} people of each routine, evenly picked by level."
)
PEOPLE_AXIS: Final = "Score (0–10 scale)"
OWN_LEVEL: Final = "Own level"
OWN_RUN_IN: Final = "Run-in mean"
NO_PEOPLE: Final = "there are no people's own levels behind these results"
NO_PEOPLE_HINT: Final = "they come with compare(..., estimator='mixed') where it has an answer"
WEEK: Final = "Week"
ALONE: Final = "This look alone"
SINCE_WEEK: Final = "{verdict}, since week {week}"
LOOKS_SUBTITLE: Final = (
    "{treatment} minus {control}, looked at every week, {n} looks planned. Dot: difference in points; "
    "line: its {level} weekly range. Below 0: less discomfort on the first. Inside the grey band "
    "(±{delta}) a difference would not matter; a dashed line marks the week of a verdict."
)
LOOKS_AXIS: Final = "Weekly look"
LOOKS_LABEL: Final = "The range of the difference at every weekly look, per site."
LOOKS_HINT: Final = "look again when more weeks are over"
RESPONDERS_TITLE: Final = "How many people were much lower than in their own run-in, after {weeks} weeks"
RESPONDERS_SUBTITLE: Final = (
    "Bars: share of people, lines: its {level} range; below, the difference in 100 people, {treatment} "
    "minus {control}. These counts describe and are no effect: scores also fall by themselves."
)
RESPONDERS_AXIS: Final = "People in 100"
GAPS_AXIS: Final = "Difference in 100 people"
SHARE: Final = "Share, %"
SHARE_TOLD: Final = "{k} of {n}"
NOBODY_COUNTED: Final = "nobody is counted, so there is nothing to draw"

# behind a fit
DIAGNOSIS_TITLE: Final = "{site}: how far the fit can be trusted"
RESIDUALS_TITLE: Final = "What is left over"
RESIDUALS_SUBTITLE: Final = "The dark line, their mean, should stay near 0"
FITTED: Final = "Fitted score"
RESIDUAL: Final = "Residual, points"
QUANTILES_TITLE: Final = "Its shape"
QUANTILES_SUBTITLE: Final = "Dots near the line: the bell curve fits"
QUANTILES_AXIS: Final = "Expected of a bell curve, SDs"
RESIDUAL_SD: Final = "Residual, SDs"
MEMORY_TITLE: Final = "How long days resemble each other"
MEMORY_SUBTITLE: Final = "Bars: found; dark line: what the model takes it to be"
LAG: Final = "Days apart"
CORRELATION: Final = "Correlation"
EXPECTED: Final = "Expected"
PAIRS: Final = "Pairs of days"
COURSES_TITLE: Final = "Some people's days"
COURSES_SUBTITLE: Final = "Line: the person's own; dashed: everybody's with their routine and run-in; x: day"
