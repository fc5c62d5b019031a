"""Several processes add to one book and read from it at the same time: nothing lost, nothing twice."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from coreanalytics.logbook.book import Logbook

_FIRST: Final = date(2020, 1, 1)
_ROWS: Final = 3  #: days in each file

_WRITER: Final = """
import sys
from pathlib import Path
from coreanalytics.logbook.book import Logbook
book, files = Path(sys.argv[1]), sys.argv[2:]
for file in files:
    report = Logbook(book).add(file, person="me").files[0]
    assert (report.status, report.accepted) == ("added", 3), (file, report)
    print(file, flush=True)
"""
_READER: Final = """
import sys, time
from pathlib import Path
from coreanalytics.logbook.book import Logbook
book, stop = Logbook(sys.argv[1]), Path(sys.argv[2])
most = reads = 0
while not stop.exists():
    rows = book.pain().height
    assert rows % 3 == 0, f"half of an add: {rows} rows"
    assert rows >= most, f"rows were lost: {most} to {rows}"
    most, reads = rows, reads + 1
    time.sleep(0.01)
print(reads)
"""


@dataclass(frozen=True)
class Crowded:
    """What came of it: adds asked for, rows found, reads done, seconds."""

    adds: int
    rows: int
    reads: int
    seconds: float


def run_crowd(adds: int = 200, writers: int = 4, readers: int = 4) -> Crowded:
    """Let processes add files and read; raise if anything is lost, twice, torn or fails."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = [_write_diary(folder / f"{number}.csv", number) for number in range(adds)]
        book, stop = folder / "book", folder / "stop"
        Logbook(book).create(person="me")
        run = [sys.executable, "-c"]
        adding = [
            subprocess.Popen([*run, _WRITER, book, *files[at::writers]], stdout=subprocess.DEVNULL)
            for at in range(writers)
        ]
        reading = [
            subprocess.Popen([*run, _READER, book, stop], stdout=subprocess.PIPE, text=True)
            for _ in range(readers)
        ]
        codes = [process.wait() for process in adding]
        stop.touch()
        told = [process.communicate()[0] for process in reading]
        codes += [process.returncode for process in reading]
        if any(codes):
            raise AssertionError(f"processes failed: {codes}")
        opened = Logbook(book)
        rows = opened.pain()
        expected = {
            _FIRST + timedelta(_ROWS * number + day) for number in range(adds) for day in range(_ROWS)
        }
        if set(rows["date"]) != expected or rows.height != len(expected):
            raise AssertionError(f"{rows.height} rows, {len(expected)} expected")
        numbers = opened.files()["add"].to_list()
        if len(set(numbers)) != adds:
            raise AssertionError(f"{len(set(numbers))} adds, {adds} expected")
        return Crowded(adds, rows.height, sum(map(int, told)), time.perf_counter() - began)


def _write_diary(file: Path, number: int) -> Path:
    rows = [f"{_FIRST + timedelta(_ROWS * number + day)},{(number + day) % 11}" for day in range(_ROWS)]
    file.write_text("\n".join(["date,low_back", *rows]) + "\n")
    return file
