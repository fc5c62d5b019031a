"""The calibration harness: nothing depends on chunks or cores, measures are right, and alarms do sound."""

import dataclasses
import importlib
import shutil

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

harness = importlib.import_module("benchmarks.calibration.harness")
alarms = importlib.import_module("benchmarks.calibration.alarms")
measures = importlib.import_module("benchmarks.calibration.measures")
tables = importlib.import_module("benchmarks.calibration.tables")
targets = importlib.import_module("benchmarks.calibration.targets")
cohort_days = importlib.import_module("benchmarks.calibration.cohort_days")

one_person = importlib.import_module("benchmarks.calibration.one_person")
LONG = next(
    cell for cell in one_person.CELLS if cell.plan == "switch" and cell.days == 168 and cell.rho == 0.8
)
NULL = cohort_days.Cell("some people", 6, 6)


def intervals(half, n=2000, seed=1, truth=0.0):
    """Standard normal estimates around `truth` with ranges of +- half."""
    estimate = np.random.default_rng(seed).normal(truth, 1, n)
    return pl.DataFrame(
        {
            "seed": np.arange(n),
            "series": "x",
            "estimate": estimate,
            "truth": np.full(n, truth),
            "low": estimate - half,
            "high": estimate + half,
            "refused": np.zeros(n, bool),
        }
    )


def marked(half, **kwargs):
    return alarms.mark_wrong(intervals(half, **kwargs), "cohorts", "some people", "some people, no effect")


def measured(rows):
    return {found.name: found for found in measures.measure(rows)}


def test_all_topics_have_cells_with_names_of_their_own():
    topics = harness.list_topics()
    assert {"cohorts", "one_person", "weekly_looks"} <= set(topics)
    for topic in topics:
        assert len(harness.list_cells(topic)) >= 4


def test_a_topic_without_a_name_of_its_own_is_refused():
    with pytest.raises(SystemExit, match="cohort_days"):
        harness.list_topics(["cohort_days"])


def test_measures_of_known_intervals():
    found = measured(intervals(1.959964))
    assert found["error"].value == pytest.approx(5, abs=1.5)
    assert found["coverage"].value == pytest.approx(100 - found["error"].value)
    assert found["error"].se == pytest.approx(0.487, abs=0.08)
    assert abs(found["bias"].value) < 0.07
    assert found["width"].value == pytest.approx(2 * 1.959964)
    assert "power" not in found
    found = measured(intervals(1.959964, truth=-2.8))
    assert found["power"].value == pytest.approx(80, abs=3)
    assert "error" not in found


def test_refusals_are_counted_and_not_measured():
    rows = intervals(1.96, n=100).with_columns(refused=pl.col("seed") < 20)
    rows = rows.with_columns(pl.when("refused").then(None).otherwise(pl.col("low")).alias("low"))
    found = measured(rows)
    assert found["refused"].value == 20
    assert found["refused"].replications == 100
    assert found["error"].replications == 80


def test_criteria_are_reached_or_missed_on_either_side():
    judged = {
        half: targets.judge("cohorts", NULL, measures.measure(intervals(half)))["x", "error"][1]
        for half in (1.6, 1.96, 2.6)
    }
    assert judged == {1.6: False, 1.96: True, 2.6: False}
    beside = intervals(1.6).with_columns(series=pl.lit("x, beside: y"))
    assert targets.judge("cohorts", NULL, measures.measure(beside)) == {}


def test_a_missed_criterion_is_shown():
    table = tables.tabulate("cohorts", NULL, measures.measure(intervals(1.6)))
    assert "**missed**: error" in tables.write_markdown(table)
    assert "reached" in tables.write_markdown(
        tables.tabulate("cohorts", NULL, measures.measure(intervals(1.96)))
    )


def test_cells_with_and_without_effect_share_a_line():
    effect = dataclasses.replace(NULL, effect=-2.0)
    assert tables.tell_study(effect) == ("some people", -2.0)
    assert tables.tell_study(NULL) == ("some people", 0.0)
    both = pl.concat(
        [
            tables.tabulate("cohorts", NULL, measures.measure(intervals(1.96))),
            tables.tabulate("cohorts", effect, measures.measure(intervals(1.96, truth=-2.0))),
        ]
    )
    assert tables.write_markdown(both).count("\n") == 2


@pytest.mark.parametrize("half", [1.70, 3.5])
def test_alarms_sound_where_ranges_are_too_narrow_or_too_wide(half):
    parts = [marked(half, n=300, seed=seed) for seed in range(10)]
    assert alarms.sound_alarms(pl.concat(parts))


def test_no_alarm_where_all_is_well():
    parts = [marked(1.96, n=300, seed=seed) for seed in range(10)]
    assert alarms.sound_alarms(pl.concat(parts)) == []


def test_a_check_that_never_failed_is_no_alarm():
    never = alarms.mark_wrong(intervals(100.0, n=40), "checks", "some people", "some people, no effect")
    assert alarms.sound_alarms(never) == []


def test_the_truth_of_a_cohort_is_what_is_reported():
    cell = dataclasses.replace(
        NULL, label="many people", treated=4000, controls=4000, effect=-2.0, spread=2.0
    )
    scores, seen = cohort_days.draw_scores(cell, 1)
    at = int(np.flatnonzero(cohort_days.lay_out(cell).day == 56)[0])
    means = [scores[arm, at - 3 : at + 4].mean() for arm in (slice(0, 4000), slice(4000, None))]
    assert means[0] - means[1] == pytest.approx(-2.0, abs=0.12)  # three Monte-Carlo errors
    assert seen.mean() == pytest.approx(0.75, abs=0.01)


def test_people_who_switch_differ_from_themselves_by_the_effect():
    cell = dataclasses.replace(
        NULL, label="many", treated=3000, controls=0, plan="crossover", weeks=16, effect=-2.0
    )
    plan = cohort_days.lay_out(cell)
    treated, _ = cohort_days.draw_scores(cell, 1)
    at = int(np.flatnonzero(plan.day == 55)[0])
    first = plan.treated[:, 14]
    difference = treated[first, at].mean() - treated[~first, at].mean()
    assert difference == pytest.approx(-2.0 * 55 / 56, abs=0.25)
    days = cohort_days.draw_days(dataclasses.replace(cell, treated=4), 1)
    switched = days.filter(pl.col("phase") == 3).group_by("person").agg(pl.col("day", "day_in_phase").min())
    assert switched["day"].to_list() == [56] * 4
    assert switched["day_in_phase"].to_list() == [0] * 4


def test_chunks_do_not_change_the_numbers(monkeypatch, tmp_path):
    name = LONG.name
    whole = harness.simulate("one_person", name, range(6))
    parts = [harness.simulate("one_person", name, range(a, a + 3)) for a in (0, 3)]
    assert_frame_equal(whole, pl.concat(parts))
    monkeypatch.setattr(harness, "CHUNK", 3)
    chunks = harness.plan_chunks("one_person", [LONG], 6, tmp_path)
    told = []
    for _ in range(2):  # the second time all is there
        harness.run_chunks(chunks, cores=1, tell=lambda chunk, there: told.append(there))
    assert told == [False, False, True, True]
    assert_frame_equal(harness.read_rows(chunks), whole)


def test_another_source_or_setting_is_another_chunk(monkeypatch, tmp_path):
    cells = harness.list_cells("cohorts")[:2]
    first, second = (harness.plan_chunks("cohorts", [cell], 1, tmp_path)[0] for cell in cells)
    assert first.path != second.path
    monkeypatch.setattr(harness, "hash_source", lambda topic: "other")
    moved = harness.plan_chunks("cohorts", cells[:1], 1, tmp_path)[0]
    assert moved.path != first.path
    first.path.parent.mkdir(parents=True)
    intervals(1.0, n=1).write_parquet(first.path)
    assert harness.find_older(moved) == first.path
    shutil.rmtree(tmp_path)
    assert harness.find_older(moved) is None


def test_all_models_behind_a_topic_are_among_its_sources():
    names = {path.relative_to(harness.ROOT).as_posix() for path in harness.find_sources("cohorts")}
    assert {
        "benchmarks/calibration/cohort_days.py",
        "coreanalytics/effects/comparison.py",
        "coreanalytics/effects/mixed/sandwich.py",
        "coreanalytics/effects/student.py",
        "coreanalytics/logbook/simulation/calibration.py",
    } <= names
    assert not any("/texts/" in name for name in names)


def test_one_person_taken_for_independent_days_is_found_out():
    """What the alarms are for: days that resemble their neighbours, taken as if they did not."""
    grid = one_person.default_grid()
    nothing = np.zeros(1)
    alone = type(grid)(rho=nothing, kappa=nothing, log_weight=nothing)
    for chosen, is_alarmed in ((grid, False), (alone, True)):
        rows = one_person.run_cell(LONG, range(120), chosen)
        found = alarms.sound_alarms(alarms.mark_wrong(rows, "one_person", LONG.name, LONG.name))
        assert bool(found) is is_alarmed
