"""Sentences about who needs a look, and how far to trust that."""

from __future__ import annotations

from typing import Final

from coreanalytics import words
from coreanalytics.effects.texts.names import site_name

NO_COHORT: Final = (
    "There are too few people to compare with, so this change stands as it was reported: nothing draws a "
    "chance peak back."
)


def tell_rise(site: str, change: float, interval: tuple[float, float], level: float, *, alone: bool) -> str:
    """Say that discomfort may have risen; the number is the shrunk one where there is a cohort."""
    low, high = interval
    kind = "" if alone else ", after allowing for chance peaks"
    return (
        f"{site_name(site)}: the last two weeks look {words.points(change)} higher than the four weeks before"
        f"{kind} ({words.percent(level)} range {words.span(low, high)})."
    )


def tell_silence(days: int | None, *, is_training: bool) -> str:
    """Say how long nobody has heard of somebody."""
    if days is None:
        return "No discomfort was ever reported."
    if is_training:
        return f"No report for {words.count(days, 'day')}, but training goes on."
    return f"Nothing reported and no training for {words.count(days, 'day')}."


def tell_stall(days: int) -> str:
    """Say that none of the five moves got better."""
    return (
        f"Training as usual, but no new best in any of the five moves for {words.count(days // 7, 'week')}."
    )


def tell_same(reports: int) -> str:
    """Say that all reports are alike."""
    return f"The last {words.count(reports, 'report')} all give the same scores."
