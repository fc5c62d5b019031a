"""Schedules: how a randomised phase was drawn by lot, as written in the table of phases.

Three forms are known (`vocabulary.Schedule`): ``pairs``, ``blocks``, and ``start:2026-03-01/2026-04-10``,
a day of switch that was drawn uniformly from these dates, both included. All phases that one draw settled
carry its schedule: with ``start`` the phase that begins on the day of the switch, and the one before it may.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from coreanalytics.vocabulary import Schedule

#: What may be written, in words.
SCHEDULE_FORMS: Final = (
    "pairs, blocks, or start: with the first and the last possible date, such as start:2026-03-01/2026-04-10"
)
_WINDOW: Final = r"^start:([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})$"


def write_window(first: date, last: date) -> str:
    """Return the schedule of a switch whose day was drawn from `first` to `last`, both included.

    Examples
    --------
    >>> write_window(date(2026, 3, 1), date(2026, 4, 10))
    'start:2026-03-01/2026-04-10'
    """
    return f"{Schedule.START}:{first.isoformat()}/{last.isoformat()}"


def parse_window(schedule: str | None) -> tuple[date, date] | None:
    """Return the first and the last day on which the switch could have fallen; None for other schedules.

    Examples
    --------
    >>> parse_window("start:2026-03-01/2026-04-10")
    (datetime.date(2026, 3, 1), datetime.date(2026, 4, 10))
    >>> parse_window("pairs") is None
    True
    """
    head, _, dates = (schedule or "").partition(":")
    if head != Schedule.START:
        return None
    first, _, last = dates.partition("/")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None


def tidy_schedules(text: pl.Expr) -> pl.Expr:
    """Return schedules in their one form, whatever their case and spaces; null where it is none.

    Examples
    --------
    >>> cells = pl.DataFrame({"text": ["Pairs", "start: 2026-03-01 / 2026-04-10", "coin", None]})
    >>> cells.select(tidy_schedules(pl.col("text"))).to_series().to_list()
    ['pairs', 'start:2026-03-01/2026-04-10', None, None]
    """
    tidy = text.str.replace_all("[ \t\u00a0\u202f]", "").str.to_lowercase()
    return pl.when(_is_form(tidy)).then(tidy)


def is_schedule(column: str) -> pl.Expr:
    """Return whether a value is one of the forms, with dates that exist; null where there is none."""
    return _is_form(pl.col(column))


def is_window_ordered(column: str) -> pl.Expr:
    """Return whether a window does not end before it begins; null where there is no window."""
    first, last = _dates(pl.col(column))
    return first <= last


def _is_form(text: pl.Expr) -> pl.Expr:
    first, last = _dates(text)
    is_window = first.is_not_null() & last.is_not_null()
    return text.is_in([str(Schedule.PAIRS), str(Schedule.BLOCKS)]) | is_window


def _dates(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    first, last = (text.str.extract(_WINDOW, group).str.to_date("%Y-%m-%d", strict=False) for group in (1, 2))
    return first, last
