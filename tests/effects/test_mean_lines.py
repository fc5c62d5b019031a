"""Lines of estimated means: the fixed effects of the model, and nothing else."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from coreanalytics.days import build_days
from coreanalytics.effects import Effects, compare
from coreanalytics.effects.mean_lines import trace_means
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation import simulate_study


def _days(design: str) -> pl.DataFrame:
    return build_days(simulate_study(people=12, weeks=20, design=design, messy=False, seed=4).tables)


@pytest.fixture(scope="module", params=["parallel", "crossover", "multiple_baseline"])
def effects(request: pytest.FixtureRequest) -> Effects:
    return compare(_days(request.param))


def test_at_the_horizon_lines_differ_by_the_estimate(effects: Effects) -> None:
    for site in ("thigh_root", "low_back"):
        effect = effects[site]
        assert effect.is_answered
        lines = trace_means(effect)
        last = lines.filter(pl.col("week") == effect.horizon).sort("program")
        assert last["program"].to_list() == ["core_focused", "standard_crunch"]
        assert last["mean"][0] - last["mean"][1] == pytest.approx(effect.estimate, abs=1e-9)
        assert ((lines["low"] < lines["mean"]) & (lines["mean"] < lines["high"])).all()
        assert lines["week"].unique().sort().to_list() == list(np.arange(0, 8.5, 0.5))


def test_at_time_zero_the_control_line_is_the_intercept(effects: Effects) -> None:
    effect = effects["low_back"]
    lines = trace_means(effect)
    zero = lines.filter((pl.col("week") == 0) & (pl.col("program") == effect.control))["mean"].item()
    coefficients = dict(effect.fit.coefficients.select("name", "estimate").iter_rows())  # type: ignore[union-attr]
    assert zero == pytest.approx(coefficients["one"], abs=1e-9)


def test_a_narrower_level_makes_narrower_bands(effects: Effects) -> None:
    wide, narrow = (trace_means(effects["low_back"], level) for level in (0.95, 0.5))
    assert ((wide["high"] - wide["low"]) > (narrow["high"] - narrow["low"])).all()
    assert wide["mean"].to_list() == pytest.approx(narrow["mean"].to_list())


def test_average_covariates_of_the_day_go_in() -> None:
    days = _days("parallel")
    effects = compare(days, covariates=("sleep_h",))
    effect = effects["low_back"]
    last = trace_means(effect).filter(pl.col("week") == 8).sort("program")["mean"]
    assert last[0] - last[1] == pytest.approx(effect.estimate, abs=1e-9)
    assert last.is_between(0, 10).all()


def test_no_lines_without_the_mixed_model_of_scores() -> None:
    days = _days("parallel")
    with pytest.raises(ArgumentError, match="no lines of mean scores"):
        trace_means(compare(days, estimator="two_stage")["low_back"])
    with pytest.raises(ArgumentError, match="no lines of mean scores"):
        trace_means(compare(days)["low_back", "own_change_control"])
