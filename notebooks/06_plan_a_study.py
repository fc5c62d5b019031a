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
# for nothing. So the planning comes first, by trying out studies that cost nothing: simulated ones.
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


def count(*columns):
    """Return shares of studies as so many of 100."""
    return (pl.col(*columns) * 100).round(0).cast(int)


# %% [markdown]
# ## How noisy are your people?
#
# Everything follows from the noise: how far a day lies from a person's own level, how much a day is like the
# day before, how far people lie apart. Four weeks of logs tell it. Here it is read from the demo's simulated
# logs; without any logs a plan is made from published diaries of back pain.

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
# Half of the people follow each routine, for eight weeks. For every size 60 studies are made up and analysed
# as real ones would be. So few keep this notebook quick, and leave each share uncertain: the shade shows by
# how much. `coreanalytics plan` tries more.

# %%
groups = ca.plan_study(
    days, design="parallel", people=(12, 24, 48), effect=-1.0, weeks=8, replications=60, looks="end", jobs=1
)
ca.draw(groups)

# %% [markdown]
# ## The number

# %%
Markdown(groups.to_sentence())

# %%
size = {row.people: row for row in groups.rows}
assert size[48].power > size[24].power > size[12].power
assert size[48].width < size[24].width < size[12].width
Markdown(
    f"With 12 people one point is found in about **{100 * size[12].power:.0f} of 100** studies, with 48 in "
    f"about **{100 * size[48].power:.0f}**. The range shrinks from {size[12].width:.1f} points to "
    f"{size[48].width:.1f}. It shrinks slowly: four times the people make it about half as wide."
)

# %% [markdown]
# Would more weeks do instead of more people? Twice as many, for the middle group:

# %%
longer = ca.plan_study(
    days, design="parallel", people=24, effect=-1.0, weeks=16, replications=60, looks="end", jobs=1
).rows[0]
assert size[48].width < longer.width
Markdown(
    f"24 people have a range of {size[24].width:.1f} points after eight weeks. Twice the weeks make it "
    f"{longer.width:.1f}, twice the people {size[48].width:.1f}. What is uncertain is how people differ, and "
    "more days of the same people tell little about that."
)

# %% [markdown]
# ## Everybody does both
#
# Whoever follows both routines in turn is compared with themselves. How people differ then drops out.

# %%
both = ca.plan_study(
    days, design="blocks", people=(4, 6, 8, 12), effect=-1.0, weeks=8, replications=100, looks="end", jobs=1
)
ca.draw(both)

# %%
turns = {row.people: row for row in both.rows}
assert turns[12].power > size[12].power + 0.3
Markdown(
    f"Twelve people in two-week blocks find one point in about **{100 * turns[12].power:.0f} of 100** "
    f"studies; the same twelve in two groups, in about {100 * size[12].power:.0f}. There is a price. What "
    "takes longer than two weeks to come or to go does not show, and everybody must switch when the lots say "
    "so."
)

# %% [markdown]
# ## What each design can say
#
# The design decides not only how much is found but what may be *said* about it. Here is one person, for whom
# two points matter. (The demo's people lie too low to lose two points, so this plan is made from published
# diaries, with 200 studies a row.)

# %%
alone = ca.plan_study(effect=-2.0, weeks=(12, 16, 20), replications=200, jobs=1)
ca.draw(alone)

# %%
said = {
    "blocks": "two-week blocks, drawn",
    "start": "one switch on a drawn day",
    "abab": "four phases, in a fixed order",
    "ab": "one switch on a chosen day",
}
words = alone.to_polars().filter(weeks=16)
words.select(
    design=pl.col("design").replace(said),
    found_of_100=count("power"),
    may_say=pl.when("causal").then(pl.lit("helps, hurts")).otherwise(pl.lit("was lower, was higher")),
)

# %%
strong = words.filter(~pl.col("causal"), pl.col("power") > 0.8)["design"].to_list()
assert {"ab", "start"} <= set(strong)
assert words.filter("causal")["design"].to_list() == ["blocks"]
Markdown(
    "One switch *finds* a difference, too. But whatever else changed at that time looks the same: the "
    "weather, the job, the mattress. Only where chance drew the routine again and again may a sentence say "
    "*helps*."
)

# %% [markdown]
# ## How often must people log?
#
# The same study of one person, sixteen weeks in blocks, with fewer and fewer reports a week. A study is
# *refused* if too few days are left for any answer.

# %%
seldom = ca.plan_study(
    design="blocks", effect=-2.0, weeks=16, reports_per_week=(3, 4, 5, 6, 7), replications=200, jobs=1
)
reports = seldom.to_polars().sort("reports")
reports.select(pl.col("reports").cast(int), found_of_100=count("power"), refused_of_100=count("refused"))

# %%
found = dict(reports.select(pl.col("reports").cast(int), "power").iter_rows())
assert found[5] > found[7] - 0.1
assert found[3] < 0.5
Markdown(
    f"Five reports a week do nearly as well as seven ({100 * found[5]:.0f} of 100 against "
    f"{100 * found[7]:.0f}), because a day is much like the day before. Three are too few: "
    f"{100 * found[3]:.0f} of 100. A missed evening is no disaster, a missed habit is."
)

# %% [markdown]
# ## The days after a switch
#
# Yesterday's training still hurts today, so the first days after each switch count for neither routine. How
# many shall it be? Each one costs, here in twelve weeks of blocks.

# %%
after = {
    washed: ca.plan_study(
        design="blocks", effect=-2.0, weeks=12, wash_in=washed, replications=300, jobs=1
    ).rows[0]
    for washed in (0, 3, 5, 7)
}
pl.DataFrame(
    {"days left out": list(after), "found_of_100": [round(100 * row.power) for row in after.values()]}
)

# %%
assert after[0].power >= after[3].power > after[5].power > after[7].power
Markdown(
    f"Three days, the usual, find {100 * after[3].power:.0f} of 100; a whole week finds "
    f"{100 * after[7].power:.0f}. None at all finds most ({100 * after[0].power:.0f}), but only if nothing "
    "lingers. If soreness does, the two routines look more alike than they are."
)

# %% [markdown]
# ## The price of looking every week
#
# The running verdict of the weekly report uses wider ranges, so that 26 looks together err as seldom as one.

# %%
looks = alone.pick("blocks")
pl.DataFrame(
    {
        "weeks": [row.weeks for row in looks],
        "one look": [round(100 * row.power) for row in looks],
        "every week": [round(100 * row.weekly) for row in looks],
    }
)

# %%
assert all(row.power >= row.weekly for row in looks)
short, long = looks[0], looks[1]
Markdown(
    f"In {short.weeks} weeks one look at the end finds two points in {100 * short.power:.0f} of 100 studies, "
    f"a look every week in {100 * short.weekly:.0f}. Looking every week for {long.weeks} weeks finds it in "
    f"{100 * long.weekly:.0f}. Decide beforehand which it shall be."
)

# %% [markdown]
# ## Draw the lots
#
# The coach has twelve people and takes blocks: eight weeks, after two weeks of run-in in which everybody
# trains as always. Each person has lots of their own. The seed is kept: with it, anybody can draw the same
# schedule again.

# %%
names = [f"p{number:02d}" for number in range(1, 13)]
schedule = ca.randomise(names, start=dt.date(2027, 1, 18), run_in=14, blocks=4, sessions=3, seed=2027)
ca.draw(schedule)

# %%
Markdown(schedule.to_sentence())

# %% [markdown]
# ## Put it on record
#
# Before the first day: the question, the outcomes, the smallest difference that matters, the model, the looks
# and when to stop. Here are some of its sections. Sealed, so that nobody has to take it
# on trust that it was not changed afterwards.

# %%
record = ca.preregister(schedule, both, written_on=dt.date(2026, 12, 28))
assert record.verify()
told = dict(part.split("\n\n", 1) for part in record.text.split("\n## ")[1:])
shown = ("Model", "Looks and stopping rule", "What it can be expected to show")
Markdown("\n\n".join([*(f"**{name}.** {told[name]}" for name in shown), record.to_sentence()]))

# %% [markdown]
# ## Caution
#
# A plan is a forecast from noise and a difference that somebody assumed; it promises nothing. A study that
# finds a true difference in 80 of 100 cases misses it in 20. One that rarely finds it is worse than none:
# when it does find something, chance has made it too large. And no design makes people blind to what they
# do, or honest about how they feel.
