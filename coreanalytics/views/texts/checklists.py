"""What a filled checklist says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.planning import DRAWN_AS, title_phase
from coreanalytics.views.texts import items as known

if TYPE_CHECKING:
    from coreanalytics.effects.planning.preregistration import PlannedStudy
    from coreanalytics.views.weekly.reporting_items import ReportingItem

TITLE: Final = "# Reporting checklists"
NOTE: Final = (
    "CENT 2015 (Vohra 2015, BMJ 350:h1738), SCRIBE 2016 (Tate 2016, doi 10.1080/09602011.2016.1190533) "
    "and the design "
    "points of the What Works Clearinghouse. The log and the plan on record fill what they can. "
    "Filling an item is not "
    "the same as a good study."
)
APPROVAL: Final = known.TITLES["approval"]
H_QUESTIONS: Final = "## What only you can say"
H_DEVIATIONS: Final = "## What differs from the plan on record"
NOTHING: Final = "Nothing."
NO_PLAN: Final = "There is no plan on record whose seal holds."
ASKED: Final = {
    known.TITLES["background"]: "Why was this studied, who took part, and where? What was the aim?",
    known.TITLES[
        "approval"
    ]: "Was approval asked for, where is the plan on record, and who paid? Where none: write “none”.",
    known.TITLES["manipulation"]: "Were the phases fixed before they began, and by whom?",
}
#: What the log says of these items is taken back where a plan on record says it.
_REPLACED: Final = (known.PERSON_BACKGROUND, known.PERSON_APPROVAL, known.NO_TWO, known.NO_PHASES)


def answer_from_plan(study: PlannedStudy, seal: str, deviations: Sequence[str]) -> dict[str, str]:
    """Return what a plan on record says, by the title of the item."""
    day = words.day(study.written_on)
    told = {
        known.TITLES["approval"]: (
            f"Plan put on record on {day}, SHA-256 {seal}. Approval and money: yours to say; where "
            f"none, write “none”."
        ),
        known.TITLES["outcomes"]: f"Planned smallest difference that matters: {words.points(study.delta)}.",
    }
    if study.phases:
        drawn = DRAWN_AS.get(study.design, "Drawn by lot")
        seed = "" if study.seed is None else f", seed {study.seed}"
        order = ", ".join(title_phase(phase.program).lower() for phase in study.phases[:12])
        told[known.TITLES["drawn"]] = f"Planned: {drawn[:1].lower()}{drawn[1:]}{seed}."
        told[known.TITLES["periods"]] = f"Planned: {order}."
        told[known.TITLES["manipulation"]] = (
            f"The phases were drawn and put on record on {day}, before they began."
        )
        kept = (
            "as planned" if not deviations else f"{words.count(len(deviations), 'deviation')}, listed below"
        )
        told[known.TITLES["completed"]] = f"Held against the plan: {kept}."
    return told


def join_values(log: str, plan: str) -> str:
    """Return what log and plan say of an item; what the log leaves to the person is left out."""
    said = log.replace(known.PLANNED_PERIODS, "").strip()
    if said in _REPLACED or said.endswith("Only you can say that this was done before they began."):
        return plan
    return f"{said} {plan}".strip()


def write_checklist(
    items: Sequence[ReportingItem],
    questions: Sequence[ReportingItem],
    deviations: Sequence[str],
    has_plan: bool,
) -> str:
    """Return the Markdown."""
    parts = [TITLE, NOTE]
    for standard in dict.fromkeys(item.standard for item in items):
        rows = [
            f"## {known.STANDARDS[standard]}",
            "",
            "| item | asks for | state | answer |",
            "|---|---|---|---|",
        ]
        rows += [
            f"| {item.number} | {_cell(item.title)} | {known.STATES[item.state]} | {_cell(item.value)} |"
            for item in items
            if item.standard == standard
        ]
        parts.append("\n".join(rows))
    asked = dict.fromkeys(ASKED.get(item.title, item.title) for item in questions)
    parts += [H_QUESTIONS, "\n".join(f"- {one}\n\n  ____" for one in asked) or NOTHING]
    parts += [
        H_DEVIATIONS,
        "\n".join(f"- {_cell(one)}" for one in deviations) or (NOTHING if has_plan else NO_PLAN),
    ]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    """Return text for a cell: no mark of Markdown or HTML that could end it."""
    return " ".join(
        text.replace("|", "/").replace("<", "\u2039").replace(">", "\u203a").replace("`", "'").split()
    )
