"""The picture of one check: the numbers it rests on, or its table where there is no better picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import polars as pl

from coreanalytics import words
from coreanalytics.effects.checks.missing_reports import PLAUSIBLE
from coreanalytics.views import theme
from coreanalytics.views.charts import answers, frames, ranges
from coreanalytics.views.charts.pairs import name_program
from coreanalytics.views.hostile import clip
from coreanalytics.views.page import show_cell
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.texts import checks as texts
from coreanalytics.vocabulary import Site

if TYPE_CHECKING:
    from coreanalytics.effects.checks.results import Check

MARGIN: Final = 34
#: Rows of a picture at most; those that matter most come first.
MAX_ROWS: Final = 16
#: Rows and columns of a table drawn as a picture at most.
_TABLE: Final = (14, 6)


def draw_check(check: Check) -> Any:
    """Draw the numbers of one check.

    Returns
    -------
    alt.VConcatChart
        A check without numbers is drawn as its row among the checks.
    """
    from coreanalytics.views.charts.checks import draw_checks

    table = check.table
    site = chart_texts.SITE_NAMES.get(check.outcome, check.outcome)
    where = f" ({site.lower()})" if site else ""
    title = texts.CHECK_TITLE.format(question=check.question, where=where, answer=_capital(check.answer))
    said = answers.say(check.sentence)
    panels = [] if table is None or table.is_empty() else _choose(check)(table)
    reading = _tell_reading(check.name, table) if panels and table is not None else []
    if table is None or table.is_empty():
        chart = draw_checks((check,))
    else:
        chart = alt.vconcat(*(panels or [_write_table(table)]), spacing=18)
    return chart.properties(
        title=theme.make_title(title, " ".join([said, *reading])),
        description=f"{title}. {said}",
        usermeta={"margin": MARGIN},
    )


def _tell_reading(name: str, table: pl.DataFrame) -> list[str]:
    """Return how the picture is read, where it does not say so by itself."""
    told = [texts.READING[name]] if name in texts.READING else []
    shown = len(_pick_left_out(table)) if name == "influence" else table.height
    return [*told, *([texts.MORE_LEFT_OUT.format(n=shown, all=table.height)] if shown < table.height else [])]


Panels = list[Any]


def _choose(check: Check) -> Callable[[pl.DataFrame], Panels]:
    """Return what draws the table, or what leaves it to be drawn as a table."""
    draws, needs = _DRAWS.get(check.name, (_leave, ()))
    assert check.table is not None
    return draws if set(needs) <= set(check.table.columns) else _leave


def _leave(table: pl.DataFrame) -> Panels:
    return []


# ---- people, in groups -------------------------------------------------------------------------
def _strip(table: pl.DataFrame, column: str, group: str | None, axis: str, **how: Any) -> Panels:
    kept = table.drop_nulls(column)
    if kept.is_empty():
        return []
    if group is None:
        own = [(clip(str(person), 40), value) for person, value in kept.select("person", column).iter_rows()]
        groups = [(texts.EVERYBODY.format(n=words.people(len(own))), theme.SOFT_INK, own)]
    else:
        groups = []
        for (arm,), rows in sorted(kept.group_by(group), key=lambda one: str(one[0][0])):
            own = [(clip(str(p), 40), value) for p, value in rows.select("person", column).iter_rows()]
            name = texts.GROUP_OF.format(program=name_program(str(arm)), n=words.people(len(own)))
            groups.append((name, theme.PROGRAM_COLOURS.get(str(arm), theme.SOFT_INK), own))
    return [ranges.draw_strips(groups, axis, **how)]


def _draw_placebo(table: pl.DataFrame) -> Panels:
    if "date" in table.columns:
        told = table.select("date", "change", "low", "high").iter_rows()
        rows = [
            ranges.row_of(texts.DATE_ROW.format(date=words.day(date)), value, low, high)
            for date, value, low, high in told
        ]
        return [ranges.draw_ranges(rows, texts.EFFECT_AXIS)]
    return _strip(table, "change", "arm", texts.CHANGE_AXIS)


def _draw_trend(table: pl.DataFrame) -> Panels:
    if "low" in table.columns:
        value, low, high = table.select("slope", "low", "high").row(0)
        return [ranges.draw_ranges([ranges.row_of("", value, low, high)], texts.SLOPE_AXIS)]
    return _strip(table, "slope", "arm", texts.SLOPE_AXIS)


def _draw_regression(table: pl.DataFrame) -> Panels:
    return _strip(table, "difference", None, texts.ENTRY_AXIS)


def _draw_shares(table: pl.DataFrame) -> Panels:
    shares = table.with_columns(pl.col("share") * 100)
    how = {"centre": None, "domain": (0.0, 102.0), "digits": 0}
    return _strip(shares, "share", "routine", texts.SHARE_AXIS, **how)


# ---- numbers with ranges -----------------------------------------------------------------------
def _draw_influence(table: pl.DataFrame) -> Panels:
    rows = []
    for row in _pick_left_out(table).sort("estimate").iter_rows(named=True):
        label = _name_left(row["left_out"], row["who"])
        why = texts.TURNS if row["turns"] else texts.OUTLIER if row["outlier"] else ""
        told = texts.FLAGGED.format(label=label, why=why) if why else label
        rows.append(ranges.row_of(told, row["estimate"], row["low"], row["high"], flag=bool(why)))
    whole = table["estimate"][0] - table["shift"][0]
    return [ranges.draw_ranges(rows, texts.LEFT_OUT_AXIS, also=whole)]


def _pick_left_out(table: pl.DataFrame) -> pl.DataFrame:
    """Return whoever moves the answer most, and as many of those that turn it as fit."""
    found = table.drop_nulls("estimate")
    kept = pl.concat([found.filter(pl.col("turns") | pl.col("outlier")).head(MAX_ROWS), found])
    return kept.unique(["left_out", "who"], keep="first", maintain_order=True).head(MAX_ROWS)


def _name_left(kind: str, who: str) -> str:
    if kind != "week":
        return texts.WITHOUT.format(who=clip(who, 40))
    try:
        return texts.WITHOUT_WEEK_OF.format(day=words.day(dt.date.fromisoformat(who)))
    except ValueError:
        return texts.WITHOUT_WEEK.format(week=clip(who, 40))


def _draw_lead(table: pl.DataFrame) -> Panels:
    return [ranges.draw_ranges(_rows(table, "sets"), texts.SETS_AXIS)]


def _draw_balance(table: pl.DataFrame) -> Panels:
    told = table.select("covariate", "difference", "low", "high").iter_rows()
    rows = [
        ranges.row_of(texts.COVARIATES.get(name, name.replace("_", " ")), value, low, high)
        for name, value, low, high in told
    ]
    return [ranges.draw_ranges(rows, texts.BALANCE_AXIS)]


def _draw_after(table: pl.DataFrame) -> Panels:
    # the second row is the same as an odds ratio: another unit, which the sentence tells
    rows = [ranges.row_of("", *table.select("estimate", "low", "high").row(0), digits=1)]
    return [ranges.draw_ranges(rows, texts.AFTER_AXIS)]


def _draw_control(table: pl.DataFrame) -> Panels:
    row = table.row(0, named=True)
    told = ranges.row_of(chart_texts.SITE_NAMES[Site.CONTROL], row["estimate"], row["low"], row["high"])
    return [ranges.draw_ranges([told], texts.EFFECT_AXIS, band=row["delta"])]


def _draw_ordinal(table: pl.DataFrame) -> Panels:
    """Draw points, odds ratios and chances, each on an axis of its own."""
    is_odds = pl.col("answer").str.contains("odds ratio")
    is_chance = pl.col("answer").str.contains("chance")
    if "cut" in table.columns:
        cut = (
            pl.when(pl.col("cut").is_not_null()).then(pl.format("{} {}", "answer", "cut")).otherwise("answer")
        )
        table = table.with_columns(answer=cut)
    panels = []
    for kept, axis, how in (
        (~is_odds & ~is_chance, texts.EFFECT_AXIS, {"title": texts.OF_POINTS}),
        (is_odds, texts.ODDS_AXIS, {"title": texts.OF_RATIOS, "centre": 1.0, "log": True}),
        (is_chance, texts.CHANCE_AXIS, {"title": texts.OF_CHANCES, "centre": 50.0}),
    ):
        own = table.filter(kept).drop_nulls("estimate")
        if not own.is_empty():
            rows = _rows(own, "answer", signed=how.get("centre") is None)
            panels.append(ranges.draw_ranges(rows, axis, **how))
    return panels


def _draw_agreement(table: pl.DataFrame) -> Panels:
    told = table.drop_nulls("estimate").select("way", "estimate", "agrees").iter_rows()
    rows = [ranges.row_of(_capital(way), value, flag=agrees is False) for way, value, agrees in told]
    return [ranges.draw_ranges(rows, texts.EFFECT_AXIS)] if rows else []


def _draw_done(table: pl.DataFrame) -> Panels:
    row = table.row(0, named=True)
    if row["by_done"] is None:
        return []
    rows = [
        ranges.row_of(texts.BY_PLAN, row["by_plan"]),
        ranges.row_of(texts.BY_DONE, row["by_done"]),
        ranges.row_of(texts.DONE_CHANGE, row["change"], row["change_low"], row["change_high"]),
    ]
    return [ranges.draw_ranges(rows, texts.EFFECT_AXIS)]


def _draw_tipping(table: pl.DataFrame) -> Panels:
    row = table.row(0, named=True)
    tip = float(row["tipping_point"])
    label = texts.TIPPING_ROW.format(verdict=row["verdict"], points=words.points(tip))
    frame = pl.DataFrame([{"row": 0, "label": label, "told": "", "brief": "", "tip": tip}])
    y = alt.Y("row:O", axis=None)
    scale = alt.Scale(domain=[0, max(1.25 * tip, 1.5 * PLAUSIBLE)], nice=False)
    x = alt.X(
        "tip:Q",
        title=ranges.wrap(texts.TIPPING_AXIS),
        scale=scale,
        axis=alt.Axis(tickCount=6, titlePadding=4),
    )
    flagged = tip <= PLAUSIBLE
    colour = theme.OKABE_ITO["vermillion" if flagged else "green"]
    base = alt.Chart(frame)
    limit = alt.Chart().mark_rule(color=theme.INK, strokeDash=[4, 3]).encode(x=alt.datum(PLAUSIBLE))
    bar = base.mark_bar(height=12, opacity=0.35, color=colour, yOffset=7).encode(x=x, y=y)
    mark = base.mark_point(
        size=120, filled=True, opacity=1, color=colour, shape="diamond" if flagged else "circle", yOffset=7
    ).encode(x=x, y=y)
    layers = [limit, bar, mark, *ranges.write_rows(frame, y)]
    return [alt.layer(*layers).properties(width=theme.WIDE, height=46)]


# ---- counts ------------------------------------------------------------------------------------
def _draw_floor(table: pl.DataFrame) -> Panels:
    return [_bars(table.with_columns(share=100 * pl.col("zeros")), "routine", "share", texts.ZEROS_AXIS, 100)]


def _draw_assignment(table: pl.DataFrame) -> Panels:
    names = dict(texts.ASSIGNED)
    told = table.with_columns(
        how=frames.names_as("assigned", names).fill_null("?"), program=pl.col("program").cast(pl.String)
    )
    return [_bars(told, "program", "days", texts.DAYS_AXIS, None, how="how")]


def _bars(
    table: pl.DataFrame, program: str, value: str, axis: str, most: float | None, how: str | None = None
) -> Any:
    rows = []
    for at, row in enumerate(table.iter_rows(named=True)):
        name = name_program(str(row[program]))
        label = texts.ASSIGNED_ROW.format(program=name, how=row[how]) if how else name
        told = words.number(float(row[value]), 0)
        rows.append(
            {"row": at, "label": label, "value": float(row[value]), "told": told, "brief": told, "name": name}
        )
    frame = pl.DataFrame(rows)
    codes = {
        name_program(str(code)): theme.PROGRAM_COLOURS.get(str(code), theme.GREY) for code in table[program]
    }
    colour = alt.Color("name:N", scale=alt.Scale(domain=list(codes), range=list(codes.values())), legend=None)
    scale = alt.Scale(domain=[0, most]) if most else alt.Scale(domainMin=0)
    y = ranges.place_rows(frame)
    x = alt.X("value:Q", title=ranges.wrap(axis), scale=scale, axis=alt.Axis(tickCount=6, titlePadding=4))
    bar = alt.Chart(frame).mark_bar(height=14, yOffset=6).encode(x=x, y=y, color=colour)
    return alt.layer(bar, *ranges.write_rows(frame, y)).properties(
        width=theme.WIDE, height=ranges.STEP * frame.height
    )


# ---- any table ---------------------------------------------------------------------------------
def _write_table(table: pl.DataFrame) -> Any:
    """Return a table as a picture: its first rows and columns as text."""
    height, width = _TABLE
    shown = table.select(table.columns[:width]).head(height)
    cells = [
        {"row": at + 1, "column": place, "text": clip(show_cell(cell), 24)}
        for at, row in enumerate(shown.iter_rows())
        for place, cell in enumerate(row)
    ]
    heads = [
        {"row": 0, "column": place, "text": clip(name.replace("_", " "), 24)}
        for place, name in enumerate(shown.columns)
    ]
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[0, shown.width], nice=False))
    y = alt.Y("row:O", axis=None)
    limit = alt.ExprRef(f"width / {shown.width} - 6")
    write = {"align": "left", "limit": limit}
    layers = [
        alt.Chart(pl.DataFrame(heads)).mark_text(fontWeight=600, **write).encode(x=x, y=y, text="text:N"),
        alt.Chart(pl.DataFrame(cells)).mark_text(**write).encode(x=x, y=y, text="text:N"),
    ]
    more = texts.MORE_ROWS.format(n=table.height - shown.height) if shown.height < table.height else ""
    title = {"title": alt.Title(more, fontSize=12, fontWeight="normal", offset=4)} if more else {}
    return alt.layer(*layers).properties(width=theme.WIDE, height=22 * (shown.height + 1), **title)


def _rows(table: pl.DataFrame, label: str, *, signed: bool = True) -> list[dict[str, object]]:
    told = table.select(label, "estimate", "low", "high").iter_rows()
    return [ranges.row_of(_capital(str(name)), *numbers, signed=signed) for name, *numbers in told]


def _capital(text: str) -> str:
    return clip(f"{text[:1].upper()}{text[1:]}", 80)


#: What draws the table of a check, and the columns that it must have.
_DRAWS: Final[dict[str, tuple[Callable[[pl.DataFrame], Panels], Sequence[str]]]] = {
    "assignment": (_draw_assignment, ("assigned", "program", "days")),
    "placebo_dates": (_draw_placebo, ("change",)),
    "pre_trend": (_draw_trend, ("slope",)),
    "balance": (_draw_balance, ("covariate", "difference", "low", "high")),
    "control_site": (_draw_control, ("estimate", "low", "high", "delta")),
    "lead_exposure": (_draw_lead, ("sets", "estimate", "low", "high")),
    "regression_to_the_mean": (_draw_regression, ("person", "difference")),
    "ordinal": (_draw_ordinal, ("answer", "estimate", "low", "high")),
    "floor": (_draw_floor, ("routine", "zeros")),
    "influence": (
        _draw_influence,
        ("left_out", "who", "estimate", "low", "high", "shift", "turns", "outlier"),
    ),
    "missing_by_routine": (_draw_shares, ("person", "routine", "share")),
    "missing_after_discomfort": (_draw_after, ("estimate", "low", "high")),
    "missing_tipping_point": (_draw_tipping, ("verdict", "tipping_point")),
    "as_done": (_draw_done, ("by_plan", "by_done", "change", "change_low", "change_high")),
    "agreement": (_draw_agreement, ("way", "estimate", "agrees")),
}
