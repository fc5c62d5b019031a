"""Randomisation test of one person's schedule: how rare this would be, had the routines done nothing.

Where chance drew the order of blocks or the day of the switch, every schedule that could have been drawn is
laid over the same days, and each gives its own studentised difference of phase means. Had the routines done
nothing, the scores would be what they are under any of them, so the share of schedules at least as extreme
as the real one is an exact p, whatever the noise (Edgington & Onghena 2007). To be powerful besides, the
statistic whitens with one (rho, kappa), estimated once without programs, so that it is the same for all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects import texts
from coreanalytics.effects.results import Aside
from coreanalytics.effects.within.mixtures import fit_grid
from coreanalytics.effects.within.person_rows import Entered, PersonRows, WithinEntry, count_switches
from coreanalytics.effects.within.whitening import default_grid, whiten
from coreanalytics.logbook.schedules import parse_window
from coreanalytics.vocabulary import Schedule

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST_SCHEDULES: Final = 5_000  #: up to so many all are tried, beyond it so many less one are drawn
_TIE: Final = 1e-9
_NOTHING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Randomisation:
    """A randomisation test.

    Attributes
    ----------
    plan
        "pairs", "blocks" or "start"; "" where it is not known.
    estimate
        Difference of phase means by generalised least squares under the real schedule, points.
    p
        Two-sided; None where refused.
    n_schedules
        Schedules tried, the real one included.
    n_possible
        Schedules that could have been drawn.
    refusal
        Why there is no test; empty if there is one.
    least
        The smallest `p` that these days could have given: with few schedules it lies above .05.
    """

    plan: str
    estimate: float | None = None
    p: float | None = None
    n_schedules: int = 0
    n_possible: int = 0
    refusal: str = ""
    least: float | None = None

    def to_aside(self) -> Aside:
        """Return it as something shown beside an effect."""
        sentence = texts.tell_randomisation(
            self.p, self.n_schedules, self.n_possible, self.refusal, self.least
        )
        return Aside(texts.RANDOMISATION, self.estimate, None, self.p, sentence)


@dataclass(frozen=True, slots=True)
class _Plan:
    kind: str
    possible: int = 0
    window: tuple[int, int] = (0, 0)
    refusal: str = ""


def permute_schedules(
    rows: PersonRows,
    entered: Entered,
    *,
    wash_in: int,
    trend: bool = False,
    entry: WithinEntry | None = None,
    most: int = MOST_SCHEDULES,
    seed: int = 0,
) -> Randomisation:
    """Test one outcome against all schedules that chance could have drawn.

    Parameters
    ----------
    rows, entered
        The person's days, and those of the outcome that enter.
    wash_in
        Days left out from each switch; with a drawn day of switch they move with it.
    trend
        Whether phase means share a straight trend.
    entry
        How many schedules are needed.
    most
        All schedules are tried where there are no more, else `most` - 1 are drawn beside the real one.
    seed
        Of the draws.

    Returns
    -------
    Randomisation
        With a refusal where it is not known how the schedule was drawn, or where there were fewer than
        `WithinEntry.min_schedules` to draw from.
    """
    entry = entry or WithinEntry()
    plan = _read_plan(rows)
    if not plan.refusal and plan.possible < entry.min_schedules:
        plan = _Plan(
            plan.kind, plan.possible, refusal=texts.refuse_schedules(plan.possible, entry.min_schedules)
        )
    if plan.refusal:
        return Randomisation(plan.kind, n_possible=plan.possible, refusal=plan.refusal)
    rho, kappa = _estimate_noise(rows, entered.score, trend)
    if plan.kind == Schedule.START:
        values = [
            _test_start(rows, entered.score, day, wash_in, (rho, kappa), trend)
            for day in _list_starts(rows, plan)
        ]
        t, estimate = (np.array(each) for each in zip(*values, strict=True))
    else:
        labels = np.array(list(_list_orders(rows, plan, most, seed)), dtype=bool)
        t, estimate = _test_orders(rows, entered, labels, (rho, kappa), trend)
    size = np.abs(t)
    p = float(np.mean(size >= size[0] * (1 - _TIE)))
    least = float(np.mean(size >= size.max() * (1 - _TIE)))
    return Randomisation(plan.kind, float(estimate[0]), p, len(t), plan.possible, least=least)


def _read_plan(rows: PersonRows) -> _Plan:
    """Find out how the schedule was drawn."""
    told = sorted({phase.schedule for phase in rows.phases if phase.schedule is not None})
    order = [phase.treated for phase in rows.phases]
    if len(told) > 1:
        return _Plan("", refusal=texts.SCHEDULES_DIFFER)
    kind = told[0].partition(":")[0] if told else ""
    if kind == Schedule.START:
        return _plan_start(rows, told[0])
    if not kind and len(order) == 2:
        return _Plan("", refusal=texts.WINDOW_UNKNOWN)
    if not _has_equal_blocks(rows):
        return _Plan(kind, refusal=texts.BLOCKS_UNEQUAL)
    pairs = [order[k : k + 2] for k in range(0, len(order), 2)]
    is_paired = all(len(set(pair)) == len(pair) for pair in pairs)
    if kind == Schedule.PAIRS and not is_paired:
        return _Plan(kind, refusal=texts.PAIRS_BROKEN)
    if kind == Schedule.PAIRS or (not kind and is_paired):
        return _Plan(Schedule.PAIRS, 2 ** len(pairs))
    if not kind and 2 * sum(order) != len(order):
        return _Plan("", refusal=texts.SCHEDULE_UNKNOWN)
    return _Plan(Schedule.BLOCKS, math.comb(len(order), sum(order)))


def _plan_start(rows: PersonRows, schedule: str) -> _Plan:
    window = parse_window(schedule)
    every = range(len(rows.phases))
    if window is None or len(rows.phases) != 2 or count_switches(rows, every) != 1:
        return _Plan(Schedule.START, refusal=texts.START_NEEDS_ONE_SWITCH)
    epoch = np.datetime64("1970-01-01")
    first, last = (int((np.datetime64(day) - epoch).astype(int)) for day in window)
    if not first <= rows.phases[1].start <= last:
        return _Plan(Schedule.START, refusal=texts.START_OUTSIDE)
    return _Plan(Schedule.START, last - first + 1, (first, last))


def _has_equal_blocks(rows: PersonRows) -> bool:
    """Tell whether all blocks are equally long (the last may be cut short by the end of the log)."""
    starts = np.array([phase.start for phase in rows.phases])
    lengths = np.diff(starts)
    if lengths.size == 0 or not (lengths == lengths[0]).all():
        return False
    return int(rows.day[-1]) - int(starts[-1]) < int(lengths[0])


def _list_orders(rows: PersonRows, plan: _Plan, most: int, seed: int) -> Iterator[tuple[bool, ...]]:
    """Yield programs of the phases, the real order first; all orders, or as many as are drawn."""
    real = tuple(phase.treated for phase in rows.phases)
    if plan.possible <= most:
        every = _all_pairs(len(real)) if plan.kind == Schedule.PAIRS else _all_blocks(real)
        return chain([real], (order for order in every if order != real))
    rng = np.random.default_rng(seed)
    return chain([real], (_draw_order(real, plan.kind, rng) for _ in range(most - 1)))


def _all_pairs(blocks: int) -> Iterator[tuple[bool, ...]]:
    for first in product((True, False), repeat=(blocks + 1) // 2):
        yield tuple(chain.from_iterable((side, not side) for side in first))[:blocks]


def _all_blocks(real: Sequence[bool]) -> Iterator[tuple[bool, ...]]:
    for chosen in combinations(range(len(real)), sum(real)):
        yield tuple(block in chosen for block in range(len(real)))


def _draw_order(real: tuple[bool, ...], kind: str, rng: np.random.Generator) -> tuple[bool, ...]:
    if kind == Schedule.PAIRS:
        first = rng.integers(0, 2, (len(real) + 1) // 2).astype(bool)
        return tuple(np.stack([first, ~first], axis=1).ravel()[: len(real)].tolist())
    return tuple(rng.permutation(np.array(real)).tolist())


def _list_starts(rows: PersonRows, plan: _Plan) -> list[int]:
    real = rows.phases[1].start
    return [real, *(day for day in range(plan.window[0], plan.window[1] + 1) if day != real)]


def _estimate_noise(rows: PersonRows, score: Array, trend: bool) -> tuple[float, float]:
    """Return (rho, kappa) of all reported days without programs: the same under every schedule."""
    seen = ~np.isnan(score)
    columns = np.column_stack([_plain_columns(rows.day, trend), score])
    grid = default_grid()
    weight = fit_grid(whiten(columns, seen, rows.day, grid), grid).weight[0]
    return float(weight @ grid.rho), float(weight @ grid.kappa)


def _plain_columns(day: npt.NDArray[np.int64], trend: bool) -> Array:
    when = (day - day.mean()) / 7
    return np.column_stack([np.ones(day.size), when] if trend else [np.ones(day.size)])


def _test_orders(
    rows: PersonRows, entered: Entered, labels: Bools, noise: tuple[float, float], trend: bool
) -> tuple[Array, Array]:
    """Studentised differences under S orders of the blocks, labels (S, phases); the days stay the same."""
    kept = entered.seen
    return _studentise(labels[:, rows.phase[kept]], entered.score[kept], rows.day[kept], noise, trend)


def _test_start(
    rows: PersonRows, score: Array, start: int, wash_in: int, noise: tuple[float, float], trend: bool
) -> tuple[float, float]:
    """Studentised difference had the switch fallen on `start`; its wash-in moves with it."""
    is_first = rows.day < start
    before = rows.phases[0].began_before
    since = np.where(is_first, rows.day - rows.phases[0].start, rows.day - start)
    kept = ~np.isnan(score) & ((since >= wash_in) | (is_first & before))
    treated = np.where(is_first, rows.phases[0].treated, rows.phases[1].treated)[kept]
    t, estimate = _studentise(treated[None, :], score[kept], rows.day[kept], noise, trend)
    return float(t[0]), float(estimate[0])


def _studentise(
    treated: Bools, score: Array, day: npt.NDArray[np.int64], noise: tuple[float, float], trend: bool
) -> tuple[Array, Array]:
    """Return t and estimate of the difference, treated (S, n); 0 where there is nothing to compare."""
    if score.size < (4 if trend else 3):
        return np.zeros(treated.shape[0]), np.zeros(treated.shape[0])
    rho, kappa = noise
    gap = np.abs(day[:, None] - day[None, :])
    covariance = (1 - kappa) * rho ** gap.astype(float) + kappa * np.eye(day.size)
    unroot = np.linalg.inv(np.linalg.cholesky(covariance))
    base, _ = np.linalg.qr(unroot @ _plain_columns(day, trend))
    y, sides = unroot @ score, treated @ unroot.T
    y, sides = y - base @ (base.T @ y), sides - (sides @ base) @ base.T
    size, along = (sides**2).sum(axis=1), sides @ y
    is_there = size > _NOTHING * day.size
    estimate = np.where(is_there, along / np.where(is_there, size, 1.0), 0.0)
    rest = np.maximum(y @ y - estimate * along, _NOTHING) / (day.size - base.shape[1] - 1)
    return estimate * np.sqrt(size / rest), estimate
