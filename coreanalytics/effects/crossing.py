"""Where a Brownian motion must be stopped so that it has crossed, by each look, as often as it may.

The recursion of Armitage, McPherson & Rowe (1969, *JRSS A* 132, 235-244): the density of the paths that have
crossed at no look so far is carried from look to look on Gauss-Legendre nodes between the edges, where the
normal kernel makes the quadrature converge faster than any power of the nodes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_NODES_PER_STEP: Final = 2.0  # of the quadrature; twice as many change no boundary by 1e-7
_STEPS: Final = 50
_NEAR: Final = 1e-12


def solve_edges(alpha: float, known: Array, least: float) -> Array:
    """Return the boundaries of many rows of looks at once, on the scale of the standard normal.

    Parameters
    ----------
    alpha
        Error over all looks, two-sided; ``alpha w / looks`` may be spent by look w.
    known
        (B, looks) information, above 0 and never less than before; NaN where no look is taken.
    least
        Growth since the last look that spent, as a share, below which a look keeps that boundary.

    Returns
    -------
    numpy.ndarray
        (B, looks), NaN where no look is taken.
    """
    from scipy.special import ndtri

    studies, looks = known.shape
    solved = np.full((studies, looks), np.nan)
    spends = _mark_spending(known, least)
    node, weight = _make_nodes(known, spends, -ndtri(alpha / looks / 2))
    at, mass = (np.zeros((studies, node.size)) for _ in range(2))
    spent, c, last = (np.zeros(studies) for _ in range(3))
    for look in range(looks):
        share = alpha * (look + 1) / looks - spent
        first, later = (spends[:, look] & began for began in (last == 0, last > 0))
        root = np.sqrt(np.where(np.isnan(known[:, look]), 0.0, known[:, look]))
        c[first] = -ndtri(share[first] / 2)
        if first.any():
            edge = c[first] * root[first]
            at[first] = edge[:, None] * node
            mass[first] = c[first, None] * weight * _normal_density(c[first, None] * node)
        if later.any():
            step = np.sqrt(known[later, look] - last[later])
            edge = _find_edge(at[later], mass[later], step, share[later], c[later] * root[later])
            c[later] = edge / root[later]
            following = edge[:, None] * node
            kernel = _normal_density((following[:, :, None] - at[later][:, None]) / step[:, None, None])
            density = np.einsum("bij,bj->bi", kernel, mass[later]) / step[:, None]
            at[later], mass[later] = following, edge[:, None] * weight * density
        now = spends[:, look]
        spent[now] += share[now]
        last[now] = known[now, look]
        taken = ~np.isnan(known[:, look])
        solved[taken, look] = c[taken]
    return solved


def _mark_spending(known: Array, least: float) -> npt.NDArray[np.bool_]:
    """Tell at which looks enough more is known than at the last one that spent."""
    spends = np.zeros(known.shape, bool)
    last = np.zeros(len(known))
    for look in range(known.shape[1]):
        spends[:, look] = known[:, look] > last * (1 + least)  # a missing value never is
        last = np.where(spends[:, look], known[:, look], last)
    return spends


def _make_nodes(known: Array, spends: npt.NDArray[np.bool_], widest: float) -> tuple[Array, Array]:
    """Return Gauss-Legendre nodes as close to each other as the shortest step between looks needs."""
    ratio = 1.0
    for row, marked in zip(known, spends, strict=True):
        times = row[marked]
        if times.size > 1:
            ratio = max(ratio, float((times[1:] / np.diff(times)).max()))
    count = 24 + int(_NODES_PER_STEP * widest * np.sqrt(ratio))
    return np.polynomial.legendre.leggauss(count)


def _find_edge(at: Array, mass: Array, step: Array, share: Array, start: Array) -> Array:
    """Return the edges that the paths inside leave at this look with probability `share`, by Newton."""
    from scipy.special import ndtr

    edge, width = start, step[:, None]
    for _ in range(_STEPS):
        up, down = (at - edge[:, None]) / width, (-edge[:, None] - at) / width
        leave = (mass * (ndtr(up) + ndtr(down))).sum(axis=1)
        slope = (mass * (_normal_density(up) + _normal_density(down))).sum(axis=1) / step
        # on the log scale the tail is nearly straight, so that Newton hardly overshoots
        change = np.clip(leave / slope * np.log(leave / share), -0.5 * edge, edge)
        edge = edge + change
        if bool((np.abs(change) < _NEAR * edge).all()):
            break
    return edge


def _normal_density(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi))
