"""The side that a name tells in so many words."""

import polars as pl
import pytest

from coreanalytics.catalogue import match_names


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Side Plank (Left)", "left"),
        ("side plank - right", "right"),
        ("Seitstütz links", "left"),
        ("Plancha lateral derecha", "right"),
        ("Side Plank", None),
        ("Side Plank left + right", None),
        ("Crunch (Left)", None),  # not done side by side
    ],
)
def test_a_side_in_the_name_is_read(name, side):
    assert match_names([name])["side"].to_list() == [side]


def test_the_alias_file_wins_over_the_name():
    aliases = pl.DataFrame(
        {"name": ["Side Plank (Left)"], "exercise": ["side_plank"], "hands": [None], "side": ["both"]}
    )
    assert match_names(["Side Plank (Left)"], aliases)["side"].to_list() == ["both"]
