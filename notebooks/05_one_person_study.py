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
# person can find out, with lots to draw, a calendar and some patience.
#
# **The question.** In the weeks in which this person does the core-focused routine, is the discomfort lower
# than in the weeks of standard crunches, by an amount that matters? For one person that is two points on the
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
from coreanalytics.effects.planning import find_deviations
from coreanalytics.effects.verdicts import Verdict

ca.use_in_notebook()
_ = pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True)

# %% [markdown]
# ## Design: how long?
#
# A plan is made by trying it out. Simulated people with the ups and downs of published pain diaries follow
# it, and each of their logs is answered as a real one would be. How many of these studies find a true
# difference of two points? Here are 200 for each length, so that a share is off by a few in 100.
#
# Each routine lasts two weeks at a time, and lots decide which of a pair comes first.

# %%
ASKED = -2.0
plan = ca.plan_study(design="blocks", effect=ASKED, weeks=(8, 12, 16, 20, 24), replications=200, jobs=1)
ca.draw(plan)

# %%
Markdown(plan.to_sentence())

# %% [markdown]
# Is it free to peek every week? No. Whoever looks often needs a wider range each time, or finds something by
# chance sooner or later. Of 100 studies, so many find the difference:

# %%
weeks = plan.to_polars().select("weeks", "power", "weekly", range_in_points="width")
weeks.select(
    "weeks",
    (pl.col("power", "weekly") * 100)
    .round(0)
    .cast(int)
    .name.map({"power": "one look", "weekly": "every week"}.get),
    pl.col("range_in_points").round(1),
)

# %%
chosen, blocks = 20, 10
row = weeks.row(by_predicate=pl.col("weeks") == chosen, named=True)
assert row["power"] > 0.9
assert row["weekly"] > 0.8
assert chosen == 2 * blocks
Markdown(
    f"We take **{chosen} weeks**: {100 * row['power']:.0f} of 100 studies find two points with one look, "
    f"{100 * row['weekly']:.0f} even if looked at every week. {blocks} blocks can also be drawn in "
    f"{2 ** (blocks // 2)} orders, enough for a second, simpler test."
)

# %% [markdown]
# ## Randomise: let chance choose
#
# Nobody begins a new routine on just any day. People begin when it hurts most, and from there it gets better
# anyway. Drawing lots cuts that tie. The seed is kept: with it, anybody can draw the same schedule again.

# %%
start = dt.date(2026, 6, 29)
drawn = ca.randomise("me", design="pairs", start=start, blocks=blocks, sessions=3, sets=27, seed=53)
ca.draw(drawn)

# %%
Markdown(drawn.to_sentence())

# %% [markdown]
# The schedule is also a calendar for the phone: the routine of each block, and a reminder to log in the
# evening.

# %%
calendar = drawn.to_ics(remind_at=dt.time(20)).replace("\r\n ", "")  # long lines are folded in such files
events = [event.strip().splitlines() for event in calendar.split("BEGIN:VEVENT")[1:]]
today = dict(line.split(":", 1) for line in events[0])
words = today["DESCRIPTION"].replace("\\n", " ").replace("\\", "")
assert today["DTSTART;VALUE=DATE"] == f"{start:%Y%m%d}"
Markdown(f"What the phone says on the first day:\n\n> {words}")

# %% [markdown]
# ## Put it on record
#
# Before the first day the plan is written down: what is asked, what counts as a difference, who looks when,
# and when to stop. Two of its sections follow. Its last line is a seal. Change a word,
# and the seal no longer fits.

# %%
record = ca.preregister(drawn, plan, written_on=start - dt.timedelta(days=3))
changed = replace(record, text=record.text.replace("2 points", "1 point"))
assert record.verify()
assert not changed.verify()
told = dict(part.split("\n\n", 1) for part in record.text.split("\n## ")[1:])
shown = ("Smallest difference that matters", "Looks and stopping rule")
Markdown("\n\n".join(f"**{name}.** {told[name]}" for name in shown))

# %% [markdown]
# ## Log
#
# Twenty weeks of logging take twenty weeks. So this log is **simulated**: nobody trained, and nobody was
# sore. The simulated person follows the schedule above, logs workouts in an app, fills in a form in the
# evening, and forgets some evenings. What was put into this person is told at the end.

# %%
study = ca.simulate_study(
    people=1, weeks=chosen, effect=-2.5, effect_low_back=0.0, design="blocks", seed=1, last_day=drawn.last
)
shelf = tempfile.TemporaryDirectory()
study.write(Path(shelf.name) / "logs")
book = ca.Logbook(Path(shelf.name) / "book")
book.create(aliases=(Path(shelf.name) / "logs" / "aliases.csv").read_bytes())
book.add(Path(shelf.name) / "logs")
days = ca.build_days(book)

# %%
followed = [(phase.start, phase.program) for phase in drawn.phases]
assert book.phases().filter(pl.col("start") >= start).select("start", "program").rows() == followed
asked = days.filter(pl.col("date") >= start)
Markdown(
    f"The log follows the schedule that was drawn. On **{asked['reported'].sum()} of {len(asked)}** days of "
    f"the study there is a score; the other {len(asked) - asked['reported'].sum()} are missing, not 0."
)

# %%
first, last = asked["date"].min(), asked["date"].max()
above = asked.filter(pl.max_horizontal("thigh_root", "low_back") > 5).height
sundays = pl.date_range(first, last, "1w", eager=True).dt.offset_by("6d")
flagged = sum(len(ca.find_flags(days, "me", until=sunday)) > 0 for sunday in sundays)
assert above > 0
assert flagged > 0
Markdown(
    f"On **{above} evenings** a score was above 5, and on {flagged} of {len(sundays)} Sundays a safety "
    "flag was up. By the stopping rule above a real person would have paused each time and had it looked at. "
    "This one is made of numbers and goes on, so that we see the rest."
)

# %% [markdown]
# ## The picture, week by week
#
# This is what the weekly report shows on Sunday evenings: the difference so far, and a range wide enough that
# all the looks together err as seldom as a single one. A verdict, once given, stands.

# %%
looks = watch_within(days, "me", until=drawn.last)
ca.draw(looks)

# %% [markdown]
# ## The number: the look that was planned
#
# The plan said one look, after the last block. Days are dots, and the pale ones, just after a switch, count
# for neither routine.

# %%
effects = ca.compare_within(days, "me")
ca.draw(effects)

# %%
for site in ("thigh_root", "low_back"):
    display(Markdown(effects[site].to_sentence(cautions=False)))

# %%
deviations = find_deviations(record, book, effects, wash_in=drawn.wash_in)
assert not deviations
early = find_deviations(record, book, effects, looked_on=dt.date(2026, 9, 13))
Markdown(
    f"Held against the sealed plan, **nothing differs**. Had somebody looked early, it would say: "
    f"*{early[0]}*"
)

# %% [markdown]
# ## What would a sceptic ask?
#
# Would ranks say the same as points? Does the answer hang on a single week? Were days rated as often on both
# routines? A check passes only where it could have seen something; otherwise it *cannot tell*.

# %%
checks = ca.check(days, effects)
ca.draw(checks)

# %%
failed = [f"- {check.outcome.replace('_', ' ').capitalize()}: {check.sentence}" for check in checks.failed]
assert [(check.outcome, check.name) for check in checks.failed] == [("low_back", "missing_tipping_point")]
Markdown("\n".join(["To be read with the answer:", "", *failed]))

# %% [markdown]
# ## The rest of the article
#
# The same log speaks about the article's other claims. With one person many of them stay open, and then the
# picture says what to log.

# %%
ca.draw(ca.examine_claims(days))

# %% [markdown]
# ## Was it right?
#
# In a real log nobody could tell. Here the truth was put in.

# %%
truth = dict(zip(("thigh_root", "low_back"), study.plan.effects, strict=False))
ranges = {site: effects[site].interval for site in truth}
held = pl.DataFrame(
    {
        "site": list(truth),
        "put in": list(truth.values()),
        "found": [effects[site].estimate for site in truth],
        "low": [found.low for found in ranges.values()],
        "high": [found.high for found in ranges.values()],
    }
).with_columns(held=pl.col("put in").is_between("low", "high"))
held.with_columns(pl.col(pl.Float64).round(1))

# %%
assert held["held"].all()
level = effects["thigh_root"].interval.level
Markdown(
    f"The core-focused routine was made to take **{-truth['thigh_root']:.1f} points** off the thigh root, "
    f"and nothing off the lower back. Both ranges hold what was put in. About 1 in "
    f"{1 / (1 - level):.0f} such ranges does not, and nobody knows which."
)

# %% [markdown]
# ## And on Monday?
#
# A decision is more than a range: it weighs what a routine costs, too. But each range has a sensible next
# step.

# %%
steps = {
    Verdict.LOWER_MATTERS: "stay with the core-focused routine.",
    Verdict.LOWER: "stay with the core-focused routine if you like it; more weeks tell its worth.",
    Verdict.NO_DIFFERENCE: "do the routine that you enjoy. For this place the choice does not matter.",
    Verdict.CANT_TELL: "draw four more blocks, or stop here. That is an honest end, too.",
    Verdict.HIGHER: "go back to the old routine.",
    Verdict.HIGHER_MATTERS: "go back to the old routine.",
    Verdict.REFUSED: "log more days first.",
}
verdicts = {site: effects[site].verdict for site in truth}
assert verdicts == {"thigh_root": Verdict.LOWER, "low_back": Verdict.NO_DIFFERENCE}
Markdown(
    "\n".join(
        f"- **{site.replace('_', ' ').capitalize()}: {verdict}.** So: {steps[verdict]}"
        for site, verdict in verdicts.items()
    )
)

# %% [markdown]
# In plain words: this person's thigh root is better off with the core-focused routine, and the lower back
# does not care. The one thing to mend next time is the form: fill it in every evening, because a check failed
# on the days without a score.
#
# A safety flag is no matter of ranges. Pain that wakes you, numbness, weakness or a very bad day: stop, and
# have it looked at.
#
# ## Caution
#
# The answer is about this person in these months. It does not tell what happens to others. The person knew
# on every day what they did, and had hopes; a diary cannot take that out. And what builds up over many months
# does not show in blocks of two weeks.
