"""How often claims are called where nothing is true, and where something is.

Person-days of `made_claims`: scores with memory (.6) and white noise, whole numbers with a floor at 0, 18 %
of days missing, people who stretch because it hurts, answers after training that hang together within people
and from session to session, capacity as a random walk with a drift. Every part is asked by the product's own
functions. Claim 5 is a comparison of routines, which `cohorts` and `one_person` are about.

Without an effect the truth is 0 for each part; "anything called" is whether any of all parts is still called
supported or contradicted once all were looked at together (`multiplicity`): with nothing true, that is the
false-discovery rate. That stretching or relaxing changes nothing is no such call.

With an effect (`EFFECT`, in the units of each part) the truth is what the same functions find in a study of
`CROWD` people made alike: the floor, rounding, days that are missing and the noise of capacity shrink what
was put in. Power is told; coverage of that limit is shown and held to no criterion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from benchmarks.calibration.made_claims import Truth, make_days
from coreanalytics.effects.claims.abs_felt import examine_abs_felt
from coreanalytics.effects.claims.capacity_link import examine_capacity_link
from coreanalytics.effects.claims.gave_out import examine_gave_out
from coreanalytics.effects.claims.lags import examine_lags
from coreanalytics.effects.claims.multiplicity import look_together
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.relief import examine_relief
from coreanalytics.effects.claims.results import Claim, Claims, ClaimVerdict
from coreanalytics.effects.claims.side_support import examine_side_support

EXAMINERS = (
    examine_lags,
    examine_gave_out,
    examine_relief,
    examine_capacity_link,
    examine_abs_felt,
    examine_side_support,
)
SERIES = (
    ("C1", "low_back_after"),
    ("C1", "thigh_root_next_day"),
    ("C1", "thigh_root_two_days_later"),
    ("C2", "routine"),
    ("C2", "over_time"),
    ("C2", "before_abs"),
    ("C3", "thigh_root"),
    ("C4", "low_back"),
    ("C6", "thigh_root"),
    ("C6", "low_back"),
    ("C7", "routine"),
    ("C7", "over_time"),
    ("C8", "after"),
)
ANYTHING = "anything called"
#: Points per five demanding sets; points after ten minutes; points per five side-support sets; log odds of
#: the hip flexors, and per four weeks; points of abs felt, and per four weeks; points per tenth of capacity.
EFFECT = Truth(
    next_day=0.4,
    two_days_later=0.3,
    after=0.4,
    relief=-0.4,
    side=-0.8,
    gave_out=-0.6,
    gave_out_learned=-0.3,
    felt=0.8,
    felt_learned=0.3,
    capacity=-0.2,
)
CROWD, CROWD_SEED = 400, 7_000_000


@dataclass(frozen=True)
class Cell:
    """Studies of one kind; `effect` 1 stands for `EFFECT`, 0 for nothing at all."""

    people: int
    weeks: int
    design: str
    effect: float = 0.0
    mood: float = 0.5
    slow: float = 0.0
    share: float = 1.0  # of the usual replications

    @property
    def name(self) -> str:
        """A key that tells the cell apart."""
        who = "1 person" if self.people == 1 else f"{self.people} people"
        beside = ", slow courses" if self.slow else ""
        told = f", effect {self.effect:g}" if self.effect else ", no effect"
        return f"{who}, {self.weeks} weeks, {self.design}{beside}{told}"

    @property
    def group(self) -> str:
        """Heading in a table."""
        return "claims"

    @property
    def times(self) -> float:
        """Share of the usual replications: a quarter where cohorts are refitted, a tenth for power."""
        return self.share

    @property
    def target(self) -> tuple[tuple[object, ...], ...]:
        """What must be reached: 5 % and three Monte-Carlo errors; with an effect nothing is."""
        return () if self.effect else (("error", "at most", 5.0, 3.0),)


CELLS = (
    Cell(12, 16, "parallel", share=0.25),
    Cell(1, 16, "crossing"),
    Cell(6, 16, "crossing", share=0.25),
    Cell(6, 16, "parallel", share=0.25),
    Cell(30, 26, "parallel", share=0.25),
    Cell(12, 16, "parallel", mood=0.8, slow=1.0, share=0.25),
    Cell(1, 26, "crossing", mood=0.8, slow=1.0),
    Cell(3, 16, "crossing", share=0.25),
    Cell(30, 26, "parallel", effect=1.0, share=0.1),
    Cell(12, 16, "parallel", effect=1.0, share=0.1),
    Cell(6, 16, "crossing", effect=1.0, share=0.1),
    Cell(1, 26, "crossing", effect=1.0, mood=0.8, slow=1.0, share=0.1),
    Cell(1, 16, "crossing", effect=1.0, share=0.1),
)


def run_cell(cell: Cell, seeds: Sequence[int]) -> pl.DataFrame:
    """Return one row per replication and part."""
    truths = find_truths(cell)
    rows = [row for seed in seeds for row in _tell(cell, int(seed), truths)]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("estimate", "low", "high"), pl.Float64))


def examine(days: pl.DataFrame) -> Claims:
    """Return every part but those of claim 5, looked at together."""
    question = ClaimQuestion()
    found = Claims(tuple(claim for part in EXAMINERS for claim in part(days, question)))
    return look_together(found, question.level)


def is_called(claim: Claim) -> bool:
    """Tell whether a difference is called; that stretching or relaxing changes nothing is none."""
    if claim.name in ("C3", "C4"):
        return claim.verdict is ClaimVerdict.CONTRADICTED
    return claim.verdict in (ClaimVerdict.SUPPORTED, ClaimVerdict.CONTRADICTED)


def find_truths(cell: Cell) -> dict[tuple[str, str], float]:
    """Return what each part should be."""
    if not cell.effect:
        return dict.fromkeys(SERIES, 0.0)
    found = _examine_crowd(cell.weeks, cell.design, cell.mood, cell.slow)
    return {key: float(found[key].estimate or 0.0) for key in SERIES}


@lru_cache(maxsize=8)
def _examine_crowd(weeks: int, design: str, mood: float, slow: float) -> Claims:
    rng = np.random.default_rng(CROWD_SEED)
    return examine(make_days(rng, CROWD, 7 * weeks, EFFECT, design=design, mood=mood, slow=slow))


def _tell(cell: Cell, seed: int, truths: dict[tuple[str, str], float]) -> list[dict[str, object]]:
    rng = np.random.default_rng([seed, cell.people, cell.weeks])
    truth = EFFECT if cell.effect else Truth()
    days = make_days(
        rng, cell.people, 7 * cell.weeks, truth, design=cell.design, mood=cell.mood, slow=cell.slow
    )
    found = examine(days)
    rows = []
    for key in SERIES:
        claim = found[key]
        span = claim.interval
        low, high = (span.low, span.high) if span else (None, None)
        if span and claim.p is not None and claim.p > 0.05 and not span.low <= 0 <= span.high:
            # shuffling disagrees: nothing is called
            low, high = min(span.low, 0.0), max(span.high, 0.0)
        rows.append(_row(seed, " ".join(key).replace("_", " "), truths[key], claim.estimate, low, high))
    if not cell.effect:
        called = any(is_called(claim) for claim in found.values())
        # as an interval: one that leaves out 0 where something is called
        rows.append(_row(seed, ANYTHING, 0.0, 0.0, 1.0 if called else -1.0, 2.0 if called else 1.0))
    return rows


def _row(
    seed: int, series: str, truth: float, estimate: float | None, low: float | None, high: float | None
) -> dict[str, object]:
    return {
        "seed": seed,
        "series": series,
        "truth": truth,
        "estimate": estimate,
        "low": low,
        "high": high,
        "refused": low is None,
        "against_0": True,
    }
