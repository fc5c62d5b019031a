"""The page a coach scans: who comes first and why, in few words, whatever was logged."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weekly_logs import HOSTILE, full_log

from coreanalytics import words
from coreanalytics.effects.false_alarms import expect_false_alarms
from coreanalytics.effects.signals import Signal, SiteSignal
from coreanalytics.views import texts
from coreanalytics.views.weekly.index import ORDER, attention, report_index
from coreanalytics.views.weekly.index_rows import SPARK_WEEKS, IndexRow, IndexSite, make_row, read_row
from coreanalytics.views.weekly.page import weekly_report
from coreanalytics.views.weekly.quality import SetAsideFlag
from coreanalytics.vocabulary import RedFlag

END = dt.date(2026, 11, 15)
WEEK = "2026-W46"


def make_index_row(person: str = "ana", **changes) -> IndexRow:
    sites = tuple(
        IndexSite(site, 3.14, 2.5, 4.0, 6, (None, *(2.0 + i / 10 for i in range(SPARK_WEEKS - 1))))
        for site in ("thigh_root", "low_back")
    )
    row = IndexRow(person, f"{person}.html", WEEK, False, "2026-11-15", False, (), (), sites, 6, 2, 3.0)
    return replace(row, **changes)


def make_signal(person: str = "ana", *reasons: str, **changes) -> Signal:
    calm = [
        SiteSignal(site, 3.0, 3.0, 12, 24, 0.0, 0.6, 0.0, 0.3, 0.01, False)
        for site in ("thigh_root", "low_back")
    ]
    if "worsening" in reasons:
        calm[1] = replace(calm[1], change=2.6, shrunk=2.1, shrunk_sd=0.6, probability=0.9, worsening=True)
    signal = Signal(
        person, END, tuple(calm), 30, 0, 2, 0.9, 40, "silent" in reasons, "inactive" in reasons,
        "stalled" in reasons, "same_answer" in reasons, False, reasons,
    )  # fmt: skip
    return replace(signal, **changes)


def read_text(html: str) -> str:
    body = re.sub(r"<style.*?</style>|<svg.*?</svg>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def order_of(index) -> list[str]:
    return [row.person for row in index.rows]


# --- who comes first -------------------------------------------------------------------------------------


def test_the_order_is_safety_worsening_silence_standstill_and_then_names():
    rows = [
        make_index_row("Zed"),
        make_index_row("ada"),
        make_index_row("still"),
        make_index_row("gone"),
        make_index_row("quiet"),
        make_index_row("worse"),
        make_index_row("flag", flags=("strong",)),
        make_index_row("two flags", flags=("strong", "rising")),
        make_index_row("set aside", set_aside=("below_knee",)),
        make_index_row("help", emergency=True, flags=("emergency",)),
        make_index_row("nobody knows", last_day=None),
    ]
    signals = {
        "Zed": make_signal("Zed"),
        "ada": make_signal("ada"),
        "still": make_signal("still", "stalled"),
        "gone": make_signal("gone", "inactive", days_silent=30),
        "quiet": make_signal("quiet", "silent", "stalled", days_silent=8),
        "worse": make_signal("worse", "worsening", "silent"),
        "flag": make_signal("flag", "worsening"),
        "two flags": make_signal("two flags"),
        "set aside": make_signal("set aside"),
        "help": make_signal("help"),
    }
    expected = ["help", "two flags", "flag", "set aside", "worse", "quiet", "gone", "nobody knows"]
    assert order_of(report_index(rows, signals=signals)) == [*expected, "still", "ada", "Zed"]
    assert order_of(report_index(rows[::-1], signals=signals)) == [*expected, "still", "ada", "Zed"]


def test_the_likeliest_rise_comes_first():
    signals = {name: make_signal(name, "worsening") for name in "abc"}
    for name, chance in (("a", 0.6), ("b", 0.99), ("c", 0.7)):
        sites = signals[name].sites
        signals[name] = replace(signals[name], sites=(sites[0], replace(sites[1], probability=chance)))
    rows = [make_index_row(name) for name in "abc"]
    assert order_of(report_index(rows, signals=signals)) == ["b", "c", "a"]


def test_without_signals_only_safety_sorts():
    rows = [make_index_row("b", last_day=None), make_index_row("a"), make_index_row("c", flags=("sharp",))]
    assert order_of(report_index(rows)) == ["c", "a", "b"]
    assert [attention(row) for row in rows] == ["", "", "check"]
    html = report_index(rows).html
    assert texts.INDEX_HOW_TITLE not in html
    assert "by chance" not in html


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "check", "emergency"]), st.sampled_from([(), ("worsening",), ("silent",)])
        ),
        max_size=12,
    )
)
def test_nobody_is_lost_and_groups_stand_in_order(people):
    rows, signals = [], {}
    for i, (safety, reasons) in enumerate(people):
        flags = {"": (), "check": ("strong",), "emergency": ("emergency",)}[safety]
        rows.append(make_index_row(f"p{i}", flags=flags, emergency=safety == "emergency"))
        signals[f"p{i}"] = make_signal(f"p{i}", *reasons)
    index = report_index(rows, signals=signals)
    assert sorted(order_of(index)) == sorted(row.person for row in rows)
    found = [ORDER.index(attention(row, signals[row.person])) for row in index.rows]
    assert found == sorted(found)
    assert [f'href="p{i}.html"' in index.html for i in range(len(rows))] == [True] * len(rows)


# --- what it says ----------------------------------------------------------------------------------------


def test_reasons_stand_beside_the_name_in_few_words():
    rows = [
        make_index_row("a", flags=("below_knee", "strong"), set_aside=("emergency",)),
        make_index_row("b"),
        make_index_row("c"),
        make_index_row("d"),
        make_index_row("e"),
    ]
    signals = {
        "a": make_signal("a", "worsening"),
        "b": make_signal("b", "worsening"),
        "c": make_signal("c", "inactive", days_silent=12),
        "d": make_signal("d", "silent", days_silent=9),
        "e": make_signal("e", "stalled", "same_answer", days_since_best=36),
    }
    text = read_text(report_index(rows, signals=signals).html)
    for told in (
        "numbness or pain below the knee · a rating of 8 or more · emergency sign, in a row set aside · and",
        "low back up by about 2.1 points (0.9 to 3.3)",
        "nothing logged for 12 days",
        "trains, but no report for 9 days",
        "no new best in 5 weeks · same scores in the last 14 reports",
    ):
        assert told in text, told


def test_every_rule_and_every_group_has_its_words():
    from coreanalytics.effects import safety

    source = Path(str(safety.__file__)).read_text(encoding="utf-8")
    rules = set(re.findall(r'Flag\("(\w+)"', source)) | set(re.findall(r'rule="(\w+)"', source))
    assert len(rules) > 5
    assert rules <= set(texts.INDEX_RULES)
    assert set(ORDER) == set(texts.INDEX_GROUPS) == set(texts.INDEX_SHORT)
    for flag in (RedFlag.EMERGENCY, RedFlag.BELOW_KNEE):
        assert texts.name_set_aside(flag)


def test_numbers_of_a_row():
    row = make_index_row(next_step="Side support: hold the left side 2 s longer, from 20 to 22 s")
    index = report_index([row], signals={"ana": make_signal()})
    text = read_text(index.html)
    assert "3.1 2.5" in text
    assert "6 of 7 2 of 3 Side support: hold the left side 2 s longer, from 20 to 22 s" in text
    assert index.html.count('class="sparkline"') == 2
    assert (
        f"Thigh root, weekly means of the last {SPARK_WEEKS} weeks, 0–10: from 2.0 to 3.0, 1 week without"
        in index.html
    )
    assert texts.INDEX_STEP in text
    assert texts.INDEX_STEP not in read_text(report_index([make_index_row()]).html)


def test_a_missing_value_is_a_dash_and_never_a_nought():
    sites = tuple(
        IndexSite(s, None, None, None, 0, (None,) * SPARK_WEEKS) for s in ("thigh_root", "low_back")
    )
    row = make_index_row(sites=sites, days_reported=0, sessions=0, planned=None)
    text = read_text(report_index([row], signals={}).html)
    assert "– – – – 0 of 7 0" in text
    nothing = report_index([make_index_row(last_day=None, sites=sites)], signals={})
    assert texts.INDEX_NOTHING in nothing.html
    assert "0 of 7" not in read_text(nothing.html)


def test_an_older_week_is_named_beside_its_numbers():
    rows = [make_index_row("a"), make_index_row("b", week="2026-W40"), make_index_row("c", so_far=True)]
    text = read_text(report_index(rows).html)
    assert "numbers of 2026\u2011W40" in text
    assert text.count("numbers of") == 1
    assert "Week 2026-W46, so far." in text


@pytest.mark.parametrize("people", [1, 2, 30, 300])
def test_how_many_false_alarms_to_expect(people):
    rows = [make_index_row(f"p{i}") for i in range(people)]
    signals = {row.person: make_signal(row.person) for row in rows}
    text = read_text(report_index(rows, signals=signals).html)
    expected = expect_false_alarms(people)
    if people == 1:
        assert "If nothing changed for this person" in text
        assert f"about {words.percent(expected.usual)} (".replace(words.NO_BREAK, " ") in text
    else:
        number = f"{expected.usual:.{0 if expected.high >= 10 else 1}f}"
        assert f"any of these {people} people, expect about {number} (" in text
    assert ("cannot be compared with each other" in text) is (people < 3)


def test_people_without_reports_enough_are_not_counted_among_those_looked_at():
    thin = make_signal("b", "inactive")
    thin = replace(thin, sites=tuple(replace(one, probability=None, worsening=None) for one in thin.sites))
    rows = [make_index_row("a"), make_index_row("b")]
    text = read_text(report_index(rows, signals={"a": make_signal("a"), "b": thin}).html)
    assert "If nothing changed for this person" in text
    text = read_text(report_index(rows[1:], signals={"b": thin}).html)
    assert "by chance" not in text.split(texts.INDEX_HOW_TITLE)[0]


def test_safety_answers_that_name_nobody_come_before_everything():
    flag = SetAsideFlag(RedFlag.EMERGENCY, "</li><script>window.hacked=1</script>.csv", 3, named=False)
    html = report_index([make_index_row("a", emergency=True)], [flag]).html
    assert html.index("names nobody known here") < html.index("<h1")
    assert "<script" not in html


def test_emergency_wording_is_always_in_the_foot():
    for rows in ([], [make_index_row()]):
        foot = read_text(report_index(rows).html.split("<footer>")[1])
        assert texts.EMERGENCY in foot
        assert texts.EMERGENCY_NUMBER in foot
        assert texts.NOT_ADVICE in foot
    assert texts.INDEX_NOBODY in report_index([]).html


# --- hostile, large, elsewhere ---------------------------------------------------------------------------


def test_hostile_text_stays_text_everywhere():
    rows = [make_index_row(name, file=f"p{i}.html", next_step=name) for i, name in enumerate(HOSTILE)]
    signals = {name: make_signal(name, "worsening") for name in HOSTILE}
    html = report_index(rows, signals=signals).html
    for tag in ("<script", "<img", "\u202e", 'window.hacked=1">'):
        assert tag not in html
    assert "script-src &#39;none&#39;" in html
    assert "{{ 7*7 }}" in html
    assert "x" * 121 not in html


def test_three_hundred_people_fit_the_page():
    rows = [make_index_row(f"{name[:60]} {i}") for i in range(300) for name in (HOSTILE[0],)]
    signals = {row.person: make_signal(row.person, "worsening", "stalled") for row in rows}
    assert len(report_index(rows, signals=signals).html.encode()) < 1_600_000


def test_a_row_goes_through_json_and_between_processes():
    row = make_row(weekly_report(full_log()).facts, "ana_2026-W46.html")
    assert read_row(json.loads(json.dumps(row.to_dict()))) == row
    assert pickle.loads(pickle.dumps(row)) == row
    assert len(json.dumps(row.to_dict())) < 2_000
    assert [site.site for site in row.sites] == ["thigh_root", "low_back"]
    assert len(row.sites[0].weeks) == SPARK_WEEKS
    assert row.sites[0].weeks[:6] == (None,) * 6
    assert row.sites[0].weeks[-1] == pytest.approx(row.sites[0].this, abs=0.01)
    with pytest.raises((KeyError, TypeError)):
        read_row({"person": "ana"})
