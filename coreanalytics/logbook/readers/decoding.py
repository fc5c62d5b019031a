"""From bytes to text: encodings, and files that are no text at all."""

from __future__ import annotations

import codecs
import re
from typing import Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts

#: First bytes of files that are no text, with what they are and what to do instead.
_MAGIC: Final = (
    (b"%PDF", "a PDF", texts.EXPORT_CSV),
    (b"\xd0\xcf\x11\xe0", "an old (.xls) or locked Excel workbook", texts.SAVE_AS_CSV),
    (b"SQLite format 3\x00", "a database", texts.EXPORT_CSV),
    (b"\x1f\x8b", "a gzip archive", texts.UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", texts.UNPACK),
    (b"Rar!", "a RAR archive", texts.UNPACK),
    (b"\x89PNG", "a picture", texts.EXPORT_CSV),
    (b"\xff\xd8\xff", "a picture", texts.EXPORT_CSV),
    (b"bplist00", "an Apple property list", texts.EXPORT_CSV),
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_SOMETHING: Final = re.compile(rb"[^\x00 \t\r\n\xef\xbb\xbf]")
_HEAD: Final = 100_000  # characters from which is told whether it is text
_PIECE: Final = 2**20
_UTF8_RUN: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def decode_text(data: bytes, name: str) -> tuple[str, str, tuple[str, ...], bool]:
    """Return the text of a file.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for messages.

    Returns
    -------
    text, encoding, notices, cut
        `cut`: the file ends in the middle of a character.

    Raises
    ------
    LogFileError
        The file is empty, or is not text.

    Examples
    --------
    >>> decode_text("Übung".encode("cp1252"), "log.csv")[:2]
    ('Übung', 'cp1252')
    """
    if _SOMETHING.search(data) is None:
        raise LogFileError(texts.EMPTY, where=name, hint=texts.EXPORT_AGAIN)
    _refuse_binary(data, name)
    text, encoding, notices, cut = _decode(data, name)
    if not text or text.isspace():
        raise LogFileError(texts.EMPTY, where=name, hint=texts.EXPORT_AGAIN)
    _refuse_other_text(text[:_HEAD], name, is_binary="\x00" in text)
    return text, encoding, notices, cut


def find_utf8(data: bytes, name: str) -> memoryview | None:
    """Return the text of a file that is sound UTF-8, still in bytes and without its mark.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for messages.

    Returns
    -------
    memoryview or None
        None: it is no such text, and `decode_text` tells what it is.

    Raises
    ------
    LogFileError
        It is text, but a page or a program's own.
    """
    try:
        head = data[: 4 * _HEAD].decode("utf-8-sig", errors="ignore")[:_HEAD]
        _refuse_binary(data, name)
        if b"\x00" in data or not head or head.isspace():
            return None
        decoder = codecs.getincrementaldecoder("utf-8")()
        view = memoryview(data)[len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0 :]
        for start in range(0, len(view), _PIECE):  # the whole as one text would take several times its size
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(view))
    except UnicodeDecodeError:
        return None
    _refuse_other_text(head, name)
    return view


def _refuse_other_text(head: str, name: str, *, is_binary: bool = False) -> None:
    control = len(_CONTROL.findall(head))
    if is_binary or control > 2 + len(head) // 200:
        raise LogFileError(texts.looks_like("a binary file"), where=name, hint=texts.EXPORT_CSV)
    start = head[:200].lstrip().lower()
    for mark, what in (("<!doctype html", "a web page"), ("<html", "a web page"), ("<?xml", "an XML file")):
        if start.startswith(mark):
            raise LogFileError(texts.looks_like(what), where=name, hint=texts.EXPORT_CSV)


def _refuse_binary(data: bytes, name: str) -> None:
    if data.startswith(b"PK\x03\x04"):  # sound ones have readers of their own
        if b"xl/workbook" in data or b"xl/worksheets" in data:
            raise LogFileError(texts.broken("an Excel workbook"), where=name, hint=texts.SAVE_WORKBOOK)
        if b"opendocument.spreadsheet" in data[:200]:
            raise LogFileError(texts.broken("a spreadsheet (.ods)"), where=name, hint=texts.SAVE_WORKBOOK)
        raise LogFileError(texts.broken("a zip archive"), where=name, hint=texts.COPY_AGAIN)
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            raise LogFileError(texts.looks_like(what), where=name, hint=hint)
    if data[8:12] == b".FIT":
        raise LogFileError(texts.looks_like("a Garmin FIT file"), where=name, hint=texts.COPY_FROM_WATCH)


def _decode(data: bytes, name: str) -> tuple[str, str, tuple[str, ...], bool]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data, "utf-16", name)
    if b"\x00" in data[:4000]:
        # Text in UTF-16 without a mark: nearly every second byte of western text is a NUL.
        head = data[:4000]
        for encoding, nuls, others in (
            ("utf-16-le", head[1::2], head[0::2]),
            ("utf-16-be", head[0::2], head[1::2]),
        ):
            if nuls.count(0) > 0.3 * len(nuls) and others.count(0) < 0.02 * len(others) + 1:
                return _decode_utf16(data, encoding, name)
        raise LogFileError(texts.looks_like("a binary file"), where=name, hint=texts.EXPORT_CSV)
    return _decode_bytes(data)


def _decode_utf16(data: bytes, encoding: str, name: str) -> tuple[str, str, tuple[str, ...], bool]:
    cut = len(data) % 2 == 1
    try:
        text = data[: len(data) - cut].decode(encoding)
    except UnicodeDecodeError as error:
        what = texts.looks_like("a binary file")
        raise LogFileError(what, where=name, hint=texts.EXPORT_CSV) from error
    return text.removeprefix("\ufeff"), encoding, (), cut


def _decode_bytes(data: bytes) -> tuple[str, str, tuple[str, ...], bool]:
    try:
        return data.decode("utf-8-sig"), "utf-8", (), False
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8-sig"), "utf-8", (), True
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    # A UTF-8 file with a few broken characters must not be read as Western European throughout.
    if len(_UTF8_RUN.findall(data)) > 3 * broken:
        return text, "utf-8", (texts.broken_characters(broken),), False
    try:
        return data.decode("cp1252"), "cp1252", (texts.GUESSED_WESTERN,), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1", (texts.GUESSED_WESTERN,), False
