"""GymBook: amounts with their units in the cells (``20 ripetizioni``, ``0,00 kg``), in the app's language.

The column names are known by their shape, which is the same in every language: ``Repetitions / Time``
beside ``Weight / Distance``, before them the three kinds of set. The clock tells when each set was made;
the first of a workout's sets on a day tells when the session began.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    parse_duration,
    parse_number,
)
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.dates import expand_years
from coreanalytics.logbook.readers.training import (
    drop_zero_reps,
    missing_cells,
    none_if_zero,
    read_times,
    read_words,
    set_problems,
    tidy_times,
)

NAME: Final = "gymbook"
VERSION: Final = "1"

_FIRST: Final = ("date", "title", "time", "exercise")
_NEEDED: Final = ("Date", "Exercise", "Repetitions / Time", "Weight / Distance")
_AMOUNT: Final = r"^([-+]?[0-9][0-9.,' ]*?) ?(\p{L}[\p{L}.]*)?$"
_REPS: Final = r"^(?:re?p|rip|wied|wdh|herh|powt|повт|toist|upprep|gentag|x$|次|回)"
_LOADS: Final = {
    **dict.fromkeys(("kg", "kgs", "kilo", "кг"), "kg"),
    **dict.fromkeys(("lb", "lbs", "lbs.", "lb.", "pfund", "libbre", "livres", "libras"), "lb"),
}
_LENGTHS: Final = {
    **dict.fromkeys(("km", "км"), "km"),
    **dict.fromkeys(("m", "meter", "metri", "mètres", "metros", "м"), "m"),
    **dict.fromkeys(("mi", "mi.", "miles", "meilen", "miglia"), "mi"),
    **dict.fromkeys(("yd", "yards", "ft"), "m"),
}
_METRES: Final = {"yd": 0.9144, "yards": 0.9144, "ft": 0.3048}
_SKIPPED: Final = {
    **dict.fromkeys(("yes", "ja", "sì", "si", "sí", "oui", "sim", "да", "tak", "evet", "1", "true"), "yes"),
    **dict.fromkeys(("no", "nein", "non", "não", "nee", "нет", "nej", "nie", "hayır", "0", "false"), "no"),
}


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the positions of the columns; none where the names have another shape."""
    slashes = [name.count(" / ") for name in header]
    pairs = [i for i in range(4, len(header) - 1) if slashes[i] == 1 and slashes[i + 1] == 1]
    if len(pairs) != 1 or sum(slashes) > 4:
        return {}
    reps = pairs[0]
    brackets = [i for i in range(4, reps) if "(" in header[i]]
    if len(brackets) < 2 or len(header) < reps + 4:
        return {}
    columns = {name: index for index, name in enumerate(_FIRST)}
    kind = {"kind": reps - 1} if slashes[reps - 1] == 2 else {}
    return {**columns, **kind, "reps": reps, "load": reps + 1, "note": reps + 2, "skipped": reps + 3}


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names have the shape of GymBook's.

    Examples
    --------
    >>> matches(
    ...     "Data,Programma,Orario,Esercizio,Zona,Gruppi muscolari (Primari),Gruppi muscolari (Secondari),"
    ...     "Set / Set di riscaldamento / Set di defaticamento,Ripetizioni / Tempo,Peso / Distanza,Appunti,"
    ...     "Saltato".split(",")
    ... )
    True
    """
    return bool(_find_columns(header))


def parse(table: TextTable, options: Options) -> Draft:
    """Read a GymBook export.

    Returns
    -------
    Draft
        Table ``sets``. Sets that were skipped are counted as not ours. Cool-down sets are taken for
        warm-up sets: neither is hard. Weights of 0 mean none.

    Raises
    ------
    LogFileError
        The columns are not those of GymBook.
    QuestionError
        Day and month cannot be told apart.
    """
    columns = _find_columns(table.header)
    if not columns:
        missing = texts.missing_columns(list(_NEEDED), table.header)
        raise LogFileError(missing, where=table.name, hint=texts.OTHER_FORMAT)
    label = {column: table.header[index] for column, index in columns.items()}
    cells = table.pick(columns)
    if "kind" not in columns:
        cells = cells.with_columns(pl.lit(None, pl.String).alias("kind"))
    skipped, unclear = read_words(cells, "skipped", _SKIPPED, label=label["skipped"])
    kept = cells.filter((skipped != "yes").fill_null(True))
    sets, problems = _read_sets(kept, label, options, table.name)
    return make_draft(
        NAME,
        table,
        {"sets": tidy_times(sets)},
        main="sets",
        problems=[problems, unclear],
        not_ours={texts.SKIPPED_SET: cells.height - kept.height},
    )


def _read_sets(
    cells: pl.DataFrame, label: Mapping[str, str], options: Options, where: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all sets that were done, those with a problem included, and the problems."""
    day, clock = expand_years(pl.col("date")), pl.col("time").str.strip_chars()
    clock = pl.when(clock != "").then(clock)
    cells = cells.with_columns(pl.concat_str(day, clock, separator=" ").fill_null(day).alias("date"))
    # only English is written both ways
    likely = None if label["date"].strip().lower() == "date" else True
    moments, late = read_times(
        cells, "date", label=label["date"], options=options, where=where, likely=likely
    )
    kind, unknown = read_words(cells, "kind", _kinds(label), label=label.get("kind", "kind"))
    done, unread = _read_effort(cells, label["reps"])
    moved, heavy = _read_loads(cells, label["load"])
    began = pl.col("local_time").min().over("date", "title").alias("local_time")
    sets = cells.select(
        moments["local_time"],
        moments["date"],
        moments["instant"],
        pl.col("title").str.strip_chars().alias("title"),
        pl.col("exercise").str.strip_chars().alias("exercise_logged"),
        kind.fill_null("working").alias("kind"),
        *done.get_columns(),
        *moved.get_columns(),
        "note",
        pl.lit(None, pl.Float64).alias("_number"),
        "source_line",
    ).with_columns(began)
    # sets of two workouts may alternate on a day: blocks are counted within each
    sets = number_blocks(sets, session=["local_time", "date"], order="_number").drop("_number")
    sets = sets.with_columns(drop_zero_reps()).with_columns(
        none_if_zero(column) for column in ("load", "distance", "duration_s")
    )
    nameless = missing_cells(cells, "exercise", label=label["exercise"])
    return sets, gather_problems(late, nameless, unknown, unread, heavy)


def _kinds(label: Mapping[str, str]) -> dict[str, str]:
    """Return the words for the kinds of set, which the column's name lists: set, warm-up, cool-down."""
    words = [word.strip().lower() for word in label.get("kind", "").split(" / ")]
    return dict(zip(words, ("working", "warmup", "warmup"), strict=False))


def _tidy(column: str) -> pl.Expr:
    text = pl.col(column).str.replace_all(r"[\s\u00a0\u202f]+", " ").str.strip_chars()
    return pl.when(~text.is_in(["", "-", "–"])).then(text)


def _read_effort(cells: pl.DataFrame, label: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return repetitions, or seconds where a time was logged."""
    rows = cells.select("source_line", _tidy("reps").alias("reps"))
    parts = pl.col("reps").str.extract_groups(_AMOUNT)
    unit = parts.struct.field("2").str.to_lowercase()
    number = parse_number(parts.struct.field("1"))
    seconds = by_distinct(rows["reps"], _parse_time)
    rows = rows.with_columns(
        pl.when(unit.is_null() | unit.str.contains(_REPS)).then(number).alias("_reps"),
        seconds.alias("_seconds"),
    ).with_columns(pl.when(pl.col("_reps").is_null()).then("_seconds").alias("_seconds"))
    wrong = pl.col("reps").is_not_null() & pl.coalesce("_reps", "_seconds").is_null()
    sentence = pl.format(
        texts.UNKNOWN_UNIT, pl.col("reps").str.slice(0, 80), pl.lit("repetitions, seconds, minutes, hours")
    )
    problems = set_problems(rows, wrong, "reps", label=label, rule="unit", sentence=sentence)
    return rows.select(reps="_reps", duration_s="_seconds"), problems


def _parse_time(text: pl.Expr) -> pl.Expr:
    """Return seconds from a time with words of several languages, such as ``1 minuto 30 secondi``."""
    lower = text.str.to_lowercase()
    for words, short in (
        (r"\b(?:h|hrs?|hours?|std|stunden?|or[ae]|heures?|horas?|uren|uur)\b\.?", "h"),
        (r"\b(?:min\p{L}*|m)\b\.?", "m"),
        (r"\b(?:se[ckg]\p{L}*|s)\b\.?", "s"),
    ):
        lower = lower.str.replace_all(words, short)
    return parse_duration(lower)


def _read_loads(cells: pl.DataFrame, label: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return load or distance, with their units."""
    rows = cells.select("source_line", _tidy("load").alias("load"))
    parts = pl.col("load").str.extract_groups(_AMOUNT)
    unit = parts.struct.field("2").str.to_lowercase()
    rows = rows.with_columns(
        parse_number(parts.struct.field("1")).alias("_number"),
        unit.replace_strict(_LOADS, default=None, return_dtype=pl.String).alias("_load_unit"),
        unit.replace_strict(_LENGTHS, default=None, return_dtype=pl.String).alias("_length_unit"),
        unit.replace_strict(_METRES, default=1.0, return_dtype=pl.Float64).alias("_metres"),
    )
    number, weighed, far = pl.col("_number"), pl.col("_load_unit"), pl.col("_length_unit")
    wrong = pl.col("load").is_not_null() & (number.is_null() | pl.coalesce(weighed, far).is_null())
    sentence = pl.format(
        texts.UNKNOWN_UNIT, pl.col("load").str.slice(0, 80), pl.lit("kg, lb, m, km, mi, yd, ft")
    )
    problems = set_problems(rows, wrong, "load", label=label, rule="unit", sentence=sentence)
    return rows.select(
        pl.when(weighed.is_not_null()).then(number).alias("load"),
        weighed.alias("load_unit"),
        pl.when(far.is_not_null()).then(number * pl.col("_metres")).alias("distance"),
        far.alias("distance_unit"),
    ), problems
