"""Numbers and durations as people and apps write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.problems import problems_frame

# Digits are [0-9] on purpose: \d stands for hundreds of Unicode digits and makes a pattern slow to build.
_PLAIN: Final = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?$"
_AMOUNT: Final = r"([0-9]+(?:[.,][0-9]+)?)"
#: Days, hours, minutes and seconds as apps write them in lower case.
_DURATION: Final = (
    r"^(?:([0-9]+) *(?:d|days?|tage?|jours?|días?|dias?|天|日))?[ ,]*"
    rf"(?:{_AMOUNT} *(?:h|hrs?|hours?|std\.?|stunden?|heures?|horas?|小时|小時|時間|ч))?[ ,]*"
    rf"(?:{_AMOUNT} *(?:m|min\.?|mins|minutes?|minuten?|minutos?|分钟|分鐘|分|мин))?[ ,]*"
    rf"(?:{_AMOUNT} *(?:s|secs?\.?|sek\.?|seconds?|sekunden?|secondes?|segundos?|秒钟|秒|с))?$"
)
#: H:MM:SS, or MM:SS.
_CLOCK: Final = r"^(?:([0-9]+):)?([0-9]{1,2}):([0-9]{2}(?:\.[0-9]+)?)$"


def parse_number(text: pl.Expr) -> pl.Expr:
    """Return text as Float64; what is not a finite number becomes null.

    A decimal comma is read as such; in ``1.234,5`` and ``1,234.5`` the sign that comes last is the
    decimal sign. A single comma is always a decimal comma: ``22,675`` are 22.675 kg, not tons.

    Examples
    --------
    >>> cells = ["8", " 6,5", "1.234,5", "1,234.5", "nan", "8 reps"]
    >>> pl.DataFrame({"text": cells}).select(parse_number(pl.col("text"))).to_series().to_list()
    [8.0, 6.5, 1234.5, 1234.5, None, None]
    """
    bare = text.str.replace_all("[ \t\u00a0\u202f']", "").str.replace("\u2212", "-", literal=True)
    both = bare.str.contains(",", literal=True) & bare.str.contains(".", literal=True)
    comma_last = bare.str.contains(r"\.[0-9]{3}(?:\.[0-9]{3})*,[0-9]*$")
    point_last = bare.str.contains(r"^[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*$")
    plain = (
        pl.when(both & comma_last)
        .then(bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(both & point_last)
        .then(bare.str.replace_all(",", "", literal=True))
        .when(~both)
        .then(bare.str.replace(",", ".", literal=True))
    )
    number = pl.when(plain.str.contains(_PLAIN)).then(plain).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def parse_duration(text: pl.Expr) -> pl.Expr:
    """Return a duration in seconds (Float64); what is none becomes null.

    Read are ``2h 38m``, ``35min``, ``20s``, ``1小时13分钟``, ``1 Std. 5 Min.``, ``1:05:00``, ``2:30``
    (minutes and seconds), and a plain number, which is in seconds.

    Examples
    --------
    >>> cells = ["2h 38m", "35min", "20s", "1小时13分钟", "264h 1m", "2176", "soon", "1:05:00"]
    >>> pl.DataFrame({"text": cells}).select(parse_duration(pl.col("text"))).to_series().to_list()
    [9480.0, 2100.0, 20.0, 4380.0, 950460.0, 2176.0, None, 3900.0]
    """
    lower = text.str.replace_all("[\t\u00a0\u202f]", " ").str.strip_chars().str.to_lowercase()
    words, clock = lower.str.extract_groups(_DURATION), lower.str.extract_groups(_CLOCK)

    def total(groups: pl.Expr, *seconds: int) -> pl.Expr:
        fields = (groups.struct.field(str(number)) for number in range(1, len(seconds) + 1))
        amounts = (field.str.replace(",", ".", literal=True).cast(pl.Float64) for field in fields)
        return pl.sum_horizontal(amount * unit for amount, unit in zip(amounts, seconds, strict=True))

    plain = parse_number(lower)
    timed = clock.struct.field("3").is_not_null()
    spelled = pl.coalesce(words.struct.field(str(number)) for number in (1, 2, 3, 4)).is_not_null()
    return (
        pl.when(plain.is_not_null())
        .then(plain)
        .when(timed)
        .then(total(clock, 3600, 60, 1))
        .when(spelled)
        .then(total(words, 86400, 3600, 60, 1))
    )


def by_distinct(cells: pl.Series, parse: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """Apply an expression once per distinct text; columns of logs repeat themselves a lot.

    Examples
    --------
    >>> by_distinct(pl.Series(["20s", None, "20s"]), parse_duration).to_list()
    [20.0, None, 20.0]
    """
    name = cells.name
    distinct = cells.unique().alias("text").to_frame().with_columns(parse(pl.col("text")).alias("value"))
    joined = cells.alias("text").to_frame().join(distinct, on="text", how="left", maintain_order="left")
    return joined["value"].alias(name)


@dataclass(frozen=True, slots=True)
class Cells:
    """Values read from a column of text, and what could not be read.

    Attributes
    ----------
    values
        One value a record; null where the cell was empty or is a problem.
    problems
        Columns of `PROBLEMS`.
    """

    values: pl.Series
    problems: pl.DataFrame


def read_cells(
    frame: pl.DataFrame,
    column: str,
    parse: Callable[[pl.Expr], pl.Expr],
    *,
    table: str,
    label: str,
    rule: str,
    wanted: str,
) -> Cells:
    """Read a column of text; a cell that holds text but no value is a problem.

    Parameters
    ----------
    frame
        Has the String column `column` and `source_line`.
    parse
        Expression from text to value, null where it cannot be read.
    table
        Table meant.
    label
        Column as named in the file.
    rule
        Name of the broken rule.
    wanted
        What was expected, such as ``"a number"``.
    """
    values = by_distinct(frame[column], parse)
    text = pl.col(column)
    problems = problems_frame(
        frame.select("source_line", column, value=values),
        text.is_not_null() & (text.str.strip_chars() != "") & pl.col("value").is_null(),
        table=table,
        column=label,
        rule=rule,
        value=text,
        sentence=pl.format("{} is not {}: {}", pl.lit(label), pl.lit(wanted), text.str.slice(0, 80)),
    )
    return Cells(values, problems)


def read_numbers(frame: pl.DataFrame, column: str, *, table: str, label: str) -> Cells:
    """Read a column of numbers (Float64), decimal comma or point.

    Examples
    --------
    >>> rows = pl.DataFrame({"reps": ["8", "many", None], "source_line": [2, 3, 4]})
    >>> read = read_numbers(rows, "reps", table="sets", label="Reps")
    >>> read.values.to_list(), read.problems["sentence"].to_list()
    ([8.0, None, None], ['Reps is not a number: many'])
    """
    return read_cells(
        frame, column, parse_number, table=table, label=label, rule="number", wanted=texts.A_NUMBER
    )


def read_durations(frame: pl.DataFrame, column: str, *, table: str, label: str) -> Cells:
    """Read a column of durations in seconds (Float64)."""
    return read_cells(
        frame, column, parse_duration, table=table, label=label, rule="duration", wanted=texts.A_DURATION
    )
