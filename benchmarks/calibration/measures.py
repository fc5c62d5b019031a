"""What is worked out of the rows of a cell: one line a measure, each with its Monte-Carlo error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from coreanalytics.effects.verdicts import Verdict


@dataclass(frozen=True)
class Measure:
    """One number about one series of a cell.

    Attributes
    ----------
    series
        Which number of the study; empty if there is one.
    name
        "error", "coverage", "bias" ...
    value, se
        In percent where `unit` says so; the Monte-Carlo standard error is NaN where none is known.
    unit
        "%", "points", "weeks" ...
    replications
        How many it rests on.
    """

    series: str
    name: str
    value: float
    se: float
    unit: str
    replications: int


def measure(rows: pl.DataFrame) -> list[Measure]:
    """Return the measures of one cell's rows (columns: see `harness`)."""
    if "series" not in rows.columns:
        rows = rows.with_columns(series=pl.lit(""))
    read = _measure_looks if "false_verdict" in rows.columns else _measure_intervals
    found: list[Measure] = []
    for (series,), part in rows.group_by("series", maintain_order=True):
        found += read(str(series), part)
    return found


def _measure_intervals(series: str, rows: pl.DataFrame) -> Iterator[Measure]:
    rows = _complete(rows)
    if "cannot_tell" in rows.columns:
        yield from _measure_checks(series, rows)
        return
    yield _share(series, "refused", rows["refused"])
    kept = rows.filter(~pl.col("refused"))
    if kept.is_empty():
        return
    is_null = kept.filter(pl.col("truth").abs() < 1e-9)
    if is_null.height:
        yield _share(series, "error", is_null["excludes_0"])
    elif "against_0" in kept.columns or kept["low"].min() < 0:  # else it is a share, and cannot be 0
        sign = pl.col("truth").sign()
        right = pl.when(sign > 0).then(pl.col("low") > 0).otherwise(pl.col("high") < 0)
        yield _share(series, "power", kept.select(right).to_series())
    yield _share(series, "coverage", kept["holds"])
    yield _mean(series, "truth", kept["truth"], "points")
    yield _mean(series, "bias", kept["estimate"] - kept["truth"], "points")
    yield _median(series, "width", kept["high"] - kept["low"], "points")
    if "df" in kept.columns and kept["df"].is_not_null().any():
        yield _median(series, "df", kept["df"].drop_nulls(), "")


def _measure_checks(series: str, rows: pl.DataFrame) -> Iterator[Measure]:
    """Measure how often a check failed, of all studies, and how often it could not tell."""
    yield _share(series, "cannot tell", rows["cannot_tell"])
    is_null = rows["truth"].abs().max() < 1e-9
    yield _share(series, "error" if is_null else "power", rows["excludes_0"])


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """Work out whether an interval leaves out 0 and holds the truth, from its ends where they are there."""
    low, high, truth = pl.col("low"), pl.col("high"), pl.col("truth")
    return rows.with_columns(
        pl.col("refused").fill_null(False),
        excludes_0=(low > 0) | (high < 0),
        holds=(low <= truth) & (truth <= high),
    )


def _measure_looks(series: str, rows: pl.DataFrame) -> Iterator[Measure]:
    """Measure verdicts that were looked at every week, the first one of which sticks."""
    lower = pl.col("verdict").is_in([Verdict.LOWER, Verdict.LOWER_MATTERS])
    higher = pl.col("verdict").is_in([Verdict.HIGHER, Verdict.HIGHER_MATTERS])
    told = rows.select(
        (lower | higher).alias("sided"),
        pl.when(pl.col("truth") > 0).then(higher).otherwise(lower).alias("right"),
        (pl.col("verdict") == Verdict.NO_DIFFERENCE).alias("none"),
        pl.col("week").is_null().alias("undecided"),
        pl.col("week"),
    )
    yield _share(series, "false verdict", rows["false_verdict"])
    yield _share(series, "crossed", rows["crossed"])
    if rows["truth"].abs().max() < 1e-9:
        yield _share(series, "error", told["sided"])
    else:
        for week in (8, 12, 26):
            by = (pl.col("right") & (pl.col("week") <= week)).fill_null(False)
            yield _share(series, f"power by week {week}", told.select(by).to_series())
        weeks = told.filter("right")["week"]
        if len(weeks):
            yield _median(series, "week of verdict", weeks.cast(pl.Float64), "weeks")
    yield _share(series, "no difference", told["none"])
    yield _share(series, "undecided", told["undecided"])
    yield _mean(series, "looks refused", rows["refused_looks"].cast(pl.Float64), "looks")


def _share(series: str, name: str, values: pl.Series) -> Measure:
    n = len(values)
    p = float(values.sum()) / n
    return Measure(series, name, 100 * p, 100 * float(np.sqrt(p * (1 - p) / n)), "%", n)


def _mean(series: str, name: str, values: pl.Series, unit: str) -> Measure:
    x = values.to_numpy()
    se = float(x.std(ddof=1) / np.sqrt(x.size)) if x.size > 1 else float("nan")
    return Measure(series, name, float(x.mean()), se, unit, x.size)


def _median(series: str, name: str, values: pl.Series, unit: str) -> Measure:
    """Measure a median; its error is half the distance of the order statistics one binomial error away."""
    x = np.sort(values.to_numpy())
    reach = np.sqrt(x.size) / 2
    low, high = max(int(x.size / 2 - reach), 0), min(int(x.size / 2 + reach), x.size - 1)
    return Measure(series, name, float(np.median(x)), float(x[high] - x[low]) / 2, unit, x.size)
