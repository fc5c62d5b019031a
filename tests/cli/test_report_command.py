"""coreanalytics report: pages, records and PDFs of one person or of everybody, now or as of then."""

from __future__ import annotations

import json
import shlex

import pytest


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    """A book of two people, three weeks each."""
    from datetime import date, timedelta

    from coreanalytics.logbook.book import Logbook

    folder = tmp_path_factory.mktemp("small")
    book = Logbook(folder / "book")
    book.create()
    for name, level in (("ana", 3), ("ben", 5)):
        days = [date(2026, 9, 7) + timedelta(days=i) for i in range(21)]
        rows = [f"{day},{level + i % 3}" for i, day in enumerate(days)]
        (folder / f"{name}.csv").write_text("\n".join(["date,low_back", *rows]) + "\n")
        book.add(folder / f"{name}.csv", person=name)
    return book.folder


def test_one_report_says_where_it_is_and_how_to_look_at_it(run, small_book, tmp_path):
    code, told, wrong = run("report", "--book", small_book, "--person", "ana", "--out", tmp_path)
    assert (code, wrong) == (0, "")
    assert str(tmp_path / "ana_2026-W39.html") in told
    assert str(tmp_path / "ana_2026-W39.json") in told
    assert "any browser" in told
    assert {path.name for path in tmp_path.iterdir()} == {"ana_2026-W39.html", "ana_2026-W39.json"}


def test_the_record_can_be_left_out_and_a_pdf_asked_for(run, small_book, tmp_path):
    pytest.importorskip("typst")
    line = ("report", "--book", small_book, "--person", "ana", "--pdf", "--no-json", "--out", tmp_path)
    code, told, _ = run(*line)
    assert code == 0
    assert "ana_2026-W39.pdf" in told
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".pdf"}


def test_everybody_and_what_had_not_changed(run, small_book, tmp_path):
    line = ("report", "--book", small_book, "--all", "--jobs", 1, "--out", tmp_path)
    code, told, _ = run(*line)
    assert code == 0
    assert "2 reports; begin with" in told
    assert str(tmp_path / "index.html") in told
    _, again, _ = run(*line)
    assert "2 reports (2 had not changed)" in again


def test_the_command_in_the_record_makes_the_same_files(run, small_book, tmp_path):
    run("report", "--book", small_book, "--person", "ana", "--out", tmp_path / "then")
    page = tmp_path / "then" / "ana_2026-W39.html"
    told = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    words = shlex.split(told["book"]["command"])[1:]
    more = tmp_path / "more.csv"
    more.write_text("date,thigh_root\n2026-09-21,8\n")
    assert run("add", more, "--book", small_book, "--person", "ana")[0] == 0
    run("report", "--book", small_book, "--person", "ana", "--out", tmp_path / "now")
    assert (tmp_path / "now" / page.name).read_bytes() != page.read_bytes()
    code, _, _ = run(*words, "--book", small_book, "--out", tmp_path / "again")
    assert code == 0
    for kind in (".html", ".json"):
        again = (tmp_path / "again" / page.name).with_suffix(kind)
        assert again.read_bytes() == page.with_suffix(kind).read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--all", "--person", "ana"), "exclude each other"),
        (("--person", "nobody"), "nobody in this book"),
        (("--person", "ana", "--week", "2026-W60"), "no week 60"),
        (("--all", "--as-of", "99"), "99"),
        ((), "name one of them"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(run, small_book, tmp_path, words, said):
    code, _, wrong = run("report", "--book", small_book, "--out", tmp_path / "out", *words)
    assert code == 1
    assert said in wrong
    assert not (tmp_path / "out").exists()


def test_without_typst_nothing_is_written(run, small_book, tmp_path, monkeypatch):
    import sys

    from coreanalytics.views.weekly import pdf

    pdf._open_compiler.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    for who in (("--all",), ("--person", "ana")):
        code, _, wrong = run("report", "--book", small_book, "--pdf", "--out", tmp_path / "out", *who)
        assert code == 1
        assert 'pip install "coreanalytics[pdf]"' in wrong
    assert not (tmp_path / "out").exists()
