"""The verdict: one interval and the smallest difference that matters, put into one of seven words."""

from __future__ import annotations

import math
from enum import StrEnum

from coreanalytics.effects.student import quantile
from coreanalytics.errors import ArgumentError


class Verdict(StrEnum):
    """What may be said of a difference treatment minus control; lower means less discomfort."""

    LOWER_MATTERS = "lower by an amount that matters"
    HIGHER_MATTERS = "higher by an amount that matters"
    NO_DIFFERENCE = "no difference that matters"
    LOWER = "lower"
    HIGHER = "higher"
    CANT_TELL = "can't tell yet"
    REFUSED = "no answer"


def judge(low: float, high: float, delta: float) -> Verdict:
    """Return the verdict on an interval (low, high) of treatment minus control.

    The order of the questions is part of the rule: an interval that lies wholly inside (−delta, delta)
    is *no difference that matters* even where it leaves out 0 (see `small_difference_likely`).

    Parameters
    ----------
    low, high
        Ends of the interval, in the unit of `delta`, low <= high.
    delta
        Smallest difference that matters, above 0.

    Raises
    ------
    ArgumentError
        `delta` is not above 0, or the ends are missing or the wrong way round.

    Examples
    --------
    >>> judge(-2.1, -1.0, 1).value, judge(-0.6, -0.1, 1).value, judge(-1.3, -0.1, 1).value
    ('lower by an amount that matters', 'no difference that matters', 'lower')
    >>> judge(-1.3, 0.4, 1).value
    "can't tell yet"
    """
    check_delta(delta)
    if math.isnan(low) or math.isnan(high) or low > high:
        raise ArgumentError(f"an interval from {low} to {high} cannot be judged", where="low, high")
    rule = (
        (high <= -delta, Verdict.LOWER_MATTERS),
        (low >= delta, Verdict.HIGHER_MATTERS),
        (-delta < low and high < delta, Verdict.NO_DIFFERENCE),
        (high < 0, Verdict.LOWER),
        (low > 0, Verdict.HIGHER),
    )
    return next((verdict for holds, verdict in rule if holds), Verdict.CANT_TELL)


def check_delta(delta: float) -> None:
    """Raise `ArgumentError` unless `delta` is a finite number above 0."""
    if not (math.isfinite(delta) and delta > 0):
        raise ArgumentError(
            f"the smallest difference that matters must be a number above 0, not {delta}",
            where="delta",
            hint="1 point on the 0-10 scale is the default between groups",
        )


def small_difference_likely(low: float, high: float) -> bool:
    """Tell whether the interval leaves out 0 (said beside *no difference that matters*).

    Examples
    --------
    >>> small_difference_likely(-0.6, -0.1), small_difference_likely(-0.6, 0.1)
    (True, False)
    """
    return low > 0 or high < 0


def count_people_needed(
    se: float, df: float, people: int, level: float, delta: float, *, most: int = 100_000
) -> int | None:
    """Return how many people in all would settle the verdict, whichever way it falls.

    An interval narrower than `delta` cannot end in *can't tell yet*: if it leaves out 0 it says lower
    or higher, and if it holds 0 it lies inside (−delta, delta). So the answer is the smallest N with
    ``2 t(level; df N/n) se sqrt(n/N) < delta``: the standard error shrinks with the root of the number
    of people (arms growing in step, the noise as it is now), and the degrees of freedom grow with it.
    Fewer may do if the difference turns out large; hence "about", and never a promise.

    Parameters
    ----------
    se, df
        Standard error and degrees of freedom now.
    people
        People in the comparison now.
    level
        Level of the interval.
    delta
        Smallest difference that matters, in the unit of `se`.
    most
        Give up above this number of people.

    Returns
    -------
    int or None
        People in all, at least `people`; None above `most`.

    Examples
    --------
    >>> count_people_needed(0.2, 22, 24, 0.95, 1.0), count_people_needed(0.4, 22, 24, 0.95, 1.0)
    (24, 62)
    """

    def is_settled(n: int) -> bool:
        width = 2 * quantile((1 + level) / 2, df * n / people) * se * math.sqrt(people / n)
        return width < delta

    if is_settled(people):
        return people
    low, high = people, people
    while not is_settled(high):
        low, high = high, 2 * high
        if high > most:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_settled(middle) else (middle, high)
    return high
