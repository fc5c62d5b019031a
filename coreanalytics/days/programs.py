"""Programs: the phases that a person was given, or that their training shows.

Phases are frames with one row per person and phase (columns `PHASE_ROWS`), which the clock reads.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.days.segments import Ints, cut_segments
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import Assigned, Program

#: A person's phases in time order.
PHASE_ROWS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "phase": pl.Int32(),  # 1-based, in time order
    "phase_start": pl.Date(),
    "phase_end": pl.Date(),  # inclusive; null: ongoing
    "program": pl.String(),
    "assigned": pl.String(),
    "planned_sessions": pl.Float64(),
    "planned_sets": pl.Float64(),
    "schedule": pl.String(),  # how a randomised phase was drawn
}


def order_phases(phases: pl.DataFrame) -> pl.DataFrame:
    """Return the phases that people were given, numbered in time order.

    An ongoing phase that is followed by another ends on the day before it.

    Raises
    ------
    DataError
        If a phase has no person, start or known program, ends before it starts, or overlaps the next.
    """
    following = pl.col("start").shift(-1).over("person")
    rows = phases.sort("person", "start", "end", nulls_last=True).with_columns(following.alias("next"))
    known = pl.col("program").is_in([str(program) for program in Program]).fill_null(False)
    _refuse(rows.filter(pl.any_horizontal(pl.col("person", "start").is_null())), "has no person or no start")
    _refuse(rows.filter(~known), f"has a program other than {', '.join(Program)}")
    _refuse(rows.filter(pl.col("end") < pl.col("start")), "ends before it starts")
    overlaps = (pl.col("end") >= pl.col("next")) | (pl.col("start") == pl.col("next"))
    _refuse(rows.filter(overlaps), "overlaps the next one")
    return rows.select(
        "person",
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("person").alias("phase"),
        pl.col("start").alias("phase_start"),
        pl.coalesce("end", pl.col("next").dt.offset_by("-1d")).alias("phase_end"),
        "program",
        "assigned",
        "planned_sessions",
        "planned_sets",
        "schedule",
    )


def _refuse(wrong: pl.DataFrame, what: str) -> None:
    if len(wrong):
        row = wrong.row(0, named=True)
        raise DataError(
            f"{len(wrong)} phase{'' if len(wrong) == 1 else 's'} cannot be used; the first, of "
            f"{row['person']!r} from {row['start']}, {what}",
            where="table phases",
            hint="correct its dates or its program; phases of one person may touch but not overlap",
        )


def infer_phases(
    days: pl.DataFrame, *, share: float, min_days: int, change_cost: float = 2.0
) -> pl.DataFrame:
    """Return the phases that the training of people without given phases shows.

    Parameters
    ----------
    days
        Person-days of these people, without gaps: person, date, hard_sets_article_move,
        hard_sets_standard_ab.
    share
        Share of article moves among hard ab sets (article moves and standard ab work) from which a
        segment is core-focused; at 1 - share or less it follows a standard crunch program; between,
        mixed; without such sets, none.
    min_days
        Shortest segment, days; so a gap in ab work of that length is a segment of its own.
    change_cost
        Log-likelihood that a change between programs must earn: 2 asks for evidence of 7 to 1 (ours).

    Returns
    -------
    pl.DataFrame
        `PHASE_ROWS`. Segments touch, the first starts with the log, and the last is ongoing.

    Notes
    -----
    `segments.cut_segments` finds the boundaries; each segment is then named by the pooled share of its
    hard sets, and neighbours of one name are joined.
    """
    if not 0.5 < share <= 1:
        raise ArgumentError(f"{share} is not a share above one half", where="inferred_share",
                            hint="2/3 is the default")  # fmt: skip
    if min_days < 1:
        raise ArgumentError(f"{min_days} days is no length", where="inferred_min_days", hint="give 1 or more")
    logs = (
        days.group_by("person").agg(pl.col("date").min().alias("first"), pl.len().alias("n")).sort("person")
    )
    logs = logs.with_row_index("log")
    article, standard = (pl.col(f"hard_sets_{f}").fill_null(0) for f in ("article_move", "standard_ab"))
    trained = (
        days.select("person", "date", article.alias("article"), standard.alias("standard"))
        .filter(pl.col("article") + pl.col("standard") > 0)
        .join(logs, on="person", how="left")
        .with_columns((pl.col("date") - pl.col("first")).dt.total_days().alias("day"))
    )
    log, start = cut_segments(
        (trained["article"] / (trained["article"] + trained["standard"])).cast(pl.Float64).to_numpy(),
        trained["log"].cast(pl.Int64).to_numpy(),
        trained["day"].cast(pl.Int64).to_numpy(),
        logs["n"].cast(pl.Int64).to_numpy(),
        share=share,
        min_days=min_days,
        change_cost=change_cost,
    )
    segments = _name_segments(trained, log, start, share)
    return _number_segments(segments.join(logs, on="log", how="left").sort("person", "start"))


def _name_segments(trained: pl.DataFrame, log: Ints, start: Ints, share: float) -> pl.DataFrame:
    """Name every segment by the pooled share of its sets: log, start (day), program."""
    # lists, since Polars imports much of numpy for an array, which takes longer than all of this
    segments = pl.DataFrame(
        {"log": log.tolist(), "start": start.tolist()}, schema={"log": pl.Int64, "start": pl.Int64}
    ).with_columns(pl.col("log").cast(pl.UInt32), pl.int_range(pl.len()).alias("segment"))
    sums = (
        trained.select("log", "day", "article", "standard")
        .sort("log", "day")
        .join_asof(
            segments.sort("log", "start"),
            left_on="day",
            right_on="start",
            by="log",
            strategy="backward",
            check_sortedness=False,
        )
        .group_by("segment")
        .agg(pl.col("article", "standard").cast(pl.Int64).sum())
    )
    ratio = pl.col("article") / (pl.col("article") + pl.col("standard"))
    slack = 1e-12  # a share of exactly one third is at most 1 - 2/3
    program = (
        pl.when(ratio.is_null())
        .then(pl.lit(Program.NONE))
        .when(ratio >= share - slack)
        .then(pl.lit(Program.CORE_FOCUSED))
        .when(ratio <= 1 - share + slack)
        .then(pl.lit(Program.STANDARD_CRUNCH))
        .otherwise(pl.lit(Program.MIXED))
    )
    return segments.join(sums, on="segment", how="left").select("log", "start", program.alias("program"))


def _number_segments(segments: pl.DataFrame) -> pl.DataFrame:
    """Join neighbours of one name and number what is left."""
    changed = (pl.col("program") != pl.col("program").shift().over("person")).fill_null(True)
    joined = segments.filter(changed).with_columns(
        (pl.col("first") + pl.duration(days=pl.col("start"))).alias("phase_start")
    )
    return joined.select(
        "person",
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("person").alias("phase"),
        "phase_start",
        pl.col("phase_start").shift(-1).over("person").dt.offset_by("-1d").alias("phase_end"),
        "program",
        pl.lit(Assigned.INFERRED).alias("assigned"),
        pl.lit(None, pl.Float64).alias("planned_sessions"),
        pl.lit(None, pl.Float64).alias("planned_sets"),
        pl.lit(None, pl.String).alias("schedule"),
    )
