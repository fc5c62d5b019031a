"""Simulated answers to the daily form, and habits."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from coreanalytics.logbook.simulation import routines as r
from coreanalytics.logbook.simulation.clock import to_utc
from coreanalytics.logbook.simulation.population import Floats, open_streams
from coreanalytics.logbook.simulation.scores import Draw
from coreanalytics.logbook.simulation.workouts import tell_program
from coreanalytics.vocabulary import OUTCOMES, GaveOut, Program, RedFlag, Site, Timing

#: What gives out first, as shares in the order of `GaveOut`: usual training, and core-focused at the end.
_GAVE_OUT_USUAL: Final = (0.33, 0.40, 0.14, 0.03, 0.05, 0.05)
_GAVE_OUT_CORE: Final = (0.55, 0.12, 0.07, 0.16, 0.05, 0.05)
_LEARNED_WEEKS: Final = 8.0  # weeks until the shares of `_GAVE_OUT_CORE` are reached
_BELOW_KNEE_RATE: Final = 0.0015  # per report
_AFTER_MIDNIGHT: Final = 0.02
_ANSWERED_TRAINING: Final = 0.94


def draw_answers(draw: Draw, people: pl.DataFrame, sessions: pl.DataFrame) -> pl.DataFrame:
    """Draw the daily forms, one row a form.

    Parameters
    ----------
    draw
        Scores and reported days.
    people
        As in `workouts.draw_sessions`.
    sessions
        Sessions, for the questions that are asked after training.

    Returns
    -------
    polars.DataFrame
        The columns of `people`, and: date, reported_at (UTC), thigh_root_left, thigh_root_right,
        low_back, control, below_knee (bool), gave_out_first, abs_felt, session_rpe (null on days without
        training), note.
    """
    rng = open_streams(draw.plan.seed)["answers"]
    left, right = _split_sides(draw)
    person, day = np.nonzero(draw.reported)
    n = person.size
    evening = np.clip(21.2 * 3600 + 2400 * rng.standard_normal(n), 18 * 3600, 23.9 * 3600)
    late = (24 + 0.1 + 0.6 * rng.random(n)) * 3600  # after midnight; still the answer for the day before
    second = np.where(rng.random(n) < _AFTER_MIDNIGHT, late, evening).astype(np.int64)
    index = {site: OUTCOMES.index(site) for site in OUTCOMES}
    chatty = rng.random(n) < 0.03
    phrase = np.array(r.FORM_NOTES)[np.floor(rng.random(n) * len(r.FORM_NOTES)).astype(int)]
    frame = people[person].with_columns(
        date=pl.lit(draw.plan.first_day) + pl.duration(days=pl.lit(pl.Series(day))),
        **tell_program(draw, person, day),
        thigh_root_left=pl.Series(left[person, day]).cast(pl.Int32),
        thigh_root_right=pl.Series(right[person, day]).cast(pl.Int32),
        low_back=pl.Series(draw.scores[person, day, index[Site.LOW_BACK]]).cast(pl.Int32),
        control=pl.Series(draw.scores[person, day, index[Site.CONTROL]]).cast(pl.Int32),
        below_knee=pl.Series(rng.random(n) < _BELOW_KNEE_RATE),
        note=pl.when(pl.Series(chatty)).then(pl.Series(phrase)),
    )
    frame = frame.with_columns(
        local_time=pl.col("date").cast(pl.Datetime("us")) + pl.duration(seconds=pl.lit(pl.Series(second))),
    )
    frame = to_utc(frame, "local_time", "timezone", "reported_at")
    return _answer_training(frame, sessions, rng)


def frame_pain(answers: pl.DataFrame) -> pl.DataFrame:
    """Return the forms as the table of pain, without source columns."""
    sites = (
        (Site.THIGH_ROOT, "left", "thigh_root_left"),
        (Site.THIGH_ROOT, "right", "thigh_root_right"),
        (Site.LOW_BACK, None, "low_back"),
        (Site.CONTROL, None, "control"),
        (Site.BELOW_KNEE, None, None),
        (Site.WHOLE_BODY, None, None),
    )
    flags = {
        Site.BELOW_KNEE: pl.when("below_knee")
        .then(pl.lit(RedFlag.BELOW_KNEE.value))
        .otherwise(pl.lit(RedFlag.NO.value)),
        Site.WHOLE_BODY: pl.lit(RedFlag.NO.value),
    }
    parts = [
        answers.select(
            "person",
            "reported_at",
            "date",
            "form_line",
            # a form has one note; it goes with its first rating
            note=pl.col("note") if column == "thigh_root_left" else pl.lit(None, pl.String),
            site=pl.lit(site.value),
            side=pl.lit(side, pl.String),
            timing=pl.lit(Timing.DAY.value),
            intensity=pl.col(column) if column else pl.lit(None, pl.Int32),
            red_flag=flags.get(site, pl.lit(None, pl.String)),
        )
        for site, side, column in sites
    ]
    return pl.concat(parts)


def frame_form_sessions(answers: pl.DataFrame) -> pl.DataFrame:
    """Return what the forms say of training as rows of the table of sessions, without source columns."""
    return answers.filter(pl.col("session_rpe").is_not_null()).select(
        "person",
        session=pl.format("form:{}", pl.col("date").dt.to_string("%Y-%m-%d")),
        app=pl.lit("form"),
        date="date",
        session_rpe=pl.col("session_rpe").cast(pl.Float64),
        gave_out_first="gave_out_first",
        abs_felt="abs_felt",
        form_line="form_line",
    )


def draw_habits(answers: pl.DataFrame, sessions: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Draw habits of the days with a form: people stretch, rub and swallow because it hurts."""
    rng = open_streams(seed)["answers"].spawn(1)[0]
    n = answers.height
    worst = pl.max_horizontal("thigh_root_left", "thigh_root_right", "low_back").to_physical()
    hurts = answers.select(worst.alias("worst"))["worst"].to_numpy().astype(np.float64)
    squats = (
        sessions.filter(pl.col("slot").is_in([0, 2])).group_by("person", "date").agg(squat_sets=pl.lit(3.0))
    )
    stretched = np.where(rng.random(n) < 0.15 + 0.06 * hurts, 5 * np.ceil(4 * rng.random(n)), 0)
    massaged = np.where(rng.random(n) < 0.03 + 0.02 * hurts, 5 * np.ceil(3 * rng.random(n)), 0)
    ran = np.where(rng.random(n) < 0.12, np.rint(10 * (3 + 5 * rng.random(n))) / 10, 0)
    frame = answers.select("person", "date").with_columns(
        sleep_h=pl.Series(np.clip(np.rint(2 * (7.1 + 0.9 * rng.standard_normal(n))) / 2, 3, 12)),
        stretch_min=pl.Series(stretched),
        massage_min=pl.Series(massaged),
        analgesic=pl.Series(rng.random(n) < 1 / (1 + np.exp(4.2 - 0.4 * hurts))),
        run_km=pl.Series(ran),
        sitting_h=pl.Series(np.clip(np.rint(2 * (7 + 2 * rng.standard_normal(n))) / 2, 0, 16)),
        kept=pl.Series(rng.random(n) < 0.93),
    )
    frame = frame.join(squats, on=["person", "date"], how="left", maintain_order="left")
    return frame.filter("kept").with_columns(pl.col("squat_sets").fill_null(0.0)).drop("kept")


def _split_sides(draw: Draw) -> tuple[Floats, Floats]:
    """Return left and right scores whose worse one is the thigh root's, shape (people, days)."""
    rng = open_streams(draw.plan.seed)["sides"]
    worse = draw.scores[:, :, OUTCOMES.index(Site.THIGH_ROOT)]
    other = np.maximum(worse - np.rint(np.abs(1.1 * rng.standard_normal(worse.shape))), 0)
    usually_left = rng.random((worse.shape[0], 1)) < 0.5
    left_is_worse = usually_left ^ (rng.random(worse.shape) < 0.12)
    return np.where(left_is_worse, worse, other), np.where(left_is_worse, other, worse)


def _answer_training(frame: pl.DataFrame, sessions: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add what gave out first, how the abs felt and how hard it was, on days with training."""
    n = frame.height
    trained = sessions.select("person", "date", trained=pl.lit(value=True)).unique()
    core = pl.col("program") == Program.CORE_FOCUSED.value
    learned = pl.when(core).then((pl.col("practised") / _LEARNED_WEEKS).clip(0, 1)).otherwise(0.0)
    share = frame.select(learned.alias("share"))["share"].to_numpy()[:, None]
    shares = (1 - share) * np.array(_GAVE_OUT_USUAL) + share * np.array(_GAVE_OUT_CORE)
    choice = (rng.random((n, 1)) > np.cumsum(shares, axis=1)).sum(axis=1).clip(max=len(GaveOut) - 1)
    felt = 5.0 + 1.8 * share[:, 0] + 1.6 * rng.standard_normal(n)
    effort = 7.0 + 1.1 * rng.standard_normal(n)
    answered = (rng.random(n) < _ANSWERED_TRAINING).astype(bool)
    frame = frame.join(trained, on=["person", "date"], how="left", maintain_order="left")
    asked = pl.col("trained").fill_null(value=False) & pl.Series(answered)
    return frame.with_columns(
        gave_out_first=pl.when(asked).then(pl.Series(np.array([g.value for g in GaveOut])[choice])),
        abs_felt=pl.when(asked).then(pl.Series(np.clip(np.rint(felt), 0, 10)).cast(pl.Int32)),
        session_rpe=pl.when(asked).then(pl.Series(np.clip(np.rint(effort), 2, 10)).cast(pl.Int32)),
        form_line=pl.int_range(2, n + 2, dtype=pl.Int32),
    ).drop("trained")
