"""Effects: comparisons, verdicts and safety flags, as pure functions of the person-day table.

Everything here is imported when first used, so that naming the floor costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coreanalytics.effects.comparison import compare as compare
    from coreanalytics.effects.one_person import PhaseSummary as PhaseSummary
    from coreanalytics.effects.one_person import describe_phases as describe_phases
    from coreanalytics.effects.person_lines import Entry as Entry
    from coreanalytics.effects.results import Contrast as Contrast
    from coreanalytics.effects.results import Design as Design
    from coreanalytics.effects.results import Effect as Effect
    from coreanalytics.effects.results import Effects as Effects
    from coreanalytics.effects.results import Interval as Interval
    from coreanalytics.effects.safety import Flag as Flag
    from coreanalytics.effects.safety import find_flags as find_flags
    from coreanalytics.effects.verdicts import Verdict as Verdict

_HOMES = {
    "compare": "comparison",
    "PhaseSummary": "one_person",
    "describe_phases": "one_person",
    "Entry": "person_lines",
    "Contrast": "results",
    "Design": "results",
    "Effect": "results",
    "Effects": "results",
    "Interval": "results",
    "Flag": "safety",
    "find_flags": "safety",
    "Verdict": "verdicts",
}

__all__ = [  # noqa: PLE0604 - the names live in one table
    *_HOMES,
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
