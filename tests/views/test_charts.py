"""Pictures: what is drawn, how much of it, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from made_days import HOSTILE, START, make_days

from coreanalytics.effects import Effects, compare
from coreanalytics.errors import ArgumentError
from coreanalytics.views.charts import comparisons as charts_compare
from coreanalytics.views.charts import frames
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.texts import charts as texts


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return make_days(6, 8)


@pytest.fixture(scope="module")
def effects(days: pl.DataFrame) -> Effects:
    return compare(days, weeks=6)


def _datasets(chart: Any) -> list[list[dict[str, Any]]]:
    return list(chart.to_dict()["datasets"].values())


def _fields(node: Any) -> set[str]:
    """Return every field that a specification draws."""
    if isinstance(node, dict):
        here = {node["field"]} if isinstance(node.get("field"), str) else set()
        return here.union(*(_fields(value) for key, value in node.items() if key != "datasets"))
    return set().union(*map(_fields, node)) if isinstance(node, list) else set()


def test_weekly_means_need_reports_and_gaps_stay_gaps() -> None:
    one = make_days(1, 2).with_columns(
        low_back=pl.when(pl.col("date") < START + dt.timedelta(days=7)).then(4)
        .when(pl.col("date") < START + dt.timedelta(days=9)).then(8)
    )  # fmt: skip
    weeks = frames.fold_weeks(one)
    assert weeks["low_back"].to_list() == [4.0, None, None, None]
    assert weeks["monday"].to_list()[:2] == [START, START + dt.timedelta(days=7)]
    assert frames.fold_weeks(one, min_reports=2)["low_back"].to_list() == [4.0, 8.0, None, None]


def test_phases_are_spans_that_touch() -> None:
    phases = frames.fold_phases(make_days(2, 3))
    first = phases.filter(pl.col("person") == "p01").rows(named=True)
    switch = START + dt.timedelta(days=14)
    assert [(row["program"], row["start"], row["end"]) for row in first] == [
        ("Run-in", START, switch),
        ("Core-focused", switch, switch + dt.timedelta(days=21)),
    ]


def test_a_program_taken_up_again_is_a_span_of_its_own() -> None:
    one = make_days(1, 3)
    middle = pl.col("date").is_between(START + dt.timedelta(days=21), START + dt.timedelta(days=27))
    phases = frames.fold_phases(
        one.with_columns(program=pl.when(middle).then(pl.lit("washout")).otherwise("program"))
    )
    assert phases["program"].to_list() == ["Run-in", "Core-focused", "Washout", "Core-focused"]


def test_arm_weeks_count_from_time_zero_and_run_in_weeks_are_negative(days: pl.DataFrame) -> None:
    weeks = frames.fold_arms(days, "core_focused", "standard_crunch")
    assert sorted(weeks["week"].unique()) == [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7]
    own = days.filter(
        (pl.col("person") == "p01") & pl.col("date").is_between(START, START + dt.timedelta(days=6))
    )
    row = weeks.filter(
        (pl.col("person") == "p01") & (pl.col("week") == -2) & (pl.col("site") == "low_back")
    ).row(0, named=True)
    assert row["mean"] == round(own["low_back"].mean(), 2)  # type: ignore[arg-type]
    assert row["n_reported"] == own["low_back"].count()


def test_arm_weeks_hold_the_first_routine_only(days: pl.DataFrame) -> None:
    later = START + dt.timedelta(days=35)
    switched = days.with_columns(
        program=pl.when((pl.col("person") == "p01") & (pl.col("date") >= later))
        .then(pl.lit("standard_crunch")).otherwise("program"),
        phase=pl.when((pl.col("person") == "p01") & (pl.col("date") >= later)).then(3).otherwise("phase"),
    )  # fmt: skip
    own = frames.fold_arms(switched, "core_focused", "standard_crunch").filter(pl.col("person") == "p01")
    assert own["program"].unique().to_list() == ["core_focused"]
    assert own["week"].max() == 2


def test_arm_means_are_means_of_people(days: pl.DataFrame) -> None:
    weeks = frames.fold_arms(days, "core_focused", "standard_crunch")
    key = (pl.col("program") == "core_focused") & (pl.col("week") == 3) & (pl.col("site") == "low_back")
    row = frames.mean_arms(weeks).filter(key).row(0, named=True)
    part = weeks.filter(key)
    assert row["n_people"] == part.height == 3
    assert row["mean"] == pytest.approx(part["mean"].mean(), abs=0.006)


@pytest.mark.parametrize("kind", ["explore", "person", "calendar"])
def test_one_person_is_drawn_with_every_site(days: pl.DataFrame, kind: str) -> None:
    fields = _fields(draw(days, kind=kind, person="p02").to_dict())
    assert {"thigh_root", "low_back"} <= fields
    assert "date" in fields or "monday" in fields
    assert ("sets" in fields) == (kind == "explore")


def test_several_people_get_a_list_to_choose_from(days: pl.DataFrame) -> None:
    parameters = draw(days).to_dict()["params"]
    chosen = next(parameter for parameter in parameters if parameter["name"] == "person")
    assert chosen["bind"]["options"] == ["p01", "p02", "p03", "p04", "p05", "p06"]
    assert any(parameter["name"] == "window" for parameter in parameters)


def test_lazy_days_are_drawn_too(days: pl.DataFrame) -> None:
    assert draw(days.lazy(), person="p01").to_dict()["vconcat"]


@pytest.mark.parametrize("kind", [None, "weeks", "arms"])
def test_no_picture_carries_more_than_its_rows(kind: str | None) -> None:
    crowd = make_days(150, 26)
    assert crowd.height > 4 * frames.MAX_ROWS
    assert max(map(len, _datasets(draw(crowd, kind=kind)))) <= frames.MAX_ROWS


def test_a_crowd_is_drawn_by_program() -> None:
    chart = draw(make_days(120, 12), kind="weeks")
    assert " ".join(chart.to_dict()["title"]["subtitle"]) == texts.WEEKS_CROWD
    assert {row["program"] for rows in _datasets(chart) for row in rows} == {
        "Run-in", "Core-focused", "Standard crunch",
    }  # fmt: skip


def test_days_without_workouts_or_habits_are_drawn(days: pl.DataFrame) -> None:
    bare = days.with_columns(
        pl.lit(None, pl.Int32).alias(name) for name in (*frames.FAMILY_COLUMNS, "sleep_h")
    )
    assert "sets" not in _fields(draw(bare, person="p01").to_dict())


def test_days_without_reports_are_drawn(days: pl.DataFrame) -> None:
    bare = days.with_columns(pl.lit(None, pl.Int32).alias(site) for site in frames.SITE_COLUMNS)
    fields = _fields(draw(bare, person="p01").to_dict())
    assert "sets" in fields
    assert "low_back" not in fields


def test_refusals_say_what_to_do(days: pl.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="nothing to draw"):
        draw(days.clear())
    with pytest.raises(ArgumentError, match="nobody called 'x'"):
        draw(days, person="x")
    with pytest.raises(ArgumentError, match="no picture called 'pie'"):
        draw(days, kind="pie")
    with pytest.raises(ArgumentError, match="those of 6"):
        draw(days, kind="calendar")
    with pytest.raises(ArgumentError, match="lacks date"):
        draw(days.drop("date"))
    with pytest.raises(ArgumentError, match="no picture for an object of type dict"):
        draw({})
    with pytest.raises(ArgumentError, match="nobody followed"):
        draw(days.filter(pl.col("run_in")), kind="arms")


def test_effects_are_drawn_with_their_own_numbers(effects: Effects) -> None:
    rows = _datasets(draw(effects))
    drawn = {row["site"]: row for part in rows for row in part if "estimate" in row}
    for effect in effects.primary:
        row = drawn[texts.SITE_NAMES[effect.outcome]]
        assert effect.interval is not None
        assert (row["estimate"], row["low"], row["high"]) == (
            effect.estimate,
            effect.interval.low,
            effect.interval.high,
        )
        assert row["level"] == ("95 %" if effect.outcome == "control" else "97.5 %")
        assert (effect.verdict or texts.CONTROL_SITE) in row["head"]


def test_title_of_effects_says_what_was_found_and_the_control_site_gets_no_verdict(effects: Effects) -> None:
    title = draw(effects).to_dict()["title"]["text"]
    assert f"Low back: {effects['low_back'].verdict}" in title
    assert "Control" not in title
    table = charts_compare.table_of_effects(effects)
    assert table[texts.VERDICT].to_list()[-1] == texts.CONTROL_SITE


def test_one_effect_is_drawn_alone(effects: Effects) -> None:
    rows = [row for part in _datasets(draw(effects["low_back"])) for row in part if "estimate" in row]
    assert [row["site"] for row in rows] == ["Low back"]


def test_hostile_names_are_data_only() -> None:
    spec = draw(make_days(2, 3, names=(HOSTILE,))).to_dict()
    held = [row for rows in spec["datasets"].values() for row in rows if row["person"] == HOSTILE]
    assert held
    assert not any(HOSTILE in field for field in _fields(spec))
