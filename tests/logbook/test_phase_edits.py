"""Programs started, ended, taken out and set; each edit is a quick entry that can be taken back."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.errors import ArgumentError, QuestionError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.phase_edits import Phase, close_phase, drop_phase, open_phase


@pytest.fixture
def book(tmp_path):
    made = Logbook(tmp_path / "book")
    made.create(person="me")
    return made


def spans(frame):
    return [
        (str(row["start"]), str(row["end"] or ""), row["program"]) for row in frame.sort("start").to_dicts()
    ]


def test_starting_a_program_ends_the_one_before(book):
    book.start_phase("standard crunch", date="2026-09-01", assigned="coach", sessions=3, sets=40)
    told = book.start_phase("core_focused", date="2026-10-13", until="2026-12-06", assigned="self")
    assert spans(told) == [
        ("2026-09-01", "2026-10-12", "standard_crunch"),
        ("2026-10-13", "2026-12-06", "core_focused"),
    ]
    first = book.phases().row(0, named=True)
    assert (first["assigned"], first["planned_sessions"], first["planned_sets"]) == ("coach", 3.0, 40.0)
    # within a program that has an end: it ends earlier now
    told = book.start_phase("washout", date="2026-11-01", until="2026-11-07")
    assert spans(told)[1:] == [
        ("2026-10-13", "2026-10-31", "core_focused"),
        ("2026-11-01", "2026-11-07", "washout"),
    ]
    assert book.rejected().is_empty()


def test_ending_dropping_and_taking_back(book):
    book.start_phase("core_focused", date="2026-09-01", schedule="Pairs", assigned="randomised")
    assert spans(book.end_phase(date="2026-09-30")) == [("2026-09-01", "2026-09-30", "core_focused")]
    assert book.phases()["schedule"].to_list() == ["pairs"]
    book.start_phase("none", date="2026-10-10")
    assert spans(book.drop_phase("2026-09-01")) == [("2026-10-10", "", "none")]
    assert book.undo_entry().table == "phases"
    assert len(book.phases()) == 2
    book.undo_entry()
    book.undo_entry()
    assert spans(book.phases()) == [("2026-09-01", "", "core_focused")]


def test_the_only_phase_can_be_dropped_whatever_file_told_it(book, tmp_path):
    file = tmp_path / "phases.csv"
    file.write_text("person,start,program\nann,2026-01-01,core_focused\nbob,2026-01-01,mixed\n")
    book.add(file)
    assert book.drop_phase("2026-01-01", person="ann").is_empty()
    assert spans(book.phases()) == [("2026-01-01", "", "mixed")]
    assert book.people()["person"].to_list() == ["ann", "bob"]
    book.start_phase("washout", date="2026-02-01", person="ann")
    assert book.phases()["person"].to_list() == ["ann", "bob"]
    book.undo_entry()
    book.undo_entry()
    assert book.phases().height == 2
    assert Logbook(book.folder, as_of=2).phases()["person"].to_list() == ["bob"]


def test_phases_are_set_from_a_frame_or_from_rows(book):
    frame = book.set_phases(
        [
            {"start": "2026-10-01", "program": "core_focused", "planned_sets": 30.5},
            {"start": date(2026, 9, 1), "end": "2026-09-30", "program": "run_in"},
        ]
    )
    assert spans(frame) == [("2026-09-01", "2026-09-30", "run_in"), ("2026-10-01", "", "core_focused")]
    before = book.version
    again = book.set_phases(book.phases().with_columns(planned_sets=31.0))
    assert again["planned_sets"].to_list() == [31.0, 31.0]
    assert book.version == before + 1
    assert book.set_phases([]).is_empty()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"start": "2026-09-01", "program": "core_focussed"}], "did you mean core_focused"),
        ([{"start": "2026-09-01", "program": None}], "Known are run_in"),
        ([{"start": "2026-09-01", "program": "mixed", "end": "2026-08-01"}], "before the start"),
        ([{"start": None, "program": "mixed"}], "no value"),
        ([{"start": "1.9.2026", "program": "mixed"}], "not a date"),
        ([{"start": "2026-09-01", "program": "mixed", "assigned": "inferred"}], "self, coach, randomised"),
        ([{"start": "2026-09-01", "program": "mixed", "schedule": "coin"}], "pairs, blocks"),
        ([{"start": "2026-09-01", "program": "mixed", "planned_sets": -1}], "lies outside"),
        ([{"start": "2026-09-01", "programme": "mixed"}], "did you mean program"),
        ([{"start": "2026-09-01", "program": "mixed", "person": "ann"}], "names ann"),
        (
            [{"start": "2026-09-01", "program": "mixed"}, {"start": "2026-10-01", "program": "none"}],
            "overlaps",
        ),
    ],
)
def test_phases_that_make_no_sense_are_refused(book, rows, says):
    with pytest.raises(ArgumentError) as refused:
        book.set_phases(rows)
    assert says in str(refused.value)
    assert book.version == 0


def test_edits_that_make_no_sense_are_refused(book):
    book.start_phase("core_focused", date="2026-10-01")
    book.end_phase(date="2026-10-31")
    book.start_phase("mixed", date="2026-12-01")
    before = book.version
    for edit, says in (
        (lambda: book.start_phase("none", date="2026-11-10"), "--until"),
        (lambda: book.start_phase("none", date="2026-10-01"), "overlaps"),
        (lambda: book.start_phase("none", date="2026-11-10", until="2026-11-01"), "before the start"),
        (lambda: book.start_phase("crunches", date="2026-11-10"), "standard_crunch"),
        (lambda: book.end_phase(date="2026-11-10"), "core_focused from 2026-10-01 to 2026-10-31"),
        (lambda: book.end_phase(date="2026-10-31"), "ends on that day already"),
        (lambda: book.end_phase(date="2026-09-10"), "no phase runs on"),
        (lambda: book.drop_phase("2026-10-02"), "no phase starts on 2026-10-02"),
    ):
        with pytest.raises(ArgumentError) as refused:
            edit()
        assert says in str(refused.value)
    assert book.version == before


def test_whose_phases(book, tmp_path):
    (tmp_path / "pain.csv").write_text("person,date,low_back\nann,2026-03-01,1\nbob,2026-03-01,1\n")
    other = Logbook(tmp_path / "other")
    other.add(tmp_path / "pain.csv")
    with pytest.raises(QuestionError, match="whose"):
        other.start_phase("mixed")
    other.start_phase("mixed", date="2026-03-01", person="ann")
    assert other.phases()["person"].to_list() == ["ann"]
    assert Logbook(tmp_path / "new").start_phase("mixed", date="2026-03-01", person="zoe").height == 1


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
EDITS = st.lists(st.tuples(st.sampled_from(["start", "end", "drop"]), DAYS), max_size=12)


@settings(max_examples=200, deadline=None)
@given(edits=EDITS)
def test_edits_without_a_last_day_never_overlap_unless_something_starts_later(edits):
    phases: list[Phase] = []
    for what, day in edits:
        if what == "start" and all(phase.start < day for phase in phases):
            phases = open_phase(phases, Phase(day, program="mixed"))
        elif what != "start":
            try:
                phases = (close_phase if what == "end" else drop_phase)(phases, day)
            except ArgumentError:
                continue
        for one, other in pairwise(phases):
            assert one.end is not None and one.start <= one.end < other.start
