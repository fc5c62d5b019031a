"""Naming: the exercises that people logged, found in the catalogue through aliases and names."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.catalogue import exercises, match_names
from coreanalytics.logbook.tables import SETS


@dataclass(frozen=True, slots=True)
class Named:
    """Sets with their exercises, and the names that still need a person.

    Attributes
    ----------
    sets
        Columns of `tables.SETS`, with exercise, family and what the alias file says of hands and side.
    unmapped
        One row a name that is doubtful or unknown: exercise_logged, status, n_sets, n_people,
        candidates (list of catalogue ids), score (0-100); most frequent first.
    unsaid
        One row a name of which neither the app nor the alias file says what matters: exercise_logged,
        exercise, lacks (`side` or `hands`), n_sets; most frequent first.
    """

    sets: pl.DataFrame
    unmapped: pl.DataFrame
    unsaid: pl.DataFrame


def name_sets(sets: pl.DataFrame, aliases: pl.DataFrame) -> Named:
    """Match the exercise names of sets; names are matched once each, however often they occur."""
    logged = sets["exercise_logged"].unique().sort()
    matched = match_names(logged, aliases)
    found = matched.select(
        pl.col("name").alias("exercise_logged"),
        "exercise",
        "family",
        pl.col("hands").alias("told_hands"),
        pl.col("side").alias("told_side"),
    )
    named = (
        sets.drop("exercise", "family")
        .join(found, on="exercise_logged", how="left", maintain_order="left")
        .with_columns(
            hands=pl.coalesce("hands", "told_hands"),
            side=pl.coalesce("side", "told_side"),
        )
        .select(list(SETS))
    )
    counts = sets.group_by("exercise_logged").agg(n_sets=pl.len(), n_people=pl.col("person").n_unique())
    unmapped = (
        matched.filter(pl.col("status").is_in(["doubtful", "unmapped"]))
        .rename({"name": "exercise_logged"})
        .join(counts, on="exercise_logged", how="left")
        .select("exercise_logged", "status", "n_sets", "n_people", "candidates", "score")
        .sort(["n_sets", "exercise_logged"], descending=[True, False])
    )
    return Named(named, unmapped, _find_unsaid(named, aliases))


def _find_unsaid(sets: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Names done on one side, or with weight in the hands, of which nobody said which.

    A name in the alias file was asked about: what is left empty there stays unknown.
    """
    moves = exercises().select(pl.col("id").alias("exercise"), "move")
    lacks = (
        pl.when(pl.col("move").is_in([v.Move.SIDE_SUPPORT, v.Move.ROTATION]) & pl.col("side").is_null())
        .then(pl.lit("side"))
        .when((pl.col("move") == v.Move.LOADED_CARRY) & pl.col("hands").is_null())
        .then(pl.lit("hands"))
    )
    asked = aliases["name"].implode()
    return (
        sets.filter(~pl.col("exercise_logged").is_in(asked))
        .join(moves, on="exercise", how="inner")
        .with_columns(lacks.alias("lacks"))
        .filter(pl.col("lacks").is_not_null())
        .group_by("exercise_logged", "exercise", "lacks")
        .agg(n_sets=pl.len())
        .sort(["n_sets", "exercise_logged"], descending=[True, False])
    )
