"""What goes with what, day by day and within people: one way in, whatever the number of people.

- From `MANY` people: one regression with every person's own course taken out, CR2 and Satterthwaite
  (`absorbed`).
- One person: generalised least squares averaged over what is not known of the memory of their days
  (`effects.within`).
- Between: each person's own answer, pooled by Hartung, Knapp, Sidik and Jonkman (`effects.meta_analysis`);
  two people are too few even for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import numpy.typing as npt

from coreanalytics.effects import texts
from coreanalytics.effects.claims.absorbed import AbsorbedFit, DailyNumber, fit_absorbed
from coreanalytics.effects.meta_analysis import MIN_PEOPLE, fit_pooled
from coreanalytics.effects.within.mixtures import GridFit, Mixture, fit_grid, mix
from coreanalytics.effects.within.whitening import default_grid, whiten
from coreanalytics.errors import DataError

if TYPE_CHECKING:
    import polars as pl

Floats = npt.NDArray[np.float64]

MANY: Final = 6  #: people from which clusters carry the range (statistics: CR2 holds its level from 6)
MIN_DF: Final = 3.0  #: degrees of freedom below which a range of the sandwich is refused
MIN_DAYS: Final = 30  #: reported days that a person needs for an answer of their own
#: Days on which a person's score must differ from their commonest one: whoever writes the same number every
#: day shows no noise either, and would count as infinitely sure of nothing at all.
MIN_MOVING: Final = 5


class Number(Protocol):
    """A number with its range."""

    @property
    def value(self) -> float:
        """The estimate."""

    @property
    def p(self) -> float:
        """Two-sided p against 0."""

    def range_at(self, level: float) -> tuple[float, float]:
        """Return the ends of the interval at `level`."""


@dataclass(frozen=True, slots=True)
class MixtureNumber:
    """One person's number: a mixture over what is not known of the memory of days."""

    mixture: Mixture

    @property
    def value(self) -> float:
        """Mean of the mixture."""
        return self.mixture.mean

    @property
    def p(self) -> float:
        """Two-sided p against 0."""
        return self.mixture.two_sided_p()

    def range_at(self, level: float) -> tuple[float, float]:
        """Return the ends of the interval at `level`."""
        return self.mixture.interval(level)


@dataclass(frozen=True, slots=True)
class DailyModel:
    """A fitted model of days within people.

    Attributes
    ----------
    names
        Regressors in order.
    people, days
        How many entered.
    method
        How, in a few words.
    rho
        Autocorrelation of neighbouring days (posterior mean for one person; None where pooled).
    """

    names: tuple[str, ...]
    people: int
    days: int
    method: str
    rho: float | None
    _fit: AbsorbedFit | GridFit | tuple[GridFit, ...] = field(repr=False, compare=False)

    def estimate(self, weights: Mapping[str, float] | str) -> Number:
        """Return one coefficient, or a weighted sum of them.

        Raises
        ------
        DataError
            Too little is known of its noise for an honest range.
        """
        asked = {weights: 1.0} if isinstance(weights, str) else dict(weights)
        c = np.array([asked.get(name, 0.0) for name in self.names])
        if isinstance(self._fit, AbsorbedFit):
            number = self._fit.estimate(c)
            if number.df < MIN_DF:
                raise DataError(texts.CLAIM_FEW_CLUSTERS.format(df=f"{number.df:.1f}"))
            return number
        if isinstance(self._fit, GridFit):
            return MixtureNumber(_mix(self._fit, c))
        own = [_mix(fit, c) for fit in self._fit]
        pooled = fit_pooled(np.array([one.mean for one in own]), np.array([one.sd for one in own])).estimate
        return DailyNumber(pooled.value, pooled.se, pooled.df)

    def tell(self, weights: Mapping[str, float] | str, level: float) -> tuple[float | None, ...]:
        """Return value, low and high for a table; missing where too little is known of the noise."""
        try:
            number = self.estimate(weights)
        except DataError:
            return None, None, None
        return number.value, *number.range_at(level)


def fit_daily(
    rows: pl.DataFrame,
    score: str,
    regressors: Sequence[str],
    *,
    absorbed: Sequence[str] = (),
    weekly: bool = False,
) -> DailyModel:
    """Regress a daily score on daily regressors within people.

    Every person's own level and straight trend are taken out, and the columns `absorbed` beside them (such
    as the routine of the day, where days of two routines shall not be compared).

    Parameters
    ----------
    rows
        person, date (one row a person and day), `score`, the regressors and the absorbed columns; days on
        which any of them is missing do not enter, and leave a gap in the memory of days.
    score
        What is explained.
    regressors
        What explains it.
    absorbed
        What is taken out of everybody beside level and trend.
    weekly
        Whether the regressors stay the same from Monday to Sunday: seven days then tell of one value, and
        one person's degrees of freedom are counted in weeks.

    Raises
    ------
    DataError
        Nobody has enough days, the scores hardly ever change, or the regressors cannot be told apart within
        people.
    """
    import polars as pl

    used = [score, *regressors, *absorbed]
    least = 2 + len(regressors) + len(absorbed) + 1
    entered = (
        rows.select("person", "date", *(pl.col(name).cast(pl.Float64) for name in used))
        .drop_nulls()
        .filter(pl.len().over("person") > least)
        .sort("person", "date")
    )
    varying = pl.any_horizontal(
        (pl.col(name).max() > pl.col(name).min()).over("person") for name in regressors
    )
    entered = entered.filter(varying) if regressors else entered
    people = entered["person"].n_unique()
    moving = (pl.col(score) != pl.col(score).mode().min()).sum() >= MIN_MOVING
    still = entered.group_by("person").agg(moving=moving).filter(~pl.col("moving"))
    if people and people - still.height < (MIN_PEOPLE if people >= MANY else 1):
        raise DataError(texts.CLAIM_STILL.format(n=MIN_MOVING), hint=texts.HINT_STILL)
    if people >= MANY:
        return _fit_many(entered, score, regressors, absorbed)
    enough = entered.filter(pl.len().over("person") >= MIN_DAYS).join(still, on="person", how="anti")
    kept = enough["person"].n_unique()
    if kept == 0:
        raise DataError(texts.CLAIM_FEW_DAYS.format(n=MIN_DAYS))
    if 1 < kept < MIN_PEOPLE:
        raise DataError(texts.CLAIM_TWO_PEOPLE.format(n=MIN_PEOPLE))
    fits = [
        _fit_one(own, score, regressors, absorbed, weekly=weekly)
        for own in enough.partition_by("person", maintain_order=True)
    ]
    if len(fits) == 1:
        rho = float(fits[0].weight[0] @ default_grid().rho)
        return DailyModel(tuple(regressors), 1, enough.height, texts.METHOD_DAILY_ONE, rho, fits[0])
    return DailyModel(tuple(regressors), kept, enough.height, texts.METHOD_DAILY_POOLED, None, tuple(fits))


def _fit_many(
    entered: pl.DataFrame, score: str, regressors: Sequence[str], absorbed: Sequence[str]
) -> DailyModel:
    import polars as pl

    coded = entered.with_columns(
        who=pl.col("person").rle_id().cast(pl.Int64), day=pl.col("date").cast(pl.Int32).cast(pl.Int64)
    ).with_columns(time=(pl.col("day") - pl.col("day").mean().over("who")) / 7)
    own = np.column_stack([np.ones(coded.height), coded["time"].to_numpy(), *_columns(coded, absorbed)])
    try:
        fit = fit_absorbed(
            coded["who"].to_numpy(),
            coded["day"].to_numpy(),
            coded[score].to_numpy(),
            np.column_stack(_columns(coded, regressors)),
            own,
        )
    except np.linalg.LinAlgError as problem:
        raise DataError(texts.CLAIM_ALIKE) from problem
    return DailyModel(tuple(regressors), fit.n_people, fit.n_days, texts.METHOD_DAILY_MANY, fit.rho, fit)


def _fit_one(
    own: pl.DataFrame, score: str, regressors: Sequence[str], absorbed: Sequence[str], *, weekly: bool
) -> GridFit:
    day = own["date"].cast(int).to_numpy().astype(np.int64)
    time = (day - day.mean()) / 7
    others = [
        column
        for column in _columns(own, absorbed)
        if np.ptp(column) > 0  # what never changes is the person's level
    ]
    design = np.column_stack([*_columns(own, regressors), np.ones(own.height), time, *others])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise DataError(texts.CLAIM_ALIKE)
    columns = np.column_stack([design, own[score].to_numpy()])
    fit = fit_grid(whiten(columns, None, day, default_grid()))
    if not weekly:
        return fit
    left = own["date"].dt.truncate("1w").n_unique() - design.shape[1]
    if left < MIN_DF:
        raise DataError(texts.CLAIM_FEW_WEEKS)
    return replace(fit, df=np.minimum(fit.df, float(left)))


def _mix(fit: GridFit, weights: Floats) -> Mixture:
    rest = fit.beta.shape[-1] - len(weights)
    return mix(fit, np.concatenate([weights, np.zeros(rest)]))


def _columns(frame: pl.DataFrame, names: Sequence[str]) -> list[Floats]:
    return [frame[name].to_numpy() for name in names]
