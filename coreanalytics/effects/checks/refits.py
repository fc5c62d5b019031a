"""The comparison's own model on some of its days: the rows it read, and refits at the noise it found.

Leaving a person or a week out hardly moves the estimate of the noise, so it is kept (variances of people's
lines, memory of days), and only the fixed effects are worked out again, exactly, from the sums by person
(`effects.mixed`). Nothing is searched for, and no day is read twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects.cohort_models import ARM, WIDENED, MixedFit
from coreanalytics.effects.mixed.designs import Design
from coreanalytics.effects.mixed.fitting import MixedModel, frame_map
from coreanalytics.effects.mixed.likelihood import Likelihood
from coreanalytics.effects.mixed.moments import Moments, read_moments
from coreanalytics.effects.mixed.packing import pack
from coreanalytics.effects.mixed.sandwich import make_sandwich
from coreanalytics.effects.results import Effect

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MIN_DF: Final = 3.0  #: degrees of freedom below which no range is told


@dataclass(frozen=True)
class Refit:
    """The number asked for, from some of the days.

    Attributes
    ----------
    value, se, df
        Estimate, CR2 standard error, Satterthwaite degrees of freedom.
    pull
        (N,) how far each person of the whole comparison pulls it; 0 for who is not there.
    """

    value: float
    se: float
    df: float
    pull: Floats = field(repr=False)


@dataclass(frozen=True)
class Whole:
    """A comparison of a cohort by the mixed model, and its rows.

    Attributes
    ----------
    effect
        The number.
    fit
        What stands behind it.
    """

    effect: Effect
    fit: MixedFit

    @cached_property
    def model(self) -> MixedModel:
        """The fitted model."""
        return self.fit.model

    @cached_property
    def design(self) -> Design:
        """Its fixed effects."""
        return self.model.likelihood.design

    @cached_property
    def people(self) -> pl.Series:
        """(N,) people in the order of the model."""
        return self.fit.people["person"].cast(pl.String)

    @cached_property
    def changes(self) -> bool:
        """Whether people follow both routines."""
        return "treated" in self.design.base

    @cached_property
    def extras(self) -> tuple[str, ...]:
        """Columns of a row after (1, day), the outcome last."""
        names = self.fit.rows.collect_schema().names()
        return tuple(name for name in names if name not in ("person", "day"))

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The days of the model, with `who` (place in `people`), sorted by it and by day."""
        places = self.people.to_frame().with_row_index("who").with_columns(pl.col("who").cast(pl.Int64))
        return (
            self.fit.rows.collect()
            .with_columns(pl.col("person").cast(pl.String))
            .join(places, on="person", how="inner")
            .sort("who", "day")
        )

    @cached_property
    def moments(self) -> Moments:
        """The sums of the days of the model."""
        return self.read(self.rows)

    @cached_property
    def treated(self) -> Bools:
        """(N,) whether people's (first) routine is the treatment."""
        return np.asarray((self.fit.people["arm"] == self.effect.treatment).to_numpy())

    @cached_property
    def columns(self) -> Floats:
        """The fixed effects of each row without the constant (n, p - 1)."""
        rows = self.rows
        base = {"one": np.ones(rows.height), "day": rows["day"].to_numpy().astype(float)}
        base |= {name: rows[name].cast(pl.Float64).to_numpy() for name in self.extras[:-1]}
        own = self.design.covariates[rows["who"].to_numpy()]
        kept = [(a, u) for a, u in self.design.terms if (a, u) != (0, 0)]
        return np.column_stack([base[self.design.base[a]] * own[:, u] for a, u in kept])

    @cached_property
    def weights(self) -> Floats:
        """The contrast of the fixed effects without the constant (p - 1,)."""
        kept = [term != (0, 0) for term in self.design.terms]
        return np.array(self.fit.contrast)[kept]

    def read(self, rows: pl.DataFrame) -> Moments:
        """Return the sums of some days."""
        return read_moments(rows.select("person", "day", *self.extras), self.extras, pairs=self._paired)

    @property
    def _paired(self) -> bool:
        return self.model.errors == "ar1"

    def list_arms(self, moments: Moments) -> dict[str, int]:
        """Return how many people of either (first) routine are in some sums."""
        there = self.people.is_in(moments.people.cast(pl.String).implode()).to_numpy()
        return {
            self.effect.treatment: int((there & self.treated).sum()),
            self.effect.control: int((there & ~self.treated).sum()),
        }

    def refit(self, moments: Moments, treated: Bools | None = None) -> Refit:
        """Return the number from the sums of some days.

        Parameters
        ----------
        moments
            Sums of some of the days, of some of the people.
        treated
            (N,) whose routine counts as the treatment, where that is not as it was.

        Raises
        ------
        numpy.linalg.LinAlgError
            These days cannot tell the routines apart.
        """
        there = np.asarray(self.people.is_in(moments.people.cast(pl.String).implode()).to_numpy())
        design = self.design
        if treated is not None and not self.changes:
            table = design.covariates.copy()
            table[:, self._arm] = treated
            design = replace(design, covariates=table)
        packed = pack(moments, paired=self._paired, frame=self.model.likelihood.packed.frame)
        likelihood = Likelihood(packed, design.select(there), self.model.reml)
        at = likelihood.evaluate(self.model.factor, self.model.rho, with_slope=False)
        scale = np.sqrt(np.abs(np.diag(at.covariance)))
        if not np.isfinite(at.deviance) or np.linalg.cond(at.covariance / np.outer(scale, scale)) > 1e12:
            raise np.linalg.LinAlgError("the routines cannot be told apart")
        model = replace(
            self.model,
            likelihood=likelihood,
            at=at,
            beta=frame_map(likelihood) @ at.beta,
            n_people=packed.n_people,
            n_rows=packed.n_rows,
        )
        contrast = np.array(self.fit.contrast)
        sandwich = make_sandwich(model)
        number = sandwich.estimate(contrast)
        widened = WIDENED if self.changes else 1.0
        pull = np.zeros(len(self.people))
        pull[there] = widened * sandwich.pull(contrast)
        return Refit(number.value, widened * number.se, number.df, pull)

    def expect_pull(self) -> Floats:
        """Return (N,) how far the fitted model expects each person to pull the number (SD)."""
        sandwich = make_sandwich(self.model)
        return np.sqrt(np.maximum(sandwich.expect(np.array(self.fit.contrast)), 0.0))

    @cached_property
    def itself(self) -> Refit:
        """The number from all days."""
        return self.refit(self.moments)

    @cached_property
    def _arm(self) -> int:
        return self.design.terms[self.design.names.index(ARM)][1]

    def at_horizon(self, is_treated: bool) -> Floats:
        """Return (N, p - 1): what each person's row would be at the horizon under a routine."""
        from coreanalytics.effects.courses import bend_course

        h = round(7 * self.effect.horizon)
        base = dict.fromkeys(self.design.base, 0.0) | {"one": 1.0, "day": float(h)}
        if self.changes:
            base |= {name: float(bend[1]) for name, bend in bend_course(np.array([0.0, h]), h).items()}
            base |= {"treated": float(is_treated), "treated_day": h * float(is_treated)}
        known = {"one", "day", "treated", "treated_day", "course_1", "course_2", "course_3"}
        for name in self.extras[:-1]:
            if name not in known:  # covariates of the day, at their mean
                base[name] = float(str(self.rows[name].mean()))
        table = self.design.covariates.copy()
        if not self.changes:
            table[:, self._arm] = float(is_treated)
        kept = [(a, u) for a, u in self.design.terms if (a, u) != (0, 0)]
        return np.column_stack([base[self.design.base[a]] * table[:, u] for a, u in kept])


def whole_of(effect: Effect) -> Whole | None:
    """Return the comparison behind a number; None where no mixed model stands behind it."""
    if effect.estimate is None or not isinstance(effect.fit, MixedFit):
        return None
    return Whole(effect, effect.fit)
