"""ISO weeks: from what a person types to a Monday, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from coreanalytics.errors import ArgumentError
from coreanalytics.views import texts
from coreanalytics.views.hostile import clip

_WRITTEN = re.compile(r"(\d{4})-[Ww](\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week.

    Attributes
    ----------
    monday
        Its first day.

    Examples
    --------
    >>> Week.of(date(2026, 11, 15)).name
    '2026-W46'
    >>> Week.of(date(2027, 1, 3)).name
    '2026-W53'
    """

    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week that holds `day`."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def name(self) -> str:
        """As ISO writes it, e.g. ``2026-W46``; the year is the ISO year."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def number(self) -> int:
        """Its number in the ISO year, 1 to 53."""
        return self.monday.isocalendar().week

    @property
    def before(self) -> Week:
        """The week before."""
        return Week(self.monday - timedelta(days=7))


def parse_week(text: str) -> Week:
    """Read an ISO week such as ``2026-W46``.

    Raises
    ------
    ArgumentError
        If the text is not written like that, or if that year has no such week.

    Examples
    --------
    >>> parse_week("2026-W46").monday
    datetime.date(2026, 11, 9)
    >>> parse_week("2025-W53")
    Traceback (most recent call last):
    coreanalytics.errors.ArgumentError: week: there is no week 53 in 2025
    Hint: 2025 has the weeks 2025-W01 to 2025-W52
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise ArgumentError(
            texts.WEEK_UNREADABLE.format(week=clip(text, 40)), where="week", hint=texts.WEEK_HINT
        )
    year, number = int(written[1]), int(written[2])
    try:
        monday = date.fromisocalendar(year, number, 1)
        monday + timedelta(days=6)  # the last week that a calendar can hold ends too late for `date`
    except (ValueError, OverflowError):
        raise ArgumentError(
            texts.WEEK_MISSING.format(number=number, year=year), where="week", hint=_weeks_of(year)
        ) from None
    return Week(monday)


def tell_today() -> date:
    """Return the date, wherever on earth it is latest."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def check_begun(week: Week, last: object, today: date | None = None) -> None:
    """Refuse a week that lies ahead: its report would say of days to come that nothing was logged.

    Parameters
    ----------
    week
        Which week.
    last
        Last logged day; anything but a date: none. A log may run ahead of the clock (made ones do).
    today
        None: by the clock, anywhere on earth.

    Raises
    ------
    ArgumentError
        The week begins after today and after the log.

    Examples
    --------
    >>> check_begun(parse_week("2026-W46"), None, date(2026, 11, 9))
    >>> check_begun(parse_week("2026-W47"), None, date(2026, 11, 9))
    Traceback (most recent call last):
    coreanalytics.errors.ArgumentError: week: week 2026-W47 has not begun, and nothing is logged for it
    Hint: today's week is 2026-W46
    """
    now = today or tell_today()
    newest = max(now, last) if isinstance(last, date) else now
    if week.monday > newest:
        hint = texts.WEEK_AHEAD_HINT.format(week=Week.of(now).name)
        raise ArgumentError(texts.WEEK_AHEAD.format(week=week.name), where="week", hint=hint)


def _weeks_of(year: int) -> str:
    if not 1 < year < 9999:
        return texts.WEEK_HINT
    last = date(year, 12, 28).isocalendar().week  # 28 December always lies in the last week
    return texts.WEEK_RANGE.format(year=year, last=last)
