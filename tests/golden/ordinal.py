"""Write ordinal.csv: run from the project's root, before ordinal.R.

Daily scores from 0 to 10 of 14 made-up people in two arms: the routine, the week, their product and a run-in
mean, with a level of each person's own that no column tells.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

HERE = Path(__file__).parent


def main() -> None:
    """Write the file."""
    rng = np.random.default_rng(20260209)
    rows = []
    for person in range(14):
        treated, level = person % 2, float(rng.normal(0, 0.8))
        before = round(3.5 + level + float(rng.normal(0, 0.5)), 2)
        for day in range(42):
            if rng.random() < 0.2:
                continue
            week = day / 7
            score = 3.2 + level - 0.05 * week - 0.25 * treated * week + float(rng.logistic(0, 0.9))
            rows.append((person, treated, day, before, int(np.clip(np.rint(score), 0, 10))))
    names = ["person", "treated", "day", "before", "score"]
    pl.DataFrame(rows, schema=names, orient="row").write_csv(HERE / "ordinal.csv")


if __name__ == "__main__":
    main()
