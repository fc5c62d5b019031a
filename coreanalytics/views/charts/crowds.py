"""Many people at a glance: people by weeks, coloured by their discomfort and by how often they reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import frames, week_frames
from coreanalytics.views.texts import charts, pictures

#: Room, in CSS pixels, that axis labels take beside the drawing area.
MARGIN: Final = 104
_ROW: Final = 15
_WIDEST: Final = 34  #: a week is never drawn wider than this


def draw_crowd(days: pl.DataFrame) -> Any:
    """Draw people by weeks: mean discomfort per site, and days reported; the highest recent means first.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        No day of log is there.
    """
    cells = week_frames.fold_cells(days)
    if cells.is_empty():
        raise ArgumentError(charts.NOTHING_TO_DRAW, where="days", hint=charts.NOTHING_TO_DRAW_HINT)
    order = week_frames.rank_people(cells)
    panels = [draw_heat(cells, site, order) for site in frames.list_sites(cells)]
    panels.append(draw_reporting(cells, order))
    return (
        alt.vconcat(*panels, spacing=20)
        .resolve_scale(color="independent", x="shared")
        .properties(
            title=theme.make_title(pictures.COACH_TITLE, pictures.COACH_SUBTITLE),
            usermeta={"margin": MARGIN, "rows": True},
        )
    )


def draw_heat(cells: pl.DataFrame, site: str, order: Sequence[str]) -> Any:
    """Draw the weekly mean of a site as a square per person and week; outlined where too few reports.

    Parameters
    ----------
    cells
        As from `week_frames.fold_cells`.
    site
        Column to colour by.
    order
        People from top to bottom.

    Returns
    -------
    alt.LayerChart
    """
    data = cells.select("person", "monday", pl.col(site).alias("mean"), "n_reported")
    hover = [
        alt.Tooltip("person:N", title=charts.PERSON),
        alt.Tooltip("monday:T", title=charts.WEEK_OF),
        alt.Tooltip("mean:Q", title=charts.WEEKLY_MEAN, format=".1f"),
        alt.Tooltip("n_reported:Q", title=charts.DAYS_REPORTED),
    ]
    colour = alt.Color(
        "mean:Q",
        scale=alt.Scale(scheme="viridis", domain=[0, 10], reverse=True),
        legend=_legend(charts.SCORE),
    )
    base = alt.Chart(data)
    known = base.transform_filter("isValid(datum.mean)").mark_rect().encode(color=colour)
    unknown = base.transform_filter("!isValid(datum.mean)").mark_rect(
        fill=theme.PAPER, stroke="#CBD2D9", strokeWidth=1
    )
    cross = base.transform_filter("!isValid(datum.mean)").mark_text(
        text="–", fontSize=10, color=theme.SOFT_INK, baseline="middle"
    )
    layers = [_place(layer, order, hover) for layer in (unknown, cross, known)]
    return _finish(alt.layer(*layers), cells, charts.SITE_NAMES[site], theme.SITE_COLOURS[site])


def draw_reporting(cells: pl.DataFrame, order: Sequence[str]) -> Any:
    """Draw the days reported of each person and week as a square, 0 included.

    Returns
    -------
    alt.LayerChart
    """
    data = cells.select("person", "monday", "n_reported", "n_days")
    hover = [
        alt.Tooltip("person:N", title=charts.PERSON),
        alt.Tooltip("monday:T", title=charts.WEEK_OF),
        alt.Tooltip("n_reported:Q", title=charts.DAYS_REPORTED),
        alt.Tooltip("n_days:Q", title=pictures.DAYS_LOGGED),
    ]
    colour = alt.Color(
        "n_reported:Q",
        scale=alt.Scale(scheme="tealblues", domain=[0, 7]),
        legend=_legend(pictures.DAYS_OF_SEVEN),
    )
    squares = alt.Chart(data).mark_rect().encode(color=colour)
    return _finish(
        alt.layer(_place(squares, order, hover)), cells, pictures.REPORTING_HEADING, theme.SOFT_INK
    )


def _legend(title: str) -> alt.Legend:
    return alt.Legend(title=title, gradientLength=180, orient="top", titleLimit=300)


def _place(layer: Any, order: Sequence[str], hover: list[Any]) -> Any:
    x = alt.X(
        "yearmonthdate(monday):O",
        title=None,
        axis=alt.Axis(
            format="%-d %b", labelAngle=0, labelOverlap="parity", labelSeparation=6, ticks=False, domain=False
        ),
        scale=alt.Scale(paddingInner=0.08),
    )
    y = alt.Y(
        "person:N",
        title=None,
        sort=list(order),
        scale=alt.Scale(paddingInner=0.12),
        axis=alt.Axis(labelLimit=92, labelFontSize=11, domain=False, ticks=False),
    )
    return layer.encode(x=x, y=y, tooltip=hover)


def _finish(chart: Any, cells: pl.DataFrame, name: str, colour: str) -> Any:
    width = min(theme.WIDE - MARGIN + 34, _WIDEST * cells["monday"].n_unique())
    title = alt.Title(name, fontSize=13, color=colour, offset=4)
    return chart.properties(width=width, height=alt.Step(_ROW), title=title)
