"""Slips of the pen: which known words a misspelt word may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

SLIP_LENGTH: Final = 5  #: shorter words have too many neighbours for a slip to be told from another word
SWAP_LENGTH: Final = 4  #: the same where two letters are swapped, or one is doubled: hardly ever another word
LONG_WORD: Final = 8  #: from this length on, two slips in a word

_LIGHT: Final = 0.5  # weight of two letters swapped, or one doubled

#: First letter and number of letters -> words.
Shelves: TypeAlias = Mapping[tuple[str, int], tuple[str, ...]]


def shelve(words: Iterable[str]) -> Shelves:
    """Return words by their first letters and lengths."""
    shelves: dict[tuple[str, int], list[str]] = {}
    for word in words:
        shelves.setdefault((word[:1], len(word)), []).append(word)
    return {key: tuple(shelf) for key, shelf in shelves.items()}


def list_near(word: str, shelves: Shelves) -> Iterator[tuple[float, str]]:
    """Yield the words that a word may be misspelt for, with the number of slips; the first letter stands.

    A slip is a letter too many, missing, wrong or swapped with the next (OSA distance). Two letters swapped
    and a letter doubled weigh half: the fingers slip so, and hardly ever into another word.
    """
    if len(word) < SWAP_LENGTH or not word.isalpha():
        return
    from rapidfuzz.distance import OSA

    allowed = 2 if len(word) >= LONG_WORD else 1
    for length in range(max(SWAP_LENGTH, len(word) - allowed), len(word) + allowed + 1):
        for other in shelves.get((word[0], length), ()):
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips > allowed:
                continue
            light = slips == 1 and (sorted(word) == sorted(other) or _undouble(word) == _undouble(other))
            if light or len(word) >= SLIP_LENGTH:
                yield _LIGHT if light else float(slips), other


def _undouble(word: str) -> str:
    """Return a word in which no letter follows itself."""
    return "".join(letter for at, letter in enumerate(word) if word[at - 1 : at] != letter)


def drop_letters(word: str) -> set[str]:
    """Return a word and what is left of it without any one letter.

    Two words that are one slip apart share one of these, whichever the letter.

    Examples
    --------
    >>> drop_letters("plank").isdisjoint(drop_letters("plnak"))
    False
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
