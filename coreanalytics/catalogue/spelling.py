"""The spelling of exercise names: one form for all the ways of writing the same words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from coreanalytics.catalogue.exercise_table import read_data

_APOSTROPHES: Final = re.compile("['\u2019\u2018\u00b4`\u02bc\u2032]")
_OTHER: Final = re.compile(r"[\W_]+")
_LETTERS: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_PASSES: Final = 4  # a replaced word can complete another entry: "resistance elastic" -> "resistance band"


@dataclass(frozen=True, slots=True)
class Words:
    """What single words do in exercise names (package data ``words.csv``).

    Attributes
    ----------
    synonyms
        Word or words -> what they stand for ("sit up" -> "situp").
    fillers
        Words that change nothing ("the", "mit", "time").
    loads
        Words for added weight that leave the exercise the same ("weighted", "dumbbell").
    sides
        Words for left and right -> ``left`` or ``right``.
    core
        Words that speak of the trunk: a name with one of them is never taken for ``not_core`` in passing.
    """

    synonyms: dict[str, str]
    fillers: frozenset[str]
    loads: frozenset[str]
    sides: dict[str, str]
    core: frozenset[str]


@cache
def read_words() -> Words:
    """Return the word lists of the catalogue."""
    table = read_data("words.csv")

    def pick(kind: str) -> frozenset[str]:
        return frozenset(strip_plural(word) for word in table.filter(pl.col("kind") == kind)["word"])

    synonyms = dict(table.filter(pl.col("kind") == "synonym").select("word", "stands_for").iter_rows())
    told = table.filter(pl.col("kind") == "side").select("word", "stands_for").iter_rows()
    sides = {strip_plural(word): side for word, side in told}
    return Words(synonyms, pick("filler"), pick("load"), sides, pick("core"))


@cache
def _synonym_pattern() -> re.Pattern[str]:
    longest_first = sorted(read_words().synonyms, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def strip_plural(word: str) -> str:
    """Take off an English plural ending; harmless elsewhere, since both sides of a match lose it."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def normalise(name: str) -> str:
    """Return the form of an exercise name in which ways of writing no longer differ.

    Case, accents, punctuation, spacing, plural endings and usual abbreviations are evened out. Words in
    brackets stay, as words: "Crunch (Machine)" is another exercise than "Crunch".

    Parameters
    ----------
    name
        As an app or a person wrote it, in any language.

    Returns
    -------
    str
        Lower-case words separated by one space; empty if there is no letter or digit.

    Examples
    --------
    >>> normalise("  SIT-UPS (Weighted)")
    'situp weighted'
    >>> normalise("Farmer’s Carries")
    'farmer carry'
    >>> normalise("Seitstütz")
    'seitstutz'
    """
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = unicodedata.normalize("NFC", _OTHER.sub(" ", text.translate(_LETTERS)))
    synonyms = read_words().synonyms
    for _ in range(_PASSES):
        before = text
        text = " ".join(strip_plural(word) for word in text.split())
        text = _synonym_pattern().sub(lambda found: synonyms[found.group()], text)
        if text == before:
            break
    return text


def split_words(normalised: str, *, without_loads: bool = False) -> frozenset[str]:
    """Return the words of a normalised name that tell exercises apart.

    Parameters
    ----------
    normalised
        From `normalise`.
    without_loads
        Leave out words for added weight too ("Plank (Weighted)" is a plank).

    Returns
    -------
    frozenset of str
        Never empty unless the name is: a name made of fillers keeps them.

    Examples
    --------
    >>> sorted(split_words("side plank with weighted"))
    ['plank', 'side', 'weighted']
    """
    known = read_words()
    words = frozenset(normalised.split())
    kept = words - known.fillers
    if without_loads:
        kept -= known.loads
    return kept or words
