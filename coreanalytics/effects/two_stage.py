"""Second stage: people's own numbers compared between two arms, with Welch's standard error and df.

``y ~ 1 + arm (+ run-in mean)`` over people by least squares, HC2 standard error (MacKinnon & White 1985)
and Satterthwaite degrees of freedom (Bell & McCaffrey 2002) under a working covariance with one variance
an arm, estimated from the HC2-scaled residuals. Without the covariate this *is* Welch's t-test, digit for
digit; with it, it is the same idea carried over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.student import quantile, two_sided_p

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with what its range needs.

    Attributes
    ----------
    value, se, df
        Estimate, standard error, degrees of freedom.
    coefficients
        Intercept (control arm at the mean covariate), difference and, if adjusted, the covariate's slope.
    """

    value: float
    se: float
    df: float
    coefficients: tuple[float, ...] = ()

    @property
    def p(self) -> float:
        """Two-sided p against 0."""
        return two_sided_p(self.value / self.se, self.df)

    def half_width(self, level: float) -> float:
        """Half the width of the interval at `level`."""
        return quantile((1 + level) / 2, self.df) * self.se


@dataclass(frozen=True, slots=True)
class TwoStageFit:
    """What stands behind a two-stage number.

    Attributes
    ----------
    people
        One row per person who entered: person, arm, value, covariate, adjusted, n_days.
    estimate
        The second stage's result.
    """

    people: pl.DataFrame
    estimate: Estimate


def compare_arms(values: Array, treated: npt.NDArray[np.bool_], covariate: Array | None = None) -> Estimate:
    """Return the difference treatment minus control, adjusted for a person-level covariate if given.

    Parameters
    ----------
    values
        (N,) one number a person.
    treated
        (N,) whether the person is in the treatment arm; both arms need two people or more.
    covariate
        (N,) without missing values; it must vary within an arm (see `varies_within_arms`).

    Returns
    -------
    Estimate
        `se` is 0 and `df` NaN where nothing varies.
    """
    columns = [np.ones_like(values), treated.astype(float)]
    if covariate is not None:
        columns.append(covariate - covariate.mean())
    design = np.column_stack(columns)
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ (design.T @ values)
    rest = 1 - np.einsum("ij,jk,ik->i", design, inverse, design)  # 1 - leverage
    squares = (values - design @ beta) ** 2 / _floor_leverage(rest)
    weight = design @ inverse[1]  # the difference is weight @ values
    variance = float(np.sum(weight**2 * squares))
    omega = np.where(treated, squares[treated].mean(), squares[~treated].mean())
    df = _satterthwaite(design, inverse, weight**2 / _floor_leverage(rest), omega)
    return Estimate(float(beta[1]), float(np.sqrt(variance)), df, tuple(float(b) for b in beta))


def _floor_leverage(rest: Array) -> Array:
    """Keep a person who alone decides a coefficient (leverage 1, residual 0) from dividing by zero."""
    return np.maximum(rest, 1e-10)


def _satterthwaite(design: Array, inverse: Array, scale: Array, omega: Array) -> float:
    """Degrees of freedom of the quadratic form e' diag(scale) e under covariance diag(omega).

    With M = I - X (X'X)^-1 X' and W = diag(scale)^1/2 M diag(omega)^1/2 it is
    (tr W'W)^2 / tr (W'W)^2. W'W is diagonal plus low rank, so no N x N matrix is made.
    """
    s, o = np.sqrt(scale)[:, None], np.sqrt(omega)[:, None]
    a, b = s * (design @ inverse), o * design
    diagonal = (s * o)[:, 0] ** 2
    left = np.hstack([-(s * o) * a, -b, b @ (a.T @ a)])
    right = np.hstack([b, (s * o) * a, b])
    cross = np.sum(left * right, axis=1)  # the low-rank part's diagonal
    trace = diagonal.sum() + cross.sum()
    square = np.sum(diagonal**2) + 2 * np.sum(diagonal * cross)
    square += _trace_of_square(left, right)
    return float(trace**2 / square) if square > 0 else float("nan")


def _trace_of_square(left: Array, right: Array) -> float:
    """tr((L R')(L R')') for a symmetric L R'."""
    product: Any = (left.T @ left) * (right.T @ right)
    return float(np.sum(product))


def varies_within_arms(covariate: Array, treated: npt.NDArray[np.bool_]) -> bool:
    """Tell whether a covariate can be told apart from the arms (and not only by one person's value)."""
    residual = np.where(
        treated,
        covariate - covariate[treated].mean() if treated.any() else 0,
        covariate - covariate[~treated].mean() if (~treated).any() else 0,
    )
    return bool(np.sum(residual**2) > 1e-12)


def average(values: Array) -> Estimate:
    """Return the mean with its one-sample t range (N - 1 degrees of freedom; N of two or more)."""
    n = len(values)
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(n)), float(n - 1))
