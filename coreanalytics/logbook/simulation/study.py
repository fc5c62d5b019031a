"""A whole simulated study: typed tables with a known truth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from coreanalytics.logbook.simulation import routines as r
from coreanalytics.logbook.simulation import texts
from coreanalytics.logbook.simulation.answers import (
    draw_answers,
    draw_habits,
    frame_form_sessions,
    frame_pain,
)
from coreanalytics.logbook.simulation.designs import Design
from coreanalytics.logbook.simulation.plans import HORIZON_WEEKS, LAST_DAY, ONSET_DAYS, Plan, make_plan
from coreanalytics.logbook.simulation.population import Population, open_streams
from coreanalytics.logbook.simulation.scores import Draw, draw_study
from coreanalytics.logbook.simulation.truth import Truth
from coreanalytics.logbook.simulation.workouts import draw_sessions, draw_sets
from coreanalytics.logbook.tables import TABLES
from coreanalytics.shown import Shown
from coreanalytics.vocabulary import Assigned, Program

_ORDER = {
    "sets": ["person", "date", "session", "source_line"],
    "sessions": ["person", "date", "session"],
    "pain": ["person", "date", "site", "side", "timing", "reported_at"],
    "habits": ["person", "date"],
    "phases": ["person", "start"],
    "people": ["person"],
}


@dataclass(frozen=True, slots=True)
class Sources:
    """What the files are written from: wider frames than the typed tables.

    Attributes
    ----------
    people
        One row a person, with app, layout, zone and units.
    sets
        One row a set, with its session's columns.
    answers
        One row a daily form.
    """

    people: pl.DataFrame
    sets: pl.DataFrame
    answers: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Study(Shown):
    """A simulated study.

    Attributes
    ----------
    tables
        The six tables of a logbook by name, typed, clean (nothing messy in them) and with exercises
        matched as the aliases of the study tell. `source_file` is the same for all rows.
    truth
        The effects inside.
    aliases
        The alias file that goes with it: name, exercise, hands, side.
    plan
        What was asked for.
    messy
        Whether the files that are written hold bad records on purpose; the tables never do.
    sources
        What the files are written from.
    """

    tables: dict[str, pl.DataFrame]
    truth: Truth
    aliases: pl.DataFrame
    plan: Plan
    messy: bool
    sources: Sources = field(repr=False)

    def __str__(self) -> str:
        rows = {name: table.height for name, table in self.tables.items()}
        return f"{texts.tell_study(rows)}\n{self.truth.to_sentence()}"

    def write(self, folder: str | Path) -> list[Path]:
        """Write the study as files of the apps its people would use; see `write_study`."""
        from coreanalytics.logbook.simulation.writing import write_study

        return write_study(self, folder)


def simulate_study(
    people: int = 24,
    weeks: int = 12,
    effect: float = -1.0,
    effect_low_back: float | None = None,
    effect_control: float = 0.0,
    run_in_weeks: int = 2,
    seed: int = 1,
    *,
    messy: bool = True,
    horizon_weeks: int = HORIZON_WEEKS,
    last_day: date = LAST_DAY,
    population: Population | None = None,
    design: str = Design.PARALLEL,
    onset_days: int = ONSET_DAYS,
) -> Study:
    """Simulate a comparison of core-focused training with standard crunches.

    People start to log when it hurts, train as they always did for `run_in_weeks`, and are then drawn
    for one of two programs, half and half, or follow both in turn (`design`). The effect is measured
    where people see it, on the reported scale: the latent drift is solved so that the mean over paired
    counterfactuals (same people, days and noise under both programs, after floor and rounding) has the
    asked size. In the parallel design the effect grows linearly from time zero and has it at the horizon;
    where people switch, it has it on every day from `onset_days` after the switch until switching back.
    Days are missing a little more often after a bad day.

    Parameters
    ----------
    people
        How many, at least 1; half of them log with Strong, half with Hevy. One person alone, in a design
        in which people switch, is called me.
    weeks
        Weeks after time zero, at least 1.
    effect
        Core-focused minus standard crunch at the thigh root, points on the 0-10 scale (in the parallel
        design: at the horizon).
    effect_low_back
        The same at the low back; None: 0.7 of `effect`.
    effect_control
        The same at the control site.
    run_in_weeks
        Weeks of log before time zero.
    seed
        Same seed and arguments, same study, byte for byte.
    messy
        Whether `write_study` shall put bad records into the files.
    horizon_weeks
        Weeks after time zero at which the effects are reached, in the parallel design.
    last_day
        Local date of the last day.
    population
        Numbers that people are drawn from; None: `Population()`, and `population.ALONE` for one person in
        a design in which people switch.
    design
        One of `designs.Design`: ``parallel``; ``one_switch`` (standard crunches, then core-focused, the
        day of the switch drawn from a window); ``abab`` (four equal phases, chosen, not drawn);
        ``blocks`` (two-week blocks, randomised in pairs); ``multiple_baseline`` (everybody begins with
        standard crunches and switches on a drawn day, one after another); ``crossover`` (half the time
        each, in drawn order).
    onset_days
        Days after a switch on which the effect is not all there, or not all gone; not in the parallel
        design.

    Raises
    ------
    ArgumentError
        If an argument makes no sense, or the scale leaves no room for an effect.

    Examples
    --------
    >>> study = simulate_study(people=4, weeks=2, seed=7)
    >>> study.tables["phases"].select("person", "start", "program").head(2).rows()
    [('p01', datetime.date(2026, 10, 19), 'run_in'), ('p01', datetime.date(2026, 11, 2), 'standard_crunch')]
    >>> study.truth["thigh_root"].population
    -1.0
    """
    plan = make_plan(
        people,
        weeks,
        effect,
        effect_low_back,
        effect_control,
        run_in_weeks,
        seed,
        horizon_weeks,
        last_day,
        population,
        design,
        onset_days,
    )
    draw = draw_study(plan)
    frame = _deal_profiles(draw)
    sessions = draw_sessions(draw, frame)
    sets = draw_sets(sessions, seed)
    answers = draw_answers(draw, frame, sessions)
    told = pl.concat(
        [sessions.rename({"session_note": "note"}), frame_form_sessions(answers)], how="diagonal_relaxed"
    )
    raw = {
        "sets": sets,
        "sessions": told,
        "pain": frame_pain(answers),
        "habits": draw_habits(answers, sessions, seed),
        "phases": _lay_phases(draw),
        "people": frame,
    }
    identity = hashlib.sha256(_identify(plan, messy).encode()).hexdigest()[:16]
    tables = {name: _type_table(name, table, identity) for name, table in raw.items()}
    return Study(tables, draw.truth, list_aliases(), plan, messy, Sources(frame, sets, answers))


def _identify(plan: Plan, messy: bool) -> str:
    """Return what makes a study another one; of parallel studies it is what it always was."""
    return repr((plan, messy, plan.design, plan.onset_days) if plan.switches else (plan, messy))


def list_aliases() -> pl.DataFrame:
    """Return the alias file of simulated people: name, exercise, hands, side."""
    named = [(work, name) for work, variants in (*r.NAMES.items(), *r.SIDED.items()) for name in variants]
    rows = [
        (name.text, work, name.hands, name.side.value if name.side else None)
        for work, name in named
        if name.alias
    ]
    schema = {"name": pl.String, "exercise": pl.String, "hands": pl.Int32, "side": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)


def _deal_profiles(draw: Draw) -> pl.DataFrame:
    """Return one row a person: where they live, how their app is set up, what they expect, and their arm."""
    number = np.arange(len(draw.people))
    profiles = [r.PROFILES[i % len(r.PROFILES)] for i in number]
    rng = open_streams(draw.plan.seed)["people"].spawn(1)[0]
    expectation = np.clip(np.rint(6 + 1.8 * rng.standard_normal(number.size)), 0, 10)
    return pl.DataFrame(
        {
            "person": draw.people,
            "number": number.astype(np.int32),
            "app": [profile.app for profile in profiles],
            "layout": [profile.layout for profile in profiles],
            "timezone": [profile.timezone for profile in profiles],
            "weight_unit": [profile.weight_unit for profile in profiles],
            "distance_unit": [profile.distance_unit for profile in profiles],
            "expectation": expectation,
            "treated": draw.treated,
        }
    )


def _lay_phases(draw: Draw) -> pl.DataFrame:
    plan, timetable = draw.plan, draw.timetable
    rows: list[tuple[str, date, date, Program, Assigned, str | None]] = []
    for person, starts, core in zip(
        draw.people, timetable.starts.tolist(), timetable.core.tolist(), strict=True
    ):
        if plan.run_in_days:
            end = plan.time_zero - timedelta(days=1)
            rows.append((person, plan.first_day, end, Program.RUN_IN, plan.run_in_assigned, None))
        for start, following, is_core in zip(starts, [*starts[1:], plan.days], core, strict=True):
            first, last = (plan.time_zero + timedelta(days=day) for day in (start, following - 1))
            program = Program.CORE_FOCUSED if is_core else Program.STANDARD_CRUNCH
            rows.append((person, first, last, program, timetable.assigned, timetable.schedule))
    return pl.DataFrame(
        {
            "person": [row[0] for row in rows],
            "start": [row[1] for row in rows],
            "end": [row[2] for row in rows],
            "program": [row[3].value for row in rows],
            "assigned": [row[4].value for row in rows],
            "planned_sessions": [float(r.SESSIONS_PER_WEEK)] * len(rows),
            "planned_sets": [float(r.PLANNED_SETS[row[3]]) for row in rows],
            "schedule": pl.Series([row[5] for row in rows], dtype=pl.String),
        }
    )


def _type_table(name: str, table: pl.DataFrame, identity: str) -> pl.DataFrame:
    """Return `table` with exactly the columns and types of the logbook, sorted as a book sorts them."""
    lines = pl.col("form_line") if "form_line" in table.columns else pl.lit(None, pl.Int32)
    table = table.with_columns(
        source_file=pl.lit(identity), source_line=pl.coalesce(lines, pl.int_range(2, pl.len() + 2))
    )
    if name == "sets":
        table = table.with_columns(occurrence=pl.lit(0, pl.Int32))
    schema = TABLES[name]
    absent = [
        pl.lit(None, dtype).alias(column) for column, dtype in schema.items() if column not in table.columns
    ]
    typed = table.with_columns(absent).select(pl.col(column).cast(dtype) for column, dtype in schema.items())
    return typed.sort(_ORDER[name], nulls_last=True, maintain_order=True)
