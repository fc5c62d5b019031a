"""Plans on record in a book: kept in its history, whole, with their seal beside them in the event's note."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts
from coreanalytics.logbook.book_history import BookHistory
from coreanalytics.logbook.events import Event, Happening, find_active
from coreanalytics.logbook.sealed_texts import is_whole, list_members, read_seal
from coreanalytics.logbook.store import NOTE, PLAN, event_folder, keep_event
from coreanalytics.shown import Shown

_NEVER: Final = date.max


@dataclass(frozen=True, slots=True)
class KeptPlan(Shown):
    """A plan on record that a book keeps.

    Attributes
    ----------
    number
        Number of its event.
    kept_on
        Date (UTC) on which it was put on record.
    seal
        The seal that it had then.
    text
        Its text as it stands in the book now.
    people
        Who takes part; empty: it names nobody.
    withdrawn_on
        Date (UTC) on which it was taken back; None: it counts.
    """

    number: int
    kept_on: date
    seal: str
    text: str = field(repr=False)
    people: tuple[str, ...] = ()
    withdrawn_on: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the text is what was put on record then."""
        return is_whole(self.text) and read_seal(self.text) == self.seal

    def __str__(self) -> str:
        return texts.tell_kept_plan(self.number, self.kept_on, self.seal, self.withdrawn_on, self.is_whole)


class BookPlans(BookHistory):
    """Plans on record; `Logbook` offers them."""

    def keep_plan(self, text: str) -> int:
        """Put a sealed plan (`effects.planning.preregister`) on record; return the number of its event.

        Undo takes it back and redo brings it in again; the history shows both.

        Raises
        ------
        ArgumentError
            The text is not as it was sealed.
        BookError
            The book cannot be written; nothing was kept then.
        """
        self._require_now()
        self._require()
        if not is_whole(text):
            raise ArgumentError(texts.PLAN_NOT_WHOLE, where="plan", hint=texts.PLAN_SEAL_ANEW)
        told = {"kind": Happening.PLAN, "seal": read_seal(text)}
        return keep_event(self.folder, told, beside={PLAN: text.encode()})

    def plans(self) -> tuple[KeptPlan, ...]:
        """Return the plans on record in the order in which they were kept, also those taken back."""
        events = self._events()
        active = find_active(events)
        found = (
            self._read_plan(event, None if active[event.number] else _find_withdrawal(events, event.number))
            for event in events
            if event.kind == Happening.PLAN
        )
        return tuple(plan for plan in found if plan is not None)

    def _list_plans(self, people: Collection[str] | None) -> dict[str, bytes]:
        counting = [plan for plan in self.plans() if plan.withdrawn_on is None]
        kept = [plan for plan in counting if people is None or set(plan.people) <= set(people)]
        stem, _, suffix = PLAN.rpartition(".")
        names = [PLAN, *(f"{stem}-{place}.{suffix}" for place in range(2, len(kept) + 1))]
        return {name: plan.text.encode() for name, plan in zip(names, kept, strict=False)}

    def _read_plan(self, event: Event, withdrawn_on: date | None) -> KeptPlan | None:
        folder = event_folder(self.folder, event.number)
        try:
            text = (folder / PLAN).read_text(encoding="utf-8", errors="replace")
            seal = str(json.loads((folder / NOTE).read_bytes()).get("seal", ""))
        except (FileNotFoundError, ValueError):
            return None  # forgotten
        return KeptPlan(event.number, _read_day(event), seal, text, list_members(text), withdrawn_on)


def _find_withdrawal(events: Sequence[Event], number: int) -> date:
    undone = [event for event in events if event.kind == Happening.UNDO and event.target == number]
    return _read_day(undone[-1]) if undone else _NEVER


def _read_day(event: Event) -> date:
    try:
        return datetime.fromisoformat(event.at).date()
    except ValueError:
        return _NEVER
