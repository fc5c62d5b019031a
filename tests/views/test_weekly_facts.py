"""The numbers of a weekly report, checked without a word of HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weekly_logs import MONDAY, full_log, logs, one_set, phase, rejected, scores

from coreanalytics.days import build_days
from coreanalytics.effects.noise_bands import population_band
from coreanalytics.errors import ArgumentError
from coreanalytics.views import texts
from coreanalytics.views.weekly.calendar import Week, parse_week
from coreanalytics.views.weekly.discomfort import level, site_week
from coreanalytics.views.weekly.facts import WeekFacts, newest_week, week_facts
from coreanalytics.views.weekly.source import NO_NAMES
from coreanalytics.vocabulary import Family, GaveOut, Move, Program, RedFlag, Site

W46 = Week(MONDAY)


def facts_of(tables: dict[str, pl.DataFrame], week: Week = W46, person: str = "ana", **more) -> WeekFacts:
    days = build_days(tables)
    told = {"rejected": rejected(), "unmapped": NO_NAMES} | more
    return week_facts(days, person, week, **told)


def site_of(facts: WeekFacts, site: Site = Site.LOW_BACK):
    return next(s for s in facts.sites if s.site is site)


def measure_of(facts: WeekFacts, column: str):
    return next(m for move in facts.training.moves for m in move.measures if m.column == column)


# ---- weeks --------------------------------------------------------------------------------------
def test_a_year_with_53_weeks():
    week = parse_week("2026-W53")
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
    assert week.name == "2026-W53"
    assert Week.of(date(2027, 1, 1)) == week
    assert week.before.name == "2026-W52"


@pytest.mark.parametrize(
    "text", ["2026-W54", "2025-W53", "46", "2026-46", "2026-W00", "2026-W4", "", "x" * 9000]
)
def test_an_impossible_week_is_refused_with_a_hint(text):
    with pytest.raises(ArgumentError) as caught:
        parse_week(text)
    assert "2026-W46" in caught.value.hint or "weeks" in caught.value.hint
    assert len(str(caught.value)) < 300


def test_the_hint_names_the_weeks_of_that_year():
    with pytest.raises(ArgumentError, match="2025-W01 to 2025-W52"):
        parse_week("2025-W53")


@pytest.mark.parametrize("text", ["0000-W01", "9999-W52", "0001-W01"])
def test_the_ends_of_the_calendar_do_not_crash(text):
    try:
        parse_week(text)
    except ArgumentError as error:
        assert error.hint


# ---- discomfort ---------------------------------------------------------------------------------
def test_a_day_without_a_report_is_left_out_of_the_mean():
    site = site_of(facts_of(logs(pain=scores("low_back", MONDAY, [2, None, 4, None, None, None, 0]))))
    assert (site.this.mean, site.this.days) == (2.0, 3)
    assert (site.this.lowest, site.this.highest) == (0, 4)
    assert site.last.mean is None
    assert site.last.days == 0
    assert site.change is None
    assert site.inside_noise is None


def test_all_zeros_are_zeros_and_not_missing():
    facts = facts_of(logs(pain=scores("low_back", MONDAY, [0] * 7)))
    assert site_of(facts).this.mean == 0.0
    assert site_of(facts).this.days == 7
    assert site_of(facts, Site.THIGH_ROOT).this.mean is None


@pytest.mark.parametrize(
    ("last", "this", "inside"),
    [
        ([4] * 7, [3] * 7, True),
        ([4] * 7, [2] * 7, False),
        ([2] * 7, [4] * 7, False),
        ([4] * 7, [2] * 3, None),  # three reports are too few to judge
        ([4] * 3, [2] * 7, None),
        ([4] * 4, [3] * 4, True),
    ],
)
def test_a_change_is_held_against_the_noise_of_a_population(last, this, inside):
    before = scores("low_back", MONDAY - timedelta(days=7), last)
    site = site_of(facts_of(logs(pain=before + scores("low_back", MONDAY, this))))
    assert site.change == pytest.approx(this[0] - last[0])
    assert site.inside_noise is inside
    assert (site.noise.source, site.noise.half_width) == ("population", 1.7)


def test_the_edge_of_the_noise_band_belongs_to_it():
    pain = scores("low_back", MONDAY - timedelta(days=7), [4] * 7 + [3] * 7)
    days = build_days(logs(pain=pain))
    for half, inside in ((1.0, True), (0.99, False)):
        band = replace(population_band(), half_width=half)
        assert site_week(days, W46, Site.LOW_BACK, band).inside_noise is inside


def test_the_run_in_mean_takes_run_in_days_only():
    start = MONDAY - timedelta(weeks=2)
    pain = scores("low_back", start, [6] * 7 + [8, None, 8, 8, 8, 8, 8] + [2] * 7)
    phases = [phase(start, "run_in", end=MONDAY - timedelta(days=1)), phase(MONDAY, "core_focused")]
    site = site_of(facts_of(logs(pain=pain, phases=phases)))
    assert site.run_in.mean == pytest.approx((6 * 7 + 8 * 6) / 13)
    assert site.run_in.days == 13
    assert site.since_run_in == pytest.approx(2 - 90 / 13)
    assert not site.run_in_thin


def test_a_thin_run_in_is_told():
    start = MONDAY - timedelta(days=7)
    phases = [phase(start, "run_in", end=MONDAY - timedelta(days=1)), phase(MONDAY, "core_focused")]
    site = site_of(
        facts_of(logs(pain=scores("low_back", start, [5, 5, 5] + [None] * 4 + [2] * 7), phases=phases))
    )
    assert site.run_in.days == 3
    assert site.run_in_thin


def test_the_thigh_root_is_the_worse_side_and_both_sides_are_kept():
    pain = scores("thigh_root", MONDAY, [5, 1], side="left") + scores(
        "thigh_root", MONDAY, [2, 3], side="right"
    )
    site = site_of(facts_of(logs(pain=pain)), Site.THIGH_ROOT)
    assert site.this.mean == 4.0  # 5 and 3
    assert site.left is not None
    assert site.right is not None
    assert (site.left.mean, site.right.mean) == (3.0, 2.5)


def test_the_control_site_is_shown_only_where_it_was_asked():
    without = facts_of(logs(pain=scores("low_back", MONDAY, [1])))
    assert [s.site for s in without.sites] == [Site.THIGH_ROOT, Site.LOW_BACK]
    with_it = facts_of(logs(pain=scores("control", MONDAY, [1])))
    assert [s.site for s in with_it.sites] == [Site.THIGH_ROOT, Site.LOW_BACK, Site.CONTROL]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=60))
def test_a_level_is_the_mean_of_what_was_given(values):
    got = level(pl.DataFrame({"low_back": pl.Series(values, dtype=pl.Int32)}), "low_back")
    given_ = [v for v in values if v is not None]
    assert got.days == len(given_)
    if given_:
        assert got.mean == pytest.approx(sum(given_) / len(given_))
        assert (got.lowest, got.highest) == (min(given_), max(given_))
    else:
        assert got.mean is None


# ---- program ------------------------------------------------------------------------------------
def test_the_week_of_a_program_counts_from_its_first_day():
    start = MONDAY + timedelta(days=2)  # a Wednesday
    tables = logs(pain=scores("low_back", MONDAY, [1] * 21), phases=[phase(start, "core_focused")])
    first, second = facts_of(tables).program, facts_of(tables, Week(MONDAY + timedelta(days=7))).program
    assert (first.program, first.week) == (Program.CORE_FOCUSED, 1)
    assert second.week == 2


def test_a_switch_inside_the_week_names_both_programs():
    phases = [
        phase(
            MONDAY - timedelta(days=30), "standard_crunch", end=MONDAY + timedelta(days=2), planned_sets=10
        ),
        phase(MONDAY + timedelta(days=3), "core_focused", planned_sets=20),
    ]
    facts = facts_of(logs(pain=scores("low_back", MONDAY, [1] * 7), phases=phases))
    assert facts.program.program is Program.CORE_FOCUSED
    assert facts.program.earlier == (Program.STANDARD_CRUNCH,)
    assert facts.training.sets.planned == 20  # four days of seven
    assert facts.training.sets.plan_changed


def test_an_inferred_program_that_began_before_the_log_has_no_week_number():
    sets = [one_set(MONDAY + timedelta(days=i), "ankle_band_crunch", reps=10.0) for i in range(0, 30, 2)]
    facts = facts_of(logs(sets=sets), Week(MONDAY + timedelta(days=21)))
    assert facts.program.program is Program.CORE_FOCUSED
    assert facts.program.week is None


def test_no_phases_and_no_training_is_no_program():
    facts = facts_of(logs(pain=scores("low_back", MONDAY, [1] * 7)))
    assert facts.program.program in (None, Program.NONE)
    assert facts.training.sessions.planned is None


# ---- training -----------------------------------------------------------------------------------
def test_sessions_and_sets_done_and_planned():
    facts = facts_of(full_log())
    assert (facts.training.sessions.done, facts.training.sessions.planned) == (3, 3)
    assert (facts.training.sets.done, facts.training.sets.planned) == (18, 18)
    assert dict(facts.training.sets_by_family)[Family.ARTICLE_MOVE] == 18
    assert facts.training.sets_unmapped == 3
    assert facts.training.days_trained == 3


def test_a_move_has_this_week_last_week_and_best_before():
    day = [MONDAY - timedelta(days=14), MONDAY - timedelta(days=7), MONDAY, MONDAY + timedelta(days=1)]
    reps = [20.0, 12.0, 15.0, 14.0]
    sets = [one_set(d, "ankle_band_crunch", reps=r) for d, r in zip(day, reps, strict=True)]
    facts = facts_of(logs(sets=sets))
    best = measure_of(facts, "anchored_crunch_reps")
    assert (best.this, best.last, best.before) == (15.0, 12.0, 20.0)
    assert not best.best_so_far
    assert next(m.days for m in facts.training.moves if m.move is Move.ANCHORED_CRUNCH) == 2


def test_a_best_needs_something_to_beat():
    first = facts_of(logs(sets=[one_set(MONDAY, "ankle_band_crunch", reps=9.0)]))
    assert not measure_of(first, "anchored_crunch_reps").best_so_far
    later = facts_of(full_log())
    assert measure_of(later, "anchored_crunch_reps").best_so_far


def test_the_carry_keeps_its_own_units():
    facts = facts_of(
        logs(
            sets=[
                one_set(MONDAY, "suitcase_carry", load_kg=30.0, hands=1, distance_m=20.0),
                one_set(MONDAY, "suitcase_carry", load_kg=10.0, hands=1, distance_m=80.0, set_index=1),
            ]
        )
    )
    assert measure_of(facts, "loaded_carry_kg_per_hand").this == 30.0
    assert measure_of(facts, "loaded_carry_distance_m").this == 80.0
    assert measure_of(facts, "loaded_carry_kg_m").this == 800.0  # of one set, not 30 x 80


def test_a_carry_without_hands_has_no_load_per_hand():
    facts = facts_of(logs(sets=[one_set(MONDAY, "suitcase_carry", load_kg=30.0, distance_m=20.0)]))
    carry = next(m for m in facts.training.moves if m.move is Move.LOADED_CARRY)
    assert "loaded_carry_kg_per_hand" not in [m.column for m in carry.measures]
    assert measure_of(facts, "loaded_carry_unhanded_kg").this == 30.0
    assert texts.move_note(carry, facts.training.side_support) == texts.HANDS_MISSING


def test_a_carry_by_the_clock_is_not_called_missing():
    facts = facts_of(logs(sets=[one_set(MONDAY, "suitcase_carry", load_kg=30.0, duration_s=46.0)]))
    carry = next(m for m in facts.training.moves if m.move is Move.LOADED_CARRY)
    assert (carry.days, carry.ever) == (1, True)
    assert measure_of(facts, "loaded_carry_duration_s").this == 46.0


def test_a_move_without_any_number_was_still_done():
    facts = facts_of(logs(sets=[one_set(MONDAY, "pallof_press", rpe=7.0)]))
    rotation = next(m for m in facts.training.moves if m.move is Move.ROTATION)
    assert (rotation.days, rotation.ever, rotation.measures) == (1, True, ())
    assert texts.move_note(rotation, facts.training.side_support) == texts.NO_MEASURE
    assert not next(m for m in facts.training.moves if m.move is Move.LOADED_CARRY).ever


def test_left_and_right_are_compared_only_where_both_were_logged():
    left = one_set(MONDAY, "side_plank", side="left", duration_s=40.0)
    right = one_set(MONDAY, "side_plank", side="right", duration_s=30.0, set_index=1)
    unsided = one_set(MONDAY, "side_plank", duration_s=50.0, set_index=2)
    both = facts_of(logs(sets=[left, right])).training.side_support
    assert (both.difference, both.share, both.unsided) == (10.0, 0.25, None)
    some = facts_of(logs(sets=[left, unsided])).training.side_support
    assert (some.left, some.right, some.difference, some.unsided) == (40.0, None, None, 50.0)


def test_unanswered_is_missing_from_what_gave_out():
    sets = [
        one_set(MONDAY, "ankle_band_crunch", set_index=i, gave_out_first=answer)
        for i, answer in enumerate(["abs", "abs", "hip_flexors", "none", None, None])
    ]
    gave_out = facts_of(logs(sets=sets)).training.gave_out
    assert gave_out.answered == 4
    assert gave_out.share(GaveOut.ABS) == 0.5
    assert gave_out.share(GaveOut.HIP_FLEXORS) == 0.25
    assert gave_out.answered_last == 0


def test_no_answer_has_no_share():
    gave_out = facts_of(logs(sets=[one_set(MONDAY, "ankle_band_crunch")])).training.gave_out
    assert gave_out.answered == 0
    assert gave_out.share(GaveOut.ABS) is None


# ---- which week, and how full -------------------------------------------------------------------
def test_a_week_is_so_far_while_its_sunday_lies_after_the_last_log():
    facts = facts_of(logs(pain=scores("low_back", MONDAY - timedelta(days=3), [1] * 6)))
    assert facts.so_far
    assert facts.until == facts.last_day == MONDAY + timedelta(days=2)
    assert facts.quality.days_reported == 3
    whole = facts_of(logs(pain=scores("low_back", MONDAY, [1] * 7)))
    assert not whole.so_far


def test_a_week_is_over_once_something_was_added_after_its_sunday():
    tables = logs(pain=scores("low_back", MONDAY, [3]))
    sunday = W46.sunday
    assert facts_of(tables, told_on=sunday).so_far
    assert not facts_of(tables, told_on=sunday + timedelta(days=1)).so_far


def test_the_newest_week_is_the_newest_with_data():
    pain = scores("low_back", MONDAY, [1])
    assert newest_week(build_days(logs(pain=pain))) == W46
    assert newest_week(build_days(logs())) is None


def test_weeks_without_data_are_empty_inside_before_and_after_the_log():
    pain = scores("low_back", MONDAY - timedelta(days=7), [5]) + scores(
        "low_back", MONDAY + timedelta(days=7), [5]
    )
    tables = logs(pain=pain)
    inside = facts_of(tables)
    assert inside.empty
    assert inside.trend.drop_nulls("mean").height == 1
    assert site_of(inside).this.mean is None
    assert site_of(inside).last.mean == 5.0
    before = facts_of(tables, Week(MONDAY - timedelta(days=70)))
    assert before.empty
    assert before.until is None
    assert before.daily.is_empty()
    after = facts_of(tables, Week(MONDAY + timedelta(days=700)))
    assert after.empty
    assert not after.so_far
    assert not facts_of(logs(habits=[{"person": "ana", "date": MONDAY, "sleep_h": 7.0}])).empty


def test_only_workouts_and_only_pain():
    workouts = facts_of(logs(sets=[one_set(MONDAY, "ankle_band_crunch", reps=5.0)]))
    assert not workouts.empty
    assert workouts.quality.days_reported == 0
    assert all(s.this.mean is None for s in workouts.sites)
    pain = facts_of(logs(pain=scores("low_back", MONDAY, [1])))
    assert pain.training.sessions.done == 0
    assert all(not m.measures for m in pain.training.moves)


def test_other_people_stay_out():
    tables = logs(
        pain=scores("low_back", MONDAY, [1] * 7) + scores("low_back", MONDAY, [9] * 7, person="ben")
    )
    assert site_of(facts_of(tables)).this.mean == 1.0


def test_the_trend_goes_back_half_a_year_and_says_so():
    tables = logs(pain=scores("low_back", MONDAY - timedelta(weeks=40), [1] * 7 * 41))
    facts = facts_of(tables)
    assert facts.trend_cut
    assert facts.trend.filter(pl.col("site") == "low_back").height == 26
    assert facts.daily["date"].max() == W46.sunday
    assert not facts_of(full_log()).trend_cut


def test_the_trend_holds_nothing_after_the_week():
    facts = facts_of(full_log(), W46.before)
    assert facts.daily["date"].max() == W46.before.sunday
    assert facts.spans["end"].max() <= W46.before.sunday


# ---- data quality and safety --------------------------------------------------------------------
def test_a_record_with_two_reasons_is_one_row_set_aside():
    rows = rejected(
        {"person": "ana", "line": 3, "rule": "range"},
        {"person": "ana", "line": 3, "rule": "date"},
        {"person": "ana", "line": 9, "rule": "range"},
        {"person": "ben", "line": 4, "rule": "range"},
        {"line": 5, "rule": "person"},
    )
    quality = facts_of(logs(pain=scores("low_back", MONDAY, [1])), rejected=rows).quality
    assert quality.rows_set_aside == 2
    assert quality.rules == (("range", 2), ("date", 1))
    assert [row.line for row in quality.newest] == [9, 3, 3]
    alone = facts_of(logs(pain=scores("low_back", MONDAY, [1])), rejected=rows, alone=True).quality
    assert alone.rows_set_aside == 3  # with one person in the book, rows without a name are theirs


def test_two_hundred_unmapped_names_are_counted_and_a_few_shown():
    names = pl.DataFrame(
        {
            "exercise_logged": [f"thing {i}" for i in range(200)],
            "n_sets": pl.Series([1] * 199 + [7], dtype=pl.Int32),
            "candidates": [["side_plank"]] * 200,
        }
    )
    quality = facts_of(logs(pain=scores("low_back", MONDAY, [1])), unmapped=names).quality
    assert (quality.unmapped_names, quality.unmapped_sets) == (200, 206)
    assert quality.unmapped[0].name == "thing 199"
    assert len(quality.unmapped) == 8


def test_safety_answers_of_rows_set_aside_are_not_lost():
    rows = rejected(
        {"person": "ana", "line": 3, "red_flag": "emergency"},
        {"person": "ana", "line": 4, "red_flag": "no"},
        {"person": "ben", "line": 5, "red_flag": "below_knee"},
        {"line": 6, "red_flag": "emergency"},
    )
    facts = facts_of(logs(pain=scores("low_back", MONDAY, [1])), rejected=rows)
    assert facts.emergency
    assert [(f.line, f.red_flag, f.named) for f in facts.flags_set_aside] == [
        (3, RedFlag.EMERGENCY, True),
        (6, RedFlag.EMERGENCY, False),
    ]
    other = facts_of(logs(pain=scores("low_back", MONDAY, [1], person="eve")), person="eve", rejected=rows)
    assert not other.emergency  # the row that names nobody is told, but it is not called theirs
    assert [f.named for f in other.flags_set_aside] == [False]
