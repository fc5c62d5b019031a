"""Small frames for pictures: everything is aggregated here, in Polars, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from coreanalytics.views.texts.charts import FAMILY_NAMES, HABIT_NAMES, PROGRAM_NAMES, SITE_NAMES
from coreanalytics.views.theme import PROGRAM_COLOURS
from coreanalytics.vocabulary import Program

#: A picture carries at most so many rows (Altair's own limit, too).
MAX_ROWS: Final = 5000
#: Days shown per person where a book is too big to show them all.
RECENT_DAYS: Final = 84
#: Reports that a week needs for its mean to be drawn.
MIN_REPORTS: Final = 3
#: Habits drawn at most.
MAX_HABITS: Final = 3
#: Habits drawn before any other.
FIRST_HABITS: Final = ("sleep_h", "stretch_min", "massage_min")
#: People that a week of a routine needs for its mean to be drawn.
MIN_PEOPLE: Final = 2
#: People drawn as thin lines per routine at most, evenly picked in order of name.
MAX_TRACES: Final = 40

SITE_COLUMNS: Final = tuple(str(site) for site in SITE_NAMES)
FAMILY_COLUMNS: Final = tuple(f"hard_sets_{family}" for family in FAMILY_NAMES)


def names_as(column: str, names: Mapping[str, str]) -> pl.Expr:
    """Return `column` with codes replaced by the names a person reads; unknown codes stay."""
    plain = {str(code): name for code, name in names.items()}
    return pl.col(column).replace(plain)


def list_sites(days: pl.DataFrame) -> list[str]:
    """Return the outcome sites that somebody reported, in the fixed order."""
    return [site for site in SITE_COLUMNS if site in days.columns and days[site].count() > 0]


def list_families(days: pl.DataFrame) -> list[str]:
    """Return the columns of hard sets that hold any, in the fixed order."""
    return [name for name in FAMILY_COLUMNS if name in days.columns and (days[name].sum() or 0) > 0]


def list_habits(days: pl.DataFrame, most: int = MAX_HABITS) -> list[str]:
    """Return the habits to draw: sleep and relaxation before the others, then those noted most often."""
    kept = {name: days[name].count() for name in HABIT_NAMES if name in days.columns}
    noted = [name for name in kept if kept[name] > 0]
    ranked = sorted(noted, key=lambda name: (name not in FIRST_HABITS, -kept[name]))
    return sorted(ranked[:most], key=list(HABIT_NAMES).index)


def keep_recent(days: pl.DataFrame, rows: int = MAX_ROWS) -> pl.DataFrame:
    """Return the days, or, where they are more than `rows`, each person's last `RECENT_DAYS`."""
    if days.height <= rows:
        return days
    return days.filter(pl.col("date") > pl.col("date").max().over("person") - pl.duration(days=RECENT_DAYS))


def fold_days(days: pl.DataFrame, whole: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return one row per person and day with what the time line and the calendar draw.

    Parameters
    ----------
    days
        Person-days.
    whole
        The days that say which sites, families and habits are kept; by default `days`.

    Returns
    -------
    DataFrame
        person, date (at noon, so that marks sit inside their day), trained, the sites, the hard sets by
        family, the habits that `list_habits` names, monday (first day of the ISO week) and weekday (0-6).
    """
    whole = days if whole is None else whole
    kept = [*list_sites(whole), *list_families(whole), *list_habits(whole)]
    return days.select(
        "person",
        "date",
        "trained",
        *kept,
        monday=pl.col("date").dt.truncate("1w"),
        weekday=(pl.col("date").dt.weekday() - 1).cast(pl.Int32),
    ).with_columns(_at_noon("date"))


def _at_noon(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Datetime("us")).dt.offset_by("12h")


def fold_weeks(days: pl.DataFrame, min_reports: int = MIN_REPORTS) -> pl.DataFrame:
    """Return weekly means per person: person, monday, middle (of the days logged), sites, n_reported.

    A week in which a site was reported on fewer than `min_reports` days is null there: lines break.
    """
    sites = list_sites(days)
    means = [
        pl.when(pl.col(site).count() >= min_reports).then(pl.col(site).mean().round(2)).alias(site)
        for site in sites
    ]
    return (
        days.group_by("person", monday=pl.col("date").dt.truncate("1w"))
        .agg(
            *means,
            middle=_at_noon("date").mean().dt.truncate("1h"),
            n_reported=pl.col("reported").sum().cast(pl.Int32),
            program=pl.col("program").drop_nulls().mode(maintain_order=True).first(),
        )
        .sort("person", "monday")
    )


def fold_phases(days: pl.DataFrame) -> pl.DataFrame:
    """Return the spans of days under one program: person, program (named), colour, start, end (exclusive)."""
    shown = pl.coalesce("program", pl.when(pl.col("run_in")).then(pl.lit(str(Program.RUN_IN))))
    return (
        days.sort("person", "date")
        .with_columns(shown=shown)
        .with_columns(run=pl.struct("person", "shown").rle_id())
        .filter(pl.col("shown").is_not_null())
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("person").first(),
            program=pl.col("shown").first(),
            start=pl.col("date").min(),
            end=pl.col("date").max().dt.offset_by("1d"),
        )
        .select(
            "person",
            names_as("program", PROGRAM_NAMES),
            names_as("program", PROGRAM_COLOURS).alias("colour"),
            "start",
            "end",
        )
    )


def fold_arms(days: pl.DataFrame, treatment: str, control: str) -> pl.DataFrame:
    """Return weekly means per person on the clock of their first routine.

    Only each person's first phase under one of the two programs counts, as in the comparison.

    Returns
    -------
    DataFrame
        person, program (code), week (0 begins at time zero; negative: run-in), site (code), mean,
        n_reported. Weeks with fewer than `MIN_REPORTS` reports of a site are left out.
    """
    outcome = pl.col("program").is_in([treatment, control]) & (pl.col("day_in_phase") >= 0)
    first = (
        days.filter(outcome)
        .sort("person", "date")
        .group_by("person", maintain_order=True)
        .agg(arm=pl.col("program").first(), zero=pl.col("time_zero").first(), first=pl.col("phase").first())
    )
    sites = list_sites(days)
    since = (pl.col("date") - pl.col("zero")).dt.total_days()
    in_arm = (pl.col("phase") == pl.col("first")) & (pl.col("day_in_phase") >= 0) & ~pl.col("run_in")
    return (
        days.join(first, on="person", how="inner")
        .filter(pl.col("run_in").fill_null(False) | in_arm.fill_null(False))
        .with_columns(week=since.floordiv(7).cast(pl.Int32))
        .unpivot(sites, index=["person", "arm", "week"], variable_name="site", value_name="score")
        .group_by("person", pl.col("arm").alias("program"), "week", "site")
        .agg(mean=pl.col("score").mean().round(2), n_reported=pl.col("score").count().cast(pl.Int32))
        .filter(pl.col("n_reported") >= MIN_REPORTS)
        .sort("site", "program", "person", "week")
    )


def mean_arms(weeks: pl.DataFrame, min_people: int = MIN_PEOPLE) -> pl.DataFrame:
    """Return the mean over people of `fold_arms`: program, week, site, mean, n_people."""
    return (
        weeks.group_by("program", "week", "site")
        .agg(mean=pl.col("mean").mean().round(2), n_people=pl.len().cast(pl.Int32))
        .filter(pl.col("n_people") >= min_people)
        .sort("site", "program", "week")
    )


def pick_traces(weeks: pl.DataFrame, most: int = MAX_TRACES) -> pl.DataFrame:
    """Return the rows of at most `most` people per program, evenly picked in order of name."""
    people = weeks.select("program", "person").unique().sort("program", "person")
    rank, size = pl.int_range(pl.len()).over("program"), pl.len().over("program")
    step = pl.max_horizontal((size / most).ceil().cast(pl.Int64), 1)
    return weeks.join(people.filter(rank % step == 0), on=["program", "person"], how="semi")


def limit_traces(weeks: pl.DataFrame) -> int:
    """Return how many people per program may be drawn so that a picture keeps to `MAX_ROWS`."""
    people = weeks.select("person").n_unique()
    per_person = max(weeks.height / people, 1)
    return max(1, min(MAX_TRACES, int(MAX_ROWS * 0.8 / per_person / 2)))
