"""`coreanalytics lab`: ready at once, asks nobody for anything, and keeps its pictures."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lab_desk import Desk, open_desk
from test_notebooks import CHARTS, NAMES, PAGES, VEGA

from coreanalytics.cli import notebooks
from coreanalytics.errors import ArgumentError

DRAWN = ".jp-OutputArea-output .vega-embed svg"
STILL = ".jp-OutputArea-output img"


# the command


def test_it_opens_the_checkout_with_the_first_notebook(run, root, monkeypatch):
    called: dict[str, Any] = {}

    def remember(command, **told):
        file = (
            Path(told["env"]["JUPYTER_CONFIG_PATH"].split(":")[0])
            / "labconfig/default_setting_overrides.json"
        )
        called.update(command=command, settings=json.loads(file.read_text()))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(notebooks.subprocess, "run", remember)
    code, _, _ = run("lab", "--no-browser", "--port=8899")
    assert code == 0
    assert called["command"][:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={root / 'notebooks'}" in called["command"]
    assert "--LabApp.default_url=/lab/tree/01_explore_logs.ipynb" in called["command"]
    assert called["command"][-2:] == ["--no-browser", "--port=8899"]  # handed on, last: they win
    assert "--LabApp.news_url=None" in called["command"]
    assert called["settings"]["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_copies_are_complete_and_never_overwritten(tmp_path, root):
    folder, copied = notebooks.copy_notebooks(tmp_path / "new" / "desk")
    assert copied == len(NAMES)
    assert sorted(file.stem for file in folder.glob("*.ipynb")) == NAMES
    trial = folder.parent / "data" / "trials" / "ashar2022.csv"
    assert trial.read_bytes() == (root / "data" / "trials" / "ashar2022.csv").read_bytes()
    assert (folder.parent / "data" / "demo" / "truth.json").is_file()
    mine = folder / "01_explore_logs.ipynb"
    mine.write_text("my own work")
    (folder / "02_weekly_progress.ipynb").unlink()
    assert notebooks.copy_notebooks(tmp_path / "new" / "desk") == (folder, 1)
    assert mine.read_text() == "my own work"


def test_without_a_checkout_a_folder_must_be_named(run, tmp_path, root, monkeypatch):
    monkeypatch.setattr(notebooks, "_CHECKOUT", tmp_path)
    code, _, told = run("lab")
    assert code == 1
    assert "--folder" in told
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(notebooks, "_SHIPPED", shipped)
    with pytest.raises(ArgumentError, match="no notebooks"):
        notebooks.copy_notebooks(tmp_path / "desk")
    (shipped / "data").mkdir(parents=True)
    (shipped / "notebooks").mkdir()
    shutil.copy(root / "data" / "README.md", shipped / "data")
    shutil.copy(root / "notebooks" / "01_explore_logs.ipynb", shipped / "notebooks")
    folder, _ = notebooks.copy_notebooks(tmp_path / "desk")  # the demo's logs are simulated again
    for file in ("aliases.csv", "daily_form.csv", "clients/p01/strong.csv"):
        laid = folder.parent / "data" / "demo" / file
        assert laid.read_bytes() == (root / "data" / "demo" / file).read_bytes()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArgumentError, match="a file with this name"):
        notebooks.copy_notebooks(tmp_path / "file")


def test_what_is_missing_is_named(run, monkeypatch):
    monkeypatch.setattr(notebooks, "find_spec", lambda name: None)
    code, _, told = run("lab")
    assert code == 1
    assert "jupyterlab" in told
    assert 'pip install "coreanalytics[lab]"' in told


# a real JupyterLab


@pytest.fixture(scope="module")
def desk(chromium, tmp_path_factory):
    for needed in ("jupyterlab", "ipykernel"):
        pytest.importorskip(needed, reason="needs the extra lab")
    with open_desk(chromium, tmp_path_factory.mktemp("lab"), height=2400) as opened:
        yield opened


@pytest.mark.browser
def test_it_is_ready(desk: Desk):
    assert desk.see()["path"] == "01_explore_logs.ipynb"
    desk.wait_for(lambda: desk.see()["kernel"] == "idle", 60, "no kernel")
    assert desk.page.locator(".jp-Dialog").count() == 0
    assert desk.page.locator(".Toastify__toast").count() == 0  # nobody is asked about news


@pytest.fixture(scope="module")
def ran(desk: Desk) -> Desk:
    """Every notebook opened and run, side by side."""
    for name in NAMES:
        desk.open(f"{name}.ipynb")
        stills = CHARTS[name] + PAGES.get(name, 0)
        assert desk.count_drawn(STILL) == stills, "as it comes it shows the still pictures"
        desk.begin_run()
    return desk


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_is_drawn_kept_and_drawn_again(ran: Desk, name: str):
    desk = ran
    desk.open(f"{name}.ipynb")
    desk.finish_run()
    desk.wait_for(lambda: desk.count_drawn(DRAWN) == CHARTS[name], 30, "charts are missing")
    errors = [
        o for cell in desk.see()["cells"] for o in cell.get("outputs", []) if o["output_type"] == "error"
    ]
    assert not errors
    if name == "02_weekly_progress":  # the weekly report's own page, which is not trusted with anything
        assert desk.page.frame_locator("iframe[title*='2026-W44']").locator("h1").count() == 1
        assert desk.count_drawn("iframe") == 1
    saved = desk.save()
    assert saved.stat().st_size < 3_000_000
    desk.close()

    # On another machine: nobody there trusts the file, and its kernel is missing.
    moved = json.loads(saved.read_text(encoding="utf-8"))
    moved["metadata"]["kernelspec"] = {"name": "gone", "display_name": "Gone", "language": "gone"}
    moved["metadata"]["language_info"] = {"name": "gone"}
    (desk.folder / f"moved_{name}.ipynb").write_text(json.dumps(moved), encoding="utf-8")
    desk.open_without_kernel(f"moved_{name}.ipynb")
    desk.wait_for(lambda: desk.count_drawn(DRAWN) == CHARTS[name], 30, "charts are gone")
    assert desk.see()["kernel"] is None
    assert desk.count_drawn("iframe") == 0  # without trust there are the words alone
    desk.close()

    # And where nothing draws Vega: the still pictures.
    for cell in moved["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VEGA, None)
    (desk.folder / f"still_{name}.ipynb").write_text(json.dumps(moved), encoding="utf-8")
    desk.open_without_kernel(f"still_{name}.ipynb")
    desk.wait_for(lambda: desk.count_drawn(STILL) == CHARTS[name], 30, "pictures are gone")
    desk.close()


@pytest.mark.browser
def test_nothing_was_asked_of_anybody(desk: Desk):
    """Last: neither the page, nor the server, nor a kernel has tried to leave the machine."""
    hosts = {urlsplit(url).hostname for url in desk.asked if not url.startswith(("data:", "blob:", "about:"))}
    assert hosts == {"127.0.0.1"}
    assert not desk.tried.exists(), desk.tried.read_text()
    errors = [text for text in desk.said if text.startswith("error")]
    assert not [text for text in errors if "404" not in text], errors  # the kernel that is gone
