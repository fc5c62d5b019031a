from __future__ import annotations

import csv
import io
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.form import FORM, LANGUAGES
from coreanalytics.logbook.readers import Options, read_draft
from coreanalytics.logbook.readers.base import unaccounted

TIMESTAMP = {"en": "Timestamp", "de": "Zeitstempel", "es": "Marca temporal"}
KEYS = [question.key for question in FORM]


def make_csv(rows, header=None, delimiter=","):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header or header_in("en"))
    writer.writerows(rows)
    return text.getvalue().encode()


def header_in(language):
    return [TIMESTAMP[language], *(question.texts[language] for question in FORM)]


def record(moment, **answers):
    return [moment, *(answers.get(key, "") for key in KEYS)]


def read(rows, header=None, **kwargs):
    return read_draft(make_csv(rows, header), "form.csv", **kwargs)


def pain_of(draft, line=2):
    rows = draft.tables["pain"].filter(pl.col("source_line") == line)
    return {(r["site"], r["side"]): r["intensity"] for r in rows.to_dicts() if r["intensity"] is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_record_in_every_language(language):
    words = {q.key: {code: text for text, code in q.choices.get(language, {}).items()} for q in FORM}
    moment = {"en": "2026/09/14 9:26:52 PM GMT+2", "de": "14.09.2026 21:26:52", "es": "14/9/2026 21:26:52"}
    full = record(
        moment[language],
        person="ana",
        thigh_root_left="3",
        thigh_root_right="0",
        low_back="5",
        control="1",
        below_knee=words["below_knee"]["below_knee"],
        emergency=words["emergency"]["no"],
        gave_out_first=words["gave_out_first"]["hip_flexors"],
        abs_felt="7",
        session_rpe="6",
        note="long day",
    )
    draft = read([full], header_in(language))
    assert draft.app == "form"
    assert draft.records == 1
    assert draft.problems.is_empty()
    assert draft.notices == ()
    assert pain_of(draft) == {
        ("thigh_root", "left"): 3,
        ("thigh_root", "right"): 0,
        ("low_back", None): 5,
        ("control", None): 1,
    }
    pain = draft.tables["pain"]
    flags = pain.filter(pl.col("red_flag").is_not_null()).select("site", "red_flag", "intensity").rows()
    assert flags == [("below_knee", "below_knee", None), ("whole_body", "no", None)]
    assert pain["timing"].unique().to_list() == ["day"]
    assert pain["local_time"].unique().to_list() == [datetime(2026, 9, 14, 21, 26, 52)]
    assert pain["person"].unique().to_list() == ["ana"]
    assert pain["note"].drop_nulls().to_list() == ["long day"]
    session = draft.tables["sessions"].row(0, named=True)
    assert (session["gave_out_first"], session["abs_felt"], session["session_rpe"]) == ("hip_flexors", 7, 6.0)


@pytest.mark.parametrize(
    ("moment", "local", "utc"),
    [
        ("2026/09/14 9:26:52 PM GMT+2", (2026, 9, 14, 21, 26, 52), (2026, 9, 14, 19, 26, 52)),
        ("2026/09/14 9:26:52 p. m. GMT-3", (2026, 9, 14, 21, 26, 52), (2026, 9, 15, 0, 26, 52)),
        ("2026/09/14 9:26:52\u202fp.\u00a0m. GMT-3", (2026, 9, 14, 21, 26, 52), (2026, 9, 15, 0, 26, 52)),
        ("2026/09/14 12:05:00 a. m. GMT+5:30", (2026, 9, 14, 0, 5, 0), (2026, 9, 13, 18, 35, 0)),
        ("2026/01/14 9:26:52 AM MEZ", (2026, 1, 14, 9, 26, 52), (2026, 1, 14, 8, 26, 52)),
        ("2026/07/14 9:26:52 AM MESZ", (2026, 7, 14, 9, 26, 52), (2026, 7, 14, 7, 26, 52)),
        ("14.09.2026 21:26:52", (2026, 9, 14, 21, 26, 52), None),
        ("9/14/2026 21:26:52", (2026, 9, 14, 21, 26, 52), None),
        ("14/9/2026 21:26:52", (2026, 9, 14, 21, 26, 52), None),
        ("2026-09-14 21:26", (2026, 9, 14, 21, 26), None),
    ],
)
def test_timestamps_of_all_shapes(moment, local, utc):
    row = read([record(moment, low_back="2")]).tables["pain"].row(0, named=True)
    assert row["local_time"] == datetime(*local)
    assert row["date"] is None  # settled later, because the small hours belong to the day before
    instant = row["instant"].replace(tzinfo=None) if row["instant"] else None
    assert instant == (datetime(*utc) if utc else None)


def test_order_of_day_and_month_comes_from_the_whole_column():
    rows = [record(moment, low_back="1") for moment in ("3/4/2026 20:00:00", "4/4/2026 20:00:00")]
    decided = read([*rows, record("13/4/2026 20:00:00", low_back="1")])
    assert decided.tables["pain"]["local_time"].dt.date().to_list() == [
        date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 13),
    ]  # fmt: skip
    decided = read([*rows, record("4/13/2026 20:00:00", low_back="1")])
    assert decided.tables["pain"]["local_time"].dt.date().to_list()[:2] == [
        date(2026, 3, 4),
        date(2026, 4, 4),
    ]


def test_ambiguous_dates_are_asked_about():
    rows = [record(moment, low_back="1") for moment in ("3/4/2026 20:00:00", "4/4/2026 20:00:00")]
    with pytest.raises(QuestionError) as question:
        read(rows)
    assert "3/4/2026" in str(question.value)
    assert "--day-first" in question.value.hint
    assert "--month-first" in question.value.hint
    assert question.value.where == "form.csv"
    for told, month in ((True, 4), (False, 3)):
        draft = read(rows, options=Options(day_first=told))
        assert draft.tables["pain"]["local_time"].dt.month()[0] == month


def test_language_decides_only_where_no_date_does():
    spanish = header_in("es")
    rows = [record("3/4/2026 20:00:00", low_back="1")]
    assert read(rows, spanish).tables["pain"]["local_time"].dt.month()[0] == 4
    rows.append(record("4/13/2026 20:00:00", low_back="1"))
    assert read(rows, spanish).tables["pain"]["local_time"].dt.month()[0] == 3


def test_dates_the_same_both_ways_need_no_question():
    assert read([record("4/4/2026 20:00:00", low_back="1")]).problems.is_empty()


def test_contradictory_dates_are_set_aside():
    rows = [
        record(moment, low_back="1")
        for moment in ("13/4/2026 20:00:00", "4/14/2026 20:00:00", "2026/04/15 9:00:00")
    ]
    draft = read(rows)
    assert draft.problems.select("line", "rule").rows() == [(2, "date_order"), (3, "date_order")]
    assert any("--day-first" in notice for notice in draft.notices)
    assert unaccounted(draft) == 0


def test_one_slip_among_many_does_not_spoil_the_column():
    rows = [record(f"{day}/4/2026 20:00:00", low_back="1") for day in range(1, 31)]
    draft = read([*rows, record("4/14/2026 20:00:00", low_back="1")])
    assert draft.problems.select("line", "rule").rows() == [(32, "date_order")]


def test_unreadable_and_missing_dates_are_problems_and_keep_the_alarm():
    rows = [
        record("soon", low_back="1"),
        record("31.02.2026 10:00", low_back="1"),
        record("", low_back="1", emergency="Yes"),
    ]
    draft = read(rows)
    assert draft.problems.select("line", "rule", "value", "red_flag").rows() == [
        (2, "date", "soon", None),
        (3, "date", "31.02.2026 10:00", None),
        (4, "missing", None, "emergency"),
    ]
    assert draft.problems["column"].unique().to_list() == ["Timestamp"]


@pytest.mark.parametrize(
    ("answer", "value", "rule"),
    [
        ("3", 3, None),
        ("3.0", 3, None),
        ("3 - mild", 3, None),
        ("3/10", 3, None),
        ("10", 10, None),
        ("0", 0, None),
        ("11", None, "range"),
        ("-1", None, "range"),
        ("3.5", None, "whole"),
        ("3-4", None, "number"),
        ("3 or 4", None, "number"),
        ("mild", None, "number"),
    ],
)
def test_scale_answers(answer, value, rule):
    draft = read([record("2026/09/14 9:00:00", low_back=answer, below_knee="Yes")])
    assert pain_of(draft) == ({("low_back", None): value} if value is not None else {})
    problems = draft.problems.select("line", "rule", "value", "red_flag").rows()
    assert problems == ([(2, rule, answer, "below_knee")] if rule else [])


def test_absence_is_never_zero():
    draft = read([record("2026/09/14 9:00:00", low_back="2", control=" ", thigh_root_left="-")])
    assert pain_of(draft) == {("low_back", None): 2}
    assert draft.tables["pain"].height == 1
    assert draft.tables["sessions"].is_empty()


def test_nothing_answered_is_not_ours():
    rows = [
        record("2026/09/14 9:00:00", person="ana"),
        record("", note="hello"),
        record("2026/09/15 9:00:00", low_back="1"),
    ]
    draft = read(rows)
    assert draft.not_ours == {"nothing answered": 1, "only a note": 1}
    assert draft.problems.is_empty()
    assert unaccounted(draft) == 0


def test_a_0_to_100_scale_is_guessed_and_said():
    rows = [record(f"2026/09/{day:02d} 9:00:00", low_back=str(day * 5)) for day in range(1, 16)]
    draft = read(rows)
    over = draft.problems
    assert over["rule"].unique().to_list() == ["range"]
    assert over.height == 13
    assert all("0-100" in sentence for sentence in over["sentence"])
    assert any("0-100" in notice and "13 of 15" in notice for notice in draft.notices)


def test_a_few_slips_are_no_other_scale():
    rows = [record(f"2026/09/{day:02d} 9:00:00", low_back="40" if day == 1 else "4") for day in range(1, 16)]
    draft = read(rows)
    assert draft.problems["sentence"].to_list() == ["40 lies outside 0 to 10"]
    assert draft.notices == ()


def test_unknown_words_are_problems_that_list_the_known_ones():
    draft = read([record("2026/09/14 9:00:00", gave_out_first="legs", emergency="perhaps")])
    by_rule = {r["value"]: r["sentence"] for r in draft.problems.to_dicts()}
    assert "hip_flexors" in by_rule["legs"]
    assert "yes or no" in by_rule["perhaps"]


def test_anything_that_begins_with_yes_is_a_yes():
    draft = read([record("2026/09/14 9:00:00", emergency="Yes, since noon", below_knee="no")])
    assert draft.tables["pain"].select("site", "red_flag").rows() == [
        ("below_knee", "no"),
        ("whole_body", "emergency"),
    ]


def test_unknown_columns_are_told_not_refused():
    header = [*header_in("en"), "Mood", "Low back during training"]
    draft = read([[*record("2026/09/14 9:00:00", low_back="2"), "fine", "9"]], header)
    assert pain_of(draft) == {("low_back", None): 2}
    assert draft.notices == ("columns not read: Mood, Low back during training",)


def test_the_person_column_is_optional():
    header = ["Timestamp", *(q.texts["en"] for q in FORM if q.key == "low_back")]
    draft = read([["2026/09/14 9:00:00", "4"]], header)
    assert "person" not in draft.tables["pain"].columns
    assert pain_of(draft) == {("low_back", None): 4}


def test_a_question_asked_in_two_columns():
    question = next(q for q in FORM if q.key == "low_back")
    header = ["Timestamp", question.texts["en"], question.texts["de"]]
    draft = read(
        [["2026/09/14 9:00:00", "4", ""], ["2026/09/15 9:00:00", "", "5"], ["2026/09/16 9:00:00", "4", "5"]],
        header,
    )
    assert pain_of(draft, 2) == {("low_back", None): 4}
    assert pain_of(draft, 3) == {("low_back", None): 5}
    assert draft.problems.select("line", "rule", "value").rows() == [(4, "two_answers", "4 | 5")]


def test_a_yes_in_either_of_two_safety_columns_counts():
    header = ["Timestamp", "Chest pain?", "Saddle numbness or bladder trouble?", "Low back today"]
    draft = read([["2026/09/14 9:00:00", "No", "Yes", "2"]], header)
    assert draft.tables["pain"].filter(pl.col("site") == "whole_body")["red_flag"].to_list() == ["emergency"]
    assert draft.problems.is_empty()


def test_header_only_is_said():
    draft = read([])
    assert draft.records == 0
    assert draft.tables["pain"].is_empty()
    assert "no records" in draft.notices[0]


def test_a_form_without_our_questions_is_refused_with_a_way_out():
    with pytest.raises(QuestionError, match="no known format"):
        read([["2026/09/14 9:00:00", "fine"]], ["Timestamp", "Mood"])
    with pytest.raises(LogFileError, match="no question of the daily form"):
        read([["2026/09/14 9:00:00", "fine"]], ["Timestamp", "Mood"], format="form")


def test_a_torn_record_is_a_problem():
    data = make_csv([record("2026/09/14 9:00:00", low_back="2")]) + b'2026/09/15 9:00:00,"x\n'
    draft = read_draft(data, "form.csv")
    assert draft.records == 2
    assert draft.problems["line"].to_list() == [3]
    assert unaccounted(draft) == 0


CELL = st.one_of(
    st.sampled_from(
        ["", " ", "0", "3", "3.5", "11", "40", "3 - mild", "x", "Yes", "No", "yes?", "abs", "7", "n/a", "nan"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=6),
)
MOMENT = st.sampled_from(
    [
        "",
        "2026/09/14 9:26:52 PM GMT+2",
        "14.09.2026 21:26",
        "13/9/2026 1:00",
        "9/13/2026 1:00",
        "soon",
        "2026-09-31",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(MOMENT, *[CELL] * len(KEYS)), max_size=8))
def test_every_record_ends_in_exactly_one_place(rows):
    draft = read_draft(make_csv([list(row) for row in rows]), "form.csv", options=Options(day_first=True))
    assert unaccounted(draft) == 0
    problems = set(draft.problems["line"])
    for frame in draft.tables.values():
        clean = frame.filter(~pl.col("source_line").is_in(list(problems)))
        assert clean.filter(pl.col("local_time").is_null() & pl.col("date").is_null()).is_empty()
    pain = draft.tables["pain"].filter(~pl.col("source_line").is_in(list(problems)))
    assert pain.filter(pl.col("intensity").is_null() & pl.col("red_flag").is_null()).is_empty()
    assert pain["intensity"].drop_nulls().is_between(0, 10).all()
