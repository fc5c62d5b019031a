"""Pictures of one person's comparison: daily scores, and the mean of each phase with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import effect_frames as frames
from coreanalytics.views.texts import charts as texts
from coreanalytics.vocabulary import PRIMARY_SITES

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Effects

MARGIN: Final = 34
_SCORES: Final = alt.Scale(domain=[-0.4, 10.4], nice=False)
#: A range of a person who reports 0 only may end a little below 0: the model knows no floor.
_LEAST: Final = -1.2
_DAY_LABEL: Final = "hours(datum.value) == 0 ? timeFormat(datum.value, '%-d %b') : ''"


def draw_phases(effects: Effects) -> Any:
    """Draw daily scores with shaded phases and the mean of each phase, one panel a site.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        No site has an answer, so no days came along.
    """
    answered = [effect for effect in effects.primary if effect.is_answered]
    if not answered:
        raise ArgumentError(effects.primary[0].refusal, where="effects", hint=texts.DRAW_DAYS_HINT)
    first = answered[0]
    panels = [_panel(effect, last=effect is answered[-1]) for effect in answered]
    level = _levels(answered)
    judged = [effect for effect in effects.primary if effect.verdict]
    said = [texts.FOREST_HEAD.format(site=texts.SITE_NAMES[e.outcome], said=e.verdict) for e in judged]
    return (
        alt.vconcat(*panels, spacing=14)
        .resolve_scale(x="shared", color="shared")
        .properties(
            title=theme.make_title(
                texts.FOREST_JOIN.join(said) or texts.PHASES_TITLE,
                texts.PHASES_SUBTITLE.format(
                    treatment=texts.PROGRAM_NAMES[first.treatment],
                    control=texts.PROGRAM_NAMES[first.control].lower(),
                    level=level,
                ),
            ),
            usermeta={"margin": MARGIN},
        )
    )


def _levels(effects: list[Effect]) -> str:
    levels = sorted({effect.interval.level for effect in effects if effect.interval}, reverse=True)
    return " / ".join(f"{100 * level:g} %" for level in levels)


def _panel(effect: Effect, *, last: bool) -> Any:
    fit: Any = effect.fit
    level = effect.interval.level if effect.interval else 0.95
    scores, phases = frames.list_scores(fit), frames.mean_phases(fit, level)
    axis = alt.Axis(labelExpr=_DAY_LABEL, tickCount=8, labelOverlap="greedy") if last else None
    colour = _colour(effect)
    dots = (
        alt.Chart(scores)
        .mark_circle(size=30, color=theme.SITE_COLOURS[effect.outcome], clip=True)
        .encode(
            x=alt.X("date:T", title=None, axis=axis),
            y=_y("score"),
            opacity=alt.condition("datum.counted", alt.value(0.45), alt.value(0.13)),
            tooltip=[
                alt.Tooltip("date:T", title=texts.DATE),
                alt.Tooltip("score:Q", title=texts.SCORE),
                alt.Tooltip("program:N", title=texts.PROGRAM),
                alt.Tooltip("counted:N", title=texts.COUNTED),
            ],
        )
    )
    title = alt.Title(
        texts.SITE_NAMES[effect.outcome], fontSize=13, color=theme.SITE_COLOURS[effect.outcome], offset=4
    )
    layers = [*_draw_means(phases, colour, axis), dots]
    return alt.layer(*layers).properties(width=theme.WIDE, height=150, title=title)


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=_SCORES, axis=alt.Axis(values=[0, 2, 4, 6, 8, 10]))


def _draw_means(phases: pl.DataFrame, colour: Any, axis: Any) -> list[Any]:
    hover = [
        alt.Tooltip("program:N", title=texts.PROGRAM),
        alt.Tooltip("mean:Q", title=texts.PHASE_MEAN, format=".1f"),
        alt.Tooltip("low:Q", title=texts.LOW, format=".1f"),
        alt.Tooltip("high:Q", title=texts.HIGH, format=".1f"),
        alt.Tooltip("days:Q", title=texts.DAYS_REPORTED),
    ]
    base = alt.Chart(phases)
    x = alt.X("start:T", title=None, axis=axis)
    shade = base.mark_rect(opacity=theme.PHASE_OPACITY, clip=True).encode(x=x, x2="end:T", color=colour)
    span = base.mark_rect(opacity=0.28, clip=True).encode(
        x=x, x2="end:T", y=_y("low"), y2="high:Q", color=colour, tooltip=hover
    )
    line = base.mark_rule(strokeWidth=3, clip=True).encode(
        x=x, x2="end:T", y=_y("mean"), color=colour, tooltip=hover
    )
    return [shade, span, line]


def _colour(effect: Effect) -> Any:
    arms = (effect.treatment, effect.control)
    return alt.Color(
        "program:N",
        scale=alt.Scale(
            domain=[texts.PROGRAM_NAMES[arm] for arm in arms],
            range=[theme.PROGRAM_COLOURS[arm] for arm in arms],
        ),
        legend=alt.Legend(symbolOpacity=1, symbolType="square"),
    )


def draw_people(effects: Effects) -> Any:
    """Draw each person's own level at the horizon, shrunk towards the others, by routine; a panel a site.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        No primary contrast comes from the mixed model.
    """
    from coreanalytics.effects.cohort_models import MixedFit

    with_people = [effect for effect in effects.primary if isinstance(effect.fit, MixedFit)]
    judged = [effect for effect in with_people if effect.outcome in PRIMARY_SITES]
    with_people = judged or with_people
    if not with_people:
        raise ArgumentError(texts.NO_PEOPLE, where="effects", hint=texts.NO_PEOPLE_HINT)
    first = with_people[0]
    return (
        alt.vconcat(*(_panel_people(effect) for effect in with_people), spacing=18)
        .resolve_scale(color="shared", x="shared")
        .properties(
            title=theme.make_title(
                texts.PEOPLE_TITLE.format(weeks=f"{first.horizon:g}"),
                texts.PEOPLE_SUBTITLE.format(n=frames.MAX_PEOPLE),
            ),
            usermeta={"margin": 98},
        )
    )


def _panel_people(effect: Effect) -> Any:
    fit: Any = effect.fit
    people = frames.list_people(fit)
    x = alt.X(
        "low:Q",
        title=texts.PEOPLE_AXIS,
        scale=alt.Scale(domain=[_LEAST, 10.4], nice=False),
        axis=alt.Axis(grid=True, values=[0, 2, 4, 6, 8, 10], format="d"),
    )
    y = alt.Y("person:N", sort=None, title=None, axis=alt.Axis(labelLimit=80, labelFontSize=11))
    hover = [
        alt.Tooltip("person:N", title=texts.PERSON),
        alt.Tooltip("program:N", title=texts.PROGRAM),
        alt.Tooltip("level:Q", title=texts.OWN_LEVEL, format=".1f"),
        alt.Tooltip("low:Q", title=texts.LOW, format=".1f"),
        alt.Tooltip("high:Q", title=texts.HIGH, format=".1f"),
        alt.Tooltip("run_in_mean:Q", title=texts.OWN_RUN_IN, format=".1f"),
        alt.Tooltip("n_days:Q", title=texts.DAYS_REPORTED),
    ]
    base = alt.Chart(people)
    span = base.mark_rule(strokeWidth=3, opacity=0.6, clip=True).encode(
        x=x, x2="high:Q", y=y, color=_colour(effect), tooltip=hover
    )
    dot = base.mark_circle(size=70, opacity=1, clip=True).encode(
        x="level:Q", y=y, color=_colour(effect), tooltip=hover
    )
    began = (
        base.transform_filter("isValid(datum.run_in_mean)")
        .mark_point(size=46, opacity=1, filled=False, strokeWidth=1.4, color=theme.SOFT_INK, clip=True)
        .encode(x="run_in_mean:Q", y=y, tooltip=hover)
    )
    title = alt.Title(
        texts.SITE_NAMES[effect.outcome], fontSize=13, color=theme.SITE_COLOURS[effect.outcome], offset=4
    )
    return alt.layer(span, began, dot).properties(width=theme.WIDE, height=alt.Step(16), title=title)
