"""The small lines in the rows of tables."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coreanalytics.views.sparklines import draw_sparkline

SVG = "{http://www.w3.org/2000/svg}"


def parts(svg: str, name: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(SVG + name))


def test_gap_breaks_the_line_and_is_no_zero() -> None:
    svg = draw_sparkline([5, 6, None, 7, 8], label="x", width=107, height=27)
    lines = [line.get("points") for line in parts(svg, "polyline")]
    assert lines == ["3.5,13.5 28.5,11.5", "78.5,9.5 103.5,7.5"]


def test_last_value_is_the_dot_even_before_a_gap() -> None:
    svg = draw_sparkline([0, 10, None], label="x", width=107, height=27)
    (dot,) = parts(svg, "circle")
    assert (dot.get("cx"), dot.get("cy")) == ("53.5", "3.5")


def test_value_between_gaps_is_seen() -> None:
    assert len(parts(draw_sparkline([None, 3, None, 4], label="x"), "circle")) == 2


def test_values_beyond_the_scale_stay_inside() -> None:
    (line,) = parts(draw_sparkline([-5, 50], label="x", width=107, height=27), "polyline")
    assert line.get("points") == "3.5,23.5 103.5,3.5"


@pytest.mark.parametrize("values", [[], [None, None], [float("nan")]])
def test_nothing_to_draw_is_an_empty_picture(values: list[float | None]) -> None:
    svg = draw_sparkline(values, label="no report")
    assert not parts(svg, "circle") + parts(svg, "polyline")
    assert ET.fromstring(svg).get("width") == "120"


def test_label_and_colour_are_escaped() -> None:
    hostile = '</title></svg><script>alert(1)</script>"'
    svg = draw_sparkline([1, 2], label=hostile, colour='red" onload="x')
    root = ET.fromstring(svg)
    assert "<script" not in svg
    assert root.get("aria-label") == root.findtext(SVG + "title") == hostile
    assert root.get("role") == "img"
    assert not [e for e in root.iter() if e.get("onload")]


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=60), st.none() | st.floats(-5, 50))
def test_always_whole_and_inside(values: list[float | None], high: float | None) -> None:
    svg = draw_sparkline(values, label="x", high=high)
    for line in parts(svg, "polyline"):
        for pair in (line.get("points") or "").split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= 120
            assert 0 <= y <= 28
