"""The page that leads to everybody's weekly report: one row a person, those who need a look first.

Somebody who may need help now comes before somebody who should get a flag checked, then come those who may
be getting worse, those not heard from, those who stand still, and everybody else by name. The page holds no
script; it is a table on a wide screen and a card a person on a phone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.shown import Shown
from coreanalytics.views import texts
from coreanalytics.views.framing import frame_page
from coreanalytics.views.hostile import clip
from coreanalytics.views.page import render_page, save_page
from coreanalytics.views.sparklines import draw_sparkline
from coreanalytics.views.texts import framing
from coreanalytics.views.weekly.index_rows import SPARK_WEEKS, IndexSite
from coreanalytics.views.weekly.index_rows import IndexRow as IndexRow
from coreanalytics.views.weekly.index_rows import make_row as make_row
from coreanalytics.views.weekly.index_rows import read_row as read_row
from coreanalytics.views.weekly.quality import SetAsideFlag
from coreanalytics.views.weekly.verdicts import Verdicts
from coreanalytics.vocabulary import PRIMARY_SITES

if TYPE_CHECKING:
    from coreanalytics.effects.signals import Signal

INDEX_NAME: Final = "index.html"
#: What makes somebody come first, in this order; the last is nothing at all.
ORDER: Final = ("emergency", "check", "worsening", "silent", "stalled", "")
#: Reasons of a signal (`effects.attention.Signal.reasons`) and where they put somebody.
_REASONS: Final = {
    "worsening": "worsening",
    "inactive": "silent",
    "silent": "silent",
    "stalled": "stalled",
    "same_answer": "stalled",
}
#: Characters of a name, and reasons in a row, that are shown at most.
_NAME_LENGTH: Final = 60
_REASONS_SHOWN: Final = 3
_STEP_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class ReportIndex(Shown):
    """The index page.

    Attributes
    ----------
    rows
        The row of each person, those who need a look first.
    html
        The page.
    """

    rows: tuple[IndexRow, ...]
    html: str = field(repr=False)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``index.html`` into `folder`, whole or not at all, readable by its owner only."""
        return save_page(self.html, Path(folder) / INDEX_NAME)

    def _repr_html_(self) -> str:
        return str(frame_page(self.html, str(self)))

    def __str__(self) -> str:
        return framing.tell_index(len(self.rows))


def report_index(
    rows: Sequence[IndexRow],
    homeless: Sequence[SetAsideFlag] = (),
    verdicts: Verdicts | None = None,
    signals: Mapping[str, Signal] | None = None,
) -> ReportIndex:
    """Make the index page.

    Parameters
    ----------
    rows
        One a person (`make_row`).
    homeless
        Safety answers of set-aside rows that name nobody.
    verdicts
        What may be said of the two routines between people; None: nothing is said.
    signals
        Who needs a look, by person (`effects.attention.find_signals` on one day for everybody); None: only
        safety flags sort the page.
    """
    told, is_watched = signals or {}, signals is not None
    ordered = sorted(rows, key=lambda row: _rank(row, told.get(row.person), is_watched))
    newest = max((row.week for row in ordered if row.last_day), default="")
    shown = [_show_row(row, told.get(row.person), is_watched, newest) for row in ordered]
    groups = [(kind, list(group)) for kind, group in groupby(shown, key=lambda one: str(one["kind"]))]
    so_far = any(row.so_far and row.week == newest for row in ordered)
    has_steps = any(one["step"] for one in shown)
    html = render_page(
        texts.INDEX_TITLE,
        "report_index.html",
        context={
            "t": texts,
            "homeless": homeless,
            "v": verdicts,
            "sites": PRIMARY_SITES,
            "spark_weeks": SPARK_WEEKS,
            "lead": texts.INDEX_LEAD.format(people=words.people(len(shown))),
            "week": texts.tell_week(newest, so_far=so_far) if newest else "",
            "groups": groups,
            "has_steps": has_steps,
            "columns": 3 + len(PRIMARY_SITES) + has_steps,
            "false_alarms": _tell_false_alarms(told),
            "is_sorted": bool(told),
        },
    )
    return ReportIndex(tuple(ordered), html)


def attention(row: IndexRow, signal: Signal | None = None, *, is_watched: bool = False) -> str:
    """Return what puts a person where they stand: one of `ORDER`.

    Parameters
    ----------
    row
        Their row.
    signal
        What is known of them; None: nothing.
    is_watched
        Whether signals were looked for at all: then somebody without one was never heard of.
    """
    if row.emergency:
        return "emergency"
    if row.flags or row.set_aside:
        return "check"
    if signal is None:
        return "silent" if is_watched else ""
    return min((_REASONS[reason] for reason in signal.reasons), key=ORDER.index, default="")


def _rank(row: IndexRow, signal: Signal | None, is_watched: bool) -> tuple[int, float, str, str]:
    """Return the place of a row: by group, by urgency within it, by name."""
    kind = attention(row, signal, is_watched=is_watched)
    urgency = 0.0
    if kind in ("emergency", "check"):
        urgency = -float(len({*row.flags, *row.set_aside}))
    elif signal is None:
        urgency = float("inf")
    elif kind == "worsening" and signal.worst is not None:
        urgency = -(signal.worst.probability or 0.0)
    elif kind == "silent":  # who fell silent lately can still be asked
        urgency = float("inf") if signal.days_silent is None else float(signal.days_silent)
    elif kind == "stalled":
        urgency = -float(signal.days_since_best or 0)
    return ORDER.index(kind), urgency, row.person.casefold(), row.file


def _show_row(row: IndexRow, signal: Signal | None, is_watched: bool, newest: str) -> dict[str, object]:
    """Return what the template shows of a row."""
    why = _list_reasons(row, signal)
    if row.last_day is None:
        why = [*why, texts.INDEX_NOTHING]
    elif row.week != newest:
        why = [*why, texts.tell_old_week(row.week)]
    return {
        "kind": attention(row, signal, is_watched=is_watched),
        "name": clip(row.person, _NAME_LENGTH),
        "file": row.file,
        "why": why,
        "is_blank": row.last_day is None,
        "sites": [_show_site(site) for site in row.sites],
        "reported": row.days_reported,
        "sessions": texts.sessions_cell(row.sessions, row.planned),
        "step": clip(row.next_step, _STEP_LENGTH),
    }


def _show_site(site: IndexSite) -> dict[str, object]:
    label = texts.label_spark(site.site, len(site.weeks), site.weeks)
    spark = draw_sparkline(site.weeks, label=label, colour=f"var(--site-{site.site})", width=108, height=30)
    return {"site": site.site, "spark": spark, "this": site.this, "last": site.last}


def _list_reasons(row: IndexRow, signal: Signal | None) -> list[str]:
    """Return why somebody needs a look, in few words, the most urgent first."""
    told = [texts.name_flag(rule) for rule in row.flags]
    told += [texts.name_set_aside(flag) for flag in row.set_aside]
    if signal is not None:
        told += [_tell_reason(reason, signal) for reason in signal.reasons]
    left = len(told) - _REASONS_SHOWN
    return [*told[:_REASONS_SHOWN], texts.more(left)] if left > 0 else told


def _tell_reason(reason: str, signal: Signal) -> str:
    if reason == "worsening":
        return "; ".join(texts.tell_rise_briefly(one) for one in signal.sites if one.worsening)
    if reason == "stalled":
        return texts.tell_stall_briefly(signal)
    if reason == "same_answer":
        from coreanalytics.effects.log_gaps import GapRules

        return texts.tell_same_briefly(GapRules().same_reports)
    return texts.tell_silence_briefly(signal)


def _tell_false_alarms(signals: Mapping[str, Signal]) -> str:
    """Return how many people would be named by chance; empty where nobody could be looked at."""
    looked = sum(signal.worst is not None for signal in signals.values())
    if not looked:
        return ""
    from coreanalytics.effects.false_alarms import expect_false_alarms, expect_false_flags

    return texts.tell_false_alarms(looked, expect_false_alarms(looked), expect_false_flags(looked))
