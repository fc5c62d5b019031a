"""How often a cohort's running verdict is false when somebody looks every week for half a year.

Everybody begins on the same day (`cohort_days` draws them), the worst case for looking early. A look at week
w asks for the difference at min(w, 8) weeks from the days up to then, by the mixed model with CR2 and
Satterthwaite, as `watch_between` does; from week 11 on no new day is read, so that the later looks differ in
their boundary alone. The truth of an early look is the difference of mean reported scores at its own week.
`test_watching` holds these looks against `watch_between` itself, which is ten times as slow.

Each site of two gets half of the error, so that is what is judged. Beside it: one site that is looked at
alone, and 11 looks planned instead of 26.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.calibration.cohort_days import RUN_IN, WEEKS, draw_scores
from benchmarks.calibration.cohort_days import Cell as Cohort
from benchmarks.calibration.weekly_looks import ALONE, JUDGED, judge_looks
from coreanalytics.effects.cohort_models import ARM
from coreanalytics.effects.cohort_models import RUN_IN as RUN_IN_MEAN
from coreanalytics.effects.mixed.designs import cross_design
from coreanalytics.effects.mixed.fitting import MixedModel, fit_mixed
from coreanalytics.effects.mixed.moments import gather_moments
from coreanalytics.effects.mixed.sandwich import make_sandwich
from coreanalytics.effects.person_lines import Entry
from coreanalytics.effects.sequential import ALPHA_BETWEEN, LOOKS, MIN_DF, boundaries
from coreanalytics.effects.two_stage import varies_within_arms
from coreanalytics.errors import DataError

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DELTA = 1.0
ENTRY = Entry()
LAST_NEWS = math.ceil(ENTRY.span * WEEKS)  #: look after which no new day is read
SHORT = f"{LAST_NEWS} looks planned, beside"


@dataclass(frozen=True)
class Cell:
    """One kind of cohort, looked at every week."""

    cohort: Cohort

    @property
    def name(self) -> str:
        """A key that tells the cell apart."""
        return self.cohort.name

    @property
    def target(self) -> tuple[tuple[str, str, float, float], ...]:
        """One of two sites may err half as often as both."""
        return (("false verdict", "at most", 2.5, 3.0),)


def list_cells() -> list[Cell]:
    """Return every cell."""
    cohorts = [Cohort(f"{2 * arm} people, {arm} v {arm}", arm, arm) for arm in (3, 6, 15)]
    cohorts.append(Cohort("4 v 8, the few with twice the slope SD", 4, 8, spread=2.0))
    return [Cell(replace(cohort, effect=effect)) for cohort in cohorts for effect in (0.0, -DELTA, DELTA)]


def take_looks(cohort: Cohort, seed: int) -> Array:
    """Return estimate, standard error and degrees of freedom of every look, (LOOKS, 3); NaN where refused."""
    scores, seen = draw_scores(cohort, seed)
    found = np.full((LOOKS, 3), np.nan)
    near: MixedModel | None = None  # the search begins where the last look's ended: the same optimum, sooner
    for look in range(1, LAST_NEWS + 1):
        found[look - 1], near = _fit_look(cohort, scores, seen, look, near)
    found[LAST_NEWS:] = found[LAST_NEWS - 1]
    return found


def _fit_look(
    cohort: Cohort, scores: Array, seen: Bools, look: int, near: MixedModel | None
) -> tuple[tuple[float, float, float], MixedModel | None]:
    """Fit the mixed model to the days up to a look, with the run-in mean if enough is then known of it."""
    horizon = 7 * min(look, WEEKS)
    stop = min(7 * look, math.ceil(ENTRY.span * horizon) + 1)
    now = slice(RUN_IN, RUN_IN + stop)
    counts = seen[:, now].sum(axis=1)
    enters = counts >= ENTRY.min_days
    treated = np.arange(cohort.people) < cohort.treated
    last = stop - 1 - seen[:, now][:, ::-1].argmax(axis=1)
    reaches = enters & (last >= max(0, horizon - ENTRY.reach))
    refused = (math.nan, math.nan, math.nan)
    if min((reaches & treated).sum(), (reaches & ~treated).sum()) < ENTRY.min_people:
        return refused, near
    person, day = np.nonzero(seen[enters, now])
    moments = gather_moments(person, day, scores[enters, now][person, day][None])
    arm, run_in = treated[enters], _average_run_in(scores, seen)[enters]
    run_in = np.where(np.isnan(run_in), np.nanmean(run_in), run_in)
    answer = refused
    for adjust in (True, False):
        covariates = {ARM: arm.astype(float)}
        if adjust:
            if not varies_within_arms(run_in, arm):
                continue
            covariates[RUN_IN_MEAN] = run_in - run_in.mean()
        design = cross_design(("one", "day"), covariates, (0, 1), people=moments.n_people)
        try:
            model = fit_mixed(moments, design, near=near)
        except DataError:
            continue
        contrast = np.zeros(len(model.names))
        contrast[model.names.index(ARM)] = 1
        contrast[model.names.index(f"{ARM}:day")] = horizon
        number = make_sandwich(model).estimate(contrast)
        if model.converged and number.df >= MIN_DF:
            answer = (number.value, number.se, number.df)
            near = model
            break
    return answer, near


def _average_run_in(scores: Array, seen: Bools) -> Array:
    """Return each person's run-in mean; NaN where too little was reported."""
    here = seen[:, :RUN_IN]
    n = here.sum(axis=1)
    mean = np.where(here, scores[:, :RUN_IN], 0).sum(axis=1) / np.maximum(n, 1)
    return np.where(n >= ENTRY.min_run_in, mean, np.nan)


def read_shares(found: Array, truth: Array) -> Array:
    """Return the shares of Student's t below -delta, 0, delta and the truth of each look, (B, LOOKS, 4)."""
    from scipy.special import stdtr

    value, se, df = (found[..., at] for at in range(3))
    marks = np.stack([np.full(LOOKS, mark) for mark in (-DELTA, 0.0, DELTA)] + [truth], axis=-1)
    return np.asarray(stdtr(df[..., None], (marks - value[..., None]) / se[..., None]))


def run_cell(cell: Cell, seeds: Sequence[int]) -> pl.DataFrame:
    """Return three rows per replication, one a series; see `weekly_looks.judge_looks`."""
    found = np.stack([take_looks(cell.cohort, seed) for seed in seeds])
    week = np.minimum(np.arange(1, LOOKS + 1), WEEKS)
    below = read_shares(found, cell.cohort.effect * week / WEEKS)
    short = np.full(LOOKS, np.nan)
    short[:LAST_NEWS] = boundaries(ALPHA_BETWEEN, LAST_NEWS)
    edges = {JUDGED: boundaries(ALPHA_BETWEEN), ALONE: boundaries(2 * ALPHA_BETWEEN), SHORT: short}
    return pl.concat(
        judge_looks(below, edge, WEEKS).with_columns(
            seed=pl.Series(seeds), series=pl.lit(series), truth=pl.lit(cell.cohort.effect)
        )
        for series, edge in edges.items()
    )


CELLS = list_cells()
