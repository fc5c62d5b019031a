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
    from coreanalytics.catalogue import exercises, match_names
    from coreanalytics.days import build_days
    from coreanalytics.effects import compare, compare_within, describe_phases, diagnose, find_flags, pool
    from coreanalytics.errors import CoreAnalyticsError
    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.logs import read_logs
    from coreanalytics.logbook.simulation import simulate_study, write_study
    from coreanalytics.views import dashboard, draw, use_in_notebook, weekly_report, weekly_reports

_HOMES = {
    "CoreAnalyticsError": "coreanalytics.errors",
    "Logbook": "coreanalytics.logbook.book",
    "build_days": "coreanalytics.days",
    "compare": "coreanalytics.effects",
    "compare_within": "coreanalytics.effects",
    "dashboard": "coreanalytics.views",
    "describe_phases": "coreanalytics.effects",
    "diagnose": "coreanalytics.effects",
    "draw": "coreanalytics.views",
    "exercises": "coreanalytics.catalogue",
    "find_flags": "coreanalytics.effects",
    "match_names": "coreanalytics.catalogue",
    "pool": "coreanalytics.effects",
    "read_logs": "coreanalytics.logbook.logs",
    "simulate_study": "coreanalytics.logbook.simulation",
    "use_in_notebook": "coreanalytics.views",
    "weekly_report": "coreanalytics.views",
    "weekly_reports": "coreanalytics.views",
    "write_study": "coreanalytics.logbook.simulation",
}

__all__ = [
    "CoreAnalyticsError",
    "Logbook",
    "__version__",
    "build_days",
    "compare",
    "compare_within",
    "dashboard",
    "describe_phases",
    "diagnose",
    "draw",
    "exercises",
    "find_flags",
    "match_names",
    "pool",
    "read_logs",
    "simulate_study",
    "use_in_notebook",
    "weekly_report",
    "weekly_reports",
    "write_study",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'coreanalytics' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
