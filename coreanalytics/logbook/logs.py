"""Logs: the tables that some files make, with or without a folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from coreanalytics.logbook import texts
from coreanalytics.logbook.adding import Progress, Told, check_told, expand_paths, prepare_files
from coreanalytics.logbook.deriving import Derived, complete_aliases, derive, pick_people
from coreanalytics.logbook.reporting import report_offers, tell_of_doubles
from coreanalytics.logbook.reports import AddReport
from coreanalytics.logbook.settings import TIMINGS, Settings
from coreanalytics.logbook.tables import empty
from coreanalytics.shown import Shown


class LogTables(Shown, ABC):
    """What a book and loose files offer alike: tables, set-aside records, names that wait."""

    @abstractmethod
    def _derived(self, people: Collection[str] | None = None) -> Derived:
        """Return the tables as they are now, of some people or of everybody."""

    def tables(self, people: Collection[str] | None = None) -> dict[str, pl.DataFrame]:
        """Return the six tables by name (`coreanalytics.logbook.tables` tells their columns).

        Parameters
        ----------
        people
            Whose rows; None: everybody's. In a large book this opens only what concerns them.
        """
        return dict(self._derived(people).tables)

    def sets(self) -> pl.DataFrame:
        """Return one row a set."""
        return self._derived().tables["sets"]

    def sessions(self) -> pl.DataFrame:
        """Return one row a session."""
        return self._derived().tables["sessions"]

    def pain(self) -> pl.DataFrame:
        """Return one row a site, side and report."""
        return self._derived().tables["pain"]

    def habits(self) -> pl.DataFrame:
        """Return one row a person and date."""
        return self._derived().tables["habits"]

    def phases(self) -> pl.DataFrame:
        """Return one row a phase of a program."""
        return self._derived().tables["phases"]

    def people(self) -> pl.DataFrame:
        """Return one row a person."""
        return self._derived().tables["people"]

    def rejected(self, people: Collection[str] | None = None) -> pl.DataFrame:
        """Return the set-aside records, one row a reason.

        Parameters
        ----------
        people
            Whose; None: everybody's, and those that name nobody.
        """
        return self._derived(people).rejected

    def unmapped(self, people: Collection[str] | None = None) -> pl.DataFrame:
        """Return the exercise names that are doubtful or unknown, most frequent first.

        Parameters
        ----------
        people
            In whose sets; None: in anybody's.
        """
        return self._derived(people).unmapped

    @property
    def everybody(self) -> tuple[str, ...]:
        """Names of all people, sorted."""
        return tuple(self._derived().tables["people"]["person"].sort())

    def unsaid(self) -> pl.DataFrame:
        """Return the exercise names of which neither app nor alias file says the side or the hands."""
        return self._derived().unsaid

    def doubles(self) -> pl.DataFrame:
        """Return the sessions that do not count because another app logged them too, one row each."""
        return self._derived().doubles

    def __str__(self) -> str:
        derived = self._derived()
        return texts.tell_tables(derived.tables, derived.rejected, derived.unmapped)


@dataclass(frozen=True)
class Logs(LogTables):
    """The tables of some files, without a folder (see `read_logs`); `Logbook` offers the same.

    Attributes
    ----------
    derived
        Tables, set-aside records and names that are not mapped.
    settings
        Settings that the tables are read with.
    report
        What became of each file.
    """

    derived: Derived
    settings: Settings
    report: AddReport

    def _derived(self, people: Collection[str] | None = None) -> Derived:
        return self.derived if people is None else pick_people(self.derived, people)


def read_logs(
    *files: str | Path,
    person: str | None = None,
    timezone: str | None = None,
    weight_unit: str | None = None,
    format: str | None = None,
    day_first: bool | None = None,
    severity: Mapping[str, int] | None = None,
    mapping: Mapping[str, Any] | str | Path | None = None,
    same: Mapping[str, str] | None = None,
    distinct: Collection[str] = (),
    aliases: pl.DataFrame | None = None,
    sources: Sequence[str] = (),
    progress: Progress | None = None,
) -> Logs:
    """Read files into the same tables as a book gives, without a folder.

    Parameters
    ----------
    *files, person, timezone, weight_unit, format, day_first, severity, mapping, same, distinct, progress
        As in `Logbook.add`.
    aliases
        Frame with the columns name, exercise, hands, side.
    sources
        Apps in the order in which they are believed where several logged the same session.

    Raises
    ------
    CoreAnalyticsError
        No file could be read: the error of the only (or first) one.
    """
    told = check_told(
        Told(
            person=person,
            timezone=timezone,
            weight_unit=weight_unit,
            format=format,
            day_first=day_first,
            severity=severity,
            mapping=mapping,
            same=dict(same or {}),
            distinct=frozenset(distinct),
        )
    )
    skipped: list[Path] = []
    offers = prepare_files(expand_paths(files, skipped), told, empty("people"), progress=progress)
    if offers and all(offer.error for offer in offers):
        raise next(offer.error for offer in offers if offer.error)
    kept = [(o.manifest, o.reading) for o in offers if o.manifest and o.reading]
    derived = derive(kept, complete_aliases(aliases), sources)
    timings = set(derived.tables["pain"]["timing"])
    settings = Settings(
        person=person, primary_timing=next((t for t in TIMINGS if t in timings), None), sources=tuple(sources)
    )
    report = tell_of_doubles(report_offers(offers, (), None, skipped), offers, None, derived)
    return Logs(derived, settings, report)
