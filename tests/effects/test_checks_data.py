"""The checks of data: silent in clean studies, firing on what each is for, honest when blind."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.calibration.made_studies import Fears, make_alone, make_study
from coreanalytics.effects import check, compare, compare_within
from coreanalytics.effects.checks.balance import shuffle_largest
from coreanalytics.effects.checks.checking import CHECKS
from coreanalytics.effects.checks.cumulative_logit import fit_ordinal
from coreanalytics.effects.checks.influence import test_outliers as find_outliers
from coreanalytics.effects.checks.missing_reports import find_distance
from coreanalytics.effects.checks.ordinal import judge_together
from coreanalytics.effects.checks.ranges import Ranged
from coreanalytics.effects.checks.refits import whole_of
from coreanalytics.effects.checks.results import Checks
from coreanalytics.effects.results import Effects, Interval
from coreanalytics.effects.verdicts import Verdict, judge

GOLDEN = Path(__file__).parents[1] / "golden"
MINE = (
    "balance",
    "ordinal",
    "floor",
    "influence",
    "missing_by_routine",
    "missing_after_discomfort",
    "as_done",
)


NOTHING = Fears()


def study(people: int, fears: Fears = NOTHING, seed: int = 1) -> pl.DataFrame:
    return make_study(np.random.default_rng(seed), people, fears)


def examine(days: pl.DataFrame, *names: str, **asked: object) -> Checks:
    return check(days, compare(days, beside=False, **asked), only=names)


@cache
def clean(people: int) -> tuple[pl.DataFrame, Effects]:
    days = study(people)
    return days, compare(days, beside=False)


# --- the ordinal model ------------------------------------------------------------------------------


def read_golden() -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[tuple[str, str, str], float]]:
    days = pl.read_csv(GOLDEN / "ordinal.csv")
    week = days["day"] / 7
    columns = np.column_stack([days["treated"], week, days["before"], days["treated"] * week]).astype(float)
    found = pl.read_csv(GOLDEN / "ordinal_numbers.csv", null_values="NA").drop_nulls("value")
    numbers = {(m, q, str(t)): v for m, q, t, v in found.iter_rows()}
    return days["person"].to_numpy(), days["score"].to_numpy(), columns, numbers


TERMS = ("treated", "week", "before", "treated:week")


def test_the_proportional_odds_model_is_that_of_clm() -> None:
    person, score, columns, numbers = read_golden()
    fit = fit_ordinal(person, score, columns)
    cuts = [key[2] for key in numbers if key[:2] == ("clm", "estimate") and "|" in key[2]]
    names = [*cuts, *TERMS]
    se = np.sqrt(np.diag(fit.covariance))
    robust = np.sqrt(np.diag(fit.covariance @ (fit.clusters.score.T @ fit.clusters.score) @ fit.covariance))
    for name, value, own, cr0 in zip(names, [*fit.cuts, *fit.beta], se, robust, strict=True):
        assert value == pytest.approx(numbers["clm", "estimate", name], rel=1e-6), name
        assert own == pytest.approx(numbers["clm", "se", name], rel=1e-6), name
        assert cr0 == pytest.approx(numbers["clm", "se_cr0", name], rel=1e-5), name
    assert fit.log_likelihood == pytest.approx(numbers["clm", "log_likelihood", "all"], rel=1e-10)


@pytest.mark.parametrize("cut", [3, 5])
def test_with_one_cut_it_is_a_logit(cut: int) -> None:
    person, score, columns, numbers = read_golden()
    fit = fit_ordinal(person, (score >= cut).astype(float), columns)
    for name, value, se in zip(TERMS, fit.beta, np.sqrt(np.diag(fit.covariance))[1:], strict=True):
        assert value == pytest.approx(numbers[f"cut_{cut}", "estimate", name], rel=1e-6)
        assert se == pytest.approx(numbers[f"cut_{cut}", "se", name], rel=1e-6)


def test_expected_scores_and_their_gradient() -> None:
    person, score, columns, _ = read_golden()
    fit = fit_ordinal(person, score, columns)
    mean, gradient = fit.expect(columns)
    assert mean.mean() == pytest.approx(score.mean(), abs=0.02)
    step, at = 1e-6, np.concatenate([fit.cuts, fit.beta])
    k = len(fit.cuts)
    for j in range(len(at)):
        up = at.copy()
        up[j] += step
        moved = replace(fit, cuts=up[:k], beta=up[k:]).expect(columns)[0]
        assert gradient[:, j] == pytest.approx((moved - mean) / step, abs=1e-4)
    contrast = np.array([1.0, 0, 0, 6])
    number = fit.estimate(contrast)
    assert np.sqrt((fit.clusters.pull(fit.widen(contrast)) ** 2).sum()) == pytest.approx(number.se)
    assert number.df < 13


def test_scores_that_cannot_be_fitted_are_refused() -> None:
    person = np.repeat(np.arange(6), 10)
    treated = (person % 2).astype(float)[:, None]
    with pytest.raises(np.linalg.LinAlgError, match="never vary"):
        fit_ordinal(person, np.zeros(60), treated)
    with pytest.raises(np.linalg.LinAlgError):
        fit_ordinal(person, 3 + 4 * treated[:, 0], treated)
    with pytest.raises(np.linalg.LinAlgError, match="apart"):
        fit_ordinal(person, np.arange(60) % 5, np.hstack([treated, treated]))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-3, 3), st.floats(0.1, 10))
def test_the_model_knows_only_the_order_of_scores_and_no_units(seed: int, shift: float, scale: float) -> None:
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(8), 25)
    x = rng.normal(size=(200, 2))
    score = np.clip(np.rint(2 + x[:, 0] + rng.logistic(size=200)), 0, 5)
    fit = fit_ordinal(person, score, x)
    other = fit_ordinal(person, score**2, shift + scale * x)
    assert other.beta * scale == pytest.approx(fit.beta, rel=1e-5, abs=1e-7)
    assert other.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-9)


# --- refits -----------------------------------------------------------------------------------------


def test_a_refit_of_all_days_is_the_comparison_itself() -> None:
    _, effects = clean(12)
    whole = whole_of(effects["low_back"])
    assert whole is not None
    effect = effects["low_back"]
    assert whole.itself.value == pytest.approx(effect.estimate, abs=1e-10)
    assert whole.itself.se == pytest.approx(effect.se, abs=1e-10)
    assert np.sqrt((whole.itself.pull**2).sum()) == pytest.approx(effect.se, abs=1e-10)


def test_leaving_a_person_out_is_close_to_comparing_without_them() -> None:
    days, effects = clean(12)
    table = check(days, effects, only=["influence"])["influence", "thigh_root"].to_polars()
    for who in ("p003", "p008"):
        without = compare(days.filter(pl.col("person") != who), beside=False)["thigh_root"].estimate
        told = table.filter(pl.col("who") == who)["estimate"][0]
        assert told == pytest.approx(without, abs=0.08)
    assert table.filter(pl.col("left_out") == "person").height == 12


# --- each check -------------------------------------------------------------------------------------


def count_answers(people: int, studies: int, seed: int) -> dict[str, Counter[str]]:
    out: dict[str, Counter[str]] = {}
    rng = np.random.default_rng(seed)
    for _ in range(studies):
        days = make_alone(rng) if people == 1 else make_study(rng, people)
        effects = compare_within(days, "p000") if people == 1 else compare(days, beside=False)
        for one in check(days, effects, only=MINE).values():
            out.setdefault(one.name, Counter())[one.answer] += 1
    return out


def most(n: int) -> float:
    return n * 0.05 + 3 * (n * 0.05 * 0.95) ** 0.5


def test_clean_studies_fail_seldom() -> None:
    for people in (1, 12):
        for name, answers in count_answers(people, 4, 2).items():
            assert answers["failed"] <= most(answers.total()), (people, name)


@pytest.mark.slow
@pytest.mark.parametrize("people", [1, 6, 30])
def test_clean_studies_fail_seldom_at_length(people: int) -> None:
    for name, answers in count_answers(people, 40, 3).items():
        assert answers["failed"] <= most(answers.total()), name


def test_means_that_a_few_crises_make_contradict_ranks() -> None:
    clear, none = Ranged(-1.0, -1.6, -0.4, 0.002), Ranged(-0.1, -1.9, 1.7, 0.9)
    assert judge_together(clear, Ranged(0.8, 0.2, 1.4, 0.01), 1.0, alpha=0.05) is False
    assert judge_together(clear, none, 1.0, alpha=0.05) is False
    assert judge_together(clear, Ranged(-0.8, -1.7, 0.1, 0.1), 1.0, alpha=0.05) is True
    assert judge_together(none, none, 1.0, alpha=0.05) is None
    parted = examine(study(30, Fears(crises=0.3), 2), "ordinal")["ordinal"]
    assert parted.passed is False
    assert "contradict" in parted.sentence
    days, effects = clean(12)
    found = check(days, effects, only=["ordinal"])["ordinal"]
    assert found.to_polars()["answer"].to_list()[:3] == [
        "linear answer, points",
        "ordinal model, implied difference in points",
        "ordinal model, odds ratio",
    ]


def test_zeros_that_pile_up_are_found() -> None:
    low = examine(study(12, Fears(low=4.0)), "floor")["floor"]
    assert low.passed is False
    assert "little room" in low.sentence
    assert low.to_polars()["zeros"].max() > 0.4
    days, effects = clean(30)
    assert check(days, effects, only=["floor"])["floor"].passed is True
    few = days.filter(pl.col("run_in") | (pl.col("day_in_phase") < 0))
    assert check(few, effects, only=["floor"])["floor"].passed is None


def test_one_person_and_one_week_are_named() -> None:
    found = [examine(study(12, Fears(odd=7.0), seed), "influence")["influence"] for seed in range(5)]
    failed = [one for one in found if one.passed is False]
    assert len(failed) >= 2
    assert sum("p000" in one.sentence for one in failed) >= 2
    week = examine(study(12, Fears(odd_week=5.0)), "influence")["influence"]
    assert week.passed is False
    assert "week 8" in week.sentence
    few = examine(study(6), "influence")["influence"]
    assert few.passed is None
    assert "fewer than 4 people" in few.sentence


def test_an_outlier_is_one_of_its_kind() -> None:
    rng = np.random.default_rng(4)
    p = np.array([find_outliers(rng.normal(size=12)).min() for _ in range(400)])
    assert 0.01 < (p <= 0.05).mean() < 0.09
    z = rng.normal(size=12)
    z[5] = 9.0
    assert find_outliers(z).argmin() == 5
    assert find_outliers(z)[5] < 0.01
    assert (find_outliers(np.ones(12)) == 1).all()


def test_uneven_ratings_are_found() -> None:
    fewer = examine(study(12, Fears(fewer=0.3)), "missing_by_routine")["missing_by_routine"]
    assert fewer.passed is False
    assert "stopped rating" in fewer.sentence
    hidden = examine(study(30, Fears(hidden=0.5)), "missing_after_discomfort")
    assert hidden["missing_after_discomfort", "thigh_root"].passed is False
    assert hidden["missing_after_discomfort", "low_back"].passed is True


def test_who_stops_logging_has_not_rated() -> None:
    days, effects = clean(12)
    begins = days.filter(~pl.col("run_in"))["date"].min()
    stays = (pl.col("person") > "p005") | (pl.col("date") < begins + pl.duration(days=20))
    stopped = days.filter(stays | (pl.col("person").str.slice(1).cast(int) % 2 == 1))
    found = check(stopped, effects, only=["missing_by_routine"])["missing_by_routine"]
    shares = dict(found.to_polars().select("person", "share").iter_rows())
    assert shares["p000"] < 0.4 < shares["p001"]


def test_days_that_were_all_rated_tell_nothing() -> None:
    days = make_study(np.random.default_rng(1), 8, reported=1.1)
    found = check(
        days, compare(days, beside=False), only=["missing_after_discomfort", "missing_tipping_point"]
    )
    assert {one.passed for one in found.values()} == {None}


@given(st.floats(-4, 4), st.floats(0.05, 3))
def test_the_tipping_point_is_where_the_verdict_changes(middle: float, half: float) -> None:
    low, high = middle - half, middle + half
    verdict = judge(low, high, 1.0)
    if verdict is Verdict.CANT_TELL:
        return
    distance = find_distance(low, high, verdict, 1.0)
    signs = (1, -1) if verdict is Verdict.NO_DIFFERENCE else (1,) if middle < 0 else (-1,)
    moved = [judge(low + s * (distance + 1e-6), high + s * (distance + 1e-6), 1.0) for s in signs]
    assert any(one is not verdict for one in moved)
    if distance > 1e-5:
        kept = [judge(low + s * (distance - 1e-6), high + s * (distance - 1e-6), 1.0) for s in signs]
        assert all(one is verdict for one in kept)


def test_a_verdict_near_its_border_hangs_on_missing_days() -> None:
    days, effects = clean(12)

    def tip(low: float, high: float) -> bool | None:
        moved = replace(
            effects["thigh_root"], interval=Interval(low, high, 0.975), verdict=judge(low, high, 1.0)
        )
        return check(days, moved, only=["missing_tipping_point"])["missing_tipping_point"].passed

    assert tip(-2.0, -0.05) is False
    assert tip(-2.0, -0.6) is True
    assert tip(-2.0, 0.6) is None


def test_what_was_done_is_told_and_counts() -> None:
    strays = examine(study(30, Fears(effect=-3.0, strays=0.3)), "as_done")["as_done"]
    assert strays.passed is False
    table = strays.to_polars()
    assert table["by_done"][0] < table["by_plan"][0] - 0.5
    planned = dict(table.select("routine", "as_planned").iter_rows())
    assert planned["core_focused"] < 0.9 < planned["standard_crunch"]
    days, effects = clean(12)
    assert check(days, effects, only=["as_done"])["as_done"].passed is True
    idle = days.with_columns(hard_sets_article_move=0, hard_sets_standard_ab=0)
    assert check(idle, effects, only=["as_done"])["as_done"].passed is None
    inferred = days.with_columns(assigned=pl.lit("inferred"))
    found = examine(inferred, "as_done")["as_done"]
    assert found.passed is None
    assert "plan and deed" in found.sentence


def test_groups_that_were_unlike_are_found() -> None:
    unlike = examine(study(30, Fears(before=2.5)), "balance")["balance"]
    assert unlike.passed is False
    assert "discomfort" in unlike.sentence
    without = clean(12)[0].filter(~pl.col("run_in"))
    assert check(without, clean(12)[1], only=["balance"])["balance"].passed is None


def test_shuffling_counts_what_hangs_together_once() -> None:
    rng = np.random.default_rng(5)
    treated = np.arange(16) % 2 == 0
    one = rng.normal(size=16)
    one[treated] += 1.5
    assert shuffle_largest(np.stack([one]), treated) == shuffle_largest(
        np.stack([one, one, 3 * one]), treated
    )
    null = [shuffle_largest(rng.normal(size=(4, 12)), np.arange(12) % 2 == 0) for _ in range(200)]
    assert 0.01 <= np.mean(np.array(null) <= 0.05) <= 0.1


def test_one_person_is_asked_what_one_person_can_answer() -> None:
    days = make_alone(np.random.default_rng(6))
    found = check(days, compare_within(days, "p000"))
    for name in ("ordinal", "floor", "influence", "missing_by_routine", "as_done"):
        assert found[name].passed is True, name
    assert found["balance"].passed is None
    assert "one person" in found["balance"].sentence.lower()
    assert "worse" in found["ordinal"].sentence


def test_every_check_knows_its_name_and_refuses_a_comparison_without_an_answer() -> None:
    days, effects = clean(12)
    found = check(days, effects)
    assert list(dict.fromkeys(name for name, _ in found)) == list(CHECKS)
    assert all(one.sentence.endswith(".") and one.question.endswith("?") for one in found.values())
    first = effects["thigh_root"]
    refused = replace(
        first, estimate=None, interval=None, se=None, df=None, p=None, fit=None, verdict=Verdict.REFUSED
    )
    asked = ["ordinal", "floor", "influence", "missing_tipping_point", "as_done"]
    assert {one.passed for one in check(days, refused, only=asked).values()} == {None}


def test_other_estimators_cannot_be_refitted_and_say_so() -> None:
    days, _ = clean(12)
    effects = compare(days, estimator="two_stage")
    for name in ("ordinal", "influence", "as_done"):
        one = check(days, effects, only=[name])[name]
        assert one.passed is None
        assert "mixed model" in one.sentence
