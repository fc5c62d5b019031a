"""Undo, redo, as of, notes, groups of files and the folding of small readings."""

import json
import os
import shutil
import time
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook import cached_readings, history
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.cache import sweep_cache
from coreanalytics.logbook.deriving import pick_people, unite
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.groups import FAMILIES, make_groups
from coreanalytics.logbook.store import CACHE
from coreanalytics.logbook.tables import TABLES

FIRST = date(2026, 3, 1)


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def write(tmp_path):
    def put(name, *days, low_back=3, person=None):
        file = tmp_path / "in" / name
        file.parent.mkdir(exist_ok=True)
        head = "date,low_back" + (",person" if person else "")
        rows = [f"{FIRST + timedelta(day)},{low_back}" + (f",{person}" if person else "") for day in days]
        file.write_text("\n".join([head, *rows]) + "\n")
        return file

    return put


def test_undo_takes_the_last_add_back_and_redo_brings_it_in_again(book, write):
    book.add(write("a.csv", 0, 1), person="me")
    book.add(write("b.csv", 2), person="me")
    assert book.pain().height == 3
    assert book.undo().number == 2
    assert book.pain().height == 2
    assert book.undo().number == 1
    assert book.pain().is_empty()
    with pytest.raises(BookError, match="no add that could be taken back"):
        book.undo()
    assert [book.redo().number, book.redo().number] == [1, 2]
    assert book.pain().height == 3
    with pytest.raises(BookError, match="nothing was undone"):
        book.redo()
    kinds = book.history().select("number", "kind", "counts", "target").rows()
    assert [row for row in kinds if row[1] == "add"] == [(1, "add", True, None), (2, "add", True, None)]
    assert [row[3] for row in kinds if row[1] in ("undo", "redo")] == [2, 1, 1, 2]


def test_an_add_after_an_undo_ends_what_can_be_redone(book, write):
    book.add(write("a.csv", 0), person="me")
    book.undo()
    book.add(write("b.csv", 1), person="me")
    with pytest.raises(BookError, match="nothing was undone"):
        book.redo()
    # what was undone can be added again like any file
    assert book.add(write("a.csv", 0), person="me").files[0].status == "added"
    assert book.pain().height == 2


def test_any_add_can_be_undone_by_its_number(book, write):
    for day in range(3):
        book.add(write(f"{day}.csv", day), person="me")
    book.undo(2)
    assert book.pain()["date"].to_list() == [FIRST, FIRST + timedelta(2)]
    with pytest.raises(BookError):
        book.undo(2)


def test_undoing_a_correction_of_the_person_brings_the_earlier_reading_back(book, write):
    book.add(write("a.csv", 0), person="ann")
    book.add(write("a.csv", 0), person="bob", distinct=["bob"])
    assert book.people()["person"].to_list() == ["bob"]
    book.undo()
    assert book.people()["person"].to_list() == ["ann"]


def test_as_of_is_the_book_as_it_was(book, write):
    book.add(write("a.csv", 0), person="me")
    then = book.version
    before = book.tables()
    book.add(write("b.csv", 1), person="me")
    book.undo(1)
    book.add_alias("Old #2", exercise="crunch")
    old = Logbook(book.folder, as_of=then)
    for name in TABLES:
        assert_frame_equal(old.tables()[name], before[name])
    assert old.version == then
    assert book.pain()["date"].to_list() == [FIRST + timedelta(1)]
    with pytest.raises(BookError, match="as it was"):
        old.add(write("c.csv", 2), person="me")
    with pytest.raises(BookError, match="as it was"):
        old.undo()


def test_as_of_knows_the_aliases_and_settings_of_then(book, tmp_path):
    sets = tmp_path / "sets.csv"
    sets.write_text("date,exercise,set_index,reps\n2026-03-01,Old #2,1,10\n")
    book.add(sets, person="me")
    assert book.sets()["exercise"].to_list() == [None]
    then = book.version
    book.add_alias("Old #2", exercise="crunch")
    assert book.sets()["exercise"].to_list() == ["crunch"]
    settings = book.folder / "coreanalytics.toml"
    settings.write_text(settings.read_text().replace("delta_within = 2", "delta_within = 3"))
    later = book.version  # reading the tables noted the new alias
    assert later > then
    assert Logbook(book.folder, as_of=then).sets()["exercise"].to_list() == [None]
    assert Logbook(book.folder, as_of=later).sets()["exercise"].to_list() == ["crunch"]
    assert Logbook(book.folder, as_of=later).settings.delta_within == 2
    assert book.settings.delta_within == 3


def test_as_of_a_date_and_of_nonsense(book, write):
    book.add(write("a.csv", 0), person="me")
    today = book.history()["at"][0][:10]
    assert Logbook(book.folder, as_of=today).pain().height == 1
    assert Logbook(book.folder, as_of=date.fromisoformat(today)).pain().height == 1
    for nonsense, said in (("1999-01-01", "begins on"), ("soon", "neither"), (99, "ends with")):
        with pytest.raises(ArgumentError, match=said):
            Logbook(book.folder, as_of=nonsense).pain()


def test_reading_a_book_that_nothing_changed_in_writes_no_events(book, write):
    book.add(write("a.csv", 0), person="me")
    before = book.version
    for _ in range(3):
        Logbook(book.folder).pain()
    assert book.version == before


def test_an_old_history_without_times_can_be_read(book, write):
    book.add(write("a.csv", 0), person="me")
    note = book.folder / "history" / "000001" / "add.json"
    told = json.loads(note.read_text())
    kept = {"kind": "add", "files": told["files"]}
    note.write_text(json.dumps(kept))
    assert Logbook(book.folder).history()["at"][0] == told["files"][0]["added_at"]
    assert Logbook(book.folder).pain().height == 1


def test_the_index_gives_what_the_notes_give(book, write, monkeypatch):
    monkeypatch.setattr(history, "_MANY", 4)
    for day in range(9):
        book.add(write(f"{day}.csv", day), person="me")
    book.undo(3)
    packed = sorted(path.name for path in (book.folder / CACHE / "index").iterdir())
    assert packed
    from_index = history.read_history(book.folder)
    for path in (book.folder / CACHE / "index").iterdir():
        for file in path.iterdir():
            file.unlink()
    assert history.read_history(book.folder) == from_index
    # a note that was changed by hand is read again
    book.undo(4)
    touched = book.folder / "history" / "000002"
    told = json.loads((touched / "add.json").read_text())
    told["files"][0]["name"] = "renamed.csv"
    (touched / "add.json").unlink()
    (touched / "add.json").write_text(json.dumps(told))
    assert history.read_history(book.folder)[1].entries[0].manifest.name == "renamed.csv"


def file(*people, sha="0", mends=()):
    return Entry(1, "a.csv", sha * 16, None, people, (), tuple(mends), "{}")


def test_files_that_share_a_person_or_a_correction_stand_in_one_group():
    entries = [file(f"p{i:03}", sha=f"{i % 10}") for i in range(300)]
    entries += [file("p001", "p002"), file("x", mends=["7" * 16])]
    groups = make_groups(entries)
    assert sum(len(group.entries) for group in groups) == len(entries)
    assert len(groups) > 300 / FAMILIES / 2
    by_person = {name: number for number, group in enumerate(groups) for name in group.people}
    assert by_person["p001"] == by_person["p002"]
    assert by_person["x"] == by_person["p007"]
    only = make_groups(entries, ["p001", "p250"])
    assert {"p001", "p002", "p250"} <= {name for group in only for name in group.people}
    assert len(only) <= 2
    assert make_groups(entries, ["nobody"]) == []
    # the order of adds is kept in every group
    for group in groups:
        places = [entries.index(entry) for entry in group.entries]
        assert places == sorted(places)


def test_a_book_of_several_groups_tells_the_same_as_one_group(book, write, monkeypatch):
    for number in range(12):
        book.add(
            write(f"{number}.csv", number, number + 1, person=f"person {number:02}", low_back=number % 10)
        )
    whole = book.tables()
    rejected, unmapped = book.rejected(), book.unmapped()
    from coreanalytics.logbook import groups

    monkeypatch.setattr(groups, "FAMILIES", 2)
    parted = Logbook(book.folder)
    assert len(make_groups(parted._entries())) > 3
    for name in TABLES:
        assert_frame_equal(parted.tables()[name], whole[name])
    assert_frame_equal(parted.rejected(), rejected)
    assert_frame_equal(parted.unmapped(), unmapped)
    one = parted.tables(["person 03"])
    for name in TABLES:
        assert_frame_equal(one[name], whole[name].filter(pl.col("person") == "person 03"))
    assert parted.tables(["nobody"])["pain"].is_empty()


def test_one_person_is_opened_without_the_files_of_the_others(book, write, monkeypatch):
    from coreanalytics.logbook import groups

    monkeypatch.setattr(groups, "FAMILIES", 1)
    for number in range(8):
        book.add(write(f"{number}.csv", number, person=f"person {number}"))
    shutil.rmtree(book.folder / CACHE)
    mine = {name for group in make_groups(book._entries(), ["person 5"]) for name in group.people}
    assert len(mine) < 8
    for number in range(8):
        if f"person {number}" not in mine:
            (book.folder / "history" / f"{number + 1:06}" / f"0-{number}.csv").unlink()  # reading it fails
    assert book.tables(["person 5"])["pain"].height == 1
    with pytest.raises(BookError, match="a kept file is gone"):
        book.tables()


def test_uniting_and_picking_count_names_for_those_concerned(book, tmp_path, monkeypatch):
    from coreanalytics.logbook import groups

    monkeypatch.setattr(groups, "FAMILIES", 1)
    for number, name in enumerate(["ann", "bob", "cleo"]):
        sets = tmp_path / f"{name}.csv"
        sets.write_text(
            "date,exercise,set_index,reps\n" + f"2026-03-01,Old #2,1,{10 + number}\n" * (number + 1)
        )
        book.add(sets, person=name, distinct=[name])
    (told,) = book.unmapped().select("exercise_logged", "n_sets", "n_people").rows()
    assert told == ("Old #2", 6, 3)
    assert pick_people(book._derived(), ["cleo"]).unmapped["n_sets"].to_list() == [3]
    assert unite([]).tables["pain"].is_empty()


def test_many_small_readings_are_folded_and_nothing_is_lost(book, write, monkeypatch):
    monkeypatch.setattr(cached_readings, "MANY", 5)
    monkeypatch.setattr(cached_readings, "_MANY_PACKS", 2)
    for day in range(23):
        book.add(write(f"{day}.csv", day), person="me")
    assert book.pain().height == 23
    packs = list((book.folder / CACHE / "packs").iterdir())
    single = list((book.folder / CACHE / "readings").iterdir())
    assert packs
    assert len(single) < 10
    folded = Logbook(book.folder).tables()
    shutil.rmtree(book.folder / CACHE)
    fresh = Logbook(book.folder).tables()
    for name in TABLES:
        assert_frame_equal(folded[name], fresh[name])


def test_unused_caches_are_swept_and_kept_files_never(book, write):
    book.add(write("a.csv", 0), person="me")
    book.pain()
    entries = list((book.folder / CACHE).glob("*/*"))
    assert entries
    long_ago = time.time() - 40 * 24 * 3600
    for path in [*entries, *(book.folder / "history").rglob("*")]:
        os.utime(path, (long_ago, long_ago))
    (book.folder / CACHE / ".swept").unlink(missing_ok=True)
    kept = sorted(str(path) for path in (book.folder / "history").rglob("*"))
    sweep_cache(book.folder)
    assert not list((book.folder / CACHE).glob("*/*"))
    assert sorted(str(path) for path in (book.folder / "history").rglob("*")) == kept
    assert Logbook(book.folder).pain().height == 1
