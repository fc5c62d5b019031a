"""The notebooks run, draw without a network, and what lies beside them is what running them gives."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

jupytext = pytest.importorskip("jupytext", reason="needs the extra lab")
nbformat = pytest.importorskip("nbformat", reason="needs the extra lab")
pytest.importorskip("nbclient", reason="needs the extra dev")

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
sys.path.insert(0, str(FOLDER))
import make  # noqa: E402 - the script that makes the notebooks

VEGA, PNG = "application/vnd.vega.v5+json", "image/png"
#: Charts that each notebook shows.
CHARTS = {
    "01_explore_logs": 4,
    "02_weekly_progress": 1,
    "03_compare_routines": 6,
    "04_method_check_on_a_real_trial": 4,
    "05_one_person_study": 6,
    "06_plan_a_study": 4,
}
#: Pages in frames, of which a still picture is kept.
PAGES = {"02_weekly_progress": 1}
NAMES = list(CHARTS)
TRIAL = "bb04564e8b63730c78c7ef65f817a96ef34923409d7e5a3108b6af2f54eb996d"
AGAIN = "the notebook says something else by now: make notebooks"


def read(name: str) -> Any:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def list_outputs(notebook: Any) -> list[list[dict[str, Any]]]:
    return [[dict(o) for o in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def test_every_notebook_is_listed() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES == make.list_notebooks()
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.ipynb)" in told for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_pairs_say_the_same(name: str) -> None:
    script, notebook = jupytext.read(FOLDER / f"{name}.py"), read(name)
    cells = [(cell.cell_type, cell.source) for cell in script.cells]
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == cells
    assert script.metadata["kernelspec"] == notebook.metadata["kernelspec"] == make.KERNEL
    assert notebook.metadata["jupytext"]["formats"] == "ipynb,py:percent"
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in make.read_script(name).cells]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_small_and_names_no_place(name: str) -> None:
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert len(text) < 350_000
    notebook = read(name)
    for outputs in list_outputs(notebook):
        for output in outputs:
            assert output["output_type"] in ("display_data", "execute_result"), output
            assert set(output["data"]) <= set(make.KEPT)
            if PNG in output["data"]:
                assert base64.b64decode(output["data"][PNG]).startswith(b"\x89PNG")
    pictures = sum(PNG in o["data"] for outputs in list_outputs(notebook) for o in outputs)
    assert pictures == CHARTS[name] + PAGES.get(name, 0)
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\", text)
    assert str(ROOT) not in text


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_run_and_give_what_is_kept(name: str) -> None:
    ran = make.run(make.read_script(name))
    shown = [o["data"] for outputs in list_outputs(ran) for o in outputs if "data" in o]
    drawn = [data for data in shown if VEGA in data]
    assert len(drawn) == CHARTS[name]
    for data in drawn:
        assert data[VEGA]["marks"]
        assert "text/html" not in data  # it would be preferred, and needs the network
        assert base64.b64decode(data[PNG]).startswith(b"\x89PNG")
        assert "http" not in json.dumps(data[VEGA])
    fresh, kept = (
        [
            [{kind: o["data"][kind] for kind in o["data"] if kind != PNG} for o in outputs if "data" in o]
            for outputs in list_outputs(notebook)
        ]
        for notebook in (make.reduce(ran), read(name))
    )
    assert fresh == kept, AGAIN


@pytest.mark.parametrize("name", NAMES)
def test_they_read_as_articles(name: str) -> None:
    cells = jupytext.read(FOLDER / f"{name}.py").cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert cells[0].source.startswith("# ")
    assert "**The question.**" in cells[0].source
    assert "## The picture" in prose
    assert "## Caution" in prose
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert max(source.count("\n") for source in code) < 32
    assert any("assert" in source for source in code)
    assert "significant" not in prose
    assert not any("alt." in source for source in code)  # pictures come from ca.draw


@pytest.mark.parametrize("name", NAMES)
def test_kept_charts_show_wherever_notebooks_are_shown(name: str) -> None:
    nbconvert = pytest.importorskip("nbconvert", reason="comes with JupyterLab")
    html, _ = nbconvert.HTMLExporter().from_filename(str(FOLDER / f"{name}.ipynb"))
    images = re.findall(r"<img[^>]*data:image/png;base64,[^>]*>", html)
    assert len(images) == CHARTS[name] + PAGES.get(name, 0)
    assert all(re.search(r'alt="[A-Z][^"]{10,}"', image[-400:] + image[:200]) for image in images)


def test_the_trial_is_as_it_came() -> None:
    data = (ROOT / "data" / "trials" / "ashar2022.csv").read_bytes()
    assert hashlib.sha256(data).hexdigest() == TRIAL
    assert "data/trials/*.csv -text" in (ROOT / ".gitattributes").read_text()
    told = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert TRIAL in told
    assert "CC0-1.0" in told
