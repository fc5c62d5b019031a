"""FitNotes: the Android app in its three column layouts, and FitNotes 2 for iOS.

Dates have no time, so that all sets of a day are one session. Weights of 0 mean none (bodyweight).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import (
    Draft,
    Options,
    TextTable,
    gather_problems,
    make_draft,
    read_durations,
    read_numbers,
)
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.dates import expand_years
from coreanalytics.logbook.readers.mending import mend_records
from coreanalytics.logbook.readers.training import (
    DISTANCE_WORDS,
    WEIGHT_WORDS,
    drop_zero_reps,
    fold_header,
    missing_cells,
    none_if_zero,
    read_times,
    read_words,
    require_columns,
    set_problems,
    tidy_times,
)
from coreanalytics.vocabulary import POUND_KG

NAME: Final = "fitnotes"
VERSION: Final = "1"

_COLUMNS: Final = {
    "date": "date",
    "exercise": "exercise",
    "category": "category",
    "weight": "load",
    "weight unit": "load_unit",
    "reps": "reps",
    "distance": "distance",
    "distance unit": "distance_unit",
    "time": "time",
    "comment": "note",
    "notes": "note",
    "kind": "kind",
}
_NEEDED: Final = {
    "date": "Date",
    "exercise": "Exercise",
    "category": "Category",
    "reps": "Reps",
    "time": "Time",
}
_NUMBERS: Final = ("load", "load_kg", "load_lb", "reps", "distance")
_UNITS: Final = {**WEIGHT_WORDS, "lbs.": "lb", "kilograms": "kg", "kilos": "kg"}
#: What a distance unit is in metres; the short ones only FitNotes 2 has.
_SHORT: Final = {"cm": 0.01, "in": 0.0254, "ft": 0.3048, "yd": 0.9144, "yds": 0.9144}
_DISTANCES: Final = {**DISTANCE_WORDS, **dict.fromkeys(_SHORT, "m")}
#: Kilograms and pounds of one set may differ by rounding, not by more.
_ROUNDING_LB: Final = 1.0
_NUMBER: Final = r"^\s*(?:[-+]?[0-9]+(?:[.,][0-9]+)*)?\s*$"
_CLOCK: Final = r"^\s*(?:[0-9]+(?::[0-9]{1,2}){0,2}(?:\.[0-9]+)?)?\s*$"
_KIND: Final = re.compile(r"^[wrdt]{1,4}$")


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each column; the weight is `load`, `load_kg` or `load_lb` by its header."""
    columns: dict[str, int] = {}
    for index, name in enumerate(header):
        word, unit = fold_header(name)
        column = _COLUMNS.get(word, "")
        if column == "load" and unit:
            column = f"load_{_UNITS[unit]}" if unit in _UNITS else ""
        if column:
            columns.setdefault(column, index)
    return columns


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names are those of FitNotes or FitNotes 2.

    Examples
    --------
    >>> matches("Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time".split(","))
    True
    """
    found = _find_columns(header).keys()
    return set(_NEEDED) <= found and bool({"load", "load_kg", "load_lb"} & found)


def parse(table: TextTable, options: Options) -> Draft:
    """Read a FitNotes export.

    Returns
    -------
    Draft
        Table ``sets``. Records that an unquoted comma in the exercise's name (or in the comment) tore
        apart are put together again where their numbers show how; the others stay set aside.

    Raises
    ------
    LogFileError
        A needed column is missing.
    QuestionError
        Day and month cannot be told apart.
    """
    columns = _find_columns(table.header)
    require_columns(table, columns, _NEEDED)
    table, mended = _mend(table, columns)
    label = {column: table.header[index] for column, index in columns.items()}
    absent = [name for name in (*_NUMBERS, "load_unit", "distance_unit", "note") if name not in columns]
    cells = table.pick(columns).with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    sets, problems = _read_sets(cells, label, options, table.name)
    return make_draft(
        NAME,
        table,
        {"sets": tidy_times(sets)},
        main="sets",
        problems=[problems],
        notices=[texts.mended_commas(mended)] if mended else [],
    )


def _mend(table: TextTable, columns: dict[str, int]) -> tuple[TextTable, int]:
    """Put torn records together from the right; only the layouts that the apps write can be mended."""
    order = sorted(columns, key=columns.__getitem__)
    tail = [name for name in order if name in ("note", "kind")]
    block = order[3 : len(order) - len(tail)]
    as_written = [columns[name] for name in order] == list(range(len(order)))
    if not as_written or order != ["date", "exercise", "category", *block, *tail]:
        return table, 0
    torn = [~pl.col(f"c{columns[name]}").str.contains(_pattern(name)) for name in block]
    width = len(table.header)
    unnamed = [pl.col(f"c{index}").is_not_null() for index in range(len(order), width)]
    checks = {name: re.compile(_pattern(name)) for name in block}

    def mend(cells: list[str]) -> list[str] | None:
        return _join_cells(cells, checks, tail, width)

    return mend_records(table, mend, pl.any_horizontal(*torn, *unnamed).fill_null(False))


def _join_cells(
    cells: list[str], checks: Mapping[str, re.Pattern[str]], tail: Sequence[str], width: int
) -> list[str] | None:
    """Return the cells of a torn record as the header names them; None if its numbers fit in no one place.

    The category is the cell before the numbers, the exercise all between it and the date.
    """
    size = len(checks)
    starts = [
        start
        for start in range(3, len(cells) - size - len(tail) + 1)
        if _is_category(cells[start - 1])
        and any(cell.strip() for cell in cells[1 : start - 1])
        and _is_set(cells[start : start + size], checks)
        and (tail or not any(cells[start + size :]))
    ]
    if len(starts) != 1:
        return None
    start = starts[0]
    rest = cells[start + size :]
    while rest and not rest[-1]:
        rest.pop()
    kind = rest.pop() if "kind" in tail and rest and _KIND.match(rest[-1]) else ""
    ends = {"note": ",".join(rest), "kind": kind}
    whole = [cells[0], ",".join(cells[1 : start - 1]), cells[start - 1], *cells[start : start + size]]
    whole += [ends[name] for name in tail]
    return whole + [""] * (width - len(whole))


def _is_set(cells: Sequence[str], checks: Mapping[str, re.Pattern[str]]) -> bool:
    """Tell whether cells are the numbers of a set: each fits its column, and something was done."""
    if not all(check.match(cell) for check, cell in zip(checks.values(), cells, strict=True)):
        return False
    said = dict(zip(checks, (cell.strip() for cell in cells), strict=True))
    weighed = said.get("load") and "load_unit" in said
    return any(said.get(name) for name in ("reps", "time", "distance")) and not (
        weighed and not said["load_unit"]
    )


def _is_category(cell: str) -> bool:
    word = cell.strip().lower()
    return bool(word) and not re.match(_NUMBER, word) and word not in _UNITS and word not in _DISTANCES


def _pattern(column: str) -> str:
    if column in _NUMBERS:
        return _NUMBER
    if column == "time":
        return _CLOCK
    words = _UNITS if column == "load_unit" else _DISTANCES
    return r"(?i)^\s*(?:" + "|".join(re.escape(word) for word in words) + r")?\s*$"


def _read_sets(
    cells: pl.DataFrame, label: dict[str, str], options: Options, where: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all sets, those with a problem included, and the problems."""
    cells = cells.with_columns(expand_years(pl.col("date")).alias("date"))
    moments, found = read_times(cells, "date", label=label["date"], options=options, where=where)
    problems = [found, missing_cells(cells, "exercise", label=label["exercise"])]
    numbers: dict[str, pl.Series] = {}
    for column in _NUMBERS:
        read = read_numbers(cells, column, table="sets", label=label.get(column, column))
        numbers[column] = read.values
        problems.append(read.problems)
    seconds = read_durations(cells, "time", table="sets", label=label["time"])
    told, no_weight = read_words(cells, "load_unit", _UNITS, label=label.get("load_unit", "Weight Unit"))
    unit, no_distance = read_words(
        cells, "distance_unit", _DISTANCES, label=label.get("distance_unit", "Distance Unit")
    )
    problems += [seconds.problems, no_weight, no_distance]
    kg, lb = pl.col("load_kg"), pl.col("load_lb")
    loads = cells.select("source_line", kg.alias("text_kg"), lb.alias("text_lb")).with_columns(
        told.alias("told"), *(numbers[name].alias(name) for name in ("load", "load_kg", "load_lb"))
    )
    problems.append(
        set_problems(
            loads,
            (kg > 0) & (lb > 0) & ((kg / POUND_KG - lb).abs() > _ROUNDING_LB + 0.01 * lb),
            "text_lb",
            label=label.get("load_lb", "Weight"),
            rule="two_weights",
            sentence=pl.format(texts.WEIGHTS_DIFFER, "text_kg", "text_lb"),
        )
    )
    pounds = (lb > 0) & ~(kg > 0).fill_null(False)
    loads = loads.select(
        pl.when(pounds).then(lb).otherwise(pl.coalesce("load", kg)).alias("load"),
        pl.when(pounds)
        .then(pl.lit("lb"))
        .when(kg.is_not_null())
        .then(pl.lit("kg"))
        .otherwise("told")
        .alias("load_unit"),
    )
    short = cells["distance_unit"].str.strip_chars().str.to_lowercase()
    metres = short.replace_strict(_SHORT, default=1.0, return_dtype=pl.Float64)
    sets = cells.select(
        moments["local_time"],
        moments["date"],
        moments["instant"],
        pl.col("exercise").str.strip_chars().alias("exercise_logged"),
        pl.lit("working").alias("kind"),
        numbers["reps"].alias("reps"),
        *loads.get_columns(),
        (numbers["distance"] * metres).alias("distance"),
        unit.alias("distance_unit"),
        seconds.values.alias("duration_s"),
        "note",
        pl.lit(None, pl.Float64).alias("_number"),
        "source_line",
    )
    sets = number_blocks(sets, session=["local_time", "instant", "date"], order="_number").drop("_number")
    sets = sets.with_columns(drop_zero_reps()).with_columns(
        none_if_zero(column) for column in ("load", "distance", "duration_s")
    )
    return sets, gather_problems(*problems)
