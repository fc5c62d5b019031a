from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.readers import Options, read_draft
from coreanalytics.logbook.readers.base import unaccounted
from coreanalytics.logbook.readers.plain_columns import COLUMNS
from coreanalytics.logbook.readers.plain_headings import find_tables, tidy


def read(text, **kwargs):
    return read_draft(text.encode(), "log.csv", **kwargs)


def read_parquet(frame, **kwargs):
    data = io.BytesIO()
    frame.write_parquet(data)
    return read_draft(data.getvalue(), "log.parquet", **kwargs)


def rows(draft, table, *columns):
    return draft.tables[table].select(columns).rows()


def test_sets_with_friendly_headings():
    draft = read(
        "Person,Date,Time,Exercise,Set,Kind,Reps,Load (kg),hands,side,leg raised,seconds,gave_out_first,"
        "abs_felt\n"
        "ana,14.09.2026,18:30,Side plank,1,,,,,left,ja,2:30,abs,7\n"
        "ana,14.09.2026,18:30,Side plank,2,,,,,RIGHT,no,40,Hip-Flexors,\n"
        'ana,14.09.2026,18:30,Farmer\'s walk,1,Warm-up,,"24,5",2,,,,,\n'
        "ana,14.09.2026,18:30,Side plank,1,drop,,,,left,sí,20,,0\n"
    )
    assert draft.problems.is_empty()
    assert draft.notices == ()
    sets = draft.tables["sets"]
    assert sets["local_time"].unique().to_list() == [datetime(2026, 9, 14, 18, 30)]
    assert rows(draft, "sets", "exercise_logged", "occurrence", "set_index", "kind") == [
        ("Side plank", 0, 0, "working"),
        ("Side plank", 0, 1, "working"),
        ("Farmer's walk", 0, 0, "warmup"),
        ("Side plank", 1, 0, "drop"),
    ]
    assert sets["load"].to_list() == [None, None, 24.5, None]
    assert sets["load_unit"].to_list() == [None, None, "kg", None]
    assert sets["hands"].to_list() == [None, None, 2, None]
    assert sets["duration_s"].to_list() == [150, 40, None, 20]
    assert sets["leg_raised"].to_list() == [True, False, None, True]
    assert sets["side"].to_list() == ["left", "right", None, "left"]
    assert sets["gave_out_first"].to_list() == ["abs", "hip_flexors", None, None]
    assert sets["abs_felt"].to_list() == [7, None, None, 0]


def test_a_session_ends_where_the_day_or_the_person_changes():
    draft = read(
        "person,date,exercise,reps\nana,2026-09-14,Crunch,8\nana,2026-09-14,Crunch,8\nana,2026-09-15,Crunch,8\n"
        "ben,2026-09-15,Crunch,8\n"
    )
    assert rows(draft, "sets", "occurrence", "set_index") == [(0, 0), (0, 1), (0, 0), (0, 0)]
    assert draft.tables["sets"]["date"].to_list()[0] == date(2026, 9, 14)
    assert draft.tables["sets"]["local_time"].null_count() == 4


def test_own_block_and_set_numbers_and_session_keys_are_kept():
    draft = read(
        "date,session,exercise,occurrence,set_index,reps\n2026-09-14,am,Crunch,1,4,8\n2026-09-14,am,Crunch,0,2,8\n"
    )
    assert rows(draft, "sets", "session", "occurrence", "set_index") == [("am", 1, 4), ("am", 0, 2)]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("load_kg", "kg"), ("load_lb", "lb"), ("Weight (lbs)", "lb"), ("load", None), ("weight", None)],
)
def test_units_of_loads(heading, unit):
    draft = read(f"date,exercise,{heading}\n2026-09-14,Carry,20\n2026-09-14,Plank,\n")
    assert rows(draft, "sets", "load", "load_unit") == [(20.0, unit), (None, None)]


def test_a_unit_column_beside_the_load():
    draft = read("date,exercise,weight,weight unit\n2026-09-14,Carry,20,LBS\n2026-09-14,Carry,20,kg\n")
    assert draft.tables["sets"]["load_unit"].to_list() == ["lb", "kg"]


def test_pain_long():
    draft = read(
        "person,reported_at,site,side,timing,intensity,quality,red_flag,note\n"
        "ana,2026-09-14T21:00:00+02:00,Thigh root,left,Day,3,tightness,,sore\n"
        "ana,2026-09-14 22:00,thigh_root,,next morning,4,,,\n"
        "ana,2026-09-14 22:00,below_knee,,,,,yes,\n"
        "ana,2026-09-14 22:00,whole_body,,,,,no,\n"
        "ana,2026-09-14 22:00,low_back,,during,0,,below_knee,\n"
        "ana,2026-09-14 22:00,low_back,,day,,,,\n"
    )
    assert draft.problems.is_empty()
    assert draft.not_ours == {"nothing answered": 1}
    assert rows(draft, "pain", "site", "side", "timing", "intensity", "quality", "red_flag", "note") == [
        ("thigh_root", "left", "day", 3, "tightness", None, "sore"),
        ("thigh_root", "both", "next_morning", 4, None, None, None),
        ("below_knee", None, "day", None, None, "below_knee", None),
        ("whole_body", None, "day", None, None, "no", None),
        ("low_back", None, "during", 0, None, "below_knee", None),
    ]
    first = draft.tables["pain"].row(0, named=True)
    assert first["local_time"] == datetime(2026, 9, 14, 21)
    assert first["instant"] == datetime(2026, 9, 14, 19, tzinfo=UTC)


def test_a_yes_that_belongs_to_no_question_is_set_aside_but_heard():
    draft = read("date,site,intensity,red_flag\n2026-09-14,low_back,4,yes\n")
    assert draft.problems.select("rule", "red_flag").rows() == [("word", "emergency")]


def test_times_in_utc_are_instants_and_nobodys_clock():
    draft = read("date,reported_at,site,intensity\n2026-09-14,2026-09-14T23:30:00Z,low_back,3\n")
    row = draft.tables["pain"].row(0, named=True)
    assert row["instant"] == datetime(2026, 9, 14, 23, 30, tzinfo=UTC)
    assert row["local_time"] is None
    assert row["date"] == date(2026, 9, 14)


def test_pain_wide():
    draft = read(
        "date,thigh_root_left,thigh_root,Low back,low_back_during,low_back_next_morning,control,below_knee,"
        "emergency,note\n"
        "2026-09-14,3,,4,5,6,0,yes,no,hello\n"
        "2026-09-15,,2,,,,,,,\n"
        "2026-09-16,,,,,,,,,only words\n"
    )
    assert draft.problems.is_empty()
    assert draft.not_ours == {"nothing answered": 1}
    assert rows(draft, "pain", "source_line", "site", "side", "timing", "intensity", "red_flag", "note") == [
        (2, "thigh_root", "left", "day", 3, None, "hello"),
        (2, "low_back", None, "day", 4, None, None),
        (2, "low_back", None, "during", 5, None, None),
        (2, "low_back", None, "next_morning", 6, None, None),
        (2, "control", None, "day", 0, None, None),
        (2, "below_knee", None, "day", None, "below_knee", None),
        (2, "whole_body", None, "day", None, "no", None),
        (3, "thigh_root", "both", "day", 2, None, None),
    ]


def test_wide_with_a_timing_column():
    draft = read(
        "date,timing,low_back,low_back_after\n2026-09-14,next morning,4,1\n"
        "2026-09-15,,3,\n2026-09-16,noon,3,\n"
    )
    assert rows(draft, "pain", "timing", "intensity")[:3] == [("next_morning", 4), ("after", 1), ("day", 3)]
    assert draft.problems.select("line", "rule", "value").rows() == [(4, "word", "noon")]


def test_a_diary_with_pain_habits_and_sessions_in_one_row():
    draft = read(
        "date,time,low_back,sleep_h,analgesic,session_rpe,gave_out_first,note\n"
        "2026-09-14,21:00,4,7.5,no,6,abs,x\n2026-09-15,01:30,,8,,7,,y\n2026-09-16,,,,,,,\n"
    )
    assert list(draft.tables) == ["pain", "sessions", "habits"]
    assert draft.not_ours == {"nothing answered": 1}
    assert rows(draft, "pain", "intensity", "local_time", "note") == [(4, datetime(2026, 9, 14, 21), "x")]
    # a report at half past one in the morning tells of the day before, and its clock is not the session's
    assert rows(draft, "sessions", "date", "session_rpe", "gave_out_first", "note") == [
        (date(2026, 9, 14), 6.0, "abs", None),
        (date(2026, 9, 14), 7.0, None, "y"),
    ]
    assert "local_time" not in draft.tables["sessions"].columns
    assert rows(draft, "habits", "date", "sleep_h", "analgesic") == [
        (date(2026, 9, 14), 7.5, False),
        (date(2026, 9, 14), 8.0, None),
    ]
    assert unaccounted(draft) == 0


def test_sessions_phases_people():
    draft = read(
        "person,started_at,title,minutes,session_rpe\nana,2026-09-14 18:00,Core,45,6.5\nana,2026-09-15,,,\n"
    )
    assert rows(draft, "sessions", "title", "minutes", "session_rpe", "date") == [
        ("Core", 45.0, 6.5, None),
        (None, None, None, date(2026, 9, 15)),
    ]
    draft = read(
        "person;start;end;program;assigned\nana;1/9/2026;30/9/2026;core focused;Randomised\n"
        "ana;1/10/2026;;washout;\n"
    )
    assert rows(draft, "phases", "start", "end", "program", "assigned") == [
        (date(2026, 9, 1), date(2026, 9, 30), "core_focused", "randomised"),
        (date(2026, 10, 1), None, "washout", None),
    ]
    draft = read("person,timezone,weight_unit,expectation\nana,Europe/Berlin,LBS,5\n")
    assert rows(draft, "people", "person", "timezone", "weight_unit", "expectation") == [
        ("ana", "Europe/Berlin", "lb", 5.0)
    ]


def test_unknown_words_list_the_known_ones():
    draft = read("date,exercise,reps,kind,side\n2026-09-14,Crunch,ten,super,middle\n")
    told = {r["rule"] + ":" + r["column"]: r["sentence"] for r in draft.problems.to_dicts()}
    assert set(told) == {"number:reps", "word:kind", "word:side"}
    assert "working, warmup, drop, failure" in told["word:kind"]
    assert "left, right, both" in told["word:side"]
    assert unaccounted(draft) == 0


def test_pain_on_0_to_100():
    text = "date,low_back\n" + "".join(f"2026-09-{day:02d},{day * 6}\n" for day in range(1, 11))
    draft = read(text)
    assert draft.problems["rule"].unique().to_list() == ["range"]
    assert all("0-100" in sentence for sentence in draft.problems["sentence"])
    assert any("0-100" in notice for notice in draft.notices)


def test_ambiguous_dates_are_asked_about_once_for_all_columns():
    with pytest.raises(QuestionError, match="3/4/2026"):
        read("date,low_back\n3/4/2026,1\n")
    assert rows(read("date,low_back\n3/4/2026,1\n", options=Options(day_first=False)), "pain", "date") == [
        (date(2026, 3, 4),)
    ]
    # the end decides for the start
    draft = read("person,start,end,program\nana,1/9/2026,30/9/2026,washout\n")
    assert rows(draft, "phases", "start") == [(date(2026, 9, 1),)]
    assert rows(read("Datum,low_back\n3/4/2026,1\n"), "pain", "date") == [(date(2026, 4, 3),)]


def test_contradictory_dates_are_set_aside():
    draft = read("date,low_back\n13/4/2026,1\n4/14/2026,1\n2026-04-15,1\n")
    assert draft.problems.select("line", "rule").rows() == [(2, "date_order"), (3, "date_order")]
    assert any("--day-first" in notice for notice in draft.notices)


def test_midnights_that_spreadsheets_add_are_no_times():
    draft = read("date,low_back\n2026-09-14 00:00:00,1\n2026-09-15 00:00:00,2\n")
    assert rows(draft, "pain", "date", "local_time") == [(date(2026, 9, 14), None), (date(2026, 9, 15), None)]
    draft = read("date,time,low_back\n2026-09-14 00:00:00,21:15,1\n2026-09-15 00:00:00,,2\n")
    assert rows(draft, "pain", "date", "local_time") == [
        (None, datetime(2026, 9, 14, 21, 15)),
        (date(2026, 9, 15), None),
    ]


def test_missing_dates_are_problems_and_keep_the_alarm():
    draft = read("date,low_back,emergency\n,4,yes\nlater,3,no\n,,\n2026-09-01,1,no\n")
    assert draft.problems.select("line", "rule", "red_flag").rows() == [
        (2, "missing", "emergency"),
        (3, "date", None),
    ]
    assert unaccounted(draft) == 0


def test_columns_that_are_not_read_are_told():
    draft = read("date,day,low_back,mood,family\n2026-09-14,2026-09-20,1,fine,x\n")
    assert draft.notices == (
        "columns that mean the same as an earlier one and were not read: day",
        "columns worked out anew instead of read: family",
        "columns not read: mood",
    )


@pytest.mark.parametrize(
    "header",
    ["date,low_back", "person,date,exercise,reps", "person,start,program", "person,timezone", "date,sleep_h"],
)
def test_header_only(header):
    draft = read(header + "\n")
    assert draft.records == 0
    assert all(frame.is_empty() for frame in draft.tables.values())
    assert "no records" in draft.notices[0]


@pytest.mark.parametrize(
    "header",
    [
        "date,mood",
        "person",
        "exercise,reps",
        "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time",
        "date,weekday,time of day,category,rating/amount,detail,notes",
        "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,RPE",
        "Timestamp,Low back (0-10)",
    ],
)
def test_other_files_are_left_to_others(header):
    from coreanalytics.logbook.readers import plain

    assert not plain.matches(header.split(","))


def test_a_forced_format_that_does_not_fit_is_refused():
    with pytest.raises(LogFileError, match="none of the tables"):
        read("date,mood\n2026-09-14,fine\n", format="plain")


def test_parquet_of_typed_tables():
    moments = [datetime(2026, 9, 14, 23, 30, 0, 250, tzinfo=UTC), None]
    frame = pl.DataFrame(
        {
            "person": ["ana", "ana"],
            "reported_at": pl.Series(moments, dtype=pl.Datetime("us", "UTC")),
            "date": [date(2026, 9, 15), date(2026, 9, 16)],
            "site": pl.Series(["low_back", "thigh_root"], dtype=pl.Categorical),
            "timing": ["day", "day"],
            "intensity": pl.Series([3, 4], dtype=pl.Int32),
            "red_flag": pl.Series([None, None], dtype=pl.String),
            "source_file": ["x", "x"],
        }
    )  # fmt: skip
    draft = read_parquet(frame)
    assert draft.app == "plain"
    assert draft.problems.is_empty()
    assert rows(draft, "pain", "person", "date", "instant", "intensity", "source_line") == [
        ("ana", date(2026, 9, 15), datetime(2026, 9, 14, 23, 30, 0, 250, tzinfo=UTC), 3, 1),
        ("ana", date(2026, 9, 16), None, 4, 2),
    ]


def test_parquet_with_zoned_times_knows_the_clock_too():
    berlin = pl.Series([datetime(2026, 9, 14, 21, 30)]).dt.replace_time_zone("Europe/Berlin")
    draft = read_parquet(pl.DataFrame({"started_at": berlin, "exercise": ["Plank"], "duration_s": [40]}))
    assert rows(draft, "sets", "local_time", "instant", "duration_s") == [
        (datetime(2026, 9, 14, 21, 30), datetime(2026, 9, 14, 19, 30, tzinfo=UTC), 40.0)
    ]


def test_parquet_with_other_types_is_read_as_what_it_says():
    frame = pl.DataFrame(
        {
            "person": [1, 2, 3],
            "date": ["2026-09-14", "soon", "2026-09-16"],
            "time": [time(21, 15), time(7, 0), None],
            "low_back": [3.0, 4.0, float("nan")],
            "control": ["2", "two", None],
            "analgesic": [True, False, None],
        }
    )
    draft = read_parquet(frame)
    assert draft.problems.select("line", "rule", "value").rows() == [
        (2, "date", "soon 07:00:00"),
        (2, "number", "two"),
    ]
    assert rows(draft, "pain", "person", "source_line", "intensity")[:2] == [("1", 1, 3), ("1", 1, 2)]
    assert draft.not_ours == {"nothing answered": 1}
    assert unaccounted(draft) == 0


def test_parquet_with_lists_is_refused():
    with pytest.raises(LogFileError, match="holds List"):
        read_parquet(pl.DataFrame({"date": ["2026-09-14"], "low_back": [[1, 2]]}))


def test_parquet_that_is_broken_is_refused():
    data = io.BytesIO()
    pl.DataFrame({"date": ["2026-09-14"], "low_back": [1]}).write_parquet(data)
    with pytest.raises(LogFileError):
        read_draft(data.getvalue()[:40], "log.parquet")


def test_no_table_shadows_another():
    for table, columns in COLUMNS.items():
        names = [tidy(c.name) for c in columns if c.name not in ("moment",)]
        assert find_tables(names) == (table,), table
        every = [name for c in columns for name in (c.name, *c.aliases)]
        assert len(every) == len(set(every)), table


WORDS = [
    "",
    " ",
    "0",
    "3",
    "2.5",
    "11",
    "40",
    "-1",
    "x",
    "yes",
    "nein",
    "left",
    "low_back",
    "day",
    "abs",
    "n/a",
    "1:30",
]
CELL = st.one_of(
    st.sampled_from(WORDS), st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=5)
)
MOMENT = st.sampled_from(
    ["", "2026-09-14", "14.09.2026 21:26", "13/9/2026", "9/13/2026 1:00", "soon", "2026-09-14T01:00:00Z"]
)
HEADERS = {
    "sets": ["date", "person", "exercise", "set", "kind", "reps", "load", "side", "abs_felt"],
    "pain long": ["date", "person", "site", "side", "timing", "intensity", "red_flag", "note"],
    "diary": ["date", "person", "thigh_root_left", "low_back_during", "emergency", "sleep_h", "abs_felt"],
    "sessions": ["date", "person", "minutes", "session_rpe", "abs_felt"],
    "phases": ["start", "person", "program", "assigned"],
}  # fmt: skip


@pytest.mark.parametrize("kind", list(HEADERS))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_record_ends_in_exactly_one_place(kind, data):
    header = HEADERS[kind]
    records = data.draw(st.lists(st.tuples(MOMENT, *[CELL] * (len(header) - 1)), max_size=7))
    text = io.StringIO()
    csv.writer(text).writerows([header, *records])
    draft = read(text.getvalue(), options=Options(day_first=True))
    assert draft.app == "plain"
    assert unaccounted(draft) == 0
    problems = list(draft.problems["line"].unique())
    blank = {
        index + 2
        for index, record in enumerate(records)
        if not any(cell.strip() not in ("", "n/a") for cell in record[2:-1] + record[-1:])
    }
    if kind in ("pain long", "diary"):
        assert not blank & set(problems)
    for name, frame in draft.tables.items():
        clean = frame.filter(~pl.col("source_line").is_in(problems))
        if name == "pain":
            assert clean["intensity"].drop_nulls().is_between(0, 10).all()
            assert clean.filter(pl.col("intensity").is_null() & pl.col("red_flag").is_null()).is_empty()
