"""The mixed model from sums alone, against the same model written out with full matrices."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_triangular

from coreanalytics.effects.mixed import (
    fit_mixed,
    gather_moments,
    make_sandwich,
    merge_moments,
    predict_people,
    read_moments,
)
from coreanalytics.effects.mixed.designs import Design, cross_design
from coreanalytics.effects.mixed.fitting import _choose_frame
from coreanalytics.effects.mixed.likelihood import Likelihood
from coreanalytics.effects.mixed.packing import pack
from coreanalytics.effects.mixed.sandwich import take_roots
from coreanalytics.errors import ArgumentError, DataError


def make_rows(people: int = 14, days: int = 60, seed: int = 1, switch: bool = False) -> pl.DataFrame:
    """Whole-number scores with missing days, own levels and slopes, and AR(1) noise."""
    rng = np.random.default_rng(seed)
    error = np.zeros((people, days))
    error[:, 0] = rng.normal(size=people)
    for t in range(1, days):
        error[:, t] = 0.5 * error[:, t - 1] + np.sqrt(0.75) * rng.normal(size=people)
    level, slope = 4 + 1.4 * rng.normal(size=(people, 1)), 0.02 * rng.normal(size=(people, 1))
    score = np.clip(np.rint(level + slope * np.arange(days) + 1.4 * error), 0, 10).astype(int)
    person, day = np.nonzero(rng.random((people, days)) < 0.75)
    frame = pl.DataFrame({"person": person, "day": day, "y": score[person, day]})
    if switch:
        begin = 15 + 3 * (person % 10)
        treated = day >= begin
        frame = frame.with_columns(treated=pl.Series(treated.astype(int)),
                                   treated_day=pl.Series(np.where(treated, day - begin, 0)))  # fmt: skip
    return frame


def make_design(people: int, extras: tuple[str, ...] = ()) -> Design:
    rng = np.random.default_rng(7)
    arm = (np.arange(people) % 2).astype(float)
    covariates = {"arm": arm, "m": rng.normal(size=people)} if not extras else {"m": rng.normal(size=people)}
    return cross_design(("one", "day", *extras), covariates, (0, 1), people=people)


def write_out(frame: pl.DataFrame, design: Design, rho: float, random: np.ndarray):
    """Return per person X, Z, y, R and V (in units of sigma^2), rows by day."""
    extras = design.base[2:]
    for key, rows in frame.sort("person", "day").group_by("person", maintain_order=True):
        who = int(key[0])
        day = rows["day"].to_numpy().astype(float)
        base = np.column_stack([np.ones(day.size), day, *(rows[e].to_numpy().astype(float) for e in extras)])
        x = np.column_stack([base[:, a] * design.covariates[who, u] for a, u in design.terms])
        z = base[:, :2]
        r = rho ** np.abs(day[:, None] - day[None])
        yield x, z, rows["y"].to_numpy().astype(float), r, r + z @ random @ z.T


def take_root(m: np.ndarray, power: float) -> np.ndarray:
    values, vectors = np.linalg.eigh(m)
    known = values > 1e-10 * values.max()
    return (vectors * np.where(known, np.where(known, values, 1) ** power, 0)) @ vectors.T


CASES = [((), "ar1"), ((), "iid"), (("treated", "treated_day"), "ar1")]


@pytest.fixture(scope="module", params=CASES, ids=["parallel", "independent", "switching"])
def fitted(request):
    extras, errors = request.param
    frame = make_rows(switch=bool(extras))
    design = make_design(14, extras)
    moments = read_moments(frame, (*extras, "y"))
    return frame, design, fit_mixed(moments, design, errors=errors)


def test_the_criterion_is_the_one_of_full_matrices(fitted):
    frame, design, model = fitted
    parts = list(write_out(frame, design, model.rho, model.random / model.sigma**2))
    xvx = sum(x.T @ np.linalg.solve(v, x) for x, _, _, _, v in parts)
    beta = np.linalg.solve(xvx, sum(x.T @ np.linalg.solve(v, y) for x, _, y, _, v in parts))
    rss = sum((y - x @ beta) @ np.linalg.solve(v, y - x @ beta) for x, _, y, _, v in parts)
    free = len(frame) - design.n_terms
    deviance = sum(np.linalg.slogdet(v)[1] for *_, v in parts) + np.linalg.slogdet(xvx)[1]
    deviance += free * (1 + np.log(2 * np.pi * rss / free))
    assert model.beta == pytest.approx(beta, rel=1e-9, abs=1e-11)
    assert model.deviance == pytest.approx(deviance, rel=1e-11)
    assert model.sigma == pytest.approx(np.sqrt(rss / free), rel=1e-10)
    assert model.covariance == pytest.approx(rss / free * np.linalg.inv(xvx), rel=1e-7, abs=1e-12)
    assert model.converged


def test_no_neighbouring_parameters_are_better(fitted):
    _, _, model = fitted
    for k in range(4 if model.errors == "ar1" else 3):
        for step in (-0.02, 0.02):
            factor, rho = model.factor.copy(), model.rho
            if k < 3:
                factor[k] += step
            else:
                rho += step
            moved = model.likelihood.evaluate(factor, rho).deviance
            assert moved > model.at.deviance


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("switch", [False, True])
def test_the_gradient_is_the_slope_of_the_criterion(reml, switch):
    extras = ("treated", "treated_day") if switch else ()
    design = make_design(14, extras)
    moments = read_moments(make_rows(switch=switch), (*extras, "y"))
    likelihood = Likelihood(pack(moments, paired=True, frame=_choose_frame(moments, design)), design, reml)
    at = np.array([0.8, 0.15, 0.4, 0.37])
    found = likelihood.evaluate(at[:3], at[3]).gradient
    for k in range(4):
        up, down = at.copy(), at.copy()
        up[k] += 1e-5
        down[k] -= 1e-5
        rise = likelihood.evaluate(up[:3], up[3]).deviance - likelihood.evaluate(down[:3], down[3]).deviance
        assert found[k] == pytest.approx(rise / 2e-5, rel=1e-6)


def test_cr2_and_its_degrees_of_freedom_are_those_of_full_matrices(fitted):
    frame, design, model = fitted
    contrast = np.zeros(design.n_terms)
    names = {"level": "arm", "slope": "arm:day"} if "arm" in model.names else {"level": "treated", "slope": "treated_day"}  # fmt: skip  # noqa: E501
    contrast[model.names.index(names["level"])] = 1
    contrast[model.names.index(names["slope"])] = 56
    found = make_sandwich(model).estimate(contrast)
    g = model.random / model.sigma**2
    parts = list(write_out(frame, design, model.rho, g))
    c = np.linalg.inv(sum(x.T @ np.linalg.solve(v, x) for x, _, _, _, v in parts))
    scores, pieces = [], []
    for x, z, y, r, _ in parts:
        lower = np.linalg.cholesky(r)
        xw, zw, ew = (
            solve_triangular(lower, part, lower=True) for part in (x, z, (y - x @ model.beta)[:, None])
        )
        v = np.eye(y.size) + zw @ g @ zw.T
        d = take_root(v, 0.5)
        a = d @ take_root(d @ (v - xw @ c @ xw.T) @ d, -0.5) @ d
        scores.append(xw.T @ np.linalg.solve(v, a @ ew[:, 0]))
        pieces.append((xw, v, a @ np.linalg.solve(v, xw @ (c @ contrast))))
    variance = contrast @ c @ sum(np.outer(s, s) for s in scores) @ c @ contrast
    assert found.value == pytest.approx(contrast @ model.beta)
    assert found.se == pytest.approx(np.sqrt(variance), rel=1e-7)
    assert contrast @ make_sandwich(model).covariance() @ contrast == pytest.approx(variance, rel=1e-7)
    n = len(pieces)
    p = np.array([[
        (i == j) * (pieces[i][2] @ pieces[i][1] @ pieces[i][2])
        - pieces[i][2] @ pieces[i][0] @ c @ pieces[j][0].T @ pieces[j][2]
        for j in range(n)] for i in range(n)])  # fmt: skip
    assert found.df == pytest.approx(np.trace(p) ** 2 / np.sum(p * p), rel=1e-7)


def test_own_lines_are_those_of_full_matrices(fitted):
    frame, design, model = fitted
    g = model.random / model.sigma**2
    parts = list(write_out(frame, design, model.rho, g))
    c = np.linalg.inv(sum(x.T @ np.linalg.solve(v, x) for x, _, _, _, v in parts))
    wanted = np.zeros(len(design.base))
    wanted[:2] = 1, 56
    own = predict_people(model, wanted[None])
    for who, (x, z, y, _, v) in enumerate(parts):
        u = g @ z.T @ np.linalg.solve(v, y - x @ model.beta)
        rows = np.zeros(design.n_terms)
        for k, (a, i) in enumerate(design.terms):
            rows[k] = wanted[a] * design.covariates[who, i]
        left = g - g @ z.T @ np.linalg.solve(v, z) @ g
        pull = rows - wanted[:2] @ g @ z.T @ np.linalg.solve(v, x)
        error = model.sigma * np.sqrt(wanted[:2] @ left @ wanted[:2] + pull @ c @ pull)
        assert own.deviation[who] == pytest.approx(u, rel=1e-7, abs=1e-9)
        assert own.deviation_se[who] == pytest.approx(model.sigma * np.sqrt(np.diag(left)), rel=1e-6)
        assert own.value[who, 0] == pytest.approx(rows @ model.beta + wanted[:2] @ u, rel=1e-8)
        assert own.se[who, 0] == pytest.approx(error, rel=1e-7)


# --- what must not matter ---------------------------------------------------------------------------


def answer(frame: pl.DataFrame, design: Design, weights: dict[str, float]) -> tuple[float, ...]:
    model = fit_mixed(read_moments(frame, ("y",)), design)
    contrast = np.zeros(design.n_terms)
    for name, weight in weights.items():
        contrast[model.names.index(name)] = weight
    found = make_sandwich(model).estimate(contrast)
    return found.value, found.se, found.df, model.rho, model.sigma


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    days=st.integers(-400, 20_000),
    points=st.integers(-5, 5),
)
def test_order_labels_origin_of_time_and_of_scores_change_nothing(seed, days, points):
    frame, design = make_rows(seed=seed % 50), make_design(14)
    plain = answer(frame, design, {"arm": 1, "arm:day": 30})
    shuffled = frame.sample(fraction=1, shuffle=True, seed=seed)
    assert answer(shuffled, design, {"arm": 1, "arm:day": 30}) == plain  # to the last bit
    moved = frame.with_columns(day=pl.col("day") + days, y=pl.col("y") + points)
    assert answer(moved, design, {"arm": 1, "arm:day": 30 + days}) == pytest.approx(plain, rel=2e-5, abs=2e-5)
    # other labels, another order of people
    order = np.random.default_rng(seed).permutation(14)
    place = np.argsort(order)
    named = frame.with_columns(person=pl.Series([f"p{place[p]:02d}" for p in frame["person"]]))
    turned = Design(design.base, design.terms, design.names, design.covariates[order])
    assert answer(named, turned, {"arm": 1, "arm:day": 30}) == pytest.approx(plain, rel=2e-5, abs=2e-5)


def test_the_unit_of_time_changes_nothing_without_memory():
    frame, design = make_rows(), make_design(14)
    contrast = np.zeros(design.n_terms)
    contrast[design.locate("arm:day")] = 1
    found = []
    for factor in (1, 24):
        moments = read_moments(frame.with_columns(day=pl.col("day") * factor), ("y",))
        model = fit_mixed(moments, design, errors="iid")
        number = make_sandwich(model).estimate(contrast * factor)
        found.append((number.value, number.se, number.df))
    assert found[1] == pytest.approx(found[0], rel=1e-5)


@settings(max_examples=20, deadline=None)
@given(cut=st.integers(1, 58), seed=st.integers(0, 1000), switch=st.booleans())
def test_states_merge_without_loss(cut, seed, switch):
    frame = make_rows(people=6, seed=seed, switch=switch)
    extras = (*(("treated", "treated_day") if switch else ()), "y")
    whole = read_moments(frame, extras, ends=True)
    early, late = frame.filter(pl.col("day") < cut), frame.filter(pl.col("day") >= cut)
    merged = merge_moments(read_moments(early, extras, ends=True), read_moments(late, extras, ends=True))
    for name in ("person", "gap", "sums", "last"):
        assert np.array_equal(getattr(merged, name), getattr(whole, name)), name
    odd = pl.col("person") % 2 == 1
    sides = merge_moments(read_moments(frame.filter(odd), extras), read_moments(frame.filter(~odd), extras))
    assert np.array_equal(sides.sums, whole.sums)
    assert np.array_equal(sides.gap, whole.gap)


def test_states_that_do_not_fit_are_refused():
    frame = make_rows()
    first = read_moments(frame, ("y",), ends=True)
    with pytest.raises(DataError, match="does not begin after"):
        merge_moments(first, first)
    with pytest.raises(DataError, match="last rows are needed"):
        merge_moments(read_moments(frame, ("y",)), read_moments(frame, ("y",)))
    with pytest.raises(DataError, match="different columns"):
        merge_moments(first, read_moments(make_rows(switch=True), ("treated", "y"), ends=True))


def test_lazy_parquet_arrays_and_frames_give_the_same_sums(tmp_path):
    frame = make_rows(people=30)
    path = tmp_path / "days.parquet"
    frame.write_parquet(path)
    one = read_moments(frame, ("y",))
    two = read_moments(pl.scan_parquet(path), ("y",))
    columns = (frame[name].to_numpy() for name in ("person", "day"))
    three = gather_moments(*columns, frame["y"].to_numpy()[None].astype(float))
    for other in (two, three):
        assert np.array_equal(one.sums, other.sums)
        assert np.array_equal(one.gap, other.gap)
    assert one.n_rows == len(frame)
    independent = read_moments(frame, ("y",), pairs=False)
    design = make_design(30)
    a, b = (fit_mixed(state, design, errors="iid") for state in (one, independent))
    assert a.deviance == pytest.approx(b.deviance, rel=1e-12)


def test_days_are_shifted_and_scores_counted_from_an_origin():
    frame = make_rows(people=5, switch=True)
    extras = ("treated", "treated_day", "y")
    whole = read_moments(frame, extras)
    moved = read_moments(frame.with_columns(day=pl.col("day") - 3 * pl.col("person")), extras)
    assert np.array_equal(whole.shift_days(3 * np.arange(5)).sums, moved.sums)
    lower = read_moments(frame.with_columns(y=pl.col("y") - 2 * pl.col("person")), extras)
    assert whole.shift_outcome(2.0 * np.arange(5)).sums == pytest.approx(lower.sums)


def test_many_blocks_and_rare_gaps_change_nothing(monkeypatch):
    from coreanalytics.effects.mixed import packing

    frame = make_rows(people=14).filter((pl.col("day") % 9 != 4) | (pl.col("person") > 3))
    frame = frame.filter(~pl.col("day").is_between(20, 35) | (pl.col("person") != 5))
    weights = {"arm": 1, "arm:day": 56}
    whole = answer(frame, make_design(14), weights)
    monkeypatch.setattr(packing, "BLOCK", 4)
    monkeypatch.setattr(packing, "_MOST_SLOTS", 1)
    assert answer(frame, make_design(14), weights) == pytest.approx(whole, rel=1e-6)


def test_roots_of_singular_matrices():
    rank_one = np.array([[[4.0, 2.0], [2.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]], [[2.0, 0.3], [0.3, 1.0]]])
    root, inverse = take_roots(rank_one)
    assert root @ root == pytest.approx(rank_one)
    assert inverse @ rank_one @ inverse @ rank_one == pytest.approx(rank_one, abs=1e-12)
    assert inverse[1] == pytest.approx(np.zeros((2, 2)))
    padded = np.zeros((3, 3, 3))
    padded[:, :2, :2] = rank_one
    padded[:, 2, 2] = 1
    general, _ = take_roots(padded)
    assert general[:, :2, :2] == pytest.approx(root, abs=1e-9)


def test_two_scores_on_one_day_are_refused():
    frame = make_rows(people=4)
    with pytest.raises(DataError, match="two scores on the same day"):
        read_moments(pl.concat([frame, frame.head(1)]), ("y",))


def test_what_cannot_be_told_apart_is_refused():
    frame = make_rows(people=6)
    alike = cross_design(("one", "day"), {"a": np.ones(6)}, (0, 1), people=6)
    with pytest.raises(DataError, match="cannot be told apart"):
        fit_mixed(read_moments(frame, ("y",)), alike)
    with pytest.raises(ArgumentError, match="no kind of errors"):
        fit_mixed(read_moments(frame, ("y",)), make_design(6), errors="ar2")
