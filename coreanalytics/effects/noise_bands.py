"""A person's own noise band: how far weekly means lie apart while nothing goes on.

The person's days before the week are fitted as everywhere for one person: ``score = level of each program +
trend + e`` with errors of covariance ``s^2 ((1 - kappa) rho^|days apart| + kappa)``, averaged over (rho,
kappa) by REML likelihood times prior (`within.whitening`, `within.mixtures`). At each grid point the mean of
the days D with a report has the error variance

    v(D) = ((1 - kappa) sum_{i, j in D} rho^|i - j| + kappa n) s^2 / n^2,

and the difference of two weekly means the same with weights 1/n and -1/m. With ``n - p`` degrees of freedom
of s^2 the difference is Student's t at each point, and the band is the quantile of their mixture: it is wider
where rho and s are less well known, and where a week has fewer reports.

The prior of rho leans towards what daily diaries of pain show (.22-.55): the flatter one that comparisons of
phases use takes a few weeks of independent days for a slow course, and makes bands of 30 days a fifth too
wide. Covered, of 4,000 simulated diaries a cell (SD 1.3, 15 % missing, whole numbers 0-10, nothing going on;
difference of weekly means / weekly mean, %; tests/effects/test_noise_bands.py):

=====  ===========  ===========  ===========  ===========
rho    36 days      60           120          182
=====  ===========  ===========  ===========  ===========
.20    97.3 / 98.1  95.8 / 96.5  95.4 / 96.0  95.6 / 95.5
.40    95.8 / 96.4  95.0 / 96.1  95.7 / 96.0  95.0 / 95.1
.55    94.2 / 95.8  94.5 / 96.1  94.0 / 95.3  94.7 / 95.8
=====  ===========  ===========  ===========  ===========

Beyond what diaries show, at rho .8, 91.0 / 95.2 after 60 days and 93.9 / 96.5 after 120.

Before 30 reported days the figure of a population (`vocabulary.WEEKLY_NOISE`) stands in, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.errors import DataError
from coreanalytics.vocabulary import OUTCOMES, WEEKLY_NOISE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from coreanalytics.effects.within.mixtures import GridFit
    from coreanalytics.effects.within.whitening import Grid

    Array = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

MIN_DAYS: Final = 30  #: reported days before the week from which the own band is told (as `WithinEntry`)
WINDOW_WEEKS: Final = 26  #: weeks before the week that are read: half a year tells the present noise
LEVEL: Final = 0.95
#: Variance that rounding to whole points alone makes; no band is narrower than that.
ROUNDING: Final = 1 / 12


class BandSource(StrEnum):
    """Whose noise a band tells."""

    OWN = "own"
    POPULATION = "population"


@dataclass(frozen=True, slots=True)
class NoiseBand:
    """How far two weekly means of one person lie apart, 19 times in 20, while nothing goes on.

    Attributes
    ----------
    half_width
        Half width of the band of this week's mean minus last week's, points; of an own band None where one
        of the two weeks has no report.
    source
        The person's own, or a population's.
    days
        Reported days before the week, within `WINDOW_WEEKS`.
    low, high
        95 % prediction interval of this week's mean, were nothing new going on, cut to 0-10; None for a
        population's band, and in a week without a report.
    rho, sd
        Posterior means: correlation of neighbouring days, and SD of a day, points; None for a population's.
    df
        Degrees of freedom of the SD; None for a population's.
    is_flat
        True if all the scores were the same, so that no own band can be told.
    level
        Of both intervals.
    """

    half_width: float | None
    source: BandSource
    days: int
    low: float | None = None
    high: float | None = None
    rho: float | None = None
    sd: float | None = None
    df: float | None = None
    is_flat: bool = False
    level: float = LEVEL

    @property
    def is_own(self) -> bool:
        """Whether it is the person's own."""
        return self.source is BandSource.OWN

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "half_width_points": self.half_width,
            "source": str(self.source),
            "reported_days_before": self.days,
            "usual_week_low": self.low,
            "usual_week_high": self.high,
            "correlation_of_neighbouring_days": self.rho,
            "sd_of_a_day_points": self.sd,
            "level": self.level,
        }


def population_band(days: int = 0, *, is_flat: bool = False) -> NoiseBand:
    """Return the band of a population.

    Examples
    --------
    >>> population_band().half_width
    1.7
    """
    return NoiseBand(WEEKLY_NOISE.value, BandSource.POPULATION, days, is_flat=is_flat)


def estimate_bands(
    days: pl.DataFrame,
    monday: dt.date,
    outcomes: Sequence[str] = OUTCOMES,
    *,
    min_days: int = MIN_DAYS,
    weeks: int = WINDOW_WEEKS,
    level: float = LEVEL,
) -> dict[str, NoiseBand]:
    """Return the noise band of every outcome of one person, for the week that begins on `monday`.

    Parameters
    ----------
    days
        Person-days of one person: date, program, and the outcomes.
    monday
        First day of the week. Days before it make the fit; its own reported days, and those of the week
        before, say what is compared.
    outcomes
        Outcome columns.
    min_days
        Reported days before the week below which the population's figure is taken.
    weeks
        Weeks before the week that are read.
    level
        Of the bands.

    Raises
    ------
    DataError
        Columns are missing, or a date occurs twice.

    Notes
    -----
    About 18 ms of CPU for three outcomes and half a year.
    """
    missing = [name for name in ("date", "program", *outcomes) if name not in days.columns]
    if missing:
        raise DataError(f"the person-day table lacks {', '.join(missing)}", where="days")
    first, last = monday - dt.timedelta(weeks=weeks), monday + dt.timedelta(days=6)
    near = days.filter(pl.col("date").is_between(first, last)).sort("date")
    if near["date"].is_duplicated().any():
        raise DataError("there is more than one row on a date", where="days")
    before = near.filter(pl.col("date") < monday)
    counts = {name: before[name].count() for name in outcomes}
    flat = {name: before[name].n_unique() - bool(before[name].null_count()) < 2 for name in outcomes}
    found = {name: population_band(counts[name]) for name in outcomes}
    enough = [name for name in outcomes if counts[name] >= min_days]
    found |= {name: population_band(counts[name], is_flat=True) for name in enough if flat[name]}
    own = [name for name in enough if not flat[name]]
    return found | (_estimate_own(near, before, monday, own, level) if own else {})


def _estimate_own(
    near: pl.DataFrame, before: pl.DataFrame, monday: dt.date, outcomes: Sequence[str], level: float
) -> dict[str, NoiseBand]:
    import numpy as np

    from coreanalytics.effects.within.weekly_noise import fit_noise, lay_columns

    day = before["date"].to_physical().to_numpy().astype(np.int64)
    origin = (monday - dt.date(1970, 1, 1)).days
    bands = {}
    for name in outcomes:
        score = before[name].cast(pl.Float64).to_numpy()
        seen = np.flatnonzero(~np.isnan(score))
        design, ahead = lay_columns(day[seen], before["program"].gather(seen).to_list(), origin + 3)
        fit, grid = fit_noise(design[None], score[None, seen], None, day[seen])
        told = near.drop_nulls(name)["date"].to_physical().to_numpy().astype(np.int64) - origin
        this, last = told[told >= 0], told[(told >= -7) & (told < 0)]
        bands[name] = read_band(fit, grid, ahead, this, last, days=seen.size, level=level)
    return bands


def read_band(
    fit: GridFit,
    grid: Grid,
    ahead: Array,
    this: Ints,
    last: Ints,
    *,
    days: int,
    level: float = LEVEL,
    study: int = 0,
) -> NoiseBand:
    """Read the bands of one week out of a fit.

    Parameters
    ----------
    fit, grid
        From `within.weekly_noise.fit_noise`.
    ahead
        (p,) row of the design in the middle of the week.
    this, last
        Reported days of this week and of the week before, on one scale.
    days
        Reported days that made the fit.
    level
        Of the bands.
    study
        Which study of the fit.
    """
    import numpy as np

    from coreanalytics.effects.within.weekly_noise import weigh_days

    weight, df = fit.weight[study], float(fit.df[study])
    variance = np.maximum(fit.variance[study], ROUNDING)
    half = low = high = None
    if this.size and last.size:
        shares = np.concatenate([np.full(this.size, 1 / this.size), np.full(last.size, -1 / last.size)])
        spread = variance * weigh_days(grid, np.concatenate([this, last]), shares)
        half = _quantile(weight, np.zeros_like(spread), np.sqrt(spread), df, (1 + level) / 2)
    if this.size:
        centre = fit.beta[study] @ ahead
        unsure = np.einsum("gij,i,j->g", fit.inverse[study], ahead, ahead)
        mean = weigh_days(grid, this, np.full(this.size, 1 / this.size))
        scale = np.sqrt(variance * (mean + unsure))
        ends = (_quantile(weight, centre, scale, df, p) for p in ((1 - level) / 2, (1 + level) / 2))
        low, high = (min(max(end, 0.0), 10.0) for end in ends)
    # of two neighbouring days, as measured: white noise included
    rho = float(weight @ ((1 - grid.kappa) * grid.rho))
    sd = float(np.sqrt(weight @ fit.variance[study]))
    return NoiseBand(half, BandSource.OWN, days, low, high, rho, sd, df, level=level)


def _quantile(weight: Array, centre: Array, scale: Array, df: float, p: float) -> float:
    from coreanalytics.effects.within.mixtures import quantile_many

    return float(quantile_many(weight[None], centre[None], scale[None], df, p)[0])
