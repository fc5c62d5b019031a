"""The picture of a weekly report: daily dots, weekly means, programs shaded, one panel a primary site."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from coreanalytics.views import texts, theme
from coreanalytics.views.page import Picture
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.weekly.facts import TREND_WEEKS
from coreanalytics.vocabulary import PRIMARY_SITES, Site

if TYPE_CHECKING:
    from coreanalytics.views.weekly.facts import WeekFacts

#: Room, in CSS pixels, that the axis labels take beside the drawing area.
MARGIN: Final = 34
#: Days that a span of a program needs for its name to fit into the picture.
_NAMED_DAYS: Final = 10
#: Written at midnight only: zoomed in so far that a day has several ticks, hours stay unlabelled.
_DAY_LABEL: Final = "hours(datum.value) == 0 ? timeFormat(datum.value, '%-d %b') : ''"
_PROGRAM_NAMES: Final = {str(code): name for code, name in chart_texts.PROGRAM_NAMES.items()}


def sites_drawn(facts: WeekFacts) -> tuple[Site, ...]:
    """Return the primary sites with any report in the span of the picture."""
    scores = facts.daily.drop_nulls("score")["site"]
    return tuple(site for site in PRIMARY_SITES if site in scores)


def draw_trend(facts: WeekFacts) -> Picture | None:
    """Draw the trend up to the week of a report.

    Parameters
    ----------
    facts
        The numbers of the page.

    Returns
    -------
    Picture or None
        None if nothing was reported, so that there is nothing to draw.
    """
    import altair as alt

    sites = sites_drawn(facts)
    if not sites:
        return None
    spans = facts.spans.select((pl.col("end") - pl.col("start")).dt.total_days() >= _NAMED_DAYS).to_series()
    panels = [
        _panel(site, shaded=len(spans) > 0, named=i == 0 and spans.any(), last=i == len(sites) - 1)
        for i, site in enumerate(sites)
    ]
    chart = alt.vconcat(*panels, spacing=14).properties(
        usermeta={"wide": theme.WIDE, "margin": MARGIN}, datasets=_datasets(facts, sites)
    )
    return Picture(
        chart,
        label=texts.trend_label(facts.week.name, sites),
        table=_table(facts, sites),
        note=texts.trend_note(TREND_WEEKS if facts.trend_cut else None),
    )


def _datasets(facts: WeekFacts, sites: tuple[Site, ...]) -> dict[str, list[dict[str, Any]]]:
    """Return what is drawn, by name: data inside the panels would be copied many times over."""
    means = facts.trend.with_columns(middle=pl.col("monday").dt.offset_by("3d"))
    spans = facts.spans.select(
        pl.col("program").replace(_PROGRAM_NAMES),
        "start",
        end=pl.col("end").dt.offset_by("1d"),
        named=(pl.col("end") - pl.col("start")).dt.total_days() >= _NAMED_DAYS,
    )
    week = pl.DataFrame({"start": [facts.week.monday], "end": [facts.week.monday + timedelta(days=7)]})
    frames = {"programs": spans, "this_week": week}
    for site in sites:
        own = pl.col("site") == site
        frames[f"days_{site}"] = facts.daily.filter(own).drop_nulls("score").select("date", "score")
        frames[f"means_{site}"] = means.filter(own).select(
            "middle", "week", pl.col("mean").round(2), "reported"
        )
    # a bare date would be read as UTC; days and weeks are drawn in their middle, spans from midnight
    noon = pl.selectors.by_name("date", "middle", require_all=False).dt.strftime("%Y-%m-%dT12:00:00")
    midnight = pl.selectors.by_name("start", "end", require_all=False).dt.strftime("%Y-%m-%dT00:00:00")
    return {name: frame.with_columns(noon, midnight).to_dicts() for name, frame in frames.items()}


def _panel(site: Site, *, shaded: bool, named: bool, last: bool) -> Any:
    import altair as alt

    labels = alt.Axis(labelExpr=_DAY_LABEL, tickCount=8, labelOverlap="greedy", labelFlush=True)
    axis = labels if last else None
    colour = theme.SITE_COLOURS[site]
    scale = alt.Scale(domain=[-0.4, 10.4], nice=False)  # so that a dot at 0 or 10 is whole
    title = alt.Title(chart_texts.SITE_NAMES[site], fontSize=13, color=colour, offset=4)
    ticks = alt.Axis(values=[0, 2, 4, 6, 8, 10])
    layers = [*_shades(axis, shaded=shaded, named=named), *_marks(site, colour, axis, scale, ticks)]
    return alt.layer(*layers).properties(width=theme.WIDE, height=118, title=title)


def _marks(site: Site, colour: str, axis: Any, scale: Any, ticks: Any) -> list[Any]:
    import altair as alt

    dots = (
        alt.Chart(alt.NamedData(f"days_{site}"))
        .mark_circle(size=28, opacity=0.4, color=colour)
        .encode(
            alt.X("date:T", title=None, axis=axis),
            alt.Y("score:Q", title=None, scale=scale, axis=ticks),
            tooltip=[
                alt.Tooltip("date:T", title=chart_texts.DATE),
                alt.Tooltip("score:Q", title=chart_texts.SCORE),
            ],
        )
    )
    line = (
        alt.Chart(alt.NamedData(f"means_{site}"))
        .mark_line(color=colour, clip=True, point={"filled": True, "size": 44, "color": colour})
        .encode(
            alt.X("middle:T", title=None, axis=axis),
            alt.Y("mean:Q", title=None, scale=scale, axis=ticks),
            tooltip=[
                alt.Tooltip("week:N", title=texts.T_WEEK),
                alt.Tooltip("mean:Q", title=chart_texts.WEEKLY_MEAN, format=".1f"),
                alt.Tooltip("reported:Q", title=chart_texts.DAYS_REPORTED),
            ],
        )
    )
    return [dots, line]


def _shades(axis: Any, *, shaded: bool, named: bool) -> list[Any]:
    """Return the programs as coloured spans, and the week of the report as a dashed box."""
    import altair as alt

    x, x2 = alt.X("start:T", title=None, axis=axis), alt.X2("end:T")
    box = (
        alt.Chart(alt.NamedData("this_week"))
        .mark_rect(fillOpacity=0, stroke=theme.SOFT_INK, strokeDash=[3, 3], clip=True)
        .encode(x, x2)
    )
    if not shaded:  # a layer without data draws nothing, and complains
        return [box]
    colours = [theme.PROGRAM_COLOURS[code] for code in chart_texts.PROGRAM_NAMES]
    scale = alt.Scale(domain=list(_PROGRAM_NAMES.values()), range=colours)
    spans = alt.Chart(alt.NamedData("programs"))
    shade = spans.mark_rect(opacity=theme.PHASE_OPACITY, clip=True).encode(
        x, x2, color=alt.Color("program:N", scale=scale, legend=None)
    )
    if not named:
        return [shade, box]
    names = spans.transform_filter("datum.named").mark_text(
        align="left", baseline="top", dx=5, dy=3, fontSize=11, clip=True, color=theme.SOFT_INK
    )
    return [shade, names.encode(x, y=alt.value(0), text="program:N"), box]


def _table(facts: WeekFacts, sites: tuple[Site, ...]) -> pl.DataFrame:
    """Return one row a week, newest first: mean and days reported of each site, and the program."""
    weeks = facts.trend.select("monday", "week").unique()
    for site in sites:
        name = chart_texts.SITE_NAMES[site]
        own = facts.trend.filter(pl.col("site") == site)
        means = pl.Series(texts.T_MEAN.format(site=name), [texts.score(m) for m in own["mean"]], pl.String)
        counts = own["reported"].rename(texts.T_DAYS.format(site=name))
        weeks = weeks.join(own.select("monday").with_columns(means, counts), on="monday", how="left")
    programs = (
        facts.daily.drop_nulls("program")
        .group_by("monday")
        .agg(pl.col("program").mode().sort().first().replace(_PROGRAM_NAMES).alias(texts.T_PROGRAM))
    )
    table = weeks.join(programs, on="monday", how="left").sort("monday", descending=True)
    return table.drop("monday").rename({"week": texts.T_WEEK})
