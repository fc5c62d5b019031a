"""Claims 3 and 4: whether stretching eases the thigh root, and relaxing the lower back.

People stretch because it hurts, so days with and without stretching must not be compared as they are. Asked
is the next day's score given the scores of the day itself and of the day before, on the minutes of the day,
within people, with level, trend and routine taken out. The claims say that nothing comes of it: that is
supported only where the whole range lies inside the smallest difference that matters.
"""

from __future__ import annotations

from dataclasses import dataclass
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

MIN_DAYS: Final = 10  #: days with, and days without, that are needed before anything is asked


@dataclass(frozen=True, slots=True)
class Relief:
    """One way of easing, and where it is meant to ease.

    Attributes
    ----------
    name
        The claim.
    habit
        Column of minutes.
    site
        Where it is meant to help.
    """

    name: str
    habit: str
    site: Site


RELIEFS: Final = (
    Relief("C3", "stretch_min", Site.THIGH_ROOT),
    Relief("C4", "massage_min", Site.LOW_BACK),
)

_VERDICTS: Final = {
    Verdict.NO_DIFFERENCE: ClaimVerdict.SUPPORTED,
    Verdict.LOWER: ClaimVerdict.CONTRADICTED,
    Verdict.LOWER_MATTERS: ClaimVerdict.CONTRADICTED,
    Verdict.HIGHER: ClaimVerdict.CONTRADICTED,
    Verdict.HIGHER_MATTERS: ClaimVerdict.CONTRADICTED,
    Verdict.CANT_TELL: ClaimVerdict.CANT_TELL,
}


def examine_relief(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claims 3 and 4.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims.

    Returns
    -------
    tuple of Claim
        Two, part the site: points on the next day per usual amount, which is the median of the minutes of
        days with any, against none.
    """
    rows = add_routines(question.cut(days), question.treatment)
    return tuple(_examine(rows, relief, question) for relief in RELIEFS)


def _examine(rows: pl.DataFrame, relief: Relief, question: ClaimQuestion) -> Claim:
    site, habit = relief.site, relief.habit
    asked, caution = texts.ask_relief(habit, site), texts.caution_of(relief.name)
    paired = add_lags(add_lags(rows, [site], [-1]), [site], [1]).rename(
        {f"{site}_-1": "tomorrow", f"{site}_1": "yesterday"}
    )
    seen = paired.drop_nulls([habit, site, "tomorrow", "yesterday"])
    done = seen.filter(pl.col(habit) > 0)
    few = min(done.height, seen.height - done.height)
    if few < MIN_DAYS:
        missing = texts.miss_relief(habit, MIN_DAYS, done.height, seen.height - done.height)
        return refuse(relief.name, str(site), asked, texts.UNIT_NEXT_DAY, seen, missing, caution)
    usual = float(str(done[habit].median()))
    seen = seen.with_columns(usual=pl.col(habit) / usual)
    try:
        model = fit_daily(seen, "tomorrow", ["usual", site, "yesterday"], absorbed=ROUTINES)
        number = model.estimate("usual")
    except DataError as problem:
        return refuse(
            relief.name, str(site), asked, texts.UNIT_NEXT_DAY, seen, tell_problem(problem), caution
        )
    interval = Interval(*number.range_at(question.level), question.level)
    table = pl.DataFrame(
        {
            "days": ["with", "without"],
            "n": [done.height, seen.height - done.height],
            "today": [done[site].mean(), seen.filter(pl.col(habit) == 0)[site].mean()],
            "tomorrow": [done["tomorrow"].mean(), seen.filter(pl.col(habit) == 0)["tomorrow"].mean()],
            "minutes": [done[habit].mean(), 0.0],
        }
    )
    return answer(
        relief.name,
        str(site),
        asked,
        number,
        interval,
        texts.UNIT_NEXT_DAY,
        model,
        verdict=_VERDICTS[question.judge(interval)],
        sentence=texts.tell_relief(
            habit, site, usual, number.value, interval, model.people, model.days, question.delta_day
        ),
        caution=caution,
        table=table,
    )
