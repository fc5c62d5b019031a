"""The mixed model of one outcome of a cohort: which fixed effects, which contrasts, whose lines.

People who stay on one routine (parallel groups): score = level + slope x week, each crossed with the arm
and the run-in mean. People who change routine: a common course over the weeks since their first time zero,
(a curve, `courses`; its line crossed with the run-in mean), and from the day of the change on a change of
level and of slope under the treatment (multiple baseline, AB, crossover; Huitema & McKean 2000). Both give
the same contrasts: the difference at the horizon is level + horizon x slope of the treatment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects.cohorts import Cohort
from coreanalytics.effects.courses import bend_course
from coreanalytics.effects.mixed.designs import cross_design
from coreanalytics.effects.mixed.fitting import MixedModel, fit_mixed
from coreanalytics.effects.mixed.moments import Moments, name_sums, read_moments
from coreanalytics.effects.mixed.predictions import predict_people
from coreanalytics.effects.mixed.sandwich import Robust, Sandwich, make_sandwich
from coreanalytics.effects.student import quantile
from coreanalytics.effects.two_stage import varies_within_arms

Floats = npt.NDArray[np.float64]

ARM: Final = "treatment"
RUN_IN: Final = "run-in mean"
#: Standard errors where people change routine. The curve that they share makes degrees of freedom too large:
#: by simulation (2,000 studies a cell) ranges would err in 4.9 to 6.9 % where they say 5; so, in 4.0 to 5.7.
WIDENED: Final = 1.05


@dataclass(frozen=True)
class MixedFit:
    """What stands behind a number of the mixed model.

    Attributes
    ----------
    people
        One row per person who entered: person, arm, n_days, last, run_in_mean, covariate, adjusted, level
        (own score at the horizon, shrunk; under the program they began with, covariates of the day at their
        mean), level_low, level_high, slope (own change a week, shrunk), slope_low, slope_high. The ranges
        are 95 % (t, N - 2).
    coefficients
        Fixed effects: name, estimate, se (CR2), se_model; time in days, the run-in mean centred.
    contrast
        Weights of `coefficients` that make the number.
    level_sd, slope_sd, correlation
        SDs of people's own levels at time zero (points) and slopes (points a week), and their correlation;
        the correlation is NaN where one of them is 0.
    sigma, rho
        SD of a day around a person's line, and the correlation of neighbouring days.
    log_likelihood, reml, errors
        Log-likelihood, whether restricted, and "ar1" or "iid".
    converged
        Whether the fit settled.
    n_people, n_rows
        People, and reported days.
    is_change
        Whether scores are counted from each person's own run-in mean.
    model, rows
        The fitted model and its rows (lazy), for `diagnosis.diagnose`.
    """

    people: pl.DataFrame
    coefficients: pl.DataFrame
    contrast: tuple[float, ...]
    level_sd: float
    slope_sd: float
    correlation: float
    sigma: float
    rho: float
    log_likelihood: float
    reml: bool
    errors: str
    converged: bool
    n_people: int
    n_rows: int
    is_change: bool
    model: MixedModel = field(repr=False)
    rows: pl.LazyFrame = field(repr=False)


@dataclass(frozen=True)
class CohortModel:
    """A fitted model of one outcome.

    Attributes
    ----------
    cohort, outcome
        Whose, and of what.
    entered
        Rows of `Cohort.list_people` of those in the model, in the order of the moments.
    model, sandwich
        The fit, and what CR2 needs.
    adjusted
        Whether the run-in mean is among the fixed effects.
    offset
        Whether scores are counted from each person's own run-in mean (own changes).
    rows, moments
        The days (lazy), and their sums.
    """

    cohort: Cohort
    outcome: str
    entered: pl.DataFrame = field(repr=False)
    model: MixedModel
    sandwich: Sandwich = field(repr=False)
    adjusted: bool
    rows: pl.LazyFrame = field(repr=False)
    moments: Moments = field(repr=False)
    offset: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns of a row without the outcome."""
        return self.model.likelihood.design.base

    def weigh(self, weights: Mapping[str, float]) -> Floats:
        """Return a contrast from the names of fixed effects."""
        contrast = np.zeros(len(self.model.names))
        for name, weight in weights.items():
            contrast[self.model.names.index(name)] = weight
        return contrast

    def covariate_means(self) -> dict[str, float]:
        """Return the mean of each covariate of the day, where scores are read."""
        moments = self.moments
        names = name_sums(len(moments.extras))
        totals = moments.sums.sum(axis=1)
        return {
            name: float(totals[names.index(f"c{moments.extras.index(name)}")] / totals[0])
            for name in self.cohort.question.covariates
        }

    def weigh_difference(self, level: float, slope: float) -> Floats:
        """Return the contrast `level` x (difference of levels) + `slope` x (difference of slopes per day)."""
        if "treated" in self.columns:
            return self.weigh({"treated": level, "treated_day": slope})
        return self.weigh({ARM: level, f"{ARM}:day": slope})

    def estimate(self, contrast: Floats) -> Robust:
        """Return a contrast with its CR2 standard error and degrees of freedom."""
        found = self.sandwich.estimate(contrast)
        return replace(found, se=WIDENED * found.se) if "treated" in self.columns else found

    def describe(self, contrast: Floats) -> MixedFit:
        """Return what stands behind a contrast."""
        model = self.model
        level_sd, slope_sd = np.sqrt(np.maximum(np.diag(model.random), 0.0))
        scale = level_sd * slope_sd
        robust = np.sqrt(np.maximum(np.diag(self.sandwich.covariance()), 0.0))
        return MixedFit(
            people=self._predict(),
            coefficients=pl.DataFrame(
                {
                    "name": list(model.names),
                    "estimate": model.beta,
                    "se": robust,
                    "se_model": np.sqrt(np.diag(model.covariance)),
                }
            ),
            contrast=tuple(float(weight) for weight in contrast),
            level_sd=float(level_sd),
            slope_sd=float(7 * slope_sd),
            correlation=float(model.random[0, 1] / scale) if scale > 0 else float("nan"),
            sigma=model.sigma,
            rho=model.rho,
            log_likelihood=model.log_likelihood,
            reml=model.reml,
            errors=model.errors,
            converged=model.converged,
            n_people=model.n_people,
            n_rows=model.n_rows,
            is_change=self.offset,
            model=model,
            rows=self.rows,
        )

    def _predict(self) -> pl.DataFrame:
        horizon = float(self.cohort.question.horizon)
        b = len(self.columns)
        wanted = np.zeros((3, b))
        wanted[:, :2] = (1, horizon), (1, horizon), (0, 7)
        is_treated = np.zeros(len(self.entered), dtype=bool)
        if "treated" in self.columns:
            for name, bend in bend_course(np.array([0.0, horizon]), int(horizon)).items():
                k = self.columns.index(name)
                wanted[:2, k] = bend[1]
                wanted[2, k] = 7 * (bend[1] - bend[0]) / horizon  # on average up to the horizon
            wanted[1, 2:4] = 1, horizon
        for name, mean in self.covariate_means().items():
            wanted[:2, self.columns.index(name)] = mean
        if "treated" in self.columns:
            is_treated = (self.entered["arm"] == self.cohort.question.treatment).to_numpy()
        own = predict_people(self.model, wanted)
        level = np.where(is_treated, own.value[:, 1], own.value[:, 0])
        level_se = np.where(is_treated, own.se[:, 1], own.se[:, 0])
        half = quantile(0.975, max(self.model.n_people - 2.0, 1.0))
        return self.entered.select(
            "person", "arm", "n_days", "last", "run_in_mean", "covariate", "adjusted"
        ).with_columns(
            level=pl.Series(level),
            level_low=pl.Series(level - half * level_se),
            level_high=pl.Series(level + half * level_se),
            slope=pl.Series(own.value[:, 2]),
            slope_low=pl.Series(own.value[:, 2] - half * own.se[:, 2]),
            slope_high=pl.Series(own.value[:, 2] + half * own.se[:, 2]),
        )


@dataclass(frozen=True)
class Days:
    """The moments of one outcome, read once, of those who enter."""

    cohort: Cohort
    outcome: str
    rows: pl.LazyFrame = field(repr=False)
    moments: Moments = field(repr=False)
    entered: pl.DataFrame = field(repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of a row without the outcome."""
        return ("one", "day", *self.moments.extras[:-1])

    @property
    def treated(self) -> npt.NDArray[np.bool_]:
        """(N,) who began with the treatment."""
        return np.asarray((self.entered["arm"] == self.cohort.question.treatment).to_numpy())


def read_days(cohort: Cohort, outcome: str, entered: pl.DataFrame, first_phases: str | None = None) -> Days:
    """Read the cross-products of one outcome, in one pass.

    Parameters
    ----------
    cohort
        Whose.
    outcome
        Which.
    entered
        Rows of `Cohort.list_people` without a reason to be left out.
    first_phases
        Only the first phases of those who began with this program.
    """
    rows = cohort.list_rows(outcome, first_phases=first_phases)
    extras = tuple(name for name in rows.collect_schema().names() if name not in ("person", "day"))
    moments = read_moments(rows, extras, pairs=cohort.question.errors == "ar1")
    labels = moments.people.cast(pl.String).rename("person").to_frame()
    found = labels.join(
        entered.with_columns(pl.col("person").cast(pl.String), entered=True),
        on="person",
        how="left",
        maintain_order="left",
    )
    keep = found["entered"].fill_null(False)
    if not keep.all():
        moments = moments.select(keep.to_numpy())
    return Days(cohort, outcome, rows, moments, found.filter(keep).drop("entered"))


def fit_difference(days: Days, *, adjust: bool = True) -> CohortModel:
    """Fit the model behind the differences between the routines.

    Raises
    ------
    DataError
        The fixed effects cannot be told apart.
    """
    question = days.cohort.question
    changes = "treated" in days.columns
    covariates: dict[str, Floats] = {}
    if not changes:
        covariates[ARM] = days.treated.astype(np.float64)
    covariate = days.entered["covariate"]
    adjusted = adjust and covariate.null_count() == 0
    if adjusted:
        values = covariate.to_numpy().astype(np.float64)
        adjusted = varies_within_arms(values, days.treated)
        if adjusted:
            covariates[RUN_IN] = values - values.mean()
    design = cross_design(days.columns, covariates, (0, 1), people=days.moments.n_people)
    model = fit_mixed(days.moments, design, errors=question.errors, reml=question.reml)
    return CohortModel(
        days.cohort,
        days.outcome,
        days.entered,
        model,
        make_sandwich(model),
        adjusted,
        days.rows,
        days.moments,
    )


def fit_change(days: Days) -> CohortModel:
    """Fit the course of one arm's scores, counted from each person's own run-in mean."""
    question = days.cohort.question
    origin = days.entered["run_in_mean"].to_numpy().astype(np.float64)
    moments = days.moments.shift_outcome(origin)
    design = cross_design(days.columns, {}, (0, 1), people=moments.n_people)
    model = fit_mixed(moments, design, errors=question.errors, reml=question.reml)
    sandwich = make_sandwich(model)
    return CohortModel(
        days.cohort, days.outcome, days.entered, model, sandwich, True, days.rows, moments, offset=True
    )
