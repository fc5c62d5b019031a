"""Sources: the bytes of a file, in memory or on disk, so that what is large is never held whole."""

from __future__ import annotations

import hashlib
import io
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

#: Files up to this size are read once and then held, so that nobody can change them meanwhile.
HELD_BYTES: Final = 64 * 2**20
_CHUNK: Final = 2**20


@dataclass(frozen=True)
class Source:
    """The bytes of one file.

    Attributes
    ----------
    name
        The file's name, for messages; a format is never told from it.
    data
        The bytes, if they are held.
    path
        Where they are, if not.
    """

    name: str
    data: bytes | None = None
    path: Path | None = None

    @classmethod
    def of_path(cls, path: Path, name: str | None = None) -> Source:
        """Return the source of a file on disk; a small one is read at once.

        Raises
        ------
        OSError
            The file cannot be opened.
        """
        with path.open("rb") as stream:
            if path.stat().st_size <= HELD_BYTES:
                return cls(name or path.name, data=stream.read())
        return cls(name or path.name, path=path)

    def open(self) -> BinaryIO:
        """Return a stream over the bytes that can be sought in; close it after use."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None
        return self.path.open("rb")

    def read(self) -> bytes:
        """Return all bytes."""
        if self.data is not None:
            return self.data
        assert self.path is not None
        return self.path.read_bytes()

    def head(self, count: int = 4096) -> bytes:
        """Return the first `count` bytes, or fewer if there are no more."""
        with self.open() as stream:
            return stream.read(count)

    @cached_property
    def size(self) -> int:
        """Number of bytes."""
        if self.data is not None:
            return len(self.data)
        assert self.path is not None
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hex."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def copy_to(self, target: BinaryIO) -> None:
        """Write all bytes into a stream, a piece at a time."""
        with self.open() as stream:
            shutil.copyfileobj(stream, target, _CHUNK)
