"""What stands behind one person's number: mixture, noise, days, and what would settle it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.student import quantile
from coreanalytics.effects.within.mixtures import GridFit, Mixture
from coreanalytics.effects.within.whitening import Grid, whiten

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_MANY_TIMES: Final = (
    50.0  # the days that would settle it, as a multiple of today's, above which none is named
)
_NEAR: Final = 1e-3


@dataclass(frozen=True, slots=True)
class WithinFit:
    """One person's model of one outcome and contrast.

    Attributes
    ----------
    person, outcome, treatment, control
        Whose, what, and which programs.
    mixture
        What is known of the contrast (see `mixtures`).
    rho, kappa
        Posterior means: autocorrelation of the course from day to day, share of white noise.
    log_likelihood
        Log REML likelihood at the grid point that has most of it.
    n, p
        Reported days that entered, and coefficients.
    coefficients
        Name to posterior mean.
    sd
        Residual SD of a day, points.
    alternates
        Whether phases of the two programs alternate.
    design, day, seen, score
        (days, p) columns, (days,) calendar days, which entered, and their scores.
    phase, treated
        (days,) number of the phase, and whether it is the treatment's.
    contrast
        (p,) weights of the coefficients.
    """

    person: str
    outcome: str
    treatment: str
    control: str
    mixture: Mixture
    rho: float
    kappa: float
    log_likelihood: float
    n: int
    p: int
    coefficients: dict[str, float]
    sd: float
    alternates: bool
    design: Array = field(repr=False)
    day: Ints = field(repr=False)
    seen: Bools = field(repr=False)
    score: Array = field(repr=False)
    phase: Ints = field(repr=False)
    treated: Bools = field(repr=False)
    contrast: Array = field(repr=False)

    def range_at(self, level: float) -> tuple[float, float]:
        """Return the ends of the fixed interval at `level`."""
        return self.mixture.interval(level)

    @property
    def people(self) -> pl.DataFrame:
        """One row: person, outcome, and per program days and mean of the days that entered."""
        import polars as pl

        row: dict[str, object] = {"person": self.person, "outcome": self.outcome}
        for side, mask in (("treatment", self.treated), ("control", ~self.treated)):
            kept = self.score[self.seen & mask]
            row |= {f"{side}_days": kept.size, f"{side}_mean": float(kept.mean())}
        return pl.DataFrame([row])

    @property
    def rows(self) -> pl.DataFrame:
        """One row per day that entered: person, date, phase, program, score, fitted, residual."""
        import polars as pl

        kept = self.seen
        fitted = self.design[kept] @ np.array(list(self.coefficients.values()))
        frame = pl.DataFrame(
            {
                "date": pl.Series(self.day[kept].astype(np.int32)).cast(pl.Date),
                "phase": self.phase[kept],
                "treated": self.treated[kept],
                "score": self.score[kept],
                "fitted": fitted,
                "residual": self.score[kept] - fitted,
            }
        )
        program = pl.when("treated").then(pl.lit(self.treatment)).otherwise(pl.lit(self.control))
        return frame.select(
            pl.lit(self.person).alias("person"),
            "date",
            "phase",
            program.alias("program"),
            "score",
            "fitted",
            "residual",
        )

    @property
    def innovations(self) -> Array:
        """(n,) whitened residuals at the posterior means, in SDs: white and normal if the model holds."""
        kept = self.day[self.seen].astype(float)
        gap = np.abs(kept[:, None] - kept[None, :])
        covariance = (1 - self.kappa) * self.rho**gap + self.kappa * np.eye(kept.size)
        residual = self.rows["residual"].to_numpy()
        white: Array = np.linalg.solve(np.linalg.cholesky(covariance), residual)
        return white / self.sd

    def count_days_needed(self, level: float, delta: float) -> int | None:
        """Return about how many more reported days per program would settle the verdict.

        An interval narrower than `delta` cannot end in *can't tell yet*. The standard error at the present
        noise (posterior means of rho and kappa, SD as now) is worked out exactly for the present design and
        for one twice as long, phase by phase after a single switch and block after block otherwise; from
        there on it shrinks with the root of the days, as effective information does. What not knowing rho
        and kappa adds to the range today shrinks with the days themselves.

        Parameters
        ----------
        level
            Level of the interval.
        delta
            Smallest difference that matters, points.

        Returns
        -------
        int or None
            More reported days in the program that has fewer; 0 if none is needed; None if it would take
            more than 50 times as many.
        """
        low, high = self.range_at(level)
        if high - low < delta:
            return 0
        least = int(min((self.seen & self.treated).sum(), (self.seen & ~self.treated).sum()))
        once, twice = self._tell_errors()
        power = math.log2(once / twice)  # 1/2 were days independent
        doubt = max((high - low) / self._tell_width(once, 1.0, level) - 1, 0.0)

        def tell_width(times: float) -> float:
            error = once * times**-power if times <= 2 else twice * math.sqrt(2 / times)
            return self._tell_width(error, times, level) * (1 + doubt / times)

        few, many = 1.0, 2.0
        while tell_width(many) >= delta:
            few, many = many, 2 * many
            if many > _MANY_TIMES:
                return None
        while many - few > _NEAR:
            middle = (few + many) / 2
            few, many = (few, middle) if tell_width(middle) < delta else (middle, many)
        return math.ceil(least * (many - 1))

    def _tell_width(self, error: float, times: float, level: float) -> float:
        return 2 * quantile((1 + level) / 2, self.n * times - self.p) * error

    def _tell_errors(self) -> tuple[float, float]:
        """Return the standard error at the posterior means, now and after making the design twice as long."""
        grid = Grid(np.array([self.rho]), np.array([self.kappa]), np.zeros(1))
        order = _double_rows(self.treated)
        once = self._tell_variance(grid, np.arange(self.day.size), self.day)
        twice = self._tell_variance(grid, order, _lay_out(self.day, order))
        return self.sd * math.sqrt(once), self.sd * math.sqrt(twice)

    def _tell_variance(self, grid: Grid, order: Ints, day: Ints) -> float:
        design = self.design[order]
        if "trend" in self.coefficients:  # time goes on in the longer design
            design[:, list(self.coefficients).index("trend")] = (day - day.mean()) / 7
        columns = np.column_stack([design, np.zeros(order.size)])
        sums = whiten(columns, self.seen[order], day, grid)
        information = sums.cross[0, 0, : self.p, : self.p]
        return float(self.contrast @ np.linalg.pinv(information) @ self.contrast)


def _double_rows(treated: Bools) -> Ints:
    """Return row indices of the doubled design: after one switch each phase twice, else the whole twice."""
    rows = np.arange(treated.size)
    if int((np.diff(treated.astype(int)) != 0).sum()) > 1:
        return np.concatenate([rows, rows])
    first = rows[treated == treated[0]]
    second = rows[treated != treated[0]]
    return np.concatenate([first, first, second, second])


def _lay_out(day: Ints, order: Ints) -> Ints:
    """Return calendar days for repeated rows: gaps as they were, one day where a copy begins."""
    step = np.diff(day[order])
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.where(step > 0, step, 1))])


def summarise_noise(fit: GridFit, grid: Grid, study: int = 0) -> tuple[float, float, float, float]:
    """Return posterior means of rho, kappa and the residual SD, and the log REML likelihood at its mode."""
    weight = fit.weight[study]
    sd = float(np.sqrt(weight @ fit.variance[study]))
    return float(weight @ grid.rho), float(weight @ grid.kappa), sd, float(fit.log_reml[study].max())
