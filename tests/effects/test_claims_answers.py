"""Claims about answers after training and about capacity: what counts, what is refused, what is found."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration.made_claims import Truth, make_days
from coreanalytics.effects.claims.abs_felt import examine_abs_felt
from coreanalytics.effects.claims.capacity_index import add_capacity, chain_weeks, rate_weeks
from coreanalytics.effects.claims.capacity_link import examine_capacity_link, tell_gains
from coreanalytics.effects.claims.gave_out import examine_gave_out
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.effects.claims.results import Claim, Claims, ClaimVerdict

QUESTION = ClaimQuestion()
NOTHING = Truth()
GAVE_OUT = "gave_out_hip_flexors"


def examine(days: pl.DataFrame, question: ClaimQuestion = QUESTION) -> Claims:
    parts = (examine_gave_out, examine_capacity_link, examine_abs_felt)
    return Claims(tuple(claim for part in parts for claim in part(days, question)))


def make(people: int = 12, seed: int = 1, truth: Truth = NOTHING, **how: object) -> pl.DataFrame:
    design = str(how.pop("design", "parallel"))
    return make_days(np.random.default_rng(seed), people, 112, truth, design=design, **how)  # type: ignore[arg-type]


# --- what counts ----------------------------------------------------------------------------------------


def test_a_share_is_of_answers_that_named_something() -> None:
    days = make()
    claim = examine_gave_out(days, QUESTION)[0]
    assert claim.table is not None
    outcomes = days.filter(~pl.col("run_in"))
    for row in claim.table.iter_rows(named=True):
        own = outcomes.filter(program=row["program"])
        named = own["gave_out_answered"].sum() - own["gave_out_none"].sum()
        assert (row["sets"], row["hip_flexors"]) == (named, own[GAVE_OUT].sum())
    # more sets in which nothing gave out, and more days without an answer, change nothing
    calm = days.with_columns(pl.col("gave_out_answered") + 3, pl.col("gave_out_none") + 3)
    silent = pl.col("gave_out_answered").replace(0, None)
    for other in (calm, days.with_columns(silent)):
        assert examine_gave_out(other, QUESTION)[0].estimate == pytest.approx(claim.estimate)


def test_run_in_answers_are_no_outcomes_but_are_adjusted_for() -> None:
    days = make(seed=2)
    claim = examine_gave_out(days, QUESTION)[0]
    assert "Adjusted for the run-in" in claim.sentence
    assert "adjusted for the run-in" in claim.method
    bare = days.filter(~pl.col("run_in"))
    unadjusted = examine_gave_out(bare, QUESTION)[0]
    assert "run-in" not in unadjusted.sentence
    assert unadjusted.days == claim.days


def test_a_later_day_is_not_read() -> None:
    days = make(seed=3)
    day = days["date"].unique().sort()[80]
    early = examine(days.filter(pl.col("date") <= day))
    cut = examine(days, ClaimQuestion(until=day))
    assert [one.estimate for one in cut.values()] == [one.estimate for one in early.values()]


# --- refusals ---------------------------------------------------------------------------------------------


def refused(claim: Claim, words: str) -> None:
    assert claim.verdict is ClaimVerdict.REFUSED
    assert claim.estimate is None
    assert claim.interval is None
    assert words in claim.missing
    assert "To answer it" in claim.missing


@pytest.mark.parametrize("people", [2, 3, 5])
def test_a_few_people_are_refused(people: int) -> None:
    days = make(people, seed=4, design="crossing")
    for claim in (*examine_gave_out(days, QUESTION), *examine_abs_felt(days, QUESTION)):
        refused(claim, f"Answers come from {people} people; needed are 6, or one person looked at alone")


def test_no_hip_flexors_at_all_is_refused_in_words() -> None:
    days = make(seed=5).with_columns(pl.lit(0, dtype=pl.Int32).alias(GAVE_OUT))
    refused(examine_gave_out(days, QUESTION)[0], "The hip flexors gave out first in 0 of")
    for people in (1, 6):
        lone = make(people, seed=5, design="crossing").with_columns(pl.lit(0, dtype=pl.Int32).alias(GAVE_OUT))
        refused(examine_gave_out(lone, QUESTION)[1], "nothing can be told from fewer than 5")


@pytest.mark.parametrize("people", [1, 12])
def test_perfect_separation_is_refused(people: int) -> None:
    days = make(people, seed=6, design="crossing" if people == 1 else "parallel")
    named = pl.col("gave_out_answered") - pl.col("gave_out_none")
    is_core = pl.col("program") == "core_focused"
    split = days.with_columns(
        pl.when(is_core).then(0).otherwise(named).alias(GAVE_OUT), pl.lit(0).alias("gave_out_abs"),
        abs_felt=pl.when(is_core & pl.col("abs_felt").is_not_null()).then(8.0).when(
            pl.col("abs_felt").is_not_null()).then(2.0),
    )  # fmt: skip
    refused(examine_gave_out(split, QUESTION)[0], "do not differ enough")
    for claim in examine_abs_felt(split, QUESTION):
        refused(claim, "do not differ enough")


def test_one_arm_all_alike_still_gives_a_range() -> None:
    days = make(16, seed=7)
    is_core = pl.col("program") == "core_focused"
    still = days.with_columns(pl.when(is_core).then(0).otherwise(pl.col(GAVE_OUT)).alias(GAVE_OUT))
    claim = examine_gave_out(still, QUESTION)[0]
    assert claim.verdict is ClaimVerdict.SUPPORTED
    assert claim.interval is not None
    assert claim.interval.low >= -100


def test_nothing_logged_is_refused_everywhere() -> None:
    empty = make(6, seed=8, design="crossing").with_columns(
        pl.lit(None).cast(pl.Int32).alias("gave_out_answered"),
        pl.lit(None).cast(pl.Float64).alias("abs_felt"),
        *(pl.lit(None).cast(pl.Float64).alias(name) for name in (
            "anchored_crunch_reps", "support_pelvic_tilt_reps", "rotation_load_kg", "loaded_carry_kg_m",
            "side_support_unsided_s")),
    )  # fmt: skip
    found = examine(empty)
    assert {claim.verdict for claim in found.values()} == {ClaimVerdict.REFUSED}
    assert all(claim.missing for claim in found.values())
    assert "8 weeks or more" in found["C6"].missing


def test_few_sessions_of_one_person_are_refused() -> None:
    days = make(1, seed=9, design="crossing")
    few = days.filter(pl.col("date").rank("dense") > 90)
    refused(examine_gave_out(few, QUESTION)[0], "needed are 10 on each")
    refused(examine_abs_felt(days.head(70), QUESTION)[1], "needed")


# --- silent where nothing is, and found where something is -------------------------------------------------


def count_alarms(people: int, studies: int, seed: int, **how: object) -> tuple[Counter[str], Counter[str]]:
    alarms: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for at in range(studies):
        for claim in examine(make(people, seed=[seed, at], **how)).values():  # type: ignore[arg-type]
            if claim.interval is not None and claim.p is not None:
                name = f"{claim.name} {claim.part}"
                answered[name] += 1
                alarms[name] += 0 not in claim.interval and claim.p <= 0.05
    return alarms, answered


def most(n: int) -> float:
    """Return the most false alarms that 5 % allows in n studies, three Monte-Carlo errors above."""
    return n * 0.05 + 3 * (n * 0.05 * 0.95) ** 0.5


@pytest.mark.parametrize(("people", "design"), [(1, "crossing"), (6, "crossing"), (12, "parallel")])
def test_no_claim_is_called_where_nothing_is_true(people: int, design: str) -> None:
    alarms, answered = count_alarms(people, 12, 21, design=design)
    assert answered.total() >= 60
    assert alarms.total() <= most(answered.total())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "how"),
    [
        (1, {"design": "crossing", "slow": 1.0}),
        (6, {"design": "crossing"}),
        (12, {"design": "parallel", "slow": 1.0, "mood": 0.8}),
    ],
)
def test_no_claim_is_called_where_nothing_is_true_at_length(people: int, how: dict[str, object]) -> None:
    alarms, answered = count_alarms(people, 150, 22, **how)
    for name, n in answered.items():
        assert alarms[name] <= most(n), name
    assert min(answered.values()) > 60


def test_what_is_true_is_found() -> None:
    truth = Truth(gave_out=-1.2, gave_out_learned=-0.5, felt=1.5, felt_learned=0.6, capacity=-0.3)
    found = examine(make(40, seed=31, truth=truth), ClaimQuestion(delta_share=2.0, delta_felt=0.2))
    keys = [("C2", "routine"), ("C2", "over_time"), ("C7", "routine"), ("C7", "over_time")]
    for key in (*keys, ("C6", "thigh_root")):
        assert found[key].verdict is ClaimVerdict.SUPPORTED, key
    worse = examine(make(90, seed=32, truth=Truth(gave_out=1.2, felt=-1.5)))
    assert {worse["C2"].verdict, worse["C7"].verdict} == {ClaimVerdict.CONTRADICTED}
    linked = make_days(np.random.default_rng(36), 60, 182, Truth(capacity=0.3), design="parallel")
    assert examine_capacity_link(linked, QUESTION)[0].verdict is ClaimVerdict.CONTRADICTED


def test_one_person_hears_of_a_large_change() -> None:
    days = make_days(np.random.default_rng(33), 1, 182, Truth(felt=5.0, felt_learned=0.5), design="crossing")
    claim = examine_abs_felt(days, QUESTION)[0]
    assert claim.verdict is ClaimVerdict.SUPPORTED
    assert claim.people == 1


def test_estimates_are_the_truth_on_average() -> None:
    found = examine(make(200, seed=34, truth=Truth(gave_out=-1.0, felt=1.0)))
    logits = np.random.default_rng(1).normal(-0.4, (0.8**2 + 0.7**2) ** 0.5, 400_000)
    shares = [1 / (1 + np.exp(-(logits + shift))) for shift in (-1.0, 0.0)]
    true = 100 * (shares[0].mean() - shares[1].mean())
    assert found["C2"].estimate == pytest.approx(true, abs=5)
    assert found["C7"].estimate == pytest.approx(1.0, abs=0.35)
    assert found["C2", "over_time"].estimate == pytest.approx(0.0, abs=3)


def test_shuffling_must_agree() -> None:
    days = make_days(np.random.default_rng(35), 1, 182, Truth(felt_learned=1.2), design="crossing")
    claim = examine_abs_felt(days, QUESTION)[1]
    assert "Shuffling the same sessions" in claim.sentence
    assert claim.p is not None
    assert "shuffled" in claim.method


# --- capacity ---------------------------------------------------------------------------------------------


def work(**columns: list[float | None]) -> pl.DataFrame:
    """Return one person's Mondays with some measures."""
    n = len(next(iter(columns.values())))
    from coreanalytics.effects.claims.capacity_index import CAPACITY_COLUMNS

    frame = pl.DataFrame({"person": ["a"] * n, "date": [20_003 + 7 * i for i in range(n)], **columns})
    others = [pl.lit(None).cast(pl.Float64).alias(c) for c in CAPACITY_COLUMNS if c not in columns]
    return frame.with_columns(pl.col("date").cast(pl.Int32).cast(pl.Date), *others)


def test_units_do_not_matter_and_are_never_added() -> None:
    reps: list[float | None] = [10, 10, 11, 12, 15]
    seconds: list[float | None] = [30, 30, 30, 33, 36]
    one = chain_weeks(rate_weeks(work(anchored_crunch_reps=reps, side_support_unsided_s=seconds)))
    minutes = [None if s is None else s / 60 for s in seconds]
    other = chain_weeks(rate_weeks(work(anchored_crunch_reps=reps, side_support_unsided_s=minutes)))
    assert one["capacity"].to_list() == pytest.approx(other["capacity"].to_list())
    assert one["capacity"][-1] == pytest.approx((np.log(1.5) + np.log(1.2)) / 2)


def test_a_new_move_lowers_nothing_and_a_pause_is_no_loss() -> None:
    frame = work(
        anchored_crunch_reps=[10, 10, 20, None, 20, 20], side_support_unsided_s=[None, None, None, 30, 30, 30]
    )
    course = chain_weeks(rate_weeks(frame))
    assert course["capacity"].to_list() == pytest.approx([0, 0, *[np.log(2)] * 4])
    assert course["moves"].to_list() == [1, 1, 1, 2, 2, 2]


def test_zeros_are_not_known_and_the_fullest_measure_counts() -> None:
    frame = work(
        loaded_carry_kg_m=[0, 0, 0, 0, 0, 0],
        loaded_carry_kg_per_hand=[20, 20, 22, 24, 24, 26],
        rotation_load_kg=[10, None, None, 12, 12, None],
        rotation_reps=[10, 10, 11, 12, 13, 14],
    )
    weeks = rate_weeks(frame)
    measures = dict(weeks.select("move", "measure").unique().iter_rows())
    assert measures == {"loaded_carry": "loaded_carry_kg_per_hand", "rotation": "rotation_reps"}
    assert np.isfinite(weeks["growth"].to_numpy()).all()


def test_the_weaker_side_counts_where_both_are_known() -> None:
    frame = work(side_support_left_s=[30, 30, 40, 50], side_support_right_s=[20, 20, 20, 22])
    assert rate_weeks(frame)["growth"][-1] == pytest.approx(np.log(1.1))


def test_capacity_is_that_of_the_week_before_and_goes_stale() -> None:
    frame = work(anchored_crunch_reps=[10, 10, 20, *[None] * 7])
    rows = add_capacity(frame, chain_weeks(rate_weeks(frame)))["capacity"].to_list()
    double = np.log(2) / np.log(1.1)
    assert rows[:6] == [None, *[pytest.approx(x) for x in (0, 0, double, double, double)]]
    assert rows[7:] == [None] * 3


def test_gains_are_told_per_move_and_together() -> None:
    gains = tell_gains(rate_weeks(make(8, seed=41)), 0.95)
    assert gains["move"].to_list()[0] == "all"
    assert gains.height == 6
    assert gains.filter(pl.col("low") > pl.col("gain")).is_empty()


def test_courses_that_both_rise_are_no_link() -> None:
    # a steep common trend in both, nothing else in common
    days = make(12, seed=42)
    week = (pl.col("date") - pl.col("date").min()).dt.total_days() / 7
    falling = days.with_columns((8 - 0.5 * week + pl.col("thigh_root") / 4).alias("thigh_root"))
    claim = examine_capacity_link(falling, QUESTION)[0]
    assert claim.interval is not None
    assert 0 in claim.interval


def test_a_small_link_is_never_called_none() -> None:
    claims = examine_capacity_link(make(60, seed=43), ClaimQuestion(delta_within=9.0))
    assert ClaimVerdict.TOO_SMALL not in {claim.verdict for claim in claims}


def test_sentences_are_plain() -> None:
    for claim in examine(make(12, seed=51)).values():
        told = claim.to_sentence()
        assert "significant" not in told
        assert not any(word in told for word in ("helps", "hurts", "caused", "because of the routine", "nan"))
        assert claim.people > 0
