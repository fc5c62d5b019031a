"""Daylio: scales of 10 points named after a place of ours as ratings, a scale of sleep time as a habit.

A mood is not a pain: moods are read only where the person says so with ``mapping={"mood": "low_back"}``
(or another place); then each mood's word is looked up in `Options.severity`, and the rating is marked as
`mapped`. Tags tell that something was there, not how much, and are not read.

A scale whose name speaks of the morning rates the morning; others do so from 04:00 to 10:59 by the clock
of the entry, and rate the day at other times. What is logged before 04:00 belongs to the day before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import (
    Draft,
    Options,
    TextTable,
    gather_problems,
    make_draft,
    problems_frame,
)
from coreanalytics.logbook.readers.diaries import PAIN_COLUMNS, day_of, parse_hours, time_of_clock
from coreanalytics.logbook.readers.places import look_up_places
from coreanalytics.logbook.readers.training import read_times, require_columns
from coreanalytics.vocabulary import Side, Site

NAME: Final = "daylio"
VERSION: Final = "1"

_COLUMNS: Final = ("full_date", "time", "mood", "activities", "scales", "note_title", "note")
_NEEDED: Final = {name: name for name in ("full_date", "mood", "activities")}
_SLEEP: Final = (
    r"(?i)^\s*(?:sleep|sleep time|sleep duration|hours slept|time asleep|schlaf|schlafdauer|schlafzeit|"
    r"sueño|horas de sueño|sommeil|durée du sommeil|sonno|ore di sonno|sono)\s*$"
)
_SCALE: Final = r"^(.*?):\s+(.*)$"
_POINTS: Final = r"^([0-9]{1,3}(?:[.,][0-9]+)?)\s*/\s*([0-9]{1,3})\b"
_PLACES: Final[Mapping[str, tuple[Site, Side | None]]] = {
    "low_back": (Site.LOW_BACK, None),
    "thigh_root": (Site.THIGH_ROOT, Side.BOTH),
    "thigh_root_both": (Site.THIGH_ROOT, Side.BOTH),
    "thigh_root_left": (Site.THIGH_ROOT, Side.LEFT),
    "thigh_root_right": (Site.THIGH_ROOT, Side.RIGHT),
    "control": (Site.CONTROL, None),
}


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    return {name: names.index(name) for name in _COLUMNS if name in names}


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names are Daylio's.

    Examples
    --------
    >>> matches("full_date,date,weekday,time,mood,activities,scales,note_title,note".split(","))
    True
    """
    return set(_NEEDED) <= _find_columns(header).keys()


def parse(table: TextTable, options: Options) -> Draft:
    """Read a Daylio export.

    Returns
    -------
    Draft
        Tables ``pain`` and ``habits`` (hours of sleep). Entries without a scale of ours are counted.

    Raises
    ------
    LogFileError
        A needed column is missing.
    ArgumentError
        `options.mapping` sends the mood to a place that is none.
    QuestionError
        Day and month cannot be told apart.
    """
    columns = _find_columns(table.header)
    require_columns(table, columns, _NEEDED)
    cells = table.pick(columns)
    absent = [name for name in _COLUMNS if name not in columns]
    cells = cells.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    scales = _split_scales(cells)
    ours = scales.filter(pl.col("site").is_not_null() | pl.col("_sleep"))
    moods = _map_moods(cells, options)
    told = pl.concat([ours["source_line"], moods["source_line"]]).unique().implode()
    entries = cells.filter(pl.col("source_line").is_in(told))
    when, late = _read_when(entries, options, table.name)
    ratings, wrong = _read_ratings(ours.filter(~pl.col("_sleep")))
    slept, short = _read_sleep(ours.filter("_sleep"))
    pain = _join_times(pl.concat([ratings, moods.select(ratings.columns)]), when)
    habits = slept.join(when, on="source_line", how="left", maintain_order="left").select(
        pl.coalesce("date", pl.col("local_time").dt.date()).alias("date"), "sleep_h", "source_line"
    )
    blank = pl.col("scales").fill_null("").str.strip_chars() == ""
    rest = cells.filter(~pl.col("source_line").is_in(told))
    draft = make_draft(
        NAME,
        table,
        {"pain": pain, "habits": habits},
        main="pain",
        problems=[late, wrong, short, _mood_problems(moods)],
        not_ours={
            texts.NO_SCALES: rest.filter(blank).height,
            texts.OTHER_SCALES: rest.filter(~blank).height,
        },
    )
    return replace(draft, mapping=options.mapping) if _find_place_of_mood(options) else draft


def _split_scales(cells: pl.DataFrame) -> pl.DataFrame:
    """One row a scale: `_name`, `_points`, its place, and whether it tells hours of sleep."""
    rows = (
        cells.filter(pl.col("scales").is_not_null())
        .select("source_line", pl.col("scales").str.replace_all(r"\s+", " ").str.split(" | "))
        .explode("scales", empty_as_null=True)
        .select("source_line", pl.col("scales").str.strip_chars().str.extract_groups(_SCALE).alias("_part"))
        .select(
            "source_line",
            pl.col("_part").struct.field("1").alias("_name"),
            pl.col("_part").struct.field("2").str.strip_chars().alias("_points"),
        )
    )
    rows = pl.concat([rows, look_up_places(rows["_name"])], how="horizontal")
    timed = pl.col("_points").str.contains(r"^[0-9]+:[0-9]+")
    sleep = (pl.col("_name").str.contains(_SLEEP) & timed).fill_null(False)
    return rows.with_columns(sleep.alias("_sleep"))


def _read_when(entries: pl.DataFrame, options: Options, where: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `local_time`, `date`, `timing` and `note` by line, and what of them cannot be read."""
    day, clock = pl.col("full_date").str.strip_chars(), pl.col("time").str.strip_chars()
    clock = pl.when(clock != "").then(clock)
    joined = entries.with_columns(pl.concat_str(day, clock, separator=" ").fill_null(day).alias("full_date"))
    moments, late = read_times(
        joined, "full_date", label="full_date", options=options, where=where, table="pain"
    )
    note = pl.concat_str(pl.col("note_title"), pl.col("note"), separator="\n", ignore_nulls=True)
    note = note.str.replace_all(r"(?i)<br\s*/?>", "\n").str.replace_all(r"</?[A-Za-z][^<>]*>", "")
    for entity, sign in (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        note = note.str.replace_all(entity, sign, literal=True)
    when = entries.select("source_line", pl.when(note.str.strip_chars() != "").then(note).alias("note"))
    when = when.with_columns(day_of(moments))
    return when.with_columns(time_of_clock(pl.col("local_time")).alias("timing")), late


def _read_ratings(scales: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return ratings from scales of 10 points; whole numbers only."""
    parts = pl.col("_points").str.extract_groups(_POINTS)
    scales = scales.with_columns(
        parts.struct.field("1").str.replace(",", ".", literal=True).cast(pl.Float64).alias("_value"),
        parts.struct.field("2").cast(pl.Int32).alias("_end"),
    )
    value, end = pl.col("_value"), pl.col("_end")
    whole = (value == value.round()) & (value <= 10)
    shown = [pl.col("_name").str.slice(0, 80), pl.col("_points").str.slice(0, 80)]
    bare = pl.col("_points").str.contains(r"^[0-9]+(?:[.,][0-9]+)?$")
    wrong = {
        "scale": (end.is_not_null() & (end != 10), texts.OTHER_SCALE),
        "scale_end": (end.is_null() & bare, texts.SCALE_WITHOUT_END),
        "number": ((end.is_null() & ~bare) | ((end == 10) & ~whole), texts.UNREADABLE_SCALE),
    }
    problems = [
        problems_frame(
            scales,
            where,
            table="pain",
            column="scales",
            rule=rule,
            value=pl.col("_points"),
            sentence=pl.format(sentence, *shown),
        )
        for rule, (where, sentence) in wrong.items()
    ]
    ratings = scales.select(
        "source_line",
        "site",
        "side",
        "place_timing",
        "quality",
        pl.when((end == 10) & whole).then(value).cast(pl.Int32).alias("intensity"),
        pl.lit(False).alias("mapped"),
    )
    return ratings, gather_problems(*problems)


def _read_sleep(scales: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    slept = scales.select("source_line", "_points", parse_hours(pl.col("_points")).alias("sleep_h"))
    problems = problems_frame(
        slept,
        pl.col("sleep_h").is_null(),
        table="habits",
        column="scales",
        rule="duration",
        value=pl.col("_points"),
        sentence=pl.format(
            "{} is not {}", pl.col("_points").str.slice(0, 80), pl.lit(texts.A_DURATION_IN_HOURS)
        ),
    )
    return slept.drop("_points"), problems


def _find_place_of_mood(options: Options) -> str | None:
    told = options.mapping or {}
    wanted = told.get("columns", told).get("mood")
    wanted = wanted.get("is") if isinstance(wanted, Mapping) else wanted
    return None if wanted is None else str(wanted)


def _map_moods(cells: pl.DataFrame, options: Options) -> pl.DataFrame:
    """One rating an entry where the person maps moods to a place; else none."""
    wanted = _find_place_of_mood(options)
    if wanted is not None and wanted not in _PLACES:
        what = f"mood cannot be read as {wanted!r}"
        raise ArgumentError(what, where="mapping", hint=f"places are {', '.join(_PLACES)}")
    site, side = _PLACES[wanted or "low_back"]
    word = pl.col("mood").str.strip_chars().str.to_lowercase()
    rated = (word != "") if wanted else pl.lit(False)
    return cells.filter(rated).select(
        "source_line",
        pl.lit(site.value).alias("site"),
        pl.lit(side and side.value, pl.String).alias("side"),
        pl.lit(None, pl.String).alias("place_timing"),
        pl.lit(None, pl.String).alias("quality"),
        word.replace_strict(dict(options.severity), default=None, return_dtype=pl.Int32).alias("intensity"),
        pl.lit(True).alias("mapped"),
        word.alias("_word"),
    )


def _mood_problems(moods: pl.DataFrame) -> pl.DataFrame:
    return problems_frame(
        moods,
        pl.col("intensity").is_null(),
        table="pain",
        column="mood",
        rule="severity",
        value=pl.col("_word"),
        sentence=pl.format(texts.WORD_WITHOUT_NUMBER, pl.col("_word").str.slice(0, 80)),
    )


def _join_times(ratings: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """Add time and note to ratings; the note stands on the first of its entry."""
    ratings = ratings.sort("source_line", maintain_order=True)
    rows = ratings.join(when, on="source_line", how="left", maintain_order="left")
    first = pl.int_range(pl.len()).over("source_line") == 0
    return rows.with_columns(
        pl.coalesce("place_timing", "timing").alias("timing"), pl.when(first).then("note").alias("note")
    ).select(pl.col(name).cast(dtype) for name, dtype in PAIN_COLUMNS.items())
