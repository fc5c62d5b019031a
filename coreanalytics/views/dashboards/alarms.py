"""Safety on the dashboard: flags, and the safety answers of set-aside rows, before anything else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from coreanalytics import words
from coreanalytics.effects import find_flags
from coreanalytics.views import texts as report_texts
from coreanalytics.views.hostile import clip
from coreanalytics.views.texts import dashboards as texts
from coreanalytics.views.weekly.quality import SetAsideFlag
from coreanalytics.vocabulary import RedFlag


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look at before any trend.

    Attributes
    ----------
    person
        Whose, one harmless line.
    level
        "emergency" or "check".
    sentence
        What to do.
    day
        As of when, in words; empty for set-aside rows.
    name
        The person as in the days; None where not known.
    """

    person: str
    level: str
    sentence: str
    day: str
    name: str | None = None


def list_alarms(days: pl.DataFrame, rejected: pl.DataFrame | None) -> list[Alarm]:
    """Return everybody's safety flags as of their own last day, after those of set-aside rows."""
    return [*_set_aside(rejected), *_flagged(days)]


def _flagged(days: pl.DataFrame) -> list[Alarm]:
    alarms = []
    for (person,), own in days.partition_by("person", as_dict=True, maintain_order=True).items():
        last: dt.date = own["date"].max()  # type: ignore[assignment]
        alarms += [
            Alarm(clip(str(person), 60), flag.level, flag.sentence, words.day(last), str(person))
            for flag in find_flags(own, str(person), until=last)
        ]
    return sorted(alarms, key=lambda alarm: alarm.level != "emergency")


def _set_aside(rejected: pl.DataFrame | None) -> list[Alarm]:
    """Return the safety answers of set-aside rows: safety never waits for a row to be mended."""
    if rejected is None:
        return []
    flagged = rejected.filter(pl.col("red_flag").is_in([RedFlag.EMERGENCY, RedFlag.BELOW_KNEE])).unique(
        ["source_file", "file", "line", "red_flag"], maintain_order=True
    )
    return [
        Alarm(
            clip(person or texts.NOBODY_NAMED, 60),
            "emergency" if red_flag == RedFlag.EMERGENCY else "check",
            clip(
                report_texts.set_aside_flag(
                    SetAsideFlag(RedFlag(red_flag), str(file or ""), line, named=person is not None)
                ),
                400,
            ),
            "",
            person,
        )
        for person, red_flag, file, line in flagged.select("person", "red_flag", "file", "line").iter_rows()
    ]
