"""The picture of a weekly report as SVG, written without any drawing library.

It takes milliseconds, and is the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from coreanalytics.views import texts, theme
from coreanalytics.views.elements import NAMESPACE, Scale, element, shorten, text_of
from coreanalytics.views.weekly import trend_layout as layout
from coreanalytics.views.weekly.trend_data import TrendData
from coreanalytics.views.weekly.trend_layout import Size
from coreanalytics.vocabulary import Site

#: From the name of a colour (`theme.list_colours`) to what an attribute says.
Paint = Callable[[str], str]

_LINE_HEIGHT = 15  # of headlines, pixels
_FOOT = 22  # room for the dates below the last panel, pixels
_BASELINE = 0.35  # from the middle of a line of text to its baseline, in font sizes


def draw_trend(data: TrendData, width: int, *, label: str, in_page: bool = False) -> str:
    """Draw the picture of a weekly report as SVG.

    Parameters
    ----------
    data
        What is drawn.
    width
        Of the whole picture, CSS pixels; below 480 its marks are made for a phone.
    label
        The picture in words, for somebody who cannot see it.
    in_page
        Whether colours are the page's CSS variables; else they are the light ones of the theme, and the
        picture can stand in a file of its own.

    Returns
    -------
    str
        One ``<svg role="img">``: whole XML without ids, scripts, styles or links.
    """
    size = Size(width)
    colours = theme.list_colours()
    paint: Paint = (lambda name: f"var(--{name})") if in_page else colours.__getitem__
    panels, top = [], 2
    for i, site in enumerate(data.sites):
        is_last = i == len(data.sites) - 1
        lines = layout.break_lines(data.headlines[site], size)
        top += len(lines) * _LINE_HEIGHT + layout.OFFSET
        inside = "".join(
            [*_head(lines, paint), *_Panel(data, size, site, paint).draw(named=i == 0, dated=is_last)]
        )
        panels.append(element("g", inside, transform=f"translate({layout.LEFT},{top})"))
        top += size.height + (_FOOT if is_last else layout.SPACING)
    return element(
        "svg",
        "".join(panels),
        xmlns=NAMESPACE,
        class_="still trend",
        role="img",
        aria_label=label,
        width=width,
        height=top,
        viewBox=f"0 0 {width} {top}",
        font_family=None if in_page else theme.FONT.replace("'", ""),
    )


def _head(lines: list[str], paint: Paint) -> Iterator[str]:
    """Return a headline above its panel."""
    last = -layout.OFFSET - 4  # the baseline of its last line
    for i, line in enumerate(lines, start=1 - len(lines)):
        y = last + _LINE_HEIGHT * i
        yield _text(line, layout.HEADLINE_SIZE, paint("ink"), x=-layout.LEFT, y=y, font_weight=600)


class _Panel:
    """One panel: a site."""

    def __init__(self, data: TrendData, size: Size, site: Site, paint: Paint) -> None:
        self.data, self.size, self.site, self.paint = data, size, site, paint
        self.colour = paint(f"site-{site}")
        self.x = Scale(data.start.toordinal(), data.end.toordinal(), 0, size.plot)
        self.y = Scale(layout.LOWEST, layout.HIGHEST, size.height, 0)

    def draw(self, *, named: bool, dated: bool) -> Iterator[str]:
        """Return its parts, what is behind first; with the names of programs, and with dates."""
        yield from self._grid()
        if dated:
            yield from self._dates()
        yield from self._shades()
        if named:
            yield from self._names()
        yield from self._this_week()
        yield from self._run_in()
        yield from self._course()
        yield from self._means()
        yield from self._labels()

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return self.data.datasets[f"{name}_{self.site}"]

    def _span(self, row: dict[str, Any]) -> dict[str, float]:
        """Return x and width of a span of days, as much of it as the picture shows."""
        # rounded before they are subtracted: no hair between spans that touch
        left, right = (round(self.x.clip(row[day].toordinal()), 1) for day in ("start", "end"))
        return {"x": left, "width": right - left}

    def _rule(self, row: dict[str, Any]) -> dict[str, float]:
        """Return the ends of a level line over a span of days."""
        span, y = self._span(row), self.y.clip(row["mean"])
        return {"x1": span["x"], "x2": span["x"] + span["width"], "y1": y, "y2": y}

    def _middle(self, row: dict[str, Any]) -> float:
        """Return where the middle of a day lies."""
        return self.x(row["date"].toordinal() + 0.5)

    def _grid(self) -> Iterator[str]:
        ticks = [self.y(tick) for tick in layout.TICKS]
        lines = "".join(_line(x1=0, x2=self.size.plot, y1=_crisp(y), y2=_crisp(y)) for y in ticks)
        yield element("g", lines, class_="mark-grid", stroke=self.paint("line"))
        for tick, y in zip(layout.TICKS, ticks, strict=True):
            yield _text(
                str(tick),
                layout.AXIS_SIZE,
                self.paint("soft-ink"),
                text_anchor="end",
                x=-layout.OFFSET,
                y=y + _BASELINE * layout.AXIS_SIZE,
            )

    def _dates(self) -> Iterator[str]:
        size, bottom = self.size.date_size, self.size.height
        for monday in layout.list_mondays(self.data, self.size):
            at = self.x(monday.toordinal())
            yield _line(stroke=self.paint("edge"), x1=_crisp(at), x2=_crisp(at), y1=bottom, y2=bottom + 4)
            name = texts.short_day(monday)
            yield _text(name, size, self.paint("soft-ink"), text_anchor="middle", x=at, y=bottom + 17)

    def _shades(self) -> Iterator[str]:
        shades = "".join(
            element(
                "rect",
                **self._span(row),
                height=self.size.height,
                fill=self.paint(f"program-{row['code']}"),
            )
            for row in self.data.datasets["programs"]
        )
        if shades:
            yield element("g", shades, class_="mark-rect", fill_opacity=str(theme.PHASE_OPACITY))

    def _names(self) -> Iterator[str]:
        is_below = layout.are_names_below(self.data)
        for name in layout.name_spans(self.data, self.size):
            x = self.x.clip(name.start.toordinal()) + layout.NAME_DX
            last = len(name.lines) - 1
            for i, line in enumerate(name.lines):
                if is_below:
                    y = self.size.height - layout.NAME_DY - 3 + (layout.SMALL_SIZE + 2) * (i - last)
                else:
                    y = layout.NAME_DY + 9 + (layout.SMALL_SIZE + 2) * i
                yield _text(line, layout.SMALL_SIZE, self.paint("soft-ink"), x=x, y=y)

    def _this_week(self) -> Iterator[str]:
        """Return the frame of this week, and in it where its mean would ordinarily lie."""
        soft = self.paint("soft-ink")
        for row in self._rows("ordinary"):
            high, low = self.y.clip(row["high"]), self.y.clip(row["low"])
            place = {**self._span(row), "y": high, "height": low - high}
            yield element(
                "rect",
                class_="mark-ordinary",
                **place,
                fill=soft,
                fill_opacity=str(layout.ORDINARY_OPACITY),
            )
        for row in self.data.datasets["this_week"]:
            place = {**self._span(row), "height": self.size.height}
            yield element("rect", class_="mark-frame", **place, fill="none", stroke=soft)

    def _run_in(self) -> Iterator[str]:
        for row in self._rows("run_in"):
            yield _line(
                class_="mark-run-in",
                **self._rule(row),
                stroke=self.paint("soft-ink"),
                stroke_width=layout.RUN_IN_WIDTH,
                stroke_dasharray=",".join(map(str, layout.RUN_IN_DASH)),
            )

    def _course(self) -> Iterator[str]:
        """Return the line of each program with its range, and the days."""
        phases = [list(rows) for _, rows in groupby(self._rows("lines"), key=lambda row: row["phase"])]
        outlines = [outline for rows in phases if (outline := self._outline(rows))]
        ranges = "".join(element("path", d=outline) for outline in outlines)
        if ranges:
            opacity = str(layout.RANGE_OPACITY)
            yield element("g", ranges, class_="mark-area", fill=self.colour, fill_opacity=opacity)
        radius = math.sqrt(self.size.dot / math.pi)
        dots = "".join(
            element("circle", cx=self._middle(row), cy=self.y(row["score"]), r=radius)
            for row in self._rows("days")
        )
        if dots:
            opacity = str(layout.DOT_OPACITY)
            yield element("g", dots, class_="mark-symbol", fill=self.colour, fill_opacity=opacity)
        lines = "".join(element("path", d=self._trace(rows, "line")) for rows in phases)
        if lines:
            width = layout.LINE_WIDTH
            yield element("g", lines, class_="mark-line", fill="none", stroke=self.colour, stroke_width=width)

    def _trace(self, rows: list[dict[str, Any]], field: str) -> str:
        points = (f"{shorten(self._middle(row))},{shorten(self.y.clip(row[field]))}" for row in rows)
        return "M" + "L".join(points)

    def _outline(self, rows: list[dict[str, Any]]) -> str:
        """Return the path around a range; empty where there is none."""
        if any(row["low"] is None or row["high"] is None for row in rows):
            return ""
        return f"{self._trace(rows, 'low')}L{self._trace(rows[::-1], 'high')[1:]}Z"

    def _means(self) -> Iterator[str]:
        usual = {"stroke_width": layout.MEAN_WIDTH, "stroke_opacity": str(layout.MEAN_OPACITY)}
        lines = "".join(
            _line(**self._rule(row), **({"stroke_width": layout.NOW_WIDTH} if row["now"] else usual))
            for row in self._rows("means")
        )
        if lines:
            yield element("g", lines, class_="mark-mean", stroke=self.paint("ink"))

    def _labels(self) -> Iterator[str]:
        """Return this week's mean and the run-in's at the right edge."""
        for label in self.data.labels[self.site]:
            size = layout.MAIN_SIZE if label.is_main else layout.SMALL_SIZE
            yield _text(
                label.text,
                size,
                self.paint("ink" if label.is_main else "soft-ink"),
                font_weight=700 if label.is_main else None,
                x=self.size.plot + layout.OFFSET,
                y=self.y(label.at) + _BASELINE * size,
            )


def _text(text: str, size: int, fill: str, **more: str | float | None) -> str:
    return element("text", text_of(text), **more, font_size=size, fill=fill)


def _line(**attributes: str | float | None) -> str:
    return element("line", **attributes)


def _crisp(at: float) -> float:
    """Return the middle of the pixel that a hair line is to fill."""
    return round(at) + 0.5
