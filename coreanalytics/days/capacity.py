"""Capacity: the best set of the day, each of the five moves in its own unit."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.vocabulary import Move, Side

#: The catalogue's side plank that is done with the leg raised, whatever the set itself says.
LEG_RAISED_EXERCISE: Final = "side_plank_leg_raise"

CAPACITY: Final = (
    "anchored_crunch_reps",
    "support_pelvic_tilt_reps",
    "support_pelvic_tilt_hold_s",
    "rotation_reps",
    "rotation_hold_s",
    "rotation_load_kg",
    "rotation_band_distance_m",
    "loaded_carry_kg_per_hand",
    "loaded_carry_unhanded_kg",
    "loaded_carry_distance_m",
    "loaded_carry_duration_s",
    "loaded_carry_kg_m",
    "side_support_left_s",
    "side_support_right_s",
    "side_support_unsided_s",
    "side_support_leg_raised",
)


def rate_capacity(counts: pl.Expr) -> list[pl.Expr]:
    """Return one expression per column of `CAPACITY`: the set's value, null on every other set.

    The day's capacity is the maximum of each over its sets.

    Parameters
    ----------
    counts
        Whether the set counts (working, drop and failure sets; a warm-up is no capacity).

    Notes
    -----
    Needs the columns of the sets table and the catalogue's `move`. Nothing is assumed about sides or
    hands: a side support without a side is `unsided`, and a load is *per hand* only where the hands were
    logged. Load x metres takes the load as the set gives it, so it compares within one person.
    """

    def best(move: Move, value: pl.Expr, name: str) -> pl.Expr:
        return pl.when(counts & (pl.col("move") == move)).then(value).alias(name)

    reps, load, metres = pl.col("reps"), pl.col("load_kg"), pl.col("distance_m")
    seconds, side = pl.col("duration_s"), pl.col("side")
    handed = pl.col("hands").is_not_null()
    left, right = side.is_in([Side.LEFT, Side.BOTH]), side.is_in([Side.RIGHT, Side.BOTH])
    raised = pl.when(pl.col("exercise") == LEG_RAISED_EXERCISE).then(True).otherwise(pl.col("leg_raised"))
    return [
        best(Move.ANCHORED_CRUNCH, reps, "anchored_crunch_reps"),
        best(Move.SUPPORT_PELVIC_TILT, reps, "support_pelvic_tilt_reps"),
        best(Move.SUPPORT_PELVIC_TILT, seconds, "support_pelvic_tilt_hold_s"),
        best(Move.ROTATION, reps, "rotation_reps"),
        best(Move.ROTATION, seconds, "rotation_hold_s"),
        best(Move.ROTATION, load, "rotation_load_kg"),
        best(Move.ROTATION, pl.col("band_distance_m"), "rotation_band_distance_m"),
        best(Move.LOADED_CARRY, pl.when(handed).then(load), "loaded_carry_kg_per_hand"),
        best(Move.LOADED_CARRY, pl.when(~handed).then(load), "loaded_carry_unhanded_kg"),
        best(Move.LOADED_CARRY, metres, "loaded_carry_distance_m"),
        best(Move.LOADED_CARRY, seconds, "loaded_carry_duration_s"),
        best(Move.LOADED_CARRY, load * metres, "loaded_carry_kg_m"),
        best(Move.SIDE_SUPPORT, pl.when(left).then(seconds), "side_support_left_s"),
        best(Move.SIDE_SUPPORT, pl.when(right).then(seconds), "side_support_right_s"),
        best(Move.SIDE_SUPPORT, pl.when(side.is_null()).then(seconds), "side_support_unsided_s"),
        best(Move.SIDE_SUPPORT, raised, "side_support_leg_raised"),
    ]
