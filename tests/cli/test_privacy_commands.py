"""export, pseudonymise and forget as a person runs them."""

import json

import polars as pl
import pytest

from coreanalytics.cli import privacy
from coreanalytics.logbook.book import Logbook

DIARY = (
    "person,date,low_back,note\n"
    "ann,2026-03-01,3,my own words about it\nbob,2026-03-01,2,=1+1\nbob,2026-03-02,1,\n"
)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "diary.csv").write_text(DIARY)
    made = Logbook(tmp_path / "book")
    made.add(tmp_path / "diary.csv")
    return made


def test_export_writes_tables_and_person_days(run, book, tmp_path):
    code, out, err = run("export", tmp_path / "out", "--book", book.folder)
    assert code == 0, err
    assert "person_days.csv  3 rows" in out
    assert pl.read_csv(tmp_path / "out" / "pain.csv")["note"].to_list() == [
        "my own words about it",
        "'=1+1",
        None,
    ]
    options = ("--person", "bob", "--format", "parquet", "--no-days", "--json")
    code, out, _ = run("export", tmp_path / "one", *options, "--book", book.folder)
    assert code == 0
    assert json.loads(out)["files"]["pain.parquet"] == 2
    assert not (tmp_path / "one" / "person_days.parquet").exists()
    code, _, err = run("export", tmp_path / "one", "--book", book.folder)
    assert code == 1
    assert "not empty" in err
    assert "Traceback" not in err


def test_pseudonymise_says_what_may_still_tell_who_it_is(run, book, tmp_path):
    code, out, err = run("pseudonymise", tmp_path / "out", "--book", book.folder)
    assert code == 0, err
    assert "not anonymous" in out
    assert set(pl.read_csv(tmp_path / "out" / "person_days.csv")["person"]) == {"P01", "P02"}
    code, out, _ = run("pseudonymise", tmp_path / "two", "--true-dates", "--json", "--book", book.folder)
    assert code == 0
    assert json.loads(out)["shifted"] is False
    assert "2026-03-01" in (tmp_path / "two" / "pain.csv").read_text()


def test_forget_asks_at_a_terminal_and_wants_a_yes_elsewhere(run, book, monkeypatch):
    code, _, err = run("forget", "ann", "--book", book.folder)
    assert code == 1
    assert "--yes" in err
    code, _, err = run("forget", "Ann", "--book", book.folder)
    assert code == 1
    assert "did you mean 'ann'" in err
    monkeypatch.setattr(privacy, "is_interactive", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert run("forget", "ann", "--book", book.folder)[0] == 1
    assert book.people().height == 2
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)
    code, out, err = run("forget", "ann", "--book", book.folder)
    assert code == 0, err
    assert "nothing is left" in out
    assert Logbook(book.folder).people()["person"].to_list() == ["bob"]


def test_forget_shows_in_its_exit_code_that_something_is_left(run, book):
    (book.folder / "stray.txt").write_text("my own words about it")
    code, out, _ = run("forget", "ann", "--yes", "--json", "--book", book.folder)
    assert code == 1
    told = json.loads(out)
    assert told["proven"] is False
    assert told["traces"][0]["path"] == "stray.txt"
