"""Balance: were the groups alike before they began.

Per covariate the mean of each person's days before (`Asked.before`): both sites, sleep, sitting, hard sets
and minutes of training a week, expectation where it is there. Each is told as a standardised difference
(treatment minus control over the SD of people within groups) with Welch's range. Many covariates mean many
chances, so one test stands for all: the largest t among them, against what it is when people's routines are
shuffled (Westfall & Young 1993), which knows how covariates hang together.

**Failed**: a difference above `LARGE` and that test at or below 1 - level. **Passed**: none above `LARGE`.
Between them *cannot tell*: large, and no larger than lots fall. Balance is about the people who are there,
not about others like them, so that a small difference in small groups is a pass; below three people a group
it is none. Where everybody followed both routines nobody is compared with anybody else, and one person is
always the same: *cannot tell*, since there is nothing to ask.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.ranges import cannot_tell
from coreanalytics.effects.checks.refits import Floats
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.two_stage import compare_arms

NAME: Final = "balance"
MIN_ARM: Final = 3
MIN_DAYS: Final = 3  #: days before with a value, for a person to have a mean
LARGE: Final = 0.5  #: of an SD: a medium difference (Cohen 1988); randomised trials call .1 to .25 small
SHUFFLES: Final = 1999
SEED: Final = 0
MOST_PEOPLE: Final = 2000  #: with more, fewer shuffles do
_SETS: Final = ("hard_sets_article_move", "hard_sets_standard_ab", "hard_sets_other_core")


def check_balance(asked: Asked) -> tuple[Check, ...]:
    """Check that the groups were alike before they began."""
    question = texts.ASK_BALANCE
    if asked.is_one:
        return (cannot_tell(NAME, "", question, texts.BALANCE_ONE),)
    if bool(asked.people["switched"].all()):
        return (cannot_tell(NAME, "", question, texts.BALANCE_BOTH),)
    people = average_before(asked)
    table, p = compare_covariates(people, asked.treatment, asked.level)
    if table.is_empty():
        return (cannot_tell(NAME, "", question, texts.FEW_BALANCE.format(n=MIN_ARM)),)
    worst = table.row(int(table["difference"].abs().arg_max() or 0), named=True)
    is_large = abs(worst["difference"]) > LARGE
    passed = (False if p <= 1 - asked.level else None) if is_large else True
    sentence = texts.tell_balance(
        worst["covariate"],
        worst["difference"],
        (worst["low"], worst["high"]),
        asked.level,
        table.height,
        passed,
    )
    return (Check(NAME, "", question, passed, sentence, table, p, texts.METHOD_BALANCE),)


def average_before(asked: Asked) -> pl.DataFrame:
    """Return people's means before: person, arm, and a column per covariate that anybody has."""
    days = asked.before.filter(~pl.col("switched"))
    there = set(days.columns)
    values: dict[str, pl.Expr] = {site: pl.col(site) for site in asked.sites}
    values |= {name: pl.col(name) for name in ("sleep_h", "sitting_h", "expectation") if name in there}
    sets = [pl.col(name).fill_null(0) for name in _SETS if name in there]
    logged = pl.col("trained").fill_null(False).any().over("person") if "trained" in there else pl.lit(False)
    if sets:
        values["weekly_sets"] = pl.when(logged).then(7 * pl.sum_horizontal(sets))
    if "minutes" in there:
        values["weekly_minutes"] = pl.when(logged).then(7 * pl.col("minutes").fill_null(0))
    enough = {name: value.count() >= MIN_DAYS for name, value in values.items()}
    return (
        days.group_by("person", "arm")
        .agg(pl.when(enough[name]).then(value.mean()).alias(name) for name, value in values.items())
        .sort("person")
    )


def compare_covariates(people: pl.DataFrame, treatment: str, level: float) -> tuple[pl.DataFrame, float]:
    """Return the standardised differences, and p of the largest t among them.

    Returns
    -------
    tuple
        covariate, people, treatment and control (means), difference (in SDs), low, high; and p, 1 where
        there is no covariate.
    """
    treated = (people["arm"] == treatment).to_numpy()
    rows, kept = [], []
    for name in people.columns[2:]:
        values = people[name].cast(pl.Float64).to_numpy()
        known = np.isfinite(values)
        ours, theirs = values[known & treated], values[known & ~treated]
        if min(len(ours), len(theirs)) < MIN_ARM:
            continue
        squares = ((ours - ours.mean()) ** 2).sum() + ((theirs - theirs.mean()) ** 2).sum()
        sd = float(np.sqrt(squares / (len(ours) + len(theirs) - 2)))
        if not sd > 1e-9:
            continue
        number = compare_arms(values[known], treated[known])
        half = number.half_width(level)
        ends = ((number.value - half) / sd, (number.value + half) / sd)
        rows.append(
            (name, int(known.sum()), float(ours.mean()), float(theirs.mean()), number.value / sd, *ends)
        )
        kept.append(values)
    schema = {"covariate": pl.String, "people": pl.Int64}
    reals = ("treatment", "control", "difference", "low", "high")
    table = pl.DataFrame(rows, schema=schema | dict.fromkeys(reals, pl.Float64), orient="row")
    return table, shuffle_largest(np.array(kept), treated) if kept else 1.0


def shuffle_largest(values: Floats, treated: np.ndarray) -> float:
    """Return how often shuffled groups differ as much as these in whatever they differ most (|t|).

    Parameters
    ----------
    values
        (K, N) covariates, NaN where not known.
    treated
        (N,) who is in the one group.
    """
    rng = np.random.default_rng(SEED)
    n = len(treated)
    count = SHUFFLES if n <= MOST_PEOPLE else SHUFFLES // 4
    labels = np.vstack([treated, rng.permuted(np.broadcast_to(treated, (count, n)), axis=1)]).astype(float)
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    largest = np.zeros(len(labels))
    for x, seen in zip(filled, known.astype(float), strict=True):
        parts = []
        for side in (labels, 1 - labels):
            size = side @ seen
            mean = np.divide(side @ x, size, out=np.zeros_like(size), where=size > 0)
            square = np.maximum(side @ (x * x) - size * mean**2, 0.0)
            variance = np.divide(square, size * (size - 1), out=np.full_like(size, np.inf), where=size > 1)
            parts.append((mean, variance))
        spread = np.sqrt(parts[0][1] + parts[1][1])
        t = np.divide(np.abs(parts[0][0] - parts[1][0]), spread, out=np.zeros(len(labels)), where=spread > 0)
        largest = np.maximum(largest, t)
    return float((largest >= largest[0] * (1 - 1e-9)).mean())
