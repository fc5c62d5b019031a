"""Straight lines through the phases of one person's days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.phase_lines import _measure_meat, fit_phase_lines
from coreanalytics.effects.within.whitening import make_grid

START = date(2026, 1, 5)


def course(values: list[float | None], phases: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "date": [START + timedelta(days=i) for i in range(len(values))],
            "score": values,
            "phase": phases,
        },
        schema={"date": pl.Date, "score": pl.Float64, "phase": pl.Int32},
    )


def simulate(rng: np.random.Generator, days: int, rho: float, slope: float) -> list[float]:
    noise = np.zeros(days)
    noise[0] = rng.normal()
    for i in range(1, days):
        noise[i] = rho * noise[i - 1] + np.sqrt(1 - rho**2) * rng.normal()
    return list(5 + slope * np.arange(days) / 7 + noise)


def test_short_phase_is_a_level_and_long_one_a_slope() -> None:
    rng = np.random.default_rng(1)
    lines = fit_phase_lines(course(simulate(rng, 70, 0.3, 0), [0] * 14 + [1] * 56))
    level = lines.filter(phase=0)
    assert level["slope"].any() is False
    assert level["line"].n_unique() == 1
    assert level["date"].to_list() == [START, START + timedelta(days=13)]
    assert lines.filter(phase=1)["slope"].all()
    assert lines.filter(phase=1).height == 9
    assert (lines["low"] < lines["line"]).all()
    assert (lines["line"] < lines["high"]).all()


def test_straight_course_is_found_exactly_and_is_widest_at_its_ends() -> None:
    wiggle = [0.5, -0.5] * 28
    lines = fit_phase_lines(course([2 + 0.1 * i + w for i, w in enumerate(wiggle)], [3] * 56))
    assert lines["line"][0] == pytest.approx(2, abs=0.1)
    assert lines["line"][-1] == pytest.approx(7.5, abs=0.1)
    width = lines["high"] - lines["low"]
    assert width[0] > width[4] < width[-1]


@pytest.mark.parametrize("rho", [0.0, 0.9])
def test_a_line_goes_through_its_dots(rho: float) -> None:
    values = simulate(np.random.default_rng(4), 74, rho, 0.1)
    lines = fit_phase_lines(course(values, [0] * 14 + [1] * 60))
    assert lines.filter(phase=0)["line"].to_list() == pytest.approx([np.mean(values[:14])] * 2)
    slope, middle = np.polyfit(np.arange(60) - 29.5, values[14:], 1)
    sloped = lines.filter(phase=1)["line"]
    assert sloped[0] == pytest.approx(middle - 29.5 * slope)
    assert sloped[-1] == pytest.approx(middle + 29.5 * slope)


def test_the_variance_of_a_line_is_that_of_its_sandwich() -> None:
    """Against the whole matrix of days, gaps included."""
    rng = np.random.default_rng(5)
    day = np.sort(rng.choice(80, 50, replace=False)).astype(np.int64) + 20_000
    design = np.column_stack([day < 20_030, day >= 20_030, (day - 20_055) * (day >= 20_030)]).astype(float)
    grid = make_grid((0.0, 0.5, 0.985), (0.0, 0.4))
    apart = np.abs(day[:, None] - day[None, :])
    for at, meat in enumerate(_measure_meat(design, day, grid)):
        rho, kappa = grid.rho[at], grid.kappa[at]
        whole = (1 - kappa) * rho**apart + kappa * (apart == 0)
        assert meat == pytest.approx(design.T @ whole @ design)


@pytest.mark.parametrize(
    "frame",
    [
        course([], []),
        course([1.0] * 6, [0] * 6),
        course([None] * 20, [0] * 20),
        course([1.0] * 20, [None] * 20),
    ],
)
def test_too_few_reports_make_no_line(frame: pl.DataFrame) -> None:
    assert fit_phase_lines(frame).is_empty()


def test_scores_without_spread_have_a_line_and_no_range() -> None:
    lines = fit_phase_lines(course([0.0] * 40, [0] * 14 + [1] * 26))
    assert lines["line"].abs().max() < 1e-9
    assert lines["low"].null_count() == lines["high"].null_count() == lines.height


def test_range_holds_the_level_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    held = []
    for _ in range(60):
        lines = fit_phase_lines(course(simulate(rng, 70, 0.5, -0.1), [0] * 70))
        truth = 5 - 0.1 * (lines["date"] - START).dt.total_days() / 7
        held.append(((lines["low"] <= truth) & (truth <= lines["high"]))[5])
    assert np.mean(held) >= 0.87
