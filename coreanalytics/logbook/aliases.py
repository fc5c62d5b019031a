"""The alias file: what a person calls an exercise, and what their app does not say about it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.errors import BookError

FILE_NAME: Final = "aliases.csv"
HEADER: Final = ("name", "exercise", "hands", "side")
SCHEMA: Final = {"name": pl.String, "exercise": pl.String, "hands": pl.Int32, "side": pl.String}


def read_aliases(data: bytes, where: str) -> pl.DataFrame:
    """Read an alias file.

    Parameters
    ----------
    data
        Bytes of the file: CSV with the columns name, exercise, hands, side. `exercise` is a catalogue
        id or `not_core`, or empty where only hands or side are told.
    where
        Name of the file, for errors.

    Returns
    -------
    DataFrame
        Columns name, exercise, hands (1 or 2), side (left, right, both).

    Raises
    ------
    BookError
        A line cannot be used; it says which.
    """
    text = data.decode("utf-8-sig", errors="replace")
    rows = list(csv.reader(io.StringIO(text), delimiter=find_delimiter(text)))
    rows = [[cell.strip() for cell in row] for row in rows]
    if not rows or not any(rows[0]):
        return pl.DataFrame(schema=SCHEMA)
    if tuple(cell.lower() for cell in rows[0][:2]) != HEADER[:2]:
        raise BookError(
            "the first line must be name,exercise,hands,side",
            where=f"{where}, line 1",
            hint="put that line back at the top",
        )
    parsed = [
        _parse_row(dict(zip(map(str.lower, rows[0]), row, strict=False)), f"{where}, line {line}")
        for line, row in enumerate(rows[1:], start=2)
        if any(row) and not row[0].startswith("#")
    ]
    return pl.DataFrame(parsed, schema=SCHEMA, orient="row")


def _parse_row(row: dict[str, str], where: str) -> tuple[str, str | None, int | None, str | None]:
    name, hands, side = row.get("name", ""), row.get("hands", ""), row.get("side", "").lower()
    if not name:
        raise BookError("the name is missing", where=where, hint="write the name as your app writes it")
    if hands not in ("", "1", "2"):
        raise BookError(f"hands is {hands!r}", where=where, hint="use 1, 2 or leave it empty")
    if side and side not in list(v.Side):
        raise BookError(f"side is {side!r}", where=where, hint="use left, right, both or leave it empty")
    return name, row.get("exercise") or None, int(hands) if hands else None, side or None


def put_alias(data: bytes, name: str, exercise: str | None, hands: int | None, side: str | None) -> bytes:
    r"""Return the bytes of an alias file in which one line tells of `name`; all other lines stay as they are.

    What is None keeps what the file told before. A new name gets a line at the end, a new file its header.

    Examples
    --------
    >>> told = b"name,exercise,hands,side\n# mine\nWalk,,2,\n"
    >>> put_alias(told, "Walk", "suitcase_carry", None, None)
    b'name,exercise,hands,side\n# mine\nWalk,suitcase_carry,2,\n'
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    # bytes that are no UTF-8 pass through unchanged
    text = data.removeprefix(mark).decode("utf-8", errors="surrogateescape")
    records = _split_records(text)
    ending = "\r\n" if "\r\n" in text else "\n"
    delimiter = find_delimiter(text)
    told = {"exercise": exercise, "hands": str(hands) if hands else None, "side": side}
    header = [cell.strip().lower() for cell in records[0][1]] if records else []
    lacking = [column for column in HEADER if column not in header]
    if not any(header):
        header, lacking = list(HEADER), []
        records = [(_write_row(HEADER, ending), header), *(records if text.strip() else [])]
    elif any(told.get(column) for column in lacking):
        header += lacking
        records[0] = (_write_row([*records[0][1], *lacking], ending, delimiter), header)
    mine = [place for place, (_, cells) in enumerate(records) if place and cells and cells[0].strip() == name]
    row = dict.fromkeys(header, "") | {"name": name}
    for place in mine:
        before = dict(zip(header, (cell.strip() for cell in records[place][1]), strict=False))
        row |= {column: cell for column, cell in before.items() if cell}
    row |= {column: value for column, value in told.items() if value and column in header}
    line = _write_row([row[column] for column in header], ending, delimiter)
    lines = [raw for raw, _ in records]
    if mine:
        lines[mine[0]] = line
        lines = [raw for place, raw in enumerate(lines) if place not in mine[1:]]
    else:
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += ending
        lines.append(line)
    return mark + "".join(lines).encode("utf-8", errors="surrogateescape")


def _split_records(text: str) -> list[tuple[str, list[str]]]:
    """Return the records of a CSV text: each as written, and its cells."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=find_delimiter(text))
    records, start = [], 0
    for cells in reader:
        records.append(("".join(lines[start : reader.line_num]), cells))
        start = reader.line_num
    return records


def find_delimiter(text: str) -> str:
    r"""Return what stands between the columns: a European spreadsheet saves the file with semicolons.

    Examples
    --------
    >>> find_delimiter("name,exercise\nPress; seated,not_core\n"), find_delimiter("name;exercise\n")
    (',', ';')
    """
    header = text.lstrip("\ufeff").partition("\n")[0]
    return next((mark for mark in ";\t" if mark in header and "," not in header), ",")


def _write_row(cells: Sequence[str], ending: str, delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=ending, delimiter=delimiter).writerow(cells)
    return stream.getvalue()


def read_alias_file(folder: Path) -> pl.DataFrame:
    """Read the alias file of the book in `folder`; a missing file holds no aliases."""
    file = folder / FILE_NAME
    return read_aliases(file.read_bytes(), str(file)) if file.exists() else pl.DataFrame(schema=SCHEMA)
