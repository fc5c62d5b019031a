"""The picture of the checks of a comparison: one row a check and site, failed ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.charts import answers, ranges
from coreanalytics.views.charts import check_frames as frames
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import checks as texts

if TYPE_CHECKING:
    from coreanalytics.effects.checks.results import Check

MARGIN: Final = 34
_AT: Final = 96  #: where the question begins, pixels


def draw_checks(checks: Sequence[Check]) -> Any:
    """Draw the answer of every check, grouped by what it asks, failed ones first.

    Returns
    -------
    alt.VConcatChart

    Raises
    ------
    ArgumentError
        There are none.
    """
    if not checks:
        raise ArgumentError(texts.NOTHING_CHECKED, where="checks")
    found = {one.answer for one in checks}
    look = answers.look_at("answer", [one for one in ("failed", "cannot tell", "passed") if one in found])
    panels = [_panel(group, look) for group in frames.group_checks(checks)]
    told = count_answers(checks)
    title = texts.CHECKS_TITLE if told["failed"] != "0" else texts.CHECKS_NONE_FAILED
    return (
        alt.vconcat(*panels, spacing=16)
        .resolve_scale(color="shared", shape="shared")
        .properties(
            title=theme.make_title(title.format(**told), texts.CHECKS_SUBTITLE.format(**told)),
            description=describe_checks(checks),
            usermeta={"margin": MARGIN},
        )
    )


def describe_checks(checks: Sequence[Check]) -> str:
    """Return what a person who cannot see the picture should hear."""
    return texts.CHECKS_LABEL.format(**count_answers(checks))


def count_answers(checks: Sequence[Check]) -> dict[str, str]:
    """Return how many checks failed, cannot tell and passed, as text."""
    given = [one.passed for one in checks]
    return {
        "all": words.count(len(given), "check"),
        "failed": str(given.count(False)),
        "blind": str(given.count(None)),
        "passed": str(given.count(True)),
    }


def table_of_checks(checks: Sequence[Check]) -> pl.DataFrame:
    """Return what every check found, failed ones first, with headings a person can read."""
    return pl.DataFrame(
        [
            {
                texts.ANSWER: one.answer,
                texts.QUESTION: one.question,
                chart_texts.SITE: chart_texts.SITE_NAMES.get(one.outcome, one.outcome) or None,
                texts.FOUND: answers.say(one.sentence),
            }
            for one in frames.rank_checks(checks)
        ],
        infer_schema_length=None,
    )


def _panel(group: frames.Group, look: dict[str, Any]) -> Any:
    height = frames.measure(group.checks)
    rows = frames.list_rows(group.checks)
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    base = alt.Chart(rows)
    hover = [
        alt.Tooltip("asked:N", title=texts.QUESTION),
        alt.Tooltip("answer:N", title=texts.ANSWER),
        alt.Tooltip("sentence:N", title=texts.FOUND),
    ]
    write = {"align": "left", "limit": alt.ExprRef(f"width - {_AT}")}
    asked = ranges.choose_text("asked", "short")
    layers = [
        base.mark_point(size=85, filled=True, opacity=1, x=7).encode(y=y, tooltip=hover, **look),
        base.mark_text(align="left", x=18, fontWeight=600).encode(y=y, text="answer:N", tooltip=hover),
        base.mark_text(text=asked, x=_AT, **write).encode(y=y, tooltip=hover),
    ]
    failed = rows.filter(pl.col("said").list.len() > 0)
    if not failed.is_empty():
        said, start = ranges.choose_text("said", "brief"), alt.ExprRef(f"{ranges.WIDE_ENOUGH} ? {_AT} : 18")
        below = alt.Chart(failed).mark_text(
            text=said, align="left", x=start, dy=17, color=theme.SOFT_INK, fontSize=11.5
        )
        layers.append(below.encode(y=y, tooltip=hover))
    return alt.layer(*layers).properties(
        width=theme.WIDE, height=height, title=alt.Title(group.heading, fontSize=13, offset=4)
    )
