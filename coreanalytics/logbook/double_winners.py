"""Double winners: of the apps that logged one training, which one counts.

See `double_sessions` for the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

DOUBLES: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "date": pl.Date(),  # local date of the session that counts
    "winner_app": pl.String(),
    "winner_session": pl.String(),
    "winner_sets": pl.Int64(),
    "loser_app": pl.String(),
    "loser_session": pl.String(),
    "loser_sets": pl.Int64(),
    "share": pl.Float64(),  # of the sets of the smaller one that the other has too; null: nothing to compare
    "why": pl.String(),  # time_and_exercises, day_and_exercises, time, or third (both double a third one)
    "chosen": pl.String(),  # why the winner counts: sources (the setting), sets (more of them), first (added)
}
_RANK: Final = ("bare", "place", "fewer", "first", "app")


def find_place(app: str, sources: Sequence[str]) -> int | None:
    """Return the place of an app among the sources; None: it is not named.

    Examples
    --------
    >>> find_place("garmin_fit", ["hevy", "garmin"]), find_place("strong", ["hevy", "garmin"])
    (1, None)
    """
    named = [place for place, source in enumerate(sources) if app == source or app.startswith(f"{source}_")]
    exact = [place for place in named if sources[place] == app]
    return next(iter(exact + named), None)


def rank_sessions(
    pairs: pl.DataFrame,
    sets: pl.DataFrame,
    sessions: pl.DataFrame,
    sources: Sequence[str],
    first_adds: pl.DataFrame | None,
) -> pl.DataFrame:
    """Return one row a session that stands in a pair: app, date, n_sets, place, first, start and end.

    Parameters
    ----------
    pairs
        From `doubled_pairs.find_pairs`.
    sets, sessions
        Tables of a logbook.
    sources, first_adds
        See `double_sessions.resolve_doubles`.
    """
    sides = [
        pairs.select("person", session=f"session_{side}", start=f"start_{side}", end=f"end_{side}")
        for side in ("a", "b")
    ]
    counts = sets.group_by("person", "session").agg(n_sets=pl.len().cast(pl.Int64))
    places = {app: find_place(app, sources) for app in sessions["app"].unique() if app is not None}
    order = {app: len(sources) if place is None else place for app, place in places.items()}
    place = pl.col("app").replace_strict(order, default=len(sources), return_dtype=pl.Int64)
    nodes = (
        pl.concat(sides)
        .unique(["person", "session"], maintain_order=True)
        .join(sessions.select("person", "session", "app", "date"), on=["person", "session"], how="left")
        .join(counts, on=["person", "session"], how="left")
        .with_columns(pl.col("n_sets").fill_null(0), place=place)
    )
    if first_adds is None:
        return nodes.with_columns(first=pl.lit(0, pl.Int64))
    first = first_adds.select("person", "app", pl.col("first").cast(pl.Int64))
    return nodes.join(first, on=["person", "app"], how="left").with_columns(pl.col("first").fill_null(0))


def choose_winners(pairs: pl.DataFrame, nodes: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    """Decide round by round: in each cluster of doubles the best app counts, and what doubles it goes.

    What hangs on a cluster only through a session that went, and was at another time than what counts, is
    another training: it is looked at anew in the next round.

    Parameters
    ----------
    pairs
        From `doubled_pairs.find_pairs`; at least one.
    nodes
        From `rank_sessions`.
    tolerance
        Minutes that two spans may lie apart.

    Returns
    -------
    DataFrame
        Columns of `DOUBLES`, one row a session that does not count.
    """
    rounds = []
    while pairs.height:
        clusters = find_clusters(pairs).join(nodes, on=["person", "session"], how="left")
        apps = (
            clusters.group_by("cluster", "app")
            .agg(pl.col("n_sets").sum(), pl.col("place", "first").first())
            .with_columns(bare=pl.col("n_sets") == 0, fewer=-pl.col("n_sets"))
            .sort("cluster", *_RANK)
        )
        best = apps.group_by("cluster", maintain_order=True).first().select("cluster", best="app")
        ranked = clusters.join(best, on="cluster").join(
            apps.select("cluster", "app", app_sets="n_sets"), on=["cluster", "app"]
        )
        winners = ranked.filter(pl.col("app") == pl.col("best"))
        losers = _match_losers(ranked.filter(pl.col("app") != pl.col("best")), winners, pairs, tolerance)
        rounds.append(losers)
        decided = pl.concat(
            [winners.select("person", "session"), losers.select("person", session="loser_session")]
        )
        for side in ("a", "b"):
            pairs = pairs.join(
                decided, left_on=["person", f"session_{side}"], right_on=["person", "session"], how="anti"
            )
    return pl.concat(rounds)


def find_clusters(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return person, session and `cluster` of all sessions that hang together through pairs.

    Examples
    --------
    >>> links = {"person": ["me"] * 3, "session_a": ["1", "2", "8"], "session_b": ["2", "3", "9"]}
    >>> found = find_clusters(pl.DataFrame(links)).sort("session")
    >>> found.group_by("cluster", maintain_order=True).agg("session")["session"].to_list()
    [['1', '2', '3'], ['8', '9']]
    """
    there = pairs.select("person", session="session_a", other="session_b")
    links = pl.concat([there, there.select("person", session="other", other="session")])
    labels = links.select("person", "session").unique(maintain_order=True).with_row_index("cluster")
    while True:
        known = labels.select("person", other="session", near="cluster")
        lowest = links.join(known, on=["person", "other"]).group_by("person", "session").agg(pl.min("near"))
        after = labels.join(lowest, on=["person", "session"], maintain_order="left").select(
            pl.min_horizontal("cluster", "near").alias("cluster"), "person", "session"
        )
        if after["cluster"].equals(labels["cluster"]):
            return after
        labels = after


def _match_losers(
    others: pl.DataFrame, winners: pl.DataFrame, pairs: pl.DataFrame, tolerance: float
) -> pl.DataFrame:
    """For each other session of a cluster the winner that it doubles; those at another time are left out."""
    columns = ("person", "session", "app", "app_sets", "start", "end", "place")
    facts = [
        frame.select(
            "cluster",
            pl.col("n_sets").alias(f"{side}_sets"),
            *(pl.col(name).alias(f"{side}_{name}") for name in columns),
        )
        for side, frame in (("winner", winners), ("loser", others))
    ]
    dates = winners.select("person", winner_session="session", date="date")
    both = facts[0].join(facts[1], on="cluster").rename({"winner_person": "person"}).drop("loser_person")
    between = pl.min_horizontal("winner_end", "loser_end") - pl.max_horizontal("winner_start", "loser_start")
    timed = pl.col("winner_start").is_not_null() & pl.col("loser_start").is_not_null()
    together = pl.when(timed).then(between.dt.total_seconds() / 60).alias("together")
    ends = {"winner": "session_a", "loser": "session_b"}
    told = ["share", "why"]
    links = pl.concat(
        [
            pairs.select("person", *told, winner_session=ends["winner"], loser_session=ends["loser"]),
            pairs.select("person", *told, winner_session=ends["loser"], loser_session=ends["winner"]),
        ]
    )
    on = ["person", "winner_session", "loser_session"]
    return (
        both.with_columns(together)
        .join(links, on=on, how="left")
        .filter(pl.col("why").is_not_null() | (pl.col("together") >= -tolerance).fill_null(True))
        .sort(
            pl.col("why").is_null(), "share", "together", "winner_session",
            descending=[False, True, True, False], nulls_last=True,
        )
        .unique(["person", "loser_session"], keep="first", maintain_order=True)
        .join(dates, on=["person", "winner_session"], how="left")
        .with_columns(pl.col("why").fill_null(pl.lit("third")), chosen=_tell_choice())
        .select(list(DOUBLES))
    )  # fmt: skip


def _tell_choice() -> pl.Expr:
    bare = (pl.col("loser_app_sets") == 0) & (pl.col("winner_app_sets") > 0)
    return (
        pl.when(~bare & (pl.col("winner_place") < pl.col("loser_place")))
        .then(pl.lit("sources"))
        .when(pl.col("winner_app_sets") > pl.col("loser_app_sets"))
        .then(pl.lit("sets"))
        .otherwise(pl.lit("first"))
    )
