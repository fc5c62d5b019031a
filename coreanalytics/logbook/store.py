"""The folder of a book: kept files and their manifests, private to the user.

::

    my-log/
      coreanalytics.toml        settings
      aliases.csv               what a person calls an exercise
      history/000001/           one folder an add, put in place by a single rename
        add.json                the manifests
        0-strong.csv            the kept files, untouched
      .cache/                   derived tables; may be deleted at any time

Nothing in `history` is ever changed. A number is taken by renaming a finished folder onto it, which
fails when somebody else was faster: so adds of several processes line up without locks.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coreanalytics.errors import BookError
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.settings import FILE_NAME as SETTINGS_FILE

HISTORY: Final = "history"
CACHE: Final = ".cache"
_STAGING: Final = ".staging-"
_STALE_SECONDS: Final = 24 * 3600
_NUMBER: Final = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the book.

    Attributes
    ----------
    number
        Number of the add that brought it.
    path
        Where its bytes are.
    manifest
        What was told about it.
    """

    number: int
    path: Path
    manifest: Manifest


def is_book(folder: Path) -> bool:
    """Tell whether `folder` is a book."""
    return (folder / SETTINGS_FILE).is_file()


def is_vacant(folder: Path) -> bool:
    """Tell whether a folder holds nothing, or only what an interrupted write of ours left."""
    return all(path.name.startswith(_STAGING) for path in folder.iterdir())


def write_private(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    staged = file.with_name(f"{_STAGING}{uuid.uuid4().hex}")
    try:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        staged.replace(file)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


def make_private_folder(folder: Path) -> None:
    """Make a folder (and its parents) that only its owner can enter."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def explain_failure(folder: Path) -> Iterator[None]:
    """Turn failures of the disk into errors that say what to do."""
    try:
        yield
    except OSError as problem:
        hints = {
            errno.ENOSPC: "free some space; nothing of this add was kept",
            errno.EACCES: "choose another folder with --book, or change who may write there",
            errno.EPERM: "choose another folder with --book, or change who may write there",
            errno.EROFS: "the disk is read-only: choose another folder with --book",
        }
        reason = (problem.strerror or str(problem)).lower()
        raise BookError(
            f"the book cannot be written ({reason})",
            where=str(folder),
            hint=hints.get(problem.errno or 0, "check the folder; nothing was written"),
        ) from problem


def keep_files(book: Path, files: Sequence[tuple[Source, Manifest]]) -> int:
    """Put files and manifests into the book as one add; return its number.

    Raises
    ------
    BookError
        The folder cannot be written; nothing was kept then.
    """
    with explain_failure(book):
        history = book / HISTORY
        make_private_folder(history)
        staged = history / f"{_STAGING}{uuid.uuid4().hex}"
        staged.mkdir(mode=0o700)
        try:
            entries = []
            for place, (source, manifest) in enumerate(files):
                kept = f"{place}-{_safe_name(manifest.name)}"
                _copy_private(source, staged / kept, manifest)
                entries.append({"file": kept, **manifest.to_dict()})
            told = {"kind": "add", "files": entries}
            write_private(staged / "add.json", json.dumps(told, indent=1, ensure_ascii=False).encode())
            _sweep(history)
            return _take_number(staged, history)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise


def _copy_private(source: Source, target: Path, manifest: Manifest) -> None:
    """Copy a file that is kept; one that has changed since it was read is refused."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        source.copy_to(stream)
    if Source.of_path(target).sha256 != manifest.sha256:
        raise BookError(
            "the file changed while it was being added",
            where=manifest.name,
            hint="add it again once it is written; nothing of this add was kept",
        )


def _sweep(history: Path) -> None:
    """Clear away what interrupted adds left behind, once nobody can be at it any more."""
    for left in history.glob(f"{_STAGING}*"):
        with suppress(OSError):  # another process may be sweeping too
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left)


def _take_number(staged: Path, history: Path) -> int:
    number = max((n for n, _ in _numbered(history)), default=0) + 1
    while True:
        try:
            staged.rename(history / f"{number:06d}")
        except OSError as taken:
            if taken.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            number += 1
        else:
            return number


def _numbered(history: Path) -> list[tuple[int, Path]]:
    if not history.is_dir():
        return []
    found = [(int(p.name), p) for p in history.iterdir() if _NUMBER.fullmatch(p.name)]
    return sorted(found)


def _safe_name(name: str) -> str:
    """A file name that no file system minds and that leads nowhere else."""
    # ASCII alone: a book may be opened where file names have no other letters; the manifest has the name
    kept = re.sub(r"[^\w.\- ]+", "_", Path(name).name, flags=re.ASCII).strip(". ")[-80:]
    return kept or "file"


def list_kept_files(book: Path) -> list[KeptFile]:
    """Return the files in the book that count, in the order of adds.

    Where the same bytes were added again with another person, zone or unit, the last reading counts.

    Raises
    ------
    BookError
        A manifest is damaged.
    """
    kept: dict[tuple[str, str | None], KeptFile] = {}
    for number, folder in _numbered(book / HISTORY):
        note = folder / "add.json"
        try:
            told = json.loads(note.read_bytes())
            for entry in told["files"]:
                manifest = Manifest.from_dict(entry)
                kept.pop(manifest.identity, None)
                kept[manifest.identity] = KeptFile(number, folder / str(entry["file"]), manifest)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BookError(
                f"this add cannot be read ({problem})",
                where=str(note),
                hint="restore the folder from a backup; the other adds are untouched",
            ) from problem
    return list(kept.values())
