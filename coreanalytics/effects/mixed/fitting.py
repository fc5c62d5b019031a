"""The fit: (L, rho) that minimise the deviance, by BFGS with exact gradients.

rho = 0.99 tanh(eta) keeps the correlation inside (-0.99, 0.99): nearer to 1, errors and a person's own level
can no longer be told apart. Large data sets start from a fit to some of their people. The search stops when
the deviance that a further step would gain is below `GAIN` (or rounding), not on the gradient's norm, whose
scale is the data's. L22 = 0 is stationary whatever the data say, so no search starts there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.mixed.designs import Design
from coreanalytics.effects.mixed.likelihood import Evaluation, Likelihood
from coreanalytics.effects.mixed.moments import Moments
from coreanalytics.effects.mixed.packing import name_product, pack
from coreanalytics.effects.mixed.threads import hold_threads
from coreanalytics.errors import ArgumentError, DataError

Floats = npt.NDArray[np.float64]
Target = Callable[[Floats], tuple[float, Floats]]

RHO_BOUND: Final = 0.99
GAIN: Final = 1e-11  #: deviance that one more step must promise
ROUNDING: Final = 1e-15  #: of the deviance: no smaller gain can be seen in large data sets
NOISE: Final = 1e-13  #: of the deviance: what sums over many people and collinear columns round by
SUBSAMPLE: Final = 2000  #: people from whose fit a large data set starts
_MOST_STEPS: Final = 200
_START: Final = (1.0, 0.0, 0.15, 0.5)  #: l11, l21, l22, rho
_AGAIN: Final = (0.5, 0.0, 0.5, 0.1)  #: tried too where the first search ends at an edge


@dataclass(frozen=True)
class MixedModel:
    """A fitted mixed model.

    Attributes
    ----------
    names
        Fixed effects.
    beta, covariance
        (p,) estimates and (p, p) model-based covariance matrix, in the units of the data.
    sigma
        SD of the errors.
    random
        (2, 2) covariance matrix of the people's levels (at day 0) and slopes (per day).
    rho
        Correlation of errors one day apart; 0 for independent errors.
    errors
        "ar1" or "iid".
    reml
        Whether the restricted likelihood was used.
    deviance
        -2 log-likelihood (the REML criterion, or the ML deviance).
    converged
        Whether the search ended at an optimum.
    evaluations
        Likelihood evaluations on all people.
    n_people, n_rows
        People and rows.
    likelihood, at, factor, inverse
        What `sandwich` and `predictions` go on from: the data, the model in its own frame, L, and the
        search's inverse Hessian.
    """

    names: tuple[str, ...]
    beta: Floats
    covariance: Floats
    sigma: float
    random: Floats
    rho: float
    errors: str
    reml: bool
    deviance: float
    converged: bool
    evaluations: int
    n_people: int
    n_rows: int
    likelihood: Likelihood = field(repr=False)
    at: Evaluation = field(repr=False)
    factor: Floats = field(repr=False)
    inverse: Floats = field(repr=False)

    @property
    def start(self) -> Floats:
        """Where the search for a similar data set may begin (never at an edge, which is stationary)."""
        l11, l21, l22 = self.factor
        near = math.atanh(min(max(self.rho / RHO_BOUND, -0.9), 0.9))
        return np.array([max(abs(l11), 0.1), l21, max(abs(l22), 0.05), near])

    @property
    def log_likelihood(self) -> float:
        """Log-likelihood, restricted where `reml`."""
        return -self.deviance / 2

    @property
    def n_parameters(self) -> int:
        """Fixed effects, three of the people's lines, sigma and, with AR(1), rho."""
        return len(self.names) + 4 + (self.errors == "ar1")

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return self.deviance + 2 * self.n_parameters

    @property
    def bic(self) -> float:
        """Schwarz's criterion, with the number of rows."""
        return self.deviance + math.log(self.n_rows) * self.n_parameters

    def to_frame(self, contrast: Floats) -> Floats:
        """Return a contrast (p,) of `beta` as a contrast of the coefficients in the model's own frame."""
        return frame_map(self.likelihood).T @ contrast


def frame_map(likelihood: Likelihood) -> Floats:
    """Return the matrix that takes coefficients of the packed frame (J b) to those of b itself."""
    design, j = likelihood.design, likelihood.packed.frame
    out = np.zeros((design.n_terms, design.n_terms))
    place = {term: k for k, term in enumerate(design.terms)}
    for column, (a, u) in enumerate(design.terms):
        for b in range(len(design.base)):
            if j[a, b]:
                out[place[b, u], column] += j[a, b]
    return out


def fit_mixed(
    moments: Moments,
    design: Design,
    *,
    errors: str = "ar1",
    reml: bool = True,
    near: MixedModel | None = None,
) -> MixedModel:
    """Fit the model.

    Parameters
    ----------
    moments
        Cross-products (`read_moments`); the people in the order of `design.covariates`.
    design
        Fixed effects.
    errors
        "ar1": correlated by rho^|days apart|; "iid": independent.
    reml
        Restricted (True) or full maximum likelihood.
    near
        The fit of a similar data set with the same errors, where the search begins: the same optimum, sooner.

    Raises
    ------
    DataError
        The fixed effects cannot be told apart, or nothing is left to estimate their noise from.
    """
    if errors not in ("ar1", "iid"):
        raise ArgumentError(f"{errors!r} is no kind of errors", where="errors", hint='"ar1" or "iid"')
    if len(design.covariates) != moments.n_people:
        raise ArgumentError("one row of covariates per person is needed", where="design")
    if moments.n_rows <= design.n_terms:
        raise DataError("there are fewer reported days than numbers to estimate", where="days")
    with hold_threads(moments.n_people):
        return _fit(moments, design, errors, reml, near)


def _fit(moments: Moments, design: Design, errors: str, reml: bool, near: MixedModel | None) -> MixedModel:
    is_ar = errors == "ar1"
    frame = _choose_frame(moments, design)
    begin = near.start if near is not None else _make_start(_START, is_ar)
    inverse = None if near is None else near.inverse
    if near is None and moments.n_people > 2 * SUBSAMPLE:
        keep = np.zeros(moments.n_people, dtype=bool)
        keep[np.linspace(0, moments.n_people - 1, SUBSAMPLE).astype(int)] = True
        part = Likelihood(pack(moments.select(keep), paired=is_ar, frame=frame), design.select(keep), reml)
        first = _search(part, begin, is_ar, None)
        begin, inverse = first[0], first[3] * SUBSAMPLE / moments.n_people
    likelihood = Likelihood(pack(moments, paired=is_ar, frame=frame), design, reml)
    _check_rank(likelihood)
    best = _search(likelihood, begin, is_ar, inverse)
    evaluations = best[4]
    if not best[2] or _is_at_edge(best[0]):
        other = _search(likelihood, _make_start(_AGAIN, is_ar), is_ar, None)
        evaluations += other[4]
        if other[1].deviance < best[1].deviance - 1e-8 or (other[2] and not best[2]):
            best = other
    return _describe(likelihood, errors, best, evaluations)


def _make_start(values: tuple[float, ...], is_ar: bool) -> Floats:
    return np.array([*values[:3], math.atanh(values[3] / RHO_BOUND) if is_ar else 0.0])


def _is_at_edge(phi: Floats) -> bool:
    """Tell whether people do not differ, or days hardly forget: where a second optimum may be missed."""
    return abs(phi[0]) < 1e-3 or abs(math.tanh(phi[3])) > 0.9


def _choose_frame(moments: Moments, design: Design) -> Floats:
    """Return J whose rows make the columns (all but the outcome) orthonormal in turn: for rounding's sake.

    Each column is freed of those before it (Gram and Schmidt), so a curve of time stays apart from its line.
    That keeps the fixed effects what they are as long as each column is crossed with no more covariates
    than those before it; otherwise columns are scaled only.
    """
    q = 2 + len(moments.extras)
    totals = moments.sums.sum(axis=1)
    square = np.zeros((q - 1, q - 1))
    for a in range(q - 1):
        for b in range(a, q - 1):
            square[a, b] = square[b, a] = totals[_row(name_product(a, b), len(moments.extras))]
    square /= square[0, 0]
    frame = np.eye(q)
    scale = np.sqrt(np.diag(square))
    frame[: q - 1, : q - 1] = np.diag(np.divide(1.0, scale, out=np.ones_like(scale), where=scale > 0))
    crossed = [{u for base, u in design.terms if base == a} for a in range(q - 1)]
    if all(crossed[b] <= crossed[a] for a in range(q - 1) for b in range(a + 1, q - 1)):
        with suppress(np.linalg.LinAlgError):  # columns that say the same: `_check_rank` will tell
            frame[: q - 1, : q - 1] = np.tril(np.linalg.inv(np.linalg.cholesky(square)))
    return frame


def _row(name: str, extras: int) -> int:
    from coreanalytics.effects.mixed.moments import name_sums

    return name_sums(extras).index(name)


def _check_rank(likelihood: Likelihood) -> None:
    """Refuse fixed effects that cannot be told apart."""
    try:
        at = likelihood.evaluate(np.zeros(3), 0.0, with_slope=False)
    except np.linalg.LinAlgError:
        at = None
    if at is None or not np.all(np.isfinite(at.covariance)) or not _is_regular(at.covariance):
        raise DataError(
            "the fixed effects cannot be told apart in these days",
            where="days",
            hint="a routine, a covariate or the time may not vary; ask for fewer of them",
        )


def _is_regular(covariance: Floats) -> bool:
    scale = np.sqrt(np.abs(np.diag(covariance)))
    if not np.all(np.diag(covariance) > 0):
        return False
    return bool(np.linalg.cond(covariance / np.outer(scale, scale)) < 1e12)


def _search(
    likelihood: Likelihood, start: Floats, is_ar: bool, inverse: Floats | None
) -> tuple[Floats, Evaluation, bool, Floats, int]:
    """Minimise: parameters, the model there, whether settled, inverse Hessian, evaluations."""
    size = 4 if is_ar else 3
    calls = 0
    cache: list[Evaluation] = []

    def target(phi: Floats) -> tuple[float, Floats]:
        nonlocal calls
        calls += 1
        rho = RHO_BOUND * math.tanh(phi[3]) if is_ar else 0.0
        try:
            at = likelihood.evaluate(phi[:3], rho, with_slope=is_ar)
        except np.linalg.LinAlgError:
            return math.inf, np.zeros(size)
        cache[:] = [at]
        gradient = at.gradient[:size].copy()
        if is_ar:
            gradient[3] *= RHO_BOUND * (1 - math.tanh(phi[3]) ** 2)
        return at.deviance, gradient

    begin = start[:size].copy()
    found, converged, inverse = minimise(target, begin, inverse if inverse is not None else None)
    target(found)
    phi = np.zeros(4)
    phi[:size] = found
    return phi, cache[0], converged, inverse, calls


def minimise(target: Target, start: Floats, inverse: Floats | None) -> tuple[Floats, bool, Floats]:
    """Minimise by BFGS with backtracking (Nocedal & Wright 2006, chapter 6).

    Parameters
    ----------
    target
        Returns value and gradient.
    start
        Where to begin.
    inverse
        Inverse Hessian to begin with; None: scaled from the first step.

    Returns
    -------
    tuple
        The minimum, whether the predicted gain fell below `GAIN`, the inverse Hessian.
    """
    x = start
    value, gradient = target(x)
    size = x.size
    h = (
        inverse
        if inverse is not None
        else np.eye(size) * (0.25 / max(float(np.linalg.norm(gradient)), 1e-12))
    )
    fresh = inverse is None
    for _ in range(_MOST_STEPS):
        step = -h @ gradient
        gain = float(-gradient @ step)
        if 0 <= gain < max(GAIN, ROUNDING * abs(value)) and not fresh:
            return x, True, h
        if gain <= 0 or (fresh and np.linalg.norm(gradient) < 1e-10):
            if np.linalg.norm(gradient) < 1e-6:
                return x, True, h
            h, fresh = np.eye(size) * (0.25 / float(np.linalg.norm(gradient))), True
            continue
        length = min(1.0, 2.0 / math.sqrt(float(step @ step)))
        moved = _backtrack(target, x, value, gradient, step, length)
        if moved is None:
            # rounding: no step lowers the value any more
            return x, gain < 1e-6 * max(1.0, abs(value)) * 1e-2, h
        new, new_value, new_gradient = moved
        s, y = new - x, new_gradient - gradient
        x, value, gradient = new, new_value, new_gradient
        sy = float(s @ y)
        if sy > 1e-12 * math.sqrt(float(s @ s) * float(y @ y)):
            if fresh:
                h = np.eye(size) * sy / float(y @ y)
            left = np.eye(size) - np.outer(s, y) / sy
            h = left @ h @ left.T + np.outer(s, s) / sy
            fresh = False
    return x, False, h


def _backtrack(
    target: Target, x: Floats, value: float, gradient: Floats, step: Floats, length: float
) -> tuple[Floats, float, Floats] | None:
    slope = float(gradient @ step)
    for _ in range(30):
        new = x + length * step
        new_value, new_gradient = target(new)
        # near the optimum the deviance's own rounding is larger than what a step gains
        if new_value <= value + 1e-4 * length * slope + NOISE * abs(value):
            return new, new_value, new_gradient
        if np.isfinite(new_value):
            # the minimum of the parabola through what is known, but not too short a step
            wanted = -slope * length**2 / (2 * (new_value - value - slope * length))
            length = min(max(wanted, 0.1 * length), 0.5 * length)
        else:
            length *= 0.25
    return None


def _describe(
    likelihood: Likelihood, errors: str, best: tuple[Floats, Evaluation, bool, Floats, int], evaluations: int
) -> MixedModel:
    phi, at, converged, inverse, _ = best
    back = frame_map(likelihood)
    j = likelihood.packed.frame
    factor = np.array([[phi[0], 0.0], [phi[1], phi[2]]])
    random = at.sigma2 * j[:2, :2].T @ factor @ factor.T @ j[:2, :2]
    deviance = at.deviance
    if likelihood.reml:
        # log|X'V^-1X| of the data's own columns, not of the frame's
        deviance -= 2 * float(np.linalg.slogdet(back)[1])
    return MixedModel(
        names=likelihood.design.names,
        beta=back @ at.beta,
        covariance=at.sigma2 * back @ at.covariance @ back.T,
        sigma=math.sqrt(at.sigma2),
        random=random,
        rho=RHO_BOUND * math.tanh(phi[3]) if errors == "ar1" else 0.0,
        errors=errors,
        reml=likelihood.reml,
        deviance=deviance,
        converged=converged,
        evaluations=evaluations,
        n_people=likelihood.packed.n_people,
        n_rows=likelihood.packed.n_rows,
        likelihood=likelihood,
        at=at,
        factor=phi[:3],
        inverse=inverse,
    )
