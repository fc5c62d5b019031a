"""Claims put together: from a number, or from the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coreanalytics.effects import texts
from coreanalytics.effects.claims.results import Claim, ClaimVerdict

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.claims.daily_models import DailyModel, Number
    from coreanalytics.effects.results import Interval


def answer(
    name: str,
    part: str,
    question: str,
    number: Number,
    interval: Interval,
    unit: str,
    model: DailyModel,
    *,
    verdict: ClaimVerdict,
    sentence: str,
    caution: str,
    table: pl.DataFrame | None = None,
) -> Claim:
    """Return a part of a claim that has a number from a model of days."""
    return Claim(
        name=name,
        part=part,
        question=question,
        estimate=number.value,
        interval=interval,
        unit=unit,
        p=number.p,
        q=None,
        is_primary=False,
        people=model.people,
        days=model.days,
        counted="days",
        verdict=verdict,
        sentence=sentence,
        caution=caution,
        method=model.method,
        table=table,
    )


def refuse(
    name: str,
    part: str,
    question: str,
    unit: str,
    seen: pl.DataFrame,
    missing: str,
    caution: str,
    *,
    counted: str = "days",
    days: int | None = None,
) -> Claim:
    """Return a part of a claim that has no number, and what to log for one.

    Parameters
    ----------
    seen
        The rows there are: with a column person.
    missing
        Why there is no number, and what would give one.
    days
        How many days, answers or sessions there are; None: one a row.
    """
    return Claim(
        name=name,
        part=part,
        question=question,
        estimate=None,
        interval=None,
        unit=unit,
        p=None,
        q=None,
        is_primary=False,
        people=seen["person"].n_unique() if seen.height else 0,
        days=seen.height if days is None else days,
        counted=counted,
        verdict=ClaimVerdict.REFUSED,
        sentence=texts.CLAIM_NO_ANSWER.format(question=question),
        caution=caution,
        missing=missing,
    )
