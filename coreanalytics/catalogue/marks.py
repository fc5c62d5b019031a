"""Marks: words beside the name that say how often, how hard and on which sides, in seven languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import Final

from coreanalytics.catalogue.counts import strip_counts
from coreanalytics.catalogue.exercise_table import NOT_CORE, read_data
from coreanalytics.catalogue.meanings import ONE_SIDED

#: Done left and right in turn, though not side by side: "20 each side" changes nothing.
TWO_SIDED: Final = ONE_SIDED | {
    "bicycle_crunch",
    "russian_twist",
    "mountain_climber",
    "flutter_scissor",
    "stir_the_pot",
}
#: What each kind of mark may stand beside; "Crunch L/R" is no plain crunch, so that a person is asked.
_ALLOWED: Final = {
    "nothing": None,
    "sides": TWO_SIDED,
    "each": TWO_SIDED | {"farmer_carry"},
    "hands": ONE_SIDED | {"farmer_carry"},
}
_TOKEN: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_COUNTED: Final = re.compile(r"\d\s*[^\W\d_]{0,4}[.\"']*\s*/$")  # 10/, 30 sec/
_BARE: Final = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}\s*[-\u2013]\s*)?\d{1,3}\s*/?\s*$"
)  # the 8 of "8 per side"
_CACHE: Final = 1 << 14  # words of which the folded form is kept


@lru_cache(maxsize=_CACHE)
def _fold(word: str) -> str:
    text = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_LETTERS)


@cache
def read_marks() -> dict[str, dict[tuple[str, ...], str]]:
    """Return first word -> marks, as tuples of folded words -> kind (package data ``marks.csv``).

    A mark that begins with ``/`` counts only after a stroke, at the end of what was said: "3x20/side".
    """
    marks: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase, language, kind in _spell_marks():
        for spelt in {phrase, phrase.translate(_UMLAUTS)} if language == "de" else {phrase}:
            words = tuple(map(_fold, _TOKEN.findall(spelt)))
            key = words if phrase[0] != "/" else ("/", *words)
            marks.setdefault(words[0], {})[key] = kind
    return marks


def _spell_marks() -> Iterator[tuple[str, str, str]]:
    """Yield every mark with its language and kind, those that are put together of others included."""
    parts: dict[tuple[str, str], list[str]] = {}
    for kind, language, cell in read_data("marks.csv").iter_rows():
        words = cell.split("|")
        parts[kind, language] = words
        if kind in _ALLOWED:
            yield from ((word, language, kind) for word in words)
    for language in {language for _, language in parts}:
        for left, right in product(parts["left", language], parts["right", language]):
            for joiner in ("", *parts["and", language]):
                yield f"{left} {joiner} {right}", language, "sides"
                yield f"{right} {joiner} {left}", language, "sides"
        for kind, marks in (("side", "sides"), ("hand", "hands")):
            for noun in parts[kind, language]:
                yield f"/{noun}", language, marks
                yield from ((f"{per} {noun}", language, marks) for per in parts["per", language])


def strip_marks(name: str) -> tuple[str, frozenset[str]]:
    """Return a name without its marks, and the kinds of those it had; the name itself if nothing would stay.

    Parameters
    ----------
    name
        As logged.

    Examples
    --------
    >>> strip_marks("Pallof Press L/R to failure") == ("Pallof Press", frozenset({"sides", "nothing"}))
    True
    >>> strip_marks("Side Plank")
    ('Side Plank', frozenset())
    """
    tokens = list(_TOKEN.finditer(name))
    words = [_fold(token[0]) for token in tokens]
    marks, kinds = read_marks(), set()
    rest, start, at = "", 0, 0
    while at < len(words):
        found = _find_mark(words, at, marks.get(words[at]), name, tokens)
        if found is None:
            at += 1
            continue
        length, kind = found
        kinds.add(kind)
        before = name[start : tokens[at].start()]
        rest += (before if kind == "nothing" else _BARE.sub("", before)) + " "
        at += length
        start = tokens[at - 1].end()
    if not kinds:
        return name, frozenset()
    rest = " ".join((rest + name[start:]).split()).strip(" -\u2013/,;:@+&|")
    return (rest, frozenset(kinds)) if any(map(str.isalpha, rest)) else (name, frozenset())


def strip_name(name: str) -> tuple[str, frozenset[str]]:
    """Return a name without counts and marks, and the kinds of its marks.

    Examples
    --------
    >>> strip_name("Bird dog 3x10/side, 20s on/10s off")[0]
    'Bird dog'
    """
    without, kinds = strip_marks(name)
    stripped = strip_counts(without)
    if stripped == without:
        return stripped, kinds
    without, more = strip_marks(stripped)
    return (strip_counts(without) if more else without), kinds | more


def _find_mark(
    words: list[str],
    at: int,
    marks: dict[tuple[str, ...], str] | None,
    name: str,
    tokens: list[re.Match[str]],
) -> tuple[int, str] | None:
    """Return the longest mark that begins at a word: its length in words and its kind."""
    best: tuple[int, str] | None = None
    for phrase, kind in (marks or {}).items():
        if phrase[0] == "/":
            if best is None and _follows_stroke(name, tokens[at].start(), tokens[at].end()):
                best = 1, kind
            continue
        size = len(phrase)
        if (best is not None and size <= best[0]) or tuple(words[at : at + size]) != phrase:
            continue
        # single letters must be joined by a sign: "L/R", "c/u", and not two that happen to be neighbours
        between = [name[tokens[i].end() : tokens[i + 1].start()] for i in range(at, at + size - 1)]
        if size == 1 or max(map(len, phrase)) > 1 or all(map(str.strip, between)):
            best = size, kind
    return best


def _follows_stroke(name: str, start: int, end: int) -> bool:
    """Tell whether a word stands behind a count and a stroke, or behind a stroke and at the end."""
    before, after = name[:start].rstrip(), name[end:].lstrip()
    counted = _COUNTED.search(before) is not None
    return before.endswith("/") and (counted or not after[:1].isalpha())


def fits(exercise: str | None, kinds: frozenset[str]) -> bool:
    """Tell whether an exercise can be counted in the way in which the marks beside its name count it."""
    if exercise is None or exercise == NOT_CORE:
        return True
    allowed = (_ALLOWED[kind] for kind in kinds)
    return all(exercises is None or exercise in exercises for exercises in allowed)
