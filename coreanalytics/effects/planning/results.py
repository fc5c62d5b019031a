"""What a plan says: one row per design, length, people and reports a week."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from coreanalytics.effects.planning.layouts import CAUSAL, DRAWN, PlanDesign
from coreanalytics.effects.planning.noise import Noise
from coreanalytics.effects.texts import planning as texts
from coreanalytics.shown import Shown

if TYPE_CHECKING:
    import polars as pl

TARGET: Final = 0.80  #: power that a plan asks for (Cohen 1988: four in five)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a kind of study can tell.

    Attributes
    ----------
    design, people, weeks, reports
        A `PlanDesign`, people, weeks of both routines together, and days reported a week.
    effect
        True difference that it is asked about, points.
    power, power_se
        Share of studies whose range, looked at once at the end, leaves out 0 on the right side; a study that
        is refused does not. And its Monte-Carlo standard error.
    settled, settled_se
        Share that ends in any verdict but *can't tell yet*.
    width
        Mean width of the range, points; NaN where all were refused.
    refused
        Share of studies that have too few days for an answer.
    weekly, weekly_se
        Power where somebody looks every week and the first verdict sticks; NaN where not asked for. Between
        people: of the last look alone, which is the least that it can be.
    week
        Median week of the weekly verdicts that leave out 0; NaN where there is none.
    studies
        Simulated studies.
    """

    design: PlanDesign
    people: int
    weeks: int
    reports: float
    effect: float
    power: float
    power_se: float
    settled: float
    settled_se: float
    width: float
    refused: float
    weekly: float = math.nan
    weekly_se: float = math.nan
    week: float = math.nan
    studies: int = 0

    @property
    def is_drawn(self) -> bool:
        """Whether chance draws the routines, or the day of the switch."""
        return self.design in DRAWN

    @property
    def is_causal(self) -> bool:
        """Whether its answer may say *helps* or *hurts*."""
        return self.design in CAUSAL


@dataclass(frozen=True, slots=True)
class StudyPlan(Shown):
    """How long, and with how many, a study should be.

    Attributes
    ----------
    rows
        What was simulated.
    noise
        What it was simulated from.
    effect
        The difference that the plan is made for, points; the first that was asked about.
    delta, level
        Smallest difference that matters, and level of the range.
    wash_in
        Days after each switch that count for neither routine.
    looks
        "end", "weekly" or "both".
    seed, replications
        Of the simulation.
    refused
        Designs that cannot be used here, with the reason.
    horizon
        Weeks after which groups are compared, at most.
    """

    rows: tuple[PlanRow, ...]
    noise: Noise
    effect: float
    delta: float
    level: float
    wash_in: int
    looks: str
    seed: int
    replications: int
    refused: tuple[tuple[str, str], ...] = field(default=())
    horizon: int = 8

    @property
    def people(self) -> int:
        """The most people of any row; 1 where nothing was simulated."""
        return max((row.people for row in self.rows), default=1)

    @property
    def recommended(self) -> PlanRow | None:
        """The least work that reaches 80 % in a design that may say *helps*; None: nothing here does.

        Least work is fewest person-weeks, then fewest reports a week. Where a weekly look was asked for
        instead of one at the end, its power counts.
        """
        enough = [
            row
            for row in self.rows
            if row.is_causal and self._read_power(row) >= TARGET and self._is_asked(row)
        ]
        order = list(PlanDesign)
        return min(
            enough,
            key=lambda row: (row.people * row.weeks, row.reports, order.index(row.design)),
            default=None,
        )

    @property
    def strongest(self) -> PlanRow | None:
        """The row with the most power of a design that may say *helps*; None where there is none."""
        causal = [row for row in self.rows if row.is_causal and self._is_asked(row)]
        return max(causal, key=self._read_power, default=None)

    def _read_power(self, row: PlanRow) -> float:
        return row.weekly if self.looks == "weekly" and not math.isnan(row.weekly) else row.power

    def _is_asked(self, row: PlanRow) -> bool:
        return row.effect == self.effect

    def pick(self, design: str, effect: float | None = None) -> tuple[PlanRow, ...]:
        """Return the rows of a design, of the effect that the plan is made for unless another is told."""
        wanted = self.effect if effect is None else effect
        return tuple(row for row in self.rows if row.design == design and row.effect == wanted)

    def to_polars(self) -> pl.DataFrame:
        """Return one row a `PlanRow`, in their order; NaN is null."""
        import polars as pl

        rows = [
            {**asdict(row), "design": str(row.design), "drawn": row.is_drawn, "causal": row.is_causal}
            for row in self.rows
        ]
        return (
            pl.DataFrame(rows).with_columns(pl.selectors.float().fill_nan(None)) if rows else pl.DataFrame()
        )

    def to_sentence(self) -> str:
        """Return what to do, and what it can tell."""
        return texts.tell_plan(self)

    def _repr_html_(self) -> str:
        from coreanalytics.effects import layout

        shown = self._list_shown()
        headings, cells = texts.list_plan_columns(shown)
        below = [
            texts.explain_columns(self, shown),
            *texts.tell_designs(self).split("\n"),
            *self._list_basis(),
        ]
        return "".join(
            [
                layout.draw_paragraphs(self.to_sentence()),
                layout.draw_paragraphs(texts.caption_plan(self, shown)),
                layout.draw_cells(headings, cells, "plan"),
                layout.draw_paragraphs("\n\n".join(below)),
            ]
        )

    def __str__(self) -> str:
        shown = self._list_shown()
        parts = [
            self.to_sentence(),
            texts.caption_plan(self, shown),
            _lay_out(*texts.list_plan_columns(shown)),
            texts.explain_columns(self, shown),
            texts.tell_designs(self),
            *self._list_basis(),
        ]
        return "\n\n".join(parts)

    def _list_basis(self) -> list[str]:
        return texts.tell_plan_basis(self).split("\n\n")

    def _list_shown(self) -> list[PlanRow]:
        """Return the rows that are shown: of the effect that the plan is made for; `to_polars` has all."""
        return [row for row in self.rows if self._is_asked(row)]


def _lay_out(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows as an aligned table of at most 80 columns, each design on a line above its rows."""
    widths = [max(len(row[at]) for row in (headings, *rows)) for at in range(1, len(headings))]

    def lay(cells: Sequence[str]) -> str:
        return "  " + "   ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))

    lines = [lay(headings[1:])]
    for design, of in groupby(rows, key=lambda row: row[0]):
        lines += [f"{design[:1].upper()}{design[1:]}", *(lay(row[1:]) for row in of)]
    return "\n".join(lines)
