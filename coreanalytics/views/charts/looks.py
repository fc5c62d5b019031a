"""Pictures of counting and looking: the weekly looks of a running verdict, and responders by arm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.texts import program_name
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import effect_frames as frames
from coreanalytics.views.texts import charts as texts

if TYPE_CHECKING:
    from coreanalytics.effects.responder_counts import Responders
    from coreanalytics.effects.running import RunningVerdict, RunningVerdicts

MARGIN: Final = 34
_WIDEST: Final = 10.0


def draw_looks(verdicts: RunningVerdicts) -> Any:
    """Draw the weekly range of every look, the band that does not matter, and where a verdict was reached.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        No look at any site has an answer yet.
    """
    told = [one for one in verdicts.values() if one.looks["estimate"].count() > 0]
    if not told:
        first = next(iter(verdicts.values()))
        raise ArgumentError(words.sentence(first.refusal), where="verdicts", hint=texts.LOOKS_HINT)
    first = told[0]
    widest = max(
        float(one.looks.select(pl.max_horizontal(pl.col("low", "high").abs().max())).item()) for one in told
    )
    reach = min(max(2 * first.delta, 1.05 * widest), _WIDEST)
    panels = [_panel_looks(one, reach, last=one is told[-1]) for one in told]
    said = [
        texts.FOREST_HEAD.format(
            site=texts.SITE_NAMES[one.outcome],
            said=texts.SINCE_WEEK.format(verdict=one.verdict, week=one.path[-1][0])
            if one.path
            else one.verdict,
        )
        for one in verdicts.values()
    ]
    return (
        alt.vconcat(*panels, spacing=14)
        .resolve_scale(x="shared")
        .properties(
            title=theme.make_title(
                texts.FOREST_JOIN.join(said),
                texts.LOOKS_SUBTITLE.format(
                    treatment=words.sentence(program_name(first.treatment)).rstrip("."),
                    control=program_name(first.control),
                    level=words.percent(first.level, 2),
                    n=first.planned,
                    delta=words.trimmed(first.delta),
                ),
            ),
            usermeta={"margin": MARGIN},
        )
    )


def _panel_looks(one: RunningVerdict, reach: float, *, last: bool) -> Any:
    looks = frames.list_looks(one)
    colour = theme.SITE_COLOURS[one.outcome]
    x = alt.X(
        "look:Q",
        title=texts.LOOKS_AXIS if last else None,
        scale=alt.Scale(domain=[0, one.planned + 0.6], nice=False),
        axis=alt.Axis(tickMinStep=1, tickCount=13, labels=last, ticks=last, domain=last, grid=False),
    )
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    y = alt.Y("low:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5))
    hover = [
        alt.Tooltip("look:Q", title=texts.WEEK),
        alt.Tooltip("date:T", title=texts.DATE),
        alt.Tooltip("estimate:Q", title=texts.DIFFERENCE, format="+.2f"),
        alt.Tooltip("low:Q", title=texts.LOW, format="+.2f"),
        alt.Tooltip("high:Q", title=texts.HIGH, format="+.2f"),
        alt.Tooltip("verdict:N", title=texts.ALONE),
    ]
    base = alt.Chart(looks)
    span = base.mark_rule(strokeWidth=4, opacity=0.55, color=colour, clip=True).encode(
        x=x, y=y, y2="high:Q", tooltip=hover
    )
    dot = base.mark_circle(size=55, opacity=1, color=colour, clip=True).encode(
        x=x, y=alt.Y("estimate:Q", scale=scale, title=None), tooltip=hover
    )
    title = alt.Title(texts.SITE_NAMES[one.outcome], fontSize=13, color=colour, offset=4)
    layers = [*_band(one.delta), *_mark_verdicts(looks, x), span, dot]
    return alt.layer(*layers).properties(width=theme.WIDE, height=150, title=title)


def _band(delta: float) -> list[Any]:
    band = (
        alt.Chart().mark_rect(color=theme.LINE, opacity=0.7).encode(y=alt.datum(-delta), y2=alt.datum(delta))
    )
    zero = alt.Chart().mark_rule(color=theme.SOFT_INK, strokeWidth=1).encode(y=alt.datum(0))
    return [band, zero]


def _mark_verdicts(looks: pl.DataFrame, x: Any) -> list[Any]:
    """Return a line at each look at which a verdict was reached, with its words."""
    reached = looks.filter(pl.col("reached") != "")
    if reached.is_empty():
        return []
    # words are written towards the middle, so that they fit
    side = pl.when(pl.col("look") > 13).then(pl.lit("right")).otherwise(pl.lit("left"))
    reached = reached.select("look", "reached", side=side)
    base = alt.Chart(reached)
    line = base.mark_rule(color=theme.INK, strokeDash=[4, 3]).encode(x=x)
    write = {"baseline": "top", "fontSize": 11.5, "color": theme.INK}
    labels = [
        base.transform_filter(f"datum.side == '{align}'")
        .mark_text(align=align, dx=5 if align == "left" else -5, dy=2, **write)
        .encode(x=x, y=alt.value(0), text="reached:N")
        for align in reached["side"].unique().sort()
    ]
    return [line, *labels]


def draw_responders(result: Responders) -> Any:
    """Draw the share of responders of each arm with its range, and the difference in 100 people.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        Nobody is counted.
    """
    shares = frames.list_shares(result)
    if shares.is_empty():
        raise ArgumentError(texts.NOBODY_COUNTED, where="responders", hint="")
    arms = [
        arm for arm in (result.treatment, result.control) if texts.PROGRAM_NAMES[arm] in shares["program"]
    ]
    colour = alt.Color(
        "program:N",
        scale=alt.Scale(
            domain=[texts.PROGRAM_NAMES[arm] for arm in arms],
            range=[theme.PROGRAM_COLOURS[arm] for arm in arms],
        ),
        legend=alt.Legend(symbolOpacity=1),
    )
    sites = shares["site"].unique(maintain_order=True).to_list()
    gaps = frames.list_gaps(result)
    panels = [_panel_shares(shares, gaps, site, colour) for site in sites]
    return (
        alt.vconcat(*panels, spacing=18)
        .resolve_scale(color="shared")
        .properties(
            title=theme.make_title(
                texts.RESPONDERS_TITLE.format(weeks=words.trimmed(result.weeks, 1)),
                texts.RESPONDERS_SUBTITLE.format(
                    level=words.percent(result.level),
                    treatment=program_name(result.treatment),
                    control=program_name(result.control),
                ),
            ),
            usermeta={"margin": 110},
        )
    )


def _panel_shares(shares: pl.DataFrame, gaps: pl.DataFrame, site: str, colour: Any) -> Any:
    own = shares.filter(pl.col("site") == site)
    criteria = own["criterion"].unique(maintain_order=True).to_list()
    y = alt.Y("criterion:N", sort=criteria, title=None, axis=alt.Axis(labelLimit=110))
    offset = alt.YOffset("program:N", sort=colour.to_dict()["scale"]["domain"])
    axis = alt.Axis(grid=True, values=[0, 20, 40, 60, 80, 100])
    x = alt.X("share:Q", title=texts.RESPONDERS_AXIS, scale=alt.Scale(domain=[0, 112]), axis=axis)
    hover = [
        alt.Tooltip("program:N", title=texts.PROGRAM),
        alt.Tooltip("told:N", title=texts.PEOPLE),
        alt.Tooltip("share:Q", title=texts.SHARE, format=".0f"),
        alt.Tooltip("low:Q", title=texts.LOW, format=".0f"),
        alt.Tooltip("high:Q", title=texts.HIGH, format=".0f"),
    ]
    base = alt.Chart(own)
    bar = base.mark_bar(opacity=0.45, height=15).encode(x=x, y=y, yOffset=offset, color=colour, tooltip=hover)
    span = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q"), x2="high:Q", y=y, yOffset=offset, color=colour, tooltip=hover
    )
    told = base.mark_text(align="left", dx=6, fontSize=11.5).encode(
        x="high:Q", y=y, yOffset=offset, text="told:N"
    )
    layers = [bar, span, told]
    height = 46 * len(criteria)
    title = alt.Title(site, fontSize=13, offset=4)
    left = alt.layer(*layers).properties(width=theme.WIDE, height=height, title=title)
    mine = gaps.filter(pl.col("site") == site)
    if mine.is_empty():
        return left
    return alt.vconcat(left, _panel_gaps(mine, criteria), spacing=6)


def _panel_gaps(gaps: pl.DataFrame, criteria: list[str]) -> Any:
    y = alt.Y("criterion:N", sort=criteria, title=None, axis=alt.Axis(labelLimit=110))
    x = alt.X(
        "low:Q",
        title=texts.GAPS_AXIS,
        scale=alt.Scale(domain=[-100, 100]),
        axis=alt.Axis(grid=True, tickCount=9),
    )
    hover = [
        alt.Tooltip("difference:Q", title=texts.DIFFERENCE, format="+.0f"),
        alt.Tooltip("low:Q", title=texts.LOW, format="+.0f"),
        alt.Tooltip("high:Q", title=texts.HIGH, format="+.0f"),
    ]
    base = alt.Chart(gaps)
    zero = alt.Chart().mark_rule(color=theme.SOFT_INK).encode(x=alt.datum(0))
    span = base.mark_rule(strokeWidth=3, opacity=0.7, color=theme.SOFT_INK).encode(
        x=x, x2="high:Q", y=y, tooltip=hover
    )
    dot = base.mark_circle(size=80, opacity=1, color=theme.INK).encode(x="difference:Q", y=y, tooltip=hover)
    return alt.layer(zero, span, dot).properties(width=theme.WIDE, height=24 * len(criteria))
