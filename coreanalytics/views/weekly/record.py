"""The record of a weekly report: everything the page prints, as plain values for other programs.

A record is made from the numbers alone, so the same numbers give the same record, letter by letter. Every
section has its sentences in the order of the page, what stands in its tables and cards, and its numbers
with their units. ``templates/weekly_report.schema.json`` describes it; it may grow within a version of the
schema, and nothing in it changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coreanalytics.version import __version__
from coreanalytics.views import texts
from coreanalytics.views.hostile import clip
from coreanalytics.views.weekly import record_sections as sections
from coreanalytics.views.weekly.plain_values import dump_plain, make_plain
from coreanalytics.vocabulary import RedFlag

if TYPE_CHECKING:
    from coreanalytics.views.weekly.facts import WeekFacts

SCHEMA: Final = "coreanalytics.weekly/1"
SCHEMA_FILE: Final = Path(__file__).parents[1] / "templates" / "weekly_report.schema.json"
Record = dict[str, Any]


def make_record(facts: WeekFacts) -> Record:
    """Make the record of a report.

    Parameters
    ----------
    facts
        The numbers of the page.

    Returns
    -------
    dict
        Plain values, as `SCHEMA_FILE` describes them: dates as ISO text, a missing value as None (never
        0), each number with its unit.
    """
    week = facts.week
    record = {
        "schema": SCHEMA,
        "language": "en",
        "title": texts.TITLE.format(person=clip(facts.person), week=week.name),
        "software": {"name": "coreanalytics", "version": __version__},
        "book": _tell_book(facts),
        "person": facts.person,
        "name": clip(facts.person),
        "week": {
            "name": week.name,
            "year": week.monday.isocalendar().year,
            "number": week.number,
            "monday": week.monday,
            "sunday": week.sunday,
            "until": facts.until,
            "is_over": not facts.so_far,
            "line": texts.week_line(week),
            "badge": texts.SO_FAR if facts.so_far else "",
        },
        "log": {"first_day": facts.first_day, "last_day": facts.last_day, "is_alone": facts.alone},
        "program": {
            "program": facts.program.program,
            "assigned": facts.program.assigned,
            "week": facts.program.week,
            "earlier": facts.program.earlier,
            "sentence": " ".join(filter(None, (texts.program(facts.program), texts.so_far(facts)))),
        },
        "safety": tell_safety(facts),
        # whoever has to get help now is not told how the week went
        "sentence": texts.EMERGENCY_YES if facts.emergency else texts.week_sentence(facts),
        "is_empty": facts.empty,
        "sections": {section["id"]: section for section in sections.list_sections(facts)},
    }
    plain: Record = make_plain(record)
    return plain


def tell_safety(facts: WeekFacts) -> Record:
    """Return what stands in the boxes at the top and in the foot, and the rules that fire."""
    told: dict[str, list[str]] = {"emergency": [], "check": []}
    for flag in facts.flags:
        told[flag.level].append(clip(flag.sentence, 600))
    worded = bool(told["emergency"])  # the sentence of such a flag ends in the emergency wording
    for answer in facts.flags_set_aside:
        if answer.named:
            level = "emergency" if answer.red_flag is RedFlag.EMERGENCY else "check"
            told[level].append(texts.set_aside_flag(answer))
    if facts.emergency and not worded:
        told["emergency"].append(texts.EMERGENCY)
    is_quiet = not (told["emergency"] or told["check"])
    return {
        "is_emergency": facts.emergency,
        "emergency_heading": texts.H_EMERGENCY,
        "emergency_lead": texts.EMERGENCY_YES,
        "emergencies": told["emergency"],
        "check_heading": texts.H_CHECK,
        "checks": told["check"],
        "unclaimed": [texts.set_aside_flag(one) for one in facts.flags_set_aside if not one.named],
        "flags": facts.flags,
        "answers_set_aside": [
            {"red_flag": one.red_flag, "file": clip(one.file, 60), "line": one.line, "is_named": one.named}
            for one in facts.flags_set_aside
        ],
        "emergency_wording": texts.EMERGENCY,
        "emergency_number": texts.EMERGENCY_NUMBER,
        "clinician": texts.CLINICIAN,
        "not_advice": f"{texts.NO_FLAG if is_quiet else texts.NOT_ADVICE} {texts.NOT_FOR}",
    }


def _tell_book(facts: WeekFacts) -> Record | None:
    version = facts.book_version
    if version is None:
        return None
    return {
        "version": version,
        "sentence": texts.tell_version(facts.person, facts.week.name, version),
        "command": texts.ask_again(facts.person, facts.week.name, version),
    }


def read_schema() -> Record:
    """Return the JSON Schema of a record."""
    schema: Record = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema


def list_sentences(value: object) -> Iterable[str]:
    """Return every text in a record, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from list_sentences(item)
    elif isinstance(value, list):
        for item in value:
            yield from list_sentences(item)


def write_record(record: Record) -> str:
    """Return the JSON of a record."""
    return dump_plain(record)
