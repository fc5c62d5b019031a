"""One picture of the comparisons: how often intervals err without an effect and hold the truth with one.

Claims and checks have tables of their own; with them the picture would be as long as a street.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.views.theme import GREY, INK, OKABE_ITO, build_config

WIDTH: Final = 300
ROW: Final = 15
ERRORS: Final = (0.0, 5.0, 12.0)  #: ends of the axis, and what is promised
COVERAGES: Final = (88.0, 95.0, 100.0)
TITLES: Final = {
    "cohorts": "Cohorts",
    "one_person": "One person",
    "weekly_looks": "One person, a look every week",
    "weekly_cohorts": "Cohorts, a look every week",
    "responders": "Responders",
}


def draw_results(table: pl.DataFrame) -> Any:
    """Return an Altair chart of the measures of the topics in `TITLES` (columns of `tables`)."""
    import altair as alt

    shown = (
        table.filter(
            pl.col("topic").is_in(list(TITLES)),
            ~pl.col("series").str.contains("beside"),
            pl.col("measure").is_in(["error", "coverage", "false verdict"]),
        )
        .with_columns(
            name=pl.when(pl.col("series").is_null() | (pl.col("series") == ""))
            .then(pl.col("study"))
            .otherwise(pl.format("{}: {}", "study", "series")),
            low=(pl.col("value") - 2 * pl.col("se")).clip(lower_bound=0),
            high=(pl.col("value") + 2 * pl.col("se")).clip(upper_bound=100),
            reached=pl.col("reached").fill_null(""),
        )
        .with_columns(pl.col("name").str.replace_all("_", " ", literal=True))
    )
    rows = []
    for (topic,), part in shown.group_by("topic", maintain_order=True):
        title = TITLES[str(topic)]
        errors = part.filter(pl.col("measure") == "error")
        is_looks = bool((part["measure"] == "false verdict").any())
        wanted = "false verdict" if is_looks else "coverage"
        others = part.filter(pl.col("measure") == wanted, pl.col("effect").fill_null(1.0) != 0)
        order = part["name"].unique(maintain_order=True).to_list()
        left = _draw_panel(errors, order, "% that leave out a true 0", ERRORS)
        right = (
            _draw_panel(others, order, "% of first verdicts that are false", ERRORS, labels=False)
            if is_looks
            else _draw_panel(others, order, "% that hold the truth", COVERAGES, labels=False)
        )
        rows.append(alt.hconcat(left, right, spacing=24, title=title))
    return alt.vconcat(*rows, spacing=36)


def _draw_panel(
    rows: pl.DataFrame, order: list[str], title: str, span: tuple[float, float, float], *, labels: bool = True
) -> Any:
    import altair as alt

    low, nominal, high = span
    values = rows.select("name", "value", "low", "high", "reached")
    base = alt.Chart(_inline(values)).properties(width=WIDTH, height=ROW * len(order))
    axis = alt.Axis(labelLimit=440, title=None, labels=labels, grid=True, labelFontSize=10)
    y = alt.Y("name:N", sort=order, axis=axis, scale=alt.Scale(domain=order))
    scale = alt.Scale(domain=[low, high], clamp=True)
    colours = {"reached": OKABE_ITO["blue"], "missed": OKABE_ITO["vermillion"], "": GREY}
    known = alt.Scale(domain=[*colours], range=[*colours.values()])
    colour = alt.Color("reached:N", scale=known, legend=None)
    promised = alt.Chart(_inline(pl.DataFrame({"at": [nominal]})))
    line = promised.mark_rule(color=GREY, strokeDash=[4, 3]).encode(x=alt.X("at:Q", scale=scale))
    ends = base.mark_rule(strokeWidth=1.5, opacity=0.5)
    ranges = ends.encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour)
    dots = base.mark_point(filled=True, size=34, opacity=0.95)
    return line + ranges + dots.encode(y=y, x=alt.X("value:Q", title=title, scale=scale), color=colour)


def _inline(rows: pl.DataFrame) -> Any:
    import altair as alt

    return alt.InlineData(values=rows.to_dicts())


def save_picture(table: pl.DataFrame, path: Path) -> None:
    """Write the picture as SVG."""
    import vl_convert

    chart = draw_results(table).properties(
        title={
            "text": "How often are the ranges right?",
            "subtitle": [
                "Dots: shares of simulated studies with ± 2 Monte-Carlo errors. Dashed: what is promised.",
                "Left: no effect. Right: with an effect, a dot a size. Beyond an edge: at it.",
                "Blue: the criterion is reached; red: it is missed; grey: there is none.",
            ],
        }
    )
    spec = chart.to_dict()
    spec["config"] = {**spec.get("config", {}), **build_config()["config"]}
    spec["config"]["title"] = {**spec["config"]["title"], "color": INK}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(vl_convert.vegalite_to_svg(spec), "utf-8")
