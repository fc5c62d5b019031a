"""The picture of a weekly report as a Vega-Lite specification, at any width: what a notebook draws."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from coreanalytics.views import theme
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.weekly import trend_layout as layout
from coreanalytics.views.weekly.trend_data import TrendData
from coreanalytics.views.weekly.trend_layout import Size
from coreanalytics.vocabulary import Site

_SCALE: Final = {"domain": [layout.LOWEST, layout.HIGHEST], "nice": False}
_PROGRAM_NAMES: Final = {str(code): name for code, name in chart_texts.PROGRAM_NAMES.items()}


def build_spec(data: TrendData, width: int) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification over named data, without a configuration.

    Parameters
    ----------
    data
        What is drawn.
    width
        Of the whole picture, CSS pixels; below 480 its marks are made for a phone.
    """
    size = Size(width)
    panels = [
        _panel(data, site, size, first=i == 0, last=i == len(data.sites) - 1)
        for i, site in enumerate(data.sites)
    ]
    return {
        "vconcat": panels,
        "spacing": layout.SPACING,
        "padding": {"left": 4, "top": 2, "right": 8, "bottom": 2},
        "datasets": {name: [_write_days(row) for row in rows] for name, rows in data.datasets.items()},
    }


def _panel(data: TrendData, site: Site, size: Size, *, first: bool, last: bool) -> dict[str, Any]:
    colour = theme.SITE_COLOURS[site]
    x = {"type": "temporal", "title": None, "scale": {"domain": [_moment(data.start), _moment(data.end)]}}
    x["axis"] = _date_axis(data, size) if last else None
    layers = [
        *_shades(data, size, x, named=first),
        *_this_week(data, site, x),
        *_course(site, colour, x, size),
        *_labels(data, site, colour, size),
    ]
    title = {
        "text": layout.break_lines(data.headlines[site], size),
        "anchor": "start",
        "frame": "group",
        "fontSize": layout.HEADLINE_SIZE,
        "fontWeight": 600,
        "color": theme.INK,
        "offset": layout.OFFSET,
        "dx": -layout.LEFT + 4,
    }
    return {
        "width": size.plot,
        "height": size.height,
        "title": title,
        "layer": layers,
        "view": {"stroke": None},
    }


def _date_axis(data: TrendData, size: Size) -> dict[str, Any]:
    return {
        "values": [_moment(day) for day in layout.list_mondays(data, size)],
        "format": "%-d %b",
        "domain": False,
        "labelOverlap": True,
        "labelFontSize": size.date_size,
    }


def _y(field: str) -> dict[str, Any]:
    axis = {"values": list(layout.TICKS), "title": None, "labelPadding": layout.OFFSET, "tickSize": 0}
    return {"field": field, "type": "quantitative", "scale": _SCALE, "axis": axis, "title": None}


def _shades(data: TrendData, size: Size, x: dict[str, Any], *, named: bool) -> list[dict[str, Any]]:
    """Return the programs as coloured spans with their names."""
    if not data.datasets["programs"]:  # a layer without data draws nothing, and complains
        return []
    shown = {"x": {**x, "field": "start"}, "x2": {"field": "end"}}
    colours = [theme.PROGRAM_COLOURS[code] for code in chart_texts.PROGRAM_NAMES]
    scale = {"domain": list(_PROGRAM_NAMES.values()), "range": colours}
    colour = {"field": "program", "type": "nominal", "scale": scale, "legend": None}
    shade = {
        "data": {"name": "programs"},
        "mark": {"type": "rect", "opacity": theme.PHASE_OPACITY, "clip": True},
        "encoding": {**shown, "color": colour},
    }
    if not named:
        return [shade]
    is_below = layout.are_names_below(data)
    mark = {
        "type": "text", "align": "left", "baseline": "bottom" if is_below else "top",
        "dx": layout.NAME_DX, "dy": -layout.NAME_DY if is_below else layout.NAME_DY,
        "fontSize": layout.SMALL_SIZE, "color": theme.SOFT_INK,
    }  # fmt: skip
    corners = [
        {"start": _midnight(name.start), "name": list(name.lines)} for name in layout.name_spans(data, size)
    ]
    names = {
        "data": {"values": corners or [{}]},
        "mark": mark,
        "encoding": {
            "x": shown["x"],
            "y": {"value": size.height if is_below else 0},
            "text": {"field": "name"},
        },
    }
    return [shade, names]


def _this_week(data: TrendData, site: Site, x: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the frame of this week, and in it where its mean would ordinarily lie."""
    span = {"x": {**x, "field": "start"}, "x2": {"field": "end"}}
    frame = {
        "data": {"name": "this_week"},
        "mark": {"type": "rect", "fillOpacity": 0, "stroke": theme.SOFT_INK, "strokeWidth": 1, "clip": True},
        "encoding": span,
    }
    if not data.datasets[f"ordinary_{site}"]:
        return [frame]
    ordinary = {
        "data": {"name": f"ordinary_{site}"},
        "mark": {"type": "rect", "color": theme.SOFT_INK, "opacity": layout.ORDINARY_OPACITY, "clip": True},
        "encoding": {**span, "y": _y("low"), "y2": {"field": "high"}},
    }
    return [ordinary, frame]


def _course(site: Site, colour: str, x: dict[str, Any], size: Size) -> list[dict[str, Any]]:
    """Return the run-in's mean, the line of each program with its range, the days and the weekly means."""
    middle = {**x, "field": "date"}
    line_data = {"data": {"name": f"lines_{site}"}}
    return [
        {
            "data": {"name": f"run_in_{site}"},
            "mark": {
                "type": "rule",
                "strokeDash": list(layout.RUN_IN_DASH),
                "strokeWidth": layout.RUN_IN_WIDTH,
                "color": theme.SOFT_INK,
            },
            "encoding": {"x": {**x, "field": "start"}, "x2": {"field": "end"}, "y": _y("mean")},
        },
        {
            **line_data,
            "mark": {"type": "area", "color": colour, "opacity": layout.RANGE_OPACITY, "clip": True},
            "encoding": {"x": middle, "y": _y("low"), "y2": {"field": "high"}, "detail": {"field": "phase"}},
        },
        {
            "data": {"name": f"days_{site}"},
            "mark": {"type": "circle", "size": size.dot, "opacity": layout.DOT_OPACITY, "color": colour},
            "encoding": {"x": middle, "y": _y("score")},
        },
        {
            **line_data,
            "mark": {"type": "line", "color": colour, "strokeWidth": layout.LINE_WIDTH, "clip": True},
            "encoding": {"x": middle, "y": _y("line"), "detail": {"field": "phase"}},
        },
        {
            "data": {"name": f"means_{site}"},
            "mark": {"type": "rule", "color": theme.INK},
            "encoding": {
                "x": {**x, "field": "start"},
                "x2": {"field": "end"},
                "y": _y("mean"),
                "opacity": {"condition": {"test": "datum.now", "value": 1}, "value": layout.MEAN_OPACITY},
                "strokeWidth": {
                    "condition": {"test": "datum.now", "value": layout.NOW_WIDTH},
                    "value": layout.MEAN_WIDTH,
                },
            },
        },
    ]


def _labels(data: TrendData, site: Site, colour: str, size: Size) -> list[dict[str, Any]]:
    """Return this week's mean and the run-in's at the right edge, pushed apart where they would touch."""
    made = []
    for label in data.labels[site]:
        mark = {
            "type": "text", "align": "left", "baseline": "middle", "dx": layout.OFFSET, "text": label.text,
            "fontSize": layout.MAIN_SIZE if label.is_main else layout.SMALL_SIZE,
            "fontWeight": 700 if label.is_main else 400,
            "color": theme.INK if label.is_main else theme.SOFT_INK,
        }  # fmt: skip
        place = {"x": {"value": size.plot}, "y": {"datum": label.at, "type": "quantitative", "scale": _SCALE}}
        made.append({"data": {"values": [{}]}, "mark": mark, "encoding": place})
    return made


def _moment(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


def _write_days(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for Vega: a bare date would be read as UTC, so days stand at noon, ends at midnight."""
    return {
        name: value if not isinstance(value, date) else _noon(value) if name == "date" else _midnight(value)
        for name, value in row.items()
    }


def _noon(day: date) -> str:
    return f"{day}T12:00:00"


def _midnight(day: date) -> str:
    return f"{day}T00:00:00"
