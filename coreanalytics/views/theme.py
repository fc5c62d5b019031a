"""One look for every picture: colours with fixed meanings, the Altair theme, CSS variables.

Categorical colours are those of Okabe and Ito (2008), told apart with the common kinds of colour
blindness; sequences use viridis. A site and a program keep their colour in every picture, so that
a reader learns them once.
"""

from __future__ import annotations

import textwrap
from typing import Any, Final

from coreanalytics.vocabulary import Family, GaveOut, Program, Site

#: Okabe and Ito, "Color Universal Design", 2008.
OKABE_ITO: Final = {
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "black": "#000000",
}
GREY: Final = "#8A8A8A"

#: Colour of a site, the same everywhere.
SITE_COLOURS: Final[dict[str, str]] = {
    Site.THIGH_ROOT: OKABE_ITO["vermillion"],
    Site.LOW_BACK: OKABE_ITO["blue"],
    Site.CONTROL: GREY,
}

#: Colour of a program, the same everywhere; phases are shaded with it at `PHASE_OPACITY`.
PROGRAM_COLOURS: Final[dict[str, str]] = {
    Program.RUN_IN: "#B5B5B5",
    Program.CORE_FOCUSED: OKABE_ITO["green"],
    Program.STANDARD_CRUNCH: OKABE_ITO["orange"],
    Program.MIXED: OKABE_ITO["purple"],
    Program.WASHOUT: "#D8D8D8",
    Program.NONE: "#EDEDED",
}
PHASE_OPACITY: Final = 0.13

#: A family has the colour of the program that it makes.
FAMILY_COLOURS: Final[dict[str, str]] = {
    Family.ARTICLE_MOVE: OKABE_ITO["green"],
    Family.STANDARD_AB: OKABE_ITO["orange"],
    Family.OTHER_CORE: OKABE_ITO["sky"],
}

GAVE_OUT_COLOURS: Final[dict[str, str]] = {
    GaveOut.ABS: OKABE_ITO["green"],
    GaveOut.HIP_FLEXORS: OKABE_ITO["vermillion"],
    GaveOut.LOW_BACK: OKABE_ITO["blue"],
    GaveOut.GRIP: OKABE_ITO["purple"],
    GaveOut.OTHER: GREY,
    GaveOut.NONE: "#D8D8D8",
}

#: Hip-flexor demand 0 to 3: the darker, the more.
DEMAND_COLOURS: Final = ("#DDE2E7", "#F4C28F", "#DD7A2C", "#8F3B00")

INK: Final = "#1F2933"
SOFT_INK: Final = "#5B6670"
LINE: Final = "#E4E7EB"
PAPER: Final = "#FFFFFF"
EDGE: Final = "#9AA5B1"  #: axes, and the borders of what can be pressed
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

#: What stands for a colour on a dark screen; a colour that is not here stays as it is.
DARK: Final = {
    INK: "#E6EAEE",
    SOFT_INK: "#AAB4BE",
    LINE: "#2E3740",
    EDGE: "#6B7783",
    PAPER: "#14191F",
    OKABE_ITO["vermillion"]: "#F07A2E",
    OKABE_ITO["blue"]: "#5CB0EA",
    OKABE_ITO["green"]: "#22B88D",
    GREY: "#9A9A9A",
    "#D8D8D8": "#5A636C",
    "#EDEDED": "#4A525A",
    # what only charts use: unknown squares, people in the background, the strip of the brush, demand 0 to 3
    "#CBD2D9": "#4A525A",
    "#B8C0C8": "#5A636C",
    "#F5F7FA": "#1D242C",
    DEMAND_COLOURS[0]: "#3A434D",
    DEMAND_COLOURS[1]: "#8A5A30",
    DEMAND_COLOURS[2]: "#D9822F",
    DEMAND_COLOURS[3]: "#FFD0A3",
}

#: Width, in CSS pixels, of the drawing area of a full-width picture; pages narrow it to fit.
WIDE: Final = 720

#: Characters of a subtitle that fit `WIDE`.
SUBTITLE_WIDTH: Final = 104

THEME_NAME: Final = "coreanalytics"


def build_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of the house look.

    Returns
    -------
    dict
        With the one key ``config``, as Altair wants it from a theme.
    """
    axis = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": SOFT_INK,
        "titleColor": SOFT_INK,
        "gridColor": LINE,
        "domainColor": EDGE,
        "tickColor": EDGE,
        "tickSize": 4,
        "labelPadding": 4,
        "titlePadding": 8,
    }
    return {
        "config": {
            "background": PAPER,
            "font": FONT,
            "timeFormat": "%-d %b %Y",
            "view": {"stroke": None, "continuousWidth": WIDE, "continuousHeight": 240},
            "title": {
                "anchor": "start",
                "frame": "group",
                "font": FONT,
                "fontSize": 16,
                "fontWeight": 600,
                "color": INK,
                "subtitleFont": FONT,
                "subtitleFontSize": 13,
                "subtitleColor": SOFT_INK,
                "subtitlePadding": 5,
                "offset": 14,
            },
            "axis": axis,
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False},
            "header": {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "labelFontSize": 12},
            "legend": {
                "orient": "top",
                "direction": "horizontal",
                "title": None,
                "labelFont": FONT,
                "titleFont": FONT,
                "labelFontSize": 12,
                "labelColor": INK,
                "titleColor": SOFT_INK,
                "titleFontWeight": "normal",
                "symbolType": "circle",
                "offset": 8,
            },
            "text": {"font": FONT, "fontSize": 12, "color": INK},
            "range": {
                "category": [*OKABE_ITO.values()][:-1],
                "ordinal": {"scheme": "viridis"},
                "ramp": {"scheme": "viridis"},
                "heatmap": {"scheme": "viridis"},
            },
            "mark": {"color": OKABE_ITO["blue"]},
            "rule": {"color": OKABE_ITO["blue"]},
            "line": {"strokeWidth": 2.5},
            "point": {"filled": True, "size": 50},
        }
    }


def make_title(text: str, subtitle: str) -> Any:
    """Return a chart title whose subtitle is broken into lines that fit a full-width picture.

    Returns
    -------
    alt.Title
    """
    import altair as alt

    return alt.Title(text, subtitle=textwrap.wrap(subtitle, SUBTITLE_WIDTH))


def use_theme() -> None:
    """Register the theme with Altair and switch it on for charts made or shown from now on."""
    import altair as alt

    if alt.theme.active != THEME_NAME:
        alt.theme.register(THEME_NAME, enable=True)(build_config)


def list_colours() -> dict[str, str]:
    """Return every colour that has a name, for light pages and paper, by its CSS name without dashes.

    Examples
    --------
    >>> list_colours()["site-low_back"]
    '#0072B2'
    """
    pairs = {"ink": INK, "soft-ink": SOFT_INK, "line": LINE, "edge": EDGE, "paper": PAPER}
    groups = {
        "site": SITE_COLOURS,
        "program": PROGRAM_COLOURS,
        "family": FAMILY_COLOURS,
        "gave-out": GAVE_OUT_COLOURS,
    }
    for group, colours in groups.items():
        pairs |= {f"{group}-{name}": colour for name, colour in colours.items()}
    return pairs


def css_variables() -> str:
    """Return the palette as CSS custom properties, for example ``--site-low_back: #0072B2``.

    A dark screen gets `DARK` instead of what is too dark there; paper never does.

    Examples
    --------
    >>> print(css_variables().splitlines()[1].strip())
    --ink: #1F2933;
    """
    light = list_colours()
    dark = {name: DARK[colour] for name, colour in light.items() if colour in DARK}
    return (
        f":root {{\n{_declare(light | {'font': FONT})}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{_declare(dark)}}}\n}}"
    )


def _declare(pairs: dict[str, str]) -> str:
    return "".join(f"  --{name}: {value};\n" for name, value in pairs.items())
