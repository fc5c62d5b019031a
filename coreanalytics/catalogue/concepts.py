"""Concepts: what the words of an exercise name mean, whichever of seven languages they are in."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise, product
from typing import Final, TypeAlias

from coreanalytics.catalogue.exercise_table import read_data
from coreanalytics.catalogue.slips import Shelves, drop_letters, list_near, shelve
from coreanalytics.catalogue.spelling import read_words, strip_plural

_ELISIONS: Final = re.compile(r"\b(l|d|un|all|dell|sull|nell|dall|dall|qu)['\u2019](?=\w)", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"['\u2019\u00b4`\u02bc\u2032]")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER: Final = re.compile(r"[\W_]+")
_LETTERS: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_LONGEST: Final = 5  # words of the longest phrase of the glossary
_ENDING: Final = 4  # letters that may follow a stem ("elevad*": elevado, elevadas)
_PART: Final = 3  # letters of the shortest part of a compound
SIDES: Final = ("left", "right")  #: concepts of a name that tells its side
_TRUNK: Final = 3  # letters of the shortest word that is taken for one without a slip
_WITHIN: Final = 5  # letters of the shortest word that is found inside another ("sideyplank")
_ALTERNATIVES: Final = 32  # readings of one name ("sol" is French for floor and Turkish for left)

_CACHE: Final = 1 << 15  # words of which the meaning is kept

#: A word or phrase means one or several concepts, and in another language perhaps others.
_Meanings: TypeAlias = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words and phrases of seven languages and their concepts (package data ``glossary.csv``).

    Attributes
    ----------
    phrases
        Words as `fold` leaves them, joined by a space -> what they may mean; the empty set of concepts is a
        word that changes nothing.
    stems
        The same for beginnings of words, which may go on for some letters.
    kinds
        Concept -> ``plain`` (tells no exercises apart), ``side``, ``core`` (of the trunk), ``near`` (may be
        of the trunk) or ``lift`` (an ordinary lift or activity); other concepts have no kind.
    singles
        First letter and number of letters -> single words.
    parts
        The same for the words of phrases.
    openers
        First words of phrases.
    trunk
        Words that may speak of the trunk, whole and without any one letter.
    """

    phrases: Mapping[str, _Meanings]
    stems: Mapping[str, _Meanings]
    kinds: Mapping[str, str]
    singles: Shelves
    parts: Shelves
    openers: frozenset[str]
    trunk: frozenset[str]

    def tell_apart(self, meanings: _Meanings) -> bool:
        """Tell whether a word helps to tell exercises apart, whatever it means."""
        return all(any(self.kinds.get(concept) != "plain" for concept in meaning) for meaning in meanings)

    def nears_trunk(self, word: str) -> bool:
        """Tell whether an unknown word may be a misspelt one that speaks of the trunk."""
        if len(word) < _TRUNK or not self.trunk.isdisjoint(drop_letters(word)):
            return True
        ends = range(_WITHIN, len(word) + 1)
        return any(word[end - size : end] in self.trunk for end in ends for size in range(_WITHIN, end + 1))

    def find_whole(self, word: str) -> _Meanings | None:
        """Return what a word without further endings may mean."""
        return self.phrases.get(word) or self.stems.get(word)

    def find(self, phrase: str) -> _Meanings | None:
        """Return what a word or phrase may mean, or None for one that is not in the glossary."""
        found = self.phrases.get(phrase)
        if found is not None:
            return found
        for cut in range(_ENDING + 1):
            found = self.stems.get(phrase[: len(phrase) - cut])
            if found is not None and (cut == 0 or " " not in phrase[-cut:]):
                return found
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a name.

    Attributes
    ----------
    concepts
        What its words mean.
    unknown
        Words that mean nothing here.
    slips, letters
        Slips of the pen that had to be corrected (light ones count half), and letters of the name (spaces
        left out).
    """

    concepts: frozenset[str]
    unknown: tuple[str, ...]
    slips: float
    letters: int

    @property
    def score(self) -> float:
        """Likeness of the name as written to the name as understood, 0-100."""
        return 100.0 * (1.0 - self.slips / self.letters) if self.letters else 0.0


def fold(name: str) -> list[str]:
    """Return the words of a name without case, accents, punctuation, elisions and joined-up humps.

    Examples
    --------
    >>> fold("Pallof press à l'élastique")
    ['pallof', 'press', 'a', 'elastique']
    >>> fold("HollowHold")
    ['hollow', 'hold']
    """
    text = _POSSESSIVE.sub("", _ELISIONS.sub(" ", _HUMP.sub(" ", name)))
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _OTHER.sub(" ", text.translate(_LETTERS)).split()


@cache
def read_glossary() -> Glossary:
    """Return the glossary, built once."""
    phrases: dict[str, list[frozenset[str]]] = {}
    stems: dict[str, list[frozenset[str]]] = {}
    for concepts, language, cell in (
        read_data("glossary.csv").select("concept", "language", "words").iter_rows()
    ):
        meaning = frozenset(concepts.split()) - {"-"}
        for word in cell.split("|"):
            for spelt in {word, word.translate(_UMLAUTS)} if language == "de" else {word}:
                shelf = stems if spelt.endswith("*") else phrases
                meanings = shelf.setdefault(" ".join(fold(spelt)), [])
                if meaning not in meanings:
                    meanings.append(meaning)
    for filler in read_words().fillers:
        phrases.setdefault(filler, [frozenset()])
    single = [word for word in (*phrases, *stems) if " " not in word]
    parts = sorted({part for phrase in phrases if " " in phrase for part in phrase.split()})
    kinds = dict(read_data("concepts.csv").select("concept", "kind").iter_rows())
    return Glossary(
        {word: tuple(meanings) for word, meanings in phrases.items()},
        {word: tuple(meanings) for word, meanings in stems.items()},
        kinds,
        shelve(single),
        shelve(parts),
        frozenset(phrase.split()[0] for phrase in (*phrases, *stems) if " " in phrase),
        frozenset(_list_trunk(phrases | stems, kinds)),
    )


def _list_trunk(phrases: Mapping[str, Sequence[frozenset[str]]], kinds: Mapping[str, str]) -> Iterator[str]:
    """Yield the words, whole and without any one letter, of phrases that may speak of the trunk."""
    words = {
        word
        for phrase, meanings in phrases.items()
        for kind in {kinds.get(concept) for meaning in meanings for concept in meaning}
        if kind == "core" or (kind == "near" and " " not in phrase)
        for word in phrase.split()
    }
    for word in words | read_words().core:
        if len(word) >= _TRUNK:
            yield from drop_letters(word)


def read_name(name: str, known: frozenset[str] = frozenset()) -> tuple[Reading, ...]:
    """Return the ways in which a name can be understood, word by word.

    Parameters
    ----------
    name
        As logged, without counts and loads (`counts.strip_counts`).
    known
        Words that are no slips of the pen for others.

    Returns
    -------
    tuple of Reading
        Several where a word means different things in different languages; none for a name without words.
    """
    words = fold(name)
    if not words:
        return ()
    glossary = read_glossary()
    letters = sum(map(len, words))
    words, slips = _mend_phrases(words, glossary, known)
    choices: list[_Meanings] = []
    unknown: list[str] = []
    at = 0
    while at < len(words):
        length, meanings = _find_longest(words, at, glossary)
        if meanings is None:
            meanings, count = _work_out(words[at], known)
            slips += count
        if meanings is None:
            unknown.append(words[at])
        else:
            choices.append(meanings)
        at += length
    if math.prod(map(len, choices)) > _ALTERNATIVES:
        unknown.append("")  # too many readings to be sure of one
    sets = dict.fromkeys(frozenset().union(*choice) for choice in islice(product(*choices), _ALTERNATIVES))
    return tuple(Reading(concepts, tuple(unknown), slips, letters) for concepts in sets)


def list_telling(words: Sequence[str]) -> list[str]:
    """Return the words that tell exercises apart, by themselves (unlike "fast") or in a phrase of two."""
    pairs = [" ".join(pair) in read_glossary().phrases for pair in pairwise(words)]
    phrases = zip(words, [False, *pairs], [*pairs, False], strict=True)
    return [word for word, *phrase in phrases if any(phrase) or not _changes_nothing(word)]


@lru_cache(maxsize=_CACHE)
def _changes_nothing(word: str) -> bool:
    found, kinds = _find(word), read_glossary().kinds
    return found is not None and all(kinds.get(concept) == "plain" for each in found for concept in each)


def _mend_phrases(words: list[str], glossary: Glossary, known: frozenset[str]) -> tuple[list[str], float]:
    """Correct misspelt words of phrases ("mountian climber"): the words, and the slips in them."""
    mended, slips = list(words), 0.0
    for at, word in enumerate(words):
        if len(words) == 1 or _find(word) is not None or strip_plural(word) in known:
            continue
        for distance, part in sorted(list_near(word, glossary.parts)):
            trial = [*mended[:at], part, *mended[at + 1 :]]
            windows = ((start, _find_longest(trial, start, glossary)[0]) for start in range(at + 1))
            if any(start + length > at and length > 1 for start, length in windows):
                mended, slips = trial, slips + distance
                break
    return mended, slips


def _find_longest(words: Sequence[str], at: int, glossary: Glossary) -> tuple[int, _Meanings | None]:
    """Return the longest phrase of the glossary that begins at a word: its length and meanings."""
    longest = min(_LONGEST, len(words) - at) if words[at] in glossary.openers else 1
    for length in range(longest, 0, -1):
        found = _find(" ".join(words[at : at + length]))
        if found is not None:
            return length, found
    return 1, None


@lru_cache(maxsize=_CACHE)
def _find(phrase: str) -> _Meanings | None:
    return read_glossary().find(phrase)


@lru_cache(maxsize=_CACHE)
def _work_out(word: str, known: frozenset[str]) -> tuple[_Meanings | None, float]:
    """Return the meanings of a word that is not in the glossary as it stands, and the slips in it."""
    glossary = read_glossary()
    split = _split(word, glossary)
    return (split, 0) if split is not None else _correct(word, glossary, known)


def _split(word: str, glossary: Glossary) -> _Meanings | None:
    """Return the meanings of a word made of two ("crunchmaschine", "sideplank")."""
    for cut in range(_PART, len(word) - _PART + 1):
        first = glossary.find_whole(word[:cut])
        if first is None and word[cut - 1] in "sn":  # Bauchmuskel-s-training
            first = glossary.find_whole(word[: cut - 1])
        second = glossary.find(word[cut:]) if first else None
        if first and second and any(first) and any(second):
            return tuple(one | other for one in first for other in second)
    return None


def _correct(word: str, glossary: Glossary, known: frozenset[str]) -> tuple[_Meanings | None, float]:
    """Return the meanings of a misspelt word and the number of slips; None where it could be two words.

    A word that is itself part of a known name is no slip, and one that changes nothing is no help.
    """
    if word in known or strip_plural(word) in known:
        return None, 0
    near = [(slips, glossary.find(other) or ()) for slips, other in list_near(word, glossary.singles)]
    near = [(slips, meanings) for slips, meanings in near if glossary.tell_apart(meanings)]
    fewest = min((slips for slips, _ in near), default=0)
    found = {meanings for slips, meanings in near if slips == fewest}
    return (found.pop(), fewest) if len(found) == 1 else (None, 0)
