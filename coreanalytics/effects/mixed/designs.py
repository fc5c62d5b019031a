"""What the model's fixed effects are made of: columns of a row times covariates of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from coreanalytics.errors import ArgumentError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Fixed effects as (column of a row) x (covariate of a person).

    Attributes
    ----------
    base
        Names of a row's columns without the outcome: "one", "day", then the extras.
    terms
        One (base index, covariate index) per fixed effect.
    names
        One name per fixed effect.
    covariates
        (N, k) the people's covariates; the first column is 1.
    """

    base: tuple[str, ...]
    terms: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    covariates: Floats

    def __post_init__(self) -> None:
        if self.covariates.ndim != 2 or not np.all(self.covariates[:, 0] == 1):
            raise ArgumentError("the first covariate of every person must be 1", where="covariates")
        if len(self.names) != len(self.terms) or len(set(self.terms)) != len(self.terms):
            raise ArgumentError("every fixed effect needs one name and one term of its own", where="terms")
        missing = [(0, u) for base, u in self.terms if base == 1 and (0, u) not in self.terms]
        if missing:
            raise ArgumentError("a slope needs its own level among the terms", where="terms")

    @property
    def n_terms(self) -> int:
        """Number of fixed effects."""
        return len(self.terms)

    @cached_property
    def squares(self) -> tuple[tuple[int, int], ...]:
        """Pairs (u, v), u <= v, of covariates."""
        k = self.covariates.shape[1]
        return tuple((u, v) for u in range(k) for v in range(u, k))

    @cached_property
    def products(self) -> Floats:
        """(k (k + 1) / 2, N) products of covariates, in the order of `squares`."""
        u = self.covariates.T
        return np.ascontiguousarray([u[i] * u[j] for i, j in self.squares])

    def locate(self, name: str) -> int:
        """Return the index of a fixed effect."""
        return self.names.index(name)

    def select(self, keep: npt.NDArray[np.bool_]) -> Design:
        """Return the design of the people marked in `keep` (N,)."""
        return Design(self.base, self.terms, self.names, self.covariates[keep])


def cross_design(
    base: Sequence[str], covariates: dict[str, Floats], crossed: Sequence[int], *, people: int
) -> Design:
    """Return the design in which the columns `crossed` of the base meet every covariate, the others only 1.

    Parameters
    ----------
    base
        Names of a row's columns without the outcome, "one" and "day" first.
    covariates
        (N,) per name, without the leading 1.
    crossed
        Indices of base columns.
    people
        Number of people.
    """
    table = np.column_stack([np.ones(people), *covariates.values()])
    labels = ["", *covariates]
    terms, names = [], []
    for a, column in enumerate(base):
        for u, label in enumerate(labels):
            if u == 0 or a in crossed:
                terms.append((a, u))
                names.append(column if not label else label if a == 0 else f"{label}:{column}")
    return Design(tuple(base), tuple(terms), tuple(names), table)
