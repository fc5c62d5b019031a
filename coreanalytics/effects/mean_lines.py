"""The course of an average person on each routine, as the mixed model of a cohort has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.cohort_models import ARM, WIDENED, MixedFit
from coreanalytics.effects.courses import bend_course
from coreanalytics.effects.mixed.sandwich import make_sandwich
from coreanalytics.errors import ArgumentError

if TYPE_CHECKING:
    from coreanalytics.effects.mixed.fitting import MixedModel
    from coreanalytics.effects.results import Effect

#: Level of the bands: they show where the lines may lie and decide nothing.
LEVEL: Final = 0.95
#: Points of a line a week: two, so that a curve looks like one.
STEPS: Final = 2


def trace_means(effect: Effect, level: float = LEVEL) -> pl.DataFrame:
    """Return the estimated mean score of each routine from time zero to the horizon.

    The score is that of a person with the average run-in mean (and average covariates of the day). Where
    people change routine, a line is what would be expected of somebody who kept to one routine from time
    zero. At the horizon the two lines differ by exactly the estimate of `effect`. The bands are pointwise:
    CR2 standard errors with Satterthwaite degrees of freedom, as for the estimate itself.

    Parameters
    ----------
    effect
        A difference at the horizon from the mixed model.
    level
        Level of the bands.

    Returns
    -------
    pl.DataFrame
        program, week (0 to the horizon, in half weeks), mean, low, high (points).

    Raises
    ------
    ArgumentError
        No mixed model of scores stands behind `effect`.
    """
    fit = effect.fit
    if not isinstance(fit, MixedFit) or fit.is_change:
        raise ArgumentError(texts.NO_MEAN_LINES, where="effect", hint=texts.HINT_MEAN_LINES)
    model = fit.model
    sandwich = make_sandwich(model)
    changes = "treated" in model.names
    average = _average_days(fit)
    weeks = np.unique([*np.arange(0, effect.horizon, 1 / STEPS), effect.horizon])
    rows = []
    for program, treated in ((effect.treatment, 1.0), (effect.control, 0.0)):
        for week in weeks:
            weights = _weigh(model, 7 * float(week), treated, round(7 * effect.horizon), average)
            found = sandwich.estimate(weights)
            half = found.half_width(level) * (WIDENED if changes else 1.0)
            rows.append((program, float(week), found.value, found.value - half, found.value + half))
    return pl.DataFrame(rows, schema=["program", "week", "mean", "low", "high"], orient="row")


def _weigh(
    model: MixedModel, day: float, treated: float, horizon: int, average: dict[str, float]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the weights of the fixed effects that make the mean score on `day`; run-in means are centred."""
    bends = {name: float(bend[0]) for name, bend in bend_course(np.array([day]), horizon).items()}
    at = {"one": 1.0, "day": day, ARM: treated, f"{ARM}:day": treated * day}
    at |= {"treated": treated, "treated_day": treated * day} | bends | average
    return np.array([at.get(name, 0.0) for name in model.names])


def _average_days(fit: MixedFit) -> dict[str, float]:
    """Return the mean of each covariate of the day over the days in the model."""
    known = {"one", "day", "treated", "treated_day"}
    columns = set(fit.rows.collect_schema().names()) & set(fit.model.names)
    names = sorted(name for name in columns - known if not name.startswith("course_"))
    if not names:
        return {}
    people = fit.people["person"].cast(pl.String).implode()
    rows = fit.rows.filter(pl.col("person").cast(pl.String).is_in(people))
    return dict(rows.select(pl.col(names).mean()).collect().row(0, named=True))
