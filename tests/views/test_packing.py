"""Packed tables come back as they were; nothing missing turns into a number."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.views.packing import SMALL, pack_datasets, pack_people, pack_rows


def _unfold(packed: dict[str, Any], person: int) -> dict[str, list[Any]]:
    """Undo `pack_people` for one person, as ``unfold.js`` does."""
    length = packed["rows"][person]
    rows = {}
    for name, column in packed["columns"].items():
        parts = column["values"][person].split(",") if length else []
        codes = [int(part) if part else column["blank"] for part in parts]
        if column["kind"] == "number":
            rows[name] = [None if code is None else code / column["scale"] for code in codes]
        elif column["kind"] == "flag":
            rows[name] = [None if code is None else code == 1 for code in codes]
        elif column["kind"] == "name":
            rows[name] = [None if code is None else column["names"][code] for code in codes]
        else:
            day, rows[name] = 0, []
            for code in codes:
                day += code
                rows[name].append(dt.date(1970, 1, 1) + dt.timedelta(days=day))
    return rows


_ROW = st.fixed_dictionaries(
    {
        "person": st.sampled_from(["a", "b", "c,d"]),
        "score": st.none() | st.integers(0, 10),
        "count": st.integers(0, 3),
        "hours": st.none() | st.integers(0, 240).map(lambda tenths: tenths / 10),
        "trained": st.none() | st.booleans(),
        "site": st.none() | st.sampled_from(["low_back", "x,y"]),
        "date": st.dates(dt.date(1960, 1, 1), dt.date(2100, 1, 1)),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ROW, min_size=1, max_size=30))
def test_a_table_comes_back_as_it_was(rows: list[dict[str, Any]]) -> None:
    kinds = {
        "person": pl.String,
        "score": pl.Int32,
        "count": pl.Int32,
        "hours": pl.Float64,
        "trained": pl.Boolean,
        "site": pl.String,
        "date": pl.Date,
    }
    frame = pl.DataFrame(rows, schema=kinds).sort("person", maintain_order=True)
    people = ["b", "nobody", "c,d", "a"]
    packed = pack_people(frame, people)
    for place, person in enumerate(people):
        own = frame.filter(pl.col("person") == person).drop("person")
        assert packed["rows"][place] == own.height
        assert _unfold(packed, place) == own.to_dict(as_series=False)


def test_larger_data_sets_are_packed_and_text_is_written_once() -> None:
    rows = [{"who": "ana" if i % 2 else None, "x": float(i)} for i in range(SMALL + 1)]
    spec = pack_datasets({"mark": "bar", "datasets": {"big": rows, "small": rows[:3]}})
    assert spec["datasets"] == {"small": rows[:3]}
    columns = spec["packed"]["big"]["columns"]
    assert columns["who"]["names"] == [None, "ana"]
    back = [
        {"who": columns["who"]["names"][at], "x": x}
        for at, x in zip(columns["who"]["at"], columns["x"], strict=True)
    ]
    assert back == rows
    assert pack_datasets({"datasets": {"small": rows[:3]}}) == {"datasets": {"small": rows[:3]}}


def test_rows_that_lack_a_key_are_missing_there() -> None:
    assert pack_rows([{"a": 1}, {"b": 2.5}]) == {"columns": {"a": [1, None], "b": [None, 2.5]}}
