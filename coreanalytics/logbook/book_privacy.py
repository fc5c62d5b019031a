"""What leaves a book, and who: exports, exports under pseudonyms, and people who are forgotten."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts_of_sharing as texts
from coreanalytics.logbook.book_history import BookHistory
from coreanalytics.logbook.deriving import Derived
from coreanalytics.logbook.exports import Export, MakeMore, check_target, write_export
from coreanalytics.logbook.names_of_people import find_near_names
from coreanalytics.logbook.paths import as_text
from coreanalytics.logbook.pseudonyms import (
    KEY_FILE,
    SharedExport,
    extend_key,
    find_risks,
    make_readme,
    open_key,
    recode_tables,
    write_key,
)
from coreanalytics.logbook.store import explain_failure, write_private

if TYPE_CHECKING:
    from coreanalytics.logbook.forgotten import Forgotten

SET_ASIDE = "set_aside"  #: name of the file of set-aside records in an export
README = "README.txt"


class BookPrivacy(BookHistory):
    """Exports, pseudonyms and forgetting; `Logbook` offers them."""

    @abstractmethod
    def _derived(self, people: Collection[str] | None = None) -> Derived:
        """Return the tables as they are now, of some people or of everybody."""

    def export(
        self,
        folder: str | Path,
        *,
        format: str = "csv",
        people: Collection[str] | None = None,
        more: MakeMore | None = None,
    ) -> Export:
        """Write the six tables and the set-aside records into a new or empty folder, all or none.

        The tables can be added to another book and give the same rows there. Plans on record that count are
        written beside them. In CSV, text that a spreadsheet
        would run as a formula gets an apostrophe in front.

        Parameters
        ----------
        folder
            Where to; it must not be inside the book.
        format
            `csv` or `parquet`.
        people
            Whose rows; None: everybody's.
        more
            Makes further tables from the six, such as ``lambda tables: {"person_days": build_days(tables)}``.

        Returns
        -------
        Export
            Folder, and rows by file.

        Raises
        ------
        ArgumentError
            Unknown person or format, or a folder that cannot be used.
        BookError
            The folder cannot be written; nothing was.
        """
        target = Path(folder).expanduser()
        check_target(target, self.folder, format)
        derived = self._derived(self._know(people))
        tables = {**derived.tables, SET_ASIDE: derived.rejected}
        plans = self._list_plans(people)
        return write_export(target, {**tables, **(more(derived.tables) if more else {})}, format, plans)

    def pseudonymise(
        self,
        folder: str | Path,
        *,
        format: str = "csv",
        people: Collection[str] | None = None,
        shift_dates: bool = True,
        more: MakeMore | None = None,
    ) -> SharedExport:
        """Write the six tables for sharing: without names, words, hours, zones and sources.

        People become P01, P02 and so on, in random order. The key (`pseudonyms.csv`) stays in the book,
        private, so that a person keeps the pseudonym in later exports. This is not anonymous: the result
        tells what may still identify somebody.

        Parameters
        ----------
        folder, format, people, more
            As in `export`.
        shift_dates
            Whether each person's dates are moved back by a whole number of weeks (1-104, drawn once a person
            and kept in the key). Days of the week, and all that is counted from a person's own start, stay;
            people must not be compared by date then.

        Raises
        ------
        ArgumentError
            Unknown person or format, or a folder that cannot be used.
        BookError
            The folder or the key cannot be written.
        """
        self._require_now()
        target = Path(folder).expanduser()
        check_target(target, self.folder, format)
        derived = self._derived(self._know(people))
        known = open_key(self.folder)
        key = extend_key(
            known, pl.concat(frame.select("person") for frame in derived.tables.values())["person"]
        )
        if key != known:
            with explain_failure(self.folder):
                write_private(self.folder / KEY_FILE, write_key(key))
        tables = recode_tables(derived.tables, key, shift_dates=shift_dates)
        beside = {README: make_readme(shifted=shift_dates)}
        written = write_export(target, {**tables, **(more(tables) if more else {})}, format, beside)
        return SharedExport(
            export=written,
            people=tables["people"].height,
            left_out=derived.rejected.select("source_file", "line").n_unique()
            if derived.rejected.height
            else 0,
            shifted=shift_dates,
            risks=find_risks(tables, shifted=shift_dates),
        )

    def forget(self, person: str, *, drop_unreadable: bool = False) -> Forgotten:
        """Take a person out of every kept file, manifest, event, note and cache, for good.

        Files of theirs go; files about several people are written anew without their records, and without
        records that nobody can be named for. It cannot be undone. An interrupted forgetting is finished by
        whoever opens the book next. What left the book before (exports, reports, backups) is not reached.

        Parameters
        ----------
        person
            Their name in the book, exactly as written there.
        drop_unreadable
            A file about several people that cannot be written without this one goes as a whole, instead of
            stopping the work.

        Returns
        -------
        Forgotten
            What became of each file, and the proof: where the folder still names them.

        Raises
        ------
        ArgumentError
            There is nobody of this name.
        BookError
            A file cannot be written without them, or the folder cannot be written; nothing was changed then.
        """
        from coreanalytics.logbook.forgetting import forget_person

        self._require_now()
        name = self.know_person(person)
        done = forget_person(self.folder, name, drop_unreadable=drop_unreadable)
        self._forget_memory()
        return done

    def know_person(self, person: str) -> str:
        """Return a name as it stands in the book, where anything tells of it, also what was undone.

        Raises
        ------
        ArgumentError
            There is nobody of this name.
        """
        from coreanalytics.logbook.forgetting import check_person

        self._require()
        name = as_text(person).strip()
        check_person(self.folder, name, self.settings.person)
        return name

    @abstractmethod
    def _list_plans(self, people: Collection[str] | None) -> dict[str, bytes]:
        """Return the plans on record that count, by file name; with `people` those that name no others."""

    @abstractmethod
    def _forget_memory(self) -> None:
        """Let go of what was derived and is held in memory."""

    def _know(self, people: Collection[str] | None) -> list[str] | None:
        """Return names as they stand in the book; refuse those that do not."""
        if people is None:
            return None
        known = sorted({name for entry in self._entries() for name in entry.people})
        asked = [as_text(name).strip() for name in people]
        for name in asked:
            if name not in known:
                near = [like for _, like in find_near_names([name], known)]
                raise ArgumentError(texts.nobody(name), where="people", hint=texts.known_people(near, known))
        return asked
