"""Ranges for shares of people: Wilson's for one, Newcombe's for the difference of two."""

from __future__ import annotations

import math

from coreanalytics.effects.results import Interval, check_level
from coreanalytics.errors import ArgumentError


def wilson_interval(k: int, n: int, level: float = 0.95) -> Interval:
    """Return Wilson's (1927) score interval of a share k/n; it stays within 0 to 1, at 0 and n of n too.

    Examples
    --------
    >>> span = wilson_interval(56, 70)
    >>> round(span.low, 4), round(span.high, 4)
    (0.6918, 0.877)
    """
    _check(k, n)
    z = _normal_quantile(level)
    share, z2 = k / n, z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if k == 0 else centre - half
    return Interval(low, 1.0 if k == n else centre + half, level)


def newcombe_interval(k: int, n: int, k_other: int, n_other: int, level: float = 0.95) -> Interval:
    """Return the hybrid-score interval of k/n - k_other/n_other (Newcombe 1998, Stat Med 17:873, method 10).

    Each end goes as far from the difference as the two Wilson ends that lead there, taken together as the
    sides of a right angle.

    Examples
    --------
    >>> span = newcombe_interval(56, 70, 48, 80)  # Newcombe's example (a)
    >>> round(span.low, 4), round(span.high, 4)
    (0.0524, 0.3339)
    """
    one, other = wilson_interval(k, n, level), wilson_interval(k_other, n_other, level)
    share, share_other = k / n, k_other / n_other
    difference = share - share_other
    low = difference - math.hypot(share - one.low, other.high - share_other)
    high = difference + math.hypot(one.high - share, share_other - other.low)
    return Interval(low, high, level)


def _check(k: int, n: int) -> None:
    if n < 1 or not 0 <= k <= n:
        raise ArgumentError(f"{k} of {n} is no share", where="k, n")


def _normal_quantile(level: float) -> float:
    from statistics import NormalDist

    check_level(level)
    return NormalDist().inv_cdf((1 + level) / 2)
