"""Per-person sums laid out for the processor: one matrix product gives T(rho) of everybody.

With r = rho^gap, consecutive rows b and b' of a person add [bb' + r^2 b'b'' - r (b b'' + b' b')] / (1 - r^2)
to T(rho) = B' R^-1 B, and log(1 - r^2) to log|R|; the first row adds its own product. All of it is linear in
the sums of `moments`, so T(rho) is a small matrix (in rho) times the sums. Frequent gaps stand dense, one
slot each; the few long gaps are added sparsely.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.mixed.moments import NO_PAIRS, Moments, name_sums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCK: Final = 8192  #: people a block: its arrays stay in the processor's cache
_DENSE_SHARE: Final = 0.05  #: a gap that so many people have gets a slot of its own
_MOST_SLOTS: Final = 12


@dataclass(frozen=True)
class Sparse:
    """Rows of rare gaps of one block: gap (r,), products tt, x, ss (pairs, r), where each person begins."""

    gap: Floats
    parts: tuple[Floats, Floats, Floats]
    starts: Ints
    person: Ints


@dataclass(frozen=True)
class Block:
    """Some people's sums: dense (K, B) and sparse; `people` is their slice."""

    people: slice
    dense: Floats
    sparse: Sparse | None


@dataclass(frozen=True)
class Packed:
    """All people's sums.

    Attributes
    ----------
    q
        Columns of a row, outcome included.
    pairs
        (i, j), i <= j, of columns: the order of packed symmetric matrices.
    blocks
        The sums.
    maps
        Per slot the matrices (pairs, M) that make bb', b b'' + b' b' and b'b'' from sums; slot 0 is the
        first row.
    gaps
        Gap of each slot after slot 0.
    gap_counts
        (distinct gaps,) gap and number of pairs, for log|R|.
    frame
        (q, q) J: the rows are modelled as J b (centred and scaled).
    n_people, n_rows
        People and rows.
    """

    q: int
    pairs: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]
    maps: tuple[tuple[Floats, Floats, Floats], ...]
    gaps: Ints
    gap_counts: tuple[Floats, Floats]
    frame: Floats
    n_people: int
    n_rows: int

    def log_det(self, rho: float) -> tuple[float, float]:
        """Return log|R| of everybody and its derivative in rho."""
        gap, count = self.gap_counts
        if rho == 0 or not gap.size:
            return 0.0, 0.0
        square = rho ** (2 * gap)
        value = float(np.sum(count * np.log1p(-square)))
        slope = float(np.sum(-2 * count * gap * rho ** (2 * gap - 1) / (1 - square)))
        return value, slope

    @cached_property
    def _stack(self) -> Floats:
        """(slots, 3, pairs, M) the maps of all slots but the first."""
        shape = (0, 3, len(self.pairs), 0)
        return np.array(self.maps[1:]) if len(self.maps) > 1 else np.zeros(shape)

    def products_at(self, rho: float, with_slope: bool) -> Iterator[tuple[slice, Floats, Floats | None]]:
        """Yield per block: who, T(rho) (pairs, B), dT/drho (pairs, B) if asked for."""
        p, first, stack = len(self.pairs), self.maps[0][0], self._stack
        weights = _weigh(rho, self.gaps.astype(np.float64))
        coefficient = np.zeros((2 * p if with_slope else p, first.shape[1] + stack.shape[0] * stack.shape[3]))
        coefficient[:p, : first.shape[1]] = first  # the first row does not depend on rho
        for k in range(2 if with_slope else 1):
            w = np.stack(weights[k], axis=1)[:, :, None, None]
            slots = (w * stack).sum(axis=1).transpose(1, 0, 2).reshape(p, -1)
            coefficient[k * p : (k + 1) * p, first.shape[1] :] = slots
        for block in self.blocks:
            t = coefficient @ block.dense
            if block.sparse is not None:
                _add_sparse(t, block.sparse, rho, p, with_slope)
            yield block.people, t[:p], t[p:] if with_slope else None


def _weigh(rho: float, gap: Floats) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Return the weights of bb', cross and b'b'' for a gap, and their derivatives in rho."""
    r = rho**gap
    left = 1 - r * r
    inner = gap * rho ** (gap - 1)
    value = (1 / left, -r / left, r * r / left)
    slope = (2 * r / left**2 * inner, -(1 + r * r) / left**2 * inner, 2 * r / left**2 * inner)
    return value, slope


def _add_sparse(t: Floats, sparse: Sparse, rho: float, p: int, with_slope: bool) -> None:
    value, slope = _weigh(rho, sparse.gap)
    for weights, first in ((value, 0), (slope, p)) if with_slope else ((value, 0),):
        rows = sum(w * part for w, part in zip(weights, sparse.parts, strict=True))
        t[first : first + p, sparse.person] += np.add.reduceat(rows, sparse.starts, axis=1)


def pack(moments: Moments, *, paired: bool, frame: Floats | None = None) -> Packed:
    """Lay out the sums.

    Parameters
    ----------
    moments
        The sums.
    paired
        Whether AR(1) errors will be asked for; else only T(0) can be made, from one slot.
    frame
        (q, q) the rows are modelled as `frame` times b; by default b itself.
    """
    q = 2 + len(moments.extras)
    j = np.eye(q) if frame is None else frame
    pairs = tuple((a, b) for a in range(q) for b in range(a, q))
    lift = _lift(j, pairs)
    names = name_sums(len(moments.extras))
    first = moments.gap <= 0
    if not paired:
        return _pack_unpaired(moments, j, pairs, lift, names)
    gaps, counts = np.unique(moments.gap[~first], return_counts=True)
    frequent = gaps[np.argsort(-counts, kind="stable")][:_MOST_SLOTS]
    frequent = np.sort(frequent[np.isin(frequent, gaps[counts >= _DENSE_SHARE * moments.n_people])])
    current = [k for k, name in enumerate(names) if "l" not in name]
    maps = [(lift @ _map_current(pairs, names)[:, current],) * 3]
    maps += [_map_gap(float(g), pairs, names, lift) for g in frequent]
    m = len(names)
    dense = np.zeros((len(current) + m * frequent.size, moments.n_people))
    dense[: len(current), moments.person[first]] = moments.sums[current][:, first]
    is_dense = first.copy()
    for slot, g in enumerate(frequent):
        rows = moments.gap == g
        is_dense |= rows
        at = len(current) + slot * m
        dense[at : at + m, moments.person[rows]] = moments.sums[:, rows]
    blocks = []
    rest = ~is_dense
    sparse_rows = (moments.person[rest], moments.gap[rest], moments.sums[:, rest])
    for begin in range(0, moments.n_people, BLOCK):
        people = slice(begin, min(begin + BLOCK, moments.n_people))
        sparse = _pick_sparse(people, sparse_rows, pairs, names, lift)
        blocks.append(Block(people, np.ascontiguousarray(dense[:, people]), sparse))
    totals = np.bincount(moments.gap[~first], moments.sums[0, ~first]) if gaps.size else np.zeros(1)
    every = (gaps.astype(np.float64), totals[gaps].astype(np.float64) if gaps.size else np.zeros(0))
    return Packed(q, pairs, tuple(blocks), tuple(maps), frequent, every, j, moments.n_people, moments.n_rows)


def _pack_unpaired(
    moments: Moments, j: Floats, pairs: tuple[tuple[int, int], ...], lift: Floats, names: tuple[str, ...]
) -> Packed:
    current = [k for k, name in enumerate(names) if "l" not in name]
    if moments.gap[0] == NO_PAIRS:
        sums = moments.sums[current]
    else:
        starts = np.flatnonzero(moments.gap == 0)
        sums = np.add.reduceat(moments.sums[current], starts, axis=1)
    blocks = tuple(
        Block(
            slice(begin, min(begin + BLOCK, moments.n_people)),
            np.ascontiguousarray(sums[:, begin : begin + BLOCK]),
            None,
        )
        for begin in range(0, moments.n_people, BLOCK)
    )
    one = lift @ _map_current(pairs, names)[:, current]
    none = np.zeros(0)
    return Packed(
        2 + len(moments.extras),
        pairs,
        blocks,
        ((one, one, one),),
        np.zeros(0, dtype=np.int64),
        (none, none),
        j,
        moments.n_people,
        moments.n_rows,
    )


def _pick_sparse(
    people: slice,
    rows: tuple[Ints, Ints, Floats],
    pairs: tuple[tuple[int, int], ...],
    names: tuple[str, ...],
    lift: Floats,
) -> Sparse | None:
    person, gap, sums = rows
    low, high = np.searchsorted(person, [people.start, people.stop])
    if low == high:
        return None
    person, gap, sums = person[low:high] - people.start, gap[low:high], sums[:, low:high]
    parts = tuple(np.empty((len(pairs), gap.size)) for _ in range(3))
    for g in np.unique(gap):
        here = gap == g
        for part, matrix in zip(parts, _map_gap(float(g), pairs, names, lift), strict=True):
            part[:, here] = matrix @ sums[:, here]
    starts = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
    return Sparse(gap.astype(np.float64), (parts[0], parts[1], parts[2]), starts, person[starts])


def _lift(j: Floats, pairs: tuple[tuple[int, int], ...]) -> Floats:
    """Return the matrix that takes packed T to packed J T J'."""
    out = np.zeros((len(pairs), len(pairs)))
    for row, (a, b) in enumerate(pairs):
        for column, (c, d) in enumerate(pairs):
            out[row, column] = j[a, c] * j[b, d] + (j[a, d] * j[b, c] if c != d else 0.0)
    return out


def _map_current(pairs: tuple[tuple[int, int], ...], names: tuple[str, ...]) -> Floats:
    """Return (pairs, M): bb' from the sums."""
    out = np.zeros((len(pairs), len(names)))
    for row, (a, b) in enumerate(pairs):
        out[row, names.index(name_product(a, b))] = 1.0
    return out


def name_product(a: int, b: int) -> str:
    """Return the name of the sum of column a times column b, a <= b: 0 is 1, 1 the day, others extras."""
    if b < 2:
        return ("n", "x", "xx")[a + b]
    return f"{('', 'x')[a] if a < 2 else f'c{a - 2}'}c{b - 2}"


def _map_gap(
    gap: float, pairs: tuple[tuple[int, int], ...], names: tuple[str, ...], lift: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return (pairs, M) matrices of bb', b b'' + b' b' and b'b'' for one gap, b' the predecessor."""
    at = {name: k for k, name in enumerate(names)}
    cross, lagged = (np.zeros((len(pairs), len(names))) for _ in range(2))
    for row, (a, b) in enumerate(pairs):
        for matrix, entries in ((cross, _cross(a, b, gap)), (lagged, _lagged(a, b, gap))):
            for name, weight in entries.items():
                matrix[row, at[name]] += weight
    return lift @ _map_current(pairs, names), lift @ cross, lift @ lagged


def _lagged(a: int, b: int, gap: float) -> dict[str, float]:
    """Product of two lagged columns; the lagged day is the day minus the gap."""
    if b < 2:
        return ({"n": 1.0}, {"x": 1.0, "n": -gap}, {"xx": 1.0, "x": -2 * gap, "n": gap * gap})[a + b]
    if a == 0:
        return {f"l{b - 2}": 1.0}
    if a == 1:
        return {f"xl{b - 2}": 1.0, f"l{b - 2}": -gap}
    return {f"l{a - 2}l{b - 2}": 1.0}


def _cross(a: int, b: int, gap: float) -> dict[str, float]:
    """Return the sum of (column a now) x (column b before) and the other way round."""
    if b < 2:
        return ({"n": 2.0}, {"x": 2.0, "n": -gap}, {"xx": 2.0, "x": -2 * gap})[a + b]
    if a == 0:
        return {f"l{b - 2}": 1.0, f"c{b - 2}": 1.0}
    if a == 1:
        return {f"xl{b - 2}": 1.0, f"xc{b - 2}": 1.0, f"c{b - 2}": -gap}
    return {f"c{a - 2}l{b - 2}": 2.0 if a == b else 1.0}
