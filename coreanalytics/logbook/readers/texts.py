"""The sentences that readers say to a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

EMPTY: Final = "the file is empty"
EXPORT_AGAIN: Final = "export it again from the app"
EXPORT_CSV: Final = "export the log as CSV from the app and add that file"
SAVE_AS_CSV: Final = "open it, save it as .xlsx or as CSV (UTF-8), and add that file"
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


NAMES_NO_RECORD: Final = (
    "the first two columns must name a record, as `coreanalytics status --rejected` wrote them"
)
A_NUMBER: Final = "a number"
A_DURATION: Final = "a duration"
A_TIME: Final = "a date and time"
ONLY_A_LIST: Final = "this is only a list of what was set aside, of files that are no delimited text"
MEND_WHERE_IT_STANDS: Final = (
    "mend each record in the app or the workbook that it stands in (columns file and line), and add that "
    "file again"
)
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
    return (
        f"known formats are {', '.join(names)}; for any other table, say which column is what (coreanalytics "
        "add FILE --propose-map map.toml), or use our own CSV templates (plain)"
    )


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
    return f"the columns {', '.join(missing)} are missing; the file has {shown(header)}"


def shown(names: Iterable[str], most: int = 8) -> str:
    """List column names of a file, without signs that steer a terminal and not too many."""
    clean = ["".join(sign for sign in name if sign.isprintable())[:80] for name in names]
    return ", ".join(clean[:most]) + (" …" if len(clean) > most else "")


def forgotten_timers(sessions: int) -> str:
    """Say that sessions last longer than a day."""
    what = "1 session lasts" if sessions == 1 else f"{sessions} sessions last"
    return f"{what} longer than a day (a forgotten timer); the minutes are left out"


def unread_durations(sessions: int, example: str) -> str:
    """Say that the length of sessions cannot be read."""
    return f"the duration of {sessions} session(s) cannot be read ({example}); the minutes are left out"


# --- the daily form and our own tables ---

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
    return f"columns not read: {shown(names, 40)}"


def derived_columns(names: Iterable[str]) -> str:
    """Tell which columns of an exported table are worked out anew."""
    return f"columns worked out anew instead of read: {shown(names, 40)}"


def repeated_columns(names: Iterable[str]) -> str:
    """Tell which columns stand twice, so that only the first was read."""
    return f"columns that mean the same as an earlier one and were not read: {shown(names, 40)}"


def nested_column(name: str, dtype: str) -> str:
    """Tell that a column holds something else than single values."""
    return f"column {name!r} holds {dtype} instead of single values"


# --- files that are no delimited text ---


def broken(what: str) -> str:
    """Say that a file is damaged, and what it would be."""
    return f"the file is damaged or cut off; it looks like {what}"


BROKEN_ZIP: Final = "the zip file is damaged or cut off"
COPY_AGAIN: Final = "copy or export it again, whole"
ZIP_BOMB: Final = "the zip file inflates beyond all measure, so it was not read"
ZIP_PASSWORD: Final = "the zip file is locked with a password"
ZIP_UNUSUAL: Final = "the zip file is packed in an unusual way"
UNPACK_BY_HAND: Final = "unpack it and add the file inside"
ONE_INSIDE: Final = "unpack it and add the logs inside, or their folder"
NO_HEALTH_DATA: Final = "the file has no HealthData, so it is no export of Apple Health"
HEALTH_CUT_EARLY: Final = "the export ends before its first record"
OWN_ENTITIES: Final = (
    "the file declares entities of its own, which no export of Apple Health does, so it was not read"
)
EXPORT_HEALTH: Final = "in Apple Health, tap your picture, then Export All Health Data, and add export.zip"
OTHER_HEALTH: Final = "other health records"
OTHER_WORKOUTS: Final = "workouts of other kinds"
NO_SEVERITY: Final = "back pain without a severity"
CUT_UNKNOWN: Final = "cut off by the end of the file before its kind is told"
CUT_RECORD: Final = "the file ends in the middle of this record"
DAMAGED_RECORD: Final = "the record is damaged"
NO_INSTANT: Final = "startDate is not a date, time and offset from UTC"


def cut_off(line: int) -> str:
    """Say that a file ends early and that what is whole was read."""
    return f"the file ends early, at line {line}; what is whole was read. Export it again to get the rest"


def unpacked_in_part(line: int) -> str:
    """Say that a zip file is damaged and that what could be unpacked was read."""
    return (
        f"the zip file is damaged; it could be read up to line {line} of the export. Export it again to get "
        "the rest"
    )


def no_single_log(names: Iterable[str]) -> str:
    """Say that a zip file does not hold exactly one log."""
    inside = shown(names)
    return f"the zip file does not hold exactly one log; inside are: {inside}" if inside else EMPTY_ZIP


EMPTY_ZIP: Final = "the zip file is empty"
REST: Final = "rest between sets"
NO_EXERCISE: Final = "Unknown"
FIT_WITHOUT_SDK: Final = "reading Garmin FIT files needs one more package"
INSTALL_GARMIN: Final = 'pip install "coreanalytics[garmin]"'
BROKEN_FIT: Final = "the FIT file is damaged: its checksum is wrong"
UNREADABLE_FIT: Final = "the FIT file is damaged and holds nothing that can be read"
COPY_FROM_WATCH: Final = "copy it again from the watch, or export the original from Garmin Connect"
CUT_FIT: Final = (
    "the FIT file ends early; what is whole was read. Copy it again from the watch to get the rest"
)
NO_LOCAL_TIME: Final = (
    "the FIT file does not tell the clock on the wall; without a time zone its days are those of UTC"
)
NO_TRAINING: Final = "the FIT file holds no training (it may be one of sleep, weight or settings)"

BROKEN_WORKBOOK: Final = "the workbook is damaged"
SAVE_WORKBOOK: Final = "open it, save it again as .xlsx, .ods or CSV (UTF-8), and add that file"
LARGE_WORKBOOK: Final = "the workbook is too large, or a few cells in it lie very far apart"
BINARY_WORKBOOK: Final = "this is a binary Excel workbook (.xlsb)"
EMPTY_WORKBOOK: Final = "the workbook is empty"
SPLIT_WORKBOOK: Final = "save each kind of log as a file of its own and add them one by one"
OTHER_SHEETS: Final = "rows on sheets that are no logs"


def sheet_named(file: str, sheet: str) -> str:
    """Name a sheet of a file, for messages."""
    return f"{file}, sheet {shown([sheet])}"


def sheets_not_read(names: Iterable[str]) -> str:
    """Tell which sheets have no column names that are known."""
    return f"sheets not read, as no known column names stand at their top: {shown(names, 40)}"


def header_below(row: int) -> str:
    """Tell that the column names stand below other rows."""
    return f"the column names were found in row {row}; the rows above were not read"


def several_apps(apps: Iterable[tuple[str, str]]) -> str:
    """Say that the sheets of a workbook are of different apps."""
    told = ", ".join(f"{shown([sheet])} ({app})" for sheet, app in apps)
    return f"the sheets of this workbook are logs of different kinds: {told}"


# --- apps and diaries ---

A_DURATION_IN_HOURS: Final = "hours and minutes, such as 7:30"
NOT_DONE: Final = "nothing done"
SKIPPED_SET: Final = "skipped"
OTHER_SYMPTOMS: Final = "other symptoms"
VAGUE_SYMPTOMS: Final = "back or hip without saying where on it"
OTHER_SCALES: Final = "other scales"
NO_SCALES: Final = "mood without a scale"
OTHER_ENTRIES: Final = "other entries"
SLEEP_WITHOUT_HOURS: Final = "sleep without hours"
#: Filled in by Polars: number, word, what belongs together.
LEVELS_DIFFER: Final = "the level {} and the word {} do not agree ({}); correct the one that is wrong"
#: Level, words known.
UNKNOWN_LEVEL: Final = "{} is no level that we know ({})"
#: Word.
WORD_WITHOUT_NUMBER: Final = "the word {} has no number from 0 to 10; say one when adding the file"
#: Scale, cell.
SCALE_WITHOUT_END: Final = "the scale {} does not say out of how many points: {} (written like 4/10 points)"
#: Scale, cell.
OTHER_SCALE: Final = (
    "the scale {} does not run from 0 to 10: {}; set it to 10 points in the app, or log it in our own table"
)
#: Scale, cell.
UNREADABLE_SCALE: Final = "{} is not a whole number of points from 0 to 10: {}"
#: Cell, what can be read.
UNKNOWN_UNIT: Final = "{} is not an amount that can be read (known are {})"
#: Both cells.
WEIGHTS_DIFFER: Final = "the weights in kg and in lbs do not agree: {} and {}"


def mended_commas(count: int) -> str:
    """Tell that records with unquoted delimiters were put together again."""
    what = "1 record has" if count == 1 else f"{count} records have"
    return f"{what} a comma in the exercise's name or the comment that was not quoted; put together again"


def assisted_sets(count: int) -> str:
    """Tell that negative loads mean help."""
    what = "1 set has" if count == 1 else f"{count} sets have"
    return f"{what} a negative weight (an assisted exercise); the weight is left out, the set is kept"
