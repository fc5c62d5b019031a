"""What was done to forget somebody, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.name_search import Trace
from coreanalytics.shown import Shown


@dataclass(frozen=True, slots=True)
class ForgottenFile:
    """What became of a kept file.

    Attributes
    ----------
    number
        Number of the add that brought it.
    outcome
        `removed`, `rewritten`, `converted` (rewritten in another format) or `replaced` (an earlier reading of
        the same bytes, which went).
    theirs, nameless, lost
        See `rewriting.Rewriting`.
    names
        What stands in its place.
    """

    number: int
    outcome: str
    theirs: int
    nameless: int
    lost: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forgotten(Shown):
    """What was done to forget somebody, and the proof.

    Attributes
    ----------
    person
        Whom.
    files
        One entry a kept file that was about them.
    others
        Other files of the book that were changed: settings, aliases, pseudonyms.
    searched
        Files that were searched afterwards.
    traces
        Where they still stand; none is the proof.
    only_names
        The name is a number or an everyday word: it was looked for only where names stand.
    """

    person: str
    files: tuple[ForgottenFile, ...]
    others: tuple[str, ...]
    searched: int
    traces: tuple[Trace, ...]
    only_names: bool

    @property
    def is_proven(self) -> bool:
        """Whether nothing of them was found."""
        return not self.traces

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        counted = ("theirs", "nameless", "lost")
        files = [
            {
                "add": f.number,
                "outcome": f.outcome,
                **{c: getattr(f, c) for c in counted},
                "names": list(f.names),
            }
            for f in self.files
        ]
        return {
            "person": self.person,
            "files": files,
            **{c: sum(getattr(f, c) for f in self.files) for c in counted},
            "others": list(self.others),
            "searched": self.searched,
            "proven": self.is_proven,
            "traces": [{"path": t.path, "kind": t.kind, "value": t.value} for t in self.traces],
        }

    def __str__(self) -> str:
        return texts.tell_forgotten(self.to_dict(), only_names=self.only_names)
