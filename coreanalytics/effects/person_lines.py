"""First stage: each person's score at the horizon and slope per week, by closed-form lines.

The estimand is the mean *reported* score `weeks` after time zero, floor and rounding included. A straight
line over all days is biased for it: an effect that grows linearly flattens as scores reach the floor. So
the score is read, at the horizon, off a line through the days *around* it (four weeks before to two weeks
after). By simulation (whole numbers, floor at 0, AR(1) .4, 15 % missing, latent effect growing linearly;
400 cohorts of 200 people, horizon day 56; Monte-Carlo error of a bias 0.01):

======================  ==============================  ==========================
days used               bias at baseline 3 / 2 / 1.5    SD at 24 people
======================  ==============================  ==========================
line, days 0 to 56      -0.047 / -0.070 / -0.069        0.56 / 0.49 / 0.48
line, days 0 to 83      +0.035 / +0.038 / +0.022        0.50 / 0.43 / 0.41
mean of +-7 days        +0.003 / +0.005 / -0.006        0.55 / 0.47 / 0.44
mean of +-14 days       +0.008 / +0.008 / -0.002        0.52 / 0.45 / 0.43
line, days 28 to 70     +0.012 / +0.011 / +0.001        0.52 / 0.44 / 0.42
======================  ==============================  ==========================

The last line is used: no bias to speak of, as precise as the long lines but for 4 %, and where a log ends
at the horizon it still has four weeks to lean on (-0.006 / -0.016 / -0.022, SD 0.57 / 0.49 / 0.48).
`benchmarks/calibration/first_stage.py` makes the table. A score read off a line may lie a little below 0
or above 10; it is left there, since cutting it would bring the bias back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from coreanalytics.vocabulary import RUN_IN_MIN_REPORTS


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person needs to enter, and which days are read (all ours, chosen by simulation).

    Attributes
    ----------
    before, after
        Days before and after the horizon that the line for the score runs through.
    reach
        The last report may lie at most this many days before the horizon.
    min_days
        Fewest reported days among those the line runs through.
    min_span
        Fewest days between the first and the last of them, so that a line can be drawn at all.
    min_run_in
        Fewest reported run-in days for a person to be adjusted for where they began.
    min_people
        Fewest people in an arm.
    span
        The mixed model reads days 0 to `span` times the horizon (`cohorts` says why 1.27).
    min_df
        Fewest degrees of freedom that a range may rest on (Tipton 2015 asks for 4; by simulation 3 hold).
    """

    before: int = 28
    after: int = 14
    reach: int = 7
    min_days: int = 7
    min_span: int = 14
    min_run_in: int = RUN_IN_MIN_REPORTS
    min_people: int = 3
    span: float = 1.27
    min_df: float = 3.0


#: Columns of the person-day table that a comparison reads, besides the outcomes.
NEEDED = ("person", "program", "assigned", "phase", "day_in_phase", "continuing", "run_in")


def find_first_phases(days: pl.LazyFrame, arms: Sequence[str]) -> pl.LazyFrame:
    """Return each person's first phase in one of the arms.

    Returns
    -------
    pl.LazyFrame
        One row per person with an arm phase: person, first_phase, arm, assigned, continuing, switched
        (whether a later arm phase exists, which is not used).
    """
    return (
        days.filter(pl.col("program").is_in(list(arms)) & pl.col("phase").is_not_null())
        .group_by("person")
        .agg(
            pl.col("phase").min().alias("first_phase"),
            pl.col("program").sort_by("phase").first().alias("arm"),
            pl.col("assigned").sort_by("phase").first().alias("first_assigned"),
            pl.col("continuing")
            .filter(pl.col("phase") == pl.col("phase").min())
            .any()
            .alias("is_continuing"),
            (pl.col("phase").n_unique() > 1).alias("switched"),
        )
    )


def fit_lines(
    days: pl.LazyFrame, arms: Sequence[str], outcomes: Sequence[str], horizon: int, entry: Entry
) -> pl.DataFrame:
    """Return one row per person and outcome, from sums made in one group_by.

    Parameters
    ----------
    days
        Person-days with the columns `NEEDED` and the outcomes (0-10, null where not reported).
    arms
        Programs compared.
    outcomes
        Outcome columns.
    horizon
        Day after time zero at which the score is read.
    entry
        Which days are read, and what a person needs.

    Returns
    -------
    pl.DataFrame
        outcome, person, arm, assigned, continuing, switched; score (0-10), n_days (reported days behind
        it), reason (null: the person enters; else a key of `texts.REASONS`); slope (points a week over
        day 0 to the horizon; null where the days do not carry a line), n_slope_days; run_in_mean, n_run_in.
        Sorted by outcome as given, then person.
    """
    first = find_first_phases(days, arms)
    x = pl.col("day_in_phase").cast(pl.Int64) - horizon
    in_phase = (pl.col("phase") == pl.col("first_phase")) & (pl.col("day_in_phase") >= 0)
    is_outcome_day = in_phase & ~pl.col("run_in").fill_null(False)
    sums = (
        days.select(*NEEDED, *outcomes)
        .join(first, on="person", how="inner")
        .with_columns(x.alias("x"), is_outcome_day.fill_null(False).alias("is_outcome_day"))
        .group_by("person")
        .agg(
            pl.col("arm", "first_assigned", "is_continuing", "switched").first(),
            *(expr for name in outcomes for expr in _sum_outcome(name, horizon, entry)),
        )
        .sort("person")
        .collect()
    )
    return pl.concat([_solve(sums, name, entry) for name in outcomes])


def _sum_outcome(name: str, horizon: int, entry: Entry) -> list[pl.Expr]:
    y = pl.col(name).cast(pl.Float64)
    counts = pl.col("is_outcome_day") & y.is_not_null()
    near = counts & pl.col("x").is_between(-entry.before, entry.after)
    early = counts & pl.col("x").is_between(-horizon, 0)
    run_in = y.filter(pl.col("run_in").fill_null(False))
    sums = [*_sum_line(y, near, f"{name}:score"), *_sum_line(y, early, f"{name}:slope")]
    return [
        *sums,
        pl.col("x").filter(counts).max().alias(f"{name}:last"),
        run_in.mean().alias(f"{name}:run_in_mean"),
        run_in.count().alias(f"{name}:n_run_in"),
    ]


def _sum_line(y: pl.Expr, rows: pl.Expr, name: str) -> list[pl.Expr]:
    x = pl.col("x").filter(rows)
    chosen = y.filter(rows)
    return [
        chosen.count().alias(f"{name}:n"),
        x.sum().alias(f"{name}:x"),
        (x * x).sum().alias(f"{name}:xx"),
        chosen.sum().alias(f"{name}:y"),
        (x * chosen).sum().alias(f"{name}:xy"),
        (x.max() - x.min()).alias(f"{name}:span"),
    ]


def _solve(sums: pl.DataFrame, name: str, entry: Entry) -> pl.DataFrame:
    """Turn one outcome's sums into score, slope and reason."""
    score, _ = _solve_line(f"{name}:score")
    _, slope = _solve_line(f"{name}:slope")
    last = pl.col(f"{name}:last")
    reason = (
        pl.when(last.is_null())
        .then(pl.lit("no_reports"))
        .when(last < -entry.reach)
        .then(pl.lit("ends_early"))
        .when(~_carries_line(f"{name}:score", entry))
        .then(pl.lit("few_days"))
    )
    return sums.select(
        pl.lit(name).alias("outcome"),
        "person",
        "arm",
        pl.col("first_assigned").alias("assigned"),
        pl.col("is_continuing").alias("continuing"),
        "switched",
        pl.when(reason.is_null()).then(score).alias("score"),
        pl.col(f"{name}:score:n").cast(pl.Int64).alias("n_days"),
        reason.alias("reason"),
        pl.when(_carries_line(f"{name}:slope", entry)).then(slope).alias("slope"),
        pl.col(f"{name}:slope:n").cast(pl.Int64).alias("n_slope_days"),
        pl.col(f"{name}:run_in_mean").alias("run_in_mean"),
        pl.col(f"{name}:n_run_in").cast(pl.Int64).alias("n_run_in"),
    )


def _carries_line(name: str, entry: Entry) -> pl.Expr:
    enough = pl.col(f"{name}:n") >= entry.min_days
    return enough & (pl.col(f"{name}:span").fill_null(0) >= max(1, entry.min_span))


def _solve_line(name: str) -> tuple[pl.Expr, pl.Expr]:
    """Least squares of y on x from sums: the value at x = 0 and the slope per week."""
    n, x, xx, y, xy = (pl.col(f"{name}:{key}").cast(pl.Float64) for key in ("n", "x", "xx", "y", "xy"))
    determinant = n * xx - x * x
    return (xx * y - x * xy) / determinant, 7 * (n * xy - x * y) / determinant
