"""Regression of days on days within people: each person's own course is taken out before anything is asked.

Model, for person i on calendar day t: ``score = absorbed_i(t) + x(t)' beta + e``, where the absorbed part is
the person's own level, straight trend and whatever else is named, fitted freely for everybody, and e is
AR(1) in calendar time with missing days. The days are whitened at one rho for all (REML), the absorbed
columns are projected out person by person, and beta is least squares on what is left. Standard errors are
CR2 with Satterthwaite degrees of freedom, clustered by person (Bell & McCaffrey 2002; Pustejovsky & Tipton
2018, whose theorem 2 lets the absorbed columns be left out of the adjustment), so that neither a wrong rho,
white noise of measurement, nor effects that differ between people make ranges too short.

Nothing loops over people: whitening is a shift, projections and sandwiches are sums by person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.mixed.sandwich import take_roots
from coreanalytics.effects.student import quantile, two_sided_p

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MOST_RHO: Final = 0.98
_GOLDEN: Final = (5**0.5 - 1) / 2
_STEPS: Final = 30
_TINY: Final = 1e-12
#: Share of a contrast's variance that CR2 must be able to see: 1 unless one person alone carries a direction,
#: in which case the sandwich has a hole and would print a range that is far too short.
_KNOWN: Final = 0.99


@dataclass(frozen=True, slots=True)
class DailyNumber:
    """A number about days with its range.

    Attributes
    ----------
    value, se, df
        Estimate, standard error and degrees of freedom.
    """

    value: float
    se: float
    df: float

    @property
    def p(self) -> float:
        """Two-sided p against 0."""
        return two_sided_p(self.value / self.se, self.df)

    def range_at(self, level: float) -> tuple[float, float]:
        """Return the ends of the interval at `level`."""
        half = quantile((1 + level) / 2, self.df) * self.se
        return self.value - half, self.value + half


@dataclass(frozen=True)
class AbsorbedFit:
    """A fitted regression of days on days.

    Attributes
    ----------
    beta
        (p,) coefficients.
    rho
        Autocorrelation of neighbouring days.
    n_people, n_days
        People and days that entered.
    bread
        (p, p) inverse of the cross-products of what is left of the columns.
    cross
        (N, p, p) cross-products by person.
    score
        (N, p) columns times residuals, by person.
    sd
        Residual SD of a day, points.
    """

    beta: Floats
    rho: float
    n_people: int
    n_days: int
    sd: float
    bread: Floats = field(repr=False)
    cross: Floats = field(repr=False)
    score: Floats = field(repr=False)

    @cached_property
    def _parts(self) -> tuple[Floats, Floats, Floats]:
        root, back = take_roots_of(self.cross)
        inner = root @ self.bread @ root
        _, adjust = take_roots_of(np.eye(len(self.beta)) - inner)
        pulled = np.einsum("nij,njk,nk->ni", adjust, back, self.score)
        return root, adjust, pulled

    def estimate(self, contrast: npt.ArrayLike) -> DailyNumber:
        """Return a contrast (p,) of the coefficients with CR2 standard error and Satterthwaite df.

        The degrees of freedom are 0 where nothing is known of the noise.
        """
        c = np.asarray(contrast, dtype=float)
        root, adjust, pulled = self._parts
        spread = self.bread @ c
        reach = np.einsum("nij,j->ni", root, spread)
        a = np.einsum("nij,nj->ni", adjust, reach)
        d = np.einsum("ni,ni->n", a, a)
        b = np.einsum("nij,nj->ni", root, a)
        own = np.einsum("ni,ij,nj->n", b, self.bread, b)
        mw = self.bread @ (b.T @ b)
        trace = float(d.sum() - np.trace(mw))
        square = float(np.sum(d * d) - 2 * np.sum(d * own) + np.sum(mw * mw.T))
        pull = np.einsum("ni,ni->n", reach, pulled)
        df = trace * trace / square if square > _TINY and trace > _TINY else 0.0
        if trace < _KNOWN * float(c @ spread):
            df = 0.0  # somebody alone carries part of it, and nobody else tells how far off they may be
        return DailyNumber(float(c @ self.beta), float(np.sqrt(np.sum(pull * pull))), df)

    def pull(self, contrast: npt.ArrayLike) -> Floats:
        """Return (N,) how far each person pulls a contrast; their squares add to its squared error."""
        root, _, pulled = self._parts
        pull = np.einsum("nij,j,ni->n", root, self.bread @ np.asarray(contrast, dtype=float), pulled)
        return np.asarray(pull, dtype=np.float64)


def take_roots_of(m: Floats) -> tuple[Floats, Floats]:
    """Return M^(1/2) and M^(+1/2) of positive semi-definite (n, p, p) matrices, p = 1 included."""
    if m.shape[1] == 1:
        root = np.sqrt(np.maximum(m, 0.0))
        return root, np.divide(1.0, root, out=np.zeros_like(root), where=root > _TINY)
    return take_roots(m)


def fit_absorbed(person: Ints, day: Ints, score: Floats, columns: Floats, absorbed: Floats) -> AbsorbedFit:
    """Fit the regression.

    Parameters
    ----------
    person
        (n,) number of the person, 0 .. N-1, rows sorted by person and day.
    day
        (n,) calendar day.
    score
        (n,) what is explained.
    columns
        (n, p) what explains it.
    absorbed
        (n, k) what is taken out of every person, e.g. 1 and time; dependent columns are allowed.

    Raises
    ------
    numpy.linalg.LinAlgError
        The columns cannot be told apart once the absorbed ones are taken out.
    """
    first = np.diff(person, prepend=-1) != 0
    gap = np.where(first, 0.0, np.diff(day, prepend=day[:1]))
    data = np.column_stack([columns, score])
    low, high = 0.0, _MOST_RHO
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = (_fit_at(rho, person, gap, first, data, absorbed)[0] for rho in (left, right))
    for _ in range(_STEPS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = _fit_at(left, person, gap, first, data, absorbed)[0]
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = _fit_at(right, person, gap, first, data, absorbed)[0]
        if high - low < 1e-5:
            break
    rho = (low + high) / 2
    _, kept, sd = _fit_at(rho, person, gap, first, data, absorbed)
    p, n_people = columns.shape[1], int(person[-1]) + 1
    x, y = kept[:, :p], kept[:, p]
    bread = np.asarray(np.linalg.inv(x.T @ x), dtype=np.float64)
    beta = bread @ (x.T @ y)
    residual = y - x @ beta
    cross = _sum_products(person, x, x, n_people)
    pulls = _sum_products(person, x, residual[:, None], n_people)[:, :, 0]
    return AbsorbedFit(beta, rho, n_people, len(score), sd, bread, cross, pulls)


def _sum_products(person: Ints, left: Floats, right: Floats, n_people: int) -> Floats:
    """Return left' right by person, (N, a, b)."""
    sums = [
        [np.bincount(person, left[:, i] * right[:, j], n_people) for j in range(right.shape[1])]
        for i in range(left.shape[1])
    ]
    return np.asarray(sums, dtype=np.float64).transpose(2, 0, 1)


def _fit_at(
    rho: float, person: Ints, gap: Floats, first: npt.NDArray[np.bool_], data: Floats, absorbed: Floats
) -> tuple[float, Floats, float]:
    """Return -2 log REML at rho up to a constant, what is left of the columns, and the SD of a day."""
    phi = np.where(first, 0.0, rho**gap)
    scale = 1 / np.sqrt(1 - phi**2)
    n_people = int(person[-1]) + 1
    both = np.column_stack([data, absorbed])
    white = both.copy()
    white[1:] -= phi[1:, None] * both[:-1]
    white *= scale[:, None]
    m = data.shape[1]
    left, own = white[:, :m], white[:, m:]
    gram, meet = _sum_products(person, own, own, n_people), _sum_products(person, own, left, n_people)
    values, vectors = np.linalg.eigh(gram)
    known = values > _TINY * np.maximum(values[:, -1:], _TINY)
    inverse = np.where(known, 1 / np.where(known, values, 1.0), 0.0)
    weights = vectors @ (inverse[:, :, None] * (vectors.transpose(0, 2, 1) @ meet))
    kept = left - np.einsum("nk,nkm->nm", own, weights[person])
    x, y = kept[:, :-1], kept[:, -1]
    cross = x.T @ x
    squares = float(y @ y - (x.T @ y) @ np.linalg.solve(cross, x.T @ y))
    df = len(y) - int(known.sum()) - x.shape[1]
    log_gram = float(np.log(np.where(known, values, 1.0)).sum() + np.linalg.slogdet(cross)[1])
    deviance = df * float(np.log(max(squares, _TINY))) - 2 * float(np.log(scale).sum()) + log_gram
    return deviance, kept, float(np.sqrt(squares / df))
