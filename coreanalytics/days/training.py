"""Training of a day: which sessions there were, and what was done in them.

Two logs may tell of the same session. A form answer on a date on which another app logged training is
about that training: it adds exertion, what gave out first and how much the abs were felt, but no second
session. Sessions of two apps that start in the same minute are one session told twice (a history moved
from one app to another); the app with more sets is read.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.days.capacity import CAPACITY, rate_capacity
from coreanalytics.vocabulary import HARD_KINDS, Family, GaveOut, Move, SetKind

FORM_APP: Final = "form"
DEMAND_CLASSES: Final = (0, 1, 2, 3)
DOSE_FAMILIES: Final = (Family.ARTICLE_MOVE, Family.STANDARD_AB, Family.OTHER_CORE)

#: Counts of sets; they are known only on days with sets.
SET_COUNTS: Final = (
    *(f"hard_sets_{family}" for family in DOSE_FAMILIES),
    *(f"hard_sets_demand_{demand}" for demand in DEMAND_CLASSES),
    "sets_unmapped",
    *(f"sets_{move}" for move in Move),
)
_GAVE_OUT: Final = tuple(f"gave_out_{answer}" for answer in GaveOut)
_ANSWERS: Final = ("gave_out_answered", *_GAVE_OUT)
_SESSION: Final = ("person", "date", "session", "app")


def fold_training(
    sets: pl.LazyFrame, sessions: pl.LazyFrame, exercises: pl.DataFrame, *, hard_set_rpe: float
) -> pl.LazyFrame:
    """Return one row per person and date with training.

    Parameters
    ----------
    sets, sessions
        The tables of a logbook.
    exercises
        The catalogue: id, move, demand (0-3).
    hard_set_rpe
        A working, drop or failure set at or above this RPE, or with none logged, is a hard set.

    Returns
    -------
    pl.LazyFrame
        person, date, sessions, minutes, session_rpe, session_load, `SET_COUNTS` (null on days without
        sets), the columns of capacity, the counts of what gave out first, and abs_felt.
    """
    told = pl.concat([_fold_sets(sets, exercises, hard_set_rpe), _mark_sessions(sessions)], how="diagonal")
    merged = told.group_by(*_SESSION).agg(
        pl.col("started_at").min(),
        pl.col("minutes", "session_rpe").max(),
        pl.col("n_sets", *_ANSWERS, "abs_felt_sum", "abs_felt_n").sum(),
        # a sum would turn "no sets" into 0 sets
        *(pl.col(name).max() for name in (*SET_COUNTS, *CAPACITY)),
    )
    return _fold_days(_drop_told_twice(_drop_unanswered(merged)))


def _fold_sets(sets: pl.LazyFrame, exercises: pl.DataFrame, hard_set_rpe: float) -> pl.LazyFrame:
    """One row a session with sets: counts, best sets and answers."""
    catalogue = exercises.lazy().select(
        pl.col("id").alias("exercise"), pl.col("move").cast(pl.String), pl.col("demand").cast(pl.Int32)
    )
    # a set of no stated kind is a working set: apps mark the others
    counts = pl.col("kind").fill_null(pl.lit(SetKind.WORKING)).is_in(list(HARD_KINDS))
    hard = counts & (pl.col("rpe").is_null() | (pl.col("rpe") >= hard_set_rpe))
    rows = sets.join(catalogue, on="exercise", how="left").select(
        *_SESSION,
        "started_at",
        *((hard & (pl.col("family") == f)).fill_null(False).alias(f"hard_sets_{f}") for f in DOSE_FAMILIES),
        *(
            (hard & (pl.col("demand") == d)).fill_null(False).alias(f"hard_sets_demand_{d}")
            for d in DEMAND_CLASSES
        ),
        pl.col("family").is_null().alias("sets_unmapped"),
        *((counts & (pl.col("move") == move)).fill_null(False).alias(f"sets_{move}") for move in Move),
        *rate_capacity(counts),
        *_mark_answers(),
    )
    sums = [*SET_COUNTS, *_ANSWERS, "abs_felt_sum", "abs_felt_n"]
    return rows.group_by(*_SESSION).agg(
        pl.len().cast(pl.Int32).alias("n_sets"),
        pl.col("started_at").min(),
        *(pl.col(name).cast(pl.Int32).sum() for name in sums),
        *(pl.col(name).max() for name in CAPACITY),
    )


def _mark_sessions(sessions: pl.LazyFrame) -> pl.LazyFrame:
    return sessions.select(*_SESSION, "started_at", "minutes", "session_rpe", *_mark_answers())


def _mark_answers() -> list[pl.Expr]:
    gave_out, felt = pl.col("gave_out_first"), pl.col("abs_felt")
    return [
        gave_out.is_not_null().cast(pl.Int32).alias("gave_out_answered"),
        *((gave_out == a).fill_null(False).cast(pl.Int32).alias(f"gave_out_{a}") for a in GaveOut),
        felt.fill_null(0).cast(pl.Int32).alias("abs_felt_sum"),
        felt.is_not_null().cast(pl.Int32).alias("abs_felt_n"),
    ]


def _is_form() -> pl.Expr:
    return pl.col("app").eq_missing(pl.lit(FORM_APP))


def _drop_unanswered(sessions: pl.LazyFrame) -> pl.LazyFrame:
    """Drop form rows that answer nothing about training: they are no sign of a session."""
    told = (
        (pl.col("n_sets").fill_null(0) > 0)
        | pl.any_horizontal(pl.col("minutes", "session_rpe").is_not_null())
        | (pl.col("gave_out_answered") > 0)
        | (pl.col("abs_felt_n") > 0)
    )
    return sessions.filter(~_is_form() | told)


def _drop_told_twice(sessions: pl.LazyFrame) -> pl.LazyFrame:
    """Of sessions that start in the same minute in several apps keep the app with the most sets."""
    comparable = ~_is_form() & pl.col("started_at").is_not_null()
    minute = pl.col("started_at").dt.truncate("1m")
    start = ["person", "minute"]
    apps = (
        sessions.filter(comparable)
        .group_by("person", minute.alias("minute"), "app")
        .agg(pl.col("n_sets").sum())
        .sort("n_sets", "app", descending=[True, False], nulls_last=True)
        .group_by(start, maintain_order=True)
        .agg(pl.col("app").first().alias("read"), pl.len().alias("n_apps"))
        .filter(pl.col("n_apps") > 1)
        .select(*start, "read")
    )
    kept = _is_form() | pl.col("read").is_null() | (pl.col("app") == pl.col("read")).fill_null(False)
    return (
        sessions.with_columns(minute.alias("minute"))
        .join(apps, on=start, how="left")
        .filter(kept)
        .drop("minute", "read")
    )


def _fold_days(sessions: pl.LazyFrame) -> pl.LazyFrame:
    """Add up the sessions of each day; form answers are sessions only where no app logged one."""
    day = ["person", "date"]
    form = _is_form()
    told = sessions.with_columns(
        (~form | form.all().over(day)).alias("counts"),
        pl.coalesce("session_rpe", pl.col("session_rpe").filter(form).mean().over(day)).alias("session_rpe"),
    )
    counted = pl.col("counts")
    minutes = pl.when(counted).then(pl.col("minutes"))
    load = minutes * pl.col("session_rpe")
    folded = (
        told.with_columns(
            minutes.alias("minutes"),
            load.alias("session_load"),
            pl.when(counted).then(pl.col("session_rpe")).alias("session_rpe"),
            (counted & minutes.is_null()).alias("lacks_minutes"),
            (counted & load.is_null()).alias("lacks_load"),
        )
        .group_by(day)
        .agg(
            counted.cast(pl.Int32).sum().alias("sessions"),
            pl.col("minutes", "session_load").sum().round(6),  # whatever the order of the rows
            pl.col("session_rpe").mean(),
            pl.col("lacks_minutes", "lacks_load").any(),
            pl.col("n_sets", *_ANSWERS, "abs_felt_sum", "abs_felt_n", *SET_COUNTS).sum(),
            pl.col(CAPACITY).max(),
        )
    )
    answered = pl.col("gave_out_answered") > 0
    return folded.select(
        *day,
        "sessions",
        pl.when(~pl.col("lacks_minutes")).then(pl.col("minutes")).alias("minutes"),
        "session_rpe",
        pl.when(~pl.col("lacks_load")).then(pl.col("session_load")).alias("session_load"),
        *(pl.when(pl.col("n_sets") > 0).then(pl.col(name)).alias(name) for name in SET_COUNTS),
        *CAPACITY,
        "gave_out_answered",
        *(pl.when(answered).then(pl.col(name)).alias(name) for name in _GAVE_OUT),
        (pl.col("abs_felt_sum") / pl.when(pl.col("abs_felt_n") > 0).then(pl.col("abs_felt_n"))).alias(
            "abs_felt"
        ),
    )
