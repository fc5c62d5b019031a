"""Counted responders: frozen results that tell themselves as a table, as sentences and in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from coreanalytics import words
from coreanalytics.effects import layout, texts
from coreanalytics.effects.results import Interval
from coreanalytics.shown import Shown

_SCHEMA: Final[dict[str, pl.DataType]] = {
    "outcome": pl.String(),
    "kind": pl.String(),
    "size": pl.Float64(),
    **{
        f"{key}{name}": kind
        for name in ("treatment", "control")
        for key, kind in (
            ("", pl.String()),
            ("k_", pl.Int64()),
            ("n_", pl.Int64()),
            ("share_", pl.Float64()),
            ("low_", pl.Float64()),
            ("high_", pl.Float64()),
        )
    },
    "difference": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "level": pl.Float64(),
}


@dataclass(frozen=True, slots=True)
class Share:
    """Responders of one arm.

    Attributes
    ----------
    k, n
        Responders, and people who could be counted.
    interval
        Wilson's range of the share; None where nobody could be counted.
    """

    k: int
    n: int
    interval: Interval | None

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where nobody could be counted."""
        return self.k / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class ResponderCount:
    """Responders at one site by one criterion.

    Attributes
    ----------
    outcome
        Site.
    kind, size
        "share" and the share of the run-in mean, or "points" and the points, that a person must be lower.
    treatment, control
        The two arms.
    difference, interval
        Treatment minus control, shares between -1 and 1, with Newcombe's range; None where refused.
    """

    outcome: str
    kind: str
    size: float
    treatment: Share
    control: Share
    difference: float | None
    interval: Interval | None

    @property
    def criterion(self) -> str:
        """The criterion in words, e.g. "30 % lower"."""
        return texts.name_criterion(self.kind, self.size)


@dataclass(frozen=True, slots=True)
class Responders(Shown):
    """Responders of two arms, by site and criterion.

    Attributes
    ----------
    treatment, control
        Programs compared.
    weeks
        Horizon, weeks after time zero.
    level
        Level of every range.
    counts
        One per site and criterion.
    warnings
        Cautions per site.
    people
        One row per site and person counted: outcome, person, arm, before, after, n_days, and a Boolean
        per criterion.
    left_out
        One row per site and person not counted: outcome, person, arm, reason (`no_run_in`, `low_run_in`,
        `no_follow_up`).
    """

    treatment: str
    control: str
    weeks: float
    level: float
    counts: tuple[ResponderCount, ...]
    warnings: Mapping[str, tuple[str, ...]]
    people: pl.DataFrame = field(compare=False, repr=False)
    left_out: pl.DataFrame = field(compare=False, repr=False)

    def to_polars(self) -> pl.DataFrame:
        """Return one row per site and criterion."""
        return pl.DataFrame(self._list_rows(), schema=_SCHEMA)

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON: counts (as in `to_polars`), the sentence, warnings."""
        return {
            "weeks": self.weeks,
            "counts": self._list_rows(),
            "sentence": self.to_sentence(),
            "warnings": {site: list(said) for site, said in self.warnings.items()},
        }

    def to_sentence(self) -> str:
        """Return a paragraph per site, its cautions in it, and why no count is an effect."""
        said = []
        for outcome in dict.fromkeys(count.outcome for count in self.counts):
            own = [count for count in self.counts if count.outcome == outcome]
            criteria = [(c.criterion, self._name_arms(c), c.difference, c.interval) for c in own]
            told = texts.tell_responders(outcome, self.weeks, self.level, criteria)
            said.append(" ".join((told, *self.warnings.get(outcome, ()))))
        return "\n\n".join((*said, texts.RESPONDERS_NO_EFFECT))

    def _name_arms(self, count: ResponderCount) -> dict[str, tuple[int, int, Interval | None]]:
        sides = ((self.treatment, count.treatment), (self.control, count.control))
        return {program: (side.k, side.n, side.interval) for program, side in sides}

    def _list_rows(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for count in self.counts:
            row: dict[str, object] = {"outcome": count.outcome, "kind": count.kind, "size": count.size}
            for name, side in (("treatment", count.treatment), ("control", count.control)):
                ends = side.interval
                row |= {
                    name: getattr(self, name),
                    f"k_{name}": side.k,
                    f"n_{name}": side.n,
                    f"share_{name}": side.value,
                    f"low_{name}": ends.low if ends else None,
                    f"high_{name}": ends.high if ends else None,
                }
            span = count.interval
            row |= {
                "difference": count.difference,
                "low": span.low if span else None,
                "high": span.high if span else None,
                "level": self.level,
            }
            rows.append(row)
        return rows

    def list_cells(self) -> list[tuple[str, ...]]:
        """Return the counts as rows of text, headings first; two rows a count, one an arm."""
        rows: list[tuple[str, ...]] = [texts.RESPONDER_HEADINGS]
        for count in self.counts:
            for program, (k, n, own) in self._name_arms(count).items():
                is_first = program == self.treatment
                gap = count.difference if is_first else None
                span = count.interval if is_first else None
                rows.append(
                    (
                        texts.site_name(count.outcome) if is_first else "",
                        count.criterion if is_first else "",
                        texts.program_name(program),
                        f"{k} of {n}",
                        words.percent(k / n, 0) if n else "–",
                        texts.span_percent(own) if own else "–",
                        ("–" if gap is None else words.signed(100 * gap, 0)) if is_first else "",
                        ("–" if span is None else texts.span_points(span)) if is_first else "",
                    )
                )
        return rows

    def _repr_html_(self) -> str:
        head, *rows = self.list_cells()
        return layout.draw_cells(head, rows, "responders") + layout.draw_paragraphs(self.to_sentence())

    def __str__(self) -> str:
        rows = self.list_cells()
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([*lines, "", self.to_sentence()])
