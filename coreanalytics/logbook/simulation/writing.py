"""Simulated studies written as files: every person in the format of their own app."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation import mess
from coreanalytics.logbook.simulation.form_files import frame_forms, write_forms, write_plain
from coreanalytics.logbook.simulation.hevy_files import frame_hevy, write_hevy
from coreanalytics.logbook.simulation.strong_files import frame_strong, write_strong
from coreanalytics.logbook.simulation.study import Study

FORM_FILE: Final = "daily_form.csv"
TRUTH_FILE: Final = "truth.json"


def write_study(study: Study, folder: str | Path) -> list[Path]:
    """Write a study as its people would have it.

    In `folder`: ``clients/<person>/strong.csv`` or ``hevy.csv``; ``daily_form.csv`` (Google Forms, all
    people); ``people.csv``, ``phases.csv`` and ``habits.csv`` in our plain layout; ``aliases.csv``, the
    alias file for a book; and ``truth.json``, which is no log. The same study gives the same bytes.

    What the apps cannot say is lost, as it is in life: the standing distance from the anchor, and the
    side and hands that only the alias file tells.

    Parameters
    ----------
    study
        From `simulate_study`; with ``messy`` it gets some bad records, see `mess`.
    folder
        Where to write; made if it is not there. Files of the same name are replaced.

    Returns
    -------
    list of Path
        The files written, logs first: people, phases, habits, forms, workouts; then aliases and truth.

    Raises
    ------
    ArgumentError
        If the folder cannot be written.
    """
    root = Path(folder)
    written = []
    for name, data in render_study(study):
        file = root / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        except OSError as error:
            raise ArgumentError(
                f"the simulated study cannot be written: {error.strerror}",
                where=str(file),
                hint="choose a folder that you may write to",
            ) from error
        written.append(file)
    return written


def render_study(study: Study) -> Iterator[tuple[str, bytes]]:
    """Yield the name (with forward slashes) and the bytes of every file of a study."""
    people, tables = study.sources.people, study.tables
    yield "people.csv", write_plain("people", tables["people"])
    yield "phases.csv", write_plain("phases", tables["phases"])
    habits = write_plain("habits", tables["habits"])
    forms = frame_forms(study.sources.answers)
    if study.messy:
        habits = mess.spoil_habits(habits, people["person"][0], study.plan)
        forms = mess.spoil_forms(forms, study.sources.answers, study.plan)
    yield "habits.csv", habits
    yield FORM_FILE, write_forms(forms)
    sets = study.sources.sets.partition_by("person", as_dict=True, maintain_order=True)
    for person in people.iter_rows(named=True):
        mine = sets.get((person["person"],))
        if mine is not None:
            yield (
                f"clients/{person['person']}/{person['app']}.csv",
                _write_workouts(mine, person, study.messy),
            )
    yield "aliases.csv", study.aliases.write_csv().encode()
    yield TRUTH_FILE, _write_truth(study)


def _write_workouts(sets: pl.DataFrame, person: dict[str, object], messy: bool) -> bytes:
    number = int(str(person["number"]))
    layout, unit, way = str(person["layout"]), str(person["weight_unit"]), str(person["distance_unit"])
    strong = person["app"] == "strong"
    told = mess.forget_timer(sets, number) if messy else sets
    export = frame_strong(told, layout) if strong else frame_hevy(told, layout, unit, way)
    if messy:
        export = mess.spoil_workouts(export, number)
    return write_strong(export) if strong else write_hevy(export)


def _write_truth(study: Study) -> bytes:
    plan = study.plan
    design = {"design": plan.design.value, "onset_days": plan.onset_days} if plan.switches else {}
    told = {
        "simulated": True,
        **design,
        "seed": plan.seed,
        "people": plan.people,
        "run_in_weeks": plan.run_in_weeks,
        "weeks": plan.weeks,
        "first_day": plan.first_day.isoformat(),
        "time_zero": plan.time_zero.isoformat(),
        "last_day": plan.last_day.isoformat(),
        "truth": study.truth.to_polars().to_dicts(),
    }
    return (json.dumps(told, indent=2) + "\n").encode()
