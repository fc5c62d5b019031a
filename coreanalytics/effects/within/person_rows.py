"""Which of one person's days enter: phases of two programs, after wash-in, never run-in days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.days.people import pick_person
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.vocabulary import Assigned

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WASH_IN_DAYS: Final = 3  #: days from each switch that belong to neither routine
#: Columns of the person-day table that are read, besides the outcomes.
NEEDED: Final = ("person", "date", "program", "assigned", "phase", "phase_start", "day_in_phase", "run_in")
_OPTIONAL: Final = {"continuing": pl.Boolean(), "schedule": pl.String()}


@dataclass(frozen=True, slots=True)
class WithinEntry:
    """What one person's days must hold for an answer (by simulation, benchmarks/calibration/one_person.py).

    Attributes
    ----------
    min_days
        Fewest reported days per program after wash-in.
    min_days_blocks
        The same where two or more phases of each program alternate, all assigned at random.
    min_phase
        A phase with fewer reported days after wash-in does not enter.
    min_schedules
        Fewest schedules that could have been drawn, for a randomisation test.
    """

    min_days: int = 30
    min_days_blocks: int = 14
    min_phase: int = 5
    min_schedules: int = 20


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of one of the two programs.

    Attributes
    ----------
    number
        As in the person-day table.
    treated
        Whether it is the treatment's.
    assigned, schedule
        How it came about, and how it was drawn (None: not told).
    start
        Its first day as an ordinal (days since 1970).
    began_before
        Whether it began before the first log, so that no switch is in sight.
    """

    number: int
    treated: bool
    assigned: str | None
    schedule: str | None
    start: int
    began_before: bool


@dataclass(frozen=True, slots=True)
class PersonRows:
    """One person's days of the two programs, run-in days left out.

    Attributes
    ----------
    person, arms
        Whose; treatment and control.
    phases
        In time order.
    day
        (n,) days since 1970, increasing, one a row.
    phase
        (n,) index into `phases`.
    treated
        (n,) whether the day belongs to the treatment.
    settled
        (n,) whether it lies after the wash-in.
    week
        (n,) weeks since the phase's clock started (0 on its first day).
    scores
        Outcome to (n,) scores, NaN where not reported.
    other_days
        Days after the first of these that belong to neither program.
    """

    person: str
    arms: tuple[str, str]
    phases: tuple[Phase, ...]
    day: Ints
    phase: Ints
    treated: Bools
    settled: Bools
    week: Array
    scores: dict[str, Array]
    other_days: int


@dataclass(frozen=True, slots=True)
class Entered:
    """The days of one outcome that enter.

    Attributes
    ----------
    outcome
        Which.
    seen
        (n,) days of `PersonRows` that enter: reported, settled, and of a phase that enters.
    score
        (n,) scores, NaN where not reported.
    days
        Reported settled days per (treatment, control), phases that do not enter left out.
    all_days
        The same with them.
    dropped
        Numbers of the phases with some but too few reported days.
    phases
        Indices of the phases that enter, in time order.
    """

    outcome: str
    seen: Bools
    score: Array
    days: tuple[int, int]
    all_days: tuple[int, int]
    dropped: tuple[int, ...]
    phases: tuple[int, ...]


def read_rows(
    days: pl.DataFrame | pl.LazyFrame,
    person: str,
    arms: tuple[str, str],
    outcomes: Sequence[str],
    *,
    wash_in: int = WASH_IN_DAYS,
    until: date | None = None,
) -> PersonRows:
    """Return the days of one person's two programs.

    Parameters
    ----------
    days
        Person-day table.
    person
        Whose days.
    arms
        Treatment and control.
    outcomes
        Outcome columns.
    wash_in
        Days left out from the first day of each phase on; a phase that began before the first log keeps
        its days, since no switch is in sight there.
    until
        Last day that is read; None: all.

    Raises
    ------
    ArgumentError
        The person is unknown, or `wash_in` is negative.
    DataError
        Columns are missing.
    """
    if wash_in < 0:
        raise ArgumentError(f"wash-in cannot be {wash_in} days", where="wash_in")
    own = _pick_days(days, person, outcomes, until)
    frame = own.filter(pl.col("program").is_in(list(arms)) & pl.col("phase").is_not_null()).sort("date")
    phases = _list_phases(frame, arms)
    kept = frame.filter(~pl.col("run_in").fill_null(False))
    numbers = np.array([phase.number for phase in phases], dtype=np.int64)
    index = np.searchsorted(numbers, kept["phase"].to_numpy()) if phases else np.zeros(0, np.int64)
    day = kept["date"].to_physical().to_numpy().astype(np.int64)
    if bool((np.diff(day) <= 0).any()):
        raise DataError(f"{person} has more than one row on a date", where="days")
    start = np.array([phase.start for phase in phases], dtype=np.int64)
    before = np.array([phase.began_before for phase in phases], dtype=bool)
    since = day - start[index] if phases else day
    clock = kept["day_in_phase"].cast(pl.Float64).to_numpy()
    settled = (since >= wash_in) | before[index] if phases else np.zeros(0, bool)
    return PersonRows(
        person=person,
        arms=arms,
        phases=phases,
        day=day,
        phase=index.astype(np.int64),
        treated=(kept["program"] == arms[0]).to_numpy().astype(bool),
        settled=settled,
        week=np.where(np.isnan(clock), since, clock) / 7,
        scores={name: kept[name].cast(pl.Float64).to_numpy() for name in outcomes},
        other_days=_count_others(own, frame),
    )


def _pick_days(
    days: pl.DataFrame | pl.LazyFrame, person: str, outcomes: Sequence[str], until: date | None
) -> pl.DataFrame:
    there = set(days.lazy().collect_schema().names())
    missing = [name for name in (*NEEDED, *outcomes) if name not in there]
    if missing:
        raise DataError(
            f"the person-day table lacks {', '.join(missing)}",
            where="days",
            hint="make it with coreanalytics.build_days",
        )
    # labels may be numbers or categories; a person is asked for by name
    days = days.with_columns(pl.col("person").cast(pl.String))
    frame = days.lazy() if isinstance(days, pl.LazyFrame) else days
    if isinstance(frame, pl.LazyFrame):
        frame = frame.filter(pl.col("person") == person).collect()
    own = pick_person(frame, person).select(
        *NEEDED,
        *outcomes,
        *(
            pl.col(name) if name in there else pl.lit(None, dtype=kind).alias(name)
            for name, kind in _OPTIONAL.items()
        ),
    )
    return own if until is None else own.filter(pl.col("date") <= until)


def _list_phases(frame: pl.DataFrame, arms: tuple[str, str]) -> tuple[Phase, ...]:
    """Return the phases of the two programs, their run-in days included."""
    first = frame.unique("phase", keep="first", maintain_order=True).sort("phase")
    # a frame that does not tell when a phase began: at its first day here
    starts = first.select(pl.coalesce("phase_start", "date")).to_series().to_physical().to_list()
    return tuple(
        Phase(
            number=int(row["phase"]),
            treated=row["program"] == arms[0],
            assigned=row["assigned"],
            schedule=row["schedule"],
            start=int(start),
            # who began before the first log has no switch in sight at it, but one at every later phase
            began_before=bool(row["continuing"]) and place == 0,
        )
        for place, (row, start) in enumerate(zip(first.iter_rows(named=True), starts, strict=True))
    )


def _count_others(own: pl.DataFrame, frame: pl.DataFrame) -> int:
    if frame.is_empty():
        return 0
    later = own.filter(
        pl.col("date").is_between(frame["date"].min(), frame["date"].max())
        & pl.col("program").is_not_null()
        & ~pl.col("run_in").fill_null(False)
    )
    return later.height - frame.filter(~pl.col("run_in").fill_null(False)).height


def enter_outcome(rows: PersonRows, outcome: str, entry: WithinEntry) -> Entered:
    """Return the days of one outcome that enter, phases with too few reported days left out."""
    score = rows.scores[outcome]
    usable = rows.settled & ~np.isnan(score)
    count = np.bincount(rows.phase[usable], minlength=len(rows.phases))
    enters = count >= entry.min_phase
    seen = usable & (enters[rows.phase] if len(rows.phases) else usable)
    return Entered(
        outcome=outcome,
        seen=seen,
        score=score,
        days=_count_sides(seen, rows.treated),
        all_days=_count_sides(usable, rows.treated),
        dropped=tuple(
            phase.number for phase, n, has in zip(rows.phases, count, enters, strict=True) if n and not has
        ),
        phases=tuple(np.flatnonzero(enters).tolist()),
    )


def _count_sides(mask: Bools, treated: Bools) -> tuple[int, int]:
    return int((mask & treated).sum()), int((mask & ~treated).sum())


def alternates(rows: PersonRows, phases: Sequence[int]) -> bool:
    """Tell whether each program has two phases or more among these, neither all before the other's."""
    order = [rows.phases[index].treated for index in phases]
    runs = 1 + sum(one != two for one, two in pairwise(order))
    return order.count(True) >= 2 and order.count(False) >= 2 and runs >= 3


def count_switches(rows: PersonRows, phases: Sequence[int]) -> int:
    """Return how often the program changes between consecutive phases among these."""
    order = [rows.phases[index].treated for index in phases]
    return sum(one != two for one, two in pairwise(order))


def all_randomised(rows: PersonRows, phases: Sequence[int]) -> bool:
    """Tell whether chance assigned every one of these phases."""
    return bool(phases) and all(rows.phases[k].assigned == Assigned.RANDOMISED for k in phases)


def days_required(rows: PersonRows, entered: Entered, entry: WithinEntry) -> int:
    """Return how many reported days each program needs."""
    is_blocks = alternates(rows, entered.phases) and all_randomised(rows, entered.phases)
    return entry.min_days_blocks if is_blocks else entry.min_days
