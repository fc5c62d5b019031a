"""A headless Chromium with the network cut, that writes down whatever a page says or asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
     if path.exists()),
    None,
)  # fmt: skip
MARKS = "svg .mark-symbol path, svg .mark-rect path, svg .mark-line path, svg .mark-rule line"


@dataclass
class Visit:
    """What a page said while it was looked at."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: Path) -> None:
        """Open a file and wait until its pictures are drawn."""
        self.page.goto(path.as_uri())
        self.page.evaluate("window.coreanalytics && window.coreanalytics.ready")

    def count(self, selector: str) -> int:
        """Return how many elements match."""
        return int(self.page.locator(selector).count())

    @property
    def hacked(self) -> bool:
        """Whether hostile text has run."""
        return bool(self.page.evaluate("window.hacked !== undefined"))


@contextmanager
def offline_browser(width: int = 1280) -> Iterator[Visit]:
    """Open a browser that cannot reach anything but files; skip the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 900}, timezone_id="America/Los_Angeles"
        )
        context.set_offline(True)
        visit = _listen(context.new_page())
        try:
            yield visit
        finally:
            browser.close()


@contextmanager
def open_beside(visit: Visit, width: int = 1280, **options: Any) -> Iterator[Visit]:
    """Open another page in the browser of `visit`, with settings of its own."""
    context = visit.page.context.browser.new_context(
        viewport={"width": width, "height": 900}, timezone_id="America/Los_Angeles", **options
    )
    context.set_offline(True)
    try:
        yield _listen(context.new_page())
    finally:
        context.close()


def _listen(page: Any) -> Visit:
    visit = Visit(page)
    page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    page.on("request", lambda request: request.url.startswith("file:") or visit.asked.append(request.url))
    return visit
