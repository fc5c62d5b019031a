"""The picture of a plan: how often a study finds the difference, by its length or its people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.planning.results import TARGET
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import plans as texts

if TYPE_CHECKING:
    from coreanalytics.effects.planning.results import PlanRow, StudyPlan

MARGIN: Final = 34
MAX_PANELS: Final = 6  #: panels of power at most
_Z: Final = 1.96  #: standard errors of the shade: 95 %
#: Colour and shape of a design; none is that of a routine in the same picture.
_LOOKS: Final = {
    "blocks": (theme.OKABE_ITO["blue"], "circle"),
    "start": (theme.OKABE_ITO["vermillion"], "square"),
    "parallel": (theme.OKABE_ITO["purple"], "diamond"),
    "multiple_baseline": (theme.OKABE_ITO["orange"], "triangle-up"),
    "abab": (theme.SOFT_INK, "cross"),
    "ab": (theme.GREY, "triangle-down"),
}


def draw_plan(plan: StudyPlan) -> Any:
    """Draw the share of studies that find the difference, one line a design, and how wide the range is.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        Nothing was simulated.
    """
    if not plan.rows:
        raise ArgumentError(texts.NOTHING_PLANNED, where="plan")
    rows = list_rows(plan)
    over, rest = _choose_axis(rows)
    look = _look_at([str(one) for one in _LOOKS if one in rows["design"]], over)
    panels = []
    groups = rows.partition_by(["effect", *rest], maintain_order=True)[:MAX_PANELS]
    for own in groups:
        panels.append(_panel_power(own, over, look, _tell_rest(own, rest)))
    panels.append(_panel_width(groups[0], over, look, _tell_rest(groups[0], rest)))
    return (
        alt.vconcat(*panels, spacing=18)
        .resolve_scale(color="shared", shape="shared", x="shared")
        .properties(
            title=_title(plan),
            description=texts.PLAN_LABEL.format(over=texts.OVER[over]),
            usermeta={"margin": 44, "narrowColumns": 1},
        )
    )


def list_rows(plan: StudyPlan) -> pl.DataFrame:
    """Return one row a kind of study: design, its name, people, weeks, reports, effect, power with its error.

    Shares are in 100; `weekly` and `width` are null where there is none.
    """
    best = plan.recommended
    return pl.DataFrame(
        [
            {
                "design": str(row.design),
                "name": texts.DESIGN_NAMES[row.design],
                "people": row.people,
                "weeks": row.weeks,
                "reports": row.reports,
                "effect": row.effect,
                **_tell_power(plan, row),
                "width": None if math.isnan(row.width) else row.width,
                "refused": 100 * row.refused,
                "weekly": None if math.isnan(row.weekly) else 100 * row.weekly,
                "drawn": row.is_drawn,
                "best": row is best,
                "studies": row.studies,
            }
            for row in plan.rows
        ],
        schema_overrides=dict.fromkeys(("width", "weekly"), pl.Float64),
        infer_schema_length=None,
    )


def table_of_plan(plan: StudyPlan) -> pl.DataFrame:
    """Return the numbers behind `draw_plan` with headings a person can read."""
    shown = {
        "name": texts.DESIGN,
        "people": chart_texts.PEOPLE,
        "weeks": texts.AXES["weeks"],
        "reports": texts.REPORTS,
        "effect": texts.EFFECT,
        "power": texts.POWER,
        "low": texts.POWER_LOW,
        "high": texts.POWER_HIGH,
        "weekly": texts.WEEKLY,
        "width": texts.WIDTH,
        "refused": texts.REFUSED,
        "studies": texts.STUDIES,
    }
    rounded = list_rows(plan).with_columns(
        pl.col("power", "low", "high", "weekly", "refused").round(0).cast(pl.Int64), pl.col("width").round(1)
    )
    return rounded.select(pl.col(name).alias(heading) for name, heading in shown.items())


def _is_weekly(plan: StudyPlan) -> bool:
    return plan.looks == "weekly"


def _tell_power(plan: StudyPlan, row: PlanRow) -> dict[str, float]:
    weekly = _is_weekly(plan) and not math.isnan(row.weekly)
    power, error = (row.weekly, row.weekly_se) if weekly else (row.power, row.power_se)
    return {
        "power": 100 * power,
        "low": 100 * max(0.0, power - _Z * error),
        "high": 100 * min(1.0, power + _Z * error),
    }


def _choose_axis(rows: pl.DataFrame) -> tuple[str, list[str]]:
    """Return what the picture runs along, and what else differs, which makes panels."""
    varied = [name for name in ("weeks", "people", "reports") if rows[name].n_unique() > 1]
    over = varied[0] if varied else "weeks"
    return over, [name for name in varied if name != over]


def _tell_rest(own: pl.DataFrame, rest: list[str]) -> str:
    told = {
        "people": words.people(own["people"][0]),
        "weeks": words.count(own["weeks"][0], "week"),
        "reports": words.trimmed(own["reports"][0]),
    }
    return ", ".join(texts.REST[name].format(**told) for name in rest)


def _points(effect: float) -> str:
    size = words.trimmed(abs(effect))
    return f"{size} {words.plural(abs(effect), 'point')}"


def _title(plan: StudyPlan) -> alt.Title:
    best = plan.recommended
    effect = _points(plan.effect)
    if best is None:
        title = texts.PLAN_NONE_TITLE.format(effect=effect)
    else:
        length = words.count(best.weeks, "week")
        if best.people > 1:
            length = f"{words.people(best.people)}, {length}"
        title = texts.PLAN_TITLE.format(
            design=texts.DESIGN_NAMES[best.design],
            length=length,
            effect=effect,
            share=words.number(_tell_power(plan, best)["power"], 0),
        )
    drawn = texts.DRAWN_ONLY if best is None else f"{texts.PLAN_RING} {texts.DRAWN_ONLY}"
    looked = texts.EVERY_WEEK if _is_weekly(plan) else texts.AT_THE_END
    level = words.percent(plan.level)
    return theme.make_title(title, texts.PLAN_SUBTITLE.format(level=level, looked=looked, drawn=drawn))


def _look_at(designs: list[str], over: str) -> dict[str, Any]:
    names = [texts.DESIGN_NAMES[design] for design in designs]
    legend = alt.Legend(symbolSize=80, symbolOpacity=1)
    colours = alt.Scale(domain=names, range=[_LOOKS[design][0] for design in designs])
    shapes = alt.Scale(domain=names, range=[_LOOKS[design][1] for design in designs])
    hover = [
        alt.Tooltip("name:N", title=texts.DESIGN),
        alt.Tooltip(f"{over}:Q", title=texts.AXES[over]),
        alt.Tooltip("power:Q", title=texts.POWER, format=".0f"),
        alt.Tooltip("low:Q", title=texts.POWER_LOW, format=".0f"),
        alt.Tooltip("high:Q", title=texts.POWER_HIGH, format=".0f"),
        alt.Tooltip("weekly:Q", title=texts.WEEKLY, format=".0f"),
        alt.Tooltip("width:Q", title=texts.WIDTH, format=".1f"),
        alt.Tooltip("refused:Q", title=texts.REFUSED, format=".0f"),
    ]
    return {
        "color": alt.Color("name:N", scale=colours, legend=legend),
        "shape": alt.Shape("name:N", scale=shapes, legend=legend),
        "tooltip": hover,
    }


def _x(rows: pl.DataFrame, over: str, *, titled: bool) -> alt.X:
    values = sorted(rows[over].unique().to_list())
    room = 0.04 * (values[-1] - values[0]) or 1.0
    return alt.X(
        f"{over}:Q",
        title=texts.AXES[over] if titled else None,
        scale=alt.Scale(domain=[values[0] - room, values[-1] + room], nice=False, zero=False),
        axis=alt.Axis(values=values, labelExpr="toString(datum.value)", labelOverlap="greedy"),
    )


def _panel_power(own: pl.DataFrame, over: str, look: dict[str, Any], rest: str) -> Any:
    x = _x(own, over, titled=False)
    scale = alt.Scale(domain=[0, 102], nice=False)
    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100], grid=True, labelOverlap=False)
    y = alt.Y("power:Q", title=None, scale=scale, axis=axis)
    plain = {"color": look["color"], "tooltip": look["tooltip"]}
    base = alt.Chart(own)
    aim = (
        alt.Chart()
        .mark_rule(color=theme.INK, strokeDash=[5, 4], strokeWidth=1.2)
        .encode(y=alt.datum(100 * TARGET, title=None, scale=scale, axis=axis))
    )
    shade = base.mark_area(opacity=0.16).encode(
        x=x, y=alt.Y("low:Q", title=None, scale=scale, axis=axis), y2="high:Q", color=look["color"]
    )
    line = base.mark_line(strokeWidth=2).encode(x=x, y=y, **plain)
    mark = base.mark_point(size=70, filled=True, opacity=1).encode(x=x, y=y, **look)
    layers = [aim, shade, line, mark]
    best = own.filter(pl.col("best"))
    if not best.is_empty():
        ring = alt.Chart(best).mark_point(
            shape="circle", size=330, filled=False, strokeWidth=2, color=theme.INK, opacity=1
        )
        layers.append(ring.encode(x=x, y=y, tooltip=look["tooltip"]))
    head = texts.EFFECT_PANEL.format(effect=_points(own["effect"][0]))
    below = f"{texts.POWER_AXIS}, {rest}" if rest else texts.POWER_AXIS
    title = alt.Title(head, subtitle=below, fontSize=13, subtitleFontSize=11.5, offset=4)
    return alt.layer(*layers).properties(width=theme.WIDE, height=190, title=title)


def _panel_width(own: pl.DataFrame, over: str, look: dict[str, Any], rest: str) -> Any:
    shown = own.filter(pl.col("width").is_not_null())
    x = _x(own, over, titled=True)
    y = alt.Y("width:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(tickCount=4, grid=True))
    base = alt.Chart(shown)
    line = base.mark_line(strokeWidth=2).encode(x=x, y=y, color=look["color"], tooltip=look["tooltip"])
    mark = base.mark_point(size=70, filled=True, opacity=1).encode(x=x, y=y, **look)
    title = alt.Title(texts.WIDTH_PANEL, subtitle=rest, fontSize=13, subtitleFontSize=11.5, offset=4)
    return alt.layer(line, mark).properties(width=theme.WIDE, height=120, title=title)
