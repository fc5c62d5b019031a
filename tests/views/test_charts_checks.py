"""The pictures of checks: failed ones first, never an error, and the numbers of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from coreanalytics.days import build_days
from coreanalytics.effects import check, compare, compare_within
from coreanalytics.effects.checks.checking import CHECKS
from coreanalytics.effects.checks.results import Check, Checks
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation import simulate_study
from coreanalytics.views.charts import check_frames as frames
from coreanalytics.views.charts.check_tables import MAX_ROWS
from coreanalytics.views.charts.checks import table_of_checks
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.texts import checks as texts


@pytest.fixture(scope="module")
def checks() -> Checks:
    days = build_days(simulate_study(people=12, weeks=8, seed=4, messy=False).tables)
    return check(days, compare(days))


@pytest.fixture(scope="module")
def own() -> Checks:
    study = simulate_study(people=1, weeks=16, effect=-2.0, design="blocks", seed=3, messy=False)
    days = build_days(study.tables)
    return check(days, compare_within(days, days["person"][0]))


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _made(
    name: str, passed: bool | None, outcome: str = "low_back", table: pl.DataFrame | None = None
) -> Check:
    return Check(name, outcome, "Is it so?", passed, "It was found. More of it.", table)


def test_failed_checks_come_first_in_their_group_and_their_group_first() -> None:
    made = [
        _made("assignment", True, ""),
        _made("ordinal", True),
        _made("influence", None),
        _made("influence", False, "thigh_root"),
        _made("as_done", True),
    ]
    groups = frames.group_checks(made)
    assert [one.passed for one in groups[0].checks] == [False, None, True, True]
    assert [one.name for one in groups[1].checks] == ["assignment"]
    spec = draw(Checks(tuple(made))).to_dict()
    assert spec["title"]["text"] == "1 of 5 checks failed"
    assert spec["vconcat"][0]["title"]["text"] == groups[0].heading
    assert "1 failed, 1 cannot tell, 3 passed" in spec["description"]
    assert table_of_checks(made)[texts.ANSWER].to_list() == ["failed", "cannot tell", *["passed"] * 3]


def test_every_check_has_a_row_with_its_answer_and_its_sentence(checks: Checks) -> None:
    rows = [row for row in _rows(draw(checks)) if "asked" in row]
    told = {(row["asked"], row["answer"]) for row in rows}
    assert len(told) == len(checks)
    assert {row["sentence"] for row in rows} == {one.sentence for one in checks.values()}
    for row in rows:
        assert bool(row["said"]) == (row["answer"] == "failed")
        assert len(row["short"]) <= 40


def test_rows_stand_below_each_other() -> None:
    made = [_made("influence", False), _made("ordinal", None), _made("floor", True)]
    tops = frames.list_rows(made)["top"].to_list()
    assert tops[1] - tops[0] == frames.ROW + frames.SAID
    assert tops[2] - tops[1] == frames.ROW
    assert frames.measure(made) > tops[-1]


def test_every_check_belongs_to_a_group_and_has_a_short_name() -> None:
    grouped = [name for names in texts.GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(CHECKS)
    assert set(texts.SHORT) == set(CHECKS)
    stray = frames.group_checks([_made("brand_new", True)])
    assert [group.heading for group in stray] == [texts.OTHER_GROUP]


@pytest.mark.parametrize("whose", ["checks", "own"])
def test_every_check_is_drawn_and_says_what_it_found(whose: str, request: pytest.FixtureRequest) -> None:
    for one in request.getfixturevalue(whose).values():
        spec = draw(one).to_dict()
        assert spec["title"]["text"].startswith(one.answer.capitalize())
        assert one.sentence[:40] in " ".join(spec["title"]["subtitle"])
        assert one.sentence[:40] in spec["description"]


def test_people_are_drawn_beside_their_mean(checks: Checks) -> None:
    one = checks["placebo_dates", "low_back"]
    assert one.table is not None
    rows = _rows(draw(one))
    assert sorted(row["value"] for row in rows if "person" in row) == pytest.approx(
        sorted(one.table["change"])
    )
    means = {row["label"]: row["estimate"] for row in rows if "estimate" in row}
    plain = one.table.group_by("arm").agg(pl.col("change").mean())
    assert sorted(means.values()) == pytest.approx(sorted(plain["change"]))


def test_whoever_turns_the_answer_is_drawn_and_marked() -> None:
    table = pl.DataFrame(
        {
            "left_out": ["person"] * 30 + ["week"],
            "who": [f"p{k}" for k in range(30)] + ["2026-09-14"],
            "estimate": [-1.0 + k / 100 for k in range(31)],
            "low": [-2.0 + k / 100 for k in range(31)],
            "high": [-0.1 + k / 100 for k in range(31)],
            "shift": [k / 100 for k in range(31)],
            "p": [1.0] * 31,
            "turns": [False] * 30 + [True],
            "outlier": [False] * 31,
        }
    )
    drawn = _rows(draw(_made("influence", False, table=table)))
    rows = list({row["row"]: row for row in drawn if "label" in row}.values())
    assert len(rows) == MAX_ROWS
    flagged = [row for row in rows if row["flag"]]
    assert [row["label"] for row in flagged] == ["Without the week of 14 September 2026: turns the answer"]
    assert [row["row"] for row in sorted(rows, key=lambda row: row["estimate"])] == list(range(MAX_ROWS))


def test_units_of_the_ordinal_model_have_axes_of_their_own(checks: Checks, own: Checks) -> None:
    panels = draw(checks["ordinal", "low_back"]).to_dict()["vconcat"]
    assert [panel["title"]["text"] for panel in panels] == [texts.OF_POINTS, texts.OF_RATIOS]
    panels = draw(own["ordinal", "low_back"]).to_dict()["vconcat"]
    assert [panel["title"]["text"] for panel in panels] == [texts.OF_POINTS, texts.OF_CHANCES]


def test_a_table_that_nobody_foresaw_is_drawn_as_a_table() -> None:
    table = pl.DataFrame({"when": [dt.date(2026, 1, 5)], "why": ["<b>x</b>\u202e"], "none": [None]})
    rows = _rows(draw(_made("brand_new", True, table=table)))
    assert {"2026-01-05", "<b>x</b>", "–", "when"} <= {row["text"] for row in rows}
    # known by name, but with other columns
    assert "when" in {row["text"] for row in _rows(draw(_made("influence", True, table=table)))}


def test_a_check_without_a_table_is_its_row() -> None:
    rows = _rows(draw(_made("ordinal", None)))
    assert [row["answer"] for row in rows] == ["cannot tell"]
    with pytest.raises(ArgumentError, match="no checks"):
        draw(Checks(()))
