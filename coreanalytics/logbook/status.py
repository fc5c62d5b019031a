"""The status of a book: who is in it, how well it is filled, and what still needs a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.logbook import texts, texts_of_doubles
from coreanalytics.logbook.double_sessions import sum_up_doubles
from coreanalytics.logbook.readers.lines import tell_places
from coreanalytics.shown import Shown


@dataclass(frozen=True, slots=True)
class BookStatus(Shown):
    """What a book holds, by person, and what waits to be mended.

    Attributes
    ----------
    people
        One row a person: person, first, last (dates of logs), days (between them, both included),
        reported (days with a rating of the primary timing), last_report, sessions, sets, program and
        program_since (phase of the last day), set_aside (records), unmapped (names).
    set_aside
        One row a rule: rule, column, records, example (sentence), place (file and line), cure.
    unmapped
        Exercise names that are doubtful or unknown, most frequent first.
    unsaid
        Exercise names of which neither app nor alias file says the side or the hands.
    doubles
        Sessions that two apps logged, by who counts and why (`double_sessions.sum_up_doubles`).
    """

    people: pl.DataFrame
    set_aside: pl.DataFrame
    unmapped: pl.DataFrame
    unsaid: pl.DataFrame
    doubles: pl.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return the status as plain JSON types; dates are ISO 8601."""
        dates = pl.selectors.date().dt.to_string("%Y-%m-%d")
        return {
            "people": self.people.with_columns(dates).to_dicts(),
            "set_aside": self.set_aside.to_dicts(),
            "unmapped": self.unmapped.to_dicts(),
            "unsaid": self.unsaid.to_dicts(),
            "doubles": self.doubles.with_columns(dates).to_dicts(),
        }

    def __str__(self) -> str:
        told = [texts.tell_status(self.people, self.set_aside, self.unmapped, self.unsaid)]
        doubles = texts_of_doubles.tell_doubles(self.doubles.to_dicts())
        return "\n".join([*told, "", *doubles] if doubles else told)


def describe_status(
    tables: Mapping[str, pl.DataFrame],
    rejected: pl.DataFrame,
    unmapped: pl.DataFrame,
    unsaid: pl.DataFrame,
    primary_timing: str | None,
    doubles: pl.DataFrame,
) -> BookStatus:
    """Sum up the tables of a book.

    Parameters
    ----------
    tables
        The six tables.
    rejected
        Set-aside records, one row a reason.
    unmapped
        Names that are not mapped yet.
    unsaid
        Names of which side or hands are unknown.
    primary_timing
        The rating that counts for a day; None: `day`.
    doubles
        Sessions that do not count because another app logged them too (`double_sessions.DOUBLES`).
    """
    return BookStatus(
        people=_describe_people(tables, rejected, unmapped, primary_timing or v.Timing.DAY),
        set_aside=_count_rules(rejected),
        unmapped=unmapped,
        unsaid=unsaid,
        doubles=sum_up_doubles(doubles),
    )


def _describe_people(
    tables: Mapping[str, pl.DataFrame], rejected: pl.DataFrame, unmapped: pl.DataFrame, timing: str
) -> pl.DataFrame:
    sets, sessions, pain = tables["sets"], tables["sessions"], tables["pain"]
    logged = pl.concat(
        [tables[name].select("person", "date") for name in ("sets", "sessions", "pain", "habits")]
    )
    spans = logged.group_by("person").agg(first=pl.col("date").min(), last=pl.col("date").max())
    primary = pain.filter(
        (pl.col("timing") == timing)
        & pl.col("intensity").is_not_null()
        & pl.col("site").is_in([str(site) for site in v.OUTCOMES])
    )
    reports = primary.group_by("person").agg(
        reported=pl.col("date").n_unique(), last_report=pl.col("date").max()
    )
    # an answer in the daily form tells of a session; it is one only where no app logged that day
    trained = sessions.group_by("person").agg(
        sessions=pl.when((pl.col("app") != "form").any())
        .then(pl.col("session").filter(pl.col("app") != "form").n_unique())
        .otherwise(pl.col("date").n_unique())
    )
    counted = sets.group_by("person").agg(sets=pl.len())
    aside = (
        rejected.group_by("person")
        .agg(set_aside=pl.struct("source_file", "line").n_unique())
        .filter(pl.col("person").is_not_null())
    )
    strange = (
        sets.filter(pl.col("exercise_logged").is_in(unmapped["exercise_logged"].implode()))
        .group_by("person")
        .agg(unmapped=pl.col("exercise_logged").n_unique())
    )
    people = tables["people"].select("person")
    for part in (spans, reports, trained, counted, aside, strange):
        people = people.join(part, on="person", how="left")
    return (
        people.join(_last_programs(tables["phases"], spans), on="person", how="left")
        .with_columns(
            pl.col("reported", "sessions", "sets", "set_aside", "unmapped").fill_null(0),
            days=((pl.col("last") - pl.col("first")).dt.total_days() + 1).fill_null(0),
        )
        .select(
            "person",
            "first",
            "last",
            "days",
            "reported",
            "last_report",
            "sessions",
            "sets",
            "program",
            "program_since",
            "set_aside",
            "unmapped",
        )
        .sort("person")
    )


def _last_programs(phases: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    return (
        phases.join(spans, on="person", how="inner")
        .filter(pl.col("start") <= pl.col("last"))
        .sort("start")
        .group_by("person")
        .agg(program=pl.col("program").last(), program_since=pl.col("start").last())
    )


def _count_rules(rejected: pl.DataFrame) -> pl.DataFrame:
    return (
        rejected.group_by("rule", "column", maintain_order=True)
        .agg(
            records=pl.struct("source_file", "line").n_unique().cast(pl.Int64),
            example=pl.col("sentence").first(),
            place=pl.format("{} {}", pl.col("file").first(), tell_places(pl.col("line").first())),
        )
        .with_columns(
            cure=pl.col("rule").replace_strict(
                texts.RULE_CURES, default=texts.DEFAULT_CURE, return_dtype=pl.String
            )
        )
        .sort("records", descending=True, maintain_order=True)
    )
