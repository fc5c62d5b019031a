"""Readers: from the bytes of a file to a draft of tables, one module a format.

A module of this package with `NAME`, `VERSION`, `matches` and `parse` is a reader
(`coreanalytics.logbook.readers.base.Reader`); to add a format, add such a file.
"""

from __future__ import annotations

import functools
import importlib
import io
import pkgutil
from collections.abc import Mapping
from typing import cast

import polars as pl

from coreanalytics.errors import ArgumentError, LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Draft, FrameReader, Options, Reader, open_table

__all__ = ["Draft", "Options", "formats", "read_draft", "reader_version"]

_READER_PARTS = ("NAME", "VERSION", "matches", "parse")
_PARQUET = b"PAR1"


@functools.cache
def _readers() -> Mapping[str, Reader]:
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    found = [
        cast("Reader", module) for module in modules if all(hasattr(module, part) for part in _READER_PARTS)
    ]
    return {reader.NAME: reader for reader in sorted(found, key=lambda reader: reader.NAME)}


def formats() -> tuple[str, ...]:
    """Return the names of the formats that can be read.

    Examples
    --------
    >>> {"hevy", "strong"} <= set(formats())
    True
    """
    return tuple(_readers())


def reader_version(format: str) -> str:
    """Return the version of a reader; what was cached with another version is read anew.

    Raises
    ------
    ArgumentError
        There is no such format.
    """
    return _reader_named(format).VERSION


def read_draft(
    data: bytes,
    name: str,
    *,
    format: str | None = None,
    options: Options | None = None,
) -> Draft:
    """Read a file.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for messages; the format is never told from it.
    format
        Name of the format (see `formats`); None: told from the column names.
    options
        What the person can tell, such as the order of day and month.

    Returns
    -------
    Draft
        Tables, problems, and counts; `records` is the sum of accepted, set aside and not ours.

    Raises
    ------
    LogFileError
        The file is empty, no text, broken, or of no known format.
    ArgumentError
        There is no such format.
    QuestionError
        Something must be told first, such as the order of day and month.
    """
    options = options or Options()
    chosen = None if format is None else _reader_named(format)
    if data.startswith(_PARQUET):
        return _read_parquet(data, name, chosen, options)
    table = open_table(data, name)
    if chosen is not None:
        return chosen.parse(table, options)
    matching = [reader for reader in _readers().values() if reader.matches(table.header)]
    if len(matching) == 1:
        return matching[0].parse(table, options)
    if matching:
        names = ", ".join(reader.NAME for reader in matching)
        raise LogFileError(texts.several_formats(names), where=name, hint=texts.CHOOSE_FORMAT)
    header = texts.shown(table.header)
    raise LogFileError(texts.unknown_format(header), where=name, hint=texts.known_formats(formats()))


def _reader_named(name: str) -> Reader:
    try:
        return _readers()[name]
    except KeyError:
        hint = texts.known_formats(formats())
        raise ArgumentError(f"there is no format named {name!r}", where="format", hint=hint) from None


def _read_parquet(data: bytes, name: str, chosen: Reader | None, options: Options) -> Draft:
    candidates = [chosen] if chosen is not None else list(_readers().values())
    readers = [cast("FrameReader", reader) for reader in candidates if hasattr(reader, "parse_frame")]
    if not readers:
        raise LogFileError(texts.NO_PARQUET, where=name, hint=texts.PLAIN_PARQUET)
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise LogFileError(texts.BROKEN_PARQUET, where=name, hint=texts.EXPORT_AGAIN) from error
    return readers[0].parse_frame(frame, name, options)
