"""The pictures of the site, the demo's pages in it, and the two pictures of the README.

    python docs/building/pictures.py            # into build/docs, as the build of the site does by itself
    python docs/building/pictures.py --readme   # the README's pictures, into docs/pictures (make pictures)

Everything is drawn from the demo's simulated logs. Charts need nothing but the package; pictures of whole
pages need Chromium, and where there is none the site says so in their place.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.logbook.book import Logbook

ROOT: Final = Path(__file__).resolve().parents[2]
SHELF: Final = ROOT / "build" / "docs"
NOT_MADE: Final = "This picture needs Chromium, which was not there when the site was built."
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
PERSON: Final = "p08"  #: follows the five moves and reports nearly every day
SEED_OF_ONE: Final = 3
START_OF_PLAN: Final = dt.date(2026, 11, 30)
MARGIN: Final = 20  #: pixels
_READ: Final = ("*.py", "*.csv", "*.html", "*.css", "*.js", "*.typ")


def make_all() -> dict[str, Path]:
    """Return every made file by its path in the site; what is there already is not made again."""
    folder = SHELF / _fingerprint()
    if not (folder / "done").exists():
        shutil.rmtree(SHELF, ignore_errors=True)
        fresh = SHELF / "unfinished"
        (fresh / "pictures" / "built").mkdir(parents=True)
        _make(fresh)
        (fresh / "done").touch()
        fresh.rename(folder)
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "done")
    return {path.relative_to(folder).as_posix(): path for path in found}


def _fingerprint() -> str:
    """Return a hash of all that the pictures are made from, and of whether there is a browser."""
    told = hashlib.sha256(repr(find_browser()).encode())
    files = [path for pattern in _READ for path in (ROOT / "coreanalytics").rglob(pattern)]
    files += [path for path in (ROOT / "data" / "demo").rglob("*") if path.is_file()]
    for path in sorted([*files, Path(__file__)]):
        told.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:16]


def find_browser() -> str | None:
    """Return the program that can take pictures of pages, if there is one."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def _make(folder: Path) -> None:
    import coreanalytics as ca

    with _demo_book() as book:
        days = ca.build_days(book)
        for name, chart in _draw_charts(days):
            _keep(chart, folder / "pictures" / "built" / name)
        pages = _write_pages(book, folder / "demo")
    if find_browser():
        with _browser() as take:
            for name, (page, options) in _list_shots(pages).items():
                for tail, scheme in (("", "light"), ("-dark", "dark")):
                    take(page, folder / "pictures" / "built" / f"{name}{tail}.png", scheme=scheme, **options)


@contextmanager
def _demo_book() -> Iterator[Logbook]:
    import coreanalytics as ca

    logs = ROOT / "data" / "demo"
    with tempfile.TemporaryDirectory() as scratch:
        book = ca.Logbook(Path(scratch) / "book")
        book.create(aliases=(logs / "aliases.csv").read_bytes())
        book.add(logs)
        yield book


# ---- charts ----
def _draw_charts(days: pl.DataFrame) -> Iterator[tuple[str, Any]]:
    """Yield every picture that `draw` knows, by name."""
    import coreanalytics as ca
    from coreanalytics.effects import count_responders, watch_between, watch_within

    for kind in ("explore", "person", "calendar", "moves"):
        yield kind, ca.draw(days, person=PERSON, kind=kind)
    for kind in ("weeks", "arms", "trajectories", "coach", "day_after"):
        yield kind, ca.draw(days, kind=kind)
    effects = ca.compare(days)
    yield "forest", ca.draw(effects)
    yield "lines", ca.draw(effects, kind="lines")
    yield "people", ca.draw(effects, kind="people")
    yield "pairs", ca.draw(ca.compare(days, estimator="ancova"), kind="pairs")
    yield "responders", ca.draw(count_responders(days))
    yield "diagnosis", ca.draw(ca.diagnose(effects["thigh_root"]))
    yield "looks", ca.draw(watch_between(days, until=days["date"].max()))
    claims, checks = ca.examine_claims(days), ca.check(days, effects)
    yield "claims", ca.draw(claims)
    yield "claim-gave-out", ca.draw(claims["C2", "routine"])
    yield "checks", ca.draw(checks)
    yield "check-influence", ca.draw(checks["influence", "thigh_root"])
    yield "check-placebo", ca.draw(checks["placebo_dates", "thigh_root"])
    yield "plan", ca.draw(ca.plan_study(weeks=[8, 12, 16, 24], effect=[-2.0, -1.0]))
    yield "schedule", ca.draw(ca.randomise("me", start=START_OF_PLAN, blocks=8, seed=7))
    own = _simulate_one()
    yield "phases", ca.draw(ca.compare_within(own, own["person"][0]))
    yield "looks-one", ca.draw(watch_within(own, own["person"][0], until=own["date"].max()))


def _simulate_one() -> pl.DataFrame:
    """Return the days of one simulated person who follows both routines in drawn two-week blocks."""
    import coreanalytics as ca

    with tempfile.TemporaryDirectory() as scratch:
        study = ca.simulate_study(people=1, weeks=16, effect=-2.0, design="blocks", seed=SEED_OF_ONE)
        study.write(Path(scratch) / "logs")
        book = ca.Logbook(Path(scratch) / "book")
        book.add(Path(scratch) / "logs")
        return ca.build_days(book)


def _keep(chart: Any, path: Path) -> None:
    """Write a chart as SVG in the colours of light pages, and as its twin for dark ones."""
    from coreanalytics.views import svg, theme

    light = _widen(svg.draw_svg(chart))
    dark = light
    for colour, other in theme.DARK.items():
        dark = dark.replace(colour, other).replace(colour.lower(), other)
    path.with_suffix(".svg").write_text(light, encoding="utf-8")
    path.with_name(f"{path.name}-dark.svg").write_text(dark, encoding="utf-8")


def _widen(drawing: str) -> str:
    """Return an SVG with room at its sides: fonts may be wider than those that it was measured with."""
    size = re.match(r'<svg width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d. ]+"', drawing)
    if size is None:
        return drawing
    width, height = float(size[1]), float(size[2])
    wide = width + 2 * MARGIN
    head = f'<svg width="{wide:g}" height="{height:g}" viewBox="{-MARGIN} 0 {wide:g} {height:g}"'
    return head + drawing[size.end() :]


# ---- pages ----
def _write_pages(book: Logbook, folder: Path) -> dict[str, Path]:
    import coreanalytics as ca

    ca.weekly_reports(book, folder)
    week = next(folder.glob(f"{PERSON}_*.html"))
    board = ca.dashboard(book).save(folder / "dashboard.html")
    return {"week": week, "index": folder / "index.html", "dashboard": board}


def _list_shots(pages: dict[str, Path]) -> dict[str, tuple[Path, dict[str, Any]]]:
    """Return by name what is to be taken: the page, and how."""
    board, week = pages["dashboard"], pages["week"]
    shots: dict[str, tuple[Path, dict[str, Any]]] = {
        "weekly-report": (week, {"width": 820, "height": 1180}),
        "weekly-phone": (week, {"width": 390, "height": 844}),
        "coach-page": (pages["index"], {"width": 1000, "height": 1000}),
    }
    for view in ("explore", "compare", "coach", "moves"):
        shots[f"dashboard-{view}"] = (board, {"width": 1100, "height": 1000, "view": view})
    return shots


Take = Callable[..., None]


@contextmanager
def _browser() -> Iterator[Take]:
    """Open a browser that reaches nothing but files; yield what takes a picture of a page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])

        def take(
            page: Path, picture: Path, *, width: int, height: int, scheme: str = "light", view: str = ""
        ) -> None:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, offline=True, color_scheme=scheme
            )
            tab = context.new_page()
            tab.goto(page.as_uri() + (f"#{view}" if view else ""))
            tab.evaluate("window.coreanalytics && window.coreanalytics.ready")
            if view in ("explore", "moves"):
                tab.get_by_role("combobox", name="Person").fill(PERSON)
                tab.keyboard.press("Enter")
                tab.evaluate("document.activeElement.blur()")
            tab.wait_for_timeout(800)
            if view:
                tab.get_by_role("tablist").evaluate("tabs => scrollTo(0, tabs.offsetTop - 12)")
            tab.screenshot(path=picture)
            context.close()

        try:
            yield take
        finally:
            chromium.close()


def make_readme_pictures() -> None:
    """Write the two pictures of the README."""
    if find_browser() is None:
        sys.exit("Chromium was not found; install it first.")
    with _demo_book() as book, tempfile.TemporaryDirectory() as scratch, _browser() as take:
        pages = _write_pages(book, Path(scratch))
        shelf = ROOT / "docs" / "pictures"
        take(pages["week"], shelf / "report.png", width=1000, height=1250)
        take(pages["dashboard"], shelf / "dashboard.png", width=1000, height=1250, view="explore")


if __name__ == "__main__":
    os.chdir(ROOT)
    if "--readme" in sys.argv[1:]:
        make_readme_pictures()
    else:
        for made in sorted(make_all()):
            sys.stdout.write(f"{made}\n")
