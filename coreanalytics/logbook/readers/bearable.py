"""Bearable: symptoms at the low back and the thigh root as ratings, hours asleep as a habit.

A symptom is logged at a level (mild, moderate, severe, unbearable), never as "not there": a day without a
row is a day without a report, not a day without pain. Levels become numbers by `Options.severity`, and
such ratings are marked as `mapped`.

When a rating was given: *all day*, *mid* and *pm* rate the day, *pre* (before getting up) and *am* the
morning; by the clock, 04:00 to 10:59 is the morning, and what is logged before 04:00 belongs to the day
before. Of several ratings of a place for one day (mid, then pm) a book keeps the last.
"""

from __future__ import annotations

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
    problems_frame,
    read_cells,
)
from coreanalytics.logbook.readers.diaries import PAIN_COLUMNS, day_of, parse_hours, time_of_clock
from coreanalytics.logbook.readers.places import look_up_places
from coreanalytics.logbook.readers.training import missing_cells, read_times, require_columns
from coreanalytics.vocabulary import PRIMARY_SITES, Timing

NAME: Final = "bearable"
VERSION: Final = "1"

_COLUMNS: Final = {
    "date": "day",
    "date formatted": "iso_day",
    "time of day": "part",
    "category": "category",
    "rating/amount": "amount",
    "detail": "detail",
    "notes": "note",
}
_NEEDED: Final = {
    "part": "time of day",
    "category": "category",
    "amount": "rating/amount",
    "detail": "detail",
}
#: Level in the column of ratings to the word in the detail.
LEVELS: Final = {1: "mild", 2: "moderate", 3: "severe", 4: "unbearable"}
_DAY, _MORNING = Timing.DAY.value, Timing.NEXT_MORNING.value
_PARTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("all day", "mid", "pm", "midday", "afternoon", "evening", "night", ""), _DAY),
    **dict.fromkeys(("pre", "am", "morning"), _MORNING),
}
_CLOCK: Final = r"(?i)^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s*[ap]\.?m\.?)?$"
#: Categories that tell nothing of ours, and the reason that is counted. Names of a person's own
#: categories are not repeated.
_NOT_OURS: Final[Mapping[str, str]] = {
    "mood": "mood",
    "energy": "energy",
    "sleep quality": "sleep quality",
    "sleep factors": "factors",
    "factors": "factors",
    "food diary factors": "factors",
    "meds/supplements": "medicines",
    "gratitudes": "gratitudes",
    "health measurements": "measurements",
    "bowel movements": "bowel movements",
    "nutrition": "nutrition",
    "period": "period",
}


def _find_columns(header: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, name in enumerate(header):
        column = _COLUMNS.get(" ".join(name.lower().split()))
        if column:
            columns.setdefault(column, index)
    return columns


def matches(header: Sequence[str]) -> bool:
    """Tell whether the column names are Bearable's.

    Examples
    --------
    >>> matches("date,weekday,time of day,category,rating/amount,detail,notes".split(","))
    True
    """
    found = _find_columns(header).keys()
    return set(_NEEDED) <= found and bool({"day", "iso_day"} & found)


def parse(table: TextTable, options: Options) -> Draft:
    """Read a Bearable export.

    Returns
    -------
    Draft
        Tables ``pain`` and ``habits`` (hours asleep). All other entries are counted by reason.

    Raises
    ------
    LogFileError
        A needed column is missing.
    QuestionError
        Day and month cannot be told apart.
    """
    columns = _find_columns(table.header)
    day = "iso_day" if "iso_day" in columns else "day"
    require_columns(table, columns, {**_NEEDED, day: "date"})
    label = {column: table.header[index] for column, index in columns.items()}
    cells = _sort_out(table.pick(columns), columns)
    when, unread = _read_when(cells, day, label, options, table.name)
    levels, wrong = _read_levels(cells, label, options.severity)
    timed = pl.concat([cells, when, levels], how="horizontal")
    symptoms = timed.filter(pl.col("_reason") == "pain")
    slept, short = _read_sleep(timed.filter(pl.col("_reason") == "sleep"), label)
    ours = timed.filter(pl.col("_reason").is_in(["pain", "sleep"]))["source_line"].implode()
    lines = symptoms["source_line"].implode()
    reasons = cells["_reason"].value_counts().sort("_reason")
    return make_draft(
        NAME,
        table,
        {"pain": symptoms.select(pl.col(c).cast(t) for c, t in PAIN_COLUMNS.items()), "habits": slept},
        main="pain",
        problems=[
            missing_cells(cells, "category", label=label["category"]).with_columns(table=pl.lit("pain")),
            unread.filter(pl.col("line").is_in(ours)),
            wrong.filter(pl.col("line").is_in(lines)),
            short,
        ],
        not_ours={reason: n for reason, n in reasons.iter_rows() if reason not in (None, "pain", "sleep")},
    )


def _sort_out(cells: pl.DataFrame, columns: Mapping[str, int]) -> pl.DataFrame:
    """Add what each entry is (`_reason`: pain, sleep, or why it is not ours) and where it is."""
    if "note" not in columns:
        cells = cells.with_columns(pl.lit(None, pl.String).alias("note"))
    detail = pl.col("detail").str.strip_chars()
    word = detail.str.extract(r"\(([^()]*)\)$", 1).str.strip_chars().str.to_lowercase()
    known = word.is_in([*LEVELS.values()]).fill_null(False)
    cells = cells.with_columns(
        pl.when(known).then(word).alias("_word"),
        pl.when(known).then(detail.str.replace(r"\s*\([^()]*\)$", "")).otherwise(detail).alias("_name"),
        pl.col("category").str.strip_chars().str.to_lowercase().alias("_kind"),
        pl.col("part").str.strip_chars().str.to_lowercase().fill_null("").alias("_part"),
        pl.when(~pl.col("note").str.contains(r"^[\s.]*$")).then("note").alias("note"),
    )
    cells = pl.concat([cells, look_up_places(cells["_name"])], how="horizontal")
    amount = pl.col("amount").str.strip_chars().str.len_chars() > 0
    ours = pl.col("site").is_in([site.value for site in PRIMARY_SITES])
    reason = (
        pl.when((pl.col("_kind") == "symptom") & ours)
        .then(pl.lit("pain"))
        .when((pl.col("_kind") == "symptom") & pl.col("vague"))
        .then(pl.lit(texts.VAGUE_SYMPTOMS))
        .when(pl.col("_kind") == "symptom")
        .then(pl.lit(texts.OTHER_SYMPTOMS))
        .when((pl.col("_kind") == "sleep") & amount)
        .then(pl.lit("sleep"))
        .when(pl.col("_kind") == "sleep")
        .then(pl.lit(texts.SLEEP_WITHOUT_HOURS))
        .when(pl.col("_kind").str.len_chars() > 0)
        .then(pl.col("_kind").replace_strict(_NOT_OURS, default=texts.OTHER_ENTRIES))
    )
    return cells.with_columns(reason.alias("_reason"))


def _read_when(
    cells: pl.DataFrame, column: str, label: Mapping[str, str], options: Options, where: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `local_time`, `date` and `timing` of every entry, and what of them cannot be read."""
    clock = pl.when(pl.col("_part").str.contains(_CLOCK)).then(pl.col("_part"))
    day = pl.col(column).str.strip_chars()
    joined = cells.select(
        "source_line", pl.concat_str(day, clock, separator=" ").fill_null(day).alias(column)
    )
    moments, late = read_times(
        joined, column, label=label[column], options=options, where=where, table="pain"
    )
    timing = pl.col("_part").replace_strict(_PARTS, default=None, return_dtype=pl.String)
    when = cells.select("_part", "place_timing").with_columns(day_of(moments))
    when = when.select(
        "local_time",
        "date",
        pl.coalesce(
            "place_timing",
            pl.when(pl.col("local_time").is_not_null()).then(time_of_clock(pl.col("local_time"))),
            timing,
        ).alias("timing"),
    )
    unknown = problems_frame(
        pl.concat([cells.select("source_line", "part", "_reason"), when], how="horizontal"),
        pl.col("timing").is_null() & (pl.col("_reason") == "pain"),
        table="pain",
        column=label["part"],
        rule="word",
        value=pl.col("part"),
        sentence=pl.format(
            texts.UNKNOWN_WORD,
            pl.lit(label["part"]),
            pl.col("part").str.slice(0, 80),
            pl.lit(", ".join(word for word in _PARTS if word)),
        ),
    )
    return when, gather_problems(late, unknown)


def _read_levels(
    cells: pl.DataFrame, label: Mapping[str, str], severity: Mapping[str, int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `intensity` and `mapped`; level and word must agree."""
    amount = pl.col("amount").str.strip_chars()
    number = amount.str.extract(r"^([0-9]{1,3})(?:[.,]0+)?$", 1).cast(pl.Int32)
    levels = cells.with_columns(number.alias("_level")).with_columns(
        pl.col("_level").replace_strict(LEVELS, default=None, return_dtype=pl.String).alias("_says")
    )
    word = pl.coalesce("_says", "_word")
    levels = levels.with_columns(
        word.replace_strict(dict(severity), default=None, return_dtype=pl.Int32).alias("intensity"),
        pl.lit(True).alias("mapped"),
        word.alias("_both"),
    )
    both = ", ".join(f"{number} {word}" for number, word in LEVELS.items())
    unknown = (amount.fill_null("") != "") & pl.col("_says").is_null()
    wrong = {
        "level": (unknown, pl.format(texts.UNKNOWN_LEVEL, amount.str.slice(0, 80), pl.lit(both))),
        "two_answers": (
            pl.col("_says") != pl.col("_word"),
            pl.format(texts.LEVELS_DIFFER, "_level", "_word", pl.lit(both)),
        ),
        "missing": (
            ~unknown & pl.col("_both").is_null(),
            pl.lit(texts.empty_cell(label["amount"])),
        ),
        "severity": (
            pl.col("_both").is_not_null() & pl.col("intensity").is_null(),
            pl.format(texts.WORD_WITHOUT_NUMBER, "_both"),
        ),
    }
    problems = [
        problems_frame(
            levels,
            where,
            table="pain",
            column=label["amount"],
            rule=rule,
            value=pl.col("amount"),
            sentence=sentence,
        )
        for rule, (where, sentence) in wrong.items()
    ]
    return levels.select("intensity", "mapped"), gather_problems(*problems)


def _read_sleep(nights: pl.DataFrame, label: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return hours asleep by day; the amount of an entry on sleep is the time asleep, naps not included."""
    read = read_cells(
        nights,
        "amount",
        parse_hours,
        table="habits",
        label=label["amount"],
        rule="duration",
        wanted=texts.A_DURATION_IN_HOURS,
    )
    hours = nights.select(pl.coalesce("date", pl.col("local_time").dt.date()).alias("date"))
    return hours.with_columns(read.values.alias("sleep_h"), nights["source_line"]), read.problems
