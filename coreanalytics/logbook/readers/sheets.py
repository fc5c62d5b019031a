"""Excel and OpenDocument workbooks: each sheet is a table that the other readers know by its column names.

Rows of a later sheet have lines of their own (see `lines`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.archives import Archive, is_archive
from coreanalytics.logbook.readers.base import Draft, Options, Source, TextTable, gather_problems, no_problems
from coreanalytics.logbook.readers.lines import MOST_SHEETS, sheet_offset
from coreanalytics.logbook.readers.ods import CONTENT, read_ods
from coreanalytics.logbook.readers.workbooks import Sheet
from coreanalytics.logbook.readers.xlsx import read_xlsx

NAME: Final = "sheets"
VERSION: Final = "1"

_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
#: Rows at the top of a sheet among which the column names are looked for.
_TOP: Final = 10


def knows(source: Source) -> bool:
    """Tell whether a file is a workbook."""
    if not is_archive(source):
        return False
    try:
        with Archive(source) as archive:
            return _kind(archive) != ""
    except LogFileError:
        return False


def parse_source(source: Source, options: Options) -> Draft:
    """Read a workbook.

    Returns
    -------
    Draft
        The tables of all sheets together; its app is that of the sheets.

    Raises
    ------
    LogFileError
        The file is no workbook, damaged or too large, no sheet has column names that are known, or the
        sheets are logs of different apps.
    QuestionError
        Something must be told first, such as the order of day and month.
    """
    if not is_archive(source):
        raise LogFileError(texts.BROKEN_WORKBOOK, where=source.name, hint=texts.SAVE_WORKBOOK)
    sheets = _open_sheets(source)
    filled = {place: sheet for place, sheet in enumerate(sheets[:MOST_SHEETS]) if sheet.rows}
    if not filled:
        raise LogFileError(texts.EMPTY_WORKBOOK, where=source.name, hint=texts.EXPORT_AGAIN)
    drafts = _read_sheets(filled, source.name, options)
    apps = {sheets[place].name: draft.app for place, draft in drafts.items()}
    if len(set(apps.values())) > 1:
        raise LogFileError(texts.several_apps(apps.items()), where=source.name, hint=texts.SPLIT_WORKBOOK)
    others = [sheet for place, sheet in filled.items() if place not in drafts]
    return _merge(drafts, sheets, others)


def open_tables(source: Source) -> dict[str, TextTable]:
    """Return the sheets of a workbook that hold anything, by name, with the lines of their records.

    Raises
    ------
    LogFileError
        The file is no workbook, damaged or too large.
    """
    tables = {}
    for place, sheet in enumerate(_open_sheets(source)[:MOST_SHEETS]):
        if sheet.rows:
            table = _make_table(sheet, _find_top(sheet) or 0, source.name)
            line = pl.col("source_line") + pl.lit(sheet_offset(place), pl.Int32)
            tables[sheet.name] = replace(table, frame=table.frame.with_columns(line))
    return tables


def _open_sheets(source: Source) -> Sequence[Sheet]:
    with Archive(source) as archive:
        kind = _kind(archive)
        if kind == "xlsb":
            raise LogFileError(texts.BINARY_WORKBOOK, where=source.name, hint=texts.SAVE_AS_CSV)
        return read_ods(archive, source.name) if kind == "ods" else read_xlsx(archive, source.name)


def _kind(archive: Archive) -> str:
    mimetype = archive.find("mimetype")
    if mimetype is not None and archive.head(mimetype).startswith(_ODS) and archive.find(CONTENT):
        return "ods"
    names = {member.filename for member in archive.members}
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    return ""


def _read_sheets(filled: Mapping[int, Sheet], file: str, options: Options) -> dict[int, Draft]:
    """Return the drafts of the sheets that are logs, by their place in the workbook."""
    from coreanalytics.logbook import readers

    tops = {place: _find_top(sheet) for place, sheet in filled.items()}
    known = [place for place, top in tops.items() if top is not None]
    tables = {place: _make_table(sheet, tops[place] or 0, file) for place, sheet in filled.items()}
    if known:
        return {place: readers.read_table(tables[place], options) for place in known}
    drafts: dict[int, Draft] = {}
    errors: list[LogFileError | QuestionError] = []
    for place, table in tables.items():  # what was told about the columns may fit one of them
        try:
            drafts[place] = readers.read_table(table, options)
        except (LogFileError, QuestionError) as error:
            errors.append(error)
    if not drafts:
        raise next((error for error in errors if isinstance(error, QuestionError)), errors[0])
    return drafts


def _find_top(sheet: Sheet) -> int | None:
    """Return the place among the rows of the first that has column names which a reader knows."""
    from coreanalytics.logbook import readers

    headers = [[cell or "" for cell in cells] for _, cells in sheet.rows[:_TOP]]
    return next((place for place, header in enumerate(headers) if readers.knows_header(header)), None)


def _make_table(sheet: Sheet, top: int, file: str) -> TextTable:
    number, header = sheet.rows[top]
    rows = sheet.rows[top + 1 :]
    width = max([len(header), *(len(cells) for _, cells in rows)])
    used = [
        place
        for place in range(width)
        if (place < len(header) and header[place])
        or any(place < len(cells) and cells[place] for _, cells in rows)
    ]
    columns = [
        pl.Series(
            f"c{column}",
            [cells[place] if place < len(cells) else None for _, cells in rows],
            pl.String,
        )
        for column, place in enumerate(used)
    ]
    names = [(header[place] if place < len(header) else None) or "" for place in used]
    notices = [texts.header_below(number)] if top else []
    return TextTable(
        name=texts.sheet_named(file, sheet.name),
        header=tuple(name.strip() for name in names),
        frame=pl.DataFrame([*columns, pl.Series("source_line", [row for row, _ in rows], pl.Int32)]),
        encoding="",
        delimiter="",
        notices=tuple(notices if rows else [*notices, texts.NO_RECORDS]),
        problems=no_problems(),
    )


def _merge(drafts: Mapping[int, Draft], sheets: Sequence[Sheet], others: Sequence[Sheet]) -> Draft:
    """Unite the drafts of the sheets of one app."""
    first = next(iter(drafts.values()))
    empty = all(draft.records == 0 for draft in drafts.values())
    told = {place: draft for place, draft in drafts.items() if draft.records or empty}
    frames: dict[str, list[pl.DataFrame]] = {}
    problems, notices, not_ours = [], [], dict[str, int]()
    for place, draft in told.items():
        offset = sheet_offset(place)
        for name, frame in draft.tables.items():
            moved = pl.col("source_line").cast(pl.Int32) + pl.lit(offset, pl.Int32)
            frames.setdefault(name, []).append(frame.with_columns(moved.alias("source_line")))
        problems.append(draft.problems.with_columns(pl.col("line") + pl.lit(offset, pl.Int32)))
        notices += [
            notice if len(told) == 1 else f"{texts.shown([sheets[place].name])}: {notice}"
            for notice in draft.notices
        ]
        for reason, count in draft.not_ours.items():
            not_ours[reason] = not_ours.get(reason, 0) + count
    if others:
        notices.append(texts.sheets_not_read(sheet.name for sheet in others))
        not_ours[texts.OTHER_SHEETS] = sum(len(sheet.rows) for sheet in others)
    return replace(
        first,
        tables={name: pl.concat(parts, how="diagonal_relaxed") for name, parts in frames.items()},
        problems=gather_problems(*problems),
        records=sum(draft.records for draft in told.values()) + sum(len(sheet.rows) for sheet in others),
        not_ours=not_ours,
        notices=tuple(notices),
        reader=NAME,
    )
