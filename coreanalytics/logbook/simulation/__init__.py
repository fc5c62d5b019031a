"""Simulated studies with a known truth: for the demo, for planning, and for testing every estimator.

`simulate_study` makes the tables of a logbook, `write_study` writes them as the apps would export them,
and `draw_scores` is the fast path to the daily scores alone.
"""

from __future__ import annotations

from coreanalytics.logbook.simulation.designs import Design
from coreanalytics.logbook.simulation.plans import Plan
from coreanalytics.logbook.simulation.population import Population, SiteNumbers
from coreanalytics.logbook.simulation.scores import draw_scores
from coreanalytics.logbook.simulation.study import Study, simulate_study
from coreanalytics.logbook.simulation.truth import SiteTruth, Truth
from coreanalytics.logbook.simulation.writing import write_study

__all__ = [
    "Design",
    "Plan",
    "Population",
    "SiteNumbers",
    "SiteTruth",
    "Study",
    "Truth",
    "draw_scores",
    "simulate_study",
    "write_study",
]
