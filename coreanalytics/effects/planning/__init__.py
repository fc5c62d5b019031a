"""Planning the next study: power by simulation, schedules drawn by lot, plans sealed beforehand.

Everything here is imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coreanalytics.effects.planning.adherence import Adherence as Adherence
    from coreanalytics.effects.planning.adherence import compare_as_planned as compare_as_planned
    from coreanalytics.effects.planning.adherence import hold_against as hold_against
    from coreanalytics.effects.planning.layouts import PlanDesign as PlanDesign
    from coreanalytics.effects.planning.noise import Noise as Noise
    from coreanalytics.effects.planning.noise import find_noise as find_noise
    from coreanalytics.effects.planning.preregistration import Preregistration as Preregistration
    from coreanalytics.effects.planning.preregistration import find_deviations as find_deviations
    from coreanalytics.effects.planning.preregistration import preregister as preregister
    from coreanalytics.effects.planning.preregistration import read_preregistration as read_preregistration
    from coreanalytics.effects.planning.results import PlanRow as PlanRow
    from coreanalytics.effects.planning.results import StudyPlan as StudyPlan
    from coreanalytics.effects.planning.schedules import RandomisedSchedule as RandomisedSchedule
    from coreanalytics.effects.planning.schedules import randomise as randomise
    from coreanalytics.effects.planning.schedules import read_schedule as read_schedule
    from coreanalytics.effects.planning.study_plans import plan_study as plan_study

_HOMES = {
    "Adherence": "adherence",
    "compare_as_planned": "adherence",
    "find_deviations": "preregistration",
    "find_noise": "noise",
    "hold_against": "adherence",
    "Noise": "noise",
    "plan_study": "study_plans",
    "PlanDesign": "layouts",
    "PlanRow": "results",
    "preregister": "preregistration",
    "Preregistration": "preregistration",
    "randomise": "schedules",
    "RandomisedSchedule": "schedules",
    "read_preregistration": "preregistration",
    "read_schedule": "schedules",
    "StudyPlan": "results",
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
