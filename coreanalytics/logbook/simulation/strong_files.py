"""Strong exports of simulated people, in two of its header families."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.vocabulary import POUND_KG

S1_HEADER: Final = (
    "Date",
    "Workout Name",
    "Duration",
    "Exercise Name",
    "Set Order",
    "Weight",
    "Reps",
    "Distance",
    "Seconds",
    "Notes",
    "Workout Notes",
    "RPE",
)
S3_HEADER: Final = (
    "Workout #",
    "Date",
    "Workout Name",
    "Duration (sec)",
    "Exercise Name",
    "Set Order",
    "Weight (kg)",
    "Reps",
    "RPE",
    "Distance (meters)",
    "Seconds",
    "Notes",
    "Workout Notes",
)
#: Strong exports these between the sets; they are no sets.
REST_SECONDS: Final = 120
_LETTERS: Final = {"warmup": "W", "drop": "D", "failure": "F"}


def frame_strong(sets: pl.DataFrame, layout: str) -> pl.DataFrame:
    """Return one person's export as a frame of strings; nulls are empty cells.

    Parameters
    ----------
    sets
        The person's sets in the order of training, with their sessions' columns.
    layout
        `s1` (comma, no unit, durations in words, 0 for nothing) or `s3` (semicolon, kg and metres).
    """
    order = pl.col("set_index") - pl.col("warmup").any().over("session", "exercise_logged") + 1
    label = pl.col("kind").replace_strict(_LETTERS, default=None, return_dtype=pl.String)
    frame = sets.with_columns(
        place=pl.int_range(pl.len()),
        label=pl.coalesce(label, order.cast(pl.String)),
        number=pl.col("session").rle_id() + 1,
    )
    frame = pl.concat([frame, _rest_timers(frame), _notes(frame)], how="diagonal_relaxed")
    frame = frame.sort("place", maintain_order=True)
    return _fill_s1(frame) if layout == "s1" else _fill_s3(frame)


def write_strong(frame: pl.DataFrame) -> bytes:
    """Return the bytes of an export."""
    if frame.columns[0] == S3_HEADER[0]:
        text = frame.fill_null("").write_csv(separator=";", quote_style="always")
    else:
        text = frame.write_csv(quote_style="necessary")
    return text.encode()


def _rest_timers(frame: pl.DataFrame) -> pl.DataFrame:
    lifts = frame.filter((pl.col("family") == "not_core") & ~pl.col("warmup"))
    return lifts.select(
        "date", "session", "number", "local_time", "title", "minutes", "exercise_logged", "place",
        label=pl.lit("Rest Timer"),
        duration_s=pl.lit(float(REST_SECONDS)),
    )  # fmt: skip


def _notes(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in which Strong keeps a note pinned to an exercise: one a month of squats."""
    squats = frame.filter((pl.col("exercise_logged") == "Squat (Barbell)") & pl.col("warmup"))
    pinned = squats.gather_every(8)
    return pinned.select(
        "date", "session", "number", "local_time", "title", "minutes", "exercise_logged", "place",
        label=pl.lit("Note"),
        note=pl.lit("belt from 70 kg, heels down"),
    )  # fmt: skip


def _fill_s3(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        pl.col("number").cast(pl.String).alias("Workout #"),
        pl.col("local_time").dt.to_string("%Y-%m-%d %H:%M:%S").alias("Date"),
        pl.col("title").alias("Workout Name"),
        (pl.col("minutes") * 60).cast(pl.Int64).cast(pl.String).alias("Duration (sec)"),
        pl.col("exercise_logged").alias("Exercise Name"),
        pl.col("label").alias("Set Order"),
        pl.col("load_kg").cast(pl.String).alias("Weight (kg)"),
        pl.col("reps").cast(pl.Int64).cast(pl.String).alias("Reps"),
        pl.col("rpe").cast(pl.String).str.strip_suffix(".0").alias("RPE"),
        pl.col("distance_m").cast(pl.String).alias("Distance (meters)"),
        pl.col("duration_s").cast(pl.String).alias("Seconds"),
        pl.col("note").alias("Notes"),
        pl.col("session_note").alias("Workout Notes"),
    )


def _fill_s1(frame: pl.DataFrame) -> pl.DataFrame:
    load = (
        pl.when(pl.col("weight_unit") == "lb")
        .then((pl.col("load_kg") / POUND_KG).round(1))
        .otherwise("load_kg")
    )
    whole, rest = (pl.col("minutes") // 60).cast(pl.Int64), (pl.col("minutes") % 60).cast(pl.Int64)
    words = pl.when(whole > 0).then(pl.format("{}h {}m", whole, rest)).otherwise(pl.format("{}m", rest))
    return frame.select(
        pl.col("local_time").dt.to_string("%Y-%m-%d %H:%M:%S").alias("Date"),
        pl.col("title").alias("Workout Name"),
        words.alias("Duration"),
        pl.col("exercise_logged").alias("Exercise Name"),
        pl.col("label").alias("Set Order"),
        load.fill_null(0.0).cast(pl.String).alias("Weight"),
        pl.col("reps").fill_null(0.0).cast(pl.String).alias("Reps"),
        pl.lit("0").alias("Distance"),
        pl.col("duration_s").fill_null(0.0).cast(pl.String).alias("Seconds"),
        pl.col("note").alias("Notes"),
        pl.col("session_note").alias("Workout Notes"),
        pl.col("rpe").cast(pl.String).str.strip_suffix(".0").alias("RPE"),
    )
