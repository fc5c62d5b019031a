"""The ordinal answer beside the linear one: scores as ranks on a scale, not as lengths on a ruler.

Cohorts: a proportional-odds model of the same days with the same columns as the linear answer
(`cumulative_logit`), CR2 over people; beside the odds ratio at the horizon stands the difference in points
that it implies, averaged over the people of the comparison. Whether one odds ratio serves the whole scale
(proportional odds) is told by two plain logits, at a low and at a high cut of the scores, and by Wald's t of
their difference over people. One person: the mean rank of the days (ridit; Bross 1958), which is what a test
of proportional odds compares, in the same model averaged over the memory of days as the linear answer.

The rule: **failed** where the two answers contradict one another: their ranges leave out 0 on opposite
sides, or one is clear (p at most 1 %) and the other far from it (p of 20 % or more, as in `agreement`), or
one is clear and the other points the other way. **Passed** otherwise, where at least one of the two leaves
out 0 or the linear range is no wider than the smallest difference that matters either way. Else *cannot
tell*: two ranges that see nothing agree about nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.agreement import CLEAR, FAR
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.cumulative_logit import Floats, OrdinalFit, fit_ordinal
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell
from coreanalytics.effects.checks.refits import MIN_DF, Whole, whole_of
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.results import Effect
from coreanalytics.effects.student import quantile, two_sided_p
from coreanalytics.effects.within.fits import WithinFit
from coreanalytics.effects.within.mixtures import fit_grid, mix
from coreanalytics.effects.within.whitening import default_grid, whiten

NAME: Final = "ordinal"
MOST_PEOPLE: Final = 1000  #: of more, so many spread evenly stand for all
CUTS: Final = (1 / 3, 2 / 3)  #: quantiles of the scores at which plain logits are held against each other


@dataclass(frozen=True)
class OrdinalAnswer:
    """The ordinal model behind a comparison's number.

    Attributes
    ----------
    fit
        The model.
    log_odds
        Log odds ratio at the horizon, treatment over control.
    points
        Difference in points that it implies.
    pull
        (N,) how far each person pulls that difference.
    df
        Degrees of freedom of `points`.
    """

    fit: OrdinalFit
    log_odds: Ranged
    points: Ranged
    pull: Floats
    df: float


def check_ordinal(asked: Asked) -> tuple[Check, ...]:
    """Check that the answer does not hang on distances between scores, at each primary site."""
    return tuple(
        _check(asked, effect)
        for effect in asked.effects.primary
        if effect.outcome in asked.sites  # the control site has a check of its own
    )


def _check(asked: Asked, effect: Effect) -> Check:
    site, question = effect.outcome, texts.ASK_ORDINAL
    if effect.estimate is None or effect.p is None:
        return cannot_tell(NAME, site, question, texts.NO_LINEAR_ANSWER)
    if isinstance(effect.fit, WithinFit):
        return _rank_alone(asked, effect, effect.fit)
    whole = whole_of(effect)
    if whole is None:
        return cannot_tell(NAME, site, question, texts.NO_MIXED_MODEL)
    found = answer_ordinal(whole, asked.level)
    if found is None:
        return cannot_tell(NAME, site, question, texts.NO_ORDINAL_ANSWER)
    linear = read_linear(effect, asked.level)
    passed = judge_together(linear, found.log_odds, effect.delta, alpha=1 - asked.level)
    table, p_alike = _tabulate(whole, found, linear, asked.level)
    odds = found.log_odds
    sentence = texts.tell_ordinal(
        site, effect.treatment, linear.value, odds.value, odds.low, odds.high, asked.level, passed
    )
    points = found.points
    sentence += " " + texts.tell_implied(points.value, points.low, points.high, asked.level)
    if p_alike is not None and p_alike <= 1 - asked.level:
        cuts = table.filter(pl.col("answer") == texts.ONE_CUT)
        sentence += " " + texts.tell_unlike_odds(*cuts["cut"].to_list(), *cuts["estimate"].to_list())
    return Check(NAME, site, question, passed, sentence, table, found.log_odds.p, texts.METHOD_ORDINAL)


def read_linear(effect: Effect, level: float) -> Ranged:
    """Return the comparison's own number with its range at `level`."""
    interval = effect.interval_at(level)
    assert effect.estimate is not None and effect.p is not None
    return Ranged(effect.estimate, interval.low, interval.high, effect.p)


def judge_together(linear: Ranged, other: Ranged, delta: float, *, alpha: float) -> bool | None:
    """Return whether two answers in different units agree; None where neither has seen anything.

    Examples
    --------
    >>> clear, none = Ranged(-1.0, -1.6, -0.4, 0.002), Ranged(-0.1, -1.9, 1.7, 0.9)
    >>> judge_together(clear, Ranged(-0.8, -1.4, -0.2, 0.01), 1.0, alpha=0.05)
    True
    >>> judge_together(clear, none, 1.0, alpha=0.05), judge_together(none, none, 1.0, alpha=0.05)
    (False, None)
    """
    is_opposite = linear.value * other.value < 0
    seen = [one.p <= alpha for one in (linear, other)]
    least, most = min(linear.p, other.p), max(linear.p, other.p)
    if is_opposite and (all(seen) or least <= CLEAR):
        return False
    if least <= CLEAR and most >= FAR:
        return False
    return True if any(seen) or linear.half <= delta else None


def answer_ordinal(whole: Whole, level: float) -> OrdinalAnswer | None:
    """Return the proportional-odds model of the days of a comparison; None where there is no answer."""
    columns = whole.columns
    who, score = whole.rows["who"].to_numpy(), whole.rows[whole.effect.outcome].to_numpy()
    people = len(whole.people)
    kept = np.ones(people, dtype=bool)
    if people > MOST_PEOPLE:
        kept[:] = False
        kept[np.linspace(0, people - 1, MOST_PEOPLE).astype(int)] = True
    entered = kept[who]
    try:
        fit = fit_ordinal((np.cumsum(kept) - 1)[who[entered]], score[entered], columns[entered])
    except np.linalg.LinAlgError:
        return None
    log_odds = fit.estimate(whole.weights)
    if not log_odds.df >= MIN_DF or not log_odds.se > 0:
        return None
    (under, up), (else_, down) = (fit.expect(whole.at_horizon(side)[kept]) for side in (True, False))
    gradient = (up - down).mean(axis=0)
    spread = fit.clusters.estimate(gradient)
    if not spread.df >= MIN_DF or not spread.se > 0:
        return None
    pull = np.zeros(people)
    pull[kept] = fit.clusters.pull(gradient)
    return OrdinalAnswer(
        fit,
        range_of(log_odds.value, log_odds.se, log_odds.df, level),
        range_of(float((under - else_).mean()), spread.se, spread.df, level),
        pull,
        spread.df,
    )


def range_of(value: float, se: float, df: float, level: float) -> Ranged:
    """Return a number with its t range."""
    half = quantile((1 + level) / 2, df) * se
    return Ranged(value, value - half, value + half, two_sided_p(value / se, df))


def _tabulate(
    whole: Whole, found: OrdinalAnswer, linear: Ranged, level: float
) -> tuple[pl.DataFrame, float | None]:
    """Return the table, and p of the odds ratio being the same at a low and at a high cut."""
    rows: list[tuple[str, int | None, float, float, float, float]] = [
        (texts.LINEAR, None, linear.value, linear.low, linear.high, linear.p)
    ]
    points, odds = found.points, found.log_odds
    rows.append((texts.IMPLIED, None, points.value, points.low, points.high, points.p))
    rows.append((texts.ODDS, None, *_raise(odds), odds.p))
    cuts, p = _hold_cuts(whole, level)
    rows += [(texts.ONE_CUT, cut, *_raise(number), number.p) for cut, number in cuts]
    schema = {"answer": pl.String, "cut": pl.Int64, "estimate": pl.Float64, "low": pl.Float64}
    table = pl.DataFrame(rows, schema={**schema, "high": pl.Float64, "p": pl.Float64}, orient="row")
    return table, p


def _raise(number: Ranged) -> tuple[float, float, float]:
    """Return an odds ratio and its range from their logarithms."""
    return float(np.exp(number.value)), float(np.exp(number.low)), float(np.exp(number.high))


def _hold_cuts(whole: Whole, level: float) -> tuple[list[tuple[int, Ranged]], float | None]:
    """Return the log odds of a score at or above a low and a high cut, and p of their difference."""
    columns = whole.columns
    who, score = whole.rows["who"].to_numpy(), whole.rows[whole.effect.outcome].to_numpy()
    if len(whole.people) > MOST_PEOPLE:
        return [], None
    low, high = (int(np.ceil(np.quantile(score, share))) for share in CUTS)
    found, pulls, dfs = [], [], []
    for cut in sorted({max(low, int(score.min()) + 1), high}):
        try:
            fit = fit_ordinal(who, (score >= cut).astype(float), columns)
        except np.linalg.LinAlgError:
            continue
        number = fit.estimate(whole.weights)
        if number.df >= MIN_DF and number.se > 0:
            found.append((cut, range_of(number.value, number.se, number.df, level)))
            pulls.append(fit.clusters.pull(fit.widen(whole.weights)))
            dfs.append(number.df)
    if len(found) < 2:
        return found, None
    se = float(np.sqrt(((pulls[1] - pulls[0]) ** 2).sum()))
    apart = found[1][1].value - found[0][1].value
    return found, two_sided_p(apart / se, min(dfs)) if se > 0 else None


def _rank_alone(asked: Asked, effect: Effect, fit: WithinFit) -> Check:
    """Compare the mean ranks of one person's days."""
    kept = fit.score[fit.seen]
    levels, place, counts = np.unique(kept, return_inverse=True, return_counts=True)
    if len(levels) < 2:
        return cannot_tell(NAME, effect.outcome, texts.ASK_ORDINAL, texts.NO_ORDINAL_ANSWER)
    ridit = np.zeros(len(fit.score))
    ridit[fit.seen] = ((np.cumsum(counts) - counts / 2) / len(kept))[place]
    columns = np.column_stack([fit.design, ridit])
    found = mix(fit_grid(whiten(columns, fit.seen, fit.day, default_grid())), fit.contrast)
    ranks = Ranged(found.mean, *found.interval(asked.level), found.two_sided_p())
    linear = read_linear(effect, asked.level)
    passed = judge_together(linear, ranks, effect.delta, alpha=1 - asked.level)
    rows = [(texts.LINEAR, linear.value, linear.low, linear.high, linear.p)]
    worse, low, high = (100 * (x + 0.5) for x in (ranks.value, ranks.low, ranks.high))
    rows.append((texts.WORSE_DAY, worse, low, high, ranks.p))
    names = ["answer", "estimate", "low", "high", "p"]
    table = pl.DataFrame(rows, schema=names, orient="row")
    sentence = texts.tell_ranks(
        effect.outcome,
        effect.treatment,
        linear.value,
        ranks.value,
        ranks.low,
        ranks.high,
        asked.level,
        passed,
    )
    return Check(
        NAME, effect.outcome, texts.ASK_ORDINAL, passed, sentence, table, ranks.p, texts.METHOD_RANKS
    )
