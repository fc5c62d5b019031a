"""The verdict in a record: the weekly looks so far, or the comparison at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coreanalytics.views import texts
from coreanalytics.views.weekly.record_blocks import make_card

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect
    from coreanalytics.effects.running import RunningVerdict
    from coreanalytics.views.weekly.verdicts import Verdicts


def tell_verdict(told: Verdicts, *, alone: bool) -> dict[str, Any]:
    """Return heading, cards, lines, notes and numbers of the verdict on one person.

    Parameters
    ----------
    told
        What may be said of the two routines.
    alone
        Whether the book knows this one person only.
    """
    section: dict[str, Any] = {
        "heading": texts.H_VERDICT_END if told.final else texts.H_VERDICT,
        "numbers": {
            "unit": "points, core-focused minus standard crunches",
            "is_final": told.final is not None,
            "end": told.end,
            "is_ended": told.is_ended,
            "routines_followed": told.followed,
            "weekly_looks": [_strip(one.to_dict()) for one in told.looks],
            "at_end": told.final.to_dict()["effects"] if told.final is not None else [],
        },
    }
    if told.plan is not None:
        section["numbers"]["plan"] = told.plan.to_dict()
    if told.running is None:
        return section | {"lines": [texts.no_verdict(told.followed, alone=alone)], "notes": [*told.planned]}
    if told.final is not None:
        return section | _tell_end(told)
    if told.shared_refusal:
        return section | {"lines": [texts.no_answer_yet(told.shared_refusal)], "notes": [*told.planned]}
    return section | {
        "cards": [_card(told, one, texts.verdict_line(one), one.to_sentence()) for one in told.looks],
        "notes": [
            *(texts.VERDICT_RUNNING, texts.ruler_note(told.looks[0].delta)),
            *(*told.planned, *told.cautions, *told.failed),
        ],
    }


def _tell_end(told: Verdicts) -> dict[str, Any]:
    if told.final is None or told.end is None:  # pragma: no cover - asked at the end only
        return {}
    control = [texts.tell_plainly(told.control)] if told.control is not None else []
    looks = [one.to_sentence() for one in told.looks]
    return {
        "cards": [
            _card(told, one, texts.final_line(one), texts.tell_plainly(one), texts.tell_asides(one))
            for one in told.at_end
        ],
        "notes": [
            texts.tell_end(told.end, is_ended=told.is_ended),
            texts.ruler_note(told.at_end[0].delta),
            *told.planned,
            *control,
            *told.final.warnings,
            *told.failed,
            f"{texts.H_WEEK_BY_WEEK}:",
            *looks,
        ],
    }


def _card(
    told: Verdicts, one: Effect | RunningVerdict, line: str, said: str, aside: str = ""
) -> dict[str, Any]:
    ruler = None
    if one.estimate is not None and one.interval is not None:
        label = texts.ruler_label(one.estimate, one.interval, one.delta)
        ruler = {"label": label, "layout": told.rulers[one.outcome], "delta": one.delta,
                 "less": texts.LESS, "more": texts.MORE}  # fmt: skip
    return make_card(
        texts.SITES[one.outcome],
        site=one.outcome,
        verdict=line,
        ruler=ruler,
        lines=[said],
        notes=[aside],
    )


def _strip(told: dict[str, object]) -> dict[str, object]:
    """Leave the looks week by week to the effects: a record tells what stands on the page."""
    return {key: value for key, value in told.items() if key != "looks"}
