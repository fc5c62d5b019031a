"""A glance at whether ranges hold the reported-scale truth, with the package's own simulated cohorts.

Deliberately small. Whether they hold it as often as they say is answered by benchmarks/calibration, in a
short form by tests/benchmarks/test_calibration_reduced.py.
"""

import pytest

from coreanalytics.effects import compare
from coreanalytics.logbook.simulation.scores import draw_scores

SITE = "thigh_root"
COHORTS = 30


@pytest.fixture(scope="module")
def answers():
    """Thirty cohorts of 24 people in whom the truth is -1: (answer, truth)."""
    found = []
    for seed in range(1000, 1000 + COHORTS):
        days, truth = draw_scores(people=24, weeks=12, effect=-1.0, seed=seed)
        answer = compare(days, level=0.95, outcomes=[SITE], contrasts=["difference_at_horizon"], beside=False)
        found.append((answer[SITE], truth[SITE].population))
    return found


def test_ranges_hold_the_truth_and_are_not_blind(answers):
    assert sum(truth in answer.interval for answer, truth in answers) >= 23  # chance below: 1 in 10,000
    assert sum(0 not in answer.interval for answer, _ in answers) >= 5


def test_the_difference_has_no_bias(answers):
    errors = [answer.estimate - truth for answer, truth in answers]
    spread = sum(answer.se for answer, _ in answers) / COHORTS
    assert abs(sum(errors) / COHORTS) < 4 * spread / COHORTS**0.5
