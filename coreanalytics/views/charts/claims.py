"""The picture of the article's claims: one row a number, one panel a claim and unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.claims.results import ClaimVerdict
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import answers, ranges
from coreanalytics.views.charts import claim_frames as frames
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import claims as texts

if TYPE_CHECKING:
    from coreanalytics.effects.claims.results import Claim

MARGIN: Final = 34
_STEP: Final = 40
_AXIS_WIDTH: Final = 56  #: characters of an axis title that fit a phone


def draw_claims(claims: Sequence[Claim]) -> Any:
    """Draw every number of the claims with its range, its verdict and the band that does not matter.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        Nothing was examined.
    """
    if not claims:
        raise ArgumentError(texts.NOTHING_EXAMINED, where="claims")
    found = {str(one.verdict) for one in claims}
    look = answers.look_at("verdict", [str(verdict) for verdict in ClaimVerdict if verdict in found])
    panels = []
    before = ""
    for group in frames.group_panels(claims):
        panels.append(_panel(group, look, headed=group[0].name != before))
        before = group[0].name
    title = texts.CLAIMS_TITLE.format(parts=frames.tally(claims))
    # told at once, because every method of a chart copies all of it
    return alt.vconcat(
        *panels,
        spacing=12,
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="shared", shape="shared")),
        title=theme.make_title(title, texts.CLAIMS_SUBTITLE),
        description=describe_claims(claims),
        usermeta={"margin": MARGIN},
    )


def describe_claims(claims: Sequence[Claim]) -> str:
    """Return what a person who cannot see the picture should hear."""
    return texts.CLAIMS_LABEL.format(parts=frames.tally(claims))


def draw_row(claim: Claim) -> Any:
    """Return the row of one claim, without a heading of its own.

    Returns
    -------
    alt.LayerChart
    """
    return _panel((claim,), answers.look_at("verdict", [str(claim.verdict)], told=False), headed=False)


def table_of_claims(claims: Sequence[Claim]) -> pl.DataFrame:
    """Return the numbers behind `draw_claims` with headings a person can read."""
    return pl.DataFrame(
        [
            {
                texts.CLAIM: one.name,
                texts.WHAT: frames.name_part(one),
                chart_texts.VERDICT: str(one.verdict),
                texts.ESTIMATE: _write(one.estimate),
                chart_texts.LOW: _write(one.interval.low if one.interval else None),
                chart_texts.HIGH: _write(one.interval.high if one.interval else None),
                texts.UNIT: one.unit,
                chart_texts.LEVEL: words.percent(one.interval.level) if one.interval else None,
                texts.COUNTED: frames.count_basis(one),
                texts.TO_LOG: answers.say(one.sentence if one.is_answered else one.missing),
            }
            for one in claims
        ],
        infer_schema_length=None,
    )


def _write(value: float | None) -> str | None:
    return None if value is None else words.signed(value, 2)


def _panel(claims: Sequence[Claim], look: dict[str, Any], *, headed: bool) -> Any:
    first = claims[0]
    rows = frames.list_rows(claims)
    answered = rows.filter(pl.col("estimate").is_not_null())
    y = alt.Y("row:O", axis=None, sort=None, scale=alt.Scale(domain=rows["row"].to_list()))
    hover = [
        alt.Tooltip("what:N", title=texts.WHAT),
        alt.Tooltip("verdict:N", title=chart_texts.VERDICT),
        alt.Tooltip("told:N", title=first.unit),
        alt.Tooltip("counted:N", title=texts.COUNTED),
    ]
    layers = ranges.write_rows(rows, y, above=13)
    refused = rows.filter(pl.col("estimate").is_null())
    if not refused.is_empty():
        held = alt.Chart(refused)
        layers += [
            held.mark_point(size=45, filled=True, opacity=1, x=5, yOffset=5).encode(
                y=y, tooltip=hover, **look
            ),
            held.mark_text(
                align="left", x=16, dy=5, color=theme.SOFT_INK, fontSize=11.5, limit=alt.ExprRef("width - 16")
            ).encode(y=y, text="advice:N", tooltip=hover[:2]),
        ]
    if not answered.is_empty():
        layers = [*_draw_ranges(answered, y, first, look, hover), *layers]
    heading = texts.HEADING.format(name=first.name, told=texts.CLAIM_HEADINGS.get(first.name, first.question))
    title = alt.Title(heading if headed else "", fontSize=13, offset=6 if headed else 0)
    return alt.layer(*layers).properties(width=theme.WIDE, height=_STEP * rows.height, title=title)


def _draw_ranges(
    rows: pl.DataFrame, y: Any, first: Claim, look: dict[str, Any], hover: list[Any]
) -> list[Any]:
    reach = _reach(rows)
    x = alt.X(
        "estimate:Q",
        title=_name_axis(first),
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(grid=False, tickCount=5, labelFontSize=11, titleFontSize=11, titlePadding=3),
    )
    base = alt.Chart(rows)
    band = (
        base.transform_calculate(least="-datum.delta")
        .mark_bar(height=18, yOffset=6, color=theme.LINE, opacity=0.8, clip=True)
        .encode(x=alt.X("least:Q"), x2="delta:Q", y=y)
    )
    zero = base.mark_tick(height=24, thickness=1, color=theme.SOFT_INK, yOffset=6).encode(x=alt.datum(0), y=y)
    colour = {"color": look["color"]}
    span = base.mark_rule(strokeWidth=3, opacity=0.8, yOffset=6, y2Offset=6, clip=True).encode(
        x=alt.X("low:Q"), x2="high:Q", y=y, tooltip=hover, **colour
    )
    mark = base.mark_point(size=95, filled=True, opacity=1, yOffset=6, clip=True).encode(
        x=x, y=y, tooltip=hover, **look
    )
    return [band, zero, span, mark]


def _name_axis(first: Claim) -> str:
    """Return what lies left of 0, the unit, and what lies right of it, as far as it fits a phone."""
    less, more = texts.DIRECTIONS.get(first.name, texts.DISCOMFORT)
    told = texts.AXIS.format(less=less, unit=first.unit, more=more)
    return told if len(told) <= _AXIS_WIDTH else texts.SHORT_AXIS.format(unit=first.unit)


def _reach(rows: pl.DataFrame) -> float:
    widest = float(rows.select(pl.max_horizontal(pl.col("low", "high").abs().max())).item())
    delta = rows["delta"].max()
    least = float(delta) if isinstance(delta, float) else widest or 1.0
    return max(1.6 * least, 1.06 * widest)
