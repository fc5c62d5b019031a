"""The two-stage comparison: each person's own line, then Welch's t between the arms.

It stands beside the mixed model, as a way to the same number that assumes less and wastes more, and can be
asked for by itself (``compare(..., estimator="two_stage")``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.answers import Basis, Case, answer, count_days, refuse
from coreanalytics.effects.permutation import permute_arms
from coreanalytics.effects.person_lines import Entry, fit_lines
from coreanalytics.effects.questions import Question
from coreanalytics.effects.results import Aside, Contrast, Design, Effect, Effects, Interval
from coreanalytics.effects.two_stage import (
    Estimate,
    TwoStageFit,
    average,
    compare_arms,
    varies_within_arms,
)
from coreanalytics.vocabulary import Assigned

_NO_NOISE: Final = 1e-9
MOST_PEOPLE: Final = 200  #: with more, shuffling people tells nothing that t does not
ARRANGEMENTS: Final = 5000  #: of people over arms that a permutation test tries at most


def compare_two_stages(frame: pl.LazyFrame, question: Question, shared: tuple[str, ...]) -> Effects:
    """Return the effects of a question in two stages.

    Parameters
    ----------
    frame
        Person-days.
    question
        What was asked.
    shared
        Cautions that hold for every outcome.
    """
    arms = (question.treatment, question.control)
    lines = fit_lines(frame, arms, question.outcomes, question.horizon, question.entry)
    effects = [
        effect
        for outcome in question.outcomes
        for effect in _compare_outcome(lines.filter(pl.col("outcome") == outcome), outcome, question, shared)
    ]
    left_out = lines.filter(pl.col("reason").is_not_null()).select("outcome", "person", "arm", "reason")
    return Effects(tuple(effects), left_out)


def _compare_outcome(
    lines: pl.DataFrame, outcome: str, question: Question, shared: tuple[str, ...]
) -> Iterator[Effect]:
    entered = lines.filter(pl.col("reason").is_null())
    reasons = dict(lines.drop_nulls("reason").group_by("reason").len().sort("reason").iter_rows())
    minimum = question.entry.min_run_in
    case = Case(outcome, question, has_left_out=bool(reasons)).say(
        texts.warn_continuing(int(entered["continuing"].sum() or 0)),
        texts.warn_switched(int(entered["switched"].sum() or 0)),
        texts.warn_unadjusted(int((entered["n_run_in"] < minimum).sum()), entered.height, minimum),
        *shared,
        texts.warn_left_out(reasons, question.weeks, question.entry),
    )
    yield _differ(entered, Contrast.DIFFERENCE_AT_HORIZON, case)
    yield _differ(entered, Contrast.DIFFERENCE_IN_SLOPE, case)
    yield _change(entered, Contrast.OWN_CHANGE_TREATMENT, case)
    yield _change(entered, Contrast.OWN_CHANGE_CONTROL, case)


def _read_design(entered: pl.DataFrame) -> Design:
    kinds = set(entered["assigned"].to_list())
    if kinds == {Assigned.RANDOMISED.value}:
        return Design.RANDOMISED
    return Design.INFERRED if Assigned.INFERRED.value in kinds else Design.CHOSEN


def _differ(entered: pl.DataFrame, contrast: Contrast, case: Case) -> Effect:
    question = case.question
    people = _list_people(entered, contrast, question.entry)
    sizes = {arm: int((people["arm"] == arm).sum()) for arm in (question.treatment, question.control)}
    if min(sizes.values()) < question.entry.min_people:
        return refuse(contrast, case, sizes, texts.refuse_few(sizes, question.entry.min_people))
    treated, values, covariate = _read_arrays(people, question.treatment)
    estimate = compare_arms(values, treated, covariate)
    design = _read_design(entered)
    weakened = design is Design.RANDOMISED and case.has_left_out
    said = texts.warn_weakened() if weakened else texts.warn_design(design)
    method = texts.METHOD_WELCH if covariate is None else texts.METHOD_ADJUSTED
    basis = Basis(sizes, count_days(people, sizes), design, method, covariate is not None)
    return answer(contrast, case, estimate, basis, TwoStageFit(people, estimate), said=(said,))


def _read_arrays(
    people: pl.DataFrame, treatment: str
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64], npt.NDArray[np.float64] | None]:
    treated = np.asarray((people["arm"] == treatment).to_numpy())
    covariate = people["covariate"].to_numpy() if people["adjusted"].any() else None
    if covariate is not None and not varies_within_arms(covariate, treated):
        covariate = None
    return treated, people["value"].to_numpy(), covariate


def _list_people(entered: pl.DataFrame, contrast: Contrast, entry: Entry) -> pl.DataFrame:
    """Return one number a person, with the covariate that adjusts it."""
    is_slope = contrast is Contrast.DIFFERENCE_IN_SLOPE
    has_run_in = (pl.col("n_run_in") >= entry.min_run_in) & pl.col("run_in_mean").is_not_null()
    kept = pl.when(has_run_in).then(pl.col("run_in_mean"))
    return (
        entered.select(
            "person",
            "arm",
            pl.col("slope" if is_slope else "score").alias("value"),
            # without enough run-in days: the average of the others, so that nothing is adjusted
            kept.fill_null(kept.mean()).alias("covariate"),
            has_run_in.alias("adjusted"),
            pl.col("n_slope_days" if is_slope else "n_days").alias("n_days"),
        )
        .drop_nulls("value")
        .with_columns(pl.col("n_days").cast(pl.Int64))
    )


def _change(entered: pl.DataFrame, contrast: Contrast, case: Case) -> Effect:
    """Return one arm's own change since its run-in: shown, and never called an effect."""
    question = case.question
    minimum = question.entry.min_run_in
    arm = question.treatment if contrast is Contrast.OWN_CHANGE_TREATMENT else question.control
    rows = entered.filter((pl.col("arm") == arm) & (pl.col("n_run_in") >= minimum))
    people = rows.select(
        "person",
        "arm",
        (pl.col("score") - pl.col("run_in_mean")).alias("value"),
        pl.col("run_in_mean").alias("covariate"),
        pl.lit(True).alias("adjusted"),
        "n_days",
    )
    sizes = {arm: people.height}
    if people.height < question.entry.min_people:
        reason = texts.refuse_few(sizes, question.entry.min_people, minimum)
        return refuse(contrast, case, sizes, reason)
    estimate = average(people["value"].to_numpy())
    basis = Basis(sizes, count_days(people, sizes), _read_design(rows), texts.METHOD_CHANGE)
    return answer(contrast, case, estimate, basis, TwoStageFit(people, estimate))


def stand_beside(entered: pl.DataFrame, contrast: Contrast, case: Case) -> tuple[Aside, ...]:
    """Return the two-stage answer, and for the primary contrast of assigned routines a permutation test.

    Parameters
    ----------
    entered
        `person_lines.fit_lines` of one outcome: those who have a score at the horizon.
    contrast, case
        What is asked.
    """
    question = case.question
    people = _list_people(entered, contrast, question.entry)
    treated, values, covariate = _read_arrays(people, question.treatment)
    if min(int(treated.sum()), int((~treated).sum())) < question.entry.min_people:
        return ()
    number = compare_arms(values, treated, covariate)
    if not (number.se > _NO_NOISE and np.isfinite(number.df)):
        return ()
    beside = [_tell_two_stage(number, people.height, case)]
    is_assigned = _read_design(entered) is not Design.INFERRED
    if contrast is Contrast.DIFFERENCE_AT_HORIZON and is_assigned and people.height <= MOST_PEOPLE:
        beside.append(permute_arms(values, treated, covariate, most=ARRANGEMENTS).to_aside())
    return tuple(beside)


def _tell_two_stage(number: Estimate, people: int, case: Case) -> Aside:
    level = case.question.level_of(case.outcome)
    half = number.half_width(level)
    low, high = number.value - half, number.value + half
    told = texts.tell_two_stage(number.value, (low, high), level, people)
    return Aside(texts.METHOD_WELCH, number.value, Interval(low, high, level), number.p, told)
