"""Student's t without the second that importing scipy.stats takes."""

from __future__ import annotations


def quantile(probability: float, df: float) -> float:
    """Return the quantile of t with `df` degrees of freedom (above 0, need not be whole).

    Examples
    --------
    >>> round(quantile(0.975, 22), 6)
    2.073873
    """
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def two_sided_p(t: float, df: float) -> float:
    """Return the two-sided p of a t value.

    Examples
    --------
    >>> round(two_sided_p(-2.073873, 22), 6)
    0.05
    """
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))
