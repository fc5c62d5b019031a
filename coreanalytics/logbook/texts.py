"""Sentences of the logbook floor, in one place so that a translation is one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.logbook.readers.lines import tell_place

if TYPE_CHECKING:
    from coreanalytics.logbook.reports import FileReport

#: What is wrong, by rule; `{column}`, `{value}` and `{allowed}` are filled in.
RULE_SENTENCES: Final = {
    "missing": "{column} is missing",
    "future": "{value} lies in the future; {column} must be {allowed}",
    "too_old": "{value} lies too far back; {column} must be {allowed}",
    "range": "{value} lies outside {allowed} for {column}",
    "step": "{value} is not one of the {allowed} allowed for {column}",
    "word": "{value} is not a known {column}; known are {allowed}",
    "unanswered": "neither an intensity nor an answer to a safety question was given",
    "order": "{value} is before the start; {column} must be {allowed}",
    "overlap": "the phase that starts on {value} overlaps an earlier phase of this person; "
    "give the earlier one an end date before it",
    "zone": "{value} is not a time zone; use {allowed}",
    "schedule": "{value} does not tell how a phase was drawn; {column} must be {allowed}",
    "window": "{value} has its last date before its first; {column} must name {allowed}",
}

CORRECTIONS_WITHOUT_BOOK: Final = "these are mended records of a book"
ADD_TO_BOOK: Final = "add them to that book: coreanalytics add FILE --book DIR"
NO_SUCH_SOURCE: Final = "no file in the book has this record; add the file itself first"
NO_SUCH_LINE: Final = "that file has no record on this line; keep the first two columns as they were exported"
STRANGER: Final = "the file does not know this person; add the record in a file of its own"
NOTHING_TO_UNDO: Final = "there is no add that could be taken back"
NOT_THERE_TO_UNDO: Final = "number {number} is no add that counts, so it cannot be taken back"
NOTHING_TO_REDO: Final = "nothing was undone since the last add"
SEE_HISTORY: Final = "coreanalytics history lists what was added when"


NOBODY: Final = "the book is empty; add logs first"


def unknown_person(name: str) -> str:
    """Say that nobody of this name is in the book."""
    return f"nobody called {name!r} is in the book"


def list_people(names: Sequence[str], most: int = 12) -> str:
    """Name the people of a book, not too many of them."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"people in it: {', '.join(names[:most])}{more}"


def other_software(then: str, now: str) -> str:
    """Say that another version of the software wrote the book then."""
    return f"as it was, but read by version {now}; version {then} may have read some files otherwise"


def forgotten_since(people: int) -> str:
    """Say that somebody was forgotten since."""
    who = "somebody was" if people == 1 else f"{people} people were"
    return f"{who} forgotten since: they are missing here too"


def not_yet(asked: str, last: int) -> str:
    """Say that the history does not reach a number."""
    return f"the history ends with number {last}, before {asked}"


def no_moment(asked: str) -> str:
    """Say that something is neither a number of the history nor a date."""
    return f"{asked!r} is neither a number of the history nor a date such as 2026-11-22"


def before_history(asked: str, first: str) -> str:
    """Say that the history begins later."""
    return f"the history begins on {first[:10]}, after {asked}"


#: What a person can do about a rule, shown once under the list of set-aside rows.
RULE_CURES: Final = {
    "missing": "fill the empty cell and add the file again",
    "future": "correct the date and add the file again",
    "too_old": "correct the date and add the file again",
    "range": "correct the number and add the file again",
    "step": "use whole or half numbers and add the file again",
    "word": "use one of the words listed and add the file again",
    "unanswered": "fill in the intensity, or leave the row out",
    "order": "swap start and end and add the file again",
    "overlap": "give every phase but the last an end date, then add the file again",
    "whole": "use a whole number and add the file again",
    "date": "write the date as YYYY-MM-DD, or as the app writes it, and add the file again",
    "month": "write the date as YYYY-MM-DD, or as the app writes it, and add the file again",
    "date_order": "say --day-first or --month-first, or write the date as YYYY-MM-DD",
    "two_answers": "keep one of the two answers and add the file again",
    "duration": "write the duration like 35min or 1h 10m and add the file again",
    "zone": "use an IANA name such as Europe/Berlin",
    "schedule": "use one of the forms listed, or leave the cell empty, and add the file again",
    "window": "swap the two dates and add the file again",
    "number": "write a plain number and add the file again",
    "ragged": "a stray separator or quote splits the line; mend it and add the file again",
    "lost": "keep source_file and source_line as they were exported, and add the file again",
    "stranger": "use a name of that file, or add the record in a file of its own",
    "truncated": "the file ends in the middle of this record: export it again",
}


def rule_sentence() -> pl.Expr:
    """Return the expression that words a broken rule from columns rule, column, value and allowed."""
    sentence = pl.col("rule").replace_strict(RULE_SENTENCES, return_dtype=pl.String)
    for slot in ("column", "value", "allowed"):
        sentence = sentence.str.replace_all(
            "{" + slot + "}", pl.col(slot).fill_null("an empty cell"), literal=True
        )
    return sentence


def group_reasons(rejected: pl.DataFrame, most: int = 5) -> tuple[str, ...]:
    """Word the set-aside records of one file, grouped by what is wrong, with lines and values.

    Examples
    --------
    >>> rows = {"line": [14, 90], "column": ["low_back"] * 2, "rule": ["range"] * 2, "value": ["11", "-1"],
    ...         "sentence": ["11 lies outside 0 to 10 for low_back", "-1 lies outside 0 to 10 for low_back"]}
    >>> group_reasons(pl.DataFrame(rows))
    ('2 records, low_back (range): line 14 (11), line 90 (-1). 11 lies outside 0 to 10 for low_back.',)
    """
    sentences = []
    for _, rows in rejected.group_by("column", "rule", maintain_order=True):
        places = [
            f"{tell_place(line)} ({shorten(str(value))})" if value else tell_place(line)
            for line, value in rows.select("line", "value").head(most).iter_rows()
        ]
        more = f" and {rows.height - most} more" if rows.height > most else ""
        count = "1 record" if rows.height == 1 else f"{rows.height} records"
        sentence = shorten(rows["sentence"][0], 200).rstrip(".")
        head = f"{count}, {shorten(rows['column'][0] or 'whole line')} ({rows['rule'][0]})"
        sentences.append(f"{head}: {', '.join(places)}{more}. {sentence}.")
    return tuple(sentences)


def shorten(text: str, most: int = 40) -> str:
    """Return text on one line, cut to `most` characters, without signs that steer a terminal."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def tell_file(report: FileReport) -> list[str]:
    """Word what a person should read about one added file."""
    if report.error is not None:
        return [f"{report.name}: not added. {report.error}"]
    told = [f"{report.name}: set aside: {reason}" for reason in report.reasons]
    if report.status == "replaced":
        told.append(
            f"{report.name}: the same file was in the book with other details; this reading replaces it."
        )
    told += [
        f"{report.name}: not ours: {count(number, 'record', 'records')}, {reason}"
        for reason, number in report.not_ours.items()
    ]
    return told + [f"{report.name}: {notice}" for notice in report.notices]


def taken_over(before: Sequence[str], now: Sequence[str]) -> str:
    """Say that a file counts for somebody else from now on."""
    was, by = (" and ".join(shorten(name, 40) for name in names) for names in (before, now))
    return f"it counted for {was} before, and for {by} from now on; coreanalytics undo takes that back"


def file_table(files: Sequence[FileReport]) -> str:
    """Lay out the counts of an add as an aligned table."""
    head = ("file", "status", "format", "records", "accepted", "set aside", "not ours", "known before")
    rows = [
        (
            shorten(report.name, 44),
            report.status,
            report.format,
            *(
                f"{count:,}"
                for count in (
                    report.records,
                    report.accepted,
                    report.set_aside,
                    sum(report.not_ours.values()),
                    report.unchanged,
                )
            ),
        )
        for report in files
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if place < 3 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


#: Found in a folder, but no reader knows it.
NO_KNOWN_LOG: Final = "found in the folder, but it is no log that can be read, so it was left out"

#: A new alias file: its header, and how to fill it in.
ALIAS_TEMPLATE: Final = """\
name,exercise,hands,side
# name: as your app writes it. exercise: a catalogue id (coreanalytics exercises), or not_core.
# hands: 1 or 2 for carries, where the logged weight is per hand. side: left, right or both.
# Lines that begin with # are left out.
"""


def tell_tables(tables: Mapping[str, pl.DataFrame], rejected: pl.DataFrame, unmapped: pl.DataFrame) -> str:
    """Word what a book holds, in a few lines."""
    people = tables["people"]["person"]
    names = f": {shorten(', '.join(people), 120)}" if people.len() else ""
    lines = [count(people.len(), "person", "people") + names]
    for name in ("sets", "sessions", "pain", "habits", "phases"):
        rows = tables[name]
        if rows.is_empty():
            continue
        day = "start" if name == "phases" else "date"
        first, last = rows[day].min(), rows[day].max()
        lines.append(f"{name}: {count(rows.height, 'row', 'rows')}, {first!s} to {last!s}")
    if rejected.height:
        records = rejected.select("source_file", "line").n_unique()
        lines.append(f"set aside: {count(records, 'record', 'records')}")
    if unmapped.height:
        lines.append(f"exercise names not mapped yet: {unmapped.height}")
    return "\n".join(lines)


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "person", "people"), count(2400, "row", "rows")
    ('1 person', '2,400 rows')
    """
    return f"{number:,} {one if number == 1 else many}"


DEFAULT_CURE: Final = "correct the record and add the file again"


def tell_status(
    people: pl.DataFrame,
    set_aside: pl.DataFrame,
    unmapped: pl.DataFrame,
    unsaid: pl.DataFrame,
    most: int = 12,
) -> str:
    """Word the status of a book: two lines a person, then what waits to be mended."""
    if people.is_empty():
        return "The book is empty. Add your logs: coreanalytics add FILE …"
    lines = [line for row in people.to_dicts() for line in _tell_person(row)]
    if set_aside.height:
        lines += ["", f"Set aside, for {count(set_aside.height, 'reason', 'reasons')}:"]
        for row in set_aside.to_dicts():
            lines.append(
                f"  {count(row['records'], 'record', 'records')}, "
                f"{shorten(row['column'] or 'whole line')} ({row['rule']}): "
                f"{shorten(row['example'], 110)}, for example {row['place']}"
            )
            lines.append(f"    to mend: {row['cure']}")
    if unmapped.height:
        lines += [
            "",
            f"Exercise names not mapped yet ({unmapped.height}); coreanalytics names asks what they are:",
        ]
        for row in unmapped.head(most).to_dicts():
            maybe = ", ".join(row["candidates"] or []) or "no candidate"
            lines.append(
                f"  {shorten(row['exercise_logged'], 60)} ({count(row['n_sets'], 'set', 'sets')}): {maybe}"
            )
        if unmapped.height > most:
            lines.append(f"  and {unmapped.height - most} more")
    if unsaid.height:
        lines += ["", "Not logged by the app; say it once in aliases.csv, or it stays unknown:"]
        for row in unsaid.head(most).to_dicts():
            lines.append(
                f"  {row['lacks']} of {shorten(row['exercise_logged'], 60)} "
                f"({count(row['n_sets'], 'set', 'sets')})"
            )
    return "\n".join(lines)


def _tell_person(row: dict[str, object]) -> list[str]:
    name = shorten(str(row["person"]), 40)
    if row["first"] is None:
        return [f"{name}: known, but nothing logged yet", "  add a workout log or a pain diary"]
    program = f"{row['program']} since {row['program_since']}" if row["program"] else "no program given"
    first = f"{name}: {row['first']} to {row['last']}, {row['reported']} of {row['days']} days reported, "
    first += f"{_count(row['sessions'], 'session')}, {_count(row['sets'], 'set')}"
    last = f"last report {row['last_report']}" if row["last_report"] else "no pain report yet"
    second = f"  {program}; {last}; {row['set_aside']} set aside; "
    return [first, f"{second}{_count(row['unmapped'], 'name')} not mapped"]


def _count(number: object, one: str) -> str:
    return count(int(str(number)), one, f"{one}s")


def tell_event(number: int, kind: str, at: str, target: int | None, files: Sequence[str]) -> str:
    """Say what happened to the book, and when.

    Examples
    --------
    >>> tell_event(3, "undo", "2026-11-22T08:00:00+00:00", 2, [])
    'Number 3, undo of number 2, at 2026-11-22T08:00:00+00:00'
    """
    of = f" of number {target}" if target is not None else ""
    named = f": {', '.join(files[:5])}{' …' if len(files) > 5 else ''}" if files else ""
    return f"Number {number}, {kind}{of}, at {at}{named}"


PLAN_NOT_WHOLE = "the plan is not as it was sealed"
PLAN_SEAL_ANEW = "write it again with coreanalytics preregister; nothing was kept"


def tell_kept_plan(number: int, day: object, seal: str, gone: object | None, whole: bool) -> str:
    """Say what a plan on record is."""
    ends = f"; taken back on {gone}" if gone else ""
    broken = "" if whole else "; its seal is broken"
    return f"Number {number}, a plan put on record on {day}, seal {seal}{ends}{broken}"
