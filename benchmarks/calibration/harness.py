"""Runs simulated studies through the product's own functions, many times, and keeps what came out.

A *topic* is any module of this folder that has

- ``CELLS``, written at the start of a line: frozen dataclasses, one a kind of study, each with a ``name``
  that no other cell of the topic has (a `Cell` of this module, or the topic's own class; every field counts
  as a setting). Where they have a field ``effect``, cells that differ in nothing else share a line of the
  tables; where they have a ``target``, it replaces the usual criteria (`targets`); where they have a
  property ``times``, they get that many times the usual replications;
- ``run_cell(cell, seeds) -> pl.DataFrame``: one row per replication (`seeds` is a range of their numbers)
  and, where a study gives several numbers, per ``series``. A replication's random numbers must come from
  its own seed alone, so that neither chunks nor cores change a result. Columns:

  ``seed``      number of the replication
  ``series``    which number, in words of a table ("difference at week 8"); left out if there is only one.
                A series with "beside" in its name is measured, and not held to any criterion
  ``estimate``, ``truth``, ``low``, ``high``   the number, what it should be, its interval
  ``refused``   whether there was no answer (the others are null then); such rows stay, and are counted
  ``df``        shown where given; any other column is kept

  ``against_0``     there where every number is held against 0, however far from it all of them lie

  ``cannot_tell``   for a check: whether it could not tell; `low` to `high` leaves out 0 where it failed

  or, for a verdict that is looked at again and again: ``seed``, ``truth``, ``verdict``, ``week``,
  ``false_verdict``, ``crossed``, ``refused_looks`` (`weekly_looks`).

What must be reached stands in `targets`; what is worked out of the rows in `measures`.

A chunk of `CHUNK` replications is one Parquet file in ``.cache`` (git-ignored), named by a hash of the
cell's settings and of the source that made it: the topic's and all that it imports, directly or not, from
this folder and from coreanalytics/effects, but the words. So an interrupted run goes on where it stopped,
and a changed model is never mixed with an old one. ``--keep`` takes chunks of older sources too (for a
change that cannot move a number); ``--clear`` empties the cache.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Protocol

import polars as pl

ROOT: Final = Path(__file__).resolve().parents[2]
HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE / ".cache"
_MODELS: Final = ROOT / "coreanalytics" / "effects"
_TRUTH: Final = ROOT / "coreanalytics" / "logbook" / "simulation" / "calibration.py"
_NO_NUMBERS: Final = (HERE / "harness.py", _MODELS / "layout.py", _MODELS / "__init__.py")
_NO_WORDS: Final = {"texts"}
CHUNK: Final = 100
REPLICATIONS: Final = 2000
#: one thread a worker: the cores are shared out by process
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")


class Named(Protocol):
    """Any frozen dataclass with a name."""

    @property
    def name(self) -> str:
        """Tells the cell apart from all others of its topic."""


@dataclass(frozen=True)
class Cell:
    """One kind of study, for topics that need no class of their own.

    `settings` are (key, value) pairs. `target` holds criteria of its own, each (measure, side, bound) or
    (measure, side, bound, slack) as in `targets.Target`; without any the usual ones of `targets` hold.
    """

    name: str
    group: str
    settings: tuple[tuple[str, Any], ...] = ()
    target: tuple[tuple[Any, ...], ...] | None = None


@dataclass(frozen=True)
class Chunk:
    """Some replications of one cell, and where they are kept."""

    topic: str
    cell: str
    first: int
    stop: int
    path: Path


def load_topic(topic: str) -> ModuleType:
    """Return a topic's module."""
    return importlib.import_module(f"benchmarks.calibration.{topic}")


def list_topics(only: Sequence[str] = ()) -> list[str]:
    """Return the topics there are, or those of `only`."""
    sources = {path.stem: path.read_text("utf-8") for path in sorted(HERE.glob("*.py"))}
    there = [name for name, source in sources.items() if re.search(r"^CELLS\b", source, re.MULTILINE)]
    unknown = sorted(set(only) - set(there))
    if unknown:
        raise SystemExit(f"unknown: {', '.join(unknown)}; there are {', '.join(there)}")
    return [topic for topic in there if not only or topic in only]


def list_cells(topic: str, matching: str = "") -> list[Named]:
    """Return a topic's cells whose names match a regular expression."""
    cells: list[Named] = list(load_topic(topic).CELLS)
    names = [cell.name for cell in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{topic}: cells must have different names: {', '.join(twice)}")
    return [cell for cell in cells if re.search(matching, cell.name)]


def hash_source(topic: str) -> str:
    """Return a hash of all source that can move a topic's numbers."""
    digest = hashlib.sha256()
    for path in find_sources(topic):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def find_sources(topic: str) -> list[Path]:
    """Return the topic's file and all that it imports, directly or not, from here and from the models."""
    waiting, found = [HERE / f"{topic}.py"], set()
    while waiting:
        path = waiting.pop()
        if path in found or path in _NO_NUMBERS or _NO_WORDS & set(path.parts):
            continue
        found.add(path)
        waiting += [file for file in _list_imports(path) if path.name != "__init__.py" and _counts(file)]
    return sorted(found)


def _counts(path: Path) -> bool:
    return path.is_relative_to(_MODELS) or path == _TRUTH or path.parent == HERE


def _list_imports(path: Path) -> Iterator[Path]:
    """Yield the files behind the imports of a module; of a package, all of them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            homes = [ROOT.joinpath(*name.split(".")) for name in names[1:]]
            if all(home.is_dir() or home.with_suffix(".py").exists() for home in homes):
                names = names[1:]  # modules of a package: those alone
        else:
            continue
        for name in names:
            home = ROOT.joinpath(*name.split("."))
            if home.is_dir():
                yield from home.rglob("*.py")
            elif home.with_suffix(".py").exists():
                yield home.with_suffix(".py")


def plan_chunks(topic: str, cells: Iterable[Named], replications: int, cache: Path = CACHE) -> list[Chunk]:
    """Return the chunks of cells, whether they are done or not."""
    source = hash_source(topic)
    chunks = []
    for cell in cells:
        key = hashlib.sha256(repr(cell).encode()).hexdigest()[:12]
        for first in range(0, replications, CHUNK):
            stop = min(first + CHUNK, replications)
            path = cache / topic / source / key / f"{first}-{stop}.parquet"
            chunks.append(Chunk(topic, cell.name, first, stop, path))
    return chunks


def find_older(chunk: Chunk) -> Path | None:
    """Return the newest file of the same chunk that another source made."""
    folder = chunk.path.parents[2]
    found = folder.glob(f"*/{chunk.path.parent.name}/{chunk.path.name}")
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def run_chunk(chunk: Chunk) -> Chunk:
    """Run one chunk and keep its rows; the file is there whole or not at all."""
    rows = simulate(chunk.topic, chunk.cell, range(chunk.first, chunk.stop))
    chunk.path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=chunk.path.parent, suffix=".part")
    os.close(handle)
    rows.write_parquet(scratch)
    Path(scratch).replace(chunk.path)
    return chunk


def simulate(topic: str, name: str, seeds: range) -> pl.DataFrame:
    """Return the rows of some replications of a cell, checked."""
    module = load_topic(topic)
    cell = next((cell for cell in module.CELLS if cell.name == name), None)
    if cell is None:
        raise ValueError(f"{topic} has no cell {name!r}: did its source change while it ran?")
    rows: pl.DataFrame = module.run_cell(cell, seeds)
    if sorted(rows["seed"].unique()) != list(seeds):
        raise ValueError(f"{topic}, {name}: not one row at least for every replication")
    return rows


def run_chunks(
    chunks: Sequence[Chunk],
    *,
    cores: int = 0,
    keep: bool = False,
    tell: Callable[[Chunk, bool], None] | None = None,
) -> None:
    """Run what is not there yet, in parallel; `tell` hears of every chunk done, and whether it was there."""
    missing = []
    for chunk in chunks:
        older = find_older(chunk) if keep and not chunk.path.exists() else None
        if older is not None:
            chunk.path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(older, chunk.path)
        if not chunk.path.exists():
            missing.append(chunk)
        elif tell is not None:
            tell(chunk, True)
    if not missing:
        return
    kept = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))  # what the workers inherit
    try:
        with ProcessPoolExecutor(cores or os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(run_chunk, chunk) for chunk in missing]
            try:
                for done in as_completed(waiting):
                    chunk = done.result()
                    if tell is not None:
                        tell(chunk, False)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def read_rows(chunks: Iterable[Chunk]) -> pl.DataFrame:
    """Return the rows of one cell's chunks in order of their replications."""
    return pl.concat([pl.read_parquet(chunk.path) for chunk in chunks], how="diagonal_relaxed")


def clear_cache(cache: Path = CACHE) -> None:
    """Remove every kept chunk."""
    shutil.rmtree(cache, ignore_errors=True)
