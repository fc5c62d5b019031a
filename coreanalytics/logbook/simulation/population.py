"""Who takes part and how their days go: the numbers that people and noise are drawn from.

On a latent scale without floor, the discomfort of person i at a site on study day t (time zero is 0) is ::

    mean + baseline_i + entry_i * 2 ** (-(t - first) / entry_half_days)      (people start when it hurts)
         + (slope_mean + slope_i) * week                                     (week = max(t, 0) / 7)
         + share_i(t) * drift(t)                           (see `calibration`, `designs.raise_effect`)
         + noise_it                                                          (AR(1) over calendar days)

and the score that is reported is the latent one rounded to a whole number and held within 0 to 10.
Everything random in it is Gaussian, so that the mean reported score has a closed form.

Only `Generator.random` and `Generator.standard_normal` are used, the two most stable streams of NumPy,
so that a seed means the same study everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coreanalytics.errors import ArgumentError
from coreanalytics.vocabulary import INTENSITY_RANGE, OUTCOMES, Site

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: One independent stream of random numbers each, so that adding to one leaves the others as they were.
STREAMS: Final = ("people", "arms", "noise", "reports", "workouts", "answers", "sides", "mess", "schedule")


@dataclass(frozen=True, slots=True)
class SiteNumbers:
    """The latent scale of one site: points on a 0-10 scale, slopes in points per week.

    Attributes
    ----------
    mean
        Level that people come back to once the entry effect is gone.
    between_sd
        SD of people's own levels.
    day_sd
        Stationary SD of the day-to-day noise inside a person.
    slope_mean, slope_sd
        Natural course per week after time zero, and its SD between people.
    entry
        How much higher people start than they settle, because they start when it hurts.
    """

    mean: float
    between_sd: float
    day_sd: float
    slope_mean: float
    slope_sd: float
    entry: float = 0.0


@dataclass(frozen=True, slots=True)
class Population:
    """The population that a study is drawn from.

    The defaults of the two primary sites are what daily diaries of chronic back pain show: between-person
    SD 1.3-1.9, day SD 1.3-1.4, lag-one autocorrelation .22-.55, 80-92 % of days reported, slope per week
    -0.07 (SD 0.16-0.20), odds of a missing next day 1.03-1.09 per point; with the level of lifters,
    about 3 (SD 1.5). The control site is a jaw or tooth ache: rare and level. The entry effect and the
    correlations are ours.

    Attributes
    ----------
    thigh_root, low_back, control
        Numbers of the three sites; `thigh_root` is the worse side of the day.
    autocorrelation
        Of the day noise at one day's distance.
    site_correlation
        Between sites, of people's levels and of the day noise alike.
    entry_sd, entry_half_days
        SD of the entry effect between people (points), and the days in which it halves.
    report_rate
        Share of days with a report.
    missing_odds
        Odds ratio of a missing report per point of the day before.
    report_sd
        SD between people of the log odds to report.
    """

    thigh_root: SiteNumbers = field(default=SiteNumbers(3.0, 1.5, 1.35, -0.07, 0.18, 1.0))
    low_back: SiteNumbers = field(default=SiteNumbers(3.0, 1.5, 1.35, -0.07, 0.18, 0.8))
    control: SiteNumbers = field(default=SiteNumbers(1.0, 1.0, 1.0, -0.01, 0.05))
    autocorrelation: float = 0.4
    site_correlation: float = 0.35
    entry_sd: float = 0.5
    entry_half_days: float = 4.0
    report_rate: float = 0.87
    missing_odds: float = 1.05
    report_sd: float = 0.35

    def __post_init__(self) -> None:
        shares = {"autocorrelation": self.autocorrelation, "site_correlation": self.site_correlation}
        for name, share in shares.items():
            if not 0 <= share < 1:
                raise ArgumentError(f"{share} does not lie in [0, 1)", where=name)
        if not 0 < self.report_rate <= 1:
            raise ArgumentError(f"{self.report_rate} is not a share above 0", where="report_rate")

    def numbers(self, site: Site) -> SiteNumbers:
        """Return the numbers of one outcome site."""
        return {Site.THIGH_ROOT: self.thigh_root, Site.LOW_BACK: self.low_back, Site.CONTROL: self.control}[
            site
        ]

    def column(self, name: str) -> Floats:
        """Return one number of all outcome sites, shape (sites,), in the order of `OUTCOMES`."""
        return np.array([getattr(self.numbers(site), name) for site in OUTCOMES], dtype=np.float64)

    def entry_left(self, days_since_first: Floats) -> Floats:
        """Return the share of the entry effect that is left, same shape as the argument."""
        return np.asarray(0.5 ** (days_since_first / self.entry_half_days), dtype=np.float64)


#: Somebody alone who tries both programs on themselves over months: it hurts enough for a change to be
#: seen, and their natural course is nearly level (that of the default, which is known from diaries of
#: some weeks, would carry many to an end of the scale within half a year). Ours.
ALONE: Final = Population(
    thigh_root=SiteNumbers(4.5, 0.7, 1.35, -0.01, 0.02, 1.0),
    low_back=SiteNumbers(4.0, 0.7, 1.35, -0.01, 0.02, 0.8),
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """People as drawn, and their latent days without any effect of a program.

    Attributes
    ----------
    day
        Days since time zero, shape (days,); negative in the run-in.
    expected
        Latent score without day noise, shape (people, days, sites).
    noise
        Day noise, same shape.
    treated
        Who was drawn for the core-focused arm (in a crossover: to begin with it), shape (people,); the
        arms differ by at most one person.
    reports_latent
        Log odds to report, apart from the discomfort of the day before, shape (people,).
    """

    day: NDArray[np.int64]
    expected: Floats
    noise: Floats
    treated: Bools
    reports_latent: Floats


def open_streams(seed: int) -> dict[str, np.random.Generator]:
    """Return one independent generator for each of `STREAMS`."""
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    return {name: np.random.default_rng(child) for name, child in zip(STREAMS, children, strict=True)}


def draw_cohort(population: Population, people: int, run_in_days: int, days: int, seed: int) -> Cohort:
    """Draw people and their days.

    Parameters
    ----------
    population
        What to draw from.
    people
        How many; at least 1.
    run_in_days, days
        Days before and after time zero.
    seed
        Of all randomness.

    Raises
    ------
    ArgumentError
        If a count makes no sense.
    """
    if people < 1 or days < 1 or run_in_days < 0:
        raise ArgumentError(
            "a study needs at least one person and one week, and no negative run-in",
            where="people, weeks, run_in_weeks",
        )
    streams = open_streams(seed)
    day = np.arange(-run_in_days, days)
    draws = _correlated(streams["people"], (people, 1), population.site_correlation)
    slopes = streams["people"].standard_normal((people, 1, len(OUTCOMES)))
    entries = streams["people"].standard_normal((people, 1, 1))
    expected = expect_latent(population, day.astype(np.float64), float(-run_in_days), draws, slopes, entries)
    report_odds = np.log(population.report_rate / (1 - population.report_rate + 1e-12))
    return Cohort(
        day=day,
        expected=expected,
        noise=_draw_noise(population, people, day.size, streams["noise"]),
        treated=streams["arms"].random(people).argsort().argsort() < _arm_size(people, streams["arms"]),
        reports_latent=report_odds + population.report_sd * streams["reports"].standard_normal(people),
    )


def expect_latent(
    population: Population, day: Floats, first: float, levels: Floats, slopes: Floats, entries: Floats
) -> Floats:
    """Return latent scores without noise and effect.

    Parameters
    ----------
    population
        Scale of everything.
    day
        Days since time zero, shape (days,).
    first
        First day of the log.
    levels, slopes, entries
        Standardised draws of people, broadcastable to (people, days, sites).
    """
    week = np.maximum(day, 0.0)[None, :, None] / 7
    left = population.entry_left(day - first)[None, :, None]
    entry = population.column("entry")
    started = np.where(entry > 0, entry + population.entry_sd * entries, 0.0)
    level = population.column("mean") + population.column("between_sd") * levels
    slope = population.column("slope_mean") + population.column("slope_sd") * slopes
    return np.asarray(level + started * left + slope * week, dtype=np.float64)


def round_scores(latent: Floats) -> Floats:
    """Return what people write down for a latent score: a whole number within 0-10."""
    low, high = INTENSITY_RANGE
    return np.asarray(np.clip(np.rint(latent), low, high), dtype=np.float64)


def draw_reported(population: Population, cohort: Cohort, worst: Floats, seed: int) -> Bools:
    """Draw on which days people report: a little less often after a bad day, always on the first.

    Parameters
    ----------
    population
        Missing odds.
    cohort
        Gives each person's own log odds.
    worst
        Score of the day, shape (people, days).
    seed
        The study's seed; the draws do not depend on the scores.
    """
    rng = open_streams(seed)["reports"]
    rng.standard_normal(worst.shape[0])  # the people's own log odds came first from this stream
    before = np.hstack([worst[:, :1], worst[:, :-1]]) - worst.mean()
    log_odds = cohort.reports_latent[:, None] - np.log(population.missing_odds) * before
    reported = rng.random(worst.shape) < 1 / (1 + np.exp(-log_odds))
    reported[:, 0] = True
    return np.asarray(reported, dtype=np.bool_)


def _arm_size(people: int, rng: np.random.Generator) -> int:
    return people // 2 + int(people % 2 == 1 and rng.random() < 0.5)


def _correlated(rng: np.random.Generator, shape: tuple[int, ...], correlation: float) -> Floats:
    """Return standard normal draws, shape (*shape, sites), equally correlated over sites."""
    shared = rng.standard_normal((*shape, 1))
    own = rng.standard_normal((*shape, len(OUTCOMES)))
    return np.asarray(np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own, dtype=np.float64)


def _draw_noise(population: Population, people: int, days: int, rng: np.random.Generator) -> Floats:
    """Return stationary AR(1) day noise, shape (people, days, sites)."""
    rho = population.autocorrelation
    noise = _correlated(rng, (people, days), population.site_correlation)
    for now, before in _pairs(days):
        noise[:, now] = rho * noise[:, before] + np.sqrt(1 - rho**2) * noise[:, now]
    return np.asarray(noise * population.column("day_sd"), dtype=np.float64)


def _pairs(days: int) -> Iterator[tuple[int, int]]:
    return zip(range(1, days), range(days - 1), strict=True)
