"""One look: fixed colours that can be told apart, registered once."""

from __future__ import annotations

import re

import altair as alt
import pytest

from coreanalytics.views import theme
from coreanalytics.vocabulary import OUTCOMES, Family, GaveOut, Program


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_everything_with_a_meaning_has_a_colour_of_its_own() -> None:
    assert set(theme.SITE_COLOURS) == set(OUTCOMES)
    assert set(theme.PROGRAM_COLOURS) == set(Program)
    assert set(theme.GAVE_OUT_COLOURS) == set(GaveOut)
    assert set(theme.FAMILY_COLOURS) == set(Family) - {Family.NOT_CORE}
    for colours in (theme.SITE_COLOURS, theme.PROGRAM_COLOURS, theme.FAMILY_COLOURS, theme.GAVE_OUT_COLOURS):
        assert len(set(colours.values())) == len(colours)
        assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in colours.values())


def test_a_family_has_the_colour_of_the_program_it_makes() -> None:
    assert theme.FAMILY_COLOURS["article_move"] == theme.PROGRAM_COLOURS["core_focused"]
    assert theme.FAMILY_COLOURS["standard_ab"] == theme.PROGRAM_COLOURS["standard_crunch"]


@pytest.mark.parametrize("colour", [theme.INK, theme.SOFT_INK])
def test_text_is_easy_to_read_on_paper(colour: str) -> None:
    assert _contrast(colour, theme.PAPER) >= 4.5  # WCAG 2.2, level AA


@pytest.mark.parametrize("colour", theme.SITE_COLOURS.values())
def test_marks_stand_out_from_paper(colour: str) -> None:
    assert _contrast(colour, theme.PAPER) >= 3  # WCAG 2.2, graphical objects


def test_theme_reaches_a_chart_and_is_registered_once() -> None:
    theme.use_theme()
    theme.use_theme()
    assert alt.theme.active == theme.THEME_NAME
    config = alt.Chart().mark_point().to_dict()["config"]
    assert config["title"]["anchor"] == "start"
    assert config["range"]["category"][0] == theme.OKABE_ITO["orange"]
    assert config["range"]["heatmap"] == {"scheme": "viridis"}


def test_css_variables_carry_the_same_palette() -> None:
    css = theme.css_variables()
    assert f"--site-low_back: {theme.SITE_COLOURS['low_back']};" in css
    assert f"--program-core_focused: {theme.PROGRAM_COLOURS['core_focused']};" in css


def test_a_dark_screen_reads_as_well_as_paper() -> None:
    paper = theme.DARK[theme.PAPER]
    for ink in (theme.INK, theme.SOFT_INK):
        assert _contrast(theme.DARK[ink], paper) >= 4.5
    for colour in theme.SITE_COLOURS.values():
        assert _contrast(theme.DARK.get(colour, colour), paper) >= 3
    light, _, dark = theme.css_variables().partition("@media screen and (prefers-color-scheme: dark)")
    assert f"--paper: {theme.PAPER};" in light
    assert f"--paper: {paper};" in dark
