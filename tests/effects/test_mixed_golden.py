"""The mixed model against R: lme4, nlme, clubSandwich and dense matrices (tests/golden, scripts beside)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.mixed import (
    Design,
    MixedModel,
    fit_mixed,
    make_sandwich,
    predict_people,
    read_moments,
)

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = ("sleepstudy_numbers.csv", "mixed_numbers.csv", "dense_numbers.csv")
OURS = {
    "iid_reml": ("iid", True),
    "iid_ml": ("iid", False),
    "ar1_reml": ("ar1", True),
    "ar1_ml": ("ar1", False),
}
#: R's name of each of our models.
THEIRS = {
    "iid_reml": "lmer_reml",
    "iid_ml": "lmer_ml",
    "ar1_reml": "lme_car1_reml",
    "ar1_ml": "lme_car1_ml",
}
SETS = ("sleepstudy", "parallel", "switchers")
ALL = [(name, model) for name in SETS for model in OURS if name != "sleepstudy" or model.startswith("iid")]
CASES = [(name, model) for name, model in ALL if model.endswith("reml")]


def read_golden() -> dict[tuple[str, str, str], dict[str, float]]:
    """{(set, model, quantity): {term: value}} of R's numbers; the dense ones under our models' names."""
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for name in FILES:
        frame = pl.read_csv(GOLDEN / name, infer_schema=False).filter(pl.col("set") != "versions")
        for row in frame.iter_rows():
            found.setdefault(row[:3], {})[row[3] or ""] = float(row[4])
    return found


GOLD = read_golden()


@dataclass(frozen=True)
class Case:
    """One data set with its fixed effects; time is in days, R's in `unit` days."""

    rows: pl.DataFrame
    extras: tuple[str, ...]
    design: Design
    unit: float  # days in R's unit of time
    slopes: tuple[str, ...]
    horizon: dict[str, float]  # weights of the contrast, in R's units


def read_case(name: str) -> Case:
    frame = pl.read_csv(GOLDEN / f"{name}.csv")
    if name == "sleepstudy":
        rows = frame.rename({"subject": "person", "reaction": "y"})
        design = Design(("one", "day"), ((0, 0), (1, 0)), ("intercept", "day"), np.ones((18, 1)))
        return Case(rows, ("y",), design, 1.0, ("day",), {"intercept": 1, "day": 8})
    people = frame.group_by("person", maintain_order=True).first()
    m = people["run_in_mean"].to_numpy() - people["run_in_mean"].to_numpy().mean()
    if name == "parallel":
        arm = (people["arm"] == "core_focused").cast(pl.Float64).to_numpy()
        terms = ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2))
        names = ("intercept", "week", "arm", "arm_week", "m", "m_week")
        design = Design(("one", "day"), terms, names, np.column_stack([np.ones(m.size), arm, m]))
        return Case(frame, ("y",), design, 7.0, ("week", "arm_week", "m_week"), {"arm": 1, "arm_week": 8})
    terms = ((0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1))
    names = ("intercept", "week", "treated", "weeks_since_switch", "m", "m_week")
    base = ("one", "day", "treated", "days_since_switch")
    design = Design(base, terms, names, np.column_stack([np.ones(m.size), m]))
    slopes = ("week", "weeks_since_switch", "m_week")
    horizon = {"treated": 1, "weeks_since_switch": 4}
    return Case(frame, ("treated", "days_since_switch", "y"), design, 7.0, slopes, horizon)


def scale_of(case: Case) -> np.ndarray:
    """What turns our coefficients (a day) into R's."""
    return np.array([case.unit if name in case.slopes else 1.0 for name in case.design.names])


def fit(case: Case, model: str) -> MixedModel:
    errors, reml = OURS[model]
    moments = read_moments(case.rows, case.extras, pairs=errors == "ar1")
    return fit_mixed(moments, case.design, errors=errors, reml=reml)


@pytest.fixture(scope="module")
def fits() -> dict[tuple[str, str], tuple[Case, MixedModel]]:
    """Every model of every data set, fitted once."""
    cases = {name: read_case(name) for name in SETS}
    return {(name, model): (cases[name], fit(cases[name], model)) for name, model in ALL}


Fits = dict[tuple[str, str], tuple[Case, MixedModel]]


def gold(name: str, model: str, quantity: str, terms: tuple[str, ...] = ("",)) -> np.ndarray:
    return np.array([GOLD[name, model, quantity][term] for term in terms])


def off_by(ours: np.ndarray, theirs: np.ndarray, least: np.ndarray | float = 0.0) -> float:
    """Return the largest difference relative to R's number, or to `least` where that is larger."""
    return float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), least)))


def list_spread(case: Case, model: MixedModel) -> np.ndarray:
    level, slope = np.sqrt(np.diag(model.random))
    return np.array([level, slope * case.unit, model.sigma])


def log_likelihood(case: Case, model: MixedModel) -> float:
    """In R's unit of time: the restricted likelihood has log|X'X| in it and so depends on X's units."""
    return model.log_likelihood + (len(case.slopes) * float(np.log(case.unit)) if model.reml else 0.0)


# -- sleepstudy, as published -------------------------------------------------------------------------------


def test_sleepstudy_is_what_lme4_says(fits: Fits) -> None:
    case, model = fits["sleepstudy", "iid_reml"]
    assert off_by(model.beta, np.array([251.405104848485, 10.467285959595])) < 1e-8
    assert (
        off_by(np.sqrt(np.diag(model.covariance)), gold("sleepstudy", "lmer_reml", "se", case.design.names))
        < 1e-6
    )
    assert model.deviance == pytest.approx(1743.6283, abs=5e-5)
    _, likelihood = fits["sleepstudy", "iid_ml"]
    assert (round(likelihood.aic, 2), round(likelihood.bic, 1)) == (1763.94, 1783.1)


# -- estimates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "model"), ALL)
def test_estimates_agree_with_lme4_and_nlme(fits: Fits, name: str, model: str) -> None:
    case, fitted = fits[name, model]
    assert fitted.converged
    theirs, names = THEIRS[model], case.design.names
    se = np.sqrt(np.diag(fitted.covariance)) * scale_of(case)
    beta = gold(name, theirs, "beta", names)
    # nlme differentiates numerically: its own two optimisers differ by 7e-6 standard errors
    loose = 1e-5 if model.startswith("ar1") else 2e-6
    # a coefficient near 0 has its standard error for a yardstick
    assert off_by(fitted.beta * scale_of(case), beta, se) < loose / 2
    assert off_by(se, gold(name, theirs, "se", names)) < loose
    spread = gold(name, theirs, "sd", ("intercept", "slope", "residual"))
    assert off_by(list_spread(case, fitted), spread) < 2 * loose
    likelihood = log_likelihood(case, fitted)
    assert likelihood == pytest.approx(gold(name, theirs, "loglik").item(), abs=5e-7)
    assert likelihood >= gold(name, theirs, "loglik").item() - 1e-8
    if not fitted.reml:
        assert fitted.aic == pytest.approx(gold(name, theirs, "aic").item(), abs=1e-6)
        assert fitted.bic == pytest.approx(gold(name, theirs, "bic").item(), abs=1e-6)
    if model.startswith("ar1"):
        assert fitted.rho == pytest.approx(gold(name, theirs, "rho").item(), rel=1e-5)


@pytest.mark.parametrize(("name", "model"), CASES)
def test_estimates_agree_with_the_polished_optimum(fits: Fits, name: str, model: str) -> None:
    case, fitted = fits[name, model]
    names = case.design.names
    se = gold(name, model, "se", names)
    assert off_by(fitted.beta * scale_of(case), gold(name, model, "beta", names), se) < 1e-6
    assert off_by(np.sqrt(np.diag(fitted.covariance)) * scale_of(case), se) < 1e-6
    assert (
        off_by(list_spread(case, fitted), gold(name, model, "sd", ("intercept", "slope", "residual"))) < 1e-5
    )
    assert log_likelihood(case, fitted) == pytest.approx(gold(name, model, "loglik").item(), abs=1e-8)
    if model.startswith("ar1"):
        assert fitted.rho == pytest.approx(gold(name, model, "rho").item(), rel=1e-6)


# -- CR2 ----------------------------------------------------------------------------------------------------


def list_robust(case: Case, model: MixedModel) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """CR2 standard errors and df of every coefficient and of the horizon contrast, in R's units."""
    scale = scale_of(case)
    weights = np.array([case.horizon.get(name, 0.0) for name in case.design.names])
    contrasts = np.vstack([np.eye(scale.size), weights]) * scale
    sandwich = make_sandwich(model)
    told = [sandwich.estimate(contrast) for contrast in contrasts]
    return np.array([t.se for t in told]), np.array([t.df for t in told]), (*case.design.names, "horizon")


@pytest.mark.parametrize(("name", "model"), CASES)
def test_cr2_is_its_definition_in_dense_matrices(fits: Fits, name: str, model: str) -> None:
    se, df, terms = list_robust(*fits[name, model])
    assert off_by(se, gold(name, model, "se_cr2", terms)) < 1e-6
    assert off_by(df, gold(name, model, "df_cr2", terms)) < 1e-6


@pytest.mark.parametrize(("name", "model"), CASES)
def test_cr2_against_clubsandwich(fits: Fits, name: str, model: str) -> None:
    """The same definition for independent errors; ours whitens AR(1) errors first, clubSandwich does not."""
    se, df, terms = list_robust(*fits[name, model])
    theirs = THEIRS[model]
    is_same = model.startswith("iid")
    assert off_by(se, gold(name, theirs, "se_cr2", terms)) < (1e-6 if is_same else 3e-3)
    assert off_by(df, gold(name, theirs, "df_cr2", terms)) < (1e-6 if is_same else 2e-4)


@pytest.mark.parametrize("name", ["parallel", "switchers"])
def test_what_differs_from_clubsandwich_is_the_definition(name: str) -> None:
    """R's dense matrices without whitening are clubSandwich's numbers, so only the whitening differs."""
    terms = tuple(GOLD[name, "ar1_reml", "se_cr2"])
    for quantity in ("se_cr2", "df_cr2"):
        unwhitened = gold(name, "ar1_reml", f"{quantity}_unwhitened", terms)
        assert off_by(unwhitened, gold(name, "lme_car1_reml", quantity, terms)) < 1e-6
    difference = off_by(gold(name, "ar1_reml", "se_cr2", terms), gold(name, "lme_car1_reml", "se_cr2", terms))
    assert 1e-4 < difference < 3e-3


# -- people's own lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "model"), CASES)
def test_own_lines_are_the_dense_ones(fits: Fits, name: str, model: str) -> None:
    case, fitted = fits[name, model]
    people = tuple(GOLD[name, model, "blup_intercept"])
    level, slope = list_spread(case, fitted)[:2]
    own = predict_people(fitted, np.eye(len(case.design.base)))
    for column, part, spread in ((0, "intercept", level), (1, "slope", slope)):
        unit = case.unit if part == "slope" else 1.0
        dense = gold(name, model, f"blup_{part}", people)
        assert off_by(own.deviation[:, column] * unit, dense, spread) < 1e-5
        assert off_by(own.deviation_se[:, column] * unit, gold(name, model, f"blup_sd_{part}", people)) < 1e-5
        assert off_by(own.value[:, column] * unit, gold(name, model, f"own_{part}", people), spread) < 1e-5
        assert off_by(own.se[:, column] * unit, gold(name, model, f"own_se_{part}", people)) < 1e-5
        theirs = gold(name, THEIRS[model], f"blup_{part}", people)
        assert off_by(own.deviation[:, column] * unit, theirs, spread) < (
            5e-5 if model == "ar1_reml" else 1e-5
        )


# -- elsewhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sleepstudy", "switchers"])  # on `parallel` statsmodels does not converge
def test_statsmodels_agrees_where_it_converges(fits: Fits, name: str) -> None:
    """Three digits, no more: its standard errors differ from lme4's by about 1e-3."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    case, fitted = fits[name, "iid_reml"]
    design, rows = case.design, case.rows
    covariates = design.covariates[rows["person"].rle_id().to_numpy()]
    base = [np.ones(rows.height), *(rows[column].to_numpy() for column in design.base[1:])]
    x = np.column_stack([base[a] * covariates[:, u] for a, u in design.terms]) / scale_of(case)
    z = np.column_stack([base[0], base[1] / case.unit])
    theirs = MixedLM(rows["y"].to_numpy().astype(float), x, rows["person"].to_list(), exog_re=z).fit()
    assert theirs.converged
    se = np.sqrt(np.diag(fitted.covariance)) * scale_of(case)
    assert off_by(fitted.beta * scale_of(case), np.asarray(theirs.fe_params), se) < 1e-3
    assert off_by(se, np.asarray(theirs.bse_fe)) < 2e-3
