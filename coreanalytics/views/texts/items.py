"""What reporting standards ask of one person's study, and what the log answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.views.texts.names import ASSIGNED, PROGRAMS, SITES_INSIDE
from coreanalytics.views.texts.numbers import score
from coreanalytics.views.texts.verdicts import tell_final_briefly, tell_size_so_far, verdict_line
from coreanalytics.vocabulary import Assigned, Family, Program, Site

if TYPE_CHECKING:
    from coreanalytics.effects.safety import Flag
    from coreanalytics.views.weekly.reporting_items import Period
    from coreanalytics.views.weekly.training import Done
    from coreanalytics.views.weekly.verdicts import Verdicts

H_ITEMS: Final = "What a paper would have to say"
ITEMS_NOTE: Final = (
    "Three standards ask what a study of one person must report. The log fills what it can; the rest only "
    "the person or the study’s own plan can say. Filling an item is not the same as a good study."
)
C_ITEM: Final = "Item"
C_STATE: Final = "State"
C_VALUE: Final = "What the log says"
STATES: Final = {
    "filled": "filled",
    "met": "met",
    "not_met": "not met",
    "not_yet": "not yet",
    "person": "yours to fill",
    "not_applicable": "not applicable",
}
STANDARDS: Final = {
    "CENT 2015": "Trials of one person (CENT 2015)",
    "SCRIBE 2016": "Single-case studies (SCRIBE 2016)",
    "WWC": "Design of single-case studies (What Works Clearinghouse)",
}
TITLES: Final = {
    "title": "Title names the design",
    "periods": "Periods, with run-in and washout",
    "interventions": "Interventions as done",
    "outcomes": "What was measured, and how",
    "drawn": "Order drawn at random",
    "sequence": "Sequence of the periods",
    "blinding": "Blinding",
    "carry_over": "Carry-over and days that are alike",
    "completed": "Periods completed",
    "dates": "Dates",
    "baseline": "Baseline",
    "results": "Results of each period, with a figure",
    "effect": "Size of the difference, with its range",
    "harms": "Harms",
    "design": "Phases, and who set them when",
    "replication": "Replication",
    "fidelity": "Kept to the plan",
    "raw": "Raw data",
    "assessors": "Agreement of two assessors",
    "manipulation": "Phases set, not found afterwards",
    "demonstrations": "Three or more changes of routine",
    "points": "Five or more scores in each phase",
    "background": "Background, aims, who takes part, setting",
    "approval": "Approval, plan on record, money",
}
NO_PHASES: Final = "No phase is noted up to this week."
NO_TWO: Final = "The two routines have not both been followed so far."
PERSON_BACKGROUND: Final = "Only you can say this; the log does not know it."
PERSON_APPROVAL: Final = "Only you can say this. Where no one asked for it, write “none”."
BLINDING: Final = "None: whoever trains knows what they train, and scores themselves."
ASSESSORS: Final = "Not applicable: only the person can feel the discomfort, so nobody else can score it."
CARRY_OVER: Final = (
    "The first {days} days after each change count for neither routine. The model takes days that are close "
    "together to be alike (AR(1) with white noise, averaged over both)."
)
RAW: Final = "Every score is in the log, in the picture of days, and in the data file beside this page."
DRAWN: Final = "Drawn at random. {sequence}"
PLANNED_PERIODS: Final = "What was planned beyond that only you can say."
NOT_DRAWN: Final = "Not drawn at random: {how}."
MANIPULATION_FOUND: Final = "Not met: the phases were worked out from the sets afterwards."
MANIPULATION_GIVEN: Final = (
    "The phases were set ({how}). Only you can say that this was done before they began."
)
DATA_DRIVEN: Final = "The phases follow from the data: they were worked out from the sets afterwards."
A_PRIORI: Final = "The phases were drawn beforehand."
WHEN_UNKNOWN: Final = "Whether they were fixed beforehand only you can say."


def title_of(periods: Sequence[Period]) -> str:
    """Return what a title may call the study."""
    arms = [p for p in periods if p.program in ARMS]
    if len({p.program for p in arms}) < 2:
        return "A log of one person; no comparison of two routines so far."
    if all(p.assigned == Assigned.RANDOMISED for p in arms):
        return "An N-of-1 trial: core-focused routines against standard crunches."
    return "A study of one person, not drawn at random: core-focused routines against standard crunches."


ARMS: Final = (Program.CORE_FOCUSED, Program.STANDARD_CRUNCH)


def period_line(periods: Sequence[Period]) -> str:
    """Return the periods in order with their lengths; like ones in turns are told once.

    Examples
    --------
    >>> from types import SimpleNamespace as P
    >>> period_line([P(program="run_in", days=14), P(program="core_focused", days=1)])
    'Run-in 14 days, core-focused 1 day.'
    """
    if not periods:
        return NO_PHASES
    told = [f"{_name(p)} {words.count(p.days, 'day')}" for p in periods[:_SHOWN]]
    more = len(periods) - _SHOWN
    return words.sentence(", ".join(told) + (f", and {more} more" if more > 0 else ""))


_SHOWN: Final = 8
_SET_NAMES: Final = {Family.ARTICLE_MOVE: "the five moves", Family.STANDARD_AB: "standard ab work"}


def _name(period: Period) -> str:
    return PROGRAMS.get(Program(period.program), period.program)


def dates_of(periods: Sequence[Period]) -> str:
    """Return first and last day."""
    if not periods:
        return NO_PHASES
    return f"{words.day_span(periods[0].first, periods[-1].last)}, up to this week."


def assigned_of(periods: Sequence[Period]) -> str:
    """Return who set the phases, in words."""
    return words.listing(ASSIGNED[Assigned(a)] for a in dict.fromkeys(p.assigned for p in periods) if a)


def interventions_of(periods: Sequence[Period]) -> str:
    """Return sessions and hard sets done under each program."""
    if not periods:
        return NO_PHASES
    said = []
    for program in dict.fromkeys(p.program for p in periods):
        own = [p for p in periods if p.program == program]
        sets = {family: sum(p.sets[family] for p in own) for family in _SET_NAMES}
        done = [f"{n} hard sets of {_SET_NAMES[family]}" for family, n in sets.items() if n]
        sessions = words.count(sum(p.sessions for p in own), "session")
        said.append(f"{_name(own[0])}: {words.listing([sessions, *done])}")
    return words.sentence("; ".join(said))


def outcomes_of(timing: str) -> str:
    """Return what was measured."""
    return f"Discomfort at the thigh root and the low back, whole numbers from 0 to 10: {timing}."


def baseline_of(means: dict[str, tuple[float | None, int]]) -> str:
    """Return the run-in means."""
    told = _means(means)
    return f"Run-in: {told}." if told else "No report from a run-in."


def results_of(periods: Sequence[Period]) -> str:
    """Return the means of each period."""
    told = [f"{_name(p)}: {_means(p.means)}" for p in periods[-_SHOWN:] if _means(p.means)]
    if not told:
        return "No report in any phase so far."
    return f"{words.sentence('; '.join(told))} The figure stands above."


def _means(means: dict[str, tuple[float | None, int]]) -> str:
    return " and ".join(
        f"{SITES_INSIDE[Site(site)]} {score(mean)} ({words.count(n, 'day')})"
        for site, (mean, n) in means.items()
        if mean is not None
    )


def effect_of(verdicts: Verdicts) -> str:
    """Return the size of the difference with its range: at the end, or so far."""
    if verdicts.at_end:
        return " ".join(tell_final_briefly(one) for one in verdicts.at_end)
    return " ".join(f"{verdict_line(one)}: {tell_size_so_far(one)}" for one in verdicts.looks)


def harms_of(asked: int, flags: Sequence[Flag]) -> str:
    """Return what is known of harms."""
    heard = f"A safety question was answered on {words.count(asked, 'day')} so far."
    if not flags:
        return f"{heard} No safety rule stands now. That does not mean safe."
    return f"{heard} {words.count(len(flags), 'safety rule')} now {'stands' if len(flags) == 1 else 'stand'}."


def fidelity_of(sessions: Done, sets: Done) -> str:
    """Return sessions and sets done of those planned, kept apart."""
    told = [
        f"{name}: {done.phase_done} of {words.trimmed(done.phase_planned, 0)} planned"
        for name, done in (("sessions", sessions), ("hard sets", sets))
        if done.phase_planned is not None
    ]
    return f"In the present phase, {'; '.join(told)}." if told else ""


NO_PLAN_NOTED: Final = "No plan of sessions or sets is noted, so there is nothing to hold the log against."


def demonstrations_of(switches: int) -> str:
    """Return how often the routine changed, held against three."""
    told = f"{words.count(switches, 'change')} between the two routines so far"
    return f"Met: {told}." if switches >= 3 else f"Not met: {told}; it takes 3."


def points_of(least: int) -> str:
    """Return the fewest scores of any phase, held against five."""
    told = f"the phase with fewest has {words.count(least, 'reported day')}"
    return f"Met: {told}." if least >= 5 else f"Not met: {told}; it takes 5."


def replication_of(switches: int) -> str:
    """Return how often the comparison was repeated."""
    if not switches:
        return NO_TWO
    return f"{words.count(switches, 'change')} between the two routines so far, within one person."
