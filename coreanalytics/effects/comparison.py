"""The comparison of two routines: person-days in, effects out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.answers import Basis, Case, answer, count_days, refuse
from coreanalytics.effects.cohort_models import CohortModel, Days, fit_change, fit_difference, read_days
from coreanalytics.effects.cohorts import Cohort, gather_cohort, needs_of
from coreanalytics.effects.person_lines import Entry, fit_lines
from coreanalytics.effects.questions import CONTRASTS, Question, check_days, check_question
from coreanalytics.effects.results import Contrast, Design, Effect, Effects
from coreanalytics.effects.second_stage import compare_two_stages, stand_beside
from coreanalytics.effects.two_stage import varies_within_arms
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import (
    DELTA_BETWEEN,
    OUTCOMES,
    PROGRAM_FAMILY,
    Assigned,
    Program,
)

#: Share of program days that are mixed from which a comparison of arms is warned of.
MOSTLY_MIXED: Final = 0.5
STRONG_MEMORY: Final = 0.95  #: correlation of neighbouring days from which a model is warned of


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
    estimator: str = "mixed",
    errors: str = "ar1",
    reml: bool = True,
    covariates: Sequence[str] = (),
    until: date | None = None,
    contrasts: Sequence[str] = CONTRASTS,
    beside: bool = True,
) -> Effects:
    """Compare two routines between people, `weeks` after each person's time zero.

    A linear mixed model of everybody's reported days (`effects.mixed`): each person has a level and a
    slope of their own, days resemble their neighbours (AR(1) over the calendar), and the standard errors
    are CR2 with Satterthwaite degrees of freedom, so that the ranges hold in small groups and where the
    model is wrong. Differences are adjusted for the run-in mean. Whoever changes routine contributes both
    phases; whoever has too few reported run-in days gets the average run-in mean, that is, is not adjusted.

    Parameters
    ----------
    days
        Person-day table (`days.columns.PERSON_DAYS`), eager or lazy (Parquet, Delta). Each fit reads the
        days once.
    treatment, versus
        The two programs, usually `core_focused` and `standard_crunch`. Differences are treatment minus
        control: less discomfort is negative.
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
    estimator
        "mixed"; "two_stage" (each person's own line, then Welch's t; shown beside the mixed model anyway);
        or "ancova" (one score before and one after per person).
    errors
        Of the mixed model: "ar1", or "iid" for days that do not resemble their neighbours.
    reml
        Restricted (True) or full maximum likelihood.
    covariates
        Day-level columns adjusted for, e.g. "analgesic", "run_km", "squat_sets". Days on which one of them
        is missing are not used.
    until
        Last day looked at.
    contrasts
        Which of the four to compute, the primary one among them.
    beside
        Whether to compute the other ways to the same number too (`Effect.asides`).

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
    question = check_question(
        treatment,
        versus,
        weeks,
        delta,
        level,
        outcomes,
        entry,
        estimator=estimator,
        errors=errors,
        reml=reml,
        covariates=covariates,
        until=until,
        contrasts=contrasts,
        beside=beside,
    )
    others = (*question.covariates, *(("date",) if until is not None else ()))
    frame = check_days(days, question.outcomes, others)
    if until is not None:
        frame = frame.filter(pl.col("date") <= until)
    for name in question.covariates:
        kind = frame.collect_schema()[name]
        if not (kind.is_numeric() or kind == pl.Boolean):
            raise ArgumentError(f"the column {name} holds no numbers", where="covariates")
    _check_programs(frame, question)
    shared = _warn_about_programs(frame, (question.treatment, question.control))
    if estimator == "ancova":
        from coreanalytics.effects.ancova import ancova_effects

        found = ancova_effects(frame, question, cautions=shared)
    elif estimator == "two_stage":
        found = compare_two_stages(frame, question, shared)
    else:
        found = _compare_mixed(frame, question, shared)
    wanted = tuple(effect for effect in found.values() if effect.contrast in question.contrasts)
    return _check_answered(Effects(wanted, found.left_out), question)


def _check_programs(frame: pl.LazyFrame, question: Question) -> None:
    """Raise where a program that is none of the package's own does not occur."""
    unusual = {question.treatment, question.control} - set(PROGRAM_FAMILY)
    if not unusual:
        return
    found = frame.select(pl.col("program").drop_nulls().unique().sort()).collect()["program"].to_list()
    for name in sorted(unusual.difference(found)):
        where = "treatment" if name == question.treatment else "versus"
        raise ArgumentError(
            f"nobody is on {name!r}", where=where, hint=f"the programs here: {', '.join(found) or 'none'}"
        )


def _check_answered(found: Effects, question: Question) -> Effects:
    """Raise, with the reasons, where not a single outcome has an answer."""
    if any(effect.is_answered for effect in found.primary):
        return found
    reasons = tuple(dict.fromkeys(effect.refusal for effect in found.primary))
    is_few = any(min(effect.n_people.values()) < question.entry.min_people for effect in found.primary)
    is_late = found.left_out is not None and bool((found.left_out["reason"] == "no_reports").any())
    hint = texts.hint_needed(question.weeks, question.entry, reports_began_late=is_late) if is_few else ""
    raise DataError(" ".join((*reasons, *found.warnings)), hint=hint)


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
        .collect(engine="streaming")
    )
    outside = seen.filter(~pl.col("in_arm").fill_null(False))
    n_mixed = outside.filter(pl.col("mixed") > 0).height
    n_none = outside.filter((pl.col("mixed") == 0) & pl.col("none").fill_null(False)).height
    total, mixed = int(seen["days"].sum()), int(seen["mixed"].sum())
    said = [texts.warn_outside(n_mixed, n_none, outside.height - n_mixed - n_none)]
    if total and mixed / total > MOSTLY_MIXED:
        said.append(texts.warn_mostly_mixed(mixed / total))
    return tuple(text for text in said if text)


# --- the mixed model --------------------------------------------------------------------------------


def _compare_mixed(frame: pl.LazyFrame, question: Question, shared: tuple[str, ...]) -> Effects:
    cohort = gather_cohort(frame, question)
    arms = (question.treatment, question.control)
    lines = None
    if question.beside and not cohort.changes:
        lines = fit_lines(frame, arms, question.outcomes, question.horizon, question.entry)
        lines = lines.filter(pl.col("reason").is_null())
    effects: list[Effect] = []
    left_out: list[pl.DataFrame] = []
    for outcome in question.outcomes:
        people = cohort.list_people(outcome)
        own = None if lines is None else lines.filter(pl.col("outcome") == outcome)
        effects += _compare_outcome(cohort, people, own, Case(outcome, question).say(*shared))
        left_out.append(people.drop_nulls("reason").select("outcome", "person", "arm", "reason"))
    return Effects(tuple(effects), pl.concat(left_out))


def _compare_outcome(
    cohort: Cohort, people: pl.DataFrame, own: pl.DataFrame | None, case: Case
) -> Iterator[Effect]:
    """Yield the four contrasts of one outcome, the primary one first."""
    question, entry = case.question, case.question.entry
    entered = people.filter(pl.col("reason").is_null())
    reasons = dict(people.drop_nulls("reason").group_by("reason").len().sort("reason").iter_rows())
    # where people change, phases end because others begin
    early = 0 if cohort.changes else int((entered["last"] < needs_of(entry, question.horizon)).sum())
    case = Case(case.outcome, question, case.cautions, bool(reasons)).say(
        texts.warn_continuing(int(entered["continuing"].sum())),
        texts.warn_changed(int(entered["switched"].sum()), int(entered["restarts"].sum())),
        texts.warn_unadjusted(int((~entered["adjusted"]).sum()), entered.height, entry.min_run_in),
        texts.warn_ended_early(early, question.weeks, entry),
        texts.warn_left_out(reasons, question.weeks, entry),
    )
    both = _differ(cohort, entered, own, case)
    yield from (effect for effect in both if effect.contrast in question.contrasts)
    for contrast in (Contrast.OWN_CHANGE_TREATMENT, Contrast.OWN_CHANGE_CONTROL):
        if contrast in question.contrasts:
            yield _change(cohort, entered, contrast, case)


def _differ(
    cohort: Cohort, entered: pl.DataFrame, own: pl.DataFrame | None, case: Case
) -> tuple[Effect, Effect]:
    """Return the difference at the horizon and the difference in slope: one fit."""
    both = (Contrast.DIFFERENCE_AT_HORIZON, Contrast.DIFFERENCE_IN_SLOPE)
    question, minimum = case.question, case.question.entry.min_people
    sizes, reaching = _count_people(cohort, entered, case.outcome)
    for counted, reason in ((sizes, texts.refuse_few), (reaching, texts.refuse_short)):
        if min(counted.values()) < minimum:
            told = reason(counted, minimum)
            return refuse(both[0], case, sizes, told), refuse(both[1], case, sizes, told)
    days = _read(cohort, case.outcome, entered)
    fitted = days if isinstance(days, str) else _fit(days)
    if isinstance(fitted, str) or isinstance(days, str):
        told = str(fitted)
        return refuse(both[0], case, sizes, told), refuse(both[1], case, sizes, told)
    case = case.say(_tell_without_continuing(cohort, entered, case), *_warn_about_fit(fitted, days))
    design = _read_design(entered, cohort.changes)
    basis = Basis(
        sizes,
        _count_program_days(cohort, entered, days, sizes),
        design,
        texts.name_mixed(question.errors, fitted.adjusted, question.covariates),
        fitted.adjusted,
        entered.height,
    )
    said = (
        texts.warn_weakened() if design.is_randomised and case.has_left_out else texts.warn_design(design),
    )
    found = []
    for contrast, slope in zip(both, (question.horizon, 7), strict=True):
        is_primary = contrast is both[0]
        weights = fitted.weigh_difference(1.0 if is_primary else 0.0, slope)
        asides = stand_beside(own, contrast, case) if own is not None else ()
        found.append(
            answer(
                contrast,
                case,
                fitted.estimate(weights),
                basis,
                fitted.describe(weights),
                said=said,
                asides=asides,
            )
        )
    return found[0], found[1]


def _read(cohort: Cohort, outcome: str, entered: pl.DataFrame, arm: str | None = None) -> Days | str:
    """Read the days, or say why there are none."""
    try:
        return read_days(cohort, outcome, entered, first_phases=arm)
    except DataError as problem:
        return problem.what


def _fit(days: Days) -> CohortModel | str:
    """Fit with the run-in adjustment if enough is then known of the noise, else without, or say why not."""
    question = days.cohort.question
    first: CohortModel | None = None
    for adjust in (True, False):
        try:
            fitted = fit_difference(days, adjust=adjust)
        except DataError as problem:
            if adjust:
                continue
            return problem.what if _varies(days) else texts.refuse_no_noise()
        weights = fitted.weigh_difference(1.0, question.horizon)
        if fitted.estimate(weights).df >= question.entry.min_df or not fitted.adjusted:
            return fitted if fitted.model.converged else texts.refuse_unsettled()
        first = first or fitted
    return first if first is not None else texts.refuse_no_noise()


def _varies(days: Days) -> bool:
    y = len(days.moments.extras) - 1
    from coreanalytics.effects.mixed.moments import name_sums

    names = name_sums(len(days.moments.extras))
    n, total, square = (days.moments.sums[names.index(name)].sum() for name in ("n", f"c{y}", f"c{y}c{y}"))
    return bool(square - total * total / n > 1e-9)


def _warn_about_fit(fitted: CohortModel, days: Days) -> tuple[str, ...]:
    covariate = days.entered["covariate"]
    could = covariate.null_count() == 0 and varies_within_arms(
        covariate.to_numpy().astype(float), days.treated
    )
    return (
        texts.warn_too_few_to_adjust() if could and not fitted.adjusted else "",
        texts.warn_strong_memory(fitted.model.rho) if fitted.model.rho >= STRONG_MEMORY else "",
        texts.warn_covariates(days.cohort.question.covariates) if days.cohort.question.covariates else "",
    )


def _tell_without_continuing(cohort: Cohort, entered: pl.DataFrame, case: Case) -> str:
    """Say what the primary contrast is without continuing users, whose clock starts late."""
    others = entered.filter(~pl.col("continuing"))
    if others.height == entered.height:
        return ""
    sizes, reaching = _count_people(cohort, others, case.outcome)
    if min(*sizes.values(), *reaching.values()) < case.question.entry.min_people:
        return texts.refuse_without_continuing()
    days = _read(cohort, case.outcome, others)
    fitted = days if isinstance(days, str) else _fit(days)
    if isinstance(fitted, str):
        return texts.refuse_without_continuing()
    number = fitted.estimate(fitted.weigh_difference(1.0, case.question.horizon))
    if number.df < case.question.entry.min_df:
        return texts.refuse_without_continuing()
    level = case.question.level_of(case.outcome)
    half = number.half_width(level)
    return texts.tell_without_continuing(
        entered.height - others.height, number.value, (number.value - half, number.value + half), level
    )


def _count_people(
    cohort: Cohort, entered: pl.DataFrame, outcome: str
) -> tuple[dict[str, int], dict[str, int]]:
    """Return people per program, and those of them whose reports reach the horizon."""
    question = cohort.question
    far = needs_of(question.entry, question.horizon)
    if not cohort.changes:
        reach = entered.filter(pl.col("last") >= far)
        return tuple(  # type: ignore[return-value]
            {arm: int((frame["arm"] == arm).sum()) for arm in cohort.arms} for frame in (entered, reach)
        )
    spans = _span_phases(cohort, entered, outcome)
    sizes = {arm: spans.filter(pl.col("program") == arm)["person"].n_unique() for arm in cohort.arms}
    reach = spans.filter(pl.col("last") >= far)
    return sizes, {arm: reach.filter(pl.col("program") == arm)["person"].n_unique() for arm in cohort.arms}


def _span_phases(cohort: Cohort, entered: pl.DataFrame, outcome: str) -> pl.DataFrame:
    """Return reported days and the last of them per used phase: person, program, n, last."""
    keys = cohort.phases.filter(pl.col("person").is_in(entered["person"].implode()))
    return (
        cohort.frame.filter(
            pl.col(outcome).is_not_null(),
            cohort.in_span(with_course=True),
            ~pl.col("run_in").fill_null(False),
        )
        .join(keys.lazy().drop("program"), on=["person", "phase"], how="semi")
        .group_by("person", "phase")
        .agg(pl.col("program").first(), pl.len().alias("n"), pl.col("day_in_phase").max().alias("last"))
        .collect()
    )


def _count_program_days(
    cohort: Cohort, entered: pl.DataFrame, days: Days, sizes: dict[str, int]
) -> dict[str, int]:
    if not cohort.changes:
        counted = days.entered.with_columns(n=pl.Series(days.moments.rows_of_people))
        return count_days(counted, sizes, "n")
    spans = _span_phases(cohort, entered, days.outcome)
    return {arm: int(spans.filter(pl.col("program") == arm)["n"].sum()) for arm in sizes}


def _read_design(entered: pl.DataFrame, changes: bool) -> Design:
    kinds = set(entered["kinds"].explode().to_list())
    if kinds == {Assigned.RANDOMISED.value}:
        return Design.SWITCHED_RANDOMISED if changes else Design.RANDOMISED
    if Assigned.INFERRED.value in kinds:
        return Design.SWITCHED_INFERRED if changes else Design.INFERRED
    return Design.SWITCHED_CHOSEN if changes else Design.CHOSEN


def _change(cohort: Cohort, entered: pl.DataFrame, contrast: Contrast, case: Case) -> Effect:
    """Return one arm's own change since its run-in: shown, and never called an effect."""
    question, minimum = case.question, case.question.entry.min_people
    arm = question.treatment if contrast is Contrast.OWN_CHANGE_TREATMENT else question.control
    rows = entered.filter(pl.col("arm") == arm, "adjusted")
    sizes = {arm: rows.height}
    reaching = {arm: rows.filter(pl.col("last") >= needs_of(question.entry, question.horizon)).height}
    if not (entered["arm"] == arm).any():
        return refuse(contrast, case, sizes, texts.refuse_none_began(arm))
    if rows.height < minimum:
        return refuse(contrast, case, sizes, texts.refuse_few(sizes, minimum, question.entry.min_run_in))
    if reaching[arm] < minimum:
        return refuse(contrast, case, sizes, texts.refuse_short(reaching, minimum))
    days = _read(cohort, case.outcome, rows, arm)
    if isinstance(days, str):
        return refuse(contrast, case, sizes, days)
    try:
        fitted = fit_change(days)
    except DataError as problem:
        return refuse(contrast, case, sizes, problem.what if _varies(days) else texts.refuse_no_noise())
    weights = fitted.weigh({"one": 1.0, "day": float(question.horizon), **fitted.covariate_means()})
    counted = days.entered.with_columns(n=pl.Series(days.moments.rows_of_people))
    basis = Basis(
        sizes, count_days(counted, sizes, "n"), _read_design(rows, False), texts.name_change(question.errors)
    )
    return answer(contrast, case, fitted.estimate(weights), basis, fitted.describe(weights))
