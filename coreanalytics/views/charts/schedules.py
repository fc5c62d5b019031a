"""The picture of a schedule drawn by lot: one strip of days a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.hostile import clip_names
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import plans as texts
from coreanalytics.vocabulary import Program

if TYPE_CHECKING:
    from coreanalytics.effects.planning.schedules import RandomisedSchedule

MARGIN: Final = 98
MAX_PEOPLE: Final = 60  #: strips at most
_STRIP: Final = 26
_TICKS: Final = 16  #: days marked at most
_DAY: Final = dt.timedelta(days=1)


def draw_schedule(schedule: RandomisedSchedule) -> Any:
    """Draw which routine each person follows from when to when.

    Returns
    -------
    alt.LayerChart

    Raises
    ------
    ArgumentError
        Nobody takes part.
    """
    if not schedule.phases:
        raise ArgumentError(chart_texts.NOTHING_TO_DRAW, where="schedule")
    phases = list_phases(schedule)
    programs = [str(one) for one in Program if chart_texts.PROGRAM_NAMES[one] in phases["program"]]
    colour = alt.Color(
        "program:N",
        scale=alt.Scale(
            domain=[chart_texts.PROGRAM_NAMES[one] for one in programs],
            range=[theme.PROGRAM_COLOURS[one] for one in programs],
        ),
        legend=alt.Legend(symbolType="square", symbolSize=110),
    )
    people = phases["person"].unique(maintain_order=True).to_list()
    x = alt.X(
        "start:T",
        title=None,
        axis=alt.Axis(format="%-d %b", labelOverlap="greedy", orient="top", **_choose_ticks(schedule)),
    )
    alone = len(people) == 1
    axis = None if alone else alt.Axis(labelLimit=MARGIN - 18, labelFontSize=11)
    y = alt.Y("person:N", sort=people, title=None, axis=axis)
    hover = [
        alt.Tooltip("person:N", title=chart_texts.PERSON),
        alt.Tooltip("program:N", title=chart_texts.PROGRAM),
        alt.Tooltip("start:T", title=texts.FROM),
        alt.Tooltip("last:T", title=texts.TO),
        alt.Tooltip("days:Q", title=texts.DAYS),
    ]
    base = alt.Chart(phases)
    bars = base.mark_bar(height=_STRIP - 6, stroke=theme.PAPER, strokeWidth=1.5).encode(
        x=x, x2="end:T", y=y, color=colour, tooltip=hover
    )
    layers = [bars]
    washed = phases.filter(pl.col("washed") > pl.col("start"))
    if not washed.is_empty():
        pale = alt.Chart(washed).mark_bar(height=_STRIP - 6, color=theme.PAPER, opacity=0.6)
        layers.append(pale.encode(x=x, x2="washed:T", y=y, tooltip=hover))
    most = max(len(schedule.of(person)) for person in schedule.people)
    label = base.mark_text(
        fontSize=11, color="#111111", opacity=alt.ExprRef(f"width / {most} > 44 ? 1 : 0"), tooltip=None
    ).encode(x=alt.X("middle:T"), y=y, text="brief:N")
    layers.append(label)
    return alt.layer(*layers).properties(
        width=theme.WIDE,
        height=alt.Step(_STRIP),
        title=_title(schedule, people),
        description=texts.SCHEDULE_LABEL.format(people=words.people(len(schedule.people))),
        usermeta={"margin": 24 if alone else MARGIN},
    )


def _choose_ticks(schedule: RandomisedSchedule) -> dict[str, Any]:
    """Return the days at which the axis is marked: where phases begin, if these are few."""
    starts = sorted({phase.start for phase in schedule.phases})
    if len(starts) > _TICKS:
        return {"tickCount": 8}
    return {"values": [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in starts]}


def list_phases(schedule: RandomisedSchedule) -> pl.DataFrame:
    """Return one row a phase: person, program (named), brief, start, washed, middle, end (midnights), days.

    `end` is exclusive; `washed` is the end of the days that count for neither routine.
    """
    kept = schedule.people[:MAX_PEOPLE]
    names = clip_names(kept)
    rows = []
    for person in kept:
        own = sorted(schedule.of(person), key=lambda phase: phase.start)
        for phase in own:
            days = (phase.end - phase.start).days + 1
            washed = phase.program != Program.RUN_IN and schedule.design != "parallel"
            rows.append(
                {
                    "person": names[person],
                    "program": chart_texts.PROGRAM_NAMES.get(phase.program, phase.program),
                    "brief": texts.IN_BLOCK.get(phase.program, ""),
                    "start": phase.start,
                    "washed": phase.start + (min(schedule.wash_in, days) if washed else 0) * _DAY,
                    "last": phase.end,
                    "end": phase.end + _DAY,
                    "days": days,
                }
            )
    moments = pl.col("start", "washed", "last", "end").cast(pl.Datetime("us"))
    return (
        pl.DataFrame(rows)
        .with_columns(moments)
        .with_columns(middle=pl.col("start") + (pl.col("end") - pl.col("start")) / 2)
    )


def table_of_schedule(schedule: RandomisedSchedule) -> pl.DataFrame:
    """Return the phases with headings a person can read."""
    return list_phases(schedule).select(
        pl.col("person").alias(chart_texts.PERSON),
        pl.col("program").alias(chart_texts.PROGRAM),
        pl.col("start").dt.date().alias(texts.FROM),
        pl.col("last").dt.date().alias(texts.TO),
        pl.col("days").alias(texts.DAYS),
    )


def _title(schedule: RandomisedSchedule, people: list[str]) -> alt.Title:
    if len(schedule.people) == 1:
        who = texts.SCHEDULE_ONE.format(person=people[0])
    else:
        who = texts.SCHEDULE_MANY.format(people=words.people(len(schedule.people)))
    title = texts.SCHEDULE_TITLE.format(who=who, span=words.day_span(schedule.first, schedule.last))
    told = texts.SCHEDULE_SUBTITLE if schedule.wash_in else texts.SCHEDULE_NO_WASH_IN
    seed = "" if schedule.seed is None else texts.SEED.format(seed=schedule.seed)
    below = told.format(wash_in=schedule.wash_in, possible=words.number(schedule.possible, 0), seed=seed)
    if len(people) < len(schedule.people):
        more = texts.SCHEDULE_MORE.format(n=len(people), all=len(schedule.people))
        below = f"{below} {more}"
    return theme.make_title(title, below)
