"""The book: a folder that keeps files whole and derives its tables from them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from coreanalytics.errors import BookError
from coreanalytics.logbook import texts
from coreanalytics.logbook.adding import Offer, Progress, Told, check_told, expand_paths, prepare_files
from coreanalytics.logbook.aliases import FILE_NAME as ALIAS_FILE
from coreanalytics.logbook.aliases import read_aliases
from coreanalytics.logbook.amendments import read_steadily
from coreanalytics.logbook.book_history import AsOf, BookHistory
from coreanalytics.logbook.book_names import BookNames
from coreanalytics.logbook.book_phases import BookPhases
from coreanalytics.logbook.book_plans import BookPlans
from coreanalytics.logbook.book_privacy import BookPrivacy
from coreanalytics.logbook.book_sources import BookSources
from coreanalytics.logbook.cache import sweep_cache
from coreanalytics.logbook.cached_readings import keep_reading
from coreanalytics.logbook.correcting import write_rejected
from coreanalytics.logbook.deriving import (
    Derived,
    derive_cached,
    derive_rejected,
    read_table_of_people,
    reading_key,
)
from coreanalytics.logbook.events import Entry, Happening
from coreanalytics.logbook.logs import LogTables
from coreanalytics.logbook.outlines import keep_outline
from coreanalytics.logbook.reporting import may_double, pick_fresh, report_offers, tell_of_doubles
from coreanalytics.logbook.reports import AddReport
from coreanalytics.logbook.settings import FILE_NAME as SETTINGS_FILE
from coreanalytics.logbook.settings import TIMINGS, make_settings_text
from coreanalytics.logbook.status import BookStatus, describe_status
from coreanalytics.logbook.store import (
    explain_failure,
    is_book,
    is_vacant,
    keep_event,
    make_private_folder,
    write_private,
)
from coreanalytics.logbook.templates import write_templates

TEMPLATES: Final = "templates"  #: where `create` puts empty tables and the questions of the daily form


class Logbook(BookPhases, BookPlans, BookNames, BookPrivacy, BookSources, BookHistory, LogTables):
    r"""A folder of logs, private to the user.

    The folder is made by `create` or by the first `add`. Its files are the truth; every table is
    derived from them, from the alias file and from the settings, each time one of them has changed.

    Parameters
    ----------
    folder
        Where the book is, or shall be.
    as_of
        Number of an event (`history`), or a date: the book as it was then, which cannot be changed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> diary = folder / "pain.csv"
    >>> _ = diary.write_text("date,low_back\n2026-11-01,3\n2026-11-02,2\n")
    >>> book = Logbook(folder / "my-log")
    >>> report = book.add(diary, person="me")
    >>> report.files[0].accepted
    2
    >>> book.pain()["intensity"].to_list()
    [3, 2]
    """

    def __init__(self, folder: str | Path, *, as_of: AsOf = None) -> None:
        super().__init__(folder, as_of)
        if self.folder.exists() and not self.folder.is_dir():
            raise BookError("this is a file, not a book", where=str(self.folder), hint="name a folder")
        if self.folder.is_dir() and not is_book(self.folder) and not is_vacant(self.folder):
            raise BookError(
                "this folder is not a book, and it is not empty",
                where=str(self.folder),
                hint="name a book, or a new folder to make one (coreanalytics init)",
            )
        self._memo: dict[frozenset[str] | None, tuple[str, Derived]] = {}

    def create(self, *, person: str | None = None, aliases: bytes | None = None) -> Path:
        """Make the folder with settings, alias file, templates and the questions of the daily form.

        Parameters
        ----------
        person
            Whose log a file is when nothing else says so.
        aliases
            Content of an alias file to begin with.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        BookError
            There is a book already, or the folder cannot be written.
        """
        if is_book(self.folder):
            raise BookError(
                "there is a book here already",
                where=str(self.folder),
                hint="add files to it: coreanalytics add FILE …",
            )
        with explain_failure(self.folder):
            make_private_folder(self.folder)
            self.folder.chmod(0o700)
            # the settings make it a book: with them first, an interruption leaves one that opens
            write_private(self.folder / SETTINGS_FILE, make_settings_text(person).encode())
            write_private(self.folder / ALIAS_FILE, aliases or texts.ALIAS_TEMPLATE.encode())
            write_templates(self.folder / TEMPLATES)
        return self.folder

    # --- reading -------------------------------------------------------------------------------

    def status(self, *, person: str | None = None) -> BookStatus:
        """Return who is in the book, how well it is filled, and what waits to be mended.

        Parameters
        ----------
        person
            Only this person; None: everybody.

        Raises
        ------
        ArgumentError
            Nobody of this name is in the book.
        """
        if person is not None:
            self._require_person(person)
        derived = self._derived(None if person is None else [person])
        return describe_status(
            derived.tables,
            derived.rejected,
            derived.unmapped,
            derived.unsaid,
            self.settings.primary_timing,
            derived.doubles,
        )

    def export_rejected(self, file: str | Path, *, person: str | None = None) -> list[Path]:
        """Write the set-aside records down to be mended and added again.

        Each row begins with the identity of the file that it stands in, its line there and what is wrong.
        Added again, a row takes the place of exactly that record; rows that were left as they are change
        nothing.

        Parameters
        ----------
        file
            CSV to write; records of files with other columns go into further files beside it.
        person
            Whose records; None: everybody's.

        Returns
        -------
        list of Path
            The files written; none if nothing waits.
        """
        rejected = self.rejected()
        if person is not None:
            rejected = rejected.filter(pl.col("person") == person)
        return write_rejected(self.folder, self._entries(), rejected, Path(file))

    @property
    def told_on(self) -> date | None:
        """Date (UTC) of the newest add: days before it are over, whether they were logged or not."""
        self._require()
        return max((entry.manifest.added_on for entry in self._entries()), default=None)

    def files(self) -> pl.DataFrame:
        """Return one row a kept file: add, file, format, source_file, people, added_at."""
        self._require()
        rows = [
            (kept.number, told.name, told.format, told.source_file, list(told.people), told.added_at)
            for kept in self._entries()
            for told in [kept.manifest]
        ]
        text = pl.String()
        schema: dict[str, pl.DataType] = {
            "add": pl.Int64(),
            "file": text,
            "format": text,
            "source_file": text,
            "people": pl.List(text),
            "added_at": text,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _derived(self, people: Collection[str] | None = None) -> Derived:
        return read_steadily(self.folder, lambda: self._derive(people), self._forget_memory)

    def _forget_memory(self) -> None:
        self._memo.clear()

    def _derive(self, people: Collection[str] | None) -> Derived:
        entries, told, names, sources, state = self._find_state()
        asked = None if people is None else frozenset(people)
        if asked not in self._memo or self._memo[asked][0] != state:
            aliases = read_aliases(told, str(self.folder / ALIAS_FILE))
            self._memo[asked] = state, derive_cached(self.folder, entries, aliases, names, asked, sources)
            self._note_changes()
        return self._memo[asked][1]

    def _find_state(self) -> tuple[Sequence[Entry], bytes, str, Sequence[str], str]:
        """Return what tables are made from: files, alias file, its hash, sources; and all that as text."""
        entries = self._entries()
        told = self._noted(ALIAS_FILE)
        names = hashlib.sha256(told).hexdigest()
        sources = self.settings.sources
        state = "\n".join([names, repr(sources), *(f"{k.number} {k.file}" for k in entries)])
        return entries, told, names, sources, state

    def rejected(self, people: Collection[str] | None = None) -> pl.DataFrame:
        """Return the set-aside records, one row a reason.

        Parameters
        ----------
        people
            Whose; None: everybody's, and those that name nobody.
        """
        if people is not None or None in self._memo:
            return self._derived(people).rejected
        return read_steadily(self.folder, self._derive_rejected, self._forget_memory)

    def _derive_rejected(self) -> pl.DataFrame:
        entries, told, names, sources, _ = self._find_state()
        aliases = read_aliases(told, str(self.folder / ALIAS_FILE))
        return derive_rejected(self.folder, entries, aliases, names, sources)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Names of all people, sorted."""
        return tuple(sorted({name for entry in self._entries() for name in entry.people}))

    # --- adding --------------------------------------------------------------------------------

    def add(
        self,
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
        progress: Progress | None = None,
    ) -> AddReport:
        """Add files to the book; the files themselves stay where they are.

        Parameters
        ----------
        *files
            Files, or folders of files.
        person
            Whose logs these are; not needed where a column or a folder `clients/NAME` says so.
        timezone
            IANA time zone of the people in these files, kept for later adds; for travels a plan such as
            ``Europe/Berlin, 2026-07-01 America/New_York`` (see `zone_plans`).
        weight_unit
            `kg` or `lb`, for logs that do not say; kept for later adds.
        format
            Name of the reader, where the header should not decide.
        day_first
            Whether ``3/4/2026`` is the third of April, where the file does not show it.
        severity
            Words for how bad it is and their numbers, 0-10, where the usual ones are not meant
            (`vocabulary.SEVERITY`).
        mapping
            Which column of a table that no reader knows is what: a TOML file or a table such as
            ``{"Datum": "date", "Rücken": "low_back 0-100"}`` (see `readers.mapping`). Files that lack these
            columns and that a reader knows are read as usual; later files with the same columns need no
            telling.
        same
            Names in the files, and the names in the book that they stand for.
        distinct
            Names that are new people, however like an old name they look.
        progress
            Called with (name, files done, files in all).

        Returns
        -------
        AddReport
            One report a file. A file that cannot be read does not stop the others.

        Raises
        ------
        CoreAnalyticsError
            Nothing could be added: the error of the only (or first) file.
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
        self._require_now()
        skipped: list[Path] = []
        paths = expand_paths(files, skipped)
        exists = is_book(self.folder)
        entries = self._entries() if exists else ()
        default = self.settings.person if exists else None
        people = read_table_of_people(self.folder, entries)
        offers = prepare_files(
            paths, told, people, default_person=default, book=(self.folder, entries), progress=progress
        )
        if offers and all(offer.error for offer in offers):
            error = next(offer.error for offer in offers if offer.error)
            raise error
        known = {offer.manifest.sha256 for offer in offers if offer.manifest}
        kept = [entry.manifest for entry in entries if entry.sha256 in known]
        fresh = pick_fresh(offers, kept)
        concerned = {name for offer in fresh if offer.manifest for name in offer.manifest.people}
        before = self._derived(concerned) if exists and fresh else None
        if fresh:
            self._keep(fresh)
        report = report_offers(offers, kept, before, skipped)
        if fresh and may_double(fresh, before):
            return tell_of_doubles(report, offers, before, self._derived(concerned))
        return report

    def _keep(self, fresh: Sequence[Offer], *, quick: bool = False) -> int:
        """Put what is new into the book; return the number of the add."""
        self._make_sure()
        self._fix_timing(fresh)
        files = [(o.source, o.manifest) for o in fresh if o.source and o.manifest]
        notes = self._changed_notes()
        told = {"kind": Happening.ADD, **({"quick": True} if quick else {}), "notes": bool(notes)}
        number = keep_event(self.folder, told, files=files, beside=notes)
        for offer in fresh:
            # what became of mended records is not what their own table holds
            if offer.manifest and offer.reading and not offer.manifest.mends:
                keep_reading(self.folder, reading_key(offer.manifest), offer.reading)
                if offer.key and offer.outline:
                    keep_outline(self.folder, offer.key, offer.outline)
        sweep_cache(self.folder)
        return number

    def _make_sure(self) -> None:
        """Make the folder a book, unless it is one: another process may be doing the same."""
        try:
            if not is_book(self.folder):
                self.create()
        except BookError:
            if not is_book(self.folder):
                raise

    def _fix_timing(self, offers: Sequence[Offer]) -> None:
        """Fix the primary timing at the first pain file, where the settings leave it open."""
        if self.settings.primary_timing is not None:
            return
        for offer in offers:
            pain = offer.reading.tables.get("pain") if offer.reading else None
            timings = set(pain["timing"]) if pain is not None else set()
            chosen = next((timing for timing in TIMINGS if timing in timings), None)
            if chosen is not None:
                self._fix_to(chosen)
                return

    def __repr__(self) -> str:
        return f"Logbook({str(self.folder)!r})"
