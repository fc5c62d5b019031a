"""Cells of a foreign table as our own tables write them, by what was told of their column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers.date_order import split_moments
from coreanalytics.logbook.readers.dates import expand_years, read_moments
from coreanalytics.logbook.readers.foreign_words import CHOICES, NO, SEVERITIES, TICKED, UNTICKED, YES
from coreanalytics.logbook.readers.mapped_numbers import writer_of_numbers
from coreanalytics.logbook.readers.meanings import WORDS, Meaning
from coreanalytics.logbook.readers.places import look_up_places
from coreanalytics.logbook.readers.problems import gather_problems, no_problems, problems_frame
from coreanalytics.logbook.readers.quantities import by_distinct
from coreanalytics.logbook.readers.targets import Target, find_target
from coreanalytics.logbook.readers.words import drop_blanks, fold_words

_HALVES: Final = frozenset({"session_rpe", "rpe"})
_COARSE: Final = 10  #: a scale with fewer steps says less than a rating from 0 to 10: it is marked
#: A word before a day that stands before its month; "Sep 16, 2026" is none.
_WEEKDAY: Final = r"^\p{L}+\.?,?\s+(\d{1,4}[./-]|\d{1,2}\.?\s+(?:de\s+)?\p{L})"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a foreign table, rewritten.

    Attributes
    ----------
    cells
        Text as our own tables write it.
    worded
        Boolean: the number was made from a word or from a scale with few steps.
    problems
        Columns of `PROBLEMS`: cells that do not fit what was told of the column.
    """

    cells: pl.Series
    worded: pl.Series
    problems: pl.DataFrame


def rewrite_column(
    cells: pl.Series,
    lines: pl.Series,
    told: Meaning,
    *,
    label: str,
    table: str,
    decimal: str | None,
    severity: Mapping[str, int],
) -> Column:
    """Rewrite the cells of a column as our own tables write them.

    Parameters
    ----------
    cells, lines
        Text, and the line of each record.
    told
        What the column is.
    label
        Its heading, for problems.
    table
        Table meant, for problems.
    decimal
        Decimal sign, where it was told.
    severity
        Words and their numbers (`Options.severity`).
    """
    frame = pl.DataFrame({"source_line": lines, "text": cells.cast(pl.String)})
    frame = frame.with_columns(drop_blanks(pl.col("text")).alias("text"))
    target = find_target(told.target)
    problems = no_problems()
    worded = pl.lit(False)
    if told.value is not None:
        frame, problems = _read_ticks(frame, told.value, label, table)
    elif told.scale == WORDS or told.words:
        frame, problems = _read_words(frame, told, target, severity, label, table)
        worded = pl.col("_worded")
    if told.range is not None:
        frame, found = _stretch(frame, told, told.range, label, table)
        problems = gather_problems(problems, found)
        worded = worded | pl.col("_stretched")
    if told.value is None and target is not None:
        plain = _plain_writer(told, target, decimal)
        frame = frame.with_columns(by_distinct(frame["text"], plain).alias("text"))
        if target.kind == "date":
            frame = frame.with_columns(tidy_dates(frame["text"]).alias("text"))
    marks = frame.select((worded & pl.col("text").is_not_null()).fill_null(False).alias("worded"))
    # a lone literal has one row
    flags = (
        marks["worded"]
        if marks.height == frame.height
        else pl.Series([False]).new_from_index(0, frame.height)
    )
    return Column(frame["text"].alias("cells"), flags.alias("worded"), problems)


def tidy_dates(cells: pl.Series) -> pl.Series:
    """Return dates with the month by name, a weekday before or a year of two digits as plain dates.

    Examples
    --------
    >>> tidy_dates(pl.Series(["Mo., 14.09.2026", "5 mai 2026, 07:34", "3/4/26", "soon"])).to_list()
    ['14.09.2026', '2026-05-05 07:34:00', '3/4/2026', 'soon']
    """
    bare = expand_years(pl.col("text").str.replace(_WEEKDAY, "${1}"))
    frame = cells.alias("text").to_frame().select(bare)
    parts = split_moments(frame["text"].unique().drop_nulls())
    odd = parts.filter(pl.col("mark").is_null() & pl.col("text").str.contains(r"\p{L}{3}.*\d|\d.*\p{L}{3}"))
    named = read_moments(odd["text"], day_first=True)
    read = odd.select("text").with_columns(
        pl.coalesce(
            named["local_time"].dt.to_string("%Y-%m-%d %H:%M:%S"), named["date"].dt.to_string("%Y-%m-%d")
        ).alias("read")
    )
    joined = frame.join(read, on="text", how="left", maintain_order="left")
    return joined.select(pl.coalesce("read", "text")).to_series()


def split_places(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the sites and the sides that a column of places names; what is no place stays as it is."""
    places = look_up_places(cells.str.replace_all("ı", "i"))
    return places.select(pl.coalesce("site", cells.alias("text"))).to_series(), places["side"]


def _fold(text: pl.Expr) -> pl.Expr:
    return fold_words(text.str.replace_all("ı", "i", literal=True))


def _problem(
    frame: pl.DataFrame, where: pl.Expr, rule: str, said: pl.Expr, *, label: str, table: str
) -> pl.DataFrame:
    return problems_frame(
        frame, where, table=table, column=label, rule=rule, value=pl.col("text"), sentence=said
    )


def _read_ticks(frame: pl.DataFrame, value: str, label: str, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A ticked box means `value`; a box without a tick is no answer."""
    word = _fold(pl.col("text"))
    ticked, unticked = word.is_in(TICKED), word.is_in(UNTICKED)
    said = pl.format("{} {}", pl.col("text").str.slice(0, 80), pl.lit(texts.NO_TICK))
    strange = pl.col("text").is_not_null() & ~ticked & ~unticked
    problems = _problem(frame, strange, "word", said, label=label, table=table)
    cell = pl.when(ticked).then(pl.lit(value)).when(~unticked).then(pl.col("text"))
    return frame.with_columns(cell.alias("text")), problems


def _read_words(
    frame: pl.DataFrame,
    told: Meaning,
    target: Target | None,
    severity: Mapping[str, int],
    label: str,
    table: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replace words by what they are read as; a rating that is neither word nor number is a problem."""
    known = {key.replace("_", " ").replace("-", " "): meant for key, meant in told.words.items()}
    rated = target is not None and target.kind == "rating"
    if told.scale == WORDS:
        levels = {word: str(number) for word, number in severity.items()}
        known = {
            **levels,
            **{w: levels[level] for w, level in SEVERITIES.items() if level in levels},
            **known,
        }
    meant = _fold(pl.col("text")).replace_strict(known, default=None, return_dtype=pl.String)
    frame = frame.with_columns(meant.alias("_meant"))
    problems = no_problems()
    if rated and told.scale == WORDS:
        strange = (
            pl.col("text").is_not_null()
            & pl.col("_meant").is_null()
            & ~pl.col("text").str.contains(r"^\s*[+-]?\d")
        )
        said = pl.format("{} {}", pl.col("text").str.slice(0, 80), pl.lit(texts.WORD_WITHOUT_NUMBER))
        problems = _problem(frame, strange, "word", said, label=label, table=table)
    return frame.with_columns(
        pl.coalesce("_meant", "text").alias("text"), (pl.col("_meant").is_not_null() & rated).alias("_worded")
    ), problems


def _stretch(
    frame: pl.DataFrame, told: Meaning, ends: tuple[int, int], label: str, table: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn a scale into 0-10, rounded half up; a cell outside the scale is a problem."""
    low, high = ends
    shape = rf"^([+-]?\d{{1,4}}(?:[.,]\d{{1,4}})?)\s*(?:/\s*{high}|%|mm)?(?:\s*[-–—=:(,]?\s*\p{{L}}[^\d]*)?$"
    bare = pl.col("text").str.replace_all("\u2212", "-", literal=True)
    number = bare.str.extract(shape, 1).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    done = pl.col("_worded") if "_worded" in frame.columns else pl.lit(False)
    frame = frame.with_columns(pl.when(~done).then(number).alias("_number"))
    inside = pl.col("_number").is_between(low, high)
    open_ = pl.col("text").is_not_null() & ~done
    shown = pl.col("text").str.slice(0, 80)
    problems = gather_problems(
        _problem(
            frame,
            open_ & pl.col("_number").is_null(),
            "number",
            pl.format("{} {}", shown, pl.lit(texts.no_number_from(low, high))),
            label=label,
            table=table,
        ),
        _problem(
            frame,
            open_ & ~inside,
            "range",
            pl.format("{} {}", shown, pl.lit(texts.outside(low, high))),
            label=label,
            table=table,
        ),
    )
    tenth = (pl.col("_number") - low) * 10 / (high - low)
    steps = 2 if told.target in _HALVES else 1
    rounded = (tenth * steps + 0.5).floor() / steps
    text = (
        rounded.cast(pl.String)
        if steps == 2
        else rounded.clip(0, 10).cast(pl.Int32, strict=False).cast(pl.String)
    )
    return frame.with_columns(
        pl.when(open_ & inside).then(text).otherwise("text").alias("text"),
        (open_ & inside & (high - low < _COARSE)).fill_null(False).alias("_stretched"),
    ), problems


def _plain_writer(told: Meaning, target: Target, decimal: str | None) -> Callable[[pl.Expr], pl.Expr]:
    """Return how a cell becomes one of our own tables, null staying null."""
    if target.kind in ("yes_no", "flag"):
        return _write_yes_no
    if target.name in CHOICES:
        return _writer_of_words(CHOICES[target.name])
    if target.name == "time":
        return _write_clock
    if target.kind in ("number", "whole", "duration") or target.name in _HALVES:
        return writer_of_numbers(told, target, decimal)
    return lambda text: text


def _write_yes_no(text: pl.Expr) -> pl.Expr:
    word = _fold(text)
    yes = word.is_in(YES) | word.str.contains(rf"^(?:{'|'.join(YES)})[ ,;:(.!]")
    return pl.when(yes).then(pl.lit("yes")).when(word.is_in(NO)).then(pl.lit("no")).otherwise(text)


def _writer_of_words(known: Mapping[str, str]) -> Callable[[pl.Expr], pl.Expr]:
    def write(text: pl.Expr) -> pl.Expr:
        meant = _fold(text).replace_strict(known, default=None, return_dtype=pl.String)
        return pl.coalesce(meant, text)

    return write


def _write_clock(text: pl.Expr) -> pl.Expr:
    """``18h30``, ``18 Uhr`` and ``18.30`` as ``18:30``."""
    bare = text.str.strip_chars().str.replace(r"(?i)\s*(?:uhr|o'clock)$", "")
    bare = bare.str.replace(r"(?i)^(\d{1,2})\s*[h.]\s*(\d{2})$", "${1}:${2}")
    return bare.str.replace(r"(?i)^(\d{1,2})\s*h?$", "${1}:00")
