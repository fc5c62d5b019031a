"""Next week's step: each rule fires, is silent, and bears what is missing; nothing goes up against a sign."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.days.columns import PERSON_DAYS
from coreanalytics.effects import texts
from coreanalytics.effects.next_steps import suggest_step
from coreanalytics.effects.small_steps import KNOBS, NextStep, StepKind, StepRules
from coreanalytics.errors import DataError
from coreanalytics.vocabulary import Move, Program

MONDAY = dt.date(2026, 6, 1)
DONE = (0, 2, 4)  # weekdays of training


def days_of(now=(), last=(), *, weeks: int = 2, **columns) -> pl.DataFrame:
    """Days up to the Sunday of the week, quiet and reported; `now` and `last` change days by weekday."""
    rows = []
    for back in reversed(range(weeks)):
        for weekday in range(7):
            row = {
                "person": "ana",
                "date": MONDAY + dt.timedelta(days=weekday - 7 * back),
                "reported": True,
                "thigh_root": 0,
                "low_back": 1,
                "worst_intensity": 1,
                "program": "core_focused",
                "assigned": "self",
                "phase": 1,
                "phase_start": MONDAY - dt.timedelta(days=70),
            } | columns
            rows.append(row)
    for changes, first in ((now, len(rows) - 7), (last, len(rows) - 14)):
        for weekday, change in changes:
            rows[first + weekday] |= change
    frame = pl.DataFrame(rows, infer_schema_length=None)
    missing = [pl.lit(None, kind).alias(name) for name, kind in PERSON_DAYS.items() if name not in frame]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in PERSON_DAYS.items())


def doing(move: Move, column: str, value: float | None, on=DONE) -> list[tuple[int, dict]]:
    return [(weekday, {f"sets_{move}": 3, column: value}) for weekday in on]


def carrying(metres: float = 40.0, on=DONE) -> list[tuple[int, dict]]:
    return doing(Move.LOADED_CARRY, "loaded_carry_distance_m", metres, on)


def regular(**columns) -> pl.DataFrame:
    """A fortnight of quiet training with one move that has earned a step."""
    return days_of(carrying(), carrying(), **columns)


def step(days: pl.DataFrame, *, flagged: bool = False, **more) -> NextStep:
    return suggest_step(days, MONDAY, flagged=flagged, **more)


def with_day(days: pl.DataFrame, weekday: int, **columns) -> pl.DataFrame:
    here = pl.col("date") == MONDAY + dt.timedelta(days=weekday)
    return days.with_columns(
        pl.when(here).then(pl.lit(v, PERSON_DAYS[c])).otherwise(pl.col(c)).alias(c)
        for c, v in columns.items()
    )


# ---- a step up ------------------------------------------------------------------------------------
def test_a_regular_move_goes_up_by_one_small_step_of_one_knob():
    found = step(regular())
    assert (found.kind, found.move, found.knob) == (
        StepKind.STEP_UP, Move.LOADED_CARRY, "loaded_carry_distance_m"
    )  # fmt: skip
    assert (found.amount, found.unit, found.now) == (4.0, "m", 40.0)
    assert "from" not in found.sentence
    assert "4\u00a0m farther" in found.sentence
    assert "borrowed" in found.rule
    assert "Achilles" in found.rule


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (carrying(on=(0,)), carrying()),  # once this week
        (carrying(), carrying(on=(3,))),  # once last week
        (carrying(), []),
        ([], carrying()),
        (carrying(38.0), carrying(40.0)),  # the best fell
        (doing(Move.LOADED_CARRY, "loaded_carry_distance_m", None), carrying()),  # no number this week
    ],
)
def test_without_two_days_in_both_weeks_and_a_steady_best_nothing_goes_up(now, last):
    assert step(days_of(now, last)).kind is StepKind.STEADY


def test_the_move_whose_best_is_oldest_goes_first():
    tilt = doing(Move.SUPPORT_PELVIC_TILT, "support_pelvic_tilt_hold_s", 20.0)
    both = [(w, dict(a) | dict(b)) for (w, a), (_, b) in zip(tilt, carrying(), strict=True)]
    days = days_of(both, both, weeks=6)
    early = MONDAY - dt.timedelta(days=21)
    older = days.with_columns(
        loaded_carry_distance_m=pl.when(pl.col("date") == early)
        .then(40.0)
        .otherwise("loaded_carry_distance_m")
    )
    assert step(older).move is Move.LOADED_CARRY
    assert "3 weeks old" in step(older).rule
    assert step(days).move is Move.SUPPORT_PELVIC_TILT  # equally old: the article's order


@pytest.mark.parametrize("move", list(Move))
def test_every_knob_has_a_small_step_and_a_sentence(move):
    for knob, unit, smallest, largest in KNOBS[move]:
        column = {"side_support_s": "side_support_left_s"}.get(knob, knob)
        done = doing(move, column, 30.0)
        if knob == "side_support_s":
            done = [(w, row | {"side_support_right_s": 29.0}) for w, row in done]
        found = step(days_of(done, done))
        assert (found.kind, found.move, found.knob, found.unit) == (StepKind.STEP_UP, move, knob, unit)
        assert smallest <= found.amount <= largest
        assert found.amount <= max(0.1 * found.now, smallest) + 1e-9


def test_the_smallest_step_there_is_may_exceed_a_tenth():
    done = doing(Move.ANCHORED_CRUNCH, "anchored_crunch_reps", 5.0)
    assert step(days_of(done, done)).amount == 1.0


# ---- sides ----------------------------------------------------------------------------------------
def sided(left: float | None, right: float | None) -> list[tuple[int, dict]]:
    row = {"sets_side_support": 2, "side_support_left_s": left, "side_support_right_s": right}
    return [(weekday, row) for weekday in DONE]


def test_uneven_sides_are_evened_out_first():
    found = step(days_of(sided(40.0, 30.0), sided(40.0, 30.0)))
    assert (found.kind, found.knob, found.amount, found.now) == (
        StepKind.EVEN_OUT, "side_support_right_s", 3.0, 30.0
    )  # fmt: skip
    assert "right side was held 25" in found.rule
    close = step(days_of(sided(7.0, 5.9), sided(7.0, 5.9)))
    assert close.kind is StepKind.EVEN_OUT
    assert close.amount <= 1.1 + 1e-9  # never past the other side


@pytest.mark.parametrize("sides", [(30.0, 29.0), (30.0, 25.6)])
def test_even_sides_go_up_together(sides):
    found = step(days_of(sided(*sides), sided(*sides)))
    assert (found.kind, found.knob, found.now) == (StepKind.STEP_UP, "side_support_s", min(sides))


@pytest.mark.parametrize("sides", [(30.0, None), (None, None)])
def test_a_side_that_was_not_logged_is_not_taken_for_weak(sides):
    assert step(days_of(sided(*sides), sided(*sides))).kind is StepKind.STEADY


# ---- safety ---------------------------------------------------------------------------------------
def test_a_flag_comes_before_everything():
    found = step(with_day(regular(assigned="randomised"), 2, worst_intensity=9), flagged=True)
    assert found.kind is StepKind.SAFETY
    assert "checked" in found.sentence
    assert step(regular(), flagged=False).is_progression


@pytest.mark.parametrize(
    "rating",
    [
        {"worst_intensity": 6},
        {"low_back": 6},
        {"thigh_root_during": 7},
        {"low_back_next_morning": 6},
    ],
)
def test_above_five_is_a_step_back_at_any_time_of_the_day(rating):
    for assigned in ("self", "randomised"):
        found = step(with_day(regular(assigned=assigned), 3, **rating))
        assert found.kind is StepKind.STEP_BACK
        assert "Achilles" in found.rule
        assert not found.is_progression


def test_five_is_not_above_five_and_a_missing_rating_is_not_either():
    settled = with_day(regular(), 2, low_back=5)
    assert step(settled).kind is StepKind.STEP_UP
    assert step(with_day(regular(), 2, worst_intensity=None, low_back=None)).kind is StepKind.STEP_UP
    control = with_day(regular(), 2, control=9)
    assert step(control).kind is StepKind.STEP_UP  # a toothache is not about training


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({2: {"low_back": 4}}, StepKind.STEP_UP),  # down to 1 on the next day
        ({2: {"low_back_after": 5}, 3: {"low_back_next_morning": 3}}, StepKind.STEP_UP),
        ({2: {"low_back_after": 5}, 3: {"low_back_next_morning": 4}}, StepKind.HOLD),
        ({2: {"low_back": 4}, 3: {"low_back": 4}, 4: {"low_back": 4}}, StepKind.HOLD),
        ({2: {"low_back": 4}, 3: {"low_back": None}}, StepKind.HOLD),  # nobody said that it settled
        ({6: {"low_back": 4}}, StepKind.HOLD),  # the next morning is not there yet
        ({0: {"thigh_root_next_morning": 4}}, StepKind.HOLD),
        ({2: {"low_back": 3}, 3: {"low_back": None}}, StepKind.STEP_UP),  # 3 need not settle
    ],
)
def test_four_or_five_must_settle_by_the_next_morning(changes, kind):
    days = regular()
    for weekday, columns in changes.items():
        days = with_day(days, weekday, **columns)
    assert step(days).kind is kind


def test_a_gap_in_the_days_is_no_next_morning():
    days = with_day(regular(), 2, low_back=4)
    assert step(days.filter(pl.col("date") != MONDAY + dt.timedelta(days=3))).kind is StepKind.HOLD


# ---- plan, reports, program -----------------------------------------------------------------------
@pytest.mark.parametrize("columns", [{"assigned": "randomised"}, {"schedule": "pairs"}])
def test_where_chance_set_the_phase_only_safety_speaks(columns):
    found = step(regular(**columns))
    assert found.kind is StepKind.PLAN
    assert not found.caution
    assert step(regular(), fixed=True).kind is StepKind.PLAN
    assert step(regular(assigned="coach")).kind is StepKind.STEP_UP


def test_a_week_without_a_report_is_no_good_week():
    silent = regular(reported=False, thigh_root=None, low_back=None, worst_intensity=None)
    assert step(silent).kind is StepKind.REPORT
    assert step(silent.filter(pl.col("date") < MONDAY)).kind is StepKind.REPORT  # no row at all
    assert step(silent.clear()).kind is StepKind.REPORT


@pytest.mark.parametrize("program", list(Program))
def test_a_step_lies_within_the_program_of_the_phase(program):
    is_in = program in (Program.CORE_FOCUSED, Program.MIXED)
    assert step(regular(program=program)).kind is (StepKind.STEP_UP if is_in else StepKind.OUTSIDE)


def test_without_a_program_nothing_is_suggested():
    found = step(regular(program=None, assigned=None, phase=None))
    assert (found.kind, found.sentence) == (StepKind.OUTSIDE, texts.STEP_NO_PROGRAM)


@pytest.mark.parametrize(("end", "kind"), [(6, StepKind.PHASE_ENDS), (7, StepKind.STEP_UP)])
def test_nothing_goes_up_into_the_next_phase(end, kind):
    assert step(regular(phase_end=MONDAY + dt.timedelta(days=end))).kind is kind


# ---- the contested crunch -------------------------------------------------------------------------
def crunching() -> list[tuple[int, dict]]:
    return doing(Move.ANCHORED_CRUNCH, "anchored_crunch_reps", 12.0)


def test_the_crunch_may_go_up_with_a_quiet_thigh_root_and_its_evidence_is_shown():
    found = step(days_of(crunching(), crunching()))
    assert (found.kind, found.move, found.amount) == (StepKind.STEP_UP, Move.ANCHORED_CRUNCH, 1.0)
    assert "Burden and Redmond 2013" in found.caution


@pytest.mark.parametrize(
    "rating", [{"thigh_root": 1}, {"thigh_root_after": 1}, {"thigh_root_next_morning": 2}]
)
def test_the_crunch_never_goes_up_with_discomfort_at_the_thigh_root(rating):
    found = step(with_day(days_of(crunching(), crunching()), 1, **rating))
    assert found.kind is StepKind.STEADY
    assert "Burden and Redmond 2013" in found.caution
    both = [(w, dict(a) | dict(b)) for (w, a), (_, b) in zip(crunching(), carrying(), strict=True)]
    other = step(with_day(days_of(both, both), 1, **rating))
    assert other.move is Move.LOADED_CARRY
    assert "crunch is left out" in other.rule
    assert other.caution


def test_a_thigh_root_that_nobody_rated_is_not_a_quiet_one():
    found = step(days_of(crunching(), crunching(), thigh_root=None))
    assert found.kind is StepKind.STEADY
    assert found.caution
    assert not step(days_of(carrying(), carrying(), thigh_root=None)).caution  # no crunch, no word of it


# ---- what it says ---------------------------------------------------------------------------------
CASES = [
    regular(),
    days_of(sided(40.0, 30.0), sided(40.0, 30.0)),
    with_day(regular(), 3, low_back=7),
    with_day(regular(), 6, low_back=4),
    regular(assigned="randomised"),
    regular(program="standard_crunch"),
    regular(reported=False),
    days_of(),
    days_of(crunching(), crunching()),
]


@pytest.mark.parametrize("days", CASES, ids=range(len(CASES)))
def test_no_sentence_ties_a_step_to_a_site_that_hurts(days):
    for flagged in (False, True):
        found = step(days, flagged=flagged)
        assert found.sentence
        assert found.rule
        assert not re.search(
            r"\bback hurts|thigh|low back|because|pain|help|heal|relie", found.sentence, re.I
        )
        assert (found.move is None) is (not found.is_progression)
        assert set(found.to_dict()) >= {"kind", "move", "knob", "amount", "unit", "sentence", "rule"}


def test_limits_are_arguments():
    assert step(with_day(regular(), 2, low_back=5), rules=StepRules(most=4)).kind is StepKind.STEP_BACK
    assert step(days_of(carrying(on=(0,)), carrying()), rules=StepRules(days=1)).is_progression


def test_a_frame_without_columns_is_refused():
    with pytest.raises(DataError, match="schedule"):
        step(regular().drop("schedule"))


SCORE = st.one_of(st.none(), st.integers(0, 10))
DAY = st.fixed_dictionaries(
    {
        "thigh_root": SCORE,
        "low_back": SCORE,
        "thigh_root_after": SCORE,
        "low_back_next_morning": SCORE,
        "reported": st.booleans(),
    }
)


@given(
    week=st.lists(DAY, min_size=7, max_size=7),
    flagged=st.booleans(),
    assigned=st.sampled_from(["self", "coach", "inferred", "randomised"]),
    program=st.sampled_from([*Program, None]),
    move=st.sampled_from(list(Move)),
)
@settings(max_examples=200, deadline=None)
def test_nothing_ever_goes_up_against_a_sign(week, flagged, assigned, program, move):
    done = doing(move, {Move.SIDE_SUPPORT: "side_support_unsided_s"}.get(move, KNOBS[move][0][0]), 20.0)
    days = days_of(done, done, assigned=assigned, program=program, worst_intensity=None)
    for weekday, columns in enumerate(week):
        days = with_day(days, weekday, **columns)
    found = step(days, flagged=flagged)
    told = [v for day in week for k, v in day.items() if k != "reported" and v is not None]
    thigh = [day[k] for day in week for k in ("thigh_root", "thigh_root_after") if day[k] is not None]
    settled = [
        day["low_back_next_morning"] if day["low_back_next_morning"] is not None else day["low_back"]
        for day in week[1:]
    ]
    open_back = any(
        (day["low_back"] or 0) >= 4 and (after is None or after > 3)
        for day, after in zip(week, [*settled, None], strict=True)
    )
    if (
        flagged
        or max(told, default=0) > 5
        or not any(day["reported"] for day in week)
        or open_back
        or assigned == "randomised"
        or program not in (Program.CORE_FOCUSED, Program.MIXED)
    ):
        assert not found.is_progression
    if move is Move.ANCHORED_CRUNCH and (not thigh or max(thigh) > 0):
        assert not found.is_progression
    if found.is_progression:
        assert found.amount > 0
