"""By plan and by what was done: the same comparison with the days on which the routine was followed.

What was done on a day is read off the hard sets of the last 14 days of the phase: the share of the article's
moves among those and standard ab work, two thirds or more core-focused, one third or less standard crunches
(`vocabulary.INFERRED_SHARE`), between them mixed. Kept are the days of what somebody did on most of their
days; in parallel groups that is what they count for, whatever they were told (as treated), and where people
change routine days that went against the plan are left out (as planned and done). The first 14 days of a
phase without any such set are kept; later ones without are not: nobody trained.

The comparison's own model is worked out again on these days at the noise it found (`refits`), and the change
has a range of its own, person by person. **Passed**: it lies within half the smallest difference that
matters (and its range is no wider than that difference either way). **Failed**: it does not, and chance does
not explain it. Else *cannot tell*. Who does what they were told must not be compared with who does not as if
by lot: where both answers differ, the assigned one stands.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.checks.asked import Asked
from coreanalytics.effects.checks.floor import judge_change
from coreanalytics.effects.checks.ordinal import range_of
from coreanalytics.effects.checks.ranges import Ranged, cannot_tell
from coreanalytics.effects.checks.refits import MIN_DF, Whole, whole_of
from coreanalytics.effects.checks.results import Check
from coreanalytics.effects.results import Design, Effect
from coreanalytics.effects.student import two_sided_p
from coreanalytics.effects.within.fits import WithinFit
from coreanalytics.effects.within.mixtures import fit_grid, mix
from coreanalytics.effects.within.whitening import default_grid, whiten
from coreanalytics.vocabulary import INFERRED_MIN_DAYS, INFERRED_SHARE, PROGRAM_FAMILY

NAME: Final = "as_done"
WINDOW: Final = INFERRED_MIN_DAYS  #: days that tell what somebody does now
MIN_ARM: Final = 3
MIN_DAYS: Final = 14  #: days of one person on either routine
_MIXED: Final = "mixed"


def check_as_done(asked: Asked) -> tuple[Check, ...]:
    """Check that the answer by what was done is that by plan, at each primary site."""
    effects = [effect for effect in asked.effects.primary if effect.outcome in asked.sites]
    reason = _refuse(asked)
    if reason:
        return tuple(cannot_tell(NAME, effect.outcome, texts.ASK_AS_DONE, reason) for effect in effects)
    done = read_done(asked)
    adherence = _tell_adherence(asked, done)
    return tuple(_check(asked, effect, done, adherence) for effect in effects)


def _families(asked: Asked) -> dict[str, str]:
    """Return the column of hard sets that makes each of the two routines."""
    names = {program.value: f"hard_sets_{family.value}" for program, family in PROGRAM_FAMILY.items()}
    return {arm: names.get(arm, "") for arm in (asked.treatment, asked.control)}


def _refuse(asked: Asked) -> str:
    columns = list(_families(asked).values())
    if "" in columns:
        return texts.NO_FAMILY
    if any(name not in asked.days.columns for name in columns):
        return texts.NO_SETS_LOGGED
    if not asked.on_routine.select(pl.sum_horizontal(pl.col(columns).fill_null(0)).sum()).item():
        return texts.NO_SETS_LOGGED
    return texts.DONE_IS_PLAN if Design(asked.first.design).is_inferred else ""


def read_done(asked: Asked) -> pl.DataFrame:
    """Return what was done on every day of either routine: person, date, program, day, done, kept.

    `day` counts from the person's first time zero, as in the comparison; `done` is null without sets.
    """
    families = _families(asked)
    ours, theirs = (pl.col(families[arm]).fill_null(0) for arm in (asked.treatment, asked.control))
    spell = ["person", "phase"]
    summed = [
        sets.rolling_sum_by("date", window_size=f"{WINDOW}d").over(spell).alias(name)
        for name, sets in (("ours", ours), ("theirs", theirs))
    ]
    both = pl.col("ours") + pl.col("theirs")
    done = (
        pl.when(both == 0)  # nothing to tell from
        .then(None)
        .when(pl.col("ours") >= INFERRED_SHARE * both)
        .then(pl.lit(asked.treatment))
        .when(pl.col("theirs") >= INFERRED_SHARE * both)
        .then(pl.lit(asked.control))
        .otherwise(pl.lit(_MIXED))
    )
    origin = pl.col("time_zero").min().over("person")
    since = (pl.col("date") - pl.col("date").min().over(spell)).dt.total_days()
    days = asked.on_routine.sort("person", "date").with_columns(summed)
    marked = days.select(
        "person",
        "date",
        "program",
        day=(pl.col("date") - origin).dt.total_days(),
        done=done,
        early=since < WINDOW,
    )
    switched = asked.people.select("person", "switched")
    arms = [asked.treatment, asked.control]
    mostly = (
        marked.filter(pl.col("done").is_in(arms))
        .group_by("person", "done")
        .len()
        .sort("person", "len", "done", descending=[False, True, False])
        .group_by("person", maintain_order=True)
        .agg(mostly=pl.col("done").first())
    )
    out = marked.join(switched, on="person", how="left").join(mostly, on="person", how="left")
    counted = pl.when("switched").then("program").otherwise(pl.col("mostly").fill_null(pl.col("program")))
    kept = pl.when(pl.col("done").is_null()).then("early").otherwise(pl.col("done") == counted)
    return out.with_columns(counted=counted).with_columns(kept=kept.fill_null(False)).sort("person", "date")


def _tell_adherence(asked: Asked, done: pl.DataFrame) -> pl.DataFrame:
    """Return per routine how many days were as planned: routine, days, with_sets, as_planned."""
    return (
        done.group_by(routine="program")
        .agg(
            days=pl.len(),
            with_sets=pl.col("done").is_not_null().sum(),
            as_planned=(pl.col("done") == pl.col("program")).drop_nulls().mean(),
        )
        .sort("routine")
    )


def _check(asked: Asked, effect: Effect, done: pl.DataFrame, adherence: pl.DataFrame) -> Check:
    site, question = effect.outcome, texts.ASK_AS_DONE
    if effect.estimate is None:
        return cannot_tell(NAME, site, question, texts.NO_LINEAR_ANSWER, table=adherence)
    rates = dict(adherence.select("routine", "as_planned").iter_rows())
    told = texts.tell_adherence(site, [(arm, rates.get(arm)) for arm in (asked.treatment, asked.control)])
    if isinstance(effect.fit, WithinFit):
        change = _change_alone(asked, effect, effect.fit, done)
    else:
        whole = whole_of(effect)
        if whole is None:
            return cannot_tell(NAME, site, question, f"{told} {texts.NO_MIXED_MODEL}", table=adherence)
        change = _change_cohort(asked, whole, done)
    if change is None:
        return cannot_tell(NAME, site, question, f"{told} {texts.FEW_AS_DONE}", table=adherence)
    passed = judge_change(change, effect.delta, alpha=1 - asked.level)
    by_done = effect.estimate + change.value
    numbers = {"by_plan": effect.estimate, "by_done": by_done, "change": change.value}
    table = adherence.with_columns(
        *(pl.lit(value).alias(name) for name, value in numbers.items()),
        change_low=pl.lit(change.low),
        change_high=pl.lit(change.high),
    )
    sentence = f"{told} " + texts.tell_as_done(
        effect.estimate, by_done, change.low, change.high, asked.level, passed
    )
    return Check(NAME, site, question, passed, sentence, table, change.p, texts.METHOD_AS_DONE)


def _change_cohort(asked: Asked, whole: Whole, done: pl.DataFrame) -> Ranged | None:
    """Return by how much the number changes on the days that were done."""
    marks = done.filter("kept").select(pl.col("person").cast(pl.String), "day")
    rows = whole.rows.join(marks, on=["person", "day"], how="semi", maintain_order="left")
    if rows.height == whole.rows.height and _is_as_planned(done):
        return Ranged(0.0, 0.0, 0.0, 1.0)
    counted = dict(done.select("person", "counted").unique("person").iter_rows())
    is_treated = np.array([counted.get(name) == asked.treatment for name in whole.people.to_list()])
    there = whole.people.is_in(rows["person"].implode()).to_numpy()
    sizes = (int((there & is_treated).sum()), int((there & ~is_treated).sum()))
    if not whole.changes and min(sizes) < MIN_ARM:
        return None
    try:
        refit = whole.refit(whole.read(rows), None if whole.changes else is_treated)
    except (np.linalg.LinAlgError, ValueError):
        return None
    if not refit.df >= MIN_DF:
        return None
    shift = refit.value - whole.itself.value
    se = float(np.sqrt(((refit.pull - whole.itself.pull) ** 2).sum()))
    if not se > 0:
        return Ranged(shift, shift, shift, 1.0)
    return range_of(shift, se, min(refit.df, whole.itself.df), asked.level)


def _is_as_planned(done: pl.DataFrame) -> bool:
    return bool((done["counted"] == done["program"]).all())


def _change_alone(asked: Asked, effect: Effect, fit: WithinFit, done: pl.DataFrame) -> Ranged | None:
    """Do the same for one person: days that went against the plan are left out."""
    kept_days = done.filter(
        pl.when(pl.col("done").is_null()).then("early").otherwise(pl.col("done") == pl.col("program"))
    )["date"].cast(pl.Int32)
    seen = fit.seen & np.isin(fit.day, kept_days.to_numpy())
    if (seen == fit.seen).all():
        return Ranged(0.0, 0.0, 0.0, 1.0)
    if min(int((seen & fit.treated).sum()), int((seen & ~fit.treated).sum())) < MIN_DAYS:
        return None
    columns = np.column_stack([fit.design, fit.score])
    found = mix(fit_grid(whiten(columns, seen, fit.day, default_grid())), fit.contrast)
    shift = found.mean - fit.mixture.mean
    variance = found.sd**2 - fit.mixture.sd**2  # of an efficient estimate on fewer days (Hausman 1978)
    if not variance > 0:
        return Ranged(shift, shift, shift, 1.0)
    number = range_of(shift, variance**0.5, found.df, asked.level)
    return Ranged(shift, number.low, number.high, two_sided_p(shift / variance**0.5, found.df))
