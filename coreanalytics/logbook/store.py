"""The folder of a book: kept files and their manifests, private to the user.

::

    my-log/
      coreanalytics.toml        settings
      aliases.csv               what a person calls an exercise
      history/000001/           one folder an event, put in place by a single rename
        add.json                its kind; of an add, the manifests
        0-strong.csv            the kept files, untouched
        preregistration.md      or a plan on record, sealed by its hash
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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from coreanalytics.errors import BookError
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.settings import FILE_NAME as SETTINGS_FILE
from coreanalytics.version import __version__

HISTORY: Final = "history"
CACHE: Final = ".cache"
PLAN: Final = "preregistration.md"  #: a plan on record, in its own event
NOTE: Final = "add.json"  #: of an event; it tells its kind, which is an add more often than not
STAGING: Final = ".staging-"
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
    return all(path.name.startswith(STAGING) for path in folder.iterdir())


def write_private(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    staged = file.with_name(f"{STAGING}{uuid.uuid4().hex}")
    try:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
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


def keep_files(book: Path, files: Sequence[tuple[Source, Manifest]], *, quick: bool = False) -> int:
    """Put files and manifests into the book as one add; return its number.

    Parameters
    ----------
    book
        The book's folder.
    files
        Files with their manifests.
    quick
        Whether they are a quick entry rather than files of the person's own.

    Raises
    ------
    BookError
        The folder cannot be written; nothing was kept then.
    """
    return keep_event(book, {"kind": "add", **({"quick": True} if quick else {})}, files=files)


def keep_event(
    book: Path,
    told: Mapping[str, Any],
    *,
    files: Sequence[tuple[Source, Manifest]] = (),
    beside: Mapping[str, bytes] | None = None,
) -> int:
    """Put an event into the book's history; return its number.

    Parameters
    ----------
    book
        The book's folder.
    told
        What the event is: at least its `kind`.
    files
        Files that it brings, with their manifests.
    beside
        Other files to be kept with it, by name.

    Raises
    ------
    BookError
        The folder cannot be written; nothing was kept then.
    """
    with explain_failure(book):
        history = book / HISTORY
        make_private_folder(history)
        staged = history / f"{STAGING}{uuid.uuid4().hex}"
        staged.mkdir(mode=0o700)
        try:
            entries = []
            for place, (source, manifest) in enumerate(files):
                kept = f"{place}-{safe_name(manifest.name)}"
                _copy_private(source, staged / kept, manifest)
                entries.append({"file": kept, **manifest.to_dict()})
            for name, data in (beside or {}).items():
                write_private(staged / name, data)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            note = {**told, "at": at, "software": __version__, "files": entries}
            write_private(staged / NOTE, json.dumps(note, indent=1, ensure_ascii=False).encode())
            sync_folder(staged)
            _sweep(history)
            number = _take_number(staged, history)
            sync_folder(history)
            return number
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise


def sync_folder(folder: Path) -> None:
    """Have the disk keep what a folder lists, where it can: a power cut must not tear an add."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _copy_private(source: Source, target: Path, manifest: Manifest) -> None:
    """Copy a file that is kept; one that has changed since it was read is refused."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        source.copy_to(stream)
        stream.flush()
        os.fsync(stream.fileno())
    if Source.of_path(target).sha256 != manifest.sha256:
        raise BookError(
            "the file changed while it was being added",
            where=manifest.name,
            hint="add it again once it is written; nothing of this add was kept",
        )


def _sweep(history: Path) -> None:
    """Clear away what interrupted adds left behind, once nobody can be at it any more."""
    for left in history.glob(f"{STAGING}*"):
        with suppress(OSError):  # another process may be sweeping too
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left)


def _take_number(staged: Path, history: Path) -> int:
    number = max((number for number, _ in list_numbers(history.parent)), default=0) + 1
    while True:
        try:
            staged.rename(history / f"{number:06d}")
        except OSError as taken:
            if taken.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            number += 1
        else:
            return number


def list_numbers(book: Path) -> list[tuple[int, int]]:
    """Return the number of each event of a book, and when its folder was last changed (ns), in order."""
    try:
        with os.scandir(book / HISTORY) as found:
            numbered = [part for part in found if _NUMBER.fullmatch(part.name)]
            return sorted((int(part.name), part.stat().st_mtime_ns) for part in numbered)
    except FileNotFoundError:
        return []


def event_folder(book: Path, number: int) -> Path:
    """Return the folder of an event."""
    return book / HISTORY / f"{number:06d}"


def safe_name(name: str) -> str:
    """A file name that no file system minds and that leads nowhere else."""
    # ASCII alone: a book may be opened where file names have no other letters; the manifest has the name
    kept = re.sub(r"[^\w.\- ]+", "_", Path(name).name, flags=re.ASCII).strip(". ")[-80:]
    return kept or "file"
