"""Every sentence that the pictures of claims show."""

from __future__ import annotations

from typing import Final

#: A claim in a few words, for the heading of its panel; the whole sentence stands in the text beside it.
CLAIM_HEADINGS: Final = {
    "C1": "Ab work is followed by discomfort",
    "C2": "The thighs give out before the abs",
    "C3": "Stretching does not help the thigh root",
    "C4": "Relaxing the lower back does no good",
    "C5": "The five moves reduce discomfort",
    "C6": "The stronger the core, the less discomfort",
    "C7": "With the five moves the abs are felt",
    "C8": "Side support suits a back that hurts",
}
HEADING: Final = "{name}  {told}"
#: What the moments, and other parts of claims, are called in a row.
PART_NAMES: Final = {
    "during": "during the session",
    "after": "within the hour after",
    "next_morning": "next morning",
    "next_day": "next day",
    "two_days_later": "two days later",
    "routine": "core-focused against crunches",
    "over_time": "four weeks longer on core-focused",
    "before_abs": "hip flexors less abs, on crunches",
}
ROW: Final = "{what}: {verdict}"
#: Where there is no room for all of it.
SHORT_PARTS: Final = {
    "during": "during",
    "after": "right after",
    "routine": "by routine",
    "over_time": "over four weeks",
    "before_abs": "on crunches",
}
SHORT_VERDICTS: Final = {"no difference that matters": "too small"}
NUMBER: Final = "{estimate} ({level} range {span})"
NO_ANSWER: Final = "no answer yet"
#: Below the axis of a claim: what lies left of 0, the unit, what lies right of 0.
SHORT_AXIS: Final = "← less  ·  {unit}  ·  more →"
AXIS: Final = "← {less}  ·  {unit}  ·  {more} →"
DIRECTIONS: Final = {
    "C2": ("less often", "more often"),
    "C7": ("less felt", "more felt"),
}
DISCOMFORT: Final = ("less discomfort", "more")

CLAIMS_TITLE: Final = "The article's claims: {parts}"
#: How many numbers have a verdict, by verdict.
TALLY: Final = {
    "supported": "{n} supported",
    "contradicted": "{n} contradicted",
    "no difference that matters": "{n} too small to matter",
    "can't tell yet": "{n} open",
    "no answer": "{n} not answered",
}
CLAIMS_SUBTITLE: Final = (
    "One row a number. Mark: estimate; line: its range; shape and colour: the verdict. Inside the grey band "
    "an amount would not matter. Claims 3 and 4 say that nothing changes: there, a range inside the band "
    "supports them. Where the log holds too little, the row says what to log."
)
CLAIMS_LABEL: Final = (
    "The article's claims, a row a number with estimate, range and verdict: {parts}. The table holds all of "
    "them."
)
CLAIMS_TABLE: Final = "The article's claims"
NOTHING_EXAMINED: Final = "no claim was examined, so there is nothing to draw"

# the table
CLAIM: Final = "Claim"
WHAT: Final = "What"
ESTIMATE: Final = "Estimate"
UNIT: Final = "Unit"
COUNTED: Final = "From"
COUNTED_TOLD: Final = "{people}, {days} {counted}"
TO_LOG: Final = "What was found, or what to log"

# the numbers behind one claim
FOLLOWS_READING: Final = (
    "Dot: points more or less per five hard sets, all else equal; line: its {level} range; inside the grey "
    "band (±{delta}) it would not matter."
)
SETS_OF: Final = {
    "demanding": "Sets that demand the hip flexors",
    "moves": "Sets of the five moves",
    "side support": "Side support",
    "other core sets": "Other core sets",
}
LAGS: Final = {0: "Same day", 1: "Next day", 2: "Two days later", 3: "Three days later"}
FOLLOWS_AXIS: Final = "Points per five sets"
GAVE_OUT_ROW: Final = "{program}: hip flexors in {share} of 100 ({n})"
GAVE_OUT_READING: Final = "Bars: plain shares of the answers to what gave out first, without ranges."
GAVE_OUT_AXIS: Final = "Answers in 100"
ANSWERS: Final = "Answers"
FELT_ROW: Final = "{program}: {n}, {nothing} with nothing felt"
FELT_READING: Final = "Bars: plain means of the sessions that were rated, without ranges."
FELT_AXIS: Final = "Abs felt (0–10)"
HABITS: Final = {"C3": "stretching", "C4": "massage or relaxing"}
RELIEF_READING: Final = (
    "Hollow: mean of the days; filled: mean of the days after. Plain means: days with {habit} may be worse "
    "to begin with, so only the change counts."
)
RELIEF_DAYS: Final = {"with": "With {habit}, {n}", "without": "Without, {n}"}
RELIEF_TOLD: Final = "{today}, then {tomorrow}"
RELIEF_AXIS: Final = "Score (0–10 scale)"
TODAY: Final = "That day"
TOMORROW: Final = "The day after"
GAINS_READING: Final = "Rows: how much more was done than at each person's own start, and its {level} range."
GAINS_AXIS: Final = "Gain since the start, %"
GAIN_ROW: Final = "{move}, {people}"
ALL_MOVES: Final = "All moves together"
