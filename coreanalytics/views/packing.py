"""Tables packed for a page: columns, whole numbers and lists of names instead of an object per row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

#: Data sets of fewer rows travel as they are.
SMALL: Final = 60
#: A score, an hour or a best set is kept to one decimal.
_DECIMALS: Final = 1


def pack_rows(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows as columns; text is written once and pointed to.

    ``page.js`` unfolds it: ``{"columns": {name: [values] or {"names": [...], "at": [places]}}}``.

    Examples
    --------
    >>> pack_rows([{"who": "ana", "x": 1.0}, {"who": "ana", "x": None}])
    {'columns': {'who': {'names': ['ana'], 'at': [0, 0]}, 'x': [1, None]}}
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {"columns": {name: _pack_column([row.get(name) for row in rows]) for name in names}}


def pack_datasets(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose larger data sets are packed under ``packed``."""
    large = {name: rows for name, rows in spec.get("datasets", {}).items() if len(rows) > SMALL}
    if not large:
        return spec
    small = {name: rows for name, rows in spec["datasets"].items() if name not in large}
    return {**spec, "datasets": small, "packed": {name: pack_rows(rows) for name, rows in large.items()}}


def _pack_column(values: list[Any]) -> Any:
    if any(isinstance(value, str) for value in values):
        places: dict[Any, int] = {}
        at = [places.setdefault(value, len(places)) for value in values]
        return {"names": list(places), "at": at}
    return [int(v) if isinstance(v, float) and v.is_integer() else v for v in values]


def pack_people(frame: pl.DataFrame, people: Sequence[str]) -> dict[str, Any]:
    """Return a table of many people as text: per column and person, whole numbers joined by commas.

    Numbers are multiplied by ``scale``, text is a place in ``names``, a date is the number of days since the
    row before (the first: since 1 January 1970). Nothing between two commas stands for ``blank``: a missing
    value, or, in a column that misses none, what is most common there.

    Parameters
    ----------
    frame
        With a column person, sorted within each person.
    people
        Everybody, in the order of the page.

    Returns
    -------
    dict
        rows (number of each person's) and columns: per column kind (``number``, ``date``, ``flag`` or
        ``name``), scale, names, blank, and values, one text a person.

    Examples
    --------
    >>> table = pl.DataFrame({"person": ["a", "a", "b"], "x": [1.5, None, 2.0], "n": [0, 3, 0]})
    >>> packed = pack_people(table, ["a", "b", "c"])
    >>> packed["rows"], packed["columns"]["x"]
    ([2, 1, 0], {'kind': 'number', 'scale': 10, 'blank': None, 'values': ['15,', '20', '']})
    >>> packed["columns"]["n"]
    {'kind': 'number', 'scale': 1, 'blank': 0, 'values': [',3', '', '']}
    """
    columns = [name for name in frame.columns if name != "person"]
    kinds = {name: _describe(frame[name]) for name in columns}
    coded = frame.select("person", *(_code(frame[name], kinds[name]) for name in columns))
    for name in columns:
        kinds[name]["blank"] = (
            None if coded[name].null_count() or coded.is_empty() else _find_common(coded[name])
        )
    written = [_write(name, kinds[name]["blank"]) for name in columns]
    joined = coded.group_by("person").agg(pl.len().alias("rows of a person"), *written)
    whole = pl.DataFrame({"person": list(people)}, schema={"person": pl.String}).join(
        joined, on="person", how="left", maintain_order="left"
    )
    return {
        "rows": whole["rows of a person"].fill_null(0).to_list(),
        "columns": {name: {**kinds[name], "values": whole[name].fill_null("").to_list()} for name in columns},
    }


def _find_common(codes: pl.Series) -> int:
    common: int = codes.mode().sort()[0]
    return common


def _write(name: str, blank: int | None) -> pl.Expr:
    code = pl.col(name) if blank is None else pl.when(pl.col(name) != blank).then(name)
    return code.cast(pl.String).fill_null("").str.join(",").alias(name)


def _describe(column: pl.Series) -> dict[str, Any]:
    if column.dtype == pl.Date:
        return {"kind": "date"}
    if column.dtype == pl.Boolean:
        return {"kind": "flag"}
    if column.dtype == pl.String:
        return {"kind": "name", "names": column.drop_nulls().unique(maintain_order=True).to_list()}
    if column.dtype.is_integer():
        return {"kind": "number", "scale": 1}
    whole = bool((column.drop_nulls() == column.drop_nulls().round(0)).all())
    return {"kind": "number", "scale": 1 if whole else 10**_DECIMALS}


def _code(column: pl.Series, told: Mapping[str, Any]) -> pl.Expr:
    """Return the whole numbers that stand for a column."""
    name = column.name
    if told["kind"] == "date":
        days = pl.col(name).cast(pl.Int32)
        return days.diff().over("person").fill_null(days).alias(name)
    if told["kind"] == "flag":
        return pl.col(name).cast(pl.Int8)
    if told["kind"] == "name":
        places = {text: place for place, text in enumerate(told["names"])}
        return pl.col(name).replace_strict(places, default=None, return_dtype=pl.Int32)
    scale: int = told["scale"]
    return (pl.col(name) * scale).round(0).cast(pl.Int64)
