"""REML and ML deviance of the mixed model, with its gradient, from per-person products alone.

For one person, T = B'R^-1 B of the rows' columns b = (1, day, extras, y), z the first two, and
G = L L' (in units of sigma^2) give S = T_zz, P = L (I + L'SL)^-1 L', H = T - T_.z P T_z. and
log|V| = log|R| + log|I + L'SL|. With fixed effects (column of b) x (covariate of the person) all sums over
people that a deviance needs are U' diag(H_ab) U (Bates et al. 2015; here with AR(1) errors).

The gradient: dDeviance/dL = 2 D L (lower part) with D = sum H_zz - sum g g'/sigma^2 - sum H_zb (K C K') H_bz,
g = H_zy - H_zb K beta; in rho through dH = Q' dT Q, Q = I - E P T_z.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.mixed.designs import Design
from coreanalytics.effects.mixed.packing import Packed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Evaluation:
    """The model at one (L, rho).

    Attributes
    ----------
    deviance
        -2 log-likelihood, restricted or not.
    gradient
        (4,) in (l11, l21, l22, rho).
    beta, covariance
        (p,) fixed effects and (p, p) C = (X'V^-1 X)^-1, in units of sigma^2, in the packed frame.
    sigma2
        Error variance.
    """

    deviance: float
    gradient: Floats
    beta: Floats
    covariance: Floats
    sigma2: float


@dataclass(frozen=True)
class Likelihood:
    """Deviance of a packed data set as a function of (l11, l21, l22, rho).

    Attributes
    ----------
    packed
        The data.
    design
        Fixed effects.
    reml
        Restricted (True) or full likelihood.
    """

    packed: Packed
    design: Design
    reml: bool

    @cached_property
    def pair_index(self) -> dict[tuple[int, int], int]:
        """Where a pair of columns, in either order, stands in a packed matrix."""
        index = {pair: k for k, pair in enumerate(self.packed.pairs)}
        return index | {(b, a): k for (a, b), k in index.items()}

    @cached_property
    def _square_index(self) -> dict[tuple[int, int], int]:
        index = {pair: k for k, pair in enumerate(self.design.squares)}
        return index | {(v, u): k for (u, v), k in index.items()}

    @cached_property
    def _lookup(self) -> tuple[npt.NDArray[np.int64], ...]:
        """Where X'V^-1X and X'V^-1y stand among the sums."""
        y = self.packed.q - 1
        terms = self.design.terms
        pair = np.array([[self.pair_index[a, b] for b, _ in terms] for a, _ in terms])
        square = np.array([[self._square_index[u, v] for _, v in terms] for _, u in terms])
        pair_y = np.array([self.pair_index[a, y] for a, _ in terms])
        square_y = np.array([self._square_index[u, 0] for _, u in terms])
        return pair, square, pair_y, square_y

    def evaluate(self, factor: Floats, rho: float, *, with_slope: bool = True) -> Evaluation:
        """Return deviance, gradient and the profiled fixed effects.

        Parameters
        ----------
        factor
            (3,) l11, l21, l22 of L.
        rho
            Correlation of errors one day apart.
        with_slope
            Whether the derivative in rho is needed; else it is 0.
        """
        q, y = self.packed.q, self.packed.q - 1
        log_det, log_slope = self.packed.log_det(rho)
        sums = np.zeros((len(self.packed.pairs), len(self.design.squares)))
        slopes = np.zeros_like(sums)
        rows = []
        for people, t, dt in self.packed.products_at(rho, with_slope):
            products = self.design.products[:, people]
            h, p, w, log_m = reduce_products(t, factor, q, self.pair_index)
            log_det += log_m
            sums += h @ products.T
            rows.append(h[[self.pair_index[k, b] for k in (0, 1) for b in range(q)]])
            if dt is not None:
                dh, trace = _slope_products(dt, p, w, q, self.pair_index)
                log_slope += trace
                slopes += dh @ products.T
        pair, square, pair_y, square_y = self._lookup
        xvx, xvy = sums[pair, square], sums[pair_y, square_y]
        y_pair = self.pair_index[y, y]
        covariance: Floats = np.asarray(np.linalg.inv(xvx), dtype=np.float64)
        beta = covariance @ xvy
        n, count = self.packed.n_rows, self.design.n_terms
        free = n - count if self.reml else n
        rss = float(sums[y_pair, 0] - beta @ xvy)
        if not rss > 0:
            return Evaluation(math.inf, np.zeros(4), beta, covariance, 0.0)
        sigma2 = rss / free
        deviance = log_det + free * (1 + math.log(2 * math.pi * sigma2))
        if self.reml:
            deviance += float(np.linalg.slogdet(xvx)[1])
        d = self._sum_d(rows, beta, covariance, sigma2)
        l11, l21, l22 = factor
        gradient = np.zeros(4)
        gradient[:3] = (
            2 * (d[0, 0] * l11 + d[0, 1] * l21),
            2 * (d[0, 1] * l11 + d[1, 1] * l21),
            2 * d[1, 1] * l22,
        )
        if with_slope:
            dxvx, dxvy = slopes[pair, square], slopes[pair_y, square_y]
            drss = slopes[y_pair, 0] - 2 * beta @ dxvy + beta @ dxvx @ beta
            gradient[3] = log_slope + drss / sigma2
            if self.reml:
                gradient[3] += np.sum(covariance * dxvx)
        return Evaluation(deviance, gradient, beta, covariance, sigma2)

    def spread_beta(self, beta: Floats, people: slice) -> Floats:
        """Return (q - 1, B): each person's coefficient of each column of the row, K beta."""
        table = np.zeros((self.packed.q - 1, self.design.covariates.shape[1]))
        for (a, u), value in zip(self.design.terms, beta, strict=True):
            table[a, u] = value
        return np.asarray(table @ self.design.covariates[people].T)

    def spread_covariance(self, covariance: Floats, people: slice) -> dict[tuple[int, int], Floats]:
        """Return per pair of columns (a <= b) the (B,) entries of K C K'."""
        q = self.packed.q - 1
        table = np.zeros((q, q, len(self.design.squares)))
        for i, (a, u) in enumerate(self.design.terms):
            for j, (b, v) in enumerate(self.design.terms):
                table[a, b, self._square_index[u, v]] += covariance[i, j]
        products = self.design.products[:, people]
        return {(a, b): table[a, b] @ products for a in range(q) for b in range(a, q)}

    def _sum_d(self, rows: list[Floats], beta: Floats, covariance: Floats, sigma2: float) -> Floats:
        q, y = self.packed.q, self.packed.q - 1
        d00 = d01 = d11 = 0.0
        for block, h in zip(self.packed.blocks, rows, strict=True):
            h0, h1 = h[:q], h[q:]
            spread = self.spread_beta(beta, block.people)
            g0 = h0[y] - (h0[:y] * spread).sum(axis=0)
            g1 = h1[y] - (h1[:y] * spread).sum(axis=0)
            d00 += h0[0].sum() - g0 @ g0 / sigma2
            d01 += h0[1].sum() - g0 @ g1 / sigma2
            d11 += h1[1].sum() - g1 @ g1 / sigma2
            if not self.reml:
                continue
            for (a, b), kck in self.spread_covariance(covariance, block.people).items():
                twice = 1.0 if a == b else 2.0
                d00 -= twice * ((h0[a] * h0[b]) @ kck)
                d11 -= twice * ((h1[a] * h1[b]) @ kck)
                d01 -= (h0[a] * h1[b]) @ kck
                if a != b:
                    d01 -= (h0[b] * h1[a]) @ kck
        return np.array([[d00, d01], [d01, d11]])


def invert_level(
    t: Floats, factor: Floats, index: dict[tuple[int, int], int]
) -> tuple[Any, Any, Any, Floats]:
    """Return P = L (I + L'SL)^-1 L' as (p00, p01, p11) and |I + L'SL|, person by person."""
    a, b, c = factor
    s00, s01, s11 = t[index[0, 0]], t[index[0, 1]], t[index[1, 1]]
    m00 = 1 + a * a * s00 + 2 * a * b * s01 + b * b * s11
    m01 = c * (a * s01 + b * s11)
    m11 = 1 + c * c * s11
    det = m00 * m11 - m01 * m01
    i00, i01, i11 = m11 / det, -m01 / det, m00 / det
    return a * a * i00, a * (b * i00 + c * i01), b * b * i00 + 2 * b * c * i01 + c * c * i11, det


def reduce_products(
    t: Floats, factor: Floats, q: int, index: dict[tuple[int, int], int]
) -> tuple[Floats, tuple[Any, Any, Any], tuple[list[Any], list[Any]], float]:
    """Return H (pairs, B), P, W = P T_z. and the sum of log|I + L'SL|."""
    p00, p01, p11, det = invert_level(t, factor, index)
    w0 = [p00 * t[index[0, b]] + p01 * t[index[1, b]] for b in range(q)]
    w1 = [p01 * t[index[0, b]] + p11 * t[index[1, b]] for b in range(q)]
    h = np.empty_like(t)
    for (a, b), k in index.items():
        if a <= b:
            np.subtract(t[k], t[index[0, a]] * w0[b] + t[index[1, a]] * w1[b], out=h[k])
    return h, (p00, p01, p11), (w0, w1), float(np.log(det).sum())


def _slope_products(
    dt: Floats,
    p: tuple[Any, Any, Any],
    w: tuple[list[Any], list[Any]],
    q: int,
    index: dict[tuple[int, int], int],
) -> tuple[Floats, float]:
    """Return dH/drho (pairs, B) and the sum of tr(P dS)."""
    w0, w1 = w
    s00, s01, s11 = dt[index[0, 0]], dt[index[0, 1]], dt[index[1, 1]]
    # v = dT_z. - dS W / 2 makes Q' dT Q symmetric in two terms
    v0 = [dt[index[0, b]] - 0.5 * (s00 * w0[b] + s01 * w1[b]) for b in range(q)]
    v1 = [dt[index[1, b]] - 0.5 * (s01 * w0[b] + s11 * w1[b]) for b in range(q)]
    dh = np.empty_like(dt)
    for (a, b), k in index.items():
        if a <= b:
            np.subtract(dt[k], w0[a] * v0[b] + w1[a] * v1[b] + v0[a] * w0[b] + v1[a] * w1[b], out=dh[k])
    trace = p[0] @ s00 + 2 * (p[1] @ s01) + p[2] @ s11
    return dh, float(trace)
