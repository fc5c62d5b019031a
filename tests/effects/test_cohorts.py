"""Who is compared, on which days, and people who change routine."""

import datetime as dt
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects import Design, compare, diagnose
from coreanalytics.effects.cohorts import gather_cohort
from coreanalytics.effects.courses import bend_course
from coreanalytics.effects.questions import check_question
from coreanalytics.errors import ArgumentError, DataError

START = dt.date(2026, 1, 5)


def make_days(people: int = 18, days: int = 126, effect: float = -2.0, bend: float = 0.0, seed: int = 5):
    """Everybody on standard crunches; two of three people change on day 35 + 3 k. All recover by `bend`."""
    rng = np.random.default_rng(seed)
    frames = []
    for who in range(people):
        switch = None if who % 3 == 0 else 35 + 3 * who
        day = np.arange(-14, days)
        on = day >= switch if switch is not None else np.zeros(day.size, dtype=bool)
        course = -bend * (1 - np.exp(-np.maximum(day, 0) / 14))
        score = 5 + rng.normal() + course + rng.normal(size=day.size)
        score += np.where(on, effect, 0)
        frames.append(
            pl.DataFrame(
                {
                    "person": f"p{who:02d}",
                    "date": [START + dt.timedelta(days=int(d)) for d in day],
                    "program": np.where(day < 0, "run_in", np.where(on, "core_focused", "standard_crunch")),
                    "assigned": "randomised",
                    "phase": np.where(day < 0, 1, np.where(on, 3, 2)).astype(np.int32),
                    "time_zero": [
                        None if d < 0 else START + dt.timedelta(days=switch if o else 0)
                        for d, o in zip(day, on, strict=True)
                    ],
                    "day_in_phase": [
                        None if d < 0 else int(d - (switch if o else 0)) for d, o in zip(day, on, strict=True)
                    ],
                    "continuing": False,
                    "run_in": day < 0,
                    "low_back": np.clip(np.rint(score), 0, 10).astype(np.int32),
                }
            ).filter(pl.Series(rng.random(day.size) > 0.2))
        )
    return pl.concat(frames)


def test_people_who_change_count_under_both():
    effect = compare(make_days(), outcomes=("low_back",))["low_back"]
    assert effect.design == Design.SWITCHED_RANDOMISED
    assert effect.n_people == {"core_focused": 12, "standard_crunch": 18}
    assert effect.estimate == pytest.approx(-2, abs=0.7)
    assert -2 in effect.interval
    said = effect.to_sentence()
    assert "12 people changed routine and count under both" in said
    assert "12 on core-focused routines and 18 on standard crunches, some of them on both" in said
    assert not effect.asides  # neither Welch nor a permutation of people fits here


def test_what_everybody_goes_through_is_not_the_routines_doing():
    found = [
        compare(make_days(effect=0, bend=2.0, seed=seed), outcomes=("low_back",))["low_back"]
        for seed in range(6)
    ]
    # the very course that a straight common line turns into "higher" (benchmarks/calibration, "better soon")
    assert abs(np.mean([effect.estimate for effect in found])) < 0.5
    assert sum(0 in effect.interval for effect in found) >= 5


def test_turning_the_question_round_turns_the_sign():
    days = make_days()
    one = compare(days, outcomes=("low_back",))["low_back"]
    two = compare(days, "standard_crunch", versus="core_focused", outcomes=("low_back",))["low_back"]
    # the course is that of the days under control, so the two are near and not equal
    assert two.estimate == pytest.approx(-one.estimate, abs=1.0)


def test_own_change_is_told_of_those_who_began_with_a_routine():
    effects = compare(make_days(), outcomes=("low_back",))
    assert effects["low_back", "own_change_control"].n_people == {"standard_crunch": 18}
    refused = effects["low_back", "own_change_treatment"]
    assert refused.refusal == "Nobody began with core-focused routines."
    assert "No answer on the own change, core-focused routines" in str(effects)


def test_a_routine_begun_anew_counts_once():
    days = make_days(people=9)
    again = days.with_columns(
        phase=pl.when(pl.col("day_in_phase") >= 60).then(pl.col("phase") + 10).otherwise(pl.col("phase")),
        day_in_phase=pl.when(pl.col("day_in_phase") >= 60)
        .then(pl.col("day_in_phase") - 60)
        .otherwise(pl.col("day_in_phase")),
        time_zero=pl.when(pl.col("day_in_phase") >= 60)
        .then(pl.col("time_zero") + pl.duration(days=60))
        .otherwise(pl.col("time_zero")),
    )
    question = check_question("core_focused", "standard_crunch", 8, 1, None, ("low_back",), None)
    cohort = gather_cohort(again.lazy(), question)
    assert cohort.people["restarts"].any()
    per_person = cohort.phases.group_by("person").agg(pl.col("program"))
    for programs in per_person["program"]:
        assert all(a != b for a, b in pairwise(programs))


def test_one_who_begins_anew_makes_no_switchers_of_the_others(cohort, person):
    extra = person(
        "anew",
        "core_focused",
        [3, 4] * 30,
        assigned="randomised",
        later="core_focused",
        later_scores=[9] * 30,
    )
    effect = compare(pl.concat([cohort(), extra]))["low_back"]
    assert effect.design == Design.RANDOMISED
    assert effect.n_people == {"core_focused": 7, "standard_crunch": 6}
    assert "1 person began the same routine anew; only the time before counts for it." in effect.warnings
    assert effect.asides


def test_own_changes_do_not_depend_on_where_a_covariate_has_its_zero(cohort):
    rng = np.random.default_rng(8)
    days = cohort().with_columns(run_km=pl.Series(rng.random(cohort().height)))
    found = [
        compare(days.with_columns(pl.col("run_km") + zero), outcomes=("low_back",), covariates="run_km")
        for zero in (0, 100)
    ]
    for contrast in ("own_change_treatment", "difference_at_horizon"):
        one, two = (effects["low_back", contrast] for effects in found)
        assert two.estimate == pytest.approx(one.estimate, abs=1e-5)
        assert two.se == pytest.approx(one.se, rel=1e-4)


def test_people_without_the_covariate_are_not_counted(cohort):
    days = cohort().with_columns(
        run_km=pl.when(pl.col("person") != "core_focused-0").then(pl.lit(1.0) + pl.col("low_back") % 2)
    )
    effects = compare(days, outcomes=("low_back",), covariates="run_km")
    assert effects["low_back"].n_people == {"core_focused": 5, "standard_crunch": 6}
    assert effects.left_out["person"].to_list() == ["core_focused-0"]
    with pytest.raises(ArgumentError, match="cannot be adjusted for"):
        compare(days, covariates=("thigh_root",))


def test_the_bends_are_a_natural_spline():
    day = np.arange(0.0, 200.0)
    for column in bend_course(day, 56).values():
        assert np.diff(column, 3)[:10] == pytest.approx(np.diff(column, 3)[0], rel=1e-6)
        assert np.diff(column, 2)[day[2:] > 115] == pytest.approx(0, abs=1e-9)  # straight after 2 horizons
    as_expression = pl.DataFrame({"d": day}).select(**bend_course(pl.col("d"), 56))
    assert as_expression["course_2"].to_numpy() == pytest.approx(bend_course(day, 56)["course_2"])


def test_things_of_the_day_are_adjusted_for(cohort):
    rng = np.random.default_rng(3)
    days = cohort(n=6, shift=1)
    pills = pl.Series(rng.random(days.height) < 0.3)
    days = days.with_columns(
        analgesic=pills, low_back=(pl.col("low_back") + 3 * pills.cast(pl.Int32)).clip(0, 10)
    )
    plain = compare(days, outcomes=("low_back",))["low_back"]
    adjusted = compare(days, outcomes=("low_back",), covariates=("analgesic",))["low_back"]
    row = adjusted.fit.coefficients.filter(pl.col("name") == "analgesic")
    assert row["estimate"].item() == pytest.approx(3, abs=0.3)
    assert adjusted.fit.sigma < 0.8 * plain.fit.sigma
    assert "adjusted for run-in and analgesic" in adjusted.method
    assert "Adjusted for analgesic of the day" in " ".join(adjusted.warnings)


def test_own_lines_lie_between_the_person_and_the_others(cohort):
    effect = compare(cohort(n=6))["low_back"]
    people = effect.fit.people
    assert people.height == 12
    assert people.filter(pl.col("level_low") >= pl.col("level_high")).is_empty()
    assert people["level"].std() > 0.3


def test_until_leaves_later_days_unread(cohort):
    days = cohort()
    cut = START + dt.timedelta(days=14 + 60)
    early = compare(days, until=cut)
    same = compare(days.filter(pl.col("date") <= cut))
    assert early["low_back"].estimate == same["low_back"].estimate
    assert early["low_back"].n_days < compare(days)["low_back"].n_days


def test_other_estimators_and_errors(cohort):
    days = cohort()
    assert compare(days, errors="iid")["low_back"].fit.rho == 0
    assert compare(days, reml=False)["low_back"].fit.reml is False
    assert compare(days, estimator="two_stage")["low_back"].method.startswith("two-stage Welch")
    after = compare(days, estimator="ancova")["low_back"]
    assert after.estimate == pytest.approx(-1, abs=0.5)
    for wrong in ({"estimator": "lmm"}, {"errors": "ar2"}, {"contrasts": ("difference_in_slope",)}):
        with pytest.raises(ArgumentError):
            compare(days, **wrong)


def test_a_look_behind_the_fit(cohort):
    effects = compare(cohort(n=5))
    found = diagnose(effects["low_back"])
    assert found.residuals.height == effects["low_back"].n_days
    assert found.residuals["standardised"].std() == pytest.approx(1, abs=0.1)
    assert found.autocorrelation["expected"][0] == pytest.approx(effects["low_back"].fit.rho)
    assert set(found.trajectories.columns) == {"person", "day", "score", "fitted", "population"}
    changed = diagnose(effects["low_back", "own_change_control"])
    assert changed.residuals.height == effects["low_back", "own_change_control"].n_days
    with pytest.raises(ArgumentError, match="mixed model"):
        diagnose(compare(cohort(), estimator="two_stage")["low_back"])


def test_too_little_known_of_the_noise_is_refused(cohort, person):
    days = cohort(n=3).filter(pl.col("program") != "run_in")
    answered = compare(days)["low_back"]
    assert answered.df >= 3
    with pytest.raises(DataError, match="Too few people"):
        compare(days.filter(pl.col("person") != "core_focused-0"))
