"""The checks of design: silent in a clean study, firing on what each is made to find, honest when blind."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from made_studies import Fears, make_study

from coreanalytics.effects import check, compare, compare_within
from coreanalytics.effects.checks.ranges import Ranged, judge_range
from coreanalytics.effects.results import Effects, Interval
from coreanalytics.errors import ArgumentError

CHEAP = ("placebo_dates", "pre_trend", "lead_exposure", "regression_to_the_mean")


@cache
def effects_of(people: int) -> Effects:
    """A comparison made once: these checks read only what was asked from it."""
    return compare(make_study(np.random.default_rng(1), people), beside=False)


def count_answers(people: int, studies: int, fears: Fears, seed: int) -> dict[str, Counter[str]]:
    rng = np.random.default_rng(seed)
    out: dict[str, Counter[str]] = {name: Counter() for name in CHEAP}
    for _ in range(studies):
        for one in check(make_study(rng, people, fears), effects_of(people), only=CHEAP).values():
            out[one.name][one.answer] += 1
    return out


def most(n: int) -> float:
    return n * 0.05 + 3 * (n * 0.05 * 0.95) ** 0.5


def test_a_clean_study_fails_seldom_and_a_true_effect_changes_nothing() -> None:
    for fears in (Fears(), Fears(effect=-1.5)):
        answers = count_answers(12, 20, fears, 2)
        for name in CHEAP:
            assert answers[name]["failed"] <= most(40), name


@pytest.mark.slow
@pytest.mark.parametrize("people", [6, 12, 24])
def test_a_clean_study_fails_seldom_at_length(people: int) -> None:
    answers = count_answers(people, 150, Fears(), 3)
    for name in CHEAP:
        # two sites a study, which are independent here
        assert answers[name]["failed"] <= most(300), name


@pytest.mark.parametrize(
    ("name", "fears", "least"),
    [
        ("placebo_dates", Fears(step=2.0), 0.8),
        ("pre_trend", Fears(slope=1.5), 0.8),
        ("regression_to_the_mean", Fears(entry=2.0), 0.9),
    ],
)
def test_each_check_finds_what_it_is_for(name: str, fears: Fears, least: float) -> None:
    assert count_answers(24, 10, fears, 4)[name]["failed"] >= least * 20


def test_training_that_follows_discomfort_is_found_at_its_site() -> None:
    rng = np.random.default_rng(5)
    found = [
        check(make_study(rng, 24, Fears(lead=2.5)), effects_of(24), only=["lead_exposure"]) for _ in range(10)
    ]
    assert sum(one["lead_exposure", "thigh_root"].passed is False for one in found) >= 9
    assert sum(one["lead_exposure", "low_back"].passed is False for one in found) <= 3


def test_the_control_site_passes_fails_and_cannot_tell() -> None:
    rng = np.random.default_rng(6)
    clean, moved = make_study(rng, 30), make_study(rng, 30, Fears(control=-2.5))
    assert check(clean, compare(clean), only=["control_site"])["control_site"].passed is True
    wrong = check(moved, compare(moved), only=["control_site"])["control_site"]
    assert wrong.passed is False
    assert "went apart" in wrong.sentence
    without = clean.with_columns(control=pl.lit(None, dtype=pl.Int32))
    effects = compare(without, outcomes=["thigh_root", "low_back"])
    silent = check(without, effects, only=["control_site"])["control_site"]
    assert silent.passed is None
    assert "jaw" in silent.sentence


def test_too_little_data_is_never_a_pass() -> None:
    rng = np.random.default_rng(7)
    days = make_study(rng, 12).filter(~pl.col("run_in"))
    effects = compare(days)
    found = check(days, effects)
    for name in ("placebo_dates", "pre_trend", "regression_to_the_mean"):
        for site in ("thigh_root", "low_back"):
            assert found[name, site].passed is None, name
    no_sets = days.with_columns(hard_sets_article_move=0, hard_sets_standard_ab=0)
    assert check(no_sets, effects, only=["lead_exposure"])["lead_exposure"].passed is None


def test_how_routines_were_given_is_told() -> None:
    days = make_study(np.random.default_rng(8), 12)
    for assigned, passed in (("randomised", True), ("self", False), ("inferred", False)):
        given = days.with_columns(assigned=pl.lit(assigned))
        assert check(given, compare(given), only=["assignment"])["assignment"].passed is passed


def test_ways_that_differ_are_named() -> None:
    days = make_study(np.random.default_rng(9), 30, Fears(effect=-1.0))
    effects = compare(days)
    assert all(one.passed for one in check(days, effects, only=["agreement"]).values())
    wide = replace(effects.primary[0], interval=Interval(-4.0, 2.0, 0.975))
    assert check(days, wide, only=["agreement"])["agreement"].passed is None
    first = effects.primary[0]
    aside = next(one for one in first.asides if one.estimate is not None)
    assert aside.estimate is not None
    odd = replace(first, asides=(replace(aside, estimate=aside.estimate + 2),))
    assert check(days, odd, only=["agreement"])["agreement"].passed is False
    inside = replace(aside, estimate=first.estimate + 0.4)
    assert check(days, replace(first, asides=(inside,)), only=["agreement"])["agreement"].passed is True
    alone = replace(first, asides=())
    assert check(days, alone, only=["agreement"])["agreement"].passed is None


def test_one_person_is_checked_with_their_own_days() -> None:
    days = make_study(np.random.default_rng(10), 2, run_in=0, weeks=20).filter(pl.col("person") == "p000")
    half = days["date"].sort()[70]
    late = pl.col("date") >= half
    switched = days.with_columns(
        program=pl.when(late).then(pl.lit("core_focused")).otherwise(pl.lit("standard_crunch")),
        phase=pl.when(late).then(2).otherwise(1).cast(pl.Int32),
        time_zero=pl.when(late).then(pl.lit(half)).otherwise(days["date"].min()),
    ).with_columns(
        phase_start=pl.col("time_zero"),
        day_in_phase=(pl.col("date") - pl.col("time_zero")).dt.total_days().cast(pl.Int32),
    )
    effects = compare_within(switched, "p000")
    found = check(switched, effects)
    assert found["placebo_dates"].passed is not None or "wide" in found["placebo_dates"].sentence
    assert found["placebo_dates"].table is not None
    assert found["placebo_dates"].table.height == 3
    stepped = switched.with_columns(
        thigh_root=pl.when(pl.col("date") < days["date"].sort()[35]).then(8).otherwise(2).cast(pl.Int32)
        + (pl.col("low_back") > 4).cast(pl.Int32)
    )
    assert check(stepped, effects)["placebo_dates", "thigh_root"].passed is False


def test_a_wide_range_cannot_tell() -> None:
    assert judge_range(Ranged(0.0, -3.0, 3.0, 1.0), 1.0, alpha=0.05) is None
    assert judge_range(Ranged(0.0, -0.5, 0.5, 1.0), 1.0, alpha=0.05) is True
    assert judge_range(Ranged(4.0, 1.0, 7.0, 0.01), 1.0, alpha=0.05) is False


def test_what_is_asked_must_make_sense() -> None:
    days = make_study(np.random.default_rng(11), 6)
    with pytest.raises(ArgumentError, match="no check called"):
        check(days, effects_of(6), only=["astrology"])
    with pytest.raises(ArgumentError):
        check(days, effects_of(6), level=95)
    with pytest.raises(ArgumentError, match="nothing to check"):
        check(days, Effects(()))


def test_checks_tell_themselves() -> None:
    days = make_study(np.random.default_rng(12), 12, Fears(entry=3.0))
    found = check(days, compare(days))
    text = str(found)
    assert text.startswith(f"Of {len(found)} checks, {len(found.failed)} failed")
    assert text.index("\nFailed") < text.index("\nCannot tell") < text.index("\nPassed")
    assert all(one.sentence in text for one in found.values() if not one.passed)
    assert found.to_polars().height == len(found)
    assert found._repr_html_().count("<tr>") == len(found) + 1
    assert {one.name for one in found.failed} <= {name for name, _ in found}
