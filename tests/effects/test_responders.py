"""Counted responders: the ranges against statsmodels and a published example, the counting by hand."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from coreanalytics.effects import Entry
from coreanalytics.effects.proportions import newcombe_interval, wilson_interval
from coreanalytics.effects.responders import count_responders
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.logbook.simulation.scores import draw_scores

CORE, CRUNCH = "core_focused", "standard_crunch"


@given(st.integers(1, 300), st.data(), st.sampled_from([0.8, 0.95, 0.975]))
def test_wilson_is_that_of_statsmodels(n: int, data, level: float):
    k = data.draw(st.integers(0, n))
    ours = wilson_interval(k, n, level)
    low, high = proportion_confint(k, n, 1 - level, method="wilson")
    assert ours.low == pytest.approx(max(0, low), abs=1e-9)
    assert ours.high == pytest.approx(min(1, high), abs=1e-9)
    assert 0 <= ours.low <= k / n <= ours.high <= 1


@given(st.integers(1, 120), st.integers(1, 120), st.data(), st.sampled_from([0.8, 0.95, 0.975]))
def test_newcombe_is_that_of_statsmodels(n: int, m: int, data, level: float):
    k, j = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    ours = newcombe_interval(k, n, j, m, level)
    oracle = confint_proportions_2indep(k, n, j, m, method="newcomb", alpha=1 - level)
    assert (ours.low, ours.high) == pytest.approx(oracle, abs=1e-9)
    turned = newcombe_interval(j, m, k, n, level)
    assert (turned.low, turned.high) == pytest.approx((-ours.high, -ours.low), abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "ends"),
    [  # Newcombe 1998, Stat Med 17:873, table II, method 10
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_published_examples(counts, ends):
    ours = newcombe_interval(*counts)
    assert (round(ours.low, 4), round(ours.high, 4)) == ends


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_a_share_that_cannot_be(k: int, n: int):
    with pytest.raises(ArgumentError, match=f"{k} of {n}"):
        wilson_interval(k, n)


@pytest.fixture
def falls(person):
    """Four people an arm; in the middle of the run-in 10/3, later scores as told."""

    def build(core, crunch, run_in=(3, 3, 4, 3, 4, 3, 3, 4, 3, 4, 3, 3, 4, 3), **kwargs):
        return pl.concat(
            [
                person(f"{arm}-{k}", arm, [5] * 42 + [late] * 29 + [5] * 13, run_in=run_in, **kwargs)
                for arm, lates in ((CORE, core), (CRUNCH, crunch))
                for k, late in enumerate(lates)
            ]
        )

    return build


def test_counts_are_those_of_hand(falls):
    # run-in 47/14 = 3.357: 30 % lower is 2.35 or less, 50 % lower 1.68 or less, 2 points lower 1.357 or less
    found = count_responders(falls((0, 1, 2, 3), (1, 2, 3, 5)), outcomes=("low_back",))
    told = {
        (c.kind, c.size): ((c.treatment.k, c.treatment.n), (c.control.k, c.control.n)) for c in found.counts
    }
    assert told == {
        ("share", 0.3): ((3, 4), (2, 4)),
        ("share", 0.5): ((2, 4), (1, 4)),
        ("points", 2.0): ((2, 4), (1, 4)),
    }
    first = found.counts[0]
    assert first.difference == 0.25
    assert first.interval == newcombe_interval(3, 4, 2, 4)
    assert first.treatment.interval == wilson_interval(3, 4)
    turned = count_responders(falls((0, 1, 2, 3), (1, 2, 3, 5)), CRUNCH, versus=CORE, outcomes=("low_back",))
    assert turned.counts[0].difference == -0.25


def test_a_fall_of_exactly_the_threshold_counts(falls):
    # 0.9 of 3 in binary fractions is a little less than 30 %
    near = falls((2,) * 3, (5,) * 3, run_in=(3,) * 14)
    days = near.with_columns(
        pl.when(pl.col("low_back") == 2).then(2.1).otherwise(pl.col("low_back").cast(float)).alias("low_back")
    )
    counts = count_responders(days, outcomes=("low_back",), shares=(0.3,), points=0.9).counts
    assert [c.treatment.k for c in counts] == [3, 3]


def test_only_days_around_the_horizon_and_only_the_first_phase_count(falls, person):
    # 5 before day 42 and after day 70; a later phase at 0 is never read
    late = person("late", CORE, [5] * 50, later=CRUNCH, later_scores=[0] * 40)
    found = count_responders(pl.concat([falls((0, 0), (0, 0)), late]), outcomes=("low_back",))
    after = dict(found.people.select("person", "after").iter_rows())
    assert set(after.values()) == {0.0, 5.0}
    assert after["late"] == 5
    assert any("changed routine" in text for text in found.warnings["low_back"])


def test_who_is_not_counted_and_why(falls, person):
    extra = [
        person("low", CORE, [0] * 84, run_in=[1, 2] * 7),
        person("even", CORE, [0] * 84, run_in=[2] * 14),
        person("short", CORE, [0] * 84, run_in=[5] * 6),
        person("gone", CRUNCH, [0] * 48),
    ]
    found = count_responders(pl.concat([falls((0,) * 4, (5,) * 4), *extra]), outcomes=("low_back",))
    assert dict(found.left_out.select("person", "reason").iter_rows()) == {
        "low": "low_run_in",
        "short": "no_run_in",
        "gone": "no_follow_up",
    }
    first = found.counts[0]
    assert (first.treatment.k, first.treatment.n) == (5, 5)  # the run-in mean of 2 is enough
    assert (first.control.k, first.control.n) == (0, 4)
    told = " ".join(found.warnings["low_back"])
    assert "3 people are not counted" in told
    assert "1 with fewer than 7 reported run-in days" in told
    assert "1 with fewer than 7 reported days within 14 days of week 8" in told
    assert "1 whose run-in mean was too low (below 2)" in told
    assert "weakens" in told
    other = count_responders(
        pl.concat([falls((0,) * 4, (5,) * 4), *extra]),
        outcomes=("low_back",),
        entry=Entry(min_run_in=1, min_days=1),
        least_run_in=1.0,
    )
    assert other.left_out.is_empty()


def test_few_people_have_counts_and_no_difference(falls):
    found = count_responders(falls((0, 0), (0, 0, 5)), outcomes=("low_back",))
    first = found.counts[0]
    assert (first.treatment.k, first.treatment.n, first.control.n) == (2, 2, 3)
    assert first.treatment.interval is not None
    assert (first.difference, first.interval) == (None, None)
    assert "each needs at least 3" in found.to_sentence()
    none = count_responders(falls((0, 0), ()), outcomes=("low_back",)).counts[0]
    assert (none.control.n, none.control.interval, none.control.value) == (0, None, None)


def test_one_person_has_no_responders(person):
    with pytest.raises(DataError, match="one person alone"):
        count_responders(person("me", CORE, [1] * 84))


def test_nobody_to_count_is_an_error_that_says_what_is_needed(falls):
    with pytest.raises(DataError) as told:
        count_responders(falls((0,) * 3, (0,) * 3, run_in=(1,) * 14))
    assert "run-in mean high enough" in told.value.hint
    with pytest.raises(DataError, match="lacks"):
        count_responders(falls((0,), (0,)).drop("run_in"))


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"shares": (0.0,)}, "shares"),
        ({"shares": (30,)}, "shares"),
        ({"points": 0}, "points"),
        ({"least_run_in": 0}, "least_run_in"),
        ({"shares": (), "points": None}, "shares, points"),
        ({"level": 95}, "level"),
        ({"versus": CORE}, "versus"),
        ({"window": -1}, "window"),
        ({"weeks": 0}, "weeks"),
    ],
)
def test_arguments_that_make_no_sense(falls, arguments, where):
    with pytest.raises(ArgumentError) as told:
        count_responders(falls((0,) * 3, (0,) * 3), **arguments)
    assert told.value.where == where


def test_order_and_laziness_change_nothing(falls):
    days = falls((0, 1, 2, 3), (1, 2, 3, 5))
    base = count_responders(days)
    shuffled = days.sample(fraction=1, shuffle=True, seed=1)
    assert count_responders(shuffled) == base
    assert count_responders(days.lazy()) == base
    assert count_responders(shuffled).to_polars().equals(base.to_polars())


def test_it_tells_itself(falls):
    found = count_responders(falls((0, 1, 2, 3), (1, 2, 3, 5), assigned="self"))
    told = found.to_sentence().replace("\u00a0", " ")
    assert (
        "Low back, after 8 weeks, against their own run-in. At least 30 % lower: 3 of 4 people on "
        "core-focused routines (75 %; 95 % range 30 to 95 %) and 2 of 4 on standard crunches (50 %; 95 % "
        "range 15 to 85 %), 25 more in 100 (95 % range 32 fewer to 66 more)." in told
    )
    assert "At least 2 points lower" in told
    assert "never an effect by themselves" in told
    assert "chosen" in told
    for word in ("significant", "helps", "hurts"):
        assert word not in told
    frame = found.to_polars()
    assert frame.height == 6
    row = frame.row(0, named=True)
    assert (row["outcome"], row["kind"], row["size"]) == ("thigh_root", "share", 0.3)
    assert (row["k_treatment"], row["n_treatment"], row["share_treatment"]) == (3, 4, 0.75)
    assert (row["difference"], row["level"]) == (0.25, 0.95)
    assert json.loads(json.dumps(found.to_dict()))["counts"][0]["low_control"] == row["low_control"]
    assert "3 of 4" in str(found)
    assert found._repr_html_().count("<tr>") == 13


def test_the_share_is_near_the_truth_of_the_simulation():
    # 0.464 of 200,000 simulated people under no effect (benchmarks/calibration/responders.py)
    days, _ = draw_scores(people=3000, effect=0.0, seed=77)
    count = count_responders(days, outcomes=("thigh_root",)).counts[0]
    k, n = count.treatment.k + count.control.k, count.treatment.n + count.control.n
    assert k / n == pytest.approx(0.464, abs=4 * np.sqrt(0.464 * 0.536 / n))
    assert 0 in count.interval
