"""Claims about days: silent where nothing is, found where something is, and honest about what is missing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration.made_claims import Truth, make_days
from coreanalytics.effects.claims.daily_models import fit_daily
from coreanalytics.effects.claims.day_rows import add_lags
from coreanalytics.effects.claims.lags import examine_lags
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.relief import examine_relief
from coreanalytics.effects.claims.results import Claims, ClaimVerdict
from coreanalytics.effects.claims.side_support import examine_side_support
from coreanalytics.errors import ArgumentError, DataError

QUESTION = ClaimQuestion()
ASKED = ("C1 thigh_root_next_day", "C1 low_back_two_days_later", "C3 thigh_root", "C4 low_back", "C8 after")


def examine(days: pl.DataFrame) -> Claims:
    parts = (examine_lags, examine_relief, examine_side_support)
    return Claims(tuple(claim for part in parts for claim in part(days, QUESTION)))


def count_alarms(people: int, studies: int, truth: Truth, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Return per part how many ranges leave out 0, and how many studies were answered."""
    rng = np.random.default_rng(seed)
    alarms: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for _ in range(studies):
        for claim in examine(make_days(rng, people, 112, truth)).values():
            if claim.interval is not None:
                name = f"{claim.name} {claim.part}"
                answered[name] += 1
                alarms[name] += not claim.interval.low < 0 < claim.interval.high
    return alarms, answered


def most(n: int) -> float:
    """Return the most false alarms that 5 % allows in n studies, three Monte-Carlo errors above."""
    return n * 0.05 + 3 * (n * 0.05 * 0.95) ** 0.5


@pytest.mark.parametrize("people", [1, 6])
def test_no_claim_is_called_where_nothing_is_true(people: int) -> None:
    alarms, answered = count_alarms(people, 8, Truth(), 11)
    total = sum(answered[name] for name in ASKED)
    assert total >= 30
    assert sum(alarms[name] for name in ASKED) <= most(total)


@pytest.mark.slow
@pytest.mark.parametrize("people", [1, 6, 12])
def test_no_claim_is_called_where_nothing_is_true_at_length(people: int) -> None:
    alarms, answered = count_alarms(people, 80, Truth(), 12)
    for name in ASKED:
        assert answered[name] >= 60
        assert alarms[name] <= most(answered[name]), name


def test_what_is_true_is_found() -> None:
    # 24 people over 16 weeks: points per five sets, or the day after ten minutes
    alarms, answered = count_alarms(24, 4, Truth(0.8, 0.6, 0.0, -0.8, -1.5), 13)
    for name in ASKED:
        assert alarms[name] >= answered[name] - 1, name


def test_estimates_are_the_truth_on_average() -> None:
    truth = Truth(next_day=0.6, two_days_later=0.3, relief=-0.4)
    found = examine(make_days(np.random.default_rng(14), 80, 112, truth))
    # floor, rounding and white noise shrink a little; within two tenths of a point
    assert found["C1", "thigh_root_next_day"].estimate == pytest.approx(0.6, abs=0.15)
    assert found["C1", "thigh_root_two_days_later"].estimate == pytest.approx(0.3, abs=0.15)
    assert found["C3"].estimate == pytest.approx(-0.4, abs=0.15)


def test_verdicts_follow_the_direction_of_each_claim() -> None:
    rng = np.random.default_rng(15)
    strong = examine(make_days(rng, 30, 112, Truth(next_day=1.5, relief=-1.5, side=-2.0)))
    assert strong["C1", "thigh_root_next_day"].verdict is ClaimVerdict.SUPPORTED
    assert strong["C3"].verdict is ClaimVerdict.CONTRADICTED
    assert strong["C8", "after"].verdict is ClaimVerdict.SUPPORTED
    nothing = examine(make_days(rng, 30, 112))
    assert nothing["C1", "low_back_next_day"].verdict is ClaimVerdict.TOO_SMALL
    assert nothing["C3"].verdict is ClaimVerdict.SUPPORTED  # the claim is that nothing comes of it


def test_without_the_ratings_it_says_what_to_log() -> None:
    days = make_days(np.random.default_rng(16), 6, 112).with_columns(
        pl.lit(None, dtype=pl.Float64).alias("stretch_min"), low_back_after=pl.lit(None, dtype=pl.Int32)
    )
    found = examine(days)
    for key, words in (
        (("C1", "thigh_root_during"), "timing “during”"),
        (("C3", "thigh_root"), "note the minutes on every day"),
        (("C8", "after"), "within the hour"),
    ):
        assert found[key].verdict is ClaimVerdict.REFUSED
        assert words in found[key].missing
        assert found[key].estimate is None
        assert words in found[key].to_sentence()


def test_a_later_day_is_not_read() -> None:
    days = make_days(np.random.default_rng(17), 8, 112)
    day = days["date"].unique().sort()[79]
    cut = ClaimQuestion(until=day)
    early = days.filter(pl.col("date") <= day)
    assert [c.estimate for c in examine_lags(days, cut)] == [
        c.estimate for c in examine_lags(early, QUESTION)
    ]


def test_lags_are_calendar_days() -> None:
    days = pl.DataFrame({"person": ["a"] * 3, "date": [1, 2, 4], "x": [10, 20, 40]}).with_columns(
        pl.col("date").cast(pl.Int32).cast(pl.Date)
    )
    found = add_lags(days, ["x"], [0, 1, -1])
    assert found["x_0"].to_list() == [10, 20, 40]
    assert found["x_1"].to_list() == [None, 10, None]
    assert found["x_-1"].to_list() == [20, None, None]


def test_a_table_says_all_lags_and_a_frame_all_parts() -> None:
    found = examine(make_days(np.random.default_rng(18), 8, 112))
    table = found["C1", "low_back_next_day"].table
    assert table is not None
    assert table.select("kind", "days_later").n_unique() == table.height == 8
    frame = found.to_polars()
    assert frame.height == len(found)
    assert frame.filter(verdict="no answer")["missing"].null_count() == 0
    assert "<table" in found._repr_html_()
    assert "significant" not in str(found)


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(ArgumentError):
        ClaimQuestion(delta_day=0)
    with pytest.raises(ArgumentError):
        ClaimQuestion(level=95)


def test_a_lag_of_which_too_little_is_known_is_missing_from_the_table() -> None:
    days = make_days(np.random.default_rng(19), 8, 112)
    model = fit_daily(days.with_columns(x=pl.col("hard_sets_demand_2").cast(pl.Float64)), "thigh_root", ["x"])
    assert None not in model.tell("x", 0.95)
    few = days.with_columns(
        x=pl.col("hard_sets_demand_2").cast(pl.Float64),
        y=pl.when(pl.col("person") == "p000").then(pl.col("hard_sets_article_move")).otherwise(0),
    )
    one = fit_daily(few, "thigh_root", ["x", "y"])
    assert one.tell("y", 0.95) == (None, None, None)
    with pytest.raises(DataError):
        one.estimate("y")


@pytest.mark.parametrize("people", [1, 4, 8])
def test_a_score_of_0_every_day_gets_no_answer(people: int) -> None:
    days = make_days(np.random.default_rng(3), people, 112, Truth())
    back = [name for name in days.columns if name.startswith("low_back") and days[name].dtype.is_numeric()]
    none = days.with_columns(pl.when(pl.col(name).is_not_null()).then(0).alias(name) for name in back)
    found = [claim for claim in examine(none).values() if "low_back" in claim.part]
    assert found
    for claim in found:
        assert not claim.is_answered, claim.sentence
    assert any("nearly always the same" in claim.missing for claim in found)
