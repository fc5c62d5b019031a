"""Sparklines: a small line without axes, for a row of a table, drawn as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from markupsafe import Markup

#: Room, in pixels, that the dot of the last value needs on every side.
_MARGIN: Final = 3.5
_DOT: Final = 2.5

_SVG: Final = Markup(
    '<svg class="sparkline" role="img" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" aria-label="{label}"><title>{label}</title>{marks}</svg>'
)
_LINE: Final = Markup(
    '<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"'
    ' stroke-linecap="round" stroke-linejoin="round"></polyline>'
)
_CIRCLE: Final = Markup('<circle cx="{x}" cy="{y}" r="{r}" fill="{colour}"></circle>')


def draw_sparkline(
    values: Sequence[float | None],
    *,
    label: str,
    low: float = 0.0,
    high: float | None = 10.0,
    colour: str = "var(--ink)",
    width: int = 120,
    height: int = 28,
) -> Markup:
    """Draw values in their order as one small line; the last value is a dot.

    Parameters
    ----------
    values
        Equally spaced values; None (or NaN) is a gap, never a 0. A value between two gaps is a dot.
    label
        What a person who cannot see it hears; escaped. Says what is drawn, with its unit.
    low, high
        Values at the lower and upper edge; values beyond are drawn at the edge. High None: the
        highest value.
    colour
        A CSS colour; escaped.
    width, height
        Size in CSS pixels.

    Returns
    -------
    Markup
        An ``<svg role="img">``; without any value, an empty one of the same size.

    Examples
    --------
    >>> str(draw_sparkline([2, None, 4], label="a < b")).count("<circle")
    2
    """
    kept = [value if value is not None and math.isfinite(value) else None for value in values]
    present = [value for value in kept if value is not None]
    top = high if high is not None else max(present, default=low)
    span = top - low or 1.0
    step = (width - 2 * _MARGIN) / max(len(kept) - 1, 1)

    def place(i: int, value: float) -> tuple[float, float]:
        share = min(max((value - low) / span, 0.0), 1.0)
        return round(_MARGIN + i * step, 1), round(height - _MARGIN - share * (height - 2 * _MARGIN), 1)

    runs = list(_split_runs([None if v is None else place(i, v) for i, v in enumerate(kept)]))
    drawn = runs[:-1] if runs and len(runs[-1]) == 1 else runs  # the last value is a dot of its own
    marks = Markup("").join(_draw_run(run, colour) for run in drawn)
    if runs:
        x, y = runs[-1][-1]
        marks += _CIRCLE.format(x=x, y=y, r=_DOT, colour=colour)
    return _SVG.format(width=width, height=height, label=label, marks=marks)


def _split_runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Yield the stretches of points between gaps."""
    gaps = [-1, *(i for i, point in enumerate(points) if point is None), len(points)]
    for before, after in pairwise(gaps):
        run = [point for point in points[before + 1 : after] if point is not None]
        if run:
            yield run


def _draw_run(run: list[tuple[float, float]], colour: str) -> Markup:
    if len(run) == 1:
        return _CIRCLE.format(x=run[0][0], y=run[0][1], r=1.5, colour=colour)
    return _LINE.format(points=" ".join(f"{x:g},{y:g}" for x, y in run), colour=colour)
