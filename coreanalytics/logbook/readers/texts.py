"""The sentences that readers say to a person."""

from __future__ import annotations

from typing import Final

EMPTY: Final = "the file is empty"
EXPORT_AGAIN: Final = "export it again from the app"
EXPORT_CSV: Final = "export the log as CSV from the app and add that file"
SAVE_AS_CSV: Final = "open it, save the sheet as CSV (UTF-8), and add that file"
UNPACK: Final = "unpack it and add the CSV file inside"
MEND_QUOTE: Final = "close the quote in that line, or export the file again"
NO_RECORDS: Final = "the file has column names but no records"
GUESSED_WESTERN: Final = (
    "the file is not UTF-8; it was read as Western European (Windows-1252), "
    "so check names and notes that have accents"
)


def looks_like(what: str) -> str:
    """Say that a file is something else than a log."""
    return f"this is no text table; it looks like {what}"


def broken_characters(count: int) -> str:
    """Say that some characters of a UTF-8 file are broken."""
    return f"{count} broken character{'s' if count > 1 else ''} replaced by \ufffd"


def unclosed_quote(start: int, end: int) -> str:
    """Say where a quote opens that never closes."""
    return f"a quote opens in the record that starts on line {start} and is not closed properly by line {end}"


def ragged(found: int, expected: int) -> str:
    """Say that a record has the wrong number of fields."""
    return f"the record has {found} field{'s' if found != 1 else ''}, the header names {expected}"


def stray_quote(start: int, end: int) -> str:
    """Say that quotes in a record that spans several lines do not match."""
    return f"the quotes in lines {start}\u2013{end} do not match, so records may have run together"


def truncated(start: int, end: int) -> str:
    """Say that the last record is cut off."""
    lines = f"line {start}" if start == end else f"lines {start}\u2013{end}"
    return f"the file ends in the middle of this record ({lines})"


A_NUMBER: Final = "a number"
A_DURATION: Final = "a duration"
A_TIME: Final = "a date and time"
CHOOSE_FORMAT: Final = "name the format with --as"
NO_PARQUET: Final = "only tables of our own are read from Parquet"
PLAIN_PARQUET: Final = "leave out --as, or export the log as CSV"
BROKEN_PARQUET: Final = "the Parquet file is damaged"


def several_formats(names: str) -> str:
    """Say that a file could be of more than one format."""
    return f"the column names fit more than one format: {names}"


def unknown_format(header: str) -> str:
    """Say that no reader knows the column names."""
    return f"no known format has these columns: {header}"


def known_formats(names: tuple[str, ...]) -> str:
    """Name the formats that can be read."""
    return f"known formats are {', '.join(names)}; for any other log, use our own CSV templates (plain)"


#: Filled in by Polars: month, line, cell.
UNKNOWN_MONTH: Final = "{} is no month name that we know (line {}: {})"
#: Column, cell.
UNREADABLE_TIME: Final = "{} is not a date and time: {}"
#: Column, cell, words known.
UNKNOWN_WORD: Final = "{} has an unknown word: {} (known are {})"
OTHER_FORMAT: Final = "choose another format with --as, or leave it out"


def empty_cell(label: str) -> str:
    """Say that a cell must not be empty."""
    return f"{label} is empty"


def missing_columns(missing: list[str], header: tuple[str, ...]) -> str:
    """Name the columns that a format cannot do without, and the header found."""
    shown = ", ".join(header[:8]) + (" …" if len(header) > 8 else "")
    return f"the columns {', '.join(missing)} are missing; the file has {shown}"


def forgotten_timers(sessions: int) -> str:
    """Say that sessions last longer than a day."""
    what = "1 session lasts" if sessions == 1 else f"{sessions} sessions last"
    return f"{what} longer than a day (a forgotten timer); the minutes are left out"


def unread_durations(sessions: int, example: str) -> str:
    """Say that the length of sessions cannot be read."""
    return f"the duration of {sessions} session(s) cannot be read ({example}); the minutes are left out"
