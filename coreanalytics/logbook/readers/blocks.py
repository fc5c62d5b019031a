"""Blocks of sets: apps write no number for the second time that an exercise comes up in a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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
    numbered = frame.with_columns(_find_groups(frame, session).alias("_session"))
    in_turn = numbered["_session"].is_sorted()
    if not in_turn:  # sessions that stand between each other
        numbered = numbered.with_row_index("_row").sort("_session", maintain_order=True)
    exercise = pl.col("exercise_logged")
    changes = (pl.col("_session") != pl.col("_session").shift(1)) | exercise.ne_missing(exercise.shift(1))
    numbered = numbered.with_columns(_latest(changes.fill_null(True)).alias("_run"))
    numbered = numbered.with_columns(_restarts(pl.col(order)).alias("_restart"))
    numbered = numbered.with_columns(_starts(leads).alias("_starts"))
    numbered = numbered.with_columns(_latest(pl.col("_starts")).alias("_block"))
    heads = numbered.select("_block", "_session", "exercise_logged").filter(numbered["_starts"])
    numbered = numbered.with_columns(
        _count_before(heads).gather(numbered["_starts"].cum_sum() - 1).alias("occurrence"),
        (_PLACE - pl.col("_block")).cast(pl.Int32).alias("set_index"),
    )
    if not in_turn:
        numbered = numbered.sort("_row").drop("_row")
    return numbered.drop("_session", "_run", "_restart", "_starts", "_block")


# Windows (`over`) would do all of this too, and take ten times as long for a million sets.

_PLACE: Final = pl.int_range(pl.len())


def _latest(here: pl.Expr) -> pl.Expr:
    """Where `here` was last true: the row in which a group begins, for each row of it."""
    return pl.when(here).then(_PLACE).forward_fill()


def _find_groups(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Return a number for each row, equal where the columns are, counted up in the order of the rows."""
    moves = pl.any_horizontal(pl.col(column).ne_missing(pl.col(column).shift(1)) for column in columns)
    begins = frame.select((moves | (_PLACE == 0)).alias("begins"))["begins"]
    runs = frame.select(columns).filter(begins)
    known = runs.unique(maintain_order=True).with_row_index("_group")
    groups = runs.join(known, on=list(columns), how="left", nulls_equal=True, maintain_order="left")
    return groups["_group"].gather(begins.cum_sum() - 1)


def _restarts(number: pl.Expr) -> pl.Expr:
    """Whether the app's set number is no higher than the last one told in the run."""
    told = pl.when(number.is_not_null()).then(_PLACE).forward_fill().shift(1)
    last = pl.when(told >= pl.col("_run")).then(number.gather(told))
    return (number <= last).fill_null(False)


def _starts(leads: pl.Expr | None) -> pl.Expr:
    """Whether a set begins a block."""
    first = pl.col("_run") == _PLACE
    if leads is None:
        return first | pl.col("_restart")
    leads = leads.fill_null(False)
    # a leading set shares the fate of the set that it leads up to
    target = pl.when(~leads).then(_PLACE).backward_fill()
    same_run = pl.col("_run").gather(target) == pl.col("_run")
    fate = (pl.col("_restart").gather(target) & same_run).fill_null(False)
    return first | (fate & ~(leads & fate).shift(1, fill_value=False))


def _count_before(heads: pl.DataFrame) -> pl.Series:
    """For each block, how many of the same session and exercise come before it."""
    exercises = heads.select("exercise_logged").unique().with_row_index("_exercise")
    keys = heads.join(exercises, on="exercise_logged", how="left", nulls_equal=True, maintain_order="left")
    key = pl.col("_session").cast(pl.UInt64) * len(exercises) + pl.col("_exercise")
    ordered = keys.select(key.alias("key")).with_row_index("place").sort("key", maintain_order=True)
    begins = (pl.col("key") != pl.col("key").shift(1)).fill_null(True)
    counted = ordered.with_columns((_PLACE - _latest(begins)).cast(pl.Int32).alias("before"))
    return counted.sort("place")["before"]
