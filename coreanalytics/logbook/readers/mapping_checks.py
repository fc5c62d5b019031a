"""What a mapping must hold before a table can be read with it."""

from __future__ import annotations

from collections.abc import Mapping

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers.meanings import Meaning
from coreanalytics.logbook.readers.targets import (
    EFFORT,
    OF_A_PHASE,
    OF_A_PLACE,
    OF_A_SET,
    OF_BOTH,
    SAFETY,
    WHEN,
    all_targets,
)


def check_complete(columns: Mapping[str, Meaning], where: str) -> None:
    """Refuse a mapping that no table could be read with alone.

    Raises
    ------
    ArgumentError
        There is no date or nothing to read, or a column lacks another one.
    """
    read = {name: told for name, told in columns.items() if not told.is_ignored}
    targets = {told.target for told in read.values()}
    if not {"date", "moment", "start"} & targets:
        raise ArgumentError(texts.NO_DATE, where=where, hint=texts.NAME_A_DATE)
    if targets & OF_A_PHASE:
        _check_phases(targets, where)
        return
    answers = targets - WHEN - {"note", "side", "timing", "site", "quality", "session_note", "title"}
    if not answers - {"exercise"}:
        raise ArgumentError(texts.NOTHING_TO_READ, where=where, hint=texts.NAME_AN_ANSWER)
    _check_sets(read, targets, where)
    _check_places(targets, where)


def check_repeats(columns: Mapping[str, Meaning], where: str) -> None:
    """Refuse a mapping in which two columns are one thing.

    Raises
    ------
    ArgumentError
        They are, and neither safety questions nor boxes to tick, of which several make one answer.
    """
    read = {name: told for name, told in columns.items() if not told.is_ignored}
    first: dict[object, str] = {}
    for name, told in read.items():
        other = first.setdefault(told.place, name)
        if other == name or told.target in SAFETY:
            continue
        if not (told.value and read[other].value):
            raise ArgumentError(
                texts.two_columns(other, name, str(told.target)), where=where, hint=texts.IGNORE_ONE
            )


def _check_phases(targets: set[str], where: str) -> None:
    missing = sorted({"start", "program"} - targets)
    if missing:
        raise ArgumentError(texts.incomplete_phases(missing), where=where, hint=texts.PHASES)
    others = sorted(targets - OF_A_PHASE - {"person", "note"})
    if others:
        raise ArgumentError(texts.not_in_phases(others), where=where, hint=texts.PHASES)


def _check_places(targets: set[str], where: str) -> None:
    if not targets & (OF_A_PLACE - {"timing"}):
        return
    known = all_targets()
    wide = sorted(
        name
        for name in targets - OF_BOTH - OF_A_PLACE
        if name in SAFETY or name not in known or (known[name].kind == "rating")
    )
    if wide:
        raise ArgumentError(texts.both_layouts(wide[0]), where=where, hint=texts.LAYOUTS)
    if "site" not in targets or not {"intensity", "red_flag"} & targets:
        raise ArgumentError(texts.NO_PLACE, where=where, hint=texts.LAYOUTS)


def _check_sets(read: Mapping[str, Meaning], targets: set[str], where: str) -> None:
    long, wide = "exercise" in targets, any(told.exercise for told in read.values())
    for name, told in read.items():
        lone = told.target in OF_A_SET - {"exercise"} and told.exercise is None
        if lone and not long and (told.target in EFFORT or not wide):
            raise ArgumentError(texts.no_exercise(name), where=where, hint=texts.SETS_IN_A_ROW)
    if long and wide:
        raise ArgumentError(texts.TWO_EXERCISES, where=where, hint=texts.SETS_IN_A_ROW)
    if long and not targets & EFFORT:
        raise ArgumentError(texts.NO_EFFORT, where=where, hint=texts.NAME_EFFORT)
    groups: dict[object, set[str]] = {}
    for told in read.values():
        if told.exercise or told.number:
            groups.setdefault(told.place[1:], set()).add(told.target)
    shared = {t.target for t in read.values() if not t.exercise and not t.number}
    if any(not (group | shared) & EFFORT for group in groups.values()):
        raise ArgumentError(texts.NO_EFFORT, where=where, hint=texts.NAME_EFFORT)
