"""The column `schedule` of phases: how a randomised phase was drawn, from the file to the book."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.schedules import (
    is_schedule,
    is_window_ordered,
    parse_window,
    tidy_schedules,
    write_window,
)
from coreanalytics.vocabulary import Schedule

TOLD = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg"}


def add_phases(folder, name, *rows, header="start,end,program,assigned,schedule", book=None):
    """Put phases into a book; return the book and what was said."""
    file = folder / name
    file.write_text("\n".join([header, *rows]) + "\n")
    book = book or Logbook(folder / "book")
    return book, book.add(file, **TOLD)


def test_a_window_is_read_as_it_is_written():
    window = (date(2026, 3, 1), date(2026, 4, 10))
    assert parse_window(write_window(*window)) == window
    for text in (
        None,
        "",
        "pairs",
        "blocks",
        "start:",
        "start:2026-02-30/2026-03-01",
        "2026-03-01/2026-03-09",
    ):
        assert parse_window(text) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("pairs", "pairs"),
        (" Blocks ", "blocks"),
        ("START: 2026-03-01 / 2026-04-10", "start:2026-03-01/2026-04-10"),
        ("start:2026-03-01", None),
        ("start:2026-3-1/2026-4-10", None),
        ("start:2026-02-29/2026-04-10", None),
        ("pairs:2", None),
        ("coin", None),
    ],
)
def test_spaces_and_case_do_not_matter_but_the_form_does(written, read):
    frame = pl.DataFrame({"text": [written]})
    assert frame.select(tidy_schedules(pl.col("text"))).item() == read
    assert frame.select(is_schedule("text")).item() == (read == written)


def test_nothing_told_is_nothing_to_check():
    frame = pl.DataFrame({"schedule": [None, "pairs"]}, schema={"schedule": pl.String})
    assert frame.select(is_schedule("schedule")).to_series().to_list() == [None, True]
    assert frame.select(is_window_ordered("schedule")).to_series().to_list() == [None, None]


def test_a_book_keeps_every_known_form(tmp_path):
    rows = [
        "2026-01-01,2026-01-14,standard_crunch,randomised,Pairs",
        "2026-01-15,2026-01-28,core_focused,randomised,blocks",
        "2026-02-01,2026-02-28,core_focused,randomised,start: 2026-01-30 / 2026-02-20",
        "2026-03-01,2026-03-01,core_focused,randomised,start:2026-03-01/2026-03-01",
        "2026-04-01,,core_focused,self,",
    ]
    book, report = add_phases(tmp_path, "phases.csv", *rows)
    assert book.rejected().is_empty()
    assert not any("schedule" in notice for file in report.files for notice in file.notices)
    assert book.phases()["schedule"].to_list() == [
        str(Schedule.PAIRS),
        str(Schedule.BLOCKS),
        "start:2026-01-30/2026-02-20",
        "start:2026-03-01/2026-03-01",
        None,
    ]


@pytest.mark.parametrize(
    ("schedule", "rule", "said"),
    [
        ("coin", "schedule", "must be pairs, blocks, or start:"),
        ("start:2026-02-01/2026-02-31", "schedule", "must be pairs, blocks, or start:"),
        ("start:2026-02-20/2026-02-01", "window", "its last date before its first"),
    ],
)
def test_another_form_is_set_aside_as_written_with_what_would_do(tmp_path, schedule, rule, said):
    row = f"2026-02-01,2026-02-28,core_focused,randomised,{schedule}"
    book, _ = add_phases(tmp_path, "phases.csv", "2026-01-01,2026-01-31,standard_crunch,self,", row)
    wrong = book.rejected().row(0, named=True)
    assert book.rejected().height == book.phases().height == 1
    assert (wrong["line"], wrong["column"], wrong["rule"], wrong["value"]) == (3, "schedule", rule, schedule)
    assert said in wrong["sentence"]
    assert "add the file again" in str(book.status())


def test_old_files_without_the_column_are_read_as_before(tmp_path):
    header = "start,end,program,assigned"
    book, _ = add_phases(tmp_path, "old.csv", "2026-01-01,,core_focused,randomised", header=header)
    assert book.rejected().is_empty()
    assert book.phases().select("program", "schedule").rows() == [("core_focused", None)]


def test_the_newest_file_replaces_phases_with_their_schedules(tmp_path):
    book, _ = add_phases(tmp_path, "a.csv", "2026-01-01,,core_focused,randomised,pairs")
    add_phases(tmp_path, "b.csv", "2026-01-01,,core_focused,randomised,blocks", book=book)
    assert book.phases()["schedule"].to_list() == ["blocks"]
    old = "start,end,program,assigned"
    add_phases(tmp_path, "c.csv", "2026-01-01,,core_focused,coach", header=old, book=book)
    assert book.phases().select("assigned", "schedule").rows() == [("coach", None)]


def test_parquet_tells_it_too(tmp_path):
    frame = pl.DataFrame(
        {
            "start": [date(2026, 1, 1)],
            "program": ["core_focused"],
            "assigned": ["randomised"],
            "schedule": ["pairs"],
        }
    )
    frame.write_parquet(tmp_path / "phases.parquet")
    book = Logbook(tmp_path / "book")
    book.add(tmp_path / "phases.parquet", **TOLD)
    assert book.phases()["schedule"].to_list() == ["pairs"]
