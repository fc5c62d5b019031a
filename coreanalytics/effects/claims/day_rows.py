"""Days beside the days before them: the rows that claims about days are asked of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from coreanalytics.vocabulary import DEMANDING

#: Hard sets whose hip-flexor demand is at least `vocabulary.DEMANDING`, by family: the article's moves apart.
DEMANDING_COLUMNS: Final = tuple(f"hard_sets_demand_{i}" for i in range(DEMANDING, 4))
DEMANDING_SETS: Final = "demanding"
MOVE_SETS: Final = "moves"


def add_doses(days: pl.DataFrame) -> pl.DataFrame:
    """Return days with hip-flexor-demanding hard sets and hard sets of the five moves, in fives.

    Days of a log without training count as 0 sets: the log says that nothing was done.
    """
    five = 5.0
    return days.with_columns(
        (pl.sum_horizontal(pl.col(name).fill_null(0) for name in DEMANDING_COLUMNS) / five).alias(
            DEMANDING_SETS
        ),
        (pl.col("hard_sets_article_move").fill_null(0) / five).alias(MOVE_SETS),
    )


def add_routines(days: pl.DataFrame, treatment: str) -> pl.DataFrame:
    """Return days with what is taken out beside level and trend: the routine of the day, and the run-in."""
    return days.with_columns(
        in_treatment=(pl.col("program") == treatment).fill_null(False).cast(pl.Float64),
        in_run_in=pl.col("run_in").fill_null(False).cast(pl.Float64),
    )


ROUTINES: Final = ("in_treatment", "in_run_in")


def add_lags(days: pl.DataFrame, columns: Sequence[str], lags: Sequence[int]) -> pl.DataFrame:
    """Return days with columns of earlier days beside them, as ``name_1`` for the day before.

    Days are calendar days: where the log has no such day, the value is missing. Lag 0 is the day itself,
    a negative lag a day to come.
    """
    out = days
    for lag in lags:
        names = [f"{column}_{lag}" for column in columns]
        earlier = days.select(
            "person",
            pl.col("date").dt.offset_by(f"{lag}d"),
            *(pl.col(c).alias(n) for c, n in zip(columns, names, strict=True)),
        )
        out = out.join(earlier, on=["person", "date"], how="left", maintain_order="left")
    return out
