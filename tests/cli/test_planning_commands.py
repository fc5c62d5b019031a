"""Commands before a study as a person runs them: plan, randomise, preregister."""

import datetime as dt
import json
import os
import resource
import subprocess
import sys

import pytest

import coreanalytics as ca
from coreanalytics.effects.planning import preregister, read_preregistration, read_schedule
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
    assert "published daily diaries" in out and "Two-week blocks drawn by lot" in out
    assert "coreanalytics init my-log" in out and "coreanalytics randomise --blocks" in out
    assert max(map(len, out.split("How often")[1].split("Finds it")[0].splitlines())) < 80
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
    assert code == 0 and "The seed is 5" in out and "schedule.ics" in out
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


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--person", "bob"), "nobody in this book"),
        (("--blocks", "5"), "even number"),
        (("--design", "start", "--blocks", "2"), "20 days"),
        (("--block-days", "400"), "182 days"),
        (("--sessions", "-3"), "0 to 50"),
        (("--out", "afile/in"), "name another folder"),
    ],
)
def test_a_draw_that_cannot_be_written_writes_nothing(run, book, tmp_path, words, part):
    (tmp_path / "afile").touch()
    before = sorted(path.name for path in tmp_path.iterdir())
    code, _, complaint = run("randomise", *words)
    assert code == 1 and part in complaint and "Hint" in complaint
    assert Logbook(book.folder).phases().is_empty()
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_draw_is_taken_back_as_a_whole(run, book, tmp_path):
    assert run("log", "pain", "low_back=3", "--person", "you", "--date", "2026-11-02")[0] == 0
    assert run("randomise", "--everybody", "--blocks", "4", "--seed", "3", "--out", "one")[0] == 0
    drawn = Logbook(book.folder).phases().drop("source_file")
    assert drawn["person"].n_unique() == 2
    code, out, _ = run("undo")
    assert code == 0 and "log-phases" in out and Logbook(book.folder).phases().is_empty()
    assert run("redo")[0] == 0 and Logbook(book.folder).phases().drop("source_file").equals(drawn)
    # undone, and drawn once more with the seed: the same
    assert run("undo")[0] == 0
    assert run("randomise", "--everybody", "--blocks", "4", "--seed", "3", "--out", "two")[0] == 0
    assert Logbook(book.folder).phases().drop("source_file").equals(drawn)
    for name in ("schedule-01-me.ics", "schedule-02-you.ics"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_written_where_is_said(run, book):
    code, out, _ = run("randomise", "--blocks", "2", "--seed", "3", "--out", "cal")
    assert code == 0
    for part in (
        "cal/schedule.ics",
        "Google Calendar",
        "forget and undo do not reach it",
        "every day at 20:00",
    ):
        assert part in out.replace("\n", " ")
    assert "preregister --seed 3" in out
    code, out, _ = run("preregister", "--seed", "3", "--no-power")
    assert code == 0 and "The book keeps a copy" in out and "compare --planned" in out


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A book of one person who followed the plan on record, which the book got in time."""
    folder = tmp_path / "study"
    ca.simulate_study(people=1, weeks=16, effect=-2.0, design="blocks", seed=3).write(tmp_path / "logs")
    found = Logbook(folder)
    found.add(tmp_path / "logs")
    first = found.phases().filter(assigned="randomised")["start"].min()
    schedule = read_schedule(found.phases(), since=first, seed=3)
    number = found.keep_plan(preregister(schedule, written_on=first - dt.timedelta(days=3)).text)
    note = folder / "history" / f"{number:06d}" / "add.json"
    told = json.loads(note.read_text())
    note.write_text(json.dumps(told | {"at": f"{first - dt.timedelta(days=3)}T08:00:00+00:00"}))
    monkeypatch.setenv("COREANALYTICS_BOOK", str(folder))
    monkeypatch.chdir(tmp_path)
    return Logbook(folder)


def test_compare_and_the_weekly_report_quote_the_plan(run, study, tmp_path):
    code, out, _ = run("compare")
    assert code == 0 and "As preregistered on " in out and "differs" not in out
    code, out, _ = run("compare", "--json")
    told = json.loads(out)
    assert told["plan"]["as_preregistered"] and told["plan"]["deviations"] == []
    code, planned, _ = run("compare", "--planned")
    assert code == 0 and "As preregistered on " in planned
    code, out, _ = run("compare", "--weeks", "4", "--wash-in", "5", "--as-of", "2")
    assert "What differs from that plan" in out and "first 5 days" in out and "4 weeks in" in out
    code, out, _ = run("compare", "--as-of", "1")  # there was no plan yet
    assert code == 0 and "preregistered" not in out

    assert run("report", "--out", "pages")[0] == 0
    (record,) = [json.loads(file.read_text()) for file in (tmp_path / "pages").glob("*.json")]
    (page,) = [file.read_text() for file in (tmp_path / "pages").glob("*.html")]
    assert any("As preregistered on" in note for note in record["sections"]["verdict"]["notes"])
    assert record["sections"]["verdict"]["numbers"]["plan"]["as_preregistered"]
    assert "As preregistered on" in page
    code, out, _ = run("preregister", "--checklist", "items.md")
    assert (
        code == 0
        and "Nothing differs from the plan." in out
        and "13a.1" in (tmp_path / "items.md").read_text()
    )


def test_an_early_look_is_said_on_the_page_and_the_routine_stays_fixed(run, study, tmp_path):
    monday = study.phases().filter(assigned="randomised")["start"].min() + dt.timedelta(days=56)
    year, number, _ = monday.isocalendar()
    assert run("report", "--out", "pages", "--week", f"{year}-W{number:02d}")[0] == 0
    (record,) = [json.loads(file.read_text()) for file in (tmp_path / "pages").glob("*.json")]
    plan = record["sections"]["verdict"]["numbers"]["plan"]
    assert not plan["as_preregistered"] and len(plan["deviations"]) == 1
    assert "one look was planned" in plan["deviations"][0]
    numbers = record["sections"]["verdict"]["numbers"]
    assert not numbers["is_final"] and numbers["weekly_looks"]  # the one look is not taken early


def test_a_changed_plan_is_found_out(run, study):
    (kept,) = study.plans()
    file = study.folder / "history" / f"{kept.number:06d}" / "preregistration.md"
    file.write_text(kept.text.replace("2 points on the", "1 point on the"))
    code, out, _ = run("compare")
    assert code == 0 and "The seal is broken" in out and "As preregistered" not in out
    assert run("undo")[0] == 0
    code, out, _ = run("compare")
    assert code == 0 and "taken back on" in out


def test_a_second_plan_for_the_same_time_is_refused(run, book):
    assert run("randomise", "--blocks", "2", "--seed", "3")[0] == 0
    assert run("preregister", "--no-power")[0] == 0
    code, _, complaint = run("preregister", "--no-power", "--out", "again.md")
    assert code == 1 and "on record already" in complaint and "undo" in complaint
    code, _, complaint = run("compare", "--planned")
    assert code == 1 and "begins on" in complaint


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
