"""The report of one person in a book of several is the same whether or not the others were read."""

from __future__ import annotations

import pytest

from coreanalytics.logbook import groups
from coreanalytics.logbook.book import Logbook
from coreanalytics.views import weekly_report
from coreanalytics.views.weekly import source as weekly_source


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "FAMILIES", 1)
    book = Logbook(tmp_path / "book")
    for name, red in (("ann", ""), ("bob", ""), ("cleo", "yes")):
        pain, sets = tmp_path / f"pain-{name}.csv", tmp_path / f"sets-{name}.csv"
        pain.write_text(
            "person,date,low_back,emergency\n"
            + "".join(f"{name},2026-03-{day:02d},{day % 5},\n" for day in range(1, 29))
            + f",2026-03-27,4,{red}\n{name},2026-03-28,44,\n"
        )
        sets.write_text(f"date,exercise,set_index,reps\n2026-03-27,Odd {name} thing,1,8\n")
        book.add(pain)
        book.add(sets, person=name)
    return book


def test_one_persons_report_does_not_depend_on_what_else_was_read(book, monkeypatch):
    fast = weekly_report(Logbook(book.folder), "bob")
    monkeypatch.setattr(weekly_source, "LogTables", type(None))
    slow = weekly_report(Logbook(book.folder), "bob")
    assert fast.facts == slow.facts
    assert fast.html == slow.html
    # a safety answer of nobody knows whom, in another group's file, stands on every page
    assert [flag.file for flag in fast.facts.flags_set_aside] == ["pain-cleo.csv"]


def test_others_tables_are_not_read(book, monkeypatch):
    asked = []
    derived = Logbook._derived
    monkeypatch.setattr(
        Logbook, "_derived", lambda self, people=None: asked.append(people) or derived(self, people)
    )
    weekly_report(Logbook(book.folder), "bob")
    assert asked
    assert all(people == ["bob"] for people in asked)
