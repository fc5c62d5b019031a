"""Charts in notebooks: alive without a network, and still there when the file is opened again.

JupyterLab draws Vega by itself, from its own copy, whether or not the file is trusted and whether or not a
kernel runs. Charts are therefore handed over as compiled Vega, which does not depend on the older Vega-Lite
that Lab carries. Beside it lies a small picture for all who do not draw Vega: GitHub, nbconvert, and Lab's
own viewers.
"""

from __future__ import annotations

import base64
from typing import Any, Final

from coreanalytics.views import theme
from coreanalytics.views.still_pictures import read_size, shrink_png

VEGA: Final = "application/vnd.vega.v5+json"  #: drawn by JupyterLab 4 with Vega 5.33
PNG: Final = "image/png"
RENDERER: Final = "coreanalytics"
#: Pixels of the still picture per CSS pixel: sharp on paper and on a fine screen, and still small.
SCALE: Final = 1.2

#: Of the menu beside a chart: saving the picture stays; the editor would send the data to a web site.
_ACTIONS: Final = {"export": True, "source": False, "compiled": False, "editor": False}

#: What Lab's dark theme would paint white. A chart is a sheet of paper: its ink stays dark in a dark Lab.
_INK: Final[dict[str, Any]] = {
    "background": theme.PAPER,
    "title": {"color": theme.INK, "subtitleColor": theme.SOFT_INK},
    "style": {"guide-label": {"fill": theme.SOFT_INK}, "guide-title": {"fill": theme.SOFT_INK}},
    "axis": {"gridColor": theme.LINE, "domainColor": theme.GREY, "tickColor": theme.GREY},
}


def use_in_notebook() -> None:
    """Make charts draw in JupyterLab without a network, with a still picture beside the living one.

    Both are saved in the notebook: opened again, trusted or not, with a kernel or without, it shows the
    chart. Nothing is fetched, and no widget needs to be alive.

    Examples
    --------
    >>> use_in_notebook()
    >>> import altair as alt
    >>> alt.renderers.active
    'coreanalytics'
    >>> _ = alt.renderers.enable("default")
    """
    import altair as alt

    theme.use_theme()
    alt.renderers.register(RENDERER, bundle_chart)
    alt.renderers.enable(RENDERER)


def bundle_chart(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a notebook shows of a chart: compiled Vega and a still picture.

    Parameters
    ----------
    spec
        Vega-Lite, as Altair writes it.

    Returns
    -------
    tuple of dict
        Data and metadata by media type, as IPython's ``_repr_mimebundle_`` wants them.
    """
    import vl_convert

    vega = vl_convert.vegalite_to_vega(spec)
    vega.pop("$schema", None)  # compiled for a newer Vega than Lab's, which would only complain of the number
    vega["config"] = _settle_ink(vega.get("config", {}))
    picture = shrink_png(vl_convert.vega_to_png(vega, scale=SCALE, allowed_base_urls=[]))
    width, height = (round(side / SCALE) for side in read_size(picture))
    description = str(spec.get("description") or _read_title(spec))
    data = {VEGA: vega, PNG: base64.b64encode(picture).decode(), "text/plain": description}
    options = {"renderer": "svg", "actions": _ACTIONS}
    return data, {
        VEGA: {"embed_options": options},
        PNG: {"width": width, "height": height, "alt": description},
    }


def _settle_ink(config: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration that leaves Lab's dark theme nothing to paint."""
    style = config.get("style", {})
    title = {
        key: style[name]["fill"]
        for key, name in (("color", "group-title"), ("subtitleColor", "group-subtitle"))
        if "fill" in style.get(name, {})
    }
    return _merge(_merge(_INK, {"title": title}), config)


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration in which what is said above wins."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _read_title(spec: dict[str, Any]) -> str:
    """Return the title of a chart, for where no picture can be shown."""
    title = spec.get("title") or ""
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else str(text)
