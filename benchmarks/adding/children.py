"""What is measured, each in a process of its own: one JSON line of seconds and memory comes back."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took.

    Attributes
    ----------
    wall, processor
        Seconds on the clock, and seconds of processor time of all threads.
    memory
        Peak memory of the whole process, MB.
    """

    wall: float
    processor: float
    memory: float


def run_child(task: str, *told: str | Path) -> Cost:
    """Run one of the tasks below in a new process."""
    command = [sys.executable, "-m", "benchmarks.adding.children", task, *map(str, told)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def run_command(arguments: Sequence[str]) -> Cost:
    """Run the `coreanalytics` command as a whole process, start and imports included."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "coreanalytics", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"coreanalytics {' '.join(arguments)} ended with {process.returncode}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _measure(act: Callable[[], object]) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    act()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "processor": processor, "memory": peak}))


def pass_over(file: str) -> None:
    """The yardstick: a bare pass of `csv.reader` over a file."""
    import csv

    def act() -> None:
        with Path(file).open(newline="", encoding="utf-8") as stream:
            for _ in csv.reader(stream):
                pass

    _measure(act)


def add(file: str, book: str) -> None:
    """Add a file to a book; what is imported on the way counts."""
    from coreanalytics.logbook.book import Logbook

    def act() -> None:
        (report,) = Logbook(book).add(file, person="me", timezone=ZONE).files
        assert report.accepted == report.records, report

    _measure(act)


def open_person(book: str, person: str) -> None:
    """Open a book and build one person's days."""
    from coreanalytics.days import build_days
    from coreanalytics.logbook.book import Logbook

    def act() -> None:
        assert build_days(Logbook(book), people=[person]).height

    _measure(act)


def make_book(book: str, people: str, entries: str) -> None:
    """Make a book of many people, with quick entries of some hundred of them, and warm its caches."""
    from benchmarks.adding.logs import write_cohort
    from coreanalytics.logbook.book import Logbook

    def act() -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = write_cohort(Path(folder), int(people))
            for first in range(0, len(files), 100):
                Logbook(book).add(*files[first : first + 100], timezone=ZONE)
        names = Logbook(book).everybody
        for number in range(int(entries)):
            name, day = names[number * 31 % len(names)], f"2026-04-{number % 28 + 1:02d}"
            Logbook(book).log_pain({"low_back": number % 6}, person=name, date=day)
        Logbook(book).tables()

    _measure(act)


if __name__ == "__main__":
    tasks = {task.__name__: task for task in (pass_over, add, open_person, make_book)}
    tasks[sys.argv[1]](*sys.argv[2:])
