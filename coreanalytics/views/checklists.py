"""Reporting checklists (CENT 2015, SCRIBE 2016) as Markdown, filled from the book and the plan on record.

The items are those of the weekly page (`weekly.reporting_items`); a plan on record answers some that the log
alone cannot. What only the person can say stays a question with a line to write on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coreanalytics.shown import Shown
from coreanalytics.views.texts import checklists as texts
from coreanalytics.views.weekly.reporting_items import ItemState, ReportingItem

if TYPE_CHECKING:
    from coreanalytics.effects.planning import Preregistration


@dataclass(frozen=True, slots=True)
class Checklist(Shown):
    """A filled checklist.

    Attributes
    ----------
    items
        All items, in the order of their standards.
    deviations
        What differs from the plan on record, one sentence each.
    has_plan
        Whether there is a plan on record whose seal holds.
    """

    items: tuple[ReportingItem, ...]
    deviations: tuple[str, ...]
    has_plan: bool

    @property
    def questions(self) -> tuple[ReportingItem, ...]:
        """The items that only the person can fill."""
        return tuple(item for item in self.items if item.state == ItemState.PERSON)

    def to_markdown(self) -> str:
        """Return one table a standard, then the questions, then what differs from the plan."""
        return texts.write_checklist(self.items, self.questions, self.deviations, self.has_plan)

    def __str__(self) -> str:
        return self.to_markdown()


def fill_checklist(
    items: Sequence[ReportingItem],
    prereg: Preregistration | None = None,
    deviations: Sequence[str] = (),
) -> Checklist:
    """Fill the checklists of studies of one person.

    Parameters
    ----------
    items
        What the log fills: ``weekly_report(book, person).facts.items``.
    prereg
        The plan on record; one whose seal is broken answers nothing.
    deviations
        What differs from it (`effects.planning.find_deviations`).
    """
    if prereg is None or not prereg.verify():
        return Checklist(tuple(items), tuple(deviations), False)
    told = texts.answer_from_plan(prereg.study, prereg.seal, deviations)
    filled = [
        replace(item, state=_judge(item), value=texts.join_values(item.value, told[item.title]))
        if item.title in told
        else item
        for item in items
    ]
    return Checklist(tuple(filled), tuple(deviations), True)


def _judge(item: ReportingItem) -> ItemState:
    """Return the state of an item that the plan answers too; approval and money only the person can tell."""
    return item.state if item.title == texts.APPROVAL else ItemState.FILLED
