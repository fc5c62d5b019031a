"""Daylio exports: scales that rate a place of ours, sleep, and moods only where asked for."""

from __future__ import annotations

import datetime as dt

import pytest

from coreanalytics.errors import ArgumentError, LogFileError
from coreanalytics.logbook.readers import daylio, read_draft
from coreanalytics.logbook.readers.base import Options, open_table, unaccounted

HEADER = "full_date,date,weekday,time,mood,activities,scales,note_title,note"


def line(scales="", time="14:03", mood="meh", date="2026-04-12", title="", note=""):
    return f'{date},April 12,Sunday,{time},{mood},"walk | friends","{scales}","{title}","{note}"'


def draft_of(*lines, header=HEADER, **options):
    data = b"\xef\xbb\xbf" + ("\n".join([header, *lines]) + "\n").encode()
    draft = read_draft(data, "export.csv", options=Options(**options))
    assert draft.format == "daylio"
    assert unaccounted(draft) == 0
    return draft


def test_scales_of_ours_are_ratings_and_sleep_is_a_habit():
    draft = draft_of(
        line(
            "Sleep Quality: 8/10 points | Low back:\u00a04/10 points | Sleep Time: 7:30"
            " | Hip flexor left: 0/10 points"
        )
    )
    assert draft.problems.is_empty()
    assert draft.tables["pain"].select("site", "side", "timing", "intensity", "mapped").rows() == [
        ("low_back", None, "day", 4, False),
        ("thigh_root", "left", "day", 0, False),
    ]
    assert draft.tables["pain"]["local_time"].to_list() == [dt.datetime(2026, 4, 12, 14, 3)] * 2
    assert draft.tables["habits"].select("date", "sleep_h").rows() == [(dt.date(2026, 4, 12), 7.5)]


def test_entries_without_a_scale_of_ours_are_counted():
    draft = draft_of(line(), line("Energy: 4/10 points"), line("Low back: 1/10 points"))
    assert draft.not_ours == {"mood without a scale": 1, "other scales": 1}


@pytest.mark.parametrize(
    ("time", "timing", "hour"),
    [("8:02 am", "next_morning", 8), ("10:59", "next_morning", 10), ("11:00", "day", 11),
     ("10:00 pm", "day", 22),
     ("1:23 am", "day", 1), ("12:38 PM", "day", 12)],
)  # fmt: skip
def test_the_clock_tells_the_timing(time, timing, hour):
    row = draft_of(line("Low back: 4/10 points", time=time)).tables["pain"].row(0, named=True)
    assert (row["timing"], row["local_time"].hour) == (timing, hour)


def test_a_scale_of_the_morning_rates_the_morning():
    row = draft_of(line("Low back (morning): 4/10 points", time="21:00")).tables["pain"].row(0, named=True)
    assert row["timing"] == "next_morning"


@pytest.mark.parametrize(
    ("points", "rule"),
    [
        ("3/5 points", "scale"),
        ("4", "scale_end"),
        ("11/10 points", "number"),
        ("3.5/10 points", "number"),
        ("viel", "number"),
    ],
)
def test_scales_that_are_not_ours_to_convert_are_set_aside(points, rule):
    draft = draft_of(line(f"Low back: {points}"), line("Low back: 2/10 points"))
    assert draft.problems.select("line", "rule").rows() == [(2, rule)]
    assert points.split()[0] in draft.problems["sentence"][0]


def test_broken_dates_times_and_hours_are_set_aside():
    good = "Low back: 2/10 points"
    draft = draft_of(
        line(good, date="2026-02-30"),
        line(good, time="25:99"),
        line("Sleep Time: 31:00"),
        line("", date="never"),
    )
    assert draft.problems.select("line", "rule").rows() == [(2, "date"), (3, "date"), (4, "duration")]
    assert draft.not_ours == {"mood without a scale": 1}


def test_notes_lose_their_markup_and_stand_once():
    scales = "Low back: 2/10 points | Groin: 1/10 points"
    notes = draft_of(line(scales, title="Long day", note="a<br>b &amp; <b>c</b>")).tables["pain"]["note"]
    assert notes.to_list() == ["Long day\na\nb & c", None]


def test_moods_are_no_pain_unless_the_person_says_so():
    lines = [line(mood="mild"), line("Low back: 3/10 points", mood="severe"), line(mood="rad"), line(mood="")]
    assert draft_of(*lines).tables["pain"].height == 1
    draft = draft_of(*lines, mapping={"mood": "thigh_root_left"})
    rows = draft.tables["pain"].filter("mapped")
    assert rows.select("source_line", "site", "side", "intensity").rows() == [
        (2, "thigh_root", "left", 2),
        (3, "thigh_root", "left", 8),
        (4, "thigh_root", "left", None),
    ]
    assert draft.problems.select("line", "rule").rows() == [(4, "severity")]
    for same in ({"columns": {"mood": "thigh_root_left"}}, {"mood": {"is": "thigh_root_left"}}):
        assert draft_of(*lines, mapping=same).tables["pain"].equals(draft.tables["pain"])
    draft = draft_of(*lines, mapping={"mood": "low_back"}, severity={"mild": 1, "severe": 7, "rad": 0})
    assert draft.tables["pain"].filter("mapped")["intensity"].to_list() == [1, 7, 0]


def test_a_mood_cannot_be_mapped_to_nowhere():
    with pytest.raises(ArgumentError, match="elbow"):
        draft_of(line(), mapping={"mood": "elbow"})


def test_a_file_of_another_shape_is_refused():
    with pytest.raises(LogFileError, match="full_date"):
        daylio.parse(open_table(b"a,b\n1,2\n", "x.csv"), Options())


@pytest.mark.parametrize("name", ["daylio_sample_mit.csv", "daylio_test_mit.csv"])
def test_real_exports_reconcile(samples, name):
    draft = read_draft((samples / "daylio" / name).read_bytes(), name)
    assert (draft.format, unaccounted(draft)) == ("daylio", 0)
    assert draft.not_ours == {"mood without a scale": draft.records}
