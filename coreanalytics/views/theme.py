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

INK: Final = "#1F2933"
SOFT_INK: Final = "#5B6670"
LINE: Final = "#E4E7EB"
PAPER: Final = "#FFFFFF"
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

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
        "domainColor": "#9AA5B1",
        "tickColor": "#9AA5B1",
        "tickSize": 4,
        "labelPadding": 4,
        "titlePadding": 8,
    }
    return {
        "config": {
            "background": PAPER,
            "font": FONT,
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


def use_in_notebook() -> None:
    """Make charts draw offline in JupyterLab, with a still picture beside the living one.

    The living chart is a widget that carries its own JavaScript and needs no network. What is saved in
    the notebook also holds an SVG of the same chart, so that the file reads well where no kernel runs.

    Raises
    ------
    ArgumentError
        The extra ``lab`` is not installed.
    """
    import altair as alt

    from coreanalytics.errors import ArgumentError

    try:
        from altair.jupyter import JupyterChart  # noqa: F401
    except ImportError as error:  # pragma: no cover - depends on what is installed
        raise ArgumentError(
            "charts in notebooks need the package anywidget", hint='pip install "coreanalytics[lab]"'
        ) from error
    use_theme()
    alt.renderers.register("coreanalytics", _render_widget_and_svg)
    alt.renderers.enable("coreanalytics")


def _render_widget_and_svg(spec: dict[str, Any], **_: Any) -> Any:
    import altair as alt
    import vl_convert

    alt.JupyterChart.enable_offline(offline=True)
    bundle = alt.JupyterChart(chart=alt.Chart.from_dict(spec))._repr_mimebundle_()
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return {**(data or {}), "image/svg+xml": vl_convert.vegalite_to_svg(spec)}, metadata


def css_variables() -> str:
    """Return the palette as CSS custom properties, for example ``--site-low_back: #0072B2``.

    Examples
    --------
    >>> print(css_variables().splitlines()[1].strip())
    --ink: #1F2933;
    """
    pairs = {"ink": INK, "soft-ink": SOFT_INK, "line": LINE, "paper": PAPER, "font": FONT}
    groups = {
        "site": SITE_COLOURS,
        "program": PROGRAM_COLOURS,
        "family": FAMILY_COLOURS,
        "gave-out": GAVE_OUT_COLOURS,
    }
    for group, colours in groups.items():
        pairs |= {f"{group}-{name}": colour for name, colour in colours.items()}
    return ":root {\n" + "".join(f"  --{name}: {value};\n" for name, value in pairs.items()) + "}"
