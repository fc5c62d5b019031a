"""Sentences about exports, pseudonyms and forgetting, in one place so that a translation is one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from coreanalytics.logbook.texts import count, shorten

# --- exports --------------------------------------------------------------------------------------------

USE_FORMAT: Final = "use csv or parquet"
IS_A_FILE: Final = "this is a file, not a folder"
NOT_EMPTY: Final = "the folder is not empty"
INSIDE_BOOK: Final = "this is inside the book, which keeps nothing but its own files"
NAME_NEW_FOLDER: Final = "name a new or an empty folder"
NAME_FOLDER_OUTSIDE: Final = "name a folder outside the book"
NOTHING_WRITTEN: Final = "check that there is space and that you may write there; nothing was written"


def no_format(format: str) -> str:
    """Say that tables cannot be written so."""
    return f"tables cannot be written as {format!r}"


def cannot_write(reason: str) -> str:
    """Say that a folder cannot be written."""
    return f"the tables cannot be written ({reason})"


def tell_export(folder: str, files: Mapping[str, int]) -> str:
    """Word what was written.

    Examples
    --------
    >>> print(tell_export("out", {"sets.csv": 12, "pain.csv": 1}))
    Written to out:
      sets.csv  12 rows
      pain.csv  1 row
    """
    width = max(map(len, files), default=0)
    rows = [f"  {name:<{width}}  {count(number, 'row', 'rows')}" for name, number in files.items()]
    return "\n".join([f"Written to {folder}:", *rows])


# --- people ---------------------------------------------------------------------------------------------


def nobody(person: str) -> str:
    """Say that a book knows nobody of a name."""
    return f"there is nobody named {person!r} in this book"


def known_people(near: Sequence[str], people: Sequence[str]) -> str:
    """Say who there is, those first whose names are like the one asked for."""
    if near:
        return f"did you mean {' or '.join(repr(name) for name in near)}?"
    if not people:
        return "the book is empty"
    shown = ", ".join(shorten(name) for name in people[:5])
    return f"known are {shown}" + (f" and {len(people) - 5} more" if len(people) > 5 else "")


# --- pseudonyms -----------------------------------------------------------------------------------------

KEY_TWICE: Final = "two people have the same pseudonym"
RESTORE_KEY: Final = (
    "restore it from a backup; without it people get new pseudonyms: move it away if that is meant"
)
TRUE_DATES: Final = "The dates are the true ones: whoever knows when somebody trained can find them."
PATTERNS: Final = (
    "Days of the week, gaps such as holidays, and the course of the scores stay as they were: "
    "whoever knows them well may recognise them."
)


def key_header(header: Sequence[str]) -> str:
    """Say what the first line of the key must be."""
    return f"the first line must be {','.join(header)}"


def damaged_key(reason: str) -> str:
    """Say that the key cannot be read."""
    return f"the key of the pseudonyms cannot be read ({reason})"


def few_people(people: int) -> str:
    """Say that there are few people."""
    if people == 1:
        return "There is one person in it: whoever knows whose book this is knows whose numbers these are."
    return f"There are {people} people in it: whoever knows that somebody took part has few to choose from."


def rare_exercises(exercises: Sequence[str], rare: int) -> str:
    """Name exercises that few people did."""
    return f"Done by at most {rare} people: {_list(exercises)}."


def rare_programs(programs: Sequence[str], rare: int) -> str:
    """Name programs that few people followed."""
    return f"Followed by at most {rare} people: {_list(programs)}."


def flagged(people: int) -> str:
    """Say that few people reported a warning sign."""
    return f"{count(people, 'person', 'people')} reported a warning sign, which others may have heard of."


def _list(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(shorten(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def tell_sharing(people: int, left_out: int, shifted: bool, risks: Sequence[str]) -> str:
    """Word what an export without names holds, and what may still identify somebody."""
    dates = "moved back by whole weeks, another number for each person" if shifted else "as they were"
    lines = [f"{count(people, 'person', 'people')} under pseudonyms; dates {dates}."]
    if left_out:
        lines.append(
            f"{count(left_out, 'set-aside record is', 'set-aside records are')} left out: "
            "they hold what people wrote."
        )
    return "\n".join([*lines, "Still, this is not anonymous:", *(f"  {risk}" for risk in risks)])


def shared_readme(*, shifted: bool) -> str:
    """Word what was done to a shared export, for whoever receives it."""
    dates = (
        "Dates were moved back by a whole number of weeks, another number for each person: days of the week "
        "are true, the calendar is not. Do not compare people by date, nor seasons."
        if shifted
        else "Dates are the true ones."
    )
    return f"""\
Logs of workouts and discomfort, written by coreanalytics under pseudonyms.

- People are P01, P02 and so on, in random order. The key is not here.
- {dates}
- Hours, time zones, notes, titles, file names and set-aside records were left out.
- Sessions are numbered per person. An exercise is called by its id in the catalogue of coreanalytics;
  "other exercise" works something else than the core, "unknown exercise" was not recognised.

This is not anonymous: few people, rare exercises or a known course of training may still identify somebody.
Do not try to find out who they are, and do not pass it on.
"""


# --- forgetting -----------------------------------------------------------------------------------------

MAKE_WRITABLE: Final = "make the folder writable, or free some space, and open the book again"
TELLS_SOMETHING_ELSE: Final = "what is left would be read otherwise"
DROP_IT: Final = (
    "nothing was changed; add the others' records in a file of their own, then forget again with "
    "--drop-unreadable, which removes this file as a whole"
)


def half_amended(reason: str) -> str:
    """Say that an amendment was interrupted and cannot be finished."""
    return f"somebody is being forgotten in this book, and that cannot be finished ({reason})"


def cannot_rewrite(reason: str) -> str:
    """Say that a file about several people cannot be written without one."""
    return f"this file is about several people and cannot be written without one of them ({reason})"


BOOK_IS_BUSY: Final = "the book changes faster than somebody can be forgotten in it"
FORGET_AGAIN: Final = "wait until other programs have finished with it, and forget again"
KEPT_FILE_GONE: Final = "a kept file is gone"
RESTORE_BOOK: Final = "restore the book's folder from a backup; coreanalytics itself removes no kept file"
#: What became of files when somebody was forgotten.
_OUTCOMES: Final = {
    "removed": "removed",
    "rewritten": "written anew without them",
    "converted": "written anew without them, in another format",
}


def tell_forgotten(told: Mapping[str, Any], *, only_names: bool) -> str:
    """Word what was done to forget somebody, and the proof (`forgetting.Forgotten.to_dict`)."""
    person = shorten(told["person"])
    lines = [f"{person} is forgotten: {count(told['theirs'], 'record', 'records')} of theirs removed."]
    for outcome, said in _OUTCOMES.items():
        number = sum(file["outcome"] == outcome for file in told["files"])
        if number:
            lines.append(f"  {count(number, 'file', 'files')} {said}")
    if told["nameless"]:
        lines.append(
            f"  {count(told['nameless'], 'record', 'records')} in files about several people named nobody, "
            "or said nothing, and went too"
        )
    if told["lost"]:
        lines.append(f"  {count(told['lost'], 'record', 'records')} of others could not be carried over")
    lines += [f"  changed: {name}" for name in told["others"]]
    where = "wherever names stand" if only_names else "as a whole value, and their notes"
    searched = f"Searched {count(told['searched'], 'file', 'files')} of the book for the name {where}"
    if told["proven"]:
        lines.append(f"{searched}: nothing is left.")
    else:
        lines.append(f"{searched}. Still there:")
        lines += [f"  {trace['path']}: {shorten(trace['value'], 60)}" for trace in told["traces"][:20]]
        if len(told["traces"]) > 20:
            lines.append(f"  and {len(told['traces']) - 20} more")
        lines.append(
            "These are no files that coreanalytics writes, or what others wrote: look at them yourself."
        )
    lines.append("What left the book before is not reached: exports, reports, backups, the original files.")
    return "\n".join(lines)


def sealed_anew(seal: str) -> str:
    """Say that a plan on record was written anew without somebody, and which seal it had first."""
    return (
        f"Somebody who took part was forgotten since, so this plan was written anew without them. Its first "
        f"seal was {seal}."
    )
