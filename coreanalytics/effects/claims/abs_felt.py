"""Claim 7: whether people feel their abs (0-10, asked after training), by routine and over time."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import answer, refuse
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim
from coreanalytics.effects.claims.session_answers import compare_answers, follow_answers, mark_outcomes
from coreanalytics.effects.claims.verdict_words import Wanted, speak
from coreanalytics.effects.results import Interval
from coreanalytics.errors import DataError

NAME: Final = "C7"


def examine_abs_felt(days: pl.DataFrame, question: ClaimQuestion) -> tuple[Claim, ...]:
    """Examine claim 7.

    Parameters
    ----------
    days
        Person-days.
    question
        What is asked of all claims.

    Returns
    -------
    tuple of Claim
        Part ``routine``: treatment minus control, points, adjusted for the run-in where people have one;
        part ``over_time``: points per four weeks within the treatment's phases, within people.
    """
    rows = (
        question.cut(days)
        .with_columns(score=pl.col("abs_felt").cast(pl.Float64).fill_nan(None))
        .drop_nulls("score")
        .select(
            "person", "date", "program", "phase", "run_in", "day_in_phase", "score",
            weight=pl.lit(1.0), inside=pl.lit(0.0),
        )
    )  # fmt: skip
    return tuple(_examine(rows, question, part) for part in ("routine", "over_time"))


def _examine(rows: pl.DataFrame, question: ClaimQuestion, part: str) -> Claim:
    asked = texts.ask_abs_felt(part, question.treatment, question.control)
    unit, caution = texts.UNITS_ABS_FELT[part], texts.caution_of(NAME)
    arms = (question.treatment, question.control) if part == "routine" else (question.treatment,)
    seen = mark_outcomes(rows).filter(pl.col("program").is_in(arms))
    try:
        found = (compare_answers if part == "routine" else follow_answers)(rows, question)
    except DataError as problem:
        missing = texts.miss_abs_felt(problem.what)
        return refuse(NAME, part, asked, unit, seen, missing, caution, counted="sessions")
    interval = Interval(*found.number.range_at(question.level), question.level)
    table = (
        seen.group_by("program")
        .agg(
            pl.col("person").n_unique().alias("people"),
            pl.len().alias("sessions"),
            pl.col("score").mean().alias("mean"),
            (pl.col("score") == 0).sum().cast(pl.Int64).alias("felt_nothing"),
        )
        .sort("program")
    )
    return answer(
        NAME, part, asked, found.number, interval, unit, found.basis,
        verdict=speak(interval, question.delta_felt, Wanted.HIGHER, found.number.p),
        sentence=texts.tell_abs_felt(
            part, found.number.value, interval, question, found.basis.people, found.basis.days,
            dict(table.select("program", "mean").iter_rows()),
            adjusted=found.adjusted, shuffled=getattr(found.number, "shuffled", None),
        ),
        caution=caution,
        table=table,
        counted="sessions",
    )  # fmt: skip
