"""Adherence: what was estimated, held against the plan on record that a book keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coreanalytics.effects.planning.preregistration import (
    POOLED,
    PlannedStudy,
    find_deviations,
    parse_preregistration,
)
from coreanalytics.effects.texts import preregistration as texts
from coreanalytics.errors import DataError
from coreanalytics.logbook.book_plans import KeptPlan
from coreanalytics.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.results import Effects


@dataclass(frozen=True, slots=True)
class Adherence(Shown):
    """What a report says of the plan on record.

    Attributes
    ----------
    written_on
        The day on which the plan was put on record.
    seal
        The seal that it had then.
    study
        The plan; None where its file cannot be read any more.
    has_begun
        Whether days of the study are read; before, nothing is held against the plan.
    is_withdrawn
        Whether the plan was taken back since.
    deviations
        What differs from the plan, one sentence each.
    sentences
        What a report says.
    """

    written_on: dt.date
    seal: str
    study: PlannedStudy | None
    has_begun: bool
    is_withdrawn: bool
    deviations: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def is_as_planned(self) -> bool:
        """Whether days of the study are read and nothing differs from the plan."""
        return self.has_begun and not self.deviations

    @property
    def begin(self) -> dt.date | None:
        """First planned day of either routine; None where nothing says so."""
        return None if self.study is None else self.study.begin

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether routines are fixed by the plan on any day from `first` to `last`."""
        if self.study is None or self.is_withdrawn:
            return False
        if not self.study.phases:
            return last >= self.written_on
        return any(phase.start <= last and phase.end >= first for phase in self.study.phases)

    def to_dict(self) -> dict[str, Any]:
        """Return what it says as plain JSON types."""
        return {
            "written_on": self.written_on.isoformat(),
            "seal": self.seal,
            "has_begun": self.has_begun,
            "as_preregistered": self.is_as_planned,
            "deviations": list(self.deviations),
            "sentences": list(self.sentences),
        }

    def __str__(self) -> str:
        listed = [f"- {said}" for said in self.deviations] if len(self.sentences) > 1 else []
        return "\n".join([self.sentences[0], *listed])


def find_plan(plans: Sequence[KeptPlan], person: str | None, until: dt.date | None = None) -> KeptPlan | None:
    """Return the plan on record that is about a person, or about several people.

    It is the newest that counts, of those that have begun if there are any; one that was taken back only
    where there is no other.

    Parameters
    ----------
    plans
        ``book.plans()``.
    person
        Whose report it is; None: several people's.
    until
        Last day that is read; None: whether a plan has begun does not matter.
    """
    mine = [
        plan
        for plan in plans
        if not plan.people or (len(plan.people) > 1 if person is None else person in plan.people)
    ]
    counting = [plan for plan in mine if plan.withdrawn_on is None]
    chosen = counting or mine
    begun = [plan for plan in chosen if until is not None and _find_begin(plan) <= until]
    return (begun or chosen)[-1] if chosen else None


def _find_begin(plan: KeptPlan) -> dt.date:
    try:
        return parse_preregistration(plan.text).study.begin or plan.kept_on
    except DataError:
        return plan.kept_on


def hold_against(
    plans: Sequence[KeptPlan],
    person: str | None,
    until: dt.date | None,
    *,
    phases: pl.DataFrame | None = None,
    effects: Effects | None = None,
    wash_in: int | None = None,
    since: dt.date | None = None,
) -> Adherence | None:
    """Hold a report against the plan on record.

    Parameters
    ----------
    plans
        ``book.plans()``.
    person
        Whose report; None: several people's.
    until
        Last day that it reads; None: it reads none.
    phases
        The table of phases; None: not looked at.
    effects
        What was estimated; None: not looked at. One person's, where the plan is about several, are not
        either.
    wash_in
        Days after each switch that were left out; None: not looked at.
    since
        First day that was read; None: the first of all.

    Returns
    -------
    Adherence or None
        None where no plan on record is about them.
    """
    kept = find_plan(plans, person, until)
    if kept is None:
        return None
    try:
        prereg = parse_preregistration(kept.text)
    except DataError:
        said = texts.tell_unreadable(kept.kept_on, kept.seal)
        return Adherence(kept.kept_on, kept.seal, None, True, False, (texts.BROKEN,), (said,))
    study, day = prereg.study, prereg.study.written_on
    begin = study.begin or day
    has_begun = until is not None and until >= begin
    if kept.withdrawn_on is not None:
        if not has_begun or kept.withdrawn_on < begin:  # nobody had seen anything yet
            return None
        said = texts.tell_withdrawn(day, kept.withdrawn_on, begin)
        return Adherence(day, kept.seal, study, True, True, (said,), (said,))
    if not has_begun:
        broken = () if kept.is_whole else (texts.BROKEN,)
        told = texts.tell_not_begun(day, kept.seal, begin)
        return Adherence(day, kept.seal, study, False, False, broken, (told, *broken))
    is_part = person is not None and len(study.people) > 1
    found = find_deviations(
        prereg, phases, None if is_part else effects, looked_on=until, wash_in=wash_in,
        people=None if person is None else [person], since=since,
    )  # fmt: skip
    if not kept.is_whole and texts.BROKEN not in found:  # changed, and sealed anew
        found = (texts.BROKEN, *found)
    if study.begin is not None and kept.kept_on > study.begin:
        found = (texts.kept_late(kept.kept_on), *found)
    lead = texts.tell_not_as_planned if found else texts.tell_as_planned
    return Adherence(day, kept.seal, study, True, False, found, (lead(day, kept.seal), *found))


def compare_as_planned(days: pl.DataFrame, study: PlannedStudy) -> Effects:
    """Compare what a plan on record compares, in its way: its days, people, outcomes, model and yardsticks.

    Parameters
    ----------
    days
        Person-day table.
    study
        The plan.

    Raises
    ------
    DataError
        The days cannot be compared yet.
    """
    import polars as pl

    from coreanalytics.effects import compare, compare_within, pool

    kept = days
    if study.begin is not None:
        in_study = (pl.col("date") >= study.begin) | pl.col("run_in").fill_null(False)
        kept = days.filter(in_study & (pl.col("date") <= study.end))
    if study.people:
        kept = kept.filter(pl.col("person").is_in(study.people))
    people = kept["person"].cast(pl.String).unique().sort().to_list()
    shared: dict[str, Any] = {"versus": study.control, "weeks": study.weeks, "outcomes": study.outcomes}
    within = shared | {"wash_in": study.wash_in, "delta": study.delta}
    if len(people) == 1:
        # the control site keeps its own level
        return compare_within(kept, people[0], study.treatment, **within, level=_find_level(study))
    if study.design in POOLED:
        return pool(
            [compare_within(kept, name, study.treatment, **within) for name in people],
            level=_find_level(study),
        )
    return compare(kept, study.treatment, delta=study.delta, **shared, level=_find_level(study))


def _find_level(study: PlannedStudy) -> float | None:
    """Return the level, or None where it is the one that is usual: each site has its own then."""
    from coreanalytics.effects.questions import PRIMARY_LEVEL

    return None if study.level == PRIMARY_LEVEL else study.level
