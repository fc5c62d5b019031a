"""Run the calibration: ``python -m benchmarks.calibration``; see README.md beside."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.calibration import harness, tables
from benchmarks.calibration.measures import measure

RESULTS = harness.HERE / "results"
PICTURE = harness.ROOT / "docs" / "pictures" / "calibration.svg"
README = harness.HERE / "README.md"


def read_arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("--replications", type=int, default=harness.REPLICATIONS, help="a cell")
    parser.add_argument("--with-effect", type=int, help="replications of cells with an effect, if others")
    parser.add_argument("--only", nargs="+", default=[], metavar="TOPIC", help="cohorts, one_person ...")
    parser.add_argument("--cells", default="", metavar="REGEX", help="only cells whose names match")
    parser.add_argument("--cores", type=int, default=0, help="workers; 0: one a core")
    parser.add_argument("--out", type=Path, help="folder of the results; in full runs the committed one")
    parser.add_argument("--keep", action="store_true", help="take kept chunks of older sources too")
    parser.add_argument("--clear", action="store_true", help="empty the cache first")
    return parser.parse_args(given)


def run_topic(topic: str, asked: argparse.Namespace, cache: Path = harness.CACHE) -> pl.DataFrame:
    """Run what is missing of one topic, with a progress bar, and return its measures."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    cells = harness.list_cells(topic, asked.cells)
    chunks = []
    for cell in cells:
        has_effect = bool(tables.tell_study(cell)[1])
        count = asked.with_effect if has_effect and asked.with_effect else asked.replications
        chunks += harness.plan_chunks(topic, [cell], round(count * getattr(cell, "times", 1)), cache)
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[cell]}")) as progress:
        bar = progress.add_task(topic, total=len(chunks), cell="")

        def tell(chunk: harness.Chunk, was_there: bool) -> None:
            progress.update(bar, advance=1, cell=chunk.cell)

        harness.run_chunks(chunks, cores=asked.cores, keep=asked.keep, tell=tell)
    of_cell: dict[str, list[harness.Chunk]] = {}
    for chunk in chunks:
        of_cell.setdefault(chunk.cell, []).append(chunk)
    parts = [tables.tabulate(topic, cell, measure(harness.read_rows(of_cell[cell.name]))) for cell in cells]
    return pl.concat(parts)


def keep_results(folder: Path, is_public: bool) -> None:
    """Renew the tables of the README and the picture from all results there are."""
    found = [tables.read_csv(path) for path in sorted(folder.glob("*.csv"))]
    table = pl.concat(found)
    from benchmarks.calibration.picture import save_picture

    save_picture(table, PICTURE if is_public else folder / "calibration.svg")
    if is_public:
        text = README.read_text("utf-8")
        for topic, part in table.group_by("topic", maintain_order=True):
            text = tables.put_between(text, str(topic[0]), tables.write_markdown(part))
        README.write_text(text, "utf-8")


def main(given: Sequence[str] | None = None) -> None:
    """Run, tell and keep."""
    asked = read_arguments(given)
    if asked.clear:
        harness.clear_cache()
    os.environ.update(dict.fromkeys(harness.THREADS, "1"))
    is_whole = min(asked.replications, asked.with_effect or asked.replications) >= harness.REPLICATIONS
    is_whole &= not asked.cells
    folder = asked.out or (RESULTS if is_whole else None)
    began = time.perf_counter()
    for topic in harness.list_topics(asked.only):
        table = run_topic(topic, asked)
        print(f"\n{topic}: {asked.replications} replications a cell; % ± Monte-Carlo error\n")
        print(tables.write_markdown(table), "\n", flush=True)
        if folder is not None:
            tables.write_csv(table, folder / f"{topic}.csv")
    if folder is not None:
        keep_results(folder, is_public=folder == RESULTS)
    else:
        print("Not kept: only full runs are, or those told where (--out).")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
