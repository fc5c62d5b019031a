"""How often the ranges of `compare` hold the truth in cohorts (`cohort_days` draws them)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from benchmarks.calibration.cohort_days import CONTROL, SITE, TREATMENT, WEEKS, Cell, draw_days
from coreanalytics.effects.comparison import compare
from coreanalytics.effects.results import Contrast, Effect
from coreanalytics.errors import DataError

TOLD: Final = {
    Contrast.DIFFERENCE_AT_HORIZON: "difference at week 8",
    Contrast.DIFFERENCE_IN_SLOPE: "difference in slope",
}


def list_cells() -> list[Cell]:
    """Return every cell."""
    cells: list[Cell] = []
    for arm in (3, 6, 15, 50):
        plain = Cell(f"{2 * arm} people, {arm} v {arm}", arm, arm)
        cells += [replace(plain, effect=effect) for effect in (0.0, -2.0)]
    wide = (("error", "at most", 8.5), ("coverage", "at least", 93.5))
    for few, many in ((4, 8), (8, 22)):
        label = f"{few} v {many}, the few with twice the slope SD"
        plain = Cell(label, few, many, spread=2.0, target=wide)
        cells += [replace(plain, effect=effect) for effect in (0.0, -2.0)]
    others = [
        Cell("30 people, logs end at week 8", 15, 15, weeks=8),
        Cell("30 people, 30 % stop early", 15, 15, dropout=0.3),
        *(Cell(f"{n} people, switching at weeks 3 to 9", n, 0, plan="baselines", weeks=16) for n in (12, 30)),
        *(Cell(f"{n} people, crossover of 8 + 8 weeks", n, 0, plan="crossover", weeks=16) for n in (12, 30)),
        *(
            Cell(f"12 people, {said}, responding differently", 12, 0, plan=plan, weeks=16, response=0.15)
            for said, plan in (("switching at weeks 3 to 9", "baselines"), ("crossover", "crossover"))
        ),
    ]
    cells += [replace(cell, effect=effect) for cell in others for effect in (0.0, -2.0)]
    better = "everybody 1 point better soon"
    shared = Cell(f"30 people, {better}", 15, 15, course=1.0)
    # where people switch, a course that bends does not cancel: the common curve must take it up
    bent = Cell(f"30 people, switching, {better}", 30, 0, plan="baselines", weeks=16, course=1.0)
    cells += [replace(cell, effect=effect) for cell in (shared, bent) for effect in (0.0, -1.0)]
    # no single slope is there to be estimated: shown, without a criterion
    early = Cell("30 people, all of the effect in four weeks", 15, 15, effect=-2.0, shape="early", target=())
    cells.append(early)
    return cells


def tell_truth(cell: Cell, contrast: str) -> float:
    """Return the true contrast of mean reported scores."""
    return cell.effect if contrast == Contrast.DIFFERENCE_AT_HORIZON else cell.effect / WEEKS


def run_cell(cell: Cell, seeds: Sequence[int]) -> pl.DataFrame:
    """Return one row per replication and series: the product's answers, and what stands beside them."""
    rows: list[dict[str, object]] = []
    for seed in seeds:
        rows += list(_answer(cell, seed))
    floats = dict.fromkeys(("estimate", "truth", "se", "df", "low", "high", "level"), pl.Float64)
    schema = {"seed": pl.Int64, "series": pl.String, "refused": pl.Boolean, **floats}
    return pl.DataFrame([{**dict.fromkeys(schema), **row} for row in rows], schema=schema)


def _answer(cell: Cell, seed: int) -> Iterator[dict[str, object]]:
    try:
        effects = compare(
            draw_days(cell, seed),
            TREATMENT,
            versus=CONTROL,
            weeks=WEEKS,
            outcomes=(SITE,),
            level=cell.level,
            contrasts=tuple(TOLD),
        )
    except DataError:  # nothing can be answered at all
        for contrast, told in TOLD.items():
            yield _refuse(seed, told, tell_truth(cell, contrast))
        return
    for contrast, told in TOLD.items():
        truth = tell_truth(cell, contrast)
        effect: Effect = effects[SITE, contrast]
        if effect.estimate is None or effect.interval is None:
            yield _refuse(seed, told, truth)
        else:
            span = effect.interval
            row = {"seed": seed, "series": told, "refused": False, "truth": truth, "level": span.level}
            numbers = {"estimate": effect.estimate, "se": effect.se, "df": effect.df}
            yield {**row, **numbers, "low": span.low, "high": span.high}
        for aside in effect.asides:
            if aside.interval is not None and aside.estimate is not None:
                span, series = aside.interval, f"{told}, beside: {aside.name}"
                row = {"seed": seed, "series": series, "refused": False, "truth": truth, "level": span.level}
                yield {**row, "estimate": aside.estimate, "low": span.low, "high": span.high}


def _refuse(seed: int, told: str, truth: float) -> dict[str, object]:
    return {"seed": seed, "series": told, "refused": True, "truth": truth}


CELLS = list_cells()
