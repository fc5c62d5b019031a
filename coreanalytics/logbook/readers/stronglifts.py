"""StrongLifts: one row an exercise with its sets side by side, and the older layout of one row a workout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import (
    Draft,
    Options,
    TextTable,
    by_distinct,
    gather_problems,
    make_draft,
    parse_number,
    read_durations,
    read_numbers,
)
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.dates import expand_years
from coreanalytics.logbook.readers.training import (
    WEIGHT_WORDS,
    drop_zero_reps,
    fold_header,
    missing_cells,
    read_times,
    tidy_times,
    trim_minutes,
)

NAME: Final = "stronglifts"
VERSION: Final = "1"

_PAIRED: Final = re.compile(r"^set ([0-9]{1,3})$")
_EXERCISE: Final = re.compile(r"^exercise( [0-9]{1,2})?$")
#: Header words, with the bracket after them gone, to our names.
_COLUMNS: Final = {
    "date": "date",
    "workout name": "title",
    "duration": "hours",
    "start time": "start",
    "notes": "note",
    "note": "note",
    "setsxreps": "plan_reps",
    "sets×reps": "plan_reps",
    "setsxtime": "plan_time",
    "sets×time": "plan_time",
}


@dataclass(slots=True)
class _Block:
    """Where one exercise of a row stands: its name, and of each set the reps and the loads by unit."""

    exercise: int
    reps: dict[int, int] = field(default_factory=dict)
    loads: dict[int, dict[str, int]] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)  # one load for all sets (older layout)


@dataclass(slots=True)
class _Layout:
    columns: dict[str, int]
    blocks: list[_Block]


def _find_layout(header: Sequence[str]) -> _Layout:
    """Return the columns of the row, and one block an exercise in it."""
    layout = _Layout({}, [])
    for index, name in enumerate(header):
        word, unit = fold_header(name)
        block = layout.blocks[-1] if layout.blocks else None
        paired = _PAIRED.match(word)
        if _EXERCISE.match(word) and not unit:
            layout.blocks.append(_Block(index))
        elif paired and block and unit in ("reps", ""):
            block.reps[int(paired[1])] = index
        elif paired and block and unit in WEIGHT_WORDS:
            block.loads.setdefault(int(paired[1]), {})[WEIGHT_WORDS[unit]] = index
        elif word == "weight" and block and unit in WEIGHT_WORDS:
            block.shared[WEIGHT_WORDS[unit]] = index
        elif word in _COLUMNS:
            layout.columns.setdefault(_COLUMNS[word], index)
    layout.blocks = [block for block in layout.blocks if block.reps and (block.loads or block.shared)]
    return layout


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names are those of StrongLifts, in either layout.

    Examples
    --------
    >>> matches(["Date (yyyy/mm/dd)", "Workout", "Exercise", "Set 1 (Reps)", " Set 1 (KG)"])
    True
    """
    layout = _find_layout(header)
    return "date" in layout.columns and bool(layout.blocks)


def parse(table: TextTable, options: Options) -> Draft:
    """Read a StrongLifts export.

    Returns
    -------
    Draft
        Table ``sets``: several rows a record. Sets of 0 repetitions were not done and are no sets; a
        record without any is counted as not ours. Numbers of an exercise that the app plans by time are
        seconds. A negative weight means help; the set is kept without it.

    Raises
    ------
    LogFileError
        The columns are not those of StrongLifts.
    QuestionError
        Day and month cannot be told apart.
    """
    layout = _find_layout(table.header)
    if "date" not in layout.columns or not layout.blocks:
        missing = texts.missing_columns(["Date", "Exercise", "Set 1 (Reps)", "Set 1 (KG)"], table.header)
        raise LogFileError(missing, where=table.name, hint=texts.OTHER_FORMAT)
    parts = [
        _read_set(table, layout, place, number)
        for place, block in enumerate(layout.blocks)
        for number in sorted(block.reps)
    ]
    sets = pl.concat([part for part, _ in parts]).sort("source_line", "_place", "_number")
    records, late = _read_records(table, layout, options)
    late = late.filter(pl.col("line").is_in(sets["source_line"].unique().implode()))
    problems = gather_problems(late, *(found for _, found in parts))
    told = pl.concat([sets["source_line"], problems["line"]]).unique().implode()
    assisted = sets.filter(pl.col("load") < 0).height
    return make_draft(
        NAME,
        table,
        {"sets": _finish_sets(sets.join(records, on="source_line", how="left", maintain_order="left"))},
        main="sets",
        problems=[problems],
        not_ours={texts.NOT_DONE: table.frame.filter(~pl.col("source_line").is_in(told)).height},
        notices=[texts.assisted_sets(assisted)] if assisted else [],
    )


def _read_records(table: TextTable, layout: _Layout, options: Options) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what a row says once: when, title, minutes and note."""
    cells = table.pick(layout.columns)
    absent = [name for name in ("title", "hours", "start", "note") if name not in layout.columns]
    cells = cells.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    day, clock = expand_years(pl.col("date")), pl.col("start").str.strip_chars()
    clock = pl.when(clock != "").then(clock)
    cells = cells.with_columns(
        pl.concat_str(day, clock, separator=" ").fill_null(day).alias("date"),
        (by_distinct(cells["hours"], parse_number) * 60).alias("hours"),
    )
    label = table.header[layout.columns["date"]]
    moments, problems = read_times(cells, "date", label=label, options=options, where=table.name)
    return cells.select(
        moments["local_time"],
        moments["date"],
        moments["instant"],
        "title",
        trim_minutes(pl.col("hours")).alias("minutes"),
        "note",
        "source_line",
    ), problems


def _read_set(
    table: TextTable, layout: _Layout, place: int, number: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one of the sets side by side, of all rows in which it was done."""
    block = layout.blocks[place]
    reps_at, loads_at = block.reps[number], block.loads.get(number, block.shared)
    columns = {"exercise": block.exercise, "reps": reps_at}
    columns |= {f"load_{unit}": at for unit, at in loads_at.items()}
    columns |= {name: at for name, at in layout.columns.items() if name in ("plan_reps", "plan_time")}
    cells = table.pick(columns)
    absent = {"load_kg", "load_lb", "plan_reps", "plan_time"} - set(cells.columns)
    cells = cells.with_columns(pl.lit(None, pl.String).alias(name) for name in sorted(absent))
    cells = cells.filter(~_is_blank("reps") & (pl.col("reps").str.strip_chars() != "-"))
    timed = ~_is_blank("plan_time") & _is_blank("plan_reps")
    cells = cells.with_columns(
        pl.when(timed).then("reps").alias("seconds"), pl.when(~timed).then("reps").alias("reps")
    )
    label = table.header[reps_at]
    reps = read_numbers(cells, "reps", table="sets", label=label)
    seconds = read_durations(cells, "seconds", table="sets", label=label)
    loads = {
        unit: read_numbers(cells, f"load_{unit}", table="sets", label=table.header[loads_at.get(unit, 0)])
        for unit in ("kg", "lb")
    }
    sets = cells.select(
        "source_line",
        pl.lit(place).alias("_place"),
        pl.lit(float(number)).alias("_number"),
        pl.col("exercise").str.strip_chars().alias("exercise_logged"),
        pl.lit("working").alias("kind"),
        reps.values.alias("reps"),
        seconds.values.alias("duration_s"),
        loads["kg"].values.alias("_kg"),
        loads["lb"].values.alias("_lb"),
    ).with_columns(
        pl.coalesce("_kg", "_lb").alias("load"),
        pl.when(pl.col("_kg").is_null() & pl.col("_lb").is_not_null())
        .then(pl.lit("lb"))
        .otherwise(pl.lit("kg" if "kg" in loads_at else "lb"))
        .alias("load_unit"),
    )
    idle = (pl.coalesce("reps", "duration_s") == 0).fill_null(False)
    nameless = missing_cells(cells, "exercise", label=table.header[block.exercise])
    found = [reps.problems, seconds.problems, nameless, *(load.problems for load in loads.values())]
    return sets.filter(~idle).drop("_kg", "_lb"), gather_problems(*found)


def _finish_sets(sets: pl.DataFrame) -> pl.DataFrame:
    session = ["local_time", "instant", "date"]
    sets = number_blocks(sets, session=session, order="_number")
    first = pl.int_range(pl.len()).over("source_line", "_place") == 0
    sets = sets.with_columns(
        drop_zero_reps(),
        pl.when(pl.col("load") > 0).then("load").alias("load"),
        pl.when(first).then("note").alias("note"),
    )
    return tidy_times(sets.drop("_place", "_number"))


def _is_blank(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.strip_chars() == ""
