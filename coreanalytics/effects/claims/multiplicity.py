"""Many numbers looked at together: how many of those that would be called are called by chance.

The two sites of claim 5 are the question that was asked first; they share one error of 5 % between them and
stand outside. All other parts that have a number are looked at together: their false-discovery rate (the
expected share of wrong ones among those called) is held at 1 - level by Benjamini and Hochberg (1995), and
both p and q are told. A part whose range leaves out 0 but whose q lies above 1 - level becomes *can't tell
yet*, and its sentence says why.

Parts hang together (sites of one body, moments of one session). Benjamini and Hochberg's procedure holds
under positive dependence (Benjamini & Yekutieli 2001); `rank_discoveries(..., dependent=True)` holds under
any, and costs a factor of 1 + 1/2 + ... + 1/m (3.6 for twenty numbers). By simulation of whole examinations
in which nothing is true it is not needed (benchmarks/calibration/claims.py).

*No difference that matters*, and that stretching or relaxing changes nothing, are not discoveries of a
difference: the whole range has to lie inside the yardstick, so that each such word errs in at most
(1 - level) / 2 where the truth lies on the yardstick. They are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects import texts
from coreanalytics.effects.claims.results import Claim, Claims, ClaimVerdict

_CALLED: Final = (ClaimVerdict.SUPPORTED, ClaimVerdict.CONTRADICTED)


def rank_discoveries(p: Sequence[float], *, dependent: bool = False) -> npt.NDArray[np.float64]:
    """Return the q of each p: the false-discovery rate at which it would just be called.

    Parameters
    ----------
    p
        Two-sided p of all numbers that are looked at together.
    dependent
        Hold under any dependence (Benjamini & Yekutieli 2001), not only a positive one.

    Examples
    --------
    >>> rank_discoveries([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    given = np.asarray(p, dtype=float)
    m = len(given)
    if m == 0:
        return given
    order = np.argsort(-given, kind="stable")
    factor = float((1 / np.arange(1, m + 1)).sum()) if dependent else 1.0
    rising = np.minimum.accumulate(given[order] * m * factor / np.arange(m, 0, -1))
    q = np.empty(m)
    q[order] = np.minimum(rising, 1.0)
    return q


def look_together(claims: Claims, level: float) -> Claims:
    """Return the claims with q, and with no difference called that looking at many explains.

    Parameters
    ----------
    claims
        All that was examined.
    level
        Of the intervals; the false-discovery rate is 1 - level.
    """
    family = [at for at, one in enumerate(claims.items_) if one.p is not None and not one.is_primary]
    q = rank_discoveries([float(claims.items_[at].p or 0.0) for at in family])
    told = list(claims.items_)
    for at, value in zip(family, q.tolist(), strict=True):
        told[at] = _weigh(told[at], value, len(family), level)
    return Claims(tuple(told))


def _weigh(claim: Claim, q: float, looked_at: int, level: float) -> Claim:
    is_apart = claim.interval is not None and 0 not in claim.interval
    if claim.verdict not in _CALLED or not is_apart or q <= 1 - level + 1e-12:
        return replace(claim, q=q)
    if _is_equivalent(claim):
        return replace(claim, q=q)
    sentence = f"{claim.sentence} {texts.tell_many(looked_at)}"
    return replace(claim, q=q, verdict=ClaimVerdict.CANT_TELL, sentence=sentence)


def _is_equivalent(claim: Claim) -> bool:
    """Tell whether a claim that nothing changes was supported: there the range lies inside the yardstick."""
    return claim.name in ("C3", "C4") and claim.verdict is ClaimVerdict.SUPPORTED
