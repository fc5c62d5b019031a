"""Exports under pseudonyms: what is gone, what stays true, and who can find the way back."""

import stat
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from coreanalytics.days import build_days
from coreanalytics.errors import BookError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.pseudonyms import (
    Pseudonym,
    extend_key,
    find_risks,
    forget_in_key,
    read_key,
    write_key,
)
from coreanalytics.logbook.tables import TABLES

FIRST = date(2026, 3, 2)  # a Monday


@pytest.fixture
def book(tmp_path):
    """Three people with everything that could tell who they are."""
    put = tmp_path / "in"
    put.mkdir()
    sets, pain, phases = [], [], []
    for who, name in enumerate(("hanne", "bob", "zoë")):
        for day in range(21):
            when = FIRST + timedelta(days=day)
            pain.append(f"{name},{when}T2{who}:15:00,low_back,,day,{(day + who) % 5},secret pain of {name}")
            if day % 3 == 0:
                sets += [
                    f"{name},{when},18:3{who},Monday with Dr. Who,Pallof press,{n},10,secret set of {name}"
                    for n in (1, 2)
                ]
                sets.append(f"{name},{when},18:3{who},Monday with Dr. Who,Bench press,1,5,")
                sets.append(f"{name},{when},18:3{who},Monday with Dr. Who,Wobble thing of {name},1,5,")
        phases.append(f"{name},{FIRST},,core_focused,randomised,start:{FIRST}/{FIRST + timedelta(days=9)}")
    (put / "sets.csv").write_text("person,date,time,title,exercise,set,reps,note\n" + "\n".join(sets) + "\n")
    (put / "pain.csv").write_text(
        "person,reported_at,site,side,timing,intensity,note\n" + "\n".join(pain) + "\n"
    )
    (put / "phases.csv").write_text("person,start,end,program,assigned,schedule\n" + "\n".join(phases) + "\n")
    (put / "people.csv").write_text(
        "person,timezone,weight_unit\nhanne,Asia/Tokyo,kg\nbob,Asia/Tokyo,kg\nzoë,Asia/Tokyo,lb\n"
    )
    (put / "bad.csv").write_text("person,date,low_back,note\nhanne,2026-04-01,11,secret of a bad row\n")
    made = Logbook(tmp_path / "book")
    made.add(put)
    return made


def read_key_of(book):
    return read_key((book.folder / "pseudonyms.csv").read_bytes(), "key")


def read_tables(folder):
    tables = {}
    for name, schema in TABLES.items():
        tables[name] = pl.read_parquet(folder / f"{name}.parquet").cast(schema)
    return tables


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_nothing_that_names_anybody_leaves_the_book(book, tmp_path, format):
    done = book.pseudonymise(tmp_path / "out", format=format, more=lambda t: {"person_days": build_days(t)})
    text = ""
    for file in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        if file.suffix == ".parquet":
            frame = pl.read_parquet(file)
            text += repr(frame.rows()) + frame.select(pl.col(pl.String)).write_csv()
        else:
            text += file.read_text("utf-8-sig")
    for word in (
        "hanne",
        "bob",
        "zoë",
        "secret",
        "Who",
        "Wobble",
        "Tokyo",
        "T20:15",
        "18:3",
        "Bench",
        "bad row",
    ):
        assert word not in text, word
    for source in book.files()["source_file"]:
        assert source not in text
    assert done.people == 3
    assert done.left_out == 1
    assert "set_aside.csv" not in done.export.files
    assert (tmp_path / "out" / "README.txt").exists()


def test_people_keep_their_pseudonym_and_new_ones_get_the_next(book, tmp_path):
    book.pseudonymise(tmp_path / "one")
    key = read_key_of(book)
    assert sorted(held.name for held in key.values()) == ["P01", "P02", "P03"]
    assert set(key) == {"hanne", "bob", "zoë"}
    file = tmp_path / "new.csv"
    file.write_text("date,low_back\n2026-04-01,3\n")
    book.add(file, person="yolanda")
    book.pseudonymise(tmp_path / "two", people=["yolanda", "bob"])
    later = read_key_of(book)
    assert later["yolanda"].name == "P04"
    assert {name: later[name] for name in key} == key
    assert stat.S_IMODE((book.folder / "pseudonyms.csv").stat().st_mode) == 0o600
    written = set(pl.read_csv(tmp_path / "two" / "people.csv")["person"])
    assert written == {key["bob"].name, "P04"}


def test_pseudonyms_are_drawn_by_lot():
    people = [f"person {number:02d}" for number in range(30)]
    orders = {tuple(held.name for _, held in sorted(extend_key({}, people).items())) for _ in range(5)}
    assert len(orders) == 5
    shifts = {held.weeks_back for held in extend_key({}, people).values()}
    assert len(shifts) > 10
    assert min(shifts) >= 1


def test_moved_dates_keep_weekdays_distances_and_all_that_is_counted(book, tmp_path):
    book.pseudonymise(tmp_path / "out", format="parquet")
    key = read_key_of(book)
    names = {held.name: name for name, held in key.items()}
    shared = read_tables(tmp_path / "out")
    back = shared["pain"].with_columns(
        pl.col("person").replace_strict(names),
        (
            pl.col("date")
            + pl.duration(weeks=pl.col("person").replace_strict({h.name: h.weeks_back for h in key.values()}))
        ).alias("date"),
    )
    by = ["person", "date", "site"]
    columns = ["person", "date", "site", "timing", "intensity"]
    assert_frame_equal(back.select(columns).sort(by), book.pain().select(columns).sort(by))
    assert set(shared["pain"]["date"].dt.weekday()) == set(book.pain()["date"].dt.weekday())
    mine = build_days(book).drop(
        "person", "date", "week", "phase_start", "phase_end", "time_zero", "schedule"
    )
    theirs = build_days(shared, primary_timing="day").drop(
        "person", "date", "week", "phase_start", "phase_end", "time_zero", "schedule"
    )
    order = sorted(names)
    told = build_days(shared, primary_timing="day")
    for name in order:
        one = theirs.filter(told["person"] == name)
        two = mine.filter(build_days(book)["person"] == names[name])
        assert_frame_equal(one, two)
    for row in shared["phases"].to_dicts():
        assert row["schedule"] == f"start:{row['start']}/{row['start'] + timedelta(days=9)}"
        assert row["start"] < FIRST


def test_true_dates_stay_where_that_is_wanted_and_it_is_said(book, tmp_path):
    done = book.pseudonymise(tmp_path / "out", format="parquet", shift_dates=False)
    shared = read_tables(tmp_path / "out")
    assert sorted(shared["pain"]["date"]) == sorted(book.pain()["date"])
    assert any("true ones" in risk for risk in done.risks)
    assert "true ones" in (tmp_path / "out" / "README.txt").read_text()


def test_exercises_are_called_by_the_catalogue_and_sessions_by_number(book, tmp_path):
    book.pseudonymise(tmp_path / "out", format="parquet")
    shared = read_tables(tmp_path / "out")
    assert set(shared["sets"]["exercise_logged"]) == {"pallof_press", "other exercise", "unknown exercise"}
    sessions = shared["sessions"].sort("person", "date").group_by("person", maintain_order=True)
    for _, rows in sessions.agg(pl.col("session")).iter_rows():
        assert rows == [f"S{number:03d}" for number in range(1, 8)]
    joined = shared["sets"].join(shared["sessions"], on=["person", "session", "date"], how="anti")
    assert joined.is_empty()


def test_a_shared_export_can_be_added_to_a_book_of_the_receiver(book, tmp_path):
    book.pseudonymise(tmp_path / "out")
    other = Logbook(tmp_path / "other")
    report = other.add(*(tmp_path / "out").glob("*.csv"), distinct=["P01", "P02", "P03"])
    assert not report.failed
    assert {name: frame.height for name, frame in other.tables().items()} == {
        name: frame.height for name, frame in book.tables().items()
    }
    families = other.sets()["family"].value_counts().sort("family").rows()
    assert families == book.sets()["family"].value_counts().sort("family").rows()


def test_what_may_still_identify_somebody_is_said(book, tmp_path):
    done = book.pseudonymise(tmp_path / "out")
    assert any("3 people" in risk for risk in done.risks)
    assert "not anonymous" in str(done)
    assert done.to_dict()["risks"] == list(done.risks)
    row = {"person": "P01", "date": FIRST}
    sets = [row | {"person": f"P{n:02d}", "exercise": "pallof_press"} for n in range(20)]
    sets.append(row | {"exercise": "ab_wheel"})
    tables = {name: pl.DataFrame(schema=schema) for name, schema in TABLES.items()}
    tables["sets"] = pl.DataFrame(sets, schema=TABLES["sets"])
    tables["pain"] = pl.DataFrame([row | {"red_flag": "emergency"}], schema=TABLES["pain"])
    risks = " ".join(find_risks(tables, shifted=True))
    assert "ab_wheel" in risks
    assert "pallof_press" not in risks
    assert "1 person reported a warning sign" in risks
    assert "people in it" not in risks


def test_the_key_can_be_read_again_and_a_damaged_one_is_refused():
    key = {'a,"b"': Pseudonym("P02", 5), "=x": Pseudonym("P01", 9), "c\nd": Pseudonym("P10", 1)}
    assert read_key(write_key(key), "key") == key
    gone = forget_in_key(key, "=x")
    assert b"=x" not in write_key(gone)
    assert b",9" not in write_key(gone)
    again = extend_key(read_key(write_key(gone), "key"), ["=x"])
    assert again["=x"].name == "P11"
    for damaged in (
        b"a,b\n",
        b"person,pseudonym,weeks_back\nx,P01,?\n",
        b"person,pseudonym,weeks_back\nx,P1,1\ny,P1,2\n",
    ):
        with pytest.raises(BookError, match="key of the pseudonyms"):
            read_key(damaged, "key")


def test_an_empty_book_gives_empty_tables(tmp_path):
    book = Logbook(tmp_path / "book")
    book.create()
    done = book.pseudonymise(tmp_path / "out")
    assert done.people == 0
    assert all(rows == 0 for rows in done.export.files.values())
