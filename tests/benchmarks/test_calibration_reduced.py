"""A short run of every cell of the calibration, a few minutes on two cores: it must still be true."""

import importlib

import numpy as np
import polars as pl
import pytest

harness = importlib.import_module("benchmarks.calibration.harness")
alarms = importlib.import_module("benchmarks.calibration.alarms")
tables = importlib.import_module("benchmarks.calibration.tables")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

#: replications of a cell without an effect, and with one (whose coverage says much the same)
USUAL = (200, 40)
DEAR = {
    "weekly_cohorts": (100, 20),
    "claims": (60, 2),
    "checks": (60, 10),
}  # ten models a replication, or twenty claims


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The rows of every cell of every topic: {(topic, cell): rows}."""
    cache = tmp_path_factory.mktemp("calibration")
    chunks = []
    for topic in harness.list_topics():
        for cell in harness.list_cells(topic):
            _, effect = tables.tell_study(cell)
            count = DEAR.get(topic, USUAL)[bool(effect)]
            chunks += harness.plan_chunks(topic, [cell], count, cache)
    harness.run_chunks(chunks)
    found = {}
    for chunk in chunks:
        found.setdefault((chunk.topic, chunk.cell), []).append(chunk)
    return {key: harness.read_rows(parts) for key, parts in found.items()}


def mark(rows):
    """The rows of all cells that are held to a criterion, as the alarms want them."""
    parts = []
    for topic in harness.list_topics():
        for cell in harness.list_cells(topic):
            if getattr(cell, "target", None) != ():
                study, _ = tables.tell_study(cell)
                parts.append(alarms.mark_wrong(rows[topic, cell.name], topic, study, cell.name))
    return pl.concat(parts)


def test_no_cell_errs_more_often_than_chance_explains(rows):
    assert alarms.sound_alarms(mark(rows)) == []


def test_a_normal_quantile_in_place_of_students_would_be_noticed(rows):
    """The cohorts' own rows with ranges as many packages print them: +- 1.96 standard errors."""
    broken = {}
    for (topic, cell), found in rows.items():
        if topic == "cohorts":
            half = 1.959964 * pl.col("se")
            ends = {"low": pl.col("estimate") - half, "high": pl.col("estimate") + half}
            broken[topic, cell] = found.filter(pl.col("se").is_not_null()).with_columns(**ends)
        else:
            broken[topic, cell] = found
    assert any("all of cohorts" in alarm for alarm in alarms.sound_alarms(mark(broken)))


def test_ranges_are_not_for_nothing(rows):
    """Hundred people and two points are found; in most replications that were not refused."""
    found = rows["cohorts", "100 people, 50 v 50, -2 at week 8"].filter(series="difference at week 8")
    assert (found["high"] < 0).mean() > 0.95
    answered = [1 - part["refused"].mean() for (topic, _), part in rows.items() if topic == "cohorts"]
    assert np.mean(answered) > 0.9


def test_the_difference_at_the_horizon_has_no_bias(rows):
    for cell in harness.list_cells("cohorts"):
        if cell.target == ():
            continue
        found = rows["cohorts", cell.name].filter(series="difference at week 8").drop_nulls("estimate")
        off = (found["estimate"] - found["truth"]).to_numpy()
        assert abs(off.mean()) < 0.06 + 5 * off.std() / np.sqrt(off.size), cell.name
