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
# # A study of one person
#
# Trials tell what happens to most people. A lifter wants to know something else: *does it help me?* One
# person can find out, with a coin, a calendar and some patience.
#
# **The question.** Over weeks in which this person does the core-focused routine, is the discomfort lower
# than over weeks of standard crunches, by an amount that matters? For one person that is two points on the
# scale from 0 to 10.

# %%
import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
from IPython.display import Markdown, display

import coreanalytics as ca
from coreanalytics.effects import watch_within
from coreanalytics.effects.planning import read_schedule

ca.use_in_notebook()
_ = pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True)

# %% [markdown]
# ## Design: how long?
#
# A plan is made by trying it out: hundreds of simulated people with ordinary noise follow the plan, and each
# log is answered as a real one would be. How many of these studies find a true difference of two points?
#
# Two-week blocks of either routine, the order of each pair drawn by lot, looked at once at the end:

# %%
EFFECT = -2.0
plan = ca.plan_study(design="blocks", effect=EFFECT, weeks=(8, 12, 16, 20, 24), replications=200, jobs=1)
ca.draw(plan)

# %%
Markdown(plan.to_sentence())

# %% [markdown]
# What does it cost to peek? Whoever looks every week needs wider ranges, or finds something by chance sooner
# or later. The table tells both.

# %%
weeks = plan.to_polars().select("weeks", once="power", every_week="weekly", width="width")
weeks.with_columns((pl.col("once", "every_week") * 100).round(0).cast(int), pl.col("width").round(1))

# %%
chosen = 16
power = dict(weeks.select("weeks", "once").iter_rows())
assert power[chosen] > 0.8
Markdown(
    f"We take **{chosen} weeks**: about {100 * power[chosen]:.0f} of 100 such studies find the difference, "
    "and there is room for a holiday or a cold."
)

# %% [markdown]
# ## Randomise: let chance choose
#
# Nobody starts a new routine on a random day. People start when it hurts most, and then it gets better
# anyway. Drawing lots cuts that tie. The seed is kept, so that anybody can draw the same schedule again.

# %%
start = dt.date(2026, 7, 27)
drawn = ca.randomise("me", design="pairs", start=start, blocks=chosen // 2, sessions=3, seed=20260727)
ca.draw(drawn)

# %%
Markdown(drawn.to_sentence())

# %% [markdown]
# The same schedule is a calendar, with each block's routine and a daily reminder to log. It opens in any
# calendar app.

# %%
calendar = drawn.to_ics(remind_at=dt.time(20))
first_days = [
    dt.date.fromisoformat(line[-8:])
    for line in calendar.splitlines()
    if line.startswith("DTSTART;VALUE=DATE")
]
names = [line[8:] for line in calendar.splitlines() if line.startswith("SUMMARY") and "Log" not in line]
pl.DataFrame({"from": first_days, "in the calendar": names}).head(4)

# %% [markdown]
# ## Put it on record
#
# Before the first day: what is asked, what counts as a difference, when it is looked at, when to stop. The
# last line is a seal. If a word is changed afterwards, the seal no longer fits.

# %%
record = ca.preregister(drawn, plan, written_on=start - dt.timedelta(days=3))
changed = replace(record, text=record.text.replace("2 points", "1 point"))
assert record.verify()
assert not changed.verify()
Markdown("\n".join(f"> {line.lstrip('# ')}" for line in record.text.splitlines()[:14]))

# %% [markdown]
# ## Log
#
# Sixteen weeks of logging take sixteen weeks. Here a **simulated** person has done it, who drew a schedule of
# the same kind: workouts in an app, a form every evening, some evenings missed. What is true about this
# person is known, and will be told at the end.

# %%
study = ca.simulate_study(
    people=1, weeks=chosen, effect=EFFECT, effect_low_back=0.0, design="blocks", seed=11
)
shelf = tempfile.TemporaryDirectory()
study.write(Path(shelf.name) / "logs")
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(Path(shelf.name) / "logs" / "aliases.csv").read_bytes())
book.add(Path(shelf.name) / "logs")
days = ca.build_days(book)
read_schedule(book.phases(), since=days["date"].min())

# %% [markdown]
# ## The weekly look
#
# This is what the weekly report shows on Sunday evenings: the difference so far, with a range wide enough
# that all looks together err as seldom as one. The first verdict stands.

# %%
looks = watch_within(days, "me", until=days["date"].max())
ca.draw(looks)

# %% [markdown]
# ## The picture
#
# The plan said one look, after the last block. This is it.

# %%
effects = ca.compare_within(days, "me", weeks=8)
ca.draw(effects)

# %% [markdown]
# ## The number

# %%
for site in ("thigh_root", "low_back"):
    display(Markdown(effects[site].to_sentence(cautions=False)))

# %% [markdown]
# ## What would a sceptic ask?
#
# Would an answer from ranks say the same? Does it hang on a single week? Were days rated as often on both
# routines? A check passes only where it could have seen something; otherwise it *cannot tell*.

# %%
checks = ca.check(days, effects)
ca.draw(checks)

# %%
failed = [f"- {check.sentence}" for check in checks.failed]
Markdown("\n".join(["To be read with the answer:", "", *failed]) if failed else "No check failed.")

# %% [markdown]
# ## The rest of the article
#
# The log can also speak about the article's other claims, such as stretching and what gave out first. With
# one person many of them stay open, and the output says what to log.

# %%
claims = ca.examine_claims(days)
ca.draw(claims)

# %% [markdown]
# ## Was it right?

# %%
truth = dict(zip(("thigh_root", "low_back"), study.plan.effects, strict=False))
rows = [
    {
        "site": site,
        "put in": truth[site],
        "found": effects[site].estimate,
        "low": effects[site].interval.low,
        "high": effects[site].interval.high,
    }
    for site in truth
]
held = pl.DataFrame(rows).with_columns(held=pl.col("put in").is_between("low", "high"))
held.with_columns(pl.col(pl.Float64).round(1))

# %%
assert held["held"].all()
assert effects["thigh_root"].interval.high < 0
Markdown(
    "The thigh root was made better by "
    f"**{-truth['thigh_root']:.0f} points** and the lower back by nothing at all. Both ranges hold what was "
    "put in. Over many studies about 1 in 40 such ranges does not, and nobody knows which."
)

# %% [markdown]
# ## And on Monday?
#
# | the range says | do |
# |---|---|
# | lower by an amount that matters | go on with the core-focused routine |
# | lower, by an unknown amount | go on with it if you like it; log four more weeks to know how much |
# | no difference that matters | do whichever you enjoy; look for the cause elsewhere |
# | can't tell yet | draw two more pairs of blocks, or stop here: that is an honest end |
# | higher | stop it |
#
# A safety flag (pain that wakes you, numbness, weakness, a very bad day) is no matter of ranges: stop, and
# have it looked at.
#
# ## Caution
#
# The answer is about this person in these months. It does not tell what happens to others. The person knew
# what they did on every day, and hopes; a diary cannot take that out. And what builds up over many months
# does not show in blocks of two weeks.
