"""Counts: set markers, sets, repetitions, durations and loads that people type into a name."""

from __future__ import annotations

import re
from typing import Final

_MARKER: Final = re.compile(
    r"^\s*(?:"
    r"\(?(?:[a-h]\d{1,2}|\d{1,2}[a-h]?|[a-h])\s*[).:]+\s*"  # B2) 1. a:
    r"|\(?[a-h][1-9]\)?\s*[-\u2013]?\s+|\d{1,2}\s+[-\u2013]\s+"
    r"|(?:\[\s?[xX]?\s?\]|#\d{1,2}[).:]?)\s+"  # a box ticked, #3
    r"|(?:sets?|satz|s[e\u00e9]rie|rounds?|runde|ronda|vuelta|tour|giro|tur|superset|ss|block|bloc|bloque|blocco|bloco|"
    r"blok|exercise|ex|\u00fcbung|ejercicio|ej|esercizio|es|exerc\u00edcio|exercice|egzersiz|day|tag|jour|d\u00eda|dia|"
    r"giorno|g\u00fcn|week|woche|semaine|semana|settimana|hafta)\s*(?:\d{1,2}|[a-h]\d?)\s*[).:\-\u2013]+\s*"
    r"|(?:superset|supersatz|finisher|warm[\s-]?up|aufw\u00e4rmen|\u00e9chauffement|calentamiento|riscaldamento|"
    r"aquecimento|\u0131s\u0131nma|cool[\s-]?down|superserie|circuit|circuito|zirkel|emom|amrap|tabata)\s*[:\u2013]\s*"
    r")+",
    re.IGNORECASE,
)
#: A bare number before the name: "20 push ups", but not "1 arm carry", "3/4 sit-up", "45 degree side bend".
_AHEAD: Final = re.compile(
    r"^\s*(?:[5-9]|[1-9]\d{1,2})\s+(?!deg|grad|gra[uo]s?|gradi|derece|inch)(?=[^\W\d_]{3})", re.IGNORECASE
)
_SHORT: Final = re.compile(r"\b(w/o|w|c|s|m)/\s*(?=\w)", re.IGNORECASE)
_SPELT: Final = {"w/o": "without", "w": "with", "c": "con", "s": "sin", "m": "mit"}
_NUMBER: Final = r"\d+(?:[.,:]\d+)?"
_MANY: Final = r"(?:sets?|s\u00e4tzen?|satz|s[e\u00e9]ries?|serien|rounds?|runden|rondas|tours|giri|tur)"
_UNITS: Final = (
    r"kgs?|kilos?|kilograms?|kilogramm|lbs?|pounds?|pood|"
    r"s|secs?\.?|seconds?|sek\.?|sekunden?|segundos?|secondi|secondes?|seg\.?|segs|sn|saniye|"
    r"m|km|k|mts?|met(?:er|re)s?|metros|metri|m\u00e8tres|metre|yds?|yards?|feet|ft|"
    r"mins?\.?|minutes?|minuten?|minutos?|minuti|minuto|dk|dakika|"
    r"reps?\.?|repetitions?|wdhs?\.?|wh|wiederholungen|repeticiones|repeti\u00e7\u00f5es|r\u00e9ps?|r\u00e9p\u00e9titions|"
    r"ripetizioni|rip|ripet|tekrar|tk|times|mal|fois|veces|volte|vezes|kere|kez|x|"
    r"total|tot|in total|insgesamt|gesamt|au total|totales|en total|totali|in totale|no total|toplam|"
    rf"{_MANY}|rpe|rir|rm|cm|%|\"|\u2033|\u201d|''|\u2019\u2019|'|\u2019|\u2032"
)
_PAUSE: Final = (
    r"(?:rest|pause|repos|descanso|pausa|riposo|recupero|recup\u00e9ration|dinlenme|intervalo|intervallo)"
)
_COUNTS: Final = re.compile(
    rf"(?<![\w/])(?:"
    rf"\d+\s*{_MANY}\s*(?:of|\u00e0|a|de|da|di|x|mit|con|com|avec|per|\u00d7)?\s*{_NUMBER}(?:\s*[-\u2013]\s*{_NUMBER})?"
    rf"(?:\s*(?:{_UNITS}))?"  # 3 sets of 12, 3 Saetze a 8-12 Wdh
    rf"|\d+\s*[x\u00d7*]\s*(?:max|maks|amrap|f|fail(?:ure)?)"  # 3xmax
    rf"|\d+\s*[x\u00d7*]\s*{_NUMBER}(?:\s*[-/,x\u00d7*+]\s*{_NUMBER})*(?:\s*(?:{_UNITS}))?"  # 3x8-12 reps
    rf"|[x\u00d7]\s*\d+(?:\s*(?:{_UNITS}))?"  # x30
    rf"|@\s*(?:rpe\s*|rir\s*)?{_NUMBER}(?:\s*(?:{_UNITS}))?"  # @ 60kg, @ RPE 8
    rf"|(?:rpe|rir)\s*{_NUMBER}|(?:@\s*)?bw\s*\+\s*{_NUMBER}(?:\s*(?:{_UNITS}))?"
    rf"|{_NUMBER}\s*(?:{_UNITS})?\s*{_PAUSE}|{_PAUSE}\s*{_NUMBER}\s*(?:{_UNITS})?"  # 60s rest
    rf"|\d{{1,2}}(?:min|m|'|\u2019)\d{{1,2}}\s*(?:s|sek|sec|sn|''|\")?"  # 1'30, 1min30
    rf"|\d+\s*(?:s|sec|sek)?\s*on\s*[/,]?\s*\d+\s*(?:s|sec|sek)?\s*off"  # 20s on/10s off
    rf"|tempo\s*[\dx]{{3,4}}|tempo\s*\d(?:[-/.:][\dx]){{2,3}}"
    rf"|\d(?:[-/.:][\dx]){{3}}|\d-[\dx]-[\dx]"  # 3-1-3
    rf"|(?:holding\s+)?{_NUMBER}(?:\s*[-\u2013/]\s*{_NUMBER})?\s*-?\s*(?:{_UNITS})"  # 30s, 8-12 reps
    rf"|(?:set|satz|s[e\u00e9]rie|round|runde)\s*\d+(?:\s*(?:of|/|von|de|di)\s*\d+)?"  # set 2 of 3
    rf"|(?![123]/[234]\b)\d{{1,2}}\s?/\s?\d{{1,2}}\s*$"  # 8/8, left and right; not 3/4
    rf"|\d:\d\d|\d\d/\d\d|\d{{1,3}}(?:\s*[-,/]\s*\d{{1,3}}){{2,}}"  # 1:30, 20/10, 12-10-8
    rf"|\d{{1,3}}(?:\s+\d{{1,3}})+\s*$"  # 12 12 10
    rf"|(?:\d+\s*[-\u2013]\s*)?[1-9]\d{{1,2}}\s*$"  # a bare number at the end: repetitions or seconds
    rf")(?!\w|/\w)",
    re.IGNORECASE,
)
#: A weight that was chosen: 40 kg, 90lbs.
_WEIGHT: Final = re.compile(r"\d\s*(?:kgs?|kilos?|kilograms?|kilogramm|lbs?|pounds?|libras)\b", re.IGNORECASE)


def states_weight(name: str) -> bool:
    """Tell whether a name states the weight that was chosen ("Ab machine 40 kg")."""
    return _WEIGHT.search(name) is not None


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
    stripped = _SHORT.sub(lambda short: _SPELT[short[1].lower()] + " ", _MARKER.sub("", name))
    stripped = _AHEAD.sub("", _COUNTS.sub(" ", stripped))
    stripped = " ".join(stripped.split()).strip(" -\u2013/,;:@+")
    return stripped if any(letter.isalpha() for letter in stripped) else name
