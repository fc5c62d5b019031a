"""All checks of a comparison, run by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.agreement import check_agreement
from coreanalytics.effects.checks.as_done import check_as_done
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.assignment import check_assignment
from coreanalytics.effects.checks.balance import check_balance
from coreanalytics.effects.checks.control_site import check_control_site
from coreanalytics.effects.checks.floor import check_floor
from coreanalytics.effects.checks.influence import check_influence
from coreanalytics.effects.checks.lead_exposure import check_lead_exposure
from coreanalytics.effects.checks.missing_reports import (
    check_missing_after_discomfort,
    check_missing_by_routine,
    check_missing_tipping_point,
)
from coreanalytics.effects.checks.ordinal import check_ordinal
from coreanalytics.effects.checks.results import Check, Checks
from coreanalytics.effects.checks.run_in_changes import check_placebo_dates, check_pre_trend
from coreanalytics.effects.checks.run_in_regression import check_run_in_regression
from coreanalytics.effects.questions import check_days
from coreanalytics.effects.results import Effect, Effects, check_level
from coreanalytics.errors import ArgumentError

#: Every check in the order in which it is told: name, and the function that makes it.
CHECKS: Final[dict[str, Callable[[Asked], tuple[Check, ...]]]] = {
    "assignment": check_assignment,
    "placebo_dates": check_placebo_dates,
    "pre_trend": check_pre_trend,
    "balance": check_balance,
    "control_site": check_control_site,
    "lead_exposure": check_lead_exposure,
    "regression_to_the_mean": check_run_in_regression,
    "ordinal": check_ordinal,
    "floor": check_floor,
    "influence": check_influence,
    "missing_by_routine": check_missing_by_routine,
    "missing_after_discomfort": check_missing_after_discomfort,
    "missing_tipping_point": check_missing_tipping_point,
    "as_done": check_as_done,
    "agreement": check_agreement,
}


def check(
    days: pl.DataFrame | pl.LazyFrame,
    effects: Effects | Effect,
    *,
    only: Sequence[str] | None = None,
    level: float = 0.95,
) -> Checks:
    """Run the checks that a sceptic would ask for.

    A check fails where its own null is contradicted, passes where it is not and the range is narrow enough
    to have seen it, and otherwise *cannot tell*: too little data is never a pass.

    Parameters
    ----------
    days
        The person-days that were compared.
    effects
        What `compare` or `compare_within` returned for them.
    only
        Names of checks to run (`CHECKS`); None: all.
    level
        Level of the ranges; each check errs in at most 1 - level of studies in which nothing is wrong.

    Returns
    -------
    Checks

    Raises
    ------
    ArgumentError
        No effects, an unknown check, or a level outside 0 to 1.
    DataError
        Columns are missing.
    """
    check_level(level)
    asked_for = list(CHECKS) if only is None else list(only)
    unknown = [name for name in asked_for if name not in CHECKS]
    if unknown:
        raise ArgumentError(
            texts.UNKNOWN_CHECK.format(name=unknown[0]),
            where="only",
            hint=texts.UNKNOWN_CHECK_HINT.format(names=", ".join(CHECKS)),
        )
    whole = Effects((effects,)) if isinstance(effects, Effect) else effects
    if not whole:
        raise ArgumentError(texts.NO_EFFECTS, where="effects")
    frame = check_days(days, tuple(effect.outcome for effect in whole.primary), ("date",)).collect()
    person = whole.primary[0].person
    if person is not None:
        frame = frame.filter(pl.col("person") == person)
    asked = Asked(frame.sort("person", "date"), whole, level)
    return Checks(tuple(one for name in asked_for for one in CHECKS[name](asked)))
