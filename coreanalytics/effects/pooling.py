"""Several people's own results taken together: one question about each of them, answered for all.

Each person gives a difference with its standard error; `meta_analysis.fit_pooled` takes them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from coreanalytics.effects import texts
from coreanalytics.effects.meta_analysis import MIN_PEOPLE, PooledFit, fit_pooled
from coreanalytics.effects.questions import CONTROL_LEVEL, PRIMARY_LEVEL
from coreanalytics.effects.results import (
    Aside,
    Contrast,
    Design,
    Effect,
    Effects,
    Interval,
    Kind,
    check_level,
)
from coreanalytics.effects.verdicts import Verdict, judge
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import PRIMARY_SITES

FEW_PEOPLE: Final = 12  #: fewer people: warned


def pool(
    effects: Iterable[Effect | Effects],
    outcome: str | None = None,
    contrast: str | None = None,
    *,
    level: float | None = None,
) -> Effects:
    """Take several people's own results together.

    Parameters
    ----------
    effects
        One-person results, as `compare_within` gives them, one a person and outcome.
    outcome, contrast
        Which ones to take; by default every outcome, and of each its primary contrast.
    level
        Level of every interval; by default .975 for the two primary sites and .95 for the control site.

    Returns
    -------
    Effects
        One pooled effect an outcome, with the range for one more person beside it (`Effect.asides`), and
        tau², I² and everybody's weight in its `fit`. `n_people` counts everybody under both programs.
        People whose own result was refused are left out and counted; with fewer than three results the
        outcome is refused.

    Raises
    ------
    ArgumentError
        A result is not one person's, somebody is there twice, or contrasts, programs, units, horizons or
        smallest differences that matter are mixed.
    DataError
        There is nothing to pool, or no outcome has three results.
    """
    import polars as pl

    if level is not None:
        check_level(level)
    groups: dict[str, list[Effect]] = {}
    for effect in _list_results(effects, outcome, contrast):
        groups.setdefault(effect.outcome, []).append(effect)
    if not groups:
        raise DataError("there is no result to pool", where="effects", hint=texts.HINT_POOL)
    for results in groups.values():
        _check_alike(results)
    pooled = tuple(_pool_outcome(results, level) for results in groups.values())
    if not any(effect.is_answered for effect in pooled):
        reasons = dict.fromkeys(effect.refusal for effect in pooled)
        raise DataError(" ".join(reasons), where="effects", hint=texts.HINT_POOL)
    refused = [(r.outcome, r.person, None, "refused") for rs in groups.values() for r in rs if not _counts(r)]
    columns = {"outcome": pl.String, "person": pl.String, "arm": pl.String, "reason": pl.String}
    return Effects(pooled, pl.DataFrame(refused, schema=columns, orient="row"))


def _list_results(
    effects: Iterable[Effect | Effects], outcome: str | None, contrast: str | None
) -> list[Effect]:
    found: list[Effect] = []
    for given in effects:
        if isinstance(given, Effect):
            found.append(given)
        elif isinstance(given, Effects):
            found += given.primary if contrast is None else given.values()
        else:
            raise ArgumentError(
                f"a {type(given).__name__} is no result of one person", where="effects", hint=texts.HINT_POOL
            )
    return [
        effect
        for effect in found
        if outcome in (None, effect.outcome) and contrast in (None, effect.contrast)
    ]


def _check_alike(results: Sequence[Effect]) -> None:
    """Raise `ArgumentError` unless these are results of different people about one thing."""
    site = results[0].outcome
    people = [effect.person for effect in results]
    if None in people:
        raise ArgumentError(
            f"a result about {site} is not one person's own", where="effects", hint=texts.HINT_POOL
        )
    twice = sorted({str(person) for person in people if people.count(person) > 1})
    if twice:
        raise ArgumentError(f"{', '.join(twice)}: more than one result about {site}", where="effects")
    names = ["contrast", "unit", "treatment", "control", "delta"]
    if results[0].contrast == Contrast.DIFFERENCE_AT_HORIZON:
        names.append("horizon")
    for name in names:
        kinds = dict.fromkeys(str(getattr(effect, name)) for effect in results)
        if len(kinds) > 1:
            raise ArgumentError(
                f"results about {site} differ in their {name}: {', '.join(kinds)}",
                where="effects",
                hint="ask the same question of everybody, or choose with outcome= and contrast=",
            )


def _counts(effect: Effect) -> bool:
    """Tell whether a person's result can enter."""
    return effect.estimate is not None and effect.se is not None and 0 < effect.se < np.inf


def _pool_outcome(results: Sequence[Effect], level: float | None) -> Effect:
    import polars as pl

    entered = [effect for effect in results if _counts(effect)]
    refused = texts.warn_pooled_refused(len(results) - len(entered))
    if len(entered) < MIN_PEOPLE:
        return _refuse(results[0], len(entered), (refused,) if refused else ())
    people = pl.DataFrame(
        {
            "person": [effect.person for effect in entered],
            "n_days": [effect.n_days for effect in entered],
            "design": [str(effect.design) for effect in entered],
        }
    )
    values = np.array([effect.estimate for effect in entered], dtype=float)
    errors = np.array([effect.se for effect in entered], dtype=float)
    fit = fit_pooled(values, errors, people)
    return _answer(entered, fit, level, (*_warn(entered), *((refused,) if refused else ())))


def _read_design(entered: Sequence[Effect]) -> Design:
    designs = [Design(effect.design) for effect in entered]
    if all(design.is_randomised for design in designs):
        return Design.SWITCHED_RANDOMISED
    is_inferred = any(design.is_inferred for design in designs)
    return Design.SWITCHED_INFERRED if is_inferred else Design.SWITCHED_CHOSEN


def _warn(entered: Sequence[Effect]) -> tuple[str, ...]:
    k = len(entered)
    designs = [Design(effect.design) for effect in entered]
    said = (
        texts.warn_few_people(k) if k < FEW_PEOPLE else "",
        texts.warn_pooled_design(
            k, sum(d.is_randomised for d in designs), sum(d.is_inferred for d in designs)
        ),
    )
    return tuple(text for text in said if text)


def _answer(
    entered: Sequence[Effect], fit: PooledFit, level: float | None, warnings: tuple[str, ...]
) -> Effect:
    first, estimate = entered[0], fit.estimate
    usual = PRIMARY_LEVEL if first.outcome in PRIMARY_SITES else CONTROL_LEVEL
    chosen = usual if level is None else level
    half = estimate.half_width(chosen)
    interval = Interval(estimate.value - half, estimate.value + half, chosen)
    prediction = fit.prediction_at(chosen)
    told = texts.tell_prediction(fit.tau, prediction, first.unit)
    programs = (first.treatment, first.control)
    days = {p: sum(effect.days_by_program.get(p, 0) for effect in entered) for p in programs}
    return Effect(
        outcome=first.outcome,
        contrast=first.contrast,
        treatment=first.treatment,
        control=first.control,
        unit=first.unit,
        horizon=first.horizon,
        estimate=estimate.value,
        interval=interval,
        interval_kind=Kind.FIXED,
        se=estimate.se,
        df=estimate.df,
        p=estimate.p,
        n_people=dict.fromkeys(programs, len(entered)),
        n_days=sum(effect.n_days for effect in entered),
        design=_read_design(entered),
        method=texts.METHOD_POOLED,
        adjusted=False,
        delta=first.delta,
        warnings=warnings,
        verdict=judge(interval.low, interval.high, first.delta) if _is_judged(first) else None,
        fit=fit,
        days_by_program=days if any(days.values()) else {},
        asides=(Aside(texts.PREDICTION, interval=prediction, sentence=told),),
    )


def _is_judged(effect: Effect) -> bool:
    return effect.contrast == Contrast.DIFFERENCE_OF_PHASE_MEANS and effect.outcome in PRIMARY_SITES


def _refuse(first: Effect, people: int, warnings: tuple[str, ...]) -> Effect:
    return Effect(
        outcome=first.outcome,
        contrast=first.contrast,
        treatment=first.treatment,
        control=first.control,
        unit=first.unit,
        horizon=first.horizon,
        estimate=None,
        interval=None,
        interval_kind=Kind.FIXED,
        se=None,
        df=None,
        p=None,
        n_people=dict.fromkeys((first.treatment, first.control), people),
        n_days=0,
        design="",
        method="",
        adjusted=False,
        delta=first.delta,
        warnings=warnings,
        verdict=Verdict.REFUSED if _is_judged(first) else None,
        refusal=texts.refuse_few_results(people, MIN_PEOPLE),
    )
