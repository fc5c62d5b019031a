"""The name list is whole: sorted, shippable, and every target exists."""

from __future__ import annotations

import polars as pl

from coreanalytics.catalogue import exercises, match_names
from coreanalytics.catalogue.exercise_table import read_data
from coreanalytics.catalogue.meanings import ONE_SIDED, read_index

TARGET = r"^(not_core|[a-z_]+)?(\|[a-z_]+)*\??$"


def test_columns_order_and_no_name_twice() -> None:
    names = read_data("names.csv")
    assert names.columns == ["name", "exercise", "language", "source"]
    assert names["name"].to_list() == sorted(names["name"], key=lambda name: (name.casefold(), name))
    assert names["name"].str.to_lowercase().is_unique().all()
    assert names.null_count().sum_horizontal()[0] == 0


def test_every_target_is_in_the_catalogue() -> None:
    names = read_data("names.csv")
    assert names["exercise"].str.contains(TARGET).all()
    targets = names["exercise"].str.strip_suffix("?").str.split("|").explode()
    assert set(targets) - set(exercises()["id"]) == {"not_core", ""}
    assert set(exercises()["id"]) >= ONE_SIDED


def test_only_sources_that_may_be_shipped() -> None:
    sources = set(read_data("names.csv")["source"])
    licences = ("own", "(Unlicense)", "(MIT)", "(CC0)", "(name as fact)")
    assert [source for source in sources if not source.endswith(licences)] == []


def test_every_listed_name_means_what_the_list_says_or_is_refused() -> None:
    names = read_data("names.csv")
    found = match_names(names["name"]).join(names, on="name").rename({"exercise_right": "listed"})
    sure = found.filter(~pl.col("listed").str.ends_with("?"))
    assert sure.filter(~pl.col("status").is_in(["matched", "not_core"])).rows() == []
    assert (sure["exercise"].fill_null("not_core") == sure["listed"]).all()
    asked = found.filter(pl.col("listed").str.ends_with("?"))
    assert set(asked["status"]) == {"doubtful", "unmapped"}


def test_common_exercises_are_known_in_seven_languages() -> None:
    names = read_data("names.csv").filter(~pl.col("exercise").str.ends_with("?"))
    languages = {"en", "de", "fr", "es", "it", "pt", "tr"}
    for exercise in (
        "front_plank", "side_plank", "crunch", "sit_up_bent", "lying_leg_raise", "hanging_leg_raise",
        "hanging_knee_raise", "farmer_carry", "suitcase_carry", "russian_twist", "pallof_press",
        "standing_band_rotation", "ab_wheel", "dead_bug", "bicycle_crunch", "mountain_climber",
        "reverse_crunch", "push_up", "machine_crunch", "support_posterior_tilt", "ankle_band_crunch",
    ):  # fmt: skip
        assert languages - set(names.filter(exercise=exercise)["language"]) == set(), exercise


def test_names_without_spaces_keep_their_meaning() -> None:
    index = read_index()
    for name, meaning in index.written.items():
        joined = index.joined[name.replace(" ", "")]
        assert set(meaning.targets) <= set(joined.targets), name
