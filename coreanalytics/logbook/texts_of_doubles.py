"""What the book says about sessions that several apps logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

ORDER_SOURCES: Final = "name each app once, the one that counts first: coreanalytics sources hevy garmin"
NAMED_TWICE: Final = "an app is named twice"
CHOOSE: Final = "To choose another: coreanalytics sources {apps}"
#: Why one of two sessions counts.
CHOSEN: Final = {
    "sources": "as the settings say",
    "sets": "it has more sets",
    "first": "its file was added first",
}
#: Why two sessions are taken for one.
WHY: Final = {
    "time_and_exercises": "same time, same exercises",
    "day_and_exercises": "same day, same exercises",
    "time": "same time",
    "third": "both double a third one",
}


def no_app(app: str) -> str:
    """Say that there is no such app."""
    return f"there is no app named {app!r}"


def suggest_apps(near: Sequence[str], mine: Sequence[str]) -> str:
    """Offer names that look alike, else those in the book."""
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"apps in this book: {', '.join(mine)}" if mine else "add a training log first"


def tell_doubles(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Word how many sessions two apps logged, which counts and how to choose (rows of `sum_up_doubles`).

    Examples
    --------
    >>> row = {"winner_app": "hevy", "loser_app": "garmin_fit", "sessions": 12, "chosen": "sets",
    ...        "person": "me", "date": "2026-11-02"}
    >>> tell_doubles([row])[1]
    'To choose another: coreanalytics sources garmin_fit hevy'
    """
    if not rows:
        return []
    lines = [
        f"{_count(row['sessions'])} logged by {row['winner_app']} and by {row['loser_app']}, such as that of "
        f"{row['person']} on {row['date']}: {row['winner_app']} counts ({CHOSEN[row['chosen']]})."
        for row in rows
    ]
    return [*lines, CHOOSE.format(apps=f"{rows[0]['loser_app']} {rows[0]['winner_app']}")]


def tell_new_doubles(row: Mapping[str, Any]) -> str:
    """Say of an added file which of its sessions another app has too (a row of `sum_up_doubles`)."""
    return (
        f"{_count(row['sessions'])} logged by {row['winner_app']} and by {row['loser_app']}, such as that of "
        f"{row['person']} on {row['date']}: {row['winner_app']} counts ({CHOSEN[row['chosen']]}), nothing is "
        f"counted twice. {CHOOSE.format(apps=row['loser_app'] + ' ' + row['winner_app'])}"
    )


def _count(number: int) -> str:
    return "1 session was" if number == 1 else f"{number:,} sessions were"
