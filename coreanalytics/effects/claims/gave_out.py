"""Claim 2: whether the thighs give out before the abs.

Of the sets (and sessions) in which something gave out, the share in which the hip flexors did so first. What
was not answered is missing, and an answer that nothing gave out is none of those sets. Three parts:

- ``routine``: treatment minus control, adjusted for the share in the run-in where people have one.
- ``over_time``: the change per four weeks within the treatment's phases, within people.
- ``before_abs``: under the control routine, the share of hip flexors minus the share of abs.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import answer, refuse
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim
from coreanalytics.effects.claims.session_answers import (
    MIN_EVENTS,
    Found,
    average_answers,
    compare_answers,
    follow_answers,
    mark_outcomes,
)
from coreanalytics.effects.claims.verdict_words import Wanted, speak
from coreanalytics.effects.results import Interval
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import GaveOut

NAME: Final = "C2"
_HIP: Final = f"gave_out_{GaveOut.HIP_FLEXORS}"
_ABS: Final = f"gave_out_{GaveOut.ABS}"
_NOTHING: Final = f"gave_out_{GaveOut.NONE}"
_KINDS: Final = tuple(f"gave_out_{one}" for one in GaveOut if one is not GaveOut.NONE)
GAVE_OUT_COLUMNS: Final = ("gave_out_answered", _NOTHING, *_KINDS)


def examine_gave_out(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claim 2.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims.

    Returns
    -------
    tuple of Claim
        Parts ``routine``, ``over_time`` and ``before_abs``, in percentage points.
    """
    rows = _read(question.cut(days))
    usual = mark_outcomes(rows).filter(pl.col("program") == question.control)
    both = ((pl.col(_HIP) + pl.col(_ABS)) / pl.col("weight")).alias("either")
    apart = 100 * (pl.col(_HIP) - pl.col(_ABS)) / pl.col("weight")
    usual = usual.with_columns(both, score=apart).with_columns(
        inside=100.0**2 * pl.col("either") - pl.col("score") ** 2
    )
    return (
        _examine(rows, question, "routine"),
        _examine(rows, question, "over_time"),
        _examine(usual, question, "before_abs"),
    )


def _read(days: pl.DataFrame) -> pl.DataFrame:
    """Return one row a day on which something gave out: score (% hip flexors), weight (sets), inside."""
    gave = pl.col("gave_out_answered").fill_null(0) - pl.col(_NOTHING).fill_null(0)
    share = pl.col(_HIP).fill_null(0) / pl.col("weight")
    return (
        days.with_columns(pl.col(list(_KINDS)).fill_null(0).cast(pl.Float64), weight=gave.cast(pl.Float64))
        .filter(pl.col("weight") > 0)
        .with_columns(score=100 * share, inside=100.0**2 * share * (1 - share))
        .select(
            "person", "date", "program", "phase", "run_in", "day_in_phase",
            "score", "weight", "inside", *_KINDS,
        )
    )  # fmt: skip


def _examine(rows: pl.DataFrame, question: ClaimQuestion, part: str) -> Claim:
    asked = texts.ask_gave_out(part, question.treatment, question.control)
    unit, caution = texts.UNITS_GAVE_OUT[part], texts.caution_of(NAME)
    arms = {
        "routine": (question.treatment, question.control),
        "over_time": (question.treatment,),
        "before_abs": (question.control,),
    }[part]
    seen = mark_outcomes(rows).filter(pl.col("program").is_in(arms))
    counts = _tabulate(seen)
    try:
        _check_events(seen, part)
        found = _find(rows, seen, question, part)
    except DataError as problem:
        missing = texts.miss_gave_out(problem.what)
        sets = int(seen["weight"].sum())
        return refuse(NAME, part, asked, unit, seen, missing, caution, counted="answers", days=sets)
    interval = _clip(Interval(*found.number.range_at(question.level), question.level))
    shares = {row["program"]: (row["hip_flexors"], row["abs"], row["sets"]) for row in counts.to_dicts()}
    wanted = Wanted.HIGHER if part == "before_abs" else Wanted.LOWER
    return answer(
        NAME, part, asked, found.number, interval, unit, found.basis,
        verdict=speak(interval, question.delta_share, wanted, found.number.p),
        sentence=texts.tell_gave_out(
            part, found.number.value, interval, question, shares, found.basis.people,
            adjusted=found.adjusted, shuffled=getattr(found.number, "shuffled", None),
        ),
        caution=caution,
        table=counts,
        counted="sessions",
    )  # fmt: skip


def _find(rows: pl.DataFrame, seen: pl.DataFrame, question: ClaimQuestion, part: str) -> Found:
    if part == "routine":
        return compare_answers(rows, question)
    return follow_answers(rows, question) if part == "over_time" else average_answers(seen)


def _check_events(seen: pl.DataFrame, part: str) -> None:
    """Raise unless there are a few sets of either kind: where there are none, nothing can be compared."""
    hip = int(seen[_HIP].sum())
    others = int(seen[_ABS].sum()) if part == "before_abs" else int(seen["weight"].sum()) - hip
    if part == "before_abs":
        if hip + others < 2 * MIN_EVENTS:
            raise DataError(texts.miss_events(hip, others, MIN_EVENTS))
    elif min(hip, others) < MIN_EVENTS:
        raise DataError(texts.miss_events(hip, others, MIN_EVENTS))


def _tabulate(seen: pl.DataFrame) -> pl.DataFrame:
    """Return one row a routine: people, sessions, sets, and how often each gave out first."""
    names = {kind: kind.removeprefix("gave_out_") for kind in _KINDS}
    return (
        seen.group_by("program")
        .agg(
            pl.col("person").n_unique().alias("people"),
            pl.len().alias("sessions"),
            pl.col("weight").sum().cast(pl.Int64).alias("sets"),
            *(pl.col(kind).sum().cast(pl.Int64).alias(name) for kind, name in names.items()),
        )
        .sort("program")
    )


def _clip(interval: Interval) -> Interval:
    """Return a range of shares inside what shares can differ by."""
    low, high = (min(max(end, -100.0), 100.0) for end in (interval.low, interval.high))
    return Interval(low, high, interval.level)
