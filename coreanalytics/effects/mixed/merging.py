"""Partial states put together: other people, or a later stretch of the same people.

Sums add, so states of different people are laid side by side. Where both states know a person, the first
row of the later state is no first row any more but follows the earlier state's last row: the pair that
bridges them is formed from the two. Nothing is lost, whatever the cut.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects.mixed.moments import NO_PAIRS, Moments, name_sums, split_name
from coreanalytics.errors import DataError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def merge_moments(earlier: Moments, later: Moments) -> Moments:
    """Return the state of all rows of both.

    Parameters
    ----------
    earlier, later
        States over the same extras. Of people in both, every day in `later` must come after every day in
        `earlier`; both must then have been read with ``ends=True``. Days of both are counted from the
        same origin.

    Raises
    ------
    DataError
        The states do not fit together.
    """
    if earlier.extras != later.extras:
        raise DataError("the states are sums of different columns", where="later")
    if (earlier.gap[0] == NO_PAIRS) != (later.gap[0] == NO_PAIRS):
        raise DataError("one state has pairs of days and the other has none", where="later")
    people = pl.concat([earlier.people, later.people]).unique().sort()
    place_a, place_b = _place(people, earlier.people), _place(people, later.people)
    person = np.concatenate([place_a[earlier.person], place_b[later.person]])
    gap = np.concatenate([earlier.gap, later.gap])
    sums = np.concatenate([earlier.sums, later.sums], axis=1)
    shared = np.intersect1d(place_a, place_b)
    if shared.size and earlier.gap[0] != NO_PAIRS:
        if earlier.last is None or later.last is None:
            raise DataError(
                "people are in both states, so their last rows are needed",
                where="earlier",
                hint="read both states with ends=True",
            )
        rows = np.flatnonzero((later.gap == 0) & np.isin(place_b[later.person], shared))
        before = earlier.last[:, np.searchsorted(place_a, place_b[later.person[rows]])]
        target = earlier.gap.size + rows
        gap[target], sums[:, target] = _bridge(before, later.sums[:, rows], len(later.extras))
    return Moments(people, earlier.extras, *_add(person, gap, sums), _join_last(people, earlier, later))


def _place(people: pl.Series, some: pl.Series) -> Ints:
    return np.asarray(people.search_sorted(some).to_numpy(), dtype=np.int64)


def _bridge(before: Floats, first: Floats, extras: int) -> tuple[Ints, Floats]:
    """Return gap and sums of the pairs (last row before, first row after)."""
    names = name_sums(extras)
    row = {name: k for k, name in enumerate(names)}
    values = {"x": first[row["x"]]}
    for i in range(extras):
        values[f"c{i}"], values[f"l{i}"] = first[row[f"c{i}"]], before[2 + i]
    gap = (values["x"] - before[1]).astype(np.int64)
    if np.any(gap <= 0):
        raise DataError("a person's later state does not begin after the earlier one ends", where="later")
    sums = first.copy()
    for name, k in row.items():
        if "l" not in name:
            continue
        left, *rest = split_name(name)
        product = values[left] if not rest else values[left] * values[rest[0]]
        if rest and left[0] == "c" and left[1:] != rest[0][1:]:
            product = product + values[f"c{rest[0][1:]}"] * values[f"l{left[1:]}"]
        sums[k] = product
    return gap, sums


def _add(person: Ints, gap: Ints, sums: Floats) -> tuple[Ints, Ints, Floats]:
    """Add up rows of the same person and gap, sorted."""
    order = np.lexsort((gap, person))
    person, gap, sums = person[order], gap[order], sums[:, order]
    starts = np.flatnonzero(np.r_[True, (person[1:] != person[:-1]) | (gap[1:] != gap[:-1])])
    return person[starts], gap[starts], np.add.reduceat(sums, starts, axis=1)


def _join_last(people: pl.Series, earlier: Moments, later: Moments) -> Floats | None:
    if earlier.last is None or later.last is None:
        return None
    last = np.empty((earlier.last.shape[0], len(people)))
    last[:, _place(people, earlier.people)] = earlier.last
    last[:, _place(people, later.people)] = later.last
    return last
