from __future__ import annotations

import polars as pl
import pytest
from hand_made_logs import core, crunch, days_of, pain, session

from coreanalytics.days.doses import smooth_doses


def recur(doses: list[float], n: int) -> list[float]:
    """The recursion by hand."""
    weight, mean, out = 2 / (n + 1), doses[0], []
    for i, dose in enumerate(doses):
        mean = dose if i == 0 else weight * dose + (1 - weight) * mean
        out.append(mean)
    return out


@pytest.mark.parametrize("n", [7, 28])
def test_ewma_is_the_recursion_with_rest_days_as_zero(n: int) -> None:
    days = days_of(sets=[*core(0, 4), *core(2, 6), *crunch(5, 3)])
    assert days[f"hard_sets_article_move_ewma_{n}"].to_list() == pytest.approx(recur([4, 0, 6, 0, 0, 0], n))
    assert days[f"hard_sets_standard_ab_ewma_{n}"].to_list() == pytest.approx(recur([0, 0, 0, 0, 0, 3], n))


def test_ewma_by_hand() -> None:
    days = days_of(sets=[*core(0, 4), *core(2, 8)])
    # lambda 1/4: 4, then 3/4 x 4 = 3, then 8/4 + 3/4 x 3 = 4.25
    assert days["hard_sets_article_move_ewma_7"].to_list() == pytest.approx([4.0, 3.0, 4.25])


def test_load_ewma() -> None:
    days = days_of(
        sessions=[session(0, minutes=40.0, session_rpe=5.0), session(2, minutes=60.0, session_rpe=5.0)]
    )
    assert days["session_load_ewma_7"].to_list() == pytest.approx([200.0, 150.0, 187.5])


def test_an_unknown_load_stands_at_the_recent_mean_and_not_at_zero() -> None:
    rows = [session(day, minutes=40.0, session_rpe=None if day == 5 else 5.0) for day in range(8)]
    days = days_of(sessions=rows)
    assert days["session_load"].null_count() == 1
    assert days["session_load_ewma_7"].to_list() == pytest.approx([200.0] * 8)


def test_too_many_unknown_loads_are_no_mean() -> None:
    # weights of lambda 1/4 after a known day: known share 1, .75, .5625, .42
    rows = [session(day, minutes=40.0, session_rpe=5.0 if day == 0 else None) for day in range(5)]
    assert days_of(sessions=rows)["session_load_ewma_7"].to_list() == pytest.approx(
        [200.0, 200.0, 200.0, None, None]
    )


def test_nothing_known_is_no_ewma() -> None:
    days = days_of(sessions=[session(0, minutes=40.0), session(3, minutes=40.0)])
    assert days["session_load_ewma_7"].to_list() == [None] * 4
    assert days["hard_sets_article_move_ewma_7"].to_list() == [None] * 4


def test_days_before_the_first_training_are_zero_dose_for_who_logs_it() -> None:
    days = days_of(sets=core(2, 4), pain=[pain(0, "low_back", 1)])
    assert days["hard_sets_article_move"].to_list() == [0, 0, 4]
    assert days["hard_sets_article_move_ewma_7"].to_list() == pytest.approx([0.0, 0.0, 1.0])


def test_people_do_not_leak_into_each_other() -> None:
    rows = [*core(0, 8, person="ann"), *core(1, 8, person="bob"), *core(2, 1, person="bob")]
    bob = days_of("bob", sets=rows)
    assert bob["hard_sets_article_move_ewma_7"].to_list() == pytest.approx([8.0, 6.25])


def test_the_known_share_is_an_argument() -> None:
    frame = pl.DataFrame(
        {
            "person": ["ann"] * 2,
            "trained": [True, True],
            "session_load": [100.0, None],
            "hard_sets_article_move": [1, 1],
            "hard_sets_standard_ab": [1, 1],
        }
    ).lazy()
    assert smooth_doses(frame).collect()["session_load_ewma_7"].to_list() == pytest.approx([100.0, 100.0])
    strict = smooth_doses(frame, min_known=0.8).collect()["session_load_ewma_7"]
    assert strict.to_list() == [100.0, None]
