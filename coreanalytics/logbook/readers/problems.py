"""Records that cannot be read: one row a reason, with a sentence for the person."""

from __future__ import annotations

from typing import Final

import polars as pl

#: One row a reason. `line` is the line on which the record starts (1-based), `column` as named in the
#: file (null: the whole record), `value` what stood there, `red_flag` a safety answer in that record.
PROBLEMS: Final[dict[str, pl.DataType]] = {
    "table": pl.String(),
    "line": pl.Int32(),
    "column": pl.String(),
    "rule": pl.String(),
    "value": pl.String(),
    "sentence": pl.String(),
    "red_flag": pl.String(),
}


def no_problems() -> pl.DataFrame:
    """Return an empty frame with the columns of `PROBLEMS`.

    Examples
    --------
    >>> no_problems().height
    0
    """
    return pl.DataFrame(schema=PROBLEMS)


def problems_frame(
    frame: pl.DataFrame,
    where: pl.Expr,
    *,
    table: str,
    column: str | None,
    rule: str,
    value: pl.Expr,
    sentence: pl.Expr | str,
    line: str = "source_line",
    red_flag: pl.Expr | None = None,
) -> pl.DataFrame:
    """Return one problem for each row of `frame` for which `where` holds.

    Parameters
    ----------
    frame
        Rows with a column `line` that holds the line of each record.
    where
        Which rows are problems; null counts as no.
    table
        Table that the record was meant for, such as ``"sets"``.
    column
        Column as named in the file; None if the record as a whole is the problem.
    rule
        Short name of the rule that is broken, such as ``"not_a_number"``.
    value
        What stood there.
    sentence
        What a person should read; an expression or the same text for all rows.
    line
        Name of the column of `frame` with the line of the record.
    red_flag
        A safety answer in the record (`vocabulary.RedFlag`); safety never waits for a correction.

    Returns
    -------
    pl.DataFrame
        Columns of `PROBLEMS`.

    Examples
    --------
    >>> rows = pl.DataFrame({"source_line": [2, 3], "reps": ["8", "many"]})
    >>> problems_frame(
    ...     rows,
    ...     pl.col("reps") == "many",
    ...     table="sets",
    ...     column="Reps",
    ...     rule="not_a_number",
    ...     value=pl.col("reps"),
    ...     sentence="not a number",
    ... ).row(0)
    ('sets', 3, 'Reps', 'not_a_number', 'many', 'not a number', None)
    """
    found = frame.filter(where)
    if found.is_empty():
        return no_problems()
    return found.select(
        table=pl.lit(table, pl.String),
        line=pl.col(line).cast(pl.Int32),
        column=pl.lit(column, pl.String),
        rule=pl.lit(rule, pl.String),
        value=value.cast(pl.String),
        sentence=pl.lit(sentence, pl.String) if isinstance(sentence, str) else sentence,
        red_flag=(pl.lit(None, pl.String) if red_flag is None else red_flag.cast(pl.String)),
    )


def gather_problems(*frames: pl.DataFrame) -> pl.DataFrame:
    """Return the problems of several frames as one, in the order of the file."""
    return pl.concat([no_problems(), *frames]).sort("line", maintain_order=True)
