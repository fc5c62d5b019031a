"""Our own tables as files: the columns a person may write, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from coreanalytics import vocabulary as v

Kind = Literal[
    "text", "number", "whole", "duration", "yes_no", "word", "unit", "rating", "date", "flag", "schedule"
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person may write.

    Attributes
    ----------
    name
        Name in the draft of the table.
    kind
        How its cells are read.
    meaning
        What to write, in a sentence for the templates' README.
    example
        An example cell.
    aliases
        Other headings that mean the same.
    words
        Allowed words of a `word` column.
    heading
        Heading in the template if it is not `name`; "" keeps the column out of the template.
    answer
        Whether a cell here is an answer: a record without any answer says nothing.
    """

    name: str
    kind: Kind
    meaning: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    words: type[StrEnum] | None = None
    heading: str | None = None
    answer: bool = True


def _same(
    name: str, kind: Kind, meaning: str, example: str = "", *aliases: str, heading: str | None = None
) -> Column:
    """Return a column that says whose record it is and when it was, which is no answer."""
    return Column(name, kind, meaning, example, aliases, heading=heading, answer=False)


_PERSON: Final = _same(
    "person", "text", "name or code; may be left out in a file about one person", "ana", "name"
)
_DATE: Final = _same("date", "date", "the day, written year-month-day", "2026-09-14", "day", "datum", "fecha")
_TIME: Final = _same(
    "time", "text", "the time of day, on your own clock; may be empty", "18:30", "uhrzeit", "hora"
)
_MOMENTS: Final = ("reported_at", "started_at", "start_time", "timestamp", "datetime", "date_time")
_MOMENT: Final = _same("moment", "date", "date and time in one cell", "", *_MOMENTS, heading="")
_SESSION: Final = _same(
    "session", "text", "only if one day has several sessions: a name for each", "", "workout", heading=""
)
_NOTE: Final = _same("note", "text", "anything in your own words", "", "notes", "comment", "notiz", "nota")
_GAVE_OUT: Final = Column(
    "gave_out_first", "word", "what gave out first; empty if not answered", "abs", ("gave_out",), v.GaveOut
)
_FELT: Final = Column("abs_felt", "rating", "how much you felt your abs, 0 to 10", "7", ("felt_abs",))
_WHEN: Final = (_PERSON, _DATE, _TIME, _MOMENT, _SESSION)

COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "sets": (
        *_WHEN,
        Column(
            "exercise_logged",
            "text",
            "the exercise, in your own words",
            "Pallof press",
            ("exercise", "exercise_name"),
            heading="exercise",
        ),
        Column(
            "set_number",
            "whole",
            "1 for the first set of the exercise; may be left out",
            "1",
            ("set",),
            heading="set",
        ),
        Column("set_index", "whole", "0 for the first set of the exercise", heading=""),
        Column("occurrence", "whole", "0 for the first block of the exercise in the session", heading=""),
        Column(
            "kind",
            "word",
            "what kind of set; empty means working",
            "working",
            ("set_type", "set_kind"),
            v.SetKind,
        ),
        Column("reps", "number", "repetitions", "10", ("repetitions",)),
        Column("load_kg", "number", "load in kg; per hand if `hands` is filled in", "12.5", ("weight_kg",)),
        Column(
            "load_lb",
            "number",
            "load in pounds, instead of load_kg",
            "",
            ("weight_lb", "weight_lbs", "load_lbs"),
            heading="",
        ),
        Column("load", "number", "load in the person's own unit", "", ("weight",), heading=""),
        Column("load_unit", "unit", "unit of `load`: kg or lb", "", ("weight_unit",), heading=""),
        Column("hands", "whole", "hands that carry the load: 1 or 2", "", ()),
        Column(
            "duration_s",
            "duration",
            "seconds held or walked",
            "",
            ("seconds", "duration", "duration_seconds"),
        ),
        Column("distance_m", "number", "metres walked", "", ("metres", "meters", "distance_meters")),
        Column(
            "band_distance_m",
            "number",
            "metres between you and the anchor of the band",
            "1.5",
            ("band_distance",),
        ),
        Column("leg_raised", "yes_no", "side support: was the upper leg raised (yes or no)", "", ()),
        Column("side", "word", "which side worked", "left", (), v.Side),
        Column("rpe", "number", "effort of the set, 0 to 10 in halves", "7.5", ()),
        _GAVE_OUT,
        _FELT,
        _NOTE,
        Column("title", "text", "name of the session", heading="", aliases=()),
        Column(
            "minutes", "number", "length of the session in minutes", heading="", aliases=("session_minutes",)
        ),
        Column("session_note", "text", "note on the session", heading=""),
    ),
    "sessions": (
        *_WHEN,
        Column("title", "text", "name of the session", "Monday core", ()),
        Column(
            "minutes", "number", "length of the session in minutes", "45", ("session_minutes", "duration_min")
        ),
        Column("session_rpe", "number", "effort of the whole session, 0 to 10 in halves", "6", ()),
        _GAVE_OUT,
        _FELT,
        _NOTE,
    ),
    "pain": (
        *_WHEN,
        Column("site", "word", "where", "thigh_root", ("place", "where"), v.Site, answer=False),
        Column("side", "word", "which side; empty for the low back", "left", (), v.Side, answer=False),
        Column(
            "timing",
            "word",
            "`day` is the day's own rating, today on average, asked every day",
            "day",
            (),
            v.Timing,
            answer=False,
        ),
        Column(
            "intensity",
            "rating",
            "0 none to 10 worst imaginable, whole numbers",
            "3",
            ("score", "rating", "pain", "nrs"),
        ),
        Column("mapped", "yes_no", "whether the number was made from a word", heading="", answer=False),
        Column("quality", "word", "what it feels like", "tightness", (), v.Quality, answer=False),
        Column(
            "red_flag",
            "flag",
            "safety answer: for site below_knee or whole_body write yes or no; otherwise leave it empty",
            "",
            ("flag",),
        ),
        _NOTE,
    ),
    "habits": (
        _PERSON,
        _DATE,
        Column("sleep_h", "number", "hours slept", "7.5", ("sleep", "sleep_hours")),
        Column(
            "stretch_min",
            "number",
            "minutes of stretching the thigh root",
            "10",
            ("stretch", "stretching_min"),
        ),
        Column("massage_min", "number", "minutes of massage or relaxing the low back", "0", ("massage",)),
        Column("analgesic", "yes_no", "painkiller taken (yes or no)", "no", ("painkiller",)),
        Column("squat_sets", "number", "sets of squats", "0", ("squats",)),
        Column("run_km", "number", "kilometres run", "5", ("running_km",)),
        Column("sitting_h", "number", "hours spent sitting", "8", ("sitting", "sitting_hours")),
    ),
    "phases": (
        _PERSON,
        Column("start", "date", "first day of the phase", "2026-09-14", ("from", "start_date")),
        Column("end", "date", "last day of the phase; empty: it goes on", "2026-12-06", ("to", "end_date")),
        Column(
            "program", "word", "the routine of the phase", "core_focused", ("routine", "programme"), v.Program
        ),
        Column("assigned", "word", "who or what chose it", "self", ("assignment",), v.Assigned),
        Column("planned_sessions", "number", "sessions planned a week", "3", ()),
        Column("planned_sets", "number", "hard sets planned a week", "30", ()),
        Column(
            "schedule",
            "schedule",
            "how a randomised phase was drawn: `pairs` (equal blocks, the order within each pair of "
            "neighbours drawn), `blocks` (equal blocks in any balanced order), or `start:` and the first and "
            "last date from which the day of the switch was drawn; otherwise leave it empty",
            "start:2026-09-01/2026-10-10",
        ),
    ),
    "people": (
        _PERSON,
        Column(
            "timezone",
            "text",
            "time zone by its IANA name; for travels each change with its date: Europe/Berlin; 2026-07-01 "
            "America/New_York; 2026-07-20 Europe/Berlin",
            "Europe/Berlin",
            ("time_zone", "zone"),
        ),
        Column("weight_unit", "unit", "unit of loads: kg or lb", "kg", ("unit",)),
        Column(
            "expectation",
            "number",
            "0 to 10, asked once before the block: how much do you expect to gain?",
            "5",
            (),
        ),
    ),
}
