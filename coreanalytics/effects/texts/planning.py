"""What a plan, a schedule drawn by lot and a plan on record say."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words

if TYPE_CHECKING:
    from coreanalytics.effects.planning.noise import Noise
    from coreanalytics.effects.planning.results import PlanRow, StudyPlan
    from coreanalytics.effects.planning.schedules import RandomisedSchedule

# --- the noise -------------------------------------------------------------------------------------


def tell_noise(noise: Noise) -> str:
    """Say where the noise comes from, and how large it is."""
    size = (
        f"a day differs from your usual level by about {words.points(noise.sd)} (SD), and a day is like "
        f"the day "
        f"before with a correlation of {words.number((1 - noise.kappa) * noise.rho, 2)}"
    )
    if noise.source == "own":
        return (
            f"Made from your own log ({words.count(noise.days, 'reported day')}, mean "
            f"{words.number(noise.baseline)}): {size}."
        )
    size = size.replace("your usual level", "a person's own level")
    if noise.source == "cohort":
        return (
            f"Made from everybody's log ({words.count(noise.days, 'reported day')}, mean "
            f"{words.number(noise.baseline)}): {size}; people differ by "
            f"{words.points(noise.between_sd)} (SD)."
        )
    return (
        f"Made from published daily diaries of back pain and a mean of {words.number(noise.baseline)}, "
        f"not from your "
        f"own log: {size}. Log for four weeks, plan again, and the plan fits you."
    )


# --- the plan --------------------------------------------------------------------------------------

DESIGNS: Final = {
    "blocks": "two-week blocks drawn by lot",
    "start": "one switch, its day drawn by lot",
    "abab": "four equal phases in a fixed order",
    "ab": "one switch on a day you choose",
    "parallel": "two groups drawn by lot",
    "multiple_baseline": "everybody switches, each on a day drawn by lot",
}
DO: Final = {
    "blocks": (
        "Follow each routine for two weeks at a time; let chance pick which of each pair of blocks "
        "comes first"
    ),
    "start": (
        "Begin with standard crunches and switch once, on a day that chance picks from the middle of the time"
    ),
    "parallel": "Let chance put half of the people on each routine, and let nobody switch",
    "multiple_baseline": (
        "Let everybody begin with standard crunches and switch on a day that chance picks for each"
    ),
}
CAVEATS: Final = {
    "blocks": (
        "Drawn blocks: at the end you may say whether the routine helped. What takes longer than a "
        "block to come or "
        "go does not show."
    ),
    "start": (
        "One drawn switch: you may say helped or hurt, but a trend of your own counts as a difference, "
        "and how big "
        "the difference is so many weeks in cannot be answered."
    ),
    "abab": (
        "A fixed order is not drawn by lot: you may say that discomfort was lower or higher, not that "
        "the routine "
        "did it. It also needs 30 reported days on each routine, where drawn blocks need 14."
    ),
    "ab": (
        "One switch on a day you choose cannot say what caused a difference: whatever else changed "
        "then, and any "
        "trend of your own, looks the same. It only says that discomfort was lower or higher "
        "afterwards. How big the "
        "difference is so many weeks in it cannot answer."
    ),
    "parallel": (
        "Two drawn groups: they are compared 8 weeks in, so more weeks than 11 add nothing; more people do."
    ),
    "multiple_baseline": (
        "Everybody switches: the course that all share must be told apart from the switch, which costs much "
        "precision."
    ),
}
PLAN_HEADINGS: Final = (
    "design",
    "people",
    "weeks",
    "reports a week",
    "if the difference is",
    "finds it",
    "gives a verdict",
    "range, points wide",
    "finds it, weekly looks",
    "no answer",
)


def list_plan_cells(rows: Sequence[PlanRow]) -> list[tuple[str, ...]]:
    """Return the rows of a plan as cells."""
    return [
        (
            DESIGNS[row.design],
            words.number(row.people, 0),
            words.number(row.weeks, 0),
            words.trimmed(row.reports, 1),
            f"{words.signed(row.effect)} points",
            _share(row.power, row.power_se),
            _share(row.settled, row.settled_se),
            words.number(row.width),
            "–" if math.isnan(row.weekly) else _share(row.weekly, row.weekly_se),
            words.percent(row.refused, 0),
        )
        for row in rows
    ]


def _share(share: float, error: float) -> str:
    return f"{words.percent(share, 0)} ± {words.trimmed(100 * error, 0)}"


def tell_plan(plan: StudyPlan) -> str:
    """Say what to do on Monday, what it can tell, what weekly looks cost, and what cannot be told."""
    parts = [
        _tell_recommendation(plan),
        _tell_looks(plan),
        _tell_reports(plan),
        _tell_smaller(plan),
        plan.noise.to_sentence(),
    ]
    parts.append(_tell_designs(plan))
    parts.append(
        f"By simulation of {words.number(plan.replications, 0)} studies a row, answered as this package "
        f"answers yours "
        f"(whole numbers from 0 to 10, {words.percent(plan.level)} ranges, the first "
        f"{words.count(plan.wash_in, 'day')} "
        f"after each switch left out). The number behind ± is the error of the simulation, in "
        f"percentage points. "
        f"A plan is a forecast, not a promise."
    )
    return "\n\n".join(part for part in parts if part)


def _size(effect: float) -> str:
    return f"{words.points(effect)} {'lower' if effect < 0 else 'higher'}"


def _tell_recommendation(plan: StudyPlan) -> str:
    row, weekly = plan.recommended, plan.looks == "weekly"
    if row is None:
        return _tell_none(plan)
    power, error = (row.weekly, row.weekly_se) if weekly else (row.power, row.power_se)
    who = "" if row.people == 1 else f" with {words.people(row.people)}"
    shape = (
        f"about {words.count(row.weeks, 'week')}{who}, reporting {words.trimmed(row.reports, 1)} days a week"
    )
    looked = "looking every week" if weekly else "looking once, at the end"
    return (
        f"{DO[row.design]}: {shape}. If discomfort is truly {_size(row.effect)} on the core-focused "
        f"routine, a study "
        f"like this, {looked}, shows it in about {words.percent(power, 0)} of cases (± "
        f"{words.trimmed(100 * error, 0)}). "
        f"The range will be about {words.points(row.width)} wide, and {words.percent(row.settled, 0)} "
        f"of such studies end "
        f"in a verdict."
    )


def _tell_none(plan: StudyPlan) -> str:
    best = plan.strongest
    if best is None:
        return (
            "No design drawn by lot was asked about, so whatever comes out cannot say what caused it. "
            "Two-week blocks "
            "drawn by lot would."
        )
    power = best.weekly if plan.looks == "weekly" and not math.isnan(best.weekly) else best.power
    more = "more weeks" if best.people == 1 else "more people"
    return (
        f"None of these studies would reliably show a difference of {words.points(plan.effect)}: the best, "
        f"{DESIGNS[best.design]} ({words.people(best.people)}, {words.count(best.weeks, 'week')}), "
        f"shows it in "
        f"{words.percent(power, 0)} of cases, and a plan should reach 80 %. Add {more}, report on more "
        f"days, or ask "
        f'about a larger difference. "Can\'t tell" is the likely answer until then.'
    )


def _tell_looks(plan: StudyPlan) -> str:
    row = plan.recommended or plan.strongest
    if row is None or plan.looks == "end" or math.isnan(row.weekly):
        return ""
    if row.people > 1:
        return (
            f"Looking every week has a price: the range must be wider. Of such a study the last weekly "
            f"look alone shows "
            f"the difference in {words.percent(row.weekly, 0)} of cases, one look at the end in "
            f"{words.percent(row.power, 0)}."
        )
    when = "" if math.isnan(row.week) else f", half of them by week {words.number(row.week, 0)}"
    longer = [one for one in plan.pick(row.design) if one.weekly >= 0.8 and one.reports == row.reports]
    more = (
        f" With weekly looks plan {longer[0].weeks} weeks." if longer and longer[0].weeks > row.weeks else ""
    )
    return (
        f"Looking every week has a price: in {words.count(row.weeks, 'week')} it shows the difference in "
        f"{words.percent(row.weekly, 0)} of cases{when}, one look at the end in "
        f"{words.percent(row.power, 0)}.{more}"
    )


def _tell_reports(plan: StudyPlan) -> str:
    row = plan.recommended or plan.strongest
    if row is None:
        return ""
    others = [
        one
        for one in plan.pick(row.design)
        if (one.people, one.weeks) == (row.people, row.weeks) and one.reports != row.reports
    ]
    said = [
        f"with {words.trimmed(one.reports, 1)} reports a week {words.percent(one.power, 0)}" for one in others
    ]
    return (
        words.sentence(f"Reports matter: {words.listing(said)} instead of {words.percent(row.power, 0)}")
        if said
        else ""
    )


def _tell_smaller(plan: StudyPlan) -> str:
    row = plan.recommended or plan.strongest
    if row is None:
        return ""
    same = [
        one
        for one in plan.rows
        if one.effect != plan.effect
        and (one.design, one.people, one.weeks, one.reports)
        == (row.design, row.people, row.weeks, row.reports)
    ]
    said = [f"{words.points(one.effect)} in {words.percent(one.power, 0)} of cases" for one in same]
    if not said:
        return ""
    return (
        f"The same study shows a difference of {words.listing(said)}. A small difference needs many "
        f"more weeks."
    )


def _tell_designs(plan: StudyPlan) -> str:
    there = dict.fromkeys(str(row.design) for row in plan.rows)
    said = [CAVEATS[design] for design in there]
    refused = [f"{words.sentence(DESIGNS[design])[:-1]}: not here. {why}" for design, why in plan.refused]
    return "\n".join(f"- {each}" for each in (*said, *refused))


NO_SENSE: Final = "this makes no sense in a plan"
HINT_PEOPLE: Final = "give 1 or more"
HINT_WEEKS: Final = "give whole weeks from 2 to 104"
HINT_REPORTS: Final = "give more than 0 and at most 7 days a week"
HINT_WASH_IN: Final = "give 0 to 13 days"
HINT_LOOKS: Final = "say end, weekly or both"
HINT_REPLICATIONS: Final = "give 20 or more"
HINT_SEED: Final = "give 0 or more"
HINT_OTHER_DESIGN: Final = "ask about another design, more people or more weeks"


def no_design(name: str) -> str:
    """Say that there is no such design."""
    return f"there is no design called {name!r}"


def hint_designs(names: Sequence[str]) -> str:
    """List the designs."""
    return f"choose one of {', '.join(names)}"


def refuse_room(baseline: float, effects: Sequence[float]) -> str:
    """Say that the scale leaves no room."""
    asked = words.listing([words.points(effect) for effect in effects], "or")
    return f"the mean score is {words.number(baseline)}, so it cannot change by {asked}"


def hint_room(baseline: float, room: float) -> str:
    """Say how large an effect may be."""
    return (
        f"ask about at most {words.number(max(baseline - room, 0))} points lower (--effect, effect=); "
        f"near 0 there is "
        f"little to gain"
    )


def refuse_people(design: str, least: int) -> str:
    """Say that a design needs more people."""
    if least == 6:
        return f"It takes {least} people or more; one person cannot be in two groups."
    return f"It takes {least} people or more."


def refuse_pair(design: str) -> str:
    """Say that two people are neither one nor several."""
    return "Two people say nothing about how people differ: plan for each of them alone, or for 3 or more."


def refuse_weeks(design: str) -> str:
    """Say that none of the lengths suit a design."""
    needs = {
        "blocks": "It takes a multiple of 4 weeks.",
        "abab": "It takes a multiple of 4 weeks.",
        "start": "It takes 7 weeks or more, so that chance has 20 days to pick from.",
        "multiple_baseline": "It takes 8 weeks or more.",
    }
    return needs.get(design, "It takes 2 weeks or more.")


# --- schedules drawn by lot ------------------------------------------------------------------------

NO_SENSE_SCHEDULE: Final = "this makes no sense in a schedule"
HINT_NAMES: Final = "name everybody once; two groups and a multiple baseline take 2 people or more"
HINT_BLOCK_DAYS: Final = "give 7 to 182 days; 14 is usual"
HINT_BLOCKS: Final = "give an even number of blocks, 2 or more, and at most 104 weeks in all"
HINT_WASH_IN_BLOCKS: Final = "give fewer days than a block has"
HINT_RUN_IN: Final = "give 0 to 168 days; 14 is usual"
HINT_START: Final = "give a date, such as 2026-11-30"
HINT_LONGER: Final = "give more blocks: 7 weeks at the least, and 16 for an answer"
HINT_WINDOW: Final = "give two dates inside the study, 20 days or more apart, with days left on either side"
ROUTINES: Final = {
    "core_focused": (
        "Core-focused routine: the five moves. Ankle-anchored crunch, support pelvic tilt, band or "
        "cable rotation "
        "(both sides), loaded carry, side support (both sides). No crunch or leg-raise program beside them."
    ),
    "standard_crunch": (
        "Standard routine: your usual crunches, sit-ups and leg raises. None of the five moves beside them."
    ),
    "run_in": "Run-in: train as you always did, and log every day.",
}
TITLES: Final = {
    "core_focused": "Core-focused routine",
    "standard_crunch": "Standard crunches",
    "run_in": "Run-in: train as always",
}
REMINDER: Final = "Log today's discomfort (0-10)"


def title_phase(program: str) -> str:
    """Return what a calendar calls a phase."""
    return TITLES.get(program, words.sentence(program.replace("_", " "))[:-1])


def tell_routine(program: str, wash_in: int) -> str:
    """Say what to do in a phase."""
    told = ROUTINES.get(program, f"{title_phase(program)}.")
    if program == "run_in" or not wash_in:
        return told
    return (
        f"{told}\nThe first {words.count(wash_in, 'day')} count for neither routine; log them all the "
        f"same. If it hurts "
        f"more than 5 of 10, or anything worries you, stop and get it checked: no plan is worth an injury."
    )


def tell_reminder(program: str) -> str:
    """Say what to log on a day, and what the day's routine is."""
    return (
        "Thigh root and low back, today, on average, 0 to 10, training day or not. No discomfort is a "
        "0; nothing logged "
        f"is no answer.\nToday: {ROUTINES.get(program, title_phase(program))}"
    )


def not_in_schedule(person: str | None) -> str:
    """Say that nobody of this name takes part."""
    return f"{person!r} is not in this schedule" if person else "several people are in this schedule"


def hint_people(people: Sequence[str]) -> str:
    """List who takes part."""
    return f"name one of {words.listing(people[:12], 'or')}"


def refuse_window(days: int) -> str:
    """Say that chance has too few days to pick from."""
    return f"in {words.count(days, 'day')} there are not 20 days that a switch can fall on"


DRAWN_DIFFERENTLY: Final = "the phases were drawn in different ways"
HINT_ONE_PERSON: Final = "name one person"
HINT_NO_SCHEDULE: Final = "draw one first: coreanalytics randomise --start 2026-11-30"


def no_schedule(since: dt.date) -> str:
    """Say that nothing was drawn."""
    return f"no phase drawn by lot begins on {words.day(since)} or later"


DRAWN_AS: Final = {
    "pairs": "In each pair of blocks chance picked which routine comes first",
    "blocks": "Chance picked the order of the blocks, as many of each routine",
    "start": "Standard crunches come first, and chance picked the day of the switch",
    "multiple_baseline": (
        "Everybody begins with standard crunches, and chance picked each one's day of the switch"
    ),
    "parallel": "Chance put half of the people on each routine, for the whole time",
}


def tell_schedule(schedule: RandomisedSchedule) -> str:
    """Say what was drawn, and how to draw it again."""
    who = words.people(len(schedule.people))
    odds = (
        ""
        if schedule.design == "parallel"
        else (
            f" {words.number(schedule.possible, 0)} schedules were possible for each person, all "
            f"equally likely."
        )
    )
    few = schedule.possible < 20 and schedule.design != "parallel"
    warn = " A randomisation test needs 20 or more: add blocks if you can." if few else ""
    seed = (
        ""
        if schedule.seed is None
        else f"Drawn with seed {schedule.seed}: the same seed draws the same schedule. "
    )
    return (
        f"{DRAWN_AS[schedule.design]}: {who}, "
        f"{words.day_span(schedule.first, schedule.last)}.{odds}{warn} {seed}Do not draw "
        f"again because you do not like it."
    )


def list_schedule(schedule: RandomisedSchedule) -> list[str]:
    """Return one line a phase."""
    alone = len(schedule.people) == 1
    return [
        f"{'' if alone else f'{phase.person}: '}{words.day_span(phase.start, phase.end)}: "
        f"{title_phase(phase.program)}"
        for phase in schedule.phases
    ]
