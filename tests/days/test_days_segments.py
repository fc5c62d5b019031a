from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coreanalytics.days.segments import cut_segments

SHARE = 2 / 3
EXPECTED = (5 / 6, 1 / 2, 1 / 6)  # the middles of the three ranges of shares


def cut(
    logs: list[list[float | None]], *, min_days: int = 14, change_cost: float = 2.0
) -> list[tuple[int, int]]:
    """Segments of logs given as one share (or None: no ab work) a day."""
    rows = [(i, day, s) for i, log in enumerate(logs) for day, s in enumerate(log) if s is not None]
    person, start = cut_segments(
        np.array([row[2] for row in rows], float),
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([len(log) for log in logs], np.int64),
        share=SHARE,
        min_days=min_days,
        change_cost=change_cost,
    )
    return list(zip(person.tolist(), start.tolist(), strict=True))


def week(share: float | None, times: int = 1) -> list[float | None]:
    """Training on Monday, Wednesday and Friday."""
    return [share, None, share, None, share, None, None] * times


def test_a_change_is_placed_on_the_first_day_of_the_new_training() -> None:
    assert cut([week(0.0, 6) + week(1.0, 6)]) == [(0, 0), (0, 42)]


@pytest.mark.parametrize("change", range(14, 71, 3))
def test_a_change_is_never_lagged(change: int) -> None:
    """Wherever the switch falls, the boundary is the first training day of the new program."""
    days = week(0.0, 12)
    log = [None if s is None else float(day >= change) for day, s in enumerate(days)]
    first = next(day for day in range(change, 84) if log[day] is not None)
    assert cut([log]) == [(0, 0), (0, first)]


def test_a_change_shows_once_it_is_fourteen_days_old_and_then_at_its_place() -> None:
    log = week(0.0, 4) + week(1.0, 4)
    assert cut([log[: 28 + 13]]) == [(0, 0)]
    assert cut([log[: 28 + 14]]) == [(0, 0), (0, 28)]


def test_blocks_of_fourteen_days_are_found() -> None:
    log = (week(0.0, 2) + week(1.0, 2)) * 3
    assert cut([log]) == [(0, start) for start in range(0, 84, 14)]


def test_a_segment_is_never_stretched_over_another_programs_days() -> None:
    log = [1.0] * 30 + [0.0] * 10
    assert cut([log]) == [(0, 0)]
    assert cut([log + [0.0] * 4]) == [(0, 0), (0, 30)]
    assert cut([log + [1.0] * 30]) == [(0, 0)]


def test_a_short_excursion_is_no_segment() -> None:
    log = week(1.0, 5) + week(0.0, 1) + week(1.0, 6)
    assert cut([log]) == [(0, 0)]


def test_one_session_of_something_else_changes_nothing() -> None:
    log = week(1.0, 12)
    log[42] = 0.0
    assert cut([log]) == [(0, 0)]


def test_alternating_sessions_are_one_mixed_segment() -> None:
    log: list[float | None] = [None] * 84
    for i, day in enumerate(range(0, 84, 2)):
        log[day] = float(i % 2)
    assert cut([log]) == [(0, 0)]


@pytest.mark.parametrize(("gap", "segments"), [(13, [0]), (14, [0, 27, 41]), (30, [0, 27, 57])])
def test_a_gap_counts_from_fourteen_days(gap: int, segments: list[int]) -> None:
    log = ([1.0, None] * 14)[:27] + [None] * gap + [1.0, None] * 10
    assert cut([log]) == [(0, start) for start in segments]


def test_training_that_stops_ends_on_its_last_day() -> None:
    log = week(1.0, 3)[:19] + [None] * 14  # last trained on day 18
    assert cut([log]) == [(0, 0), (0, 19)]


def test_a_single_session_makes_its_own_fourteen_days() -> None:
    log: list[float | None] = [None] * 60
    log[20] = 1.0
    assert cut([log]) == [(0, 0), (0, 20), (0, 34)]


def test_short_and_empty_logs_are_one_segment() -> None:
    assert cut([[1.0, 0.0], [None], [None] * 40]) == [(0, 0), (1, 0), (2, 0)]


def test_people_of_different_length_are_cut_alike_together_and_alone() -> None:
    rng = np.random.default_rng(5)
    logs = [
        [float(rng.random() < (0.1 if d < n / 2 else 0.9)) if d % 2 else None for d in range(n)]
        for n in (3, 13, 14, 15, 27, 28, 40, 84, 200)
    ]
    alone = [(i, start) for i, log in enumerate(logs) for _, start in cut([log])]
    assert cut(logs) == alone


def test_many_chunks_give_the_same_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = [week(0.0, 3 + i % 4) + week(1.0, 3) for i in range(20)]
    whole = cut(logs)
    monkeypatch.setattr("coreanalytics.days.segments._CELLS", 100)
    assert cut(logs) == whole
    assert (5, 7 * (3 + 5 % 4)) in whole


def day_score(share: float, state: int) -> float:
    p = EXPECTED[state]
    return share * math.log(p) + (1 - share) * math.log(1 - p)


def is_change(log: list[float | None], start: int, old: int, new: int) -> bool:
    """Between programs: the new one's first training day follows a training day of the old one."""
    if 3 in (old, new):
        return True
    today, before = log[start], [share for share in log[:start] if share is not None]
    tie = 1e-9  # logarithms of 0.2 and of 1 - 0.8 differ in their last digit
    if today is None or not day_score(today, new) > day_score(today, old) + tie:
        return False
    return not before or day_score(before[-1], new) <= day_score(before[-1], old) + tie


def score(log: list[float | None], starts: list[int], change_cost: float) -> float:
    """The best log-likelihood of a cut, over all ways to give its segments states."""
    bounds = [*starts, len(log)]
    best = -math.inf
    for states in itertools.product(range(4), repeat=len(starts)):
        changes = zip(starts[1:], itertools.pairwise(states), strict=True)
        if any(a == b or not is_change(log, start, a, b) for start, (a, b) in changes):
            continue
        total = 0.0
        for state, (a, b) in zip(states, itertools.pairwise(bounds), strict=True):
            for share in log[a:b]:
                if share is None:
                    total -= 0.0 if state == 3 else 1e-6
                elif state == 3:
                    total -= math.inf
                else:
                    total += day_score(share, state)
        total -= sum(change_cost for a, b in itertools.pairwise(states) if 3 not in (a, b))
        best = max(best, total)
    return best


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([None, None, 0.0, 0.25, 0.5, 1.0]), min_size=3, max_size=11),
    st.integers(2, 4),
    st.sampled_from([0.0, 0.5, 2.0]),
)
@example(log=[None, 1.0, 0.5, 0.0, None], min_days=2, change_cost=0.0)
def test_no_other_cut_is_better(log: list[float | None], min_days: int, change_cost: float) -> None:
    found = [start for _, start in cut([log], min_days=min_days, change_cost=change_cost)]
    lengths = [b - a for a, b in itertools.pairwise([*found, len(log)])]
    assert found[0] == 0
    assert len(found) == 1 or min(lengths) >= min_days
    inner = range(1, len(log))
    cuts = [
        [0, *chosen]
        for size in range(len(log) // min_days)
        for chosen in itertools.combinations(inner, size)
        if all(b - a >= min_days for a, b in itertools.pairwise([0, *chosen, len(log)]))
    ] or [[0]]
    best = max(score(log, one, change_cost) for one in cuts)
    assert score(log, found, change_cost) == pytest.approx(best, abs=1e-7)
