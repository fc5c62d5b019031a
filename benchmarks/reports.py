"""How long everybody's weekly reports take: seconds, CPU seconds and sizes, against what they may.

From the project's root::

    python benchmarks/reports.py                      # 200 people x 26 weeks, parallel groups
    python benchmarks/reports.py --design blocks      # everybody does both routines: the dearest pages
    python benchmarks/reports.py --people 40 --jobs 1

The book is simulated, filled and read once (its caches are warm); then each job runs as a process of its own,
as somebody at a terminal would run it. On a busy machine the seconds say little: read the CPU seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: What 200 people may take on two cores, and one report as a whole process; seconds, bytes.
HTML_SECONDS, PDF_SECONDS, ONE_SECONDS, PAGE_BYTES = 40.0, 90.0, 2.5, 1_600_000
RUN_IN_WEEKS = 2


@dataclass(frozen=True)
class Timed:
    """What a process took."""

    label: str
    seconds: float
    cpu: float
    limit: float | None = None

    def __str__(self) -> str:
        share = "" if self.limit is None else f"   {self.seconds / self.limit:5.2f} of {self.limit:g} s"
        return f"{self.label:<44}{self.seconds:8.2f} s {self.cpu:8.2f} CPU s{share}"


def run(label: str, words: Sequence[object], limit: float | None = None) -> Timed:
    """Run the command in a process of its own, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "coreanalytics", *map(str, words)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    timed = Timed(label, seconds, cpu, limit)
    print(timed, flush=True)
    return timed


def make_book(folder: Path, people: int, weeks: int, design: str) -> Path:
    """Make a book of a simulated study, and warm its caches."""
    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.simulation import simulate_study, write_study

    logs = folder / "logs"
    write_study(simulate_study(people=people, weeks=weeks - RUN_IN_WEEKS, design=design), logs)
    book = Logbook(folder / "book")
    book.create(aliases=(logs / "aliases.csv").read_bytes())
    book.add(logs)
    book.tables()
    book.tables([book.everybody[1]])
    return book.folder


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    told.add_argument("--people", type=int, default=200)
    told.add_argument("--weeks", type=int, default=26)
    told.add_argument("--design", default="parallel")
    told.add_argument("--jobs", type=int, default=None)
    told.add_argument("--book", type=Path, help="a book that is there already")
    args = told.parse_args()
    jobs = [] if args.jobs is None else ["--jobs", args.jobs]
    share = args.people / 200  # the limits are for 200 people
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        book = args.book or make_book(folder, args.people, args.weeks, args.design)
        report = ["report", "--book", book]
        print(f"{args.people} people x {args.weeks} weeks, {args.design}; {os.cpu_count()} cores")
        one = ["--person", first_person(book)]
        run("one report, once to warm up", [*report, *one, "--out", folder / "one"])
        timed = [
            run("one report, whole process", [*report, *one, "--out", folder / "two"], ONE_SECONDS),
            run("everybody, HTML", [*report, "--all", *jobs, "--out", folder / "html"], HTML_SECONDS * share),
            run("everybody, HTML and PDF", [*report, "--all", "--pdf", *jobs, "--out", folder / "pdf"],
                PDF_SECONDS * share),
        ]  # fmt: skip
        run("everybody again, nothing changed", [*report, "--all", "--pdf", *jobs, "--out", folder / "pdf"])
        sizes = {
            kind: max((file.stat().st_size for file in (folder / "pdf").glob(f"*{kind}")), default=0)
            for kind in (".html", ".json", ".pdf")
        }
        for kind, size in sizes.items():
            print(f"largest {kind:<36}{size / 1e6:8.2f} MB")
        shutil.rmtree(folder / "pdf")
    is_fast = all(one.limit is None or one.seconds <= one.limit for one in timed)
    return 0 if is_fast and sizes[".html"] <= PAGE_BYTES else 1


def first_person(book: Path) -> str:
    from coreanalytics.logbook.book import Logbook

    return Logbook(book).everybody[0]


if __name__ == "__main__":
    sys.exit(main())
