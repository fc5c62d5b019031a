"""Pictures of weeks, moves, crowds and the days after: what is counted, and what is drawn of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_days import HOSTILE, START, make_days

from coreanalytics.effects import Effects, compare
from coreanalytics.effects.mean_lines import trace_means
from coreanalytics.errors import ArgumentError
from coreanalytics.views.charts import days_after, frames, trajectories, week_frames
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.texts import charts, pictures


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return make_days(6, 8)


@pytest.fixture(scope="module")
def effects(days: pl.DataFrame) -> Effects:
    return compare(days, weeks=6)


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _one(scores: list[int | None], trained: list[bool]) -> pl.DataFrame:
    """Return one person's days with these low-back scores and sessions."""
    base = make_days(1, 20).head(len(scores))
    return base.with_columns(
        low_back=pl.Series(scores, dtype=pl.Int32),
        thigh_root=pl.lit(None, pl.Int32),
        control=pl.lit(None, pl.Int32),
        trained=pl.Series(trained),
    )


# ---- the days after a session -------------------------------------------------------------------
def test_days_are_counted_from_the_last_session() -> None:
    #         day  0      1      2     3      4     5      6      7      8
    trained = [False, False, False, True, False, True, False, False, False]
    scores = [9, 9, 1, 2, 3, 4, 5, 6, 7]
    after = days_after.fold_days_after(_one(scores, trained), min_reports=1)
    told = {row["lag"]: (row["n"], row["mean"]) for row in after.iter_rows(named=True)}
    # days 0 and 1: nobody knows what came before; day 2 is far from any session, as is day 8
    assert told == {0: (2, 3.0), 1: (2, 4.0), 2: (1, 6.0), 3: (2, 4.0)}


def test_too_few_reports_make_no_mean_but_are_counted() -> None:
    after = days_after.fold_days_after(_one([1, 2, None, None, 5], [True, False, False, False, False]))
    assert after["mean"].null_count() == after.height
    assert after["n"].sum() == 3


def test_people_without_a_session_are_left_out(days: pl.DataFrame) -> None:
    idle = days.with_columns(trained=pl.col("trained") & (pl.col("person") != "p02"))
    assert "p02" not in days_after.fold_days_after(idle)["person"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 10)), st.booleans()), min_size=1, max_size=60))
def test_every_report_whose_past_is_known_is_counted_once(told: list[tuple[int | None, bool]]) -> None:
    scores, trained = [score for score, _ in told], [session for _, session in told]
    frame = _one(scores, trained)
    if not any(trained) or all(score is None for score in scores):
        return
    after = days_after.fold_days_after(frame)
    unknown = [i for i in range(min(2, len(told))) if not any(trained[: i + 1])]
    known = [i for i, score in enumerate(scores) if score is not None and i not in unknown]
    assert after["n"].sum() == len(known)
    means = after.drop_nulls("mean")
    assert ((means["low"] >= 0) & (means["high"] <= 10) & (means["low"] <= means["high"])).all()


def test_in_a_crowd_each_person_counts_once(days: pl.DataFrame) -> None:
    after = days_after.fold_days_after(days)
    own = after.filter((pl.col("site") == "low_back") & (pl.col("lag") == 1))
    row = days_after.mean_days_after(after).filter((pl.col("site") == "low_back") & (pl.col("lag") == 1))
    assert row["people"].item() == 6
    assert row["n"].item() == own["n"].sum()
    assert row["mean"].item() == pytest.approx(own["mean"].mean(), abs=0.006)


def test_day_after_is_drawn_with_its_numbers(days: pl.DataFrame) -> None:
    alone = draw(days, kind="day_after", person="p03")
    after = days_after.fold_days_after(days.filter(pl.col("person") == "p03"))
    drawn = {(row["site"], row["lag"]): (row["n"], row["mean"]) for row in _rows(alone)}
    assert drawn == {
        (s, lag): (n, m) for s, lag, n, m in after.select("site", "lag", "n", "mean").iter_rows()
    }
    said = " ".join(alone.to_dict()["title"]["subtitle"])
    assert "DOMS" in said
    assert "no proof" in said
    assert pictures.DAY_AFTER_MANY in " ".join(draw(days, kind="day_after").to_dict()["title"]["subtitle"])
    with pytest.raises(ArgumentError, match="too few reports beside a logged session"):
        draw(days.with_columns(trained=pl.lit(False)), kind="day_after")


# ---- weeks of training --------------------------------------------------------------------------
def test_weeks_hold_sums_bests_and_answers(days: pl.DataFrame) -> None:
    one = days.filter(pl.col("person") == "p01").with_columns(
        anchored_crunch_reps=pl.when(pl.col("trained")).then(pl.col("date").dt.day()).cast(pl.Float64),
        gave_out_answered=pl.when(pl.col("trained")).then(3).cast(pl.Int32),
        gave_out_abs=pl.when(pl.col("trained")).then(2).cast(pl.Int32),
        gave_out_grip=pl.when(pl.col("trained")).then(1).cast(pl.Int32),
    )
    week = week_frames.fold_training(one).row(4, named=True)
    own = one.filter(pl.col("date").dt.truncate("1w") == week["monday"])
    assert week["hard_sets_article_move"] == own["hard_sets_article_move"].sum()
    assert week["anchored_crunch_reps"] == own["anchored_crunch_reps"].max()
    assert week["n_trained"] == own["trained"].sum()
    shares = week_frames.fold_answers(week_frames.fold_training(one))
    assert shares.group_by("monday").agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
        [1.0] * shares["monday"].n_unique(), abs=1e-3
    )
    abs_share = shares.filter(pl.col("cause") == "Abs")["share"].to_list()
    assert abs_share == pytest.approx([2 / 3] * len(abs_share), abs=1e-4)


def test_hard_sets_that_nobody_logged_are_not_zero() -> None:
    one = make_days(1, 3).with_columns(
        hard_sets_article_move=pl.when(pl.col("date") >= START + dt.timedelta(days=14)).then(5).cast(pl.Int32)
    )
    assert week_frames.fold_training(one)["hard_sets_article_move"].to_list()[:3] == [None, None, 35]


def test_asymmetry_is_a_share_of_the_stronger_side() -> None:
    weeks = pl.DataFrame(
        {
            "person": ["a"] * 4,
            "monday": [START + dt.timedelta(weeks=i) for i in range(4)],
            "side_support_left_s": [40.0, 30.0, 20.0, None],
            "side_support_right_s": [30.0, 40.0, None, 25.0],
        }
    )
    sides = week_frames.fold_sides(weeks)
    assert sides["asymmetry"].to_list() == [25.0, -25.0]
    assert week_frames.fold_sides(weeks.drop("side_support_right_s")).is_empty()


def test_moves_of_one_person_are_drawn_and_nothing_is_refused_with_a_hint(days: pl.DataFrame) -> None:
    one = days.with_columns(
        rotation_load_kg=pl.when(pl.col("trained")).then(12.5),
        side_support_left_s=pl.when(pl.col("trained")).then(30.0),
        gave_out_answered=pl.lit(1, pl.Int32),
        gave_out_abs=pl.lit(1, pl.Int32),
    )
    spec = draw(one, kind="moves", person="p01").to_dict()
    assert len(spec["vconcat"]) == 3
    assert "Rotation, kg" in str(spec)
    with pytest.raises(ArgumentError, match="none of the five moves") as caught:
        draw(days, kind="moves", person="p01")
    assert "coreanalytics log" in caught.value.hint
    with pytest.raises(ArgumentError, match="those of 6"):
        draw(one, kind="moves")


# ---- people by weeks ----------------------------------------------------------------------------
def test_a_week_with_too_few_reports_is_no_zero(days: pl.DataFrame) -> None:
    first = pl.col("date") < START + dt.timedelta(days=7)
    quiet = (pl.col("person") == "p02") & first
    some = days.with_columns(
        low_back=pl.when(quiet)
        .then(None)
        .when(first & (pl.col("person") == "p03"))
        .then(0)
        .otherwise("low_back"),
        reported=pl.col("reported") & ~quiet,
    )
    cells = week_frames.fold_cells(some).filter(pl.col("monday") == START)
    told = dict(cells.select("person", "low_back").iter_rows())
    assert told["p02"] is None
    assert told["p03"] == 0.0
    assert dict(cells.select("person", "n_reported").iter_rows())["p02"] == 0


def test_the_coach_sees_everybody_the_worst_first(days: pl.DataFrame) -> None:
    bad = days.with_columns(
        low_back=pl.when(pl.col("person") == "p05").then(10).otherwise("low_back").cast(pl.Int32),
        thigh_root=pl.when(pl.col("person") == "p05").then(10).otherwise("thigh_root").cast(pl.Int32),
    )
    cells = week_frames.fold_cells(bad)
    assert week_frames.rank_people(cells)[0] == "p05"
    assert sorted(week_frames.rank_people(cells)) == [f"p0{i}" for i in range(1, 7)]
    spec = draw(bad, kind="coach").to_dict()
    assert len(spec["vconcat"]) == 4  # three sites, and who reports
    drawn = {
        (r["person"], r["monday"][:10]): r["mean"] for r in _rows(draw(bad, kind="coach")) if "mean" in r
    }
    assert drawn["p05", str(START)] is not None


def test_a_crowd_of_weeks_keeps_to_its_rows_and_drops_the_oldest() -> None:
    crowd = make_days(150, 50)
    cells = week_frames.fold_cells(crowd)
    assert cells.height <= frames.MAX_ROWS
    assert cells["monday"].max() == crowd["date"].dt.truncate("1w").max()
    assert cells.group_by("person").len()["len"].n_unique() == 1
    huge = week_frames.fold_cells(crowd, most=10)
    assert huge["monday"].n_unique() == 1  # one week at least


# ---- courses ------------------------------------------------------------------------------------
def test_lines_of_the_model_differ_by_the_estimate_and_are_drawn_so(effects: Effects) -> None:
    for site in ("thigh_root", "low_back"):
        lines = trace_means(effects[site])
        last = dict(lines.filter(pl.col("week") == 6).select("program", "mean").iter_rows())
        gap = last["core_focused"] - last["standard_crunch"]
        assert gap == pytest.approx(effects[site].estimate, abs=1e-9)
    drawn = [row for row in _rows(draw(effects, kind="lines")) if row["program"] == "Core-focused"]
    lines = trajectories.list_lines(effects).filter(pl.col("program") == "core_focused")
    assert sorted(row["mean"] for row in drawn) == pytest.approx(sorted(lines["mean"]), abs=1e-4)
    assert all(row["low"] < row["mean"] < row["high"] for row in drawn)
    with pytest.raises(ArgumentError, match="no people's own levels"):
        draw(compare(make_days(6, 8), weeks=6, estimator="two_stage"), kind="lines")


def test_trajectories_hold_each_person_and_the_mean(days: pl.DataFrame) -> None:
    rows = _rows(draw(days, kind="trajectories"))
    assert {row["person"] for row in rows if "person" in row} == {f"p0{i}" for i in range(1, 7)}
    weeks = frames.fold_arms(days, "core_focused", "standard_crunch")
    assert sorted(row["mean"] for row in rows if "person" in row) == sorted(weeks["mean"])
    with pytest.raises(ArgumentError, match="nobody followed"):
        draw(days.filter(pl.col("run_in")), kind="trajectories")


def test_people_stand_beside_where_they_began(effects: Effects) -> None:
    fit: Any = effects["low_back"].fit
    began = dict(fit.people.select(pl.col("person").cast(pl.String), "run_in_mean").iter_rows())
    rows = [row for row in _rows(draw(effects["low_back"], kind="people")) if "run_in_mean" in row]
    assert {row["person"]: row["run_in_mean"] for row in rows} == began


def test_hostile_people_are_one_harmless_line_in_results() -> None:
    chart = draw(compare(make_days(6, 8, names=(HOSTILE, "a\u202eb")), weeks=6), kind="people")
    names = {row["person"] for row in _rows(chart) if "level" in row}
    assert "ab" in names
    assert all(len(name) <= 60 and "\u202e" not in name for name in names)


def test_a_picture_of_an_unknown_kind_names_all_kinds(days: pl.DataFrame) -> None:
    with pytest.raises(ArgumentError) as caught:
        draw(days, kind="pie")
    for kind in ("explore", "day_after", "moves", "coach", "trajectories"):
        assert kind in caught.value.hint
    assert caught.value.hint == charts.UNKNOWN_KIND_HINT
