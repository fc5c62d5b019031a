"""Wall clocks of people all over the world, and UTC."""

from __future__ import annotations

import polars as pl

from coreanalytics.logbook.tables import UTC


def to_utc(frame: pl.DataFrame, local: str, zone: str, name: str) -> pl.DataFrame:
    """Add the UTC instant of naive local times, row by row in the person's zone, as column `name`.

    Of an hour that comes twice the first is meant; simulated people never log in an hour that is skipped.
    """
    instant = pl.lit(None, UTC)
    for timezone in frame[zone].unique().sort():
        there = pl.col(local).dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
        instant = pl.when(pl.col(zone) == timezone).then(there.dt.convert_time_zone("UTC")).otherwise(instant)
    return frame.with_columns(instant.alias(name))


def to_local(frame: pl.DataFrame, instant: str, zone: str, name: str) -> pl.DataFrame:
    """Add the naive wall-clock time of UTC instants in the zone named by column `zone`, as column `name`."""
    local = pl.lit(None, pl.Datetime("us"))
    for timezone in frame[zone].unique().sort():
        there = pl.col(instant).dt.convert_time_zone(timezone).dt.replace_time_zone(None)
        local = pl.when(pl.col(zone) == timezone).then(there).otherwise(local)
    return frame.with_columns(local.alias(name))
