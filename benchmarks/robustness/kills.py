"""`kill -9` at random moments of an add: the book holds all or nothing, and repeating completes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.store import HISTORY, STAGING

_CHILD: Final = """
import sys
from coreanalytics.logbook.book import Logbook
import coreanalytics.logbook.adding, pandera.polars
print("ready", flush=True)
Logbook(sys.argv[1]).add(*sys.argv[2:], person="me", timezone="Europe/Berlin", weight_unit="kg")
"""
_WARM: Final = 6  #: adds that are not killed, to learn how long one takes


@dataclass(frozen=True)
class Killed:
    """What came of it: adds killed, of which `before` had kept nothing and `after` everything."""

    kills: int
    before: int
    after: int
    late: int
    leftovers: int
    seconds: float


def run_kills(kills: int = 200, seed: int = 1, days: int = 2_000) -> Killed:
    """Kill adds at random moments; raise if a book is torn, or cannot be completed."""
    began = time.perf_counter()
    rng = random.Random(seed)
    counts = {"before": 0, "after": 0, "late": 0}
    leftovers = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        book = folder / "book"
        takes = min(
            _time_add(folder / f"warm-{at}", _write_log(folder / f"w{at}.csv", days, at))
            for at in range(_WARM)
        )
        Logbook(book).create(person="me")
        rows = 0
        for number in range(kills):
            # two files in one add: both or neither
            files = [
                _write_log(folder / f"{number}-{part}.csv", days // 2, 2 * number + part) for part in (0, 1)
            ]
            child = _start(book, files)
            time.sleep(rng.uniform(0, takes))
            child.send_signal(signal.SIGKILL)
            was_done = child.wait() == 0
            found = Logbook(book).sets().height
            if found not in (rows, rows + days // 2 * 2):
                raise AssertionError(f"kill {number}: {found} sets, not {rows} or {rows + days}")
            counts["late" if was_done else "before" if found == rows else "after"] += 1
            leftovers += sum(path.name.startswith(STAGING) for path in (book / HISTORY).glob("*"))
            again = Logbook(book).add(*files, person="me", timezone="Europe/Berlin", weight_unit="kg")
            statuses = {report.status for report in again.files}
            if statuses != ({"added"} if found == rows else {"unchanged"}):
                raise AssertionError(f"kill {number}: repeated, the files were {statuses}")
            rows += days // 2 * 2
            if Logbook(book).sets().height != rows:
                raise AssertionError(f"kill {number}: repeating did not complete the add")
            if number % 20 == 19:  # a long history would only make opening slower
                book = folder / f"book-{number}"
                Logbook(book).create(person="me")
                rows = 0
    return Killed(kills, **counts, leftovers=leftovers, seconds=time.perf_counter() - began)


def _start(book: Path, files: list[Path]) -> subprocess.Popen[str]:
    # modules compiled once: without that, reading them would take most of the time
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", _CHILD, str(book), *map(str, files)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def _time_add(book: Path, file: Path) -> float:
    child = _start(book, [file])
    began = time.perf_counter()
    if child.wait() != 0:
        raise AssertionError("an add that nobody killed failed")
    return time.perf_counter() - began


def _write_log(file: Path, sets: int, year: int) -> Path:
    """Write a log of our own whose sessions nobody else has."""
    rows = ["date,session,exercise,set_index,reps"]
    rows += [f"2026-03-01,{file.stem}-{year},Crunch,{index},{10 + index % 7}" for index in range(sets)]
    file.write_text("\n".join(rows) + "\n")
    return file
