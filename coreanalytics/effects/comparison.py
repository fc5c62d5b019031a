"""The comparison of two routines: person-days in, effects out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from coreanalytics import words
from coreanalytics.effects import texts
from coreanalytics.effects.person_lines import Entry, fit_lines
from coreanalytics.effects.questions import PRIMARY_LEVEL, Question, check_days, check_question
from coreanalytics.effects.results import Contrast, Design, Effect, Effects, Interval
from coreanalytics.effects.two_stage import TwoStageFit, average, compare_arms, varies_within_arms
from coreanalytics.effects.verdicts import Verdict, judge
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import (
    DELTA_BETWEEN,
    OUTCOMES,
    PRIMARY_SITES,
    Assigned,
    Program,
)

FEW_PEOPLE: Final = 12  #: fewer people: warned (calibration: benchmarks/calibration)
FEW_DF: Final = 5.0
NO_NOISE: Final = 1e-9  #: a standard error this small means that everybody's numbers are the same
#: Share of program days that are mixed from which a comparison of arms is warned of.
MOSTLY_MIXED: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Case:
    """One outcome of a question, with what must be said about it whatever the contrast."""

    outcome: str
    question: Question
    cautions: tuple[str, ...]
    has_left_out: bool


def compare(
    days: pl.DataFrame | pl.LazyFrame,
    treatment: str = Program.CORE_FOCUSED,
    *,
    versus: str = Program.STANDARD_CRUNCH,
    weeks: float = 8,
    delta: float = DELTA_BETWEEN.value,
    level: float | None = None,
    outcomes: Sequence[str] = OUTCOMES,
    entry: Entry | None = None,
) -> Effects:
    """Compare two routines between people, `weeks` after each person's time zero.

    Two stages. Each person gives one number (`person_lines.fit_lines`); people are then compared with
    Welch's standard error and degrees of freedom, adjusted for the run-in mean (`two_stage.compare_arms`).
    Whoever changes routine contributes the first one only. Whoever has too few reported run-in days keeps
    the average covariate, that is, is not adjusted.

    Parameters
    ----------
    days
        Person-day table (`days.columns.PERSON_DAYS`), eager or lazy.
    treatment, versus
        The two programs, `core_focused` and `standard_crunch` in either order. Differences are
        treatment minus control: less discomfort is negative.
    weeks
        Horizon, weeks after time zero.
    delta
        Smallest difference that matters, points on the 0-10 scale. The default is ours.
    level
        Level of every interval; by default .975 for the two primary sites and .95 for the control site.
    outcomes
        Outcome columns.
    entry
        What a person needs to enter; see `Entry`.

    Returns
    -------
    Effects
        Per outcome the difference at the horizon (primary), the difference in slope per week and each
        arm's own change since the run-in (never an effect). An outcome that cannot be answered carries
        its refusal.

    Raises
    ------
    ArgumentError
        An argument makes no sense.
    DataError
        Columns are missing, or no outcome can be answered (the sentence says what is needed).
    """
    question = check_question(treatment, versus, weeks, delta, level, outcomes, entry)
    frame = check_days(days, question.outcomes)
    arms = (question.treatment, question.control)
    lines = fit_lines(frame, arms, question.outcomes, question.horizon, question.entry)
    shared = _warn_about_programs(frame, arms)
    effects = [
        effect
        for outcome in question.outcomes
        for effect in _compare_outcome(lines.filter(pl.col("outcome") == outcome), outcome, question, shared)
    ]
    left_out = lines.filter(pl.col("reason").is_not_null()).select("outcome", "person", "arm", "reason")
    answer = Effects(tuple(effects), left_out)
    if not any(effect.is_answered for effect in answer.primary):
        reasons = tuple(dict.fromkeys(effect.refusal for effect in answer.primary))
        is_few = any(min(effect.n_people.values()) < question.entry.min_people for effect in answer.primary)
        is_late = bool((left_out["reason"] == "no_reports").any())
        hint = texts.hint_needed(question.weeks, question.entry, reports_began_late=is_late) if is_few else ""
        raise DataError(" ".join((*reasons, *answer.warnings)), hint=hint)
    return answer


def _warn_about_programs(frame: pl.LazyFrame, arms: tuple[str, str]) -> tuple[str, ...]:
    """Count those who belong to neither arm, and say so if most days are mixed."""
    program = pl.col("program")
    seen = (
        frame.group_by("person")
        .agg(
            program.is_in(list(arms)).any().alias("in_arm"),
            (program == Program.MIXED).sum().alias("mixed"),
            (program == Program.NONE).any().alias("none"),
            (program != Program.RUN_IN).sum().alias("days"),
        )
        .collect()
    )
    outside = seen.filter(~pl.col("in_arm").fill_null(False))
    n_mixed = outside.filter(pl.col("mixed") > 0).height
    n_none = outside.filter((pl.col("mixed") == 0) & pl.col("none").fill_null(False)).height
    total, mixed = int(seen["days"].sum()), int(seen["mixed"].sum())
    said = [texts.warn_outside(n_mixed, n_none, outside.height - n_mixed - n_none)]
    if total and mixed / total > MOSTLY_MIXED:
        said.append(texts.warn_mostly_mixed(mixed / total))
    return tuple(text for text in said if text)


def _compare_outcome(
    lines: pl.DataFrame, outcome: str, question: Question, shared: tuple[str, ...]
) -> Iterator[Effect]:
    """Yield the four contrasts of one outcome, the primary one first."""
    entered = lines.filter(pl.col("reason").is_null())
    reasons = dict(lines.drop_nulls("reason").group_by("reason").len().sort("reason").iter_rows())
    said = (
        *_warn_about_people(entered, question),
        *shared,
        texts.warn_left_out(reasons, question.weeks, question.entry),
    )
    case = _Case(outcome, question, tuple(text for text in said if text), bool(reasons))
    case = _add_sensitivity(entered, case)
    yield _differ(entered, Contrast.DIFFERENCE_AT_HORIZON, case)
    yield _differ(entered.drop_nulls("slope"), Contrast.DIFFERENCE_IN_SLOPE, case)
    yield _change(entered, Contrast.OWN_CHANGE_TREATMENT, case)
    yield _change(entered, Contrast.OWN_CHANGE_CONTROL, case)


def _add_sensitivity(entered: pl.DataFrame, case: _Case) -> _Case:
    """Add what the primary contrast is without continuing users, whose clock starts late."""
    continuing = int(entered["continuing"].sum() or 0)
    if not continuing:
        return case
    others = entered.filter(~pl.col("continuing").fill_null(False))
    alone = _differ(others, Contrast.DIFFERENCE_AT_HORIZON, case)
    if alone.estimate is None or alone.interval is None:
        told = texts.refuse_without_continuing()
    else:
        span = texts.interval_text(alone, alone.interval)
        told = texts.tell_without_continuing(
            continuing, words.signed(alone.estimate), span, alone.interval.level
        )
    return replace(case, cautions=(*case.cautions, told))


def _warn_about_people(entered: pl.DataFrame, question: Question) -> tuple[str, ...]:
    minimum = question.entry.min_run_in
    few = int((entered["n_run_in"] < minimum).sum())
    return (
        texts.warn_continuing(int(entered["continuing"].sum() or 0)),
        texts.warn_switched(int(entered["switched"].sum() or 0)),
        texts.warn_unadjusted(few, entered.height, minimum),
    )


def _read_design(entered: pl.DataFrame) -> Design:
    kinds = set(entered["assigned"].to_list())
    if kinds == {Assigned.RANDOMISED.value}:
        return Design.RANDOMISED
    return Design.INFERRED if Assigned.INFERRED.value in kinds else Design.CHOSEN


def _differ(entered: pl.DataFrame, contrast: Contrast, case: _Case) -> Effect:
    """Return treatment minus control, adjusted for the run-in where that can be done."""
    question = case.question
    people = _list_people(entered, contrast, question.entry)
    treated = (people["arm"] == question.treatment).to_numpy()
    sizes = {question.treatment: int(treated.sum()), question.control: int((~treated).sum())}
    if min(sizes.values()) < question.entry.min_people:
        return _refuse(contrast, case, sizes, texts.refuse_few(sizes, question.entry.min_people))
    covariate = people["covariate"].to_numpy() if people["adjusted"].any() else None
    if covariate is not None and not varies_within_arms(covariate, treated):
        covariate = None
    estimate = compare_arms(people["value"].to_numpy(), treated, covariate)
    if not (estimate.se > NO_NOISE and math.isfinite(estimate.df)):
        return _refuse(contrast, case, sizes, texts.refuse_no_noise())
    design = _read_design(entered)
    weakened = design is Design.RANDOMISED and case.has_left_out
    said = texts.warn_weakened() if weakened else texts.warn_design(design)
    method = texts.METHOD_WELCH if covariate is None else texts.METHOD_ADJUSTED
    fit = TwoStageFit(people, estimate)
    return _answer(contrast, case, sizes, fit, method, design, (said,) if said else ())


def _list_people(entered: pl.DataFrame, contrast: Contrast, entry: Entry) -> pl.DataFrame:
    """Return one number a person, with the covariate that adjusts it."""
    is_slope = contrast is Contrast.DIFFERENCE_IN_SLOPE
    has_run_in = (pl.col("n_run_in") >= entry.min_run_in) & pl.col("run_in_mean").is_not_null()
    kept = pl.when(has_run_in).then(pl.col("run_in_mean"))
    return entered.select(
        "person",
        "arm",
        pl.col("slope" if is_slope else "score").alias("value"),
        # without enough run-in days: the average of the others, so that nothing is adjusted
        kept.fill_null(kept.mean()).alias("covariate"),
        has_run_in.alias("adjusted"),
        pl.col("n_slope_days" if is_slope else "n_days").alias("n_days"),
    )


def _change(entered: pl.DataFrame, contrast: Contrast, case: _Case) -> Effect:
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
        return _refuse(contrast, case, sizes, reason)
    estimate = average(people["value"].to_numpy())
    if not estimate.se > NO_NOISE:
        return _refuse(contrast, case, sizes, texts.refuse_no_noise())
    fit = TwoStageFit(people, estimate)
    return _answer(contrast, case, sizes, fit, texts.METHOD_CHANGE, _read_design(rows), ())


def _answer(
    contrast: Contrast,
    case: _Case,
    sizes: dict[str, int],
    fit: TwoStageFit,
    method: str,
    design: Design,
    said: tuple[str, ...],
) -> Effect:
    question, estimate = case.question, fit.estimate
    level = question.level_of(case.outcome)
    half = estimate.half_width(level)
    interval = Interval(estimate.value - half, estimate.value + half, level)
    is_judged = _is_judged(contrast, case)
    shared = is_judged and level < PRIMARY_LEVEL and set(PRIMARY_SITES) <= set(question.outcomes)
    narrow = (texts.warn_level(level),) if shared else ()
    return Effect(
        outcome=case.outcome,
        contrast=contrast,
        treatment=question.treatment,
        control=question.control,
        unit=texts.UNITS[contrast],
        horizon=question.weeks,
        estimate=estimate.value,
        interval=interval,
        interval_kind="fixed",
        se=estimate.se,
        df=estimate.df,
        p=estimate.p,
        n_people=sizes,
        n_days=int(fit.people["n_days"].sum()),
        design=design,
        method=method,
        adjusted=method == texts.METHOD_ADJUSTED,
        delta=question.delta,
        warnings=(*_warn_about_size(sum(sizes.values()), estimate.df), *narrow, *said, *case.cautions),
        verdict=judge(interval.low, interval.high, question.delta) if is_judged else None,
        fit=fit,
    )


def _is_judged(contrast: Contrast, case: _Case) -> bool:
    """Tell whether a verdict is due: on the primary contrast of a primary site only."""
    return contrast is Contrast.DIFFERENCE_AT_HORIZON and case.outcome in PRIMARY_SITES


def _warn_about_size(people: int, df: float) -> tuple[str, ...]:
    few = [texts.warn_few_people(people)] if people < FEW_PEOPLE else []
    return (*few, *([texts.warn_low_df(df)] if df < FEW_DF else []))


def _refuse(contrast: Contrast, case: _Case, sizes: dict[str, int], reason: str) -> Effect:
    question = case.question
    return Effect(
        outcome=case.outcome,
        contrast=contrast,
        treatment=question.treatment,
        control=question.control,
        unit=texts.UNITS[contrast],
        horizon=question.weeks,
        estimate=None,
        interval=None,
        interval_kind="fixed",
        se=None,
        df=None,
        p=None,
        n_people=sizes,
        n_days=0,
        design="",
        method="",
        adjusted=False,
        delta=question.delta,
        warnings=case.cautions,
        verdict=Verdict.REFUSED if _is_judged(contrast, case) else None,
        refusal=reason,
    )
