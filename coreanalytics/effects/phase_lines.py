"""A straight line through each phase of one person's days, with its range: the trend on a page.

A level a phase, and a slope where a phase is long enough to show one, by ordinary least squares: a picture's
line must go through its dots, and a level is their mean, the number that stands beside it. Its range is not
that of least squares: days resemble their neighbours, so the variance of the line is the sandwich
``(X'X)^-1 X'VX (X'X)^-1`` under the errors of one person's comparison, averaged over what is not known of
their autocorrelation (`within.mixtures`), for thirty days as for two hundred. (Generalised least squares
would give a slightly shorter range around another line: with strong autocorrelation it hangs on the ends of
a phase.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.vocabulary import RUN_IN_MIN_REPORTS

if TYPE_CHECKING:
    from coreanalytics.effects.within.whitening import Grid

Array = npt.NDArray[np.float64]

#: Days from the first to the last report that a phase needs for a slope; a shorter one has a level only.
#: Over two weeks a slope and a slow wave cannot be told apart, and its range would fill the picture.
SLOPE_DAYS: Final = 28
#: Reported days that a slope needs.
SLOPE_REPORTS: Final = 14
#: Points of a sloping line lie so many days apart; its range is curved.
_STEP: Final = 7
#: A residual variance below this is none: a course without any spread tells nothing of its range.
_NO_SPREAD: Final = 1e-9

SCHEMA: Final = {
    "phase": pl.Int32,
    "date": pl.Date,
    "line": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "reported": pl.Int32,
    "slope": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class _Phase:
    """One stretch that gets a line: its number, its rows, first and last day, and whether it slopes."""

    number: int
    rows: npt.NDArray[np.bool_]
    first: int
    last: int
    slopes: bool

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2

    def build_columns(self, day: Array) -> list[Array]:
        """Return the phase's columns: 1, and weeks from its middle, both 0 outside of it."""
        inside: Array = self.rows.astype(np.float64)
        columns: list[Array] = [inside, inside * (day - self.middle) / 7]
        return columns[: 1 + self.slopes]

    @property
    def days(self) -> Array:
        """Days at which the line is told."""
        ends = np.array([self.first, self.last], dtype=float)
        return np.union1d(np.arange(self.first, self.last, _STEP), ends) if self.slopes else ends


def fit_phase_lines(
    days: pl.DataFrame, *, level: float = 0.95, fewest: int = RUN_IN_MIN_REPORTS
) -> pl.DataFrame:
    """Fit a straight line through every phase of one course of daily scores.

    Parameters
    ----------
    days
        date (increasing), score (null: no report), phase (any whole number; null: left out). One person,
        one site.
    level
        Share that the ranges are to hold.
    fewest
        Reported days that a phase needs for a line; default as many as a baseline needs.

    Returns
    -------
    pl.DataFrame
        phase, date, line, low, high (points, for the level of that day; low and high null where the
        scores do not differ at all), reported (days in the phase), slope (false: a level, told at both
        ends). No rows where no phase has enough reports.
    """
    from coreanalytics.effects.within.mixtures import SMALL_SAMPLE, fit_grid, quantile_many
    from coreanalytics.effects.within.whitening import default_grid, whiten

    known = days.drop_nulls(["score", "phase"]).select(
        pl.col("date").cast(pl.Int32), pl.col("score").cast(pl.Float64), pl.col("phase").cast(pl.Int32)
    )
    kept = known.filter(pl.len().over("phase") >= fewest)
    phases = _list_phases(kept)
    day, score = kept["date"].to_numpy().astype(float), kept["score"].to_numpy()
    columns = [column for phase in phases for column in phase.build_columns(day)]
    if not phases or day.size <= len(columns) + 2:
        return pl.DataFrame(schema=SCHEMA)
    grid = default_grid()
    design = np.stack(columns, axis=-1)
    sums = whiten(np.column_stack([design, score]), None, day.astype(np.int64), grid)
    fit = fit_grid(sums, grid)
    told = np.stack(_list_contrasts(phases, len(columns)))
    solved = told @ np.linalg.inv(design.T @ design)
    line = solved @ design.T @ score
    meat = _measure_meat(design, day.astype(np.int64), grid)
    square = np.einsum("li,gij,lj->lg", solved, meat, solved) * fit.variance[0]
    scale = np.sqrt(square * (1 + SMALL_SAMPLE / day.size))
    weight, centre = (np.broadcast_to(part, scale.shape) for part in (fit.weight[0], line[:, None]))
    ends: list[Array] = [np.full(len(line), np.nan)] * 2
    if float(fit.weight[0] @ fit.variance[0]) > _NO_SPREAD:
        shares = ((1 - level) / 2, (1 + level) / 2)
        ends = [np.asarray(quantile_many(weight, centre, scale, fit.df, share)) for share in shares]
    return _tell(phases, line, ends)


def _measure_meat(design: Array, day: npt.NDArray[np.int64], grid: Grid) -> Array:
    """Return (G, m, m) ``X' V X`` at every grid point, from cross-products by distance in days."""
    at = day - day.min()
    spread = np.zeros((int(at.max()) + 1, design.shape[1]))
    spread[at] = design
    own = design.T @ design
    apart = [spread[:-lag].T @ spread[lag:] for lag in range(1, len(spread))]
    by_lag = np.array([own, *(one + one.T for one in apart)])
    course = np.einsum("gl,lij->gij", grid.rho[:, None] ** np.arange(len(spread)), by_lag)
    share = grid.kappa[:, None, None]
    return np.asarray((1 - share) * course + share * own)


def _list_phases(kept: pl.DataFrame) -> list[_Phase]:
    numbers = kept["phase"].to_numpy()
    found = kept.group_by("phase").agg(
        first=pl.col("date").min(), last=pl.col("date").max(), reported=pl.len()
    )
    slopes = (pl.col("last") - pl.col("first") >= SLOPE_DAYS - 1) & (pl.col("reported") >= SLOPE_REPORTS)
    rows = found.sort("first").select("phase", "first", "last", slopes.alias("slopes")).iter_rows()
    return [_Phase(number, numbers == number, first, last, slopes) for number, first, last, slopes in rows]


def _list_contrasts(phases: list[_Phase], width: int) -> list[Array]:
    """Return the weights of the coefficients that make the level of each told day."""
    contrasts, at = [], 0
    for phase in phases:
        for day in phase.days:
            weights = np.zeros(width)
            weights[at] = 1.0
            if phase.slopes:
                weights[at + 1] = (day - phase.middle) / 7
            contrasts.append(weights)
        at += 1 + phase.slopes
    return contrasts


def _tell(phases: list[_Phase], line: Array, ends: list[Array]) -> pl.DataFrame:
    many = [len(phase.days) for phase in phases]
    return (
        pl.DataFrame(
            {
                "phase": np.repeat([phase.number for phase in phases], many).astype(np.int32),
                "date": np.concatenate([phase.days for phase in phases]).astype(np.int32),
                "line": line,
                "low": ends[0],
                "high": ends[1],
                "reported": np.repeat([int(phase.rows.sum()) for phase in phases], many).astype(np.int32),
                "slope": np.repeat([phase.slopes for phase in phases], many),
            }
        )
        .with_columns(pl.col("date").cast(pl.Date), pl.col("low", "high").fill_nan(None))
        .select(*SCHEMA)
    )
