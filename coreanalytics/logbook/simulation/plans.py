"""Plans: what a simulated study is asked to look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation.designs import Design, read_design
from coreanalytics.logbook.simulation.population import ALONE, Population
from coreanalytics.vocabulary import Assigned

#: Sunday of 2026-W46; a fixed default, so that the same seed means the same study on any day.
LAST_DAY: Final = date(2026, 11, 15)
#: The low back answers to the program a little less than the thigh root, unless told otherwise.
LOW_BACK_SHARE: Final = 0.7
HORIZON_WEEKS: Final = 8
ONSET_DAYS: Final = 3  #: the usual wash-in of a comparison within one person leaves out as many


@dataclass(frozen=True, slots=True)
class Plan:
    """What a simulated study looks like.

    Attributes
    ----------
    people, weeks, run_in_weeks, seed
        As in `simulate_study`.
    effects
        Asked effect of each outcome site at `horizon_weeks`, points on the reported scale.
    horizon_weeks
        Weeks after time zero at which the effects are reached.
    last_day
        Local date of the last day.
    population
        What people are drawn from.
    design, onset_days
        As in `simulate_study`; not shown, so that a parallel plan reads as it always did (a study's files
        are known by it).
    """

    people: int
    weeks: int
    run_in_weeks: int
    seed: int
    effects: tuple[float, ...]
    horizon_weeks: int
    last_day: date
    population: Population
    design: Design = field(default=Design.PARALLEL, repr=False)
    onset_days: int = field(default=ONSET_DAYS, repr=False)

    @property
    def switches(self) -> bool:
        """Whether people follow both programs, one after the other."""
        return self.design != Design.PARALLEL

    @property
    def run_in_assigned(self) -> Assigned:
        """Who asked for the run-in: a person alone asks themselves."""
        return Assigned.SELF if self.people == 1 and self.switches else Assigned.COACH

    @property
    def run_in_days(self) -> int:
        """Days before time zero."""
        return 7 * self.run_in_weeks

    @property
    def days(self) -> int:
        """Days from time zero to the last day."""
        return 7 * self.weeks

    @property
    def time_zero(self) -> date:
        """First day of the assigned program."""
        return self.last_day - timedelta(days=self.days - 1)

    @property
    def first_day(self) -> date:
        """First day of the log."""
        return self.time_zero - timedelta(days=self.run_in_days)


def make_plan(
    people: int,
    weeks: int,
    effect: float,
    effect_low_back: float | None,
    effect_control: float,
    run_in_weeks: int,
    seed: int,
    horizon_weeks: int,
    last_day: date,
    population: Population | None,
    design: str = Design.PARALLEL,
    onset_days: int = ONSET_DAYS,
) -> Plan:
    """Check the arguments of `simulate_study` and fill in what follows from others."""
    for name, value, least in (
        ("people", people, 1),
        ("weeks", weeks, 1),
        ("run_in_weeks", run_in_weeks, 0),
        ("seed", seed, 0),
        ("horizon_weeks", horizon_weeks, 1),
    ):
        if value < least:
            raise ArgumentError(f"{value} is too small", where=name, hint=f"give at least {least}")
    known = read_design(design, people, weeks, onset_days)
    usual = ALONE if people == 1 and known != Design.PARALLEL else Population()
    low_back = LOW_BACK_SHARE * effect if effect_low_back is None else effect_low_back
    return Plan(
        people=people,
        weeks=weeks,
        run_in_weeks=run_in_weeks,
        seed=seed,
        effects=(float(effect), round(float(low_back), 10), float(effect_control)),
        horizon_weeks=horizon_weeks,
        last_day=last_day,
        population=population or usual,
        design=known,
        onset_days=onset_days,
    )
