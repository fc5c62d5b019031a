"""Commands before a study as a person runs them: plan, randomise, preregister."""

import datetime as dt
import json
import os
import resource
import subprocess
import sys

import pytest

from coreanalytics.effects.planning import read_preregistration
from coreanalytics.logbook.book import Logbook

TODAY = dt.date.today()
QUICK = ("--replications", "20", "--jobs", "1")


@pytest.fixture
def book(run, tmp_path, monkeypatch):
    folder = tmp_path / "my-log"
    assert run("init", folder, "--person", "me")[0] == 0
    monkeypatch.setenv("COREANALYTICS_BOOK", str(folder))
    monkeypatch.chdir(tmp_path)
    assert run("log", "pain", "low_back=3", "thigh_root_left=4", "--timing", "day")[0] == 0
    return Logbook(folder)


def test_a_plan_without_a_book_is_made_from_published_diaries(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("plan", "--design", "blocks", "--weeks", "8,12", *QUICK)
    assert code == 0
    assert "published daily diaries" in out and "two-week blocks drawn by lot" in out
    code, out, _ = run("plan", "--design", "blocks", "--weeks", "8", "--effect", "-2", "--json", *QUICK)
    rows = json.loads(out)
    assert code == 0 and [row["weeks"] for row in rows] == [8] and rows[0]["drawn"]


def test_a_plan_for_one_of_many_is_made_from_their_own_days(run, demo_book):
    told = ("--design", "blocks", "--weeks", "8", "--book", demo_book.folder)
    code, out, _ = run("plan", "--person", "p02", "--effect", "-1", *told, *QUICK)
    assert code == 0 and "Made from your own log" in out
    code, out, _ = run("plan", "--looks", "end", *told, *QUICK)
    assert code == 0 and "Made from everybody's log" in out and "24" in out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--weeks", "many"), "no list of numbers"),
        (("--design", "coin"), "choose one of blocks"),
        (("--effect", "-9"), "cannot change by 9 points"),
        (("--design", "parallel", "--people", "1"), "6 people"),
        (("--book", "nowhere"), "nowhere"),
    ],
)
def test_a_plan_that_makes_no_sense_says_what_to_do(run, tmp_path, monkeypatch, words, part):
    monkeypatch.chdir(tmp_path)
    code, _, complaint = run("plan", *words)
    assert code == 1 and part in complaint and "Hint" in complaint


def test_draw_record_and_check(run, book, tmp_path):
    code, out, _ = run("randomise", "--blocks", "8", "--seed", "5", "--run-in", "0", "--remind", "21:15")
    assert code == 0 and "Drawn with seed 5" in out and "schedule.ics" in out
    phases = Logbook(book.folder).phases()
    assert phases["assigned"].unique().to_list() == ["randomised"]
    assert phases["schedule"].unique().to_list() == ["pairs"] and phases.height == 8
    assert phases["start"].min() > TODAY and phases["start"].min().weekday() == 0
    calendar = tmp_path / "schedule.ics"
    assert calendar.stat().st_mode & 0o077 == 0
    assert calendar.read_bytes().count(b"BEGIN:VALARM") == 8 and b"T211500" in calendar.read_bytes()
    # the same again is refused, and nothing is half done
    before = Logbook(book.folder).phases()
    code, _, complaint = run("randomise", "--blocks", "8")
    assert code == 1 and "name another folder" in complaint
    code, _, complaint = run("randomise", "--blocks", "8", "--out", "more")
    assert code == 1 and "phases already" in complaint and not (tmp_path / "more").exists()
    assert Logbook(book.folder).phases().equals(before)

    code, out, _ = run("preregister", "--seed", "5", "--no-power", "--exclude", "Days with fever.")
    assert code == 0 and "Seal: " in out
    made = read_preregistration(tmp_path / "preregistration.md")
    assert made.verify() and made.study.seed == 5 and len(made.study.phases) == 8
    code, _, complaint = run("preregister", "--no-power")
    assert code == 1 and "not written over" in complaint
    code, out, _ = run("preregister", "--check", "preregistration.md")
    assert code == 0 and "Nothing differs" in out
    code, out, _ = run("preregister", "--check", "preregistration.md", "--checklist", "items.md")
    filled = (tmp_path / "items.md").read_text()
    assert code == 0 and "CENT 2015" in filled and "SCRIBE 2016" in filled
    assert made.seal in filled and "seed 5" in filled and "## What only you can say" in filled
    assert run("preregister", "--check", "preregistration.md", "--checklist", "items.md")[0] == 1
    assert run("phases", "drop", "--date", phases["start"].max().isoformat())[0] == 0
    code, out, _ = run("preregister", "--check", "preregistration.md")
    assert code == 0 and "Planned, but not in the log" in out


def test_the_plan_on_record_says_what_it_can_be_expected_to_show(run, book, monkeypatch):
    monkeypatch.setattr("coreanalytics.effects.planning.study_plans.REPLICATIONS_ALONE", 20)
    assert run("randomise", "--blocks", "4")[0] == 0
    assert run("preregister")[0] == 0
    assert "was expected to show a difference" in open("preregistration.md").read()  # noqa: PTH123, SIM115


def test_a_running_program_ends_where_the_drawn_ones_begin(run, book):
    assert run("phases", "start", "standard_crunch", "--date", "2026-01-05")[0] == 0
    assert run("randomise", "--blocks", "2", "--remind", "none")[0] == 0
    phases = Logbook(book.folder).phases().sort("start")
    assert phases.height == 3 and phases["end"][0] == phases["start"][1] - dt.timedelta(days=1)


def test_nothing_is_drawn_for_days_that_are_over(run, book):
    code, _, complaint = run("randomise", "--start", "2026-01-05")
    assert code == 1 and "before the first day" in complaint
    code, _, complaint = run("randomise", "--remind", "late")
    assert code == 1 and "no time of day" in complaint
    code, _, complaint = run("preregister")
    assert code == 1 and "coreanalytics randomise" in complaint
    assert Logbook(book.folder).phases().is_empty()


def test_several_people_get_a_calendar_each(run, book, tmp_path):
    assert run("log", "pain", "low_back=3", "--person", "Zoë/../x", "--date", "2026-11-02")[0] == 0
    code, out, _ = run(
        "randomise", "--everybody", "--design", "parallel", "--blocks", "4", "--out", "calendars"
    )
    assert code == 0, out
    names = sorted(file.name for file in (tmp_path / "calendars").iterdir())
    assert len(names) == 2 and all(name.startswith("schedule-0") and ".." not in name for name in names)
    assert Logbook(book.folder).phases()["program"].n_unique() == 2


def test_help_of_the_new_commands_is_quick():
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(
        [sys.executable, "-m", "coreanalytics", "plan", "--help"],
        capture_output=True,
        env=os.environ,
        check=True,
    )
    assert b"--people" in done.stdout
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 0.6
