"""Headings of our own tables: which column is which, and which tables a file holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coreanalytics import vocabulary as v
from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers.plain_columns import COLUMNS

#: Columns of an exported table that are worked out anew, never read.
DERIVED: Final = frozenset({"app", "family", "exercise", "source_file", "source_line"})
#: Headings that only files have which are none of these tables.
_FOREIGN: Final = (
    frozenset({"category", "exercise", "time"}),
    frozenset({"set_order"}),
    frozenset({"exercise_title"}),
    frozenset({"workout_#"}),
    frozenset({"redcap_event_name"}),  # REDCap: whose a record is stands in its first column (see `mapped`)
    frozenset({"redcap_repeat_instrument"}),
    frozenset({"redcap_repeat_instance"}),
    frozenset({"repeat_instrument"}),  # the same with labels
    frozenset({"repeat_instance"}),
    frozenset({"time_zero", "day_in_phase"}),  # person-days, which are made of logs
)
_WIDE: Final = re.compile(
    r"(?P<site>thigh_root|low_back|lower_back|control|jaw|tooth|below_knee|emergency)"
    r"(?:_(?P<side>left|right|both))?(?:_(?P<timing>day|next_morning|before|during|after))?"
)
_WIDE_SITES: Final = {
    "lower_back": v.Site.LOW_BACK,
    "jaw": v.Site.CONTROL,
    "tooth": v.Site.CONTROL,
    "emergency": v.Site.WHOLE_BODY,
}


@dataclass(frozen=True, slots=True)
class WideColumn:
    """A pain column of the wide layout.

    Attributes
    ----------
    position
        In the header.
    site, side
        Where; a thigh root without a side means both.
    timing
        As named in the heading; None: the `timing` column, else the day's own rating.
    """

    position: int
    site: v.Site
    side: v.Side | None
    timing: v.Timing | None


def tidy(heading: str) -> str:
    """Return a heading as these tables write it.

    Examples
    --------
    >>> tidy(" Load (kg)"), tidy("Exercise name")
    ('load_kg', 'exercise_name')
    """
    return re.sub(r"[^\w#]+", "_", fold(heading)).strip("_")


def find_columns(table: str, names: Sequence[str]) -> dict[str, list[int]]:
    """Return, by draft name, the positions in `names` (tidied headings) of the columns of a table.

    The name itself comes before its aliases.
    """
    found: dict[str, list[int]] = {}
    for column in COLUMNS[table]:
        wanted = (column.name, *column.aliases)
        positions = [names.index(name) for name in wanted if name in names]
        positions += [i for i, name in enumerate(names) if name in wanted and i not in positions]
        if positions:
            found[column.name] = positions
    return found


def find_wide(names: Sequence[str]) -> list[WideColumn]:
    """Return the pain columns of the wide layout among tidied headings."""
    wide = []
    for position, name in enumerate(names):
        match = _WIDE.fullmatch(name)
        if match:
            site = _WIDE_SITES.get(match["site"]) or v.Site(match["site"])
            side = v.Side(match["side"]) if match["side"] else None
            if site == v.Site.THIGH_ROOT and side is None:
                side = v.Side.BOTH
            wide.append(
                WideColumn(position, site, side, v.Timing(match["timing"]) if match["timing"] else None)
            )
    return wide


def find_tables(names: Sequence[str]) -> tuple[str, ...]:
    """Return which of our tables a file with these tidied headings holds.

    A diary with one row a day may hold several: pain (wide layout), sessions and habits.

    Examples
    --------
    >>> find_tables(["date", "low_back", "sleep_h"])
    ('pain', 'habits')
    >>> find_tables(["date", "mood"])
    ()
    """
    have = set(names)
    if any(foreign <= have for foreign in _FOREIGN):
        return ()
    found = {table: set(find_columns(table, names)) for table in COLUMNS}
    dated = bool({"date", "moment"} & found["pain"])
    if {"program", "start"} <= found["phases"]:
        return ("phases",)
    if "exercise_logged" in found["sets"] and dated:
        effort = {"reps", "load_kg", "load_lb", "load", "duration_s", "distance_m", "set_index", "set_number"}
        return ("sets",) if effort & found["sets"] else ()
    if "person" in have and not dated and found["people"] - {"person"}:
        return ("people",)
    if not dated:
        return ()
    if "site" in found["pain"] and {"intensity", "red_flag"} & found["pain"]:
        return ("pain",)
    trained = {"minutes", "session_rpe", "gave_out_first", "abs_felt"} & found["sessions"]
    slept = found["habits"] - {"person", "date"}
    parts = {"pain": bool(find_wide(names)), "sessions": bool(trained), "habits": bool(slept)}
    return tuple(table for table, present in parts.items() if present)
