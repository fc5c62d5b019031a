"""Sentences of the simulation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_HEAD: Final = (
    "Simulated truth (core_focused - standard_crunch, points on the reported 0-10 scale, mean over paired "
    "counterfactuals after floor and rounding), {when}:"
)
_SITE: Final = "{site} {population:+.2f} in the population ({people:+.2f} {whom})"


def head_truth(horizon_weeks: int, wash_in_days: int | None) -> str:
    """Say what kind of effects follow, and when they hold."""
    if wash_in_days is None:
        when = f"{horizon_weeks} weeks after time zero"
    elif wash_in_days == 0:
        when = "on core-focused days"
    else:
        left_out = "first day" if wash_in_days == 1 else f"first {wash_in_days} days"
        when = f"on core-focused days without the {left_out} after a switch"
    return _HEAD.format(when=when)


def tell_site(site: str, population: float, people: float, n_people: int) -> str:
    """Say the effects at one site."""
    whom = "in this very person" if n_people == 1 else f"over these very {n_people} people"
    return _SITE.format(site=site, population=population + 0.0, people=people + 0.0, whom=whom)


def tell_study(rows: Mapping[str, int]) -> str:
    """Say that nobody is real, and how many rows each table has.

    Examples
    --------
    >>> tell_study({"people": 2, "pain": 90})
    'A simulated study; nobody in it is real. Rows: people 2, pain 90.'
    """
    return f"A simulated study; nobody in it is real. Rows: {', '.join(f'{k} {n}' for k, n in rows.items())}."
