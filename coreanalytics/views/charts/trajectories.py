"""Courses of many people: each person's weeks behind the mean of their routine, and the model's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.mean_lines import LEVEL, trace_means
from coreanalytics.effects.results import Contrast
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import frames
from coreanalytics.views.texts import charts, pictures
from coreanalytics.vocabulary import PRIMARY_SITES, Program

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Effects

#: Room, in CSS pixels, that axis labels take beside the drawing area.
MARGIN: Final = 34
_HALF: Final = theme.WIDE // 2 - 24
_SCORES: Final = alt.Scale(domain=[-0.3, 10.3], nice=False)
_TICKS: Final = [0, 2, 4, 6, 8, 10]


def draw_trajectories(
    days: pl.DataFrame,
    treatment: str = Program.CORE_FOCUSED,
    control: str = Program.STANDARD_CRUNCH,
) -> Any:
    """Draw each person's weekly means as a thin grey line, a panel per site and routine, with their mean.

    Parameters
    ----------
    days
        Person-days.
    treatment, control
        The two programs.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        Nobody followed either program.
    """
    weeks = frames.fold_arms(days, treatment, control)
    if weeks.is_empty():
        raise ArgumentError(charts.NOBODY_FOLLOWED, where="days", hint=charts.NOBODY_FOLLOWED_HINT)
    arms = [arm for arm in (treatment, control) if arm in weeks["program"]]
    sites = [site for site in frames.SITE_COLUMNS if site in weeks["site"]]
    traces = frames.pick_traces(weeks, frames.limit_traces(weeks))
    means = frames.mean_arms(weeks)
    ends = [weeks["week"].min(), weeks["week"].max()]
    rows = [
        alt.hconcat(
            *(_panel(traces, means, site, arm, ends, last=site == sites[-1]) for arm in arms), spacing=24
        )
        for site in sites
    ]
    sizes = dict(weeks.group_by("program").agg(pl.col("person").n_unique()).iter_rows())
    shown = traces["person"].n_unique()
    told = pictures.TRAJECTORIES_SUBTITLE.format(
        sizes=words.listing(f"{sizes[arm]} on {charts.PROGRAM_NAMES[arm].lower()}" for arm in arms),
        n=frames.MIN_PEOPLE,
    )
    everybody = weeks["person"].n_unique()
    some = pictures.TRAJECTORIES_SOME.format(n=shown) if shown < everybody else ""
    return alt.vconcat(*rows, spacing=10).properties(
        title=theme.make_title(pictures.TRAJECTORIES_TITLE, " ".join((told, some)).strip()),
        usermeta={"margin": 2 * MARGIN, "halves": True},
    )


def _panel(
    traces: pl.DataFrame, means: pl.DataFrame, site: str, arm: str, ends: list[Any], *, last: bool
) -> Any:
    colour = theme.PROGRAM_COLOURS[arm]
    own = (pl.col("site") == site) & (pl.col("program") == arm)
    x = alt.X(
        "week:Q",
        title=charts.ARMS_AXIS if last else None,
        scale=alt.Scale(domain=ends, nice=False),
        axis=alt.Axis(tickMinStep=1, tickCount=6, labels=last, ticks=last, domain=last),
    )
    y = alt.Y("mean:Q", title=None, scale=_SCORES, axis=alt.Axis(values=_TICKS))
    hover = [
        alt.Tooltip("week:Q", title=charts.ARMS_AXIS),
        alt.Tooltip("mean:Q", title=charts.WEEKLY_MEAN, format=".1f"),
    ]
    thin = (
        alt.Chart(traces.filter(own).select("person", "week", "mean"))
        .mark_line(strokeWidth=1, opacity=0.55, color="#9AA5B1")
        .encode(x=x, y=y, detail="person:N", tooltip=[alt.Tooltip("person:N", title=charts.PERSON), *hover])
    )
    thick = (
        alt.Chart(means.filter(own).select("week", "mean", "n_people"))
        .mark_line(strokeWidth=3.5, color=colour, point={"filled": True, "size": 40, "color": colour})
        .encode(x=x, y=y, tooltip=[*hover, alt.Tooltip("n_people:Q", title=charts.PEOPLE)])
    )
    zero = alt.Chart().mark_rule(color=theme.SOFT_INK, strokeDash=[3, 3]).encode(x=alt.datum(-0.5))
    text = pictures.PANEL_HEADING.format(site=charts.SITE_NAMES[site], program=charts.PROGRAM_NAMES[arm])
    title = alt.Title(text, fontSize=12.5, color=theme.INK, offset=4)
    return alt.layer(zero, thin, thick).properties(width=_HALF, height=130, title=title)


def draw_lines(effects: Effects) -> Any:
    """Draw the mean of each routine that the model estimates, with its band, a panel a site.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        No primary contrast comes from the mixed model.
    """
    told = list_lined(effects)
    if not told:
        raise ArgumentError(charts.NO_PEOPLE, where="effects", hint=charts.NO_PEOPLE_HINT)
    first = told[0]
    lines = list_lines(effects)
    panels = [_panel_lines(lines, effect, last=effect is told[-1]) for effect in told]
    return (
        alt.vconcat(*panels, spacing=14)
        .resolve_scale(x="shared", color="shared")
        .properties(
            title=theme.make_title(
                pictures.LINES_TITLE.format(weeks=words.trimmed(first.horizon)),
                pictures.LINES_SUBTITLE.format(level=words.percent(LEVEL)),
            ),
            usermeta={"margin": MARGIN},
        )
    )


def list_lined(effects: Effects) -> list[Effect]:
    """Return the primary contrasts behind which lines of means stand; primary sites if there are any."""
    from coreanalytics.effects.cohort_models import MixedFit

    told = [
        effect
        for effect in effects.primary
        if isinstance(effect.fit, MixedFit) and effect.contrast == Contrast.DIFFERENCE_AT_HORIZON
    ]
    return [effect for effect in told if effect.outcome in PRIMARY_SITES] or told


def list_lines(effects: Effects) -> pl.DataFrame:
    """Return the lines of all sites: site (code), program (code), week, mean, low, high."""
    return pl.concat(
        trace_means(effect).select(pl.lit(effect.outcome).alias("site"), pl.all())
        for effect in list_lined(effects)
    )


def _panel_lines(lines: pl.DataFrame, effect: Effect, *, last: bool) -> Any:
    arms = (effect.treatment, effect.control)
    own = lines.filter(pl.col("site") == effect.outcome).select(
        frames.names_as("program", charts.PROGRAM_NAMES), pl.exclude("site", "program").round(4)
    )
    x = alt.X(
        "week:Q",
        title=charts.ARMS_AXIS if last else None,
        scale=alt.Scale(domain=[0, effect.horizon], nice=False),
        axis=alt.Axis(tickMinStep=1, labels=last, ticks=last, domain=last),
    )
    colour = alt.Color(
        "program:N",
        scale=alt.Scale(
            domain=[charts.PROGRAM_NAMES[arm] for arm in arms],
            range=[theme.PROGRAM_COLOURS[arm] for arm in arms],
        ),
        legend=alt.Legend(symbolOpacity=1, symbolStrokeWidth=0, symbolSize=110),
    )
    hover = [
        alt.Tooltip("program:N", title=charts.PROGRAM),
        alt.Tooltip("week:Q", title=charts.ARMS_AXIS),
        alt.Tooltip("mean:Q", title=pictures.ESTIMATED_MEAN, format=".2f"),
        alt.Tooltip("low:Q", title=charts.LOW, format=".2f"),
        alt.Tooltip("high:Q", title=charts.HIGH, format=".2f"),
    ]
    axis = alt.Axis(values=_TICKS)
    mean, low = (alt.Y(f"{name}:Q", title=None, scale=_SCORES, axis=axis) for name in ("mean", "low"))
    base = alt.Chart(own)
    band = base.mark_area(opacity=0.18, clip=True).encode(x=x, y=low, y2="high:Q", color=colour)
    line = base.mark_line(strokeWidth=3, clip=True).encode(x=x, y=mean, color=colour)
    touch = base.mark_circle(size=60, opacity=0.001).encode(x=x, y=mean, tooltip=hover)
    site = charts.SITE_NAMES[effect.outcome]
    title = alt.Title(site, fontSize=13, color=theme.SITE_COLOURS[effect.outcome], offset=4)
    return alt.layer(band, line, touch).properties(width=theme.WIDE, height=150, title=title)
