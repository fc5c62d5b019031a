"""GymBook exports: languages by the shape of the header, units in the cells, sessions from clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from made_files import GYMBOOK

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.readers import gymbook, read_draft
from coreanalytics.logbook.readers.base import Options, open_table, unaccounted

IT, DE, EN = (GYMBOOK[language][0] for language in ("it", "de", "en"))


def line(
    reps="20 ripetizioni",
    load="0,00 kg",
    *,
    kind="Set",
    skipped="No",
    date="05/01/25",
    time="18:05",
    name="Crunch",
    note="",
):
    cells = [date, "Giorno A", time, name, "Addome", "", "", kind, reps, load, note, skipped]
    return ",".join(f'"{cell}"' for cell in cells)


def draft_of(*lines, header=IT, encoding="utf-8", **options):
    data = ("\ufeff" + "\n".join([header, *lines]) + "\n").encode(encoding)
    draft = read_draft(data, "export.csv", options=Options(**options))
    assert draft.format == "gymbook"
    assert unaccounted(draft) == 0
    return draft


def only(draft):
    assert draft.problems.is_empty(), draft.problems
    return draft.tables["sets"].row(0, named=True)


@pytest.mark.parametrize(
    ("reps", "load", "expected"),
    [
        ("20 ripetizioni", "0,00 kg", {"reps": 20, "load": None}),
        ("8\u00a0ripetizioni", "12,50\u00a0kg", {"reps": 8, "load": 12.5, "load_unit": "kg"}),
        ("1 ripetizione", "1.250,00 kg", {"reps": 1, "load": 1250}),
        ("8\u202frepetitions", "20\u202flb", {"reps": 8, "load": 20, "load_unit": "lb"}),
        ("12 Wiederholungen", "2,5 kg", {"reps": 12, "load": 2.5}),
        ("12", "20 kg", {"reps": 12, "load": 20}),
        ("45 secondi", "", {"reps": None, "duration_s": 45, "load": None}),
        ("2 minuti", "1,50 km", {"duration_s": 120, "distance": 1.5, "distance_unit": "km", "load": None}),
        ("1 minuto 30 secondi", "-", {"duration_s": 90}),
        ("1 ora", "10 miglia", {"duration_s": 3600, "distance": 10, "distance_unit": "mi"}),
        ("1:30", "100 ft", {"duration_s": 90, "distance": pytest.approx(30.48), "distance_unit": "m"}),
        ("30 Sekunden", "400 m", {"duration_s": 30, "distance": 400, "distance_unit": "m"}),
    ],
)
def test_amounts_carry_their_units(reps, load, expected):
    row = only(draft_of(line(reps, load)))
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("reps", "load", "column"), [
    ("20 ananas", "0,00 kg", "Ripetizioni / Tempo"), ("molte", "0,00 kg", "Ripetizioni / Tempo"),
    ("20 ripetizioni", "20 pietre", "Peso / Distanza"), ("20 ripetizioni", "20", "Peso / Distanza"),
])  # fmt: skip
def test_amounts_in_unknown_units_are_set_aside(reps, load, column):
    draft = draft_of(line(reps, load))
    assert draft.problems.select("column", "rule").rows() == [(column, "unit")]


def test_the_header_names_the_kinds_of_set():
    rows = draft_of(
        line(kind="Set di riscaldamento"), line(), line(kind="Set di defaticamento"), line(kind="")
    ).tables["sets"]
    assert rows["kind"].to_list() == ["warmup", "working", "warmup", "working"]
    assert draft_of(line(kind="Superset")).problems["rule"].to_list() == ["word"]


def test_skipped_sets_are_not_ours_and_need_no_amounts():
    draft = draft_of(line(), line("", "", skipped="Sì"), line(skipped="forse"))
    assert draft.not_ours == {"skipped": 1}
    assert draft.problems.select("line", "rule").rows() == [(4, "word")]


def test_a_session_begins_with_its_first_set():
    rows = draft_of(line(), line(time="18:12"), line(time="18:01"), line(date="06/01/25")).tables["sets"]
    assert rows["local_time"].to_list() == [dt.datetime(2025, 1, 5, 18, 1)] * 3 + [
        dt.datetime(2025, 1, 6, 18, 5)
    ]
    assert rows["set_index"].to_list() == [0, 1, 2, 0]


def test_a_day_without_a_clock_is_a_day():
    row = only(draft_of(line(time="")))
    assert (row["local_time"], row["date"]) == (None, dt.date(2025, 1, 5))


@pytest.mark.parametrize(
    ("header", "date", "words"),
    [
        (IT, "05/01/25", ("Set", "No")),
        (DE, "05.01.2025", ("Satz", "Nein")),
        (EN, "2025-01-05", ("Set", "No")),
    ],
)
def test_languages_are_known_by_the_shape_of_their_header(header, date, words):
    row = only(draft_of(line(date=date, kind=words[0], skipped=words[1]), header=header, encoding="utf-16"))
    assert row["local_time"] == dt.datetime(2025, 1, 5, 18, 5)


def test_only_english_dates_are_asked_about():
    with pytest.raises(QuestionError):
        draft_of(line(), header=EN)
    assert only(draft_of(line(), header=EN, day_first=False))["local_time"].month == 5


def test_older_files_without_the_kind_of_set_are_read():
    header = IT.replace("Set / Set di riscaldamento / Set di defaticamento,", "")
    assert only(draft_of(line().replace('"Set",', ""), header=header))["kind"] == "working"


def test_a_file_of_another_shape_is_refused():
    with pytest.raises(LogFileError, match="Weight / Distance"):
        gymbook.parse(open_table(b"a,b\n1,2\n", "x.csv"), Options())
