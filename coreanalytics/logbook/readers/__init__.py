"""Readers: from the bytes of a file to a draft of tables, one module a format.

A module of this package with `NAME`, `VERSION`, `matches` and `parse` is a reader of delimited text, one
with `NAME`, `VERSION`, `knows` and `parse_source` reads any other bytes (see `readers.base`); to add a
format, add such a file.
"""

from __future__ import annotations

import functools
import importlib
import io
import pkgutil
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import cast

import polars as pl

from coreanalytics.errors import ArgumentError, LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import (
    Draft,
    FrameReader,
    Options,
    Reader,
    Source,
    SourceReader,
    TextTable,
    open_table,
)
from coreanalytics.logbook.readers.corrections import correct_table

__all__ = [
    "Draft",
    "Options",
    "Source",
    "formats",
    "knows_header",
    "knows_source",
    "read_draft",
    "read_table",
    "reader_version",
]

_TABLE_PARTS = ("NAME", "VERSION", "matches", "parse")
_SOURCE_PARTS = ("NAME", "VERSION", "knows", "parse_source")
_PARQUET = b"PAR1"


@functools.cache
def _module_names() -> frozenset[str]:
    return frozenset(found.name for found in pkgutil.iter_modules(__path__))


@functools.cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in sorted(_module_names()))


def _with_parts(parts: tuple[str, ...]) -> dict[str, ModuleType]:
    found = [module for module in _modules() if all(hasattr(module, part) for part in parts)]
    return {module.NAME: module for module in sorted(found, key=lambda module: str(module.NAME))}


@functools.cache
def _table_readers() -> Mapping[str, Reader]:
    return {name: cast("Reader", module) for name, module in _with_parts(_TABLE_PARTS).items()}


@functools.cache
def _source_readers() -> Mapping[str, SourceReader]:
    return {name: cast("SourceReader", module) for name, module in _with_parts(_SOURCE_PARTS).items()}


def formats() -> tuple[str, ...]:
    """Return the names of the formats that can be read.

    Examples
    --------
    >>> {"hevy", "strong"} <= set(formats())
    True
    """
    return tuple(sorted({*_table_readers(), *_source_readers()}))


def reader_version(format: str) -> str:
    """Return the version of a reader; what was cached with another version is read anew.

    Raises
    ------
    ArgumentError
        There is no such format.
    """
    return _reader_named(format).VERSION


def read_draft(
    source: Source | bytes,
    name: str = "",
    *,
    format: str | None = None,
    options: Options | None = None,
) -> Draft:
    """Read a file.

    Parameters
    ----------
    source
        The file, or its bytes.
    name
        The file's name, for messages; the format is never told from it. A `Source` has its own.
    format
        Name of the format (see `formats`); None: told from the bytes and the column names.
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
    if isinstance(source, bytes):
        source = Source(name, data=source)
    if source.head(len(_PARQUET)) == _PARQUET:
        return _read_parquet(source, chosen, options)
    for reader in _source_readers().values():
        # a chosen reader of tables still finds its table in a workbook
        if chosen is reader or (chosen not in _source_readers().values() and reader.knows(source)):
            return reader.parse_source(source, options)
    table = open_table(source.read(), source.name)
    if options.corrections:
        table = correct_table(table, options.corrections)
    return read_table(table, options, format=format)


def read_table(table: TextTable, options: Options, *, format: str | None = None) -> Draft:
    """Read a table that is open already, such as a sheet of a workbook; see `read_draft`."""
    from coreanalytics.logbook.readers import corrections, mapped
    from coreanalytics.logbook.readers.proposals import ask_for_mapping

    name = table.name
    if format is not None:
        return cast("Reader", _reader_named(format)).parse(table, options)
    if mapped.is_meant(table, options):
        return mapped.parse(table, options)
    matching = [reader for reader in _table_readers().values() if reader.matches(table.header)]
    # mended records carry the columns of their app, which the app's reader knows as well
    matching = [reader for reader in matching if reader.NAME == corrections.NAME] or matching
    if len(matching) == 1:
        return matching[0].parse(table, options)
    if matching:
        names = ", ".join(reader.NAME for reader in matching)
        raise LogFileError(texts.several_formats(names), where=name, hint=texts.CHOOSE_FORMAT)
    if tuple(table.header) == corrections.OTHERS:
        raise LogFileError(texts.ONLY_A_LIST, where=name, hint=texts.MEND_WHERE_IT_STANDS)
    if options.mapping is not None or (options.recall and options.recall(table.header)):
        return mapped.parse(table, options)
    question = ask_for_mapping(table, options)
    if question.is_dated:
        raise question
    header = texts.shown(table.header)
    raise LogFileError(texts.unknown_format(header), where=name, hint=texts.known_formats(formats()))


def knows_header(header: Sequence[str]) -> bool:
    """Tell whether a reader of tables knows these column names."""
    return any(reader.matches(header) for reader in _table_readers().values())


def knows_source(source: Source) -> bool:
    """Tell whether a reader of files that are no delimited text knows these bytes."""
    return any(reader.knows(source) for reader in _source_readers().values())


def _reader_named(name: str) -> Reader | SourceReader:
    if name in _module_names():
        # readers are called as their modules: the others need not be imported then
        module = importlib.import_module(f"{__name__}.{name}")
        if getattr(module, "NAME", None) == name:
            return cast("Reader", module)
    both: dict[str, Reader | SourceReader] = {**_table_readers(), **_source_readers()}
    try:
        return both[name]
    except KeyError:
        hint = texts.known_formats(formats())
        raise ArgumentError(f"there is no format named {name!r}", where="format", hint=hint) from None


def _read_parquet(source: Source, chosen: Reader | SourceReader | None, options: Options) -> Draft:
    name = source.name
    candidates = [chosen] if chosen is not None else list(_table_readers().values())
    readers = [cast("FrameReader", reader) for reader in candidates if hasattr(reader, "parse_frame")]
    if not readers:
        raise LogFileError(texts.NO_PARQUET, where=name, hint=texts.PLAIN_PARQUET)
    try:
        frame = pl.read_parquet(source.path or io.BytesIO(source.data or b""))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise LogFileError(texts.BROKEN_PARQUET, where=name, hint=texts.EXPORT_AGAIN) from error
    return readers[0].parse_frame(frame, name, options)
