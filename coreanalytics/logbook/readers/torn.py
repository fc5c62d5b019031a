"""Records whose fields do not fit the header: whole after all, ragged, or cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.problems import PROBLEMS

#: A broken record that spans more lines than this is an unclosed quote, not a long note.
SWALLOWED_LINES: Final = 20
_SHOWN: Final = 80  # characters of a record shown to the person


@dataclass(slots=True)
class Record:
    """A record that spans several lines or has an odd number of fields."""

    cells: list[str]
    start: int  # first line, 1-based
    end: int  # last line
    closed: bool = True  # False: the file ends inside a quote
    sentence: str = ""  # what is wrong with its quotes


@dataclass(frozen=True, slots=True)
class Ending:
    """How a file ends."""

    line: int  # number of its last line
    unfinished: bool  # no final line break
    cut: bool  # in the middle of a character


def to_columns(rows: Sequence[Sequence[str]], starts: Sequence[int], width: int) -> pl.DataFrame:
    """Return rows of `width` cells as String columns ``c0`` … (empty: null) and `source_line`."""
    names = [f"c{index}" for index in range(width)]
    cells = zip(*rows, strict=True) if rows else iter([()] * width)
    named = [pl.Series(name, column, pl.String) for name, column in zip(names, cells, strict=True)]
    frame = pl.DataFrame([*named, pl.Series("source_line", starts, pl.Int32)])
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)


def place_odd(
    frame: pl.DataFrame, odd: list[Record], width: int, ending: Ending, delimiter: str
) -> tuple[pl.DataFrame, pl.DataFrame, dict[int, tuple[str, ...] | int]]:
    """Add the odd records that are whole after all to `frame`; tell the others as problems.

    Parameters
    ----------
    frame
        Columns ``c0`` … and `source_line`.
    odd
        Records in the order of the file.
    width
        Number of fields that the header names.
    ending
        How the file ends.
    delimiter
        As found; joins the cells of a record that is shown.

    Returns
    -------
    frame, problems, loose
        Frame and problems together hold every record once. `loose` tells, by line, of the records with
        too many fields, for a reader that can mend them (see `mending`): the cells of a problem, or how
        many empty fields were cut from the end of a record in `frame`.
    """
    sound = [record for record in odd if record.closed and not record.sentence]
    whole = [record for record in sound if len(record.cells) >= width and not any(record.cells[width:])]
    frame = _merge(frame, whole, width)
    short = [record for record in sound if len(record.cells) < width]
    trimmed = [record for record in short if _is_trimmed(record, short, frame, width, ending)]
    frame = _merge(frame, trimmed, width)
    taken = {record.start for record in (*whole, *trimmed)}
    torn = [record for record in odd if record.start not in taken]
    if ending.cut:
        frame, torn = _tear_last(frame, torn)
    told = _tell(torn, width, ending, delimiter)
    spoilt = torn[-1:] if ending.cut else []
    loose: dict[int, tuple[str, ...] | int] = {
        record.start: tuple(record.cells)
        for record in torn
        if len(record.cells) > width and record.closed and not record.sentence and record not in spoilt
    }
    loose |= {record.start: len(record.cells) - width for record in whole if len(record.cells) > width}
    return frame, told, loose


def _merge(frame: pl.DataFrame, records: list[Record], width: int) -> pl.DataFrame:
    if not records:
        return frame
    rows = [(record.cells + [""] * width)[:width] for record in records]
    added = to_columns(rows, [record.start for record in records], width)
    return pl.concat([frame, added]).sort("source_line")


def _is_trimmed(record: Record, short: list[Record], frame: pl.DataFrame, width: int, ending: Ending) -> bool:
    """Tell whether a short record only lacks empty fields at its end.

    So it is where those columns are empty in every whole record, or where the file's writer leaves
    empty fields at the end away (no whole record ends with one). The last record of a file without a
    final line break may be cut off instead, and is taken only if another record is as short.
    """
    found = len(record.cells)
    if ending.unfinished and record.end == ending.line:
        return any(len(other.cells) <= found for other in short if other is not record)
    missing = frame.select(f"c{index}" for index in range(found, width))
    if all(column.null_count() == frame.height for column in missing):
        return True
    return frame[f"c{width - 1}"].null_count() == 0


def _tear_last(frame: pl.DataFrame, torn: list[Record]) -> tuple[pl.DataFrame, list[Record]]:
    """Set the last record of the file aside: it ends in the middle of a character."""
    last = torn[-1].start if torn else 0
    if not frame.height or last > frame["source_line"][-1]:
        return frame, torn
    *cells, line = frame.row(-1)
    return frame[:-1], [*torn, Record([cell or "" for cell in cells], line, line)]


def _tell(torn: list[Record], width: int, ending: Ending, delimiter: str) -> pl.DataFrame:
    rows: list[tuple[int, str, str, str]] = []
    for record in torn:
        short = len(record.cells) < width and ending.unfinished and record.end == ending.line
        rule, sentence = "ragged", record.sentence or texts.ragged(len(record.cells), width)
        if short or not record.closed or (ending.cut and record is torn[-1]):
            rule, sentence = "truncated", texts.truncated(record.start, record.end)
        rows.append((record.start, rule, delimiter.join(record.cells)[:_SHOWN], sentence))
    told = pl.DataFrame(
        rows, schema=["line", "rule", "value", "sentence"], orient="row", schema_overrides=PROBLEMS
    )
    missing = [pl.lit(None, kind).alias(name) for name, kind in PROBLEMS.items() if name not in told.columns]
    return told.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in PROBLEMS.items())
