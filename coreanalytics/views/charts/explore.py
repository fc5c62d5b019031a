"""One person's discomfort, training and habits on one clock, with a brush over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import altair as alt

from coreanalytics.views import theme
from coreanalytics.views.charts import frames
from coreanalytics.views.charts.people import (
    MARGIN,
    SCORES,
    Clock,
    PersonData,
    draw_site,
    finish_chart,
    make_heading,
    shade_phases,
)
from coreanalytics.views.texts import charts as texts
from coreanalytics.views.texts import pictures

#: Name of the brush.
WINDOW: Final = "window"
_WEEK_MS: Final = 7 * 24 * 3600 * 1000
_DAY_MS: Final = 24 * 3600 * 1000


def draw_explore(data: PersonData, people: Sequence[str] = ()) -> Any:
    """Draw a person's discomfort, training and habits on one clock, with a brush over time.

    Parameters
    ----------
    data
        Frames of one person, or of several if `people` is given.
    people
        Persons to choose from in a list below the chart.

    Returns
    -------
    alt.VConcatChart
    """
    brush = alt.selection_interval(encodings=["x"], name=WINDOW)
    if people:
        wish = alt.binding_select(options=list(people), name=f"{texts.PERSON}: ")
        data = replace(data, chosen=alt.param(name="person", value=people[0], bind=wish))
    draws: list[Callable[[Clock], Any]] = [
        partial(draw_site, data, site, label=i == 0) for i, site in enumerate(data.sites)
    ]
    draws += [partial(_panel_families, data), partial(_panel_sets, data)] if data.families else []
    draws += [partial(_panel_demands, data)] if data.demands else []
    draws += [partial(_panel_habit, data, habit) for habit in data.habits]
    panels = [draw(Clock(brush, dates=i == len(draws) - 1)) for i, draw in enumerate(draws)]
    strip = _strip_overview(data, brush)
    chart = alt.vconcat(strip, *panels, spacing=12).resolve_scale(color="independent", x="independent")
    if people:
        chart = chart.add_params(data.chosen)
    return finish_chart(chart, texts.EXPLORE_TITLE, texts.EXPLORE_SUBTITLE.format(n=frames.MIN_REPORTS))


def _panel_families(data: PersonData, clock: Clock) -> Any:
    names = [texts.FAMILY_NAMES[name.removeprefix("hard_sets_")] for name in data.families]
    colours = [theme.FAMILY_COLOURS[name.removeprefix("hard_sets_")] for name in data.families]
    return _stack_weeks(data, clock, data.families, names, colours, texts.HARD_SETS_BY_FAMILY, texts.FAMILY)


def _panel_demands(data: PersonData, clock: Clock) -> Any:
    names = list(pictures.DEMAND_NAMES)
    return _stack_weeks(
        data, clock, data.demands, names, theme.DEMAND_COLOURS, texts.HARD_SETS_BY_DEMAND, pictures.DEMAND
    )


def _stack_weeks(
    data: PersonData,
    clock: Clock,
    columns: Sequence[str],
    names: Sequence[str],
    colours: Sequence[str],
    heading: str,
    kind: str,
) -> Any:
    """Draw sums of a week as bars that fill it, one on the other in the order of `columns`."""
    told = "{" + ", ".join(f"'{c}': '{n}'" for c, n in zip(columns, names, strict=True)) + "}"
    bars = (
        data.chart("weeks")
        .transform_fold(list(columns), as_=["key", "sets"])
        .transform_filter("datum.sets > 0")
        .transform_calculate(
            kind=f"({told})[datum.key]",
            rank=f"indexof({list(columns)!r}, datum.key)",
            begin=f"time(datum.monday) + {0.05 * _WEEK_MS:.0f}",
            end=f"time(datum.monday) + {0.95 * _WEEK_MS:.0f}",
        )
        .transform_stack(
            stack="sets", as_=["low", "high"], groupby=["monday"], sort=[alt.SortField("rank", "ascending")]
        )
        .mark_rect(clip=True)
        .encode(
            x=clock.x("begin"),
            x2="end:T",
            y=alt.Y("low:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4)),
            y2="high:Q",
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(names), range=list(colours)),
                legend=alt.Legend(symbolOpacity=1, symbolType="square"),
            ),
            tooltip=[
                alt.Tooltip("monday:T", title=texts.WEEK_OF),
                alt.Tooltip("kind:N", title=kind),
                alt.Tooltip("sets:Q", title=texts.HARD_SETS_PLAIN),
            ],
        )
    )
    chart = alt.layer(*shade_phases(data, clock, label=False), bars)
    return chart.properties(width=theme.WIDE, height=64, title=make_heading(heading))


def _panel_sets(data: PersonData, clock: Clock) -> Any:
    total = " + ".join(f"(datum.{name} || 0)" for name in data.families)
    bars = (
        data.chart("days")
        .transform_calculate(
            sets=total,
            begin=f"time(datum.date) - {0.4 * _DAY_MS:.0f}",
            end=f"time(datum.date) + {0.4 * _DAY_MS:.0f}",
        )
        .transform_filter("datum.sets > 0")
        .mark_rect(clip=True, color=theme.SOFT_INK)
        .encode(
            x=clock.x("begin"),
            x2="end:T",
            y=alt.Y("sets:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            y2=alt.datum(0),
            tooltip=[
                alt.Tooltip("date:T", title=texts.DATE),
                alt.Tooltip("sets:Q", title=texts.HARD_SETS_PLAIN),
            ],
        )
    )
    chart = alt.layer(*shade_phases(data, clock, label=False), bars)
    return chart.properties(width=theme.WIDE, height=46, title=make_heading(texts.HARD_SETS))


def _panel_habit(data: PersonData, habit: str, clock: Clock) -> Any:
    name = texts.HABIT_NAMES[habit]
    y = alt.Y(f"{habit}:Q", title=None, axis=alt.Axis(tickCount=3))
    dots = (
        data.chart("days")
        .transform_filter(f"isValid(datum.{habit})")
        .mark_circle(size=18, opacity=0.45, color=theme.GREY, clip=True)
        .encode(
            x=clock.x("date"),
            y=y,
            tooltip=[alt.Tooltip("date:T", title=texts.DATE), alt.Tooltip(f"{habit}:Q", title=name)],
        )
    )
    line = (
        data.chart("weeks")
        .mark_line(color=theme.SOFT_INK, strokeWidth=1.8, clip=True)
        .encode(x=clock.x("middle"), y=y)
    )
    chart = alt.layer(*shade_phases(data, clock, label=False), dots, line)
    return chart.properties(width=theme.WIDE, height=54, title=make_heading(name))


def _strip_overview(data: PersonData, brush: Any) -> Any:
    sites = [site for site in data.sites if site != "control"] or list(data.sites)
    lines = [
        data.chart("weeks")
        .mark_line(color=theme.SITE_COLOURS[site], strokeWidth=1.5)
        .encode(
            x=alt.X("middle:T", title=None, axis=None),
            y=alt.Y(f"{site}:Q", title=None, axis=None, scale=alt.Scale(domain=SCORES)),
        )
        for site in sites
    ]
    back = (
        data.chart("weeks")
        .mark_rule(opacity=0)
        .encode(x=alt.X("middle:T", title=None, axis=None))
        .add_params(brush)
    )
    shades = shade_phases(data, Clock(), label=False)
    view = alt.ViewBackground(fill="#F5F7FA", cornerRadius=3)
    return alt.layer(back, *shades, *lines, view=view).properties(
        width=theme.WIDE, height=40, title=make_heading(texts.DRAG_HERE, theme.SOFT_INK, 11)
    )


__all__ = ["MARGIN", "WINDOW", "draw_explore"]
