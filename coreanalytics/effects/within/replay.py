"""One person's weekly looks, all of them out of one pass over the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects import texts
from coreanalytics.effects.looks import Look, count_looks, date_look
from coreanalytics.effects.results import Contrast
from coreanalytics.effects.sequential import LOOKS, carry_to_mixture, observed_boundaries
from coreanalytics.effects.within.mixtures import fit_grid, mix
from coreanalytics.effects.within.models import build_columns, contrast_of, is_estimable
from coreanalytics.effects.within.person_rows import (
    Entered,
    PersonRows,
    WithinEntry,
    all_randomised,
    alternates,
    count_switches,
    days_required,
    enter_outcome,
)
from coreanalytics.effects.within.whitening import Sums, default_grid, whiten
from coreanalytics.vocabulary import Schedule

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCK_DAYS: Final = 28  #: a first stretch of one routine no longer than this is taken for a block
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Course:
    """One person's routines, as far as weekly looks need to know them.

    Attributes
    ----------
    rows, entry
        The days, and what they must hold.
    origin
        First day of week 1; of the first routine, while there is no other.
    due
        Number of the last look that is due.
    has_switched
        Whether both routines have been begun.
    in_blocks
        Whether weeks count from the first block.
    """

    rows: PersonRows
    entry: WithinEntry
    origin: dt.date
    due: int
    has_switched: bool
    in_blocks: bool

    @cached_property
    def randomised(self) -> bool:
        """Whether chance assigned every phase so far, and both routines came back."""
        every = tuple(range(len(self.rows.phases)))
        return alternates(self.rows, every) and all_randomised(self.rows, every)


def read_course(rows: PersonRows, until: dt.date, entry: WithinEntry) -> Course:
    """Return where the weeks begin, and how many looks are due at the end of `until`.

    It is decided at the first switch and never again: a later phase moves no look.
    """
    first = rows.phases[0]
    second = next((phase for phase in rows.phases if phase.treated != first.treated), None)
    if second is None:
        return Course(rows, entry, _to_date(first.start), 0, False, False)
    in_first = rows.day[rows.day < second.start]
    length = int(in_first[-1]) - first.start + 1 if in_first.size else 0
    is_drawn = first.schedule in (Schedule.PAIRS, Schedule.BLOCKS)
    in_blocks = is_drawn or (not first.began_before and length <= BLOCK_DAYS)
    origin = _to_date(first.start if in_blocks else second.start)
    return Course(rows, entry, origin, count_looks(origin, until, LOOKS), True, in_blocks)


def take_looks(
    course: Course, outcome: str, numbers: Sequence[int], trend: bool, alpha: float
) -> tuple[list[Look], Array]:
    """Return the looks of these numbers at one outcome, and what was known at each planned look.

    Each is what `compare_within` says with the look's last day as `until`, with the running interval. What
    is known is one over the squared standard error that the days would have, were they independent with
    variance 1; NaN (LOOKS,) where no look was taken.
    """
    dates = {number: date_look(course.origin, number) for number in numbers}
    entered = enter_outcome(course.rows, outcome, course.entry)
    stops = {number: _count_rows(course, entered, date) for number, date in dates.items()}
    seen = np.flatnonzero(entered.seen)
    day, score = course.rows.day[seen], entered.score[seen]
    treated = course.rows.treated[seen]
    design = build_columns(day, treated, trend=trend)
    contrast = contrast_of(Contrast.DIFFERENCE_OF_PHASE_MEANS, trend=trend)
    known = np.full(LOOKS, np.nan)
    looks = {}
    for number, date in dates.items():
        here = slice(0, stops[number])
        sizes = (int(treated[here].sum()), int((~treated[here]).sum()))
        refused = _refuse(course, entered, seen[here], design[here], sizes)
        looks[number] = Look(number, date, n_treatment=sizes[0], n_control=sizes[1], refused=refused)
        if refused is None:
            known[number - 1] = 1 / (contrast @ np.linalg.inv(design[here].T @ design[here]) @ contrast)
    open_ = [number for number in numbers if looks[number].refused is None]
    if not open_:
        return list(looks.values()), known
    columns = np.concatenate([design, score[:, None]], axis=1)
    kept = sorted({stops[number] for number in open_})
    sums = whiten(columns, None, day, default_grid(), checkpoints=kept)
    fit = fit_grid(Sums(sums.cross[:, 0], sums.log_det[:, 0], sums.n[:, 0]))
    edges = observed_boundaries(alpha, known)
    for number in open_:
        mixture = mix(fit, contrast, kept.index(stops[number]))
        edge = float(edges[number - 1])
        low, high = carry_to_mixture(edge, mixture)
        looks[number] = replace(
            looks[number], estimate=mixture.mean, low=low, high=high, df=mixture.df, boundary=edge
        )
    return list(looks.values()), known


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the looks that are left may bring, at the present noise.

    Attributes
    ----------
    week
        Week by which the range would be narrower than delta, so that it cannot be *can't tell yet* any
        more, whichever way it falls; None if no planned look is that late.
    visible
        Smallest difference that would be told from none at the last planned look.
    """

    week: int | None
    visible: float


def look_ahead(course: Course, last: Look, known: Array, delta: float, alpha: float) -> Outlook:
    """Return what the looks that are left may bring.

    The width of the range is taken to follow its boundary and the root of 1/n + 1/m, n and m reported days
    per program, reports coming in as until now. After one switch only the days of the present routine
    grow; where routines alternate, both grow alike.

    Parameters
    ----------
    course
        Whose.
    last
        The last look; it must have an answer.
    known
        What was known at each planned look (see `take_looks`).
    delta
        Smallest difference that matters.
    alpha
        Error over all looks.
    """
    rows, here = course.rows, last.look
    n, m = float(last.n_treatment), float(last.n_control)
    weeks = max(((last.date - _to_date(rows.phases[0].start)).days + 1) / 7, 1.0)
    more = (n + m) / weeks * np.arange(LOOKS + 1 - here)  # reported days after 0, 1, ... further weeks
    share = 0.5 if count_switches(rows, range(len(rows.phases))) > 1 else float(rows.phases[-1].treated)
    shrunk = (1 / (n + share * more) + 1 / (m + (1 - share) * more)) / (1 / n + 1 / m)
    path = known.copy()
    path[here - 1 :] = known[here - 1] / shrunk
    edges = observed_boundaries(alpha, path)[here - 1 :]
    width = ((last.high or 0.0) - (last.low or 0.0)) * np.sqrt(shrunk) * edges / edges[0]
    narrow = np.flatnonzero(width[1:] < delta)
    return Outlook(here + 1 + int(narrow[0]) if narrow.size else None, float(width[-1] / 2))


def _count_rows(course: Course, entered: Entered, date: dt.date) -> int:
    """Return how many of the days that enter a look reads: a phase of too few so far does not enter yet."""
    rows = course.rows
    phase = rows.phase[entered.seen & (rows.day <= (date - _EPOCH).days)]
    latest = int((phase == phase[-1]).sum()) if phase.size else 0
    return int(phase.size) - (latest if latest < course.entry.min_phase else 0)


def _refuse(
    course: Course, entered: Entered, seen: Ints, design: Array, sizes: tuple[int, int]
) -> str | None:
    """Return why a look has no answer, or None."""
    rows = course.rows
    phases = tuple(np.unique(rows.phase[seen]).tolist())
    needed = days_required(
        rows, Entered(entered.outcome, entered.seen, entered.score, sizes, sizes, (), phases), course.entry
    )
    if min(sizes) < needed:
        return texts.refuse_running_days(dict(zip(rows.arms, sizes, strict=True)), needed)
    if not is_estimable(design):
        return texts.refuse_indistinct()
    score, treated = entered.score[seen], rows.treated[seen]
    if all(float(np.ptp(score[side])) == 0 for side in (treated, ~treated)):
        return texts.refuse_flat()
    return None


def _to_date(ordinal: int) -> dt.date:
    return _EPOCH + dt.timedelta(days=ordinal)
