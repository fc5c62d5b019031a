"""The result types: keys, frames, tables, notebooks."""

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, replace

import polars as pl
import pytest

from coreanalytics.effects import Contrast, Effects, Interval, compare
from coreanalytics.errors import ArgumentError


def test_it_is_a_mapping(cohort):
    effects = compare(cohort())
    assert len(effects) == 12
    assert effects["low_back"] is effects["low_back", Contrast.DIFFERENCE_AT_HORIZON]
    assert list(effects) == list(effects.keys())
    assert "low_back" in effects
    assert ("low_back", "difference_in_slope") in effects
    assert "elbow" not in effects
    assert 3 not in effects
    with pytest.raises(KeyError):
        effects["elbow"]
    with pytest.raises(KeyError):
        effects["low_back", "elbow"]
    assert [effect.outcome for effect in effects.primary] == ["thigh_root", "low_back", "control"]


def test_frames_have_one_row_per_contrast(cohort):
    effects = compare(cohort().with_columns(pl.lit(None, dtype=pl.Int32).alias("control")))
    frame = effects.to_polars()
    assert frame.height == 12
    refused = frame.filter(pl.col("outcome") == "control")
    assert refused["estimate"].null_count() == 4
    assert refused["refusal"].null_count() == 0
    first = frame.row(0, named=True)
    effect = effects["thigh_root"]
    assert (first["estimate"], first["low"], first["high"]) == (
        effect.estimate,
        effect.interval.low,
        effect.interval.high,
    )
    assert (first["n_treatment"], first["n_control"]) == (6, 6)
    assert effect.to_polars().equals(frame.head(1))
    assert Effects(()).to_polars().schema == frame.schema


def test_json_ready(cohort):
    effects = compare(cohort().with_columns(pl.lit(None, dtype=pl.Int32).alias("control")))
    plain = json.loads(json.dumps(effects.to_dict(), allow_nan=False))
    assert len(plain["effects"]) == 12
    assert plain["effects"][0]["estimate"] == effects["thigh_root"].estimate
    assert len(plain["sentences"]) == 3
    assert plain["warnings"] == list(effects.warnings)


def test_intervals_at_other_levels(cohort):
    effect = compare(cohort())["low_back"]
    same = effect.interval_at(0.975)
    assert (same.low, same.high) == (pytest.approx(effect.interval.low), pytest.approx(effect.interval.high))
    assert effect.interval_at(0.5).width < effect.interval_at(0.95).width < effect.interval.width
    for level in (0, 1, 95):
        with pytest.raises(ArgumentError):
            effect.interval_at(level)


def test_an_interval_holds_its_ends():
    interval = Interval(-1, 0, 0.95)
    assert 0 in interval
    assert -1 in interval
    assert 0.001 not in interval


def test_results_are_frozen_and_travel(cohort):
    effects = compare(cohort())
    with pytest.raises(FrozenInstanceError):
        effects["low_back"].estimate = 0
    assert pickle.loads(pickle.dumps(effects)) == effects
    assert copy.deepcopy(effects) == effects


def test_the_table_is_aligned_and_the_sentences_follow(cohort):
    text = str(compare(cohort()))
    table = text.split("\n\n")[0].splitlines()
    assert table[0].split() == [
        "outcome",
        "contrast",
        "estimate",
        "range",
        "level",
        "people",
        "days",
        "verdict",
    ]
    column = table[0].index("contrast")
    assert {line[column - 2 : column] for line in table} == {"  "}
    assert all(line[column] in "dco-" for line in table)
    assert "Low back: after 8 weeks people on core-focused routines reported" in text


def test_html_is_escaped(cohort):
    effect = replace(compare(cohort())["low_back"], outcome="<b>x</b>", refusal="<script>1</script>")
    html = effect._repr_html_() + Effects((effect,))._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_cautions_about_one_site_name_it(cohort):
    days = cohort()
    one = pl.when(pl.col("person") != "core_focused-0").then(pl.col("low_back"))
    effects = compare(days.with_columns(one.alias("low_back")))
    sited = [text.startswith(("Thigh root: ", "Low back: ", "Control site: ")) for text in effects.warnings]
    assert sited == sorted(sited)  # what holds for all comes first
    assert any(text.startswith("Low back: 1 person with no report") for text in effects.warnings)
    assert effects.to_sentence().count("left out") >= 1
    assert len(set(effects.warnings)) == len(effects.warnings)
