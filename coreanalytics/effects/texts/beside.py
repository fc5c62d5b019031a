"""Other ways to the same number, in words."""

from __future__ import annotations

from coreanalytics import words
from coreanalytics.effects.texts.names import site_name


def tell_two_stage(value: float, ends: tuple[float, float], level: float, people: int) -> str:
    """Say what each person's own line, compared by Welch's t, gives."""
    return (
        f"A simpler way, each person's own line compared by Welch's t, gives {words.signed(value)} "
        f"({words.percent(level)} range {words.span(*ends, 1, (0.0,))}; {words.people(people)})."
    )


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
    usual = "as many as usual" if far <= 0.01 else "more than the usual 0.3 %, so single days weigh much"
    kept = (
        "little of it is left unexplained"
        if abs(left) < 0.1
        else f"a correlation of {words.signed(left, 2)} is left unexplained"
    )
    basis = f"{site_name(outcome)}: {words.count(days, 'reported day')}"
    return (
        f"{basis}; {words.percent(far)} lie more than three standard deviations from the person's own line "
        f"({usual}). Neighbouring days resemble each other (correlation {words.number(rho, 2)}); {kept}."
    )
