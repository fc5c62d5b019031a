"""What the command line says, in one place so that a translation is one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

APP: Final = (
    "Find out from your own logs whether core-focused routines ease thigh-root and lower-back discomfort."
)
EPILOG: Final = "Everything stays on this machine. Not medical advice."
DEBUG: Final = "Show the traceback of an error."
VERSION: Final = "Show the version and leave."
BOOK: Final = "The book. Default: the current folder if it is one, else $COREANALYTICS_BOOK."
PERSON: Final = "Whom it is about."
JSON: Final = "Print JSON for machines."
NO_BOOK: Final = "no book is named"
HINT_BOOK: Final = "name one with --book DIR, or make one: coreanalytics init my-log"
HINT_DISK: Final = "Hint: check the path, and that you may read and write there"

INIT: Final = (
    "Make a book. Writes settings, alias file, empty tables, and the daily form's questions (en, de, es)."
)
INIT_FOLDER: Final = "The folder to make."
INIT_PERSON: Final = "Whose log a file is when nothing else says so."
INIT_ALIASES: Final = "An alias file to begin with."

ADD: Final = "Add logs to the book. Reads Strong, Hevy, the daily form and our own tables; files or folders."
ADD_FILES: Final = "Files, or folders of files."
ADD_PERSON: Final = "Whose logs these are, where no column and no folder clients/NAME says so."
ADD_TIMEZONE: Final = "IANA time zone, such as Europe/Berlin; told once per person."
ADD_UNIT: Final = "kg or lb, for logs that do not say; told once per person."
ADD_AS: Final = "Read the files as this format, whatever their header says."
ADD_DAY_FIRST: Final = "How 3/4/2026 is to be read, where the file does not show it."
ADD_SAME: Final = 'A name in the file and whom it stands for: --same "Ann Lee=Anna Lee".'
ADD_DISTINCT: Final = "A name that is a new person, however like an old name it looks."

STATUS: Final = "Show who is in the book. People, dates, days reported, what was set aside, names not mapped."
EXERCISES: Final = "List the exercises. Their ids are what the alias file wants."

COMPARE: Final = (
    "Compare the routines. Between people, or within one person (--person, or a book of one) who did both."
)
COMPARE_WEEKS: Final = "Weeks after the start at which the programs are compared."
COMPARE_TREATMENT: Final = "The program in question."
COMPARE_VERSUS: Final = "The program that it is compared with."

COMPARE_WASH_IN: Final = "One person: days after each change of routine that are left out."
COMPARE_TREND: Final = "One person: take out a straight trend over the whole time."

REPORT: Final = "Write the weekly report. One page that opens in any browser, offline."
REPORT_WEEK: Final = "ISO week, such as 2026-W46. Default: the newest week with data."
REPORT_ALL: Final = "Write everyone's report, and an index page."
REPORT_OUT: Final = "Folder for the pages."

DASHBOARD: Final = "Write the dashboard. One page that opens in any browser, offline."
DASHBOARD_OUT: Final = "File for the page."

SIMULATE: Final = "Write simulated logs. In the apps' own formats, with a known truth."
SIMULATE_PEOPLE: Final = "People; 1 in a design in which a person follows both programs."
SIMULATE_EFFECT: Final = "Points at the thigh root, as reported (parallel: at week 8)."
SIMULATE_DESIGN: Final = (
    "parallel (half the people in each program), one_switch (on a drawn day), abab (four phases), blocks "
    "(two weeks each, randomised in pairs), multiple_baseline (one after another), or crossover."
)
ONE_IN_TWO: Final = "one person cannot be in two groups at once"
HINT_ONE_IN_TWO: Final = (
    "give 2 or more, or a design in which a person follows both programs in turn: --design blocks"
)
DEMO: Final = "Run the whole job on the demo logs. Add, compare, weekly reports, dashboard."
DEMO_BOOK: Final = "Folder for the demo's book; made anew each time."
DEMO_OUT: Final = "Folder for the demo's pages."
LAB: Final = "Open JupyterLab on the notebooks. With this package's kernel; more options are handed on to it."

WRITTEN: Final = "Written:"
AS_OF: Final = "The book as it was: a number of its history, or a date such as 2026-11-22."
STATUS_REJECTED: Final = "Write the set-aside records to this CSV, to be mended and added again."
STATUS_PERSON: Final = "Only this person."
NOTHING_REJECTED: Final = "No record is set aside."
HISTORY: Final = "List what happened to the book. Adds, undos and redos, with their numbers."
UNDO: Final = "Take the last add back. Its files stay in the history; redo brings them in again."
UNDO_NUMBER: Final = "Number of the add (see history). Default: the last one that counts."
REDO: Final = "Bring in again what was undone last."
UNDONE: Final = "Taken back"
REDONE: Final = "In again"
ASK_PERSON: Final = "Whose log is {where}? (a name or a code)"
ASK_TIMEZONE: Final = "In which time zone were the times logged, for {people}? (for example Europe/Berlin)"
ASK_UNIT: Final = "Are the weights in kg or lb, for {people}?"
ASK_DAY_FIRST: Final = "In {where}, is 3/4/2026 the third of April? (y: day first, n: month first)"
UNSAID: Final = "Your app does not log the side or the hands of these exercises. Enter leaves it unknown."
ASK_SIDE: Final = "Which side do the sets of {name} count for? (left, right, both)"
ASK_HANDS: Final = "{name}: is the logged weight what 1 hand carries, or what each of 2 hands carries? (1, 2)"
ALLOWED: Final = "Please say one of {allowed}, or press Enter."
ASK_SAME: Final = "Is {name} the same person as {like}?"


def unexpected(error: Exception) -> str:
    """Word an error that is the software's fault."""
    return (
        f"something went wrong that should not have ({type(error).__name__}: {error})\n"
        "Hint: run the same command with --debug (coreanalytics --debug …) and report what it shows"
    )


def made_book(folder: object) -> str:
    """Say what was made and what comes next."""
    return (
        f"Made a book in {folder}.\n"
        "Next: put your logs in with: coreanalytics add strong.csv pain.csv --person me "
        "--timezone Europe/Berlin --weight-unit kg\n"
        "The daily form's questions and empty tables are in its folder templates."
    )


def wrote_rejected(files: Sequence[object]) -> str:
    """Say where set-aside records were written, and what to do with them."""
    names = ", ".join(str(file) for file in files)
    return (
        f"{WRITTEN} {names}\n"
        "Mend the rows (leave source_file and source_line as they are), then: coreanalytics add FILE"
    )


def tell_turn(what: str, number: int, files: Sequence[str]) -> str:
    """Say which add was taken back or brought in again."""
    return f"{what}: number {number} ({', '.join(files[:3])}{' …' if len(files) > 3 else ''})"


def tell_history(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lay out the history of a book, oldest first."""
    if not rows:
        return "Nothing was added yet."
    kinds = {"notes": "settings or aliases changed", "forget": "somebody was forgotten"}
    lines = []
    for row in rows:
        what = kinds.get(row["kind"], row["kind"])
        if row["kind"] in ("undo", "redo"):
            what = f"{row['kind']} of number {row['target']}"
        elif row["files"]:
            names = ", ".join(row["files"][:3]) + (" …" if len(row["files"]) > 3 else "")
            what = f"{what} {names}" + (f"  [{', '.join(row['people'][:3])}]" if row["people"] else "")
        gone = "" if row["counts"] in (None, True) else "  (taken back)"
        lines.append(f"{row['number']:>5}  {row['at'][:16].replace('T', ' ')}  {what}{gone}")
    return "\n".join([*lines, "Times are UTC. Take an add back: coreanalytics undo NUMBER"])
