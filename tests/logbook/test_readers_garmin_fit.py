"""Garmin FIT: sets and sessions, names of exercises, rest, clocks, and damage."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_binary_files import FIT_EXERCISES, make_fit
from polars.testing import assert_frame_equal

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import unaccounted

kit = pytest.importorskip("garmin_fit_sdk", reason="the extra garmin is not installed")

WALK = {"set_type": 1, "duration": 40_000, "weight": 24 * 16, "category": 3, "category_subtype": 1}
REST = {"set_type": 0, "duration": 60_000}
RAISE = {
    "set_type": 1,
    "duration": 30_500,
    "weight": 0,
    "category": 16,
    "category_subtype": 1,
    "repetitions": 10,
}


def test_sets_have_readable_names_kilograms_and_blocks():
    draft = read_draft(make_fit(rows=[WALK, REST, WALK, RAISE, WALK]), "a.fit")
    sets = draft.tables["sets"]
    assert draft.format == "garmin_fit"
    assert sets["exercise_logged"].to_list() == [
        "Farmers Walk",
        "Farmers Walk",
        "Hanging Leg Raise",
        "Farmers Walk",
    ]
    assert sets["load"].to_list() == [24, 24, None, 24]
    assert set(sets["load_unit"]) == {"kg"}
    assert sets["reps"].to_list() == [None, None, 10, None]
    assert sets["duration_s"].to_list() == [40, 40, 30.5, 40]
    assert sets.select("occurrence", "set_index").rows() == [(0, 0), (0, 1), (0, 0), (1, 0)]
    assert sets["source_line"].to_list() == [1, 3, 4, 5]
    assert draft.not_ours == {"rest between sets": 1}
    assert (draft.records, unaccounted(draft), draft.notices) == (6, 0, ())


def test_all_names_made_here_are_those_of_the_profile():
    rows = [{**WALK, "category": c, "category_subtype": s} for c, s in FIT_EXERCISES.values()]
    assert read_draft(make_fit(rows=rows), "a.fit").tables["sets"]["exercise_logged"].to_list() == list(
        FIT_EXERCISES
    )


@pytest.mark.parametrize(
    ("category", "subtype", "name"),
    [(3, None, "Carry"), (3, 60_000, "Carry"), (65_534, None, "Unknown"), (None, None, "Unknown")],
)
def test_an_exercise_that_is_not_told_has_the_name_of_its_kind(category, subtype, name):
    row = {**WALK, "category": category, "category_subtype": subtype}
    assert read_draft(make_fit(rows=[row]), "a.fit").tables["sets"]["exercise_logged"].to_list() == [name]


def test_the_session_has_instant_wall_clock_title_and_minutes():
    draft = read_draft(make_fit(2, rows=[WALK] * 5, offset_hours=-7), "a.fit")
    session = draft.tables["sessions"].row(0, named=True)
    wall = session["instant"].replace(tzinfo=None) - timedelta(hours=7)
    assert session["local_time"] == wall
    assert session["title"] == "Strength Training"
    assert session["minutes"] == pytest.approx(400 / 60)
    assert set(draft.tables["sets"]["session"]) == {session["session"]}
    assert set(draft.tables["sets"]["local_time"]) == {wall}


def test_without_a_local_clock_the_person_is_told():
    draft = read_draft(make_fit(offset_hours=None), "a.fit")
    assert "clock on the wall" in draft.notices[0]


def test_a_run_is_a_workout_of_another_kind_and_yoga_a_session():
    run = read_draft(make_fit(rows=[], sub_sport=2), "run.fit")
    assert (run.not_ours, run.records, unaccounted(run)) == ({"workouts of other kinds": 1}, 1, 0)
    yoga = read_draft(make_fit(rows=[], sub_sport=43), "yoga.fit")
    assert yoga.tables["sessions"]["title"].to_list() == ["Yoga"]
    assert unaccounted(yoga) == 0


@given(st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_gives_what_is_whole_or_an_error(cut):
    data = make_fit(4)
    whole = read_draft(data, "whole.fit").tables["sets"]
    cut = min(cut, len(data) - 1)
    try:
        part = read_draft(data[:cut], "part.fit")
    except LogFileError:
        return
    assert unaccounted(part) == 0
    assert any("ends early" in notice for notice in part.notices)
    sets = part.tables["sets"]
    same = ["session", "instant", "exercise_logged", "reps", "load", "occurrence", "set_index", "source_line"]
    assert_frame_equal(sets.select(same), whole.select(same).head(sets.height))


def test_a_wrong_checksum_is_an_error():
    data = bytearray(make_fit(4))
    data[-20] ^= 1
    with pytest.raises(LogFileError, match="checksum"):
        read_draft(bytes(data), "a.fit")


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_nonsense_behind_a_sound_head_is_an_error_or_reconciles(body):
    head = make_fit(1)[:14]
    try:
        draft = read_draft(head + body, "a.fit")
    except LogFileError:
        return
    assert unaccounted(draft) == 0


def test_without_the_kit_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "garmin_fit_sdk", None)
    with pytest.raises(LogFileError) as caught:
        read_draft(make_fit(), "a.fit")
    assert 'pip install "coreanalytics[garmin]"' in str(caught.value)


@pytest.mark.skipif("COREANALYTICS_SAMPLES" not in os.environ, reason="no samples here")
def test_the_sample_and_its_catalogue():
    folder = Path(os.environ["COREANALYTICS_SAMPLES"]) / "garmin_fit"
    draft = read_draft((folder / "SYNTHETIC_strength_core.fit").read_bytes(), "strength.fit")
    assert draft.tables["sets"]["exercise_logged"].to_list() == [
        *("Hollow Rock", "Plank", "Cable Core Press", "Farmers Walk", "Hanging Leg Raise")
    ]
    assert (draft.records, draft.not_ours, unaccounted(draft)) == (7, {"rest between sets": 1}, 0)
    catalogue = json.loads((folder / "fit_exercise_catalog_mit.json").read_text())
    types = kit.Profile["types"]
    for number, name in catalogue["categories"].items():
        assert types["exercise_category"][int(number)] == name
