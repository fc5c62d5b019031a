"""Every sentence that the pictures of plans and of schedules show."""

from __future__ import annotations

from typing import Final

DESIGN_NAMES: Final = {
    "blocks": "Two-week blocks, drawn",
    "start": "One switch, day drawn",
    "abab": "Four phases, fixed order",
    "ab": "One switch, day chosen",
    "parallel": "Two groups, drawn",
    "multiple_baseline": "All switch, days drawn",
}
PLAN_TITLE: Final = "{design}: {length} find {effect} in {share} of 100 studies"
PLAN_NONE_TITLE: Final = "None of these plans finds {effect} in 80 of 100 studies"
PLAN_SUBTITLE: Final = (
    "Share of simulated studies whose {level} range, looked at {looked}, leaves out 0. Dashed line: 80 in "
    "100, the aim. Shade: simulation error. {drawn}"
)
AT_THE_END: Final = "once at the end"
EVERY_WEEK: Final = "every week"
DRAWN_ONLY: Final = "Only blocks and groups drawn by lot may say that a routine helped or hurt."
PLAN_RING: Final = "Ring: the least work that reaches it."
PLAN_LABEL: Final = (
    "How often a study of each design finds a true difference, over its {over}, with the aim of 80 in 100; "
    "and how wide its range is."
)
AXES: Final = {
    "weeks": "Weeks of both routines together",
    "people": "People",
    "reports": "Reported days a week",
}
OVER: Final = {"weeks": "length", "people": "number of people", "reports": "reports a week"}
POWER_AXIS: Final = "Studies in 100"
EFFECT_PANEL: Final = "A true difference of {effect}"
REST: Final = {"people": "{people}", "weeks": "{weeks}", "reports": "{reports} reports a week"}
WIDTH_PANEL: Final = "How wide the range is, points"
DESIGN: Final = "Design"
POWER: Final = "Finds it, in 100"
POWER_LOW: Final = "at least"
POWER_HIGH: Final = "at most"
WIDTH: Final = "Range, points wide"
REFUSED: Final = "No answer, in 100"
WEEKLY: Final = "Weekly looks find it, in 100"
EFFECT: Final = "True difference, points"
REPORTS: Final = "Reports a week"
STUDIES: Final = "Simulated studies"
NOTHING_PLANNED: Final = "nothing was simulated, so there is nothing to draw"

SCHEDULE_TITLE: Final = "{who}: {span}, drawn by lot"
SCHEDULE_ONE: Final = "{person}"
SCHEDULE_MANY: Final = "The schedules of {people}"
SCHEDULE_SUBTITLE: Final = (
    "Each strip is a person, each colour a routine. Pale days, the first {wash_in} of each phase, count for "
    "neither. Chance dealt one of {possible} schedules, all equally likely{seed}."
)
SCHEDULE_NO_WASH_IN: Final = (
    "Each strip is a person, each colour a routine. Chance dealt one of {possible} schedules, all equally "
    "likely{seed}."
)
SEED: Final = "; seed {seed} deals it again"
SCHEDULE_LABEL: Final = "Calendar of {people}: which routine from which day to which, drawn by lot."
SCHEDULE_MORE: Final = "The first {n} of {all} people."
#: A program inside its block.
IN_BLOCK: Final = {
    "core_focused": "Core",
    "standard_crunch": "Crunch",
    "run_in": "Run-in",
    "mixed": "Mixed",
    "washout": "Washout",
    "none": "None",
}
FROM: Final = "From"
TO: Final = "To"
DAYS: Final = "Days"
