"""Hand-made person-days for the pictures: two programs, a run-in, gaps, names that want to be code."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from coreanalytics.days.columns import PERSON_DAYS

HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
START = dt.date(2026, 3, 2)


def make_days(people: int = 6, weeks: int = 8, *, names: tuple[str, ...] = (), seed: int = 3) -> pl.DataFrame:
    """Return person-days of `people` over two weeks of run-in and `weeks` weeks of a routine each."""
    rng = np.random.default_rng(seed)
    days = 14 + 7 * weeks
    n = people * days
    who = [names[i] if i < len(names) else f"p{i + 1:02d}" for i in range(people)]
    day = np.tile(np.arange(days), people)
    arm = np.repeat([("core_focused", "standard_crunch")[i % 2] for i in range(people)], days)
    base = np.repeat(rng.normal(4, 1, people), days)
    told = rng.random(n) > 0.2
    gone = (arm == "core_focused") * np.maximum(day - 14, 0) / (7 * weeks)

    def score(mean: np.ndarray) -> list[int | None]:
        values = np.clip(np.rint(mean + rng.normal(0, 1.2, n)), 0, 10)
        return [int(value) if seen else None for value, seen in zip(values, told, strict=True)]

    run_in = day < 14
    trained = (day % 3 == 0) & ~run_in
    frame = pl.DataFrame(
        {
            "person": np.repeat(who, days),
            "date": pl.Series([START + dt.timedelta(days=int(d)) for d in day]),
            "reported": told,
            "trained": trained,
            "thigh_root": score(base - 1.5 * gone),
            "low_back": score(base - 0.5 - gone),
            "control": score(base * 0 + 1),
            "hard_sets_article_move": np.where(trained & (arm == "core_focused"), 9, 0),
            "hard_sets_standard_ab": np.where(trained & (arm == "standard_crunch"), 8, 0),
            "hard_sets_other_core": np.where(trained, 2, 0),
            "sleep_h": np.round(rng.normal(7, 1, n), 1),
            "program": np.where(run_in, "run_in", arm),
            "assigned": "randomised",
            "phase": np.where(run_in, 1, 2),
            "time_zero": START + dt.timedelta(days=14),
            "day_in_phase": [None if r else int(d) - 14 for r, d in zip(run_in, day, strict=True)],
            "continuing": False,
            "run_in": run_in,
        },
        strict=False,
    ).with_columns(week=pl.col("date").dt.strftime("%G-W%V"), pain=pl.col("thigh_root") > 0)
    missing = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in PERSON_DAYS.items() if name not in frame
    ]
    return frame.with_columns(missing).select(pl.col(n).cast(t) for n, t in PERSON_DAYS.items())
