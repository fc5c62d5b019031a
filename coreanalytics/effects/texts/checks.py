"""Sentences about the checks of a comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import site_name

if TYPE_CHECKING:
    from coreanalytics.effects.checks.results import Check, Checks

CHECK_HEADINGS: Final = ("check", "site", "answer", "what was found")
CHECKS_TALLY: Final = "Of {all}, {failed} failed, {blind} cannot tell and {passed} passed."
_ORDER: Final = (False, None, True)
CHECKS_GROUPS: Final = {
    False: "Failed: read the answer with these in mind",
    None: "Cannot tell: too little was logged to see it",
    True: "Passed",
}


def tell_check(check: Check) -> str:
    """Return the question, the answer and what was found."""
    return f"{_ask(check)} {check.answer.capitalize()}: {check.sentence}"


def tell_checks(checks: Checks) -> str:
    """Return how the checks went: failed ones first, then what cannot be told, then what passed."""
    return "\n\n".join(
        [tally(checks), *(_list_answers(checks, passed) for passed in _ORDER if passed in _of(checks))]
    )


def tally(checks: Checks) -> str:
    """Return how many checks failed, cannot tell, or passed."""
    answers = _of(checks)
    failed, blind, passed = (answers.count(one) for one in _ORDER)
    return CHECKS_TALLY.format(
        all=words.count(len(answers), "check"),
        failed=failed or "none",
        blind=blind or "none",
        passed=passed or "none",
    )


def _of(checks: Checks) -> list[bool | None]:
    return [check.passed for check in checks.items_]


def _list_answers(checks: Checks, passed: bool | None) -> str:
    """Return a heading and one line a check; what holds for several sites is said once."""
    sites: dict[tuple[str, str], list[str]] = {}
    for check in checks.items_:
        if check.passed is passed:
            told = "" if passed else f" {check.sentence}"
            sites.setdefault((check.question, told), []).append(site_name(check.outcome).lower())
    lines = [f"- {question}{_place(where)}{told}" for (question, told), where in sites.items()]
    return "\n".join([CHECKS_GROUPS[passed], *lines])


def _ask(check: Check) -> str:
    return f"{check.question}{_place([site_name(check.outcome).lower()] if check.outcome else [])}"


def _place(sites: Sequence[str]) -> str:
    named = [site for site in sites if site]
    return f" ({words.listing(named)})" if named else ""


def tell_failed(checks: Checks) -> tuple[str, ...]:
    """Return one sentence for each failed check: its site, and what was found."""
    return tuple(_tell_briefly(check) for check in checks.failed)


def _tell_briefly(check: Check) -> str:
    first, *_ = re.split(r"(?<=[.!?]) (?=[A-Z])", check.sentence, maxsplit=1)
    where = f", {site_name(check.outcome).lower()}" if check.outcome else ""
    return f"A check failed ({check.name.replace('_', ' ')}{where}): {first[:1].lower()}{first[1:]}"


def count_checks(checks: Checks) -> str:
    """Return how many checks passed, failed, or cannot tell."""
    passed = sum(one.passed is True for one in checks.items_)
    blind = sum(one.passed is None for one in checks.items_)
    return (
        f"Checks: {passed} passed, {len(checks.failed)} failed, {blind} cannot tell "
        "(coreanalytics check tells all)."
    )
