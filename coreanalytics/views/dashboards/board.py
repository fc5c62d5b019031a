"""The dashboard: one offline page to choose a person, follow their log, and compare the routines."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics import words
from coreanalytics.effects import describe_phases, find_flags
from coreanalytics.effects.results import Effects
from coreanalytics.views import texts as report_texts
from coreanalytics.views.charts import frames
from coreanalytics.views.dashboards.judged import compare_people, judge_alone, open_days
from coreanalytics.views.hostile import clip
from coreanalytics.views.page import Picture, render_page, save_page
from coreanalytics.views.texts import charts as texts
from coreanalytics.views.weekly.quality import SetAsideFlag
from coreanalytics.views.weekly.source import Book
from coreanalytics.vocabulary import Program, RedFlag

#: People that the page can show one by one, and days that it carries for all of them.
MAX_PEOPLE: Final = 300
MAX_DAYS: Final = 40_000


@dataclass(frozen=True, slots=True)
class Dashboard:
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

    def __str__(self) -> str:
        return self.to_sentence()


@dataclass(frozen=True, slots=True)
class _Alarm:
    person: str
    level: str
    sentence: str
    day: str


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
    context: dict[str, Any] = {
        "c": comparison,
        "t": report_texts,
        "v": judge_alone(opened),
        "alarms": [*_set_aside_alarms(opened.rejected), *_alarms_of(days)],
        "empty": not people,
        "one": len(people) == 1,
    }
    if not people:
        html = render_page(texts.DASHBOARD_TITLE, "dashboard.html", context=context)
        return Dashboard(html, None, refusal, people)
    shown = _choose_shown(days, people)
    charts, data = _draw_all(days, shown, effects)
    context |= _describe(days, shown, people) | {"phases": _phases_of(days, people)}
    html = render_page(
        texts.DASHBOARD_TITLE,
        "dashboard.html",
        charts,
        context=context,
        data={"people": data},
        scripts=("dashboard.js",) if data else (),
    )
    return Dashboard(html, effects, refusal, people)


def _choose_shown(days: pl.DataFrame, people: tuple[str, ...]) -> pl.DataFrame:
    listed = days.filter(pl.col("person").is_in(list(people[:MAX_PEOPLE])))
    return frames.keep_recent(listed, MAX_DAYS)


def _draw_all(
    days: pl.DataFrame, shown: pl.DataFrame, effects: Effects | None
) -> tuple[dict[str, Any], list[dict[str, object]]]:
    """Return the pictures, and what the page's script fills them with, per person."""
    from coreanalytics.views.charts.comparisons import (
        draw_arms,
        draw_effects,
        table_of_arms,
        table_of_effects,
    )
    from coreanalytics.views.charts.people import PersonData, draw_calendar, draw_explore

    charts: dict[str, Any] = {}
    if effects:
        arms = (Program.CORE_FOCUSED, Program.STANDARD_CRUNCH)
        clipped = _clip_names(days)
        charts["effects"] = Picture(draw_effects(effects), texts.FOREST_LABEL, table_of_effects(effects))
        charts["arms"] = Picture(draw_arms(clipped, *arms), texts.ARMS_LABEL, table_of_arms(clipped, *arms))
    whole = PersonData.from_days(shown)
    if not (whole.sites or whole.families or whole.habits):
        return charts, []
    charts["explore"] = Picture(draw_explore(whole.with_names()), texts.EXPLORE_LABEL, waits=True)
    if whole.sites:
        charts["calendar"] = Picture(draw_calendar(whole.with_names()), texts.CALENDAR_LABEL, waits=True)
    return charts, _pack(shown, whole.days, whole.weeks, whole.phases)


def _clip_names(days: pl.DataFrame) -> pl.DataFrame:
    """Return days whose names are one harmless line each; two names never become one."""
    names = days["person"].unique().to_list()
    short = {name: clip(name, 60) for name in names}
    taken = list(short.values())
    unique = {n: s if taken.count(s) == 1 else f"{s} ({i})" for i, (n, s) in enumerate(short.items(), 1)}
    return days.with_columns(pl.col("person").replace(unique))


def _pack(
    shown: pl.DataFrame, days: pl.DataFrame, weeks: pl.DataFrame, phases: pl.DataFrame
) -> list[dict[str, object]]:
    """Return per person, in order of name, columns of days, weeks and phases: small, and quick to unfold."""
    days = days.with_columns(pl.col("date").dt.strftime("%Y-%m-%d"), pl.col("monday").dt.strftime("%Y-%m-%d"))
    weeks = weeks.drop("program").with_columns(
        pl.col("monday").dt.strftime("%Y-%m-%d"), pl.col("middle").dt.strftime("%Y-%m-%dT%H:%M:%S")
    )
    phases = phases.with_columns(pl.col("start", "end").dt.strftime("%Y-%m-%d"))
    parts = {
        name: {key[0]: frame.drop("person").to_dict(as_series=False) for key, frame in _by_person(table)}
        for name, table in (("days", days), ("weeks", weeks), ("phases", phases))
    }
    lines = _summarise(shown)
    return [
        {"line": line, **{name: parts[name].get(person, {}) for name in parts}}
        for person, line in lines.items()
    ]


def _by_person(table: pl.DataFrame) -> list[tuple[tuple[Any, ...], pl.DataFrame]]:
    return list(table.partition_by("person", as_dict=True).items())


def _summarise(shown: pl.DataFrame) -> dict[str, str]:
    counts = (
        shown.group_by("person")
        .agg(
            days=pl.len(),
            reported=pl.col("reported").sum(),
            trained=pl.col("trained").sum(),
            first=pl.col("date").min(),
            last=pl.col("date").max(),
        )
        .sort("person")
    )
    return {
        row["person"]: texts.PERSON_LINE.format(
            reported=row["reported"],
            days=row["days"],
            trained=words.count(row["trained"], "day"),
            span=words.day_span(row["first"], row["last"]),
        )
        for row in counts.iter_rows(named=True)
    }


def _describe(days: pl.DataFrame, shown: pl.DataFrame, people: tuple[str, ...]) -> dict[str, Any]:
    sites, habits = frames.list_sites(days), frames.list_habits(shown)
    n_people = shown["person"].n_unique()
    notes = []
    if not sites:
        notes.append(texts.DASHBOARD_NO_PAIN)
    if not days["trained"].any():
        notes.append(texts.DASHBOARD_NO_TRAINING)
    if n_people < len(people):
        notes.append(texts.PEOPLE_LEFT_OUT.format(n=n_people, more=len(people) - n_people))
    if shown.height < days.filter(pl.col("person").is_in(shown["person"].unique().to_list())).height:
        notes.append(texts.ONLY_RECENT.format(n=frames.RECENT_DAYS))
    return {
        "lead": texts.DASHBOARD_LEAD.format(
            people=words.people(len(people)),
            span=words.day_span(days["date"].min(), days["date"].max()),  # type: ignore[arg-type]
            reported=words.count(int(days["reported"].sum()), "day"),
            trained=words.number(int(days["trained"].sum()), 0),
        ),
        "notes": notes,
        "names": [clip(person, 60) for person in people[:n_people]],
        "columns": [(site, texts.SITE_NAMES[site]) for site in sites],
        "habits": habits,
    }


def _phases_of(days: pl.DataFrame, people: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the side-by-side of the phases where the book is about one person."""
    if len(people) != 1 or days["program"].null_count() == days.height:
        return None
    summary = describe_phases(days, people[0])
    head, *rows = summary.list_cells()
    return {"head": head, "rows": rows}


def _alarms_of(days: pl.DataFrame) -> list[_Alarm]:
    """Return everybody's safety flags as of their own last day, emergencies first."""
    alarms = []
    for (person,), own in days.partition_by("person", as_dict=True, maintain_order=True).items():
        last: dt.date = own["date"].max()  # type: ignore[assignment]
        alarms += [
            _Alarm(clip(str(person), 60), flag.level, flag.sentence, words.day(last))
            for flag in find_flags(own, str(person), until=last)
        ]
    return sorted(alarms, key=lambda alarm: alarm.level != "emergency")


def _set_aside_alarms(rejected: pl.DataFrame | None) -> list[_Alarm]:
    """Return the safety answers of set-aside rows: safety never waits for a row to be mended."""
    if rejected is None:
        return []
    flagged = rejected.filter(pl.col("red_flag").is_in([RedFlag.EMERGENCY, RedFlag.BELOW_KNEE])).unique(
        ["source_file", "file", "line", "red_flag"], maintain_order=True
    )
    return [
        _Alarm(
            clip(person or texts.NOBODY_NAMED, 60),
            "emergency" if red_flag == RedFlag.EMERGENCY else "check",
            clip(
                report_texts.set_aside_flag(
                    SetAsideFlag(RedFlag(red_flag), str(file or ""), line, named=person is not None)
                ),
                400,
            ),
            "",
        )
        for person, red_flag, file, line in flagged.select("person", "red_flag", "file", "line").iter_rows()
    ]
