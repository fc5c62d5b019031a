"""The record beside a weekly page: complete, described by its schema, and the same for the same numbers."""

from __future__ import annotations

import json
import re
import runpy
from datetime import date, timedelta
from html import unescape

import jsonschema
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from weekly_logs import (
    HOSTILE,
    MONDAY,
    WEEK,
    TableBook,
    block_log,
    full_log,
    logs,
    rejected,
    scores,
)

from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.plain_values import make_plain, write_json
from coreanalytics.views.weekly.record import SCHEMA, list_sentences, make_record, read_schema

CHECK = jsonschema.Draft202012Validator(read_schema(), format_checker=jsonschema.FormatChecker())
_TAGS = re.compile(r"<(script|style|svg|title).*?</\1>|<[^>]+>", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BREAKS = re.compile(r"[\u00a0\u202f\u2009]")

#: Words about the page itself: its pictures, what opens on a click, where it came from.
OF_THE_PAGE = (
    "the numbers behind this picture",
    "the small line is the best set",
    "means, ranges and yardsticks, in full",
    "made on this computer",
    "← less on",
    "run-in core-focused standard",
)

BOOKS = {
    "everything": (full_log(), rejected()),
    "blocks": (block_log(), rejected()),
    "a running verdict": (block_log(open_end=True), rejected()),
    "an emergency": (
        full_log(),
        rejected({"person": "ana", "red_flag": "emergency", "line": 7}, {"red_flag": "below_knee"}),
    ),
    "one site": (logs(pain=scores("low_back", MONDAY, [2, None, 4])), rejected()),
    "all tens": (logs(pain=scores("low_back", MONDAY - timedelta(21), [10] * 28)), rejected()),
    "an empty week": (logs(pain=scores("low_back", MONDAY - timedelta(21), [3] * 7)), rejected()),
    "workouts only": (full_log() | {"pain": logs()["pain"]}, rejected()),
}


def report_of(name: str):
    tables, aside = BOOKS[name]
    return weekly_report(TableBook(tables, aside), "ana", WEEK)


@pytest.mark.parametrize("name", BOOKS)
def test_a_record_is_as_the_schema_says(name):
    record = json.loads(write_json(report_of(name).to_dict()))
    assert [f"{list(e.path)}: {e.message[:200]}" for e in CHECK.iter_errors(record)] == []
    assert record["schema"] == SCHEMA == read_schema()["properties"]["schema"]["const"]


def test_the_schema_forbids_something():
    record = report_of("everything").to_dict()
    record["week"]["name"] = "last week"
    record["sections"]["discomfort"]["numbers"]["sites"][0]["this"]["mean"] = "none"
    del record["safety"]["flags"]
    assert len(list(CHECK.iter_errors(record))) == 3


@pytest.mark.parametrize("name", BOOKS)
def test_every_number_on_the_page_is_in_the_record(name):
    report = report_of(name)
    page = _BREAKS.sub(" ", unescape(_TAGS.sub(" ", report.html[report.html.index("<main>") :])))
    told = _BREAKS.sub(" ", write_json(report.to_dict()))
    known = set(_NUMBER.findall(told))
    known |= {f"{float(number):.1f}" for number in known if re.fullmatch(r"\d+\.\d+", number)}
    assert set(_NUMBER.findall(page)) - known == set()


@pytest.mark.parametrize("name", BOOKS)
def test_every_sentence_on_the_page_is_in_the_record(name):
    report = report_of(name)
    told = _plain(" ".join(list_sentences(make_plain(report.to_dict()))))
    missing = [
        sentence
        for part in re.findall(
            r"<(?:p|li|h\d|summary)\b[^>]*>(.*?)</(?:p|li|h\d|summary)>", report.html, re.S
        )
        for sentence in re.split(r"(?<=[.!?])\s+", _plain(_TAGS.sub(" ", part)))
        if len(sentence) > 25 and sentence not in told
    ]
    assert [text for text in missing if not any(known in text for known in OF_THE_PAGE)] == []


def _plain(text: str) -> str:
    line = re.sub(r"[\s\u00a0\u202f]+", " ", unescape(text)).strip().lower()
    return line.replace(" :", ":").replace(" .", ".")


def test_a_missing_value_is_never_0():
    record = report_of("an empty week").to_dict()
    for site in record["sections"]["discomfort"]["numbers"]["sites"]:
        assert site["this"]["mean"] is None
        assert site["change"] is None
    assert record["sections"]["training"]["numbers"]["sessions"]["planned"] is None


def test_a_safety_answer_comes_before_everything_else():
    record = report_of("an emergency").to_dict()
    assert record["safety"]["is_emergency"]
    assert record["safety"]["emergencies"]
    assert record["sentence"] == record["safety"]["emergency_lead"]
    assert "next" not in record["sections"]
    keys = list(record)
    assert keys.index("safety") < keys.index("sections")


def test_the_same_numbers_give_the_same_bytes():
    assert write_json(report_of("blocks").to_dict()) == write_json(report_of("blocks").to_dict())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    rows = scores("low_back", MONDAY, [1, 2], person=text)
    report = weekly_report(TableBook(logs(pain=rows)), text)
    record = json.loads(write_json(report.to_dict()))
    assert record["person"] == text
    assert len(record["name"]) <= 80
    assert "\u202e" not in record["name"]
    assert max(map(len, list_sentences(record["sections"]))) < 2000


def test_a_table_has_no_book():
    assert make_record(report_of("everything").facts)["book"] is None


def test_the_documentation_is_that_of_the_schema(root):
    made = runpy.run_path(str(root / "docs" / "make_report_json.py"))
    assert (root / "docs" / "report-json.md").read_text(encoding="utf-8") == made["make_page"](read_schema())


def test_every_section_that_is_written_is_described():
    described = set(read_schema()["properties"]["sections"]["properties"])
    assert set(report_of("blocks").to_dict()["sections"]) == described


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**12), 10**12)
        | st.floats()
        | st.text()
        | st.dates(date(1900, 1, 1)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    )
)
def test_anything_becomes_plain(value):
    text = write_json({"value": value})
    again = json.loads(text)
    assert write_json(again) == text


def test_frames_and_results_become_plain():
    frame = pl.DataFrame({"day": [date(2026, 1, 5)], "mean": [float("inf")]})
    assert make_plain({"rows": frame, "of": (1, True)}) == {
        "rows": [{"day": "2026-01-05", "mean": None}],
        "of": [1, True],
    }
