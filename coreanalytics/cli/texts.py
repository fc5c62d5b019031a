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

ADD: Final = (
    "Add logs to the book. Reads Strong, Hevy, FitNotes, StrongLifts, GymBook, Bearable, Daylio, Apple "
    "Health, Garmin, the daily form, spreadsheets and our own tables; any other table after asking once what "
    "its columns are."
)
ADD_FILES: Final = "Files, or folders of files."
ADD_PERSON: Final = "Whose logs these are, where no column and no folder clients/NAME says so."
ADD_TIMEZONE: Final = (
    "IANA time zone, such as Europe/Berlin; told once per person. For travels: "
    '"Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin".'
)
ADD_UNIT: Final = "kg or lb, for logs that do not say; told once per person."
ADD_AS: Final = "Read the files as this format, whatever their header says."
ADD_DAY_FIRST: Final = "How 3/4/2026 is to be read, where the file does not show it."
ADD_MAP: Final = (
    "What each column is, in a table that no reader knows; written by --propose-map, then corrected."
)
ADD_PROPOSE_MAP: Final = "Add nothing; write what the columns of FILE are likely to be, to be looked over."
ADD_SEVERITY: Final = "Numbers (0-10) for words such as mild or severe, where the usual are not meant."
HINT_SEVERITY: Final = "write --severity mild=3,severe=9 with whole numbers from 0 to 10"
ADD_SAME: Final = 'A name in the file and whom it stands for: --same "Ann Lee=Anna Lee".'
ADD_DISTINCT: Final = "A name that is a new person, however like an old name it looks."

STATUS: Final = "Show who is in the book. People, dates, days reported, what was set aside, names not mapped."
EXERCISES: Final = "List the exercises. Their ids are what the alias file wants."

COMPARE: Final = (
    "Compare the routines. Between people, or within one person (--person, or a book of one) who did both."
)
CLAIMS = """Examine the article's claims one by one.

    Each claim has its number, its range, what weakens it, and, where it has no answer, what to log."""
CHECK = """Run the checks that a sceptic would ask for.

    Failed checks come first, then those that cannot tell."""
COMPARE_WEEKS: Final = "Weeks after the start at which the programs are compared."
COMPARE_TREATMENT: Final = "The program in question."
COMPARE_VERSUS: Final = "The program that it is compared with."

COMPARE_WASH_IN: Final = "One person: days after each change of routine that are left out."
COMPARE_TREND: Final = "One person: take out a straight trend over the whole time."

REPORT: Final = "Write the weekly report. One page that opens in any browser, offline."
REPORT_WEEK: Final = "ISO week, such as 2026-W46. Default: the newest week with data."
REPORT_ALL: Final = "Write everyone's report, and an index page."
REPORT_OUT: Final = "Folder for the pages."
REPORT_PDF: Final = "Write a PDF beside each page, for printing and sending."
REPORT_JSON: Final = "Whether the numbers are written beside each page, for other programs."
REPORT_JOBS: Final = "With --all: how many processes make the reports. Default: one a core."
OPEN_PAGE: Final = "Open it in any browser; it needs no network."

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
LAB: Final = (
    "Open JupyterLab on the notebooks. The demo's logs beside them; nothing is fetched. More options are "
    "handed on to JupyterLab."
)
LAB_FOLDER: Final = (
    "Work on copies in this folder: notebooks/ and data/ are put into it. Files that are there already stay "
    "as they are."
)
LAB_NEEDS_FOLDER: Final = "the notebooks need a folder to work in"
HINT_LAB_FOLDER: Final = "name a new one: coreanalytics lab --folder my-notebooks"
HINT_LAB: Final = 'install it: pip install "coreanalytics[lab]"'
NOT_A_FOLDER: Final = "there is a file with this name"
NO_NOTEBOOKS: Final = "no notebooks are there"
HINT_NO_NOTEBOOKS: Final = "install the package again, or take the notebooks from its source"

EXPORT: Final = "Write tidy tables. CSV or Parquet, for other programs; formulas in text are made inert."
EXPORT_FOLDER: Final = "A new or empty folder, outside the book."
EXPORT_FORMAT: Final = "csv or parquet."
EXPORT_DAYS: Final = "Whether the table of person-days is written too."
PSEUDONYMISE: Final = (
    "Write tables for sharing. People as P01, P02 ..., no notes, hours or zones; dates moved."
)
SHIFT_DATES: Final = "Whether each person's dates are moved back by whole weeks; weekdays stay."
FORGET: Final = (
    "Remove a person for good. From every kept file, note and cache of the book; then searches for them."
)
FORGET_PERSON: Final = "Their name in the book, exactly."
FORGET_YES: Final = "Do not ask."
FORGET_DROP: Final = "Remove a file about several people as a whole where it cannot be written without them."
HINT_FORGET: Final = "say --yes if you mean it; it cannot be undone"

SOURCES: Final = (
    "Show or choose which app counts. Where several logged the same session, the first named does."
)
SOURCES_APPS: Final = "Apps, the one that counts first. Default: only show what is chosen."
SOURCES_CLEAR: Final = "Choose none: whichever logged more sets counts."
SOURCES_AND_CLEAR: Final = "apps are named, and none shall be chosen"
HINT_SOURCES_AND_CLEAR: Final = "name apps, or say --clear"

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
MAPPING_HEAD: Final = "{where}: no reader knows these columns. They are likely to be:"
ASK_MAPPING: Final = "Is that right? [Y/n/number to change]"
ASK_COLUMN: Final = "{number}, {name}: what is it? (? lists what it can be, Enter: not read)"
COLUMN_HELP: Final = (
    "Behind it may stand how it is read: low_back 0-100, low_back words, load lb, sleep_h min, "
    "reps of Side plank set 1"
)
NO_SUCH_COLUMN: Final = (
    "Please say y, n, or a number from 1 to {count}: the column to change. Then ? lists what it can be."
)
ONE_FILE: Final = "a proposal is made for one file"
HINT_ONE_FILE: Final = "name one: coreanalytics add form.csv --propose-map map.toml"
MAP_EXISTS: Final = "there is a file with this name already"
HINT_MAP_EXISTS: Final = "name another, or remove it first"
UNSAID: Final = "Your app does not log the side or the hands of these exercises. Enter leaves it unknown."
ASK_SIDE: Final = "Which side do the sets of {name} count for? (left, right, both)"
ASK_HANDS: Final = "{name}: is the logged weight what 1 hand carries, or what each of 2 hands carries? (1, 2)"
ALLOWED: Final = "Please say one of {allowed}, or press Enter."
ASK_SAME: Final = "Is {name} the same person as {like}?"

LOG: Final = (
    "Log a day in a line. Ratings, habits or session answers: coreanalytics log pain low_back=2 "
    "thigh_root_left=3"
)
LOG_WHAT: Final = "What is told."
LOG_VALUES: Final = (
    "pain: thigh_root_left, thigh_root_right, thigh_root_both, low_back, control (0-10), below_knee, "
    "emergency (yes, no). habits: sleep, stretch, massage, analgesic, squats, run_km, sitting. training: "
    "gave_out_first, abs_felt, rpe."
)
LOG_TIMING: Final = (
    "Which rating: day, next_morning, before, during, after. Default: the book's primary timing."
)
LOG_DATE: Final = "2026-11-22, today or yesterday. Default: today; until 04:00 that is the day before."
LOG_TIME: Final = "Time of the rating, such as 21:30; of two ratings for one day the later counts."
LOG_NOTE: Final = "Anything in your own words."
LOG_PERSON: Final = "Whose. Default: the person in the settings, else the only one in the book."
LOG_UNDO: Final = "Take the last quick entry back (of --person, if given)."
LOG_EXAMPLES: Final = (
    "coreanalytics log pain low_back=2 thigh_root_left=3, log habits sleep=7 stretch=10, or "
    "log training gave_out_first=abs abs_felt=6 rpe=7"
)
UNDO_ALONE: Final = "this takes an entry back and cannot log another"
HINT_UNDO_ALONE: Final = "say coreanalytics log --undo, then log again"
PAIN_ONLY: Final = "only log pain knows this option"
HINT_PAIN_ONLY: Final = "leave it out; nothing was logged"
TAKE_BACK: Final = "To take it back: coreanalytics log --undo"

PHASES: Final = "Show and edit the programs. Every edit can be taken back: coreanalytics log --undo"
PHASES_START: Final = "Start a program; the one that runs on the day before ends there."
PHASES_END: Final = "End the program that runs on a day."
PHASES_DROP: Final = "Take a phase out."
PHASES_PROGRAM: Final = "core_focused, standard_crunch, mixed, run_in, washout or none."
PHASES_DATE: Final = "First day. Default: today."
PHASES_UNTIL: Final = "Last day. Default: it goes on."
PHASES_LAST: Final = "Last day. Default: today."
PHASES_STARTED: Final = "Day on which the phase starts."
PHASES_ASSIGNED: Final = "Who or what chose it: self, coach or randomised."
PHASES_SESSIONS: Final = "Sessions planned a week."
PHASES_SETS: Final = "Hard sets planned a week."
PHASES_SCHEDULE: Final = "How a randomised phase was drawn: pairs, blocks, or start:FIRST/LAST."

NAMES: Final = "List exercise names that are not mapped. At a terminal, asks what each one means."
NAMES_MAP: Final = (
    'What a name means: --map "Crunch Old #2=ankle_band_crunch"; not_core if it is none. Repeatable.'
)
NAMES_ASK: Final = (
    "Type the number of a candidate, an exercise's id (coreanalytics exercises), or not_core; Enter leaves "
    "the name as it is."
)
ASK_NAME: Final = "  it is"
NO_SUCH_NUMBER: Final = "There is no candidate of that number."
HINT_MAP: Final = 'write --map "Crunch Old #2=ankle_band_crunch"'
HINT_MAP_ONCE: Final = "map it once; nothing was written"
ALL_MAPPED: Final = "Every exercise name is mapped."


def log_nothing(what: str | None) -> str:
    """Say that it is not clear what is to be logged."""
    return f"{what!r} is nothing that can be logged" if what else "nothing was told"


def no_mapping(text: str) -> str:
    """Say that a word maps no name."""
    return f"{text!r} maps no name"


def mapped_twice(name: str) -> str:
    """Say that a name is given two meanings."""
    return f"{name!r} is given two meanings"


def lay_out(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out as aligned columns; the first row is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def tell_phases(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lay out phases as a table."""
    if not rows:
        return "No programs are told. Start one: coreanalytics phases start core_focused"
    head = ("person", "start", "end", "program", "assigned", "planned a week", "schedule")
    return lay_out([head, *(_phase_cells(row) for row in rows)])


def _phase_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    plan = [
        f"{row[column]:g} {what}"
        for column, what in (("planned_sessions", "sessions"), ("planned_sets", "sets"))
        if row[column] is not None
    ]
    person, program = (make_printable(row[column]) for column in ("person", "program"))
    ends = row["end"] or "goes on"
    return person, row["start"], ends, program, row["assigned"] or "", ", ".join(plan), row["schedule"] or ""


def tell_name(row: Mapping[str, Any]) -> str:
    """Say how often a name occurs, and what it may be."""
    sets = f"{row['n_sets']:,} {'set' if row['n_sets'] == 1 else 'sets'}"
    people = f"{row['n_people']:,} {'person' if row['n_people'] == 1 else 'people'}"
    maybe = "  ".join(f"{place}) {name}" for place, name in enumerate(row["candidates"], start=1))
    return f"{make_printable(row['exercise_logged'])} ({sets}, {people}): {maybe or 'nothing known is near'}"


def tell_names(rows: Sequence[Mapping[str, Any]]) -> str:
    """List the names that wait, most frequent first."""
    if not rows:
        return ALL_MAPPED
    lines = [f"Not mapped ({len(rows)}), most frequent first:", *(f"  {tell_name(row)}" for row in rows)]
    return "\n".join([*lines, 'Say what they are: coreanalytics names --map "NAME=ID" (or not_core)'])


def tell_mapped(rows: Sequence[tuple[str, str, int]]) -> str:
    """Say what names mean now, and how many sets that concerns."""
    told = []
    for name, exercise, sets in rows:
        many = (
            f"{sets:,} {'set' if sets == 1 else 'sets'}" if sets else "no set in the book has this name yet"
        )
        told.append(f"Mapped: {make_printable(name)} is {exercise} ({many}).")
    return "\n".join(told)


def make_printable(text: str) -> str:
    """Return text without signs that steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))


def unexpected(error: Exception) -> str:
    """Word an error that is the software's fault."""
    return (
        f"something went wrong that should not have ({type(error).__name__}: {error})\n"
        "Hint: run the same command with --debug (coreanalytics --debug …) and report what it shows"
    )


def new_book(folder: object) -> str:
    """Say that there was no book before."""
    return f"There was no book in {folder} yet, so one was made. If the name was a slip, delete that folder."


def made_book(folder: object) -> str:
    """Say what was made and what comes next."""
    return (
        f"Made a book in {folder}.\n"
        "Next: put your logs in with: coreanalytics add strong.csv pain.csv --person me "
        "--timezone Europe/Berlin --weight-unit kg\n"
        "The daily form's questions and empty tables are in its folder templates."
    )


LONG_BACK: Final = "that day lies {days} days back, and the log may begin there now"


def note(what: str) -> str:
    """Word a remark beside the answer."""
    return f"Note: {what}."


def wrote_rejected(files: Sequence[object]) -> str:
    """Say where set-aside records were written, and what to do with them."""
    told = [f"{WRITTEN} {', '.join(str(file) for file in files)}"]
    listed = [str(file) for file in files if str(file).removesuffix(".csv").endswith("-others")]
    if len(listed) < len(files):
        told.append(
            "Mend the rows (leave source_file and source_line as they are), then: coreanalytics add FILE"
        )
    if listed:
        told.append(
            f"{', '.join(listed)}: what stands in workbooks, zips, Apple Health or FIT files. Mend it there, "
            "in the app or the workbook, and add that file again."
        )
    return "\n".join(told)


def tell_report(page: object, beside: Sequence[object]) -> str:
    """Say where a report was written, and how to look at it."""
    also = f"\nBeside it: {', '.join(str(file) for file in beside)}" if beside else ""
    return f"{WRITTEN} {page}{also}\n{OPEN_PAGE}"


def tell_reports(index: object, reports: int, made: int) -> str:
    """Say where everybody's reports are, and how many of them were made anew."""
    noun = "report" if reports == 1 else "reports"
    same = reports - made
    kept = f" ({same:,} had not changed)" if same else ""
    return f"{WRITTEN} {reports:,} {noun}{kept}; begin with {index}\n{OPEN_PAGE}"


def tell_sources(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lay out the apps that logged training, the first believed first."""
    if not rows:
        return ["No app has logged training yet."]
    chosen = [row["app"] for row in rows if row["place"] is not None]
    head = f"First counts: {', '.join(chosen)}." if chosen else "No order is chosen: more sets count."
    width = max(len(row["app"]) for row in rows)
    lines = [
        f"  {row['app']:<{width}}  sessions: {row['sessions']:,}, sets: {row['sets']:,}"
        + (f"; {row['doubles']:,} more do not count" if row["doubles"] else "")
        for row in rows
    ]
    return [head, *lines]


def tell_turn(what: str, number: int, files: Sequence[str]) -> str:
    """Say which add was taken back or brought in again."""
    return f"{what}: number {number} ({', '.join(files[:3])}{' …' if len(files) > 3 else ''})"


def tell_history(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lay out the history of a book, oldest first."""
    if not rows:
        return "Nothing was added yet."
    kinds = {
        "notes": "settings or aliases changed",
        "forget": "somebody was forgotten",
        "plan": "put on record",
    }
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


def forget_unasked(person: str) -> str:
    """Say that nobody is forgotten without being asked."""
    return f"{person} would be removed from the book for good"


def ask_forget(person: str) -> str:
    """Ask whether somebody shall be forgotten."""
    return f"Remove everything about {person} from the book, for good? This cannot be undone."


def wrote_proposal(map_file: object, file: object) -> str:
    """Say where a proposal was written and what comes next."""
    return f"Wrote {map_file}. Look it over and correct it, then: coreanalytics add {file} --map {map_file}"


def no_lab(missing: Sequence[str]) -> str:
    """Return that JupyterLab cannot start."""
    return (
        f"JupyterLab is not complete: {' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing"
    )


def tell_notebooks(folder: object, copied: int) -> str:
    """Return where the notebooks are, and whether they are new there.

    Examples
    --------
    >>> tell_notebooks("here", 0)
    'Notebooks in here: all were there already, and stay as they are.'
    """
    if not copied:
        return f"Notebooks in {folder}: all were there already, and stay as they are."
    return f"Notebooks in {folder}: {copied} copied, with the logs and the trial that they read."
