"""CR2 standard errors with Satterthwaite degrees of freedom, from per-person products alone.

Bell & McCaffrey (2002), Pustejovsky & Tipton (2018): each person's residuals are adjusted so that the
sandwich is unbiased if the fitted mixed model is right, and stays consistent if it is not. Everything
happens in the coordinates of R = S^(1/2) of the AR(1)-whitened columns: there the person's covariance is
v = I + R G R (in units of sigma^2) and, with D = v^(1/2) and B = D (v - R K C K' R) D, the adjustment is
A = D B^(+1/2) D. Which root of v is taken changes nothing; that the coordinates are whitened first does, a
little: clubSandwich adjusts in those of the days themselves. For independent errors both are the same
(to 1e-8); with AR(1) errors standard errors differ by 0.1 to 0.2 % (tests/golden). Whitened, the result does
not depend on the units of time.

Degrees of freedom of a contrast c in O(N): with a = A v^-1 R K C c, d = a'va, b = K'R a and W = sum bb',
df = (sum d - tr CW)^2 / (sum d^2 - 2 sum d b'Cb + tr (CW)^2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.mixed.fitting import MixedModel, frame_map
from coreanalytics.effects.mixed.threads import hold_threads
from coreanalytics.effects.student import quantile, two_sided_p

Floats = npt.NDArray[np.float64]

NULL: Final = 1e-10  #: eigenvalues below this share of the largest are directions that nothing is known of


@dataclass(frozen=True)
class Robust:
    """A contrast with its robust range.

    Attributes
    ----------
    value, se, df
        Estimate, CR2 standard error, Satterthwaite degrees of freedom (0 where the noise is not known).
    """

    value: float
    se: float
    df: float

    @property
    def p(self) -> float:
        """Two-sided p against 0."""
        return two_sided_p(self.value / self.se, self.df)

    def half_width(self, level: float) -> float:
        """Half the width of the interval at `level`."""
        return quantile((1 + level) / 2, self.df) * self.se


@dataclass(frozen=True)
class Sandwich:
    """What every contrast of a fit shares.

    Attributes
    ----------
    model
        The fit.
    lever, variance, residual, root, leverage
        Per person: A v^-1 R (N, b, b), v (N, b, b), adjusted coordinates e (N, b), R (N, b, b) and
        K C K' (N, b, b), where b counts the columns of a row without the outcome.
    """

    model: MixedModel
    lever: Floats = field(repr=False)
    variance: Floats = field(repr=False)
    residual: Floats = field(repr=False)
    root: Floats = field(repr=False)
    leverage: Floats = field(repr=False)

    def estimate(self, contrast: Floats) -> Robust:
        """Return a contrast (p,) of the fixed effects."""
        design = self.model.likelihood.design
        c = self.model.to_frame(np.asarray(contrast, dtype=np.float64))
        everybody = slice(0, self.model.n_people)
        spread = self.model.likelihood.spread_beta(self.model.at.covariance @ c, everybody)
        a = np.einsum("nij,jn->ni", self.lever, spread)
        pull = np.einsum("ni,ni->n", a, self.residual)
        d = np.einsum("ni,nij,nj->n", a, self.variance, a)
        reach = np.einsum("nij,nj->ni", self.root, a)
        own = np.einsum("ni,nij,nj->n", reach, self.leverage, reach)
        parts = [(a_, u) for a_, u in design.terms]
        b = np.stack([reach[:, a_] * design.covariates[:, u] for a_, u in parts])
        cw = self.model.at.covariance @ (b @ b.T)
        trace = float(d.sum() - np.trace(cw))
        square = float(np.sum(d * d) - 2 * np.sum(d * own) + np.sum(cw * cw.T))
        se = float(np.sqrt(np.sum(pull * pull)))
        df = trace * trace / square if square > 0 and trace > 0 else 0.0
        return Robust(float(np.dot(contrast, self.model.beta)), se, df)

    def pull(self, contrast: Floats) -> Floats:
        """Return (N,) how far each person pulls a contrast; their squares add to its squared error."""
        c = self.model.to_frame(np.asarray(contrast, dtype=np.float64))
        spread = self.model.likelihood.spread_beta(
            self.model.at.covariance @ c, slice(0, self.model.n_people)
        )
        pull = np.einsum("nij,jn,ni->n", self.lever, spread, self.residual)
        return np.asarray(pull, dtype=np.float64)

    def expect(self, contrast: Floats) -> Floats:
        """Return (N,) the variance that the fitted model expects of each person's pull."""
        c = self.model.to_frame(np.asarray(contrast, dtype=np.float64))
        spread = self.model.likelihood.spread_beta(
            self.model.at.covariance @ c, slice(0, self.model.n_people)
        )
        a = np.einsum("nij,jn->ni", self.lever, spread)
        known = np.einsum("ni,nij,nj->n", a, self.variance, a)
        reach = np.einsum("nij,nj->ni", self.root, a)
        return np.asarray(known - np.einsum("ni,nij,nj->n", reach, self.leverage, reach))

    def covariance(self) -> Floats:
        """Return the (p, p) CR2 covariance matrix of the fixed effects."""
        model, design = self.model, self.model.likelihood.design
        t = np.einsum("nji,nj->ni", self.lever, self.residual)
        scores = np.stack([t[:, a] * design.covariates[:, u] for a, u in design.terms])
        inner = model.at.covariance @ (scores @ scores.T) @ model.at.covariance
        back = frame_map(model.likelihood)
        return np.asarray(back @ inner @ back.T)


def make_sandwich(model: MixedModel) -> Sandwich:
    """Return what CR2 needs of every person."""
    with hold_threads(model.n_people):
        return _make(model)


def _make(model: MixedModel) -> Sandwich:
    likelihood = model.likelihood
    b, n = likelihood.packed.q - 1, model.n_people
    lever, variance, root, leverage = (np.empty((n, b, b)) for _ in range(4))
    residual = np.empty((n, b))
    l11, l21, l22 = model.factor
    factor = np.array([[l11, 0.0], [l21, l22]])
    g = np.zeros((b, b))
    g[:2, :2] = factor @ factor.T
    index = likelihood.pair_index
    for people, t, _ in likelihood.packed.products_at(model.rho, with_slope=False):
        s = np.stack([[t[index[i, j]] for j in range(b)] for i in range(b)]).transpose(2, 0, 1)
        s_y = np.stack([t[index[i, b]] for i in range(b)], axis=1)
        kck = likelihood.spread_covariance(model.at.covariance, people)
        inner = np.empty_like(s)
        for (i, j), values in kck.items():
            inner[:, i, j] = inner[:, j, i] = values
        r, r_inverse = take_roots(s)
        v = np.eye(b) + r @ g @ r
        d, d_inverse = take_roots(v)
        _, adjust = take_roots(d @ (v - r @ inner @ r) @ d)
        a = d @ adjust @ d
        spread = likelihood.spread_beta(model.at.beta, people)
        left = s_y - np.einsum("nij,jn->ni", s, spread)
        lever[people] = a @ (d_inverse @ d_inverse) @ r
        variance[people], root[people], leverage[people] = v, r, inner
        residual[people] = np.einsum("nij,nj->ni", r_inverse, left)
    return Sandwich(model, lever, variance, residual, root, leverage)


def take_roots(m: Floats) -> tuple[Floats, Floats]:
    """Return M^(1/2) and M^(+1/2) (its pseudo-inverse) of positive semi-definite (n, b, b) matrices."""
    if m.shape[1] == 2:
        return _take_roots_of_two(m)
    values, vectors = np.linalg.eigh(m)
    top = values[:, -1:]
    known = values > NULL * np.maximum(top, 0)
    known &= values > 0
    root = np.sqrt(np.where(known, values, 0.0))
    inverse = np.divide(1.0, root, out=np.zeros_like(root), where=known)
    return (
        (vectors * root[:, None]) @ vectors.transpose(0, 2, 1),
        (vectors * inverse[:, None]) @ vectors.transpose(0, 2, 1),
    )


def _take_roots_of_two(m: Floats) -> tuple[Floats, Floats]:
    """Do the same for b = 2, in closed form: f(M) = f2 I + (f1 - f2) (M - l2 I) / (l1 - l2)."""
    p, r, s = m[:, 0, 0], m[:, 0, 1], m[:, 1, 1]
    half, radius = (p + s) / 2, np.hypot((p - s) / 2, r)
    high = half + radius
    low = np.divide(p * s - r * r, high, out=np.zeros_like(high), where=high > 0)
    known = (low > NULL * high) & (low > 0)
    f1, f2 = np.sqrt(np.maximum(high, 0)), np.sqrt(np.where(known, low, 0.0))
    g1 = np.divide(1.0, f1, out=np.zeros_like(f1), where=f1 > 0)
    g2 = np.divide(1.0, f2, out=np.zeros_like(f2), where=known)
    # (f1 - f2) / (l1 - l2) without cancellation: 1 / (f1 + f2); for the inverse -g1 g2 / (f1 + f2)
    slope = np.divide(1.0, f1 + f2, out=np.zeros_like(f1), where=f1 > 0)
    slope_inverse = np.where(
        known, -g1 * g2 * slope, np.divide(g1, high, out=np.zeros_like(g1), where=high > 0)
    )
    low = np.where(known, low, 0.0)
    return _combine(m, f2, slope, low), _combine(m, g2, slope_inverse, low)


def _combine(m: Floats, base: Floats, slope: Floats, low: Floats) -> Floats:
    out = m * slope[:, None, None]
    out[:, 0, 0] += base - slope * low
    out[:, 1, 1] += base - slope * low
    return np.asarray(out)
