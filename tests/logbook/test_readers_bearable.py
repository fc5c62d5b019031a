"""Bearable exports: levels into numbers, which symptoms are ours, and when a rating was given."""

from __future__ import annotations

import datetime as dt

import pytest

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.readers import bearable, read_draft
from coreanalytics.logbook.readers.base import Options, open_table, unaccounted
from coreanalytics.logbook.readers.places import find_place, is_vague

HEADER = "date,weekday,time of day,category,rating/amount,detail,notes"


def line(
    detail="Back (lower) pain (Mild)",
    amount="1",
    part="pm",
    category="Symptom",
    date="22nd Sep 2020",
    note="",
):
    return f'"{date}","Tuesday","{part}","{category}","{amount}","{detail}","{note}"'


def draft_of(*lines, header=HEADER, **options):
    data = ("\n".join([header, *lines]) + "\n").encode()
    draft = read_draft(data, "export.csv", options=Options(**options))
    assert draft.format == "bearable"
    assert unaccounted(draft) == 0
    return draft


def only(draft):
    assert draft.problems.is_empty(), draft.problems
    return draft.tables["pain"].row(0, named=True)


@pytest.mark.parametrize(
    ("amount", "word", "intensity"),
    [("1", "Mild", 2), ("2", "Moderate", 5), ("3", "Severe", 8), ("4", "Unbearable", 10)],
)
def test_levels_become_numbers_and_are_marked(amount, word, intensity):
    row = only(draft_of(line(f"Back (lower) pain ({word})", amount)))
    assert (row["site"], row["intensity"], row["mapped"]) == ("low_back", intensity, True)
    assert row["date"] == dt.date(2020, 9, 22)


def test_a_persons_own_numbers_for_the_words_count():
    severity = {"mild": 3, "moderate": 6, "severe": 9, "unbearable": 10}
    assert only(draft_of(line(), severity=severity))["intensity"] == 3
    draft = draft_of(line(), severity={"severe": 9})
    assert draft.problems["rule"].to_list() == ["severity"]


def test_level_or_word_alone_is_enough():
    rows = draft_of(line("Back (lower) pain", "3"), line("Back (lower) pain (Moderate)", "")).tables["pain"]
    assert rows["intensity"].to_list() == [8, 5]


@pytest.mark.parametrize(
    ("detail", "amount", "rule"),
    [
        ("Back (lower) pain (Mild)", "3", "two_answers"),
        ("Back (lower) pain (Mild)", "0", "level"),
        ("Back (lower) pain (Mild)", "7", "level"),
        ("Back (lower) pain", "a lot", "level"),
        ("Back (lower) pain", "", "missing"),
    ],
)
def test_levels_that_say_nothing_sure_are_set_aside(detail, amount, rule):
    draft = draft_of(line(detail, amount))
    assert draft.problems.select("line", "column", "rule").rows() == [(2, "rating/amount", rule)]
    assert "1 mild, 2 moderate" in draft.problems["sentence"][0] or rule == "missing"


@pytest.mark.parametrize(
    ("part", "timing", "clock"),
    [
        ("all day", "day", None), ("mid", "day", None), ("pm", "day", None), ("", "day", None),
        ("pre", "next_morning", None), ("am", "next_morning", None),
        ("9:05", "next_morning", dt.time(9, 5)), ("4:00", "next_morning", dt.time(4)),
        ("11:00", "day", dt.time(11)), ("21:40", "day", dt.time(21, 40)),
        ("10:15 PM", "day", dt.time(22, 15)),
        ("02:14", "day", dt.time(2, 14)),
    ],
)  # fmt: skip
def test_when_a_rating_was_given(part, timing, clock):
    row = only(draft_of(line(part=part)))
    assert row["timing"] == timing
    if clock is None:
        assert (row["date"], row["local_time"]) == (dt.date(2020, 9, 22), None)
    else:
        assert (row["date"], row["local_time"]) == (None, dt.datetime.combine(dt.date(2020, 9, 22), clock))


def test_unknown_parts_of_a_day_and_dates_are_set_aside():
    draft = draft_of(line(part="elevenses"), line(date="22nd Smarch 2020"), line(date=""))
    assert draft.problems.select("line", "rule").rows() == [(2, "word"), (3, "month"), (4, "missing")]


def test_what_is_not_ours_is_counted_by_reason():
    draft = draft_of(
        line("Headache (Mild)"),
        line("Back (upper) pain (Mild)"),
        line("Back pain (Severe)", "3"),
        line("Meh | Anxious", "6", category="Mood"),
        line("High screen time", "", category="Factors"),
        line("Ibuprofen (mg)", "600", category="Meds/Supplements"),
        line("Good", "4", category="Sleep quality"),
        line("", "", category="Sleep", note=". (synced from Google Fit)"),
        line("whatever", "", category="My own category"),
    )
    assert draft.not_ours == {
        "back or hip without saying where on it": 1,
        "factors": 1,
        "medicines": 1,
        "mood": 1,
        "other entries": 1,
        "other symptoms": 2,
        "sleep quality": 1,
        "sleep without hours": 1,
    }
    assert draft.tables["pain"].is_empty()


def test_dates_of_entries_that_are_not_ours_do_not_matter():
    draft = draft_of(line("Headache (Mild)", date="someday", part="once"))
    assert draft.problems.is_empty()


def test_hours_asleep_are_a_habit():
    draft = draft_of(
        line("Asleep 01:00 - 09:00. In bed 00:30 - 10:00", "8:00", "", "Sleep", note=". "),
        line("Asleep 00:30 - 07:45. Nap (am)", "7:15", "", "Sleep", "23rd Sep 2020"),
        line("", "eight", "", "Sleep"),
    )
    assert draft.tables["habits"].select("date", "sleep_h").rows()[:2] == [
        (dt.date(2020, 9, 22), 8.0),
        (dt.date(2020, 9, 23), 7.25),
    ]
    assert draft.problems.select("line", "table", "rule").rows() == [(4, "habits", "duration")]


def test_the_formatted_date_of_newer_exports_wins():
    header = HEADER.replace("date,", "date,date formatted,")
    row = only(draft_of(line().replace('"22nd Sep 2020"', '"whenever","2020-09-22"'), header=header))
    assert row["date"] == dt.date(2020, 9, 22)


def test_sides_and_what_it_feels_like():
    rows = draft_of(
        line("Hip flexor tightness (left) (Mild)"),
        line("Groin pain right (Mild)"),
        line("Hip flexors (Mild)"),
    ).tables["pain"]
    assert rows.select("site", "side", "quality").rows() == [
        ("thigh_root", "left", "tightness"),
        ("thigh_root", "right", None),
        ("thigh_root", "both", None),
    ]


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Back (lower) pain", "low_back"), ("Lower back pain", "low_back"), ("low-back ache", "low_back"),
        ("Lumbar pain", "low_back"), ("Unterer Rücken", "low_back"),
        ("Schmerzen im unteren Rücken", "low_back"),
        ("Kreuzschmerzen", "low_back"), ("Lumbalgia", "low_back"), ("Dolor espalda baja", "low_back"),
        ("Bas du dos", "low_back"), ("Dor lombar", "low_back"), ("Bel ağrısı", "low_back"),
        ("Hip flexor", "thigh_root"), ("Groin pain", "thigh_root"), ("Front of thigh", "thigh_root"),
        ("Hip pain (front)", "thigh_root"), ("Psoas", "thigh_root"), ("Leiste links", "thigh_root"),
        ("Hüftbeuger", "thigh_root"), ("Ingle", "thigh_root"),
        ("Headache", None), ("Back (upper) pain", None), ("Back (mid) pain", None), ("Back pain", None),
        ("Hip pain", None), ("Sciatica", None), ("Lower back acne", None), ("Groin rash", None),
        ("Jaw Clenching", None), ("Stretched hip flexors", None), ("Leg pain", None),
        ("Background noise", None),
        ("Low back during training", None), ("Bell ringing", None), ("Neck pain", None), ("Belly pain", None),
    ],
)  # fmt: skip
def test_places_are_known_by_their_names(name, site):
    place = find_place(name)
    assert (place.site if place else None) == site


@pytest.mark.parametrize(
    ("name", "vague"),
    [("Back pain", True), ("Hip pain", True), ("Rückenschmerzen", True), ("Dolor de espalda", True),
     ("Back (lower) pain", False), ("Back (upper) pain", False), ("Headache", False), ("Ship aches", False)],
)  # fmt: skip
def test_names_that_do_not_say_where(name, vague):
    assert is_vague(name) == vague


def test_a_book_keeps_the_last_rating_of_a_day_and_marks_it(tmp_path):
    file = tmp_path / "bearable.csv"
    lines = [
        line(part="pre"),
        line("Back (lower) pain (Moderate)", "2", "mid"),
        line("Back (lower) pain (Severe)", "3"),
    ]
    file.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    book = Logbook(tmp_path / "book")
    report = book.add(file, person="me", timezone="Europe/Berlin").files[0]
    assert (report.records, report.accepted, report.set_aside) == (3, 3, 0)
    assert book.pain().select("timing", "intensity", "mapped").rows() == [
        ("day", 8, True),
        ("next_morning", 2, True),
    ]


def test_a_rating_after_midnight_belongs_to_the_day_before(tmp_path):
    file = tmp_path / "bearable.csv"
    file.write_text(f"{HEADER}\n{line(part='02:14')}\n{line(part='9:00')}\n", encoding="utf-8")
    book = Logbook(tmp_path / "book")
    book.add(file, person="me", timezone="Europe/Berlin")
    assert book.pain().select("date", "timing").rows() == [
        (dt.date(2020, 9, 21), "day"),
        (dt.date(2020, 9, 22), "next_morning"),
    ]


def test_a_file_of_another_shape_is_refused():
    with pytest.raises(LogFileError, match="time of day"):
        bearable.parse(open_table(b"a,b\n1,2\n", "x.csv"), Options())
