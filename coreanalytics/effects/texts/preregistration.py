"""What a plan on record says, and how later work differs from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import program_name, site_name, weeks_text
from coreanalytics.effects.texts.planning import DRAWN_AS, title_phase
from coreanalytics.logbook.sealed_texts import SEAL, write_name

if TYPE_CHECKING:
    from coreanalytics.effects.planning.preregistration import PlannedStudy
    from coreanalytics.effects.planning.results import StudyPlan
    from coreanalytics.effects.planning.schedules import PlannedPhase

NO_SENSE: Final = "this makes no sense in a plan on record"
HINT_LOOKS: Final = "say end (one look, after the last day) or weekly (the running verdict)"
HINT_OUTCOMES: Final = "name thigh_root, low_back or both, and control beside them"
EXISTS: Final = "there is a file with this name already"
HINT_EXISTS: Final = "a plan on record is not written over; name another file"
HINT_BEGUN: Final = "a plan is put on record before the first day; draw a schedule that begins later"
NO_RECORD: Final = "there is no plan on record in this file"
HINT_NO_RECORD: Final = "name the file that coreanalytics preregister wrote"
BROKEN: Final = "The seal is broken: the file was changed after it was sealed, so it proves nothing any more."
OTHER_MODEL: Final = (
    "Planned was each person's own difference, put together (pool); here people are compared with one "
    "another."
)
RULES: Final = (
    "Days without a report are left out; a missing score is never a 0.",
    "Days of the run-in are never outcomes.",
    "Phases with fewer than 5 reported days after the first days do not enter.",
    "Days are counted by the routine that was planned, whatever was done.",
)
STOP: Final = (
    "A yes to the emergency question, and numbness or pain below the knee, end the study for that person. "
    "Any other safety flag, and more than 5 of 10 during an exercise, pause the training until somebody "
    "qualified has looked at it. Days go on being logged and count for the routine that was planned; every "
    "flag is reported with the result."
)


def begun(day: dt.date) -> str:
    """Say that the study has begun."""
    return f"the first routine began on {words.day(day)}"


def ask(treatment: str, control: str, people: int) -> str:
    """Return the usual question."""
    who = "in me" if people < 2 else f"between the phases or groups of {words.people(people)}"
    return f"Does discomfort differ between {program_name(treatment)} and {program_name(control)}, {who}?"


def expect(plan: StudyPlan) -> str:
    """Return what a plan expects, in one sentence."""
    row = plan.recommended or plan.strongest
    if row is None:
        return ""
    return (
        f"A study of {words.count(row.weeks, 'week')} with {words.people(row.people)} and "
        f"{words.trimmed(row.reports, 1)} reports a week was expected to show a difference of "
        f"{words.points(plan.effect)} in "
        f"{words.percent(row.power, 0)} of cases (by simulation, seed {plan.seed})."
    )


def tell_record(day: dt.date, seal: str) -> str:
    """Say what was put on record when."""
    return f"Put on record on {words.day(day)}. {SEAL}{seal}"


def write_record(study: PlannedStudy) -> str:
    """Return the Markdown that people read."""
    alone = len(study.people) < 2
    sections = [
        "# Plan of a study, put on record beforehand",
        f"Written on {words.day(study.written_on)} with coreanalytics {study.software}.",
        "## Question",
        study.question,
        f"Compared: {program_name(study.treatment)} (treatment) and {program_name(study.control)} "
        f"(control). The "
        "difference is treatment minus control, so less discomfort is negative.",
        "## Outcomes",
        "\n".join(_list_outcomes(study)),
        "## Smallest difference that matters",
        f"{words.points(study.delta)} on the 0 to 10 scale.",
        "## Model",
        _tell_model(study, alone),
        "## Looks and stopping rule",
        _tell_looks(study),
        STOP,
        "## Schedule",
        _tell_schedule(study),
        "## Wash-in",
        f"The first {words.count(study.wash_in, 'day')} after each switch count for neither routine."
        if alone or study.design not in ("parallel",)
        else "None: nobody switches.",
        "## Days and people that are left out",
        "\n".join(f"- {rule}" for rule in (*RULES, *study.exclusions)),
        "## What it can be expected to show",
        study.power or "No power was worked out.",
        "## Facts for the program",
        "The lines below say the same for the program. The seal is the SHA-256 of everything above its "
        "line: send it to "
        "somebody today, and nobody can doubt later that this was written first.",
    ]
    return "\n\n".join(sections)


def _list_outcomes(study: PlannedStudy) -> list[str]:
    said = []
    for name in study.outcomes:
        role = "a place that no routine should change; no verdict" if name == "control" else "primary"
        said.append(f"- {site_name(name)}: the day's score, 0 to 10 ({role})")
    return said


def _tell_model(study: PlannedStudy, alone: bool) -> str:
    level = words.percent(study.level)
    if alone:
        return (
            f"Difference of phase means by generalised least squares, averaged over what is known of "
            f"autocorrelation and "
            f"white noise (`compare_within`), with a {level} range for each primary site; beside it the "
            f"randomisation "
            f"test over all schedules that could have been drawn."
        )
    weeks = weeks_text(study.weeks)
    if study.design in ("pairs", "blocks", "start"):
        return (
            f"Each person's difference of phase means (`compare_within`), put together by a "
            f"random-effects model "
            f"(`pool`), with a {level} range for each primary site."
        )
    return (
        f"Difference {weeks} after the start by a mixed model with AR(1) errors, CR2 standard errors "
        f"and Satterthwaite "
        f"degrees of freedom (`compare`), with a {level} range for each primary site."
    )


def _tell_looks(study: PlannedStudy) -> str:
    if study.looks == "weekly":
        return (
            "One look a week for 26 weeks with the running range (its error is spent evenly over the "
            "weeks). The first "
            "verdict other than “can't tell yet” counts."
        )
    when = f" ({words.day(study.end)})" if study.end else ""
    return f"One look, after the last planned day{when}. Whoever looks earlier says so."


def _tell_schedule(study: PlannedStudy) -> str:
    if not study.phases:
        return "Not drawn by lot. Without that, no result can say what caused a difference."
    seed = "" if study.seed is None else f" (seed {study.seed})"
    lines = [f"{DRAWN_AS.get(study.design, 'Drawn by lot')}{seed}.", ""]
    lines += ["| person | first day | last day | routine |", "|---|---|---|---|"]
    lines += [
        f"| {write_name(phase.person)} | {phase.start} | {phase.end} | {title_phase(phase.program)} |"
        for phase in study.phases
    ]
    return "\n".join(lines)


def _phase(phase: PlannedPhase) -> str:
    return f"{title_phase(phase.program)} from {words.day(phase.start)} ({write_name(phase.person)})"


def phase_missing(phase: PlannedPhase) -> str:
    """Say that a planned phase is not there."""
    return f"Planned, but not in the log: {_phase(phase)}."


def phase_changed(phase: PlannedPhase, program: str) -> str:
    """Say that another routine was followed."""
    return f"Planned: {_phase(phase)}; the log says {title_phase(program)}."


def phase_ended(phase: PlannedPhase, end: dt.date | None) -> str:
    """Say that a phase ended on another day."""
    told = words.day(end) if end else "no end"
    return f"{_phase(phase)} was to end on {words.day(phase.end)}; the log says {told}."


def phase_assigned(phase: PlannedPhase, assigned: str | None) -> str:
    """Say that a phase is not noted as drawn."""
    return f"{_phase(phase)} was drawn by lot; the log says it was {assigned or 'not told how'}."


def phase_added(row: Mapping[str, Any]) -> str:
    """Say that there is a phase that was not planned."""
    who = write_name(row["person"])
    return f"Not planned: {title_phase(row['program'])} from {words.day(row['start'])} ({who})."


def outcomes_missing(names: Sequence[str]) -> str:
    """Say which planned outcomes are not reported."""
    return f"Planned, but not compared: {words.listing([site_name(name).lower() for name in names])}."


def outcomes_added(names: Sequence[str]) -> str:
    """Say which outcomes were not planned."""
    return f"Compared, but not planned: {words.listing([site_name(name).lower() for name in names])}."


def other_routines(treatment: str, control: str) -> str:
    """Say that other routines were compared."""
    return (
        f"Other routines than planned were compared: {program_name(treatment)} and {program_name(control)}."
    )


def other_delta(now: float, planned: float) -> str:
    """Say that another yardstick was used."""
    return (
        f"The smallest difference that matters is {words.points(now)} here; planned were "
        f"{words.points(planned)}."
    )


def other_level(now: float, planned: float) -> str:
    """Say that another level was used."""
    return f"The range is a {words.percent(now)} range here; planned was {words.percent(planned)}."


def other_weeks(now: float, planned: float) -> str:
    """Say that another horizon was used."""
    return f"Compared {weeks_text(now)} in; planned were {weeks_text(planned)}."


def other_wash_in(now: int, planned: int) -> str:
    """Say that another wash-in was used."""
    return (
        f"The first {words.count(now, 'day')} after each switch were left out; planned were "
        f"{words.number(planned, 0)}."
    )


def looked_early(last: dt.date, end: dt.date) -> str:
    """Say that somebody looked before the end."""
    return (
        f"This look reads the days up to {words.day(last)}, but one look was planned, after "
        f"{words.day(end)}: until then nothing here is the planned answer."
    )


def other_software(now: str, planned: str) -> str:
    """Say that another version of the package was used."""
    return f"Worked out with coreanalytics {now}; planned was {planned}."


def reads_earlier(begin: dt.date) -> str:
    """Say that days from before the study are read too."""
    return f"Days before {words.day(begin)} are read too; planned were the days from then on."


def somebody_forgotten(seal: str) -> str:
    """Say that the plan was written anew without somebody."""
    return f"Somebody who took part was forgotten since; the plan's first seal was {shorten(seal)}."


def shorten(seal: str) -> str:
    """Return the beginning of a seal, enough to know it by."""
    return f"{seal[:12]}…" if len(seal) > 12 else seal or "none"


def tell_as_planned(day: dt.date, seal: str) -> str:
    """Say that nothing differs from the plan on record."""
    return f"As preregistered on {words.day(day)} (seal {shorten(seal)})."


def tell_not_as_planned(day: dt.date, seal: str) -> str:
    """Begin the list of what differs from the plan on record."""
    return f"Preregistered on {words.day(day)} (seal {shorten(seal)}). What differs from that plan:"


def tell_not_begun(day: dt.date, seal: str, begin: dt.date) -> str:
    """Say that a study is on record that has not begun on the days that are read."""
    return (
        f"A study from {words.day(begin)} on was preregistered on {words.day(day)} (seal {shorten(seal)}). "
        f"What stands here is from before it."
    )


def tell_unreadable(day: dt.date, seal: str) -> str:
    """Say that a plan on record cannot be read any more."""
    return (
        f"Preregistered on {words.day(day)} (seal {shorten(seal)}), but the seal is broken: the plan's file "
        f"was changed since and cannot be read."
    )


def tell_withdrawn(day: dt.date, gone: dt.date, begin: dt.date) -> str:
    """Say that a plan was taken back after its study had begun."""
    return (
        f"Preregistered on {words.day(day)} for {words.day(begin)} on; that plan was taken back on "
        f"{words.day(gone)}, so this is not what was preregistered."
    )


def kept_late(day: dt.date) -> str:
    """Say that the book got the plan only once the study had begun."""
    return (
        f"The plan came into the book on {words.day(day)}, after the study had begun: its date rests on "
        f"whoever saw the seal before."
    )
