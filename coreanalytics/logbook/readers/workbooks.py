"""Workbooks: the sheets of Excel and OpenDocument files as rows of text, as a person would have typed them.

They are read here, a piece at a time, because the usual libraries lay out every cell between two far corners
or repeat one a billion times: a file of 5 kB can take all memory with them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.archives import Archive

#: Rows and columns that a sheet may have: what Excel itself allows.
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
#: Places for cells in a whole workbook, the empty ones between others included.
MOST_CELLS: Final = 20_000_000
#: Characters in all its cells: one text can stand in many.
MOST_TEXT: Final = 300_000_000
#: Inflated bytes of a part of a workbook.
_MOST_BYTES: Final = 2**29
_DAY_S: Final = 86_400


@dataclass(slots=True)
class Sheet:
    """A sheet: its name, and its rows that are not empty, with their numbers from 1."""

    name: str
    rows: list[tuple[int, list[str | None]]] = field(default_factory=list)


@dataclass(slots=True)
class Budget:
    """How many more cells a workbook may have."""

    where: str
    left: int = MOST_CELLS
    text_left: int = MOST_TEXT

    def add_row(self, sheet: Sheet, number: int, cells: list[str | None], repeats: int = 1) -> None:
        """Append a row, unless nothing stands in it.

        Raises
        ------
        LogFileError
            The workbook is too large.
        """
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        self.left -= len(cells) * repeats
        self.text_left -= sum(len(cell) for cell in cells if cell) * repeats
        if min(self.left, self.text_left) < 0 or number + repeats - 1 > MOST_ROWS:
            raise self.refuse()
        sheet.rows += [(number + place, cells) for place in range(repeats)]

    def refuse(self) -> LogFileError:
        """Return the error that says that the workbook is too large."""
        return LogFileError(texts.LARGE_WORKBOOK, where=self.where, hint=texts.SAVE_AS_CSV)


Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class _LocalNames(dict[str, str]):
    """Names of tags and attributes without the short name of their name space."""

    def __missing__(self, name: str) -> str:
        if len(self) < 10_000:
            self[name] = name.rpartition(":")[2]
        return name.rpartition(":")[2]


def parse_part(
    archive: Archive,
    member: zipfile.ZipInfo,
    where: str,
    start: Start,
    end: End | None = None,
    text: Text | None = None,
) -> None:
    """Parse a part of a workbook as a stream of tags.

    Parameters
    ----------
    archive, member
        The part.
    where
        The file's name, for messages.
    start, end, text
        Called with local names of tags and attributes (name spaces gone), and with text.

    Raises
    ------
    LogFileError
        It is no XML, declares a document type (which no workbook does), or inflates beyond measure.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.buffer_text = True
    local = _LocalNames()

    def refuse(*_: Any) -> None:
        raise LogFileError(texts.BROKEN_WORKBOOK, where=where, hint=texts.SAVE_WORKBOOK)

    def begin(name: str, attributes: dict[str, str]) -> None:
        start(local[name], {local[key]: told for key, told in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    if end is not None:
        parser.EndElementHandler = lambda name: end(local[name])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in archive.stream(member, most=_MOST_BYTES):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # unknown encodings are lookups
        raise LogFileError(texts.BROKEN_WORKBOOK, where=where, hint=texts.SAVE_WORKBOOK) from error


def number_text(value: float) -> str:
    """Return a number as typed: no ``.0`` behind a whole one, and no more digits than sheets keep.

    Examples
    --------
    >>> number_text(3.0), number_text(61.234920000000002), number_text(0.1 + 0.2)
    ('3', '61.23492', '0.3')
    """
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:.15g}"


def moment_text(moment: datetime) -> str:
    """Return a date, or a date and time where it has one, to the second.

    Examples
    --------
    >>> moment_text(datetime(2026, 9, 14)), moment_text(datetime(2026, 9, 14, 21, 26, 51, 999_999))
    ('2026-09-14', '2026-09-14 21:26:52')
    """
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return f"{moment:%Y-%m-%d}" if midnight else f"{moment:%Y-%m-%d %H:%M:%S}"


def clock_text(seconds: float) -> str:
    """Return a time of day or a duration as hours, minutes and seconds.

    Examples
    --------
    >>> clock_text(66_600), clock_text(93_780.2)
    ('18:30:00', '26:03:00')
    """
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{left:02d}"


def day_seconds(days: float) -> float:
    """Return the seconds of a part of a day."""
    return days * _DAY_S
