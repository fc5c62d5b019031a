"""Still pictures: an Altair chart as SVG that stands in a page, needs no script and follows its colours.

`draw_svg` makes a plain SVG, for a file, a PDF or a notebook. `embed_svg` puts one into a page: the
theme's colours become CSS variables, so that light, dark and print each have their own, and its ids
become unique. Whatever the drawing says, only the parts of SVG listed here come through: no script, no
style, no link, nothing fetched.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.elements import ILLEGAL, NAMESPACE

if TYPE_CHECKING:
    import altair as alt

_TAGS: Final = frozenset(
    {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "defs", "clipPath"}
    | {"linearGradient", "stop"}
)
#: Attributes that come through; whatever they hold, none of them can fetch or run anything.
_KEPT: Final = frozenset(
    {"class", "clip-path", "cx", "cy", "d", "display", "dx", "dy", "fill", "fill-opacity", "font-size"}
    | {"font-style", "font-weight", "gradientUnits", "height", "id", "offset", "opacity", "r", "rx", "ry"}
    | {"stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"}
    | {"stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox"}
    | {"width", "x", "x1", "x2", "y", "y1", "y2"}
)
#: Attributes that all children of a group may hand to it, because SVG inherits them.
_INHERITED: Final = frozenset(
    {"fill", "fill-opacity", "font-size", "font-style", "font-weight", "stroke", "stroke-dasharray"}
    | {"stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor"}
)
_NUMBERED: Final = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height")
_DEFAULTS: Final = frozenset(
    {("opacity", "1"), ("transform", "translate(0,0)"), ("stroke-miterlimit", "10"), ("fill-opacity", "1")}
)
_COLOURED: Final = ("fill", "stroke", "stop-color")
#: The same controls as JSON writes them, behind whole pairs of backslashes.
_CONTROL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u00(?:0[0-8bcef]|1[0-9a-f])|[bf])")
_NUMBER: Final = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_MOVE: Final = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_CIRCLE: Final = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")
_NAMED: Final = re.compile(r'(\bid="|url\(#)(clip|gradient_)(\d+)')
_REFERENCE: Final = re.compile(r"url\(#([\w-]+)\)")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+|rgba?\([\d., %]+\)|var\(--[\w-]+\)|url\(#[\w-]+\)")
#: What an attribute may hold that could otherwise ask for something outside; others may hold anything.
_VALUES: Final = {**dict.fromkeys(_COLOURED, _COLOUR), "clip-path": _REFERENCE}
_ANYTHING: Final = re.compile(r"[^()]*(?:\([-\d., ]*\)[^()]*)*")
_ID: Final = re.compile(r"[a-z][a-z0-9_-]*")
_MARK: Final = re.compile(r"mark-[a-z]+")


def draw_svg(chart: alt.Chart | Mapping[str, Any]) -> str:
    """Draw a chart as plain SVG in the light colours of the theme.

    Parameters
    ----------
    chart
        An Altair chart, or a Vega-Lite specification; one without a ``config`` gets the theme's.

    Returns
    -------
    str
        One ``<svg>`` with its namespace and a ``viewBox``: whole XML, so that it may stand in a file of its
        own. Marks keep their kind as class (``mark-symbol``); text stays text.
    """
    import vl_convert

    # cleaned before it is drawn, too: a NUL in a text ends the whole process inside vl_convert
    told = ILLEGAL.sub("", _CONTROL.sub(r"\1", json.dumps(_read_spec(chart), ensure_ascii=False)))
    root = ET.fromstring(_number_ids(ILLEGAL.sub("", vl_convert.vegalite_to_svg(told))))
    kept = _clean(root)
    if kept is None:  # pragma: no cover - Vega always makes an svg
        raise ArgumentError("the chart made no picture")
    _hoist(kept)
    kept.set("xmlns", NAMESPACE)
    kept.set("font-family", theme.FONT.replace("'", ""))
    return ET.tostring(kept, encoding="unicode")


def _number_ids(svg: str) -> str:
    """Number ids from 1 on: Vega counts on from picture to picture, but a picture drawn again is the same."""
    known: dict[str, str] = {}
    return _NAMED.sub(lambda m: m[1] + m[2] + known.setdefault(m[2] + m[3], str(len(known) + 1)), svg)


def embed_svg(
    svg: str, key: str, *, label: str, description: str = "", classes: Sequence[str] = ()
) -> Markup:
    """Return an SVG of `draw_svg` for the inside of a page.

    Parameters
    ----------
    svg
        What `draw_svg` returned.
    key
        Begins every id inside; unique on the page (``[a-z][a-z0-9_-]*``).
    label
        What the picture shows, in a sentence, for somebody who cannot see it; escaped.
    description
        More of it; escaped, may be empty.
    classes
        CSS classes of the ``<svg>``.

    Returns
    -------
    Markup
        An ``<svg role="img">`` whose colours are the page's CSS variables.

    Raises
    ------
    ArgumentError
        The key is not usable.
    """
    if not _ID.fullmatch(key):
        raise ArgumentError(f"{key!r} cannot name a part of a page", hint="use a-z, 0-9, - and _")
    root = _clean(ET.fromstring(ILLEGAL.sub("", svg)))
    if root is None:
        raise ArgumentError("this is no SVG", where="svg")
    for element in root.iter():
        _use_variables(element)
        if "id" in element.attrib:
            element.set("id", f"{key}-{element.get('id')}")
        if clip := element.get("clip-path"):
            element.set("clip-path", _REFERENCE.sub(rf"url(#{key}-\1)", clip))
    root.set("role", "img")
    root.set("aria-label", ILLEGAL.sub("", label))
    root.set("class", " ".join(("still", *classes)))
    if description:
        told = ET.Element("desc", {"id": f"{key}-told"})
        told.text = ILLEGAL.sub("", description)
        root.insert(0, told)
        root.set("aria-describedby", f"{key}-told")
    return Markup(ET.tostring(root, encoding="unicode"))


def _read_spec(chart: alt.Chart | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(chart, Mapping):
        spec = dict(chart)
    else:
        theme.use_theme()
        spec = chart.to_dict()
    # labels of single marks would be nine tenths of the file; the picture has one label as a whole
    config = {**(spec.get("config") or theme.build_config()["config"]), "aria": False, "background": None}
    return {**spec, "config": config}


def _clean(element: ET.Element) -> ET.Element | None:
    """Return the element with only what may be there, or None where nothing of it may or needs to be."""
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    tag = "g" if tag == "a" else tag  # a still picture links nowhere
    if tag not in _TAGS or element.get("display") == "none":
        return None
    attributes = {name: value for name, value in element.attrib.items() if name in _KEPT}
    made = ET.Element(tag, dict(_tidy(attributes)))
    made.text = element.text if tag in ("text", "tspan") else None
    for child in element:
        kept = _clean(child)
        if kept is None:
            continue
        kept.tail = child.tail if tag in ("text", "tspan") else None
        # a group that says nothing is only its children
        made.extend(list(kept) if kept.tag == "g" and not kept.attrib else [kept])
    is_blank = tag in ("g", "defs") and not len(made)
    is_unseen = (
        tag in ("path", "line", "rect") and made.get("fill", "none") == "none" and not made.get("stroke")
    )
    return None if is_blank or (is_unseen and not _is_shape(element)) else _simplify(made)


def _is_shape(element: ET.Element) -> bool:
    """Tell whether an element without colour is needed: as the shape of a clip, or by a group's colour."""
    return "background" not in (element.get("class") or "") and "foreground" not in (
        element.get("class") or ""
    )


def _tidy(attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if name == "class":
            found = _MARK.search(value)
            if found and found[0] not in ("mark-group", "mark-rule", "mark-text"):
                yield name, found[0]
        elif (name, value) in _DEFAULTS or not _VALUES.get(name, _ANYTHING).fullmatch(value):
            continue
        elif name in _NUMBERED:
            yield name, _NUMBER.sub(_shorten, value)
        else:
            yield name, value


def _shorten(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 1):g}"


def _simplify(element: ET.Element) -> ET.Element:
    """Turn a path that draws a circle into a circle."""
    circle = _CIRCLE.fullmatch(element.get("d", "")) if element.tag == "path" else None
    moved = _MOVE.fullmatch(element.get("transform", "translate(0,0)"))
    if circle and moved:
        rest = {name: value for name, value in element.attrib.items() if name not in ("d", "transform")}
        return ET.Element("circle", {"cx": moved[1], "cy": moved[2], "r": circle[1], **rest})
    return element


def _hoist(element: ET.Element) -> None:
    """Hand what all children of a group have in common to the group: hundreds of dots say it once."""
    for child in element:
        _hoist(child)
    if element.tag != "g" or len(element) < 2:
        return
    for name in sorted(_INHERITED):  # a set is in another order in every process
        said = {child.get(name) for child in element}
        if len(said) == 1 and (value := said.pop()) is not None and name not in element.attrib:
            element.set(name, value)
            for child in element:
                del child.attrib[name]


def _use_variables(element: ET.Element) -> None:
    for name in _COLOURED:
        variable = _variables().get((element.get(name) or "").lower())
        if variable:
            element.set(name, f"var({variable})")


@cache
def _variables() -> dict[str, str]:
    """Return the CSS variable of each colour of the theme."""
    return {colour.lower(): f"--{name}" for name, colour in reversed(theme.list_colours().items())}


@dataclass(frozen=True, slots=True)
class StillPicture:
    """A picture without scripts and the words around it, for the template ``still.html``.

    Attributes
    ----------
    key
        Its id on the page.
    heading
        What to see.
    wide, phone
        The picture for wide screens and paper, and for phones; a media query shows one of them.
    note
        How to read it; may be empty.
    table
        The numbers behind it, as `page.list_rows` makes them.
    programs
        Code and name of programs whose shading is too narrow on a phone to be named in the picture.
    """

    key: str
    heading: str
    wide: Markup
    phone: Markup
    note: str = ""
    table: dict[str, Any] | None = None
    programs: Sequence[tuple[str, str]] = ()
