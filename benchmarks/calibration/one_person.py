"""How often the ranges of `compare_within` hold the truth: simulated days of one person, one fixed look.

A latent score is Gaussian, an AR(1) course of share ``1 - kappa`` with white noise of share ``kappa``,
around a level of 4 with SD 1.7 on any day; the treatment moves the level. What is reported is rounded and
cut to 0..10, and a quarter of the days is missing at random. The truth is the exact difference of mean
*reported* scores (`expect_reported`), so that no Monte-Carlo error is left in it.

The product's own functions do the work (`whiten`, `fit_grid`, the designs of `within.models`), over all
replications of a chunk at once; each replication has its own seed, whatever chunk it falls into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects.results import Contrast
from coreanalytics.effects.within.mixtures import fit_grid, quantile_many
from coreanalytics.effects.within.models import build_columns, contrast_of
from coreanalytics.effects.within.person_rows import WithinEntry
from coreanalytics.effects.within.whitening import Grid, default_grid, whiten
from coreanalytics.logbook.simulation.calibration import expect_reported

Array = npt.NDArray[np.float64]

LEVEL, SD = 4.0, 1.7  #: of the latent score on any day
MISSING = 0.25
WASH_IN = 3
WEEKS = 2.0  #: horizon of the contrast at a horizon
CHUNK = 100  #: replications filtered at once; keeps the arrays in the cache


@dataclass(frozen=True)
class Cell:
    """One kind of study of one person.

    `plan`: "switch" (once, in the middle), "ABAB" (four equal phases), "pairs" (two-week blocks,
    randomised within pairs) or "blocks" (two-week blocks in any balanced order). `effect` is latent;
    the truth is what it makes of the reported scores.
    """

    plan: str
    days: int
    rho: float
    kappa: float
    effect: float
    contrast: str = "difference_of_phase_means"
    trend: bool = False
    level: float = 0.95

    @property
    def name(self) -> str:
        """A key that tells the cell apart."""
        trend = ", trend" if self.trend else ""
        return (
            f"{self.plan} {self.days} d, rho {self.rho:g}, kappa {self.kappa:g}, "
            f"effect {self.effect:g}, {self.contrast}{trend}"
        )

    @property
    def times(self) -> int:
        """How many times the usual replications: three of four studies with one early switch are refused."""
        return 4 if (self.plan, self.days) == ("switch", 84) else 1


def list_cells() -> list[Cell]:
    """Return every cell that is reported."""
    plans = [
        ("switch", 84),
        ("switch", 168),
        ("ABAB", 84),
        ("blocks", 84),
        ("pairs", 56),
        ("pairs", 84),
        ("pairs", 168),
    ]
    noise = list(product((0.5, 0.8), (0.0, 0.3)))
    cells = [Cell(*plan, *kind, effect) for plan in plans for kind in noise for effect in (0.0, -1.0, -2.0)]
    cells += [
        Cell("switch", days, *kind, effect, trend=True)
        for days in (84, 168)
        for kind in noise
        for effect in (0.0, -2.0)
    ]
    for contrast in ("difference_at_horizon", "difference_in_slope"):
        cells += [Cell("ABAB", 84, *kind, effect, contrast) for kind in noise for effect in (0.0, -2.0)]
    return cells


def draw_phases(cell: Cell, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return the program of each phase in time order, 1 for the treatment."""
    if cell.plan == "switch":
        return np.array([0, 1])
    if cell.plan == "ABAB":
        return np.array([0, 1, 0, 1])
    blocks = cell.days // 14
    if cell.plan == "pairs":
        first = rng.integers(0, 2, blocks // 2)
        return np.stack([first, 1 - first], axis=1).ravel()
    return rng.permutation(np.arange(blocks) % 2)


@dataclass(frozen=True)
class Studies:
    """Replications of a cell: treated, seen and scores (B, n), weeks since the phase began (n,)."""

    treated: Array
    seen: npt.NDArray[np.bool_]
    scores: Array
    week: Array


def draw_studies(cell: Cell, seeds: Sequence[int]) -> Studies:
    """Draw one study a seed."""
    days = np.arange(cell.days)
    phases, normal, uniform = [], [], []
    for seed in seeds:
        rng = np.random.default_rng([1_2026, seed])
        phases.append(draw_phases(cell, rng))
        normal.append(rng.standard_normal((2, cell.days)))
        uniform.append(rng.random(cell.days))
    length = cell.days // len(phases[0])
    treated = np.repeat(np.stack(phases), length, axis=1).astype(float)
    noise = np.stack(normal)
    course = noise[:, 0]
    for day in range(1, cell.days):
        course[:, day] = cell.rho * course[:, day - 1] + np.sqrt(1 - cell.rho**2) * course[:, day]
    latent = np.sqrt(1 - cell.kappa) * course + np.sqrt(cell.kappa) * noise[:, 1]
    scores = np.clip(np.rint(LEVEL + cell.effect * treated + SD * latent), 0, 10)
    seen = (np.stack(uniform) >= MISSING) & (days % length >= WASH_IN)
    return Studies(treated, seen, scores, (days % length) / 7)


def tell_truth(cell: Cell) -> float:
    """Return the true contrast of reported scores; the effect is there from the first day of a phase."""
    if cell.contrast == Contrast.DIFFERENCE_IN_SLOPE:
        return 0.0
    reported = expect_reported([LEVEL, LEVEL + cell.effect], SD)
    return float(reported[1] - reported[0])


def run_cell(cell: Cell, seeds: Sequence[int], grid: Grid | None = None) -> pl.DataFrame:
    """Return one row per replication: seed, estimate, truth, low, high, excludes_0, holds, refused."""
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    return pl.concat([_run_chunk(cell, chunk, grid or default_grid()) for chunk in chunks])


def _run_chunk(cell: Cell, seeds: Sequence[int], grid: Grid) -> pl.DataFrame:
    studies = draw_studies(cell, seeds)
    contrast = Contrast(cell.contrast)
    day = np.arange(cell.days)
    seen, refused = enter_days(cell, studies)
    is_course = contrast is not Contrast.DIFFERENCE_OF_PHASE_MEANS
    design = build_columns(day, studies.treated, studies.week if is_course else None, trend=cell.trend)
    columns = np.concatenate([design, studies.scores[:, :, None]], axis=2)
    fit = fit_grid(whiten(columns[~refused], seen[~refused], day, grid), grid)
    centre, scale = fit.read_contrast(contrast_of(contrast, weeks=WEEKS, trend=cell.trend))
    mixture = (fit.weight, centre, scale, fit.df)
    truth = tell_truth(cell)
    answers = np.full((3, len(seeds)), np.nan)  # estimate, low, high
    answers[0, ~refused] = (fit.weight * centre).sum(axis=1)
    for row, p in ((1, (1 - cell.level) / 2), (2, (1 + cell.level) / 2)):
        answers[row, ~refused] = quantile_many(*mixture, p)
    frame = pl.DataFrame(
        {
            "seed": np.asarray(seeds),
            "estimate": answers[0],
            "truth": np.full(len(seeds), truth),
            "low": answers[1],
            "high": answers[2],
            "refused": refused,
        }
    ).with_columns(pl.col("estimate", "low", "high").fill_nan(None))
    low, high = pl.col("low"), pl.col("high")
    return frame.with_columns(
        excludes_0=(low > 0) | (high < 0), holds=(low <= pl.col("truth")) & (pl.col("truth") <= high)
    )


def enter_days(cell: Cell, studies: Studies) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which days enter (B, n) and which studies are refused (B,), by the rules of the product.

    Phases are taken as assigned at random, so that alternating ones need fewer days (`WithinEntry`).
    """
    entry = WithinEntry()
    length = round(7 * float(studies.week.max())) + 1
    phase = np.arange(cell.days) // length
    count = np.stack([studies.seen[:, phase == k].sum(axis=1) for k in range(phase[-1] + 1)], axis=1)
    enters = count >= entry.min_phase
    seen = studies.seen & enters[:, phase]
    program = studies.treated[:, ::length].astype(bool)
    days = np.stack([(seen & (studies.treated == side)).sum(axis=1) for side in (1.0, 0.0)]).min(axis=0)
    required = np.where(_alternate(program, enters), entry.min_days_blocks, entry.min_days)
    return seen, days < required


def _alternate(program: npt.NDArray[np.bool_], enters: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether each program has two entering phases or more that alternate, (B,)."""
    answer = np.zeros(len(program), bool)
    for study, (sides, kept) in enumerate(zip(program, enters, strict=True)):
        order = sides[kept]
        switches = int((order[1:] != order[:-1]).sum())
        answer[study] = order.sum() >= 2 and (~order).sum() >= 2 and switches >= 2
    return answer


CELLS = list_cells()
