"""Numbers of a foreign table, with units and either decimal sign, as our own tables write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from coreanalytics.logbook.readers.meanings import Meaning
from coreanalytics.logbook.readers.quantities import parse_duration, parse_number
from coreanalytics.logbook.readers.targets import Target

_UNIT_WORDS: Final = {
    "kg": r"kgs?|kilos?",
    "lb": r"lbs?|pounds?",
    "m": r"m|met(?:er|re)s?|metros?|mètres?|metri|metre",
    "km": r"kms?|kilomet(?:er|re)s?",
    "mi": r"mi|miles?",
    "h": r"h|hrs?|hours?|std|stunden?|heures?|horas?|ore|saat",
    "min": r"min|mins|minutes?|minuten?|minutos?|minuti|dakika|dk|'",
    "s": r"s|secs?|sek|seconds?|sekunden?|secondes?|segundos?|secondi|saniye|sn|''|\"",
}
_COUNTS: Final = (
    r"x|reps?|wdh|wiederholung(?:en)?|répétitions?|repeticiones|repetições|ripetizioni|tekrar|sets?"
)
_OF_HOURS: Final = frozenset({"sleep_h", "sitting_h"})
_TIMES: Final = frozenset({*_OF_HOURS, "stretch_min", "massage_min", "minutes"})


def writer_of_numbers(told: Meaning, target: Target, decimal: str | None) -> Callable[[pl.Expr], pl.Expr]:
    """Return how a cell becomes a plain number in the target's own unit; null and what is none stay.

    Parameters
    ----------
    told, target
        What the column is.
    decimal
        Decimal sign, where it was told.

    Examples
    --------
    >>> from coreanalytics.logbook.readers.targets import find_target
    >>> write = writer_of_numbers(Meaning("sleep_h"), find_target("sleep_h"), None)
    >>> cells = pl.DataFrame({"text": ["7h30", "7:30", "8 h", "450 min", "long"]})
    >>> cells.select(write(pl.col("text"))).to_series().to_list()
    ['7.5', '7.5', '8', '7.5', 'long']
    """
    unit = told.unit or next(iter(target.units), None)
    factor = target.units.get(told.unit or "", 1.0)
    behind = _UNIT_WORDS.get(unit or "", unit or _COUNTS)

    def write(text: pl.Expr) -> pl.Expr:
        bare = text.str.replace(rf"(?i)^\s*([+-]?[0-9][0-9.,' ]*?)\s*(?:{behind})\.?\s*$", "${1}")
        if decimal is not None:
            is_number = bare.str.contains(r"^[+-]?[0-9][0-9.,' ]*$")
            thousands = "." if decimal == "," else ","
            swapped = bare.str.replace_all(thousands, "", literal=True).str.replace(",", ".", literal=True)
            bare = pl.when(is_number).then(swapped).otherwise(bare)
        number = parse_number(bare)
        told_number = bare if factor == 1.0 else (number * factor).round(6).cast(pl.String)
        steps: list[pl.Expr] = [pl.when(number.is_not_null()).then(told_number)]
        if target.name in _OF_HOURS:
            clock = bare.str.extract_groups(r"^\s*([0-9]{1,2}):([0-5][0-9])(?::[0-5][0-9])?\s*$").struct
            hours = clock.field("1").cast(pl.Float64) + clock.field("2").cast(pl.Float64) / 60
            steps.append(hours.round(6).cast(pl.String))
        if target.name in _TIMES:
            spelled = bare.str.replace(r"(?i)^([0-9]+)\s*h\s*([0-9]{1,2})$", "${1}h ${2}min")
            seconds = parse_duration(spelled)
            clear = ~bare.str.contains(r"^\s*[0-9]+:[0-9]+\s*$")  # hours and minutes, or minutes and seconds?
            steps.append(pl.when(clear).then((seconds * target.units["s"]).round(6).cast(pl.String)))
        return pl.coalesce(*steps, text)

    return write
