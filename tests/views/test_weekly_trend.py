"""The picture of a weekly report: what it draws, and the words that are computed from it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from weekly_logs import MONDAY, block_log, full_log, logs, phase, scores

from coreanalytics.errors import ArgumentError
from coreanalytics.views import texts
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.weekly.facts import WeekFacts
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.trend import (
    describe_trend,
    draw_trend,
    draw_trend_svg,
    headline,
    list_weeks,
    sites_drawn,
    tell_note,
)
from coreanalytics.views.weekly.trend_data import find_lines, find_ordinary, read_trend
from coreanalytics.views.weekly.trend_layout import list_unnamed
from coreanalytics.vocabulary import Site

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def full() -> WeekFacts:
    return weekly_report(full_log()).facts


@pytest.fixture(scope="module")
def blocks() -> WeekFacts:
    return weekly_report(block_log(drop=2.5)).facts


def words_in(svg: str | None) -> list[str]:
    assert svg is not None
    return [element.text or "" for element in ET.fromstring(svg).iter(SVG + "text")]


def low_back(values: list[float | None], **more: object) -> WeekFacts:
    return weekly_report(logs(pain=scores("low_back", MONDAY, values), **more)).facts  # type: ignore[arg-type]


def test_the_title_says_what_to_see(full: WeekFacts) -> None:
    assert headline(full) == "Beside the run-in: thigh root lower, low back about the same"
    shown = " ".join(words_in(draw_trend_svg(full)))
    assert "Thigh root: 2.4 this week, below the run-in’s 4.2" in shown
    assert "Low back: 3.0 this week, about the same as the run-in’s 3.0" in shown
    assert {"2.4", "3.0", "run-in 4.2", "run-in 3.0"} <= set(words_in(draw_trend_svg(full)))
    assert "Thigh root: 2.4 this week, below the run-in’s 4.2." in describe_trend(full)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([3] * 7, "Low back: 3.0 this week"),
        ([5] * 7 + [3] * 7, "Low back: 3.0 this week, below last week’s 5.0"),
        ([5] * 7 + [6] * 7, "Low back: 6.0 this week, above last week’s 5.0"),
        ([5] * 7 + [5, 5, 5, 5, 5, 5, 6], "Low back: 5.1 this week, about the same as last week’s 5.0"),
    ],
)
def test_without_a_run_in_the_week_before_is_the_yardstick(values: list[float], said: str) -> None:
    facts = low_back(values)
    assert words_in(draw_trend_svg(facts))[0] == said or said in words_in(draw_trend_svg(facts))
    assert headline(facts) == texts.TREND_TITLE


def test_a_week_without_a_report_is_no_zero() -> None:
    facts = weekly_report(logs(pain=scores("low_back", MONDAY, [4] * 7)), week="2026-W48").facts
    shown = words_in(draw_trend_svg(facts))
    assert "Low back: no report this week" in shown
    assert "0.0" not in shown


def test_the_run_in_is_not_held_against_itself() -> None:
    facts = weekly_report(full_log(), week="2026-W42").facts
    assert headline(facts) == texts.TREND_TITLE
    assert not any(word.startswith("run-in ") for word in words_in(draw_trend_svg(facts)))


def test_nothing_reported_is_no_picture() -> None:
    facts = weekly_report(full_log(), week="2020-W01").facts
    assert sites_drawn(facts) == ()
    assert draw_trend_svg(facts) is None
    assert draw_trend(facts) is None


def test_every_reported_day_is_a_dot_and_every_week_a_bar(full: WeekFacts) -> None:
    for width in (680, 344):
        root = ET.fromstring(draw_trend_svg(full, width) or "")
        assert len(root.findall(f".//{SVG}circle")) == full.daily["score"].count()
        assert float((root.get("viewBox") or "").split()[2]) == pytest.approx(width, abs=24)
    data = read_trend(full)
    assert len(data.datasets["means_low_back"]) == 6
    assert [row["now"] for row in data.datasets["means_low_back"]] == [False] * 5 + [True]


def test_each_program_has_its_own_line(blocks: WeekFacts) -> None:
    lines = find_lines(blocks, Site.LOW_BACK)
    assert lines["phase"].to_list() == sorted(lines["phase"].to_list())
    assert lines["phase"].n_unique() == 7  # the run-in and six blocks
    assert not lines["slope"].any()
    core = lines.filter(lines["phase"] % 2 == 1)["line"]
    crunch = lines.filter((lines["phase"] % 2 == 0) & (lines["phase"] > 0))["line"]
    assert core.max() < crunch.min()  # type: ignore[operator]


def test_days_outside_of_programs_have_lines_of_their_own() -> None:
    values = [4] * 10 + [2, 3] * 6 + [5] * 13
    start = MONDAY - timedelta(days=28)
    spans = [phase(start, "run_in", end=start + timedelta(days=9)),
             phase(start + timedelta(days=22), "core_focused")]  # fmt: skip
    facts = weekly_report(logs(pain=scores("low_back", start, values), phases=spans)).facts
    lines = find_lines(facts, Site.LOW_BACK)
    assert lines["phase"].n_unique() == 3
    between = lines.filter(
        (lines["date"] >= start + timedelta(days=10)) & (lines["date"] < start + timedelta(days=22))
    )
    assert between["line"].mean() == pytest.approx(2.5, abs=0.2)


def test_the_field_of_this_week_is_the_persons_own_or_called_other_peoples(full: WeekFacts) -> None:
    assert all(site.noise.is_own for site in full.sites)
    site = next(s for s in full.sites if s.site == Site.LOW_BACK)
    assert find_ordinary(site) == (site.noise.low, site.noise.high)
    assert "by your own days so far" in tell_note(full)
    young = low_back([4] * 7 + [1] * 7)
    band = find_ordinary(young.sites[-1])
    assert band is not None
    assert band[1] == pytest.approx(5.7)
    assert "by other people’s diaries" in tell_note(young)
    assert "grey field" not in tell_note(low_back([4] * 3))


def test_the_note_tells_only_of_what_is_drawn(full: WeekFacts) -> None:
    assert "Dashed line" in tell_note(full)
    first = low_back([1, 2, 3])
    assert "Dashed line" not in tell_note(first)
    assert texts.NO_LINE_YET in tell_note(first)
    assert "Coloured line" not in tell_note(first)


def test_programs_without_room_for_a_name_are_told_below(blocks: WeekFacts) -> None:
    data = read_trend(blocks)
    assert list_unnamed(data, 680) == []
    assert {"core_focused", "standard_crunch"} <= set(list_unnamed(data, 344))
    assert '<i style="background: var(--program-core_focused)">' in weekly_report(block_log(drop=2.5)).html


def test_a_notebook_gets_an_altair_chart_with_its_words(full: WeekFacts) -> None:
    picture = draw_trend(full)
    assert picture is not None
    spec = picture.chart.to_dict()
    assert spec["title"]["text"] == headline(full)
    assert picture.note == tell_note(full)
    assert picture.table is not None
    assert picture.table.equals(list_weeks(full))


def test_a_report_is_drawn_like_any_other_result() -> None:
    drawn = draw(weekly_report(full_log()))
    picture = draw_trend(weekly_report(full_log()).facts)
    assert picture is not None
    assert drawn.to_dict() == picture.chart.to_dict()
    with pytest.raises(ArgumentError, match="Nothing was reported"):
        draw(weekly_report(full_log(), week="2020-W01"))


def test_the_table_has_a_row_a_week_newest_first(full: WeekFacts) -> None:
    table = list_weeks(full)
    assert table["Week"].to_list() == [f"2026-W{n}" for n in range(46, 40, -1)]
    assert table["Low back, mean"][0] == "3.0"
    assert table["Program"][0] == "Core-focused"
