"""Which exercise a logged name means: golden names, look-alikes, slips, and what must never change."""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.catalogue import exercises, match_names
from coreanalytics.catalogue.exercise_table import read_data
from coreanalytics.catalogue.names import MATCHES

MATCHED = {
    "Plank": "front_plank",
    "Plank (Weighted)": "front_plank",
    "Prancha": "front_plank",
    "Unterarmstütz": "front_plank",
    "Gainage ventral": "front_plank",
    "平板支撑": "front_plank",
    "Side Plank": "side_plank",
    "SidePlank": "side_plank",
    "Side plank (right)": "side_plank",
    "Seitstuetz": "side_plank",
    "Plancha lateral izquierda": "side_plank",
    "Side plank with leg lift": "side_plank_leg_raise",
    "Crunch": "crunch",
    "Crunch (Weighted)": "crunch",
    "Crunch (Machine)": "machine_crunch",
    "Abdominal Na Máquina": "machine_crunch",
    "Crunches alla Macchina": "machine_crunch",
    "Reverse Crunch": "reverse_crunch",
    "Bicycle Crunch Raised Legs": "bicycle_crunch",
    "Decline Crunch (Weighted)": "decline_crunch",
    "Sit-Ups": "sit_up_bent",
    "GHD Sit Up": "sit_up_anchored",
    "Press Sit-Up": "sit_up_anchored",
    "Janda Sit-Up": "press_heel_sit_up",
    "Lying Leg Raise": "lying_leg_raise",
    "Raise, Leg, Lying": "lying_leg_raise",
    "Toes To Bar": "hanging_leg_raise",
    "Alzate di Gambe alla Sbarra": "hanging_leg_raise",
    "Knee Raise (Captain's Chair)": "hanging_knee_raise",
    "Farmers Carries": "farmer_carry",
    "Farmers Carries Zeit": "farmer_carry",
    "Farmer's Walk": "farmer_carry",
    "Unilateral Farmer Walk": "suitcase_carry",
    "Suit case carry": "suitcase_carry",
    "Pallof Press": "pallof_press",
    "Cable Core Palloff Press": "pallof_press",
    "Cable Horizontal Wood Chop": "standing_band_rotation",
    "Russian cable twist": "standing_band_rotation",
    "Russian Twist (Weighted)": "russian_twist",
    "Ankle-anchored crunch": "ankle_band_crunch",
    "Dip-bar reverse crunch": "support_posterior_tilt",
    "V-Ups": "v_up",
    "Birddog": "bird_dog",
    "Glute Bridges": "glute_bridge",
    "Push Up": "push_up",
    "Şınav": "push_up",
    "rusian twist": "russian_twist",
    "Planck": "front_plank",
    "Hangin Leg Raise": "hanging_leg_raise",
}
NOT_CORE = [
    "Squat (Barbell)", "Bench Press (Dumbbell)", "Leg Press", "Calf Press on Seated Leg Press", "Side Lunge",
    "Hip Thrust", "Hip Thrust (Barbell)", "Lat Pulldown (Single Arm)", "Seated Incline Curl (Dumbbell)",
    "Lateral Raise (Cable)", "Side Leg Raises", "Weighted standing rear leg raise", "L-sit Pull Ups",
    "External Rotation (Cable)", "Standing Pelvic Tilt", "Back Extension (Weighted Hyperextension)",
    "Good Morning (Barbell)", "Handstand Push Up", "Renegade Row", "Kettlebell Swing", "Kniebeuge",
    "Bankdruecken", "Développé couché", "Sentadilla", "Panca piana", "Supino reto", "深蹲", "Bench pres",
    "Warm Up", "Running",
]  # fmt: skip
DOUBTFUL = {
    "Cable Crunch": {"crunch", "machine_crunch"},
    "Crunch Press": {"crunch", "machine_crunch"},
    "Crunch (Band)": {"crunch", "ankle_band_crunch"},
    "Crunch Old #2": {"crunch"},
    "Kettlebell Carry": {"farmer_carry", "suitcase_carry"},
    "Knee Raise Parallel Bars": {"hanging_knee_raise", "support_posterior_tilt"},
    "Wood Choppers": {"standing_band_rotation"},
    "Cable Russian Twists": {"standing_band_rotation", "russian_twist"},
    "Air Bike": {"bicycle_crunch", "not_core"},
    "Slide Plank": {"side_plank"},
    "Plank left": {"front_plank", "side_plank"},
    "Links planken": {"front_plank"},
    "Hanging Leg Raise L": {"hanging_leg_raise"},
    "Flying Leg Raise": {"lying_leg_raise"},
    "Leg Raise": {"lying_leg_raise", "hanging_leg_raise"},
    "Leg Raise (Captain´s Chair)": {"hanging_leg_raise", "hanging_knee_raise"},
    "Squat to side plank": {"side_plank", "not_core"},
    "Pallof": {"pallof_press"},
    "Pelvic tilt": {"support_posterior_tilt"},
    "Mekik": {"crunch", "sit_up_bent"},
    "Dragon Flag": {"lying_leg_raise"},
}
UNMAPPED = ["Turkish Get Up", "Zwölf", "🏋", "", "<script>alert(1)</script>", "x" * 5000, "press"]


def test_columns_and_empty_input() -> None:
    found = match_names([])
    assert found.height == 0
    assert dict(found.schema) == MATCHES


def test_matched() -> None:
    found = match_names(list(MATCHED))
    assert dict(found.select("name", "exercise").iter_rows()) == MATCHED
    assert set(found["status"]) == {"matched"}
    families = dict(exercises().select("id", "family").iter_rows())
    assert found["family"].to_list() == [families[exercise] for exercise in MATCHED.values()]


def test_not_core() -> None:
    found = match_names(NOT_CORE)
    assert found.filter(pl.col("status") != "not_core")["name"].to_list() == []
    assert set(found["family"]) == {"not_core"}
    assert found["exercise"].null_count() == found.height


def test_doubtful_names_carry_candidates_and_no_family() -> None:
    found = match_names(list(DOUBTFUL))
    assert found.filter(pl.col("status") != "doubtful")["name"].to_list() == []
    assert found["family"].null_count() == found["exercise"].null_count() == found.height
    assert found["candidates"].list.len().is_between(1, 3).all()
    for name, candidates in found.select("name", "candidates").iter_rows():
        assert DOUBTFUL[name] <= set(candidates), name


@pytest.mark.parametrize(
    "name",
    [
        "Kettlebell overhead walk",
        "Power walk with dumbbells",
        "Gehen mit Kettlebell über Kopf",
        "Marche avec kettlebell",
        "Marche du serveur",
        "Caminata overhead",
        "Camminata con kettlebell in rack",
        "Caminhada overhead com kettlebell",
        "Caminhada do garçom",
        "Baş üstünde kettlebell ile yürüyüş",
    ],
)
def test_a_walk_with_something_held_is_a_carry_to_ask_about(name: str) -> None:
    assert match_names([name])["status"].item() in ("doubtful", "unmapped")
    assert match_names(["Walk", "Marche rapide", "Camminata veloce"])["status"].unique().item() == "not_core"


def test_a_known_name_with_a_word_more_is_no_ordinary_lift() -> None:
    names = ["Ankle-anchored curl fast", "Heel drag curl short", "Lateral hyperextension rack"]
    assert "not_core" not in match_names(names)["status"].to_list()


def test_an_abdominal_machine_with_a_weight_is_the_crunch_machine() -> None:
    names = [
        "Ab machine",
        "Ab machine 40 kg",
        "Karın makinesi 30 kg",
        "Cable ab machine 40 kg",
        "Rotary torso 40 kg",
    ]
    assert match_names(names)["exercise"].to_list() == [None, "machine_crunch", "machine_crunch", None, None]


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("Hollow Hold gehockt", "hollow_hold"),
        ("L-sit groupé", "l_sit"),
        ("Half-kneeling Pallof", "pallof_press"),
        ("Farmer walk left hand 30 kg", "suitcase_carry"),
        ("Crunch con elastico legato alle caviglie", "ankle_band_crunch"),
        ("Crunch inversé à la chaise à dips", "support_posterior_tilt"),
        ("Toes to bar (kipping)", "hanging_leg_raise"),
        ("Hızlı şınav", "push_up"),
        ("Plancha apoyando rodillas", "front_plank"),
        # and what the same words must not decide
        ("Crunches schnell", None),  # fast, or the maker of machines
        ("Dynamic plank", None),
        ("Left arm plank", None),
        ("Crunch overhead cable", None),
        ("Hollow rock tucked", None),
        ("Front hold plate", None),
        # known names that must be asked about, or that are no lifts though they hold the word of one
        ("Gainage rapide", None),
        ("Tesoura rápida", None),
    ],
)
def test_words_for_tempo_position_and_fixing(name: str, exercise: str | None) -> None:
    assert match_names([name])["exercise"].item() == exercise


def test_unmapped() -> None:
    found = match_names(UNMAPPED)
    assert found["status"].to_list() == ["unmapped"] * len(UNMAPPED)
    assert found["family"].null_count() == found.height


def test_one_row_a_distinct_name_in_order() -> None:
    found = match_names(pl.Series(["Squat", None, "Plank", "Squat", "plank"]))
    assert found["name"].to_list() == ["Squat", "Plank", "plank"]


def test_thresholds_are_arguments() -> None:
    assert match_names(["rusian twist"], certain=99.0)["status"][0] == "doubtful"
    assert match_names(["Crunch Old #2"], doubtful=95.0)["status"][0] == "unmapped"
    assert match_names(["rusian twist"], margin=100.0)["status"][0] == "doubtful"


def _change(name: str, draw: st.DrawFn) -> str:
    case = draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str.casefold]))
    space = draw(st.sampled_from([" ", "  ", "-", " - ", "_", "\t", "", ", "]))
    frame = draw(st.sampled_from(["{}", " {} ", "({})", "{}.", '"{}"', "[{}]!"]))
    return str(frame.format(space.join(case(name).split(" "))))


@st.composite
def changed_names(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from(read_data("names.csv")["name"].to_list()))
    return name, _change(name, draw)


@settings(max_examples=400, deadline=None)
@given(changed_names())
def test_case_space_and_punctuation_never_lead_to_another_exercise(pair: tuple[str, str]) -> None:
    """A change of writing may at worst make a person be asked; it never names another exercise."""
    name, changed = pair
    before, after = (match_names([one]).row(0, named=True) for one in (name, changed))
    if after["status"] in ("matched", "not_core"):
        assert (after["exercise"], after["status"]) == (before["exercise"], before["status"])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_an_answer(name: str) -> None:
    found = match_names([name]).row(0, named=True)
    assert (found["family"] is None) == (found["status"] in ("doubtful", "unmapped"))
    assert 0.0 <= found["score"] <= 100.0


def test_two_thousand_names_take_less_than_a_second() -> None:
    words = sorted({word for name in read_data("names.csv")["name"] for word in name.split()})
    names = [" ".join(words[(7 * i + 131 * j) % len(words)] for j in range(3)) for i in range(2000)]
    match_names(names[:1])  # builds the index
    start = time.process_time()
    assert match_names(names).height == len(set(names))
    assert time.process_time() - start < 1.0


SAMPLES = os.environ.get("COREANALYTICS_SAMPLES")


def _read_sample_names(folder: Path) -> list[str]:
    names: set[str] = set()
    for path in sorted([*folder.glob("strong/*.csv"), *folder.glob("hevy/*.csv")]):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        rows = csv.reader(lines, delimiter=max(",;", key=lines[0].count))
        header = next(rows)
        column = next(header.index(h) for h in ("Exercise Name", "exercise_title", "运动名称") if h in header)
        names |= {row[column] for row in rows if len(row) == len(header)}
    return sorted(names)


@pytest.mark.skipif(not SAMPLES, reason="COREANALYTICS_SAMPLES is not set: no real exports to read")
def test_names_of_real_exports() -> None:
    found = match_names(_read_sample_names(Path(str(SAMPLES))))
    assert found.height > 100
    assert set(found.filter(status="matched")["exercise"]) >= {"crunch", "front_plank", "side_plank"}
    assert found.filter(status="unmapped")["name"].to_list() == []
    assert found.filter(status="doubtful").height <= 0.05 * found.height
    core = "(?i)crunch|plank|leg raise|side bend|sit.?up|push up|hollow|carry"
    assert found.filter(pl.col("name").str.contains(core), status="not_core").height == 0
