"""What a comparison was asked: arguments and columns, checked before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from coreanalytics.effects.person_lines import NEEDED, Entry
from coreanalytics.effects.results import Contrast, check_level
from coreanalytics.effects.verdicts import check_delta
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import OUTCOMES, PRIMARY_SITES, PROGRAM_FAMILY, Program

PRIMARY_LEVEL: Final = 0.975  #: two primary sites share one error of 5 %
CONTROL_LEVEL: Final = 0.95
#: Contrasts between people, the primary one first.
CONTRASTS: Final = (
    Contrast.DIFFERENCE_AT_HORIZON,
    Contrast.DIFFERENCE_IN_SLOPE,
    Contrast.OWN_CHANGE_TREATMENT,
    Contrast.OWN_CHANGE_CONTROL,
)
RESERVED: Final = ("day", "date", "treated", "treated_day", "course_1", "course_2", "course_3", "one")
ESTIMATORS: Final = ("mixed", "two_stage", "ancova")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, checked.

    Attributes
    ----------
    treatment, control
        The two programs.
    weeks
        Horizon, weeks after time zero.
    delta
        Smallest difference that matters, points.
    level
        Level of every interval; None: the outcome's own.
    outcomes
        Outcome columns.
    entry
        What a person needs to enter.
    estimator
        "mixed", "two_stage" or "ancova".
    errors, reml
        Of the mixed model: "ar1" or "iid"; restricted likelihood or not.
    covariates
        Day-level columns that are adjusted for.
    until
        Last day that is looked at; None: all.
    contrasts
        Which contrasts.
    beside
        Whether other ways to the same number are wanted.
    """

    treatment: str
    control: str
    weeks: float
    delta: float
    level: float | None
    outcomes: tuple[str, ...]
    entry: Entry
    estimator: str = "mixed"
    errors: str = "ar1"
    reml: bool = True
    covariates: tuple[str, ...] = ()
    until: date | None = None
    contrasts: tuple[str, ...] = CONTRASTS
    beside: bool = True

    @property
    def horizon(self) -> int:
        """Day after time zero at which scores are read."""
        return round(7 * self.weeks)

    def level_of(self, outcome: str) -> float:
        """Level of an outcome's intervals."""
        if self.level is not None:
            return self.level
        return PRIMARY_LEVEL if outcome in PRIMARY_SITES else CONTROL_LEVEL


def check_question(
    treatment: str,
    versus: str,
    weeks: float,
    delta: float,
    level: float | None,
    outcomes: Sequence[str],
    entry: Entry | None,
    *,
    estimator: str = "mixed",
    errors: str = "ar1",
    reml: bool = True,
    covariates: Sequence[str] = (),
    until: date | None = None,
    contrasts: Sequence[str] = CONTRASTS,
    beside: bool = True,
) -> Question:
    """Return the question, or raise `ArgumentError` saying which argument makes no sense."""
    taken = [program.value for program in Program if program not in PROGRAM_FAMILY]
    for name, program in (("treatment", treatment), ("versus", versus)):
        if not isinstance(program, str) or program in taken or not program:
            raise ArgumentError(
                f"{program!r} is no routine that can be compared",
                where=name,
                hint=f"one of {', '.join(PROGRAM_FAMILY)}, or what else the column program holds",
            )
    if treatment == versus:
        raise ArgumentError("a routine cannot be compared with itself", where="versus")
    if not isinstance(weeks, int | float) or not (math.isfinite(weeks) and round(7 * weeks) >= 7):
        raise ArgumentError(f"the horizon must be a week or more, not {weeks}", where="weeks")
    check_delta(delta)
    if level is not None:
        check_level(level)
    names = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes)
    known = [site.value for site in OUTCOMES]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        what = f"unknown: {', '.join(map(repr, unknown))}" if unknown else "no outcome is asked for"
        raise ArgumentError(what, where="outcomes", hint=f"choose from {', '.join(known)}")
    for name, value, choices in (("estimator", estimator, ESTIMATORS), ("errors", errors, ("ar1", "iid"))):
        if value not in choices:
            raise ArgumentError(f"{value!r} is unknown", where=name, hint=f"one of {', '.join(choices)}")
    contrasts = (contrasts,) if isinstance(contrasts, str) else tuple(contrasts)
    wrong = [str(name) for name in contrasts if name not in CONTRASTS]
    if wrong or CONTRASTS[0] not in contrasts:
        raise ArgumentError(
            f"unknown: {', '.join(wrong)}" if wrong else "the primary contrast is missing",
            where="contrasts",
            hint=f"{CONTRASTS[0]}, and any of {', '.join(CONTRASTS[1:])}",
        )
    extra = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    taken_names = [name for name in extra if name in (*names, *NEEDED, *RESERVED)]
    if taken_names:
        raise ArgumentError(
            f"{', '.join(map(repr, taken_names))} cannot be adjusted for",
            where="covariates",
            hint="give numbers of the day, such as analgesic, run_km or squat_sets",
        )
    if until is not None and not isinstance(until, date):
        raise ArgumentError(f"{until!r} is no date", where="until", hint="give a datetime.date")
    if extra and estimator != "mixed":
        raise ArgumentError("only the mixed model adjusts for covariates of the day", where="covariates")
    plain = tuple(dict.fromkeys(str(name) for name in names))
    return Question(
        str(treatment),
        str(versus),
        weeks,
        delta,
        level,
        plain,
        entry or Entry(),
        estimator=estimator,
        errors=errors,
        reml=reml,
        covariates=extra,
        until=until,
        contrasts=tuple(contrasts),
        beside=beside,
    )


def check_days(
    days: pl.DataFrame | pl.LazyFrame, outcomes: Sequence[str], others: Sequence[str] = ()
) -> pl.LazyFrame:
    """Return the person-days lazily, or raise `DataError` naming the columns that are missing."""
    frame = days.lazy()
    there = frame.collect_schema().names()
    missing = [name for name in (*NEEDED, *outcomes, *others) if name not in there and name != "continuing"]
    if missing:
        raise DataError(
            f"the person-day table lacks {', '.join(missing)}",
            where="days",
            hint="make it with coreanalytics.build_days",
        )
    schema = frame.collect_schema()
    # a score that is not a number is a missing one
    real = [name for name in (*outcomes, *others) if schema[name].is_float()]
    frame = frame.with_columns(pl.col(real).fill_nan(None)) if real else frame
    frame = frame.filter(pl.col("person").is_not_null())
    return frame if "continuing" in there else frame.with_columns(pl.lit(False).alias("continuing"))
