"""Counts: set markers, sets, repetitions, durations and loads that people type into a name."""

from __future__ import annotations

import re
from typing import Final

_MARKER: Final = re.compile(
    r"^\s*(?:\(?(?:[a-h]\d{1,2}|\d{1,2}[a-h]?|[a-h])\s*[).:]+\s*|\(?[a-h][1-9]\)?\s*[-\u2013]?\s+|\d{1,2}\s+[-\u2013]\s+)",
    re.IGNORECASE,
)
_NUMBER: Final = r"\d+(?:[.,:]\d+)?"
_UNITS: Final = (
    r"kgs?|kilos?|lbs?|pounds?|pood|s|secs?|seconds?|sek|sekunden?|segundos?|secondi|secondes?|seg|sn|saniye|"
    r"m|km|k|mts?|met(?:er|re)s?|metros|metri|m\u00e8tres|yds?|yards?|mins?|minutes?|minuten?|minutos?|minuti|"
    r"dk|dakika|reps?|wdh|wiederholungen|repeticiones|repeti\u00e7\u00f5es|r\u00e9p\u00e9titions|ripetizioni|"
    r"tekrar|x|sets?|s\u00e4tze|series?|s\u00e9ries|serie|rounds?|runden|rpe|rir|rm|cm|%|\"|\u2033|''|'"
)
_COUNTS: Final = re.compile(
    rf"(?<![\w/])(?:"
    rf"\d+\s*[x\u00d7*]\s*{_NUMBER}(?:\s*[-/]\s*{_NUMBER})*(?:\s*(?:{_UNITS}))?"  # 3x20, 3 x 30s, 3x8-12
    rf"|[x\u00d7]\s*\d+(?:\s*(?:{_UNITS}))?"  # x30
    rf"|@\s*{_NUMBER}(?:\s*(?:{_UNITS}))?"  # @ 60kg
    rf"|(?:rpe|rir)\s*{_NUMBER}"
    rf"|{_NUMBER}(?:\s*[-\u2013/]\s*{_NUMBER})?\s*(?:{_UNITS})"  # 30s, 8-12 reps
    rf"|\d:\d\d"
    rf"|[1-9]\d{{1,2}}\s*$"  # a bare number at the end: repetitions or seconds
    rf")(?![\w/])",
    re.IGNORECASE,
)


def strip_counts(name: str) -> str:
    """Return a name without what counts or weighs its sets, or the name itself where nothing would be left.

    Parameters
    ----------
    name
        As logged.

    Returns
    -------
    str
        Without set markers, sets x repetitions, durations, distances and loads.

    Examples
    --------
    >>> strip_counts("B2) Side Plank L")
    'Side Plank L'
    >>> strip_counts("3x10 Crunches @ 20 kg"), strip_counts("Plank 60s"), strip_counts("Toes 2 bar")
    ('Crunches', 'Plank', 'Toes 2 bar')
    """
    stripped = _COUNTS.sub(" ", _MARKER.sub("", name))
    stripped = " ".join(stripped.split()).strip(" -\u2013,;:@+")
    return stripped if any(letter.isalpha() for letter in stripped) else name
