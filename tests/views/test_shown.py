"""Every public result shows itself in words and in a notebook, and text from logs stays text."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from made_days import HOSTILE, make_days

import coreanalytics as ca
from coreanalytics import effects as floor
from coreanalytics.catalogue import match_names
from coreanalytics.effects.safety import Flag, Flags
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.simulation import draw_scores
from coreanalytics.shown import Shown
from coreanalytics.views.framing import LONGEST, frame_page
from coreanalytics.views.weekly.index import report_index

#: Public names that are no functions with a result.
NO_RESULTS = {"CoreAnalyticsError", "Logbook", "__version__", "use_in_notebook"}
#: What need not show itself: paths, names, settings and the like.
PLAIN = (type(None), str, int, Path, list, dict, dt.date)
#: Methods and properties of a book that give plain values back.
#: Functions of the floor that return a tuple of sentences.
PLAIN_OF_FLOOR = {"find_deviations"}
PLAIN_OF_BOOK = {
    "keep_plan",
    "plans",
    *("add_alias", "choose_sources", "create", "everybody", "export_rejected", "find_person", "know_person"),
    *(
        "list_versions",
        "map_names",
        "plan_phases",
        "settings",
        "tables",
        "tell_differences",
        "told_on",
        "version",
    ),
}


class Elements(HTMLParser):
    """Names of elements, attributes that would run something, text, and framed pages."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.runs: list[str] = []
        self.framed: list[str] = []
        self.sandboxes: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        told = dict(attrs)
        self.runs += [f"{tag} {key}" for key in told if key.startswith("on")]
        if tag == "iframe":
            self.framed.append(told.get("srcdoc") or "")
            self.sandboxes.append(told.get("sandbox", "none at all") or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return make_days(8, names=(f"{HOSTILE} 1", f"{HOSTILE} 2"))


@pytest.fixture(scope="module")
def logs(tmp_path_factory) -> Path:
    """Files of two people with names, notes and exercises that want to be code."""
    folder = tmp_path_factory.mktemp("logs")
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    dates = [f"2026-11-{day:02d}" for day in range(1, 16)]
    pain = [f"{quoted},{day},{day[-1]},4,0,{quoted}\n" for day in dates] + [
        f"b,{day},99,1,0,\n" for day in dates
    ]
    sets = [f"{quoted},{day} 18:00:00,{name},12\n" for day in dates for name in (quoted, "Crunch")]
    (folder / "pain.csv").write_text("person,date,thigh_root,low_back,control,note\n" + "".join(pain))
    (folder / "sets.csv").write_text("person,started_at,exercise,reps\n" + "".join(sets))
    return folder


@pytest.fixture(scope="module")
def shown(days, logs, tmp_path_factory) -> dict[str, Any]:
    """What every public function gives back, by its name."""
    place = tmp_path_factory.mktemp("shown")
    book = Logbook(place / "book")
    effects = ca.compare(days, weeks=6)
    told = {
        "Logbook.add": book.add(logs, timezone="Europe/Berlin", distinct=[HOSTILE]),
        "Logbook.status": book.status(),
        **{
            f"Logbook.{name}": getattr(book, name)()
            for name in ("sets", "sessions", "pain", "habits", "phases")
        },
        **{f"Logbook.{name}": getattr(book, name)() for name in ("people", "rejected", "unmapped", "unsaid")},
        **{f"Logbook.{name}": getattr(book, name)() for name in ("doubles", "files", "history", "sources")},
        "Logbook.start_phase": book.start_phase("core_focused", date="2026-11-01", person="b"),
        "Logbook.end_phase": book.end_phase(date="2026-11-10", person="b"),
        "Logbook.drop_phase": book.drop_phase("2026-11-01", person="b"),
        "Logbook.set_phases": book.set_phases(
            pl.DataFrame({"start": ["2026-11-01"], "program": ["none"]}), person="b"
        ),
        "Logbook.log_pain": book.log_pain({"low_back": 2}, person="b"),
        "Logbook.log_habits": book.log_habits({"sleep": 7}, person="b"),
        "Logbook.log_training": book.log_training({"rpe": 7}, person="b"),
        "Logbook.undo_entry": book.undo_entry("b"),
        "Logbook.undo": book.undo(1),
        "Logbook.redo": book.redo(),
        "Logbook.export": book.export(place / "export"),
        "Logbook.pseudonymise": book.pseudonymise(place / "shared"),
        "build_days": days,
        "compare": effects,
        "compare_within": ca.compare_within(_alternate(), HOSTILE),
        "count_responders": floor.count_responders(days, weeks=6),
        "dashboard": ca.dashboard(days),
        "describe_phases": floor.describe_phases(days, f"{HOSTILE} 1"),
        "diagnose": ca.diagnose(effects["low_back"]),
        "draw": ca.draw(effects),
        "find_flags": ca.find_flags(days, f"{HOSTILE} 1", until=days["date"].max()),
        "find_signals": floor.find_signals(days, days["date"].max()),
        "match_names": match_names([HOSTILE]),
        "pool": floor.pool(
            [ca.compare_within(_alternate(f"{HOSTILE} {n}", n), f"{HOSTILE} {n}") for n in range(1, 4)]
        ),
        "read_logs": ca.read_logs(logs, timezone="Europe/Berlin", distinct=[HOSTILE]),
        "simulate_study": (study := ca.simulate_study(people=2, weeks=4)),
        "watch_between": floor.watch_between(days, until=days["date"].max()),
        "watch_within": floor.watch_within(_alternate(), HOSTILE, until=_alternate()["date"].max()),
        "weekly_report": ca.weekly_report(book, HOSTILE),
        "weekly_reports": ca.weekly_reports(book, place / "pages"),
        "write": study.write(place / "study"),
        "one effect": effects["low_back"],
        "one flag": Flag("strong", "check", HOSTILE, ()),
        "some flags": Flags([Flag("strong", "check", HOSTILE, ())]),
        "a book": book,
        "an index": report_index([]),
    }
    schedule = ca.randomise([HOSTILE], start=dt.date(2090, 1, 2), blocks=10, seed=1)
    told |= {
        "randomise": schedule,
        "plan_study": (plan := ca.plan_study(design="blocks", weeks=(8,), replications=20, jobs=1)),
        "preregister": ca.preregister(schedule, plan),
    }
    told |= {"check": ca.check(days, effects), "examine_claims": ca.examine_claims(days)}
    told["one verdict"] = told["watch_within"]["low_back"]
    told["Logbook.forget"] = book.forget("b", drop_unreadable=True)
    return told


def _alternate(name: str = HOSTILE, seed: int = 3) -> pl.DataFrame:
    """Return the days of one person who changes routine every two weeks."""
    days, _ = draw_scores(people=1, weeks=16, design="blocks", seed=seed)
    return days.with_columns(person=pl.lit(name))


def test_every_public_function_is_looked_at(shown):
    functions = {name for name in ca.__all__ if name not in NO_RESULTS}
    functions |= {name for name in floor.__all__ if name[0].islower()} - PLAIN_OF_FLOOR
    functions |= {
        f"Logbook.{name}" for name in dir(Logbook) if not name.startswith("_") and name not in PLAIN_OF_BOOK
    }
    assert functions - set(shown) == set()


def test_every_result_shows_itself_in_a_notebook_and_in_words(shown):
    for name, result in shown.items():
        if isinstance(result, PLAIN):
            continue
        assert hasattr(result, "_repr_html_") or hasattr(result, "_repr_mimebundle_"), name
        assert str(result).strip(), name
        if isinstance(result, Shown):
            assert not str(result).startswith(type(result).__name__), (
                f"{name} tells its fields, not its answer"
            )
            assert " object at 0x" not in str(result), name
            assert result._repr_html_().strip(), name


def test_text_from_logs_stays_text(shown):
    seen = 0
    for name, result in shown.items():
        if isinstance(result, PLAIN) or not hasattr(result, "_repr_html_"):
            continue
        html = result._repr_html_()
        page = Elements(html)
        for part in (page, *map(Elements, page.framed)):
            assert not part.runs, (name, part.runs)
            assert "img" not in part.names, name
        assert "script" not in page.names, name
        seen += "window.hacked" in "".join(page.words)
    assert seen >= 5  # else nothing hostile was shown at all


def test_framed_pages_reach_nothing(shown):
    report, board = shown["weekly_report"]._repr_html_(), shown["dashboard"]._repr_html_()
    assert Elements(report).sandboxes == [""]  # not even scripts
    assert Elements(board).sandboxes == ["allow-scripts"]  # its own, in an origin of its own
    assert Elements(report).framed == [shown["weekly_report"].html]
    assert "iframe" not in frame_page("x" * (LONGEST + 1), "long")


def test_no_flag_does_not_mean_safe():
    assert "does not mean safe" in str(Flags())
    assert Flags() == ()
    assert "does not mean safe" in Flags()._repr_html_()


def test_plain_text_in_a_notebook_is_what_str_tells(shown):
    from IPython.lib.pretty import pretty

    for name in ("compare", "weekly_report", "dashboard", "some flags", "Logbook.add"):
        assert pretty(shown[name]) == str(shown[name]), name


def test_html_brings_no_colours_of_its_own(shown):
    """Ink and paper come from JupyterLab's theme, light or dark."""
    for name, result in shown.items():
        if isinstance(result, Shown):
            outside = result._repr_html_().split("<iframe", 1)[0]
            assert "color:" not in outside and "background" not in outside, name
