"""Find out from your own logs whether core-focused routines ease thigh-root and lower-back discomfort.

Everything public is listed here and imported when it is first used, so that `import coreanalytics`
costs nothing. Types (`Effects`, `WeeklyReport`, ...) import from their floors.

Examples
--------
>>> import coreanalytics as ca
>>> sorted(set(dir(ca)) & {"Logbook", "build_days", "compare"})
['Logbook', 'build_days', 'compare']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coreanalytics.version import __version__

if TYPE_CHECKING:
    from coreanalytics.days import build_days
    from coreanalytics.effects import (
        check,
        compare,
        compare_within,
        diagnose,
        examine_claims,
        find_flags,
    )
    from coreanalytics.effects.planning import plan_study, preregister, randomise
    from coreanalytics.errors import CoreAnalyticsError
    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.logs import read_logs
    from coreanalytics.logbook.simulation import simulate_study
    from coreanalytics.views import dashboard, draw, use_in_notebook, weekly_report, weekly_reports

_HOMES = {
    "build_days": "coreanalytics.days",
    "check": "coreanalytics.effects",
    "compare": "coreanalytics.effects",
    "compare_within": "coreanalytics.effects",
    "CoreAnalyticsError": "coreanalytics.errors",
    "dashboard": "coreanalytics.views",
    "diagnose": "coreanalytics.effects",
    "draw": "coreanalytics.views",
    "examine_claims": "coreanalytics.effects",
    "find_flags": "coreanalytics.effects",
    "Logbook": "coreanalytics.logbook.book",
    "plan_study": "coreanalytics.effects.planning",
    "preregister": "coreanalytics.effects.planning",
    "randomise": "coreanalytics.effects.planning",
    "read_logs": "coreanalytics.logbook.logs",
    "simulate_study": "coreanalytics.logbook.simulation",
    "use_in_notebook": "coreanalytics.views",
    "weekly_report": "coreanalytics.views",
    "weekly_reports": "coreanalytics.views",
}

__all__ = [
    "CoreAnalyticsError",
    "Logbook",
    "__version__",
    "build_days",
    "check",
    "compare",
    "compare_within",
    "dashboard",
    "diagnose",
    "draw",
    "examine_claims",
    "find_flags",
    "plan_study",
    "preregister",
    "randomise",
    "read_logs",
    "simulate_study",
    "use_in_notebook",
    "weekly_report",
    "weekly_reports",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'coreanalytics' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
