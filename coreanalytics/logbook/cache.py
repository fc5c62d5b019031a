"""The cache of a book: derived tables as immutable Parquet, named by a hash of what went into them.

A cache entry is a folder that appears by one rename and is never changed; a damaged or missing one is
made anew. Entries that nobody used for two weeks are swept. Nothing here is needed to keep the book whole.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.logbook.store import CACHE, STAGING, make_private_folder

_DAY: Final = 24 * 3600
UNUSED_DAYS: Final = 14  #: after which an entry is swept
_ROWS_TOGETHER: Final = 2**16  # of which some are read without the others
_SWEPT: Final = ".swept"  # its time tells when the cache was swept last


def load_entry(
    folder: Path, only: Collection[str] | None = None, rows: pl.Expr | None = None
) -> tuple[dict[str, pl.DataFrame], dict[str, Any]] | None:
    """Return the frames and facts of a cache entry, or None if there is none that can be read.

    Parameters
    ----------
    folder
        The entry.
    only
        Names of the frames that are needed; None: all.
    rows
        Which rows are needed of the frames that have the columns in it; None: all.
    """
    try:
        facts = json.loads((folder / "facts.json").read_bytes())
        names = [name for name in facts["frames"] if only is None or name in only]
        frames = {name: _load_frame(folder / f"{name}.parquet", rows) for name in names}
        _note_use(folder)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return frames, facts


def _load_frame(file: Path, rows: pl.Expr | None) -> pl.DataFrame:
    if rows is not None:
        frame = pl.scan_parquet(file)
        if set(rows.meta.root_names()) <= set(frame.collect_schema()):
            return frame.filter(rows).collect()
    return pl.read_parquet(file)


def _note_use(folder: Path) -> None:
    """Set the time of an entry to now, once a day: sweeping goes by it."""
    if time.time() - folder.stat().st_mtime > _DAY:
        with suppress(OSError):  # somebody else's book, or a disk that is read-only
            os.utime(folder)


def save_entry(folder: Path, frames: Mapping[str, pl.DataFrame], facts: Mapping[str, Any]) -> None:
    """Put an entry in place; a disk that is full or read-only only costs time later."""
    staged = folder.with_name(f"{STAGING}{uuid.uuid4().hex}")
    try:
        make_private_folder(folder.parent)
        staged.mkdir(mode=0o700)
        for name, frame in frames.items():
            frame.write_parquet(
                staged / f"{name}.parquet",
                compression="zstd",
                compression_level=1,
                row_group_size=_ROWS_TOGETHER,
            )
            (staged / f"{name}.parquet").chmod(0o600)
        note = staged / "facts.json"
        note.write_text(json.dumps({**facts, "frames": list(frames)}), encoding="utf-8")
        note.chmod(0o600)
        if folder.exists() and load_entry(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
        os.rename(staged, folder)  # noqa: PTH104 - fails where the entry is there already, as meant
    except (OSError, pl.exceptions.ComputeError):  # Polars words a full disk as an error of its own
        shutil.rmtree(staged, ignore_errors=True)


def sweep_cache(book: Path, *, unused_days: float = UNUSED_DAYS) -> None:
    """Remove entries that nobody used for a while, and what interrupted writes left; once a day at most.

    Parameters
    ----------
    book
        The book's folder. Only its cache is touched, never a kept file.
    unused_days
        Days without use after which an entry goes.
    """
    cache = book / CACHE
    note = cache / _SWEPT
    now = time.time()
    with suppress(OSError):
        if not cache.is_dir() or (note.exists() and now - note.stat().st_mtime < _DAY):
            return
        note.touch(mode=0o600)
        for entry in cache.glob("*/*"):
            patience = _DAY if entry.name.startswith(STAGING) else unused_days * _DAY
            with suppress(OSError):  # another process may be sweeping too
                if now - entry.stat().st_mtime > patience:
                    shutil.rmtree(entry)
