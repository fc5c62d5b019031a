"""Each person's own line, shrunk towards the others' (best linear unbiased predictions)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.mixed.fitting import MixedModel
from coreanalytics.effects.mixed.likelihood import invert_level

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Predictions:
    """Everybody's own line.

    Attributes
    ----------
    deviation
        (N, 2) u_i: how far level (at day 0) and slope (per day) lie from what the fixed effects say.
    deviation_se
        (N, 2) conditional SDs of u_i given the data and beta (as lme4's `condVar`).
    value, se
        (N, W) prediction of each of the wanted combinations, and the SD of its error, the uncertainty of
        beta included (Henderson 1975).
    """

    deviation: Floats = field(repr=False)
    deviation_se: Floats = field(repr=False)
    value: Floats = field(repr=False)
    se: Floats = field(repr=False)


def predict_people(model: MixedModel, wanted: Floats) -> Predictions:
    """Predict combinations of each person's own coefficients.

    Parameters
    ----------
    model
        The fit.
    wanted
        (W, b) weights of the columns of a row without the outcome: (1, 56, 0 ...) is the person's score
        on day 56, (0, 7, 0 ...) their change a week.
    """
    likelihood = model.likelihood
    b, n, count = likelihood.packed.q - 1, model.n_people, len(wanted)
    index, terms = likelihood.pair_index, likelihood.design.terms
    j = likelihood.packed.frame[:b, :b]
    inside = np.asarray(wanted, dtype=np.float64) @ j.T  # weights of the frame's columns
    deviation, deviation_se = np.empty((n, 2)), np.empty((n, 2))
    value, se = np.empty((n, count)), np.empty((n, count))
    back = j[:2, :2]
    for people, t, _ in likelihood.packed.products_at(model.rho, with_slope=False):
        p00, p01, p11, _ = invert_level(t, model.factor, index)
        spread = likelihood.spread_beta(model.at.beta, people)
        left = [t[index[k, b]] - sum(t[index[k, a]] * spread[a] for a in range(b)) for k in (0, 1)]
        p = np.stack([[p00, p01], [p01, p11]])
        u = np.einsum("klB,lB->kB", p, np.stack(left))
        deviation[people] = (back.T @ u).T
        own = np.einsum("ka,klB,lc->acB", back, p, back)
        deviation_se[people] = np.sqrt(model.sigma**2 * np.stack([own[0, 0], own[1, 1]], axis=1))
        # weight of beta's error in the error of a prediction: x - T_bz P z, column by column
        t_bz = np.stack([[t[index[a, k]] for k in (0, 1)] for a in range(b)])
        shrink = np.einsum("akB,klB->alB", t_bz, p)
        covariates = likelihood.design.covariates[people]
        for w, weights in enumerate(inside):
            value[people, w] = weights @ spread + weights[:2] @ u
            x = weights[:, None] - np.einsum("alB,l->aB", shrink, weights[:2])
            rows = np.stack([x[a] * covariates[:, k] for a, k in terms])
            noise = np.einsum("k,klB,l->B", weights[:2], p, weights[:2])
            fixed = np.einsum("iB,ij,jB->B", rows, model.at.covariance, rows)
            se[people, w] = model.sigma * np.sqrt(noise + fixed)
    return Predictions(deviation, deviation_se, value, se)
