"""Sets of our own tables: loads in whatever unit, and the numbers of blocks and sets."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.vocabulary import SetKind

_LOADS: Final = {"load_kg": "kg", "load_lb": "lb"}
_SESSION: Final = ("person", "session", "local_time", "instant", "date")


def finish_sets(rows: pl.DataFrame) -> pl.DataFrame:
    """Return sets with `load` and `load_unit`, `kind`, `occurrence` and `set_index`.

    Parameters
    ----------
    rows
        Sets in the order of the file as `plain_cells` and `plain_time` read them.

    Returns
    -------
    pl.DataFrame
        A set whose kind was left empty is a working set. Numbers of blocks and sets are taken from the
        file where it has both for every set; else they are counted: a block starts where the exercise
        changes or the set number restarts.
    """
    rows = _unite_loads(rows)
    kind = pl.col("kind") if "kind" in rows.columns else pl.lit(None, pl.String)
    rows = rows.with_columns(kind.fill_null(SetKind.WORKING.value).alias("kind"))
    rows = rows.with_columns(_given_number(rows).alias("_number"))
    given = (
        "occurrence" in rows.columns and not rows["occurrence"].null_count() + rows["_number"].null_count()
    )
    if given:
        rows = rows.with_columns(pl.col("_number").alias("set_index"))
    else:
        session = [name for name in _SESSION if name in rows.columns]
        rows = number_blocks(
            rows.drop("occurrence", "set_index", strict=False), session=session, order="_number"
        )
    return rows.drop("_number", "set_number", strict=False)


def _given_number(rows: pl.DataFrame) -> pl.Expr:
    """Return the set's own number from 0, from `set_index` or from `set_number`, which counts from 1."""
    index = pl.col("set_index") if "set_index" in rows.columns else pl.lit(None, pl.Int32)
    number = pl.col("set_number") - 1 if "set_number" in rows.columns else pl.lit(None, pl.Int32)
    return pl.coalesce(index, number)


def _unite_loads(rows: pl.DataFrame) -> pl.DataFrame:
    loads = {name: unit for name, unit in _LOADS.items() if name in rows.columns}
    if not loads and "load" not in rows.columns:
        return rows
    chain = [pl.when(pl.col(name).is_not_null()).then(pl.lit(unit)) for name, unit in loads.items()]
    told = [pl.col("load_unit")] if "load_unit" in rows.columns else []
    own = [pl.col("load")] if "load" in rows.columns else []
    return rows.with_columns(
        pl.coalesce(*loads, *own).alias("load"),
        pl.coalesce(*chain, *told, pl.lit(None, pl.String)).alias("load_unit"),
    ).drop(*loads)
