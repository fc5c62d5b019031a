"""Typed frames, such as Parquet files, as text tables: one way through the readers for both."""

from __future__ import annotations

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import TextTable
from coreanalytics.logbook.readers.problems import no_problems


def as_text_table(frame: pl.DataFrame, name: str) -> TextTable:
    """Return a typed frame as a table of text, with row numbers (from 1) as lines.

    Parameters
    ----------
    frame
        Columns of single values of any type.
    name
        The file's name, for messages.

    Raises
    ------
    LogFileError
        A column holds lists, records, bytes or objects.

    Examples
    --------
    >>> table = as_text_table(pl.DataFrame({"reps": [8, None], "leg_raised": [True, False]}), "a.parquet")
    >>> table.frame.rows()
    [('8', 'true', 1), (None, 'false', 2)]
    """
    cells = [_as_text(series, name).alias(f"c{index}") for index, series in enumerate(frame.get_columns())]
    lines = pl.Series("source_line", range(1, frame.height + 1), pl.Int32)
    return TextTable(
        name=name,
        header=tuple(frame.columns),
        frame=pl.DataFrame([*cells, lines]),
        encoding="",
        delimiter="",
        notices=() if frame.height else (texts.NO_RECORDS,),
        problems=no_problems(),
    )


def _as_text(series: pl.Series, name: str) -> pl.Series:
    dtype = series.dtype
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
        raise LogFileError(
            texts.nested_column(series.name, str(dtype)), where=name, hint=texts.WRITE_PARQUET_AGAIN
        )
    if isinstance(dtype, pl.Datetime):
        return series.dt.to_string("%Y-%m-%dT%H:%M:%S%.6f" + ("%:z" if dtype.time_zone else ""))
    if isinstance(dtype, pl.Duration):
        return (series.dt.total_microseconds() / 1e6).cast(pl.String)
    if dtype == pl.Time:
        return series.dt.to_string("%H:%M:%S")
    return series.cast(pl.String).replace("", None)
