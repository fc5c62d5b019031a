"""What a simulated study really contains: the effect that an analysis should find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from coreanalytics.logbook.simulation import texts
from coreanalytics.logbook.simulation.calibration import Course, expect_people
from coreanalytics.logbook.simulation.population import Cohort, Floats, Population
from coreanalytics.vocabulary import Site


@dataclass(frozen=True, slots=True)
class SiteTruth:
    """Effect of the core-focused program against standard crunches at one site.

    All effects are means over paired counterfactuals: the same person, day and noise under both
    programs, after floor and rounding, in points on the reported 0-10 scale.

    Attributes
    ----------
    site
        Which site.
    requested
        What was asked for at the horizon.
    population
        Effect at the horizon in the population; exact, without Monte-Carlo error.
    people
        Effect at the horizon over these very people (with their own levels and slopes, over day noise).
    population_per_week, people_per_week
        Slope of the straight line through the daily effects from time zero to the last day, per week.
    """

    site: Site
    requested: float
    population: float
    people: float
    population_per_week: float
    people_per_week: float


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of a simulated study, one entry per outcome site.

    Attributes
    ----------
    horizon_weeks
        Weeks after time zero that `population` and `people` of each site speak about.
    n_people
        People in the study.
    sites
        One `SiteTruth` per outcome site; also by name, as in ``truth["low_back"]``.
    """

    horizon_weeks: int
    n_people: int
    sites: tuple[SiteTruth, ...]

    def __getitem__(self, site: str) -> SiteTruth:
        for truth in self.sites:
            if truth.site == site:
                return truth
        raise KeyError(site)

    def __iter__(self) -> Iterator[SiteTruth]:
        return iter(self.sites)

    def to_polars(self) -> pl.DataFrame:
        """Return one row per site with the attributes of `SiteTruth` as columns."""
        return pl.DataFrame(
            {
                "site": [truth.site.value for truth in self.sites],
                "horizon_weeks": [self.horizon_weeks] * len(self.sites),
                "requested": [truth.requested for truth in self.sites],
                "population": [truth.population for truth in self.sites],
                "people": [truth.people for truth in self.sites],
                "population_per_week": [truth.population_per_week for truth in self.sites],
                "people_per_week": [truth.people_per_week for truth in self.sites],
            }
        )

    def to_sentence(self) -> str:
        """Return the truth in one sentence."""
        parts = [
            texts.TRUTH_SITE.format(
                site=truth.site.value,
                population=truth.population + 0.0,
                people=truth.people + 0.0,
                n=self.n_people,
            )
            for truth in self.sites
        ]
        return f"{texts.TRUTH_HEAD.format(horizon=self.horizon_weeks)} {'; '.join(parts)}."

    def __str__(self) -> str:
        return self.to_sentence()


def measure_truth(
    population: Population,
    cohort: Cohort,
    courses: tuple[Course, ...],
    horizon_weeks: int,
    follow_up_days: int,
) -> Truth:
    """Measure the effects in the population and over the people of `cohort`."""
    of_people = expect_people(population, cohort, courses)
    horizon = 7 * horizon_weeks
    sites = tuple(
        SiteTruth(
            site=course.site,
            requested=course.requested,
            population=round(float(course.reported[horizon]), 6) + 0.0,
            people=round(float(of_people[horizon, index]), 6) + 0.0,
            population_per_week=_slope(course.reported[:follow_up_days]),
            people_per_week=_slope(of_people[:follow_up_days, index]),
        )
        for index, course in enumerate(courses)
    )
    return Truth(horizon_weeks, cohort.treated.size, sites)


def _slope(effect: Floats) -> float:
    """Return the least-squares slope per week of one value a day."""
    day = np.arange(effect.size, dtype=np.float64)
    day -= day.mean()
    return round(float(7 * (day @ effect) / (day @ day)), 6) + 0.0
