"""What people look at: theme, charts, dashboards, weekly reports.

Everything here is imported when first used: Altair alone takes a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coreanalytics.views.charts.drawing import draw as draw
    from coreanalytics.views.dashboards.board import Dashboard as Dashboard
    from coreanalytics.views.dashboards.board import dashboard as dashboard
    from coreanalytics.views.notebook_charts import use_in_notebook as use_in_notebook
    from coreanalytics.views.weekly.page import WeeklyReport as WeeklyReport
    from coreanalytics.views.weekly.page import weekly_report as weekly_report
    from coreanalytics.views.weekly.reports import weekly_reports as weekly_reports

_HOMES = {
    "draw": "charts.drawing",
    "Dashboard": "dashboards.board",
    "dashboard": "dashboards.board",
    "weekly_reports": "weekly.reports",
    "use_in_notebook": "notebook_charts",
    "WeeklyReport": "weekly.page",
    "weekly_report": "weekly.page",
}

__all__ = [  # noqa: PLE0604 - the names live in one table
    *_HOMES,
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_HOMES)
