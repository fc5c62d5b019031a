"""The analysis of one score before and one after, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coreanalytics import words
from coreanalytics.effects.texts.names import weeks_text

METHOD_ANCOVA: Final = "analysis of covariance (after ~ group + before)"
EQUAL_NOISE: Final = (
    "One score before and one after a person is all that this way uses, and it takes people on both "
    "routines to differ equally."
)


def tell_window(weeks: float, window: int) -> str:
    """Return around when the later score is read: "within 14 days of week 8"."""
    week = words.trimmed(weeks, 1)
    return f"within {words.count(window, 'day')} of week {week}" if window else f"on the day of week {week}"


def tell_score_reason(reason: str, weeks: float, window: int) -> str:
    """Return why somebody has no pair of scores, to follow a count."""
    if reason == "no_before":
        return "without a reported run-in day"
    return f"without a report {tell_window(weeks, window)}"


def warn_scores_left_out(reasons: Mapping[str, int], weeks: float, window: int) -> str:
    """Count those without a pair of scores, by reason; empty where there are none."""
    parts = [
        f"{words.number(n, 0)} {tell_score_reason(reason, weeks, window)}" for reason, n in reasons.items()
    ]
    if not parts:
        return ""
    total = sum(reasons.values())
    return f"{words.people(total)} {'was' if total == 1 else 'were'} left out: {'; '.join(parts)}."


def refuse_same_before() -> str:
    """Say that there is nothing to adjust by."""
    return (
        "Everybody on the same routine began at the same score, so where people began and which routine "
        "they followed cannot be told apart."
    )


def hint_scores_needed(weeks: float, window: int, minimum: int) -> str:
    """Say what would make an answer possible."""
    return (
        f"each routine needs at least {words.people(minimum)} with a reported run-in day and a report "
        f"{tell_window(weeks, window)}, that is {weeks_text(weeks)} after they began"
    )
