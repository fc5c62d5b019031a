"""Double sessions: one training that two apps logged (a phone and a watch), found, and counted once.

Two sessions of one person in two apps are one training where

- both have a time, their spans lie at most `tolerance` apart, and at least `least_share` of the sets of the
  smaller one are of exercises that the other has too;
- one of them (or both) has only a date, it is the same date, and their exercises agree likewise;
- one of them names no exercises (a workout of a watch), and their spans cover at least `least_overlap` of the
  shorter one. Nobody trains twice at the same time.

Sessions of one app never double each other, and answers in the daily form are no sessions of their own.
Of the apps that tell of one training one counts: one that has sets before one that has none, then by the
person's own order (the setting `sources`), then the one with more sets, then the one whose file was added
first. The sessions of the others leave the tables; what they alone tell of the session as a whole (how long,
how hard) goes over to the one that counts.

The thresholds are ours, set on hand-made pairs (``tests/logbook/test_double_sessions.py``): a tolerance of 15
minutes bears a watch started late and stopped early; half of the sets bears names that one app knows and the
other guesses, and warm-ups that only one logs; an app without an end of the session is taken at its word for
an hour; four hours bear every training and no timer that was forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.logbook.double_winners import DOUBLES, choose_winners, rank_sessions
from coreanalytics.logbook.doubled_pairs import find_pairs

__all__ = ["DOUBLES", "FILLED", "VERSION", "Resolved", "resolve_doubles", "sum_up_doubles"]

VERSION: Final = "1"  #: raise it when other sessions are found, or others win
#: What is filled in from the session that does not count.
FILLED: Final = ("title", "minutes", "session_rpe", "gave_out_first", "abs_felt")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Tables in which every training counts once.

    Attributes
    ----------
    sets, sessions
        Columns of `tables.SETS` and `tables.SESSIONS`.
    doubles
        Columns of `DOUBLES`: one row a session that does not count.
    hidden
        By table name the rows as the files tell them that are not in `sets` and `sessions` (or, for sessions
        that count, not in these words).
    """

    sets: pl.DataFrame
    sessions: pl.DataFrame
    doubles: pl.DataFrame
    hidden: dict[str, pl.DataFrame]


def resolve_doubles(
    sets: pl.DataFrame,
    sessions: pl.DataFrame,
    *,
    sources: Sequence[str] = (),
    first_adds: pl.DataFrame | None = None,
    tolerance: float = 15.0,
    usual_minutes: float = 60.0,
    longest_minutes: float = 240.0,
    least_share: float = 0.5,
    least_overlap: float = 0.5,
) -> Resolved:
    """Find trainings that several apps logged, and leave each in the tables once.

    Parameters
    ----------
    sets, sessions
        Tables of a logbook, with the exercises matched.
    sources
        Apps in the order in which they are believed; those that are not named come after. ``garmin`` also
        stands for ``garmin_fit``.
    first_adds
        person, app, `first`: the place in the order of adds of the first file of that app.
    tolerance
        Minutes that two spans may lie apart.
    usual_minutes
        Taken where an app does not say how long a session was.
    longest_minutes
        No session is taken to be longer.
    least_share
        Share of the sets of the smaller session whose exercises the other one has too.
    least_overlap
        Share of the shorter span that both must cover where one of them names no exercises.
    """
    nothing = {"sets": sets.clear(), "sessions": sessions.clear()}
    pairs = find_pairs(
        sets,
        sessions,
        tolerance=tolerance,
        usual_minutes=usual_minutes,
        longest_minutes=longest_minutes,
        least_share=least_share,
        least_overlap=least_overlap,
    )
    if pairs.is_empty():
        return Resolved(sets, sessions, pl.DataFrame(schema=DOUBLES), nothing)
    nodes = rank_sessions(pairs, sets, sessions, sources, first_adds)
    doubles = choose_winners(pairs, nodes, tolerance)
    gone = doubles.select("person", session="loser_session")
    winners = doubles.select("person", session="winner_session").unique()
    on = ["person", "session"]
    kept = sessions.join(gone, on=on, how="anti", maintain_order="left")
    hidden = {
        "sets": sets.join(gone, on=on, how="semi", maintain_order="left"),
        "sessions": sessions.join(pl.concat([gone, winners]), on=on, how="semi", maintain_order="left"),
    }
    return Resolved(
        sets.join(gone, on=on, how="anti", maintain_order="left"),
        _fill_gaps(kept, hidden["sessions"], doubles),
        doubles.select(pl.col(name).cast(kind) for name, kind in DOUBLES.items()).sort(
            "person", "date", "winner_session", "loser_session"
        ),
        hidden,
    )


def _fill_gaps(kept: pl.DataFrame, hidden: pl.DataFrame, doubles: pl.DataFrame) -> pl.DataFrame:
    """Fill empty fields of sessions that count; a day's sessions that one stands for add up in minutes."""
    told = doubles.join(
        hidden.select("person", "session", *FILLED),
        left_on=["person", "loser_session"],
        right_on=["person", "session"],
        how="left",
    ).sort("share", "loser_sets", "loser_session", descending=[True, True, False], nulls_last=True)
    alike = ["person", "winner_session", "loser_app"]
    whole = pl.when(pl.col("minutes").is_not_null().all()).then(pl.col("minutes").sum()).alias("minutes")
    others = [pl.col(name).drop_nulls().first() for name in FILLED if name != "minutes"]
    found = (
        told.group_by(alike, maintain_order=True)
        .agg(whole, *others)
        .group_by("person", session="winner_session", maintain_order=True)
        .agg(pl.col(name).drop_nulls().first().alias(f"_{name}") for name in FILLED)
    )
    return (
        kept.join(found, on=["person", "session"], how="left", maintain_order="left")
        .with_columns(pl.coalesce(name, f"_{name}").alias(name) for name in FILLED)
        .select(kept.columns)
    )


def sum_up_doubles(doubles: pl.DataFrame) -> pl.DataFrame:
    """Count doubled sessions by who won over whom and why.

    Parameters
    ----------
    doubles
        Columns of `DOUBLES`.

    Returns
    -------
    DataFrame
        winner_app, loser_app, chosen, sessions, and person and date of the newest one as an example; the most
        frequent come first.
    """
    return (
        doubles.sort("date", "winner_session")
        .group_by("winner_app", "loser_app", "chosen")
        .agg(sessions=pl.len().cast(pl.Int64), person=pl.col("person").last(), date=pl.col("date").last())
        .sort("sessions", "winner_app", "loser_app", "chosen", descending=[True, False, False, False])
    )
