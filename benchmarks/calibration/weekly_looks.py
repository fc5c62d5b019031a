"""How often one person's running verdict is false when somebody looks every week for half a year.

Each replication is a study looked at in weeks 6 to 26: the product's own functions give the estimate at
every look (one pass of `whiten` with a checkpoint a week) and the boundaries (`observed_boundaries`, from
the reported days at each look), the days that must be there are those of `WithinEntry`, and the first
verdict sticks. A *false verdict* is one whose interval leaves out the truth; `crossed` counts more strictly
any look whose interval leaves it out.

A verdict needs only the share of the mixture below -delta, 0 and delta: the interval at c_w lies above a
mark where that share is below Phi(-c_w). So no quantile is ever solved for here.

Scores are latent Gaussian, rounded and cut to 0..10, a quarter of the days missing at random. The effect is
chosen so that the *reported* means differ by exactly what the cell says. Each site of two gets half of the
error, so that is what is judged; the other series is one site that is looked at alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects.results import Contrast
from coreanalytics.effects.sequential import ALPHA_WITHIN, LOOKS, observed_boundaries
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.effects.watching import FIRST_LOOK_WITHIN
from coreanalytics.effects.within.mixtures import cdf_many, fit_grid
from coreanalytics.effects.within.models import build_columns, contrast_of
from coreanalytics.effects.within.person_rows import WASH_IN_DAYS, WithinEntry
from coreanalytics.effects.within.whitening import Sums, default_grid, whiten
from coreanalytics.logbook.simulation.calibration import expect_reported

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEVEL, SD = 4.0, 1.7  #: latent score of one person on any day without the treatment
MISSING = 0.25
BEFORE = 56  #: days before the switch
BLOCK = 14
ENTRY = WithinEntry()
CHUNK = 100  #: replications filtered at once
NOTHING = 1e-9  #: parts of a mixture that weigh less are not evaluated
JUDGED, ALONE = "one of two sites", "one site alone, beside"
ORDER = (
    Verdict.LOWER_MATTERS,
    Verdict.HIGHER_MATTERS,
    Verdict.NO_DIFFERENCE,
    Verdict.LOWER,
    Verdict.HIGHER,
    Verdict.CANT_TELL,
)


@dataclass(frozen=True)
class Cell:
    """One person looked at every week.

    `plan`: "switch" (after eight weeks, then 26 more) or "blocks" (26 weeks in two-week blocks, randomised
    within pairs). `effect` is the true difference of mean reported scores.
    """

    plan: str
    rho: float
    kappa: float
    effect: float
    trend: bool = False
    delta: float = 2.0

    @property
    def name(self) -> str:
        """A key that tells the cell apart."""
        trend = ", common trend" if self.trend else ""
        return f"{self.plan}{trend}, rho {self.rho:g}, kappa {self.kappa:g}, effect {self.effect:+g}"

    @property
    def target(self) -> tuple[tuple[str, str, float, float], ...]:
        """One of two sites may err half as often as both."""
        return (("false verdict", "at most", 2.5, 3.0),)


@dataclass(frozen=True)
class Looked:
    """What the looks at B replications saw.

    `below`: (B, LOOKS, 4) share of the estimate's distribution below -delta, 0, delta and the truth, NaN
    where a look was refused; `known`: (B, LOOKS) what was known, NaN where refused.
    """

    below: Array
    known: Array


def list_cells() -> list[Cell]:
    """Return every cell of one person."""
    plans = (("switch", False), ("switch", True), ("blocks", False))
    noise = product((0.5, 0.8), (0.0, 0.3))
    return [
        Cell(plan, *kind, effect, trend)
        for (plan, trend), kind, effect in product(plans, list(noise), (0.0, -2.0, 2.0))
    ]


def find_shift(effect: float) -> float:
    """Return the latent shift that moves the mean reported score by `effect`."""
    low, high = -3 * abs(effect), 3 * abs(effect)
    base = expect_reported(LEVEL, SD)
    for _ in range(80):
        middle = (low + high) / 2
        if float(expect_reported(LEVEL + middle, SD) - base) < effect:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def watch_person(cell: Cell, seeds: Sequence[int]) -> Looked:
    """Simulate one study a seed and look at it every week."""
    parts = [_watch_chunk(cell, seeds[at : at + CHUNK]) for at in range(0, len(seeds), CHUNK)]
    return Looked(
        np.concatenate([part.below for part in parts]), np.concatenate([part.known for part in parts])
    )


def _watch_chunk(cell: Cell, seeds: Sequence[int]) -> Looked:
    before = BEFORE if cell.plan == "switch" else 0
    days = before + 7 * LOOKS
    day = np.arange(days)
    treated, scores, seen = _draw(cell, seeds, before, days)
    week = np.arange(FIRST_LOOK_WITHIN, LOOKS + 1)
    stops, has = before + 7 * week, np.ones((len(seeds), week.size), bool)
    if cell.plan == "blocks":
        seen &= day % BLOCK >= WASH_IN_DAYS
        seen &= np.repeat(seen.reshape(len(seeds), -1, BLOCK).sum(axis=2) >= ENTRY.min_phase, BLOCK, axis=1)
        # in the first week of a block too few of its days are settled for it to enter
        stops = stops // BLOCK * BLOCK
        has = _alternates(treated, seen, stops)
    else:
        seen &= np.where(day < before, day, day - before) >= WASH_IN_DAYS
    design = build_columns(day, treated, trend=cell.trend)
    counts = np.stack([(seen & (treated == arm)).cumsum(axis=1)[:, stops - 1] for arm in (0.0, 1.0)])
    needed = np.where(has & (cell.plan == "blocks"), ENTRY.min_days_blocks, ENTRY.min_days)
    is_open: Bools = np.all(counts >= needed, axis=0)
    contrast = contrast_of(Contrast.DIFFERENCE_OF_PHASE_MEANS, trend=cell.trend)
    columns = np.concatenate([design, scores[:, :, None]], axis=2)
    checkpoints = np.unique(stops)
    sums = whiten(columns, seen, day, default_grid(), checkpoints=checkpoints.tolist())
    squares = np.cumsum(seen[:, :, None, None] * design[:, :, :, None] * design[:, :, None, :], axis=1)
    looked = Looked(np.full((len(seeds), LOOKS, 4), np.nan), np.full((len(seeds), LOOKS), np.nan))
    for at, number in enumerate(week):
        here = is_open[:, at]
        if here.any():
            look = int(np.searchsorted(checkpoints, stops[at]))
            looked.below[here, number - 1] = _read_shares(cell, sums[look], here, contrast)
            inverse = np.linalg.inv(squares[here, stops[at] - 1])
            looked.known[here, number - 1] = 1 / (contrast @ inverse @ contrast)
    return looked


def _alternates(treated: Array, seen: Bools, stops: npt.NDArray[np.int64]) -> Bools:
    """Tell (B, looks) whether each routine has two blocks that enter, neither all before the other's."""
    first = treated[:, ::BLOCK]
    enters: Bools = np.any(seen.reshape(len(seen), -1, BLOCK), axis=2)
    found = np.zeros((len(seen), stops.size), bool)
    for at, stop in enumerate(stops):
        for row in range(len(seen)):
            order = first[row, : stop // BLOCK][enters[row, : stop // BLOCK]]
            runs = 1 + int((order[1:] != order[:-1]).sum())
            found[row, at] = (order == 1).sum() >= 2 and (order == 0).sum() >= 2 and runs >= 3
    return found


def _read_shares(cell: Cell, sums: Sums, here: Bools, contrast: Array) -> Array:
    fit = fit_grid(Sums(sums.cross[here], sums.log_det[here], sums.n[here]))
    centre, scale = fit.read_contrast(contrast)
    most = max(int((fit.weight > NOTHING).sum(axis=1).max()), 1)
    kept = np.argsort(-fit.weight, axis=1)[:, :most]
    weight, centre, scale = (np.take_along_axis(a, kept, axis=1) for a in (fit.weight, centre, scale))
    marks = (-cell.delta, 0.0, cell.delta, cell.effect)
    return np.stack(
        [cdf_many(weight, centre, scale, fit.df, np.full(len(weight), mark)) for mark in marks], axis=1
    )


def _draw(cell: Cell, seeds: Sequence[int], before: int, days: int) -> tuple[Array, Array, Bools]:
    """Return treated, scores and seen, each (B, days)."""
    normal = np.empty((len(seeds), 2, days))
    treated = np.zeros((len(seeds), days))
    seen = np.empty((len(seeds), days), bool)
    for row, seed in enumerate(seeds):
        rng = np.random.default_rng([6_2026, seed])
        normal[row] = rng.standard_normal((2, days))
        seen[row] = rng.random(days) >= MISSING
        if cell.plan == "blocks":
            first = rng.integers(0, 2, LOOKS // 4 + 1)
            blocks = np.stack([first, 1 - first], axis=1).ravel()
            treated[row] = np.repeat(blocks, BLOCK)[:days]
        else:
            treated[row, before:] = 1.0
    course = normal[:, 0]
    for at in range(1, days):
        course[:, at] = cell.rho * course[:, at - 1] + np.sqrt(1 - cell.rho**2) * course[:, at]
    latent = np.sqrt(1 - cell.kappa) * course + np.sqrt(cell.kappa) * normal[:, 1]
    shift = find_shift(cell.effect) if cell.effect else 0.0
    return treated, np.clip(np.rint(LEVEL + shift * treated + SD * latent), 0, 10), seen


def judge_looks(below: Array, edges: Array, horizon: int = 0) -> pl.DataFrame:
    """Return one row per replication: verdict, week, false_verdict, crossed, refused_looks.

    Parameters
    ----------
    below
        (B, LOOKS, 4) as in `Looked`.
    edges
        (B, LOOKS) or (LOOKS,) boundaries; NaN where there is no look.
    horizon
        Weeks before which "no difference that matters" is not concluded.
    """
    from scipy.special import ndtr

    tail = np.broadcast_to(ndtr(-edges), below.shape[:2])[..., None]
    with np.errstate(invalid="ignore"):
        above, under = below < tail, below > 1 - tail  # the interval lies above / below the mark
    late = np.arange(1, below.shape[1] + 1) >= horizon
    inside = above[..., 0] & under[..., 2] & late
    rules = (under[..., 0], above[..., 2], inside, under[..., 1], above[..., 1])
    code = np.select(rules, range(5), 5)
    said = code < 5
    first = np.where(said.any(axis=1), said.argmax(axis=1), -1)
    rows = np.arange(first.size)
    misses = above[..., 3] | under[..., 3]
    verdict = np.where(first >= 0, code[rows, first], 5)
    return pl.DataFrame(
        {
            "verdict": [ORDER[which].value for which in verdict],
            "week": pl.Series(np.where(first >= 0, first + 1, 0)).replace(0, None),
            "false_verdict": (first >= 0) & misses[rows, first],
            "crossed": misses.any(axis=1),
            "refused_looks": np.isnan(below[..., 0]).sum(axis=1),
        }
    )


def run_cell(cell: Cell, seeds: Sequence[int]) -> pl.DataFrame:
    """Return two rows per replication, one a series; see `judge_looks`."""
    looked = watch_person(cell, seeds)
    parts = []
    for series, alpha in ((JUDGED, ALPHA_WITHIN), (ALONE, 2 * ALPHA_WITHIN)):
        judged = judge_looks(looked.below, observed_boundaries(alpha, looked.known))
        parts.append(
            judged.with_columns(seed=pl.Series(seeds), series=pl.lit(series), truth=pl.lit(cell.effect))
        )
    return pl.concat(parts)


CELLS = list_cells()
