"""What reporting standards for one person's studies ask, as far as a log can answer it by itself.

CENT 2015 (Vohra 2015, BMJ 350:h1738), SCRIBE 2016 (Tate 2016, doi 10.1080/09602011.2016.1190533), and the
design points of the What Works Clearinghouse for single-case studies (Kratochwill 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.effects.one_person import WASH_IN_DAYS
from coreanalytics.views import texts
from coreanalytics.views.weekly.calendar import Week
from coreanalytics.vocabulary import PRIMARY_SITES, Assigned, Family, Timing

if TYPE_CHECKING:
    from coreanalytics.effects.safety import Flag
    from coreanalytics.views.weekly.training import TrainingWeek
    from coreanalytics.views.weekly.verdicts import Verdicts

DEMONSTRATIONS: Final = 3  #: changes of routine that the What Works Clearinghouse asks for; AB has one
POINTS: Final = 5  #: scores in each phase that it asks for
_FAMILIES: Final = (Family.ARTICLE_MOVE, Family.STANDARD_AB)
CENT: Final = "CENT 2015"
SCRIBE: Final = "SCRIBE 2016"
WWC: Final = "WWC"


class ItemState(StrEnum):
    """How far an item is filled."""

    FILLED = "filled"  # by the log
    MET = "met"  # a condition that the log shows to hold
    NOT_MET = "not_met"  # a condition that it shows to fail
    NOT_YET = "not_yet"  # the log may fill it later
    PERSON = "person"  # only the person can fill it
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ReportingItem:
    """One item of a reporting standard.

    Attributes
    ----------
    standard, number
        Which standard, and the item's number there.
    title
        What it asks, in a few words.
    state
        How far it is filled.
    value
        What the log says, in words.
    """

    standard: str
    number: str
    title: str
    state: ItemState
    value: str


@dataclass(frozen=True, slots=True)
class Period:
    """One phase, as far as it was logged up to the week.

    Attributes
    ----------
    program, assigned
        Which program, and how it came about.
    first, last, days
        First and last logged day, and their number.
    sessions, sets
        Sessions, and hard sets a family.
    means
        Site to mean score (0-10; None: no report) and days with a report.
    """

    program: str
    assigned: str | None
    first: date
    last: date
    days: int
    sessions: int
    sets: dict[Family, int]
    means: dict[str, tuple[float | None, int]]


def list_items(
    days: pl.DataFrame,
    week: Week,
    *,
    training: TrainingWeek,
    timing: Timing,
    flags: Sequence[Flag] = (),
    verdicts: Verdicts | None = None,
) -> tuple[ReportingItem, ...]:
    """Return the items of the three standards, filled as far as one person's log goes.

    Parameters
    ----------
    days
        Person-days of one person.
    week
        The week reported on; later days are not read.
    training
        Its training numbers, for what was planned.
    timing
        Which rating is the day's own.
    flags
        Safety flags that stand.
    verdicts
        What may be said of the two routines.
    """
    seen = days.filter(pl.col("date") <= week.sunday)
    periods = list_periods(seen)
    arms = [period for period in periods if period.program in texts.ARMS]
    switches = sum(one.program != two.program for one, two in pairwise(arms))
    return (
        *_list_cent(seen, periods, arms, timing, flags, verdicts),
        *_list_scribe(seen, periods, arms, switches, training, timing, flags),
        *_list_design(arms, switches),
    )


def list_periods(days: pl.DataFrame) -> tuple[Period, ...]:
    """Return the phases of one person in time order."""
    rows = (
        days.filter(pl.col("phase").is_not_null())
        .group_by("phase")
        .agg(
            pl.col("program", "assigned").first(),
            pl.col("date").min().alias("first"),
            pl.col("date").max().alias("last"),
            pl.len().alias("days"),
            pl.col("sessions").sum(),
            *(pl.col(f"hard_sets_{family}").sum().alias(family) for family in _FAMILIES),
            *(pl.col(site).mean().alias(f"{site}_mean") for site in PRIMARY_SITES),
            *(pl.col(site).count().alias(f"{site}_days") for site in PRIMARY_SITES),
        )
        .sort("phase")
    )
    return tuple(
        Period(
            program=row["program"],
            assigned=row["assigned"],
            first=row["first"],
            last=row["last"],
            days=int(row["days"]),
            sessions=int(row["sessions"]),
            sets={family: int(row[family]) for family in _FAMILIES},
            means={str(s): (row[f"{s}_mean"], int(row[f"{s}_days"])) for s in PRIMARY_SITES},
        )
        for row in rows.iter_rows(named=True)
    )


def _item(
    standard: str, number: str, title: str, value: str, state: ItemState | None = None
) -> ReportingItem:
    missing = value in ("", texts.NO_PHASES, texts.NO_TWO)
    chosen = state or (ItemState.NOT_YET if missing else ItemState.FILLED)
    return ReportingItem(standard, number, texts.TITLES[title], chosen, value or texts.NO_TWO)


def _list_cent(
    days: pl.DataFrame,
    periods: tuple[Period, ...],
    arms: list[Period],
    timing: Timing,
    flags: Sequence[Flag],
    verdicts: Verdicts | None,
) -> list[ReportingItem]:
    run_in = days.filter(pl.col("run_in").fill_null(False))
    baseline = {str(s): (_mean(run_in[s]), run_in[s].count()) for s in PRIMARY_SITES}
    effect = texts.effect_of(verdicts) if verdicts is not None else ""
    return [
        _item(CENT, "1a", "title", texts.title_of(periods)),
        _item(CENT, "2, 4a, 4b", "background", texts.PERSON_BACKGROUND, ItemState.PERSON),
        _item(CENT, "3a", "periods", _tell_periods(periods)),
        _item(CENT, "5", "interventions", texts.interventions_of(periods)),
        _item(CENT, "6a", "outcomes", texts.outcomes_of(texts.TIMINGS[timing])),
        _item(CENT, "8a–8c", "drawn", _tell_drawn(arms)),
        _item(CENT, "11a", "blinding", texts.BLINDING),
        _item(CENT, "12c", "carry_over", texts.CARRY_OVER.format(days=WASH_IN_DAYS)),
        _item(CENT, "13a.1", "completed", texts.period_line(periods)),
        _item(CENT, "14a", "dates", texts.dates_of(periods)),
        _item(CENT, "15", "baseline", texts.baseline_of(baseline)),
        _item(CENT, "17a.1", "results", texts.results_of(periods) if periods else texts.NO_PHASES),
        _item(CENT, "17a.2", "effect", effect),
        _item(CENT, "19", "harms", texts.harms_of(days["red_flag"].count(), flags)),
        _item(CENT, "4c, 23–25", "approval", texts.PERSON_APPROVAL, ItemState.PERSON),
    ]


def _list_scribe(
    days: pl.DataFrame,
    periods: tuple[Period, ...],
    arms: list[Period],
    switches: int,
    training: TrainingWeek,
    timing: Timing,
    flags: Sequence[Flag],
) -> list[ReportingItem]:
    plan = texts.fidelity_of(training.sessions, training.sets)
    fidelity = ItemState.FILLED if plan else ItemState.NOT_YET
    return [
        _item(SCRIBE, "3, 4, 10–12", "background", texts.PERSON_BACKGROUND, ItemState.PERSON),
        _item(SCRIBE, "5", "design", _tell_design(periods)),
        _item(SCRIBE, "7", "replication", texts.replication_of(switches)),
        _item(SCRIBE, "8", "drawn", _tell_drawn(arms)),
        _item(SCRIBE, "9", "blinding", texts.BLINDING),
        _item(SCRIBE, "14", "outcomes", texts.outcomes_of(texts.TIMINGS[timing])),
        _item(SCRIBE, "14", "assessors", texts.ASSESSORS, ItemState.NOT_APPLICABLE),
        _item(SCRIBE, "16", "interventions", texts.interventions_of(periods)),
        _item(SCRIBE, "17", "fidelity", plan or texts.NO_PLAN_NOTED, fidelity),
        _item(SCRIBE, "19", "completed", texts.period_line(periods)),
        _item(SCRIBE, "20", "raw", texts.RAW),
        _item(SCRIBE, "21", "harms", texts.harms_of(days["red_flag"].count(), flags)),
        _item(SCRIBE, "13, 25, 26", "approval", texts.PERSON_APPROVAL, ItemState.PERSON),
    ]


def _list_design(arms: list[Period], switches: int) -> list[ReportingItem]:
    assessors = _item(WWC, "2", "assessors", texts.ASSESSORS, ItemState.NOT_APPLICABLE)
    if not arms:
        none = [_item(WWC, n, title, texts.NO_TWO) for n, title in _DESIGN]
        return [none[0], assessors, *none[1:]]
    is_found = any(period.assigned == Assigned.INFERRED for period in arms)
    given = texts.MANIPULATION_GIVEN.format(how=texts.assigned_of(arms))
    least = min(n for period in arms for _, n in period.means.values())
    return [
        _item(
            WWC,
            "1",
            "manipulation",
            texts.MANIPULATION_FOUND if is_found else given,
            ItemState.NOT_MET if is_found else ItemState.PERSON,
        ),
        assessors,
        _item(
            WWC, "3", "demonstrations", texts.demonstrations_of(switches), _judge(switches, DEMONSTRATIONS)
        ),
        _item(WWC, "4", "points", texts.points_of(least), _judge(least, POINTS)),
    ]


_DESIGN: Final = (("1", "manipulation"), ("3", "demonstrations"), ("4", "points"))


def _judge(number: int, needed: int) -> ItemState:
    return ItemState.MET if number >= needed else ItemState.NOT_MET


def _tell_drawn(arms: list[Period]) -> str:
    if not arms:
        return texts.NO_TWO
    drawn = all(period.assigned == Assigned.RANDOMISED for period in arms)
    if drawn:
        return texts.DRAWN.format(sequence=texts.period_line(arms))
    return texts.NOT_DRAWN.format(how=texts.assigned_of(arms))


def _tell_periods(periods: tuple[Period, ...]) -> str:
    return f"{texts.period_line(periods)} {texts.PLANNED_PERIODS}" if periods else texts.NO_PHASES


def _tell_design(periods: tuple[Period, ...]) -> str:
    if not periods:
        return texts.NO_PHASES
    arms = [period for period in periods if period.program in texts.ARMS]
    ways = {period.assigned for period in arms or periods}
    if Assigned.INFERRED in ways:
        when = texts.DATA_DRIVEN
    else:
        when = texts.A_PRIORI if ways == {Assigned.RANDOMISED} else texts.WHEN_UNKNOWN
    return f"{texts.period_line(periods)} {when}"


def _mean(values: pl.Series) -> float | None:
    known = values.drop_nulls()
    return float(known.sum()) / len(known) if len(known) else None
