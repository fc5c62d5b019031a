"""The comparison as a whole: who is compared, what is refused, what is said."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from scipy import stats

from coreanalytics.effects import Design, Entry, Verdict, compare
from coreanalytics.errors import ArgumentError, DataError

PRIMARY = "difference_at_horizon"


def test_the_difference_is_treatment_minus_control(cohort):
    effects = compare(cohort(shift=2))
    assert effects["low_back"].estimate == pytest.approx(-2, abs=0.3)
    turned = compare(cohort(shift=2), "standard_crunch", versus="core_focused")
    assert turned["low_back"].estimate == pytest.approx(-effects["low_back"].estimate)
    assert turned["low_back"].interval.low == pytest.approx(-effects["low_back"].interval.high)


def test_without_run_in_it_is_welch_on_the_scores(person):
    rng = np.random.default_rng(4)
    frames, scores = [], {"core_focused": [], "standard_crunch": []}
    for arm, n in (("core_focused", 4), ("standard_crunch", 7)):
        for k in range(n):
            level = int(rng.integers(1, 9))
            scores[arm].append(level)
            frames.append(person(f"{arm}{k}", arm, [level] * 84, run_in=()))
    effects = compare(pl.concat(frames), estimator="two_stage")
    welch = stats.ttest_ind(scores["core_focused"], scores["standard_crunch"], equal_var=False)
    for outcome, level in (("thigh_root", 0.975), ("low_back", 0.975), ("control", 0.95)):
        effect = effects[outcome]
        low, high = welch.confidence_interval(level)
        assert (effect.interval.low, effect.interval.high) == (pytest.approx(low), pytest.approx(high))
        assert effect.interval.level == level
        assert (effect.p, effect.df) == (pytest.approx(welch.pvalue), pytest.approx(welch.df))
        assert effect.method == "two-stage Welch"
        assert not effect.adjusted
        assert "Nobody reported 7 run-in days" in " ".join(effect.warnings)


def test_adjustment_takes_out_where_people_began(person):
    rng = np.random.default_rng(6)
    frames = []
    for k in range(20):
        arm = "core_focused" if k % 2 else "standard_crunch"
        began = int(rng.integers(2, 8)) + (2 if arm == "core_focused" else 0)  # the treated begin worse
        noise = rng.integers(0, 2, 84)
        end = min(10, began) - (1 if arm == "core_focused" else 0)
        frames.append(
            person(f"p{k}", arm, [int(max(0, end - v)) for v in noise], run_in=[min(10, began)] * 14)
        )
    days = pl.concat(frames)
    assert compare(days)["low_back"].estimate == pytest.approx(-1, abs=0.15)
    raw = compare(days, entry=Entry(min_run_in=1000))["low_back"]
    assert raw.estimate > 0  # unadjusted, the routine would look worse
    assert raw.se > 3 * compare(days)["low_back"].se


def test_few_run_in_days_are_not_adjusted_and_counted(cohort, person):
    extra = person("short", "core_focused", [3, 4] * 42, run_in=[9] * 6)
    effect = compare(pl.concat([cohort(), extra]))["low_back"]
    people = effect.fit.people
    assert people.filter(~pl.col("adjusted"))["person"].to_list() == ["short"]
    others = people.filter(pl.col("adjusted"))["covariate"].mean()
    assert people.filter(pl.col("person") == "short")["covariate"].item() == pytest.approx(others)
    assert (
        "1 person reported fewer than 7 run-in days and is not adjusted for where they began."
        in effect.warnings
    )
    assert effect.n_people == {"core_focused": 7, "standard_crunch": 6}
    # their own change is not told either
    assert compare(pl.concat([cohort(), extra]))["low_back", "own_change_treatment"].n_people == {
        "core_focused": 6
    }


def test_the_four_contrasts_and_their_people(cohort):
    effects = compare(cohort())
    assert [contrast for outcome, contrast in effects if outcome == "low_back"] == [
        PRIMARY,
        "difference_in_slope",
        "own_change_treatment",
        "own_change_control",
    ]
    assert effects["low_back", "own_change_control"].n_people == {"standard_crunch": 6}
    assert effects["low_back", "own_change_treatment"].estimate == pytest.approx(-0.5, abs=0.3)
    assert effects["low_back", "difference_in_slope"].unit == "points a week"
    assert effects["low_back"].n_days == 12 * 73  # days 0 to 72 of 84
    assert effects["low_back", "difference_in_slope"].n_days == 12 * 73
    assert effects["low_back", "own_change_control"].n_days == 6 * 73
    assert effects["low_back"].days_by_program == {"core_focused": 6 * 73, "standard_crunch": 6 * 73}


def test_verdicts_only_on_primary_contrasts_of_primary_sites(cohort):
    effects = compare(cohort(shift=2))
    judged = {key for key, effect in effects.items() if effect.verdict is not None}
    assert judged == {("thigh_root", PRIMARY), ("low_back", PRIMARY)}
    assert effects["low_back"].verdict == Verdict.LOWER_MATTERS
    assert effects["low_back"].delta == 1


def test_level_and_yardstick_are_arguments(cohort):
    effects = compare(cohort(shift=1), level=0.9, delta=3)
    assert {effect.interval.level for effect in effects.values()} == {0.9}
    assert effects["low_back"].verdict == Verdict.NO_DIFFERENCE
    assert "the yardstick given" in effects["low_back"].to_sentence()


def test_causal_words_only_where_all_were_randomised(cohort, person):
    for assigned, design in (
        ("randomised", Design.RANDOMISED),
        ("coach", Design.CHOSEN),
        ("self", Design.CHOSEN),
        ("inferred", Design.INFERRED),
    ):
        effect = compare(cohort(shift=2, assigned=assigned))["low_back"]
        assert effect.design == design
        said = effect.to_sentence()
        assert ("helps" in said) == (design is Design.RANDOMISED)
        assert ("also differ in other ways" in said) == (design is not Design.RANDOMISED)
    one_chose = pl.concat([cohort(shift=2), person("x", "core_focused", [3, 4] * 42, assigned="self")])
    assert "helps" not in compare(one_chose)["low_back"].to_sentence()


def test_turned_round_it_hurts(cohort):
    effect = compare(cohort(shift=2), "standard_crunch", versus="core_focused")["low_back"]
    assert effect.verdict == Verdict.HIGHER_MATTERS
    assert "following standard crunches hurts" in effect.to_sentence()


def test_those_left_out_are_counted_with_reasons(cohort, person):
    days = pl.concat(
        [
            cohort(),
            person("quit", "core_focused", [3] * 30),
            person("silent", "standard_crunch", [None] * 84),
            person("rare", "standard_crunch", [3 if t in (20, 55) else None for t in range(84)]),
        ]
    )
    effects = compare(days)
    said = " ".join(effects["low_back"].warnings)
    assert "2 people were left out: 1 with no report in the first phase of their routine" in said
    assert "1 with fewer than 7 reported days in their routine" in said
    assert "The reports of 1 person end before week 7; what they reported counts" in said
    assert "quit" in effects["low_back"].fit.people["person"].to_list()
    assert "weakens the comparison" in said
    left_out = effects.left_out.filter(pl.col("outcome") == "low_back")
    assert dict(left_out.select("person", "reason").iter_rows()) == {
        "silent": "no_reports",
        "rare": "too_few",
    }
    beside = compare(days, estimator="two_stage")
    assert "3 people were left out: 1 whose reports in the first routine end before week 7" in " ".join(
        beside["low_back"].warnings
    )


def test_continuing_switched_mixed_and_none_are_counted(cohort, person):
    days = pl.concat(
        [
            cohort(),
            person("c", "core_focused", [3, 4] * 42, continuing=True),
            person("s", "core_focused", [3, 4] * 42, later="standard_crunch", later_scores=[5] * 30),
            person("m", "mixed", [3] * 84),
            person("n", "none", [3] * 84),
        ]
    )
    said = " ".join(compare(days)["low_back"].warnings)
    assert "1 person is a continuing user, on the routine since before their first log" in said
    assert "the difference may look smaller than it is" in said  # their run-in holds part of the effect
    assert "1 person changed routine" in said
    assert "1 person with mixed routines and 1 person with no ab work belong to neither side" in said


def test_a_refused_primary_site_has_the_verdict_no_answer(cohort):
    effects = compare(cohort().with_columns(pl.lit(None, dtype=pl.Int32).alias("low_back")))
    assert effects["low_back"].verdict == Verdict.REFUSED
    assert {effects["low_back", kind].verdict for outcome, kind in effects if outcome == "low_back"} == {
        Verdict.REFUSED,
        None,
    }


def test_everybody_in_the_table_is_told_of(cohort, person):
    """Entered, left out, or outside with the reason: the counts add up to all people."""
    nobodys = person("nobodys", "none", [3] * 84).with_columns(
        pl.lit(None, pl.String).alias("program"), pl.lit(None, pl.Int32).alias("phase")
    )
    days = pl.concat(
        [
            cohort(),
            nobodys,
            person("washed", "washout", [3] * 84),
            person("waiting", "run_in", [3] * 20),
            person("mixed", "mixed", [3] * 84),
            person("idle", "none", [3] * 84),
            person("silent", "core_focused", [None] * 84),
        ]
    )
    effects = compare(days)
    said = " ".join(effects["low_back"].warnings)
    assert (
        "1 person with mixed routines, 1 person with no ab work and 3 people with neither routine so far "
        "belong to neither side" in said
    )
    entered = sum(effects["low_back"].n_people.values())
    assert entered + 1 + 1 + 1 + 3 == days["person"].n_unique()


def test_a_narrower_range_for_two_sites_is_warned_of(cohort):
    days = cohort()
    told = "Two sites are judged by a 95 % range each"
    assert told in " ".join(compare(days, level=0.95)["low_back"].warnings)
    assert told not in " ".join(compare(days, level=0.95)["control"].warnings)
    assert told not in " ".join(compare(days, level=0.95, outcomes=["low_back"])["low_back"].warnings)
    assert "Two sites" not in " ".join(compare(days).warnings)


def test_unknown_outcomes_are_named(cohort):
    with pytest.raises(ArgumentError, match="'jaw'"):
        compare(cohort(), outcomes=["low_back", "jaw"])


def test_a_mostly_mixed_book_is_told_so(cohort, person):
    mixed = [person(f"m{k}", "mixed", [3] * 84) for k in range(14)]
    assert "54 % of the days belong to mixed routines" in " ".join(
        compare(pl.concat([cohort(), *mixed])).warnings
    )


def test_small_cohorts_are_warned_of(cohort):
    said = compare(cohort(3))["low_back"].warnings
    assert any("With 6 people, fewer than 12" in text for text in said)
    assert any("degrees of freedom" in text for text in said)
    assert not any("fewer than 12" in text for text in compare(cohort(6))["low_back"].warnings)


def test_two_people_in_an_arm_are_refused(cohort):
    days = cohort(3).filter(pl.col("person") != "core_focused-0")
    with pytest.raises(DataError) as caught:
        compare(days)
    assert "2 on core-focused routines and 3 on standard crunches, each needs at least 3" in caught.value.what
    assert "week 7 or longer" in caught.value.hint


def test_a_refusal_says_why_people_were_left_out(cohort):
    early = cohort().filter(pl.col("day_in_phase").fill_null(0) < 40)
    with pytest.raises(DataError) as caught:
        compare(early)
    assert "Too few people whose reports last long enough: 0 on core-focused routines" in caught.value.what
    assert "The reports of 12 people end before week 7" in caught.value.what
    assert compare(early, weeks=5)["low_back"].is_answered


def test_nobody_at_all_is_refused(person):
    with pytest.raises(DataError, match="0 on core-focused routines and 0 on standard crunches"):
        compare(person("a", "none", [3] * 84))


def test_one_outcome_may_be_refused_alone(cohort):
    days = cohort().with_columns(pl.lit(None, dtype=pl.Int32).alias("control"))
    effects = compare(days)
    effect = effects["control"]
    assert (effect.estimate, effect.interval, effect.p) == (None, None, None)
    assert effect.verdict is None  # the control site gets no verdict, refused or not
    assert not effect.is_answered
    assert "0 on core-focused routines" in effect.refusal
    assert effects["low_back"].is_answered
    with pytest.raises(DataError):
        effect.interval_at(0.9)


def test_everybody_alike_is_refused_not_certain(person):
    days = pl.concat(
        [
            person(f"{arm}{k}", arm, [0] * 84, run_in=[0] * 14)
            for arm in ("core_focused", "standard_crunch")
            for k in range(5)
        ]
    )
    with pytest.raises(DataError, match="no noise to judge a difference by") as caught:
        compare(days)
    assert caught.value.hint == ""


def test_names_stay_out_of_sentences(cohort):
    days = cohort().with_columns(pl.col("person").str.replace("core_focused-0", "<script>alert(1)</script>"))
    effects = compare(days)
    assert "<script>" not in effects._repr_html_() + str(effects)


def test_lazy_eager_and_calendar_shift_agree(cohort):
    days = cohort()
    shifted = days.with_columns(pl.col("date", "phase_start", "time_zero") + dt.timedelta(days=400))
    assert compare(days) == compare(days.lazy()) == compare(shifted)


def test_the_clock_is_each_persons_own(cohort):
    days = cohort()
    late = pl.col("person").str.ends_with("-1")
    moved = days.with_columns(
        pl.when(late).then(pl.col(name) + dt.timedelta(days=91)).otherwise(pl.col(name)).alias(name)
        for name in ("date", "phase_start", "time_zero")
    )
    assert compare(moved) == compare(days)


def test_another_horizon_reads_other_days(person):
    frames = [
        person(f"{arm}{k}", arm, [k] * 42 + [k + (4 if arm == "core_focused" else 0)] * 84, run_in=[k] * 14)
        for arm in ("core_focused", "standard_crunch")
        for k in range(5)
    ]
    noise = pl.Series(np.random.default_rng(2).integers(0, 2, 10 * 140).astype("int32"))
    noisy = pl.concat(frames).with_columns(pl.col("low_back") + noise)
    assert abs(compare(noisy, weeks=3, outcomes=["low_back"])["low_back"].estimate) < 0.5
    assert compare(noisy, weeks=12, outcomes=["low_back"])["low_back"].estimate == pytest.approx(4, abs=0.3)


@pytest.mark.parametrize(
    "arguments",
    [
        {"treatment": "mixed"},
        {"versus": "core_focused"},
        {"versus": "yoga"},
        {"weeks": 0},
        {"weeks": float("nan")},
        {"weeks": float("inf")},
        {"delta": 0},
        {"delta": -1},
        {"level": 1.0},
        {"level": 95},
        {"outcomes": ["elbow"]},
        {"outcomes": []},
    ],
)
def test_impossible_arguments_are_refused(cohort, arguments):
    with pytest.raises(ArgumentError):
        compare(cohort(3), **arguments)


def test_missing_columns_are_named(cohort):
    with pytest.raises(DataError, match="lacks run_in, low_back"):
        compare(cohort(3).drop("run_in", "low_back"))


def test_without_continuing_users_the_answer_is_told_beside(cohort, person):
    others = cohort(shift=2)
    late = person("c", "core_focused", [9, 8] * 42, continuing=True)
    alone = compare(others)["low_back"]
    said = " ".join(compare(pl.concat([others, late]))["low_back"].warnings)
    assert f"Without 1 person who continued, the difference is {alone.estimate:.1f}".replace("-", "−") in said
    assert "who continued" not in " ".join(alone.warnings)


def test_too_few_without_continuing_users_is_said(person):
    days = pl.concat(
        [
            person(f"{arm}{k}", arm, [3 + k, 4, 5 - k] * 28, continuing=True)
            for arm in ("core_focused", "standard_crunch")
            for k in range(3)
        ]
    )
    assert "too few people are left" in " ".join(compare(days)["low_back"].warnings)
