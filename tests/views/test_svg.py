"""Still pictures: no script, no outside, colours of the page, ids of their own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.errors import ArgumentError
from coreanalytics.views import theme
from coreanalytics.views.svg import draw_svg, embed_svg

SVG = "{http://www.w3.org/2000/svg}"
EVIL = (
    '</svg></title><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u202e &amp; 🦵\x00'
)


def chart(name: str = "a") -> alt.Chart:
    rows = [{"x": i, "y": i % 5, "name": name} for i in range(12)]
    base = alt.Chart(alt.InlineData(rows), title=name)
    dots = base.mark_circle(clip=True, color=theme.SITE_COLOURS["low_back"]).encode(x="x:Q", y="y:Q")
    words = base.mark_text(color=theme.INK).encode(x="x:Q", y="y:Q", text="name:N", href="name:N")
    return alt.layer(dots, words)


@pytest.fixture(scope="module")
def hostile() -> str:
    return draw_svg(chart(EVIL))


def test_hostile_text_is_text(hostile: str) -> None:
    root = ET.fromstring(hostile)
    kinds = {"svg", "g", "path", "circle", "line", "text", "defs", "rect", "clipPath"}
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= kinds
    shown = [e.text or "" for e in root.iter(SVG + "text")]
    assert any("</svg></title><script>window.hacked=1</script>" in text for text in shown)
    assert "\u202e" not in hostile
    assert "\x00" not in hostile
    assert "<script" not in hostile
    assert "href" not in hostile


def test_nothing_of_it_can_fetch_or_run(hostile: str) -> None:
    page = embed_svg(hostile, "one", label=EVIL, description=EVIL)
    for element in ET.fromstring(page).iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert name not in ("href", "src", "style")
            if "url(" in value:
                assert re.fullmatch(r"url\(#one-[\w-]+\)", value) or name == "aria-label"


def test_foreign_svg_loses_whatever_is_not_a_drawing() -> None:
    foreign = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" onload="a()">'
        '<script>a()</script><style>*{fill:url(http://e/)}</style><image x:href="http://e/"/>'
        '<foreignObject><p>x</p></foreignObject><a x:href="javascript:a()"><text>in a link</text></a>'
        '<rect width="3" height="3" fill="url(http://e/)" onclick="a()" style="fill:red"/>'
        '<rect width="4" height="3" fill="#1f2933" clip-path="url(http://e/#a)"/></svg>'
    )
    kept = embed_svg(foreign, "k", label="l")
    root = ET.fromstring(kept)
    assert [e.tag for e in root] == ["text", "rect", "rect"]
    assert root[0].text == "in a link"
    assert root[1].attrib == {"width": "3", "height": "3"}
    assert root[2].attrib == {"width": "4", "height": "3", "fill": "var(--ink)"}
    assert "http://e/" not in kept


def test_colours_of_the_theme_become_variables() -> None:
    plain = draw_svg(chart())
    page = embed_svg(plain, "one", label="l")
    assert theme.SITE_COLOURS["low_back"] in plain
    assert "var(--" not in plain  # a file of its own, or a PDF, knows no page
    assert 'fill="var(--site-low_back)"' in page
    assert 'fill="var(--ink)"' in page
    assert not re.search(r'(?:fill|stroke)="#(?!none)', page)
    assert "--site-low_back: " in theme.css_variables()


def test_text_and_marks_are_there() -> None:
    root = ET.fromstring(draw_svg(chart("word")))
    assert sum(e.text == "word" for e in root.iter(SVG + "text")) == 13  # twelve marks and the title
    dots = root.find(f".//{SVG}g[@class='mark-symbol']")
    assert dots is not None
    assert len(dots.findall(SVG + "circle")) == 12
    assert root.get("viewBox")


def test_label_and_ids_are_those_of_the_page() -> None:
    one, two = (
        embed_svg(draw_svg(chart()), key, label="Low back: 2.1", description="d") for key in ("a", "b")
    )
    root = ET.fromstring(one)
    assert (root.get("role"), root.get("aria-label")) == ("img", "Low back: 2.1")
    assert root.findtext("desc") == "d"
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for used, known in zip((one, two), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", used)) <= known


@pytest.mark.parametrize("key", ["", "A", 'a"><script>', "1a"])
def test_ids_are_checked(key: str) -> None:
    with pytest.raises(ArgumentError, match="cannot name a part"):
        embed_svg("<svg/>", key, label="l")


@pytest.mark.parametrize("text", ["a\x00b", "a\x08\x0c\x1bb", "a\ud800b", "a\ufffeb\u202e"])
def test_what_xml_cannot_hold_goes_before_anything_is_drawn(text: str) -> None:
    assert ">ab</text>" in draw_svg(labelled(text))


@pytest.mark.parametrize("text", ["\\u0000", "\\\\b", "C:\\new\\u0001", "a\\"])
def test_backslashes_are_only_backslashes(text: str) -> None:
    shown = [e.text for e in ET.fromstring(draw_svg(labelled(text))).iter(SVG + "text")]
    assert shown == [text]


def labelled(text: str) -> dict[str, object]:
    return {
        "data": {"values": [{"t": text}]},
        "mark": {"type": "text"},
        "encoding": {"text": {"field": "t", "type": "nominal"}},
    }


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_whole_picture(text: str) -> None:
    ET.fromstring(embed_svg(draw_svg(labelled(text)), "one", label=text))
