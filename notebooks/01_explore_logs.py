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
# **The question.** Twenty-four people trained their abs for fourteen weeks and answered a short form in
# the evening. Before anybody compares anything: what did they log, what is missing, and what does it look
# like?
#
# The logs in `data/demo` are simulated, in the formats that people's own apps write. Put your own files
# in their place and everything below works the same.

# %%
import tempfile
from pathlib import Path

import altair as alt
import polars as pl

import coreanalytics as ca
from coreanalytics.views.theme import GAVE_OUT_COLOURS

ca.use_in_notebook()

# %% [markdown]
# ## From files to a book
#
# A *book* is a folder. It keeps every file as it came and derives all tables from them. This one lives in
# a temporary folder and goes when the kernel stops. The alias file says what people call their exercises.

# %%
demo = Path("..") / "data" / "demo"
shelf = tempfile.TemporaryDirectory()
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(demo / "aliases.csv").read_bytes())
added = book.add(demo)
added.to_polars().select("file", "format", "records", "accepted", "set_aside", "not_ours").head(8)

# %% [markdown]
# Every record is accounted for: accepted, set aside with a reason, or not ours (rest timers and the
# like). Nothing vanishes, so the numbers add up:

# %%
total = added.to_dict()["total"]
assert total["accepted"] + total["set_aside"] + total["not_ours"] + total["unchanged"] == total["records"]
total

# %% [markdown]
# What was set aside, and why? These records were made wrong on purpose. In your own book they are the
# ones worth mending.

# %%
book.rejected().select("file", "line", "column", "value", "sentence").head(6)

# %% [markdown]
# ## From a book to days
#
# One row per person and date, days with nothing included. *Not reported*, *not trained* and *no
# discomfort* are three different things, and the table keeps them apart: a missing score is missing,
# never 0.

# %%
days = ca.build_days(book)
summary = days.group_by("person").agg(
    days=pl.len(),
    reported=pl.col("reported").mean().round(2),
    trained=pl.col("trained").sum(),
    thigh_root=pl.col("thigh_root").mean().round(1),
    low_back=pl.col("low_back").mean().round(1),
)
summary.sort("person").head()

# %% [markdown]
# ## The picture
#
# Choose a person in the list below the chart, and drag across the strip at the top to zoom in.

# %%
ca.draw(days)

# %% [markdown]
# The same person as a calendar: gaps in reporting show at once, and so does the rhythm of training.

# %%
ca.draw(days, person="p01", kind="calendar")

# %% [markdown]
# ## What gave out first?
#
# The article behind all this says that the thighs give out before the abs. People who answered "what gave
# out first?" said (sets and sessions together; unanswered ones are missing, not "nothing"):

# %%
answers = [str(answer) for answer in GAVE_OUT_COLOURS]
arms = ["core_focused", "standard_crunch"]
gave_out = (
    days.filter(pl.col("program").is_in(arms))
    .group_by("program")
    .agg(pl.col(f"gave_out_{answer}").sum().alias(answer) for answer in answers)
    .unpivot(index="program", variable_name="gave out first", value_name="answers")
    .with_columns(
        share=pl.col("answers") / pl.col("answers").sum().over("program"),
        rank=pl.int_range(pl.len()).over("program"),
    )
)
alt.Chart(gave_out, title="What gave out first, by routine").mark_bar().encode(
    x=alt.X("share:Q", title="Share of answers", axis=alt.Axis(format="%")),
    y=alt.Y("program:N", title=None),
    color=alt.Color(
        "gave out first:N", scale=alt.Scale(domain=answers, range=list(GAVE_OUT_COLOURS.values()))
    ),
    order="rank:Q",
    tooltip=["program", "gave out first", "answers", alt.Tooltip("share:Q", format=".0%")],
).properties(height=120)

# %%
hip_flexors = gave_out.filter(pl.col("gave out first") == "hip_flexors")
hip_flexors.select("program", "answers", pl.col("share").round(2))

# %% [markdown]
# ## The number, and a caution
#
# How much of the time did people report at all?

# %%
share = days["reported"].mean()
print(f"{share:.0%} of person-days have a discomfort report; the rest say nothing, not zero.")

# %% [markdown]
# **Caution.** Nothing here compares routines. People who stop reporting may do so because it hurts, or
# because it no longer does; people who begin when it hurts most get better by themselves. Notebook 3 asks
# the comparison properly.
