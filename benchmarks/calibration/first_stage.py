"""Which days should a person's score at the horizon be read from? Prints bias and SD of the candidates.

Run by hand from the project's root::

    python benchmarks/calibration/first_stage.py

A cohort of its own, drawn with NumPy only: whole numbers, floor at 0, AR(1) .4, 15 % of days missing,
between-person SD 1.5, day SD 1.35, slope SD 0.18 a week, and an effect that grows linearly on the latent
scale, so that it flattens on the reported one. The truth is the mean over paired counterfactuals of
reported scores on the horizon's day.
"""

from __future__ import annotations

import sys

import numpy as np

RUN_IN, DAYS, HORIZON = 14, 84, 56
#: name, first and last day used, whether a line is read at the horizon (else a plain mean)
CANDIDATES = (
    ("line, days 0 to 56", 0, 56, True),
    ("line, days 0 to 70", 0, 70, True),
    ("line, days 0 to 83", 0, 83, True),
    ("line, days 28 to 83", 28, 83, True),
    ("line, days 28 to 70", 28, 70, True),
    ("line, days 28 to 56", 28, 56, True),
    ("mean of ±7 days", 49, 63, False),
    ("mean of ±14 days", 42, 70, False),
    ("mean of ±21 days", 35, 77, False),
)
#: baseline level and latent effect at the horizon
WORLDS = ((3.0, -1.3), (2.0, -1.6), (1.5, -1.5))


def draw(people: int, baseline: float, effect: float, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return day, reported scores under control and under treatment, and which days are reported."""
    day = np.arange(-RUN_IN, DAYS)
    noise = np.empty((people, day.size))
    noise[:, 0] = rng.normal(0, 1.35, people)
    for k in range(1, day.size):
        noise[:, k] = 0.4 * noise[:, k - 1] + np.sqrt(1 - 0.4**2) * rng.normal(0, 1.35, people)
    week = np.maximum(day, 0) / 7
    own = rng.normal(baseline, 1.5, (people, 1)) + rng.normal(-0.07, 0.18, (people, 1)) * week
    latent = own + noise
    control, treated = (np.clip(np.rint(z), 0, 10) for z in (latent, latent + effect * week / (HORIZON / 7)))
    return day, control, treated, rng.random(latent.shape) > 0.15


def read_score(day: np.ndarray, y: np.ndarray, used: np.ndarray, is_line: bool) -> np.ndarray:
    """Return each person's score at the horizon."""
    n, sy = used.sum(1), (used * y).sum(1)
    if not is_line:
        return sy / n
    x = (day - HORIZON)[None, :]
    sx, sxx, sxy = (used * x).sum(1), (used * x * x).sum(1), (used * x * y).sum(1)
    return (sxx * sy - sx * sxy) / (n * sxx - sx**2)


def adjust(score: np.ndarray, arm: np.ndarray, run_in: np.ndarray) -> float:
    """Return the difference between the arms, adjusted for the run-in mean."""
    design = np.column_stack([np.ones(arm.size), arm, run_in - run_in.mean()])
    return float(np.linalg.lstsq(design, score, rcond=None)[0][1])


def main(replications: int) -> None:
    """Print one table."""
    rng = np.random.default_rng(1)
    print("| days used | " + " | ".join(f"baseline {b:g}: bias | SD at 24 people" for b, _ in WORLDS) + " |")
    print("|---|" + "---|---|" * len(WORLDS))
    cells: dict[str, list[str]] = {name: [] for name, *_ in CANDIDATES}
    for baseline, effect in WORLDS:
        day, control, treated, _ = draw(20_000, baseline, effect, rng)
        truth = (treated - control)[:, day == HORIZON].mean()
        found: dict[str, list[float]] = {name: [] for name in cells}
        for _ in range(replications):
            day, control, treated, seen = draw(200, baseline, effect, rng)
            arm = np.arange(200) % 2
            y = np.where(arm[:, None] == 1, treated, control)
            before = seen & (day < 0)
            run_in = (y * before).sum(1) / before.sum(1)
            for name, first, last, is_line in CANDIDATES:
                used = seen & (day >= first) & (day <= last)
                found[name].append(adjust(read_score(day, y, used, is_line), arm, run_in))
        for name, values in found.items():
            mc = np.std(values) / np.sqrt(replications)
            cells[name] += [
                f"{np.mean(values) - truth:+.3f} ± {mc:.3f}",
                f"{np.std(values) * np.sqrt(200 / 24):.2f}",
            ]
    for name, row in cells.items():
        print(f"| {name} | " + " | ".join(row) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
