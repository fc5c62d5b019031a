"""Weeks for pictures: what was done, how far it went and what gave out, one row per person and week."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.views.charts import frames
from coreanalytics.views.texts import pictures as texts
from coreanalytics.vocabulary import GaveOut

DEMAND_COLUMNS: Final = tuple(f"hard_sets_demand_{demand}" for demand in range(4))
ANSWER_COLUMNS: Final = tuple(f"gave_out_{answer}" for answer in GaveOut)
ANSWERED: Final = "gave_out_answered"
LEFT, RIGHT, UNSIDED = "side_support_left_s", "side_support_right_s", "side_support_unsided_s"
SIDES: Final = (LEFT, RIGHT)
#: Columns of capacity that are drawn, each in its own unit, in the order of the five moves.
MEASURE_COLUMNS: Final = tuple(texts.MEASURE_NAMES)


def list_demands(days: pl.DataFrame) -> list[str]:
    """Return the columns of hard sets by hip-flexor demand, or none where no hard set was logged."""
    there = [name for name in DEMAND_COLUMNS if name in days.columns]
    return there if any((days[name].sum() or 0) > 0 for name in there) else []


def list_measures(days: pl.DataFrame) -> list[str]:
    """Return the measures of the five moves that somebody logged, in the fixed order."""
    return [name for name in MEASURE_COLUMNS if name in days.columns and days[name].count() > 0]


def list_answers(days: pl.DataFrame) -> list[str]:
    """Return the columns of what gave out first, or none where nobody answered."""
    there = [name for name in ANSWER_COLUMNS if name in days.columns]
    answered = ANSWERED in days.columns and (days[ANSWERED].sum() or 0) > 0
    return there if answered else []


def fold_training(days: pl.DataFrame) -> pl.DataFrame:
    """Return what was done in each week.

    Returns
    -------
    DataFrame
        person, monday, n_trained (days), and, where somebody logged them: hard sets by family and by demand
        (sums; null where none of the week's days tells), habits (means of the days noted), the measures of
        the moves (the best of the week, each in its own unit) and the counts of what gave out first.
    """
    sums = [*frames.list_families(days), *list_demands(days)]
    answers = [ANSWERED, *list_answers(days)] if list_answers(days) else []
    return (
        days.group_by("person", monday=pl.col("date").dt.truncate("1w"))
        .agg(
            pl.col("trained").sum().cast(pl.Int32).alias("n_trained"),
            *(_sum_known(name) for name in sums),
            *(pl.col(name).sum() for name in answers),
            *(pl.col(name).mean().round(1) for name in frames.list_habits(days)),
            *(pl.col(name).max().round(1) for name in list_measures(days)),
        )
        .sort("person", "monday")
    )


def _sum_known(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def fold_book(days: pl.DataFrame) -> pl.DataFrame:
    """Return `frames.fold_weeks` and `fold_training` side by side: all that a page knows of a week."""
    return frames.fold_weeks(days).join(
        fold_training(days), on=["person", "monday"], how="left", maintain_order="left"
    )


def fold_measures(weeks: pl.DataFrame) -> pl.DataFrame:
    """Return the measures as rows: person, monday, measure (named, with its unit), best.

    Parameters
    ----------
    weeks
        As from `fold_training`.
    """
    names = [name for name in MEASURE_COLUMNS if name in weeks.columns]
    return (
        weeks.unpivot(names, index=["person", "monday"], variable_name="measure", value_name="best")
        .drop_nulls("best")
        .with_columns(frames.names_as("measure", texts.MEASURE_NAMES))
    )


def fold_sides(weeks: pl.DataFrame) -> pl.DataFrame:
    """Return how evenly side support was held in the weeks in which both sides were timed.

    Returns
    -------
    DataFrame
        person, monday, left, right (seconds), asymmetry: how much less the weaker side held, as a share of
        the stronger side in percent; above 0 where the left side is the stronger.
    """
    shape = {"left": LEFT, "right": RIGHT}
    if not set(SIDES) <= set(weeks.columns):
        kinds = {"person": pl.String, "monday": pl.Date}
        return pl.DataFrame(schema=kinds | dict.fromkeys((*shape, "asymmetry"), pl.Float64))
    gap = 100 * (pl.col("left") - pl.col("right")) / pl.max_horizontal("left", "right")
    return (
        weeks.select("person", "monday", **{name: pl.col(column) for name, column in shape.items()})
        .drop_nulls()
        .filter(pl.max_horizontal("left", "right") > 0)
        .with_columns(asymmetry=gap.round(0))
    )


def fold_answers(weeks: pl.DataFrame) -> pl.DataFrame:
    """Return the shares of what gave out first among the answers of each week.

    Returns
    -------
    DataFrame
        person, monday, cause (named), n (answers of this kind), answered, share (0 to 1); weeks without an
        answer are not there.
    """
    names = [name for name in ANSWER_COLUMNS if name in weeks.columns]
    if not names:
        kinds = {"person": pl.String, "monday": pl.Date, "cause": pl.String, "n": pl.Int32}
        return pl.DataFrame(schema=kinds | {"answered": pl.Int32, "share": pl.Float64})
    causes = {f"gave_out_{code}": name for code, name in texts.GAVE_OUT_NAMES.items()}
    return (
        weeks.filter(pl.col(ANSWERED) > 0)
        .unpivot(names, index=["person", "monday", ANSWERED], variable_name="cause", value_name="n")
        .with_columns(frames.names_as("cause", causes), share=(pl.col("n") / pl.col(ANSWERED)).round(4))
        .select("person", "monday", "cause", "n", pl.col(ANSWERED).alias("answered"), "share")
        .sort("person", "monday", "cause")
    )


def fold_cells(days: pl.DataFrame, most: int = frames.MAX_ROWS) -> pl.DataFrame:
    """Return the cells of a picture of people by weeks.

    A week in which a person's log has days, but too few reports, is there with a null: unlike a 0.

    Returns
    -------
    DataFrame
        As from `frames.fold_weeks`, of the last weeks that keep within `most` rows, and n_days.
    """
    weeks = frames.fold_weeks(days)
    lengths = days.group_by("person", monday=pl.col("date").dt.truncate("1w")).agg(
        n_days=pl.len().cast(pl.Int32)
    )
    cells = weeks.join(lengths, on=["person", "monday"], how="left", maintain_order="left")
    mondays = cells["monday"].unique().sort(descending=True)
    kept = cells.group_by("monday").len().sort("monday", descending=True)["len"].cum_sum() <= most
    first = mondays.filter(kept).min() if kept.any() else mondays.max()
    return cells.filter(pl.col("monday") >= first)


def rank_people(cells: pl.DataFrame, weeks: int = 4) -> list[str]:
    """Return everybody, the highest mean of their last `weeks` weeks first, those without reports last."""
    sites = [site for site in frames.SITE_COLUMNS if site in cells.columns and site != "control"]
    recent = pl.col("monday") > pl.col("monday").max().over("person") - pl.duration(weeks=weeks)
    if not sites:
        return cells["person"].unique().sort().to_list()
    return (
        cells.filter(recent)
        .group_by("person")
        .agg(level=pl.mean_horizontal(pl.col(site).mean() for site in sites))
        .sort("level", "person", descending=[True, False], nulls_last=True)["person"]
        .to_list()
    )
