"""Files that people look at: written whole or not at all, for their owner only, and only if they change."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from coreanalytics.errors import ArgumentError

PREFIX: Final = ".page-"
SUFFIX: Final = ".tmp"
#: After so long nobody is writing it any more.
_STALE_SECONDS: Final = 3600


def save_file(data: bytes, path: str | os.PathLike[str]) -> bool:
    """Write a file so that it is there whole or not at all, readable by its owner only (0600).

    A file that holds these bytes already is not touched, so that its time tells when it last changed.

    Parameters
    ----------
    data
        What it shall hold.
    path
        Where; missing folders are made.

    Returns
    -------
    bool
        Whether anything was written.

    Raises
    ------
    ArgumentError
        The place cannot be written.
    """
    target = Path(path)
    try:
        if _holds(target, data):
            return False
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=PREFIX, suffix=SUFFIX)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ArgumentError(
            f"the page cannot be written: {error.strerror or error}",
            where=str(target),
            hint="choose a file in a folder that you may write to",
        ) from error
    return True


def _holds(target: Path, data: bytes) -> bool:
    """Tell whether a plain file of ours holds these bytes; links and files open to others are replaced."""
    try:
        found = target.lstat()
    except OSError:
        return False
    is_private = os.name != "posix" or found.st_mode & 0o777 == 0o600
    is_same_size = found.st_size == len(data) and not target.is_symlink() and target.is_file()
    return is_private and is_same_size and target.read_bytes() == data


def sweep_folder(folder: str | os.PathLike[str]) -> None:
    """Clear away what interrupted writes left in a folder, once nobody can be at it any more."""
    for left in Path(folder).glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError):  # another process may be sweeping too
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink()
