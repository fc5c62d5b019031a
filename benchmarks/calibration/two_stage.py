"""How often the ranges of `compare` hold the truth: simulated cohorts, printed as a Markdown table.

Run by hand from the project's root::

    python benchmarks/calibration/two_stage.py 1000

Each cohort has 2 weeks of run-in and 12 weeks after it, missing days, whole numbers, a floor at 0 and
people who start when it hurts (`coreanalytics.logbook.simulation`). The truth is the population's mean
difference of reported scores at week 8, floor and rounding included.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np
import polars as pl

from coreanalytics.effects import Effect, Entry, compare
from coreanalytics.logbook.simulation.scores import draw_scores

SITES = ("thigh_root", "low_back", "control")


@dataclass(frozen=True)
class Cell:
    """One kind of cohort."""

    name: str
    people: int
    treated: int | None = None  # keep only so many people in the core-focused arm
    weeks: int = 12
    adjusted: bool = True


CELLS = (
    Cell("24 (12 v 12)", 24),
    Cell("24, not run-in adjusted", 24, adjusted=False),
    Cell("24, log ends at week 8", 24, weeks=8),
    Cell("12 (6 v 6)", 12),
    Cell("12 (4 v 8)", 16, treated=4),
    Cell("12 (6 v 6), not adjusted", 12, adjusted=False),
    Cell("6 (3 v 3)", 6),
    Cell("6 (3 v 3), not adjusted", 6, adjusted=False),
)

HEADINGS = (
    "people",
    "site",
    "true",
    "bias",
    "95 % range holds the truth",
    "97.5 % range holds it",
    "null: 95 % leaves out 0",
    "null: 97.5 % leaves out 0",
    "median width (97.5 %)",
    "refused",
)


def draw_cohort(cell: Cell, effect: float, seed: int) -> tuple[pl.DataFrame, dict[str, float]]:
    """Draw one cohort and its true differences."""
    days, truth = draw_scores(people=cell.people, weeks=cell.weeks, effect=effect, seed=seed)
    if cell.treated is not None:
        core = days.filter(pl.col("program") == "core_focused")["person"].unique(maintain_order=True)
        days = days.filter(~pl.col("person").is_in(core[cell.treated :].implode()))
    return days, {site: truth[site].population for site in SITES}


def run_cell(cell: Cell, effect: float, replications: int, first_seed: int) -> pl.DataFrame:
    """Return one row per replication and site: error, whether ranges hold the truth, width."""
    entry = Entry() if cell.adjusted else Entry(min_run_in=10_000)
    rows = []
    for seed in range(first_seed, first_seed + replications):
        days, truth = draw_cohort(cell, effect, seed)
        answers = compare(days, level=0.95, entry=entry)
        rows += [judge_one(answers[site], truth[site], seed) for site in SITES]
    return pl.DataFrame(rows)


def judge_one(effect: Effect, truth: float, seed: int) -> dict[str, object]:
    """Return what one answer did."""
    if effect.interval is None or effect.estimate is None:
        return {"seed": seed, "site": effect.outcome, "refused": True}
    wide = effect.interval_at(0.975)
    return {
        "seed": seed,
        "site": effect.outcome,
        "refused": False,
        "error": effect.estimate - truth,
        "holds_95": truth in effect.interval,
        "holds_975": truth in wide,
        "excludes_0": 0 not in effect.interval,
        "width_975": wide.width,
    }


def share(values: pl.Series) -> str:
    """Return a share in percent with its Monte-Carlo error."""
    kept = values.drop_nulls()
    mean = float(kept.mean() or 0.0)
    return f"{100 * mean:.1f} ± {100 * np.sqrt(mean * (1 - mean) / len(kept)):.1f}"


def describe(cell: Cell, site: str, true: float, real: pl.DataFrame, null: pl.DataFrame) -> str:
    """Return one row of the table."""
    one, none = real.filter(pl.col("site") == site), null.filter(pl.col("site") == site)
    error = one["error"].drop_nulls().to_numpy()
    cells = (
        cell.name,
        site,
        f"{true:g}",
        f"{error.mean():+.3f} ± {error.std() / np.sqrt(error.size):.3f}",
        share(one["holds_95"]),
        share(one["holds_975"]),
        share(none["excludes_0"]),
        share(~none["holds_975"]),
        f"{one['width_975'].median():.2f}",
        f"{int(one['refused'].sum())}",
    )
    return "| " + " | ".join(cells) + " |"


def main(replications: int) -> None:
    """Print the table."""
    began = time.perf_counter()
    print(f"{replications} cohorts with and {replications} without an effect a row; % ± Monte-Carlo SE.\n")
    print("| " + " | ".join(HEADINGS) + " |")
    print("|---" * len(HEADINGS) + "|")
    for cell in CELLS:
        real = run_cell(cell, -1.0, replications, 10_000)
        null = run_cell(cell, 0.0, replications, 50_000)
        for site, true in zip(SITES, (-1.0, -0.7, 0.0), strict=True):
            print(describe(cell, site, true, real, null), flush=True)
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
