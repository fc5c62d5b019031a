"""Run every notebook and write the .ipynb beside its .py, with the pictures that a reader sees on the web.

    python notebooks/make.py [NAME ...]

What is kept of the outputs is small and the same on every run: texts, tables, and still pictures. The living
charts come back when the notebook is run.
"""

from __future__ import annotations

import base64
import html
import re
import shutil
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
#: Kinds of output that are kept, and the longest HTML (a weekly report's own page is longer).
KEPT = ("text/plain", "text/markdown", "text/html", "image/png")
LONGEST = 40_000
#: Of the still picture of such a page: its upper part, in CSS pixels.
PAGE_SIZE = {"width": 700, "height": 1000}
_FRAME = re.compile(r'<iframe title="(.*?)" srcdoc="(.*?)"', re.DOTALL)
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def list_notebooks() -> list[str]:
    """Return the names of all notebooks, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def read_script(name: str) -> Any:
    """Return the notebook that a .py file describes, without outputs."""
    import jupytext

    notebook = jupytext.read(FOLDER / f"{name}.py")
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"{name[:2]}-{number:02d}"
    return notebook


def run(notebook: Any, seconds: int = 300) -> Any:
    """Run a notebook in its folder and return it with its outputs."""
    import nbclient

    resources = {"metadata": {"path": str(FOLDER)}}
    client = nbclient.NotebookClient(
        notebook, timeout=seconds, kernel_name="python3", resources=resources, record_timing=False
    )
    return client.execute()


def picture_pages(notebook: Any) -> Any:
    """Give every page in a frame a still picture, which stays where the frame is not kept."""
    framed = [
        (output, found)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if (found := _FRAME.search(output.get("data", {}).get("text/html", "")))
    ]
    if not framed:
        return notebook
    from playwright.sync_api import sync_playwright

    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if browser is None:
        sys.exit("Chromium was not found; install it first: it takes the pictures of pages.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = chromium.new_context(viewport=PAGE_SIZE, offline=True, color_scheme="light").new_page()
        for output, found in framed:
            tab.set_content(html.unescape(found[2]))
            output.data["image/png"] = base64.b64encode(tab.screenshot()).decode()
            output.metadata["image/png"] = {"alt": f"{html.unescape(found[1])}: the upper part of the page"}
        chromium.close()
    return notebook


def reduce(notebook: Any) -> Any:
    """Keep of the outputs what a reader sees without a kernel; nothing that changes from run to run."""
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = {kind: output.data[kind] for kind in KEPT if kind in output.data}
                if len(output.data.get("text/html", "")) > LONGEST:
                    del output.data["text/html"]
                output.metadata = {k: v for k, v in output.metadata.items() if k in output.data}
    formats = notebook.metadata.get("jupytext", {})
    formats.pop("main_language", None)
    formats.get("text_representation", {}).pop("jupytext_version", None)
    notebook.metadata = {
        "jupytext": formats,
        "kernelspec": KERNEL,
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
    }
    return notebook


def main(names: list[str]) -> None:
    """Make the notebooks that are named, or all."""
    import nbformat

    for name in names or list_notebooks():
        notebook = reduce(picture_pages(run(read_script(name))))
        target = FOLDER / f"{name}.ipynb"
        target.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")
        print(f"{target.name}: {target.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
