"""The dashboard: one offline page with four views to explore, to compare, to see everybody, and the moves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl
from markupsafe import Markup

from coreanalytics import words
from coreanalytics.effects import describe_phases
from coreanalytics.effects.results import Effects
from coreanalytics.shown import Shown
from coreanalytics.views import texts as report_texts
from coreanalytics.views import theme
from coreanalytics.views.charts import frames
from coreanalytics.views.dashboards import panels, routines, tables
from coreanalytics.views.dashboards.alarms import list_alarms
from coreanalytics.views.dashboards.contents import Contents, gather_contents, tell_people
from coreanalytics.views.dashboards.judged import compare_people, judge_alone, open_days
from coreanalytics.views.dashboards.panels import Panel
from coreanalytics.views.dashboards.sceptic import examine
from coreanalytics.views.framing import frame_page
from coreanalytics.views.hostile import clip_names
from coreanalytics.views.page import render_page, save_page
from coreanalytics.views.texts import charts
from coreanalytics.views.texts import dashboards as texts
from coreanalytics.views.weekly.source import Book

#: Things to check that are listed at once, after all emergencies; the others open on demand.
MAX_CHECKS: Final = 6
#: Sentences that the page's script fills in.
_SPOKEN: Final = (
    "NOBODY_FOUND",
    "WINDOW_LINE",
    "WINDOW_SITE",
    "WINDOW_NO_SITE",
    "WINDOW_SETS",
    "WINDOW_TRAINED",
    "WINDOW_HABIT",
    "WINDOW_WEEKS",
)


@dataclass(frozen=True, slots=True)
class Dashboard(Shown):
    """A finished dashboard.

    Attributes
    ----------
    html
        The page, self-contained.
    effects
        The comparison on it; None where it was refused.
    refusal
        Why there is no comparison; empty if there is one.
    people
        Everybody in the days, in order of name.
    """

    html: str = field(repr=False)
    effects: Effects | None = field(repr=False)
    refusal: str
    people: tuple[str, ...]

    def save(self, path: str | os.PathLike[str] = "dashboard.html") -> Path:
        """Write the page whole or not at all, readable by its owner only, and return where.

        Raises
        ------
        ArgumentError
            The place cannot be written.
        """
        return save_page(self.html, path)

    def to_sentence(self) -> str:
        """Return the comparison in words, or why there is none."""
        return self.effects.to_sentence() if self.effects else texts.NO_COMPARISON.format(reason=self.refusal)

    def _repr_html_(self) -> str:
        told = Markup("").join(Markup("<p>{}</p>").format(part) for part in self.to_sentence().split("\n\n"))
        return str(told + frame_page(self.html, texts.DASHBOARD_TITLE, scripts=True))

    def __str__(self) -> str:
        return self.to_sentence()


def dashboard(
    book_or_days: Book | Mapping[str, pl.DataFrame] | pl.DataFrame, *, weeks: float = 8
) -> Dashboard:
    """Make the dashboard of a book.

    Parameters
    ----------
    book_or_days
        A logbook, a dict of some of its tables, or the person-day frame.
    weeks
        Horizon of the comparison, in weeks after time zero.

    Returns
    -------
    Dashboard
        With `html` and `save`. An empty book gives a page that says so.

    Raises
    ------
    ArgumentError
        `weeks` makes no sense.
    DataError
        A table lacks columns.
    """
    opened = open_days(book_or_days)
    days, people = opened.days, opened.people
    comparison = compare_people(opened, weeks)
    effects, refusal = comparison.effects, comparison.refusal
    alarms = list_alarms(days, opened.rejected)
    urgent = [alarm for alarm in alarms if alarm.level == "emergency"]
    checks = [alarm for alarm in alarms if alarm.level != "emergency"]
    context: dict[str, Any] = {
        "d": texts,
        "c": comparison,
        "t": report_texts,
        "alarms_first": urgent + checks[:MAX_CHECKS],
        "alarms_more": checks[MAX_CHECKS:],
        "empty": not people,
        "one": len(people) == 1,
        "dark": Markup(_declare_dark()),
    }
    if not people:
        html = render_page(texts.DASHBOARD_TITLE, "dashboard.html", context=context)
        return Dashboard(html, None, refusal, people)
    contents = gather_contents(days, people)
    verdicts = judge_alone(opened)
    examined = examine(opened, comparison, verdicts, weeks)
    compared = (
        routines.make_compare(days, comparison, clip_names(people))
        if len(people) > 1
        else routines.make_own_compare(verdicts)
    )
    views = {
        "explore": panels.make_explore(contents),
        "compare": Panel(compared.parts | examined.make_parts(), compared.missing),
        "coach": panels.make_coach(contents),
        "moves": panels.make_moves(contents),
    }
    parts = {key: part for view in views.values() for key, part in view.parts.items()}
    context |= _describe(days, contents, people) | {
        "v": verdicts,
        "x": examined,
        "views": views,
        "phases": _phases_of(days, people),
        "people": tell_people(contents, frozenset(alarm.name for alarm in alarms)),
        "everybody": tables.list_everybody(
            contents.folded.weeks, contents.folded.days, contents.names, days_whole=contents.is_whole
        ),
    }
    html = render_page(
        texts.DASHBOARD_TITLE,
        "dashboard.html",
        {key: part.picture for key, part in parts.items()},
        context=context,
        data={"book": contents.pack(), "board": _tell_script(views, contents)},
        scripts=("unfold.js", "picker.js", "dashboard.js"),
    )
    return Dashboard(html, effects, refusal, people)


def _tell_script(views: dict[str, Panel], contents: Contents) -> dict[str, Any]:
    """Return what the page's script needs to know of the views, and the sentences it fills in."""
    folded = contents.folded
    return {
        "views": {
            name: [
                {
                    "key": key,
                    "sources": part.sources,
                    "needs": part.needs,
                    "tables": [
                        {"source": table.source, "columns": table.columns}
                        for table in part.tables
                        if table.source
                    ],
                }
                for key, part in view.parts.items()
            ]
            for name, view in views.items()
        },
        "sites": {site: charts.SITE_NAMES[site] for site in folded.sites},
        "sets": folded.families,
        "habits": {habit: charts.HABIT_NAMES[habit] for habit in folded.habits},
        "whole": contents.is_whole,
        "words": {name: getattr(texts, name) for name in _SPOKEN},
        "yes": charts.YES,
        "no": charts.NO,
    }


def _declare_dark() -> str:
    """Return the colours of charts on a dark screen; `page.js` writes colours as variables of these names."""
    pairs = "".join(f"  --x{light[1:].upper()}: {dark};\n" for light, dark in theme.DARK.items())
    return f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{pairs}}}\n}}"


def _describe(days: pl.DataFrame, contents: Contents, people: tuple[str, ...]) -> dict[str, Any]:
    shown, notes = len(contents.people), []
    if shown < len(people):
        notes.append(texts.PEOPLE_LEFT_OUT.format(n=shown, more=len(people) - shown))
    if not contents.is_whole:
        notes.append(texts.ONLY_RECENT.format(n=frames.RECENT_DAYS))
    return {
        "lead": texts.DASHBOARD_LEAD.format(
            people=words.people(len(people)),
            span=words.day_span(days["date"].min(), days["date"].max()),  # type: ignore[arg-type]
            reported=words.count(int(days["reported"].sum()), "day"),
            trained=words.number(int(days["trained"].sum()), 0),
        ),
        "notes": notes,
    }


def _phases_of(days: pl.DataFrame, people: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the side-by-side of the phases where the book is about one person."""
    if len(people) != 1 or days["program"].null_count() == days.height:
        return None
    summary = describe_phases(days, people[0])
    head, *rows = summary.list_cells()
    return {"head": head, "rows": rows}
