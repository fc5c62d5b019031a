"""How often does the index call for attention when nothing changes, and how often when something does?

    python -m benchmarks.attention               # everything, about ten minutes; writes results.csv beside
    python -m benchmarks.attention --share 0.1   # a look; nothing is kept

People are simulated for twelve weeks: a level of 3 +- 1.5 points, days that vary by an SD of 1.3 and resemble
the day before by rho, rounded and cut to 0-10, 15 % of them missing, two sites that know nothing of each
other. Whole cohorts are handed to `effects.attention.find_signals`, and single people to
`effects.safety.find_flags`. What comes back stands in `effects.false_alarms`; a test holds those numbers
against `results.csv` and against a shorter run.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from coreanalytics.effects.attention import find_signals
from coreanalytics.effects.safety import NEEDED, find_flags
from coreanalytics.vocabulary import PRIMARY_SITES

RESULTS = Path(__file__).parent / "results.csv"
DAYS = 84
END = dt.date(2026, 11, 15)
#: people in a cohort: cohorts simulated
COHORTS = {1: 6000, 3: 3000, 6: 1500, 12: 900, 30: 400, 100: 120, 200: 60}
RHOS = (0.2, 0.4, 0.55)
#: what truly happens: a rise of the first person of each cohort two weeks ago at the first site, points; and
#: the SD of everybody's own drift a week
SCENES = {
    "nothing changes": (0.0, 0.0),
    "one person +2": (2.0, 0.0),
    "one person +3": (3.0, 0.0),
    "one person +2, all drift": (2.0, 0.18),
}
DRIFT = -0.07  #: mean drift a week where people drift
PEOPLE = 2000  #: for the safety rule


def simulate(rng, people: int, rho: float, *, rise: float = 0.0, drift: float = 0.0) -> pl.DataFrame:
    """Person-days of a cohort; in the last two weeks the first person is `rise` points higher at one site."""
    columns = {}
    for site in PRIMARY_SITES:
        noise = np.empty((people, DAYS))
        noise[:, 0] = rng.standard_normal(people)
        for day in range(1, DAYS):
            noise[:, day] = rho * noise[:, day - 1] + np.sqrt(1 - rho**2) * rng.standard_normal(people)
        level = np.clip(rng.normal(3, 1.5, people), 0, 10)[:, None]
        weeks = (np.arange(DAYS) - DAYS / 2) / 7
        slopes = rng.normal(DRIFT, drift, people)[:, None] if drift else np.zeros((people, 1))
        scores = level + slopes * weeks + 1.3 * noise
        if site is PRIMARY_SITES[0]:
            scores[0, -14:] += rise
        scores = np.clip(np.rint(scores), 0, 10)
        scores[rng.random(scores.shape) > 0.85] = np.nan
        columns[site.value] = pl.Series(scores.ravel()).fill_nan(None).cast(pl.Int32)
    dates = [END - dt.timedelta(days=DAYS - 1 - day) for day in range(DAYS)]
    names = np.repeat([f"p{i:04d}" for i in range(people)], DAYS)
    frame = pl.DataFrame({"person": names, "date": dates * people} | columns)
    return frame.with_columns(reported=pl.any_horizontal(pl.col(*PRIMARY_SITES).is_not_null()))


def count_marks(people: int, cohorts: int, rho: float, scene: str, seed: int = 0) -> tuple[int, int]:
    """Return how many were marked *worsening*, and of how many.

    Where nothing changes, everybody counts; else the one person of each cohort who does get worse.
    """
    rise, drift = SCENES[scene]
    marked = looked = 0
    for number in range(cohorts):
        rng = np.random.default_rng([seed, people, int(100 * rho), list(SCENES).index(scene), number])
        signals = find_signals(simulate(rng, people, rho, rise=rise, drift=drift), END)
        counted = [signals["p0000"]] if rise else list(signals.values())
        marked += sum(one.worsening for one in counted)
        looked += len(counted)
    return marked, looked


def count_rising(people: int, rho: float, seed: int = 0) -> tuple[int, int]:
    """Return how many the rule for a rising weekly mean names when nothing changes, and of how many."""
    days = simulate(np.random.default_rng([seed, int(100 * rho)]), people, rho)
    lacking = {name: pl.lit(None) for name in NEEDED if name not in days.columns}
    days = days.with_columns(**lacking).cast({"emergency": pl.Boolean, "below_knee": pl.Boolean})
    days = days.cast({"numb": pl.Boolean, "sharp_thigh_root": pl.Boolean, "worst_intensity": pl.Int32})
    days = days.cast({name: pl.Int32 for name in NEEDED if name.endswith("_next_morning")})
    fired = 0
    for (person,), own in days.partition_by("person", as_dict=True).items():
        fired += any(flag.rule == "rising" for flag in find_flags(own, str(person), until=END))
    return fired, people


def run(share: float) -> pl.DataFrame:
    rows = []

    def keep(people: int, rho: float, scene: str, marked: int, looked: int) -> None:
        rate = marked / looked
        error = float(np.sqrt(max(rate * (1 - rate), 1 / looked) / looked))
        rows.append((scene, people, rho, looked, round(rate, 4), round(error, 4)))
        print(
            f"{scene:26} {people:4} people, rho {rho}: {100 * rate:5.2f} % +- {100 * error:.2f}", flush=True
        )

    for rho in RHOS:
        keep(1, rho, "safety rule: rising", *count_rising(max(int(share * PEOPLE), 50), rho))
    for scene in SCENES:
        most = 400 if SCENES[scene][0] else max(COHORTS.values())
        for people, cohorts in COHORTS.items():
            count = max(int(share * min(cohorts, most)), 5)
            for rho in RHOS:
                keep(people, rho, scene, *count_marks(people, count, rho, scene))
    names = ["scene", "people", "rho", "person_weeks", "rate", "error"]
    return pl.DataFrame(rows, schema=names, orient="row")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="share of the cohorts to simulate")
    share = parser.parse_args().share
    rows = run(share)
    if share >= 1:
        rows.write_csv(RESULTS)


if __name__ == "__main__":
    main()
