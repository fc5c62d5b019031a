"""Ranges hold the reported-scale truth as often as they say; in full by benchmarks/calibration."""

import polars as pl
import pytest

from coreanalytics.effects import compare
from coreanalytics.logbook.simulation.scores import draw_scores

SITE = "thigh_root"


def count(effect: float, cohorts: int, first_seed: int, people: int = 24, treated: int | None = None):
    """Return the shares of 95 % ranges that hold the truth and that leave out 0, and the mean error."""
    holds, leaves_out, errors = 0, 0, 0.0
    for seed in range(first_seed, first_seed + cohorts):
        days, truth = draw_scores(people=people, weeks=12, effect=effect, seed=seed)
        if treated is not None:
            core = days.filter(pl.col("program") == "core_focused")["person"].unique(maintain_order=True)
            days = days.filter(~pl.col("person").is_in(core[treated:].to_list()))
        answer = compare(days, level=0.95, outcomes=[SITE])[SITE]
        assert answer.interval is not None
        assert answer.estimate is not None
        holds += truth[SITE].population in answer.interval
        leaves_out += 0 not in answer.interval
        errors += (answer.estimate - truth[SITE].population) / cohorts
    return holds / cohorts, leaves_out / cohorts, errors


def test_two_hundred_cohorts_hold_the_truth():
    holds, found, error = count(-1.0, 200, 1000)
    assert 0.91 <= holds <= 0.98
    assert abs(error) < 0.12  # three Monte-Carlo errors
    assert found > 0.3  # and they are not blind


def test_two_hundred_null_cohorts_rarely_leave_out_zero():
    _, leaves_out, _ = count(0.0, 200, 5000)
    assert leaves_out <= 0.08


@pytest.mark.slow
@pytest.mark.parametrize(("people", "treated"), [(24, None), (12, None), (16, 4), (6, None)])
def test_a_thousand_cohorts_of_each_size(people, treated):
    holds, _, error = count(-1.0, 1000, 20_000, people, treated)
    assert 0.93 <= holds <= 0.985
    assert abs(error) < 0.15
    _, leaves_out, _ = count(0.0, 1000, 30_000, people, treated)
    assert leaves_out <= 0.07
