"""The noise that a plan is made from: a person's own, a cohort's own, or that of published diaries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.texts import planning as texts
from coreanalytics.logbook.simulation.population import Population
from coreanalytics.shown import Shown
from coreanalytics.vocabulary import PRIMARY_SITES, Site

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]

#: Reported days below which a person's own noise is not read: they say little more than the prior does.
MIN_DAYS: Final = 28
_ROUNDING: Final = 1 / 12  #: variance that rounding to whole numbers adds (Sheppard)
_LIKELY: Final = 0.99  #: share of the posterior that is kept as points


@dataclass(frozen=True, slots=True)
class Noise(Shown):
    """How scores vary when nothing is changed.

    Attributes
    ----------
    rho
        Autocorrelation of the course of discomfort from day to day.
    kappa
        Share of white noise in a day's variance.
    sd
        SD of a day around the person's level, points.
    between_sd, slope_sd
        SDs between people of levels (points) and of slopes (points a week).
    reported
        Days reported a week.
    baseline
        Mean reported score under the routine that is compared with, points.
    source
        "own" (the person's days), "cohort" (everybody's days) or "published" (daily diaries).
    points
        What the days say of (rho, kappa, sd) together: (rho, kappa, sd, weight) each; empty: as above.
    days
        Reported days that it rests on; 0 where published.
    """

    rho: float
    kappa: float
    sd: float
    between_sd: float
    slope_sd: float
    reported: float
    baseline: float
    source: str
    points: tuple[tuple[float, float, float, float], ...] = field(default=(), repr=False)
    days: int = 0

    def to_sentence(self) -> str:
        """Return where the noise comes from, and its size."""
        return texts.tell_noise(self)

    def __str__(self) -> str:
        return self.to_sentence()

    def draw(self, rng: np.random.Generator) -> tuple[float, float, float]:
        """Draw (rho, kappa, sd) from what is known of them."""
        if not self.points:
            return self.rho, self.kappa, self.sd
        weight = np.cumsum([point[3] for point in self.points])
        at = int(np.searchsorted(weight, rng.random() * weight[-1]))
        return self.points[at][:3]


def publish_noise(site: Site = Site.THIGH_ROOT) -> Noise:
    """Return the noise of published daily diaries of back pain, with the level of lifters.

    The numbers are those of `logbook.simulation.population.Population`, which cites them.
    """
    people = Population()
    numbers = people.numbers(site)
    return Noise(
        rho=people.autocorrelation,
        kappa=0.0,
        sd=numbers.day_sd,
        between_sd=numbers.between_sd,
        slope_sd=numbers.slope_sd,
        reported=round(7 * people.report_rate, 1),
        baseline=numbers.mean,
        source="published",
    )


def find_noise(
    days: pl.DataFrame | pl.LazyFrame | None = None,
    *,
    person: str | None = None,
    site: str = Site.THIGH_ROOT,
    control: str = "standard_crunch",
    treatment: str = "core_focused",
) -> Noise:
    """Return the noise that a plan should be made from.

    One person's: the posterior of the one-person model (levels of the routines and a straight trend taken
    out, averaged over rho and kappa). A cohort's: the mixed model of `compare`. Where the days do not suffice
    for it (`MIN_DAYS` reported, or a comparison that is refused), the published numbers.

    Parameters
    ----------
    days
        Person-day table; None: the published numbers.
    person
        Whose noise; None: the only person's, else the cohort's.
    site
        Outcome column.
    control, treatment
        Routines; the baseline is the mean under the control, else of the run-in, else of all days.
    """
    published = publish_noise(Site(site) if site in list(PRIMARY_SITES) else Site.THIGH_ROOT)
    if days is None:
        return published
    import polars as pl

    frame = days.collect() if isinstance(days, pl.LazyFrame) else days
    people = frame["person"].cast(pl.String).unique().sort().to_list()
    if person is None and len(people) != 1:
        return _read_cohort(frame, site, control, treatment, published)
    from coreanalytics.days.people import pick_person

    return _read_person(pick_person(frame, person or people[0]), site, control, published)


def _read_person(own: pl.DataFrame, site: str, control: str, published: Noise) -> Noise:
    import polars as pl

    from coreanalytics.effects.within.weekly_noise import fit_noise, lay_columns

    frame = own.sort("date")
    rows = frame.filter(pl.col(site).is_not_null())
    if rows.height < MIN_DAYS:
        return published
    day = rows["date"].to_physical().to_numpy().astype(np.int64)
    score = rows[site].cast(pl.Float64).to_numpy()
    if float(np.ptp(score)) == 0:
        return published
    design, _ = lay_columns(day, rows["program"].to_list(), float(day[-1]))
    fit, grid = fit_noise(design[None], score[None], None, day)
    weight, sd = fit.weight[0], np.sqrt(fit.variance[0])
    return replace(
        published,
        rho=float(weight @ grid.rho),
        kappa=float(weight @ grid.kappa),
        sd=float(np.sqrt(weight @ fit.variance[0])),
        reported=_count_reports(day, frame),
        baseline=_find_baseline(rows, site, control),
        source="own",
        points=_list_points(grid.rho, grid.kappa, sd, weight),
        days=rows.height,
    )


def _list_points(
    rho: Array, kappa: Array, sd: Array, weight: Array
) -> tuple[tuple[float, float, float, float], ...]:
    """Return the likeliest points that hold `_LIKELY` of the posterior; rounding's noise is taken out."""
    order = np.argsort(-weight)
    kept = order[: int(np.searchsorted(np.cumsum(weight[order]), _LIKELY)) + 1]
    told = []
    for at in kept:
        white = max(kappa[at] * sd[at] ** 2 - _ROUNDING, 0.0)  # it is added again when scores are rounded
        course = (1 - kappa[at]) * sd[at] ** 2
        told.append(
            (
                float(rho[at]),
                float(white / (white + course)),
                float(np.sqrt(white + course)),
                float(weight[at]),
            )
        )
    return tuple(told)


def _count_reports(day: npt.NDArray[np.int64], frame: pl.DataFrame) -> float:
    span = (frame["date"].max() - frame["date"].min()).days + 1  # type: ignore[operator,union-attr]
    return round(7 * day.size / max(int(span), 1), 1)


def _find_baseline(rows: pl.DataFrame, site: str, control: str) -> float:
    import polars as pl

    chosen = rows
    for kept in (pl.col("program") == control, pl.col("run_in").fill_null(False)):
        if (own := rows.filter(kept)).height >= MIN_DAYS // 4:
            chosen = own
            break
    mean = chosen[site].mean()
    return float(mean)  # type: ignore[arg-type]


def _read_cohort(frame: pl.DataFrame, site: str, control: str, treatment: str, published: Noise) -> Noise:
    import polars as pl

    from coreanalytics.effects.cohort_models import MixedFit
    from coreanalytics.effects.comparison import compare
    from coreanalytics.effects.results import Contrast
    from coreanalytics.errors import CoreAnalyticsError

    try:
        effects = compare(
            frame, treatment, versus=control, outcomes=(site,), beside=False,
            contrasts=(Contrast.DIFFERENCE_AT_HORIZON,),
        )  # fmt: skip
        fit = effects[site].fit
    except CoreAnalyticsError:
        return published
    if not isinstance(fit, MixedFit):
        return published
    rows = frame.filter(pl.col(site).is_not_null())
    rate = frame.group_by("person").agg(pl.col(site).count() / pl.len())[site].mean()
    return replace(
        published,
        rho=float(fit.rho),
        kappa=0.0,
        sd=float(fit.sigma),
        between_sd=max(float(fit.level_sd), _adjusted(published, rows, site)),
        slope_sd=float(fit.slope_sd),
        reported=round(7 * float(rate), 1),  # type: ignore[arg-type]
        baseline=_find_baseline(rows, site, control),
        source="cohort",
        days=int(fit.n_rows),
    )


def _adjusted(published: Noise, rows: pl.DataFrame, site: str) -> float:
    """Return the SD of people's own means: the model's, adjusted for the run-in, is that of what is left."""
    import polars as pl

    means = rows.group_by("person").agg(pl.col(site).mean())[site]
    return float(means.std() or published.between_sd) if len(means) > 2 else published.between_sd  # type: ignore[arg-type]
