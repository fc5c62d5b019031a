"""Sentences about the checks of a comparison."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import site_name

if TYPE_CHECKING:
    from coreanalytics.effects.checks.results import Check, Checks

CHECK_HEADINGS: Final = ("check", "site", "answer", "what was found")
CHECKS_PASSED: Final = "{passed} of {all} passed."


def tell_check(check: Check) -> str:
    """Return the answer and what was found."""
    where = f" ({site_name(check.outcome).lower()})" if check.outcome else ""
    return f"{check.question}{where} {check.answer.capitalize()}: {check.sentence}"


def tell_checks(checks: Checks) -> str:
    """Return failed checks first, then what cannot be told, then how many passed."""
    ordered = sorted(checks.items_, key=lambda one: (False, None, True).index(one.passed))
    told = [tell_check(one) for one in ordered if one.passed is not True]
    passed = sum(one.passed is True for one in checks.items_)
    total = words.count(len(checks.items_), "check")
    return "\n\n".join([*told, CHECKS_PASSED.format(passed=passed, all=total)])


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
