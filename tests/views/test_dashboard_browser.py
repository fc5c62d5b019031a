"""The dashboard in a real browser with the network cut: drawn, quiet, and reachable by keyboard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from browsing import MARKS, Visit, offline_browser, open_beside
from made_days import HOSTILE, make_days

from coreanalytics.views.charts import days_after, frames
from coreanalytics.views.dashboards.board import Dashboard, dashboard
from coreanalytics.views.texts import dashboards as texts
from coreanalytics.views.theme import DARK

HIDDEN = "Ana \u202egnp.exe"
LONG = "x" * 10_000
VIEWS = {
    "explore": ("explore", "calendar", "after"),
    "compare": ("effects", "checks", "lines", "trajectories", "people", "responders", "claims"),
    "coach": ("heat-thigh_root", "heat-low_back", "reporting"),
    "moves": ("progress", "sides", "answers"),
}

pytestmark = pytest.mark.browser


def _with_moves(days: pl.DataFrame) -> pl.DataFrame:
    """Add what the view of the moves draws; p06 logs none of it."""
    done = pl.col("trained") & (pl.col("person") != "p06")
    rising = 10 + pl.int_range(pl.len()).over("person") // 7
    return days.with_columns(
        anchored_crunch_reps=pl.when(done).then(rising).cast(pl.Float64),
        loaded_carry_kg_m=pl.when(done).then(rising * 100).cast(pl.Float64),
        side_support_left_s=pl.when(done).then(rising + 20).cast(pl.Float64),
        side_support_right_s=pl.when(done).then(rising + 15).cast(pl.Float64),
        gave_out_answered=pl.when(done).then(2).cast(pl.Int32),
        gave_out_abs=pl.when(done).then(1).cast(pl.Int32),
        gave_out_grip=pl.when(done).then(1).cast(pl.Int32),
        hard_sets_demand_0=pl.when(done).then(3).otherwise(0).cast(pl.Int32),
        hard_sets_demand_2=pl.when(done).then(4).otherwise(0).cast(pl.Int32),
    )


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return _with_moves(make_days(8, 8, names=(HOSTILE, HIDDEN, LONG)))


@pytest.fixture(scope="module")
def board(days: pl.DataFrame) -> Dashboard:
    return dashboard(days, weeks=6)


@pytest.fixture(scope="module")
def page(board: Dashboard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return board.save(tmp_path_factory.mktemp("board") / "dashboard.html")


@pytest.fixture(scope="module")
def desk() -> Iterator[Visit]:
    with offline_browser() as found:
        yield found


@pytest.fixture
def visit(desk: Visit, page: Path) -> Iterator[Visit]:
    with open_beside(desk) as found:
        found.open(page)
        yield found


def _settle(visit: Visit) -> None:
    visit.page.evaluate("window.coreanalytics.ready")


def _go(visit: Visit, view: str) -> None:
    visit.page.click(f"#tab-{view}")
    _settle(visit)


def _violations(visit: Visit) -> list[Any]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = axe.Axe().run(visit.page)
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]
    ]


def _focused(visit: Visit) -> str:
    return str(visit.page.evaluate("document.activeElement.id || document.activeElement.tagName"))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_every_picture_is_drawn_in_every_view(desk: Visit, page: Path, width: int, look: str) -> None:
    with open_beside(desk, width) as visit:
        visit.page.emulate_media(
            media="print" if look == "print" else "screen",
            color_scheme="light" if look == "light" else "dark",
        )
        visit.open(page)
        for view, keys in VIEWS.items():
            visit.page.evaluate(f"location.hash = '#{view}'")
            visit.page.wait_for_function(f"!document.getElementById('{view}').hidden")
            _settle(visit)
            for key in keys:
                assert visit.count(f"#chart-{key} svg") == 1, key
                assert visit.count(", ".join(f"#chart-{key} {mark}" for mark in MARKS.split(", "))) > 0, key
                # drawn at its true size, not shrunk to fit
                wide, room = visit.page.evaluate(
                    f"""(() => {{ const box = document.getElementById('chart-{key}');
                    return [box.querySelector('svg').viewBox.baseVal.width, box.clientWidth]; }})()"""
                )
                assert wide <= room + 1, key
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, view
            if (look, width) in {("light", 1280), ("dark", 390)}:
                assert _violations(visit) == [], view
        assert visit.said == []
        assert visit.asked == []
        assert not visit.hacked


def test_views_are_drawn_when_first_shown(desk: Visit, page: Path) -> None:
    with open_beside(desk) as visit:
        visit.open(page)
        assert visit.count(".chart svg.marks") == len(VIEWS["explore"])
        _go(visit, "coach")
        assert visit.count(".chart svg.marks") == len(VIEWS["explore"]) + len(VIEWS["coach"])
        assert visit.page.evaluate("location.hash") == "#coach"


def test_a_link_opens_its_view(desk: Visit, page: Path) -> None:
    with open_beside(desk) as visit:
        visit.page.goto(page.as_uri() + "#moves")
        _settle(visit)
        assert visit.page.locator("#tab-moves").get_attribute("aria-selected") == "true"
        assert visit.page.locator("#explore").is_hidden()


def test_reloading_and_going_back_keep_view_and_person(desk: Visit, page: Path) -> None:
    with open_beside(desk) as visit:
        visit.open(page)
        _choose(visit, "p08")
        _go(visit, "moves")
        assert visit.page.evaluate("location.hash") == "#moves=p08"
        visit.page.reload()
        _settle(visit)
        assert visit.page.locator("#person").input_value() == "p08"
        assert visit.page.locator("#tab-moves").get_attribute("aria-selected") == "true"
        _choose(visit, "p05")
        visit.page.go_back()
        _settle(visit)
        assert visit.page.locator("#person").input_value() == "p08"
        assert visit.page.locator("#moves").is_visible()


def test_paper_says_whose_days_and_which_time(desk: Visit, page: Path) -> None:
    with open_beside(desk) as visit:
        visit.open(page)
        _choose(visit, "p08")
        assert visit.page.locator("#line b").is_hidden()
        visit.page.emulate_media(media="print")
        assert visit.page.locator("#line").inner_text().startswith("p08: ")
        assert visit.page.locator("#window-line").is_visible()


def test_all_of_it_works_by_keyboard(visit: Visit, board: Dashboard) -> None:
    keys = visit.page.keyboard
    seen = []
    while "tab-explore" not in seen:
        keys.press("Tab")
        seen.append(_focused(visit))
        assert len(seen) < 30, seen
    assert not any(name.startswith("tab-") for name in seen[:-1])  # one stop for all four tabs
    keys.press("Tab")
    assert _focused(visit) == "person"
    keys.press("ArrowDown")
    box = visit.page.locator("#person")
    assert box.get_attribute("aria-expanded") == "true"
    keys.type("p05")
    assert visit.page.locator("#person-list li").all_text_contents() == ["p05"]
    keys.press("Enter")
    _settle(visit)
    assert box.input_value() == "p05"
    assert box.get_attribute("aria-expanded") == "false"
    before = visit.page.locator("#line").inner_text()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Escape")
    assert box.input_value() == "p05"
    keys.type("nobody at all")
    assert visit.page.locator("#person-list").inner_text() == texts.NOBODY_FOUND
    keys.press("Tab")
    assert box.input_value() == "p05"
    assert visit.page.locator("#line").inner_text() == before
    visit.page.focus("#tab-explore")
    for view in ("compare", "coach", "moves", "explore"):
        keys.press("ArrowRight")
        _settle(visit)
        assert _focused(visit) == f"tab-{view}"
        assert visit.page.locator(f"#{view}").is_visible()
    keys.press("End")
    assert _focused(visit) == "tab-moves"
    keys.press("Home")
    _settle(visit)
    # a table opens with the keyboard, and scrolls with it
    visit.page.focus("#explore [data-part=explore] summary")
    keys.press("Enter")
    rows = visit.page.locator("[data-table=explore-0] tbody tr")
    rows.first.wait_for()
    assert rows.count() == 10
    keys.press("Tab")
    assert visit.page.evaluate("document.activeElement.getAttribute('role')") == "region"


def _choose(visit: Visit, name: str) -> None:
    visit.page.fill("#person", name)
    visit.page.keyboard.press("Enter")
    _settle(visit)


def test_the_chosen_person_is_drawn_from_their_own_days(visit: Visit, days: pl.DataFrame) -> None:
    _choose(visit, "p07")
    own = days.filter(pl.col("person") == "p07").sort("date")
    held = visit.page.evaluate(
        "coreanalytics.view('explore').data('days').map((row) => [row.low_back, row.sleep_h, row.weekday])"
    )
    assert [row[0] for row in held] == own["low_back"].to_list()
    assert [row[1] for row in held] == pytest.approx(own["sleep_h"].to_list())
    assert [row[2] for row in held] == (own["date"].dt.weekday() - 1).to_list()
    weeks = frames.fold_weeks(own)
    held = visit.page.evaluate(
        """coreanalytics.view('explore').data('weeks').map((row) => {
            const monday = new Date(row.monday);
            return [monday.getMonth() + 1, monday.getDate(), row.thigh_root];
        })"""
    )
    assert [(month, day) for month, day, _ in held] == [(d.month, d.day) for d in weeks["monday"]]
    assert [mean for *_, mean in held] == pytest.approx(weeks["thigh_root"].to_list(), abs=0.051)
    after = days_after.fold_days_after(own).filter(pl.col("site") == "low_back")
    held = visit.page.evaluate(
        """coreanalytics.view('after').data('after').filter((row) => row.site === 'low_back')
        .map((row) => [row.lag, row.n, row.mean])"""
    )
    assert [row[:2] for row in held] == [list(row) for row in after.select("lag", "n").iter_rows()]
    assert [row[2] for row in held] == pytest.approx(after["mean"].to_list(), abs=0.051)


def test_previous_and_next_go_round(visit: Visit) -> None:
    first = visit.page.locator("#person").input_value()
    visit.page.click("#previous")
    _settle(visit)
    assert visit.page.locator("#person").input_value() == LONG[:59] + "…"
    visit.page.click("#next")
    _settle(visit)
    assert visit.page.locator("#person").input_value() == first


def test_somebody_who_logged_no_moves_is_told_what_to_log(visit: Visit) -> None:
    _go(visit, "moves")
    _choose(visit, "p05")
    assert visit.page.locator("[data-part=progress]").is_visible()
    _choose(visit, "p06")
    assert visit.page.locator("[data-part=progress]").is_hidden()
    assert texts.NO_MEASURES in visit.page.locator("[data-lacks=progress]").inner_text()
    _choose(visit, "p05")
    assert visit.page.locator("[data-part=progress]").is_visible()
    assert visit.count("#chart-progress svg .mark-line path") == 2  # the sides have a picture of their own


def test_a_name_in_the_table_of_everybody_opens_their_days(visit: Visit) -> None:
    _go(visit, "coach")
    visit.page.locator("#people .open").nth(3).press("Enter")
    _settle(visit)
    assert visit.page.locator("#explore").is_visible()
    shown = visit.page.locator("#person").input_value()
    assert shown == visit.page.evaluate("coreanalytics.book.people[3]")


def test_the_time_shown_links_all_numbers(visit: Visit, days: pl.DataFrame) -> None:
    _choose(visit, "p08")
    own = days.filter(pl.col("person") == "p08").sort("date")
    line = visit.page.locator("#window-line")
    trained, mean = int(own["trained"].sum()), own["low_back"].mean()
    assert f"low back {mean:.1f} of 10" in line.inner_text()
    assert f"{trained} days with training" in line.inner_text()
    visit.page.click("[data-weeks='4']")
    _settle(visit)
    recent = own.tail(28)
    assert f"low back {recent['low_back'].mean():.1f} of 10" in line.inner_text()
    assert f"({recent['low_back'].count()} days reported)" in line.inner_text()
    assert visit.page.locator("[data-weeks='4']").get_attribute("aria-pressed") == "true"
    assert visit.page.evaluate("coreanalytics.view('explore').signal('window').middle.length") == 2
    visit.page.click("[data-step='-1']")
    _settle(visit)
    assert f"low back {own.slice(own.height - 56, 28)['low_back'].mean():.1f} of 10" in line.inner_text()
    visit.page.click("[data-weeks='0']")
    _settle(visit)
    assert f"low back {mean:.1f} of 10" in line.inner_text()


def test_the_brush_narrows_the_time_shown(visit: Visit) -> None:
    chart = visit.page.locator("#chart-explore svg.marks")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    line = visit.page.locator("#window-line")
    before = line.inner_text()
    mouse = visit.page.mouse
    mouse.move(box["x"] + 200, box["y"] + 42)
    mouse.down()
    mouse.move(box["x"] + 330, box["y"] + 42, steps=6)
    mouse.up()
    visit.page.wait_for_function(
        "(old) => document.getElementById('window-line').textContent !== old", arg=before
    )
    assert visit.page.locator("[data-weeks='0']").get_attribute("aria-pressed") == "false"
    first, last = _read_window(line.inner_text())
    visit.page.click("[data-step='-1']")
    _settle(visit)
    earlier = _read_window(line.inner_text())
    assert earlier[1] == first - dt.timedelta(days=1)  # no day stands in both
    assert earlier[1] - earlier[0] == last - first
    visit.page.click("#next")
    _settle(visit)
    assert _read_window(line.inner_text()) == earlier  # the same time for the next person
    assert visit.said == []


def _read_window(line: str) -> list[dt.date]:
    found = re.findall(r"\d+ [A-Z][a-z]+ \d{4}", line)[:2]
    return [dt.datetime.strptime(one.replace("Sept", "Sep"), "%d %b %Y").date() for one in found]


def test_hostile_names_stay_inert_everywhere(visit: Visit) -> None:
    for view in VIEWS:
        _go(visit, view)
        for summary in visit.page.locator(f"#{view} summary").all():
            if summary.is_visible():
                summary.click()
        for mark in visit.page.locator(f"#{view} svg .mark-line path, #{view} svg .mark-rect path").all()[:8]:
            mark.dispatch_event("pointermove", {"bubbles": True})
            mark.dispatch_event("mousemove", {"bubbles": True})
    visit.page.fill("#person", "<")
    assert visit.count("#person-list img, main img, #vg-tooltip-element img") == 0
    assert "\u202e" not in visit.page.inner_text("body")
    assert not visit.hacked
    assert visit.said == []


def test_a_large_table_is_built_when_opened_and_holds_every_cell(desk: Visit, tmp_path: Path) -> None:
    days = make_days(40, 16)
    target = dashboard(days).save(tmp_path / "dashboard.html")
    with open_beside(desk) as visit:
        visit.open(target)
        _go(visit, "coach")
        part = "[data-part=heat-low_back]"
        assert visit.count(f"{part} table") == 0
        visit.page.click(f"{part} summary")
        visit.page.wait_for_selector(f"{part} tbody tr")  # built when the browser tells that it opened
        assert visit.count(f"{part} tbody tr") == 40
        weeks = frames.fold_weeks(days.filter(pl.col("person") == "p07"))["low_back"]
        cells = visit.page.locator(f"{part} tbody tr").nth(6).locator("td").all_text_contents()
        assert cells[0].strip() == "p07"
        told = [None if cell.strip() == "–" else float(cell) for cell in cells[1:]]
        assert told == pytest.approx(weeks.to_list(), abs=0.051)
        assert visit.said == []


def test_a_dark_screen_gets_its_own_colours_and_paper_does_not(desk: Visit, page: Path) -> None:
    with open_beside(desk) as visit:
        visit.page.emulate_media(color_scheme="dark")
        visit.open(page)
        dot = "getComputedStyle(document.querySelector('#chart-explore .mark-line path')).stroke"
        dark = visit.page.evaluate(dot)
        visit.page.emulate_media(media="print", color_scheme="dark")
        paper = visit.page.evaluate(dot)
        visit.page.emulate_media(media="screen", color_scheme="light")
        assert visit.page.evaluate(dot) == paper != dark
        rgb = lambda hex_: f"rgb({', '.join(str(int(hex_[i : i + 2], 16)) for i in (1, 3, 5))})"  # noqa: E731
        assert {paper: dark}.items() <= {rgb(light): rgb(shade) for light, shade in DARK.items()}.items()


def test_without_scripts_every_view_and_its_numbers_are_read(desk: Visit, page: Path) -> None:
    with open_beside(desk, java_script_enabled=False) as visit:
        visit.page.goto(page.as_uri())
        for view in VIEWS:
            assert visit.page.locator(f"#{view}").is_visible()
        assert visit.count("#explore noscript table") == 2
        assert visit.count("#coach table") == 4
        assert not visit.page.locator("#person").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_one_person_gets_the_same_four_views(desk: Visit, tmp_path: Path, width: int) -> None:
    target = dashboard(_with_moves(make_days(1, 8))).save(tmp_path / "dashboard.html")
    with open_beside(desk, width) as visit:
        visit.open(target)
        for view in VIEWS:
            _go(visit, view)
            assert visit.page.locator(f"#{view}").is_visible()
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
            assert width == 1280 or _violations(visit) == [], view
        assert visit.count("#chart-progress svg") == 1
        assert visit.said == []


def test_an_empty_book_is_a_quiet_page(desk: Visit, tmp_path: Path) -> None:
    target = dashboard({}).save(tmp_path / "dashboard.html")
    with open_beside(desk, 390) as visit:
        visit.open(target)
        assert visit.page.locator("#empty").is_visible()
        assert _violations(visit) == []
        assert visit.said == []
