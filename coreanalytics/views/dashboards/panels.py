"""The four views of a dashboard: which pictures each holds, the numbers behind them, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from coreanalytics.views import theme
from coreanalytics.views.charts import frames, week_frames
from coreanalytics.views.dashboards import tables
from coreanalytics.views.page import Picture
from coreanalytics.views.texts import charts, dashboards, pictures
from coreanalytics.vocabulary import PRIMARY_SITES

if TYPE_CHECKING:
    from coreanalytics.views.dashboards.contents import Contents

#: The page's own tables stand below the pictures, so a picture brings none.
_NO_TABLE: Final = pl.DataFrame()
#: Of a picture of the moves: its title, what a person who cannot see it hears, what to log where it lacks.
_SAID: Final = {
    "progress": (pictures.MOVES_TITLE, pictures.MOVES_LABEL, dashboards.NO_MEASURES),
    "sides": (pictures.SIDES_TITLE, pictures.SIDES_LABEL, dashboards.NO_SIDES),
    "answers": (pictures.ANSWERS_TITLE, pictures.ANSWERS_LABEL, dashboards.NO_ANSWERS),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A picture of a view with its numbers.

    Attributes
    ----------
    picture
        What is drawn.
    tables
        Below it.
    sources
        Names of the data that the page's script fills in for the chosen person; empty: complete as it is.
    needs
        Columns of the first source of which the person's log must hold something.
    hint
        What to say, and to log, where it does not: with the picture's title.
    """

    picture: Picture
    tables: tuple[tables.Table, ...] = ()
    sources: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A view.

    Attributes
    ----------
    parts
        Pictures by id.
    missing
        What is not there and what to log, a sentence or two each.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def make_explore(contents: Contents) -> Panel:
    """Return the view of one person: time line, calendar, days after a session."""
    import altair as alt

    from coreanalytics.views.charts import days_after, explore, people

    data, days = contents.folded, contents.days
    parts = {}
    done = [*data.families, *data.demands]
    week = ["monday", *data.sites, "n_reported", "n_trained", *done, *data.habits]
    if data.sites or data.families or data.habits:
        chart = explore.draw_explore(data.with_names())
        table = tables.ask_person(charts.EXPLORE_TITLE, "weeks", week, dashboards.WEEKS_TABLE)
        label = charts.EXPLORE_LABEL
        parts["explore"] = Part(hang(chart, label), (table,), ("days", "weeks", "phases"))
    if data.sites:
        columns = ["date", *data.sites, "trained", *data.families, *data.habits]
        table = tables.ask_person(charts.CALENDAR_TITLE, "days", columns, dashboards.DAYS_TABLE)
        chart = people.draw_calendar(data.with_names())
        parts["calendar"] = Part(
            hang(chart, charts.CALENDAR_LABEL),
            (table,),
            ("days",),
            data.sites,
            _lack(charts.CALENDAR_TITLE, dashboards.DASHBOARD_NO_PAIN),
        )
    after = contents.after
    if "mean" in after.columns and after["mean"].count() > 0:
        chart = days_after.draw_lags(alt.NamedData("after"), list(data.sites), alone=True)
        columns = ["site", "when", "n", "mean", "low", "high"]
        table = tables.ask_person(pictures.DAY_AFTER_TITLE, "after", columns)
        parts["after"] = Part(
            hang(chart, pictures.DAY_AFTER_LABEL),
            (table,),
            ("after",),
            ("mean",),
            _lack(pictures.DAY_AFTER_TITLE, dashboards.NO_DAY_AFTER),
        )
    missing = [
        *_miss_pain(days),
        *_miss_training(days),
        *([] if data.habits else [dashboards.NO_HABITS]),
        *(
            []
            if "after" in parts or not data.sites or not days["trained"].any()
            else [dashboards.NO_DAY_AFTER]
        ),
    ]
    return Panel(parts, tuple(missing))


def make_coach(contents: Contents) -> Panel:
    """Return the view of everybody: people by weeks, per primary site, and who reports."""
    from coreanalytics.views.charts import crowds

    days = contents.days.with_columns(frames.names_as("person", contents.names))
    whole = week_frames.fold_cells(days, most=len(days) + 1)
    cells = week_frames.fold_cells(days)
    order = week_frames.rank_people(cells)
    shown = cells["monday"].n_unique()
    note = pictures.ONLY_WEEKS.format(n=shown) if shown < whole["monday"].n_unique() else ""
    plain = {name: name for name in order}
    parts: dict[str, Part] = {}
    sites = frames.list_sites(days)
    for site in [site for site in sites if site in PRIMARY_SITES] or sites:
        title = pictures.HEAT_TITLE.format(site=charts.SITE_NAMES[site])
        chart = crowds.draw_heat(cells, site, order).properties(
            title=theme.make_title(title, "" if parts else pictures.COACH_SUBTITLE),
            usermeta={"margin": crowds.MARGIN},
        )
        label = pictures.HEAT_LABEL.format(site=charts.SITE_NAMES[site].lower())
        table = tables.spread_weeks(title, whole, site, plain)
        parts[f"heat-{site}"] = Part(hang(chart, label, note), (table,))
    title = pictures.REPORTING_TITLE
    chart = crowds.draw_reporting(cells, order).properties(
        title=theme.make_title(title, pictures.REPORTING_SUBTITLE), usermeta={"margin": crowds.MARGIN}
    )
    table = tables.spread_weeks(title, whole, "n_reported", plain)
    parts["reporting"] = Part(hang(chart, pictures.REPORTING_LABEL, note), (table,))
    alone = [dashboards.COACH_ALONE] if len(contents.people) == 1 else []
    return Panel(parts, (*alone, *_miss_pain(days)))


def _lack(title: str, hint: str) -> str:
    """Return what stands in the place of a picture of which the chosen person has logged nothing."""
    return dashboards.NOT_THIS_PERSON.format(title=title, hint=hint)


def make_moves(contents: Contents) -> Panel:
    """Return the view of the five moves of one person."""
    import altair as alt

    from coreanalytics.views.charts import moves

    days, data = contents.days, alt.NamedData("weeks")
    measures = week_frames.list_measures(days)
    progress = [name for name in measures if name not in week_frames.SIDES]
    sides = [name for name in measures if name in week_frames.SIDES]
    answers = week_frames.list_answers(days)
    answered = [week_frames.ANSWERED, *answers] if answers else []
    parts: dict[str, Part] = {}

    def add(key: str, columns: list[str], draw: Callable[[], Any], said: tuple[str, str, str]) -> list[str]:
        title, label, hint = said
        if not columns:
            return [hint]
        look = {"margin": moves.MARGIN} | ({"halves": True} if key == "progress" else {})
        table = tables.ask_person(title, "weeks", ["monday", *columns])
        picture = hang(draw().properties(usermeta=look), label)
        needs = (columns[0],) if key == "answers" else tuple(columns)
        parts[key] = Part(picture, (table,), ("weeks",), needs, _lack(title, hint))
        return []

    missing = [
        *add("progress", progress, lambda: moves.draw_progress(data, progress), _SAID["progress"]),
        *add("sides", sides, lambda: moves.draw_sides(data), _SAID["sides"]),
        *add("answers", answered, lambda: moves.draw_answers(data), _SAID["answers"]),
    ]
    return Panel(parts, tuple(missing))


def hang(chart: Any, label: str, note: str = "") -> Picture:
    """Return a picture that is drawn when its view is first shown, and whose table the page writes."""
    return Picture(chart, label, _NO_TABLE, note, waits=True)


def _miss_pain(days: pl.DataFrame) -> list[str]:
    sites = frames.list_sites(days)
    there = [site for site in PRIMARY_SITES if site in sites]
    if not sites:
        return [dashboards.DASHBOARD_NO_PAIN]
    if len(there) == 1:
        missing = next(site for site in PRIMARY_SITES if site not in there)
        told = {"there": there[0], "missing": missing}
        return [
            dashboards.ONE_SITE_ONLY.format(
                **{name: charts.SITE_NAMES[site].lower() for name, site in told.items()}
            )
        ]
    return []


def _miss_training(days: pl.DataFrame) -> list[str]:
    if not days["trained"].any():
        return [dashboards.DASHBOARD_NO_TRAINING]
    return [] if frames.list_families(days) else [dashboards.NO_CORE_SETS]
