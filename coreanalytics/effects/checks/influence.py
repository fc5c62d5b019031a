"""Influence: what is left of the answer when one person, or one week, is left out.

Cohorts: every person and every week since time zero is left out in turn, and the comparison's own model is
worked out again at the noise it found (`refits`: from sums by person, no day is read again). With more than
`MOST_EXACT` people those who pull most (the one-step approximation of Cook 1977 for clusters: each person's
part in the sandwich) stand for all. One person: every week is left out.

**Failed** where the answer hangs on one of them:

- the comparison's own range leaves out 0, and without them it no longer does; or
- the estimate moves by more than half the smallest difference that matters, and by more than chance
  explains: a person's pull, in units of what the model expects of it, is an outlier among people's (Grubbs
  1950, two-sided), a week's shift is large beside the people's own shifts (t over people; for one person
  beside the shift's own variance, Hausman 1978), each with Bonferroni over all that are left out. Persons
  and weeks share half of 1 - level; the other half is for the first rule, which with nothing going on can
  only strike where a range leaves out 0.

**Passed** otherwise, where the range is no wider than the smallest difference that matters either way or
leaves out 0; else *cannot tell*. Fewer than four people on a side: *cannot tell*, since three are the fewest
that a comparison takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import cannot_tell
from coreanalytics.effects.checks.refits import Floats, Refit, Whole, whole_of
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.results import Effect
from coreanalytics.effects.student import quantile, two_sided_p
from coreanalytics.effects.within.fits import WithinFit
from coreanalytics.effects.within.mixtures import fit_grid, mix
from coreanalytics.effects.within.whitening import Grid, default_grid, whiten

NAME: Final = "influence"
MOST_EXACT: Final = 200  #: people up to which everybody is left out in turn
MOST_PULLING: Final = 10  #: of more people, so many who pull most
MIN_ARM: Final = 4  #: people on either side, so that three are left
MIN_WEEKS: Final = 4
_MATTERS: Final = 1e-6  #: grid points of one person with less weight are left out of refits


@dataclass(frozen=True, slots=True)
class Left:
    """What is left without somebody or some week.

    Attributes
    ----------
    kind, who
        "person" or "week", and which.
    value, low, high
        Number and range at the comparison's own level; NaN where there is none.
    shift
        How far leaving them out moved the number.
    p
        How surprising that is, corrected for all that were left out in turn.
    """

    kind: str
    who: str
    value: float
    low: float
    high: float
    shift: float
    p: float


def check_influence(asked: Asked) -> tuple[Check, ...]:
    """Check that the answer does not hang on one person or one week, at each primary site."""
    return tuple(_check(asked, effect) for effect in asked.effects.primary if effect.outcome in asked.sites)


def _check(asked: Asked, effect: Effect) -> Check:
    question = texts.ASK_INFLUENCE_ONE if asked.is_one else texts.ASK_INFLUENCE
    if effect.estimate is None or effect.interval is None:
        return cannot_tell(NAME, effect.outcome, question, texts.NO_LINEAR_ANSWER)
    if isinstance(effect.fit, WithinFit):
        return _judge(asked, effect, question, _leave_own_weeks(effect, effect.fit), 1)
    whole = whole_of(effect)
    if whole is None:
        return cannot_tell(NAME, effect.outcome, question, texts.NO_MIXED_MODEL)
    fewest = min(effect.n_people.values())
    if fewest < MIN_ARM:
        return cannot_tell(
            NAME, effect.outcome, question, texts.FEW_TO_LEAVE_OUT.format(n=MIN_ARM, found=fewest)
        )
    found = [*leave_people(whole), *leave_weeks(whole)]
    return _judge(asked, effect, question, found, 2)


def _judge(asked: Asked, effect: Effect, question: str, found: Sequence[Left], kinds: int) -> Check:
    site = effect.outcome
    interval = effect.interval
    assert interval is not None and effect.estimate is not None
    if not found:
        return cannot_tell(NAME, site, question, texts.FEW_WEEKS.format(n=MIN_WEEKS))
    alpha = (1 - asked.level) / 2 / kinds
    is_sided = interval.low > 0 or interval.high < 0
    sign = np.sign(effect.estimate)
    turning = [one for one in found if is_sided and not min(sign * one.low, sign * one.high) > 0]
    moving = [one for one in found if abs(one.shift) > effect.delta / 2 and one.p <= alpha]
    far = max(found, key=lambda one: abs(one.shift))
    is_narrow = is_sided or interval.width / 2 <= effect.delta
    passed = False if turning or moving else (True if is_narrow else None)
    table = pl.DataFrame(
        [
            (one.kind, one.who, one.value, one.low, one.high, one.shift, one.p, one in turning, one in moving)
            for one in sorted(found, key=lambda one: -abs(one.shift))
        ],
        schema={
            "left_out": pl.String,
            "who": pl.String,
            **dict.fromkeys(("estimate", "low", "high", "shift", "p"), pl.Float64),
            **dict.fromkeys(("turns", "outlier"), pl.Boolean),
        },
        orient="row",
    )
    sentence = texts.tell_influence(
        site,
        effect.estimate,
        (far.kind, far.who, far.value),
        [(one.kind, one.who, one.value) for one in turning],
        [(one.kind, one.who, one.value) for one in moving],
        passed,
    )
    p = min(1.0, kinds * min(one.p for one in found))
    return Check(NAME, site, question, passed, sentence, table, p, texts.METHOD_LEFT_OUT)


def leave_people(whole: Whole) -> list[Left]:
    """Return what is left without each person (or, of many, without those who pull most)."""
    pull, people = whole.itself.pull, len(whole.people)
    surprise = test_outliers(_standardise(whole, pull))
    places = np.arange(people)
    if people > MOST_EXACT:
        places = np.sort(np.argsort(-np.abs(pull))[:MOST_PULLING])
    out = []
    for place in places:
        kept = np.ones(people, dtype=bool)
        kept[place] = False
        try:
            refit: Refit | None = whole.refit(whole.moments.select(kept))
        except np.linalg.LinAlgError:
            refit = None
        out.append(_tell(whole, refit, "person", str(whole.people[int(place)]), float(surprise[place])))
    return out


def leave_weeks(whole: Whole) -> list[Left]:
    """Return what is left without each week since time zero."""
    weeks = whole.rows["day"] // 7
    all_weeks = weeks.unique().sort().to_list()
    if len(all_weeks) < MIN_WEEKS:
        return []
    out = []
    for week in all_weeks:
        try:
            refit: Refit | None = whole.refit(whole.read(whole.rows.filter(weeks != week)))
        except np.linalg.LinAlgError:
            refit = None
        p = 1.0
        if refit is not None:
            shift = refit.value - whole.itself.value
            se = float(np.sqrt(((refit.pull - whole.itself.pull) ** 2).sum()))
            df = min(refit.df, whole.itself.df)
            p = min(1.0, len(all_weeks) * two_sided_p(shift / se, df)) if se > 0 and df > 0 else 1.0
        out.append(_tell(whole, refit, "week", str(week + 1), p))
    return out


def _standardise(whole: Whole, pull: Floats) -> Floats:
    """Return people's pulls in units of what the model expects of each."""
    expected = whole.expect_pull()
    return np.divide(pull, expected, out=np.zeros_like(pull), where=expected > 0)


def test_outliers(z: Floats) -> Floats:
    """Return Grubbs' two-sided p of each value being an outlier, corrected for their number.

    Examples
    --------
    >>> z = np.array([0.1, -0.4, 0.3, 0.9, -1.1, 0.5, -0.2, 12.0])
    >>> test_outliers(z).round(3).tolist()[-1], float(test_outliers(z)[:-1].min())
    (0.0, 1.0)
    """
    n = len(z)
    spread = z.std(ddof=1) if n > 2 else 0.0
    if n < 4 or not spread > 0:
        return np.ones(n)
    g = np.abs(z - z.mean()) / spread
    most = (n - 1) / np.sqrt(n)
    square = np.minimum(g / most, 1 - 1e-15) ** 2
    t = np.sqrt((n - 2) * square / (1 - square))
    return np.array([min(1.0, n * two_sided_p(float(one), n - 2)) for one in t])


def _tell(whole: Whole, refit: Refit | None, kind: str, who: str, p: float) -> Left:
    if refit is None or not refit.df > 0:
        nan = float("nan")
        return Left(kind, who, nan if refit is None else refit.value, nan, nan, 0.0, 1.0)
    interval = whole.effect.interval
    assert interval is not None
    half = quantile((1 + interval.level) / 2, refit.df) * refit.se
    shift = refit.value - whole.itself.value
    return Left(kind, who, refit.value, refit.value - half, refit.value + half, shift, p)


def _leave_own_weeks(effect: Effect, fit: WithinFit) -> list[Left]:
    """Return what is left of one person's answer without each calendar week."""
    interval = effect.interval
    assert interval is not None
    week = (fit.day - fit.day[0]) // 7
    all_weeks = np.unique(week[fit.seen])
    if len(all_weeks) < MIN_WEEKS:
        return []
    grid = _thin(fit)
    seen = np.stack([fit.seen, *(fit.seen & (week != one) for one in all_weeks)])
    both = np.array([[(s & side).sum() for side in (fit.treated, ~fit.treated)] for s in seen])
    some = np.asarray((both > 0).all(axis=1))
    seen, names = seen[some], [int(one) for one in all_weeks[some[1:]]]
    columns = np.column_stack([fit.design, fit.score])
    found = fit_grid(whiten(np.broadcast_to(columns, (len(seen), *columns.shape)), seen, fit.day, grid), grid)
    mixtures = [mix(found, fit.contrast, at) for at in range(len(seen))]
    whole = mixtures[0]
    out = []
    for name, one in zip(names, mixtures[1:], strict=True):
        shift = one.mean - whole.mean
        variance = one.sd**2 - whole.sd**2  # of an efficient estimate on fewer days
        p = two_sided_p(shift / variance**0.5, whole.df) if variance > 0 else 1.0
        first = pl.Series([int(fit.day[0]) + 7 * name]).cast(pl.Int32).cast(pl.Date)[0]
        low, high = one.interval(interval.level)
        out.append(Left("week", str(first), one.mean, low, high, shift, min(1.0, len(names) * p)))
    return out


def _thin(fit: WithinFit) -> Grid:
    """Return the grid points that matter for the whole: the others hold next to none of its weight."""
    grid = default_grid()
    kept = fit.mixture.weight > _MATTERS * fit.mixture.weight.max()
    return Grid(grid.rho[kept], grid.kappa[kept], grid.log_weight[kept])
