"""Outcomes of a day: one primary rating per site, ratings around training, and safety answers."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.vocabulary import OUTCOMES, PRIMARY_SITES, Quality, RedFlag, Side, Site, Timing

#: Ratings kept beside the primary outcome, by timing; the control site is asked once a day only.
SESSION_TIMINGS: Final = (Timing.NEXT_MORNING, Timing.BEFORE, Timing.DURING, Timing.AFTER)

#: Answers to the safety questions, mildest first.
FLAG_ORDER: Final = (RedFlag.NO, RedFlag.BELOW_KNEE, RedFlag.EMERGENCY)


def fold_pain(pain: pl.LazyFrame, timing: Timing) -> pl.LazyFrame:
    """Return one row per person and date on which anything was reported.

    Parameters
    ----------
    pain
        The pain table; its `date` is final (a report in the small hours is already dated to the day
        before).
    timing
        The timing of the primary outcome. Other timings never enter it.

    Returns
    -------
    pl.LazyFrame
        person, date and the columns from `reported` to `sharp_thigh_root` of `PERSON_DAYS`.

    Notes
    -----
    The thigh root is the worse side of the day. "Both" counts for each side; a rating without a side
    counts for the thigh root as a whole, never for a side. A rating above 0 or numbness at `below_knee`
    is that safety question answered with yes, because a flag must not be lost to the way it was logged.
    """
    marked = pain.select("person", "date", *_rate_sites(timing), *_rate_sessions(), *_mark_safety())
    worst = marked.group_by("person", "date").agg(pl.all().max())
    primary = [pl.col(site) for site in OUTCOMES]
    reported = pl.any_horizontal(rating.is_not_null() for rating in primary)
    flag = pl.col("red_flag").replace_strict(
        dict(enumerate(map(str, FLAG_ORDER))), default=None, return_dtype=pl.String
    )
    return worst.with_columns(
        reported.alias("reported"),
        (pl.max_horizontal(primary) > 0).alias("pain"),
        (pl.col("thigh_root_left") - pl.col("thigh_root_right")).alias("thigh_root_difference"),
        flag.alias("red_flag"),
    )


def _rate_sites(timing: Timing) -> list[pl.Expr]:
    """Primary ratings: null on every row that is not one."""
    ratings = [_rate(site, timing).alias(site) for site in OUTCOMES]
    sides = [
        pl.when(pl.col("side").is_in([side, Side.BOTH])).then(_rate(Site.THIGH_ROOT, timing)).alias(name)
        for side, name in ((Side.LEFT, "thigh_root_left"), (Side.RIGHT, "thigh_root_right"))
    ]
    return [*ratings, *sides]


def _rate_sessions() -> list[pl.Expr]:
    return [_rate(site, when).alias(f"{site}_{when}") for when in SESSION_TIMINGS for site in PRIMARY_SITES]


def _rate(site: Site, timing: Timing) -> pl.Expr:
    return pl.when((pl.col("site") == site) & (pl.col("timing") == timing)).then(pl.col("intensity"))


def _mark_safety() -> list[pl.Expr]:
    answer = pl.col("red_flag").replace_strict(
        {str(flag): rank for rank, flag in enumerate(FLAG_ORDER)}, default=None, return_dtype=pl.Int32
    )
    felt = (pl.col("intensity") > 0).fill_null(False) | pl.col("quality").eq_missing(pl.lit(Quality.NUMB))
    radiates = (pl.col("site") == Site.BELOW_KNEE) & felt
    below_knee = pl.when(radiates).then(pl.lit(FLAG_ORDER.index(RedFlag.BELOW_KNEE), pl.Int32))
    outcome_site = pl.col("site").is_in(list(PRIMARY_SITES))
    told = pl.col("intensity").is_not_null() | pl.col("quality").is_not_null()
    no = pl.col("red_flag") == RedFlag.NO
    of_knee, of_body = pl.col("site") == Site.BELOW_KNEE, pl.col("site") == Site.WHOLE_BODY
    # a "no" answers the question that its site asks; elsewhere it answers both
    emergency = pl.when(pl.col("red_flag") == RedFlag.EMERGENCY).then(True).when(no & ~of_knee).then(False)
    knee = pl.when((pl.col("red_flag") == RedFlag.BELOW_KNEE) | radiates).then(True)
    numb = pl.when(pl.col("site") != Site.CONTROL).then(pl.col("quality") == Quality.NUMB)
    sharp = pl.col("quality").is_in([Quality.SHARP, Quality.PINCH]).fill_null(False)
    return [
        emergency.alias("emergency"),
        knee.when(no & ~of_body).then(False).alias("below_knee"),
        numb.alias("numb"),
        pl.max_horizontal(answer, below_knee).alias("red_flag"),
        pl.when(outcome_site).then(pl.col("intensity")).alias("worst_intensity"),
        pl.when((pl.col("site") == Site.THIGH_ROOT) & told).then(sharp).alias("sharp_thigh_root"),
    ]
