"""Blocks of sets: apps write no number for the second time that an exercise comes up in a session."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def number_blocks(
    frame: pl.DataFrame, *, session: Sequence[str], order: str, leads: pl.Expr | None = None
) -> pl.DataFrame:
    """Give the blocks of each exercise in a session a number, and the sets in each block.

    A block starts where the exercise changes, or where the app's own set number does not increase
    (it restarted). Sets without a number belong to the block they stand in; those that lead up to a
    numbered set (warm-ups) belong to the block of that set.

    Parameters
    ----------
    frame
        Sets in the order of the file, with `exercise_logged` and the columns below.
    session
        Columns that tell sessions apart.
    order
        Column with the app's set number (null: the set has none).
    leads
        Boolean expression: sets that lead up to the next numbered set.

    Returns
    -------
    pl.DataFrame
        `frame` with `occurrence` and `set_index` (Int32, both from 0).

    Examples
    --------
    >>> sets = pl.DataFrame(
    ...     {"start": 1, "exercise_logged": ["A", "A", "A", "B", "A"], "number": [1, 2, 1, 1, 1]}
    ... )
    >>> number_blocks(sets, session=["start"], order="number").select("occurrence", "set_index").rows()
    [(0, 0), (0, 1), (1, 0), (0, 0), (2, 0)]
    """
    exercise = pl.col("exercise_logged")
    run = [*session, "_run"]
    numbered = frame.with_columns(
        pl.lit(False).alias("_leads") if leads is None else leads.fill_null(False).alias("_leads")
    ).with_columns(exercise.ne_missing(exercise.shift(1)).cum_sum().over(session).alias("_run"))
    number = pl.col(order)
    last = number.forward_fill().shift(1).over(run)
    numbered = numbered.with_columns((number <= last).fill_null(False).alias("_restart"))
    # A leading set shares the fate of the set that it leads up to.
    fate = pl.when(~pl.col("_leads")).then("_restart").backward_fill().over(run)
    numbered = numbered.with_columns(fate.fill_null(False).alias("_fate"))
    led = (pl.col("_leads") & pl.col("_fate")).shift(1, fill_value=False).over(run)
    first = pl.int_range(pl.len()).over(run) == 0
    numbered = numbered.with_columns((first | (pl.col("_fate") & ~led)).alias("_starts"))
    key = [*session, "exercise_logged"]
    return (
        numbered.with_columns((pl.col("_starts").cum_sum().over(key) - 1).cast(pl.Int32).alias("occurrence"))
        .with_columns(pl.int_range(pl.len()).over([*key, "occurrence"]).cast(pl.Int32).alias("set_index"))
        .drop("_leads", "_run", "_restart", "_fate", "_starts")
    )
