"""Screening: every record ends in accepted or set aside, with line, column, rule, value and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from coreanalytics.logbook import texts
from coreanalytics.logbook.rules import Rule, make_rules
from coreanalytics.logbook.tables import REJECTED, TABLES


@dataclass(frozen=True, slots=True)
class Screened:
    """What came through, and what did not.

    Attributes
    ----------
    accepted
        Frames by table name, with the columns and types of `tables.TABLES`.
    rejected
        Frame with the columns of `tables.REJECTED`, one row a reason; a record is (source_file, line).
    """

    accepted: dict[str, pl.DataFrame]
    rejected: pl.DataFrame


def screen(
    tables: Mapping[str, pl.DataFrame],
    problems: pl.DataFrame,
    *,
    file: str,
    source_file: str,
    today: date,
) -> Screened:
    """Part the records of one file into accepted and set aside.

    A record (all rows with one `source_line`) is set aside as a whole when any of its rows breaks a
    rule, so that no half of a report is ever counted.

    Parameters
    ----------
    tables
        Typed frames of one file (see `settling.settle`), by table name.
    problems
        What the reader could not parse (columns of `readers.base.PROBLEMS`), one row a reason.
    file, source_file
        Name of the file as added, and its identity.
    today
        Date on which the file was added: later dates are set aside.

    Returns
    -------
    Screened
    """
    unread = problems["line"].unique().implode()
    # what could not be parsed is null by now: its record is not asked about twice
    broken = [
        _find_broken(name, frame.filter(~pl.col("source_line").is_in(unread)), today)
        for name, frame in tables.items()
    ]
    reasons = pl.concat([problems.select(_REASON), *(b.select(_REASON) for b in broken)])
    lines = reasons["line"].unique()
    owners = _owners(tables)
    rejected = (
        reasons.unique(subset=["line", "column", "rule"], keep="first", maintain_order=True)
        .join(owners, on="line", how="left")
        .with_columns(
            pl.lit(file).alias("file"),
            pl.lit(source_file).alias("source_file"),
            pl.coalesce("red_flag", "carried_flag").alias("red_flag"),
        )
        .sort("line", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in REJECTED.items())
    )
    accepted = {
        name: frame.filter(~pl.col("source_line").is_in(lines.implode())) for name, frame in tables.items()
    }
    return Screened(accepted, rejected)


_REASON = ["table", "line", "column", "rule", "value", "sentence", "red_flag"]


def _owners(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a record: its person, and a "yes" to a safety question that it carried."""
    parts = [
        frame.select(
            line="source_line",
            person="person",
            carried_flag=pl.col("red_flag") if "red_flag" in frame.columns else pl.lit(None, pl.String),
        )
        for frame in tables.values()
    ]
    if not parts:
        return pl.DataFrame(schema={"line": pl.Int32, "person": pl.String, "carried_flag": pl.String})
    yes = pl.col("carried_flag").is_in(["emergency", "below_knee"])
    return (
        pl.concat(parts)
        .group_by("line")
        .agg(
            pl.col("person").drop_nulls().first(),
            # "emergency" sorts after "below_knee": the worse one is kept
            pl.col("carried_flag").filter(yes).max(),
        )
    )


def _find_broken(table: str, frame: pl.DataFrame, today: date) -> pl.DataFrame:
    """Validate one table with pandera; one row a broken rule and record."""
    nothing = pl.DataFrame(schema=dict.fromkeys(_REASON, pl.String) | {"line": pl.Int32})
    if frame.is_empty():
        return nothing
    rules = make_rules(table, today)
    index = frame.with_row_index("row")
    found = _validate(table, frame, rules)
    if found.is_empty():
        return nothing
    text = pl.DataFrame(
        {
            "check": [rule.name + "|" + rule.column for rule in rules],
            "rule": [rule.name for rule in rules],
            "column": [rule.column for rule in rules],
            "allowed": [rule.allowed for rule in rules],
        }
    )
    values = pl.coalesce(
        [
            pl.when(pl.col("column") == column).then(pl.col(column).cast(pl.String))
            for column in {rule.column for rule in rules}
        ]
    )
    reasons = (
        found.join(text, on="check", maintain_order="left")
        .join(index, on="row", maintain_order="left")
        .select(
            pl.lit(table).alias("table"),
            pl.col("source_line").alias("line"),
            "column",
            "rule",
            values.alias("value"),
            "allowed",
            pl.lit(None, pl.String).alias("red_flag"),
        )
    )
    return _explain(reasons.with_columns(texts.rule_sentence().alias("sentence")), rules)


def _explain(reasons: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """Say more of values whose rule can tell what is wrong with them."""
    for rule in rules:
        mine = (pl.col("rule") == rule.name) & (pl.col("column") == rule.column)
        if rule.explain is not None:
            values = reasons.filter(mine)["value"].drop_nulls().unique()
            told = {value: rule.explain(value) for value in values}
            more = pl.col("value").replace_strict(told, default=None, return_dtype=pl.String)
            reasons = reasons.with_columns(
                pl.coalesce(pl.when(mine).then(more), "sentence").alias("sentence")
            )
    return reasons


def _validate(table: str, frame: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """Run the rules as row-wise pandera checks; return (row, check) of every failure."""
    import pandera.polars as pa
    from pandera.errors import SchemaErrors

    def as_check(rule: Rule) -> Any:
        # NaN passes comparisons and null means "nothing to check": both are settled before
        return pa.Check(
            lambda data: data.lazyframe.select(rule.keeps.fill_null(True)),
            name=rule.name + "|" + rule.column,
        )

    schema = pa.DataFrameSchema(
        {name: pa.Column(dtype, nullable=True) for name, dtype in TABLES[table].items()},
        checks=[as_check(rule) for rule in rules],
        strict="filter",
    )
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as failure:
        cases: pl.DataFrame = failure.failure_cases
        structural = cases.filter(pl.col("index").is_null())
        if structural.height:
            # a wrong dtype or a crashed check is our fault, never a record's
            raise RuntimeError(f"screening of {table} failed: {structural.to_dicts()[:3]}") from failure
        return cases.select(pl.col("index").cast(pl.UInt32).alias("row"), "check").unique(maintain_order=True)
    return pl.DataFrame(schema={"row": pl.UInt32, "check": pl.String})
