"""One score before and one after: the analysis of covariance that most trials report.

``after ~ 1 + treated + before`` over people by ordinary least squares, with the classical standard error
and N - 3 degrees of freedom (Vickers & Altman 2001, BMJ 323:1123). It asks for no daily diary: a single
report before and a single one after will do. Where there is a diary the mixed model uses more of it; and
where people on one routine differ more than on the other, in arms of unequal size, the classical standard
error is too small for the noisier small arm (`two_stage.compare_arms` is not).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.answers import Basis, Case, answer, count_days, refuse
from coreanalytics.effects.questions import Question, check_days
from coreanalytics.effects.results import Contrast, Design, Effect, Effects
from coreanalytics.effects.score_pairs import WINDOW, list_scores, read_design
from coreanalytics.effects.two_stage import Array, Estimate, TwoStageFit, average, varies_within_arms
from coreanalytics.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class AncovaFit:
    """What stands behind an analysis of covariance.

    Attributes
    ----------
    estimate
        Difference treatment minus control with its standard error and degrees of freedom (N - 3);
        `coefficients` are intercept, difference and the slope on the earlier score.
    standard_errors
        Of the three coefficients, in the same order.
    sigma
        Residual standard deviation, points.
    people
        One row per person: (person, arm,) treated, before, after, fitted, residual; n_days where known.
    """

    estimate: Estimate
    standard_errors: tuple[float, ...]
    sigma: float
    people: pl.DataFrame


def fit_ancova(
    after: Array, before: Array, treated: npt.NDArray[np.bool_], people: pl.DataFrame | None = None
) -> AncovaFit:
    """Fit ``after ~ 1 + treated + before``.

    Parameters
    ----------
    after, before
        (N,) scores, points, none missing.
    treated
        (N,) whether the person is in the treatment arm.
    people
        (N) rows that say who they are, kept beside the scores in the fit.

    Raises
    ------
    ArgumentError
        Fewer than 4 people, an empty arm, missing values, or an earlier score that does not vary within
        an arm (it cannot be told apart from the arms then; see `two_stage.varies_within_arms`).

    Examples
    --------
    >>> before, after = np.array([4., 5, 6, 4, 5, 7]), np.array([2., 3, 3, 4, 4, 6])
    >>> fit = fit_ancova(after, before, np.arange(6) < 3)
    >>> round(fit.estimate.value, 3), round(fit.estimate.se, 3), fit.estimate.df
    (-1.783, 0.343, 3.0)
    """
    n = len(after)
    if n < 4 or not treated.any() or treated.all():
        raise ArgumentError(
            f"{n} people in {len(np.unique(treated))} arms cannot be compared", where="treated"
        )
    if not (np.isfinite(after).all() and np.isfinite(before).all()):
        raise ArgumentError("a score is missing; leave such people out", where="after, before")
    if not varies_within_arms(before, treated):
        raise ArgumentError(texts.refuse_same_before(), where="before")
    design = np.column_stack([np.ones(n), treated.astype(float), before])
    q, r = np.linalg.qr(design)
    inverse = np.linalg.inv(r)
    beta = inverse @ (q.T @ after)
    fitted = design @ beta
    residual = after - fitted
    df = float(n - 3)
    sigma = float(np.sqrt(residual @ residual / df))
    errors = sigma * np.sqrt(np.sum(inverse**2, axis=1))
    columns = {"treated": treated, "before": before, "after": after, "fitted": fitted, "residual": residual}
    frame = pl.DataFrame(columns)
    if people is not None:
        frame = people.drop(columns, strict=False).hstack(frame)
    estimate = Estimate(float(beta[1]), float(errors[1]), df, tuple(float(b) for b in beta))
    return AncovaFit(estimate, tuple(float(e) for e in errors), sigma, frame)


def ancova_effects(
    days: pl.DataFrame | pl.LazyFrame,
    question: Question,
    *,
    window: int = WINDOW,
    cautions: Sequence[str] = (),
) -> Effects:
    """Return the effects of a question by analysis of covariance.

    Parameters
    ----------
    days
        Person-day table.
    question
        What was asked (`questions.check_question`).
    window
        See `list_scores`.
    cautions
        Sentences that hold for every outcome.

    Returns
    -------
    Effects
        Per outcome the difference at the horizon, adjusted for the earlier score (primary), and each arm's
        own change (never an effect); one score after gives no slope. People without a pair of scores are
        in `left_out` with the reason `no_before` or `no_after`. An outcome without an answer carries its
        refusal.
    """
    frame = check_days(days, question.outcomes)
    arms = (question.treatment, question.control)
    scores = list_scores(frame, arms, question.outcomes, question.horizon, window).with_columns(
        pl.when(pl.col("before").is_null())
        .then(pl.lit("no_before"))
        .when(pl.col("after").is_null())
        .then(pl.lit("no_after"))
        .alias("reason")
    )
    effects = [
        effect
        for outcome in question.outcomes
        for effect in _compare(
            scores.filter(pl.col("outcome") == outcome), outcome, question, window, cautions
        )
    ]
    left_out = scores.drop_nulls("reason").select("outcome", "person", "arm", "reason")
    return Effects(tuple(effects), left_out)


def _compare(
    scores: pl.DataFrame, outcome: str, question: Question, window: int, shared: Sequence[str]
) -> Iterator[Effect]:
    entered = scores.filter(pl.col("reason").is_null())
    reasons = dict(scores.drop_nulls("reason").group_by("reason").len().sort("reason").iter_rows())
    case = Case(outcome, question, has_left_out=bool(reasons)).say(
        texts.warn_continuing(int(entered["continuing"].sum() or 0)),
        texts.warn_switched(int(entered["switched"].sum() or 0)),
        *shared,
        texts.warn_scores_left_out(reasons, question.weeks, window),
    )
    yield _differ(entered, case)
    for contrast in (Contrast.OWN_CHANGE_TREATMENT, Contrast.OWN_CHANGE_CONTROL):
        yield _change(entered, contrast, case)


def _differ(entered: pl.DataFrame, case: Case) -> Effect:
    """Return treatment minus control, adjusted for the earlier score."""
    question, contrast = case.question, Contrast.DIFFERENCE_AT_HORIZON
    treated = (entered["arm"] == question.treatment).to_numpy()
    sizes = {question.treatment: int(treated.sum()), question.control: int((~treated).sum())}
    if min(sizes.values()) < question.entry.min_people:
        return refuse(contrast, case, sizes, texts.refuse_few(sizes, question.entry.min_people))
    before = entered["before"].to_numpy()
    if not varies_within_arms(before, treated):
        return refuse(contrast, case, sizes, texts.refuse_same_before())
    people = entered.select("person", "arm", "assigned", "n_before", "n_days")
    fit = fit_ancova(entered["after"].to_numpy(), before, treated, people)
    design = read_design(entered["assigned"].to_list())
    weakened = design is Design.RANDOMISED and case.has_left_out
    caution = texts.warn_weakened() if weakened else texts.warn_design(design)
    basis = Basis(sizes, count_days(entered, sizes), design, texts.METHOD_ANCOVA, adjusted=True)
    return answer(contrast, case, fit.estimate, basis, fit, said=(caution, texts.EQUAL_NOISE))


def _change(entered: pl.DataFrame, contrast: Contrast, case: Case) -> Effect:
    """Return one arm's own change: shown, and never called an effect."""
    question = case.question
    arm = question.treatment if contrast is Contrast.OWN_CHANGE_TREATMENT else question.control
    rows = entered.filter(pl.col("arm") == arm)
    sizes = {arm: rows.height}
    if rows.height < question.entry.min_people:
        return refuse(contrast, case, sizes, texts.refuse_few(sizes, question.entry.min_people))
    value = (pl.col("after") - pl.col("before")).alias("value")
    people = rows.select("person", "arm", "before", "after", value, "n_days")
    estimate = average(people["value"].to_numpy())
    design = read_design(rows["assigned"].to_list())
    basis = Basis(sizes, count_days(rows, sizes), design, texts.METHOD_CHANGE)
    return answer(contrast, case, estimate, basis, TwoStageFit(people, estimate))
