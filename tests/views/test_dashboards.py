"""The dashboard: complete, light, offline, and deaf to hostile names."""

from __future__ import annotations

import datetime as dt
import json
import re
import stat
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from made_days import HOSTILE, make_days
from markupsafe import escape
from weekly_logs import block_log

from coreanalytics.effects import check, compare, count_responders, watch_between
from coreanalytics.effects.texts.checks import tell_failed
from coreanalytics.logbook.tables import TABLES, empty
from coreanalytics.views import texts as report_texts
from coreanalytics.views.charts import answers, frames
from coreanalytics.views.charts.frames import FAMILY_COLUMNS, SITE_COLUMNS
from coreanalytics.views.dashboards import sceptic
from coreanalytics.views.dashboards.board import MAX_CHECKS, Dashboard, dashboard
from coreanalytics.views.dashboards.contents import MAX_DAYS, MAX_PEOPLE
from coreanalytics.views.texts import dashboards as texts

HIDDEN = "Ana \u202egnp.exe"


@pytest.fixture(scope="module")
def board() -> Dashboard:
    return dashboard(make_days(8, 8, names=(HOSTILE, HIDDEN)), weeks=6)


def _book(board: Dashboard) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="book">(.*?)</script>', board.html, re.DOTALL)
    assert found is not None
    held: dict[str, Any] = json.loads(found.group(1))
    return held


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


def test_checks_and_claims_stand_beside_the_comparison(board: Dashboard) -> None:
    assert board.effects is not None
    days = make_days(8, 8, names=(HOSTILE, HIDDEN))
    found = check(days, board.effects)
    shown = unescape(_visible(board.html))
    assert found.failed
    failed = [answers.say(said) for said in tell_failed(found)]
    for said in failed:
        assert f"<li>{said}</li>" in shown
    # the failed ones are read before the picture, and come first in its table
    section = shown[shown.index('id="checks"') :]
    assert section.index("<li>") < section.index('data-chart="checks"')
    table = section[section.index("<tbody>") :]
    assert table.index("<td>failed") < table.index("<td>passed")
    assert all(f"<td>{answers.say(one.sentence)}" in table for one in found.values())
    claims = shown[shown.index('id="claims"') :]
    assert all(f"<td>C{number}" in claims for number in range(1, 9))
    assert texts.CLAIM_LEFT_OUT not in shown


def test_a_big_book_leaves_checks_and_claims_to_their_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sceptic, "MOST_PEOPLE", 7)
    board = dashboard(make_days(8, 8, names=(HOSTILE, HIDDEN)), weeks=6)
    shown = unescape(_visible(board.html))
    assert texts.NOT_EXAMINED.format(n=7) in shown
    assert 'id="chart-checks"' not in shown
    assert 'id="chart-claims"' not in shown
    assert 'id="chart-effects"' in shown


def test_while_one_person_s_study_runs_claim_5_is_left_to_the_weekly_looks() -> None:
    running = unescape(_visible(dashboard(block_log(drop=2.5, open_end=True)).html))
    assert texts.CLAIM_LEFT_OUT in running
    assert 'id="chart-checks"' not in running
    assert "<td>C4" in running
    assert "<td>C5" not in running
    over = unescape(_visible(dashboard(block_log(drop=2.5)).html))
    assert texts.CLAIM_LEFT_OUT not in over
    assert 'id="chart-checks"' in over
    assert "<td>C5" in over


def test_every_person_can_be_chosen_and_names_are_inert(board: Dashboard) -> None:
    shown = _visible(board.html)
    assert len(_book(board)["people"]) == shown.count('class="open"') == 8
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
        assert len(board.html) < 40_000
    assert "<script" not in board.html


def test_one_person_gets_phases_side_by_side_and_no_comparison() -> None:
    one = make_days(1, 8)
    board = dashboard(one)
    shown = _visible(board.html)
    assert board.effects is None
    assert 'id="chart-effects"' not in shown
    assert 'role="combobox"' not in shown
    assert texts.COMPARE_ALONE in unescape(shown)
    assert texts.COACH_ALONE in unescape(shown)
    assert escape(texts.H_PHASES) in shown
    assert "Only core-focused routines have been followed so far" in shown


def test_one_person_with_both_routines_gets_the_verdict() -> None:
    shown = unescape(_visible(dashboard(block_log(drop=2.5)).html))
    assert report_texts.H_VERDICT_END in shown
    assert "One person, reported days:" in shown
    running = unescape(_visible(dashboard(block_log(drop=2.5, open_end=True)).html))
    assert report_texts.VERDICT_RUNNING in running
    assert "98.25" in running
    # while a study runs, weekly looks speak alone
    assert 'id="chart-phases"' not in running
    assert 'id="chart-phases"' in _visible(dashboard(block_log(drop=2.5)).html)


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
    shown = unescape(_visible(board.html))
    book = _book(board)
    assert len(book["people"]) == MAX_PEOPLE
    assert texts.PEOPLE_LEFT_OUT.format(n=MAX_PEOPLE, more=5) in shown
    assert texts.ONLY_RECENT.format(n=84) in shown
    assert len(board.people) == MAX_PEOPLE + 5
    assert set(book["tables"]["days"]["rows"]) == {84}
    assert set(book["tables"]["weeks"]["rows"]) == {22}
    assert len(board.html.encode()) < 3_000_000


def test_days_of_a_book_that_fits_are_all_carried() -> None:
    days = make_days(4, 50)
    assert days.height < MAX_DAYS
    board = dashboard(days)
    assert _book(board)["tables"]["days"]["rows"] == [14 + 7 * 50] * 4
    assert texts.ONLY_RECENT.format(n=84) not in board.html


def test_a_long_list_of_checks_opens_on_demand_but_emergencies_stand_first() -> None:
    days = make_days(MAX_CHECKS + 4, 8)
    last: dt.date = days["date"].max()  # type: ignore[assignment]
    flagged = days.with_columns(
        emergency=pl.when((pl.col("date") == last) & (pl.col("person") == "p09")).then(True),
        worst_intensity=pl.when(pl.col("date") == last).then(9).cast(pl.Int32),
    )
    shown = _visible(dashboard(flagged).html)
    listed, more = shown.split("<h1>")[0].split("<details", 1)
    assert listed.index("p09</bdi>") < listed.index("p01</bdi>")
    assert listed.count("</bdi>") == MAX_CHECKS + 1
    assert more.count("</bdi>") >= 3


def test_each_view_says_what_is_missing_and_what_to_log() -> None:
    days = make_days(3, 4)
    empty_habits = days.with_columns(pl.lit(None, pl.Float64).alias("sleep_h"))
    page = unescape(_visible(dashboard(empty_habits).html))
    for told in (texts.NO_HABITS, texts.NO_MEASURES, texts.NO_SIDES, texts.NO_ANSWERS):
        assert told in page
    one_site = days.with_columns(pl.lit(None, pl.Int32).alias(site) for site in ("low_back", "control"))
    page = unescape(_visible(dashboard(one_site).html))
    assert texts.ONE_SITE_ONLY.format(there="thigh root", missing="low back") in page
    assert 'id="chart-heat-low_back"' not in page
    no_core = days.with_columns(pl.lit(0, pl.Int32).alias(name) for name in FAMILY_COLUMNS)
    assert texts.NO_CORE_SETS in unescape(_visible(dashboard(no_core).html))
    silent = days.with_columns(pl.lit(None, pl.Int32).alias(site) for site in SITE_COLUMNS).with_columns(
        reported=pl.lit(False)
    )
    assert 'id="chart-reporting"' in _visible(dashboard(silent).html)


def test_without_scripts_all_numbers_are_there(board: Dashboard) -> None:
    days = make_days(8, 8, names=(HOSTILE, HIDDEN))
    shown = _visible(board.html)
    assert shown.count("<noscript>") >= 2
    own = days.filter(pl.col("person") == "p03").sort("date")
    day = own.filter(pl.col("low_back").is_not_null()).row(-1, named=True)
    rows = re.findall(r"<tr><td>p03<td>" + str(day["date"]) + r"(.*)", shown)
    assert len(rows) == 1
    assert f"<td>{day['thigh_root']}<td>{day['low_back']}" in rows[0]
    week = frames.fold_weeks(own).row(3, named=True)
    cells = re.findall(r"<tr><td>p03<td>" + str(week["monday"]) + r"(.*)", shown)
    assert any(f"<td>{week['thigh_root']:.1f}".removesuffix(".0") in row for row in cells)


def test_what_the_page_carries_is_what_was_logged(board: Dashboard) -> None:
    days = make_days(8, 8, names=(HOSTILE, HIDDEN)).sort("person", "date")
    book = _book(board)
    table = book["tables"]["days"]
    for place, person in enumerate(board.people):
        own = days.filter(pl.col("person") == person)
        column = table["columns"]["low_back"]
        codes = [int(code) if code else column["blank"] for code in column["values"][place].split(",")]
        assert codes == own["low_back"].to_list()
        assert table["rows"][place] == own.height


def test_saved_dashboard_is_private(board: Dashboard, tmp_path: Path) -> None:
    target = board.save(tmp_path / "out" / "dashboard.html")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text(encoding="utf-8") == board.html
