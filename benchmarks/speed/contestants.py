"""One contestant on one cohort, in a process of its own: prints a line of JSON with seconds and peak memory.

`python benchmarks/speed/contestants.py NAME cohort.parquet RUNS`. Ours and the bare scan begin with the
Parquet file; all others get their data ready in memory, outside of the time.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

COLUMNS = ("person", "program", "day_in_phase", "low_back")
TREATMENT = "core_focused"
HORIZON = 56
Task = Callable[[], Any]


def scan_bare(path: str) -> Task:
    """Read the columns that the models read, and add them up (text: its bytes)."""

    def run() -> pl.DataFrame:
        rows = pl.scan_parquet(path)
        schema = rows.collect_schema()
        touched = [
            (pl.col(name).str.len_bytes() if schema[name] == pl.String else pl.col(name)).sum()
            for name in COLUMNS
        ]
        return rows.select(touched).collect()

    return run


def fit_ours(path: str, errors: str) -> Task:
    """Read the file, fit by REML; with AR(1) also CR2 and df of the differences in slope and at week 8."""
    from coreanalytics.effects.mixed import fit_mixed, make_sandwich, read_moments
    from coreanalytics.effects.mixed.designs import cross_design

    def run() -> dict[str, float]:
        rows = pl.scan_parquet(path)
        moments = read_moments(rows, ["low_back"], day="day_in_phase", pairs=errors == "ar1")
        arms = rows.select("person", "program").group_by("person").first().sort("person").collect()
        arm = (arms["program"] == TREATMENT).cast(pl.Float64).to_numpy()
        design = cross_design(("one", "day"), {"arm": arm}, (0, 1), people=arm.size)
        model = fit_mixed(moments, design, errors=errors)
        told = {"slope": 7 * float(model.beta[model.names.index("arm:day")]), "rho": model.rho}
        if errors == "ar1":
            sandwich = make_sandwich(model)
            at = {"arm": 1.0, "arm:day": float(HORIZON)}
            horizon = sandwich.estimate(np.array([at.get(name, 0.0) for name in model.names]))
            slope = sandwich.estimate(np.array([7.0 if name == "arm:day" else 0.0 for name in model.names]))
            told |= {"slope_se": slope.se, "slope_df": slope.df, "horizon": horizon.value}
        return told

    return run


def compare_ours(path: str) -> Task:
    """The whole product for one outcome: who enters, the model, four contrasts, people's lines, sentences."""
    from coreanalytics.effects import compare

    def run() -> dict[str, float]:
        # so late a horizon that every row of the file is used
        effects = compare(pl.scan_parquet(path), TREATMENT, weeks=12.5, outcomes=["low_back"])
        return {"slope": effects["low_back", "difference_in_slope"].estimate or 0.0}

    return run


def fit_one_person(path: str) -> Task:
    """One person's 84 reported days, changing programs in the middle: errors integrated over (rho, kappa)."""
    from coreanalytics.effects.within.mixtures import contrast_mixture
    from coreanalytics.effects.within.models import build_columns
    from coreanalytics.effects.within.whitening import default_grid, whiten

    first = pl.scan_parquet(path).head(200).collect()
    rows = first.filter(pl.col("person") == first["person"][0])
    day, y = rows["day_in_phase"].to_numpy(), rows["low_back"].to_numpy().astype(float)
    grid = default_grid()

    def run() -> dict[str, float]:
        columns = build_columns(day, day >= HORIZON)
        sums = whiten(np.column_stack([columns, y])[None], None, day, grid)
        mixture = contrast_mixture(sums, np.array([0.0, 1.0]), grid)
        low, high = mixture.interval(0.975)
        return {"low": low, "high": high, "p": mixture.two_sided_p(0)}

    return run


def read_matrices(path: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return y, X (1, week, arm, arm x week), Z (1, week) and the people's numbers."""
    rows = pl.read_parquet(path, columns=list(COLUMNS))
    week = rows["day_in_phase"].to_numpy() / 7
    arm = (rows["program"] == TREATMENT).cast(pl.Float64).to_numpy()
    one = np.ones_like(week)
    y = rows["low_back"].to_numpy().astype(float)
    return (
        y,
        np.column_stack([one, week, arm, arm * week]),
        np.column_stack([one, week]),
        rows["person"].rle_id().to_numpy(),
    )


def fit_statsmodels(path: str) -> Task:
    """MixedLM, REML, independent errors."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    y, x, z, people = read_matrices(path)

    def run() -> dict[str, float]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = MixedLM(y, x, people, exog_re=z).fit(reml=True)
        return {"slope": float(fit.fe_params[3]), "converged": float(fit.converged)}

    return run


def fit_pyfixest(path: str) -> Task:
    """Person effects and CRV1: no slopes of people's own, no small-sample df."""
    import pyfixest

    y, x, _, people = read_matrices(path)
    frame = pl.DataFrame({"y": y, "week": x[:, 1], "arm_week": x[:, 3], "person": people}).to_pandas()

    def run() -> dict[str, float]:
        fit = pyfixest.feols("y ~ week + arm_week | person", frame, vcov={"CRV1": "person"})
        return {"slope": float(fit.coef()["arm_week"])}

    return run


CONTESTANTS: dict[str, Callable[[str], Task]] = {
    "bare": scan_bare,
    "iid": lambda path: fit_ours(path, "iid"),
    "ar1": lambda path: fit_ours(path, "ar1"),
    "compare": compare_ours,
    "one_person": fit_one_person,
    "statsmodels": fit_statsmodels,
    "pyfixest": fit_pyfixest,
}


def read_peak() -> float:
    """Peak memory of this process, MB."""
    status = Path("/proc/self/status")
    if status.exists():  # of this program alone: getrusage also knows what started it
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    name, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    task = CONTESTANTS[name](path)
    told = None
    if runs > 1:
        task()  # imports, compilation, the operating system's cache
    seconds, cpu = [], []
    for _ in range(runs):
        begin, begin_cpu = time.perf_counter(), time.process_time()
        told = task()
        seconds.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - begin_cpu)
    note = told if isinstance(told, dict) else {}
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": read_peak(), "told": note}))


if __name__ == "__main__":
    main()
