"""Dates and times as people's files write them, and whether day or month comes first.

The order is a property of a whole column, never of a cell: it is inferred from the dates that can
only be read one way, and asked about when no date decides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from coreanalytics.errors import QuestionError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.problems import gather_problems, problems_frame

#: Hours east of Greenwich of the zone abbreviations that mean one zone only.
_ZONE_HOURS: Final = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEZ": 0, "WEST": 1, "WESZ": 1, "BST": 1,
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "OEZ": 2, "EEST": 3, "OESZ": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
#: A column whose few odd ones are at most this share of the deciding dates still has an order.
_ODD_SHARE: Final = 0.1

_DAY = r"(?P<a>[0-9]{1,4})(?P<mark>[./-])(?P<b>[0-9]{1,2})(?P<mark2>[./-])(?P<c>[0-9]{1,4})"
_CLOCK = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
)
_HALF = r"(?: ?(?P<half>[AaPp]\.? ?[Mm]\.?|[Vv]orm\.?|[Nn]achm\.?))?"
_ZONE = r"(?: ?(?P<letters>Z|[A-Z]{2,5}))?(?: ?(?P<sign>[+-])(?P<east>[0-9]{1,2}?):?(?P<east_min>[0-9]{2})?)?"
_MOMENT: Final = rf"^{_DAY}(?:[T, ]+{_CLOCK}{_HALF}{_ZONE})?$"


def split_moments(texts: pl.Series) -> pl.DataFrame:
    """Take date texts apart without deciding what is day and what is month.

    Parameters
    ----------
    texts
        Texts such as ``2026/09/14 9:26:52 PM GMT+2``, ``14.09.2026 21:26`` or ``9/14/2026``.

    Returns
    -------
    pl.DataFrame
        One row a text: the parts as strings (all null where the text has another shape), `text` and
        the integers `one` and `two` of a date with the year last and no dots; null elsewhere.
    """
    text = (
        pl.col("text")
        .str.replace_all(r"[\s\u00a0\u202f]+", " ")
        .str.replace_all("[−–]", "-")
        .str.strip_chars()
        .str.extract_groups(_MOMENT)
        .alias("parts")
    )
    parts = texts.alias("text").to_frame().with_columns(text).unnest("parts")
    same_marks = pl.col("mark") == pl.col("mark2")
    loose = same_marks & (pl.col("mark") != ".") & (pl.col("a").str.len_chars() <= 2) & (
        pl.col("c").str.len_chars() == 4
    )  # fmt: skip
    return parts.with_columns(
        pl.when(loose).then(pl.col("a").cast(pl.Int32)).alias("one"),
        pl.when(loose).then(pl.col("b").cast(pl.Int32)).alias("two"),
    )


def find_order(
    columns: Sequence[pl.DataFrame], told: bool | None, likely: bool | None, where: str
) -> bool | None:
    """Decide whether the dates with the year last put the day first.

    Parameters
    ----------
    columns
        Date columns of one file (from `split_moments`); they share one order.
    told
        What the person said; settles it.
    likely
        What the language of the file makes likely; used only where no date decides.
    where
        File name, for the question.

    Returns
    -------
    bool or None
        True: day first; False: month first; None: the column contradicts itself, so that none of its
        dates with the year last can be trusted.

    Raises
    ------
    QuestionError
        Every date can be read both ways.

    Examples
    --------
    >>> find_order([split_moments(pl.Series(["3/4/2026", "14/4/2026"]))], None, None, "pain.csv")
    True
    """
    if told is not None:
        return told
    dates = pl.concat([parts.select("text", "one", "two") for parts in columns]).drop_nulls()
    days = dates.filter(pl.col("one").is_between(13, 31) & (pl.col("two") <= 12)).height
    months = dates.filter(pl.col("two").is_between(13, 31) & (pl.col("one") <= 12)).height
    if days + months:
        if min(days, months) > _ODD_SHARE * (days + months):
            return None
        return days > months
    unclear = dates.filter((pl.col("one") != pl.col("two")) & (pl.max_horizontal("one", "two") <= 12))
    if unclear.height and likely is None:
        raise QuestionError(
            texts.ambiguous_dates(unclear["text"][0]),
            where=where,
            hint=texts.TELL_ORDER,
            asks="day_first",
        )
    return True if likely is None else likely


def join_moments(parts: pl.DataFrame, day_first: bool | None) -> pl.DataFrame:
    """Put the parts of `split_moments` together.

    Parameters
    ----------
    parts
        One row a text.
    day_first
        Order of day and month where the year comes last, from `find_order`.

    Returns
    -------
    pl.DataFrame
        `date` (Date as written), `local_time` (Datetime "us", the wall clock; null without a time, and
        for times in UTC, which is nobody's wall clock), `instant` (Datetime "us", UTC; null unless the
        text names its offset) and `fault` ("date" or "date_order"; null if the text was read or empty).

    Examples
    --------
    >>> parts = split_moments(pl.Series(["2026/09/14 9:26:52 p. m. GMT-3", "14.09.2026", "31/2/2026"]))
    >>> join_moments(parts, True)["instant"].dt.to_string("%d %b %H:%M")[0]
    '15 Sep 00:26'
    >>> join_moments(parts, True)["fault"].to_list()
    [None, None, 'date']
    """
    date = _as_date(day_first)
    clock = _as_clock()
    offset = _as_offset_minutes()
    timed = pl.col("hour").is_not_null()
    frame = parts.with_columns(date.alias("_date")).with_columns(
        pl.when(timed)
        .then(pl.concat_str([pl.col("_date").dt.to_string("%Y-%m-%d"), clock], separator=" "))
        .str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
        .alias("_moment"),
        offset.alias("_offset"),
    )
    utc = (pl.col("_offset") == 0) & (pl.col("letters").fill_null("Z").is_in(["Z", "UTC"]))
    unread = pl.col("_date").is_null() | (timed & pl.col("_moment").is_null())
    unsure = pl.col("one").is_not_null() & pl.lit(day_first is None)
    misfit = pl.col("_date").is_null() & _reads_the_other_way(day_first)
    return frame.select(
        pl.when(~unread).then("_date").alias("date"),
        pl.when(~utc.fill_null(False)).then("_moment").alias("local_time"),
        (pl.col("_moment") - pl.duration(minutes="_offset")).dt.replace_time_zone("UTC").alias("instant"),
        pl.when(pl.col("text").is_null())
        .then(pl.lit(None, pl.String))
        .when(unsure | misfit)
        .then(pl.lit("date_order"))
        .when(unread)
        .then(pl.lit("date"))
        .alias("fault"),
    )


def moment_problems(frame: pl.DataFrame, column: str, *, table: str, label: str) -> pl.DataFrame:
    """Return the problems of a column of dates.

    Parameters
    ----------
    frame
        Has the texts in `column`, `fault` (from `join_moments`) and `source_line`.
    column, table, label
        Column of `frame`; table meant; the column as named in the file.

    Returns
    -------
    pl.DataFrame
        Columns of `PROBLEMS`.
    """
    said = pl.col("fault").replace_strict(
        {"date": texts.NOT_A_DATE, "date_order": texts.WRONG_ORDER},
        default=None,
        return_dtype=pl.String,
    )
    found = [
        problems_frame(
            frame,
            pl.col("fault") == rule,
            table=table,
            column=label,
            rule=rule,
            value=pl.col(column),
            sentence=pl.format("{} {}", pl.col(column).str.slice(0, 80), said),
        )
        for rule in ("date", "date_order")
    ]
    return gather_problems(*found)


def _as_date(day_first: bool | None) -> pl.Expr:
    a, b, c = pl.col("a"), pl.col("b"), pl.col("c")
    same = pl.col("mark") == pl.col("mark2")
    year_first = same & (a.str.len_chars() == 4) & (c.str.len_chars() <= 2)
    dotted = same & (pl.col("mark") == ".") & (a.str.len_chars() <= 2) & c.str.len_chars().is_in([2, 4])
    dotted_year = pl.when(c.str.len_chars() == 2).then(pl.concat_str([pl.lit("20"), c])).otherwise(c)
    written = (
        pl.when(year_first)
        .then(pl.concat_str([a, b, c], separator="-"))
        .when(dotted)
        .then(pl.concat_str([dotted_year, b, a], separator="-"))
    )
    if day_first is not None:
        day, month = (a, b) if day_first else (b, a)
        written = written.when(pl.col("one").is_not_null()).then(
            pl.concat_str([c, month, day], separator="-")
        )
    return written.str.to_date("%Y-%m-%d", strict=False)


def _reads_the_other_way(day_first: bool | None) -> pl.Expr:
    """Dates with the year last that are dates only in the other order."""
    month, day = ("one", "two") if day_first else ("two", "one")
    return pl.col(month).is_between(1, 12) & pl.col(day).is_between(13, 31)


def _as_clock() -> pl.Expr:
    """``HH:MM:SS.f`` of a 24-hour clock; null if the hour is none of a 12-hour clock with am or pm."""
    hour = pl.col("hour").cast(pl.Int32)
    half = pl.col("half").str.to_lowercase().str.slice(0, 1)
    early, late = half.is_in(["a", "v"]), half.is_in(["p", "n"])
    fits = hour.is_between(1, 12)
    full = (
        pl.when(half.is_null())
        .then(hour)
        .when(early & fits)
        .then(hour % 12)
        .when(late & fits)
        .then(hour % 12 + 12)
    )
    second, fraction = pl.col("second").fill_null("00"), pl.col("fraction").fill_null("0")
    return pl.format("{}:{}:{}.{}", full.cast(pl.String).str.zfill(2), "minute", second, fraction)


def _as_offset_minutes() -> pl.Expr:
    signed = pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    east = pl.col("east").cast(pl.Int32) * 60 + pl.col("east_min").cast(pl.Int32).fill_null(0)
    named = pl.col("letters").replace_strict(_ZONE_HOURS, default=None, return_dtype=pl.Int32) * 60
    # "GMT+2" and "UTC+2" count from Greenwich; other letters before a sign are no zone that we know.
    counted = pl.col("letters").is_null() | pl.col("letters").is_in(["GMT", "UTC", "Z"])
    return pl.when(pl.col("sign").is_null()).then(named).when(counted).then(signed * east)
