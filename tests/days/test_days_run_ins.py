from __future__ import annotations

import polars as pl
import pytest
from hand_made_logs import days_of, pain, phase

from coreanalytics.days import summarise_run_in
from coreanalytics.errors import DataError


def test_run_in_counts_reported_days_only() -> None:
    scores = {0: 2, 1: 4, 5: 3, 6: 3, 8: 5, 9: 1, 12: 3}
    rows = [pain(day, "low_back", score) for day, score in scores.items()]
    rows += [pain(3, "thigh_root", 6), pain(14, "low_back", 9), pain(15, "thigh_root", 9)]
    summary = summarise_run_in(
        days_of(pain=rows, phases=[phase(0, 13, "run_in"), phase(14, None, "core_focused")])
    )
    assert summary.rows() == [
        ("ann", "thigh_root", 6.0, 1, False),
        ("ann", "low_back", 3.0, 7, True),
        ("ann", "control", None, 0, False),
    ]


def test_the_fewest_reports_are_an_argument() -> None:
    days = days_of(pain=[pain(0, "low_back", 2)], phases=[phase(0, None, "run_in")])
    assert summarise_run_in(days, ["low_back"], min_reports=1)["enough"].to_list() == [True]
    assert summarise_run_in(days, ["low_back"], min_reports=2)["enough"].to_list() == [False]


def test_somebody_without_a_run_in_is_there_too() -> None:
    days = days_of(pain=[pain(0, "low_back", 2)], phases=[phase(0, None, "core_focused")])
    assert summarise_run_in(days, ["low_back"]).rows() == [("ann", "low_back", None, 0, False)]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="run_in"):
        summarise_run_in(pl.DataFrame({"person": ["ann"], "low_back": [1]}), ["low_back"])
