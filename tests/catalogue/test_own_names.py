"""A person's own aliases: they win, and they are checked."""

from __future__ import annotations

import polars as pl
import pytest

from coreanalytics.catalogue import match_names
from coreanalytics.errors import ArgumentError, DataError


def _aliases(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={"name": pl.String, "exercise": pl.String, "hands": pl.Int32, "side": pl.String},
        orient="row",
    )


def test_an_alias_wins_over_the_catalogue() -> None:
    found = match_names(["Crunch", "CRUNCH!"], _aliases(("Crunch", "machine_crunch", None, None)))
    assert found["exercise"].to_list() == ["machine_crunch"] * 2
    assert found["status"].to_list() == ["alias"] * 2
    assert found["family"].to_list() == ["standard_ab"] * 2


def test_an_alias_settles_a_doubt_and_reaches_no_other_name() -> None:
    aliases = _aliases(("Crunch Old #2", "decline_crunch", None, None))
    found = match_names(["crunch old 2", "Crunch", "Crunch Old #3"], aliases)
    assert found["exercise"].to_list() == ["decline_crunch", "crunch", None]
    assert found["status"].to_list() == ["alias", "matched", "doubtful"]


def test_an_alias_to_not_core() -> None:
    found = match_names(["Turkish Get Up"], _aliases(("turkish get-up", "not_core", None, None)))
    assert found.select("exercise", "family", "status").row(0) == (None, "not_core", "alias")


def test_an_alias_with_two_meanings_is_refused_unless_the_writing_decides() -> None:
    aliases = _aliases(("Abs A", "crunch", None, None), ("abs a", "lying_leg_raise", None, None))
    found = match_names(["ABS-A", "abs a"], aliases)
    assert found["status"].to_list() == ["doubtful", "alias"]
    assert found["candidates"][0].to_list() == ["crunch", "lying_leg_raise"]
    assert found["exercise"][1] == "lying_leg_raise"


def test_the_same_name_twice_with_two_exercises_is_refused() -> None:
    aliases = _aliases(("Abs A", "crunch", None, None), ("Abs A", "v_up", None, None))
    assert match_names(["Abs A"], aliases).row(0, named=True)["candidates"] == ["crunch", "v_up"]


def test_hands_and_side_alone_leave_the_exercise_to_the_catalogue() -> None:
    aliases = _aliases(("Suitcase Carry", None, 1, "left"), ("Farmers Walk", "", 2, None))
    found = match_names(["suitcase carry", "Farmers Walk", "Plank"], aliases)
    assert found["exercise"].to_list() == ["suitcase_carry", "farmer_carry", "front_plank"]
    assert found["status"].to_list() == ["matched"] * 3
    assert found.select("hands", "side").rows() == [(1, "left"), (2, None), (None, None)]


def test_hands_and_side_are_optional_columns() -> None:
    aliases = pl.DataFrame({"name": ["Foo"], "exercise": ["crunch"]})
    assert match_names(["Foo"], aliases)["exercise"][0] == "crunch"


def test_an_unknown_exercise_is_named_with_near_ids() -> None:
    with pytest.raises(ArgumentError, match=r"Bauch.*sideplank") as caught:
        match_names(["Plank"], _aliases(("Bauch", "sideplank", None, None)))
    assert "side_plank" in caught.value.hint


@pytest.mark.parametrize(("hands", "side"), [(3, None), (None, "middle"), (0, "left")])
def test_odd_hands_and_sides_are_refused(hands: int | None, side: str | None) -> None:
    with pytest.raises(ArgumentError, match="Foo"):
        match_names(["Foo"], _aliases(("Foo", "crunch", hands, side)))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="exercise"):
        match_names(["Foo"], pl.DataFrame({"name": ["Foo"]}))
