"""What a small step is: which rule spoke, the knobs of each move, the limits, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from coreanalytics.vocabulary import Move

#: The weaker side's best of a side support that was logged on both sides; no column of its own.
BOTH_SIDES: Final = "side_support_s"

#: Knobs of each move, the first that was logged in both weeks is its own: column, unit, smallest and
#: largest step.
KNOBS: Final[dict[Move, tuple[tuple[str, str, float, float], ...]]] = {
    Move.ANCHORED_CRUNCH: (("anchored_crunch_reps", "reps", 1, 1),),
    Move.SUPPORT_PELVIC_TILT: (
        ("support_pelvic_tilt_hold_s", "s", 1, 5),
        ("support_pelvic_tilt_reps", "reps", 1, 1),
    ),
    Move.ROTATION: (
        ("rotation_band_distance_m", "m", 0.1, 0.2),
        ("rotation_reps", "reps", 1, 1),
        ("rotation_hold_s", "s", 1, 5),
        ("rotation_load_kg", "kg", 1, 2),
    ),
    Move.LOADED_CARRY: (
        ("loaded_carry_distance_m", "m", 1, 5),
        ("loaded_carry_kg_per_hand", "kg", 1, 2),
        ("loaded_carry_duration_s", "s", 1, 5),
    ),
    Move.SIDE_SUPPORT: ((BOTH_SIDES, "s", 1, 5), ("side_support_unsided_s", "s", 1, 5)),
}


class StepKind(StrEnum):
    """Which rule spoke; the last two are steps up."""

    SAFETY = "safety"
    STEP_BACK = "step_back"
    PLAN = "plan"
    REPORT = "report"
    HOLD = "hold"
    OUTSIDE = "outside"
    PHASE_ENDS = "phase_ends"
    STEADY = "steady"
    EVEN_OUT = "even_out"
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True)
class StepRules:
    """Limits of the rules (the first three borrowed from Silbernagel 2007, the others ours).

    Attributes
    ----------
    most
        A rating above it asks for a step back.
    fair
        From here to `most` a rating must settle by the next morning.
    settled
        At or below it a rating has settled.
    days
        Days in each of two weeks on which a move must have been done.
    uneven
        Share by which sides may differ before the weaker one comes first.
    step
        Largest step as a share of the present best, unless the smallest step there is exceeds it.
    """

    most: int = 5
    fair: int = 4
    settled: int = 3
    days: int = 2
    uneven: float = 0.15
    step: float = 0.1


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is suggested for next week.

    Attributes
    ----------
    kind
        Which rule spoke.
    move, knob, amount, unit
        What to change, by how much; None unless it is a step up.
    sentence
        The suggestion.
    rule
        The rule that produced it, in words.
    now
        Present best on the knob, in `unit`; None unless it is a step up.
    caution
        What the evidence says against a move in question; may be empty.
    """

    kind: StepKind
    move: Move | None
    knob: str | None
    amount: float | None
    unit: str | None
    sentence: str
    rule: str
    now: float | None = None
    caution: str = ""

    @property
    def is_progression(self) -> bool:
        """Whether it asks for more of anything."""
        return self.kind in (StepKind.EVEN_OUT, StepKind.STEP_UP)

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "kind": str(self.kind),
            "move": str(self.move) if self.move is not None else None,
            "knob": self.knob,
            "amount": self.amount,
            "unit": self.unit,
            "now": self.now,
            "sentence": self.sentence,
            "rule": self.rule,
            "caution": self.caution,
        }
