"""What a look behind a fit shows: residuals, their quantiles, their memory, and every person's course."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.cohort_models import MixedFit
from coreanalytics.effects.results import Effect
from coreanalytics.errors import ArgumentError
from coreanalytics.shown import Shown

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Diagnosis(Shown):
    """Frames for the four pictures of a fit.

    Attributes
    ----------
    outcome
        Of which outcome.
    residuals
        One row per reported day: person, day, score, fitted (the person's own line), residual (score minus
        fitted, points), standardised (whitened by the fitted memory of days and divided by their SD).
    quantiles
        theoretical (standard normal), sample (sorted standardised residuals); at most 500 rows.
    autocorrelation
        lag (calendar days), correlation of residuals that far apart, pairs (that it rests on), expected
        (rho to the power of the lag).
    trajectories
        person, day, score, fitted, and population: the line of the fixed effects alone.
    rho
        Fitted correlation of neighbouring days.
    """

    outcome: str
    residuals: pl.DataFrame = field(compare=False, repr=False)
    quantiles: pl.DataFrame = field(compare=False, repr=False)
    autocorrelation: pl.DataFrame = field(compare=False, repr=False)
    trajectories: pl.DataFrame = field(compare=False, repr=False)
    rho: float

    def to_polars(self) -> pl.DataFrame:
        """Return the frame of residuals."""
        return self.residuals

    def to_sentence(self) -> str:
        """Return in words how far the fit can be trusted, as far as residuals tell."""
        whitened = self.residuals["standardised"].to_numpy()
        next_day = _correlate_neighbours(self.residuals)
        return texts.tell_diagnosis(
            self.outcome, len(whitened), float(np.mean(np.abs(whitened) > 3)), self.rho, next_day
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.to_sentence())}</p>"

    def __str__(self) -> str:
        return self.to_sentence()


def diagnose(effect: Effect, *, lags: int = 14) -> Diagnosis:
    """Look behind an effect of the mixed model.

    Parameters
    ----------
    effect
        What `compare` returned for an outcome.
    lags
        Days up to which the memory of residuals is shown.

    Raises
    ------
    ArgumentError
        The effect was refused, or does not come from the mixed model of a cohort.
    """
    fit = effect.fit
    if not isinstance(fit, MixedFit):
        raise ArgumentError(
            effect.refusal or "only the mixed model of a cohort has days to look at",
            where="effect",
            hint="give an effect of compare(..., estimator='mixed')",
        )
    rows = _predict_rows(fit, effect)
    return Diagnosis(
        outcome=effect.outcome,
        residuals=rows.select("person", "day", "score", "fitted", "residual", "standardised"),
        quantiles=_take_quantiles(rows["standardised"].to_numpy()),
        autocorrelation=_correlate(rows, lags, fit.rho),
        trajectories=rows.select("person", "day", "score", "fitted", "population"),
        rho=fit.rho,
    )


def _predict_rows(fit: MixedFit, effect: Effect) -> pl.DataFrame:
    """Return the days with the lines of the fixed effects and of the person."""
    from coreanalytics.effects.mixed.predictions import predict_people

    design = fit.model.likelihood.design
    rows = fit.rows.collect().sort("person", "day")
    place = fit.people.select("person").with_row_index("place")
    rows = rows.with_columns(pl.col("person").cast(pl.String)).join(
        place, on="person", how="inner", maintain_order="left"
    )
    columns = [c for c in rows.columns if c not in ("person", "day", "place")]
    base = np.column_stack(
        [np.ones(len(rows)), *(rows[c].to_numpy().astype(np.float64) for c in ("day", *columns[:-1]))]
    )
    score = rows[columns[-1]].to_numpy().astype(np.float64)
    who = rows["place"].to_numpy()
    if fit.is_change:
        score = score - fit.people["run_in_mean"].to_numpy()[who]
    table = np.zeros((base.shape[1], design.covariates.shape[1]))
    for (a, u), beta in zip(design.terms, fit.model.beta, strict=True):
        table[a, u] = beta
    population = np.einsum("ra,ra->r", base, (design.covariates @ table.T)[who])
    own = predict_people(fit.model, np.zeros((0, base.shape[1]))).deviation[who]
    fitted = population + own[:, 0] + own[:, 1] * base[:, 1]
    residual = score - fitted
    frame = rows.select("person", "day").with_columns(
        score=pl.Series(score),
        fitted=pl.Series(fitted),
        population=pl.Series(population),
        residual=pl.Series(residual),
        place=pl.Series(who),
    )
    return frame.with_columns(standardised=_whiten(residual, who, base[:, 1], fit.rho) / fit.sigma)


def _whiten(residual: Floats, who: npt.NDArray[np.int64], day: Floats, rho: float) -> pl.Series:
    """Take out of each residual what the one before it foretold."""
    first = np.r_[True, who[1:] != who[:-1]]
    gap = np.r_[1.0, day[1:] - day[:-1]]
    power = np.where(first, 0.0, rho ** np.where(first, 1.0, gap))
    before = np.r_[0.0, residual[:-1]]
    return pl.Series((residual - power * before) / np.sqrt(1 - power**2))


def _take_quantiles(values: Floats) -> pl.DataFrame:
    from scipy.special import ndtri

    n = min(len(values), 500)
    share = (np.arange(1, n + 1) - 0.5) / n
    return pl.DataFrame({"theoretical": ndtri(share), "sample": np.quantile(values, share)})


def _correlate(rows: pl.DataFrame, lags: int, rho: float) -> pl.DataFrame:
    variance = float((rows["residual"] ** 2).mean())  # type: ignore[arg-type]
    found = []
    slim = rows.select("place", "day", "residual")
    for lag in range(1, lags + 1):
        later = slim.with_columns(pl.col("day") - lag).rename({"residual": "later"})
        pairs = slim.join(later, on=["place", "day"], how="inner")
        product = (pairs["residual"] * pairs["later"]).mean()
        value = float(product) / variance if isinstance(product, float) and variance > 0 else None
        found.append({"lag": lag, "correlation": value, "pairs": pairs.height, "expected": rho**lag})
    return pl.DataFrame(
        found,
        schema={
            "lag": pl.Int64,
            "correlation": pl.Float64,
            "pairs": pl.Int64,
            "expected": pl.Float64,
        },
    )


def _correlate_neighbours(residuals: pl.DataFrame) -> float:
    """Correlation of whitened residuals with the one before: 0 if the memory was modelled well."""
    before = pl.col("standardised").shift().over("person")
    value = residuals.select(pl.corr("standardised", before)).item()
    return float(value) if value is not None else 0.0
