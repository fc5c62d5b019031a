"""Delimited text files: every record with the line it starts on, and no record lost."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.decoding import decode_text, find_utf8
from coreanalytics.logbook.readers.sound_text import split_sound
from coreanalytics.logbook.readers.splitting import DELIMITERS, find_header, long_fields, split_records
from coreanalytics.logbook.readers.torn import Ending, Record, place_odd

#: Bytes from which a file is split without a Python string for each line; below, that would save nothing.
LARGE: Final = 2**20
_HEAD: Final = 2**16  # bytes in which the header of a large file ends
_NOTHING: Final[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class TextTable:
    """A delimited text file, split into records.

    Attributes
    ----------
    name
        The file's name, for messages.
    header
        Column names as written (byte-order mark, quotes and outer spaces gone).
    frame
        String columns ``c0`` … ``cN`` in the order of `header`, and `source_line` (Int32). An empty
        cell is null; everything else is as written.
    encoding, delimiter
        As found.
    notices
        What the person should be told (a guessed encoding, no records).
    problems
        Records that cannot be split, with the columns of `PROBLEMS`: rule ``ragged`` (wrong number of
        fields, stray quotes) or ``truncated`` (cut off by the end of the file).
    loose
        Records with too many fields, by line: the cells of a ragged one, or how many empty fields were
        cut from the end of one in `frame`. `mending` puts such records right where a reader knows how.
    """

    name: str
    header: tuple[str, ...]
    frame: pl.DataFrame
    encoding: str
    delimiter: str
    notices: tuple[str, ...]
    problems: pl.DataFrame
    loose: Mapping[int, tuple[str, ...] | int] = field(default_factory=dict)

    @property
    def lines(self) -> pl.Series:
        """Line (1-based) on which each record of `frame` starts."""
        return self.frame["source_line"]

    @property
    def records(self) -> int:
        """Number of data records in the file, those that cannot be split included."""
        return self.frame.height + self.problems.height

    def pick(self, columns: dict[str, int]) -> pl.DataFrame:
        """Return some columns under new names, and `source_line`.

        Parameters
        ----------
        columns
            New name to position in `header`.
        """
        named = (pl.col(f"c{index}").alias(name) for name, index in columns.items())
        return self.frame.select(*named, "source_line")


def open_table(data: bytes, name: str) -> TextTable:
    r"""Open a delimited text file.

    Parameters
    ----------
    data
        The file's bytes: UTF-8, UTF-16 or Western European; separated by comma, semicolon or tab;
        quoted cells may hold line breaks; whole lines may be quoted once more.
    name
        The file's name, for messages.

    Returns
    -------
    TextTable
        Every record with the line it starts on. Lines with no text in any cell are no records.

    Raises
    ------
    LogFileError
        The file is empty, is not text, or a quote that never closes swallows many lines.

    Examples
    --------
    >>> table = open_table(b"a;b\n1;x\n\n2;\n", "log.csv")
    >>> table.header, table.lines.to_list(), table.frame["c1"].to_list()
    (('a', 'b'), [2, 4], ['x', None])
    """
    if len(data) >= LARGE:
        table = _open_large(data, name)
        if table is not None:
            return table
    text, encoding, notices, cut = decode_text(data, name)
    lines = io.StringIO(text, newline="").readlines()
    unfinished = cut or not lines[-1].endswith(("\n", "\r"))
    with long_fields():
        source, header, header_end = find_header(name, lines)
        frame, odd = split_records(source, header_end, len(header))
    ending = Ending(len(lines), unfinished, cut)
    return _make_table(name, header, source.delimiter, frame, odd, ending, encoding, notices)


def _open_large(data: bytes, name: str) -> TextTable | None:
    """Open a file without a Python string for each line; None where that cannot be done faithfully."""
    text, encoding, notices, cut = find_utf8(data, name), "utf-8", _NOTHING, False
    if text is None:
        decoded, encoding, notices, cut = decode_text(data, name)
        text = memoryview(decoded.encode())
        del decoded
    lines = _read_head(text)
    with long_fields():
        try:
            source, header, header_end = find_header(name, lines)
        except (LogFileError, StopIteration):  # there may be more to see than these lines
            return None
        simple = len(header) > 1 and source.delimiter in DELIMITERS and not source.wrapped
        if not simple or header_end >= len(lines) - 1:
            return None
        body = text[sum(len(line.encode()) for line in lines[:header_end]) :]
        split = split_sound(body, source.delimiter, len(header), header_end)
    if split is None:
        return None
    frame, odd, last = split
    ending = Ending(last, cut or text[-1] not in b"\r\n", cut)
    return _make_table(name, header, source.delimiter, frame, odd, ending, encoding, notices)


def _read_head(text: memoryview) -> list[str]:
    """Return the first lines of a text, the last of them perhaps cut short."""
    head = bytes(text[:_HEAD]).decode(errors="ignore")
    return io.StringIO(head, newline="").readlines()


def _make_table(
    name: str,
    header: tuple[str, ...],
    delimiter: str,
    frame: pl.DataFrame,
    odd: list[Record],
    ending: Ending,
    encoding: str,
    notices: tuple[str, ...],
) -> TextTable:
    frame, problems, loose = place_odd(frame, odd, len(header), ending, delimiter)
    if not frame.height and not problems.height:
        notices = (*notices, texts.NO_RECORDS)
    return TextTable(name, header, frame, encoding, delimiter, notices, problems, loose)
