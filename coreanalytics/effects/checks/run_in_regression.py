"""Regression to the mean: did people begin to log on bad days, and how much could that explain.

The baseline is the mean of the run-in, not the day of entry. Held against each other are the first reported
day and the mean of the other run-in days: where people begin when it hurts, the first is higher, and
whoever counted change from it would have seen an improvement without any. How much of a change since the
run-in chance alone could explain is told by the run-in's reliability: the share of the spread of run-in
means that is between people, not noise of their days. The noise of a mean of n days that resemble their
neighbours is ``s^2 / n (1 + r) / (1 - r)``, with r pooled from neighbouring days of everybody's run-in.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import cannot_tell, judge_range
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.checks.run_in_changes import to_range
from coreanalytics.effects.results import Contrast
from coreanalytics.effects.two_stage import average
from coreanalytics.vocabulary import RUN_IN_MIN_REPORTS

NAME: Final = "regression_to_the_mean"
MIN_PEOPLE: Final = 3
_MOST_R: Final = 0.9


def check_run_in_regression(asked: Asked) -> tuple[Check, ...]:
    """Check that people did not begin to log on worse days than usual, at each primary site."""
    return tuple(_check(asked, site) for site in asked.sites)


def _check(asked: Asked, site: str) -> Check:
    run_in = asked.days.filter(pl.col("run_in").fill_null(False), pl.col(site).is_not_null())
    people = (
        run_in.join(asked.people.select("person"), on="person", how="semi", maintain_order="left")
        .group_by("person", maintain_order=True)
        .agg(
            entry=pl.col(site).first().cast(pl.Float64),
            rest=pl.col(site).slice(1).mean(),
            mean=pl.col(site).mean(),
            variance=pl.col(site).var(),
            n=pl.len(),
        )
        .filter(pl.col("n") >= RUN_IN_MIN_REPORTS)
        .with_columns(difference=pl.col("entry") - pl.col("rest"))
    )
    if people.height < MIN_PEOPLE:
        few = texts.FEW_RUN_INS.format(n=MIN_PEOPLE, days=RUN_IN_MIN_REPORTS, found=people.height)
        return cannot_tell(NAME, site, texts.ASK_REGRESSION, few)
    number = to_range(average(people["difference"].to_numpy()), asked.level)
    if number is None:
        return cannot_tell(NAME, site, texts.ASK_REGRESSION, texts.NO_SPREAD_BEFORE, table=people)
    passed = judge_range(number, asked.delta, alpha=1 - asked.level)
    if passed is False and number.value < 0:
        passed = True  # people began on better days: no improvement comes of that
    r = _correlate_neighbours(run_in, site)
    noise = float(str((people["variance"] / people["n"]).mean())) * (1 + r) / (1 - r)
    spread = float(str(people["mean"].var()))
    reliability = max(0.0, 1 - noise / spread) if spread > 0 else 0.0
    change = _own_change(asked, site)
    sentence = texts.tell_regression(
        site, number.value, number.low, number.high, asked.level, people.height, reliability, change, passed
    )
    return Check(NAME, site, texts.ASK_REGRESSION, passed, sentence, people, number.p, texts.METHOD_T_CHECK)


def _correlate_neighbours(run_in: pl.DataFrame, site: str) -> float:
    """Return the pooled correlation of neighbouring days around people's own means, 0 to .9."""
    own = run_in.select(
        "person", "date", deviation=pl.col(site) - pl.col(site).mean().over("person")
    ).with_columns(
        before=pl.col("deviation").shift().over("person", order_by="date"),
        gap=pl.col("date").diff().dt.total_days().over("person", order_by="date"),
    )
    pairs = own.filter(pl.col("gap") == 1)
    product, square = (pairs["deviation"] * pairs["before"]).mean(), (own["deviation"] ** 2).mean()
    if product is None or not square:
        return 0.0
    return min(max(float(str(product)) / float(str(square)), 0.0), _MOST_R)


def _own_change(asked: Asked, site: str) -> float | None:
    key = (site, Contrast.OWN_CHANGE_TREATMENT.value)
    return asked.effects[key].estimate if key in asked.effects else None
