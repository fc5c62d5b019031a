"""Every sentence of the dashboard around its pictures."""

from __future__ import annotations

from typing import Final

DASHBOARD_TITLE: Final = "Dashboard"
DASHBOARD_LEAD: Final = "{people}, {span}: {reported} with a discomfort report, {trained} with training."
DASHBOARD_EMPTY: Final = "This book holds no logs yet, so there is nothing to show."
DASHBOARD_EMPTY_HINT: Final = (
    "Add a workout export or the daily form's answers, then make the dashboard again: coreanalytics add FILE"
)

# safety, before anything else
H_FLAGS: Final = "Please look at this first"
FLAGS_ADVICE: Final = (
    "These are rules of this program, not a diagnosis; that nothing is listed for somebody does not mean "
    "that they are safe."
)
FLAGS_MORE: Final = "{n} more to check"
FLAG_AS_OF: Final = "as of {day}"
NOBODY_NAMED: Final = "somebody not named"

# the four views
VIEWS: Final = "Views"
#: Id of a view: its name, and what it answers.
VIEW_NAMES: Final[dict[str, str]] = {
    "explore": "Explore",
    "compare": "Compare",
    "coach": "Everybody",
    "moves": "Moves",
}
VIEW_HEADINGS: Final[dict[str, str]] = {
    "explore": "One person, day by day",
    "compare": "Core-focused routines and standard crunches",
    "coach": "Everybody at a glance",
    "moves": "Progress on the five moves",
}
PERSON: Final = "Person"
PERSON_HINT: Final = "Type a part of the name, or press the down arrow for the list."
NOBODY_FOUND: Final = "Nobody of that name."
PREVIOUS: Final = "Previous person"
NEXT: Final = "Next person"
TIME_SHOWN: Final = "Time shown"
ALL_TIME: Final = "All"
LAST_12: Final = "Last 12 weeks"
LAST_4: Final = "Last 4 weeks"
EARLIER: Final = "Earlier"
LATER: Final = "Later"
#: For the page's script: {…} are filled in there.
WINDOW_LINE: Final = "{from} to {to}: {parts}."
WINDOW_SITE: Final = "{site} {mean} of 10 on average ({n} days reported)"
WINDOW_NO_SITE: Final = "{site} not reported"
WINDOW_SETS: Final = "{n} hard sets"
WINDOW_TRAINED: Final = "{n} days with training"
WINDOW_HABIT: Final = "{habit} {mean} {unit} on average ({n} days noted)"
WINDOW_WEEKS: Final = "Whole weeks; days further back are carried as weeks."
PERSON_LINE: Final = "{span}: {reported} of {days} days reported, {trained} with training"

# tables
TABLE_OF: Final = "The numbers behind this picture"
TABLE_LABEL: Final = "Numbers: {title}"
DAYS_TABLE: Final = "The days behind this picture"
WEEKS_TABLE: Final = "The weeks behind this picture"
ALL_WEEKS: Final = "Everybody's weeks"
ALL_DAYS: Final = "Everybody's days"
ONLY_LAST_WEEKS: Final = "To keep this page light, this table holds each person's last {n} weeks."
ONLY_WEEKS_HERE: Final = "To keep this page light, days are not listed without scripts; the weeks are."
WEEKDAY: Final = "Weekday"
DAYS_TRAINED: Final = "Days trained"
WEEK: Final = "Week of"
REPORTED_LAST_4: Final = "Days reported in the last 4 weeks"
MEAN_LAST_4: Final = "{site}, mean of the last 4 weeks"
FLAG: Final = "Please check"
FLAGGED: Final = "yes, see above"
H_PEOPLE_TABLE: Final = "Choose somebody to see their days"
OF_DAYS: Final = "{n} of {days}"

# what is missing, and what to log
DASHBOARD_NO_PAIN: Final = (
    "No discomfort has been reported yet. Without reports nobody can say whether a routine helps; "
    "the daily form takes a minute (coreanalytics init writes its questions)."
)
DASHBOARD_NO_TRAINING: Final = (
    "No training has been logged yet: discomfort is shown by itself, without what was done. Add a workout "
    "export: coreanalytics add strong.csv"
)
ONE_SITE_ONLY: Final = (
    "Only the {there} has been reported. The {missing} is one more question in the daily form, and every "
    "verdict needs its own site."
)
NO_CORE_SETS: Final = (
    "Training is logged, but no set of the five moves, of standard ab work or of other core work. If they "
    "are there under names of your own: coreanalytics names"
)
NO_HABITS: Final = (
    "Sleep, stretching and massage are not logged. They help to read a bad week; the daily form asks for "
    "them."
)
NO_DAY_AFTER: Final = (
    "Days after a session cannot be set side by side yet: that takes logged sessions, and daily scores on "
    "training days and rest days alike."
)
NO_MEASURES: Final = (
    "No set of the five moves tells how far it went yet. Log reps, seconds, kilograms or metres with the "
    "set, and the side for side support."
)
NO_SIDES: Final = (
    "Side support has not been timed by side yet. Log seconds and the side (left, right), and this page "
    "shows whether one side lags."
)
NO_ANSWERS: Final = (
    "What gave out first has not been answered yet. One tap in the form after training is enough; it shows "
    "whether the abs or something else ends the set."
)
NOT_THIS_PERSON: Final = "“{title}” Nothing of this is in this person’s log. {hint}"
COACH_ALONE: Final = "This book is about one person, so there is one row; with more people this is a roll-up."
NO_COMPARISON: Final = "No comparison yet. {reason}"
TOO_FEW: Final = "A comparison between people needs at least three people in each routine."
COMPARE_ALONE: Final = (
    "This book is about one person, so nobody is compared with anybody: below are this person's own phases."
)
COMPARE_NO_PHASES: Final = (
    "This person's routine is not known yet. Log sets of the core families, or give phases: "
    "coreanalytics add phases.csv"
)
H_PHASES: Final = "This person's phases side by side"

# the checks and the claims
NOT_EXAMINED: Final = (
    "With more than {n} people the checks and the article's claims take a while, so this page leaves them "
    "out: coreanalytics check and coreanalytics claims give them."
)
CLAIM_LEFT_OUT: Final = (
    "Claim 5, the routines themselves, is left to the weekly looks above until the study is over."
)

# limits
PEOPLE_LEFT_OUT: Final = (
    "The list holds the first {n} people in order of name; {more} more are in the comparison only."
)
ONLY_RECENT: Final = (
    "To keep this page light it shows each person's last {n} days one by one, and all of their weeks."
)
NEEDS_SCRIPT: Final = (
    "The pictures are drawn by your browser, which has scripts switched off here; the numbers are all below."
)
