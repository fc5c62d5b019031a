"""Exports: the tables of a book as files for other programs, in a folder of their own.

In CSV, text that a spreadsheet would run as a formula gets an apostrophe in front (`formulas`), instants are
written in UTC, and control characters, which no spreadsheet can hold, are left out. Our own reader takes the
apostrophe off again: an export that is added to a new book gives the same tables.
"""

from __future__ import annotations

import codecs
import io
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.formulas import escape_formulas
from coreanalytics.logbook.store import STAGING, make_private_folder, write_private
from coreanalytics.shown import Shown

FORMATS: Final = ("csv", "parquet")
#: Makes tables that are written beside the six, such as person-days, from them.
MakeMore = Callable[[Mapping[str, pl.DataFrame]], Mapping[str, pl.DataFrame]]
_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass(frozen=True, slots=True)
class Export(Shown):
    """Files that were written.

    Attributes
    ----------
    folder
        Where they are.
    files
        Rows by file name.
    """

    folder: Path
    files: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return folder and files as plain JSON types."""
        return {"folder": str(self.folder), "files": dict(self.files)}

    def __str__(self) -> str:
        return texts.tell_export(str(self.folder), self.files)


def check_target(folder: Path, book: Path, format: str) -> None:
    """Refuse what cannot be written to, before any work is done.

    Parameters
    ----------
    folder
        Where files shall be written.
    book
        The book, inside of which nothing else may stand.
    format
        Format of the files.

    Raises
    ------
    ArgumentError
        Another format than csv and parquet; a file, a folder with something in it, or one inside the book.
    """
    if format not in FORMATS:
        raise ArgumentError(texts.no_format(format), where="format", hint=texts.USE_FORMAT)
    if folder.exists() and not folder.is_dir():
        raise ArgumentError(texts.IS_A_FILE, where=str(folder), hint=texts.NAME_NEW_FOLDER)
    if book.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise ArgumentError(texts.INSIDE_BOOK, where=str(folder), hint=texts.NAME_FOLDER_OUTSIDE)
    if folder.is_dir() and any(not path.name.startswith(STAGING) for path in folder.iterdir()):
        raise ArgumentError(texts.NOT_EMPTY, where=str(folder), hint=texts.NAME_NEW_FOLDER)


def write_export(
    folder: Path, tables: Mapping[str, pl.DataFrame], format: str, beside: Mapping[str, bytes] | None = None
) -> Export:
    """Write tables into a new or empty folder, all of them or none; only their owner can read them.

    Parameters
    ----------
    folder
        Where to.
    tables
        Frames by name.
    format
        `csv` or `parquet`.
    beside
        Other files, by name.

    Raises
    ------
    BookError
        The folder cannot be written.
    """
    with _explain(folder):
        exists = folder.is_dir()
        make_private_folder(folder if exists else folder.parent)
        staged = (folder if exists else folder.parent) / f"{STAGING}{uuid.uuid4().hex}"
        staged.mkdir(mode=0o700)
        placed: list[Path] = []
        try:
            for name, frame in tables.items():
                write_private(staged / f"{name}.{format}", _write_bytes(frame, format))
            for name, data in (beside or {}).items():
                write_private(staged / name, data)
            if exists:  # it may be where somebody stands, or a disk of its own: it cannot be renamed over
                for file in sorted(staged.iterdir()):
                    placed.append(file.rename(folder / file.name))
                staged.rmdir()
            else:
                staged.rename(folder)
        except BaseException:
            for file in placed:
                with suppress(OSError):
                    file.unlink()
            shutil.rmtree(staged, ignore_errors=True)
            raise
    return Export(folder, {f"{name}.{format}": frame.height for name, frame in tables.items()})


def _write_bytes(frame: pl.DataFrame, format: str) -> bytes:
    if format == "csv":
        return write_csv(frame)
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def write_csv(frame: pl.DataFrame) -> bytes:
    r"""Return a frame as CSV that spreadsheets open rightly and run nothing of.

    UTF-8 with a byte-order mark (Excel takes it for something else without), dates and instants in ISO 8601.

    Examples
    --------
    >>> write_csv(pl.DataFrame({"note": ["=1+1", None], "reps": [8.0, 7.5]})).decode("utf-8-sig")
    "note,reps\n'=1+1,8.0\n,7.5\n"
    """
    cells = [_as_cell(name, dtype) for name, dtype in frame.schema.items()]
    return codecs.BOM_UTF8 + frame.select(cells).write_csv().encode()


def _as_cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.String:
        return escape_formulas(column.str.replace_all(_CONTROL, "")).alias(name)
    if isinstance(dtype, pl.Datetime):
        utc = column.dt.convert_time_zone("UTC") if dtype.time_zone else column
        return utc.dt.to_string("%Y-%m-%dT%H:%M:%S%.f" + ("Z" if dtype.time_zone else "")).alias(name)
    return column


@contextmanager
def _explain(folder: Path) -> Iterator[None]:
    """Turn failures of the disk into errors that say what to do."""
    try:
        yield
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise BookError(
            texts.cannot_write(reason), where=str(folder), hint=texts.NOTHING_WRITTEN
        ) from problem
