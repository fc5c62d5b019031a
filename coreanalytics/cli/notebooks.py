"""The command `lab`: JupyterLab on the notebooks, with nothing left to set up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final

import typer

from coreanalytics.cli import texts
from coreanalytics.errors import ArgumentError, BookError

#: The checkout that this file lies in, and what an installed package carries in its place.
_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_SHIPPED: Final = Path(__file__).resolve().parents[1] / "shipped"

FIRST: Final = "01_explore_logs.ipynb"

#: JupyterLab asks its makers for news, updates and extensions by default: nothing is fetched from here,
#: and nobody is asked whether it should be. Whoever wants news switches them on in Lab's settings.
QUIET: Final = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
SETTINGS: Final = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}


def lab(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option("--folder", metavar="DIR", help=texts.LAB_FOLDER)] = None,
) -> None:
    missing = [name for name in ("jupyterlab", "ipykernel") if find_spec(name) is None]
    if missing:
        raise BookError(texts.no_lab(missing), hint=texts.HINT_LAB)
    if folder is not None:
        notebooks, copied = copy_notebooks(folder)
        typer.echo(texts.tell_notebooks(notebooks, copied))
    elif _is_checkout():
        notebooks = _CHECKOUT / "notebooks"
    else:
        raise ArgumentError(texts.LAB_NEEDS_FOLDER, where="--folder", hint=texts.HINT_LAB_FOLDER)
    command = [sys.executable, "-m", "jupyterlab", *list_options(notebooks), *context.args]
    with tempfile.TemporaryDirectory(prefix="coreanalytics-lab-") as defaults:
        code = subprocess.run(command, check=False, env=_set_defaults(Path(defaults))).returncode
    raise typer.Exit(code)


lab.__doc__ = texts.LAB


def list_options(notebooks: Path) -> list[str]:
    """Return JupyterLab's options: which folder, which notebook first, and that nothing is fetched."""
    first = FIRST if (notebooks / FIRST).is_file() else ""
    return [
        f"--ServerApp.root_dir={notebooks}",
        f"--LabApp.default_url=/lab/tree/{first}".rstrip("/"),
        *QUIET,
    ]


def _set_defaults(folder: Path) -> dict[str, str]:
    """Return the environment in which JupyterLab finds our defaults before its own; people's settings win."""
    file = folder / "labconfig" / "default_setting_overrides.json"
    file.parent.mkdir()
    file.write_text(json.dumps(SETTINGS), encoding="utf-8")
    paths = (str(folder), os.environ.get("JUPYTER_CONFIG_PATH", ""))
    return os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def copy_notebooks(folder: Path) -> tuple[Path, int]:
    """Lay the notebooks and the data that they read into a folder.

    Parameters
    ----------
    folder
        Any folder; missing ones are made. ``notebooks`` and ``data`` are put into it. A file that is there
        already stays as it is: it may hold somebody's own work.

    Returns
    -------
    Path
        The folder of the notebooks.
    int
        How many notebooks were copied.

    Raises
    ------
    ArgumentError
        There are no notebooks to copy, or the folder is none.
    """
    if folder.exists() and not folder.is_dir():
        raise ArgumentError(texts.NOT_A_FOLDER, where=str(folder), hint=texts.HINT_LAB_FOLDER)
    source = _CHECKOUT if _is_checkout() else _SHIPPED
    notebooks = folder.resolve() / "notebooks"
    found = sorted((source / "notebooks").glob("*.ipynb"))
    if not found:
        raise ArgumentError(texts.NO_NOTEBOOKS, where=str(source), hint=texts.HINT_NO_NOTEBOOKS)
    copied = sum(_copy_new(file, notebooks / file.name) for file in found)
    for file in sorted((source / "data" / "trials").glob("*.csv")):
        _copy_new(file, notebooks.parent / "data" / "trials" / file.name)
    _copy_new(source / "data" / "README.md", notebooks.parent / "data" / "README.md")
    _lay_demo(source / "data" / "demo", notebooks.parent / "data" / "demo")
    return notebooks, copied


def _is_checkout() -> bool:
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "notebooks").is_dir()


def _copy_new(source: Path, target: Path) -> bool:
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return True


def _lay_demo(source: Path, target: Path) -> None:
    """Copy the demo's logs, or simulate the same study again where none lie here."""
    if target.exists():
        return
    if source.is_dir():
        shutil.copytree(source, target)
        return
    from coreanalytics.logbook.simulation import simulate_study, write_study

    write_study(simulate_study(), target)  # the defaults are the demo's (data/README.md)
