"""The simulated cells ask the same question as the product, and a reduced run errs as it should."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration.one_person import CELLS, Cell, draw_studies, run_cell, tell_truth
from coreanalytics.effects.within import compare_within

FIRST = dt.date(2026, 1, 5)


def write_days(cell: Cell, seed: int) -> pl.DataFrame:
    """One replication as a person-day table."""
    studies = draw_studies(cell, [seed])
    length = round(7 * float(studies.week.max())) + 1
    day = np.arange(cell.days)
    # what the wash-in hides was drawn too: give it any score, it must not count
    seen = studies.seen[0] | (day % length < 3)
    treated = studies.treated[0].astype(bool)
    return pl.DataFrame(
        {
            "person": ["a"] * cell.days,
            "date": [FIRST + dt.timedelta(days=int(d)) for d in day],
            "low_back": [int(v) if s else None for v, s in zip(studies.scores[0], seen, strict=True)],
            "program": np.where(treated, "core_focused", "standard_crunch"),
            "assigned": ["randomised"] * cell.days,
            "phase": day // length + 1,
            "phase_start": [FIRST + dt.timedelta(days=int(d - d % length)) for d in day],
            "day_in_phase": day % length,
            "run_in": [False] * cell.days,
        }
    )


@pytest.mark.parametrize(
    "cell",
    [
        Cell("switch", 84, 0.5, 0.3, -2.0),
        Cell("ABAB", 84, 0.8, 0.0, -1.0),
        Cell("pairs", 56, 0.8, 0.3, 0.0),
        Cell("blocks", 84, 0.5, 0.0, 0.0),
        Cell("switch", 168, 0.5, 0.3, -2.0, trend=True),
        Cell("ABAB", 84, 0.8, 0.0, -1.0, "difference_in_slope"),
        Cell("ABAB", 84, 0.8, 0.0, -1.0, "difference_at_horizon"),
    ],
    ids=lambda cell: cell.name,
)
def test_a_cell_gives_what_the_product_gives(cell):
    rows = run_cell(cell, range(6))
    for row in rows.iter_rows(named=True):
        effect = compare_within(
            write_days(cell, row["seed"]),
            "a",
            outcomes=["low_back"],
            trend=cell.trend,
            weeks=2,
            level=cell.level,
        )["low_back", cell.contrast]
        assert effect.is_answered is not row["refused"]
        if effect.is_answered:
            found = (effect.estimate, effect.interval.low, effect.interval.high)
            assert found == pytest.approx((row["estimate"], row["low"], row["high"]), abs=1e-6)


def test_a_replication_depends_on_its_seed_alone():
    cell = Cell("pairs", 84, 0.8, 0.3, 0.0)
    together, alone = run_cell(cell, range(130)).slice(120, 5), run_cell(cell, range(120, 125))
    for name in ("seed", "estimate", "low", "high"):
        assert together[name].to_list() == pytest.approx(alone[name].to_list(), abs=1e-8)


def test_the_truth_is_of_the_reported_scale():
    assert tell_truth(Cell("switch", 84, 0.5, 0, 0.0)) == 0
    assert -2 < tell_truth(Cell("switch", 84, 0.5, 0, -2.0)) < -1.8  # the floor takes a little


def test_every_cell_has_a_name_of_its_own():
    assert len({cell.name for cell in CELLS}) == len(CELLS)


def test_nulls_are_rarely_called_a_difference():
    """Reduced: 300 replications of the hardest cells; three Monte-Carlo errors above 7.5 %."""
    for plan in (("pairs", 84), ("ABAB", 84)):
        rows = run_cell(Cell(*plan, 0.8, 0.0, 0.0), range(300))
        assert rows["excludes_0"].mean() <= 0.075 + 3 * np.sqrt(0.075 * 0.925 / 300)
