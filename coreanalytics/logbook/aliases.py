"""The alias file: what a person calls an exercise, and what their app does not say about it."""

from __future__ import annotations

import csv
import io
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
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"))))
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


def append_alias(data: bytes, name: str, exercise: str | None, hands: int | None, side: str | None) -> bytes:
    """Return the bytes of an alias file with one line more; a new file gets its header."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    text = data.decode("utf-8-sig", errors="replace")
    if not text.strip():
        writer.writerow(HEADER)
    elif not text.endswith("\n"):
        stream.write("\n")
    writer.writerow([name, exercise or "", hands or "", side or ""])
    return (text + stream.getvalue()).encode()


def read_alias_file(folder: Path) -> pl.DataFrame:
    """Read the alias file of the book in `folder`; a missing file holds no aliases."""
    file = folder / FILE_NAME
    return read_aliases(file.read_bytes(), str(file)) if file.exists() else pl.DataFrame(schema=SCHEMA)
