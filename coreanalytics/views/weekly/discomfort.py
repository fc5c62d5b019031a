"""The numbers about discomfort on a weekly report: one site at a time, and their trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.effects.noise_bands import NoiseBand, estimate_bands, population_band
from coreanalytics.views.weekly.calendar import Week
from coreanalytics.vocabulary import OUTCOMES, PRIMARY_SITES, RUN_IN_MIN_REPORTS, Site

#: Reported days that each of two weeks needs before their difference is held against a population's noise
#: band, which knows nothing of how many there were; the same number that the safety rule for a rising
#: weekly mean asks for.
MIN_REPORTS: Final = 4


@dataclass(frozen=True, slots=True)
class Level:
    """A mean of reported days.

    Attributes
    ----------
    mean
        Mean score, 0-10, over the days with a report; None if there is none (never 0).
    days
        Number of days with a report.
    lowest, highest
        Range of the daily scores; None if there is no report.
    """

    mean: float | None
    days: int
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class SiteWeek:
    """One site in one week, beside the week before and the run-in.

    Attributes
    ----------
    site
        A `vocabulary.Site`.
    this, last, run_in
        Level of the week, of the week before, and of the run-in.
    change
        This week's mean minus last week's, in points; None if either is missing.
    since_run_in
        This week's mean minus the run-in mean, in points; None if either is missing.
    noise
        The band in which two weekly means of this person ordinarily differ: their own, or, before 30
        reported days, a population's.
    inside_noise
        Whether `change` lies inside the band; None if there is no change, or if the band is a
        population's and either week has fewer than `MIN_REPORTS` reports.
    run_in_thin
        True if the run-in has reports, but fewer than a baseline needs.
    left, right
        Levels of the two sides this week; None where the site has no sides.
    """

    site: Site
    this: Level
    last: Level
    run_in: Level
    change: float | None
    since_run_in: float | None
    noise: NoiseBand
    inside_noise: bool | None
    run_in_thin: bool
    left: Level | None = None
    right: Level | None = None


def level(days: pl.DataFrame, column: str) -> Level:
    """Return mean, range and number of reported days of one column of a person-day frame.

    Examples
    --------
    >>> level(pl.DataFrame({"low_back": [2, None, 5]}), "low_back")
    Level(mean=3.5, days=2, lowest=2, highest=5)
    """
    scores = days[column].drop_nulls()
    if scores.is_empty():
        return Level(None, 0)
    low, high = scores.min(), scores.max()
    return Level(float(scores.sum()) / len(scores), len(scores), int(str(low)), int(str(high)))


def site_week(days: pl.DataFrame, week: Week, site: Site, noise: NoiseBand | None = None) -> SiteWeek:
    """Return the numbers of one site in one week.

    Parameters
    ----------
    days
        Person-days of one person.
    week
        The week reported on.
    site
        The site.
    noise
        The noise band; None: a population's (`vocabulary.WEEKLY_NOISE`).
    """
    band = noise or population_band()
    now, then = in_week(days, week), in_week(days, week.before)
    this, last = level(now, site), level(then, site)
    run_in = level(days.filter(pl.col("run_in") & (pl.col("date") <= week.sunday)), site)
    change = _difference(this, last)
    enough = band.is_own or min(this.days, last.days) >= MIN_REPORTS
    sided = site is Site.THIGH_ROOT
    return SiteWeek(
        site=site,
        this=this,
        last=last,
        run_in=run_in,
        change=change,
        since_run_in=_difference(this, run_in),
        noise=band,
        inside_noise=round(abs(change), 9) <= band.half_width
        if enough and change is not None and band.half_width is not None
        else None,
        run_in_thin=0 < run_in.days < RUN_IN_MIN_REPORTS,
        left=level(now, f"{site}_left") if sided else None,
        right=level(now, f"{site}_right") if sided else None,
    )


def sites_of_week(days: pl.DataFrame, week: Week) -> tuple[SiteWeek, ...]:
    """Return the primary sites, and the control site if it was ever reported up to this week."""
    seen = days.filter(pl.col("date") <= week.sunday)
    asked = [s for s in OUTCOMES if s in PRIMARY_SITES or seen[s].drop_nulls().len()]
    bands = estimate_bands(days, week.monday, asked)
    return tuple(site_week(days, week, site, bands[site]) for site in asked)


def in_week(days: pl.DataFrame, week: Week) -> pl.DataFrame:
    """Return the rows of `days` that fall into `week`."""
    return days.filter(pl.col("date").is_between(week.monday, week.sunday))


def daily_scores(days: pl.DataFrame, until: Week, weeks: int) -> pl.DataFrame:
    """Return the daily scores of the primary sites, long, over the last `weeks` weeks up to `until`.

    Returns
    -------
    pl.DataFrame
        date, monday, site, score (Int32, 0-10, null: no report), program.
    """
    return (
        recent(days, until, weeks)
        .select("date", pl.col("date").dt.truncate("1w").alias("monday"), "program", *PRIMARY_SITES)
        .unpivot(
            list(PRIMARY_SITES),
            index=["date", "monday", "program"],
            variable_name="site",
            value_name="score",
        )
        .select("date", "monday", "site", "score", "program")
        .sort("site", "date")
    )


def weekly_means(daily: pl.DataFrame) -> pl.DataFrame:
    """Return weekly means from `daily_scores`.

    Returns
    -------
    pl.DataFrame
        site, monday, week (ISO name), mean (Float64, null: no report), reported (days), one row a site
        and week, weeks without a report included.
    """
    return (
        daily.group_by("site", "monday")
        .agg(mean=pl.col("score").mean(), reported=pl.col("score").count().cast(pl.Int32))
        .with_columns(week=pl.col("monday").dt.strftime("%G-W%V"))
        .select("site", "monday", "week", "mean", "reported")
        .sort("site", "monday")
    )


def program_spans(days: pl.DataFrame, until: Week, weeks: int) -> pl.DataFrame:
    """Return the runs of days under one program, in time order.

    Returns
    -------
    pl.DataFrame
        program, assigned, start, end (both inclusive); days under no program make no row.
    """
    return (
        recent(days, until, weeks)
        .with_columns(run=pl.struct("program", "phase").rle_id())
        .filter(pl.col("program").is_not_null())
        .group_by("run", "program", "assigned")
        .agg(start=pl.col("date").min(), end=pl.col("date").max())
        .sort("start")
        .select("program", "assigned", "start", "end")
    )


def recent(days: pl.DataFrame, until: Week, weeks: int) -> pl.DataFrame:
    """Return the days of the last `weeks` weeks that end with the Sunday of `until`."""
    first = pl.lit(until.monday) - pl.duration(days=7 * (weeks - 1))
    return days.filter(pl.col("date").is_between(first, pl.lit(until.sunday)))


def _difference(a: Level, b: Level) -> float | None:
    return None if a.mean is None or b.mean is None else a.mean - b.mean
