"""Archives: members of a zip file as streams, with bombs refused while they inflate."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.sources import Source

_ZIP: Final = b"PK\x03\x04"
_CHUNK: Final = 2**20
_SIP: Final = 2**16
#: The list of members may be so large; Apple's largest exports have some thousands of routes.
_MOST_LISTED: Final = 8 * 2**20
#: Below it no ratio is looked at: a small file of blanks is no bomb.
_HARMLESS: Final = 32 * 2**20
#: How far logs are packed, at most: about 40 times was seen, deflate can do 1,032 times.
MOST_RATIO: Final = 200
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError, OverflowError, UnicodeError,
)  # fmt: skip
_PLAIN_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BrokenArchiveError(LogFileError):
    """A zip file is damaged or cut off; what was inflated before is sound."""


class _Counted:
    """A stream that counts the bytes read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.consumed = stream, 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.consumed += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self.stream.close()


class Archive:
    """An open zip file.

    Parameters
    ----------
    source
        The file.

    Raises
    ------
    BrokenArchiveError
        It cannot be opened.
    """

    def __init__(self, source: Source) -> None:
        self._where = source.name
        self._stream = _Counted(source.open())
        try:
            _check_list(self._stream, source.size)
            self._zip = zipfile.ZipFile(self._stream)
        except (*_BROKEN, NotImplementedError) as error:
            self._stream.close()
            raise BrokenArchiveError(texts.BROKEN_ZIP, where=source.name, hint=texts.COPY_AGAIN) from error

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._stream.close()

    @property
    def members(self) -> list[zipfile.ZipInfo]:
        """Files in it, without folders and what macOS and others add for themselves."""
        return [
            info
            for info in self._zip.infolist()
            if not info.is_dir()
            and not any(part.startswith((".", "__MACOSX")) for part in info.filename.split("/"))
        ]

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """Return the member of this name, if there is one."""
        return self._zip.NameToInfo.get(name)

    def head(self, member: zipfile.ZipInfo, count: int = 4096) -> bytes:
        """Return the first bytes of a member; none if they cannot be read."""
        try:
            self._check(member)
            with self._zip.open(member) as stream:
                return stream.read(count)
        except (*_BROKEN, RuntimeError, LogFileError):
            return b""

    def stream(
        self, member: zipfile.ZipInfo, *, most: int, ratio: int = MOST_RATIO, chunk: int = _CHUNK
    ) -> Iterator[bytes]:
        """Inflate a member, a piece at a time.

        Parameters
        ----------
        member
            One of `members`.
        most
            Bytes that it may have, whatever it says about itself.
        ratio
            How many times the bytes read it may inflate to.
        chunk
            Bytes a piece.

        Raises
        ------
        BrokenArchiveError
            The member is damaged; what came before is sound, as far as can be known.
        LogFileError
            It inflates beyond the limits, needs a password, or is packed in an unusual way.
        """
        self._check(member)
        before, given = self._stream.consumed, 0
        held: list[bytes] = []
        error: Exception | None = None
        try:
            with cast("zipfile.ZipExtFile", self._zip.open(member)) as stream:
                while piece := stream.read1(_SIP):  # what is sound before a damage comes through
                    given += len(piece)
                    packed = max(self._stream.consumed - before, 1)
                    if given > most or (given > _HARMLESS and given > ratio * packed):
                        raise LogFileError(texts.ZIP_BOMB, where=self._where, hint=texts.EXPORT_AGAIN)
                    held.append(piece)
                    if sum(map(len, held)) >= chunk:
                        yield b"".join(held)
                        held = []
        except (*_BROKEN, RuntimeError) as problem:
            error = problem
        yield b"".join(held)
        if error is not None:
            raise BrokenArchiveError(texts.BROKEN_ZIP, where=self._where, hint=texts.COPY_AGAIN) from error

    def read(self, member: zipfile.ZipInfo, *, most: int) -> bytes:
        """Inflate a member as a whole; raises as `stream` does."""
        return b"".join(self.stream(member, most=most))

    def _check(self, member: zipfile.ZipInfo) -> None:
        if member.flag_bits & 1:
            raise LogFileError(texts.ZIP_PASSWORD, where=self._where, hint=texts.UNPACK_BY_HAND)
        if member.compress_type not in _PLAIN_WAYS:
            raise LogFileError(texts.ZIP_UNUSUAL, where=self._where, hint=texts.UNPACK_BY_HAND)


def is_archive(source: Source) -> bool:
    """Tell whether a file is a zip file, sound or not."""
    return source.head(len(_ZIP)) == _ZIP


def _check_list(stream: _Counted, size: int) -> None:
    """Refuse a list of members that is so long that reading it would be the attack."""
    tail = min(size, 2**16 + 22)
    stream.seek(size - tail)
    end = stream.read(tail)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(end):
        raise zipfile.BadZipFile("no end")
    listed = int.from_bytes(end[at + 12 : at + 16], "little")
    if listed == 0xFFFFFFFF:
        locator = end[at - 20 : at] if at >= 20 else b""
        if locator[:4] != b"PK\x06\x07":
            raise zipfile.BadZipFile("no locator")
        stream.seek(int.from_bytes(locator[8:16], "little"))
        record = stream.read(56)
        listed = int.from_bytes(record[40:48], "little")
    stream.seek(0)
    if listed > _MOST_LISTED:
        raise zipfile.BadZipFile("list too long")
