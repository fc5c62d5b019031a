"""Several people's results taken together: against R, statsmodels, a published example and simulation."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from coreanalytics.effects import Contrast, Design, Effect, Effects, Interval, Verdict
from coreanalytics.effects.meta_analysis import fit_pooled
from coreanalytics.effects.pooling import pool
from coreanalytics.errors import ArgumentError, DataError


@pytest.fixture(scope="module")
def golden(root) -> tuple[pl.DataFrame, pl.DataFrame]:
    folder = root / "tests" / "golden"
    return pl.read_csv(folder / "pooling_people.csv"), pl.read_csv(folder / "pooling.csv")


@pytest.mark.parametrize("name", ["bcg", "people", "three", "agree"])
def test_every_number_is_that_of_r(golden, name: str):
    people, numbers = (frame.filter(pl.col("set") == name) for frame in golden)
    told = dict(numbers.select("name", "value").iter_rows())
    fit = fit_pooled(people["value"].to_numpy(), people["se"].to_numpy())
    estimate = fit.estimate
    assert fit.tau2 == pytest.approx(told["tau2"], rel=1e-7, abs=1e-12)
    assert estimate.value == pytest.approx(told["estimate"], rel=1e-8)
    assert estimate.se == pytest.approx(told["se"], rel=1e-8)
    assert np.sqrt(fit.correction / max(fit.correction, 1)) * estimate.se == pytest.approx(
        told["se_hartung_knapp"], rel=1e-8
    )
    assert estimate.df == told["df"]
    half = estimate.half_width(0.95)
    assert (estimate.value - half, estimate.value + half) == pytest.approx(
        (told["low"], told["high"]), rel=1e-7
    )
    predicted = fit.prediction_at(0.95)
    assert predicted.low == pytest.approx(told["predicted_low"], rel=1e-7)
    assert predicted.high == pytest.approx(told["predicted_high"], rel=1e-7)
    assert (fit.q, fit.i2) == (pytest.approx(told["q"], rel=1e-9), pytest.approx(told["i2"], rel=1e-9))
    assert fit.people["weight"].sum() == pytest.approx(1)


def test_the_published_vaccine_trials(golden):
    trials = golden[0].filter(pl.col("set") == "bcg")
    fit = fit_pooled(trials["value"].to_numpy(), trials["se"].to_numpy())
    # printed by metafor's documentation for dat.bcg, log risk ratios, REML
    assert (round(fit.tau2, 4), round(fit.tau, 4)) == (0.3132, 0.5597)
    assert (round(fit.estimate.value, 4), round(fit.q, 3)) == (-0.7145, 152.233)


def test_hartung_knapp_is_weighted_least_squares_and_q_is_that_of_statsmodels(golden):
    people = golden[0].filter(pl.col("set") == "people")
    values, errors = people["value"].to_numpy(), people["se"].to_numpy()
    fit = fit_pooled(values, errors)
    oracle = sm.WLS(values, np.ones(len(values)), weights=1 / (errors**2 + fit.tau2)).fit()
    assert fit.correction > 1
    assert fit.estimate.se == pytest.approx(oracle.bse[0], rel=1e-10)
    assert fit.estimate.p == pytest.approx(oracle.pvalues[0], rel=1e-9)
    other = combine_effects(values, errors**2, method_re="iterated")
    assert (fit.q, fit.i2) == (pytest.approx(other.q), pytest.approx(other.i2))
    assert fit.tau2 == pytest.approx(
        other.tau2, rel=0.5
    )  # another estimator (Paule-Mandel) of the same thing


def test_equal_noise_is_the_mean_of_the_values():
    values = np.array([-2.0, -1.5, 0.5, -3.0])
    fit = fit_pooled(values, np.full(4, 0.5))
    assert fit.tau2 == pytest.approx(values.var(ddof=1) - 0.25, rel=1e-9)
    assert fit.estimate.value == pytest.approx(values.mean())
    assert fit.estimate.se == pytest.approx(values.std(ddof=1) / 2, rel=1e-9)


def test_people_who_agree_by_chance_do_not_narrow_the_range():
    errors = np.array([0.5, 0.6, 0.7])
    fit = fit_pooled(np.array([-1.0, -1.0, -1.0]), errors)
    assert (fit.tau2, fit.correction) == (0, pytest.approx(0, abs=1e-20))
    assert fit.estimate.se == pytest.approx(np.sqrt(1 / np.sum(1 / errors**2)))


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 2)), min_size=3, max_size=12), st.floats(-50, 50))
def test_order_shift_and_scale_change_nothing(rows, shift: float):
    values, errors = (np.array(column) for column in zip(*rows, strict=True))
    base = fit_pooled(values, errors)
    order = np.argsort(errors, kind="stable")
    for other, scale, moved in (
        (fit_pooled(values[order], errors[order]), 1, 0),
        (fit_pooled(values + shift, errors), 1, shift),
        (fit_pooled(-3 * values, 3 * errors), -3, 0),
    ):
        assert other.estimate.value == pytest.approx(scale * base.estimate.value + moved, rel=1e-5, abs=1e-5)
        assert other.estimate.se == pytest.approx(abs(scale) * base.estimate.se, rel=1e-4, abs=1e-6)


def test_the_range_holds_the_truth():
    times, k, held = 800, 8, 0
    for seed in range(times):
        rng = np.random.default_rng(seed)
        errors = rng.uniform(0.4, 1.1, k)
        fit = fit_pooled(-1 + rng.normal(0, 0.7, k) + errors * rng.normal(size=k), errors)
        held += abs(fit.estimate.value + 1) <= fit.estimate.half_width(0.95)
    assert 0.95 - 3 * np.sqrt(0.05 * 0.95 / times) <= held / times < 1


def own(person: str | None, estimate: float | None, se: float = 0.5, **changes: object) -> Effect:
    """One person's result."""
    answered = estimate is not None
    effect = Effect(
        outcome="low_back",
        contrast=Contrast.DIFFERENCE_OF_PHASE_MEANS,
        treatment="core_focused",
        control="standard_crunch",
        unit="points (0–10)",
        horizon=8,
        estimate=estimate,
        interval=Interval(estimate - se, estimate + se, 0.975) if estimate is not None else None,
        interval_kind="fixed",
        se=se if answered else None,
        df=60.0 if answered else None,
        p=0.5 if answered else None,
        n_people={"core_focused": 1, "standard_crunch": 1},
        n_days=80 if answered else 0,
        design=Design.WITHIN_RANDOMISED if answered else "",
        method="one-person model",
        adjusted=False,
        delta=2.0,
        refusal="" if answered else "too few days",
        person=person,
        days_by_program={"core_focused": 42, "standard_crunch": 38},
    )
    return replace(effect, **changes)  # type: ignore[arg-type]


def several(*estimates: float | None, **changes: object) -> list[Effect]:
    return [own(f"p{i}", value, **changes) for i, value in enumerate(estimates)]  # type: ignore[arg-type]


def test_pooling_effects_is_pooling_their_numbers():
    errors = (0.5, 0.4, 0.6, 0.5)
    results = [
        own(f"p{i}", v, s) for i, (v, s) in enumerate(zip((-3, -2.6, -2.9, -3.4), errors, strict=True))
    ]
    pooled = pool(results)["low_back"]
    fit = fit_pooled(np.array([-3, -2.6, -2.9, -3.4]), np.array(errors))
    assert pooled.estimate == fit.estimate.value
    assert (pooled.se, pooled.df, pooled.p) == (fit.estimate.se, 3, fit.estimate.p)
    assert pooled.interval == pooled.interval_at(0.975)
    assert pooled.verdict == Verdict.LOWER
    assert pooled.n_people == {"core_focused": 4, "standard_crunch": 4}
    assert (pooled.n_days, pooled.days_by_program) == (320, {"core_focused": 168, "standard_crunch": 152})
    assert pooled.design == Design.SWITCHED_RANDOMISED
    assert pooled.fit.people.columns == ["person", "n_days", "design", "estimate", "se", "weight"]
    assert pooled.asides[0].interval == pooled.fit.prediction_at(0.975)
    assert pool(results, level=0.9)["low_back"].interval.level == 0.9
    assert pool([*reversed(results)])["low_back"].estimate == pytest.approx(pooled.estimate)


def test_the_verdict_follows_the_range():
    assert pool(several(-4.0, -4.1, -3.9, -4.0, -4.2))["low_back"].verdict == Verdict.LOWER_MATTERS
    assert pool(several(0.0, 0.1, -0.1, 0.2, 0.0))["low_back"].verdict == Verdict.NO_DIFFERENCE
    assert pool(several(-4.0, 4.0, 1.0))["low_back"].verdict == Verdict.CANT_TELL
    assert pool(several(-4.0, -4.1, -3.9, outcome="control"))["control"].verdict is None
    assert pool(several(-4.0, -4.1, -3.9, contrast="difference_in_slope"))["low_back"].verdict is None


def test_sites_are_pooled_apart_and_the_primary_contrast_is_taken():
    def of(person: str) -> Effects:
        return Effects(
            (
                own(person, -1.0),
                own(person, -9.0, contrast="difference_at_horizon"),
                own(person, 1.0, outcome="thigh_root"),
            )
        )

    people = [of(name) for name in "abc"]
    pooled = pool(people)
    assert list(pooled) == [
        ("low_back", "difference_of_phase_means"),
        ("thigh_root", "difference_of_phase_means"),
    ]
    assert (pooled["low_back"].estimate, pooled["thigh_root"].estimate) == (-1, 1)
    assert list(pool(people, "thigh_root")) == [("thigh_root", "difference_of_phase_means")]
    late = pool(people, contrast="difference_at_horizon")["low_back"]
    assert late.estimate == pytest.approx(-9)
    assert "after 8 weeks" in late.to_sentence()


def test_refused_results_are_left_out_and_counted():
    pooled = pool([*several(-1.0, -2.0, -1.5), own("none", None)])
    effect = pooled["low_back"]
    assert effect.n_people == {"core_focused": 3, "standard_crunch": 3}
    assert "1 person without an answer of their own is left out." in effect.warnings
    assert pooled.left_out.rows() == [("low_back", "none", None, "refused")]


def test_too_few_is_a_refusal_and_an_error_where_nothing_is_left():
    both = [*several(-1.0, -2.0, -1.5), *several(0.5, 0.4, outcome="thigh_root")]
    pooled = pool(both)
    assert pooled["thigh_root"].estimate is None
    assert pooled["thigh_root"].verdict == Verdict.REFUSED
    assert "2, at least 3 are needed" in pooled["thigh_root"].to_sentence()
    with pytest.raises(DataError, match="at least 3"):
        pool(several(-1.0, -2.0))
    with pytest.raises(DataError, match="no result"):
        pool([])
    with pytest.raises(DataError, match="no result"):
        pool(both, "control")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"person": "p0"}, "more than one result"),
        ({"person": None}, "not one person's own"),
        ({"contrast": "difference_in_slope"}, "contrast"),
        ({"unit": "points a week"}, "unit"),
        ({"treatment": "standard_crunch", "control": "core_focused"}, "treatment"),
        ({"delta": 1.0}, "delta"),
    ],
)
def test_what_does_not_belong_together_is_not_pooled(changes, word: str):
    with pytest.raises(ArgumentError, match=word):
        pool([*several(-1.0, -2.0, -1.5), replace(own("last", -1.0), **changes)])


def test_horizons_may_not_be_mixed_where_they_matter():
    late = several(-1.0, -2.0, -1.5, contrast="difference_at_horizon")
    odd = own("last", -1.0, contrast="difference_at_horizon", horizon=4)
    with pytest.raises(ArgumentError, match="horizon"):
        pool([*late, odd])
    with pytest.raises(ArgumentError, match="no result of one person"):
        pool([1.0, 2.0, 3.0])  # type: ignore[list-item]
    with pytest.raises(ArgumentError, match="level"):
        pool(late, level=95)


def test_the_sentence_says_size_range_yardstick_spread_and_caution():
    told = pool(several(-4.0, -4.1, -3.9, -4.0, -4.2)).to_sentence().replace("\u00a0", " ")
    assert "Low back: taken together, 5 people, each compared with themselves, reported 4 points less" in told
    assert "(97.5 % range −4.8 to −3.3; 0–10 scale)" in told
    assert "lower by an amount that matters (2 points, the yardstick within a person)" in told
    assert "following core-focused routines helps" in told
    assert "for one more person like them" in told
    assert "fewer than 12" in told
    assert "significant" not in told


def test_helps_is_said_only_where_chance_decided_for_everybody():
    chosen = [
        own("self", -4.0, design=Design.WITHIN_CHOSEN),
        own("read", -4.0, design=Design.WITHIN_INFERRED),
    ]
    effect = pool([*several(-4.0, -4.1, -3.9, -4.0, -4.2), *chosen])["low_back"]
    told = effect.to_sentence()
    assert effect.verdict == Verdict.LOWER_MATTERS
    assert "helps" not in told
    assert "1 person who chose when to change routine" in told
    assert "1 person whose routines were inferred" in told
    assert effect.design == Design.SWITCHED_INFERRED
    assert pool([*several(-4.0, -4.1), chosen[0]])["low_back"].design == Design.SWITCHED_CHOSEN


def test_it_becomes_a_table_json_and_html():
    pooled = pool(several(-1.0, -2.0, -1.5))
    row = pooled.to_polars().row(0, named=True)
    assert (row["n_treatment"], row["n_control"]) == (3, 3)
    assert row["method"] == "random-effects meta-analysis (REML, Hartung–Knapp)"
    json.dumps(pooled.to_dict())
    assert "<table" in pooled._repr_html_()
    assert "3 people" in str(pooled)
