"""Results as plain values that JSON can hold: no dates, no enums, no numbers that are none."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

#: Decimals that numbers keep: sums made in another order agree to far more than that.
DECIMALS: Final = 6


def make_plain(value: object) -> Any:
    """Return a value as JSON can hold it.

    Frozen results become objects of their fields, frames lists of rows, dates ISO text, enums their text;
    NaN and infinities become None, and numbers keep `DECIMALS` decimals.

    Examples
    --------
    >>> make_plain({"day": date(2026, 11, 9), "mean": 0.1 + 0.2, "gone": float("nan")})
    {'day': '2026-11-09', 'mean': 0.3, 'gone': None}
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0 if math.isfinite(value) else None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, pl.DataFrame):
        return [make_plain(row) for row in value.to_dicts()]
    if isinstance(value, Mapping):
        return {str(key): make_plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: make_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [make_plain(item) for item in value]
    return str(value)


def write_json(value: object) -> str:
    """Return JSON with one line a value, letters as they are, and a line's end at its end."""
    return dump_plain(make_plain(value))


def dump_plain(value: Any) -> str:
    """Return the JSON of what `make_plain` made."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"
