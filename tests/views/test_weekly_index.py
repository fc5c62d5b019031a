"""All reports of a book, and the page that leads to them."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from weekly_logs import HOSTILE, MONDAY, TableBook, full_log, logs, rejected, scores

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.tables import TABLES
from coreanalytics.views import texts
from coreanalytics.views.weekly.index import attention, make_row, report_index
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.reports import weekly_reports


@pytest.fixture(scope="module")
def group() -> TableBook:
    """Three people at ease, one with a flag, one with an emergency in a row set aside, one silent."""
    low = scores("low_back", MONDAY - timedelta(days=7), [2] * 14)
    rows = [row | {"person": name} for name in ("cleo", "Ben", "ada") for row in low]
    rows += [row | {"person": "zoe", "intensity": 9} for row in low]
    rows += [row | {"person": "yan"} for row in low[:7]]
    more = logs(pain=rows, people=[{"person": "silent"}])
    full = full_log("full")
    tables = {name: pl.concat([more[name], full[name]]) for name in TABLES}
    return TableBook(tables, rejected({"person": "yan", "line": 7, "red_flag": "emergency"}))


def test_one_file_a_person_and_an_index(group, tmp_path):
    seen: list[tuple[int, int]] = []
    made = weekly_reports(group, tmp_path, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(i, 7) for i in range(1, 8)]
    assert made.index == tmp_path / "index.html"
    pages = [p.name for p in tmp_path.iterdir() if p.suffix == ".html"]
    assert sorted(pages) == sorted([*(p.name for p in made.reports), "index.html"])
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in tmp_path.iterdir())


def test_those_who_need_attention_come_first(group, tmp_path):
    made = weekly_reports(group, tmp_path)
    # the three at ease gave the same scores fourteen times in a row
    assert [row.person for row in made.rows] == ["yan", "zoe", "silent", "ada", "Ben", "cleo", "full"]
    found = [attention(row, made.signals.get(row.person), is_watched=True) for row in made.rows]
    assert found == ["emergency", "check", "silent", "stalled", "stalled", "stalled", ""]
    html = made.index.read_text(encoding="utf-8")
    places = [html.index(f'href="{path.name}"') for path in made.reports]
    assert places == sorted(places)
    assert texts.INDEX_NOTHING in html
    assert texts.EMERGENCY in html


def test_a_row_shows_the_numbers_of_the_report(group, tmp_path):
    made = weekly_reports(group, tmp_path)
    row = next(r for r in made.rows if r.person == "full")
    own = weekly_report(group, "full").facts
    exact = make_row(own, "full_2026-W46.html")
    assert replace(row, sites=()) == replace(exact, sites=())
    # what lies in the record beside the page is rounded, far beyond what is shown
    assert [site.this for site in row.sites] == pytest.approx([site.this for site in exact.sites])
    assert [site.weeks for site in row.sites] == [site.weeks for site in exact.sites]
    html = made.index.read_text(encoding="utf-8")
    cells = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html[html.index('href="full_2026-W46.html"') :])
    words = cells.split("Go to")[0].split()
    thigh = own.sites[0]
    numbers = [texts.score(thigh.this.mean), texts.score(thigh.last.mean)]
    assert " ".join(numbers) in " ".join(words)
    assert "7 of 7" in " ".join(words)
    assert "3 of 3" in " ".join(words)


def test_everybody_has_their_own_newest_week(group, tmp_path):
    weeks = {row.person: row.week for row in weekly_reports(group, tmp_path).rows}
    assert weeks["yan"] == "2026-W45"
    assert weeks["ada"] == "2026-W46"
    same = weekly_reports(group, tmp_path / "same", week="2026-W45")
    assert {row.week for row in same.rows} == {"2026-W45"}


def test_an_impossible_week_is_refused_before_anything_is_written(group, tmp_path):
    with pytest.raises(ArgumentError):
        weekly_reports(group, tmp_path, week="2026-W54")
    assert list(tmp_path.iterdir()) == []


def test_a_safety_answer_that_names_nobody_is_on_the_index(group, tmp_path):
    book = TableBook(group.all_tables, rejected({"line": 3, "red_flag": "emergency"}))
    made = weekly_reports(book, tmp_path)
    assert "names nobody known here" in made.index.read_text(encoding="utf-8")
    assert not any(row.emergency for row in made.rows)


def test_an_empty_book_has_an_index_that_says_so(tmp_path):
    made = weekly_reports(TableBook(logs()), tmp_path)
    assert made.reports == ()
    assert texts.INDEX_NOBODY in made.index.read_text(encoding="utf-8")


def test_hostile_names_stay_text_and_their_links_work(tmp_path):
    names = (*HOSTILE, "../../x", "a/b", "a b", "100%", "🦵")
    rows = [row for name in names for row in scores("low_back", MONDAY, [1], person=name)]
    made = weekly_reports(TableBook(logs(pain=rows)), tmp_path)
    html = made.index.read_text(encoding="utf-8")
    assert "<script>window" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    links = [link for link in re.findall(r'<a href="([^"]+)">', html) if not link.startswith("#")]
    assert len(set(links)) == len(names)
    assert all((tmp_path / link).is_file() for link in links)


def test_an_index_can_be_made_from_facts_alone(tmp_path):
    facts = weekly_report(full_log()).facts
    index = report_index([make_row(facts, "ana.html")])
    assert index.save(tmp_path).read_text(encoding="utf-8") == index.html
    assert 'href="ana.html"' in index.html


def test_the_functions_do_not_hide_behind_modules_of_their_name():
    from coreanalytics import views

    assert views.weekly_reports is weekly_reports
    assert views.weekly_report is weekly_report


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_index_in_a_browser(group, tmp_path, chromium, width):
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    tables = group.all_tables
    odd = [row for name in HOSTILE for row in scores("low_back", MONDAY, [1], person=name)]
    pain = pl.concat([tables["pain"], logs(pain=odd)["pain"]])
    made = weekly_reports(TableBook(tables | {"pain": pain}, group.set_aside), tmp_path)
    trouble: list[str] = []
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.set_offline(True)
        page = context.new_page()
        page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: trouble.append(str(e)))
        page.goto(made.index.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.hacked") is None
        page.get_by_role("link", name="zoe").first.click()
        page.locator("svg:visible").first.wait_for()
        assert page.locator("h1").inner_text() == "zoe"
        browser.close()
    assert trouble == []
