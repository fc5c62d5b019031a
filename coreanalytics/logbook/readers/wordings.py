"""Sentences that the readers of the daily form and of our own tables say to a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

NOTHING_ANSWERED: Final = "nothing answered"
ONLY_A_NOTE: Final = "only a note"

NOT_A_NUMBER: Final = "is not a plain number"
NOT_WHOLE: Final = "is not a whole number from 0 to 10"
OUTSIDE: Final = "lies outside 0 to 10"
MAYBE_0_100: Final = "lies outside 0 to 10 (perhaps it was logged on a 0-100 scale)"
NOT_A_DATE: Final = "is not a date that can be read; write it like 2026-09-14 or 2026-09-14 21:26"
WRONG_ORDER: Final = (
    "does not fit the order of day and month in the rest of the column; write it like 2026-09-14, "
    "or say --day-first or --month-first"
)
DATE_MISSING: Final = "the record has answers but no date"
A_RATING: Final = "a number from 0 to 10"
YES_OR_NO: Final = "yes or no"
A_WHOLE_NUMBER: Final = "a whole number"
YES_WITHOUT_SITE: Final = (
    "a yes belongs to site below_knee or whole_body; write below_knee or emergency instead"
)
NO_TABLE: Final = "the columns make none of the tables sets, sessions, pain, habits, phases or people"
NAME_COLUMNS: Final = "name the columns as in the templates that `coreanalytics init` writes"
NO_ROWS: Final = "the file has column names but no records"
NO_QUESTION: Final = "no question of the daily form is recognised among the columns"
COPY_QUESTIONS: Final = "copy the question texts that `coreanalytics init` writes, word for word"
TWO_ANSWERS: Final = "two columns ask this question and their answers differ"

MIXED_ORDER: Final = (
    "some dates put the day first and some the month; those that can be misread are set aside "
    "(say --day-first or --month-first to read them)"
)
TELL_ORDER: Final = (
    "write dates year first (2026-09-14), or add the file with --day-first or --month-first "
    "(day_first=True or False in Python)"
)
WRITE_PARQUET_AGAIN: Final = "write it again, or save the table as CSV"


def one_of(words: Iterable[str]) -> str:
    """Say which words are allowed; stands after "is not"."""
    return f"one of {', '.join(words)}"


def ambiguous_dates(example: str) -> str:
    """Ask whether day or month comes first."""
    return f"every date, such as {example}, could be read day first or month first"


def over_ten(count: int, answers: int) -> str:
    """Tell that many ratings lie over 10."""
    return (
        f"{count} of {answers} ratings lie over 10 and were set aside: were they logged on a 0-100 scale? "
        "Divide them by ten, round to whole numbers and add the file again"
    )


def ignored_columns(names: Iterable[str]) -> str:
    """Tell which columns were not read."""
    return f"columns not read: {', '.join(names)}"


def derived_columns(names: Iterable[str]) -> str:
    """Tell which columns of an exported table are worked out anew."""
    return f"columns worked out anew instead of read: {', '.join(names)}"


def repeated_columns(names: Iterable[str]) -> str:
    """Tell which columns stand twice, so that only the first was read."""
    return f"columns that mean the same as an earlier one and were not read: {', '.join(names)}"


def nested_column(name: str, dtype: str) -> str:
    """Tell that a column holds something else than single values."""
    return f"column {name!r} holds {dtype} instead of single values"
