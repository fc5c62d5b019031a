"""How fast and how light the dashboard of a big book is: `python benchmarks/dashboards.py --people 200`.

A study is simulated, its dashboard made, and the page opened in headless Chromium with the network cut,
several times. Printed are the seconds to make it, its size, and the seconds until the first view is drawn and
until each other view is drawn after its tab is pressed (the best of the runs, since other work on the machine
only adds). Exits with 1 where the page is heavier than `--most-mb` or the first view slower than
`--most-seconds`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from coreanalytics.days import build_days
from coreanalytics.logbook.simulation import simulate_study
from coreanalytics.views import dashboard

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
VIEWS = ("compare", "coach", "moves")


def main() -> int:
    """Make the page, open it, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--weeks", type=int, default=50, help="after a run-in of two weeks")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most-mb", type=float, default=3.0)
    parser.add_argument("--most-seconds", type=float, default=2.0)
    asked = parser.parse_args()
    days = build_days(simulate_study(people=asked.people, weeks=asked.weeks, messy=False).tables)
    begun = time.perf_counter()
    board = dashboard(days)
    made = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        page = board.save(Path(folder) / "dashboard.html")
        size = page.stat().st_size / 1e6
        opened = _open(page, asked.runs)
    print(f"{asked.people} people, {days.height} days: made in {made:.1f} s, {size:.2f} MB")
    for view, seconds in opened.items():
        print(f"{view:8} drawn in {seconds:.2f} s")
    return int(size > asked.most_mb or opened["explore"] > asked.most_seconds)


def _open(page: Path, runs: int) -> dict[str, float]:
    """Return the seconds until each view is drawn, the best of `runs`."""
    from playwright.sync_api import sync_playwright

    path = next(path for path in CHROMIUM if Path(path).exists())
    best: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for _ in range(runs):
            context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
            for view, seconds in _visit(context.new_page(), page).items():
                best[view] = min(seconds, best.get(view, seconds))
            context.close()
        browser.close()
    return best


def _visit(tab: Any, page: Path) -> dict[str, float]:
    took = {}
    begun = time.perf_counter()
    tab.goto(page.as_uri())
    tab.evaluate("window.coreanalytics.ready")
    took["explore"] = time.perf_counter() - begun
    for view in VIEWS:
        begun = time.perf_counter()
        tab.click(f"#tab-{view}")
        tab.evaluate("window.coreanalytics.ready")
        took[view] = time.perf_counter() - begun
    return took


if __name__ == "__main__":
    sys.exit(main())
