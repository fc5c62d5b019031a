"""The files of quick entries: one record each, in a format that any file may have; and what they say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from coreanalytics import vocabulary as v
from coreanalytics.logbook import texts_of_entries as texts
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.manifests import Manifest
from coreanalytics.logbook.moments import Moment
from coreanalytics.logbook.quick_entries import FORMATS, Table
from coreanalytics.logbook.readers.sources import Source
from coreanalytics.logbook.settings import TIMINGS
from coreanalytics.logbook.zone_plans import find_zone_at
from coreanalytics.shown import Shown
from coreanalytics.version import __version__

#: What the file of a quick entry is called: its kind and its day.
FILE_NAME: Final = "log-{table}-{day}.csv"
_NAME: Final = re.compile(r"log-([a-z]+)-.*\.csv")
#: Columns of the files that are no answers.
BESIDE: Final = ("timestamp", "person", "date", "reported_at", "timing", "note")


@dataclass(frozen=True, slots=True)
class QuickEntry(Shown):
    """What a quick entry says.

    Attributes
    ----------
    number
        Number of the add.
    table
        `pain`, `habits`, `training`, or `phases` for edited programs.
    person
        Whose.
    date
        Day it counts for.
    values
        What was told, by key.
    timing, time
        Of ratings of pain: which rating of the day, and the time if it was told.
    note
        In the person's own words.
    is_new
        Whether the person was not in the book before.
    """

    number: int
    table: str
    person: str
    date: str = ""
    values: tuple[tuple[str, str], ...] = ()
    timing: str = ""
    time: str = ""
    note: str = ""
    is_new: bool = False

    @property
    def when(self) -> str:
        """Day, time and timing in words."""
        at = f" {self.time}" if self.time else ""
        return f"{self.date}{at} ({self.timing})" if self.timing else f"{self.date}{at}"

    def to_sentence(self) -> str:
        """Say what was logged, for whom and when, and how to take it back."""
        told = texts.tell_logged(self.person, self.when, self._tell_values(), is_new=self.is_new)
        advice = [texts.SAFETY[key] for key, value in self.values if key in texts.SAFETY and value == "yes"]
        return "\n".join([told, *advice])

    def tell_taken_back(self) -> str:
        """Say that it was taken back."""
        return texts.tell_taken_back(self.table, self.person, self.when, self._tell_values())

    def _tell_values(self) -> str:
        return ", ".join(f"{key} {value}" for key, value in self.values)

    def __str__(self) -> str:
        return self.to_sentence()


def write_entry(table: Table, written: Mapping[str, str], beside: Mapping[str, str]) -> bytes:
    """Return the bytes of the file: one record.

    Parameters
    ----------
    table
        Kind of entry.
    written
        From `parse_answers`.
    beside
        Whose and when, by column; what is empty is left out.
    """
    cells = {name: beside[name] for name in BESIDE if beside.get(name)}
    if table == "training":
        cells = {"timestamp": cells.pop("date"), **cells}
    cells |= written
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([list(cells), list(cells.values())])
    return stream.getvalue().encode()


def read_cells(data: bytes) -> dict[str, str]:
    """Return the cells of a file that `write_entry` made, by column."""
    lines = list(csv.reader(io.StringIO(data.decode(), newline="")))
    return dict(zip(*lines[:2], strict=True)) if len(lines) > 1 else {}


def tell_instant(table: Table, timing: v.Timing | None, moment: Moment, now: datetime) -> str:
    """When a rating was given: of two ratings of a day the later one counts, also where no time is told.

    A rating before, during or after training belongs to a session: there a made-up time would be another one.
    """
    if moment.instant is not None:
        return moment.instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    if table == "pain" and timing in TIMINGS:
        return now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def clean(text: str) -> str:
    """Return text without signs that no text file holds."""
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign if sign == "\n" or sign.isprintable() else " " for sign in lines).strip()


def make_manifest(
    table: Table,
    data: bytes,
    person: str,
    day: date,
    now: datetime,
    zones: Mapping[str, str],
    told_zone: str | None,
) -> Manifest:
    """Return the manifest of a quick entry, as an add of its file would write it."""
    name = FILE_NAME.format(table=table, day=day)
    reader, tables, _ = FORMATS[table]
    return Manifest(
        name=name,
        sha256=Source(name, data).sha256,
        format=reader,
        person=person,
        people=(person,),
        timezones=zones,
        told_timezone=told_zone,
        tables=tables,
        added_at=now.isoformat(timespec="seconds"),
        software=__version__,
    )


def read_kept(book: Path, entry: Entry) -> QuickEntry:
    """Return what a kept quick entry says."""
    kept = entry.open_in(book)
    return read_entry(kept.path.read_bytes(), kept.manifest, kept.number)


def read_entry(data: bytes, manifest: Manifest, number: int, *, is_new: bool = False) -> QuickEntry:
    """Return what the file of a quick entry says."""
    named = _NAME.fullmatch(manifest.name)
    table, person = named[1] if named else manifest.name, manifest.people[0]
    if table not in FORMATS:  # edited programs are a table of several records
        return QuickEntry(number, table, person)
    cells = read_cells(data)
    zone = manifest.timezones.get(person)
    clock = ""
    if zone and "reported_at" in cells:
        reported = datetime.fromisoformat(cells["reported_at"])
        clock = f"{reported.astimezone(ZoneInfo(find_zone_at(zone, reported))):%H:%M}"
    return QuickEntry(
        number=number,
        table=table,
        person=person,
        date=cells.get("date") or cells.get("timestamp", ""),
        values=tuple((key, value) for key, value in cells.items() if key not in BESIDE),
        timing=cells.get("timing", ""),
        time=clock,
        note=cells.get("note", ""),
        is_new=is_new,
    )
