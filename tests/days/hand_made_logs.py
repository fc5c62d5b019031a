"""Small logs made by hand: rows as dicts, frames with exactly the logbook's columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from coreanalytics.days import build_days
from coreanalytics.logbook.tables import TABLES

DAY = date(2026, 3, 2)  # a Monday


def on(day: int) -> date:
    """The date `day` days after the first."""
    return DAY + timedelta(days=day)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    when = on(day)
    return datetime(when.year, when.month, when.day, hour, minute, second, tzinfo=UTC)


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{"person": "ann"} | row for row in rows], schema=TABLES[name])


def pain(day: int, site: str, intensity: int | None, **more: Any) -> dict[str, Any]:
    return {"date": on(day), "site": site, "intensity": intensity, "timing": "day"} | more


def work(day: int, exercise: str | None, family: str | None, n: int = 1, **more: Any) -> list[dict[str, Any]]:
    """`n` equal sets of one session of the day."""
    app = more.get("app", "strong")
    row = {
        "date": on(day),
        "session": f"{app}:{on(day)}",
        "app": app,
        "exercise": exercise,
        "family": family,
        "kind": "working",
    }
    return [row | more for _ in range(n)]


def core(day: int, n: int = 1, **more: Any) -> list[dict[str, Any]]:
    return work(day, "ankle_band_crunch", "article_move", n, **more)


def crunch(day: int, n: int = 1, **more: Any) -> list[dict[str, Any]]:
    return work(day, "crunch", "standard_ab", n, **more)


def session(day: int, app: str = "strong", **more: Any) -> dict[str, Any]:
    return {"date": on(day), "session": f"{app}:{on(day)}", "app": app} | more


def phase(start: int, end: int | None, program: str, assigned: str = "coach", **more: Any) -> dict[str, Any]:
    return {
        "start": on(start),
        "end": None if end is None else on(end),
        "program": program,
        "assigned": assigned,
    } | more


def days_of(person: str = "ann", *, options: dict[str, Any] | None = None, **rows: Any) -> pl.DataFrame:
    """Person-days of one person from lists of rows by table."""
    built = build_days({name: table(name, own) for name, own in rows.items()}, **(options or {}))
    return built.filter(pl.col("person") == person)


def cell(days: pl.DataFrame, day: int, column: str) -> Any:
    """The one value of a date."""
    return days.filter(pl.col("date") == on(day)).select(column).item()


def column(days: pl.DataFrame, name: str) -> list[Any]:
    return days[name].to_list()
