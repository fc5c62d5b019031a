"""Measure how long adding and opening take: ``python -m benchmarks.adding``; see README.md beside."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import polars as pl

import coreanalytics
from benchmarks.adding.children import ZONE, Cost, run_child, run_command
from benchmarks.adding.logs import write_hevy

README = Path(__file__).with_name("README.md")
MARK = "<!-- measured -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what
        What was done.
    costs
        Each run of it.
    yardstick
        Runs of the pass that it is a multiple of; None: seconds count.
    most
        The target: most seconds, or most times the yardstick; None: none.
    most_memory
        Most MB; None: it does not count.
    clock
        Whether the clock's seconds count, or the processor's.
    """

    what: str
    costs: list[Cost]
    yardstick: list[Cost] | None = None
    most: float | None = None
    most_memory: float | None = None
    clock: bool = True

    @property
    def ratio(self) -> float:
        """Median of what counts: seconds, or times the yardstick."""
        seconds = self._median(self.costs)
        return seconds if self.yardstick is None else seconds / self._median(self.yardstick)

    def _median(self, costs: list[Cost]) -> float:
        return median(cost.wall if self.clock else cost.processor for cost in costs)

    @property
    def memory(self) -> float:
        """Highest peak memory, MB."""
        return max(cost.memory for cost in self.costs)

    @property
    def is_met(self) -> bool:
        """Whether the target is met."""
        small = self.most_memory is None or self.memory <= self.most_memory
        return (self.most is None or self.ratio <= self.most) and small

    def tell(self) -> str:
        """Return the line of the table."""
        wall = median(cost.wall for cost in self.costs)
        processor = median(cost.processor for cost in self.costs)
        times = f"{self.ratio:.2f} ×" if self.yardstick is not None else "–"
        target = "–"
        if self.most is not None:
            target = f"{self.most:g} {'s' if self.yardstick is None else '×'}"
            target += f", {self.most_memory:,.0f} MB" if self.most_memory else ""
            target += " ✓" if self.is_met else " ✗"
        cells = (self.what, f"{wall:.3f} s", f"{processor:.3f} s", times, f"{self.memory:,.0f} MB", target)
        return f"| {' | '.join(cells)} |"


def measure_large(folder: Path, sets: int, runs: int) -> list[Row]:
    """Add a long Hevy file, and add it again."""
    file, book = folder / "hevy.csv", folder / "large"
    write_hevy(file, sets)
    bare, first, again = [], [], []
    for _ in range(runs):  # in turn, so that a busy minute falls on all of them
        bare.append(run_child("pass_over", file))
        shutil.rmtree(book, ignore_errors=True)
        first.append(run_child("add", file, book))
        again.append(run_child("add", file, book))
    size = f"{sets:,} sets, {file.stat().st_size / 1e6:,.0f} MB"
    return [
        Row(f"bare `csv.reader` pass ({size})", bare, bare),
        Row("adding that file", first, bare, 8.0, 1_500.0),
        Row("adding it again, unchanged", again, bare, 0.5),
    ]


def measure_usual(folder: Path, runs: int) -> list[Row]:
    """Add a usual file as a person does, with the command."""
    file, book = folder / "usual.csv", folder / "usual"
    write_hevy(file, 2_000, seed=3)
    told = ["add", str(file), "--book", str(book), "--person", "me", "--timezone", ZONE]
    first, again = [], []
    for _ in range(runs):
        shutil.rmtree(book, ignore_errors=True)
        first.append(run_command(told))
        again.append(run_command(told))
    return [
        Row("`coreanalytics add` of 2,000 rows, the whole process", first, most=2.0),
        Row("the same again, unchanged", again),
    ]


def measure_cohort(folder: Path, people: int, entries: int, runs: int) -> list[Row]:
    """Open one person among many."""
    book = folder / "cohort"
    made = run_child("make_book", book, str(people), str(entries))
    names = [f"p{number * people // runs:05d}" for number in range(runs)]
    run_child("open_person", book, names[0])  # as after any other look into the book
    opened = [run_child("open_person", book, name) for name in names]
    return [
        Row(f"making a book of {people:,} people and {entries} quick entries", [made]),
        Row(f"opening it and `build_days` of one person ({people:,} people)", opened, most=0.3),
    ]


def tell_table(rows: list[Row], load: float, *, clock: bool) -> str:
    """Return the table, and the machine that it was measured on."""
    python = platform.python_version()
    heads = "| | clock | processor | × bare pass | peak memory | target |\n|---|---|---|---|---|---|"
    return (
        f"{os.cpu_count()} cores, Python {python}, Polars {pl.__version__}, load {load:.1f} when begun; "
        f"targets by the {'clock' if clock else 'processor time (the machine was busy)'}.\n\n"
        f"{heads}\n" + "\n".join(row.tell() for row in rows) + "\n"
    )


def main() -> int:
    """Measure, print the table, and tell by the exit code whether all targets are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adding", description=__doc__)
    parser.add_argument("--sets", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=300, help="quick entries in the book of many people")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to write; default: the system's temporary folder")
    parser.add_argument("--cpu", action="store_true", help="processor time counts: the machine is busy")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    compileall.compile_dir(Path(coreanalytics.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        rows = measure_large(folder, asked.sets, asked.runs)
        rows += measure_usual(folder, asked.runs)
        rows += measure_cohort(folder, asked.people, asked.entries, asked.runs)
    rows = [replace(row, clock=not asked.cpu) for row in rows]
    table = tell_table(rows, load, clock=not asked.cpu)
    print(table)
    if asked.write:
        head, _, _ = README.read_text(encoding="utf-8").partition(MARK)
        README.write_text(f"{head}{MARK}\n\n{table}", encoding="utf-8")
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
