"""What the commands before a study say: plan, randomise, preregister."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coreanalytics.cli import texts
from coreanalytics.cli.texts import make_printable

PLAN: Final = (
    "Plan a study. How many weeks, people and reports a week, by simulation from your own noise (without a "
    "book: from published diaries)."
)
PLAN_PERSON: Final = "Plan for this person. Default: the book's only person, else everybody."
PLAN_DESIGN: Final = "blocks, start, abab, ab, parallel or multiple_baseline. Default: all that suit."
PLAN_EFFECT: Final = (
    "True difference to be found: --effect -2,-1. Default: the smallest that matters, and half of it."
)
PLAN_PEOPLE: Final = "How many people. Default: as many as the book has, else 1."
PLAN_WEEKS: Final = "Weeks of both routines together. Default: a range."
PLAN_REPORTS: Final = "Days reported a week; several: each."
PLAN_WASH_IN: Final = "Days after each change of routine that are left out."
PLAN_LOOKS: Final = "end (one look), weekly, or both."
PLAN_DELTA: Final = "Smallest difference that matters. Default: 2 for one person, 1 between people."
PLAN_REPLICATIONS: Final = "Simulated studies a row. Default: 400 for one person, 120 for several."
PLAN_SEED: Final = "Same seed, same plan."
PLAN_JOBS: Final = "How many processes. Default: one a core."
HINT_NUMBERS: Final = "write numbers with commas between them, such as 8,12,16"
RANDOMISE: Final = (
    "Draw the routines by lot. Writes them into the book's programs, and a calendar file with reminders."
)
RANDOMISE_START: Final = "First day of the first routine. Default: next Monday."
RANDOMISE_DESIGN: Final = (
    "pairs (blocks; the order within each pair is drawn), blocks (in any order), start (one switch on a "
    "drawn day), multiple_baseline (several people, each on a drawn day) or parallel (two groups)."
)
RANDOMISE_BLOCKS: Final = "How many blocks, an even number. Other designs last blocks x block days."
RANDOMISE_BLOCK_DAYS: Final = "Days of a block."
RANDOMISE_RUN_IN: Final = "Days of run-in before the first routine; groups want 14."
RANDOMISE_PERSON: Final = "Who takes part; repeatable. Default: the book's person."
RANDOMISE_EVERYBODY: Final = "Everybody in the book takes part."
RANDOMISE_SEED: Final = "Draws the same schedule again. Default: a fresh one, which is shown."
RANDOMISE_OUT: Final = "Folder for the calendar files."
RANDOMISE_REMIND: Final = "Local time of the daily reminder; none: no reminder."
HINT_CLOCK: Final = "write 20:00, or none"
HINT_TOO_LATE: Final = "chance must draw before the first day; name today or a later day"
EVERYBODY_AND: Final = "people are named, and everybody shall take part"
HINT_EVERYBODY_AND: Final = "name people, or say --everybody"
WHO: Final = "several people are in this book, and nobody is named"
HINT_CALENDAR_EXISTS: Final = "name another folder with --out, or remove it first; nothing was drawn"
NOTHING_DRAWN: Final = "name another folder with --out; nothing was drawn"
PREREGISTER: Final = (
    "Put a study on record before it begins. Writes a sealed file and keeps it in the book, so that every "
    "later report says what differs from it."
)
PREREGISTER_OUT: Final = "The file; never written over."
PREREGISTER_CHECK: Final = "Put nothing on record: say what differs from the plan in this file."
PREREGISTER_PERSON: Final = "Whose study. Default: everybody for whom a schedule was drawn."
PREREGISTER_QUESTION: Final = "The question in your own words."
PREREGISTER_LOOKS: Final = "end (one look, after the last day) or weekly."
PREREGISTER_EXCLUDE: Final = "A rule by which days are left out; repeatable."
PREREGISTER_SEED: Final = "The seed that randomise has shown."
PREREGISTER_POWER: Final = "Whether to say how likely a difference that matters is to be found (one person)."
PREREGISTER_CHECKLIST: Final = (
    "Put nothing on record: write the CENT 2015 and SCRIBE 2016 checklists, filled from the book and its "
    "plan (or that of --check), to this file (Markdown)."
)
COMPARE_PLANNED: Final = (
    "Compare as the plan on record says: its days, places, wash-in, weeks and smallest difference."
)
NO_PLAN: Final = "no plan is on record in this book"
HINT_NO_PLAN: Final = "put one on record before the study begins: coreanalytics preregister"
HINT_NOT_BEGUN: Final = "log until it is over, then ask again"
HINT_PLAN_EXISTS: Final = "a plan on record is not written over; name another file with --out"
NOT_THERE: Final = "there is no such file"
HINT_NOT_THERE: Final = "name the file that coreanalytics preregister wrote"


def not_begun(day: object) -> str:
    """Say that a planned study has not begun."""
    return f"the study on record begins on {day}, and nothing has been logged of it"


def plan_there(day: object, number: int) -> str:
    """Say that a study is on record already."""
    return f"a study of theirs that runs until {day} is on record already (number {number} of the history)"


def hint_plan_there(number: int) -> str:
    """Say how a plan is taken back."""
    return f"take it back first: coreanalytics undo {number} (the history shows it)"


def not_numbers(told: str) -> str:
    """Say that something is no list of numbers."""
    return f"{told!r} is no list of numbers"


def not_clock(told: str) -> str:
    """Say that something is no time of day."""
    return f"{told!r} is no time of day"


def too_late(day: object) -> str:
    """Say that a day is over."""
    return f"{day} is over"


def tell_after_plan(
    design: str | None, weeks: int, people: int, *, person: str | None = None, has_book: bool = True
) -> str:
    """Say what to type next.

    Parameters
    ----------
    design, weeks, people
        What was recommended; None: nothing was.
    person
        For whom, where they were named.
    has_book
        Whether a book was read.
    """
    if design is None:
        return ""
    told = ["coreanalytics randomise"]
    drawn = {"blocks": "pairs"}.get(design, design)
    told += [] if drawn == "pairs" else [f"--design {drawn}"]
    told += [
        f"--blocks {weeks // 2}" if weeks % 4 == 0 else f"--blocks 2 --block-days {7 * ((weeks + 1) // 2)}"
    ]
    told += ["--run-in 14"] if drawn in ("parallel", "multiple_baseline") else []
    told += ["--everybody"] if people > 1 else [f'--person "{make_printable(person)}"'] if person else []
    first = (
        ""
        if has_book
        else ("First make a book, and log every day:\n  coreanalytics init my-log --person me\n")
    )
    return (
        f"\n{first}Next, let chance draw the order:\n  {' '.join(told)}\n"
        f"Then, before the first day, put the plan on record:\n  coreanalytics preregister"
    )


def tell_randomised(
    book: object, files: Sequence[object], first: object, seed: int | None, remind_at: object
) -> str:
    """Say what was written where, and what comes next."""
    several = len(files) > 1
    where = f"{files[0]} to {files[-1]}" if several else str(files[0])
    ring = f", and rings every day at {remind_at}" if remind_at else ""
    file, it = ("One calendar file a person", "Each") if several else ("The calendar file", "It")
    send = " Send each person theirs." if several else ""
    them = "them" if several else "it"
    files_lie = "These files lie" if several else "It lies"
    return (
        f"\nWritten into the programs of {book}. See them: coreanalytics phases; take them back: "
        f"coreanalytics undo\n"
        f"{file}: {where}\n"
        f"{it} holds what to do on which day{ring}. Open it on a phone, or import it into Google Calendar, "
        f"Apple Calendar or Outlook.{send} {files_lie} outside the book: coreanalytics forget and undo do "
        f"not reach {them}, nor what was imported; remove those by hand.\n"
        f"Next, before {first}, put the plan on record:\n  coreanalytics preregister --seed {seed}"
    )


def tell_preregistered(file: object, seal: str, number: int, first: object) -> str:
    """Say where the plan is, and what its seal is for."""
    return (
        f"{texts.WRITTEN} {file}\nSeal: {seal}\n"
        f"Send the seal or the file to somebody before {first}: then nobody can doubt later that it was "
        f"written first.\n"
        f"The book keeps a copy (number {number} of its history): compare and the weekly report say from now "
        f"on what differs from it. The file itself lies outside the book and names who takes part; "
        f"coreanalytics forget does not reach it.\n"
        f"When the study is over:\n  coreanalytics compare --planned"
    )


OTHER_FILE: Final = "This file is not the plan that the book keeps."


def tell_deviations(record: str, said: Sequence[str], begin: object, is_over: bool) -> str:
    """List what differs from the plan on record."""
    if not said:
        so_far = "" if is_over else " so far"
        lines = [record, f"Nothing differs from the plan{so_far}."]
    else:
        lines = [record, "What differs from the plan:", *(f"- {one}" for one in said)]
    return "\n".join(lines + (["Its answer: coreanalytics compare --planned"] if is_over else []))
