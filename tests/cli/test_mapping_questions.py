"""Which column is what: asked once at a terminal, told by a file elsewhere."""

import stat
import sys

import pytest

import coreanalytics as ca
from coreanalytics.cli import asking, books
from coreanalytics.cli import main as cli

FORM = (
    "Tag;Kreuz (0-100);Leiste links;Schlaf;Laune;Erschöpfung\n"
    "14.09.2026;35;leicht;7,5;gut;3\n"
    "15.09.2026;40;stark;;schlecht;4\n"
)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command with answers typed; give (exit code, what it printed, what it asked)."""

    def call(*words, answers=None):
        typed = iter(answers or ())
        asked = []

        def prompt(text, default=None, **kwargs):
            asked.append(text)
            answer = next(typed)
            return default if answer == "" and default is not None else answer

        for module in (asking, books):
            if hasattr(module, "is_interactive"):
                monkeypatch.setattr(module, "is_interactive", lambda: answers is not None)
        monkeypatch.setattr("typer.prompt", prompt)
        monkeypatch.setattr("typer.confirm", lambda *a, **k: pytest.fail("not asked for"))
        monkeypatch.setattr(sys, "argv", ["coreanalytics", *map(str, words)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as leave:
            code = leave.code or 0
        told = capsys.readouterr()
        assert next(typed, None) is None, "fewer questions than answers"
        return code, told.out, told.err + "\n".join(asked)

    return call


@pytest.fixture
def form(tmp_path):
    file = tmp_path / "form.csv"
    file.write_text(FORM, encoding="utf-8")
    return file


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "book"
    ca.Logbook(folder).create(person="me")
    return folder


def test_at_a_terminal_one_table_and_one_question(run, book, form):
    code, out, asked = run("add", form, "--book", book, answers=["y"])
    assert code == 0, asked
    assert "mapped" in out and "columns not read: Laune, Erschöpfung" in out
    for line in (
        "1  Tag",
        "2  Kreuz (0-100)",
        "low_back 0-100",
        "thigh_root_left words",
        "leicht, stark",
        "sleep_h",
    ):
        assert line in asked
    assert asked.count("Is that right? [Y/n/number to change]") == 1
    pain = ca.Logbook(book).pain()
    assert pain.select("site", "intensity", "mapped").rows() == [
        ("low_back", 4, False),
        ("thigh_root", 2, True),
        ("low_back", 4, False),
        ("thigh_root", 8, True),
    ]


def test_enter_is_yes_and_the_next_file_is_not_asked_about(run, book, form, tmp_path):
    assert run("add", form, "--book", book, answers=[""])[0] == 0
    (tmp_path / "next.csv").write_text(FORM.replace("14.09", "16.09").replace("15.09", "17.09"))
    code, out, asked = run("add", tmp_path / "next.csv", "--book", book, answers=[])
    assert code == 0 and "as told for an earlier file" in out, asked
    assert ca.Logbook(book).pain().height == 8


def test_a_number_changes_one_column(run, book, form):
    answers = ["5", "?", "notice", "note", "6", "session_rpe", "4", "", "9", "y"]
    code, _, asked = run("add", form, "--book", book, answers=answers)
    assert code == 0
    assert "a column cannot be 'notice'" in asked and "did you mean" in asked
    assert "from 1 to 6" in asked
    log = ca.Logbook(book)
    assert log.pain()["note"].drop_nulls().to_list() == ["gut", "schlecht"]
    assert log.sessions()["session_rpe"].to_list() == [3.0, 4.0]
    assert log.habits().is_empty()


def test_an_answer_that_cannot_be_is_explained_and_asked_again(run, book, form):
    code, _, asked = run("add", form, "--book", book, answers=["1", "", "y", "1", "date", "y"])
    assert code == 0
    assert "no column is the date" in asked


def test_no_leaves_the_file_out_and_says_how_else(run, book, form):
    code, out, _ = run("add", form, "--book", book, answers=["n"])
    assert code == 1
    assert "not added" in out and "--propose-map" in out
    assert ca.Logbook(book).files().is_empty()


def test_what_else_a_mapped_file_needs_is_asked_as_ever(run, tmp_path):
    file = tmp_path / "gym.csv"
    file.write_text("Wann;Übung;Wdh;Gewicht\n14.09.2026 18:00;Side plank;10;5\n", encoding="utf-8")
    code, _, asked = run(
        "add", file, "--book", tmp_path / "b", answers=["y", "ann", "Europe/Berlin", "lb", ""]
    )
    assert code == 0, asked
    assert "Whose log" in asked and "time zone" in asked and "kg or lb" in asked
    assert ca.Logbook(tmp_path / "b").sets()["load_kg"].to_list() == [pytest.approx(2.268)]


def test_elsewhere_the_hint_names_the_map(run, book, form):
    code, _, err = run("add", form, "--book", book)
    assert code == 1
    assert "--map map.toml" in err and "--propose-map" in err


def test_a_proposal_is_written_corrected_and_used(run, book, form, tmp_path):
    told = tmp_path / "map.toml"
    code, out, err = run("add", form, "--propose-map", told)
    assert code == 0, err
    assert "--map" in out
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    text = told.read_text(encoding="utf-8")
    assert "# gut, schlecht  -- " in text or "# gut, schlecht" in text
    assert run("add", form, "--propose-map", told)[0] == 1  # nothing is overwritten
    told.write_text(text.replace('"Laune" = "ignore"', '"Laune" = "note"'), encoding="utf-8")
    code, out, err = run("add", form, "--map", told, "--book", book)
    assert code == 0, err
    assert ca.Logbook(book).pain()["note"].drop_nulls().to_list() == ["gut", "schlecht"]


def test_errors_of_a_map_name_file_and_column(run, book, form, tmp_path):
    told = tmp_path / "map.toml"
    told.write_text('[columns]\n"Tag" = "date"\n"Kreuz (0-100)" = "lowback"\n')
    code, _, err = run("add", form, "--map", told, "--book", book)
    assert code == 1
    assert "map.toml, 'Kreuz (0-100)': a column cannot be 'lowback'" in err and "low_back" in err
    told.write_text('[columns]\n"Tag" = "date"\n"Rücken" = "low_back"\n', encoding="utf-8")
    code, _, err = run("add", form, "--map", told, "--book", book)
    assert code == 1
    assert "form.csv: there is no column 'Rücken'; the file has Tag, Kreuz (0-100)" in err
    assert run("add", form, "--map", tmp_path / "none.toml", "--book", book)[0] == 1


def test_a_proposal_for_what_needs_none(run, tmp_path, form):
    known = tmp_path / "pain.parquet"
    code, _, err = run("add", known, "--propose-map", tmp_path / "map.toml")
    assert code == 1 and "no such file" in err
    code, _, err = run("add", form, form, "--propose-map", tmp_path / "map.toml")
    assert code == 1 and "one file" in err
    assert not (tmp_path / "map.toml").exists()
