"""The pictures of claims: every number in its place, one unit an axis, verdicts in shape and words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from coreanalytics.days import build_days
from coreanalytics.effects import examine_claims
from coreanalytics.effects.claims.results import Claim, Claims, ClaimVerdict
from coreanalytics.effects.results import Interval
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.simulation import simulate_study
from coreanalytics.views.charts import answers
from coreanalytics.views.charts import claim_frames as frames
from coreanalytics.views.charts.claims import table_of_claims
from coreanalytics.views.charts.drawing import draw
from coreanalytics.views.texts import claims as texts


@pytest.fixture(scope="module")
def claims() -> Claims:
    return examine_claims(build_days(simulate_study(people=12, weeks=8, seed=4, messy=False).tables))


def _rows(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def _dicts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _dicts(item)


def _made(name: str, part: str, unit: str, verdict: ClaimVerdict, delta: float = 1.0) -> Claim:
    told = verdict is not ClaimVerdict.REFUSED
    return Claim(
        name=name, part=part, question="Is it so?", estimate=0.5 if told else None,
        interval=Interval(0.1, 0.9, 0.95) if told else None, unit=unit, p=None, q=None, is_primary=False,
        people=3, days=40, counted="days", verdict=verdict, sentence="It is so.", caution="",
        missing="" if told else "Too few days. To answer it, rate every day.", delta=delta,
    )  # fmt: skip


def test_every_number_is_drawn_with_its_range_and_verdict(claims: Claims) -> None:
    drawn = {(row["what"], row["verdict"], row["estimate"]) for row in _rows(draw(claims)) if "what" in row}
    assert drawn == {(frames.name_part(one), str(one.verdict), one.estimate) for one in claims.values()}
    for row in _rows(draw(claims)):
        if row.get("estimate") is not None:
            assert row["low"] < row["estimate"] < row["high"]
            assert row["delta"] > 0


def test_no_axis_holds_two_units_or_two_claims(claims: Claims) -> None:
    for panel in frames.group_panels(claims.items_):
        assert len({(one.name, one.unit) for one in panel}) == 1
    spec = draw(claims).to_dict()
    assert len(spec["vconcat"]) == len(frames.group_panels(claims.items_))
    assert spec.get("resolve", {}).get("scale", {}).get("x") is None
    order = [panel["title"]["text"][:2] for panel in spec["vconcat"] if panel["title"]["text"]]
    assert order == [f"C{k}" for k in range(1, 9)]


def test_refused_claims_stand_in_their_place_with_what_to_log(claims: Claims) -> None:
    refused = [one for one in claims.values() if not one.is_answered]
    assert refused
    told = {row["what"]: row["advice"] for row in _rows(draw(claims)) if row.get("advice")}
    for one in refused:
        advice = told[frames.name_part(one)]
        assert advice[1:] in one.missing or advice in one.missing
        assert not advice.startswith("To answer it")


def test_a_verdict_has_a_shape_and_a_colour_of_its_own() -> None:
    shapes = [answers.LOOKS[str(verdict)] for verdict in ClaimVerdict]
    assert len({shape for shape, _ in shapes}) == len(ClaimVerdict)
    units = ["a", "b", "c", "d", "e"]
    made = Claims(tuple(_made("C1", "next_day", u, v) for u, v in zip(units, ClaimVerdict, strict=True)))
    text = json.dumps(draw(made).to_dict())
    for verdict in ClaimVerdict:
        assert answers.LOOKS[str(verdict)][0] in text


def test_the_title_counts_the_verdicts(claims: Claims) -> None:
    made = Claims(
        (
            _made("C3", "thigh_root", "points", ClaimVerdict.SUPPORTED),
            _made("C5", "thigh_root", "points", ClaimVerdict.CONTRADICTED),
            _made("C5", "low_back", "points", ClaimVerdict.REFUSED),
        )
    )
    spec = draw(made).to_dict()
    assert "1 supported, 1 contradicted, 1 not answered" in spec["title"]["text"]
    assert "1 contradicted" in spec["description"]


def test_the_band_is_the_yardstick_of_the_question() -> None:
    days = build_days(simulate_study(people=8, weeks=8, seed=4, messy=False).tables)
    found = examine_claims(days, delta_between=0.7, delta_day=0.4, delta_share=7.0)
    assert found["C5"].delta == 0.7
    assert found["C3"].delta == 0.4
    assert found["C2"].delta == 7.0
    assert found.to_polars().filter(claim="C5")["delta"].to_list() == [0.7, 0.7]


def test_one_claim_is_drawn_with_its_own_numbers(claims: Claims) -> None:
    for one in claims.values():
        spec = draw(one).to_dict()
        assert spec["title"]["text"].startswith(one.name)
        assert (str(one.verdict) if one.is_answered else texts.NO_ANSWER) in spec["title"]["text"]
        assert one.sentence[:40] in spec["description"] or one.missing[:40] in spec["description"]
    gave_out = claims["C2", "routine"]
    assert gave_out.table is not None
    shares = [row for row in _rows(draw(gave_out)) if "share" in row]
    for at, row in enumerate(gave_out.table.iter_rows(named=True)):
        own = [one["n"] for one in shares if one["row"] == at]
        assert sum(own) == row["sets"]
        assert sum(one["share"] for one in shares if one["row"] == at) == pytest.approx(100)
    felt = claims["C7", "routine"]
    assert felt.table is not None
    assert {row["mean"] for row in _rows(draw(felt)) if "mean" in row} == set(felt.table["mean"])


def test_what_follows_a_session_is_drawn_by_kind_of_sets(claims: Claims) -> None:
    one = claims["C1", "thigh_root_next_day"]
    assert one.table is not None
    spec = draw(one).to_dict()
    assert len(spec["vconcat"]) == 1 + one.table["kind"].n_unique()
    drawn = sorted(row["estimate"] for row in _rows(draw(one)) if row.get("label") in texts.LAGS.values())
    assert drawn == pytest.approx(sorted(one.table["estimate"]))


def test_claims_can_be_drawn_one_by_one_by_name(claims: Claims) -> None:
    spec = draw(claims, kind="C2").to_dict()
    assert {row["what"] for row in _rows(draw(claims, kind="C2")) if "what" in row} == {
        frames.name_part(one) for one in claims.values() if one.name == "C2"
    }
    assert spec["vconcat"]
    with pytest.raises(ArgumentError, match="no picture called") as caught:
        draw(claims, kind="pie")
    assert "C8" in caught.value.hint
    with pytest.raises(ArgumentError, match="nothing to draw"):
        draw(Claims(()))


def test_the_table_holds_every_number_and_what_to_log(claims: Claims) -> None:
    table = table_of_claims(claims.items_)
    assert table.height == len(claims)
    refused = next(one for one in claims.values() if not one.is_answered)
    assert refused.missing[:60] in " ".join(table[texts.TO_LOG])
    hidden = replace(claims["C5"], sentence="so\u202ewrong\n")
    assert table_of_claims((hidden,))[texts.TO_LOG].to_list() == ["sowrong"]


def test_what_a_row_says_on_a_phone_is_short(claims: Claims) -> None:
    for one in claims.values():
        assert len(frames.brief_row(one)) <= 38
    for node in _dicts(draw(claims).to_dict()):
        if "axis" in node and isinstance(node.get("title"), str):
            assert len(node["title"]) <= 56
