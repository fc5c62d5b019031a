"""The verdict on a claim: which side its range lies on, beside which side the claim wants it on."""

from __future__ import annotations

from enum import Enum

from coreanalytics.effects.claims.results import ClaimVerdict
from coreanalytics.effects.results import Interval
from coreanalytics.effects.verdicts import Verdict, judge


class Wanted(Enum):
    """Where the number lies if the claim is right."""

    LOWER = -1
    HIGHER = 1


def speak(interval: Interval, delta: float, wanted: Wanted, p: float | None = None) -> ClaimVerdict:
    """Return the verdict.

    Parameters
    ----------
    interval
        Of the number.
    delta
        Smallest amount that matters, in its unit.
    wanted
        Where the claim wants it.
    p
        Two-sided p, where something beside the interval has a say (a shuffle): it must agree that 0 is left
        out.

    Examples
    --------
    >>> speak(Interval(-3.0, -0.5, 0.95), 1.0, Wanted.LOWER).value
    'supported'
    >>> speak(Interval(-3.0, -0.5, 0.95), 1.0, Wanted.HIGHER).value
    'contradicted'
    >>> speak(Interval(-3.0, -0.5, 0.95), 1.0, Wanted.LOWER, p=0.2).value
    "can't tell yet"
    """
    verdict = judge(interval.low, interval.high, delta)
    if verdict == Verdict.NO_DIFFERENCE:
        return ClaimVerdict.TOO_SMALL
    if verdict == Verdict.CANT_TELL or (p is not None and p > 1 - interval.level + 1e-9):
        return ClaimVerdict.CANT_TELL
    is_higher = verdict in (Verdict.HIGHER, Verdict.HIGHER_MATTERS)
    return ClaimVerdict.SUPPORTED if is_higher == (wanted is Wanted.HIGHER) else ClaimVerdict.CONTRADICTED
