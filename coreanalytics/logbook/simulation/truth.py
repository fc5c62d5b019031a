"""What a simulated study really contains: the effect that an analysis should find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    programs, after floor and rounding, in points on the reported 0-10 scale. In a parallel design they
    are those at the horizon; where people switch, those of the core-focused days on which the effect is
    all there (day `Truth.wash_in_days` after a switch, counted from 0, and later).

    Attributes
    ----------
    site
        Which site.
    requested
        What was asked for.
    population
        Effect in the population; exact, without Monte-Carlo error.
    people
        Effect over these very people (with their own levels and slopes, over day noise), each person
        counting the same.
    population_per_week, people_per_week
        Slope per week of the straight line through the daily effects, all there, from time zero to the
        last day: where people switch, the effect does not grow, and only what floor and ceiling make of
        people's own courses is left.
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
        Weeks after time zero that `population` and `people` of each site speak about; where people
        switch, the effect does not depend on it.
    n_people
        People in the study.
    sites
        One `SiteTruth` per outcome site; also by name, as in ``truth["low_back"]``.
    wash_in_days
        Where people switch: the days after each switch on which the effect is not all there, or not all
        gone. None in a parallel design.
    """

    horizon_weeks: int
    n_people: int
    sites: tuple[SiteTruth, ...]
    wash_in_days: int | None = None

    def __getitem__(self, site: str) -> SiteTruth:
        for truth in self.sites:
            if truth.site == site:
                return truth
        raise KeyError(site)

    def __iter__(self) -> Iterator[SiteTruth]:
        return iter(self.sites)

    def to_polars(self) -> pl.DataFrame:
        """Return one row per site with the attributes of `SiteTruth` as columns, and what they speak of.

        That is ``horizon_weeks``, or ``wash_in_days`` where people switch.
        """
        switching = self.wash_in_days is not None
        when = {"wash_in_days": self.wash_in_days} if switching else {"horizon_weeks": self.horizon_weeks}
        return pl.DataFrame(
            {
                "site": [truth.site.value for truth in self.sites],
                **{name: [value] * len(self.sites) for name, value in when.items()},
                "requested": [truth.requested for truth in self.sites],
                "population": [truth.population for truth in self.sites],
                "people": [truth.people for truth in self.sites],
                "population_per_week": [truth.population_per_week for truth in self.sites],
                "people_per_week": [truth.people_per_week for truth in self.sites],
            }
        )

    def to_sentence(self) -> str:
        """Return the truth in one sentence."""
        sites = "; ".join(
            texts.tell_site(truth.site.value, truth.population, truth.people, self.n_people)
            for truth in self.sites
        )
        return f"{texts.head_truth(self.horizon_weeks, self.wash_in_days)} {sites}."

    def __str__(self) -> str:
        return self.to_sentence()


def measure_truth(
    population: Population,
    cohort: Cohort,
    courses: tuple[Course, ...],
    horizon_weeks: int,
    follow_up_days: int,
) -> Truth:
    """Measure the effects at the horizon in the population and over the people of `cohort`."""
    of_people = expect_people(population, cohort, courses).mean(axis=0)
    horizon = 7 * horizon_weeks
    at_horizon = [float(course.reported[horizon]) for course in courses]
    return Truth(
        horizon_weeks,
        cohort.treated.size,
        _tell_sites(courses, at_horizon, of_people[horizon], of_people[:follow_up_days]),
    )


def measure_switches(
    population: Population,
    cohort: Cohort,
    courses: tuple[Course, ...],
    share: Floats,
    horizon_weeks: int,
    wash_in_days: int,
) -> Truth:
    """Measure the effects on the days on which they are all there.

    Parameters
    ----------
    population, cohort, courses
        As in `measure_truth`; one value of a course a day of `share`.
    share
        Share of the effect that is there, shape (people, days); everybody has days with all of it.
    horizon_weeks, wash_in_days
        Handed on.
    """
    effect = expect_people(population, cohort, courses)
    there = share == 1
    of_person = (effect * there[:, :, None]).sum(axis=1) / there.sum(axis=1)[:, None]
    weight = (there / there.sum(axis=1)[:, None]).mean(axis=0)
    in_population = [float(weight @ course.reported) for course in courses]
    sites = _tell_sites(courses, in_population, of_person.mean(axis=0), effect.mean(axis=0))
    return Truth(horizon_weeks, cohort.treated.size, sites, wash_in_days)


def _tell_sites(
    courses: tuple[Course, ...], population: Sequence[float], people: Floats, daily: Floats
) -> tuple[SiteTruth, ...]:
    """Return the truth of each site, given the effects and the daily ones of people, (days, sites)."""
    days = daily.shape[0]
    return tuple(
        SiteTruth(
            site=course.site,
            requested=course.requested,
            population=round(population[index], 6) + 0.0,
            people=round(float(people[index]), 6) + 0.0,
            population_per_week=_slope(course.reported[:days]),
            people_per_week=_slope(daily[:, index]),
        )
        for index, course in enumerate(courses)
    )


def _slope(effect: Floats) -> float:
    """Return the least-squares slope per week of one value a day."""
    day = np.arange(effect.size, dtype=np.float64)
    day -= day.mean()
    return round(float(7 * (day @ effect) / (day @ day)), 6) + 0.0
