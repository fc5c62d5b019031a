"""StrongLifts exports: sets side by side, both layouts, sets that were not done."""
# ruff: noqa: E501 (the lines of real exports are as long as they are)

from __future__ import annotations

import datetime as dt

import pytest

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.readers import read_draft, stronglifts
from coreanalytics.logbook.readers.base import Options, open_table, unaccounted

HEADER = (
    "Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,SetsxReps,SetsxTime,Top Set Reps x KG,"
    "e1RM  (KG),Reps,Volume (KG),Workout Volume (KG),Duration (hours),Start Time (h:mm),End Time (h:mm),Notes,"
    "Set 1 (Reps), Set 1 (KG),Set 2 (Reps), Set 2 (KG),Set 3 (Reps), Set 3 (KG)"
)
OLD = (
    "Date,Note,Body Weight (KG),Body Weight (LB),Exercise 1,Weight (KG),Weight (LB),Set 1,Set 2,Set 3,"
    "Exercise 2,Weight (KG),Weight (LB),Set 1,Set 2,Set 3"
)


def line(
    exercise="Squat",
    sets=("5", "20", "5", "20", "", ""),
    plan=("5x5", ""),
    date="2015/05/25",
    start="7:37 PM",
    note="",
):
    cells = [
        date,
        "1",
        "Workout A",
        "",
        "87",
        exercise,
        *plan,
        "5x20",
        "24.7",
        "25",
        "500",
        "1562.5",
        "1",
        start,
        "8:37 PM",
        note,
        *sets,
    ]
    return ",".join(f'"{cell}"' for cell in cells)


def draft_of(*lines, header=HEADER, **options):
    data = b"\xef\xbb\xbf" + ("\n".join([header, *lines]) + "\n").encode()
    draft = read_draft(data, "export.csv", options=Options(**options))
    assert draft.format == "stronglifts"
    assert unaccounted(draft) == 0
    return draft


def test_one_row_is_several_sets():
    rows = draft_of(
        line(note="second week, easy"), line("Plank Row", ("8", "30", "", "", "6", "32.5"))
    ).tables["sets"]
    assert rows.select(
        "source_line", "exercise_logged", "set_index", "reps", "load", "load_unit", "note"
    ).rows() == [
        (2, "Squat", 0, 5, 20, "kg", "second week, easy"),
        (2, "Squat", 1, 5, 20, "kg", None),
        (3, "Plank Row", 0, 8, 30, "kg", None),
        (3, "Plank Row", 1, 6, 32.5, "kg", None),
    ]
    assert set(rows["local_time"]) == {dt.datetime(2015, 5, 25, 19, 37)}
    assert set(rows["minutes"]) == {60}
    assert set(rows["title"]) == {"Workout A"}


def test_pounds_stand_in_the_header():
    draft = draft_of(
        line(), header=HEADER.replace("(KG)", "(LB)").replace("Sets", "Sets").replace("x KG", "x LB")
    )
    assert set(draft.tables["sets"]["load_unit"]) == {"lb"}


def test_sets_of_no_repetitions_were_not_done():
    draft = draft_of(
        line(sets=("5", "55", "0", "55", "-", "55")),
        line("Row", ("0", "60", "", "", "", "")),
        line("Dip", ("",) * 6),
    )
    assert draft.tables["sets"]["reps"].to_list() == [5]
    assert draft.not_ours == {"nothing done": 2}


def test_negative_weight_is_help_and_is_told():
    draft = draft_of(line("Chinups", ("10", "-5", "10", "0", "10", "2.5")))
    assert draft.tables["sets"]["load"].to_list() == [None, None, 2.5]
    assert "1 set has a negative weight" in draft.notices[0]


def test_exercises_planned_by_time_are_in_seconds():
    rows = draft_of(line("Plank", ("45", "0", "0:50", "0", "", ""), ("", "3x0:45"))).tables["sets"]
    assert rows.select("reps", "duration_s", "load").rows() == [(None, 45, None), (None, 50, None)]


def test_the_older_layout_has_a_workout_in_a_row():
    draft = draft_of(
        "05/25/18,good,87,,Squat,20,,5,5,,Bench Press,,45,5,4,",
        "05/04/18,,87,,Squat,22.5,,5,5,5,,,,,,",
        header=OLD,
    )
    rows = draft.tables["sets"]
    assert rows.select("source_line", "exercise_logged", "set_index", "reps", "load", "load_unit").rows() == [
        (2, "Squat", 0, 5, 20, "kg"), (2, "Squat", 1, 5, 20, "kg"),
        (2, "Bench Press", 0, 5, 45, "lb"), (2, "Bench Press", 1, 4, 45, "lb"),
        (3, "Squat", 0, 5, 22.5, "kg"), (3, "Squat", 1, 5, 22.5, "kg"), (3, "Squat", 2, 5, 22.5, "kg"),
    ]  # fmt: skip
    assert rows["date"].unique(maintain_order=True).to_list() == [dt.date(2018, 5, 25), dt.date(2018, 5, 4)]


def test_unreadable_cells_name_their_column():
    draft = draft_of(line(sets=("five", "20", "5", "heavy", "", "")), line(date="someday"), line(""))
    assert draft.problems.select("line", "column", "rule").rows() == [
        (2, "Set 1 (Reps)", "number"),
        (2, "Set 2 (KG)", "number"),
        (3, "Date (yyyy/mm/dd)", "date"),
        (4, "Exercise", "missing"),
        (4, "Exercise", "missing"),
    ]


def test_a_row_without_sets_needs_no_date():
    assert draft_of(line(sets=("",) * 6, date="")).not_ours == {"nothing done": 1}


def test_two_workouts_of_a_day_are_two_sessions_and_an_add_counts_records(tmp_path):
    file = tmp_path / "lifts.csv"
    file.write_text("\n".join([HEADER, line(), line("Row"), line(start="7:00 AM")]) + "\n", encoding="utf-8")
    book = Logbook(tmp_path / "book")
    report = book.add(file, person="me", timezone="Europe/London").files[0]
    assert (report.records, report.accepted, report.set_aside) == (3, 3, 0)
    assert (book.sets().height, book.sessions().height) == (6, 2)
    assert book.add(file, person="me", timezone="Europe/London").files[0].unchanged == 3


def test_a_file_of_another_shape_is_refused():
    with pytest.raises(LogFileError, match="Set 1"):
        stronglifts.parse(open_table(b"a,b\n1,2\n", "x.csv"), Options())
