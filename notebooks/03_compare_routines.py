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
# # Did the core-focused routine do better?
#
# Half of twenty-four people were drawn by lot for five core-focused exercises; the other half went on with
# standard crunches.
#
# **The question.** Eight weeks after the switch: how much lower, if at all, is the discomfort that the first
# group reports at the thigh root and in the lower back? A difference of less than one point on the scale
# from 0 to 10 counts as one that does not matter.

# %%
import json
import tempfile
from pathlib import Path

import polars as pl
from IPython.display import Markdown, display

import coreanalytics as ca
from coreanalytics.effects import count_responders
from coreanalytics.logbook.simulation import draw_scores

ca.use_in_notebook()
_ = pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True)

# %%
demo = Path("..") / "data" / "demo"
shelf = tempfile.TemporaryDirectory()
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(demo / "aliases.csv").read_bytes())
book.add(demo)
days = ca.build_days(book)

# %% [markdown]
# ## The picture
#
# Thin lines are people, thick lines the mean of a routine, the dashed line is the day of the switch. Both
# groups begin high and fall: that is what happens when people start to log because it hurts, and it is why
# the change of one group alone is never an effect.

# %%
ca.draw(days, kind="arms")

# %% [markdown]
# ## The number
#
# One question per site, fixed beforehand: the difference between the groups eight weeks after the switch,
# adjusted for where each person began. The control site (a jaw or tooth ache) should show nothing; it is
# there to catch us out.

# %%
effects = ca.compare(days, "core_focused", versus="standard_crunch", weeks=8)
ca.draw(effects)

# %% [markdown]
# In words: the size first, then its range, then what it means.

# %%
for site in ("thigh_root", "low_back"):
    display(Markdown(effects[site].to_sentence(cautions=False)))

# %% [markdown]
# "Can't tell yet" is an answer. It says that the range holds both differences that matter and none at all;
# more people or more weeks would narrow it. The whole table, for whoever wants it:

# %%
effects

# %% [markdown]
# ## Everybody for themselves
#
# A mean hides people. Each dot is one person's own level at week eight, drawn in towards the mean of their
# group as far as their days are few or noisy. People overlap far more than the means suggest.

# %%
ca.draw(effects, kind="people")

# %% [markdown]
# How many people had at least so much less than in their own run-in? Such counts describe; they are never an
# effect by themselves, because scores that begin high fall anyway.

# %%
responders = count_responders(days, weeks=8)
ca.draw(responders)

# %% [markdown]
# ## May the number be trusted?
#
# It rests on a model of everybody's days: each person has a level and a slope of their own, and days
# resemble their neighbours. A simpler way to the same number stands beside it, and a look behind the fit
# shows whether its assumptions are far off.

# %%
Markdown("\n\n".join(aside.sentence for aside in effects["thigh_root"].asides))

# %%
ca.draw(ca.diagnose(effects["thigh_root"]))

# %% [markdown]
# Who did not enter, and why? Nobody leaves an analysis silently.

# %%
left_out = effects.left_out
left_out if len(left_out) else Markdown("Nobody was left out.")

# %% [markdown]
# ## Was it right?
#
# These logs are simulated, so for once the truth is known.

# %%
truth = pl.DataFrame(json.loads((demo / "truth.json").read_text())["truth"]).select("site", truth="people")
found = effects.to_polars().filter(pl.col("contrast") == "difference_at_horizon")
held = truth.join(
    found.select(site="outcome", estimate="estimate", low="low", high="high"), on="site"
).with_columns(held=pl.col("truth").is_between("low", "high"))
held.with_columns(pl.col(pl.Float64).round(2))

# %%
assert held["held"].all()
Markdown(
    f"The ranges hold the truth at **{held['held'].sum()} of {len(held)}** sites. Over many such studies a "
    "97.5 % range does so in 97 or 98 of 100: now and then one misses, and nobody knows which."
)

# %% [markdown]
# ## Smaller studies
#
# The same question, asked of the first 8, 12 and 16 people only.

# %%
everybody = days["person"].unique().sort().to_list()
sizes = {
    n: ca.compare(days.filter(pl.col("person").is_in(everybody[:n])), weeks=8)["thigh_root"]
    for n in (8, 12, 16, len(everybody))
}
smaller = pl.DataFrame(
    [
        {"people": n, "estimate": some.estimate, "low": some.interval.low, "high": some.interval.high}
        for n, some in sizes.items()
    ]
).with_columns(width=pl.col("high") - pl.col("low"))
smaller.with_columns(pl.col(pl.Float64).round(1))

# %%
widths = dict(smaller.select("people", "width").iter_rows())
assert widths[8] > widths[24]
Markdown(
    f"With 8 people the range is **{widths[8]:.1f} points** wide, with 24 it is {widths[24]:.1f}. The "
    "estimate wanders too: with few people chance alone moves it this far. Below three people in a group "
    "there is no answer at all."
)

# %% [markdown]
# ## One person who did both
#
# Somebody alone can find out too, by trying both routines in turn. Here a person draws by lot, every two
# weeks, which routine comes next.

# %%
alone, _ = draw_scores(people=1, weeks=24, effect=-2.0, design="blocks", seed=3)
within = ca.compare_within(alone, "me")
ca.draw(within)

# %%
Markdown(within["low_back"].to_sentence(cautions=False))

# %% [markdown]
# ## Caution
#
# Here chance decided who did what, so a difference speaks for the routine. In most real logs people chose
# for themselves: then say "was lower in", never "lowered". A range that holds zero does not say that the
# routines are alike; it says that this study cannot tell. And all of this is about discomfort that people
# *report*: nobody here was blind to what they did.
