"""What cannot be made, and what to do instead."""

from __future__ import annotations

from typing import Final

WEEK_UNREADABLE: Final = "{week!r} is not a week"
WEEK_AHEAD: Final = "week {week} has not begun, and nothing is logged for it"
WEEK_AHEAD_HINT: Final = "today's week is {week}"
WEEK_MISSING: Final = "there is no week {number} in {year}"
WEEK_HINT: Final = "write the ISO year and week, for example 2026-W46"
WEEK_RANGE: Final = "{year} has the weeks {year}-W01 to {year}-W{last}"
PERSON_UNKNOWN: Final = "nobody in this book is called {person!r}"
PERSON_NEAR: Final = "did you mean {names}?"
PERSON_HINT: Final = "this book knows {names}"
PERSON_NEEDED: Final = "whose report? This book holds {n} people"
PERSON_NEEDED_HINT: Final = "name one of them: {names}"
BOOK_EMPTY: Final = "nothing has been logged yet"
BOOK_EMPTY_HINT: Final = "add files first: coreanalytics add strong.csv pain.csv --person me"
AND_MORE: Final = "{names} and {n} more"
