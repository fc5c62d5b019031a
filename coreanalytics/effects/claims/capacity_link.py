"""Claim 6: whether a stronger core and less discomfort go together within a person.

Capacity is the course of the five moves, each in its own unit (`capacity_index`), as it was known at the end
of the week before, so that a bad day does not count twice. Asked is the day's discomfort on it, within
people, with level, straight trend and routine taken out of both: that both courses fall and rise over months
shows nothing. What is left are the turns of the two courses.

Best sets are noisy, and noise in capacity pulls the number towards 0, by about a half in the simulations of
benchmarks/calibration/claims.py. So a range that leaves out 0 can be believed, but one that lies close around
0 does not show that nothing is there: *no difference that matters* is never said of this claim.

Two slow courses turn together by chance more often than a test of single days allows. So one person's
degrees of freedom are weeks, not days (capacity is one number a week): by simulation of 26 weeks, capacity a
random walk and discomfort with a slow course of .99 besides its AR(1), that leaves out a true 0 in 2 to 4 %
of people where counting days does in 5 to 8 %. Several people are held against each other.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import answer, refuse, tell_problem
from coreanalytics.effects.claims.capacity_index import add_capacity, chain_weeks, rate_weeks
from coreanalytics.effects.claims.daily_models import fit_daily
from coreanalytics.effects.claims.day_rows import ROUTINES, add_routines
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim, ClaimVerdict
from coreanalytics.effects.meta_analysis import MIN_PEOPLE, fit_pooled
from coreanalytics.effects.results import Interval
from coreanalytics.effects.student import quantile
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import PRIMARY_SITES, Site

NAME: Final = "C6"
MIN_WEEKS: Final = 8  #: weeks of a known capacity that a person needs: fewer have no turns beside a trend


def examine_capacity_link(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claim 6 at both sites.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims.

    Returns
    -------
    tuple of Claim
        Two, part the site: points per 10 % more capacity. The table tells what each move gained.
    """
    kept = question.cut(days)
    weeks = rate_weeks(kept)
    course = chain_weeks(weeks).filter(pl.len().over("person") >= MIN_WEEKS)
    rows = add_routines(add_capacity(kept, course), question.treatment)
    gains = tell_gains(weeks.join(course.select("person").unique(), on="person", how="semi"), question.level)
    return tuple(_examine(rows, site, gains, question) for site in PRIMARY_SITES)


def tell_gains(weeks: pl.DataFrame, level: float) -> pl.DataFrame:
    """Return what each move gained from its start to its last week, in percent.

    Parameters
    ----------
    weeks
        What `capacity_index.rate_weeks` returned.
    level
        Of the ranges.

    Returns
    -------
    pl.DataFrame
        One row a move and one, "all", for the average over a person's moves: move, people, gain, low, high
        (percent, geometric means over people; no range below three people). The average is pooled over
        people as one-person results are, each with the standard error that their moves differ by.
    """
    last = weeks.group_by("person", "move").agg(pl.col("growth").sort_by("monday").last())
    rows = []
    for (move,), part in last.group_by("move", maintain_order=False):
        rows.append((str(move), part.height, *_average(part["growth"], level)))
    whole = last.group_by("person").agg(
        pl.col("growth").mean().alias("mean"), se=pl.col("growth").std() / pl.len().sqrt(), moves=pl.len()
    )
    sound = whole.filter(pl.col("moves") > 1, pl.col("se") > 0)
    if sound.height >= MIN_PEOPLE:
        fit = fit_pooled(sound["mean"].to_numpy(), sound["se"].to_numpy()).estimate
        half = quantile((1 + level) / 2, fit.df) * fit.se
        rows.append(("all", sound.height, *_percent(fit.value, fit.value - half, fit.value + half)))
    elif whole.height == 1 and sound.height == 1:
        row = sound.row(0, named=True)
        half = quantile((1 + level) / 2, row["moves"] - 1) * row["se"]
        rows.append(("all", 1, *_percent(row["mean"], row["mean"] - half, row["mean"] + half)))
    kinds = {"gain": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    schema = {"move": pl.String, "people": pl.Int64, **kinds}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("move")


def _average(growth: pl.Series, level: float) -> tuple[float, float | None, float | None]:
    mean = float(str(growth.mean()))
    if growth.len() < MIN_PEOPLE:
        return _percent(mean, None, None)
    half = quantile((1 + level) / 2, growth.len() - 1) * float(str(growth.std())) / growth.len() ** 0.5
    return _percent(mean, mean - half, mean + half)


def _percent(mean: float, low: float | None, high: float | None) -> tuple[float, float | None, float | None]:
    first = 100 * math.expm1(mean)
    if low is None or high is None:
        return first, None, None
    return first, 100 * math.expm1(low), 100 * math.expm1(high)


def _examine(rows: pl.DataFrame, site: Site, gains: pl.DataFrame, question: ClaimQuestion) -> Claim:
    asked, caution = texts.ask_capacity(site), texts.caution_of(NAME)
    seen = rows.drop_nulls([site, "capacity"])
    if seen.is_empty():
        missing = texts.miss_capacity(MIN_WEEKS)
        return refuse(NAME, site.value, asked, texts.UNIT_TENTH, seen, missing, caution)
    try:
        model = fit_daily(seen, site, ["capacity"], absorbed=ROUTINES, weekly=True)
        number = model.estimate("capacity")
    except DataError as problem:
        missing = tell_problem(problem)
        if not problem.hint:
            missing = f"{missing} {texts.miss_capacity(MIN_WEEKS)}"
        return refuse(NAME, site.value, asked, texts.UNIT_TENTH, seen, missing, caution)
    interval = Interval(*number.range_at(question.level), question.level)
    return answer(
        NAME, site.value, asked, number, interval, texts.UNIT_TENTH, model,
        verdict=_judge(interval),
        sentence=texts.tell_capacity(
            site, number.value, interval, model.people, model.days,
            question.delta_capacity, question.delta_within, _read_all(gains),
        ),
        caution=caution,
        table=gains,
    )  # fmt: skip


def _judge(interval: Interval) -> ClaimVerdict:
    """Return the verdict by the side of 0 alone; see the head of the module."""
    if 0 in interval:
        return ClaimVerdict.CANT_TELL
    return ClaimVerdict.SUPPORTED if interval.high < 0 else ClaimVerdict.CONTRADICTED


def _read_all(gains: pl.DataFrame) -> tuple[float, float, float] | None:
    """Return the gain over all moves with its range."""
    found = gains.filter(move="all")
    return None if found.is_empty() else tuple(found.row(0)[2:5])
