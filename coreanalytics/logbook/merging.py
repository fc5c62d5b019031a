"""Merging: the readings of all kept files made into one set of tables.

What happens when several files tell of the same thing is decided here, and nowhere else:

- **Sessions and their sets**: the newest file that contains a session wins as a whole. *Newest* is the
  file whose last session for that person and app is latest; ties go to the one added last.
- **Pain**: of the same person, date, site, side and timing (and session or moment, for ratings around
  training) the latest `reported_at` wins, then the one added last.
- **Habits and people**: the newest value that is not empty, field by field.
- **Phases**: the newest file that names a person replaces all their phases.
- **Set-aside records**: gone once the same entry was accepted from a later file; one that stands in
  several files is shown once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.readings import Reading, entry_key
from coreanalytics.logbook.tables import REJECTED, TABLES


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
    tables = {
        "sets": _choose_sessions(_gather(kept, "sets")),
        "sessions": _merge_sessions(_gather(kept, "sessions"), _gather(kept, "folded")),
        "pain": _choose_pain(_gather(kept, "pain")),
        "habits": _newest_values(_gather(kept, "habits"), ["person", "date"]),
        "phases": _choose_phases(_gather(kept, "phases")),
        "people": _merge_people(kept),
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
    return Merged(sorted_tables, _merge_rejected(kept))


def _gather(kept: Sequence[tuple[Manifest, Reading]], table: str) -> pl.DataFrame:
    """Stack one table of all files, with the place of the file in the order of adds."""
    schema = TABLES["sessions" if table == "folded" else table]
    parts = [
        reading.tables[table].with_columns(pl.lit(order, pl.Int32).alias("order"))
        for order, (_, reading) in enumerate(kept)
        if table in reading.tables
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={**schema, "order": pl.Int32})


def _choose_sessions(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep of each session the rows of the newest file that contains it."""
    moment = pl.coalesce(
        pl.col("started_at").dt.replace_time_zone(None), pl.col("date").cast(pl.Datetime("us"))
    )
    reach = moment.max().over("person", "app", "order").alias("reach")
    winner = (
        rows.select("person", "session", "order", reach)
        .unique()
        .sort("reach", "order")
        .group_by("person", "session", maintain_order=True)
        .agg(pl.col("order").last())
    )
    return rows.join(winner, on=["person", "session", "order"], how="semi")


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


def _choose_phases(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("order") == pl.col("order").max().over("person"))


def _merge_people(kept: Sequence[tuple[Manifest, Reading]]) -> pl.DataFrame:
    """Everybody in the book, with the newest zone, unit and expectation told of them."""
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
    return _newest_values(pl.concat([rows, _gather(kept, "people")]), ["person"])


def _merge_rejected(kept: Sequence[tuple[Manifest, Reading]]) -> pl.DataFrame:
    """Set-aside records that no later file has mended, each shown once."""
    schema = {**REJECTED, "key": pl.String(), "order": pl.Int32()}
    rejected = pl.concat(
        [
            pl.DataFrame(schema=schema),
            *(r.rejected.with_columns(pl.lit(i, pl.Int32).alias("order")) for i, (_, r) in enumerate(kept)),
        ]
    )
    # the same entry set aside in several exports of one log is one entry: the newest copy is shown
    same = ["person", "table", "key", "column", "rule"]
    keyed = rejected.filter(pl.col("key").is_not_null())
    keyed = keyed.filter(pl.col("order") == pl.col("order").max().over(same)).unique(
        [*same, "order", "line"], maintain_order=True
    )
    accepted = _accepted_later(kept)
    keyed = keyed.join(accepted, on=["table", "key"], how="left").filter(
        (pl.col("later") > pl.col("order")).not_().fill_null(True)
    )
    unkeyed = rejected.filter(pl.col("key").is_null())
    unkeyed = unkeyed.join(_followed_lines(kept, unkeyed), on=["order", "line"], how="anti").unique(
        ["file", "line", "column", "rule", "value"], keep="last", maintain_order=True
    )
    return (
        pl.concat([keyed.select(list(schema)), unkeyed.select(list(schema))])
        .sort("order", "line", maintain_order=True)
        .select(list(REJECTED))
    )


def _accepted_later(kept: Sequence[tuple[Manifest, Reading]]) -> pl.DataFrame:
    """For each accepted entry the last file that brought it."""
    parts = [
        _gather(kept, table)
        .select(pl.lit(table).alias("table"), entry_key(table), pl.col("order").alias("later"))
        .group_by("table", "key")
        .agg(pl.col("later").max())
        for table in TABLES
    ]
    return pl.concat(parts)


#: Share of a file's accepted entries that a later file must hold on the same lines to be its new version.
_SAME_FILE = 0.9


def _followed_lines(kept: Sequence[tuple[Manifest, Reading]], rejected: pl.DataFrame) -> pl.DataFrame:
    """Lines of earlier files that are accepted, or told of again, in a new version of the same file.

    A set-aside record of which not even person and day are known can only be found again by its line:
    in a later file of the same name, person and format that repeats the earlier one.
    """
    found = [pl.DataFrame(schema={"order": pl.Int32, "line": pl.Int32})]
    for order in rejected["order"].unique().sort():
        manifest, reading = kept[order]
        for later in range(len(kept) - 1, order, -1):
            other = kept[later][0]
            if (other.name, other.format, other.person) != (manifest.name, manifest.format, manifest.person):
                continue
            before, after = _lines(reading), _lines(kept[later][1])
            shared = before.join(after, on=["line", "table", "key"], how="semi").height
            if before.height and shared >= _SAME_FILE * before.height:
                told = pl.concat([after["line"], kept[later][1].rejected["line"]]).unique()
                found.append(
                    pl.DataFrame(
                        {"order": pl.repeat(order, told.len(), dtype=pl.Int32, eager=True), "line": told}
                    )
                )
                break
    return pl.concat(found).unique()


def _lines(reading: Reading) -> pl.DataFrame:
    """Entries of a file by line."""
    return pl.concat(
        [
            rows.select(pl.col("source_line").alias("line"), pl.lit(table).alias("table"), entry_key(table))
            for table, rows in reading.tables.items()
            if table != "folded"
        ]
    )
