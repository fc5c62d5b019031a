"""The PDF of a weekly report: tagged, inert, of few pages, with the emergency wording on each."""

from __future__ import annotations

import builtins
import re
import sys
import zlib
from xml.etree import ElementTree

import pytest
from weekly_logs import MONDAY, WEEK, TableBook, block_log, full_log, logs, rejected, scores

from coreanalytics.errors import ArgumentError, CoreAnalyticsError
from coreanalytics.views import texts
from coreanalytics.views.weekly import pdf
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.trend import draw_trend_svg

typst = pytest.importorskip("typst")

TYPST = (
    "#set page(fill: red)\n= Heading $x^2$ `raw` @ref <lab> *bold* _it_ // gone\n"
    '#include "/etc/passwd" #read("weekly_report.typ") #panic("no")'
)


def report_of(person: str = "ana", tables=None, aside=None):
    book = TableBook(
        full_log(person) if tables is None else tables, aside if aside is not None else rejected()
    )
    return weekly_report(book, person)


def pages_of(report) -> list[bytes]:
    made = pdf._open_compiler().compile(
        format="png", sys_inputs=pdf.make_inputs(report.to_dict(), draw_trend_svg(report.facts)), ppi=30
    )
    return made if isinstance(made, list) else [made]


def streams(data: bytes) -> bytes:
    """All that is packed inside a PDF, unpacked."""
    parts = [data]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            parts.append(zlib.decompress(match[1]))
        except zlib.error:
            parts.append(match[1])
    return b"\n".join(parts)


@pytest.fixture(scope="module")
def usual():
    return weekly_report(TableBook(block_log()), "ana", WEEK)


def test_it_is_tagged_and_says_what_it_is(usual):
    data = usual.to_pdf()
    told = streams(data)
    assert data.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in told
    assert b"/StructTreeRoot" in told
    assert b"ana, week 2026-W46" in told
    assert b"<dc:language><rdf:Bag><rdf:li>en" in told
    assert b"coreanalytics" in told
    assert {name.split(b"-")[0] for name in re.findall(rb"/BaseFont\s*/[A-Z]{6}\+(\w+)", told)} == {
        b"LibertinusSerif"
    }


def test_the_picture_has_words_and_our_letters(usual):
    told = streams(usual.to_pdf())
    assert told.count(b"/Alt") >= 1
    svg = pdf.fit_picture('<svg font-family="system-ui, Arial"><path fill="var(--ink)" opacity="0.4"/></svg>')
    assert ElementTree.fromstring(svg).get("font-family") == pdf.FONT
    assert "var(" not in svg
    assert 'fill-opacity="0.4"' in svg
    drawn = pdf.fit_picture(draw_trend_svg(usual.facts) or "")
    assert "system-ui" not in drawn
    ElementTree.fromstring(drawn)


def test_a_usual_week_has_three_pages_at_most(usual):
    assert len(pages_of(usual)) <= 3
    assert len(pages_of(report_of())) <= 3
    assert len(usual.to_pdf()) < 300_000


def test_the_same_numbers_give_the_same_bytes(usual):
    assert usual.to_pdf() == usual.to_pdf()
    assert usual.to_pdf() == weekly_report(TableBook(block_log()), "ana", WEEK).to_pdf()


@pytest.mark.parametrize(
    "text",
    [
        TYPST,
        "x" * 10_000,
        "\u202eright to left\u2066 and back",
        "آنا الحسن",
        "🦵💥 👩🏽‍⚕️",
        "</script><b>",
        "a\x00b",
    ],
    ids=["typst", "long", "bidi", "arabic", "emoji", "html", "zero"],
)
def test_hostile_text_is_only_text(text):
    aside = rejected({"person": text, "sentence": text, "file": text, "red_flag": "emergency", "line": 3})
    report = report_of(text, aside=aside)
    assert b"/StructTreeRoot" in streams(report.to_pdf())
    pages = pages_of(report)
    assert 1 < len(pages) <= 3
    calm = pages_of(report_of("ana", aside=rejected({"red_flag": "emergency", "person": "ana", "line": 3})))
    # nothing is drawn over the whole page, and the paper keeps its size
    assert {page[16:24] for page in pages} == {page[16:24] for page in calm}
    assert len(pages[0]) < 1.5 * len(calm[0])


@pytest.mark.parametrize(
    "tables",
    [logs(people=[{"person": "ana"}]), logs(pain=scores("low_back", MONDAY, [10] * 7))],
    ids=["nothing", "all tens"],
)
def test_edge_weeks_have_a_pdf(tables):
    report = weekly_report(TableBook(tables), "ana", WEEK)
    assert report.to_pdf().startswith(b"%PDF")


def test_the_emergency_wording_is_in_the_foot_of_every_page(usual):
    template = pdf.TEMPLATE.read_text(encoding="utf-8")
    foot = template[template.index("#let foot") : template.index("#set page")]
    assert "record.safety.emergency_wording" in foot
    assert "record.safety.emergency_number" in foot
    assert "footer: foot" in template
    assert usual.to_dict()["safety"]["emergency_wording"] == texts.EMERGENCY


def test_the_template_says_nothing_itself():
    code = re.sub(r"//[^\n]*", "", pdf.TEMPLATE.read_text(encoding="utf-8"))
    said = [text for text in re.findall(r'"([^"]*)"', code) if re.search(r"[A-Z]?[a-z]+ [a-z]+ ", text)]
    assert said == []
    assert "#read" not in code
    assert "#include" not in code
    assert "#import" not in code


def test_without_typst_the_error_says_what_to_install(usual, monkeypatch):
    real = builtins.__import__

    def refuse(name, *more, **also):
        if name.partition(".")[0] == "typst":
            raise ImportError(name)
        return real(name, *more, **also)

    pdf._open_compiler.cache_clear()
    monkeypatch.delitem(sys.modules, "typst")
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ArgumentError, match="not installed") as caught:
        usual.to_pdf()
    assert "coreanalytics[pdf]" in caught.value.hint


def test_what_typst_refuses_is_an_error_of_ours(usual):
    with pytest.raises(CoreAnalyticsError, match="PDF cannot be made"):
        pdf.make_pdf({"title": "no record"})


def test_typst_is_imported_only_where_it_is_used():
    import subprocess

    code = "import sys; import coreanalytics.views.weekly.reports; print('typst' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
