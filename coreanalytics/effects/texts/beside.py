"""Other ways to the same number, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coreanalytics import words
from coreanalytics.effects.texts.names import site_name

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect


def tell_two_stage(value: float, ends: tuple[float, float], level: float, people: int) -> str:
    """Say what each person's own line, compared by Welch's t, gives."""
    return (
        f"A simpler way, each person's own line compared by Welch's t, gives {words.signed(value)} "
        f"({words.percent(level)} range {words.span(*ends, 1, (0.0,))}; {words.people(people)})."
    )


def tell_beside(effects: Sequence[Effect]) -> str:
    """Return the first other way to each number, where people are compared (one person tells it anyway)."""
    told = [
        f"{site_name(effect.outcome)}: {effect.asides[0].sentence}"
        for effect in effects
        if effect.person is None and effect.asides and effect.asides[0].sentence
    ]
    return f"Beside it. {' '.join(told)}" if told else ""


def tell_diagnosis(outcome: str, days: int, far: float, rho: float, left: float) -> str:
    """Say how the residuals of a fit behave.

    Parameters
    ----------
    outcome
        Of which outcome.
    days
        Reported days.
    far
        Share of days more than 3 SDs away from what was expected.
    rho
        Fitted correlation of neighbouring days.
    left
        Correlation of a day with the one before that is left after that.
    """
    usual = "0.3 % is usual" if far <= 0.01 else "0.3 % is usual, so single days weigh much here"
    memory = (
        "Days were taken not to resemble each other"
        if rho == 0
        else f"Neighbouring days resemble each other (correlation {words.number(rho, 2)})"
    )
    kept = (
        "little is left unexplained from one report to the next"
        if abs(left) < 0.1
        else f"a correlation of {words.signed(left, 2)} from one report to the next is left unexplained"
    )
    basis = f"{site_name(outcome)}: {words.count(days, 'reported day')}"
    return (
        f"{basis}; {words.percent(far)} lie more than three standard deviations from the person's own line "
        f"({usual}). {memory}; {kept}."
    )
