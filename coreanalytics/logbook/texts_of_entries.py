"""Sentences about quick entries, edited phases and mapped names, in one place as those of `texts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coreanalytics.logbook.texts import shorten

NOTHING_TOLD: Final = "nothing was told"
NOTHING_LOGGED: Final = "Nothing was logged."
TAKE_BACK: Final = "To take it back: coreanalytics log --undo"
SAY_PERSON: Final = "say --person NAME (person=… in Python)"
SAY_FIRST_PERSON: Final = "say --person NAME (person=… in Python), a name or a code"
WHOSE: Final = "whose log is this?"
WRITE_DATE: Final = "write it as 2026-11-22, or say today or yesterday"
WRITE_TIME: Final = "write it as 21:30"
NO_ZONE: Final = "the time zone is not known, so a time tells nothing"
SAY_ZONE: Final = "say it once with --timezone Europe/Berlin (timezone=… in Python), or leave out the time"
NO_VALUE: Final = "no value was given"
GIVEN_TWICE: Final = "it was given twice"
NO_PAIR: Final = "this names no value"
WRITE_PAIR: Final = "write KEY=VALUE without spaces, such as low_back=2"
A_WHOLE_NUMBER: Final = "a whole number"
A_NUMBER: Final = "a number"
A_DATE: Final = "a date"
A_TIME: Final = "a time of day"
A_TIMING: Final = "a timing"
SEE_HISTORY: Final = "coreanalytics history lists what was added when"
YES_OR_NO: Final = "yes or no"
#: What to say at once to a yes; reports and dashboards say more.
SAFETY: Final = {
    "emergency": "Please do not wait: call your emergency number (112 in Europe, 911 in North America) or "
    "see a doctor now.",
    "below_knee": "Please get numbness or pain below the knee checked by a clinician.",
}
_MOST_PEOPLE: Final = 12


def whole_numbers(low: float, high: float) -> str:
    """Name a scale of whole numbers."""
    return f"whole numbers {low:g} to {high:g}"


def answer_to(key: str) -> str:
    """Name what a question wants."""
    return f"an answer to {key}"


def not_a_key(what: str) -> str:
    """Say that nothing of that name can be logged."""
    return f"this is nothing that can be logged as {what}"


def suggest(near: Sequence[str], allowed: Sequence[str]) -> str:
    """Name what is near, then all that is allowed."""
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}Known are {', '.join(allowed)}. {NOTHING_LOGGED}"


def needs_side(keys: Sequence[str]) -> str:
    """Say which keys have a side."""
    return f"say which side: {', '.join(keys)}. {NOTHING_LOGGED}"


def not_allowed(value: str, allowed: str) -> str:
    """Say that a value is not what it may be."""
    return f"{shorten(value)} is not {allowed}"


def allowed_are(allowed: str) -> str:
    """Say what may be given."""
    return f"allowed: {allowed}. {NOTHING_LOGGED}"


def choose_person(people: Sequence[str]) -> str:
    """List the people of a book, at most twelve."""
    shown = ", ".join(shorten(name) for name in people[:_MOST_PEOPLE])
    more = f" and {len(people) - _MOST_PEOPLE} more" if len(people) > _MOST_PEOPLE else ""
    return f"{SAY_PERSON}; in this book: {shown}{more}"


def nobody(name: str) -> str:
    """Say that nobody has a name."""
    return f"nobody in this book is called {name!r}"


def near_person(name: str, like: str) -> str:
    """Say that a name is unknown, and whom it looks like."""
    return f"nobody in this book is called {name!r}; did you mean {like!r}?"


def new_person(name: str) -> str:
    """Say how a new person of a similar name comes into the book."""
    return f'use the name in the book; somebody new comes in with a first file: add FILE --distinct "{name}"'


def tell_logged(person: str, when: str, values: str, *, is_new: bool) -> str:
    """Say what was logged, for whom and when."""
    who = f"{shorten(person)} (new in this book)" if is_new else shorten(person)
    return f"Logged for {who}, {when}: {values}. {TAKE_BACK}"


def tell_taken_back(table: str, person: str, when: str, values: str) -> str:
    """Say what was taken back."""
    if table == "phases":
        return f"Taken back: the last change of the programs of {shorten(person)}."
    return f"Taken back: {shorten(person)}, {when}: {values}."


NO_NAME: Final = "an exercise has a name that does not begin with #"
WRITE_ALIAS: Final = "write the name as your app writes it"
NO_QUICK_ENTRY: Final = "there is no quick entry that could be taken back"


def no_quick_entry_of(person: str) -> str:
    """Say that a person has no quick entry."""
    return f"there is no quick entry of {shorten(person)} that could be taken back"


# --- phases ---------------------------------------------------------------------------------------------

SEE_PHASES: Final = "coreanalytics phases lists them; nothing was changed"
NOTHING_CHANGED: Final = "nothing was changed"
GIVE_UNTIL: Final = (
    "give the last day with --until, or take out the later phase with coreanalytics phases drop"
)
ONE_PERSON: Final = "set the phases of one person at a time; nothing was changed"


def no_column(column: str) -> str:
    """Say that phases have no such column."""
    return f"{column!r} is no column of the phases"


def suggest_phase(near: Sequence[str], allowed: Sequence[str]) -> str:
    """Name what is near, then all that is allowed."""
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}Known are {', '.join(allowed)}; nothing was changed"


def known(column: str) -> str:
    """Name a word that is allowed."""
    return f"a known {column}"


def other_person(named: str, meant: str) -> str:
    """Say that a row names somebody else."""
    return f"a row names {shorten(named)}, but these are the phases of {shorten(meant)}"


DROP_FIRST: Final = (
    "take them out first (coreanalytics phases drop --date START), or begin later; nothing was changed"
)


def phases_in_the_way(first: object, there: Sequence[str]) -> str:
    """Say that phases are in the way of planned ones."""
    return f"from {first} on there are phases already: {', '.join(there[:4])}"


def no_phase_on(day: object, rows: Sequence[str]) -> str:
    """Say that nothing runs on a day."""
    return f"no phase runs on {day}" + _known(rows)


def no_phase_from(day: object, rows: Sequence[str]) -> str:
    """Say that no phase starts on a day."""
    return f"no phase starts on {day}" + _known(rows)


def _known(rows: Sequence[str]) -> str:
    return f"; known are {'; '.join(rows)}" if rows else "; this person has no phases"


def ends_already(day: object) -> str:
    """Say that a phase ends on that day as it is."""
    return f"the phase that runs on {day} ends on that day already"


def tell_phase(start: object, end: object, program: object) -> str:
    """Name a phase in a few words."""
    return f"{program} from {start}" + (f" to {end}" if end else "")
