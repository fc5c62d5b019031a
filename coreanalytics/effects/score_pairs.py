"""A score before and a score after for each person: the run-in mean, and the mean around the horizon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from coreanalytics.effects.person_lines import NEEDED, find_first_phases
from coreanalytics.effects.results import Design
from coreanalytics.errors import ArgumentError
from coreanalytics.vocabulary import Assigned

WINDOW: Final = 14  #: days around the horizon whose mean is the later score; why 14: see `person_lines`


def list_scores(
    days: pl.DataFrame | pl.LazyFrame,
    arms: Sequence[str],
    outcomes: Sequence[str],
    horizon: int,
    window: int = WINDOW,
) -> pl.DataFrame:
    """Return each person's score before and score after, from one group_by.

    Parameters
    ----------
    days
        Person-days with the columns `person_lines.NEEDED` and the outcomes (0-10, null: not reported).
    arms
        Programs compared; a person's first phase in one of them counts.
    outcomes
        Outcome columns.
    horizon
        Day after time zero around which the later score is read.
    window
        The later score is the mean of the reported days at most this many days from the horizon, within
        the first phase and never in the run-in.

    Returns
    -------
    pl.DataFrame
        One row per outcome and person with an arm phase: outcome, person, arm, assigned, continuing,
        switched; before (mean of the reported run-in days), n_before; after, n_days (reported days behind
        it). Null where there is no such day. Sorted by outcome as given, then person.
    """
    if window < 0:
        raise ArgumentError(f"a window of {window} days holds no day", where="window", hint="0 or more")
    frame = days.lazy()
    run_in = pl.col("run_in").fill_null(False)
    day = pl.col("day_in_phase").cast(pl.Int64)
    is_near = day.is_between(max(0, horizon - window), horizon + window)
    is_late = (pl.col("phase") == pl.col("first_phase")) & is_near & ~run_in
    means = (
        frame.select(*NEEDED, *outcomes)
        .join(find_first_phases(frame, arms), on="person", how="inner")
        .with_columns(is_late.fill_null(False).alias("is_late"), run_in.alias("is_early"))
        .group_by("person")
        .agg(
            pl.col("arm", "first_assigned", "is_continuing", "switched").first(),
            *(expr for name in outcomes for expr in _average_outcome(name)),
        )
        .sort("person")
        .collect()
    )
    return pl.concat([_pick_outcome(means, name) for name in outcomes])


def _average_outcome(name: str) -> list[pl.Expr]:
    y = pl.col(name).cast(pl.Float64)
    kinds = {"before": y.filter(pl.col("is_early")), "after": y.filter(pl.col("is_late"))}
    return [
        expr
        for kind, chosen in kinds.items()
        for expr in (chosen.mean().alias(f"{name}:{kind}"), chosen.count().alias(f"{name}:n_{kind}"))
    ]


def _pick_outcome(means: pl.DataFrame, name: str) -> pl.DataFrame:
    return means.select(
        pl.lit(name).alias("outcome"),
        "person",
        "arm",
        pl.col("first_assigned").alias("assigned"),
        pl.col("is_continuing").alias("continuing"),
        "switched",
        pl.col(f"{name}:before").alias("before"),
        pl.col(f"{name}:n_before").cast(pl.Int64).alias("n_before"),
        pl.col(f"{name}:after").alias("after"),
        pl.col(f"{name}:n_after").cast(pl.Int64).alias("n_days"),
    )


def read_design(assigned: Iterable[str | None]) -> Design:
    """Return the design of parallel groups from how each person's phase came about.

    Examples
    --------
    >>> read_design(["randomised"]).value, read_design(["randomised", "self"]).value
    ('parallel groups, randomised', 'parallel groups, not randomised')
    """
    kinds = set(assigned)
    if kinds == {Assigned.RANDOMISED.value}:
        return Design.RANDOMISED
    return Design.INFERRED if Assigned.INFERRED.value in kinds else Design.CHOSEN
