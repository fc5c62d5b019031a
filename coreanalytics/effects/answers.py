"""An answer assembled: a number with its range, its verdict and what must be said about it, or a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.questions import PRIMARY_LEVEL, Question
from coreanalytics.effects.results import Aside, Contrast, Design, Effect, Fit, Interval, Kind
from coreanalytics.effects.verdicts import Verdict, judge
from coreanalytics.vocabulary import PRIMARY_SITES

FEW_PEOPLE: Final = 12  #: fewer people: warned (benchmarks/calibration)
FEW_DF: Final = 5.0
NO_NOISE: Final = 1e-9  #: a standard error this small means that everybody's numbers are the same


class Number(Protocol):
    """An estimate with a standard error and degrees of freedom."""

    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def se(self) -> float: ...  # noqa: D102
    @property
    def df(self) -> float: ...  # noqa: D102
    @property
    def p(self) -> float: ...  # noqa: D102
    def half_width(self, level: float) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Case:
    """One outcome of a question, with what must be said about it whatever the contrast."""

    outcome: str
    question: Question
    cautions: tuple[str, ...] = ()
    has_left_out: bool = False

    def say(self, *texts_: str) -> Case:
        """Return the case with further cautions; empty ones are dropped."""
        return replace(self, cautions=(*self.cautions, *(text for text in texts_ if text)))


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on: people per program, reported days per program, design, method."""

    sizes: Mapping[str, int]
    days: Mapping[str, int]
    design: Design
    method: str
    adjusted: bool = False
    people: int | None = None  # in all, where some are on both sides

    @property
    def n_people(self) -> int:
        """People in all."""
        return sum(self.sizes.values()) if self.people is None else self.people


def is_judged(contrast: Contrast, outcome: str) -> bool:
    """Tell whether a verdict is due: on the primary contrast of a primary site only."""
    return contrast is Contrast.DIFFERENCE_AT_HORIZON and outcome in PRIMARY_SITES


def answer(
    contrast: Contrast,
    case: Case,
    number: Number,
    basis: Basis,
    fit: Fit,
    *,
    said: tuple[str, ...] = (),
    asides: tuple[Aside, ...] = (),
) -> Effect:
    """Return the effect; refuse where there is no noise to judge it by, or too little known of the noise."""
    question = case.question
    if not (number.se > NO_NOISE and math.isfinite(number.df)):
        return refuse(contrast, case, basis.sizes, texts.refuse_no_noise())
    if number.df < question.entry.min_df and question.estimator == "mixed":
        return refuse(contrast, case, basis.sizes, texts.refuse_low_df(number.df, question.entry.min_df))
    level = question.level_of(case.outcome)
    half = number.half_width(level)
    interval = Interval(number.value - half, number.value + half, level)
    judged = is_judged(contrast, case.outcome)
    shared = judged and level < PRIMARY_LEVEL and set(PRIMARY_SITES) <= set(question.outcomes)
    few = texts.warn_few_people(basis.n_people) if basis.n_people < FEW_PEOPLE else ""
    low = texts.warn_low_df(number.df) if number.df < FEW_DF else ""
    narrow = texts.warn_level(level) if shared else ""
    return Effect(
        outcome=case.outcome,
        contrast=contrast,
        treatment=question.treatment,
        control=question.control,
        unit=texts.UNITS[contrast],
        horizon=question.weeks,
        estimate=number.value,
        interval=interval,
        interval_kind=Kind.FIXED,
        se=number.se,
        df=number.df,
        p=number.p,
        n_people=dict(basis.sizes),
        n_days=sum(basis.days.values()),
        design=basis.design,
        method=basis.method,
        adjusted=basis.adjusted,
        delta=question.delta,
        warnings=tuple(text for text in (few, low, narrow, *said, *case.cautions) if text),
        verdict=judge(interval.low, interval.high, question.delta) if judged else None,
        fit=fit,
        days_by_program=dict(basis.days),
        asides=asides,
        people_in_all=basis.people,
    )


def refuse(contrast: Contrast, case: Case, sizes: Mapping[str, int], reason: str) -> Effect:
    """Return an effect without an answer, and why."""
    question = case.question
    return Effect(
        outcome=case.outcome,
        contrast=contrast,
        treatment=question.treatment,
        control=question.control,
        unit=texts.UNITS[contrast],
        horizon=question.weeks,
        estimate=None,
        interval=None,
        interval_kind=Kind.FIXED,
        se=None,
        df=None,
        p=None,
        n_people=dict(sizes),
        n_days=0,
        design="",
        method="",
        adjusted=False,
        delta=question.delta,
        warnings=case.cautions,
        verdict=Verdict.REFUSED if is_judged(contrast, case.outcome) else None,
        refusal=reason,
    )


def count_days(people: pl.DataFrame, sizes: Mapping[str, int], column: str = "n_days") -> dict[str, int]:
    """Return reported days per program of a frame with the columns arm and `column`."""
    days = dict(people.group_by("arm").agg(pl.col(column).sum()).iter_rows())
    return {arm: int(days.get(arm, 0)) for arm in sizes}
