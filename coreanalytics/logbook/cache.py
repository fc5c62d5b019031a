"""The cache of a book: derived tables as immutable Parquet, named by a hash of what went into them.

A cache entry is a folder that appears by one rename and is never changed; a damaged or missing one is
made anew. Nothing here is needed to keep the book whole.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from coreanalytics.logbook.store import make_private_folder


def load_entry(folder: Path) -> tuple[dict[str, pl.DataFrame], dict[str, Any]] | None:
    """Return the frames and facts of a cache entry, or None if there is none that can be read."""
    try:
        facts = json.loads((folder / "facts.json").read_bytes())
        frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in facts["frames"]}
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return frames, facts


def save_entry(folder: Path, frames: Mapping[str, pl.DataFrame], facts: Mapping[str, Any]) -> None:
    """Put an entry in place; a disk that is full or read-only only costs time later."""
    staged = folder.with_name(f".staging-{uuid.uuid4().hex}")
    try:
        make_private_folder(folder.parent)
        staged.mkdir(mode=0o700)
        for name, frame in frames.items():
            frame.write_parquet(staged / f"{name}.parquet", compression="zstd", compression_level=1)
            (staged / f"{name}.parquet").chmod(0o600)
        note = staged / "facts.json"
        note.write_text(json.dumps({**facts, "frames": list(frames)}), encoding="utf-8")
        note.chmod(0o600)
        if folder.exists() and load_entry(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
        os.rename(staged, folder)  # noqa: PTH104 - fails where the entry is there already, as meant
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
