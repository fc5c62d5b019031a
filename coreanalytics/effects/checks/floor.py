"""The floor: scores that cannot go below 0, and what that does to a straight line.

Two questions, at each primary site. How many scores are 0 (or 10) under either routine: where more than
`MOST_ZEROS` of a routine's are 0, a good part of any further change cannot be seen. And, in cohorts, whether
the linear answer changes under a model that knows the floor: the difference that the proportional-odds model
of the same days implies in points (`ordinal`), held against the linear one person by person (both come with
how far each person pulls them, so that their difference has a range of its own).

**Failed**: more zeros than that, or a change of more than half the smallest difference that matters that
chance does not explain. **Passed**: fewer zeros and no larger change (and a range that is not wider than a
difference that matters). Else *cannot tell*. One person's phase means need no line: only zeros are counted.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ordinal import answer_ordinal, range_of
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell
from coreanalytics.effects.checks.refits import whole_of
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.results import Effect
from coreanalytics.effects.within.fits import WithinFit
from coreanalytics.vocabulary import INTENSITY_RANGE

NAME: Final = "floor"
MOST_ZEROS: Final = 0.4  #: ours: with that many zeros the median day is nearly at the floor
MIN_SCORES: Final = 14  #: scores under each routine


def check_floor(asked: Asked) -> tuple[Check, ...]:
    """Check that the floor at 0 does not make the answer, at each primary site."""
    return tuple(_check(asked, effect) for effect in asked.effects.primary if effect.outcome in asked.sites)


def _check(asked: Asked, effect: Effect) -> Check:
    site, question = effect.outcome, texts.ASK_FLOOR
    if effect.estimate is None:
        return cannot_tell(NAME, site, question, texts.NO_LINEAR_ANSWER)
    counts = count_ends(asked, site)
    zeros = dict(counts.select("routine", "zeros").iter_rows())
    if counts.height < 2 or int(str(counts["days"].min())) < MIN_SCORES:
        return cannot_tell(NAME, site, question, texts.FEW_SCORES.format(n=MIN_SCORES), table=counts)
    crowded = {arm: share for arm, share in zeros.items() if share > MOST_ZEROS}
    told = texts.tell_zeros(site, [(arm, zeros[arm]) for arm in (asked.treatment, asked.control)])
    if crowded:
        return Check(
            NAME, site, question, False, f"{told} {texts.MANY_ZEROS}", counts, None, texts.METHOD_COUNTS
        )
    if isinstance(effect.fit, WithinFit):
        return Check(NAME, site, question, True, told, counts, None, texts.METHOD_COUNTS)
    change = change_of(effect, asked.level)
    if change is None:
        return cannot_tell(NAME, site, question, f"{told} {texts.NO_FLOOR_MODEL}", table=counts)
    passed = judge_change(change, effect.delta, alpha=1 - asked.level)
    sentence = f"{told} " + texts.tell_floor(
        change.value, change.low, change.high, asked.level, effect.delta, passed
    )
    return Check(NAME, site, question, passed, sentence, counts, change.p, texts.METHOD_ORDINAL)


def count_ends(asked: Asked, site: str) -> pl.DataFrame:
    """Return how many of the scores under either routine are 0 or 10: routine, days, zeros, tens."""
    low, high = INTENSITY_RANGE
    return (
        asked.on_routine.filter(pl.col(site).is_not_null())
        .group_by(routine="program")
        .agg(days=pl.len(), zeros=(pl.col(site) == low).mean(), tens=(pl.col(site) == high).mean())
        .sort("routine")
    )


def change_of(effect: Effect, level: float) -> Ranged | None:
    """Return by how much the answer changes under a model that knows the floor."""
    whole = whole_of(effect)
    found = None if whole is None else answer_ordinal(whole, level)
    if whole is None or found is None or effect.estimate is None or effect.df is None:
        return None
    apart = found.points.value - effect.estimate
    se = float(np.sqrt(((found.pull - whole.itself.pull) ** 2).sum()))
    return range_of(apart, se, min(found.df, effect.df), level) if se > 0 else None


def judge_change(change: Ranged, delta: float, *, alpha: float) -> bool | None:
    """Return whether an answer stayed within half of `delta` when it was made otherwise.

    Examples
    --------
    >>> judge_change(Ranged(0.2, -0.1, 0.5, 0.2), 1.0, alpha=0.05)
    True
    >>> judge_change(Ranged(0.7, 0.2, 1.2, 0.01), 1.0, alpha=0.05)
    False
    >>> judge_change(Ranged(0.7, -0.2, 1.6, 0.1), 1.0, alpha=0.05) is None
    True
    """
    if abs(change.value) > delta / 2:
        return False if change.p <= alpha else None
    return True if change.half <= delta else None
