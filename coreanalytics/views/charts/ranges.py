"""Rows of numbers with their ranges on one axis, each with its words above it, at any width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.views import theme
from coreanalytics.views.texts import charts as texts

STEP: Final = 40  #: pixels a row takes
WIDE_ENOUGH: Final = "width > 560"  #: room for a range written out
#: Characters of an axis title that fit a phone.
TITLE_WIDTH: Final = 46
_FLAGGED: Final = theme.OKABE_ITO["vermillion"]


def row_of(
    label: str,
    estimate: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    digits: int = 2,
    signed: bool = True,
    flag: bool = False,
) -> dict[str, object]:
    """Return a row of `draw_ranges`; a flagged one gets a mark of its own."""
    write = words.signed if signed else words.number
    told = "" if estimate is None else write(estimate, digits)
    span = ""
    if estimate is not None and low is not None and high is not None:
        span = texts.FOREST_TOLD.format(estimate=told, span=words.span(low, high, digits))
    return {
        "label": label,
        "estimate": estimate,
        "low": low,
        "high": high,
        "brief": told,
        "told": span or told,
        "flag": flag,
    }


def draw_ranges(
    rows: Sequence[dict[str, object]],
    axis: str,
    *,
    centre: float = 0.0,
    band: float | None = None,
    also: float | None = None,
    log: bool = False,
    title: str = "",
) -> Any:
    """Draw numbers with ranges.

    Parameters
    ----------
    rows
        As from `row_of`.
    axis
        What the numbers are, with their unit.
    centre
        The number that means no difference.
    band
        Half the width of the band around it that would not matter; None: none.
    also
        Another number to hold them against; None: none.
    log
        Whether the axis is one of ratios.
    title
        Of the panel; may be empty.

    Returns
    -------
    alt.LayerChart
    """
    reals = dict.fromkeys(("estimate", "low", "high"), pl.Float64)
    frame = pl.DataFrame(
        [{"row": at, **row} for at, row in enumerate(rows)], schema_overrides=reals, infer_schema_length=None
    )
    x = alt.X(
        "estimate:Q",
        title=wrap(axis),
        scale=_scale(frame, centre, band, also, log=log),
        axis=_axis(centre) if log else alt.Axis(grid=False, tickCount=5, titlePadding=4),
    )
    y = place_rows(frame)
    hover = [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("told:N", title=axis),
    ]
    layers: list[Any] = []
    if band is not None:
        shade = alt.Chart().mark_rect(color=theme.LINE, opacity=0.7)
        layers.append(shade.encode(x=alt.datum(centre - band), x2=alt.datum(centre + band)))
    line = alt.Chart().mark_rule(color=theme.SOFT_INK, strokeWidth=1)
    layers.append(line.encode(x=alt.datum(centre)))
    if also is not None:
        dashed = alt.Chart().mark_rule(color=theme.INK, strokeDash=[4, 3], strokeWidth=1.2)
        layers.append(dashed.encode(x=alt.datum(also)))
    layers += [*_draw_marks(frame, x, y, hover), *write_rows(frame, y)]
    head = {"title": alt.Title(title, fontSize=13, offset=4)} if title else {}
    return alt.layer(*layers).properties(width=theme.WIDE, height=STEP * frame.height, **head)


def wrap(title: str) -> list[str]:
    """Return the title of an axis in lines that fit a phone."""
    return textwrap.wrap(title, TITLE_WIDTH)


def place_rows(frame: pl.DataFrame) -> alt.Y:
    """Return the place of each row, in the order of its number."""
    return alt.Y("row:O", axis=None, sort=None, scale=alt.Scale(domain=frame["row"].to_list()))


def _axis(centre: float) -> alt.Axis:
    """Return the axis of ratios: each step is twice the one before."""
    values = [centre * 2.0**power for power in range(-8, 9)]
    return alt.Axis(grid=False, values=values, format="~g", labelOverlap="greedy", titlePadding=4)


def _draw_marks(frame: pl.DataFrame, x: Any, y: Any, hover: list[Any]) -> list[Any]:
    marks: list[Any] = []
    for is_flagged, own in frame.group_by("flag", maintain_order=True):
        colour, shape = (_FLAGGED, "diamond") if is_flagged[0] else (theme.SOFT_INK, "circle")
        base = alt.Chart(own)
        marks += [
            base.mark_rule(
                strokeWidth=3, opacity=0.75, color=colour, yOffset=6, y2Offset=6, clip=True
            ).encode(x="low:Q", x2="high:Q", y=y, tooltip=hover),
            base.mark_point(
                size=95, filled=True, opacity=1, color=colour, shape=shape, yOffset=6, clip=True
            ).encode(x=x, y=y, tooltip=hover),
        ]
    return marks


def write_rows(frame: pl.DataFrame, y: Any, *, above: int = 11) -> list[Any]:
    """Return the words above each row: its label, and its number, with the range where there is room.

    Parameters
    ----------
    frame
        With row, label, told (number and range), brief (number), and short where a label is long.
    y
        As from `place_rows`.
    above
        Pixels above the middle of the row.
    """
    base = alt.Chart(frame)
    label = choose_text("label", "short" if "short" in frame.columns else "label")
    room = alt.ExprRef(f"max(40, {WIDE_ENOUGH} ? width - 200 : width - 50)")
    left = base.mark_text(text=label, limit=room, align="left", x=0, dy=-above, fontWeight=600)
    number = choose_text("told", "brief")
    edge = alt.ExprRef("width")
    right = base.mark_text(text=number, align="right", x=edge, dy=-above, color=theme.SOFT_INK)
    return [left.encode(y=y), right.encode(y=y)]


def choose_text(wide: str, narrow: str) -> alt.ExprRef:
    """Return the text of a mark: one column where there is room, another on a phone."""
    return alt.ExprRef(f"{WIDE_ENOUGH} ? datum.{wide} : datum.{narrow}")


def _scale(
    frame: pl.DataFrame, centre: float, band: float | None, also: float | None, *, log: bool
) -> alt.Scale:
    ends = [value for name in ("low", "high", "estimate") for value in frame[name].drop_nulls()]
    ends += [value for value in (also,) if value is not None]
    if log:
        factor = max([1.5, *(max(value / centre, centre / value) for value in ends if value > 0)]) * 1.1
        return alt.Scale(type="log", domain=[centre / factor, centre * factor], nice=False)
    if band is None and ends and min(ends) >= centre:
        return alt.Scale(domain=[centre, centre + 1.06 * (max(ends) - centre) or centre + 1], nice=False)
    reach = max([1.6 * band if band else 0.0, *(1.06 * abs(value - centre) for value in ends)]) or 1.0
    return alt.Scale(domain=[centre - reach, centre + reach], nice=False)


def draw_strips(
    groups: Sequence[tuple[str, str, Sequence[tuple[str, float]]]],
    axis: str,
    *,
    level: float = 0.95,
    centre: float | None = 0.0,
    domain: tuple[float, float] | None = None,
    digits: int = 2,
) -> Any:
    """Draw each person's number as a tick, a row a group, with the mean of the group and its range.

    Parameters
    ----------
    groups
        Name, colour, and (person, number) of whom it holds.
    axis
        What the numbers are, with their unit.
    level
        Of the ranges of the means (t of people).
    centre
        The number that means no difference; None: none.
    domain
        Ends of the axis; None: as the numbers need.
    digits
        Of what is written.

    Returns
    -------
    alt.LayerChart
    """
    people = pl.DataFrame(
        [
            {"row": at, "group": name, "person": person, "value": value}
            for at, (name, _, own) in enumerate(groups)
            for person, value in own
        ]
    )
    rows = [
        {"row": at, **_mean(name, [value for _, value in own], level, digits, signed=centre is not None)}
        for at, (name, _, own) in enumerate(groups)
    ]
    means = pl.DataFrame(rows, schema_overrides=dict.fromkeys(("estimate", "low", "high"), pl.Float64))
    scale = alt.Scale(domain=list(domain), nice=False) if domain else alt.Scale(zero=False)
    x = alt.X(
        "value:Q", title=wrap(axis), scale=scale, axis=alt.Axis(grid=False, tickCount=6, titlePadding=4)
    )
    y = place_rows(means)
    names = [name for name, _, _ in groups]
    palette = alt.Scale(domain=names, range=[colour for _, colour, _ in groups])
    hover = [alt.Tooltip("person:N", title=texts.PERSON), alt.Tooltip("value:Q", title=axis, format=".2f")]
    ticks = (
        alt.Chart(people)
        .mark_tick(thickness=2, height=14, opacity=0.6, yOffset=8)
        .encode(x=x, y=y, color=alt.Color("group:N", scale=palette, legend=None), tooltip=hover)
    )
    told = [alt.Tooltip("label:N", title=" "), alt.Tooltip("told:N", title=axis)]
    base = alt.Chart(means)
    span = base.mark_rule(strokeWidth=3, color=theme.INK, yOffset=8, y2Offset=8).encode(
        x="low:Q", x2="high:Q", y=y, tooltip=told
    )
    mark = base.mark_point(size=110, filled=True, opacity=1, color=theme.INK, shape="diamond", yOffset=8)
    layers: list[Any] = [ticks, span, mark.encode(x="estimate:Q", y=y, tooltip=told), *write_rows(means, y)]
    if centre is not None:
        zero = alt.Chart().mark_rule(color=theme.SOFT_INK, strokeWidth=1).encode(x=alt.datum(centre))
        layers = [zero, *layers]
    return alt.layer(*layers).properties(width=theme.WIDE, height=(STEP + 8) * len(groups))


def _mean(
    name: str, values: Sequence[float], level: float, digits: int, *, signed: bool
) -> dict[str, object]:
    """Return the mean of people's numbers with a t range; no range where they do not vary."""
    from coreanalytics.effects.student import quantile

    n = len(values)
    mean = sum(values) / n
    sd = (sum((value - mean) ** 2 for value in values) / (n - 1)) ** 0.5 if n > 1 else 0.0
    half = float(quantile((1 + level) / 2, n - 1)) * sd / n**0.5 if sd > 0 else None
    low, high = (None, None) if half is None else (mean - half, mean + half)
    return row_of(name, mean, low, high, digits=digits, signed=signed)
