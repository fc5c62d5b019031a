"""What the readers of symptom diaries share: which rating a time of day makes, and sleep as hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from coreanalytics.vocabulary import NIGHT_ENDS_HOUR, Timing

#: A rating before this hour (and after the night's end) tells of the morning, a later one of the day.
MORNING_ENDS_HOUR: Final = 11
#: Columns of a drafted rating, with their types.
PAIN_COLUMNS: Final[Mapping[str, pl.DataType]] = {
    "local_time": pl.Datetime("us"),
    "date": pl.Date(),
    "site": pl.String(),
    "side": pl.String(),
    "timing": pl.String(),
    "intensity": pl.Int32(),
    "mapped": pl.Boolean(),
    "quality": pl.String(),
    "note": pl.String(),
    "source_line": pl.Int32(),
}


def time_of_clock(clock: pl.Expr) -> pl.Expr:
    """Return the timing of a rating by the clock: `next_morning` from 04:00 to 10:59, else `day`.

    Ratings before 04:00 close the day before, to which settling gives them.

    Examples
    --------
    >>> from datetime import datetime
    >>> times = pl.Series([datetime(2026, 9, 14, hour) for hour in (3, 8, 21)])
    >>> pl.select(time_of_clock(pl.lit(times))).to_series().to_list()
    ['day', 'next_morning', 'day']
    """
    morning = clock.dt.hour().is_between(NIGHT_ENDS_HOUR, MORNING_ENDS_HOUR - 1)
    return pl.when(morning).then(pl.lit(Timing.NEXT_MORNING.value)).otherwise(pl.lit(Timing.DAY.value))


def parse_hours(text: pl.Expr) -> pl.Expr:
    """Return hours written as ``7:30`` (Float64); null for anything else and for more than a day.

    Examples
    --------
    >>> pl.select(parse_hours(pl.lit(pl.Series(["7:30", "8", "7:75"])))).to_series().to_list()
    [7.5, None, None]
    """
    shape = r"^\s*([0-9]{1,2}):([0-5][0-9])(?::[0-5][0-9])?\s*$"
    hours = text.str.extract(shape, 1).cast(pl.Float64) + text.str.extract(shape, 2).cast(pl.Float64) / 60
    return pl.when(hours <= 24).then(hours)


def day_of(moments: pl.DataFrame) -> list[pl.Series]:
    """Return `local_time`, and `date` only where there is no clock to tell the day."""
    day = pl.when(pl.col("local_time").is_null()).then("date").alias("date")
    return moments.select("local_time", day).get_columns()
