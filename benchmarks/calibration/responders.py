"""How often the ranges of `count_responders` hold the truth: Wilson's and Newcombe's, from whole people.

Cohorts of `coreanalytics.logbook.simulation` (2 weeks of run-in, 12 weeks after it, whole numbers with a
floor at 0, AR(1) .4, about 13 % of days missing, people who start when it hurts), counted by the product's
own function at the thigh root. The truth is the share of responders among all who can be counted in a
population of 200,000 people, drawn by the same simulation from seeds that no replication uses::

    python -m benchmarks.calibration.responders

prints it (a minute or two). Whole people make shares in steps, so a range cannot hold the truth in exactly
95 % of cohorts: with few people it does so in more here and in fewer there. Worked out from the binomial for
these very shares, Newcombe's range holds them in 91.0 (5 v 5) to 98.8 % (3 v 3) of cohorts of 3 v 3 to
42 v 42. The bound stays 93.5; where it is missed the table says so, and the product gives no verdict on
responders at any size. An arm in which nobody can be
counted, and a difference with fewer than three people counted in an arm, are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from coreanalytics.effects.responder_counts import ResponderCount
from coreanalytics.effects.responders import count_responders
from coreanalytics.errors import DataError
from coreanalytics.logbook.simulation.scores import draw_scores

OUTCOME = "thigh_root"
CRITERIA = (("share", 0.3), ("share", 0.5), ("points", 2.0))
TRUTH_PEOPLE, TRUTH_DRAWS, TRUTH_SEED = 20_000, 10, 1_000_000

#: Per effect and criterion the share of responders on core-focused routines and on standard crunches.
#: Of 200,000 people some 160,000 can be counted: Monte-Carlo error 0.002 at most.
TRUTH: dict[float, dict[tuple[str, float], tuple[float, float]]] = {
    0.0: {
        ("share", 0.3): (0.4637, 0.4637),
        ("share", 0.5): (0.2773, 0.2773),
        ("points", 2.0): (0.2431, 0.2431),
    },
    -1.5: {
        ("share", 0.3): (0.8963, 0.4628),
        ("share", 0.5): (0.7656, 0.2773),
        ("points", 2.0): (0.7217, 0.2411),
    },
}


@dataclass(frozen=True)
class Cell:
    """Cohorts of one size and effect (reported points at week 8)."""

    people: int
    effect: float
    target: tuple[tuple[object, ...], ...] = (("coverage", "at least", 93.5),)

    @property
    def name(self) -> str:
        """A key that tells the cell apart."""
        return f"{self.people} people, effect {self.effect:g}"

    @property
    def group(self) -> str:
        """Heading in a table."""
        return "responders"


CELLS = tuple(Cell(people, effect) for effect in (0.0, -1.5) for people in (6, 12, 30, 100))


def run_cell(cell: Cell, seeds: Sequence[int]) -> pl.DataFrame:
    """Return one row per replication, criterion and number."""
    rows = []
    for seed in seeds:
        days, _ = draw_scores(people=cell.people, effect=cell.effect, seed=int(seed))
        rows += _count(cell, int(seed), days)
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("estimate", "low", "high"), pl.Float64))


def _count(cell: Cell, seed: int, days: pl.DataFrame) -> list[dict[str, object]]:
    try:
        counts = {(c.kind, c.size): c for c in count_responders(days, outcomes=(OUTCOME,)).counts}
    except DataError:
        counts = {}
    rows = []
    for criterion in CRITERIA:
        treated, control = TRUTH[cell.effect][criterion]
        truths = {"core-focused": treated, "standard crunch": control, "difference": treated - control}
        told = _list_numbers(counts.get(criterion))
        for series, truth in truths.items():
            estimate, low, high = told.get(series, (None, None, None))
            rows.append(
                {
                    "seed": seed,
                    "series": f"{_name(criterion)}, {series}",
                    "truth": truth,
                    "estimate": estimate,
                    "low": low,
                    "high": high,
                    "refused": low is None,
                }
            )
    return rows


def _list_numbers(count: ResponderCount | None) -> dict[str, tuple[float | None, float | None, float | None]]:
    if count is None:
        return {}
    sides = {"core-focused": count.treatment, "standard crunch": count.control}
    told = {name: (side.value, side.interval) for name, side in sides.items()}
    told["difference"] = (count.difference, count.interval)
    return {
        name: (value, span.low if span else None, span.high if span else None)
        for name, (value, span) in told.items()
    }


def _name(criterion: tuple[str, float]) -> str:
    kind, size = criterion
    return f"{100 * size:g} % lower" if kind == "share" else f"{size:g} points lower"


def measure_truth(effect: float) -> dict[tuple[str, float], tuple[float, float]]:
    """Return the shares of responders in a population; under no effect both arms share one."""
    sums = {criterion: [[0, 0], [0, 0]] for criterion in CRITERIA}
    for draw in range(TRUTH_DRAWS):
        days, _ = draw_scores(people=TRUTH_PEOPLE, effect=effect, seed=TRUTH_SEED + draw)
        for count in count_responders(days, outcomes=(OUTCOME,)).counts:
            for i, side in enumerate((count.treatment, count.control)):
                sums[count.kind, count.size][i][0] += side.k
                sums[count.kind, count.size][i][1] += side.n
    if effect == 0:
        both = {c: (a[0] + b[0]) / (a[1] + b[1]) for c, (a, b) in sums.items()}
        return {criterion: (share, share) for criterion, share in both.items()}
    return {criterion: (a[0] / a[1], b[0] / b[1]) for criterion, (a, b) in sums.items()}


if __name__ == "__main__":
    for size in dict.fromkeys(cell.effect for cell in CELLS):
        found = measure_truth(size)
        print(size, {c: tuple(round(share, 4) for share in pair) for c, pair in found.items()}, flush=True)
