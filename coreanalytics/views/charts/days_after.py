"""The days after a session: discomfort by the days since the last one, beside days far from any."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import frames
from coreanalytics.views.texts import charts, pictures

#: Days since a session from which a day counts as far from any.
FAR: Final = 3
#: Reports that a mean needs.
MIN_REPORTS: Final = 3
#: Room, in CSS pixels, that axis labels take beside the drawing area.
MARGIN: Final = 150
_LEAGUE: Final = ["person", "lag"]


def fold_days_after(days: pl.DataFrame, min_reports: int = MIN_REPORTS) -> pl.DataFrame:
    """Return each person's discomfort by the days since their last session.

    A day belongs to the last session before it: 0 is the day of a session, 1 the day after it, 2 the
    second day after; 3 stands for three days or more. A person's first days, before which nobody knows
    whether there was a session, count from their first session or third day on.

    Parameters
    ----------
    days
        Person-days.
    min_reports
        Reports that a mean and its spread need; with fewer they are null.

    Returns
    -------
    DataFrame
        person, lag (0 to 3), site (code), n (days reported), mean, low, high (the middle half of the days);
        rows only of people with a session.
    """
    last = pl.when("trained").then("date").forward_fill().over("person", order_by="date")
    since = (pl.col("date") - last).dt.total_days()
    age = (pl.col("date") - pl.col("date").min().over("person")).dt.total_days()
    lag = pl.when(last.is_not_null()).then(since.clip(upper_bound=FAR)).when(age >= FAR - 1).then(FAR)
    sites = frames.list_sites(days)
    score, known = pl.col("score"), pl.col("score").count() >= min_reports
    return (
        days.filter(pl.col("trained").any().over("person"))
        .with_columns(lag=lag.cast(pl.Int32))
        .drop_nulls("lag")
        .unpivot(sites, index=_LEAGUE, variable_name="site", value_name="score")
        .group_by(*_LEAGUE, "site")
        .agg(
            n=score.count().cast(pl.Int32),
            mean=pl.when(known).then(score.mean().round(2)),
            low=pl.when(known).then(score.quantile(0.25, "linear").round(2)),
            high=pl.when(known).then(score.quantile(0.75, "linear").round(2)),
        )
        .sort("person", "site", "lag")
    )


def mean_days_after(after: pl.DataFrame) -> pl.DataFrame:
    """Return `fold_days_after` over people: each person counts once, the spread is that of their means.

    Returns
    -------
    DataFrame
        lag, site, n (days), people, mean, low, high (the middle half of the people).
    """
    mean = pl.col("mean")
    return (
        after.drop_nulls("mean")
        .group_by("lag", "site")
        .agg(
            pl.col("n").sum(),
            people=pl.len().cast(pl.Int32),
            mean=mean.mean().round(2),
            low=mean.quantile(0.25, "linear").round(2),
            high=mean.quantile(0.75, "linear").round(2),
        )
        .sort("site", "lag")
    )


def draw_days_after(days: pl.DataFrame) -> Any:
    """Draw discomfort by the days since the last session; several people as the mean of their means.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        No session, or no report beside one, was logged.
    """
    after = fold_days_after(days) if frames.list_sites(days) else None
    if after is None or after["mean"].count() == 0:
        raise ArgumentError(pictures.NO_DAY_AFTER, where="days", hint=pictures.NO_DAY_AFTER_HINT)
    alone = after["person"].n_unique() == 1
    shown = name_lags(after.drop("person") if alone else mean_days_after(after))
    sites = [site for site in frames.SITE_COLUMNS if site in shown["site"]]
    return draw_lags(shown, sites, alone=alone)


def name_lags(after: pl.DataFrame) -> pl.DataFrame:
    """Add the name of each lag, with the number of days."""
    names = dict(enumerate(pictures.LAG_NAMES))
    return after.with_columns(when=pl.col("lag").replace_strict(names, return_dtype=pl.String))


def draw_lags(data: Any, sites: list[str], *, alone: bool) -> Any:
    """Draw a table of `name_lags`, or named data of its shape, one panel a site."""
    panels = [_panel(data, site, last=site == sites[-1], alone=alone) for site in sites]
    spread = pictures.DAY_AFTER_ONE if alone else pictures.DAY_AFTER_MANY
    title = theme.make_title(pictures.DAY_AFTER_TITLE, pictures.DAY_AFTER_SUBTITLE.format(spread=spread))
    chart = alt.vconcat(*panels, spacing=10).resolve_scale(x="shared")
    return chart.properties(title=title, usermeta={"margin": MARGIN})


def _panel(data: Any, site: str, *, last: bool, alone: bool) -> Any:
    colour = theme.SITE_COLOURS[site]
    base = alt.Chart(data).transform_filter(f"datum.site === '{site}'")
    y = alt.Y("when:N", sort=list(pictures.LAG_NAMES), title=None, axis=alt.Axis(labelLimit=130))
    x = alt.X(
        "mean:Q",
        title=charts.SCORE if last else None,
        scale=alt.Scale(domain=[0, 10.6], nice=False),
        axis=alt.Axis(grid=True, values=[0, 2, 4, 6, 8, 10], format="d", labels=last, ticks=last),
    )
    hover = [
        alt.Tooltip("when:N", title=pictures.SINCE_SESSION),
        alt.Tooltip("mean:Q", title=pictures.MEAN, format=".1f"),
        alt.Tooltip("low:Q", title=charts.LOW, format=".1f"),
        alt.Tooltip("high:Q", title=charts.HIGH, format=".1f"),
        alt.Tooltip("n:Q", title=charts.DAYS_REPORTED),
        *([] if alone else [alt.Tooltip("people:Q", title=charts.PEOPLE)]),
    ]
    known = base.transform_filter("isValid(datum.mean)")
    span = known.mark_rule(strokeWidth=5, opacity=0.35, color=colour).encode(
        x="low:Q", x2="high:Q", y=y, tooltip=hover
    )
    dot = known.mark_circle(size=90, opacity=1, color=colour).encode(x=x, y=y, tooltip=hover)
    said = f"isValid(datum.mean) ? format(datum.mean, '.1f') + ' ({pictures.N_DAYS}' + datum.n + ')' : "
    said += f"'{pictures.TOO_FEW_DAYS} ({pictures.N_DAYS}' + datum.n + ')'"
    told = (
        base.transform_calculate(told=said, at="isValid(datum.high) ? max(datum.high, datum.mean) : 0")
        .mark_text(align="left", dx=9, fontSize=11.5, color=theme.INK)
        .encode(x="at:Q", y=y, text="told:N")
    )
    title = alt.Title(charts.SITE_NAMES[site], fontSize=13, color=colour, offset=4)
    return alt.layer(span, dot, told).properties(width=theme.WIDE, height=alt.Step(24), title=title)
