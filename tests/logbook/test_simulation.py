"""The simulation: its numbers, its truth, and its tables."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation import Population, SiteNumbers, draw_scores, simulate_study
from coreanalytics.logbook.simulation.calibration import expect_reported, solve_course
from coreanalytics.logbook.simulation.plans import make_plan
from coreanalytics.logbook.simulation.population import draw_cohort, expect_latent, round_scores
from coreanalytics.logbook.simulation.scores import draw_study
from coreanalytics.logbook.tables import TABLES
from coreanalytics.vocabulary import OUTCOMES, Program, Site

#: Far from floor and ceiling, without entry effect: the latent moments can be seen in the scores.
MIDDLE = SiteNumbers(mean=5.0, between_sd=1.0, day_sd=1.0, slope_mean=0.0, slope_sd=0.0)
OPEN = Population(thigh_root=MIDDLE, low_back=MIDDLE, control=MIDDLE, autocorrelation=0.5)


@pytest.fixture(scope="module")
def study():
    return simulate_study(people=12, weeks=4, seed=3)


def paired_difference(population: Population, effect: float, people: int = 200_000) -> np.ndarray:
    """Effect at week 8 by brute force: the same people and noise, under both programs."""
    rng = np.random.default_rng(11)
    shape = (people, 1, len(OUTCOMES))
    draws = [rng.standard_normal(shape), rng.standard_normal(shape), rng.standard_normal((people, 1, 1))]
    latent = expect_latent(population, np.array([56.0]), -14.0, *draws)
    latent += population.column("day_sd") * rng.standard_normal(shape)
    drift = [solve_course(population, site, effect, 8, 14, 84).drift[56] for site in OUTCOMES]
    return (round_scores(latent + np.array(drift)) - round_scores(latent)).mean(axis=(0, 1))


@pytest.mark.parametrize("effect", [-1.0, -0.3, 0.0, 1.5])
def test_truth_is_the_mean_over_paired_counterfactuals(effect):
    population = Population(control=Population().low_back)
    # standard error of the brute force: below 0.0015
    assert paired_difference(population, effect) == pytest.approx(np.full(3, effect), abs=0.006)


def test_default_study_holds_the_asked_effects():
    _, truth = draw_scores(people=24)
    assert [t.population for t in truth] == pytest.approx([-1.0, -0.7, 0.0], abs=0.001)
    assert truth["thigh_root"].population_per_week == pytest.approx(-1 / 8, abs=0.001)
    assert truth["control"].people == 0.0
    assert truth["control"].people_per_week == 0.0


def test_truth_over_these_people_is_what_their_days_average_to():
    """One person with huge numbers of days after the drift stands still shows the person's own effect."""
    plan = make_plan(3, 12, -1.0, None, 0.0, 2, 5, 8, dt.date(2026, 11, 15), None)
    draw = draw_study(plan)
    cohort = draw_cohort(plan.population, 3, 14, 84, 5)
    noise = plan.population.thigh_root.day_sd * np.random.default_rng(1).standard_normal((3, 400_000))
    latent = cohort.expected[:, 14 + 56, 0][:, None] + noise
    drift = solve_course(plan.population, Site.THIGH_ROOT, -1.0, 8, 14, 84).drift[56]
    brute = (round_scores(latent + drift) - round_scores(latent)).mean()
    assert draw.truth["thigh_root"].people == pytest.approx(brute, abs=0.005)


def test_effect_grows_linearly_on_the_reported_scale():
    course = solve_course(Population(), Site.THIGH_ROOT, -1.0, 8, 14, 84)
    assert course.reported[0] == pytest.approx(0.0, abs=1e-9)
    assert course.reported == pytest.approx(-np.arange(84) / 56, abs=1e-6)
    assert course.drift[56] < -1.0  # the floor eats some of the latent effect


def test_effect_stops_where_the_scale_does():
    course = solve_course(Population(), Site.THIGH_ROOT, -1.0, 8, 14, 26 * 7)
    assert course.reported[56] == pytest.approx(-1.0, abs=1e-6)
    assert course.reported[-1] > -1.0 * (26 * 7 - 1) / 56 + 0.5


def test_groups_differ_by_the_effect():
    frame, _ = draw_scores(people=6000, weeks=9, effect=-1.0, seed=2)
    around = (
        frame.filter(pl.col("day_in_phase").is_between(53, 59)).group_by("program").agg(pl.mean("thigh_root"))
    )
    means = dict(around.rows())
    # SD of a person's mean over these days is about 2.2: standard error 0.06
    assert means["core_focused"] - means["standard_crunch"] == pytest.approx(-1.0, abs=0.18)
    run_in = frame.filter("run_in")["thigh_root"].mean()
    assert run_in > means["standard_crunch"] + 0.3  # entry effect and natural course


def test_unreachable_effect_is_refused_with_what_can_be_had():
    with pytest.raises(ArgumentError, match="cannot be reached") as error:
        draw_scores(effect=-4)
    assert "at most" in error.value.hint


@pytest.mark.parametrize(
    "arguments", [{"people": 0}, {"weeks": 0}, {"run_in_weeks": -1}, {"seed": -1}, {"horizon_weeks": 0}]
)
def test_senseless_arguments_are_refused(arguments):
    with pytest.raises(ArgumentError):
        draw_scores(**arguments)


def test_realised_moments_are_those_asked_for():
    frame, _ = draw_scores(people=1500, weeks=12, effect=0.0, run_in_weeks=0, population=OPEN, seed=4)
    by_person = frame.group_by("person").agg(m=pl.mean("thigh_root"), v=pl.var("thigh_root"))
    rounding = 1 / 12
    assert by_person["m"].mean() == pytest.approx(5.0, abs=0.08)
    # the mean of 84 days still carries AR(1) noise of variance about 3/84
    assert by_person["m"].var() == pytest.approx(1.0 + 3 / 84, abs=0.12)
    assert by_person["v"].mean() == pytest.approx(1.0 + rounding - 3 / 84, abs=0.04)
    centred = frame.with_columns(c=pl.col("thigh_root") - pl.mean("thigh_root").over("person")).with_columns(
        before=pl.col("c").shift(1).over("person")
    )
    pairs = centred.drop_nulls(["c", "before"])
    lag_one = (pairs["c"] * pairs["before"]).mean() / (pairs["c"] ** 2).mean()
    assert lag_one == pytest.approx(0.5 / (1 + rounding), abs=0.04)


def test_slopes_and_levels_of_the_default_population():
    cohort = draw_cohort(Population(), 20_000, 14, 84, 8)
    assert cohort.expected[:, -1].std(axis=0)[:2] == pytest.approx(np.hypot(1.5, 0.18 * 83 / 7), rel=0.03)
    assert (cohort.expected[:, 0] - cohort.expected[:, 13]).mean(axis=0) == pytest.approx(
        [1.0 * (1 - 0.5**3.25), 0.8 * (1 - 0.5**3.25), 0.0], abs=0.02
    )
    assert cohort.noise[:, 40, 0].std() == pytest.approx(1.35, rel=0.03)
    apart = np.corrcoef(cohort.noise[:, 40, 0], cohort.noise[:, 43, 0])[0, 1]
    assert apart == pytest.approx(0.4**3, abs=0.03)


def test_days_are_missing_a_little_more_after_bad_ones():
    population = Population(missing_odds=1.3)
    frame, _ = draw_scores(people=3000, weeks=4, population=population, seed=6)
    assert draw_scores(people=2000, seed=6)[0]["reported"].mean() == pytest.approx(0.87, abs=0.015)
    after = frame.with_columns(before=pl.col("thigh_root").shift(1).over("person")).drop_nulls("before")
    good = after.filter(pl.col("before") <= 1)["reported"].mean()
    bad = after.filter(pl.col("before") >= 6)["reported"].mean()
    assert bad < good - 0.1


def test_scores_are_whole_numbers_on_the_scale_and_the_floor_is_used():
    frame, _ = draw_scores(people=200, seed=9)
    for site in OUTCOMES:
        assert frame[site.value].min() == 0
        assert frame[site.value].max() <= 10
        assert frame[site.value].dtype == pl.Int32
        assert frame[site.value].is_null().eq(~frame["reported"]).all()


@given(people=st.integers(1, 25), seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_arms_are_balanced(people, seed):
    frame, _ = draw_scores(people=people, weeks=1, seed=seed)
    arms = frame.filter(pl.col("day_in_phase") == 0)["program"].value_counts()
    counts = dict(arms.rows())
    core, standard = counts.get("core_focused", 0), counts.get("standard_crunch", 0)
    assert core + standard == people
    assert abs(core - standard) <= 1


def test_more_weeks_or_messier_files_change_no_scores():
    short, _ = draw_scores(people=6, weeks=9, last_day=dt.date(2026, 3, 1), seed=5)
    again, _ = draw_scores(people=6, weeks=9, last_day=dt.date(2026, 3, 1), seed=5)
    other, _ = draw_scores(people=6, weeks=9, last_day=dt.date(2026, 3, 1), seed=6)
    assert short.equals(again)
    assert not short.equals(other)
    clean = simulate_study(people=3, weeks=2, messy=False)
    messy = simulate_study(people=3, weeks=2, messy=True)
    for name, table in clean.tables.items():
        assert table.drop("source_file").equals(messy.tables[name].drop("source_file")), name


def test_expected_score_matches_brute_force():
    draws = round_scores(1.2 + 1.9 * np.random.default_rng(3).standard_normal(1_000_000))
    assert float(expect_reported(1.2, 1.9)) == pytest.approx(draws.mean(), abs=0.006)


# --- the study's tables ---


def test_tables_have_exactly_the_logbooks_columns(study):
    assert set(study.tables) == set(TABLES)
    for name, schema in TABLES.items():
        assert dict(study.tables[name].schema) == schema, name
        assert study.tables[name].height > 0


def test_pain_of_the_study_is_the_scores_of_the_fast_path(study):
    scores, _ = draw_scores(people=12, weeks=4, seed=3)
    pain = study.tables["pain"].filter(pl.col("intensity").is_not_null())
    wide = pain.group_by("person", "date", "site").agg(pl.max("intensity")).pivot("site", values="intensity")
    sites = [site.value for site in OUTCOMES]
    told = scores.filter("reported").select("person", "date", *sites).sort("person", "date")
    assert wide.select("person", "date", *sites).sort("person", "date").equals(told)


def test_people_train_what_their_program_says(study):
    phases = study.tables["phases"]
    done = study.tables["sets"].join(phases.select("person", "start", "end", "program"), on="person")
    done = done.filter(pl.col("date").is_between("start", "end"))
    families = done.group_by("program").agg(pl.col("family").unique()).rows()
    for program, found in families:
        assert ("article_move" in found) == (program == Program.CORE_FOCUSED)
        assert ("standard_ab" in found) == (program != Program.CORE_FOCUSED)


def test_moves_progress_in_their_own_units():
    sets = simulate_study(people=24, weeks=12, seed=2).tables["sets"].filter(pl.col("kind") == "working")
    middle = sets["date"].min() + (sets["date"].max() - sets["date"].min()) * 0.6
    late = pl.col("date") > middle
    for exercise, unit in {
        "ankle_band_crunch": "reps",
        "support_posterior_tilt": "duration_s",
        "standing_band_rotation": "band_distance_m",
        "farmer_carry": "load_kg",
        "suitcase_carry": "distance_m",
        "side_plank": "duration_s",
    }.items():
        done = sets.filter(pl.col("exercise") == exercise)
        assert done.filter(late)[unit].mean() > done.filter(~late)[unit].mean(), exercise


def test_ranges_are_those_that_screening_allows(study):
    sets, sessions = study.tables["sets"], study.tables["sessions"]
    assert sets["rpe"].drop_nulls().is_between(0, 10).all()
    assert ((sets["rpe"] * 2).drop_nulls() % 1 == 0).all()
    assert (sets["reps"].drop_nulls() >= 1).all()
    assert sessions["minutes"].drop_nulls().is_between(10, 120).all()
    keys = ["person", "session", "exercise_logged", "occurrence", "set_index"]
    assert not sets.select(keys).is_duplicated().any()
    assert not sessions.select("person", "session").is_duplicated().any()
    assert study.tables["pain"]["date"].max() == dt.date(2026, 11, 15)


def test_late_answers_belong_to_the_day_before(study):
    wide = simulate_study(people=24, weeks=12).tables
    pain = wide["pain"].join(wide["people"].select("person", "timezone"), on="person")
    for zone in pain["timezone"].unique():
        local = pain.filter(pl.col("timezone") == zone).with_columns(
            pl.col("reported_at").dt.convert_time_zone(zone)
        )
        moved = local.select((pl.col("reported_at").dt.offset_by("-4h").dt.date() == pl.col("date")).all())
        assert moved.item(), zone


def test_gave_out_shifts_with_the_program():
    tables = simulate_study(people=40, weeks=12, seed=4).tables
    end = tables["sessions"].filter((pl.col("app") == "form") & (pl.col("date") > dt.date(2026, 10, 15)))
    arms = tables["phases"].filter(pl.col("assigned") == "randomised").select("person", "program")
    share = (
        end.join(arms, on="person")
        .group_by("program")
        .agg((pl.col("gave_out_first") == "hip_flexors").mean())
    )
    shares = dict(share.rows())
    assert shares["core_focused"] < 0.2 < 0.3 < shares["standard_crunch"]
