"""Responders: how many people are lower than in their run-in by as much as published thresholds ask.

At least 30 % lower is called a moderate and at least 50 % a substantial fall (IMMPACT: Dworkin et al. 2008,
J Pain 9:105); 2 points is the smallest fall that matters to one person with low-back pain
(`vocabulary.DELTA_WITHIN`). Counting throws information away and starts from a day on which many began
because it hurt, so it describes and never decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.person_lines import Entry
from coreanalytics.effects.proportions import newcombe_interval, wilson_interval
from coreanalytics.effects.questions import check_days, check_question
from coreanalytics.effects.responder_counts import ResponderCount, Responders, Share
from coreanalytics.effects.results import Design
from coreanalytics.effects.score_pairs import WINDOW, list_scores, read_design
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, PRIMARY_SITES, Program

SHARES: Final = (0.3, 0.5)  #: falls as a share of the run-in mean (Dworkin 2008)
LEAST_RUN_IN: Final = 2.0  #: below this run-in mean nobody is counted: no room to fall, percentages jump
LEVEL: Final = 0.95  #: these ranges decide nothing, so they share no error with a verdict
_TIE: Final = 1e-9  #: 0.9 of 3 is 30 %, whatever binary fractions say


def count_responders(
    days: pl.DataFrame | pl.LazyFrame,
    treatment: str = Program.CORE_FOCUSED,
    *,
    versus: str = Program.STANDARD_CRUNCH,
    weeks: float = 8,
    outcomes: Sequence[str] = PRIMARY_SITES,
    entry: Entry | None = None,
    window: int = WINDOW,
    level: float = LEVEL,
    shares: Sequence[float] = SHARES,
    points: float | None = DELTA_WITHIN.value,
    least_run_in: float = LEAST_RUN_IN,
) -> Responders:
    """Count people who are lower than in their run-in, by arm, `weeks` after each person's time zero.

    A person's later score is the mean of the days reported within `window` days of the horizon, in their
    first phase; it is set against their own run-in mean.

    Parameters
    ----------
    days
        Person-day table (`days.columns.PERSON_DAYS`), eager or lazy.
    treatment, versus, weeks, outcomes
        As in `compare`.
    entry
        `min_run_in`, fewest reported run-in days; `min_days`, fewest reported days around the horizon;
        `min_people`, fewest people in an arm for a difference.
    window
        Days before and after the horizon that are read.
    level
        Level of every range.
    shares
        Falls as a share of the run-in mean, each above 0 and at most 1.
    points
        Fall in points; None: not counted.
    least_run_in
        Whoever's run-in mean is below this is not counted, by any criterion.

    Returns
    -------
    Responders
        Per site and criterion k of n in each arm with Wilson's range, and the difference with Newcombe's.

    Raises
    ------
    ArgumentError
        An argument makes no sense.
    DataError
        Columns are missing, there is one person only, or nobody can be counted at any site.
    """
    question = check_question(treatment, versus, weeks, DELTA_BETWEEN.value, level, outcomes, entry)
    criteria = _check_criteria(shares, points, least_run_in)
    need = question.entry
    arms = (question.treatment, question.control)
    frame = check_days(days, question.outcomes)
    scores = list_scores(frame, arms, question.outcomes, question.horizon, window)
    if scores["person"].n_unique() == 1:
        raise DataError(texts.refuse_alone(), where="days", hint=texts.HINT_RESPONDERS)
    reason = (
        pl.when(pl.col("n_before") < max(1, need.min_run_in))
        .then(pl.lit("no_run_in"))
        .when(pl.col("before") < least_run_in - _TIE)
        .then(pl.lit("low_run_in"))
        .when(pl.col("n_days") < max(1, need.min_days))
        .then(pl.lit("no_follow_up"))
    )
    judged = scores.with_columns(reason.alias("reason"))
    entered = judged.filter(pl.col("reason").is_null())
    if entered.is_empty():
        raise DataError(texts.NOBODY_TO_COUNT, where="days", hint=texts.HINT_RESPONDERS)
    fall = pl.col("before") - pl.col("after")
    met = {
        texts.name_criterion(kind, size): fall
        >= (size * pl.col("before") if kind == "share" else size) - _TIE
        for kind, size in criteria
    }
    people = entered.select(
        "outcome", "person", "arm", "before", "after", "n_days", *(e.alias(n) for n, e in met.items())
    )
    counts = [
        _count(people.filter(pl.col("outcome") == outcome), outcome, kind, size, arms, need.min_people, level)
        for outcome in question.outcomes
        for kind, size in criteria
    ]
    warnings = {
        outcome: _warn(judged.filter(pl.col("outcome") == outcome), arms, weeks, window, need, least_run_in)
        for outcome in question.outcomes
    }
    left_out = judged.drop_nulls("reason").select("outcome", "person", "arm", "reason")
    return Responders(*arms, question.weeks, level, tuple(counts), warnings, people, left_out)


def _check_criteria(
    shares: Sequence[float], points: float | None, least_run_in: float
) -> tuple[tuple[str, float], ...]:
    wrong = [share for share in shares if not 0 < share <= 1]
    if wrong:
        raise ArgumentError(
            f"a fall of {wrong[0]} of the run-in mean cannot be", where="shares", hint="write 0.3 for 30 %"
        )
    if points is not None and not 0 < points <= 10:
        raise ArgumentError(f"a fall of {points} points cannot be", where="points")
    if not 0 < least_run_in <= 10:
        raise ArgumentError(
            f"a least run-in mean of {least_run_in} leaves nothing to fall from", where="least_run_in"
        )
    criteria = [("share", float(share)) for share in shares]
    criteria += [("points", float(points))] if points is not None else []
    if not criteria:
        raise ArgumentError("no criterion is asked for", where="shares, points")
    return tuple(dict.fromkeys(criteria))


def _count(
    people: pl.DataFrame,
    outcome: str,
    kind: str,
    size: float,
    arms: tuple[str, str],
    minimum: int,
    level: float,
) -> ResponderCount:
    name = texts.name_criterion(kind, size)
    sides = []
    for arm in arms:
        own = people.filter(pl.col("arm") == arm)[name]
        k, n = int(own.sum()), len(own)
        sides.append(Share(k, n, wilson_interval(k, n, level) if n else None))
    one, other = sides
    if min(one.n, other.n) < max(1, minimum):
        return ResponderCount(outcome, kind, size, one, other, None, None)
    span = newcombe_interval(one.k, one.n, other.k, other.n, level)
    return ResponderCount(outcome, kind, size, one, other, one.k / one.n - other.k / other.n, span)


def _warn(
    judged: pl.DataFrame, arms: tuple[str, str], weeks: float, window: int, need: Entry, least: float
) -> tuple[str, ...]:
    """Return the cautions of one site: who is not counted, who is special, what weakens the comparison."""
    entered = judged.filter(pl.col("reason").is_null())
    reasons = dict(judged.drop_nulls("reason").group_by("reason").len().sort("reason").iter_rows())
    sizes = {arm: int((entered["arm"] == arm).sum()) for arm in arms}
    design = read_design(entered["assigned"].to_list()) if entered.height else None
    said = (
        texts.refuse_responders(sizes, need.min_people) if min(sizes.values()) < need.min_people else "",
        texts.warn_uncounted(reasons, weeks, window, need.min_days, need.min_run_in, least),
        texts.warn_continuing(int(entered["continuing"].sum() or 0)),
        texts.warn_switched(int(entered["switched"].sum() or 0)),
        texts.warn_design(design) if design else "",
        texts.warn_weakened() if design is Design.RANDOMISED and "no_follow_up" in reasons else "",
    )
    return tuple(text for text in said if text)
