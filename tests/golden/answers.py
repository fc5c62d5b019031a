"""Write answers.csv and answers_statsmodels.csv: run from the project's root, before answers.R.

answers.csv: 14 made-up people, sessions of one to four sets in which something gave out, how often the hip
flexors did so first, a routine that some change, and a covariate of the person. answers_statsmodels.csv: what
statsmodels' GEE gives with one row a set (identity link, Gaussian variance): independence, and exchangeable
at a fixed correlation; coefficients, sandwich (robust) and Mancl-DeRouen (bias-reduced) standard errors.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import statsmodels
import statsmodels.api as sm

HERE = Path(__file__).parent
ALIKE = 0.15  #: working correlation of two sets of one person
TERMS = ("one", "treated", "before")


def draw() -> pl.DataFrame:
    """Return one row a session."""
    rng = np.random.default_rng(20260105)
    rows = []
    for person in range(14):
        level, before = rng.normal(-0.4, 0.9), round(float(rng.normal(40, 15)), 1)
        for session in range(int(rng.integers(6, 22))):
            treated = int(person % 2 if person < 8 else session > 7)
            sets = int(rng.integers(1, 5))
            share = 1 / (1 + np.exp(-(level - 0.5 * treated + rng.normal(0, 0.5))))
            rows.append((person, session, treated, before, sets, int(rng.binomial(sets, share))))
    names = ["person", "session", "treated", "before", "sets", "hip"]
    return pl.DataFrame(rows, schema=names, orient="row")


def main() -> None:
    """Write both files."""
    sessions = draw()
    sessions.write_csv(HERE / "answers.csv")
    each = sessions.with_columns(
        y=pl.concat_list(
            pl.lit(100.0).repeat_by("hip"), pl.lit(0.0).repeat_by(pl.col("sets") - pl.col("hip"))
        )
    ).explode("y")
    x = np.column_stack([np.ones(each.height), each["treated"], each["before"]])
    fixed = sm.cov_struct.Exchangeable()
    fixed.dep_params = ALIKE
    fixed.update = lambda params: None  # keep the correlation as it is told
    kinds = {"independence": sm.cov_struct.Independence(), "exchangeable": fixed}
    found = []
    for name, structure in kinds.items():
        model = sm.GEE(each["y"].to_numpy(), x, groups=each["person"].to_numpy(), cov_struct=structure)
        kinds = {"se_robust": "robust", "se_bias_reduced": "bias_reduced"}
        fits = {name: model.fit(cov_type=kind) for name, kind in kinds.items()}
        found += [(name, "beta", t, v) for t, v in zip(TERMS, fits["se_robust"].params, strict=True)]
        for quantity, fit in fits.items():
            found += [(name, quantity, t, v) for t, v in zip(TERMS, fit.bse, strict=True)]
    found.append(("versions", "statsmodels", statsmodels.__version__, None))
    names = ["model", "quantity", "term", "value"]
    table = pl.DataFrame(found, schema=names, orient="row").with_columns(pl.col("value").round_sig_figs(12))
    table.write_csv(HERE / "answers_statsmodels.csv")


if __name__ == "__main__":
    main()
