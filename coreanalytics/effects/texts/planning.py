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
    from coreanalytics.effects.planning.schedules import PlannedPhase, RandomisedSchedule

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
    "multiple_baseline": "everybody switches, each on a drawn day",
}
DO: Final = {
    "blocks": (
        "Follow each routine for two weeks at a time, and let chance pick which one of each pair of blocks "
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
        "You may say that the routine helped or hurt. An effect that takes longer than two weeks to come "
        "or to go is missed."
    ),
    "start": (
        "You may say that discomfort was lower or higher after the switch, and how rare that would be by "
        "chance; not that the routine did it, since a trend of your own, and whatever else changed then, "
        "counts too. It cannot say how large the difference is after so many weeks."
    ),
    "abab": (
        "You may say that discomfort was lower or higher, not that the routine did it. It needs 30 reported "
        "days on each routine, where drawn blocks need 14."
    ),
    "ab": (
        "It cannot say what caused a difference: whatever else changed that day, and any trend of your own, "
        "looks the same. You may say that discomfort was lower or higher afterwards, no more."
    ),
    "parallel": (
        "You may say that the routine helped or hurt on average. Groups are compared 8 weeks in, so more "
        "than 11 weeks add nothing; more people do."
    ),
    "multiple_baseline": (
        "You may say that the routine helped or hurt on average. The course that all share must be told "
        "apart from the switch, which takes many people."
    ),
}
H_DESIGNS: Final = "What each design can and cannot say:"
NOT_ALONE: Final = (
    "Not for one person: two groups (6 people or more), and everybody switching on a drawn day (3 or more)."
)
_HEAD: Final = {
    "design": "design",
    "people": "people",
    "weeks": "weeks",
    "reports": "reports a week",
    "power": "finds it",
    "settled": "any verdict",
    "width": "range, points",
    "weekly": "weekly looks",
    "refused": "no answer",
}


def list_plan_columns(rows: Sequence[PlanRow]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return headings and cells of a plan; columns that say the same in every row are left out.

    Returns
    -------
    headings, cells
        The design comes first, then the numbers.
    """
    cells = [
        {
            "design": DESIGNS[row.design],
            "people": words.number(row.people, 0),
            "weeks": words.number(row.weeks, 0),
            "reports": words.trimmed(row.reports, 1),
            "power": _share_of(row, row.power),
            "settled": _share_of(row, row.settled),
            "width": words.number(row.width),
            "weekly": _share_of(row, row.weekly),
            "refused": words.percent(row.refused, 0) if row.refused in (0, 1) else share(row.refused),
        }
        for row in rows
    ]
    kept = [name for name in _HEAD if _says_something(name, rows)]
    return tuple(_HEAD[name] for name in kept), [tuple(cell[name] for name in kept) for cell in cells]


def _says_something(name: str, rows: Sequence[PlanRow]) -> bool:
    if name == "settled":  # beside the power only where it differs
        return any(abs(row.settled - row.power) > 0.02 for row in rows)
    if name == "weekly":
        return any(not math.isnan(row.weekly) for row in rows)
    if name == "refused":
        return any(row.refused > 0 for row in rows)
    if name in ("people", "reports"):
        return len({getattr(row, name) for row in rows}) > 1
    return True


def caption_plan(plan: StudyPlan, rows: Sequence[PlanRow]) -> str:
    """Say what holds of every row of a plan's table."""
    same = []
    if len(people := {row.people for row in rows}) == 1:
        same.append(words.people(people.pop()))
    if len(reports := {row.reports for row in rows}) == 1:
        same.append(f"{words.trimmed(reports.pop(), 1)} reports a week")
    beside = f" ({', '.join(same)})" if same else ""
    return f"How often a study finds a true difference of {words.signed(plan.effect)} points{beside}:"


def explain_columns(plan: StudyPlan, rows: Sequence[PlanRow]) -> str:
    """Say what the columns of a plan's table mean."""
    said = ["finds it: share of studies whose range, looked at once at the end, leaves out 0"]
    if _says_something("settled", rows):
        said.append("any verdict: share that end in anything but “can't tell yet”")
    said.append("range: how wide it is, points")
    if _says_something("weekly", rows):
        alone = plan.people == 1
        said.append(
            "weekly looks: how often somebody who looks every week finds it"
            if alone
            else "weekly looks: how often the last weekly look alone finds it"
        )
    if _says_something("refused", rows):
        said.append("no answer: share with too few reported days")
    return f"{words.sentence('; '.join(said))}"


def share(part: float) -> str:
    """Return a simulated share; what is almost all or almost nothing is not called all or nothing.

    Examples
    --------
    >>> [share(part).replace(chr(160), " ") for part in (0.864, 0.999, 0.001)]
    ['86 %', '>99 %', '<1 %']
    """
    if part >= 0.995:
        return f">{words.percent(0.99, 0)}"
    return f"<{words.percent(0.01, 0)}" if part < 0.01 else words.percent(part, 0)


def _share_of(row: PlanRow, part: float) -> str:
    """Return a share of studies that have an answer; a dash where none has one, or nobody asked."""
    return "–" if math.isnan(part) or row.refused == 1 else share(part)


def _often(part: float) -> str:
    if part >= 0.995:
        return f"more than {words.percent(0.99, 0)}"
    return f"fewer than {words.percent(0.01, 0)}" if part < 0.01 else f"about {words.percent(part, 0)}"


def tell_plan(plan: StudyPlan) -> str:
    """Say what to do on Monday, what it can tell, what weekly looks cost, and what a smaller effect takes."""
    parts = [_tell_recommendation(plan), _tell_looks(plan), _tell_reports(plan), _tell_smaller(plan)]
    return "\n\n".join(part for part in parts if part)


def tell_plan_basis(plan: StudyPlan) -> str:
    """Say what a plan was made from and how."""
    error = max((row.power_se for row in plan.rows), default=0.0)
    left_out = f", the first {words.count(plan.wash_in, 'day')} after each switch left out"
    return (
        f"{plan.noise.to_sentence()}\n\n"
        f"By simulation of {words.number(plan.replications, 0)} studies a row, answered as this package "
        f"answers yours (whole numbers from 0 to 10, {words.percent(plan.level)} ranges"
        f"{left_out if plan.wash_in else ''}). Shares may be off by {words.trimmed(200 * error, 0)} "
        f"percentage points. A plan is a forecast, not a promise."
    )


def _size(effect: float) -> str:
    return f"{words.points(effect)} {'lower' if effect < 0 else 'higher'}"


def _tell_recommendation(plan: StudyPlan) -> str:
    row, weekly = plan.recommended, plan.looks == "weekly"
    if row is None:
        return _tell_none(plan)
    who = "" if row.people == 1 else f" with {words.people(row.people)}"
    looked = "with a look every week" if weekly else "with one look at the end"
    more = (
        "" if row.people < 6 or row.power < 0.95 else " Fewer people may do: plan again with fewer (people)."
    )
    return (
        f"{DO[row.design]}, for {words.count(row.weeks, 'week')}{who}. Report on "
        f"{words.trimmed(row.reports, 1)} days a week.\n\n"
        f"If discomfort is truly {_size(row.effect)} on the core-focused routine, such a study shows it in "
        f"{_often(row.weekly if weekly else row.power)} of cases {looked}. Its range will be about "
        f"{words.points(row.width)} wide.{more}"
    )


def _tell_none(plan: StudyPlan) -> str:
    best = plan.strongest
    if best is None:
        return (
            "Whatever comes out of the designs asked about cannot say what caused it. "
            "Two-week blocks drawn by lot would."
        )
    power = best.weekly if plan.looks == "weekly" and not math.isnan(best.weekly) else best.power
    more = "more weeks" if best.people == 1 else "more people"
    return (
        f"None of these studies would reliably show a difference of {words.points(plan.effect)}: the best, "
        f"{DESIGNS[best.design]} ({words.people(best.people)}, {words.count(best.weeks, 'week')}), shows it "
        f"in {_often(power)} of cases, and a plan should reach 80 %. Plan {more}, report on more days, or "
        f'ask about a larger difference. Until then "can\'t tell yet" is the likely answer.'
    )


def _tell_looks(plan: StudyPlan) -> str:
    row = plan.recommended or plan.strongest
    if row is None or plan.looks == "end" or math.isnan(row.weekly):
        return ""
    if row.people > 1:
        return (
            f"Looking every week has a price: the range must be wider. The last weekly look alone shows the "
            f"difference in {_often(row.weekly)} of cases, one look at the end in {_often(row.power)}."
        )
    when = "" if math.isnan(row.week) else f" (half of these by week {words.number(row.week, 0)})"
    longer = [one for one in plan.pick(row.design) if one.weekly >= 0.8 and one.reports == row.reports]
    more = (
        f" If you want to look every week, plan {longer[0].weeks} weeks."
        if longer and longer[0].weeks > row.weeks
        else ""
    )
    return (
        f"Looking every week has a price: {words.count(row.weeks, 'week')} then show the difference in "
        f"{_often(row.weekly)} of cases{when}; with one look at the end, in {_often(row.power)}.{more}"
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
        f"with {words.trimmed(one.reports, 1)} reports a week it is found in {_often(one.power)} of cases"
        for one in others
    ]
    return (
        words.sentence(f"Reports matter: {words.listing(said)}, instead of {_often(row.power)}")
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
    said = [f"{words.points(one.effect)} in {_often(one.power)} of cases" for one in same]
    if not said:
        return ""
    small = " A small difference needs many more weeks." if any(one.power < 0.5 for one in same) else ""
    return f"The same study shows a difference of {words.listing(said)}.{small}"


def tell_designs(plan: StudyPlan) -> str:
    """Say what each design can and cannot say, and which cannot be used."""
    there = dict.fromkeys(str(row.design) for row in plan.rows)
    said = [f"{words.sentence(DESIGNS[design])[:-1]}: {_lower(CAVEATS[design])}" for design in there]
    groups = [pair for pair in plan.refused if plan.people == 1 and pair[0] in _GROUPS]
    others = [pair for pair in plan.refused if pair not in groups]
    said += [f"{words.sentence(DESIGNS[design])[:-1]}: not here. {why}" for design, why in others]
    said += [NOT_ALONE] if len(groups) == 2 else []
    said += [f"{words.sentence(DESIGNS[design])[:-1]}: not here. {why}" for design, why in groups[:1]] * (
        len(groups) == 1
    )
    return "\n".join([H_DESIGNS, *(f"- {each}" for each in said)])


_GROUPS: Final = ("parallel", "multiple_baseline")


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


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
        "same. If an exercise hurts more than 5 of 10, leave it out; if that comes again, or anything "
        "worries you, stop and get it checked: no plan is worth an injury."
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
    who = "" if len(schedule.people) == 1 else f" ({words.people(len(schedule.people))})"
    odds = "" if schedule.design == "parallel" else _tell_odds(schedule)
    seed = (
        ""
        if schedule.seed is None
        else f" The seed is {schedule.seed}: with it, anybody can draw the same schedule again."
    )
    return (
        f"{DRAWN_AS[schedule.design]}{who}. The study runs from "
        f"{words.day_span(schedule.first, schedule.last)}.{odds}{seed} Keep what came "
        f"out, whether you like it or not."
    )


def _tell_odds(schedule: RandomisedSchedule) -> str:
    each = "" if len(schedule.people) == 1 else " for each person"
    switches = schedule.design in ("start", "multiple_baseline")
    few = _tell_few(schedule.possible, switches=switches) if len(schedule.people) == 1 else ""
    what = "days for the switch" if switches else "orders"
    return f" {words.number(schedule.possible, 0)} {what} were possible{each}, all equally likely{few}."


def _tell_few(possible: int, *, switches: bool) -> str:
    """Say what too few schedules do to a randomisation test; an order and its mirror image weigh alike."""
    least = (1 if switches else 2) / possible
    if possible >= 20 and least <= 0.05:
        return ""
    room = "20 days to switch on" if switches else "12 blocks in pairs, or 8 in any order,"
    lack = (
        "too few for a randomisation test, which needs 20"
        if possible < 20
        else f"a randomisation test could not come out below {words.percent(least)}"
    )
    return f" ({lack}: {room} would give it room)"


SHOWN: Final = 60  #: people whose draw is listed


def list_schedule(schedule: RandomisedSchedule) -> list[str]:
    """Return one line a phase; of several people, one line a person."""
    if len(schedule.people) == 1:
        return _list_phases(schedule.phases)
    shown = schedule.people[:SHOWN]
    wide = max(len(_name(person)) for person in shown)
    lines = [f"  {_name(person).ljust(wide)}   {_tell_draw(schedule, person)}" for person in shown]
    rest = len(schedule.people) - len(shown)
    if rest:
        lines.append(f"  … and {words.people(rest)} more")
    before = [phase for phase in schedule.of(shown[0]) if phase.program == "run_in"]
    lines += ["", f"Run-in: {words.day_span(before[0].start, before[0].end)}."] if before else []
    if schedule.design in ("pairs", "blocks"):
        starts = [phase for phase in schedule.of(shown[0]) if phase.program != "run_in"]
        begins = words.listing([words.day(phase.start, year=False) for phase in starts])
        lines += ["", f"C: {TITLES['core_focused'].lower()}, S: {TITLES['standard_crunch'].lower()}."]
        lines += [f"Blocks begin on {begins}."]
    return lines


def _list_phases(phases: Sequence[PlannedPhase]) -> list[str]:
    spans = [words.day_span(phase.start, phase.end) for phase in phases]
    wide = max(map(len, spans))
    return [
        f"  {span.ljust(wide)}   {title_phase(phase.program)}"
        for span, phase in zip(spans, phases, strict=True)
    ]


_SIGNS: Final = {"core_focused": "C", "standard_crunch": "S"}


def _tell_draw(schedule: RandomisedSchedule, person: str) -> str:
    """Return what chance drew for one of several people, in short."""
    drawn = [phase for phase in schedule.of(person) if phase.program != "run_in"]
    if schedule.design == "parallel":
        return title_phase(drawn[0].program)
    if schedule.design in ("pairs", "blocks"):
        return " ".join(_SIGNS.get(phase.program, phase.program) for phase in drawn)
    return f"{title_phase(drawn[-1].program)} from {words.day(drawn[-1].start)}"


def _name(person: str) -> str:
    """Return a name that is no longer than a column, without signs that steer a terminal."""
    shown = "".join(sign if sign.isprintable() else " " for sign in person)
    return shown if len(shown) <= 20 else f"{shown[:19]}…"
