"""Words for numbers, dates and places."""

from __future__ import annotations

from datetime import date

from coreanalytics import words
from coreanalytics.logbook.readers.lines import tell_place
from coreanalytics.views.hostile import clip
from coreanalytics.views.texts import charts as chart_texts


def score(value: float | None) -> str:
    """Return a score or a difference with one decimal; a dash where there is none."""
    return "–" if value is None else words.number(value)


def compared(difference: float) -> str:
    """Return a difference in words.

    Examples
    --------
    >>> compared(-0.62), compared(0.04)
    ('0.6 lower than', 'about the same as')
    """
    if abs(difference) < 0.05:
        return "about the same as"
    return f"{words.number(abs(difference))} {'lower' if difference < 0 else 'higher'} than"


def day(moment: date) -> str:
    """Return a date with its weekday.

    Examples
    --------
    >>> day(date(2026, 11, 9))
    'Mon 9 November 2026'
    """
    return f"{chart_texts.WEEKDAYS[moment.weekday()]} {words.day(moment)}"


def place(file: str, line: int | None) -> str:
    """Return where a row stands.

    Examples
    --------
    >>> place("pain.csv", 14)
    'pain.csv, line 14'
    """
    name = clip(file, 60) or "a file without a name"
    return f"{name}, {tell_place(line)}" if line is not None else name
