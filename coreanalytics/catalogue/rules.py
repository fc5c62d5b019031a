"""Rules: which exercise a set of concepts means, and which it is near to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from coreanalytics.catalogue.concepts import Reading, read_glossary
from coreanalytics.catalogue.exercise_table import NOT_CORE, read_data
from coreanalytics.catalogue.meanings import ONE_SIDED, Meaning, parse_meaning

#: Weight of a concept that a name has beyond a rule, against one that both have, in `Rulebook.rank`.
_SURPLUS: Final = 0.5
_PULL: Final = 0.02  # lead of a certain rule over one that asks
_CARRIED: Final = frozenset(
    {"load", "barbell", "overhead", "rack", "arm", "hand", "onearm", "double", "hold"}
)  # what makes a walk a carry
_SPORTS: Final = frozenset({"sport", "run", "bike"})  # their names are no parts of an exercise's
_LIFT: Final = 75.0  # likeness to an ordinary lift of a name that mentions one beside the trunk


@dataclass(frozen=True, slots=True)
class Rule:
    """Concepts that mean an exercise.

    Attributes
    ----------
    needs
        Concepts that a name must have.
    also
        Concepts that it may have as well; others make the rule fail.
    meaning
        What it then means.
    """

    needs: frozenset[str]
    also: frozenset[str]
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules (package data ``rules.csv``), by each of the concepts that they need."""

    rules: tuple[Rule, ...]
    needing: dict[str, tuple[int, ...]]
    plain: frozenset[str]

    def find(self, concepts: frozenset[str]) -> Meaning | None:
        """Return what the most demanding rules say that fit; sure only if they agree."""
        best: list[Rule] = []
        for rule in self._touching(concepts):
            if rule.needs <= concepts and concepts - rule.needs <= rule.also | self._free(rule.meaning):
                size = len(best[0].needs) if best else 0
                if len(rule.needs) > size:
                    best = [rule]
                elif len(rule.needs) == size:
                    best.append(rule)
        if not best:
            return None
        meaning = best[0].meaning
        for rule in best[1:]:
            meaning = meaning.join(rule.meaning)
        return meaning

    def rank(self, concepts: frozenset[str], unknown: int) -> dict[str, float]:
        """Return exercise -> likeness, 0-1, of the concepts to the rule of it that is most like them.

        Unknown words, counted by `unknown`, weigh like concepts that the rule does not have.
        """
        heavy = concepts - self.plain
        likeness: dict[str, float] = {}
        for rule in self._touching(concepts):
            common = len(rule.needs & heavy)
            lacking = len(rule.needs) - common
            if common < lacking or not common:
                continue
            surplus = len(heavy & rule.also - rule.needs)
            shared = common + _SURPLUS * surplus
            beyond = len(heavy) - common - surplus + unknown
            score = shared / (shared + lacking + _SURPLUS * beyond)
            for place, target in enumerate(rule.meaning.targets):
                value = score - _PULL * (place + (not rule.meaning.sure))
                likeness[target] = max(value, likeness.get(target, 0.0))
        return likeness

    def _touching(self, concepts: frozenset[str]) -> Iterable[Rule]:
        """Return the rules that need at least one of the concepts, each once, in the order of the file."""
        numbers: set[int] = set()
        for concept in concepts:
            numbers.update(self.needing.get(concept, ()))
        return [self.rules[number] for number in sorted(numbers)]

    def _free(self, meaning: Meaning) -> frozenset[str]:
        """Return the concepts that never tell apart: loads, and the sides of what is done side by side."""
        one_sided = meaning.targets[:1] == (NOT_CORE,) or meaning.targets[0] in ONE_SIDED
        return self.plain | {"left", "right", "double"} if one_sided else self.plain


@cache
def read_rules() -> Rulebook:
    """Return the rules, read once; ``hanging/bar`` in a rule stands for either or both."""
    rules = []
    for needs, also, exercise in read_data("rules.csv").select("needs", "also", "exercise").iter_rows():
        choices = [part.split("/") for part in needs.split()]
        allowed = frozenset((also or "").split()).union(*choices)
        for choice in product(*choices):
            rules.append(Rule(frozenset(choice), allowed, parse_meaning(exercise)))
    needing: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for concept in rule.needs:
            needing.setdefault(concept, []).append(number)
    plain = frozenset(concept for concept, kind in read_glossary().kinds.items() if kind == "plain")
    return Rulebook(tuple(rules), {key: tuple(found) for key, found in needing.items()}, plain)


def understand(readings: Iterable[Reading]) -> Meaning | None:
    """Return what a name means of which every word is understood; None where no rule knows it.

    Where words can be read in several ways, the readings that a rule knows must agree, or the meaning is
    not sure. A name that speaks of an ordinary lift and of nothing of the trunk is ``not_core``.
    """
    meaning: Meaning | None = None
    book = read_rules()
    for reading in readings:
        if reading.unknown:
            return None
        found = book.find(reading.concepts)
        if found is None and _list_kinds(reading) & {"lift", "core"} == {"lift"}:
            found = Meaning((NOT_CORE,), sure=True)
        if (
            found
            and reading.slips
            and found.targets == (NOT_CORE,)
            and _list_kinds(reading) & {"near", "core"}
        ):
            found = Meaning(found.targets, sure=False)
        if found is not None:
            meaning = found if meaning is None else meaning.join(found)
    return meaning


def mentions_only_lifts(readings: Sequence[Reading]) -> bool:
    """Tell whether a name speaks of ordinary lifts and nothing of the trunk, unknown words aside."""
    kinds = [_list_kinds(reading) for reading in readings if not reading.slips]
    return bool(kinds) and all(found & {"lift", "core", "near"} == {"lift"} for found in kinds)


def may_be_carry(readings: Iterable[Reading]) -> bool:
    """Tell whether a name speaks of a walk with something held, or with who knows what (unknown words)."""
    return any(
        "walk" in reading.concepts
        and "lift" not in _list_kinds(reading)
        and (bool(reading.unknown) or not _CARRIED.isdisjoint(reading.concepts))
        for reading in readings
    )


def names_a_lift(readings: Sequence[Reading]) -> bool:
    """Tell whether a name has the word of an ordinary lift in it, and of no sport."""
    sport = any(not _SPORTS.isdisjoint(reading.concepts) for reading in readings)
    return not sport and any("lift" in _list_kinds(reading) for reading in readings)


def mentions_trunk(readings: Iterable[Reading], known: frozenset[str]) -> bool:
    """Tell whether a name speaks of the trunk, or may do so in a misspelt word (none of `known`)."""
    glossary = read_glossary()
    return any(
        reading.slips > 0
        or "core" in _list_kinds(reading)
        or any(glossary.nears_trunk(word) for word in reading.unknown if word not in known)
        for reading in readings
    )


def rank_targets(readings: Iterable[Reading]) -> dict[str, float]:
    """Return exercise -> likeness, 0-100, of what a name speaks of to what the exercise is made of."""
    best: dict[str, float] = {}
    for reading in readings:
        for target, likeness in read_rules().rank(reading.concepts, len(reading.unknown)).items():
            best[target] = max(100.0 * likeness, best.get(target, 0.0))
        if "lift" in _list_kinds(reading):
            best[NOT_CORE] = max(_LIFT, best.get(NOT_CORE, 0.0))
    return best


def _list_kinds(reading: Reading) -> set[str]:
    kinds = read_glossary().kinds
    return {kinds.get(concept, "") for concept in reading.concepts}
