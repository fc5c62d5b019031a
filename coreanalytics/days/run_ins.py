"""Run-ins: where each person stood before their program began to count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from coreanalytics.errors import DataError
from coreanalytics.vocabulary import OUTCOMES, RUN_IN_MIN_REPORTS

#: Columns of `summarise_run_in`.
RUN_IN: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "outcome": pl.String(),
    "mean": pl.Float64(),
    "n_reported": pl.Int32(),
    "enough": pl.Boolean(),
}


def summarise_run_in(
    days: pl.DataFrame, outcomes: Sequence[str] = OUTCOMES, *, min_reports: int = RUN_IN_MIN_REPORTS
) -> pl.DataFrame:
    """Return each person's run-in mean of each outcome, and whether it can be leaned on.

    Parameters
    ----------
    days
        Person-days (`PERSON_DAYS`), or at least person, run_in and the outcomes.
    outcomes
        Outcome columns, 0-10.
    min_reports
        Reported run-in days below which `enough` is false: then no adjustment and no responders.

    Returns
    -------
    pl.DataFrame
        One row per person and outcome, sorted by person, then in the order of `outcomes`: person,
        outcome, mean (points; null without a report), n_reported (days), enough.

    Raises
    ------
    DataError
        If a column is missing.

    Examples
    --------
    >>> days = pl.DataFrame({"person": ["a"] * 3, "run_in": [True, True, False], "low_back": [2, 3, 9]})
    >>> summarise_run_in(days, ["low_back"], min_reports=2).row(0)
    ('a', 'low_back', 2.5, 2, True)
    """
    names = [str(name) for name in outcomes]
    missing = [name for name in ("person", "run_in", *names) if name not in days.columns]
    if missing:
        raise DataError(f"columns missing: {', '.join(missing)}", where="person-days",
                        hint="make them with build_days")  # fmt: skip
    long = (
        days.lazy()
        .select("person", "run_in", *(pl.col(name).cast(pl.Float64) for name in names))
        .unpivot(on=names, index=["person", "run_in"], variable_name="outcome", value_name="value")
    )
    rating = pl.col("value").filter(pl.col("run_in").fill_null(False))
    summary = long.group_by("person", "outcome").agg(
        rating.mean().alias("mean"), rating.count().cast(pl.Int32).alias("n_reported")
    )
    order = pl.col("outcome").replace_strict({name: i for i, name in enumerate(names)}, return_dtype=pl.Int32)
    return (
        summary.with_columns((pl.col("n_reported") >= min_reports).alias("enough"))
        .sort("person", order)
        .select(list(RUN_IN))
        .collect()
    )
