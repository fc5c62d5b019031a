"""The clock: time zero, days since it, continuing users and run-ins.

Time zero is the first day of the assigned phase; missed or mixed sessions do not move it. A *continuing*
user's phase began before their first log (an inferred first segment always counts so): their first days
of log are the run-in, and their clock starts at the first logged day after it.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.days.programs import PHASE_ROWS
from coreanalytics.vocabulary import PROGRAM_FAMILY, Assigned, Program

ARMS: Final = tuple(str(program) for program in PROGRAM_FAMILY)


def start_clocks(phases: pl.DataFrame, logged: pl.DataFrame, *, run_in_days: int) -> pl.DataFrame:
    """Return the phases with time_zero, and with their person's run-in.

    Parameters
    ----------
    phases
        `programs.PHASE_ROWS`.
    logged
        One row per person and date on which anything was logged.
    run_in_days
        Length of a run-in that no phase gives.

    Returns
    -------
    pl.DataFrame
        The phases of people with a log, sorted by person and phase, with time_zero (null in a run-in
        phase, and where a continuing user logged nothing after their run-in), continuing (of the
        person), run_in_from and run_in_to (of the person; null where `run_in_by_phase` or without any),
        run_in_by_phase (this phase is the person's run-in).

    Notes
    -----
    The phase that the run-in belongs to is the person's first arm phase that reaches into their log; a
    person who never follows an arm has their first mixed phase instead. Phases that ended before the
    log began are nobody's time zero, because nothing is known of them.
    """
    spans = logged.group_by("person").agg(pl.col("date").min().alias("first_log"))
    rows = phases.join(spans, on="person", how="inner").sort("person", "phase")
    seen = pl.col("phase_end").is_null() | (pl.col("phase_end") >= pl.col("first_log"))
    arm, mixed = pl.col("program").is_in(ARMS) & seen, (pl.col("program") == Program.MIXED) & seen
    first_arm = pl.col("phase").filter(arm).min().over("person")
    first_mixed = pl.col("phase").filter(mixed).min().over("person")
    rows = rows.with_columns(seen.alias("seen"), pl.coalesce(first_arm, first_mixed).alias("anchor"))
    is_anchor = (pl.col("phase") == pl.col("anchor")).fill_null(False)
    inferred_first = (pl.col("assigned").eq_missing(pl.lit(Assigned.INFERRED))) & (pl.col("phase") == 1)
    began_before = (pl.col("phase_start") < pl.col("first_log")) | inferred_first
    rows = rows.with_columns(
        is_anchor.alias("is_anchor"),
        (is_anchor & began_before).any().over("person").alias("continuing"),
        pl.col("phase_start").filter(is_anchor).first().over("person").alias("anchor_start"),
    )
    return _set_time_zero(_place_run_in(rows, run_in_days), logged, run_in_days)


def _place_run_in(rows: pl.DataFrame, run_in_days: int) -> pl.DataFrame:
    """Add where each person's run-in lies: a phase, or a window of dates."""
    by_phase = (
        (pl.col("program") == Program.RUN_IN)
        & pl.col("seen")
        & (pl.col("anchor").is_null() | (pl.col("phase") < pl.col("anchor")))
    )
    rows = rows.with_columns(by_phase.alias("run_in_by_phase"))
    free = ~pl.col("run_in_by_phase").any().over("person")
    length = pl.duration(days=run_in_days)
    start = pl.when(pl.col("continuing")).then(pl.col("first_log")).otherwise(pl.col("anchor_start") - length)
    return rows.with_columns(
        pl.when(free).then(start).alias("run_in_from"),
        pl.when(free).then(start + length - pl.duration(days=1)).alias("run_in_to"),
    )


def _set_time_zero(rows: pl.DataFrame, logged: pl.DataFrame, run_in_days: int) -> pl.DataFrame:
    late = rows.filter(pl.col("is_anchor") & pl.col("continuing"))
    resumed = (
        late.select("person", "first_log", "phase_end")
        .join(logged, on="person", how="inner")
        .filter(
            pl.col("date") >= pl.col("first_log") + pl.duration(days=run_in_days),
            pl.col("phase_end").is_null() | (pl.col("date") <= pl.col("phase_end")),
        )
        .group_by("person")
        .agg(pl.col("date").min().alias("resumed"))
    )
    zero = (
        pl.when(pl.col("program") == Program.RUN_IN)
        .then(None)
        .when(pl.col("is_anchor") & pl.col("continuing"))
        .then(pl.col("resumed"))
        .otherwise(pl.col("phase_start"))
    )
    return (
        rows.join(resumed, on="person", how="left")
        .with_columns(zero.alias("time_zero"))
        .select(*PHASE_ROWS, "time_zero", "continuing", "run_in_from", "run_in_to", "run_in_by_phase")
        .sort("person", "phase")
    )


def read_clocks(days: pl.LazyFrame, clocks: pl.DataFrame) -> pl.LazyFrame:
    """Add program, phase and clock to person-days sorted by person and date.

    Parameters
    ----------
    days
        person, date and more, sorted.
    clocks
        What `start_clocks` returned.

    Returns
    -------
    pl.LazyFrame
        `days` with the columns from `program` to `schedule` of `PERSON_DAYS`. `day_in_phase` is
        null on run-in days and before time zero, so that it marks outcome days.
    """
    people = clocks.group_by("person").agg(pl.col("continuing", "run_in_from", "run_in_to").first())
    phases = clocks.drop("continuing", "run_in_from", "run_in_to").sort("person", "phase_start")
    joined = days.join_asof(
        phases.lazy(),
        left_on="date",
        right_on="phase_start",
        by="person",
        strategy="backward",
        check_sortedness=False,
    ).join(people.lazy(), on="person", how="left", maintain_order="left")
    covered = (pl.col("phase_end").is_null() | (pl.col("date") <= pl.col("phase_end"))) & pl.col(
        "phase"
    ).is_not_null()
    of_phase = [name for name in phases.columns if name != "person"]
    joined = joined.with_columns(pl.when(covered).then(pl.col(name)).alias(name) for name in of_phase)
    in_window = pl.col("date").is_between(pl.col("run_in_from"), pl.col("run_in_to"))
    run_in = pl.col("run_in_by_phase").fill_null(False) | in_window.fill_null(False)
    since = (pl.col("date") - pl.col("time_zero")).dt.total_days().cast(pl.Int32)
    return joined.with_columns(
        run_in.alias("run_in"),
        pl.col("continuing").fill_null(False),
        pl.when(~run_in & (since >= 0)).then(since).alias("day_in_phase"),
    ).drop("run_in_from", "run_in_to", "run_in_by_phase")
