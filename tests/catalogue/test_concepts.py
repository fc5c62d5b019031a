"""Names understood word by word, in seven languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coreanalytics.catalogue import exercises, match_names
from coreanalytics.catalogue.concepts import fold, read_glossary, read_name
from coreanalytics.catalogue.counts import strip_counts
from coreanalytics.catalogue.exercise_table import NOT_CORE, read_data
from coreanalytics.catalogue.rules import read_rules, understand
from coreanalytics.catalogue.slips import drop_letters


def _understood(name: str) -> set[str]:
    return set().union(*(reading.concepts for reading in read_name(name)))


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("Hanging Leg Raises", {"hanging", "leg", "raise"}),
        ("Élévation de jambes suspendu", {"hanging", "leg", "raise"}),
        ("Elevaciones de piernas colgada", {"hanging", "leg", "raise"}),
        ("Asılı bacak kaldırma", {"hanging", "leg", "raise"}),
        ("Hängendes Beinheben", {"hanging", "leg", "raise"}),
        ("haengendes beinheben", {"hanging", "leg", "raise"}),
        ("Crunchmaschine", {"crunch", "machine"}),
        ("reversecrunch", {"reverse", "crunch"}),
        ("Pallof press à l’élastique", {"pallof", "press", "band"}),
        ("mountian climbers", {"mountainclimber"}),
    ],
)
def test_words_of_seven_languages_mean_the_same(name: str, concepts: set[str]) -> None:
    assert _understood(name) == concepts
    assert all(reading.unknown == () for reading in read_name(name))


def test_a_word_of_two_languages_has_two_readings() -> None:
    readings = {reading.concepts for reading in read_name("plank sol")}
    assert frozenset({"plank", "left"}) in readings


def test_unknown_words_stay_unknown_and_slips_are_counted() -> None:
    (reading,) = read_name("Crunch qwertz")
    assert reading.unknown == ("qwertz",)
    (reading,) = read_name("haning leg raise")
    assert reading.slips == 1
    assert reading.score == pytest.approx(100 * (1 - 1 / 14))


def test_a_known_word_is_no_slip_of_the_pen() -> None:
    assert read_name("bycicles", frozenset())[0].concepts == {"bicycle"}
    assert read_name("hollyw body", frozenset({"hollyw"}))[0].unknown == ("hollyw",)


@pytest.mark.parametrize(
    ("name", "stripped"),
    [
        ("B2) Side Plank L", "Side Plank L"),
        ("A1 Plank", "Plank"),
        ("1. Crunch", "Crunch"),
        ("(A) Dead Bug", "Dead Bug"),
        ("3x10 Crunches", "Crunches"),
        ("Crunches 3 x 10-12", "Crunches"),
        ("Plank 60s", "Plank"),
        ("Plank 1:30", "Plank"),
        ("Unterarmstütz 60 Sek", "Unterarmstütz"),
        ("machine crunches 40kg", "machine crunches"),
        ("Side bend @ 20 kg RPE 8", "Side bend"),
        ("mountain climber x30", "mountain climber"),
        ("farmers walk 40m 2x24kg", "farmers walk"),
        ("T2B", "T2B"),
        ("V-Up", "V-Up"),
        ("L-Sit", "L-Sit"),
        ("3/4 Sit-Up", "3/4 Sit-Up"),
        ("Crunch Old #2", "Crunch Old #2"),
        ("1-arm carry", "1-arm carry"),
        ("30s", "30s"),
        ("", ""),
    ],
)
def test_counts_are_stripped_and_names_are_not(name: str, stripped: str) -> None:
    assert strip_counts(name) == stripped


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Plank laterale dx", "right"),
        ("Prancha lateral esq", "left"),
        ("Yan plank (sağ)", "right"),
        ("Planche latérale au sol", None),  # "sol" is the floor in French, left in Turkish
        ("B2) Side Plank L", "left"),
    ],
)
def test_sides_are_read_in_any_language(name: str, side: str | None) -> None:
    found = match_names([name]).row(0, named=True)
    assert (found["exercise"], found["side"]) == ("side_plank", side)


def test_rules_speak_of_known_concepts_and_exercises() -> None:
    known = {concept for cell in read_data("glossary.csv")["concept"] for concept in cell.split()}
    ids = {*exercises()["id"], NOT_CORE}
    for rule in read_rules().rules:
        assert rule.needs <= known, rule
        assert set(rule.meaning.targets) <= ids, rule
    assert set(read_glossary().kinds) <= known
    assert set(read_glossary().kinds.values()) == {"plain", "side", "core", "near", "lift"}


def test_rules_and_known_names_agree() -> None:
    """What the rules understand of a listed name never contradicts the list; at worst they ask."""
    wrong = []
    for name, exercise in read_data("names.csv").select("name", "exercise").iter_rows():
        meaning = understand(read_name(strip_counts(name)))
        if meaning and meaning.sure and not exercise.endswith("?") and meaning.targets != (exercise,):
            wrong.append((name, exercise, meaning.targets))
    assert wrong == []


@given(st.text(max_size=60))
def test_any_text_is_read(name: str) -> None:
    for reading in read_name(name):
        assert reading.slips <= reading.letters
        assert reading.letters == sum(map(len, fold(name)))
    assert strip_counts(name) == name or any(letter.isalpha() for letter in strip_counts(name))


@given(st.text("abc", min_size=2, max_size=8), st.data())
def test_one_slip_is_seen(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    for other in (word[:at] + word[at + 1 :], word[:at] + "x" + word[at + 1 :], word[:at] + "x" + word[at:]):
        assert drop_letters(word) & drop_letters(other)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert drop_letters(word) & drop_letters(swapped)
