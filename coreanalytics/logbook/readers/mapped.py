"""Any other table: read as its columns were told to be (see `mapping`), through our own plain tables.

A table may tell of several things at once, so it is taken apart: what a day tells (pain, habits, session),
and for each set that a row tells of the columns of that set. Each part is read as a plain table under the
headings of the foreign file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers import texts as reader_texts
from coreanalytics.logbook.readers.base import Draft, Options, TextTable, make_draft
from coreanalytics.logbook.readers.date_order import find_order, split_moments
from coreanalytics.logbook.readers.foreign_headings import puts_day_first
from coreanalytics.logbook.readers.mapped_cells import rewrite_column, split_places
from coreanalytics.logbook.readers.mapped_parts import ForeignColumn, parse_part, split_parts, unite_parts
from coreanalytics.logbook.readers.mapping import TableMapping, name_columns, parse_mapping
from coreanalytics.logbook.readers.mapping_checks import check_complete
from coreanalytics.logbook.readers.plain_headings import find_wide
from coreanalytics.logbook.readers.problems import gather_problems, problems_frame
from coreanalytics.logbook.readers.proposals import ask_for_mapping
from coreanalytics.logbook.readers.targets import OF_A_PHASE, OF_A_SET, OF_BOTH, SAFETY, find_target
from coreanalytics.logbook.readers.words import carry_flags, parse_safety

NAME: Final = "mapped"
VERSION: Final = "1"


def matches(header: Sequence[str]) -> bool:
    """Tell whether a file with these column names is of this format: never, it must be told."""
    return False


def is_meant(table: TextTable, options: Options) -> bool:
    """Tell whether the columns of a table were told, so that no other reader is asked.

    A mapping without a date only adds to what a reader knows (such as the mood of Daylio).
    """
    if options.mapping is None:
        return False
    mapping = parse_mapping(options.mapping)
    return mapping.is_dated and mapping.fits(table.header)


def parse(table: TextTable, options: Options) -> Draft:
    """Read a table as its columns were told to be.

    Parameters
    ----------
    table
        The opened table.
    options
        `mapping` tells what each column is; where it tells nothing, `recall` may know the columns from an
        earlier file.

    Returns
    -------
    Draft
        The tables that the columns make; `mapping` is what was told, with every column of the file in it.

    Raises
    ------
    LogFileError
        A column that the mapping names is not in the file.
    ArgumentError
        The mapping lacks something, such as the date.
    QuestionError
        Nothing was told of these columns, or every date can be read day first or month first.
    """
    told, notices = options.mapping, []
    if told is None and options.recall is not None:
        told = options.recall(table.header)
        notices = [texts.READ_AS_BEFORE]
    if told is None:
        raise ask_for_mapping(table, options)
    mapping = parse_mapping(told)
    missing = mapping.missing_from(table.header)
    if missing:
        raise LogFileError(
            texts.no_such_column(missing[0], name_columns(table.header)),
            where=table.name,
            hint=texts.CHECK_HEADINGS,
        )
    check_complete(mapping.columns, table.name)
    columns, problems = _rewrite(table, mapping, options)
    ordered = _settle_order(table, columns, mapping, options)
    drafts = [(group, parse_part(table, part, ordered)) for group, part in split_parts(columns)]
    tables = unite_parts(drafts)
    problems = _gather(problems, [draft.problems for _, draft in drafts])
    if "pain" in tables:
        tables["pain"] = _mark_worded(tables["pain"], columns, table.lines)
        problems = carry_flags(problems, tables["pain"])
    unread = [name for name, meaning in mapping.complete(table.header).columns.items() if meaning.is_ignored]
    draft = make_draft(
        mapping.app,
        table,
        tables,
        main=next(iter(tables), "pain"),
        problems=[problems],
        not_ours={reader_texts.NOTHING_ANSWERED: _count_silent(table, tables, problems)},
        notices=[
            *notices,
            *dict.fromkeys(notice for _, draft in drafts for notice in draft.notices),
            *([reader_texts.ignored_columns(unread)] if unread else []),
        ],
    )
    whole = mapping.complete(table.header, options.day_first)
    return replace(draft, reader=NAME, mapping=whole.to_dict())


def _rewrite(
    table: TextTable, mapping: TableMapping, options: Options
) -> tuple[list[ForeignColumn], pl.DataFrame]:
    """Return the columns that are read, as our own tables write them, and what does not fit."""
    labels = name_columns(table.header)
    columns, problems = [], []
    for name, place in mapping.locate(table.header).items():
        told = mapping.columns[name]
        if told.is_ignored:
            continue
        read = rewrite_column(
            table.frame[f"c{place}"],
            table.lines,
            told,
            label=labels[place],
            table=_table_of(told.target),
            decimal=mapping.decimal,
            severity=options.severity,
        )
        columns.append(ForeignColumn(told.target, labels[place], read.cells, read.worded, told))
        problems.append(read.problems)
    columns = _add_sides(columns)
    united, clashes = _unite_answers(columns, table.lines)
    return united, gather_problems(*problems, clashes)


def _table_of(target: str) -> str:
    if target in OF_A_SET or target == "exercise":
        return "sets"
    if target in OF_A_PHASE:
        return "phases"
    meant = find_target(target)
    if find_wide([target]) or target in ("site", "side", "timing", "intensity", "quality", "red_flag"):
        return "pain"
    return "sessions" if meant is not None and target in (*OF_BOTH, "session_rpe") else "habits"


def _add_sides(columns: list[ForeignColumn]) -> list[ForeignColumn]:
    """Read a column of places; where no column tells the side, the place may: groin, left."""
    site = next((column for column in columns if column.name == "site"), None)
    if site is None:
        return columns
    sites, sides = split_places(site.cells)
    added = [replace(site, cells=sites)]
    if sides.count() and not any(column.name == "side" for column in columns):
        added.append(replace(site, name="side", cells=sides))
    return [other for column in columns for other in (added if column is site else [column])]


def _unite_answers(
    columns: Sequence[ForeignColumn], lines: pl.Series
) -> tuple[list[ForeignColumn], pl.DataFrame]:
    """Make one column of several that answer one question; of safety questions a yes counts before all."""
    groups: dict[tuple[str, str | None, int | None], list[ForeignColumn]] = {}
    for column in columns:
        place = column.told.place if column.name == column.told.target else (column.name, None, None)
        groups.setdefault(place, []).append(column)
    united, problems = [], []
    for first, *others in groups.values():
        if not others:
            united.append(first)
            continue
        frame = pl.DataFrame([column.cells.alias(f"a{i}") for i, column in enumerate((first, *others))])
        answers = [pl.col(name) for name in frame.columns]
        frame = frame.with_columns(lines.alias("source_line"))
        if first.name in SAFETY:
            # what cannot be read stands before a no, so that it is asked about
            unread = [pl.when(parse_safety(cell).is_null()).then(cell) for cell in answers]
            answers = [*(pl.when(parse_safety(cell)).then(cell) for cell in answers), *unread, *answers]
        else:
            problems.append(_find_clashes(frame, answers, first))
        united.append(replace(first, cells=frame.select(pl.coalesce(answers)).to_series()))
    return united, gather_problems(*problems)


def _find_clashes(frame: pl.DataFrame, answers: Sequence[pl.Expr], column: ForeignColumn) -> pl.DataFrame:
    """Problems: several boxes of one question are ticked that cannot all be the answer."""
    return problems_frame(
        frame,
        pl.any_horizontal((cell != pl.coalesce(answers)).fill_null(False) for cell in answers),
        table=_table_of(column.name),
        column=column.label,
        rule="two_answers",
        value=pl.concat_str(answers, separator=" | ", ignore_nulls=True),
        sentence=reader_texts.TWO_ANSWERS,
    )


def _settle_order(
    table: TextTable, columns: Sequence[ForeignColumn], mapping: TableMapping, options: Options
) -> Options:
    """Return the options with the order of day and month as told, or as the language makes likely."""
    told = options.day_first if options.day_first is not None else mapping.day_first
    dates = [split_moments(c.cells) for c in columns if c.name in ("date", "moment", "start", "end")]
    if told is None and any(puts_day_first(name) for name in table.header):
        told = find_order(dates, None, True, table.name)
        return replace(options, day_first=told, mapping=None)
    return replace(options, day_first=told, mapping=None)


def _gather(own: pl.DataFrame, found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return all problems; what was found wrong with a cell as it stands in the file is said only once."""
    plain_ones = gather_problems(*found).join(own, on=["line", "column"], how="anti", maintain_order="left")
    # parts share the columns that tell when and whose
    reasons = ["line", "column", "rule"]
    return gather_problems(own, plain_ones.unique(reasons, keep="first", maintain_order=True))


def _mark_worded(pain: pl.DataFrame, columns: Sequence[ForeignColumn], lines: pl.Series) -> pl.DataFrame:
    """Mark the ratings that were made from words or from scales with few steps."""
    mark = pl.lit(False)
    for column in columns:
        marked = column.worded
        wide = find_wide([column.name])
        if not marked.any() or not (wide or column.name == "intensity"):
            continue
        here = pl.col("source_line").is_in(lines.filter(marked).implode())
        if wide:
            here &= (pl.col("site") == str(wide[0].site)) & pl.col("side").eq_missing(
                pl.lit(str(wide[0].side) if wide[0].side else None, pl.String)
            )
            if wide[0].timing:
                here &= pl.col("timing") == str(wide[0].timing)
        mark = mark | here
    return pain.with_columns((mark & pl.col("intensity").is_not_null()).alias("mapped"))


def _count_silent(table: TextTable, tables: Mapping[str, pl.DataFrame], problems: pl.DataFrame) -> int:
    """Return how many records say nothing that was told to be read."""
    told = [problems["line"], *(frame["source_line"].cast(pl.Int32) for frame in tables.values())]
    return table.frame.height - table.lines.filter(table.lines.is_in(pl.concat(told).implode())).len()
