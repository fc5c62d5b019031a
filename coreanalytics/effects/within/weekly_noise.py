"""The noise of one person's days before a week, and what it makes of a mean of some days."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.within.mixtures import GridFit, fit_grid
from coreanalytics.effects.within.whitening import Grid, make_grid, whiten

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

MIN_PROGRAM: Final = 5  #: a program with fewer reported days shares the level of the days before it
SLOW: Final = -1.0  #: of `make_grid`: leans away from courses slower than diaries show


def lay_columns(day: Ints, programs: Sequence[str | None], ahead: float) -> tuple[Array, Array]:
    """Return the design columns of the reported days, and the row of a day ahead on the last program.

    Parameters
    ----------
    day
        (n,) reported days.
    programs
        (n,) their programs.
    ahead
        Day that the row is for.

    Returns
    -------
    tuple of numpy.ndarray
        (n, p) and (p,): 1, one column for each further program with `MIN_PROGRAM` days, trend in weeks; a
        column that the others already make is left out.
    """
    names = [name or "" for name in programs]
    kept = [name for name in dict.fromkeys(names) if names.count(name) >= MIN_PROGRAM]
    held: list[str] = []
    for name in names:  # the few days of a short program have the level of the days before them
        held.append(name if name in kept else (held[-1] if held else (kept or [name])[0]))
    centre = float(day.mean())
    columns, row = [np.ones(day.size)], [1.0]
    candidates = [((day - centre) / 7, (ahead - centre) / 7)]
    levels = np.array(held)
    candidates += [((levels == name).astype(float), float(held[-1] == name)) for name in kept[1:]]
    for column, at in candidates:
        if np.linalg.matrix_rank(np.column_stack([*columns, column])) > len(columns):
            columns.append(column)
            row.append(at)
    return np.column_stack(columns), np.array(row)


@lru_cache(maxsize=1)
def band_grid() -> Grid:
    """Return the grid of (rho, kappa) with the prior of diaries: ``(1 - rho^2) (1 - kappa)^4``."""
    return make_grid(slow=SLOW)


def fit_noise(design: Array, score: Array, seen: Bools | None, day: Ints) -> tuple[GridFit, Grid]:
    """Fit studies of one design on the grid of (rho, kappa).

    Parameters
    ----------
    design
        (B, n, p).
    score
        (B, n), ignored where not seen.
    seen
        (B, n), or None for all.
    day
        (n,) calendar days, increasing.
    """
    grid = band_grid()
    columns = np.concatenate([design, score[:, :, None]], axis=2)
    return fit_grid(whiten(columns, seen, day, grid), grid), grid


def weigh_days(grid: Grid, day: Ints, weight: Array) -> Array:
    """Return the variance of a weighted sum of days at every grid point, in units of a day's.

    Parameters
    ----------
    grid
        The points.
    day
        (n,) the days.
    weight
        (n,) their weights.

    Returns
    -------
    numpy.ndarray
        (G,) ``w' V w``.

    Examples
    --------
    >>> import numpy as np
    >>> from coreanalytics.effects.within.whitening import Grid
    >>> one = Grid(np.array([0.5]), np.array([0.0]), np.zeros(1))
    >>> weigh_days(one, np.array([0, 1]), np.array([0.5, 0.5])).tolist()
    [0.75]
    """
    apart = np.abs(day[:, None] - day[None, :])
    pairs = np.bincount(apart.ravel(), (weight[:, None] * weight[None, :]).ravel())
    lags = np.flatnonzero(pairs)
    course = grid.rho[:, None] ** lags @ pairs[lags]
    whole: Array = (1 - grid.kappa) * course + grid.kappa * float(weight @ weight)
    return whole
