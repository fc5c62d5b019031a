"""A few of the deals of ``benchmarks/nulls.py``, and that a real difference would be noticed."""

import importlib

import polars as pl
import pytest
from scipy.stats import binom

nulls = importlib.import_module("benchmarks.nulls")

CHANCE = 0.001  # of a short run that lies too high while the long one is as it should be


def may_err(deals: int) -> int:
    """The most errors of so many deals that a process erring as often as allowed makes."""
    return int(binom.ppf(1 - CHANCE, deals, nulls.ALLOWED / 100))


@pytest.mark.parametrize(("question", "deals"), [("demo", 6), ("trial", 40)])
def test_few_deals_err(question, deals):
    assert nulls.count_errors(question, deals) <= may_err(deals)


@pytest.mark.slow
@pytest.mark.parametrize("question", ["demo", "trial"])
def test_hundred_deals_err_seldom(question):
    assert nulls.count_errors(question, 100) <= may_err(100)


def test_a_deal_keeps_days_and_sizes():
    days = nulls.read_demo()
    dealt = nulls.deal(days, (12, 12), 3)
    assert dealt.drop("program").equals(days.drop("program"))
    sizes = dealt.filter(pl.col("program") == "core_focused")["person"].n_unique()
    assert sizes == 12
    assert not dealt.equals(days)


def test_a_difference_put_into_the_trial_is_found(monkeypatch):
    days = nulls.read_trial()
    better = pl.when(pl.col("program") == "core_focused").then(pl.col("low_back") - 2.5).otherwise("low_back")
    halved = nulls.deal(days, (24, 23), 1).with_columns(low_back=better)
    monkeypatch.setattr(nulls, "deal", lambda *_: halved)
    assert nulls.errs_in_trial(1)
