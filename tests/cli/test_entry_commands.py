"""The commands of daily life as a person runs them: log, phases, names."""

import json
import os
import resource
import subprocess
import sys

import pytest

from coreanalytics.logbook.aliases import put_alias, read_aliases
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.quick_entries import ANSWERS

STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,"
    "Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
    '2026-11-02 18:00:00,"A",30m,"Crunch Old #2",1,0,20,0,0,"","",\n'
    '2026-11-02 18:00:00,"A",30m,"Crunch Old #2",2,0,20,0,0,"","",\n'
    '2026-11-02 18:00:00,"A",30m,"Cable Crunch",1,10,20,0,0,"","",\n'
)


@pytest.fixture
def book(run, tmp_path, monkeypatch):
    folder = tmp_path / "my-log"
    assert run("init", folder, "--person", "me")[0] == 0
    monkeypatch.setenv("COREANALYTICS_BOOK", str(folder))
    return Logbook(folder)


@pytest.fixture
def trained(run, book, tmp_path):
    (tmp_path / "strong.csv").write_text(STRONG)
    told = ("--timezone", "Europe/Berlin", "--weight-unit", "kg")
    assert run("add", tmp_path / "strong.csv", *told)[0] == 0
    return book


# --- log ------------------------------------------------------------------------------------------------


def test_a_line_of_each_kind_and_the_way_back(run, book):
    code, out, _ = run(
        "log", "pain", "thigh_root_left=3", "low_back=2", "--timing", "next_morning", "--date", "2026-10-02"
    )
    assert code == 0
    assert out.splitlines() == [
        "Logged for me (new in this book), 2026-10-02 (next_morning): thigh_root_left 3, low_back 2. "
        "To take it back: coreanalytics log --undo"
    ]
    assert run("log", "habits", "sleep=7", "stretch=10", "--date", "2026-10-02")[0] == 0
    out = run("log", "training", "gave_out_first=abs", "abs_felt=6", "rpe=7", "--date", "2026-10-02")[1]
    assert "gave_out_first abs, abs_felt 6, session_rpe 7" in out
    assert book.pain().height == 2
    assert book.habits()["sleep_h"].to_list() == [7.0]
    assert run("log", "--undo")[1] == (
        "Taken back: me, 2026-10-02: gave_out_first abs, abs_felt 6, session_rpe 7.\n"
    )
    assert run("log", "--undo", "--person", "me")[0] == 0
    assert run("log", "--undo")[0] == 0
    code, _, err = run("log", "--undo")
    assert code == 1
    assert "no quick entry" in err
    assert book.pain().is_empty() and book.habits().is_empty() and book.sessions().is_empty()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("pain", "low_back=11"), "low_back: 11 lies outside 0 to 10"),
        (("pain", "low_bak=1"), "did you mean low_back"),
        (("pain", "thigh_root=1"), "thigh_root_left"),
        (("pain", "low_back", "3"), "KEY=VALUE"),
        (("pain", "low_back=1", "low_back=2"), "twice"),
        (("pain",), "nothing was told"),
        ((), "nothing was told"),
        (("mood", "good=1"), "'mood' is nothing that can be logged"),
        (("pain", "low_back=1", "--time", "21:30"), "--timezone"),
        (("pain", "low_back=1", "--date", "soon"), "yesterday"),
        (("pain", "low_back=1", "--timing", "midday"), "next_morning"),
        (("habits", "sleep=7", "--note", "x"), "--note"),
        (("training", "rpe=7", "--time", "21:30"), "--time"),
        (("pain", "low_back=1", "--undo"), "log --undo"),
    ],
)
def test_a_line_that_makes_no_sense(run, book, words, says):
    code, _, err = run("log", *words)
    assert code == 1
    assert says in err and "Hint:" in err and "Traceback" not in err
    assert book.version == 0


def test_help_names_every_key(run):
    _, out, _ = run("log", "--help")
    for answers in ANSWERS.values():
        for answer in answers:
            assert any(name in out for name in (answer.key, *answer.aliases)), answer.key


def test_a_line_is_quick_in_a_coachs_book(book, tmp_path):
    """Beside the bare start of Polars, so that a busy machine does not fail it: it takes about 2.5."""
    lines = "".join(f"c{i},2026-10-{day:02d},{i % 10}\n" for i in range(30) for day in range(1, 29))
    (tmp_path / "pain.csv").write_text("person,date,low_back\n" + lines)
    book.add(tmp_path / "pain.csv")
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path / "pyc")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)

    def work(*words):
        spent = []
        for _ in range(3):  # the first compiles
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *words], check=True, capture_output=True, env=env)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(spent)

    entry = work("-m", "coreanalytics", "log", "pain", "low_back=3", "--person", "c7")
    assert entry < 5 * work("-c", "import polars")


# --- phases ---------------------------------------------------------------------------------------------


def test_programs_are_shown_and_edited(run, book):
    assert "No programs" in run("phases")[1]
    code, out, err = run(
        *("phases", "start", "standard_crunch", "--date", "2026-09-01", "--assigned", "coach"),
        *("--sessions", 3, "--sets", 40),
    )
    assert code == 0, err
    assert "log --undo" in out
    run("phases", "start", "core_focused", "--date", "2026-10-13")
    out = run("phases")[1]
    assert out.splitlines()[0].split() == [
        *("person", "start", "end", "program", "assigned", "planned", "a", "week", "schedule"),
    ]
    assert "2026-09-01  2026-10-12  standard_crunch  coach" in out
    assert "3 sessions, 40 sets" in out and "goes on" in out
    assert run("phases", "end", "--date", "2026-11-01")[0] == 0
    assert run("phases", "drop", "--date", "2026-09-01")[0] == 0
    rows = json.loads(run("phases", "--json")[1])
    assert [(row["start"], row["end"], row["program"]) for row in rows] == [
        ("2026-10-13", "2026-11-01", "core_focused")
    ]
    assert "Taken back: the last change of the programs of me" in run("log", "--undo")[1]
    assert book.phases().height == 2


def test_the_book_and_the_person_may_stand_before_the_edit(run, book, tmp_path):
    assert run("init", tmp_path / "other")[0] == 0
    edit = ("start", "mixed", "--date", "2026-09-01")
    assert run("phases", "--book", tmp_path / "other", "--person", "ann", *edit)[0] == 0
    assert book.phases().is_empty()
    assert Logbook(tmp_path / "other").phases()["person"].to_list() == ["ann"]
    code, _, err = run("phases", "--book", tmp_path / "other", "--person", "zachary")
    assert code == 1 and "zachary" in err
    assert "mixed" in run("phases", "--book", tmp_path / "other", "--person", "ann")[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("start", "core_focussed"), "did you mean core_focused"),
        (("start", "none", "--date", "2026-09-01"), "overlaps"),
        (("start", "none", "--date", "2026-10-01", "--until", "2026-09-01"), "before the start"),
        (("start", "none", "--assigned", "fate"), "randomised"),
        (("end", "--date", "2026-01-01"), "no phase runs on 2026-01-01"),
        (("drop", "--date", "2026-01-01"), "no phase starts on 2026-01-01"),
    ],
)
def test_an_edit_that_makes_no_sense(run, book, words, says):
    run("phases", "start", "mixed", "--date", "2026-09-01")
    code, _, err = run("phases", *words)
    assert code == 1
    assert says in err and "Hint:" in err and "Traceback" not in err
    assert book.phases().height == 1


# --- names ----------------------------------------------------------------------------------------------


def test_names_that_wait_are_listed_by_how_often_they_occur(run, trained):
    _, out, _ = run("names")
    assert out.index("Crunch Old #2 (2 sets, 1 person)") < out.index("Cable Crunch (1 set, 1 person)")
    rows = json.loads(run("names", "--json")[1])
    assert [row["exercise_logged"] for row in rows] == ["Crunch Old #2", "Cable Crunch"]
    assert all(len(row["candidates"]) <= 3 for row in rows)


def test_a_later_mapping_reaches_all_history_and_replaces_the_one_before(run, trained):
    code, out, _ = run("names", "--map", "Crunch Old #2=ankle_band_crunch", "--map", "Cable Crunch=not_core")
    assert code == 0
    assert "Crunch Old #2 is ankle_band_crunch (2 sets)" in out and "Every exercise name is mapped" in out
    found = dict(trained.sets().select("exercise_logged", "exercise").unique().rows())
    assert found == {"Crunch Old #2": "ankle_band_crunch", "Cable Crunch": None}
    assert trained.sets().filter(exercise_logged="Cable Crunch")["family"].to_list() == ["not_core"]
    run("names", "--map", "Crunch Old #2=crunch")
    assert trained.sets().filter(exercise_logged="Crunch Old #2")["exercise"].to_list() == ["crunch"] * 2
    assert (trained.folder / "aliases.csv").read_text().count("Crunch Old #2") == 1
    assert "no set in the book has this name yet" in run("names", "--map", "a=b=side_plank")[1]
    assert run("names", "--json", "--map", "x=side_plank")[1].strip() == "[]"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (("Crunch Old #2=ankle_band_crunc",), "ankle_band_crunch"),
        (("Crunch Old #2",), "maps no name"),
        (("=plank",), "maps no name"),
        (("Cable Crunch=plank", "Cable Crunch=crunch"), "two meanings"),
        (("Cable Crunch=side_plank", "Crunch Old #2=nonsense"), "nonsense"),
        (("# mine=plank",), "begin with #"),
    ],
)
def test_a_mapping_that_makes_no_sense_writes_nothing(run, trained, told, says):
    before = (trained.folder / "aliases.csv").read_bytes()
    code, _, err = run("names", *(word for text in told for word in ("--map", text)))
    assert code == 1
    assert says in err and "Hint:" in err
    assert (trained.folder / "aliases.csv").read_bytes() == before


def test_names_are_asked_one_by_one_at_a_terminal(run, trained, monkeypatch):
    candidates = json.loads(run("names", "--json")[1])[1]["candidates"]
    answers = iter(["9", "nonsense", "ankle_band_crunch", "1"])
    monkeypatch.setattr("coreanalytics.cli.names.is_interactive", lambda: True)
    monkeypatch.setattr("coreanalytics.cli.names.typer.prompt", lambda *_a, **_k: next(answers))
    code, out, err = run("names")
    assert code == 0, err
    assert "no exercise 'nonsense'" in err and "no candidate of that number" in err
    assert "Every exercise name is mapped" in out
    found = dict(trained.sets().select("exercise_logged", "exercise").unique().rows())
    assert found == {"Crunch Old #2": "ankle_band_crunch", "Cable Crunch": candidates[0]}


def test_an_empty_answer_leaves_a_name(run, trained, monkeypatch):
    monkeypatch.setattr("coreanalytics.cli.names.is_interactive", lambda: True)
    monkeypatch.setattr("coreanalytics.cli.names.typer.prompt", lambda *_a, **_k: "")
    before = (trained.folder / "aliases.csv").read_bytes()
    assert "Not mapped (2)" in run("names")[1]
    assert (trained.folder / "aliases.csv").read_bytes() == before


# --- the alias file -------------------------------------------------------------------------------------


def test_one_line_of_the_alias_file_changes_and_no_other():
    told = (
        b'\xef\xbb\xbfname,exercise,hands,side\r\n# a comment, with "quotes"\r\n\r\n'
        b'Walk,suitcase_carry,2,\r\n"Press, old",plank,,left\r\nGer\xe4t,crunch,,\r\nWalk,crunch,,right'
    )
    after = put_alias(told, "Walk", "not_core", None, None)
    assert after == told.replace(b"Walk,suitcase_carry,2,", b"Walk,not_core,2,right").replace(
        b"\r\nWalk,crunch,,right", b"\r\n"
    )
    assert put_alias(told, "Press, old", None, 1, None).count(b'"Press, old",plank,1,left\r\n') == 1
    assert put_alias(told, "New", "plank", None, None) == told + b"\r\nNew,plank,,\r\n"


@pytest.mark.parametrize("told", [b"", b"\n", b"name,exercise\nOld,plank\n", b"Name,Exercise,Side,Hands\n"])
def test_a_line_is_put_into_any_alias_file(told):
    after = put_alias(put_alias(told, "Walk", "suitcase_carry", 2, None), "Walk", None, None, "left")
    rows = read_aliases(after, "aliases.csv").filter(name="Walk").rows()
    assert rows == [("Walk", "suitcase_carry", 2, "left")]


def test_a_day_long_ago_is_remarked_on(run, tmp_path):
    book = tmp_path / "fresh"
    _, out, _ = run("log", "pain", "low_back=3", "--date", "1999-01-01", "--person", "me", "--book", book)
    assert "days back, and the log may begin there now" in out
    _, out, _ = run("log", "pain", "low_back=3", "--person", "me", "--book", book)
    assert "days back" not in out
