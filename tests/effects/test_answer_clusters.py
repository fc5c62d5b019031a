"""Answers of sessions clustered by person: against statsmodels and R, and where it must hold its tongue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from coreanalytics.effects.claims.absorbed import AbsorbedFit
from coreanalytics.effects.claims.clusters import fit_clusters, fit_courses
from coreanalytics.effects.claims.one_course import fit_course, shuffle_sessions

GOLDEN = Path(__file__).parents[1] / "golden"
ALIKE = {"independence": 0.0, "exchangeable": 0.15}


@pytest.fixture(scope="module")
def gold() -> dict[tuple[str, str, str], float]:
    frames = [pl.read_csv(GOLDEN / f"answers_{name}.csv", infer_schema_length=None) for name in ("numbers",)]
    frames.append(pl.read_csv(GOLDEN / "answers_statsmodels.csv", infer_schema_length=None))
    rows = pl.concat([f.with_columns(pl.col("value").cast(pl.String)) for f in frames])
    return {row[:3]: float(row[3]) for row in rows.filter(pl.col("model") != "versions").iter_rows()}


@pytest.fixture(scope="module")
def sessions() -> pl.DataFrame:
    return pl.read_csv(GOLDEN / "answers.csv")


def fit(sessions: pl.DataFrame, alike: float | None) -> AbsorbedFit:
    sets = sessions["sets"].to_numpy().astype(float)
    score = 100 * sessions["hip"].to_numpy() / sets
    x = np.column_stack([np.ones(len(sets)), sessions["treated"], sessions["before"]]).astype(float)
    share = score / 100
    inside = 100**2 * share * (1 - share)
    return fit_clusters(sessions["person"].to_numpy(), score, sets, x, inside, alike=alike)


@pytest.mark.parametrize("model", ["independence", "exchangeable"])
def test_coefficients_are_those_of_statsmodels_gee(sessions, gold, model: str):
    found = fit(sessions, ALIKE[model])
    for at, name in enumerate(("one", "treated", "before")):
        assert found.beta[at] == pytest.approx(gold[model, "beta", name], rel=1e-8)


@pytest.mark.parametrize("model", ["independence", "exchangeable"])
def test_standard_errors_lie_between_the_sandwich_and_mancl_derouens(sessions, gold, model: str):
    found = fit(sessions, ALIKE[model])
    for at, name in enumerate(("one", "treated", "before")):
        se = found.estimate(np.eye(3)[at]).se
        assert gold[model, "se_robust", name] < se < gold[model, "se_bias_reduced", name]


@pytest.mark.parametrize(("model", "near"), [("independence", 1e-8), ("exchangeable", 0.01)])
def test_ranges_are_those_of_club_sandwich(sessions, gold, model: str, near: float):
    # exchangeable: the root is taken in whitened coordinates, the documented difference
    found = fit(sessions, ALIKE[model])
    for at, name in ((1, "treated"), (2, "before")):
        number = found.estimate(np.eye(3)[at])
        assert number.se == pytest.approx(gold[model, "se_cr2", name], rel=near)
        assert number.df == pytest.approx(gold[model, "df_cr2", name], rel=near)


def test_courses_are_least_squares_with_levels_of_their_own(sessions, gold):
    stretch = sessions.select(pl.struct("person", "treated").rle_id().alias("x"))["x"].to_numpy()
    sets = sessions["sets"].to_numpy().astype(float)
    score = 100 * sessions["hip"].to_numpy() / sets
    time = sessions["session"].to_numpy().astype(float)[:, None]
    number = fit_courses(sessions["person"].to_numpy(), stretch.astype(np.int64), score, sets, time)
    found = number.estimate([1.0])
    assert found.value == pytest.approx(gold["courses", "beta", "session"], rel=1e-8)
    assert found.se == pytest.approx(gold["courses", "se_cr2", "session"], rel=1e-8)
    assert found.df == pytest.approx(gold["courses", "df_cr2", "session"], rel=1e-8)


def test_sets_of_one_person_are_alike_and_the_likeness_is_found():
    rng = np.random.default_rng(3)
    person = np.repeat(np.arange(400), 20)
    share = np.clip(0.5 + np.repeat(rng.normal(0, 0.2, 400), 20), 0.02, 0.98)
    sets = np.full(8000, 2.0)
    score = rng.binomial(2, share) / 2
    found = fit_clusters(person, score, sets, np.ones((8000, 1)), score * (1 - score))
    assert found.rho == pytest.approx(share.var() / 0.25, abs=0.015)
    lone = fit_clusters(np.arange(400), score[::20], sets[::20], np.ones((400, 1)))
    assert lone.rho == 0.0


def test_columns_that_are_alike_are_refused():
    person, y, w = np.arange(12) // 2, np.arange(12.0), np.ones(12)
    with pytest.raises(np.linalg.LinAlgError):
        fit_clusters(person, y, w, np.column_stack([np.ones(12), np.ones(12)]))
    with pytest.raises(np.linalg.LinAlgError):
        fit_courses(person, person, y, w, np.zeros((12, 1)))
    with pytest.raises(np.linalg.LinAlgError):
        fit_course(np.arange(12), y, np.column_stack([w, 2 * w]))


def test_shuffling_is_exact_for_a_handful_of_sessions():
    # 5 sessions in one phase, strictly rising: of 120 orders 2 are as steep
    found = shuffle_sessions(np.arange(5.0), np.zeros(5, dtype=np.int64), np.arange(5.0), 1, times=60_000)
    assert found == pytest.approx(2 / 120, abs=0.003)


def test_shuffling_stays_inside_phases():
    # within each phase nothing changes; between them everything does
    stretch = np.repeat([0, 1], 12)
    time = np.tile(np.arange(12.0), 2)
    score = np.tile([0.0, 1.0, 1.0, 0.0], 6) + 50 * stretch
    assert shuffle_sessions(time, stretch, score, 2) > 0.5


def test_one_persons_course_is_found_and_does_not_care_for_level():
    rng = np.random.default_rng(4)
    day = np.arange(0, 160, 2)
    score = 0.02 * day + rng.normal(0, 0.5, 80)
    columns = np.column_stack([day / 28, np.ones(80)])
    mixture = fit_course(day, score, columns)
    assert mixture.mean == pytest.approx(0.56, abs=0.15)
    assert mixture.interval(0.95)[0] > 0
    assert fit_course(day, score + 100, columns).mean == pytest.approx(mixture.mean)
