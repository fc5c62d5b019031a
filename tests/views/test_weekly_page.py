"""The weekly report as a page: order, words, names, files; and what it looks like in a browser."""

from __future__ import annotations

import ast
import re
import stat
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from weekly_logs import HOSTILE, MONDAY, WEEK, TableBook, full_log, logs, one_set, phase, rejected, scores

from coreanalytics.errors import ArgumentError
from coreanalytics.views import texts
from coreanalytics.views.hostile import clip, make_slug
from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.weekly.page import WeeklyReport, weekly_report


class Reader(HTMLParser):
    """Reads a page as a person does: words, headings, ids, and the tags that there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._open.append(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1] not in ("script", "style", "title") and data.strip():
            self.words.append(" ".join(data.split()))
            if self._open[-1] in ("h1", "h2", "bdi") and "h2" not in self._open[:-1]:
                self.headings.append(self.words[-1])

    @property
    def text(self) -> str:
        return " ".join(self.words)


def read(report: WeeklyReport) -> Reader:
    return Reader(report.html)


def pain_book(values, **more) -> TableBook:
    return TableBook(logs(pain=scores("low_back", MONDAY, values)), **more)


# ---- whose report, and of which week ------------------------------------------------------------
def test_the_only_person_and_the_newest_week_are_taken():
    report = weekly_report(TableBook(full_log()))
    assert (report.facts.person, report.facts.week.name) == ("ana", WEEK)


def test_where_there_are_several_people_one_must_be_named():
    book = TableBook(
        logs(pain=[*scores("low_back", MONDAY, [1]), *scores("low_back", MONDAY, [1], person="ben")])
    )
    with pytest.raises(ArgumentError, match="2 people") as caught:
        weekly_report(book)
    assert "ana and ben" in caught.value.hint


def test_an_unknown_person_is_answered_with_near_names():
    people = [{"person": name} for name in ("Anna Meier", "ben", "client 7")]
    with pytest.raises(ArgumentError, match="nobody in this book") as caught:
        weekly_report(TableBook(logs(people=people)), "anna meyer")
    assert caught.value.hint == "did you mean Anna Meier?"
    with pytest.raises(ArgumentError) as caught:
        weekly_report(TableBook(logs(people=people)), "zzzz")
    assert "Anna Meier, ben and client 7" in caught.value.hint


def test_a_hint_lists_no_more_people_than_a_screen_holds():
    with pytest.raises(ArgumentError) as caught:
        weekly_report(TableBook(logs(people=[{"person": f"p{i:04d}"} for i in range(3000)])))
    assert "2988 more" in caught.value.hint


def test_an_empty_book_and_an_impossible_week_are_refused():
    with pytest.raises(ArgumentError, match="nothing has been logged"):
        weekly_report(TableBook(logs()))
    with pytest.raises(ArgumentError, match="no week 54"):
        weekly_report(TableBook(full_log()), week="2026-W54")


def test_plain_tables_will_do():
    assert weekly_report(full_log()).facts == weekly_report(TableBook(full_log())).facts


# ---- order and words ----------------------------------------------------------------------------
def test_the_page_tells_things_in_their_order():
    page = read(weekly_report(TableBook(full_log())))
    assert page.headings == [
        "ana",
        texts.H_NEXT,
        texts.H_DISCOMFORT,
        texts.H_VERDICT,
        texts.H_TRAINING,
        texts.H_MOVES,
        texts.H_GAVE_OUT,
        texts.H_DEMAND,
        texts.H_RELIEF,
        texts.H_QUALITY,
        texts.H_HOW,
    ]
    assert "Week 46, 9 to 15 November 2026" in page.text
    assert "Program: core-focused, week 4 (chosen by the person)." in page.text
    assert texts.EMERGENCY in page.text
    assert "emergency" in page.ids


def test_the_sentence_of_the_week():
    report = weekly_report(TableBook(full_log()))
    assert report.to_sentence() == (
        "7 of 7 days were reported and 3 of 3 planned sessions done; the thigh root averaged 2.4 (about the "
        "same as last week) and the low back 3.0 (about the same as last week), both changes inside the "
        "ordinary noise."
    )
    assert report.to_sentence() in read(report).text
    assert report.to_sentence() in str(report)
    assert report.to_sentence() in report._repr_html_()


def test_the_noise_band_is_called_other_peoples():
    pain = scores("low_back", MONDAY - timedelta(days=7), [4] * 7 + [2] * 7)
    text = read(weekly_report(TableBook(logs(pain=pain)))).text
    assert "2.0 lower than last week: more than the ordinary noise" in text
    assert (
        "(±1.7 points; from other people’s diaries: before this week you had 7 reported days, "
        "and 30 are needed)" in text
    )
    assert "There is no report from a run-in, so there is no baseline." in text


def test_a_thin_week_is_not_judged():
    pain = scores("low_back", MONDAY - timedelta(days=7), [4] * 7 + [1] * 2)
    text = read(weekly_report(TableBook(logs(pain=pain)))).text
    assert (
        "3.0 lower than last week. With fewer than 4 reports in one of the two weeks, that says little."
        in text
    )


def test_a_week_without_data_says_so_and_shows_the_trend_up_to_then():
    pain = scores("low_back", MONDAY - timedelta(days=14), [3] * 7) + scores(
        "low_back", MONDAY + timedelta(days=14), [3] * 7
    )
    page = read(weekly_report(TableBook(logs(pain=pain)), week=WEEK))
    assert texts.EMPTY_WEEK in page.text
    assert "figure-trend" in page.ids
    early = read(weekly_report(TableBook(logs(pain=pain)), week="2020-W01"))
    assert texts.EMPTY_WEEK in early.text
    assert texts.NO_TREND in early.text
    assert "figure-trend" not in early.ids
    assert "The log begins on Mon 26 October 2026." in early.text


def test_somebody_without_a_single_usable_day_still_gets_a_page():
    book = TableBook(
        logs(people=[{"person": "ana"}]), rejected({"person": "ana", "line": 2, "red_flag": "emergency"})
    )
    report = weekly_report(book)
    assert report.facts.empty
    assert report.facts.emergency
    assert texts.EMERGENCY_YES in read(report).text


def test_missing_parts_say_so():
    text = read(weekly_report(pain_book([3, 2]))).text
    for sentence in (
        texts.NO_TRAINING,
        texts.NO_MOVES,
        texts.GAVE_OUT_NONE,
        texts.ABS_FELT_NONE,
        texts.NONE_SET_ASIDE,
        texts.NONE_UNMAPPED,
        texts.NO_SAFETY,
        "Thigh root: no report up to the end of this week",
        "no plan noted",
        "So far: the last logged day is Tue 10 November 2026.",
    ):
        assert sentence in text, sentence
    only_sets = read(weekly_report(logs(sets=[one_set(MONDAY, "ankle_band_crunch", reps=5.0)]))).text
    assert texts.NO_TREND in only_sets
    assert "No day was reported and 1 session logged." in only_sets


def test_the_five_moves_in_their_own_units():
    text = read(weekly_report(TableBook(full_log()))).text
    assert "Ankle-anchored crunch" in text
    assert "Reps in one set 21 new best 18 21 this week" in text
    assert "Left side 41 s new best 38 s 41 s this week" in text
    assert "Side not logged 20 s 20 s 20 s 3 weeks ago" in text
    assert "The left side was held 5 s longer (12 %)." in text
    assert "Load × metres (kg·m) 800 800 800 3 weeks ago" in text
    assert "Not logged so far: support pelvic tilt." in text


def test_what_gave_out_is_a_share_of_the_answers():
    text = read(weekly_report(TableBook(full_log()))).text
    assert "Shares of 3 answers this week and 3 last week." in text
    assert re.search(r"Abs [12] of 3 [12] of 3", text)


def test_rows_set_aside_are_told_with_file_and_line():
    rows = rejected(*({"person": "ana", "line": i, "rule": "out_of_range"} for i in range(2, 14)))
    text = read(weekly_report(pain_book([3], set_aside=rows))).text
    assert "12 rows of this log are set aside (kept, not used): out of range 12." in text
    assert "pain.csv, line 13 : 11 lies outside 0-10." in text
    assert "and 7 more" in text


def test_unmapped_names_come_with_what_they_may_be():
    book = TableBook(full_log(), names={"Crunch Old #2": ["crunch", "decline_crunch"]})
    text = read(weekly_report(book)).text
    assert "1 exercise name is not mapped yet (12 sets)." in text
    assert "Crunch Old #2 (3 sets)" not in text  # sets of the whole log
    assert "perhaps crunch or decline_crunch" in text


def test_the_next_morning_is_named_where_it_counts():
    pain = [row | {"timing": "next_morning"} for row in scores("low_back", MONDAY, [3])]
    text = read(weekly_report(logs(pain=pain))).text
    assert "the rating of the next morning" in text


def test_no_sentence_claims_what_was_not_shown():
    folder = Path(texts.__file__).parent
    sources = [
        file.read_text(encoding="utf-8") for file in (*folder.glob("*.py"), Path(chart_texts.__file__))
    ]
    said = " ".join(
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ).lower()
    for phrase in ("nothing “lowered” it", 'nothing "lowered" it', "nobody can say whether a routine helps"):
        said = said.replace(phrase, "")
    for word in ("significant", "lowered", "proves", "helps", "hurts more", "improved"):
        assert word not in said, word


# ---- safety -------------------------------------------------------------------------------------
def test_a_flag_comes_before_everything():
    page = read(weekly_report(pain_book([10] * 7)))
    assert page.headings[0] == texts.H_CHECK
    assert "A rating of 10 at the low back was reported" in page.text
    assert page.ids.index("safety") < page.ids.index("sentence")


def test_an_emergency_takes_the_place_of_the_sentence():
    pain = scores("low_back", MONDAY, [2, 2, 2], red_flag="emergency")
    report = weekly_report(logs(pain=pain))
    page = read(report)
    assert page.headings[0] == texts.H_EMERGENCY
    assert "sentence" not in page.ids
    assert report.to_sentence() == texts.EMERGENCY_YES
    assert page.text.index(texts.EMERGENCY_YES) < page.text.index("ana")


def test_an_emergency_in_a_row_set_aside_counts_as_well():
    rows = rejected({"person": "ana", "line": 14, "red_flag": "emergency"})
    page = read(weekly_report(pain_book([2], set_aside=rows)))
    assert page.headings[0] == texts.H_EMERGENCY
    assert (
        "A row that could not be used (pain.csv, line 14) answers the question about emergency signs"
        in page.text
    )
    assert page.text.count(texts.EMERGENCY) == 2  # at the top and in the foot
    assert "sentence" not in page.ids


def test_a_row_that_names_nobody_is_told_but_blamed_on_nobody():
    book = TableBook(
        logs(pain=[*scores("low_back", MONDAY, [1]), *scores("low_back", MONDAY, [1], person="ben")]),
        rejected({"line": 14, "red_flag": "emergency"}),
    )
    page = read(weekly_report(book, "ben"))
    assert "A row that names nobody known here (pain.csv, line 14)" in page.text
    assert "sentence" in page.ids


def test_silence_is_not_safety():
    text = read(weekly_report(pain_book([1] * 7))).text
    assert "No safety rule fired on what was logged. No flag reported does not mean safe." in text
    assert texts.EMERGENCY in text


def test_an_old_emergency_answer_stays_out_of_later_weeks():
    pain = scores("low_back", MONDAY, [2], red_flag="emergency") + scores(
        "low_back", MONDAY + timedelta(days=1), [2] * 60, red_flag="no"
    )
    assert weekly_report(logs(pain=pain), week=WEEK).facts.emergency
    assert not weekly_report(logs(pain=pain)).facts.emergency


# ---- edges --------------------------------------------------------------------------------------
EDGES = {
    "first week": logs(pain=scores("low_back", MONDAY + timedelta(days=3), [1, 2, 3, 4])),
    "only pain": logs(pain=scores("thigh_root", MONDAY, [3] * 7, side="left")),
    "only workouts": logs(sets=[one_set(MONDAY, "crunch", family="standard_ab", reps=20.0)]),
    "all zeros": logs(pain=scores("low_back", MONDAY, [0] * 7) + scores("thigh_root", MONDAY, [0] * 7)),
    "all tens": logs(pain=scores("low_back", MONDAY, [10] * 7) + scores("thigh_root", MONDAY, [10] * 7)),
    "week 53": logs(pain=scores("low_back", date(2026, 12, 28), [2] * 7)),
    "only a safety answer": logs(
        pain=[{"person": "ana", "date": MONDAY, "site": "whole_body", "timing": "day", "red_flag": "no"}]
    ),
    "only a habit": logs(habits=[{"person": "ana", "date": MONDAY, "sleep_h": 7.5}]),
    "a phase of one day": logs(
        pain=scores("low_back", MONDAY, [2] * 7), phases=[phase(MONDAY, "run_in", end=MONDAY)]
    ),
}


@pytest.mark.parametrize("edge", EDGES)
def test_every_edge_has_a_whole_page(edge):
    report = weekly_report(EDGES[edge])
    page = read(report)
    assert page.headings[-1] == texts.H_HOW
    assert "None" not in page.text.replace(texts.NO_MOVES, "").replace("None: whoever trains", "")
    assert "nan" not in page.text.lower().split()
    assert not any(word in page.text for word in ("{", "}", "Week(", "Undefined"))


def test_all_tens_raise_a_flag_and_all_zeros_do_not():
    assert "strong" in [flag.rule for flag in weekly_report(EDGES["all tens"]).facts.flags]
    assert weekly_report(EDGES["all zeros"]).facts.flags == ()
    assert weekly_report(EDGES["week 53"]).facts.week.name == "2026-W53"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    tables = full_log(text)
    tables["sets"] = tables["sets"].with_columns(
        note=pl.lit(text),
        exercise_logged=pl.when(pl.col("family").is_null()).then(pl.lit(text)).otherwise("exercise_logged"),
    )
    rows = rejected({"person": text, "file": text, "line": 2, "column": text, "rule": text, "sentence": text,
                     "value": text, "red_flag": "below_knee"})  # fmt: skip
    report = weekly_report(TableBook(tables, rows, {text: [text]}), text)
    page = read(report)
    assert page.tags.count("script") == len(re.findall(r"</script>", report.html))
    assert "img" not in page.tags
    assert clip(text) in page.text
    for mark in ("\u202e", "\u2066"):
        assert mark not in report.html
    assert "x" * 200 not in report.html.split('type="application/json"')[0]
    assert "<h3>" in report._repr_html_()
    assert "<script" not in report._repr_html_()


# ---- files --------------------------------------------------------------------------------------
def test_a_saved_report_is_private_and_whole(tmp_path):
    report = weekly_report(TableBook(full_log()))
    path = report.save(tmp_path / "new" / "folder")
    assert path.name == "ana_2026-W46.html"
    assert path.read_text(encoding="utf-8") == report.html
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert report.save(path.parent) == path
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name, f"{path.stem}.json"]  # no leftovers


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ArgumentError) as caught:
        weekly_report(TableBook(full_log())).save(tmp_path / "file")
    assert caught.value.hint


NAMES = ["../x", "a/b", "a b", "a\\b", "x" * 300, "x" * 301, "🦵", "🦶", "", ".", "..", "CON", "con", "Ana",
         "ana", "-rf", "a\x00b", "عمر", "index", "*?<>|:\"", "a~b"]  # fmt: skip


def test_file_names_are_safe_and_different_for_different_people():
    slugs = [make_slug(name) for name in NAMES]
    assert len({slug.casefold() for slug in slugs}) == len(NAMES)
    for slug in slugs:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*(~[0-9a-f]{8})?", slug)
        assert len(slug) <= 60


def test_a_hostile_person_is_saved_inside_the_folder(tmp_path):
    for name in ("../x", "a/b", "x" * 300, "🦵"):
        path = weekly_report(logs(pain=scores("low_back", MONDAY, [1], person=name))).save(tmp_path)
        assert path.parent == tmp_path
        assert path.is_file()


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("plain", 80, "plain"),
        ("a\n\tb", 80, "a b"),
        ("abcdef", 4, "abc…"),
        ("\u202eabc", 80, "abc"),
        ("", 80, ""),
    ],
)
def test_clip_makes_one_short_line(text, limit, shown):
    assert clip(text, limit) == shown


def test_clip_is_short_whatever_comes():
    for text in (*HOSTILE, "\u202e" * 10_000 + "end", "👩‍🚀" * 500):
        assert len(clip(text, 50)) <= 50


# ---- in a browser -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser(chromium):
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def look(browser, path: Path, width: int):
    """Open a saved page with the network cut; return the page and everything it complained about."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("request", lambda r: trouble.append(r.url) if r.url != path.as_uri() else None)
    page.on("dialog", lambda d: trouble.append(d.message))
    page.goto(path.as_uri())
    return page, trouble


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("who", ["ana", *HOSTILE])
def test_the_page_in_a_browser(browser, tmp_path, who, width):
    rows = rejected(*({"person": who, "file": who, "line": i, "sentence": who} for i in range(9)))
    tables = full_log(who)
    tables["sets"] = tables["sets"].with_columns(
        exercise_logged=pl.when(pl.col("family").is_null()).then(pl.lit(who)).otherwise("exercise_logged")
    )
    report = weekly_report(TableBook(tables, rows, {who: [who]}), who)
    page, trouble = look(browser, report.save(tmp_path), width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert trouble == []
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reported = report.facts.daily["score"].count()
    for picture in page.locator("#figure-trend svg").all():
        assert picture.locator(".mark-symbol circle").count() == reported  # a dot a day
    assert page.locator("#figure-trend svg .mark-rect rect").count() > 0
    assert page.locator("main table").count() >= 5
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("edge", ["all tens", "only workouts", "first week"])
def test_edges_in_a_browser(browser, tmp_path, edge):
    report = weekly_report(EDGES[edge])
    page, trouble = look(browser, report.save(tmp_path), 390)
    assert trouble == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#figure-trend svg").count() == (0 if edge == "only workouts" else 2)
    page.context.close()
