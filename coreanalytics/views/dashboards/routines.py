"""The view of the routines: what the models say of people, and of one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.views.charts import frames
from coreanalytics.views.dashboards import tables
from coreanalytics.views.dashboards.panels import Panel, Part, hang
from coreanalytics.views.texts import charts, pictures
from coreanalytics.vocabulary import Program

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effects
    from coreanalytics.views.dashboards.judged import Comparison
    from coreanalytics.views.weekly.verdicts import Verdicts


def make_compare(days: pl.DataFrame, comparison: Comparison, names: dict[str, str]) -> Panel:
    """Return the view of the routines: effects, estimated means, courses, people, responders."""
    from coreanalytics.views.charts import comparisons, looks, trajectories, within

    effects = comparison.effects
    if effects is None:
        return Panel()
    named = days.with_columns(frames.names_as("person", names))
    arms = (Program.CORE_FOCUSED, Program.STANDARD_CRUNCH)
    parts = {
        "effects": Part(
            hang(comparisons.draw_effects(effects), charts.FOREST_LABEL),
            (tables.tell_frame(charts.FOREST_LABEL, comparisons.table_of_effects(effects)),),
        )
    }
    _try(
        parts,
        "lines",
        lambda: trajectories.draw_lines(effects),
        pictures.LINES_LABEL,
        lambda: _tell_lines(effects),
    )
    _try(
        parts,
        "trajectories",
        lambda: trajectories.draw_trajectories(named),
        pictures.TRAJECTORIES_LABEL,
        lambda: tables.tell_frame(pictures.TRAJECTORIES_TITLE, comparisons.table_of_arms(named, *arms)),
    )
    _try(
        parts,
        "people",
        lambda: within.draw_people(effects),
        pictures.PEOPLE_LABEL,
        lambda: _tell_people(effects),
    )
    responders = comparison.responders
    if responders is not None:
        _try(parts, "responders", lambda: looks.draw_responders(responders), pictures.RESPONDERS_LABEL, None)
    return Panel(parts)


def make_own_compare(verdicts: Verdicts | None) -> Panel:
    """Return the view of the routines of one person: days and phase means, once their study is over.

    While it runs, weekly looks speak: one more range, made for a single look, would contradict them.
    """
    from coreanalytics.views.charts import comparisons, within

    final = verdicts.final if verdicts else None
    parts: dict[str, Part] = {}
    if final is not None:
        _try(
            parts,
            "phases",
            lambda: within.draw_phases(final),
            charts.PHASES_LABEL,
            lambda: tables.tell_frame(charts.PHASES_TITLE, comparisons.table_of_effects(final)),
        )
    return Panel(parts)


def _try(
    parts: dict[str, Part],
    key: str,
    draw: Callable[[], Any],
    label: str,
    tell: Callable[[], tables.Table] | None,
) -> None:
    """Add a picture, if there is anything to draw."""
    try:
        parts[key] = Part(hang(draw(), label), (tell(),) if tell else ())
    except ArgumentError:  # refused: the sentences beside it say why
        return


def _tell_lines(effects: Effects) -> tables.Table:
    from coreanalytics.views.charts import trajectories

    lines = trajectories.list_lines(effects).filter(pl.col("week") == pl.col("week").round(0))
    first = trajectories.list_lined(effects)[0]
    told = lines.select(
        frames.names_as("site", charts.SITE_NAMES).alias(charts.SITE),
        frames.names_as("program", charts.PROGRAM_NAMES).alias(charts.PROGRAM),
        pl.col("week").alias(charts.ARMS_AXIS),
        pl.col("mean").round(2).cast(pl.String).alias(pictures.ESTIMATED_MEAN),
        pl.col("low").round(2).cast(pl.String).alias(charts.LOW),
        pl.col("high").round(2).cast(pl.String).alias(charts.HIGH),
    )
    return tables.tell_frame(pictures.LINES_TITLE.format(weeks=f"{first.horizon:g}"), told)


def _tell_people(effects: Effects) -> tables.Table:
    from coreanalytics.views.charts import trajectories
    from coreanalytics.views.charts.effect_frames import list_people

    told = trajectories.list_lined(effects)
    fits: list[tuple[str, Any]] = [(effect.outcome, effect.fit) for effect in told]
    shown = pl.concat(
        list_people(fit, most=fit.n_people).select(
            pl.lit(charts.SITE_NAMES[site]).alias(charts.SITE),
            pl.col("person").alias(charts.PERSON),
            pl.col("program").alias(charts.PROGRAM),
            pl.col("run_in_mean").alias(charts.OWN_RUN_IN),
            pl.col("level").alias(charts.OWN_LEVEL),
            pl.col("low").alias(charts.LOW),
            pl.col("high").alias(charts.HIGH),
            pl.col("n_days").alias(charts.DAYS_REPORTED),
        )
        for site, fit in fits
    )
    return tables.tell_frame(charts.PEOPLE_TITLE.format(weeks=f"{told[0].horizon:g}"), shown)
