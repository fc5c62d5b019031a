"""What the known names mean: the catalogue's aliases and the name list, ready to be looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from coreanalytics.catalogue.exercise_table import NOT_CORE, exercises, read_data
from coreanalytics.catalogue.spelling import normalise, read_words, split_words

#: Done side by side, so that "left" in the name changes nothing. A "left plank" is no plank, though.
ONE_SIDED: Final = frozenset(
    {
        "standing_band_rotation",
        "pallof_press",
        "suitcase_carry",
        "side_plank",
        "side_plank_leg_raise",
        "side_bend",
        "bird_dog",
        "dead_bug",
        "glute_bridge",
    }
)

_ROW: Final = 6  # words of the longest known name that is looked for within another
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name may mean.

    Attributes
    ----------
    targets
        Exercise ids or ``not_core``, likeliest first; empty for a known exercise that resembles none of the
        catalogue.
    sure
        Whether the name means its only target, or has to be confirmed by a person.
    """

    targets: tuple[str, ...]
    sure: bool

    def join(self, other: Meaning) -> Meaning:
        """Return the meaning of a name that has both: sure only where both say the same."""
        targets = tuple(dict.fromkeys(self.targets + other.targets))
        return Meaning(targets, self.sure and other.sure and len(targets) == 1)


@dataclass(frozen=True, slots=True)
class Index:
    """The known names, keyed in the ways in which they are looked up.

    Attributes
    ----------
    written
        Normalised name -> meaning.
    joined
        The same without spaces ("sideplank").
    unordered
        Words that tell exercises apart, sorted and joined by spaces -> meaning.
    vocabulary
        Every word of a known name: such a word is never a slip of the pen for another.
    headed
        Word -> known names (as word sets) in which it is the alphabetically first word.
    mentioning
        Word -> all known names (as word sets) with it.
    """

    written: dict[str, Meaning]
    joined: dict[str, Meaning]
    unordered: dict[str, Meaning]
    vocabulary: frozenset[str]
    headed: dict[str, tuple[frozenset[str], ...]]
    mentioning: dict[str, tuple[frozenset[str], ...]]

    def find(self, normalised: str) -> Meaning | None:
        """Return the meaning of a name that is known but for order, spacing, fillers and added weight."""
        found = self.written.get(normalised)
        for without_loads in (False, True):
            words = split_words(normalised, without_loads=without_loads)
            found = found or self.unordered.get(sort_words(words)) or self._find_one_sided(words)
        return found or self.joined.get(normalised.replace(" ", ""))

    def _find_one_sided(self, words: frozenset[str]) -> Meaning | None:
        """Return the meaning of a name that tells the side of an exercise done side by side."""
        meaning = self.unordered.get(sort_words(words - read_words().sides.keys()))
        return meaning if meaning and meaning.sure and meaning.targets[0] in ONE_SIDED else None

    def within(self, words: frozenset[str]) -> Iterator[tuple[frozenset[str], Meaning]]:
        """Yield the known names all of whose words are among `words`, as word sets with their meanings."""
        for word in words:
            for entry in self.headed.get(word, ()):
                if entry <= words:
                    yield entry, self.unordered[sort_words(entry)]

    def beyond(self, words: frozenset[str]) -> Iterator[frozenset[str]]:
        """Yield the known names that have all of `words` and more ("pallof" -> "pallof press").

        Only a name that speaks of the trunk is taken for the short form of another: "press" is not.
        """
        if words & read_words().core:
            fewest = min((self.mentioning.get(word, ()) for word in words), key=len)
            yield from (entry for entry in fewest if words < entry)

    def holds_exercise(self, words: Sequence[str]) -> bool:
        """Tell whether two or more words in a row are a name that (perhaps) means an exercise."""
        rows = (
            words[at:end] for end in range(2, len(words) + 1) for at in range(max(0, end - _ROW), end - 1)
        )
        found = (self.written.get(" ".join(row)) for row in rows)
        return any(meaning is not None and meaning.targets != (NOT_CORE,) for meaning in found)

    def is_not_core(self, words: frozenset[str]) -> bool:
        """Tell whether a name contains a ``not_core`` name, and nothing that speaks of the trunk.

        "Seated Incline Curl (Dumbbell)" contains "curl"; "Squat to plank" contains "squat" but also a
        plank, so that a person has to say what it is. A "walk" is no carry, a "yoke walk" may be one.
        """
        core_words = words & read_words().core
        found = tuple(self.within(words))
        core_names = [entry for entry, meaning in found if meaning.targets != (NOT_CORE,)]
        return any(
            meaning.sure
            and core_words <= entry
            and (words == entry or not entry <= core_words)
            and all(name < entry for name in core_names)
            for entry, meaning in found
            if meaning.targets == (NOT_CORE,)
        )


def sort_words(words: frozenset[str]) -> str:
    """Return words sorted and joined by one space."""
    return " ".join(sorted(words))


def parse_meaning(exercise: str) -> Meaning:
    """Read a cell of ``names.csv``: ``id``, ``not_core``, or ``id|id?`` where a person has to confirm."""
    targets = tuple(part for part in exercise.rstrip("?").split("|") if part)
    return Meaning(targets, sure=not exercise.endswith("?"))


def _spell_entries() -> Iterator[tuple[str, Meaning]]:
    """Yield every known name, normalised, with one meaning; the same name may come several times."""
    for exercise, label, aliases in exercises().select("id", "label", "aliases").iter_rows():
        for alias in (exercise, label, *aliases):
            yield normalise(alias), Meaning((exercise,), sure=True)
    for name, exercise, language in read_data("names.csv").select("name", "exercise", "language").iter_rows():
        meaning = parse_meaning(exercise)
        yield normalise(name), meaning
        if language == "de":
            yield normalise(name.translate(_UMLAUTS)), meaning


def _add(known: dict[str, Meaning], key: str, meaning: Meaning) -> None:
    known[key] = known[key].join(meaning) if key in known else meaning


@cache
def read_index() -> Index:
    """Return the index of the catalogue's own names, built once."""
    written: dict[str, Meaning] = {}
    for name, meaning in _spell_entries():
        _add(written, name, meaning)
    joined: dict[str, Meaning] = {}
    unordered: dict[str, Meaning] = {}
    headed: dict[str, list[frozenset[str]]] = {}
    mentioning: dict[str, list[frozenset[str]]] = {}
    for name, meaning in written.items():
        words = split_words(name)
        _add(joined, name.replace(" ", ""), meaning)
        _add(unordered, sort_words(words), meaning)
        headed.setdefault(min(words), []).append(words)
        for word in words:
            mentioning.setdefault(word, []).append(words)
    vocabulary = frozenset(word for name in written for word in name.split())
    return Index(
        written,
        joined,
        unordered,
        vocabulary | read_words().fillers | read_words().loads,
        {word: tuple(dict.fromkeys(entries)) for word, entries in headed.items()},
        {word: tuple(dict.fromkeys(entries)) for word, entries in mentioning.items()},
    )


def read_families() -> dict[str, str]:
    """Return exercise id -> family, with ``not_core`` for itself."""
    return {**dict(exercises().select("id", "family").iter_rows()), NOT_CORE: NOT_CORE}


def list_ids() -> pl.Series:
    """Return the ids that an alias may point to."""
    return pl.Series([*exercises()["id"], NOT_CORE], dtype=pl.String)
