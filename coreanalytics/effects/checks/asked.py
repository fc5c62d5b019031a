"""What all checks are asked about: the days, the comparison, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from coreanalytics.effects.results import Effect, Effects
from coreanalytics.vocabulary import PRIMARY_SITES


@dataclass(frozen=True)
class Asked:
    """What a check is asked about.

    Attributes
    ----------
    days
        Person-days that the comparison read, sorted by person and date.
    effects
        The comparison.
    level
        Level of the checks' ranges.
    """

    days: pl.DataFrame = field(repr=False)
    effects: Effects
    level: float = 0.95

    @cached_property
    def first(self) -> Effect:
        """The first primary contrast, answered if any is."""
        answered = [effect for effect in self.effects.primary if effect.is_answered]
        return (answered or list(self.effects.primary))[0]

    @property
    def treatment(self) -> str:
        """The routine whose effect is asked about."""
        return self.first.treatment

    @property
    def control(self) -> str:
        """The routine it is compared with."""
        return self.first.control

    @property
    def delta(self) -> float:
        """Smallest difference that matters, points."""
        return self.first.delta

    @property
    def is_one(self) -> bool:
        """Whether one person is compared with themselves."""
        return self.first.person is not None

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """The primary sites that were compared."""
        return tuple(e.outcome for e in self.effects.primary if e.outcome in PRIMARY_SITES)

    @cached_property
    def on_routine(self) -> pl.DataFrame:
        """Days in a phase of either routine, the run-in left out."""
        arms = [self.treatment, self.control]
        return self.days.filter(
            pl.col("program").is_in(arms), ~pl.col("run_in").fill_null(False), pl.col("phase").is_not_null()
        )

    @cached_property
    def people(self) -> pl.DataFrame:
        """One row a person of either routine: person, arm (the first), start (its first day), switched."""
        return (
            self.on_routine.group_by("person", maintain_order=True)
            .agg(
                arm=pl.col("program").first(),
                start=pl.col("date").first(),
                switched=pl.col("program").n_unique() > 1,
            )
            .sort("person")
        )

    @cached_property
    def before(self) -> pl.DataFrame:
        """Days before anything could have changed, and the arm to come: person, date, arm, columns of days.

        Of who has a run-in its days; of whoever changes routine the days of the first phase too, since the
        change is what is asked about.
        """
        people = self.people
        arms = [self.treatment, self.control]
        days = self.days.join(people, on="person", how="inner", maintain_order="left")
        is_run_in = pl.col("run_in").fill_null(False) & (pl.col("date") < pl.col("start"))
        firsts = (
            self.on_routine.group_by("person").agg(first=pl.col("phase").min()).with_columns(pl.col("first"))
        )
        days = days.join(firsts, on="person", how="left", maintain_order="left")
        is_first = (
            pl.col("switched")
            & (pl.col("phase") == pl.col("first")).fill_null(False)
            & pl.col("program").is_in(arms)
            & ~pl.col("run_in").fill_null(False)
        )
        return days.filter(pl.when("switched").then(is_first).otherwise(is_run_in))
