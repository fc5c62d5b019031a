"""Marks beside a name (how often, how hard, which side) change nothing, or make a person be asked."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coreanalytics.catalogue import exercises, match_names
from coreanalytics.catalogue.concepts import read_name
from coreanalytics.catalogue.marks import TWO_SIDED, fits, strip_marks, strip_name

EVERYDAY = Path(__file__).parent / "everyday_names.csv"

#: Said of any exercise, in seven languages; nothing of it may change what a name means.
NEUTRAL = [
    "{} 3x12", "{} to failure", "{} - AMRAP", "3 x max {}", "{} tempo 3-1-3", "A1. {}", "Set 3: {}",
    "{} 3 sets of 12", "{} 20s on/10s off", "{} @RPE 8", "{} 60s rest", "[x] {}", "Superset: {}",
    "{} 12/10/8", "{} bis zum Versagen", "{} 3 Sätze à 12 Wdh.", "{} jusqu'à l'échec", "{} 4 séries de 15",
    "{} al fallo", "{} a cedimento", "{} 3 serie da 10 ripetizioni", "{} até a falha", "{} tükenene kadar",
    "3 set {} 15 tekrar",
]  # fmt: skip
#: Said of what is done left and right.
SIDES = [
    "{} L/R", "{} 3x10/side", "{} 10 ea", "{} each way", "{} left and right", "{} re/li", "{} je Seite",
    "{} links und rechts", "{} G/D", "{} par côté", "{} dcha/izq", "{} por lado", "{} 10 x lado", "{} dx/sx",
    "{} per lato", "{} D/E", "{} 10 p/ lado", "{} sağ/sol", "{} her yön",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "stripped", "kinds"),
    [
        ("Side Plank (L/R)", "Side Plank ( )", {"sides"}),
        ("Bicycle Crunches 3x20/side", "Bicycle Crunches 3x20", {"sides"}),
        ("Dead bug 10 c/lado", "Dead bug", {"sides"}),
        ("Farmer Walk je Hand", "Farmer Walk", {"hands"}),
        ("Push-ups to failure", "Push-ups", {"nothing"}),
        ("Front/Side Plank", "Front/Side Plank", set()),
        ("Plank / Side Plank", "Plank / Side Plank", set()),
        ("L-Sit", "L-Sit", set()),
        ("Plancha d i e", "Plancha d i e", set()),
        ("max", "max", set()),
    ],
)
def test_marks_are_taken_off(name: str, stripped: str, kinds: set[str]) -> None:
    assert strip_marks(name) == (stripped, kinds)


def test_a_mark_that_does_not_fit_makes_a_person_be_asked() -> None:
    found = match_names(
        ["Plank L/R", "Crunch 10 each side", "Lying leg raise each leg", "Farmer Walk per side"]
    )
    assert set(found["status"]) == {"doubtful"}
    assert [fits("farmer_carry", frozenset({kind})) for kind in ("hands", "each", "sides")] == [
        True,
        True,
        False,
    ]
    assert set(exercises()["id"]) >= TWO_SIDED


@pytest.mark.parametrize("pattern", [*NEUTRAL, *SIDES])
def test_a_mark_never_leads_to_another_exercise_and_seldom_hides_one(pattern: str) -> None:
    names = pl.read_csv(EVERYDAY, infer_schema=False)["name"].gather_every(5)
    plain = match_names(names).select("name", "exercise", "status")
    marked = match_names([pattern.format(name) for name in names]).select(
        pl.col("exercise").alias("marked"), pl.col("status").alias("marked_status")
    )
    both = pl.concat([plain, marked], how="horizontal")
    other = both.filter(pl.col("marked").is_not_null(), ~pl.col("marked").eq_missing(pl.col("exercise")))
    assert other.rows() == []
    due = both.filter(status="matched")
    if pattern in SIDES:
        due = due.filter(pl.col("exercise").is_in(TWO_SIDED))
    assert due.height > 50
    hidden = due.filter(pl.col("marked").is_null())
    assert hidden.height <= 0.02 * due.height, hidden.rows()


@pytest.mark.parametrize(
    "name",
    [
        "Schiffchen", "Barchetta", "Tijera con mancuernas", "Tesoura com halteres", "Forbici con manubri",
        "Ciseaux avec haltères", "Scissors (Dumbbell)", "Planche hold", "Full planche",
        "Abdominal na prancha",
    ],
)  # fmt: skip
def test_words_of_two_trades_are_asked_about(name: str) -> None:
    assert match_names([name])["status"][0] in ("doubtful", "unmapped")


@pytest.mark.parametrize("name", ["Bergsteigen", "Alpinisme", "Alpinismo", "Montañismo", "Montanhismo"])
def test_sports_are_no_misspelt_exercises(name: str) -> None:
    assert match_names([name])["status"][0] == "not_core"


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("Psuh ups", "push_up"), ("Plnak", "front_plank"), ("Plannk", "front_plank"), ("Crucnh", "crunch"),
        ("side plnak", "side_plank"), ("deadbgu", "dead_bug"),
    ],
)  # fmt: skip
def test_letters_swapped_or_doubled_weigh_half(name: str, exercise: str) -> None:
    assert match_names([name])["exercise"][0] == exercise
    assert {reading.slips for reading in read_name(name)} == {0.5}


@given(st.text(max_size=60))
def test_stripping_leaves_letters_and_invents_none(name: str) -> None:
    stripped, kinds = strip_name(name)
    assert kinds <= {"nothing", "each", "sides", "hands"}
    assert any(map(str.isalpha, stripped)) or not any(map(str.isalpha, name))
