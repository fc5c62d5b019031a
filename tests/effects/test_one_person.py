"""One person's phases side by side."""

import json

import polars as pl
import pytest

from coreanalytics.effects import describe_phases
from coreanalytics.errors import ArgumentError, DataError


@pytest.fixture
def two_phases(person):
    return person(
        "a",
        "standard_crunch",
        [9, 9, 9] + [6, None] * 10,
        later="core_focused",
        later_scores=[8, 8, 8] + [3] * 20,
    )


def test_means_after_wash_in(two_phases):
    summary = describe_phases(two_phases, "a")
    row = summary.means.filter(pl.col("outcome") == "low_back").row(0, named=True)
    assert (row["treatment_mean"], row["treatment_days"]) == (3, 20)
    assert (row["control_mean"], row["control_days"]) == (6, 10)
    assert row["difference"] == -3


def test_phases_keep_their_days_apart(two_phases):
    phases = describe_phases(two_phases, "a").to_polars()
    assert phases["program"].to_list() == ["run_in", "standard_crunch", "core_focused"]
    assert phases["days"].to_list() == [14, 23, 23]
    assert phases["reported_days"].to_list() == [14, 13, 23]
    assert phases["used_days"].to_list() == [14, 10, 20]


def test_wash_in_is_an_argument(two_phases):
    summary = describe_phases(two_phases, "a", wash_in=0)
    assert summary.means["control_days"].to_list() == [13, 13, 13]
    with pytest.raises(ArgumentError):
        describe_phases(two_phases, "a", wash_in=-1)


def test_json_ready(two_phases):
    plain = json.loads(json.dumps(describe_phases(two_phases, "a").to_dict(), allow_nan=False))
    assert plain["phases"][0]["first_day"] == "2026-01-05"
    assert plain["means"][1]["difference"] == -3


def test_it_says_that_this_is_no_inference(two_phases):
    summary = describe_phases(two_phases, "a")
    said = summary.to_sentence()
    assert (
        "Low back: on average 3.0 on core-focused routines (20 reported days) and 6.0 on standard crunches"
        in said
    )
    assert "By itself it cannot tell a routine's doing" in said
    assert "range −" not in said
    assert "helps" not in said
    assert "standard crunches" in str(summary)


def test_one_routine_only(person):
    said = describe_phases(person("a", "core_focused", [4] * 20), "a").to_sentence()
    assert "Only one routine has reported days" in said
    none = describe_phases(person("a", "none", [4] * 20), "a")
    assert "No core-focused or standard-crunch phase" in none.to_sentence()
    assert none.means["difference"].null_count() == 3


def test_a_known_phase_without_reports_is_not_called_unknown(person):
    silent = describe_phases(person("a", "core_focused", [None] * 20), "a").to_sentence()
    assert "No core-focused or standard-crunch phase" not in silent
    assert silent.startswith("Nothing was reported on the days of either routine that count")
    early = person("a", "standard_crunch", [4] * 20, later="core_focused", later_scores=[3, 3])
    said = describe_phases(early, "a").to_sentence()
    assert "Only one routine has reported days that count" in said  # the two others lie in the wash-in


def test_a_continuing_user_has_no_switch_at_the_first_log(person):
    days = person("a", "core_focused", [4] * 20, run_in=(), continuing=True)
    assert describe_phases(days, "a").phases["used_days"].to_list() == [20]


def test_a_continuing_user_has_a_wash_in_at_every_later_switch(person):
    """Who began before the first log still switches in sight of it afterwards."""
    days = person(
        "a", "standard_crunch", [6] * 20, run_in=(), later="core_focused", later_scores=[9] * 3 + [3] * 20,
        continuing=True,
    )  # fmt: skip
    summary = describe_phases(days, "a")
    assert summary.phases["used_days"].to_list() == [20, 20]
    assert summary.means["treatment_mean"].to_list() == [3, 3, 3]
    assert "first 3 days after each switch" in summary.to_sentence()


def test_html_is_escaped(person):
    days = person("<img src=x>", "core_focused", [4] * 20).with_columns(pl.lit("<b>").alias("assigned"))
    html = describe_phases(days, "<img src=x>")._repr_html_()
    assert "<img" not in html
    assert "<b>" not in html


def test_unknown_people_and_columns_are_named(two_phases):
    with pytest.raises(ArgumentError, match="'z'"):
        describe_phases(two_phases, "z")
    with pytest.raises(DataError, match="phase_start"):
        describe_phases(two_phases.drop("phase_start"), "a")
    with pytest.raises(ArgumentError):
        describe_phases(two_phases, "a", "core_focused", versus="core_focused")
