"""Lead exposure: next week's training must not "affect" today's discomfort.

Regression within people (`claims.daily_models`): today's score on the hard sets of the two routines'
families in the seven days to come, beside those of the seven days up to today, with level, trend and the
routine of the day taken out. A cause comes before what it causes: where the days to come seem to matter,
discomfort drives training, or something else drives both.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell, judge_range
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.claims.daily_models import fit_daily
from coreanalytics.effects.claims.day_rows import ROUTINES, add_routines
from coreanalytics.errors import DataError

NAME: Final = "lead_exposure"
DAYS: Final = 7
MIN_DAYS: Final = 28  #: reported days with a whole week logged before and after
TEN: Final = 10.0
_FAMILIES: Final = ("hard_sets_article_move", "hard_sets_standard_ab")


def check_lead_exposure(asked: Asked) -> tuple[Check, ...]:
    """Check that training to come does not go with discomfort now, at each primary site."""
    missing = [name for name in _FAMILIES if name not in asked.days.columns]
    if missing:
        return tuple(cannot_tell(NAME, site, texts.ASK_LEAD, texts.NO_SETS_LOGGED) for site in asked.sites)
    rows = add_routines(asked.days, asked.treatment)
    sets = pl.sum_horizontal(pl.col(name).fill_null(0) for name in _FAMILIES)
    rows = rows.with_columns(sets=sets / TEN)
    past = pl.col("sets").rolling_sum(DAYS).over("person", order_by="date")
    rows = rows.with_columns(past=past).with_columns(
        coming=pl.col("past").shift(-DAYS).over("person", order_by="date")
    )
    return tuple(_check(asked, rows, site) for site in asked.sites)


def _check(asked: Asked, rows: pl.DataFrame, site: str) -> Check:
    seen = rows.drop_nulls([site, "past", "coming"])
    if seen.height < MIN_DAYS or seen["sets"].sum() == 0:
        return cannot_tell(NAME, site, texts.ASK_LEAD, texts.FEW_LEAD.format(n=MIN_DAYS, found=seen.height))
    try:
        model = fit_daily(seen, site, ["coming", "past"], absorbed=ROUTINES)
        number = model.estimate("coming")
        behind = model.estimate("past")
    except DataError as problem:
        return cannot_tell(NAME, site, texts.ASK_LEAD, texts.sentence_of(problem.what))
    low, high = number.range_at(asked.level)
    ranged = Ranged(number.value, low, high, number.p)
    passed = judge_range(ranged, asked.delta, alpha=1 - asked.level)
    sentence = texts.tell_lead(site, number.value, low, high, asked.level, model.people, model.days, passed)
    past_low, past_high = behind.range_at(asked.level)
    table = pl.DataFrame(
        {
            "sets": ["seven days to come", "seven days up to today"],
            "estimate": [number.value, behind.value],
            "low": [low, past_low],
            "high": [high, past_high],
        }
    )
    return Check(NAME, site, texts.ASK_LEAD, passed, sentence, table, number.p, model.method)
