"""Options that several commands share, and the book that they mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coreanalytics.cli import texts

if TYPE_CHECKING:
    from coreanalytics.logbook.book import Logbook

BOOK_VARIABLE = "COREANALYTICS_BOOK"

Book = Annotated[Path | None, typer.Option("--book", metavar="DIR", help=texts.BOOK)]
Person = Annotated[str | None, typer.Option("--person", metavar="NAME", help=texts.PERSON)]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="MOMENT", help=texts.AS_OF)]
Json = Annotated[bool, typer.Option("--json", help=texts.JSON)]

_state = {"debug": False}


def remember_debug(wanted: bool) -> None:
    """Note whether tracebacks are wanted."""
    _state["debug"] = wanted


def wants_debug() -> bool:
    """Tell whether tracebacks are wanted."""
    return _state["debug"]


def open_book(folder: Path | None, as_of: str | None = None) -> Logbook:
    """Return the book that is meant: told, else the current folder, else the environment's.

    Parameters
    ----------
    folder
        As told.
    as_of
        Moment as of which it is opened; None: as it is now.

    Raises
    ------
    BookError
        No book is told, the current folder is none, and the environment names none.
    """
    from coreanalytics.errors import BookError
    from coreanalytics.logbook.book import Logbook
    from coreanalytics.logbook.store import is_book

    if folder is None and is_book(Path.cwd()):
        folder = Path.cwd()
    if folder is None and os.environ.get(BOOK_VARIABLE):
        folder = Path(os.environ[BOOK_VARIABLE])
    if folder is None:
        raise BookError(texts.NO_BOOK, hint=texts.HINT_BOOK)
    book = Logbook(folder, as_of=as_of)
    for told in book.tell_differences():
        typer.echo(texts.note(told), err=True)
    return book


def is_interactive() -> bool:
    """Tell whether a person sits at both ends of the terminal."""
    import sys

    return sys.stdin.isatty() and sys.stderr.isatty()


def as_text(name: str | None) -> str | None:
    """Return a name as it was typed, where the machine's encoding could not carry it."""
    from coreanalytics.logbook.paths import as_text as decode

    return None if name is None else decode(name)
