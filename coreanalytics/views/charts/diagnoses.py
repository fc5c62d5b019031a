"""Four small pictures of how far a fit can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics.views import theme
from coreanalytics.views.charts import effect_frames as frames
from coreanalytics.views.texts import charts as texts

if TYPE_CHECKING:
    from coreanalytics.effects.diagnosis import Diagnosis

_HALF: Final = theme.WIDE // 2 - 40
_SMALL: Final = theme.WIDE // 4 - 22
_HEIGHT: Final = 190


def draw_diagnosis(result: Diagnosis) -> Any:
    """Draw residuals against fitted scores, their quantiles, their memory, and some people's courses.

    Returns
    -------
    alt.VConcatChart
    """
    colour = theme.SITE_COLOURS[result.outcome]
    top = alt.hconcat(_residuals(result, colour), _quantiles(result, colour), spacing=40)
    rows = [top, _memory(result, colour), _courses(result, colour)]
    return alt.vconcat(*rows, spacing=24).properties(
        title=theme.make_title(
            texts.DIAGNOSIS_TITLE.format(site=texts.SITE_NAMES[result.outcome]), result.to_sentence()
        )
    )


def _title(text: str, subtitle: str) -> alt.Title:
    return alt.Title(text, subtitle=subtitle, fontSize=13, subtitleFontSize=11.5, offset=6)


def _residuals(result: Diagnosis, colour: str) -> Any:
    x = alt.X("fitted:Q", title=texts.FITTED, scale=alt.Scale(zero=False))
    y = alt.Y("residual:Q", title=texts.RESIDUAL)
    dots = (
        alt.Chart(frames.thin_residuals(result))
        .mark_circle(size=14, opacity=0.25, color=colour)
        .encode(x=x, y=y)
    )
    zero = alt.Chart().mark_rule(color=theme.SOFT_INK).encode(y=alt.datum(0))
    mean = alt.Chart(frames.mean_residuals(result)).mark_line(color=theme.INK).encode(x=x, y=y)
    return alt.layer(dots, zero, mean).properties(
        width=_HALF, height=_HEIGHT, title=_title(texts.RESIDUALS_TITLE, texts.RESIDUALS_SUBTITLE)
    )


def _quantiles(result: Diagnosis, colour: str) -> Any:
    frame = result.quantiles.with_columns(pl.all().round(3))
    x = alt.X("theoretical:Q", title=texts.QUANTILES_AXIS)
    ends = [frame["theoretical"].min(), frame["theoretical"].max()]
    same = pl.DataFrame({"theoretical": ends, "sample": ends})
    line = alt.Chart(same).mark_line(color=theme.SOFT_INK, strokeWidth=1).encode(x=x, y="sample:Q")
    dots = (
        alt.Chart(frame)
        .mark_circle(size=18, opacity=0.6, color=colour)
        .encode(x=x, y=alt.Y("sample:Q", title=texts.RESIDUAL_SD))
    )
    return alt.layer(line, dots).properties(
        width=_HALF, height=_HEIGHT, title=_title(texts.QUANTILES_TITLE, texts.QUANTILES_SUBTITLE)
    )


def _memory(result: Diagnosis, colour: str) -> Any:
    frame = result.autocorrelation.with_columns(pl.col("correlation", "expected").round(4))
    x = alt.X("lag:O", title=texts.LAG, axis=alt.Axis(labelAngle=0))
    y = alt.Y("correlation:Q", title=texts.CORRELATION)
    hover = [
        alt.Tooltip("lag:O", title=texts.LAG),
        alt.Tooltip("correlation:Q", title=texts.CORRELATION, format=".2f"),
        alt.Tooltip("expected:Q", title=texts.EXPECTED, format=".2f"),
        alt.Tooltip("pairs:Q", title=texts.PAIRS),
    ]
    base = alt.Chart(frame)
    bars = base.mark_bar(color=colour, opacity=0.55, width=14).encode(x=x, y=y, tooltip=hover)
    expected = base.mark_line(color=theme.INK, point={"color": theme.INK, "size": 30}).encode(
        x=x, y="expected:Q", tooltip=hover
    )
    return alt.layer(bars, expected).properties(
        width=theme.WIDE, height=140, title=_title(texts.MEMORY_TITLE, texts.MEMORY_SUBTITLE)
    )


def _courses(result: Diagnosis, colour: str) -> Any:
    courses = frames.pick_courses(result)
    x = alt.X("day:Q", title=None, axis=alt.Axis(tickCount=4))
    y = alt.Y(
        "score:Q",
        title=None,
        scale=alt.Scale(domain=[-0.4, 10.4], nice=False),
        axis=alt.Axis(values=[0, 5, 10]),
    )
    base = alt.Chart()
    dots = base.mark_circle(size=12, opacity=0.45, color=colour, clip=True).encode(x=x, y=y)
    own = base.mark_line(color=colour, strokeWidth=2, clip=True).encode(x=x, y="fitted:Q")
    shared = base.mark_line(color=theme.INK, strokeWidth=1, strokeDash=[3, 3], clip=True).encode(
        x=x, y="population:Q"
    )
    return (
        alt.layer(dots, shared, own, data=courses)
        .properties(width=_SMALL, height=84)
        .facet(facet=alt.Facet("person:N", title=None, header=alt.Header(labelLimit=_SMALL)), columns=4)
        .properties(title=_title(texts.COURSES_TITLE, texts.COURSES_SUBTITLE))
    )
