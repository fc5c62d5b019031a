"""The permutation of people over routines, in words."""

from __future__ import annotations

from typing import Final

from coreanalytics import words

PERMUTATION: Final = "permutation test"


def tell_permutation(p: float | None, arrangements: float, drawn: int, smallest: float) -> str:
    """Say how rare so large a difference would be, or why that cannot be said.

    Parameters
    ----------
    p
        Two-sided p; None where even the rarest arrangement would not be rare enough.
    arrangements
        Ways in which the same people could have been split over the routines.
    drawn
        How many of them were tried, the real one included.
    smallest
        Smallest p that can come out at all.
    """
    ways = words.number(arrangements, 0) if arrangements < 1e6 else "more than a million"
    if p is None:
        return (
            f"These people can be split over the two routines in {ways} ways only, so that shuffling them "
            f"could never give a p below {words.trimmed(smallest, 3)}: no permutation test."
        )
    tried = f"all {ways} ways" if drawn == arrangements else f"{words.number(drawn, 0)} of the {ways} ways"
    return (
        f"Had the routines done nothing, a difference at least this large, for its noise, would come out in "
        f"{words.percent(p)} of {tried} to split the same people over the two routines."
    )
