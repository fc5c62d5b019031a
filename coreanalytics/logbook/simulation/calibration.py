"""How large a latent drift makes an effect of the asked size on the reported scale.

Floor and rounding shrink a latent effect. With a latent score that is Gaussian over people and days,
N(m, s^2), the mean reported score has a closed form, because the score is at least k exactly when the
latent one is above k - 1/2::

    E[reported] = sum over k = 1..10 of Phi((m - (k - 1/2)) / s)

The mean over paired counterfactuals (the same person, day and noise under both programs) of treatment
minus control is the difference of two such means: no Monte-Carlo error is left in the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation.population import Cohort, Floats, Population
from coreanalytics.vocabulary import INTENSITY_RANGE, OUTCOMES, Site

#: Of the way to the end of the scale that a mean effect may take: beyond it nobody is left to move.
REACH: Final = 0.8
_LATENT_BOUND: Final = 60.0  # latent points; far outside of any effect that REACH lets through
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Course:
    """The effect of the program at one site over the days since time zero, where it is all there.

    Attributes
    ----------
    site
        Which site.
    requested
        Effect asked for (at the horizon, where it grows), on the reported scale.
    drift
        Latent effect on day 0, 1, ...; shape (days,).
    reported
        Mean effect on the reported scale in the population; shape (days,).
    """

    site: Site
    requested: float
    drift: Floats
    reported: Floats


def expect_reported(mean: ArrayLike, sd: ArrayLike) -> Floats:
    """Return the mean reported score of latent scores N(mean, sd^2), element by element.

    Examples
    --------
    >>> expect_reported([5.0, -50.0, 50.0], 1.0).round(6).tolist()
    [5.0, 0.0, 10.0]
    """
    from scipy.special import ndtr

    low, high = INTENSITY_RANGE
    cuts = np.arange(low + 1, high + 1) - 0.5
    level = np.asarray(mean, dtype=np.float64)[..., None]
    spread = np.asarray(sd, dtype=np.float64)[..., None]
    return np.asarray(low + ndtr((level - cuts) / spread).sum(axis=-1), dtype=np.float64)


def expect_population(population: Population, site: Site, day: Floats, first: float) -> tuple[Floats, Floats]:
    """Return mean and SD of the latent score of a random person, without effect, on each of `day`."""
    numbers = population.numbers(site)
    week = np.maximum(day, 0.0) / 7
    left = population.entry_left(day - first) * (numbers.entry > 0)
    mean = numbers.mean + numbers.slope_mean * week + numbers.entry * left
    variance = (
        numbers.between_sd**2
        + numbers.day_sd**2
        + (numbers.slope_sd * week) ** 2
        + (population.entry_sd * left) ** 2
    )
    return mean, np.sqrt(variance)


@lru_cache(maxsize=256)
def solve_course(
    population: Population, site: Site, effect: float, horizon_weeks: int, run_in_days: int, days: int
) -> Course:
    """Find the latent drift whose mean effect on the reported scale grows linearly from time zero.

    Parameters
    ----------
    population
        Whose scores.
    site
        Where.
    effect
        Treatment minus control on the reported scale, in points, `horizon_weeks` after time zero.
    horizon_weeks
        When `effect` is reached.
    run_in_days
        Days of log before time zero.
    days
        Days after time zero to solve for; the horizon is always among them.

    Returns
    -------
    Course
        One value a day. Where the line would take more than `REACH` of the way to the end of the scale,
        it stays at that share.

    Raises
    ------
    ArgumentError
        If the scale leaves no room for the effect at the horizon.
    """
    horizon = 7 * horizon_weeks
    day = np.arange(max(days, horizon + 1), dtype=np.float64)
    line = np.abs(effect) * day / horizon
    return _solve(population, site, effect, line, run_in_days, horizon)


@lru_cache(maxsize=256)
def solve_plateau(population: Population, site: Site, effect: float, run_in_days: int, days: int) -> Course:
    """Find the latent drift whose mean effect on the reported scale is the same on every day.

    For designs in which people switch: the effect is all there once it has come on.

    Parameters
    ----------
    population, site, run_in_days
        As in `solve_course`.
    effect
        Treatment minus control on the reported scale, in points.
    days
        Days after time zero to solve for.

    Returns
    -------
    Course
        One value a day.

    Raises
    ------
    ArgumentError
        If on some day the scale leaves no room for the effect.
    """
    return _solve(population, site, effect, np.full(days, abs(effect)), run_in_days, None)


def expect_people(population: Population, cohort: Cohort, courses: tuple[Course, ...]) -> Floats:
    """Return every person's effect, a mean over their day noise; shape (people, days, sites).

    Every person is taken under both programs on every day, whatever they were drawn for, and the effect
    as all there.
    """
    if tuple(course.site for course in courses) != OUTCOMES:  # a wrong order would broadcast silently
        raise ValueError("one course per outcome site is needed, in their order")
    after = cohort.day >= 0
    plain = cohort.expected[:, after]
    drift = np.stack([course.drift[: plain.shape[1]] for course in courses], axis=-1)
    sd = population.column("day_sd")
    return expect_reported(plain + drift, sd) - expect_reported(plain, sd)


def _solve(
    population: Population, site: Site, effect: float, size: Floats, run_in_days: int, horizon: int | None
) -> Course:
    """Find the drift that gives a mean effect of `size` (and of the sign of `effect`) day by day.

    At the day `horizon`, or without one on every day, the size must be within reach; else it is cut.
    """
    day = np.arange(size.size, dtype=np.float64)
    mean, sd = expect_population(population, site, day, float(-run_in_days))
    untreated = expect_reported(mean, sd)
    low, high = INTENSITY_RANGE
    room = REACH * (untreated - low if effect < 0 else high - untreated)
    tightest = int((room - size).argmin()) if horizon is None else horizon
    if size[tightest] > room[tightest]:
        raise ArgumentError(
            f"{effect:+g} points at week {tightest // 7} cannot be reached at the site {site.value}: "
            f"the mean there is {untreated[tightest]:.1f} and scores stop at {low if effect < 0 else high}",
            where="effect",
            hint=f"ask for at most {room[tightest]:.1f} points, or draw from another population",
        )
    target = untreated + np.sign(effect) * np.minimum(size, room)
    below = np.full_like(day, -_LATENT_BOUND)
    above = np.full_like(day, _LATENT_BOUND)
    for _ in range(_HALVINGS if effect else 0):
        middle = (below + above) / 2
        short = expect_reported(mean + middle, sd) < target
        below, above = np.where(short, middle, below), np.where(short, above, middle)
    drift = (below + above) / 2
    drift.setflags(write=False)
    reported = expect_reported(mean + drift, sd) - untreated
    reported.setflags(write=False)
    return Course(site, effect, drift, reported)
