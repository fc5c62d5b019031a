"""The page a coach scans, in a real browser: phone and desk, light, dark and paper, and axe-core."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import offline_browser
from test_weekly_roll_up import make_index_row, make_signal
from weekly_logs import HOSTILE

from coreanalytics.views.weekly.index import report_index
from coreanalytics.views.weekly.quality import SetAsideFlag
from coreanalytics.views.weekly.verdicts import judge_cohort
from coreanalytics.vocabulary import RedFlag

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    """Forty people of every kind, hostile names among them, with the comparison below."""
    made_days = pytest.importorskip("made_days")
    long = "Take a step back: make next week a little easier than this one, and go up in no move"
    kinds = [(), ("worsening",), ("inactive",), ("silent", "stalled"), ("stalled",), ("same_answer",), ()]
    names = [*HOSTILE, "محمد علي", "🦵🏽 Zoë", *(f"Person {i}" for i in range(34))]
    rows, signals = [], {}
    for i, name in enumerate(names):
        flags = (
            ("emergency", "below_knee", "long", "rising") if i in (2, 9) else ("sharp",) if i == 12 else ()
        )
        rows.append(
            make_index_row(
                name, file=f"p{i}.html", flags=flags, emergency=i in (2, 9), next_step=long * (i % 2),
                last_day=None if i == 20 else "2026-11-15", week="2026-W40" if i == 21 else "2026-W46",
            )
        )  # fmt: skip
        signals[name] = make_signal(name, *kinds[i % len(kinds)])
    homeless = [SetAsideFlag(RedFlag.EMERGENCY, "pain.csv", 3, named=False)]
    days = made_days.make_days(8, 8)
    verdicts = judge_cohort(days, days["date"].max(), delta=1.0)
    index = report_index(rows, homeless, verdicts, signals)
    return index.save(tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize("width", [390, 720, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_overflow_no_request_no_word_and_no_violation(page_file, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with offline_browser(width) as visit:
        visit.page.emulate_media(color_scheme=scheme)
        visit.open(page_file)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert not visit.hacked
        assert visit.count("script") == 0
        found = axe.Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()
    assert (visit.said, visit.asked) == ([], [])


def test_paper_has_no_overflow(page_file):
    with offline_browser(794) as visit:
        visit.open(page_file)
        visit.page.emulate_media(media="print", color_scheme="dark")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 794
        assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_head_of_the_table_stays_in_sight_at_a_desk(page_file):
    with offline_browser(1280) as visit:
        visit.open(page_file)
        visit.page.evaluate("window.scrollTo(0, 1500)")
        assert visit.page.locator("thead th").first.bounding_box()["y"] == pytest.approx(0, abs=2)


def test_a_phone_shows_cards_with_their_labels(page_file):
    with offline_browser(390) as visit:
        visit.open(page_file)
        assert not visit.page.locator("thead").is_visible()
        card = visit.page.locator("tbody tr:not(.group)").nth(3)
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        label = "getComputedStyle(document.querySelector('td.days'), '::before').content"
        assert "Days reported" in visit.page.evaluate(label)


def test_the_counts_lead_to_their_groups_by_keyboard(page_file):
    with offline_browser(1280) as visit:
        visit.open(page_file)
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#emergency"
        links = visit.page.locator("nav a")
        for i in range(links.count()):
            target = links.nth(i).get_attribute("href")
            assert visit.count(target) == 1, target
