"""The daily forms of simulated people, as Google Forms hands them out, and the small plain tables."""

from __future__ import annotations

from typing import Final

import polars as pl

from coreanalytics.logbook.form import FORM
from coreanalytics.logbook.tables import TABLES

#: Time zone of the form's owner: Google prints all answers in it.
OWNER_ZONE: Final = "Europe/Berlin"
_SAFETY: Final = ("below_knee", "emergency")


def frame_forms(answers: pl.DataFrame) -> pl.DataFrame:
    """Return the answers as a frame of strings with the form's keys as columns, `instant` first."""
    training = {name: pl.col(name).cast(pl.String) for name in ("abs_felt", "session_rpe")}
    scores = ("thigh_root_left", "thigh_root_right", "low_back", "control")
    return answers.sort("reported_at", "person", maintain_order=True).select(
        instant="reported_at",
        person="person",
        **{name: pl.col(name).cast(pl.String) for name in scores},
        below_knee=pl.when("below_knee").then(pl.lit("below_knee")).otherwise(pl.lit("no")),
        emergency=pl.lit("no"),
        gave_out_first="gave_out_first",
        **training,
        note="note",
    )


def write_forms(frame: pl.DataFrame, language: str = "en") -> bytes:
    """Return the bytes of the CSV that Google Forms hands out.

    Parameters
    ----------
    frame
        As from `frame_forms`.
    language
        Of questions and answers; the timestamp is written as the English form does.
    """
    columns = [print_timestamp(pl.col("instant")).alias("Timestamp")]
    for question in FORM:
        cell = pl.col(question.key)
        if question.choices:
            shown = {code: text for text, code in question.choices[language].items()}
            cell = cell.replace(shown)
        columns.append(cell.alias(question.texts[language]))
    return frame.select(columns).write_csv(quote_style="always", line_terminator="\n").encode()


def print_timestamp(instant: pl.Expr) -> pl.Expr:
    """Return ``2026/09/14 9:26:52 PM GMT+2`` in the zone of the form's owner."""
    there = instant.dt.convert_time_zone(OWNER_ZONE)
    hours = (there.dt.base_utc_offset() + there.dt.dst_offset()).dt.total_hours()
    return pl.format(
        "{} {}:{} GMT+{}",
        there.dt.to_string("%Y/%m/%d"),
        (there.dt.hour().cast(pl.Int64) + 11) % 12 + 1,
        there.dt.to_string("%M:%S %p"),
        hours,
    )


def write_plain(table: str, frame: pl.DataFrame) -> bytes:
    """Return a table in our own plain layout, without its source columns.

    The column `schedule` is left out where it is empty.
    """
    shown = [name for name in TABLES[table] if not name.startswith("source_")]
    if table == "phases" and frame["schedule"].is_null().all():
        shown.remove("schedule")
    words = pl.col(pl.Boolean).replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    numbers = pl.col(pl.Float64).cast(pl.String).str.strip_suffix(".0")
    return frame.select(shown).with_columns(words, numbers).write_csv().encode()
