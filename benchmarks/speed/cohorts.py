"""Cohorts of any size as person-sorted Parquet: 84 reported days a person out of 112, two arms."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl

BLOCK = 50_000  #: people drawn at a time
SPAN, REPORTED = 112, 84  #: calendar days after time zero, and how many of them are reported
RHO = 0.5


def write_cohort(path: Path, people: int, *, text_ids: bool, seed: int = 1) -> None:
    """Write the slim person-day table of `people` people, sorted by person and day.

    Everybody has a level (SD 1.5) and a slope (SD .1 a week) of their own, AR(1) days (.5, SD 1.2) and
    whole scores from 0 to 10; the treated fall by .15 a week.
    """
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for first in range(0, people, BLOCK):
            block = draw_people(rng, first, min(BLOCK, people - first), text_ids)
            block.write_parquet(Path(folder) / f"{first:09d}.parquet")
        pl.scan_parquet(Path(folder) / "*.parquet").sink_parquet(path)


def draw_people(rng: np.random.Generator, first: int, people: int, text_ids: bool) -> pl.DataFrame:
    """Draw people number `first`, `first` + 1, ...: one row per reported day."""
    order = rng.random((people, SPAN), dtype=np.float32).argsort(axis=1)[:, :REPORTED]
    day = np.sort(order, axis=1).astype(np.int32)
    treated = np.arange(first, first + people) % 2 == 1
    level = 5 + 1.5 * rng.standard_normal(people, dtype=np.float32)
    slope = 0.1 * rng.standard_normal(people, dtype=np.float32) - 0.15 * treated
    errors = np.empty((people, SPAN), dtype=np.float32)
    noise = rng.standard_normal((people, SPAN), dtype=np.float32)
    errors[:, 0] = noise[:, 0]
    for t in range(1, SPAN):
        errors[:, t] = RHO * errors[:, t - 1] + np.sqrt(1 - RHO**2) * noise[:, t]
    score = level[:, None] + slope[:, None] * day / 7 + 1.2 * np.take_along_axis(errors, day, axis=1)
    number = pl.Series("person", np.repeat(np.arange(first, first + people, dtype=np.int32), REPORTED))
    frame = pl.DataFrame(
        {
            "person": number,
            "program": np.repeat(treated, REPORTED),
            "day_in_phase": day.ravel(),
            "low_back": np.clip(np.rint(score), 0, 10).astype(np.int32).ravel(),
        }
    )
    arm = pl.when("program").then(pl.lit("core_focused")).otherwise(pl.lit("standard_crunch"))
    name = pl.format("person-{}", pl.col("person").cast(pl.String).str.zfill(7))
    return frame.select(
        name.alias("person") if text_ids else "person",
        arm.alias("program"),
        pl.lit("randomised").alias("assigned"),
        pl.lit(1, pl.Int32).alias("phase"),
        "day_in_phase",
        pl.lit(False).alias("continuing"),
        pl.lit(False).alias("run_in"),
        "low_back",
    )
