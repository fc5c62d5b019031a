"""What must be reached, cell by cell, and whether it was.

A share is held against its bound as it came out: its Monte-Carlo error counts only where the criterion says
so. "Within" is missed on either side, so that ranges that are too wide are shown too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from benchmarks.calibration.harness import Named
from benchmarks.calibration.measures import Measure

NOMINAL: Final = 5.0  #: % that a 95 % interval may err
SLACK: Final = 3.0  #: Monte-Carlo errors
UNEQUAL: Final = 8.5  #: % in arms of unequal size and spread
ONE_PERSON: Final = 7.5
COVERAGE: Final = 93.5


@dataclass(frozen=True)
class Target:
    """A bound on a measure: "at most" or "at least" `bound`, or "within" `bound` +- `slack` errors.

    Attributes
    ----------
    measure
        Name of the measure.
    side
        "at most", "at least" or "within".
    bound
        In the measure's unit.
    slack
        Monte-Carlo errors, taken at the bound, that are added to it.
    """

    measure: str
    side: str
    bound: float
    slack: float = 0.0

    def is_reached(self, found: Measure) -> bool:
        """Tell whether a measure reaches the target."""
        room = self.slack * 100 * math.sqrt(self.bound / 100 * (1 - self.bound / 100) / found.replications)
        below, above = self.bound - room, self.bound + room
        return {
            "at most": found.value <= above,
            "at least": found.value >= below,
            "within": below <= found.value <= above,
        }[self.side]

    def __str__(self) -> str:
        sign = {"at most": "≤", "at least": "≥", "within": "="}[self.side]
        return f"{self.measure} {sign} {self.bound:g} %" + (f" ± {self.slack:g} errors" if self.slack else "")


def list_targets(topic: str, cell: Named, series: str) -> list[Target]:
    """Return what one series of a cell must reach; nothing where it is only shown.

    A cell's own ``target`` (tuples of measure, side, bound and perhaps slack) replaces the usual ones. In a
    cell without an effect coverage is what the error leaves, and not judged beside it.
    """
    if "beside" in series:
        return []
    given = getattr(cell, "target", None)
    if given is not None:
        return [Target(*one) for one in given]
    if topic.startswith("weekly"):
        return [Target("false verdict", "at most", NOMINAL, SLACK)]
    if topic == "one_person":
        return [Target("error", "at most", ONE_PERSON), Target("coverage", "at least", COVERAGE)]
    return [Target("error", "within", NOMINAL, SLACK), Target("coverage", "at least", COVERAGE)]


def judge(topic: str, cell: Named, found: list[Measure]) -> dict[tuple[str, str], tuple[Target, bool]]:
    """Return the target of each judged (series, measure), and whether it is reached."""
    judged = {}
    null = {one.series for one in found if one.name == "error"}
    for one in found:
        targets = {target.measure: target for target in list_targets(topic, cell, one.series)}
        is_double = one.name == "coverage" and one.series in null and "error" in targets
        if one.name in targets and not is_double:
            judged[one.series, one.name] = (targets[one.name], targets[one.name].is_reached(one))
    return judged
