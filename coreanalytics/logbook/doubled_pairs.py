"""Doubled pairs: which two sessions of one person, in two apps, tell of the same training.

See `double_sessions` for the rule and for where its thresholds come from.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.catalogue.spelling import normalise

#: Answers in the daily form tell of a session; they are none of their own.
ANSWERS: Final = ("form",)
#: Names that name no exercise (what a watch writes that did not recognise one).
NAMELESS: Final = frozenset({"", "unknown", "other", "exercise", "workout"})
_SIDE: Final = ("session", "app", "date", "start", "end", "n_sets")
_KEY: Final = ["person", "session"]


def find_pairs(
    sets: pl.DataFrame,
    sessions: pl.DataFrame,
    *,
    tolerance: float,
    usual_minutes: float,
    longest_minutes: float,
    least_share: float,
    least_overlap: float,
) -> pl.DataFrame:
    """Return the pairs of sessions that tell of one training.

    Parameters
    ----------
    sets, sessions
        Tables of a logbook, with the exercises matched.
    tolerance, usual_minutes, longest_minutes, least_share, least_overlap
        See `double_sessions.resolve_doubles`.

    Returns
    -------
    DataFrame
        person; session, start and end of both (`_a`, `_b`); `share` of the sets of the smaller one that the
        other has too (null where one names no exercises), and `why` (`time_and_exercises`,
        `day_and_exercises`, `time`).
    """
    timed = _span_sessions(sets, sessions, usual_minutes, longest_minutes)
    near = pl.concat([_pair_by_time(timed, tolerance), _pair_by_date(timed)])
    if near.is_empty():
        return _judge(near.with_columns(share=pl.lit(None, pl.Float64)), least_share, least_overlap)
    return _judge(_compare_content(near, sets), least_share, least_overlap)


def _span_sessions(
    sets: pl.DataFrame, sessions: pl.DataFrame, usual_minutes: float, longest_minutes: float
) -> pl.DataFrame:
    """Sessions of people with several apps: from when to when, and how many sets."""
    told = sessions.filter(~pl.col("app").is_in(list(ANSWERS)))
    several = told.group_by("person").agg(n=pl.col("app").n_unique()).filter(pl.col("n") > 1)
    told = told.join(several, on="person", how="semi")
    counts = sets.join(several, on="person", how="semi").group_by(_KEY).agg(n_sets=pl.len())
    known = pl.when(pl.col("minutes") > 0).then(pl.col("minutes")).fill_null(usual_minutes)
    span = pl.duration(seconds=(known.clip(upper_bound=longest_minutes) * 60).round().cast(pl.Int64))
    return told.join(counts, on=_KEY, how="left").select(
        "person",
        "session",
        "app",
        "date",
        start="started_at",
        end=pl.col("started_at") + span,
        n_sets=pl.col("n_sets").fill_null(0),
    )


def _pair_by_time(timed: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    """Pairs of two apps whose spans lie at most the tolerance apart."""
    day = pl.col("start").dt.date()
    rows = timed.filter(pl.col("start").is_not_null())
    around = rows.with_columns(
        day=pl.concat_list(day.dt.offset_by("-1d"), day, day.dt.offset_by("1d"))
    ).explode("day")
    pairs = _join(rows.with_columns(day=day), around, ["person", "day"]).drop("day")
    return pairs.filter(_together() >= -tolerance)


def _pair_by_date(timed: pl.DataFrame) -> pl.DataFrame:
    """Pairs of two apps on one local date, of which one at least has no time."""
    bare = timed.filter(pl.col("start").is_null())
    days = timed.join(bare.select("person", "date").unique(), on=["person", "date"], how="semi")
    pairs = _join(days, days, ["person", "date"])
    return pairs.filter(pl.col("start_a").is_null() | pl.col("start_b").is_null())


def _join(left: pl.DataFrame, right: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Pairs of sessions of two apps, each pair once."""
    sides = []
    for side, frame in (("a", left), ("b", right)):
        keys = [name for name in on if name not in _SIDE]
        named = [pl.col(name).alias(f"{name}_{side}") for name in _SIDE]
        sides.append(frame.select(*keys, *([pl.col("date")] if "date" in on else []), *named))
    pairs = sides[0].join(sides[1], on=on).filter(pl.col("app_a") < pl.col("app_b"))
    return pairs.drop("date", strict=False)


def _together() -> pl.Expr:
    """Minutes that both spans share; below 0 the minutes between them."""
    together = pl.min_horizontal("end_a", "end_b") - pl.max_horizontal("start_a", "start_b")
    return together.dt.total_seconds() / 60


def _compare_content(near: pl.DataFrame, sets: pl.DataFrame) -> pl.DataFrame:
    """Add `share`: of the sets of the smaller session those of exercises that the other has too."""
    wanted = pl.concat([near.select("person", session=f"session_{side}") for side in ("a", "b")]).unique()
    counts = _count_exercises(sets.join(wanted, on=_KEY, how="semi"))
    sizes = counts.group_by(_KEY).agg(named=pl.col("n").sum())
    pairs = near.with_row_index("_pair")
    sides = {
        side: pairs.select("_pair", "person", session=f"session_{side}")
        .join(counts, on=_KEY)
        .select("_pair", "what", pl.col("n").alias(f"n_{side}"))
        for side in ("a", "b")
    }
    shared = (
        sides["a"]
        .join(sides["b"], on=["_pair", "what"])
        .group_by("_pair")
        .agg(shared=pl.min_horizontal("n_a", "n_b").sum())
    )
    for side in ("a", "b"):
        pairs = pairs.join(
            sizes.rename({"session": f"session_{side}", "named": f"named_{side}"}),
            on=["person", f"session_{side}"],
            how="left",
        )
    both = pl.col("named_a").is_not_null() & pl.col("named_b").is_not_null()
    share = pl.col("shared").fill_null(0) / pl.min_horizontal("named_a", "named_b")
    return (
        pairs.join(shared, on="_pair", how="left", maintain_order="left")
        .with_columns(share=pl.when(both).then(share).cast(pl.Float64))
        .select(*near.columns, "share")
    )


def _count_exercises(sets: pl.DataFrame) -> pl.DataFrame:
    """Sets by session and exercise: by catalogue id, else by the words of its name in any order."""
    strange = sets.filter(pl.col("exercise").is_null())["exercise_logged"].drop_nulls().unique()
    words = {name: " ".join(sorted(normalise(name).split())) for name in strange}
    name = pl.col("exercise_logged").replace_strict(words, default=None, return_dtype=pl.String)
    what = pl.coalesce("exercise", pl.when(~name.is_in(sorted(NAMELESS))).then(pl.format("name:{}", name)))
    return sets.with_columns(what=what).drop_nulls("what").group_by(*_KEY, "what").agg(n=pl.len())


def _judge(pairs: pl.DataFrame, least_share: float, least_overlap: float) -> pl.DataFrame:
    """Keep the pairs that tell of one training, with `why`."""
    shorter = pl.min_horizontal(
        *((pl.col(f"end_{side}") - pl.col(f"start_{side}")).dt.total_seconds() / 60 for side in ("a", "b"))
    )
    timed = pl.col("start_a").is_not_null() & pl.col("start_b").is_not_null()
    alike = pl.col("share") >= least_share
    why = (
        pl.when(timed & alike)
        .then(pl.lit("time_and_exercises"))
        .when(~timed & alike)
        .then(pl.lit("day_and_exercises"))
        .when(timed & pl.col("share").is_null() & (_together() >= least_overlap * shorter))
        .then(pl.lit("time"))
    )
    sides = [f"{name}_{side}" for name in ("session", "start", "end") for side in ("a", "b")]
    return pairs.with_columns(why=why).drop_nulls("why").select("person", *sides, "share", "why")
