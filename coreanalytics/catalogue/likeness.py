"""Likeness: what names that nobody knows are near to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coreanalytics.catalogue.answers import MAX_CANDIDATES, Answer, Limits, say
from coreanalytics.catalogue.concepts import Reading, read_glossary
from coreanalytics.catalogue.exercise_table import NOT_CORE
from coreanalytics.catalogue.meanings import Index, sort_words
from coreanalytics.catalogue.rules import rank_targets
from coreanalytics.catalogue.slips import LONG_WORD
from coreanalytics.catalogue.spelling import split_words

#: Score of a name whose words are all in another: this much, and the rest by its share of the letters, so
#: that "Plank Mix" is asked about and a long title that mentions a plank is not.
_CONTAINED: Final = (70.0, 29.0)
_WEAK: Final = 50.0  # score from which an exercise is a candidate for an unmapped name
_SLIP_LENGTH: Final = 4  # shorter words have too many neighbours for a slip to be told from another word


@dataclass(frozen=True, slots=True)
class OpenName:
    """A name that is neither known nor understood: its normal form and the ways to read it."""

    normalised: str
    readings: tuple[Reading, ...]


def compare_names(names: Mapping[str, OpenName], index: Index, limits: Limits) -> dict[str, Answer]:
    """Measure the likeness of unknown names to all known ones (rapidfuzz), and judge each.

    Parameters
    ----------
    names
        Name as logged -> what was made of it so far.
    index
        The known names.
    limits
        Scores from which a name is matched or asked about.

    Returns
    -------
    dict
        Name as logged -> answer.
    """
    if not names:
        return {}
    import numpy as np
    from rapidfuzz import fuzz, process

    words = [split_words(name.normalised, without_loads=True) for name in names.values()]
    keys = [sort_words(name_words) for name_words in words]
    entries = list(index.unordered)
    floor = min(limits.doubtful, limits.certain)  # nothing below is ever named; skipping it saves time
    scores = process.cdist(keys, entries, scorer=fuzz.ratio, score_cutoff=floor, dtype=np.float32)
    rows, columns = np.nonzero(scores)
    near: list[dict[str, float]] = [{} for _ in keys]
    for row, column, score in zip(
        rows.tolist(), columns.tolist(), scores[rows, columns].tolist(), strict=True
    ):
        near[row][entries[column]] = score
    answers = {}
    for (name, opened), key, name_words, entry_scores in zip(names.items(), keys, words, near, strict=True):
        for entry, score in _contain(key, name_words, index):
            entry_scores[entry] = max(score, entry_scores.get(entry, 0.0))
        ranked = sorted(entry_scores.items(), key=lambda pair: (-pair[1], pair[0]))
        answers[name] = _judge(key, ranked, rank_targets(opened.readings), index, limits)
    return answers


def _contain(key: str, words: frozenset[str], index: Index) -> Iterator[tuple[str, float]]:
    """Yield the known names that are part of a name or of which it is part, with their scores."""
    least, share = _CONTAINED
    parts = [sort_words(entry) for entry, _ in index.within(words)]
    wholes = [sort_words(entry) for entry in index.beyond(words)]
    for entry in (*parts, *wholes):
        yield entry, least + share * min(len(entry), len(key)) / max(len(entry), len(key))


def _judge(
    key: str,
    ranked: Sequence[tuple[str, float]],
    concepts: Mapping[str, float],
    index: Index,
    limits: Limits,
) -> Answer:
    """Decide on one name, given the known names most like it, best first, and what its words speak of."""
    best: dict[str, float] = {}
    for entry, score in ranked:
        for target in index.unordered[entry].targets:
            best.setdefault(target, score)
    if ranked:
        entry, score = ranked[0]
        meaning = index.unordered[entry]
        rivals = [other for target, other in best.items() if target not in meaning.targets]
        clear = score >= limits.certain and score - max(rivals, default=0.0) >= limits.margin
        if clear and _differ_by_slips(key.split(), entry.split(), index.vocabulary):
            return say(meaning, score)
    for target, score in concepts.items():
        best[target] = max(score, best.get(target, 0.0))
    top = max((score for target, score in best.items() if target != NOT_CORE), default=0.0)
    order = sorted(best, key=lambda target: -(best[target] + concepts.get(target, 0.0)))
    if top < limits.doubtful:
        score = max(best.values(), default=0.0)
        return Answer("unmapped", score=score, candidates=_pick_weak(best, order))
    return Answer("doubtful", score=top, candidates=tuple(order[:MAX_CANDIDATES]))


def _pick_weak(scores: Mapping[str, float], order: Sequence[str]) -> tuple[str, ...]:
    """Return what may be shown for an unmapped name: exercises that share half of its words or more."""
    return tuple(target for target in order if target != NOT_CORE and scores[target] >= _WEAK)[
        :MAX_CANDIDATES
    ]


def propose(readings: Iterable[Reading]) -> tuple[str, ...]:
    """Return the exercises that the words of a known name without a meaning are near to, best first."""
    likeness = rank_targets(readings)
    return _pick_weak(likeness, sorted(likeness, key=lambda target: -likeness[target]))


def _differ_by_slips(words: Sequence[str], known: Sequence[str], vocabulary: frozenset[str]) -> bool:
    """Tell whether two names are the same but for slips of the pen.

    Every word that differs must have a partner one slip away (two in long words), start with the same
    letter, and be no known word itself: "slide plank" is no misspelt "side plank".
    """
    from rapidfuzz.distance import OSA

    odd = [word for word in words if word not in known]
    left = [word for word in known if word not in words]
    if len(odd) != len(left):
        return False
    for word in odd:
        slips = 2 if len(word) >= LONG_WORD else 1
        partners = [other for other in left if other[0] == word[0] and OSA.distance(word, other) <= slips]
        familiar = word in vocabulary or word in read_glossary().phrases
        if not partners or familiar or len(word) < _SLIP_LENGTH or not word.isalpha():
            return False
        left.remove(min(partners, key=lambda other, word=word: OSA.distance(word, other)))  # type: ignore[misc]
    return True
