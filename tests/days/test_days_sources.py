from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hand_made_logs import cell, core, on, pain, session, table

from coreanalytics.days import build_days
from coreanalytics.days.sources import NEEDED
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.logbook.tables import TABLES, empty

PAIN = table("pain", [pain(0, "low_back", 2), pain(0, "low_back", 5, timing="next_morning")])


class Settings:
    def __init__(self, primary_timing: str) -> None:
        self.primary_timing = primary_timing


class Book:
    def __init__(self, primary_timing: str) -> None:
        self.settings = Settings(primary_timing)

    def tables(self) -> dict[str, pl.DataFrame]:
        return {name: empty(name) for name in TABLES} | {"pain": PAIN}


@pytest.mark.parametrize(("timing", "score"), [("day", 2), ("next_morning", 5)])
def test_the_books_setting_fixes_the_timing(timing: str, score: int) -> None:
    assert cell(build_days(Book(timing)), 0, "low_back") == score


def test_the_argument_wins_over_the_books_setting() -> None:
    assert cell(build_days(Book("day"), primary_timing="next_morning"), 0, "low_back") == 5


@pytest.mark.parametrize("timing", ["after", "evening"])
def test_a_timing_that_is_not_the_days_own_is_refused(timing: str) -> None:
    with pytest.raises(ArgumentError, match="asked once every day"):
        build_days({"pain": PAIN}, primary_timing=timing)


def test_lazy_tables_are_the_same_tables() -> None:
    sets, sessions = table("sets", core(1, 2)), table("sessions", [session(1, minutes=30.0)])
    eager = {"pain": PAIN, "sets": sets, "sessions": sessions}
    lazy = {name: frame.lazy() for name, frame in eager.items()}
    assert build_days(lazy).equals(build_days(eager))


@pytest.mark.parametrize("name", [name for name in TABLES if NEEDED[name]])
def test_every_missing_column_is_named(name: str) -> None:
    for column in NEEDED[name]:
        with pytest.raises(DataError, match=column) as error:
            build_days({name: empty(name).drop(column)})
        assert name in str(error.value)


@pytest.mark.parametrize(
    ("name", "column", "dtype"),
    [
        ("pain", "intensity", pl.Int64()),
        ("pain", "date", pl.String()),
        ("sets", "started_at", pl.Datetime("us")),
        ("sessions", "minutes", pl.Int32()),
        ("habits", "analgesic", pl.String()),
        ("phases", "start", pl.Datetime("us")),
    ],
)
def test_wrong_types_are_named(name: str, column: str, dtype: pl.DataType) -> None:
    frame = empty(name).with_columns(pl.lit(None, dtype).alias(column))
    with pytest.raises(DataError, match=column) as error:
        build_days({name: frame.lazy()})
    assert str(dtype) in str(error.value)
    assert str(TABLES[name][column]) in str(error.value)


def test_a_column_without_values_needs_no_type() -> None:
    frame = PAIN.with_columns(pl.lit(None).alias("side"))
    assert frame.schema["side"] == pl.Null
    assert cell(build_days({"pain": frame}), 0, "low_back") == 2


def test_columns_that_person_days_do_not_read_may_be_absent() -> None:
    frame = PAIN.drop("note", "source_file", "source_line").with_columns(pl.lit(1).alias("mine"))
    assert cell(build_days({"pain": frame}), 0, "low_back") == 2


def test_unknown_tables_and_things_are_refused() -> None:
    with pytest.raises(DataError, match="'pains'"):
        build_days({"pains": PAIN})
    with pytest.raises(ArgumentError, match="neither a book"):
        build_days(PAIN)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="table pain"):
        build_days({"pain": [1]})  # type: ignore[dict-item]


@pytest.mark.parametrize("hole", [{"person": None}, {"date": None}])
@pytest.mark.parametrize("name", ["pain", "sets", "sessions", "habits"])
def test_rows_of_nobody_or_no_day_are_refused(name: str, hole: dict[str, Any]) -> None:
    row: dict[str, Any] = {"date": on(0), "session": "s", "app": "plain"}
    wanted = {key: value for key, value in (row | hole).items() if key in TABLES[name]}
    with pytest.raises(DataError, match="no person or no date"):
        build_days({name: table(name, [wanted])})


def test_two_rows_of_habits_for_a_day_are_refused() -> None:
    rows = [{"date": on(3), "sleep_h": 7.0}, {"date": on(3), "sleep_h": 8.0}]
    with pytest.raises(DataError, match="'ann' on 2026-03-05"):
        build_days({"habits": table("habits", rows)})
