"""The picture of a weekly report as SVG: what it draws is what Vega draws, and nothing leaves its frame."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weekly_logs import MONDAY, block_log, full_log, logs, phase, scores

from coreanalytics.views import theme
from coreanalytics.views.elements import ILLEGAL, Scale, element, text_of
from coreanalytics.views.svg import draw_svg
from coreanalytics.views.weekly import trend_layout as layout
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.trend_data import TrendData, read_trend
from coreanalytics.views.weekly.trend_layout import PHONE, WIDE, Size
from coreanalytics.views.weekly.trend_spec import build_spec
from coreanalytics.views.weekly.trend_svg import draw_trend

EVIL = '</text></svg><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u202e &amp; 🦵\x00'
WIDTHS = (WIDE, PHONE)
Box = tuple[float, float, float, float]


def both(values: list[float | None], weeks: int = 0) -> list[dict]:
    start = MONDAY - timedelta(weeks=weeks)
    return scores("thigh_root", start, values) + scores("low_back", start, values)


def switching() -> dict[str, pl.DataFrame]:
    """Another program every few days: none of them has room for its name, some none for a line."""
    start, names = MONDAY - timedelta(days=21), ("core_focused", "standard_crunch", "mixed", "none")
    spans = [
        phase(start + timedelta(days=3 * i), names[i % 4], end=start + timedelta(days=3 * i + 2))
        for i in range(9)
    ]
    return logs(pain=both([3, 4, None, 2] * 7, weeks=3), phases=spans)


LOGS: dict[str, Callable[[], dict[str, pl.DataFrame]]] = {
    "usual": full_log,
    "blocks": lambda: block_log(drop=2.5),
    "no program": lambda: logs(pain=both([4, 3, None, 5, 2] * 6, weeks=4)),
    "one site": lambda: logs(pain=scores("low_back", MONDAY, [1, 2, 3, 4])),
    "one day": lambda: logs(pain=scores("thigh_root", MONDAY + timedelta(days=6), [7])),
    "zeros": lambda: logs(pain=both([0] * 35, weeks=4), phases=[phase(MONDAY, "core_focused")]),
    "tens": lambda: logs(pain=both([10] * 35, weeks=4), phases=[phase(MONDAY, "core_focused")]),
    "two years": lambda: logs(
        pain=both([3, 4, 5, 4, 3, 6, 2] * 104, weeks=103),
        phases=[phase(MONDAY - timedelta(weeks=103), "core_focused")],
    ),
    "switching": switching,
}


@cache
def data_of(name: str) -> TrendData:
    return read_trend(weekly_report(LOGS[name]()).facts)


@dataclass(frozen=True)
class Mark:
    """One shape of a picture, its place counted from the upper left of its panel."""

    kind: str
    colour: str
    clear: float
    box: Box
    points: int = 2


@dataclass(frozen=True)
class Words:
    text: str
    x: float
    y: float
    size: float


def walk(svg: str) -> Iterator[tuple[ET.Element, float, float, dict[str, str]]]:
    """Every element with where its own coordinates begin, and with what it inherits."""

    def visit(one: ET.Element, x: float, y: float, said: dict[str, str]) -> Iterator:
        moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", one.get("transform", ""))
        x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        said = {**said, **one.attrib}
        one.tag = one.tag.rpartition("}")[2]
        yield one, x, y, said
        for child in one:
            if child.tag.rpartition("}")[2] != "defs":
                yield from visit(child, x, y, {k: v for k, v in said.items() if k != "transform"})

    yield from visit(ET.fromstring(svg), 0.0, 0.0, {})


def words_of(svg: str) -> list[Words]:
    return [
        Words(
            " ".join(one.itertext()),
            x + float(one.get("x", 0)),
            y + float(one.get("y", 0)),
            float(said["font-size"].removesuffix("px")),
        )
        for one, x, y, said in walk(svg)
        if one.tag == "text"
    ]


def corners(svg: str, size: Size) -> list[tuple[float, float]]:
    """The upper left of each panel, told by the 10 on its axis."""
    down = size.height * (layout.HIGHEST - 10) / (layout.HIGHEST - layout.LOWEST) + 0.35 * layout.AXIS_SIZE
    return [(one.x + layout.OFFSET, one.y - down) for one in words_of(svg) if one.text == "10"]


def trace(path: str) -> list[tuple[float, float]]:
    x = y = 0.0
    points = []
    for letter, told in re.findall(r"([MLhvZ])([^MLhvZ]*)", path):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", told)]
        if letter in "ML":
            x, y = numbers
        elif letter == "h":
            x += numbers[0]
        elif letter == "v":
            y += numbers[0]
        if letter != "Z":
            points.append((x, y))
    return points


def shape(one: ET.Element) -> tuple[str, list[tuple[float, float]]]:
    number = {name: float(one.get(name, 0)) for name in ("x", "y", "width", "height", "x1", "x2", "y1", "y2")}
    if one.tag == "circle":
        return "dot", [(float(one.get("cx", 0)), float(one.get("cy", 0)))]
    if one.tag == "line":
        return "line", [(number["x1"], number["y1"]), (number["x2"], number["y2"])]
    if one.tag == "rect":
        far = (number["x"] + number["width"], number["y"] + number["height"])
        return "box", [(number["x"], number["y"]), far]
    return ("box" if "h" in one.get("d", "") else "path"), trace(one.get("d", ""))


def marks_of(svg: str, size: Size) -> list[Mark]:
    found = []
    places = corners(svg, size)
    for one, x, y, said in walk(svg):
        if one.tag not in ("circle", "line", "rect", "path"):
            continue
        kind, points = shape(one)
        if not points:  # Vega draws a range that there is not as a path without a way
            continue
        panel = max(i for i, (_, top) in enumerate(places) if i == 0 or top - 2 <= y + points[0][1])
        at = [(x + px - places[panel][0], y + py - places[panel][1]) for px, py in points]
        filled = said.get("fill", "none") != "none" and said.get("fill-opacity") != "0" and kind != "line"
        colour = said["fill"] if filled else said["stroke"]
        clear = float(one.get("opacity", 1)) * float(
            said.get("fill-opacity" if filled else "stroke-opacity", 1)
        )
        xs = [min(max(px, 0), size.plot) if kind == "box" else px for px, _ in at]  # Vega clips, we stop
        box = (min(xs), min(py for _, py in at), max(xs), max(py for _, py in at))
        found.append(
            Mark(f"{panel} {kind} {filled}", colour, round(clear, 2), box, 2 if kind == "box" else len(at))
        )
    return sorted(found, key=lambda m: (m.kind, m.colour, m.clear, *(round(v) for v in m.box)))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LOGS)
def test_it_draws_what_vega_draws_where_vega_draws_it(name: str, width: int) -> None:
    data, size = data_of(name), Size(width)
    vega, ours = draw_svg(build_spec(data, width)), draw_trend(data, width, label="l")
    wanted, found = marks_of(vega, size), marks_of(ours, size)
    assert [(m.kind, m.colour, m.clear) for m in found] == [(m.kind, m.colour, m.clear) for m in wanted]
    for one in wanted:
        near = [m for m in found if (m.kind, m.colour, m.points) == (one.kind, one.colour, one.points)]
        miss = min(max(abs(a - b) for a, b in zip(one.box, m.box, strict=True)) for m in near)
        assert miss < 1.5, one
    told = {" ".join(w.text.split()) for w in words_of(vega)}
    lines = {w.text for w in words_of(ours)}
    assert set(" ".join(told).split()) == set(" ".join(lines).split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LOGS)
def test_words_stand_where_vega_puts_them(name: str, width: int) -> None:
    data, size = data_of(name), Size(width)
    vega, ours = draw_svg(build_spec(data, width)), draw_trend(data, width, label="l")
    there, here = corners(vega, size), corners(ours, size)
    (x, y), (left, top) = there[0], here[0]
    apart = [a[1] - b[1] - (y - top) for a, b in zip(there, here, strict=True)]
    assert max(map(abs, apart)) < 6 * len(apart)
    for one in words_of(ours):
        if one.text in data.headlines.values() or one.x < layout.LEFT:  # headlines stand further left here
            continue
        same = [w for w in words_of(vega) if one.text in w.text and w.size == one.size]
        assert min(abs((w.x - x) - (one.x - left)) for w in same) < 1.5, one
        if (
            one.size != layout.SMALL_SIZE or one.text[0].isdigit()
        ):  # of a name of two lines Vega tells the first
            assert min(abs((w.y - y) - (one.y - top)) for w in same) < 6 * len(apart), one


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LOGS)
def test_nothing_leaves_the_picture_and_no_words_touch(name: str, width: int) -> None:
    data, size = data_of(name), Size(width)
    svg = draw_trend(data, width, label="l")
    tall = float(ET.fromstring(svg).get("height", 0))
    for mark in marks_of(svg, size):
        if "line" not in mark.kind:  # ticks stand below
            assert -0.6 <= mark.box[0] <= mark.box[2] <= size.plot + 0.6
            assert -0.6 <= mark.box[1] <= mark.box[3] <= size.height + 0.6
    words = words_of(svg)
    assert all(0 <= one.x <= width and 8 < one.y < tall for one in words)
    beside = sorted((w.y, w.size) for w in words if w.x > layout.LEFT + size.plot)
    assert all(b[0] - a[0] >= (a[1] + b[1]) / 2 for a, b in pairwise(beside))
    dates = sorted(w.x for w in words if re.fullmatch(r"\d+ [A-Z][a-z]{2}", w.text))
    assert dates
    assert all(b - a > 6.5 * 6 for a, b in pairwise(dates))
    heads = [w for w in words if w.size == layout.HEADLINE_SIZE]
    assert all(len(w.text) * 7.6 < width for w in heads)
    assert {b.y - a.y for a, b in pairwise(heads) if b.y - a.y < 40} <= {15.0}


def test_every_week_and_every_day_is_there() -> None:
    data = data_of("two years")
    root = ET.fromstring(draw_trend(data, PHONE, label="l"))
    circles = [one for one in root.iter() if one.tag.endswith("circle")]
    assert len(circles) == sum(len(data.datasets[f"days_{site}"]) for site in data.sites)
    means = [one for g in root.iter() if g.get("class") == "mark-mean" for one in g]
    assert len(means) == sum(len(data.datasets[f"means_{site}"]) for site in data.sites)
    assert sum(one.get("stroke-width") == "3" for one in means) == len(data.sites)


def test_a_level_without_spread_has_a_line_and_no_range() -> None:
    classes = [
        one.get("class") for one in ET.fromstring(draw_trend(data_of("zeros"), WIDE, label="l")).iter()
    ]
    assert "mark-line" in classes
    assert "mark-area" not in classes


def test_names_of_programs_stand_where_fewer_days_are() -> None:
    for name, is_below in (("tens", True), ("zeros", False), ("usual", False)):
        data, size = data_of(name), Size(WIDE)
        assert layout.are_names_below(data) is is_below
        svg = draw_trend(data, WIDE, label="l")
        top = corners(svg, size)[0][1]
        names = {line for told in layout.name_spans(data, size) for line in told.lines}
        tall = [one.y - top for one in words_of(svg) if one.text in names]
        assert tall
        assert all((size.height - 40 < y < size.height) if is_below else (8 < y < 40) for y in tall)


def test_names_of_programs_stand_in_their_spans() -> None:
    for width in WIDTHS:
        for name in LOGS:
            data, size = data_of(name), Size(width)
            per_day = size.plot / (data.end - data.start).days
            days = {(span["start"], span["code"]): span["days"] for span in data.datasets["programs"]}
            for told in layout.name_spans(data, size):
                room = days[told.start, told.code] * per_day
                assert layout.NAME_DX + max(map(len, told.lines)) * 6 < room
    assert layout.name_spans(data_of("switching"), Size(PHONE)) == []


@pytest.mark.parametrize("in_page", [True, False])
def test_hostile_words_are_words(in_page: bool) -> None:
    data = data_of("usual")
    first = data.sites[0]
    spans = [{**span, "program": EVIL, "days": 9000} for span in data.datasets["programs"]]
    labels = {site: tuple(replace(one, text=EVIL) for one in data.labels[site]) for site in data.sites}
    hostile = replace(
        data,
        headlines={**data.headlines, first: EVIL},
        labels=labels,
        datasets={**data.datasets, "programs": spans},
    )
    svg = draw_trend(hostile, WIDE, label=EVIL, in_page=in_page)
    root = ET.fromstring(svg)
    tags = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert tags <= {"svg", "g", "path", "circle", "line", "rect", "text"}
    shown = [one.text or "" for one in root.iter() if one.tag.endswith("text")]
    assert sum("<script>window.hacked=1</script>" in text for text in shown) >= 4
    assert not {"\u202e", "\x00"} & set(svg)
    for one in root.iter():
        names = {name.lower() for name in one.attrib}
        assert not any(name.startswith("on") or name in ("href", "src", "style", "id") for name in names)
        assert not any("url(" in value for value in one.attrib.values())


def test_colours_are_the_pages_or_written_out() -> None:
    page = draw_trend(data_of("blocks"), WIDE, label="l", in_page=True)
    plain = draw_trend(data_of("blocks"), WIDE, label="l")
    known = set(re.findall(r"--([\w-]+):", theme.css_variables()))
    used = set(re.findall(r'(?:fill|stroke)="var\(--([\w-]+)\)"', page))
    assert {"ink", "soft-ink", "line", "edge", "site-low_back", "program-core_focused"} <= used <= known
    assert not re.search(r'(?:fill|stroke)="#', page)
    assert "var(" not in plain
    told = theme.list_colours()
    assert re.sub(r"var\(--([\w-]+)\)", lambda m: told[m[1]], page) == re.sub(
        r' font-family="[^"]*"', "", plain
    )


def test_it_is_one_picture_with_words_for_those_who_cannot_see_it() -> None:
    root = ET.fromstring(draw_trend(data_of("usual"), PHONE, label='Low "back" & more', in_page=True))
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Low "back" & more')
    assert root.get("viewBox") == f"0 0 {PHONE} {root.get('height')}"
    assert "still" in (root.get("class") or "").split()


@settings(max_examples=50)
@given(st.text())
def test_any_text_stays_text(text: str) -> None:
    kept = ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    one = ET.fromstring(element("text", text_of(text), class_=text))
    assert (one.text or "") == kept
    assert len(one) == 0
    assert list(one.attrib) == ["class"]


def test_a_scale_goes_beyond_its_ends_unless_it_is_told_to_stop() -> None:
    scale = Scale(0, 10, 110, 0)
    assert (scale(5), scale(12), scale.clip(12), scale.clip(-1)) == (55, -22, 0, 110)
