"""The catalogue is whole, and says of itself what it knows and what it does not."""

from __future__ import annotations

import polars as pl
import pytest

from coreanalytics.catalogue import exercises, match_names
from coreanalytics.vocabulary import Family, Move


def test_thirty_seven_exercises_with_their_own_ids() -> None:
    table = exercises()
    assert table.height == 37
    assert table["id"].is_unique().all()
    assert table["label"].is_unique().all()
    assert (
        table.select("id", "label", "family", "movement", "load_unit").null_count().sum_horizontal()[0] == 0
    )


def test_types_and_values() -> None:
    table = exercises()
    assert table.schema["aliases"] == pl.List(pl.String)
    assert table.schema["demand"] == pl.Int32
    assert table.schema["demand_measured"] == pl.Boolean
    assert set(table["family"]) == {Family.ARTICLE_MOVE, Family.STANDARD_AB, Family.OTHER_CORE}
    assert table["demand"].is_between(0, 3).all()


def test_exactly_the_article_moves_have_a_move() -> None:
    table = exercises()
    assert set(table["move"].drop_nulls()) == set(Move)
    assert ((table["family"] == Family.ARTICLE_MOVE) == table["move"].is_not_null()).all()


def test_demand_is_measured_only_where_a_measurement_stands() -> None:
    unmeasured = exercises().filter(pl.col("confidence").str.contains("inferred|background"))
    assert unmeasured.height > 0
    assert not unmeasured["demand_measured"].any()
    # McGill measured the spine's compression in carries, not the hip flexors.
    carries = exercises().filter(pl.col("move") == Move.LOADED_CARRY)
    assert carries["demand_measured"].to_list() == [False, False]


def test_family_and_demand_are_two_things() -> None:
    demand = dict(exercises().select("id", "demand").iter_rows())
    assert demand["ankle_band_crunch"] > demand["crunch"]


@pytest.mark.parametrize(
    ("exercise", "words"),
    [
        ("ankle_band_crunch", ["Burden", "Parfrey", "contested", "rectus femoris"]),
        ("farmer_carry", ["per hand", "McGill"]),
        ("suitcase_carry", ["one hand", "McGill"]),
    ],
)
def test_cautions_are_told(exercise: str, words: list[str]) -> None:
    caution = exercises().filter(id=exercise)["caution"][0]
    assert [word for word in words if word not in caution] == []


def test_every_alias_means_its_own_exercise_or_is_refused() -> None:
    aliases = exercises().select("id", "aliases").explode("aliases").drop_nulls()
    found = match_names(aliases["aliases"]).join(aliases, left_on="name", right_on="aliases")
    assert found.height == aliases.height
    wrong = found.filter(
        ~((pl.col("status") == "matched") & (pl.col("exercise") == pl.col("id")))
        & ~((pl.col("status") == "doubtful") & pl.col("candidates").list.contains(pl.col("id")))
    )
    assert wrong.rows() == []
    assert found.filter(status="doubtful")["name"].to_list() == [
        "leg lift",
        "air bike",
    ]  # also hanging; a cardio machine


def test_ids_and_labels_mean_themselves() -> None:
    table = exercises()
    for column in ("id", "label"):
        found = match_names(table[column])
        assert found["exercise"].to_list() == table["id"].to_list()


def test_a_changed_copy_leaves_the_catalogue_as_it_was() -> None:
    copy = exercises()
    copy.replace_column(0, pl.Series("id", ["x"] * copy.height))
    assert exercises()["id"][0] == "ankle_band_crunch"
