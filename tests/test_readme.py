"""The README's commands and its Python session are run as they stand."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def blocks(root: Path, language: str) -> list[str]:
    text = (root / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def desk(tmp_path, root, monkeypatch):
    """A folder with the files that the README names."""
    demo = root / "data" / "demo"
    shutil.copy(demo / "clients" / "p01" / "strong.csv", tmp_path / "strong.csv")
    days = "".join(f"2026-11-{day:02d},{day % 4},{day % 3}\n" for day in range(1, 16))
    (tmp_path / "pain.csv").write_text("date,thigh_root,low_back\n" + days)
    (tmp_path / "data").symlink_to(root / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_for_own_files_work(desk, root):
    commands = next(block for block in blocks(root, "sh") if "coreanalytics init" in block)
    for line in commands.splitlines():
        if line.startswith("coreanalytics"):
            words = [sys.executable, "-m", "coreanalytics", *shlex.split(line)[1:]]
            told = subprocess.run(words, capture_output=True, text=True, check=False)
            assert told.returncode == 0, f"{line}\n{told.stdout}{told.stderr}"
    assert list((desk / "reports").glob("me_*.html"))
    for line in next(block for block in blocks(root, "sh") if "coreanalytics plan" in block).splitlines():
        words = [sys.executable, "-m", "coreanalytics", *shlex.split(line)[1:]]
        told = subprocess.run(words, capture_output=True, text=True, check=False)
        assert told.returncode == 0, f"{line}\n{told.stdout}{told.stderr}"
    assert (desk / "calendars" / "schedule.ics").exists() and (desk / "preregistration.md").exists()


def test_the_python_session_works(desk, root, capsys):
    (session,) = blocks(root, "python")
    exec(compile(session, "README.md", "exec"), {})
    assert "points" in capsys.readouterr().out
    assert list((desk / "reports").glob("*.html"))


def test_the_make_targets_that_it_names_exist(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)", "".join(blocks(root, "sh"))):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_the_pictures_are_there(root):
    for picture in re.findall(r"\]\((docs/[^)]+)\)", (root / "README.md").read_text(encoding="utf-8")):
        assert (root / picture).is_file(), picture
