"""The page that leads to everybody's report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics import words

if TYPE_CHECKING:
    from coreanalytics.views.weekly.training import Done

INDEX_TITLE: Final = "Weekly reports"
INDEX_LEAD: Final = "{people}, those who need attention first. Scores are means of reported days, 0–10."
INDEX_NOBODY: Final = "Nobody has logged anything yet."
INDEX_NOTHING: Final = "nothing usable logged yet"
INDEX_PERSON: Final = "Person"
INDEX_WEEK: Final = "Week"
INDEX_FLAG: Final = {"emergency": "emergency", "check": "check"}
INDEX_NOTE: Final = "“–” means no report; it is never 0. Open a name for the report."


def sessions_cell(sessions: Done) -> str:
    """Return sessions done, of those planned."""
    if sessions.planned is None:
        return str(sessions.done)
    return f"{sessions.done} of {words.trimmed(sessions.planned)}"
