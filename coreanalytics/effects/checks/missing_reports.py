"""Days without a rating: how many on either routine, whether bad days go unrated, and what they could change.

Three checks. **By routine**: the share of days rated, from time zero to the horizon (days after somebody's
last log count as not rated, up to the last day of the whole log), one share a person, compared by Welch's t
between the routines, or within people who follow both; of one person the days themselves, averaged over
their memory. **After discomfort**: whether tomorrow is rated, on today's score, within people, with their
own course and routine taken out (`claims.daily_models`); in percentage points a point, and as the odds ratio
that this is (daily diaries: 1.03 to 1.09 a point, tests of three of them). **Tipping point**: by how many
points the days without a rating would have to be worse than rated ones on the favoured routine, and better
on the other, before the verdict is another one. A mean over days with the share m missing moves by m times
what they are off, so the difference moves by k (m1 + m2), and k is the distance of the range's end from the
verdict's border over the sum of both shares (delta adjustment: Carpenter & Kenward 2013, chapter 10).

Why `PLAUSIBLE` is 1 point: if the odds of no rating rise by the factor r a point and scores of a day spread
by s within a person, the days without a rating are higher by s^2 log r on average (an exponentially tilted
normal): 0.05 to 0.15 points for r = 1.03 to 1.09 and s = 1.3. One point is more than six times that; below
it a verdict hangs on what nobody wrote down. The tipping point has no null and so no p.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell, judge_range
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.checks.run_in_changes import MIN_ARM, to_range
from coreanalytics.effects.claims.daily_models import MIN_MOVING, fit_daily
from coreanalytics.effects.claims.day_rows import ROUTINES, add_routines
from coreanalytics.effects.results import Effect
from coreanalytics.effects.two_stage import average, compare_arms
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.effects.within.mixtures import fit_grid, mix
from coreanalytics.effects.within.whitening import default_grid, whiten
from coreanalytics.errors import DataError

BY_ROUTINE: Final = "missing_by_routine"
AFTER: Final = "missing_after_discomfort"
TIPPING: Final = "missing_tipping_point"
MIN_DAYS: Final = 14  #: days of a person on a routine, rated or not
MIN_MISSING: Final = 10  #: days without a rating, so that they can go with anything
WIDEST_SHARE: Final = 0.2  #: half-width above which two shares of days cannot be told apart
WIDEST_SLOPE: Final = 0.05  #: half-width in share of days a point; an odds ratio of about 1.4
PLAUSIBLE: Final = 1.0  #: points by which unrated days may well differ from rated ones


def check_missing_by_routine(asked: Asked) -> tuple[Check, ...]:
    """Check that days were rated as often on both routines."""
    question = texts.ASK_RATE
    shares = count_rated(asked)
    if asked.is_one:
        return (_compare_alone(asked, shares),)
    enough = shares.filter(pl.col("days") >= MIN_DAYS)
    estimate, method = None, texts.METHOD_SHARES
    if bool(asked.people["switched"].any()):
        both = enough.pivot("routine", index="person", values="share")
        if {asked.treatment, asked.control} <= set(both.columns):
            apart = (both[asked.treatment] - both[asked.control]).drop_nulls().to_numpy()
            estimate = average(apart) if len(apart) >= MIN_ARM + 1 else None
            method = texts.METHOD_SHARES_WITHIN
    else:
        treated = (enough["routine"] == asked.treatment).to_numpy()
        if min(int(treated.sum()), int((~treated).sum())) >= MIN_ARM:
            estimate = compare_arms(enough["share"].to_numpy(), treated)
    if estimate is None:
        told = texts.FEW_SHARES.format(days=MIN_DAYS)
        return (cannot_tell(BY_ROUTINE, "", question, told, table=shares),)
    number = to_range(estimate, asked.level)
    if number is None:  # everybody rated every day, or all the same share
        number = Ranged(estimate.value, estimate.value, estimate.value, float(estimate.value == 0))
    passed = judge_range(number, WIDEST_SHARE, alpha=1 - asked.level)
    sentence = _tell_rates(asked, shares, number, passed)
    return (Check(BY_ROUTINE, "", question, passed, sentence, shares, number.p, method),)


def check_missing_after_discomfort(asked: Asked) -> tuple[Check, ...]:
    """Check that a bad day is followed by a rating as often as a good one, at each primary site."""
    rows = add_routines(asked.days, asked.treatment).with_columns(
        there=pl.any_horizontal(pl.col(site).is_not_null() for site in asked.sites)
    )
    follows = pl.col("date").shift(-1).over("person") == pl.col("date") + pl.duration(days=1)
    unrated = (~pl.col("there").shift(-1).over("person")).cast(pl.Float64)
    rows = rows.with_columns(unrated_next=pl.when(follows).then(unrated))
    return tuple(_check_after(asked, rows, site) for site in asked.sites)


def check_missing_tipping_point(asked: Asked) -> tuple[Check, ...]:
    """Check that the verdict would stand if unrated days were worse than rated ones, at each primary site."""
    shares = count_rated(asked)
    return tuple(
        _check_tipping(asked, effect, shares)
        for effect in asked.effects.primary
        if effect.outcome in asked.sites
    )


def count_rated(asked: Asked) -> pl.DataFrame:
    """Return days and rated days of each person and routine: person, routine, days, rated, share.

    Of who follows one routine, days run to the horizon, or to the last day of anybody's log if that is
    earlier; of who changes, over the days of either routine.
    """
    horizon = round(7 * asked.first.horizon)
    rated = pl.any_horizontal(pl.col(site).is_not_null() for site in asked.sites)
    days = asked.on_routine.join(asked.people.select("person", "switched"), on="person", how="left")
    since = (pl.col("date") - pl.col("date").min().over("person")).dt.total_days()
    within = days.filter(pl.col("switched") | (since <= horizon))
    left = (pl.lit(asked.days["date"].max()) - pl.col("first")).dt.total_days()
    due = pl.when("switched").then("days").otherwise(pl.min_horizontal(left, pl.lit(horizon)) + 1)
    return (
        within.group_by("person", routine="program")
        .agg(
            days=pl.len().cast(pl.Int64),
            rated=rated.sum().cast(pl.Int64),
            first=pl.col("date").min(),
            switched=pl.col("switched").first(),
        )
        .with_columns(days=pl.max_horizontal("days", due))
        .with_columns(share=pl.col("rated") / pl.col("days"))
        .select("person", "routine", "days", "rated", "share")
        .sort("person", "routine")
    )


def _tell_rates(asked: Asked, shares: pl.DataFrame, number: Ranged, passed: bool | None) -> str:
    sums = shares.group_by("routine").agg(share=pl.col("rated").sum() / pl.col("days").sum())
    rates = dict(sums.iter_rows())
    told = [(arm, rates[arm]) for arm in (asked.treatment, asked.control) if arm in rates]
    return texts.tell_rates(told, number.value, number.low, number.high, asked.level, passed)


def _compare_alone(asked: Asked, shares: pl.DataFrame) -> Check:
    question = texts.ASK_RATE
    days = asked.on_routine.sort("date")
    rated = days.select(pl.any_horizontal(pl.col(site).is_not_null() for site in asked.sites)).to_series()
    y = rated.cast(pl.Float64).to_numpy()
    treated = (days["program"] == asked.treatment).cast(pl.Float64).to_numpy()
    sizes = (int(treated.sum()), int((1 - treated).sum()))
    if min(sizes) < MIN_DAYS or np.ptp(y) == 0:
        told = texts.FEW_SHARES.format(days=MIN_DAYS) if np.ptp(y) else texts.ALL_RATED
        return cannot_tell(BY_ROUTINE, "", question, told, table=shares)
    day = days["date"].cast(pl.Int32).to_numpy().astype(np.int64)
    columns = np.column_stack([treated, np.ones_like(y), y])
    found = mix(fit_grid(whiten(columns, None, day, default_grid())), [1.0, 0.0])
    number = Ranged(found.mean, *found.interval(asked.level), found.two_sided_p())
    passed = judge_range(number, WIDEST_SHARE, alpha=1 - asked.level)
    sentence = _tell_rates(asked, shares, number, passed)
    return Check(BY_ROUTINE, "", question, passed, sentence, shares, number.p, texts.METHOD_ALONE_CHECK)


def _check_after(asked: Asked, rows: pl.DataFrame, site: str) -> Check:
    question = texts.ASK_AFTER
    seen = rows.drop_nulls([site, "unrated_next"])
    missing = int(seen["unrated_next"].sum())
    if missing < MIN_MISSING:
        return cannot_tell(AFTER, site, question, texts.FEW_MISSING.format(n=MIN_MISSING, found=missing))
    try:
        model = fit_daily(seen, "unrated_next", [site], absorbed=ROUTINES)
        number = model.estimate(site)
    except DataError as problem:
        is_still = problem.what == texts.CLAIM_STILL.format(n=MIN_MOVING)
        told = texts.FEW_MISSING_EACH.format(n=MIN_MOVING) if is_still else texts.sentence_of(problem.what)
        return cannot_tell(AFTER, site, question, told)
    low, high = number.range_at(asked.level)
    ranged = Ranged(number.value, low, high, number.p)
    passed = judge_range(ranged, WIDEST_SLOPE, alpha=1 - asked.level)
    share = missing / seen.height
    odds = [float(np.exp(x / (share * (1 - share)))) for x in (ranged.value, low, high)]
    table = pl.DataFrame(
        {
            "what": [texts.SHARE_A_POINT, texts.ODDS_A_POINT],
            "estimate": [100 * ranged.value, odds[0]],
            "low": [100 * low, odds[1]],
            "high": [100 * high, odds[2]],
        }
    )
    sentence = texts.tell_after(
        site, ranged.value, low, high, odds[0], asked.level, model.people, model.days, passed
    )
    return Check(AFTER, site, question, passed, sentence, table, number.p, model.method)


def _check_tipping(asked: Asked, effect: Effect, shares: pl.DataFrame) -> Check:
    site, question = effect.outcome, texts.ASK_TIPPING
    interval, verdict = effect.interval, effect.verdict
    if effect.estimate is None or interval is None or verdict in (None, Verdict.REFUSED, Verdict.CANT_TELL):
        return cannot_tell(TIPPING, site, question, texts.NO_VERDICT)
    sums = shares.group_by("routine").agg(share=1 - pl.col("rated").sum() / pl.col("days").sum())
    missing = dict(sums.iter_rows())
    both = missing.get(asked.treatment, 0.0) + missing.get(asked.control, 0.0)
    if not both > 0:
        return cannot_tell(TIPPING, site, question, texts.ALL_RATED)
    tip = find_distance(interval.low, interval.high, Verdict(verdict), effect.delta) / both
    passed = tip > PLAUSIBLE
    table = pl.DataFrame(
        {
            "missing_treatment": [missing.get(asked.treatment, 0.0)],
            "missing_control": [missing.get(asked.control, 0.0)],
            "low": [interval.low],
            "high": [interval.high],
            "verdict": [str(Verdict(verdict))],
            "tipping_point": [tip],
        }
    )
    sentence = texts.tell_tipping(site, str(Verdict(verdict)), tip, both / 2, PLAUSIBLE, passed)
    return Check(TIPPING, site, question, passed, sentence, table, None, texts.METHOD_TIPPING)


def find_distance(low: float, high: float, verdict: Verdict, delta: float) -> float:
    """Return by how many points a range must move, against its verdict, for the verdict to be another.

    Examples
    --------
    >>> find_distance(-2.5, -1.25, Verdict.LOWER_MATTERS, 1.0)
    0.25
    >>> find_distance(-0.5, 0.75, Verdict.NO_DIFFERENCE, 1.0)
    0.25
    >>> find_distance(0.75, 1.25, Verdict.HIGHER, 1.0)
    0.25
    """
    return {
        Verdict.LOWER_MATTERS: -delta - high,
        Verdict.HIGHER_MATTERS: low - delta,
        Verdict.NO_DIFFERENCE: min(delta - high, low + delta),
        # a narrow range comes to lie within the differences that do not matter before it reaches 0
        Verdict.LOWER: min(-high, -delta - low),
        Verdict.HIGHER: min(low, high - delta),
    }[verdict]
