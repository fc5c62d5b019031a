"""One person's phases side by side: what was reported under each routine, without inference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from coreanalytics import words
from coreanalytics.days.people import pick_person
from coreanalytics.effects import layout, texts
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.shown import Shown
from coreanalytics.vocabulary import OUTCOMES, PROGRAM_FAMILY, Program

WASH_IN_DAYS: Final = 3  #: days after each switch that belong to neither routine
NEEDED: Final = ("person", "date", "program", "assigned", "phase", "phase_start", "run_in", "continuing")
_SITES: Final = tuple(site.value for site in OUTCOMES)


@dataclass(frozen=True, slots=True)
class PhaseSummary(Shown):
    """A person's phases side by side.

    Attributes
    ----------
    person
        Whose.
    treatment, control
        The two routines set side by side.
    wash_in
        Days left out of each phase after a switch.
    phases
        One row per phase: phase, program, assigned, first_day, last_day, days, reported_days, used_days
        (reported days after wash-in), and per outcome its mean over them (null where not reported).
    means
        One row per outcome: outcome, treatment_mean, treatment_days, control_mean, control_days,
        difference (treatment minus control; null unless both were reported).
    """

    person: str
    treatment: str
    control: str
    wash_in: int
    phases: pl.DataFrame = field(compare=False, repr=False)
    means: pl.DataFrame = field(compare=False, repr=False)

    def to_polars(self) -> pl.DataFrame:
        """Return the frame of phases."""
        return self.phases

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON: person, phases, means and the sentence; dates as ISO text."""
        dates = pl.col("first_day", "last_day").dt.to_string("%Y-%m-%d")
        return {
            "person": self.person,
            "wash_in_days": self.wash_in,
            "phases": self.phases.with_columns(dates).to_dicts(),
            "means": self.means.to_dicts(),
            "sentence": self.to_sentence(),
        }

    def to_sentence(self) -> str:
        """Return the means under each routine, and that inference for one person is not there yet."""
        said = []
        has_both = False
        for row in self.means.iter_rows(named=True):
            sides = {
                program: (row[f"{side}_mean"], row[f"{side}_days"])
                for side, program in (("treatment", self.treatment), ("control", self.control))
                if row[f"{side}_days"]
            }
            has_both |= len(sides) == 2
            if sides:
                said.append(texts.tell_phase_means(row["outcome"], sides))
        if not said:
            programs = {self.treatment, self.control}
            is_known = bool(self.phases["program"].is_in(list(programs)).any())
            return texts.NO_REPORTS if is_known else texts.NO_PHASE
        end = texts.NO_INFERENCE_YET if has_both else texts.ONE_PHASE_ONLY
        return " ".join(part for part in (*said, texts.tell_wash_in(self.wash_in), end) if part)

    def list_cells(self) -> list[tuple[str, ...]]:
        """Return the phases as rows of text, headings first."""
        head = ("phase", "program", "assigned", "dates", "reported", "used", *map(texts.site_name, _SITES))
        rows = [
            (
                str(row["phase"]),
                texts.program_name(row["program"]),
                row["assigned"] or "",
                words.day_span(row["first_day"], row["last_day"]),
                f"{row['reported_days']} of {row['days']} days",
                str(row["used_days"]),
                *("–" if row[site] is None else words.number(row[site]) for site in _SITES),
            )
            for row in self.phases.iter_rows(named=True)
        ]
        return [head, *rows]

    def _repr_html_(self) -> str:
        head, *rows = self.list_cells()
        return layout.draw_cells(head, rows, "phases") + layout.draw_paragraphs(self.to_sentence())

    def __str__(self) -> str:
        rows = self.list_cells()
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([*lines, "", self.to_sentence()])


def describe_phases(
    days: pl.DataFrame,
    person: str,
    treatment: str = Program.CORE_FOCUSED,
    *,
    versus: str = Program.STANDARD_CRUNCH,
    wash_in: int = WASH_IN_DAYS,
) -> PhaseSummary:
    """Return one person's phases side by side, with means and no inference.

    Parameters
    ----------
    days
        Person-day table.
    person
        Whom to look at.
    treatment, versus
        The two routines whose means are set side by side.
    wash_in
        Days after each switch that are left out of the means; a continuing user's first phase has no
        switch in sight, so none of its days is left out.

    Raises
    ------
    ArgumentError
        The person is unknown, `wash_in` is negative, or the routines are not two of the two.
    DataError
        Columns are missing.
    """
    missing = [name for name in (*NEEDED, *_SITES) if name not in days.columns]
    if missing:
        raise DataError(f"the person-day table lacks {', '.join(missing)}", where="days")
    if wash_in < 0:
        raise ArgumentError(f"wash-in cannot be {wash_in} days", where="wash_in")
    if {treatment, versus} != {program.value for program in PROGRAM_FAMILY}:
        raise ArgumentError(
            f"{treatment!r} and {versus!r} are not the two routines", where="treatment, versus"
        )
    own = pick_person(days, person)
    marked = _mark_used(own, wash_in)
    arms = (str(treatment), str(versus))
    return PhaseSummary(person, *arms, wash_in, _describe(marked), _average(marked, arms))


def _mark_used(own: pl.DataFrame, wash_in: int) -> pl.DataFrame:
    since = (pl.col("date") - pl.col("phase_start")).dt.total_days()
    is_arm = pl.col("program").is_in([program.value for program in PROGRAM_FAMILY])
    # who began before the first log has no switch in sight at it, but one at every later phase
    began_before = pl.col("continuing").fill_null(False) & (
        pl.col("phase") == pl.col("phase").filter(is_arm).min()
    )
    is_settled = (since >= wash_in) | began_before | ~is_arm
    is_run_in = pl.col("run_in").fill_null(False) & is_arm
    return own.filter(pl.col("phase").is_not_null()).with_columns(
        (is_settled & ~is_run_in).alias("used"),
        pl.any_horizontal(pl.col(site).is_not_null() for site in _SITES).alias("has_report"),
    )


def _describe(marked: pl.DataFrame) -> pl.DataFrame:
    used = pl.col("used") & pl.col("has_report")
    return (
        marked.group_by("phase")
        .agg(
            pl.col("program").first(),
            pl.col("assigned").first(),
            pl.col("date").min().alias("first_day"),
            pl.col("date").max().alias("last_day"),
            pl.len().alias("days"),
            pl.col("has_report").sum().alias("reported_days"),
            used.sum().alias("used_days"),
            *(pl.col(site).filter(pl.col("used")).mean() for site in _SITES),
        )
        .sort("phase")
    )


def _average(marked: pl.DataFrame, arms: tuple[str, str]) -> pl.DataFrame:
    """Average each outcome over all used days of each routine."""
    sides = dict(zip(("treatment", "control"), arms, strict=True))
    frames = []
    for site in _SITES:
        chosen = {
            side: pl.col(site).filter(pl.col("used") & (pl.col("program") == arms_))
            for side, arms_ in sides.items()
        }
        frames.append(
            marked.select(
                pl.lit(site).alias("outcome"),
                *(expr.mean().alias(f"{side}_mean") for side, expr in chosen.items()),
                *(expr.count().cast(pl.Int64).alias(f"{side}_days") for side, expr in chosen.items()),
            )
        )
    return pl.concat(frames).select(
        "outcome",
        "treatment_mean",
        "treatment_days",
        "control_mean",
        "control_days",
        (pl.col("treatment_mean") - pl.col("control_mean")).alias("difference"),
    )
