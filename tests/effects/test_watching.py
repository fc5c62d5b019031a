"""The running verdict: looks replayed, against one-look comparisons of the same days; rules and sentences."""

import datetime as dt
import json
import math

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.comparison import compare
from coreanalytics.effects.looks import Look, count_looks, date_look, follow_path
from coreanalytics.effects.sequential import (
    ALPHA_BETWEEN,
    ALPHA_WITHIN,
    boundaries,
    carry_to_interval,
    carry_to_mixture,
    observed_boundaries,
)
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.effects.watching import watch_between, watch_within
from coreanalytics.effects.within.studies import compare_within
from coreanalytics.errors import ArgumentError, DataError

START = dt.date(2026, 1, 5)
SITE = "low_back"


def make_days(
    programs,
    effect=0.0,
    *,
    seed=0,
    person="me",
    assigned="self",
    missing=0.25,
    noise=1.7,
    schedule=None,
    continuing=False,
):
    """One person's days: (program, length) phases, AR(1) scores around 4 with `effect` under core_focused."""
    rng = np.random.default_rng(seed)
    rows, course, day = [], 0.0, START
    for phase, (program, length) in enumerate(programs, start=1):
        start = day
        for offset in range(length):
            course = 0.5 * course + math.sqrt(0.75) * rng.standard_normal()
            level = 4 + effect * (program == "core_focused") + noise * course
            score = int(np.clip(round(level), 0, 10))
            shown = score if rng.random() >= missing else None
            rows.append(
                {
                    "person": person,
                    "date": day,
                    "thigh_root": shown,
                    "low_back": shown,
                    "control": shown,
                    "program": program,
                    "assigned": assigned,
                    "phase": phase,
                    "phase_start": start,
                    "time_zero": start,
                    "day_in_phase": offset,
                    "continuing": continuing and phase == 1,
                    "run_in": False,
                    "schedule": schedule,
                }
            )
            day += dt.timedelta(days=1)
    return pl.DataFrame(rows, infer_schema_length=None)


def switch(effect=0.0, weeks=26, **kwargs):
    return make_days([("standard_crunch", 56), ("core_focused", 7 * weeks)], effect, **kwargs)


def blocks(effect=0.0, pairs=6, **kwargs):
    order = [("core_focused", 14), ("standard_crunch", 14), ("standard_crunch", 14), ("core_focused", 14)]
    return make_days((order * pairs)[: 2 * pairs], effect, assigned="randomised", **kwargs)


def after(days, week, origin=56):
    return START + dt.timedelta(days=origin + 7 * week - 1)


def cohort(effect=0.0, people=4, days=84, seed=0, **kwargs):
    """Two arms; everybody begins together, on a Monday, with no run-in."""
    arms = [("core_focused", k) for k in range(people)] + [("standard_crunch", k) for k in range(people)]
    return pl.concat(
        make_days([(arm, days)], effect, person=f"{arm}-{k}", seed=[seed, k, arm == "core_focused"], **kwargs)
        for arm, k in arms
    )


# --- one person ---------------------------------------------------------------------------------


@pytest.mark.parametrize("trend", [False, True])
@pytest.mark.parametrize("plan", [switch, blocks])
def test_every_look_is_what_one_comparison_of_the_days_so_far_says(plan, trend):
    days = plan(-1.0, seed=3)
    origin = 56 if plan is switch else 0
    running = watch_within(days, "me", until=after(days, 14, origin), outcomes=(SITE,), trend=trend)[SITE]
    told = running.looks
    assert told["look"].to_list() == list(range(6, 15))
    known = np.full(26, np.nan)
    for row in told.iter_rows(named=True):
        effect = compare_within(days, "me", until=row["date"], outcomes=(SITE,), trend=trend)[SITE]
        assert (effect.estimate is None) == (row["refused"] is not None)
        assert tuple(effect.days_by_program.values()) == (row["n_treatment"], row["n_control"])
        if effect.estimate is None:
            continue
        fit = effect.fit
        design = fit.design[fit.seen]
        known[row["look"] - 1] = 1 / np.linalg.inv(design.T @ design)[1, 1]
        edge = observed_boundaries(ALPHA_WITHIN, known)[row["look"] - 1]
        assert row["boundary"] == pytest.approx(edge, abs=1e-9)
        assert row["estimate"] == pytest.approx(effect.estimate, abs=1e-8)
        assert (row["low"], row["high"]) == pytest.approx(carry_to_mixture(edge, fit.mixture), abs=1e-6)
        assert row["df"] == effect.df
    assert told["estimate"].drop_nulls().len() >= 5


def test_looking_later_changes_no_earlier_look():
    for plan, origin in ((switch, 56), (blocks, 0)):
        days = plan(-1.0, seed=5)
        whole = watch_within(days, "me", until=after(days, 20, origin), outcomes=(SITE,))[SITE].looks
        for week in (8, 11, 15):
            then = watch_within(days, "me", until=after(days, week, origin), outcomes=(SITE,))[SITE].looks
            early = whole.filter(pl.col("look") <= week)
            assert then["verdict"].equals(early["verdict"])
            for column in ("estimate", "low", "high", "boundary"):
                assert then[column].to_list() == pytest.approx(early[column].to_list(), abs=1e-8)


def test_the_day_of_the_week_on_which_somebody_looks_does_not_matter():
    days = switch(-1.0, seed=1)
    on_time = watch_within(days, "me", until=after(days, 9))
    assert on_time == watch_within(days, "me", until=after(days, 9) + dt.timedelta(days=6))
    assert on_time[SITE].look == 9
    assert watch_within(days, "me", until=after(days, 10))[SITE].look == 10


def test_no_verdict_before_week_six():
    days = switch(-6.0, noise=0.8)
    early = watch_within(days, "me", until=after(days, 5))[SITE]
    assert (early.look, early.verdict, early.week, early.looks.height) == (5, Verdict.REFUSED, None, 0)
    assert "week 6" in early.to_sentence()
    assert watch_within(days, "me", until=after(days, 6))[SITE].week == 6


def test_weeks_count_from_the_switch_or_from_the_first_block():
    one = watch_within(switch(), "me", until=after(None, 9))[SITE]
    assert one.origin == START + dt.timedelta(days=56)
    assert watch_within(blocks(), "me", until=after(None, 9, 0))[SITE].origin == START
    long_a = make_days([("standard_crunch", 29), ("core_focused", 90)])
    assert watch_within(long_a, "me", until=START + dt.timedelta(days=100))[SITE].origin != START
    drawn = make_days(
        [("standard_crunch", 42), ("core_focused", 42)], schedule="blocks", assigned="randomised"
    )
    assert watch_within(drawn, "me", until=START + dt.timedelta(days=80))[SITE].origin == START
    before = make_days([("standard_crunch", 20), ("core_focused", 90)], continuing=True)
    assert watch_within(before, "me", until=START + dt.timedelta(days=100))[SITE].origin != START


def test_a_later_switch_moves_no_look():
    first = [("standard_crunch", 56), ("core_focused", 70)]
    one = make_days(first, -1.0, seed=2)
    two = make_days([*first, ("standard_crunch", 40)], -1.0, seed=2)
    until = START + dt.timedelta(days=56 + 69)
    looks = [watch_within(days, "me", until=until)[SITE] for days in (one, two)]
    assert looks[0] == looks[1]
    later = watch_within(two, "me", until=until + dt.timedelta(days=40))[SITE]
    assert later.looks.head(looks[0].looks.height)["low"].to_list() == looks[0].looks["low"].to_list()


def test_a_verdict_sticks_with_its_week_and_is_frozen_after_the_last_look():
    days = switch(-3.0, seed=4, weeks=40)
    first = next(
        running
        for week in range(6, 27)
        if (running := watch_within(days, "me", until=after(days, week), outcomes=(SITE,))[SITE]).path
    )
    assert first.week == first.look
    last = watch_within(days, "me", until=after(days, 26), outcomes=(SITE,))[SITE]
    assert last.week == first.week
    assert last.frozen
    assert last == watch_within(days, "me", until=after(days, 40), outcomes=(SITE,))[SITE]
    assert f"ince week {first.week} " in last.to_sentence()
    assert "All 26 looks are spent" in last.to_sentence()


def test_too_few_days_are_refused_and_said():
    days = switch(missing=0.7)
    running = watch_within(days, "me", until=after(days, 7), outcomes=(SITE,))[SITE]
    assert running.verdict is Verdict.REFUSED
    assert running.estimate is None
    assert "30 on each are needed" in running.to_sentence()


def test_scores_that_never_vary_are_refused():
    flat = switch(noise=0.0)
    running = watch_within(flat, "me", until=after(flat, 9), outcomes=(SITE,))[SITE]
    assert running.verdict is Verdict.REFUSED
    assert "The scores never change within a routine" in running.to_sentence()


def test_one_routine_so_far_or_none():
    alone = make_days([("standard_crunch", 90)])
    running = watch_within(alone, "me", until=START + dt.timedelta(days=80))[SITE]
    assert (running.look, running.verdict) == (0, Verdict.REFUSED)
    assert "nly one of the two routines" in running.to_sentence()
    neither = make_days([("mixed", 90)])
    with pytest.raises(DataError):
        watch_within(neither, "me", until=START + dt.timedelta(days=80))
    with pytest.raises(ArgumentError):
        watch_within(alone, "nobody", until=START)
    with pytest.raises(DataError, match="lacks"):
        watch_within(alone.drop("phase_start"), "me", until=START)


def test_causal_words_only_where_chance_decided():
    made = {"noise": 1.0, "seed": 1}
    drawn = watch_within(blocks(-3.0, **made), "me", until=after(None, 24, 0))[SITE]
    chosen = watch_within(switch(-3.0, **made), "me", until=after(None, 24))[SITE]
    assert drawn.verdict in (Verdict.LOWER, Verdict.LOWER_MATTERS)
    assert chosen.verdict in (Verdict.LOWER, Verdict.LOWER_MATTERS)
    assert "helps" in drawn.to_sentence()
    assert "helps" not in chosen.to_sentence()


def test_an_open_verdict_says_what_would_settle_it():
    running = watch_within(switch(0.0, seed=7), "me", until=after(None, 7), outcomes=(SITE,))[SITE]
    assert running.verdict is Verdict.CANT_TELL
    assert "randomised two-week blocks" in running.to_sentence() or "by about week" in running.to_sentence()


# --- cohorts ------------------------------------------------------------------------------------


def test_a_cohorts_looks_are_comparisons_of_the_days_so_far():
    days = cohort(-1.5, seed=1)
    running = watch_between(days, until=START + dt.timedelta(days=7 * 10 - 1), outcomes=(SITE,))[SITE]
    assert running.looks["look"].to_list() == list(range(1, 11))
    assert running.looks["horizon"].drop_nulls().to_list()[-4:] == [7.0, 8.0, 8.0, 8.0]
    for week in (4, 8, 10):
        row = running.looks.row(week - 1, named=True)
        effect = compare(days, weeks=min(week, 8), until=row["date"], outcomes=(SITE,))[SITE]
        edge = boundaries(ALPHA_BETWEEN)[week - 1]
        expected = carry_to_interval(edge, effect.estimate, effect.se, effect.df)
        assert row["estimate"] == pytest.approx(effect.estimate, abs=1e-9)
        assert (row["low"], row["high"]) == pytest.approx(expected, abs=1e-9)


def test_no_difference_is_not_concluded_before_the_horizon():
    quiet = cohort(0.0, people=8, noise=0.4, missing=0.0)
    early = watch_between(quiet, until=START + dt.timedelta(days=41), outcomes=(SITE,))[SITE]
    assert early.now is Verdict.NO_DIFFERENCE
    assert early.verdict is Verdict.CANT_TELL
    assert "until 8 weeks" in early.to_sentence()
    late = watch_between(quiet, until=START + dt.timedelta(days=62), outcomes=(SITE,))[SITE]
    assert (late.verdict, late.week) == (Verdict.NO_DIFFERENCE, 8)


def test_the_calendar_of_a_cohort_begins_with_its_first_time_zero_and_ends():
    days = cohort(-2.0, seed=2)
    before = watch_between(days, until=START + dt.timedelta(days=3), outcomes=(SITE,))[SITE]
    assert (before.look, before.verdict) == (0, Verdict.REFUSED)
    last = watch_between(days, until=START + dt.timedelta(days=7 * 26), outcomes=(SITE,))[SITE]
    assert last.frozen
    assert last == watch_between(days, until=START + dt.timedelta(days=900), outcomes=(SITE,))[SITE]
    fewer = watch_between(days, until=START + dt.timedelta(days=900), outcomes=(SITE,), looks=11)[SITE]
    assert fewer.frozen
    assert (fewer.look, fewer.planned) == (11, 11)
    assert fewer.interval.width < last.interval.width * 1.1


def test_a_cohort_of_four_is_refused_at_every_look():
    running = watch_between(cohort(people=2), until=START + dt.timedelta(days=70), outcomes=(SITE,))[SITE]
    assert running.verdict is Verdict.REFUSED
    assert running.looks["refused"].null_count() == 0
    with pytest.raises(DataError):
        watch_between(make_days([("mixed", 30)]), until=START)


@pytest.mark.slow
def test_the_calibration_of_cohorts_looks_as_the_product_does():
    from benchmarks.calibration.cohort_days import SITE as OUTCOME
    from benchmarks.calibration.cohort_days import draw_days
    from benchmarks.calibration.weekly_cohorts import CELLS, take_looks

    for cell in (CELLS[0], CELLS[-1]):
        quick = take_looks(cell.cohort, 3)
        days = draw_days(cell.cohort, 3)
        looks = watch_between(days, until=dt.date(2027, 1, 1), outcomes=(OUTCOME,))[OUTCOME].looks
        assert looks["estimate"].to_numpy() == pytest.approx(quick[:, 0], abs=1e-6, nan_ok=True)
        assert looks["df"].to_numpy() == pytest.approx(quick[:, 2], abs=1e-4, nan_ok=True)


# --- rules and words ----------------------------------------------------------------------------


def look_at(number, low, high):
    return Look(number, date_look(START, number), estimate=(low + high) / 2, low=low, high=high, df=9.0)


def test_the_first_verdict_stands_and_a_direction_may_be_sharpened():
    blank = Look(6, date_look(START, 6), refused="too few")
    looks = [blank, look_at(7, -3, 1), look_at(8, -3, -0.5), look_at(9, -2.5, 0.5), look_at(10, -4, -2.5)]
    assert follow_path(looks[:2], 2.0) == ()
    assert follow_path(looks[:4], 2.0) == ((8, Verdict.LOWER),)
    assert follow_path(looks, 2.0) == ((8, Verdict.LOWER), (10, Verdict.LOWER_MATTERS))
    contrary = [look_at(7, -1, 1), look_at(8, 0.5, 3), look_at(9, -5, -3)]
    assert follow_path(contrary, 2.0) == ((7, Verdict.NO_DIFFERENCE),)


def test_looks_are_counted_by_whole_weeks():
    assert count_looks(START, START + dt.timedelta(days=5), 26) == 0
    assert count_looks(START, date_look(START, 3), 26) == 3
    assert count_looks(START, date_look(START, 300), 26) == 26


def test_a_later_range_that_disagrees_is_told():
    days = switch(-3.0, seed=4)
    running = watch_within(days, "me", until=after(days, 20), outcomes=(SITE,))[SITE]
    from dataclasses import replace

    doubted = replace(running, path=((9, Verdict.LOWER),), now=Verdict.CANT_TELL)
    assert "alone would say: can't tell yet" in doubted.to_sentence()
    agreed = replace(running, path=((9, Verdict.LOWER),), now=Verdict.LOWER)
    assert "alone would say" not in agreed.to_sentence()
    blank = replace(doubted, estimate=None, interval=None, now=Verdict.REFUSED, refusal="too few days")
    assert "What was told in week 9 stands" in blank.to_sentence()


def test_a_result_tells_itself_in_every_form():
    days = switch(-1.0, seed=6)
    running = watch_within(days, "me", until=after(days, 12))
    one = running[SITE]
    assert list(running) == ["thigh_root", "low_back"]
    assert one.interval.level == pytest.approx(1 - ALPHA_WITHIN)
    assert "looked at every week (26 looks planned)" in str(one)
    assert "98.25" in str(one)
    assert "weekly range" in str(running)
    plain = json.loads(json.dumps(running.to_dict()))
    assert plain[SITE]["interval_kind"] == "running"
    assert len(plain[SITE]["looks"]) == one.looks.height == 7
    assert running.to_polars().height == 14
    assert "<table" in running._repr_html_()
    assert "significant" not in running.to_sentence()


def test_hostile_names_are_escaped():
    days = switch(-1.0).with_columns(person=pl.lit("<b>me</b>"))
    assert "<b>" not in watch_within(days, "<b>me</b>", until=after(days, 9))._repr_html_()
