"""Weeks at the edge: every one has its numbers, a whole page, a step that is safe, and plain sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest
from reading_level import Sentences, count_syllables, grade, split_sentences
from weekly_logs import HOSTILE, MONDAY, TableBook, block_log, full_log, logs, one_set, phase, scores

from coreanalytics.effects.small_steps import StepKind
from coreanalytics.views import texts
from coreanalytics.views.weekly.page import WeeklyReport, weekly_report


@dataclass(frozen=True)
class Edge:
    """A log, the week to look at, and what next week may be."""

    tables: dict[str, pl.DataFrame]
    week: str | None = None
    step: StepKind = StepKind.REPORT
    names: tuple[str, ...] = ()


def both(values, start=MONDAY, **more) -> list[dict]:
    return scores("thigh_root", start, values, **more) + scores("low_back", start, values, **more)


def training(start=MONDAY, days: int = 7) -> list[dict]:
    return [
        one_set(start + timedelta(days=d), "suitcase_carry", load_kg=20.0, hands=1, distance_m=40.0)
        for d in range(0, days, 2)
    ]


def core(start=MONDAY - timedelta(days=28), **more) -> list[dict]:
    return [phase(start, "core_focused", **more)]


WEEK_53 = date(2026, 12, 28)
CLOCKS_BACK = date(2026, 10, 19)  # the clocks of Europe go back on Sunday 25 October 2026

EDGES = {
    "first week": lambda: Edge(
        logs(pain=both([2, 3, 2]), sets=training(days=3), phases=core(MONDAY)), step=StepKind.STEADY
    ),
    "empty week": lambda: Edge(
        logs(pain=[*both([2] * 7, MONDAY - timedelta(days=7)), *both([2] * 7, MONDAY + timedelta(days=7))]),
        "2026-W46",
    ),
    "only pain": lambda: Edge(logs(pain=both([3, 2, 3, 3, 2, 3, 3]), phases=core()), step=StepKind.STEADY),
    "only workouts": lambda: Edge(logs(sets=training(), phases=core())),
    "one site only": lambda: Edge(
        logs(
            pain=scores("low_back", MONDAY - timedelta(days=7), [1] * 14),
            sets=training(MONDAY - timedelta(days=7), 14),
            phases=core(),
        ),
        step=StepKind.STEP_UP,
    ),
    "a flag": lambda: Edge(
        logs(pain=both([2] * 7, red_flag="below_knee"), sets=training(), phases=core()), step=StepKind.SAFETY
    ),
    "an emergency": lambda: Edge(
        logs(pain=both([2] * 7, red_flag="emergency"), phases=core()), step=StepKind.SAFETY
    ),
    "all zeros": lambda: Edge(
        logs(
            pain=both([0] * 49, MONDAY - timedelta(days=42)),
            sets=training(MONDAY - timedelta(days=7), 14),
            phases=core(),
        ),
        step=StepKind.STEP_UP,
    ),
    "all tens": lambda: Edge(
        logs(pain=both([10] * 49, MONDAY - timedelta(days=42)), phases=core()), step=StepKind.SAFETY
    ),
    "200 unmapped names": lambda: Edge(
        logs(
            pain=both([1] * 7),
            sets=[
                one_set(MONDAY, None, family=None, exercise_logged=f"thing {i} {HOSTILE[0]}", occurrence=i)
                for i in range(200)
            ],
            phases=core(),
        ),
        step=StepKind.STEADY,
        names=tuple(f"thing {i} {HOSTILE[0]}" for i in range(200)),
    ),
    "week 53": lambda: Edge(
        logs(
            pain=both([1] * 14, WEEK_53 - timedelta(days=7)),
            sets=training(WEEK_53 - timedelta(days=7), 14),
            phases=core(WEEK_53 - timedelta(days=28)),
        ),
        "2026-W53",
        StepKind.STEP_UP,
    ),
    "a week in which the clocks change": lambda: Edge(
        logs(
            pain=both([1] * 14, CLOCKS_BACK - timedelta(days=7)),
            sets=training(CLOCKS_BACK - timedelta(days=7), 14),
            phases=core(CLOCKS_BACK - timedelta(days=28)),
        ),
        "2026-W43",
        StepKind.STEP_UP,
    ),
    "one day of a phase": lambda: Edge(
        logs(pain=both([1]), phases=core(MONDAY, end=MONDAY)), step=StepKind.PHASE_ENDS
    ),
    "a week of the run-in": lambda: Edge(
        logs(pain=both([1] * 7), phases=[phase(MONDAY, "run_in")]), step=StepKind.OUTSIDE
    ),
    # weekly means of 4 and more all along: safety speaks in a randomised phase too
    "blocks drawn at random": lambda: Edge(block_log(blocks=6), step=StepKind.SAFETY),
    "a phase drawn at random": lambda: Edge(
        logs(pain=both([1] * 7), sets=training(), phases=core(assigned="randomised")), step=StepKind.PLAN
    ),
    "everything": lambda: Edge(full_log(), step=StepKind.STEP_UP),
}


@cache
def edge(name: str) -> tuple[Edge, WeeklyReport]:
    made = EDGES[name]()
    book = TableBook(made.tables, names={n: ["side_plank"] for n in made.names})
    return made, weekly_report(book, week=made.week)


def prose(html: str) -> str:
    return " ".join(Sentences(html).sentences)


@pytest.mark.parametrize("name", EDGES)
def test_every_edge_has_the_step_that_its_rule_gives(name):
    made, report = edge(name)
    assert report.facts.next_step.kind is made.step
    assert report.facts.next_step.rule


@pytest.mark.parametrize("name", EDGES)
def test_every_edge_has_a_whole_page_without_empty_words(name):
    report = edge(name)[1]
    html = report.html
    assert html.rstrip().endswith("</html>")
    assert len(html) < 400_000
    for empty in (">None<", "None ", " nan", "NaN", "Undefined", "{{", "}}"):
        assert empty not in prose(html).replace("None:", "").replace("None of", ""), empty
    assert "<script>window.hacked" not in html
    sections = set(re.findall(r'<section[^>]* id="([a-z-]+)"', html))
    assert {"discomfort", "training", "moves", "gave-out", "demand", "relief", "quality"} <= sections
    assert ('id="next"' in html) is not report.facts.emergency
    if not report.facts.emergency:
        assert "Next week" in html


@pytest.mark.parametrize("name", EDGES)
def test_no_missing_value_is_turned_into_a_zero(name):
    facts = edge(name)[1].facts
    for site in facts.sites:
        assert (site.this.mean is None) is (site.this.days == 0)
        assert site.inside_noise is None or site.change is not None
    for one in facts.relief.habits:
        assert (one.this.total is None) is (one.this.days == 0)
    for demand in (facts.demand.this, facts.demand.last):
        assert (demand.share is None) is (demand.classed == 0)


def test_an_emergency_takes_the_place_of_every_suggestion():
    _, report = edge("an emergency")
    assert report.facts.next_step.kind is StepKind.SAFETY
    assert 'id="next"' not in report.html
    assert texts.NEXT_NOTE not in report.html


def test_all_zeros_and_all_tens_have_no_own_band():
    for name in ("all zeros", "all tens"):
        for site in edge(name)[1].facts.sites:
            assert site.noise.is_flat
            assert not site.noise.is_own
            assert site.inside_noise is True
    assert edge("all zeros")[1].facts.sites[0].this.mean == 0.0
    assert edge("all tens")[1].facts.sites[0].this.mean == 10.0


def test_one_site_only_leaves_the_other_missing():
    facts = edge("one site only")[1].facts
    thigh = next(s for s in facts.sites if s.site == "thigh_root")
    assert (thigh.this.mean, thigh.noise.days) == (None, 0)
    assert facts.relief.habits[0].discomfort == (None,) * 12


def test_an_empty_week_says_missing_and_not_zero():
    _, report = edge("empty week")
    assert report.facts.empty
    assert texts.EMPTY_WEEK in report.html
    assert (
        report.facts.next_step.sentence == "First score a few days next week. Until then, go up in no move."
    )


def test_a_week_with_a_clock_change_and_week_53_have_seven_days():
    for name in ("a week in which the clocks change", "week 53"):
        facts = edge(name)[1].facts
        assert facts.sites[0].this.days == 7
        assert (facts.moves_progress[3].days, facts.moves_progress[3].days_last) == (3, 4)
    assert edge("week 53")[1].facts.week.name == "2026-W53"


# ---- plain words ----------------------------------------------------------------------------------
#: Wording that is a clinician's list, and stays as it is.
GIVEN = (texts.EMERGENCY, texts.CLINICIAN, texts.NOT_FOR)
TYPICAL = ("everything", "blocks drawn at random", "only pain", "only workouts", "first week", "a flag")


def test_syllables_are_counted_as_people_say_them():
    said = {"week": 1, "people": 2, "discomfort": 3, "average": 3, "note": 1, "held": 1, "reported": 3}
    assert {word: count_syllables(word) for word in said} == said


def test_the_grade_tells_hard_from_easy():
    easy = split_sentences("The dog ran to the park. It sat in the sun.")
    hard = ["Autocorrelated observations necessitate generalised estimation of heteroscedastic covariance."]
    assert grade(easy) < 2
    assert grade(hard) > 20


@pytest.mark.parametrize("name", TYPICAL)
def test_a_page_reads_at_eighth_grade_or_below(name):
    html = edge(name)[1].html
    sentences = [s for s in Sentences(html).sentences if not any(s in given for given in GIVEN)]
    assert grade(sentences) <= 8


@pytest.mark.parametrize("name", TYPICAL)
def test_no_sentence_of_a_page_is_far_above_that(name):
    html = edge(name)[1].html
    for sentence in Sentences(html).sentences:
        if any(sentence in given for given in GIVEN):
            continue
        clauses = [c for c in re.split(r"(?<=[;:])\s", sentence) if len(c.split()) >= 8]
        for clause in clauses:
            assert grade([clause]) <= 13, clause
