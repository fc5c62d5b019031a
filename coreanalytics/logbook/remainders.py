"""Remainders: what is left of a file's bytes when some of its records are taken out.

Text keeps its encoding, delimiter, header and the very lines of the records that stay; Parquet keeps its
columns. A workbook cannot be written again as it was: each of its sheets becomes a CSV file with the same
cells. A zip file around one log becomes that log.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import sheets, zipped
from coreanalytics.logbook.readers.archives import is_archive
from coreanalytics.logbook.readers.decoding import decode_text
from coreanalytics.logbook.readers.delimited import TextTable, open_table
from coreanalytics.logbook.readers.sources import Source

_PARQUET: Final = b"PAR1"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Remainder:
    """A file with the records that stay.

    Attributes
    ----------
    name
        Name for people.
    data
        Its bytes.
    lines
        New line of each record, by its old one.
    is_same_format
        Whether the reader of the old file reads it too.
    """

    name: str
    data: bytes
    lines: dict[int, int]
    is_same_format: bool = True


def keep_records(source: Source, keep: Collection[int]) -> list[Remainder]:
    """Return a file without all records but some.

    Parameters
    ----------
    source
        The file.
    keep
        Lines of the records that stay, as the readers count them.

    Returns
    -------
    list of Remainder
        One file; several for a workbook of several sheets; none for sheets of which nothing stays.

    Raises
    ------
    LogFileError
        The file is none of text, Parquet, workbook, and zip file around one of them.
    """
    if source.head(len(_PARQUET)) == _PARQUET:
        return [_keep_rows(source, keep)]
    if is_archive(source):
        if sheets.knows(source):
            return _keep_sheets(source, keep)
        inner = zipped.open_log(source)
        return [
            Remainder(PurePosixPath(inner.name).name, part.data, part.lines, is_same_format=False)
            for part in keep_records(inner, keep)
        ]
    return [keep_lines(source.read(), source.name, keep)]


def keep_lines(data: bytes, name: str, keep: Collection[int]) -> Remainder:
    r"""Return delimited text without all records but some; a record has all its lines.

    Examples
    --------
    >>> left = keep_lines(b'person,note\nann,"a\nb"\nbob,x\n', "a.csv", {4})
    >>> left.data, left.lines
    (b'person,note\nbob,x\n', {4: 2})
    """
    lines, spans = _split(data, name)
    head = lines[: spans[0][0] - 1] if spans else lines
    kept, moved = list(head), dict[int, int]()
    for start, after in spans:
        if start in keep:
            moved[start] = len(kept) + 1
            kept += lines[start - 1 : after - 1]
    return Remainder(name, _encode("".join(kept), data, name), moved)


def blank_values(data: bytes, name: str, matches: Callable[[str], bool]) -> bytes:
    """Return delimited text in which the cells of which `matches` is true are empty.

    Raises
    ------
    LogFileError
        The bytes are no delimited text.
    """
    table = open_table(data, name)
    found = {
        line
        for line, cells in _list_records(table)
        if any(cell is not None and matches(cell) for cell in cells)
    }
    if not found:
        return data
    lines, spans = _split(data, name, table)
    kept: list[str] = lines[: spans[0][0] - 1]
    for start, after in spans:
        record = lines[start - 1 : after - 1]
        kept += [_blank(record, table.delimiter, matches)] if start in found else record
    return _encode("".join(kept), data, name)


def blank_cells(frame: pl.DataFrame, matches: Callable[[str], bool]) -> pl.DataFrame:
    """Return a frame in which the texts of which `matches` is true are null."""
    blanked = []
    for column in frame.select(pl.col(pl.String)):
        values = [value for value in column.unique().drop_nulls() if matches(value)]
        if values:
            blanked.append(
                pl.when(~pl.col(column.name).is_in(values)).then(pl.col(column.name)).alias(column.name)
            )
    return frame.with_columns(blanked)


def _list_records(table: TextTable) -> Iterable[tuple[int, Sequence[str | None]]]:
    for *cells, line in table.frame.iter_rows():
        yield line, cells


def _split(data: bytes, name: str, table: TextTable | None = None) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the lines of a text, and of each record its first line and the first line after it (from 1)."""
    table = table or open_table(data, name)
    lines = io.StringIO(decode_text(data, name)[0], newline="").readlines()
    starts = sorted({*table.lines, *table.problems["line"]})
    return lines, list(zip(starts, [*starts[1:], len(lines) + 1], strict=True))


def _encode(text: str, data: bytes, name: str) -> bytes:
    """Return text in the encoding, and with the mark, of the bytes that it came from."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark + text.encode(encoding)
    return text.encode(decode_text(data, name)[1])


def _blank(record: Sequence[str], delimiter: str, matches: Callable[[str], bool]) -> str:
    text = "".join(record)
    body = text.rstrip("\r\n")
    cells = _split_cells(body, delimiter)
    is_wrapped = len(cells) == 1 and delimiter in cells[0]
    cells = _split_cells(cells[0], delimiter) if is_wrapped else cells
    line = _join_cells(["" if matches(cell) else cell for cell in cells], delimiter)
    return (_join_cells([line], delimiter) if is_wrapped else line) + text[len(body) :]


def _split_cells(text: str, delimiter: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]


def _join_cells(cells: Sequence[str], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="").writerow(cells)
    return stream.getvalue()


def _keep_rows(source: Source, keep: Collection[int]) -> Remainder:
    """Keep rows of a Parquet file; their line is their number, from 1."""
    frame = pl.read_parquet(io.BytesIO(source.read())).with_row_index("_line", offset=1)
    kept = frame.filter(pl.col("_line").is_in(list(keep)))
    stream = io.BytesIO()
    kept.drop("_line").write_parquet(stream)
    return Remainder(
        source.name, stream.getvalue(), {line: new for new, line in enumerate(kept["_line"], start=1)}
    )


def _keep_sheets(source: Source, keep: Collection[int]) -> list[Remainder]:
    found = []
    for title, table in sheets.open_tables(source).items():
        rows = table.frame.filter(pl.col("source_line").is_in(list(keep)))
        if rows.is_empty():
            continue
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(rows.drop("source_line").iter_rows())
        data = stream.getvalue().encode()
        lines = dict(zip(rows["source_line"], open_table(data, title).lines, strict=True))
        found.append(
            Remainder(f"{PurePosixPath(source.name).stem}, {title}.csv", data, lines, is_same_format=False)
        )
    return found
