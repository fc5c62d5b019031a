"""Strong exports: header families, languages, units, durations, set orders, blocks."""
# ruff: noqa: E501 (the header lines of real exports are as long as they are)

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from pathlib import Path

import polars as pl
import pytest

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import read_draft, strong
from coreanalytics.logbook.readers.base import unaccounted

S1 = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
START = dt.datetime(2026, 1, 5, 18, 30)

#: Family -> file with the same two sets: 8 reps with a weight of 20, RPE 6.5 where there is one; then a
#: plank of 60 seconds. Written by hand after the shapes of real exports.
FAMILIES = {
    "s1": f"""{S1}
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Cable Crunch",1,20.0,8,0,0,"","good",6.5
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Plank",1,0,0,0,60,,,
""",
    "s1 ten columns": """Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,RPE
2026-01-05 18:30:00,"Abs, heavy",65min,"Cable Crunch",1,20.0,8.0,0,0.0,6.5
2026-01-05 18:30:00,"Abs, heavy",65min,"Plank",1,0,0.0,0,60.0,
""",
    "s1 german": """Datum,Workout-Name,Dauer,Name der Übung,Reihenfolge festlegen,Gewicht,Wiederh.,Entfernung,Sekunden,Notizen,Workout-Notizen,RPE
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Cable Crunch",1,20.0,8,0,0,"","good",6.5
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Cable Crunch",Ruhezeit,0,0,0,90,,,
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Plank",1,0,0,0,60,,,
""",
    "s1 french": """Date,Nom de l'entraînement,Durée,Nom de l'exercice,Ordre de la série,Poids,Réps,Distance,Secondes,Notes,Notes d'entraînement,RPE
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Cable Crunch",1,20.0,8,0,0,"","good",6.5
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Plank",1,0,0,0,60,,,
""",
    "s1 french with curly apostrophes": """Date,Nom de l’entraînement,Durée,Nom de l’exercice,Ordre de la série,Poids,Réps,Distance,Secondes,Notes,Notes d’entraînement,RPE
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Cable Crunch",1,20.0,8,0,0,"","good",6.5
2026-01-05 18:30:00,"Abs, heavy",1h 5m,"Plank",1,0,0,0,60,,,
""",
    "s1 chinese": """日期,锻炼名称,时长,运动名称,设置顺序,重量,次,距离,秒,备注,锻炼备注,RPE
2026-01-05 18:30:00,"Abs, heavy",1小时5分钟,"Cable Crunch",1,20.0,8,0,0,"","good",6.5
2026-01-05 18:30:00,"Abs, heavy",1小时5分钟,"Plank",1,0,0,0,60,,,
""",
    "s2": """Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes;Workout Duration
2026-01-05 18:30:00;"Abs, heavy";"Cable Crunch";1;20;kg;8;6.5;;;0;"";"good";1h 5m
2026-01-05 18:30:00;"Abs, heavy";"Plank";1;;;;;;;60;;;1h 5m
""",
    "s2 with commas and CRLF": (
        "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,Distance Unit,Seconds,"
        "Notes,Workout Notes,Workout Duration\r\n"
        '2026-01-05 18:30:00,"Abs, heavy",Cable Crunch,1,20,kg,8,6.5,,,0,,good,1h 5m\r\n'
        '2026-01-05 18:30:00,"Abs, heavy",Plank,1,,,,,,,60,,,1h 5m\r\n'
    ),
    "s2 decimal comma": """Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes;Workout Duration
2026-01-05 18:30:00;"Abs, heavy";"Cable Crunch";1;20,0;kg;8;6,5;;;0;"";"good";1h 5m
2026-01-05 18:30:00;"Abs, heavy";"Plank";1;;;;;;;60;;;1h 5m
""",
    "s3 kg": """"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"
"1";"2026-01-05 18:30:00";"Abs, heavy";"3900";"Cable Crunch";"1";"20.0";"8";"6.5";"";"";"";"good"
"1";"2026-01-05 18:30:00";"Abs, heavy";"3900";"Cable Crunch";"Rest Timer";"";"";"";"";"90.0";"";""
"1";"2026-01-05 18:30:00";"Abs, heavy";"3900";"Plank";"Note";"";"";"";"";"";"squeeze";""
"1";"2026-01-05 18:30:00";"Abs, heavy";"3900";"Plank";"1";"0.0";"";"";"";"60.0";"";""
""",
    "s3 lbs": """"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (lbs)";"Reps";"RPE";"Distance (miles)";"Seconds";"Notes";"Workout Notes"
"1";"2026-01-05 18:30:00";"Abs, heavy";"3900";"Cable Crunch";"1";"20.0";"8";"6.5";"";"";"";"good"
"1";"2026-01-05 18:30:00";"Abs, heavy";"3900";"Plank";"1";"";"";"";"";"60.0";"";""
""",
    "2016": """Date,Workout Name,Exercise Name,Set Order,kg,Reps,km,Seconds,Notes
2026-01-05 18:30:00,"Abs, heavy","Cable Crunch",0,20,8,0,0,
2026-01-05 18:30:00,"Abs, heavy","Plank",0,0,0,0,60,
""",
    "2017 without RPE": """Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes
2026-01-05 18:30:00,"Abs, heavy","Cable Crunch",1,20.0,8,0,0,"","good"
2026-01-05 18:30:00,"Abs, heavy","Plank",1,0,0,0,60,,
""",
    "2019 RPE without duration": """Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
2026-01-05 18:30:00,"Abs, heavy","Cable Crunch",1,20.0,8,0,0,"","good",6.5
2026-01-05 18:30:00,"Abs, heavy","Plank",1,0,0,0,60,,,
""",
    "2018 whole lines quoted": '''"Date;Workout Name;Exercise Name;Set Order;lbs;Reps;mi.;Seconds;Notes;Workout Notes"
"2026-01-05 18:30:00;""Abs, heavy"";""Cable Crunch"";1;20;8;;0;"""";""good"""
"2026-01-05 18:30:00;""Abs, heavy"";""Plank"";1;;;;60;;"
''',
}  # fmt: skip
UNITS = {
    "s2": ("kg", None),
    "s2 with commas and CRLF": ("kg", None),
    "s2 decimal comma": ("kg", None),
    "s3 kg": ("kg", "m"),
    "s3 lbs": ("lb", "mi"),
    "2016": ("kg", "km"),
    "2018 whole lines quoted": ("lb", "mi"),
}
NO_RPE = ("2016", "2017 without RPE", "2018 whole lines quoted")
NO_MINUTES = (*NO_RPE, "2019 RPE without duration")
NOT_OURS = {"s1 german": {"rest timer": 1}, "s3 kg": {"note": 1, "rest timer": 1}}


def read(text, **options):
    return read_draft(text.encode(), "strong.csv", **options)


def s1(*rows):
    """Return an S1 file of (exercise, set order, weight, reps, distance, seconds) rows of one session."""
    lines = [
        f'2026-01-05 18:30:00,"Abs",1h,"{row[0]}",' + ",".join(map(str, row[1:])) + ",,," for row in rows
    ]
    return "\n".join([S1, *lines, ""])


def sound_sets(draft):
    """Sets whose records have no problem; the others only tell what they were meant to be."""
    return draft.tables["sets"].join(draft.problems, left_on="source_line", right_on="line", how="anti")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_tells_the_same(family):
    draft = read(FAMILIES[family])
    sets = draft.tables["sets"]
    assert draft.app == "strong"
    assert draft.problems.is_empty()
    assert unaccounted(draft) == 0
    assert draft.not_ours == NOT_OURS.get(family, {})
    assert sets["local_time"].to_list() == [START, START]
    assert sets["title"].to_list() == ["Abs, heavy"] * 2
    assert sets["exercise_logged"].to_list() == ["Cable Crunch", "Plank"]
    assert sets["kind"].to_list() == ["working"] * 2
    assert sets["reps"].to_list() == [8.0, None]
    assert sets["load"].to_list() == [20.0, None]
    assert sets["duration_s"].to_list() == [None, 60.0]
    assert sets["distance"].to_list() == [None, None]
    assert sets["rpe"].to_list() == [None if family in NO_RPE else 6.5, None]
    assert sets["minutes"].to_list() == [None if family in NO_MINUTES else 65.0] * 2
    assert sets["session_note"][0] == (None if family in ("2016", "s1 ten columns") else "good")
    assert (sets["load_unit"][0], sets["distance_unit"][0]) == UNITS.get(family, (None, None))
    assert sets.select("occurrence", "set_index").rows() == [(0, 0), (0, 0)]


@pytest.mark.parametrize("family", FAMILIES)
def test_lines_are_those_of_the_file(family):
    draft = read(FAMILIES[family])
    lines = FAMILIES[family].splitlines()
    for line, exercise in draft.tables["sets"].select("source_line", "exercise_logged").rows():
        assert exercise in lines[line - 1]


def test_units_in_columns_are_read_row_by_row():
    header = FAMILIES["s2"].splitlines()[0]
    rows = [
        "2026-01-05 18:30:00;A;Carry;1;50;lbs;;;0,1;mi.;;;;1h",
        "2026-01-05 18:30:00;A;Carry;2;25;kg;;;0.2;km;;;;1h",
        "2026-01-05 18:30:00;A;Carry;3;25;;;;3;;;;;1h",
        "2026-01-05 18:30:00;A;Carry;4;25;stone;;;3;furlongs;;;;1h",
    ]
    draft = read("\n".join([header, *rows, ""]))
    sets = sound_sets(draft)
    assert sets["load_unit"].to_list() == ["lb", "kg", None]
    assert sets["distance_unit"].to_list() == ["mi", "km", None]
    assert sets["distance"].to_list() == [0.1, 0.2, 3.0]
    assert draft.problems.select("line", "column", "rule", "value").rows() == [
        (5, "Weight Unit", "word", "stone"),
        (5, "Distance Unit", "word", "furlongs"),
    ]
    assert unaccounted(draft) == 0


def test_zero_means_none_but_zero_reps_of_an_untimed_set_stay():
    draft = read(
        s1(
            ("Plank", 1, 0, 0, 0, 45),
            ("Snatch", 1, 60, 0, 0, 0),
            ("Pull Up", 1, 0, 5, 0, 0),
            ("Carry", 1, 20, 0, 0.1, 0),
        )
    )
    sets = draft.tables["sets"]
    assert sets["reps"].to_list() == [None, 0.0, 5.0, 0.0]
    assert sets["load"].to_list() == [None, 60.0, None, 20.0]
    assert sets["duration_s"].to_list() == [45.0, None, None, None]
    assert sets["distance"].to_list() == [None, None, None, 0.1]


def test_letters_tell_the_kind_of_set():
    rows = [("Crunch", order, 20, 8, 0, 0) for order in ("W", 1, "D", "F", 2)]
    sets = read(s1(*rows)).tables["sets"]
    assert sets["kind"].to_list() == ["warmup", "working", "drop", "failure", "working"]
    assert sets.select("occurrence", "set_index").rows() == [(0, index) for index in range(5)]


def test_unknown_set_order_is_a_problem_that_shows_it():
    draft = read(
        s1(("Crunch", "Superset", 20, 8, 0, 0), ("Crunch", "", 20, 8, 0, 0), ("Crunch", 1, 20, 8, 0, 0))
    )
    assert draft.problems.select("line", "column", "rule", "value").rows() == [
        (2, "Set Order", "word", "Superset"),
        (3, "Set Order", "missing", None),
    ]
    assert "Superset" in draft.problems["sentence"][0]
    assert sound_sets(draft)["source_line"].to_list() == [4]


@pytest.mark.parametrize(
    ("rows", "blocks"),
    [
        # the number restarts
        ([("A", 1), ("A", 2), ("A", 1)], [("A", 0, 0), ("A", 0, 1), ("A", 1, 0)]),
        # another exercise came between, even where the number goes on
        ([("A", 1), ("B", 1), ("A", 2)], [("A", 0, 0), ("B", 0, 0), ("A", 1, 0)]),
        # rest timers and notes do not come between
        ([("A", 1), ("A", "Rest Timer"), ("A", "Note"), ("A", 2)], [("A", 0, 0), ("A", 0, 1)]),
        # exact copies of a row are sets of their own
        ([("A", 1), ("A", 1), ("A", 1)], [("A", 0, 0), ("A", 1, 0), ("A", 2, 0)]),
        # warm-ups belong to the block that they lead up to
        (
            [("A", "W"), ("A", 1), ("A", 2), ("A", "W"), ("A", "W"), ("A", 1), ("A", "F")],
            [("A", 0, 0), ("A", 0, 1), ("A", 0, 2), ("A", 1, 0), ("A", 1, 1), ("A", 1, 2), ("A", 1, 3)],
        ),
        # drop and failure sets stay in their block
        ([("A", 1), ("A", "D"), ("A", "D"), ("A", 2)], [("A", 0, 0), ("A", 0, 1), ("A", 0, 2), ("A", 0, 3)]),
        ([("A", "W"), ("A", "W")], [("A", 0, 0), ("A", 0, 1)]),
        ([("A", 0), ("A", 1), ("A", 0)], [("A", 0, 0), ("A", 0, 1), ("A", 1, 0)]),
    ],
)
def test_blocks(rows, blocks):
    sets = read(s1(*((name, order, 20, 8, 0, 0) for name, order in rows))).tables["sets"]
    assert sets.select("exercise_logged", "occurrence", "set_index").rows() == blocks


def test_blocks_start_anew_in_each_session():
    text = s1(("A", 1, 20, 8, 0, 0), ("A", 2, 20, 8, 0, 0))
    later = text.replace("2026-01-05", "2026-01-07").split("\n", 1)[1]
    sets = read(text + later).tables["sets"]
    assert sets.select("occurrence", "set_index").rows() == [(0, 0), (0, 1)] * 2


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [
        ("2h 38m", 158),
        ("35min", 35),
        ("20s", 1 / 3),
        ("2h", 120),
        ("1小时13分钟", 73),
        ("24h", 1440),
        ("", None),
    ],
)
def test_durations(duration, minutes):
    draft = read(s1(("A", 1, 20, 8, 0, 0)).replace(",1h,", f",{duration},"))
    value = draft.tables["sets"]["minutes"][0]
    assert value == (None if minutes is None else pytest.approx(minutes))
    assert draft.notices == ()


def test_forgotten_timer_leaves_the_minutes_out_and_says_so():
    text = s1(("A", 1, 20, 8, 0, 0), ("A", 2, 20, 8, 0, 0)).replace(",1h,", ",264h 1m,")
    draft = read(text)
    assert draft.tables["sets"]["minutes"].to_list() == [None, None]
    assert draft.notices == (
        "1 session lasts longer than a day (a forgotten timer); the minutes are left out",
    )


def test_unreadable_duration_is_said_and_keeps_the_sets():
    draft = read(s1(("A", 1, 20, 8, 0, 0)).replace(",1h,", ",long,"))
    assert draft.tables["sets"].height == 1
    assert "(long)" in draft.notices[0]


def test_cells_that_cannot_be_read_are_told_with_their_line():
    text = s1(("A", 1, "heavy", "many", 0, 0), ("", 1, 20, 8, 0, 0), ("A", 1, 20, 8, "far", "long"))
    text += "yesterday,Abs,1h,A,1,20,8,0,0,,,\n,Abs,1h,A,1,20,8,0,0,,,x\n"
    draft = read(text)
    assert draft.problems.select("line", "column", "rule").rows() == [
        (2, "Weight", "number"),
        (2, "Reps", "number"),
        (3, "Exercise Name", "missing"),
        (4, "Distance", "number"),
        (4, "Seconds", "duration"),
        (5, "Date", "date"),
        (6, "Date", "missing"),
        (6, "RPE", "number"),
    ]
    assert draft.problems["table"].unique().to_list() == ["sets"]
    assert sound_sets(draft).is_empty()
    assert unaccounted(draft) == 0


def test_note_with_line_breaks_is_one_set():
    text = f'{S1}\n2026-01-05 18:30:00,"Abs",1h,"A",1,20,8,0,0,"felt\nit, ""here""","x\r\ny",8\n'
    text += '2026-01-05 18:30:00,"Abs",1h,"A",2,20,8,0,0,,,8\n'
    sets = read(text).tables["sets"]
    assert sets["note"].to_list() == ['felt\nit, "here"', None]
    assert sets["source_line"].to_list() == [2, 5]


def test_date_without_a_time_is_kept_as_a_date():
    sets = read(s1(("A", 1, 20, 8, 0, 0)).replace("2026-01-05 18:30:00", "2026-01-05")).tables["sets"]
    assert sets["date"].to_list() == [dt.date(2026, 1, 5)]
    assert sets["local_time"].to_list() == [None]
    assert "date" not in read(s1(("A", 1, 20, 8, 0, 0))).tables["sets"].columns


def test_header_without_records():
    draft = read(S1 + "\n")
    assert (draft.records, draft.tables["sets"].height) == (0, 0)
    assert draft.notices == ("the file has column names but no records",)


def test_ragged_record_is_told_and_the_rest_kept():
    draft = read(
        s1(("A", 1, 20, 8, 0, 0)) + '2026-01-05 18:30:00,"Abs",1h\n' + s1(("B", 1, 1, 1, 0, 0)).split("\n")[1]
    )
    assert draft.tables["sets"]["exercise_logged"].to_list() == ["A", "B"]
    assert draft.problems.select("table", "line", "rule").rows() == [("sets", 3, "ragged")]
    assert unaccounted(draft) == 0


def test_told_format_that_does_not_fit_names_the_missing_columns():
    with pytest.raises(LogFileError, match="Exercise Name"):
        read("date,site,intensity\n2026-01-05,low_back,3\n", format="strong")


def test_other_headers_are_not_strong():
    assert not strong.matches(["title", "start_time", "exercise_title", "set_index", "reps"])
    assert not strong.matches(["date", "exercise", "set_index", "reps", "load_kg"])
    assert not strong.matches(["Date", "Exercise", "Category", "Weight", "Reps"])


def test_no_header_word_has_two_meanings():
    meanings: dict[str, str] = {}
    for line in strong._HEADERS.values():
        for column, words in zip(strong._COLUMNS, line, strict=True):
            for word in words.split("|"):
                assert meanings.setdefault(word.casefold(), column) == column


# ---------------------------------------------------------------- real exports


def real_files():
    folder = os.environ.get("COREANALYTICS_SAMPLES")
    return sorted((Path(folder) / "strong").glob("*.csv")) if folder else []


def rows_of(path):
    text = path.read_text("utf-8-sig")
    delimiter = ";" if text.split("\n")[0].count(";") > 2 else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]


@pytest.mark.skipif(not real_files(), reason="COREANALYTICS_SAMPLES is not set")
@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.name)
def test_real_exports_reconcile(path):
    draft = read_draft(path.read_bytes(), path.name)
    sets = draft.tables["sets"]
    rows = rows_of(path)
    assert draft.app == "strong"
    assert draft.records == len(rows)
    assert draft.records == sets.height + draft.problems["line"].n_unique() + sum(draft.not_ours.values())
    assert draft.problems.is_empty()
    key = sets.select("local_time", "exercise_logged", "occurrence", "set_index")
    assert key.is_unique().all()
    assert sets["source_line"].is_sorted()
    assert sets.null_count().select("local_time", "exercise_logged", "kind").row(0) == (0, 0, 0)
    assert set(
        sets.group_by("local_time", "exercise_logged", "occurrence").agg(pl.col("set_index").min())[
            "set_index"
        ]
    ) == {0}


@pytest.mark.skipif(not real_files(), reason="COREANALYTICS_SAMPLES is not set")
def test_real_export_counts_rest_timers_and_notes():
    path = next(path for path in real_files() if path.name.startswith("S3"))
    assert read_draft(path.read_bytes(), path.name).not_ours == {"note": 7, "rest timer": 748}
