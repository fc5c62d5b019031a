"""Claim 1: what follows a session with many hip-flexor-demanding sets.

Distributed-lag regression within people (`daily_models`): the score of a moment on the sets of the same day
and of the three days before, hip-flexor-demanding ones and those of the five moves side by side, with the
person's own level, their trend and the routine of the day taken out. So the days after a session are told
apart from the slow course of weeks, which claim 5 is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import answer, refuse, tell_problem
from coreanalytics.effects.claims.daily_models import DailyModel, fit_daily
from coreanalytics.effects.claims.day_rows import (
    DEMANDING_SETS,
    MOVE_SETS,
    ROUTINES,
    add_doses,
    add_lags,
    add_routines,
)
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim, ClaimVerdict
from coreanalytics.effects.results import Interval
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import PRIMARY_SITES, Site

NAME: Final = "C1"
#: Days before the score that sets are remembered for; soreness peaks on the first and second.
LAGS: Final = (0, 1, 2, 3)
MIN_SESSIONS: Final = 10  #: days with demanding sets that are needed before anything is asked


@dataclass(frozen=True, slots=True)
class Moment:
    """When, relative to a session, discomfort is looked at.

    Attributes
    ----------
    name
        Its name.
    column
        Of the person-days; ``{site}`` stands for the site.
    lag
        Days since the sets.
    with_lags
        Whether earlier days' sets stand beside (not for ratings of the session itself).
    """

    name: str
    column: str
    lag: int
    with_lags: bool


MOMENTS: Final = (
    Moment("during", "{site}_during", 0, with_lags=False),
    Moment("after", "{site}_after", 0, with_lags=False),
    Moment("next_morning", "{site}_next_morning", 1, with_lags=True),
    Moment("next_day", "{site}", 1, with_lags=True),
    Moment("two_days_later", "{site}", 2, with_lags=True),
)


def examine_lags(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claim 1 at both sites and every moment.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims.

    Returns
    -------
    tuple of Claim
        One a site and moment, part ``site_moment``: points per five hip-flexor-demanding hard sets.
        Where mornings are the day's own rating, ``next_day`` is left out, being the same.
    """
    rows = add_lags(
        add_routines(add_doses(question.cut(days)), question.treatment), (DEMANDING_SETS, MOVE_SETS), LAGS
    )
    # before a log begins nobody knows what was done; inside it, a day without training is 0
    rows = rows.with_columns(
        pl.col(f"{kind}_{lag}").fill_null(0.0) for kind in (DEMANDING_SETS, MOVE_SETS) for lag in LAGS
    )
    fitted: dict[tuple[str, ...], DailyModel] = {}  # two moments may be two numbers of one model
    return tuple(
        _examine(rows, site, moment, question, fitted) for site in PRIMARY_SITES for moment in MOMENTS
    )


def _examine(
    rows: pl.DataFrame,
    site: Site,
    moment: Moment,
    question: ClaimQuestion,
    fitted: dict[tuple[str, ...], DailyModel],
) -> Claim:
    part, asked = f"{site}_{moment.name}", texts.ask_lag(site, moment.name)
    score = moment.column.format(site=site)
    seen = rows.filter(pl.col(score).is_not_null())
    lags = LAGS if moment.with_lags else (0,)
    exposure = f"{DEMANDING_SETS}_{moment.lag}"
    trained = seen.filter(pl.col(exposure) > 0)
    caution = texts.caution_of(NAME)
    if trained.height < MIN_SESSIONS:
        missing = texts.miss_lag(site, moment.name, MIN_SESSIONS, trained.height)
        return refuse(NAME, part, asked, texts.UNIT_FIVE_SETS, seen, missing, caution)
    kinds = [DEMANDING_SETS]
    if seen.filter(pl.col(f"{MOVE_SETS}_{moment.lag}") > 0).height >= MIN_SESSIONS:
        kinds.append(MOVE_SETS)
    regressors = [f"{kind}_{lag}" for kind in kinds for lag in lags]
    try:
        key = (score, *regressors)
        model = fitted.get(key) or fit_daily(seen, score, regressors, absorbed=ROUTINES)
        fitted[key] = model
        number = model.estimate(exposure)
    except DataError as problem:
        return refuse(NAME, part, asked, texts.UNIT_FIVE_SETS, seen, tell_problem(problem), caution)
    interval = Interval(*number.range_at(question.level), question.level)
    table = _tabulate(model, kinds, lags, question.level)
    return answer(
        NAME,
        part,
        asked,
        number,
        interval,
        texts.UNIT_FIVE_SETS,
        model,
        verdict=_VERDICTS[question.judge(interval)],
        sentence=texts.tell_lag(site, moment.name, number.value, interval, model.people, model.days),
        caution=caution,
        table=table,
    )


_VERDICTS: Final = {
    Verdict.HIGHER_MATTERS: ClaimVerdict.SUPPORTED,
    Verdict.HIGHER: ClaimVerdict.SUPPORTED,
    Verdict.NO_DIFFERENCE: ClaimVerdict.TOO_SMALL,
    Verdict.LOWER: ClaimVerdict.CONTRADICTED,
    Verdict.LOWER_MATTERS: ClaimVerdict.CONTRADICTED,
    Verdict.CANT_TELL: ClaimVerdict.CANT_TELL,
}


def _tabulate(model: DailyModel, kinds: list[str], lags: tuple[int, ...], level: float) -> pl.DataFrame:
    """Return one row a kind of sets and lag: kind, days_later, estimate, low, high (points per five sets).

    A lag of which too little is known has no numbers.
    """
    rows = []
    for kind in kinds:
        for lag in lags:
            rows.append((kind, lag, *model.tell(f"{kind}_{lag}", level)))
    return pl.DataFrame(
        rows,
        schema={
            "kind": pl.String,
            "days_later": pl.Int64,
            "estimate": pl.Float64,
            "low": pl.Float64,
            "high": pl.Float64,
        },
        orient="row",
    )
