"""Pain in our own tables: the wide layout (a column a site) and what a yes to a safety question means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import TextTable
from coreanalytics.logbook.readers.plain_cells import YES, Part, parse_flag
from coreanalytics.logbook.readers.plain_headings import WideColumn
from coreanalytics.logbook.readers.problems import gather_problems, problems_frame
from coreanalytics.logbook.readers.quantities import read_cells
from coreanalytics.logbook.readers.words import drop_blanks, read_ratings
from coreanalytics.vocabulary import RedFlag, Side, Site, Timing

#: Safety questions by site, and what a yes to them means.
SAFETY: Final = {Site.BELOW_KNEE: RedFlag.BELOW_KNEE, Site.WHOLE_BODY: RedFlag.EMERGENCY}


def read_wide(file: TextTable, columns: Sequence[WideColumn]) -> Part:
    """Read the pain columns of the wide layout.

    Parameters
    ----------
    file
        The opened file.
    columns
        From `plain_headings.find_wide`.

    Returns
    -------
    Part
        `values` has one column ``w<position>`` a pain column: Int32 intensities, and String red flags
        for the safety questions; and a column ``told<position>``: whether anything stands there.
    """
    names = {f"w{column.position}": column for column in columns}
    cells = file.pick({name: column.position for name, column in names.items()}).with_columns(
        drop_blanks(pl.col(name)).alias(name) for name in names
    )
    labels = {name: file.header[column.position] for name, column in names.items()}
    scales = {name: labels[name] for name, column in names.items() if column.site not in SAFETY}
    rated = read_ratings(cells, scales, table="pain")
    values = rated.values.get_columns()
    problems = [rated.problems]
    for name, column in names.items():
        if column.site in SAFETY:
            read = read_cells(
                cells,
                name,
                parse_flag,
                table="pain",
                label=labels[name],
                rule="word",
                wanted=texts.YES_OR_NO,
            )
            values.append(read.values.replace(YES, SAFETY[column.site].value))
            problems.append(read.problems)
    answered = cells.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).to_series()
    told = cells.select(pl.col(name).is_not_null().alias(f"told{name[1:]}") for name in names)
    frame = pl.DataFrame([*values, *told.get_columns(), cells["source_line"]])
    return Part(frame, answered, gather_problems(*problems), rated.notices)


def melt_wide(frame: pl.DataFrame, columns: Sequence[WideColumn], shared: Sequence[str]) -> pl.DataFrame:
    """Return one row of `pain` an answered column of the wide layout, those that cannot be read included.

    Parameters
    ----------
    frame
        The columns ``w<position>`` and ``told<position>``, the `shared` ones, and `timing` and `note`
        where the file has them.
    columns
        From `plain_headings.find_wide`.
    shared
        Columns that every row of a record takes over.
    """
    default = (
        pl.col("timing").fill_null(Timing.DAY.value)
        if "timing" in frame.columns
        else pl.lit(Timing.DAY.value)
    )
    rows = []
    for column in columns:
        name, flag = f"w{column.position}", column.site in SAFETY
        rows.append(
            frame.filter(pl.col(f"told{column.position}")).select(
                *shared,
                pl.lit(column.site.value).alias("site"),
                pl.lit(column.side.value if column.side else None, pl.String).alias("side"),
                (pl.lit(column.timing.value) if column.timing else default).alias("timing"),
                (pl.lit(None, pl.Int32) if flag else pl.col(name)).alias("intensity"),
                (pl.col(name) if flag else pl.lit(None, pl.String)).alias("red_flag"),
                *(["note"] if "note" in frame.columns else []),
            )
        )
    melted = pl.concat(rows).sort("source_line", maintain_order=True)
    if "note" in melted.columns:
        first = pl.int_range(pl.len()).over("source_line") == 0
        melted = melted.with_columns(pl.when(first).then("note").alias("note"))
    return melted


def settle_long(part: Part, file: TextTable, columns: Mapping[str, Sequence[int]]) -> Part:
    """Complete the long layout: the default timing, both sides, and what a yes means at its site.

    A column `timing` that is absent means the day's own rating; an empty cell in a column that is there
    is a problem, because nobody can know which rating was meant.
    """
    frame = part.values
    known = frame.columns
    site = pl.col("site")
    defaults = {
        "side": pl.lit(None, pl.String),
        "timing": pl.lit(Timing.DAY.value),
        "red_flag": pl.lit(None, pl.String),
    }
    frame = frame.with_columns(value.alias(name) for name, value in defaults.items() if name not in known)
    if "intensity" not in known:
        frame = frame.with_columns(pl.lit(None, pl.Int32).alias("intensity"))
    safety = site.is_in([place.value for place in SAFETY])
    meant = site.replace_strict({place.value: flag.value for place, flag in SAFETY.items()}, default=None)
    unclear = (pl.col("red_flag") == YES) & ~safety.fill_null(False)
    problems = [part.problems]
    if "red_flag" in columns:
        problems.append(
            problems_frame(
                frame,
                unclear,
                table="pain",
                column=file.header[columns["red_flag"][0]],
                rule="word",
                value=pl.col("red_flag"),
                sentence=texts.YES_WITHOUT_SITE,
                # which safety question was meant is unknown: the graver one is carried on
                red_flag=pl.lit(RedFlag.EMERGENCY.value),
            )
        )
    # a side that cannot be read is not an empty one
    unread = part.problems.filter(pl.col("column").is_in([file.header[i] for i in columns.get("side", ())]))
    empty = pl.col("side").is_null() & ~pl.col("source_line").is_in(unread["line"].implode())
    both = (site == Site.THIGH_ROOT.value) & empty
    frame = frame.with_columns(
        pl.when(both).then(pl.lit(Side.BOTH.value)).otherwise("side").alias("side"),
        pl.when(safety)
        .then(pl.col("timing").fill_null(Timing.DAY.value))
        .otherwise("timing")
        .alias("timing"),
        pl.when(pl.col("red_flag") == YES).then(meant).otherwise("red_flag").alias("red_flag"),
    )
    return Part(frame, part.answered, gather_problems(*problems), part.notices)
