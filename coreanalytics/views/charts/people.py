"""Pictures of one person: the time line, the linked time line, the calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import altair as alt
import polars as pl

from coreanalytics.views import theme
from coreanalytics.views.charts import frames, week_frames
from coreanalytics.views.texts import charts as texts

#: Side of a day in the calendar, in CSS pixels.
_SQUARE: Final = 22
#: Room, in CSS pixels, that axis labels take beside the drawing area.
MARGIN: Final = 34
#: Written once at midnight of a day; zoomed-in hours stay unlabelled.
#: A little more than 0 to 10, so that dots at the ends are whole.
SCORES: Final = [-0.5, 10.5]
_DAY_LABEL: Final = "hours(datum.value) == 0 ? timeFormat(datum.value, '%-d %b') : ''"


@dataclass(frozen=True, slots=True)
class PersonData:
    """What a person's pictures draw: frames, or names of data that a page fills in.

    Attributes
    ----------
    days, weeks, phases
        As from `frames.fold_days`, `week_frames.fold_book` and `frames.fold_phases`.
    sites, families, demands, habits
        Columns to draw.
    n_weeks
        Weeks from the first to the last of `days`.
    chosen
        Parameter that names the person to show; None: the frames hold one person.
    """

    days: Any
    weeks: Any
    phases: Any
    sites: tuple[str, ...]
    families: tuple[str, ...]
    demands: tuple[str, ...]
    habits: tuple[str, ...]
    n_weeks: int
    chosen: Any = None

    @classmethod
    def from_days(cls, days: pl.DataFrame, rows: int = frames.MAX_ROWS) -> PersonData:
        """Fold the person-days of one person, or of some to choose from.

        Weeks and phases are those of all days; of more than `rows` days each person's last ones are kept.
        """
        recent = frames.keep_recent(days, rows)
        return cls(
            frames.fold_days(recent, days),
            week_frames.fold_book(days),
            frames.fold_phases(days),
            tuple(frames.list_sites(days)),
            tuple(frames.list_families(days)),
            tuple(week_frames.list_demands(days)),
            tuple(frames.list_habits(days)),
            recent["date"].dt.truncate("1w").n_unique(),
        )

    def with_names(self) -> PersonData:
        """Return the same with named, empty data: a page's script fills them in."""
        days, weeks, phases = (alt.NamedData(name) for name in ("days", "weeks", "phases"))
        return replace(self, days=days, weeks=weeks, phases=phases)

    def chart(self, part: str) -> alt.Chart:
        """Return an empty chart on ``days``, ``weeks`` or ``phases``, of the chosen person only."""
        chart = alt.Chart(getattr(self, part))
        return chart if self.chosen is None else chart.transform_filter(alt.datum.person == self.chosen)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time axis that panels share.

    Attributes
    ----------
    brush
        Selection that sets the span shown; None: all of it.
    dates
        Whether the dates are written below the panel.
    """

    brush: Any = None
    dates: bool = False

    def x(self, field: str) -> alt.X:
        """Return the channel for `field`, a date."""
        span = {"domain": self.brush} if self.brush is not None else {}
        axis = alt.Axis(labelExpr=_DAY_LABEL, tickCount=8, labelOverlap="parity", labelSeparation=8)
        return alt.X(
            f"{field}:T", scale=alt.Scale(padding=0, **span), title=None, axis=axis if self.dates else None
        )


def draw_person(data: PersonData) -> Any:
    """Draw daily dots, weekly means and shaded programs, one panel a site.

    Returns
    -------
    alt.VConcatChart
    """
    last = len(data.sites) - 1
    panels = [
        draw_site(data, site, Clock(dates=i == last), label=i == 0) for i, site in enumerate(data.sites)
    ]
    chart = alt.vconcat(*panels, spacing=12).resolve_scale(x="shared")
    return finish_chart(chart, texts.PERSON_TITLE, texts.PERSON_SUBTITLE.format(n=frames.MIN_REPORTS))


def draw_calendar(data: PersonData) -> Any:
    """Draw a square per day, weeks from left to right, coloured by the day's discomfort.

    Days without a report are outlined, never coloured as a 0; a dot marks training.

    Returns
    -------
    alt.VConcatChart
    """
    panels = [_panel_calendar(data, site) for site in data.sites[:2]]
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared", color="shared")
    return finish_chart(chart, texts.CALENDAR_TITLE, texts.CALENDAR_SUBTITLE)


def finish_chart(chart: Any, title: str, subtitle: str) -> Any:
    """Give a chart its title, and the room that its axis takes."""
    return chart.properties(title=theme.make_title(title, subtitle), usermeta={"margin": MARGIN})


def make_heading(text: str, colour: str = theme.INK, size: int = 13) -> alt.Title:
    """Return the heading of a panel."""
    weight = 600 if size > 12 else "normal"
    return alt.Title(text, fontSize=size, fontWeight=weight, color=colour, offset=4)


def shade_phases(data: PersonData, clock: Clock, *, label: bool) -> list[Any]:
    """Return the programs as shaded spans, named if `label`."""
    base = data.chart("phases")
    shade = base.mark_rect(opacity=theme.PHASE_OPACITY, clip=True).encode(
        x=clock.x("start"),
        x2="end:T",
        fill=alt.Fill("colour:N", scale=None),
        tooltip=[
            alt.Tooltip("program:N", title=texts.PROGRAM),
            alt.Tooltip("start:T", title=texts.LOW),
        ],
    )
    if not label:
        return [shade]
    words = base.mark_text(
        align="left", baseline="top", dx=5, dy=3, fontSize=11, clip=True, color=theme.SOFT_INK
    )
    return [shade, words.encode(x=clock.x("start"), y=alt.value(0), text="program:N")]


def draw_site(data: PersonData, site: str, clock: Clock, *, label: bool) -> Any:
    """Draw a site's daily dots and weekly means over the shaded programs."""
    name, colour = texts.SITE_NAMES[site], theme.SITE_COLOURS[site]
    y = alt.Y(
        f"{site}:Q", title=None, scale=alt.Scale(domain=SCORES), axis=alt.Axis(values=[0, 2, 4, 6, 8, 10])
    )
    dots = (
        data.chart("days")
        .mark_circle(size=26, opacity=0.38, color=colour, clip=True)
        .encode(
            x=clock.x("date"),
            y=y,
            tooltip=[alt.Tooltip("date:T", title=texts.DATE), alt.Tooltip(f"{site}:Q", title=name)],
        )
    )
    line = (
        data.chart("weeks")
        .mark_line(color=colour, clip=True, point={"filled": True, "size": 34, "color": colour})
        .encode(
            x=clock.x("middle"),
            y=y,
            tooltip=[
                alt.Tooltip("monday:T", title=texts.WEEK_OF),
                alt.Tooltip(f"{site}:Q", title=texts.WEEKLY_MEAN, format=".1f"),
                alt.Tooltip("n_reported:Q", title=texts.DAYS_REPORTED),
            ],
        )
    )
    layers = [*shade_phases(data, clock, label=label), dots, line]
    return alt.layer(*layers).properties(width=theme.WIDE, height=110, title=make_heading(name, colour))


def _panel_calendar(data: PersonData, site: str) -> Any:
    x = alt.X(
        "yearmonthdate(monday):O",
        title=None,
        axis=alt.Axis(
            format="%-d %b", labelAngle=0, labelOverlap="parity", labelSeparation=6, ticks=False, domain=False
        )
        if site == data.sites[:2][-1]
        else None,
        scale=alt.Scale(paddingInner=0.08),
    )
    y = alt.Y(
        "weekday:O",
        title=None,
        axis=alt.Axis(
            labelExpr=f"{list(texts.WEEKDAYS)!r}[datum.value]", values=[0, 2, 4, 6], ticks=False, domain=False
        ),
        scale=alt.Scale(domain=list(range(7)), paddingInner=0.08),
    )
    name = texts.SITE_NAMES[site]
    hover = [
        alt.Tooltip("date:T", title=texts.DATE),
        alt.Tooltip(f"{site}:Q", title=name),
        alt.Tooltip("trained:N", title=texts.TRAINED),
    ]
    base = data.chart("days")
    colour = alt.Color(
        f"{site}:Q",
        scale=alt.Scale(scheme="viridis", domain=[0, 10], reverse=True),
        legend=alt.Legend(title=texts.SCORE, gradientLength=180, orient="top"),
    )
    known = (
        base.transform_filter(f"isValid(datum.{site})")
        .mark_rect(cornerRadius=2)
        .encode(x=x, y=y, color=colour, tooltip=hover)
    )
    unknown = (
        base.transform_filter(f"!isValid(datum.{site})")
        .mark_rect(cornerRadius=2, fill="#FFFFFF", stroke="#CBD2D9", strokeWidth=1)
        .encode(x=x, y=y, tooltip=hover)
    )
    trained = (
        base.transform_filter("datum.trained === true")
        .mark_circle(size=12, opacity=1, stroke="#FFFFFF", strokeWidth=0.8, color=theme.INK)
        .encode(x=x, y=y, tooltip=hover)
    )
    return alt.layer(unknown, known, trained).properties(
        width=min(theme.WIDE, _SQUARE * data.n_weeks), height=_SQUARE * 7, title=make_heading(name)
    )
