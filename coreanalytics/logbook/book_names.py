"""What exercises are called in a book: lines of its alias file, which hold for all history at once."""

from __future__ import annotations

from collections.abc import Mapping

from coreanalytics.catalogue import match_names
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook.aliases import FILE_NAME, put_alias, read_aliases
from coreanalytics.logbook.book_history import BookHistory
from coreanalytics.logbook.store import explain_failure, write_private
from coreanalytics.logbook.texts_of_entries import NO_NAME, WRITE_ALIAS


class BookNames(BookHistory):
    """The alias file of a book, written line by line."""

    def add_alias(
        self, name: str, *, exercise: str | None = None, hands: int | None = None, side: str | None = None
    ) -> None:
        """Write a line into the alias file; it holds for all history at once.

        A name has one line: what is told now takes the place of what was told of it before.

        Parameters
        ----------
        name
            As the app writes it.
        exercise
            Catalogue id, or `not_core`; None: as before.
        hands
            1 or 2, where the logged weight is per hand; None: as before.
        side
            `left`, `right` or `both`; None: as before.

        Raises
        ------
        ArgumentError
            The catalogue has no such exercise.
        BookError
            The line would make no sense, or the file cannot be written.
        """
        self._write_aliases([(name, exercise, hands, side)])

    def map_names(self, exercises: Mapping[str, str]) -> None:
        """Say what several names mean; none is written unless all can be.

        Parameters
        ----------
        exercises
            Catalogue id, or `not_core`, by the name as the app writes it.

        Raises
        ------
        ArgumentError
            The catalogue has no such exercise.
        """
        self._write_aliases([(name, exercise, None, None) for name, exercise in exercises.items()])

    def _write_aliases(self, lines: list[tuple[str, str | None, int | None, str | None]]) -> None:
        self._require()
        self._require_now()
        file = self.folder / FILE_NAME
        data = file.read_bytes() if file.exists() else b""
        for name, exercise, hands, side in lines:
            if not name.strip() or name.strip().startswith("#"):  # such a line would be a comment
                raise ArgumentError(NO_NAME, where=name or "''", hint=WRITE_ALIAS)
            data = put_alias(data, name.strip(), exercise, hands, side)
        # nothing is written that could not be read again
        match_names([], read_aliases(data, str(file)))
        with explain_failure(self.folder):
            write_private(file, data)
