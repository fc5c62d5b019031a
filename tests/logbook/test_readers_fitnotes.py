"""FitNotes exports: both apps, every layout seen, and the commas that nobody quoted."""

from __future__ import annotations

import datetime as dt

import pytest

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.readers import fitnotes, read_draft
from coreanalytics.logbook.readers.base import Options, open_table, unaccounted

HEADER = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment"
SHORT = HEADER.removesuffix(",Comment")
IOS = "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind"


def draft_of(header: str, *lines: str, end: str = "\n", **options: object):
    text = "\n".join([header, *lines]) + end
    draft = read_draft(text.encode(), "export.csv", options=Options(**options))  # type: ignore[arg-type]
    assert draft.format == "fitnotes"
    assert unaccounted(draft) == 0
    return draft


def only(draft):
    assert draft.problems.is_empty(), draft.problems
    return draft.tables["sets"].row(0, named=True)


@pytest.mark.parametrize(
    ("header", "line", "load", "unit"),
    [
        (HEADER, "2026-04-29,Cable Crunch,Abs,32.5,kgs,16,,,,slow", 32.5, "kg"),
        (SHORT, "2026-04-29,Cable Crunch,Abs,135.0,lbs,16,,,", 135, "lb"),
        (
            HEADER.replace("Weight,Weight Unit", "Weight (kgs)"),
            "2026-04-29,Cable Crunch,Abs,32.5,16,,,,slow",
            32.5,
            "kg",
        ),
        (
            SHORT.replace("Weight,Weight Unit", "Weight (lbs)"),
            "2026-04-29,Cable Crunch,Abs,45,16,,,",
            45,
            "lb",
        ),
        (SHORT.replace("Weight,Weight Unit", "Weight"), "2026-04-29,Cable Crunch,Abs,45,16,,,", 45, None),
        (IOS, "2026-04-29,Cable Crunch,Abs,40.00,88.18,16,,,,slow,wr", 40, "kg"),
        (IOS, "2026-04-29,Cable Crunch,Abs,,88.0,16,,,,slow,wr", 88, "lb"),
    ],
)
def test_every_layout_is_read(header, line, load, unit):
    row = only(draft_of(header, line))
    assert (row["exercise_logged"], row["reps"], row["load"], row["load_unit"]) == (
        "Cable Crunch",
        16,
        load,
        unit,
    )
    assert row["date"] == dt.date(2026, 4, 29)
    assert row.get("local_time") is None
    assert row["note"] == ("slow" if "slow" in line else None)


def test_zero_is_no_weight_and_times_and_ways_are_read():
    rows = draft_of(
        HEADER,
        "2026-05-01,Hollow Hold,Abs,0.0,kgs,0,,,0:01:30,",
        "2026-05-01,Running,Cardio,,,,5.0,km,00:28:00,",
        "2026-05-01,Carry,Core,24,kgs,,100,ft,45,",
        "2026-05-01,Push Up,Chest,0,kgs,12,0.0,m,,",
    ).tables["sets"]
    assert rows["load"].to_list() == [None, None, 24, None]
    assert rows["reps"].to_list() == [None, None, None, 12]
    assert rows["duration_s"].to_list() == [90, 1680, 45, None]
    assert rows["distance"].round(2).to_list() == [None, 5, 30.48, None]
    assert rows["distance_unit"].to_list() == [None, "km", "m", "m"]


def test_an_exercise_that_comes_up_again_makes_a_second_block():
    names = ["Crunch", "Crunch", "Plank", "Crunch"]
    rows = draft_of(SHORT, *(f"2026-05-01,{name},Abs,10,kgs,8,,," for name in names)).tables["sets"]
    assert rows.select("occurrence", "set_index").rows() == [(0, 0), (0, 1), (0, 0), (1, 0)]


@pytest.mark.parametrize(
    ("header", "line", "name", "note"),
    [
        (SHORT, "2026-05-01,Crunch, Cable,Abs,40.0,kgs,8,,,", "Crunch, Cable", None),
        (SHORT, "2026-05-01,Raise, Lateral, Dumbbell,Abs,40.0,kgs,8,,,", "Raise, Lateral, Dumbbell", None),
        (SHORT, "2026-05-01,Press, 45, Degrees,Abs,40.0,kgs,8,,,", "Press, 45, Degrees", None),
        (SHORT, "2026-05-01,Plank, 60,Abs,,,,,,0:01:00", "Plank, 60", None),
        (SHORT, "2026-05-01,Run, slow,Cardio,,,,5.0,km,0:28:00", "Run, slow", None),
        (HEADER, "2026-05-01,Crunch, Cable,Abs,40.0,kgs,8,,,,", "Crunch, Cable", None),
        (
            HEADER,
            '2026-05-01,Crunch, Cable,Abs,40.0,kgs,8,,,,"slow, then fast"',
            "Crunch, Cable",
            "slow, then fast",
        ),
        (
            HEADER,
            "2026-05-01,Crunch, Cable,Abs,40.0,kgs,8,,,,slow, then fast",
            "Crunch, Cable",
            "slow, then fast",
        ),
        (HEADER, "2026-05-01,Crunch,Abs,40.0,kgs,8,,,,slow, then fast", "Crunch", "slow, then fast"),
        (
            IOS,
            "2026-05-01,Crunch, Cable,Abs,40.0,,8,,,,slow, then fast,wr",
            "Crunch, Cable",
            "slow, then fast",
        ),
    ],
)
def test_unquoted_commas_are_put_together_from_the_right(header, line, name, note):
    draft = draft_of(header, "2026-04-30,Plank,Core,,,,,,0:01:00" + "," * header.count(",Comment"), line)
    assert draft.problems.filter(line=3).is_empty(), draft.problems
    row = draft.tables["sets"].filter(source_line=3).row(0, named=True)
    assert (row["exercise_logged"], row["note"]) == (name, note)
    assert row["reps"] == 8 or row["duration_s"] in (60, 1680)
    assert any("1 record has a comma" in notice for notice in draft.notices)


@pytest.mark.parametrize(
    "line",
    [
        "2026-05-01,Crunch, Cable,Abs,heavy,kgs,8,,,",  # no number where one must be
        "2026-05-01,Crunch, Cable,,40.0,kgs,8,,,",  # no category
        "2026-05-01,Crunch, Cable,Abs,,,,,,",  # nothing to go by
    ],
)
def test_what_cannot_be_told_stays_set_aside(line):
    draft = draft_of(SHORT, "2026-04-30,Plank,Core,,,,,,0:01:00", line)
    assert 3 in draft.problems["line"].to_list()
    assert draft.notices == ()


def test_the_cut_end_of_a_torn_record_is_not_guessed():
    good = "2026-04-30,Plank,Core,,,,,,0:01:00"
    whole = "2026-05-01,A, B, C, D,Abs,40.0,kgs,85,,,"
    for cut in range(1, len(whole) - 15):
        draft = draft_of(SHORT, good, whole[:-cut], end="")
        kept = draft.tables["sets"].filter(source_line=3)
        fine = draft.problems.filter(line=3).is_empty()
        assert not fine or kept["reps"].to_list() == [85]


def test_weights_that_contradict_each_other_are_set_aside():
    draft = draft_of(IOS, "2026-05-01,Squat,Legs,100,220,5,,,,,wr", "2026-05-01,Squat,Legs,100,150,5,,,,,wr")
    assert draft.problems.select("line", "rule").rows() == [(3, "two_weights")]
    assert "100 and 150" in draft.problems["sentence"][0]


def test_an_unknown_unit_and_an_empty_name_are_set_aside():
    draft = draft_of(HEADER, "2026-05-01,Squat,Legs,100,stone,5,,,,", "2026-05-01,,Legs,100,kgs,5,,,,")
    assert draft.problems.select("line", "column", "rule").rows() == [
        (2, "Weight Unit", "word"),
        (3, "Exercise", "missing"),
    ]


def test_slashed_dates_are_asked_about():
    with pytest.raises(QuestionError):
        draft_of(SHORT, "3/4/26,Crunch,Abs,10,kgs,8,,,")
    row = only(draft_of(SHORT, "3/4/26,Crunch,Abs,10,kgs,8,,,", day_first=True))
    assert row["date"] == dt.date(2026, 4, 3)


def test_a_file_of_another_shape_is_refused_with_its_columns():
    with pytest.raises(LogFileError, match="Exercise"):
        fitnotes.parse(open_table(b"a,b\n1,2\n", "x.csv"), Options())
