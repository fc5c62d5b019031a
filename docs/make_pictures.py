"""Make the pictures of the README from the demo logs: `make pictures`. Needs Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import coreanalytics as ca

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1000, 1250


def main() -> None:
    """Write the pictures into docs/pictures."""
    browser = next(
        (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
    )
    if browser is None:
        sys.exit("Chromium was not found; install it first.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        logs = ROOT / "data" / "demo"
        book = ca.Logbook(folder / "book")
        book.create(aliases=(logs / "aliases.csv").read_bytes())
        book.add(logs)
        person = book.phases().filter(program="core_focused")["person"].min()
        pages = {
            "report": ca.weekly_report(book, person=str(person)).save(folder),
            "dashboard": ca.dashboard(book).save(folder / "dashboard.html"),
        }
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
            for name, page in pages.items():
                tab = context.new_page()
                tab.goto(page.as_uri())
                tab.wait_for_timeout(2_000)
                tab.screenshot(path=PICTURES / f"{name}.png")
            chromium.close()


if __name__ == "__main__":
    main()
