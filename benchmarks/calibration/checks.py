"""How often checks fail where nothing is wrong, and where what they look for is.

Person-days of `made_studies`. Every check is asked by the product's own functions, at both primary sites
(which are drawn apart, so a study counts twice). "Failed" is over all studies; "cannot tell" (too little
data, or a range too wide to have seen anything) has a column of its own, and is no failure.

`kind` "days": checks that read the days alone (the comparison is made once, they read from it only what was
asked). "refits": checks that hold the comparison's own answer against another one, so that every study is
compared first; "ways": those that need the other ways to its number too. With an effect of 1 the fear named
is put in (`FEARS`), and only its own check is told, at the thigh root.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from benchmarks.calibration.made_studies import Fears, make_alone, make_study
from coreanalytics.effects.checks.checking import CHECKS, check
from coreanalytics.effects.comparison import compare
from coreanalytics.effects.results import Effects
from coreanalytics.effects.within.studies import compare_within

DAYS = (
    "placebo_dates",
    "pre_trend",
    "balance",
    "lead_exposure",
    "regression_to_the_mean",
    "missing_by_routine",
    "missing_after_discomfort",
)
REFITS = ("control_site", "ordinal", "floor", "influence", "as_done")
WAYS = ("agreement",)
#: What is put in for each check to find, in groups and in one person's days.
FEARS = {
    "placebo_dates": Fears(step=2.0),
    "pre_trend": Fears(slope=1.5),
    "balance": Fears(before=2.0),
    "control_site": Fears(control=-2.0),
    "lead_exposure": Fears(lead=2.5),
    "regression_to_the_mean": Fears(entry=2.0),
    "ordinal": Fears(crises=0.3),
    "floor": Fears(low=4.0),
    "influence": Fears(odd=7.0),
    "influence_week": Fears(odd_week=5.0),
    "missing_by_routine": Fears(fewer=0.3),
    "missing_after_discomfort": Fears(hidden=0.3),
    "as_done": Fears(effect=-3.0, strays=0.3),
    "agreement": Fears(quits=0.5),
}


@dataclass(frozen=True)
class Cell:
    """Studies of one kind; `effect` 1 stands for the fear's own size, 0 for nothing wrong at all."""

    people: int
    kind: str
    fear: str = ""
    effect: float = 0.0
    share: float = 1.0  # of the usual replications

    @property
    def name(self) -> str:
        """A key that tells the cell apart."""
        who = "1 person" if self.people == 1 else f"{self.people} people"
        told = f", with {self.fear}, effect {self.effect:g}" if self.effect else ", no effect"
        return f"{who}, {self.kind}{told}"

    @property
    def group(self) -> str:
        """Heading in a table."""
        return "checks"

    @property
    def times(self) -> float:
        """Share of the usual replications: a quarter where cohorts are refitted, a tenth for power."""
        return self.share

    @property
    def target(self) -> tuple[tuple[object, ...], ...]:
        """What must be reached: 5 % and three Monte-Carlo errors; with an effect nothing is."""
        return () if self.effect else (("error", "at most", 5.0, 3.0),)


def _fire(people: int, fears: Sequence[str]) -> tuple[Cell, ...]:
    kinds = {name: "days" if name in DAYS else "ways" if name in WAYS else "refits" for name in fears}
    return tuple(Cell(people, kinds[name], name, 1.0, 0.1) for name in fears)


CELLS = (
    Cell(12, "days"),
    Cell(12, "refits", share=0.25),
    Cell(30, "refits", share=0.25),
    Cell(6, "refits", share=0.25),
    Cell(1, "refits"),
    Cell(1, "days"),
    Cell(6, "days"),
    Cell(30, "days"),
    *(Cell(people, "ways", share=0.25) for people in (6, 12, 30)),
    *_fire(30, tuple(FEARS)),
    *_fire(12, tuple(FEARS)),
    Cell(100, "refits", "ordinal", 1.0, 0.05),
    *_fire(1, ("placebo_dates", "control_site", "floor", "missing_by_routine", "missing_after_discomfort")),
)


def run_cell(cell: Cell, seeds: Sequence[int]) -> pl.DataFrame:
    """Return one row per replication, check and site."""
    return pl.DataFrame([row for seed in seeds for row in _tell(cell, int(seed))])


def list_checks(cell: Cell) -> tuple[str, ...]:
    """Return the checks that a cell asks."""
    if cell.fear:
        return tuple(name for name in CHECKS if cell.fear.startswith(name))
    return {"days": DAYS, "refits": REFITS, "ways": WAYS}[cell.kind]


@lru_cache(maxsize=8)
def _compare_once(people: int) -> Effects:
    """A comparison made once: the checks of days read only what was asked from it."""
    rng = np.random.default_rng(1)
    return compare_within(make_alone(rng), "p000") if people == 1 else compare(make_study(rng, people))


def _tell(cell: Cell, seed: int) -> list[dict[str, object]]:
    rng = np.random.default_rng([seed, cell.people])
    fears = FEARS[cell.fear] if cell.effect else Fears()
    days = make_alone(rng, fears) if cell.people == 1 else make_study(rng, cell.people, fears)
    if cell.kind == "days":
        effects = _compare_once(cell.people)
    else:
        alone = cell.people == 1
        effects = compare_within(days, "p000") if alone else compare(days, beside=cell.kind == "ways")
    found = check(days, effects, only=list_checks(cell)).values()
    told = [one for one in found if not cell.effect or one.outcome != "low_back"]
    return [_row(seed, one.name, one.passed, cell.effect) for one in told]


def _row(seed: int, name: str, passed: bool | None, effect: float) -> dict[str, object]:
    # as an interval: one that leaves out 0 where the check failed
    low, high = (1.0, 2.0) if passed is False else (-1.0, 1.0)
    return {
        "seed": seed,
        "series": name.replace("_", " "),
        "truth": effect,
        "estimate": 0.0,
        "low": low,
        "high": high,
        "refused": False,
        "cannot_tell": passed is None,
    }
