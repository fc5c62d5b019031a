"""How often `attention` and a safety rule call when nothing has changed: measured, not promised.

The numbers are those of ``benchmarks/attention/results.csv``, made by ``python -m benchmarks.attention``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How often a mark is made about somebody whose level does not change, by measurement.

    Attributes
    ----------
    usual
        Share of people and weeks, where neighbouring days resemble each other by .4.
    low, high
        The same at .2 and at .55.
    """

    usual: float
    low: float
    high: float


#: Marks of *worsening* a person and week, by the smallest number of people they hold for.
FALSE_ALARMS: Final[dict[int, FalseAlarms]] = {
    1: FalseAlarms(0.0147, 0.0047, 0.0355),
    3: FalseAlarms(0.0173, 0.0099, 0.0362),
    6: FalseAlarms(0.0086, 0.0043, 0.0174),
    12: FalseAlarms(0.0063, 0.0035, 0.0141),
    30: FalseAlarms(0.0081, 0.0056, 0.0129),
    100: FalseAlarms(0.0103, 0.0063, 0.0113),
    200: FalseAlarms(0.0095, 0.0063, 0.0124),
}
#: People a week whom the safety rule for a rising weekly mean names, though their level does not change.
RISING_FALSE_ALARMS: Final = FalseAlarms(0.0725, 0.0385, 0.1195)


def expect_false_alarms(people: int) -> FalseAlarms:
    """Return how many false marks of *worsening* a week to expect among people whose level does not change.

    Parameters
    ----------
    people
        How many people are looked at.

    Returns
    -------
    FalseAlarms
        Numbers of people a week, not shares.
    """
    return _multiply(pick_size(FALSE_ALARMS, people), people)


def expect_false_flags(people: int) -> FalseAlarms:
    """Return the same for the safety rule for a weekly mean that rose by 2 points or more."""
    return _multiply(RISING_FALSE_ALARMS, people)


def _multiply(rate: FalseAlarms, people: int) -> FalseAlarms:
    return FalseAlarms(people * rate.usual, people * rate.low, people * rate.high)


def pick_size(table: Mapping[int, _T], people: int) -> _T:
    """Return the value for a number of people from a table by the smallest number that each holds for.

    Examples
    --------
    >>> pick_size({1: "few", 12: "many"}, 11), pick_size({1: "few", 12: "many"}, 12)
    ('few', 'many')
    """
    return table[max((size for size in table if size <= people), default=min(table))]
