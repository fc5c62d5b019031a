"""Pictures of results: one person's phases, people, weekly looks, responders, and behind a fit."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from made_days import HOSTILE, make_days
from markupsafe import escape
from weekly_logs import block_log

from coreanalytics.days import build_days
from coreanalytics.effects import (
    Effects,
    compare,
    compare_within,
    count_responders,
    diagnose,
    watch_between,
    watch_within,
)
from coreanalytics.errors import ArgumentError
from coreanalytics.views.charts import effect_frames as frames
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.hostile import clip
from coreanalytics.views.page import Picture, render_page
from coreanalytics.views.texts import charts as texts


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return make_days(8, 8)


@pytest.fixture(scope="module")
def effects(days: pl.DataFrame) -> Effects:
    return compare(days, weeks=6)


@pytest.fixture(scope="module")
def own_days() -> pl.DataFrame:
    return build_days(block_log(drop=2.5))


@pytest.fixture(scope="module")
def own(own_days: pl.DataFrame) -> Effects:
    return compare_within(own_days, "ana")


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _title(chart: Any) -> str:
    return str(chart.to_dict()["title"]["text"])


# ---- one person ---------------------------------------------------------------------------------
def test_phases_are_drawn_with_their_own_means(own: Effects) -> None:
    fit = own["low_back"].fit
    phases = frames.mean_phases(fit, 0.975)  # type: ignore[arg-type]
    assert phases["program"].to_list() == ["Core-focused", "Standard crunch"] * 3
    plain = fit.rows.group_by("phase").agg(pl.col("score").mean(), pl.len()).sort("phase")  # type: ignore[union-attr]
    # neighbouring days count for less than far ones, so means are near the plain ones, not equal
    assert (phases["mean"] - plain["score"]).abs().max() < 0.5  # type: ignore[operator]
    assert phases["days"].to_list() == plain["len"].to_list()
    assert ((phases["low"] < phases["mean"]) & (phases["mean"] < phases["high"])).all()
    gap = phases.group_by("program").agg(pl.col("mean").mean()).sort("program")["mean"]
    assert gap[0] - gap[1] == pytest.approx(own["low_back"].estimate, abs=0.3)


def test_days_of_the_wash_in_are_shown_but_not_counted(own: Effects) -> None:
    scores = frames.list_scores(own["low_back"].fit)  # type: ignore[arg-type]
    assert scores.height == 84
    assert scores["counted"].sum() == own["low_back"].n_days == 84 - 6 * 3
    assert scores["date"].dt.hour().unique().to_list() == [12]


def test_effects_of_one_person_are_drawn_as_phases_or_as_a_forest(own: Effects) -> None:
    chart = draw(own)
    assert f"Low back: {own['low_back'].verdict}" in _title(chart)
    assert {"mean", "low", "high"} <= set().union(*_rows(chart))
    assert draw(own["low_back"]).to_dict()["vconcat"]
    forest = draw(own, kind="forest").to_dict()
    assert "weeks after time zero" not in " ".join(forest["title"]["subtitle"])
    with pytest.raises(ArgumentError, match="no picture called 'people'"):
        draw(own, kind="people")


def test_a_refused_person_is_not_drawn_as_phases(own_days: pl.DataFrame) -> None:
    short = own_days.filter(pl.col("date") < pl.col("date").min() + pl.duration(days=40))
    refused = compare_within(short, "ana")
    assert not refused["low_back"].is_answered
    with pytest.raises(ArgumentError, match="Too few") as caught:
        draw(refused, kind="phases")
    assert "draw(days" in caught.value.hint
    assert "no answer" in _title(draw(refused))


# ---- a cohort -----------------------------------------------------------------------------------
def test_people_are_drawn_with_their_own_levels(effects: Effects) -> None:
    rows = [row for row in _rows(draw(effects, kind="people")) if "level" in row]
    people = effects["low_back"].fit.people  # type: ignore[union-attr]
    assert {row["person"] for row in rows} == set(people["person"].cast(pl.String))
    assert len(rows) == 2 * people.height  # primary sites
    assert sorted(row["level"] for row in rows)[-1] == pytest.approx(
        max(effects[site].fit.people["level"].max() for site in ("thigh_root", "low_back"))  # type: ignore[union-attr]
    )


def test_a_crowd_of_people_is_thinned(effects: Effects) -> None:
    fit = effects["low_back"].fit
    assert frames.list_people(fit, most=2).height <= 4  # type: ignore[arg-type]
    assert frames.list_people(fit, most=2)["program"].n_unique() == 2  # type: ignore[arg-type]


def test_people_need_the_mixed_model(days: pl.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="no people's own levels"):
        draw(compare(days, weeks=6, estimator="two_stage"), kind="people")
    with pytest.raises(ArgumentError, match="no picture called 'phases'"):
        draw(compare(days, weeks=6), kind="phases")


def test_a_slope_and_an_own_change_are_called_so(effects: Effects) -> None:
    slope = draw(effects["low_back", "difference_in_slope"]).to_dict()
    assert texts.FOREST_AXIS_WEEK in str(slope)
    assert "mark_rect" not in str(slope)
    assert not any(layer["mark"].get("type") == "rect" for layer in slope["layer"])
    assert "not an effect" in str(draw(effects["low_back", "own_change_control"]).to_dict())


# ---- weekly looks -------------------------------------------------------------------------------
def test_every_answered_look_is_drawn_and_a_verdict_marked(own_days: pl.DataFrame) -> None:
    running = watch_within(own_days, "ana", until=own_days["date"].max())  # type: ignore[arg-type]
    chart = draw(running)
    spans = [row for row in _rows(chart) if "low" in row]
    answered = sum(one.looks["estimate"].count() for one in running.values())
    assert len(spans) == answered
    # two sites with the same verdict in the same week share their data
    marks = {(row["look"], row["reached"]) for row in _rows(chart) if "side" in row}
    assert marks == {(week, verdict.value) for one in running.values() for week, verdict in one.path}
    assert marks
    assert f"since week {running['low_back'].path[-1][0]}" in _title(chart)
    assert len(draw(running["low_back"]).to_dict()["vconcat"]) == 1


def test_looks_without_an_answer_are_refused_with_the_reason(own_days: pl.DataFrame) -> None:
    early = watch_within(own_days, "ana", until=own_days["date"].min() + timedelta(days=35))
    with pytest.raises(ArgumentError, match="first look is after week 6"):
        draw(early)


def test_looks_at_a_cohort_are_drawn(days: pl.DataFrame) -> None:
    running = watch_between(days, until=days["date"].max())  # type: ignore[arg-type]
    chart = draw(running)
    assert _title(chart) == texts.FOREST_JOIN.join(
        f"{texts.SITE_NAMES[site]}: {one.verdict}" + (f", since week {one.path[-1][0]}" if one.path else "")
        for site, one in running.items()
    )


# ---- responders, diagnosis ----------------------------------------------------------------------
def test_responders_are_drawn_as_counted(days: pl.DataFrame) -> None:
    result = count_responders(days, weeks=6)
    rows = _rows(draw(result))
    shares = {(row["site"], row["criterion"], row["program"]): row for row in rows if "share" in row}
    assert len(shares) == 2 * len(result.counts)
    for count in result.counts:
        row = shares[texts.SITE_NAMES[count.outcome], count.criterion, "Core-focused"]
        assert row["told"] == f"{count.treatment.k} of {count.treatment.n}"
        assert row["low"] == pytest.approx(100 * count.treatment.interval.low)  # type: ignore[union-attr]
    gaps = [row for row in rows if "difference" in row]
    assert len(gaps) == len(result.counts)


def test_a_diagnosis_is_four_pictures_within_limits(days: pl.DataFrame, effects: Effects) -> None:
    result = diagnose(effects["low_back"])
    spec = draw(result).to_dict()
    assert len(spec["vconcat"]) == 3
    assert len(spec["vconcat"][0]["hconcat"]) == 2
    assert max(len(rows) for rows in spec["datasets"].values()) <= 5000
    assert frames.thin_residuals(result, most=100).height <= 100
    assert frames.pick_courses(result, most=3)["person"].n_unique() == 3
    expected = [row["expected"] for rows in spec["datasets"].values() for row in rows if "expected" in row]
    assert expected[0] == pytest.approx(result.rho, abs=1e-3)


def test_a_long_study_stays_within_limits() -> None:
    crowd = make_days(60, 20)
    result = compare(crowd)
    for chart in (draw(result, kind="people"), draw(diagnose(result["low_back"]))):
        assert max(len(rows) for rows in chart.to_dict()["datasets"].values()) <= 5000


# ---- on a page ----------------------------------------------------------------------------------
def test_hostile_names_are_data_only() -> None:
    crowd = make_days(8, 8, names=(HOSTILE,))
    result = compare(crowd, weeks=6)
    page = render_page(
        "x", "y", {"people": draw(result, kind="people"), "fit": draw(diagnose(result["low_back"]))}
    )
    shown = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<img" not in shown
    assert "&lt;img" in shown
    assert "window.hacked" not in shown.replace(str(escape(HOSTILE)), "").replace(
        str(escape(clip(HOSTILE, 60))), ""
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [1000, 390])
def test_every_picture_draws_offline(
    own: Effects, own_days: pl.DataFrame, days: pl.DataFrame, effects: Effects, tmp_path: Any, width: int
) -> None:
    from browsing import offline_browser

    charts = {
        "phases": draw(own),
        "looks": draw(watch_within(own_days, "ana", until=own_days["date"].max())),  # type: ignore[arg-type]
        "people": draw(effects, kind="people"),
        "responders": draw(count_responders(days, weeks=6)),
    }
    pictures = {key: Picture(chart, key) for key, chart in charts.items()}
    target = tmp_path / "pictures.html"
    target.write_text(render_page("Pictures", "all", pictures), encoding="utf-8")
    with offline_browser(width) as visit:
        visit.open(target)
        for key in charts:
            assert visit.count(f"#chart-{key} svg") == 1, key
            assert visit.count(f"#chart-{key} svg .mark-rule line") > 0, key
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.said == []
