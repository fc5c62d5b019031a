"""The six tables of a logbook: column names, types and meanings.

Enumerated columns hold the values of `coreanalytics.vocabulary` as strings, so that frames travel
through Parquet and Delta unchanged. Every table ends with where the row came from: `source_file`
(first 16 hex digits of the SHA-256 of the file's bytes) and `source_line` (1-based line of the record).
"""

from __future__ import annotations

from typing import Final

import polars as pl

UTC: Final = pl.Datetime("us", "UTC")
_SOURCE: Final[dict[str, pl.DataType]] = {"source_file": pl.String(), "source_line": pl.Int32()}

SETS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "session": pl.String(),  # "<app>:<start in UTC, ISO>", or "<app>:<local date>" for date-only logs
    "app": pl.String(),  # strong, hevy, plain, form, ...
    "started_at": UTC,  # null for date-only logs
    "date": pl.Date(),  # local date of the start
    "exercise_logged": pl.String(),  # as the app wrote it
    "exercise": pl.String(),  # catalogue id; null if not in the catalogue
    "family": pl.String(),  # vocabulary.Family; null while the name is unmapped or doubtful
    "occurrence": pl.Int32(),  # 0-based block of this exercise within the session
    "set_index": pl.Int32(),  # 0-based set within the block
    "kind": pl.String(),  # vocabulary.SetKind
    "reps": pl.Float64(),
    "load_kg": pl.Float64(),  # per hand where `hands` is given
    "hands": pl.Int32(),  # 1 or 2; null: not logged
    "duration_s": pl.Float64(),
    "distance_m": pl.Float64(),
    "band_distance_m": pl.Float64(),  # standing distance from the anchor
    "leg_raised": pl.Boolean(),
    "side": pl.String(),  # vocabulary.Side; null: not logged
    "rpe": pl.Float64(),
    "gave_out_first": pl.String(),  # vocabulary.GaveOut; null: not answered
    "abs_felt": pl.Int32(),  # 0-10
    "note": pl.String(),
    **_SOURCE,
}

SESSIONS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "session": pl.String(),
    "app": pl.String(),
    "started_at": UTC,
    "date": pl.Date(),
    "title": pl.String(),
    "minutes": pl.Float64(),  # null if not logged, or longer than a day (a forgotten timer)
    "session_rpe": pl.Float64(),
    "gave_out_first": pl.String(),
    "abs_felt": pl.Int32(),
    "note": pl.String(),
    **_SOURCE,
}

PAIN: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "reported_at": UTC,  # null where only a date was given
    "date": pl.Date(),  # local; reports before 04:00 belong to the day before
    "session": pl.String(),  # for before, during and after; else null
    "site": pl.String(),
    "side": pl.String(),
    "timing": pl.String(),
    "intensity": pl.Int32(),  # 0-10; null on rows that only answer a safety question
    "mapped": pl.Boolean(),  # true: the intensity was made from a word (mild ... unbearable)
    "quality": pl.String(),
    "red_flag": pl.String(),  # vocabulary.RedFlag; null: not asked
    "note": pl.String(),
    **_SOURCE,
}

HABITS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "date": pl.Date(),
    "sleep_h": pl.Float64(),
    "stretch_min": pl.Float64(),
    "massage_min": pl.Float64(),
    "analgesic": pl.Boolean(),
    "squat_sets": pl.Float64(),
    "run_km": pl.Float64(),
    "sitting_h": pl.Float64(),
    **_SOURCE,
}

PHASES: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),  # inclusive; null: ongoing
    "program": pl.String(),
    "assigned": pl.String(),
    "planned_sessions": pl.Float64(),  # a week
    "planned_sets": pl.Float64(),  # a week
    "schedule": pl.String(),  # how a randomised phase was drawn (see `schedules`); null: not told
    **_SOURCE,
}

PEOPLE: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "timezone": pl.String(),  # IANA name, or a plan of several with dates (`zone_plans`)
    "weight_unit": pl.String(),  # kg or lb
    "expectation": pl.Float64(),  # 0-10, once, before the block begins
    **_SOURCE,
}

TABLES: Final[dict[str, dict[str, pl.DataType]]] = {
    "sets": SETS,
    "sessions": SESSIONS,
    "pain": PAIN,
    "habits": HABITS,
    "phases": PHASES,
    "people": PEOPLE,
}

#: Set-aside records, one row a reason; a record is (source_file, line).
REJECTED: Final[dict[str, pl.DataType]] = {
    "person": pl.String(),
    "table": pl.String(),
    "file": pl.String(),  # the file's name as added
    "source_file": pl.String(),
    "line": pl.Int32(),
    "column": pl.String(),  # as named in the file
    "rule": pl.String(),
    "value": pl.String(),
    "sentence": pl.String(),
    "red_flag": pl.String(),  # a safety answer that the set-aside record carried: safety never waits
}


def empty(table: str) -> pl.DataFrame:
    """Return an empty frame with the columns and types of `table`.

    Examples
    --------
    >>> empty("people").columns
    ['person', 'timezone', 'weight_unit', 'expectation', 'source_file', 'source_line']
    """
    return pl.DataFrame(schema=TABLES[table])
