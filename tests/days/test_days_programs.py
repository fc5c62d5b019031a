from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hand_made_logs import DAY, column, core, crunch, days_of, on, pain, phase, table

from coreanalytics.days import build_days
from coreanalytics.days.programs import order_phases
from coreanalytics.errors import ArgumentError, DataError

MWF = [7 * week + day for week in range(12) for day in (0, 2, 4)]


def runs(days: pl.DataFrame) -> list[tuple[str | None, int, int]]:
    """Program, first and last day of each run."""
    out: list[tuple[str | None, int, int]] = []
    for date, program in days.select("date", "program").rows():
        day = (date - DAY).days
        if out and out[-1][0] == program:
            out[-1] = (program, out[-1][1], day)
        else:
            out.append((program, day, day))
    return out


def test_phases_given_cover_their_days_and_no_more() -> None:
    days = days_of(
        pain=[pain(0, "low_back", 1), pain(9, "low_back", 1)],
        phases=[
            phase(6, None, "core_focused", "randomised", planned_sessions=3.0, planned_sets=24.0),
            phase(1, 3, "standard_crunch", "self"),
        ],
    )
    assert runs(days) == [(None, 0, 0), ("standard_crunch", 1, 3), (None, 4, 5), ("core_focused", 6, 9)]
    assert column(days, "phase") == [None, 1, 1, 1, None, None, 2, 2, 2, 2]
    assert column(days, "phase_start")[4:7] == [None, None, on(6)]
    assert column(days, "phase_end")[3:8] == [on(3), None, None, None, None]
    assert column(days, "assigned")[3:7] == ["self", None, None, "randomised"]
    assert column(days, "planned_sessions")[5:7] == [None, 3.0]
    assert column(days, "planned_sets")[5:7] == [None, 24.0]


def test_an_ongoing_phase_ends_where_the_next_begins() -> None:
    days = days_of(
        pain=[pain(0, "low_back", 1), pain(5, "low_back", 1)],
        phases=[phase(0, None, "standard_crunch"), phase(3, None, "core_focused")],
    )
    assert runs(days) == [("standard_crunch", 0, 2), ("core_focused", 3, 5)]
    assert column(days, "phase_end") == [on(2)] * 3 + [None] * 3


def test_days_carry_how_their_phase_was_drawn() -> None:
    phases = [
        phase(0, 2, "standard_crunch", "randomised", schedule="pairs"),
        phase(3, 4, "core_focused", "randomised", schedule="start:2026-09-01/2026-10-10"),
        phase(6, None, "core_focused", "self"),
    ]
    days = days_of(pain=[pain(0, "low_back", 1), pain(7, "low_back", 1)], phases=phases)
    window = "start:2026-09-01/2026-10-10"
    assert column(days, "schedule") == ["pairs"] * 3 + [window] * 2 + [None] * 3


def test_phases_without_a_schedule_are_taken_as_before() -> None:
    given = table("phases", [phase(0, None, "core_focused", "randomised")])
    told = {"pain": table("pain", [pain(0, "low_back", 1)])}
    plain, old = (build_days({**told, "phases": rows}) for rows in (given, given.drop("schedule")))
    assert old.equals(plain)
    assert column(old, "assigned") == ["randomised"]
    assert column(old, "schedule") == [None]
    with pytest.raises(DataError, match="schedule is Int64"):
        build_days({**told, "phases": given.with_columns(schedule=pl.lit(1, pl.Int64))})


def test_a_person_with_a_phase_is_never_inferred() -> None:
    days = days_of(sets=[row for day in MWF for row in core(day, 5)], phases=[phase(70, None, "mixed")])
    assert runs(days) == [(None, 0, 69), ("mixed", 70, 81)]
    assert set(column(days, "assigned")) == {None, "coach"}


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([phase(0, 9, "core_focused"), phase(9, None, "standard_crunch")], "overlaps"),
        ([phase(0, None, "core_focused"), phase(0, None, "standard_crunch")], "overlaps"),
        ([phase(5, 4, "core_focused")], "ends before"),
        ([phase(0, None, "crossfit")], "program other than"),
        ([phase(0, None, "core_focused") | {"person": None}], "no person"),
    ],
)
def test_impossible_phases_are_refused(rows: list[dict[str, Any]], what: str) -> None:
    with pytest.raises(DataError, match=what):
        order_phases(table("phases", rows))


def sets_of(article: dict[int, int], standard: dict[int, int]) -> list[dict[str, Any]]:
    return [row for day, n in article.items() for row in core(day, n)] + [
        row for day, n in standard.items() for row in crunch(day, n)
    ]


@pytest.mark.parametrize(
    ("article", "standard", "program"),
    [
        (2, 1, "core_focused"),  # exactly two thirds
        (5, 3, "mixed"),
        (1, 1, "mixed"),
        (3, 5, "mixed"),
        (1, 2, "standard_crunch"),  # exactly one third
        (0, 3, "standard_crunch"),
        (4, 0, "core_focused"),
    ],
)
def test_the_share_of_hard_sets_names_the_program(article: int, standard: int, program: str) -> None:
    days = days_of(sets=sets_of(dict.fromkeys(MWF, article), dict.fromkeys(MWF, standard)))
    assert runs(days) == [(program, 0, 81)]
    assert set(column(days, "assigned")) == {"inferred"}
    assert set(column(days, "phase_end")) == {None}


def test_easy_sets_and_other_core_have_no_say() -> None:
    rows = [row for day in MWF for row in core(day, 1)]
    rows += [row for day in MWF for row in crunch(day, 9, rpe=3.0)]
    rows += [row | {"exercise": "front_plank", "family": "other_core"} for d in MWF for row in crunch(d, 9)]
    assert runs(days_of(sets=rows)) == [("core_focused", 0, 81)]


def test_a_change_of_program_is_found_at_the_change() -> None:
    before, after = [d for d in MWF if d < 42], [d for d in MWF if d >= 42]
    days = days_of(sets=sets_of(dict.fromkeys(after, 8), dict.fromkeys(before, 8)))
    assert runs(days) == [("standard_crunch", 0, 41), ("core_focused", 42, 81)]
    assert set(column(days, "phase_end")) == {on(41), None}


def test_no_ab_work_is_none() -> None:
    assert runs(days_of(pain=[pain(0, "low_back", 1), pain(20, "low_back", 1)])) == [("none", 0, 20)]
    sets = sets_of(dict.fromkeys([d for d in MWF if d < 28], 4), {})
    days = days_of(sets=sets, pain=[pain(60, "low_back", 1)])
    assert runs(days) == [("core_focused", 0, 25), ("none", 26, 60)]


def test_neighbours_of_one_name_are_one_phase() -> None:
    # all article moves, then short standard sessions in between: a cut, but 90 of 126 sets are article moves
    early, late = [d for d in MWF if d < 42], [d for d in MWF if d >= 42]
    sets = sets_of(dict.fromkeys(early, 6) | dict.fromkeys(late[1::2], 10), dict.fromkeys(late[::2], 4))
    days = days_of(sets=sets)
    assert runs(days) == [("core_focused", 0, 81)]
    assert set(column(days, "phase")) == {1}
    # the second half by itself asks for another name as soon as the threshold does
    strict = days_of(sets=sets, options={"inferred_share": 0.75})
    assert runs(strict) == [("core_focused", 0, 41), ("mixed", 42, 81)]


def test_thresholds_are_arguments() -> None:
    sets = sets_of(dict.fromkeys(MWF, 3), dict.fromkeys(MWF, 1))
    assert runs(days_of(sets=sets)) == [("core_focused", 0, 81)]
    assert runs(days_of(sets=sets, options={"inferred_share": 0.8})) == [("mixed", 0, 81)]
    core_weeks, other_weeks = [d for d in range(84) if d % 14 < 7], [d for d in range(84) if d % 14 >= 7]
    blocks = sets_of(dict.fromkeys(core_weeks, 5), dict.fromkeys(other_weeks, 5))
    assert runs(days_of(sets=blocks)) == [("mixed", 0, 83)]
    weekly = runs(days_of(sets=blocks, options={"inferred_min_days": 7}))
    assert [program for program, *_ in weekly] == ["core_focused", "standard_crunch"] * 6
    assert [start for _, start, _ in weekly] == list(range(0, 84, 7))


@pytest.mark.parametrize(
    "options", [{"inferred_share": 0.5}, {"inferred_share": 1.1}, {"inferred_min_days": 0}]
)
def test_senseless_thresholds_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        build_days({"pain": table("pain", [pain(0, "low_back", 1)])}, **options)
