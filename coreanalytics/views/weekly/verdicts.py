"""The verdict of a person or of a cohort as pages show it: the weekly looks so far, and the one at the end.

The running verdict is what the weekly looks have told (`effects.watching`). The comparison at the end is
looked at once: at the end of the program where phases say when that is, else when all weekly looks are
over. Before then it is not made, so that nobody can look at it every week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from coreanalytics.effects.within.person_rows import WASH_IN_DAYS
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import OUTCOMES, PRIMARY_SITES, Assigned, Program, Site

if TYPE_CHECKING:
    from coreanalytics.effects.planning.adherence import Adherence
    from coreanalytics.effects.results import Effect, Effects, Interval
    from coreanalytics.effects.running import RunningVerdict, RunningVerdicts
    from coreanalytics.logbook.book_plans import KeptPlan

ARMS: Final = (Program.CORE_FOCUSED, Program.STANDARD_CRUNCH)
#: Points at each side of 0 that the small picture shows at least, as a multiple of the yardstick.
_REACH: Final = 2.0
_WIDEST: Final = 10.0


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What may be said so far, and at the end.

    Attributes
    ----------
    running
        The weekly looks; None where there is nothing to compare.
    final
        The comparison at the end, looked at once; None before.
    end
        Last day that `final` reads.
    is_ended
        Whether the program ended on `end`; else the weekly looks were over.
    followed
        Of one person: which of the two routines were followed so far.
    refusal
        Of a cohort: why there is no comparison; empty if there is one.
    cautions
        What weakens the running verdict of one person.
    failed
        One sentence for each check that failed (`effects.check`), but the one that says that routines were
        not drawn by lot, which the verdict says itself.
    plan
        What the plan on record says of it; None: there is none.
    """

    running: RunningVerdicts | None = None
    final: Effects | None = None
    end: date | None = None
    is_ended: bool = False
    followed: tuple[str, ...] = ()
    refusal: str = ""
    cautions: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    plan: Adherence | None = None

    @property
    def planned(self) -> tuple[str, ...]:
        """What the plan on record says of it, one sentence each."""
        return () if self.plan is None else self.plan.sentences

    @property
    def looks(self) -> tuple[RunningVerdict, ...]:
        """The running verdicts, without what would settle them once the comparison at the end is there."""
        if self.running is None:
            return ()
        own = tuple(self.running.values())
        return tuple(replace(one, settling="") for one in own) if self.final else own

    @property
    def at_end(self) -> tuple[Effect, ...]:
        """The comparison at the end, primary sites only."""
        if self.final is None:
            return ()
        return tuple(effect for effect in self.final.primary if effect.outcome in PRIMARY_SITES)

    @property
    def control(self) -> Effect | None:
        """The comparison at the end at the control site; None where there is no number."""
        others = self.final.primary if self.final is not None else ()
        return next((one for one in others if one.outcome == Site.CONTROL and one.is_answered), None)

    @property
    def rulers(self) -> dict[str, Ruler]:
        """Layout of the small picture of each site that has a range, all on one scale."""
        shown = [one for one in (self.at_end or self.looks) if one.interval is not None]
        widest = max((abs(end) for one in shown for end in _ends(one.interval)), default=0.0)
        return {one.outcome: _lay_out(one, widest) for one in shown}

    @property
    def shared_refusal(self) -> str:
        """Why there is no number at any site, where it is the same reason everywhere; else empty."""
        reasons = {one.refusal for one in self.looks}
        is_blank = all(one.estimate is None and not one.path for one in self.looks)
        return reasons.pop() if self.looks and is_blank and len(reasons) == 1 else ""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where the parts of a small picture of a range lie, in percent of its width.

    Attributes
    ----------
    low, high, dot
        Range and estimate.
    band_low, band_high
        Ends of the band in which a difference would not matter; 0 lies at 50.
    is_cut
        Whether an end of the range lies outside the picture.
    """

    low: float
    high: float
    dot: float
    band_low: float
    band_high: float
    is_cut: bool


def _ends(interval: Interval | None) -> tuple[float, ...]:
    return () if interval is None else (interval.low, interval.high)


def _lay_out(one: Effect | RunningVerdict, widest: float) -> Ruler:
    if one.estimate is None or one.interval is None:  # pragma: no cover - asked of answered ones only
        raise DataError(one.refusal, where=one.outcome)
    return make_ruler(one.estimate, one.interval, one.delta, widest)


def make_ruler(estimate: float, interval: Interval, delta: float, widest: float = 0.0) -> Ruler:
    """Lay out a range on a scale around 0.

    Parameters
    ----------
    estimate, interval, delta
        What is drawn, in points.
    widest
        Farthest end of any range that stands beside this one, so that all have one scale.

    Examples
    --------
    >>> from coreanalytics.effects.results import Interval
    >>> make_ruler(-1.0, Interval(-3.0, 1.0, 0.95), 2.0)
    Ruler(low=12.5, high=62.5, dot=37.5, band_low=25.0, band_high=75.0, is_cut=False)
    """
    farthest = max(abs(interval.low), abs(interval.high))
    reach = min(max(_REACH * delta, 1.1 * max(farthest, widest)), _WIDEST)

    def place(value: float) -> float:
        return round(50 + 50 * min(max(value / reach, -1.0), 1.0), 2)

    return Ruler(
        place(interval.low),
        place(interval.high),
        place(estimate),
        place(-delta),
        place(delta),
        farthest > reach,
    )


def judge_person(
    days: pl.DataFrame,
    person: str,
    until: date,
    *,
    phases: pl.DataFrame | None = None,
    delta: float,
    plans: Sequence[KeptPlan] = (),
) -> Verdicts:
    """Return what one person's days say of the two routines by the end of `until`.

    Parameters
    ----------
    days
        Person-days; rows of other people are ignored.
    person
        Whom to judge.
    until
        Last day that is looked at.
    phases
        The table of phases as given, which says when the program ends; None: not known.
    delta
        Smallest difference that matters within one person, points.
    plans
        Plans on record. Once a study of this person alone has begun, its days are read and no others.
    """
    if not plans:
        return _judge_person(days, person, until, phases, delta)
    from coreanalytics.effects.planning import hold_against

    plan = hold_against(plans, person, until, phases=phases)
    begin, end = _find_study(plan)
    kept, planned, last = days, phases, until
    if begin is not None and end is not None:
        kept, last = days.filter(pl.col("date") >= begin), min(until, end)
        planned = None if phases is None else phases.filter(pl.col("start").is_between(begin, end))
    told = _judge_person(kept, person, last, planned, delta)
    held = hold_against(
        plans, person, until if begin is None else last, phases=phases, effects=told.final,
        wash_in=WASH_IN_DAYS, since=begin,
    )  # fmt: skip
    return replace(told, plan=held)


def _find_study(plan: Adherence | None) -> tuple[date | None, date | None]:
    """Return first and last day of a study of one person on record that has begun; else None twice."""
    if plan is None or plan.study is None or not plan.has_begun or plan.is_withdrawn:
        return None, None
    return (plan.study.begin, plan.study.end) if len(plan.study.people) == 1 else (None, None)


def _judge_person(
    days: pl.DataFrame, person: str, until: date, phases: pl.DataFrame | None, delta: float
) -> Verdicts:
    own = days.filter((pl.col("person") == person) & (pl.col("date") <= until))
    on = own.filter(pl.col("program").is_in(list(ARMS)) & pl.col("phase").is_not_null())
    followed = tuple(arm.value for arm in ARMS if arm in on["program"])
    if len(followed) < len(ARMS):
        return Verdicts(followed=followed)
    from coreanalytics.effects import compare_within, watch_within

    running = watch_within(days, person, until=until, delta=delta)
    end, is_ended = _find_end(phases, person, until, running)
    final = None
    if end is not None:
        final = compare_within(days, person, until=end, delta=delta, outcomes=OUTCOMES)
    checked = final or _compare_now(days, person, until, delta)
    failed = _list_failed(days, checked, until)
    return Verdicts(running, final, end, is_ended, followed, cautions=_caution(on), failed=failed)


def _compare_now(days: pl.DataFrame, person: str, until: date, delta: float) -> Effects | None:
    """Return what checks are asked about before the end: never shown, so that it is no look."""
    from coreanalytics.effects import compare_within

    try:
        return compare_within(days, person, until=until, delta=delta, outcomes=OUTCOMES)
    except DataError:
        return None


def _list_failed(days: pl.DataFrame, effects: Effects | None, until: date) -> tuple[str, ...]:
    """Return one sentence for each failed check of a comparison."""
    from coreanalytics.effects import check, texts
    from coreanalytics.effects.checks.checking import CHECKS

    if effects is None or not any(effect.is_answered for effect in effects.primary):
        return ()
    asked = [name for name in CHECKS if name != "assignment"]
    try:
        found = check(days.filter(pl.col("date") <= until), effects, only=asked)
    except DataError:  # frames made by hand may lack what a check reads
        return ()
    return texts.tell_failed(found)


def judge_cohort(
    days: pl.DataFrame,
    until: date,
    *,
    phases: pl.DataFrame | None = None,
    delta: float,
    weeks: float = 8,
    plans: Sequence[KeptPlan] = (),
) -> Verdicts:
    """Return what a cohort's days say of the two routines by the end of `until`.

    Parameters
    ----------
    days, until, phases, delta
        As in `judge_person`; `delta` between groups.
    weeks
        Horizon, weeks after time zero.
    plans
        Plans on record.
    """
    told = _judge_cohort(days, until, phases, delta, weeks)
    if not plans:
        return told
    from coreanalytics.effects.planning import hold_against

    return replace(told, plan=hold_against(plans, None, until, phases=phases, effects=told.final))


def _judge_cohort(
    days: pl.DataFrame, until: date, phases: pl.DataFrame | None, delta: float, weeks: float
) -> Verdicts:
    from coreanalytics.effects import compare, watch_between
    from coreanalytics.effects.results import Contrast

    try:
        running = watch_between(days, until=until, delta=delta, weeks=weeks)
    except DataError as problem:
        return Verdicts(refusal=problem.what)
    end, is_ended = _find_end(phases, None, until, running)
    if end is None:
        return Verdicts(running)
    try:
        final = compare(
            days,
            weeks=weeks,
            delta=delta,
            until=end,
            contrasts=(Contrast.DIFFERENCE_AT_HORIZON,),
            beside=False,
        )
    except DataError:  # the weekly looks say why
        return Verdicts(running)
    is_answered = any(effect.is_answered for effect in final.primary)
    if not is_answered:
        return Verdicts(running)
    return Verdicts(running, final, end, is_ended, failed=_list_failed(days, final, end))


def _find_end(
    phases: pl.DataFrame | None, person: str | None, until: date, running: RunningVerdicts
) -> tuple[date | None, bool]:
    """Return when the one look at the end is due, if it is, and whether the program ended then."""
    if phases is not None:
        own = phases.filter(pl.col("program").is_in(list(ARMS)))
        own = own if person is None else own.filter(pl.col("person") == person)
        last = own["end"].max()
        if isinstance(last, date) and not own["end"].has_nulls():
            return (last, True) if last <= until else (None, False)
    verdicts = tuple(running.values())
    if verdicts and all(one.frozen for one in verdicts):
        return verdicts[0].until, False
    return None, False


def _caution(on: pl.DataFrame) -> tuple[str, ...]:
    """Return what weakens one person's running verdict: chosen phases, a single switch."""
    from coreanalytics.effects import texts
    from coreanalytics.effects.results import Design

    phases = on.unique("phase", keep="first", maintain_order=True).sort("phase")
    assigned = set(phases["assigned"].to_list())
    design = Design.WITHIN_INFERRED if Assigned.INFERRED in assigned else Design.WITHIN_CHOSEN
    switches = phases.select((pl.col("program") != pl.col("program").shift()).sum()).item()
    said = (
        texts.ONE_SWITCH if switches == 1 else "",
        "" if assigned == {Assigned.RANDOMISED} else texts.warn_within_design(design),
    )
    return tuple(text for text in said if text)
