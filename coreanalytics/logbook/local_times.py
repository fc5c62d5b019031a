"""Local times: from the clock on the wall to the instant in UTC and back, by the person's zone plan.

An hour that the clock skipped is read as a clock would have it that was not put forward (02:30 is 03:30); of
an hour that the clock showed twice the first is taken. That is what Python (``fold=0``), Java and the
Temporal proposal do; both are reported, so that nobody has to guess.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from coreanalytics.logbook import texts_of_zones as texts
from coreanalytics.logbook.readers.lines import tell_place
from coreanalytics.logbook.zone_plans import ZoneSpan, find_zone_on, parse_plan

_UTC: Final = pl.Datetime("us", "UTC")
_WALL: Final = pl.Datetime("us")
SKIPPED: Final = "skipped"
DOUBLED: Final = "doubled"
#: Times that were read although no clock showed them, or one showed them twice.
CHANGES: Final[dict[str, pl.DataType]] = {
    "change": pl.String(),  # skipped or doubled
    "person": pl.String(),
    "plan": pl.String(),
    "local": _WALL,
    "instant": _UTC,
    "line": pl.Int32(),
}


def read_clocks(times: pl.DataFrame) -> pl.DataFrame:
    """Return when local times were, and what the person's own clock showed.

    Parameters
    ----------
    times
        `plan` (zone plan; null: unknown), `local` (naive: the clock as written) and `told` (UTC: the instant
        where the file itself knows it, which then counts).

    Returns
    -------
    DataFrame
        As many rows: `instant` (UTC; null where nobody knows the zone), `wall` (naive: the clock of the
        person, which differs from the clock as written where somebody else's form wrote it) and `change`
        (`SKIPPED`, `DOUBLED`, else null).
    """
    plans = times["plan"].unique().to_list()
    if len(plans) == 1:
        return _read_by_plan(times, plans[0])
    rows = times.with_row_index("_row")
    parts = []
    for plan in plans:
        part = rows.filter(pl.col("plan").eq_missing(pl.lit(plan, pl.String)))
        parts.append(_read_by_plan(part, plan).with_columns(part["_row"]))
    empty = pl.DataFrame(schema={"instant": _UTC, "wall": _WALL, "change": pl.String})
    return pl.concat(parts).sort("_row").drop("_row") if parts else empty


def _read_by_plan(times: pl.DataFrame, plan: str | None) -> pl.DataFrame:
    told, local = times["told"].cast(_UTC), times["local"].cast(_WALL)
    if plan is None:
        nothing = pl.Series("change", [None], pl.String).new_from_index(0, times.height)
        return pl.DataFrame({"instant": told, "wall": local, "change": nothing})
    read = find_instants(local, plan)
    if told.null_count() == told.len():
        return read.select("instant", local.alias("wall"), "change")
    known = told.is_not_null()
    return pl.DataFrame({"instant": read["instant"], "change": read["change"]}).select(
        pl.when(known).then(told).otherwise("instant").alias("instant"),
        pl.when(known).then(find_walls(told, plan)).otherwise(local).alias("wall"),
        pl.when(~known).then("change").alias("change"),
    )


def find_instants(local: pl.Series, plan: str) -> pl.DataFrame:
    """Return the instants of local times.

    Parameters
    ----------
    local
        Naive Datetime.
    plan
        Zone plan; the local date decides which of its zones counts.

    Returns
    -------
    DataFrame
        As many rows: `instant` (UTC) and `change` (`SKIPPED`, `DOUBLED`, else null).

    Examples
    --------
    >>> from datetime import datetime
    >>> nights = pl.Series([datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)])
    >>> read = find_instants(nights, "Europe/Berlin")
    >>> read["instant"].dt.to_string("%d %b %H:%M").to_list(), read["change"].to_list()
    (['29 Mar 01:30', '25 Oct 00:30'], ['skipped', 'doubled'])
    """
    times = pl.DataFrame({"local": local.cast(_WALL)})
    spans = parse_plan(plan)
    plain = times.select(_by_date(spans, _place).alias("instant"))
    if plain["instant"].null_count() == local.null_count():
        return plain.with_columns(pl.lit(None, pl.String).alias("change"))
    odd = plain["instant"].is_null() & local.is_not_null()
    placed = pl.coalesce(_by_date(spans, _place_first), _by_date(spans, _place_skipped))
    change = pl.when(_by_date(spans, _place_first).is_null()).then(pl.lit(SKIPPED)).otherwise(pl.lit(DOUBLED))
    rows = times.with_columns(plain["instant"], odd.alias("odd")).with_row_index("_row")
    mended = rows.filter("odd").select("_row", placed.alias("placed"), change.alias("change"))
    return rows.join(mended, on="_row", how="left", maintain_order="left").select(
        pl.coalesce("instant", "placed").alias("instant"), "change"
    )


def _place(zone: str) -> pl.Expr:
    """The instant of clock times that were shown once."""
    there = pl.col("local").dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    return there.dt.convert_time_zone("UTC")


def _place_first(zone: str) -> pl.Expr:
    there = pl.col("local").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return there.dt.convert_time_zone("UTC")


def _place_skipped(zone: str) -> pl.Expr:
    """The instant of clock times that were skipped: a day after the same time of the day before."""
    before = pl.col("local") - pl.duration(days=1)
    there = before.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return there.dt.convert_time_zone("UTC") + pl.duration(days=1)


def _by_date(spans: tuple[ZoneSpan, ...], place: Callable[[str], pl.Expr]) -> pl.Expr:
    """Choose by the local date between what `place` gives for each zone."""
    chosen = place(spans[0].zone)
    for span in spans[1:]:
        begun = pl.col("local").dt.date() >= span.since
        chosen = pl.when(begun).then(place(span.zone)).otherwise(chosen)
    return chosen


def find_walls(instants: pl.Series, plan: str) -> pl.Series:
    """Return what the person's clock showed at some instants (naive).

    A change of zone counts from midnight of its date on the new clock.
    """
    rows = pl.DataFrame({"instant": instants.cast(_UTC)})
    spans = parse_plan(plan)
    wall = _show(spans[0].zone)
    for span in spans[1:]:
        wall = pl.when(pl.col("instant") >= span.begins).then(_show(span.zone)).otherwise(wall)
    return rows.select(wall.alias("wall")).to_series()


def find_walls_on(instants: pl.Series, days: pl.Series, plan: str) -> pl.Series:
    """Return what the person's clock showed at some instants of which the local dates are known (naive)."""
    rows = pl.DataFrame({"instant": instants.cast(_UTC), "day": days})
    spans = parse_plan(plan)
    wall = _show(spans[0].zone)
    for span in spans[1:]:
        wall = pl.when(pl.col("day") >= span.since).then(_show(span.zone)).otherwise(wall)
    return rows.select(wall.alias("wall")).to_series()


def _show(zone: str) -> pl.Expr:
    return pl.col("instant").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def tell_changes(changes: pl.DataFrame) -> tuple[str, ...]:
    """Say how many times of a file lie in skipped and in doubled hours, with an example of each.

    Parameters
    ----------
    changes
        Columns of `CHANGES`; a time that several rows share is counted once.
    """
    sentences = []
    for change, tell in ((SKIPPED, texts.tell_skipped), (DOUBLED, texts.tell_doubled)):
        rows = changes.filter(pl.col("change") == change).sort("line")
        if rows.height:
            row = rows.row(0, named=True)
            zone = find_zone_on(row["plan"], row["local"].date())
            own = pl.Series([row["instant"]], dtype=_UTC).dt.convert_time_zone(zone)[0]
            count = rows.select("person", "local").n_unique()
            sentences.append(tell(count, zone, tell_place(row["line"]), row["local"], own))
    return tuple(sentences)
