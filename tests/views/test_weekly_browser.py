"""The weekly page in a browser without a network: quiet, whole, readable by everyone, on every screen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from weekly_logs import HOSTILE, MONDAY, TableBook, block_log, full_log, logs, rejected, scores

from coreanalytics.views.weekly.page import WeeklyReport, weekly_report

pytestmark = pytest.mark.browser

EVIL = (
    *HOSTILE,
    "👩‍🚀🦵" * 2_500,
    "</style></svg><svg onload=window.hacked=1>",
    "عمر " * 300,
    "a-b_" * 2_500,
)


def hostile_report(text: str) -> WeeklyReport:
    """A full report with the text wherever a person can write some."""
    rows = rejected(*({"person": text, "file": text, "line": i, "sentence": text, "rule": text,
                       "column": text, "value": text} for i in range(6)))  # fmt: skip
    tables = full_log(text)
    tables["sets"] = tables["sets"].with_columns(
        note=pl.lit(text),
        exercise_logged=pl.when(pl.col("family").is_null()).then(pl.lit(text)).otherwise("exercise_logged"),
    )
    tables["pain"] = tables["pain"].with_columns(note=pl.lit(text))
    return weekly_report(TableBook(tables, rows, {text: [text]}), text)


def empty_report() -> WeeklyReport:
    """A week after the log's end, whatever the clock says."""
    with patch("coreanalytics.views.weekly.calendar.tell_today", return_value=date(2026, 12, 31)):
        return weekly_report(full_log(), week="2026-W50")


def make(name: str) -> WeeklyReport:
    tens = scores("low_back", MONDAY, [10] * 7) + scores("thigh_root", MONDAY, [10] * 7)
    emergency = scores("low_back", MONDAY, [2, 2, 2], red_flag="emergency")
    first = scores("low_back", MONDAY + timedelta(days=3), [1, 2, 3, 4])
    return {
        "usual week": lambda: weekly_report(full_log()),
        "run-in": lambda: weekly_report(full_log(), week="2026-W42"),
        "verdict at the end": lambda: weekly_report(block_log(drop=2.5)),
        "flag": lambda: weekly_report(logs(pain=tens)),
        "emergency": lambda: weekly_report(logs(pain=emergency)),
        "first week": lambda: weekly_report(logs(pain=first)),
        "empty week": empty_report,
        "before the log": lambda: weekly_report(full_log(), week="2020-W01"),
        "hostile": lambda: hostile_report(EVIL[0]),
    }[name]()


@pytest.fixture(scope="module")
def browser(chromium: str):
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def visit(browser: Any, path: Path, width: int, scheme: str) -> tuple[Any, list[str]]:
    """Open a file with the network cut; return the page and whatever it said or asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("request", lambda asked: trouble.append(asked.url) if asked.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, trouble


def open_all(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def measure(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize(
    "name",
    ["usual week", "run-in", "verdict at the end", "flag", "emergency", "first week", "empty week",
     "before the log", "hostile"],
)  # fmt: skip
def test_everybody_can_read_it_on_every_screen(browser: Any, tmp_path: Path, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    path = make(name).save(tmp_path, json=False)
    screens = [(390, "light"), (1280, "dark")]
    if name in ("usual week", "flag"):  # the others differ in what they say, not in how they look
        screens += [(390, "dark"), (1280, "light")]
    for width, scheme in screens:
        page, trouble = visit(browser, path, width, scheme)
        assert measure(page) <= width, (width, scheme)
        open_all(page)
        assert measure(page) <= width, (width, scheme, "opened")
        found = axe.run(page).response["violations"]
        told = [(one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
        assert told == [], (width, scheme)
        assert trouble == [], (width, scheme)
        page.context.close()


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_hostile_text_stays_inert_and_inside(browser: Any, tmp_path: Path, text: str) -> None:
    path = hostile_report(text).save(tmp_path, json=False)
    for width in (390, 1280):
        page, trouble = visit(browser, path, width, "light")
        open_all(page)
        assert trouble == []
        assert page.evaluate("window.hacked") is None
        assert measure(page) <= width
        assert page.locator("script, img, iframe, object, a[href^='javascript']").count() == 0
        page.context.close()


def test_a_page_carries_no_script_and_weighs_little(tmp_path: Path) -> None:
    for name in ("usual week", "verdict at the end", "hostile"):
        html = make(name).html
        assert "<script" not in html
        assert "script-src 'none'" in html.replace("&#39;", "'")
        assert len(html.encode()) < 200_000
        assert not re.search(r"""(?:src|href)=["'](?!data:,)""", html)


def test_no_script_runs_even_if_one_slips_in(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        make("usual week").html.replace("<main>", "<main><script>window.hacked=1</script>"), "utf-8"
    )
    page, trouble = visit(browser, path, 390, "light")
    assert page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in line for line in trouble)
    page.context.close()


def test_each_screen_has_its_picture_and_its_colours(browser: Any, tmp_path: Path) -> None:
    report = make("usual week")
    path = report.save(tmp_path, json=False)
    paper = {}
    for scheme in ("light", "dark"):
        for width, shown, hidden in ((1280, "wide", "phone"), (390, "phone", "wide")):
            page, _ = visit(browser, path, width, scheme)
            assert page.locator(f"#figure-trend .only-{shown} svg").is_visible()
            assert not page.locator(f"#figure-trend .only-{hidden} svg").is_visible()
            text = page.locator(f"#figure-trend .only-{shown} svg text").first
            paper[scheme] = (
                page.evaluate("getComputedStyle(document.body).backgroundColor"),
                text.evaluate("(one) => getComputedStyle(one).fill"),
            )
            page.context.close()
    assert paper["light"][0] != paper["dark"][0]
    assert paper["light"][1] != paper["dark"][1]


def test_paper_is_light_wide_and_two_pages(browser: Any, tmp_path: Path) -> None:
    for name in ("usual week", "verdict at the end"):
        path = make(name).save(tmp_path / name, json=False)
        page, trouble = visit(browser, path, 390, "dark")
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator("#figure-trend .only-wide svg").is_visible()
        assert not page.locator("#figure-trend .only-phone svg").is_visible()
        assert page.locator("#emergency").is_visible()
        printed = page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2, name
        assert trouble == []
        page.context.close()


def test_what_is_pressed_is_large_enough_and_shows_where_the_keyboard_is(
    browser: Any, tmp_path: Path
) -> None:
    page, _ = visit(browser, make("usual week").save(tmp_path, json=False), 390, "light")
    pressed = page.locator("summary, a, button")
    assert pressed.count() >= 3
    for i in range(pressed.count()):
        box = pressed.nth(i).bounding_box()
        assert box["height"] >= 24
        assert box["width"] >= 24
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.locator("#figure-trend details[open] table").is_visible()
    page.context.close()


def test_the_table_holds_what_the_picture_shows(browser: Any, tmp_path: Path) -> None:
    report = make("usual week")
    page, _ = visit(browser, report.save(tmp_path, json=False), 1280, "light")
    open_all(page)
    table = page.locator("#figure-trend table")
    assert table.locator("tbody tr").count() == report.facts.trend["monday"].n_unique()
    assert table.locator("tbody tr").first.inner_text().split("\t")[0] == "2026-W46"
    page.context.close()
