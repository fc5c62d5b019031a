"""Hostile text, from the file through the book into every page: it stays text."""

import pytest

from coreanalytics.logbook.book import Logbook
from coreanalytics.views import dashboard, weekly_reports

EVIL = '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'

pytestmark = pytest.mark.browser


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture
def pages(tmp_path):
    people = [f"{EVIL} {i}" for i in (1, 2)]
    people += ["{{7*7}} ${7*7} [x](javascript:alert(1))", "\u202eevil\u202c 🦵" * 40]
    pain = "person,date,thigh_root,low_back,control,note\n" + "".join(
        f"{quoted(person)},2026-11-{day:02d},{day % 5},{day % 4},0,{quoted(EVIL * 20)}\n"
        for person in people
        for day in range(1, 16)
    )
    sets = "person,started_at,exercise,reps,note\n" + "".join(
        f"{quoted(person)},2026-11-{day:02d} 18:00:00,{quoted(name)},12,{quoted(EVIL)}\n"
        for person in people
        for day in range(1, 16, 2)
        for name in (EVIL, "Crunch", "=cmd|' /C calc'!A0")
    )
    (tmp_path / "pain.csv").write_text(pain, encoding="utf-8")
    (tmp_path / "sets.csv").write_text(sets, encoding="utf-8")
    book = Logbook(tmp_path / "book")
    book.add(tmp_path / "pain.csv", tmp_path / "sets.csv", timezone="Europe/Berlin", distinct=people)
    written = weekly_reports(book, tmp_path / "pages")
    return [written.index, *written.reports, dashboard(book).save(tmp_path / "pages" / "dashboard.html")]


def test_hostile_text_stays_text(pages, chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for file in pages:
            context = browser.new_context(offline=True, viewport={"width": 390, "height": 800})
            tab = context.new_page()
            troubles: list[str] = []
            tab.on("console", lambda m, t=troubles: t.append(m.text) if m.type == "error" else None)
            tab.on("pageerror", lambda e, t=troubles: t.append(str(e)))
            tab.on("dialog", lambda d, t=troubles: (t.append(d.message), d.dismiss()))
            asked: list[str] = []
            tab.on("request", lambda r, a=asked: a.append(r.url))
            tab.goto(file.as_uri())
            tab.wait_for_timeout(1_000)
            assert tab.evaluate("window.pwned") is None, file.name
            assert not troubles, (file.name, troubles)
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
            width = tab.evaluate("document.documentElement.scrollWidth")
            assert width <= 390, (file.name, width)
            context.close()
        browser.close()
