"""Meanings: what one column of a foreign table is, and how its cells are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers.targets import IGNORE, OF_A_SET, Target, find_target, near_targets
from coreanalytics.vocabulary import INTENSITY_RANGE

WORDS: Final = "words"  #: a scale of words: none, mild, moderate …
_PARTS: Final = frozenset({"is", "scale", "unit", "words", "value", "exercise", "set"})
_SCALE: Final = re.compile(r"([01])\s*[-–—]\s*(\d{1,3})")
_LOADS: Final = {"kg": "load_kg", "lb": "load_lb"}
_UNIT_NAMES: Final = {
    **dict.fromkeys(("hour", "hours", "hrs", "hr", "std", "stunden"), "h"),
    **dict.fromkeys(("minute", "minutes", "mins", "minuten"), "min"),
    **dict.fromkeys(("second", "seconds", "sec", "secs", "sek"), "s"),
    **dict.fromkeys(("kgs", "kilo", "kilos", "kilograms"), "kg"),
    **dict.fromkeys(("lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("mile", "miles"), "mi"),
    **dict.fromkeys(("inch", "inches"), "in"),
    **dict.fromkeys(("foot", "feet"), "ft"),
    **dict.fromkeys(("yard", "yards"), "yd"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column is, and how its cells are read.

    Attributes
    ----------
    target
        See `targets`; `ignore` for a column that is not read.
    scale
        ``0-100`` (divided by ten), another range such as ``1-5`` (stretched to 0-10 and marked as
        `mapped`), or ``words``; what is told is rounded half up. None: 0-10, whole numbers only.
    unit
        Unit of the cells, where it is not the target's own.
    words
        What stands in a cell, and what it is read as.
    value
        What a tick in this column means; a column without a tick says nothing.
    exercise, number
        Exercise and number of the set that the column tells of, in tables with several sets a row.
    """

    target: str
    scale: str | None = None
    unit: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    value: str | None = None
    exercise: str | None = None
    number: int | None = None

    @property
    def is_ignored(self) -> bool:
        """Whether the column is not read."""
        return self.target == IGNORE

    @property
    def range(self) -> tuple[int, int] | None:
        """Ends of the scale, where one is told."""
        match = _SCALE.fullmatch(self.scale or "")
        return (int(match[1]), int(match[2])) if match else None

    @property
    def place(self) -> tuple[str, str | None, int | None]:
        """What two columns of one table cannot both be."""
        return self.target, None if self.exercise is None else fold(self.exercise), self.number

    def to_told(self) -> str | dict[str, Any]:
        """Return the meaning as plain JSON types: the target alone where there is no more to say."""
        parts = {
            "scale": self.scale,
            "unit": self.unit,
            "words": dict(self.words) or None,
            "value": self.value,
            "exercise": self.exercise,
            "set": self.number,
        }
        told = {key: value for key, value in parts.items() if value is not None}
        return {"is": self.target, **told} if told else self.target

    def __str__(self) -> str:
        more = [
            self.scale or "",
            self.unit or "",
            f"= {self.value}" if self.value else "",
            f"of {self.exercise}" if self.exercise else "",
            f"set {self.number}" if self.number is not None else "",
        ]
        return " ".join([self.target, *filter(None, more)])


IGNORED: Final = Meaning(IGNORE)


def parse_meaning(told: object, where: str) -> Meaning:
    """Return what a column is told to be.

    Parameters
    ----------
    told
        A target with how its cells are read behind it, such as ``"low_back 0-100"``, ``"weight lb"`` or
        ``"reps of Side plank set 2"``; or a table of `is`, `scale`, `unit`, `words`, `value`, `exercise`
        and `set`.
    where
        The column, for messages.

    Raises
    ------
    ArgumentError
        There is no such target, or its cells cannot be read like that.

    Examples
    --------
    >>> str(parse_meaning("weight lbs", "a")), str(parse_meaning("reps of Side plank set 2", "a"))
    ('load_lb', 'reps of Side plank set 2')
    """
    parts = _split(told) if isinstance(told, str) else told
    if not isinstance(parts, Mapping) or not isinstance(parts.get("is"), str):
        raise ArgumentError(texts.NO_TARGET, where=where, hint=texts.TARGET_FORMS)
    unknown = sorted(str(key) for key in set(parts) - _PARTS)
    if unknown:
        raise ArgumentError(texts.unknown_key(unknown[0]), where=where, hint=texts.KNOWN_PARTS)
    target = find_target(parts["is"])
    if target is None:
        raise ArgumentError(
            texts.unknown_target(parts["is"]), where=where, hint=texts.near(near_targets(parts["is"]))
        )
    if target.name == IGNORE:
        return IGNORED
    meaning = Meaning(target.name, value=_text(parts.get("value")), exercise=_text(parts.get("exercise")))
    meaning = _with_unit(meaning, target, _text(parts.get("unit")), where)
    meaning = replace(meaning, scale=_read_scale(parts.get("scale"), target, where))
    meaning = replace(meaning, words=_read_words(parts.get("words"), target, where))
    return _with_number(meaning, parts.get("set"), where)


def _split(told: str) -> dict[str, Any]:
    """Take a target and what stands behind it apart."""
    text = " ".join(told.split())
    if find_target(text) is not None or " " not in text:
        return {"is": text}
    name, _, rest = text.partition(" ")
    parts: dict[str, Any] = {"is": name}
    of = re.fullmatch(r"(?P<before>.*?)\bof (?P<exercise>.+?)(?:,? set (?P<set>\d{1,2}))?", rest)
    if of:
        parts |= {"exercise": of["exercise"], **({"set": int(of["set"])} if of["set"] else {})}
        rest = of["before"]
    rest, sign, value = rest.partition("=")
    if sign:
        parts["value"] = value.strip()
    number = re.search(r"\bset (\d{1,2})\b", rest)
    if number:
        parts["set"] = int(number[1])
        rest = rest.replace(number[0], "")
    for word in re.sub(r"\s*[-–—]\s*", "-", rest).split():
        parts["scale" if word == WORDS or _SCALE.fullmatch(word) else "unit"] = word
    return parts


def _text(told: object) -> str | None:
    return " ".join(str(told).split()) or None if told is not None else None


def _with_unit(meaning: Meaning, target: Target, unit: str | None, where: str) -> Meaning:
    if unit is None:
        return meaning
    unit = _UNIT_NAMES.get(unit.lower(), unit.lower())
    if target.name in ("load", *_LOADS.values()) and unit in _LOADS:
        return replace(meaning, target=_LOADS[unit])
    if unit not in target.units:
        known = list(_LOADS) if target.name.startswith("load") else list(target.units)
        raise ArgumentError(texts.unknown_unit(unit, target.name), where=where, hint=texts.units(known))
    return replace(meaning, unit=None if unit == next(iter(target.units)) else unit)


def _read_scale(told: object, target: Target, where: str) -> str | None:
    scale = _text(told)
    if scale is None:
        return None
    if not target.is_rated:
        raise ArgumentError(texts.no_scale(target.name), where=where, hint=texts.RATED_TARGETS)
    if scale.lower() == WORDS and target.kind == "rating":
        return WORDS
    match = _SCALE.fullmatch(scale)
    if match is None or int(match[2]) - int(match[1]) < 2 or int(match[2]) > 100:
        raise ArgumentError(texts.unknown_scale(scale), where=where, hint=texts.SCALES)
    return f"{match[1]}-{int(match[2])}"


def _read_words(told: object, target: Target, where: str) -> dict[str, str]:
    if told is None:
        return {}
    if not isinstance(told, Mapping):
        raise ArgumentError(texts.NO_WORDS, where=where, hint=texts.WORDS_FORM)
    words = {fold(str(word)): str(meant).strip() for word, meant in told.items()}
    for word, meant in words.items():
        low, high = INTENSITY_RANGE
        if target.kind == "rating" and not (meant.isdecimal() and low <= int(meant) <= high):
            raise ArgumentError(texts.word_without_number(word, meant), where=where, hint=texts.WORDS_FORM)
    return words


def _with_number(meaning: Meaning, told: object, where: str) -> Meaning:
    if told is None and meaning.exercise is None:
        return meaning
    if meaning.target not in OF_A_SET or meaning.target in ("exercise", "set", "set_index", "occurrence"):
        raise ArgumentError(texts.no_set(meaning.target), where=where, hint=texts.SETS_IN_A_ROW)
    if told is None:
        return meaning
    if isinstance(told, bool) or not isinstance(told, int) or not 1 <= told <= 99:
        raise ArgumentError(texts.bad_option("set", told), where=where, hint=texts.SET_NUMBER)
    return replace(meaning, number=told)
