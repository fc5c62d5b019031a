"""What the book says about time zones and the hours that clocks skip or show twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

#: What may be written for a zone, in words.
ZONE_FORMS: Final = (
    "an IANA name such as Europe/Berlin, or for travels a plan such as "
    "Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin"
)
WRITE_PLAN: Final = (
    "write the first zone, then each change with its date: "
    "Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin"
)
ORDER_PLAN: Final = "put the changes in the order of their dates, each date once"
NAME_ZONE: Final = "use an IANA name such as Europe/Berlin"


def no_zone(name: str) -> str:
    """Say that a name is no time zone."""
    return f"{_shorten(name)!r} is not a time zone"


def suggest_zones(near: Sequence[str]) -> str:
    """Offer names that look alike."""
    return f"did you mean {', '.join(near)}?" if near else NAME_ZONE


def name_a_city(offset: str, turned: str) -> str:
    """Ask for a city in the place of an offset, which knows no summer time."""
    return (
        f"name a city, which knows summer time too, such as Europe/Berlin or America/New_York; {offset} "
        f"without summer time is written {turned} (the sign is turned round there)"
    )


def no_first_zone(part: str) -> str:
    """Say that a plan begins with a change."""
    return f"{_shorten(part)!r} is a change, but no zone is named before it"


def no_change(part: str) -> str:
    """Say that a part of a plan is no change."""
    return f"{_shorten(part)!r} is not a date and a time zone"


def no_date(text: str) -> str:
    """Say that a date does not exist."""
    return f"{text} is not a date"


def far_away(text: str, first: int, last: int) -> str:
    """Say that a date lies too far from today."""
    return f"{text} lies too far away; the years {first} to {last} are known"


def not_in_order(text: str, before: str) -> str:
    """Say that a change does not come after the one before it."""
    return f"the change of {text} does not come after that of {before}"


def tell_skipped(count: int, zone: str, place: str, wall: datetime, own: datetime) -> str:
    """Say how many times lie in an hour that the clock skipped.

    Parameters
    ----------
    count
        How many.
    zone, place, wall, own
        Of one of them: its zone, where it stands, the clock as written, and the moment it is read as.
    """
    return (
        f"{_count_times(count)} in an hour that the clock skipped: {place} ({wall:%Y-%m-%d %H:%M}, {zone}) "
        f"is read as {own:%H:%M}, as if the clock had not been put forward"
    )


def tell_doubled(count: int, zone: str, place: str, wall: datetime, own: datetime) -> str:
    """Say how many times lie in an hour that the clock showed twice; see `tell_skipped`."""
    return (
        f"{_count_times(count)} in an hour that the clock showed twice: {place} ({wall:%Y-%m-%d %H:%M}, "
        f"{zone}) is read as the first of the two ({own:%H:%M %Z})"
    )


def _count_times(count: int) -> str:
    return "1 time lies" if count == 1 else f"{count:,} times lie"


def _shorten(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
