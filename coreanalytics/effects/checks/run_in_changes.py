"""Placebo dates and trends before anything changed: what looks like an effect before there can be one.

Several people: every person's change from the first half of the days before to the second half (a switch
that never was), and their slope over those days, compared between the routines to come by Welch's t with
HC2 (`two_stage`). Where everybody goes on to the same routine, the average of all is held against 0.
One person: a step at three dates (quarter, half, three quarters) and a slope within the first phase,
averaged over what is not known of the memory of days (`within`); the steps share their error rate
(Bonferroni).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell, judge_range
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.student import quantile, two_sided_p
from coreanalytics.effects.two_stage import Estimate, average, compare_arms
from coreanalytics.effects.within.mixtures import Mixture, fit_grid, mix
from coreanalytics.effects.within.whitening import default_grid, whiten

PLACEBO: Final = "placebo_dates"
TREND: Final = "pre_trend"
MIN_HALF: Final = 3  #: reported days in each half of the days before
MIN_SLOPE: Final = 7  #: reported days for a slope of one's own; as many as a run-in needs
MIN_ONE: Final = 20  #: reported days before the first switch of one person
MIN_ARM: Final = 2
PLACES: Final = (0.25, 0.5, 0.75)

Array = npt.NDArray[np.float64]


def check_placebo_dates(asked: Asked) -> tuple[Check, ...]:
    """Check that a switch on a date without one shows nothing, at each primary site."""
    return tuple(_check_placebo(asked, site) for site in asked.sites)


def check_pre_trend(asked: Asked) -> tuple[Check, ...]:
    """Check that discomfort did not already go apart before time zero, at each primary site."""
    return tuple(_check_trend(asked, site) for site in asked.sites)


def _check_placebo(asked: Asked, site: str) -> Check:
    question = texts.ASK_PLACEBO
    before = asked.before.filter(pl.col(site).is_not_null())
    if asked.is_one:
        return _step_alone(asked, site, before)
    half = pl.col("date") >= (pl.col("date").min() + (pl.col("date").max() - pl.col("date").min()) / 2)
    changes = (
        before.with_columns(is_late=half.over("person"))
        .group_by("person", "arm", maintain_order=True)
        .agg(
            early=pl.col(site).filter(~pl.col("is_late")).mean(),
            late=pl.col(site).filter("is_late").mean(),
            n_early=(~pl.col("is_late")).sum(),
            n_late=pl.col("is_late").sum(),
        )
        .filter(pl.min_horizontal("n_early", "n_late") >= MIN_HALF)
        .with_columns(change=pl.col("late") - pl.col("early"))
    )
    return _compare(asked, PLACEBO, site, question, changes, "change", asked.delta, texts.tell_placebo)


def _check_trend(asked: Asked, site: str) -> Check:
    question = texts.ASK_TREND
    before = asked.before.filter(pl.col(site).is_not_null())
    if asked.is_one:
        return _slope_alone(asked, site, before)
    week = (pl.col("date") - pl.col("date").min()).dt.total_days() / 7
    slopes = (
        before.with_columns(week=week.over("person"))
        .group_by("person", "arm", maintain_order=True)
        .agg(
            slope=pl.cov(pl.col(site).cast(pl.Float64), "week") / pl.col("week").var(),
            n=pl.len(),
        )
        .filter(pl.col("n") >= MIN_SLOPE, pl.col("slope").is_finite())
    )
    # a slope that would have made a difference that matters by the horizon, had it gone on
    widest = asked.delta / 2
    return _compare(asked, TREND, site, question, slopes, "slope", widest, texts.tell_pre_trend)


def _compare(
    asked: Asked,
    name: str,
    site: str,
    question: str,
    people: pl.DataFrame,
    column: str,
    widest: float,
    tell: texts.TellCheck,
) -> Check:
    treated = (people["arm"] == asked.treatment).to_numpy()
    values = people[column].cast(pl.Float64).to_numpy()
    sizes = (int(treated.sum()), int((~treated).sum()))
    both = min(sizes) >= MIN_ARM
    if not both and (max(sizes, default=0) < 3 or min(sizes) > 0):
        return cannot_tell(name, site, question, texts.FEW_BEFORE.format(n=people.height), table=people)
    estimate = compare_arms(values, treated) if both else average(values)
    number = to_range(estimate, asked.level)
    if number is None:
        return cannot_tell(name, site, question, texts.NO_SPREAD_BEFORE, table=people)
    passed = judge_range(number, widest, alpha=1 - asked.level)
    sentence = tell(site, number.value, number.low, number.high, asked.level, people.height, both, passed)
    method = texts.METHOD_WELCH_CHECK if both else texts.METHOD_T_CHECK
    return Check(name, site, question, passed, sentence, people, number.p, method)


def to_range(estimate: Estimate, level: float) -> Ranged | None:
    """Return an estimate with its range; None where nothing varies."""
    if not estimate.se > 0 or not estimate.df > 0:
        return None
    half = quantile((1 + level) / 2, estimate.df) * estimate.se
    p = two_sided_p(estimate.value / estimate.se, estimate.df)
    return Ranged(estimate.value, estimate.value - half, estimate.value + half, p)


def _read(before: pl.DataFrame, site: str) -> tuple[npt.NDArray[np.int64], Array]:
    day = before["date"].cast(pl.Int32).to_numpy().astype(np.int64)
    return day, before[site].cast(pl.Float64).to_numpy()


def _fit_alone(day: npt.NDArray[np.int64], score: Array, column: Array) -> Mixture:
    columns = np.column_stack([column, np.ones_like(column), score])
    return mix(fit_grid(whiten(columns, None, day, default_grid())), [1.0, 0.0])


def _step_alone(asked: Asked, site: str, before: pl.DataFrame) -> Check:
    day, score = _read(before, site)
    if len(day) < MIN_ONE or np.ptp(score) == 0:
        return cannot_tell(PLACEBO, site, texts.ASK_PLACEBO, texts.FEW_BEFORE_ONE.format(n=MIN_ONE))
    alpha = (1 - asked.level) / len(PLACES)
    dates, numbers = [], []
    for place in PLACES:
        at = day[0] + place * (day[-1] - day[0])
        found = _fit_alone(day, score, (day >= at).astype(float))
        low, high = found.interval(1 - alpha)
        dates.append(int(np.ceil(at)))
        numbers.append(Ranged(found.mean, low, high, found.two_sided_p()))
    worst = min(numbers, key=lambda one: one.p)
    answers = [judge_range(one, asked.delta, alpha=alpha) for one in numbers]
    passed = False if False in answers else None if None in answers else True
    table = pl.DataFrame(
        {
            "date": pl.Series(dates, dtype=pl.Int32).cast(pl.Date),
            "change": [one.value for one in numbers],
            "low": [one.low for one in numbers],
            "high": [one.high for one in numbers],
        }
    )
    sentence = texts.tell_placebo_alone(
        site, worst.value, worst.low, worst.high, 1 - alpha, len(PLACES), len(day), passed
    )
    return Check(
        PLACEBO,
        site,
        texts.ASK_PLACEBO,
        passed,
        sentence,
        table,
        min(1.0, worst.p * len(PLACES)),
        texts.METHOD_ALONE_CHECK,
    )


def _slope_alone(asked: Asked, site: str, before: pl.DataFrame) -> Check:
    day, score = _read(before, site)
    if len(day) < MIN_ONE or np.ptp(score) == 0:
        return cannot_tell(TREND, site, texts.ASK_TREND, texts.FEW_BEFORE_ONE.format(n=MIN_ONE))
    found = _fit_alone(day, score, (day - day.mean()) / 7)
    low, high = found.interval(asked.level)
    number = Ranged(found.mean, low, high, found.two_sided_p())
    passed = judge_range(number, asked.delta / 4, alpha=1 - asked.level)
    sentence = texts.tell_pre_trend(site, number.value, low, high, asked.level, 1, False, passed)
    table = pl.DataFrame({"slope": [number.value], "low": [low], "high": [high], "days": [len(day)]})
    return Check(TREND, site, texts.ASK_TREND, passed, sentence, table, number.p, texts.METHOD_ALONE_CHECK)
