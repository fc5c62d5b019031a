"""Doses over days: zeros where nothing was trained, and smoothed sums of what was."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.days.training import SET_COUNTS
from coreanalytics.vocabulary import EWMA_DAYS

#: Doses that are smoothed.
SMOOTHED: Final = ("session_load", "hard_sets_article_move", "hard_sets_standard_ab")


def fill_rest_days(days: pl.LazyFrame) -> pl.LazyFrame:
    """Add `trained` and set the counts of days without training to 0, for people who log training.

    Parameters
    ----------
    days
        One row per person and date with the columns of `training.fold_training`, null on days without.

    Notes
    -----
    Whoever logs workouts logs none on a rest day, so nothing logged is no sets there. Whoever never
    logged a set (or a session) tells nothing about them: their counts stay missing. So do the set counts
    of a day whose session is known from a form answer alone.
    """
    trained = pl.col("sessions").is_not_null()
    logs_sessions = trained.any().over("person")
    logs_sets = pl.col("sets_unmapped").is_not_null().any().over("person")
    return days.with_columns(
        trained.alias("trained"),
        _zero(~trained & logs_sessions, "sessions"),
        *(_zero(~trained & logs_sets, name) for name in SET_COUNTS),
    )


def _zero(where: pl.Expr, name: str) -> pl.Expr:
    return pl.when(where).then(pl.lit(0, pl.Int32)).otherwise(pl.col(name)).alias(name)


def smooth_doses(days: pl.LazyFrame, *, min_known: float = 0.5) -> pl.LazyFrame:
    """Add exponentially weighted means of the doses (`<dose>_ewma_<N>` for N of 7 and 28 days).

    Parameters
    ----------
    days
        Person-days sorted by person and date, without gaps, with `trained` and the doses.
    min_known
        Share of recent training (exponentially weighted) whose dose must be known; below it the mean
        is null. Ours; no published value.

    Notes
    -----
    E(t) = lambda x(t) + (1 - lambda) E(t - 1), lambda = 2 / (N + 1) (Williams 2017, BJSM 51:209), and
    E = x on the person's first day, so early values lean on that day: N days later it still weighs
    about 14 %.

    A day without training counts as 0: rest is part of the dose, and a mean over training days alone
    would call one hard session a month the same as one a day. A day that was trained but whose dose is
    unknown (no exertion or no minutes logged) is not 0: it stands at the person's own recent mean dose
    of a training day, E(known doses) / E(known training days) x E(training days). Where every dose is
    known this is the plain recursion.
    """
    trained = pl.col("trained")
    columns = []
    for dose in SMOOTHED:
        value = pl.col(dose)
        known = trained & value.is_not_null()
        logged = known.any().over("person")
        for n in EWMA_DAYS:
            total = _smooth(pl.when(known).then(value).otherwise(0.0), n)
            share = _smooth(known, n) / _smooth(trained, n)
            mean = pl.when(share.is_nan()).then(0.0).when(share >= min_known).then(total / share)
            columns.append(pl.when(logged).then(mean).alias(f"{dose}_ewma_{n}"))
    return days.with_columns(columns)


def _smooth(value: pl.Expr, n: int) -> pl.Expr:
    return value.cast(pl.Float64).ewm_mean(alpha=2 / (n + 1), adjust=False).over("person")
