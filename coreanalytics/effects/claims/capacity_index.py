"""How much stronger a person is than at their own start: the five moves, each in its own unit, as one course.

Each move counts through one measure of its own, the one that the person logged in most weeks. Weeks are
compared as ratios, so that repetitions, seconds and metres are never added; what a week adds is the average
over the moves known in that week and before, so that a move which is new lowers nothing. A value of 0 is no
capacity that a ratio can be taken of, and counts as not known.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from coreanalytics.vocabulary import Move

#: Measures of each move; of those known in equally many weeks the first is taken.
MEASURES: Final[dict[Move, tuple[str, ...]]] = {
    Move.ANCHORED_CRUNCH: ("anchored_crunch_reps",),
    Move.SUPPORT_PELVIC_TILT: ("support_pelvic_tilt_hold_s", "support_pelvic_tilt_reps"),
    Move.ROTATION: ("rotation_band_distance_m", "rotation_load_kg", "rotation_reps", "rotation_hold_s"),
    Move.LOADED_CARRY: (
        "loaded_carry_kg_m",
        "loaded_carry_kg_per_hand",
        "loaded_carry_unhanded_kg",
        "loaded_carry_distance_m",
        "loaded_carry_duration_s",
    ),
    Move.SIDE_SUPPORT: ("side_support_weaker_s", "side_support_unsided_s"),
}
_WEAKER: Final = "side_support_weaker_s"  # the less of left and right, where both are known
CAPACITY_COLUMNS: Final = (
    *(name for names in MEASURES.values() for name in names if name != _WEAKER),
    "side_support_left_s",
    "side_support_right_s",
)
STALE: Final = "3w"  #: how long a week's capacity is taken for known
START_WEEKS: Final = 2  #: weeks in which a move was done that make the person's own start
TENTH: Final = math.log(1.1)  #: ten percent more, as a difference of logarithms


def rate_weeks(days: pl.DataFrame) -> pl.DataFrame:
    """Return each person's best of the week in each move, as a log-ratio to their own start.

    Parameters
    ----------
    days
        Person-days, with the columns `CAPACITY_COLUMNS`.

    Returns
    -------
    pl.DataFrame
        person, monday (of the week), move, measure, growth (log of best over start), in order. The start is
        the mean logarithm over the first two weeks in which the move was done; whoever did a move in fewer
        than three weeks is left out of it.
    """
    weaker = pl.min_horizontal("side_support_left_s", "side_support_right_s")
    both = pl.all_horizontal(pl.col("side_support_left_s", "side_support_right_s").is_not_null())
    place = {name: i for names in MEASURES.values() for i, name in enumerate(names)}
    moves = {name: move.value for move, names in MEASURES.items() for name in names}
    best = (
        days.with_columns(side_support_weaker_s=pl.when(both).then(weaker))
        .group_by("person", monday=pl.col("date").dt.truncate("1w"))
        .agg(pl.col(list(place)).max())
        .unpivot(index=["person", "monday"], variable_name="measure", value_name="best")
        .filter(pl.col("best") > 0)
        .with_columns(
            move=pl.col("measure").replace_strict(moves, return_dtype=pl.String),
            place=pl.col("measure").replace_strict(place, return_dtype=pl.Int64),
            size=pl.col("best").log(),
            weeks=pl.len().over("person", "measure"),
        )
        .filter(pl.col("weeks") > START_WEEKS)
        .sort("person", "move", "weeks", "place", descending=[False, False, True, False])
        .filter(pl.col("measure") == pl.col("measure").first().over("person", "move"))
        .sort("person", "move", "monday")
    )
    start = pl.col("size").head(START_WEEKS).mean().over("person", "move")
    return best.select("person", "monday", "move", "measure", growth=pl.col("size") - start)


def chain_weeks(weeks: pl.DataFrame) -> pl.DataFrame:
    """Return each person's course over all their moves.

    Parameters
    ----------
    weeks
        What `rate_weeks` returned.

    Returns
    -------
    pl.DataFrame
        person, monday, capacity (log-ratio to the person's own start, averaged over moves), moves (how many
        are known by then), one row for every week from the first one on. What a move gained between two
        weeks in which it was done is counted in the later one.
    """
    if weeks.is_empty():
        return pl.DataFrame(
            schema={"person": pl.String, "monday": pl.Date, "capacity": pl.Float64, "moves": pl.Int64}
        )
    spans = weeks.group_by("person", maintain_order=True).agg(
        monday=pl.date_ranges(pl.col("monday").min(), pl.col("monday").max(), "1w").first()
    )
    every = spans.explode("monday").join(weeks.select("person", "move").unique(), on="person")
    filled = (
        every.join(weeks, on=["person", "move", "monday"], how="left")
        .sort("person", "move", "monday")
        .with_columns(pl.col("growth").forward_fill().over("person", "move"))
        .drop_nulls("growth")
        .with_columns(
            # its first week is the start by definition; what differs from it there is noise
            gain=(pl.col("growth") - pl.col("growth").shift().over("person", "move"))
        )
    )
    return (
        filled.group_by("person", "monday")
        .agg(pl.col("gain").mean().fill_null(0.0), moves=pl.len().cast(pl.Int64))
        .sort("person", "monday")
        .select("person", "monday", capacity=pl.col("gain").cum_sum().over("person"), moves="moves")
    )


def add_capacity(days: pl.DataFrame, course: pl.DataFrame) -> pl.DataFrame:
    """Return days with `capacity` as it was known at the end of the week before, in steps of 10 % more.

    Missing before the end of the first week in which a move was done, and `STALE` after the last.
    """
    known = course.select(
        "person",
        monday=pl.col("monday").dt.offset_by("1w"),
        capacity=pl.col("capacity") / TENTH,
        moves_known="moves",
    )
    rows = days.with_columns(monday=pl.col("date").dt.truncate("1w")).sort("monday")
    joined = rows.join_asof(
        known.sort("monday"), on="monday", by="person", tolerance=STALE, check_sortedness=False
    )
    return joined.sort("person", "date")
