"""OpenDocument workbooks (.ods): typed cells, repeated cells and rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.archives import Archive
from coreanalytics.logbook.readers.workbooks import (
    MOST_COLUMNS,
    MOST_ROWS,
    Budget,
    Sheet,
    clock_text,
    moment_text,
    number_text,
    parse_part,
)

CONTENT: Final = "content.xml"
_CELLS: Final = ("table-cell", "covered-table-cell")
#: What stands in cells, or beside them, and is no content: comments, pictures, what was changed before.
_ASIDE: Final = ("annotation", "tracked-changes", "frame", "shapes", "forms")
_SPAN: Final = re.compile(r"-?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?$")


def read_ods(archive: Archive, where: str) -> list[Sheet]:
    """Return the sheets of a workbook, in its order.

    Raises
    ------
    LogFileError
        The workbook is damaged or too large.
    """
    member = archive.find(CONTENT)
    if member is None:
        raise LogFileError(texts.BROKEN_WORKBOOK, where=where, hint=texts.SAVE_WORKBOOK)
    listener = _Listener(where)
    parse_part(archive, member, where, listener.start, listener.end, listener.text)
    return listener.sheets


class _Listener:
    """Hears the tags of one workbook and builds its sheets."""

    def __init__(self, where: str) -> None:
        self.sheets: list[Sheet] = []
        self._budget = Budget(where)
        self._aside = 0  # depth within what is no content
        self._row = 0
        self._rows = 1
        self._cells: list[str | None] = []
        self._blank = 0  # empty cells that only count if another follows
        self._cell: Mapping[str, str] | None = None
        self._parts: list[str] = []
        self._paragraphs = 0

    def start(self, tag: str, told: Mapping[str, str]) -> None:
        if self._aside or tag in _ASIDE:
            self._aside += 1
        elif tag == "table":
            self.sheets.append(Sheet(told.get("name", "")))
            self._row = 0
        elif tag == "table-row":
            self._rows = _count(told.get("number-rows-repeated"))
            self._cells, self._blank = [], 0
        elif tag in _CELLS:
            self._cell, self._paragraphs = told, 0
            self._parts.clear()
        elif tag == "p":
            self._parts.append("\n" * (self._paragraphs > 0))
            self._paragraphs += 1
        elif tag in ("s", "tab", "line-break"):
            space = " " * min(_count(told.get("c")), 1_000)
            self._parts.append({"s": space, "tab": "\t"}.get(tag, "\n"))

    def end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
        elif tag in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif tag == "table-row":
            if self.sheets:
                self._budget.add_row(self.sheets[-1], self._row + 1, self._cells, self._rows)
            self._row = min(self._row + self._rows, 10 * MOST_ROWS)

    def text(self, data: str) -> None:
        if not self._aside and self._cell is not None and self._paragraphs:
            self._parts.append(data)

    def _end_cell(self, told: Mapping[str, str]) -> None:
        text = _cell_text(told, "".join(self._parts))
        repeats = _count(told.get("number-columns-repeated"))
        if not text:
            self._blank += repeats
            return
        if len(self._cells) + self._blank + repeats > MOST_COLUMNS:
            raise self._budget.refuse()
        self._cells += [None] * self._blank + [text] * repeats
        self._blank = 0


def _count(text: str | None) -> int:
    sound = text and text.isascii() and text.isdigit() and len(text) < 10
    return max(int(text), 1) if text and sound else 1


def _cell_text(told: Mapping[str, str], shown: str) -> str | None:
    """Return what a person would have typed into a cell.

    Parameters
    ----------
    told
        Its attributes.
    shown
        Its text as shown.
    """
    kind = told.get("value-type", "")
    if kind in ("float", "currency", "percentage") and not shown.startswith("#"):
        try:
            value = float(told.get("value", ""))
        except ValueError:
            return shown or None
        return f"{number_text(value * 100)}%" if kind == "percentage" else number_text(value)
    if kind == "date" and told.get("date-value"):
        try:
            return moment_text(datetime.fromisoformat(told["date-value"]).replace(tzinfo=None))
        except (ValueError, OverflowError):
            return told["date-value"]
    if kind == "time" and (span := _SPAN.match(told.get("time-value", ""))):
        days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in span.groups())
        return clock_text(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    if kind == "boolean":
        return told.get("boolean-value") or shown or None
    return shown or told.get("string-value") or None
