"""Who needs a look: numbers against their definition, rules one at a time, and how often chance calls."""

from __future__ import annotations

import datetime as dt
import importlib
import json
from dataclasses import asdict

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import integrate, stats

from coreanalytics.effects import attention, recent_changes
from coreanalytics.effects.attention import LIMITS, AttentionRules, find_signals
from coreanalytics.effects.false_alarms import (
    FALSE_ALARMS,
    RISING_FALSE_ALARMS,
    expect_false_alarms,
    expect_false_flags,
)
from coreanalytics.effects.meta_analysis import fit_pooled
from coreanalytics.effects.recent_changes import (
    WINDOW,
    Noise,
    estimate_noise,
    measure_changes,
    shrink_changes,
)
from coreanalytics.errors import DataError

bench = importlib.import_module("benchmarks.attention.__main__")

END = dt.date(2026, 3, 29)
WILD = '</script><script>alert(1)</script>"'


def make_days(person: str, scores, *, end: dt.date = END, **columns) -> pl.DataFrame:
    """Days that end on `end`; the same scores at both sites unless told."""
    dates = [end - dt.timedelta(days=len(scores) - 1 - i) for i in range(len(scores))]
    frame = pl.DataFrame(
        {"person": [person] * len(scores), "date": dates, "thigh_root": scores, "low_back": scores} | columns,
        schema_overrides={"thigh_root": pl.Int32, "low_back": pl.Int32},
    )
    both = pl.any_horizontal(pl.col("thigh_root", "low_back").is_not_null())
    return frame.with_columns(reported=both)


def quiet(seed: int, days: int = 84, level: float = 3.0) -> list[int | None]:
    """A level that does not change, 15 % missing."""
    rng = np.random.default_rng(seed)
    scores = np.clip(np.rint(rng.normal(level, 1.2, days)), 0, 10)
    return [None if rng.random() < 0.15 else int(score) for score in scores]


# --- the numbers -----------------------------------------------------------------------------------------


def test_change_and_its_error_are_what_the_definition_says():
    rng = np.random.default_rng(4)
    scores = rng.integers(0, 11, (5, WINDOW)).astype(float)
    scores[rng.random(scores.shape) > 0.8] = np.nan
    noise = Noise(np.full(5, 0.45), np.full(5, 1.3))
    made = measure_changes(scores, noise, 1, 1)
    for i, row in enumerate(scores):
        now, then = np.flatnonzero(np.isfinite(row[:14])), 14 + np.flatnonzero(np.isfinite(row[14:42]))
        assert made.difference[i] == pytest.approx(row[now].mean() - row[then].mean())
        days = np.concatenate([now, then])
        weights = np.concatenate([np.full(len(now), 1 / len(now)), np.full(len(then), -1 / len(then))])
        covariance = 1.3**2 * 0.45 ** np.abs(days[:, None] - days)
        # lags whose correlation is below 1e-4 are left out
        assert made.se[i] == pytest.approx(np.sqrt(weights @ covariance @ weights), rel=1e-3)
        assert (made.n_recent[i], made.n_before[i]) == (len(now), len(then))


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.7])
def test_noise_is_found_again_in_many_people(rho):
    rng = np.random.default_rng(1)
    days = np.empty((800, WINDOW))
    days[:, 0] = rng.standard_normal(800)
    for t in range(1, WINDOW):
        days[:, t] = rho * days[:, t - 1] + np.sqrt(1 - rho**2) * rng.standard_normal(800)
    days = 5 + 1.3 * days
    days[rng.random(days.shape) > 0.85] = np.nan
    noise = estimate_noise(days)
    # each person's is drawn towards the cohort's, so only the middle is held to the truth
    assert noise.rho.mean() == pytest.approx(max(rho, 0.04), abs=0.05)
    assert noise.sd.mean() == pytest.approx(1.3, abs=0.06)


def test_shrinking_follows_the_posterior_of_the_two_parts():
    rng = np.random.default_rng(2)
    errors = rng.uniform(0.4, 0.9, 20)
    changes = rng.normal(-0.2, 0.5, 20) + errors * rng.standard_normal(20)
    changes[3] = 3.0
    made = shrink_changes(changes, errors, 1.0)
    fit = fit_pooled(changes, errors)
    mean, tau2, of_mean = fit.estimate.value, fit.tau2, fit.estimate.se**2
    assert (made.mean, made.tau, made.people) == (mean, fit.tau, 20)
    for i in (0, 3, 11):

        def density(x, i=i):
            share = recent_changes.LOT_SHARE
            parts = ((1 - share, tau2), (share, tau2 + recent_changes.LOT_SD**2))
            prior = sum(p * stats.norm.pdf(x, mean, np.sqrt(v + of_mean)) for p, v in parts)
            return prior * stats.norm.pdf(changes[i], x, errors[i])

        whole = integrate.quad(density, -12, 12, points=[0, changes[i]])[0]
        beyond = integrate.quad(density, 1, 12)[0] / whole
        expected = integrate.quad(lambda x, f=density: x * f(x), -12, 12)[0] / whole
        # the uncertainty of the mean enters in a plainer way than by full integration
        assert made.value[i] == pytest.approx(expected, abs=0.06)
        assert made.probability[i] == pytest.approx(beyond, abs=0.03)


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(float, st.integers(3, 25), elements=st.floats(-6, 6)), st.floats(0.3, 1.5))
def test_shrinking_draws_towards_the_mean_and_keeps_the_order(changes, error):
    made = shrink_changes(changes, np.full(len(changes), error), 1.0)
    low, high = np.minimum(changes, made.mean), np.maximum(changes, made.mean)
    assert ((made.value >= low - 1e-6) & (made.value <= high + 1e-6)).all()
    order = np.argsort(changes)
    assert (np.diff(made.value[order]) >= -1e-6).all()
    assert ((made.probability >= 0) & (made.probability <= 1)).all()


@pytest.mark.parametrize("people", [1, 2])
def test_few_people_are_not_shrunk(people):
    changes, errors = np.full(people, 1.7), np.full(people, 0.6)
    made = shrink_changes(changes, errors, 1.0)
    assert made.people == 0
    assert made.value.tolist() == changes.tolist()
    assert made.probability[0] == pytest.approx(stats.norm.cdf(0.7 / 0.6))


def test_people_without_a_number_keep_their_place():
    made = shrink_changes(np.array([np.nan, 0.1, 0.2, 0.3]), np.array([np.nan, 0.5, 0.5, 0.5]), 1.0)
    assert np.isnan(made.value[0])
    assert np.isnan(made.probability[0])
    assert made.people == 3


# --- the rules -------------------------------------------------------------------------------------------


def crowd(extra: pl.DataFrame, people: int = 15) -> pl.DataFrame:
    quiets = [make_days(f"q{i:02d}", quiet(i)) for i in range(people)]
    return pl.concat([*quiets, extra], how="diagonal_relaxed")


def test_a_lone_rise_is_told_and_its_size_is_drawn_back():
    scores = quiet(99)
    risen = [*scores[:-14], *(None if s is None else min(s + 4, 10) for s in scores[-14:])]
    signals = find_signals(crowd(make_days("up", risen)), END)
    up = signals["up"]
    assert up.reasons == ("worsening",)
    assert up.worsening
    assert up.cohort == 16
    site = up.worst
    assert site.change is not None
    assert 1 < site.shrunk < site.change
    assert site.probability > LIMITS[12]
    assert site.interval.low < site.shrunk < site.interval.high
    assert sum(one.worsening for one in signals.values()) == 1
    (sentence,) = up.to_sentences()
    assert "Thigh root: the last two weeks look" in sentence
    assert "after allowing for chance peaks" in sentence


def test_one_person_alone_is_told_of_without_a_cohort():
    scores = quiet(99)
    risen = [*scores[:-14], *(None if s is None else min(s + 4, 10) for s in scores[-14:])]
    signals = find_signals(make_days("up", risen), END)
    assert signals["up"].cohort == 0
    assert signals["up"].worst.shrunk == signals["up"].worst.change
    assert "too few people to compare" in signals["up"].to_sentences()[0]


def test_too_few_reports_give_no_change_never_a_zero():
    thin = [*quiet(5)[:-14], *[None] * 9, *[9] * 5]
    site = find_signals(crowd(make_days("thin", thin)), END)["thin"].sites[0]
    assert (site.n_recent, site.recent) == (5, 9.0)
    assert (site.change, site.shrunk, site.probability, site.worsening) == (None,) * 4
    new = find_signals(crowd(make_days("new", [5] * 13)), END)["new"].sites[0]
    assert (new.before, new.change, new.n_before) == (None, None, 0)


@pytest.mark.parametrize(("days", "reasons"), [(6, ()), (7, ("inactive",)), (40, ("inactive",))])
def test_silence_begins_after_a_week(days, reasons):
    gone = make_days("gone", quiet(7, 60), end=END - dt.timedelta(days=days))
    gone = gone.with_columns(trained=pl.lit(True))
    signal = find_signals(crowd(gone), END)["gone"]
    last = gone.filter("reported")["date"].max()
    assert signal.days_silent == (END - last).days
    assert signal.days_idle == days
    assert signal.reasons == reasons or signal.days_silent > days


def test_training_without_reports_is_another_silence():
    scores = [*quiet(7, 60)[:-10], *[None] * 10]
    signal = find_signals(make_days("a", scores, trained=[True] * 60), END)["a"]
    assert signal.silent
    assert not signal.inactive
    assert signal.reasons == ("silent",)
    assert "training goes on" in signal.to_sentences()[0]


def test_never_reported_is_silent_and_a_finished_program_is_not():
    never = make_days("never", [None] * 30, trained=[True] * 30)
    over = make_days("over", [4, 3] * 15, end=END - dt.timedelta(days=9))
    over = over.with_columns(phase_end=pl.lit(END - dt.timedelta(days=9)))
    signals = find_signals(pl.concat([never, over], how="diagonal_relaxed"), END)
    assert signals["never"].days_silent is None
    assert signals["never"].reasons == ("silent",)
    assert "ever reported" in signals["never"].to_sentences()[0]
    assert signals["over"].finished
    assert signals["over"].reasons == ()


def train(values, *, gap: int = 0) -> pl.DataFrame:
    """Twelve weeks with rotation every third day; `values` says the reps of the nth training."""
    reps = [float(values(i // 3)) if i % 3 == 0 and i < 84 - gap else None for i in range(84)]
    sets = [2 if r is not None else 0 for r in reps]
    trained = [r is not None for r in reps]
    return make_days("a", quiet(1), rotation_reps=reps, sets_rotation=sets, trained=trained)


def test_standing_still_needs_training_as_usual():
    still = find_signals(train(lambda n: 12), END)["a"]
    assert still.stalled
    assert still.days_since_best == 83
    assert "no new best" in " ".join(still.to_sentences())
    rising = find_signals(train(lambda n: 10 + n), END)["a"]
    assert rising.stalled is False
    assert rising.days_since_best < 7
    paused = find_signals(train(lambda n: 12, gap=25), END)["a"]
    assert paused.stalled is None
    assert "stalled" not in paused.reasons


def test_a_leg_raised_for_the_first_time_is_progress():
    raised = [None] * 80 + [True] * 4
    frame = train(lambda n: 12).with_columns(side_support_leg_raised=pl.Series(raised, dtype=pl.Boolean))
    assert find_signals(frame, END)["a"].stalled is False


def test_without_columns_about_training_nothing_is_said_of_it():
    signal = find_signals(make_days("a", quiet(1)), END)["a"]
    assert (signal.stalled, signal.days_since_best, signal.days_idle) == (None, None, None)


@pytest.mark.parametrize(
    ("scores", "told"),
    [([3] * 14, True), ([3] * 13, False), ([0] * 30, False), ([4] * 20 + [3], False), ([4] + [3] * 20, True)],
)
def test_the_same_answer_every_day(scores, told):
    assert ("same_answer" in find_signals(make_days("a", scores), END)["a"].reasons) is told


def test_reporting_rate_counts_days_since_the_first_log():
    signals = find_signals(make_days("a", [3, None, 4, None, 5, 5, None, 2]), END)
    assert signals["a"].reporting_rate == pytest.approx(5 / 8)
    later = find_signals(make_days("a", [3] * 50), END + dt.timedelta(days=14))
    assert later["a"].reporting_rate == pytest.approx(0.5)


def test_days_after_the_look_are_not_read():
    frame = crowd(make_days("up", [*quiet(3)[:-14], *[10] * 14]))
    early = END - dt.timedelta(days=14)
    cut = find_signals(frame.filter(pl.col("date") <= early), early)
    assert find_signals(frame, early) == cut
    mixed = find_signals(frame, {"up": early, "q01": END})
    assert set(mixed) == {"up", "q01"}
    assert mixed["up"].until == early


def test_order_of_rows_and_twins_change_nothing():
    frame = crowd(make_days("up", [*quiet(3)[:-14], *[10] * 14]))
    assert find_signals(frame.sample(fraction=1.0, shuffle=True, seed=1), END) == find_signals(frame, END)
    assert list(find_signals(frame, END)) == sorted(frame["person"].unique())


def test_missing_columns_are_named_and_an_empty_table_is_empty():
    with pytest.raises(DataError, match="low_back"):
        find_signals(make_days("a", [1]).drop("low_back"), END)
    assert find_signals(make_days("a", [1]).clear(), END) == {}
    assert find_signals(make_days("a", [1]), END - dt.timedelta(days=5)) == {}


def test_signals_are_plain_values():
    signal = find_signals(crowd(make_days(WILD, [*quiet(3)[:-14], *[10] * 14])), END)[WILD]
    assert json.loads(json.dumps(asdict(signal), default=str))["person"] == WILD
    assert "<script" not in " ".join(signal.to_sentences())


def test_limits_may_be_argued_with():
    rules = AttentionRules(limits={1: 0.0})
    assert all(one.worsening for one in find_signals(crowd(make_days("a", quiet(3))), END, rules).values())


# --- chance ----------------------------------------------------------------------------------------------


def test_expected_false_alarms_are_the_rate_times_the_people():
    thirty = expect_false_alarms(30)
    assert thirty.usual == pytest.approx(30 * FALSE_ALARMS[30].usual)
    assert thirty.low < thirty.usual < thirty.high
    assert expect_false_alarms(45).usual == pytest.approx(45 * FALSE_ALARMS[30].usual)
    assert expect_false_flags(10).usual == pytest.approx(10 * RISING_FALSE_ALARMS.usual)
    assert set(LIMITS) <= set(FALSE_ALARMS)


def test_the_rates_are_those_of_the_benchmark():
    """Every constant is a row of `benchmarks/attention/results.csv`."""
    rows = pl.read_csv(bench.RESULTS)

    def rates(scene, people):
        found = rows.filter(pl.col("scene") == scene, pl.col("people") == people).sort("rho")
        return found["rate"].to_list()

    for people, rate in FALSE_ALARMS.items():
        assert [rate.low, rate.usual, rate.high] == rates("nothing changes", people), people
    rule = RISING_FALSE_ALARMS
    assert [rule.low, rule.usual, rule.high] == rates("safety rule: rising", 1)


@pytest.mark.parametrize(("people", "cohorts"), [(30, 12), (200, 2)])
def test_chance_calls_about_as_often_as_the_page_says(people, cohorts):
    marked, looked = bench.count_marks(people, cohorts, 0.4, "nothing changes", seed=1)
    expected = looked * FALSE_ALARMS[30].usual
    assert marked <= expected + 4 * np.sqrt(expected) + 1


def test_a_large_rise_is_mostly_found():
    marked, looked = bench.count_marks(30, 25, 0.4, "one person +3", seed=1)
    assert marked / looked > 0.7


@pytest.mark.slow
@pytest.mark.parametrize("rho", bench.RHOS)
@pytest.mark.parametrize(("people", "cohorts"), [(1, 1500), (6, 300), (30, 80), (200, 12)])
def test_false_alarms_as_measured(people, cohorts, rho):
    marked, looked = bench.count_marks(people, cohorts, rho, "nothing changes", seed=2)
    size = max(known for known in FALSE_ALARMS if known <= people)
    said = dict(
        zip(bench.RHOS, (getattr(FALSE_ALARMS[size], k) for k in ("low", "usual", "high")), strict=True)
    )
    # counts in a cohort are not independent, so the bounds are wider than binomial ones
    spread = 5 * np.sqrt(said[rho] / looked) + 0.002
    assert abs(marked / looked - said[rho]) < spread


@pytest.mark.slow
@pytest.mark.parametrize("rho", bench.RHOS)
def test_power_for_two_points(rho):
    marked, looked = bench.count_marks(30, 120, rho, "one person +2", seed=2)
    assert marked / looked > {0.2: 0.6, 0.4: 0.5, 0.55: 0.35}[rho]


def test_the_module_says_where_its_rates_come_from():
    assert "benchmarks/attention" in attention.__doc__
