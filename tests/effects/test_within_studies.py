"""One person compared with themselves, from person-days to sentences."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.results import Design
from coreanalytics.effects.verdicts import Verdict, judge
from coreanalytics.effects.within import WithinEntry, compare_within, overlap_of
from coreanalytics.errors import ArgumentError, DataError

CORE, CRUNCH = "core_focused", "standard_crunch"
FIRST = dt.date(2026, 1, 5)


def make_days(
    programs,
    length=14,
    *,
    shift=-2.0,
    growth=0.0,
    drift=0.0,
    rho=0.5,
    seed=1,
    missing=0.25,
    assigned="randomised",
    continuing=False,
    person="a",
    schedule=None,
):
    """Phases of `length` days; the treatment's scores are lower by `shift`, and by `growth` a week more."""
    rng = np.random.default_rng(seed)
    rows, course = [], 0.0
    for number, program in enumerate(programs, start=1):
        for offset in range(length):
            day = len(rows)
            course = rho * course + np.sqrt(1 - rho**2) * rng.normal()
            moved = (shift + growth * offset / 7) * (program == CORE) + drift * day / 7
            score = int(np.clip(np.rint(5 + 1.5 * course + moved), 0, 10))
            value = None if rng.random() < missing else score
            start = FIRST + dt.timedelta(days=length * (number - 1))
            rows.append(
                {
                    "person": person,
                    "date": FIRST + dt.timedelta(days=day),
                    "thigh_root": value,
                    "low_back": value,
                    "control": None if value is None else int(rng.integers(0, 3)),
                    "program": program,
                    "assigned": assigned,
                    "phase": number,
                    "phase_start": start,
                    "day_in_phase": offset,
                    "continuing": continuing,
                    "run_in": False,
                    "schedule": schedule,
                }
            )
    kinds = {"schedule": pl.String(), "phase": pl.Int32(), "day_in_phase": pl.Int32()}
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=kinds)


ABAB = (CRUNCH, CORE, CRUNCH, CORE)


def test_a_clear_difference_is_found_and_told():
    effects = compare_within(make_days(ABAB * 3, shift=-3), "a")
    effect = effects["low_back"]
    assert effect.contrast == "difference_of_phase_means"
    assert effect.interval.high < 0
    assert effect.verdict == judge(effect.interval.low, effect.interval.high, 2.0)
    assert effect.person == "a"
    assert effect.interval.level == 0.975
    assert effects["control"].interval.level == 0.95
    assert effects["control"].verdict is None
    said = effect.to_sentence()
    assert "points less on core-focused routines than on standard crunches (97.5\u00a0% range −" in said
    assert "helps this person" in said
    assert "significant" not in said


def test_independent_whole_days_give_the_difference_of_means():
    days = make_days((CRUNCH, CORE), 60, rho=0.0, missing=0.0, assigned="self")
    effect = compare_within(days, "a", wash_in=0)["low_back"]
    means = dict(days.group_by("program").agg(pl.col("low_back").mean()).iter_rows())
    assert effect.estimate == pytest.approx(means[CORE] - means[CRUNCH], abs=0.1)
    assert effect.days_by_program == {CORE: 60, CRUNCH: 60}
    assert effect.n_days == 120


def test_wash_in_and_run_in_days_do_not_count():
    days = make_days((CRUNCH, CORE), 50, assigned="self", missing=0.0)
    wild = days.with_columns(
        pl.when(pl.col("day_in_phase") < 3).then(10).otherwise("low_back").alias("low_back")
    )
    one, two = compare_within(days, "a")["low_back"], compare_within(wild, "a")["low_back"]
    assert one.estimate == two.estimate
    assert one.days_by_program == {CORE: 47, CRUNCH: 47}
    early = days.with_columns((pl.col("date") < FIRST + dt.timedelta(days=14)).alias("run_in"))
    assert compare_within(early, "a")["low_back"].days_by_program == {CORE: 47, CRUNCH: 36}


def test_who_began_before_the_first_log_has_no_switch_in_sight_there():
    days = make_days((CRUNCH, CORE), 50, assigned="inferred", missing=0.0, continuing=True)
    effect = compare_within(days, "a")["low_back"]
    assert effect.days_by_program == {CORE: 47, CRUNCH: 50}
    assert effect.design == Design.WITHIN_INFERRED
    assert any("had begun before the first log" in warning for warning in effect.warnings)
    assert "helps" not in effect.to_sentence()
    assert effect.asides == ()


def test_order_of_rows_and_other_people_change_nothing():
    days = make_days(ABAB * 2, missing=0.3)
    other = make_days(ABAB * 2, seed=9, person="b")
    mixed = pl.concat([other, days]).sample(fraction=1, shuffle=True, seed=2)
    one, two = compare_within(days, "a"), compare_within(mixed.lazy(), "a")
    assert one["low_back"].estimate == pytest.approx(two["low_back"].estimate, abs=1e-12)
    assert one["low_back"].interval.low == pytest.approx(two["low_back"].interval.low, abs=1e-9)


def test_a_shift_of_the_scores_or_of_the_calendar_changes_nothing():
    days = make_days(ABAB * 2, shift=-1)
    later = days.with_columns(
        pl.col("date", "phase_start") + pl.duration(days=400), (pl.col("low_back") + 20).alias("low_back")
    )
    one, two = compare_within(days, "a")["low_back"], compare_within(later, "a")["low_back"]
    assert one.estimate == pytest.approx(two.estimate, abs=1e-8)
    assert one.interval.low == pytest.approx(two.interval.low, abs=1e-7)


def test_changing_sides_changes_the_sign():
    days = make_days(ABAB * 2)
    one = compare_within(days, "a")["low_back"]
    two = compare_within(days, "a", CRUNCH, versus=CORE)["low_back"]
    assert one.estimate == pytest.approx(-two.estimate, abs=1e-9)
    assert one.interval.low == pytest.approx(-two.interval.high, abs=1e-6)


def test_until_reads_no_later_day():
    days = make_days(ABAB * 2)
    cut = FIRST + dt.timedelta(days=69)
    one = compare_within(days, "a", until=cut)
    two = compare_within(days.filter(pl.col("date") <= cut), "a")
    assert one["low_back"].estimate == two["low_back"].estimate
    assert one["low_back"].n_days < compare_within(days, "a")["low_back"].n_days


def test_too_few_days_are_shown_and_counted():
    effects = compare_within(make_days((CRUNCH, CORE), 20, missing=0.0, assigned="self"), "a")
    effect = effects["low_back"]
    assert effect.verdict == Verdict.REFUSED
    assert "17 on core-focused routines (mean" in effect.refusal
    assert "at least 30, that is 13 more on core-focused routines and 13 more" in effect.refusal
    assert all(not each.is_answered for each in effects.values())
    assert "no answer" in str(effects)


def test_randomised_blocks_need_fewer_days():
    days = make_days(ABAB, 13, missing=0.0)
    assert compare_within(days, "a")["low_back"].is_answered
    chosen = days.with_columns(pl.lit("self").alias("assigned"))
    assert not compare_within(chosen, "a")["low_back"].is_answered
    lax = WithinEntry(min_days=14)
    assert compare_within(chosen, "a", entry=lax)["low_back"].design == Design.WITHIN_CHOSEN


def test_a_phase_with_too_few_reports_does_not_enter():
    days = make_days(ABAB, 25, missing=0.0)
    thin = days.with_columns(
        pl.when((pl.col("phase") == 4) & (pl.col("day_in_phase") > 6))
        .then(None)
        .otherwise("low_back")
        .alias("low_back")
    )
    effect = compare_within(thin, "a")["low_back"]
    assert not effect.is_answered  # one switch back and forth is no block design any more: 22 of 30 days
    assert "Phase 4 does not count: fewer than 5 reported days" in effect.refusal
    whole = compare_within(thin, "a")["thigh_root"]
    assert whole.is_answered
    assert whole.days_by_program == {CORE: 44, CRUNCH: 44}


def test_one_switch_cannot_tell_a_course():
    effects = compare_within(make_days((CRUNCH, CORE), 60, assigned="self"), "a")
    for contrast in ("difference_at_horizon", "difference_in_slope"):
        refused = effects["low_back", contrast]
        assert not refused.is_answered
        assert "this design cannot answer this; randomised two-week blocks would" in refused.refusal
    assert any("slow drift" in warning for warning in effects["low_back"].warnings)


def test_a_horizon_beyond_what_both_have_seen_is_refused():
    effects = compare_within(make_days(ABAB, 21), "a", weeks=8)
    refused = effects["low_back", "difference_at_horizon"]
    assert "8 weeks into a phase are never seen under both" in refused.refusal
    assert effects["low_back", "difference_in_slope"].is_answered
    assert compare_within(make_days(ABAB, 21), "a", weeks=2)["low_back", "difference_at_horizon"].is_answered


def test_a_growing_difference_is_seen_by_the_course_model():
    days = make_days(ABAB * 3, 28, shift=0.0, growth=-1.0, rho=0.2, missing=0.1)
    effects = compare_within(days, "a", weeks=3)
    slope = effects["low_back", "difference_in_slope"]
    assert slope.unit == "points a week"
    assert -1 in slope.interval
    assert slope.interval.high < 0
    assert effects["low_back", "difference_at_horizon"].estimate == pytest.approx(-3, abs=0.8)
    assert "points a week lower on core-focused" in slope.to_sentence()


def test_a_common_trend_takes_a_drift_out():
    days = make_days((CRUNCH, CORE), 60, shift=0.0, drift=0.25, rho=0.0, missing=0.0, assigned="self")
    plain = compare_within(days, "a")["low_back"]
    lined = compare_within(days, "a", trend=True)["low_back"]
    assert plain.estimate > 1  # the drift is taken for a difference
    assert abs(lined.estimate) < plain.estimate / 2
    assert 0 in lined.interval
    assert lined.fit.coefficients["trend"] == pytest.approx(0.25, abs=0.1)
    assert "common trend" in lined.method
    assert any("hardly be told apart" in warning for warning in lined.warnings)


def test_the_fit_tells_what_stands_behind_it():
    effect = compare_within(make_days(ABAB * 2), "a")["low_back"]
    fit = effect.fit
    assert fit.people.height == 1
    assert fit.people["treatment_days"].item() == effect.days_by_program[CORE]
    assert fit.rows.height == effect.n_days == fit.n == fit.innovations.size
    assert fit.rows["residual"].mean() == pytest.approx(0, abs=0.2)
    assert 0 <= fit.rho < 1
    assert 0 <= fit.kappa < 1
    wide = effect.interval_at(0.999)
    assert wide.low < effect.interval.low
    assert effect.interval_at(0.975).low == pytest.approx(effect.interval.low)
    assert overlap_of(effect).n_treatment == effect.days_by_program[CORE]


def test_innovations_are_white_where_days_are_not():
    fit = compare_within(make_days(ABAB * 6, rho=0.7, missing=0.0), "a")["low_back"].fit
    raw, white = fit.rows["residual"].to_numpy(), fit.innovations
    assert np.corrcoef(raw[1:], raw[:-1])[0, 1] > 0.4
    assert abs(np.corrcoef(white[1:], white[:-1])[0, 1]) < 0.15
    assert white.std() == pytest.approx(1, abs=0.15)


def test_what_would_settle_it_shrinks_as_days_come_in():
    few = compare_within(make_days(ABAB, 21, shift=-1, rho=0.7), "a")["low_back"]
    many = compare_within(make_days(ABAB * 3, 21, shift=-1, rho=0.7), "a")["low_back"]
    need_few, need_many = (each.fit.count_days_needed(0.975, 1.0) for each in (few, many))
    assert need_few > need_many > 0
    low, high = few.fit.range_at(0.975)
    assert few.fit.count_days_needed(0.975, high - low + 0.01) == 0
    assert few.fit.count_days_needed(0.975, 0.01) is None


def test_the_days_needed_are_about_right():
    """Blocks made three times as long as now have about the width that is promised for them."""
    widths = {}
    for times in (1, 3):
        found = [
            compare_within(make_days(ABAB * times, 14, shift=0, rho=0.6, seed=s, missing=0.0), "a")[
                "low_back"
            ]
            for s in range(8)
        ]
        widths[times] = np.median([effect.interval.width for effect in found])
        if times == 1:
            fits = [effect.fit for effect in found]
    promised = np.median([fit.count_days_needed(0.975, widths[3]) for fit in fits])
    assert 22 * 1.2 < promised < 22 * 3.2  # 44 more days on each routine, as they came


def test_cant_tell_says_what_would_settle_it():
    effect = compare_within(make_days((CRUNCH, CORE), 60, shift=-0.5, rho=0.85, assigned="self"), "a")[
        "low_back"
    ]
    assert effect.verdict == Verdict.CANT_TELL
    said = effect.to_sentence()
    assert "cannot be told yet" in said
    assert "more reported days on each routine, at the present noise, would settle it" in said
    assert "Randomised two-week blocks would need fewer." in said


def test_persistent_days_are_warned_of():
    effect = compare_within(make_days((CRUNCH, CORE), 100, rho=0.97, missing=0, assigned="self"), "a")[
        "low_back"
    ]
    assert effect.fit.rho > 0.8
    assert any("resemble their neighbours very much" in warning for warning in effect.warnings)


def test_scores_that_never_vary_are_refused():
    days = make_days(ABAB * 2).with_columns(pl.lit(3).alias("low_back"))
    assert "all the same" in compare_within(days, "a")["low_back"].refusal


def test_json_and_frame():
    effects = compare_within(make_days(ABAB * 2), "a")
    plain = json.loads(json.dumps(effects.to_dict(), allow_nan=False))
    assert len(plain["effects"]) == 9
    assert effects.to_polars().height == 9
    assert "<table" in effects._repr_html_()


def test_bad_questions_are_named():
    days = make_days(ABAB)
    with pytest.raises(ArgumentError, match="'z'"):
        compare_within(days, "z")
    with pytest.raises(ArgumentError, match="wash-in"):
        compare_within(days, "a", wash_in=-1)
    with pytest.raises(DataError, match="phase_start"):
        compare_within(days.drop("phase_start"), "a")
    with pytest.raises(DataError, match="no phase of core-focused routines or standard crunches"):
        compare_within(make_days(("mixed", "none")), "a")
    with pytest.raises(DataError, match="more than one row"):
        compare_within(pl.concat([days, days]), "a")
    assert compare_within(days.drop("continuing", "schedule"), "a")["low_back"].person == "a"


def test_other_days_in_between_are_counted():
    days = make_days((CRUNCH, CORE, "washout", CRUNCH, CORE), 20, missing=0.0)
    effect = compare_within(days, "a")["low_back"]
    assert effect.days_by_program == {CORE: 34, CRUNCH: 34}
    assert any(warning.startswith("20 days in between") for warning in effect.warnings)
