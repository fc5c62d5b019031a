"""The Vega-Lite specification of the picture of a weekly report, at any width."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from coreanalytics.views import theme
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.weekly.trend_data import TrendData
from coreanalytics.vocabulary import Program, Site

#: Below this a picture has smaller marks and fewer dates.
_NARROW: Final = 480
#: Scores on the axis; the room above and below keeps a dot at 0 or 10 whole.
_SCALE: Final = {"domain": [-0.5, 10.5], "nice": False}
_TICKS: Final = (0, 5, 10)
_LEFT: Final = 24
_NARROW_LINE: Final = 44  #: letters of a headline that fit a phone
_STUB: Final = 3  #: letters of a line that would look cut off
_LETTER: Final = 6.1  #: width of a letter of a phase's name, pixels
_PROGRAM_NAMES: Final = {str(code): name for code, name in chart_texts.PROGRAM_NAMES.items()}


@dataclass(frozen=True, slots=True)
class _Size:
    """Measures of the picture at one width, in pixels."""

    width: int

    @property
    def is_narrow(self) -> bool:
        return self.width < _NARROW

    @property
    def plot(self) -> int:
        return self.width - _LEFT - (78 if self.is_narrow else 84)

    @property
    def height(self) -> int:
        return 112 if self.is_narrow else 128

    @property
    def dot(self) -> int:
        return 9 if self.is_narrow else 16


def build_spec(data: TrendData, width: int) -> dict[str, Any]:
    """Return the picture as a Vega-Lite specification over named data, without a configuration.

    Parameters
    ----------
    data
        What is drawn.
    width
        Of the whole picture, CSS pixels; below 480 its marks are made for a phone.
    """
    size = _Size(width)
    panels = [
        _panel(data, site, size, first=i == 0, last=i == len(data.sites) - 1)
        for i, site in enumerate(data.sites)
    ]
    return {
        "vconcat": panels,
        "spacing": 18,
        "padding": {"left": 4, "top": 2, "right": 8, "bottom": 2},
        "datasets": data.datasets,
    }


def _panel(data: TrendData, site: Site, size: _Size, *, first: bool, last: bool) -> dict[str, Any]:
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
        "text": _break_lines(data.headlines[site], size),
        "anchor": "start",
        "frame": "group",
        "fontSize": 13,
        "fontWeight": 600,
        "color": theme.INK,
        "offset": 6,
        "dx": -_LEFT + 4,
    }
    return {
        "width": size.plot,
        "height": size.height,
        "title": title,
        "layer": layers,
        "view": {"stroke": None},
    }


def _break_lines(text: str, size: _Size) -> list[str]:
    """Return a headline in lines of about the same length that fit."""
    if not size.is_narrow or len(text) <= _NARROW_LINE:
        return [text]
    lines = -(-len(text) // _NARROW_LINE)
    return textwrap.wrap(text, max(len(text) // lines + 6, *map(len, text.split())))


def _date_axis(data: TrendData, size: _Size) -> dict[str, Any]:
    weeks = max((data.end - data.start).days // 7, 1)
    every = max(1, -(-weeks // (4 if size.is_narrow else 8)))
    mondays = [data.end - timedelta(weeks=every * i + 1) for i in range(weeks // every + 1)]
    values = [_moment(day) for day in reversed(mondays) if day >= data.start]
    return {
        "values": values,
        "format": "%-d %b",
        "domain": False,
        "labelOverlap": True,
        "labelFontSize": 11 if size.is_narrow else 12,
    }


def _y(field: str) -> dict[str, Any]:
    axis = {"values": list(_TICKS), "title": None, "labelPadding": 6, "tickSize": 0}
    return {"field": field, "type": "quantitative", "scale": _SCALE, "axis": axis, "title": None}


def _shades(data: TrendData, size: _Size, x: dict[str, Any], *, named: bool) -> list[dict[str, Any]]:
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
    mark = {
        "type": "text", "align": "left", "baseline": "top", "dx": 4, "dy": 3,
        "fontSize": 11, "color": theme.SOFT_INK,
    }  # fmt: skip
    names = {
        "data": {"values": _name_spans(data, size) or [{}]},
        "mark": mark,
        "encoding": {"x": shown["x"], "y": {"value": 0}, "text": {"field": "name"}},
    }
    return [shade, names]


def _name_spans(data: TrendData, size: _Size) -> list[dict[str, Any]]:
    """Return the names of programs that fit into their spans, in one line or a line a word."""
    per_day = size.plot / max((data.end - data.start).days, 1)
    named = []
    for span in data.datasets["programs"]:
        if span["program"] == _PROGRAM_NAMES[Program.NONE]:  # following none needs no name
            continue
        room = (span["days"] * per_day - 6) / _LETTER
        words = re.findall(r"[^ -]+-?", span["program"])
        lines = [span["program"]] if len(span["program"]) <= room else words
        if max(map(len, lines)) <= room and min(map(len, lines)) > _STUB:
            named.append({"start": span["start"], "program": span["program"], "name": lines})
    return named


def list_unnamed(data: TrendData, width: int) -> list[str]:
    """Return the programs (their codes) that no span has room to name at a width."""
    named = {row["program"] for row in _name_spans(data, _Size(width))}
    shown = {span["program"] for span in data.datasets["programs"]}
    return [code for code, name in _PROGRAM_NAMES.items() if name in shown - named and code != Program.NONE]


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
        "mark": {"type": "rect", "color": theme.SOFT_INK, "opacity": 0.18, "clip": True},
        "encoding": {**span, "y": _y("low"), "y2": {"field": "high"}},
    }
    return [ordinary, frame]


def _course(site: Site, colour: str, x: dict[str, Any], size: _Size) -> list[dict[str, Any]]:
    """Return the run-in's mean, the line of each program with its range, the days and the weekly means."""
    middle = {**x, "field": "date"}
    line_data = {"data": {"name": f"lines_{site}"}}
    return [
        {
            "data": {"name": f"run_in_{site}"},
            "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.2, "color": theme.SOFT_INK},
            "encoding": {"x": {**x, "field": "start"}, "x2": {"field": "end"}, "y": _y("mean")},
        },
        {
            **line_data,
            "mark": {"type": "area", "color": colour, "opacity": 0.14, "clip": True},
            "encoding": {"x": middle, "y": _y("low"), "y2": {"field": "high"}, "detail": {"field": "phase"}},
        },
        {
            "data": {"name": f"days_{site}"},
            "mark": {"type": "circle", "size": size.dot, "opacity": 0.45, "color": colour},
            "encoding": {"x": middle, "y": _y("score")},
        },
        {
            **line_data,
            "mark": {"type": "line", "color": colour, "strokeWidth": 2, "clip": True},
            "encoding": {"x": middle, "y": _y("line"), "detail": {"field": "phase"}},
        },
        {
            "data": {"name": f"means_{site}"},
            "mark": {"type": "rule", "color": theme.INK},
            "encoding": {
                "x": {**x, "field": "start"},
                "x2": {"field": "end"},
                "y": _y("mean"),
                "opacity": {"condition": {"test": "datum.now", "value": 1}, "value": 0.6},
                "strokeWidth": {"condition": {"test": "datum.now", "value": 3}, "value": 1.6},
            },
        },
    ]


def _labels(data: TrendData, site: Site, colour: str, size: _Size) -> list[dict[str, Any]]:
    """Return this week's mean and the run-in's at the right edge, pushed apart where they would touch."""
    made = []
    for label in data.labels[site]:
        mark = {
            "type": "text", "align": "left", "baseline": "middle", "dx": 6, "text": label.text,
            "fontSize": 15 if label.is_main else 11, "fontWeight": 700 if label.is_main else 400,
            "color": theme.INK if label.is_main else theme.SOFT_INK,
        }  # fmt: skip
        place = {"x": {"value": size.plot}, "y": {"datum": label.at, "type": "quantitative", "scale": _SCALE}}
        made.append({"data": {"values": [{}]}, "mark": mark, "encoding": place})
    return made


def _moment(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}
