"""One person's answers, session by session: neighbours resemble each other.

The model is that of one person's days (`effects.within`): generalised least squares averaged over what is
not known of memory (rho) and white noise (kappa). Answers of sessions are coarse, so that most of their
variance is white noise and a slow course hides in it; hence a prior of their own, flat in kappa up to .94
and leaning further towards slow courses, and every session counts alike, however many sets it stands for.
By simulation (400 nulls a cell, 26 weeks, four phases, course of rho .8 and .9 behind shares of 1 to 4 sets)
that errs in 4.8 and 7.5 %; with the prior of days, and weights by sets, in 9.2 and 9.5 %. A mean against 0
has no other phase beside it that the slow course moves too, so for a mean alone the prior leans further
still: with a slow course of .99 it errs in 4 to 5 % (1,000 nulls), with the prior of contrasts in 6.7 %.

Beside it, for a course inside phases, the order of the sessions is shuffled within each phase: if nothing
changed with time, no order is likelier than another. Where answers are few and coarse that holds when a
model of the noise may not; where sessions resemble their neighbours the model holds when shuffling does not.
So a course is called only where both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.within.mixtures import Mixture, fit_grid, mix
from coreanalytics.effects.within.whitening import RHO, Grid, make_grid, whiten

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHUFFLES: Final = 1_999  #: orders that are tried beside the real one
_KAPPA: Final = (0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.88, 0.94)
_TIE: Final = 1e-9
SLOW, SLOW_MEAN = 1.0, 1.2  #: how strongly the prior leans towards slow courses: contrasts, a mean alone


@dataclass(frozen=True, slots=True)
class CourseNumber:
    """One person's number: a mixture, and the share of shuffled orders that go as far.

    Attributes
    ----------
    mixture
        What is known of it.
    shuffled
        Share of orders of the same sessions within phases that show at least as much; None: not shuffled.
    """

    mixture: Mixture
    shuffled: float | None = None

    @property
    def value(self) -> float:
        """Mean of the mixture."""
        return self.mixture.mean

    @property
    def p(self) -> float:
        """Two-sided p against 0: the larger of the two."""
        own = self.mixture.two_sided_p()
        return own if self.shuffled is None else max(own, self.shuffled)

    def range_at(self, level: float) -> tuple[float, float]:
        """Return the ends of the interval at `level`."""
        return self.mixture.interval(level)


@lru_cache(maxsize=2)
def answer_grid(slow: float = SLOW) -> Grid:
    """Return the grid that models of one person's answers are averaged over."""
    return make_grid(RHO, _KAPPA, slow=slow, smooth=0.0)


def fit_course(day: Ints, score: Floats, columns: Floats, *, slow: float = SLOW) -> Mixture:
    """Return what is known of the first column's coefficient.

    Parameters
    ----------
    day
        (n,) calendar day of the session, increasing.
    score
        (n,) answer of the session.
    columns
        (n, p), the constant among them.
    slow
        How strongly the prior leans towards slow courses; `SLOW_MEAN` where a constant is all there is.

    Raises
    ------
    numpy.linalg.LinAlgError
        The columns cannot be told apart.
    """
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise np.linalg.LinAlgError("columns cannot be told apart")
    grid = answer_grid(slow)
    fit = fit_grid(whiten(np.column_stack([columns, score]), None, day, grid), grid)
    return mix(fit, np.eye(columns.shape[1])[0])


def shuffle_sessions(
    time: Floats, stretch: Ints, score: Floats, seed: int, *, times: int = SHUFFLES
) -> float:
    """Return the share of orders within stretches whose slope on time is at least as steep, two-sided.

    Parameters
    ----------
    time
        (n,) time of the session.
    stretch
        (n,) phase of the session, 0 .. S-1; each has a level of its own.
    score
        (n,) answer of the session.
    seed
        Of the draws.
    times
        Orders drawn beside the real one.
    """
    total = np.bincount(stretch)
    x = time - (np.bincount(stretch, time) / total)[stretch]
    y = score - (np.bincount(stretch, score) / total)[stretch]
    order = np.argsort(stretch, kind="stable")
    draws = np.random.default_rng(seed).random((times, len(x))) + stretch[order]
    # within a phase the slope's standard error is the same for any order, up to the slope itself
    slopes = np.abs(y[order][np.argsort(draws, axis=1)] @ x[order])
    real = abs(float(y @ x))
    return float((1 + (slopes >= real * (1 - _TIE)).sum()) / (1 + times))
