"""Garmin FIT: strength sets and sessions from the watch, read with Garmin's own kit (an optional extra)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import polars as pl

from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Draft, Options, Source, gather_problems, problems_frame
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.readers.fit_messages import (
    APP,
    SESSION,
    SET,
    FileSessions,
    as_list,
    decode_messages,
    find_offset,
    find_step_names,
    name_exercise,
    read_profile,
    readable_name,
)
from coreanalytics.logbook.readers.training import drop_zero_reps, none_if_zero, trim_minutes
from coreanalytics.vocabulary import SetKind

NAME: Final = APP
VERSION: Final = "1"

#: Kinds of activity that are sessions of ours even without a set: strength, and what trains the trunk.
SESSIONS: Final = frozenset({"strength_training", "pilates", "yoga", "hiit", "amrap", "emom", "tabata"})
_HEADERS: Final = (12, 14)


def knows(source: Source) -> bool:
    """Tell whether a file is a FIT file."""
    head = source.head(14)
    return len(head) >= 12 and head[0] in _HEADERS and head[8:12] == b".FIT"


def parse_source(source: Source, options: Options) -> Draft:
    """Read a FIT file; the line of a record is its number among the sets and sessions of the file.

    Returns
    -------
    Draft
        Tables ``sets`` and ``sessions``. Loads are kg; times are instants, and the clock on the wall where
        the file tells it. Sets of rest are not ours.

    Raises
    ------
    LogFileError
        The kit is not installed, or the file is damaged.
    """
    heard, notices = decode_messages(source)
    profile = read_profile(source)
    zone = find_offset(heard)
    if not heard.records:
        notices.append(texts.NO_TRAINING)
    elif zone is None:
        notices.append(texts.NO_LOCAL_TIME)
    numbered = [(line, kind, message) for line, (kind, message) in enumerate(heard.records, start=1)]
    sessions = [(line, message) for line, kind, message in numbered if kind == SESSION]
    sets = [(line, message) for line, kind, message in numbered if kind == SET]
    active = [(line, message) for line, message in sets if message.get("set_type") != "rest"]
    names = FileSessions(heard, [message for _, message in sessions])
    ours = [
        (line, message)
        for line, message in sessions
        if _kind(message) in SESSIONS or any(names.find(told) == names.find(message) for _, told in active)
    ]
    titles = find_step_names(heard)
    set_rows = [_set_row(line, message, names, profile, titles) for line, message in active]
    session_rows = [_session_row(line, message, names) for line, message in ours]
    drafted, problems = _draft_sets(set_rows, zone)
    told, unplaced = _draft_sessions(session_rows, zone)
    not_ours = {texts.REST: len(sets) - len(active), texts.OTHER_WORKOUTS: len(sessions) - len(ours)}
    return Draft(
        app=NAME,
        tables={"sets": drafted, "sessions": told},
        problems=gather_problems(problems, unplaced),
        records=len(numbered),
        not_ours={reason: count for reason, count in not_ours.items() if count},
        notices=tuple(notices),
    )


def _kind(message: Mapping[str, Any]) -> str:
    kinds = [str(message.get(name, "")) for name in ("sub_sport", "sport")]
    return next((kind for kind in kinds if kind in SESSIONS), kinds[0])


def _number(message: Mapping[str, Any], name: str) -> float | None:
    value = message.get(name)
    return float(value) if isinstance(value, int | float) else None


def _set_row(
    line: int,
    message: Mapping[str, Any],
    names: FileSessions,
    types: Mapping[str, Mapping[int, str]],
    titles: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    number = names.find(message)
    return {
        "instant": names.start(number),
        "session": names.name(number),
        "exercise_logged": name_exercise(message, types, titles),
        "kind_told": str(message.get("set_type", "active")),
        "reps": _number(message, "repetitions"),
        "load": _number(message, "weight"),
        "duration_s": _number(message, "duration"),
        "source_line": line,
    }


def _session_row(line: int, message: Mapping[str, Any], names: FileSessions) -> dict[str, Any]:
    number = names.find(message)
    title = str(as_list(message.get("sport_profile_name"))[0] or readable_name(_kind(message)))
    spent = _number(message, "total_elapsed_time")
    return {
        "instant": names.start(number),
        "session": names.name(number),
        "title": title,
        "minutes": spent / 60 if spent is not None else None,
        "source_line": line,
    }


_TIME: Final = pl.Datetime("us", "UTC")
_SET_ROWS: Final = {
    "instant": _TIME,
    "session": pl.String(),
    "exercise_logged": pl.String(),
    "kind_told": pl.String(),
    "reps": pl.Float64(),
    "load": pl.Float64(),
    "duration_s": pl.Float64(),
    "source_line": pl.Int32(),
}
_SESSION_ROWS: Final = {
    "instant": _TIME,
    "session": pl.String(),
    "title": pl.String(),
    "minutes": pl.Float64(),
    "source_line": pl.Int32(),
}


def _draft_sets(rows: Sequence[dict[str, Any]], zone: timedelta | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    sets = pl.DataFrame(rows, schema=_SET_ROWS, orient="row")
    sets = number_blocks(
        sets.with_columns(pl.lit(None, pl.Int32).alias("_n")), session=["session"], order="_n"
    )
    unknown = problems_frame(
        sets,
        pl.col("kind_told") != "active",
        table="sets",
        column="set_type",
        rule="word",
        value=pl.col("kind_told"),
        sentence=pl.format(
            texts.UNKNOWN_WORD, pl.lit("set_type"), pl.col("kind_told"), pl.lit("active, rest")
        ),
    )
    drafted = sets.with_columns(
        _wall(zone),
        pl.lit(SetKind.WORKING.value).alias("kind"),
        pl.lit("kg").alias("load_unit"),
        drop_zero_reps(),
        none_if_zero("load"),
        none_if_zero("duration_s"),
    ).drop("_n", "kind_told")
    return drafted, gather_problems(unknown, _unplaced(drafted, "sets"))


def _draft_sessions(
    rows: Sequence[dict[str, Any]], zone: timedelta | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    sessions = pl.DataFrame(rows, schema=_SESSION_ROWS, orient="row")
    sessions = sessions.with_columns(_wall(zone), trim_minutes(pl.col("minutes")).alias("minutes"))
    return sessions, _unplaced(sessions, "sessions")


def _wall(zone: timedelta | None) -> pl.Expr:
    """Return the clock on the wall; where nobody tells it, that of UTC stands in."""
    return (pl.col("instant").dt.replace_time_zone(None) + (zone or timedelta())).alias("local_time")


def _unplaced(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    return problems_frame(
        rows,
        pl.col("instant").is_null(),
        table=table,
        column="start_time",
        rule="missing",
        value=pl.lit(None, pl.String),
        sentence=texts.empty_cell("start_time"),
    )
