"""A real JupyterLab in headless Chromium: both cut off from the outside, and both watched."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

#: Loaded by every Python that the desk starts, the kernels too: no connection leaves the machine, and
#: whoever tries is written down.
_CUT = """
import os, socket
_connect, _look_up = socket.socket.connect, socket.getaddrinfo
_NEAR = (None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0")
def _note(what):
    with open(os.environ["DESK_TRIED"], "a") as file:
        file.write(repr(what) + "\\n")
    raise OSError("the network is cut")
def connect(self, address):
    if self.family != getattr(socket, "AF_UNIX", None) and address[0] not in _NEAR:
        _note(address)
    return _connect(self, address)
def getaddrinfo(host, *rest, **more):
    if host not in _NEAR:
        _note(host)
    return _look_up(host, *rest, **more)
socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
"""
#: All cells are kept on the page, however far down they are.
_SETTINGS = {
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
}
_MODEL = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = panel.content.widgets.map(cell => cell.model.toJSON());
  const kernel = panel.sessionContext.session && panel.sessionContext.session.kernel;
  return {path: panel.context.path, ready: panel.context.isReady, cells,
          kernel: kernel ? kernel.status : null};
}"""


@dataclass
class Desk:
    """JupyterLab as somebody sees it."""

    page: Any
    folder: Path
    address: str
    log: Path
    tried: Path
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def see(self) -> dict[str, Any]:
        """Return the notebook in front: path, cells, state of its kernel."""
        return dict(self.page.evaluate(_MODEL))

    def command(self, name: str, *, wait: bool = True, **told: object) -> None:
        """Have JupyterLab do something that its menus offer; and wait until it is done, or not."""
        script = "([name, told]) => { const done = window.jupyterapp.commands.execute(name, told); RETURN }"
        self.page.evaluate(
            script.replace("RETURN", "return done.then(() => null)" if wait else ""), [name, told]
        )

    def open_without_kernel(self, path: str) -> None:
        """Open a notebook whose kernel is not there, and say that none is wanted."""
        self.command("docmanager:open", path=path, factory="Notebook")
        dialog = self.page.locator(".jp-Dialog")
        dialog.wait_for(timeout=30_000)
        dialog.get_by_text("No Kernel", exact=False).last.click()
        self.wait_for(
            lambda: (now := self.see())["path"] == path and now["ready"], 30, f"{path} does not open"
        )

    def open(self, path: str) -> None:
        """Open a notebook and wait until it is in front."""
        self.command("docmanager:open", path=path, factory="Notebook")
        self.wait_for(
            lambda: (now := self.see())["path"] == path and now["ready"], 30, f"{path} does not open"
        )

    def begin_run(self) -> None:
        """Have every cell of the notebook in front run."""
        self.wait_for(lambda: self.see()["kernel"] == "idle", 60, "no kernel")
        self.command("notebook:run-all-cells", wait=False)

    def finish_run(self, seconds: float = 240) -> None:
        """Wait until every cell of the notebook in front has run."""
        self.wait_for(self._is_done, seconds, "cells are left")

    def _is_done(self) -> bool:
        now = self.see()
        code = [cell for cell in now["cells"] if cell["cell_type"] == "code" and "".join(cell["source"])]
        return now["kernel"] == "idle" and all(cell["execution_count"] for cell in code)

    def save(self) -> Path:
        """Save the notebook in front."""
        self.command("docmanager:save")
        return self.folder / self.see()["path"]

    def close(self) -> None:
        """Close the notebook in front, and end its kernel."""
        self.command("application:close")

    def count_drawn(self, selector: str) -> int:
        """Return how many elements in outputs of the notebook in front have an extent."""
        return int(
            self.page.evaluate(
                """selector => [...window.jupyterapp.shell.currentWidget.node.querySelectorAll(selector)]
                .filter(found => { const box = found.getBoundingClientRect();
                                   return box.width > 50 && box.height > 50; }).length""",
                selector,
            )
        )

    def wait_for(self, is_true: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something is true, or fail with what is seen instead."""
        end = time.monotonic() + seconds
        while not is_true():
            if time.monotonic() > end:
                raise AssertionError(f"{what}: {json.dumps(self.see())[:2000]} {self.said[-5:]}")
            time.sleep(0.2)


@contextmanager
def open_desk(chromium: str, place: Path, *, width: int = 1280, height: int = 1600) -> Iterator[Desk]:
    """Start `coreanalytics lab` on copies of the notebooks, and look at it."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    folder, port = place / "desk", _find_port()
    log, tried = place / "lab.log", place / "tried.txt"
    options = [
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--ip=127.0.0.1",
        "--allow-root",
    ]
    options += ["--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"]
    command = [sys.executable, "-m", "coreanalytics", "lab", "--folder", str(folder), *options]
    with log.open("w") as file:
        server = subprocess.Popen(
            command, stdout=file, stderr=file, env=_surroundings(place, tried), start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, log)
        with sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium,
                args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
            )
            page = browser.new_page(viewport={"width": width, "height": height})
            desk = Desk(page, folder / "notebooks", address, log, tried)
            page.on("request", lambda request: desk.asked.append(request.url))
            page.on("console", lambda message: desk.said.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: desk.said.append(f"error: {error}"))
            try:
                page.goto(address)  # where a browser is sent that `lab` opens
                page.wait_for_selector(".jp-NotebookPanel", timeout=60_000)
                yield desk
            finally:
                browser.close()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _surroundings(place: Path, tried: Path) -> dict[str, str]:
    """Return the environment of a machine on which nobody has used JupyterLab yet."""
    settings = place / "settings"
    for name, told in _SETTINGS.items():
        file = settings / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(told))
    cut = place / "cut"
    cut.mkdir()
    (cut / "sitecustomize.py").write_text(_CUT)
    names = ("config", "data", "runtime", "workspaces", "ipython")
    folders = {name: place / name for name in names}
    for folder in folders.values():
        folder.mkdir()
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(cut), os.environ.get("PYTHONPATH", "")))),
        "DESK_TRIED": str(tried),
        "JUPYTER_CONFIG_DIR": str(folders["config"]),
        "JUPYTER_DATA_DIR": str(folders["data"]),
        "JUPYTER_RUNTIME_DIR": str(folders["runtime"]),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(folders["workspaces"]),
        "IPYTHONDIR": str(folders["ipython"]),
    }


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(240):
        try:
            opener.open(f"{address}/api", timeout=1)
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
    raise AssertionError(f"JupyterLab did not start: {log.read_text()[-2000:]}")
