"""The words every floor shares: enums, scales, units and yardsticks with their citations.

Nothing here computes. A threshold that a person may want to argue with stands here once, with
where it comes from, and reaches the functions that use it as a default argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Site(StrEnum):
    """Where the discomfort is."""

    THIGH_ROOT = "thigh_root"  # front of hip and groin
    LOW_BACK = "low_back"  # below the ribs, above the gluteal folds
    CONTROL = "control"  # a place that no ab routine should change (jaw or tooth ache)
    BELOW_KNEE = "below_knee"  # radiation: a flag, not an outcome
    WHOLE_BODY = "whole_body"  # the emergency question


class Side(StrEnum):
    """Which side of the body."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Timing(StrEnum):
    """When a rating was given, relative to training or to the day."""

    DAY = "day"  # today, on average; training days and rest days alike
    NEXT_MORNING = "next_morning"  # belongs to the date it is given on
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"  # within the hour


#: Words for how bad it is, and what they are taken for on the 0-10 scale. Bearable says mild, moderate,
#: severe, unbearable; Apple Health not present, mild, moderate, severe. The usual cut points are mild 1-4,
#: moderate 5-6, severe 7-10 (Serlin 1995, doi 10.1016/0304-3959(94)00178-H); the numbers within are ours.
SEVERITY: Final[Mapping[str, int]] = MappingProxyType(
    {"none": 0, "not present": 0, "mild": 2, "moderate": 5, "severe": 8, "unbearable": 10}
)


class Quality(StrEnum):
    """What the discomfort feels like."""

    ACHE = "ache"
    TIGHTNESS = "tightness"
    SHARP = "sharp"
    PINCH = "pinch"
    NUMB = "numb"


class RedFlag(StrEnum):
    """The answer to a safety question; a missing value means that it was not asked."""

    NO = "no"
    BELOW_KNEE = "below_knee"
    EMERGENCY = "emergency"


class SetKind(StrEnum):
    """What kind of set was logged."""

    WORKING = "working"
    WARMUP = "warmup"
    DROP = "drop"
    FAILURE = "failure"


class GaveOut(StrEnum):
    """What gave out first."""

    ABS = "abs"
    HIP_FLEXORS = "hip_flexors"
    LOW_BACK = "low_back"
    GRIP = "grip"
    OTHER = "other"
    NONE = "none"


class Family(StrEnum):
    """Exercise families; programs are made of them (see `PROGRAM_FAMILY`)."""

    ARTICLE_MOVE = "article_move"
    STANDARD_AB = "standard_ab"
    OTHER_CORE = "other_core"
    NOT_CORE = "not_core"


class Move(StrEnum):
    """The five moves of the article."""

    ANCHORED_CRUNCH = "anchored_crunch"
    SUPPORT_PELVIC_TILT = "support_pelvic_tilt"
    ROTATION = "rotation"
    LOADED_CARRY = "loaded_carry"
    SIDE_SUPPORT = "side_support"


class Program(StrEnum):
    """The routine a person follows in a phase."""

    RUN_IN = "run_in"
    CORE_FOCUSED = "core_focused"
    STANDARD_CRUNCH = "standard_crunch"
    MIXED = "mixed"
    WASHOUT = "washout"
    NONE = "none"


class Assigned(StrEnum):
    """How a phase came about; only `RANDOMISED` earns causal words."""

    RANDOMISED = "randomised"
    COACH = "coach"
    SELF = "self"
    INFERRED = "inferred"


class Schedule(StrEnum):
    """How a randomised phase was drawn by lot; what a randomisation test may draw again."""

    PAIRS = "pairs"  # equal blocks; within each pair of consecutive blocks the order was drawn
    BLOCKS = "blocks"  # equal blocks, as many of each routine; any order could have been drawn
    START = "start"  # written start:FIRST/LAST: the day of the switch, drawn from these dates, both included


#: The family whose share of hard sets makes a program (see `INFERRED_SHARE`).
PROGRAM_FAMILY: Final = {
    Program.CORE_FOCUSED: Family.ARTICLE_MOVE,
    Program.STANDARD_CRUNCH: Family.STANDARD_AB,
}

#: Outcomes of a day; the first two are primary, the last is a negative control without verdict.
OUTCOMES: Final = (Site.THIGH_ROOT, Site.LOW_BACK, Site.CONTROL)
PRIMARY_SITES: Final = (Site.THIGH_ROOT, Site.LOW_BACK)

INTENSITY_RANGE: Final = (0, 10)
RPE_RANGE: Final = (0.0, 10.0)
RPE_STEP: Final = 0.5
HARD_SET_RPE: Final = 6.0  #: a working, drop or failure set at or above it, or with none logged, is hard
HARD_KINDS: Final = (SetKind.WORKING, SetKind.DROP, SetKind.FAILURE)
DEMANDING: Final = 2  #: hip-flexor demand class (0-3) from which a set is demanding

POUND_KG: Final = 0.45359237
MILE_M: Final = 1609.344
WEIGHT_UNITS: Final = ("kg", "lb")

NIGHT_ENDS_HOUR: Final = 4  #: a report before 04:00 local time belongs to the day before
RUN_IN_DAYS: Final = 14  #: days before time zero that make the run-in when no `run_in` phase is given
RUN_IN_MIN_REPORTS: Final = 7  #: fewer reported run-in days: no adjustment, no responders
INFERRED_SHARE: Final = 2 / 3  #: share of article moves from which a segment is core-focused
INFERRED_MIN_DAYS: Final = 14  #: shortest inferred segment
EWMA_DAYS: Final = (7, 28)  #: smoothing lambda = 2 / (N + 1)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A size to hold a number against, with its source.

    Attributes
    ----------
    value
        The size, in `unit`.
    unit
        Unit of `value`.
    citation
        Where it comes from, or that it is ours.
    caution
        What a reader should know before leaning on it.
    """

    value: float
    unit: str
    citation: str
    caution: str = ""


#: Smallest difference that matters inside one person.
DELTA_WITHIN: Final = Yardstick(
    2.0,
    "points on a 0-10 scale",
    "Farrar 2001; Childs 2005; Ostelo 2008",
    "The yardstick is published for the low back; for the thigh root none is, so it is borrowed.",
)
#: Smallest difference that matters between groups.
DELTA_BETWEEN: Final = Yardstick(
    1.0, "point on a 0-10 scale", "ours; no published value", "An argument: choose your own."
)
#: Weekly noise of one person: a weekly drop below this says nothing.
WEEKLY_NOISE: Final = Yardstick(
    1.7,
    "points between two weekly means",
    "95 % band computed from three daily-diary data sets of chronic back pain",
    "A population figure, not your own.",
)
