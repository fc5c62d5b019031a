"""The parts of a weekly report: moves over weeks, demand, relief, adherence, own noise, reporting items."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta

import polars as pl
import pytest
from weekly_logs import MONDAY, block_log, full_log, logs, one_set, phase, rejected, scores

from coreanalytics.days import build_days
from coreanalytics.views import texts
from coreanalytics.views.weekly.calendar import Week
from coreanalytics.views.weekly.facts import WeekFacts, week_facts
from coreanalytics.views.weekly.moves import PROGRESS_WEEKS
from coreanalytics.views.weekly.reporting_items import DEMONSTRATIONS, POINTS, ItemState
from coreanalytics.views.weekly.source import NO_NAMES
from coreanalytics.vocabulary import Move

W46 = Week(MONDAY)


def facts_of(tables: dict[str, pl.DataFrame], week: Week = W46, **more) -> WeekFacts:
    told = {"rejected": rejected(), "unmapped": NO_NAMES} | more
    return week_facts(build_days(tables), "ana", week, **told)


def move_of(facts: WeekFacts, move: Move):
    return next(m for m in facts.moves_progress if m.move is move)


def weeks_ago(weeks: int, day: int = 0):
    return MONDAY + timedelta(days=day - 7 * weeks)


# ---- the five moves -------------------------------------------------------------------------------
def carries(*best: float | None) -> dict[str, pl.DataFrame]:
    """One carry a week, the last in the week of the report; None: none."""
    return logs(
        pain=scores("low_back", weeks_ago(len(best)), [1]),
        sets=[
            one_set(weeks_ago(len(best) - 1 - i), "suitcase_carry", load_kg=kg, hands=1, distance_m=40.0)
            for i, kg in enumerate(best)
            if kg is not None
        ],
    )


def test_each_week_of_a_move_keeps_its_best_and_its_gaps():
    per_hand = move_of(facts_of(carries(20.0, None, 24.0, 22.0)), Move.LOADED_CARRY).measures[1]
    assert per_hand.column == "loaded_carry_kg_per_hand"
    assert len(per_hand.weekly) == PROGRESS_WEEKS
    assert per_hand.weekly[-4:] == (20.0, None, 24.0, 22.0)
    assert set(per_hand.weekly[:-4]) == {None}  # never 0
    assert (per_hand.this, per_hand.last, per_hand.before, per_hand.best) == (22.0, 24.0, 24.0, 24.0)
    assert per_hand.weeks_since_best == 1
    assert texts.since_best(per_hand) == "24 kg, 1 week ago"


def test_a_best_that_was_only_repeated_is_as_old_as_its_first_time():
    measure = move_of(facts_of(carries(20.0, 20.0, 20.0)), Move.LOADED_CARRY).measures[1]
    assert measure.weeks_since_best == 2
    assert not measure.best_so_far
    new = move_of(facts_of(carries(20.0, 20.0, 21.0)), Move.LOADED_CARRY).measures[1]
    assert (new.weeks_since_best, new.best_so_far) == (0, True)


def test_units_of_a_move_stay_apart():
    carry = move_of(facts_of(carries(20.0, 24.0)), Move.LOADED_CARRY)
    assert {(m.column, m.unit, m.this) for m in carry.measures} == {
        ("loaded_carry_kg_m", "kg·m", 960.0),
        ("loaded_carry_kg_per_hand", "kg", 24.0),
        ("loaded_carry_distance_m", "m", 40.0),
    }


def test_days_after_the_week_do_not_enter():
    tables = carries(20.0, 24.0, 99.0)
    earlier = move_of(facts_of(tables, W46.before), Move.LOADED_CARRY)
    assert earlier.measures[1].best == 24.0
    assert (earlier.days, earlier.days_last, earlier.sets) == (1, 1, 1)


def test_a_move_that_was_never_done_has_nothing_to_show():
    tilt = move_of(facts_of(carries(20.0)), Move.SUPPORT_PELVIC_TILT)
    assert (tilt.ever, tilt.measures, tilt.sets) == (False, (), 0)


# ---- demand ---------------------------------------------------------------------------------------
def test_demand_counts_sets_by_class_and_names_what_has_none():
    sets = [
        one_set(MONDAY, "ankle_band_crunch", reps=10),  # class 1
        one_set(MONDAY, "standing_band_rotation", reps=10, occurrence=1),  # class 0
        one_set(MONDAY, None, family=None, exercise_logged="Thing", occurrence=2),
        one_set(MONDAY, None, family="other_core", exercise_logged="own core move", occurrence=3),
        one_set(weeks_ago(1), "hanging_leg_raise", family="standard_ab", reps=8),
        one_set(weeks_ago(1), "ankle_band_crunch", reps=8, occurrence=1),
    ]
    demand = facts_of(logs(pain=scores("low_back", weeks_ago(1), [1]), sets=sets)).demand
    assert demand.this.by_class == (1, 1, 0, 0)
    assert (demand.this.share, demand.this.unclassed, demand.this.unmapped) == (0.0, 1, 1)
    assert demand.last.demanding == 1
    assert demand.last.share == 0.5
    assert texts.demand_missing(demand.this) == (
        "Not counted here: 1 hard core set without a class and 1 set with a name that is not mapped yet."
    )


def test_no_sets_have_no_share():
    demand = facts_of(logs(pain=scores("low_back", MONDAY, [1]))).demand
    assert demand.this.share is None
    assert texts.demand(demand) == texts.NO_DEMAND
    assert texts.demand_missing(demand.this) == ""


# ---- stretching and massage -----------------------------------------------------------------------
def habits(start, **columns) -> list[dict]:
    n = len(next(iter(columns.values())))
    return [
        {"person": "ana", "date": start + timedelta(days=i)} | {k: v[i] for k, v in columns.items()}
        for i in range(n)
    ]


def test_minutes_stand_beside_the_scores_of_the_same_weeks():
    tables = logs(
        pain=scores("thigh_root", weeks_ago(1), [4] * 7 + [2] * 7),
        habits=habits(weeks_ago(1), stretch_min=[10.0, None, 0.0, *[None] * 4, 20.0, *[None] * 6]),
    )
    stretch, massage = facts_of(tables).relief.habits
    assert (stretch.last.total, stretch.last.days, stretch.last.a_day) == (10.0, 2, 5.0)  # 0 is an answer
    assert (stretch.this.total, stretch.this.days) == (20.0, 1)
    assert stretch.weekly[-2:] == (5.0, 20.0)
    assert stretch.discomfort[-2:] == (4.0, 2.0)
    assert set(stretch.weekly[:-2]) == {None}
    assert not massage.is_logged
    assert texts.minutes(massage.this) == "no answer"
    assert texts.relief_missing(facts_of(tables).relief) == (
        "Massage and relaxing was not logged in the last 12 weeks."
    )


def test_relief_has_no_word_of_cause_and_points_to_the_claim_only():
    tables = logs(
        pain=scores("thigh_root", weeks_ago(1), [4] * 14),
        habits=habits(weeks_ago(1), stretch_min=[10.0] * 14, massage_min=[5.0] * 14),
    )
    for one in facts_of(tables).relief.habits:
        said = f"{texts.relief(one)} {texts.relief_claim(one)}"
        assert not any(word in said for word in ("because", "helps", "hurts", "led to", "thanks to"))
        assert said.endswith("This page cannot tell.")


# ---- adherence ------------------------------------------------------------------------------------
def test_sessions_and_sets_are_counted_apart_this_week_and_in_the_phase():
    start = weeks_ago(2)
    sets = [
        one_set(weeks_ago(w, d), "ankle_band_crunch", reps=10, occurrence=k)
        for w, days in ((2, (0, 2)), (1, (0,)), (0, (0, 2, 4)))
        for d in days
        for k in range(2)
    ]
    phases = [
        phase(weeks_ago(4), "run_in", end=start - timedelta(days=1), planned_sessions=5, planned_sets=50),
        phase(start, "core_focused", planned_sessions=2, planned_sets=8),
    ]
    pain = scores("low_back", weeks_ago(4), [1] * 35)
    training = facts_of(logs(pain=pain, sets=sets, phases=phases)).training
    sessions, hard = training.sessions, training.sets
    assert (sessions.done, sessions.planned, sessions.share) == (3, 2.0, 1.5)
    assert (sessions.phase_done, sessions.phase_planned, sessions.phase_weeks) == (6, 6.0, 3.0)
    assert (hard.done, hard.phase_done, hard.phase_planned, hard.phase_share) == (6, 12, 24.0, 0.5)


def test_without_a_plan_there_is_no_share():
    done = facts_of(carries(20.0)).training.sessions
    assert (done.planned, done.share, done.phase_planned, done.phase_share) == (None, None, None, None)
    assert texts.adherence(done, "session") == ""
    none = dataclasses.replace(done, planned=0.0, phase_done=0, phase_planned=0.0, phase_weeks=1.0)
    assert none.share is None
    assert none.phase_share is None


# ---- own noise ------------------------------------------------------------------------------------
def noisy(weeks: int, sd: float, last: list[int | None], seed: int = 1) -> dict[str, pl.DataFrame]:
    rng = random.Random(seed)
    values = [max(0, min(10, round(rng.gauss(5, sd)))) for _ in range(7 * weeks - 7)]
    return logs(pain=scores("low_back", weeks_ago(weeks - 1), [*values, *last]))


def low_back(facts: WeekFacts):
    return next(s for s in facts.sites if s.site == "low_back")


def test_the_page_judges_by_the_persons_own_band_and_says_so():
    steady = low_back(facts_of(noisy(9, 0.5, [7] * 7)))
    assert steady.noise.is_own
    assert steady.inside_noise is False
    assert "your own, from the 56 reported days before this week" in texts.change(steady)
    restless = low_back(facts_of(noisy(9, 2.6, [7] * 7)))
    assert restless.inside_noise is (abs(restless.change) <= restless.noise.half_width)
    assert restless.noise.half_width > 1.7 > steady.noise.half_width
    young = low_back(facts_of(noisy(4, 0.5, [7] * 7)))
    assert "before this week you had 21 reported days, and 30 are needed" in texts.change(young)


def test_an_own_band_judges_weeks_with_few_reports_too():
    few = low_back(facts_of(noisy(9, 0.5, [7, 7, None, None, None, None, None])))
    assert few.inside_noise is False
    assert few.noise.half_width > low_back(facts_of(noisy(9, 0.5, [7] * 7))).noise.half_width
    young = low_back(facts_of(noisy(4, 0.5, [9, 9, None, None, None, None, None])))
    assert young.inside_noise is None


def test_scores_that_never_vary_are_told_so():
    flat = low_back(facts_of(logs(pain=scores("low_back", weeks_ago(8), [0] * 63))))
    assert "since your scores did not vary so far" in texts.change(flat)


# ---- reporting items ------------------------------------------------------------------------------
def items_of(facts: WeekFacts) -> dict[tuple[str, str], object]:
    return {(item.standard, item.title): item for item in facts.items}


def test_two_assessors_are_not_applicable_and_never_pass():
    for tables in (full_log(), block_log(), logs(pain=scores("low_back", MONDAY, [1]))):
        found = [i for i in facts_of(tables).items if i.title == texts.TITLES["assessors"]]
        assert len(found) == 2
        assert all(i.state is ItemState.NOT_APPLICABLE for i in found)
        assert not any("pass" in i.value.lower() for i in facts_of(tables).items)


def test_blocks_drawn_at_random_fill_what_a_log_can_fill():
    facts = facts_of(block_log(blocks=6))
    items = items_of(facts)
    assert items["WWC", texts.TITLES["demonstrations"]].state is ItemState.MET
    assert items["WWC", texts.TITLES["points"]].state is ItemState.MET
    assert items["CENT 2015", texts.TITLES["drawn"]].value.startswith("Drawn at random. ")
    assert items["CENT 2015", texts.TITLES["title"]].value.startswith("An N-of-1 trial")
    assert items["CENT 2015", texts.TITLES["baseline"]].value.startswith("Run-in: ")
    assert "5 changes" in items["SCRIBE 2016", texts.TITLES["replication"]].value
    # only the person knows when the draw was made, and what was planned
    assert items["WWC", texts.TITLES["manipulation"]].state is ItemState.PERSON
    assert items["SCRIBE 2016", texts.TITLES["approval"]].state is ItemState.PERSON


def test_a_plain_ab_does_not_meet_three_demonstrations():
    facts = facts_of(block_log(blocks=2))
    item = items_of(facts)["WWC", texts.TITLES["demonstrations"]]
    assert (item.state, DEMONSTRATIONS) == (ItemState.NOT_MET, 3)
    assert item.value == "Not met: 1 change between the two routines so far; it takes 3."


def test_a_phase_with_few_scores_is_counted():
    start = weeks_ago(1)
    phases = [phase(start, "core_focused", end=MONDAY - timedelta(days=1)), phase(MONDAY, "standard_crunch")]
    pain = [*scores("low_back", start, [1] * 11), *scores("thigh_root", start, [1] * 14)]
    item = items_of(facts_of(logs(pain=pain, phases=phases)))["WWC", texts.TITLES["points"]]
    assert (item.state, POINTS) == (ItemState.NOT_MET, 5)
    assert "4 reported days" in item.value


def test_phases_worked_out_afterwards_fail_the_first_design_point():
    sets = [one_set(weeks_ago(3, i), "ankle_band_crunch", reps=9) for i in range(0, 28, 2)]
    items = items_of(facts_of(logs(pain=scores("low_back", weeks_ago(3), [1] * 28), sets=sets)))
    assert items["WWC", texts.TITLES["manipulation"]].state is ItemState.NOT_MET
    assert "worked out from the sets afterwards" in items["SCRIBE 2016", texts.TITLES["design"]].value


def test_a_log_without_phases_is_not_yet_anything():
    items = items_of(facts_of(logs(pain=scores("low_back", MONDAY, [1]))))
    for key in (("CENT 2015", "effect"), ("WWC", "points"), ("SCRIBE 2016", "replication")):
        assert items[key[0], texts.TITLES[key[1]]].state is ItemState.NOT_YET
    assert all(item.value for item in items.values())


def test_every_item_has_a_state_with_a_name_and_a_standard():
    for item in facts_of(full_log()).items:
        assert item.state in texts.STATES
        assert item.standard in texts.STANDARDS
        assert item.number


@pytest.mark.parametrize("week", [W46, W46.before])
def test_facts_of_a_week_do_not_depend_on_later_days(week):
    tables = full_log()
    days = build_days(tables)
    told = {"rejected": rejected(), "unmapped": NO_NAMES}
    whole = week_facts(days, "ana", week, **told)
    cut = week_facts(days.filter(pl.col("date") <= week.sunday), "ana", week, **told)
    for name in ("next_step", "demand", "relief", "items", "sites", "training"):
        assert getattr(whole, name) == getattr(cut, name), name


# ---- weeks without a day, and what six weeks show -------------------------------------------------
def went_quiet(**more) -> dict[str, pl.DataFrame]:
    start = weeks_ago(6)
    told = {"planned_sessions": 3.0, "planned_sets": 27.0} | more
    return logs(pain=scores("low_back", start, [2] * 21), phases=[phase(start, "core_focused", **told)])


def test_a_program_goes_on_where_the_log_does_not():
    tables = went_quiet()
    facts = facts_of(tables, phases=tables["phases"])
    assert facts.empty
    assert "Program: core-focused, week 7" in texts.program(facts.program)
    assert (facts.training.sessions.done, facts.training.sessions.planned) == (0, 3)
    assert (facts.training.sets.done, facts.training.sets.planned) == (0, 27)


def test_a_program_that_is_over_does_not_go_on():
    tables = went_quiet(end=weeks_ago(1))
    facts = facts_of(tables, phases=tables["phases"])
    assert "No program is noted" in texts.program(facts.program)
    assert facts.training.sessions.planned is None


def test_a_slow_rise_is_told_although_each_week_is_ordinary():
    rng = random.Random(3)
    values = [min(10, max(0, round(1.5 + max(0, day - 28) * 0.14 + rng.gauss(0, 0.9)))) for day in range(49)]
    facts = facts_of(logs(pain=scores("low_back", weeks_ago(6), values)))
    assert low_back(facts).inside_noise
    assert [one.site for one in facts.rises] == ["low_back"]
    told = texts.week_sentence(facts)
    assert (
        "It may be getting worse: the last two weeks lie above the four before, the low back by about" in told
    )
    level = facts_of(logs(pain=scores("low_back", weeks_ago(6), values[:28] + values[:21])))
    assert level.rises == ()
    assert "getting worse" not in texts.week_sentence(level)


def test_somebody_who_trains_nothing_of_the_core_has_no_program_and_no_step():
    facts = facts_of(logs(pain=scores("low_back", weeks_ago(3), [2] * 28)))
    assert texts.program(facts.program) == (
        "No program is noted, and no core training is logged that would tell one."
    )
    assert facts.next_step.sentence == "No step is suggested: no core training is logged."


def test_one_day_was_reported():
    facts = facts_of(logs(pain=scores("low_back", MONDAY, [2])))
    assert texts.week_sentence(facts).startswith("1 of 7 days was reported")
    assert texts.reported(facts).startswith("1 of 7 days was reported.")
