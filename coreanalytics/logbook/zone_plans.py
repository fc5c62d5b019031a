"""Zone plans: in which time zone a person's clock runs, and from which day on it runs in another.

A plan is text, written wherever a time zone is: ``Europe/Berlin``, or for somebody who travels
``Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin``: the first zone, then each change as
the local date from which on the clock shows the other zone. The names are those of the IANA database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts_of_zones as texts

_BETWEEN: Final = re.compile(r"\s*[,;\n]\s*")
_CHANGE: Final = re.compile(
    r"(?:from\s+|since\s+)?([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:\s*:\s*|\s+|$)(.*)", re.IGNORECASE
)
#: An offset in the place of a zone.
_OFFSET: Final = re.compile(r"(?i)(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?")
_YEARS: Final = range(1900, 2200)  #: of changes; others are slips of the pen


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """A time during which the clock runs in one zone.

    Attributes
    ----------
    zone
        IANA name.
    since
        First local date; None: since ever.
    until
        Local date of the next change, which no longer belongs to it; None: for good.
    """

    zone: str
    since: date | None = None
    until: date | None = None

    @property
    def begins(self) -> datetime | None:
        """The instant (UTC) at which it begins: midnight of its first date, on its own clock."""
        from zoneinfo import ZoneInfo

        if self.since is None:
            return None
        return datetime.combine(self.since, time(0), ZoneInfo(self.zone)).astimezone(UTC)


@lru_cache(maxsize=4096)
def parse_plan(text: str) -> tuple[ZoneSpan, ...]:
    """Return the spans of a plan, in order; the first has no beginning and the last no end.

    Parameters
    ----------
    text
        A plan. Commas, semicolons or new lines stand between its parts.

    Raises
    ------
    ArgumentError
        A zone is not known, a date does not exist, or the dates are not in order.

    Examples
    --------
    >>> for span in parse_plan("Europe/Berlin, 2026-07-01 America/New_York"):
    ...     print(span.zone, span.since, span.until)
    Europe/Berlin None 2026-07-01
    America/New_York 2026-07-01 None
    """
    first, *rest = [part for part in _BETWEEN.split(text.strip()) if part] or [""]
    if _CHANGE.fullmatch(first):
        raise ArgumentError(texts.no_first_zone(first), hint=texts.WRITE_PLAN)
    begun: list[tuple[date | None, str]] = [(None, _check_zone(first))]
    for part in rest:
        begun.append(_parse_change(part, begun[-1][0]))
    ends = [since for since, _ in begun[1:]] + [None]
    return tuple(ZoneSpan(zone, since, until) for (since, zone), until in zip(begun, ends, strict=True))


def _parse_change(part: str, before: date | None) -> tuple[date, str]:
    match = _CHANGE.fullmatch(part)
    if match is None:
        raise ArgumentError(texts.no_change(part), hint=texts.WRITE_PLAN)
    try:
        year, month, day = map(int, match[1].split("-"))
        since = date(year, month, day)
    except ValueError:
        raise ArgumentError(texts.no_date(match[1]), hint=texts.WRITE_PLAN) from None
    if since.year not in _YEARS:
        raise ArgumentError(texts.far_away(match[1], _YEARS[0], _YEARS[-1]), hint=texts.WRITE_PLAN)
    if before is not None and since <= before:
        raise ArgumentError(texts.not_in_order(match[1], before.isoformat()), hint=texts.ORDER_PLAN)
    return since, _check_zone(match[2].strip())


def _check_zone(name: str) -> str:
    if name in known_zones() and _is_readable(name):
        return name
    from difflib import get_close_matches

    offset = _OFFSET.fullmatch(name.strip())
    if offset is not None:
        # whoever means an hour ahead must not be led to Etc/GMT+1, which is an hour behind
        turned = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
        raise ArgumentError(texts.no_zone(name), hint=texts.name_a_city(name.strip().upper(), turned))
    folded = {zone.casefold(): zone for zone in sorted(known_zones())}
    cities = {zone.rpartition("/")[2]: zone for zone in folded}
    tidy = re.sub(r"\s+", "_", name.casefold())
    near = [folded[zone] for zone in get_close_matches(tidy, folded, n=3, cutoff=0.5)]
    near = [folded[cities[city]] for city in get_close_matches(tidy, cities, n=1, cutoff=0.85)] + near
    raise ArgumentError(texts.no_zone(name), hint=texts.suggest_zones(list(dict.fromkeys(near))[:3]))


def _is_readable(zone: str) -> bool:
    """Whether Polars knows a zone as well: it has a list of its own, which may be older."""
    import polars as pl

    try:
        pl.Series([datetime(2026, 1, 1)]).dt.replace_time_zone(zone)
    except pl.exceptions.PolarsError:
        return False
    return True


def tidy_plan(text: str) -> str:
    """Return a plan in its one spelling, without changes that change nothing.

    Raises
    ------
    ArgumentError
        See `parse_plan`.

    Examples
    --------
    >>> tidy_plan(" Europe/Berlin;2026-07-01: America/New_York ; 2026-7-20  Europe/Berlin")
    'Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin'
    """
    spans = parse_plan(text)
    changes = [f"{span.since} {span.zone}" for before, span in pairwise(spans) if span.zone != before.zone]
    return ", ".join([spans[0].zone, *changes])


def is_plan(text: str | None) -> bool:
    """Tell whether a text is a plan.

    Examples
    --------
    >>> is_plan("Europe/Berlin"), is_plan("Europe/Berlin, 2026-02-30 Asia/Tokyo"), is_plan(None)
    (True, False, False)
    """
    if not text:
        return False
    try:
        parse_plan(text)
    except ArgumentError:
        return False
    return True


def explain_plan(text: str) -> str:
    """Return what is wrong with a text that is no plan, and what to do about it."""
    try:
        parse_plan(text)
    except ArgumentError as problem:
        return f"{problem.what}; {problem.hint}"
    return ""


def find_zone_on(plan: str, day: date) -> str:
    """Return the zone of a local date.

    Examples
    --------
    >>> find_zone_on("Europe/Berlin, 2026-07-01 Asia/Tokyo", date(2026, 7, 1))
    'Asia/Tokyo'
    """
    return [span.zone for span in parse_plan(plan) if span.since is None or span.since <= day][-1]


def find_zone_at(plan: str, instant: datetime) -> str:
    """Return the zone at an instant; a change counts from midnight of its date on the new clock.

    Examples
    --------
    >>> plan = "Europe/Berlin, 2026-07-01 Asia/Tokyo"
    >>> [find_zone_at(plan, datetime(2026, 6, 30, hour, tzinfo=UTC)) for hour in (14, 15)]
    ['Europe/Berlin', 'Asia/Tokyo']
    """
    begun = [span.zone for span in parse_plan(plan) if span.begins is None or span.begins <= instant]
    return begun[-1]


@cache
def known_zones() -> frozenset[str]:
    """Return the IANA time-zone names that this machine (or the tzdata package) knows."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}
