"""Pages are one file, run nothing but our own scripts, and land whole and private."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from browsing import MARKS, offline_browser
from hypothesis import given
from hypothesis import strategies as st
from made_days import HOSTILE
from markupsafe import Markup

from coreanalytics.errors import ArgumentError
from coreanalytics.views import page


def _chart(name: str = "a") -> alt.Chart:
    frame = pl.DataFrame(
        {
            "day": [dt.date(2026, 3, d) for d in (2, 3, 4)],
            "score": [1.0, float("nan"), 3.0],
            "name": [name] * 3,
        }
    )
    return (
        alt.Chart(frame, title=alt.Title(f"Scores {name}", subtitle="as reported"))
        .mark_point()
        .encode(x="day:T", y="score:Q", color="name:N", tooltip="name:N")
    )


class _Scripts(HTMLParser):
    """Collects script elements as a browser's parser would split them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.found.append((dict(attrs), ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            attributes, text = self.found[-1]
            self.found[-1] = (attributes, text + data)


def _scripts(html: str) -> _Scripts:
    parser = _Scripts()
    parser.feed(html)
    return parser


@pytest.fixture(scope="module")
def hostile_page() -> str:
    return page.render_page(HOSTILE, HOSTILE, {"one": _chart(HOSTILE)}, data={"stuff": {"who": HOSTILE}})


@given(
    st.recursive(st.text() | st.floats() | st.none() | st.integers() | st.booleans(), st.lists, max_leaves=8)
)
def test_json_can_begin_no_tag_and_comes_back(value: object) -> None:
    text = page.to_json({"x": value})
    assert "<" not in text
    assert "\u2028" not in text

    def tidy(part: object) -> object:
        if isinstance(part, list):
            return [tidy(item) for item in part]
        is_lost = isinstance(part, float) and (part != part or part in (float("inf"), float("-inf")))
        return None if is_lost else part

    assert json.loads(text)["x"] == tidy(value)


def test_dates_are_local_midnight_so_that_no_browser_moves_them() -> None:
    assert json.loads(page.to_json([dt.date(2026, 3, 2)])) == ["2026-03-02T00:00:00"]


def test_hostile_text_makes_no_element(hostile_page: str) -> None:
    parsed = _scripts(hostile_page)
    kinds = [attributes.get("type") for attributes, _ in parsed.found]
    assert kinds == ["application/json", "application/json", None, None]
    assert "img" not in parsed.tags
    assert json.loads(parsed.found[1][1]) == {"who": HOSTILE}


def test_policy_allows_exactly_the_scripts_of_the_page(hostile_page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', hostile_page)
    assert policy is not None
    told = policy.group(1).replace("&#39;", "'")
    assert "default-src 'none'" in told
    assert "unsafe-eval" not in told
    assert "script-src 'unsafe-inline'" not in told
    assert told.count("'sha256-") == 2


def test_bundle_comes_once_and_only_where_something_is_drawn() -> None:
    two = page.render_page("t", "b", {"one": _chart(), "two": _chart()})
    assert two.count("window.vegaEmbed=") == 1
    assert len(two) < 1_600_000
    assert len(page.render_page("t", "b")) < 20_000


def test_nothing_on_the_page_points_outside(hostile_page: str) -> None:
    outside = _scripts(hostile_page)
    assert all("src" not in attributes for attributes, _ in outside.found)
    markup = re.sub(r"<script.*?</script>", "", hostile_page, flags=re.DOTALL)
    assert not re.search(r'(?:src|href)="(?!data:,)', markup)
    assert "url(" not in markup


def test_title_and_numbers_stand_in_the_html() -> None:
    html = page.render_page("t", "b", {"one": _chart("ana")})
    spec = json.loads(_scripts(html).found[0][1])
    assert "title" not in spec
    assert "<h3>Scores ana</h3>" in html
    assert 'role="img" aria-label="Scores ana"' in html
    assert '<th scope="col">score</th>' in html
    assert "<td>–</td>" in html  # NaN: nothing there, not 0
    assert [row["score"] for row in next(iter(spec["datasets"].values()))] == [1.0, None, 3.0]


def test_markup_is_kept_and_text_is_escaped() -> None:
    assert "<p>ours</p>" in page.render_page("t", Markup("<p>ours</p>"))
    assert "&lt;p&gt;theirs" in page.render_page("t", "<p>theirs</p>")


@pytest.mark.parametrize("key", ["", "A", "a b", 'a"><script>', "1a"])
def test_ids_are_checked(key: str) -> None:
    with pytest.raises(ArgumentError, match="cannot name a part"):
        page.render_page("t", "b", {key: _chart()})


def test_long_tables_are_cut_and_say_so() -> None:
    table = pl.DataFrame({"n": range(page.TABLE_ROWS + 7)})
    html = page.render_page("t", "b", {"one": page.Picture(_chart(), table=table)})
    assert "7 more rows" in html
    assert f"<td>{page.TABLE_ROWS - 1}</td>" in html
    assert f"<td>{page.TABLE_ROWS}</td>" not in html


def test_saved_page_is_whole_and_private(tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o644)
    assert page.save_page("ü <p>", target) == target
    assert target.read_text(encoding="utf-8") == "ü <p>"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert os.listdir(target.parent) == ["page.html"]  # noqa: PTH208


def test_unwritable_place_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ArgumentError, match="cannot be written"):
        page.save_page("x", blocked / "page.html")
    folder = tmp_path / "page.html"
    folder.mkdir()
    (folder / "kept").write_text("")
    with pytest.raises(ArgumentError, match="cannot be written"):
        page.save_page("x", folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "page.html"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_page_draws_quietly_offline(hostile_page: str, tmp_path: Path, width: int) -> None:
    target = page.save_page(hostile_page, tmp_path / "page.html")
    with offline_browser(width) as visit:
        visit.open(target)
        assert visit.said == []
        assert visit.asked == []
        assert visit.count(MARKS) > 0
        assert not visit.hacked
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        # a date stays the day it is, west of Greenwich, too
        days = visit.page.evaluate(
            """() => {
                const name = Object.keys(coreanalytics.read("spec-one").datasets)[0];
                return coreanalytics.view("one").data(name).map((row) => new Date(row.day).getDate());
            }"""
        )
        assert days == [2, 3, 4]


@pytest.mark.browser
def test_policy_stops_a_script_that_slipped_in(hostile_page: str, tmp_path: Path) -> None:
    html = hostile_page.replace("<main>", "<main><script>window.hacked = 1</script>")
    assert html != hostile_page
    with offline_browser() as visit:
        visit.open(page.save_page(html, tmp_path / "page.html"))
        assert not visit.hacked
        assert any("Content Security Policy" in line for line in visit.said)
