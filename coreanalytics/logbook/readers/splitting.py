"""Lines of delimited text into records: quotes over several lines, torn quotes, and speed."""

from __future__ import annotations

import csv
import io
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.torn import SWALLOWED_LINES, Record, to_columns

#: What can stand between fields; on a tie the rarer sign in plain words is meant.
DELIMITERS: Final = ("\t", ";", ",")
_CHUNK: Final = 4_096  # records turned into columns at a time, so that Python strings are freed early
_SENTINEL: Final = "\ue000end\ue000"


@dataclass(frozen=True, slots=True)
class Source:
    """A delimited text to be split.

    Attributes
    ----------
    name
        The file's name, for messages.
    lines
        All lines, with their ends.
    delimiter
        As found in the header line.
    wrapped
        Whole lines stand in quotes once more.
    """

    name: str
    lines: list[str]
    delimiter: str
    wrapped: bool = False


@contextmanager
def long_fields() -> Iterator[None]:
    """Lift the csv module's limit on the length of a field for a while."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def find_header(name: str, lines: list[str]) -> tuple[Source, tuple[str, ...], int]:
    """Find the header and the delimiter.

    Returns
    -------
    source, header, line
        `line` is the number (1-based) of the header's last line.

    Raises
    ------
    LogFileError
        No line has any text, or a quote in the header never closes.
    """
    first = next(index for index, line in enumerate(lines) if line.strip())
    line = lines[first].strip()
    if line.lower().startswith("sep=") and len(line) == 5:  # Excel's own hint
        delimiter = line[4]
        first += 1
    else:
        outside = "".join(line.split('"')[::2])  # the text outside quotes
        counts = {mark: outside.count(mark) for mark in DELIMITERS}
        if not any(counts.values()):  # a line quoted as a whole
            counts = {mark: line.count(mark) for mark in DELIMITERS}
        delimiter = max(DELIMITERS, key=lambda mark: counts[mark]) if any(counts.values()) else ","
    source = Source(name, lines, delimiter)
    header = next(_split_lines(source, first, len(lines)), None)
    if header is None:
        raise LogFileError(texts.EMPTY, where=name, hint=texts.EXPORT_AGAIN)
    if not header.closed:
        raise _swallowed(header.start, header.end, name)
    cells = header.cells
    if len(cells) == 1 and delimiter in cells[0]:
        source = Source(name, lines, delimiter, wrapped=True)
        cells = _split_text(cells[0], delimiter)
    return source, tuple(cell.strip() for cell in cells), header.end


def split_records(source: Source, header_end: int, width: int) -> tuple[pl.DataFrame, list[Record]]:
    """Split all lines after the header.

    Parameters
    ----------
    source
        The text.
    header_end
        Number of the header's last line.
    width
        Number of fields that the header names.

    Returns
    -------
    frame, odd
        `frame` has the records of one line and the right number of fields, as columns ``c0`` … and
        `source_line`; `odd` all other records. Lines with no text in any cell are no records.

    Raises
    ------
    LogFileError
        A quote that never closes swallows many lines.
    """
    total = len(source.lines)
    reader = csv.reader(itertools.islice(source.lines, header_end, None), delimiter=source.delimiter)
    chunks = [to_columns([], [], width)]
    odd: list[Record] = []
    before = header_end
    # Most chunks are simple, so that no Python code runs for each record; others are split one by one.
    while rows := list(itertools.islice(reader, _CHUNK)):
        after = header_end + reader.line_num
        one_line_each = after - before == len(rows) and after < total
        if one_line_each and set(map(len, rows)) == {width} and all(map(any, rows)):
            chunks.append(to_columns(rows, range(before + 1, after + 1), width))
        else:
            good, others = _split_singly(source, before, after, width)
            chunks.append(good)
            odd += others
        before = after
    return pl.concat(chunks, rechunk=True), odd


def _split_singly(source: Source, first: int, last: int, width: int) -> tuple[pl.DataFrame, list[Record]]:
    good: list[Record] = []
    odd: list[Record] = []
    for record in _split_lines(source, first, last):
        if source.wrapped and len(record.cells) == 1:  # others were split properly already
            record.cells = _split_text(record.cells[0], source.delimiter)
        if len(record.cells) == width and record.start == record.end and record.closed:
            good.append(record)
        elif any(cell.strip() for cell in record.cells) or not record.closed:  # else a line of spaces
            _check_quotes(record, source)
            odd.append(record)
    return to_columns([record.cells for record in good], [record.start for record in good], width), odd


def _split_text(text: str, delimiter: str) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [cell for row in rows for cell in row]


def _split_lines(source: Source, first: int, last: int) -> Iterator[Record]:
    """Yield the records of ``lines[first:last]`` that are not blank.

    A sentinel after the last line comes back as a record of its own if, and only if, every quote is
    closed; else the last record swallows it.
    """
    lines = itertools.islice(source.lines, first, last)
    sentinel = [_SENTINEL] if source.lines[last - 1].endswith(("\n", "\r")) else ["\n", _SENTINEL]
    reader = csv.reader(itertools.chain(lines, sentinel), delimiter=source.delimiter)
    start = first + 1
    for cells in reader:
        if cells and cells[-1].endswith(_SENTINEL):
            if cells != [_SENTINEL]:
                if last - start + 1 > SWALLOWED_LINES:
                    raise _swallowed(start, last, source.name)
                cells[-1] = cells[-1].removesuffix(_SENTINEL).rstrip("\r\n")
                yield Record(cells, start, last, closed=False)
            return
        end = first + reader.line_num
        if any(cells):
            yield Record(cells, start, min(end, last))
        start = end + 1


def _check_quotes(record: Record, source: Source) -> None:
    """Set the record's sentence if quotes in it do not match.

    An unclosed quote swallows the following lines up to the next quote, and can leave the right number
    of fields behind; only strict parsing finds it. Many swallowed lines are an error of the file.
    """
    if record.end == record.start or not record.closed:
        return
    lines = source.lines[record.start - 1 : record.end]
    try:
        list(csv.reader(lines, delimiter=source.delimiter, strict=True))
    except csv.Error:
        if len(lines) > SWALLOWED_LINES:
            raise _swallowed(record.start, record.end, source.name) from None
        record.sentence = texts.stray_quote(record.start, record.end)


def _swallowed(start: int, end: int, name: str) -> LogFileError:
    where = f"{name}, line {start}"
    return LogFileError(texts.unclosed_quote(start, end), where=where, hint=texts.MEND_QUOTE)
