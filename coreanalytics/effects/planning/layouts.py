"""Designs that a study can have, and the days that they lay out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from coreanalytics.logbook.simulation.designs import BLOCK_DAYS, LEAST_DATES

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class PlanDesign(StrEnum):
    """Designs, the strongest for one person first."""

    BLOCKS = "blocks"  # two-week blocks, the order within each pair drawn by lot
    START = "start"  # one switch, on a day drawn by lot
    ABAB = "abab"  # four equal phases, in a fixed order
    AB = "ab"  # one switch in the middle, on a day that was chosen
    PARALLEL = "parallel"  # half of the people on each routine, drawn by lot
    MULTIPLE_BASELINE = "multiple_baseline"  # everybody switches, each on a day drawn by lot


#: Designs in which one person can be compared with themselves.
WITHIN: Final = (PlanDesign.BLOCKS, PlanDesign.START, PlanDesign.ABAB, PlanDesign.AB)
#: Designs drawn by lot.
DRAWN: Final = (PlanDesign.BLOCKS, PlanDesign.START, PlanDesign.PARALLEL, PlanDesign.MULTIPLE_BASELINE)
#: Designs that earn causal words. One person's one switch does not, however its day was drawn: whatever else
#: changed at about that time counts too (`compare_within` holds to the same).
CAUSAL: Final = (PlanDesign.BLOCKS, PlanDesign.PARALLEL, PlanDesign.MULTIPLE_BASELINE)
LEAST_PEOPLE: Final = {PlanDesign.PARALLEL: 6, PlanDesign.MULTIPLE_BASELINE: 3}
MARGIN_SHARE: Final = 3  #: a drawn switch leaves a third of the days on either side, where dates suffice
RUN_IN: Final = 14  #: days before time zero in which everybody reports, between people
HORIZON_WEEKS: Final = 8  #: between people the difference is asked for so many weeks in, if there are as many
SPAN: Final = 1.27  #: days beyond this multiple of the horizon are not read (`person_lines.Entry.span`)


@dataclass(frozen=True, slots=True)
class Layout:
    """Days of studies of one person.

    Attributes
    ----------
    treated
        (B, n) whether the day is under the treatment.
    phase
        (n,) number of the phase, from 0.
    since
        (n,) days since the phase began.
    origin
        Row from which weekly looks count.
    """

    treated: Bools
    phase: Ints
    since: Ints
    origin: int


def fits(design: PlanDesign, weeks: int) -> bool:
    """Tell whether a design can be laid out over so many weeks."""
    if design == PlanDesign.BLOCKS:
        return weeks >= 4 and weeks % 4 == 0
    if design == PlanDesign.ABAB:
        return weeks >= 4 and weeks % 4 == 0
    if design == PlanDesign.START:
        return 7 * weeks >= LEAST_DATES + 2 * BLOCK_DAYS
    if design == PlanDesign.MULTIPLE_BASELINE:
        return weeks >= 8
    return weeks >= 2


def place_window(days: int) -> tuple[int, int]:
    """Return the first and the last row on which a drawn switch may fall, both included.

    The middle third, and `LEAST_DATES` dates at the least: a randomisation test needs as many.

    Examples
    --------
    >>> place_window(84), place_window(48)
    ((28, 55), (14, 33))
    """
    length = max(days // MARGIN_SHARE, LEAST_DATES)
    first = (days - length) // 2
    return first, first + length - 1


def lay_out(design: PlanDesign, weeks: int, rngs: list[np.random.Generator], part: float) -> Layout:
    """Lay out one study a generator.

    Parameters
    ----------
    design
        One of `WITHIN`.
    weeks
        Length.
    rngs
        One a study; only the order of blocks is drawn from them.
    part
        Where in its window the drawn switch of all these studies falls, from 0 to below 1: chunks are
        spread evenly over it, which is drawing by strata.
    """
    days, row = 7 * weeks, np.arange(7 * weeks)
    if design in (PlanDesign.AB, PlanDesign.START):
        first, last = place_window(days)
        switch = days // 2 if design == PlanDesign.AB else first + int(part * (last - first + 1))
        phase = (row >= switch).astype(np.int64)
        sides = np.tile(phase > 0, (len(rngs), 1))
        return Layout(sides, phase, np.where(row < switch, row, row - switch), switch)
    length = BLOCK_DAYS if design == PlanDesign.BLOCKS else days // 4
    phase = row // length
    if design == PlanDesign.BLOCKS:
        first_sides = np.stack([rng.random(days // (2 * length)) < 0.5 for rng in rngs])
        order = np.stack([first_sides, ~first_sides], axis=2).reshape(len(rngs), -1)
    else:
        order = np.tile([False, True, False, True], (len(rngs), 1))
    # looks count from the first block where a phase is short enough to be one (`within.replay`)
    origin = 0 if length <= 2 * BLOCK_DAYS else length
    return Layout(order[:, phase], phase, row % length, origin)
