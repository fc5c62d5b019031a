"""Pictures of many people: weekly means per routine, and the estimated differences."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.results import Contrast
from coreanalytics.effects.texts import PER_WEEK
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import frames
from coreanalytics.views.charts.pairs import name_program
from coreanalytics.views.texts import charts as texts
from coreanalytics.vocabulary import Program

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Effects

MARGIN: Final = 34
_SCORES: Final = alt.Scale(domain=[-0.3, 10.3])


def draw_arms(
    days: pl.DataFrame,
    treatment: str = Program.CORE_FOCUSED,
    control: str = Program.STANDARD_CRUNCH,
) -> Any:
    """Draw weekly mean discomfort on the clock of each person's first routine, one panel a site.

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
        raise ArgumentError(texts.NOBODY_FOLLOWED, where="days", hint=texts.NOBODY_FOLLOWED_HINT)
    traces = _name_programs(frames.pick_traces(weeks, frames.limit_traces(weeks)))
    means = _name_programs(frames.mean_arms(weeks))
    arms = [arm for arm in (treatment, control) if arm in weeks["program"]]
    colour = alt.Color(
        "program:N",
        scale=alt.Scale(
            domain=[texts.PROGRAM_NAMES[arm] for arm in arms],
            range=[theme.PROGRAM_COLOURS[arm] for arm in arms],
        ),
        legend=alt.Legend(symbolOpacity=1, symbolStrokeWidth=0, symbolSize=110),
    )
    sites = [site for site in frames.SITE_COLUMNS if site in weeks["site"]]
    panels = [_panel_arms(traces, means, site, colour, last=site == sites[-1]) for site in sites]
    return (
        alt.vconcat(*panels, spacing=14)
        .resolve_scale(x="shared", color="shared")
        .properties(
            title=theme.make_title(texts.ARMS_TITLE, texts.ARMS_SUBTITLE.format(n=frames.MIN_PEOPLE)),
            usermeta={"margin": MARGIN},
        )
    )


def draw_weeks(days: pl.DataFrame) -> Any:
    """Draw weekly means of everybody on the calendar: people as thin lines, or programs where crowded.

    Returns
    -------
    alt.VConcatChart
    """
    sites = frames.list_sites(days)
    weeks = _name_programs(frames.fold_weeks(days))
    crowded = weeks.height * len(sites) > frames.MAX_ROWS
    if crowded:
        weeks = weeks.group_by("program", "monday", maintain_order=True).agg(
            pl.col(sites).mean().round(2), middle=pl.col("middle").min(), n_people=pl.len()
        )
    who = "program" if crowded else "person"
    near = alt.selection_point(name="near", fields=[who], on="pointerover", empty=False)
    panels = [_panel_weeks(weeks, site, who, near, last=site == sites[-1]) for site in sites]
    with warnings.catch_warnings():
        # one selection for all panels is what is meant
        warnings.filterwarnings("ignore", "Automatically deduplicated selection")
        chart = alt.vconcat(*panels, spacing=14)
    return chart.resolve_scale(x="shared", color="shared").properties(
        title=theme.make_title(texts.WEEKS_TITLE, texts.WEEKS_CROWD if crowded else texts.WEEKS_SUBTITLE),
        usermeta={"margin": MARGIN},
    )


def draw_effects(effects: Effects) -> Any:
    """Draw the primary contrast of each outcome with its interval, beside the band that does not matter.

    Returns
    -------
    alt.LayerChart
    """
    rows = effects.primary
    first = rows[0]
    frame = pl.DataFrame([_flatten(effect) for effect in rows], infer_schema_length=None)
    reach = max(
        [
            2 * first.delta if _is_difference(first) else 0.1,
            *(abs(x) * 1.1 for x in (*frame["low"].drop_nulls(), *frame["high"].drop_nulls())),
        ]
    )
    x = alt.X(
        "low:Q",
        title=_name_axis(first),
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(grid=True, tickCount=7),
    )
    y = alt.Y("site:N", sort=None, title=None, axis=None)
    colour = alt.Color(
        "site:N",
        scale=alt.Scale(
            domain=[texts.SITE_NAMES[effect.outcome] for effect in rows],
            range=[theme.SITE_COLOURS[effect.outcome] for effect in rows],
        ),
        legend=None,
    )
    hover = [
        alt.Tooltip("site:N", title=texts.SITE),
        alt.Tooltip("estimate:Q", title=texts.DIFFERENCE, format="+.2f"),
        alt.Tooltip("low:Q", title=texts.LOW, format="+.2f"),
        alt.Tooltip("high:Q", title=texts.HIGH, format="+.2f"),
        alt.Tooltip("level:N", title=texts.LEVEL),
        alt.Tooltip("verdict:N", title=texts.VERDICT),
    ]
    base = alt.Chart(frame)
    span = base.mark_rule(strokeWidth=4, opacity=0.75, strokeCap="round").encode(
        x=x, x2="high:Q", y=y, color=colour, tooltip=hover
    )
    dot = base.mark_circle(size=150, opacity=1, stroke="#FFFFFF", strokeWidth=1.5).encode(
        x="estimate:Q", y=y, color=colour, tooltip=hover
    )
    write = {"align": "left", "dx": 8, "fontSize": 12.5}
    head = base.mark_text(dy=-34, fontWeight=600, **write).encode(
        x=alt.value(0), y=y, text="head:N", color=colour
    )
    told = base.mark_text(dy=-18, **write).encode(x=alt.value(0), y=y, text="told:N")
    return (
        alt.layer(*_draw_band(first), span, dot, head, told)
        .properties(width=theme.WIDE, height=alt.Step(84), title=_forest_title(first, rows))
        .properties(usermeta={"margin": MARGIN})
    )


def table_of_effects(effects: Effects) -> pl.DataFrame:
    """Return the numbers behind `draw_effects` with headings a person can read."""
    told = {
        "site": texts.SITE,
        "estimate": texts.DIFFERENCE,
        "low": texts.LOW,
        "high": texts.HIGH,
        "level": texts.LEVEL,
        "verdict": texts.VERDICT,
    }
    frame = pl.DataFrame([_flatten(effect) for effect in effects.primary], infer_schema_length=None)
    shown = [pl.col(name).cast(pl.Float64).round(2).cast(pl.String) for name in ("estimate", "low", "high")]
    return frame.with_columns(shown).select(pl.col(name).alias(heading) for name, heading in told.items())


def table_of_arms(days: pl.DataFrame, treatment: str, control: str) -> pl.DataFrame:
    """Return the means behind `draw_arms` with headings a person can read."""
    means = _name_programs(frames.mean_arms(frames.fold_arms(days, treatment, control)))
    return means.select(
        frames.names_as("site", texts.SITE_NAMES).alias(texts.SITE),
        pl.col("program").alias(texts.PROGRAM),
        pl.col("week").alias(texts.ARMS_AXIS),
        pl.col("mean").alias(texts.WEEKLY_MEAN),
        pl.col("n_people").alias(texts.PEOPLE),
    )


def _name_programs(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(frames.names_as("program", texts.PROGRAM_NAMES))


def _panel_title(site: str) -> alt.Title:
    return alt.Title(texts.SITE_NAMES[site], fontSize=13, color=theme.SITE_COLOURS[site], offset=4)


def _panel_arms(traces: pl.DataFrame, means: pl.DataFrame, site: str, colour: Any, *, last: bool) -> Any:
    x = alt.X(
        "week:Q",
        title=texts.ARMS_AXIS if last else None,
        axis=alt.Axis(tickMinStep=1, labels=last, ticks=last, domain=last),
    )
    y = alt.Y("mean:Q", title=None, scale=_SCORES, axis=alt.Axis(values=[0, 2, 4, 6, 8, 10]))
    hover = [
        alt.Tooltip("program:N", title=texts.PROGRAM),
        alt.Tooltip("week:Q", title=texts.ARMS_AXIS),
        alt.Tooltip("mean:Q", title=texts.WEEKLY_MEAN, format=".1f"),
    ]
    thin = (
        alt.Chart(traces.filter(pl.col("site") == site).drop("site"))
        .mark_line(strokeWidth=1, opacity=0.28)
        .encode(
            x=x,
            y=y,
            color=colour,
            detail="person:N",
            tooltip=[alt.Tooltip("person:N", title=texts.PERSON), *hover],
        )
    )
    thick = (
        alt.Chart(means.filter(pl.col("site") == site).drop("site"))
        .mark_line(strokeWidth=3.5, point={"filled": True, "size": 45})
        .encode(x=x, y=y, color=colour, tooltip=[*hover, alt.Tooltip("n_people:Q", title=texts.PEOPLE)])
    )
    zero = alt.Chart().mark_rule(color=theme.SOFT_INK, strokeDash=[3, 3]).encode(x=alt.datum(-0.5))
    return alt.layer(zero, thin, thick).properties(width=theme.WIDE, height=170, title=_panel_title(site))


def _panel_weeks(weeks: pl.DataFrame, site: str, who: str, near: Any, *, last: bool) -> Any:
    return (
        alt.Chart(weeks.select(who, *({"program"} - {who}), "monday", "middle", site))
        .mark_line(point={"filled": True, "size": 14})
        .encode(
            x=alt.X(
                "middle:T",
                title=None,
                axis=alt.Axis(
                    format="%-d %b", tickCount=8, labelOverlap="parity", labels=last, ticks=last, domain=last
                ),
            ),
            y=alt.Y(f"{site}:Q", title=None, scale=_SCORES, axis=alt.Axis(values=[0, 2, 4, 6, 8, 10])),
            detail=f"{who}:N",
            color=alt.condition(near, alt.value(theme.SITE_COLOURS[site]), alt.value("#B8C0C8")),
            strokeWidth=alt.condition(near, alt.value(3), alt.value(1)),
            tooltip=[
                alt.Tooltip(f"{who}:N", title=texts.PERSON if who == "person" else texts.PROGRAM),
                alt.Tooltip("monday:T", title=texts.WEEK_OF),
                alt.Tooltip(f"{site}:Q", title=texts.WEEKLY_MEAN, format=".1f"),
            ],
        )
        .add_params(near)
        .properties(width=theme.WIDE, height=150, title=_panel_title(site))
    )


def _name_axis(effect: Effect) -> str:
    if effect.unit == PER_WEEK:
        return texts.FOREST_AXIS_WEEK
    is_change = str(effect.contrast).startswith("own_change")
    return texts.FOREST_AXIS_CHANGE if is_change else texts.FOREST_AXIS


def _draw_band(effect: Effect) -> list[Any]:
    delta = effect.delta
    band = alt.Chart().mark_rect(color="#E4E7EB", opacity=0.7)
    line = alt.Chart().mark_rule(color=theme.SOFT_INK, strokeWidth=1)
    zero = line.encode(x=alt.datum(0))
    # the yardstick is one of points, of a difference
    return [band.encode(x=alt.datum(-delta), x2=alt.datum(delta)), zero] if _is_difference(effect) else [zero]


def _is_difference(effect: Effect) -> bool:
    return effect.contrast in (Contrast.DIFFERENCE_AT_HORIZON, Contrast.DIFFERENCE_OF_PHASE_MEANS)


def _headline(effect: Effect) -> str:
    said = effect.verdict or texts.CONTROL_SITE
    return texts.FOREST_HEAD.format(site=texts.SITE_NAMES[effect.outcome], said=said)


def _forest_title(first: Effect, rows: tuple[Effect, ...]) -> alt.Title:
    treatment, control = (name_program(p) for p in (first.treatment, first.control))
    levels = sorted({effect.interval.level for effect in rows if effect.interval}, reverse=True)
    level = " / ".join(f"{100 * level:g} %" for level in levels) or "–"
    primary = [effect for effect in rows if effect.verdict]
    return theme.make_title(
        texts.FOREST_JOIN.join(map(_headline, primary)) or texts.FOREST_LABEL,
        _choose_subtitle(first).format(
            treatment=treatment,
            control=control.lower(),
            weeks=f"{first.horizon:g}",
            level=level,
            treatment_lower=treatment.lower(),
            delta=f"{first.delta:g}",
            what=texts.CONTRAST_NAMES[first.contrast],
        ),
    )


def _choose_subtitle(effect: Effect) -> str:
    if effect.contrast == Contrast.DIFFERENCE_OF_PHASE_MEANS:
        return texts.FOREST_WITHIN
    return texts.FOREST_SUBTITLE if _is_difference(effect) else texts.FOREST_OTHER


def _marks(effect: Effect) -> tuple[float, ...]:
    return (0.0,) if effect.verdict is None else (-effect.delta, 0.0, effect.delta)


def _flatten(effect: Effect) -> dict[str, object]:
    interval = effect.interval
    if effect.estimate is None or interval is None:
        told = texts.FOREST_REFUSED
    else:
        told = texts.FOREST_TOLD.format(
            estimate=words.signed(effect.estimate),
            span=words.span(interval.low, interval.high, 2 if effect.unit == PER_WEEK else 1, _marks(effect)),
        )
    return {
        "site": texts.SITE_NAMES[effect.outcome],
        "estimate": effect.estimate,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "level": f"{100 * interval.level:g} %" if interval else None,
        "verdict": effect.verdict or (texts.CONTROL_SITE if effect.outcome == "control" else None),
        "head": _headline(effect),
        "told": told,
    }
