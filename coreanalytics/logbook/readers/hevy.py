"""Hevy: kg or lb, km or miles by the names of the columns, months in the language of the app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import (
    Draft,
    Options,
    TextTable,
    gather_problems,
    make_draft,
    read_numbers,
)
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.dates import read_moments
from coreanalytics.logbook.readers.training import (
    DISTANCE_WORDS,
    MINUTES_A_DAY,
    WEIGHT_WORDS,
    drop_zero_reps,
    missing_cells,
    none_if_zero,
    read_times,
    read_words,
    require_columns,
    tidy_times,
    trim_minutes,
)

NAME: Final = "hevy"
VERSION: Final = "1"

_COLUMNS: Final = (
    *("title", "start_time", "end_time", "description", "exercise_title", "exercise_notes"),
    *("set_index", "set_type", "weight", "reps", "distance", "duration_seconds", "rpe"),
)
_NEEDED: Final = {name: name for name in ("start_time", "exercise_title", "set_index")}
_KINDS: Final = {
    "normal": "working",
    "warmup": "warmup",
    "failure": "failure",
    "dropset": "drop",
    "warm-up": "warmup",
    "drop": "drop",
}


def _find_columns(header: Sequence[str]) -> tuple[dict[str, int], dict[str, str]]:
    """Return the position of each column of ours, and the units that the header names."""
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    for index, name in enumerate(header):
        column = name.strip().lower()
        measure, _, unit = column.partition("_")
        words = {"weight": WEIGHT_WORDS, "distance": DISTANCE_WORDS}.get(measure, {})
        if unit in words:
            column = measure
            units.setdefault(column, words[unit])
        if column in _COLUMNS:
            columns.setdefault(column, index)
    return columns, units


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names are Hevy's.

    Examples
    --------
    >>> matches(["title", "start_time", "exercise_title", "set_index", "weight_lbs"])
    True
    """
    return set(_NEEDED) <= _find_columns(header)[0].keys()


def parse(table: TextTable, options: Options) -> Draft:
    """Read a Hevy export.

    Returns
    -------
    Draft
        Table ``sets``. Seconds and distance of 0 mean none; so do reps of 0 in a timed set.

    Raises
    ------
    LogFileError
        A needed column is missing.
    QuestionError
        Day and month cannot be told apart.
    """
    columns, units = _find_columns(table.header)
    require_columns(table, columns, _NEEDED)
    label = {column: table.header[index] for column, index in columns.items()}
    cells = table.pick(columns).with_columns(
        pl.lit(None, pl.String).alias(column) for column in _COLUMNS if column not in columns
    )
    sets, problems = _read_sets(cells, label, units, options, table.name)
    long = sets.filter(pl.col("_minutes") > MINUTES_A_DAY).select("local_time", "date").n_unique()
    drafted = tidy_times(sets.drop("_number", "_minutes"))
    notices = [texts.forgotten_timers(long)] if long else []
    return make_draft(NAME, table, {"sets": drafted}, main="sets", problems=[problems], notices=notices)


def _read_sets(
    cells: pl.DataFrame, label: dict[str, str], units: dict[str, str], options: Options, where: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all sets, those with a problem included, and the problems."""
    starts, found = read_times(cells, "start_time", label="start_time", options=options, where=where)
    problems = [found, *(missing_cells(cells, name, label=name) for name in ("exercise_title", "set_index"))]
    numbers: dict[str, pl.Series] = {}
    for column in ("set_index", "weight", "reps", "distance", "duration_seconds", "rpe"):
        read = read_numbers(cells, column, table="sets", label=label.get(column, column))
        numbers[column] = read.values
        problems.append(read.problems)
    kind, unknown = read_words(cells, "set_type", _KINDS, label="set_type")
    problems.append(unknown)
    sets = cells.select(
        starts["local_time"],
        starts["date"],
        starts["instant"],
        "title",
        _minutes(cells["end_time"], starts, options, where).alias("_minutes"),
        pl.col("description").alias("session_note"),
        pl.col("exercise_title").str.strip_chars().alias("exercise_logged"),
        numbers["set_index"].alias("_number"),
        kind.fill_null("working").alias("kind"),
        numbers["reps"].alias("reps"),
        numbers["weight"].alias("load"),
        pl.lit(units.get("weight"), pl.String).alias("load_unit"),
        numbers["distance"].alias("distance"),
        pl.lit(units.get("distance"), pl.String).alias("distance_unit"),
        numbers["duration_seconds"].alias("duration_s"),
        numbers["rpe"].alias("rpe"),
        pl.col("exercise_notes").alias("note"),
        "source_line",
    )
    sets = number_blocks(sets, session=["local_time", "instant", "date"], order="_number")
    sets = sets.with_columns(
        drop_zero_reps(), trim_minutes(pl.col("_minutes")).alias("minutes")
    ).with_columns(none_if_zero(column) for column in ("distance", "duration_s"))
    return sets, gather_problems(*problems)


def _minutes(ends: pl.Series, starts: pl.DataFrame, options: Options, where: str) -> pl.Series:
    """Return the minutes from start to end; null where either has no time."""
    end = read_moments(ends, day_first=options.day_first, where=where)
    both = starts.select("local_time", "instant").with_columns(
        end["local_time"].alias("end_local"), end["instant"].alias("end_instant")
    )
    seconds = pl.coalesce(
        pl.col("end_instant") - pl.col("instant"), pl.col("end_local") - pl.col("local_time")
    ).dt.total_seconds()
    return both.select(seconds / 60).to_series()
