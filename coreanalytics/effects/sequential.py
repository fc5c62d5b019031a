"""Intervals for somebody who looks every week: group-sequential boundaries, and Student's t behind them.

An interval made for one look and looked at in 26 weeks is wrong at some look far more often than it says.
The boundaries here spend the error alpha by the calendar, alike in every week (Lan & DeMets 1983,
*Biometrika* 70, 659-663; calendar and information time: 1989, *Statistics in Medicine* 8, 1191-1198): with
B a Brownian motion, I_w what is known at week w and a_w the error not yet spent by then, c_w solves

    P(|B(I_v)| / sqrt(I_v) <= c_v at all looks v < w, |B(I_w)| / sqrt(I_w) > c_w) = a_w.

`boundaries` takes I_w = w and a look every week, so that a_w = alpha / looks; a look that is not taken
spends nothing and keeps its c_w (cohorts). `observed_boundaries` takes what is really known at the looks
really taken, and a look inherits what weeks without one left unspent (one person: nothing before week 6,
little news after a while). No information is planned, so no plan can be wrong.

`crossing` solves it. A boundary on the normal scale is carried to an estimate with few degrees of freedom by
equal tail areas: c becomes ``T_df^-1(Phi(c))``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.crossing import solve_edges
from coreanalytics.effects.results import check_level
from coreanalytics.errors import ArgumentError, DataError

if TYPE_CHECKING:
    from coreanalytics.effects.within.mixtures import Mixture

Array = npt.NDArray[np.float64]

LOOKS: Final = 26  #: weekly looks planned: half a year
ALPHA_BETWEEN: Final = 0.025  #: error of one primary site over all looks, groups (two sites share 5 %)
ALPHA_WITHIN: Final = 0.0175  #: the same for one person (two sites share 3.5 %; benchmarks/calibration)
MIN_DF: Final = 3.0  #: fewer degrees of freedom carry no interval (statistics: CR2)
#: A look at which less than this share more is known than at the last one that spent keeps its boundary.
MIN_GROWTH: Final = 0.01
_ROUNDING: Final = 1e-9


def boundaries(alpha: float = 0.05, looks: int = LOOKS) -> Array:
    """Return the boundary of every look on the normal scale, as much new at each as at the first.

    Parameters
    ----------
    alpha
        Error over all looks together, two-sided, between 0 and 1.
    looks
        Planned looks, one or more; each spends ``alpha / looks``.

    Returns
    -------
    numpy.ndarray
        (looks,) read-only; entry w - 1 is c_w.

    Raises
    ------
    ArgumentError
        `alpha` or `looks` makes no sense.

    Examples
    --------
    >>> c = boundaries(0.05)
    >>> [round(float(c[week - 1]), 2) for week in (1, 8, 26)]
    [3.1, 2.79, 2.42]
    """
    check_level(alpha)
    if looks < 1 or looks != int(looks):
        raise ArgumentError(f"there must be one look or more, not {looks}", where="looks")
    return _solve_planned(float(alpha), int(looks))


@lru_cache(maxsize=32)
def _solve_planned(alpha: float, looks: int) -> Array:
    solved: Array = solve_edges(alpha, np.arange(1.0, looks + 1)[None], 0.0)[0]
    solved.setflags(write=False)
    return solved


def observed_boundaries(alpha: float, information: npt.ArrayLike) -> Array:
    """Return the boundaries of the looks that were taken, from what was known at each.

    By week w the error ``alpha w / looks`` may have been spent; each look spends what is left of that.
    Where hardly more is known than at an earlier look (`MIN_GROWTH`), that look's boundary is kept and
    nothing is spent.

    Parameters
    ----------
    alpha
        Error over all looks together, two-sided, between 0 and 1.
    information
        (..., looks) what is known at each planned look, in any unit (e.g. one over the squared standard
        error that the days would have if they were independent), never less than before; NaN where no
        look is taken. It must not depend on the scores.

    Returns
    -------
    numpy.ndarray
        (..., looks), NaN where no look is taken.

    Raises
    ------
    ArgumentError
        `alpha` makes no sense, or information shrinks or is not above 0.

    Examples
    --------
    >>> from math import nan
    >>> observed_boundaries(0.05, [nan, nan, 3.0, 4.0]).round(2).tolist()
    [nan, nan, 2.08, 2.18]
    """
    check_level(alpha)
    known = np.asarray(information, dtype=float)
    flat = known.reshape(-1, known.shape[-1])
    before = np.fmax.accumulate(np.where(np.isnan(flat), 0.0, flat), axis=1)
    if bool((flat <= 0).any()) or bool((flat < before * (1 - _ROUNDING)).any()) or bool(np.isinf(flat).any()):
        raise ArgumentError("information cannot shrink, nor be 0 or infinite", where="information")
    return solve_edges(alpha, flat, MIN_GROWTH).reshape(known.shape)


def boundary(look: int, alpha: float, looks: int = LOOKS) -> float:
    """Return c_w of one look, w from 1.

    Raises
    ------
    ArgumentError
        There is no such look.
    """
    if not 1 <= look <= looks:
        raise ArgumentError(f"look {look} is not one of the {looks} that were planned", where="look")
    return float(boundaries(alpha, looks)[look - 1])


def level_of(c: float) -> float:
    """Return the share of the normal that lies between -c and c.

    Examples
    --------
    >>> round(level_of(1.959964), 6)
    0.95
    """
    from scipy.special import ndtr

    return float(1 - 2 * ndtr(-c))


def carry_to_t(c: float, df: float) -> float:
    """Return the boundary for Student's t that has the same tail area as `c` for the normal.

    Examples
    --------
    >>> round(carry_to_t(1.959964, 22), 4)
    2.0739
    """
    from scipy.special import ndtr, stdtrit

    return -float(stdtrit(df, ndtr(-c)))  # the small tail itself: 1 - tail would lose its digits


def running_interval_t(
    estimate: float, se: float, df: float, look: int, alpha: float = ALPHA_BETWEEN, *, looks: int = LOOKS
) -> tuple[float, float]:
    """Return the running interval of an estimate with a standard error, at one look.

    Parameters
    ----------
    estimate, se, df
        Estimate, standard error (above 0) and degrees of freedom at this look.
    look
        Week of the look, from 1.
    alpha
        Error over all looks, two-sided.
    looks
        Looks planned.

    Returns
    -------
    tuple of float
        ``estimate -+ se * T_df^-1(Phi(c_w))``.

    Raises
    ------
    DataError
        `df` is below `MIN_DF`, or `se` is not above 0.
    ArgumentError
        There is no such look, or `alpha` makes no sense.
    """
    return carry_to_interval(boundary(look, alpha, looks), estimate, se, df)


def carry_to_interval(c: float, estimate: float, se: float, df: float) -> tuple[float, float]:
    """Return ``estimate -+ se * T_df^-1(Phi(c))``.

    Raises
    ------
    DataError
        `df` is below `MIN_DF`, or `se` is not above 0.
    """
    if not (df >= MIN_DF and 0 < se < np.inf):
        raise DataError(
            f"{df:.1f} degrees of freedom and a standard error of {se:g} carry no running range",
            hint=f"{MIN_DF:g} degrees of freedom are needed: more people, or more reported days",
        )
    half = se * carry_to_t(c, df)
    return estimate - half, estimate + half


def running_interval_mixture(
    mixture: Mixture, look: int, alpha: float = ALPHA_WITHIN, *, looks: int = LOOKS
) -> tuple[float, float]:
    """Return the running interval of one person's contrast at one look, as much new at each as at the first.

    Raises
    ------
    DataError
        The mixture's degrees of freedom are below `MIN_DF`.
    ArgumentError
        There is no such look, or `alpha` makes no sense.
    """
    return carry_to_mixture(boundary(look, alpha, looks), mixture)


def carry_to_mixture(c: float, mixture: Mixture) -> tuple[float, float]:
    """Return the interval of a mixture whose tails are those of the normal beyond -c and c.

    Raises
    ------
    DataError
        The mixture's degrees of freedom are below `MIN_DF`.
    """
    from scipy.special import ndtr

    if not mixture.df >= MIN_DF:
        raise DataError(
            f"{mixture.df:.0f} degrees of freedom carry no running range",
            hint="more reported days are needed",
        )
    return mixture.quantile(float(ndtr(-c))), mixture.quantile(float(ndtr(c)))
