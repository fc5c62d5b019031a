"""One score before and one after: against statsmodels, by hand, and on a published trial."""

import datetime as dt
import itertools

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from scipy import stats

from coreanalytics.effects import Verdict
from coreanalytics.effects.ancova import ancova_effects, fit_ancova
from coreanalytics.effects.questions import check_question
from coreanalytics.effects.score_pairs import list_scores
from coreanalytics.errors import ArgumentError

ARMS = ("core_focused", "standard_crunch")
DAY_0 = dt.date(2021, 3, 1)
#: Means, SDs and people after treatment, and pain-free or nearly (0 or 1) of all who began: published.
PUBLISHED = {1: (1.18, 1.24, 44, 33, 50), 2: (2.84, 1.64, 44, 10, 51), 3: (3.13, 1.45, 47, 5, 50)}


def ask(weeks: float = 8, level: float | None = None, outcomes=("low_back",), entry=None):
    return check_question(*ARMS, weeks, 1.0, level, outcomes, entry)


def draw(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    treated = np.arange(n) < n // 3
    before = rng.integers(1, 9, n).astype(float)
    return 0.6 * before - treated + rng.normal(0, 1, n), before, treated


@pytest.mark.parametrize("n", [6, 24, 500])
def test_it_is_ordinary_least_squares(n: int):
    after, before, treated = draw(n, n)
    ours = fit_ancova(after, before, treated)
    oracle = sm.OLS(after, np.column_stack([np.ones(n), treated, before])).fit()
    np.testing.assert_allclose(ours.estimate.coefficients, oracle.params, rtol=1e-10)
    np.testing.assert_allclose(ours.standard_errors, oracle.bse, rtol=1e-10)
    assert ours.estimate.df == oracle.df_resid == n - 3
    assert ours.estimate.p == pytest.approx(oracle.pvalues[1], rel=1e-9)
    low, high = oracle.conf_int(0.025)[1]
    half = ours.estimate.half_width(0.975)
    assert (ours.estimate.value - half, ours.estimate.value + half) == pytest.approx((low, high), rel=1e-10)
    assert ours.sigma == pytest.approx(np.sqrt(oracle.scale), rel=1e-10)
    np.testing.assert_allclose(ours.people["residual"], oracle.resid, atol=1e-10)
    np.testing.assert_allclose(ours.people["fitted"], oracle.fittedvalues, atol=1e-10)


def test_a_shift_of_all_scores_changes_nothing_but_the_intercept():
    after, before, treated = draw(30, 5)
    plain = fit_ancova(after, before, treated)
    moved = fit_ancova(after + 100, before + 1000, treated)
    assert moved.estimate.value == pytest.approx(plain.estimate.value, rel=1e-9)
    assert moved.estimate.se == pytest.approx(plain.estimate.se, rel=1e-9)


@pytest.mark.parametrize(
    ("after", "before", "treated", "where"),
    [
        ([1.0, 2, 3], [1.0, 2, 3], [True, False, False], "treated"),
        ([1.0, 2, 3, 4], [1.0, 2, 3, 5], [True] * 4, "treated"),
        ([1.0, np.nan, 3, 4], [1.0, 2, 3, 5], [True, True, False, False], "after, before"),
        ([1.0, 2, 3, 4], [3.0, 3, 5, 5], [True, True, False, False], "before"),
    ],
)
def test_what_cannot_be_fitted_is_said(after, before, treated, where):
    with pytest.raises(ArgumentError) as told:
        fit_ancova(np.array(after), np.array(before), np.array(treated))
    assert told.value.where == where


def test_scores_are_means_around_the_horizon_within_the_first_phase(person):
    scores = [9] * 42 + [2] * 14 + [4] * 15 + [9] * 13  # days 42 to 70 are near day 56
    run_in = [5, 6, None, *(None,) * 11]
    one = person("a", "core_focused", scores, run_in=run_in)
    two = person("b", "standard_crunch", [3] * 50, run_in=(), later="core_focused", later_scores=[0] * 40)
    three = person("c", "standard_crunch", [3] * 30)
    rows = list_scores(pl.concat([three, one, two]), ARMS, ("low_back", "control"), 56)
    assert rows["outcome"].to_list() == ["low_back"] * 3 + ["control"] * 3
    found = {row["person"]: row for row in rows.head(3).iter_rows(named=True)}
    assert found["a"]["before"] == 5.5
    assert found["a"]["n_before"] == 2
    assert found["a"]["after"] == pytest.approx((14 * 2 + 15 * 4) / 29)
    assert found["a"]["n_days"] == 29
    assert (found["b"]["arm"], found["b"]["switched"]) == ("standard_crunch", True)
    assert (found["b"]["before"], found["b"]["n_before"]) == (None, 0)
    assert (found["b"]["after"], found["b"]["n_days"]) == (3, 8)  # days 42 to 49; never the later phase
    assert (found["c"]["after"], found["c"]["n_days"]) == (None, 0)
    assert list_scores(one.lazy(), ARMS, ("low_back",), 56, 0)["after"].item() == 4
    with pytest.raises(ArgumentError, match="-1 days"):
        list_scores(one, ARMS, ("low_back",), 56, -1)


def test_a_horizon_near_time_zero_never_reads_the_run_in(person):
    days = person("a", "core_focused", [1] * 30, run_in=[8] * 14)
    assert list_scores(days, ARMS, ("low_back",), 7)["n_days"].item() == 22  # days 0 to 21


def test_who_has_no_pair_is_left_out_and_counted(cohort, person):
    extra = [
        person("late", "core_focused", [3] * 84, run_in=()),
        person("gone", "core_focused", [3] * 20),
        person("left", "standard_crunch", [3] * 20),
    ]
    effects = ancova_effects(pl.concat([cohort(), *extra]), ask())
    effect = effects["low_back"]
    assert effect.n_people == {"core_focused": 6, "standard_crunch": 6}
    assert dict(effects.left_out.select("person", "reason").iter_rows()) == {
        "late": "no_before",
        "gone": "no_after",
        "left": "no_after",
    }
    told = "2 without a report within 14 days of week 8; 1 without a reported run-in day."
    assert f"3 people were left out: {told}" in effect.warnings
    assert any("weakens" in text for text in effect.warnings)  # randomised, and people were left out
    assert any("differ equally" in text for text in effect.warnings)


def test_the_effect_carries_its_numbers_and_no_slope(cohort):
    effects = ancova_effects(cohort(n=12, shift=2), ask(outcomes=("thigh_root", "low_back", "control")))
    assert list(effects) == [
        (outcome, contrast)
        for outcome in ("thigh_root", "low_back", "control")
        for contrast in ("difference_at_horizon", "own_change_treatment", "own_change_control")
    ]
    effect = effects["low_back"]
    assert effect.estimate == pytest.approx(-2, abs=0.3)
    assert (effect.df, effect.interval.level, effect.adjusted) == (21, 0.975, True)
    assert effect.verdict == Verdict.LOWER_MATTERS
    assert effects["control"].verdict is None
    assert effects["control"].interval.level == 0.95
    assert effect.interval == effect.interval_at(0.975)
    assert effect.n_days == effect.fit.people["n_days"].sum() == 24 * 29
    assert "analysis of covariance" in effect.to_sentence()
    change = effects["low_back", "own_change_treatment"]
    values = change.fit.people["value"]
    oracle = stats.ttest_1samp(values, 0).confidence_interval(0.975)
    assert change.estimate == pytest.approx(values.mean())
    assert (change.interval.low, change.interval.high) == pytest.approx((oracle.low, oracle.high))
    assert change.verdict is None


def test_refusals(cohort, person):
    few = ancova_effects(cohort(n=2), ask())["low_back"]
    assert few.estimate is None
    assert few.verdict == Verdict.REFUSED
    assert few.refusal.startswith("Too few people: 2 on core-focused routines")
    same = [
        person(f"{arm}{k}", arm, [k + 1] * 84, run_in=[4 if arm == "core_focused" else 5] * 14)
        for arm in ARMS
        for k in range(4)
    ]
    effect = ancova_effects(pl.concat(same), ask())["low_back"]
    assert "began at the same score" in effect.refusal
    flat = [person(f"{arm}{k}", arm, [k + 1] * 84, run_in=[k + 2] * 14) for arm in ARMS for k in range(4)]
    assert "no noise to judge a difference by" in ancova_effects(pl.concat(flat), ask())["low_back"].refusal


# A published trial: Ashar et al. 2022, JAMA Psychiatry 79:13 (the data are CC0)


@pytest.fixture(scope="module")
def trial(root) -> pl.DataFrame:
    file = root / "data" / "trials" / "ashar2022.csv"
    columns = ["id", "time", "group", "pain_avg", "is_patient"]
    rows = pl.read_csv(file, columns=columns, null_values=["NaN", "<undefined>"])
    return rows.filter((pl.col("is_patient") == 1) & pl.col("group").is_not_null())


def test_the_published_numbers_are_those_of_the_file(trial):
    for group, (mean, sd, n, free, began) in PUBLISHED.items():
        rows = trial.filter(pl.col("group") == group)
        after = rows.filter(pl.col("time") == 2)["pain_avg"].drop_nulls()
        assert (round(after.mean(), 2), round(after.std(), 2), len(after)) == (mean, sd, n)
        assert ((after <= 1).sum(), rows["id"].n_unique()) == (free, began)


def make_days(trial: pl.DataFrame, treated: int, control: int) -> pl.DataFrame:
    """One run-in day with the score before, one day four weeks on with the score after."""
    arm = pl.col("group").replace_strict({treated: ARMS[0], control: ARMS[1]}, return_dtype=pl.String)
    late = pl.col("time") == 2
    return trial.filter(pl.col("group").is_in([treated, control])).select(
        pl.format("p{}", pl.col("id")).alias("person"),
        pl.when(late).then(pl.lit(DAY_0 + dt.timedelta(days=28))).otherwise(pl.lit(DAY_0)).alias("date"),
        pl.col("pain_avg").cast(pl.Int32).alias("low_back"),
        pl.when(late).then(arm).otherwise(pl.lit("run_in")).alias("program"),
        pl.lit("randomised").alias("assigned"),
        pl.when(late).then(2).otherwise(1).alias("phase"),
        pl.when(late).then(28).alias("day_in_phase"),
        pl.lit(False).alias("continuing"),
        (~late).alias("run_in"),
    )


@pytest.mark.parametrize(("treated", "control"), list(itertools.combinations((1, 2, 3), 2)))
def test_the_trial_through_person_days_is_least_squares_on_its_people(trial, treated, control):
    days = make_days(trial, treated, control)
    effect = ancova_effects(days, ask(weeks=4))["low_back"]
    pairs = trial.pivot("time", index=["id", "group"], values="pain_avg").drop_nulls()
    pairs = pairs.filter(pl.col("group").is_in([treated, control]))
    is_treated = (pairs["group"] == treated).to_numpy()
    design = np.column_stack([np.ones(pairs.height), is_treated, pairs["1"].to_numpy()])
    oracle = sm.OLS(pairs["2"].to_numpy(), design).fit()
    assert effect.estimate == pytest.approx(oracle.params[1], rel=1e-8)
    assert effect.se == pytest.approx(oracle.bse[1], rel=1e-8)
    assert effect.p == pytest.approx(oracle.pvalues[1], rel=1e-8)
    low, high = oracle.conf_int(0.025)[1]
    assert (effect.interval.low, effect.interval.high) == pytest.approx((low, high), rel=1e-8)
    assert effect.df == pairs.height - 3
    n = {group: PUBLISHED[group][2] for group in (treated, control)}
    assert effect.n_people == {ARMS[0]: n[treated], ARMS[1]: n[control]}
    after = effect.fit.people.group_by("arm").agg(pl.col("after").mean(), pl.col("after").std().alias("sd"))
    means = {arm: (mean, sd) for arm, mean, sd in after.iter_rows()}
    for arm, group in zip(ARMS, (treated, control), strict=True):
        assert tuple(round(v, 2) for v in means[arm]) == PUBLISHED[group][:2]
