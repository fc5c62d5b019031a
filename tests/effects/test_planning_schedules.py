"""Schedules drawn by lot, their calendars, and plans on record."""

import datetime as dt
import itertools
from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from coreanalytics.effects import compare_within
from coreanalytics.effects.planning import (
    find_deviations,
    preregister,
    randomise,
    read_preregistration,
    read_schedule,
)
from coreanalytics.effects.planning.calendars import escape_text, fold_line
from coreanalytics.errors import ArgumentError, DataError

START = dt.date(2026, 11, 30)
TODAY = dt.date(2026, 11, 23)


def order_of(drawn, person):
    return tuple(phase.program == "core_focused" for phase in drawn.of(person))


@pytest.mark.parametrize(("design", "possible"), [("pairs", 8), ("blocks", 20), ("start", 28)])
def test_every_admissible_schedule_is_equally_likely(design, possible):
    people = [f"p{k}" for k in range(4000)]
    drawn = randomise(people, design=design, start=START, blocks=6, seed=5)
    assert drawn.possible == possible
    by_person = {}
    for phase in drawn.phases:
        by_person.setdefault(phase.person, []).append(phase)
    if design == "start":
        seen = Counter(phases[1].start for phases in by_person.values())
        first, last = (dt.date.fromisoformat(day) for day in phases_window(drawn))
        assert set(seen) == {first + dt.timedelta(days=k) for k in range(28)} and max(seen) == last
    else:
        seen = Counter(tuple(p.program == "core_focused" for p in phases) for phases in by_person.values())
        every = set(itertools.product((True, False), repeat=6))
        balanced = {order for order in every if sum(order) == 3}
        if design == "pairs":
            balanced = {order for order in balanced if all(order[k] != order[k + 1] for k in (0, 2, 4))}
        assert set(seen) == balanced
    assert len(seen) == possible
    assert chisquare(list(seen.values())).pvalue > 0.001


def phases_window(drawn):
    return drawn.phases[0].schedule.removeprefix("start:").split("/")


def test_each_day_of_a_multiple_baseline_is_uniform_and_days_are_spread():
    people = [f"p{k}" for k in range(7)]
    seen = Counter()
    for seed in range(600):
        drawn = randomise(people, design="multiple_baseline", start=START, blocks=6, seed=seed)
        days = sorted((drawn.of(name)[1].start - START).days for name in people)
        assert len(set(days)) == 7  # 28 days in seven parts of four
        assert np.ptp(days) > 14
        seen[(drawn.of("p0")[1].start - START).days] += 1
    assert chisquare(list(seen.values())).pvalue > 0.001 and len(seen) == 28


@given(
    people=st.integers(2, 9),
    seed=st.integers(0, 2**32),
    design=st.sampled_from(["pairs", "blocks", "start", "multiple_baseline", "parallel"]),
)
@settings(max_examples=40, deadline=None)
def test_phases_follow_one_another_without_gap_and_draw_again_alike(people, seed, design):
    names = [f"n{k}" for k in range(people)]
    told = {"design": design, "start": START, "blocks": 4, "run_in": 14, "seed": seed}
    drawn = randomise(names, **told)
    assert drawn == randomise(names, **told)
    for name in names:
        phases = drawn.of(name)
        assert phases[0].program == "run_in" and phases[0].start == START - dt.timedelta(days=14)
        assert all(b.start - a.end == dt.timedelta(days=1) for a, b in itertools.pairwise(phases))
        assert phases[-1].end == START + dt.timedelta(days=55)
    if design == "parallel":
        core = sum(phase.program == "core_focused" for phase in drawn.phases)
        assert core in (people // 2, (people + 1) // 2)


def test_who_else_takes_part_changes_nothing_for_a_person():
    one = randomise(["ann", "bob"], start=START, seed=9)
    two = randomise(["zoe", "ann"], start=START, seed=9)
    assert one.of("ann") == two.of("ann")


def test_without_a_seed_a_fresh_one_is_drawn_and_told():
    drawn = randomise("me", start=START)
    assert randomise("me", start=START, seed=drawn.seed) == drawn
    assert str(drawn.seed) in str(drawn)
    assert randomise("me", start=START).seed != drawn.seed


@pytest.mark.parametrize(
    "told",
    [
        {"design": "coin"},
        {"blocks": 5},
        {"blocks": 0},
        {"block_days": 3},
        {"design": "start", "blocks": 2},
        {"design": "parallel"},
        {"wash_in": 14},
        {"seed": -1},
        {"design": "start", "window": (START, START + dt.timedelta(days=5))},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(told):
    with pytest.raises(ArgumentError) as problem:
        randomise("me", **({"start": START} | told))
    assert problem.value.hint


def test_phases_in_a_book_are_what_the_randomisation_test_draws_from(tmp_path):
    from coreanalytics.days import build_days
    from coreanalytics.logbook.book import Logbook

    start = dt.date(2026, 1, 5)
    drawn = randomise("me", design="blocks", start=start, blocks=6, seed=3)
    rng, rows = np.random.default_rng(0), ["date,low_back"]
    for phase in drawn.phases:
        for k in range(14):
            level = 2.0 if phase.program == "core_focused" else 5.0
            rows.append(f"{phase.start + dt.timedelta(days=k)},{round(np.clip(level + rng.normal(), 0, 10))}")
    (tmp_path / "pain.csv").write_text("\n".join(rows) + "\n")
    book = Logbook(tmp_path / "book")
    book.create(person="me")
    book.add(tmp_path / "pain.csv", person="me", timezone="UTC")
    book.plan_phases(drawn.to_phases())
    assert read_schedule(book.phases(), since=start, seed=3) == drawn
    effect = compare_within(build_days(book), "me", outcomes=("low_back",))["low_back"]
    assert effect.design.is_randomised and effect.asides[0].p == pytest.approx(1 / 20 * 2, abs=0.051)
    assert "20" in effect.asides[0].sentence
    with pytest.raises(ArgumentError, match="phases already"):
        book.plan_phases(drawn.to_phases())
    later = randomise("me", start=start + dt.timedelta(days=84), blocks=2, seed=1)
    assert book.plan_phases(later.to_phases()).height == 8


# --- calendars ------------------------------------------------------------------------------------


def test_a_calendar_is_read_by_another_program():
    icalendar = pytest.importorskip("icalendar")
    drawn = randomise("me", start=START, blocks=4, seed=7)
    text = drawn.to_ics(remind_at=dt.time(21, 30))
    calendar = icalendar.Calendar.from_ical(text)
    events = list(calendar.walk("VEVENT"))
    whole = [e for e in events if not isinstance(e.decoded("DTSTART"), dt.datetime)]
    daily = [e for e in events if isinstance(e.decoded("DTSTART"), dt.datetime)]
    assert [(e.decoded("DTSTART"), e.decoded("DTEND") - dt.timedelta(days=1)) for e in whole] == [
        (phase.start, phase.end) for phase in drawn.phases
    ]
    assert all(e["RRULE"]["COUNT"] == [14] for e in daily)
    assert {e.decoded("DTSTART").time() for e in daily} == {dt.time(21, 30)}
    assert all(len(e.walk("VALARM")) == 1 for e in daily)
    assert "loaded carry, side support" in str(whole[1]["DESCRIPTION"]) + str(whole[0]["DESCRIPTION"])
    assert len({str(e["UID"]) for e in events}) == len(events) == 8
    assert not calendar.errors and not any(e.errors for e in events)


def test_lines_of_a_calendar_are_short_and_end_as_they_must():
    drawn = randomise("me", start=START, blocks=2, seed=7)
    data = drawn.to_ics().encode()
    assert data.endswith(b"END:VCALENDAR\r\n") and data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert data == randomise("me", start=START, blocks=2, seed=7).to_ics().encode()
    assert b"VALARM" not in drawn.to_ics(remind_at=None).encode()


@given(st.text(max_size=300))
def test_folding_and_escaping_lose_nothing(text):
    escaped = escape_text(text)
    assert not any(sign in escaped for sign in "\r\n\x00")
    folded = fold_line(escaped)
    assert folded.replace("\r\n ", "") == escaped
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))


def test_a_calendar_is_one_persons():
    drawn = randomise(["ann", "bob"], start=START, seed=1)
    with pytest.raises(ArgumentError, match="several"):
        drawn.to_ics()
    with pytest.raises(ArgumentError, match="carl"):
        drawn.to_ics("carl")
    assert drawn.to_ics("ann") != drawn.to_ics("bob")


# --- plans on record ------------------------------------------------------------------------------


@pytest.fixture
def drawn():
    return randomise("me", start=START, blocks=4, seed=7)


def test_a_plan_on_record_is_sealed_and_read_again(drawn, tmp_path):
    made = preregister(
        drawn, written_on=TODAY, question="Does `it` help <b>me</b>?", exclusions=["Days with fever."]
    )
    assert made.verify() and made.seal in made.text.splitlines()[-1]
    file = made.save(tmp_path / "plan.md")
    assert file.stat().st_mode & 0o077 == 0
    again = read_preregistration(file)
    assert again.study == made.study and again.verify()
    assert find_deviations(again, drawn.to_phases()) == ()
    assert "<b>" not in made.text and "Days with fever." in made.text
    with pytest.raises(ArgumentError, match="already"):
        made.save(file)
    for part in ("## Question", "## Looks and stopping rule", "2 points", "97.5", "seed 7", "2026-12-14"):
        assert part in made.text
    # what a mail program does to line ends breaks no seal; a changed word does
    file.write_bytes(made.text.replace("\n", "\r\n").encode())
    assert read_preregistration(file).verify()
    file.write_text(made.text.replace("2 points", "1 point"))
    assert not read_preregistration(file).verify()
    assert "The seal is broken" in find_deviations(read_preregistration(file))[0]


def test_a_study_that_has_begun_is_not_put_on_record(drawn):
    with pytest.raises(ArgumentError, match="began"):
        preregister(drawn, written_on=START + dt.timedelta(days=1))
    with pytest.raises(ArgumentError):
        preregister(drawn, written_on=TODAY, looks="hourly")
    with pytest.raises(ArgumentError):
        preregister(drawn, written_on=TODAY, outcomes=("control",))


def test_a_file_without_a_plan_is_refused(tmp_path):
    (tmp_path / "x.md").write_text("# Something else\n```json\n{}\n```\n")
    with pytest.raises(DataError, match="no plan"):
        read_preregistration(tmp_path / "x.md")


def test_every_deviation_is_told_in_a_sentence(drawn):
    made = preregister(drawn, written_on=TODAY)
    phases = drawn.to_phases()
    later = phases.with_columns(
        start=pl.when(pl.int_range(pl.len()) == 1)
        .then(pl.col("start") + pl.duration(days=2))
        .otherwise("start")
    )
    said = find_deviations(made, later)
    assert (
        len(said) == 2
        and said[0].startswith("Planned, but not in the log")
        and said[1].startswith("Not planned")
    )
    swapped = phases.with_columns(program=pl.col("program").reverse())
    assert any("the log says" in one for one in find_deviations(made, swapped))
    chosen = phases.with_columns(assigned=pl.lit("self"))
    assert all("drawn by lot; the log says it was self" in one for one in find_deviations(made, chosen))
    said = find_deviations(made, looked_on=START, wash_in=5)
    assert any("one look was planned, after 24 January 2027" in one for one in said)
    assert any("5 days after each switch" in one for one in said)


def test_effects_are_held_against_the_plan():
    start = dt.date(2026, 1, 5)
    drawn = randomise("me", start=start, blocks=6, seed=2)
    made = preregister(drawn, written_on=dt.date(2026, 1, 1), outcomes=("thigh_root", "low_back"))
    rng = np.random.default_rng(1)
    parts = []
    for number, phase in enumerate(drawn.phases, start=1):
        parts.append(
            pl.DataFrame(
                {
                    "date": [phase.start + dt.timedelta(days=k) for k in range(14)],
                    "program": phase.program,
                    "phase": pl.Series([number] * 14, dtype=pl.Int32),
                    "phase_start": phase.start,
                    "day_in_phase": pl.Series(range(14), dtype=pl.Int32),
                    "low_back": rng.integers(1, 8, 14),
                    "thigh_root": rng.integers(1, 8, 14),
                    "control": rng.integers(0, 3, 14),
                }
            )
        )
    days = pl.concat(parts).with_columns(
        person=pl.lit("me"), assigned=pl.lit("randomised"), run_in=pl.lit(False), continuing=pl.lit(False),
        schedule=pl.lit("pairs"),
    )  # fmt: skip
    both = ("thigh_root", "low_back")
    assert find_deviations(made, drawn.to_phases(), compare_within(days, "me", outcomes=both)) == ()
    said = find_deviations(made, None, compare_within(days, "me", delta=1.0, level=0.9, weeks=4))
    assert len(said) == 4
    for part in (
        "Compared, but not planned: control site",
        "planned were 2 points",
        "planned was 97.5",
        "4 weeks in",
    ):
        assert any(part in one for one in said), part
    half = days.filter(pl.col("date") < start + dt.timedelta(days=60))
    assert any(
        "one look was planned" in one
        for one in find_deviations(made, None, compare_within(half, "me", outcomes=both))
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"blocks": 8}, "too few for a randomisation test, which needs 20: 12 blocks in pairs"),
        ({"blocks": 10}, "could not come out below 6.2"),
        ({"blocks": 12}, ""),
        ({"design": "blocks", "blocks": 6}, "could not come out below 10"),
        ({"design": "blocks", "blocks": 8}, ""),
    ],
)
def test_a_draw_says_what_a_randomisation_test_can_make_of_it(asked, said):
    told = randomise("me", start=dt.date(2026, 11, 30), seed=7, **asked).to_sentence()
    assert said in told
    assert ("randomisation test" in told) == bool(said)
