"""Claim 5: the comparison of the two routines at both primary sites.

Nothing is computed here: several people are compared by `comparison.compare`, and one person who has
followed both by `within.studies.compare_within`. These two sites are what the product was built to answer;
they share one error between them, and the other claims take nothing from it.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import refuse
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim, ClaimVerdict
from coreanalytics.effects.comparison import compare
from coreanalytics.effects.questions import CONTRASTS
from coreanalytics.effects.results import Effect, Effects
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.effects.within.studies import compare_within
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import PRIMARY_SITES

NAME: Final = "C5"
_VERDICTS: Final = {
    Verdict.LOWER: ClaimVerdict.SUPPORTED,
    Verdict.LOWER_MATTERS: ClaimVerdict.SUPPORTED,
    Verdict.NO_DIFFERENCE: ClaimVerdict.TOO_SMALL,
    Verdict.HIGHER: ClaimVerdict.CONTRADICTED,
    Verdict.HIGHER_MATTERS: ClaimVerdict.CONTRADICTED,
    Verdict.CANT_TELL: ClaimVerdict.CANT_TELL,
}


def examine_routine(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claim 5 at both sites.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims; `delta_between` is the yardstick between people, `delta_within` that of
        one person.

    Returns
    -------
    tuple of Claim
        Two, part the site, points: treatment minus control. Each has its share of the error.
    """
    kept = question.cut(days)
    in_arms = kept.filter(pl.col("program").is_in([question.treatment, question.control]))
    try:
        effects = _compare(kept, in_arms, question)
    except DataError as problem:
        return tuple(_refuse(in_arms, site, problem.what, problem.hint, question) for site in PRIMARY_SITES)
    return tuple(_tell(effects[site], in_arms, question) for site in PRIMARY_SITES)


def _compare(kept: pl.DataFrame, in_arms: pl.DataFrame, question: ClaimQuestion) -> Effects:
    level = 1 - (1 - question.level) / len(PRIMARY_SITES)
    people = in_arms["person"].unique().to_list()
    arms, weeks = (question.treatment, question.control), question.weeks
    if len(people) == 1:
        return compare_within(
            kept, people[0], arms[0], versus=arms[1], weeks=weeks, delta=question.delta_within, level=level,
            outcomes=PRIMARY_SITES, seed=question.seed,
        )  # fmt: skip
    return compare(
        kept, arms[0], versus=arms[1], weeks=weeks, delta=question.delta_between, level=level,
        outcomes=PRIMARY_SITES, contrasts=CONTRASTS[:1], beside=False,
    )  # fmt: skip


def _tell(effect: Effect, in_arms: pl.DataFrame, question: ClaimQuestion) -> Claim:
    if effect.estimate is None or effect.interval is None or effect.verdict is None:
        return _refuse(in_arms, effect.outcome, effect.refusal, "", question)
    return Claim(
        name=NAME,
        part=effect.outcome,
        question=_ask(effect.outcome, question),
        estimate=effect.estimate,
        interval=effect.interval,
        unit=effect.unit,
        p=effect.p,
        q=None,
        is_primary=True,
        people=1 if effect.person is not None else effect.n_people_in_all,
        days=effect.n_days,
        counted="days",
        verdict=_VERDICTS[Verdict(effect.verdict)],
        sentence=effect.to_sentence(cautions=False),
        caution=" ".join((*effect.warnings, texts.caution_of(NAME))),
        method=effect.method,
        table=effect.to_polars(),
        delta=effect.delta,
    )


def _refuse(in_arms: pl.DataFrame, site: str, why: str, hint: str, question: ClaimQuestion) -> Claim:
    seen = in_arms.filter(pl.col(site).is_not_null())
    missing = texts.miss_routine(why, hint)
    return refuse(
        NAME, str(site), _ask(site, question), texts.POINTS, seen, missing, texts.caution_of(NAME),
        is_primary=True,
    )  # fmt: skip


def _ask(site: str, question: ClaimQuestion) -> str:
    return texts.ask_routine(site, question.treatment, question.control, question.weeks)
