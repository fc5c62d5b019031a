"""The commands as a person runs them, in this process: output, errors, exit codes."""

import json
import subprocess
import sys

import pytest

STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,"
    "Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
    '2026-11-02 18:00:00,"A",30m,"Crunch",1,0,20,0,0,"","",\n'
    '2026-11-02 18:00:00,"A",30m,"Deadlift (Barbell)",1,100.0,5,0,0,"","",\n'
)
PAIN = "date,thigh_root_left,thigh_root_right,low_back,control\n" + "".join(
    f"2026-11-{day:02d},{day % 3},1,{day % 4},0\n" for day in range(1, 16)
)


@pytest.fixture
def book(run, tmp_path):
    folder = tmp_path / "my-log"
    assert run("init", folder)[0] == 0
    return folder


@pytest.fixture
def files(tmp_path):
    (tmp_path / "strong.csv").write_text(STRONG)
    (tmp_path / "pain.csv").write_text(PAIN)
    return tmp_path / "strong.csv", tmp_path / "pain.csv"


TOLD = ("--person", "me", "--timezone", "Europe/Berlin", "--weight-unit", "kg")


def test_init_says_what_comes_next_and_writes_what_it_promises(run, tmp_path):
    code, out, _ = run("init", tmp_path / "log")
    assert code == 0
    assert "coreanalytics add" in out
    written = {p.name for p in (tmp_path / "log").rglob("*") if p.is_file()}
    assert {"coreanalytics.toml", "aliases.csv"} <= written
    for table in ("sets", "sessions", "pain", "habits", "phases", "people"):
        assert f"{table}.csv" in written
    for language in ("en", "de", "es"):
        assert any(name.endswith(f"{language}.md") for name in written), language


def test_the_main_job_for_one_person(run, book, files, tmp_path):
    code, out, err = run("add", *files, *TOLD, "--book", book)
    assert code == 0, err
    assert "strong.csv" in out and "pain.csv" in out
    code, out, _ = run("status", "--book", book)
    assert code == 0
    assert "15 of 15 days reported" in out
    code, out, err = run("compare", "--book", book)
    assert code == 0, err
    code, out, err = run("report", "--book", book, "--out", tmp_path / "pages")
    assert code == 0, err
    page = next((tmp_path / "pages").glob("*.html"))
    assert str(page) in out
    code, out, err = run("dashboard", "--book", book, "--out", tmp_path / "pages" / "dashboard.html")
    assert code == 0, err
    assert (tmp_path / "pages" / "dashboard.html").exists()


def test_json_for_machines(run, book, files):
    _, out, _ = run("add", *files, *TOLD, "--book", book, "--json")
    total = json.loads(out)["total"]
    assert total == {"records": 17, "accepted": 17, "set_aside": 0, "not_ours": 0, "unchanged": 0}
    _, out, _ = run("add", *files, *TOLD, "--book", book, "--json")
    assert json.loads(out)["total"]["unchanged"] == 17
    _, out, _ = run("status", "--book", book, "--json")
    assert json.loads(out)["people"][0]["reported"] == 15
    code, out, _ = run("compare", "--book", book, "--json")
    assert code == 0
    json.loads(out)


def test_the_book_is_told_found_or_asked_for(run, book, files, monkeypatch, tmp_path):
    code, _, err = run("status")
    assert code == 1
    assert "--book" in err and "Traceback" not in err
    monkeypatch.setenv("COREANALYTICS_BOOK", str(book))
    assert run("status")[0] == 0
    monkeypatch.delenv("COREANALYTICS_BOOK")
    monkeypatch.chdir(book)
    assert run("status")[0] == 0


def test_a_failed_file_does_not_stop_the_rest_but_shows_in_the_exit_code(run, book, files, tmp_path):
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    code, out, _ = run("add", *files, tmp_path / "bad.csv", *TOLD, "--book", book)
    assert code == 1
    assert "bad.csv: not added" in out
    assert "15 of 15 days" in run("status", "--book", book)[1]


@pytest.mark.parametrize(
    ("name", "content", "told", "says"),
    [
        ("empty.csv", b"", TOLD, "empty"),
        ("wrong.csv", b"colour,size\nred,3\n", TOLD, "colour"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", TOLD, "looks like"),
        ("cut.csv", STRONG.encode() + b'2026-11-03 18:00:00,"A' + b"\nx" * 60, TOLD, "quote"),
        ("strong.csv", STRONG.encode(), TOLD[:4], "--weight-unit"),
        ("strong.csv", STRONG.encode(), TOLD[:2], "--timezone"),
        ("strong.csv", STRONG.encode(), (), "--person"),
        ("strong.csv", STRONG.encode(), (*TOLD[:2], "--timezone", "Europe/Berlim"), "Europe/Berlin"),
        ("strong.csv", STRONG.encode(), (*TOLD[:4], "--weight-unit", "stone"), "kg or lb"),
        ("strong.csv", STRONG.encode(), (*TOLD, "--as", "jefit"), "strong"),
    ],
)
def test_bad_input_is_answered_clearly(run, book, tmp_path, name, content, told, says):
    (tmp_path / name).write_bytes(content)
    code, _, err = run("add", tmp_path / name, *told, "--book", book)
    assert code == 1
    assert says in err
    assert "Hint:" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date,low_back\n2026-11-01,55\n2026-11-02,40\n2026-11-03,60\n", "0-100 scale"),
        ("date,low_back\n2226-11-01,5\n2026-11-02,4\n", "future"),
    ],
)
def test_bad_records_are_set_aside_with_reasons(run, book, tmp_path, text, says):
    (tmp_path / "pain.csv").write_text(text)
    code, out, _ = run("add", tmp_path / "pain.csv", "--person", "me", "--book", book)
    assert code == 0
    assert says in out
    assert "set aside" in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("report", "--person", "you"), "me"),
        (("report", "--week", "2026-W54"), "2026-W53"),
        (("report", "--week", "last"), "2026-W46"),
        (("report", "--all", "--person", "me"), "--all"),
        (("compare", "--person", "you"), "me"),
        (("add", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_impossible_wishes_are_answered_clearly(run, book, files, words, says):
    run("add", *files, *TOLD, "--book", book)
    code, _, err = run(*words, "--book", book)
    assert code == 1
    assert says in err
    assert "Traceback" not in err


def test_an_unwritable_folder_is_answered_clearly(run, book, files, tmp_path):
    run("add", *files, *TOLD, "--book", book)
    (tmp_path / "taken").write_text("a file, not a folder")
    code, _, err = run("report", "--book", book, "--out", tmp_path / "taken")
    assert code == 1
    assert "taken" in err and "Traceback" not in err


def test_debug_shows_the_traceback(book):
    command = [sys.executable, "-m", "coreanalytics", "--debug", "report", "--week", "x", "--book", str(book)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "Traceback" in told.stderr


def test_a_pipe_stays_silent(book, files):
    command = [sys.executable, "-m", "coreanalytics", "add", *map(str, files), *TOLD, "--book", str(book)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stderr == ""


def test_questions_are_asked_where_a_person_answers(run, book, files, monkeypatch):
    answers = iter(["me", "Europe/Berlin", "kg", "me"])
    monkeypatch.setattr("coreanalytics.cli.books.is_interactive", lambda: True)
    monkeypatch.setattr("coreanalytics.cli.asking.typer.prompt", lambda *_a, **_k: next(answers))
    code, _, err = run("add", *files, "--book", book)
    assert code == 0, err
    assert "15 of 15 days reported" in run("status", "--book", book)[1]


def test_what_the_app_does_not_log_is_asked_once(run, book, tmp_path, monkeypatch):
    (tmp_path / "strong.csv").write_text(STRONG.replace("Crunch", "Side Plank"))
    answers = iter(["up", "left"])
    monkeypatch.setattr("coreanalytics.cli.books.is_interactive", lambda: True)
    monkeypatch.setattr("coreanalytics.cli.asking.typer.prompt", lambda *_a, **_k: next(answers))
    code, _, err = run("add", tmp_path / "strong.csv", *TOLD, "--book", book)
    assert code == 0
    assert "left, right, both" in err
    assert run("add", tmp_path / "strong.csv", *TOLD, "--book", book)[0] == 0  # asked once: no answer is left
    assert "side of" not in run("status", "--book", book)[1]


def test_simulate_writes_files_that_can_be_added(run, book, tmp_path):
    out = tmp_path / "study"
    code, told, err = run(
        "simulate", "--people", 4, "--weeks", 8, "--effect", -1.0, "--seed", 1, "--out", out
    )
    assert code == 0, err
    assert "Simulated truth" in told
    code, told, err = run("add", out, "--book", book, "--json")
    assert code == 0, err
    total = json.loads(told)["total"]
    assert total["records"] == total["accepted"] + total["set_aside"] + total["not_ours"]
    assert run("simulate", "--out", out)[0] == 1  # not empty


def test_simulate_one_person_in_blocks(run, book, tmp_path):
    out = tmp_path / "alone"
    asked = ("--people", 1, "--weeks", 8, "--design", "blocks")
    code, told, err = run("simulate", *asked, "--out", out)
    assert code == 0, err
    assert "in this very person" in told
    code, _, err = run("add", out, "--book", book)
    assert code == 0, err
    _, told, _ = run("status", "--book", book)
    assert "me: 2026-09-07 to 2026-11-15" in told


def test_simulate_refuses_a_design_that_cannot_be(run, tmp_path):
    for asked, said in (
        (("--people", 1), "one person cannot be in two groups"),
        (("--design", "zigzag"), "choose one of parallel"),
        (("--design", "blocks", "--weeks", 6), "multiple of 4 weeks"),
    ):
        code, _, err = run("simulate", *asked, "--out", tmp_path / "none")
        assert code == 1
        assert said in err
        assert not (tmp_path / "none").exists()


def test_exercises_lists_the_catalogue(run):
    _, out, _ = run("exercises")
    assert len(out.strip().splitlines()) == 37


def test_a_new_book_and_what_is_not_ours_are_told(run, tmp_path):
    book = tmp_path / "fresh"
    (tmp_path / "mood.csv").write_text(
        "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-01,Mar 1,Sunday,20:00,rad,,,\n"
    )
    _, out, _ = run("add", tmp_path / "mood.csv", "--person", "me", "--timezone", "UTC", "--book", book)
    assert "so one was made" in out
    assert "mood.csv: not ours: 1 record, mood without a scale" in out
    _, out, _ = run("add", tmp_path / "mood.csv", "--person", "me", "--timezone", "UTC", "--book", book)
    assert "so one was made" not in out
