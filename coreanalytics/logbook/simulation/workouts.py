"""Simulated workouts: sessions, and the sets in them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl

from coreanalytics.logbook.simulation import routines as r
from coreanalytics.logbook.simulation.clock import to_utc
from coreanalytics.logbook.simulation.designs import Ints
from coreanalytics.logbook.simulation.population import Bools, open_streams
from coreanalytics.logbook.simulation.scores import Draw
from coreanalytics.vocabulary import POUND_KG, Program, SetKind

ATTENDANCE: Final = 0.88
#: Days of the week (0 is Monday) on which people train; everybody keeps one of these.
TRAINING_DAYS: Final = ((0, 2, 4), (1, 3, 5), (0, 3, 5), (1, 4, 6))
_HOURS: Final = (6.5, 7.25, 12.0, 17.0, 17.75, 18.5)
_NAME_STYLES: Final = 3


def draw_sessions(draw: Draw, people: pl.DataFrame) -> pl.DataFrame:
    """Draw who trains when.

    Parameters
    ----------
    draw
        The cohort.
    people
        One row a person: person, number (0-based), app, layout, timezone, weight_unit, distance_unit,
        treated.

    Returns
    -------
    polars.DataFrame
        The columns of `people`, and: date, week (since time zero), practised (whole weeks of core-focused
        training before that day), program, slot (0-2, which session of the week), local_time (naive),
        started_at (UTC), session, title, minutes, session_note.
    """
    rng = open_streams(draw.plan.seed)["workouts"]
    trained, slot = _draw_attendance(draw, rng)
    person, day = np.nonzero(trained)
    n = person.size
    hour = np.array(_HOURS)[np.floor(rng.random(people.height) * len(_HOURS)).astype(int)]
    minute = np.rint(60 * hour[person] + 18 * rng.standard_normal(n)).astype(np.int64)
    second = np.floor(60 * rng.random(n)).astype(np.int64)
    chatty = rng.random(n) < 0.12
    note = np.where(
        chatty, np.floor(rng.random(n) * len(r.SESSION_NOTES)).astype(int), len(r.SESSION_NOTES) - 1
    )
    minutes = np.clip(np.rint(52 + 9 * rng.standard_normal(n)), 15, 110)
    frame = (
        people[person]
        .with_columns(
            date=pl.lit(draw.plan.first_day) + pl.duration(days=pl.lit(pl.Series(day))),
            **tell_program(draw, person, day),
            slot=pl.Series(slot[person, day]).cast(pl.Int32),
            second=pl.when(pl.col("app") == "strong")
            .then(pl.Series(second))
            .otherwise(0),  # Hevy knows minutes
            minutes=pl.Series(minutes),
            title=pl.Series(np.array(r.TITLES)[slot[person, day]]),
            session_note=pl.Series(np.array(r.SESSION_NOTES)[note]).replace("", None),
        )
        .with_columns(
            local_time=pl.col("date").cast(pl.Datetime("us"))
            + pl.duration(minutes=pl.lit(pl.Series(minute)), seconds="second"),
        )
    )
    frame = to_utc(frame, "local_time", "timezone", "started_at")
    started = pl.col("started_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    return frame.with_columns(session=pl.format("{}:{}", "app", started))


def tell_program(draw: Draw, person: Ints, day: Ints) -> dict[str, pl.Series]:
    """Return week since time zero (-1 in the run-in), practised and program of some people's days.

    Parameters
    ----------
    draw
        The cohort.
    person, day
        0-based person and day of the log, same length.
    """
    week = np.maximum(day - draw.plan.run_in_days, -1) // 7
    practised: Ints = (np.cumsum(draw.core, axis=1, dtype=np.int64) - draw.core) // 7
    program = np.where(draw.core[person, day], Program.CORE_FOCUSED.value, Program.STANDARD_CRUNCH.value)
    return {
        "week": pl.Series(week, dtype=pl.Int32),
        "practised": pl.Series(practised[person, day], dtype=pl.Int32),
        "program": pl.Series(np.where(week < 0, Program.RUN_IN.value, program)),
    }


def draw_sets(sessions: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Fill sessions with sets.

    Returns
    -------
    polars.DataFrame
        One row a set in the order of training: the columns of `sessions`, and those of the table of sets
        that are about the set; `alias` tells whether the name needs the alias file.
    """
    rng = open_streams(seed)["workouts"].spawn(1)[0]
    planned = _plan_sets()
    frame = sessions.with_row_index("in_session").join(planned, on=["program", "slot"], how="inner")
    frame = _choose_side_planks(frame.sort("in_session", "order", "set_index"))
    ability = np.exp(0.18 * rng.standard_normal(int(frame["number"].max() or 0) + 1))  # type: ignore[arg-type]
    frame = _name(frame.with_columns(ability=pl.Series(ability[frame["number"].to_numpy()])))
    return _draw_work(frame, rng)


def _draw_attendance(draw: Draw, rng: np.random.Generator) -> tuple[Bools, Ints]:
    """Return who trains on which day and which session of the week it is, shape (people, days)."""
    people, days = draw.reported.shape
    pattern = np.array(TRAINING_DAYS)[np.floor(rng.random(people) * len(TRAINING_DAYS)).astype(int)]
    weekday = (draw.plan.first_day.weekday() + np.arange(days)) % 7
    planned = (weekday[None, :, None] == pattern[:, None, :]).any(axis=2)
    slot = (weekday[None, :, None] > pattern[:, None, :]).sum(axis=2)
    return planned & (rng.random((people, days)) < ATTENDANCE), np.minimum(slot, 2)


def _plan_sets() -> pl.DataFrame:
    """Return one row per program, session of the week and set, with how the exercise progresses."""
    works = {work.exercise: work for work in r.WORKS}
    rows = [
        {"program": program.value, "slot": slot, "order": order, "set_index": index}
        | _describe(works[name], index)
        for program, week in r.ROTATION.items()
        for slot, names in enumerate(week)
        for order, name in enumerate(names)
        for index in range(r.SETS_PER_EXERCISE + works[name].warmup)
    ]
    schema = {"slot": pl.Int32, "order": pl.Int32, "set_index": pl.Int32}
    return pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)


def _describe(work: r.Work, index: int) -> dict[str, Any]:
    pairs = {
        "reps": work.reps,
        "load": work.load_kg,
        "seconds": work.seconds,
        "metres": work.metres,
        "band": work.band_m,
    }
    described: dict[str, Any] = {
        "work": work.exercise,
        "family": work.family.value if work.family else None,
        "warmup": work.warmup and index == 0,
    }
    for name, pair in pairs.items():
        described[f"{name}_start"] = float(pair[0]) if pair else None
        described[f"{name}_gain"] = float(pair[1]) if pair else None
    return described


def _choose_side_planks(frame: pl.DataFrame) -> pl.DataFrame:
    """Let some people log the two sides apart, some raise the leg, and a few add a finisher of their own."""
    raised = (
        (pl.col("work") == "side_plank")
        & (pl.col("practised") >= r.LEG_RAISE_WEEK)
        & (pl.col("number") % 3 == 0)
    )
    works = {work.exercise: work for work in r.WORKS}
    start, gain = works["side_plank_leg_raise"].seconds or (0.0, 0.0)
    last = (pl.col("order") == pl.col("order").max().over("in_session")) & (pl.col("set_index") == 0)
    finisher = frame.filter(last & (pl.col("number") % 11 == 4) & (pl.col("slot") == 1)).with_columns(
        pl.lit("finisher").alias("work"), pl.lit(None, pl.String).alias("family"),
        pl.lit(15.0).alias("reps_start"), pl.lit(0.2).alias("reps_gain"),
        pl.col("order") + 1, pl.col(r"^(load|seconds|metres|band)_(start|gain)$") * None,
    )  # fmt: skip
    frame = frame.with_columns(
        work=pl.when(raised).then(pl.lit("side_plank_leg_raise")).otherwise("work"),
        seconds_start=pl.when(raised).then(pl.lit(start)).otherwise("seconds_start"),
        seconds_gain=pl.when(raised).then(pl.lit(gain)).otherwise("seconds_gain"),
    )
    frame = pl.concat([frame, finisher])
    sided = pl.col("work").is_in(list(r.SIDED)) & (pl.col("number") % 2 == 0)
    sides = pl.when(sided).then(pl.lit([0, 1])).otherwise(pl.lit([-1]))
    frame = frame.with_columns(sided=sides).explode("sided")
    return frame.sort("in_session", "order", "sided", "set_index", maintain_order=True)


def _name(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what each person calls the exercise, with what the alias file tells of it."""
    names = [
        {"work": work, "style": style, "sided": -1, **_tell(name)}
        for work, variants in r.NAMES.items()
        for style, name in enumerate(variants)
    ] + [
        {"work": work, "style": style, "sided": sided, **_tell(name)}
        for work, variants in r.SIDED.items()
        for style in range(_NAME_STYLES)
        for sided, name in enumerate(variants)
    ]
    table = pl.DataFrame(names, infer_schema_length=None).with_columns(pl.col("hands").cast(pl.Int32))
    style = (pl.col("number") % _NAME_STYLES).cast(pl.Int64)
    frame = frame.with_columns(style=style, sided=pl.col("sided").cast(pl.Int64))
    return frame.join(table, on=["work", "style", "sided"], how="left", maintain_order="left")


def _tell(name: r.Name) -> dict[str, Any]:
    return {
        "exercise_logged": name.text,
        "alias": name.alias,
        "hands": name.hands,
        "side": name.side.value if name.side else None,
    }


def _draw_work(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add reps, load, seconds, metres, kind and RPE of every set."""
    n = frame.height
    draws = frame.with_columns(
        z=pl.Series(rng.standard_normal(n)),
        fate=pl.Series(rng.random(n)),
        noted=pl.Series(rng.random(n)),
        phrase=pl.Series(np.array(r.SET_NOTES)[np.floor(rng.random(n) * len(r.SET_NOTES)).astype(int)]),
    )
    # a move grows with practice, whatever was trained in between
    grown = pl.when(pl.col("family") == "article_move").then("practised").otherwise("week")
    week = grown.clip(0).cast(pl.Float64)
    tired = pl.col("set_index").cast(pl.Float64)

    def grow(name: str) -> pl.Expr:
        return (pl.col(f"{name}_start") + week * pl.col(f"{name}_gain")) * pl.col("ability")

    pounds = pl.col("weight_unit") == "lb"
    load = grow("load") * pl.when("warmup").then(0.5).otherwise(1.0)
    in_kg = (load / 2.5).round().clip(1) * 2.5
    in_pounds = ((load / POUND_KG / 5).round().clip(1) * 5 * POUND_KG).round(3)
    # the old Strong layout has no unit of distance: its people log carries by the clock
    by_clock = (pl.col("app") == "strong") & (pl.col("layout") == "s1") & pl.col("metres_start").is_not_null()
    metres = (grow("metres") / 5).round() * 5
    miles = (grow("metres") / 1609.344).round(3) * 1609.344
    seconds = (grow("seconds") - tired + 1.5 * pl.col("z")).round().clip(1)
    hard = (7.3 + 0.5 * tired + 0.6 * pl.col("z")).clip(5, 10)
    logs_rpe = (pl.col("number") % 4 != 3) & ~pl.col("warmup")
    drawn = draws.with_columns(
        kind=pl.when("warmup").then(pl.lit(SetKind.WARMUP.value))
        .when((pl.col("fate") < 0.03) & (pl.col("set_index") >= 2)).then(pl.lit(SetKind.FAILURE.value))
        .when((pl.col("fate") > 0.97) & (pl.col("set_index") >= 2)).then(pl.lit(SetKind.DROP.value))
        .otherwise(pl.lit(SetKind.WORKING.value)),
        reps=(grow("reps") - tired + pl.col("z")).round().clip(1),
        load_kg=pl.when(pounds).then(in_pounds).otherwise(in_kg),
        duration_s=pl.when(by_clock).then((grow("metres") * 0.9).round()).otherwise(seconds),
        distance_m=pl.when(~by_clock)
        .then(pl.when(pl.col("distance_unit") == "mi").then(miles).otherwise(metres).round(3)),
        band_distance_m=((grow("band") / 0.1).round() * 0.1).round(1),
        leg_raised=pl.when(pl.col("work").str.starts_with("side_plank"))
        .then(pl.col("work") == "side_plank_leg_raise"),
        rpe=pl.when(logs_rpe).then((hard * 2).round() / 2),
        note=pl.when(pl.col("noted") < 0.01).then("phrase"),
    )  # fmt: skip
    # Hevy knows notes on exercises, not on sets
    shared = pl.col("note").drop_nulls().first().over("in_session", "exercise_logged")
    drawn = drawn.with_columns(note=pl.when(pl.col("app") == "hevy").then(shared).otherwise("note"))
    core = pl.col("family").is_not_null() & (pl.col("family") != "not_core")
    return drawn.with_columns(exercise=pl.when(core).then("work"))
