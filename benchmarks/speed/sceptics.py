"""How long the article's claims, a sceptic's checks and the plan of a study take, against what they may.

From the project's root::

    python benchmarks/speed/sceptics.py                  # 30 people x 26 weeks
    python benchmarks/speed/sceptics.py --people 100

The study is simulated and its person-days built first. The yardstick of the same run is statsmodels' MixedLM
of one site (a level a person, days taken as independent, which they are not): what somebody would reach for
instead, and it gives one answer where claims and checks give nearly fifty. On a busy machine read the CPU
seconds.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

R = TypeVar("R")
TOGETHER, PLANNED = 10.0, 30.0  #: seconds that claims and checks together, and a default plan, may take
RUN_IN_WEEKS: Final = 2


def count_cpu() -> float:
    """Return the CPU seconds of this process and its children."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def take(label: str, work: Callable[[], R], yardstick: float | None = None) -> tuple[R, float]:
    """Do and print something; return what it gave and its seconds."""
    start, cpu = time.perf_counter(), count_cpu()
    found = work()
    seconds = time.perf_counter() - start
    ratio = "" if yardstick is None else f"{seconds / yardstick:8.2f} x the yardstick"
    print(f"{label:<44}{seconds:8.2f} s {count_cpu() - cpu:8.2f} CPU s{ratio}", flush=True)
    return found, seconds


def make_days(people: int, weeks: int) -> pl.DataFrame:
    """Return the person-days of a simulated study."""
    import coreanalytics as ca

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ca.simulate_study(people=people, weeks=weeks - RUN_IN_WEEKS).write(folder / "logs")
        book = ca.Logbook(folder / "book")
        book.create(aliases=(folder / "logs" / "aliases.csv").read_bytes())
        book.add(folder / "logs")
        return ca.build_days(book)


def fit_elsewhere(days: pl.DataFrame) -> object:
    """Fit statsmodels' mixed model of the lower back after time zero."""
    import statsmodels.api as sm

    after = days.filter(~pl.col("run_in")).drop_nulls("low_back")
    treated = (after["program"] == "core_focused").cast(pl.Float64).to_numpy()
    week = after["day_in_phase"].to_numpy() / 7
    design = sm.add_constant(pl.DataFrame({"t": treated, "w": week, "tw": treated * week}).to_numpy())
    score = after["low_back"].cast(pl.Float64).to_numpy()
    return sm.MixedLM(score, design, groups=after["person"].to_numpy()).fit(reml=True)


def main() -> int:
    """Time everything once, after a round that does not count; fail if a limit is passed."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    told.add_argument("--people", type=int, default=30)
    told.add_argument("--weeks", type=int, default=26)
    args = told.parse_args()
    import coreanalytics as ca

    days = make_days(args.people, args.weeks)
    print(f"{args.people} people x {args.weeks} weeks")
    _, yardstick = take("statsmodels MixedLM, one site (yardstick)", lambda: fit_elsewhere(days))
    effects, _ = take("compare", lambda: ca.compare(days), yardstick)
    _, claims = take("examine_claims", lambda: ca.examine_claims(days), yardstick)
    _, checks = take("check", lambda: ca.check(days, effects), yardstick)
    _, plan = take("plan_study, default", ca.plan_study, yardstick)
    print(f"claims and checks {claims + checks:.2f} of {TOGETHER:g} s, a plan {plan:.1f} of {PLANNED:g} s")
    return int(claims + checks > TOGETHER or plan > PLANNED)


if __name__ == "__main__":
    sys.exit(main())
