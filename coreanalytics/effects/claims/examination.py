"""The article's claims examined one by one: person-days in, one row a claim out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from coreanalytics.effects.claims.abs_felt import examine_abs_felt
from coreanalytics.effects.claims.capacity_index import CAPACITY_COLUMNS
from coreanalytics.effects.claims.capacity_link import examine_capacity_link
from coreanalytics.effects.claims.gave_out import GAVE_OUT_COLUMNS, examine_gave_out
from coreanalytics.effects.claims.lags import examine_lags
from coreanalytics.effects.claims.multiplicity import look_together
from coreanalytics.effects.claims.questions import DELTA_DAY, DELTA_FELT, DELTA_SHARE, ClaimQuestion
from coreanalytics.effects.claims.relief import examine_relief
from coreanalytics.effects.claims.results import Claim, Claims
from coreanalytics.effects.claims.routine import examine_routine
from coreanalytics.effects.claims.side_support import examine_side_support
from coreanalytics.effects.questions import check_days, check_question
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, PRIMARY_SITES, Program

#: Every claim in the order in which it is told; claims 3 and 4 are one function.
EXAMINERS: Final[tuple[Callable[[pl.DataFrame, ClaimQuestion], tuple[Claim, ...]], ...]] = (
    examine_lags,
    examine_gave_out,
    examine_relief,
    examine_routine,
    examine_capacity_link,
    examine_abs_felt,
    examine_side_support,
)
_TIMINGS: Final = ("before", "during", "after", "next_morning")
#: Columns of the person-day table that claims read, beside those of every comparison.
COLUMNS: Final = (
    "date",
    "phase_start",
    "time_zero",
    "trained",
    *(f"{site}_{timing}" for site in PRIMARY_SITES for timing in _TIMINGS),
    *(f"hard_sets_demand_{i}" for i in range(4)),
    *(f"hard_sets_{family}" for family in ("article_move", "standard_ab", "other_core")),
    "sets_side_support",
    "stretch_min",
    "massage_min",
    "abs_felt",
    *GAVE_OUT_COLUMNS,
    *CAPACITY_COLUMNS,
)


def examine_claims(
    days: pl.DataFrame | pl.LazyFrame,
    *,
    treatment: str = Program.CORE_FOCUSED,
    control: str = Program.STANDARD_CRUNCH,
    weeks: float = 8,
    level: float = 0.95,
    delta_within: float = DELTA_WITHIN.value,
    delta_between: float = DELTA_BETWEEN.value,
    delta_day: float = DELTA_DAY,
    delta_share: float = DELTA_SHARE,
    delta_felt: float = DELTA_FELT,
    until: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Claims:
    """Examine the eight claims of the article, one by one.

    Parameters
    ----------
    days
        Person-day table (`days.columns.PERSON_DAYS`), eager or lazy, of one person or of many.
    treatment, control
        The two routines.
    weeks
        Horizon of the comparison of routines (claim 5), weeks after time zero.
    level
        Level of every range; the two sites of claim 5 share its error, and the false-discovery rate over
        all other parts is held at 1 - level.
    delta_within, delta_between
        Smallest difference that matters in claim 5, points: of one person, and between people.
    delta_day
        Smallest difference between two days that matters, points (claims 1, 3, 4 and 8).
    delta_share
        Smallest difference in a share of sets that matters, percentage points (claim 2).
    delta_felt
        Smallest difference in how much the abs are felt that matters, points (claim 7).
    until
        Last day that is read; None: all.
    progress
        Called with how many of how many steps are done.

    Returns
    -------
    Claims
        In the order C1 to C8, several parts a claim. A part without enough data is refused and says what
        to log. Nobody's missing answer counts as 0.

    Raises
    ------
    ArgumentError
        An argument makes no sense.
    DataError
        Columns are missing.

    Examples
    --------
    >>> import coreanalytics as ca  # doctest: +SKIP
    >>> claims = ca.effects.examine_claims(ca.build_days(book))  # doctest: +SKIP
    >>> print(claims["C5", "low_back"].to_sentence())  # doctest: +SKIP
    """
    # the comparison's own checks come first, so that nothing is computed for an impossible question
    check_question(treatment, control, weeks, delta_between, level, PRIMARY_SITES, None, until=until)
    question = ClaimQuestion(
        treatment=str(treatment),
        control=str(control),
        weeks=weeks,
        level=level,
        delta_within=delta_within,
        delta_between=delta_between,
        delta_day=delta_day,
        delta_share=delta_share,
        delta_felt=delta_felt,
        until=until,
    )
    frame = check_days(days, PRIMARY_SITES, COLUMNS).collect().sort("person", "date")
    found: list[Claim] = []
    for at, examine in enumerate(EXAMINERS):
        found += [
            one if one.delta is not None else replace(one, delta=question.delta_of(one.name))
            for one in examine(frame, question)
        ]
        if progress is not None:
            progress(at + 1, len(EXAMINERS))
    return look_together(Claims(tuple(found)), level)
