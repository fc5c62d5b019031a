"""Whitening of one person's days: errors that resemble their neighbours, measured with white noise.

The working covariance of two days is ``V = (1 - kappa) rho^|dt| + kappa [dt = 0]``: a stationary AR(1)
course of share ``1 - kappa`` seen through white noise of share ``kappa``, with unit variance. A scalar
Kalman filter turns columns into innovations ``w`` whose cross-products are those of ``V^-1``, so that
``cross = columns' V^-1 columns`` and ``log|V|`` come out of one pass over the days, missing days included
(Jones 1980, "Maximum likelihood fitting of ARMA models to time series with missing observations").
All studies and all grid points are filtered at once; only the days are a loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Autocorrelation of the course from day to day, dense near 1 where it matters.
RHO: Final = (0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.76, 0.82, 0.87, 0.91, 0.94, 0.965, 0.985)
#: Share of white noise in the variance of a day.
KAPPA: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_LOG_EVERY: Final = 16  # days whose variances are multiplied before a logarithm is taken


@dataclass(frozen=True, slots=True)
class Grid:
    """Points of (rho, kappa) over which the model is averaged.

    Attributes
    ----------
    rho
        (G,) autocorrelation of the course from one day to the next, 0 to below 1.
    kappa
        (G,) share of white noise in a day's variance, 0 to below 1.
    log_weight
        (G,) log of prior density times cell width, up to a constant.
    """

    rho: Array
    kappa: Array
    log_weight: Array


@dataclass(frozen=True, slots=True)
class Sums:
    """What whitening leaves of the days: all that a Gaussian model of them needs.

    Attributes
    ----------
    cross
        (B, G, m, m) ``columns' V^-1 columns`` per study and grid point.
    log_det
        (B, G) ``log|V|`` of the days seen.
    n
        (B,) days seen. With checkpoints, each has a leading axis (L, ...).
    """

    cross: Array
    log_det: Array
    n: npt.NDArray[np.int64]

    def __getitem__(self, look: int) -> Sums:
        """Return the sums at one checkpoint."""
        return Sums(self.cross[look], self.log_det[look], self.n[look])


def make_grid(
    rho: Sequence[float] = RHO,
    kappa: Sequence[float] = KAPPA,
    *,
    slow: float = 0.5,
    smooth: float = 4.0,
) -> Grid:
    """Return the product grid of `rho` and `kappa` with its prior.

    The prior density is ``(1 - rho^2)^-slow (1 - kappa)^smooth``, times the width of each cell (halfway to
    the neighbours; the last cell of rho ends at 1). `slow` = 1/2 is Jeffreys' for a plain AR(1). `smooth`
    was chosen by simulation (4,000 nulls a cell, 25 % missing, without the widening of `mixtures`): white
    noise is hard to tell from a course in a hundred days, and wherever it is wrongly believed in, ranges
    come out too short. In randomised two-week blocks over 84 days at rho .8, kappa 0 / .3 / .5, a 95 %
    range leaves out a true 0 in 9 / 9 / 8 % with a flat kappa, in 7.2 / 6.8 / 5.7 % with `smooth` = 4, at
    no cost worth naming after one switch (2.5-5.1 %); ``(1 - rho^2)^-1`` instead cures no more and makes
    those ranges a tenth longer.

    Parameters
    ----------
    rho, kappa
        Increasing values.
    slow
        How strongly the prior leans towards slow courses.
    smooth
        How strongly it leans away from white noise.
    """
    one, two = np.asarray(rho, dtype=float), np.asarray(kappa, dtype=float)
    first = -slow * np.log1p(-(one**2)) + np.log(_measure_cells(one, 1.0))
    second = smooth * np.log1p(-two) + np.log(_measure_cells(two, float(two[-1])))
    return Grid(
        np.repeat(one, len(two)),
        np.tile(two, len(one)),
        (first[:, None] + second[None, :]).ravel(),
    )


@lru_cache(maxsize=1)
def default_grid() -> Grid:
    """Return the grid that one person's models are averaged over."""
    grid = make_grid()
    for array in (grid.rho, grid.kappa, grid.log_weight):
        array.setflags(write=False)
    return grid


def _measure_cells(points: Array, last: float) -> Array:
    if len(points) == 1:
        return np.ones(1)
    edges = np.concatenate([points[:1], (points[1:] + points[:-1]) / 2, [last]])
    return np.diff(edges)


def whiten(
    columns: npt.ArrayLike,
    seen: npt.ArrayLike | None,
    day: npt.ArrayLike,
    grid: Grid,
    *,
    checkpoints: Sequence[int] | None = None,
) -> Sums:
    """Return the cross-products of whitened columns, at every grid point, in one pass over the days.

    Parameters
    ----------
    columns
        (B, n, m) or (n, m): design columns and outcomes of B studies; values on days not seen are ignored
        and may be missing.
    seen
        (B, n) whether a study has that day, or None for all.
    day
        (n,) calendar day of each row, whole numbers, increasing.
    grid
        Where (rho, kappa) are evaluated.
    checkpoints
        Increasing numbers of rows after which the sums so far are kept, e.g. one a weekly look; the
        result then has a leading axis, one entry a checkpoint.

    Returns
    -------
    Sums
        O(n) in the days, O(B G m^2) in memory (times the checkpoints).

    Raises
    ------
    ValueError
        If shapes do not fit or days do not increase.
    """
    values = np.asarray(columns, dtype=float)
    values = values[None] if values.ndim == 2 else values
    when = np.asarray(day, dtype=np.int64)
    studies, rows, _ = values.shape
    mask = np.ones((studies, rows), bool) if seen is None else np.atleast_2d(np.asarray(seen, bool))
    if when.shape != (rows,) or mask.shape != (studies, rows) or bool((np.diff(when) <= 0).any()):
        raise ValueError("days must increase and fit the columns and the mask")
    values = np.where(mask[:, :, None], values, 0.0).transpose(1, 2, 0)  # (n, m, B)
    stops = [rows] if checkpoints is None else [int(stop) for stop in checkpoints]
    if stops != sorted(stops) or stops[0] < 0 or stops[-1] > rows:
        raise ValueError("checkpoints must increase and lie within the rows")
    cross, log_det = _filter(values, mask.T, when, grid, stops)
    counts = np.stack([mask[:, :stop].sum(axis=1) for stop in stops])
    sums = Sums(cross, log_det, counts)
    return sums[0] if checkpoints is None else sums


def _filter(
    values: Array, mask: Bools, day: npt.NDArray[np.int64], grid: Grid, stops: list[int]
) -> tuple[Array, Array]:
    """Run the filter; values (n, m, B), mask (n, B). Returns (L, B, G, m, m) and (L, B, G)."""
    rows, m, studies = values.shape
    points = len(grid.rho)
    shared = bool((mask == mask[:, :1]).all())  # the same days everywhere: gains need no study axis
    lanes = 1 if shared else studies
    level = np.zeros((m, studies, points))  # state mean of every column
    spread = np.repeat((1 - grid.kappa)[None], lanes, axis=0)  # state variance
    cross = np.zeros((m, m, studies, points))
    product, log_det = np.ones((lanes, points)), np.zeros((lanes, points))
    kept_cross = np.empty((len(stops), studies, points, m, m))
    kept_log = np.empty((len(stops), studies, points))
    ends = iter(enumerate(stops))
    at, stop = next(ends)
    steps: dict[int, tuple[Array, Array, Array]] = {}
    last, pending = int(day[0]) if rows else 0, 0
    for row in range(rows + 1):
        while row == stop:
            kept_cross[at] = cross.transpose(2, 3, 0, 1)
            kept_log[at] = log_det + np.log(product)
            at, stop = next(ends, (at, -1))
        if stop < 0:
            break
        if not mask[row].any():
            continue
        gap, last = int(day[row]) - last, int(day[row])
        if gap:
            if gap not in steps:
                steps[gap] = _step(grid, gap)
            phi, square, fresh = steps[gap]
            level *= phi
            spread *= square
            spread += fresh
        total = spread + grid.kappa
        innovation = values[row][:, :, None] - level
        if not shared:
            here = mask[row][:, None]
            total_seen = np.where(here, total, 1.0)
            inverse = here / total_seen
            product *= total_seen
        else:
            inverse = 1 / total
            product *= total
        gain = spread * inverse
        scaled = innovation * inverse
        cross += scaled[:, None] * innovation[None, :]
        level += innovation * gain
        spread -= gain * spread
        pending += 1
        if pending == _LOG_EVERY:
            log_det += np.log(product)
            product[:] = 1.0
            pending = 0
    return kept_cross, kept_log


def _step(grid: Grid, gap: int) -> tuple[Array, Array, Array]:
    phi = grid.rho**gap
    square = phi**2
    return phi, square, (1 - grid.kappa) * (1 - square)
