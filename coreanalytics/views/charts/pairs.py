"""The picture of an analysis of covariance: each person's score after, over their score before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.ancova import AncovaFit
from coreanalytics.effects.student import quantile
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.hostile import clip
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import score_pairs as texts

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Effects

MARGIN: Final = 34
LEVEL: Final = 0.95  #: of the ranges of the groups' means
_SIDE: Final = 380
_NARROW: Final = 240
_ASIDE: Final = 0.13  #: points by which a circle stands beside its score
_SCORES: Final = alt.Scale(domain=[-0.5, 10.5], nice=False)
_TICKS: Final = alt.Axis(values=[0, 2, 4, 6, 8, 10], grid=True)


def draw_pairs(effects: Effects) -> Any:
    """Draw the people of an analysis of covariance, with its two lines, and the mean of each group after.

    Returns
    -------
    alt.HConcatChart or alt.VConcatChart
        One row an outcome.

    Raises
    ------
    ArgumentError
        No outcome was estimated from one score before and one after.
    """
    fitted = [(effect, effect.fit) for effect in effects.primary if isinstance(effect.fit, AncovaFit)]
    if not fitted:
        raise ArgumentError(texts.NO_PAIRS, where="kind", hint=texts.NO_PAIRS_HINT)
    rows = [_draw_outcome(effect, fit) for effect, fit in fitted]
    chart = rows[0] if len(rows) == 1 else alt.vconcat(*rows, spacing=30)
    return chart.properties(usermeta={"margin": MARGIN})


def name_program(code: str) -> str:
    """Return the name of a program, of the package's own or of a study's.

    Examples
    --------
    >>> name_program("core_focused"), name_program("usual_care")
    ('Core-focused', 'Usual care')
    """
    name = code.replace("_", " ")
    return chart_texts.PROGRAM_NAMES.get(code, clip(name[:1].upper() + name[1:], 40))


def _draw_outcome(effect: Effect, fit: AncovaFit) -> Any:
    names = [name_program(effect.treatment), name_program(effect.control)]
    people = fit.people.with_columns(
        group=pl.when("treated").then(pl.lit(names[0])).otherwise(pl.lit(names[1]))
    )
    colours = [
        theme.PROGRAM_COLOURS.get(effect.treatment, theme.OKABE_ITO["green"]),
        theme.PROGRAM_COLOURS.get(effect.control, theme.OKABE_ITO["orange"]),
    ]
    colour = alt.Color("group:N", scale=alt.Scale(domain=names, range=colours))
    interval = effect.interval
    assert interval is not None and effect.estimate is not None
    title = theme.make_title(
        texts.PAIRS_TITLE.format(site=chart_texts.SITE_NAMES[effect.outcome]),
        texts.PAIRS_SUBTITLE.format(
            difference=words.signed(effect.estimate),
            level=words.percent(interval.level),
            span=words.span(interval.low, interval.high),
        ),
    )
    both = alt.hconcat(_draw_people(people, colour), _draw_means(people, names, colour), spacing=36)
    return both.properties(title=title)


def _draw_people(people: pl.DataFrame, colour: alt.Color) -> Any:
    """Draw pairs of scores with how many people have them, and the two fitted lines."""
    aside = pl.when("treated").then(-_ASIDE).otherwise(_ASIDE)  # two circles never hide each other
    spots = (
        people.group_by("group", "treated", "before", "after")
        .agg(people=pl.len())
        .sort("group", "before", "after")
        .with_columns(place=pl.col("before") + aside)
    )
    ends = people.group_by("group").agg(
        before=pl.concat_list(pl.col("before").min(), pl.col("before").max()),
        fitted=pl.concat_list(
            pl.col("fitted").sort_by("before").first(), pl.col("fitted").sort_by("before").last()
        ),
    )
    x = alt.X("before:Q", title=texts.BEFORE, scale=_SCORES, axis=_TICKS)
    y = alt.Y("after:Q", title=texts.AFTER, scale=_SCORES, axis=_TICKS)
    same = alt.Chart(pl.DataFrame({"before": [0, 10], "after": [0, 10]}))
    hover = [
        alt.Tooltip("group:N", title=texts.GROUP),
        alt.Tooltip("before:Q", title=texts.BEFORE, format=".1f"),
        alt.Tooltip("after:Q", title=texts.AFTER, format=".1f"),
        alt.Tooltip("people:Q", title=texts.PEOPLE),
    ]
    circles = (
        alt.Chart(spots)
        .mark_circle(opacity=0.6)
        .encode(
            x=alt.X("place:Q", title=texts.BEFORE, scale=_SCORES, axis=_TICKS),
            y=y,
            color=colour,
            size=alt.Size("people:Q", legend=None, scale=alt.Scale(range=[30, 240], domainMin=1)),
            tooltip=hover,
        )
    )
    lines = (
        alt.Chart(ends.explode("before", "fitted").sort("group", "before"))
        .mark_line(strokeWidth=3.5)
        .encode(x="before:Q", y=alt.Y("fitted:Q", scale=_SCORES), color=colour)
    )
    diagonal = same.mark_line(color=theme.SOFT_INK, strokeWidth=1, strokeDash=[4, 4]).encode(x=x, y=y)
    return alt.layer(diagonal, circles, lines).properties(width=_SIDE, height=_SIDE)


def _draw_means(people: pl.DataFrame, names: list[str], colour: alt.Color) -> Any:
    means = people.group_by("group").agg(
        mean=pl.col("after").mean(), sd=pl.col("after").std(), people=pl.len()
    )
    half = [
        quantile((1 + LEVEL) / 2, row["people"] - 1) * row["sd"] / row["people"] ** 0.5
        for row in means.iter_rows(named=True)
    ]
    ranges = means.with_columns(pl.Series("half", half)).with_columns(
        low=pl.col("mean") - pl.col("half"), high=pl.col("mean") + pl.col("half")
    )
    base = alt.Chart(ranges).encode(
        x=alt.X("group:N", sort=names, title=None, axis=alt.Axis(labelAngle=0, labelLimit=_NARROW // 2)),
        color=colour,
        tooltip=[
            alt.Tooltip("group:N", title=texts.GROUP),
            alt.Tooltip("mean:Q", title=texts.AFTER, format=".2f"),
            alt.Tooltip("low:Q", title=chart_texts.LOW, format=".2f"),
            alt.Tooltip("high:Q", title=chart_texts.HIGH, format=".2f"),
            alt.Tooltip("people:Q", title=texts.PEOPLE),
        ],
    )
    y = alt.Y("low:Q", title=None, scale=_SCORES, axis=_TICKS)
    span = base.mark_rule(strokeWidth=4, strokeCap="round").encode(y=y, y2="high:Q")
    dot = base.mark_circle(size=130, opacity=1).encode(y="mean:Q")
    told = base.mark_text(dx=10, align="left", fontWeight=600).encode(
        y="mean:Q", text=alt.Text("mean:Q", format=".1f")
    )
    heading = alt.Title(texts.PAIRS_MEANS, fontSize=12.5, fontWeight="normal", offset=6)
    return alt.layer(span, dot, told).properties(width=_NARROW, height=_SIDE, title=heading)
