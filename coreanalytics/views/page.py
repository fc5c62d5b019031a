"""Self-contained pages: one HTML file that opens anywhere, offline, and runs nothing but our scripts.

Whatever comes from a log is hostile text until it has passed here: templates escape by default, chart
specifications travel as JSON in which no tag can begin, and the page's Content-Security-Policy allows
exactly the scripts written here, by their hashes; a page without charts has none and allows none. Vega
reads expressions through its interpreter, so that ``eval`` stays forbidden; no request can leave the page.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.packing import pack_datasets
from coreanalytics.views.saving import save_file
from coreanalytics.views.texts import charts as chart_texts

if TYPE_CHECKING:
    import altair as alt

#: Rows that the data table under a picture shows at most.
TABLE_ROWS: Final = 400

_ID: Final = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the words around it.

    Attributes
    ----------
    chart
        The Altair chart. Its title and subtitle become the heading above the picture, in HTML.
    label
        What a person who cannot see it should hear: one sentence. Empty: the chart's title.
    table
        The numbers behind it, with headings a person can read; None: taken from the chart.
    note
        A sentence under the picture; may be empty.
    waits
        Whether a script of the page fills in named data before anything is drawn
        (``coreanalytics.show(id, {name: rows})``).
    """

    chart: alt.Chart
    label: str = ""
    table: pl.DataFrame | None = None
    note: str = ""
    waits: bool = False


def render_page(
    title: str,
    template: str | Markup,
    charts: Mapping[str, Any] | None = None,
    *,
    context: Mapping[str, object] | None = None,
    data: Mapping[str, object] | None = None,
    scripts: Sequence[str] = (),
    lang: str = "en",
) -> str:
    """Return one self-contained HTML page.

    Parameters
    ----------
    title
        Title of the page; escaped.
    template
        Name of a template in ``views/templates`` that extends ``base.html`` (block ``body``) and places
        pictures with ``{{ picture("id") }}``; or a `Markup` body, after which the pictures follow.
        A plain string that names no template is shown as text.
    charts
        Pictures by id (``[a-z][a-z0-9_-]*``): Altair charts or `Picture` objects.
    context
        What the template is given; everything in it is escaped unless it is `Markup`.
    data
        Values for the page's own scripts, by id: ``coreanalytics.read("id")`` gives them back.
    scripts
        Names of scripts in ``views/templates``, run after the pictures' own.
    lang
        Language of the page, as in ``<html lang>``.

    Returns
    -------
    str
        The page. Without charts it holds no Vega; without charts, data and scripts no script at all,
        and its policy allows none.

    Raises
    ------
    ArgumentError
        An id is not usable.
    """
    pictures = {key: _as_picture(key, chart) for key, chart in (charts or {}).items()}
    specs = {key: _spec_of(picture) for key, picture in pictures.items()}
    headings = {key: _pull_title(spec) for key, spec in specs.items()}
    blocks = [(f"spec-{key}", to_json(pack_datasets(spec))) for key, spec in specs.items()]
    blocks += [(_checked(key), to_json(value)) for key, value in (data or {}).items()]
    alive = ["page.js"] if pictures or data or scripts else []
    code = ([_bundle()] if pictures else []) + [_script(name) for name in (*alive, *scripts)]
    environment = _environment()

    def picture(key: str) -> Markup:
        shown = pictures[key]
        return Markup(
            environment.get_template("picture.html").render(
                key=key, heading=headings[key], shown=shown, table=_rows_of(shown, specs[key])
            )
        )

    named = not isinstance(template, Markup) and template.endswith(".html")
    return environment.get_template(template if named else "plain.html").render(
        **(context or {}),
        title=title,
        lang=lang,
        body="" if named else template,
        pictures=list(pictures),
        picture=picture,
        blocks=[(key, Markup(text)) for key, text in blocks],
        code=[Markup(text) for text in code],
        policy=_policy(code),
        palette=Markup(theme.css_variables()),
        style=Markup(_script("page.css")),
    )


def save_page(html: str, path: str | os.PathLike[str]) -> Path:
    """Write a page so that it is there whole or not at all, readable by its owner only (0600).

    A file that holds the same page already is not touched.

    Parameters
    ----------
    html
        The page.
    path
        Where; missing folders are made.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ArgumentError
        The place cannot be written.
    """
    target = Path(path)
    save_file(html.encode("utf-8"), target)
    return target


def to_json(value: object) -> str:
    r"""Return JSON that is safe inside a ``<script>`` element: no tag can begin in it.

    NaN and infinities become null, dates and times ISO strings (a date gets midnight, local to
    whoever looks, because a browser reads a bare date as UTC and shows the day before).

    Examples
    --------
    >>> to_json({"x": float("nan"), "name": "</script>"})
    '{"x":null,"name":"\\u003c/script>"}'
    """
    text = json.dumps(_plain(value), allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    # U+2028 and U+2029 end lines in older JavaScript
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, pl.Series):
        return _plain(value.to_list())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return f"{value.isoformat()}T00:00:00"
    if value is None or isinstance(value, (str, int)):
        return str(value) if isinstance(value, str) else value
    return str(value)


def _as_picture(key: str, chart: Any) -> Picture:
    _checked(key)
    return chart if isinstance(chart, Picture) else Picture(chart)


def _checked(key: str) -> str:
    if not _ID.fullmatch(key):
        raise ArgumentError(f"{key!r} cannot name a part of a page", hint="use a-z, 0-9, - and _")
    return key


def _spec_of(picture: Picture) -> dict[str, Any]:
    import altair as alt

    theme.use_theme()
    with alt.data_transformers.enable("default", max_rows=5000):
        spec: dict[str, Any] = picture.chart.to_dict()
    spec.pop("$schema", None)
    return spec


def _pull_title(spec: dict[str, Any]) -> dict[str, str]:
    """Take the title out of the drawing: HTML wraps it, and it can be read aloud and searched."""
    title = spec.pop("title", None) or {}
    if isinstance(title, (str, list)):
        title = {"text": title}
    parts = {key: title.get(key, "") for key in ("text", "subtitle")}
    return {key: " ".join(part) if isinstance(part, list) else str(part) for key, part in parts.items()}


def _rows_of(picture: Picture, spec: dict[str, Any]) -> dict[str, Any] | None:
    frame = picture.table
    if frame is None:
        datasets = [rows for rows in spec.get("datasets", {}).values() if rows]
        frame = pl.DataFrame(datasets[0], infer_schema_length=None) if datasets else None
    return list_rows(frame)


def list_rows(frame: pl.DataFrame | None) -> dict[str, Any] | None:
    """Return a frame as the template ``numbers.html`` shows it: headings, rows of text, and how many more.

    Returns
    -------
    dict or None
        None where there is nothing to show.
    """
    if frame is None or frame.is_empty():
        return None
    return {
        "headings": frame.columns,
        "rows": [[show_cell(cell) for cell in row] for row in frame.head(TABLE_ROWS).iter_rows()],
        "more": max(frame.height - TABLE_ROWS, 0),
    }


def show_cell(value: object) -> str:
    """Return a value as a table cell shows it; nothing there is a dash, never a 0.

    Examples
    --------
    >>> [show_cell(x) for x in (None, 2.0, 1.2345, True, "left")]
    ['–', '2', '1.2', 'yes', 'left']
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, bool):
        return chart_texts.YES if value else chart_texts.NO
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


@cache
def _bundle() -> str:
    """Return Vega, Vega-Lite and vega-embed in one script; 0.9 MB, read once per process."""
    from coreanalytics.views.bundle import load_bundle

    return load_bundle()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("coreanalytics.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = chart_texts
    return environment


def _script(name: str) -> str:
    source = (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")
    return source.replace("\r\n", "\n")


def _policy(code: Sequence[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in code)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
