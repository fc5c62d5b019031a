# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How was the week?
#
# It is Sunday evening. The lower back has been better than last week, or worse, and the question is always
# the same: does it *mean* anything?
#
# **The question.** One person, one week: is the change from the week before more than the ups and downs that
# every week has? (The person is simulated, as in [notebook 1](01_explore_logs.ipynb).)

# %%
import tempfile
from pathlib import Path

import polars as pl
from IPython.display import Markdown

import coreanalytics as ca
from coreanalytics.vocabulary import WEEKLY_NOISE

ca.use_in_notebook()
_ = pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True)

# %%
demo = Path("..") / "data" / "demo"
shelf = tempfile.TemporaryDirectory()
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(demo / "aliases.csv").read_bytes())
book.add(demo)
days = ca.build_days(book)
person, week = "p02", "2026-W44"

# %% [markdown]
# ## The picture
#
# Dots are days, lines are weekly means, the shading is the routine. Look first at how far the dots scatter
# around the line: that scatter is what a single week has to beat.

# %%
ca.draw(days, person=person, kind="person")

# %% [markdown]
# ## The number
#
# For each site: the mean of the week, on how many reported days it rests, and the change from the week
# before.

# %%
report = ca.weekly_report(book, person=person, week=week)
numbers = report.to_polars()
numbers.select("site", "this_week", "days", "last_week", "last_week_days", "change").with_columns(
    pl.col(pl.Float64).round(1)
)

# %% [markdown]
# How large must a change be before it stands out? Two weekly means of one person differ even when nothing
# has changed. The figure used here comes from daily diaries of people with chronic back pain.

# %%
noise = WEEKLY_NOISE.value
largest = numbers.sort(pl.col("change").abs(), descending=True, nulls_last=True).row(0, named=True)
beyond = numbers.filter(pl.col("change").abs() > noise)["site"].to_list()
Markdown(
    f"Ordinary weeks differ by up to about **{noise} points**. The largest change this week is "
    f"{largest['change']:+.1f} points ({largest['site'].replace('_', ' ')}). "
    + (f"Beyond the ordinary: {', '.join(beyond)}." if beyond else "**No change goes beyond the ordinary.**")
)

# %% [markdown]
# ## The report
#
# The weekly report says the same in the order that matters: safety first, then the week in one sentence,
# then the numbers. In JupyterLab the page itself stands below; it is one file, it holds no script, and it
# opens anywhere.

# %%
report

# %%
page = report.save(Path(shelf.name) / "reports")
size = page.stat().st_size
assert size < 1_600_000
Markdown(f"Saved as `{page.name}`: one file of {size / 1000:,.0f} kB, to keep, print, or show to a coach.")

# %% [markdown]
# ## Does a safety rule fire?
#
# The rules look back from the last day of the week: at signs of an emergency, strong or lasting discomfort,
# numbness, discomfort below the knee, and a steady rise.

# %%
last_day = days.filter((pl.col("person") == person) & (pl.col("week") == week))["date"].max()
ca.find_flags(days, person, until=last_day)

# %% [markdown]
# ## Caution
#
# A good week after a bad one is what chance does: people look at their log when it hurts most, and from
# there the way leads down by itself. Look at the trend over a month, and at how many days were reported,
# before you change anything. And a week in which no rule fires is a week in which none was reported, not a
# clean bill of health.
