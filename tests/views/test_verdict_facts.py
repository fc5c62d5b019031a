"""What pages say of the two routines: the weekly looks, the one at the end, and why there is none."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import polars as pl
import pytest
from made_days import make_days
from weekly_logs import HOSTILE, MONDAY, TableBook, block_log, cohort_log, full_log, logs, phase, scores

from coreanalytics.days import build_days
from coreanalytics.effects import Interval, compare, compare_within, watch_between, watch_within
from coreanalytics.views import texts
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.reports import weekly_reports
from coreanalytics.views.weekly.verdicts import judge_cohort, judge_person, make_ruler

SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture(scope="module")
def blocks() -> dict[str, pl.DataFrame]:
    return block_log(drop=2.5)


@pytest.fixture(scope="module")
def days(blocks) -> pl.DataFrame:
    return build_days(blocks)


def judge(tables, until=SUNDAY, **more):
    return judge_person(build_days(tables), "ana", until, phases=tables["phases"], delta=2.0, **more)


def plain(html: str, part: str) -> str:
    """The words of one section."""
    section = html.split(f'<section id="{part}">')[1].split("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).replace("\xa0", "\x00").split()).replace(
        "\x00", "\xa0"
    )


# ---- one person ---------------------------------------------------------------------------------
def test_the_weekly_looks_are_those_of_the_model(blocks, days):
    told = judge(blocks)
    assert told.running == watch_within(days, "ana", until=SUNDAY, delta=2.0)
    assert told.followed == ("core_focused", "standard_crunch")


def test_the_comparison_at_the_end_waits_for_the_end(blocks, days):
    assert judge(blocks, SUNDAY - timedelta(days=1)).final is None
    told = judge(blocks)
    assert (told.end, told.is_ended) == (SUNDAY, True)
    assert told.final == compare_within(days, "ana", until=SUNDAY, delta=2.0)
    assert [effect.interval_kind for effect in told.at_end] == ["fixed", "fixed"]


def test_a_program_without_an_end_or_with_one_to_come_has_no_comparison_at_the_end():
    assert judge(block_log(open_end=True)).final is None
    planned = block_log()
    later = phase(SUNDAY + timedelta(days=1), "core_focused", end=SUNDAY + timedelta(days=14))
    planned["phases"] = pl.concat([planned["phases"], logs(phases=[later])["phases"]])
    assert judge(planned).final is None


def test_after_the_last_weekly_look_there_is_one_comparison_that_stays():
    tables = block_log(blocks=15, open_end=True)
    told = judge(tables)
    start = SUNDAY - timedelta(weeks=30) + timedelta(days=1)
    assert told.end == start + timedelta(weeks=26) - timedelta(days=1)
    assert not told.is_ended
    assert told.final == judge(tables, SUNDAY - timedelta(weeks=3)).final  # whenever it is opened
    assert judge(tables, told.end - timedelta(days=1)).final is None


def test_what_would_settle_it_is_not_told_after_the_end():
    tables = block_log(drop=0.8)
    open_ = judge(tables, SUNDAY - timedelta(days=7))
    assert any(one.settling for one in open_.looks)
    assert not any(one.settling for one in judge(tables).looks)


@pytest.mark.parametrize(
    ("rows", "followed"),
    [
        ([], ()),
        ([phase(MONDAY, "washout")], ()),
        ([phase(MONDAY, "standard_crunch")], ("standard_crunch",)),
        ([phase(MONDAY, "core_focused")], ("core_focused",)),
    ],
)
def test_without_both_routines_there_is_no_verdict(rows, followed):
    told = judge(logs(pain=scores("low_back", MONDAY, [3] * 7), phases=rows))
    assert told.running is None
    assert told.followed == followed
    said = texts.no_verdict(told.followed, alone=True)
    assert ("two-week blocks" in said) == bool(followed)
    assert ("report --all" in texts.no_verdict(told.followed, alone=False)) == bool(followed)


def test_a_switch_after_the_week_is_not_foreseen(blocks):
    first_block = SUNDAY - timedelta(weeks=12) + timedelta(days=10)
    assert judge(blocks, first_block).followed == ("core_focused",)


def test_cautions_name_chosen_phases_and_a_single_switch():
    assert judge(block_log()).cautions == ()
    assert len(judge(block_log(assigned="self")).cautions) == 1
    assert any("one switch" in line for line in judge(block_log(blocks=2)).cautions)


# ---- the small picture --------------------------------------------------------------------------
def test_the_small_picture_keeps_zero_in_the_middle_and_the_ends_inside():
    wide = make_ruler(-3.0, Interval(-14.0, 8.0, 0.95), 2.0)
    assert wide.is_cut
    assert (wide.low, wide.band_low, wide.band_high) == (0.0, 40.0, 60.0)
    assert make_ruler(0.0, Interval(-1.0, 1.0, 0.95), 2.0).dot == 50.0


def test_sites_share_one_scale(blocks):
    rulers = judge(blocks).rulers
    assert len({(ruler.band_low, ruler.band_high) for ruler in rulers.values()}) == 1
    assert set(rulers) == {"thigh_root", "low_back"}


# ---- the weekly page ----------------------------------------------------------------------------
def test_the_page_of_a_running_program(blocks):
    report = weekly_report(block_log(drop=2.5, open_end=True))
    said = plain(report.html, "verdict")
    running = report.facts.verdicts.running
    assert said.startswith(texts.H_VERDICT)
    assert texts.VERDICT_RUNNING in said
    assert "26 looks planned" in said
    for one in running.values():
        assert texts.verdict_line(one) in said
        assert texts.tell_briefly(one) in str(report)
    assert report.html.count('class="ruler"') == 2
    assert "weekly range" in said
    assert texts.VERDICT_HOW in report.html
    lower = [one for one in running.values() if one.path]
    assert lower, "a fall of 2.5 points in two-week blocks is found within 12 weeks"


def test_the_page_at_the_end_says_that_it_was_one_look(blocks):
    report = weekly_report(blocks)
    said = plain(report.html, "verdict")
    assert said.startswith(texts.H_VERDICT_END)
    assert "The program ended on 15 November 2026." in said
    assert "looked at once" in said
    assert texts.H_WEEK_BY_WEEK in said
    for effect in report.facts.verdicts.at_end:
        assert texts.final_line(effect) in said
    assert "helps this person" in said
    earlier = plain(weekly_report(blocks, week="2026-W45").html, "verdict")
    assert earlier.startswith(texts.H_VERDICT + " ")
    assert texts.H_WEEK_BY_WEEK not in earlier


def test_causal_words_are_for_randomised_phases_only():
    chosen = weekly_report(block_log(drop=2.5, assigned="self", open_end=True))
    assert any(one.path for one in chosen.facts.verdicts.looks)
    said = plain(chosen.html, "verdict")
    assert "helps" not in said
    assert "chosen rather than drawn at random" in said


def test_before_the_first_look_the_page_says_when_it_is(blocks):
    report = weekly_report(blocks, week="2026-W37")
    assert report.facts.verdicts.shared_refusal
    assert "No answer yet: the first look is after week 6" in plain(report.html, "verdict")
    assert 'class="ruler"' not in report.html


def test_a_page_of_one_routine_gives_the_reason_and_what_would_do():
    said = plain(weekly_report(TableBook(full_log())).html, "verdict")
    assert "Only core-focused routines have been followed so far" in said
    assert "two-week blocks" in said


def test_an_emergency_comes_before_the_verdict(blocks):
    row = scores("low_back", SUNDAY, [4], red_flag="emergency", timing="after")
    tables = blocks | {"pain": pl.concat([blocks["pain"], logs(pain=row)["pain"]])}
    report = weekly_report(tables)
    assert report.html.index('id="safety"') < report.html.index('id="verdict"')
    assert texts.tell_final_briefly(report.facts.verdicts.at_end[0]) not in str(report)


def test_delta_of_the_book_is_used(blocks):
    class Settings:
        primary_timing = "day"
        delta_within = 1.5
        delta_between = 0.5

    report = weekly_report(TableBook(blocks, settings=Settings()))  # type: ignore[arg-type]
    assert {one.delta for one in report.facts.verdicts.looks} == {1.5}
    assert "±1.5" in report.html


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text_in_the_verdict(name):
    report = weekly_report(block_log(name), name)
    section = report.html.split('<section id="verdict">')[1].split("</section>")[0]
    assert set(re.findall(r"<(\w+)", section)) <= {
        "h2", "h3", "p", "div", "article", "i", "span", "details", "summary",
    }  # fmt: skip
    assert "x" * 100 not in section


# ---- between people -----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def crowd() -> pl.DataFrame:
    return make_days(8, 8)


def _phases(days: pl.DataFrame) -> pl.DataFrame:
    spans = days.group_by("person", "program").agg(start=pl.col("date").min(), end=pl.col("date").max())
    return pl.concat([logs()["phases"], spans], how="diagonal_relaxed")


def test_a_cohort_is_watched_and_compared_once_at_its_end(crowd):
    last: date = crowd["date"].max()  # type: ignore[assignment]
    told = judge_cohort(crowd, last, phases=_phases(crowd), delta=1.0)
    assert told.running == watch_between(crowd, until=last, delta=1.0)
    assert told.is_ended
    assert [effect.estimate for effect in told.at_end] == [
        effect.estimate for effect in compare(crowd, until=last).primary[:2]
    ]
    assert judge_cohort(crowd, last - timedelta(days=1), phases=_phases(crowd), delta=1.0).final is None
    assert judge_cohort(crowd, last, delta=1.0).final is None  # nobody knows when it ends


def test_a_refused_cohort_gives_one_reason(crowd):
    few = crowd.filter(pl.col("person").is_in(["p01", "p02"]))
    told = judge_cohort(few, few["date"].max(), delta=1.0)  # type: ignore[arg-type]
    assert told.shared_refusal
    nobody = crowd.with_columns(program=pl.lit("washout"))
    assert judge_cohort(nobody, crowd["date"].max(), delta=1.0).refusal  # type: ignore[arg-type]


def test_the_index_tells_the_cohort_once(tmp_path):
    tables = cohort_log()
    made = weekly_reports(TableBook(tables), tmp_path)
    html = made.index.read_text(encoding="utf-8")
    said = plain(html, "verdict")
    assert said.startswith(texts.H_BETWEEN)
    assert html.index("<table") < html.index('id="verdict"')  # who needs a look comes before any answer
    assert made.verdicts.running == watch_between(build_days(tables), until=SUNDAY, delta=1.0)
    assert made.verdicts.final is None
    assert all(one.estimate is not None for one in made.verdicts.looks)
    for one in made.verdicts.looks:
        assert texts.tell_size_so_far(one) in said
        assert texts.verdict_line(one) in said
    before = weekly_reports(TableBook(tables), tmp_path / "before", week="2026-W45").verdicts
    assert [one.look for one in before.looks] == [9, 9]


def test_the_index_gives_one_reason_where_a_cohort_is_refused(tmp_path):
    made = weekly_reports(TableBook(cohort_log(2)), tmp_path)
    said = plain(made.index.read_text(encoding="utf-8"), "verdict")
    assert made.verdicts.shared_refusal
    assert said == f"{texts.H_BETWEEN} {texts.no_answer_yet(made.verdicts.shared_refusal)}"


def test_the_index_of_one_person_compares_nobody(tmp_path, blocks):
    made = weekly_reports(TableBook(blocks), tmp_path)
    assert made.verdicts is None
    assert 'id="verdict"' not in made.index.read_text(encoding="utf-8")


def test_the_index_names_those_who_need_attention_before_the_comparison(tmp_path):
    rows = [
        row
        for name in ("ada", "ben", "cleo")
        for row in scores("low_back", MONDAY, [9 if name == "ben" else 2] * 7, person=name)
    ]
    html = weekly_reports(TableBook(logs(pain=rows)), tmp_path).index.read_text(encoding="utf-8")
    assert html.index(">ben<") < html.index(">ada<") < html.index('id="verdict"')


# ---- words --------------------------------------------------------------------------------------
def test_verdict_lines_say_since_when(blocks):
    one = judge(blocks).running["low_back"]
    assert texts.verdict_line(one).endswith(f"since week {one.path[-1][0]}") or "lower since week" in (
        texts.verdict_line(one)
    )
    early = judge(blocks, SUNDAY - timedelta(weeks=9)).running["low_back"]
    assert texts.verdict_line(early) == texts.NO_ANSWER_YET
    assert texts.tell_briefly(early).startswith("Low back: no answer yet. ")


def test_sentences_of_one_line_carry_unit_people_and_range(blocks, crowd):
    one = judge(blocks, SUNDAY - timedelta(weeks=2)).running["thigh_root"]
    assert re.search(
        r"^Thigh root: .+\. In week 10 of 26, [\d.]+ points? less on core-focused routines than on standard "
        r"crunches \(98\.25.% weekly range −[\d.]+ to −?[\d.]+\)\.$",
        texts.tell_briefly(one),
    )
    between = watch_between(crowd, until=crowd["date"].max(), delta=1.0)["low_back"]  # type: ignore[arg-type]
    assert "after 8 weeks of it, people on core-focused routines reported" in texts.tell_briefly(between)
