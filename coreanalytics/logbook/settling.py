"""Settling: from what a file says to whose it is, when it was in UTC, and in which unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.logbook.local_times import CHANGES, read_clocks, tell_changes
from coreanalytics.logbook.readers.base import Draft
from coreanalytics.logbook.tables import TABLES, UTC
from coreanalytics.logbook.zone_plans import is_plan, tidy_plan

_METRES = {"m": 1.0, "km": 1_000.0, "mi": v.MILE_M}
#: Columns of a set that belong to its session; `fold_sessions` collects them.
_SESSION_COLUMNS = {"title": pl.String(), "minutes": pl.Float64(), "session_note": pl.String()}


@dataclass(frozen=True, slots=True)
class Context:
    """What the manifest knows and the file does not.

    Attributes
    ----------
    person
        Whom rows without a person belong to.
    timezones
        Zone plan (`zone_plans`) by person: an IANA time zone, or several with the dates of the changes.
    weight_units
        kg or lb by person.
    renamed
        Names in the file, and the names under which these people stand in the book.
    """

    person: str | None = None
    timezones: Mapping[str, str] = field(default_factory=dict)
    weight_units: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be known before a draft can be settled.

    Attributes
    ----------
    people
        Names in the file, as written there but trimmed, sorted.
    person
        Whether some rows name nobody.
    timezone
        People whose times have no zone in the file; a None stands for the rows that name nobody.
    weight_unit
        People whose loads have no unit in the file; likewise.
    dated
        Whether the file tells times at all, so that a known zone places them.
    """

    people: tuple[str, ...]
    person: bool
    timezone: frozenset[str | None]
    weight_unit: frozenset[str | None]
    dated: bool


def find_needs(draft: Draft) -> Needs:
    """Return what a draft does not know by itself."""
    people: set[str | None] = set()
    zone: set[str | None] = set()
    unit: set[str | None] = set()
    unread = draft.problems["line"].unique().implode()
    for frame in draft.tables.values():
        sound = ~pl.col("source_line").is_in(unread)  # nothing is asked for records that are set aside
        named = (
            frame.select(_person(frame, Context()), *(need & sound for need in _needed(frame)))
            .group_by("person")
            .agg(pl.all().any())
        )
        people |= set(named["person"])
        zone |= set(named.filter("zone")["person"])
        unit |= set(named.filter("unit")["person"])
    names = tuple(sorted(name for name in people if name is not None))
    dated = any("local_time" in frame.columns for frame in draft.tables.values())
    return Needs(names, None in people, frozenset(zone), frozenset(unit), dated)


def _needed(frame: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    zone = _column(frame, "local_time").is_not_null() & _column(frame, "instant").is_null()
    unit = _column(frame, "load").is_not_null() & _column(frame, "load_unit").is_null()
    far = _column(frame, "distance").is_not_null() & _column(frame, "distance_unit").is_null()
    return zone.alias("zone"), (unit | far).alias("unit")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a file says, with what its manifest knows.

    Attributes
    ----------
    tables
        Frames with the columns and types of `tables.TABLES`; those of sets carry three columns more (title,
        minutes, session_note) for `fold_sessions`.
    notices
        What the person should be told: times that no clock showed, or that one showed twice.
    """

    tables: dict[str, pl.DataFrame]
    notices: tuple[str, ...]


def settle(draft: Draft, context: Context, source_file: str) -> Settled:
    """Return the tables of a draft with the columns and types of `tables.TABLES`.

    Exercises are not matched here, because aliases reach all history: `naming` does it later.

    Parameters
    ----------
    draft
        What a reader made of one file.
    context
        Person, zones and units; every need of `find_needs` must be answered.
    source_file
        Identity of the file's bytes.
    """
    changes = [pl.DataFrame(schema=CHANGES)]
    tables = {name: _settle_table(name, draft, context, source_file, changes) for name in draft.tables}
    unread = draft.problems["line"].unique().implode()
    return Settled(tables, tell_changes(pl.concat(changes).filter(~pl.col("line").is_in(unread))))


def _settle_table(
    name: str, draft: Draft, context: Context, source_file: str, changes: list[pl.DataFrame]
) -> pl.DataFrame:
    frame = draft.tables[name]
    moment = {"pain": "reported_at", "sets": "started_at", "sessions": "started_at"}.get(name)
    frame = frame.with_columns(
        _person(frame, context),
        pl.lit(draft.app).alias("app"),
        pl.lit(source_file).alias("source_file"),
    )
    if moment:
        night = name == "pain" or draft.app == "form"
        frame = _place_in_time(frame, context, moment, changes, night=night)
        if draft.app == "form" and name == "sessions":
            # an answer given in the evening tells of the day's training, not of its own minute
            frame = frame.with_columns(pl.lit(None, UTC).alias("started_at"))
    if name == "sets":
        frame = _convert_units(frame, context)
    if name in ("sets", "sessions"):
        frame = frame.with_columns(_session_id(frame))
    if name == "people" and "timezone" in frame.columns:
        frame = frame.with_columns(_tidy_plans(frame["timezone"]))
    extra = _SESSION_COLUMNS if name == "sets" else {}
    return frame.select(
        _column(frame, column).cast(dtype).alias(column)
        for column, dtype in {**TABLES[name], **extra}.items()
    )


def _tidy_plans(told: pl.Series) -> pl.Series:
    """Write zone plans in their one spelling; what is none stays for screening to find."""
    tidy = {text: tidy_plan(text) for text in told.drop_nulls().unique() if is_plan(text)}
    return told.replace(tidy)


def _column(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in frame.columns else pl.lit(None).alias(name)


def _person(frame: pl.DataFrame, context: Context) -> pl.Expr:
    """Trimmed name of the person, or the file's person where a row names nobody."""
    name = _column(frame, "person").cast(pl.String).str.strip_chars()
    name = pl.when(name.str.len_chars() > 0).then(name)
    if context.renamed:
        name = name.replace(dict(context.renamed))
    return name.fill_null(pl.lit(context.person, pl.String)).alias("person")


def _place_in_time(
    frame: pl.DataFrame, context: Context, moment: str, changes: list[pl.DataFrame], *, night: bool
) -> pl.DataFrame:
    """Add the UTC instant and the local date; `night` gives the small hours to the day before.

    Where the file knows the instant (a form that was filled in elsewhere), the day is the one on the
    person's own calendar, not on the clock of whoever owns the form. Times that no clock showed, or that one
    showed twice, join `changes`.
    """
    if "local_time" not in frame.columns:
        return frame.with_columns(_column(frame, "instant").cast(UTC).alias(moment))
    plan = pl.col("person").replace_strict(dict(context.timezones), default=None, return_dtype=pl.String)
    told = _column(frame, "instant").cast(UTC).alias("told")
    read = read_clocks(frame.select(plan.alias("plan"), pl.col("local_time").alias("local"), told))
    if read["change"].null_count() < read.height:
        odd = frame.select("person", plan.alias("plan"), local="local_time", line="source_line")
        odd = odd.with_columns(read["instant"], read["change"]).filter(pl.col("change").is_not_null())
        changes.append(odd.select(pl.col(name).cast(kind) for name, kind in CHANGES.items()))
    clock = pl.col("_clock")
    day = (clock.dt.offset_by(f"-{v.NIGHT_ENDS_HOUR}h") if night else clock).dt.date()
    return frame.with_columns(read["instant"].alias(moment), read["wall"].alias("_clock")).with_columns(
        pl.coalesce(_column(frame, "date").cast(pl.Date), day).alias("date")
    )


def _convert_units(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add `load_kg` and `distance_m` from values in the file's or the person's unit."""
    if "load" not in frame.columns and "distance" not in frame.columns:
        return frame
    told = pl.col("person").replace_strict(dict(context.weight_units), default=None, return_dtype=pl.String)
    unit = pl.coalesce(_column(frame, "load_unit").cast(pl.String), told)
    # A log in pounds counts its way in miles: no app mixes them without saying so.
    way = pl.coalesce(
        _column(frame, "distance_unit").cast(pl.String),
        told.replace_strict({"kg": "km", "lb": "mi"}, default=None),
    )
    factor = pl.when(unit == "lb").then(v.POUND_KG).when(unit == "kg").then(1.0)
    load = (_column(frame, "load").cast(pl.Float64) * factor).round(3)
    metres = _column(frame, "distance").cast(pl.Float64) * way.replace_strict(
        _METRES, default=None, return_dtype=pl.Float64
    )
    return frame.with_columns(
        pl.coalesce(_column(frame, "load_kg"), load).alias("load_kg"),
        pl.coalesce(_column(frame, "distance_m"), metres.round(3)).alias("distance_m"),
    )


def _session_id(frame: pl.DataFrame) -> pl.Expr:
    moment = pl.col("started_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    made = pl.format("{}:{}", "app", pl.coalesce(moment, pl.col("date").dt.to_string("%Y-%m-%d")))
    return pl.coalesce(_column(frame, "session").cast(pl.String), made).alias("session")


def fold_sessions(sets: pl.DataFrame) -> pl.DataFrame:
    """Return one row a session from settled, accepted sets (columns of `tables.SESSIONS`)."""
    first = pl.all().sort_by("source_line").first()
    folded = (
        sets.select(
            "person",
            "session",
            "app",
            "started_at",
            "date",
            "title",
            "minutes",
            "session_note",
            "source_file",
            "source_line",
        )
        .group_by("person", "session", maintain_order=True)
        .agg(first)
        .rename({"session_note": "note"})
    )
    return folded.select(
        _column(folded, column).cast(dtype).alias(column) for column, dtype in TABLES["sessions"].items()
    )
