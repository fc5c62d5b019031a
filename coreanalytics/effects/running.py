"""The running verdict: what may be said by somebody who looks every week, frozen and able to tell itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects import layout, texts
from coreanalytics.effects.verdicts import Verdict
from coreanalytics.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.results import Interval

#: Verdicts that may follow another one: the same direction, told more precisely.
SHARPER: Final = {
    Verdict.LOWER: Verdict.LOWER_MATTERS,
    Verdict.HIGHER: Verdict.HIGHER_MATTERS,
}
_HEADINGS: Final = ("outcome", "week", "estimate", "weekly range", "level", "since week", "verdict")
_RIGHT: Final = frozenset({"week", "estimate", "weekly range", "level", "since week"})


@dataclass(frozen=True, slots=True)
class RunningVerdict(Shown):
    """What the weekly looks at one outcome have told so far.

    All intervals of the 26 looks together hold the truth as often as `level` says, so a verdict once
    reached is never taken back, and a direction may be sharpened to *by an amount that matters* later.

    Attributes
    ----------
    outcome
        `thigh_root`, `low_back` or `control`.
    treatment, control
        Programs compared; differences are treatment minus control.
    path
        (week, verdict) of the first verdict and of its sharpening, if there was one; empty: none yet.
    look
        Number of the last look that was due, 0 before the first week is over.
    first_look, planned
        Number of the first look that may give a verdict, and of looks planned.
    estimate, interval
        Of the last look, None where that had no answer; the interval is a running one.
    now
        What the last look's interval alone would say (`Verdict.REFUSED` where it has none).
    delta
        Smallest difference that matters, points.
    origin
        First day of week 1.
    until
        Last day that was read: the end of the last look's week (or the day before `origin`).
    looks
        One row per look so far: look, date (last day of its week), horizon (weeks; null for one person),
        estimate, low, high, df, boundary (c_w), n_treatment, n_control (reported days; for a cohort
        people), verdict (what its interval alone says), refused (why it has none, else null).
    person
        Whose, or None for a cohort.
    horizon
        Weeks at which the cohort's difference is read in the end, or None for one person.
    frozen
        Whether all planned looks are spent, so that nothing can change any more.
    refusal
        Why the last look has no answer; empty if it has one.
    settling
        What would settle an open verdict, in a sentence; empty if there is nothing to say.
    randomised
        Whether chance alone decided who did what, and when.
    """

    outcome: str
    treatment: str
    control: str
    path: tuple[tuple[int, Verdict], ...]
    look: int
    first_look: int
    planned: int
    estimate: float | None
    interval: Interval | None
    now: Verdict
    delta: float
    level: float
    origin: dt.date
    until: dt.date
    looks: pl.DataFrame = field(compare=False, repr=False)
    person: str | None = None
    horizon: float | None = None
    frozen: bool = False
    refusal: str = ""
    settling: str = ""
    randomised: bool = False

    @property
    def verdict(self) -> Verdict:
        """The verdict that stands: reached at some look, else *can't tell yet* or *no answer*."""
        if self.path:
            return self.path[-1][1]
        is_blank = self.looks["estimate"].null_count() == self.looks.height
        return Verdict.REFUSED if is_blank else Verdict.CANT_TELL

    @property
    def week(self) -> int | None:
        """Week in which a verdict was first reached."""
        return self.path[0][0] if self.path else None

    @property
    def horizon_now(self) -> float | None:
        """Weeks after time zero that the last look speaks of; None for one person."""
        return None if self.horizon is None else float(min(self.look, self.horizon))

    def to_polars(self) -> pl.DataFrame:
        """Return the looks, one row each."""
        return self.looks

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON, dates as ISO text."""
        import polars as pl

        interval = self.interval
        return {
            "outcome": self.outcome,
            "person": self.person,
            "treatment": self.treatment,
            "control": self.control,
            "verdict": self.verdict.value,
            "since_week": self.week,
            "path": [[week, verdict.value] for week, verdict in self.path],
            "look": self.look,
            "looks_planned": self.planned,
            "estimate": self.estimate,
            "low": interval.low if interval else None,
            "high": interval.high if interval else None,
            "level": self.level,
            "delta": self.delta,
            "interval_kind": "running",
            "verdict_of_this_look_alone": self.now.value,
            "horizon_weeks": self.horizon_now,
            "origin": self.origin.isoformat(),
            "until": self.until.isoformat(),
            "frozen": self.frozen,
            "refusal": self.refusal or None,
            "looks": self.looks.with_columns(pl.col("date").dt.to_string("%Y-%m-%d")).to_dicts(),
            "sentence": self.to_sentence(),
        }

    def to_sentence(self) -> str:
        """Return size, range, yardstick and caution, and that it was looked at every week."""
        return texts.tell_running(self)

    def list_cells(self) -> tuple[str, ...]:
        """Return the verdict as the cells of a row of text."""
        interval = self.interval
        return (
            texts.site_name(self.outcome),
            f"{self.look} of {self.planned}",
            "–" if self.estimate is None else words.signed(self.estimate),
            "–" if interval is None else texts.running_span(interval, self.delta),
            words.percent(self.level, 2),
            "–" if self.week is None else str(self.week),
            self.verdict.value,
        )

    def _repr_html_(self) -> str:
        return _draw_html((self,)) + layout.draw_paragraphs(self.to_sentence())

    def __str__(self) -> str:
        return self.to_sentence()


@dataclass(frozen=True, slots=True)
class RunningVerdicts(Shown, Mapping[str, RunningVerdict]):
    """The running verdicts of a person or a cohort, keyed by outcome.

    Attributes
    ----------
    items_
        The verdicts in order; use the mapping instead.
    """

    items_: tuple[RunningVerdict, ...]

    def __getitem__(self, outcome: str) -> RunningVerdict:
        for running in self.items_:
            if running.outcome == outcome:
                return running
        raise KeyError(outcome)

    def __iter__(self) -> Iterator[str]:
        return iter(running.outcome for running in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    def to_polars(self) -> pl.DataFrame:
        """Return the looks of all outcomes, one row per outcome and look."""
        import polars as pl

        return pl.concat(
            running.looks.select(pl.lit(running.outcome).alias("outcome"), pl.all())
            for running in self.items_
        )

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON, keyed by outcome."""
        return {running.outcome: running.to_dict() for running in self.items_}

    def to_sentence(self) -> str:
        """Return one paragraph per outcome."""
        return "\n\n".join(running.to_sentence() for running in self.items_)

    def _repr_html_(self) -> str:
        return _draw_html(self.items_) + layout.draw_paragraphs(self.to_sentence())

    def __str__(self) -> str:
        rows = [_HEADINGS, *(running.list_cells() for running in self.items_)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
        lines = [
            "  ".join(
                cell.rjust(width) if heading in _RIGHT else cell.ljust(width)
                for cell, width, heading in zip(row, widths, _HEADINGS, strict=True)
            ).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, "", self.to_sentence()])


def _draw_html(verdicts: tuple[RunningVerdict, ...]) -> str:
    return layout.draw_cells(_HEADINGS, [running.list_cells() for running in verdicts], "running")
