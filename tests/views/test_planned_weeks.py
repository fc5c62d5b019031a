"""A week under a plan on record: the routine stays as it is, whoever chose it."""

import datetime as dt

import pytest

import coreanalytics as ca
from coreanalytics.effects.planning import preregister
from coreanalytics.effects.small_steps import StepKind

MONDAY = dt.date(2026, 11, 9)


@pytest.fixture
def book(tmp_path):
    days = [MONDAY - dt.timedelta(days=back) for back in range(20, -7, -1)]
    (tmp_path / "pain.csv").write_text(
        "date,thigh_root,low_back\n" + "".join(f"{day},2,{day.day % 3}\n" for day in days)
    )
    (tmp_path / "phases.csv").write_text(f"person,start,program,assigned\nme,{days[0]},core_focused,self\n")
    found = ca.Logbook(tmp_path / "book")
    found.add(tmp_path / "pain.csv", tmp_path / "phases.csv", person="me")
    return found


def test_a_plan_on_record_leaves_the_routine_alone(book):
    assert ca.weekly_report(book, "me", week="2026-W46").facts.next_step.kind is not StepKind.PLAN
    book.keep_plan(preregister(written_on=MONDAY - dt.timedelta(days=20)).text)
    report = ca.weekly_report(book, "me", week="2026-W46")
    assert report.facts.next_step.kind is StepKind.PLAN
    verdict = report.to_dict()["sections"]["verdict"]
    assert any("reregistered on 20 October 2026" in note for note in verdict["notes"])
    assert "reregistered on 20 October 2026" in report.html
    book.undo()
    assert ca.weekly_report(book, "me", week="2026-W46").facts.next_step.kind is not StepKind.PLAN
