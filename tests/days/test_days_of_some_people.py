"""Days of some people only are those of everybody, and a book opens no more than it must."""

from __future__ import annotations

import polars as pl
import pytest

from coreanalytics.days import build_days
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import groups
from coreanalytics.logbook.book import Logbook

PEOPLE = ("ann", "bob", "cleo", "dora")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("some")
    book = Logbook(folder / "book")
    for place, name in enumerate(PEOPLE):
        pain, sets = folder / f"pain-{name}.csv", folder / f"sets-{name}.csv"
        days = [f"2026-0{month}-{day:02d}" for month in (3, 4, 5) for day in range(1, 29)]
        pain.write_text(
            "date,low_back,thigh_root_left\n"
            + "".join(f"{day},{(n + place) % 7},{n % 4}\n" for n, day in enumerate(days) if n % 5 != place)
        )
        names = ("Cable Crunch", "Plank", "Pallof Press", "Suitcase Carry")
        sets.write_text(
            "date,exercise,set_index,reps\n"
            + "".join(f"{day},{names[(n // 30 + place) % 4]},1,{n % 9 + 4}\n" for n, day in enumerate(days))
        )
        book.add(pain, sets, person=name)
    return book


@pytest.mark.parametrize("people", [["bob"], ["dora", "ann"], [], ["nobody"]])
def test_some_peoples_days_are_those_of_the_whole(book, people, monkeypatch):
    monkeypatch.setattr(groups, "FAMILIES", 1)
    whole = build_days(book).filter(pl.col("person").is_in(people))
    assert whole.height or people in ([], ["nobody"])
    assert build_days(Logbook(book.folder), people=people).equals(whole)
    assert build_days(book.tables(), people=people, primary_timing="day").equals(whole)


def test_a_book_opens_only_what_concerns_them(book, monkeypatch):
    asked = []
    tables = Logbook.tables
    monkeypatch.setattr(
        Logbook, "tables", lambda self, people=None: asked.append(people) or tables(self, people)
    )
    build_days(book, people=["cleo"])
    assert asked == [["cleo"]]


def test_everybodys_ratings_tell_which_one_is_the_days_own(book):
    tables = book.tables()
    late = pl.col("person") == "bob"
    timing = pl.when(late).then(pl.lit("next_morning")).otherwise("timing").alias("timing")
    mixed = tables | {"pain": tables["pain"].with_columns(timing)}
    own = build_days(mixed, people=["bob"])
    assert own["low_back"].null_count() == own.height  # the day's own rating is another one
    assert own["low_back_next_morning"].drop_nulls().len()


def test_one_name_is_no_list(book):
    with pytest.raises(ArgumentError, match="one name") as caught:
        build_days(book, people="bob")
    assert '["bob"]' in caught.value.hint
