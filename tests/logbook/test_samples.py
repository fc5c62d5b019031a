"""Every real Strong and Hevy export: counts reconcile, twice is once, half then whole is whole."""

import csv
import io
import os
from pathlib import Path

import polars as pl
import pytest

from coreanalytics.logbook.book import Logbook

FOLDER = Path(os.environ.get("COREANALYTICS_SAMPLES", "/nonexistent"))
FILES = sorted([*FOLDER.glob("strong/*.csv"), *FOLDER.glob("hevy/*.csv")])
TOLD = {"person": "me", "timezone": "Europe/London", "weight_unit": "kg"}

pytestmark = pytest.mark.skipif(not FILES, reason="COREANALYTICS_SAMPLES names no folder of real exports")


def count_records(file: Path) -> int:
    """Count the records with nothing but the standard library."""
    text = file.read_text(encoding="utf-8-sig")
    delimiter = ";" if text.splitlines()[0].count(";") > 3 else ","
    return sum(any(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)) - 1


def first_half(file: Path, to: Path) -> Path:
    """The first half of the records, cut between two workouts as an earlier export would be."""
    text = file.read_bytes().decode("utf-8-sig")
    delimiter = ";" if text.splitlines()[0].count(";") > 3 else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    place = next(i for i, name in enumerate(rows[0]) if name.lower() in ("date", "start_time", "日期"))
    days = list(dict.fromkeys(row[place] for row in rows[1:] if any(row)))
    kept = set(days[: len(days) // 2])
    with to.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
            [rows[0], *(row for row in rows[1:] if any(row) and row[place] in kept)]
        )
    return to


def tables_of(book: Logbook) -> dict[str, pl.DataFrame]:
    where = ["source_file", "source_line"]
    return {
        name: frame.drop([c for c in where if c in frame.columns]).sort(pl.all(), nulls_last=True)
        for name, frame in book.tables().items()
        if name in ("sets", "sessions")
    }


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_counts_reconcile_and_twice_changes_nothing(file, tmp_path):
    book = Logbook(tmp_path / "book")
    report = book.add(file, **TOLD).files[0]
    assert report.records == count_records(file)
    assert report.accepted + report.set_aside + sum(report.not_ours.values()) == report.records
    assert book.sets().height == report.accepted
    before = tables_of(book)
    again = book.add(file, **TOLD).files[0]
    assert (again.status, again.unchanged) == ("unchanged", report.accepted)
    for name, frame in tables_of(book).items():
        assert frame.equals(before[name])


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_the_first_half_then_the_whole_is_the_whole(file, tmp_path):
    step, whole = Logbook(tmp_path / "step"), Logbook(tmp_path / "whole")
    half = step.add(first_half(file, tmp_path / "half.csv"), **TOLD).files[0]
    longer = step.add(file, **TOLD).files[0]
    assert longer.unchanged == half.accepted
    whole.add(file, **TOLD)
    expected = tables_of(whole)
    for name, frame in tables_of(step).items():
        assert frame.equals(expected[name]), name
