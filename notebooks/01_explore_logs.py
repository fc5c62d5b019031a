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
# # What is in the logs?
#
# Twenty-four people trained their abs for fourteen weeks. In the evening they said, on a scale from 0 (none)
# to 10 (the worst), how much discomfort they had felt at the root of the thigh and in the lower back. Half of
# them went on with standard crunches; the other half took up five exercises that are said to work the abs
# more and the hip flexors less.
#
# **The question.** Before anybody compares anything: what did they log, what is missing, and what does one
# person's time look like?
#
# Nobody here is real. The logs in `data/demo` are simulated, in the very formats that training apps and
# Google Forms write. Put your own files in their place and everything below works the same.

# %%
import tempfile
from pathlib import Path

import polars as pl
from IPython.display import Markdown

import coreanalytics as ca

ca.use_in_notebook()
_ = pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True, fmt_str_lengths=70)

# %% [markdown]
# ## From files to a book
#
# A *book* is a folder. It keeps every file as it came and works all its tables out from them, so nothing is
# ever changed in place. This one lives in a temporary folder and goes when the kernel stops. The file of
# aliases says what some people call their exercises.

# %%
demo = Path("..") / "data" / "demo"
shelf = tempfile.TemporaryDirectory()
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(demo / "aliases.csv").read_bytes())
added = book.add(demo)
files = added.to_polars().select("file", "format", "records", "accepted", "set_aside", "not_ours")
files.group_by("format", maintain_order=True).agg(
    pl.len().alias("files"), pl.sum("records", "accepted", "set_aside", "not_ours")
)

# %% [markdown]
# Every record must end up somewhere: *accepted*, *set aside* with a reason, or *not ours* (rest timers and
# the like).

# %%
total = added.to_dict()["total"]
assert total["accepted"] + total["set_aside"] + total["not_ours"] + total["unchanged"] == total["records"]
Markdown(
    f"Of **{total['records']:,}** records {total['accepted']:,} were accepted, {total['not_ours']:,} are not "
    f"ours, and **{total['set_aside']}** were set aside. Nothing vanished: the parts add up."
)

# %% [markdown]
# The records set aside were made wrong on purpose. In your own book they are the ones worth mending.

# %%
book.rejected().select("file", "line", "value", "sentence").head(6)

# %% [markdown]
# ## From a book to days
#
# One row per person and date, days on which nothing was logged included. *Not reported*, *not trained* and
# *no discomfort* are three different things, and the table keeps them apart. A missing score is missing; it
# is never 0.

# %%
days = ca.build_days(book)
reports = days.group_by("person").agg(
    pl.len().alias("days"),
    pl.sum("reported").alias("reported"),
    pl.sum("trained").alias("trained"),
    pl.mean("thigh_root", "low_back").round(1),
)
reports.sort("person").head()

# %%
share = reports.select("person", share=pl.col("reported") / pl.col("days")).sort("share", "person")
assert 0.8 < days["reported"].mean() < 0.95
Markdown(
    f"Discomfort was reported on **{days['reported'].mean():.0%}** of {len(days):,} person-days; the most "
    f"silent person ({share['person'][0]}) reported on {share['share'][0]:.0%} of theirs, the most faithful "
    f"({share['person'][-1]}) on {share['share'][-1]:.0%}. The other days say nothing, not zero."
)

# %% [markdown]
# ## The picture
#
# Dots are days, lines are weekly means, the shading is the routine. Choose a person in the list below the
# picture, and drag across the strip on top to zoom in. The picture is drawn here, by JupyterLab: nothing is
# sent anywhere.

# %%
ca.draw(days)

# %% [markdown]
# The same kind of log as a calendar. Gaps in reporting show at once, and so does the rhythm of training.

# %%
ca.draw(days, person="p01", kind="calendar")

# %% [markdown]
# ## The day after
#
# Does a session leave a mark on the days after it? Soreness comes a day or two later, so look there. Each day
# belongs to the last session before it.

# %%
ca.draw(days, kind="day_after")

# %%
back = days.sort("person", "date").with_columns(
    last=pl.when("trained").then("date").forward_fill().over("person"),
)
back = back.with_columns(gap=(pl.col("date") - pl.col("last")).dt.total_days()).drop_nulls("low_back")
next_day = back.filter(pl.col("gap") == 1)["low_back"].mean()
later = back.filter(pl.col("gap") >= 3)["low_back"].mean()
assert later > next_day
Markdown(
    f"The day after training looks like the day of it. After three days or more without a session the lower "
    f"back is worse, if anything: {later:.1f} points against {next_day:.1f} on the day after one. Does rest "
    "hurt? Or do people whose back hurts stay away from training? A picture cannot tell."
)

# %% [markdown]
# ## Getting stronger?
#
# Each of the five moves has a unit of its own: repetitions, seconds, kilograms, kilograms times metres. So
# each has a picture of its own, and none is added to another. This is a person on the core-focused routine;
# the bars below are what gave out first, week by week.

# %%
ca.draw(days, person="p08", kind="moves")

# %% [markdown]
# ## What gave out first?
#
# One person's bars rest on two or three answers a week. Put together, they say more. The idea behind the five
# exercises is that in crunches and leg raises the thighs give out before the abs do. Is that what people
# said?

# %%
bodies = {"abs": "abs", "hip_flexors": "hip flexors", "low_back": "lower back", "grip": "grip"}
asked = days.filter(pl.col("program").is_in(["core_focused", "standard_crunch"]))
answers = asked.group_by("program").agg(pl.sum(f"gave_out_{key}").alias(name) for key, name in bodies.items())
shares = answers.with_columns(
    pl.col("program").str.replace_all("_", " "),
    answered=pl.sum_horizontal(*bodies.values()),
).with_columns((pl.col(*bodies.values()) * 100 / pl.col("answered")).round(0).cast(pl.Int64))
shares.sort("program")

# %%
told = dict(shares.select("program", "hip flexors").iter_rows())
core, crunch = told["core focused"], told["standard crunch"]
assert core < crunch
Markdown(
    f"Of every 100 answers on core-focused routines **{core}** name the hip flexors; on standard crunches "
    f"**{crunch}** do. That is what people said, not what a muscle did."
)

# %% [markdown]
# ## Caution
#
# Nothing here compares the routines. People who stop reporting may do so because it hurts, or because it no
# longer does; people who begin when it hurts most get better by themselves. [Notebook
# 3](03_compare_routines.ipynb) asks the comparison properly, and [notebook 2](02_weekly_progress.ipynb) what
# a single week can say.
