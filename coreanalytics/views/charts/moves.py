"""Progress on the five moves: the best of each week in its own unit, left and right, what gave out first."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import week_frames
from coreanalytics.views.texts import charts, pictures

#: Room, in CSS pixels, that axis labels take beside the drawing area.
MARGIN: Final = 66
_HALF: Final = theme.WIDE // 2 - 34
_WEEK_MS: Final = 7 * 24 * 3600 * 1000
_SIDES: Final = (pictures.LEFT, pictures.RIGHT)
_SIDE_COLOURS: Final = (theme.OKABE_ITO["blue"], theme.OKABE_ITO["orange"])


def draw_moves(days: pl.DataFrame) -> Any:
    """Draw one person's moves: best of each week, left against right, and what gave out first.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        None of it was logged.
    """
    weeks = week_frames.fold_training(days)
    parts, told = [], []
    measures = week_frames.list_measures(days)
    progress = [name for name in measures if name not in week_frames.SIDES]
    if progress:
        parts.append(draw_progress(weeks.select("monday", *progress), progress))
        told.append(pictures.MOVES_LABEL)
    if len(progress) < len(measures):
        sides = [name for name in measures if name in week_frames.SIDES]
        parts.append(draw_sides(weeks.select("monday", *sides)))
        told.append(pictures.SIDES_LABEL)
    answers = week_frames.list_answers(days)
    if answers:
        parts.append(draw_answers(weeks.select("monday", week_frames.ANSWERED, *answers)))
        told.append(pictures.ANSWERS_LABEL)
    if not parts:
        raise ArgumentError(pictures.NO_MOVES, where="days", hint=pictures.NO_MOVES_HINT)
    chart = alt.vconcat(*parts, spacing=30).resolve_scale(color="independent", x="independent")
    return chart.properties(description=" ".join(told), usermeta={"margin": MARGIN})


def draw_progress(data: Any, measures: list[str]) -> Any:
    """Draw the best set of each week, a small panel a measure, each with a scale of its own from 0.

    Parameters
    ----------
    data
        One person's `week_frames.fold_training`, or named data of its shape.
    measures
        Its columns of capacity.

    Returns
    -------
    alt.FacetChart
    """
    names = "{" + ", ".join(f"'{m}': '{pictures.MEASURE_NAMES[m]}'" for m in measures) + "}"
    hover = [
        alt.Tooltip("monday:T", title=charts.WEEK_OF),
        alt.Tooltip("measure:N", title=pictures.MEASURE),
        alt.Tooltip("best:Q", title=pictures.BEST, format=".1~f"),
    ]
    line = (
        alt.Chart()
        .mark_line(
            color=theme.OKABE_ITO["green"],
            point={"filled": True, "size": 34, "color": theme.OKABE_ITO["green"]},
        )
        .encode(
            x=_weeks(count=4),
            y=alt.Y("best:Q", title=None, axis=alt.Axis(tickCount=4), scale=alt.Scale(zero=True)),
            tooltip=hover,
        )
        .properties(width=_HALF, height=92)
    )
    header = alt.Header(title=None, labelAnchor="start", labelFontWeight=600, labelPadding=6, labelLimit=330)
    return (
        alt.layer(line, data=data)
        .transform_fold(measures, as_=["key", "best"])
        .transform_filter("isValid(datum.best)")
        .transform_calculate(measure=f"({names})[datum.key]")
        .facet(
            facet=alt.Facet(
                "measure:N", title=None, sort=[pictures.MEASURE_NAMES[m] for m in measures], header=header
            ),
            columns=2,
        )
        .resolve_scale(y="independent")
        .resolve_axis(x="independent")
        .properties(title=theme.make_title(pictures.MOVES_TITLE, pictures.MOVES_SUBTITLE))
    )


def draw_sides(data: Any) -> Any:
    """Draw how long side support was held on the left and on the right, and the asymmetry in percent.

    Returns
    -------
    alt.VConcatChart
    """
    left, right = f"datum.{week_frames.LEFT}", f"datum.{week_frames.RIGHT}"
    base = alt.Chart(data)
    both = base.transform_filter(f"isValid({left}) && isValid({right}) && max({left}, {right}) > 0")
    sides = {week_frames.LEFT: pictures.LEFT, week_frames.RIGHT: pictures.RIGHT}
    names = "{" + ", ".join(f"'{code}': '{name}'" for code, name in sides.items()) + "}"
    colour = alt.Color(
        "side:N",
        scale=alt.Scale(domain=list(_SIDES), range=list(_SIDE_COLOURS)),
        legend=alt.Legend(symbolOpacity=1, orient="top"),
    )
    held = (
        base.transform_fold(list(sides), as_=["key", "seconds"])
        .transform_filter("isValid(datum.seconds)")
        .transform_calculate(side=f"({names})[datum.key]")
        .mark_line(point={"filled": True, "size": 40})
        .encode(
            x=_weeks(labels=False),
            y=alt.Y("seconds:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=colour,
            tooltip=[
                alt.Tooltip("monday:T", title=charts.WEEK_OF),
                alt.Tooltip("side:N", title=pictures.SIDE),
                alt.Tooltip("seconds:Q", title=pictures.SECONDS, format=".0f"),
            ],
        )
        .properties(width=theme.WIDE, height=110, title=_heading(pictures.SIDES_HEADING))
    )
    gap = both.transform_calculate(asymmetry=f"100 * ({left} - {right}) / max({left}, {right})")
    stronger = alt.condition("datum.asymmetry >= 0", alt.value(_SIDE_COLOURS[0]), alt.value(_SIDE_COLOURS[1]))
    y = alt.Y("asymmetry:Q", title=None, axis=alt.Axis(tickCount=5, format="+.0f"))
    bars = gap.mark_bar(size=8, opacity=0.9).encode(
        x=_weeks(),
        y=y,
        color=stronger,
        tooltip=[
            alt.Tooltip("monday:T", title=charts.WEEK_OF),
            alt.Tooltip("asymmetry:Q", title=pictures.ASYMMETRY, format="+.0f"),
        ],
    )
    zero = alt.Chart().mark_rule(color=theme.SOFT_INK).encode(y=alt.datum(0))
    under = alt.layer(bars, zero).properties(
        width=theme.WIDE, height=70, title=_heading(pictures.ASYMMETRY_HEADING)
    )
    return (
        alt.vconcat(held, under, spacing=8)
        .resolve_scale(x="shared", color="independent")
        .properties(title=theme.make_title(pictures.SIDES_TITLE, pictures.SIDES_SUBTITLE))
    )


def draw_answers(data: Any) -> Any:
    """Draw what gave out first as shares of each week's answers, with the number of answers on top.

    Returns
    -------
    alt.LayerChart
    """
    names = [pictures.GAVE_OUT_NAMES[code] for code in theme.GAVE_OUT_COLOURS]
    codes = "{" + ", ".join(f"'gave_out_{c}': '{n}'" for c, n in pictures.GAVE_OUT_NAMES.items()) + "}"
    columns = [f"gave_out_{code}" for code in theme.GAVE_OUT_COLOURS]
    base = alt.Chart(data).transform_filter(f"datum.{week_frames.ANSWERED} > 0")
    hover = [
        alt.Tooltip("monday:T", title=charts.WEEK_OF),
        alt.Tooltip("cause:N", title=pictures.CAUSE),
        alt.Tooltip("n:Q", title=pictures.ANSWERS),
        alt.Tooltip(f"{week_frames.ANSWERED}:Q", title=pictures.ANSWERED_IN_ALL),
        alt.Tooltip("share:Q", title=pictures.SHARE_OF_ANSWERS, format=".0%"),
    ]
    bars = (
        base.transform_fold(columns, as_=["key", "n"])
        .transform_filter("datum.n > 0")
        .transform_calculate(
            cause=f"({codes})[datum.key]",
            share=f"datum.n / datum.{week_frames.ANSWERED}",
            rank=f"indexof({columns!r}, datum.key)",
            begin=f"time(datum.monday) + {0.06 * _WEEK_MS:.0f}",
            end=f"time(datum.monday) + {0.94 * _WEEK_MS:.0f}",
        )
        .transform_stack(
            stack="share", as_=["low", "high"], groupby=["monday"], sort=[alt.SortField("rank", "ascending")]
        )
        .mark_rect()
        .encode(
            x=alt.X("begin:T", title=None, axis=_week_axis(8)),
            x2="end:T",
            y=alt.Y(
                "low:Q",
                title=None,
                axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
                scale=alt.Scale(domain=[0, 1.12], nice=False),
            ),
            y2="high:Q",
            color=alt.Color(
                "cause:N",
                sort=names,
                scale=alt.Scale(domain=names, range=list(theme.GAVE_OUT_COLOURS.values())),
                legend=alt.Legend(symbolOpacity=1, symbolType="square"),
            ),
            tooltip=hover,
        )
    )
    number = (
        base.transform_calculate(middle=f"time(datum.monday) + {0.5 * _WEEK_MS:.0f}")
        .mark_text(baseline="bottom", dy=-2, fontSize=11, color=theme.INK)
        .encode(x="middle:T", y=alt.datum(1), text=f"{week_frames.ANSWERED}:Q")
    )
    return (
        alt.layer(bars, number)
        .properties(width=theme.WIDE, height=170)
        .properties(title=theme.make_title(pictures.ANSWERS_TITLE, pictures.ANSWERS_SUBTITLE))
    )


def _week_axis(count: int, *, labels: bool = True) -> alt.Axis:
    return alt.Axis(
        format="%-d %b",
        tickCount=count,
        labelOverlap="parity",
        labelSeparation=8,
        labels=labels,
        ticks=labels,
    )


def _weeks(count: int = 8, *, labels: bool = True) -> alt.X:
    return alt.X("monday:T", title=None, axis=_week_axis(count, labels=labels))


def _heading(text: str) -> alt.Title:
    return alt.Title(text, fontSize=12, fontWeight="normal", color=theme.SOFT_INK, offset=4)


def table_of_moves(days: pl.DataFrame) -> pl.DataFrame:
    """Return the best of each week, wide, with headings a person can read."""
    weeks = week_frames.fold_training(days)
    measures = week_frames.list_measures(days)
    return weeks.select(
        pl.col("person").alias(charts.PERSON),
        pl.col("monday").alias(charts.WEEK_OF),
        *(pl.col(name).alias(pictures.MEASURE_NAMES[name]) for name in measures),
    )
