"""The rules a record must keep, one entry a rule, in the order in which they are checked.

Every rule is a Polars expression that is true (or null: nothing to check) where the record keeps it.
`screening` turns each into a row-wise pandera check, so that a broken rule names its row; the
sentences stand in `texts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.logbook.schedules import SCHEDULE_FORMS, is_schedule, is_window_ordered
from coreanalytics.logbook.texts_of_zones import ZONE_FORMS
from coreanalytics.logbook.zone_plans import explain_plan, is_plan

EARLIEST: Final = date(1990, 1, 1)  #: no training app is older
_WINDOW: Final = "the first day on which the switch could fall, then the last"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one table.

    Attributes
    ----------
    name
        Short name, shown in the list of set-aside rows and key of its sentence.
    column
        The column that the person should look at.
    keeps
        Expression, true or null where a record keeps the rule.
    allowed
        What is allowed, in words, for the sentence.
    explain
        Says what is wrong with a value, where that takes more than what is allowed.
    """

    name: str
    column: str
    keeps: pl.Expr
    allowed: str = ""
    explain: Callable[[str], str] | None = None


def make_rules(table: str, today: date) -> tuple[Rule, ...]:
    """Return the rules of `table` for a file that was added on `today` (UTC date).

    A day of grace is given to dates, for people east of Greenwich.
    """
    return {
        "sets": _rules_of_sets,
        "sessions": _rules_of_sessions,
        "pain": _rules_of_pain,
        "habits": _rules_of_habits,
        "phases": _rules_of_phases,
        "people": _rules_of_people,
    }[table](today)


def _present(column: str) -> Rule:
    return Rule("missing", column, pl.col(column).is_not_null())


def _dated(column: str, today: date) -> tuple[Rule, Rule]:
    return (
        Rule(
            "future",
            column,
            pl.col(column) <= today + timedelta(days=1),
            f"on or before {today:%Y-%m-%d}, the day the file was added",
        ),
        Rule("too_old", column, pl.col(column) >= EARLIEST, f"{EARLIEST:%Y-%m-%d} or later"),
    )


def _between(column: str, low: float, high: float, unit: str = "") -> Rule:
    return Rule("range", column, pl.col(column).is_between(low, high), f"{low:g} to {high:g}{unit}")


def _halves(column: str) -> Rule:
    doubled = pl.col(column) / v.RPE_STEP
    return Rule("step", column, doubled == doubled.round(), "whole or half numbers")


def _one_of(column: str, words: type[StrEnum] | Sequence[str]) -> Rule:
    allowed = [str(word) for word in words]
    return Rule("word", column, pl.col(column).is_in(allowed), ", ".join(allowed))


def _is_plan(column: str) -> pl.Expr:
    """Whether a value is a zone plan; few are told, and the same again and again."""
    return pl.col(column).map_elements(is_plan, return_dtype=pl.Boolean, skip_nulls=True)


def _rules_of_training(today: date) -> tuple[Rule, ...]:
    return (
        _present("person"),
        _present("date"),
        *_dated("date", today),
        _one_of("gave_out_first", v.GaveOut),
        _between("abs_felt", *v.INTENSITY_RANGE),
    )


def _rules_of_sets(today: date) -> tuple[Rule, ...]:
    return (
        *_rules_of_training(today),
        _present("exercise_logged"),
        _one_of("kind", v.SetKind),
        _between("reps", 0, 2_000),
        _between("load_kg", 0, 1_000, " kg"),
        _between("hands", 1, 2),
        _between("duration_s", 0, 86_400, " s"),
        _between("distance_m", 0, 200_000, " m"),
        _between("band_distance_m", 0, 30, " m"),
        _one_of("side", v.Side),
        _between("rpe", *v.RPE_RANGE),
        _halves("rpe"),
    )


def _rules_of_sessions(today: date) -> tuple[Rule, ...]:
    return (
        *_rules_of_training(today),
        _between("minutes", 0, 1_440, " minutes"),
        _between("session_rpe", *v.RPE_RANGE),
        _halves("session_rpe"),
    )


def _rules_of_pain(today: date) -> tuple[Rule, ...]:
    answered = pl.col("intensity").is_not_null() | pl.col("red_flag").is_not_null()
    return (
        _present("person"),
        _present("date"),
        *_dated("date", today),
        _present("site"),
        _one_of("site", v.Site),
        _one_of("side", v.Side),
        _present("timing"),
        _one_of("timing", v.Timing),
        _between("intensity", *v.INTENSITY_RANGE),
        _one_of("quality", v.Quality),
        _one_of("red_flag", v.RedFlag),
        Rule("unanswered", "intensity", answered),
    )


def _rules_of_habits(today: date) -> tuple[Rule, ...]:
    return (
        _present("person"),
        _present("date"),
        *_dated("date", today),
        _between("sleep_h", 0, 24, " hours"),
        _between("stretch_min", 0, 1_440, " minutes"),
        _between("massage_min", 0, 1_440, " minutes"),
        _between("squat_sets", 0, 100),
        _between("run_km", 0, 300, " km"),
        _between("sitting_h", 0, 24, " hours"),
    )


def _rules_of_phases(today: date) -> tuple[Rule, ...]:
    # A planned phase may lie ahead: only the distant past and a decade ahead are slips of the pen.
    ahead = today + timedelta(days=3_653)
    free = (
        pl.col("start")
        .gt(
            pl.col("end")
            .fill_null(date(9999, 12, 31))
            .cum_max()
            .shift(1)
            .over("person", order_by=["start", "source_line"])
        )
        .fill_null(True)
    )
    return (
        _present("person"),
        _present("start"),
        Rule("too_old", "start", pl.col("start") >= EARLIEST, f"{EARLIEST:%Y-%m-%d} or later"),
        Rule("future", "start", pl.col("start") <= ahead, f"{ahead:%Y-%m-%d} or earlier"),
        Rule("order", "end", pl.col("end") >= pl.col("start"), "on or after the start"),
        _present("program"),
        _one_of("program", v.Program),
        _one_of("assigned", v.Assigned),
        _between("planned_sessions", 0, 50, " a week"),
        _between("planned_sets", 0, 2_000, " a week"),
        Rule("schedule", "schedule", is_schedule("schedule"), SCHEDULE_FORMS),
        Rule("window", "schedule", is_window_ordered("schedule"), _WINDOW),
        Rule("overlap", "start", free),
    )


def _rules_of_people(today: date) -> tuple[Rule, ...]:
    return (
        _present("person"),
        Rule("zone", "timezone", _is_plan("timezone"), ZONE_FORMS, explain_plan),
        _one_of("weight_unit", v.WEIGHT_UNITS),
        _between("expectation", *v.INTENSITY_RANGE),
    )
