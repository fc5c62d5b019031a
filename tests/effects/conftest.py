"""Person-days built from a few words, with every column of the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
import pytest

from coreanalytics.days.columns import PERSON_DAYS

START = dt.date(2026, 1, 5)  # a Monday
MakePerson = Callable[..., pl.DataFrame]


def complete(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of the person-day table that a test does not care about, as missing."""
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in PERSON_DAYS.items()
        if name not in frame.columns
    ]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in PERSON_DAYS.items())


def make_person(
    person: str,
    program: str = "core_focused",
    scores: Sequence[int | None] = (),
    *,
    run_in: Sequence[int | None] = (3,) * 14,
    assigned: str = "randomised",
    continuing: bool = False,
    later: str | None = None,
    later_scores: Sequence[int | None] = (),
    **columns: object,
) -> pl.DataFrame:
    """Run-in, then a phase with `scores`, then perhaps a later phase; the same scores at all sites."""
    parts = [(run_in, "run_in", 1, True), (scores, program, 2, False)]
    if later is not None:
        parts.append((later_scores, later, 3, False))
    rows = []
    day = START
    for values, name, phase, is_run_in in parts:
        first = day
        for offset, value in enumerate(values):
            rows.append(
                {
                    "person": person,
                    "date": day,
                    "thigh_root": value,
                    "low_back": value,
                    "control": value,
                    "reported": value is not None,
                    "program": name,
                    "assigned": assigned,
                    "phase": phase,
                    "phase_start": first,
                    "time_zero": first,
                    "day_in_phase": None if is_run_in else offset,
                    "continuing": continuing,
                    "run_in": is_run_in,
                }
            )
            day += dt.timedelta(days=1)
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return complete(frame.with_columns(pl.lit(value).alias(name) for name, value in columns.items()))


@pytest.fixture
def person() -> MakePerson:
    return make_person


@pytest.fixture
def cohort() -> Callable[..., pl.DataFrame]:
    """Two arms of n people, 84 days, a little noise; the treatment's scores are lower by `shift`."""

    def build(n: int = 6, shift: int = 1, **kwargs: object) -> pl.DataFrame:
        frames = []
        for k in range(n):
            base = 4 + k % 3
            for arm, minus in (("core_focused", shift), ("standard_crunch", 0)):
                noise = np.random.default_rng([k, minus]).integers(0, 3, 84)
                scores = [base - minus + int(v) for v in noise]
                run_in = [base + t % 2 for t in range(14)]
                frames.append(make_person(f"{arm}-{k}", arm, scores, run_in=run_in, **kwargs))  # type: ignore[arg-type]
        return pl.concat(frames)

    return build
