"""Dates and times as training apps write them: ISO, or with the month by name in the app's language."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.logbook.readers.date_order import find_order, join_moments, split_moments
from coreanalytics.logbook.readers.months import parse_month

_CLOCK: Final = (
    r"(?:(?:\s*,\s*|\s+)(?:(?:at|um|à|às|a las)\s+)?(?P<hour>[0-9]{1,2})[:.h](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2}))?\s*(?P<half>[ap]\s?\.?\s?m\.?)?)?$"
)
_MONTH: Final = r"(?P<month>\p{L}[\p{L}\p{M}]*)\.?"
_YEAR: Final = r",?\s+(?:de\s+)?(?P<year>[0-9]{4})"
_DAY_MONTH: Final = rf"(?i)^(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?{_MONTH}{_YEAR}{_CLOCK}"
_MONTH_DAY: Final = rf"(?i)^{_MONTH}\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{_YEAR}{_CLOCK}"

_PARTS: Final = ("day", "month", "year", "hour", "minute", "second", "half")


def read_moments(
    cells: pl.Series, *, day_first: bool | None = None, likely: bool | None = None, where: str = ""
) -> pl.DataFrame:
    """Read dates with or without a time.

    Read are ``2026-05-05 07:34:00``, ``5 Mai 2026, 07:34`` and ``May 5, 2026, 7:34 AM`` with months in
    the languages of `months`, and the numeric dates of `date_order`.

    Parameters
    ----------
    cells
        Text, one moment a cell.
    day_first
        Order of ``3/4/2026`` as told; None: inferred from the whole column.
    likely
        What the language of the file makes likely; used only where no date decides.
    where
        The file's name, for a question.

    Returns
    -------
    pl.DataFrame
        As many rows as `cells`: `date` (as written; null where the cell cannot be read), `local_time`
        (naive Datetime, the clock as written; null where there is only a date), `instant` (UTC; null
        unless an offset is written), `unknown_month` (a month name that no language has; else null).

    Raises
    ------
    QuestionError
        Every numeric date with the year last can be read both ways.

    Examples
    --------
    >>> read_moments(pl.Series(["5 Mai 2026, 07:34", "2026-05-05 19:00:00"]))["local_time"].to_list()
    [datetime.datetime(2026, 5, 5, 7, 34), datetime.datetime(2026, 5, 5, 19, 0)]
    >>> read_moments(pl.Series(["5 Smarch 2026, 07:34"]))["unknown_month"].to_list()
    ['Smarch']
    """
    text = cells.cast(pl.String).alias("text").to_frame()
    distinct = text.unique().filter(pl.col("text").is_not_null())  # times of a log repeat a lot
    parts = split_moments(distinct["text"])
    numeric = join_moments(parts, find_order([parts], day_first, likely, where))
    named = _read_named(distinct["text"])
    read = pl.concat([distinct, numeric.drop("fault"), named], how="horizontal").select(
        "text",
        pl.coalesce("date", "named_date").alias("date"),
        pl.coalesce("local_time", "named_time").alias("local_time"),
        "instant",
        "unknown_month",
    )
    return text.join(read, on="text", how="left", maintain_order="left").drop("text")


def expand_years(text: pl.Expr) -> pl.Expr:
    """Return dates such as ``3/4/26`` with a year of four digits; no log is older than 2000.

    Examples
    --------
    >>> pl.select(expand_years(pl.lit(pl.Series(["3/4/26", "2026-04-03"])))).to_series().to_list()
    ['3/4/2026', '2026-04-03']
    """
    return text.str.strip_chars().str.replace(
        r"^([0-9]{1,2})([/-])([0-9]{1,2})([/-])([0-9]{2})$", "${1}${2}${3}${4}20${5}"
    )


def _read_named(texts: pl.Series) -> pl.DataFrame:
    """Return `named_date`, `named_time` and `unknown_month` of dates with a month name."""
    text = pl.col("text").str.strip_chars()
    patterns = {"first": _DAY_MONTH, "second": _MONTH_DAY}
    # matched once each: an expression that is used again is worked out again
    found = (
        texts.alias("text")
        .to_frame()
        .select(text.str.extract_groups(pattern).alias(name) for name, pattern in patterns.items())
    )
    parts = found.select(
        pl.coalesce(pl.col(name).struct.field(part) for name in patterns).alias(part) for part in _PARTS
    ).with_columns(parse_month(pl.col("month")).alias("number"))
    named = parts.with_columns(
        pl.format("{}-{}-{}", "year", "number", "day").str.to_date("%Y-%m-%d", strict=False).alias("date"),
        pl.col("hour").cast(pl.Int32).alias("full"),
    )
    late = pl.when(pl.col("half").str.to_lowercase().str.starts_with("p")).then(12).otherwise(0)
    hour, half = pl.col("full"), pl.col("half")
    full = pl.when(half.is_null()).then(hour).when(hour.is_between(1, 12)).then(hour % 12 + late)
    stamp = pl.format("{} {}:{}:{}", "date", full, "minute", pl.col("second").fill_null("00"))
    time = stamp.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    named = named.with_columns(time.alias("named_time"))
    sound = hour.is_null() | pl.col("named_time").is_not_null()  # an hour of 25 makes the whole unreadable
    return named.select(
        pl.when(sound).then(pl.col("date")).alias("named_date"),
        "named_time",
        pl.when(pl.col("month").is_not_null() & pl.col("number").is_null())
        .then(pl.col("month"))
        .alias("unknown_month"),
    )
