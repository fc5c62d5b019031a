"""The exercises of the catalogue, read from package data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

#: Stands for "none of the catalogue's exercises" wherever an exercise id is asked for.
NOT_CORE: Final = "not_core"


def read_data(name: str) -> pl.DataFrame:
    """Return a CSV file of the catalogue's package data with every column as a string.

    Parameters
    ----------
    name
        File name within ``catalogue/data``.

    Returns
    -------
    polars.DataFrame
        String columns; an empty cell is null.
    """
    data = files("coreanalytics.catalogue").joinpath("data", name).read_bytes()
    return pl.read_csv(data, infer_schema=False)


@cache
def _load() -> pl.DataFrame:
    return (
        read_data("exercises.csv")
        .with_columns(
            pl.col("aliases").fill_null("").str.split("|").list.filter(pl.element() != ""),
            (pl.col("demand_measured") == "true").alias("demand_measured"),
        )
        .with_columns(pl.col("demand").cast(pl.Int32))
    )


def exercises() -> pl.DataFrame:
    """Return the catalogue: one row an exercise.

    Returns
    -------
    polars.DataFrame
        ``id``; ``label``, a name to show; ``move``, the article's move it belongs to or null; ``family``
        (`vocabulary.Family`, never ``not_core``); ``aliases``, other names; ``movement``; ``load_unit``, in
        what it is counted; ``progression``, what makes it harder; ``demand``, the hip-flexor demand class
        0-3 (0: below 10 % MVC, 1: 10-20, 2: 20-35, 3: 35 and above); ``demand_measured``, true only where
        a hip-flexor activity was read in the source, false where the class is inferred, comes from
        background reading, or the source measured other muscles; ``confidence``, how the exercise as a
        whole is known; ``caution``, what must be said with it, or null; ``source``.

    Notes
    -----
    Family ("core-focused" or "standard") and hip-flexor demand are two variables, never one: an anchored
    crunch is an article move of class 1, a free crunch a standard exercise of class 0.

    Examples
    --------
    >>> exercises().filter(id="side_plank").select("move", "family", "demand", "demand_measured").row(0)
    ('side_support', 'article_move', 1, False)
    """
    return _load().clone()
