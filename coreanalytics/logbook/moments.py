"""Moments: the day and the time that a person means who says "yesterday" or "21:30"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coreanalytics import vocabulary as v
from coreanalytics.errors import ArgumentError, QuestionError
from coreanalytics.logbook import texts_of_entries as texts
from coreanalytics.logbook.zone_plans import find_zone_at, find_zone_on


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was.

    Attributes
    ----------
    day
        Day it counts for: the small hours belong to the day before.
    instant
        The instant in UTC, where a time was told.
    """

    day: date
    instant: datetime | None = None


def find_day(told: str | date | None, now: datetime, *, night: bool = True) -> date:
    """Return the day meant.

    Parameters
    ----------
    told
        ``2026-11-22``, ``today``, ``yesterday``, or a date; None: today.
    now
        The present moment where the person is.
    night
        Whether it is still the day before until 04:00.

    Raises
    ------
    ArgumentError
        It is no date.

    Examples
    --------
    >>> find_day("yesterday", datetime(2026, 11, 23, 2, 0)), find_day("today", datetime(2026, 11, 23, 8, 0))
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 23))
    """
    if isinstance(told, datetime):
        return told.date()
    if isinstance(told, date):
        return told
    today = (now - timedelta(hours=v.NIGHT_ENDS_HOUR if night else 0)).date()
    text = (told or "today").strip().lower()
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentError(
            texts.not_allowed(text, texts.A_DATE), where="date", hint=texts.WRITE_DATE
        ) from None


def find_moment(day: str | date | None, clock: str | time | None, zone: str | None, now: datetime) -> Moment:
    """Return when something was that is told by a day and perhaps a time.

    Parameters
    ----------
    day
        See `find_day`; with a time it is the date on the calendar. None with a time: the last time that
        the clock showed it.
    clock
        ``21:30``; None: only the day is told.
    zone
        Time zone of the person: an IANA name, or a plan of several (`zone_plans`).
    now
        The present moment, in any zone.

    Raises
    ------
    ArgumentError
        Day or time cannot be read.
    QuestionError
        A time is told and the zone is not known.

    Examples
    --------
    >>> now = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    >>> find_moment(None, "23:50", "Europe/London", now).instant.isoformat()
    '2026-11-22T23:50:00+00:00'
    >>> find_moment("2026-11-23", "01:15", "Europe/London", now).day
    datetime.date(2026, 11, 22)
    """
    here = now.astimezone(ZoneInfo(find_zone_at(zone, now))) if zone else now
    if clock is None:
        return Moment(find_day(day, here))
    read = _read_clock(clock)
    if zone is None:
        raise QuestionError(texts.NO_ZONE, where="time", hint=texts.SAY_ZONE, asks="timezone")
    # of an hour that came twice the first is meant; one that was skipped moves on: as when a file is read
    wall = datetime.combine(find_day(day, here, night=False), read)
    if day is None and wall > here.replace(tzinfo=None):
        wall -= timedelta(days=1)
    counted = (wall - timedelta(hours=v.NIGHT_ENDS_HOUR)).date()
    there = ZoneInfo(find_zone_on(zone, wall.date()))
    return Moment(counted, wall.replace(tzinfo=there).astimezone(UTC))


def _read_clock(clock: str | time) -> time:
    if isinstance(clock, time):
        return clock.replace(tzinfo=None)
    text = clock.strip()
    try:
        return time.fromisoformat(text if text[1:2] != ":" else f"0{text}").replace(tzinfo=None)
    except ValueError:
        raise ArgumentError(
            texts.not_allowed(text, texts.A_TIME), where="time", hint=texts.WRITE_TIME
        ) from None
