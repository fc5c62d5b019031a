"""Every number on a weekly report, computed before a word of HTML is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.effects.attention import find_signals
from coreanalytics.effects.next_steps import suggest_step
from coreanalytics.effects.signals import SiteSignal
from coreanalytics.effects.small_steps import NextStep
from coreanalytics.views.weekly.calendar import Week
from coreanalytics.views.weekly.demand import DemandWeek, demand_week
from coreanalytics.views.weekly.discomfort import (
    SiteWeek,
    daily_scores,
    in_week,
    program_spans,
    sites_of_week,
    weekly_means,
)
from coreanalytics.views.weekly.quality import Quality, SetAsideFlag, quality_of_week, set_aside_flags
from coreanalytics.views.weekly.relief import ReliefWeek, relief_week
from coreanalytics.views.weekly.reporting_items import ReportingItem, list_items
from coreanalytics.views.weekly.training import TrainingWeek, training_week
from coreanalytics.vocabulary import Assigned, Program, RedFlag, Timing

if TYPE_CHECKING:
    from coreanalytics.effects.safety import Flag
    from coreanalytics.views.weekly.moves import MoveProgress
    from coreanalytics.views.weekly.verdicts import Verdicts

#: Weeks that the trend shows; older ones are left off the picture and said so.
TREND_WEEKS: Final = 26

_HABITS: Final = (
    "sleep_h",
    "stretch_min",
    "massage_min",
    "analgesic",
    "squat_sets",
    "run_km",
    "sitting_h",
)


@dataclass(frozen=True, slots=True)
class ProgramWeek:
    """The program at the end of the week.

    Attributes
    ----------
    program, assigned
        Which, and how it came about; None if no phase covers that day.
    week
        Its week number, 1-based, counted from the first day of the phase; None if not known.
    earlier
        Programs of earlier days of the same week, in time order, without `program`.
    """

    program: Program | None
    assigned: Assigned | None
    week: int | None
    earlier: tuple[Program, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """Every number on the page of one person and week.

    Attributes
    ----------
    person, week
        Whose, and which.
    until
        The last day looked at: the week's Sunday, or the last logged day if that comes first; None if
        nothing was logged up to then.
    so_far
        True if the week's Sunday comes after the last logged day, and the last log is in this week.
    first_day, last_day
        First and last day of the whole log; None without any.
    empty
        True if the week holds no report, no training, no habit and no safety answer.
    timing
        Which rating is the day's own (`vocabulary.Timing`).
    emergency
        True if an emergency question was answered with yes, in a row that counts or in one set aside.
    flags
        Safety rules that fire, emergencies first.
    flags_set_aside
        Safety answers of set-aside rows.
    program
        The program of the week.
    training, sites, quality
        Numbers of the week.
    next_step
        What is suggested for next week, and by which rule.
    demand
        Hip-flexor demand of this week's and of last week's sets.
    relief
        Stretching and massage beside the discomfort of the same weeks.
    items
        What reporting standards ask, as far as the log fills it.
    daily, trend, spans
        Frames for the picture: `weekly_discomfort.daily_scores`, `weekly_means`, `program_spans`.
    trend_cut
        True if the log is longer than the picture.
    verdicts
        What may be said of the two routines by the end of the week; None: not asked.
    alone
        Whether the book knows this one person only.
    rises
        Sites at which the last two weeks lie above the four before by more than chance makes likely.
    book_version
        Number of the event of the book's history on which all this stands; None: there is no book.
    """

    person: str
    week: Week
    until: date | None
    so_far: bool
    first_day: date | None
    last_day: date | None
    empty: bool
    timing: Timing
    emergency: bool
    flags: tuple[Flag, ...]
    flags_set_aside: tuple[SetAsideFlag, ...]
    program: ProgramWeek
    training: TrainingWeek
    sites: tuple[SiteWeek, ...]
    quality: Quality
    next_step: NextStep
    demand: DemandWeek
    relief: ReliefWeek
    items: tuple[ReportingItem, ...]
    daily: pl.DataFrame = field(repr=False, compare=False)
    trend: pl.DataFrame = field(repr=False, compare=False)
    spans: pl.DataFrame = field(repr=False, compare=False)
    trend_cut: bool = False
    verdicts: Verdicts | None = None
    alone: bool = False
    rises: tuple[SiteSignal, ...] = ()
    book_version: int | None = None

    @property
    def moves_progress(self) -> tuple[MoveProgress, ...]:
        """The five moves over the last weeks."""
        return self.training.moves


def week_facts(
    days: pl.DataFrame,
    person: str,
    week: Week,
    *,
    flags: Sequence[Flag] = (),
    rejected: pl.DataFrame,
    unmapped: pl.DataFrame,
    phases: pl.DataFrame | None = None,
    alone: bool = False,
    timing: Timing = Timing.DAY,
    told_on: date | None = None,
    verdicts: Verdicts | None = None,
) -> WeekFacts:
    """Compute every number of one weekly report.

    Parameters
    ----------
    days
        Person-days (`days.columns.PERSON_DAYS`); rows of other people are ignored.
    person
        Whose report.
    week
        Which week.
    flags
        Safety flags of this person, found with the data up to the end of the week.
    rejected
        Set-aside rows of the book (`logbook.tables.REJECTED`).
    unmapped
        Unmapped names of this person: exercise_logged, n_sets, candidates.
    phases
        Their rows of the table `phases`: what was planned for a week in which nothing was logged.
    alone
        Whether the book knows this one person only: then rows that name nobody are theirs.
    timing
        Which rating is the day's own.
    told_on
        Date of the newest add: a week before it is over, whatever of it was logged.
    verdicts
        What may be said of the two routines by the end of the week.
    """
    own = days.filter(pl.col("person") == person).sort("date")
    first, last = _ends(own)
    seen = own.filter(pl.col("date") <= week.sunday)
    set_aside = set_aside_flags(rejected, person, alone=alone)
    mine = pl.col("person") == person
    theirs = rejected.filter(mine | pl.col("person").is_null() if alone else mine)
    daily = daily_scores(own, week, TREND_WEEKS)
    first_shown = daily["monday"].min()
    noted = phase_of_quiet_week(own, phases, week) if phases is not None else None
    training, sites = training_week(own, week, noted), sites_of_week(own, week)
    flagged = bool(flags) or any(flag.named for flag in set_aside)
    return WeekFacts(
        person=person,
        week=week,
        until=_ends(seen)[1],
        so_far=last is not None
        and week.monday <= last < week.sunday
        and not (told_on is not None and told_on > week.sunday),
        first_day=first,
        last_day=last,
        empty=has_data(in_week(own, week)).is_empty(),
        timing=timing,
        emergency=any(flag.level == "emergency" for flag in flags)
        or any(flag.red_flag is RedFlag.EMERGENCY and flag.named for flag in set_aside),
        flags=tuple(sorted(flags, key=lambda flag: flag.level != "emergency")),
        flags_set_aside=set_aside,
        program=program_of_week(own, week, noted),
        training=training,
        sites=sites,
        quality=quality_of_week(own, week, theirs, unmapped),
        next_step=suggest_step(own, week.monday, flagged=flagged, fixed=_is_fixed(verdicts, week)),
        demand=demand_week(own, week),
        relief=relief_week(own, week),
        items=list_items(own, week, training=training, timing=timing, flags=flags, verdicts=verdicts),
        daily=daily,
        trend=weekly_means(daily),
        spans=program_spans(own, week, TREND_WEEKS),
        trend_cut=first is not None and isinstance(first_shown, date) and first < first_shown,
        verdicts=verdicts,
        alone=alone,
        rises=_find_rises(own, person, week),
    )


def _find_rises(own: pl.DataFrame, person: str, week: Week) -> tuple[SiteSignal, ...]:
    """Return the sites that may be getting worse: what six weeks show, and two do not."""
    signal = find_signals(own, week.sunday).get(person)
    return tuple(one for one in signal.sites if one.worsening) if signal is not None else ()


def _is_fixed(verdicts: Verdicts | None, week: Week) -> bool:
    """Tell whether a plan on record fixes what is done in this week or in the next."""
    plan = verdicts.plan if verdicts is not None else None
    return plan is not None and plan.covers(week.monday, week.sunday + timedelta(days=7))


def has_data(days: pl.DataFrame) -> pl.DataFrame:
    """Return the days on which anything was logged at all."""
    return days.filter(
        pl.col("reported").fill_null(False)
        | pl.col("trained").fill_null(False)
        | pl.any_horizontal(pl.col("red_flag", "worst_intensity", *_HABITS).is_not_null())
    )


def newest_week(days: pl.DataFrame) -> Week | None:
    """Return the newest week with data in the person-days of one person; None if there is none."""
    last = has_data(days)["date"].max()
    return Week.of(last) if isinstance(last, date) else None


def phase_of_quiet_week(days: pl.DataFrame, phases: pl.DataFrame, week: Week) -> pl.DataFrame:
    """Return the phase (one row, or none) noted for the end of a week after the last day of a person's log.

    Person-days end with the log; a phase that goes on does not, and whoever went quiet still has a plan.

    Parameters
    ----------
    days
        The person's days.
    phases
        Their rows of the table `phases`.
    week
        Which week.
    """
    last = _ends(days)[1]
    if last is None or last >= week.monday:
        return phases.clear()
    goes_on = (pl.col("start") <= week.sunday) & (pl.col("end").fill_null(week.sunday) >= week.sunday)
    return phases.filter(goes_on).sort("start").tail(1)


def program_of_week(days: pl.DataFrame, week: Week, phases: pl.DataFrame | None = None) -> ProgramWeek:
    """Return the program at the end of the week, and its week number.

    Parameters
    ----------
    days
        The person's days.
    week
        Which week.
    phases
        What `phase_of_quiet_week` returned; it counts where the week has no days.
    """
    rows = in_week(days, week)
    if rows.is_empty() and phases is not None and phases.height:
        told = phases.row(0, named=True)
        assigned = Assigned(told["assigned"]) if told["assigned"] is not None else None
        number = (week.sunday - told["start"]).days // 7 + 1
        return ProgramWeek(Program(told["program"]), assigned, number)
    if rows.is_empty():
        return ProgramWeek(None, None, None)
    programs = [Program(p) for p in rows["program"].drop_nulls().unique(maintain_order=True)]
    last = rows.row(-1, named=True)
    if last["program"] is None:
        return ProgramWeek(None, None, None, tuple(programs))
    program = Program(last["program"])
    # of an inferred first phase nobody knows when it began
    known = not (last["assigned"] == Assigned.INFERRED and last["continuing"])
    number = (last["date"] - last["phase_start"]).days // 7 + 1 if known and last["phase_start"] else None
    assigned = Assigned(last["assigned"]) if last["assigned"] is not None else None  # a phase need not tell
    return ProgramWeek(program, assigned, number, tuple(p for p in programs if p is not program))


def _ends(days: pl.DataFrame) -> tuple[date | None, date | None]:
    first, last = days["date"].min(), days["date"].max()
    return (first if isinstance(first, date) else None, last if isinstance(last, date) else None)
