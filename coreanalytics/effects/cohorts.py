"""Who is compared, and on which days: the person-day table made ready for a model of a cohort.

Everybody's outcome days lie between their time zero and `Entry.span` times the horizon. Why 1.27: a line
through days 0 to L of a course that bends (an effect that wears off as scores near the floor) is unbiased
at day h where (h/L)^2 - h/L + 1/6 = 0, the root of the second Legendre polynomial, L = 1.27 h. By
simulation (`person_lines`) the bias of the difference at week 8 is then below 0.015 points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from coreanalytics.effects.courses import bend_course
from coreanalytics.effects.person_lines import NEEDED, Entry
from coreanalytics.effects.questions import Question
from coreanalytics.errors import DataError


@dataclass(frozen=True)
class Cohort:
    """People and days of a question.

    Attributes
    ----------
    frame
        The person-day table, lazy, without days after `question.until`.
    question
        What was asked.
    end
        Last day after time zero that is read.
    people
        One row per person with an arm phase, sorted: person, first_phase, arm, assigned (of the first
        phase), kinds (all of them), continuing, phases (number of arm phases), programs (number of programs
        among them), restarts (whether two of them in a row have the same program), and per outcome {name}:n
        (reported days), {name}:last (last of them, day after time zero), {name}:run_in_mean, {name}:n_run_in.
    """

    frame: pl.LazyFrame = field(repr=False)
    question: Question
    end: int
    people: pl.DataFrame = field(repr=False)

    @cached_property
    def arms(self) -> tuple[str, str]:
        """The two programs."""
        return self.question.treatment, self.question.control

    @cached_property
    def changes(self) -> bool:
        """Whether anybody followed both programs."""
        return bool((self.people["programs"] > 1).any())

    @cached_property
    def begins_anew(self) -> bool:
        """Whether anybody was in more than one arm phase, of one program or of both."""
        return bool((self.people["phases"] > 1).any())

    @cached_property
    def phases(self) -> pl.DataFrame:
        """The arm phases that are used: person, phase, program, origin (first time zero, a date).

        Of consecutive phases of one program only the first is used: the clock restarts in each, and the
        routine does not.
        """
        there = set(self.frame.collect_schema().names())
        missing = {"date", "time_zero"} - there
        if missing:
            raise DataError(
                f"somebody has several phases, so the person-day table needs {', '.join(sorted(missing))}",
                where="days",
                hint="make it with coreanalytics.build_days",
            )
        table = (
            self.frame.filter(is_arm(self.arms))
            .group_by("person", "phase")
            .agg(pl.col("program").first(), pl.col("time_zero").drop_nulls().first())
            .sort("person", "phase")
            .collect()
        )
        before = pl.col("program").shift().over("person")
        origin = pl.col("time_zero").min().over("person").alias("origin")
        return (
            table.with_columns(origin)
            .filter(before.is_null() | (before != pl.col("program")))
            .drop("time_zero")
        )

    def in_span(self, *, with_course: bool) -> pl.Expr:
        """Tell the days that are read.

        Parameters
        ----------
        with_course
            Where people change, all days under control are read: they tell the course that everybody shares.
        """
        near = pl.col("day_in_phase").is_between(0, self.end)
        if not (with_course and self.changes):
            return near
        return near | ((pl.col("program") == self.question.control) & (pl.col("day_in_phase") >= 0))

    def list_people(self, outcome: str) -> pl.DataFrame:
        """Return who enters for one outcome, and why the others do not.

        Returns
        -------
        pl.DataFrame
            outcome, person, arm, assigned, kinds, continuing, switched, restarts, n_days, last, reason
            (null: enters), run_in_mean, n_run_in, adjusted (has a run-in), covariate (run-in mean, or the
            others' average); sorted by person.
        """
        entry = self.question.entry
        days, last = pl.col(f"{outcome}:n"), pl.col(f"{outcome}:last")
        reason = (
            pl.when(days == 0).then(pl.lit("no_reports")).when(days < entry.min_days).then(pl.lit("too_few"))
        )
        has_run_in = pl.col("n_run_in") >= entry.min_run_in
        frame = self.people.select(
            pl.lit(outcome).alias("outcome"),
            "person",
            "arm",
            "assigned",
            "kinds",
            "continuing",
            (pl.col("programs") > 1).alias("switched"),
            "restarts",
            days.cast(pl.Int64).alias("n_days"),
            last.alias("last"),
            reason.alias("reason"),
            pl.col(f"{outcome}:run_in_mean").alias("run_in_mean"),
            pl.col(f"{outcome}:n_run_in").cast(pl.Int64).alias("n_run_in"),
        ).with_columns(has_run_in.fill_null(False).alias("adjusted"))
        kept = pl.when("adjusted", pl.col("reason").is_null()).then("run_in_mean")
        return frame.with_columns(
            pl.when("adjusted").then("run_in_mean").otherwise(kept.mean()).alias("covariate")
        )

    def list_rows(self, outcome: str, *, first_phases: str | None = None) -> pl.LazyFrame:
        """Return the outcome days of one outcome.

        Parameters
        ----------
        outcome
            Which.
        first_phases
            Only people who began with this program, and only that first phase.

        Returns
        -------
        pl.LazyFrame
            person, day (since the person's first time zero), the day-level covariates, and `outcome`;
            where people change and `first_phases` is not asked for also treated (0/1), treated_day (days
            into the treatment; 0 under control) and the bends of `courses.bend_course`, before the
            covariates.
        """
        extra = self.question.covariates
        rows = self.frame.filter(
            is_arm(self.arms),
            self.in_span(with_course=first_phases is None),
            ~pl.col("run_in").fill_null(False),
            pl.col(outcome).is_not_null(),
            *(pl.col(name).is_not_null() for name in extra),
        )
        covariates = [pl.col(name).cast(pl.Float64) for name in extra]
        plain = ["person", pl.col("day_in_phase").alias("day"), *covariates, outcome]
        if not self.changes:
            if self.begins_anew:
                rows = rows.join(self.phases.lazy(), on=["person", "phase"], how="semi")
            if first_phases is not None:
                rows = rows.filter(pl.col("program") == first_phases)
            return rows.select(plain)
        if first_phases is not None:
            firsts = self.people.filter(pl.col("arm") == first_phases)
            keys = firsts.select("person", pl.col("first_phase").alias("phase")).lazy()
            return rows.join(keys, on=["person", "phase"], how="semi").select(plain)
        treated = (pl.col("program") == self.question.treatment).cast(pl.Int64)
        keys = self.phases.lazy().drop("program")
        day = (pl.col("date") - pl.col("origin")).dt.total_days()
        bends = bend_course(day, self.question.horizon)
        return rows.join(keys, on=["person", "phase"], how="inner", maintain_order="left").select(
            "person",
            day.alias("day"),
            treated.alias("treated"),
            (treated * pl.col("day_in_phase")).alias("treated_day"),
            *(bend.alias(name) for name, bend in bends.items()),
            *covariates,
            outcome,
        )


def is_arm(arms: tuple[str, str]) -> pl.Expr:
    """Tell the days of either program."""
    return pl.col("program").is_in(list(arms)) & pl.col("phase").is_not_null()


def gather_cohort(frame: pl.LazyFrame, question: Question) -> Cohort:
    """Read who is there, in one group_by.

    Parameters
    ----------
    frame
        Person-days with the columns `person_lines.NEEDED`, the outcomes and the covariates.
    question
        What is asked; its `until` cuts later days off.
    """
    if question.until is not None:
        frame = frame.filter(pl.col("date") <= question.until)
    end = math.ceil(question.entry.span * question.horizon)
    arm = is_arm((question.treatment, question.control))
    counts = arm & pl.col("day_in_phase").is_between(0, end) & ~pl.col("run_in").fill_null(False)
    for name in question.covariates:
        counts = counts & pl.col(name).is_not_null()
    counts = counts.fill_null(False)
    phase = pl.col("phase").filter(arm)
    program = pl.col("program").filter(arm)
    people = (
        frame.select(*NEEDED, *question.outcomes, *question.covariates)
        .group_by("person")
        .agg(
            phase.min().alias("first_phase"),
            program.sort_by(phase).first().alias("arm"),
            pl.col("assigned").filter(arm).sort_by(phase).first().alias("assigned"),
            pl.col("assigned").filter(arm).unique().sort().alias("kinds"),
            pl.col("continuing").filter(arm & (pl.col("phase") == pl.col("phase").filter(arm).min())).any(),
            phase.n_unique().alias("phases"),
            program.n_unique().alias("programs"),
            *(expr for name in question.outcomes for expr in _count_days(name, counts)),
        )
        .filter(pl.col("first_phase").is_not_null())
        .sort("person")
        .collect()
    )
    cohort = Cohort(frame, question, end, people.with_columns(pl.lit(False).alias("restarts")))
    if not cohort.begins_anew:
        return cohort
    used = cohort.phases.group_by("person").len("used")
    restarts = (pl.col("used") < pl.col("phases")).fill_null(False).alias("restarts")
    marked = people.join(used, on="person", how="left", maintain_order="left").with_columns(restarts)
    return Cohort(frame, question, end, marked.drop("used"))


def _count_days(name: str, counts: pl.Expr) -> list[pl.Expr]:
    score = pl.col(name)
    run_in = score.filter(pl.col("run_in").fill_null(False))
    return [
        (counts & score.is_not_null()).sum().alias(f"{name}:n"),
        pl.col("day_in_phase").filter(counts & score.is_not_null()).max().alias(f"{name}:last"),
        run_in.mean().alias(f"{name}:run_in_mean"),
        run_in.count().alias(f"{name}:n_run_in"),
    ]


def needs_of(entry: Entry, horizon: int) -> int:
    """Return the day after time zero that reports must reach for a person to speak of the horizon."""
    return max(0, horizon - entry.reach)
