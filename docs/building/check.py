"""Open the built site as a reader would: from the disk, with the network cut, on a phone and on a desk.

    python docs/building/check.py            # the main pages, looked at by axe-core too; part of `make docs`
    python docs/building/check.py --all      # every page

Fails where a page asks for anything outside its folder, complains, is wider than the screen, breaks a rule of
axe-core, or where the search finds nothing. Without Chromium it says so and leaves.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pictures import BROWSERS

SITE: Final = Path(__file__).resolve().parents[2] / "build" / "site"
#: Pages that hold every kind of thing that the site is made of.
MAIN: Final = (
    "index.html", "start.html", "questions.html", "weekly-report.html", "compare.html", "methods.html",
    "exercises.html", "gallery.html", "commands.html", "api/effects.html",
)  # fmt: skip
SCREENS: Final = ((390, "light"), (1280, "dark"))
WORD: Final = "anchored"  #: to be found by the search


def main() -> None:
    """Look at the pages, tell what is wrong with them, and fail if anything is."""
    browser = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser is None:
        sys.stdout.write("Chromium was not found, so nobody has looked at the pages.\n")
        return
    pages = (
        sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html")) if "--all" in sys.argv else MAIN
    )
    found = list(_look(browser, [page for page in pages if not page.startswith("demo/")]))
    for what in found:
        sys.stderr.write(f"{what}\n")
    if found:
        sys.exit(1)
    sys.stdout.write(
        f"{len(pages)} pages looked at, on two screens, with the network cut: nothing is wrong.\n"
    )


def _look(browser: str, pages: list[str]) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for width, scheme in SCREENS:
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, offline=True, color_scheme=scheme
            )
            tab = context.new_page()
            said: list[str] = []
            tab.on("console", lambda told, said=said: said.append(f"{told.type}: {told.text}"))
            tab.on("pageerror", lambda error, said=said: said.append(str(error)))
            tab.on(
                "request",
                lambda asked, said=said: _is_ours(asked.url) or said.append(f"asks for {asked.url}"),
            )
            for page in pages:
                said.clear()
                tab.goto((SITE / page).as_uri())
                where = f"{page} ({width} px, {scheme})"
                yield from (f"{where}: {what}" for what in [*said, *_judge(tab)])
            said.clear()
            yield from (f"search ({width} px): {what}" for what in [*_search(tab), *said])
            context.close()
        chromium.close()


def _is_ours(address: str) -> bool:
    return address.startswith((SITE.as_uri(), "data:", "about:"))


def _judge(tab: Any) -> Iterator[str]:
    """Yield what is wrong with the page that is open."""
    from axe_playwright_python.sync_playwright import Axe

    too_wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    if too_wide > 0:
        yield f"{too_wide} px wider than the screen"
    for broken in tab.evaluate(
        "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    ):
        yield f"no picture at {broken}"
    # without preload it does not try to read style sheets a second time, which a page from a disk may not
    for rule in Axe().run(tab, options={"preload": False}).response["violations"]:
        yield f"{rule['id']}: {rule['nodes'][0]['html'][:120]}"


def _search(tab: Any) -> Iterator[str]:
    """Search for a word, and yield what went wrong."""
    tab.goto((SITE / MAIN[0]).as_uri())
    tab.keyboard.press("/")
    tab.get_by_role("textbox", name="Search").focus()
    tab.keyboard.type(WORD)
    try:
        tab.locator(".md-search-result__link").first.wait_for(timeout=10_000)
    except Exception:
        yield f"nothing found for {WORD!r}"


if __name__ == "__main__":
    main()
