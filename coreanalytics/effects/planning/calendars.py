"""A schedule as a calendar file (RFC 5545): the routine of each phase, and a daily reminder to log.

Written by hand: sixty lines, no dependency at run time; `icalendar` reads it in the tests. Times float
(RFC 5545, 3.3.5): a reminder at 20:00 rings at 20:00 wherever the person is. UIDs depend on person, day and
seed alone, so that importing a file again changes events instead of doubling them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coreanalytics.effects.texts import planning as texts

if TYPE_CHECKING:
    from coreanalytics.effects.planning.schedules import PlannedPhase, RandomisedSchedule

OCTETS: Final = 75  #: longest line (RFC 5545, 3.1)
_DAY: Final = dt.timedelta(days=1)


def write_calendar(schedule: RandomisedSchedule, person: str, remind_at: dt.time | None) -> str:
    """Return the calendar of one person's phases, lines ended by CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//coreanalytics//schedule//EN", "CALSCALE:GREGORIAN"]
    for phase in schedule.of(person):
        lines += _list_phase(schedule, phase)
        if remind_at is not None:
            lines += _list_reminder(schedule, phase, remind_at)
    return "".join(f"{fold_line(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def escape_text(text: str) -> str:
    r"""Return a TEXT value (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends escaped.

    Examples
    --------
    >>> print(escape_text("a,b;c" + chr(10) + "d" + chr(92)))
    a\,b\;c\nd\\
    """
    told = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    told = told.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in told if sign == "\t" or (ord(sign) >= 32 and ord(sign) != 127))


def fold_line(line: str) -> str:
    r"""Return a line folded at 75 octets, never inside a character.

    Examples
    --------
    >>> [len(part.encode()) for part in fold_line("ä" * 60).split("\r\n ")]
    [74, 46]
    """
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            parts.append("")
            size = 1  # the space that begins a folded line
        parts[-1] += sign
        size += octets
    return "\r\n ".join(parts)


def _list_phase(schedule: RandomisedSchedule, phase: PlannedPhase) -> Iterator[str]:
    yield from _begin(schedule, phase, "phase")
    yield f"DTSTART;VALUE=DATE:{phase.start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{phase.end + _DAY:%Y%m%d}"
    yield f"SUMMARY:{escape_text(texts.title_phase(phase.program))}"
    yield f"DESCRIPTION:{escape_text(texts.tell_routine(phase.program, schedule.wash_in))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _list_reminder(schedule: RandomisedSchedule, phase: PlannedPhase, at: dt.time) -> Iterator[str]:
    yield from _begin(schedule, phase, "reminder")
    yield f"DTSTART:{phase.start:%Y%m%d}T{at:%H%M%S}"
    yield "DURATION:PT5M"
    yield f"RRULE:FREQ=DAILY;COUNT={(phase.end - phase.start).days + 1}"
    yield f"SUMMARY:{escape_text(texts.REMINDER)}"
    yield f"DESCRIPTION:{escape_text(texts.tell_reminder(phase.program))}"
    yield "TRANSP:TRANSPARENT"
    yield from (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:PT0S",
        f"DESCRIPTION:{escape_text(texts.REMINDER)}",
    )
    yield from ("END:VALARM", "END:VEVENT")


def _begin(schedule: RandomisedSchedule, phase: PlannedPhase, kind: str) -> Iterator[str]:
    told = "\n".join([kind, phase.person, phase.start.isoformat(), str(schedule.seed)])
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(told.encode()).hexdigest()[:32]}@coreanalytics"
    yield f"DTSTAMP:{schedule.first:%Y%m%d}T000000Z"
