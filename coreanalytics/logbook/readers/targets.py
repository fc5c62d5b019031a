"""Targets: what a column of a foreign table can be, each a column of our own plain tables."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from coreanalytics import vocabulary as v
from coreanalytics.logbook.readers.plain_columns import COLUMNS, Column, Kind
from coreanalytics.logbook.readers.plain_headings import find_wide, tidy

#: A column that is not read.
IGNORE: Final = "ignore"
#: Targets that say whose a record is and when it was.
WHEN: Final = frozenset({"person", "date", "time", "moment", "session"})
#: Targets that only a set has.
OF_A_SET: Final = frozenset(
    {"exercise", "set", "set_index", "occurrence", "kind", "hands", "load_unit", "leg_raised", "rpe"}
    | {"reps", "load", "load_kg", "load_lb", "duration_s", "distance_m", "band_distance_m", "session_note"}
)
#: What makes a record a set.
EFFORT: Final = frozenset(
    {"reps", "load", "load_kg", "load_lb", "duration_s", "distance_m", "set", "set_index"}
)
#: Targets that a set and a session both have.
OF_BOTH: Final = frozenset({"gave_out_first", "abs_felt", "minutes", "title"})
OF_A_PHASE: Final = frozenset(
    {"start", "end", "program", "assigned", "planned_sessions", "planned_sets", "schedule"}
)
#: Pain in the long layout: one site a record.
OF_A_PLACE: Final = frozenset({"site", "timing", "intensity", "quality", "red_flag"})
SAFETY: Final = frozenset({"below_knee", "emergency"})
#: Targets on a scale from 0 to 10; the last two in halves.
RATED: Final = frozenset({"intensity", "abs_felt", "session_rpe", "rpe"})

_HOURS: Final = {"h": 1.0, "min": 1 / 60, "s": 1 / 3600}
_MINUTES: Final = {"min": 1.0, "h": 60.0, "s": 1 / 60}
_METRES: Final = {
    "m": 1.0,
    "km": 1000.0,
    "cm": 0.01,
    "mi": v.MILE_M,
    "yd": 0.9144,
    "ft": 0.3048,
    "in": 0.0254,
}
#: Units that cells of a target can be in, and how many of the target's own unit one of them is. The first
#: is the target's own.
_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "sleep_h": _HOURS,
    "sitting_h": _HOURS,
    "stretch_min": _MINUTES,
    "massage_min": _MINUTES,
    "minutes": _MINUTES,
    "duration_s": {"s": 1.0, "min": 60.0, "h": 3600.0},
    "distance_m": _METRES,
    "band_distance_m": _METRES,
    "run_km": {"km": 1.0, "m": 0.001, "mi": v.MILE_M / 1000},
    "load_kg": {"kg": 1.0},
    "load_lb": {"lb": 1.0},
}
_PLACES: Final = {
    "low_back": "the lower back",
    "thigh_root_left": "the front of the hip or the groin, left",
    "thigh_root_right": "the front of the hip or the groin, right",
    "thigh_root_both": "the front of the hip or the groin, both sides in one rating",
    "control": "jaw or tooth ache: a place that no ab training should change",
}
_QUESTIONS: Final = {
    "below_knee": "numbness or pain below the knee, yes or no",
    "emergency": "any emergency sign, yes or no",
}
#: Other ways to write a target, beside the aliases of our own tables.
_ALIASES: Final = {
    "skip": IGNORE,
    "no": IGNORE,
    "nothing": IGNORE,
    "ignored": IGNORE,
    "date_and_time": "moment",
    "when": "moment",
    "lower_back": "low_back",
    "thigh_root": "thigh_root_both",
    "groin": "thigh_root_both",
    "jaw": "control",
    "tooth": "control",
    "whole_body": "emergency",
    "analgesics": "analgesic",
    "set_number": "set",
    "kg": "load_kg",
    "lb": "load_lb",
    "lbs": "load_lb",
    "metres": "distance_m",
    "distance": "distance_m",
    "hold": "duration_s",
    "srpe": "session_rpe",
    "name": "person",
    "id": "person",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can be.

    Attributes
    ----------
    name
        As it is written in a mapping.
    meaning
        In a few words.
    kind
        How its cells are read (see `plain_columns.Column`).
    units
        Units that its cells can be in, and how many of the target's own unit one of them is.
    """

    name: str
    meaning: str
    kind: Kind | None
    units: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_rated(self) -> bool:
        """Whether its cells are on a scale from 0 to 10."""
        return self.kind == "rating" or self.name in RATED

    @property
    def is_pain(self) -> bool:
        """Whether it is a rating of a place of the body."""
        return self.kind == "rating" and self.name != "abs_felt"


@cache
def all_targets() -> Mapping[str, Target]:
    """Return what a column can be, by name; pain with other timings is not listed (see `find_target`)."""
    found = {name: Target(name, text, "rating") for name, text in _PLACES.items()}
    found |= {name: Target(name, text, "flag") for name, text in _QUESTIONS.items()}
    for table in ("pain", "habits", "sessions", "sets", "phases"):
        for column in COLUMNS[table]:
            name = _name(column)
            if name not in found and name != "mapped":  # worked out here
                found[name] = Target(name, column.meaning, column.kind, _UNITS.get(name, {}))
    return found


def find_target(text: str) -> Target | None:
    """Return the target that is meant, in its own name or another way to write it; None: there is none.

    Examples
    --------
    >>> find_target("Low back").name, find_target("weight").name, find_target("low_back_next_morning").name
    ('low_back', 'load', 'low_back_next_morning')
    >>> find_target("mood") is None
    True
    """
    name = tidy(text)
    name = _ALIASES.get(name, name)
    known = all_targets()
    if name in known:
        return known[name]
    if name == IGNORE:
        return Target(IGNORE, "not read", None)
    wide = find_wide([name])
    if wide:
        column = wide[0]
        site = {v.Site.WHOLE_BODY: "emergency"}.get(column.site, str(column.site))
        side = f"_{column.side}" if column.side and column.site == v.Site.THIGH_ROOT else ""
        base = known.get(f"{site}{side}", known.get(site))
        if base is None:
            return None
        timing = f"_{column.timing}" if column.timing and column.timing != v.Timing.DAY else ""
        return Target(f"{base.name}{timing}", base.meaning, base.kind)
    return _find_alias(name)


def near_targets(text: str) -> list[str]:
    """Return the names of the targets nearest to a word that is none."""
    names = {**{name: name for name in (*all_targets(), IGNORE)}, **_ALIASES}
    near = difflib.get_close_matches(tidy(text), names, n=5, cutoff=0.5)
    return list(dict.fromkeys(names[name] for name in near))[:3]


def timing_of(name: str) -> str | None:
    """Return the timing in the name of a pain target; None: that of the record, else the day's own."""
    wide = find_wide([name])
    return str(wide[0].timing) if wide and wide[0].timing else None


def _name(column: Column) -> str:
    return column.heading or {"set_number": "set"}.get(column.name, column.name)


def _find_alias(name: str) -> Target | None:
    for table in ("pain", "habits", "sessions", "sets", "phases"):
        for column in COLUMNS[table]:
            if _name(column) in all_targets() and (name in column.aliases or name == column.name):
                return all_targets()[_name(column)]
    return None
