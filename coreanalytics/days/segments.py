"""Segments: where a person's training changed, found by exact dynamic programming.

A log is cut into segments of at least `min_days` days, each in one of four states: mostly article moves,
about half and half, mostly standard ab work, or neither at all. The cut is the one of highest likelihood
among all possible ones: every training day is one draw whose expected share of article moves is the
middle of its state's range, and every change of program must pay `change_cost`. Days, not sets, are the
draws, because the sets of one session are chosen together.

Because whole cuts are compared and nothing is smoothed, nothing lags: however late a change becomes
certain, it is placed on the first training day of the new program. A change between programs is only
looked for there (the training of that day speaks for the new program, that of the last training day
before it does not), so a segment is never stretched over days of another program to reach `min_days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: States of a segment.
CORE, MIXED, STANDARD, NEITHER = range(4)

_IMPOSSIBLE: Final = -1e9
_IDLE: Final = -1e-6  # makes "neither" win a long enough gap; far below any evidence
_TIE: Final = 1e-9  # likelihoods closer than this are equal
_STAY, _BEGIN = -2, -1
_CELLS: Final = 1_000_000  # person-days held at once, so that memory stays flat


def cut_segments(
    shares: Floats, person: Ints, day: Ints, lengths: Ints, *, share: float, min_days: int, change_cost: float
) -> tuple[Ints, Ints]:
    """Return the first day of every segment of every person.

    Parameters
    ----------
    shares
        (R,) share of article moves among the hard ab sets of each training day, 0-1.
    person, day
        (R,) which person (0 to N - 1) and which day of their log (0 to length - 1) each share belongs to.
    lengths
        (N,) days of each person's log.
    share
        Share from which a segment is core-focused, above 1/2.
    min_days
        Shortest segment, days. A log shorter than that is one segment.
    change_cost
        Log-likelihood that a change between programs must earn; stopping and starting are free.

    Returns
    -------
    person, start
        (S,) each, sorted by person and start.
    """
    score = _score_states(shares, share)
    rows = np.argsort(person, kind="stable")
    first = np.searchsorted(person[rows], np.arange(len(lengths) + 1))
    people, starts = [], []
    for chunk in _chunk_people(lengths):
        width = int(lengths[chunk].max())
        evidence = np.full((len(chunk), width, 4), _IDLE)
        evidence[:, :, NEITHER] = 0.0
        counts = first[chunk + 1] - first[chunk]
        local = np.repeat(np.arange(len(chunk)), counts)
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        chosen = rows[np.repeat(first[chunk], counts) + offset]
        evidence[local, day[chosen]] = score[chosen]
        begins = _cut_chunk(evidence, lengths[chunk], min_days, change_cost)
        who, when = np.nonzero(begins)
        people.append(chunk[who])
        starts.append(when)
    if not people:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    who, when = np.concatenate(people), np.concatenate(starts)
    order = np.lexsort((when, who))
    return who[order], when[order]


def _score_states(shares: Floats, share: float) -> Floats:
    """Log-likelihood (R, 4) of each training day in each state."""
    middle = min((1 + share) / 2, 1 - 1e-6)
    expected = np.array([middle, 0.5, 1 - middle])
    score = np.full((len(shares), 4), _IMPOSSIBLE)
    score[:, :3] = shares[:, None] * np.log(expected) + (1 - shares[:, None]) * np.log(1 - expected)
    return score


def _chunk_people(lengths: Ints) -> Iterator[Ints]:
    """Yield people in groups of similar length, each group's padded rectangle at most `_CELLS`."""
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        size = max(1, _CELLS // max(1, int(lengths[order[start]])))
        yield order[start : start + size]
        start += size


def _cut_chunk(evidence: Floats, lengths: Ints, min_days: int, change_cost: float) -> npt.NDArray[np.bool_]:
    """Return (N, T): whether a segment begins on that day."""
    people, width, _ = evidence.shape
    if width < min_days:
        begins = np.zeros((people, width), bool)
        begins[:, :1] = True
        return begins
    total = np.concatenate([np.zeros((people, 1, 4)), np.cumsum(evidence, axis=1)], axis=1)
    best = np.full((people, width, 4), -np.inf)
    came = np.full((people, width, 4), _STAY, np.int8)
    last = min_days - 1  # the first day on which a segment can be complete
    best[:, last] = total[:, min_days]
    came[:, last] = _BEGIN
    last_trained = np.zeros((people, 4))  # evidence of the last training day before a segment's start
    for day in range(min_days):
        last_trained = _remember(last_trained, evidence[:, day])
    for t in range(min_days, width):
        stay = best[:, t - 1] + evidence[:, t]
        best[:, t] = stay
        if t - min_days < last:
            continue
        # a segment of exactly min_days ends here, after one in another state
        start = t + 1 - min_days
        before = best[:, start - 1, :, None] - _price_changes(evidence[:, start], last_trained, change_cost)
        source = before.argmax(axis=1)
        change = before.max(axis=1) + (total[:, t + 1] - total[:, start])
        last_trained = _remember(last_trained, evidence[:, start])
        later = change > stay - _TIE  # of equal cuts the latest: on the first day of the new training
        best[:, t] = np.where(later, change, stay)
        came[:, t] = np.where(later, source, _STAY)
    return _trace_back(best, came, lengths, min_days)


def _price_changes(today: Floats, last_trained: Floats, change_cost: float) -> Floats:
    """Return (N, from, to): what it costs to begin a segment today; infinite where nothing changes."""
    # a day of half and half speaks for neither program: equal but for the rounding of logarithms
    gains, gained = (day[:, None, :] - day[:, :, None] for day in (today, last_trained))
    speaks = (gains > _TIE) & (gained <= _TIE)
    price = np.where(speaks, change_cost, np.inf)
    price[:, NEITHER, :] = price[:, :, NEITHER] = 0.0
    price[:, range(4), range(4)] = np.inf
    return price


def _remember(last_trained: Floats, today: Floats) -> Floats:
    trained = today[:, NEITHER] == _IMPOSSIBLE
    return np.where(trained[:, None], today, last_trained)


def _trace_back(
    best: Floats, came: npt.NDArray[np.int8], lengths: Ints, min_days: int
) -> npt.NDArray[np.bool_]:
    people, width, _ = best.shape
    everyone = np.arange(people)
    begins = np.zeros((people, width), bool)
    begins[:, 0] = True
    state = best[everyone, lengths - 1].argmax(axis=1)
    resume = lengths - 1  # the day on which the path is read next
    for t in range(width - 1, min_days - 1, -1):
        source = came[everyone, t, state]
        changed = (resume >= t) & (t < lengths) & (source >= 0)
        begins[everyone[changed], t - min_days + 1] = True
        resume = np.where(changed, t - min_days, resume)
        state = np.where(changed, source, state)
    return begins
