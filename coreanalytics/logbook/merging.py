"""Merging: the readings of all kept files made into one set of tables.

What happens when several files tell of the same thing is decided here, and nowhere else:

- **Sessions and their sets**: the newest file that contains a session wins as a whole. *Newest* is the
  file whose last session for that person and app is latest; ties go to the one added last.
- **Pain**: of the same person, date, site, side and timing (and session or moment, for ratings around
  training) the latest `reported_at` wins, then the one added last.
- **Habits and people**: the newest value that is not empty, field by field.
- **Phases**: the newest file that names a person replaces all their phases.
- **Set-aside records**: see `waiting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from coreanalytics.logbook.entries import entry_key
from coreanalytics.logbook.local_times import find_walls_on
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readings import Reading
from coreanalytics.logbook.tables import TABLES
from coreanalytics.logbook.waiting import find_waiting, gather


@dataclass(frozen=True, slots=True)
class Merged:
    """The tables of a book before names are matched.

    Attributes
    ----------
    tables
        The six tables by name; `exercise` and `family` of sets are null.
    rejected
        Columns of `tables.REJECTED`.
    """

    tables: dict[str, pl.DataFrame]
    rejected: pl.DataFrame


def merge_readings(kept: Sequence[tuple[Manifest, Reading]]) -> Merged:
    """Merge the readings of all files, given in the order in which they were added."""
    sets, told, folded = (unite_zones(gather(kept, name), kept) for name in ("sets", "sessions", "folded"))
    tables = {
        "sets": _choose_sessions(sets),
        "sessions": _merge_sessions(told, folded),
        "pain": _choose_pain(gather(kept, "pain")),
        "habits": _newest_values(gather(kept, "habits"), ["person", "date"]),
        "phases": _choose_phases(kept),
        "people": merge_people(kept),
    }
    order = {
        "sets": ["person", "date", "session", "source_line"],
        "sessions": ["person", "date", "session"],
        "pain": ["person", "date", "site", "side", "timing", "reported_at"],
        "habits": ["person", "date"],
        "phases": ["person", "start"],
        "people": ["person"],
    }
    sorted_tables = {
        name: frame.select(list(TABLES[name])).sort(order[name], nulls_last=True, maintain_order=True)
        for name, frame in tables.items()
    }
    winners = {"sets": _find_winners(sets), "sessions": _find_winners(told)}
    return Merged(sorted_tables, find_waiting(kept, winners))


def unite_zones(rows: pl.DataFrame, kept: Sequence[tuple[Manifest, Reading]]) -> pl.DataFrame:
    """Add `unit`, the session that a row belongs to in whatever zone its file was read, and `wall`.

    Apps write the clock on the wall. Where a person's files were read in different zones (the first
    was told wrongly, or they moved), a session is known again by that clock, not by the instant.
    """
    zones = pl.DataFrame(
        [
            (order, person, zone)
            for order, (told, _) in enumerate(kept)
            for person, zone in told.timezones.items()
        ],
        schema={"order": pl.Int32, "person": pl.String, "zone": pl.String},
        orient="row",
    )
    start = pl.col("started_at").dt.replace_time_zone(None)
    rows = rows.with_columns(pl.coalesce(start, pl.col("date").cast(pl.Datetime("us"))).alias("wall"))
    several = zones.group_by("person").agg(pl.col("zone").n_unique()).filter(pl.col("zone") > 1)
    if several.is_empty():
        return rows.with_columns(unit="session")
    rows = rows.join(zones, on=["order", "person"], how="left", maintain_order="left")
    for plan in rows["zone"].drop_nulls().unique():
        clock = find_walls_on(rows["started_at"], rows["date"], plan)
        here = (pl.col("zone") == plan) & pl.col("started_at").is_not_null()
        rows = rows.with_columns(pl.when(here).then(clock).otherwise("wall").alias("wall"))
    # a name that the file itself gives to a session stays what it is
    made = pl.format("{}:{}", "app", pl.col("started_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"))
    rows = rows.with_columns((pl.col("session") == made).fill_null(False).alias("made"))
    first = pl.col("session").min().over("person", "app", "wall", "made")
    return rows.with_columns(pl.when("made").then(first).otherwise("session").alias("unit")).drop(
        "zone", "made"
    )


def _find_winners(rows: pl.DataFrame) -> pl.DataFrame:
    """For each session (person, session) the file that counts: `winner`, its place in the order of adds."""
    reach = pl.col("wall").max().over("person", "app", "order").alias("reach")
    winners = (
        rows.select("person", "unit", "order", reach)
        .unique()
        .sort("reach", "order")
        .group_by("person", "unit", maintain_order=True)
        .agg(pl.col("order").last().alias("winner"))
    )
    return rows.select("person", "session", "unit").unique().join(winners, on=["person", "unit"]).drop("unit")


def _choose_sessions(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep of each session the rows of the newest file that contains it."""
    winners = _find_winners(rows).rename({"winner": "order"})
    return rows.join(winners, on=["person", "session", "order"], how="semi").drop("unit", "wall")


def _merge_sessions(told: pl.DataFrame, folded: pl.DataFrame) -> pl.DataFrame:
    """Sessions as told; where only sets tell of a session, as folded from them; gaps filled likewise."""
    keep = {"keep": "last", "maintain_order": True}
    told = _choose_sessions(told).sort("order", "source_line").unique(["person", "session"], **keep)  # type: ignore[arg-type]
    folded = _choose_sessions(folded).unique(["person", "session"], **keep)  # type: ignore[arg-type]
    both = pl.concat([folded.with_columns(rank=0), told.with_columns(rank=1)]).sort("rank")
    return both.group_by("person", "session", maintain_order=True).agg(pl.all().drop_nulls().last())


def _choose_pain(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.with_columns(entry_key("pain"))
        .sort("reported_at", "order", "source_line", nulls_last=False)
        .unique("key", keep="last", maintain_order=True)
    )


def _newest_values(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    return (
        rows.sort("order", "source_line")
        .group_by(by, maintain_order=True)
        .agg(pl.all().exclude(by).drop_nulls().last())
    )


def _choose_phases(kept: Sequence[tuple[Manifest, Reading]]) -> pl.DataFrame:
    """Keep of each person the phases of the newest file; one without any row says that there are none."""
    rows = gather(kept, "phases").select(pl.all(), told=True)
    bare = [
        (person, order, False)
        for order, (manifest, reading) in enumerate(kept)
        if "phases" in reading.tables and not reading.records
        for person in manifest.people
    ]
    none = pl.DataFrame(bare, {name: rows.schema[name] for name in ("person", "order", "told")}, orient="row")
    both = pl.concat([rows, none], how="diagonal")
    return both.filter((pl.col("order") == pl.col("order").max().over("person")) & pl.col("told"))


def merge_people(kept: Sequence[tuple[Manifest, Reading | None]]) -> pl.DataFrame:
    """Everybody in the book, with the newest zone, unit and expectation told of them.

    A file whose reading is None tells nothing of people but what its manifest does.
    """
    told = [
        {
            "person": person,
            "timezone": manifest.told_timezone,
            "weight_unit": manifest.told_weight_unit,
            "source_file": manifest.source_file,
            "order": order,
        }
        for order, (manifest, _) in enumerate(kept)
        for person in manifest.people
    ]
    rows = pl.DataFrame(told, schema={**TABLES["people"], "order": pl.Int32})
    tables = [
        reading.tables["people"].with_columns(pl.lit(order, pl.Int32).alias("order"))
        for order, (_, reading) in enumerate(kept)
        if reading is not None and "people" in reading.tables
    ]
    return _newest_values(pl.concat([rows, *tables]), ["person"])
