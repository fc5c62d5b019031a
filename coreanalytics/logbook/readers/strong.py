"""Strong: every header family and language seen, told apart by the words in the header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import (
    Draft,
    Options,
    TextTable,
    by_distinct,
    gather_problems,
    make_draft,
    parse_duration,
    parse_number,
    read_durations,
    read_numbers,
)
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.training import (
    DISTANCE_WORDS,
    MINUTES_A_DAY,
    WEIGHT_WORDS,
    drop_zero_reps,
    fold_header,
    missing_cells,
    none_if_zero,
    read_times,
    read_words,
    require_columns,
    tidy_times,
    trim_minutes,
)

NAME: Final = "strong"
VERSION: Final = "1"

#: Column words a language, in this order; alternatives are joined by "|". A further language is one line.
_COLUMNS: Final = (
    *("time", "title", "duration", "exercise", "order", "load", "reps"),
    *("distance", "seconds", "note", "session_note", "rpe"),
)
_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        *(
            "Date",
            "Workout Name",
            "Duration|Workout Duration",
            "Exercise Name",
            "Set Order",
            "Weight",
            "Reps",
        ),
        *("Distance", "Seconds", "Notes", "Workout Notes", "RPE"),
    ),
    "de": (
        *(
            "Datum",
            "Workout-Name",
            "Dauer|Workout-Dauer",
            "Name der Übung",
            "Reihenfolge festlegen",
            "Gewicht",
        ),
        *("Wiederh.", "Entfernung", "Sekunden", "Notizen", "Workout-Notizen", "RPE"),
    ),
    "fr": (
        *(
            "Date",
            "Nom de l'entraînement",
            "Durée",
            "Nom de l'exercice",
            "Ordre de la série",
            "Poids",
            "Réps",
        ),
        *("Distance", "Secondes", "Notes", "Notes d'entraînement", "RPE"),
    ),
    "zh": (
        "日期",
        "锻炼名称",
        "时长",
        "运动名称",
        "设置顺序",
        "重量",
        "次",
        "距离",
        "秒",
        "备注",
        "锻炼备注",
        "RPE",
    ),
}
_UNIT_COLUMNS: Final = {"weight unit": "load_unit", "distance unit": "distance_unit"}
_NEEDED: Final = {"time": "Date", "exercise": "Exercise Name", "order": "Set Order", "reps": "Reps"}
_KINDS: Final = {
    "w": "warmup",
    "d": "drop",
    "f": "failure",
    "warm-up": "warmup",
    "drop set": "drop",
    "failure": "failure",
}
#: Set orders that are no sets, by language, with the reason that is counted.
_NOT_SETS: Final = {
    **dict.fromkeys(("rest timer", "ruhezeit", "minuteur de repos", "temps de repos"), "rest timer"),
    **dict.fromkeys(("休息计时器", "休息时间", "temporizador de descanso"), "rest timer"),
    **dict.fromkeys(("note", "notes", "notiz", "notizen", "remarque", "备注", "nota"), "note"),
}


def _header_words() -> dict[str, str]:
    words = {
        fold_header(word)[0]: column
        for line in _HEADERS.values()
        for column, cell in zip(_COLUMNS, line, strict=True)
        for word in cell.split("|")
    }
    return {**words, **_UNIT_COLUMNS}


_WORDS: Final = _header_words()


def _find_columns(header: Sequence[str]) -> tuple[dict[str, int], dict[str, str]]:
    """Return the position of each column of ours, and the units that the header names."""
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    for index, name in enumerate(header):
        word, unit = fold_header(name.replace("\u2019", "'"))
        column = _WORDS.get(word)
        if column is None and word in WEIGHT_WORDS:  # 2016 and 2018: the column is called "kg" or "lbs"
            column, unit = "load", word
        elif column is None and word in DISTANCE_WORDS:
            column, unit = "distance", word
        if column is not None and column not in columns:
            columns[column] = index
            if unit:
                units[column] = unit
    return columns, units


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names are Strong's, in any family and language known.

    Examples
    --------
    >>> matches(["Datum", "Workout-Name", "Name der Übung", "Reihenfolge festlegen", "kg", "Wiederh."])
    True
    """
    return set(_NEEDED) <= _find_columns(header)[0].keys()


def parse(table: TextTable, options: Options) -> Draft:
    """Read a Strong export.

    Returns
    -------
    Draft
        Table ``sets``. Weight, distance and seconds of 0 mean none; so do reps of 0 in a timed set.
        `load_unit` and `distance_unit` are null where the file does not tell them.

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
    cells = table.pick(columns)
    absent = [column for column in (*_COLUMNS, *_UNIT_COLUMNS.values()) if column not in columns]
    cells = cells.with_columns(pl.lit(None, pl.String).alias(column) for column in absent)
    order = pl.col("order").str.strip_chars().str.to_lowercase()
    reason = order.replace_strict(_NOT_SETS, default=None, return_dtype=pl.String)
    cells = cells.with_columns(reason.alias("reason"))
    not_ours = dict(cells["reason"].drop_nulls().value_counts().sort("reason").iter_rows())
    cells = cells.filter(pl.col("reason").is_null())

    sets, problems = _read_sets(cells, label, units, options, table.name)
    drafted = tidy_times(sets.drop("_number", "_duration", "_minutes"))
    return make_draft(
        NAME,
        table,
        {"sets": drafted},
        main="sets",
        problems=[problems],
        not_ours=not_ours,
        notices=_tell_durations(sets),
    )


def _read_sets(
    cells: pl.DataFrame, label: dict[str, str], units: dict[str, str], options: Options, where: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all sets, those with a problem included, and the problems."""
    moments, found = read_times(cells, "time", label=label["time"], options=options, where=where)
    problems = [found, missing_cells(cells, "exercise", label=label["exercise"])]
    numbers: dict[str, pl.Series] = {}
    for column in ("load", "reps", "distance", "rpe"):
        read = read_numbers(cells, column, table="sets", label=label.get(column, column))
        numbers[column] = read.values
        problems.append(read.problems)
    seconds = read_durations(cells, "seconds", table="sets", label=label.get("seconds", "seconds"))
    problems.append(seconds.problems)
    number, kind, unknown = _read_order(cells, label["order"])
    load_unit, no_weight = _read_unit(cells, "load", label, units, WEIGHT_WORDS)
    distance_unit, no_distance = _read_unit(cells, "distance", label, units, DISTANCE_WORDS)
    problems += [unknown, no_weight, no_distance]
    sets = cells.select(
        moments["local_time"],
        moments["date"],
        moments["instant"],
        "title",
        pl.col("duration").alias("_duration"),
        (by_distinct(cells["duration"], parse_duration) / 60).alias("_minutes"),
        pl.col("session_note"),
        pl.col("exercise").str.strip_chars().alias("exercise_logged"),
        number.alias("_number"),
        kind.alias("kind"),
        numbers["reps"].alias("reps"),
        numbers["load"].alias("load"),
        load_unit.alias("load_unit"),
        numbers["distance"].alias("distance"),
        distance_unit.alias("distance_unit"),
        seconds.values.alias("duration_s"),
        numbers["rpe"].alias("rpe"),
        "note",
        "source_line",
    )
    sets = number_blocks(
        sets,
        session=["local_time", "instant", "date"],
        order="_number",
        leads=pl.col("kind") == "warmup",
    )
    sets = sets.with_columns(
        drop_zero_reps(), trim_minutes(pl.col("_minutes")).alias("minutes")
    ).with_columns(none_if_zero(column) for column in ("load", "distance", "duration_s", "rpe"))
    return sets, gather_problems(*problems)


def _read_order(cells: pl.DataFrame, label: str) -> tuple[pl.Series, pl.Series, pl.DataFrame]:
    """Return set number and kind; a set order that is neither a number nor a known letter is a problem."""
    number = by_distinct(cells["order"], parse_number)
    rest = cells.select("source_line", order=pl.when(number.is_null()).then("order"))
    kind, unknown = read_words(rest, "order", _KINDS, label=label)
    both = pl.DataFrame({"number": number, "kind": kind})
    kinds = both.select(pl.when(pl.col("number").is_not_null()).then(pl.lit("working")).otherwise("kind"))
    return number, kinds.to_series(), pl.concat([unknown, missing_cells(cells, "order", label=label)])


def _read_unit(
    cells: pl.DataFrame, column: str, label: dict[str, str], units: dict[str, str], words: Mapping[str, str]
) -> tuple[pl.Series, pl.DataFrame]:
    """Return the unit of each row: from the header, else from the unit's own column, else null."""
    if column in units:
        one = cells.select("source_line", unit=pl.lit(units[column], pl.String))
        return read_words(one, "unit", words, label=label[column])
    unit = f"{column}_unit"
    return read_words(cells, unit, words, label=label.get(unit, unit))


def _tell_durations(sets: pl.DataFrame) -> list[str]:
    """Return notices about session lengths that cannot be true or cannot be read."""
    logged = sets.select("local_time", "date", "_duration", "_minutes").unique()
    long = logged.filter(pl.col("_minutes") > MINUTES_A_DAY).height
    unread = logged.filter(pl.col("_duration").str.strip_chars() != "", pl.col("_minutes").is_null())
    notices = [texts.forgotten_timers(long)] if long else []
    if unread.height:
        notices.append(texts.unread_durations(unread.height, unread["_duration"].sort()[0][:80]))
    return notices
