"""Steps that readers of training apps share: header words, units, times, and what must not be empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Options, TextTable, problems_frame
from coreanalytics.logbook.readers.dates import read_moments

#: Words for units, as apps write them.
WEIGHT_WORDS: Final = {"kg": "kg", "kgs": "kg", "lb": "lb", "lbs": "lb", "pounds": "lb"}
DISTANCE_WORDS: Final = {
    "km": "km",
    "kilometers": "km",
    "mi": "mi",
    "mi.": "mi",
    "mile": "mi",
    "miles": "mi",
    "m": "m",
    "meters": "m",
    "metres": "m",
}
MINUTES_A_DAY: Final = 24 * 60

_UNIT: Final = re.compile(r"^(.*?)\s*[(（]([^()（）]+)[)）]$")


def fold_header(name: str) -> tuple[str, str]:
    """Return a column name in lower case with single spaces, and the unit in brackets after it.

    Examples
    --------
    >>> fold_header("Weight (kg)"), fold_header(" Set  Order")
    (('weight', 'kg'), ('set order', ''))
    """
    words = " ".join(name.casefold().split())
    found = _UNIT.match(words)
    return (found[1], found[2]) if found else (words, "")


def require_columns(table: TextTable, found: Iterable[str], needed: Mapping[str, str]) -> None:
    """Raise if a column without which the format makes no sense is missing.

    Parameters
    ----------
    table
        The opened file.
    found
        Our names of the columns found.
    needed
        Our name to the app's name.

    Raises
    ------
    LogFileError
        Names the missing columns and shows the header.
    """
    missing = [label for name, label in needed.items() if name not in set(found)]
    if missing:
        what = texts.missing_columns(missing, table.header)
        raise LogFileError(what, where=table.name, hint=texts.OTHER_FORMAT)


def read_times(
    frame: pl.DataFrame,
    column: str,
    *,
    label: str,
    options: Options,
    where: str,
    likely: bool | None = None,
    table: str = "sets",
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the column that tells when a record was made; an unreadable or empty cell is a problem.

    Parameters
    ----------
    likely
        What the language of the file makes likely (see `dates.read_moments`).
    table
        Table meant.

    Returns
    -------
    moments, problems
        `moments` as from `dates.read_moments`, one row a record.
    """
    moments = read_moments(frame[column], day_first=options.day_first, likely=likely, where=where)
    cells = frame.select("source_line", pl.col(column).alias("_cell"))
    unread = pl.concat([cells, moments], how="horizontal").filter(pl.col("date").is_null())
    month, text = pl.col("unknown_month"), pl.col("_cell")
    named = pl.format(texts.UNKNOWN_MONTH, month, "source_line", text.str.slice(0, 80))
    other = pl.format(texts.UNREADABLE_TIME, pl.lit(label), text.str.slice(0, 80))
    unknown, unreadable = month.is_not_null(), month.is_null() & ~_blank("_cell")
    found = [
        missing_cells(unread, "_cell", label=label),
        set_problems(unread, unknown, "_cell", label=label, rule="month", sentence=named),
        set_problems(unread, unreadable, "_cell", label=label, rule="date", sentence=other),
    ]
    return moments, pl.concat(found).with_columns(table=pl.lit(table, pl.String))


def missing_cells(frame: pl.DataFrame, column: str, *, label: str) -> pl.DataFrame:
    """Return a problem for each empty cell of a column that must not be empty."""
    sentence = texts.empty_cell(label)
    return set_problems(frame, _blank(column), column, label=label, rule="missing", sentence=sentence)


def read_words(
    frame: pl.DataFrame, column: str, words: Mapping[str, str], *, label: str
) -> tuple[pl.Series, pl.DataFrame]:
    """Translate the words of a column; an unknown word is a problem, an empty cell is null.

    Parameters
    ----------
    words
        Word in lower case to our own.
    """
    folded = pl.col(column).str.strip_chars().str.to_lowercase()
    values = frame.select(folded.replace_strict(words, default=None, return_dtype=pl.String)).to_series()
    both = frame.select("source_line", column, value=values)
    known = ", ".join(dict.fromkeys(words))
    sentence = pl.format(texts.UNKNOWN_WORD, pl.lit(label), pl.col(column).str.slice(0, 80), pl.lit(known))
    unknown = ~_blank(column) & pl.col("value").is_null()
    return values, set_problems(both, unknown, column, label=label, rule="word", sentence=sentence)


def set_problems(
    frame: pl.DataFrame, where: pl.Expr, column: str, *, label: str, rule: str, sentence: pl.Expr | str
) -> pl.DataFrame:
    """Return one problem of the table of sets for each row where `where` holds."""
    return problems_frame(
        frame, where, table="sets", column=label, rule=rule, value=pl.col(column), sentence=sentence
    )


def tidy_times(sets: pl.DataFrame) -> pl.DataFrame:
    """Keep `date` only for records without a time, and `date` and `instant` only if any is left."""
    timed = pl.col("local_time").is_not_null() | pl.col("instant").is_not_null()
    sets = sets.with_columns(pl.when(~timed).then("date").alias("date"))
    return sets.drop(column for column in ("date", "instant") if sets[column].null_count() == sets.height)


def trim_minutes(minutes: pl.Expr) -> pl.Expr:
    """Return session minutes; null where they cannot be true (none, negative, or more than a day)."""
    return pl.when((minutes > 0) & (minutes <= MINUTES_A_DAY)).then(minutes)


def none_if_zero(column: str) -> pl.Expr:
    """Return a column in which 0 stands for nothing logged, with null instead."""
    return pl.when(pl.col(column) != 0).then(pl.col(column)).alias(column)


def drop_zero_reps() -> pl.Expr:
    """Return `reps`, null where 0 was written for a set that was timed."""
    timed = (pl.col("reps") == 0) & (pl.col("duration_s") > 0)
    return pl.when(~timed.fill_null(False)).then("reps").alias("reps")


def _blank(column: str) -> pl.Expr:
    return pl.col(column).is_null() | (pl.col(column).str.strip_chars() == "")
