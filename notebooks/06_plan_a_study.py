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
# # How many people, how many weeks?
#
# A coach has a group and a winter. A study that is too small ends in *can't tell*, and everybody has logged
# for nothing. So the planning is done first, by trying out studies that cost nothing: simulated ones.
#
# **The question.** How many people and weeks does it take to see a difference of one point between two
# routines, and which designs can say that a routine *helps*?

# %%
import datetime as dt
import tempfile
from pathlib import Path

import polars as pl
from IPython.display import Markdown

import coreanalytics as ca
from coreanalytics.effects.planning import find_noise

ca.use_in_notebook()
_ = pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True)

# %% [markdown]
# ## How noisy are your people?
#
# Everything follows from the noise: how far a day lies from a person's own level, how much a day resembles
# the day before, how far people lie apart. Four weeks of logs tell it. Here they are the simulated demo
# logs; without any, a plan is made from published diaries of back pain.

# %%
demo = Path("..") / "data" / "demo"
shelf = tempfile.TemporaryDirectory()
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(demo / "aliases.csv").read_bytes())
book.add(demo)
days = ca.build_days(book)
noise = find_noise(days)
Markdown(noise.to_sentence())

# %% [markdown]
# ## The picture: two groups drawn by lot
#
# Half of the people follow each routine, for 16 weeks. To keep this notebook quick only 60 studies a size are
# tried, so that each share is known to about six percentage points; `coreanalytics plan` tries more.

# %%
groups = ca.plan_study(
    days, design="parallel", people=(12, 24, 40), effect=-1.0, weeks=16, replications=60, jobs=1
)
ca.draw(groups)

# %%
Markdown(groups.to_sentence())

# %%
found = {(row.people, row.weeks): row for row in groups.rows}
few, many = found[12, 16], found[40, 16]
assert many.power > few.power
Markdown(
    f"With 12 people for 16 weeks the difference of one point is found in about {100 * few.power:.0f} of 100 "
    f"studies, with 40 in about {100 * many.power:.0f}. The range is about {few.width:.1f} points wide with "
    f"12 people and {many.width:.1f} with 40. Ranges shrink slowly: half as wide takes about four times the "
    "people."
)

# %% [markdown]
# ## Everybody does both
#
# People differ from each other far more than a routine moves them. Whoever follows both routines in turn is
# compared with themselves, and that difference between people drops out.

# %%
both = ca.plan_study(
    days, design="blocks", people=(3, 6, 12), effect=-1.0, weeks=16, replications=200, jobs=1
)
ca.draw(both)

# %%
turns = {(row.people, row.weeks): row for row in both.rows}
Markdown(
    f"Twelve people in two-week blocks over 16 weeks find one point in about "
    f"{100 * turns[12, 16].power:.0f} of 100 studies; the same twelve in two groups find it in about "
    f"{100 * few.power:.0f}. The price: what takes longer than a block to come or go does not "
    "show."
)

# %% [markdown]
# ## One person, four designs
#
# The design decides not only how much is found but what may be *said* about it. Only where chance drew the
# routine, again and again, may a sentence say "helps": after one switch, even on a drawn day, whatever else
# changed then counts too. For one person two points matter. The demo's people begin too low to
# lose two points, so this plan is made from published diaries.

# %%
alone = ca.plan_study(effect=-2.0, weeks=(12, 16, 20), replications=400, jobs=1)
ca.draw(alone)

# %%
words = alone.to_polars().filter(weeks=16).select("design", "power", may_say_helps="causal")
words.with_columns((pl.col("power") * 100).round(0).cast(int))

# %%
plain = words.filter(~pl.col("may_say_helps"))["design"].to_list()
assert {"ab", "start"} <= set(plain)
Markdown(
    "One switch finds a difference, too, but it cannot say what made it. No such study is worth the weeks if "
    "the question is whether the routine helps."
)

# %% [markdown]
# ## How often must people log?
#
# Days resemble their neighbours, so the second report of a week adds much and the seventh little.

# %%
seldom = ca.plan_study(
    design="blocks", effect=-2.0, weeks=16, reports_per_week=(3, 5, 7), replications=200, jobs=1
)
reports = seldom.to_polars().select("reports", "power", "width", "refused")
reports.with_columns((pl.col("power", "refused") * 100).round(0).cast(int), pl.col("width").round(1))

# %% [markdown]
# ## The price of looking every week
#
# The running verdict of the weekly report uses wider ranges, so that 26 looks together err as seldom as one.

# %%
looks = alone.to_polars().filter(design="blocks").select("weeks", once="power", every_week="weekly")
price = looks.with_columns((pl.col("once", "every_week") * 100).round(0).cast(int))
price

# %%
assert (looks["once"] >= looks["every_week"]).all()
twelve = looks.row(by_predicate=pl.col("weeks") == 12, named=True)
Markdown(
    f"In 12 weeks one look at the end finds two points in {100 * twelve['once']:.0f} of 100 studies, a look "
    f"every week in {100 * twelve['every_week']:.0f}. Decide beforehand which it shall be."
)

# %% [markdown]
# ## Draw the lots
#
# Twelve people, two groups, two weeks of run-in in which everybody trains as always. The seed is kept: with
# it, anybody can draw the same groups again.

# %%
names = [f"p{number:02d}" for number in range(1, 13)]
schedule = ca.randomise(
    names, design="parallel", start=dt.date(2027, 1, 18), run_in=14, blocks=8, sessions=3, seed=2027
)
ca.draw(schedule)

# %%
Markdown(schedule.to_sentence())

# %% [markdown]
# ## Put it on record
#
# Before the first day: the question, the outcomes, the smallest difference that matters, the model, the looks
# and when to stop. Sealed, so that nobody has to believe that it was not changed afterwards.

# %%
record = ca.preregister(schedule, groups, written_on=dt.date(2026, 12, 28))
assert record.verify()
Markdown("\n".join(f"> {line.lstrip('# ')}" for line in record.text.splitlines()[:14]))

# %% [markdown]
# ## Caution
#
# A plan is a forecast from noise and an effect that somebody assumed; it promises nothing. A study with 80 %
# power still misses a true difference in one of five. A study without power is worse than none: it finds
# mostly chance, and when it finds something, too much of it. And no design makes people blind to what they
# do, or honest about how they feel.
