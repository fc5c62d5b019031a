"""Claim 8: whether the side support suits people whose back hurts.

On days with back discomfort (a rating above 0 before the session, or else the day before), discomfort of the
lower back during and after the session on side-support sets and on all other core sets of that session,
within people: the difference between five sets of the one and five of the other.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import answer, refuse, tell_problem
from coreanalytics.effects.claims.daily_models import fit_daily
from coreanalytics.effects.claims.day_rows import ROUTINES, add_lags, add_routines
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim, ClaimVerdict
from coreanalytics.effects.results import Interval
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import Site

NAME: Final = "C8"
MIN_SESSIONS: Final = 10  #: sessions with side-support sets, and without, on days with back discomfort
TIMINGS: Final = ("during", "after")
_FAMILIES: Final = ("article_move", "standard_ab", "other_core")
_VERDICTS: Final = {
    Verdict.LOWER: ClaimVerdict.SUPPORTED,
    Verdict.LOWER_MATTERS: ClaimVerdict.SUPPORTED,
    Verdict.NO_DIFFERENCE: ClaimVerdict.TOO_SMALL,
    Verdict.HIGHER: ClaimVerdict.CONTRADICTED,
    Verdict.HIGHER_MATTERS: ClaimVerdict.CONTRADICTED,
    Verdict.CANT_TELL: ClaimVerdict.CANT_TELL,
}


def examine_side_support(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claim 8 during and after sessions.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims.

    Returns
    -------
    tuple of Claim
        Two, part ``during`` and ``after``: points per five side-support sets in place of five other core
        sets.
    """
    rows = add_lags(add_routines(question.cut(days), question.treatment), [Site.LOW_BACK], [1])
    before = pl.coalesce(pl.col("low_back_before"), pl.col(f"{Site.LOW_BACK}_1"))
    side = pl.col("sets_side_support").fill_null(0)
    core = pl.sum_horizontal(pl.col(f"hard_sets_{family}").fill_null(0) for family in _FAMILIES)
    rows = rows.with_columns(
        before=before, side=side / 5, other=pl.max_horizontal(core - side, pl.lit(0)) / 5
    ).filter(pl.col("trained"), pl.col("before") > 0)
    return tuple(_examine(rows, timing, question) for timing in TIMINGS)


def _examine(rows: pl.DataFrame, timing: str, question: ClaimQuestion) -> Claim:
    asked, caution = texts.ask_side_support(timing), texts.caution_of(NAME)
    score = f"low_back_{timing}"
    seen = rows.filter(pl.col(score).is_not_null())
    with_side = seen.filter(pl.col("side") > 0).height
    if min(with_side, seen.height - with_side) < MIN_SESSIONS:
        missing = texts.miss_side_support(timing, MIN_SESSIONS, with_side, seen.height - with_side)
        return refuse(NAME, timing, asked, texts.UNIT_FIVE_SETS, seen, missing, caution)
    try:
        model = fit_daily(seen, score, ["side", "other", "before"], absorbed=ROUTINES)
        number = model.estimate({"side": 1.0, "other": -1.0})
    except DataError as problem:
        return refuse(NAME, timing, asked, texts.UNIT_FIVE_SETS, seen, tell_problem(problem), caution)
    interval = Interval(*number.range_at(question.level), question.level)
    kinds = [("side support", "side"), ("other core sets", "other")]
    told = [model.tell(name, question.level) for _, name in kinds]
    table = pl.DataFrame(
        {
            "sets": [label for label, _ in kinds],
            "estimate": [one[0] for one in told],
            "low": [one[1] for one in told],
            "high": [one[2] for one in told],
        },
        schema_overrides=dict.fromkeys(("estimate", "low", "high"), pl.Float64),
    )
    return answer(
        NAME,
        timing,
        asked,
        number,
        interval,
        texts.UNIT_FIVE_SETS,
        model,
        verdict=_VERDICTS[question.judge(interval)],
        sentence=texts.tell_side_support(timing, number.value, interval, model.people, model.days),
        caution=caution,
        table=table,
    )
