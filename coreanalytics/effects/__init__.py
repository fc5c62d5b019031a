"""Effects: comparisons, verdicts and safety flags, as pure functions of the person-day table.

Everything here is imported when first used, so that naming the floor costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coreanalytics.effects.attention import find_signals as find_signals
    from coreanalytics.effects.checks.checking import check as check
    from coreanalytics.effects.checks.results import Check as Check
    from coreanalytics.effects.checks.results import Checks as Checks
    from coreanalytics.effects.claims.examination import examine_claims as examine_claims
    from coreanalytics.effects.claims.results import Claim as Claim
    from coreanalytics.effects.claims.results import Claims as Claims
    from coreanalytics.effects.claims.results import ClaimVerdict as ClaimVerdict
    from coreanalytics.effects.comparison import compare as compare
    from coreanalytics.effects.diagnosis import Diagnosis as Diagnosis
    from coreanalytics.effects.diagnosis import diagnose as diagnose
    from coreanalytics.effects.one_person import PhaseSummary as PhaseSummary
    from coreanalytics.effects.one_person import describe_phases as describe_phases
    from coreanalytics.effects.person_lines import Entry as Entry
    from coreanalytics.effects.planning.preregistration import Preregistration as Preregistration
    from coreanalytics.effects.planning.preregistration import find_deviations as find_deviations
    from coreanalytics.effects.planning.preregistration import preregister as preregister
    from coreanalytics.effects.planning.results import StudyPlan as StudyPlan
    from coreanalytics.effects.planning.schedules import RandomisedSchedule as RandomisedSchedule
    from coreanalytics.effects.planning.schedules import randomise as randomise
    from coreanalytics.effects.planning.study_plans import plan_study as plan_study
    from coreanalytics.effects.pooling import pool as pool
    from coreanalytics.effects.responder_counts import Responders as Responders
    from coreanalytics.effects.responders import count_responders as count_responders
    from coreanalytics.effects.results import Contrast as Contrast
    from coreanalytics.effects.results import Design as Design
    from coreanalytics.effects.results import Effect as Effect
    from coreanalytics.effects.results import Effects as Effects
    from coreanalytics.effects.results import Interval as Interval
    from coreanalytics.effects.running import RunningVerdict as RunningVerdict
    from coreanalytics.effects.running import RunningVerdicts as RunningVerdicts
    from coreanalytics.effects.safety import Flag as Flag
    from coreanalytics.effects.safety import Flags as Flags
    from coreanalytics.effects.safety import find_flags as find_flags
    from coreanalytics.effects.signals import Signal as Signal
    from coreanalytics.effects.verdicts import Verdict as Verdict
    from coreanalytics.effects.watching import watch_between as watch_between
    from coreanalytics.effects.watching import watch_within as watch_within
    from coreanalytics.effects.within.person_rows import WithinEntry as WithinEntry
    from coreanalytics.effects.within.studies import compare_within as compare_within

_HOMES = {
    "check": "checks.checking",
    "Check": "checks.results",
    "Checks": "checks.results",
    "Claim": "claims.results",
    "Claims": "claims.results",
    "ClaimVerdict": "claims.results",
    "compare": "comparison",
    "compare_within": "within.studies",
    "Contrast": "results",
    "count_responders": "responders",
    "describe_phases": "one_person",
    "Design": "results",
    "diagnose": "diagnosis",
    "Diagnosis": "diagnosis",
    "Effect": "results",
    "Effects": "results",
    "Entry": "person_lines",
    "examine_claims": "claims.examination",
    "find_deviations": "planning.preregistration",
    "find_flags": "safety",
    "find_signals": "attention",
    "Flag": "safety",
    "Flags": "safety",
    "Interval": "results",
    "PhaseSummary": "one_person",
    "plan_study": "planning.study_plans",
    "pool": "pooling",
    "preregister": "planning.preregistration",
    "Preregistration": "planning.preregistration",
    "randomise": "planning.schedules",
    "RandomisedSchedule": "planning.schedules",
    "Responders": "responder_counts",
    "RunningVerdict": "running",
    "RunningVerdicts": "running",
    "Signal": "signals",
    "StudyPlan": "planning.results",
    "Verdict": "verdicts",
    "watch_between": "watching",
    "watch_within": "watching",
    "WithinEntry": "within.person_rows",
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
