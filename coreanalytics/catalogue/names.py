"""Names: which exercise of the catalogue a logged name means, never guessed silently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from coreanalytics.catalogue.answers import CERTAIN, DOUBTFUL, MARGIN, MAX_CANDIDATES, Answer, Limits, say
from coreanalytics.catalogue.concepts import SIDES, Reading, list_telling, read_name
from coreanalytics.catalogue.counts import states_weight
from coreanalytics.catalogue.exercise_table import NOT_CORE
from coreanalytics.catalogue.joined import find_alternatives
from coreanalytics.catalogue.likeness import OpenName, compare_names, propose
from coreanalytics.catalogue.marks import fits, strip_name
from coreanalytics.catalogue.meanings import ONE_SIDED, Index, Meaning, read_families, read_index
from coreanalytics.catalogue.own_names import OwnNames, read_aliases
from coreanalytics.catalogue.rules import (
    may_be_carry,
    mentions_only_lifts,
    mentions_trunk,
    names_a_lift,
    understand,
)
from coreanalytics.catalogue.spelling import normalise, split_words

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

#: A machine for the abdominals, whichever; one whose weight is chosen is the crunch machine.
_AB_MACHINE: Final = ("machine_crunch", "crunch")
_MAX_LENGTH: Final = 120  # characters; longer text is no exercise name


def match_names(
    names: pl.Series | Iterable[str | None],
    aliases: pl.DataFrame | None = None,
    *,
    certain: float = CERTAIN,
    doubtful: float = DOUBTFUL,
    margin: float = MARGIN,
) -> pl.DataFrame:
    """Say for each distinct name which exercise of the catalogue it means.

    A person's own aliases win. Then come names that are known but for case, accents, order, spacing, counts
    and added weight; then names of which every word is understood (in English, German, French, Spanish,
    Italian, Portuguese or Turkish) and that mean one exercise; then names that contain an ordinary lift and
    nothing of the trunk; then slips of the pen. A name that could mean two exercises, or is merely near
    one, is *doubtful* and carries the candidates.

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
        ``doubtful`` or ``unmapped``; ``score`` 0-100 (100: the name itself is known or understood; 0:
        nothing known is near); ``candidates``, at most three, of a doubtful or unmapped name, likeliest
        first; ``hands`` and ``side`` as the aliases tell them, or the side as the name itself does
        ("Side Plank (Left)").

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
    limits = Limits(certain, doubtful, margin)
    found: dict[str, Answer] = {}
    open_names: dict[str, OpenName] = {}
    marks: dict[str, frozenset[str]] = {}
    for name in distinct:
        normalised = normalise(name)
        meaning = own.find(name, normalised)
        if meaning is not None:
            found[name] = say(meaning, 100.0, status="alias")
            continue
        stripped, marks[name] = strip_name(name)
        answer = _look_up(name, normalised, stripped, index, limits)
        if isinstance(answer, OpenName):
            open_names[name] = answer
        else:
            found[name] = answer
    found |= compare_names(open_names, index, limits)
    for name, kinds in marks.items():
        answer = found[name]
        if answer.status == "matched" and not fits(answer.exercise, kinds):
            found[name] = Answer("doubtful", score=answer.score, candidates=(str(answer.exercise),))
    return _tabulate(distinct, found, own)


def _look_up(name: str, normalised: str, stripped: str, index: Index, limits: Limits) -> Answer | OpenName:
    """Answer what needs no measure of likeness; else return what was made of the name without its counts."""
    if not normalised or len(normalised) > _MAX_LENGTH:
        return Answer("unmapped", score=0.0)
    if normalised not in index.written:
        either = find_alternatives(stripped, lambda part: _read_part(part, index))
        if either:
            whole = _read_part(stripped, index)  # "side plank + leg lift" may well be one exercise
            first = () if whole is None else tuple(t for t in whole.targets if t not in (*either, NOT_CORE))
            return Answer("doubtful", candidates=(*first, *either)[:MAX_CANDIDATES])
    weighed = states_weight(name)
    meaning = index.written.get(normalised) if stripped != name else index.find(normalised)
    if meaning is None and stripped != name:
        normalised = normalise(stripped)
        meaning = index.find(normalised)
    known = meaning is not None and bool(meaning.targets)
    if meaning is not None and known and (meaning.targets != (NOT_CORE,) or normalised in index.written):
        return say(_weigh(meaning, weighed), 100.0)
    readings = read_name(stripped, index.vocabulary)
    carry = may_be_carry(readings)  # then "walk" is not known from "walk with a kettlebell"
    if meaning is not None and not (known and carry):
        return say(meaning, 100.0) if known else Answer("unmapped", candidates=propose(readings))
    understood = _understand(readings, limits, weighed=weighed)
    if understood is not None:
        return _doubt_known(understood, normalised, readings, index) or OpenName(normalised, readings)
    if not (carry or mentions_trunk(readings, index.vocabulary)) and (
        mentions_only_lifts(readings)
        or any(index.is_not_core(split_words(normalised, without_loads=flag)) for flag in (False, True))
    ):
        return Answer(NOT_CORE)
    return OpenName(normalised, readings)


def _doubt_known(
    understood: Answer, normalised: str, readings: Sequence[Reading], index: Index
) -> Answer | None:
    """Return the answer for an understood name, unless it holds a known one that says otherwise (then None).

    "Gainage" is asked about, and so is "fast gainage"; no ordinary lift holds the name of an exercise.
    """
    words = normalised.split()
    if understood.status == NOT_CORE and names_a_lift(readings) and index.holds_exercise(words):
        return None
    telling = list_telling(words)
    if understood.status != "doubtful" and 0 < len(telling) < len(words):
        known = index.find(" ".join(telling))
        if known is not None and known.targets and not known.sure:
            return say(known, 100.0)
    return understood


def _weigh(meaning: Meaning, weighed: bool) -> Meaning:
    """Return a meaning; an abdominal machine of which the weight is told is the crunch machine."""
    return Meaning(meaning.targets[:1], sure=True) if weighed and meaning.targets == _AB_MACHINE else meaning


def _read_part(part: str, index: Index) -> Meaning | None:
    """Return what a part of a joined name means by itself."""
    normalised = normalise(part)
    meaning = index.find(normalised) if normalised else None
    if meaning is not None and meaning.targets:
        return meaning
    readings = read_name(part, index.vocabulary)
    meaning = understand(readings)
    if meaning is not None and not any(reading.slips for reading in readings):
        return meaning
    lift = not mentions_trunk(readings, index.vocabulary) and (
        mentions_only_lifts(readings) or index.is_not_core(split_words(normalised))
    )
    return Meaning((NOT_CORE,), sure=True) if lift else None


def _understand(readings: Sequence[Reading], limits: Limits, *, weighed: bool) -> Answer | None:
    """Answer for a name of which every word is understood; None where there are others or no rule."""
    meaning = understand(readings)
    if meaning is None:
        return None
    meaning = _weigh(meaning, weighed)
    score = min(reading.score for reading in readings)
    slips = any(reading.slips for reading in readings)
    if slips and (score < limits.certain or score < limits.margin):
        meaning = Meaning(meaning.targets, sure=False)
    return say(meaning, score)


def _read_side(name: str) -> str | None:
    """Return the side that a name tells in so many words: "Side Plank (Left)"."""
    stripped, _ = strip_name(name)
    told = {side for reading in read_name(stripped) for side in SIDES if side in reading.concepts}
    return told.pop() if len(told) == 1 else None


def _tabulate(distinct: Sequence[str], found: dict[str, Answer], own: OwnNames) -> pl.DataFrame:
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
