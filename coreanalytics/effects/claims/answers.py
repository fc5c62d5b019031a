"""Claims put together: from a number, or from the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coreanalytics import words
from coreanalytics.effects import texts
from coreanalytics.effects.claims.results import Claim, ClaimVerdict
from coreanalytics.errors import DataError

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.claims.daily_models import Number
    from coreanalytics.effects.results import Interval


class Based(Protocol):
    """What a number rests on: any fitted model that tells its people and days."""

    @property
    def people(self) -> int:
        """People who entered."""

    @property
    def days(self) -> int:
        """Days, answers or sessions that entered."""

    @property
    def method(self) -> str:
        """How, in a few words."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a number rests on; see `Based`."""

    people: int
    days: int
    method: str


def answer(
    name: str,
    part: str,
    question: str,
    number: Number,
    interval: Interval,
    unit: str,
    model: Based,
    *,
    verdict: ClaimVerdict,
    sentence: str,
    caution: str,
    table: pl.DataFrame | None = None,
    counted: str = "days",
    is_primary: bool = False,
) -> Claim:
    """Return a part of a claim that has a number from a model."""
    return Claim(
        name=name,
        part=part,
        question=question,
        estimate=number.value,
        interval=interval,
        unit=unit,
        p=number.p,
        q=None,
        is_primary=is_primary,
        people=model.people,
        days=model.days,
        counted=counted,
        verdict=verdict,
        sentence=sentence,
        caution=caution,
        method=model.method,
        table=table,
    )


def tell_problem(problem: DataError) -> str:
    """Return why there is no answer, as whole sentences."""
    return f"{words.sentence(problem.what)} {problem.hint}".rstrip()


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
    is_primary: bool = False,
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
        is_primary=is_primary,
        people=seen["person"].n_unique() if seen.height else 0,
        days=seen.height if days is None else days,
        counted=counted,
        verdict=ClaimVerdict.REFUSED,
        sentence=texts.CLAIM_NO_ANSWER.format(question=question),
        caution=caution,
        missing=missing,
    )
