from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hand_made_logs import DAY, days_of, on, pain, session, table
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.days import PERSON_DAYS, build_days
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation import simulate_study
from coreanalytics.logbook.tables import TABLES


def test_nothing_gives_an_empty_table_of_the_right_shape() -> None:
    days = build_days({})
    assert dict(days.schema) == PERSON_DAYS
    assert len(days) == 0


def test_columns_types_and_order() -> None:
    rows = {"pain": [pain(0, "low_back", 1)], "sessions": [session(1, minutes=3.0)]}
    days = days_of(**rows)
    assert days.columns == list(PERSON_DAYS)
    assert dict(days.schema) == PERSON_DAYS


def test_every_date_between_first_and_last_log_of_any_table() -> None:
    days = days_of(
        pain=[pain(3, "low_back", 1)], habits=[{"date": on(0), "sleep_h": 7.0}], sessions=[session(6)]
    )
    assert days["date"].to_list() == [on(d) for d in range(7)]


def test_people_have_their_own_dates() -> None:
    rows = [pain(0, "low_back", 1), pain(2, "low_back", 1), pain(9, "low_back", 1, person="bob")]
    days = build_days({"pain": table("pain", rows)})
    assert days.select("person", "date").rows() == [
        ("ann", on(0)),
        ("ann", on(1)),
        ("ann", on(2)),
        ("bob", on(9)),
    ]


def test_people_and_phases_alone_are_no_log() -> None:
    people = pl.DataFrame([{"person": "ann"}], schema=TABLES["people"])
    phases = pl.DataFrame([{"person": "ann", "start": DAY, "program": "mixed"}], schema=TABLES["phases"])
    assert len(build_days({"people": people, "phases": phases})) == 0


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 12, 27), "2026-W52"),
        (date(2026, 12, 28), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_weeks_are_iso_weeks(day: date, week: str) -> None:
    assert days_of(pain=[pain(0, "low_back", 1) | {"date": day}])["week"].to_list() == [week]


def test_a_run_in_needs_a_length() -> None:
    with pytest.raises(ArgumentError, match="run-in"):
        build_days({}, run_in_days=0)


PEOPLE = st.sampled_from(["ann", "bob", "cid"])
DAYS = st.integers(0, 45)


@st.composite
def logs(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    def rows(one: st.SearchStrategy[dict[str, Any]], most: int) -> list[dict[str, Any]]:
        return draw(st.lists(one, max_size=most))

    def maybe(values: list[Any]) -> st.SearchStrategy[Any]:
        return st.sampled_from([None, *values])

    dated = {"person": PEOPLE, "date": DAYS.map(on)}
    apps = st.sampled_from(["strong", "hevy", "form"])
    ratings = st.fixed_dictionaries(
        dated
        | {
            "site": st.sampled_from(["thigh_root", "low_back", "control", "below_knee"]),
            "side": maybe(["left", "right", "both"]),
            "timing": st.sampled_from(["day", "next_morning", "during"]),
            "intensity": maybe([0, 1, 5, 10]),
            "quality": maybe(["ache", "sharp", "numb"]),
            "red_flag": maybe(["no", "below_knee", "emergency"]),
        }
    )
    training = dated | {"app": apps, "gave_out_first": maybe(["abs", "none"]), "abs_felt": maybe([0, 7])}
    lifted = st.fixed_dictionaries(
        training
        | {
            "exercise": maybe(["crunch", "ankle_band_crunch", "side_plank", "farmer_carry"]),
            "family": maybe(["article_move", "standard_ab", "not_core"]),
            "kind": maybe(["working", "warmup"]),
            "rpe": maybe([5.0, 8.5]),
            "reps": maybe([8.0]),
            "duration_s": maybe([30.0]),
            "side": maybe(["left", "both"]),
        }
    )
    trained = st.fixed_dictionaries(
        training | {"minutes": maybe([30.1, 45.7]), "session_rpe": maybe([5.0, 8.5])}
    )
    named = {
        name: [row | {"session": f"{row['app']}:{row['date']}"} for row in made]
        for name, made in (("sets", rows(lifted, 25)), ("sessions", rows(trained, 10)))
    }
    program = st.sampled_from(["run_in", "core_focused", "standard_crunch", "mixed"])
    phases = {
        (who, start): {"person": who, "start": on(start), "program": told, "assigned": "coach"}
        for who, start, told in draw(
            st.lists(st.tuples(PEOPLE, DAYS.map(lambda d: d - 10), program), max_size=3)
        )
    }
    habits = {(who, day): {"person": who, "date": on(day), "sleep_h": 7.0}
              for who, day in draw(st.lists(st.tuples(PEOPLE, DAYS), max_size=3))}  # fmt: skip
    made = named | {
        "pain": rows(ratings, 25),
        "phases": list(phases.values()),
        "habits": list(habits.values()),
    }
    return {name: pl.DataFrame(own, schema=TABLES[name]) for name, own in made.items()}


@settings(max_examples=25, deadline=None)
@given(logs(), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(tables: dict[str, pl.DataFrame], seed: int) -> None:
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in tables.items()}
    assert build_days(shuffled).equals(build_days(tables))


@settings(max_examples=25, deadline=None)
@given(logs(), st.permutations(["zoe", "Åse", "7"]))
def test_names_of_people_change_nothing(tables: dict[str, pl.DataFrame], names: list[str]) -> None:
    new = dict(zip(["ann", "bob", "cid"], names, strict=True))
    renamed = {
        name: frame.with_columns(pl.col("person").replace_strict(new, return_dtype=pl.String))
        for name, frame in tables.items()
    }
    expected = build_days(tables).with_columns(pl.col("person").replace_strict(new, return_dtype=pl.String))
    assert build_days(renamed).equals(expected.sort("person", "date"))


@settings(max_examples=25, deadline=None)
@given(logs())
def test_every_date_comes_exactly_once_and_facts_agree(tables: dict[str, pl.DataFrame]) -> None:
    days = build_days(tables)
    assert days.equals(days.sort("person", "date"))
    for person, own in days.group_by("person"):
        first, last = own["date"].min(), own["date"].max()
        assert isinstance(first, date) and isinstance(last, date)
        expected = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        assert own["date"].to_list() == expected, person
    assert days.filter(pl.col("pain").is_null() == pl.col("reported")).is_empty()
    assert days.filter(pl.col("run_in") & pl.col("day_in_phase").is_not_null()).is_empty()
    assert days.filter(pl.col("day_in_phase") < 0).is_empty()
    assert days.filter(pl.col("program").is_null() != pl.col("phase").is_null()).is_empty()
    assert days.filter(pl.col("trained") & (pl.col("sessions") < 1)).is_empty()


@settings(max_examples=15, deadline=None)
@given(logs(), PEOPLE)
def test_people_are_independent(tables: dict[str, pl.DataFrame], person: str) -> None:
    """One person's days do not depend on whom else the tables hold (so partitions can be built apart)."""
    own = {name: frame.filter(pl.col("person") == person) for name, frame in tables.items()}
    whole = build_days(tables, primary_timing="day").filter(pl.col("person") == person)
    assert build_days(own, primary_timing="day").equals(whole)


def test_a_simulated_study_gives_what_went_in() -> None:
    study = simulate_study(people=8, weeks=10, run_in_weeks=2, seed=11)
    tables = study.tables
    days = build_days(tables)
    assert dict(days.schema) == PERSON_DAYS
    # every daily rating of the low back comes out once, and nothing else does
    rated = tables["pain"].filter(site="low_back", timing="day").drop_nulls("intensity")
    assert days["low_back"].count() == rated.select("person", "date").n_unique()
    assert days["low_back"].sum() == rated["intensity"].sum()
    # as many sessions as the apps logged; the form adds none on their dates
    apps = tables["sessions"].filter(pl.col("app") != "form")
    alone = tables["sessions"].filter(pl.col("app") == "form").join(apps, on=["person", "date"], how="anti")
    assert days["sessions"].sum() == len(apps) + alone.select("person", "date").n_unique()
    easy = pl.col("rpe") < 6
    hard = tables["sets"].filter(pl.col("kind") != "warmup", ~easy.fill_null(False))
    for family in ("article_move", "standard_ab", "other_core"):
        assert days[f"hard_sets_{family}"].sum() == len(hard.filter(family=family))
    assert days["session_load"].count() > 0
    phases = days.filter(pl.col("day_in_phase") == 0).select("person", "date", "program")
    given_phases = tables["phases"].filter(pl.col("program") != "run_in").sort("person")
    assert phases.rows() == given_phases.select("person", "start", "program").rows()
    assert days.group_by("person").agg(pl.col("run_in").sum())["run_in"].to_list() == [14] * 8


def test_a_simulated_change_is_inferred_where_it_happened() -> None:
    """Without phases: the boundary is the first training day of the new program, for everybody."""
    study = simulate_study(people=16, weeks=10, run_in_weeks=4, seed=5)
    without = {name: frame for name, frame in study.tables.items() if name != "phases"}
    days = build_days(without)
    truth = study.tables["phases"].filter(pl.col("program") == "core_focused").select("person", "start")
    first_day = (
        study.tables["sets"]
        .filter(pl.col("family") == "article_move")
        .join(truth, on="person")
        .filter(pl.col("date") >= pl.col("start"))
        .group_by("person")
        .agg(pl.col("date").min())
    )
    found = (
        days.filter(pl.col("program") == "core_focused").group_by("person").agg(pl.col("phase_start").min())
    )
    both = first_day.join(found, on="person", how="full", coalesce=True)
    assert len(both) == 8
    assert both.filter(pl.col("date").ne_missing(pl.col("phase_start"))).is_empty()
    assert set(days["assigned"]) == {"inferred"}
