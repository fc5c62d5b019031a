"""The notebooks run, draw without a network, and are kept as clean pairs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

jupytext = pytest.importorskip("jupytext", reason="needs the extra lab")
nbformat = pytest.importorskip("nbformat", reason="needs the extra lab")
nbclient = pytest.importorskip("nbclient", reason="needs the extra dev")

FOLDER = Path(__file__).parents[1] / "notebooks"
NAMES = ["01_explore_logs", "02_weekly_progress", "03_compare_routines"]
#: Charts that each notebook shows.
CHARTS = {"01_explore_logs": 3, "02_weekly_progress": 1, "03_compare_routines": 5}


def test_every_notebook_is_listed() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES
    assert sorted(path.stem for path in FOLDER.glob("*.py")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_pairs_say_the_same(name: str) -> None:
    script = jupytext.read(FOLDER / f"{name}.py")
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    cells = [(cell.cell_type, cell.source) for cell in script.cells]
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == cells
    assert script.metadata["kernelspec"] == notebook.metadata["kernelspec"]
    assert notebook.metadata["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_kept_without_outputs_and_paths(name: str) -> None:
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\", text)
    assert str(Path.cwd()) not in text
    assert len(text) < 50_000


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_run_and_their_charts_are_alive_and_still(name: str) -> None:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    bundles: list[Any] = [
        output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output
    ]
    drawn = [data for data in bundles if "application/vnd.jupyter.widget-view+json" in data]
    assert len(drawn) == CHARTS[name]
    assert all("<svg" in data["image/svg+xml"] for data in drawn)
