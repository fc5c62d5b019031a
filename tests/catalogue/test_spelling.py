"""One form for all the ways of writing the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coreanalytics.catalogue import normalise
from coreanalytics.catalogue.spelling import read_words, split_words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sit-Ups", "situp"),
        ("SIT UP", "situp"),
        ("Crunches", "crunch"),
        ("Crunch (Machine)", "crunch machine"),
        ("Farmer’s Carries", "farmer carry"),
        ("Farmer´s Walk", "farmer walk"),
        ("Bench Press (Barbell)", "bench press barbell"),
        ("Élévation latérale", "elevation laterale"),
        ("SEITSTÜTZ", "seitstutz"),
        ("ŞINAV", "sinav"),
        ("İp atlama", "ip atlama"),
        ("Kb  carry", "kettlebell carry"),
        ("Exercise Ball Crunch", "swissball crunch"),
        ("T2B", "toe to bar"),
        ("平板支撑", "平板支撑"),
        ("💪", ""),
        ("", ""),
    ],
)
def test_normalise(name: str, expected: str) -> None:
    assert normalise(name) == expected


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise(name)
    assert normalise(once) == once


@given(st.lists(st.sampled_from(sorted(read_words().synonyms)), min_size=1, max_size=4))
def test_normalising_known_abbreviations_twice_changes_nothing(words: list[str]) -> None:
    once = normalise(" ".join(words))
    assert normalise(once) == once


def test_fillers_and_loads_tell_no_exercises_apart() -> None:
    assert split_words("plank with weighted", without_loads=True) == {"plank"}
    assert split_words("plank with weighted") == {"plank", "weighted"}
    assert split_words("with the") == {"with", "the"}


def test_synonyms_are_written_as_they_are_looked_up() -> None:
    for word, stands_for in read_words().synonyms.items():
        assert normalise(word) == normalise(stands_for)
