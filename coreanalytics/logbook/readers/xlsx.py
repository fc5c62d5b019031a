"""Excel workbooks (.xlsx): shared strings, styles that make dates of numbers, and the cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.archives import Archive
from coreanalytics.logbook.readers.workbooks import (
    MOST_COLUMNS,
    Budget,
    Sheet,
    clock_text,
    day_seconds,
    moment_text,
    number_text,
    parse_part,
)

_DOCUMENT: Final = "/officeDocument"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Formats that Excel has by number (ECMA-376 part 1, 18.8.30), those of East Asian dates included.
_BUILT_IN: Final[dict[int, str]] = {
    9: "percent",
    10: "percent",
    **dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "clock"),
    46: "elapsed",
}
_LAST_DAY: Final = 2_958_465  # the end of 9999


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets share."""

    strings: Sequence[str]
    styles: Sequence[str]
    epoch_1904: bool


def read_xlsx(archive: Archive, where: str) -> list[Sheet]:
    """Return the sheets of a workbook, in its order.

    Raises
    ------
    LogFileError
        The workbook is damaged or too large.
    """
    top = _relations(archive, "", where)
    document = next((path for kind, path in top.values() if kind.endswith(_DOCUMENT)), "xl/workbook.xml")
    parts = _relations(archive, document, where)
    listed, epoch = _list_sheets(archive, document, where)
    by_kind = {kind.rpartition("/")[2]: path for kind, path in parts.values()}
    book = _Book(
        _read_strings(archive, by_kind.get("sharedStrings"), where),
        _read_styles(archive, by_kind.get("styles"), where),
        epoch,
    )
    budget = Budget(where)
    sheets = []
    for name, relation in listed:
        kind, path = parts.get(relation, ("", ""))
        sheet = Sheet(name)
        if kind.endswith("/worksheet"):  # others are charts
            _read_cells(archive, path, sheet, book, budget)
        sheets.append(sheet)
    return sheets


def _relations(archive: Archive, part: str, where: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to: identifier to kind and path."""
    folder, name = posixpath.split(part)
    member = archive.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}
    if member is not None:

        def start(tag: str, told: Mapping[str, str]) -> None:
            if tag == "Relationship":
                target = told.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                found[told.get("Id", "")] = told.get("Type", ""), posixpath.normpath(path)

        parse_part(archive, member, where, start)
    return found


def _list_sheets(archive: Archive, document: str, where: str) -> tuple[list[tuple[str, str]], bool]:
    """Return name and relation of each sheet, and whether days count from 1904."""
    member = archive.find(document)
    if member is None:
        raise LogFileError(texts.BROKEN_WORKBOOK, where=where, hint=texts.SAVE_WORKBOOK)
    sheets: list[tuple[str, str]] = []
    epochs: list[str] = []

    def start(tag: str, told: Mapping[str, str]) -> None:
        if tag == "sheet":
            sheets.append((told.get("name", ""), told.get("id", "")))
        elif tag == "workbookPr":
            epochs.append(told.get("date1904", "0"))

    parse_part(archive, member, where, start)
    return sheets, any(epoch in ("1", "true") for epoch in epochs)


def _read_strings(archive: Archive, path: str | None, where: str) -> list[str]:
    strings: list[str] = []
    parts: list[str] = []
    inside: list[str] = []

    def start(tag: str, told: Mapping[str, str]) -> None:
        inside.append(tag)
        if tag == "si":
            parts.clear()

    def end(tag: str) -> None:
        inside.pop()
        if tag == "si":
            strings.append(_unescape("".join(parts)))

    def text(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:  # rPh: how a word is pronounced
            parts.append(data)

    member = archive.find(path) if path else None
    if member is not None:
        parse_part(archive, member, where, start, end, text)
    return strings


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _read_styles(archive: Archive, path: str | None, where: str) -> list[str]:
    """Return for each cell style what it makes of a number: date, clock, elapsed, percent or nothing."""
    codes: dict[int, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(tag: str, told: Mapping[str, str]) -> None:
        above = inside[-1] if inside else ""
        inside.append(tag)
        if tag == "numFmt" and above == "numFmts":
            codes[_whole(told.get("numFmtId"))] = told.get("formatCode", "")
        elif tag == "xf" and above == "cellXfs":
            styles.append(told.get("numFmtId", "0"))

    def end(tag: str) -> None:
        inside.pop()

    member = archive.find(path) if path else None
    if member is not None:
        parse_part(archive, member, where, start, end)
    numbers = [_whole(style) for style in styles]
    return [_format_kind(codes[n]) if n in codes else _BUILT_IN.get(n, "") for n in numbers]


def _format_kind(code: str) -> str:
    r"""Tell what a number format shows.

    Examples
    --------
    >>> _format_kind('[$-407]dd/mm/yyyy\\ hh:mm'), _format_kind("[h]:mm"), _format_kind('0.0" days"')
    ('date', 'elapsed', '')
    """
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code.lower()).split(";")[0]
    elapsed = re.search(r"\[(h+|m+|s+)\]", bare)
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    if elapsed:
        return "elapsed"
    if "general" in bare:
        return ""
    if "y" in bare or "d" in bare:
        return "date"
    if "h" in bare or "s" in bare:
        return "clock"
    return "date" if "m" in bare else "percent" if "%" in bare else ""


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _read_cells(archive: Archive, path: str, sheet: Sheet, book: _Book, budget: Budget) -> None:
    member = archive.find(path)
    if member is None:
        raise LogFileError(texts.BROKEN_WORKBOOK, where=budget.where, hint=texts.SAVE_WORKBOOK)
    row, column, kind, style, taking = 0, -1, "", "", False
    cells: list[str | None] = []
    parts: list[str] = []

    def start(tag: str, told: Mapping[str, str]) -> None:
        nonlocal row, column, kind, style, taking
        if tag == "c":
            column = _column(told.get("r", ""), column + 1)
            kind, style = told.get("t", "n"), told.get("s", "")
            parts.clear()
        elif tag in ("v", "t"):
            taking = True
        elif tag == "row":
            # a damaged sheet may number two rows alike: each has a line of its own all the same
            row, column = max(_whole(told.get("r")) or 0, row + 1), -1
            cells.clear()
        elif tag == "rPh":  # how a word is pronounced
            kind = ""

    def end(tag: str) -> None:
        nonlocal taking
        if tag in ("v", "t"):
            taking = False
        elif tag == "c":
            if parts:
                if column >= MOST_COLUMNS:
                    raise budget.refuse()
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = _cell_text("".join(parts), kind or "str", _whole(style), book)
        elif tag == "row":
            budget.add_row(sheet, row, cells[:])

    def text(data: str) -> None:
        if taking and kind:
            parts.append(data)

    parse_part(archive, member, budget.where, start, end, text)


def _column(reference: str, following: int) -> int:
    """Return the column (from 0) of a reference such as ``AB12``; some writers leave it out."""
    letters = reference.rstrip("0123456789")
    if len(letters) == 1 and "A" <= letters <= "Z":
        return ord(letters) - 65
    if not letters:
        return following
    if len(letters) > 3 or not (letters.isascii() and letters.isalpha()):
        return MOST_COLUMNS
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell_text(raw: str, kind: str, style: int, book: _Book) -> str | None:
    if kind == "s":
        place = _whole(raw)
        return book.strings[place] or None if place < len(book.strings) else None
    if kind == "b":
        return "true" if raw.strip() == "1" else "false"
    if kind == "d":
        return _iso_text(raw)
    if kind in ("str", "inlineStr", "e"):  # errors as they are shown: #DIV/0!
        return _unescape(raw) or None
    try:
        value = float(raw)
    except ValueError:
        return raw.strip() or None
    return _number_text(value, book.styles[style] if style < len(book.styles) else "", book.epoch_1904)


def _iso_text(raw: str) -> str:
    try:
        return moment_text(datetime.fromisoformat(raw.strip()).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return raw.strip()


def _number_text(value: float, style: str, epoch_1904: bool) -> str:
    if style == "percent":
        return f"{number_text(value * 100)}%"
    if style == "elapsed" and 0 <= value < _LAST_DAY:
        return clock_text(day_seconds(value))
    if style == "clock" and 0 <= value < _LAST_DAY:
        return clock_text(day_seconds(value % 1))
    if style == "date" and 0 <= value < 1:
        return clock_text(day_seconds(value))
    if style == "date" and 1 <= value < _LAST_DAY - 1_500:
        # Excel's 1900 has a 29th of February
        start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
        return moment_text(start + timedelta(days=value))
    return number_text(value) if abs(value) < float("inf") else str(value)
