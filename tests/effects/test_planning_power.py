"""Plans of a study: the vectorised simulation against the product, against closed forms, and by hand."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from scipy import stats

from coreanalytics.effects import Verdict, compare_within, watch_within
from coreanalytics.effects.planning import Noise, PlanDesign, find_noise, one_person, plan_study
from coreanalytics.effects.planning.cohort import CohortCell, draw_cohort, run_cohorts
from coreanalytics.effects.planning.layouts import lay_out, place_window
from coreanalytics.effects.planning.noise import publish_noise
from coreanalytics.effects.planning.one_person import PersonCell, _draw, find_latent, run_chunk
from coreanalytics.effects.within.mixtures import SMALL_SAMPLE
from coreanalytics.effects.within.whitening import make_grid
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation.calibration import expect_reported

START = dt.date(2026, 1, 5)
QUIET = Noise(0.0, 0.0, 1.35, 1.5, 0.0, 6.0, 5.0, "published")


def make_cell(design, weeks, **changes):
    told = {
        "reports": 6.0,
        "effects": (-2.0,),
        "noise": publish_noise(),
        "wash_in": 3,
        "delta": 2.0,
        "level": 0.975,
        "alpha": 0.0175,
        "looks": True,
        "seed": 3,
    }
    return PersonCell(PlanDesign(design), tuple(weeks), **(told | changes))


def frame_study(layout, scores, seen, assigned, schedule):
    """One study of one person as `build_days` would make it."""
    n = layout.phase.size
    day = pl.Series(np.arange(n))
    return pl.DataFrame(
        {
            "person": ["me"] * n,
            "date": pl.select(pl.lit(START) + pl.duration(days=day)).to_series(),
            "program": np.where(layout.treated[0], "core_focused", "standard_crunch"),
            "assigned": [assigned] * n,
            "schedule": [schedule] * n,
            "phase": (layout.phase + 1).astype(np.int32),
            "day_in_phase": layout.since.astype(np.int32),
            "phase_start": pl.select(
                pl.lit(START) + pl.duration(days=day - pl.Series(layout.since))
            ).to_series(),
            "run_in": [False] * n,
            "continuing": [False] * n,
            "thigh_root": pl.Series(np.where(seen, scores, np.nan)).fill_nan(None).cast(pl.Int32),
        }
    ).with_columns(time_zero=pl.lit(START))


@pytest.mark.parametrize(
    ("design", "weeks", "assigned", "schedule"),
    [
        ("blocks", 12, "randomised", "pairs"),
        ("start", 16, "randomised", "start:2026-02-02/2026-03-20"),
        ("ab", 16, "self", None),
        ("abab", 16, "self", None),
    ],
)
def test_a_simulated_study_is_answered_as_the_product_answers_it(design, weeks, assigned, schedule):
    cell = make_cell(design, [weeks])
    answers = run_chunk((cell, 0, 4, 4))
    for study in range(4):
        # the chunk shares the day of the switch, each study its own stream
        layouts = lay_out(cell.design, weeks, [np.random.default_rng([*cell.key, k]) for k in range(4)], 0.5)
        rngs = [np.random.default_rng([*cell.key, k]) for k in range(4)]
        layout = lay_out(cell.design, weeks, rngs, 0.5)
        scores, seen = _draw(cell, layout, rngs)
        one = type(layout)(layouts.treated[study : study + 1], layout.phase, layout.since, layout.origin)
        days = frame_study(one, scores[0, study], seen[study], assigned, schedule)
        effect = compare_within(days, "me", outcomes=("thigh_root",), level=0.975)["thigh_root"]
        if effect.interval is None:
            assert np.isnan(answers.low[0, 0, study])
            continue
        assert answers.low[0, 0, study] == pytest.approx(effect.interval.low, abs=1e-5)
        assert answers.high[0, 0, study] == pytest.approx(effect.interval.high, abs=1e-5)
        assert answers.se[0, 0, study] == pytest.approx(effect.se, abs=1e-5)
        until = START + dt.timedelta(days=7 * weeks - 1)
        running = watch_within(days, "me", until=until, outcomes=("thigh_root",))["thigh_root"]
        week = answers.settled[0, study]
        if running.verdict in (Verdict.CANT_TELL, Verdict.REFUSED):
            assert week == 0
        else:
            assert week == running.week
            assert (answers.right[0, study] > 0) == (
                running.verdict in (Verdict.LOWER, Verdict.LOWER_MATTERS)
            )


def test_the_reported_difference_is_the_one_that_was_asked_for():
    sd = 1.35
    base, shifted = find_latent([3.0, 1.0], sd)
    assert expect_reported([base, shifted], sd) == pytest.approx([3.0, 1.0], abs=1e-9)


def test_days_known_to_be_independent_have_the_power_of_a_t_test(monkeypatch):
    """With one grid point, no autocorrelation, the answer is Student's t, and power is noncentral t."""
    monkeypatch.setattr(one_person, "default_grid", lambda: make_grid([0.0], [0.0]))
    noise = Noise(0.0, 0.0, 1.35, 0.0, 0.0, 7.0, 5.0, "published")
    told = {"noise": noise, "design": "blocks", "weeks": 12, "reports_per_week": 7, "looks": "end", "jobs": 1}
    plan = plan_study(effect=(-0.6, -0.9, -1.2), replications=1500, **told)
    n = 6 * 11  # days of six blocks after wash-in, 33 a routine
    widened = np.sqrt(1 + SMALL_SAMPLE / n)
    error = np.sqrt(1.35**2 + 1 / 12) * np.sqrt(2 / (n / 2))  # rounding adds 1/12 to the variance of a day
    edge = stats.t.ppf(0.9875, n - 2)
    for row in plan.rows:
        closed = stats.nct.sf(edge * widened, n - 2, abs(row.effect) / error)
        assert abs(row.power - closed) <= 3 * row.power_se
        # mean of sqrt(chi-square / df) times both half-widths
        assert row.width == pytest.approx(2 * edge * widened * error, rel=0.01)


@pytest.mark.parametrize(("design", "weeks", "phases"), [("ab", 12, 2), ("abab", 16, 4), ("blocks", 8, 4)])
def test_known_independent_days_have_the_power_that_statsmodels_gives(monkeypatch, design, weeks, phases):
    """`statsmodels.stats.power.TTestIndPower`, an independent source, for two equal sets of days."""
    from statsmodels.stats.power import TTestIndPower

    monkeypatch.setattr(one_person, "default_grid", lambda: make_grid([0.0], [0.0]))
    noise = Noise(0.0, 0.0, 1.35, 0.0, 0.0, 7.0, 5.0, "published")
    row = plan_study(
        noise=noise, design=design, weeks=weeks, reports_per_week=7, looks="end", jobs=1, effect=-1.0,
        replications=1500,
    ).rows[0]  # fmt: skip
    n = 7 * weeks - 3 * phases
    # the range is wider by this than Student's, as if its level were higher
    edge = stats.t.ppf(0.9875, n - 2) * np.sqrt(1 + SMALL_SAMPLE / n)
    size = 1.0 / np.sqrt(1.35**2 + 1 / 12)
    closed = TTestIndPower().power(size, n / 2, 2 * stats.t.sf(edge, n - 2), alternative="two-sided")
    assert abs(row.power - closed) <= 3 * row.power_se
    assert row.refused == 0


def test_not_knowing_that_days_are_independent_costs_power():
    noise = Noise(0.0, 0.0, 1.35, 0.0, 0.0, 7.0, 5.0, "published")
    told = {"noise": noise, "design": "blocks", "weeks": 12, "reports_per_week": 7, "looks": "end", "jobs": 1}
    row = plan_study(effect=-1.2, replications=300, **told).rows[0]
    error = np.sqrt(1.35**2 + 1 / 12) * np.sqrt(2 / 33)
    closed = stats.nct.sf(stats.t.ppf(0.9875, 64), 64, 1.2 / error)
    assert closed - 0.4 < row.power < closed


def test_parallel_groups_have_the_power_of_the_known_model():
    """The standard error that generalised least squares has with known components, and noncentral t."""
    cell = CohortCell(PlanDesign.PARALLEL, 24, 8, 7.0, -2.0, QUIET, 1.0, 0.975, 5)
    found = run_cohorts((cell, 0, 40))
    day = np.arange(56)
    sd2 = 1.35**2 + 1 / 12
    within = sd2 * np.eye(56)
    # adjusted for a run-in of 14 days: what is left of the level, as if known
    left = 1.5**2 * (sd2 / 14) / (1.5**2 + sd2 / 14)
    inverse = np.linalg.inv(within + left)
    information = np.zeros((4, 4))
    for arm in (0, 1):
        x = np.column_stack([np.ones(56), day / 7, arm * np.ones(56), arm * day / 7])
        information += 12 * x.T @ inverse @ x
    weights = np.array([0, 0, 1, 8.0])
    closed = float(np.sqrt(weights @ np.linalg.inv(information) @ weights))
    assert np.nanmedian(found.se) == pytest.approx(closed, rel=0.2)
    power = stats.nct.sf(stats.t.ppf(0.9875, 21), 21, 2.0 / closed)
    hit = float((found.high < 0).mean())
    assert abs(hit - power) <= 3 * np.sqrt(0.25 / 40) + 0.05


def test_a_cohort_differs_by_its_effect_at_the_horizon():
    noise = Noise(0.3, 0.0, 1.2, 1.0, 0.1, 6.0, 5.0, "published")
    cell = CohortCell(PlanDesign.PARALLEL, 600, 8, 7.0, -1.5, noise, 1.0, 0.975, 2)
    days = draw_cohort(cell, 0).filter(pl.col("day") >= 53)
    means = dict(days.group_by("program").agg(pl.col("thigh_root").mean()).iter_rows())
    assert means["core_focused"] - means["standard_crunch"] == pytest.approx(-1.5, abs=0.25)


@pytest.mark.slow
@pytest.mark.parametrize(("design", "weeks", "effect"), [("blocks", 8, -2.0), ("start", 16, -1.5)])
def test_power_is_that_of_a_plain_simulation(design, weeks, effect):
    """A second simulation, written without the first: one study after another through `compare_within`."""
    plan = plan_study(design=design, weeks=weeks, effect=effect, looks="end", replications=600, jobs=1)
    rng, hits, studies, noise = np.random.default_rng(11), 0, 250, publish_noise()
    n = 7 * weeks
    first, last = place_window(n)
    base, low = find_latent([noise.baseline, noise.baseline + effect], noise.sd)
    for _ in range(studies):
        course = np.empty(n)
        course[0] = rng.normal()
        for day in range(1, n):
            course[day] = 0.4 * course[day - 1] + np.sqrt(1 - 0.16) * rng.normal()
        if design == "blocks":
            sides = np.concatenate([rng.permutation([0, 1]) for _ in range(weeks // 4)])
            treated, phase = np.repeat(sides, 14).astype(bool), np.arange(n) // 14
        else:
            switch = int(rng.integers(first, last + 1))
            treated = np.arange(n) >= switch
            phase = treated.astype(np.int64)
        begun = np.array([np.flatnonzero(phase == k)[0] for k in phase])
        scores = np.clip(np.rint(np.where(treated, low, base) + noise.sd * course), 0, 10)
        layout = lay_out(PlanDesign.AB, weeks, [rng], 0.5)
        layout = type(layout)(treated[None], phase, np.arange(n) - begun, 0)
        days = frame_study(layout, scores, rng.random(n) < 6 / 7, "randomised", None)
        found = compare_within(days, "me", outcomes=("thigh_root",))["thigh_root"].interval
        hits += found is not None and found.high < 0
    error = np.hypot(plan.rows[0].power_se, np.sqrt(0.25 / studies))
    assert abs(plan.rows[0].power - hits / studies) <= 3 * error


def test_a_plan_is_the_same_with_any_number_of_processes():
    told = {"design": "blocks", "weeks": (8, 12), "replications": 40, "looks": "both"}
    one, two = plan_study(jobs=1, **told), plan_study(jobs=2, **told)
    assert one.to_polars().equals(two.to_polars())
    seen = []
    plan_study(jobs=1, progress=lambda done, total: seen.append((done, total)), **told)
    assert seen[-1][0] == seen[-1][1] == len(seen)


def test_longer_studies_tell_more_and_weekly_looks_cost():
    plan = plan_study(design="blocks", weeks=(8, 16), replications=80, jobs=1)
    short, long = plan.pick("blocks")
    assert long.power > short.power and long.width < short.width
    assert short.weekly < short.power
    row = plan.recommended
    assert row is not None and (row.weeks, row.design) == (16, "blocks")
    said = str(plan)
    assert "for 16 weeks" in said and "Looking every week has a price" in said
    assert "significant" not in said
    assert plan._repr_html_().startswith("<p>")


def test_a_study_under_the_null_finds_nothing():
    plan = plan_study(design="blocks", weeks=12, effect=0.0, looks="both", replications=200, jobs=1)
    row = plan.rows[0]
    assert row.power <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 200) + 0.02


def test_designs_that_cannot_be_used_are_named_with_the_reason():
    plan = plan_study(weeks=8, replications=20, jobs=1, looks="end")
    assert dict(plan.refused).keys() == {"parallel", "multiple_baseline"}
    said = str(plan)
    assert "Not for one person: two groups" in said
    assert "cannot say what caused a difference" in said
    assert all("cannot be in two groups" in why for name, why in plan.refused if name == "parallel")
    assert all(row.refused == 1 for row in plan.pick("ab"))  # too few days for one switch
    chosen = plan_study(design="ab", weeks=16, replications=20, jobs=1, looks="end")
    assert chosen.recommended is None and not chosen.rows[0].is_drawn
    with pytest.raises(ArgumentError, match="6 people"):
        plan_study(design="parallel")


def test_several_people_are_pooled_and_grouped():
    plan = plan_study(people=(6, 12), weeks=8, replications=20, jobs=1)
    kinds = {(str(row.design), row.people) for row in plan.rows}
    assert {("blocks", 6), ("blocks", 12), ("parallel", 6), ("multiple_baseline", 12)} <= kinds
    assert plan.delta == 1.0
    six, twelve = plan.pick("blocks")
    assert twelve.width < six.width


@pytest.mark.parametrize(
    "told",
    [
        {"effect": -4.0},
        {"weeks": 1},
        {"reports_per_week": 8},
        {"people": 0},
        {"looks": "daily"},
        {"delta": -1.0},
        {"design": "guess"},
        {"design": "blocks", "weeks": 10},
        {"wash_in": 20},
        {"seed": -1},
    ],
)
def test_nonsense_is_refused_with_a_hint(told):
    with pytest.raises(ArgumentError) as problem:
        plan_study(**told)
    assert problem.value.hint


def test_own_noise_is_read_from_own_days(demo_book):
    from coreanalytics.days import build_days

    days = build_days(demo_book)
    own = find_noise(days, person="p01")
    assert own.source == "own" and own.days > 50
    assert sum(point[3] for point in own.points) == pytest.approx(0.99, abs=0.02)
    crowd = find_noise(days)
    assert crowd.source == "cohort" and 0.9 < crowd.sd < 1.8 and 0.1 < crowd.rho < 0.7
    few = days.filter(pl.col("person") == "p01").head(20)
    assert find_noise(few).source == "published"
    assert find_noise().source == "published"
