"""Names: which exercise of the catalogue a logged name means, never guessed silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.catalogue.exercise_table import NOT_CORE
from coreanalytics.catalogue.meanings import ONE_SIDED, Index, Meaning, read_families, read_index, sort_words
from coreanalytics.catalogue.own_names import OwnNames, read_aliases
from coreanalytics.catalogue.spelling import normalise, read_words, split_words

#: Columns of `match_names`.
MATCHES: Final[dict[str, pl.DataType]] = {
    "name": pl.String(),
    "exercise": pl.String(),
    "family": pl.String(),
    "status": pl.String(),
    "score": pl.Float64(),
    "candidates": pl.List(pl.String()),
    "hands": pl.Int32(),
    "side": pl.String(),
}

CERTAIN: Final = 90.0  #: from this score on, a name that differs by slips of the pen alone is matched (ours)
DOUBTFUL: Final = 75.0  #: from this score on, a name is near enough to ask about (ours)
MARGIN: Final = 5.0  #: lead of a match over the next exercise, in points of score (ours)

#: Score of a name whose words are all in another: this much, and the rest by its share of the letters, so
#: that "Plank Mix" is asked about and a long title that mentions a plank is not.
_CONTAINED: Final = (70.0, 29.0)
_MAX_LENGTH: Final = 120  # characters; longer text is no exercise name
_MAX_CANDIDATES: Final = 3
_SLIP_LENGTH: Final = 4  # shorter words have too many neighbours for a slip to be told from another word
_LONG_WORD: Final = 8  # from this length on, two slips in a word


@dataclass(frozen=True, slots=True)
class _Found:
    status: str
    exercise: str | None = None
    score: float = 100.0
    candidates: tuple[str, ...] = ()


def match_names(
    names: pl.Series | Iterable[str | None],
    aliases: pl.DataFrame | None = None,
    *,
    certain: float = CERTAIN,
    doubtful: float = DOUBTFUL,
    margin: float = MARGIN,
) -> pl.DataFrame:
    """Say for each distinct name which exercise of the catalogue it means.

    A person's own aliases win. Then come names that are known but for case, accents, order, spacing and
    added weight; then names that contain an ordinary lift and nothing of the trunk; then slips of the pen.
    A name that could mean two exercises, or is merely near one, is *doubtful* and carries the candidates.

    Parameters
    ----------
    names
        Names as logged; repeats and nulls are dropped.
    aliases
        A person's own names: ``name``, ``exercise`` (a catalogue id or ``not_core``; empty: only hands or
        side are told), and optionally ``hands`` (1 or 2) and ``side``. Two rows that give one name two
        exercises leave it doubtful.
    certain
        Score, 0-100, from which a misspelt name is matched.
    doubtful
        Score, 0-100, from which a name is asked about rather than left unmapped.
    margin
        Points by which a misspelt name must be nearer to its exercise than to any other.

    Returns
    -------
    polars.DataFrame
        One row a distinct name, in order of first appearance: ``name``; ``exercise`` (id, or null);
        ``family`` (null while doubtful or unmapped); ``status``: ``alias``, ``matched``, ``not_core``,
        ``doubtful`` or ``unmapped``; ``score`` 0-100 (100: the name itself is known; 0:
        nothing known is near); ``candidates``, at
        most three, of a doubtful name; ``hands`` and ``side`` as the aliases tell them, or the
        side as the name itself does ("Side Plank (Left)").

    Raises
    ------
    ArgumentError
        An alias points to an exercise that the catalogue does not have, or hands or side make no sense.
    DataError
        The alias frame lacks ``name`` or ``exercise``.

    Notes
    -----
    Exercises of the back, hips, arms, legs and chest are ``not_core``: not in the catalogue's families, not
    worthless. Abdominal exercises that the catalogue lacks (a kneeling cable crunch, a dragon flag) are
    doubtful or unmapped, never ``not_core``, since that would quietly lessen the dose of standard ab work.

    Examples
    --------
    >>> match_names(["SIDE PLANK", "Squat (Barbell)", "Cable Crunch"]).select("exercise", "status").rows()
    [('side_plank', 'matched'), (None, 'not_core'), (None, 'doubtful')]
    """
    series = names if isinstance(names, pl.Series) else pl.Series(list(names), dtype=pl.String)
    distinct: list[str] = series.cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    own, index = read_aliases(aliases), read_index()
    found: dict[str, _Found] = {}
    open_names: dict[str, str] = {}
    for name in distinct:
        normalised = normalise(name)
        known = _look_up(name, normalised, own, index)
        if known is None:
            open_names[name] = normalised
        else:
            found[name] = known
    found |= _compare(open_names, index, certain, doubtful, margin)
    return _tabulate(distinct, found, own)


def _look_up(name: str, normalised: str, own: OwnNames, index: Index) -> _Found | None:
    """Answer without measuring likeness; None where it takes that."""
    meaning = own.find(name, normalised)
    if meaning is not None:
        return _answer(meaning, 100.0, status="alias")
    if not normalised or len(normalised) > _MAX_LENGTH:
        return _Found("unmapped", score=0.0)
    meaning = index.find(normalised)
    if meaning is not None:
        return _answer(meaning, 100.0)
    if any(index.is_not_core(split_words(normalised, without_loads=flag)) for flag in (False, True)):
        return _Found(NOT_CORE)
    return None


def _answer(meaning: Meaning, score: float, status: str = "matched") -> _Found:
    """Turn the meaning of a known name into an answer."""
    if not meaning.targets:
        return _Found("unmapped", score=score)
    if not meaning.sure:
        return _Found("doubtful", score=score, candidates=meaning.targets[:_MAX_CANDIDATES])
    target = meaning.targets[0]
    if target != NOT_CORE:
        return _Found(status, target, score)
    return _Found("alias" if status == "alias" else NOT_CORE, score=score)


def _compare(
    open_names: dict[str, str], index: Index, certain: float, doubtful: float, margin: float
) -> dict[str, _Found]:
    """Measure the likeness of unknown names to all known ones (rapidfuzz), and judge each."""
    if not open_names:
        return {}
    import numpy as np
    from rapidfuzz import fuzz, process

    words = [split_words(normalised, without_loads=True) for normalised in open_names.values()]
    keys = [sort_words(name_words) for name_words in words]
    entries = list(index.unordered)
    floor = min(doubtful, certain)  # nothing below is ever named, and skipping it makes the measure fast
    scores = process.cdist(keys, entries, scorer=fuzz.ratio, score_cutoff=floor, dtype=np.float32)
    found = {}
    for name, key, name_words, row in zip(open_names, keys, words, scores, strict=True):
        near = {entries[column]: float(row[column]) for column in np.flatnonzero(row)}
        for entry, score in _contain(key, name_words, index):
            near[entry] = max(score, near.get(entry, 0.0))
        ranked = sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))
        found[name] = _judge(key, ranked, index, certain, doubtful, margin)
    return found


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
    index: Index,
    certain: float,
    doubtful: float,
    margin: float,
) -> _Found:
    """Decide on one name, given the known names most like it, best first."""
    best: dict[str, float] = {}
    for entry, score in ranked:
        for target in index.unordered[entry].targets:
            best.setdefault(target, score)
    if ranked:
        entry, score = ranked[0]
        meaning = index.unordered[entry]
        rivals = [other for target, other in best.items() if target not in meaning.targets]
        clear = score >= certain and score - max(rivals, default=0.0) >= margin
        if clear and _differ_by_slips(key.split(), entry.split(), index.vocabulary):
            return _answer(meaning, score)
    top = next((score for target, score in best.items() if target != NOT_CORE), 0.0)
    if top < doubtful:
        return _Found("unmapped", score=max(best.values(), default=0.0))
    return _Found("doubtful", score=top, candidates=tuple(best)[:_MAX_CANDIDATES])


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
        slips = 2 if len(word) >= _LONG_WORD else 1
        partners = [other for other in left if other[0] == word[0] and OSA.distance(word, other) <= slips]
        if not partners or word in vocabulary or len(word) < _SLIP_LENGTH or not word.isalpha():
            return False
        left.remove(min(partners, key=lambda other, word=word: OSA.distance(word, other)))  # type: ignore[misc]
    return True


def _read_side(name: str) -> str | None:
    """Return the side that a name tells in so many words: "Side Plank (Left)"."""
    sides = read_words().sides
    told = {sides[word] for word in normalise(name).split() if word in sides}
    return told.pop() if len(told) == 1 else None


def _tabulate(distinct: Sequence[str], found: dict[str, _Found], own: OwnNames) -> pl.DataFrame:
    """Lay the answers out as `MATCHES`."""
    families = read_families()
    rows = []
    for name in distinct:
        answer = found[name]
        settled = answer.status in ("alias", "matched", NOT_CORE)
        family = families[answer.exercise or NOT_CORE] if settled else None
        hands, side = own.tell(name)
        if side is None and answer.exercise in ONE_SIDED:
            side = _read_side(name)
        rows.append(
            (name, answer.exercise, family, answer.status, answer.score, list(answer.candidates), hands, side)
        )
    return pl.DataFrame(rows, schema=MATCHES, orient="row")
