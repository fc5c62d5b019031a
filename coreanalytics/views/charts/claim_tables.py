"""The picture of one claim: the numbers it rests on, where they are worth a picture of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.views import theme
from coreanalytics.views.charts import ranges
from coreanalytics.views.charts.claims import MARGIN, draw_row
from coreanalytics.views.charts.pairs import name_program
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import claims as texts
from coreanalytics.views.texts import pictures

if TYPE_CHECKING:
    from coreanalytics.effects.claims.results import Claim

#: What gave out, in the order of a bar: the hip flexors, which the claim is about, begin it.
_CAUSES: Final = ("hip_flexors", "abs", "low_back", "grip", "other")


Drawn = tuple[list[Any], str]


def draw_claim(claim: Claim) -> Any:
    """Draw one claim: its number with range and verdict, and below what that rests on.

    Returns
    -------
    alt.VConcatChart
    """
    panels, reading = _draw_basis(claim)
    heading = texts.CLAIM_HEADINGS.get(claim.name, claim.question)
    verdict = str(claim.verdict) if claim.is_answered else texts.NO_ANSWER
    title = texts.HEADING.format(name=claim.name, told=f"{heading}: {verdict}")
    said = claim.sentence if claim.is_answered else f"{claim.question} {claim.missing}"
    return (
        alt.vconcat(draw_row(claim), *panels, spacing=16)
        .resolve_scale(color="independent", shape="independent")
        .properties(
            title=theme.make_title(title, " ".join(part for part in (said, reading) if part)),
            description=f"{title}. {said}",
            usermeta={"margin": MARGIN},
        )
    )


def _draw_basis(claim: Claim) -> Drawn:
    """Return the pictures of a claim's table, and how they are read; none where there is none."""
    draws, needs = _DRAWS.get(claim.name, (None, frozenset()))
    table = claim.table
    if draws is None or table is None or table.is_empty() or not needs <= set(table.columns):
        return [], ""
    return draws(claim, table)


def _level(claim: Claim) -> str:
    return words.percent(claim.interval.level) if claim.interval else ""


def _draw_lags(claim: Claim, table: pl.DataFrame) -> Drawn:
    """Draw what goes with five more sets on the same day and on the days after, for each kind of sets."""
    reading = (
        texts.FOLLOWS_READING.format(level=_level(claim), delta=words.trimmed(claim.delta or 0.0))
        if claim.delta
        else ""
    )
    panels = []
    for (kind,), own in table.drop_nulls("estimate").group_by("kind", maintain_order=True):
        told = own.select("days_later", "estimate", "low", "high").iter_rows()
        rows = [ranges.row_of(texts.LAGS.get(lag, str(lag)), *numbers) for lag, *numbers in told]
        title = texts.SETS_OF.get(str(kind), str(kind))
        panels.append(ranges.draw_ranges(rows, texts.FOLLOWS_AXIS, band=claim.delta, title=title))
    return panels, reading


def _draw_sets(claim: Claim, table: pl.DataFrame) -> Drawn:
    told = table.select("sets", "estimate", "low", "high").iter_rows()
    rows = [ranges.row_of(texts.SETS_OF.get(name, name), *numbers) for name, *numbers in told]
    return [ranges.draw_ranges(rows, texts.FOLLOWS_AXIS, band=claim.delta)], ""


def _draw_gains(claim: Claim, table: pl.DataFrame) -> Drawn:
    """Draw how much capacity was gained, all moves together first."""
    ordered = table.drop_nulls("gain").sort(pl.col("move") != "all", "move")
    rows = []
    for move, people, *numbers in ordered.select("move", "people", "gain", "low", "high").iter_rows():
        name = texts.ALL_MOVES if move == "all" else move.replace("_", " ").capitalize()
        label = texts.GAIN_ROW.format(move=name, people=words.people(people))
        rows.append(ranges.row_of(label, *numbers, digits=0))
    return [ranges.draw_ranges(rows, texts.GAINS_AXIS)], texts.GAINS_READING.format(level=_level(claim))


def _draw_gave_out(claim: Claim, table: pl.DataFrame) -> Drawn:
    """Draw what gave out first, in shares of the answers, a bar a routine."""
    rows, heads = [], []
    for at, row in enumerate(table.iter_rows(named=True)):
        answers = sum(row[cause] for cause in _CAUSES)
        if not answers:
            continue
        share = words.number(100 * row["hip_flexors"] / answers, 0)
        label = texts.GAVE_OUT_ROW.format(
            program=name_program(row["program"]), n=words.count(answers, "answer"), share=share
        )
        heads.append({"row": at, "label": label})
        rows += [
            {
                "row": at,
                "cause": pictures.GAVE_OUT_NAMES[cause],
                "order": place,
                "share": 100 * row[cause] / answers,
                "n": row[cause],
            }
            for place, cause in enumerate(_CAUSES)
        ]
    if not rows:
        return [], ""
    frame, above = pl.DataFrame(rows), pl.DataFrame(heads)
    y = ranges.place_rows(above)
    names = [pictures.GAVE_OUT_NAMES[cause] for cause in _CAUSES]
    colours = [theme.GAVE_OUT_COLOURS[cause] for cause in _CAUSES]
    hover = [
        alt.Tooltip("cause:N", title=pictures.CAUSE),
        alt.Tooltip("share:Q", title=chart_texts.SHARE, format=".0f"),
        alt.Tooltip("n:Q", title=texts.ANSWERS),
    ]
    bars = (
        alt.Chart(frame)
        .mark_bar(height=18, yOffset=7)
        .encode(
            x=alt.X(
                "share:Q",
                stack="zero",
                title=texts.GAVE_OUT_AXIS,
                axis=alt.Axis(values=[0, 20, 40, 60, 80, 100]),
                scale=alt.Scale(domain=[0, 100], nice=False),
            ),
            y=y,
            order="order:O",
            color=alt.Color(
                "cause:N",
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(symbolType="square"),
            ),
            tooltip=hover,
        )
    )
    label = alt.Chart(above).mark_text(align="left", x=0, dy=-13, fontWeight=600, limit=alt.ExprRef("width"))
    chart = alt.layer(bars, label.encode(y=y, text="label:N"))
    return [chart.properties(width=theme.WIDE, height=46 * above.height)], texts.GAVE_OUT_READING


def _draw_felt(claim: Claim, table: pl.DataFrame) -> Drawn:
    """Draw how much the abs were felt on average, a bar a routine."""
    rows = []
    for at, row in enumerate(table.iter_rows(named=True)):
        told = words.number(row["mean"])
        program = name_program(row["program"])
        rows.append(
            {
                "row": at,
                "program": program,
                "label": texts.FELT_ROW.format(
                    program=program, n=words.count(row["sessions"], "session"), nothing=row["felt_nothing"]
                ),
                "mean": row["mean"],
                "told": told,
                "brief": told,
            }
        )
    frame = pl.DataFrame(rows)
    codes = {name_program(code): theme.PROGRAM_COLOURS.get(code, theme.GREY) for code in table["program"]}
    colour = alt.Color(
        "program:N", scale=alt.Scale(domain=list(codes), range=list(codes.values())), legend=None
    )
    scale = alt.Scale(domain=[0, 10], nice=False)
    bar = (
        alt.Chart(frame)
        .mark_bar(height=14, yOffset=6)
        .encode(
            x=alt.X("mean:Q", title=texts.FELT_AXIS, scale=scale), y=ranges.place_rows(frame), color=colour
        )
    )
    layers = [bar, *ranges.write_rows(frame, ranges.place_rows(frame))]
    return [
        alt.layer(*layers).properties(width=theme.WIDE, height=ranges.STEP * frame.height)
    ], texts.FELT_READING


def _draw_relief(claim: Claim, table: pl.DataFrame) -> Drawn:
    """Draw mean scores of a day and of the day after, with what was tried and without."""
    habit = texts.HABITS[claim.name]
    rows = []
    for at, row in enumerate(table.iter_rows(named=True)):
        label = texts.RELIEF_DAYS[row["days"]].format(habit=habit, n=words.count(row["n"], "day"))
        told = texts.RELIEF_TOLD.format(
            today=words.number(row["today"]), tomorrow=words.number(row["tomorrow"])
        )
        rows.append({"row": at, "label": label, "told": told, "brief": told, **row})
    frame = pl.DataFrame(rows)
    y = ranges.place_rows(frame)
    scale = alt.Scale(domain=[0, 10], nice=False)
    x = alt.X("today:Q", title=texts.RELIEF_AXIS, scale=scale, axis=alt.Axis(values=[0, 2, 4, 6, 8, 10]))
    hover = [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("today:Q", title=texts.TODAY, format=".2f"),
        alt.Tooltip("tomorrow:Q", title=texts.TOMORROW, format=".2f"),
    ]
    colour = theme.SITE_COLOURS.get(claim.part, theme.SOFT_INK)
    base = alt.Chart(frame)
    layers = [
        base.mark_rule(strokeWidth=2, color=colour, opacity=0.5, yOffset=6, y2Offset=6).encode(
            x="today:Q", x2="tomorrow:Q", y=y, tooltip=hover
        ),
        base.mark_point(size=90, filled=False, color=colour, opacity=1, yOffset=6).encode(
            x=x, y=y, tooltip=hover
        ),
        base.mark_point(size=90, filled=True, color=colour, opacity=1, yOffset=6).encode(
            x="tomorrow:Q", y=y, tooltip=hover
        ),
    ]
    return [
        alt.layer(*layers, *ranges.write_rows(frame, y)).properties(
            width=theme.WIDE, height=ranges.STEP * frame.height
        )
    ], texts.RELIEF_READING.format(habit=habit)


#: What draws the table of a claim, and the columns that it must have.
_DRAWS: Final[dict[str, tuple[Callable[[Claim, pl.DataFrame], Drawn], frozenset[str]]]] = {
    "C1": (_draw_lags, frozenset({"kind", "days_later", "estimate", "low", "high"})),
    "C2": (_draw_gave_out, frozenset({"program", *_CAUSES})),
    "C3": (_draw_relief, frozenset({"days", "n", "today", "tomorrow"})),
    "C4": (_draw_relief, frozenset({"days", "n", "today", "tomorrow"})),
    "C6": (_draw_gains, frozenset({"move", "people", "gain", "low", "high"})),
    "C7": (_draw_felt, frozenset({"program", "sessions", "mean", "felt_nothing"})),
    "C8": (_draw_sets, frozenset({"sets", "estimate", "low", "high"})),
}
