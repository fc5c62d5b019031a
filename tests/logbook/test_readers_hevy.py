"""Hevy exports: unit mixes, set types, months in nine languages, blocks."""
# ruff: noqa: E501 (the lines of month names are as long as they are)

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from pathlib import Path

import pytest

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import hevy, read_draft
from coreanalytics.logbook.readers.base import unaccounted

COLUMNS = [
    *("title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes"),
    *("set_index", "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe"),
]
SET = {
    "title": "Core // A",
    "start_time": "5 May 2026, 07:34",
    "end_time": "5 May 2026, 08:19",
    "exercise_title": "Cable Crunch",
    "set_index": "0",
    "set_type": "normal",
    "weight_kg": "20",
    "reps": "8",
    "duration_seconds": "0",
    "rpe": "8.5",
}

#: Language -> January to December as the app writes them in dates, short and long.
MONTHS = {
    "en": ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "January February March April May June July August September October November December"),
    "de": ("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "fr": ("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "es": ("ene feb mar abr may jun jul ago sep oct nov dic", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "pt": ("Jan Fev Mar Abr Mai Jun Jul Ago Set Out Nov Dez", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    "it": ("gen feb mar apr mag giu lug ago set ott nov dic", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    "tr": ("Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    "nl": ("jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.", "januari februari maart april mei juni juli augustus september oktober november december"),
    "pl": ("sty lut mar kwi maj cze lip sie wrz paź lis gru", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
}  # fmt: skip


def write(*changes, columns=COLUMNS, **names):
    """Return a Hevy file with one set a dictionary of changes; `names` renames columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([names.get(column, column) for column in columns])
    for change in changes:
        row = {**SET, **change}
        writer.writerow([row.get(column, "") for column in columns])
    return out.getvalue()


def read(text, **options):
    draft = read_draft(text.encode(), "hevy.csv", **options)
    assert unaccounted(draft) == 0
    return draft


def test_a_set_as_it_is():
    text = write({"exercise_notes": "slow", "description": "tired", "superset_id": "1"})
    draft = read(text)
    assert draft.app == "hevy"
    assert draft.tables["sets"].row(0, named=True) == {
        "local_time": dt.datetime(2026, 5, 5, 7, 34),
        "title": "Core // A",
        "minutes": 45.0,
        "session_note": "tired",
        "exercise_logged": "Cable Crunch",
        "occurrence": 0,
        "set_index": 0,
        "kind": "working",
        "reps": 8.0,
        "load": 20.0,
        "load_unit": "kg",
        "distance": None,
        "distance_unit": "km",
        "duration_s": None,
        "rpe": 8.5,
        "note": "slow",
        "source_line": 2,
    }
    assert (draft.records, draft.not_ours, draft.notices) == (1, {}, ())


@pytest.mark.parametrize(
    ("weight", "distance", "units"),
    [
        ("weight_kg", "distance_km", ("kg", "km")),
        ("weight_lbs", "distance_miles", ("lb", "mi")),
        ("weight_kg", "distance_miles", ("kg", "mi")),
        ("weight_lbs", "distance_km", ("lb", "km")),
    ],
)
def test_units_stand_in_the_header(weight, distance, units):
    sets = read(write({"distance_km": "0.4"}, weight_kg=weight, distance_km=distance)).tables["sets"]
    assert sets.select("load", "load_unit", "distance", "distance_unit").row(0) == (
        20.0,
        units[0],
        0.4,
        units[1],
    )


def test_kinds_of_sets():
    types = ["warmup", "normal", "failure", "dropset", ""]
    rows = [{"set_index": str(index), "set_type": kind} for index, kind in enumerate(types)]
    sets = read(write(*rows)).tables["sets"]
    assert sets["kind"].to_list() == ["warmup", "working", "failure", "drop", "working"]


def test_unknown_kind_of_set_is_told():
    problems = read(write({"set_type": "cluster"})).problems
    assert problems.select("line", "column", "rule", "value").rows() == [(2, "set_type", "word", "cluster")]


@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("form", [0, 1])
@pytest.mark.parametrize("change", [str, str.lower, str.title, lambda text: text.replace(".", "")])
def test_months_of_every_language(language, form, change):
    names = [change(name) for name in MONTHS[language][form].split()]
    assert len(names) == 12
    rows = [{"start_time": f"5 {name} 2026, 07:34", "end_time": f"5 {name} 2026, 08:04"} for name in names]
    sets = read(write(*rows)).tables["sets"]
    assert sets["local_time"].to_list() == [dt.datetime(2026, month, 5, 7, 34) for month in range(1, 13)]
    assert sets["minutes"].to_list() == [30.0] * 12


@pytest.mark.parametrize(
    "text",
    [
        "5 May 2026, 7:34 AM",
        "5 May 2026, 7:34\u202fam",
        "2026-05-05 07:34:00",
        "2026-05-05T07:34:00",
        "May 5, 2026, 7:34 AM",
    ],
)
def test_other_ways_to_write_the_time(text):
    sets = read(write({"start_time": text})).tables["sets"]
    assert sets["local_time"].to_list() == [dt.datetime(2026, 5, 5, 7, 34)]
    assert sets["minutes"].to_list() == [45.0]


def test_unknown_month_is_named_with_its_line():
    draft = read(write({}, {"start_time": "5 Smarch 2026, 07:34"}))
    row = draft.problems.row(0, named=True)
    assert (row["line"], row["column"], row["rule"], row["value"]) == (
        *(3, "start_time", "month", "5 Smarch 2026, 07:34"),
    )
    assert "Smarch" in row["sentence"]
    assert "line 3" in row["sentence"]
    assert draft.tables["sets"].drop_nulls("local_time")["source_line"].to_list() == [2]


def test_times_that_are_none():
    draft = read(
        write({"start_time": ""}, {"start_time": "31 Feb 2026, 07:34"}, {"start_time": "5 May 2026, 27:34"})
    )
    assert draft.problems.select("line", "rule").rows() == [(2, "missing"), (3, "date"), (4, "date")]


@pytest.mark.parametrize(
    ("end", "minutes", "notices"),
    [
        ("5 May 2026, 08:19", 45.0, 0),
        ("6 May 2026, 07:34", 1440.0, 0),
        ("7 May 2026, 07:34", None, 1),
        ("5 May 2026, 07:00", None, 0),
        ("", None, 0),
        ("some day", None, 0),
    ],
)
def test_minutes(end, minutes, notices):
    draft = read(write({"end_time": end}))
    assert draft.tables["sets"]["minutes"].to_list() == [minutes]
    assert len(draft.notices) == notices


def test_zeros():
    rows = [
        {"reps": "0", "duration_seconds": "60", "weight_kg": ""},
        {"reps": "0", "duration_seconds": "0", "distance_km": "0"},
        {"reps": "", "duration_seconds": ""},
    ]
    sets = read(write(*rows)).tables["sets"]
    assert sets["reps"].to_list() == [None, 0.0, None]
    assert sets["duration_s"].to_list() == [60.0, None, None]
    assert sets["distance"].to_list() == [None, None, None]
    assert sets["load"].to_list() == [None, 20.0, 20.0]


@pytest.mark.parametrize(
    ("rows", "blocks"),
    [
        ([("A", 0), ("A", 1), ("A", 0), ("A", 1)], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        ([("A", 0), ("B", 0), ("A", 0)], [(0, 0), (0, 0), (1, 0)]),
        ([("A", 0), ("B", 0), ("A", 1)], [(0, 0), (0, 0), (1, 0)]),
        ([("A", 0), ("A", 2)], [(0, 0), (0, 1)]),
    ],
)
def test_blocks(rows, blocks):
    text = write(*({"exercise_title": name, "set_index": str(index)} for name, index in rows))
    assert read(text).tables["sets"].select("occurrence", "set_index").rows() == blocks


def test_cells_that_cannot_be_read_are_told():
    draft = read(write({"reps": "eight", "rpe": "hard"}, {"exercise_title": " "}, {"set_index": ""}))
    assert draft.problems.select("line", "column", "rule").rows() == [
        (2, "reps", "number"),
        (2, "rpe", "number"),
        (3, "exercise_title", "missing"),
        (4, "set_index", "missing"),
    ]


def test_markup_and_line_breaks_in_notes_stay_text():
    note = '<script>alert("x")</script>,\n=1+1'
    sets = read(write({"exercise_notes": note}, {"set_index": "1"})).tables["sets"]
    assert sets["note"].to_list() == [note, None]
    assert sets["source_line"].to_list() == [2, 4]


def test_truncated_file_keeps_what_is_whole():
    text = write({}, {"set_index": "1"})
    draft = read(text[:-20])
    assert draft.tables["sets"].height == 1
    assert draft.problems.select("table", "line", "rule").rows() == [("sets", 3, "truncated")]


def test_header_and_columns_that_may_be_missing():
    few = [column for column in COLUMNS if column not in ("superset_id", "rpe", "description", "end_time")]
    sets = read(write({}, columns=few)).tables["sets"]
    assert sets.select("rpe", "session_note", "minutes").row(0) == (None, None, None)
    assert not hevy.matches(["Date", "Workout Name", "Exercise Name", "Set Order", "Reps"])
    with pytest.raises(LogFileError, match="exercise_title"):
        read_draft(b"a,b\n1,2\n", "x.csv", format="hevy")


def real_files():
    folder = os.environ.get("COREANALYTICS_SAMPLES")
    return sorted((Path(folder) / "hevy").glob("*.csv")) if folder else []


@pytest.mark.skipif(not real_files(), reason="COREANALYTICS_SAMPLES is not set")
@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.name)
def test_real_exports_reconcile(path):
    draft = read_draft(path.read_bytes(), path.name)
    sets = draft.tables["sets"]
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert draft.records == len(rows) == sets.height + draft.problems["line"].n_unique()
    assert draft.problems.is_empty()
    assert sets.select("local_time", "exercise_logged", "occurrence", "set_index").is_unique().all()
    blocks = sets.select("local_time", "exercise_logged", "occurrence").rows()
    logged = [int(row["set_index"]) for row in rows]  # numbers of sets that were left out are skipped
    for before, after, first, second in zip(blocks, blocks[1:], logged, logged[1:], strict=False):
        same_exercise = before[:2] == after[:2]
        assert (before == after) == (same_exercise and second > first)
    assert sets["reps"].sum() == sum(float(row["reps"] or 0) for row in rows)
    assert sets["load"].sum() == pytest.approx(sum(float(row["weight_kg"] or 0) for row in rows))
