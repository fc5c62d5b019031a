"""Simulated studies of one person, answered by the package's own model: thousands in a few seconds.

A latent score is a Gaussian course of share ``1 - kappa`` with white noise of share ``kappa``; what is
reported is rounded and cut to 0..10, on some days of each week. The latent shift is solved so that mean
*reported* scores differ by exactly the effect that is asked about. Whitening, averaging over (rho, kappa),
the days that must be there and the boundaries of weekly looks are those of `compare_within` and
`watch_within`, over all studies of a chunk at once; each study has a seed of its own in any chunk.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.planning.layouts import DRAWN, Layout, PlanDesign, lay_out
from coreanalytics.effects.planning.noise import Noise
from coreanalytics.effects.sequential import LOOKS, observed_boundaries
from coreanalytics.effects.watching import FIRST_LOOK_WITHIN
from coreanalytics.effects.within.mixtures import cdf_many, fit_grid, quantile_many
from coreanalytics.effects.within.person_rows import WithinEntry
from coreanalytics.effects.within.whitening import Sums, default_grid, whiten
from coreanalytics.logbook.simulation.calibration import expect_reported
from coreanalytics.vocabulary import INTENSITY_RANGE

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

CHUNK: Final = 40  #: studies filtered at once; keeps the arrays in the cache
WEEK: Final = 7
_NOTHING: Final = 1e-7  #: parts of a mixture that weigh less are not evaluated
_REACH: Final = 30.0
_STEPS: Final = 36  #: halvings of the bracket: to 1e-9 points


@dataclass(frozen=True, slots=True)
class PersonCell:
    """One kind of study of one person.

    Attributes
    ----------
    design
        One of `layouts.WITHIN`.
    weeks
        Lengths at which the study may end; several only where a shorter study is the beginning of a longer
        one (blocks).
    reports
        Days reported a week.
    effects
        Differences of mean reported scores, points.
    noise
        What scores do otherwise.
    wash_in, delta, level, alpha
        As in `compare_within` and `watch_within`.
    looks
        Whether weekly looks are taken too.
    seed
        Of everything.
    people
        How many share a study (they differ in level and in response); 1: the person whose noise it is.
    response_sd
        SD between people of the latent effect, points; with several people only.
    """

    design: PlanDesign
    weeks: tuple[int, ...]
    reports: float
    effects: tuple[float, ...]
    noise: Noise
    wash_in: int
    delta: float
    level: float
    alpha: float
    looks: bool
    seed: int
    people: int = 1
    response_sd: float = 0.0

    @property
    def key(self) -> list[int]:
        """What seeds this kind of study."""
        told = f"{self.design} {max(self.weeks)} {self.reports:g}"
        return [self.seed, zlib.crc32(told.encode())]


@dataclass(frozen=True, slots=True)
class PersonAnswers:
    """What B studies said.

    Attributes
    ----------
    low, high
        (W, E, B) ends of the range with one look, at each length and effect; NaN where refused, and of
        people who share a study.
    estimate, se
        (W, E, B) mean and SD of the estimate's distribution; NaN where refused.
    right, settled
        (E, B) week of the first weekly look whose verdict excludes 0 on the right side, and of the first
        that says anything (which sticks: the first is 0 where another verdict came before); 0: none.
    """

    low: Array
    high: Array
    estimate: Array
    se: Array
    right: Ints
    settled: Ints

    @staticmethod
    def join(parts: Sequence[PersonAnswers]) -> PersonAnswers:
        """Put chunks together."""
        return PersonAnswers(
            *(
                np.concatenate([getattr(part, name) for part in parts], axis=-1)
                for name in ("low", "high", "estimate", "se", "right", "settled")
            )
        )


def find_latent(reported: npt.ArrayLike, sd: npt.ArrayLike) -> Array:
    """Return the latent means whose mean reported scores are `reported` (rounding and floor included).

    Examples
    --------
    >>> round(float(find_latent(5.0, 1.3)), 6), bool(find_latent(1.0, 1.3) < 1.0)
    (5.0, True)
    """
    goal, spread = np.broadcast_arrays(np.asarray(reported, dtype=float), np.asarray(sd, dtype=float))
    low, high = np.full(goal.shape, -_REACH), np.full(goal.shape, _REACH)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        short = expect_reported(middle, spread) < goal
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray((low + high) / 2)


def run_chunk(task: tuple[PersonCell, int, int, int]) -> PersonAnswers:
    """Simulate and answer the studies from `first` to below `last` of a cell.

    Parameters
    ----------
    task
        (cell, first, last, total).
    """
    cell, first, last, total = task
    rngs = [np.random.default_rng([*cell.key, k]) for k in range(first, last)]
    layout = lay_out(cell.design, max(cell.weeks), rngs, ((first + last) / 2) / total)
    scores, seen = _draw(cell, layout, rngs)
    seen &= layout.since >= cell.wash_in
    counts = np.stack([seen[:, layout.phase == k].sum(axis=1) for k in range(layout.phase[-1] + 1)], axis=1)
    enters = counts >= WithinEntry().min_phase
    seen &= enters[:, layout.phase]
    return _answer(cell, layout, scores, seen)


def _draw(cell: PersonCell, layout: Layout, rngs: list[np.random.Generator]) -> tuple[Array, Bools]:
    """Return whole scores (E, B, n) and which days are reported (B, n)."""
    days, noise = layout.phase.size, cell.noise
    normal, uniform = np.empty((len(rngs), 2, days)), np.empty((len(rngs), days))
    numbers, people = np.empty((len(rngs), 3)), np.zeros((len(rngs), 2))
    for at, rng in enumerate(rngs):
        numbers[at] = noise.draw(rng)
        normal[at], uniform[at] = rng.standard_normal((2, days)), rng.random(days)
        if cell.people > 1:
            people[at] = rng.standard_normal(2)
    rho, kappa, sd = (numbers[:, column, None] for column in range(3))
    course = normal[:, 0]
    for day in range(1, days):
        course[:, day] = rho[:, 0] * course[:, day - 1] + np.sqrt(1 - rho[:, 0] ** 2) * course[:, day]
    wobble = sd * (np.sqrt(1 - kappa) * course + np.sqrt(kappa) * normal[:, 1])
    between = noise.between_sd if cell.people > 1 else 0.0
    base = find_latent(noise.baseline, np.hypot(sd, between))
    scores = []
    for effect in cell.effects:
        spread = np.sqrt(sd**2 + between**2 + cell.response_sd**2)
        shift = find_latent(noise.baseline + effect, spread) - base if effect else np.zeros_like(base)
        own = shift + cell.response_sd * people[:, 1:]
        latent = base + between * people[:, :1] + own * layout.treated + wobble
        scores.append(np.clip(np.rint(latent), *INTENSITY_RANGE))
    return np.stack(scores), uniform < cell.reports / WEEK


def _answer(cell: PersonCell, layout: Layout, scores: Array, seen: Bools) -> PersonAnswers:
    studies, days = seen.shape
    ends = {WEEK * weeks: place for place, weeks in enumerate(cell.weeks)}
    looks = _list_looks(cell, layout, days)
    stops = sorted({*ends, *looks.values()})
    entering = [_is_open(cell, layout, seen, stop) for stop in stops]
    columns = np.concatenate(
        [np.ones((studies, days, 1)), layout.treated[:, :, None], scores.transpose(1, 2, 0)], axis=2
    )
    shape = (len(cell.weeks), len(cell.effects), studies)
    low, high, mean, sd = (np.full(shape, np.nan) for _ in range(4))
    below = np.full((len(cell.effects), studies, LOOKS, 3), np.nan)
    known = np.full((studies, LOOKS), np.nan)
    numbers = {stop: number for number, stop in looks.items()}
    sums = None
    for at, stop in enumerate(stops):
        is_open, sides = entering[at]
        if not is_open.any():
            continue
        if sums is None:  # where every study is refused, nothing need be whitened
            sums = whiten(columns, seen, np.arange(days), default_grid(), checkpoints=stops)
        if stop in numbers:
            known[is_open, numbers[stop] - 1] = 1 / (1 / sides[0] + 1 / sides[1])[is_open]
        for which in range(len(cell.effects)):
            varies = is_open & _vary(scores[which], seen, layout.treated, stop)
            if not varies.any():
                continue
            parts = _fit(sums[at], varies, which)
            if stop in ends:
                place = (ends[stop], which, varies)
                if cell.people == 1:  # people who are put together bring estimates and errors alone
                    low[place], high[place] = (
                        quantile_many(*parts, (1 + s * cell.level) / 2) for s in (-1, 1)
                    )
                mean[place] = (parts[0] * parts[1]).sum(axis=1)
                second = (parts[0] * (parts[2] ** 2 + parts[1] ** 2)).sum(axis=1)
                sd[place] = np.sqrt(second - mean[place] ** 2)
            if stop in numbers:
                marks = [cdf_many(*parts, mark) for mark in (-cell.delta, 0.0, cell.delta)]
                below[which, varies, numbers[stop] - 1] = np.stack(marks, axis=1)
    right, settled = _judge_looks(cell, below, known)
    return PersonAnswers(low, high, mean, sd, right, settled)


def _list_looks(cell: PersonCell, layout: Layout, days: int) -> dict[int, int]:
    """Return the rows that each weekly look reads: a phase that has just begun does not enter yet."""
    if not cell.looks:
        return {}
    stops: dict[int, int] = {}
    for number in range(FIRST_LOOK_WITHIN, LOOKS + 1):
        stop = layout.origin + WEEK * number
        if stop > days:
            break
        begun = int(layout.since[stop - 1]) + 1
        kept = stop - begun if begun <= WEEK else stop
        if kept not in stops.values():
            stops[number] = kept
    return stops


def _is_open(cell: PersonCell, layout: Layout, seen: Bools, stop: int) -> tuple[Bools, Array]:
    """Return which studies may be answered from the days up to `stop`, and reported days (2, B) a routine."""
    entry = WithinEntry()
    here, treated = seen[:, :stop], layout.treated[:, :stop]
    sides = np.stack([(here & treated).sum(axis=1), (here & ~treated).sum(axis=1)]).astype(float)
    phases = range(int(layout.phase[stop - 1]) + 1)
    starts = [int(np.flatnonzero(layout.phase == k)[0]) for k in phases]
    entered = np.stack([here[:, layout.phase[:stop] == k].any(axis=1) for k in phases], axis=1)
    program = layout.treated[:, starts]
    twice = ((program & entered).sum(axis=1) >= 2) & ((~program & entered).sum(axis=1) >= 2)
    mixed = _switch_often(program, entered)
    alternate = twice & mixed
    # more days are asked of an order that was not drawn by lot
    needed = np.where(alternate & (cell.design in DRAWN), entry.min_days_blocks, entry.min_days)
    is_open: Bools = sides.min(axis=0) >= needed
    return is_open, np.maximum(sides, 1e-9)


def _vary(scores: Array, seen: Bools, treated: Bools, stop: int) -> Bools:
    """Tell which studies have scores that vary under a routine: without any noise there is no answer."""
    varies = np.zeros(len(seen), dtype=bool)
    for side in (treated[:, :stop], ~treated[:, :stop]):
        days = seen[:, :stop] & side
        high = np.where(days, scores[:, :stop], -np.inf).max(axis=1)
        low = np.where(days, scores[:, :stop], np.inf).min(axis=1)
        varies |= high > low
    return varies


def _switch_often(program: Bools, entered: Bools) -> Bools:
    """Tell which studies change routine twice or more among the phases that enter."""
    changes = np.zeros(len(program), dtype=np.int64)
    last = np.full(len(program), -1)
    for k in range(program.shape[1]):
        side = program[:, k].astype(np.int64)
        changes += entered[:, k] & (last >= 0) & (last != side)
        last = np.where(entered[:, k], side, last)
    often: Bools = changes >= 2
    return often


def _fit(sums: Sums, is_open: Bools, which: int) -> tuple[Array, Array, Array, Array]:
    """Return weight, centre, scale (B, parts) and df of the difference, unlikely parts left out."""
    kept = [0, 1, 2 + which]
    cross = sums.cross[is_open][:, :, kept][:, :, :, kept]
    fit = fit_grid(Sums(cross, sums.log_det[is_open], sums.n[is_open]), default_grid())
    centre, scale = fit.read_contrast([0.0, 1.0])
    most = max(int((fit.weight > _NOTHING).sum(axis=1).max()), 1)
    order = np.argsort(-fit.weight, axis=1)[:, :most]
    weight, centre, scale = (np.take_along_axis(each, order, axis=1) for each in (fit.weight, centre, scale))
    return weight / weight.sum(axis=1, keepdims=True), centre, scale, fit.df


def _judge_looks(cell: PersonCell, below: Array, known: Array) -> tuple[Ints, Ints]:
    """Return the weeks of the first verdict on the right side, and of the first one, (E, B); 0: none."""
    from scipy.special import ndtr

    empty = np.zeros(below.shape[:2], dtype=np.int64)
    if not cell.looks or np.isnan(known).all():
        return empty, empty.copy()
    grows = np.fmax.accumulate(np.where(np.isnan(known), 0.0, known), axis=1)
    tail = ndtr(-observed_boundaries(cell.alpha, np.where(np.isnan(known), np.nan, grows)))[None, :, :, None]
    with np.errstate(invalid="ignore"):
        above, under = below < tail, below > 1 - tail
    inside = above[..., 0] & under[..., 2]
    says = inside | above[..., 1] | under[..., 1]
    sign = np.array(cell.effects)[:, None, None]
    is_right = np.where(sign < 0, under[..., 1], above[..., 1]) & (sign != 0)
    first = np.where(says.any(axis=2), says.argmax(axis=2), -1)
    at_first = np.take_along_axis(is_right, np.maximum(first, 0)[:, :, None], axis=2)[:, :, 0]
    settled = first + 1
    return np.where((first >= 0) & at_first, settled, 0), settled
