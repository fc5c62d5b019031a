"""The pictures of plans and of schedules drawn by lot."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from made_days import HOSTILE

from coreanalytics.effects.planning import plan_study, randomise
from coreanalytics.effects.planning.results import StudyPlan
from coreanalytics.errors import ArgumentError
from coreanalytics.views.charts import plans, schedules
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.hostile import clip
from coreanalytics.views.texts import plans as texts

START = dt.date(2026, 11, 30)


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return plan_study(weeks=[8, 12, 16], effect=[-2.0, -1.0], replications=40, jobs=1)


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _title(chart: Any) -> str:
    return str(chart.to_dict()["title"]["text"])


def test_every_kind_of_study_is_drawn_with_its_simulation_error(plan: StudyPlan) -> None:
    rows = {(row["design"], row["weeks"], row["effect"]): row for row in _rows(draw(plan)) if "design" in row}
    assert len(rows) == len(plan.rows)
    for row in plan.rows:
        drawn = rows[str(row.design), row.weeks, row.effect]
        assert drawn["power"] == pytest.approx(100 * row.power)
        assert drawn["low"] <= drawn["power"] <= drawn["high"]
        if 0 < row.power < 1:
            half = 1.96 * 100 * row.power_se
            assert drawn["high"] == pytest.approx(min(100, drawn["power"] + half))


def test_a_panel_an_effect_and_one_for_the_width(plan: StudyPlan) -> None:
    spec = draw(plan).to_dict()
    heads = [panel["title"]["text"] for panel in spec["vconcat"]]
    assert heads == ["A true difference of 2 points", "A true difference of 1 point", texts.WIDTH_PANEL]
    assert spec["description"] == texts.PLAN_LABEL.format(over="length")


def test_the_title_says_what_to_do_or_that_nothing_here_will_do(plan: StudyPlan) -> None:
    best = plan.recommended
    assert best is not None
    assert f"{best.weeks} weeks find 2 points" in _title(draw(plan))
    ringed = [row for row in _rows(draw(plan)) if row.get("best")]
    assert {(row["design"], row["weeks"]) for row in ringed} == {(str(best.design), best.weeks)}
    weak = replace(plan, rows=tuple(row for row in plan.rows if row.effect == -1.0), effect=-1.0)
    assert _title(draw(weak)).startswith("None of these plans finds 1 point")
    with pytest.raises(ArgumentError, match="nothing was simulated"):
        draw(replace(plan, rows=()))


def test_weekly_looks_are_drawn_where_the_plan_is_made_for_them(plan: StudyPlan) -> None:
    weekly = replace(plan, looks="weekly")
    drawn = plans.list_rows(weekly).filter(design="blocks", weeks=8, effect=-2.0)["power"].item()
    told = next(row for row in plan.pick("blocks") if row.weeks == 8)
    assert drawn == pytest.approx(100 * told.weekly)
    assert drawn < 100 * told.power
    assert texts.EVERY_WEEK in " ".join(draw(weekly).to_dict()["title"]["subtitle"])


def test_people_make_the_axis_where_only_they_differ() -> None:
    row = plan_study(weeks=[8], people=1, design="blocks", replications=20, jobs=1)
    many = replace(row, rows=tuple(replace(row.rows[0], people=n, effect=row.effect) for n in (6, 12)))
    chart = draw(many)
    assert texts.OVER["people"] in chart.to_dict()["description"]
    reports = replace(
        row, rows=tuple(replace(row.rows[0], weeks=w, reports=r) for w in (4, 8) for r in (3, 6))
    )
    heads = [panel["title"]["subtitle"] for panel in draw(reports).to_dict()["vconcat"]]
    assert heads[:2] == ["Studies in 100, 3 reports a week", "Studies in 100, 6 reports a week"]


def test_the_table_of_a_plan_holds_all_of_it(plan: StudyPlan) -> None:
    table = plans.table_of_plan(plan)
    assert table.height == len(plan.rows)
    assert table[texts.POWER].to_list() == [round(100 * row.power) for row in plan.rows]


def test_a_schedule_is_drawn_without_gaps() -> None:
    drawn = randomise("me", start=START, blocks=6, seed=7)
    phases = schedules.list_phases(drawn)
    assert phases.height == 6
    assert (phases["end"][:-1] == phases["start"][1:]).all()
    assert phases["days"].to_list() == [14] * 6
    # the first three days of each phase count for neither routine
    assert ((phases["washed"] - phases["start"]).dt.total_days() == 3).all()
    assert "8 schedules" in " ".join(draw(drawn).to_dict()["title"]["subtitle"])
    assert "seed 7" in " ".join(draw(drawn).to_dict()["title"]["subtitle"])


def test_everybody_has_a_strip_and_hostile_names_are_lines() -> None:
    names = [HOSTILE, "b\u202eo", "c", "d"]
    drawn = randomise(names, design="parallel", start=START, blocks=4, seed=1)
    rows = [row for row in _rows(draw(drawn)) if "program" in row]
    assert {row["person"] for row in rows} == {clip(name, 60) for name in names}
    # groups never switch, so no day is washed out
    assert not [row for row in rows if row["washed"] > row["start"]]
    table = schedules.table_of_schedule(drawn)
    assert table[texts.FROM].unique().to_list() == [START]
    assert table[texts.TO].unique().to_list() == [START + dt.timedelta(days=4 * 14 - 1)]


def test_a_crowd_of_strips_is_cut_and_said() -> None:
    names = [f"p{k:03}" for k in range(schedules.MAX_PEOPLE + 5)]
    drawn = randomise(names, start=START, blocks=2, seed=1)
    chart = draw(drawn)
    assert len({row["person"] for row in _rows(chart) if "program" in row}) == schedules.MAX_PEOPLE
    assert "The first 60 of 65 people" in " ".join(chart.to_dict()["title"]["subtitle"])


def test_a_run_in_belongs_to_the_strip() -> None:
    drawn = randomise("me", design="start", start=START, run_in=14, blocks=8, seed=2)
    phases = schedules.list_phases(drawn)
    assert phases["program"].to_list() == ["Run-in", "Standard crunch", "Core-focused"]
    assert phases.filter(pl.col("program") == "Run-in")["washed"].item() == phases["start"][0]
