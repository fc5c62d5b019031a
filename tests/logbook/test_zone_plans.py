"""Zone plans, and the hours that clocks skip or show twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_book import ME, strong

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.local_times import DOUBLED, SKIPPED, find_instants, find_walls, find_walls_on
from coreanalytics.logbook.logs import read_logs
from coreanalytics.logbook.moments import find_moment
from coreanalytics.logbook.zone_plans import (
    explain_plan,
    find_zone_at,
    find_zone_on,
    is_plan,
    parse_plan,
    tidy_plan,
)

TRIP = "Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin"
ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC",
    "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Kiritimati",
)  # fmt: skip


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return put


# --- what may be written -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TRIP,
        TRIP.replace(", ", "; "),
        TRIP.replace(", ", "\n"),
        " Europe/Berlin,2026-7-1: America/New_York ,  from 2026-07-20 Europe/Berlin, ",
        "Europe/Berlin, 2026-06-01 Europe/Berlin, 2026-07-01 America/New_York, 2026-07-20 Europe/Berlin",
    ],
)
def test_a_plan_has_one_spelling(text):
    assert tidy_plan(text) == TRIP


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Europe/Berln", "did you mean Europe/Berlin"),
        ("berlin", "did you mean Europe/Berlin"),
        ("new york", "did you mean America/New_York"),
        ("Europe/Berlin, 2026-07-01 America/NewYork", "did you mean America/New_York"),
        ("2026-07-01 America/New_York", "no zone is named before it"),
        ("Europe/Berlin, America/New_York", "not a date and a time zone"),
        ("Europe/Berlin, 2026-07-01", "'' is not a time zone"),
        ("Europe/Berlin, 2026-02-30 Asia/Tokyo", "2026-02-30 is not a date"),
        ("Europe/Berlin, 0026-07-01 Asia/Tokyo", "too far away"),
        ("Europe/Berlin, 2026-07-01 Asia/Tokyo, 2026-07-01 Europe/Berlin", "does not come after"),
        ("Europe/Berlin, 2026-07-02 Asia/Tokyo, 2026-07-01 Europe/Berlin", "does not come after"),
        ("utc+1", "UTC+1 without summer time is written Etc/GMT-1"),
        ("GMT -05:00", "is written Etc/GMT+5"),
        ("", "not a time zone"),
        (",;", "not a time zone"),
        ("../etc/passwd", "not a time zone"),
        ("Z" * 10_000, "not a time zone"),
    ],
)
def test_what_is_no_plan_says_why(text, said):
    assert not is_plan(text)
    assert said in explain_plan(text)
    assert len(explain_plan(text)) < 300
    with pytest.raises(ArgumentError) as problem:
        parse_plan(text)
    assert problem.value.hint


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("Europe/Berlin, 2026-07-01;:Asia/Tokyo \n"), max_size=60) | st.text(max_size=30)
)
def test_any_text_is_a_plan_or_says_why(text):
    assert is_plan(text) == (explain_plan(text) == "")
    if is_plan(text):
        assert parse_plan(tidy_plan(text))[0].zone == parse_plan(text)[0].zone


def test_the_zone_of_a_day_and_of_an_instant():
    assert [find_zone_on(TRIP, dt.date(2026, 7, day)) for day in (1, 19, 20)] == [
        "America/New_York", "America/New_York", "Europe/Berlin",
    ]  # fmt: skip
    before = dt.datetime(2026, 7, 1, 3, 59, tzinfo=dt.UTC)  # in New York it is still the last of June
    assert find_zone_at(TRIP, before) == "Europe/Berlin"
    assert find_zone_at(TRIP, before + dt.timedelta(minutes=1)) == "America/New_York"


# --- local times and instants --------------------------------------------------------------------------

WALLS = st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2030, 1, 1))


@st.composite
def plans(draw):
    days = draw(st.lists(st.dates(dt.date(2010, 1, 2), dt.date(2029, 12, 30)), max_size=3, unique=True))
    zones = [draw(st.sampled_from(ZONES)) for _ in range(len(days) + 1)]
    return ", ".join(
        [zones[0], *(f"{day} {zone}" for day, zone in zip(sorted(days), zones[1:], strict=True))]
    )


@st.composite
def plans_and_walls(draw):
    """Local times, many of them close to a change of the clock or of the zone."""
    plan = draw(plans())
    edges = [dt.datetime.combine(span.since, dt.time(0)) for span in parse_plan(plan) if span.since]
    edges += [dt.datetime(2026, 3, 29, 2), dt.datetime(2026, 10, 25, 2), dt.datetime(2011, 12, 30, 12)]
    near = st.builds(
        lambda edge, minutes: edge + dt.timedelta(minutes=minutes),
        st.sampled_from(edges),
        st.integers(-36 * 60, 36 * 60),
    )
    return plan, sorted(draw(st.lists(WALLS | near, min_size=2, max_size=30, unique=True)))


@settings(max_examples=300, deadline=None)
@given(plans_and_walls())
def test_instants_grow_with_the_clock_and_lead_back_to_it(case):
    plan, walls = case
    local = pl.Series("local", walls, dtype=pl.Datetime("us"))
    read = find_instants(local, plan)
    assert read["instant"].null_count() == 0
    back = find_walls_on(read["instant"], local.dt.date(), plan)
    for place, wall in enumerate(walls):
        change = read["change"][place]
        zone = find_zone_on(plan, wall.date())
        expected = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(dt.UTC)
        assert read["instant"][place] == expected, (plan, wall)
        assert (back[place] == wall) is (change != SKIPPED)  # only what no clock showed does not come back
        later = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(dt.UTC)
        assert (change is not None) is (later != expected)
        if change == SKIPPED:
            assert back[place] > wall
    shown = read.with_columns(local, zone=pl.Series([find_zone_on(plan, wall.date()) for wall in walls]))
    for _, same in shown.filter(pl.col("change").is_null()).group_by("zone"):
        plain = same.sort("local")["instant"]
        # a whole stay in one zone; where it is left and come back to, the calendar orders it anyway
        steps = plain.diff().drop_nulls()
        assert (steps > dt.timedelta(0)).all()


@settings(max_examples=200, deadline=None)
@given(plans_and_walls())
def test_the_clock_at_an_instant_leads_back_except_where_changes_overlap(case):
    plan, walls = case
    local = pl.Series("local", walls, dtype=pl.Datetime("us"))
    read = find_instants(local, plan)
    shown = find_walls(read["instant"], plan)
    begins = [(span.begins, span.since) for span in parse_plan(plan) if span.begins]
    for wall, instant, clock, change in zip(walls, read["instant"], shown, read["change"], strict=True):
        # close to a flight the calendar of one zone and that of the other overlap or leave a hole
        close = any(abs(instant - begin) < dt.timedelta(hours=27) for begin, _ in begins)
        if not close and change != SKIPPED:
            assert clock == wall


def test_a_gap_that_is_no_whole_hour_and_one_of_a_day():
    howe = find_instants(pl.Series([dt.datetime(2026, 10, 4, 2, 15)]), "Australia/Lord_Howe")
    assert howe["instant"][0].astimezone(ZoneInfo("Australia/Lord_Howe")).strftime("%H:%M") == "02:45"
    apia = find_instants(pl.Series([dt.datetime(2011, 12, 30, 12)]), "Pacific/Apia")
    assert apia["change"][0] == SKIPPED
    assert apia["instant"][0].astimezone(ZoneInfo("Pacific/Apia")).strftime("%d %H:%M") == "31 12:00"
    twice = find_instants(pl.Series([dt.datetime(2026, 10, 25, 2, 15), None]), "Europe/Berlin")
    assert twice["change"].to_list() == [DOUBLED, None]
    assert twice["instant"].null_count() == 1


def test_no_times_and_times_of_several_people_are_read():
    empty = find_instants(pl.Series([], dtype=pl.Datetime("us")), TRIP)
    assert empty.height == 0
    assert find_walls(pl.Series([], dtype=pl.Datetime("us", "UTC")), TRIP).len() == 0


# --- in a book -----------------------------------------------------------------------------------------


def test_times_are_read_in_the_zone_of_their_day(book, write):
    rows = [
        ("2026-06-30 18:00:00", "Crunch", 1, "", 20, ""),
        ("2026-07-01 18:00:00", "Crunch", 1, "", 20, ""),
        ("2026-07-20 18:00:00", "Crunch", 1, "", 20, ""),
    ]
    book.add(write("strong.csv", strong(*rows)), person="me", timezone=TRIP.replace(", ", ";"))
    assert [t.isoformat() for t in book.sessions()["started_at"]] == [
        "2026-06-30T16:00:00+00:00",
        "2026-07-01T22:00:00+00:00",
        "2026-07-20T16:00:00+00:00",
    ]
    assert book.people()["timezone"].to_list() == [TRIP]


def test_the_day_of_a_time_with_an_offset_is_the_one_where_the_person_was(write):
    diary = write(
        "pain.csv",
        "reported_at,site,timing,intensity\n"
        "2026-06-30T23:30:00+00:00,low_back,day,1\n"  # 01:30 in Berlin: the night of the thirtieth
        "2026-07-03T03:30:00+00:00,low_back,day,2\n"  # 23:30 in New York
        "2026-07-20T04:30:00+00:00,low_back,day,3\n",  # 06:30 in Berlin again
    )
    days = read_logs(diary, person="me", timezone=TRIP).pain()["date"].to_list()
    assert days == [dt.date(2026, 6, 30), dt.date(2026, 7, 2), dt.date(2026, 7, 20)]


def test_skipped_and_doubled_hours_are_told(book, write):
    rows = [
        ("2026-03-29 02:30:00", "Crunch", 1, "", 20, ""),
        ("2026-03-29 02:30:00", "Crunch", 2, "", 20, ""),
        ("2026-03-29 02:45:00", "Plank", 1, "", 20, ""),
        ("2026-10-25 02:30:00", "Crunch", 1, "", 20, ""),
    ]
    report = book.add(write("strong.csv", strong(*rows)), **ME)
    assert [t.isoformat() for t in book.sessions()["started_at"]] == [
        "2026-03-29T01:30:00+00:00",
        "2026-03-29T01:45:00+00:00",
        "2026-10-25T00:30:00+00:00",
    ]
    skipped, doubled = report.files[0].notices
    assert skipped.startswith("2 times lie in an hour that the clock skipped: line 2 (2026-03-29 02:30")
    assert "is read as 03:30" in skipped
    assert doubled.startswith("1 time lies in an hour that the clock showed twice: line 5 (2026-10-25 02:30")
    assert "02:30 CEST" in doubled
    again = book.add(write("strong.csv", strong(*rows)), person="me").files[0]
    assert (again.status, again.notices) == ("unchanged", (skipped, doubled))


def test_the_hour_that_a_file_itself_places_is_not_told_of(write):
    diary = write("pain.csv", "reported_at,site,timing,intensity\n2026-10-25T02:30:00+01:00,low_back,day,1\n")
    logs = read_logs(diary, **ME)
    assert logs.report.files[0].notices == ()
    assert logs.pain()["reported_at"][0].isoformat() == "2026-10-25T01:30:00+00:00"


def test_what_is_set_aside_is_not_told_of(write):
    diary = write(
        "pain.csv",
        "reported_at,site,timing,intensity\n"
        "2026-10-25 02:30,low_back,day,x\n"
        "2026-10-24 09:00,low_back,day,1\n",
    )
    assert read_logs(diary, **ME).report.files[0].notices == ()


def test_a_table_of_people_tells_plans(book, write):
    people = (
        "person,timezone\n"
        "ann,Europe/Berlin; 2026-07-01 Asia/Tokyo\n"
        'bob,"Europe/Berlin, 2026-13-01 Asia/Tokyo"\n'
    )
    report = book.add(write("people.csv", people)).files[0]
    assert (report.accepted, report.set_aside) == (1, 1)
    assert "2026-13-01 is not a date; write the first zone" in report.reasons[0]
    assert book.people().filter(person="ann")["timezone"][0] == "Europe/Berlin, 2026-07-01 Asia/Tokyo"
    book.add(write("ann.csv", strong(("2026-07-01 18:00:00", "Crunch", 1, "", 20, ""))), person="ann")
    assert book.sessions()["started_at"][0].isoformat() == "2026-07-01T09:00:00+00:00"


def test_a_wrong_zone_in_a_table_of_people_names_the_right_one(book, write):
    report = book.add(write("people.csv", "person,timezone\nann,Europe/Berln\nbob,Europe/Berlin\n")).files[0]
    assert "did you mean Europe/Berlin" in report.reasons[0]


def test_a_wrong_plan_is_refused_before_anything_is_kept(book, write):
    with pytest.raises(ArgumentError, match="is not a time zone"):
        book.add(write("a.csv", strong(*ROWS)), person="me", timezone="Europe/Berlin, 2026-07-01 Nowhere")
    assert not book.folder.exists()


ROWS = [
    ("2026-06-28 18:00:00", "Crunch", 1, "", 20, ""),
    ("2026-07-02 18:00:00", "Crunch", 1, "", 20, ""),
    ("2026-07-19 22:00:00", "Crunch", 1, "", 20, ""),  # in New York it is 04:00 of the next day in Berlin
    ("2026-07-20 10:00:00", "Crunch", 1, "", 20, ""),
]


def test_a_plan_told_later_does_not_double_the_sessions(book, write):
    book.add(write("a.csv", strong(*ROWS[:3])), **ME)
    book.add(write("b.csv", strong(*ROWS)), person="me", timezone=TRIP)
    assert book.sessions().height == book.sets().height == 4
    assert book.sessions()["date"].to_list() == [
        dt.date(2026, *map(int, row[0][5:10].split("-"))) for row in ROWS
    ]
    assert book.sessions()["started_at"][2].isoformat() == "2026-07-20T02:00:00+00:00"
    # and the other way round: an old backup read in one zone undoes nothing
    book.add(write("old.csv", strong(*ROWS[:2])), person="me", timezone="Asia/Tokyo")
    assert book.sessions().height == 4


def test_a_quick_entry_has_the_clock_of_the_day(book, write):
    moment = find_moment("2026-07-05", "21:30", TRIP, dt.datetime(2026, 7, 6, 12, tzinfo=dt.UTC))
    assert moment.instant.isoformat() == "2026-07-06T01:30:00+00:00"
    assert moment.day == dt.date(2026, 7, 5)
    book.add(write("a.csv", strong(*ROWS)), person="me", timezone=TRIP)
    told = book.log_pain({"low_back": 2}, date="2026-07-05", time="21:30", person="me")
    assert "21:30" in told.to_sentence()
    assert book.pain()["reported_at"][0] == moment.instant
