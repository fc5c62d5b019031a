"""A check that has a null: failed, passed, or too wide to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coreanalytics.effects.checks.results import Check

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number with its range, of a check.

    Attributes
    ----------
    value, low, high
        Number and ends of its range.
    p
        Two-sided p against 0.
    """

    value: float
    low: float
    high: float
    p: float

    @property
    def half(self) -> float:
        """Half the width of the range."""
        return (self.high - self.low) / 2


def judge_range(number: Ranged, widest: float, *, alpha: float) -> bool | None:
    """Return whether a check passed.

    It fails where 0 is outside its range (p at or below `alpha`). It passes where 0 is inside and the range
    is narrow enough to have seen a deviation that matters; a range wider than `widest` on either side has
    seen nothing, and cannot tell.

    Examples
    --------
    >>> judge_range(Ranged(0.1, -0.3, 0.5, 0.6), 1.0, alpha=0.05)
    True
    >>> judge_range(Ranged(0.6, 0.2, 1.0, 0.01), 1.0, alpha=0.05)
    False
    >>> judge_range(Ranged(0.1, -2.3, 2.5, 0.9), 1.0, alpha=0.05) is None
    True
    """
    if number.p <= alpha:
        return False
    return True if number.half <= widest else None


def cannot_tell(
    name: str, outcome: str, question: str, why: str, *, table: pl.DataFrame | None = None, method: str = ""
) -> Check:
    """Return a check without an answer, and why."""
    return Check(name, outcome, question, None, why, table, None, method)
