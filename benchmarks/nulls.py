"""A null stays null: how often real days, their labels dealt anew by lot, still give a difference.

From the project's root::

    python benchmarks/nulls.py                   # 1,000 deals of each; about five minutes on two cores
    python benchmarks/nulls.py --deals 100

Two questions, each asked as claim 5 of the article asks it:

- **demo**: the 24 people of ``data/demo`` keep their days, and the two routines are dealt anew among them, as
  many of each as before. A deal errs where the range (97.5 %) of either primary site leaves out 0, and the
  verdict is not that the difference is too small to matter.
- **trial**: the people under usual care in a real trial (``data/trials``, Ashar 2022) are halved at random,
  and the halves compared by analysis of covariance. One outcome, so one range of 95 %.

Nobody's answer depends on a label dealt by lot: whatever is found is an error. Allowed are 6.5 %, which is
5 % and two Monte-Carlo errors at 1,000 deals.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

ALLOWED: Final = 6.5  #: % of deals that may err
ROOT: Final = Path(__file__).resolve().parents[1]
ARMS: Final = ("core_focused", "standard_crunch")
_USUAL_CARE: Final = 3  #: its code in the trial's file
_CHUNK: Final = 25


@cache
def read_demo() -> pl.DataFrame:
    """Return the person-days of the demo logs."""
    import coreanalytics as ca

    with tempfile.TemporaryDirectory() as scratch:
        book = ca.Logbook(Path(scratch) / "book")
        book.create(aliases=(ROOT / "data" / "demo" / "aliases.csv").read_bytes())
        book.add(ROOT / "data" / "demo")
        return ca.build_days(book)


@cache
def read_trial() -> pl.DataFrame:
    """Return the people under usual care as days: one before time zero, one four weeks later."""
    start = dt.date(2021, 3, 1)
    late = pl.col("time") == 2
    file = ROOT / "data" / "trials" / "ashar2022.csv"
    told = pl.read_csv(
        file, columns=["id", "time", "group", "pain_avg", "is_patient"], null_values=["NaN", "<undefined>"]
    )
    return told.filter((pl.col("is_patient") == 1) & (pl.col("group") == _USUAL_CARE)).select(
        person=pl.format("p{}", "id"),
        date=pl.when(late).then(start + dt.timedelta(weeks=4)).otherwise(start),
        program=pl.when(late).then(pl.lit(ARMS[0])).otherwise(pl.lit("run_in")),
        assigned=pl.lit("randomised"),
        phase=pl.when(late).then(2).otherwise(1),
        day_in_phase=pl.when(late).then(28),
        run_in=~late,
        low_back=pl.col("pain_avg"),
    )


def deal(days: pl.DataFrame, sizes: tuple[int, int], seed: int) -> pl.DataFrame:
    """Deal the two routines anew among the people who follow one of them, `sizes` people each."""
    in_arms = pl.col("program").is_in(ARMS)
    people = days.filter(in_arms)["person"].unique().sort()
    order = np.random.default_rng(seed).permutation(len(people))
    arm = np.where(order < sizes[0], *ARMS)
    drawn = pl.DataFrame({"person": people, "dealt": arm})
    return (
        days.join(drawn, on="person", how="left", maintain_order="left")
        .with_columns(program=pl.when(in_arms).then("dealt").otherwise("program"))
        .drop("dealt")
    )


def errs_in_demo(seed: int) -> bool:
    """Tell whether a deal of the demo's routines gives a claim at either site."""
    from coreanalytics.effects.claims.questions import ClaimQuestion
    from coreanalytics.effects.claims.results import ClaimVerdict
    from coreanalytics.effects.claims.routine import examine_routine

    days = read_demo()
    followed = days.filter(pl.col("program").is_in(ARMS)).group_by("person").agg(pl.col("program").n_unique())
    assert followed["program"].max() == 1, "a deal of whole people needs people with one routine each"
    arms = days.filter(pl.col("program") == ARMS[0])["person"].n_unique()
    dealt = deal(days, (arms, followed.height - arms), seed)
    wrong = (ClaimVerdict.SUPPORTED, ClaimVerdict.CONTRADICTED)
    return any(claim.verdict in wrong for claim in examine_routine(dealt, ClaimQuestion()))


def errs_in_trial(seed: int) -> bool:
    """Tell whether two random halves of the usual-care arm differ."""
    import coreanalytics as ca

    days = read_trial()
    people = days.drop_nulls("low_back").group_by("person").len().filter(pl.col("len") == 2).height
    dealt = deal(days, ((people + 1) // 2, people // 2), seed)
    effect = ca.compare(dealt, weeks=4, outcomes=("low_back",), estimator="ancova", level=0.95)["low_back"]
    assert effect.interval is not None, effect.refusal
    return effect.interval.low > 0 or effect.interval.high < 0


QUESTIONS: Final[dict[str, Callable[[int], bool]]] = {"demo": errs_in_demo, "trial": errs_in_trial}


def count_errors(question: str, deals: int, cores: int = 1) -> int:
    """Return how many of so many deals err; seeds 0, 1, ..."""
    if cores == 1:
        return sum(QUESTIONS[question](seed) for seed in range(deals))
    # Polars keeps threads: a forked child may wait forever for a lock that one of them held
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(QUESTIONS[question], range(deals), chunksize=_CHUNK))


def tell(deals: int, cores: int) -> Iterator[tuple[str, float]]:
    for question in QUESTIONS:
        share = 100 * count_errors(question, deals, cores) / deals
        yield question, share


def main() -> int:
    """Print the share of deals that err, and whether that is more than may."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    told.add_argument("--deals", type=int, default=1000)
    told.add_argument("--cores", type=int, default=2)
    args = told.parse_args()
    worst = 0.0
    for question, share in tell(args.deals, args.cores):
        error = 100 * (share / 100 * (1 - share / 100) / args.deals) ** 0.5
        print(
            f"{question:<8}{share:5.1f} % +- {error:.1f} of {args.deals} deals err; {ALLOWED} % may",
            flush=True,
        )
        worst = max(worst, share)
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
