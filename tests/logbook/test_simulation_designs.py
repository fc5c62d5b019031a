"""Simulated designs in which people switch: their phases, their effects, their truth, and their files."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from coreanalytics.days import build_days
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.schedules import parse_window
from coreanalytics.logbook.simulation import (
    Design,
    Population,
    SiteNumbers,
    draw_scores,
    simulate_study,
    write_study,
)
from coreanalytics.logbook.simulation.calibration import solve_plateau
from coreanalytics.logbook.simulation.designs import draw_timetable, raise_effect
from coreanalytics.logbook.simulation.population import ALONE, draw_cohort, round_scores
from coreanalytics.logbook.simulation.writing import TRUTH_FILE, render_study
from coreanalytics.vocabulary import OUTCOMES

MIDDLE = SiteNumbers(mean=5.0, between_sd=1.0, day_sd=1.0, slope_mean=0.0, slope_sd=0.0)
OPEN = Population(thigh_root=MIDDLE, low_back=MIDDLE, control=MIDDLE)
SWITCHING = [design for design in Design if design != Design.PARALLEL]
ZERO = dt.date(2026, 3, 2)


def timetable(design: str, people: int = 1, weeks: int = 12, seed: int = 1):
    return draw_timetable(Design(design), np.arange(people) % 2 == 0, 7 * weeks, ZERO, seed)


# --- who follows what when ---


def test_one_switch_falls_on_every_date_of_its_window_alike():
    drawn = timetable("one_switch", people=6300)
    first, last = parse_window(drawn.schedule)
    dates, counts = np.unique(drawn.starts[:, 1], return_counts=True)
    window = np.arange((first - ZERO).days, (last - ZERO).days + 1)
    assert dates.tolist() == window.tolist()
    assert len(window) == 21 >= 20
    # chi-square with 20 degrees of freedom: 45.3 is its .999 quantile
    assert (((counts - 300) ** 2) / 300).sum() < 45.3
    assert (drawn.core == [False, True]).all()
    assert drawn.assigned == "randomised"


def test_a_multiple_baseline_spreads_switches_and_leaves_each_date_uniform():
    drawn = [timetable("multiple_baseline", people=4, seed=seed).starts[:, 1] for seed in range(1500)]
    first, last = parse_window(timetable("multiple_baseline", people=4).schedule)
    begin, length = (first - ZERO).days, (last - first).days + 1
    part = (np.sort(drawn, axis=1) - begin) * 4 / length
    # one switch in each quarter of the window; a date may straddle two quarters
    assert (np.floor(part + 1e-9) <= np.arange(4)).all()
    assert (part + 4 / length > np.arange(4)).all()
    counts = np.bincount(np.array(drawn)[:, 0] - begin, minlength=length)
    assert counts.size == length == 42
    expected = 1500 / length
    assert (((counts - expected) ** 2) / expected).sum() < 74.7  # .999 quantile, 41 degrees of freedom


def test_blocks_are_two_weeks_and_balanced_in_pairs():
    drawn = timetable("blocks", people=1000, weeks=24)
    assert (np.diff(drawn.starts, axis=1) == 14).all()
    pairs = drawn.core.reshape(1000, 6, 2)
    assert (pairs.sum(axis=2) == 1).all()
    assert pairs[:, :, 0].mean() == pytest.approx(0.5, abs=0.04)
    assert len(np.unique(drawn.core, axis=0)) == 2**6  # every order occurs
    assert (drawn.assigned, drawn.schedule) == ("randomised", "pairs")


def test_abab_is_chosen_and_told_no_schedule():
    alone, together = timetable("abab"), timetable("abab", people=3)
    assert alone.core.tolist() == [[False, True, False, True]]
    assert alone.starts.tolist() == [[0, 21, 42, 63]]
    assert (alone.assigned, together.assigned) == ("self", "coach")
    assert alone.schedule is together.schedule is None


def test_a_crossover_gives_everybody_both_halves():
    drawn = timetable("crossover", people=6)
    assert (drawn.starts == [0, 42]).all()
    assert (drawn.core[:, 0] != drawn.core[:, 1]).all()
    assert drawn.core[:, 0].sum() == 3
    assert drawn.schedule == "pairs"


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"design": "latin_square"}, "design"),
        ({"design": "blocks", "weeks": 10}, "weeks"),
        ({"design": "abab", "weeks": 6}, "weeks"),
        ({"design": "crossover", "weeks": 7}, "weeks"),
        ({"design": "one_switch", "weeks": 6}, "weeks"),
        ({"design": "multiple_baseline", "people": 1}, "people"),
        ({"design": "blocks", "onset_days": 14}, "onset_days"),
        ({"design": "abab", "weeks": 4, "onset_days": 7}, "onset_days"),
        ({"design": "one_switch", "onset_days": -1}, "onset_days"),
    ],
)
def test_a_design_that_cannot_be_is_refused_with_what_can(arguments, where):
    with pytest.raises(ArgumentError) as error:
        draw_scores(**{"people": 2, "weeks": 12, **arguments})
    assert error.value.where == where
    assert error.value.hint


def test_the_hint_about_weeks_helps():
    for design, weeks in (("blocks", 10), ("abab", 1), ("crossover", 7), ("one_switch", 3)):
        with pytest.raises(ArgumentError) as error:
            draw_scores(people=1, weeks=weeks, design=design)
        draw_scores(people=1, weeks=int(error.value.hint.split()[-1]), design=design)


# --- the effect ---


def test_the_effect_comes_on_and_goes_in_equal_steps():
    core = np.array([[False] * 2 + [True] * 6 + [False] * 5 + [True] * 2])
    share = raise_effect(core, 3)[0]
    assert share.tolist() == [0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0.25, 0.5]
    assert raise_effect(core, 0)[0].tolist() == core[0].astype(float).tolist()


def test_scores_hold_the_effect_that_was_asked_for():
    frame, truth = draw_scores(
        people=4000, weeks=8, effect=-1.0, seed=2, population=OPEN, design="crossover", onset_days=3
    )
    assert truth["thigh_root"].population == pytest.approx(-1.0, abs=1e-6)
    assert truth["low_back"].people == pytest.approx(-0.7, abs=0.02)
    second = frame.filter(pl.col("phase") == 3)
    means = second.group_by("day_in_phase", "program").agg(pl.mean("thigh_root"))
    wide = means.pivot("program", index="day_in_phase", values="thigh_root").sort("day_in_phase")
    gap = (wide["core_focused"] - wide["standard_crunch"]).to_numpy()
    # one half comes on, the other goes: day 0 has 1/4 of it on one side and 3/4 left on the other
    assert gap[:4] == pytest.approx([0.5, 0.0, -0.5, -1.0], abs=0.15)  # standard error 0.05
    assert gap[3:].mean() == pytest.approx(-1.0, abs=0.08)  # standard error of 25 correlated days: 0.04


@pytest.mark.parametrize("design", ["abab", "one_switch", "blocks"])
def test_the_truth_of_one_person_is_what_their_core_focused_days_average_to(design):
    seed, days = 4, 84
    _, truth = draw_scores(people=1, weeks=12, effect=-2.0, seed=seed, design=design, onset_days=3)
    cohort = draw_cohort(ALONE, 1, 14, days, seed)
    zero = dt.date(2026, 11, 15) - dt.timedelta(days=days - 1)
    core = draw_timetable(Design(design), cohort.treated, days, zero, seed).mark_core(days)[0]
    # without the wash-in of a comparison, three days from each switch
    full = np.array([day >= 3 and core[day - 3 : day + 1].all() for day in range(days)])
    latent = cohort.expected[0, 14:][full]
    noise = np.random.default_rng(1).standard_normal((20_000, 1, 1)) * ALONE.column("day_sd")
    drift = np.stack(
        [solve_plateau(ALONE, s, e, 14, days).drift for s, e in zip(OUTCOMES, (-2, -1.4, 0), strict=True)], -1
    )
    brute = (round_scores(latent + drift[full] + noise) - round_scores(latent + noise)).mean(axis=(0, 1))
    assert [site.people for site in truth] == pytest.approx(brute, abs=0.02)


def test_the_truth_says_what_it_speaks_of():
    _, truth = draw_scores(people=1, weeks=12, design="blocks", onset_days=3)
    told = truth.to_sentence()
    assert "on core-focused days without the first 3 days after a switch" in told
    assert "in this very person" in told
    assert "weeks after time zero" not in told
    assert truth.to_polars().columns[:3] == ["site", "wash_in_days", "requested"]
    assert [site.population for site in truth] == pytest.approx([-1.0, -0.7, 0.0], abs=1e-6)
    assert truth["thigh_root"].population_per_week == pytest.approx(0.0, abs=1e-6)  # it does not grow
    at_once = draw_scores(people=3, weeks=12, design="blocks", onset_days=0)[1].to_sentence()
    assert "on core-focused days:" in at_once
    assert "over these very 3 people" in at_once
    assert "8 weeks after time zero" in draw_scores(people=3)[1].to_sentence()


def test_an_effect_that_does_not_fit_on_the_scale_is_refused():
    with pytest.raises(ArgumentError, match="cannot be reached") as error:
        draw_scores(people=1, design="blocks", effect=-4.5)
    assert "at most" in error.value.hint


# --- the study and its files ---


@pytest.fixture(scope="module")
def blocks():
    return simulate_study(people=1, weeks=12, seed=3, design="blocks", effect=-2.0)


def test_other_designs_draw_the_same_people_and_noise():
    """Before time zero nothing depends on the design."""
    shared = {"people": 4, "weeks": 12, "seed": 6}
    parallel = draw_scores(**shared)[0].filter("run_in")
    for design in SWITCHING:
        other = draw_scores(**shared, design=design)[0].filter("run_in")
        sites = [site.value for site in OUTCOMES]
        assert parallel.select(sites).equals(other.select(sites)), design


@pytest.mark.parametrize("design", SWITCHING)
def test_person_days_of_the_tables_are_those_of_the_fast_path(design):
    asked = {"people": 3, "weeks": 8, "seed": 2, "design": design}
    study = simulate_study(**asked)
    scores, truth = draw_scores(**asked)
    days = build_days(study.tables).join(scores.select("person", "date"), on=["person", "date"], how="semi")
    assert study.truth == truth
    compared = [name for name in scores.columns if name != "time_zero"]  # none in a run-in phase
    reported = pl.col("reported")
    assert_frame_equal(
        days.filter(reported).select(compared),
        scores.filter(reported).select(compared),
        check_dtypes=True,
    )
    outcome = pl.col("day_in_phase").is_not_null()
    assert days.filter(outcome)["time_zero"].equals(days.filter(outcome)["phase_start"])


@pytest.mark.parametrize("design", SWITCHING)
def test_people_train_the_program_of_the_day(design):
    tables = simulate_study(people=3, weeks=8, seed=5, design=design).tables
    phases = tables["phases"].select("person", "start", "end", "program")
    done = tables["sets"].join(phases, on="person").filter(pl.col("date").is_between("start", "end"))
    families = dict(done.group_by("program").agg(pl.col("family").drop_nulls().unique()).rows())
    assert "article_move" in families["core_focused"]
    assert "standard_ab" not in families["core_focused"]
    assert "standard_ab" in families["standard_crunch"]
    assert "article_move" not in families["standard_crunch"]
    assert "article_move" not in families["run_in"]


def test_moves_grow_with_practice_only():
    sets = simulate_study(people=1, weeks=24, seed=2, design="one_switch").tables["sets"]
    reps = sets.filter((pl.col("exercise") == "ankle_band_crunch") & (pl.col("set_index") == 0)).sort("date")[
        "reps"
    ]
    assert reps[:4].mean() < 16  # begins at 12, though after weeks of crunches
    assert reps[-4:].mean() > reps[:4].mean() + 2


def test_one_person_is_called_me_and_chose_to_begin(blocks):
    assert blocks.tables["people"]["person"].to_list() == ["me"]
    phases = blocks.tables["phases"]
    assert phases.row(0, named=True)["program"] == "run_in"
    assert phases["assigned"].to_list() == ["self", *["randomised"] * 6]
    assert phases["schedule"].to_list() == [None, *["pairs"] * 6]
    assert (phases["start"][1:] == phases["end"].dt.offset_by("1d")[:-1]).all()
    assert simulate_study(people=1, weeks=2).tables["people"]["person"].to_list() == ["p01"]


def test_files_of_a_parallel_study_tell_no_schedule(blocks):
    parallel = dict(render_study(simulate_study(people=2, weeks=2)))
    assert b"schedule" not in parallel["phases.csv"]
    assert "design" not in json.loads(parallel[TRUTH_FILE])
    files = dict(render_study(blocks))
    assert files["phases.csv"].splitlines()[0].endswith(b",schedule")
    told = json.loads(files[TRUTH_FILE])
    assert (told["design"], told["onset_days"]) == ("blocks", 3)
    assert told["truth"][0]["wash_in_days"] == 3
    assert "horizon_weeks" not in told["truth"][0]


def test_a_study_is_known_by_its_design_too():
    one, other = (
        simulate_study(people=2, weeks=8, seed=1, design=design).tables["people"]["source_file"][0]
        for design in ("blocks", "abab")
    )
    assert one != other


@pytest.fixture(scope="module")
def book(tmp_path_factory, blocks):
    folder = tmp_path_factory.mktemp("alone")
    write_study(blocks, folder / "logs")
    book = Logbook(folder / "book")
    book.add(folder / "logs")
    return book


def test_a_book_of_one_person_holds_the_study(book, blocks):
    kept = ["person", "start", "end", "program", "assigned", "planned_sessions", "planned_sets", "schedule"]
    assert_frame_equal(book.phases().select(kept), blocks.tables["phases"].select(kept))
    ratings = ["person", "date", "site", "side", "intensity"]
    order = ["date", "site", "side"]
    told = pl.col("intensity").is_not_null()
    assert_frame_equal(
        book.pain().filter(told).select(ratings).sort(order),
        blocks.tables["pain"].filter(told).select(ratings).sort(order),
    )


def test_the_clock_restarts_in_each_phase_and_only_the_first_has_a_run_in(book, blocks):
    days = build_days(book)
    assert days["phase"].max() == 7
    spans = days.group_by("phase", maintain_order=True).agg(
        pl.col("time_zero", "schedule", "assigned", "run_in", "continuing").unique(),
        pl.col("day_in_phase"),
        pl.col("phase_start").first(),
    )
    run_in, *blocks_of = spans.to_dicts()
    assert run_in["run_in"] == [True]
    assert run_in["day_in_phase"] == [None] * 14
    for span in blocks_of:
        assert span["run_in"] == [False]
        assert span["continuing"] == [False]
        assert span["time_zero"] == [span["phase_start"]]
        assert span["schedule"] == ["pairs"]
        assert span["assigned"] == ["randomised"]
        assert span["day_in_phase"] == list(range(len(span["day_in_phase"])))
    assert [len(span["day_in_phase"]) for span in blocks_of[:-1]] == [14] * 5
