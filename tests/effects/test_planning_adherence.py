"""Reports held against the plan on record: what they say, and when they say nothing."""

import datetime as dt

import polars as pl
import pytest

import coreanalytics as ca
from coreanalytics.effects.planning import hold_against, preregister, randomise
from coreanalytics.effects.planning.adherence import find_plan
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.book_plans import KeptPlan
from coreanalytics.logbook.sealed_texts import is_whole, leave_person_out, list_members

START = dt.date(2026, 11, 30)
WRITTEN = dt.date(2026, 11, 23)
LAST = START + dt.timedelta(days=55)


@pytest.fixture(scope="module")
def schedule():
    return randomise("me", start=START, blocks=4, seed=7)


@pytest.fixture(scope="module")
def made(schedule):
    return preregister(schedule, written_on=WRITTEN)


def keep(made, **changes):
    told = {"number": 2, "kept_on": WRITTEN, "seal": made.seal, "text": made.text} | changes
    return KeptPlan(**{"people": list_members(told["text"]), **told})


def test_nothing_differs(made, schedule):
    held = hold_against([keep(made)], "me", LAST, phases=schedule.to_phases())
    assert held.is_as_planned and held.deviations == ()
    assert held.sentences == (f"As preregistered on 23 November 2026 (seal {made.seal[:12]}…).",)
    assert str(held) == held.sentences[0] and held.to_dict()["as_preregistered"]
    # somebody else, or several people, have nothing to do with it
    assert hold_against([keep(made)], "you", LAST) is None
    assert hold_against([keep(made)], None, LAST) is None
    assert hold_against([], "me", LAST) is None


def test_before_it_begins_nothing_is_held_against_it(made, schedule):
    held = hold_against([keep(made)], "me", START - dt.timedelta(days=1))
    assert not held.has_begun and not held.is_as_planned and not held.deviations
    assert "from before it" in str(held) and "30 November 2026" in str(held)
    assert hold_against([keep(made)], "me", None).sentences == held.sentences


def test_each_difference_is_a_sentence(made, schedule):
    phases = schedule.to_phases()
    early = hold_against([keep(made)], "me", LAST - dt.timedelta(days=1), phases=phases)
    assert len(early.deviations) == 1 and "one look was planned, after 24 January 2027" in early.deviations[0]
    assert early.sentences[0].endswith("What differs from that plan:")
    assert str(early).count("\n- ") == 1
    changed = phases.with_columns(
        program=pl.when(pl.int_range(pl.len()) == 1).then(pl.lit("mixed")).otherwise("program")
    )
    held = hold_against([keep(made)], "me", LAST, phases=changed, wash_in=5)
    assert any("the log says Mixed" in said for said in held.deviations)
    assert any("first 5 days" in said for said in held.deviations)
    before = phases.head(1).with_columns(
        start=pl.lit(START - dt.timedelta(days=30)), end=pl.lit(START - dt.timedelta(days=1))
    )
    more = pl.concat([before, phases])
    assert any(
        "are read too" in said for said in hold_against([keep(made)], "me", LAST, phases=more).deviations
    )
    assert hold_against([keep(made)], "me", LAST, phases=more, since=START).is_as_planned


def test_a_broken_seal_is_said(made, schedule):
    edited = made.text.replace("2 points on the", "1 point on the")
    held = hold_against([keep(made, text=edited)], "me", LAST, phases=schedule.to_phases())
    assert "seal is broken" in held.deviations[0]
    # whoever seals a changed file anew is found out by the note in the history
    other = preregister(schedule, written_on=WRITTEN, delta=1.0)
    assert is_whole(other.text)
    held = hold_against([keep(made, text=other.text)], "me", LAST, phases=schedule.to_phases())
    assert "seal is broken" in held.deviations[0]
    held = hold_against([keep(made, text="gone", people=())], "me", LAST)
    assert "cannot be read" in held.sentences[0] and not held.is_as_planned


def test_a_plan_that_came_late_or_was_taken_back_is_said(made, schedule):
    late = START + dt.timedelta(days=20)
    held = hold_against([keep(made, kept_on=late)], "me", LAST, phases=schedule.to_phases())
    assert "came into the book on 20 December 2026" in held.deviations[0]
    held = hold_against([keep(made, withdrawn_on=late)], "me", LAST)
    assert "taken back on 20 December 2026" in held.sentences[0] and not held.is_as_planned
    assert hold_against([keep(made, withdrawn_on=WRITTEN)], "me", LAST) is None


def test_the_newest_plan_that_has_begun_is_meant(made):
    later = preregister(randomise("me", start=START + dt.timedelta(days=200), seed=1), written_on=WRITTEN)
    plans = [keep(made), keep(later, number=5)]
    assert find_plan(plans, "me", LAST).number == 2
    assert find_plan(plans, "me", LAST + dt.timedelta(days=300)).number == 5
    assert find_plan(plans, "me").number == 5


def test_a_plan_fixes_the_routine_while_it_runs(made):
    held = hold_against([keep(made)], "me", START)
    week = dt.timedelta(days=6)
    assert held.covers(START, START + week) and held.covers(LAST - week, LAST)
    assert not held.covers(START - 2 * week, START - week) and not held.covers(LAST + week, LAST + 2 * week)


def test_who_is_forgotten_leaves_the_plan():
    several = preregister(randomise(["Ann", "Bo|b", "Cy"], start=START, blocks=2, seed=1), written_on=WRITTEN)
    left = leave_person_out(several.text, lambda text: text == "Bo|b")
    assert is_whole(left) and list_members(left) == ("Ann", "Cy")
    assert "Bo" not in left.replace("Book", "").replace("Both", "") and several.seal in left
    twice = leave_person_out(left, lambda text: text == "Ann")
    assert is_whole(twice) and twice.count(several.seal) == 2 and "Ann" not in twice
    assert leave_person_out(twice, lambda text: text == "Cy") is None
    held = hold_against(
        [KeptPlan(1, WRITTEN, is_whole(left) and left[-65:-1], left, ("Ann", "Cy"))], "Cy", LAST
    )
    assert any("was forgotten since" in said for said in held.deviations)


@pytest.fixture
def book(tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "pain.csv").write_text(
        "person,date,low_back\nAnn,2026-11-01,3\nBob,2026-11-01,2\nBob,2026-11-02,2\n"
    )
    found = ca.Logbook(tmp_path / "book")
    found.add(logs)
    return found


def test_a_book_keeps_a_plan_in_its_history(book, tmp_path):
    drawn = randomise(["Ann", "Bob"], start=START, blocks=2, seed=1)
    plan = preregister(drawn, written_on=WRITTEN)
    with pytest.raises(ArgumentError, match="as it was sealed"):
        book.keep_plan(plan.text.replace("Question", "Answer"))
    number = book.keep_plan(plan.text)
    assert [kept.number for kept in book.plans()] == [number]
    kept = book.plans()[0]
    assert kept.is_whole and kept.people == ("Ann", "Bob") and kept.withdrawn_on is None
    assert ca.Logbook(book.folder, as_of=number - 1).plans() == ()
    assert ca.Logbook(book.folder, as_of=number).plans() == book.plans()
    file = book.folder / "history" / f"{number:06d}" / "preregistration.md"
    assert file.stat().st_mode & 0o077 == 0
    assert book.undo().number == number and book.plans()[0].withdrawn_on is not None
    assert book.pain().height == 3
    assert book.redo().number == number and book.plans()[0].withdrawn_on is None
    book.export(tmp_path / "export")
    assert (tmp_path / "export" / "preregistration.md").read_text() == plan.text
    book.export(tmp_path / "ann", people=["Ann"])
    assert not (tmp_path / "ann" / "preregistration.md").exists()
    book.pseudonymise(tmp_path / "shared")
    assert not (tmp_path / "shared" / "preregistration.md").exists()
    file.write_text(plan.text.replace("1 point", "3 points"))
    assert not book.plans()[0].is_whole


def test_forgetting_reaches_the_plan(book):
    both = preregister(randomise(["Ann", "Bob"], start=START, blocks=2, seed=1), written_on=WRITTEN)
    alone = preregister(randomise("Bob", start=START + dt.timedelta(days=300), seed=1), written_on=WRITTEN)
    book.keep_plan(both.text)
    number = book.keep_plan(alone.text)
    done = book.forget("Bob")
    assert done.is_proven, str(done)
    (left,) = book.plans()
    assert left.people == ("Ann",) and left.is_whole and "Bob" not in left.text
    assert not (book.folder / "history" / f"{number:06d}" / "preregistration.md").exists()
    book.undo()
    assert book.redo() and len(book.plans()) == 1
