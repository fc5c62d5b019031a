"""The weekly report as a PDF: typst over the record, tagged for screen readers, the same on every machine.

The record travels as JSON through ``sys.inputs``, so markup in a log stays text. The fonts are those that
typst carries; fonts of the machine are asked only for letters that those lack (names in other scripts,
emoji). Nothing is fetched, and the same record gives the same bytes.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coreanalytics.errors import ArgumentError, CoreAnalyticsError
from coreanalytics.views import texts, theme

if TYPE_CHECKING:
    from typst import Compiler

    from coreanalytics.views.weekly.record import Record

TEMPLATE: Final = Path(__file__).parents[1] / "templates" / "weekly_report.typ"
#: Carried by typst itself, so on every machine; drawn for long reading on paper.
FONT: Final = "Libertinus Serif"
ALARM: Final = "#A4262C"
#: PDF/UA-1 (ISO 14289-1): tagged, titled, with words for every picture.
STANDARD: Final = "ua-1"

_FAMILY: Final = re.compile(r"""font-family\s*[:=]\s*("[^"]*"|'[^']*')""")
_CLEAR: Final = re.compile(r"""(<(?:circle|line|path|rect)\b(?![^>]*-opacity)[^>]*?) opacity="([\d.]+)\"""")
_VARIABLE: Final = re.compile(r"var\(--([\w-]+)(?:,[^()]*)?\)")


def make_pdf(record: Record, trend: str | None = None) -> bytes:
    """Make the PDF of a weekly report.

    Parameters
    ----------
    record
        The record of the report (`record.make_record`).
    trend
        The trend picture as SVG; None: the numbers stand without it.

    Returns
    -------
    bytes
        A PDF: A4, tagged (PDF/UA-1 wherever all its letters have a font), with title, language and author.

    Raises
    ------
    ArgumentError
        The extra ``pdf`` is not installed.
    CoreAnalyticsError
        Typst cannot make it.
    """
    compiler = _open_compiler()
    inputs = make_inputs(record, trend)
    try:
        return _compile(compiler, inputs, STANDARD)
    except RuntimeError:
        # a letter that no font has is forbidden there; such a page is tagged all the same
        try:
            return _compile(compiler, inputs, "1.7")
        except RuntimeError as problem:
            raise CoreAnalyticsError(
                texts.PDF_FAILED.format(problem=str(problem)[:200]), hint=texts.PDF_FAILED_HINT
            ) from problem


def check_typst() -> None:
    """Raise unless PDFs can be made here.

    Raises
    ------
    ArgumentError
        The extra ``pdf`` is not installed.
    """
    try:
        import typst  # noqa: F401
    except ImportError as error:
        raise ArgumentError(texts.NO_TYPST, hint=texts.NO_TYPST_HINT) from error


def make_inputs(record: Record, trend: str | None = None) -> dict[str, str]:
    """Return what the template is given: plain text only."""
    colours = {
        "ink": theme.INK,
        "soft": theme.SOFT_INK,
        "line": theme.LINE,
        "alarm": ALARM,
        "sites": {str(site): colour for site, colour in theme.SITE_COLOURS.items()},
    }
    words = {
        "font": [FONT],
        "page": texts.H_PAGE,
        "keywords": texts.PDF_KEYWORDS,
        "items": texts.ITEMS_ELSEWHERE,
    }
    inputs = {
        "record": json.dumps(record, ensure_ascii=True, allow_nan=False),
        "colours": json.dumps(colours),
        "words": json.dumps(words),
    }
    return inputs | ({"trend": fit_picture(trend)} if trend else {})


def fit_picture(svg: str) -> str:
    """Return an SVG whose letters are drawn with `FONT`, and whose colours are written out."""
    colours = _palette()
    plain = _VARIABLE.sub(lambda found: colours.get(found[1], theme.INK), svg)
    # to see through a colour looks the same as through a shape, and a PDF needs no layer for each then
    plain = _CLEAR.sub(r'\1 fill-opacity="\2" stroke-opacity="\2"', plain)
    return _FAMILY.sub(f'font-family="{FONT}"', plain)


def _compile(compiler: Compiler, inputs: dict[str, str], standard: Any) -> bytes:
    made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=[standard], timestamp=0)
    if not isinstance(made, bytes):  # pragma: no cover - one file for a PDF, always
        raise RuntimeError("typst made no single file")
    return made


@cache
def _open_compiler() -> Compiler:
    """Return a compiler that holds template and fonts, so that every further report is quick."""
    check_typst()
    import typst

    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent))


@cache
def _palette() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", theme.css_variables()))
