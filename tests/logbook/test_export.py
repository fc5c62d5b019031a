"""Exports: what they write, what spreadsheets run of it (nothing), and the way back into a book."""

import csv
import io
import stat
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.exports import write_csv, write_export
from coreanalytics.logbook.tables import TABLES

HOSTILE = [
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "'=x",
    "''",
    "a,b;c",
    'say "no"',
    "two\nlines",
    "-1",
]


@pytest.fixture
def book(tmp_path):
    """A book of two people with everything in it."""
    put = tmp_path / "in"
    put.mkdir()
    (put / "sets.csv").write_text(
        "person,date,time,exercise,set,reps,load_kg,rpe,note\n"
        'ann,2026-03-02,18:00,Pallof press,1,10,12.5,7.5,"=HYPERLINK(""http://x"")"\n'
        "ann,2026-03-02,18:00,Pallof press,2,8,12.5,8,\n"
        "bob,2026-03-03,00:00,Crunch,1,20,,,@bob\n"
    )
    (put / "pain.csv").write_text(
        "person,reported_at,site,side,timing,intensity,quality,red_flag,note\n"
        "ann,2026-03-02T20:00:00,low_back,,day,3,tightness,,-- sore\n"
        "ann,2026-03-02T20:00:00,thigh_root,left,during,0,,,\n"
        "bob,2026-03-03T21:00:00.250000,below_knee,,day,,,no,\n"
        "bob,2026-03-04T21:00:00,low_back,,day,11,,,\n"
    )
    (put / "habits.csv").write_text(
        "person,date,sleep_h,analgesic\nann,2026-03-02,7.5,no\nbob,2026-03-03,,yes\n"
    )
    (put / "phases.csv").write_text(
        "person,start,end,program,assigned,schedule\nann,2026-03-01,,core_focused,randomised,"
        "start:2026-02-20/2026-03-10\n"
    )
    (put / "people.csv").write_text(
        "person,timezone,weight_unit,expectation\nann,Europe/Berlin,kg,6\nbob,America/New_York,lb,\n"
    )
    made = Logbook(tmp_path / "book")
    made.add(put)
    return made


def same(first, second):
    """Whether two books hold the same, as far as it does not tell where it came from."""
    for name, frame in first.tables().items():
        drop = ["app", "source_file", "source_line"]
        mine, theirs = frame.drop(drop, strict=False), second.tables()[name].drop(drop, strict=False)
        by = [column for column in mine.columns if column not in ("note",)]
        assert_frame_equal(mine.sort(by, nulls_last=True), theirs.sort(by, nulls_last=True))


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_an_export_added_to_a_new_book_gives_the_same_tables(book, tmp_path, format):
    done = book.export(tmp_path / "out", format=format)
    assert done.files[f"sets.{format}"] == 3
    assert done.files[f"set_aside.{format}"] == 1
    other = Logbook(tmp_path / "other")
    report = other.add(tmp_path / "out", distinct=["ann", "bob"])
    assert not report.failed
    assert report.to_dict()["total"]["set_aside"] == 0
    same(book, other)
    assert book.sets()["note"].to_list()[0] == '=HYPERLINK("http://x")'


def test_a_spreadsheet_runs_nothing_of_a_csv_export(book, tmp_path):
    book.export(tmp_path / "out")
    for file in (tmp_path / "out").glob("*.csv"):
        text = file.read_text(encoding="utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                try:
                    float(cell)
                except ValueError:
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), (file.name, cell)
    notes = pl.read_csv(tmp_path / "out" / "sets.csv")["note"].to_list()
    assert notes == ['\'=HYPERLINK("http://x")', None, "'@bob"]


def test_exports_are_private_and_only_their_owner_can_enter(book, tmp_path):
    book.export(tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    for file in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_export_goes_into_a_new_or_empty_folder_outside_the_book_only(book, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(ArgumentError, match="not empty"):
        book.export(tmp_path / "full")
    with pytest.raises(ArgumentError, match="inside the book"):
        book.export(book.folder / "out")
    with pytest.raises(ArgumentError, match="a file"):
        book.export(tmp_path / "full" / "x")
    with pytest.raises(ArgumentError, match="xlsx"):
        book.export(tmp_path / "new", format="xlsx")
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    assert book.export(tmp_path / "empty").folder == tmp_path / "empty"
    assert len(list((tmp_path / "empty").iterdir())) == 7


def test_one_persons_rows_only_and_nobody_unknown(book, tmp_path):
    book.export(tmp_path / "out", people=["ann"], format="parquet")
    for name in TABLES:
        assert set(pl.read_parquet(tmp_path / "out" / f"{name}.parquet")["person"]) <= {"ann"}
    with pytest.raises(ArgumentError, match="nobody named 'anne'") as told:
        book.export(tmp_path / "other", people=["anne"])
    assert "ann" in told.value.hint


def test_an_export_that_fails_leaves_nothing(book, tmp_path, monkeypatch):
    import coreanalytics.logbook.exports as exports

    real, written = exports.write_private, []

    def fail_at_the_third(file, data):
        written.append(file)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        real(file, data)

    monkeypatch.setattr(exports, "write_private", fail_at_the_third)
    with pytest.raises(BookError, match="no space left"):
        book.export(tmp_path / "out")
    (tmp_path / "empty").mkdir()
    written.clear()
    with pytest.raises(BookError, match="no space left"):
        book.export(tmp_path / "empty")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "empty", "in"]
    assert not list((tmp_path / "empty").iterdir())


def test_further_tables_are_made_from_the_six(book, tmp_path):
    done = book.export(tmp_path / "out", more=lambda tables: {"count": tables["sets"].select(n=pl.len())})
    assert done.files["count.csv"] == 1
    assert "count.csv" in str(done)
    assert done.to_dict()["files"]["count.csv"] == 1


def test_person_days_are_no_log_even_if_somebody_adds_them(book, tmp_path):
    from coreanalytics.days import build_days

    book.export(tmp_path / "out", more=lambda tables: {"person_days": build_days(tables)})
    report = Logbook(tmp_path / "other").add(tmp_path / "out", distinct=["ann", "bob"])
    assert "person_days.csv" not in [file.name for file in report.files]
    (tmp_path / "days.csv").write_bytes((tmp_path / "out" / "person_days.csv").read_bytes())
    with pytest.raises(Exception, match="format"):
        Logbook(tmp_path / "third").add(tmp_path / "days.csv")


def test_instants_are_utc_and_nothing_of_them_is_lost():
    moment = datetime(2026, 3, 3, 21, 0, 0, 250000, UTC)
    frame = pl.DataFrame(
        {"a": [moment, moment.replace(microsecond=0)]}, schema={"a": pl.Datetime("us", "UTC")}
    )
    lines = write_csv(frame.head(2)).decode("utf-8-sig").splitlines()
    assert lines == ["a", "2026-03-03T21:00:00.250Z", "2026-03-03T21:00:00Z"]


def test_control_characters_are_left_out_of_csv():
    frame = pl.DataFrame({"note": ["a\x00b\x07c\x1b[31m"]})
    assert "abc[31m" in write_csv(frame).decode()


WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12),
    st.text("=+-@'\"\t\n ,;|0a", min_size=1, max_size=8),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(WORDS, min_size=4, max_size=30, unique=True), format=st.sampled_from(["csv", "parquet"])
)
def test_hostile_text_comes_back_as_it_was(tmp_path_factory, words, format):
    folder = tmp_path_factory.mktemp("hostile")
    rows = pl.DataFrame(
        {
            "person": ["me"] * len(words),
            "date": [date(2026, 3, 1)] * len(words),
            "exercise_logged": words,
            "set_index": [0] * len(words),
            "occurrence": list(range(len(words))),
            "reps": [5.0] * len(words),
            "note": words,
        }
    )
    (folder / "in").mkdir()
    rows.write_parquet(folder / "in" / "sets.parquet")
    first = Logbook(folder / "first")
    first.add(folder / "in")
    first.export(folder / "out", format=format)
    second = Logbook(folder / "second")
    report = second.add(folder / "out")
    assert not report.failed
    same(first, second)


def test_an_empty_book_exports_its_columns(tmp_path):
    book = Logbook(tmp_path / "book")
    book.create()
    book.export(tmp_path / "out")
    assert (tmp_path / "out" / "sets.csv").read_text("utf-8-sig").strip().split(",") == list(TABLES["sets"])
    tables = book.tables()
    assert_frame_equal(
        pl.read_csv(tmp_path / "out" / "pain.csv").cast(pl.String), tables["pain"].cast(pl.String)
    )


def test_nothing_is_written_over_what_came_meanwhile(tmp_path):
    (tmp_path / "out").mkdir()
    write_export(tmp_path / "out", {"a": pl.DataFrame({"x": [1]})}, "csv")
    with pytest.raises(ArgumentError):
        Logbook(tmp_path / "book").create() and Logbook(tmp_path / "book").export(tmp_path / "out")
