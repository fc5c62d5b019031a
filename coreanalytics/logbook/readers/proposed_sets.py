"""Proposals for tables of training: measures beside an exercise, and columns headed by an exercise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers.foreign_contents import Contents, look_at
from coreanalytics.logbook.readers.foreign_headings import guess_measure, simplify
from coreanalytics.logbook.readers.meanings import Meaning

_SET: Final = re.compile(r"\b(?:set|satz|serie|série|s)\s*(\d{1,2})\b|(?<=[a-z. ])(\d{1,2})$", re.IGNORECASE)
_MINUTES: Final = re.compile(r"\b(min|mins|minut\w*|dakika|dk)\b")
_HOURS: Final = re.compile(r"\b(h|hrs?|hours?|std|stunden?|heures?|horas?|ore|saat)\b")
_WAYS: Final = (("mi", re.compile(r"\b(miles?|mi)\b")), ("km", re.compile(r"\b(kms?|kilomet\w*)\b")))
_TIMED: Final = frozenset({"sleep_h", "sitting_h", "stretch_min", "massage_min", "minutes", "duration_s"})
#: What stands in a column of which nothing is known.
NOTHING: Final = look_at(pl.Series([], dtype=pl.String), {})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column is likely to be.

    Attributes
    ----------
    name
        Heading, as `mapping.name_columns` names it.
    meaning
        What is proposed.
    examples
        Some of its values, for a person to see.
    note
        What to check; empty: nothing.
    """

    name: str
    meaning: Meaning
    examples: tuple[str, ...]
    note: str = ""


def propose_unit(name: str, target: str, content: Contents = NOTHING) -> str | None:
    """Return the unit that the cells of a target are in, by its heading; None: the target's own."""
    words = simplify(name)
    if target in _TIMED:
        minutes, hours = bool(_MINUTES.search(words)), bool(_HOURS.search(words))
        if target in ("sleep_h", "sitting_h"):
            return "min" if (minutes and not hours) or (content.most or 0) > 24 else None
        if target == "duration_s":
            return "min" if minutes else None
        return "h" if hours and not minutes else None
    if target in ("run_km", "distance_m"):
        unit = next((unit for unit, pattern in _WAYS if pattern.search(words)), None)
        return None if unit == "km" and target == "run_km" else unit
    return None


def propose_measure(name: str) -> Meaning | None:
    """Propose for a column of a table of sets: a measure, perhaps of one of the sets of the row."""
    number = _SET.search(name)
    target = guess_measure(_SET.sub(" ", name))
    if target is None:
        return None
    digits = next(filter(None, number.groups()), None) if number else None
    told = int(digits) if digits and int(digits) else None
    return Meaning(target, unit=propose_unit(name, target), number=told)


def find_exercises(found: Sequence[Proposal], contents: Sequence[Contents]) -> list[Proposal]:
    """Propose sets for columns headed by an exercise: a column for each."""
    from coreanalytics.catalogue import match_names

    stems: dict[int, tuple[str, str | None, int | None]] = {}
    for place, proposal in enumerate(found):
        content = contents[place]
        if proposal.note == texts.NOT_KNOWN and max(content.numbers, content.durations) >= 0.5:
            stems[place] = _part_heading(proposal.name)
    names = [stem for stem, _, _ in stems.values() if stem]
    if not names:
        return list(found)
    matched = match_names(names)
    status = dict(matched.select("name", "status").iter_rows())
    chosen = list(found)
    for place, (stem, measure, number) in stems.items():
        sure = {"matched", "alias"} | ({"not_core"} if measure else set())
        if status.get(stem) in sure:
            own = "duration_s" if contents[place].numbers < 0.5 else "reps"
            told = Meaning(measure or own, exercise=stem, number=number)
            unit = propose_unit(chosen[place].name, told.target)
            chosen[place] = replace(chosen[place], meaning=replace(told, unit=unit), note="")
    return chosen


def _part_heading(name: str) -> tuple[str, str | None, int | None]:
    """Return the exercise in a heading, the measure beside it and the number of the set.

    Examples
    --------
    >>> _part_heading("Side plank, set 2 (sec)"), _part_heading("Crunches")
    (('Side plank', 'duration_s', 2), ('Crunches', None, None))
    """
    number = _SET.search(re.sub(r"[()\[\]]", " ", name).strip())
    digits = next(filter(None, number.groups()), None) if number else None
    words = re.split(r"[\s,;:()\[\]_/–—-]+", _SET.sub(" ", re.sub(r"[()\[\]]", " ", name).strip()))
    measures = [guess_measure(word) if word else None for word in words]
    stem = " ".join(word for word, measure in zip(words, measures, strict=True) if word and measure is None)
    told = next((measure for measure in measures if measure), None)
    return stem, told, int(digits) if digits and int(digits) else None
