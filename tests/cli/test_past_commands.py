"""history, undo, redo, --as-of and status --rejected as a person runs them."""

import csv
import json

import pytest


@pytest.fixture
def book(run, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("date,low_back\n2026-03-01,3\n2026-03-02,12\n")
    (tmp_path / "b.csv").write_text("date,low_back\n2026-03-03,4\n")
    folder = tmp_path / "log"
    monkeypatch.setenv("COREANALYTICS_BOOK", str(folder))
    assert run("init", folder, "--person", "me")[0] == 0
    assert run("add", tmp_path / "a.csv")[0] == 0
    assert run("add", tmp_path / "b.csv")[0] == 0
    return folder


def test_history_undo_and_redo(run, book):
    code, out, _ = run("history")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[:2]] == ["1", "2"]
    assert "b.csv" in out
    code, out, _ = run("undo")
    assert (code, "number 2 (b.csv)" in out) == (0, True)
    assert "(taken back)" in run("history")[1]
    code, out, _ = run("redo")
    assert (code, "In again: number 2" in out) == (0, True)
    assert run("undo", 1)[0] == 0
    rows = json.loads(run("history", "--json")[1])
    assert [row["counts"] for row in rows if row["kind"] == "add"] == [False, True]
    code, _, err = run("undo", 99)
    assert code == 1
    assert "coreanalytics history" in err


def test_as_of_shows_the_book_as_it_was(run, book):
    now = json.loads(run("status", "--json")[1])
    then = json.loads(run("status", "--json", "--as-of", 1)[1])
    assert now["people"][0]["reported"] == 2
    assert then["people"][0]["reported"] == 1
    code, _, err = run("status", "--as-of", "yesterday")
    assert code == 1
    assert "neither a number" in err


def test_rejected_records_go_out_and_come_back_mended(run, book, tmp_path):
    code, out, _ = run("status", "--rejected", tmp_path / "out.csv")
    assert code == 0
    assert "coreanalytics add" in out
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[1][rows[0].index("low_back")] = "2"
    with (tmp_path / "mended.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert run("add", tmp_path / "mended.csv")[0] == 0
    status = json.loads(run("status", "--json")[1])
    assert status["set_aside"] == []
    assert status["people"][0]["reported"] == 3
    assert "No record is set aside" in run("status", "--rejected", tmp_path / "none.csv")[1]
    assert not (tmp_path / "none.csv").exists()


def test_status_of_one_person(run, book, tmp_path):
    (tmp_path / "c.csv").write_text("person,date,low_back\nann,2026-03-01,3\n")
    assert run("add", tmp_path / "c.csv")[0] == 0
    assert [row["person"] for row in json.loads(run("status", "--json", "--person", "ann")[1])["people"]] == [
        "ann"
    ]
    code, _, err = run("status", "--person", "nobody")
    assert code == 1
    assert "ann, me" in err


def test_what_differs_from_then_is_said(run, book, monkeypatch):
    assert "Note" not in run("status", "--as-of", 1)[2]
    assert run("forget", "nobody", "--yes")[0] == 1
    from coreanalytics.logbook import book_history

    monkeypatch.setattr(book_history, "__version__", "99.0")
    assert "read by version 99.0" in run("status", "--as-of", 1)[2]
    assert "Note" not in run("status")[2]


def test_somebody_forgotten_since_is_said(run, book, tmp_path):
    (tmp_path / "c.csv").write_text("person,date,low_back\nann,2026-03-01,3\n")
    assert run("add", tmp_path / "c.csv")[0] == 0
    assert run("forget", "ann", "--yes")[0] == 0
    assert "somebody was forgotten since" in run("status", "--as-of", 2)[2]


def test_own_numbers_for_severity(run, book, tmp_path):
    (tmp_path / "bearable.csv").write_text(
        '"date","weekday","time of day","category","rating/amount","detail","notes"\n'
        '"22nd Sep 2020","Tuesday","all day","Symptom","1","Lower back pain (Mild)",""\n'
    )
    assert run("add", tmp_path / "bearable.csv", "--severity", "mild=4")[0] == 0
    from coreanalytics.logbook.book import Logbook

    assert Logbook(book).pain().filter(mapped=True)["intensity"].to_list() == [4]
    code, _, err = run("add", tmp_path / "bearable.csv", "--severity", "mild=eleven")
    assert code == 1
    assert "mild=3" in err
