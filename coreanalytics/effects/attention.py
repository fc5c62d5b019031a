"""Who needs a look first: worsening, silent, stalled; for everybody in one pass.

A signal is a reason to open somebody's page, never a finding about them; safety flags (`safety`) come before
all of it and are found elsewhere.

*Worsening* is told when the posterior probability that somebody's discomfort truly rose by more than a point
exceeds a limit (`recent_changes`: two weeks against the four before, drawn towards everybody's change). The
limit depends on how many people there are to learn from, and is set so that it is rarely passed by chance:
`false_alarms` holds how often, as measured by ``benchmarks/attention`` in people whose level never
changes. There, days resemble each other by .2, .4 and .55 (the range of three published diaries), vary by an
SD of 1.3, are rounded and cut to 0-10, 15 % of them are missing, and both sites may sound. Of those who truly
rose by 2 points two weeks ago, one among 30, 54 to 78 % are told; of 3 points 89 to 100 %. So silence about
somebody is no sign that nothing rose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl

from coreanalytics.effects.false_alarms import pick_size
from coreanalytics.effects.log_gaps import GapRules, cut_days, find_gaps
from coreanalytics.effects.meta_analysis import MIN_PEOPLE
from coreanalytics.effects.recent_changes import (
    WINDOW,
    Changes,
    Shrunk,
    estimate_noise,
    measure_changes,
    shrink_changes,
)
from coreanalytics.effects.signals import Signal as Signal
from coreanalytics.effects.signals import SiteSignal as SiteSignal
from coreanalytics.effects.two_stage import Array
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import PRIMARY_SITES

#: What `log_gaps` tells and a signal keeps as it is.
_KNOWN: Final = (
    "person",
    "until",
    "days_silent",
    "days_idle",
    "reporting_rate",
    "days_since_best",
    "stalled",
    "same_answer",
    "finished",
)

#: Smallest number of people whose changes are compared, and the probability of a rise by more than a point
#: above which *worsening* is told: likelier than not among many, and surer the fewer there are to learn from
#: (ours; about 1 false alarm in 100 people and weeks, see `false_alarms`).
LIMITS: Final[dict[int, float]] = {1: 0.8, MIN_PEOPLE: 0.6, 12: 0.5}


@dataclass(frozen=True, slots=True)
class AttentionRules:
    """Sizes of the rules (ours; see the modules).

    Attributes
    ----------
    rise
        Points that a true rise must exceed.
    limits
        Probability from which *worsening* is told, by the smallest number of people it holds for.
    min_recent, min_before
        Reported days that the last two weeks and the four weeks before need.
    gaps
        Sizes of the rules about silence and standstill.
    """

    rise: float = 1.0
    limits: Mapping[int, float] = field(default_factory=lambda: dict(LIMITS))
    min_recent: int = 6
    min_before: int = 8
    gaps: GapRules = field(default_factory=GapRules)


def find_signals(
    days: pl.DataFrame,
    until: dt.date | Mapping[str, dt.date],
    rules: AttentionRules | None = None,
) -> dict[str, Signal]:
    """Return what makes each person worth a look on a day.

    Parameters
    ----------
    days
        Person-days (`days.columns.PERSON_DAYS`) of everybody: person, date and the primary sites are needed;
        without the columns about training or phases, nothing is said of them.
    until
        Day of the look, last day read. Silence is told from here, so a look at a whole book takes one day for
        everybody: the last on which anything was logged or added by anybody. A mapping gives each
        person's own; people that it lacks are left out.
    rules
        Sizes.

    Returns
    -------
    dict
        By person, sorted; people without a day up to then are not in it.

    Raises
    ------
    DataError
        Columns are missing.
    """
    missing = [name for name in ("person", "date", *PRIMARY_SITES) if name not in days.columns]
    if missing:
        raise DataError(f"the person-day table lacks {', '.join(missing)}", where="days")
    chosen = rules or AttentionRules()
    looks = until if isinstance(until, dt.date) else _frame_looks(until)
    seen = cut_days(days, looks)
    gaps = find_gaps(seen, chosen.gaps)
    found = [_judge_site(seen, gaps, site, chosen) for site in PRIMARY_SITES]
    cohort = max(people for _, people in found)
    return {
        row["person"]: _make_signal(row, sites, cohort, chosen)
        for row, *sites in zip(gaps.iter_rows(named=True), *(signals for signals, _ in found), strict=True)
    }


def _frame_looks(until: Mapping[str, dt.date]) -> pl.DataFrame:
    return pl.DataFrame(
        {"person": list(until), "until": list(until.values())},
        schema={"person": pl.String, "until": pl.Date},
    )


def _spread_scores(seen: pl.DataFrame, people: pl.Series, site: str) -> Array:
    """Return (people, `WINDOW`) scores, the newest day first; NaN: no report."""
    ago = (pl.col("until") - pl.col("date")).dt.total_days()
    rows = (
        seen.select("person", ago=ago, score=pl.col(site))
        .filter((pl.col("ago") < WINDOW) & pl.col("score").is_not_null())
        .join(
            pl.DataFrame({"person": people}).with_row_index("row"),
            on="person",
            how="inner",
        )
    )
    scores = np.full((len(people), WINDOW), np.nan)
    scores[rows["row"].to_numpy(), rows["ago"].to_numpy()] = rows["score"].to_numpy()
    return scores


def _judge_site(
    seen: pl.DataFrame, gaps: pl.DataFrame, site: str, rules: AttentionRules
) -> tuple[list[SiteSignal], int]:
    """Return everybody's signal at a site, in the order of `gaps`, and how many made the cohort."""
    scores = _spread_scores(seen, gaps["person"], site)
    changes = measure_changes(scores, estimate_noise(scores), rules.min_recent, rules.min_before)
    shrunk = shrink_changes(changes.difference, changes.se, rules.rise)
    return _list_sites(site, changes, shrunk, pick_size(rules.limits, shrunk.people)), shrunk.people


def _list_sites(site: str, changes: Changes, shrunk: Shrunk, limit: float) -> list[SiteSignal]:
    frame = pl.DataFrame(
        {
            "recent": changes.recent,
            "before": changes.before,
            "n_recent": changes.n_recent,
            "n_before": changes.n_before,
            "change": changes.difference,
            "se": changes.se,
            "shrunk": shrunk.value,
            "shrunk_sd": shrunk.sd,
            "probability": shrunk.probability,
        },
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    frame = frame.with_columns(worsening=pl.col("probability") > limit)
    return [SiteSignal(site, *row) for row in frame.iter_rows()]


def _make_signal(
    row: Mapping[str, Any], sites: Sequence[SiteSignal], cohort: int, rules: AttentionRules
) -> Signal:
    most = rules.gaps.silent_days
    silent_for, idle_for = row["days_silent"], row["days_idle"]
    silent = not row["finished"] and (silent_for is None or silent_for >= most)
    inactive = silent and (idle_for is None or idle_for >= most)
    holds = {
        "worsening": any(one.worsening for one in sites),
        "inactive": inactive,
        "silent": silent and not inactive,
        "stalled": bool(row["stalled"]),
        "same_answer": bool(row["same_answer"]),
    }
    return Signal(
        sites=tuple(sites),
        cohort=cohort,
        silent=silent,
        inactive=inactive,
        reasons=tuple(reason for reason, is_so in holds.items() if is_so),
        **{name: row[name] for name in _KNOWN},
    )
