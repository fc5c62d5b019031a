"""The sentences about mappings: what each column of a foreign table is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from coreanalytics.logbook.readers.texts import shown

TRUE_OR_FALSE: Final = "write true (3/4/2026 is the third of April) or false, or leave it out"
COMMA_OR_POINT: Final = 'write "," or ".", or leave it out'
APP_NAME: Final = "use up to 40 lower-case letters, digits, hyphens and underscores, a letter first"
KNOWN_KEYS: Final = "known are columns, day_first, decimal and app"
KNOWN_PARTS: Final = "known are is, scale, unit, words, value, exercise and set"
NO_TARGET: Final = "it is not said what the column is"
TARGET_FORMS: Final = 'write what it is, such as "low_back", or { is = "low_back", scale = "0-100" }'
RATED_TARGETS: Final = "only ratings have one: pain, abs_felt, session_rpe and rpe (words: pain and abs_felt)"
SCALES: Final = "write its lowest and highest number, such as 0-100 or 1-5, or words"
NO_WORDS: Final = "words must be a table"
WORDS_FORM: Final = 'write each word with a whole number from 0 to 10: words = { "leicht" = 2, "stark" = 8 }'
SETS_IN_A_ROW: Final = (
    "sets need a column with the exercise (exercise); or, in a table with a column for each exercise, "
    "name it: "
    '{ is = "reps", exercise = "Side plank", set = 1 }'
)
SET_NUMBER: Final = "write a whole number from 1 to 99"
NO_DATE: Final = "no column is the date"
NAME_A_DATE: Final = 'say which one is: "date", or "moment" for date and time in one cell'
NOTHING_TO_READ: Final = "no column holds anything that can be read"
NAME_AN_ANSWER: Final = (
    "say which column is a rating (low_back, thigh_root_left, thigh_root_right, control), a habit (sleep_h, "
    "stretch_min), an answer about training (session_rpe, gave_out_first, abs_felt) or an exercise"
)
TWO_EXERCISES: Final = "one column holds the exercise, and other columns are told to be of an exercise"
NO_EFFORT: Final = "nothing is told of the sets but the exercise"
NAME_EFFORT: Final = "say which column holds reps, load_kg, duration_s or distance_m"
IGNORE_ONE: Final = 'make one of them "ignore"'
PHASES: Final = "a table of phases has start, program, and perhaps person, end, assigned and what was planned"
NO_PLACE: Final = "it is not said which column holds the place, and which the rating"
LAYOUTS: Final = (
    "either a column holds the place (site) and another the rating (intensity), or each place has a column: "
    "low_back, thigh_root_left, thigh_root_right, control"
)
CHECK_HEADINGS: Final = (
    "write the headings as they stand in the file; coreanalytics add FILE --propose-map map.toml writes them"
)
NO_TICK: Final = "is neither a tick (1, x, yes) nor none (0, no, empty)"
WORD_WITHOUT_NUMBER: Final = "is a word that no number is known for; say one in the mapping: words = { … }"
TELL_COLUMNS: Final = (
    "say which column is what: coreanalytics add FILE --propose-map map.toml writes a proposal to be looked "
    "over, and coreanalytics add FILE --map map.toml reads the file so (mapping= in Python)"
)
NO_FILE: Final = "there is no such file"
CHECK_PATH: Final = "check the spelling and the folder"
ADD_AS_IT_IS: Final = "add it as it is: coreanalytics add FILE"
NO_MAP_FILE: Final = "there is no such file"
NO_TOML: Final = "the file cannot be read as TOML"
MEND_TOML: Final = "mend it, or write a new one: coreanalytics add FILE --propose-map map.toml"
READ_AS_BEFORE: Final = "its columns were read as told for an earlier file with the same columns"
OTHER_THAN_TABLE: Final = "the mapping must be a table of columns, or the path of a TOML file"


def quote(name: str) -> str:
    """Return a heading as messages show it."""
    return repr(shown([name]))


def unknown_key(key: str) -> str:
    """Say that a mapping has a key that means nothing."""
    return f"{quote(key)} means nothing in a mapping"


def same_heading(first: str, second: str) -> str:
    """Say that a mapping tells of one column twice."""
    return f"{quote(first)} and {quote(second)} are the same column"


def bad_option(key: str, told: object) -> str:
    """Say that an option has a value that makes no sense."""
    return f"{key} cannot be {shown([repr(told)])}"


def unknown_target(told: str) -> str:
    """Say that a column cannot be what it is told to be."""
    return f"a column cannot be {quote(told)}"


def near(names: Sequence[str]) -> str:
    """Name what may have been meant."""
    if names:
        return f"did you mean {', '.join(names)}?"
    return "low_back, sleep_h or reps, for example; --propose-map lists what a column can be"


def known_format(name: str) -> str:
    """Say that a file needs no mapping."""
    return f"the columns of this file are known (format {name}), so none need be told"


def unknown_unit(unit: str, target: str) -> str:
    """Say that cells of a target cannot be in a unit."""
    return f"{target} cannot be in {quote(unit)}"


def units(known: Sequence[str]) -> str:
    """Name the units that are known."""
    return f"known are {', '.join(known)}" if known else "leave the unit out"


def no_scale(target: str) -> str:
    """Say that a target has no scale."""
    return f"{target} has no scale"


def unknown_scale(scale: str) -> str:
    """Say that a scale cannot be read."""
    return f"{quote(scale)} is not a scale that can be read"


def word_without_number(word: str, meant: str) -> str:
    """Say that a word is not given a number."""
    return f"{quote(word)} cannot be {quote(meant)}"


def no_set(target: str) -> str:
    """Say that something does not belong to a set."""
    return f"{target} does not belong to a set, so it can have neither exercise nor set"


def no_exercise(column: str) -> str:
    """Say that a column tells of sets of an unknown exercise."""
    return f"the exercise of {quote(column)} is not known"


def two_columns(first: str, second: str, target: str) -> str:
    """Say that two columns are told to be the same."""
    return f"{quote(first)} and {quote(second)} cannot both be {target}"


def incomplete_phases(missing: Sequence[str]) -> str:
    """Say what a table of phases lacks."""
    return f"the phases lack {' and '.join(missing)}"


def not_in_phases(others: Sequence[str]) -> str:
    """Say what cannot stand in a table of phases."""
    return f"{', '.join(others)} cannot stand in a table of phases"


def both_layouts(column: str) -> str:
    """Say that a table has places in a column and columns for places."""
    return f"one column holds the place, and another is {column}"


def no_such_column(name: str, header: Iterable[str]) -> str:
    """Say that a file lacks a column of the mapping."""
    return f"there is no column {quote(name)}; the file has {shown(header, 20)}"


def no_number_from(low: int, high: int) -> str:
    """Say that a cell is no number on its scale; stands behind the cell."""
    return f"is not a plain number from {low} to {high}"


def outside(low: int, high: int) -> str:
    """Say that a number lies outside its scale; stands behind the number."""
    return f"lies outside {low} to {high}"


# --- proposals: why a column is proposed to be what it is, and the file to be looked over ---

VAGUE: Final = "it does not say which part of the back or hip; the lower back?"
SAME_AS: Final = "seems to ask the same as an earlier column"
OTHER_MOMENT: Final = "asks about another moment than the day; see the timings below"
NOT_KNOWN: Final = "not recognised"
ALL_DIFFER: Final = "differs in every row; is it the person?"
WHICH_PLACE: Final = "which place? low_back, thigh_root_left, thigh_root_right …"
NO_EXERCISE_COLUMN: Final = "of which exercise?"
CHECK_SCALE: Final = "check the scale"
NO_EXAMPLES: Final = "no value"

FILE_HEAD: Final = """\
# How coreanalytics reads a table with these columns. Look it over, correct it, and read the file with
#   coreanalytics add {name} --map {map}
# The book keeps it: later files with the same columns are read without asking.
# An empty cell means "not reported", never 0.

# Is 3/4/2026 the third of April? Only needed where no date in the file shows it.
{day_first}
# Decimal sign of the numbers, "," or "."; only needed where 1.234 means a thousand and more.
{decimal}
# Name of the source. Two different tables of one person's training need two names.
{app}

# What each column is. "ignore": not read. A line may say more:
#   {{ is = "low_back", scale = "0-100" }}       divided by ten and rounded half up; also 1-5 and the like
#   {{ is = "low_back", scale = "words" }}       none, mild, moderate, severe, unbearable; in your language
#   {{ is = "low_back", words = {{ "zwickt" = 3 }} }}   your own words (models can leave such ratings out)
#   {{ is = "load", unit = "lb" }}               also min, h, km, mi … where the unit is another
#   {{ is = "emergency", value = "yes" }}        what a tick in this box means; no tick says nothing
#   {{ is = "reps", exercise = "Side plank", set = 1 }}   where each exercise, or each set, has a column
"""
FILE_FOOT: Final = """\

# What a column can be. Ratings of the body are about the day, on average; another moment stands behind the
# name: low_back_next_morning, thigh_root_left_during, …_before, …_after.
"""


def file_note(examples: str, note: str) -> str:
    """Word what stands above a column in the proposed file."""
    return f"# {examples}" + (f"  -- {note}" if note else "")
