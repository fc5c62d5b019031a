"""When somebody last reported, trained and got better at a move: for everybody in one pass of Polars.

**Progress** is a new best of any measure of the five moves, each in its own unit (more reps, seconds, load,
distance), the first value of a measure, or a side support with the leg raised for the first time. Somebody
*stalls* who trains the five moves as usual and has had no new best for four weeks. That training goes on is
part of the rule: a pause is no plateau. Lifters are told to raise the load by 2 to 10 % once they can do one
or two repetitions more than planned (American College of Sports Medicine 2009, doi
10.1249/MSS.0b013e3181915670), which at two or three sessions a week is expected within weeks; that four of
them make a plateau is ours. A best that was mistyped stands until it is mended; but one measure alone never
makes a person stall, since any other may still rise.

**The same answer every day.** A long run of one and the same score, at all sites, may be a habit of the hand
rather than a report (the *long string* of Meade & Craig 2012, doi 10.1037/a0028085; how long is too long is
ours). A run of zeros may well be true and is never told of.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import polars as pl

from coreanalytics.days.capacity import CAPACITY
from coreanalytics.vocabulary import PRIMARY_SITES, Move

_RAISED: Final = "side_support_leg_raised"
_MEASURES: Final = tuple(name for name in CAPACITY if name != _RAISED)
_SETS: Final = tuple(f"sets_{move}" for move in Move)


@dataclass(frozen=True, slots=True)
class GapRules:
    """Sizes of the rules about gaps and standstill (ours; see the module).

    Attributes
    ----------
    silent_days
        Days without a report from which somebody is silent.
    stall_days
        Days without a new best from which somebody stalls.
    train_days
        Days with one of the five moves that the last `stall_days` must hold.
    as_usual
        Share of the training days of the `stall_days` before that.
    rate_days
        Days over which the reporting rate is told.
    same_reports
        Reports in a row with the same scores, above 0, that are told of.
    """

    silent_days: int = 7
    stall_days: int = 28
    train_days: int = 4
    as_usual: float = 0.75
    rate_days: int = 28
    same_reports: int = 14


def find_gaps(days: pl.DataFrame, rules: GapRules) -> pl.DataFrame:
    """Return what is known of each person's reporting, training and progress.

    Parameters
    ----------
    days
        Person-days up to each person's day of the look, with that day in the column ``until``. Columns about
        training or phases that are not there make their answers null.
    rules
        Sizes.

    Returns
    -------
    pl.DataFrame
        One row a person, sorted: person, until, days_silent (since the last report; null: never), days_idle
        (since the last training; null: never), reporting_rate (share of the last `rate_days` days, or of
        those since the first log), days_since_best (null: none of the five moves was ever measured), stalled
        (null: not training the five moves as usual), same_answer (bool), finished (the last phase was over
        before the day of the look).
    """
    ago = (pl.col("until") - pl.col("date")).dt.total_days()
    has = set(days.columns)
    measures = [name for name in _MEASURES if name in has]
    moved = [pl.col(name) > 0 for name in _SETS if name in has] + [
        pl.col(name).is_not_null() for name in measures
    ]
    frame = _sort_days(days).with_columns(
        ago=ago,
        reported=pl.any_horizontal(pl.col(*PRIMARY_SITES).is_not_null())
        | (pl.col("reported").fill_null(False) if "reported" in has else False),
        trained=pl.col("trained").fill_null(False) if "trained" in has else pl.lit(False),
        moved=pl.any_horizontal(*moved).fill_null(False) if moved else pl.lit(False),
    )
    bests = [_first_best(name) for name in measures]
    if _RAISED in has:
        bests.append(pl.col("ago").filter(pl.col(_RAISED)).max())
    within = pl.col("ago") < rules.stall_days
    known = frame.group_by("person", maintain_order=True).agg(
        pl.col("until").first(),
        days_silent=pl.col("ago").filter("reported").min(),
        days_idle=pl.col("ago").filter("trained").min(),
        reports=(pl.col("reported") & (pl.col("ago") < rules.rate_days)).sum(),
        days_known=pl.col("ago").max() + 1,
        moved=(pl.col("moved") & within).sum(),
        moved_before=(
            pl.col("moved") & pl.col("ago").is_between(rules.stall_days, 2 * rules.stall_days - 1)
        ).sum(),
        # the newest of the days on which a best was first reached
        days_since_best=pl.min_horizontal(*bests) if bests else pl.lit(None, dtype=pl.Int64),
        phase_end=pl.col("phase_end").last() if "phase_end" in has else pl.lit(None, dtype=pl.Date),
    )
    as_usual = (
        (pl.col("moved") >= rules.train_days)
        & (pl.col("moved") >= rules.as_usual * pl.col("moved_before"))
        & pl.col("days_since_best").is_not_null()
    )
    return known.join(_find_same(frame, rules), on="person", how="left", maintain_order="left").select(
        "person",
        "until",
        "days_silent",
        "days_idle",
        reporting_rate=pl.col("reports") / pl.min_horizontal(pl.col("days_known"), pl.lit(rules.rate_days)),
        days_since_best="days_since_best",
        stalled=pl.when(as_usual).then(pl.col("days_since_best") >= rules.stall_days),
        same_answer=pl.col("same_answer").fill_null(False),
        finished=(pl.col("phase_end") < pl.col("until")).fill_null(False),
    )


def _first_best(name: str) -> pl.Expr:
    """Days since the day on which the best of a measure was first reached."""
    return pl.col("ago").get(pl.col(name).arg_max(), null_on_oob=True)


def _find_same(frame: pl.DataFrame, rules: GapRules) -> pl.DataFrame:
    """Return person, same_answer: whether the last reports all say the same, and not only 0."""
    sites = list(PRIMARY_SITES)
    last = (
        frame.lazy()
        .filter("reported")
        .select("person", *sites)
        .group_by("person", maintain_order=True)
        .tail(rules.same_reports)
        .group_by("person")
        .agg(
            n=pl.len(),
            same=pl.all_horizontal(pl.col(site).n_unique() == 1 for site in sites),
            above=pl.max_horizontal(pl.col(site).max() for site in sites).fill_null(0) > 0,
        )
    )
    same = (pl.col("n") >= rules.same_reports) & pl.col("same") & pl.col("above")
    return last.select("person", same_answer=same).collect()


def cut_days(days: pl.DataFrame, until: dt.date | pl.DataFrame) -> pl.DataFrame:
    """Return the days up to the day of the look, with that day beside them and the columns that are read.

    Parameters
    ----------
    days
        Person-days.
    until
        One day for everybody, or a frame of person and until; people that it lacks are left out.
    """
    needed = ("person", "date", *PRIMARY_SITES, "reported", "trained", "phase_end", *_SETS, *CAPACITY)
    kept = days.select(name for name in needed if name in days.columns)
    if isinstance(until, pl.DataFrame):
        looked = kept.join(until, on="person", how="inner", maintain_order="left")
    else:
        looked = kept.with_columns(until=pl.lit(until, dtype=pl.Date))
    return looked.filter(pl.col("date") <= pl.col("until"))


def _sort_days(days: pl.DataFrame) -> pl.DataFrame:
    """Return the days by person and date; person-days mostly are, and to see that is cheaper than to sort."""
    person, day = pl.col("person"), pl.col("date")
    follows = (person > person.shift()) | ((person == person.shift()) & (day >= day.shift()))
    is_sorted = days.select(follows.fill_null(True).all()).item()
    return days if is_sorted else days.sort("person", "date")
