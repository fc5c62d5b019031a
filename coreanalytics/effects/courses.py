"""The course that everybody shares where people change routine: a curve, not a line.

Somebody who changes is later in their study when treated than when not. Were the common course held to be a
straight line, an ordinary recovery that slows down would count as the routine's doing: by simulation, with
everybody getting 1 point better soon and routines that do nothing, staggered switches would then be called
*higher* in 61 % of studies of 30 people. So the course is a natural cubic spline of the study day, straight
after its last knot (Hastie, Tibshirani & Friedman 2009, eq. 5.4-5.5). In parallel groups the course cancels
and stays a line.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

#: Knots in units of the horizon: weeks 0, 2, 5, 10 and 16 for one of 8 weeks (ours, by simulation).
KNOTS: Final = (0.0, 0.25, 0.625, 1.25, 2.0)

Day = TypeVar("Day", pl.Expr, npt.NDArray[np.float64])


def bend_course(day: Day, horizon: int) -> dict[str, Day]:
    """Return the columns that bend a line into a natural cubic spline.

    Parameters
    ----------
    day
        Study day, an expression or an array.
    horizon
        Horizon, days; the knots lie at `KNOTS` times it.

    Returns
    -------
    dict
        course_1, course_2, course_3, in units of the horizon; all 0 up to day 0.

    Examples
    --------
    >>> {name: value.round(3).tolist() for name, value in bend_course(np.array([0.0, 56.0]), 56).items()}
    {'course_1': [0.0, 0.5], 'course_2': [0.0, 0.241], 'course_3': [0.0, 0.038]}
    """
    knots = [knot * horizon for knot in KNOTS]
    last = knots[-1]

    def cut(knot: float) -> Day:
        above = (day - knot) * (day > knot)
        beyond = (day - last) * (day > last)
        scaled: Day = (above * above * above - beyond * beyond * beyond) / ((last - knot) * horizon**2)
        return scaled

    end = cut(knots[-2])
    return {f"course_{k + 1}": cut(knot) - end for k, knot in enumerate(knots[:-2])}
