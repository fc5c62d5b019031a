"""The picture of a weekly report: days, weekly means and the course within each program, a panel a site.

`read_trend` reads what is drawn, `trend_layout` says where it stands. Pages and PDFs get SVG written without
a drawing library (`trend_svg`), notebooks the same picture as an Altair chart (`trend_spec`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from markupsafe import Markup

from coreanalytics.views import texts
from coreanalytics.views.page import Picture, list_rows
from coreanalytics.views.svg import StillPicture
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.weekly import trend_svg
from coreanalytics.views.weekly.facts import TREND_WEEKS
from coreanalytics.views.weekly.trend_data import TrendData, is_run_in, read_trend
from coreanalytics.views.weekly.trend_data import sites_drawn as sites_drawn
from coreanalytics.views.weekly.trend_layout import PHONE as PHONE
from coreanalytics.views.weekly.trend_layout import WIDE as WIDE
from coreanalytics.views.weekly.trend_layout import list_unnamed

if TYPE_CHECKING:
    from coreanalytics.views.weekly.facts import WeekFacts

_PROGRAM_NAMES: Final = {str(code): name for code, name in chart_texts.PROGRAM_NAMES.items()}


def draw_trend(facts: WeekFacts) -> Picture | None:
    """Draw the trend up to the week of a report, for a notebook.

    Parameters
    ----------
    facts
        The numbers of the page.

    Returns
    -------
    Picture or None
        An Altair chart with its words; None if nothing was reported, so that there is nothing to draw.
    """
    import altair as alt

    from coreanalytics.views.weekly.trend_spec import build_spec

    data = read_trend(facts)
    if not data.sites:
        return None
    spec = build_spec(data, WIDE)
    title = {"text": headline(facts), "anchor": "start"}
    return Picture(
        alt.Chart.from_dict({**spec, "title": title}),
        label=describe_trend(facts),
        table=list_weeks(facts),
        note=tell_note(facts, data),
    )


def draw_trend_svg(facts: WeekFacts, width: int = WIDE) -> str | None:
    """Draw the trend as plain SVG.

    Parameters
    ----------
    facts
        The numbers of the page.
    width
        Of the whole picture, CSS pixels; below 480 its marks are made for a phone.

    Returns
    -------
    str or None
        SVG in light colours, one file by itself; None if nothing was reported.
    """
    data = read_trend(facts)
    return trend_svg.draw_trend(data, width, label=describe_trend(facts)) if data.sites else None


def draw_still(facts: WeekFacts) -> StillPicture | None:
    """Draw the trend for a page, for wide screens and for phones; None if nothing was reported."""
    data = read_trend(facts)
    if not data.sites:
        return None
    label = describe_trend(facts)
    wide, phone = (
        Markup(trend_svg.draw_trend(data, width, label=label, in_page=True)) for width in (WIDE, PHONE)
    )
    unnamed = list_unnamed(data, PHONE)
    programs = [(code, name) for code, name in _PROGRAM_NAMES.items() if code in unnamed]
    note, table = tell_note(facts, data), list_rows(list_weeks(facts))
    return StillPicture("trend", headline(facts), wide, phone, note, table, programs)


def headline(facts: WeekFacts) -> str:
    """Return what to see in the picture."""
    sites = sites_drawn(facts)
    drawn = [site for site in facts.sites if site.site in sites]
    return texts.trend_headline(drawn, is_run_in=is_run_in(facts))


def describe_trend(facts: WeekFacts) -> str:
    """Return the picture in words, for somebody who cannot see it."""
    sites = sites_drawn(facts)
    lines = [
        texts.site_headline(site, is_run_in=is_run_in(facts)) for site in facts.sites if site.site in sites
    ]
    return texts.trend_label(facts.week.name, sites, lines)


def tell_note(facts: WeekFacts, data: TrendData | None = None) -> str:
    """Return how to read the picture: what is drawn, and nothing else."""
    data = data or read_trend(facts)
    banded = [site for site in facts.sites if data.datasets.get(f"ordinary_{site.site}")]
    kinds = {site.noise.is_own for site in banded}
    return texts.trend_note(
        TREND_WEEKS if facts.trend_cut else None,
        has_line=any(data.datasets[f"lines_{site}"] for site in data.sites),
        has_run_in=any(data.datasets[f"run_in_{site}"] for site in data.sites),
        has_band=bool(banded),
        is_own=kinds.pop() if len(kinds) == 1 else None,
    )


def list_weeks(facts: WeekFacts) -> pl.DataFrame:
    """Return the numbers behind the picture: one row a week, newest first.

    Returns
    -------
    pl.DataFrame
        Week, mean and days reported of each site drawn, and the program of most of its days.
    """
    weeks = facts.trend.select("monday", "week").unique()
    for site in sites_drawn(facts):
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
