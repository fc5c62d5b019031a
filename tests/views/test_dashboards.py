"""The dashboard: complete, light, offline, and deaf to hostile names."""

from __future__ import annotations

import datetime as dt
import re
import stat
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from browsing import MARKS, offline_browser
from made_days import HOSTILE, make_days
from markupsafe import escape
from weekly_logs import block_log

from coreanalytics.effects import compare, count_responders, watch_between
from coreanalytics.logbook.tables import TABLES, empty
from coreanalytics.views import texts as report_texts
from coreanalytics.views.charts.frames import FAMILY_COLUMNS, SITE_COLUMNS
from coreanalytics.views.dashboards.board import MAX_PEOPLE, Dashboard, dashboard
from coreanalytics.views.texts import charts as texts

HIDDEN = "Ana \u202egnp.exe"


@pytest.fixture(scope="module")
def board() -> Dashboard:
    return dashboard(make_days(8, 8, names=(HOSTILE, HIDDEN)), weeks=6)


def _visible(html: str) -> str:
    return re.sub(r"<script.*?</script>|<style.*?</style>", "", html, flags=re.DOTALL)


def test_comparison_stands_on_the_page_in_its_own_words(board: Dashboard) -> None:
    effects = compare(make_days(8, 8, names=(HOSTILE, HIDDEN)), weeks=6)
    assert board.effects is not None
    assert board.effects.to_sentence() == effects.to_sentence()
    assert effects.to_sentence().split("\n\n")[0][:60] in _visible(board.html)
    assert board.refusal == ""
    assert board.to_sentence() == str(board) == effects.to_sentence()


def test_other_ways_stand_in_small_print_under_their_site(board: Dashboard) -> None:
    assert board.effects is not None
    shown = unescape(_visible(board.html))
    for effect in board.effects.primary:
        assert effect.asides
        own = shown.index(effect.to_sentence(cautions=False))
        following = shown.index('class="note aside"', own)
        assert shown.index(effect.asides[0].sentence) > following
        assert all(aside.sentence in shown for aside in effect.asides)
    assert "mixed model with AR(1) errors, CR2, adjusted for run-in" in shown


def test_weekly_looks_and_responders_stand_beside_the_comparison(board: Dashboard) -> None:
    days = make_days(8, 8, names=(HOSTILE, HIDDEN))
    shown = unescape(_visible(board.html))
    for one in watch_between(days, until=days["date"].max(), weeks=6).values():  # type: ignore[arg-type]
        assert report_texts.tell_briefly(one) in shown
    assert report_texts.SINGLE_LOOK in shown
    for count in count_responders(days, weeks=6).counts:
        assert f"<td>{count.treatment.k} of {count.treatment.n}</td>" in shown
        assert report_texts.responder_gap(count) in shown


def test_every_person_can_be_chosen_and_names_are_inert(board: Dashboard) -> None:
    shown = _visible(board.html)
    assert shown.count("<option") == 8
    assert "&lt;/script&gt;" in shown
    assert "<img" not in shown
    assert "\u202e" not in shown
    assert board.people == tuple(sorted([HOSTILE, HIDDEN, *(f"p{i:02d}" for i in range(3, 9))]))


def test_a_study_of_twenty_four_stays_light() -> None:
    board = dashboard(make_days(24, 12))
    assert len(board.html.encode()) < 1_600_000


def test_delta_of_the_book_is_used() -> None:
    class Book:
        class settings:  # noqa: N801
            primary_timing = "day"
            delta_between = 2.5

        def tables(self) -> dict[str, pl.DataFrame]:
            return {name: empty(name) for name in TABLES} | {"pain": _pain(), "phases": _phases()}

        def rejected(self) -> pl.DataFrame:
            from coreanalytics.logbook.tables import REJECTED

            row = {"file": "form.csv", "line": 7, "red_flag": "emergency", "person": None}
            return pl.DataFrame([row], schema=REJECTED)

        def unmapped(self) -> pl.DataFrame:
            return pl.DataFrame()

    board = dashboard(Book(), weeks=3)
    assert board.effects is not None
    assert board.effects["low_back"].delta == 2.5
    assert "(±2.5)" in board.html
    # a set-aside safety answer is not lost
    shown = _visible(board.html)
    assert shown.index("form.csv") < shown.index("<h1>")
    assert texts.NOBODY_NAMED in shown


def _pain() -> pl.DataFrame:
    days = make_days(6, 4).select("person", "date", intensity="low_back").drop_nulls()
    given = days.with_columns(
        site=pl.lit("low_back"), side=pl.lit("both"), timing=pl.lit("day"),
        source_file=pl.lit("x"), source_line=pl.int_range(pl.len()),
    )  # fmt: skip
    return pl.concat([empty("pain"), given.cast({"source_line": pl.Int32})], how="diagonal")


def _phases() -> pl.DataFrame:
    spans = (
        make_days(6, 4)
        .group_by("person", "program", "assigned", maintain_order=True)
        .agg(start=pl.col("date").min(), end=pl.col("date").max())
        .with_columns(source_file=pl.lit("y"), source_line=pl.int_range(pl.len()).cast(pl.Int32))
    )
    return pl.concat([empty("phases"), spans], how="diagonal")


def test_tables_without_a_book_will_do() -> None:
    board = dashboard({"pain": _pain(), "phases": _phases()}, weeks=3)
    assert board.effects is not None
    assert board.effects["low_back"].delta == 1.0


def test_an_empty_book_says_so() -> None:
    for nothing in ({}, make_days(1, 2).clear()):
        board = dashboard(nothing)
        assert texts.DASHBOARD_EMPTY in board.html
        assert board.people == ()
        assert board.effects is None
        assert len(board.html) < 20_000


def test_one_person_gets_phases_side_by_side_and_no_comparison() -> None:
    one = make_days(1, 8)
    board = dashboard(one)
    shown = _visible(board.html)
    assert board.effects is None
    assert 'id="routines"' not in shown
    assert "<select" not in shown
    assert escape(texts.H_PHASES) in shown
    assert "Only core-focused routines have been followed so far" in shown


def test_one_person_with_both_routines_gets_the_verdict() -> None:
    shown = unescape(_visible(dashboard(block_log(drop=2.5)).html))
    assert report_texts.H_VERDICT_END in shown
    assert "One person, reported days:" in shown
    running = unescape(_visible(dashboard(block_log(drop=2.5, open_end=True)).html))
    assert report_texts.VERDICT_RUNNING in running
    assert "98.25" in running


def test_a_refused_comparison_gives_its_reason() -> None:
    board = dashboard(make_days(4, 8))
    shown = _visible(board.html)
    assert board.effects is None
    assert "three" in board.refusal or "3" in board.refusal
    assert 'id="refusal"' in shown
    assert 'id="chart-explore"' in shown


def test_books_without_reports_or_without_training_say_so() -> None:
    days = make_days(3, 4)
    silent = days.with_columns(pl.lit(None, pl.Int32).alias(site) for site in SITE_COLUMNS).with_columns(
        reported=pl.lit(False)
    )
    page = _visible(dashboard(silent).html)
    assert texts.DASHBOARD_NO_PAIN in page
    assert 'id="chart-explore"' in page
    assert 'id="chart-calendar"' not in page
    idle = days.with_columns(pl.lit(None, pl.Int32).alias(name) for name in FAMILY_COLUMNS).with_columns(
        trained=pl.lit(False)
    )
    assert texts.DASHBOARD_NO_TRAINING in _visible(dashboard(idle).html)


def test_safety_speaks_before_any_trend() -> None:
    days = make_days(3, 4)
    last: dt.date = days["date"].max()  # type: ignore[assignment]
    flagged = days.with_columns(
        emergency=pl.when((pl.col("date") == last) & (pl.col("person") == "p02")).then(True)
    )
    shown = _visible(dashboard(flagged).html)
    assert 'role="alert"' in shown
    assert shown.index("p02</bdi>") < shown.index("<h1>")
    calm = days.with_columns(worst_intensity=pl.lit(1, pl.Int32), thigh_root=pl.lit(1, pl.Int32),
                             low_back=pl.lit(1, pl.Int32))  # fmt: skip
    assert 'role="alert"' not in _visible(dashboard(calm).html)


def test_a_crowd_is_cut_and_says_so() -> None:
    board = dashboard(make_days(MAX_PEOPLE + 5, 20))
    shown = _visible(board.html)
    assert shown.count("<option") == MAX_PEOPLE
    assert texts.PEOPLE_LEFT_OUT.format(n=MAX_PEOPLE, more=5) in shown
    assert escape(texts.ONLY_RECENT.format(n=84)) in shown
    assert len(board.people) == MAX_PEOPLE + 5
    assert len(board.html) < 6_000_000


def test_saved_dashboard_is_private(board: Dashboard, tmp_path: Path) -> None:
    target = board.save(tmp_path / "out" / "dashboard.html")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text(encoding="utf-8") == board.html


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_dashboard_lives_offline(board: Dashboard, tmp_path: Path, width: int) -> None:
    target = board.save(tmp_path / "dashboard.html")
    with offline_browser(width) as visit:
        visit.open(target)
        assert visit.count(MARKS) > 100
        for chart in ("effects", "arms", "explore", "calendar"):
            assert visit.count(f"#chart-{chart} svg") == 1, chart
        assert "days reported" in visit.page.locator("#line").inner_text()
        rows = visit.page.locator("#weeks tr").all_text_contents()
        assert len(rows) == 10
        visit.page.select_option("#choose", "3")
        visit.page.wait_for_function(
            "(old) => document.querySelector('#weeks tr').textContent !== old", arg=rows[0], timeout=5000
        )
        visit.page.click("#previous")
        visit.page.click("#next")
        visit.page.click("#next")
        assert visit.page.locator("#choose").input_value() == "4"
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.said == []
        assert visit.asked == []
        assert not visit.hacked


@pytest.mark.browser
def test_brush_narrows_the_time_shown(board: Dashboard, tmp_path: Path) -> None:
    target = board.save(tmp_path / "dashboard.html")
    with offline_browser() as visit:
        visit.open(target)
        chart = visit.page.locator("#chart-explore svg")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box is not None
        labels = "#chart-explore svg .role-axis-label text"
        before = visit.page.locator(labels).all_text_contents()
        mouse = visit.page.mouse
        mouse.move(box["x"] + 200, box["y"] + 42)
        mouse.down()
        mouse.move(box["x"] + 330, box["y"] + 42, steps=6)
        mouse.up()
        visit.page.wait_for_timeout(300)
        after = visit.page.locator(labels).all_text_contents()
        assert [text for text in after if text] != [text for text in before if text]
        assert visit.said == []


@pytest.mark.browser
def test_hostile_name_stays_inert_where_the_pointer_rests(board: Dashboard, tmp_path: Path) -> None:
    target = board.save(tmp_path / "dashboard.html")
    with offline_browser() as visit:
        visit.open(target)
        for line in visit.page.locator("#chart-arms svg .mark-line path").all()[:12]:
            line.dispatch_event("mousemove", {"bubbles": True})
            line.dispatch_event("pointermove", {"bubbles": True})
        visit.page.wait_for_timeout(200)
        assert visit.count("#vg-tooltip-element img") == 0
        assert not visit.hacked
        assert visit.said == []
