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
# Dots are days, short grey lines the means of the weeks, and the coloured line is the trend with its range.
# The dashed line is the mean of the run-in, before the routine began. This week stands in the frame at the
# right: the black line is its mean, and the grey shade is where this person's weeks usually lie. A week
# inside the shade says nothing new.

# %%
report = ca.weekly_report(book, person=person, week=week)
ca.draw(report)

# %% [markdown]
# ## The number
#
# For each site: the mean of the week, on how many reported days it rests, and the change from the week
# before.

# %%
numbers = report.to_polars()
numbers.select("site", "this_week", "days", "last_week", "last_week_days", "change").with_columns(
    pl.col(pl.Float64).round(1)
)

# %% [markdown]
# How large must a change be before it stands out? Two weekly means differ even when nothing has changed. How
# far, this person's own earlier days tell: how much they scatter, and how much each is like the day before.
# With nothing going on, 19 of 20 changes stay below this:

# %%
bands = pl.DataFrame(
    [
        {
            "site": site.site,
            "change": site.change,
            "ordinary up to": site.noise.half_width,
            "a usual week from": site.noise.low,
            "to": site.noise.high,
            "told by days": site.noise.days,
        }
        for site in report.facts.sites
    ]
)
assert all(site.noise.is_own for site in report.facts.sites)
bands.with_columns(pl.col(pl.Float64).round(1))

# %%
largest = bands.sort(pl.col("change").abs(), descending=True).row(0, named=True)
beyond = bands.filter(pl.col("change").abs() > pl.col("ordinary up to"))["site"].to_list()
Markdown(
    f"The largest change this week is {largest['change']:+.1f} points ({largest['site'].replace('_', ' ')}). "
    f"There this person's ordinary weeks differ by up to **{largest['ordinary up to']:.1f} points**. "
    + (f"Beyond the ordinary: {', '.join(beyond)}." if beyond else "**No change goes beyond the ordinary.**")
)

# %% [markdown]
# Noise is personal. In a person's first month the report borrows a figure from published diaries of back
# pain, and says so; then it uses the person's own.

# %%
own = bands["ordinary up to"]
assert own.min() < WEEKLY_NOISE.value < own.max()
Markdown(
    f"The borrowed figure is {WEEKLY_NOISE.value} points for everybody and every place. This person's own "
    f"are {own.min():.1f} to {own.max():.1f}. The borrowed one would cry wolf at one place and sleep at "
    "another."
)

# %% [markdown]
# ## The report
#
# The weekly report says the same in the order that matters: safety first, then the week in one sentence,
# then the numbers. Below stands its upper part; run this cell in JupyterLab, and the whole page stands
# there. It is one file, it holds no script, and it opens anywhere.

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
