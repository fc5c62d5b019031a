"""Quick entries: what a line says, when it is refused, and that the book reads what was promised."""

import json
import math
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.days import build_days
from coreanalytics.errors import ArgumentError, BookError, QuestionError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.moments import find_day, find_moment
from coreanalytics.logbook.quick_entries import ANSWERS, FORMATS, check_answers, parse_answers
from coreanalytics.logbook.quick_files import read_cells, write_entry
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Source
from coreanalytics.logbook.readings import read_file
from coreanalytics.logbook.store import event_folder

DAY = date(2026, 3, 4)


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def kept(book):
    """A book of two people, one with a zone."""
    file = book.folder.parent / "pain.csv"
    file.write_text("person,date,time,low_back\nann,2026-03-01,21:00,5\nbob,2026-03-01,,4\n")
    book.add(file, timezone="Europe/Berlin")
    return book


def rows(book, *columns):
    return book.pain().select(columns).rows()


def test_ratings_of_pain_arrive_as_they_were_told(book):
    entry = book.log_pain(
        {"low_back": 2, "thigh-root-left": "3", "control": 0, "below_knee": "no"},
        timing="next morning",
        date=DAY,
        note='worse; "stairs",\n\tthen better',
        person="me",
    )
    assert (entry.number, entry.person, entry.date, entry.timing) == (1, "me", "2026-03-04", "next_morning")
    assert entry.is_new
    assert sorted(rows(book, "site", "side", "intensity", "red_flag")) == [
        ("below_knee", None, None, "no"),
        ("control", None, 0, None),
        ("low_back", None, 2, None),
        ("thigh_root", "left", 3, None),
    ]
    frame = book.pain()
    assert frame["timing"].unique().to_list() == ["next_morning"]
    assert frame["date"].unique().to_list() == [DAY]
    assert frame["note"].drop_nulls().to_list() == ['worse; "stairs",\n then better']
    assert book.rejected().is_empty()
    assert not book.log_pain({"low_back": 1}, date=DAY).is_new


def test_the_first_rating_fixes_the_primary_timing_and_later_ones_follow_it(book):
    book.log_pain({"low_back": 2}, date=DAY, timing="during", person="me")
    assert book.settings.primary_timing is None
    book.log_pain({"low_back": 2}, date=DAY, timing="next_morning")
    assert book.settings.primary_timing == "next_morning"
    assert book.log_pain({"low_back": 3}, date=DAY).timing == "next_morning"
    assert "# Settings of this" in (book.folder / "coreanalytics.toml").read_text()


def test_without_any_word_a_rating_is_the_days_own(book):
    assert book.log_pain({"low_back": 2}, date=DAY, person="me").timing == "day"
    assert book.settings.primary_timing == "day"


def test_a_rating_given_again_replaces_the_first_even_where_that_one_told_a_time(kept):
    kept.log_pain({"low_back": 3, "control": 1}, date=DAY, time="21:30", person="ann")
    kept.log_pain({"low_back": 2}, date=DAY, person="ann")
    ann = kept.pain().filter(person="ann", date=DAY)
    assert dict(ann.select("site", "intensity").rows()) == {"control": 1, "low_back": 2}
    kept.log_pain({"low_back": 7}, date=date(2026, 3, 1), person="ann")  # over a file with a time
    assert kept.pain().filter(person="ann", date=date(2026, 3, 1))["intensity"].to_list() == [7]


def test_the_same_line_for_two_people_is_two_entries(kept):
    for name in ("ann", "bob"):
        kept.log_pain({"low_back": 2}, date=DAY, timing="during", person=name)
        kept.log_habits({"sleep": 7}, date=DAY, person=name)
    assert kept.pain().filter(date=DAY)["person"].to_list() == ["ann", "bob"]
    assert kept.habits()["person"].to_list() == ["ann", "bob"]


def test_a_time_is_placed_by_the_zone_that_the_book_knows(kept):
    entry = kept.log_pain({"low_back": 3}, date=DAY, time="21:30", person="ann")
    assert (entry.date, entry.time) == ("2026-03-04", "21:30")
    found = kept.pain().filter(person="ann", date=DAY)["reported_at"].to_list()
    assert found == [datetime(2026, 3, 4, 20, 30, tzinfo=UTC)]
    for clock in ("00:00", "01:15"):  # the small hours belong to the day before
        assert kept.log_pain({"low_back": 4}, date=DAY, time=clock, person="ann").date == "2026-03-03"
    assert kept.pain().filter(person="ann", date=date(2026, 3, 3))["intensity"].to_list() == [4]
    with pytest.raises(QuestionError, match="time zone is not known"):
        Logbook(kept.folder.parent / "other").log_pain({"low_back": 1}, time="21:30", person="eve")
    assert not (kept.folder.parent / "other").exists()


def test_a_zone_is_told_once_or_found_in_the_table_of_people(book, tmp_path):
    book.log_pain({"low_back": 3}, date=DAY, time="9:30", person="me", timezone="Asia/Tokyo")
    book.log_pain({"control": 3}, date=DAY, time="9:45")
    assert book.people()["timezone"].to_list() == ["Asia/Tokyo"]
    assert book.pain()["reported_at"].dt.hour().to_list() == [0, 0]
    with pytest.raises(ArgumentError, match="not a time zone"):
        book.log_pain({"low_back": 3}, time="9:30", timezone="Asia/Tokio")
    (tmp_path / "people.csv").write_text("person,timezone\nzoe,America/Lima\n")
    book.add(tmp_path / "people.csv")
    book.log_pain({"low_back": 3}, date=DAY, time="09:30", person="zoe")
    assert book.pain().filter(person="zoe")["reported_at"].dt.hour().to_list() == [14]


@pytest.mark.parametrize(
    ("told", "now", "day"),
    [
        (None, "2026-11-23T03:30", date(2026, 11, 22)),
        (None, "2026-11-23T04:00", date(2026, 11, 23)),
        ("yesterday", "2026-11-23T12:00", date(2026, 11, 22)),
        (" Today ", "2026-11-23T12:00", date(2026, 11, 23)),
        ("2026-11-20", "2026-11-23T12:00", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 5), "2026-11-23T12:00", date(2026, 11, 20)),
    ],
)
def test_days_in_words(told, now, day):
    assert find_day(told, datetime.fromisoformat(now)) == day


@pytest.mark.parametrize(
    ("day", "clock", "instant", "counts_for"),
    [
        (None, "23:50", "2026-10-24T21:50", date(2026, 10, 24)),  # it is half past midnight
        ("yesterday", "23:50", "2026-10-24T21:50", date(2026, 10, 24)),
        (None, "00:10", "2026-10-24T22:10", date(2026, 10, 24)),
        ("2026-10-25", "02:30", "2026-10-25T00:30", date(2026, 10, 24)),  # came twice: the first
        ("2026-03-29", "02:30", "2026-03-29T01:30", date(2026, 3, 28)),  # was skipped: the hour after
    ],
)
def test_times_on_the_persons_own_clock(day, clock, instant, counts_for):
    now = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    found = find_moment(day, clock, "Europe/Berlin", now)
    assert found.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert found.day == counts_for


@pytest.mark.parametrize("told", ["22.11.2026", "2026-13-01", "tomorrow", "x"])
def test_no_day(told):
    with pytest.raises(ArgumentError, match="is not a date"):
        find_day(told, datetime(2026, 11, 23))


def test_habits_are_told_by_their_short_names(book):
    book.log_habits({"sleep": "7,5", "stretch": 10, "analgesic": "ja"}, date=DAY, person="me")
    book.log_habits({"sleep_h": 6, "squats": 3}, date=DAY)
    row = book.habits().row(0, named=True)
    assert (row["sleep_h"], row["stretch_min"], row["analgesic"]) == (6.0, 10.0, True)
    assert (row["squat_sets"], row["sitting_h"]) == (3.0, None)


def test_session_answers_join_the_days_training_and_make_no_session_of_their_own(book, tmp_path):
    (tmp_path / "sets.csv").write_text(f"date,exercise,set,reps\n{DAY},Pallof press,1,10\n")
    book.add(tmp_path / "sets.csv", person="me")
    book.log_pain({"low_back": 1}, date=DAY)
    book.log_training({"gave_out_first": "hip flexors", "abs_felt": 6}, date=DAY)
    book.log_training({"rpe": 7.5}, date=DAY)  # what was told in a line before stays
    book.log_training({"abs_felt": 2}, date=DAY + timedelta(1))
    told = book.sessions().filter(app="form", date=DAY).row(0, named=True)
    assert (told["gave_out_first"], told["abs_felt"], told["session_rpe"]) == ("hip_flexors", 6, 7.5)
    days = build_days(book).filter(date=DAY).row(0, named=True)
    assert (days["sessions"], days["session_rpe"]) == (1, 7.5)
    book.undo_entry()
    assert book.undo_entry().values == (
        ("gave_out_first", "hip_flexors"),
        ("abs_felt", "6"),
        ("session_rpe", "7.5"),
    )
    assert book.sessions().filter(app="form")["session_rpe"].to_list() == [None]


def test_undo_takes_the_last_quick_entry_back_and_no_file(kept):
    kept.log_pain({"low_back": 9}, date=DAY, person="ann")
    kept.log_pain({"low_back": 8}, date=DAY, person="bob")
    file = kept.folder.parent / "more.csv"
    file.write_text("person,date,low_back\nbob,2026-03-09,1\n")
    kept.add(file)
    assert kept.undo_entry("ann").person == "ann"
    taken = kept.undo_entry()
    assert (taken.person, taken.values) == ("bob", (("low_back", "8"),))
    assert "bob, 2026-03-04 (day): low_back 8" in taken.tell_taken_back()
    with pytest.raises(BookError, match="no quick entry"):
        kept.undo_entry()
    with pytest.raises(BookError, match="no quick entry of ann"):
        kept.undo_entry("ann")
    assert kept.pain()["intensity"].to_list() == [5, 4, 1]
    kept.redo()
    assert kept.pain().filter(date=DAY)["intensity"].to_list() == [8]


def test_whose_it_is(kept):
    with pytest.raises(QuestionError, match="whose log") as asked:
        kept.log_habits({"sleep": 7})
    assert "ann, bob" in asked.value.hint
    with pytest.raises(ArgumentError, match="did you mean 'ann'"):
        kept.log_habits({"sleep": 7}, person="Ann")
    settings_file = kept.folder / "coreanalytics.toml"
    settings_file.write_text(settings_file.read_text().replace('person = ""', 'person = "bob"'))
    assert kept.log_habits({"sleep": 7}, date=DAY).person == "bob"
    assert kept.find_person("ann") == "ann"
    with pytest.raises(ArgumentError, match="nobody in this book is called 'zachary'"):
        kept.find_person("zachary")


def test_whoever_plans_before_they_log_is_known(book, kept):
    empty = Logbook(book.folder.parent / "empty")
    empty.create(person="ann")
    assert empty.find_person() == empty.find_person("ann") == "ann"
    assert empty.find_person("bob") == "bob"  # nobody is in it who might be meant
    with pytest.raises(ArgumentError, match="zachary"):
        kept.find_person("zachary")


def test_at_most_twelve_people_are_listed(book, tmp_path):
    lines = "".join(f"client {i},2026-03-01,1\n" for i in range(30))
    (tmp_path / "pain.csv").write_text(f"person,date,low_back\n{lines}")
    book.add(tmp_path / "pain.csv")
    with pytest.raises(QuestionError) as asked:
        book.log_pain({"low_back": 1})
    assert asked.value.hint.count("client") == 12
    assert "and 18 more" in asked.value.hint


@pytest.mark.parametrize(
    ("table", "told", "where", "says"),
    [
        ("pain", {"low_bak": 2}, "low_bak", "did you mean low_back"),
        ("pain", {"zzz": 2}, "zzz", "thigh_root_left"),
        ("pain", {"thigh_root": 2}, "thigh_root", "thigh_root_left, thigh_root_right"),
        ("pain", {"low_back_left": 2}, "low_back_left", "low_back"),
        ("pain", {"low_back": 11}, "low_back", "0 to 10"),
        ("pain", {"low_back": "10.5"}, "low_back", "0 to 10"),
        ("pain", {"control": 1, "low_back": -1}, "low_back", "0 to 10"),
        ("pain", {"low_back": "3.5"}, "low_back", "whole"),
        ("pain", {"low_back": 10**30}, "low_back", "0 to 10"),
        ("pain", {"low_back": True}, "low_back", "whole"),
        ("pain", {"low_back": "3/10"}, "low_back", "whole"),
        ("pain", {"low_back": ""}, "low_back", "0 to 10"),
        ("pain", {"low_back": None}, "low_back", "0 to 10"),
        ("pain", {"low_back": math.nan}, "low_back", "whole"),
        ("pain", {"emergency": "perhaps"}, "emergency", "yes or no"),
        ("pain", {"low_back": 1, "lower_back": 2}, "low_back", "twice"),
        ("pain", {}, "pain", "low_back"),
        ("habits", {"sleep": 25}, "sleep_h", "0 to 24"),
        ("habits", {"stretch": -5}, "stretch_min", "0 to 1440"),
        ("habits", {"sleep": "7h"}, "sleep", "a number"),
        ("habits", {"analgesic": 3}, "analgesic", "yes or no"),
        ("habits", {"slep": 7}, "slep", "did you mean sleep_h"),
        ("habits", {"low_back": 2}, "low_back", "sleep_h"),
        ("training", {"rpe": 7.3}, "session_rpe", "half"),
        ("training", {"rpe": 11}, "session_rpe", "0 to 10"),
        ("training", {"abs_felt": 6.5}, "abs_felt", "whole"),
        ("training", {"gave_out_first": "back"}, "gave_out_first", "low_back"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(book, table, told, where, says):
    book.create(person="me")
    log = {"pain": book.log_pain, "habits": book.log_habits, "training": book.log_training}[table]
    with pytest.raises(ArgumentError) as refused:
        log(told, date=DAY)
    assert refused.value.where == where
    assert says in str(refused.value)
    assert book.version == 0
    assert book.settings.primary_timing is None


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"timing": "evening"}, "timing"),
        ({"date": "2099-01-01"}, "date"),
        ({"date": "1980-01-01"}, "date"),
        ({"date": "22.11.2026"}, "date"),
        ({"time": "25:00", "timezone": "Europe/Berlin"}, "time"),
        ({"person": " "}, "person"),
    ],
)
def test_when_and_whose_are_checked_too(book, told, where):
    with pytest.raises((ArgumentError, QuestionError)) as refused:
        book.log_pain({"low_back": 1}, **{"person": "me", **told})
    assert refused.value.where == where
    assert not book.folder.exists()


def test_a_book_as_it_was_takes_no_entry(kept):
    with pytest.raises(BookError, match="as it was"):
        Logbook(kept.folder, as_of=1).log_pain({"low_back": 1}, person="ann")


def test_manifest_and_file_are_those_of_an_add(kept, tmp_path):
    """A quick entry goes through the same door: adding its file by hand would say the same."""
    told = [
        kept.log_pain({"low_back": 3}, date=DAY, person="ann"),
        kept.log_habits({"sleep": 7}, date=DAY, person="ann"),
        kept.log_training({"abs_felt": 7}, date=DAY, person="ann"),
    ]
    by_hand = Logbook(tmp_path / "by-hand")
    for place, entry in enumerate(told, start=1):
        folder = event_folder(kept.folder, entry.number)
        file = next(folder.glob("0-*.csv"))
        by_hand.add(file)
        mine, other = (
            json.loads((path / "add.json").read_text())["files"][0]
            for path in (folder, event_folder(by_hand.folder, place))
        )
        for what in ("format", "people", "tables", "sha256"):
            assert mine[what] == other[what], (entry.table, what)
    for table in ("pain", "habits", "sessions"):
        mine = kept.tables()[table].filter(pl.col("date") == DAY)
        assert mine.drop("source_file").equals(by_hand.tables()[table].drop("source_file")), table


def test_the_safety_answer_is_answered_at_once(book):
    entry = book.log_pain({"emergency": "yes"}, date=DAY, person="me")
    assert "call your emergency number" in str(entry)
    assert "emergency number" not in str(book.log_pain({"emergency": "no"}, date=DAY))
    assert book.pain()["red_flag"].to_list() == ["no"]


def test_a_quick_entry_starts_none_of_the_heavy_tools(kept):
    """Loading any of these would cost more than the whole entry."""
    script = (
        "import sys; sys.argv = ['coreanalytics', 'log', 'pain', 'low_back=2', '--person', 'ann', "
        f"'--date', '2026-03-05', '--time', '21:00', '--book', {str(kept.folder)!r}]\n"
        "from coreanalytics.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as leave:\n    assert not leave.code\n"
        "print([m for m in ('pandera', 'statsmodels', 'scipy', 'altair', 'numpy', 'pyarrow', 'rapidfuzz') "
        "if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"
    assert kept.pain().filter(date=date(2026, 3, 5))["intensity"].to_list() == [2]


# --- the quick check and the screening of files agree ---------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-3, 14),
    st.integers(-(10**12), 10**12),
    st.floats(-3, 40, allow_nan=False).map(lambda x: round(x * 4) / 4),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["", " 3 ", "3,0", "3.0", "+4", "-0", "1e1", "٣", "7,5", "10", "010", "3/10", "mild"]),
    st.text(max_size=6),
)
WORDS = st.one_of(
    st.sampled_from(["yes", "No", "JA", "abs", "Hip-Flexors", "low back", "none", "1", "0", "-"]),
    st.text(max_size=8),
)
DAYS = st.one_of(
    st.sampled_from([DAY, DAY - timedelta(1), DAY + timedelta(1), DAY + timedelta(2)]),
    st.dates(date(1980, 1, 1), date(2030, 1, 1)),
)


@st.composite
def told_values(draw, table):
    """Few answers at a time, half of them plain ones: more would hardly ever all be allowed."""
    answers = draw(
        st.lists(st.sampled_from(ANSWERS[table]), min_size=1, max_size=3, unique_by=lambda a: a.key)
    )
    plain = {"rating": st.integers(0, 10), "number": st.integers(0, 20).map(lambda n: n / 2), "yes_no": WORDS}
    return {
        a.key: draw(st.one_of(plain.get(a.kind, WORDS), NUMBERS if a.kind in ("rating", "number") else WORDS))
        for a in answers
    }


def read_back(table, data):
    manifest = Manifest(
        name="log.csv",
        sha256="0" * 64,
        format=FORMATS[table][0],
        person="me",
        added_at=f"{DAY}T12:00:00+00:00",
    )
    source = Source("log.csv", data)
    assert read_draft(source).format == FORMATS[table][0]  # the header alone tells, as for any file
    return read_file(source, manifest)


@pytest.mark.parametrize("table", list(ANSWERS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_what_the_quick_check_lets_through_is_never_set_aside(table, data):
    told, day = data.draw(told_values(table)), data.draw(DAYS)
    timing = "day" if table == "pain" else None
    try:
        written = parse_answers(table, told)
        check_answers(table, written, person="me", day=day, timing=timing, today=DAY)
    except ArgumentError:
        return
    beside = {"person": "me", "date": day.isoformat(), "timing": timing or ""}
    reading = read_back(table, write_entry(table, written, beside))
    assert (reading.records, reading.accepted, reading.set_aside) == (1, 1, 0), reading.rejected["sentence"]
    frame = reading.tables[FORMATS[table][2]]
    assert frame.height == (len(written) if table == "pain" else 1)
    assert frame["date"].to_list() == [day] * frame.height
    for answer in ANSWERS[table]:
        if answer.key in written and answer.kind in ("rating", "number"):
            rows = frame if table != "pain" else frame.filter(
                pl.col("site") == answer.site, pl.col("side").eq_missing(pl.lit(answer.side))
            )  # fmt: skip
            assert rows[answer.column].to_list() == [float(written[answer.key])]


@pytest.mark.parametrize("table", list(ANSWERS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_screening_sets_aside_is_refused_and_what_it_accepts_is_let_through(table, data):
    """Numbers written as numbers, on any day: both doors say the same."""
    answer = data.draw(st.sampled_from([a for a in ANSWERS[table] if a.kind in ("rating", "number")]))
    number = data.draw(st.one_of(st.integers(-2, 2000), st.integers(-4, 100).map(lambda n: n / 4)))
    day = data.draw(DAYS)
    timing = "day" if table == "pain" else None
    beside = {"person": "me", "date": day.isoformat(), "timing": timing or ""}
    accepted = read_back(table, write_entry(table, {answer.key: str(number)}, beside)).set_aside == 0
    try:
        written = parse_answers(table, {answer.key: number})
        check_answers(table, written, person="me", day=day, timing=timing, today=DAY)
        let_through = True
    except ArgumentError:
        let_through = False
    assert let_through == accepted


@settings(max_examples=40, deadline=None)
@given(note=st.text(max_size=40), person=st.text(min_size=1, max_size=12))
def test_no_note_and_no_name_breaks_the_book(tmp_path_factory, note, person):
    book = Logbook(tmp_path_factory.mktemp("note") / "book")
    try:
        entry = book.log_pain({"low_back": 3}, date=DAY, note=note, person=person)
    except QuestionError:
        return  # a name of nothing but blanks
    frame = book.pain()
    assert frame["person"].to_list() == [entry.person]
    assert frame["intensity"].to_list() == [3]
    assert (frame["note"][0] or "") == entry.note
    assert read_cells(next(book.folder.glob("history/*/0-*.csv")).read_bytes())["person"] == entry.person
