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
# **The question.** One person, one week: did it go better than the week before, or is that the noise that
# every week has?

# %%
import tempfile
from pathlib import Path

import polars as pl

import coreanalytics as ca

ca.use_in_notebook()

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
# Dots are days, lines are weekly means, the shading is the program followed. Look first at how far the
# dots scatter around the line: that is what a single week has to beat.

# %%
ca.draw(days, person=person, kind="person")

# %% [markdown]
# ## The week in one sentence
#
# The weekly report puts safety first, then the week in one sentence, then the numbers.

# %%
report = ca.weekly_report(book, person=person, week=week)
report

# %%
report.to_polars().with_columns(pl.col(pl.Float64).round(1))

# %% [markdown]
# ## The number
#
# Two weekly means of one person ordinarily differ by up to about 1.7 points when nothing has changed.
# That band comes from daily diaries of people with chronic back pain; it is a population figure, not this
# person's own.

# %%
noise = 1.7
changes = report.to_polars().select(
    "site",
    pl.col("change").round(1),
    beyond_noise=pl.col("change").abs() > noise,
)
changes

# %% [markdown]
# ## The page
#
# The report itself is one file that opens anywhere, without a network. Give it another folder and keep
# it, print it, or send it to whoever coaches you.

# %%
page = report.save(Path(shelf.name) / "reports")
print(page.name, f"{page.stat().st_size / 1e6:.1f} MB")

# %% [markdown]
# ## Does any safety rule fire?
#
# The rules look at the last weeks up to a day. A silent rule means that no flag was reported, not that
# all is well.

# %%
last_day = days.filter((pl.col("person") == person) & (pl.col("week") == week))["date"].max()
flags = ca.find_flags(days, person, until=last_day)
[flag.sentence for flag in flags] or "no flag reported"

# %% [markdown]
# **Caution.** A good week after a bad one is what chance does: people look at their log when it hurts
# most. Look at the trend over a month, and at how many days were reported, before you change anything.
