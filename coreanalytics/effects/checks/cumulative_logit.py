"""The proportional-odds model of whole-number scores, clustered by person.

``P(score <= k) = 1 / (1 + exp(-(theta_k - x'beta)))`` (McCullagh 1980): one odds ratio for every cut of the
scale, no distance between scores taken for granted, and a floor is just the lowest score. Days count as
independent in the likelihood (its log is concave, so Newton's method finds the one maximum); what they
share is left to the sandwich: scores and information added up by person, CR2 (of Kauermann & Carroll 2001,
for such equations) with Satterthwaite degrees of freedom (`claims.absorbed`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.claims.absorbed import AbsorbedFit, DailyNumber

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MOST_STEPS: Final = 50
_NEAR: Final = 1e-9
_TINY: Final = 1e-300
_BLOCK: Final = 4096  #: rows at once
_ALIKE: Final = 1e-7  #: share of a column that must not be told by those before it
_FAR: Final = 15.0  #: a coefficient (of columns in SDs) beyond it has run away: scores are separated


@dataclass(frozen=True)
class OrdinalFit:
    """A fitted model.

    Attributes
    ----------
    levels
        (K,) scores that occur, rising.
    cuts
        (K - 1,) thresholds theta.
    beta
        (p,) coefficients: log odds of a higher score.
    covariance
        (K - 1 + p, K - 1 + p) inverse of the observed information: what holds were days independent.
    log_likelihood
        At the maximum.
    clusters
        What the sandwich needs, by person, in the order of (cuts, beta).
    """

    levels: Floats
    cuts: Floats
    beta: Floats
    covariance: Floats
    log_likelihood: float
    clusters: AbsorbedFit = field(repr=False)

    def estimate(self, contrast: npt.ArrayLike) -> DailyNumber:
        """Return a contrast (p,) of the coefficients, a log odds ratio."""
        return self.clusters.estimate(self.widen(contrast))

    def widen(self, contrast: npt.ArrayLike) -> Floats:
        """Return a contrast of the coefficients as one of (cuts, beta)."""
        return np.concatenate([np.zeros(len(self.cuts)), np.asarray(contrast, dtype=float)])

    def expect(self, rows: Floats) -> tuple[Floats, Floats]:
        """Return the mean score of rows (m, p), and its gradient (m, K - 1 + p) in (cuts, beta)."""
        at = _expit(self.cuts[None, :] - (rows @ self.beta)[:, None])
        steps = np.diff(self.levels)
        slope = at * (1 - at) * steps
        mean = self.levels[-1] - at @ steps
        return mean, np.hstack([-slope, slope.sum(axis=1)[:, None] * rows])


def fit_ordinal(person: Ints, score: Floats, columns: Floats) -> OrdinalFit:
    """Fit the model.

    Parameters
    ----------
    person
        (n,) number of the person, 0 .. N-1, rising.
    score
        (n,) whole numbers.
    columns
        (n, p) without a constant: the cuts are that.

    Raises
    ------
    numpy.linalg.LinAlgError
        Fewer than two scores occur, columns cannot be told apart, or one side has only higher scores than
        the other, so that the odds ratio has no bound.
    """
    levels, place = np.unique(score, return_inverse=True)
    if len(levels) < 2:
        raise np.linalg.LinAlgError("scores never vary")
    centre, scale = columns.mean(axis=0), columns.std(axis=0)
    x, root = np.linalg.qr(columns - centre)  # columns that are at right angles, each of SD 1
    x, root = x * np.sqrt(len(x)), root / np.sqrt(len(x))
    if not (np.abs(np.diag(root)) > _ALIKE * np.maximum(scale, _TINY)).all():
        raise np.linalg.LinAlgError("columns cannot be told apart")
    k, p = len(levels) - 1, columns.shape[1]
    share = np.cumsum(np.bincount(place))[:-1] / len(score)
    at = np.concatenate([np.log(share / (1 - share)), np.zeros(p)])
    value, gradient, information = _evaluate(at, place, x)
    for _ in range(_MOST_STEPS):
        _check_rank(information)
        step = np.linalg.solve(information, gradient)
        length = 1.0
        while True:
            moved = at + length * step
            found = _evaluate(moved, place, x) if (np.diff(moved[:k]) > 0).all() else None
            if found is not None and found[0] >= value - 1e-12 * abs(value):
                break
            length /= 2
            if length < 1e-6:
                raise np.linalg.LinAlgError("no maximum was found")
        gain = float(gradient @ step)
        at, (value, gradient, information) = moved, found
        if np.abs(at[k:]).max(initial=0) > _FAR:
            raise np.linalg.LinAlgError("scores are separated")
        if gain < _NEAR:
            break
    else:
        raise np.linalg.LinAlgError("no maximum was found")
    scores, crosses = _sum_by_person(at, place, x, person)
    # back to the columns' own units: beta = root^-1 times what was found, theta_k + centre' beta
    back = np.eye(k + p)
    back[k:, k:] = np.linalg.inv(root)
    back[:k, k:] = centre @ back[k:, k:]
    forth = np.linalg.inv(back)
    at, covariance = back @ at, back @ np.linalg.inv(information) @ back.T
    clusters = AbsorbedFit(
        at,
        0.0,
        int(person[-1]) + 1,
        len(score),
        0.0,
        covariance,
        np.einsum("ji,njk,kl->nil", forth, crosses, forth),
        scores @ forth,
    )
    return OrdinalFit(levels, at[:k], at[k:], covariance, value, clusters)


def _check_rank(information: Floats) -> None:
    scale = np.sqrt(np.abs(np.diag(information)))
    if not (scale > 0).all() or np.linalg.cond(information / np.outer(scale, scale)) > 1e10:
        raise np.linalg.LinAlgError("columns cannot be told apart")


def _expit(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -700, 700))))


def _derive(at: Floats, place: Ints, x: Floats) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood, and per row its first (2, n) and second (3, n) derivatives.

    They are in the upper and the lower end of the score's interval: (a, b) and (aa, ab, bb).
    """
    k = len(at) - x.shape[1]
    eta = x @ at[k:]
    cuts = np.concatenate([[-np.inf], at[:k], [np.inf]])
    above, below = cuts[place + 1] - eta, cuts[place] - eta
    upper, lower = _expit(above), _expit(below)
    # the difference of two values near 1 loses digits: take that of their complements there
    chance = np.where(below > 0, _expit(-below) - _expit(-above), upper - lower)
    chance = np.maximum(chance, _TINY)
    f, g = upper * (1 - upper), lower * (1 - lower)
    f, g = np.where(np.isfinite(above), f, 0.0), np.where(np.isfinite(below), g, 0.0)
    a, b = f / chance, -g / chance
    aa = f * (1 - 2 * upper) / chance - a * a
    bb = -g * (1 - 2 * lower) / chance - b * b
    return float(np.log(chance).sum()), np.stack([a, b]), np.stack([aa, -a * b, bb])


def _lay_out(place: Ints, x: Floats, k: int) -> tuple[Floats, Floats]:
    """Return how the upper and the lower end of each row's interval depend on (cuts, beta): (n, q) each."""
    n, p = x.shape
    ends = []
    for shift in (0, -1):
        rows = np.zeros((n, k + p))
        at = place + shift
        known = (at >= 0) & (at < k)
        rows[np.flatnonzero(known), at[known]] = 1.0
        rows[:, k:] = -x
        ends.append(rows)
    return ends[0], ends[1]


def _evaluate(at: Floats, place: Ints, x: Floats) -> tuple[float, Floats, Floats]:
    """Return log-likelihood, gradient and observed information."""
    q, k = len(at), len(at) - x.shape[1]
    value, gradient, information = 0.0, np.zeros(q), np.zeros((q, q))
    for begin in range(0, len(place), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        up, down = _lay_out(place[part], x[part], k)
        own, first, second = _derive(at, place[part], x[part])
        value += own
        gradient += first[0] @ up + first[1] @ down
        aa, ab, bb = second[:, :, None]
        information -= up.T @ (aa * up + ab * down) + down.T @ (ab * up + bb * down)
    return value, gradient, information


def _sum_by_person(at: Floats, place: Ints, x: Floats, person: Ints) -> tuple[Floats, Floats]:
    """Return gradient (N, q) and observed information (N, q, q) by person."""
    q, k, n_people = len(at), len(at) - x.shape[1], int(person[-1]) + 1
    scores, crosses = np.zeros((n_people, q)), np.zeros((n_people, q, q))
    for begin in range(0, len(place), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        up, down = _lay_out(place[part], x[part], k)
        _, first, second = _derive(at, place[part], x[part])
        who = person[part]
        starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
        aa, ab, bb = second[:, :, None, None]
        u, d = up[:, :, None], down[:, :, None]
        both = aa * u * up[:, None] + ab * (u * down[:, None] + d * up[:, None]) + bb * d * down[:, None]
        scores[who[starts]] += np.add.reduceat(first[0][:, None] * up + first[1][:, None] * down, starts)
        crosses[who[starts]] -= np.add.reduceat(both, starts)
    return scores, crosses
