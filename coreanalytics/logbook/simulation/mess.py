"""Bad records on purpose: what real files hold, so that screening has something to set aside.

Every bad record is an extra one. What is read back after they are set aside is the clean study, but for
one session whose timer was forgotten: its minutes are nonsense.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

from coreanalytics.logbook.simulation.plans import Plan
from coreanalytics.logbook.tables import UTC as UTC_TIME

#: A moment that no file can tell of yet.
FAR: Final = datetime(2061, 3, 14, 20, 30, tzinfo=UTC)
_FORGOTTEN_MINUTES: Final = 264 * 60 + 1


def forget_timer(sets: pl.DataFrame, number: int) -> pl.DataFrame:
    """Let person `number` 2 forget the timer of the third session."""
    if number != 2:
        return sets
    third = pl.col("session") == pl.col("session").unique(maintain_order=True).get(2, null_on_oob=True)
    return sets.with_columns(minutes=pl.when(third).then(float(_FORGOTTEN_MINUTES)).otherwise("minutes"))


def spoil_workouts(export: pl.DataFrame, number: int) -> pl.DataFrame:
    """Add bad sets to an export (a frame of strings), different ones for the first few people.

    Each is a further set after the last one in the file, so that the indices of good sets stay.
    """
    weight = next(name for name in export.columns if name.lower().startswith("weight"))
    rpe = next(name for name in export.columns if name.lower() == "rpe")
    when = next(name for name in export.columns if name in ("Date", "start_time"))
    reps = next(name for name in export.columns if name.lower() == "reps")
    changes: dict[int, list[dict[str, str]]] = {
        0: [{weight: "5500.0"}, {rpe: "hard"}],
        1: [{rpe: "11.5"}, {weight: "-20"}],
        2: [{rpe: "7.3"}],
        3: [{when: "32 Foo 2026, 18:10"}],
        4: [{reps: "ten"}],
        5: [{reps: "99999"}],
    }
    index = next(name for name in export.columns if name in ("Set Order", "set_index"))
    last = export.tail(1)
    further = pl.col(index).cast(pl.Int64, strict=False).fill_null(3)
    bad = [
        last.with_columns(
            (further + i).cast(pl.String), *(pl.lit(v).alias(name) for name, v in change.items())
        )
        for i, change in enumerate(changes.get(number, []), start=1)
    ]
    return pl.concat([export, *bad])


def spoil_forms(forms: pl.DataFrame, answers: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Add bad and doubled records to the forms.

    Bad ratings stand on days on which the person gave no good one. Added: a score of 11, one of -1,
    words for a number, a date far ahead, the same form sent twice, an earlier form that was corrected
    within the hour, and one with nothing answered.

    Parameters
    ----------
    forms
        Frame of strings as from `form_files.frame_forms`.
    answers
        What it was made from: person, timezone, date.
    plan
        First and last day.
    """
    free = _find_free_days(answers, plan)
    first = forms.unique("person", keep="first", maintain_order=True).drop("instant")
    spare = free.join(first, on="person", maintain_order="left")
    wrong = (
        {"low_back": "11"},
        {"thigh_root_left": "-1"},
        {"thigh_root_right": "4-5"},
        {"control": "not much"},
    )
    bad = [
        spare.slice((3 * i) % max(spare.height, 1), 1).with_columns(
            pl.lit(value).alias(name) for name, value in change.items()
        )
        for i, change in enumerate(wrong)
    ]
    ahead = forms.slice(forms.height // 2, 1).with_columns(instant=pl.lit(FAR).cast(UTC_TIME))
    twice = forms.slice(forms.height // 3, 1)
    corrected = forms.slice(forms.height // 4, 1).with_columns(
        pl.col("instant") - timedelta(minutes=20), low_back=pl.lit("10")
    )
    asked = [name for name in forms.columns if name not in ("instant", "person")]
    silent = spare.slice(1, 1).with_columns(pl.lit(None, pl.String).alias(name) for name in asked)
    extra = [frame.select(forms.columns) for frame in (*bad, ahead, twice, corrected, silent)]
    return pl.concat([forms, *extra]).sort("instant", "person", maintain_order=True)


def spoil_habits(habits: bytes, first_person: str, plan: Plan) -> bytes:
    """Add a day of 27 hours of sleep, before the study, to the file of habits."""
    day = plan.first_day - timedelta(days=1)
    return habits + f"{first_person},{day},27,0,0,no,0,0,8\n".encode()


def _find_free_days(answers: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return (person, instant) of evenings of Europeans on dates without a form, soonest first."""
    dates = pl.date_range(plan.first_day, plan.last_day, eager=True).alias("date")
    people = answers.filter(pl.col("timezone").str.starts_with("Europe/")).select("person").unique()
    grid = people.join(dates.to_frame(), how="cross")
    evening = pl.col("date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + timedelta(hours=19)
    free = grid.join(answers, on=["person", "date"], how="anti").sort("date", "person")
    return free.select("person", instant=evening)
