"""When the records of our own tables were: a date, a date and a time, or both in one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time as clock_time
from typing import Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Options, TextTable
from coreanalytics.logbook.readers.date_order import find_order, join_moments, moment_problems, split_moments
from coreanalytics.logbook.readers.problems import gather_problems, problems_frame
from coreanalytics.logbook.readers.words import drop_blanks

#: Headings of dates in languages that put the day first.
_DAY_FIRST_HEADINGS: Final = frozenset({"datum", "fecha"})
_MIDNIGHT: Final = r"[T ]00:00(:00([.,]0+)?)?$"


def read_time(
    file: TextTable, names: Sequence[str], found: Mapping[str, Sequence[int]], table: str, options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read when each record was.

    Parameters
    ----------
    file
        The opened file.
    names
        Tidied headings.
    found
        Draft name -> positions (see `plain_headings.find_columns`); any of moment, date, time, start, end.
    table
        Table meant, for problems.
    options
        Order of day and month, if told.

    Returns
    -------
    pl.DataFrame
        One row a record. With `start` in `found`: `start` and `end`. Else `date` (as written; null where
        the clock tells it), `local_time` and `instant`, as in `date_order.join_moments`.
    pl.DataFrame
        Problems; a record that names no day is one.
    """
    dates = [name for name in ("moment", "date", "start", "end") if name in found]
    picked = file.pick({name: found[name][0] for name in (*dates, *(["time"] if "time" in found else []))})
    cells = picked.select(drop_blanks(pl.col(name)) for name in picked.columns if name != "source_line")
    if "time" in found and "date" in found:
        # spreadsheets add a midnight to every date
        day = pl.col("date").str.replace(_MIDNIGHT, "")
        cells = cells.with_columns(pl.concat_str(day, "time", separator=" ").fill_null(day).alias("date"))
    parts = {name: split_moments(cells[name]) for name in dates}
    likely = True if _DAY_FIRST_HEADINGS & {names[found[name][0]] for name in dates} else None
    order = find_order(list(parts.values()), options.day_first, likely, file.name)
    times = {name: _without_midnights(join_moments(parts[name], order)) for name in dates}
    lines = file.frame.select("source_line")
    problems = [
        moment_problems(
            pl.concat([lines, cells.select(text=name), times[name].select("fault")], how="horizontal"),
            "text",
            table=table,
            label=file.header[found[name][0]],
        )
        for name in dates
    ]
    needed = ("start",) if "start" in dates else ("moment", "date")
    blank = pl.all_horizontal(pl.col(name).is_null() for name in needed if name in dates)
    missing = problems_frame(
        pl.concat([lines, cells], how="horizontal"),
        blank,
        table=table,
        column=file.header[found[next(name for name in (*needed[::-1], *dates) if name in dates)][0]],
        rule="missing",
        value=pl.lit(None, pl.String),
        sentence=texts.DATE_MISSING,
    )
    if "start" in dates:
        read = pl.DataFrame([times[name]["date"].alias(name) for name in ("start", "end") if name in dates])
    else:
        read = _combine([times[name] for name in ("moment", "date") if name in dates])
    return read, gather_problems(*problems, missing)


def _without_midnights(times: pl.DataFrame) -> pl.DataFrame:
    """Take a column in which every clock shows midnight for what it is: dates."""
    clock = times["local_time"].drop_nulls()
    if clock.len() and (clock.dt.time() == clock_time(0)).all():
        return times.with_columns(
            pl.lit(None, pl.Datetime("us")).alias("local_time"),
            pl.lit(None, pl.Datetime("us", "UTC")).alias("instant"),
        )
    return times


def _combine(times: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Unite the cell with date and time and the cell with the date.

    A day written by itself is kept: it may differ from the clock's (a report after midnight). A day that
    stands beside a time in one record is only that clock's.
    """
    bare = [frame.select(pl.when(pl.col("local_time").is_null() & pl.col("instant").is_null()).then("date"))
            for frame in reversed(times)]  # fmt: skip
    return pl.DataFrame(
        {
            "date": pl.select(pl.coalesce([frame.to_series() for frame in bare])).to_series(),
            "local_time": pl.select(pl.coalesce([frame["local_time"] for frame in times])).to_series(),
            "instant": pl.select(pl.coalesce([frame["instant"] for frame in times])).to_series(),
        }
    )
