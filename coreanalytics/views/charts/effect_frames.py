"""Small frames for pictures of results: everything is counted and thinned here, before it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from coreanalytics import words
from coreanalytics.views.charts.frames import names_as
from coreanalytics.views.hostile import clip_names
from coreanalytics.views.texts import charts as texts

if TYPE_CHECKING:
    from coreanalytics.effects.cohort_models import MixedFit
    from coreanalytics.effects.diagnosis import Diagnosis
    from coreanalytics.effects.responder_counts import Responders
    from coreanalytics.effects.running import RunningVerdict
    from coreanalytics.effects.within.fits import WithinFit

#: People of each arm that a picture of people draws at most, evenly picked in order of their level.
MAX_PEOPLE: Final = 30
#: Points of a scatter at most, evenly picked in order of the fitted score.
MAX_POINTS: Final = 2000
#: People whose course a diagnosis shows.
COURSES: Final = 12


def list_scores(fit: WithinFit) -> pl.DataFrame:
    """Return one person's reported days: date (at noon), score, program (named), counted.

    Days of the wash-in, and of phases with too few reported days, are reported but not counted.
    """
    reported = ~np.isnan(fit.score)
    treated = pl.when("treated").then(pl.lit(fit.treatment)).otherwise(pl.lit(fit.control))
    return (
        pl.DataFrame(
            {
                "date": pl.Series(fit.day[reported].astype(np.int32)).cast(pl.Date),
                "score": fit.score[reported],
                "treated": fit.treated[reported],
                "counted": fit.seen[reported],
            }
        )
        .with_columns(program=treated, date=pl.col("date").cast(pl.Datetime("us")).dt.offset_by("12h"))
        .with_columns(names_as("program", texts.PROGRAM_NAMES))
        .drop("treated")
    )


def mean_phases(fit: WithinFit, level: float) -> pl.DataFrame:
    """Return the mean of each phase that enters, with a range that allows for days resembling neighbours.

    The noise is that of the comparison: errors of covariance ``(1 - kappa) rho^|days apart| + kappa`` with
    the SD and the weights of (rho, kappa) that the comparison of the programs found. Given these, each
    phase has a level of its own.

    Parameters
    ----------
    fit
        What stands behind an effect of one person.
    level
        Level of the ranges.

    Returns
    -------
    DataFrame
        phase, program (named), start, end (exclusive; midnights), days (counted), mean, low, high.
    """
    from coreanalytics.effects.within.mixtures import Mixture, fit_grid
    from coreanalytics.effects.within.whitening import default_grid, whiten

    numbers = np.unique(fit.phase[fit.seen])
    design = (fit.phase[:, None] == numbers[None, :]).astype(float)
    grid = default_grid()
    own, compared = (
        fit_grid(whiten(np.column_stack([x, fit.score])[None], fit.seen[None], fit.day, grid), grid)
        for x in (design, fit.design)
    )
    rows = []
    for place, number in enumerate(numbers):
        here = fit.phase == number
        scale = np.sqrt(own.inverse[0, :, place, place] * compared.variance[0])
        mixture = Mixture(compared.weight[0], own.beta[0, :, place], scale, float(compared.df[0]))
        low, high = mixture.interval(level)
        rows.append(
            {
                "phase": int(number),
                "program": fit.treatment if fit.treated[here][0] else fit.control,
                "start": int(fit.day[here].min()),
                "end": int(fit.day[here].max()) + 1,
                "days": int((here & fit.seen).sum()),
                "mean": mixture.mean,
                "low": low,
                "high": high,
            }
        )
    days = pl.col("start", "end").cast(pl.Int32).cast(pl.Date).cast(pl.Datetime("us"))
    return pl.DataFrame(rows).with_columns(days, names_as("program", texts.PROGRAM_NAMES))


def list_people(fit: MixedFit, most: int = MAX_PEOPLE) -> pl.DataFrame:
    """Return people with their own level at the horizon, shrunk, and its range.

    Returns
    -------
    DataFrame
        person, program (named), level, low, high, run_in_mean (null: none), n_days; by arm, then by level. Of
        more than `most` people in an arm every so many-th is kept.
    """
    rank, size = pl.int_range(pl.len()).over("arm"), pl.len().over("arm")
    step = (size / most).ceil().cast(pl.Int64)
    names = clip_names(fit.people["person"].cast(pl.String))
    return (
        fit.people.sort("arm", "level", "person")
        .filter(rank % pl.max_horizontal(step, 1) == 0)
        .select(
            pl.col("person").cast(pl.String).replace(names),
            names_as("arm", texts.PROGRAM_NAMES).alias("program"),
            "level",
            pl.col("level_low").alias("low"),
            pl.col("level_high").alias("high"),
            "run_in_mean",
            "n_days",
        )
    )


def list_looks(running: RunningVerdict) -> pl.DataFrame:
    """Return the answered looks: look, estimate, low, high, verdict, is_verdict (first reached there)."""
    reached = dict(running.path)
    looks = running.looks.filter(pl.col("estimate").is_not_null())
    said = [str(reached.get(look, "")) for look in looks["look"]]
    return looks.select("look", "date", "estimate", "low", "high", "verdict").with_columns(
        reached=pl.Series(said, dtype=pl.String)
    )


def list_shares(result: Responders) -> pl.DataFrame:
    """Return shares of responders: site, criterion, program (named), k, n, told, share, low, high in %."""
    rows = [
        {
            "site": texts.SITE_NAMES[count.outcome],
            "criterion": count.criterion,
            "program": texts.PROGRAM_NAMES[program],
            "told": texts.SHARE_TOLD.format(k=side.k, n=side.n),
            "share": 100 * side.value,
            "low": 100 * side.interval.low,
            "high": 100 * side.interval.high,
        }
        for count in result.counts
        for program, side in ((result.treatment, count.treatment), (result.control, count.control))
        if side.value is not None and side.interval is not None
    ]
    return pl.DataFrame(rows)


def list_gaps(result: Responders) -> pl.DataFrame:
    """Return differences of shares in 100 people: site, criterion, difference, low, high, told."""
    rows = [
        {
            "site": texts.SITE_NAMES[count.outcome],
            "criterion": count.criterion,
            "difference": 100 * count.difference,
            "low": 100 * count.interval.low,
            "high": 100 * count.interval.high,
            "told": words.signed(100 * count.difference, 0),
        }
        for count in result.counts
        if count.difference is not None and count.interval is not None
    ]
    kinds = dict.fromkeys(("difference", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema={"site": pl.String, "criterion": pl.String, **kinds, "told": pl.String})


def thin_residuals(diagnosis: Diagnosis, most: int = MAX_POINTS) -> pl.DataFrame:
    """Return at most `most` days in order of the fitted score: fitted, residual."""
    slim = diagnosis.residuals.sort("fitted").select("fitted", "residual")
    step = max(-(-slim.height // most), 1)
    return slim.gather_every(step).with_columns(pl.all().round(3))


def mean_residuals(diagnosis: Diagnosis, bins: int = 20) -> pl.DataFrame:
    """Return the mean residual of equally many days each in order of the fitted score: fitted, residual."""
    slim = diagnosis.residuals.sort("fitted").with_row_index("at")
    cut = (pl.col("at") * bins // max(slim.height, 1)).alias("bin")
    return slim.group_by(cut).agg(pl.col("fitted", "residual").mean()).sort("bin").drop("bin")


def pick_courses(diagnosis: Diagnosis, most: int = COURSES) -> pl.DataFrame:
    """Return the courses of at most `most` people, evenly picked in order of name.

    Returns
    -------
    DataFrame
        person, day, score, fitted, population.
    """
    people = diagnosis.trajectories["person"].unique().sort()
    chosen = people.gather_every(max(-(-len(people) // most), 1))
    return diagnosis.trajectories.filter(pl.col("person").is_in(chosen.implode())).with_columns(
        pl.col("fitted", "population").round(3)
    )
