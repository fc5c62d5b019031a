"""What stands in a column of a foreign table, as far as it tells what the column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.readers.date_order import split_moments
from coreanalytics.logbook.readers.foreign_words import SEVERITIES
from coreanalytics.logbook.readers.mapped_cells import tidy_dates
from coreanalytics.logbook.readers.quantities import parse_duration, parse_number
from coreanalytics.logbook.readers.texts import shown
from coreanalytics.logbook.readers.words import drop_blanks, fold_words

#: Distinct values of a column that are looked at.
_MOST: Final = 2000
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a column; shares are of its distinct values, 0 to 1.

    Attributes
    ----------
    examples
        Its first distinct values, on one line each and not too long.
    dates, clocks, numbers, durations, levels
        Shares that are dates, times of day, numbers, durations with a unit or a colon, and words for how bad
        it is.
    has_clocks
        Whether dates have a time of day.
    has_fractions
        Whether numbers are not whole.
    most
        Largest number; None: there is none.
    all_differ
        Whether every record has a value of its own, as a running number has.
    """

    examples: tuple[str, ...]
    dates: float
    clocks: float
    numbers: float
    durations: float
    levels: float
    has_clocks: bool
    has_fractions: bool
    most: float | None
    all_differ: bool


def look_at(cells: pl.Series, severity: Mapping[str, int]) -> Contents:
    """Return what stands in a column of text.

    Examples
    --------
    >>> found = look_at(pl.Series(["14.09.2026 21:26", "15.09.2026 20:01"]), {})
    >>> found.dates, found.has_clocks, found.numbers
    (1.0, True, 0.0)
    """
    text = cells.alias("text").to_frame().select(drop_blanks(pl.col("text")))["text"].drop_nulls()
    values = text.unique(maintain_order=True).head(_MOST)
    if values.is_empty():
        return Contents((), 0, 0, 0, 0, 0, False, False, None, False)
    parts = split_moments(tidy_dates(values))
    dated = parts["mark"].is_not_null()
    words = [*severity, *SEVERITIES]
    frame = values.to_frame().select(
        parse_number(pl.col("text")).alias("number"),
        parse_duration(pl.col("text")).is_not_null().alias("duration"),
        pl.col("text")
        .str.contains(r"(?i)^\d{1,2}\s*(?:[:h.]\s*[0-5]\d|uhr)(?::[0-5]\d)?(?:\s*[ap]\.?\s?m\.?)?$")
        .alias("clock"),
        fold_words(pl.col("text")).is_in(words).alias("level"),
    )
    number = frame["number"].drop_nulls()
    most = number.max()
    return Contents(
        examples=tuple(shown([value])[:30] for value in values.head(_EXAMPLES)),
        dates=_share(dated),
        clocks=_share(frame["clock"]),
        numbers=_share(frame["number"].is_not_null()),
        durations=_share(frame["duration"]),
        levels=_share(frame["level"]),
        has_clocks=bool(parts.filter(dated)["hour"].is_not_null().any()),
        has_fractions=bool((number != number.round()).any()),
        most=float(most) if isinstance(most, (int, float)) else None,
        all_differ=text.len() > 5 and values.len() == text.len(),
    )


def _share(found: pl.Series) -> float:
    return float(found.sum()) / found.len()
